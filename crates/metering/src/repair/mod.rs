//! Gaps filled by stated methods, never over a reading that is there.
//!
//! What is filled in is [`Code::Estimated`], with the method beside it; what the methods are, how one is chosen and how far
//! off they are is in `docs/abnormal.md`. Pure and deterministic.

mod backtest;
mod methods;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Code;
use crate::detect::{Frame, Moment, Series};

pub use backtest::{BackTest, back_test};

/// How a slot was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// On a straight line between the readings before and after.
    Linear,
    /// Middle of the nearest days of the same kind (workday, Saturday, Sunday or holiday) before and after.
    NeighbourDays,
    /// Mean of the days of the same kind that are most like the part of the day that is known, at its level.
    SimilarDays,
    /// What is usual for the weekday and slot, at the level of the week around.
    Profile,
}

impl Method {
    /// All, in the order of the documents.
    pub const ALL: [Method; 4] = [
        Method::Linear,
        Method::NeighbourDays,
        Method::SimilarDays,
        Method::Profile,
    ];

    /// Stable id, as in tables and answers.
    pub fn id(self) -> &'static str {
        match self {
            Method::Linear => "linear",
            Method::NeighbourDays => "neighbour_days",
            Method::SimilarDays => "similar_days",
            Method::Profile => "profile",
        }
    }
}

/// A sum that is known although its slots are not: a register read before and after.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// Index of the first slot of the sum.
    pub first: usize,
    /// Index of its last slot.
    pub last: usize,
    /// The sum of all slots from first to last, those that are known among them, in the meter's unit.
    pub amount: f64,
}

/// Slots in a row that were filled by one method.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    /// Index of the first slot.
    pub first: usize,
    /// Index of the last slot.
    pub last: usize,
    /// First slot.
    pub from: Moment,
    /// Last slot.
    pub to: Moment,
    /// How.
    pub method: Method,
    /// Always [`Code::Estimated`].
    pub code: Code,
    /// Sum of what was filled in.
    pub amount: f64,
    /// Whether a known sum decided the amount; the method then gave its course only.
    pub constrained: bool,
}

/// Why a known sum was not kept to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unmet {
    /// The readings of the span add up to more than the sum.
    #[error("the readings of the span add up to more than the known sum; look at both")]
    BelowKnown,
    /// The span has slots that no method could fill.
    #[error("the span has slots that could not be filled; give more days around it")]
    NotFilled,
    /// The span reaches beyond the series, or its sum is no number.
    #[error("the span does not lie in the series, or its sum is no number")]
    Invalid,
    /// The span shares slots with one before it.
    #[error("the span shares slots with another known sum; give each slot one")]
    Overlaps,
}

/// A series without the gaps that could be filled.
#[derive(Debug, Clone, PartialEq)]
pub struct Repaired {
    /// Values, as many as were given; what was given is unchanged.
    pub values: Vec<Option<f64>>,
    /// What was filled in, in the order of time.
    pub fills: Vec<Fill>,
    /// Known sums (by number) that could not be kept to.
    pub unmet: Vec<(usize, Unmet)>,
}

/// Fills the gaps of a series. Two weeks of readings around a gap are enough for all methods; a gap that none can fill stays.
#[must_use]
pub fn repair(series: &Series<'_>, holidays: &[Date], totals: &[Total]) -> Repaired {
    let frame = Frame::new(series, holidays);
    let mut values = series.values.to_vec();
    let mut fills = Vec::new();
    if frame.values.iter().all(|value| !value.is_nan()) || values.is_empty() {
        return Repaired {
            values,
            fills,
            unmet: Vec::new(),
        };
    }
    let mut filler = methods::Filler::new(&frame);
    for (first, last) in gaps(&frame.values) {
        for (first, last, method, filled) in filler.choose(first, last) {
            for (value, index) in filled.iter().zip(first..=last) {
                values[index] = Some(*value);
            }
            fills.push(Fill {
                first,
                last,
                from: frame.moment(first),
                to: frame.moment(last),
                method,
                code: Code::Estimated,
                amount: 0.0,
                constrained: false,
            });
        }
    }
    let mut unmet = Vec::new();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (number, total) in totals.iter().enumerate() {
        if spans
            .iter()
            .any(|s| s.0 <= total.last && total.first <= s.1)
        {
            unmet.push((number, Unmet::Overlaps));
            continue;
        }
        spans.push((total.first, total.last));
        match constrain(&frame, &mut values, total) {
            Ok(()) => {
                for fill in &mut fills {
                    fill.constrained |= fill.first <= total.last && total.first <= fill.last;
                }
            }
            Err(reason) => unmet.push((number, reason)),
        }
    }
    for fill in &mut fills {
        fill.amount = values[fill.first..=fill.last].iter().flatten().sum();
    }
    Repaired {
        values,
        fills,
        unmet,
    }
}

/// First and last index of each gap.
fn gaps(values: &[f64]) -> Vec<(usize, usize)> {
    let mut gaps = Vec::new();
    let mut at = 0;
    while at < values.len() {
        let first = at;
        while at < values.len() && values[at].is_nan() {
            at += 1;
        }
        if at > first {
            gaps.push((first, at - 1));
        }
        at += 1;
    }
    gaps
}

/// Brings the filled slots of a span to what its sum leaves for them.
fn constrain(frame: &Frame, values: &mut [Option<f64>], total: &Total) -> Result<(), Unmet> {
    if total.last >= values.len() || total.first > total.last || !total.amount.is_finite() {
        return Err(Unmet::Invalid);
    }
    let span = total.first..=total.last;
    if span.clone().any(|index| values[index].is_none()) {
        return Err(Unmet::NotFilled);
    }
    let filled: Vec<usize> = span.clone().filter(|&i| frame.values[i].is_nan()).collect();
    let known: f64 = span
        .filter(|&i| !frame.values[i].is_nan())
        .filter_map(|i| values[i])
        .sum();
    let rest = total.amount - known;
    // What rounding leaves of a sum is nought.
    let slight = 1e-9 * (total.amount.abs() + known.abs());
    if rest < -slight {
        return Err(Unmet::BelowKnown);
    }
    if filled.is_empty() {
        return Ok(());
    }
    let rest = if rest <= slight { 0.0 } else { rest };
    let sum: f64 = filled
        .iter()
        .filter_map(|&i| values[i])
        .map(|v| v.max(0.0))
        .sum();
    for &index in &filled {
        let share = if sum > 0.0 {
            values[index].unwrap_or(0.0).max(0.0) / sum
        } else {
            1.0 / filled.len() as f64
        };
        values[index] = Some(rest * share);
    }
    Ok(())
}

/// Splits a whole number of counts by weights so that the parts add up exactly: each gets its whole share, and what is left
/// goes to the largest remainders, the earlier first. Weights that are negative or no numbers count as nought; if all are,
/// the parts are alike. Register counts of a gap are split this way, with the filled values as weights.
#[must_use]
pub fn apportion(total: i64, weights: &[f64]) -> Vec<i64> {
    if weights.is_empty() {
        return Vec::new();
    }
    let mut shares: Vec<f64> = weights
        .iter()
        .map(|w| if w.is_finite() && *w > 0.0 { *w } else { 0.0 })
        .collect();
    let mut sum: f64 = shares.iter().sum();
    if sum <= 0.0 || !sum.is_finite() {
        shares.fill(1.0);
        sum = shares.len() as f64;
    }
    let size = total.unsigned_abs();
    let exact: Vec<f64> = shares.iter().map(|w| w / sum * size as f64).collect();
    let mut parts: Vec<u64> = exact.iter().map(|e| e.floor() as u64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|&a, &b| {
        exact[b]
            .fract()
            .total_cmp(&exact[a].fract())
            .then(a.cmp(&b))
    });
    let given: u64 = parts.iter().fold(0, |sum, part| sum.saturating_add(*part));
    if given <= size {
        let left = size - given;
        let each = left / parts.len() as u64;
        let more = (left % parts.len() as u64) as usize;
        for (place, &part) in order.iter().enumerate() {
            parts[part] += each + u64::from(place < more);
        }
    } else {
        // Doubles hold 53 bits: of larger totals the shares can be too much by a little.
        let mut over = given - size;
        for &part in order.iter().rev() {
            let less = over.min(parts[part]);
            parts[part] -= less;
            over -= less;
        }
    }
    parts
        .into_iter()
        .map(|part| {
            if total < 0 {
                0i64.wrapping_sub_unsigned(part)
            } else {
                part as i64
            }
        })
        .collect()
}
