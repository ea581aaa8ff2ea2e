//! Any text as a number in each format and as a period in each.
#![no_main]

use intake::{NumberFormat, PeriodFormat, parse_number, parse_period};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for decimal in ['.', ','] {
        for thousands in [None, Some('.'), Some(','), Some('\''), Some(' ')] {
            let format = NumberFormat { decimal, thousands, percent: true };
            if let Ok(number) = parse_number(text, &format) {
                assert!(number.value.is_finite());
            }
        }
    }
    for (_, format) in PeriodFormat::ALL {
        let _ = parse_period(text, format);
    }
    // What is printed is read again as the same.
    if let Ok(period) = text.parse::<units::Period>() {
        assert_eq!(period.to_string().parse::<units::Period>().ok(), Some(period));
    }
});
