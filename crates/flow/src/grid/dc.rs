//! A small DC power flow, for networks without flows.
//!
//! `B theta = P`, flow = (theta_from - theta_to - shift) / (x tap) (Stott, Jardim and Alsac 2009). Solved by conjugate gradients:
//! the matrix is symmetric and positive on each island once one angle is fixed, and needs nobody's ordering.

use super::network::Network;

/// Reactance of branches, per unit.
#[derive(Debug, Clone, Copy)]
pub struct Lines<'a> {
    /// Series reactance times tap, per unit; never 0.
    pub reactance: &'a [f64],
    /// Phase shift, radians.
    pub shift: &'a [f64],
}

/// Flows of one step and what did not balance.
#[derive(Debug, Clone)]
pub struct DcFlow {
    /// Flow on each branch, MW, positive from its first end to its second.
    pub flow_mw: Vec<f64>,
    /// For each island: one of its buses, and what its generators made beyond its loads, MW.
    /// It is taken away from its buses in proportion to their throughput, so that the rest balances.
    pub surplus_mw: Vec<(u32, f64)>,
}

/// Why no flow was found.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DcError {
    /// A branch without reactance.
    #[error(
        "branch {branch} has reactance {reactance}; a DC flow needs one that is finite and not 0"
    )]
    Reactance {
        /// Index.
        branch: usize,
        /// Its reactance.
        reactance: f64,
    },
    /// The angles do not settle.
    #[error(
        "the angles do not settle: residual {residual:.1e} of the largest injection after {passes} passes"
    )]
    NotSolved {
        /// Relative residual.
        residual: f64,
        /// Passes made.
        passes: usize,
    },
}

/// Solves one step. `injection_mw` is generation less load at each bus.
///
/// # Errors
/// A branch without reactance; angles that do not settle (reactances of wildly different size or sign).
pub fn dc_flow(
    network: &Network,
    lines: Lines<'_>,
    base_mva: f64,
    injection_mw: &[f64],
) -> Result<DcFlow, DcError> {
    let n = network.buses;
    if let Some(branch) = lines
        .reactance
        .iter()
        .position(|x| !x.is_finite() || *x == 0.0)
    {
        return Err(DcError::Reactance {
            branch,
            reactance: lines.reactance[branch],
        });
    }
    let susceptance: Vec<f64> = lines.reactance.iter().map(|x| base_mva / x).collect();
    let island = islands(network);
    let mut balance = vec![(0.0, 0.0, u32::MAX); n];
    for (bus, &power) in injection_mw.iter().enumerate() {
        let (sum, size, first) = &mut balance[island[bus] as usize];
        *sum += power;
        *size += power.abs();
        *first = (*first).min(bus as u32);
    }
    let mut right: Vec<f64> = (0..n)
        .map(|bus| {
            let (sum, size, _) = balance[island[bus] as usize];
            injection_mw[bus]
                - if size > 0.0 {
                    sum * injection_mw[bus].abs() / size
                } else {
                    0.0
                }
        })
        .collect();
    for (branch, &(from, to)) in network.branches.iter().enumerate() {
        let pushed = susceptance[branch] * lines.shift[branch];
        right[from as usize] += pushed;
        right[to as usize] -= pushed;
    }
    let angle = conjugate_gradients(network, &susceptance, &right)?;
    let flow_mw: Vec<f64> = network
        .branches
        .iter()
        .enumerate()
        .map(|(branch, &(from, to))| {
            susceptance[branch] * (angle[from as usize] - angle[to as usize] - lines.shift[branch])
        })
        .collect();
    if !largest(&flow_mw).is_finite() {
        return Err(DcError::NotSolved {
            residual: f64::INFINITY,
            passes: 0,
        });
    }
    let surplus_mw = balance
        .iter()
        .filter(|part| part.1 > 0.0 && part.0.abs() > 1e-9 * part.1)
        .map(|part| (part.2, part.0))
        .collect();
    Ok(DcFlow {
        flow_mw,
        surplus_mw,
    })
}

/// Number of the island of each bus: its lowest bus.
pub(super) fn islands(network: &Network) -> Vec<u32> {
    let mut island = vec![u32::MAX; network.buses];
    for root in 0..network.buses as u32 {
        if island[root as usize] != u32::MAX {
            continue;
        }
        let mut open = vec![root];
        island[root as usize] = root;
        while let Some(bus) = open.pop() {
            for touch in network.touching(bus) {
                if island[touch.other as usize] == u32::MAX {
                    island[touch.other as usize] = root;
                    open.push(touch.other);
                }
            }
        }
    }
    island
}

/// The largest absolute value, or no number if one of them is none (`f64::max` would pass it over).
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most: f64, value| {
        if most.is_nan() || value.is_nan() {
            f64::NAN
        } else {
            most.max(value.abs())
        }
    })
}

/// Angles up to a constant on each island, which no flow sees. Jacobi preconditioning.
fn conjugate_gradients(
    network: &Network,
    susceptance: &[f64],
    right: &[f64],
) -> Result<Vec<f64>, DcError> {
    let n = network.buses;
    let diagonal: Vec<f64> = (0..n as u32)
        .map(|bus| {
            network
                .touching(bus)
                .iter()
                .map(|touch| susceptance[touch.branch() as usize])
                .sum::<f64>()
        })
        .map(|sum| if sum == 0.0 { 1.0 } else { sum })
        .collect();
    let apply = |angle: &[f64], out: &mut [f64]| {
        for (bus, out) in out.iter_mut().enumerate() {
            let pulls = network.touching(bus as u32).iter().map(|touch| {
                susceptance[touch.branch() as usize] * (angle[bus] - angle[touch.other as usize])
            });
            *out = pulls.sum();
        }
    };
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let size = largest(right);
    let mut angle = vec![0.0; n];
    if size == 0.0 {
        return Ok(angle);
    }
    let mut residual = right.to_vec();
    let mut steered: Vec<f64> = residual.iter().zip(&diagonal).map(|(r, d)| r / d).collect();
    let mut direction = steered.clone();
    let mut power = dot(&residual, &steered);
    let mut turned = vec![0.0; n];
    let passes_max = 20 * n + 200;
    for passes in 1..=passes_max {
        apply(&direction, &mut turned);
        let along = power / dot(&direction, &turned);
        for ((angle, residual), (direction, turned)) in angle
            .iter_mut()
            .zip(&mut residual)
            .zip(direction.iter().zip(&turned))
        {
            *angle += along * direction;
            *residual -= along * turned;
        }
        let worst = largest(&residual);
        if worst <= 1e-12 * size {
            return Ok(angle);
        }
        if passes == passes_max || !worst.is_finite() {
            return Err(DcError::NotSolved {
                residual: worst / size,
                passes,
            });
        }
        for ((steered, residual), diagonal) in steered.iter_mut().zip(&residual).zip(&diagonal) {
            *steered = residual / diagonal;
        }
        let next = dot(&residual, &steered);
        let keep = next / power;
        power = next;
        for (direction, steered) in direction.iter_mut().zip(&steered) {
            *direction = steered + keep * *direction;
        }
    }
    Ok(angle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_buses_share_a_flow_by_reactance() {
        // 90 MW from 0 to 2: directly over x = 0.2, and by way of 1 over 0.1 + 0.3 = 0.4, so 60 and 30.
        let network = Network::new(3, vec![(0, 2), (0, 1), (2, 1)]).unwrap();
        let lines = Lines {
            reactance: &[0.2, 0.1, 0.3],
            shift: &[0.0; 3],
        };
        let flow = dc_flow(&network, lines, 100.0, &[90.0, 0.0, -90.0]).unwrap();
        for (found, expected) in flow.flow_mw.iter().zip([60.0, 30.0, -30.0]) {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
        }
        assert!(flow.surplus_mw.is_empty());
    }

    #[test]
    fn a_surplus_is_told_by_island_and_the_rest_still_balances() {
        let network = Network::new(4, vec![(0, 1), (2, 3)]).unwrap();
        let lines = Lines {
            reactance: &[0.1, 0.1],
            shift: &[0.0; 2],
        };
        let flow = dc_flow(&network, lines, 100.0, &[110.0, -90.0, 5.0, -5.0]).unwrap();
        assert_eq!(flow.surplus_mw.len(), 1);
        assert_eq!(flow.surplus_mw[0].0, 0);
        assert!((flow.surplus_mw[0].1 - 20.0).abs() < 1e-9);
        // 110 - 20 * 110 / 200 = 99 runs to the load, which takes 90 + 20 * 90 / 200 = 99.
        assert!((flow.flow_mw[0] - 99.0).abs() < 1e-9 && (flow.flow_mw[1] - 5.0).abs() < 1e-9);
    }

    #[test]
    fn no_flow_is_returned_that_is_no_number() {
        let network = Network::new(2, vec![(0, 1)]).unwrap();
        let solve = |reactance: f64, shift: f64, injection: &[f64]| {
            let lines = Lines {
                reactance: &[reactance],
                shift: &[shift],
            };
            dc_flow(&network, lines, 100.0, injection)
        };
        // A surplus beside which the rest of the balance is lost in rounding; overflow; no numbers at all.
        for (reactance, shift, injection) in [
            (0.1, 0.0, [110.0, -5e11]),
            (1e-308, 0.0, [1e300, -1e300]),
            (0.1, f64::NAN, [1.0, -1.0]),
            (0.1, 0.0, [f64::NAN, 1.0]),
            (0.1, 0.0, [f64::INFINITY, -1.0]),
        ] {
            match solve(reactance, shift, &injection) {
                Ok(flow) => assert!(flow.flow_mw[0].is_finite(), "{reactance} {injection:?}"),
                Err(error) => assert!(matches!(error, DcError::NotSolved { .. }), "{error}"),
            }
        }
        assert!(solve(0.1, 0.0, &[110.0, -5e11]).is_err());
        assert!(solve(0.1, 0.0, &[f64::NAN, 1.0]).is_err());
    }

    #[test]
    fn a_branch_without_reactance_is_refused() {
        let network = Network::new(2, vec![(0, 1)]).unwrap();
        let lines = Lines {
            reactance: &[0.0],
            shift: &[0.0],
        };
        assert!(matches!(
            dc_flow(&network, lines, 100.0, &[1.0, -1.0]),
            Err(DcError::Reactance { branch: 0, .. })
        ));
    }
}
