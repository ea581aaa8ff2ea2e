//! Real readings, for false alarms: see `SOURCE.md` in `tests/golden/readings` and `tests/golden/abnormal`.

use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};

/// Name, first day, and quarter hours of a profile.
pub struct Real {
    pub name: String,
    pub start: Date,
    /// Slots of each day; empty if all are alike.
    pub slots: Vec<u16>,
    pub values: Vec<Option<f64>>,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
}

fn text(name: &str) -> String {
    let bytes = std::fs::read(folder().join(name)).expect("the golden file is there");
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes.as_slice())
        .read_to_string(&mut text)
        .expect("the golden file is gzip of text");
    text
}

/// Columns of a table of which the first is the time.
fn columns(name: &str, start: Date) -> Vec<Real> {
    let text = text(name);
    let mut lines = text.lines();
    let mut all: Vec<Real> = lines
        .next()
        .unwrap_or_default()
        .split(',')
        .skip(1)
        .map(|name| Real {
            name: name.to_owned(),
            start,
            slots: Vec::new(),
            values: Vec::new(),
        })
        .collect();
    for line in lines {
        for (real, cell) in all.iter_mut().zip(line.split(',').skip(1)) {
            real.values.push(cell.parse().ok());
        }
    }
    all
}

/// The steel plant of 2018: kWh by quarter hour.
pub fn steel() -> Real {
    columns("readings/steel_2018_kwh.csv.gz", date(2018, 1, 1)).remove(0)
}

/// Fourteen load profiles of SimBench, 2016, as shares of their peak.
pub fn simbench() -> Vec<Real> {
    let mut all = Vec::new();
    for part in 1..=3 {
        all.extend(columns(
            &format!("abnormal/simbench_2016_{part}.csv.gz"),
            date(2016, 1, 1),
        ));
    }
    // Local time of Germany: 27 March has 92 quarter hours, 30 October 100.
    for meter in &mut all {
        meter.slots = vec![96; 366];
        meter.slots[86] = 92;
        meter.slots[303] = 100;
    }
    all
}
