//! Eight steps in lockstep: buses are taken out of the network one after the other, then filled in again backward.
//!
//! Taking out bus `i` joins each of its suppliers with each of its customers: what comes from `j` is the share
//! `w_j = flow_ji / throughput_i` of all that leaves `i`, so from now on `w_j flow_ik` runs from `j` to `k` directly, and `k` is credited
//! with its share of what generators fed in at `i`. That changes no other bus's intensity. Backward,
//! `e_i = own carbon / throughput_i + sum of w_j e_j`.
//!
//! Throughput is summed anew at each bus from what feeds it (Grassmann, Taksar, Heyman 1985, for Markov chains): what returns to the
//! bus it came from is left out of both sides, and nothing is ever subtracted. Every number is a sum of products of flows that are not
//! negative, so each is right to about as many units of rounding as operations led to it, circles or not. Where lines lose power
//! and users bear it, own power may be negative and this holds no longer; steps whose check fails are then solved alone (`single`).
//! The same work is done whatever the directions are, without a branch that depends on data.

use super::lanes::{LANES, Lane, ZERO, greater, lanes_of, positive, signed, turn, turned};
use super::network::{Network, Touch};
use super::plan::Plan;
use super::single::Single;
use super::trace::{Losses, Steps};

/// Power below which nothing runs through a bus, MW: dividing by anything smaller may overflow.
pub(super) const NOTHING_MW: f64 = 1e-290;

/// Gap of carbon at a bus, relative to all carbon, at which a batch with losses is solved step by step.
const GAP_MAX: f64 = 1e-11;

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
    pub plan: Option<&'a Plan>,
    pub network: &'a Network,
    pub steps: &'a Steps<'a>,
    pub first: usize,
    pub out: &'a mut [f64],
}

impl pulp::NullaryFnOnce for Solve<'_> {
    type Output = Outcome;

    #[inline(always)]
    fn call(self) -> Outcome {
        let Some(plan) = self.plan else {
            return self
                .batch
                .alone(self.network, self.steps, self.first, self.out);
        };
        // Where the line or the sender bears the losses, all that arrives carries carbon, and nothing else does.
        if self.steps.received_mw.is_some() && self.steps.losses == Losses::User {
            self.batch
                .solve::<true>(plan, self.network, self.steps, self.first, self.out)
        } else {
            self.batch
                .solve::<false>(plan, self.network, self.steps, self.first, self.out)
        }
    }
}

/// A batch's workspace.
#[derive(Default)]
pub(super) struct Batch {
    /// Flow that carries carbon, by branch and more that carry nothing.
    carried: Vec<Lane>,
    /// Flow that arrives, likewise; empty unless the user bears losses.
    received: Vec<Lane>,
    /// Power of each generator, and its factors if they change from step to step.
    power: Vec<Lane>,
    factor: Vec<Lane>,
    /// By pair, what runs from the earlier position to the later, and back; back becomes a share once the earlier is taken out.
    pairs: Vec<[Lane; 2]>,
    /// By position: carbon fed in, in the end the intensity; and power fed in, in the end the gap of carbon. Side by side, since they are
    /// always asked for together.
    mix: Vec<[Lane; 2]>,
    /// By position: what arrives and is generated; empty unless the user bears losses.
    throughput: Vec<Lane>,
    single: Single,
}

impl Batch {
    /// Each step by itself.
    fn alone(
        &mut self,
        network: &Network,
        steps: &Steps<'_>,
        first: usize,
        out: &mut [f64],
    ) -> Outcome {
        let mut outcome = Outcome::default();
        for (lane, row) in out.chunks_exact_mut(network.buses.max(1)).enumerate() {
            let one = steps.only(first + lane);
            if !one.traceable() {
                outcome.faulty = true;
                return outcome;
            }
            let of = self.single.solve(network, &one, row);
            outcome.imbalance_max = outcome.imbalance_max.max(of.imbalance_max);
            outcome.idle += of.idle;
        }
        outcome
    }

    #[inline(always)]
    fn solve<const LOSSY: bool>(
        &mut self,
        plan: &Plan,
        network: &Network,
        steps: &Steps<'_>,
        first: usize,
        out: &mut [f64],
    ) -> Outcome {
        let lanes = out.len() / network.buses.max(1);
        if self.take::<LOSSY>(plan, steps, first, lanes) {
            return Outcome {
                faulty: true,
                ..Outcome::default()
            };
        }
        let emitted = self.feed(plan);
        self.join(plan);
        if LOSSY {
            self.lose(plan);
        }
        let idle = self.take_out::<LOSSY>(network, plan, lanes);
        self.fill_in(plan);
        let (outcome, trouble) = self.check::<LOSSY>(plan, &emitted, lanes);
        if trouble > GAP_MAX {
            return self.alone(network, steps, first, out);
        }
        self.give(plan, lanes, out);
        Outcome { idle, ..outcome }
    }

    /// Turns rows of steps into lanes; true if some value cannot be traced.
    #[inline(always)]
    fn take<const LOSSY: bool>(
        &mut self,
        plan: &Plan,
        steps: &Steps<'_>,
        first: usize,
        lanes: usize,
    ) -> bool {
        let branches = plan.ends.len();
        let generators = plan.generator.len();
        let carried_mw = match steps.received_mw {
            Some(received_mw) if steps.losses != Losses::User => received_mw,
            _ => steps.sent_mw,
        };
        let mut infinite = turn(carried_mw, branches, first, lanes, &mut self.carried);
        let mut bad = false;
        if let Some(received_mw) = steps.received_mw {
            if LOSSY {
                infinite |= turn(received_mw, branches, first, lanes, &mut self.received);
            }
            let rows = first * branches..(first + lanes) * branches;
            let sent = &steps.sent_mw[rows.clone()];
            for (&sent, &received) in sent.iter().zip(&received_mw[rows]) {
                bad |= (sent > 0.0) & (received < 0.0) | (sent < 0.0) & (received > 0.0);
                bad |= !sent.is_finite();
            }
        }
        infinite |= turn(
            steps.generation_mw,
            generators,
            first,
            lanes,
            &mut self.power,
        );
        for power in &self.power {
            for &power in &power.0 {
                bad |= power < 0.0;
            }
        }
        if steps.factor_t_per_mwh.len() == generators {
            bad |= !steps.factor_t_per_mwh.iter().all(|f| f.is_finite());
            self.factor.clear();
            let same = steps.factor_t_per_mwh.iter().map(|&f| Lane([f; LANES]));
            self.factor.extend(same);
        } else {
            let of = steps.factor_t_per_mwh;
            infinite |= turn(of, generators, first, lanes, &mut self.factor);
        }
        infinite | bad
    }

    /// Puts generators at their positions; gives the carbon of all.
    #[inline(always)]
    fn feed(&mut self, plan: &Plan) -> Lane {
        let n = plan.place.len();
        self.mix.clear();
        self.mix.resize(n, [ZERO; 2]);
        let mut emitted = ZERO;
        for ((&position, power), factor) in plan.generator.iter().zip(&self.power).zip(&self.factor)
        {
            let [carbon, fed] = &mut self.mix[position as usize];
            for lane in 0..LANES {
                let made = power[lane] * factor[lane];
                fed[lane] += power[lane];
                carbon[lane] += made;
                emitted[lane] += made;
            }
        }
        emitted
    }

    /// What runs between each two positions, in either direction.
    #[inline(always)]
    fn join(&mut self, plan: &Plan) {
        self.pairs.resize(plan.branch.len(), [ZERO; 2]);
        for (pair, &named) in self.pairs.iter_mut().zip(&plan.branch) {
            *pair = both_ways(&self.carried, named);
        }
        for &(pair, named) in &plan.parallel {
            let [out, back] = both_ways(&self.carried, named);
            let pair = &mut self.pairs[pair as usize];
            *pair = [
                lanes_of(|lane| pair[0][lane] + out[lane]),
                lanes_of(|lane| pair[1][lane] + back[lane]),
            ];
        }
    }

    /// Takes what lines lose from what is fed in at their receiving ends, since all that was sent is booked as arriving.
    #[inline(always)]
    fn lose(&mut self, plan: &Plan) {
        self.throughput.clear();
        self.throughput.extend(self.mix.iter().map(|mix| mix[1]));
        for ((&(from, to), sent), received) in
            plan.ends.iter().zip(&self.carried).zip(&self.received)
        {
            for (end, sign) in [(to, 0), (from, 1u64 << 63)] {
                let arrives = lanes_of(|lane| positive(signed(received[lane], sign)));
                let lost = lanes_of(|lane| positive(signed(sent[lane], sign)) - arrives[lane]);
                let (fed, throughput) = (
                    &mut self.mix[end as usize][1],
                    &mut self.throughput[end as usize],
                );
                *fed = lanes_of(|lane| fed[lane] - lost[lane]);
                *throughput = lanes_of(|lane| throughput[lane] + arrives[lane]);
            }
        }
    }

    /// Takes out every position; gives the number of buses and steps through which nothing runs.
    #[inline(always)]
    fn take_out<const LOSSY: bool>(&mut self, network: &Network, plan: &Plan, lanes: usize) -> u64 {
        let mut idle = 0;
        let mut joined = plan.joined.as_slice();
        for position in 0..plan.place.len() {
            let (start, end) = (
                plan.first_pair[position] as usize,
                plan.first_pair[position + 1] as usize,
            );
            let others = &plan.other[start..end];
            let (before, later) = self.pairs.split_at_mut(end);
            let own = &mut before[start..];
            let (these, rest) = joined.split_at(others.len() * others.len().saturating_sub(1) / 2);
            joined = rest;
            let mut out = TakenOut {
                network,
                plan,
                carried: &self.carried,
                mix: &mut self.mix,
                throughput: &self.throughput,
                position,
                end,
                later,
            };
            // Most buses have one to four partners left: their loops are laid out without counting.
            let per = match (own, others) {
                ([a], [p]) => out.one::<LOSSY>(std::slice::from_mut(a), &[*p], these),
                (own @ [_, _], [p, q]) => out.one::<LOSSY>(own, &[*p, *q], these),
                (own @ [_, _, _], [p, q, r]) => out.one::<LOSSY>(own, &[*p, *q, *r], these),
                (own @ [_, _, _, _], [p, q, r, s]) => {
                    out.one::<LOSSY>(own, &[*p, *q, *r, *s], these)
                }
                (own, others) => out.one::<LOSSY>(own, others, these),
            };
            // All lanes at once: a search that stops at the first would take longer.
            if per.iter().fold(false, |none, &per| none | (per == 0.0)) {
                idle += out.idle::<LOSSY>(&per, lanes);
            }
        }
        idle
    }

    /// Intensities, last position first.
    #[inline(always)]
    fn fill_in(&mut self, plan: &Plan) {
        for position in (0..plan.place.len()).rev() {
            let range = plan.first_pair[position] as usize..plan.first_pair[position + 1] as usize;
            let mut intensity = self.mix[position][0];
            for (pair, &other) in self.pairs[range.clone()].iter().zip(&plan.other[range]) {
                let supplier = &self.mix[other as usize][0];
                intensity = lanes_of(|lane| intensity[lane] + pair[1][lane] * supplier[lane]);
            }
            self.mix[position] = [intensity, ZERO];
        }
    }

    /// The gap of carbon at every bus, from the flows as they were given and the final intensities, and its sum, which is the gap of the
    /// whole network: what generators emit less what is withdrawn. Also the largest gap where anything runs, if lines lose power.
    #[inline(always)]
    fn check<const LOSSY: bool>(
        &mut self,
        plan: &Plan,
        emitted: &Lane,
        lanes: usize,
    ) -> (Outcome, f64) {
        let mix = &mut self.mix;
        for ((&position, power), factor) in plan.generator.iter().zip(&self.power).zip(&self.factor)
        {
            let [own, at] = &mut mix[position as usize];
            *at = lanes_of(|lane| at[lane] + power[lane] * (factor[lane] - own[lane]));
        }
        for (branch, &(from, to)) in plan.ends.iter().enumerate() {
            let flow = &self.carried[branch];
            let (a, b) = (mix[from as usize][0], mix[to as usize][0]);
            let (there, here) = if LOSSY {
                let arrives = &self.received[branch];
                let brings = |flow: f64, arrives: f64, from: f64, to: f64| {
                    positive(flow) * from - positive(arrives) * to
                };
                (
                    lanes_of(|lane| brings(flow[lane], arrives[lane], a[lane], b[lane])),
                    lanes_of(|lane| brings(-flow[lane], -arrives[lane], b[lane], a[lane])),
                )
            } else {
                let difference = lanes_of(|lane| a[lane] - b[lane]);
                (
                    lanes_of(|lane| positive(flow[lane]) * difference[lane]),
                    lanes_of(|lane| positive(-flow[lane]) * -difference[lane]),
                )
            };
            for (end, brought) in [(to, &there), (from, &here)] {
                let at = &mut mix[end as usize][1];
                *at = lanes_of(|lane| at[lane] + brought[lane]);
            }
        }
        let (mut worst, mut all, mut trouble) = (ZERO, ZERO, ZERO);
        for (position, [_, gap]) in mix.iter().enumerate() {
            all = lanes_of(|lane| all[lane] + gap[lane]);
            let size = lanes_of(|lane| gap[lane].abs());
            worst = lanes_of(|lane| greater(size[lane], worst[lane]));
            if LOSSY {
                let runs = &self.throughput[position];
                trouble = lanes_of(|lane| {
                    if runs[lane] > NOTHING_MW {
                        greater(size[lane], trouble[lane])
                    } else {
                        trouble[lane]
                    }
                });
            }
        }
        let relative = |lane: usize, gap: f64| {
            if emitted[lane] > 0.0 {
                gap / emitted[lane]
            } else {
                gap
            }
        };
        let most = |of: &dyn Fn(usize) -> f64| (0..lanes).map(of).fold(0.0, f64::max);
        let outcome = Outcome {
            imbalance_max: most(&|lane| relative(lane, worst[lane].max(all[lane].abs()))),
            ..Outcome::default()
        };
        (outcome, most(&|lane| relative(lane, trouble[lane])))
    }

    /// Turns lanes back into rows of buses.
    #[inline(always)]
    fn give(&self, plan: &Plan, lanes: usize, out: &mut [f64]) {
        let n = plan.place.len();
        let (whole, rest) = plan.place.as_chunks::<LANES>();
        for (tile, places) in whole.iter().enumerate() {
            let mut columns = [ZERO; LANES];
            for (column, &place) in columns.iter_mut().zip(places) {
                *column = self.mix[place as usize][0];
            }
            let rows = turned(columns);
            for (lane, row) in rows.iter().enumerate().take(lanes) {
                out[lane * n + tile * LANES..][..LANES].copy_from_slice(&row.0);
            }
        }
        for (bus, &place) in rest.iter().enumerate() {
            for lane in 0..lanes {
                out[lane * n + whole.len() * LANES + bus] = self.mix[place as usize][0][lane];
            }
        }
    }
}

/// One position, as it is taken out.
struct TakenOut<'a> {
    network: &'a Network,
    plan: &'a Plan,
    carried: &'a [Lane],
    mix: &'a mut [[Lane; 2]],
    throughput: &'a [Lane],
    position: usize,
    /// Number of the first pair in `later`.
    end: usize,
    later: &'a mut [[Lane; 2]],
}

impl TakenOut<'_> {
    /// Joins all partners of the position; gives one over its throughput, 0 where nothing runs.
    #[inline(always)]
    fn one<const LOSSY: bool>(
        &mut self,
        own: &mut [[Lane; 2]],
        others: &[u32],
        joined: &[u32],
    ) -> Lane {
        let position = self.position;
        let [own_carbon, own_fed] = self.mix[position];
        let mut throughput = own_fed;
        for pair in own.iter() {
            throughput = lanes_of(|lane| throughput[lane] + pair[1][lane]);
        }
        if LOSSY {
            let first = &self.throughput[position];
            throughput = lanes_of(|lane| {
                if first[lane] > NOTHING_MW {
                    throughput[lane]
                } else {
                    0.0
                }
            });
        }
        let quotient = lanes_of(|lane| 1.0 / throughput[lane]);
        let per = lanes_of(|lane| {
            if throughput[lane] > NOTHING_MW {
                quotient[lane]
            } else {
                0.0
            }
        });
        let carbon = lanes_of(|lane| own_carbon[lane] * per[lane]);
        let fed = lanes_of(|lane| own_fed[lane] * per[lane]);
        self.mix[position][0] = carbon;
        for (pair, &other) in own.iter_mut().zip(others) {
            let [out, back] = *pair;
            pair[1] = lanes_of(|lane| back[lane] * per[lane]);
            let mix = &mut self.mix[other as usize];
            *mix = [
                lanes_of(|lane| mix[0][lane] + out[lane] * carbon[lane]),
                lanes_of(|lane| mix[1][lane] + out[lane] * fed[lane]),
            ];
        }
        let mut joined = joined.iter();
        for (number, first) in own.iter().enumerate() {
            for (second, &pair) in own[number + 1..].iter().zip(&mut joined) {
                let pair = &mut self.later[pair as usize - self.end];
                *pair = [
                    lanes_of(|lane| pair[0][lane] + first[1][lane] * second[0][lane]),
                    lanes_of(|lane| pair[1][lane] + second[1][lane] * first[0][lane]),
                ];
            }
        }
        per
    }

    /// Lanes without a share through which indeed nothing runs. A circle that nothing feeds has power, but no carbon to tell of.
    #[inline(always)]
    fn idle<const LOSSY: bool>(&self, per: &Lane, lanes: usize) -> u64 {
        let arrives = if LOSSY {
            self.throughput[self.position]
        } else {
            let bus = self.plan.bus[self.position];
            arriving(self.network.touching(bus), self.carried)
        };
        let idles = |lane: &usize| per[*lane] == 0.0 && arrives[*lane] <= NOTHING_MW;
        (0..lanes).filter(idles).count() as u64
    }
}

/// What a branch carries out and back, seen from the earlier of its ends.
#[inline(always)]
fn both_ways(carried: &[Lane], named: u32) -> [Lane; 2] {
    let flow = &carried[(named / 2) as usize];
    let sign = u64::from(named) << 63;
    [
        lanes_of(|lane| positive(signed(flow[lane], sign))),
        lanes_of(|lane| positive(-signed(flow[lane], sign))),
    ]
}

/// What branches bring to a bus.
#[inline(always)]
fn arriving(touching: &[Touch], carried: &[Lane]) -> Lane {
    let mut sum = ZERO;
    for touch in touching {
        let flow = &carried[touch.branch() as usize];
        let sign = u64::from(!touch.positive_comes_in()) << 63;
        sum = lanes_of(|lane| sum[lane] + positive(signed(flow[lane], sign)));
    }
    sum
}
