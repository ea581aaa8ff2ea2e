use jiff::civil::date;

use super::*;

/// Weeks of hours: workdays 10 at night and 20 + the day's number by day, Saturdays 5, Sundays 1.
fn weeks(days: usize) -> Vec<Option<f64>> {
    (0..days * 24)
        .map(|i| {
            let (day, hour) = (i / 24, i % 24);
            Some(match day % 7 {
                5 => 5.0,
                6 => 1.0,
                _ if (8..18).contains(&hour) => 20.0 + day as f64,
                _ => 10.0,
            })
        })
        .collect()
}

fn mended(values: &[Option<f64>], totals: &[Total]) -> Repaired {
    let series = Series {
        start: date(2018, 1, 1),
        interval_s: 3600,
        slots_per_day: &[],
        values,
    };
    let repaired = repair(&series, &[], totals);
    for (before, after) in values.iter().zip(&repaired.values) {
        assert!(before.is_none() || before == after, "a reading was changed");
    }
    for fill in &repaired.fills {
        assert_eq!(fill.code, Code::Estimated);
        assert!(values[fill.first..=fill.last].iter().all(Option::is_none));
    }
    repaired
}

#[test]
fn an_hour_is_filled_on_a_straight_line_and_two_are_where_no_day_is_alike() {
    let mut values = weeks(28);
    values[8] = None;
    values[9] = Some(16.0);
    let repaired = mended(&values, &[]);
    assert_eq!(repaired.values[8], Some(13.0));
    assert_eq!(repaired.fills.len(), 1);
    assert_eq!(
        (repaired.fills[0].method, repaired.fills[0].amount),
        (Method::Linear, 13.0)
    );
    assert!(!repaired.fills[0].constrained);
    // Two days are not enough to look for like ones.
    let mut values = weeks(2);
    values[7] = Some(10.0);
    values[8..10].fill(None);
    values[10] = Some(16.0);
    let repaired = mended(&values, &[]);
    assert_eq!(repaired.values[8..10], [Some(12.0), Some(14.0)]);
    assert_eq!(repaired.fills[0].method, Method::Linear);
}

#[test]
fn a_lost_day_is_the_middle_of_its_neighbours_of_the_same_kind() {
    let mut values = weeks(28);
    // Monday 15 January: workdays before and after are Friday 12 (20 + 11) and Tuesday 16 (20 + 15).
    values[14 * 24..15 * 24].fill(None);
    let repaired = mended(&values, &[]);
    assert_eq!(repaired.fills[0].method, Method::NeighbourDays);
    assert_eq!(repaired.values[14 * 24 + 9], Some(33.0));
    assert_eq!(repaired.values[14 * 24 + 2], Some(10.0));
    // A Sunday comes from Sundays.
    let mut values = weeks(28);
    values[13 * 24..14 * 24].fill(None);
    assert_eq!(mended(&values, &[]).values[13 * 24 + 9], Some(1.0));
}

#[test]
fn half_a_day_comes_from_the_days_that_are_like_its_other_half() {
    // Workdays are of two kinds, in no order: a cold one has twice the load all day.
    let cold = |day: usize| (day * day) % 3 == 1;
    let mut values: Vec<Option<f64>> = (0..42 * 24)
        .map(|i| {
            let base = if (8..18).contains(&(i % 24)) {
                20.0
            } else {
                10.0
            };
            Some(if cold(i / 24) { 2.0 * base } else { base })
        })
        .collect();
    assert!(cold(22) && !cold(21));
    values[22 * 24 + 12..23 * 24].fill(None);
    values[21 * 24 + 12..21 * 24 + 20].fill(None);
    let repaired = mended(&values, &[]);
    assert!(
        repaired
            .fills
            .iter()
            .all(|fill| fill.method == Method::SimilarDays)
    );
    assert_eq!(repaired.values[22 * 24 + 13], Some(40.0));
    assert_eq!(repaired.values[22 * 24 + 22], Some(20.0));
    assert_eq!(repaired.values[21 * 24 + 13], Some(20.0));
}

#[test]
fn two_months_without_a_reading_are_filled_from_the_profile() {
    let mut values = weeks(140);
    for value in values.iter_mut().flatten() {
        *value = value.min(20.0);
    }
    values[40 * 24..100 * 24].fill(None);
    let repaired = mended(&values, &[]);
    assert!(repaired.values.iter().all(Option::is_some));
    let by_profile: usize = repaired
        .fills
        .iter()
        .filter(|fill| fill.method == Method::Profile)
        .map(|fill| fill.last - fill.first + 1)
        .sum();
    assert!(by_profile >= 10 * 24, "{by_profile}");
    // Wednesday 14 March, at ten and at night.
    assert_eq!(
        (repaired.values[72 * 24 + 10], repaired.values[72 * 24 + 2]),
        (Some(20.0), Some(10.0))
    );
}

#[test]
fn a_register_read_before_and_after_decides_the_sum() {
    let mut values = weeks(28);
    values[14 * 24..15 * 24].fill(None);
    let total = |amount: f64| Total {
        first: 14 * 24 - 3,
        last: 15 * 24 - 1,
        amount,
    };
    // Three hours of Sunday at 1; the rest is 14 hours at 10 and 10 hours at 33 by course: 470, to be 940.
    let repaired = mended(&values, &[total(943.0)]);
    assert!(repaired.fills[0].constrained && repaired.unmet.is_empty());
    assert_eq!(repaired.values[14 * 24 + 2], Some(20.0));
    assert_eq!(repaired.values[14 * 24 + 9], Some(66.0));
    let sum: f64 = repaired.values[14 * 24 - 3..15 * 24].iter().flatten().sum();
    assert!((sum - 943.0).abs() < 1e-9);
    assert!((repaired.fills[0].amount - 940.0).abs() < 1e-9);
    // A sum below what is known is refused, and the fill stays as it was.
    let refused = mended(&values, &[total(2.0)]);
    assert_eq!(refused.unmet, [(0, Unmet::BelowKnown)]);
    assert_eq!(refused.values[14 * 24 + 9], Some(33.0));
    assert!(!refused.fills[0].constrained);
    assert_eq!(
        mended(&values, &[total(943.0), total(5.0)]).unmet,
        [(1, Unmet::Overlaps)]
    );
    let beyond = Total {
        first: 0,
        last: 28 * 24,
        amount: 1.0,
    };
    assert_eq!(mended(&values, &[beyond]).unmet, [(0, Unmet::Invalid)]);
}

#[test]
fn nothing_is_made_of_nothing() {
    let values = vec![None; 24 * 10];
    let repaired = mended(
        &values,
        &[Total {
            first: 0,
            last: 5,
            amount: 1.0,
        }],
    );
    assert!(repaired.fills.is_empty());
    assert_eq!(repaired.values, values);
    assert_eq!(repaired.unmet, [(0, Unmet::NotFilled)]);
    assert_eq!(mended(&[], &[]).values, []);
}

#[test]
fn counts_are_split_by_largest_remainders_and_add_up() {
    // Hamilton's method by hand: 10 by 1:1:1 is 3.33 each; the earliest gets what is left.
    assert_eq!(apportion(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
    // 100 by 4161, 3961, 1878 (41.61, 39.61, 18.78): two are left, for .78 and the earlier .61.
    assert_eq!(apportion(100, &[4161.0, 3961.0, 1878.0]), [42, 39, 19]);
    assert_eq!(apportion(-3, &[0.0, 2.0, 1.0]), [0, -2, -1]);
    assert_eq!(apportion(5, &[0.0, f64::NAN]), [3, 2]);
    assert_eq!(apportion(5, &[]), [0i64; 0]);
    for total in [0, 1, 999_999_999_999_999_999, i64::MAX, i64::MIN] {
        let parts = apportion(total, &[0.3, 1e-9, 7.0, 0.1]);
        assert_eq!(
            parts.iter().map(|p| i128::from(*p)).sum::<i128>(),
            i128::from(total)
        );
    }
}

#[test]
fn a_back_test_of_weeks_that_repeat_finds_no_error_and_of_a_slope_the_one_worked_out_by_hand() {
    let series = |values: &'static [Option<f64>]| Series {
        start: date(2018, 1, 1),
        interval_s: 3600,
        slots_per_day: &[],
        values,
    };
    let same: Vec<Option<f64>> = (0..84 * 24).map(|i| Some(1.0 + (i % 24) as f64)).collect();
    for result in back_test(&series(same.leak()), &[], &[24], 12) {
        assert_eq!(
            result.trials,
            if result.method == Some(Method::SimilarDays) {
                result.trials
            } else {
                12
            }
        );
        let wape = result.wape.unwrap_or(0.0);
        assert_eq!(
            wape < 1e-12,
            result.method != Some(Method::Linear),
            "{result:?}"
        );
    }
    // On a straight line the linear fill is exact.
    let slope: Vec<Option<f64>> = (0..84 * 24).map(|i| Some(100.0 + i as f64)).collect();
    let results = back_test(&series(slope.leak()), &[], &[1], 10);
    assert_eq!(results.len(), 5);
    for result in results
        .iter()
        .filter(|r| matches!(r.method, Some(Method::Linear) | None))
    {
        assert_eq!(result.trials, 10);
        assert!(result.wape.is_some_and(|wape| wape < 1e-12));
    }
}
