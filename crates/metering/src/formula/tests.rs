use super::*;
use crate::Register;
use crate::clock::DayClock;
use crate::meter::tests::meter;
use jiff::civil::date;
use jiff::tz::TimeZone;

fn problem(text: &str) -> (usize, FormulaProblem) {
    let fault = Formula::parse(text).unwrap_err();
    (fault.at, fault.problem)
}

#[test]
fn formulas_are_read_and_printed() {
    for (text, printed) in [
        ("A + B - 0.5*C", "A + B - 0.5*C"),
        ("-A", "-A"),
        ("0.50 * A", "0.5*A"),
        ("A*2*3", "6*A"),
        ("2*(A - (B - C))", "2*A - 2*B + 2*C"),
        ("A + A - B", "2*A - B"),
        ("A - B + B", "A"),
        ("(1 + 0.5)*A − 1 + 1", "1.5*A"),
        ("\"91-A\" + [10 kV]", "\"10 kV\" + \"91-A\""),
        ("表1 × 0.001", "0.001*表1"),
        ("M.1/2", "M.1/2"), // a code with a slash; amounts are not divided
        ("100*A", "100*A"),
    ] {
        let it = Formula::parse(text).unwrap();
        assert_eq!(it.to_string(), printed, "{text}");
        assert_eq!(Formula::parse(printed).unwrap(), it, "{text}");
    }
}

#[test]
fn faults_have_their_place() {
    use FormulaProblem::*;
    for (text, at, what) in [
        ("", 1, Operand),
        ("A +", 4, Operand),
        ("A + * B", 5, Operand),
        ("A B", 3, Operator),
        ("(A + B", 7, Close),
        ("A + \"B", 5, Quote),
        ("A * B", 3, Product),
        ("A + 1", 1, Constant),
        ("A - A", 1, Nothing),
        ("0*A", 1, Nothing),
        ("7", 1, Constant),
        ("A + 9B", 5, Operand),
        ("A)", 2, Operator),
        ("1.2.3*A", 1, TooLarge),
        ("表 + ?", 5, Operand),
    ] {
        assert_eq!(problem(text), (at, what), "{text:?}");
    }
    assert_eq!(problem(&"(".repeat(100)).1, TooLarge);
    assert_eq!(
        problem("999999999999999999*999999999999999999*A").1,
        TooLarge
    );
}

const DAY: jiff::civil::Date = date(2026, 5, 4);

fn amounts(interval_s: u32, counts: &[Option<i64>], code: Code) -> DayAmounts {
    DayAmounts {
        date: DAY,
        interval_s,
        counts: counts.to_vec(),
        codes: counts
            .iter()
            .map(|count| {
                if count.is_some() {
                    code
                } else {
                    Code::Measured
                }
            })
            .collect(),
    }
}

fn six_hourly(code: &str, resolution: f64) -> Meter {
    Meter {
        interval_s: 21_600,
        resolution,
        ..meter(code, Register::Interval)
    }
}

#[test]
fn virtual_meters_are_worked_out_slot_by_slot() {
    let day = DayClock::new(TimeZone::UTC).day(DAY);
    let (a, b) = (six_hourly("A", 0.001), six_hourly("B", 0.01));
    let of = six_hourly("V", 0.001);
    let a_day = amounts(
        21_600,
        &[Some(1000), Some(0), None, Some(3)],
        Code::Measured,
    );
    let b_day = amounts(
        21_600,
        &[Some(20), Some(7), Some(1), Some(0)],
        Code::Estimated,
    );
    let part = |code: &str| match code {
        "A" => Some((&a, &a_day)),
        "B" => Some((&b, &b_day)),
        _ => None,
    };
    // 1 − 0.5 × 0.2 = 0.9 kWh; 0 − 0.5 × 0.07 = −0.035; unknown; 0.003.
    let mut log = Log::new();
    let out = Formula::parse("A - 0.5*B")
        .unwrap()
        .evaluate(&of, &day, part, &mut log);
    assert_eq!(out.counts, [Some(900), Some(-35), None, Some(3)]);
    assert_eq!(
        out.codes,
        [
            Code::Estimated,
            Code::Estimated,
            Code::Measured,
            Code::Estimated
        ]
    );
    assert!(log.into_findings().is_empty());
    // 0.25 × 0.003 kWh is 0.75 Wh: a count, and said.
    let mut log = Log::new();
    let out = Formula::parse("0.25*A")
        .unwrap()
        .evaluate(&of, &day, part, &mut log);
    assert_eq!(out.counts, [Some(250), Some(0), None, Some(1)]);
    assert_eq!(log.count("formula_off_grid"), 1);
    // A part that is not there leaves nothing.
    let out = Formula::parse("A + C")
        .unwrap()
        .evaluate(&of, &day, part, &mut Log::new());
    assert_eq!(out.counts, [None; 4]);
}

#[test]
fn finer_parts_are_summed_and_coarser_refused() {
    let clock = DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap());
    // 25 October 2026: by the wall, the first six hours are seven.
    let day = clock.day(date(2026, 10, 25));
    let hourly = Meter {
        interval_s: 3600,
        ..meter("A", Register::Interval)
    };
    let hours: Vec<Option<i64>> = (0..25).map(|hour| (hour != 24).then_some(hour)).collect();
    let hours = amounts(3600, &hours, Code::Measured);
    let of = six_hourly("V", 0.001);
    let mut log = Log::new();
    let formula = Formula::parse("A").unwrap();
    let out = formula.evaluate(&of, &day, |_| Some((&hourly, &hours)), &mut log);
    // 0..6 = 21, 7..12 = 57, 13..18 = 93, and the last has an hour missing.
    assert_eq!(out.counts, [Some(21), Some(57), Some(93), None]);
    let daily = amounts(86_400, &[Some(5)], Code::Measured);
    let out = formula.evaluate(&of, &day, |_| Some((&hourly, &daily)), &mut log);
    assert_eq!(out.counts, [None; 4]);
    let gas = Meter {
        unit: "m3".to_owned(),
        ..hourly.clone()
    };
    let _ = formula.evaluate(&of, &day, |_| Some((&gas, &hours)), &mut log);
    let found: Vec<_> = log.into_findings().into_iter().map(|it| it.code).collect();
    assert_eq!(found, ["formula_unit", "formula_interval"]);
}

#[test]
fn virtual_meters_stand_after_their_parts_and_circles_are_found() {
    let with = |code: &str, formula: &str| Meter {
        formula: Some(formula.to_owned()),
        ..meter(code, Register::Interval)
    };
    let meters = [
        with("v3", "v2 + v1"),
        with("v2", "v1 - A"),
        with("v1", "A + B"),
        meter("A", Register::Interval),
        meter("B", Register::Interval),
        with("x", "y + A"),
        with("y", "2*x"),
        with("z", "x + A"), // stands on a circle, is none
        with("u", "nobody"),
        with("w", "A +"),
        with("self", "self + A"),
    ];
    let mut log = Log::new();
    let order: Vec<&str> = in_order(&meters, &mut log)
        .iter()
        .map(|(meter, _)| meter.code.as_str())
        .collect();
    assert_eq!(order, ["v1", "v2", "v3"]);
    let mut found: Vec<_> = log
        .into_findings()
        .into_iter()
        .map(|it| format!("{} {}", it.code, it.params["meter"]))
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            "formula_cycle self",
            "formula_cycle x",
            "formula_cycle y",
            "formula_syntax w",
            "formula_unknown_meter u",
        ]
    );
}
