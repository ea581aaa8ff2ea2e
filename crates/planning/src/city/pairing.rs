//! Which cities should work together, by up to four parts: complement, trajectory, topic, distance. Every part has a value or the reason for
//! which there is none, and what it rests on as data; a part that is not known is left out of the score and named.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::advantage::{advantage, location_quotient, overlap};
use super::place::{Position, distance_km};
use super::scan::{Points, Scan, Sets};
use super::similarity::LEAST_INDUSTRIES;
use super::trajectory::{Path, follows};
use super::walks::Walks;
use super::{Figure, Finding, Grid, Structure, Why, finite};

/// Weights or positions that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// Below zero, not finite, or all zero.
    #[error("weights must be numbers of at least 0, not all 0, and the half distance above 0")]
    Weights,
    /// Another number of positions than of cities.
    #[error("{found} positions for {cities} cities")]
    Positions {
        /// Positions.
        found: usize,
        /// Cities.
        cities: usize,
    },
    /// A position that is none on the Earth.
    #[error("city {at} (counted from 0): latitude must be within 90, longitude within 180 degrees")]
    Position {
        /// Which.
        at: usize,
    },
}

impl PairError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            PairError::Weights => "pair_weights",
            PairError::Positions { .. } => "positions_count",
            PairError::Position { .. } => "bad_position",
        }
    }
}

/// What a score is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// What one is strong in and the other is not.
    Complement,
    /// Whether one walks the path that the other walked some years before.
    Trajectory,
    /// What both want to work on.
    Topic,
    /// How near they are.
    Distance,
}

impl PartKind {
    /// Every part, in the order of [`Pairing::parts`].
    pub const ALL: [PartKind; 4] = [
        PartKind::Complement,
        PartKind::Trajectory,
        PartKind::Topic,
        PartKind::Distance,
    ];

    /// The stable name.
    pub fn id(self) -> &'static str {
        match self {
            PartKind::Complement => "complement",
            PartKind::Trajectory => "trajectory",
            PartKind::Topic => "topic",
            PartKind::Distance => "distance",
        }
    }
}

/// How much each part counts: at least 0, taken relative to the sum of those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PairingWeights {
    /// Of [`PartKind::Complement`].
    pub complement: f64,
    /// Of [`PartKind::Trajectory`].
    pub trajectory: f64,
    /// Of [`PartKind::Topic`].
    pub topic: f64,
    /// Of [`PartKind::Distance`].
    pub distance: f64,
    /// Distance at which nearness is one half, km; above 0.
    pub half_distance_km: f64,
    /// Years by which one may walk behind the other.
    pub most_lag_years: u32,
}

impl Default for PairingWeights {
    /// Equal parts, 300 km, ten years. A judgement and not a method of the literature: show it, and let people change it.
    fn default() -> Self {
        PairingWeights {
            complement: 1.0,
            trajectory: 1.0,
            topic: 1.0,
            distance: 1.0,
            half_distance_km: 300.0,
            most_lag_years: 10,
        }
    }
}

impl PairingWeights {
    /// The weight of a part.
    pub fn of(&self, kind: PartKind) -> f64 {
        match kind {
            PartKind::Complement => self.complement,
            PartKind::Trajectory => self.trajectory,
            PartKind::Topic => self.topic,
            PartKind::Distance => self.distance,
        }
    }

    fn check(&self) -> Result<(), PairError> {
        let weights = PartKind::ALL.map(|kind| self.of(kind));
        let fine = |w: &f64| w.is_finite() && *w >= 0.0;
        let half = self.half_distance_km.is_finite() && self.half_distance_km > 0.0;
        if weights.iter().all(fine) && weights.iter().sum::<f64>() > 0.0 && half {
            Ok(())
        } else {
            Err(PairError::Weights)
        }
    }
}

/// What a part rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// Industries with a location quotient of at least 1.
    Complement {
        /// What only the first is strong in: what it can offer.
        a_offers: Vec<String>,
        /// What only the second is strong in.
        b_offers: Vec<String>,
        /// What both are strong in: where they compete, or can pool.
        both: Vec<String>,
    },
    /// Two paths laid over each other.
    Trajectory {
        /// The city that is ahead; `None` if neither is.
        leader: Option<String>,
        /// The city that can learn from it.
        follower: Option<String>,
        /// Years between them by the best shift, at least 0.
        lag_years: i32,
        /// Years between them by dynamic time warping, leader to follower.
        warped_lag_years: Option<f64>,
        /// Root mean square difference along the warped path, in the unit of the paths.
        warped_error: f64,
        /// The same year by year, without any lag.
        error_without: f64,
        /// Years compared at the best shift.
        overlap_years: usize,
    },
    /// Topics by their ids.
    Topic {
        /// Of both.
        shared: Vec<String>,
        /// Of the first alone.
        only_a: Vec<String>,
        /// Of the second alone.
        only_b: Vec<String>,
    },
    /// The way between them.
    Distance {
        /// Great-circle distance, km.
        km: f64,
    },
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which.
    pub kind: PartKind,
    /// Its weight as it was asked for.
    pub weight: f64,
    /// 0 to 1, or why it is not known.
    pub value: Figure,
    /// What it rests on; `None` where nothing is known.
    pub reason: Option<Reason>,
}

/// Two cities, how well they go together, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// The city that stands first in the list.
    pub a: String,
    /// The other.
    pub b: String,
    /// 0 to 1: mean of the known parts by weight; `missing` if none of a weight above 0 is known.
    pub score: Figure,
    /// Share of the weight that is known, 0 to 1. A score of few parts says less than one of all.
    pub known_share: f64,
    /// The parts, in the order of [`PartKind::ALL`].
    pub parts: [Part; 4],
}

impl Pairing {
    /// Parts of a weight above 0 that are not known.
    pub fn unknown(&self) -> impl Iterator<Item = PartKind> + '_ {
        let asked = self.parts.iter().filter(|part| part.weight > 0.0);
        asked
            .filter(|part| part.value.is_err())
            .map(|part| part.kind)
    }

    /// A part.
    pub fn part(&self, kind: PartKind) -> &Part {
        &self.parts[kind as usize]
    }
}

/// What is known of the cities. A list may be empty: then nothing is known of that part.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Names, each once.
    pub cities: &'a [String],
    /// Values by city and industry; cities are found by name.
    pub structure: Option<&'a Structure>,
    /// Where they are, in the order of the cities.
    pub positions: &'a [Option<Position>],
    /// One comparable quantity over years (tCO2e per person, say); cities are found by name.
    pub paths: &'a [Path],
    /// Topics by city. A city that is not in it has said nothing; one with an empty set wants none.
    pub topics: &'a BTreeMap<String, BTreeSet<String>>,
}

/// The sets of industries and the rows of the cities in them.
struct Strong<'a> {
    grid: Grid,
    sets: Sets,
    rows: Vec<Option<usize>>,
    paths: Vec<Option<&'a Path>>,
    topics: Vec<Option<&'a BTreeSet<String>>>,
    wants: Sets,
}

impl<'a> Strong<'a> {
    fn new(known: &Known<'a>, findings: &mut Vec<Finding>) -> Self {
        let grid = match known.structure {
            None => Grid {
                rows: Vec::new(),
                columns: Vec::new(),
                values: Vec::new(),
            },
            Some(structure) => {
                findings.extend(structure.findings(LEAST_INDUSTRIES));
                let (quotients, more) = location_quotient(structure);
                let negative = |f: &Finding| matches!(f, Finding::NegativeCell { .. });
                findings.extend(more.into_iter().filter(negative));
                advantage(&quotients, 1.0)
            }
        };
        let by_name: BTreeMap<&str, usize> = grid
            .rows
            .iter()
            .enumerate()
            .map(|(at, name)| (name.as_str(), at))
            .collect();
        let paths: BTreeMap<&str, &Path> =
            known.paths.iter().map(|p| (p.city.as_str(), p)).collect();
        let rows: Vec<Option<usize>> = known
            .cities
            .iter()
            .map(|city| by_name.get(city.as_str()).copied())
            .collect();
        let is_strong = |city: usize, industry: usize| {
            let cell = grid.get(rows[city]?, industry);
            cell.ok().map(|value| value > 0.0)
        };
        let topics: Vec<Option<&BTreeSet<String>>> =
            known.cities.iter().map(|c| known.topics.get(c)).collect();
        let wanted: BTreeSet<&String> = topics.iter().copied().flatten().flatten().collect();
        let wanted: Vec<&String> = wanted.into_iter().collect();
        let wants = |city: usize, topic: usize| Some(topics[city]?.contains(wanted[topic]));
        Strong {
            wants: Sets::new(known.cities.len(), wanted.len(), wants),
            sets: Sets::new(known.cities.len(), grid.columns.len(), is_strong),
            rows,
            paths: known
                .cities
                .iter()
                .map(|city| paths.get(city.as_str()).copied())
                .collect(),
            topics,
            grid,
        }
    }

    /// Everything that is looked through for the best pairs.
    fn scan<'s>(&'s self, known: &Known<'_>, weights: &PairingWeights) -> Scan<'s> {
        let count = known.cities.len();
        let walked = self
            .paths
            .iter()
            .map(|path| path.filter(|_| weights.of(PartKind::Trajectory) > 0.0));
        Scan {
            count,
            industries: &self.sets,
            walks: Walks::new(walked, weights.most_lag_years),
            topics: &self.wants,
            points: Points::new((0..count).map(|at| known.positions.get(at).copied().flatten())),
            weights: PartKind::ALL.map(|kind| weights.of(kind)),
            half_distance_km: weights.half_distance_km,
        }
    }
}

/// `|a and b| / |a or b|` (Jaccard 1901); `too_few` if both are empty.
///
/// # Errors
/// Nothing to compare.
pub fn jaccard(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Figure {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    if all == 0 {
        Err(Why::TooFew)
    } else {
        Ok(shared as f64 / all as f64)
    }
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
    names.cloned().collect()
}

/// How much of the difference between two paths goes away once time may be stretched, if one of the two is ahead:
/// `1 - warped error / error year by year`, at least 0; 0 if neither is ahead, or if they do not differ.
pub(super) fn walk(a: &Path, b: &Path, most: u32) -> (Figure, Option<Reason>) {
    let (of, _) = follows(a, b, most);
    let all = || Ok((of.lag_years?, of.warped_error?, of.error_without?));
    let (lag, warped_error, error_without) = match all() {
        Ok(all) => all,
        Err(why) => return (Err(why), None),
    };
    let value = if lag == 0 || error_without == 0.0 {
        Ok(0.0)
    } else {
        finite(1.0 - warped_error / error_without).map(|v| v.clamp(0.0, 1.0))
    };
    let (leader, follower) = match lag.signum() {
        1 => (Some(&of.leader), Some(&of.follower)),
        -1 => (Some(&of.follower), Some(&of.leader)),
        _ => (None, None),
    };
    let sign = if lag < 0 { -1.0 } else { 1.0 };
    let reason = Reason::Trajectory {
        leader: leader.cloned(),
        follower: follower.cloned(),
        lag_years: lag.abs(),
        warped_lag_years: of.warped_lag_years.ok().map(|years| sign * years),
        warped_error,
        error_without,
        overlap_years: of.overlap,
    };
    (value, Some(reason))
}

/// One part of a pair; `reasons` false leaves out what is only read.
fn part(
    known: &Known<'_>,
    strong: &Strong<'_>,
    weights: &PairingWeights,
    (a, b): (usize, usize),
    kind: PartKind,
    reasons: bool,
) -> (Figure, Option<Reason>) {
    match kind {
        PartKind::Complement => {
            let (Some(x), Some(y)) = (strong.rows[a], strong.rows[b]) else {
                return (Err(Why::Missing), None);
            };
            let value = strong.sets.complement(a, b);
            let reason = (reasons && value.is_ok()).then(|| {
                let common = overlap(&strong.grid, x, y);
                Reason::Complement {
                    a_offers: common.only_a,
                    b_offers: common.only_b,
                    both: common.both,
                }
            });
            (value, reason)
        }
        PartKind::Trajectory => match (strong.paths[a], strong.paths[b]) {
            (Some(x), Some(y)) => walk(x, y, weights.most_lag_years),
            _ => (Err(Why::Missing), None),
        },
        PartKind::Topic => {
            let (Some(x), Some(y)) = (strong.topics[a], strong.topics[b]) else {
                return (Err(Why::Missing), None);
            };
            let value = strong.wants.shared(a, b);
            let reason = (reasons && value.is_ok()).then(|| Reason::Topic {
                shared: list(x.intersection(y)),
                only_a: list(x.difference(y)),
                only_b: list(y.difference(x)),
            });
            (value, reason)
        }
        PartKind::Distance => {
            let at = |city: usize| known.positions.get(city).copied().flatten();
            let (Some(x), Some(y)) = (at(a), at(b)) else {
                return (Err(Why::Missing), None);
            };
            match finite(distance_km(x, y)) {
                Ok(km) => (
                    Ok(1.0 / (1.0 + km / weights.half_distance_km)),
                    Some(Reason::Distance { km }),
                ),
                Err(why) => (Err(why), None),
            }
        }
    }
}

/// Mean of the known parts, and the share of the weight that is known.
fn mean(values: &[Figure; 4], weights: &PairingWeights) -> (Figure, f64) {
    let (mut sum, mut weight, mut all) = (0.0, 0.0, 0.0);
    for (kind, value) in PartKind::ALL.iter().zip(values) {
        all += weights.of(*kind);
        if let Ok(value) = value {
            sum += weights.of(*kind) * value;
            weight += weights.of(*kind);
        }
    }
    if weight > 0.0 {
        (Ok(sum / weight), weight / all)
    } else {
        (Err(Why::Missing), 0.0)
    }
}

fn pairing(
    known: &Known<'_>,
    strong: &Strong<'_>,
    weights: &PairingWeights,
    pair: (usize, usize),
) -> Pairing {
    let parts = PartKind::ALL.map(|kind| {
        let (value, reason) = part(known, strong, weights, pair, kind, true);
        Part {
            kind,
            weight: weights.of(kind),
            value,
            reason,
        }
    });
    let values = [0, 1, 2, 3].map(|at: usize| parts[at].value);
    let (score, known_share) = mean(&values, weights);
    Pairing {
        a: known.cities[pair.0].clone(),
        b: known.cities[pair.1].clone(),
        score,
        known_share,
        parts,
    }
}

fn check(known: &Known<'_>, weights: &PairingWeights) -> Result<(), PairError> {
    weights.check()?;
    if !known.positions.is_empty() && known.positions.len() != known.cities.len() {
        return Err(PairError::Positions {
            found: known.positions.len(),
            cities: known.cities.len(),
        });
    }
    for (at, position) in known.positions.iter().enumerate() {
        if let Some(p) = position
            && !(p.latitude.abs() <= 90.0 && p.longitude.abs() <= 180.0)
        {
            return Err(PairError::Position { at });
        }
    }
    Ok(())
}

/// Says how many pairs lack a part; nothing about a part that nobody asked for.
fn lacks(found: &[Pairing], findings: &mut Vec<Finding>) {
    for kind in PartKind::ALL {
        let missing = found
            .iter()
            .filter(|p| p.unknown().any(|unknown| unknown == kind))
            .count();
        if missing > 0 {
            findings.push(Finding::PartNotKnown {
                part: kind.id().to_owned(),
                missing,
                of: found.len(),
            });
        }
    }
}

/// The pairs that are asked for (two positions in the list of cities), in that order. Pairs of a city with itself, or of one that is
/// not there, are left out.
///
/// # Errors
/// Weights or positions that cannot be.
pub fn explain(
    known: &Known<'_>,
    weights: &PairingWeights,
    pairs: &[(usize, usize)],
) -> Result<(Vec<Pairing>, Vec<Finding>), PairError> {
    check(known, weights)?;
    let mut findings = Vec::new();
    let strong = Strong::new(known, &mut findings);
    let count = known.cities.len();
    let found: Vec<Pairing> = pairs
        .iter()
        .filter(|(a, b)| a != b && *a < count && *b < count)
        .map(|pair| pairing(known, &strong, weights, *pair))
        .collect();
    lacks(&found, &mut findings);
    Ok((found, findings))
}

/// Best first; of equal scores the one of which more is known, then the order of before.
pub fn order(found: &mut [Pairing]) {
    let key = |p: &Pairing| (p.score.unwrap_or(-1.0), p.known_share);
    found.sort_by(|x, y| {
        let (x, y) = (key(x), key(y));
        y.0.total_cmp(&x.0).then(y.1.total_cmp(&x.1))
    });
}

/// The `best` partners of every city, each pair once, best first; of equal scores the one of which more is known, then the order of the
/// cities. Cost: cities^2 x (industries / 64 + topics / 64) in time, and years^2 for those pairs that could be among the best; cities x best
/// in memory.
///
/// # Errors
/// Weights or positions that cannot be.
pub fn best_pairs(
    known: &Known<'_>,
    weights: &PairingWeights,
    best: usize,
) -> Result<(Vec<Pairing>, Vec<Finding>), PairError> {
    check(known, weights)?;
    let mut findings = Vec::new();
    let strong = Strong::new(known, &mut findings);
    let count = known.cities.len();
    let score = |a: usize, b: usize, trajectory: Option<Figure>| {
        let values = PartKind::ALL.map(|kind| {
            if kind == PartKind::Trajectory
                && let Some(value) = trajectory
            {
                value
            } else if weights.of(kind) > 0.0 {
                part(known, &strong, weights, (a, b), kind, false).0
            } else {
                Err(Why::Missing)
            }
        });
        let (score, share) = mean(&values, weights);
        score.ok().map(|score| (score, share))
    };
    let (chosen, missing) = strong.scan(known, weights).best(best, score);
    let mut found: Vec<Pairing> = chosen
        .into_par_iter()
        .map(|pair| pairing(known, &strong, weights, pair))
        .collect();
    order(&mut found);
    if missing > 0 {
        findings.push(Finding::MissingPairs {
            missing,
            of: count * count.saturating_sub(1) / 2,
        });
    }
    lacks(&found, &mut findings);
    Ok((found, findings))
}
