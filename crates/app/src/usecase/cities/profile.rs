//! One city: its structure, strengths, partners and path; and two to four of them side by side.

use super::cluster::{cities, matrices};
use super::kept::Kept;
use super::pairing::partners_of;
use super::source::{Basis, City, Known, Measured, basis, measured};
use super::{STRONG, finding, named, once, reason, value};
use crate::http::dto::{
    Alike, CityAnswer, CityPairing, CityProfile, ClusterQuery, ComparedPair, Comparison, Finding,
    IndustryOfCity, Item, OnPath, ShiftParts,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::names::versions;
use crate::view::RegionView;
use planning::city::advantage::{
    Shift, ShiftShare, advantage, location_quotient, overlap, shift_share,
};
use planning::city::complexity::{Complexity, complexity};
use planning::city::place::distance_km;
use planning::city::related::{density, proximity};
use planning::city::trajectory::{Path, follows};
use planning::city::{Grid, PairMatrix, Structure};
use std::collections::BTreeMap;

/// Partners of a city that are shown.
const PARTNERS: usize = 5;
/// Cities on the same path that are shown, ahead, behind and beside each.
const ON_PATH: usize = 5;
/// Cities that are laid side by side.
const COMPARED_MAX: usize = 4;

/// All that is computed of all cities at once.
struct All {
    basis: Basis,
    measured: Measured,
    alike: PairMatrix,
    apart: Option<PairMatrix>,
    strengths: Option<Strengths>,
    findings: Vec<Finding>,
}

struct Strengths {
    quotients: Grid,
    strong: Grid,
    density: Grid,
    complexity: Complexity,
    shift: Option<([i16; 2], ShiftShare)>,
    names: BTreeMap<String, Item>,
}

impl All {
    fn of(view: &RegionView, asked: &ClusterQuery, tables: &[Kept]) -> Result<All> {
        let basis = basis(view, asked, tables)?;
        let measured = measured(view, asked, &basis)?;
        let mut findings = basis.findings.clone();
        let (alike, apart) = matrices(&basis, &mut findings)?;
        let strengths = basis
            .structure()
            .map(|structure| Strengths::of(&basis, structure, &mut findings))
            .transpose()?;
        Ok(All {
            basis,
            measured,
            alike,
            apart,
            strengths,
            findings,
        })
    }
}

impl Strengths {
    fn of(basis: &Basis, structure: &Structure, findings: &mut Vec<Finding>) -> Result<Strengths> {
        let mut say = |found: Vec<planning::city::Finding>| {
            findings.extend(found.iter().map(finding));
        };
        let (quotients, found) = location_quotient(structure);
        say(found);
        let strong = advantage(&quotients, STRONG);
        let (near, found) = proximity(&strong);
        say(found);
        let density = density(&strong, &near);
        let (complexity, found) = complexity(&strong);
        say(found);
        let mut shift = None;
        if let Known::Structures(years) = &basis.known
            && let [(Some(first), before), .., (Some(last), after)] = years.as_slice()
            && let Some((split, found)) = shift_share(before, after)
        {
            say(found);
            shift = Some(([*first, *last], split));
        }
        Ok(Strengths {
            quotients,
            strong,
            density,
            complexity,
            shift,
            names: basis
                .industries
                .iter()
                .map(|one| (one.id.clone(), one.clone()))
                .collect(),
        })
    }

    fn items(&self, ids: &[String]) -> Vec<Item> {
        ids.iter()
            .filter_map(|id| self.names.get(id).cloned())
            .collect()
    }
}

fn parts(shift: &Shift) -> ShiftParts {
    ShiftParts {
        national: shift.national,
        mix: shift.mix,
        regional: shift.regional,
        total: shift.total,
    }
}

/// A city by its id.
///
/// # Errors
/// What [`basis`] refuses; an unknown city.
pub fn show(
    view: &RegionView,
    city: &str,
    asked: &ClusterQuery,
    tables: &[Kept],
) -> Result<CityAnswer> {
    let all = All::of(view, asked, tables)?;
    let at = all.basis.city(city)?;
    let mut findings = all.findings.clone();
    let id = all.basis.cities[at].id.as_str();
    let (mut partners, said) = partners_of(view, asked, tables, &[id], PARTNERS)?;
    findings.extend(said);
    let partners = partners.pop().unwrap_or_default();
    let profile = profile(&all, at, partners, &mut findings);
    // What is said of other cities belongs to their own pages.
    let others: Vec<&str> = all
        .basis
        .cities
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .map(|(_, city)| city.id.as_str())
        .collect();
    findings.retain(|one| {
        one.params
            .get("city")
            .is_none_or(|name| !others.contains(&name.as_str()))
    });
    let findings = named(once(findings), &all.basis.cities, &all.basis.industries);
    Ok(CityAnswer {
        cities: all.basis.cities.iter().map(City::item).collect(),
        source: all.basis.about,
        measure: all.measured.indicator,
        measure_unit: all.measured.unit,
        measure_quantity: all.measured.quantity,
        profile,
        findings,
        versions: versions(view),
    })
}

/// Two to four cities side by side, `ids` with commas.
///
/// # Errors
/// What [`basis`] refuses; an unknown city, one named twice, fewer than two or more than four.
pub fn compare(
    view: &RegionView,
    ids: &str,
    asked: &ClusterQuery,
    tables: &[Kept],
) -> Result<Comparison> {
    let all = All::of(view, asked, tables)?;
    let chosen = ids
        .split(',')
        .map(str::trim)
        .filter(|id| !id.is_empty())
        .map(|id| all.basis.city(id))
        .collect::<Result<Vec<usize>>>()?;
    let twice = chosen
        .iter()
        .enumerate()
        .any(|(n, at)| chosen[..n].contains(at));
    if chosen.len() < 2 || chosen.len() > COMPARED_MAX || twice {
        return Err(Refusal::bad_parameter(
            "cities",
            ids,
            &format!("name two to {COMPARED_MAX} different cities with commas"),
        ));
    }
    let mut findings = all.findings.clone();
    let ids: Vec<&str> = chosen
        .iter()
        .map(|at| all.basis.cities[*at].id.as_str())
        .collect();
    let (partners, said) = partners_of(view, asked, tables, &ids, PARTNERS)?;
    findings.extend(said);
    let profiles: Vec<CityProfile> = chosen
        .iter()
        .zip(partners)
        .map(|(at, partners)| profile(&all, *at, partners, &mut findings))
        .collect();
    let mut pairs = Vec::new();
    for (b, &second) in chosen.iter().enumerate() {
        for (a, &first) in chosen[..b].iter().enumerate() {
            let places = [first, second].map(|at| all.basis.cities[at].position);
            let common = all
                .strengths
                .as_ref()
                .map(|of| (of, overlap(&of.strong, first, second)));
            let items = |pick: &dyn Fn(&planning::city::advantage::Overlap) -> &Vec<String>| {
                common
                    .as_ref()
                    .map_or_else(Vec::new, |(of, common)| of.items(pick(common)))
            };
            pairs.push(ComparedPair {
                a: a as u32,
                b: b as u32,
                similarity: value(all.alike.get(first, second)),
                krugman: all
                    .apart
                    .as_ref()
                    .and_then(|of| value(of.get(first, second))),
                distance_km: places[0].zip(places[1]).map(|(a, b)| distance_km(a, b)),
                only_a: items(&|one| &one.only_a),
                only_b: items(&|one| &one.only_b),
                both: items(&|one| &one.both),
            });
        }
    }
    let names: Vec<&str> = all
        .basis
        .cities
        .iter()
        .map(|city| city.id.as_str())
        .collect();
    let kept: Vec<&str> = chosen.iter().map(|at| names[*at]).collect();
    findings.retain(|one| {
        one.params
            .get("city")
            .is_none_or(|name| !names.contains(&name.as_str()) || kept.contains(&name.as_str()))
    });
    let findings = named(once(findings), &all.basis.cities, &all.basis.industries);
    Ok(Comparison {
        cities: all.basis.cities.iter().map(City::item).collect(),
        source: all.basis.about,
        measure: all.measured.indicator,
        measure_unit: all.measured.unit,
        measure_quantity: all.measured.quantity,
        profiles,
        pairs,
        findings,
        versions: versions(view),
    })
}

fn profile(
    all: &All,
    at: usize,
    partners: Vec<CityPairing>,
    findings: &mut Vec<Finding>,
) -> CityProfile {
    let basis = &all.basis;
    let mut unsaid = Vec::new();
    let mut city = cities(basis, &[], &mut unsaid).swap_remove(at);
    let now = all
        .measured
        .years
        .iter()
        .position(|year| *year == basis.about.year);
    city.measure = now.and_then(|now| all.measured.values[now][at]);
    let strengths = all.strengths.as_ref();
    let figure = strengths.map(|of| of.complexity.city[at]);
    let ranked: Vec<f64> = strengths
        .into_iter()
        .flat_map(|of| of.complexity.city.iter().filter_map(|one| one.ok()))
        .collect();
    let own = figure.and_then(|one| one.ok());
    let mut others: Vec<usize> = (0..basis.cities.len())
        .filter(|other| *other != at)
        .collect();
    let likeness = |other: usize| all.alike.get(at, other).unwrap_or(f64::NEG_INFINITY);
    others.sort_by(|a, b| likeness(*b).total_cmp(&likeness(*a)).then(a.cmp(b)));
    let (path_years, path, on_path) = paths(all, at, findings);
    let shifted = strengths.and_then(|of| of.shift.as_ref());
    CityProfile {
        industries: strengths.map_or_else(Vec::new, |of| industries(basis, of, at)),
        diversity: strengths.map(|of| of.complexity.diversity[at] as u32),
        complexity: own,
        complexity_rank: own.map(|own| 1 + ranked.iter().filter(|one| **one > own).count() as u32),
        complexity_of: ranked.len() as u32,
        complexity_reason: figure.and_then(reason),
        shift_years: shifted.map(|(years, _)| *years),
        shift: shifted.and_then(|(_, split)| split.by_city[at].as_ref().ok().map(parts)),
        partners,
        alike: others
            .into_iter()
            .map(|other| Alike {
                city: basis.cities[other].item(),
                similarity: value(all.alike.get(at, other)),
                krugman: all.apart.as_ref().and_then(|of| value(of.get(at, other))),
            })
            .collect(),
        path_years,
        path,
        on_path,
        city,
    }
}

fn industries(basis: &Basis, of: &Strengths, at: usize) -> Vec<IndustryOfCity> {
    let Some(structure) = basis.structure() else {
        return Vec::new();
    };
    let own: f64 = structure.row(at).iter().flatten().sum();
    let sums: Vec<f64> = (0..basis.industries.len())
        .map(|part| {
            (0..basis.cities.len())
                .filter_map(|city| structure.get(city, part))
                .sum()
        })
        .collect();
    let all: f64 = sums.iter().sum();
    let share = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    basis
        .industries
        .iter()
        .enumerate()
        .map(|(part, industry)| {
            let known = structure.get(at, part);
            let quotient = of.quotients.get(at, part);
            let shift = of.shift.as_ref().and_then(|(_, split)| {
                let cell = at * basis.industries.len() + part;
                split.cells[cell].as_ref().ok().map(parts)
            });
            IndustryOfCity {
                industry: industry.clone(),
                value: known,
                share: known.and_then(|known| share(known, own)),
                share_all: share(sums[part], all),
                quotient: value(quotient),
                strong: value(of.strong.get(at, part)).map(|one| one > 0.0),
                density: value(of.density.get(at, part)),
                complexity: value(of.complexity.industry[part]),
                ubiquity: of.complexity.ubiquity[part] as u32,
                shift,
                reason: reason(quotient),
            }
        })
        .collect()
}

type Paths = (Vec<i16>, Vec<Option<f64>>, Vec<OnPath>);

/// The path of a city, and who walks the same some years apart.
fn paths(all: &All, at: usize, findings: &mut Vec<Finding>) -> Paths {
    let measured = &all.measured;
    let years: Vec<i16> = measured.years.iter().flatten().copied().collect();
    let whole =
        years.len() == measured.years.len() && years.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let Some(&first) = years.first().filter(|_| whole) else {
        return (Vec::new(), Vec::new(), Vec::new());
    };
    let path = |city: usize| Path {
        city: all.basis.cities[city].name.en.clone(),
        first_year: i32::from(first),
        values: measured
            .values
            .iter()
            .map(|of_year| of_year[city])
            .collect(),
    };
    let own = path(at);
    // Half of the years must be left to compare.
    let most = (years.len() / 2) as u32;
    let mut found: Vec<OnPath> = Vec::new();
    let mut said = Vec::new();
    for (other, city) in all.basis.cities.iter().enumerate() {
        if other == at || years.len() < 3 {
            continue;
        }
        let leader = path(other);
        let (of, more) = follows(&leader, &own, most);
        said.extend(
            more.into_iter()
                .filter(|one| matches!(one, planning::city::Finding::SmallSample { .. })),
        );
        let (Ok(lag_years), Ok(error)) = (of.lag_years, of.error) else {
            continue;
        };
        found.push(OnPath {
            city: city.item(),
            lag_years,
            error,
            error_without: value(of.error_without),
            overlap: of.overlap as u32,
            warped_lag_years: value(of.warped_lag_years),
            warped_error: value(of.warped_error),
            values: leader.values,
        });
    }
    found.sort_by(|a, b| a.error.total_cmp(&b.error).then(a.city.id.cmp(&b.city.id)));
    let mut counts = [0usize; 3];
    found.retain(|one| {
        let count = &mut counts[(one.lag_years.signum() + 1) as usize];
        *count += 1;
        *count <= ON_PATH
    });
    // One short path is enough to say so.
    said.truncate(1);
    findings.extend(said.iter().map(finding));
    (years, own.values, found)
}
