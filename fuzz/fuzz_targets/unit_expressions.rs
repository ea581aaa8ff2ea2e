//! Any text as a unit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use units::{EXPRESSION_LENGTH_MAX, UnitRegistry};

fuzz_target!(|text: &str| {
    let registry = UnitRegistry::builtin();
    if let Ok(unit) = registry.unit(text) {
        // A unit converts to itself without change.
        let conversion = unit.conversion_to(&unit).expect("same dimension");
        assert_eq!(conversion.apply(3.0), 3.0);
        // Its symbol is the same unit, if it is short enough to be one.
        if unit.symbol().len() <= EXPRESSION_LENGTH_MAX {
            let again = registry.unit(unit.symbol()).expect("a symbol is a unit");
            assert!(again.is_same_size(&unit), "{text:?}: {again} is not {unit}");
        }
    }
});
