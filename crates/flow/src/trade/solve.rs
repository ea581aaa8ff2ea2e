//! Multipliers, footprints and the output that final demand calls for.

use rayon::prelude::*;
use serde::Serialize;

use super::krylov::{Lanes, gmres};
use super::table::{Table, TableFinding, TradeError};
use super::within::Within;

/// Columns of one task: a strip of the result that stays in the nearest cache.
const fn strip(lanes: usize) -> usize {
    if lanes > BLOCK { 64 } else { 256 }
}

/// Systems that are solved together in one sweep of passes.
pub(super) const BLOCK: usize = 8;

/// The same where there are more: with so many the processor computes as long as memory takes to bring the table, and longer; of four
/// rows they fill 20 of its 32 widest registers.
pub(super) const WIDE: usize = 40;

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
    let mut all = multipliers_of(table, &[emissions])?;
    Ok(all.pop().unwrap_or_default())
}

/// [`multipliers`] of several lists of emissions, up to forty of them in each pass over the table.
///
/// # Errors
/// As [`multipliers`].
pub fn multipliers_of(table: &Table, emissions: &[&[f64]]) -> Result<Vec<Vec<f64>>, TradeError> {
    for list in emissions {
        check(list, table.industries)?;
    }
    let per_output = per_output(table);
    in_blocks(
        emissions,
        |list, industry| list[industry] * per_output[industry],
        table.industries,
        |right| match right {
            Right::One(right) => Ok(solved(gmres(&right, |m, out| {
                adjoint(table, &per_output, m, out)
            })?)),
            Right::Block(right) => Ok(solved(gmres(&right, |m, out| {
                adjoint(table, &per_output, m, out)
            })?)),
            Right::Wide(right) => Ok(solved(gmres(&right, |m, out| {
                adjoint(table, &per_output, m, out)
            })?)),
        },
    )
}

/// Gross output of every industry that lists of final demand call for: `x = (I - A)^-1 y`, up to forty lists in each pass over the table.
///
/// # Errors
/// As [`multipliers`].
pub fn outputs_of(table: &Table, demands: &[&[f64]]) -> Result<Vec<Vec<f64>>, TradeError> {
    for list in demands {
        check(list, table.industries)?;
    }
    let per_output = per_output(table);
    in_blocks(
        demands,
        |list, industry| list[industry],
        table.industries,
        |right| match right {
            Right::One(right) => Ok(solved(gmres(&right, |x, out| {
                forward(table, &per_output, x, out)
            })?)),
            Right::Block(right) => Ok(solved(gmres(&right, |x, out| {
                forward(table, &per_output, x, out)
            })?)),
            Right::Wide(right) => Ok(solved(gmres(&right, |x, out| {
                forward(table, &per_output, x, out)
            })?)),
        },
    )
}

/// A table whose industries are of regions that deliver most to themselves: what a region does with its own deliveries is solved
/// beforehand (`within`), and passes over the table are needed for the rest only.
pub(super) struct ByRegion<'a> {
    table: &'a Table,
    per_output: Vec<f64>,
    within: Within,
}

impl<'a> ByRegion<'a> {
    /// `region` names the region of each industry; where one's industries do not stand together it is solved in pieces.
    pub fn new(table: &'a Table, region: &[u32]) -> Self {
        let per_output = per_output(table);
        let within = Within::new(table, &per_output, region);
        ByRegion {
            table,
            per_output,
            within,
        }
    }

    /// As [`outputs_of`].
    ///
    /// # Errors
    /// As [`multipliers`].
    pub fn outputs(&self, demands: &[&[f64]]) -> Result<Vec<Vec<f64>>, TradeError> {
        for list in demands {
            check(list, self.table.industries)?;
        }
        in_blocks(
            demands,
            |list, industry| list[industry],
            self.table.industries,
            |right| match right {
                Right::One(right) => self.forward(&right),
                Right::Block(right) => self.forward(&right),
                Right::Wide(right) => self.forward(&right),
            },
        )
    }

    /// As [`footprints`].
    ///
    /// # Errors
    /// As [`multipliers`].
    pub fn footprints(&self, emissions: &[f64]) -> Result<Footprints, TradeError> {
        check(emissions, self.table.industries)?;
        let right: Vec<Lanes<1>> = emissions
            .iter()
            .zip(&self.per_output)
            .map(|(value, per)| [value * per])
            .collect();
        let called = gmres(&right, |u, out| {
            let m = self.within.apply_adjoint(u);
            adjoint(self.table, &self.per_output, &m, out);
        })?;
        let multipliers = self.within.apply_adjoint(&called);
        let multipliers = multipliers.iter().map(|lanes| lanes[0]).collect();
        Ok(footprints_of(self.table, emissions, multipliers))
    }

    /// `(I - A) M u = y` for `u`, then `x = M u`, with `M` the regions' own inverses.
    fn forward<const K: usize>(&self, right: &[Lanes<K>]) -> Result<Vec<Vec<f64>>, TradeError> {
        let called = gmres(right, |u, out| {
            forward(self.table, &self.per_output, &self.within.apply(u), out);
        })?;
        Ok(solved(self.within.apply(&called)))
    }
}

/// Footprints of every column of final demand. The direct emissions of final demand itself (heating, driving) are not in them.
///
/// # Errors
/// As [`multipliers`].
pub fn footprints(table: &Table, emissions: &[f64]) -> Result<Footprints, TradeError> {
    let multipliers = multipliers(table, emissions)?;
    Ok(footprints_of(table, emissions, multipliers))
}

fn footprints_of(table: &Table, emissions: &[f64], multipliers: Vec<f64>) -> Footprints {
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
    Footprints {
        multipliers,
        by_final_column,
        by_product,
        emitted,
        findings,
    }
}

fn check(list: &[f64], industries: usize) -> Result<(), TradeError> {
    if list.len() != industries {
        return Err(TradeError::Length {
            what: "emissions",
            found: list.len(),
            expected: industries,
        });
    }
    match list.iter().position(|value| !value.is_finite()) {
        Some(at) => Err(TradeError::NotFinite {
            what: "emissions",
            row: at + 1,
            column: 1,
        }),
        None => Ok(()),
    }
}

fn per_output(table: &Table) -> Vec<f64> {
    let per = |&output: &f64| if output == 0.0 { 0.0 } else { 1.0 / output };
    table.output.iter().map(per).collect()
}

/// Right-hand sides: one alone, or a block.
enum Right {
    One(Vec<Lanes<1>>),
    Block(Vec<Lanes<BLOCK>>),
    Wide(Vec<Lanes<WIDE>>),
}

/// Lists side by side.
fn side_by_side<const K: usize>(
    block: &[&[f64]],
    right: &impl Fn(&[f64], usize) -> f64,
    n: usize,
) -> Vec<Lanes<K>> {
    let lanes = |i: usize| {
        let mut lanes = [0.0; K];
        for (lane, list) in lanes.iter_mut().zip(block) {
            *lane = right(list, i);
        }
        lanes
    };
    (0..n).map(lanes).collect()
}

fn in_blocks(
    lists: &[&[f64]],
    right: impl Fn(&[f64], usize) -> f64,
    n: usize,
    solve: impl Fn(Right) -> Result<Vec<Vec<f64>>, TradeError>,
) -> Result<Vec<Vec<f64>>, TradeError> {
    let mut out = Vec::with_capacity(lists.len());
    // As few blocks as there can be, of the same size.
    let blocks = lists.len().div_ceil(WIDE).max(1);
    for block in lists.chunks(lists.len().div_ceil(blocks).max(1)) {
        let solutions = match block.len() {
            1 => solve(Right::One(side_by_side(block, &right, n)))?,
            2..=BLOCK => solve(Right::Block(side_by_side(block, &right, n)))?,
            _ => solve(Right::Wide(side_by_side(block, &right, n)))?,
        };
        out.extend(solutions.into_iter().take(block.len()));
    }
    Ok(out)
}

fn solved<const K: usize>(lanes: Vec<Lanes<K>>) -> Vec<Vec<f64>> {
    (0..K)
        .map(|lane| lanes.iter().map(|values| values[lane]).collect())
        .collect()
}

/// `(I - A') m`, with `A' m = diag(x)^-1 (Z' m)`: strips of columns, so that the sum of each is in one fixed order.
fn adjoint<const K: usize>(
    table: &Table,
    per_output: &[f64],
    m: &[Lanes<K>],
    out: &mut [Lanes<K>],
) {
    let arch = pulp::Arch::new();
    out.par_chunks_mut(strip(K))
        .enumerate()
        .for_each(|(number, sums)| {
            arch.dispatch(Adjoint {
                table,
                per_output,
                m,
                first: number * strip(K),
                sums,
            });
        });
}

/// `(I - A) x`, with `A x = Z (diag(x)^-1 x)`.
fn forward<const K: usize>(
    table: &Table,
    per_output: &[f64],
    x: &[Lanes<K>],
    out: &mut [Lanes<K>],
) {
    let scaled: Vec<Lanes<K>> = x
        .iter()
        .zip(per_output)
        .map(|(lanes, per)| lanes.map(|value| value * per))
        .collect();
    let arch = pulp::Arch::new();
    out.par_chunks_mut(ROWS * 8)
        .enumerate()
        .for_each(|(strip, sums)| {
            arch.dispatch(Forward {
                table,
                scaled: &scaled,
                x,
                first: strip * ROWS * 8,
                sums,
            });
        });
}

/// Rows that share a fetch of the vector.
const ROWS: usize = 4;

struct Adjoint<'a, const K: usize> {
    table: &'a Table,
    per_output: &'a [f64],
    m: &'a [Lanes<K>],
    first: usize,
    sums: &'a mut [Lanes<K>],
}

impl<const K: usize> pulp::NullaryFnOnce for Adjoint<'_, K> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let (n, first, m) = (self.table.industries, self.first, self.m);
        let sums = self.sums;
        let width = sums.len();
        sums.fill([0.0; K]);
        let row = |row: usize| &self.table.deliveries[row * n + first..][..width];
        let whole = n / ROWS * ROWS;
        for at in (0..whole).step_by(ROWS) {
            let (a, b, c, d) = (row(at), row(at + 1), row(at + 2), row(at + 3));
            let (p, q, r, s) = (m[at], m[at + 1], m[at + 2], m[at + 3]);
            for (column, sum) in sums.iter_mut().enumerate() {
                let (a, b, c, d) = (a[column], b[column], c[column], d[column]);
                for lane in 0..K {
                    sum[lane] += (a * p[lane] + b * q[lane]) + (c * r[lane] + d * s[lane]);
                }
            }
        }
        for (at, own) in m.iter().enumerate().take(n).skip(whole) {
            for (sum, delivery) in sums.iter_mut().zip(row(at)) {
                for lane in 0..K {
                    sum[lane] += delivery * own[lane];
                }
            }
        }
        for ((sum, own), per) in sums
            .iter_mut()
            .zip(&m[first..])
            .zip(&self.per_output[first..])
        {
            for lane in 0..K {
                sum[lane] = own[lane] - sum[lane] * per;
            }
        }
    }
}

struct Forward<'a, const K: usize> {
    table: &'a Table,
    scaled: &'a [Lanes<K>],
    x: &'a [Lanes<K>],
    first: usize,
    sums: &'a mut [Lanes<K>],
}

impl<const K: usize> pulp::NullaryFnOnce for Forward<'_, K> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let n = self.table.industries;
        let row = |row: usize| &self.table.deliveries[row * n..][..n];
        let scaled = &self.scaled[..n];
        for (number, sums) in self.sums.chunks_mut(ROWS).enumerate() {
            let at = self.first + number * ROWS;
            let mut total = [[0.0; K]; ROWS];
            if sums.len() == ROWS {
                let (a, b, c, d) = (row(at), row(at + 1), row(at + 2), row(at + 3));
                for column in 0..n {
                    let lanes = &scaled[column];
                    for lane in 0..K {
                        total[0][lane] += a[column] * lanes[lane];
                        total[1][lane] += b[column] * lanes[lane];
                        total[2][lane] += c[column] * lanes[lane];
                        total[3][lane] += d[column] * lanes[lane];
                    }
                }
            } else {
                for (total, line) in total.iter_mut().zip(at..at + sums.len()) {
                    for (delivery, lanes) in row(line).iter().zip(scaled) {
                        for lane in 0..K {
                            total[lane] += delivery * lanes[lane];
                        }
                    }
                }
            }
            for ((sum, total), own) in sums.iter_mut().zip(&total).zip(&self.x[at..]) {
                for lane in 0..K {
                    sum[lane] = own[lane] - total[lane];
                }
            }
        }
    }
}
