//! The product of many rows with many rows, in blocks, on all cores: what similarity of all pairs costs.

use std::ops::Range;

use rayon::prelude::*;

use super::matrix::at;

/// Rows of the left side in one tile: with one panel eight registers of eight sums.
const TILE: usize = 4;
/// Rows of the right side in one panel: two registers of eight.
pub(super) const PANEL: usize = 16;
/// Rows of the left side that meet a panel while it is in the nearest cache.
const BLOCK: usize = 64;

/// Rows in panels of `PANEL`, each panel industry by industry, so that one load brings the same industry of all its rows.
pub(super) struct Panels {
    data: Vec<f64>,
    width: usize,
}

impl Panels {
    /// From `rows` of `width` numbers.
    pub(super) fn new(rows: &[f64], width: usize) -> Self {
        let count = rows.len().checked_div(width).unwrap_or(0);
        let mut data = vec![0.0; count.div_ceil(PANEL) * PANEL * width];
        for (row, values) in rows.chunks_exact(width.max(1)).enumerate() {
            let (panel, lane) = (row / PANEL, row % PANEL);
            for (k, value) in values.iter().enumerate() {
                data[(panel * width + k) * PANEL + lane] = *value;
            }
        }
        Panels { data, width }
    }

    fn panel(&self, panel: usize) -> &[f64] {
        &self.data[panel * self.width * PANEL..(panel + 1) * self.width * PANEL]
    }
}

/// Rows times one panel: `sums[row]`. Fused, in the order of the columns: the same bits on every machine.
struct Multiply<'a> {
    rows: &'a [f64],
    panel: &'a [f64],
    width: usize,
    sums: &'a mut [[f64; PANEL]],
}

// What stands in here, and only that, is compiled for the machine's best instructions: a closure in between may not be.
impl pulp::NullaryFnOnce for Multiply<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let last = self.sums.len() - 1;
        for first in (0..=last).step_by(TILE) {
            let mut tile = [[0.0f64; PANEL]; TILE];
            let mut rows = [self.rows; TILE];
            for (r, row) in rows.iter_mut().enumerate() {
                // Rows after the last are the last again.
                let at = (first + r).min(last) * self.width;
                *row = &self.rows[at..at + self.width];
            }
            for (k, column) in self.panel.chunks_exact(PANEL).enumerate() {
                for r in 0..TILE {
                    let left = rows[r][k];
                    for lane in 0..PANEL {
                        tile[r][lane] = left.mul_add(column[lane], tile[r][lane]);
                    }
                }
            }
            for (r, sums) in tile.iter().enumerate() {
                if first + r <= last {
                    self.sums[first + r] = *sums;
                }
            }
        }
    }
}

/// The same for two rows alone, to the same bits.
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let pairs = left.iter().zip(right);
    pairs.fold(0.0, |sum: f64, (a, b)| a.mul_add(*b, sum))
}

/// Products that are needed together (one for complete data, three where cells are missing): `dots[s] = left[s][high] . right[s][low]`.
#[derive(Clone, Copy)]
pub(super) struct Products<'a, const S: usize> {
    /// Row by row.
    pub(super) left: [&'a [f64]; S],
    /// The same rows, or others, in panels.
    pub(super) right: [&'a Panels; S],
    /// Rows.
    pub(super) count: usize,
}

impl<const S: usize> Products<'_, S> {
    /// Blocks of rows; a later one meets more panels.
    fn block(&self, block: usize) -> Range<usize> {
        block * BLOCK..((block + 1) * BLOCK).min(self.count)
    }

    /// A block of rows times each panel that has rows below its last: panel, then `sums[s][row of the block]`.
    fn panels(&self, rows: Range<usize>, mut take: impl FnMut(usize, &[[[f64; PANEL]; BLOCK]; S])) {
        let width = self.right[0].width;
        let arch = pulp::Arch::new();
        let mut sums = [[[0.0; PANEL]; BLOCK]; S];
        for panel in 0..rows.end.saturating_sub(1).div_ceil(PANEL) {
            for (s, sums) in sums.iter_mut().enumerate() {
                arch.dispatch(Multiply {
                    rows: &self.left[s][rows.start * width..rows.end * width],
                    panel: self.right[s].panel(panel),
                    width,
                    sums: &mut sums[..rows.len()],
                });
            }
            take(panel, &sums);
        }
    }

    /// For every pair below the diagonal, `finish(high, low, dots)`, written where [`at`] says.
    pub(super) fn all_pairs(
        &self,
        finish: impl Fn(usize, usize, [f64; S]) -> f64 + Sync,
    ) -> Vec<f64> {
        let count = self.count;
        let mut lower = vec![0.0; count * count.saturating_sub(1) / 2];
        // Each block is a run of the packed half.
        let mut blocks = Vec::new();
        let mut rest = lower.as_mut_slice();
        for block in 0..count.div_ceil(BLOCK) {
            let rows = self.block(block);
            let from = rows.start * rows.start.saturating_sub(1) / 2;
            let (part, after) = rest.split_at_mut(rows.end * (rows.end - 1) / 2 - from);
            blocks.push((rows, from, part));
            rest = after;
        }
        blocks.into_par_iter().rev().for_each(|(rows, from, part)| {
            self.panels(rows.clone(), |panel, sums| {
                for high in rows.clone() {
                    let lows = panel * PANEL..((panel + 1) * PANEL).min(high);
                    if lows.is_empty() {
                        continue;
                    }
                    let start = at(high, lows.start) - from;
                    let cells = &mut part[start..start + lows.len()];
                    for (lane, cell) in cells.iter_mut().enumerate() {
                        let dots = std::array::from_fn(|s| sums[s][high - rows.start][lane]);
                        *cell = finish(high, lows.start + lane, dots);
                    }
                }
            });
        });
        lower
    }
}
