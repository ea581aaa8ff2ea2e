use super::*;
use crate::Sample;
use crate::meter::tests::meter;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

fn zone(rule: &str) -> DayClock {
    DayClock::new(TimeZone::posix(rule).unwrap())
}

const BERLIN: &str = "CET-1CEST,M3.5.0,M10.5.0/3";
const SHANGHAI: &str = "CST-8";
const LORD_HOWE: &str = "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0";
const NEW_YORK: &str = "EST5EDT,M3.2.0,M11.1.0";

fn sample(at: &str, value: f64) -> Sample {
    Sample {
        meter: "m".to_owned(),
        at: at.parse().unwrap(),
        value,
        code: Code::Measured,
    }
}

/// A small store: what is known, and what the last delivery said.
struct Store {
    meter: Meter,
    clock: DayClock,
    stamp: Stamp,
    known: BTreeMap<Date, DayVector>,
}

impl Store {
    fn new(meter: Meter) -> Store {
        Store {
            meter,
            clock: DayClock::new(TimeZone::UTC),
            stamp: Stamp::Start,
            known: BTreeMap::new(),
        }
    }

    /// Dates that are new or changed, and what was found.
    fn deliver(&mut self, samples: &[Sample]) -> (Vec<Date>, Vec<String>) {
        let (readings, left_out) = Readings::from_samples(samples);
        assert!(left_out.is_empty());
        let mut log = Log::new();
        let only = &self.meter;
        let find = |code: &str| (code == only.code).then_some(only);
        let placed = place(&readings, find, &self.clock, self.stamp, &mut log);
        let collected = placed.merge(|_, date| self.known.get(&date).cloned(), &mut log);
        let dates: Vec<Date> = collected.days.iter().map(|it| it.day.date).collect();
        assert_eq!(
            collected.taken + collected.rejected_count,
            samples.len(),
            "each reading is taken or rejected"
        );
        let days: Vec<DayVector> = collected.days.into_iter().map(|it| it.day).collect();
        for day in days {
            self.known.insert(day.date, day);
        }
        let found = log.into_findings().into_iter().map(|it| it.code).collect();
        (dates, found)
    }

    fn sum(&self, of: Date) -> i64 {
        self.known[&of]
            .values
            .iter()
            .flatten()
            .map(|it| i64::from(*it))
            .sum()
    }
}

/// zone, day, interval in minutes, slots. The readings are 1, 2, 3, ... Wh, so that the sum is n (n + 1) / 2:
/// a slot lost or taken twice changes it.
const DAYS: [(&str, Date, u32, i64, i64); 21] = [
    // Berlin, 23 hours: 92 × 93 / 2 = 4278; 46 × 47 / 2 = 1081; 23 × 24 / 2 = 276.
    (BERLIN, date(2026, 3, 29), 15, 92, 4278),
    (BERLIN, date(2026, 3, 29), 30, 46, 1081),
    (BERLIN, date(2026, 3, 29), 60, 23, 276),
    // 25 hours: 100 × 101 / 2 = 5050; 50 × 51 / 2 = 1275; 25 × 26 / 2 = 325.
    (BERLIN, date(2026, 10, 25), 15, 100, 5050),
    (BERLIN, date(2026, 10, 25), 30, 50, 1275),
    (BERLIN, date(2026, 10, 25), 60, 25, 325),
    // Shanghai has no change: 96 × 97 / 2 = 4656; 48 × 49 / 2 = 1176; 24 × 25 / 2 = 300.
    (SHANGHAI, date(2026, 3, 29), 15, 96, 4656),
    (SHANGHAI, date(2026, 10, 25), 30, 48, 1176),
    (SHANGHAI, date(2024, 2, 29), 60, 24, 300),
    // Lord Howe, 24.5 hours: 98 × 99 / 2 = 4851; 49 × 50 / 2 = 1225; 25 hours, the last of 30 minutes.
    (LORD_HOWE, date(2026, 4, 5), 15, 98, 4851),
    (LORD_HOWE, date(2026, 4, 5), 30, 49, 1225),
    (LORD_HOWE, date(2026, 4, 5), 60, 25, 325),
    // 23.5 hours: 94 × 95 / 2 = 4465; 47 × 48 / 2 = 1128; 24 hours, the last of 30 minutes.
    (LORD_HOWE, date(2026, 10, 4), 15, 94, 4465),
    (LORD_HOWE, date(2026, 10, 4), 30, 47, 1128),
    (LORD_HOWE, date(2026, 10, 4), 60, 24, 300),
    (NEW_YORK, date(2026, 3, 8), 15, 92, 4278),
    (NEW_YORK, date(2026, 3, 8), 30, 46, 1081),
    (NEW_YORK, date(2026, 3, 8), 60, 23, 276),
    (NEW_YORK, date(2026, 11, 1), 15, 100, 5050),
    (NEW_YORK, date(2026, 11, 1), 60, 25, 325),
    // A leap day is a day like others.
    (BERLIN, date(2024, 2, 29), 15, 96, 4656),
];

#[test]
fn every_slot_of_a_day_is_filled_once_whatever_the_clock_does() {
    for (rule, of, minutes, slots, sum) in DAYS {
        for stamp in [Stamp::Start, Stamp::End] {
            let clock = zone(rule);
            let day = clock.day(of);
            let interval_s = minutes * 60;
            let samples: Vec<Sample> = (0..slots)
                .map(|slot| {
                    let start_s = day.start_s + slot * i64::from(interval_s);
                    let at_s = match stamp {
                        Stamp::Start => start_s,
                        Stamp::End => (start_s + i64::from(interval_s)).min(day.end_s),
                    };
                    Sample {
                        meter: "m".to_owned(),
                        at: Timestamp::from_second(at_s).unwrap(),
                        value: (slot + 1) as f64 / 1000.0,
                        code: Code::Measured,
                    }
                })
                .collect();
            let mut store = Store::new(Meter {
                interval_s,
                ..meter("m", Register::Interval)
            });
            (store.clock, store.stamp) = (clock, stamp);
            let (dates, found) = store.deliver(&samples);
            assert_eq!(dates, [of], "{rule} {minutes}");
            assert!(found.is_empty(), "{found:?}");
            assert_eq!(store.known[&of].values.len() as i64, slots);
            assert!(store.known[&of].values.iter().all(Option::is_some));
            assert_eq!(store.sum(of), sum, "{rule} {of} {minutes}");
        }
    }
}

#[test]
fn late_repeated_and_corrected_readings() {
    let mut store = Store::new(meter("m", Register::Interval));
    let (dates, found) = store.deliver(&[
        sample("2026-05-04T00:15:00Z", 0.2),
        sample("2026-05-04T00:00:00Z", 0.1), // out of order
        sample("2026-05-05T00:00:00Z", 0.7),
        sample("2026-05-04T00:15:00Z", 0.2), // repeated
    ]);
    assert_eq!(dates, [date(2026, 5, 4), date(2026, 5, 5)]);
    assert_eq!(found, ["repeated"]);
    assert_eq!(store.sum(date(2026, 5, 4)), 300);
    // A late one: the day is whole again, with what was known.
    let (dates, found) = store.deliver(&[sample("2026-05-04T00:30:00Z", 0.4)]);
    assert_eq!((dates, found), (vec![date(2026, 5, 4)], vec![]));
    assert_eq!(store.sum(date(2026, 5, 4)), 700);
    // The same once more changes nothing, and nothing is written.
    let (dates, found) = store.deliver(&[sample("2026-05-04T00:30:00Z", 0.4)]);
    assert_eq!((dates, found), (vec![], vec![]));
    // Corrected: 0.1 + 0.25 + 0.4.
    let (dates, found) = store.deliver(&[sample("2026-05-04T00:15:00Z", 0.25)]);
    assert_eq!(
        (dates, found),
        (vec![date(2026, 5, 4)], vec!["corrected".to_owned()])
    );
    assert_eq!(store.sum(date(2026, 5, 4)), 750);
    // Corrected within one delivery: the later line holds.
    let (_, found) = store.deliver(&[
        sample("2026-05-06T00:15:00Z", 0.25),
        sample("2026-05-06T00:15:00Z", 0.5),
    ]);
    assert_eq!(found, ["corrected_in_batch"]);
    assert_eq!(store.sum(date(2026, 5, 6)), 500);
}

#[test]
fn zero_is_a_reading_and_nothing_is_none() {
    let mut store = Store::new(meter("m", Register::Interval));
    store.deliver(&[sample("2026-05-04T00:15:00Z", 0.0)]);
    let day = &store.known[&date(2026, 5, 4)];
    assert_eq!(day.values[..3], [None, Some(0), None]);
    assert_eq!(day.codes, [Code::Measured]);
}

#[test]
fn a_code_stands_once_or_for_each_slot() {
    let mut store = Store::new(meter("m", Register::Interval));
    let manual = |at, value| Sample {
        code: Code::Manual,
        ..sample(at, value)
    };
    store.deliver(&[
        manual("2026-05-04T00:15:00Z", 1.0),
        manual("2026-05-04T00:30:00Z", 1.0),
    ]);
    assert_eq!(store.known[&date(2026, 5, 4)].codes, [Code::Manual]);
    store.deliver(&[sample("2026-05-04T00:30:00Z", 1.0)]);
    let codes = &store.known[&date(2026, 5, 4)].codes;
    assert_eq!(codes.len(), 96);
    assert_eq!(codes[..3], [Code::Measured, Code::Manual, Code::Measured]);
}

#[test]
fn what_lies_off_the_grid_is_said() {
    let mut store = Store::new(meter("m", Register::Interval));
    // 0.1234 kWh is 123.4 Wh; ten seconds late is on time; five minutes late is not.
    let (_, found) = store.deliver(&[
        sample("2026-05-04T00:00:10Z", 0.1234),
        sample("2026-05-04T00:20:00Z", 0.001),
    ]);
    assert_eq!(found, ["off_grid", "off_slot"]);
    assert_eq!(
        store.known[&date(2026, 5, 4)].values[..2],
        [Some(123), Some(1)]
    );
    // A clock ten seconds ahead: 23:59:50 begins the next day.
    let (dates, _) = store.deliver(&[sample("2026-05-06T23:59:50Z", 0.5)]);
    assert_eq!(dates, [date(2026, 5, 7)]);
    // Readings of five minutes for a meter of fifteen: not summed in silence, not lost in silence.
    let (_, found) = store.deliver(&[
        sample("2026-05-09T00:10:00Z", 0.3),
        sample("2026-05-09T00:05:00Z", 0.2),
        sample("2026-05-09T00:00:00Z", 0.1),
    ]);
    assert_eq!(found, ["off_slot", "two_times_in_slot"]);
    assert_eq!(store.sum(date(2026, 5, 9)), 300);
    // 2^31 Wh do not fit.
    let (dates, found) = store.deliver(&[sample("2026-05-10T00:00:00Z", 2_147_483.648)]);
    assert_eq!((dates, found), (vec![], vec!["count_too_large".to_owned()]));
}

#[test]
fn registers_are_kept_as_they_showed_at_the_slots_ends() {
    let mut store = Store::new(meter("m", Register::Cumulative));
    let (dates, found) = store.deliver(&[
        sample("2026-05-04T00:00:00Z", 123_456.0), // closes the 3rd
        sample("2026-05-04T00:15:00Z", 123_456.25),
        sample("2026-05-04T00:29:59Z", 123_456.5), // near 00:30
        sample("2026-05-04T00:23:00Z", 123_456.4), // also near 00:30, but less
    ]);
    assert_eq!(dates, [date(2026, 5, 3), date(2026, 5, 4)]);
    assert!(found.is_empty(), "{found:?}");
    let before = &store.known[&date(2026, 5, 3)];
    assert_eq!((before.base, before.values[95]), (123_456_000, Some(0)));
    let day = &store.known[&date(2026, 5, 4)];
    assert_eq!(day.base, 123_456_250);
    assert_eq!(day.values[..3], [Some(0), Some(250), None]);
    // A late read before the others moves the base and leaves what was shown: 123,456.1 at 00:15 as a correction.
    store.deliver(&[sample("2026-05-04T00:15:00Z", 123_456.1)]);
    let day = &store.known[&date(2026, 5, 4)];
    assert_eq!(
        (day.count(0), day.count(1)),
        (Some(123_456_100), Some(123_456_500))
    );
}

#[test]
fn meters_that_take_none_reject_by_row() {
    let mut virtual_meter = meter("m", Register::Interval);
    virtual_meter.formula = Some("a + b".to_owned());
    let mut store = Store::new(virtual_meter);
    let (_, found) = store.deliver(&[sample("2026-05-04T00:00:00Z", 1.0)]);
    assert_eq!(found, ["meter_is_virtual"]);

    let mut it = meter("m", Register::Interval);
    it.active = (Some(date(2026, 5, 4)), None);
    let samples = [
        sample("2026-05-03T23:45:00Z", 1.0),
        sample("2026-05-04T00:00:00Z", 1.0),
        Sample {
            meter: "x".to_owned(),
            ..sample("2026-05-04T00:00:00Z", 1.0)
        },
        sample("2300-01-01T00:00:00Z", 1.0),
    ];
    let (readings, _) = Readings::from_samples(&samples);
    let clock = DayClock::new(TimeZone::UTC);
    let mut log = Log::new();
    let placed = place(
        &readings,
        |code| (code == "m").then_some(&it),
        &clock,
        Stamp::Start,
        &mut log,
    );
    assert_eq!(
        placed
            .days()
            .map(|(meter, date)| (meter.code.clone(), date))
            .collect::<Vec<_>>(),
        [("m".to_owned(), date(2026, 5, 4))]
    );
    let collected = placed.merge(|_, _| None, &mut log);
    assert_eq!(collected.taken, 1);
    let rejected: Vec<_> = collected
        .rejected
        .iter()
        .map(|it| (it.row, it.code))
        .collect();
    assert_eq!(
        rejected,
        [
            (1, "out_of_span"),
            (3, "unknown_meter"),
            (4, "implausible_time")
        ]
    );
    assert_eq!(
        collected.rejected[1].message,
        "Meter x is not known; add it, or mend its code."
    );
}

#[test]
fn power_of_a_slot_that_a_clock_change_cuts_counts_for_what_there_was() {
    // Lord Howe, hourly, 24.5 hours at 2 kW: 49 kWh. The 25th slot has half an hour: 1 kWh, stored as 1 kW over an hour.
    let clock = zone(LORD_HOWE);
    let day = clock.day(date(2026, 4, 5));
    let samples: Vec<Sample> = (0..25)
        .map(|hour| Sample {
            meter: "m".to_owned(),
            at: Timestamp::from_second(day.start_s + hour * 3600).unwrap(),
            value: 2.0,
            code: Code::Measured,
        })
        .collect();
    let mut store = Store::new(Meter {
        interval_s: 3600,
        ..meter("m", Register::Power)
    });
    store.clock = clock;
    let (_, found) = store.deliver(&samples);
    assert_eq!(found, ["power_slot_cut"]);
    let kwh = store.sum(date(2026, 4, 5)) as f64 * store.meter.unit_per_count();
    assert_eq!(kwh, 49.0);
}

#[test]
fn another_interval_replaces_the_day() {
    let mut store = Store::new(meter("m", Register::Interval));
    store.deliver(&[sample("2026-05-04T00:00:00Z", 1.0)]);
    store.meter.interval_s = 3600;
    let (_, found) = store.deliver(&[sample("2026-05-04T05:00:00Z", 2.0)]);
    assert_eq!(found, ["interval_changed"]);
    assert_eq!(store.known[&date(2026, 5, 4)].values.len(), 24);
    assert_eq!(store.sum(date(2026, 5, 4)), 2000);
}

proptest::proptest! {
    /// In whatever order and in however many deliveries the same readings come, the days are the same.
    #[test]
    fn order_and_parts_of_a_delivery_do_not_matter(
        slots in proptest::collection::btree_map(0_i64..300, -50_i32..1000, 1..60),
        cut in 0_usize..60,
        register in 0_u8..2,
    ) {
        let register = if register == 0 { Register::Interval } else { Register::Cumulative };
        let clock_day = zone(BERLIN).day(date(2026, 10, 24));
        let samples: Vec<Sample> = slots.iter().map(|(slot, value)| Sample {
            meter: "m".to_owned(),
            at: Timestamp::from_second(clock_day.start_s + slot * 900).unwrap(),
            value: f64::from(*value) / 1000.0,
            code: if value % 3 == 0 { Code::Manual } else { Code::Measured },
        }).collect();
        let mut once = Store::new(meter("m", register));
        once.clock = zone(BERLIN);
        once.deliver(&samples);
        let mut parts = Store::new(meter("m", register));
        parts.clock = zone(BERLIN);
        let (first, second) = samples.split_at(cut.min(samples.len()));
        let mut second = second.to_vec();
        second.reverse();
        parts.deliver(&second);
        parts.deliver(first);
        proptest::prop_assert_eq!(once.known, parts.known);
    }
}

proptest::proptest! {
    /// Parted by meter and then sorted is the same as sorted, equal keys in the order they came.
    #[test]
    fn parting_by_meter_is_a_stable_sort(keys in proptest::collection::vec((0_u32..5, 0_i32..3, 0_usize..4), 0..80)) {
        let laid: Vec<Laid> = keys.iter().enumerate().map(|(row, (meter, day, slot))| Laid {
            key: Laid::key(*meter, *day, *slot),
            counts: 0,
            at_s: 0,
            row: row as u32,
            code: Code::Measured,
        }).collect();
        let rows = |laid: &[Laid]| laid.iter().map(|it| it.row).collect::<Vec<u32>>();
        let mut sorted = laid.clone();
        sorted.sort_by_key(|it| it.key);
        proptest::prop_assert_eq!(rows(&ordered(laid, 5)), rows(&sorted));
    }
}
