//! Sums and products over a day's counts, the same wherever they run.
//!
//! Amounts are whole numbers of counts: they add up exactly. The product with the hour's factor is rounded once a day, to a
//! whole microgram (1e-9 kg), and is exact from then on: an enterprise's month, a town's year and the cluster's total are
//! the same to the last digit on one core, on many, and on many machines.

/// Sum of the day's counts.
#[must_use]
pub fn sum(counts: &[i32]) -> i64 {
    // Fewer than 2^32 counts of 32 bits fit 64 bits: nothing wraps.
    counts
        .iter()
        .fold(0, |sum: i64, &count| sum.wrapping_add(i64::from(count)))
}

/// Lanes of [`dot`]; the order of its additions depends on them, so they are part of what is promised.
const LANES: usize = 8;

/// Sum of counts times factors, slot by slot. Both are equally long; a longer one is cut.
///
/// The order of additions is fixed (eight running sums, then their pairwise sum), so that the same day gives the same bits everywhere.
#[must_use]
pub fn dot(counts: &[i32], factors: &[f64]) -> f64 {
    sum_and_dot(counts, factors).1
}

/// [`sum`] and [`dot`] of the first `factors.len()` counts, in one pass.
#[must_use]
pub fn sum_and_dot(counts: &[i32], factors: &[f64]) -> (i64, f64) {
    let mut sums = [0_i64; LANES];
    let mut dots = [0.0_f64; LANES];
    let (counts, factors) = {
        let length = counts.len().min(factors.len());
        (&counts[..length], &factors[..length])
    };
    let (whole, rest) = counts.as_chunks::<LANES>();
    let (whole_factors, rest_factors) = factors.as_chunks::<LANES>();
    for (counts, factors) in whole.iter().zip(whole_factors) {
        for lane in 0..LANES {
            sums[lane] = sums[lane].wrapping_add(i64::from(counts[lane]));
            dots[lane] += f64::from(counts[lane]) * factors[lane];
        }
    }
    for (lane, (&count, factor)) in rest.iter().zip(rest_factors).enumerate() {
        sums[lane] = sums[lane].wrapping_add(i64::from(count));
        dots[lane] += f64::from(count) * factor;
    }
    (
        sums.iter().fold(0, |sum, &lane| sum.wrapping_add(lane)),
        ((dots[0] + dots[4]) + (dots[2] + dots[6])) + ((dots[1] + dots[5]) + (dots[3] + dots[7])),
    )
}

/// Emissions of a day in whole micrograms (1e-9 kg), from [`dot`] and the meter's unit of amount per count: the one place
/// where they are rounded, half to even. `None` if the result is no number of at most 9.2 Mt.
#[must_use]
pub fn micrograms(dot_kg_per_unit: f64, units_per_count: f64) -> Option<i64> {
    let exact = (dot_kg_per_unit * units_per_count * 1e9).round_ties_even();
    // 2^63 as a double; what lies below fits.
    (exact.abs() < 9_223_372_036_854_775_808.0).then_some(exact as i64)
}

/// An amount in whole millionths of its unit, from a sum of counts and the amount of one count. Exact where a count is a whole
/// number of millionths, as decimal resolutions are; otherwise rounded here, once, half to even. `None` if it does not fit.
#[must_use]
pub fn millionths(count_sum: i64, units_per_count: f64) -> Option<i64> {
    let per_count = units_per_count * 1e6;
    let whole = per_count.round();
    if (per_count - whole).abs() <= 1e-9 * whole.abs() && whole.abs() < 9e15 {
        return i64::try_from(i128::from(count_sum) * i128::from(whole as i64)).ok();
    }
    let exact = (count_sum as f64 * per_count).round_ties_even();
    (exact.abs() < 9_223_372_036_854_775_808.0).then_some(exact as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_of_a_day_are_those_worked_out_by_hand() {
        assert_eq!(sum(&[1, -2, i32::MAX, i32::MAX]), 4_294_967_293);
        assert_eq!(dot(&[1, 2, 3], &[0.5, 0.25, 2.0]), 7.0);
        // 96 slots of 250 counts of 0.001 kWh at 0.5 kg/kWh: 24 kWh, 12 kg.
        let dot = dot(&[250; 96], &[0.5; 96]);
        assert_eq!(micrograms(dot, 0.001), Some(12_000_000_000));
        assert_eq!(micrograms(1e12, 1e3), None);
        assert_eq!(micrograms(f64::NAN, 1.0), None);
    }

    #[test]
    fn amounts_are_exact_where_a_count_is_a_decimal() {
        // 0.1 * 0.25 h of power: 0.025 of the unit.
        for (sum, step, expected) in [
            (95_963_671, 0.01, Some(959_636_710_000)),
            (3, 0.025, Some(75_000)),
            (i64::MAX, 0.001, None),
            (3, 1.0 / 3.0, Some(1_000_000)),
            (1, 1e-7, Some(0)),
        ] {
            assert_eq!(millionths(sum, step), expected, "{sum} x {step}");
        }
    }
}
