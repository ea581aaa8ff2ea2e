use proptest::prelude::*;

use super::*;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not {expected}"
    );
}

/// Miller and Blair (2009), section 2.2.2: Z = [150 500; 200 100], f = [350; 1700], so x = [1000; 2000];
/// the book prints (I - A)^-1 = [1.2541 .3300; .2640 1.1221].
#[test]
fn the_textbooks_two_sectors() {
    let table = Table::new(2, vec![150.0, 500.0, 200.0, 100.0], 1, vec![350.0, 1700.0]).unwrap();
    assert_eq!(table.output, [1000.0, 2000.0]);
    // One unit of emissions per unit of output of sector 1 only: the multipliers are the first row of the inverse.
    let first = multipliers(&table, &[1000.0, 0.0]).unwrap();
    near(first[0], 1.2541, 5e-5);
    near(first[1], 0.3300, 5e-5);
    let second = multipliers(&table, &[0.0, 2000.0]).unwrap();
    near(second[0], 0.2640, 5e-5);
    near(second[1], 1.1221, 5e-5);
}

#[test]
fn a_table_that_uses_more_than_it_makes_is_found_out() {
    let table = Table::new(2, vec![10.0, 90.0, 60.0, 20.0], 1, vec![1.0, 1.0]).unwrap();
    assert!(table.findings().iter().any(|finding| matches!(
        finding,
        TableFinding::NegativeValueAdded { industry: 1, .. }
    )));
    assert!(Table::new(2, vec![1.0; 3], 1, vec![1.0; 2]).is_err());
    assert!(Table::new(1, vec![f64::NAN], 1, vec![1.0]).is_err());
    // Everything that is made is used up: no final demand can be served.
    let closed = Table::new(2, vec![5.0, 5.0, 5.0, 5.0], 1, vec![0.0, 0.0]).unwrap();
    assert!(matches!(
        multipliers(&closed, &[1.0, 0.0]),
        Err(TradeError::NotProductive { .. })
    ));
}

#[test]
fn a_sector_without_output_is_a_finding_and_no_nan() {
    let table = Table::new(2, vec![1.0, 0.0, 0.0, 0.0], 1, vec![9.0, 0.0]).unwrap();
    let prints = footprints(&table, &[5.0, 3.0]).unwrap();
    assert!(prints.multipliers.iter().all(|value| value.is_finite()));
    near(prints.by_final_column[0], 5.0, 1e-12);
    assert!(
        prints
            .findings
            .contains(&TableFinding::NoOutput { industry: 1 })
    );
    assert!(
        prints
            .findings
            .contains(&TableFinding::EmissionsWithoutOutput {
                industry: 1,
                emissions: 3.0
            })
    );
}

proptest! {
    #[test]
    fn footprints_sum_to_what_was_emitted(n in 1usize..40, columns in 1usize..5, seed in any::<u64>()) {
        use rand::{RngExt, SeedableRng};
        let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
        let deliveries: Vec<f64> = (0..n * n).map(|_| random.random_range(0.0..1.0)).collect();
        let demand: Vec<f64> = (0..n * columns).map(|_| random.random_range(0.1..10.0)).collect();
        let emissions: Vec<f64> = (0..n).map(|_| random.random_range(0.0..5.0)).collect();
        let table = Table::new(n, deliveries, columns, demand).unwrap();
        let productive = !table.findings().iter().any(|finding| matches!(finding, TableFinding::NegativeValueAdded { .. }));
        prop_assume!(productive);
        let prints = footprints(&table, &emissions).unwrap();
        let total: f64 = prints.by_final_column.iter().sum();
        let products: f64 = prints.by_product.iter().sum();
        prop_assert!((total - prints.emitted).abs() <= 1e-11 * prints.emitted.max(1e-9), "{total} against {}", prints.emitted);
        prop_assert!((products - prints.emitted).abs() <= 1e-11 * prints.emitted.max(1e-9));
    }
}
