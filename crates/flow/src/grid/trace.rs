//! Proportional sharing, many steps at once.
//!
//! At every bus, what leaves has the mixture of what comes in (Bialek 1996, Kirschen 1997; Kang et al. 2015, "carbon emission flow"):
//!
//! ```text
//! intensity_i * throughput_i = sum over lines in, sent_ji * intensity_j + sum over generators, power_g * factor_g
//! throughput_i               = sum over lines in, received_ji           + sum over generators, power_g
//! ```
//!
//! Where power does not run in a circle, one pass in the order of the flow is exact. `LANES` steps are solved in lockstep, in an
//! order that serves all of them: the components of the union of their flows. A component of several buses is passed over until
//! nothing changes, which is exact as soon as every path through it has been walked, and is solved densely if circles make that slow.

use rayon::prelude::*;

use super::network::{Network, Touch};
use super::order::{BACKWARD, FORWARD, Order};

/// Steps solved in lockstep: one 512-bit register of f64.
const LANES: usize = 8;

/// Passes over a component before it is solved densely.
const PASSES_MAX: usize = 60;

type Lane = [f64; LANES];

/// Who bears the carbon of what a line loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Losses {
    /// Whoever uses the power that arrives: it carries all the carbon that was sent.
    #[default]
    User,
    /// The line itself; its carbon is [`lost_t`].
    Line,
    /// The sending bus, as if the loss were a load there; the same flow of carbon as `Line`, posted to the bus.
    Sender,
}

/// Flows and generation, step by step (row-major: all branches of step 0, then of step 1).
#[derive(Debug, Clone, Copy)]
pub struct Steps<'a> {
    /// Number of steps.
    pub steps: usize,
    /// Power at the sending end, MW, positive from the first end of the branch to the second; `steps x branches`.
    pub sent_mw: &'a [f64],
    /// Power at the receiving end, same sign; `None` where lines have no losses.
    pub received_mw: Option<&'a [f64]>,
    /// Bus of each generator.
    pub generator_bus: &'a [u32],
    /// Power of each generator, MW, never negative; `steps x generators`.
    pub generation_mw: &'a [f64],
    /// Emission factor of each generator, t/MWh: one for all steps, or `steps x generators` (imports, storage).
    pub factor_t_per_mwh: &'a [f64],
    /// Who bears the losses.
    pub losses: Losses,
}

/// What a trace gives.
#[derive(Debug, Clone)]
pub struct Traced {
    /// Nodal carbon intensity, t/MWh; `steps x buses`. A bus without throughput has 0 and is counted in `idle`.
    pub nodal_t_per_mwh: Vec<f64>,
    /// Largest gap of carbon at a bus, relative to the carbon of all generators of its step.
    pub imbalance_max: f64,
    /// Pairs of bus and step through which nothing runs.
    pub idle: u64,
}

/// Why steps cannot be traced.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TraceError {
    /// An array has not the length that network and steps demand.
    #[error("{what} has {found} values, but {expected} are needed")]
    Length {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// A value is NaN or infinite.
    #[error("{what} of step {step} at index {index} is not finite")]
    NotFinite {
        /// Which array.
        what: &'static str,
        /// Step.
        step: usize,
        /// Branch or generator.
        index: usize,
    },
    /// A generator takes power; model it as a load or as storage.
    #[error(
        "generator {generator} has {value_mw} MW in step {step}; negative generation is a load or a storage that charges"
    )]
    NegativeGeneration {
        /// Index of the generator.
        generator: usize,
        /// Step.
        step: usize,
        /// Its power.
        value_mw: f64,
    },
    /// A generator stands at a bus that does not exist.
    #[error(
        "generator {generator} stands at bus {bus}, but there are only {buses} buses (counted from 0)"
    )]
    NoSuchBus {
        /// Index of the generator.
        generator: usize,
        /// The bus it names.
        bus: u32,
        /// Number of buses.
        buses: usize,
    },
}

/// Traces all steps, on all cores. Same inputs, same bytes: lanes do not mix, and each bus sums in a fixed order.
///
/// # Errors
/// Arrays of a wrong length, values that are not finite, negative generation.
pub fn trace(network: &Network, steps: &Steps<'_>) -> Result<Traced, TraceError> {
    steps.check(network)?;
    let n = network.buses;
    let mut nodal = vec![0.0; steps.steps * n];
    let arch = pulp::Arch::new();
    let parts: Vec<(f64, u64)> = nodal
        .par_chunks_mut(LANES * n)
        .enumerate()
        .map_init(Batch::default, |batch, (index, out)| {
            arch.dispatch(Solve {
                batch,
                network,
                steps,
                first: index * LANES,
                out,
            })
        })
        .collect();
    let imbalance_max = parts.iter().fold(0.0, |most: f64, part| most.max(part.0));
    Ok(Traced {
        nodal_t_per_mwh: nodal,
        imbalance_max,
        idle: parts.iter().map(|part| part.1).sum(),
    })
}

/// Carbon of what each line loses, t per hour of the step; `steps x branches`. With [`Losses::User`] it is in the users' intensity already.
pub fn lost_t(network: &Network, steps: &Steps<'_>, traced: &Traced) -> Vec<f64> {
    let Some(received_mw) = steps.received_mw else {
        return vec![0.0; steps.sent_mw.len()];
    };
    let branches = network.branches.len();
    let both = steps.sent_mw.iter().zip(received_mw).enumerate();
    both.map(|(at, (&sent, &received))| {
        let (step, branch) = (at / branches, at % branches);
        let (from, to) = network.branches[branch];
        let sender = if sent > 0.0 { from } else { to };
        (sent - received).abs() * traced.nodal_t_per_mwh[step * network.buses + sender as usize]
    })
    .collect()
}

impl<'a> Steps<'a> {
    /// Factors of all generators in a step.
    fn factors(&self, step: usize) -> &'a [f64] {
        let generators = self.generator_bus.len();
        if self.factor_t_per_mwh.len() == generators {
            self.factor_t_per_mwh
        } else {
            &self.factor_t_per_mwh[step * generators..][..generators]
        }
    }

    /// One step alone.
    pub fn only(&self, step: usize) -> Steps<'a> {
        let cut = |values: &'a [f64]| {
            let width = values.len() / self.steps.max(1);
            &values[step * width..][..width]
        };
        Steps {
            steps: 1,
            sent_mw: cut(self.sent_mw),
            received_mw: self.received_mw.map(cut),
            generation_mw: cut(self.generation_mw),
            factor_t_per_mwh: self.factors(step),
            ..*self
        }
    }

    fn check(&self, network: &Network) -> Result<(), TraceError> {
        let (branches, generators) = (network.branches.len(), self.generator_bus.len());
        let length = |what, values: &[f64], expected| {
            if values.len() == expected {
                Ok(())
            } else {
                Err(TraceError::Length {
                    what,
                    found: values.len(),
                    expected,
                })
            }
        };
        length("flow", self.sent_mw, self.steps * branches)?;
        if let Some(received_mw) = self.received_mw {
            length("received flow", received_mw, self.steps * branches)?;
        }
        length("generation", self.generation_mw, self.steps * generators)?;
        if self.factor_t_per_mwh.len() != self.steps * generators {
            length("emission factors", self.factor_t_per_mwh, generators)?;
        }
        for (generator, &bus) in self.generator_bus.iter().enumerate() {
            if bus as usize >= network.buses {
                return Err(TraceError::NoSuchBus {
                    generator,
                    bus,
                    buses: network.buses,
                });
            }
        }
        let finite = |what, values: &[f64], width: usize| match first_not_finite(values) {
            Some(at) => Err(TraceError::NotFinite {
                what,
                step: at / width,
                index: at % width,
            }),
            None => Ok(()),
        };
        finite("flow", self.sent_mw, branches)?;
        finite(
            "received flow",
            self.received_mw.unwrap_or_default(),
            branches,
        )?;
        finite("generation", self.generation_mw, generators)?;
        finite("emission factor", self.factor_t_per_mwh, generators)?;
        if let Some(at) = self.generation_mw.iter().position(|&power| power < 0.0) {
            let (step, generator) = (at / generators, at % generators);
            return Err(TraceError::NegativeGeneration {
                generator,
                step,
                value_mw: self.generation_mw[at],
            });
        }
        Ok(())
    }
}

fn first_not_finite(values: &[f64]) -> Option<usize> {
    // 0 times x is 0 for every finite x and NaN otherwise; a sum over blocks keeps the common case free of branches.
    let block = 1024;
    for (number, part) in values.chunks(block).enumerate() {
        if part.iter().map(|x| 0.0 * x).sum::<f64>() != 0.0 {
            return part
                .iter()
                .position(|x| !x.is_finite())
                .map(|at| number * block + at);
        }
    }
    None
}

/// One call of [`Batch::solve`], compiled once for each instruction set; the machine's best is taken at run time.
struct Solve<'a> {
    batch: &'a mut Batch,
    network: &'a Network,
    steps: &'a Steps<'a>,
    first: usize,
    out: &'a mut [f64],
}

impl pulp::NullaryFnOnce for Solve<'_> {
    type Output = (f64, u64);

    #[inline(always)]
    fn call(self) -> Self::Output {
        self.batch
            .solve(self.network, self.steps, self.first, self.out)
    }
}

/// One batch's workspace.
#[derive(Default)]
struct Batch {
    order: Order,
    sent: Vec<Lane>,
    received: Vec<Lane>,
    /// What comes in at the second end of each branch (even) and at its first (odd), by lane.
    inward: Vec<Lane>,
    runs: Vec<u8>,
    throughput: Vec<Lane>,
    injected: Vec<Lane>,
    intensity: Vec<Lane>,
}

impl Batch {
    #[inline(always)]
    fn solve(
        &mut self,
        network: &Network,
        steps: &Steps<'_>,
        first: usize,
        out: &mut [f64],
    ) -> (f64, u64) {
        let n = network.buses;
        let lanes = out.len() / n.max(1);
        turn(
            steps.sent_mw,
            network.branches.len(),
            first,
            lanes,
            &mut self.sent,
        );
        let lossless = steps.received_mw.is_none();
        if let Some(received_mw) = steps.received_mw {
            turn(
                received_mw,
                network.branches.len(),
                first,
                lanes,
                &mut self.received,
            );
        }
        for list in [
            &mut self.throughput,
            &mut self.injected,
            &mut self.intensity,
        ] {
            list.clear();
            list.resize(n, [0.0; LANES]);
        }
        let received = if lossless { &self.sent } else { &self.received };
        self.runs.clear();
        self.inward.clear();
        self.inward.reserve(2 * network.branches.len());
        let carrying = if steps.losses == Losses::User {
            &self.sent
        } else {
            received
        };
        for ((flow, carried), &(from, to)) in received.iter().zip(carrying).zip(&network.branches) {
            let (mut most, mut least) = (0.0, 0.0);
            for &power in flow {
                most = if power > most { power } else { most };
                least = if power < least { power } else { least };
            }
            self.runs.push(
                if most > 0.0 { FORWARD } else { 0 } | if least < 0.0 { BACKWARD } else { 0 },
            );
            add(&mut self.throughput[to as usize], &positive(flow, 1.0));
            add(&mut self.throughput[from as usize], &positive(flow, -1.0));
            self.inward.push(positive(carried, 1.0));
            self.inward.push(positive(carried, -1.0));
        }
        let generators = steps.generator_bus.len();
        let mut carbon: Lane = [0.0; LANES];
        for (lane, carbon) in carbon.iter_mut().enumerate().take(lanes) {
            let powers = &steps.generation_mw[(first + lane) * generators..][..generators];
            for ((&bus, &power_mw), &factor) in steps
                .generator_bus
                .iter()
                .zip(powers)
                .zip(steps.factors(first + lane))
            {
                self.throughput[bus as usize][lane] += power_mw;
                self.injected[bus as usize][lane] += power_mw * factor;
                *carbon += power_mw * factor;
            }
        }
        self.order.find(network, &self.runs);
        let inward = &self.inward;
        for group in self.order.groups() {
            let mut passes = 0;
            loop {
                let mut changed = false;
                for &bus in group {
                    let at = bus as usize;
                    let next = mixture(
                        network.touching(bus),
                        inward,
                        &self.intensity,
                        &self.injected[at],
                        &self.throughput[at],
                    );
                    changed |= differs(&next, &self.intensity[at]);
                    self.intensity[at] = next;
                }
                passes += 1;
                if group.len() == 1 || !changed {
                    break;
                }
                if passes == PASSES_MAX {
                    for lane in 0..lanes {
                        dense(
                            network,
                            group,
                            lane,
                            inward,
                            &self.injected,
                            &self.throughput,
                            &mut self.intensity,
                        );
                    }
                    break;
                }
            }
        }
        let mut worst: Lane = [0.0; LANES];
        let mut idle: Lane = [0.0; LANES];
        for bus in 0..n {
            let again = mixture(
                network.touching(bus as u32),
                inward,
                &self.intensity,
                &self.injected[bus],
                &self.throughput[bus],
            );
            let (intensity, throughput) = (&self.intensity[bus], &self.throughput[bus]);
            for lane in 0..LANES {
                let gap = (again[lane] - intensity[lane]).abs() * throughput[lane];
                worst[lane] = if gap > worst[lane] { gap } else { worst[lane] };
                idle[lane] += if throughput[lane] > 0.0 { 0.0 } else { 1.0 };
            }
        }
        for (lane, row) in out.chunks_exact_mut(n).enumerate() {
            for (value, intensity) in row.iter_mut().zip(&self.intensity) {
                *value = intensity[lane];
            }
        }
        let relative = (0..lanes).map(|lane| {
            if carbon[lane] > 0.0 {
                worst[lane] / carbon[lane]
            } else {
                worst[lane]
            }
        });
        (
            relative.fold(0.0, f64::max),
            idle[..lanes].iter().sum::<f64>() as u64,
        )
    }
}

/// What leaves a bus: carbon in over power in, lane by lane.
#[inline(always)]
fn mixture(
    touching: &[Touch],
    inward: &[Lane],
    intensity: &[Lane],
    injected: &Lane,
    throughput: &Lane,
) -> Lane {
    let mut carbon = *injected;
    for touch in touching {
        let (flow, from) = (
            &inward[touch.inward as usize],
            &intensity[touch.other as usize],
        );
        for lane in 0..LANES {
            carbon[lane] += flow[lane] * from[lane];
        }
    }
    let mut mixed = [0.0; LANES];
    for lane in 0..LANES {
        let quotient = carbon[lane] / throughput[lane];
        mixed[lane] = if throughput[lane] > 0.0 {
            quotient
        } else {
            0.0
        };
    }
    mixed
}

#[inline(always)]
fn differs(a: &Lane, b: &Lane) -> bool {
    let mut gap = 0.0;
    for lane in 0..LANES {
        gap += (a[lane] - b[lane]).abs();
    }
    gap != 0.0
}

#[inline(always)]
fn positive(flow: &Lane, sign: f64) -> Lane {
    let mut out = [0.0; LANES];
    for lane in 0..LANES {
        let power = sign * flow[lane];
        out[lane] = if power > 0.0 { power } else { 0.0 };
    }
    out
}

#[inline(always)]
fn add(sum: &mut Lane, more: &Lane) {
    for lane in 0..LANES {
        sum[lane] += more[lane];
    }
}

/// Solves one component of one step by elimination with partial pivoting, the rest of the network given.
fn dense(
    network: &Network,
    group: &[u32],
    lane: usize,
    inward: &[Lane],
    injected: &[Lane],
    throughput: &[Lane],
    intensity: &mut [Lane],
) {
    let size = group.len();
    let width = size + 1;
    let mut matrix = vec![0.0; size * width];
    let mut place = vec![usize::MAX; network.buses];
    for (row, &bus) in group.iter().enumerate() {
        place[bus as usize] = row;
    }
    for (row, &bus) in group.iter().enumerate() {
        let at = bus as usize;
        let line = &mut matrix[row * width..][..width];
        if throughput[at][lane] <= 0.0 {
            line[row] = 1.0;
            continue;
        }
        line[row] += throughput[at][lane];
        line[size] += injected[at][lane];
        for touch in network.touching(bus) {
            let flow = inward[touch.inward as usize][lane];
            let other = touch.other as usize;
            if place[other] == usize::MAX {
                line[size] += flow * intensity[other][lane];
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
        for k in 0..width {
            matrix.swap(column * width + k, pivot * width + k);
        }
        for row in column + 1..size {
            let share = matrix[row * width + column] / matrix[column * width + column];
            if share != 0.0 {
                for k in column..width {
                    matrix[row * width + k] -= share * matrix[column * width + k];
                }
            }
        }
    }
    for row in (0..size).rev() {
        let mut value = matrix[row * width + size];
        for column in row + 1..size {
            value -= matrix[row * width + column] * intensity[group[column] as usize][lane];
        }
        let pivot = matrix[row * width + row];
        intensity[group[row] as usize][lane] = if pivot.abs() < 1e-300 {
            0.0
        } else {
            value / pivot
        };
    }
}

/// Turns `lanes` rows of a row-major table into columns of lanes; lanes beyond the last step are 0.
#[inline(always)]
fn turn(table: &[f64], width: usize, first: usize, lanes: usize, out: &mut Vec<Lane>) {
    out.clear();
    out.resize(width, [0.0; LANES]);
    for lane in 0..lanes {
        let row = &table[(first + lane) * width..][..width];
        for (cell, &value) in out.iter_mut().zip(row) {
            cell[lane] = value;
        }
    }
}
