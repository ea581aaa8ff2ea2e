//! Any text as the table of units, of carriers or of factors. The first character chooses which.
#![no_main]

use inventory::factors::{CARRIER_FILE, FACTOR_FILES, FactorLibrary};
use libfuzzer_sys::fuzz_target;
use units::UnitRegistry;

fuzz_target!(|text: &str| {
    let Some(which) = text.chars().next() else {
        return;
    };
    let table = &text[which.len_utf8()..];
    match which {
        'u' => {
            if let Err(faults) = UnitRegistry::load("units.csv", table) {
                assert!(!faults.is_empty());
            }
        }
        'c' => drop(FactorLibrary::load(&[(CARRIER_FILE, table)])),
        _ => {
            let carriers = include_str!("../../data/carriers.csv");
            for file in FACTOR_FILES {
                if let Ok(library) =
                    FactorLibrary::load(&[(CARRIER_FILE, carriers), (file, table)])
                {
                    assert!(library.factors().iter().all(|factor| factor.value.is_finite()));
                }
            }
        }
    }
});
