//! Which cities of a region should work together: what is known of them, gathered from the ledger and the tables that are kept, and put to
//! `planning::city::pairing`, as `carbonshed city pair` does with files.

use super::kept::{Kept, pick};
use super::source::{City, Known as Structures, both, divided};
use super::{finding, named, once, place_of, reason, source, value};
use crate::http::dto::{
    CityPairing, CityTableKind as K, ClusterQuery, ComplementPart, DistancePart, Finding, Item,
    PairingAnswer, PairingQuery, TopicPart, TrajectoryPart,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::names::{item, versions};
use crate::usecase::partners;
use crate::view::RegionView;
use planning::city::known::{not_compared, read_paths, read_topics, weights};
use planning::city::pairing::{
    Known, PairError, Pairing, PairingWeights, PartKind, Reason, best_pairs, explain, order,
};
use planning::city::place::Position;
use planning::city::trajectory::Path;
use planning::pairs::Topic;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Partners of each city unless another number is asked for.
const BEST: u32 = 5;
/// Partners of each city, at most.
const BEST_MAX: u32 = 50;

/// What cities and industries and topics are called.
#[derive(Debug, Default)]
pub(crate) struct Names {
    cities: HashMap<String, Item>,
    industries: HashMap<String, Item>,
    topics: HashMap<String, Item>,
}

impl Names {
    /// With the topics of the program's tables.
    pub fn new(
        cities: impl IntoIterator<Item = Item>,
        industries: impl IntoIterator<Item = Item>,
        topics: &[Topic],
    ) -> Names {
        let by_id = |list: &mut dyn Iterator<Item = Item>| -> HashMap<String, Item> {
            list.map(|one| (one.id.clone(), one)).collect()
        };
        let label = |one: &Topic| units::Label {
            en: one.name_en.clone(),
            zh: one.name_zh.clone(),
        };
        Names {
            cities: by_id(&mut cities.into_iter()),
            industries: by_id(&mut industries.into_iter()),
            topics: by_id(&mut topics.iter().map(|one| item(&one.id, label(one)))),
        }
    }

    fn of(list: &HashMap<String, Item>, id: &str) -> Item {
        list.get(id).cloned().unwrap_or_else(|| Item {
            id: id.to_owned(),
            label: both(id),
        })
    }

    fn all(list: &HashMap<String, Item>, ids: &[String]) -> Vec<Item> {
        ids.iter().map(|id| Names::of(list, id)).collect()
    }

    /// A pairing as it is sent. Every figure is the engine's, to the bit.
    pub fn dto(&self, one: &Pairing) -> CityPairing {
        let of = |kind: PartKind| one.part(kind);
        let (mut a_offers, mut b_offers, mut pool) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(Reason::Complement {
            a_offers: a,
            b_offers: b,
            both,
        }) = &of(PartKind::Complement).reason
        {
            a_offers = Names::all(&self.industries, a);
            b_offers = Names::all(&self.industries, b);
            pool = Names::all(&self.industries, both);
        }
        let part = of(PartKind::Trajectory);
        let mut trajectory = TrajectoryPart {
            weight: part.weight,
            value: value(part.value),
            reason: reason(part.value),
            leader: None,
            follower: None,
            lag_years: None,
            warped_lag_years: None,
            warped_error: None,
            error_without: None,
            overlap_years: None,
        };
        if let Some(Reason::Trajectory {
            leader,
            follower,
            lag_years,
            warped_lag_years,
            warped_error,
            error_without,
            overlap_years,
        }) = &part.reason
        {
            trajectory = TrajectoryPart {
                leader: leader.as_ref().map(|id| Names::of(&self.cities, id)),
                follower: follower.as_ref().map(|id| Names::of(&self.cities, id)),
                lag_years: Some(*lag_years),
                warped_lag_years: *warped_lag_years,
                warped_error: Some(*warped_error),
                error_without: Some(*error_without),
                overlap_years: u32::try_from(*overlap_years).ok(),
                ..trajectory
            };
        }
        let (mut shared, mut only_a, mut only_b) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(Reason::Topic {
            shared: s,
            only_a: a,
            only_b: b,
        }) = &of(PartKind::Topic).reason
        {
            shared = Names::all(&self.topics, s);
            only_a = Names::all(&self.topics, a);
            only_b = Names::all(&self.topics, b);
        }
        let (complement, topic, distance) = (
            of(PartKind::Complement),
            of(PartKind::Topic),
            of(PartKind::Distance),
        );
        CityPairing {
            a: Names::of(&self.cities, &one.a),
            b: Names::of(&self.cities, &one.b),
            score: value(one.score),
            reason: reason(one.score),
            known_share: one.known_share,
            complement: ComplementPart {
                weight: complement.weight,
                value: value(complement.value),
                reason: reason(complement.value),
                a_offers,
                b_offers,
                both: pool,
            },
            trajectory,
            topic: TopicPart {
                weight: topic.weight,
                value: value(topic.value),
                reason: reason(topic.value),
                shared,
                only_a,
                only_b,
            },
            distance: DistancePart {
                weight: distance.weight,
                value: value(distance.value),
                reason: reason(distance.value),
                km: match &distance.reason {
                    Some(Reason::Distance { km }) => Some(*km),
                    _ => None,
                },
            },
        }
    }
}

/// The weights that are asked for.
///
/// # Errors
/// Words that are no four numbers.
pub(crate) fn weights_of(
    text: Option<&str>,
    half_km: Option<f64>,
    most_lag: Option<u32>,
) -> Result<PairingWeights> {
    weights(text, half_km, most_lag).ok_or_else(|| {
        Refusal::bad_parameter(
            "weights",
            text.unwrap_or_default(),
            "write four numbers with commas: complement, trajectory, topic, distance",
        )
    })
}

/// What is known of the cities, and where it is from.
struct Gathered<'a> {
    basis: Option<source::Basis>,
    cities: Vec<City>,
    topics_table: Option<&'a Kept>,
    topics: BTreeMap<String, BTreeSet<String>>,
    paths_table: Option<&'a Kept>,
    paths: Vec<Path>,
    measure: source::Measured,
    findings: Vec<Finding>,
}

/// The id under which a name of a table is compared; the name itself if it is none of the cities.
fn id_of(view: &RegionView, cities: &[City], name: &str) -> String {
    if let Some(city) = cities.iter().find(|city| city.id == name) {
        return city.id.clone();
    }
    let place = place_of(view, name).map(|place| place.code.as_str());
    cities
        .iter()
        .find(|city| place.is_some() && city.place.as_deref() == place)
        .map_or_else(|| name.to_owned(), |city| city.id.clone())
}

/// One quantity by city over the years of the structures; nothing where the years have gaps.
fn paths_of(cities: &[City], measured: &source::Measured) -> Vec<Path> {
    let years: Vec<i16> = measured.years.iter().flatten().copied().collect();
    let whole =
        years.len() == measured.years.len() && years.windows(2).all(|two| two[1] == two[0] + 1);
    // A path of one year leads nowhere.
    let Some(&first) = years.first().filter(|_| whole && years.len() > 1) else {
        return Vec::new();
    };
    let path = |(at, city): (usize, &City)| Path {
        city: city.id.clone(),
        first_year: i32::from(first),
        values: measured
            .values
            .iter()
            .map(|of| of.get(at).copied().flatten())
            .collect(),
    };
    cities.iter().enumerate().map(path).collect()
}

fn gather<'a>(view: &RegionView, asked: &ClusterQuery, tables: &'a [Kept]) -> Result<Gathered<'a>> {
    let topics_table = pick(tables, None, &[K::Topics])?;
    let paths_table = pick(tables, None, &[K::Trajectories])?;
    let (topics, found) =
        topics_table.map_or_else(Default::default, |kept| read_topics(kept.content.source()));
    let mut findings: Vec<Finding> = found.iter().map(Finding::from).collect();
    let (paths, found) =
        paths_table.map_or_else(Default::default, |kept| read_paths(kept.content.source()));
    findings.extend(found.iter().map(Finding::from));
    // A printed matrix says how alike cities are and not what each is strong in: a structure goes before it.
    let mut asked = asked.clone();
    if asked.table.is_none() && asked.by.is_none() && divided(view).is_none() {
        asked.table = pick(tables, None, &[K::Structure])?.map(|kept| kept.table.id);
    }
    let basis = match source::basis(view, &asked, tables) {
        Ok(basis) => Some(basis),
        // Without structures there are still the cities that the other tables name.
        Err(refusal)
            if refusal.code == ErrorCode::NoData && !(topics.is_empty() && paths.is_empty()) =>
        {
            None
        }
        Err(refusal) => return Err(refusal),
    };
    let cities = match &basis {
        Some(basis) => basis.cities.clone(),
        None => {
            let names: BTreeSet<&String> = topics
                .keys()
                .chain(paths.iter().map(|path| &path.city))
                .collect();
            let city = |name: &&String| source::named_city(view, name);
            names.iter().map(city).collect()
        }
    };
    let mut cities = cities;
    // A place of the region of which only topics or a path are known can be paired as well; the ledger's own cities are of one level.
    if basis
        .as_ref()
        .is_some_and(|basis| basis.about.table.is_some())
    {
        let others: BTreeSet<&String> = topics
            .keys()
            .chain(paths.iter().map(|path| &path.city))
            .collect();
        for name in others {
            let id = id_of(view, &cities, name);
            if place_of(view, name).is_some() && cities.iter().all(|city| city.id != id) {
                cities.push(source::named_city(view, name));
            }
        }
    }
    let measure = match &basis {
        Some(basis) if paths_table.is_none() => source::measured(view, &asked, basis)?,
        _ => source::Measured::default(),
    };
    let id = |name: &str| id_of(view, &cities, name);
    let topics: BTreeMap<String, BTreeSet<String>> = topics
        .into_iter()
        .map(|(name, of)| (id(&name), of))
        .collect();
    let paths: Vec<Path> = if paths_table.is_some() {
        let renamed = |path: Path| Path {
            city: id(&path.city),
            ..path
        };
        paths.into_iter().map(renamed).collect()
    } else {
        paths_of(&cities, &measure)
    };
    let ids: Vec<String> = cities.iter().map(|city| city.id.clone()).collect();
    let strangers = [
        not_compared(PartKind::Topic, topics.keys().map(String::as_str), &ids),
        not_compared(
            PartKind::Trajectory,
            paths.iter().map(|path| path.city.as_str()),
            &ids,
        ),
    ];
    findings.extend(strangers.iter().flatten().map(finding));
    if let Some(basis) = &basis {
        findings.extend(basis.findings.clone());
    }
    Ok(Gathered {
        basis,
        cities,
        topics_table,
        topics,
        paths_table,
        paths,
        measure,
        findings,
    })
}

/// The number of a city.
///
/// # Errors
/// [`ErrorCode::UnknownName`].
fn number(view: &RegionView, cities: &[City], name: &str) -> Result<usize> {
    let id = id_of(view, cities, name.trim());
    cities.iter().position(|city| city.id == id).ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnknownName,
            format!("there is no city {name:?} among those compared"),
        )
        .with("what", "city")
        .with("name", name)
    })
}

impl Gathered<'_> {
    fn ids(&self) -> Vec<String> {
        self.cities.iter().map(|city| city.id.clone()).collect()
    }

    fn positions(&self) -> Vec<Option<Position>> {
        self.cities.iter().map(|city| city.position).collect()
    }

    /// The same as the engine takes it.
    fn known<'k>(&'k self, ids: &'k [String], positions: &'k [Option<Position>]) -> Known<'k> {
        Known {
            cities: ids,
            structure: self.basis.as_ref().and_then(source::Basis::structure),
            positions,
            paths: &self.paths,
            topics: &self.topics,
        }
    }

    fn industries(&self) -> Vec<Item> {
        let basis = self.basis.as_ref();
        basis.map_or_else(Vec::new, |basis| basis.industries.clone())
    }

    /// What cities, industries and topics are called.
    fn names(&self) -> Result<Names> {
        Ok(Names::new(
            self.cities.iter().map(City::item),
            self.industries(),
            &partners::all_topics()?,
        ))
    }
}

fn refused(error: PairError) -> Refusal {
    Refusal::new(ErrorCode::BadParameter, error.to_string()).with("name", "weights")
}

/// The pairs of a city with others, best first. As in a list of all pairs, the city that stands first in the table goes first.
fn of_city(
    known: &Known<'_>,
    weights: &PairingWeights,
    city: usize,
    others: impl Iterator<Item = usize>,
) -> Result<(Vec<Pairing>, Vec<planning::city::Finding>)> {
    let asked: Vec<(usize, usize)> = others
        .map(|other| (city.min(other), city.max(other)))
        .collect();
    explain(known, weights, &asked).map_err(refused)
}

/// The `best` partners of each city that is named by its id, as [`show`] lists them with weights that are alike; none of a city that is not
/// among those that are compared.
///
/// # Errors
/// As [`show`]; a region of whose cities nothing is known has no partners.
pub(super) fn partners_of(
    view: &RegionView,
    asked: &ClusterQuery,
    tables: &[Kept],
    cities: &[&str],
    best: usize,
) -> Result<(Vec<Vec<CityPairing>>, Vec<Finding>)> {
    let found = match gather(view, asked, tables) {
        Ok(found) => found,
        Err(refusal) if refusal.code == ErrorCode::NoData => {
            return Ok((vec![Vec::new(); cities.len()], Vec::new()));
        }
        Err(refusal) => return Err(refusal),
    };
    let (ids, positions) = (found.ids(), found.positions());
    let known = found.known(&ids, &positions);
    let names = found.names()?;
    let mut findings = found.findings.clone();
    let weights = PairingWeights::default();
    let partners = cities.iter().map(|city| -> Result<Vec<CityPairing>> {
        let Some(at) = ids.iter().position(|id| id == city) else {
            return Ok(Vec::new());
        };
        let others = (0..ids.len()).filter(|other| *other != at);
        let (mut pairs, said) = of_city(&known, &weights, at, others)?;
        pairs.retain(|pair| pair.score.is_ok());
        order(&mut pairs);
        pairs.truncate(best);
        findings.extend(said.iter().map(finding));
        Ok(pairs.iter().map(|one| names.dto(one)).collect())
    });
    let partners = partners.collect::<Result<_>>()?;
    Ok((partners, findings))
}

/// The pairs that are asked for, best first.
///
/// # Errors
/// A region of whose cities nothing is known; an unknown city; weights that cannot be.
pub fn show(
    view: &RegionView,
    query: &PairingQuery,
    asked: &ClusterQuery,
    tables: &[Kept],
) -> Result<PairingAnswer> {
    let weights = weights_of(query.weights.as_deref(), query.half_km, query.most_lag)?;
    let best = query.best.unwrap_or(BEST);
    if !(1..=BEST_MAX).contains(&best) {
        return Err(Refusal::bad_parameter(
            "best",
            &best.to_string(),
            &format!("1 to {BEST_MAX}"),
        ));
    }
    let found = gather(view, asked, tables)?;
    let (ids, positions) = (found.ids(), found.positions());
    let known = found.known(&ids, &positions);
    let (pairs, said) = match (&query.city, &query.with) {
        (None, None) => best_pairs(&known, &weights, best as usize).map_err(refused)?,
        (None, Some(with)) => {
            return Err(Refusal::bad_parameter("with", with, "name a city as well"));
        }
        (Some(city), with) => {
            let first = number(view, &found.cities, city)?;
            let others: Vec<usize> = match with {
                None => (0..ids.len()).filter(|other| *other != first).collect(),
                Some(with) => with
                    .split(',')
                    .map(|name| number(view, &found.cities, name))
                    .collect::<Result<_>>()?,
            };
            let (mut pairs, said) = of_city(&known, &weights, first, others.into_iter())?;
            if with.is_none() {
                order(&mut pairs);
                pairs.truncate(best as usize);
            }
            (pairs, said)
        }
    };
    let names = found.names()?;
    let industries = found.industries();
    let mut findings = found.findings.clone();
    findings.extend(said.iter().map(finding));
    let invented = |kept: Option<&Kept>| kept.is_some_and(|kept| kept.table.synthetic);
    let of_basis =
        found
            .basis
            .as_ref()
            .is_some_and(|basis| match (&basis.about.table, &basis.known) {
                (Some(table), Structures::Structures(_) | Structures::Matrix(_)) => table.synthetic,
                (None, _) => view.region.synthetic,
            });
    Ok(PairingAnswer {
        synthetic: of_basis || invented(found.topics_table) || invented(found.paths_table),
        path_unit: match found.paths_table {
            Some(kept) => kept.table.unit.clone(),
            None if found.paths.is_empty() => String::new(),
            None => found.measure.unit.clone(),
        },
        path_measure: found.measure.indicator,
        topics: found.topics_table.map(|kept| kept.table.clone()),
        trajectories: found.paths_table.map(|kept| kept.table.clone()),
        half_km: weights.half_distance_km,
        most_lag: weights.most_lag_years,
        pairs: pairs.iter().map(|one| names.dto(one)).collect(),
        findings: named(once(findings), &found.cities, &industries),
        cities: found.cities.iter().map(City::item).collect(),
        source: found.basis.map(|basis| basis.about),
        versions: versions(view),
    })
}
