//! Measured flows of a grid, brought to balance.

use super::{JobError, Rows};
use crate::formats::GridCase;
use crate::grid::{self, Measured, Network, Reconciled};

/// How far measured values may be off: one standard deviation is the share of the value, and at least so many MW.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviations {
    /// Of a flow, share (0.02: two in a hundred).
    pub flow_share: f64,
    /// Of a flow, at least, MW.
    pub flow_least_mw: f64,
    /// Of generation less load, share.
    pub injection_share: f64,
    /// Of generation less load, at least, MW. 0 keeps buses without either exact.
    pub injection_least_mw: f64,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct ReconciledStep {
    /// Step, counted from 0.
    pub step: usize,
    /// What comes out.
    pub of: Reconciled,
}

/// All steps.
#[derive(Debug, Clone, PartialEq)]
pub struct ReconciledSteps {
    /// Steps.
    pub steps: Vec<ReconciledStep>,
    /// One row a value: `step,kind,name,measured_mw,reconciled_mw,change_sd`, `kind` being `flow` (named by both buses) or `injection` (by its
    /// bus). An exact value has no `change_sd`.
    pub rows: Rows,
}

/// The smallest change, step by step, after which every bus balances. What a line loses counts as a load at its receiving end.
///
/// # Errors
/// A case without loads; branches that are no network; a step that cannot be balanced.
pub fn reconcile(case: &GridCase, deviations: Deviations) -> Result<ReconciledSteps, JobError> {
    let (n, branches, generators) = (case.buses.len(), case.branches.len(), case.generators.len());
    let lacking = |needed: String| JobError::Lacking { needed };
    if case.load_mw.len() != case.steps * n {
        return Err(lacking(
            "loads of all buses are needed to balance them".to_owned(),
        ));
    }
    let network = Network::new(n, case.branches.clone()).map_err(|e| lacking(e.to_string()))?;
    let deviation = |value: f64, share: f64, least: f64| (share * value.abs()).max(least);
    let mut steps = Vec::with_capacity(case.steps);
    let mut rows = Rows::new([
        "step",
        "kind",
        "name",
        "measured_mw",
        "reconciled_mw",
        "change_sd",
    ]);
    for step in 0..case.steps {
        let flow_mw = &case.sent_mw[step * branches..][..branches];
        let mut injection_mw: Vec<f64> = case.load_mw[step * n..][..n].iter().map(|l| -l).collect();
        let powers = &case.generation_mw[step * generators..][..generators];
        for (generator, power) in case.generators.iter().zip(powers) {
            injection_mw[generator.bus as usize] += power;
        }
        if let Some(received) = &case.received_mw {
            let received = &received[step * branches..][..branches];
            for ((&(from, to), sent), received) in case.branches.iter().zip(flow_mw).zip(received) {
                let end = if *sent >= 0.0 { to } else { from };
                injection_mw[end as usize] -= (sent - received).abs();
            }
        }
        let sd = |values: &[f64], share: f64, least: f64| -> Vec<f64> {
            values.iter().map(|&v| deviation(v, share, least)).collect()
        };
        let flow_sd_mw = sd(flow_mw, deviations.flow_share, deviations.flow_least_mw);
        let injection_sd_mw = sd(
            &injection_mw,
            deviations.injection_share,
            deviations.injection_least_mw,
        );
        let measured = Measured {
            flow_mw,
            flow_sd_mw: &flow_sd_mw,
            injection_mw: &injection_mw,
            injection_sd_mw: &injection_sd_mw,
        };
        let of = grid::reconcile(&network, &measured)
            .map_err(|gap_mw| JobError::Irreconcilable { step, gap_mw })?;
        let number = step.to_string();
        let mut tell = |kind: &str, name: &str, was: f64, is: f64, sd: f64| {
            let mut row = vec![number.clone(), kind.to_owned(), name.to_owned()];
            row.extend([was.to_string(), is.to_string()]);
            row.push(if sd > 0.0 {
                ((is - was) / sd).to_string()
            } else {
                String::new()
            });
            rows.rows.push(row);
        };
        for (at, &(from, to)) in case.branches.iter().enumerate() {
            let name = format!(
                "{} - {}",
                case.buses[from as usize], case.buses[to as usize]
            );
            tell("flow", &name, flow_mw[at], of.flow_mw[at], flow_sd_mw[at]);
        }
        for (at, name) in case.buses.iter().enumerate() {
            let (was, is) = (injection_mw[at], of.injection_mw[at]);
            tell("injection", name, was, is, injection_sd_mw[at]);
        }
        steps.push(ReconciledStep { step, of });
    }
    Ok(ReconciledSteps { steps, rows })
}
