//! Whether near places are alike: Moran's I, of all and of each.

use super::{Figure, Finding, Why, finite};

/// From this many places on, Moran's I is not remarked on: below about 30 its distribution is far from normal.
pub const LEAST_PLACES: usize = 30;

/// Weights between places, `weight(from, to) >= 0`; nothing on the diagonal.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weights {
    rows: Vec<Vec<(usize, f64)>>,
}

/// A weight that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "weight {weight} from place {from} to place {to} (counted from 0): must be a number of at least 0 between two different places of the list"
)]
pub struct WeightError {
    /// From.
    pub from: usize,
    /// To.
    pub to: usize,
    /// The weight.
    pub weight: f64,
}

impl Weights {
    /// From a list; what is given twice is added, zeros are dropped. Both directions must be given where both hold.
    ///
    /// # Errors
    /// A place outside `count`, a place beside itself, a weight below zero or not finite.
    pub fn new(count: usize, list: &[(usize, usize, f64)]) -> Result<Self, WeightError> {
        let mut rows: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
        for &(from, to, weight) in list {
            if from >= count || to >= count || from == to || !weight.is_finite() || weight < 0.0 {
                return Err(WeightError { from, to, weight });
            }
            if weight > 0.0 {
                match rows[from].iter_mut().find(|(known, _)| *known == to) {
                    Some((_, sum)) => *sum += weight,
                    None => rows[from].push((to, weight)),
                }
            }
        }
        rows.iter_mut()
            .for_each(|row| row.sort_by_key(|(to, _)| *to));
        Ok(Weights { rows })
    }

    /// Each row divided by its sum: a place's neighbours together weigh 1.
    #[must_use]
    pub fn by_row(mut self) -> Self {
        for row in &mut self.rows {
            let sum: f64 = row.iter().map(|(_, w)| w).sum();
            row.iter_mut().for_each(|(_, w)| *w /= sum);
        }
        self
    }

    /// Neighbours of a place with their weights, ascending.
    pub(super) fn row(&self, place: usize) -> &[(usize, f64)] {
        &self.rows[place]
    }

    /// Only these places, renumbered.
    fn only(&self, kept: &[usize]) -> Weights {
        let mut new = vec![None; self.rows.len()];
        kept.iter()
            .enumerate()
            .for_each(|(at, &old)| new[old] = Some(at));
        let row = |&old: &usize| {
            self.rows[old]
                .iter()
                .filter_map(|&(to, w)| Some((new[to]?, w)))
                .collect()
        };
        Weights {
            rows: kept.iter().map(row).collect(),
        }
    }
}

/// Moran's I of all places with its distribution when place does not matter (Cliff and Ord 1981).
#[derive(Debug, Clone, PartialEq)]
pub struct Moran {
    /// Places that take part.
    pub count: usize,
    /// `I = n / S0 * sum_ij w_ij z_i z_j / sum_i z_i^2`.
    pub i: Figure,
    /// Expectation, `-1 / (n - 1)`.
    pub expected: Figure,
    /// Variance if the values are drawn from a normal distribution.
    pub variance_normal: Figure,
    /// Variance if the given values are shuffled over the places (exact, nothing is drawn).
    pub variance_random: Figure,
    /// `(I - E) / sqrt(V)` under normality.
    pub z_normal: Figure,
    /// The same under randomisation.
    pub z_random: Figure,
}

/// Where a place stands in Moran's scatter plot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// High among high: a hot spot.
    HighHigh,
    /// Low among high.
    LowHigh,
    /// Low among low: a cold spot.
    LowLow,
    /// High among low.
    HighLow,
}

/// One place's part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMoran {
    /// `I_i = (n - 1) z_i sum_j w_ij z_j / sum_k z_k^2` (Anselin 1995, in the form of esda).
    pub i: Figure,
    /// Its quadrant; `None` where there is no figure.
    pub quadrant: Option<Quadrant>,
}

/// Places that have a value, their deviations from the mean (scaled), the weights between them, and what was found.
pub(super) fn deviations(
    values: &[Option<f64>],
    weights: &Weights,
) -> (Vec<usize>, Result<Vec<f64>, Why>, Weights, Vec<Finding>) {
    let known = |at: &usize| values[*at].is_some_and(f64::is_finite) && *at < weights.rows.len();
    let kept: Vec<usize> = (0..values.len()).filter(known).collect();
    let mut findings = Vec::new();
    if kept.len() < values.len() {
        let count = values.len() - kept.len();
        findings.push(Finding::ValuesLeftOut {
            count,
            why: Why::Missing,
        });
    }
    if kept.len() < LEAST_PLACES {
        findings.push(Finding::SmallSample {
            found: kept.len(),
            least: LEAST_PLACES,
        });
    }
    let x: Vec<f64> = kept.iter().filter_map(|&at| values[at]).collect();
    let greatest = x.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    let z = if x.len() < 2 {
        Err(Why::TooFew)
    } else if x.iter().all(|v| *v == x[0]) {
        Err(Why::NoVariation)
    } else {
        // Scaled first, so that no square leaves the range of numbers.
        let mean = x.iter().map(|v| v / greatest).sum::<f64>() / x.len() as f64;
        Ok(x.iter().map(|v| v / greatest - mean).collect())
    };
    let only = weights.only(&kept);
    (kept, z, only, findings)
}

/// Moran's I over places with weights as given (see [`Weights::by_row`]). Places without a value are left out together with their
/// weights. Reasons: `too_few` (two for I, four for the variance under randomisation), `no_variation`, `no_neighbours`.
pub fn moran(values: &[Option<f64>], weights: &Weights) -> (Moran, Vec<Finding>) {
    let (kept, z, weights, findings) = deviations(values, weights);
    let n = kept.len() as f64;
    let rows = &weights.rows;
    let s0: f64 = rows.iter().flatten().map(|(_, w)| w).sum();
    let z = if s0 == 0.0 {
        z.and(Err(Why::NoNeighbours))
    } else {
        z
    };
    let z = match z {
        Ok(z) => z,
        Err(why) => {
            let none = Err(why);
            let moran = Moran {
                count: kept.len(),
                i: none,
                expected: none,
                variance_normal: none,
                variance_random: none,
                z_normal: none,
                z_random: none,
            };
            return (moran, findings);
        }
    };
    let squares: f64 = z.iter().map(|v| v * v).sum();
    let cross: f64 = rows
        .iter()
        .zip(&z)
        .map(|(row, own)| own * row.iter().map(|(to, w)| w * z[*to]).sum::<f64>())
        .sum();
    let i = finite(n / s0 * cross / squares);
    let expected = -1.0 / (n - 1.0);
    let back = |from: usize, to: usize| {
        rows[to]
            .binary_search_by_key(&from, |(other, _)| *other)
            .map_or(0.0, |at| rows[to][at].1)
    };
    // S1 = 1/2 sum_ij (w_ij + w_ji)^2 over ordered pairs; a pair given one way only counts both ways.
    let mut s1 = 0.0;
    let mut column = vec![0.0; rows.len()];
    for (from, row) in rows.iter().enumerate() {
        for &(to, w) in row {
            let other = back(from, to);
            let square = (w + other).powi(2);
            s1 += if other == 0.0 { 2.0 * square } else { square };
            column[to] += w;
        }
    }
    s1 /= 2.0;
    let s2: f64 = rows
        .iter()
        .zip(&column)
        .map(|(row, column)| (row.iter().map(|(_, w)| w).sum::<f64>() + column).powi(2))
        .sum();
    let s02 = s0 * s0;
    let variance_normal = finite(
        (n * n * s1 - n * s2 + 3.0 * s02) / ((n - 1.0) * (n + 1.0) * s02) - expected * expected,
    );
    let variance_random = if kept.len() < 4 {
        Err(Why::TooFew)
    } else {
        let fourth: f64 = z.iter().map(|v| v.powi(4)).sum::<f64>() / n;
        let kurtosis = fourth / (squares / n).powi(2);
        let above = n * ((n * n - 3.0 * n + 3.0) * s1 - n * s2 + 3.0 * s02)
            - kurtosis * ((n * n - n) * s1 - 2.0 * n * s2 + 6.0 * s02);
        finite(above / ((n - 1.0) * (n - 2.0) * (n - 3.0) * s02) - expected * expected)
    };
    let score = |variance: Figure| {
        let variance = variance?;
        if variance <= 0.0 {
            Err(Why::NoVariation)
        } else {
            finite((i? - expected) / variance.sqrt())
        }
    };
    let moran = Moran {
        count: kept.len(),
        i,
        expected: Ok(expected),
        variance_normal,
        variance_random,
        z_normal: score(variance_normal),
        z_random: score(variance_random),
    };
    (moran, findings)
}

/// Local Moran of each place, in the order of the input, with `names` for the findings. Reasons: `missing`, `no_neighbours`,
/// `no_variation`, `too_few`.
pub fn local_moran(
    names: &[String],
    values: &[Option<f64>],
    weights: &Weights,
) -> (Vec<LocalMoran>, Vec<Finding>) {
    let (kept, z, weights, mut findings) = deviations(values, weights);
    let mut local = vec![
        LocalMoran {
            i: Err(Why::Missing),
            quadrant: None
        };
        values.len()
    ];
    match z {
        Err(why) => kept.iter().for_each(|&at| local[at].i = Err(why)),
        Ok(z) => {
            let squares: f64 = z.iter().map(|v| v * v).sum();
            for (own, &at) in kept.iter().enumerate() {
                let row = &weights.rows[own];
                if row.is_empty() {
                    local[at].i = Err(Why::NoNeighbours);
                    if let Some(city) = names.get(at) {
                        findings.push(Finding::NoNeighbours { city: city.clone() });
                    }
                    continue;
                }
                let lag: f64 = row.iter().map(|(to, w)| w * z[*to]).sum();
                let i = finite((kept.len() as f64 - 1.0) * z[own] * lag / squares);
                let quadrant = match (z[own] > 0.0, lag > 0.0) {
                    (true, true) => Quadrant::HighHigh,
                    (false, true) => Quadrant::LowHigh,
                    (false, false) => Quadrant::LowLow,
                    (true, false) => Quadrant::HighLow,
                };
                local[at] = LocalMoran {
                    i,
                    quadrant: Some(quadrant),
                };
            }
        }
    }
    (local, findings)
}
