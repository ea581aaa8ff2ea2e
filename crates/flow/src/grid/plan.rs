//! In which order buses are taken out of the network, and what that touches: found once, the same for all steps.

use std::collections::VecDeque;

use super::network::Network;
use super::trace::Steps;

/// Updates a bus and branch may cost on average before taking buses out is given up (`single` solves such networks).
/// Grids lie near planar and take one to five.
const EFFORT: usize = 64;

/// The order of elimination with everything laid out along it.
///
/// It depends on the branches alone: not on flows or their directions, so that no step needs work of its own to find an order,
/// and a circle is nothing special.
pub(super) struct Plan {
    /// Position of each bus.
    pub place: Vec<u32>,
    /// Bus at each position.
    pub bus: Vec<u32>,
    /// Where the pairs of each position begin in `other`; one more than positions.
    pub first_pair: Vec<u32>,
    /// By pair: the later position of the two; ascending within a position.
    pub other: Vec<u32>,
    /// Twice the rank of each branch, plus 1 if it is named from its later position to its earlier. Ranks go by the earlier position, then
    /// by the later, so that the branches of a position lie side by side.
    pub rank: Vec<u32>,
    /// Where the ranks of each position begin; one more than positions.
    pub first_rank: Vec<u32>,
    /// By rank: the later position of the two.
    pub later: Vec<u32>,
    /// By pair: the rank of the branch between the two, or the one beyond the last, in which nothing runs, for pairs that come to be only
    /// when a bus between is taken out.
    pub branch: Vec<u32>,
    /// Further branches between the same two: pair and rank.
    pub parallel: Vec<(u32, u32)>,
    /// For each position in turn, the pair of each two of its partners: first with second, first with third, ..., second with third, ...
    pub joined: Vec<u32>,
    /// Position of each generator.
    pub generator: Vec<u32>,
}

impl Plan {
    /// `None` if taking buses out would join too many others.
    pub fn new(network: &Network, steps: &Steps<'_>) -> Option<Self> {
        let n = network.buses;
        let (order, partners) = least_degree_first(network)?;
        let order = by_level(&order, &partners);
        let mut place = vec![0u32; n];
        for (position, &bus) in order.iter().enumerate() {
            place[bus as usize] = position as u32;
        }
        let count = partners.iter().map(Vec::len).sum();
        let mut first_pair = Vec::with_capacity(n + 1);
        let mut other = Vec::with_capacity(count);
        for &bus in &order {
            first_pair.push(other.len() as u32);
            let start = other.len();
            other.extend(partners[bus as usize].iter().map(|&b| place[b as usize]));
            other[start..].sort_unstable();
        }
        first_pair.push(other.len() as u32);
        let of = |position: u32| {
            first_pair[position as usize] as usize..first_pair[position as usize + 1] as usize
        };
        let mut joined = Vec::new();
        for position in 0..n as u32 {
            let own = &other[of(position)];
            for (at, &first) in own.iter().enumerate() {
                // The later partners of one are all partners of the other by then, in the same order.
                let mut pair = of(first).start;
                for &second in &own[at + 1..] {
                    while other[pair] != second {
                        pair += 1;
                    }
                    joined.push(pair as u32);
                }
            }
        }
        let places = |&(from, to): &(u32, u32)| (place[from as usize], place[to as usize]);
        let ends: Vec<(u32, u32)> = network.branches.iter().map(places).collect();
        let ranks = Ranks::of(n, &ends);
        let mut branch = vec![ends.len() as u32; other.len()];
        let mut parallel = Vec::new();
        for position in 0..n as u32 {
            let mut pair = of(position).start;
            for rank in ranks.first[position as usize]..ranks.first[position as usize + 1] {
                while other[pair] != ranks.later[rank as usize] {
                    pair += 1;
                }
                if branch[pair] == ends.len() as u32 {
                    branch[pair] = rank;
                } else {
                    parallel.push((pair as u32, rank));
                }
            }
        }
        let generators = steps.generator_bus.iter();
        Some(Plan {
            generator: generators.map(|&bus| place[bus as usize]).collect(),
            place,
            bus: order,
            first_pair,
            other,
            rank: ranks.rank,
            first_rank: ranks.first,
            later: ranks.later,
            branch,
            parallel,
            joined,
        })
    }
}

impl Plan {
    /// Ranks of the branches of a position to later ones.
    #[inline(always)]
    pub fn ranks(&self, position: usize) -> std::ops::Range<usize> {
        self.first_rank[position] as usize..self.first_rank[position + 1] as usize
    }
}

/// Branches in the order of their positions.
struct Ranks {
    rank: Vec<u32>,
    first: Vec<u32>,
    later: Vec<u32>,
}

impl Ranks {
    /// Of branches between positions `0..n`.
    fn of(n: usize, ends: &[(u32, u32)]) -> Self {
        let mut first = vec![0u32; n + 1];
        for &(from, to) in ends {
            first[from.min(to) as usize + 1] += 1;
        }
        for position in 0..n {
            first[position + 1] += first[position];
        }
        let mut next = first.clone();
        let mut by_rank = vec![(0, 0); ends.len()];
        for (branch, &(from, to)) in (0u32..).zip(ends) {
            let rank = &mut next[from.min(to) as usize];
            by_rank[*rank as usize] = (from.max(to), branch);
            *rank += 1;
        }
        let mut rank = vec![0u32; ends.len()];
        for position in 0..n {
            let own = first[position] as usize..first[position + 1] as usize;
            by_rank[own].sort_unstable();
        }
        for (at, &(_, branch)) in (0u32..).zip(&by_rank) {
            let (from, to) = ends[branch as usize];
            rank[branch as usize] = 2 * at + u32::from(from > to);
        }
        let later = by_rank.iter().map(|&(later, _)| later).collect();
        Ranks { rank, first, later }
    }
}

/// The same order of elimination, but those that do not wait for each other side by side, and of these the ones with as many partners:
/// the processor then works at several at once and guesses right how long each takes.
fn by_level(order: &[u32], partners: &[Vec<u32>]) -> Vec<u32> {
    let mut level = vec![0u32; order.len()];
    for &bus in order {
        let next = level[bus as usize] + 1;
        for &other in &partners[bus as usize] {
            let at = &mut level[other as usize];
            *at = (*at).max(next);
        }
    }
    let mut sorted = order.to_vec();
    sorted.sort_by_key(|&bus| (level[bus as usize], partners[bus as usize].len()));
    sorted
}

/// Buses by fewest partners at the time they are taken out, and those partners (Tinney and Walker 1967, scheme 2). All partners of a bus
/// become partners of each other.
fn least_degree_first(network: &Network) -> Option<(Vec<u32>, Vec<Vec<u32>>)> {
    let n = network.buses;
    let mut partners: Vec<Vec<u32>> = (0..n as u32)
        .map(|bus| {
            let mut all: Vec<u32> = network.touching(bus).iter().map(|t| t.other).collect();
            all.sort_unstable();
            all.dedup();
            all
        })
        .collect();
    let mut queues: Vec<VecDeque<u32>> = Vec::new();
    let put = |queues: &mut Vec<VecDeque<u32>>, bus: u32, degree: usize| {
        if queues.len() <= degree {
            queues.resize_with(degree + 1, VecDeque::new);
        }
        queues[degree].push_back(bus);
    };
    for (bus, list) in partners.iter().enumerate() {
        put(&mut queues, bus as u32, list.len());
    }
    let mut left = EFFORT * (n + network.branches.len());
    let mut order = Vec::with_capacity(n);
    let mut out = vec![false; n];
    let mut degree = 0;
    while order.len() < n {
        let Some(bus) = queues[degree].pop_front() else {
            degree += 1;
            continue;
        };
        // A bus stands in a queue for every number of partners it ever had; only the last counts.
        if out[bus as usize] || partners[bus as usize].len() != degree {
            continue;
        }
        out[bus as usize] = true;
        order.push(bus);
        left = left.checked_sub(degree * degree)?;
        let own = std::mem::take(&mut partners[bus as usize]);
        for (at, &a) in own.iter().enumerate() {
            let before = partners[a as usize].len();
            partners[a as usize].retain(|&b| b != bus);
            for &b in &own[..at] {
                if !partners[a as usize].contains(&b) {
                    partners[a as usize].push(b);
                    partners[b as usize].push(a);
                    let now = partners[b as usize].len();
                    put(&mut queues, b, now);
                }
            }
            let now = partners[a as usize].len();
            if now != before {
                put(&mut queues, a, now);
                degree = degree.min(now);
            }
        }
        // Partners of an earlier one may have lost one since.
        for &a in &own {
            degree = degree.min(partners[a as usize].len());
        }
        partners[bus as usize] = own;
    }
    Some((order, partners))
}
