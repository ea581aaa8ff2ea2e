//! What a shared path of two cities can count at most, found without laying one over the other: for looking through many pairs.

use super::trajectory::Path;

/// Years that are compared on the stack; longer paths are not bounded.
const YEARS_MAX: usize = 64;
/// Squares of greater values could leave the range of numbers.
const PLAIN_MAX: f64 = 1e100;

/// A path as far as it is known.
struct Walk {
    first_year: i32,
    /// Year by year, NaN where nothing is known.
    values: Vec<f64>,
    /// Known values in their order.
    known: Vec<f64>,
    /// None of the values is so great that its square could leave the range of numbers.
    plain: bool,
}

/// Paths by city, ready to be compared many times; `None` where a city has none that can be compared with any.
pub(super) struct Walks {
    by_city: Vec<Option<Walk>>,
    most_lag: i64,
}

impl Walks {
    /// A path of fewer than three years, or one that does not move, can be compared with none, as [`super::trajectory::follows`] has it.
    pub(super) fn new<'a>(paths: impl Iterator<Item = Option<&'a Path>>, most_lag: u32) -> Self {
        let walk = |path: &'a Path| {
            let finite = |v: &Option<f64>| v.filter(|v| v.is_finite());
            let values: Vec<f64> = path
                .values
                .iter()
                .map(|v| finite(v).unwrap_or(f64::NAN))
                .collect();
            let known: Vec<f64> = path.values.iter().filter_map(finite).collect();
            let moves = known.iter().any(|v| *v != known[0]);
            (known.len() >= 3 && moves).then(|| Walk {
                first_year: path.first_year,
                plain: known.iter().all(|v| v.abs() < PLAIN_MAX),
                values,
                known,
            })
        };
        Walks {
            by_city: paths.map(|path| path.and_then(walk)).collect(),
            most_lag: i64::from(most_lag),
        }
    }

    /// Whether a city has a path that can be compared with some other.
    pub(super) fn has(&self, city: usize) -> bool {
        self.by_city[city].is_some()
    }

    /// Root mean square difference if `b` is moved back by some years, and nothing where too few years are common.
    fn apart(a: &Walk, b: &Walk, lag: i64) -> Option<f64> {
        let least = a.known.len().min(b.known.len()).div_ceil(2).max(3);
        let offset = i64::from(b.first_year) - i64::from(a.first_year) - lag;
        let (mut squares, mut count) = (0.0, 0usize);
        for (year, value) in b.values.iter().enumerate() {
            let at = usize::try_from(year as i64 + offset).ok();
            let theirs = at.and_then(|at| a.values.get(at).copied());
            let difference = value - theirs.unwrap_or(f64::NAN);
            if !difference.is_nan() {
                squares += difference * difference;
                count += 1;
            }
        }
        (count >= least).then(|| (squares / count as f64).sqrt())
    }

    /// Whether the paths can be laid over each other with some lag.
    fn moves(&self, a: &Walk, b: &Walk) -> bool {
        let lags = (1..=self.most_lag).flat_map(|lag| [lag, -lag]);
        // A lag beyond the years of both leaves nothing in common.
        let far = (a.values.len() + b.values.len()) as i64
            + (i64::from(b.first_year) - i64::from(a.first_year)).abs();
        self.most_lag == 0
            || lags
                .take_while(|lag| lag.abs() <= far)
                .any(|lag| Walks::apart(a, b, lag).is_some())
    }

    /// What the trajectory of a pair is worth: nothing known, or a number of which the most that it can be is told.
    ///
    /// `wanted` is what it would have to be to be of interest, 0 to 1: as soon as it is clear that it is less, [`Most::Less`] is the answer.
    pub(super) fn most(&self, a: usize, b: usize, wanted: f64) -> Most {
        let (Some(a), Some(b)) = (&self.by_city[a], &self.by_city[b]) else {
            return Most::Unknown;
        };
        if !(a.plain && b.plain) {
            return Most::Open;
        }
        let Some(apart) = Walks::apart(a, b, 0).filter(|_| self.moves(a, b)) else {
            return Most::Unknown;
        };
        if wanted <= 0.0 {
            return Most::Open;
        }
        // The warped error is the distance over the root of the steps, of which there are fewer than both paths have years.
        let (n, m) = (a.known.len(), b.known.len());
        let limit = (1.0 - wanted).max(0.0) * apart;
        let limit = limit * limit * (n + m - 1) as f64 * (1.0 + 1e-9);
        if apart == 0.0 || farther(&a.known, &b.known, limit) {
            Most::Less
        } else {
            Most::Open
        }
    }
}

/// What is known of the worth of a trajectory before it is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Most {
    /// It has none: the paths cannot be compared.
    Unknown,
    /// It has one, and it is less than what was wanted.
    Less,
    /// It has to be worked out.
    Open,
}

/// Whether the square of the warped distance of two series of at least two values is surely above a limit.
fn farther(a: &[f64], b: &[f64], limit: f64) -> bool {
    let square = |x: f64, y: f64| (x - y) * (x - y);
    // Both ends meet each other on every path.
    if square(a[0], b[0]) + square(a[a.len() - 1], b[b.len() - 1]) > limit {
        return true;
    }
    if b.len() > YEARS_MAX {
        return false;
    }
    let mut sums = [f64::INFINITY; YEARS_MAX + 1];
    sums[0] = 0.0;
    for x in a {
        // `sums[j]` is of the row before until it is overwritten.
        let mut corner = std::mem::replace(&mut sums[0], f64::INFINITY);
        let (mut left, mut least) = (f64::INFINITY, f64::INFINITY);
        for (y, sum) in b.iter().zip(&mut sums[1..]) {
            let above = *sum;
            left = square(*x, *y) + corner.min(above).min(left);
            corner = above;
            *sum = left;
            least = least.min(left);
        }
        // Every path goes through every row.
        if least > limit {
            return true;
        }
    }
    sums[b.len()] > limit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::trajectory::{Cost, warp};
    use proptest::prelude::*;

    proptest! {
        /// A series is called farther than a limit exactly where its warped distance is.
        #[test]
        fn farther_is_what_warping_says(a in proptest::collection::vec(-50.0f64..50.0, 2..20), b in proptest::collection::vec(-50.0f64..50.0, 2..20), part in 0.1f64..2.0) {
            let distance = warp(&a, &b, Cost::Squared, None).unwrap().distance;
            let limit = distance * distance * part;
            prop_assume!((part - 1.0).abs() > 1e-9 && distance > 0.0);
            prop_assert_eq!(farther(&a, &b, limit), part < 1.0);
        }
    }
}
