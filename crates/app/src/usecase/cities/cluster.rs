//! Cities of a region side by side: how alike, how unequal, and whether near ones are alike.

use super::kept::Kept;
use super::source::{Basis, Known, Measured, basis, measured};
use super::{HOMOGENEOUS, finding, named, note, once, reason, value};
use crate::http::dto::{
    Cluster, ClusterCity, ClusterQuery, Finding, InequalityYear, Item, MergeStep, MoranView,
    PairFigure, PairSummary, SimilarityView, SpotId,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::names::{item, versions};
use crate::view::RegionView;
use planning::city::PairMatrix;
use planning::city::advantage::location_quotient;
use planning::city::cluster::{Linkage, cluster as tree};
use planning::city::hotspot;
use planning::city::inequality::{decompose, inequality};
use planning::city::moran::{LocalMoran, Quadrant, Weights, local_moran, moran};
use planning::city::similarity::{
    Extreme, cosine, krugman, share_above, specialisation, statistics,
};
use std::collections::HashMap;

/// Cities whose matrix is sent; more are told by their statistics.
const MATRIX_MAX: usize = 120;

/// Outlines' neighbours of a level, as pairs of codes of places.
pub type Neighbours = Vec<(String, String)>;

/// Cities side by side. `near` gives the neighbours of a level of places, or `None` where it has no outlines.
///
/// # Errors
/// What [`basis`] refuses; an unknown linkage or level of groups.
pub fn show(
    view: &RegionView,
    asked: &ClusterQuery,
    tables: &[Kept],
    near: impl FnOnce(&str) -> Result<Option<Neighbours>>,
) -> Result<Cluster> {
    let basis = basis(view, asked, tables)?;
    let measured = measured(view, asked, &basis)?;
    let mut findings = basis.findings.clone();
    let similarity = similarity(&basis, asked.linkage.as_deref(), &mut findings)?;
    let (group, groups) = groups(view, asked.group.as_ref(), &basis)?;
    let weights = weights(view, &basis, near)?;
    let mut cities = cities(&basis, &groups, &mut findings);
    let mut years = Vec::new();
    let mut now = None;
    for (at, year) in measured.years.iter().enumerate() {
        let is_asked = *year == basis.about.year;
        let (of, found) = year_of(&measured, at, *year, &groups, weights.as_ref());
        years.push(of);
        if is_asked {
            findings.extend(found);
            for (city, value) in cities.iter_mut().zip(&measured.values[at]) {
                city.measure = *value;
            }
            now = Some(at);
        }
    }
    let moran = match (&weights, now) {
        (Some(weights), Some(at)) => Some(spots(
            &basis,
            &measured.values[at],
            weights,
            &mut cities,
            &mut findings,
        )),
        _ => None,
    };
    let findings = named(once(findings), &basis.cities, &basis.industries);
    Ok(Cluster {
        industries: basis.industries,
        similarity,
        measure: measured.indicator,
        measure_unit: measured.unit,
        measure_quantity: measured.quantity,
        weight: measured.weight,
        group,
        inequality: years,
        moran,
        cities,
        source: basis.about,
        findings,
        versions: versions(view),
    })
}

/// A linkage by its name; `average` if none is given.
pub(super) fn linkage(name: Option<&str>) -> Result<(Linkage, String)> {
    let name = name.unwrap_or("average");
    Linkage::from_name(name)
        .map(|linkage| (linkage, name.to_owned()))
        .ok_or_else(|| {
            let names: Vec<&str> = Linkage::NAMES.iter().map(|(name, _)| *name).collect();
            Refusal::bad_parameter("linkage", name, &format!("there are {}", names.join(", ")))
        })
}

/// Cosine and, where structures are known, Krugman's index.
///
/// # Errors
/// A year without figures.
pub(super) fn matrices(
    basis: &Basis,
    findings: &mut Vec<Finding>,
) -> Result<(PairMatrix, Option<PairMatrix>)> {
    if let Known::Matrix(matrix) = &basis.known {
        return Ok((matrix.clone(), None));
    }
    let structure = basis.structure().ok_or_else(|| {
        let year = basis
            .about
            .year
            .map_or_else(String::new, |year| year.to_string());
        Refusal::new(
            ErrorCode::NoData,
            format!("there are no figures of {year}; choose another year"),
        )
        .with("year", year)
    })?;
    let (alike, found) = cosine(structure);
    findings.extend(found.iter().map(finding));
    let (apart, found) = krugman(structure);
    findings.extend(found.iter().map(finding));
    Ok((alike, Some(apart)))
}

fn similarity(
    basis: &Basis,
    asked: Option<&str>,
    findings: &mut Vec<Finding>,
) -> Result<SimilarityView> {
    let (linkage, name) = linkage(asked)?;
    let (alike, apart) = matrices(basis, findings)?;
    let (of, found) = statistics(&alike);
    findings.extend(found.iter().map(finding));
    let above = share_above(&alike, HOMOGENEOUS);
    let (tree, found) = tree(&alike, linkage);
    findings.extend(found.iter().map(finding));
    let n = alike.len();
    let small = n <= MATRIX_MAX;
    if !small {
        findings.push(note(
            "cities_matrix_left_out",
            &[("count", n.to_string()), ("limit", MATRIX_MAX.to_string())],
            format!("{n} cities: above {MATRIX_MAX} the matrix is not sent; look at the members of one place, or use `carbonshed city similarity`"),
        ));
    }
    let cells = |matrix: &PairMatrix| -> Vec<Option<f64>> {
        (0..n)
            .flat_map(|a| (0..n).map(move |b| (a, b)))
            .map(|(a, b)| value(matrix.get(a, b)))
            .collect()
    };
    let names = alike.names();
    let at = |name: &str| names.iter().position(|one| one == name).unwrap_or_default() as u32;
    let extreme = |one: &Option<Extreme>| {
        one.as_ref().map(|one| PairFigure {
            a: at(&one.a),
            b: at(&one.b),
            value: one.value,
        })
    };
    // Who has a pair without a figure stands in no tree; the tree tells only of its leaves.
    let leaves: Vec<u32> = tree.leaves.iter().map(|leaf| at(leaf)).collect();
    let whole = leaves.len() == n;
    Ok(SimilarityView {
        cosine: if small { cells(&alike) } else { Vec::new() },
        krugman: match &apart {
            Some(apart) if small => cells(apart),
            _ => Vec::new(),
        },
        linkage: name,
        merges: if small && whole {
            tree.merges
                .iter()
                .map(|merge| MergeStep {
                    left: merge.left as u32,
                    right: merge.right as u32,
                    height: merge.height,
                    size: merge.size as u32,
                })
                .collect()
        } else {
            Vec::new()
        },
        order: {
            let mut order: Vec<u32> = tree.order().into_iter().map(|leaf| leaves[leaf]).collect();
            order.extend((0..n as u32).filter(|city| !leaves.contains(city)));
            order
        },
        summary: PairSummary {
            pairs: of.pairs as u32,
            missing: of.missing as u32,
            mean: value(of.mean),
            median: value(of.median),
            deviation: value(of.deviation),
            least: extreme(&of.least),
            greatest: extreme(&of.greatest),
            threshold: above.above,
            above: above.count as u32,
            share_above: value(above.share),
        },
    })
}

/// The group of each city: its ancestor at a level, the one asked for or the next coarser one with at least two.
fn groups(
    view: &RegionView,
    asked: Option<&String>,
    basis: &Basis,
) -> Result<(Option<Item>, Vec<Option<Item>>)> {
    let none = || vec![None; basis.cities.len()];
    let levels = &view.region.levels;
    let above = |code: &str, level: &str| -> Option<Item> {
        let place = view.place(code)?;
        let of = view
            .ancestors(place)
            .into_iter()
            .find(|one| one.level == level)?;
        Some(item(&of.code, of.name.clone()))
    };
    let of_level = |level: &str| -> Vec<Option<Item>> {
        let code =
            |city: &super::source::City| city.place.as_deref().and_then(|code| above(code, level));
        basis.cities.iter().map(code).collect()
    };
    let named = |level: &str| {
        let found = levels.iter().find(|one| one.id == level);
        found.map(|one| item(&one.id, one.name.clone()))
    };
    if let Some(level) = asked {
        let name = named(level).ok_or_else(|| {
            Refusal::new(
                ErrorCode::UnknownLevel,
                format!("no level {level:?} in region {}", view.region.id),
            )
            .with("level", level)
        })?;
        return Ok((Some(name), of_level(level)));
    }
    for level in levels.iter().rev() {
        let found = of_level(&level.id);
        let mut ids: Vec<&str> = found.iter().flatten().map(|one| one.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        // Every city in a group of its own, or hardly any in one, splits nothing.
        let placed = found.iter().flatten().count();
        if ids.len() >= 2 && ids.len() < placed && placed * 2 > found.len() {
            return Ok((named(&level.id), found));
        }
    }
    Ok((None, none()))
}

/// Neighbours of the cities, each row summing to 1.
struct Near {
    weights: Weights,
    pairs: Vec<[u32; 2]>,
    counts: Vec<Vec<usize>>,
}

fn weights(
    view: &RegionView,
    basis: &Basis,
    near: impl FnOnce(&str) -> Result<Option<Neighbours>>,
) -> Result<Option<Near>> {
    // All cities that are places must be of one level, whose outlines were cut from one topology.
    let mut levels: Vec<&str> = basis
        .cities
        .iter()
        .filter_map(|city| view.place(city.place.as_deref()?))
        .map(|place| place.level.as_str())
        .collect();
    levels.sort_unstable();
    levels.dedup();
    let [level] = levels[..] else { return Ok(None) };
    if matches!(basis.known, Known::Matrix(_)) {
        return Ok(None);
    }
    let Some(list) = near(level)? else {
        return Ok(None);
    };
    let at: HashMap<&str, usize> = basis
        .cities
        .iter()
        .enumerate()
        .filter_map(|(at, city)| Some((city.place.as_deref()?, at)))
        .collect();
    let mut pairs: Vec<[u32; 2]> = list
        .iter()
        .filter_map(|(a, b)| Some((*at.get(a.as_str())?, *at.get(b.as_str())?)))
        .map(|(a, b)| [a.min(b) as u32, a.max(b) as u32])
        .collect();
    pairs.sort_unstable();
    if pairs.is_empty() {
        return Ok(None);
    }
    let both: Vec<(usize, usize, f64)> = pairs
        .iter()
        .flat_map(|&[a, b]| [(a as usize, b as usize, 1.0), (b as usize, a as usize, 1.0)])
        .collect();
    let mut counts = vec![Vec::new(); basis.cities.len()];
    both.iter()
        .for_each(|(from, to, _)| counts[*from].push(*to));
    let weights = Weights::new(basis.cities.len(), &both)
        .map_err(|error| Refusal::internal("neighbours of places", error))?;
    Ok(Some(Near {
        weights,
        pairs,
        counts,
    }))
}

/// Neighbours' weights among the cities that have a value: without it a place is nobody's neighbour.
fn known_only(near: &Near, values: &[Option<f64>]) -> Weights {
    let both: Vec<(usize, usize, f64)> = near
        .counts
        .iter()
        .enumerate()
        .filter(|(from, _)| values[*from].is_some())
        .flat_map(|(from, list)| {
            list.iter()
                .filter(|to| values[**to].is_some())
                .map(move |to| (from, *to, 1.0))
        })
        .collect();
    // Ends lie within, differ, and weigh 1.
    Weights::new(values.len(), &both).map_or_else(|_| near.weights.clone(), Weights::by_row)
}

fn year_of(
    measured: &Measured,
    at: usize,
    year: Option<i16>,
    groups: &[Option<Item>],
    near: Option<&Near>,
) -> (InequalityYear, Vec<Finding>) {
    let values = &measured.values[at];
    let weights = measured.weights.get(at).map(Vec::as_slice);
    let (of, found) = inequality(values, weights);
    let mut findings: Vec<Finding> = found.iter().map(finding).collect();
    let split = groups.iter().any(Option::is_some).then(|| {
        let names: Vec<String> = groups
            .iter()
            .map(|one| one.as_ref().map_or_else(String::new, |one| one.id.clone()))
            .collect();
        decompose(values, weights, &names).0
    });
    let moran = near.map(|near| {
        let (moran, found) = moran(values, &known_only(near, values));
        findings.extend(found.iter().map(finding));
        moran
    });
    let shown = InequalityYear {
        year,
        cities: of.count as u32,
        mean: value(of.mean),
        gini: value(of.gini),
        theil_t: value(of.theil_t),
        theil_l: value(of.theil_l),
        variation: value(of.variation),
        within: split.as_ref().and_then(|split| value(split.t.within)),
        between: split.as_ref().and_then(|split| value(split.t.between)),
        moran: moran.as_ref().and_then(|moran| value(moran.i)),
        moran_z: moran.as_ref().and_then(|moran| value(moran.z_random)),
        reason: reason(of.gini),
    };
    (shown, findings)
}

fn spots(
    basis: &Basis,
    values: &[Option<f64>],
    near: &Near,
    cities: &mut [ClusterCity],
    findings: &mut Vec<Finding>,
) -> MoranView {
    let weights = known_only(near, values);
    let (of, _) = moran(values, &weights);
    let names: Vec<String> = basis.cities.iter().map(|city| city.id.clone()).collect();
    let (local, found) = local_moran(&names, values, &weights);
    findings.extend(found.iter().map(finding));
    let chance = hotspot::significance(values, &weights, hotspot::PERMUTATIONS, hotspot::SEED);
    for ((at, city), LocalMoran { i, quadrant }) in cities.iter_mut().enumerate().zip(&local) {
        city.local_moran = value(*i);
        city.reason = reason(*i);
        city.spot = quadrant.map(|quadrant| match quadrant {
            Quadrant::HighHigh => SpotId::HighHigh,
            Quadrant::LowHigh => SpotId::LowHigh,
            Quadrant::LowLow => SpotId::LowLow,
            Quadrant::HighLow => SpotId::HighLow,
        });
        let significant = &chance[at];
        city.spot_z = value(significant.z);
        city.spot_p = value(significant.p);
        city.spot_adjusted = value(significant.adjusted);
        city.spot_significant = city
            .spot_adjusted
            .map(|_| significant.is_more_than_chance());
        let known = near.counts[at].iter().filter(|to| values[**to].is_some());
        city.neighbours = known.count() as u32;
    }
    MoranView {
        places: of.count as u32,
        i: value(of.i),
        expected: value(of.expected),
        variance: value(of.variance_random),
        z: value(of.z_random),
        reason: reason(of.i),
        permutations: hotspot::PERMUTATIONS as u32,
        level: hotspot::LEVEL,
        significant: chance
            .iter()
            .filter(|one| one.is_more_than_chance())
            .count() as u32,
        pairs: near.pairs.clone(),
    }
}

/// The cities with what their structure alone says.
pub(super) fn cities(
    basis: &Basis,
    groups: &[Option<Item>],
    findings: &mut Vec<Finding>,
) -> Vec<ClusterCity> {
    let structure = basis.structure();
    let special = structure.map(|structure| {
        let (special, found) = specialisation(structure);
        findings.extend(found.iter().map(finding));
        special
    });
    let quotients = structure.map(|structure| location_quotient(structure).0);
    basis
        .cities
        .iter()
        .enumerate()
        .map(|(at, city)| {
            let strongest = quotients.as_ref().and_then(|quotients| {
                let known = quotients.row(at).iter().enumerate();
                known
                    .filter_map(|(part, figure)| Some((part, figure.ok()?)))
                    .reduce(|best, one| if one.1 > best.1 { one } else { best })
            });
            ClusterCity {
                id: city.id.clone(),
                name: city.name.clone(),
                place: city.place.clone(),
                lon: city.position.map(|p| p.longitude),
                lat: city.position.map(|p| p.latitude),
                group: groups.get(at).cloned().flatten(),
                total: structure.and_then(|s| s.row(at).iter().copied().sum()),
                specialisation: special.as_ref().and_then(|list| value(list[at])),
                strongest: strongest.map(|(part, _)| basis.industries[part].clone()),
                strongest_quotient: strongest.map(|(_, quotient)| quotient),
                measure: None,
                local_moran: None,
                spot: None,
                spot_z: None,
                spot_p: None,
                spot_adjusted: None,
                spot_significant: None,
                reason: None,
                neighbours: 0,
            }
        })
        .collect()
}
