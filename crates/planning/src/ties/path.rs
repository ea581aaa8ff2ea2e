//! Which path of development a city's resources speak for: paths are rules in a table, a city's resources are held against those of the
//! other cities.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Severity};

use crate::notice::{notice, refused};
use crate::sheet::{Sheet, Source, Tables, cell, csv_text};

/// A path and the resources that speak for it, with weights of at least 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Name.
    pub id: String,
    /// By resource.
    pub weights: Vec<(String, f64)>,
}

/// Resources by city, in the order of the file.
pub type Cities = Vec<(String, BTreeMap<String, f64>)>;

/// Reads paths: `path`, `resource`, `weight`, one row for each resource.
pub fn read_paths(source: Source<'_>) -> (Vec<Path>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut paths: Vec<Path> = Vec::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["path", "resource", "weight"], f) {
        for row in &sheet.rows {
            let (Some(path), Some(resource), Ok(weight)) = (
                sheet.name(row, "path", f),
                sheet.name(row, "resource", f),
                sheet.must(row, "weight", 0.0, 1e9, f),
            ) else {
                continue;
            };
            let own = (resource.to_owned(), weight);
            match paths.iter_mut().find(|p| p.id == path) {
                Some(path) => path.weights.push(own),
                None => paths.push(Path {
                    id: path.to_owned(),
                    weights: vec![own],
                }),
            }
        }
    }
    (paths, findings)
}

/// Reads resources: `city`, `resource`, `value`; more is more of it.
pub fn read_cities(source: Source<'_>) -> (Cities, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut cities = Cities::new();
    let mut seen = std::collections::HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["city", "resource", "value"], f) {
        for row in &sheet.rows {
            let (Some(city), Some(resource), Ok(value)) = (
                sheet.name(row, "city", f),
                sheet.name(row, "resource", f),
                sheet.number(row, "value", -1e18, 1e18, f),
            ) else {
                continue;
            };
            let at = cities.iter().position(|c| c.0 == city).unwrap_or_else(|| {
                cities.push((city.to_owned(), BTreeMap::new()));
                cities.len() - 1
            });
            if let Some(first) = seen.insert((at, resource.to_owned()), row.number) {
                f.push(sheet.twice(row, "resource", resource, first));
                continue;
            }
            if let Some(value) = value {
                cities[at].1.insert(resource.to_owned(), value);
            }
        }
    }
    (cities, findings)
}

/// Where a city stands in a resource among those of which it is known: 0 the least, 1 the most, ties in the middle. `None` if it is not
/// known of this city, or of no other.
pub fn standing(cities: &Cities, city: usize, resource: &str) -> Option<f64> {
    let own = cities[city].1.get(resource)?;
    let (mut less, mut same, mut others) = (0.0, 0.0, 0.0);
    for (_, known) in cities
        .iter()
        .enumerate()
        .filter(|(at, _)| *at != city)
        .map(|(_, c)| c)
    {
        let Some(value) = known.get(resource) else {
            continue;
        };
        others += 1.0;
        less += f64::from(u8::from(value < own));
        same += f64::from(u8::from(value == own));
    }
    (others > 0.0).then(|| (less + same / 2.0) / others)
}

/// How much a city's resources speak for each path, 0 to 1: the weighted mean of its standings. `None` if one of them is not known.
pub fn scores(cities: &Cities, city: usize, paths: &[Path]) -> Vec<Option<f64>> {
    let of = |path: &Path| -> Option<f64> {
        let (mut sum, mut all) = (0.0, 0.0);
        for (resource, weight) in &path.weights {
            sum += weight * standing(cities, city, resource)?;
            all += weight;
        }
        (all > 0.0).then(|| sum / all)
    };
    paths.iter().map(of).collect()
}

/// From resources and paths to `paths.csv`; `named` (`city`, `path`), if given, holds what a document says of cities.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(
    resources: Source<'_>,
    paths: Source<'_>,
    named: Option<Source<'_>>,
    strict: bool,
) -> Tables {
    let (paths, mut findings) = read_paths(paths);
    let (cities, said) = read_cities(resources);
    findings.extend(said);
    let mut stated: BTreeMap<String, String> = BTreeMap::new();
    let f = &mut findings;
    if let Some(sheet) = named.and_then(|named| Sheet::read(named, &["city", "path"], f)) {
        for row in &sheet.rows {
            if let (Some(city), Some(path)) =
                (sheet.name(row, "city", f), sheet.name(row, "path", f))
            {
                stated.insert(city.to_owned(), path.to_owned());
            }
        }
    }
    if strict && refused(&findings) {
        return Tables {
            findings,
            ..Tables::default()
        };
    }
    let mut rows = Vec::new();
    let (mut placed, mut differ) = (0usize, 0usize);
    for (at, (city, _)) in cities.iter().enumerate() {
        let scores = scores(&cities, at, &paths);
        let best = scores.iter().flatten().copied().reduce(f64::max);
        let first: Vec<&str> = paths
            .iter()
            .zip(&scores)
            .filter(|(_, score)| best.is_some() && **score == best)
            .map(|(path, _)| path.id.as_str())
            .collect();
        placed += usize::from(best.is_some());
        let unknown = scores.iter().filter(|s| s.is_none()).count();
        if unknown > 0 {
            findings.push(notice(
                "path_not_known",
                Severity::Warning,
                &[("city", city.clone()), ("count", unknown.to_string())],
                format!("{city}: {unknown} paths cannot be judged, since a resource is not known"),
            ));
        }
        let says = stated.get(city);
        if let Some(says) = says
            && best.is_some()
            && !first.contains(&says.as_str())
        {
            differ += 1;
            findings.push(notice(
                "path_differs",
                Severity::Note,
                &[
                    ("city", city.clone()),
                    ("stated", says.clone()),
                    ("found", first.join(", ")),
                ],
                format!(
                    "{city}: the document says {says}, its resources speak for {}",
                    first.join(", ")
                ),
            ));
        }
        let mut row = vec![
            city.clone(),
            first.join("; "),
            cell(best),
            says.cloned().unwrap_or_default(),
        ];
        row.extend(scores.iter().map(|score| cell(*score)));
        rows.push(row);
    }
    let mut head = vec!["city", "path", "score", "document"];
    head.extend(paths.iter().map(|p| p.id.as_str()));
    Tables {
        files: vec![("paths.csv", csv_text(&head, &rows))],
        sums: vec![
            ("cities", Some(cities.len() as f64)),
            ("placed", Some(placed as f64)),
            ("differ_from_document", Some(differ as f64)),
        ],
        findings,
    }
}
