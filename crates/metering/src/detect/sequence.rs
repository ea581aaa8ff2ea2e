//! Gaps, negative values and flat lines: what is seen by going along the readings once.

use std::collections::HashMap;

use super::{Found, Frame, Kind, number, quantile};

/// Gaps of two hours and more; shorter ones are left to the completeness figure.
pub(crate) fn gaps(frame: &Frame) -> Vec<Found> {
    let shortest = frame.hours(2.0);
    let mut found = Vec::new();
    let mut at = 0;
    while at < frame.values.len() {
        if !frame.values[at].is_nan() {
            at += 1;
            continue;
        }
        let first = at;
        while at < frame.values.len() && frame.values[at].is_nan() {
            at += 1;
        }
        let slots = at - first;
        if slots >= shortest {
            let share = slots as f64 / frame.values.len() as f64;
            found.push(Found {
                kind: Kind::Gap,
                first,
                last: at - 1,
                strength: slots as f64 / shortest as f64,
                code: "gap_missing",
                params: vec![
                    ("slots", slots.to_string()),
                    ("hours", number(hours(frame, slots))),
                    ("share_percent", number(100.0 * share)),
                ],
            });
        }
    }
    found
}

fn hours(frame: &Frame, slots: usize) -> f64 {
    slots as f64 * f64::from(frame.interval_s) / 3600.0
}

/// Weeks with a negative value around a time of day, from which on it is ordinary there, also two hours and a half earlier
/// and later: the sun's hours change.
const FEEDING_IN_WEEKS: usize = 4;

/// Negative values where the meter is hardly ever negative; those of one day or of days in a row are one.
pub(crate) fn negatives(frame: &Frame, feeds_in: bool) -> Vec<Found> {
    if feeds_in || !frame.values.iter().any(|&value| value < 0.0) {
        return Vec::new();
    }
    let n = frame.n;
    // The weeks in which each clock slot, or one within the hour, is negative.
    let (hour, more) = (frame.hours(1.0), frame.hours(2.5));
    let mut weeks = vec![(0usize, usize::MAX); n];
    for at in (0..frame.grid.len()).filter(|&at| frame.grid[at] < 0.0) {
        let (slot, week) = (at % n, at / n / 7);
        for count in &mut weeks[slot.saturating_sub(hour)..(slot + hour + 1).min(n)] {
            if count.1 != week {
                *count = (count.0 + 1, week);
            }
        }
    }
    let ordinary: Vec<bool> = (0..n)
        .map(|slot| {
            weeks[slot.saturating_sub(more)..(slot + more + 1).min(n)]
                .iter()
                .any(|&(count, _)| count >= FEEDING_IN_WEEKS)
        })
        .collect();
    let mut sizes: Vec<f64> = frame
        .values
        .iter()
        .filter(|value| !value.is_nan())
        .map(|value| value.abs())
        .collect();
    let typical = quantile(&mut sizes, 0.5).max(f64::MIN_POSITIVE);
    let mut found: Vec<Found> = Vec::new();
    let mut counts: Vec<(usize, f64)> = Vec::new();
    for (day, &(first, slots)) in frame.days.iter().enumerate() {
        let bad: Vec<usize> = (first..first + slots)
            .filter(|&i| {
                let clock = frame.clock(slots, i - first);
                frame.grid[day * n + clock] < 0.0 && !ordinary[clock]
            })
            .collect();
        let (Some(&from), Some(&to)) = (bad.first(), bad.last()) else {
            continue;
        };
        let lowest = bad.iter().map(|&i| frame.values[i]).fold(0.0, f64::min);
        match (found.last_mut(), counts.last_mut()) {
            (Some(before), Some(count)) if frame.day_of(before.last) + 1 == day => {
                before.last = to;
                *count = (count.0 + bad.len(), count.1.min(lowest));
            }
            _ => {
                counts.push((bad.len(), lowest));
                found.push(Found {
                    kind: Kind::Negative,
                    first: from,
                    last: to,
                    strength: 1.0,
                    code: "negative_reading",
                    params: Vec::new(),
                });
            }
        }
    }
    for (found, (slots, lowest)) in found.iter_mut().zip(counts) {
        found.strength = 1.5 + 5.0 * (-lowest / typical).min(10.0);
        found.params = vec![("lowest", number(lowest)), ("slots", slots.to_string())];
    }
    found
}

/// Evidence (natural logarithm of odds) from which on a run of equal values is no chance.
const FLAT_EVIDENCE: f64 = 40.0;
/// A value that so large a share of all readings has is this meter's idle value.
const IDLE_SHARE: f64 = 0.05;

/// Runs of equal values that are too long for this meter at this time of day.
///
/// Each repeated reading brings `-ln p`, where p is the share of days on which the meter stood still at that slot. Runs of a
/// value that is common with this meter (nought of a closed shop) count only if three times as long as they usually get.
pub(crate) fn flat_lines(frame: &Frame) -> Vec<Found> {
    let n = frame.n;
    let runs = runs_of_equals(&frame.values, frame.hours(3.0).max(6));
    if runs.is_empty() {
        return Vec::new();
    }
    let mut same = vec![0usize; n];
    let mut pairs = vec![0usize; n];
    for at in 1..frame.grid.len() {
        let (before, value) = (frame.grid[at - 1], frame.grid[at]);
        if !before.is_nan() && !value.is_nan() {
            pairs[at % n] += 1;
            same[at % n] += usize::from(before == value);
        }
    }
    let surprise: Vec<f64> = (0..n)
        .map(|slot| {
            let p = same[slot] as f64 / pairs[slot].max(1) as f64;
            -p.clamp(0.02, 0.9999).ln()
        })
        .collect();
    let known = frame.values.iter().filter(|v| !v.is_nan()).count();
    // How often each value of a long run stands in the series at all, and how long its runs are.
    let mut counts: HashMap<u64, usize> = runs
        .iter()
        .map(|&(first, _)| (bits(frame.values[first]), 0))
        .collect();
    for value in frame.values.iter().filter(|v| !v.is_nan()) {
        if let Some(count) = counts.get_mut(&bits(*value)) {
            *count += 1;
        }
    }
    let mut found = Vec::new();
    for &(first, last) in &runs {
        let slots = last - first + 1;
        let value = frame.values[first];
        let others = counts[&bits(value)] - slots;
        let mut lengths: Vec<f64> = runs
            .iter()
            .filter(|run| run.0 != first && frame.values[run.0] == value)
            .map(|run| (run.1 - run.0 + 1) as f64)
            .collect();
        if others as f64 >= IDLE_SHARE * known as f64 && lengths.len() >= 3 {
            let usual = quantile(&mut lengths, 0.95);
            let least = (3.0 * usual).max(frame.hours(72.0) as f64);
            if slots as f64 >= least {
                found.push(Found {
                    kind: Kind::FlatLine,
                    first,
                    last,
                    strength: slots as f64 / least,
                    code: "flat_line_idle",
                    params: vec![
                        ("value", number(value)),
                        ("hours", number(hours(frame, slots))),
                        ("usual_hours", number(hours(frame, usual as usize))),
                    ],
                });
            }
            continue;
        }
        let evidence: f64 = (first + 1..=last)
            .map(|index| surprise[frame.place(index).1])
            .sum();
        if evidence >= FLAT_EVIDENCE {
            let around: Vec<f64> = (first.saturating_sub(7 * n)..first)
                .chain(last + 1..(last + 1 + 7 * n).min(frame.values.len()))
                .map(|i| frame.values[i])
                .filter(|v| !v.is_nan())
                .collect();
            let usual = around.iter().sum::<f64>() / around.len().max(1) as f64;
            found.push(Found {
                kind: Kind::FlatLine,
                first,
                last,
                strength: evidence / FLAT_EVIDENCE,
                code: "flat_line_stuck",
                params: vec![
                    ("value", number(value)),
                    ("hours", number(hours(frame, slots))),
                    ("usual", number(usual)),
                ],
            });
        }
    }
    found
}

fn bits(value: f64) -> u64 {
    // -0 is 0.
    (value + 0.0).to_bits()
}

/// First and last index of runs of at least `shortest` equal values.
fn runs_of_equals(values: &[f64], shortest: usize) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut first = 0;
    for at in 1..=values.len() {
        // NaN equals nothing, so a gap ends a run.
        if at == values.len() || values[at] != values[at - 1] {
            if at - first >= shortest && !values[first].is_nan() {
                runs.push((first, at - 1));
            }
            first = at;
        }
    }
    runs
}
