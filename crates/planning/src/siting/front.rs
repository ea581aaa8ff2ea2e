//! What cannot be bettered in one aim without losing in another.

/// Indices of the points that no other point betters: a point betters another if it is nowhere greater and somewhere less. Of equal
/// points the first stays. Points have one length; smaller is better; ascending by the first aim, then the next.
pub fn front(points: &[Vec<f64>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    let compare = |a: &[f64], b: &[f64]| {
        a.iter()
            .zip(b)
            .map(|(x, y)| x.total_cmp(y))
            .find(|o| o.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    };
    order.sort_by(|a, b| compare(&points[*a], &points[*b]).then(a.cmp(b)));
    let mut kept: Vec<usize> = Vec::new();
    for at in order {
        // Whatever betters a point comes before it in this order.
        let beaten = kept
            .iter()
            .any(|k| points[*k].iter().zip(&points[at]).all(|(x, y)| x <= y));
        if !beaten {
            kept.push(at);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_front_by_hand() {
        let points = [[1.0, 5.0], [2.0, 2.0], [3.0, 2.0], [5.0, 1.0], [2.0, 2.0]];
        let points: Vec<Vec<f64>> = points.iter().map(|p| p.to_vec()).collect();
        assert_eq!(front(&points), [0, 1, 3]);
    }

    proptest! {
        #[test]
        fn every_point_is_on_the_front_or_beaten_by_it(points in prop::collection::vec(prop::collection::vec(0u8..6, 3), 0..40)) {
            let points: Vec<Vec<f64>> = points.iter().map(|p| p.iter().map(|v| f64::from(*v)).collect()).collect();
            let kept = front(&points);
            let covers = |a: usize, b: usize| points[a].iter().zip(&points[b]).all(|(x, y)| x <= y);
            for (at, point) in points.iter().enumerate() {
                prop_assert!(kept.iter().any(|k| covers(*k, at)));
                if kept.contains(&at) {
                    prop_assert!(!points.iter().enumerate().any(|(o, p)| p != point && covers(o, at)));
                }
            }
        }
    }
}
