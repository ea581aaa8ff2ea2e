//! One order of the buses for all steps, and the network laid out along it.

use super::network::Network;
use super::order::{BACKWARD, FORWARD, Order};
use super::trace::Steps;

/// Ends that are looked at together.
pub(super) const ENDS: usize = 4;

/// Steps looked at to find the order.
const SAMPLE: usize = 32;

/// The network along an order in which power runs forward in most steps.
///
/// The mean of DC flows is a DC flow and has no circle, so its order serves every step but for the branches that turn round.
/// The order changes how much is computed twice, never what comes out of a step without circles.
pub(super) struct Plan {
    /// Position of each bus.
    pub place: Vec<u32>,
    /// Bus at each position.
    pub bus: Vec<u32>,
    /// Where the ends at each position begin in `ends`; one more than positions.
    pub first_end: Vec<u32>,
    /// Branch ends by position, [`ENDS`] at a time: most buses have no more, so that the processor guesses right where a bus ends.
    pub ends: Vec<[End; ENDS]>,
    /// Where the power of each position's generators is summed; 0 stays empty, for all that have none.
    pub source: Vec<u32>,
    /// Where each generator's power is summed.
    pub generator_source: Vec<u32>,
    /// Number of such sums.
    pub sources: usize,
    /// Later position of the two ends of each branch.
    pub later: Vec<u32>,
    /// Earlier position of the two ends of each branch.
    pub earlier: Vec<u32>,
    /// Whether a positive flow of each branch runs against the order.
    pub named_against: Vec<bool>,
}

/// One end of a branch, seen from a position.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// Position of its other end.
    pub other: u32,
    /// Twice the branch, plus 1 at its first end, where a positive flow goes out.
    pub inward: u32,
}

impl Plan {
    pub fn new(network: &Network, steps: &Steps<'_>) -> Self {
        let n = network.buses;
        let bus = order(network, steps);
        let mut place = vec![0u32; n];
        for (position, &bus) in bus.iter().enumerate() {
            place[bus as usize] = position as u32;
        }
        let mut first_end = Vec::with_capacity(n + 1);
        let mut ends = Vec::with_capacity(n + network.branches.len() / ENDS);
        for (position, &bus) in bus.iter().enumerate() {
            first_end.push(ends.len() as u32);
            for part in network.touching(bus).chunks(ENDS) {
                // What is lacking is filled with the branch beyond the last, in which nothing ever runs.
                let mut group = [End {
                    other: position as u32,
                    inward: 2 * network.branches.len() as u32,
                }; ENDS];
                for (end, touch) in group.iter_mut().zip(part) {
                    *end = End {
                        other: place[touch.other as usize],
                        inward: touch.inward,
                    };
                }
                ends.push(group);
            }
        }
        first_end.push(ends.len() as u32);
        let mut source = vec![0u32; n];
        let mut sources = 1;
        for &bus in steps.generator_bus {
            let at = &mut source[place[bus as usize] as usize];
            if *at == 0 {
                *at = sources as u32;
                sources += 1;
            }
        }
        let generator_source = steps.generator_bus.iter();
        let generator_source = generator_source
            .map(|&bus| source[place[bus as usize] as usize])
            .collect();
        let places = |&(from, to): &(u32, u32)| (place[from as usize], place[to as usize]);
        let both: Vec<(u32, u32)> = network.branches.iter().map(places).collect();
        Plan {
            later: both.iter().map(|&(a, b)| a.max(b)).collect(),
            earlier: both.iter().map(|&(a, b)| a.min(b)).collect(),
            named_against: both.iter().map(|&(a, b)| a > b).collect(),
            place,
            bus,
            first_end,
            ends,
            source,
            generator_source,
            sources,
        }
    }
}

/// Buses by the longest way that power takes to them in the mean of some steps. A branch counts the more the surer its direction,
/// so that the two ends of one that often turns round stand close together, and little lies between them to be computed again.
fn order(network: &Network, steps: &Steps<'_>) -> Vec<u32> {
    let branches = network.branches.len();
    let taken = steps.steps.clamp(1, SAMPLE);
    let (mut sum, mut squares) = (vec![0.0f64; branches], vec![0.0f64; branches]);
    for sample in 0..taken.min(steps.steps) {
        let row = &steps.sent_mw[sample * steps.steps / taken * branches..][..branches];
        for ((sum, squares), &flow) in sum.iter_mut().zip(&mut squares).zip(row) {
            *sum += flow;
            *squares += flow * flow;
        }
    }
    let runs: Vec<u8> = sum
        .iter()
        .map(|&sum| match sum {
            sum if sum > 0.0 => FORWARD,
            sum if sum < 0.0 => BACKWARD,
            _ => 0,
        })
        .collect();
    let mut start = Order::default();
    start.find(network, &runs);
    let mut rank = vec![0u32; network.buses];
    for (at, &bus) in start.buses.iter().enumerate() {
        rank[bus as usize] = at as u32;
    }
    let count = taken as f64;
    let mut way = vec![0.0f64; network.buses];
    for &bus in &start.buses {
        for touch in network.touching(bus) {
            let branch = touch.branch() as usize;
            let leaves = if touch.positive_comes_in() {
                BACKWARD
            } else {
                FORWARD
            };
            // A branch of a circle may run back in rank: then it has no say.
            if runs[branch] != leaves || rank[touch.other as usize] < rank[bus as usize] {
                continue;
            }
            let spread = (squares[branch] - sum[branch] * sum[branch] / count).max(0.0);
            let sure = (sum[branch].abs() / (spread * count).sqrt().max(1e-12)).clamp(1e-6, 1e6);
            let there = way[bus as usize] + sure;
            if there > way[touch.other as usize] {
                way[touch.other as usize] = there;
            }
        }
    }
    let mut buses = start.buses;
    buses.sort_by(|&a, &b| way[a as usize].total_cmp(&way[b as usize]));
    buses
}
