//! Which local Morans are more than chance: conditional permutations, their exact moments, and a correction for many places.

use rayon::prelude::*;

use super::moran::{Weights, deviations};
use super::{Figure, Why, finite};

/// Shuffles of each place's surroundings. The least p, `2 / (PERMUTATIONS + 1)`, is what the correction asks of the most remarkable of 250
/// places; of more than that, only several together can be more than chance.
pub const PERMUTATIONS: usize = 9_999;
/// Adjusted p up to which a place counts as more than chance: of the places so called one in twenty is expected to be none.
pub const LEVEL: f64 = 0.05;
/// Seed of the shuffles: the same values give the same p.
pub const SEED: u64 = 20_261_123;

/// How remarkable the local Moran of a place is, if all other values are shuffled around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Significance {
    /// Expectation of `I_i` over all shuffles (Sokal, Oden and Thomson 1998, A7).
    pub expected: Figure,
    /// Its variance, exact (A8).
    pub variance: Figure,
    /// `(I_i - E) / sqrt(V)` with these.
    pub z: Figure,
    /// The same with mean and deviation of the shuffles that were drawn.
    pub pseudo_z: Figure,
    /// Share of shuffles at least as extreme, on both sides: twice the lesser tail, the values as they are counted in; at most 1.
    pub p: Figure,
    /// The same as a false discovery rate among all places that have one (Benjamini and Hochberg 1995).
    pub adjusted: Figure,
}

impl Significance {
    fn none(why: Why) -> Self {
        Significance {
            expected: Err(why),
            variance: Err(why),
            z: Err(why),
            pseudo_z: Err(why),
            p: Err(why),
            adjusted: Err(why),
        }
    }

    /// True if the adjusted p is at most [`LEVEL`].
    pub fn is_more_than_chance(&self) -> bool {
        self.adjusted.is_ok_and(|p| p <= LEVEL)
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `end`, which is above 0.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// How remarkable each place's local Moran is, in the order of the input, by `permutations` (at least 1) conditional permutations from a
/// seed. Each place has a sequence of its own, so the figures do not depend on how many cores there are. Reasons are those of
/// [`local_moran`](super::moran::local_moran), and `too_few` below four places.
pub fn significance(
    values: &[Option<f64>],
    weights: &Weights,
    permutations: usize,
    seed: u64,
) -> Vec<Significance> {
    let (kept, z, weights, _) = deviations(values, weights);
    let mut found = vec![Significance::none(Why::Missing); values.len()];
    let z = match z {
        Ok(z) if z.len() >= 4 => z,
        other => {
            let why = other.err().unwrap_or(Why::TooFew);
            kept.iter()
                .for_each(|&at| found[at] = Significance::none(why));
            return found;
        }
    };
    let of: Vec<Significance> = (0..z.len())
        .into_par_iter()
        .map(|own| of_place(own, &z, weights.row(own), permutations.max(1), seed))
        .collect();
    for (&at, one) in kept.iter().zip(of) {
        found[at] = one;
    }
    let p: Vec<Option<f64>> = found.iter().map(|one| one.p.ok()).collect();
    for (one, adjusted) in found.iter_mut().zip(false_discovery(&p)) {
        if let Some(adjusted) = adjusted {
            one.adjusted = Ok(adjusted);
        }
    }
    found
}

fn of_place(
    own: usize,
    z: &[f64],
    row: &[(usize, f64)],
    permutations: usize,
    seed: u64,
) -> Significance {
    if row.is_empty() {
        return Significance::none(Why::NoNeighbours);
    }
    let n = z.len() as f64;
    let squares: f64 = z.iter().map(|v| v * v).sum();
    // `I_i` is this times the lag.
    let factor = (n - 1.0) * z[own] / squares;
    let lag: f64 = row.iter().map(|(to, w)| w * z[*to]).sum();
    let sum: f64 = row.iter().map(|(_, w)| w).sum();
    let sum_of_squares: f64 = row.iter().map(|(_, w)| w * w).sum();
    // The other values sum to -z_i; drawing from them without putting back.
    let mean = -z[own] * sum / (n - 1.0);
    let spread = (squares - z[own].powi(2) - z[own].powi(2) / (n - 1.0)) / (n - 2.0);
    let variance = spread * (sum_of_squares - sum * sum / (n - 1.0));
    let score = |mean: f64, variance: f64| {
        if variance > 1e-24 * squares && factor != 0.0 {
            finite(factor.signum() * (lag - mean) / variance.sqrt())
        } else {
            Err(Why::NoVariation)
        }
    };
    let mut others: Vec<f64> = (0..z.len())
        .filter(|at| *at != own)
        .map(|at| z[at])
        .collect();
    let mut draw = Draw(seed ^ (own as u64).wrapping_mul(0xd134_2543_de82_ef95));
    // Sums of the same values in another order are the same.
    let near = 1e-12 * row.iter().map(|(to, w)| (w * z[*to]).abs()).sum::<f64>();
    let (mut above, mut below) = (0usize, 0usize);
    let (mut first, mut second) = (0.0, 0.0);
    for _ in 0..permutations {
        let mut drawn = 0.0;
        for (place, (_, weight)) in row.iter().enumerate() {
            let chosen = place + draw.below(others.len() - place);
            others.swap(place, chosen);
            drawn += weight * others[place];
        }
        above += usize::from(drawn >= lag - near);
        below += usize::from(drawn <= lag + near);
        first += drawn - mean;
        second += (drawn - mean).powi(2);
    }
    let count = permutations as f64;
    let simulated = first / count;
    let p = if factor == 0.0 {
        // The mean itself is as near to its surroundings as anything.
        1.0
    } else {
        (2.0 * (above.min(below) as f64 + 1.0) / (count + 1.0)).min(1.0)
    };
    Significance {
        expected: finite(factor * mean),
        variance: finite(factor * factor * variance),
        z: score(mean, variance),
        pseudo_z: score(mean + simulated, second / count - simulated * simulated),
        p: Ok(p),
        adjusted: Err(Why::Missing),
    }
}

/// p as false discovery rates: of the places up to and with this one in order of p, the share that is expected to be chance. `None` stays.
pub fn false_discovery(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(f64, usize)> = p
        .iter()
        .enumerate()
        .filter_map(|(at, p)| Some(((*p)?, at)))
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = order.len() as f64;
    let mut adjusted = vec![None; p.len()];
    let mut least = 1.0f64;
    for (rank, (p, at)) in order.iter().enumerate().rev() {
        least = least.min(p * count / (rank as f64 + 1.0));
        adjusted[*at] = Some(least);
    }
    adjusted
}
