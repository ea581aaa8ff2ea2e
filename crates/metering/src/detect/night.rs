//! Load in hours at which the plant is closed, as its own history or its declaration has it.

use jiff::civil::Date;

use super::{Found, Frame, Kind, median, number, quantile};

/// A slot is closed if on nine days of ten its load is below this share of the operating load.
const CLOSED: f64 = 0.35;
/// A night stands out if its load exceeds the usual by this share of the distance to the operating load (three nights
/// within a week: by three fifths of that),
const LEAST: f64 = 0.25;
/// by so many spreads of nights,
const SPREADS: f64 = 6.0;
/// and by so many times what one night in twenty exceeds it.
const TAIL: f64 = 2.0;
/// Days before and after that a night is compared with.
const REACH: usize = 42;

pub(crate) fn night_loads(frame: &Frame, closed: &[(Date, Date)]) -> Vec<Found> {
    let mut found = declared(frame, closed);
    let n = frame.n;
    let days = frame.days.len();
    if days < 14 || n < 24 {
        return found;
    }
    let mut all: Vec<f64> = frame.grid.iter().copied().filter(|v| !v.is_nan()).collect();
    let operating = quantile(&mut all, 0.9);
    if operating <= 0.0 {
        return found;
    }
    // Strength of each day's closed hours: (strength, mean, usual).
    let mut nights: Vec<Option<(f64, f64, f64)>> = vec![None; days];
    let groups: [&dyn Fn(u8) -> bool; 3] = [&|c| c < 5, &|c| c == 5, &|c| c == 6];
    for group in groups {
        let members: Vec<usize> = (0..days).filter(|&d| group(frame.class[d])).collect();
        let slots = closed_slots(frame, &members, operating);
        if slots.len() < frame.hours(3.0).max(2) {
            continue;
        }
        let mut middles = vec![f64::NAN; days];
        for &day in &members {
            let mut known: Vec<f64> = slots
                .iter()
                .map(|&slot| frame.grid[day * n + slot])
                .filter(|v| !v.is_nan())
                .collect();
            if known.len() * 2 >= slots.len() {
                // The middle: a spike is no night's work.
                middles[day] = median(&mut known);
            }
        }
        let mut list = Vec::new();
        let mut excess = Vec::new();
        for &day in &members {
            if middles[day].is_nan() {
                continue;
            }
            list.clear();
            list.extend(
                members
                    .iter()
                    .filter(|&&other| other.abs_diff(day) <= REACH)
                    .map(|&other| middles[other])
                    .filter(|v| !v.is_nan()),
            );
            if list.len() >= 5 {
                let usual = median(&mut list);
                excess.push((day, usual, middles[day] - usual));
            }
        }
        let mut sizes: Vec<f64> = excess.iter().map(|e| e.2.abs()).collect();
        let typical = 1.4826 * median(&mut sizes);
        let mut over: Vec<f64> = excess.iter().map(|e| e.2.max(0.0)).collect();
        let tail = quantile(&mut over, 0.95);
        for (day, usual, by) in excess {
            let limit = (LEAST * (operating - usual))
                .max(SPREADS * typical)
                .max(TAIL * tail);
            nights[day] = Some((by / limit, middles[day], usual));
        }
    }
    // Three weaker nights within a week bear each other out.
    let weaker = |day: usize| nights[day].is_some_and(|(strength, ..)| strength >= 0.6);
    let stands_out = |day: usize| {
        nights[day].is_some_and(|(strength, ..)| strength >= 1.0)
            || (weaker(day)
                && (day.saturating_sub(3)..(day + 4).min(days))
                    .filter(|&d| weaker(d))
                    .count()
                    >= 3)
    };
    let mut day = 0;
    while day < days {
        if !stands_out(day) {
            day += 1;
            continue;
        }
        let from = day;
        let mut to = day;
        while let Some(next) = (to + 1..=(to + 3).min(days - 1)).find(|&d| stands_out(d)) {
            to = next;
        }
        day = to + 1;
        let spell: Vec<(f64, f64, f64)> = (from..=to)
            .filter(|&d| stands_out(d))
            .filter_map(|d| nights[d])
            .collect();
        let count = spell.len() as f64;
        let strongest = spell.iter().map(|s| s.0).fold(1.0, f64::max);
        let (last_first, last_slots) = frame.days[to];
        found.push(Found {
            kind: Kind::NightLoad,
            first: frame.days[from].0,
            last: last_first + last_slots - 1,
            strength: strongest,
            code: "night_load_closed",
            params: vec![
                ("days", spell.len().to_string()),
                (
                    "mean",
                    number(spell.iter().map(|s| s.1).sum::<f64>() / count),
                ),
                (
                    "usual",
                    number(spell.iter().map(|s| s.2).sum::<f64>() / count),
                ),
                ("operating", number(operating)),
            ],
        });
    }
    found
}

/// Slots that are closed on days of a kind, in stretches of three hours and more.
fn closed_slots(frame: &Frame, members: &[usize], operating: f64) -> Vec<usize> {
    let n = frame.n;
    let mut list = Vec::with_capacity(members.len());
    let closed: Vec<bool> = (0..n)
        .map(|slot| {
            list.clear();
            list.extend(
                members
                    .iter()
                    .map(|&day| frame.grid[day * n + slot])
                    .filter(|v| !v.is_nan()),
            );
            list.len() >= 5
                && quantile(&mut list, 0.9) <= CLOSED * operating
                // Below nought the meter feeds in: that is the sun, not a closed plant.
                && quantile(&mut list, 0.1) >= 0.0
        })
        .collect();
    let least = frame.hours(3.0);
    (0..n)
        .filter(|&slot| {
            closed[slot] && {
                let before = (1..least)
                    .take_while(|k| closed[(slot + n - k) % n])
                    .count();
                let after = (1..least).take_while(|k| closed[(slot + k) % n]).count();
                before + after + 1 >= least
            }
        })
        .collect()
}

/// Load in spells that are declared closed: above the idle load of the rest by a tenth of the operating load.
fn declared(frame: &Frame, closed: &[(Date, Date)]) -> Vec<Found> {
    let mut found = Vec::new();
    for &(from, to) in closed {
        let inside = |day: usize| (from..=to).contains(&frame.date(day));
        let days: Vec<usize> = (0..frame.days.len()).filter(|&d| inside(d)).collect();
        let mut rest: Vec<f64> = (0..frame.days.len())
            .filter(|&d| !inside(d))
            .flat_map(|d| frame.day(d).iter().copied())
            .filter(|v| !v.is_nan())
            .collect();
        let idle = quantile(&mut rest, 0.05);
        let operating = quantile(&mut rest, 0.9);
        let limit = if rest.is_empty() {
            f64::MIN_POSITIVE
        } else {
            (1.5 * idle.max(0.0)).max(idle + 0.1 * (operating - idle))
        };
        let mean = |day: usize| -> f64 {
            let known: Vec<f64> = frame
                .day(day)
                .iter()
                .copied()
                .filter(|v| !v.is_nan())
                .collect();
            known.iter().sum::<f64>() / known.len() as f64
        };
        let loaded: Vec<usize> = days.into_iter().filter(|&d| mean(d) > limit).collect();
        let (Some(&first), Some(&last)) = (loaded.first(), loaded.last()) else {
            continue;
        };
        let overall = loaded.iter().map(|&d| mean(d)).sum::<f64>() / loaded.len() as f64;
        let (last_first, last_slots) = frame.days[last];
        found.push(Found {
            kind: Kind::NightLoad,
            first: frame.days[first].0,
            last: last_first + last_slots - 1,
            strength: (overall / limit).min(1e6),
            code: "load_while_closed",
            params: vec![
                ("days", loaded.len().to_string()),
                ("mean", number(overall)),
                ("idle", number(idle)),
            ],
        });
    }
    found
}
