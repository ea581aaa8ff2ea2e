//! What a meter usually shows: the median by day of the week and slot, over twelve weeks around.

use super::series::{CLASSES, Frame, median};

/// Days that share one table.
const BLOCK: usize = 28;
/// Days before and after the block that are looked at too.
const REACH: usize = 28;

/// Usual values by block of four weeks, class of day and slot.
pub(crate) struct Baseline {
    n: usize,
    class: Vec<u8>,
    table: Vec<f64>,
}

impl Baseline {
    pub fn new(frame: &Frame) -> Baseline {
        let n = frame.n;
        let days = frame.days.len();
        let blocks = days.div_ceil(BLOCK).max(1);
        let mut table = vec![f64::NAN; blocks * CLASSES * n];
        let mut list = Vec::new();
        for block in 0..blocks {
            let from = (block * BLOCK).saturating_sub(REACH);
            let to = ((block + 1) * BLOCK + REACH).min(days);
            for class in 0..CLASSES {
                // The same weekday; where there are fewer than three, weekdays or weekend days; else all days.
                let weekend = class >= 5;
                let row = &mut table[(block * CLASSES + class) * n..][..n];
                let picks: [&dyn Fn(usize) -> bool; 3] = [
                    &|other| other == class,
                    &|other| (other >= 5) == weekend,
                    &|_| true,
                ];
                for (step, pick) in picks.iter().enumerate() {
                    let chosen: Vec<usize> = (from..to)
                        .filter(|&day| pick(usize::from(frame.class[day])))
                        .collect();
                    if chosen.len() < 3 && step < 2 {
                        continue;
                    }
                    for (slot, cell) in row.iter_mut().enumerate().filter(|(_, c)| c.is_nan()) {
                        list.clear();
                        list.extend(
                            chosen
                                .iter()
                                .map(|day| frame.grid[day * n + slot])
                                .filter(|value| !value.is_nan()),
                        );
                        if list.len() >= 3 || (step == 2 && !list.is_empty()) {
                            *cell = median(&mut list);
                        }
                    }
                    if row.iter().all(|cell| !cell.is_nan()) {
                        break;
                    }
                }
            }
        }
        let mut baseline = Baseline {
            n,
            class: frame.class.clone(),
            table,
        };
        baseline.fill_blocks(blocks);
        baseline
    }

    /// Blocks of which nothing is known (a slip of months, a long gap) take what the others have.
    fn fill_blocks(&mut self, blocks: usize) {
        let width = CLASSES * self.n;
        if self.table.iter().all(|cell| !cell.is_nan()) {
            return;
        }
        for at in 0..width {
            let mut known: Vec<f64> = (0..blocks)
                .map(|block| self.table[block * width + at])
                .filter(|value| !value.is_nan())
                .collect();
            if known.len() == blocks || known.is_empty() {
                continue;
            }
            let middle = median(&mut known);
            for block in 0..blocks {
                let cell = &mut self.table[block * width + at];
                if cell.is_nan() {
                    *cell = middle;
                }
            }
        }
    }

    /// What is usual at a slot; NaN if nothing is known.
    pub fn expected(&self, day: usize, slot: usize) -> f64 {
        self.table[((day / BLOCK) * CLASSES + usize::from(self.class[day])) * self.n + slot]
    }
}
