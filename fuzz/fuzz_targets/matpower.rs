//! Any text as a MATPOWER case, and on to its flow.
#![no_main]

use flow::formats::GridCase;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(case) = GridCase::from_matpower("a.m", text) {
        assert_eq!(case.sent_mw.len(), case.steps * case.branches.len());
        assert_eq!(case.generation_mw.len(), case.steps * case.generators.len());
        assert!(case.sent_mw.iter().all(|power| power.is_finite()));
    }
});
