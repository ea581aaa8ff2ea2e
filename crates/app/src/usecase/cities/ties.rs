//! What ties the cities of a region together: flows and their core, integration, the ladder of cooperation, positions by rules.

use super::kept::{self, Kept, pick};
use super::{once, place_of, positions, tied};
use crate::http::dto::{
    CityTableKind as K, CoreCity, Finding, FlowFit, FlowKind, FlowMass, FlowModels, FlowRow,
    FlowsView, GravityTerm, IntegrationArea, IntegrationView, IntegrationYear, Lacking, LadderPair,
    LadderView, ModelledFlow, Sensitivity, TiedCity, Ties, TiesQuery,
};
use crate::refusal::Result;
use crate::usecase::cut;
use crate::usecase::partners::ladders::Standing;
use crate::view::RegionView;
use inventory::cube::{Dim, Key, Query};
use inventory::indicator::Indicator;
use inventory::master::Place;
use planning::sheet::Source;
use planning::ties::table::{Names, Wanted, read_table};
use planning::ties::{core, coreness, flows, gravity, integration, ladder};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use units::Period;

/// All of it, each from the table that is named or the newest of its kind; on the ladder also what the partnerships that are kept come to.
///
/// # Errors
/// A number that is of no table of its kind.
pub fn show(
    view: &RegionView,
    asked: &TiesQuery,
    tables: &[Kept],
    partners: &[Standing],
) -> Result<Ties> {
    let mut findings = Vec::new();
    let flows = pick(tables, asked.flows, &[K::Flows])?
        .map(|kept| flows_of(view, asked, kept, &mut findings))
        .transpose()?;
    let integration = pick(tables, asked.integration, &[K::Integration])?
        .map(|kept| integration_of(kept, asked.base, &mut findings))
        .transpose()?
        .flatten();
    let table = pick(tables, asked.ladder, &[K::Ladder])?;
    let ladder = ladder_of(view, table, partners, &mut findings)?;
    let resources = pick(tables, asked.resources, &[K::Resources])?;
    let positions = positions::show(view, resources, &mut findings)?;
    Ok(Ties {
        flows,
        integration,
        ladder,
        positions,
        findings: once(findings),
    })
}

/// Statistics that may stand for the mass of a city, the first of which all cities are known before the others.
const MASSES: [Indicator; 2] = [Indicator::Population, Indicator::Gdp];

/// The mass of each place of a network by the region's statistics: of the year of the flows, else of the latest of which all are known.
fn masses(
    view: &RegionView,
    network: &flows::Flows,
    period: &str,
) -> Result<Option<(FlowMass, Vec<f64>)>> {
    let places: Option<Vec<&Place>> = network
        .places
        .iter()
        .map(|place| place_of(view, &place.id))
        .collect();
    let Some(places) = places.filter(|places| !places.is_empty()) else {
        return Ok(None);
    };
    let year: Option<i16> = period.get(..4).and_then(|year| year.parse().ok());
    let levels: BTreeSet<&str> = places.iter().map(|place| place.level.as_str()).collect();
    for indicator in MASSES {
        if !view.indicators.contains(&indicator) {
            continue;
        }
        let mut by_year: BTreeMap<i16, HashMap<String, f64>> = BTreeMap::new();
        for level in &levels {
            let question = Query::new(indicator)
                .by(Dim::PlaceLevel((*level).to_owned()))
                .by(Dim::Period);
            let answer = view.answer(&question)?;
            for row in &answer.rows {
                if let (
                    [
                        Key::Place(Some(code)),
                        Key::Period(Some(Period::Year(year))),
                    ],
                    Some(value),
                ) = (row.keys.as_slice(), row.value)
                    && value > 0.0
                {
                    by_year
                        .entry(*year)
                        .or_default()
                        .insert(code.to_string(), value);
                }
            }
        }
        let all = |of: &HashMap<String, f64>| -> Option<Vec<f64>> {
            places
                .iter()
                .map(|place| of.get(&place.code).copied())
                .collect()
        };
        let own = year.and_then(|year| Some((year, all(by_year.get(&year)?)?)));
        let latest = || {
            by_year
                .iter()
                .rev()
                .find_map(|(year, of)| Some((*year, all(of)?)))
        };
        if let Some((year, values)) = own.or_else(latest) {
            let mass = FlowMass {
                indicator: Some(cut::indicator_id(indicator)),
                year: Some(year),
            };
            return Ok(Some((mass, values)));
        }
    }
    Ok(None)
}

fn flows_of(
    view: &RegionView,
    asked: &TiesQuery,
    kept: &Kept,
    findings: &mut Vec<Finding>,
) -> Result<FlowsView> {
    let places = kept.content.places();
    let of_region = |name: &str| kept::of_region(view, name);
    // What was kept before cities had to be of the region is shown as it is.
    let names = Names {
        of_region: &of_region,
        strict: false,
    };
    let wanted = Wanted {
        kind: asked.kind.as_deref(),
        period: asked.period.as_deref(),
    };
    let zero = kept.content.absent_is_zero;
    let (table, found) = read_table(kept.content.source(), places, Some(names), wanted, zero);
    findings.extend(found.iter().map(Finding::from));
    let mut network = table.flows;
    let mut mass = places.map(|_| FlowMass {
        indicator: None,
        year: None,
    });
    if places.is_none()
        && let Some((of, values)) = masses(view, &network, &table.period)?
    {
        for (place, value) in network.places.iter_mut().zip(values) {
            place.mass = Some(value);
        }
        mass = Some(of);
    }
    let (discrete, found) = core::core(&network);
    findings.extend(found.iter().map(Finding::from));
    let (continuous, found) = coreness::coreness(&network);
    findings.extend(found.iter().map(Finding::from));
    let mut through = vec![0.0; network.places.len()];
    let mut rows: Vec<FlowRow> = network
        .known()
        .map(|(from, to, value)| {
            through[from] += value;
            through[to] += value;
            FlowRow {
                from: from as u32,
                to: to as u32,
                value,
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        b.value
            .total_cmp(&a.value)
            .then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    let cities = network
        .places
        .iter()
        .enumerate()
        .map(|(at, place)| CoreCity {
            city: tied(view, &place.id),
            through: through[at],
            core: discrete.as_ref().map(|of| of.core[at]),
            coreness: continuous.as_ref().map(|of| of.coreness[at]),
        })
        .collect();
    let without_mass = match &mass {
        Some(_) => Vec::new(),
        None => network
            .places
            .iter()
            .map(|place| tied(view, &place.id))
            .collect(),
    };
    let kind = table.kind.map(|at| &table.kinds[at]);
    Ok(FlowsView {
        table: kept.table.clone(),
        kind: kind.map(|of| of.kind.clone()),
        unit: kind
            .map(|of| of.unit.clone())
            .filter(|unit| !unit.is_empty())
            .unwrap_or_else(|| kept.content.unit.clone()),
        kinds: table
            .kinds
            .iter()
            .map(|of| FlowKind {
                kind: of.kind.clone(),
                unit: of.unit.clone(),
                periods: of.periods.clone(),
            })
            .collect(),
        period: table.period,
        sources: table.sources,
        without_mass,
        cities,
        flows: rows,
        score: discrete.as_ref().map(|of| of.score),
        proved: discrete.as_ref().map(|of| of.proved),
        continuous_score: continuous.and_then(|of| of.score),
        models: mass.as_ref().map(|_| models_of(&network, findings)),
        mass,
    })
}

fn models_of(network: &flows::Flows, findings: &mut Vec<Finding>) -> FlowModels {
    let (made, found) = flows::models(network);
    findings.extend(found.iter().map(Finding::from));
    let count = network.places.len();
    let mut rows: Vec<ModelledFlow> = network
        .known()
        .map(|(from, to, value)| ModelledFlow {
            from: from as u32,
            to: to as u32,
            km: network.km(from, to),
            value,
            gravity: made.by_gravity[from * count + to],
            radiation: made.by_radiation[from * count + to],
        })
        .collect();
    rows.sort_by(|a, b| {
        b.value
            .total_cmp(&a.value)
            .then((a.from, a.to).cmp(&(b.from, b.to)))
    });
    let fit = |pairs: &[(usize, usize, f64, f64)], explained, common| FlowFit {
        pairs: pairs.len() as u32,
        r2: flows::squared_correlation(&flows::both(pairs)),
        explained,
        common,
    };
    FlowModels {
        terms: made.gravity.as_ref().map_or_else(Vec::new, |of| {
            let figures = of.coefficients.iter().zip(of.errors);
            gravity::TERMS
                .iter()
                .zip(figures)
                .map(|(term, (coefficient, standard_error))| GravityTerm {
                    term: (*term).to_owned(),
                    coefficient: *coefficient,
                    standard_error,
                })
                .collect()
        }),
        gravity: made
            .gravity
            .as_ref()
            .map(|of| fit(&of.pairs, of.explained, of.common)),
        radiation: made
            .radiation
            .as_ref()
            .map(|of| fit(&of.pairs, None, of.common)),
        flows: rows,
    }
}

fn integration_of(
    kept: &Kept,
    base: Option<i32>,
    findings: &mut Vec<Finding>,
) -> Result<Option<IntegrationView>> {
    let rules = kept::rules("cities/integration.csv")?;
    let (mut areas, _) = integration::read_weights(Source {
        file: "integration.csv",
        text: &rules,
    });
    let (values, found) = integration::read_values(kept.content.source(), &mut areas);
    findings.extend(found.iter().map(Finding::from));
    let first = values.values().flat_map(|of| of.keys().copied()).min();
    let Some(base) = base.or(first) else {
        return Ok(None);
    };
    let (years, found) = integration::index(&areas, &values, base);
    findings.extend(found.iter().map(Finding::from));
    let last = years.iter().rev().find(|year| year.index.is_some());
    let shaken = |year: &integration::Year| integration::sensitivity(&areas, year);
    Ok(Some(IntegrationView {
        table: kept.table.clone(),
        base,
        areas: areas
            .iter()
            .map(|area| IntegrationArea {
                id: area.id.clone(),
                weight: area.weight,
            })
            .collect(),
        years: years
            .iter()
            .map(|year| {
                let bounds = shaken(year);
                let bound = |name: &str| {
                    let found = bounds.iter().find(|(_, change, _)| *change == name);
                    found.and_then(|(_, _, index)| *index)
                };
                IntegrationYear {
                    year: year.year,
                    areas: year.areas.clone(),
                    index: year.index,
                    least: bound("least"),
                    greatest: bound("greatest"),
                }
            })
            .collect(),
        sensitivity_year: last.map(|year| year.year),
        sensitivity: last.map_or_else(Vec::new, |year| {
            shaken(year)
                .into_iter()
                .filter(|(area, _, _)| !area.is_empty())
                .map(|(area, change, index)| Sensitivity {
                    area,
                    change: change.to_owned(),
                    index,
                })
                .collect()
        }),
    }))
}

/// A pair on the ladder, before it is told how high it stands.
struct Climbing<'a> {
    a: TiedCity,
    b: TiedCity,
    known: std::collections::BTreeMap<String, f64>,
    partnership: Option<&'a Standing>,
}

/// The cities of a partnership in a region; `None` if none of them is of it.
fn ends(view: &RegionView, of: &Standing) -> Option<[TiedCity; 2]> {
    let end = |at: usize| {
        let place = of.places[at]
            .as_deref()
            .and_then(|code| view.place(code))
            .or_else(|| place_of(view, &of.cities[at].en))
            .or_else(|| place_of(view, &of.cities[at].zh));
        TiedCity {
            id: place.map_or_else(|| of.cities[at].en.clone(), |place| place.code.clone()),
            name: of.cities[at].clone().into(),
            place: place.map(|place| place.code.clone()),
            lon: place.and_then(|place| place.lon_lat).map(|p| p.0),
            lat: place.and_then(|place| place.lon_lat).map(|p| p.1),
        }
    };
    let both = [end(0), end(1)];
    (of.of_region || both.iter().any(|one| one.place.is_some())).then_some(both)
}

fn ladder_of(
    view: &RegionView,
    table: Option<&Kept>,
    partners: &[Standing],
    findings: &mut Vec<Finding>,
) -> Result<Option<LadderView>> {
    let rules = kept::rules("cities/ladder.csv")?;
    let rules = Source {
        file: "ladder.csv",
        text: &rules,
    };
    let (levels, _) = ladder::read_levels(rules);
    let mut all: Vec<Climbing> = Vec::new();
    if let Some(kept) = table {
        let (pairs, _) = ladder::read_pairs(kept.content.source());
        let tables = ladder::run(kept.content.source(), rules, false);
        findings.extend(tables.findings.iter().map(Finding::from));
        all.extend(pairs.into_iter().map(|pair| Climbing {
            a: tied(view, &pair.a),
            b: tied(view, &pair.b),
            known: pair.known,
            partnership: None,
        }));
    }
    for of in partners {
        let Some([a, b]) = ends(view, of) else {
            continue;
        };
        let is = |one: &TiedCity, other: &TiedCity| {
            one.id == other.id || (one.place.is_some() && one.place == other.place)
        };
        let same = |one: &&mut Climbing| {
            one.partnership.is_none()
                && ((is(&one.a, &a) && is(&one.b, &b)) || (is(&one.a, &b) && is(&one.b, &a)))
        };
        match all.iter_mut().find(same) {
            // What is counted goes before what a table states.
            Some(one) => {
                one.known.extend(of.known.clone());
                one.partnership = Some(of);
            }
            None => all.push(Climbing {
                a,
                b,
                known: of.known.clone(),
                partnership: Some(of),
            }),
        }
    }
    if table.is_none() && all.is_empty() {
        return Ok(None);
    }
    let mut found: Vec<LadderPair> = all
        .into_iter()
        .map(|one| {
            let pair = ladder::Pair {
                a: one.a.id.clone(),
                b: one.b.id.clone(),
                known: one.known,
            };
            let standing = ladder::stand(&pair, &levels);
            LadderPair {
                a: one.a,
                b: one.b,
                rung: standing.level.map_or(0, |level| level as u32 + 1),
                lacks: standing
                    .lacks
                    .into_iter()
                    .map(|(indicator, has, needs)| Lacking {
                        indicator,
                        has,
                        needs,
                    })
                    .collect(),
                partnership: one.partnership.map(|of| of.id.clone()),
                agreements: one.partnership.map(|of| of.agreements),
                tasks: one.partnership.map(|of| of.tasks),
                tasks_done: one.partnership.map(|of| of.tasks_done),
            }
        })
        .collect();
    found.sort_by_key(|pair| std::cmp::Reverse(pair.rung));
    Ok(Some(LadderView {
        table: table.map(|kept| kept.table.clone()),
        levels: levels.into_iter().map(|level| level.id).collect(),
        pairs: found,
    }))
}
