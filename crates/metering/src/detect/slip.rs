//! Slips of the unit: days, or months, that are 10 or 1000 times too large or too small.

use super::level::{DayStat, of_weekday, steps};
use super::{Found, Frame, Kind, median, number, quantile};

/// Decades of the slips that are looked for.
const DECADES: [i32; 4] = [1, 3, -1, -3];
/// How far the change at a long slip's ends may lie from the factor, in decades.
const NEAR_LONG: f64 = 0.3;
/// Days on either side that a day is compared with, those of the same weekday.
const REACH: usize = 35;

/// A slip scales all of a day, idle load and peak alike: that tells it from a closed day, or from a Sunday worked through.
pub(crate) fn slips(frame: &Frame, stats: &[DayStat]) -> Vec<Found> {
    if frame.days.len() < 14 {
        return Vec::new();
    }
    let mut of_day = long(frame, stats);
    short(frame, stats, &mut of_day);
    let mut found = Vec::new();
    let mut day = 0;
    while day < of_day.len() {
        let Some(decade) = of_day[day] else {
            day += 1;
            continue;
        };
        let from = day;
        let mut to = day;
        // One day that could not be told (unknown, closed) does not end a slip.
        while let Some(next) =
            (to + 1..=(to + 2).min(of_day.len() - 1)).find(|&d| of_day[d] == Some(decade))
        {
            to = next;
        }
        day = to + 1;
        let size = |days: &mut dyn Iterator<Item = usize>| -> f64 {
            let mut list: Vec<f64> = days
                .map(|d| stats[d].mean)
                .filter(|v| !v.is_nan())
                .collect();
            median(&mut list)
        };
        let mean = size(&mut (from..=to).filter(|&d| of_day[d].is_some()));
        let usual = size(
            &mut (from.saturating_sub(REACH)..(to + 1 + REACH).min(of_day.len()))
                .filter(|&d| of_day[d].is_none()),
        );
        let (last_first, last_slots) = frame.days[to];
        found.push(Found {
            kind: Kind::UnitSlip,
            first: frame.days[from].0,
            last: last_first + last_slots - 1,
            strength: 1.5 + (to - from) as f64 * 0.5 + f64::from(decade.abs() - 1),
            code: "unit_slip_factor",
            params: vec![
                ("factor", number(10f64.powi(decade))),
                ("days", (to - from + 1).to_string()),
                ("mean", number(mean)),
                ("usual", number(usual)),
            ],
        });
    }
    found
}

/// Slips of a month and more: steps of the level that are a power of ten in low and high slots alike.
fn long(frame: &Frame, stats: &[DayStat]) -> Vec<Option<i32>> {
    let days = frame.days.len();
    let mut of_day = vec![None; days];
    let logs = |pick: fn(&DayStat) -> f64| -> Vec<f64> {
        stats
            .iter()
            .map(|stat| {
                Some(pick(stat))
                    .filter(|v| *v > 0.0)
                    .map_or(f64::NAN, f64::log10)
            })
            .collect()
    };
    let (mut sizes, lows, highs) = (logs(|s| s.size), logs(|s| s.low), logs(|s| s.high));
    let factor = of_weekday(&sizes, &frame.class);
    for (size, class) in sizes.iter_mut().zip(&frame.class) {
        *size -= factor[usize::from(*class)];
    }
    let (steps, _) = steps(&sizes, 0.7);
    let middle = |list: &[f64], from: usize, to: usize| -> f64 {
        let mut list: Vec<f64> = list[from..to]
            .iter()
            .copied()
            .filter(|v| !v.is_nan())
            .collect();
        median(&mut list)
    };
    // The decade by which the level changes at each step; nought if it is none.
    let decades: Vec<i32> = steps
        .iter()
        .map(|step| {
            let (from, to) = (step.day.saturating_sub(28), (step.day + 28).min(days));
            let both = |list: &[f64]| middle(list, step.day, to) - middle(list, from, step.day);
            let (low, high) = (both(&lows), both(&highs));
            DECADES
                .into_iter()
                .find(|&decade| {
                    let near = |v: f64, by: f64| (v - f64::from(decade)).abs() <= by;
                    (near(step.near, NEAR_LONG) || near(step.after - step.before, NEAR_LONG))
                        // Spring takes a heating load down tenfold, but not from one day to the next.
                        && step.size.abs() > 0.8
                        && near(high, 1.5 * NEAR_LONG)
                        && (low.is_nan() || near(low, 1.5 * NEAR_LONG))
                })
                .unwrap_or(0)
        })
        .collect();
    // The longest part between steps is right; the others follow from it, step by step.
    let ends: Vec<usize> = steps.iter().map(|step| step.day).chain([days]).collect();
    let starts: Vec<usize> = [0]
        .into_iter()
        .chain(steps.iter().map(|step| step.day))
        .collect();
    let longest = (0..ends.len())
        .max_by_key(|&part| (ends[part] - starts[part], part))
        .unwrap_or(0);
    let level = |part: usize| middle(&sizes, starts[part], ends[part]);
    for part in 0..ends.len() {
        let decade: i32 = if part > longest {
            decades[longest..part].iter().sum()
        } else {
            -decades[part..longest].iter().sum::<i32>()
        };
        let off = level(part) - level(longest);
        if DECADES.contains(&decade) && (off - f64::from(decade)).abs() <= 0.6 {
            of_day[starts[part]..ends[part]].fill(Some(decade));
        }
    }
    of_day
}

/// Slips of days up to some weeks: against the same weekday five weeks before and after.
fn short(frame: &Frame, stats: &[DayStat], of_day: &mut [Option<i32>]) {
    let days = frame.days.len();
    let (mut sizes, mut lows, mut highs) = (Vec::new(), Vec::new(), Vec::new());
    let around = |day: usize, of_day: &[Option<i32>]| -> Vec<usize> {
        (day.saturating_sub(REACH)..(day + REACH + 1).min(days))
            .filter(|&other| {
                other != day
                    && frame.class[other] == frame.class[day]
                    && !stats[other].size.is_nan()
                    && of_day[other].is_none()
            })
            .collect()
    };
    // Decades that each day is off its neighbours.
    let mut offs = Vec::new();
    for day in 0..days {
        if of_day[day].is_some() || stats[day].size.is_nan() || stats[day].size <= 0.0 {
            continue;
        }
        sizes.clear();
        sizes.extend(around(day, of_day).iter().map(|&d| stats[d].size));
        if sizes.len() >= 3 {
            offs.push((day, (stats[day].size / median(&mut sizes)).log10()));
        }
    }
    // How much this meter's days differ anyhow.
    let mut differences: Vec<f64> = offs.iter().map(|(_, off)| off.abs()).collect();
    let near_mean = (2.5 * 1.4826 * median(&mut differences)).clamp(0.15, 0.32);
    let near_quantile = near_mean + 0.12;
    let mut candidates = Vec::new();
    for (day, off) in offs {
        let Some(decade) = DECADES
            .into_iter()
            .find(|&d| (off - f64::from(d)).abs() <= near_mean)
        else {
            continue;
        };
        let around = around(day, of_day);
        lows.clear();
        lows.extend(around.iter().map(|&d| stats[d].low));
        highs.clear();
        highs.extend(around.iter().map(|&d| stats[d].high));
        candidates.push((day, decade, median(&mut lows), median(&mut highs), around));
    }
    if candidates.is_empty() || candidates.len() * 3 > days {
        return;
    }
    // Spells of candidates; what the meter shows on days outside a spell, other spells among them, is ordinary: a plant that
    // closes for weeks now and then has its idle load in each of them.
    let mut spells: Vec<(usize, usize)> = Vec::new();
    for (day, ..) in &candidates {
        match spells.last_mut() {
            Some(spell) if *day - spell.1 <= 4 => spell.1 = *day,
            _ => spells.push((*day, *day)),
        }
    }
    let bounds: Vec<(f64, f64)> = spells
        .iter()
        .map(|spell| {
            lows.clear();
            highs.clear();
            for day in (0..days).filter(|d| !(spell.0..=spell.1).contains(d)) {
                if of_day[day].is_none() && !stats[day].low.is_nan() {
                    lows.push(stats[day].low);
                    highs.push(stats[day].high);
                }
            }
            (quantile(&mut lows, 0.02), quantile(&mut highs, 0.98))
        })
        .collect();
    let mut weak = Vec::new();
    for (day, decade, low, high, around) in candidates {
        let stat = stats[day];
        let spell = spells.partition_point(|spell| spell.1 < day);
        let (lowest, highest) = bounds[spell];
        let factor = f64::from(decade);
        let near = |v: f64| (v - factor).abs() <= near_quantile;
        if !near((stat.high / high).log10()) {
            continue;
        }
        let beyond = if decade > 0 {
            // Beyond what any other day reaches.
            stat.high > 2.0 * highest
        } else if lowest > 0.02 * high {
            // Below the idle load of any other day, also of closed ones. What rounding leaves of it may be nothing.
            stat.low < 0.5 * lowest && (stat.low / low).log10() < factor + near_quantile
        } else {
            // No idle load to go by: the day has its weekday's shape, which a closed day has not.
            likeness(frame, day, &around) > 0.8
        };
        if beyond {
            of_day[day] = Some(decade);
        } else {
            weak.push((day, decade));
        }
    }
    // A weekend inside or beside a slip stays below the working days' peak even tenfold, and a holiday is off its weekday by
    // more than the factor: their neighbours decide, if the idle load is off by the factor.
    for _ in 0..2 {
        for day in 0..days {
            if of_day[day].is_some() {
                continue;
            }
            let beside =
                (day.saturating_sub(1)..=(day + 1).min(days - 1)).find_map(|other| of_day[other]);
            let Some(decade) = beside else {
                continue;
            };
            lows.clear();
            lows.extend(around(day, of_day).iter().map(|&d| stats[d].low));
            let off = (stats[day].low / median(&mut lows)).log10();
            if weak.contains(&(day, decade)) || (off - f64::from(decade)).abs() <= near_quantile {
                of_day[day] = Some(decade);
            }
        }
    }
}

/// Correlation of a day's slots with the median of other days.
fn likeness(frame: &Frame, day: usize, others: &[usize]) -> f64 {
    let (mut own, mut usual) = (Vec::new(), Vec::new());
    let mut list = Vec::with_capacity(others.len());
    for slot in 0..frame.n {
        list.clear();
        list.extend(
            others
                .iter()
                .map(|&d| frame.grid[d * frame.n + slot])
                .filter(|v| !v.is_nan()),
        );
        let value = frame.grid[day * frame.n + slot];
        if !value.is_nan() && !list.is_empty() {
            own.push(value);
            usual.push(median(&mut list));
        }
    }
    let count = own.len() as f64;
    let (a, b) = (
        own.iter().sum::<f64>() / count,
        usual.iter().sum::<f64>() / count,
    );
    let product = |x: &[f64], mx: f64, y: &[f64], my: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum()
    };
    let both = (product(&own, a, &own, a) * product(&usual, b, &usual, b)).sqrt();
    if both > 0.0 {
        product(&own, a, &usual, b) / both
    } else {
        0.0
    }
}
