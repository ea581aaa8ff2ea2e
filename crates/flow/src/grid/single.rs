//! One step alone, in its own order, circles included.
//!
//! Components of several buses are passed over until nothing changes, which is exact as soon as every path through them has been
//! walked, and are solved densely if circles make that slow.

use super::network::{Network, Touch};
use super::order::{BACKWARD, FORWARD, Order};
use super::sweep::{NOTHING_MW, Outcome};
use super::trace::{Losses, Steps};

/// Passes over a component before it is solved densely.
const PASSES_MAX: usize = 60;

/// Workspace.
#[derive(Default)]
pub(super) struct Single {
    order: Order,
    /// What comes in at the second end of each branch (even) and at its first (odd).
    inward: Vec<f64>,
    runs: Vec<u8>,
    throughput: Vec<f64>,
    injected: Vec<f64>,
}

impl Single {
    /// Solves the only step of `one`, whose values have been checked.
    pub fn solve(&mut self, network: &Network, one: &Steps<'_>, intensity: &mut [f64]) -> Outcome {
        let n = network.buses;
        for list in [&mut self.throughput, &mut self.injected] {
            list.clear();
            list.resize(n, 0.0);
        }
        self.inward.clear();
        self.runs.clear();
        let received = one.received_mw.unwrap_or(one.sent_mw);
        let carried = if one.losses == Losses::User {
            one.sent_mw
        } else {
            received
        };
        for ((&arrives, &carries), &(from, to)) in
            received.iter().zip(carried).zip(&network.branches)
        {
            self.throughput[to as usize] += arrives.max(0.0);
            self.throughput[from as usize] += (-arrives).max(0.0);
            self.inward.extend([carries.max(0.0), (-carries).max(0.0)]);
            self.runs.push(match carries {
                flow if flow > 0.0 => FORWARD,
                flow if flow < 0.0 => BACKWARD,
                _ => 0,
            });
        }
        let mut emitted = 0.0;
        for ((&bus, &power_mw), &factor) in one
            .generator_bus
            .iter()
            .zip(one.generation_mw)
            .zip(one.factor_t_per_mwh)
        {
            self.throughput[bus as usize] += power_mw;
            self.injected[bus as usize] += power_mw * factor;
            emitted += power_mw * factor;
        }
        self.order.find(network, &self.runs);
        intensity.fill(0.0);
        for group in self.order.groups() {
            let mut passes = 0;
            loop {
                let mut changed = false;
                for &bus in group {
                    let next = self.mixture(network.touching(bus), bus as usize, intensity);
                    changed |= next != intensity[bus as usize];
                    intensity[bus as usize] = next;
                }
                passes += 1;
                if group.len() == 1 || !changed {
                    break;
                }
                if passes == PASSES_MAX {
                    self.dense(network, group, intensity);
                    break;
                }
            }
        }
        let mut outcome = Outcome::default();
        for bus in 0..n {
            let again = self.mixture(network.touching(bus as u32), bus, intensity);
            let gap = (again - intensity[bus]).abs() * self.throughput[bus];
            outcome.imbalance_max = outcome.imbalance_max.max(gap);
            outcome.idle += u64::from(self.throughput[bus] <= NOTHING_MW);
        }
        if emitted > 0.0 {
            outcome.imbalance_max /= emitted;
        }
        outcome
    }

    /// What leaves a bus: carbon in over power in.
    fn mixture(&self, touching: &[Touch], bus: usize, intensity: &[f64]) -> f64 {
        let mut carbon = self.injected[bus];
        for touch in touching {
            carbon += self.inward[touch.inward as usize] * intensity[touch.other as usize];
        }
        if self.throughput[bus] > NOTHING_MW {
            carbon / self.throughput[bus]
        } else {
            0.0
        }
    }

    /// Solves one component by elimination with partial pivoting, the rest of the network given.
    fn dense(&self, network: &Network, group: &[u32], intensity: &mut [f64]) {
        let size = group.len();
        let width = size + 1;
        let mut matrix = vec![0.0; size * width];
        let mut place = vec![usize::MAX; network.buses];
        for (row, &bus) in group.iter().enumerate() {
            place[bus as usize] = row;
        }
        for (row, &bus) in group.iter().enumerate() {
            let line = &mut matrix[row * width..][..width];
            if self.throughput[bus as usize] <= NOTHING_MW {
                line[row] = 1.0;
                continue;
            }
            line[row] += self.throughput[bus as usize];
            line[size] += self.injected[bus as usize];
            for touch in network.touching(bus) {
                let flow = self.inward[touch.inward as usize];
                let other = touch.other as usize;
                if place[other] == usize::MAX {
                    line[size] += flow * intensity[other];
                } else {
                    line[place[other]] -= flow;
                }
            }
        }
        for column in 0..size {
            let pivot = (column..size).max_by(|&a, &b| {
                matrix[a * width + column]
                    .abs()
                    .total_cmp(&matrix[b * width + column].abs())
            });
            let pivot = pivot.unwrap_or(column);
            if matrix[pivot * width + column].abs() < 1e-300 {
                continue; // a circle that nothing feeds: its intensity stays 0
            }
            if pivot != column {
                let (above, below) = matrix.split_at_mut(pivot * width);
                above[column * width..][..width].swap_with_slice(&mut below[..width]);
            }
            let (above, below) = matrix.split_at_mut((column + 1) * width);
            let lead = &above[column * width..][..width];
            for line in below.chunks_exact_mut(width) {
                let share = line[column] / lead[column];
                if share != 0.0 {
                    for (value, lead) in line[column..].iter_mut().zip(&lead[column..]) {
                        *value -= share * lead;
                    }
                }
            }
        }
        for row in (0..size).rev() {
            let line = &matrix[row * width..][..width];
            let mut value = line[size];
            for column in row + 1..size {
                value -= line[column] * intensity[group[column] as usize];
            }
            intensity[group[row] as usize] = if line[row].abs() < 1e-300 {
                0.0
            } else {
                value / line[row]
            };
        }
    }
}
