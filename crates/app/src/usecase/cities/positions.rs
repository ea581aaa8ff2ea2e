//! Which path each city's resources speak for, by the rules that the program carries, beside what the documents say.

use super::kept::{self, Kept};
use super::tied;
use crate::http::dto::{CityPosition, Finding, Item, Label, PathRule, PositionsView};
use crate::refusal::Result;
use crate::view::RegionView;
use planning::sheet::{Sheet, Source};
use planning::ties::path::{Path, read_cities, read_paths, run, scores};
use std::collections::BTreeMap;

/// Positions of the cities of a table of resources, and of those places that the documents name.
///
/// # Errors
/// A table of the program that is missing.
pub fn show(
    view: &RegionView,
    resources: Option<&Kept>,
    findings: &mut Vec<Finding>,
) -> Result<PositionsView> {
    let rules = kept::rules("cities/paths.csv")?;
    let named = kept::rules("cities/path_cities.csv")?;
    let rules = Source {
        file: "paths.csv",
        text: &rules,
    };
    let named = Source {
        file: "path_cities.csv",
        text: &named,
    };
    let (paths, _) = read_paths(rules);
    let stated = column(named, "city", "path");
    let (known, _) = match resources {
        Some(kept) => read_cities(kept.content.source()),
        None => Default::default(),
    };
    if let Some(kept) = resources {
        let tables = run(kept.content.source(), rules, Some(named), false);
        findings.extend(tables.findings.iter().map(Finding::from));
    }
    let mut cities: Vec<CityPosition> = (0..known.len())
        .map(|at| {
            let scores = scores(&known, at, &paths);
            let best = scores.iter().flatten().copied().reduce(f64::max);
            let found = paths
                .iter()
                .zip(&scores)
                .filter(|(_, score)| best.is_some() && **score == best)
                .map(|(path, _)| path.id.clone())
                .collect();
            CityPosition {
                city: tied(view, &known[at].0),
                stated: stated.get(&known[at].0).cloned(),
                found,
                scores,
            }
        })
        .collect();
    for (city, path) in &stated {
        let tied = tied(view, city);
        if tied.place.is_some() && !cities.iter().any(|one| one.city.id == *city) {
            cities.push(CityPosition {
                city: tied,
                stated: Some(path.clone()),
                found: Vec::new(),
                scores: vec![None; paths.len()],
            });
        }
    }
    Ok(PositionsView {
        table: resources.map(|kept| kept.table.clone()),
        paths: paths.iter().map(|path| rule(path, rules)).collect(),
        cities,
    })
}

fn rule(path: &Path, rules: Source<'_>) -> PathRule {
    let of = |name: &str| {
        column(rules, "path", name)
            .remove(&path.id)
            .unwrap_or_else(|| path.id.clone())
    };
    PathRule {
        path: Item {
            id: path.id.clone(),
            label: Label {
                en: of("name_en"),
                zh: of("name_zh"),
            },
        },
        resources: path.weights.iter().map(|(name, _)| name.clone()).collect(),
        source: of("source"),
    }
}

/// The first cell of a column for each key.
fn column(source: Source<'_>, key: &str, name: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    if let Some(sheet) = Sheet::read(source, &[key, name], &mut Vec::new()) {
        for row in &sheet.rows {
            if let (Some(key), Some(text)) = (sheet.text(row, key), sheet.text(row, name)) {
                found
                    .entry(key.to_owned())
                    .or_insert_with(|| text.to_owned());
            }
        }
    }
    found
}
