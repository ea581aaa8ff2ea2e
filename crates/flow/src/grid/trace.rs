//! Proportional sharing, many steps at once.
//!
//! At every bus, what leaves has the mixture of what comes in (Bialek 1996, Kirschen 1997; Kang et al. 2015, "carbon emission flow"):
//!
//! ```text
//! intensity_i * throughput_i = sum over lines in, sent_ji * intensity_j + sum over generators, power_g * factor_g
//! throughput_i               = sum over lines in, received_ji           + sum over generators, power_g
//! ```
//!
//! Eight steps are solved in lockstep by taking buses out of the network in one order that serves all steps (`plan`, `sweep`); it does
//! not depend on where power runs, so that circles are nothing special. Networks in which that would join too many buses with each
//! other, and batches whose check fails, are solved step by step (`single`).

use std::sync::Mutex;

use rayon::prelude::*;

use super::lanes::LANES;
use super::network::Network;
use super::plan::Plan;
use super::sweep::{Batch, Outcome, Solve};

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
    /// Largest gap of carbon at a bus or (but for steps solved alone, for their circles) in the whole network, relative to the carbon
    /// of all generators of its step.
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
    /// Power runs into a branch at both ends, or out of it: nothing is carried from one end to the other.
    #[error(
        "branch {branch} sends {sent_mw} MW and delivers {received_mw} MW in step {step}, with opposite signs; count what it takes as loads at its ends and its flow as 0"
    )]
    TwoSenders {
        /// Index of the branch.
        branch: usize,
        /// Step.
        step: usize,
        /// Power sent.
        sent_mw: f64,
        /// Power received.
        received_mw: f64,
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
/// Arrays of a wrong length, values that are not finite, negative generation, a branch that takes power in at both ends.
pub fn trace(network: &Network, steps: &Steps<'_>) -> Result<Traced, TraceError> {
    trace_into(network, steps, Vec::new())
}

/// The same, with the result in memory that is there already, that of an earlier trace perhaps, if it is of `steps x buses` values: what
/// comes out may be as large as what goes in, and memory that was never used may cost more time than the tracing. Whatever it holds is
/// overwritten.
///
/// # Errors
/// As [`trace`].
pub fn trace_into(
    network: &Network,
    steps: &Steps<'_>,
    room: Vec<f64>,
) -> Result<Traced, TraceError> {
    steps.check_lengths(network)?;
    let n = network.buses;
    let values = steps.steps * n;
    let mut nodal = if room.len() == values {
        room
    } else {
        vec![0.0; values]
    };
    let plan = Plan::new(network, steps);
    let arch = pulp::Arch::new();
    // Workspaces go from batch to batch: fresh memory costs more than what is computed in it.
    let spare: Mutex<Vec<Batch>> = Mutex::default();
    let parts: Vec<Outcome> = nodal
        .par_chunks_mut((LANES * n).max(1))
        .enumerate()
        .map(|(index, out)| {
            let free = || spare.lock().unwrap_or_else(|broken| broken.into_inner());
            let taken = free().pop();
            let mut batch = taken.unwrap_or_default();
            let outcome = arch.dispatch(Solve {
                batch: &mut batch,
                plan: plan.as_ref(),
                network,
                steps,
                first: index * LANES,
                out,
            });
            free().push(batch);
            outcome
        })
        .collect();
    if n == 0 || parts.iter().any(|part| part.faulty) {
        steps.check_values(network)?;
    }
    Ok(Traced {
        nodal_t_per_mwh: nodal,
        imbalance_max: parts
            .iter()
            .fold(0.0, |most, part| part.imbalance_max.max(most)),
        idle: parts.iter().map(|part| part.idle).sum(),
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
    pub(super) fn factors(&self, step: usize) -> &'a [f64] {
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

    fn check_lengths(&self, network: &Network) -> Result<(), TraceError> {
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
        Ok(())
    }

    /// Whether every value of a single step can be traced.
    pub(super) fn traceable(&self) -> bool {
        let finite = |values: &[f64]| values.iter().all(|x| x.is_finite());
        let received_mw = self.received_mw.unwrap_or(self.sent_mw);
        finite(self.sent_mw)
            && finite(received_mw)
            && finite(self.generation_mw)
            && finite(self.factor_t_per_mwh)
            && self.generation_mw.iter().all(|&power| power >= 0.0)
            && (self.sent_mw.iter().zip(received_mw)).all(|(sent, received)| sent * received >= 0.0)
    }

    /// The first value that cannot be traced.
    fn check_values(&self, network: &Network) -> Result<(), TraceError> {
        let (branches, generators) = (network.branches.len(), self.generator_bus.len());
        let first_not_finite = |values: &[f64]| values.iter().position(|x| !x.is_finite());
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
        let received_mw = self.received_mw.unwrap_or(self.sent_mw);
        let mut both = self.sent_mw.iter().zip(received_mw);
        if let Some(at) = both.position(|(sent, received)| sent * received < 0.0) {
            return Err(TraceError::TwoSenders {
                branch: at % branches,
                step: at / branches,
                sent_mw: self.sent_mw[at],
                received_mw: received_mw[at],
            });
        }
        Ok(())
    }
}
