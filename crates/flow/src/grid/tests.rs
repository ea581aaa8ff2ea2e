use proptest::prelude::*;

use super::*;

/// A case of one step: branches with flow (sent, received), generators with power and factor.
fn one(
    buses: usize,
    lines: &[(u32, u32, f64, f64)],
    generators: &[(u32, f64, f64)],
    losses: Losses,
) -> (Vec<f64>, Vec<f64>) {
    let network = Network::new(buses, lines.iter().map(|line| (line.0, line.1)).collect()).unwrap();
    let sent: Vec<f64> = lines.iter().map(|line| line.2).collect();
    let received: Vec<f64> = lines.iter().map(|line| line.3).collect();
    let at: Vec<u32> = generators.iter().map(|g| g.0).collect();
    let power: Vec<f64> = generators.iter().map(|g| g.1).collect();
    let factor: Vec<f64> = generators.iter().map(|g| g.2).collect();
    let steps = Steps {
        steps: 1,
        sent_mw: &sent,
        received_mw: Some(&received),
        generator_bus: &at,
        generation_mw: &power,
        factor_t_per_mwh: &factor,
        losses,
    };
    let traced = trace(&network, &steps).unwrap();
    assert!(traced.imbalance_max < 1e-12);
    let lost = lost_t(&network, &steps, &traced);
    (traced.nodal_t_per_mwh, lost)
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

#[test]
fn two_buses_by_hand() {
    // A makes 100 MW at 0.8 t/MWh and sends 60 to B, which makes 50 MW at 0: 48 t/h in 110 MW.
    let (nodal, _) = one(
        2,
        &[(0, 1, 60.0, 60.0)],
        &[(0, 100.0, 0.8), (1, 50.0, 0.0)],
        Losses::User,
    );
    near(nodal[0], 0.8);
    near(nodal[1], 48.0 / 110.0);
}

#[test]
fn a_branch_named_against_its_flow_gives_the_same() {
    let (nodal, _) = one(
        2,
        &[(1, 0, -60.0, -60.0)],
        &[(0, 100.0, 0.8), (1, 50.0, 0.0)],
        Losses::User,
    );
    near(nodal[1], 48.0 / 110.0);
}

#[test]
fn losses_go_to_whom_they_are_charged() {
    // 100 MW at 0.9 t/MWh; 80 sent, 76 arrive. 3.6 t/h is the loss's carbon.
    let lines = [(0, 1, 80.0, 76.0)];
    let generators = [(0, 100.0, 0.9)];
    let (user, _) = one(2, &lines, &generators, Losses::User);
    near(user[1] * 76.0, 72.0);
    for charged in [Losses::Line, Losses::Sender] {
        let (nodal, lost) = one(2, &lines, &generators, charged);
        near(nodal[1], 0.9);
        near(lost[0], 3.6);
        near(nodal[0] * 20.0 + nodal[1] * 76.0 + lost[0], 90.0);
    }
}

#[test]
fn power_that_runs_in_a_circle_is_solved_as_a_dense_system_would() {
    // 0 -> 1 -> 2 -> 0 circulates 10 MW or more; generators at 0 (1.0) and 2 (0.2), a load at each.
    let lines = [(0, 1, 40.0, 40.0), (1, 2, 25.0, 25.0), (2, 0, 10.0, 10.0)];
    let generators = [(0, 50.0, 1.0), (2, 30.0, 0.2)];
    let (nodal, _) = one(3, &lines, &generators, Losses::User);
    // e0*60 = 50 + 10 e2; e1*40 = 40 e0; e2*55 = 6 + 25 e1  =>  e0 = e1, 60 e0 - 10 e2 = 50, -25 e0 + 55 e2 = 6.
    let determinant = 60.0 * 55.0 - 250.0;
    near(nodal[0], (50.0 * 55.0 + 60.0) / determinant);
    near(nodal[1], nodal[0]);
    near(nodal[2], (60.0 * 6.0 + 25.0 * 50.0) / determinant);
}

#[test]
fn a_circle_with_hardly_an_outlet_is_still_exact() {
    // 1 MW in, 1 MW out, 1,000,000 MW round and round: passes alone would need millions.
    let lines = [(0, 1, 1e6 + 1.0, 1e6 + 1.0), (1, 0, 1e6, 1e6)];
    let (nodal, _) = one(2, &lines, &[(0, 1.0, 0.7)], Losses::User);
    assert!(
        (nodal[0] - 0.7).abs() < 1e-9 && (nodal[1] - 0.7).abs() < 1e-9,
        "{nodal:?}"
    );
}

#[test]
fn an_idle_bus_has_no_intensity_and_is_counted() {
    let network = Network::new(3, vec![(0, 1), (1, 2)]).unwrap();
    let steps = Steps {
        steps: 1,
        sent_mw: &[5.0, 0.0],
        received_mw: None,
        generator_bus: &[0],
        generation_mw: &[5.0],
        factor_t_per_mwh: &[1.0],
        losses: Losses::User,
    };
    let traced = trace(&network, &steps).unwrap();
    assert_eq!((traced.nodal_t_per_mwh[2], traced.idle), (0.0, 1));
}

#[test]
fn bad_input_is_refused_by_name() {
    let network = Network::new(2, vec![(0, 1)]).unwrap();
    let good = Steps {
        steps: 1,
        sent_mw: &[1.0],
        received_mw: None,
        generator_bus: &[0],
        generation_mw: &[1.0],
        factor_t_per_mwh: &[1.0],
        losses: Losses::User,
    };
    let cases: [(Steps<'_>, &str); 5] = [
        (
            Steps {
                sent_mw: &[1.0, 2.0],
                ..good
            },
            "flow has 2 values, but 1 are needed",
        ),
        (
            Steps {
                sent_mw: &[f64::NAN],
                ..good
            },
            "flow of step 0 at index 0 is not finite",
        ),
        (
            Steps {
                generation_mw: &[f64::INFINITY],
                ..good
            },
            "generation of step 0 at index 0 is not finite",
        ),
        (
            Steps {
                generation_mw: &[-1.0],
                ..good
            },
            "generator 0 has -1 MW in step 0",
        ),
        (
            Steps {
                generator_bus: &[9],
                ..good
            },
            "generator 0 stands at bus 9, but there are only 2 buses",
        ),
    ];
    for (steps, words) in cases {
        let refusal = trace(&network, &steps).unwrap_err().to_string();
        assert!(refusal.starts_with(words), "{refusal}");
    }
    assert!(Network::new(2, vec![(0, 2)]).is_err());
    assert!(Network::new(2, vec![(1, 1)]).is_err());
}

#[test]
fn a_battery_gives_back_the_carbon_it_took() {
    // Night: a coal plant (0.9) at bus 0 sends 20 MW to bus 1, where 10 charge a battery of 80 % and 10 are used.
    // Day: the battery gives all its 8 MWh; the load at bus 1 is 8 MW.
    let network = Network::new(2, vec![(0, 1)]).unwrap();
    let steps = Steps {
        steps: 2,
        sent_mw: &[20.0, 0.0],
        received_mw: None,
        generator_bus: &[0],
        generation_mw: &[20.0, 0.0],
        factor_t_per_mwh: &[0.9],
        losses: Losses::User,
    };
    let battery = Store {
        bus: 1,
        energy_mwh: 0.0,
        carbon_t: 0.0,
        efficiency: 0.8,
    };
    let stored = trace_with_storage(&network, &steps, &[battery], &[-10.0, 8.0], 1.0).unwrap();
    near(stored.energy_mwh[0], 8.0);
    near(stored.carbon_t[0], 9.0);
    near(stored.traced.nodal_t_per_mwh[2 + 1], 9.0 / 8.0);
    near(stored.energy_mwh[1], 0.0);
    near(stored.carbon_t[1], 0.0);
}

/// A network of `buses` with flows that run down random heights, plus `circles` branches that run up; generation covers what is lacking.
#[derive(Debug, Clone)]
struct Case {
    buses: usize,
    branches: Vec<(u32, u32)>,
    steps: usize,
    sent: Vec<f64>,
    received: Vec<f64>,
    generation: Vec<f64>,
    factor: Vec<f64>,
    loads: Vec<f64>,
}

fn cases() -> impl Strategy<Value = Case> {
    (
        3usize..40,
        1usize..20,
        0.0..0.2f64,
        any::<u64>(),
        any::<bool>(),
    )
        .prop_map(|(buses, steps, loss, seed, circles)| {
            use rand::{RngExt, SeedableRng};
            let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
            let mut branches: Vec<(u32, u32)> = (1..buses as u32)
                .map(|bus| (random.random_range(0..bus), bus))
                .collect();
            for _ in 0..buses {
                let (a, b) = (
                    random.random_range(0..buses as u32),
                    random.random_range(0..buses as u32),
                );
                if a != b {
                    branches.push((a, b));
                }
            }
            let (mut sent, mut received, mut generation, mut loads) =
                (vec![], vec![], vec![], vec![]);
            for _ in 0..steps {
                let height: Vec<f64> = (0..buses).map(|_| random.random_range(0.0..1.0)).collect();
                let mut surplus = vec![0.0; buses];
                for &(a, b) in &branches {
                    let mut flow = 100.0 * (height[a as usize] - height[b as usize]);
                    if circles && random.random_bool(0.1) {
                        flow = -flow;
                    }
                    let arrives = flow * (1.0 - loss);
                    sent.push(flow);
                    received.push(arrives);
                    let (from, to) = if flow > 0.0 { (a, b) } else { (b, a) };
                    surplus[from as usize] -= flow.abs();
                    surplus[to as usize] += arrives.abs();
                }
                for bus in surplus {
                    let own = random.random_range(1.0..50.0);
                    generation.push(own + (-bus).max(0.0));
                    loads.push(own + bus.max(0.0));
                }
            }
            let factor = (0..buses).map(|_| random.random_range(0.0..1.0)).collect();
            Case {
                buses,
                branches,
                steps,
                sent,
                received,
                generation,
                factor,
                loads,
            }
        })
}

impl Case {
    fn trace(&self, losses: Losses) -> (f64, f64, Vec<f64>) {
        let network = Network::new(self.buses, self.branches.clone()).unwrap();
        let at: Vec<u32> = (0..self.buses as u32).collect();
        let steps = Steps {
            steps: self.steps,
            sent_mw: &self.sent,
            received_mw: Some(&self.received),
            generator_bus: &at,
            generation_mw: &self.generation,
            factor_t_per_mwh: &self.factor,
            losses,
        };
        let traced = trace(&network, &steps).unwrap();
        let made: f64 = self
            .generation
            .iter()
            .enumerate()
            .map(|(i, power)| power * self.factor[i % self.buses])
            .sum();
        let used: f64 = self
            .loads
            .iter()
            .zip(&traced.nodal_t_per_mwh)
            .map(|(load, intensity)| load * intensity)
            .sum();
        let lost: f64 = lost_t(&network, &steps, &traced).iter().sum();
        (
            made,
            if losses == Losses::User {
                used
            } else {
                used + lost
            },
            traced.nodal_t_per_mwh,
        )
    }
}

proptest! {
    #[test]
    fn what_generators_emit_is_what_loads_and_losses_are_charged(case in cases()) {
        for losses in [Losses::User, Losses::Line, Losses::Sender] {
            let (made, charged, _) = case.trace(losses);
            prop_assert!((made - charged).abs() <= 1e-9 * made, "{made} t made, {charged} t charged");
        }
    }

    #[test]
    fn no_bus_is_dirtier_than_the_dirtiest_generator_where_lines_lose_nothing(mut case in cases()) {
        case.received = case.sent.clone();
        // Loads take what is left, so that the case stays balanced: only the intensities are looked at.
        let (_, _, nodal) = case.trace(Losses::User);
        let dirtiest = case.factor.iter().fold(0.0f64, |a, &b| a.max(b));
        prop_assert!(nodal.iter().all(|&intensity| intensity >= -1e-12 && intensity <= dirtiest + 1e-9));
    }

    #[test]
    fn shares_sum_to_one_and_make_the_intensity(case in cases()) {
        let network = Network::new(case.buses, case.branches.clone()).unwrap();
        let at: Vec<u32> = (0..case.buses as u32).collect();
        let steps = Steps {
            steps: case.steps,
            sent_mw: &case.sent,
            received_mw: Some(&case.received),
            generator_bus: &at,
            generation_mw: &case.generation,
            factor_t_per_mwh: &case.factor,
            losses: Losses::Line,
        };
        let nodal = trace(&network, &steps).unwrap().nodal_t_per_mwh;
        let shares = shares(&network, &steps, 0).unwrap();
        for bus in 0..case.buses {
            let of_bus = || (0..case.buses).map(|generator| shares[generator * case.buses + bus]);
            prop_assert!((of_bus().sum::<f64>() - 1.0).abs() < 1e-9);
            let mixed: f64 = of_bus().zip(&case.factor).map(|(share, factor)| share * factor).sum();
            prop_assert!((mixed - nodal[bus]).abs() < 1e-9);
        }
    }

    #[test]
    fn steps_do_not_depend_on_their_neighbours(case in cases()) {
        let (_, _, all) = case.trace(Losses::User);
        let width = case.branches.len();
        for step in 0..case.steps {
            let alone = Case {
                steps: 1,
                sent: case.sent[step * width..][..width].to_vec(),
                received: case.received[step * width..][..width].to_vec(),
                generation: case.generation[step * case.buses..][..case.buses].to_vec(),
                loads: case.loads[step * case.buses..][..case.buses].to_vec(),
                ..case.clone()
            };
            let (_, _, own) = alone.trace(Losses::User);
            for (a, b) in own.iter().zip(&all[step * case.buses..]) {
                prop_assert!((a - b).abs() <= 1e-9, "{a} alone, {b} among others");
            }
        }
    }
}

#[test]
fn a_circle_that_nothing_feeds_has_power_but_no_carbon() {
    let network = Network::new(4, vec![(0, 1), (2, 3), (3, 2)]).unwrap();
    let steps = Steps {
        steps: 1,
        sent_mw: &[5.0, 10.0, 10.0],
        received_mw: None,
        generator_bus: &[0],
        generation_mw: &[6.0],
        factor_t_per_mwh: &[0.5],
        losses: Losses::User,
    };
    let traced = trace(&network, &steps).unwrap();
    assert_eq!(traced.nodal_t_per_mwh, [0.5, 0.5, 0.0, 0.0]);
    assert_eq!((traced.idle, traced.imbalance_max), (0, 0.0));
}
