//! Any text as tables of topics and trajectories: sets and finite paths, or findings.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planning::city::known::{read_paths, read_topics, weights};
use planning::sheet::Source;

fuzz_target!(|text: &str| {
    let source = Source { file: "table.csv", text };
    let _ = read_topics(source);
    for path in read_paths(source).0 {
        assert!(path.values.len() <= 2001 && path.values.first().is_some());
        assert!(path.values.iter().flatten().all(|value| value.is_finite()));
    }
    let _ = weights(Some(text), None, None);
});
