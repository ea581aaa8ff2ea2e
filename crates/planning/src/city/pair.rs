//! Which cities should work together: complement, similarity, distance; and why.

use rayon::prelude::*;

use super::advantage::{advantage, location_quotient};
use super::scan::{Points, RADIUS_KM, Scan, Sets};
use super::similarity::{LEAST_INDUSTRIES, Rows};
use super::{Figure, Finding, Structure, Why, finite};

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
    let mut findings = structure.findings(LEAST_INDUSTRIES);
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
    let rows = Rows::new(structure);
    let sets = Sets::new(&strong);
    let far = |a: usize, b: usize| match (positions[a], positions[b]) {
        (Some(a), Some(b)) => finite(distance_km(a, b)),
        _ => Err(Why::Missing),
    };
    let near = |distance: Figure| distance.map(|d| 1.0 / (1.0 + d / weights.half_distance_km));
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
    let known = |likeness: f64| {
        if likeness.is_nan() {
            Err(Why::Missing)
        } else {
            Ok(likeness.max(0.0))
        }
    };
    let scan = Scan {
        sets: &sets,
        points: Points::new(positions),
        parts,
        half_distance_km: weights.half_distance_km,
        best,
        score: |a: usize, b: usize, likeness: f64| {
            mean([sets.complement(a, b), known(likeness), near(far(a, b))]).ok()
        },
    };
    let (chosen, missing) = rows.each(scan);
    if missing > 0 {
        findings.push(Finding::MissingPairs {
            missing,
            of: count * (count - 1) / 2,
        });
    }
    let mut found: Vec<Partnership> = chosen
        .into_par_iter()
        .map(|(a, b)| {
            let distance_km = far(a, b);
            let (complement, nearness) = (sets.complement(a, b), near(distance_km));
            let similarity = rows.pair(a, b).map(|s| s.max(0.0));
            let common = super::advantage::overlap(&strong, a, b);
            Partnership {
                a: structure.cities()[a].clone(),
                b: structure.cities()[b].clone(),
                score: mean([complement, similarity, nearness]),
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
