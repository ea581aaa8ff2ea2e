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
    /// Flow that carries carbon, by rank of the branch, from the earlier position to the later; and one more that carries nothing.
    carried: Vec<Lane>,
    /// Flow that arrives, likewise; empty unless the user bears losses.
    received: Vec<Lane>,
    /// Power of each generator, and its factors if they change from step to step.
    power: Vec<Lane>,
    factor: Vec<Lane>,
    /// By pair, what runs from the earlier position to the later, and back, through buses that were taken out; back becomes a share once the
    /// earlier is taken out. 0 between batches: whoever reads a number last clears it while it is at hand.
    pairs: Vec<[Lane; 2]>,
    /// By position: carbon fed in, in the end the intensity; and power fed in, in the end the gap of carbon. Side by side, since they are
    /// always asked for together. 0 between batches, likewise.
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
        self.join_parallel(plan);
        if LOSSY {
            self.lose(plan);
        }
        let idle = self.take_out::<LOSSY>(network, plan, lanes);
        self.fill_in(plan);
        self.compare::<LOSSY>(plan);
        let gaps = self.give::<LOSSY>(plan, lanes, out);
        let relative = |lane: usize, gap: f64| {
            if emitted[lane] > 0.0 {
                gap / emitted[lane]
            } else {
                gap
            }
        };
        let most = |of: &dyn Fn(usize) -> f64| (0..lanes).map(of).fold(0.0, f64::max);
        if most(&|lane| relative(lane, gaps.trouble[lane])) > GAP_MAX {
            return self.alone(network, steps, first, out);
        }
        let gap = |lane: usize| relative(lane, gaps.worst[lane].max(gaps.all[lane].abs()));
        Outcome {
            imbalance_max: most(&gap),
            idle,
            faulty: false,
        }
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
        let branches = plan.rank.len();
        let generators = plan.generator.len();
        let carried_mw = match steps.received_mw {
            Some(received_mw) if steps.losses != Losses::User => received_mw,
            _ => steps.sent_mw,
        };
        // Positive from the earlier position to the later; one more carries nothing.
        let ranks = Some(plan.rank.as_slice());
        let carried = &mut self.carried;
        carried.resize(branches + 1, ZERO);
        let mut infinite = turn(carried_mw, first, lanes, branches, ranks, carried);
        let mut bad = false;
        if let Some(received_mw) = steps.received_mw {
            if LOSSY {
                let received = &mut self.received;
                received.resize(branches + 1, ZERO);
                infinite |= turn(received_mw, first, lanes, branches, ranks, received);
            }
            let rows = first * branches..(first + lanes) * branches;
            let sent = &steps.sent_mw[rows.clone()];
            for (&sent, &received) in sent.iter().zip(&received_mw[rows]) {
                bad |= (sent > 0.0) & (received < 0.0) | (sent < 0.0) & (received > 0.0);
                bad |= !sent.is_finite();
            }
        }
        let power = &mut self.power;
        power.resize(generators, ZERO);
        infinite |= turn(steps.generation_mw, first, lanes, generators, None, power);
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
            let (of, factor) = (steps.factor_t_per_mwh, &mut self.factor);
            factor.resize(generators, ZERO);
            infinite |= turn(of, first, lanes, generators, None, factor);
        }
        infinite | bad
    }

    /// Puts generators at their positions; gives the carbon of all.
    #[inline(always)]
    fn feed(&mut self, plan: &Plan) -> Lane {
        self.mix.resize(plan.place.len(), [ZERO; 2]);
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

    /// What second and further branches carry between the same two positions.
    #[inline(always)]
    fn join_parallel(&mut self, plan: &Plan) {
        self.pairs.resize(plan.other.len(), [ZERO; 2]);
        for &(pair, rank) in &plan.parallel {
            let pair = &mut self.pairs[pair as usize];
            *pair = with_flow(pair, &self.carried[rank as usize]);
        }
    }

    /// Takes what lines lose from what is fed in at their receiving ends, since all that was sent is booked as arriving.
    #[inline(always)]
    fn lose(&mut self, plan: &Plan) {
        self.throughput.clear();
        self.throughput.extend(self.mix.iter().map(|mix| mix[1]));
        for early in 0..plan.place.len() {
            for rank in plan.ranks(early) {
                let (sent, received) = (&self.carried[rank], &self.received[rank]);
                let late = plan.later[rank] as usize;
                for (end, sign) in [(late, 0), (early, 1u64 << 63)] {
                    let arrives = lanes_of(|lane| positive(signed(received[lane], sign)));
                    let lost = lanes_of(|lane| positive(signed(sent[lane], sign)) - arrives[lane]);
                    let (fed, throughput) = (&mut self.mix[end][1], &mut self.throughput[end]);
                    *fed = lanes_of(|lane| fed[lane] - lost[lane]);
                    *throughput = lanes_of(|lane| throughput[lane] + arrives[lane]);
                }
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
            let branches = &plan.branch[start..end];
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
            let per = match (own, others, branches) {
                ([a], [p], [b]) => out.one::<LOSSY>(std::slice::from_mut(a), &[*p], &[*b], these),
                (own @ [_, _], [p, q], [b, c]) => {
                    out.one::<LOSSY>(own, &[*p, *q], &[*b, *c], these)
                }
                (own @ [_, _, _], [p, q, r], [b, c, d]) => {
                    out.one::<LOSSY>(own, &[*p, *q, *r], &[*b, *c, *d], these)
                }
                (own @ [_, _, _, _], [p, q, r, s], [b, c, d, e]) => {
                    out.one::<LOSSY>(own, &[*p, *q, *r, *s], &[*b, *c, *d, *e], these)
                }
                (own, others, branches) => out.one::<LOSSY>(own, others, branches, these),
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
            for ([_, share], &other) in self.pairs[range.clone()].iter_mut().zip(&plan.other[range])
            {
                let supplier = &self.mix[other as usize][0];
                intensity = lanes_of(|lane| intensity[lane] + share[lane] * supplier[lane]);
                *share = ZERO;
            }
            self.mix[position] = [intensity, ZERO];
        }
    }

    /// The gap of carbon at every bus, from the flows as they were given and the final intensities.
    #[inline(always)]
    fn compare<const LOSSY: bool>(&mut self, plan: &Plan) {
        let mix = &mut self.mix;
        for ((&position, power), factor) in plan.generator.iter().zip(&self.power).zip(&self.factor)
        {
            let [own, at] = &mut mix[position as usize];
            *at = lanes_of(|lane| at[lane] + power[lane] * (factor[lane] - own[lane]));
        }
        for early in 0..plan.place.len() {
            let [a, mut gap] = mix[early];
            for rank in plan.ranks(early) {
                let flow = &self.carried[rank];
                let [b, late] = &mut mix[plan.later[rank] as usize];
                let (there, here) = if LOSSY {
                    let arrives = &self.received[rank];
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
                *late = lanes_of(|lane| late[lane] + there[lane]);
                gap = lanes_of(|lane| gap[lane] + here[lane]);
            }
            mix[early][1] = gap;
        }
    }

    /// Turns lanes back into rows of buses; tells how far what arrives at them is from what leaves them.
    #[inline(always)]
    fn give<const LOSSY: bool>(&mut self, plan: &Plan, lanes: usize, out: &mut [f64]) -> Gaps {
        let n = plan.place.len();
        let mut gaps = Gaps::default();
        let (whole, rest) = plan.place.as_chunks::<LANES>();
        for (tile, places) in whole.iter().enumerate() {
            let mut columns = [ZERO; LANES];
            for (column, &place) in columns.iter_mut().zip(places) {
                *column = self.clear::<LOSSY>(place, &mut gaps);
            }
            let rows = turned(columns);
            for (lane, row) in rows.iter().enumerate().take(lanes) {
                out[lane * n + tile * LANES..][..LANES].copy_from_slice(&row.0);
            }
        }
        for (bus, &place) in rest.iter().enumerate() {
            let column = self.clear::<LOSSY>(place, &mut gaps);
            for lane in 0..lanes {
                out[lane * n + whole.len() * LANES + bus] = column[lane];
            }
        }
        gaps
    }

    /// The intensity at a position, which is ready for the next batch then.
    #[inline(always)]
    fn clear<const LOSSY: bool>(&mut self, place: u32, gaps: &mut Gaps) -> Lane {
        let mix = &mut self.mix[place as usize];
        let [intensity, gap] = *mix;
        *mix = [ZERO; 2];
        let through = LOSSY.then(|| &self.throughput[place as usize]);
        gaps.add(&gap, through);
        intensity
    }
}

/// How far carbon is from balance, t per hour.
#[derive(Default)]
struct Gaps {
    /// At the worst bus.
    worst: Lane,
    /// Of the whole network: what generators emit less what is withdrawn.
    all: Lane,
    /// At the worst bus through which anything runs, if lines lose power.
    trouble: Lane,
}

impl Gaps {
    #[inline(always)]
    fn add(&mut self, gap: &Lane, through: Option<&Lane>) {
        self.all = lanes_of(|lane| self.all[lane] + gap[lane]);
        let size = lanes_of(|lane| gap[lane].abs());
        self.worst = lanes_of(|lane| greater(size[lane], self.worst[lane]));
        if let Some(through) = through {
            self.trouble = lanes_of(|lane| {
                if through[lane] > NOTHING_MW {
                    greater(size[lane], self.trouble[lane])
                } else {
                    self.trouble[lane]
                }
            });
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
        branches: &[u32],
        joined: &[u32],
    ) -> Lane {
        let position = self.position;
        let [own_carbon, own_fed] = self.mix[position];
        let mut throughput = own_fed;
        for (pair, &rank) in own.iter_mut().zip(branches) {
            *pair = with_flow(pair, &self.carried[rank as usize]);
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
        for [out, _] in own {
            *out = ZERO;
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
            arriving(self.network.touching(bus), &self.plan.rank, self.carried)
        };
        let idles = |lane: &usize| per[*lane] == 0.0 && arrives[*lane] <= NOTHING_MW;
        (0..lanes).filter(idles).count() as u64
    }
}

/// A pair with what a branch carries out and back.
#[inline(always)]
fn with_flow([out, back]: &[Lane; 2], flow: &Lane) -> [Lane; 2] {
    [
        lanes_of(|lane| out[lane] + positive(flow[lane])),
        lanes_of(|lane| back[lane] + positive(-flow[lane])),
    ]
}

/// What branches bring to a bus.
#[inline(always)]
fn arriving(touching: &[Touch], rank: &[u32], carried: &[Lane]) -> Lane {
    let mut sum = ZERO;
    for touch in touching {
        let rank = rank[touch.branch() as usize];
        let flow = &carried[(rank / 2) as usize];
        let sign = u64::from(rank ^ u32::from(!touch.positive_comes_in())) << 63;
        sum = lanes_of(|lane| sum[lane] + positive(signed(flow[lane], sign)));
    }
    sum
}
