//! Storage keeps the carbon of what it took, and gives it back with what it gives.

use super::network::Network;
use super::trace::{Steps, TraceError, Traced, trace};

/// A battery, a pumped-storage plant: it is a load while it charges and a generator while it discharges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Store {
    /// Bus where it stands.
    pub bus: u32,
    /// Energy in it before the first step, MWh that can still be given.
    pub energy_mwh: f64,
    /// Carbon of that energy, t.
    pub carbon_t: f64,
    /// Given over taken, above 0 and at most 1. What is lost on the way leaves its carbon with what remains.
    pub efficiency: f64,
}

/// What the stores hold after each step.
#[derive(Debug, Clone)]
pub struct Stored {
    /// The trace of all steps.
    pub traced: Traced,
    /// Energy in each store after each step, MWh; `steps x stores`.
    pub energy_mwh: Vec<f64>,
    /// Carbon in each store after each step, t; `steps x stores`.
    pub carbon_t: Vec<f64>,
}

/// Traces steps of `hours` each, one after the other, because what a store gives depends on what it took.
///
/// `store_mw` is `steps x stores`: positive discharges into the grid, negative charges from it. A store that gives more than it
/// holds gives the rest without carbon; the energy then shows below zero, which is a fault of the data and visible.
///
/// # Errors
/// As [`trace`]; a wrong length of `store_mw`.
pub fn trace_with_storage(
    network: &Network,
    steps: &Steps<'_>,
    stores: &[Store],
    store_mw: &[f64],
    hours: f64,
) -> Result<Stored, TraceError> {
    if store_mw.len() != steps.steps * stores.len() {
        return Err(TraceError::Length {
            what: "power of stores",
            found: store_mw.len(),
            expected: steps.steps * stores.len(),
        });
    }
    let mut now: Vec<(f64, f64)> = stores
        .iter()
        .map(|store| (store.energy_mwh, store.carbon_t))
        .collect();
    let mut stored = Stored {
        traced: Traced {
            nodal_t_per_mwh: Vec::with_capacity(steps.steps * network.buses),
            imbalance_max: 0.0,
            idle: 0,
        },
        energy_mwh: Vec::with_capacity(store_mw.len()),
        carbon_t: Vec::with_capacity(store_mw.len()),
    };
    let at: Vec<u32> = steps
        .generator_bus
        .iter()
        .copied()
        .chain(stores.iter().map(|store| store.bus))
        .collect();
    for step in 0..steps.steps {
        let one = steps.only(step);
        let powers = &store_mw[step * stores.len()..][..stores.len()];
        let mut generation = one.generation_mw.to_vec();
        let mut factors = one.factor_t_per_mwh.to_vec();
        for (&power, &(energy, carbon)) in powers.iter().zip(&now) {
            let given = power.max(0.0);
            let carbon_out = if energy > 0.0 {
                carbon * (given * hours / energy).min(1.0)
            } else {
                0.0
            };
            generation.push(given);
            factors.push(if given > 0.0 {
                carbon_out / (given * hours)
            } else {
                0.0
            });
        }
        let with_stores = Steps {
            generator_bus: &at,
            generation_mw: &generation,
            factor_t_per_mwh: &factors,
            ..one
        };
        let traced = trace(network, &with_stores)?;
        let given_factors = &factors[factors.len() - stores.len()..];
        for ((state, store), (&power, &factor)) in now
            .iter_mut()
            .zip(stores)
            .zip(powers.iter().zip(given_factors))
        {
            if power > 0.0 {
                state.0 -= power * hours;
                state.1 -= power * hours * factor;
            } else {
                state.0 -= power * hours * store.efficiency;
                state.1 -= power * hours * traced.nodal_t_per_mwh[store.bus as usize];
            }
            stored.energy_mwh.push(state.0);
            stored.carbon_t.push(state.1);
        }
        stored.traced.nodal_t_per_mwh.extend(traced.nodal_t_per_mwh);
        stored.traced.imbalance_max = stored.traced.imbalance_max.max(traced.imbalance_max);
        stored.traced.idle += traced.idle;
    }
    Ok(stored)
}
