//! The gravity model, fitted so that zeros count: Poisson pseudo maximum likelihood (Santos Silva and Tenreyro 2006).

use inventory::finding::{Finding, Severity};

use super::flows::{Flows, common_part};
use crate::notice::notice;

/// Names of the coefficients.
pub const TERMS: [&str; 4] = ["constant", "ln_mass_from", "ln_mass_to", "ln_km"];
const K: usize = TERMS.len();
/// Turns after which the fit is given up; it takes about ten.
const TURNS: usize = 200;

/// A fitted model: `flow = exp(b_0 + b_1 ln m_from + b_2 ln m_to + b_3 ln km)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Gravity {
    /// Coefficients, in the order of [`TERMS`].
    pub coefficients: [f64; 4],
    /// Their standard errors, robust to any variance (HC0, as `statsmodels` names it).
    pub errors: [f64; 4],
    /// 1 less deviance over that of the constant alone; `None` if all flows are alike.
    pub explained: Option<f64>,
    /// Share of flows in common with the table.
    pub common: Option<f64>,
    /// Origin, destination, flow, model, for each pair that took part.
    pub pairs: Vec<(usize, usize, f64, f64)>,
}

/// Fits the model to all pairs with known flow, masses and a distance above 0. `None` with `gravity_not_fitted` if there are too few
/// pairs, or if they do not say which coefficient is which (all masses alike, say).
pub fn fit(flows: &Flows) -> (Option<Gravity>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rows: Vec<([f64; K], f64)> = Vec::new();
    let mut ends = Vec::new();
    let mut left_out = 0usize;
    for (from, to, flow) in flows.known() {
        let masses = flows.places[from].mass.zip(flows.places[to].mass);
        let km = flows.km(from, to).filter(|km| *km > 0.0);
        let Some(((a, b), km)) = masses.zip(km) else {
            left_out += 1;
            continue;
        };
        rows.push(([1.0, a.ln(), b.ln(), km.ln()], flow));
        ends.push((from, to));
    }
    if left_out > 0 {
        findings.push(notice(
            "flows_left_out",
            Severity::Warning,
            &[("count", left_out.to_string())],
            format!("{left_out} flows take no part: a mass or a place is not known, or both ends are in one place"),
        ));
    }
    let Some((coefficients, inverse)) = solve(&rows) else {
        findings.push(notice(
            "gravity_not_fitted",
            Severity::Error,
            &[("pairs", rows.len().to_string())],
            format!(
                "{} pairs do not determine {K} coefficients; more pairs, or masses and distances that differ, are needed",
                rows.len()
            ),
        ));
        return (None, findings);
    };
    let model: Vec<f64> = rows.iter().map(|(x, _)| mean(x, &coefficients)).collect();
    let mut meat = [[0.0; K]; K];
    for ((x, y), mu) in rows.iter().zip(&model) {
        for i in 0..K {
            for j in 0..K {
                meat[i][j] += (y - mu).powi(2) * x[i] * x[j];
            }
        }
    }
    let covariance = product(&product(&inverse, &meat), &inverse);
    let average = rows.iter().map(|(_, y)| y).sum::<f64>() / rows.len() as f64;
    let deviance = |of: &dyn Fn(usize) -> f64| -> f64 {
        let part = |(at, (_, y)): (usize, &([f64; K], f64))| {
            let mu = of(at);
            let log = if *y > 0.0 { y * (y / mu).ln() } else { 0.0 };
            2.0 * (log - (y - mu))
        };
        rows.iter().enumerate().map(part).sum()
    };
    let whole = deviance(&|_| average);
    let explained = (whole > 0.0).then(|| 1.0 - deviance(&|at| model[at]) / whole);
    let both: Vec<(f64, f64)> = rows
        .iter()
        .zip(&model)
        .map(|((_, y), m)| (*y, *m))
        .collect();
    let fitted = Gravity {
        coefficients,
        errors: std::array::from_fn(|i| covariance[i][i].max(0.0).sqrt()),
        explained,
        common: common_part(&both),
        pairs: ends
            .into_iter()
            .zip(both)
            .map(|((from, to), (flow, model))| (from, to, flow, model))
            .collect(),
    };
    (Some(fitted), findings)
}

fn mean(x: &[f64; K], b: &[f64; K]) -> f64 {
    x.iter().zip(b).map(|(x, b)| x * b).sum::<f64>().exp()
}

/// Coefficients, and the inverse of the information.
fn solve(rows: &[([f64; K], f64)]) -> Option<([f64; K], [[f64; K]; K])> {
    let average = rows.iter().map(|(_, y)| y).sum::<f64>() / rows.len() as f64;
    if rows.len() <= K || average.is_nan() || average <= 0.0 {
        return None;
    }
    // Centred and scaled, so that the sums of squares are well told apart.
    let count = rows.len() as f64;
    let (mut centre, mut scale) = ([0.0; K], [1.0; K]);
    for i in 1..K {
        centre[i] = rows.iter().map(|(x, _)| x[i]).sum::<f64>() / count;
        let spread = rows
            .iter()
            .map(|(x, _)| (x[i] - centre[i]).powi(2))
            .sum::<f64>();
        scale[i] = (spread / count).sqrt();
        if scale[i] < 1e-12 {
            return None;
        }
    }
    let scaled: Vec<([f64; K], f64)> = rows
        .iter()
        .map(|(x, y)| (std::array::from_fn(|i| (x[i] - centre[i]) / scale[i]), *y))
        .map(|(mut x, y): ([f64; K], f64)| {
            x[0] = 1.0;
            (x, y)
        })
        .collect();
    let mut b = [average.ln(), 0.0, 0.0, 0.0];
    let mut inverse = [[0.0; K]; K];
    let mut steady = false;
    for _ in 0..TURNS {
        let (mut information, mut score) = ([[0.0; K]; K], [0.0; K]);
        for (x, y) in &scaled {
            let mu = mean(x, &b);
            for i in 0..K {
                score[i] += x[i] * (y - mu);
                for j in 0..K {
                    information[i][j] += mu * x[i] * x[j];
                }
            }
        }
        inverse = invert(&information)?;
        let step: [f64; K] =
            std::array::from_fn(|i| (0..K).map(|j| inverse[i][j] * score[j]).sum());
        // Newton's step, held to what keeps means within reason.
        let longest = step.iter().fold(0.0, |a: f64, s| a.max(s.abs()));
        let hold = (2.0 / longest).min(1.0);
        for (b, step) in b.iter_mut().zip(step) {
            *b += hold * step;
        }
        if steady {
            break;
        }
        // One more turn, so that the information is that of the end.
        steady = longest < 1e-11;
    }
    if !steady {
        return None;
    }
    // Back: b_i / s_i, and the constant less what centring moved into it.
    let mut back = [[0.0; K]; K];
    back[0][0] = 1.0;
    for i in 1..K {
        back[i][i] = 1.0 / scale[i];
        back[0][i] = -centre[i] / scale[i];
    }
    let found: [f64; K] = std::array::from_fn(|i| (0..K).map(|j| back[i][j] * b[j]).sum());
    let mut turned = [[0.0; K]; K];
    for (i, row) in back.iter().enumerate() {
        for (j, value) in row.iter().enumerate() {
            turned[j][i] = *value;
        }
    }
    Some((found, product(&product(&back, &inverse), &turned)))
}

fn product(a: &[[f64; K]; K], b: &[[f64; K]; K]) -> [[f64; K]; K] {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..K).map(|k| a[i][k] * b[k][j]).sum()))
}

/// By elimination with the greatest pivot; `None` if there is no inverse to speak of.
fn invert(of: &[[f64; K]; K]) -> Option<[[f64; K]; K]> {
    let mut matrix = *of;
    let mut found: [[f64; K]; K] =
        std::array::from_fn(|i| std::array::from_fn(|j| if i == j { 1.0 } else { 0.0 }));
    let size = (0..K).map(|i| of[i][i].abs()).fold(0.0, f64::max);
    for column in 0..K {
        let pivot = (column..K).max_by(|a, b| {
            matrix[*a][column]
                .abs()
                .total_cmp(&matrix[*b][column].abs())
        })?;
        if matrix[pivot][column].abs() <= 1e-12 * size {
            return None;
        }
        matrix.swap(column, pivot);
        found.swap(column, pivot);
        let head = matrix[column][column];
        for k in 0..K {
            matrix[column][k] /= head;
            found[column][k] /= head;
        }
        for row in (0..K).filter(|row| *row != column) {
            let factor = matrix[row][column];
            for k in 0..K {
                matrix[row][k] -= factor * matrix[column][k];
                found[row][k] -= factor * found[column][k];
            }
        }
    }
    Some(found)
}
