//! How far the cooperation of two cities has come: networking, coordination, cooperation, collaboration (Himmelman 2002), by rules that
//! are data. A level is reached if all its conditions and those of the levels below hold.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Severity};

use crate::notice::{notice, refused};
use crate::sheet::{Sheet, Source, Tables, csv_text};

/// One level.
#[derive(Debug, Clone, PartialEq)]
pub struct Level {
    /// Name.
    pub id: String,
    /// Indicators and the least that they must come to.
    pub conditions: Vec<(String, f64)>,
}

/// Two cities and what is known of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// Figures by indicator.
    pub known: BTreeMap<String, f64>,
}

/// How high a pair stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The level reached, in the list of levels; `None` below the first.
    pub level: Option<usize>,
    /// What the next level still lacks: indicator, what it is (if known), what it must be.
    pub lacks: Vec<(String, Option<f64>, f64)>,
}

/// Reads levels, the lowest first: `level`, `indicator`, `at_least`, one row for each condition.
pub fn read_levels(source: Source<'_>) -> (Vec<Level>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["level", "indicator", "at_least"], f) {
        for row in &sheet.rows {
            let (Some(level), Some(indicator), Ok(least)) = (
                sheet.name(row, "level", f),
                sheet.name(row, "indicator", f),
                sheet.must(row, "at_least", -1e18, 1e18, f),
            ) else {
                continue;
            };
            let condition = (indicator.to_owned(), least);
            match levels.iter_mut().find(|l| l.id == level) {
                Some(level) => level.conditions.push(condition),
                None => levels.push(Level {
                    id: level.to_owned(),
                    conditions: vec![condition],
                }),
            }
        }
    }
    (levels, findings)
}

/// Reads what is known of pairs: `a`, `b`, `indicator`, `value`. The order of the two does not matter.
pub fn read_pairs(source: Source<'_>) -> (Vec<Pair>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut pairs: Vec<Pair> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["a", "b", "indicator", "value"], f) {
        for row in &sheet.rows {
            let (Some(a), Some(b), Some(indicator), Ok(value)) = (
                sheet.name(row, "a", f),
                sheet.name(row, "b", f),
                sheet.name(row, "indicator", f),
                sheet.number(row, "value", -1e18, 1e18, f),
            ) else {
                continue;
            };
            let same = |p: &Pair| (p.a == a && p.b == b) || (p.a == b && p.b == a);
            let at = pairs.iter().position(same).unwrap_or_else(|| {
                pairs.push(Pair {
                    a: a.to_owned(),
                    b: b.to_owned(),
                    known: BTreeMap::new(),
                });
                pairs.len() - 1
            });
            if let Some(first) = seen.insert((at, indicator.to_owned()), row.number) {
                f.push(sheet.twice(row, "indicator", indicator, first));
                continue;
            }
            if let Some(value) = value {
                pairs[at].known.insert(indicator.to_owned(), value);
            }
        }
    }
    (pairs, findings)
}

/// How high a pair stands. What is not known does not hold.
pub fn stand(pair: &Pair, levels: &[Level]) -> Standing {
    let lacks = |level: &Level| -> Vec<(String, Option<f64>, f64)> {
        let conditions = level.conditions.iter();
        conditions
            .map(|(name, least)| (name.clone(), pair.known.get(name).copied(), *least))
            .filter(|(_, has, least)| has.is_none_or(|has| has < *least))
            .collect()
    };
    let mut standing = Standing {
        level: None,
        lacks: Vec::new(),
    };
    for (at, level) in levels.iter().enumerate() {
        standing.lacks = lacks(level);
        if !standing.lacks.is_empty() {
            break;
        }
        standing.level = Some(at);
    }
    standing
}

/// From pairs and levels to `ladder.csv`.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(pairs: Source<'_>, levels: Source<'_>, strict: bool) -> Tables {
    let (levels, mut findings) = read_levels(levels);
    let (pairs, said) = read_pairs(pairs);
    findings.extend(said);
    if strict && refused(&findings) {
        return Tables {
            findings,
            ..Tables::default()
        };
    }
    let mut rows = Vec::new();
    let mut reached = vec![0usize; levels.len() + 1];
    for pair in &pairs {
        let standing = stand(pair, &levels);
        let rung = standing.level.map_or(0, |level| level + 1);
        reached[rung] += 1;
        let unknown: Vec<&str> = standing
            .lacks
            .iter()
            .filter(|(_, has, _)| has.is_none())
            .map(|(name, _, _)| name.as_str())
            .collect();
        if !unknown.is_empty() {
            findings.push(notice(
                "ladder_not_known",
                Severity::Note,
                &[
                    ("a", pair.a.clone()),
                    ("b", pair.b.clone()),
                    ("indicators", unknown.join(", ")),
                ],
                format!(
                    "{} and {}: nothing is known of {}; they may stand higher",
                    pair.a,
                    pair.b,
                    unknown.join(", ")
                ),
            ));
        }
        let lacks: Vec<String> = standing
            .lacks
            .iter()
            .map(|(name, has, least)| {
                let has = has.map_or_else(|| "not known".to_owned(), |v| v.to_string());
                format!("{name} {has}, needs {least}")
            })
            .collect();
        rows.push(vec![
            pair.a.clone(),
            pair.b.clone(),
            rung.to_string(),
            standing
                .level
                .map_or_else(|| "none".to_owned(), |l| levels[l].id.clone()),
            levels.get(rung).map(|l| l.id.clone()).unwrap_or_default(),
            lacks.join("; "),
        ]);
    }
    let top = reached.iter().rposition(|count| *count > 0);
    Tables {
        files: vec![(
            "ladder.csv",
            csv_text(&["a", "b", "rung", "level", "next", "lacks"], &rows),
        )],
        sums: vec![
            ("pairs", Some(pairs.len() as f64)),
            ("levels", Some(levels.len() as f64)),
            ("highest_rung", top.map(|rung| rung as f64)),
        ],
        findings,
    }
}
