//! A matrix that is to have other sums: RAS, and GRAS where some cells are negative; and flows between cities by gravity.
//!
//! GRAS: Junius and Oosterhaven (2003), with the target of Lenzen, Wood and Gallego (2007) and the formulas for rows without positive
//! cells of Temurshoev, Miller and Bouwmeester (2013). With the positive part P and the negative part N of the matrix:
//!
//! ```text
//! x_ij = r_i p_ij s_j - n_ij / (r_i s_j)
//! s_j  = (v_j + sqrt(v_j^2 + 4 p_j n_j)) / (2 p_j),   p_j = sum_i r_i p_ij,  n_j = sum_i n_ij / r_i
//! s_j  = - n_j / v_j   where p_j = 0;    r_i likewise
//! ```
//!
//! Without negative cells this is RAS (Stone 1961; Miller and Blair 2009, ch. 7.4).

use serde::Serialize;

use super::table::TradeError;

/// A balanced matrix.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Balanced {
    /// Cells, row-major.
    pub cells: Vec<f64>,
    /// Multiplier of each row.
    pub rows: Vec<f64>,
    /// Multiplier of each column.
    pub columns: Vec<f64>,
    /// Passes made.
    pub passes: usize,
    /// Largest difference of a sum from its target.
    pub gap: f64,
}

/// Balances `cells` (`row_sums.len() x column_sums.len()`) to new sums, until each is met to 1e-10 of the largest.
/// Cells keep their sign, and what is 0 stays 0.
///
/// # Errors
/// A wrong length or a value that is not finite; sums of rows and of columns that differ in all; a row or column that cannot have its
/// sum, because its cells are 0 or all of the other sign; no balance after 20,000 passes.
pub fn balance(
    cells: &[f64],
    row_sums: &[f64],
    column_sums: &[f64],
) -> Result<Balanced, TradeError> {
    let (height, width) = (row_sums.len(), column_sums.len());
    if cells.len() != height * width {
        return Err(TradeError::Length {
            what: "matrix",
            found: cells.len(),
            expected: height * width,
        });
    }
    for (what, values, width) in [
        ("matrix", cells, width),
        ("sums of rows", row_sums, 1),
        ("sums of columns", column_sums, 1),
    ] {
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            return Err(TradeError::NotFinite {
                what,
                row: at / width + 1,
                column: at % width + 1,
            });
        }
    }
    let size = row_sums
        .iter()
        .chain(column_sums)
        .fold(0.0f64, |most, value| most.max(value.abs()));
    let (by_rows, by_columns): (f64, f64) = (row_sums.iter().sum(), column_sums.iter().sum());
    if (by_rows - by_columns).abs() > 1e-9 * size.max(f64::MIN_POSITIVE) * (height + width) as f64 {
        return Err(TradeError::SumsDiffer {
            by_rows,
            by_columns,
        });
    }
    possible("row", row_sums, |row| {
        cells[row * width..][..width].to_vec()
    })?;
    possible("column", column_sums, |column| {
        cells.iter().skip(column).step_by(width).copied().collect()
    })?;
    let (mut rows, mut columns) = (vec![1.0; height], vec![1.0; width]);
    let mut gap = f64::INFINITY;
    for passes in 1..=20_000 {
        let (mut plus, mut minus) = (vec![0.0; width], vec![0.0; width]);
        for (row, line) in cells.chunks_exact(width.max(1)).enumerate() {
            for (column, &cell) in line.iter().enumerate() {
                if cell > 0.0 {
                    plus[column] += rows[row] * cell;
                } else {
                    minus[column] -= cell / rows[row];
                }
            }
        }
        for column in 0..width {
            columns[column] = multiplier(column_sums[column], plus[column], minus[column]);
        }
        gap = 0.0;
        for (row, line) in cells.chunks_exact(width.max(1)).enumerate() {
            let (mut plus, mut minus) = (0.0, 0.0);
            for (&cell, column) in line.iter().zip(&columns) {
                if cell > 0.0 {
                    plus += cell * column;
                } else {
                    minus -= cell / column;
                }
            }
            let off = (rows[row] * plus - minus / rows[row] - row_sums[row]).abs();
            rows[row] = multiplier(row_sums[row], plus, minus);
            // Multipliers that run away have no number for their gap any more.
            let sound = off.is_finite() && rows[row].is_normal();
            gap = if sound { gap.max(off) } else { f64::INFINITY };
        }
        if gap <= 1e-10 * size {
            let cells: Vec<f64> = cells
                .iter()
                .enumerate()
                .map(|(at, &cell)| {
                    let scale = rows[at / width] * columns[at % width];
                    if cell > 0.0 {
                        cell * scale
                    } else {
                        cell / scale
                    }
                })
                .collect();
            return Ok(Balanced {
                cells,
                rows,
                columns,
                passes,
                gap,
            });
        }
        if !gap.is_finite() {
            break;
        }
    }
    Err(TradeError::NotBalanced { gap })
}

/// The multiplier with which `plus s - minus / s` is `sum`; 1 for a line without cells.
fn multiplier(sum: f64, plus: f64, minus: f64) -> f64 {
    if plus == 0.0 && minus == 0.0 {
        return 1.0;
    }
    if plus == 0.0 {
        return -minus / sum;
    }
    let root = (sum * sum + 4.0 * plus * minus).sqrt();
    if sum >= 0.0 {
        (sum + root) / (2.0 * plus)
    } else {
        // The same, without the difference of two numbers that are nearly equal.
        2.0 * minus / (root - sum)
    }
}

fn possible(
    line: &'static str,
    sums: &[f64],
    cells: impl Fn(usize) -> Vec<f64>,
) -> Result<(), TradeError> {
    for (number, &sum) in sums.iter().enumerate() {
        let cells = cells(number);
        let (plus, minus) = (
            cells.iter().any(|&cell| cell > 0.0),
            cells.iter().any(|&cell| cell < 0.0),
        );
        let fine = match (plus, minus) {
            (true, true) => true,
            (true, false) => sum > 0.0,
            (false, true) => sum < 0.0,
            (false, false) => sum == 0.0,
        };
        if !fine {
            return Err(TradeError::Unreachable {
                line,
                number: number + 1,
                sum,
            });
        }
    }
    Ok(())
}

/// Flows between places that nobody has measured, with the span in which they lie as far as the exponent is unknown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// Flows from row to column by the middle exponent, row-major. An estimate: never to be shown without `low` and `high`.
    pub flows: Vec<f64>,
    /// The least over all exponents.
    pub low: Vec<f64>,
    /// The most over all exponents.
    pub high: Vec<f64>,
}

/// Doubly constrained gravity: flows proportional to `distance^-exponent`, balanced to what each place sends and takes (Wilson 1971).
/// `exponents` are low, middle and high values of how flows fall with distance; the span between what they give is the error told.
/// A distance that is not above 0 (a place to itself, a pair that does not trade) has no flow.
///
/// # Errors
/// As [`balance`]; exponents out of order or negative.
pub fn gravity(
    sends: &[f64],
    takes: &[f64],
    distance: &[f64],
    exponents: [f64; 3],
) -> Result<Estimate, TradeError> {
    let ordered =
        exponents[0] >= 0.0 && exponents[0] <= exponents[1] && exponents[1] <= exponents[2];
    if !ordered || !exponents[2].is_finite() {
        return Err(TradeError::Exponents { found: exponents });
    }
    let shortest = distance
        .iter()
        .filter(|value| **value > 0.0)
        .fold(f64::INFINITY, |least, value| least.min(*value));
    let solve = |exponent: f64| {
        let weight = |&far: &f64| {
            if far > 0.0 {
                (far / shortest).powf(-exponent)
            } else {
                0.0
            }
        };
        let weights: Vec<f64> = distance.iter().map(weight).collect();
        balance(&weights, sends, takes).map(|balanced| balanced.cells)
    };
    let (a, flows, b) = (
        solve(exponents[0])?,
        solve(exponents[1])?,
        solve(exponents[2])?,
    );
    // Between its ends a flow need not be monotonous in the exponent: the middle counts, too.
    let span = |pick: fn(f64, f64) -> f64| {
        let both = a.iter().zip(&b).zip(&flows);
        both.map(|((&a, &b), &middle)| pick(pick(a, b), middle))
            .collect()
    };
    Ok(Estimate {
        low: span(f64::min),
        high: span(f64::max),
        flows,
    })
}
