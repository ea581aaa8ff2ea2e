//! How alike the structures of cities are: cosine of all pairs, Krugman's index, statistics of pairs.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::kernel::{Panels, Products, dot};
use super::matrix::PairMatrix;
use super::{Figure, Finding, Structure, Why, finite, quotient};

/// From this many industries on, a structure is not remarked on. The documents use 34; with fewer than ten the coefficient
/// says little, since a single industry decides it.
pub const LEAST_INDUSTRIES: usize = 10;
/// From this many pairs on, statistics of pairs are not remarked on (five cities).
pub const LEAST_PAIRS: usize = 10;

/// The coefficient of industrial similarity of all pairs, `S_ij = sum_n X_in X_jn / sqrt(sum_n X_in^2 sum_n X_jn^2)`: the cosine of
/// the two cities' values by industry, -1 to 1 (0 to 1 for amounts). It is free of the cities' size.
///
/// Where cells are missing, a pair is compared over the industries that both have. Cost: cities^2 x industries / 2.
pub fn cosine(structure: &Structure) -> (PairMatrix, Vec<Finding>) {
    let mut findings = structure.findings(LEAST_INDUSTRIES);
    let rows = Rows::new(structure);
    let lower = rows.all_pairs();
    let diagonal = rows
        .why
        .iter()
        .map(|why| if why.is_some() { f64::NAN } else { 1.0 })
        .collect();
    let names = structure.cities().to_vec();
    let matrix = PairMatrix::from_parts(names, lower, diagonal, rows.why, Why::NoShared);
    let missing = (matrix.len() * matrix.len().saturating_sub(1) / 2) - matrix.known().count();
    if missing > 0 {
        findings.push(Finding::MissingPairs {
            missing,
            of: missing + matrix.known().count(),
        });
    }
    (matrix, findings)
}

/// The same of some pairs only (two positions in the list of cities), to the bits of [`cosine`]'s; `missing` where there is no such city.
pub fn cosine_of(structure: &Structure, pairs: &[(usize, usize)]) -> Vec<Figure> {
    let rows = Rows::new(structure);
    pairs
        .iter()
        .map(|(a, b)| {
            if *a.max(b) < rows.count {
                rows.pair(*a, *b)
            } else {
                Err(Why::Missing)
            }
        })
        .collect()
}

/// The cities' values, each row of length 1, ready for the similarity of pairs.
struct Rows {
    count: usize,
    width: usize,
    values: Vec<f64>,
    /// Squares of the values, and 1 where there is one: only where cells are missing.
    gaps: Option<(Vec<f64>, Vec<f64>)>,
    /// Why a city has no figures.
    why: Vec<Option<Why>>,
}

impl Rows {
    fn new(structure: &Structure) -> Self {
        let (count, width) = (structure.cities().len(), structure.industries().len());
        let mut values = vec![0.0; count * width];
        let mut why = vec![None; count];
        let mut whole = true;
        for city in 0..count {
            why[city] = structure.empty(city);
            let row = structure.row(city);
            whole &= row.iter().all(Option::is_some);
            // Scaled by the greatest first, so that no square leaves the range of numbers.
            let greatest = row.iter().flatten().fold(0.0, |a: f64, v| a.max(v.abs()));
            if greatest == 0.0 {
                continue;
            }
            let scaled = row.iter().map(|v| v.map_or(0.0, |v| v / greatest));
            let norm = scaled.clone().map(|v| v * v).sum::<f64>().sqrt();
            for (cell, v) in values[city * width..].iter_mut().zip(scaled) {
                *cell = v / norm;
            }
        }
        let gaps = (!whole).then(|| {
            let known = (0..count).flat_map(|city| structure.row(city));
            let known = known.map(|v| if v.is_some() { 1.0 } else { 0.0 });
            (values.iter().map(|v| v * v).collect(), known.collect())
        });
        Rows {
            count,
            width,
            values,
            gaps,
            why,
        }
    }

    fn whole(&self, high: usize, low: usize, [dot]: [f64; 1]) -> f64 {
        if self.why[high].is_some() || self.why[low].is_some() {
            f64::NAN
        } else {
            dot.clamp(-1.0, 1.0)
        }
    }

    fn in_part(&self, high: usize, low: usize, [dot, one, other]: [f64; 3]) -> f64 {
        if self.why[high].is_some() || self.why[low].is_some() || one <= 0.0 || other <= 0.0 {
            f64::NAN
        } else {
            (dot / (one.sqrt() * other.sqrt())).clamp(-1.0, 1.0)
        }
    }

    /// The similarity of every pair below the diagonal, NaN where there is none.
    fn all_pairs(&self) -> Vec<f64> {
        let (count, width) = (self.count, self.width);
        if width == 0 {
            return vec![f64::NAN; count * count.saturating_sub(1) / 2];
        }
        let panels = Panels::new(&self.values, width);
        match &self.gaps {
            None => {
                let products = Products {
                    left: [&self.values],
                    right: [&panels],
                    count,
                };
                products.all_pairs(|high, low, dots| self.whole(high, low, dots))
            }
            Some((squares, known)) => {
                let products = Products {
                    left: [&self.values, squares, known],
                    right: [
                        &panels,
                        &Panels::new(known, width),
                        &Panels::new(squares, width),
                    ],
                    count,
                };
                products.all_pairs(|high, low, dots| self.in_part(high, low, dots))
            }
        }
    }

    /// The similarity of one pair, to the bits of [`cosine`]'s.
    fn pair(&self, a: usize, b: usize) -> Figure {
        let (high, low) = (a.max(b), a.min(b));
        let row = |city: usize| city * self.width..(city + 1) * self.width;
        let product = |left: &[f64], right: &[f64]| dot(&left[row(high)], &right[row(low)]);
        let dots = product(&self.values, &self.values);
        let value = match &self.gaps {
            None => self.whole(high, low, [dots]),
            Some((squares, known)) => {
                let lengths = [product(squares, known), product(known, squares)];
                self.in_part(high, low, [dots, lengths[0], lengths[1]])
            }
        };
        if value.is_nan() {
            let of_rows = [self.why[high], self.why[low]].into_iter().flatten().min();
            Err(of_rows.unwrap_or(Why::NoShared))
        } else {
            Ok(value)
        }
    }
}

/// Krugman's index of a pair, `K_ij = sum_n |s_in - s_jn|` over shares of each city's total: 0 for equal structures, 2 for disjoint
/// ones (P. Krugman, Geography and Trade, 1991). Shares are taken of the industries that both cities have.
pub fn krugman(structure: &Structure) -> (PairMatrix, Vec<Finding>) {
    let (amounts, negative) = structure.amounts();
    let count = amounts.cities().len();
    let mut findings = amounts.findings(LEAST_INDUSTRIES);
    findings.extend(negative);
    let row_why: Vec<Option<Why>> = (0..count).map(|city| amounts.empty(city)).collect();
    let pair = |a: usize, b: usize| krugman_pair(amounts.row(a), amounts.row(b));
    let lower: Vec<f64> = (1..count)
        .into_par_iter()
        .flat_map_iter(|a| (0..a).map(move |b| (a, b)))
        .map(|(a, b)| pair(a, b).unwrap_or(f64::NAN))
        .collect();
    let diagonal = row_why
        .iter()
        .map(|why| if why.is_some() { f64::NAN } else { 0.0 })
        .collect();
    let names = amounts.cities().to_vec();
    (
        PairMatrix::from_parts(names, lower, diagonal, row_why, Why::NoShared),
        findings,
    )
}

fn krugman_pair(a: &[Option<f64>], b: &[Option<f64>]) -> Figure {
    let shared = || a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    let (total_a, total_b) = shared().fold((0.0, 0.0), |(x, y), (a, b)| (x + a, y + b));
    if total_a == 0.0 || total_b == 0.0 {
        return Err(Why::NoShared);
    }
    finite(
        shared()
            .map(|(a, b)| (a / total_a - b / total_b).abs())
            .sum(),
    )
}

/// Krugman's index of each city against all cities together (its own included), over the industries that it has: 0 to 2. This is
/// EconGeo's `krugman_index`.
pub fn specialisation(structure: &Structure) -> (Vec<Figure>, Vec<Finding>) {
    let (amounts, negative) = structure.amounts();
    let mut findings = amounts.findings(LEAST_INDUSTRIES);
    findings.extend(negative);
    let (count, width) = (amounts.cities().len(), amounts.industries().len());
    let totals: Vec<Option<f64>> = (0..width)
        .map(|n| {
            (0..count)
                .filter_map(|c| amounts.get(c, n))
                .reduce(|a, b| a + b)
        })
        .collect();
    let figures = (0..count)
        .map(|city| match amounts.empty(city) {
            Some(why) => Err(why),
            None => krugman_pair(amounts.row(city), &totals),
        })
        .collect();
    (figures, findings)
}

/// Statistics of the pairs of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct PairStatistics {
    /// Cities.
    pub cities: usize,
    /// Pairs with a figure.
    pub pairs: usize,
    /// Pairs without.
    pub missing: usize,
    /// Arithmetic mean of the pairs.
    pub mean: Figure,
    /// Median of the pairs.
    pub median: Figure,
    /// Standard deviation of the pairs, divided by their number.
    pub deviation: Figure,
    /// The least figure, with its pair in the matrix's order.
    pub least: Option<Extreme>,
    /// The greatest.
    pub greatest: Option<Extreme>,
}

/// A pair at an end of the range.
#[derive(Debug, Clone, PartialEq)]
pub struct Extreme {
    /// The city that stands later in the matrix.
    pub a: String,
    /// The other.
    pub b: String,
    /// The figure.
    pub value: f64,
}

/// Counts, mean, median, deviation, least and greatest of all pairs (each once, no diagonal).
pub fn statistics(matrix: &PairMatrix) -> (PairStatistics, Vec<Finding>) {
    let all = matrix.len() * matrix.len().saturating_sub(1) / 2;
    let mut values: Vec<f64> = matrix.known().map(|(_, _, v)| v).collect();
    let pairs = values.len();
    let mut findings = Vec::new();
    if pairs < all {
        findings.push(Finding::MissingPairs {
            missing: all - pairs,
            of: all,
        });
    }
    if pairs < LEAST_PAIRS {
        findings.push(Finding::SmallSample {
            found: pairs,
            least: LEAST_PAIRS,
        });
    }
    let extreme = |wanted: Ordering| {
        let mut best: Option<(usize, usize, f64)> = None;
        for pair in matrix.known() {
            if best.is_none_or(|best| pair.2.total_cmp(&best.2) == wanted) {
                best = Some(pair);
            }
        }
        best.map(|(a, b, value)| Extreme {
            a: matrix.names()[a].clone(),
            b: matrix.names()[b].clone(),
            value,
        })
    };
    let (least, greatest) = (extreme(Ordering::Less), extreme(Ordering::Greater));
    // Sorted before they are added: the order of the cities changes no digit.
    values.sort_by(f64::total_cmp);
    let mean = quotient(values.iter().sum(), pairs as f64, Why::TooFew);
    let middle = pairs / 2;
    let median = match pairs {
        0 => Err(Why::TooFew),
        _ if pairs % 2 == 1 => Ok(values[middle]),
        _ => Ok(f64::midpoint(values[middle - 1], values[middle])),
    };
    let deviation = mean.and_then(|mean| {
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        finite((squares / pairs as f64).sqrt())
    });
    let statistics = PairStatistics {
        cities: matrix.len(),
        pairs,
        missing: all - pairs,
        mean,
        median,
        deviation,
        least,
        greatest,
    };
    (statistics, findings)
}

/// The share of pairs above a threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareAbove {
    /// The threshold.
    pub above: f64,
    /// Pairs strictly above it.
    pub count: usize,
    /// The same as share of the known pairs, 0 to 1.
    pub share: Figure,
    /// The least share that is possible if every printed figure may be off by half its last decimal.
    pub low: Figure,
    /// The greatest.
    pub high: Figure,
}

/// Counts the pairs strictly above a threshold. For a printed matrix, a figure that equals the threshold may have been above it
/// before it was rounded: `low` and `high` say what that leaves open. For a computed one they equal the share.
pub fn share_above(matrix: &PairMatrix, above: f64) -> ShareAbove {
    // Half a unit of the last decimal, and a little for the binary form of decimal figures.
    let slack = matrix
        .decimals()
        .map_or(0.0, |d| 0.5 * 10f64.powi(-(d as i32)) + 1e-12);
    let (mut pairs, mut count, mut low, mut high) = (0usize, 0usize, 0usize, 0usize);
    for (_, _, value) in matrix.known() {
        pairs += 1;
        count += usize::from(value > above);
        low += usize::from(value - slack > above);
        high += usize::from(value + slack > above);
    }
    let share = |part: usize| quotient(part as f64, pairs as f64, Why::TooFew);
    ShareAbove {
        above,
        count,
        share: share(count),
        low: share(low),
        high: share(high),
    }
}

/// What a text says about a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Claim {
    /// This share of the pairs (0 to 1, as rounded to `decimals` of the share: 76 % is 0.76 with 2) is above the threshold.
    Share {
        /// The threshold.
        above: f64,
        /// The share.
        stated: f64,
        /// Decimals of the stated share.
        decimals: u32,
    },
    /// Every pair is above this.
    AllAbove {
        /// The value.
        stated: f64,
    },
}

/// Holds a text's claims against the matrix; each contradiction is a finding, and nothing is corrected. What rounding can
/// explain, the matrix's or the claim's, is no contradiction.
pub fn check_claims(matrix: &PairMatrix, claims: &[Claim]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for claim in claims {
        match *claim {
            Claim::Share {
                above,
                stated,
                decimals,
            } => {
                let counted = share_above(matrix, above);
                let slack = 0.5 * 10f64.powi(-(decimals as i32)) + 1e-12;
                if let (Ok(share), Ok(low), Ok(high)) = (counted.share, counted.low, counted.high)
                    && (stated < low - slack || stated > high + slack)
                {
                    findings.push(Finding::StatedShareDiffers {
                        above,
                        stated,
                        counted: share,
                        low,
                        high,
                    });
                }
            }
            Claim::AllAbove { stated } => {
                let slack = matrix
                    .decimals()
                    .map_or(0.0, |d| 0.5 * 10f64.powi(-(d as i32)));
                if let Some(least) = statistics(matrix).0.least
                    && least.value + slack <= stated
                {
                    findings.push(Finding::StatedLeastDiffers {
                        stated,
                        counted: least.value,
                    });
                }
            }
        }
    }
    findings
}
