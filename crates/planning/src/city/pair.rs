//! Which cities should work together: complement, similarity, distance; and why.

use rayon::prelude::*;

use super::advantage::{advantage, location_quotient};
use super::similarity::cosine;
use super::{Figure, Finding, PairMatrix, Structure, Why, finite};

/// What a score is made of; weights of at least 0, taken relative to their sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairWeights {
    /// What one is strong in and the other is not.
    pub complement: f64,
    /// How alike their structures are.
    pub similarity: f64,
    /// How near they are.
    pub nearness: f64,
    /// Distance at which nearness is one half, km; above 0.
    pub half_distance_km: f64,
}

impl Default for PairWeights {
    /// Equal parts; 300 km, about the way between Chengdu and Chongqing. A judgement: show it, and let people change it.
    fn default() -> Self {
        PairWeights {
            complement: 1.0,
            similarity: 1.0,
            nearness: 1.0,
            half_distance_km: 300.0,
        }
    }
}

/// Weights that cannot be.
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

/// Latitude and longitude, degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Latitude, -90 to 90.
    pub latitude: f64,
    /// Longitude, -180 to 180.
    pub longitude: f64,
}

/// The mean radius of WGS 84, km.
const RADIUS_KM: f64 = 6_371.008_8;

/// A position on the sphere of radius 1.
fn point(position: Position) -> [f64; 3] {
    let (latitude, longitude) = (
        position.latitude.to_radians(),
        position.longitude.to_radians(),
    );
    [
        latitude.cos() * longitude.cos(),
        latitude.cos() * longitude.sin(),
        latitude.sin(),
    ]
}

/// The best so many of all that were offered; equal scores by number. Which order they were offered in changes nothing.
#[derive(Clone)]
struct Best {
    count: usize,
    /// At least the `count` best; cut back now and then.
    offers: Vec<(f64, usize)>,
    /// What is below this is surely not among them.
    least: f64,
}

impl Best {
    fn new(count: usize) -> Self {
        Best {
            count,
            offers: Vec::new(),
            least: if count == 0 {
                f64::INFINITY
            } else {
                f64::NEG_INFINITY
            },
        }
    }

    fn offer(&mut self, score: f64, number: usize) {
        if score >= self.least {
            self.offers.push((score, number));
            if self.offers.len() >= self.count.saturating_mul(2).saturating_add(8) {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.count > 0 && self.offers.len() > self.count {
            let order =
                |x: &(f64, usize), y: &(f64, usize)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
            let (_, last, _) = self.offers.select_nth_unstable_by(self.count - 1, order);
            self.least = last.0;
        }
        self.offers.truncate(self.count);
    }
}

/// Great-circle distance, km, on a sphere of 6,371.0088 km (the mean radius of WGS 84).
pub fn distance_km(a: Position, b: Position) -> f64 {
    let (p, q) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dp, dl) = (q - p, (b.longitude - a.longitude).to_radians());
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}

/// A possible partnership with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Partnership {
    /// The city that stands first in the table.
    pub a: String,
    /// The other.
    pub b: String,
    /// 0 to 1: weighted mean of the parts that are known.
    pub score: Figure,
    /// 0 to 1: industries in which exactly one of the two is strong, over those in which at least one is.
    pub complement: Figure,
    /// 0 to 1: cosine of the structures.
    pub similarity: Figure,
    /// 0 to 1: `1 / (1 + d / d_half)`.
    pub nearness: Figure,
    /// Great-circle distance, km.
    pub distance_km: Figure,
    /// What only the first is strong in: what it can supply.
    pub a_offers: Vec<String>,
    /// What only the second is strong in.
    pub b_offers: Vec<String>,
    /// What both are strong in: where they compete, or can pool.
    pub both: Vec<String>,
}

/// The `best` partners of every city by score, each pair once, best first; of equal ones the order of the table decides.
///
/// `positions` may lack any city; then nearness has the reason `missing` and the score is the mean of the other parts. Cells that are missing
/// count for neither. Cost: cities^2 x (industries / 64).
///
/// # Errors
/// Weights or positions that cannot be.
pub fn partners(
    structure: &Structure,
    positions: &[Option<Position>],
    weights: PairWeights,
    best: usize,
) -> Result<(Vec<Partnership>, Vec<Finding>), PairError> {
    let parts = [weights.complement, weights.similarity, weights.nearness];
    let fine = |w: &f64| w.is_finite() && *w >= 0.0;
    if !parts.iter().all(fine)
        || parts.iter().sum::<f64>() <= 0.0
        || !weights.half_distance_km.is_finite()
        || weights.half_distance_km <= 0.0
    {
        return Err(PairError::Weights);
    }
    let count = structure.cities().len();
    if positions.len() != count {
        return Err(PairError::Positions {
            found: positions.len(),
            cities: count,
        });
    }
    for (at, position) in positions.iter().enumerate() {
        if let Some(p) = position
            && !(p.latitude.abs() <= 90.0 && p.longitude.abs() <= 180.0)
        {
            return Err(PairError::Position { at });
        }
    }
    let (alike, mut findings) = cosine(structure);
    let (quotients, more) = location_quotient(structure);
    findings.extend(
        more.into_iter()
            .filter(|f| matches!(f, Finding::NegativeCell { .. })),
    );
    let unplaced = positions.iter().filter(|p| p.is_none()).count();
    if unplaced > 0 && weights.nearness > 0.0 {
        findings.push(Finding::NoPosition { count: unplaced });
    }
    let strong = advantage(&quotients, 1.0);
    let words = strong.columns.len().div_ceil(64);
    // Per city two sets of bits: strong in, known.
    let bits = |test: &(dyn Fn(Figure) -> bool + Sync)| -> Vec<u64> {
        let mut bits = vec![0u64; count * words];
        for city in 0..count {
            for (n, cell) in strong.row(city).iter().enumerate() {
                if test(*cell) {
                    bits[city * words + n / 64] |= 1 << (n % 64);
                }
            }
        }
        bits
    };
    let has = bits(&|cell| cell.is_ok_and(|v| v > 0.0));
    let known = bits(&|cell| cell.is_ok());
    let complement = |a: usize, b: usize| -> Figure {
        let (mut one, mut any) = (0, 0);
        for w in 0..words {
            let (x, y) = (has[a * words + w], has[b * words + w]);
            let both = known[a * words + w] & known[b * words + w];
            one += ((x ^ y) & both).count_ones();
            any += ((x | y) & both).count_ones();
        }
        if any == 0 {
            Err(Why::ZeroTotal)
        } else {
            Ok(f64::from(one) / f64::from(any))
        }
    };
    let far = |a: usize, b: usize| match (positions[a], positions[b]) {
        (Some(a), Some(b)) => finite(distance_km(a, b)),
        _ => Err(Why::Missing),
    };
    let mean = |figures: [Figure; 3]| -> Figure {
        let (mut sum, mut all) = (0.0, 0.0);
        for (figure, weight) in figures.iter().zip(parts) {
            if let Ok(value) = figure {
                sum += weight * value;
                all += weight;
            }
        }
        if all > 0.0 {
            Ok(sum / all)
        } else {
            Err(Why::Missing)
        }
    };
    let score = |a: usize, b: usize, alike: &PairMatrix| -> (Figure, [Figure; 4]) {
        let distance = far(a, b);
        let near = distance.map(|d| 1.0 / (1.0 + d / weights.half_distance_km));
        let likeness = alike.get(a, b).map(|s| s.max(0.0));
        let figures = [complement(a, b), likeness, near];
        let score = mean(figures);
        (score, [figures[0], figures[1], near, distance])
    };
    // A chord is never longer than its arc, so this is never below the score; almost all pairs need no more.
    let points: Vec<Option<[f64; 3]>> = positions.iter().map(|p| p.map(point)).collect();
    let at_most = |a: usize, b: usize, alike: f64| -> f64 {
        let near = match (points[a], points[b]) {
            (Some(p), Some(q)) => {
                let square: f64 = p.iter().zip(q).map(|(p, q)| (p - q) * (p - q)).sum();
                Ok(1.0 / (1.0 + RADIUS_KM * square.sqrt() / weights.half_distance_km))
            }
            _ => Err(Why::Missing),
        };
        let likeness = if alike.is_nan() {
            Err(Why::Missing)
        } else {
            Ok(alike.max(0.0))
        };
        mean([complement(a, b), likeness, near]).map_or(f64::NEG_INFINITY, |most| most + 1e-9)
    };
    // Every pair once, row by row as similarity is kept, for both of its cities.
    let shares = 4 * rayon::current_num_threads();
    let arch = pulp::Arch::new();
    let look_through = |share: usize| {
        let mut lists = vec![Best::new(best); count];
        for high in (share..count).step_by(shares) {
            for (low, &likeness) in alike.below(high).iter().enumerate() {
                let most = at_most(low, high, likeness);
                if (most < lists[high].least && most < lists[low].least)
                    || most == f64::NEG_INFINITY
                {
                    continue;
                }
                if let Ok(score) = score(low, high, &alike).0 {
                    lists[high].offer(score, low);
                    lists[low].offer(score, high);
                }
            }
        }
        lists
    };
    let lists: Vec<Vec<Best>> = (0..shares)
        .into_par_iter()
        .map(|share| arch.dispatch(|| look_through(share)))
        .collect();
    let mut chosen: Vec<(usize, usize)> = (0..count)
        .into_par_iter()
        .flat_map_iter(|a| {
            let mut all = Best::new(best);
            for (score, b) in lists.iter().flat_map(|lists| &lists[a].offers) {
                all.offer(*score, *b);
            }
            all.cut();
            let offers = all.offers.into_iter();
            offers.map(move |(_, b)| (a.min(b), a.max(b)))
        })
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    let mut found: Vec<Partnership> = chosen
        .into_par_iter()
        .map(|(a, b)| {
            let (score, [complement, similarity, nearness, distance_km]) = score(a, b, &alike);
            let common = super::advantage::overlap(&strong, a, b);
            Partnership {
                a: structure.cities()[a].clone(),
                b: structure.cities()[b].clone(),
                score,
                complement,
                similarity,
                nearness,
                distance_km,
                a_offers: common.only_a,
                b_offers: common.only_b,
                both: common.both,
            }
        })
        .collect();
    found.sort_by(|x, y| y.score.unwrap_or(-1.0).total_cmp(&x.score.unwrap_or(-1.0)));
    Ok((found, findings))
}
