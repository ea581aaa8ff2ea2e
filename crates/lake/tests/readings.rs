//! Readings: what goes in comes out, the newest counts, gaps stay gaps.

use std::collections::HashSet;

use jiff::civil::Date;
use lake::readings::{Batch, Days, FactorDay, Ground, MeterDay, MeterMonth, Roster, continued};
use lake::{Lake, LakeError, Table};
use metering::{Code, DayClock, DayVector, Register, kernel};
use proptest::prelude::*;
use units::UnitRegistry;

mod meters;

fn home() -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("tables")).unwrap();
    (folder, lake)
}

fn day(meter: &str, date: &str, values: Vec<Option<i32>>, recorded_at_us: i64) -> MeterDay {
    MeterDay {
        meter: meter.to_owned(),
        unit: "kWh".to_owned(),
        register: Register::Interval,
        step: 0.5,
        day: DayVector {
            date: date.parse().unwrap(),
            interval_s: 900,
            base: 0,
            codes: vec![Code::Measured],
            values,
        },
        source: "test".to_owned(),
        recorded_at_us,
    }
}

fn append(lake: &Lake, batch: Batch, days: &[MeterDay]) {
    let mut appender = lake.append_readings(batch).unwrap();
    appender.push("r", days).unwrap();
    appender.commit().unwrap();
}

/// All days that a scan hands out, as they were appended, in order of meter and date.
fn scan(lake: &Lake, days: &Days<'_>) -> Vec<MeterDay> {
    let mut all: Vec<MeterDay> = lake
        .scan_days("r", days, Vec::new, |found: &mut Vec<MeterDay>, row| {
            found.push(MeterDay {
                meter: row.meter.to_owned(),
                unit: row.unit.to_owned(),
                register: row.register,
                step: row.step,
                day: row.to_day(),
                source: row.source.to_owned(),
                recorded_at_us: row.recorded_at_us,
            });
        })
        .unwrap()
        .concat();
    all.sort_by(|a, b| (&a.meter, a.day.date).cmp(&(&b.meter, b.day.date)));
    all
}

#[test]
fn the_newest_row_of_a_day_counts_and_the_older_stays() {
    let (_folder, lake) = home();
    let first = [
        day("a", "2024-02-29", vec![Some(1); 96], 10),
        day("a", "2024-03-01", vec![Some(2); 96], 10),
        day("b", "2024-02-29", vec![Some(3); 96], 10),
    ];
    append(&lake, Batch::Import(1), &first);
    let correction = day("a", "2024-03-01", vec![Some(7); 96], 20);
    append(&lake, Batch::Inbox(1), std::slice::from_ref(&correction));
    // A repetition that was recorded earlier, but came later, does not count.
    append(
        &lake,
        Batch::Import(2),
        &[day("b", "2024-02-29", vec![Some(9); 96], 5)],
    );
    let now = scan(&lake, &Days::default());
    assert_eq!(
        now,
        [first[0].clone(), correction.clone(), first[2].clone()]
    );
    let all = scan(
        &lake,
        &Days {
            replaced: true,
            ..Days::default()
        },
    );
    assert_eq!(all.len(), 5);
    // And as it was before the correction.
    let before = lake
        .scan_days_at(
            1,
            "r",
            &Days::default(),
            || 0,
            |sum, row| *sum += kernel::sum(row.counts),
        )
        .unwrap();
    assert_eq!(before.iter().sum::<i64>(), 96 * 6);
    assert_eq!(lake.version(Table::Readings).unwrap(), 3);
}

#[test]
fn meters_of_interleaving_names_are_replaced_one_by_one() {
    let (_folder, lake) = home();
    // By name, 10 and 100 lie between 1 and 2: the ranges of all three files overlap, their meters hardly.
    let of = |meters: &[&str], value: i32, recorded_at_us: i64| -> Vec<MeterDay> {
        let dates = ["2024-01-01", "2024-01-02"];
        meters
            .iter()
            .flat_map(|meter| dates.map(|date| (*meter, date)))
            .map(|(meter, date)| day(meter, date, vec![Some(value); 96], recorded_at_us))
            .collect()
    };
    append(&lake, Batch::Import(1), &of(&["1", "2", "3"], 1, 10));
    append(&lake, Batch::Import(2), &of(&["10", "20"], 2, 10));
    append(&lake, Batch::Import(3), &of(&["100", "2", "200"], 3, 20));
    let now: Vec<(String, i32)> = scan(&lake, &Days::default())
        .into_iter()
        .map(|day| (day.meter, day.day.values[0].unwrap()))
        .collect();
    let mut expected: Vec<(String, i32)> = Vec::new();
    for (meter, value) in [
        ("1", 1),
        ("10", 2),
        ("100", 3),
        ("2", 3),
        ("20", 2),
        ("200", 3),
        ("3", 1),
    ] {
        expected.extend([(meter.to_owned(), value), (meter.to_owned(), value)]);
    }
    assert_eq!(now, expected);
}

#[test]
fn a_base_is_part_of_every_count() {
    let (_folder, lake) = home();
    // 24 hours, one missing: 23 counts of 1000 + 2, of 0.5 kWh each, at 0.1 kg/kWh.
    let mut values = vec![Some(2); 24];
    values[5] = None;
    let mut row = day("a", "2024-01-01", values, 1);
    row.day.interval_s = 3600;
    row.day.base = 1000;
    append(&lake, Batch::Import(1), &[row]);
    let factors = [FactorDay {
        zone: "z".to_owned(),
        date: "2024-01-01".parse().unwrap(),
        values: vec![0.1; 24],
        source: "test".to_owned(),
        recorded_at_us: 1,
    }];
    let version = lake
        .append_factors(Batch::Import(2), "r", &factors)
        .and_then(|_| lake.version(Table::Readings))
        .unwrap();
    let clock = DayClock::new(jiff::tz::TimeZone::UTC);
    let meters = [meters::meter("a")];
    let ground = Ground {
        clock: &clock,
        factors: &lake.factors("r").unwrap(),
        roster: &Roster::new(&meters, &[], UnitRegistry::builtin()),
    };
    let summed = lake
        .sum_months(version, "r", &Days::default(), &ground, 3)
        .unwrap();
    let month = &summed.months[0];
    assert_eq!(month.amount_micro, 23 * 1002 * 500_000);
    assert_eq!(month.emissions_ug, 23 * 1002 * 50_000_000);
}

#[test]
fn a_batch_is_appended_once() {
    let (_folder, lake) = home();
    let rows = [day("a", "2024-01-01", vec![Some(1); 96], 1)];
    append(&lake, Batch::Inbox(4), &rows);
    assert!(lake.has_readings(Batch::Inbox(4)).unwrap());
    assert!(lake.has_readings(Batch::Inbox(3)).unwrap());
    assert!(!lake.has_readings(Batch::Inbox(5)).unwrap());
    for again in [Batch::Inbox(4), Batch::Inbox(2)] {
        let refused = lake.append_readings(again).unwrap_err();
        assert!(
            matches!(refused, LakeError::CommitExists { .. }),
            "{refused}"
        );
    }
}

#[test]
fn only_what_is_asked_for_is_handed_out() {
    let (_folder, lake) = home();
    let mut rows: Vec<MeterDay> = ["a", "b", "c"]
        .iter()
        .flat_map(|meter| {
            ["2024-01-01", "2024-01-02", "2024-01-03"]
                .map(|date| day(meter, date, vec![Some(5); 96], 1))
        })
        .collect();
    let mut register = day("b", "2024-01-02", vec![Some(1); 96], 1);
    register.register = Register::Cumulative;
    register.day.base = 9_999_999_999_000;
    rows.push(register.clone());
    append(&lake, Batch::Import(1), &rows);
    let meters = HashSet::from(["b".to_owned()]);
    let asked = Days {
        dates: (Some("2024-01-02".parse().unwrap()), None),
        meters: Some(&meters),
        ..Days::default()
    };
    let found: Vec<String> = scan(&lake, &asked)
        .iter()
        .map(|row| format!("{} {}", row.meter, row.day.date))
        .collect();
    assert_eq!(found, ["b 2024-01-02", "b 2024-01-03"]);
    let registers = scan(
        &lake,
        &Days {
            registers: true,
            ..Days::default()
        },
    );
    assert_eq!(registers, [register]);
    assert!(
        lake.scan_days("other", &Days::default(), || 0, |n, _| *n += 1)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn what_cannot_be_kept_is_refused_and_nothing_is_written() {
    let (folder, lake) = home();
    let mut no_slots = day("a", "2024-01-01", Vec::new(), 1);
    let mut no_step = day("a", "2024-01-01", vec![Some(1)], 1);
    no_step.step = 0.0;
    let mut codes = day("a", "2024-01-01", vec![Some(1); 3], 1);
    codes.day.codes = vec![Code::Measured; 2];
    no_slots.meter = "b".to_owned();
    for bad in [no_slots, no_step, codes] {
        let mut appender = lake.append_readings(Batch::Import(1)).unwrap();
        let refused = appender.push("r", &[bad]).unwrap_err();
        assert!(matches!(refused, LakeError::BadValue { .. }), "{refused}");
    }
    assert_eq!(lake.version(Table::Readings).unwrap(), 0);
    let left = walk(folder.path())
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "parquet"))
        .count();
    assert_eq!(left, 0);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn factors_and_months_come_back_the_newest_of_each() {
    let (_folder, lake) = home();
    let factor = |zone: &str, value: f64, hours: usize, at| FactorDay {
        zone: zone.to_owned(),
        date: "2024-03-31".parse().unwrap(),
        values: vec![value; hours],
        source: "test".to_owned(),
        recorded_at_us: at,
    };
    lake.append_factors(
        Batch::Import(1),
        "r",
        &[factor("x", 0.5, 23, 1), factor("y", 0.1, 23, 1)],
    )
    .unwrap();
    lake.append_factors(Batch::Import(2), "r", &[factor("x", 0.6, 23, 2)])
        .unwrap();
    let factors = lake.factors("r").unwrap();
    let on = "2024-03-31".parse().unwrap();
    assert_eq!(factors.hours("x", on).unwrap()[..], [0.6; 23]);
    assert_eq!(factors.hours("y", on).unwrap()[..], [0.1; 23]);
    assert!(factors.hours("z", on).is_none());
    assert_eq!(factors.zones(), ["x", "y"]);
    let refused = lake
        .append_factors(Batch::Import(3), "r", &[factor("x", f64::NAN, 24, 3)])
        .unwrap_err();
    assert!(matches!(refused, LakeError::BadValue { .. }));

    let month = |run, amount_micro| MeterMonth {
        meter: "a".to_owned(),
        month: "2024-03-01".parse().unwrap(),
        unit: "kWh".to_owned(),
        zone: Some("x".to_owned()),
        first_day: "2024-03-01".parse().unwrap(),
        last_day: "2024-03-31".parse().unwrap(),
        days: 31,
        slots: 31 * 96 - 4,
        present: 2972,
        estimated: 0,
        amount_micro,
        with_factor_micro: amount_micro,
        emissions_ug: -1,
        run,
    };
    lake.append_months(1, "r", &[month(1, 5)], &[]).unwrap();
    lake.append_months(2, "r", &[month(2, 6)], &[]).unwrap();
    lake.append_months(3, "r", &[month(3, 7)], &[]).unwrap();
    // Run 3 was interrupted: it does not count.
    let months = lake.months("r", (None, None), &|run| run != 3).unwrap();
    assert_eq!(months, [month(2, 6)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Who reads a day right after it was added gets from memory what others get from the file, and needs no file for it.
    #[test]
    fn what_was_just_written_is_read_as_from_its_file(
        days in proptest::collection::btree_map(
            (0..6_u8, 0..4_i8),
            (proptest::collection::vec(proptest::option::weighted(0.8, any::<i32>()), 1..100), 0..3_u8, any::<bool>(), 0..9_i64),
            1..20,
        ),
        asked in (0..7_u8, 0..5_i8, any::<bool>()),
    ) {
        let (folder, lake) = home();
        let days: Vec<MeterDay> = days
            .into_iter()
            .map(|((meter, date), (values, register, each, base))| {
                let slots = values.len();
                let mut one = day(&format!("m{meter}"), &format!("2024-02-{}", 26 + date), values, 7);
                one.register = [Register::Interval, Register::Cumulative, Register::Power][usize::from(register)];
                one.day.base = base;
                if each {
                    one.day.codes = (0..slots).map(|slot| Code::ALL[slot % Code::ALL.len()]).collect();
                }
                one
            })
            .collect();
        append(&lake, Batch::Import(1), &days);
        let factors = [
            FactorDay { zone: "z".to_owned(), date: "2024-02-26".parse().unwrap(), values: vec![0.5; 24], source: "s".to_owned(), recorded_at_us: 1 },
            FactorDay { zone: "z".to_owned(), date: "2024-02-27".parse().unwrap(), values: vec![0.25; 24], source: "s".to_owned(), recorded_at_us: 1 },
        ];
        lake.append_factors(Batch::Import(2), "r", &factors).unwrap();
        let other = Lake::open(&folder.path().join("tables")).unwrap();
        let files = lake.files_since(Table::Readings, "r", 0, 1).unwrap().unwrap();
        let meters: HashSet<String> = (0..asked.0).map(|meter| format!("m{meter}")).collect();
        let first = jiff::civil::date(2024, 2, 25).checked_add(jiff::Span::new().days(asked.1)).unwrap();
        let several = [
            Days { files: Some(&files), ..Days::default() },
            Days { files: Some(&files), registers: true, ..Days::default() },
            Days { files: Some(&files), meters: Some(&meters), registers: asked.2, dates: (Some(first), None), ..Days::default() },
        ];
        let from_files: Vec<_> = several.iter().map(|days| scan(&other, days)).collect();
        prop_assert!(from_files[0].iter().chain(&from_files[1]).count() == days.len());
        let hours = |lake: &Lake| {
            let factors = lake.factors("r").unwrap();
            factors.hours("z", factors_day()).map(|hours| hours.to_vec())
        };
        let of_others = hours(&other);
        prop_assert_eq!(of_others.as_deref(), Some(&[0.25; 24][..]));
        for table in ["readings", "hourly_factors"] {
            std::fs::remove_dir_all(folder.path().join("tables").join(table).join("region=r")).unwrap();
        }
        for (days, expected) in several.iter().zip(&from_files) {
            prop_assert_eq!(&scan(&lake, days), expected);
        }
        prop_assert_eq!(hours(&lake), of_others);
    }
}

fn factors_day() -> Date {
    "2024-02-27".parse().unwrap()
}

/// Bits of a number, as meters or as months.
fn bits(of: u8) -> impl Iterator<Item = i8> {
    (0..8).filter(move |bit| of >> bit & 1 == 1)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Whatever runs replaced, whole months or parts, whichever of them was interrupted, merged or not: the newest counts.
    #[test]
    fn months_of_replaced_runs_are_left_out_and_no_others(
        runs in proptest::collection::vec((0..8_u8, 0..4_u8, 0..10_u8, 0..8_u8), 1..14),
    ) {
        let (_folder, lake) = home();
        let mut counting: HashSet<u32> = HashSet::new();
        let mut expected: std::collections::BTreeMap<(String, Date), MeterMonth> = Default::default();
        for (run, (meters, months, fate, other)) in (1..).zip(runs) {
            let counts = |run| counting.contains(&run);
            // One in ten knows nothing, as if it had computed everything anew.
            let known = match fate {
                0 => Vec::new(),
                _ => lake.months("r", (None, None), &counts).unwrap(),
            };
            // Half of them write all meters: so do whole months go.
            let meters = if other < 4 { 7 } else { meters };
            let mut written: Vec<MeterMonth> = bits(meters)
                .flat_map(|meter| bits(months).map(move |month| (meter, month)))
                .map(|(meter, month)| {
                    let first = jiff::civil::date(2024, month + 1, 1);
                    MeterMonth {
                        meter: format!("m{meter}"),
                        month: first,
                        unit: "kWh".to_owned(),
                        zone: None,
                        first_day: first,
                        last_day: first,
                        days: 1,
                        slots: 96,
                        present: 96,
                        estimated: 0,
                        amount_micro: i64::from(run),
                        with_factor_micro: 0,
                        emissions_ug: 0,
                        run,
                    }
                })
                .collect();
            written.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
            lake.append_months(run, "r", &written, &known).unwrap();
            // Two in ten are interrupted.
            if !(1..3).contains(&fate) {
                counting.insert(run);
                let all = written.into_iter();
                expected.extend(all.map(|month| ((month.meter.clone(), month.month), month)));
            }
            if fate == 3 {
                let counts = |run| counting.contains(&run);
                lake.compact(Table::MeterMonths, "r", &counts).unwrap();
            }
            let counts = |run| counting.contains(&run);
            let found = lake.months("r", (None, None), &counts).unwrap();
            prop_assert_eq!(&found, &expected.values().cloned().collect::<Vec<_>>());
            let january = Some(jiff::civil::date(2024, 1, 1));
            let found = lake.months("r", (january, january), &counts).unwrap();
            let of_january = expected.values().filter(|month| Some(month.month) == january);
            prop_assert_eq!(found, of_january.cloned().collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_day_comes_back_with_its_gaps_and_codes(
        days in proptest::collection::vec(
            (proptest::collection::vec(proptest::option::weighted(0.9, any::<i32>()), 1..200), any::<i64>(), any::<bool>()),
            1..60,
        ),
        full in any::<bool>(),
    ) {
        let (_folder, lake) = home();
        let start: jiff::civil::Date = "2023-12-01".parse().unwrap();
        let rows: Vec<MeterDay> = days.into_iter().enumerate().map(|(n, (mut values, base, each))| {
            if full && n % 2 == 0 {
                values = values.into_iter().map(|value| Some(value.unwrap_or(3))).collect();
            }
            let mut row = day("m", &(start + jiff::Span::new().days(n as i64)).to_string(), values, 1);
            row.day.base = base;
            if each && row.day.values.len() > 1 {
                row.day.codes = (0..row.day.values.len()).map(|slot| Code::ALL[slot % 6]).collect();
            }
            row
        }).collect();
        append(&lake, Batch::Import(1), &rows);
        prop_assert_eq!(scan(&lake, &Days::default()), rows);
    }
}

#[test]
fn days_that_were_added_continue_the_months_that_are_known() {
    let date = |text: &str| text.parse().unwrap();
    let month = |meter: &str, days: (&str, &str), count: u32, amount_micro: i64| MeterMonth {
        meter: meter.to_owned(),
        month: date("2024-03-01"),
        unit: "kWh".to_owned(),
        zone: None,
        first_day: date(days.0),
        last_day: date(days.1),
        days: count,
        slots: 96 * u64::from(count),
        present: 96 * u64::from(count),
        estimated: 0,
        amount_micro,
        with_factor_micro: 0,
        emissions_ug: 0,
        run: 1,
    };
    let known = [
        month("a", ("2024-03-01", "2024-03-04"), 4, 400),
        month("b", ("2024-03-01", "2024-03-04"), 4, 40),
        month("c", ("2024-03-01", "2024-03-04"), 4, i64::MAX),
        month("d", ("2024-03-01", "2024-03-04"), 4, 4),
    ];
    let behind = ("2024-03-05", "2024-03-05");
    let added = vec![
        month("a", behind, 1, 100),
        // A day that may replace a known one, and a sum that does not fit: both are read again.
        month("b", ("2024-03-04", "2024-03-05"), 2, 20),
        month("c", behind, 1, 1),
        month("new", behind, 1, 7),
    ];
    let continued = continued(added, &known);
    assert_eq!(continued.again, [1, 2]);
    let expected = [
        month("a", ("2024-03-01", "2024-03-05"), 5, 500),
        month("new", behind, 1, 7),
    ];
    assert_eq!(continued.months, expected);
}

#[test]
fn factors_of_some_days_are_those_of_all_days() {
    let (_folder, lake) = home();
    let factors = |day: i8, value: f64| FactorDay {
        zone: "z".to_owned(),
        date: jiff::civil::date(2024, 5, day),
        values: vec![value; 24],
        source: "test".to_owned(),
        recorded_at_us: i64::from(day) + value as i64,
    };
    let month: Vec<FactorDay> = (1..=20).map(|day| factors(day, 1.0)).collect();
    lake.append_factors(Batch::Import(1), "r", &month).unwrap();
    // A correction of one day, and a day behind.
    for (import, day) in [(2, factors(7, 100.0)), (3, factors(21, 3.0))] {
        lake.append_factors(Batch::Import(import), "r", &[day])
            .unwrap();
    }
    let version = lake.version(Table::HourlyFactors).unwrap();
    let all = lake.factors("r").unwrap();
    for (first, last) in [(7, 7), (6, 8), (21, 21), (1, 31)] {
        let date = |day| jiff::civil::date(2024, 5, day);
        let some = lake
            .factors_between(version, "r", (Some(date(first)), Some(date(last))))
            .unwrap();
        for day in 1..=31 {
            let inside = (first..=last).contains(&day);
            let expected = all.hours("z", date(day)).filter(|_| inside);
            assert_eq!(some.hours("z", date(day)), expected, "{first} {last} {day}");
        }
    }
    assert_eq!(
        all.hours("z", jiff::civil::date(2024, 5, 7)).unwrap()[0],
        100.0
    );
}

/// A table that is followed commit by commit, one that is opened behind a checkpoint, and one that follows after a long sleep
/// see the same files and leave out the same by what the log says of them.
#[test]
fn files_are_the_same_however_the_log_was_read() {
    let (folder, follower) = home();
    let tables = folder.path().join("tables");
    let sleeper = Lake::open(&tables).unwrap();
    let first = jiff::civil::date(2024, 1, 1);
    let version = |lake: &Lake| lake.version(Table::HourlyFactors).unwrap();
    let zones = |lake: &Lake, version: u64, day| {
        let days = (Some(day), Some(day));
        let factors = lake.factors_between(version, "r", days).unwrap();
        factors
            .zones()
            .iter()
            .map(|zone| (*zone).to_owned())
            .collect::<Vec<_>>()
    };
    let mut days = Vec::new();
    for import in 1..=140_u32 {
        let day = FactorDay {
            zone: format!("z{import}"),
            date: first.checked_add(jiff::Span::new().days(import)).unwrap(),
            values: vec![f64::from(import); 24],
            source: "test".to_owned(),
            recorded_at_us: i64::from(import),
        };
        days.push((day.zone.clone(), day.date));
        follower
            .append_factors(Batch::Import(import), "r", &[day])
            .unwrap();
        if import % 30 == 0 {
            // Each step also follows the log.
            assert_eq!(
                follower.factors("r").unwrap().zones().len(),
                import as usize
            );
        }
        if import == 5 {
            assert_eq!(sleeper.factors("r").unwrap().zones().len(), 5);
        }
    }
    let awake = Lake::open(&tables).unwrap();
    let now = version(&follower);
    for lake in [&follower, &sleeper, &awake] {
        assert_eq!(version(lake), now);
        let files = lake.files_at(Table::HourlyFactors, "r", now).unwrap();
        assert_eq!(files.len(), 140);
        assert_eq!(
            files,
            follower.files_at(Table::HourlyFactors, "r", now).unwrap()
        );
        assert_eq!(lake.factors("r").unwrap().zones().len(), 140);
        for (zone, day) in [&days[0], &days[70], &days[139]] {
            assert_eq!(zones(lake, now, *day), std::slice::from_ref(zone));
        }
        // The past is what it was, and asking for it changes nothing.
        assert_eq!(lake.factors_at(now - 100, "r").unwrap().zones().len(), 40);
        assert_eq!(zones(lake, now, days[139].1), [days[139].0.clone()]);
    }
}

/// Another program tidied up the commits behind a checkpoint, as it may. The tables are read as before, also by a process that had
/// last looked when those commits were there; only what was added since one of them is not known any more, and is not guessed.
#[test]
fn commits_that_were_tidied_up_are_missed_by_nobody() {
    let (folder, writer) = home();
    let tables = folder.path().join("tables");
    let sleeper = Lake::open(&tables).unwrap();
    for batch in 1..=70_u32 {
        let meter = format!("m{batch:02}");
        append(
            &writer,
            Batch::Import(batch),
            &[day(&meter, "2024-05-01", vec![Some(7); 96], 1)],
        );
        if batch == 5 {
            assert_eq!(scan(&sleeper, &Days::default()).len(), 5);
        }
    }
    let all = scan(&writer, &Days::default());
    assert_eq!(
        (all.len(), writer.version(Table::Readings).unwrap()),
        (70, 70)
    );
    let since = |lake: &Lake, version: u64| {
        let files = lake.files_since(Table::Readings, "r", version, 70).unwrap();
        files.map(|files| files.len())
    };
    assert_eq!(since(&writer, 40), Some(30));
    let log = tables.join("readings/_delta_log");
    assert!(log.join("_last_checkpoint").exists());
    for version in 0..64 {
        std::fs::remove_file(log.join(format!("{version:020}.json"))).unwrap();
    }
    let late = Lake::open(&tables).unwrap();
    for lake in [&writer, &sleeper, &late] {
        assert_eq!(lake.version(Table::Readings).unwrap(), 70);
        assert_eq!(lake.files_at(Table::Readings, "r", 70).unwrap().len(), 70);
        assert_eq!(scan(lake, &Days::default()), all);
        // The checkpoint's own commit is still there, and those after it.
        assert_eq!([0, 40, 62].map(|version| since(lake, version)), [None; 3]);
        assert_eq!(
            [63, 66, 70].map(|version| since(lake, version)),
            [Some(7), Some(4), Some(0)]
        );
    }
    let new = day("m71", "2024-05-01", vec![Some(7); 96], 1);
    append(&sleeper, Batch::Import(71), &[new]);
    for lake in [&writer, &sleeper, &late] {
        assert_eq!(scan(lake, &Days::default()).len(), 71);
    }
}
