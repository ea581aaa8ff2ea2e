//! What is known of cities beside their structures, from tables: topics that they want to work on, and one quantity over years. And
//! pairings as rows of a table.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use inventory::finding::Finding as SheetFinding;

use super::pairing::{Pairing, PairingWeights, PartKind, Reason};
use super::trajectory::Path;
use super::{Figure, Finding};
use crate::sheet::{Sheet, Source};

/// First and last year that a table may name.
const YEARS: (f64, f64) = (1000.0, 3000.0);

/// Reads topics: `city`, `topic`, one row each. A city whose only row has a blank topic has said that it wants none. A row with a fault is
/// left out, and a finding says so.
pub fn read_topics(source: Source<'_>) -> (BTreeMap<String, BTreeSet<String>>, Vec<SheetFinding>) {
    let (mut topics, mut findings) = (BTreeMap::<String, BTreeSet<String>>::new(), Vec::new());
    let mut seen = HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["city", "topic"], f) {
        for row in &sheet.rows {
            let Some(city) = sheet.name(row, "city", f) else {
                continue;
            };
            let of = topics.entry(city.to_owned()).or_default();
            let Some(topic) = sheet.text(row, "topic") else {
                continue;
            };
            if let Some(first) = seen.insert((city.to_owned(), topic.to_owned()), row.number) {
                f.push(sheet.twice(row, "topic", topic, first));
                continue;
            }
            of.insert(topic.to_owned());
        }
    }
    (topics, findings)
}

/// Reads trajectories: `city`, `year`, `value`, in any order; a year without a row, or with a blank value, is a gap. A row with a fault is left
/// out, and a finding says so. Cities in the order of their names.
pub fn read_paths(source: Source<'_>) -> (Vec<Path>, Vec<SheetFinding>) {
    let mut findings = Vec::new();
    let mut all = BTreeMap::<String, BTreeMap<i32, Option<f64>>>::new();
    let mut seen = HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["city", "year", "value"], f) {
        for row in &sheet.rows {
            let (Some(city), Ok(year), Ok(value)) = (
                sheet.name(row, "city", f),
                sheet.must(row, "year", YEARS.0, YEARS.1, f),
                sheet.number(row, "value", -1e18, 1e18, f),
            ) else {
                continue;
            };
            if year.fract() != 0.0 {
                f.push(sheet.fault(
                    "sheet_not_a_number",
                    row,
                    "year",
                    &[("text", year.to_string())],
                    format!("{year} is no year"),
                ));
                continue;
            }
            let year = year as i32;
            if let Some(first) = seen.insert((city.to_owned(), year), row.number) {
                f.push(sheet.twice(row, "year", &year.to_string(), first));
                continue;
            }
            all.entry(city.to_owned()).or_default().insert(year, value);
        }
    }
    let paths = all.into_iter().filter_map(|(city, years)| {
        let (first, last) = (*years.keys().next()?, *years.keys().next_back()?);
        Some(Path {
            city,
            first_year: first,
            values: (first..=last)
                .map(|year| years.get(&year).copied().flatten())
                .collect(),
        })
    });
    (paths.collect(), findings)
}

/// Says which names of a table are none of the cities.
pub fn not_compared<'a>(
    part: PartKind,
    names: impl Iterator<Item = &'a str>,
    cities: &[String],
) -> Option<Finding> {
    let known: BTreeSet<&str> = cities.iter().map(String::as_str).collect();
    let others: Vec<&str> = names.filter(|name| !known.contains(name)).collect();
    (!others.is_empty()).then(|| Finding::NotCompared {
        part: part.id().to_owned(),
        count: others.len(),
        names: others.join(", "),
    })
}

/// Weights from words: four numbers with commas, in the order of [`PartKind::ALL`]; `None` if they are no such numbers. Whether they can be is
/// checked where they are used.
pub fn weights(
    text: Option<&str>,
    half_distance_km: Option<f64>,
    most_lag_years: Option<u32>,
) -> Option<PairingWeights> {
    let mut weights = PairingWeights::default();
    if let Some(text) = text {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|one| one.trim().parse().ok())
            .collect::<Option<_>>()?;
        let [complement, trajectory, topic, distance] = numbers[..] else {
            return None;
        };
        weights = PairingWeights {
            complement,
            trajectory,
            topic,
            distance,
            ..weights
        };
    }
    weights.half_distance_km = half_distance_km.unwrap_or(weights.half_distance_km);
    weights.most_lag_years = most_lag_years.unwrap_or(weights.most_lag_years);
    Some(weights)
}

/// Columns of [`row`]. Of each part its value and, where there is none, the reason; then what the parts rest on, lists with `; `.
pub const COLUMNS: [&str; 27] = [
    "a",
    "b",
    "score",
    "reason",
    "known_share",
    "complement",
    "complement_reason",
    "trajectory",
    "trajectory_reason",
    "topic",
    "topic_reason",
    "distance",
    "distance_reason",
    "a_offers",
    "b_offers",
    "both",
    "leader",
    "follower",
    "lag_years",
    "warped_lag_years",
    "warped_error",
    "error_without",
    "overlap_years",
    "shared_topics",
    "only_a_topics",
    "only_b_topics",
    "km",
];

/// A pairing as a row of [`COLUMNS`], numbers with all their digits; what is not known is blank and has a reason.
pub fn row(pairing: &Pairing) -> Vec<String> {
    let number = |figure: Figure| figure.map_or_else(|_| String::new(), |v| v.to_string());
    let why = |figure: Figure| figure.map_or_else(|why| why.code().to_owned(), |_| String::new());
    let mut cells = vec![
        pairing.a.clone(),
        pairing.b.clone(),
        number(pairing.score),
        why(pairing.score),
        pairing.known_share.to_string(),
    ];
    for part in &pairing.parts {
        cells.extend([number(part.value), why(part.value)]);
    }
    let mut reasons = vec![String::new(); COLUMNS.len() - cells.len()];
    for reason in pairing.parts.iter().filter_map(|part| part.reason.as_ref()) {
        let (at, texts) = match reason {
            Reason::Complement {
                a_offers,
                b_offers,
                both,
            } => (
                0,
                vec![a_offers.join("; "), b_offers.join("; "), both.join("; ")],
            ),
            Reason::Trajectory {
                leader,
                follower,
                lag_years,
                warped_lag_years,
                warped_error,
                error_without,
                overlap_years,
            } => (
                3,
                vec![
                    leader.clone().unwrap_or_default(),
                    follower.clone().unwrap_or_default(),
                    lag_years.to_string(),
                    warped_lag_years.map_or_else(String::new, |years| years.to_string()),
                    warped_error.to_string(),
                    error_without.to_string(),
                    overlap_years.to_string(),
                ],
            ),
            Reason::Topic {
                shared,
                only_a,
                only_b,
            } => (
                10,
                vec![shared.join("; "), only_a.join("; "), only_b.join("; ")],
            ),
            Reason::Distance { km } => (13, vec![km.to_string()]),
        };
        for (cell, text) in reasons[at..].iter_mut().zip(texts) {
            *cell = text;
        }
    }
    cells.extend(reasons);
    cells
}
