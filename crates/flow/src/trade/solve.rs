//! Multipliers and footprints.

use rayon::prelude::*;
use serde::Serialize;

use super::table::{Table, TableFinding, TradeError};

/// Directions kept before GMRES starts anew.
const DIRECTIONS: usize = 40;
/// Passes over the table before it is called unproductive.
const PASSES_MAX: usize = 4_000;
/// Relative residual at which a solution is taken.
const RESIDUAL: f64 = 1e-14;
/// Columns of one task: a strip of the result that stays in the nearest cache.
const STRIP: usize = 256;

/// Emissions embodied in final demand.
#[derive(Debug, Clone, Serialize)]
pub struct Footprints {
    /// Emissions per unit of final demand, by producing industry; 0 where an industry has no output (a finding says so).
    pub multipliers: Vec<f64>,
    /// Footprint of each column of final demand.
    pub by_final_column: Vec<f64>,
    /// Footprint of final demand by the industry whose product is bought.
    pub by_product: Vec<f64>,
    /// Emissions of industries with output, all of which must come back in the footprints.
    pub emitted: f64,
    /// What was found.
    pub findings: Vec<TableFinding>,
}

/// Emissions per unit of final demand of each industry: `m' = q' (I - A)^-1`, without the inverse.
///
/// `emissions` holds the direct emissions of each industry.
///
/// # Errors
/// A wrong length; a table whose industries use up more than they make.
pub fn multipliers(table: &Table, emissions: &[f64]) -> Result<Vec<f64>, TradeError> {
    let n = table.industries;
    if emissions.len() != n {
        return Err(TradeError::Length {
            what: "emissions",
            found: emissions.len(),
            expected: n,
        });
    }
    let per_output: Vec<f64> = table
        .output
        .iter()
        .map(|&output| if output == 0.0 { 0.0 } else { 1.0 / output })
        .collect();
    let direct: Vec<f64> = emissions
        .iter()
        .zip(&per_output)
        .map(|(emission, per)| emission * per)
        .collect();
    gmres(&direct, |m, out| {
        // (I - A') m, with A' m = diag(x)^-1 (Z' m): strips of columns, so that the sum of each is in one fixed order.
        out.par_chunks_mut(STRIP)
            .enumerate()
            .for_each(|(strip, sums)| {
                let first = strip * STRIP;
                sums.fill(0.0);
                for (row, &weight) in m.iter().enumerate() {
                    let deliveries = &table.deliveries[row * n + first..][..sums.len()];
                    for (sum, delivery) in sums.iter_mut().zip(deliveries) {
                        *sum += delivery * weight;
                    }
                }
                for ((sum, own), per) in sums.iter_mut().zip(&m[first..]).zip(&per_output[first..])
                {
                    *sum = own - *sum * per;
                }
            });
    })
}

/// Footprints of every column of final demand. The direct emissions of final demand itself (heating, driving) are not in them.
///
/// # Errors
/// As [`multipliers`].
pub fn footprints(table: &Table, emissions: &[f64]) -> Result<Footprints, TradeError> {
    let multipliers = multipliers(table, emissions)?;
    let mut findings = table.findings();
    let mut emitted = 0.0;
    for (industry, (&emission, &output)) in emissions.iter().zip(&table.output).enumerate() {
        if output == 0.0 && emission != 0.0 {
            findings.push(TableFinding::EmissionsWithoutOutput {
                industry,
                emissions: emission,
            });
        } else {
            emitted += emission;
        }
    }
    let mut by_final_column = vec![0.0; table.final_columns];
    let mut by_product = vec![0.0; table.industries];
    let rows = table.final_demand.chunks_exact(table.final_columns.max(1));
    for ((demand, multiplier), product) in rows.zip(&multipliers).zip(&mut by_product) {
        for (sum, value) in by_final_column.iter_mut().zip(demand) {
            *sum += multiplier * value;
            *product += multiplier * value;
        }
    }
    Ok(Footprints {
        multipliers,
        by_final_column,
        by_product,
        emitted,
        findings,
    })
}

/// Solves `apply(m) = right` (Saad and Schultz 1986), starting anew after [`DIRECTIONS`].
fn gmres(right: &[f64], apply: impl Fn(&[f64], &mut [f64])) -> Result<Vec<f64>, TradeError> {
    let n = right.len();
    let size = norm(right);
    // The direct emissions are the first term of the series and a good start.
    let mut solution = right.to_vec();
    let mut residual = vec![0.0; n];
    let mut passes = 0;
    loop {
        apply(&solution, &mut residual);
        passes += 1;
        for (left, right) in residual.iter_mut().zip(right) {
            *left = right - *left;
        }
        let start = norm(&residual);
        if start <= RESIDUAL * size {
            return Ok(solution);
        }
        if passes >= PASSES_MAX || !start.is_finite() {
            return Err(TradeError::NotProductive {
                passes,
                residual: start / size,
            });
        }
        let mut basis: Vec<Vec<f64>> = vec![residual.iter().map(|value| value / start).collect()];
        let mut columns: Vec<Vec<f64>> = Vec::new();
        let mut turns: Vec<(f64, f64)> = Vec::new();
        let mut target = vec![start];
        for k in 0..DIRECTIONS {
            let mut next = vec![0.0; n];
            apply(&basis[k], &mut next);
            passes += 1;
            let mut column = Vec::with_capacity(k + 2);
            for direction in &basis {
                let share = dot(&next, direction);
                for (value, along) in next.iter_mut().zip(direction) {
                    *value -= share * along;
                }
                column.push(share);
            }
            let rest = norm(&next);
            for (row, &(cosine, sine)) in turns.iter().enumerate() {
                let (a, b) = (column[row], column[row + 1]);
                column[row] = cosine * a + sine * b;
                column[row + 1] = cosine * b - sine * a;
            }
            let length = column[k].hypot(rest);
            let (cosine, sine) = if length == 0.0 {
                (1.0, 0.0)
            } else {
                (column[k] / length, rest / length)
            };
            column[k] = length;
            turns.push((cosine, sine));
            columns.push(column);
            target.push(-sine * target[k]);
            target[k] *= cosine;
            let settled = target[k + 1].abs() <= 0.3 * RESIDUAL * size;
            if settled || rest <= f64::EPSILON * size || k + 1 == DIRECTIONS {
                let mut weights = target[..=k].to_vec();
                for row in (0..=k).rev() {
                    for later in row + 1..=k {
                        weights[row] -= columns[later][row] * weights[later];
                    }
                    weights[row] = if columns[row][row] == 0.0 {
                        0.0
                    } else {
                        weights[row] / columns[row][row]
                    };
                }
                for (weight, direction) in weights.iter().zip(&basis) {
                    for (value, along) in solution.iter_mut().zip(direction) {
                        *value += weight * along;
                    }
                }
                break;
            }
            basis.push(next.iter().map(|value| value / rest).collect());
        }
        // At rounding's own floor another round would not help: take it if it is as good as a direct solver's.
        apply(&solution, &mut residual);
        passes += 1;
        let reached = residual
            .iter()
            .zip(right)
            .map(|(left, right)| (right - left).powi(2))
            .sum::<f64>()
            .sqrt();
        if reached <= 1e-12 * size && reached >= 0.1 * start {
            return Ok(solution);
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    // Eight sums at once, always folded in the same order.
    let mut sums = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left
        .remainder()
        .iter()
        .zip(right.remainder())
        .map(|(a, b)| a * b)
        .sum();
    for (left, right) in left.zip(right) {
        for lane in 0..8 {
            sums[lane] += left[lane] * right[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

fn norm(a: &[f64]) -> f64 {
    dot(a, a).sqrt()
}
