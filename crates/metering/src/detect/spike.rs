//! Spikes: at most an hour far above what the meter shows around that time of day.

use super::baseline::Baseline;
use super::{Found, Frame, Kind, number, quantile};

/// A spike exceeds the ceiling by this share of the distance from usual to ceiling.
const BEYOND: f64 = 1.0;
/// and by this share of the meter's whole range;
const LEAST: f64 = 0.35;
/// it is so many times what one slot in a thousand reaches, at whatever hour,
const PEAKS: f64 = 1.4;
/// and it stands alone: an hour before and after nothing reaches half way between ceiling and its top.
const ALONE: f64 = 0.5;

/// Days needed to know a meter.
const KNOWN_DAYS: usize = 14;

pub(crate) fn spikes(frame: &Frame, baseline: &Baseline) -> Vec<Found> {
    let n = frame.n;
    let days = frame.days.len();
    if days < KNOWN_DAYS || n < 24 {
        return Vec::new();
    }
    // By slot: median and the value that one day in a hundred reaches, but never the highest two.
    let mut list = Vec::with_capacity(days);
    let (mut middle, mut high) = (vec![f64::NAN; n], vec![f64::NAN; n]);
    for slot in 0..n {
        list.clear();
        list.extend(
            (0..days)
                .map(|day| frame.grid[day * n + slot])
                .filter(|v| !v.is_nan()),
        );
        if list.len() < KNOWN_DAYS {
            continue;
        }
        let share = (1.0 - 2.0 / (list.len() - 1) as f64).min(0.99);
        high[slot] = quantile(&mut list, share);
        middle[slot] = quantile(&mut list, 0.5);
    }
    let around = frame.hours(1.0);
    let ceiling: Vec<f64> = (0..n)
        .map(|slot| {
            // Midnight has neighbours on both sides.
            (0..=2 * around)
                .map(|k| high[(slot + n + k - around) % n])
                .fold(f64::NAN, f64::max)
        })
        .collect();
    let mut tops: Vec<f64> = high.iter().copied().filter(|v| !v.is_nan()).collect();
    let mut middles: Vec<f64> = middle.iter().copied().filter(|v| !v.is_nan()).collect();
    let range = quantile(&mut tops, 0.95) - quantile(&mut middles, 0.05);
    if range.is_nan() || range <= 0.0 {
        return Vec::new();
    }
    list.clear();
    list.extend(frame.grid.iter().filter(|v| !v.is_nan()));
    let share = 1.0 - (6.0 / list.len() as f64).max(0.001);
    let peak = quantile(&mut list, share);
    let limit: Vec<f64> = (0..n)
        .map(|slot| {
            (BEYOND * (ceiling[slot] - middle[slot]))
                .max(LEAST * range)
                .max(PEAKS * peak - ceiling[slot])
        })
        .collect();
    let longest = frame.hours(1.0).max(1);
    let mut found = Vec::new();
    let mut at = 0;
    let above = |index: usize| -> bool {
        let (day, slot) = frame.place(index);
        frame.grid[day * n + slot] - ceiling[slot] > limit[slot]
    };
    // Most slots are below the lowest limit of all: one comparison.
    let lowest = (0..n)
        .map(|slot| ceiling[slot] + limit[slot])
        .fold(f64::INFINITY, f64::min);
    while at < frame.values.len() {
        if !(frame.values[at] > lowest && above(at)) {
            at += 1;
            continue;
        }
        let first = at;
        while at < frame.values.len() && above(at) {
            at += 1;
        }
        if at - first > longest {
            continue;
        }
        let top = (first..at)
            .max_by(|&a, &b| frame.values[a].total_cmp(&frame.values[b]))
            .unwrap_or(first);
        let (day, slot) = frame.place(top);
        let value = frame.values[top];
        let half = ceiling[slot] + ALONE * (value - ceiling[slot]);
        let crowd = (first.saturating_sub(longest)..first)
            .chain(at..(at + longest).min(frame.values.len()))
            .any(|index| frame.values[index] > half);
        if crowd {
            continue;
        }
        let strength = (value - ceiling[slot]) / limit[slot];
        let (code, params) = after_gap(frame, baseline, first, value).unwrap_or_else(|| {
            (
                "spike_above_peak",
                vec![
                    ("value", number(value)),
                    ("ceiling", number(ceiling[slot])),
                    ("usual", number(baseline.expected(day, slot))),
                ],
            )
        });
        found.push(Found {
            kind: Kind::Spike,
            first,
            last: at - 1,
            strength,
            code,
            params,
        });
    }
    found
}

/// Whether the value is what the gap just before it left out (within 30 %).
fn after_gap(
    frame: &Frame,
    baseline: &Baseline,
    first: usize,
    value: f64,
) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let gap = (0..first)
        .rev()
        .take_while(|&index| frame.values[index].is_nan())
        .count();
    if gap == 0 {
        return None;
    }
    let missing: f64 = (first - gap..=first)
        .map(|index| {
            let (day, slot) = frame.place(index);
            baseline.expected(day, slot)
        })
        .sum();
    (missing > 0.0 && (value / missing - 1.0).abs() <= 0.3).then(|| {
        let hours = gap as f64 * f64::from(frame.interval_s) / 3600.0;
        (
            "spike_after_gap",
            vec![
                ("value", number(value)),
                ("missing", number(missing)),
                ("gap_hours", number(hours)),
            ],
        )
    })
}
