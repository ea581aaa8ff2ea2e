//! Aggregation, paths, decomposition, balancing, gravity: against published examples, explicit inverses and brute force.

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};

use super::*;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not {expected}"
    );
}

/// A table that is productive: value added is at least a third of output.
fn random_table(n: usize, columns: usize, seed: u64) -> (Table, Vec<f64>) {
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let deliveries: Vec<f64> = (0..n * n).map(|_| random.random_range(0.0..1.0)).collect();
    let demand: Vec<f64> = (0..n * columns)
        .map(|_| random.random_range(0.5..1.5) * 2.0 * n as f64 / columns as f64)
        .collect();
    let emissions = (0..n).map(|_| random.random_range(0.0..5.0)).collect();
    (
        Table::new(n, deliveries, columns, demand).unwrap(),
        emissions,
    )
}

fn all_demand(table: &Table) -> Vec<f64> {
    let rows = table.final_demand.chunks_exact(table.final_columns);
    rows.map(|row| row.iter().sum()).collect()
}

/// Lenzen, Wood and Gallego (2007): Junius and Oosterhaven's example, balanced by GRAS.
#[test]
fn gras_gives_the_published_matrix() {
    let cells = [
        7.0, 3.0, 5.0, -3.0, //
        2.0, 9.0, 8.0, 0.0, //
        -2.0, 0.0, 2.0, 0.0,
    ];
    let balanced = balance(&cells, &[15.0, 26.0, -1.0], &[9.0, 16.0, 17.0, -2.0]).unwrap();
    let published = [
        8.4243, 3.3752, 5.2004, -2.0, //
        3.0010, 12.6248, 10.3742, 0.0, //
        -2.4253, 0.0, 1.4253, 0.0,
    ];
    for (found, expected) in balanced.cells.iter().zip(published) {
        near(*found, expected, 6e-5);
    }
}

/// Miller and Blair (2009), section 7.4.2: A(0), and outputs, row and column sums of the year that is to be estimated.
#[test]
fn ras_meets_the_textbooks_sums_and_is_biproportional() {
    let (a, x) = (
        [
            0.120, 0.100, 0.049, 0.210, 0.247, 0.265, 0.026, 0.249, 0.145,
        ],
        [421.0, 284.0, 283.0],
    );
    let old: Vec<f64> = a.iter().enumerate().map(|(at, a)| a * x[at % 3]).collect();
    let (rows, columns) = ([245.0, 136.0, 159.0], [251.0, 107.0, 182.0]);
    let new = balance(&old, &rows, &columns).unwrap();
    for line in 0..3 {
        near(new.cells[line * 3..][..3].iter().sum(), rows[line], 1e-7);
        near(
            new.cells.iter().skip(line).step_by(3).sum(),
            columns[line],
            1e-7,
        );
    }
    // Cross ratios of a biproportional matrix are those of the old one.
    let ratio = |m: &[f64], i: usize, j: usize| m[0] * m[i * 3 + j] / (m[j] * m[i * 3]);
    for (i, j) in [(1, 1), (1, 2), (2, 1), (2, 2)] {
        near(ratio(&new.cells, i, j) / ratio(&old, i, j), 1.0, 1e-12);
    }
}

#[test]
fn what_cannot_be_balanced_is_refused_with_its_reason() {
    let words = |cells: &[f64], rows: &[f64], columns: &[f64]| {
        balance(cells, rows, columns).unwrap_err().to_string()
    };
    assert!(
        words(&[1.0, 1.0, 1.0, 1.0], &[1.0, 1.0], &[1.0, 2.0])
            .starts_with("the rows are to sum to 2 in all, the columns to 3")
    );
    assert!(
        words(&[0.0, 0.0, 1.0, 1.0], &[1.0, 1.0], &[1.0, 1.0])
            .starts_with("row 1 (counted from 1) is to sum to 1")
    );
    assert!(
        words(&[1.0, f64::NAN, 1.0, 1.0], &[1.0, 1.0], &[1.0, 1.0])
            .starts_with("matrix at row 1, column 2")
    );
    // A diagonal cannot be given other sums by rows than by columns.
    assert!(matches!(
        balance(&[1.0, 0.0, 0.0, 1.0], &[1.0, 3.0], &[3.0, 1.0]),
        Err(TradeError::NotBalanced { .. })
    ));
}

/// Miller and Blair's two sectors: every path of up to 8 deliveries by brute force, and the whole multiplier.
#[test]
fn paths_are_all_paths_and_sum_to_the_multiplier() {
    let table = Table::new(2, vec![150.0, 500.0, 200.0, 100.0], 1, vec![350.0, 1700.0]).unwrap();
    let emissions = [300.0, 100.0];
    let (q, a) = ([0.3, 0.05], [[0.15, 0.25], [0.2, 0.05]]);
    let longest = 8;
    let found = paths(&table, &emissions, &[1.0, 0.0], 1e-15, longest).unwrap();
    let mut brute = 0.0;
    let mut count = 0;
    for length in 0..=longest {
        for code in 0..1usize << length {
            let (mut at, mut bought) = (0, 1.0);
            for step in 0..length {
                let supplier = code >> step & 1;
                bought *= a[supplier][at];
                at = supplier;
            }
            brute += bought * q[at];
            count += 1;
        }
    }
    assert_eq!(found.paths.len(), count);
    near(found.listed, brute, 1e-14);
    // The book's inverse: .3 x 1.2541 + .05 x .2640 = .3894.
    near(found.total, 0.3 * 1.2541 + 0.05 * 0.2640, 5e-5);
    near(found.listed + found.rest, found.total, 1e-15);
    assert_eq!(found.paths[0].industries, [0]);
    near(found.paths[0].emissions, 0.3, 1e-15);
    near(found.paths[0].upstream, found.total, 1e-12);
    // Longer ways bring the rest to nothing.
    assert!(
        paths(&table, &emissions, &[1.0, 0.0], 1e-9, 60)
            .unwrap()
            .rest
            < 1e-6
    );
    assert!(matches!(
        paths(&table, &emissions, &[1.0, -1.0], 0.1, 3),
        Err(TradeError::Negative {
            what: "demand",
            row: 2,
            ..
        })
    ));
    assert!(matches!(
        paths(&table, &emissions, &[1.0, 0.0], 0.0, 3),
        Err(TradeError::Tolerance { .. })
    ));
}

#[test]
fn a_change_is_taken_apart_as_with_explicit_inverses() {
    let old = Table::new(2, vec![10.0, 20.0, 30.0, 5.0], 1, vec![70.0, 65.0]).unwrap();
    let new = Table::new(2, vec![12.0, 30.0, 20.0, 15.0], 1, vec![78.0, 85.0]).unwrap();
    let (e0, e1) = ([50.0, 10.0], [36.0, 18.0]);
    let parts = decompose(
        Year {
            table: &old,
            emissions: &e0,
            demand: &[70.0, 65.0],
        },
        Year {
            table: &new,
            emissions: &e1,
            demand: &[78.0, 85.0],
        },
    )
    .unwrap();
    // L = (I - A)^-1 of two sectors by hand; x0 = (100, 100), x1 = (120, 120).
    let inverse = |z: [f64; 4], x: [f64; 2]| {
        let a = [z[0] / x[0], z[1] / x[1], z[2] / x[0], z[3] / x[1]];
        let det = (1.0 - a[0]) * (1.0 - a[3]) - a[1] * a[2];
        [
            (1.0 - a[3]) / det,
            a[1] / det,
            a[2] / det,
            (1.0 - a[0]) / det,
        ]
    };
    let (l0, l1) = (
        inverse([10.0, 20.0, 30.0, 5.0], [100.0; 2]),
        inverse([12.0, 30.0, 20.0, 15.0], [120.0; 2]),
    );
    let (q0, q1) = ([0.5, 0.1], [0.3, 0.15]);
    let (y0, y1) = ([70.0, 65.0], [78.0, 85.0]);
    let carbon = |q: [f64; 2], l: [f64; 4], y: [f64; 2]| {
        q[0] * (l[0] * y[0] + l[1] * y[1]) + q[1] * (l[2] * y[0] + l[3] * y[1])
    };
    near(parts.before, 60.0, 1e-10);
    near(parts.after, 54.0, 1e-10);
    near(
        parts.first.intensity,
        carbon(q1, l1, y1) - carbon(q0, l1, y1),
        1e-10,
    );
    near(
        parts.first.technology,
        carbon(q0, l1, y1) - carbon(q0, l0, y1),
        1e-10,
    );
    near(
        parts.first.demand,
        carbon(q0, l0, y1) - carbon(q0, l0, y0),
        1e-10,
    );
    near(
        parts.second.intensity,
        carbon(q1, l0, y0) - carbon(q0, l0, y0),
        1e-10,
    );
    near(
        parts.second.technology,
        carbon(q1, l1, y0) - carbon(q1, l0, y0),
        1e-10,
    );
    near(
        parts.second.demand,
        carbon(q1, l1, y1) - carbon(q1, l1, y0),
        1e-10,
    );
    for effects in [&parts.first, &parts.second, &parts.mean] {
        near(effects.total(), -6.0, 1e-10);
    }
}

#[test]
fn gravity_keeps_all_sums_and_tells_its_span() {
    let (sends, takes) = ([100.0, 50.0, 30.0], [60.0, 80.0, 40.0]);
    let distance = [0.0, 100.0, 300.0, 100.0, 0.0, 250.0, 300.0, 250.0, 0.0];
    let of = gravity(&sends, &takes, &distance, [0.5, 1.0, 2.0]).unwrap();
    for city in 0..3 {
        near(of.flows[city * 3..][..3].iter().sum(), sends[city], 1e-7);
        near(
            of.flows.iter().skip(city).step_by(3).sum(),
            takes[city],
            1e-7,
        );
        assert_eq!(of.flows[city * 4], 0.0);
    }
    for ((low, flow), high) in of.low.iter().zip(&of.flows).zip(&of.high) {
        assert!(low <= flow && flow <= high);
    }
    // Two unknown cross flows a side: with three cities and no flow home, sums alone fix them all but one.
    assert!(matches!(
        gravity(&sends, &takes, &distance, [2.0, 1.0, 0.5]),
        Err(TradeError::Exponents { .. })
    ));
}

proptest! {
    #[test]
    fn aggregation_loses_nothing(n in 2usize..20, groups in 1usize..5, seed in any::<u64>()) {
        let (table, emissions) = random_table(n, 3, seed);
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed ^ 1);
        // Some industries are split.
        let rows = (0..n).map(|_| {
            let (a, share) = (random.random_range(0..groups as u32), random.random_range(0.0..1.0));
            vec![(a, share), ((a + 1) % groups as u32, 1.0 - share)]
        }).collect();
        let industries = Concordance::new(groups, rows).unwrap();
        let finals = Concordance::whole(2, &[0, 1, 1]).unwrap();
        let small = aggregate(&table, &industries, &finals).unwrap();
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        prop_assert!((sum(&small.deliveries) - sum(&table.deliveries)).abs() < 1e-9);
        prop_assert!((sum(&small.final_demand) - sum(&table.final_demand)).abs() < 1e-9);
        let emitted = industries.sum(&emissions).unwrap();
        let before = footprints(&table, &emissions).unwrap();
        let after = footprints(&small, &emitted).unwrap();
        prop_assert!((sum(&before.by_final_column) - sum(&after.by_final_column)).abs() < 1e-9 * before.emitted.max(1.0));
    }

    #[test]
    fn industries_that_are_alike_can_be_put_together_without_bias(n in 2usize..8, copies in 2usize..4, seed in any::<u64>()) {
        // Each industry cut into equal copies; put together again the footprints are what they were.
        let (table, emissions) = random_table(n, 2, seed);
        let parts = copies as f64;
        let many = n * copies;
        let deliveries = (0..many * many).map(|at| table.deliveries[at / many / copies * n + at % many / copies] / (parts * parts)).collect();
        let demand = (0..many * 2).map(|at| table.final_demand[at / 2 / copies * 2 + at % 2] / parts).collect();
        let large = Table::new(many, deliveries, 2, demand).unwrap();
        let spread: Vec<f64> = (0..many).map(|at| emissions[at / copies] / parts).collect();
        let of: Vec<u32> = (0..many).map(|at| (at / copies) as u32).collect();
        let industries = Concordance::whole(n, &of).unwrap();
        let small = aggregate(&large, &industries, &Concordance::whole(2, &[0, 1]).unwrap()).unwrap();
        let (a, b) = (footprints(&large, &spread).unwrap(), footprints(&small, &industries.sum(&spread).unwrap()).unwrap());
        for (a, b) in a.by_final_column.iter().zip(&b.by_final_column) {
            prop_assert!((a - b).abs() < 1e-9 * a.abs().max(1.0));
        }
    }

    #[test]
    fn both_polar_forms_sum_to_the_change(n in 1usize..15, seed in any::<u64>()) {
        let ((old, e0), (new, e1)) = (random_table(n, 2, seed), random_table(n, 2, seed ^ 9));
        let (y0, y1) = (all_demand(&old), all_demand(&new));
        let parts = decompose(
            Year { table: &old, emissions: &e0, demand: &y0 },
            Year { table: &new, emissions: &e1, demand: &y1 },
        ).unwrap();
        let change = e1.iter().sum::<f64>() - e0.iter().sum::<f64>();
        for effects in [&parts.first, &parts.second, &parts.mean] {
            prop_assert!((effects.total() - change).abs() < 1e-9 * (n as f64 * 5.0));
        }
    }

    #[test]
    fn listed_paths_and_the_rest_are_the_footprint(n in 1usize..10, tolerance in 0.001..0.5f64, seed in any::<u64>()) {
        let (table, emissions) = random_table(n, 1, seed);
        let demand = all_demand(&table);
        let found = paths(&table, &emissions, &demand, tolerance, 30).unwrap();
        let emitted: f64 = emissions.iter().sum();
        prop_assert!((found.total - emitted).abs() < 1e-9 * emitted.max(1.0));
        prop_assert!(found.rest >= -1e-9 && found.paths.iter().all(|path| path.emissions >= tolerance * found.total));
        prop_assert!(found.paths.windows(2).all(|two| two[0].emissions >= two[1].emissions));
    }
}
