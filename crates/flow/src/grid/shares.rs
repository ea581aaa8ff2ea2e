//! Whose power is at each bus.

use super::network::Network;
use super::trace::{Losses, Steps, TraceError, trace};

/// Share of every generator in the power at every bus, in one step; `generators x buses`, summing to 1 at each bus with throughput.
///
/// A generator's share is the intensity that its bus's neighbours would have if it alone emitted 1 t/MWh, so that
/// nodal intensity = sum over generators of share times factor. Losses are the line's here: shares are of power, not of carbon.
///
/// # Errors
/// As [`trace`].
pub fn shares(network: &Network, steps: &Steps<'_>, step: usize) -> Result<Vec<f64>, TraceError> {
    let one = steps.only(step);
    let generators = one.generator_bus.len();
    // One pseudo-step a generator: the same flows, the factor 1 for it and 0 for all others.
    let repeat = |values: &[f64]| values.repeat(generators);
    let sent_mw = repeat(one.sent_mw);
    let received_mw = one.received_mw.map(repeat);
    let generation_mw = repeat(one.generation_mw);
    let mut factors = vec![0.0; generators * generators];
    for generator in 0..generators {
        factors[generator * generators + generator] = 1.0;
    }
    let each = Steps {
        steps: generators,
        sent_mw: &sent_mw,
        received_mw: received_mw.as_deref(),
        generator_bus: one.generator_bus,
        generation_mw: &generation_mw,
        factor_t_per_mwh: &factors,
        losses: Losses::Line,
    };
    Ok(trace(network, &each)?.nodal_t_per_mwh)
}
