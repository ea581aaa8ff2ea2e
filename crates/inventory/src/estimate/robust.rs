//! A straight line through points of which some are wrong: MM-estimation in one variable.
//!
//! 1. The start is the median of the slopes of pairs of points (Theil 1950, Sen 1968), with the median of what is left as
//!    intercept; up to 29 % of wrong points, in either coordinate, do not carry it away.
//! 2. The scale is the median absolute residual of the start over 0.6745, and is then held.
//! 3. Iteratively reweighted least squares with Tukey's bisquare at c = 4.685 (95 % efficient under normal errors); points
//!    further out than c scales have no weight at all.
//!
//! Standard errors are Huber's (1981, ch. 7, eq. 6.5, with the correction K). Checked against statsmodels.

/// Tuning constant of the bisquare.
pub const BISQUARE: f64 = 4.685;

/// Median absolute deviation of a standard normal variable.
const NORMAL_MAD: f64 = 0.674_489_750_196_081_7;

/// From so many points on, the start looks at pairs that lie far apart in `x` only: near ones say little of the slope.
const ALL_PAIRS: usize = 400;

/// A line, or only its level where `x` does not spread.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Mean of `x`; the line is `level + slope (x - centre)`.
    pub centre: f64,
    /// Value at the centre.
    pub level: f64,
    /// Rise of `y` a unit of `x`; 0 of a level alone.
    pub slope: f64,
    /// Standard error of the level.
    pub level_error: f64,
    /// Standard error of the slope; `None` of a level alone.
    pub slope_error: Option<f64>,
    /// Scale of the residuals, as held in the last step.
    pub scale: f64,
    /// Final weights, 0 to 1, in the order of the points.
    pub weights: Vec<f64>,
}

impl Line {
    /// Value at `x`.
    pub fn at(&self, x: f64) -> f64 {
        self.level + self.slope * (x - self.centre)
    }
}

/// Median; `None` of nothing. Reorders.
pub fn median(values: &mut [f64]) -> Option<f64> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let (low, mid, _) = values.select_nth_unstable_by(n / 2, f64::total_cmp);
    let mid = *mid;
    if n % 2 == 1 {
        return Some(mid);
    }
    Some((low.iter().copied().fold(f64::NEG_INFINITY, f64::max) + mid) / 2.0)
}

/// Robust standard deviation of residuals about zero: their median size over 0.6745. `None` of nothing.
pub fn scale_of(residuals: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sizes: Vec<f64> = residuals.into_iter().map(f64::abs).collect();
    median(&mut sizes).map(|m| m / NORMAL_MAD)
}

fn weight(u: f64) -> f64 {
    let t = u / BISQUARE;
    if t.abs() >= 1.0 {
        0.0
    } else {
        (1.0 - t * t).powi(2)
    }
}

fn psi_slope(u: f64) -> f64 {
    let t = (u / BISQUARE).powi(2);
    if t >= 1.0 {
        0.0
    } else {
        (1.0 - t) * (1.0 - 5.0 * t)
    }
}

/// Median slope of pairs; `None` if no two points differ in `x`.
fn start_slope(x: &[f64], y: &[f64]) -> Option<f64> {
    let n = x.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]).then(y[*a].total_cmp(&y[*b])));
    let mut slopes = Vec::new();
    let mut gaps = |gap: usize| {
        for i in 0..n - gap {
            let (a, b) = (order[i], order[i + gap]);
            if x[a] != x[b] {
                slopes.push((y[b] - y[a]) / (x[b] - x[a]));
            }
        }
    };
    if n <= ALL_PAIRS {
        (1..n).for_each(&mut gaps);
    } else {
        (n / 3..2 * n / 3)
            .step_by((n / 150).max(1))
            .for_each(&mut gaps);
    }
    median(&mut slopes)
}

/// Fits a line; `None` with fewer than three points, or where no two differ in `x`.
pub fn line(x: &[f64], y: &[f64]) -> Option<Line> {
    let n = x.len();
    if n < 3 || y.len() != n {
        return None;
    }
    let slope = start_slope(x, y)?;
    let mut left: Vec<f64> = x.iter().zip(y).map(|(x, y)| y - slope * x).collect();
    let intercept = median(&mut left)?;
    Some(reweigh(x, y, (slope, intercept), true)?.0)
}

/// Fits a level; `None` of fewer than two points.
pub fn level(y: &[f64]) -> Option<Line> {
    if y.len() < 2 {
        return None;
    }
    let start = median(&mut y.to_vec())?;
    Some(reweigh(&vec![0.0; y.len()], y, (0.0, start), false)?.0)
}

/// Steps 2 and 3. Also gives the number of rounds.
fn reweigh(x: &[f64], y: &[f64], start: (f64, f64), sloped: bool) -> Option<(Line, usize)> {
    let n = x.len() as f64;
    let centre = x.iter().sum::<f64>() / n;
    let (mut slope, mut at) = (start.0, start.1 + start.0 * centre);
    let residual = |slope: f64, at: f64, i: usize| y[i] - at - slope * (x[i] - centre);
    let scale = scale_of((0..x.len()).map(|i| residual(slope, at, i)))?;
    // More than half of the points lie on the line to the last digit: it is theirs.
    let exact = scale <= f64::EPSILON * y.iter().fold(1.0, |m: f64, v| m.max(v.abs()));
    let weigh = |slope: f64, at: f64| -> Vec<f64> {
        (0..x.len())
            .map(|i| {
                let r = residual(slope, at, i);
                if exact {
                    f64::from(u8::from(r.abs() <= 1e-9 * y[i].abs().max(1.0)))
                } else {
                    weight(r / scale)
                }
            })
            .collect()
    };
    let mut weights = weigh(slope, at);
    let mut rounds = 0;
    while !exact && rounds < 500 {
        rounds += 1;
        let sum: f64 = weights.iter().sum();
        let mean = |v: &dyn Fn(usize) -> f64| {
            weights
                .iter()
                .enumerate()
                .map(|(i, w)| w * v(i))
                .sum::<f64>()
                / sum
        };
        let (mx, my) = (mean(&|i| x[i] - centre), mean(&|i| y[i]));
        let new_slope = if sloped {
            let sxx = mean(&|i| (x[i] - centre - mx).powi(2));
            if sxx <= 0.0 {
                return None;
            }
            mean(&|i| (x[i] - centre - mx) * (y[i] - my)) / sxx
        } else {
            0.0
        };
        let new_at = my - new_slope * mx;
        let moved = (new_slope - slope).abs().max((new_at - at).abs());
        (slope, at) = (new_slope, new_at);
        weights = weigh(slope, at);
        if moved <= 1e-13 * at.abs().max(1.0) {
            break;
        }
    }
    // Huber's covariance: K^2 [ sum psi^2 s^2 / (n - p) ] / mean(psi')^2 (X'X)^-1; diagonal about the mean of x.
    let parameters = if sloped { 2.0 } else { 1.0 };
    let (mut level_error, mut slope_error) = (0.0, 0.0);
    if !exact {
        let u: Vec<f64> = (0..x.len())
            .map(|i| residual(slope, at, i) / scale)
            .collect();
        let slopes: Vec<f64> = u.iter().map(|u| psi_slope(*u)).collect();
        let m = slopes.iter().sum::<f64>() / n;
        let spread = slopes.iter().map(|s| (s - m).powi(2)).sum::<f64>() / n;
        let k = 1.0 + parameters / n * spread / (m * m);
        let psi: f64 = u.iter().map(|u| (u * weight(*u)).powi(2)).sum();
        let variance = k * k * psi * scale * scale / (n - parameters) / (m * m);
        let sxx: f64 = x.iter().map(|x| (x - centre).powi(2)).sum();
        level_error = (variance / n).sqrt();
        slope_error = if sloped { (variance / sxx).sqrt() } else { 0.0 };
        if !level_error.is_finite() || !slope_error.is_finite() {
            return None;
        }
    }
    let line = Line {
        centre,
        level: at,
        slope,
        level_error,
        slope_error: sloped.then_some(slope_error),
        scale,
        weights,
    };
    Some((line, rounds))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/golden/estimate/SOURCE.md`: statsmodels and SciPy.
    #[test]
    fn lines_and_errors_are_those_of_statsmodels() {
        let points = include_str!("../../tests/golden/estimate/points.csv");
        let fits = include_str!("../../tests/golden/estimate/fits.csv");
        let mut cases = 0;
        for fit in fits.lines().skip(1) {
            let cells: Vec<&str> = fit.split(',').collect();
            let want: Vec<f64> = cells[1..].iter().map(|c| c.parse().unwrap()).collect();
            let (x, y): (Vec<f64>, Vec<f64>) = points
                .lines()
                .skip(1)
                .map(|row| row.split(',').collect::<Vec<_>>())
                .filter(|row| row[0] == cells[0])
                .map(|row| {
                    (
                        row[1].parse::<f64>().unwrap(),
                        row[2].parse::<f64>().unwrap(),
                    )
                })
                .unzip();
            assert_eq!(x.len() as f64, want[0]);
            let line = line(&x, &y).unwrap();
            let residuals: Vec<f64> = x.iter().zip(&y).map(|(x, y)| y - line.at(*x)).collect();
            let kept: Vec<f64> = residuals
                .iter()
                .zip(&line.weights)
                .filter(|(_, w)| **w > 0.0)
                .map(|(r, _)| r.exp())
                .collect();
            let got = [
                start_slope(&x, &y).unwrap(),
                line.slope,
                line.at(0.0),
                line.scale,
                line.slope_error.unwrap(),
                line.level_error,
                kept.iter().sum::<f64>() / kept.len() as f64,
                (x.len() - kept.len()) as f64,
            ];
            let want = [
                want[1], want[3], want[4], want[5], want[6], want[7], want[8], want[9],
            ];
            for (n, (a, b)) in got.iter().zip(want).enumerate() {
                assert!(
                    (a - b).abs() <= 1e-9 * b.abs().max(1.0),
                    "{} {n}: {a} {b}",
                    cells[0]
                );
            }
            cases += 1;
        }
        assert_eq!(cases, 4);
    }

    /// 1, 2, 3, 4, 100: the median is 3, the scale 1 / 0.6745; 100 has no weight, and the rest is even about 2.5.
    #[test]
    fn a_level_does_not_follow_the_one_that_is_wrong() {
        let fit = level(&[1.0, 2.0, 3.0, 4.0, 100.0]).unwrap();
        assert_eq!(fit.weights[4], 0.0);
        assert!((fit.level - 2.5).abs() < 1e-9, "{fit:?}");
        assert_eq!(level(&[1.0]), None);
        assert_eq!(line(&[1.0, 1.0, 1.0], &[1.0, 2.0, 3.0]), None);
        let exact = line(
            &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
            &[3.0, 5.0, 7.0, 900.0, 11.0, 13.0],
        )
        .unwrap();
        assert!((exact.slope - 2.0).abs() < 1e-12 && (exact.at(0.0) - 1.0).abs() < 1e-12);
        assert_eq!((exact.scale, exact.weights[3]), (0.0, 0.0));
    }

    /// From 400 points on only far pairs are looked at: the slope stays that of the points.
    #[test]
    fn many_points_with_a_quarter_of_them_wrong() {
        let n = 1200;
        let x: Vec<f64> = (0..n).map(|i| (i * 7919 % n) as f64 / 100.0).collect();
        let y: Vec<f64> = (0..n)
            .map(|i| {
                let wave = ((i * 31 % 17) as f64 - 8.0) / 20.0;
                let slip = if i % 4 == 0 { 6.9 } else { 0.0 };
                1.0 + 0.9 * x[i] + wave + slip
            })
            .collect();
        let fit = line(&x, &y).unwrap();
        assert!(
            (fit.slope - 0.9).abs() < 0.01 && (fit.at(0.0) - 1.0).abs() < 0.1,
            "{} {}",
            fit.slope,
            fit.at(0.0)
        );
    }
}
