//! Reference tables: mappings, factors, units, glossary.

use super::Actor;
use crate::embed;
use crate::home::Home;
use crate::http::dto::{
    Factor, FactorPage, FactorsQuery, Label, Mapping as MappingDto, Term, Unit,
};
use crate::mappings;
use crate::refusal::Result;
use inventory::factors::FactorLibrary;
use std::collections::BTreeSet;
use units::{Ratio, UnitRegistry};

/// All mappings that the program carries and the home adds in `<home>/mappings/*.toml`.
///
/// # Errors
/// Who may not read; a mapping file with faults.
pub fn mappings(home: &Home, actor: &Actor) -> Result<Vec<MappingDto>> {
    actor.must_read(home.config().public_read)?;
    Ok(mappings::all(home.dir())?
        .into_iter()
        .map(|mapping| MappingDto {
            id: mapping.id,
            title: Label::from(mapping.title),
            region: mapping.region,
            dataset: mapping.dataset,
        })
        .collect())
}

/// Factors with their sources.
///
/// # Errors
/// Who may not read.
pub fn factors(home: &Home, actor: &Actor, asked: &FactorsQuery) -> Result<FactorPage> {
    actor.must_read(home.config().public_read)?;
    let library = FactorLibrary::builtin();
    let mut kinds = BTreeSet::new();
    let mut regions = BTreeSet::new();
    for factor in library.factors() {
        kinds.insert(factor.kind.code().to_owned());
        regions.insert(factor.region.clone());
    }
    let wanted = asked.q.as_ref().map(|text| text.trim().to_lowercase());
    let label = |subject: &str| -> Label {
        let (head, rest) = match subject.split_once('/') {
            Some((head, rest)) => (head, Some(rest)),
            None => (subject, None),
        };
        match library.carrier(head) {
            Some(carrier) => match rest {
                None => carrier.name.clone().into(),
                Some(rest) => Label {
                    en: format!("{}, {rest}", carrier.name.en),
                    zh: format!("{}，{rest}", carrier.name.zh),
                },
            },
            None => Label {
                en: subject.to_owned(),
                zh: subject.to_owned(),
            },
        }
    };
    let found: Vec<Factor> = library
        .factors()
        .iter()
        .filter(|factor| {
            asked
                .kind
                .as_deref()
                .is_none_or(|kind| factor.kind.code() == kind)
        })
        .filter(|factor| {
            asked
                .region
                .as_deref()
                .is_none_or(|region| factor.region == region)
        })
        .map(|factor| Factor {
            id: factor.id.clone(),
            kind: factor.kind.code().to_owned(),
            subject: factor.subject.clone(),
            label: label(&factor.subject),
            value: factor.value,
            unit: factor.unit.symbol().to_owned(),
            region: factor.region.clone(),
            valid_from: factor.valid_from.map(|day| day.to_string()),
            valid_to: factor.valid_to.map(|day| day.to_string()),
            uncertainty_percent: factor.uncertainty_percent,
            source: factor.source.clone(),
            clause: Some(factor.clause.clone()).filter(|text| !text.is_empty()),
            licence: Some(factor.licence.clone()).filter(|text| !text.is_empty()),
        })
        .filter(|factor| {
            wanted.as_ref().is_none_or(|text| {
                [
                    &factor.id,
                    &factor.subject,
                    &factor.label.en,
                    &factor.label.zh,
                    &factor.source,
                ]
                .iter()
                .any(|one| one.to_lowercase().contains(text))
            })
        })
        .collect();
    Ok(FactorPage {
        total: found.len() as u64,
        kinds: kinds.into_iter().collect(),
        regions: regions.into_iter().collect(),
        rows: found
            .into_iter()
            .skip(asked.offset.unwrap_or(0) as usize)
            .take(asked.limit.unwrap_or(100).min(5000) as usize)
            .collect(),
    })
}

/// Units.
///
/// # Errors
/// Who may not read.
pub fn units(home: &Home, actor: &Actor) -> Result<Vec<Unit>> {
    actor.must_read(home.config().public_read)?;
    Ok(UnitRegistry::builtin()
        .defs()
        .map(|def| Unit {
            id: def.id.clone(),
            label: def.name.clone().into(),
            dimension: def.dimension.to_string(),
            factor: ratio(def.factor),
            source: def.source.clone(),
        })
        .collect())
}

fn ratio(ratio: Ratio) -> f64 {
    ratio.apply(1.0)
}

/// Terms of the field: the rows of the project's glossary.
///
/// # Errors
/// Who may not read.
pub fn glossary(home: &Home, actor: &Actor) -> Result<Vec<Term>> {
    actor.must_read(home.config().public_read)?;
    Ok(terms(embed::GLOSSARY))
}

fn terms(text: &str) -> Vec<Term> {
    text.lines()
        .filter(|line| line.starts_with('|'))
        .map(|line| {
            line.trim_matches('|')
                .split('|')
                .map(str::trim)
                .collect::<Vec<_>>()
        })
        .filter(|cells| cells.len() >= 5 && cells[0] != "term" && !cells[0].starts_with("---"))
        .map(|cells| {
            let told =
                |cell: &str| Some(cell.to_owned()).filter(|text| !text.is_empty() && text != "–");
            Term {
                id: cells[0]
                    .chars()
                    .map(|c| {
                        if c.is_alphanumeric() {
                            c.to_ascii_lowercase()
                        } else {
                            '_'
                        }
                    })
                    .collect::<String>()
                    .split('_')
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("_"),
                term: Label {
                    en: cells[0].to_owned(),
                    zh: cells[1].to_owned(),
                },
                ghg_protocol: told(cells[2]),
                iso: told(cells[3]),
                meaning: cells[4].to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_glossary_is_read_whole() {
        let terms = super::terms(crate::embed::GLOSSARY);
        assert!(terms.len() > 20, "{}", terms.len());
        let entry = terms
            .iter()
            .find(|term| term.id == "activity_data")
            .unwrap();
        assert_eq!(entry.term.zh, "活动数据");
        let ids: std::collections::BTreeSet<_> = terms.iter().map(|term| &term.id).collect();
        assert_eq!(ids.len(), terms.len());
    }
}
