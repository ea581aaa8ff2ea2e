//! How far off the methods are: known stretches are hidden, filled and compared.

use jiff::civil::Date;

use super::Method;
use super::methods::Filler;
use crate::detect::{Frame, Series};

/// Error of a method on gaps of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackTest {
    /// The method; `None` for the choice that [`super::repair`] makes.
    pub method: Option<Method>,
    /// Length of the gaps in slots.
    pub slots: usize,
    /// Gaps that were filled whole.
    pub trials: usize,
    /// Sum of the errors' sizes over the sum of the sizes of what was hidden; `None` without a trial, or of nothing but noughts.
    pub wape: Option<f64>,
    /// Sum of the errors (filled less hidden) over the sum of the sizes of what was hidden.
    pub bias: Option<f64>,
}

/// Hides `trials` stretches of each length, one at a time, and fills them by every method and by the rule. The stretches
/// lie evenly spread, the same at every run; those with a gap in them are passed over.
#[must_use]
pub fn back_test(
    series: &Series<'_>,
    holidays: &[Date],
    lengths: &[usize],
    trials: usize,
) -> Vec<BackTest> {
    let whole = Frame::new(series, holidays);
    let methods: Vec<Option<Method>> = Method::ALL.into_iter().map(Some).chain([None]).collect();
    let mut results = Vec::new();
    for &slots in lengths {
        // Trials, sum of sizes, of errors' sizes, of errors.
        let mut sums = vec![(0usize, 0.0_f64, 0.0_f64, 0.0_f64); methods.len()];
        let room = whole.values.len().saturating_sub(slots + 2);
        for trial in 0..trials {
            // Multiples of the golden ratio spread evenly, whatever their number.
            let share = (0.5 + trial as f64 * 0.618_033_988_749_894_9).fract();
            let first = 1 + (share * room as f64) as usize;
            let last = first + slots.max(1) - 1;
            if last + 1 >= whole.values.len()
                || whole.values[first..=last].iter().any(|v| v.is_nan())
            {
                continue;
            }
            let mut hidden = series.values.to_vec();
            hidden[first..=last].fill(None);
            let frame = Frame::new(
                &Series {
                    values: &hidden,
                    ..*series
                },
                holidays,
            );
            let mut filler = Filler::new(&frame);
            for (method, sum) in methods.iter().zip(&mut sums) {
                let filled = match method {
                    Some(method) => filler.by_method(*method, first, last),
                    None => {
                        let parts = filler.choose(first, last);
                        let values: Vec<f64> = parts.into_iter().flat_map(|part| part.3).collect();
                        (values.len() == last - first + 1).then_some(values)
                    }
                };
                let Some(filled) = filled else {
                    continue;
                };
                sum.0 += 1;
                for (value, truth) in filled.iter().zip(&whole.values[first..=last]) {
                    sum.1 += truth.abs();
                    sum.2 += (value - truth).abs();
                    sum.3 += value - truth;
                }
            }
        }
        for (method, (trials, size, off, signed)) in methods.iter().zip(sums) {
            let of = |sum: f64| (trials > 0 && size > 0.0).then(|| sum / size);
            results.push(BackTest {
                method: *method,
                slots,
                trials,
                wape: of(off),
                bias: of(signed),
            });
        }
    }
    results
}
