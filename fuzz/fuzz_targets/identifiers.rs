//! Any text as each of the small things that have a text form; what is printed is read again as the same.
#![no_main]

use std::fmt::Display;
use std::str::FromStr;

use libfuzzer_sys::fuzz_target;

fn same<T: FromStr + Display + PartialEq>(text: &str) {
    if let Ok(value) = text.parse::<T>() {
        let printed = value.to_string();
        assert!(printed.parse::<T>().is_ok_and(|again| again == value), "{text:?} is printed as {printed:?}");
    }
}

fuzz_target!(|text: &str| {
    same::<units::CreditCode>(text);
    same::<units::AdministrativeCode>(text);
    same::<units::PriceBase>(text);
    same::<units::Currency>(text);
    // These print for people ("energy / area"), not to be read again.
    let _ = text.parse::<units::Dimension>();
    let _ = text.parse::<units::Ratio>();
    same::<units::Scheme>(text);
    same::<units::Field>(text);
    same::<inventory::indicator::Indicator>(text);
});
