//! Eight steps in lockstep along one order.
//!
//! A bus is mixed when all before it in the order are. Where power runs against the order (a branch turned round in some of the
//! steps), the earlier bus and what depends on it are mixed again at once, before anything further is built on them. What comes out is
//! the fixed point: at every bus the mixture of its final suppliers. Steps in which power circles may not settle within [`EFFORT`]
//! and are then solved one by one (`single`).

use super::network::Network;
use super::plan::{ENDS, End, Plan};
use super::single::Single;
use super::trace::{Losses, Steps};

/// Steps solved in lockstep: one 512-bit register of f64.
pub(super) const LANES: usize = 8;

/// Mixtures a batch may take, in multiples of the buses, before its steps are solved one by one.
const EFFORT: usize = 16;

/// Power below which nothing runs through a bus, MW: dividing by anything smaller may overflow.
pub(super) const NOTHING_MW: f64 = 1e-290;

/// Positions mixed for the first time before what runs against the order is settled.
const WINDOW: usize = 16;

pub(super) type Lane = [f64; LANES];

/// What a batch of steps comes to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Outcome {
    /// Largest relative gap at a bus, and of all carbon.
    pub imbalance_max: f64,
    /// Buses without throughput.
    pub idle: u64,
    /// Whether some value cannot be traced: not finite, negative generation, a branch whose two ends disagree.
    pub faulty: bool,
}

/// One call of [`Batch::solve`], compiled once for each instruction set; the machine's best is taken at run time.
pub(super) struct Solve<'a> {
    pub batch: &'a mut Batch,
    pub plan: &'a Plan,
    pub network: &'a Network,
    pub steps: &'a Steps<'a>,
    pub first: usize,
    pub out: &'a mut [f64],
}

impl pulp::NullaryFnOnce for Solve<'_> {
    type Output = Outcome;

    #[inline(always)]
    fn call(self) -> Outcome {
        let Solve {
            batch,
            plan,
            network,
            steps,
            first,
            out,
        } = self;
        if steps.received_mw.is_some() {
            batch.solve::<true>(plan, network, steps, first, out)
        } else {
            batch.solve::<false>(plan, network, steps, first, out)
        }
    }
}

/// A batch's workspace.
#[derive(Default)]
pub(super) struct Batch {
    /// Flow that carries carbon, by branch and one more that carries nothing.
    carried: Vec<Lane>,
    /// Flow that arrives, likewise; empty where nothing is lost.
    received: Vec<Lane>,
    /// Steps in which the flow of a branch is positive (twice the branch) and negative (plus 1), a bit a lane.
    runs: Vec<u8>,
    spare: Vec<u8>,
    /// Power and carbon of generators, summed by bus.
    power: Vec<Lane>,
    carbon: Vec<Lane>,
    /// Power that comes in at each position, 0 where it is next to nothing.
    throughput: Vec<Lane>,
    intensity: Vec<Lane>,
    /// First branch that runs against the order out of each position, and the next after each branch.
    back: Vec<u32>,
    next_back: Vec<u32>,
    /// Positions to be mixed again, a bit each.
    dirty: Vec<u64>,
    single: Single,
}

const NONE: u32 = u32::MAX;

impl Batch {
    #[inline(always)]
    fn solve<const LOSSY: bool>(
        &mut self,
        plan: &Plan,
        network: &Network,
        steps: &Steps<'_>,
        first: usize,
        out: &mut [f64],
    ) -> Outcome {
        let n = network.buses;
        let lanes = out.len() / n.max(1);
        if self.take::<LOSSY>(plan, network, steps, first, lanes) {
            return Outcome {
                faulty: true,
                ..Outcome::default()
            };
        }
        if !self.sweep::<LOSSY>(plan) {
            let mut outcome = Outcome::default();
            for (lane, row) in out.chunks_exact_mut(n).enumerate() {
                let of = self.single.solve(network, &steps.only(first + lane), row);
                outcome.imbalance_max = outcome.imbalance_max.max(of.imbalance_max);
                outcome.idle += of.idle;
            }
            return outcome;
        }
        let outcome = self.check::<LOSSY>(plan, lanes);
        self.give(plan, lanes, out);
        outcome
    }

    /// Turns rows of steps into lanes; true if some value cannot be traced.
    #[inline(always)]
    fn take<const LOSSY: bool>(
        &mut self,
        plan: &Plan,
        network: &Network,
        steps: &Steps<'_>,
        first: usize,
        lanes: usize,
    ) -> bool {
        let branches = network.branches.len();
        let carried_mw = match steps.received_mw {
            Some(received_mw) if steps.losses != Losses::User => received_mw,
            _ => steps.sent_mw,
        };
        let mut highest = turn(
            carried_mw,
            branches,
            first,
            lanes,
            &mut self.carried,
            &mut self.runs,
        );
        self.back.clear();
        self.back.resize(network.buses, NONE);
        self.next_back.resize(branches, NONE);
        for (branch, runs) in self.runs.as_chunks::<2>().0[..branches].iter().enumerate() {
            let against = runs[usize::from(!plan.named_against[branch])];
            if against != 0 {
                let head = &mut self.back[plan.later[branch] as usize];
                self.next_back[branch] = *head;
                *head = branch as u32;
            }
        }
        let mut disagree = false;
        if LOSSY && let Some(received_mw) = steps.received_mw {
            highest = highest.max(turn(
                received_mw,
                branches,
                first,
                lanes,
                &mut self.received,
                &mut self.spare,
            ));
            let rows = first * branches..(first + lanes) * branches;
            let sent = &steps.sent_mw[rows.clone()];
            for (&sent, &received) in sent.iter().zip(&received_mw[rows]) {
                disagree |= (sent > 0.0) & (received < 0.0) | (sent < 0.0) & (received > 0.0);
                highest = highest.max(sent.to_bits() & MAGNITUDE);
            }
        }
        let generators = steps.generator_bus.len();
        for list in [&mut self.power, &mut self.carbon] {
            list.clear();
            list.resize(plan.sources, [0.0; LANES]);
        }
        let mut negative = false;
        for lane in 0..lanes {
            let powers = &steps.generation_mw[(first + lane) * generators..][..generators];
            let factors = steps.factors(first + lane);
            for (&power, &factor) in powers.iter().zip(factors) {
                negative |= power < 0.0;
                highest = highest
                    .max(power.to_bits() & MAGNITUDE)
                    .max(factor.to_bits() & MAGNITUDE);
            }
            for ((&power, &factor), &source) in
                powers.iter().zip(factors).zip(&plan.generator_source)
            {
                self.power[source as usize][lane] += power;
                self.carbon[source as usize][lane] += power * factor;
            }
        }
        highest >= INFINITE || negative || disagree
    }

    /// Mixes every bus until nothing changes; false if that takes too long.
    #[inline(always)]
    fn sweep<const LOSSY: bool>(&mut self, plan: &Plan) -> bool {
        let n = plan.bus.len();
        for list in [&mut self.throughput, &mut self.intensity] {
            list.clear();
            list.resize(n, [0.0; LANES]);
        }
        self.dirty.clear();
        self.dirty.resize(n.div_ceil(64), 0);
        let mut effort = EFFORT * n + 64;
        let mut done = 0;
        while done < n {
            let ready = (done + WINDOW).min(n);
            let mut word = usize::MAX;
            for position in done..ready {
                self.first_mixture::<LOSSY>(plan, position);
                let mut branch = self.back[position];
                while branch != NONE {
                    let earlier = plan.earlier[branch as usize] as usize;
                    self.dirty[earlier / 64] |= 1 << (earlier % 64);
                    word = word.min(earlier / 64);
                    branch = self.next_back[branch as usize];
                }
            }
            done = ready;
            // Always the earliest word first, so that most is mixed only once more. Its positions are taken together: which comes
            // next must not wait for what comes out of the one before.
            while word < done.div_ceil(64) {
                let mut bits = self.dirty[word];
                if bits == 0 {
                    word += 1;
                    continue;
                }
                let here = word;
                while bits != 0 {
                    let bit = bits & bits.wrapping_neg();
                    bits ^= bit;
                    self.dirty[here] &= !bit;
                    let again = here * 64 + bit.trailing_zeros() as usize;
                    let mixed = self.mixture(plan, again);
                    let changed = differing(&mixed, &self.intensity[again]);
                    self.intensity[again] = mixed;
                    effort -= 1;
                    if changed == 0 {
                        continue;
                    }
                    for end in ends(plan, again).as_flattened() {
                        // Out of this end power runs where it comes in at the other.
                        let runs = self.runs[(end.inward ^ 1) as usize];
                        let other = end.other as usize;
                        let spoilt = (runs & changed != 0) & (other < done);
                        self.dirty[other / 64] |= u64::from(spoilt) << (other % 64);
                        word = if spoilt { word.min(other / 64) } else { word };
                    }
                }
                if effort < 64 {
                    return false;
                }
            }
        }
        true
    }

    #[inline(always)]
    fn first_mixture<const LOSSY: bool>(&mut self, plan: &Plan, position: usize) {
        let source = plan.source[position] as usize;
        let (mut throughput, mut carbon) = (self.power[source], self.carbon[source]);
        for group in ends(plan, position) {
            for end in group {
                let branch = (end.inward / 2) as usize;
                let sign = u64::from(end.inward) << 63;
                let carried = &self.carried[branch];
                let supplier = &self.intensity[end.other as usize];
                if LOSSY {
                    let received = &self.received[branch];
                    let received = lanes_of(|lane| positive(signed(received[lane], sign)));
                    let carried = lanes_of(|lane| positive(signed(carried[lane], sign)));
                    throughput = lanes_of(|lane| throughput[lane] + received[lane]);
                    carbon = lanes_of(|lane| carbon[lane] + carried[lane] * supplier[lane]);
                } else {
                    let inward = lanes_of(|lane| positive(signed(carried[lane], sign)));
                    throughput = lanes_of(|lane| throughput[lane] + inward[lane]);
                    carbon = lanes_of(|lane| carbon[lane] + inward[lane] * supplier[lane]);
                }
            }
        }
        throughput = lanes_of(|lane| {
            if throughput[lane] > NOTHING_MW {
                throughput[lane]
            } else {
                0.0
            }
        });
        self.intensity[position] = per(&carbon, &throughput);
        self.throughput[position] = throughput;
    }

    /// The carbon that comes in at a position, summed in the same order as the first time.
    #[inline(always)]
    fn inflow(&self, plan: &Plan, position: usize) -> Lane {
        let mut carbon = self.carbon[plan.source[position] as usize];
        for group in ends(plan, position) {
            for end in group {
                let sign = u64::from(end.inward) << 63;
                let carried = &self.carried[(end.inward / 2) as usize];
                let supplier = &self.intensity[end.other as usize];
                let inward = lanes_of(|lane| positive(signed(carried[lane], sign)));
                carbon = lanes_of(|lane| carbon[lane] + inward[lane] * supplier[lane]);
            }
        }
        carbon
    }

    /// The same, and the power that leaves the network there: all that comes in less all that goes on, as it carries carbon.
    #[inline(always)]
    fn inflow_and_withdrawn<const LOSSY: bool>(
        &self,
        plan: &Plan,
        position: usize,
    ) -> (Lane, Lane) {
        let source = plan.source[position] as usize;
        let (mut carbon, mut withdrawn) = (self.carbon[source], self.power[source]);
        for group in ends(plan, position) {
            for end in group {
                let branch = (end.inward / 2) as usize;
                let sign = u64::from(end.inward) << 63;
                let carried = &self.carried[branch];
                let supplier = &self.intensity[end.other as usize];
                if LOSSY {
                    let received = &self.received[branch];
                    let received = lanes_of(|lane| positive(signed(received[lane], sign)));
                    let carried = lanes_of(|lane| signed(carried[lane], sign));
                    withdrawn = lanes_of(|lane| {
                        withdrawn[lane] + received[lane] - positive(-carried[lane])
                    });
                    carbon =
                        lanes_of(|lane| carbon[lane] + positive(carried[lane]) * supplier[lane]);
                } else {
                    let flow = lanes_of(|lane| signed(carried[lane], sign));
                    withdrawn = lanes_of(|lane| withdrawn[lane] + flow[lane]);
                    carbon = lanes_of(|lane| carbon[lane] + positive(flow[lane]) * supplier[lane]);
                }
            }
        }
        (carbon, withdrawn)
    }

    #[inline(always)]
    fn mixture(&self, plan: &Plan, position: usize) -> Lane {
        per(&self.inflow(plan, position), &self.throughput[position])
    }

    /// The gap of carbon at every bus, from the final intensities of all its suppliers, and that of the whole network: what
    /// generators emit less what is withdrawn.
    #[inline(always)]
    fn check<const LOSSY: bool>(&self, plan: &Plan, lanes: usize) -> Outcome {
        let mut emitted = [0.0; LANES];
        for carbon in &self.carbon {
            for lane in 0..LANES {
                emitted[lane] += carbon[lane];
            }
        }
        let (mut worst, mut all, mut idle) = ([0.0f64; LANES], emitted, [0.0f64; LANES]);
        for position in 0..plan.bus.len() {
            let (inflow, withdrawn) = self.inflow_and_withdrawn::<LOSSY>(plan, position);
            let (throughput, intensity) = (&self.throughput[position], &self.intensity[position]);
            let gap = lanes_of(|lane| (inflow[lane] - intensity[lane] * throughput[lane]).abs());
            worst = lanes_of(|lane| {
                if gap[lane] > worst[lane] {
                    gap[lane]
                } else {
                    worst[lane]
                }
            });
            all = lanes_of(|lane| all[lane] - intensity[lane] * withdrawn[lane]);
            idle = lanes_of(|lane| idle[lane] + if throughput[lane] > 0.0 { 0.0 } else { 1.0 });
        }
        let relative = (0..lanes).map(|lane| {
            let gap = worst[lane].max(all[lane].abs());
            if emitted[lane] > 0.0 {
                gap / emitted[lane]
            } else {
                gap
            }
        });
        Outcome {
            imbalance_max: relative.fold(0.0, f64::max),
            idle: idle[..lanes].iter().sum::<f64>() as u64,
            faulty: false,
        }
    }

    /// Turns lanes back into rows of buses.
    #[inline(always)]
    fn give(&self, plan: &Plan, lanes: usize, out: &mut [f64]) {
        let n = plan.place.len();
        let (whole, rest) = plan.place.as_chunks::<LANES>();
        for (tile, places) in whole.iter().enumerate() {
            let mut columns = [[0.0; LANES]; LANES];
            for (column, &place) in columns.iter_mut().zip(places) {
                *column = self.intensity[place as usize];
            }
            for lane in 0..lanes {
                let row = &mut out[lane * n + tile * LANES..][..LANES];
                for (value, column) in row.iter_mut().zip(&columns) {
                    *value = column[lane];
                }
            }
        }
        for (bus, &place) in rest.iter().enumerate() {
            for lane in 0..lanes {
                out[lane * n + whole.len() * LANES + bus] = self.intensity[place as usize][lane];
            }
        }
    }
}

const MAGNITUDE: u64 = !(1 << 63);
const INFINITE: u64 = 0x7ff0_0000_0000_0000;

#[inline(always)]
fn ends(plan: &Plan, position: usize) -> &[[End; ENDS]] {
    &plan.ends[plan.first_end[position] as usize..plan.first_end[position + 1] as usize]
}

#[inline(always)]
fn signed(value: f64, sign: u64) -> f64 {
    f64::from_bits(value.to_bits() ^ sign)
}

#[inline(always)]
fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}

#[inline(always)]
fn lanes_of(value: impl Fn(usize) -> f64) -> Lane {
    let mut out = [0.0; LANES];
    for (lane, out) in out.iter_mut().enumerate() {
        *out = value(lane);
    }
    out
}

/// Carbon over power, 0 where nothing runs.
#[inline(always)]
fn per(carbon: &Lane, throughput: &Lane) -> Lane {
    let quotient = lanes_of(|lane| carbon[lane] / throughput[lane]);
    lanes_of(|lane| {
        if throughput[lane] > 0.0 {
            quotient[lane]
        } else {
            0.0
        }
    })
}

/// Lanes in which two mixtures differ, a bit each.
#[inline(always)]
fn differing(a: &Lane, b: &Lane) -> u8 {
    let mut bytes = [0u64; LANES];
    for lane in 0..LANES {
        bytes[lane] = if a[lane] != b[lane] {
            0x80 << (8 * lane)
        } else {
            0
        };
    }
    let flags = bytes.into_iter().fold(0, |all, byte| all | byte);
    // The product brings the highest bit of each byte into the highest byte, lane by lane.
    ((flags >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) as u8
}

/// Turns `lanes` rows of a row-major table into columns of lanes, with one more column of zeros; lanes beyond the last step are 0.
/// `runs` tells in which lanes each value is positive and in which negative. Gives the largest magnitude as bits, which is at least
/// [`INFINITE`] if some value is not finite.
#[inline(always)]
fn turn(
    table: &[f64],
    width: usize,
    first: usize,
    lanes: usize,
    out: &mut Vec<Lane>,
    runs: &mut Vec<u8>,
) -> u64 {
    let whole = (width + 1).next_multiple_of(TILE);
    out.resize(whole, [0.0; LANES]);
    runs.clear();
    runs.resize(2 * whole, 0);
    let mut highest = 0u64;
    let tiles = out.as_chunks_mut::<TILE>().0;
    let marks = runs.as_chunks_mut::<{ 2 * TILE }>().0;
    for (number, (tile, marks)) in tiles.iter_mut().zip(marks).enumerate() {
        let start = (number * TILE).min(width);
        let wide = (width - start).min(TILE);
        let (mut forward, mut backward) = ([0u8; TILE], [0u8; TILE]);
        if wide < TILE || lanes < LANES {
            tile.fill([0.0; LANES]);
        }
        for lane in 0..lanes {
            let row = &table[(first + lane) * width + start..][..wide];
            let bit = 1u8 << lane;
            for (forward, &value) in forward.iter_mut().zip(row) {
                *forward |= if value > 0.0 { bit } else { 0 };
            }
            for (backward, &value) in backward.iter_mut().zip(row) {
                *backward |= if value < 0.0 { bit } else { 0 };
            }
            for &value in row {
                highest = highest.max(value.to_bits() & MAGNITUDE);
            }
            for (cell, &value) in tile.iter_mut().zip(row) {
                cell[lane] = value;
            }
        }
        for (mark, (&forward, &backward)) in marks
            .as_chunks_mut::<2>()
            .0
            .iter_mut()
            .zip(forward.iter().zip(&backward))
        {
            *mark = [forward, backward];
        }
    }
    highest
}

/// Columns turned together: what they take stays in the nearest cache.
const TILE: usize = 64;
