//! Figures of other programs, and how near ours must come.
#![allow(dead_code)]

use planning::city::Structure;
use planning::city::read::{self, Absent};
use serde_json::Value;

/// A file of `tests/golden/city`.
pub fn golden(name: &str) -> String {
    let path = format!(
        "{}/../../tests/golden/city/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// What the other programs computed.
pub fn expected() -> Value {
    serde_json::from_str(&golden("expected.json")).unwrap()
}

/// A list of numbers.
pub fn floats(value: &Value) -> Vec<f64> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_f64().unwrap())
        .collect()
}

/// Invented cities in two years.
pub fn structures() -> (Structure, Structure) {
    let mut read = read::structures(&golden("structure.csv"), Absent::Missing).unwrap();
    let (second, first) = (read.pop().unwrap().1, read.pop().unwrap().1);
    (first, second)
}

/// The first of them.
pub fn structure_2015() -> Structure {
    structures().0
}

/// Equal to 1e-9, relative above 1.
#[track_caller]
pub fn close(ours: f64, theirs: f64) {
    assert!(
        (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0),
        "{ours} against {theirs}"
    );
}
