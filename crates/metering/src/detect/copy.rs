//! Days that repeat earlier days to the last digit: last month's file sent again, yesterday put in for today.

use std::collections::HashMap;

use super::{Found, Frame, Kind, number};

/// Different values a day must have for its return to be no chance.
const VARIETY: usize = 8;
/// Share of repeated days from which on the readings are a profile and were never measured day by day.
const PROFILE: f64 = 0.3;

pub(crate) fn copies(frame: &Frame) -> Vec<Found> {
    // Earlier days by the bits of their values.
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut source: Vec<Option<usize>> = vec![None; frame.days.len()];
    let values = |day: usize| {
        let (first, slots) = frame.days[day];
        &frame.values[first..first + slots]
    };
    let mut full = 0;
    for day in 0..frame.days.len() {
        let own = values(day);
        if own.len() < VARIETY || own.iter().any(|v| v.is_nan()) {
            continue;
        }
        full += 1;
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for value in own {
            hash = (hash ^ value.to_bits())
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(23);
        }
        let earlier = seen.entry(hash).or_default();
        let before = day.checked_sub(1).and_then(|d| source[d]);
        // The day after the one that was copied yesterday, else the latest.
        source[day] = earlier
            .iter()
            .copied()
            .find(|&d| Some(d) == before.map(|b| b + 1))
            .or_else(|| earlier.last().copied())
            .filter(|&d| values(d) == own && is_varied(own));
        earlier.push(day);
    }
    let repeated = source.iter().flatten().count();
    if repeated == 0 {
        return Vec::new();
    }
    let share = repeated as f64 / f64::from(full);
    if share > PROFILE && full >= 28 {
        return vec![Found {
            kind: Kind::CopiedMonth,
            first: 0,
            last: frame.values.len() - 1,
            strength: share / PROFILE,
            code: "copied_profile",
            params: vec![
                ("days", repeated.to_string()),
                ("share_percent", number(100.0 * share)),
            ],
        }];
    }
    let mut found = Vec::new();
    let mut day = 0;
    while day < source.len() {
        let Some(from) = source[day] else {
            day += 1;
            continue;
        };
        let mut length = 1;
        while source.get(day + length).copied().flatten() == Some(from + length) {
            length += 1;
        }
        let (first, _) = frame.days[day];
        let (last_first, last_slots) = frame.days[day + length - 1];
        found.push(Found {
            kind: Kind::CopiedMonth,
            first,
            last: last_first + last_slots - 1,
            strength: 1.5 + length as f64,
            code: "copied_days",
            params: vec![
                ("days", length.to_string()),
                ("source", frame.date(from).to_string()),
                ("lag_days", (day - from).to_string()),
            ],
        });
        day += length;
    }
    found
}

fn is_varied(values: &[f64]) -> bool {
    let mut bits: Vec<u64> = values.iter().map(|v| v.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len() >= VARIETY
}
