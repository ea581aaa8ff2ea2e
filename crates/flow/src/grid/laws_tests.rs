//! Laws that hold on every network, on random ones with circles.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};

use super::*;

/// A balanced network without losses: flows of random direction, generation and load at every bus cover what is left.
struct Random {
    network: Network,
    flow: Vec<f64>,
    generation: Vec<f64>,
    load: Vec<f64>,
    factor: Vec<f64>,
}

fn random(buses: usize, extra: usize, seed: u64) -> Random {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let mut branches: Vec<(u32, u32)> = (1..buses as u32)
        .map(|bus| (random.random_range(0..bus), bus))
        .collect();
    for _ in 0..extra {
        let (a, b) = (
            random.random_range(0..buses as u32),
            random.random_range(0..buses as u32),
        );
        if a != b {
            branches.push((a, b));
        }
    }
    // Any direction at all, so that there are circles of every size.
    let flow: Vec<f64> = branches
        .iter()
        .map(|_| random.random_range(-100.0..100.0))
        .collect();
    let mut surplus = vec![0.0; buses];
    for (&(a, b), flow) in branches.iter().zip(&flow) {
        surplus[a as usize] -= flow;
        surplus[b as usize] += flow;
    }
    let own: Vec<f64> = (0..buses).map(|_| random.random_range(0.5..5.0)).collect();
    Random {
        generation: surplus
            .iter()
            .zip(&own)
            .map(|(surplus, own)| own + (-surplus).max(0.0))
            .collect(),
        load: surplus
            .iter()
            .zip(&own)
            .map(|(surplus, own)| own + surplus.max(0.0))
            .collect(),
        factor: (0..buses).map(|_| random.random_range(0.0..1.2)).collect(),
        network: Network::new(buses, branches).unwrap(),
        flow,
    }
}

/// `matrix x = right` by Gauss with pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let n = right.len();
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap();
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..n {
            let share = matrix[row][column] / matrix[column][column];
            let lead = matrix[column].clone();
            for (value, lead) in matrix[row].iter_mut().zip(lead) {
                *value -= share * lead;
            }
            right[row] -= share * right[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

#[test]
fn where_nearly_every_bus_touches_every_other_steps_are_solved_alone() {
    let case = random(120, 6_000, 5);
    let at: Vec<u32> = (0..120).collect();
    let steps = Steps {
        steps: 1,
        sent_mw: &case.flow,
        received_mw: None,
        generator_bus: &at,
        generation_mw: &case.generation,
        factor_t_per_mwh: &case.factor,
        losses: Losses::User,
    };
    assert!(super::plan::Plan::new(&case.network, &steps).is_none());
    let traced = trace(&case.network, &steps).unwrap();
    let mut matrix = vec![vec![0.0; 120]; 120];
    let mut right = vec![0.0; 120];
    for bus in 0..120 {
        matrix[bus][bus] += case.generation[bus];
        right[bus] += case.generation[bus] * case.factor[bus];
    }
    for (&(a, b), &flow) in case.network.branches.iter().zip(&case.flow) {
        let (from, to) = if flow > 0.0 { (a, b) } else { (b, a) };
        matrix[to as usize][to as usize] += flow.abs();
        matrix[to as usize][from as usize] -= flow.abs();
    }
    for (found, expected) in traced.nodal_t_per_mwh.iter().zip(solve(matrix, right)) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }
    let bad = Steps {
        factor_t_per_mwh: &[f64::NAN; 120],
        ..steps
    };
    assert!(trace(&case.network, &bad).is_err());
}

proptest! {
    #[test]
    fn a_trace_is_what_a_dense_solve_gives(buses in 2usize..60, extra in 0usize..80, steps in 1usize..12, seed in any::<u64>()) {
        let all: Vec<Random> = (0..steps as u64).map(|step| {
            // The same branches in every step, other flows.
            let mut case = random(buses, extra, seed);
            if step > 0 {
                let mut more = rand_chacha::ChaCha8Rng::seed_from_u64(seed ^ step);
                let mut surplus = vec![0.0; buses];
                for (flow, &(a, b)) in case.flow.iter_mut().zip(&case.network.branches) {
                    *flow = more.random_range(-50.0..100.0);
                    surplus[a as usize] -= *flow;
                    surplus[b as usize] += *flow;
                }
                case.generation = surplus.iter().map(|s| 1.0 + (-s).max(0.0)).collect();
            }
            case
        }).collect();
        let sent: Vec<f64> = all.iter().flat_map(|case| case.flow.clone()).collect();
        let power: Vec<f64> = all.iter().flat_map(|case| case.generation.clone()).collect();
        let at: Vec<u32> = (0..buses as u32).collect();
        let given = Steps {
            steps,
            sent_mw: &sent,
            received_mw: None,
            generator_bus: &at,
            generation_mw: &power,
            factor_t_per_mwh: &all[0].factor,
            losses: Losses::User,
        };
        let traced = trace(&all[0].network, &given).unwrap();
        prop_assert!(traced.imbalance_max < 1e-11, "{}", traced.imbalance_max);
        // Memory of before is overwritten, whatever it held.
        let again = trace_into(&all[0].network, &given, vec![f64::NAN; steps * buses]).unwrap();
        prop_assert_eq!(&again.nodal_t_per_mwh, &traced.nodal_t_per_mwh);
        for (step, case) in all.iter().enumerate() {
            let mut matrix = vec![vec![0.0; buses]; buses];
            let mut right = vec![0.0; buses];
            for bus in 0..buses {
                matrix[bus][bus] += case.generation[bus];
                right[bus] += case.generation[bus] * all[0].factor[bus];
            }
            for (&(a, b), &flow) in case.network.branches.iter().zip(&case.flow) {
                let (from, to) = if flow > 0.0 { (a, b) } else { (b, a) };
                matrix[to as usize][to as usize] += flow.abs();
                matrix[to as usize][from as usize] -= flow.abs();
            }
            for (bus, expected) in solve(matrix, right).into_iter().enumerate() {
                let found = traced.nodal_t_per_mwh[step * buses + bus];
                prop_assert!((found - expected).abs() < 1e-9, "step {step}, bus {bus}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn looked_at_from_either_end_a_generator_serves_a_load_with_the_same_power(buses in 2usize..30, extra in 0usize..40, seed in any::<u64>()) {
        let case = random(buses, extra, seed);
        let at: Vec<u32> = (0..buses as u32).collect();
        let up = Steps {
            steps: 1,
            sent_mw: &case.flow,
            received_mw: None,
            generator_bus: &at,
            generation_mw: &case.generation,
            factor_t_per_mwh: &case.factor,
            losses: Losses::Line,
        };
        // Downstream: all flows turned round, loads in the place of generators.
        let back: Vec<f64> = case.flow.iter().map(|flow| -flow).collect();
        let down = Steps {
            sent_mw: &back,
            generation_mw: &case.load,
            ..up
        };
        let (upstream, downstream) = (shares(&case.network, &up, 0).unwrap(), shares(&case.network, &down, 0).unwrap());
        for generator in 0..buses {
            for load in 0..buses {
                let found = upstream[generator * buses + load] * case.load[load];
                let other = downstream[load * buses + generator] * case.generation[generator];
                prop_assert!((found - other).abs() < 1e-8, "{found} MW upstream, {other} downstream");
            }
        }
    }

    #[test]
    fn carbon_made_is_carbon_used_and_carbon_stored(buses in 2usize..20, extra in 0usize..20, steps in 1usize..8, efficiency in 0.5..1.0f64, seed in any::<u64>()) {
        // A store at bus 0 takes from and gives to the load there; flows stay as they are.
        let case = random(buses, extra, seed);
        let mut more = rand_chacha::ChaCha8Rng::seed_from_u64(seed ^ 77);
        let store = Store { bus: 0, energy_mwh: 40.0, carbon_t: 8.0, efficiency };
        let store_mw: Vec<f64> = (0..steps).map(|_| more.random_range(-5.0..5.0f64).min(case.load[0])).collect();
        let at: Vec<u32> = (0..buses as u32).collect();
        // What the store gives is generated less at its own bus, as far as there is any; what it takes is generated more.
        let mut power = Vec::new();
        let mut loads = Vec::new();
        for &given in &store_mw {
            let mut generation = case.generation.clone();
            let mut load = case.load.clone();
            generation[0] += (-given).max(0.0);
            load[0] += given.max(0.0);
            power.extend(generation);
            loads.push(load);
        }
        let sent = case.flow.repeat(steps);
        let given = Steps {
            steps,
            sent_mw: &sent,
            received_mw: None,
            generator_bus: &at,
            generation_mw: &power,
            factor_t_per_mwh: &case.factor,
            losses: Losses::User,
        };
        let hours = 0.5;
        let stored = trace_with_storage(&case.network, &given, &[store], &store_mw, hours).unwrap();
        let made: f64 = power.iter().enumerate().map(|(i, mw)| mw * case.factor[i % buses] * hours).sum();
        let used: f64 = loads.iter().flatten().zip(&stored.traced.nodal_t_per_mwh).map(|(load, e)| load * e * hours).sum();
        let kept = stored.carbon_t[steps - 1] - store.carbon_t;
        prop_assert!((made - used - kept).abs() <= 1e-9 * made.max(1.0), "{made} t made, {used} used, {kept} kept");
    }
}
