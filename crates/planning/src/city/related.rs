//! Which industries go together: proximity, relatedness, density around what a city already has.

use super::{Figure, Finding, Grid, Why, finite, quotient};

/// How relatedness is made of co-occurrence, as in EconGeo after van Eck and Waltman (2009).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalisation {
    /// Observed over what chance would give without putting an industry beside itself.
    Probability,
    /// Observed over the product of both shares.
    Association,
    /// Over the geometric mean of both sums.
    Cosine,
    /// Over the union.
    Jaccard,
}

/// A 0/1 table whose unknown cells count as "not there" in co-occurrence; each row with some is a finding.
fn presence(advantages: &Grid) -> (Vec<Vec<f64>>, Vec<Finding>) {
    let width = advantages.columns.len();
    let mut findings = Vec::new();
    let rows = (0..advantages.rows.len())
        .map(|row| {
            let cells = advantages.row(row);
            let missing = cells.iter().filter(|cell| cell.is_err()).count();
            if missing > 0 {
                let city = advantages.rows[row].clone();
                findings.push(Finding::MissingCells {
                    city,
                    missing,
                    of: width,
                });
            }
            cells.iter().map(|cell| cell.unwrap_or(0.0)).collect()
        })
        .collect();
    (rows, findings)
}

fn co_occurrence(rows: &[Vec<f64>], width: usize) -> Vec<f64> {
    let mut counts = vec![0.0; width * width];
    for row in rows {
        for (i, x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            for (j, y) in row.iter().enumerate() {
                counts[i * width + j] += x * y;
            }
        }
    }
    counts
}

/// Proximity of industries after Hidalgo and others (2007), from a grid of [`super::advantage::advantage`]: cities strong in both, over those strong
/// in the more common of the two; 0 to 1, 1 on the diagonal. `zero_industry` where nobody is strong in one of them.
pub fn proximity(advantages: &Grid) -> (Grid, Vec<Finding>) {
    let (rows, findings) = presence(advantages);
    let width = advantages.columns.len();
    let counts = co_occurrence(&rows, width);
    let own = |i: usize| counts[i * width + i];
    let mut values = Vec::with_capacity(width * width);
    for i in 0..width {
        for j in 0..width {
            values.push(if own(i) == 0.0 || own(j) == 0.0 {
                Err(Why::ZeroIndustry)
            } else {
                finite(counts[i * width + j] / own(i).max(own(j)))
            });
        }
    }
    (square(advantages, values), findings)
}

fn square(advantages: &Grid, values: Vec<Figure>) -> Grid {
    Grid {
        rows: advantages.columns.clone(),
        columns: advantages.columns.clone(),
        values,
    }
}

/// Relatedness of industries: their co-occurrence in cities, normalised. The diagonal is 0, as in EconGeo. An industry that meets
/// no other has `zero_industry` with all (EconGeo writes 0 there).
pub fn relatedness(advantages: &Grid, method: Normalisation) -> (Grid, Vec<Finding>) {
    let (rows, findings) = presence(advantages);
    let width = advantages.columns.len();
    let mut counts = co_occurrence(&rows, width);
    for i in 0..width {
        counts[i * width + i] = 0.0;
    }
    let sums: Vec<f64> = counts
        .chunks(width.max(1))
        .map(|row| row.iter().sum())
        .collect();
    let total: f64 = sums.iter().sum();
    let mut values = Vec::with_capacity(width * width);
    for i in 0..width {
        for j in 0..width {
            let (c, si, sj) = (counts[i * width + j], sums[i], sums[j]);
            values.push(if i == j {
                Ok(0.0)
            } else if si == 0.0 || sj == 0.0 {
                Err(Why::ZeroIndustry)
            } else {
                let below = match method {
                    Normalisation::Probability => {
                        // An industry that is in every pair leaves no others to meet by chance.
                        let (without_i, without_j) = (total - si, total - sj);
                        if without_i == 0.0 || without_j == 0.0 {
                            0.0
                        } else {
                            (si / total * (sj / without_i) + sj / total * (si / without_j))
                                * (total / 2.0)
                        }
                    }
                    Normalisation::Association => si * sj / total,
                    Normalisation::Cosine => (si * sj).sqrt(),
                    Normalisation::Jaccard => si + sj - c,
                };
                quotient(c, below, Why::ZeroTotal)
            });
        }
    }
    (square(advantages, values), findings)
}

/// Relatedness density, 0 to 1: of everything that is related to an industry, how much a city is strong in. `relations` is a grid
/// of [`proximity`] (its diagonal counts, as in Hidalgo's density) or of [`relatedness`], weights or 0/1 alike. EconGeo gives the same in percent.
///
/// `zero_industry` where nothing is related to the industry; `missing` where the city's own cells are not known among those related.
pub fn density(advantages: &Grid, relations: &Grid) -> Grid {
    let width = advantages.columns.len();
    let mut values = Vec::with_capacity(advantages.values.len());
    for row in 0..advantages.rows.len() {
        let has = advantages.row(row);
        for industry in 0..width {
            let (mut held, mut all, mut unknown) = (0.0, 0.0, false);
            for (other, own) in has.iter().enumerate() {
                let relation = relations.get(other, industry).unwrap_or(0.0);
                all += relation;
                match own {
                    Ok(own) => held += own * relation,
                    Err(_) => unknown |= relation > 0.0,
                }
            }
            values.push(if unknown {
                Err(Why::Missing)
            } else {
                quotient(held, all, Why::ZeroIndustry)
            });
        }
    }
    Grid {
        rows: advantages.rows.clone(),
        columns: advantages.columns.clone(),
        values,
    }
}

/// A grid with 1 where a figure is above a threshold (1 by custom for probability and association), 0 where not.
pub fn related_above(relations: &Grid, threshold: f64) -> Grid {
    let test = |figure: &Figure| figure.map(|v| if v > threshold { 1.0 } else { 0.0 });
    Grid {
        values: relations.values.iter().map(test).collect(),
        ..relations.clone()
    }
}
