//! Classes of a map against mapclassify, and by brute force.

use inventory::classes::{Classes, Method};
use proptest::prelude::*;

const VALUES: &str = include_str!("golden/classes/values.csv");
const BOUNDS: &str = include_str!("golden/classes/bounds.csv");

fn values(set: &str) -> Vec<f64> {
    let rows = VALUES.lines().filter_map(|l| l.split_once(','));
    rows.filter(|(s, _)| *s == set)
        .map(|(_, v)| v.parse().unwrap())
        .collect()
}

#[test]
fn bounds_are_those_of_mapclassify() {
    let mut cases = 0;
    for line in BOUNDS.lines().skip(1) {
        let [set, count, method, bounds] = line.split(',').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let expected: Vec<f64> = bounds.split(' ').map(|b| b.parse().unwrap()).collect();
        let classes = Classes::cut(values(set), method.parse().unwrap(), count.parse().unwrap());
        assert_eq!(classes.len(), expected.len(), "{line}");
        for (a, b) in classes.breaks[1..].iter().zip(&expected) {
            assert!(
                (a - b).abs() <= 1e-9 * b.abs().max(1.0),
                "{line}: {:?}",
                classes.breaks
            );
        }
        cases += 1;
    }
    assert_eq!(cases, 27);
}

#[test]
fn few_or_no_values() {
    let none = Classes::cut([f64::NAN], Method::Jenks, 5);
    assert!(none.is_empty() && none.class_of(Some(1.0)).is_none());
    for method in [Method::Jenks, Method::Quantile, Method::Equal] {
        let one = Classes::cut([4.0, 4.0], method, 5);
        assert_eq!(
            (one.breaks.as_slice(), one.class_of(Some(4.0))),
            (&[4.0, 4.0][..], Some(0)),
            "{method:?}"
        );
    }
    let two = Classes::cut([1.0, 2.0, 2.0], Method::Jenks, 5);
    assert_eq!(two.breaks, [1.0, 1.0, 2.0]);
    assert_eq!(
        (
            two.class_of(Some(1.0)),
            two.class_of(Some(1.5)),
            two.class_of(None)
        ),
        (Some(0), Some(1), None)
    );
    assert_eq!(
        (two.class_of(Some(-9.0)), two.class_of(Some(9.0))),
        (Some(0), Some(1))
    );
}

/// Sum of squared deviations from the class means.
fn ssd(values: &[f64], classes: &Classes) -> f64 {
    (0..classes.len())
        .map(|c| {
            let own: Vec<f64> = values
                .iter()
                .copied()
                .filter(|v| classes.class_of(Some(*v)) == Some(c))
                .collect();
            let mean = own.iter().sum::<f64>() / own.len() as f64;
            own.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
        })
        .sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_partition_into_three_is_better(mut values in prop::collection::vec((0u8..30).prop_map(f64::from), 3..14)) {
        values.sort_by(f64::total_cmp);
        let classes = Classes::cut(values.clone(), Method::Jenks, 3);
        let own = ssd(&values, &classes);
        for a in &values {
            for b in &values {
                if a < b && b < values.last().unwrap() {
                    let other = Classes { method: Method::Jenks, breaks: vec![values[0], *a, *b, *values.last().unwrap()] };
                    prop_assert!(own <= ssd(&values, &other) + 1e-9, "{:?} {:?}", classes.breaks, other.breaks);
                }
            }
        }
    }

    #[test]
    fn breaks_rise_and_every_value_has_a_class(values in prop::collection::vec(-1e6..1e6f64, 1..400), count in 1usize..9) {
        for method in [Method::Jenks, Method::Quantile, Method::Equal] {
            let classes = Classes::cut(values.clone(), method, count);
            prop_assert!(classes.len() <= count);
            prop_assert!(classes.breaks[1..].windows(2).all(|w| w[0] < w[1]));
            prop_assert!(values.iter().all(|v| classes.class_of(Some(*v)).is_some_and(|c| c < classes.len())));
        }
    }
}
