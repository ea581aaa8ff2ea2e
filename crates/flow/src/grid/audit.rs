//! What is odd about a grid's data, and the smallest change that makes it balance.

use serde::Serialize;

use super::network::Network;
use super::trace::Steps;

/// Something odd. Where it is so in several steps, the worst is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum GridFinding {
    /// A bus without branches: its generators serve its own load only.
    Disconnected {
        /// Bus.
        bus: u32,
    },
    /// What comes in at a bus is not what goes out or is used.
    Unbalanced {
        /// Bus.
        bus: u32,
        /// Step.
        step: usize,
        /// Too much (above 0) or too little, MW.
        gap_mw: f64,
    },
    /// More goes out of a bus than comes in: its carbon would come from nowhere.
    FromNowhere {
        /// Bus.
        bus: u32,
        /// Step.
        step: usize,
        /// Lacking, MW.
        lacking_mw: f64,
    },
    /// A branch gives more than it takes.
    Gain {
        /// Branch.
        branch: usize,
        /// Step.
        step: usize,
        /// Too much, MW.
        gain_mw: f64,
    },
    /// An island (told by its lowest bus) that uses power and generates none.
    NoGeneration {
        /// Lowest bus.
        bus: u32,
        /// Step.
        step: usize,
        /// Power used, MW.
        used_mw: f64,
    },
    /// A generator takes power.
    NegativeGeneration {
        /// Generator.
        generator: usize,
        /// Step.
        step: usize,
        /// Power, MW.
        power_mw: f64,
    },
    /// A load gives power.
    NegativeLoad {
        /// Bus.
        bus: u32,
        /// Step.
        step: usize,
        /// Load, MW.
        load_mw: f64,
    },
    /// Nothing flows and nothing is generated in a step.
    NothingRuns {
        /// Step.
        step: usize,
    },
    /// A value is missing or infinite; the bus or branch cannot be judged.
    NotFinite {
        /// Which array.
        what: &'static str,
        /// Place in it.
        index: usize,
    },
}

/// Looks a grid's data over. `load_mw` is `steps x buses`, if known. Gaps below `tolerance_mw` are not told.
/// Lengths must be those that a trace demands; values may be anything.
pub fn audit(
    network: &Network,
    steps: &Steps<'_>,
    load_mw: Option<&[f64]>,
    tolerance_mw: f64,
) -> Vec<GridFinding> {
    let (n, branches, generators) = (
        network.buses,
        network.branches.len(),
        steps.generator_bus.len(),
    );
    let received_mw = steps.received_mw.unwrap_or(steps.sent_mw);
    let mut findings = Vec::new();
    for (what, values) in [
        ("flow", steps.sent_mw),
        ("received flow", steps.received_mw.unwrap_or_default()),
        ("generation", steps.generation_mw),
        ("emission factor", steps.factor_t_per_mwh),
        ("load", load_mw.unwrap_or_default()),
    ] {
        if let Some(index) = values.iter().position(|value| !value.is_finite()) {
            findings.push(GridFinding::NotFinite { what, index });
        }
    }
    if !findings.is_empty() {
        return findings;
    }
    for bus in 0..n as u32 {
        if network.touching(bus).is_empty() {
            findings.push(GridFinding::Disconnected { bus });
        }
    }
    let island = super::dc::islands(network);
    // The worst of each kind at each place, with its step.
    let mut gaps = vec![(0.0f64, 0usize); n];
    let mut gains = vec![(0.0f64, 0usize); branches];
    let mut takers = vec![(0.0f64, 0usize); generators];
    let mut givers = vec![(0.0f64, 0usize); n];
    let mut dark = vec![(0.0f64, 0usize); n];
    let worse = |worst: &mut (f64, usize), value: f64, step: usize| {
        if value.abs() > worst.0.abs() {
            *worst = (value, step);
        }
    };
    for step in 0..steps.steps {
        let sent = &steps.sent_mw[step * branches..][..branches];
        let received = &received_mw[step * branches..][..branches];
        let generation = &steps.generation_mw[step * generators..][..generators];
        let mut surplus = vec![0.0; n];
        let mut made = vec![0.0; n];
        let mut used = vec![0.0; n];
        for (branch, &(a, b)) in network.branches.iter().enumerate() {
            let (from, to) = if sent[branch] > 0.0 || received[branch] > 0.0 {
                (a, b)
            } else {
                (b, a)
            };
            surplus[from as usize] -= sent[branch].abs();
            surplus[to as usize] += received[branch].abs();
            let gain = received[branch].abs() - sent[branch].abs();
            if gain > tolerance_mw {
                worse(&mut gains[branch], gain, step);
            }
        }
        for (generator, (&bus, &power)) in steps.generator_bus.iter().zip(generation).enumerate() {
            surplus[bus as usize] += power;
            made[island[bus as usize] as usize] += power.max(0.0);
            if power < 0.0 {
                worse(&mut takers[generator], power, step);
            }
        }
        for bus in 0..n {
            // Without loads, what is left over at a bus is its load; only what is lacking is a fault.
            let gap = match load_mw {
                Some(load_mw) => {
                    let load = load_mw[step * n + bus];
                    if load < 0.0 {
                        worse(&mut givers[bus], load, step);
                    }
                    used[island[bus] as usize] += load.max(0.0);
                    surplus[bus] - load
                }
                None => {
                    used[island[bus] as usize] += surplus[bus].max(0.0);
                    surplus[bus].min(0.0)
                }
            };
            if gap.abs() > tolerance_mw {
                worse(&mut gaps[bus], gap, step);
            }
        }
        for bus in 0..n {
            if island[bus] as usize == bus && made[bus] == 0.0 && used[bus] > tolerance_mw {
                worse(&mut dark[bus], used[bus], step);
            }
        }
        if sent.iter().chain(generation).all(|value| *value == 0.0) {
            findings.push(GridFinding::NothingRuns { step });
        }
    }
    let told = |list: &[(f64, usize)]| -> Vec<(usize, f64, usize)> {
        let all = list.iter().enumerate();
        all.filter(|(_, worst)| worst.0 != 0.0)
            .map(|(at, worst)| (at, worst.0, worst.1))
            .collect()
    };
    for (at, gap_mw, step) in told(&gaps) {
        let bus = at as u32;
        findings.push(if load_mw.is_some() {
            GridFinding::Unbalanced { bus, step, gap_mw }
        } else {
            GridFinding::FromNowhere {
                bus,
                step,
                lacking_mw: -gap_mw,
            }
        });
    }
    findings.extend(
        told(&gains)
            .into_iter()
            .map(|(branch, gain_mw, step)| GridFinding::Gain {
                branch,
                step,
                gain_mw,
            }),
    );
    findings.extend(told(&dark).into_iter().map(|(bus, used_mw, step)| {
        GridFinding::NoGeneration {
            bus: bus as u32,
            step,
            used_mw,
        }
    }));
    findings.extend(
        told(&takers)
            .into_iter()
            .map(
                |(generator, power_mw, step)| GridFinding::NegativeGeneration {
                    generator,
                    step,
                    power_mw,
                },
            ),
    );
    findings.extend(told(&givers).into_iter().map(|(bus, load_mw, step)| {
        GridFinding::NegativeLoad {
            bus: bus as u32,
            step,
            load_mw,
        }
    }));
    findings
}

/// One step as it was measured; each value with its standard deviation, MW (0: it is exact and must not move).
#[derive(Debug, Clone, Copy)]
pub struct Measured<'a> {
    /// Flow of each branch, positive from its first end to its second; what a branch loses is a load at its ends.
    pub flow_mw: &'a [f64],
    /// Its standard deviation.
    pub flow_sd_mw: &'a [f64],
    /// Net power put in at each bus: generation less load.
    pub injection_mw: &'a [f64],
    /// Its standard deviation.
    pub injection_sd_mw: &'a [f64],
}

/// The nearest values that balance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reconciled {
    /// Flow of each branch, MW.
    pub flow_mw: Vec<f64>,
    /// Net power put in at each bus, MW.
    pub injection_mw: Vec<f64>,
    /// Sum of squares of all changes over their standard deviations.
    pub objective: f64,
    /// Largest change over its standard deviation: above 3 a value is doubtful.
    pub largest_change_sd: f64,
    /// Largest gap that is left, MW.
    pub gap_mw: f64,
}

/// Weighted least squares: the smallest sum of (change over standard deviation)^2 after which every bus balances.
///
/// With `B` the incidence of branches and `S` the variances: `(B S_f B' + S_i) y = - gap`, changes `S_f B' y` and `S_i y`
/// (Crowe 1986, data reconciliation by projection).
///
/// # Errors
/// The gap that is left, MW, where it cannot be closed: an island whose injections are all exact and do not sum to 0. Lengths that do not
/// fit, values that are not finite and negative deviations leave a gap of infinity.
pub fn reconcile(network: &Network, measured: &Measured<'_>) -> Result<Reconciled, f64> {
    let (n, branches) = (network.buses, network.branches.len());
    let lists = [
        (measured.flow_mw, branches),
        (measured.flow_sd_mw, branches),
        (measured.injection_mw, n),
        (measured.injection_sd_mw, n),
    ];
    let sound = |values: &[f64]| values.iter().all(|value| value.is_finite());
    let deviations = [measured.flow_sd_mw, measured.injection_sd_mw];
    if lists
        .iter()
        .any(|(list, length)| list.len() != *length || !sound(list))
        || deviations
            .iter()
            .any(|list| list.iter().any(|sd| *sd < 0.0))
    {
        return Err(f64::INFINITY);
    }
    let gap = |flow: &[f64], injection: &[f64]| {
        let mut gap = injection.to_vec();
        for (&(a, b), flow) in network.branches.iter().zip(flow) {
            gap[a as usize] -= flow;
            gap[b as usize] += flow;
        }
        gap
    };
    let largest = |values: &[f64]| {
        values
            .iter()
            .fold(0.0f64, |most, value| most.max(value.abs()))
    };
    let variance = |sds: &[f64]| -> Vec<f64> { sds.iter().map(|sd| sd * sd).collect() };
    let (of_flow, of_injection) = (
        variance(measured.flow_sd_mw),
        variance(measured.injection_sd_mw),
    );
    let apply = |y: &[f64]| {
        let mut out: Vec<f64> = y.iter().zip(&of_injection).map(|(y, s)| y * s).collect();
        for (&(a, b), s) in network.branches.iter().zip(&of_flow) {
            let pull = s * (y[a as usize] - y[b as usize]);
            out[a as usize] += pull;
            out[b as usize] -= pull;
        }
        out
    };
    let mut diagonal = of_injection.clone();
    for (&(a, b), s) in network.branches.iter().zip(&of_flow) {
        diagonal[a as usize] += s;
        diagonal[b as usize] += s;
    }
    let (mut flow, mut injection) = (measured.flow_mw.to_vec(), measured.injection_mw.to_vec());
    let size = largest(&flow).max(largest(&injection)).max(1e-9);
    // Each round starts from the gap that rounding left in the one before.
    for _ in 0..4 {
        let right: Vec<f64> = gap(&flow, &injection).iter().map(|gap| -gap).collect();
        if largest(&right) <= 1e-12 * size {
            break;
        }
        let y = gradients(&apply, &diagonal, &right);
        for ((flow, s), &(a, b)) in flow.iter_mut().zip(&of_flow).zip(&network.branches) {
            *flow -= s * (y[a as usize] - y[b as usize]);
        }
        for ((injection, s), y) in injection.iter_mut().zip(&of_injection).zip(&y) {
            *injection += s * y;
        }
    }
    let gap_mw = largest(&gap(&flow, &injection));
    if gap_mw.is_nan() || gap_mw > 1e-9 * size {
        return Err(gap_mw);
    }
    let (mut objective, mut largest_change_sd) = (0.0, 0.0f64);
    let changes = flow.iter().zip(measured.flow_mw).zip(measured.flow_sd_mw);
    let others = injection
        .iter()
        .zip(measured.injection_mw)
        .zip(measured.injection_sd_mw);
    for ((new, old), sd) in changes.chain(others) {
        if *sd > 0.0 {
            objective += ((new - old) / sd).powi(2);
            largest_change_sd = largest_change_sd.max(((new - old) / sd).abs());
        }
    }
    Ok(Reconciled {
        flow_mw: flow,
        injection_mw: injection,
        objective,
        largest_change_sd,
        gap_mw,
    })
}

/// Conjugate gradients with the diagonal as preconditioner.
fn gradients(apply: &impl Fn(&[f64]) -> Vec<f64>, diagonal: &[f64], right: &[f64]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let steer = |residual: &[f64]| -> Vec<f64> {
        residual
            .iter()
            .zip(diagonal)
            .map(|(r, d)| if *d > 0.0 { r / d } else { 0.0 })
            .collect()
    };
    let mut solution = vec![0.0; right.len()];
    let mut residual = right.to_vec();
    let mut steered = steer(&residual);
    let mut direction = steered.clone();
    let mut power = dot(&residual, &steered);
    let begun = power;
    for _ in 0..10 * right.len() + 100 {
        let turned = apply(&direction);
        let bend = dot(&direction, &turned);
        let going = power > 1e-30 * begun && bend > 0.0;
        if !going {
            break;
        }
        let along = power / bend;
        for at in 0..solution.len() {
            solution[at] += along * direction[at];
            residual[at] -= along * turned[at];
        }
        steered = steer(&residual);
        let next = dot(&residual, &steered);
        let keep = next / power;
        power = next;
        for (direction, steered) in direction.iter_mut().zip(&steered) {
            *direction = steered + keep * *direction;
        }
    }
    solution
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Losses, trace};
    use proptest::prelude::*;

    fn network(buses: usize, branches: &[(u32, u32)]) -> Network {
        Network::new(buses, branches.to_vec()).unwrap()
    }

    fn steps<'a>(sent: &'a [f64], at: &'a [u32], power: &'a [f64], factor: &'a [f64]) -> Steps<'a> {
        Steps {
            steps: 1,
            sent_mw: sent,
            received_mw: None,
            generator_bus: at,
            generation_mw: power,
            factor_t_per_mwh: factor,
            losses: Losses::User,
        }
    }

    #[test]
    fn every_fault_has_its_finding_and_no_trace_has_a_nan() {
        // 0 -> 1 with 50 MW, of which 40 are known to be used; 2 - 3 is an island that uses 5 MW and makes none; 4 stands alone.
        let network = network(5, &[(0, 1), (2, 3)]);
        let given = steps(&[50.0, 5.0], &[0, 4], &[50.0, 2.0], &[0.9, 0.1]);
        let load = [0.0, 40.0, -5.0, 5.0, 2.0];
        let found = audit(&network, &given, Some(&load), 1e-6);
        for expected in [
            GridFinding::Disconnected { bus: 4 },
            GridFinding::Unbalanced {
                bus: 1,
                step: 0,
                gap_mw: 10.0,
            },
            GridFinding::NoGeneration {
                bus: 2,
                step: 0,
                used_mw: 5.0,
            },
            GridFinding::NegativeLoad {
                bus: 2,
                step: 0,
                load_mw: -5.0,
            },
        ] {
            assert!(
                found.contains(&expected),
                "{expected:?} is not in {found:?}"
            );
        }
        assert_eq!(found.len(), 4, "{found:?}");
        let traced = trace(&network, &given).unwrap();
        assert!(traced.nodal_t_per_mwh.iter().all(|value| value.is_finite()));
        // Power that nobody generates has no carbon, and the buses that only it reaches say so by their finding above.
        assert_eq!(traced.nodal_t_per_mwh[3], 0.0);
    }

    #[test]
    fn faults_without_loads_gains_and_dead_steps() {
        let network = network(2, &[(0, 1)]);
        let found = audit(&network, &steps(&[50.0], &[0], &[30.0], &[1.0]), None, 1e-6);
        assert_eq!(
            found,
            [GridFinding::FromNowhere {
                bus: 0,
                step: 0,
                lacking_mw: 20.0
            }]
        );
        let gaining = Steps {
            received_mw: Some(&[55.0]),
            ..steps(&[50.0], &[0], &[50.0], &[1.0])
        };
        assert_eq!(
            audit(&network, &gaining, None, 1e-6),
            [GridFinding::Gain {
                branch: 0,
                step: 0,
                gain_mw: 5.0
            }]
        );
        assert_eq!(
            audit(&network, &steps(&[0.0], &[0], &[0.0], &[1.0]), None, 1e-6),
            [GridFinding::NothingRuns { step: 0 }]
        );
        let broken = audit(
            &network,
            &steps(&[f64::NAN], &[0], &[1.0], &[1.0]),
            None,
            1e-6,
        );
        assert_eq!(
            broken,
            [GridFinding::NotFinite {
                what: "flow",
                index: 0
            }]
        );
        let taking = audit(&network, &steps(&[-3.0], &[0], &[-3.0], &[1.0]), None, 1e-6);
        assert!(taking.contains(&GridFinding::NegativeGeneration {
            generator: 0,
            step: 0,
            power_mw: -3.0
        }));
    }

    #[test]
    fn two_meters_that_disagree_meet_in_the_middle() {
        // 100 MW go in by one meter, 90 out by another, equally sure; the line between has none. Textbook: 95 everywhere.
        let network = network(2, &[(0, 1)]);
        let found = reconcile(
            &network,
            &Measured {
                flow_mw: &[95.0],
                flow_sd_mw: &[1e3],
                injection_mw: &[100.0, -90.0],
                injection_sd_mw: &[1.0, 1.0],
            },
        )
        .unwrap();
        for (found, expected) in found
            .injection_mw
            .iter()
            .chain(&found.flow_mw)
            .zip([95.0, -95.0, 95.0])
        {
            assert!((found - expected).abs() < 1e-4, "{found} is not {expected}");
        }
        assert!((found.largest_change_sd - 5.0).abs() < 1e-4);
        // An exact injection that cannot be served is refused with what is left.
        let exact = Measured {
            flow_mw: &[95.0],
            flow_sd_mw: &[1.0],
            injection_mw: &[100.0, -90.0],
            injection_sd_mw: &[0.0, 0.0],
        };
        assert!(reconcile(&network, &exact).unwrap_err() > 1.0);
        assert_eq!(
            reconcile(
                &network,
                &Measured {
                    flow_mw: &[f64::NAN],
                    ..exact
                }
            ),
            Err(f64::INFINITY)
        );
    }

    proptest! {
        #[test]
        fn what_is_reconciled_balances_and_moves_least(buses in 2usize..30, seed in any::<u64>()) {
            use rand::{RngExt, SeedableRng};
            let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
            let mut branches: Vec<(u32, u32)> = (1..buses as u32).map(|bus| (random.random_range(0..bus), bus)).collect();
            branches.push((0, buses as u32 - 1));
            let network = network(buses, &branches);
            let mut of = |count: usize, low: f64, high: f64| -> Vec<f64> { (0..count).map(|_| random.random_range(low..high)).collect() };
            let (flow, flow_sd) = (of(branches.len(), -100.0, 100.0), of(branches.len(), 0.5, 5.0));
            let (injection, injection_sd) = (of(buses, -50.0, 50.0), of(buses, 0.5, 5.0));
            let measured = Measured { flow_mw: &flow, flow_sd_mw: &flow_sd, injection_mw: &injection, injection_sd_mw: &injection_sd };
            let found = reconcile(&network, &measured).unwrap();
            prop_assert!(found.gap_mw < 1e-7);
            // Stationary: sending a little more round any branch, made up at its ends, costs more either way.
            let cost = |flow: &[f64], injection: &[f64]| -> f64 {
                let part = |new: &[f64], old: &[f64], sd: &[f64]| -> f64 {
                    new.iter().zip(old).zip(sd).map(|((n, o), s)| ((n - o) / s).powi(2)).sum()
                };
                part(flow, measured.flow_mw, measured.flow_sd_mw) + part(injection, measured.injection_mw, measured.injection_sd_mw)
            };
            for (branch, &(a, b)) in branches.iter().enumerate() {
                for little in [0.01, -0.01] {
                    let (mut flow, mut injection) = (found.flow_mw.clone(), found.injection_mw.clone());
                    flow[branch] += little;
                    injection[a as usize] += little;
                    injection[b as usize] -= little;
                    prop_assert!(cost(&flow, &injection) >= found.objective - 1e-9);
                }
            }
        }
    }
}
