//! Any text as a unit.
#![no_main]

use libfuzzer_sys::fuzz_target;
use units::UnitRegistry;

fuzz_target!(|text: &str| {
    let registry = UnitRegistry::builtin();
    if let Ok(unit) = registry.unit(text) {
        // A unit converts to itself without change.
        let conversion = unit.conversion_to(&unit).expect("same dimension");
        assert_eq!(conversion.apply(3.0), 3.0);
    }
});
