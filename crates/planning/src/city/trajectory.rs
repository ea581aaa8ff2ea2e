//! Paths over years: which city walks the path that another walked some years before.

use super::{Figure, Finding, Why, finite};

/// From this many common years on, a lag is not remarked on.
pub const LEAST_YEARS: usize = 8;

/// What a step of a warped comparison costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cost {
    /// Square of the difference; the distance is the root of the sum.
    Squared,
    /// The difference itself; the distance is the sum.
    Absolute,
}

/// Two series laid over each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Warping {
    /// Distance along the best path, in the unit of the series.
    pub distance: f64,
    /// Pairs of positions, from the first of both to the last of both.
    pub path: Vec<(usize, usize)>,
}

/// Dynamic time warping (Sakoe and Chiba 1978) with steps (1,1), (1,0), (0,1), all of weight 1. `window` allows positions to differ by
/// fewer than `window + |a - b|` (as dtaidistance counts it); `None` allows all. Cost: the product of the lengths.
///
/// # Errors
/// `too_few` if a series is empty, `out_of_range` if a value is not finite or the sum leaves the range.
pub fn warp(a: &[f64], b: &[f64], cost: Cost, window: Option<usize>) -> Result<Warping, Why> {
    if a.is_empty() || b.is_empty() {
        return Err(Why::TooFew);
    }
    if a.iter().chain(b).any(|v| !v.is_finite()) {
        return Err(Why::OutOfRange);
    }
    let (n, m) = (a.len(), b.len());
    let window = window.map_or(n.max(m), |w| w.max(1));
    let width = m + 1;
    let mut sums = vec![f64::INFINITY; (n + 1) * width];
    sums[0] = 0.0;
    for i in 0..n {
        let from = i.saturating_sub(n.saturating_sub(m) + window - 1);
        let to = (i + m.saturating_sub(n) + window).min(m);
        for j in from..to {
            let difference = (a[i] - b[j]).abs();
            let own = match cost {
                Cost::Squared => difference * difference,
                Cost::Absolute => difference,
            };
            let before = sums[i * width + j]
                .min(sums[i * width + j + 1])
                .min(sums[(i + 1) * width + j]);
            sums[(i + 1) * width + j + 1] = own + before;
        }
    }
    let sum = finite(sums[n * width + m])?;
    let mut path = vec![(n - 1, m - 1)];
    let (mut i, mut j) = (n, m);
    while (i, j) != (1, 1) {
        let options = [(i - 1, j - 1), (i - 1, j), (i, j - 1)];
        let mut best = options[0];
        for option in options {
            if sums[option.0 * width + option.1] < sums[best.0 * width + best.1] {
                best = option;
            }
        }
        (i, j) = best;
        path.push((i - 1, j - 1));
    }
    path.reverse();
    let distance = match cost {
        Cost::Squared => sum.sqrt(),
        Cost::Absolute => sum,
    };
    Ok(Warping { distance, path })
}

/// One quantity of one city over consecutive years.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The city.
    pub city: String,
    /// Year of the first value.
    pub first_year: i32,
    /// Year by year; a gap is `None`.
    pub values: Vec<Option<f64>>,
}

/// How one city follows another.
#[derive(Debug, Clone, PartialEq)]
pub struct Follows {
    /// The city that is ahead if `lag_years` is above zero.
    pub leader: String,
    /// The other.
    pub follower: String,
    /// Years by which the follower's path must be moved back to lie best on the leader's; below zero if it is ahead.
    pub lag_years: Result<i32, Why>,
    /// Root mean square difference at that lag, in the unit of the values.
    pub error: Figure,
    /// The same without any lag: what the lag explains.
    pub error_without: Figure,
    /// Years compared at that lag.
    pub overlap: usize,
    /// Mean of (follower's year - leader's year) along the warped path: a second estimate, which may vary over time.
    pub warped_lag_years: Figure,
    /// Warped distance over the number of steps' root, in the unit of the values: root mean square along the path.
    pub warped_error: Figure,
}

/// Estimates by how many years `follower` walks behind `leader`: the shift, up to `most` years either way, at which the values of the common
/// years differ least (root mean square, at least half of the shorter path and three years in common; of equal ones, the smaller shift). Levels are compared, not shapes: the city
/// that is to be learned from had the same value then.
///
/// Reasons: `too_few` (also where no other shift leaves enough years in common), `no_variation` (a path that does not move fits anywhere). Gaps are left out of the sums; warping takes the known
/// values in order.
pub fn follows(leader: &Path, follower: &Path, most: u32) -> (Follows, Vec<Finding>) {
    let at = |path: &Path, year: i32| {
        let index = usize::try_from(year.checked_sub(path.first_year)?).ok()?;
        path.values
            .get(index)
            .copied()
            .flatten()
            .filter(|v| v.is_finite())
    };
    let known = |path: &Path| -> Vec<(i32, f64)> {
        (path.first_year..)
            .take(path.values.len())
            .filter_map(|year| Some((year, at(path, year)?)))
            .collect()
    };
    let (a, b) = (known(leader), known(follower));
    let mut findings = Vec::new();
    let gaps = leader.values.len() + follower.values.len() - a.len() - b.len();
    if gaps > 0 {
        findings.push(Finding::ValuesLeftOut {
            count: gaps,
            why: Why::Missing,
        });
    }
    let least = (a.len().min(b.len()).div_ceil(2)).max(3);
    let error_at = |lag: i32| -> Option<(f64, usize)> {
        let mut squares = 0.0;
        let mut count = 0usize;
        for (year, value) in &b {
            if let Some(theirs) = at(leader, year.checked_sub(lag)?) {
                squares += (value - theirs).powi(2);
                count += 1;
            }
        }
        let error = (squares / count as f64).sqrt();
        (count >= least && error.is_finite()).then_some((error, count))
    };
    let still = |path: &[(i32, f64)]| path.iter().all(|(_, v)| *v == path[0].1);
    let mut best: Option<(i32, f64, usize)> = None;
    let mut moved = false;
    let most = i32::try_from(most).unwrap_or(i32::MAX).min(10_000);
    // From no shift outwards: of equal ones the smaller stays.
    for size in 0..=most {
        for lag in if size == 0 {
            vec![0]
        } else {
            vec![size, -size]
        } {
            if let Some((error, count)) = error_at(lag) {
                moved |= lag != 0;
                if best.is_none_or(|(_, least, _)| error < least) {
                    best = Some((lag, error, count));
                }
            }
        }
    }
    // What can be laid over each other in one way only says nothing of who is ahead.
    let why = if a.len() < 3 || b.len() < 3 || (most > 0 && !moved) {
        Some(Why::TooFew)
    } else if still(&a) || still(&b) {
        Some(Why::NoVariation)
    } else {
        None
    };
    let overlap = best.map_or(0, |(_, _, count)| count);
    if overlap < LEAST_YEARS {
        findings.push(Finding::SmallSample {
            found: overlap,
            least: LEAST_YEARS,
        });
    }
    if best.is_some_and(|(lag, _, _)| lag.abs() == most && most > 0) && why.is_none() {
        findings.push(Finding::LagAtLimit {
            leader: leader.city.clone(),
            follower: follower.city.clone(),
            years: most,
        });
    }
    let (lag_years, error) = match (why, best) {
        (Some(why), _) => (Err(why), Err(why)),
        (None, None) => (Err(Why::TooFew), Err(Why::TooFew)),
        (None, Some((lag, error, _))) => (Ok(lag), Ok(error)),
    };
    let values = |path: &[(i32, f64)]| path.iter().map(|(_, v)| *v).collect::<Vec<f64>>();
    let warped = why.map_or_else(|| warp(&values(&a), &values(&b), Cost::Squared, None), Err);
    let steps = |w: &Warping| w.path.len() as f64;
    let warped_lag_years = warped.as_ref().map_err(|why| *why).and_then(|w| {
        let sum: f64 = w
            .path
            .iter()
            .map(|&(i, j)| f64::from(b[j].0) - f64::from(a[i].0))
            .sum();
        finite(sum / steps(w))
    });
    let warped_error = warped
        .as_ref()
        .map_err(|why| *why)
        .and_then(|w| finite(w.distance / steps(w).sqrt()));
    let result = Follows {
        leader: leader.city.clone(),
        follower: follower.city.clone(),
        lag_years,
        error,
        error_without: error_at(0).map(|(error, _)| error).ok_or(Why::TooFew),
        overlap: if lag_years.is_ok() { overlap } else { 0 },
        warped_lag_years,
        warped_error,
    };
    (result, findings)
}
