//! Any text as a mapping: a mapping, or findings that each have a line.
#![no_main]

use intake::Mapping;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(findings) = Mapping::parse(text) {
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(finding.location.is_some_and(|location| location.row.is_some()));
        }
    }
});
