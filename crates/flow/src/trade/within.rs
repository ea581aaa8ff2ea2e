//! What a region's industries deliver to each other, solved on its own: most of a table's deliveries stay in their region, so that few
//! passes over the whole table are left (block Jacobi as a preconditioner; Saad 2003, ch. 10).

use rayon::prelude::*;

use super::krylov::Lanes;
use super::table::Table;

/// Industries of a block, at most; larger regions are cut, which costs passes and no accuracy.
const BLOCK_MAX: usize = 256;

/// The inverse of `I - A` of each run of industries of one region. They bring no error of their own: what is solved with them is
/// held against the whole table.
pub(super) struct Within {
    blocks: Vec<Block>,
}

struct Block {
    first: usize,
    size: usize,
    /// Row-major; empty where the region alone has no solution, which is then left as it is.
    inverse: Vec<f64>,
}

impl Within {
    pub fn new(table: &Table, per_output: &[f64], region: &[u32]) -> Self {
        let runs: Vec<(usize, usize)> = region
            .chunk_by(|a, b| a == b)
            .scan(0, |first, run| {
                let begun = *first;
                *first += run.len();
                Some((begun, run.len()))
            })
            .flat_map(|(first, size)| {
                let pieces = size.div_ceil(BLOCK_MAX);
                (0..pieces).map(move |piece| {
                    let (begin, end) = (piece * size / pieces, (piece + 1) * size / pieces);
                    (first + begin, end - begin)
                })
            })
            .collect();
        let blocks = runs.into_par_iter().map(|(first, size)| Block {
            first,
            size,
            inverse: inverse(table, per_output, first, size).unwrap_or_default(),
        });
        Within {
            blocks: blocks.collect(),
        }
    }

    /// `M u`.
    pub fn apply<const K: usize>(&self, u: &[Lanes<K>]) -> Vec<Lanes<K>> {
        self.each(u, |block, at, part| block.inverse[at * block.size + part])
    }

    /// `M' u`.
    pub fn apply_adjoint<const K: usize>(&self, u: &[Lanes<K>]) -> Vec<Lanes<K>> {
        self.each(u, |block, at, part| block.inverse[part * block.size + at])
    }

    fn each<const K: usize>(
        &self,
        u: &[Lanes<K>],
        weight: impl Fn(&Block, usize, usize) -> f64 + Sync,
    ) -> Vec<Lanes<K>> {
        let weight = &weight;
        let parts = self.blocks.par_iter().flat_map_iter(|block| {
            let own = &u[block.first..][..block.size];
            (0..block.size).map(move |at| {
                if block.inverse.is_empty() {
                    return own[at];
                }
                let mut sum = [0.0; K];
                for (part, lanes) in own.iter().enumerate() {
                    let weight = weight(block, at, part);
                    for lane in 0..K {
                        sum[lane] += weight * lanes[lane];
                    }
                }
                sum
            })
        });
        parts.collect()
    }
}

/// By elimination with partial pivoting; `None` if there is none.
fn inverse(table: &Table, per_output: &[f64], first: usize, size: usize) -> Option<Vec<f64>> {
    let width = 2 * size;
    let mut rows = vec![0.0; size * width];
    for (at, row) in rows.chunks_exact_mut(width).enumerate() {
        let deliveries = &table.deliveries[(first + at) * table.industries + first..][..size];
        for ((cell, delivery), per) in row.iter_mut().zip(deliveries).zip(&per_output[first..]) {
            *cell = -delivery * per;
        }
        row[at] += 1.0;
        row[size + at] = 1.0;
    }
    for column in 0..size {
        let pivot = (column..size).max_by(|&a, &b| {
            let at = |row: usize| rows[row * width + column].abs();
            at(a).total_cmp(&at(b))
        })?;
        if rows[pivot * width + column].abs() < 1e-9 {
            return None;
        }
        for cell in 0..width {
            rows.swap(pivot * width + cell, column * width + cell);
        }
        let per = 1.0 / rows[column * width + column];
        let own: Vec<f64> = rows[column * width..][..width]
            .iter()
            .map(|value| value * per)
            .collect();
        for (at, row) in rows.chunks_exact_mut(width).enumerate() {
            if at == column {
                row.copy_from_slice(&own);
                continue;
            }
            let share = row[column];
            if share != 0.0 {
                for (cell, own) in row.iter_mut().zip(&own) {
                    *cell -= share * own;
                }
            }
        }
    }
    let right = rows.chunks_exact(width).flat_map(|row| &row[size..]);
    Some(right.copied().collect())
}
