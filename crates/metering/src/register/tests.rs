use super::*;
use crate::ExchangeKind;
use crate::clock::DayClock;
use crate::meter::tests::meter;
use jiff::civil::date;
use jiff::tz::TimeZone;

/// 6-hourly slots: four a day, so that the sums can be seen.
fn six_hourly(digits: Option<u8>) -> Meter {
    Meter {
        interval_s: 21_600,
        digits,
        ..meter("m", Register::Cumulative)
    }
}

fn vector(of: Date, values: [Option<i32>; 4]) -> DayVector {
    DayVector {
        date: of,
        interval_s: 21_600,
        base: 1000,
        values: values.to_vec(),
        codes: vec![Code::Measured],
    }
}

fn second(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}

fn read(at: &str, counts: i64) -> Option<Read> {
    Some(Read {
        at_s: second(at),
        counts,
        code: Code::Measured,
    })
}

struct Case {
    meter: Meter,
    before: Option<Read>,
    vectors: Vec<DayVector>,
    after: Option<Read>,
    exchanges: Vec<Exchange>,
}

impl Case {
    fn new(vectors: Vec<DayVector>) -> Case {
        Case {
            meter: six_hourly(None),
            before: None,
            vectors,
            after: None,
            exchanges: Vec::new(),
        }
    }

    /// Counts of all slots in a row, the codes' numbers, and what was found.
    fn run(self) -> (Vec<Option<i64>>, Vec<u8>, Vec<String>) {
        let clock = DayClock::new(TimeZone::UTC);
        let mut log = Log::new();
        let out = amounts(
            &self.meter,
            &mut Days::new(&clock),
            self.before,
            &self.vectors,
            self.after,
            &self.exchanges,
            &mut log,
        );
        let counts = out.days.iter().flat_map(|day| day.counts.clone()).collect();
        let codes = out.days.iter().flat_map(|day| day.codes.clone());
        let found = log.into_findings().into_iter().map(|it| it.code).collect();
        (counts, codes.map(|code| code as u8).collect(), found)
    }
}

const DAY: Date = date(2026, 5, 4);

#[test]
fn differences_begin_at_what_was_shown_before() {
    // 1000, 1010, 1030, 1060 after 995 at midnight: 5, 10, 20, 30.
    let mut case = Case::new(vec![vector(DAY, [Some(0), Some(10), Some(30), Some(60)])]);
    case.before = read("2026-05-04T00:00:00Z", 995);
    let (counts, codes, found) = case.run();
    assert_eq!(counts, [Some(5), Some(10), Some(20), Some(30)]);
    assert_eq!((codes, found), (vec![0; 4], vec![]));
    // Without it the first amount is not known: it is not 1000.
    let (counts, ..) = Case::new(vec![vector(DAY, [Some(0), Some(10), None, None])]).run();
    assert_eq!(counts, [None, Some(10), None, None]);
}

#[test]
fn reads_far_apart_are_split_evenly_and_sum_exactly() {
    // 1000 at 06:00 on the 4th; nothing until 1010 at 12:00 on the 6th (the 5th has no row): nine slots, ten counts.
    // floor(10 k / 9): 0 1 2 3 4 5 6 7 8 10, so ones and a two at the end.
    let six = date(2026, 5, 6);
    let (counts, codes, found) = Case::new(vec![
        vector(DAY, [Some(0), None, None, None]),
        vector(six, [None, Some(10), Some(11), None]),
    ])
    .run();
    let (one, two) = (Some(1), Some(2));
    assert_eq!(
        counts,
        [None, one, one, one, one, one, one, one, one, two, one, None]
    );
    // Interpolated but for the last, whose reads are one slot apart.
    assert_eq!(codes, [0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 0, 0]);
    assert!(found.is_empty());
}

#[test]
fn a_read_before_and_one_after_the_span_fill_its_days() {
    // 900 two days before, 1000 at the end of the span's first slot: nine slots, 100 counts; floor(100·9/9) − floor(100·8/9) = 12.
    // Then 1000 to 1007 at the end of the second slot of the next day: five slots, of which three are in the span:
    // floor(7 k / 5): 0 1 2 4 5 7.
    let mut case = Case::new(vec![vector(DAY, [Some(0), None, None, None])]);
    case.before = read("2026-05-02T00:00:00Z", 900);
    case.after = read("2026-05-05T12:00:00Z", 1007);
    let (counts, codes, _) = case.run();
    assert_eq!(counts, [Some(12), Some(1), Some(1), Some(2)]);
    assert_eq!(codes, [3; 4]);
    // The same span seen from the day before: the parts agree, so that the three days sum to 100.
    let mut case = Case::new(vec![DayVector {
        interval_s: 21_600,
        ..vector(date(2026, 5, 3), [None; 4])
    }]);
    case.before = read("2026-05-02T00:00:00Z", 900);
    case.after = read("2026-05-04T06:00:00Z", 1000);
    let (counts, ..) = case.run();
    // floor(100 k / 9) for k = 4..8: 44 55 66 77 88.
    assert_eq!(counts, [Some(11); 4]);
}

#[test]
fn the_worse_of_two_reads_codes_their_difference() {
    let mut day = vector(DAY, [Some(0), Some(10), Some(30), None]);
    day.codes = vec![
        Code::Measured,
        Code::Estimated,
        Code::Measured,
        Code::Measured,
    ];
    let (counts, codes, _) = Case::new(vec![day]).run();
    assert_eq!(counts, [None, Some(10), Some(20), None]);
    assert_eq!(codes, [0, 4, 4, 0]);
}

#[test]
fn a_register_rolls_over_at_its_digits() {
    // Four digits: 9990, 9998, then 7 (9 counts: 9999, 0000, ..., 0007), then 20.
    let mut case = Case::new(vec![DayVector {
        base: 0,
        ..vector(DAY, [Some(9990), Some(9998), Some(7), Some(20)])
    }]);
    case.meter = six_hourly(Some(4));
    let (counts, _, found) = case.run();
    assert_eq!(counts, [None, Some(8), Some(9), Some(13)]);
    assert_eq!(found, ["roll_over"]);
}

#[test]
fn backwards_without_a_reason_is_no_amount_and_a_finding() {
    // 5000 to 4990: a roll-over would be 9990 of 10,000 counts, which is no roll-over.
    for digits in [Some(4), None] {
        let mut case = Case::new(vec![DayVector {
            base: 4000,
            ..vector(DAY, [Some(1000), Some(990), Some(995), None])
        }]);
        case.meter = six_hourly(digits);
        let (counts, _, found) = case.run();
        assert_eq!(counts, [None, None, Some(5), None]);
        assert_eq!(found, ["register_backwards"]);
    }
}

fn exchange(at: &str, kind: ExchangeKind, last_old: Option<i64>, first_new: i64) -> Exchange {
    Exchange {
        meter: "m".to_owned(),
        at: at.parse().unwrap(),
        kind,
        last_old,
        first_new,
    }
}

#[test]
fn an_exchange_counts_both_meters() {
    // 1000, then the old meter went out at 1012 and the new one came in at 3; at 12:00 it shows 8: 12 + 5 = 17. Then 9: 1.
    let values = [Some(0), Some(-992), Some(-991), None];
    let mut case = Case::new(vec![vector(DAY, values)]);
    case.exchanges = vec![
        exchange(
            "2026-05-04T09:30:00Z",
            ExchangeKind::Exchange,
            Some(1012),
            3,
        ),
        Exchange {
            meter: "other".to_owned(),
            ..exchange("2026-05-04T13:00:00Z", ExchangeKind::Exchange, Some(9), 0)
        },
    ];
    let (counts, _, found) = case.run();
    assert_eq!(counts, [None, Some(17), Some(1), None]);
    assert!(found.is_empty());
    // At the very instant of a read, the read is the new meter's.
    let mut case = Case::new(vec![vector(DAY, values)]);
    case.exchanges = vec![exchange(
        "2026-05-04T12:00:00Z",
        ExchangeKind::Exchange,
        Some(1012),
        3,
    )];
    assert_eq!(case.run().0, [None, Some(17), Some(1), None]);
    // Two within one slot: 1000 to 1012, 0 to 4, 6 to 8.
    let mut case = Case::new(vec![vector(DAY, values)]);
    case.exchanges = vec![
        exchange("2026-05-04T10:30:00Z", ExchangeKind::Exchange, Some(4), 6),
        exchange(
            "2026-05-04T09:30:00Z",
            ExchangeKind::Exchange,
            Some(1012),
            0,
        ),
    ];
    assert_eq!(case.run().0, [None, Some(18), Some(1), None]);
}

#[test]
fn a_reset_counts_from_what_it_was_set_to() {
    let values = [Some(0), Some(-990), Some(-980), None];
    // 1000 to 1004 before it was set to 0; 10 at 12:00: 14 counts.
    let mut case = Case::new(vec![vector(DAY, values)]);
    case.exchanges = vec![exchange(
        "2026-05-04T08:00:00Z",
        ExchangeKind::Reset,
        Some(1004),
        0,
    )];
    assert_eq!(case.run().0, [None, Some(14), Some(10), None]);
    // Nobody wrote down what it showed: that amount is not known, and is not 10.
    let mut case = Case::new(vec![vector(DAY, values)]);
    case.exchanges = vec![exchange(
        "2026-05-04T08:00:00Z",
        ExchangeKind::Reset,
        None,
        0,
    )];
    let (counts, _, found) = case.run();
    assert_eq!(counts, [None, None, Some(10), None]);
    assert_eq!(found, ["reset_without_last"]);
}

#[test]
fn power_and_intervals_are_their_counts() {
    // 4 kW, 0, unknown, 2 kW over six hours each would be 36 kWh; by the quarter hour 1.5 kWh in all.
    let mut case = Case::new(vec![DayVector {
        base: 0,
        interval_s: 900,
        ..vector(DAY, [Some(4000), Some(0), None, Some(2000)])
    }]);
    case.meter = meter("m", Register::Power);
    let worth = case.meter.unit_per_count();
    let (counts, ..) = case.run();
    assert_eq!(counts, [Some(4000), Some(0), None, Some(2000)]);
    assert_eq!(counts.iter().flatten().sum::<i64>() as f64 * worth, 1.5);
}

#[test]
fn clock_changes_move_the_split_and_not_the_sum() {
    // Berlin, 25 October 2026: 25 hours. Hourly reads at midnight only: 1000 and 1100 give four counts an hour.
    let clock = DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap());
    for (of, hours) in [(date(2026, 10, 25), 25), (date(2026, 3, 29), 23)] {
        let mut values = vec![None; hours];
        values[hours - 1] = Some(4 * hours as i32);
        let day = DayVector {
            date: of,
            interval_s: 3600,
            base: 1000,
            values,
            codes: vec![Code::Manual],
        };
        let it = Meter {
            interval_s: 3600,
            ..meter("m", Register::Cumulative)
        };
        let mut days = Days::new(&clock);
        let before = Some(Read {
            at_s: days.of(of).start_s,
            counts: 1000,
            code: Code::Manual,
        });
        let mut log = Log::new();
        let out = amounts(
            &it,
            &mut days,
            before,
            std::slice::from_ref(&day),
            None,
            &[],
            &mut log,
        );
        assert_eq!(out.days[0].counts, vec![Some(4); hours]);
        assert_eq!(out.days[0].sum(), Some(4 * hours as i64));
        let end = last_read(&it, &mut days, &day).unwrap();
        assert_eq!(end.at_s, days.of(of).end_s);
        assert_eq!(out.last, Some(end));
    }
}

proptest::proptest! {
    /// However its reads are spread, the parts sum to the last read less the first.
    #[test]
    fn parts_sum_to_the_whole(steps in proptest::collection::vec((0_i32..1000, 0_usize..5), 1..12)) {
        let mut values = vec![Some(0)];
        let mut shown = 0;
        for (amount, pause) in steps {
            values.extend(std::iter::repeat_n(None, pause));
            shown += amount;
            values.push(Some(shown));
        }
        let vectors: Vec<DayVector> = values.chunks(4).enumerate().map(|(day, chunk)| DayVector {
            date: date(2026, 1, 1).checked_add(jiff::Span::new().days(day as i64)).unwrap(),
            interval_s: 21_600,
            base: 7,
            values: chunk.iter().copied().chain(std::iter::repeat(None)).take(4).collect(),
            codes: vec![Code::Measured],
        }).collect();
        let (counts, ..) = Case::new(vectors).run();
        proptest::prop_assert_eq!(counts.iter().flatten().sum::<i64>(), i64::from(shown));
    }
}
