//! An index of integration by areas (labour, transport, housing, business, culture), after the one that the Øresund region publishes: 100 in the
//! base year. Weights are data, and what they decide is shown.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Severity};

use crate::notice::{notice, refused};
use crate::sheet::{Sheet, Source, Tables, cell, csv_text};

/// What an area consists of.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Name.
    pub id: String,
    /// Weight in the index, at least 0.
    pub weight: f64,
    /// Indicators by name: weight in the area, and whether less of it means more integration.
    pub indicators: BTreeMap<String, (f64, bool)>,
}

/// Values by area, indicator and year.
pub type Values = BTreeMap<(String, String), BTreeMap<i32, f64>>;

/// Reads weights: `area`, `weight`; with `indicator` the row is of one indicator within the area, and `sense` (`more`, `less`; blank is more)
/// says which way it counts. An indicator without a row weighs 1.
pub fn read_weights(source: Source<'_>) -> (Vec<Area>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut areas: Vec<Area> = Vec::new();
    let f = &mut findings;
    let words = [("more", false), ("less", true)];
    if let Some(sheet) = Sheet::read(source, &["area", "weight"], f) {
        for row in &sheet.rows {
            let (Some(area), Ok(weight), Ok(less)) = (
                sheet.name(row, "area", f),
                sheet.must(row, "weight", 0.0, 1e9, f),
                sheet.word(row, "sense", &words, f),
            ) else {
                continue;
            };
            let at = areas.iter().position(|a| a.id == area).unwrap_or_else(|| {
                areas.push(Area {
                    id: area.to_owned(),
                    weight: 0.0,
                    indicators: BTreeMap::new(),
                });
                areas.len() - 1
            });
            match sheet.text(row, "indicator") {
                None => areas[at].weight = weight,
                Some(name) => {
                    let own = (weight, less.unwrap_or(false));
                    areas[at].indicators.insert(name.to_owned(), own);
                }
            }
        }
    }
    (areas, findings)
}

/// Reads values: `area`, `indicator`, `year`, `value` (above 0). An area that the weights do not know is left out.
pub fn read_values(source: Source<'_>, areas: &mut [Area]) -> (Values, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut values = Values::new();
    let mut seen = std::collections::HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["area", "indicator", "year", "value"], f) {
        for row in &sheet.rows {
            let (Some(area), Some(indicator), Ok(year), Ok(value)) = (
                sheet.name(row, "area", f),
                sheet.name(row, "indicator", f),
                sheet.must(row, "year", 1900.0, 2200.0, f),
                sheet.number(row, "value", 1e-12, 1e18, f),
            ) else {
                continue;
            };
            let Some(known) = areas.iter_mut().find(|a| a.id == area) else {
                f.push(sheet.unknown(row, "area", area));
                continue;
            };
            known
                .indicators
                .entry(indicator.to_owned())
                .or_insert((1.0, false));
            let own = (area.to_owned(), indicator.to_owned());
            if let Some(first) = seen.insert((own.clone(), year as i32), row.number) {
                f.push(sheet.twice(row, "indicator", indicator, first));
                continue;
            }
            if let Some(value) = value {
                values.entry(own).or_default().insert(year as i32, value);
            }
        }
    }
    (values, findings)
}

/// The index of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct Year {
    /// Which.
    pub year: i32,
    /// By area, in the order of the weights; `None` if an indicator of it lacks a value in this or the base year.
    pub areas: Vec<Option<f64>>,
    /// Weighted mean of the areas; `None` if one with weight is not known.
    pub index: Option<f64>,
}

fn weighted(parts: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (mut sum, mut all) = (0.0, 0.0);
    for (weight, value) in parts.filter(|(weight, _)| *weight > 0.0) {
        sum += weight * value?;
        all += weight;
    }
    (all > 0.0).then(|| sum / all)
}

/// Works the index out for every year; `base` is 100. A value that is missing is a finding (`integration_missing`), and no area is worked out
/// from what is left of it.
pub fn index(areas: &[Area], values: &Values, base: i32) -> (Vec<Year>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut years: Vec<i32> = values.values().flat_map(|v| v.keys().copied()).collect();
    years.sort_unstable();
    years.dedup();
    let found = years
        .into_iter()
        .map(|year| {
            let of = |area: &Area| -> Option<f64> {
                weighted(area.indicators.iter().map(|(name, (weight, less))| {
                    let years = values.get(&(area.id.clone(), name.clone()));
                    let value = |year: i32| years.and_then(|y| y.get(&year).copied());
                    let ratio = value(year).zip(value(base)).map(|(now, then)| {
                        if *less { then / now } else { now / then }
                    });
                    (*weight, ratio.map(|r| 100.0 * r))
                }))
            };
            let by_area: Vec<Option<f64>> = areas.iter().map(of).collect();
            for (area, value) in areas.iter().zip(&by_area) {
                if value.is_none() && area.weight > 0.0 {
                    findings.push(notice(
                        "integration_missing",
                        Severity::Warning,
                        &[("area", area.id.clone()), ("year", year.to_string())],
                        format!("{}, {year}: an indicator lacks its value of this or of the base year; there is no index", area.id),
                    ));
                }
            }
            let index = weighted(areas.iter().map(|a| a.weight).zip(by_area.iter().copied()));
            Year {
                year,
                areas: by_area,
                index,
            }
        })
        .collect();
    (found, findings)
}

/// What the index would be with other weights: area, which change, index. Each area's weight doubled, halved, and taken out; and
/// the least and the greatest that any weights give.
pub fn sensitivity(areas: &[Area], year: &Year) -> Vec<(String, &'static str, Option<f64>)> {
    let mut rows = Vec::new();
    for (at, area) in areas.iter().enumerate() {
        for (change, factor) in [("doubled", 2.0), ("halved", 0.5), ("left_out", 0.0)] {
            let weights = areas.iter().enumerate().map(|(other, area)| {
                let factor = if other == at { factor } else { 1.0 };
                area.weight * factor
            });
            let index = weighted(weights.zip(year.areas.iter().copied()));
            rows.push((area.id.clone(), change, index));
        }
    }
    let weighty = areas
        .iter()
        .zip(&year.areas)
        .filter(|(a, _)| a.weight > 0.0);
    let known: Option<Vec<f64>> = weighty.map(|(_, value)| *value).collect();
    let bound = |pick: fn(f64, f64) -> f64| known.iter().flatten().copied().reduce(pick);
    rows.push((String::new(), "least", bound(f64::min)));
    rows.push((String::new(), "greatest", bound(f64::max)));
    rows
}

/// From values and weights to `index.csv` and `sensitivity.csv`; without a base year the first one is.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(values: Source<'_>, weights: Source<'_>, base: Option<i32>, strict: bool) -> Tables {
    let (mut areas, mut findings) = read_weights(weights);
    let (values, said) = read_values(values, &mut areas);
    findings.extend(said);
    let first = values.values().flat_map(|v| v.keys().copied()).min();
    let Some(base) = base.or(first).filter(|_| !(strict && refused(&findings))) else {
        return Tables {
            findings,
            ..Tables::default()
        };
    };
    let (years, said) = index(&areas, &values, base);
    findings.extend(said);
    let mut rows = Vec::new();
    let mut shaken = Vec::new();
    for year in &years {
        for (area, value) in areas.iter().zip(&year.areas) {
            let weight = area.weight.to_string();
            rows.push(vec![
                year.year.to_string(),
                area.id.clone(),
                weight,
                cell(*value),
            ]);
        }
        let row = ["all".to_owned(), String::new(), cell(year.index)];
        rows.push([vec![year.year.to_string()], row.to_vec()].concat());
        for (area, change, value) in sensitivity(&areas, year) {
            shaken.push(vec![
                year.year.to_string(),
                area,
                change.to_owned(),
                cell(value),
            ]);
        }
    }
    let last = years.last();
    Tables {
        files: vec![
            (
                "index.csv",
                csv_text(&["year", "area", "weight", "index"], &rows),
            ),
            (
                "sensitivity.csv",
                csv_text(&["year", "area", "weight", "index"], &shaken),
            ),
        ],
        sums: vec![
            ("base_year", Some(f64::from(base))),
            ("year", last.map(|y| f64::from(y.year))),
            ("index", last.and_then(|y| y.index)),
        ],
        findings,
    }
}
