//! The product of many rows with many rows, in blocks, on all cores: what similarity of all pairs costs.

use rayon::prelude::*;

use super::matrix::at;

/// Rows of the left side that are worked on at once.
const TILE: usize = 4;
/// Rows of the right side in one panel: two registers of eight.
const PANEL: usize = 16;

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

/// `TILE` rows times one panel.
#[inline(always)]
fn tile(rows: [&[f64]; TILE], panel: &[f64]) -> [[f64; PANEL]; TILE] {
    let mut sums = [[0.0; PANEL]; TILE];
    for (k, column) in panel.chunks_exact(PANEL).enumerate() {
        for (sum, row) in sums.iter_mut().zip(rows) {
            let left = row[k];
            for (sum, right) in sum.iter_mut().zip(column) {
                *sum += left * right;
            }
        }
    }
    sums
}

/// For every pair below the diagonal, `finish(high, low, dot)`, written where [`at`] says. `sides` are products that are
/// needed together (one for complete data, three where cells are missing): dots[s] = left[s][high] . right[s][low].
pub(super) fn all_pairs<const S: usize>(
    left: [&[f64]; S],
    right: [&Panels; S],
    count: usize,
    finish: impl Fn(usize, usize, [f64; S]) -> f64 + Sync,
) -> Vec<f64> {
    let width = right[0].width;
    let mut lower = vec![0.0; count * count.saturating_sub(1) / 2];
    // Blocks of rows, each a run of the packed half.
    let mut blocks = Vec::new();
    let mut rest = lower.as_mut_slice();
    let mut first = 0;
    while first < count {
        let last = (first + TILE).min(count);
        let from = first * first.saturating_sub(1) / 2;
        let (block, after) = rest.split_at_mut(last * (last - 1) / 2 - from);
        blocks.push((first, last, from, block));
        rest = after;
        first = last;
    }
    let arch = pulp::Arch::new();
    blocks
        .into_par_iter()
        .for_each(|(first, last, from, block)| {
            arch.dispatch(|| {
                for panel in 0..(last - 1).div_ceil(PANEL) {
                    let sums: [[[f64; PANEL]; TILE]; S] = std::array::from_fn(|s| {
                        let rows = std::array::from_fn(|r| {
                            let row = (first + r).min(last - 1);
                            &left[s][row * width..(row + 1) * width]
                        });
                        tile(rows, right[s].panel(panel))
                    });
                    for high in first..last {
                        let lows = panel * PANEL..((panel + 1) * PANEL).min(high);
                        for low in lows {
                            let dots =
                                std::array::from_fn(|s| sums[s][high - first][low - panel * PANEL]);
                            block[at(high, low) - from] = finish(high, low, dots);
                        }
                    }
                }
            });
        });
    lower
}
