//! The tables of `docs/abnormal.md`, as lines of Markdown.

use std::collections::BTreeMap;
use std::time::Instant;

use metering::detect::{Context, Kind, Series, detect};
use metering::repair::{BackTest, Method, back_test};

use crate::plant::{Bench, line};
use crate::real;
use crate::shapes::{SHAPES, series, year};

/// Meters of every shape in the bench, once with faults and once without.
pub const METERS: u64 = 80;

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

pub fn planted(bench: &Bench) -> Vec<String> {
    let mut lines = vec![
        "| kind | planted | found | recall | alarms | right | precision | false alarms a clean meter-year |".to_owned(),
        "|---|---:|---:|---:|---:|---:|---:|---:|".to_owned(),
    ];
    for kind in Kind::ALL {
        let count = bench.by_kind.get(&kind).copied().unwrap_or_default();
        let clean: usize = SHAPES
            .iter()
            .filter_map(|shape| bench.clean.get(&(kind, *shape)))
            .sum();
        lines.push(format!(
            "| {} | {} | {} | {} | {} | {} | {} | {:.3} |",
            kind.id(),
            count.planted,
            count.found,
            percent(count.recall()),
            count.alarms,
            count.right,
            percent(count.precision()),
            clean as f64 / bench.clean_years.max(1) as f64
        ));
    }
    lines.push(String::new());
    let heads: Vec<&str> = SHAPES.iter().map(|shape| shape.name()).collect();
    lines.push(format!("| found of planted | {} |", heads.join(" | ")));
    lines.push(format!("|---|{}", "---:|".repeat(SHAPES.len())));
    for kind in Kind::ALL {
        let cells: Vec<String> = SHAPES
            .iter()
            .map(|shape| {
                bench
                    .by_shape
                    .get(&(kind, *shape))
                    .map_or("–".to_owned(), |count| {
                        format!("{}/{}", count.found, count.planted)
                    })
            })
            .collect();
        lines.push(format!("| {} | {} |", kind.id(), cells.join(" | ")));
    }
    lines
}

/// Alarms on real readings by meter and kind, and each of them.
pub fn real() -> (Vec<String>, Vec<String>) {
    let heads: Vec<&str> = Kind::ALL.iter().map(|kind| kind.id()).collect();
    let mut lines = vec![
        String::new(),
        format!("| real readings | {} | all |", heads.join(" | ")),
        format!("|---|{}", "---:|".repeat(Kind::ALL.len() + 1)),
    ];
    let mut alarms = Vec::new();
    let mut all = vec![real::steel()];
    all.extend(real::simbench());
    let mut sum: BTreeMap<Kind, usize> = BTreeMap::new();
    for meter in &all {
        let found = detect(
            &Series {
                start: meter.start,
                interval_s: 900,
                slots_per_day: &meter.slots,
                values: &meter.values,
            },
            &Context::default(),
        );
        let mut count: BTreeMap<Kind, usize> = BTreeMap::new();
        for alarm in &found {
            *count.entry(alarm.kind).or_default() += 1;
            *sum.entry(alarm.kind).or_default() += 1;
            alarms.push(format!("{}: {}", meter.name, line(alarm)));
        }
        lines.push(row(&meter.name, &count));
    }
    lines.push(row(&format!("{} meter-years", all.len()), &sum));
    (lines, alarms)
}

fn row(name: &str, count: &BTreeMap<Kind, usize>) -> String {
    let cells: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| count.get(kind).copied().unwrap_or(0).to_string())
        .collect();
    format!(
        "| {name} | {} | {} |",
        cells.join(" | "),
        count.values().sum::<usize>()
    )
}

/// Lengths of gaps in the back-test of repair, in quarter hours.
const LENGTHS: [usize; 5] = [4, 8, 24, 96, 672];

/// Error of gap repair on real readings by method and length: the mean over the meters of each set.
pub fn repair() -> Vec<String> {
    let heads: Vec<&str> = Method::ALL.iter().map(|method| method.id()).collect();
    let mut lines = vec![
        String::new(),
        format!(
            "| WAPE (bias) in % | hours | {} | as chosen |",
            heads.join(" | ")
        ),
        "|---|---:|---:|---:|---:|---:|---:|".to_owned(),
    ];
    for (name, meters) in [
        ("steel plant", vec![real::steel()]),
        ("14 SimBench profiles", real::simbench()),
    ] {
        let results: Vec<Vec<BackTest>> = meters
            .iter()
            .map(|meter| {
                let series = Series {
                    start: meter.start,
                    interval_s: 900,
                    slots_per_day: &meter.slots,
                    values: &meter.values,
                };
                back_test(&series, &[], &LENGTHS, 40)
            })
            .collect();
        let columns = Method::ALL.len() + 1;
        for (row, slots) in LENGTHS.iter().enumerate() {
            let cells: Vec<String> = (0..columns)
                .map(|column| {
                    let of = |pick: fn(&BackTest) -> Option<f64>| -> Option<f64> {
                        let known: Vec<f64> = results
                            .iter()
                            .filter_map(|list| pick(&list[row * columns + column]))
                            .collect();
                        (known.len() == results.len())
                            .then(|| 100.0 * known.iter().sum::<f64>() / known.len() as f64)
                    };
                    match (of(|test| test.wape), of(|test| test.bias)) {
                        (Some(wape), Some(bias)) => format!("{wape:.1} ({bias:+.1})"),
                        _ => "–".to_owned(),
                    }
                })
                .collect();
            lines.push(format!(
                "| {name} | {} | {} |",
                slots / 4,
                cells.join(" | ")
            ));
        }
    }
    lines
}

/// Time of a meter-year, the middle of many.
pub fn speed() -> String {
    let years: Vec<Vec<Option<f64>>> = SHAPES.iter().map(|shape| year(*shape, 5)).collect();
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..10 {
        for values in &years {
            let begun = Instant::now();
            found += detect(&series(values), &Context::default()).len();
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    format!(
        "\na meter-year of 35,040 readings: {:.2} ms in the middle, {:.2} ms at most ({found} alarms)",
        times[times.len() / 2],
        times[times.len() - 1]
    )
}
