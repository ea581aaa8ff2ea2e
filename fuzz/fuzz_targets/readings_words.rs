//! Any text as a decimal, a time, a time of the day or a formula: what is read prints as what it reads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use metering::Decimal;
use metering::formula::Formula;
use metering::parse::{DateOrder, Time, parse_clock, parse_code, parse_time};

fuzz_target!(|text: &str| {
    if let Some(value) = Decimal::parse(text.as_bytes()) {
        let number = value.to_f64();
        assert!(!number.is_nan());
        // A double keeps fifteen digits: below that the decimal is the same again.
        if value.mantissa.unsigned_abs() < 1_000_000_000_000_000 && number.is_normal() {
            let grid = Decimal { mantissa: 1, exponent: value.exponent };
            let again = Decimal::from_f64(number).expect("finite");
            if let (Some(one), Some(two)) = (value.counts(grid), again.counts(grid)) {
                assert_eq!(one, two, "{text}");
            }
        }
    }
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
        if let Some(Time::Local { date, seconds }) = parse_time(text, order) {
            assert!((0..=86_400).contains(&seconds));
            let again = format!("{date} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
            if date.year() > 999 {
                assert_eq!(parse_time(&again, order), Some(Time::Local { date, seconds }), "{again}");
            }
        }
    }
    assert!(parse_clock(text).is_none_or(|seconds| (0..=86_400).contains(&seconds)));
    let _ = parse_code(text);
    if let Ok(formula) = Formula::parse(text) {
        let printed = formula.to_string();
        assert_eq!(Formula::parse(&printed).as_ref(), Ok(&formula), "{printed}");
    }
});
