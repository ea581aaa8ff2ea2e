//! Sudden changes of level: the weeks after a day against the weeks before it.

use super::series::{CLASSES, spread};
use super::{Found, Frame, Kind, PeerIndex, median, number, quantile};

/// What a day is like; NaN where less than three quarters of it are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DayStat {
    /// Mean of the slots.
    pub mean: f64,
    /// Mean of the sizes.
    pub size: f64,
    /// A fifth of the slots have at most this size.
    pub low: f64,
    /// A tenth of the slots have at least this size.
    pub high: f64,
}

pub(crate) fn day_stats(frame: &Frame) -> Vec<DayStat> {
    let mut list = Vec::with_capacity(frame.n);
    (0..frame.days.len())
        .map(|day| {
            let known = frame.day(day).iter().filter(|v| !v.is_nan());
            list.clear();
            let mut sum = 0.0;
            for value in known {
                sum += value;
                list.push(value.abs());
            }
            if list.len() * 4 < frame.n * 3 {
                return DayStat {
                    mean: f64::NAN,
                    size: f64::NAN,
                    low: f64::NAN,
                    high: f64::NAN,
                };
            }
            let count = list.len() as f64;
            DayStat {
                mean: sum / count,
                size: list.iter().sum::<f64>() / count,
                low: quantile(&mut list, 0.2),
                high: quantile(&mut list, 0.9),
            }
        })
        .collect()
}

/// Days of a wide window: four weeks, so that every weekday counts alike.
const WIDE: usize = 28;
/// Days of a near window: what is sudden shows in it too, what is a season's slope does not.
const NEAR: usize = 10;

/// A step of a day's level.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    /// First day of the new level.
    pub day: usize,
    /// Medians of the four weeks before and after.
    pub before: f64,
    pub after: f64,
    /// Difference of the medians of ten days before and after.
    pub near: f64,
    /// The smaller of wide and near difference.
    pub size: f64,
    /// `size` in standard errors of its noise.
    pub noise_ratio: f64,
}

/// The steps of at least `least`, largest first within four weeks of each other, in order of time.
pub(crate) fn steps(levels: &[f64], least: f64) -> (Vec<Step>, f64) {
    let days = levels.len();
    let mut list = Vec::with_capacity(2 * WIDE);
    let mut window = |from: usize, to: usize, least: usize| -> f64 {
        list.clear();
        list.extend(levels[from..to].iter().filter(|v| !v.is_nan()));
        if list.len() < least {
            f64::NAN
        } else {
            median(&mut list)
        }
    };
    let mut sizes = vec![0.0_f64; days];
    let (mut ordinary, mut nearby, mut months) = (Vec::new(), Vec::new(), Vec::new());
    for (day, size) in sizes
        .iter_mut()
        .enumerate()
        .take(days.saturating_sub(WIDE / 2))
        .skip(WIDE / 2)
    {
        let month = window(day, (day + WIDE).min(days), WIDE / 2);
        let wide = month - window(day.saturating_sub(WIDE), day, WIDE / 2);
        if wide.is_nan() {
            continue;
        }
        months.push(month);
        ordinary.push(wide.abs());

        let (near_before, near_after) = (
            window(day.saturating_sub(NEAR), day, 5),
            window(day, (day + NEAR).min(days), 5),
        );
        let near = near_after - near_before;
        if near.is_nan() {
            continue;
        }
        nearby.push(near.abs());
        if wide.abs() < least || near * wide <= 0.0 {
            continue;
        }
        // What the slope on either side may have brought by itself: the far part of each window lies 15 days from the near
        // one, the two near ones 10 from each other; the weather does not move evenly, so all of it is taken off.
        let far_before = window(day.saturating_sub(WIDE), day.saturating_sub(NEAR + 2), 5);
        let far_after = window((day + NEAR + 2).min(days), (day + WIDE).min(days), 5);
        let slope = [near_before - far_before, far_after - near_after]
            .into_iter()
            .filter(|change| change * wide > 0.0)
            .fold(0.0_f64, |most, change| most.max(change.abs()));
        let sudden = near.abs() - slope;
        if sudden > 0.0 {
            *size = wide.abs().min(sudden).copysign(wide);
        }
    }
    let usual = (USUAL * median(&mut ordinary))
        .max(OFTEN * quantile(&mut ordinary, 0.8))
        .max(OFTEN * quantile(&mut nearby, 0.9))
        .max(OF_RANGE * (quantile(&mut months, 0.95) - quantile(&mut months, 0.05)));
    let mut order: Vec<usize> = (0..days).filter(|&d| sizes[d].abs() >= least).collect();
    order.sort_by(|&a, &b| sizes[b].abs().total_cmp(&sizes[a].abs()).then(a.cmp(&b)));
    let mut taken: Vec<Step> = Vec::new();
    for day in order {
        // A step back may follow soon; another of the same direction is the same.
        if taken.iter().any(|step| {
            let apart = step.day.abs_diff(day);
            apart < NEAR || (apart < WIDE && step.size * sizes[day] > 0.0)
        }) {
            continue;
        }
        let (from, to) = (day.saturating_sub(WIDE), (day + WIDE).min(days));
        let (before, after) = (window(from, day, 1), window(day, to, 1));
        // The day itself: where the fewest days lie on the wrong side of the middle between both levels.
        let half = 0.5 * (before + after);
        let wrong = |value: f64, is_after: bool| {
            usize::from(!value.is_nan() && ((value > half) == (after > before)) != is_after)
        };
        let split = (day.saturating_sub(NEAR)..=(day + NEAR).min(days - 1))
            .min_by_key(|&at| {
                (
                    (from..to).map(|d| wrong(levels[d], d >= at)).sum::<usize>(),
                    at.abs_diff(day),
                )
            })
            .unwrap_or(day);
        let off: Vec<f64> = (from..to)
            .filter(|&d| !levels[d].is_nan())
            .map(|d| levels[d] - if d < split { before } else { after })
            .collect();
        let noise = spread(&off, 0.0).max(1e-3);
        // Standard error of the difference of two medians of n values each: sqrt(pi / 2) * noise * sqrt(2 / n), with as many
        // values fewer as neighbouring days are alike (first-order autocorrelation r: n (1 - r) / (1 + r)).
        let alike = autocorrelation(&off);
        let count = NEAR as f64 * (1.0 - alike) / (1.0 + alike);
        let error = (std::f64::consts::FRAC_PI_2 * 2.0 / count).sqrt() * noise;
        taken.push(Step {
            day: split,
            before,
            after,
            near: window(split, (split + NEAR).min(days), 1)
                - window(split.saturating_sub(NEAR), split, 1),
            size: sizes[day],
            noise_ratio: sizes[day].abs() / error,
        });
    }
    taken.sort_by_key(|step| step.day);
    (taken, if usual.is_nan() { 0.0 } else { usual })
}

/// First-order autocorrelation, held between 0 and 0.9, of deviations whose outliers are cut to three spreads.
fn autocorrelation(off: &[f64]) -> f64 {
    let bound = 3.0 * spread(off, 0.0);
    let cut: Vec<f64> = off.iter().map(|v| v.clamp(-bound, bound)).collect();
    let all: f64 = cut.iter().map(|v| v * v).sum();
    let next: f64 = cut.windows(2).map(|pair| pair[0] * pair[1]).sum();
    if all > 0.0 {
        (next / all).clamp(0.0, 0.9)
    } else {
        0.0
    }
}

/// Pettitt's test for one change point: the place (first index after the change), the statistic `K = max |U_t|` and the
/// approximate two-sided probability `2 exp(-6 K^2 / (n^3 + n^2))` (Pettitt 1979, Applied Statistics 28(2)). `None` for fewer than
/// two values.
#[must_use]
pub fn pettitt(values: &[f64]) -> Option<(usize, f64, f64)> {
    let n = values.len();
    let mut best = None;
    let mut highest = -1.0;
    let mut u = 0.0_f64;
    for t in 0..n.saturating_sub(1) {
        // U_t = U_(t-1) + sum over all j of sign(x_t - x_j).
        for other in values {
            u += if values[t] > *other {
                1.0
            } else if values[t] < *other {
                -1.0
            } else {
                0.0
            };
        }
        if u.abs() > highest {
            highest = u.abs();
            best = Some(t + 1);
        }
    }
    let count = n as f64;
    best.map(|at| {
        let p = 2.0 * (-6.0 * highest * highest / (count.powi(3) + count.powi(2))).exp();
        (at, highest, p.min(1.0))
    })
}

/// Smallest change that is an alarm: a quarter up, a fifth down.
const LEAST: f64 = 0.223;
/// Standard errors that a change must be large.
const NOISE: f64 = 3.5;
/// Times that a change must be larger than the usual difference between neighbouring months of this meter,
const USUAL: f64 = 2.0;
/// and than that which one month in five exceeds, or ten days in ten times.
const OFTEN: f64 = 1.2;
/// and this share of the whole range of the meter's months: where the season moves the level more than that, readings alone
/// cannot tell a change from the weather.
const OF_RANGE: f64 = 0.55;

/// Levels by day: the logarithm of the mean, less what is usual for the weekday; in units of the meter's size instead of
/// the logarithm where the mean is often near or below nought. Days of the week on which the plant is closed are NaN.
pub(crate) fn levels(stats: &[DayStat], class: &[u8], excluded: &[bool]) -> (Vec<f64>, bool) {
    let given = |day: usize| !stats[day].mean.is_nan() && !excluded[day];
    let mut sizes: Vec<f64> = (0..stats.len())
        .filter(|&d| given(d))
        .map(|d| stats[d].high)
        .collect();
    let size = median(&mut sizes);
    // Days that stay below two fifths of the usual peak are closed, and no evidence of the level, unless there are many.
    let is_closed = |day: usize| stats[day].high < 0.4 * size;
    let closings = (0..stats.len())
        .filter(|&d| given(d) && class[d] < 5 && is_closed(d))
        .count();
    let few = closings * 7 < sizes.len();
    let known = |day: usize| given(day) && !(few && is_closed(day));
    if size.is_nan() || size <= 0.0 {
        return (vec![f64::NAN; stats.len()], false);
    }
    let count = (0..stats.len()).filter(|&d| known(d)).count();
    let below = (0..stats.len())
        .filter(|&d| known(d) && stats[d].mean < 0.0)
        .count();
    let additive = below * 50 > count;
    let raw: Vec<f64> = (0..stats.len())
        .map(|day| match (known(day), additive) {
            (false, _) => f64::NAN,
            (true, true) => stats[day].mean / size,
            (true, false) if stats[day].mean <= 1e-4 * size => f64::NAN,
            (true, false) => stats[day].mean.ln(),
        })
        .collect();
    let factor = of_weekday(&raw, class);
    let levels = (0..raw.len())
        .map(|day| {
            let factor = factor[usize::from(class[day])];
            if !additive && factor < -1.0 {
                f64::NAN
            } else {
                raw[day] - factor
            }
        })
        .collect();
    (levels, additive)
}

/// What each class of days is above or below the week around it.
pub(crate) fn of_weekday(raw: &[f64], class: &[u8]) -> Vec<f64> {
    let mut of_class: Vec<Vec<f64>> = vec![Vec::new(); CLASSES];
    let mut week = Vec::with_capacity(7);
    for day in 3..raw.len().saturating_sub(3) {
        if raw[day].is_nan() {
            continue;
        }
        week.clear();
        week.extend(raw[day - 3..=day + 3].iter().filter(|v| !v.is_nan()));
        if week.len() >= 4 {
            of_class[usize::from(class[day])].push(raw[day] - median(&mut week));
        }
    }
    of_class
        .iter_mut()
        .map(|list| if list.is_empty() { 0.0 } else { median(list) })
        .collect()
}

/// Changes of level that neither the season, nor last year, nor the peers explain.
pub(crate) fn changes(
    frame: &Frame,
    stats: &[DayStat],
    excluded: &[bool],
    peers: Option<&PeerIndex>,
) -> Vec<Found> {
    let (levels, additive) = levels(stats, &frame.class, excluded);
    let (steps, usual) = steps(&levels, LEAST);
    let ends: Vec<usize> = steps
        .iter()
        .skip(1)
        .map(|step| step.day)
        .chain([frame.days.len()])
        .collect();
    let mut found = Vec::new();
    for (step, end) in steps.iter().zip(ends) {
        let of_peers = peers.and_then(|peers| peers.change(frame.date(step.day)));
        // Against the peers' change as well: what is common to all is no alarm, and what the peers did and this meter did
        // not is none either.
        let own = match of_peers {
            Some(peers) => {
                let rest = step.size - peers;
                if rest * step.size <= 0.0 {
                    continue;
                }
                rest.abs().min(step.size.abs())
            }
            None => step.size.abs(),
        };
        let last_year = step.day.checked_sub(364).map_or(0.0, |day| {
            change_at(&levels, day)
                .filter(|change| change * step.size > 0.0)
                .map_or(0.0, f64::abs)
        });
        let window: Vec<f64> = levels
            [step.day.saturating_sub(WIDE)..(step.day + WIDE).min(levels.len())]
            .iter()
            .copied()
            .filter(|v| !v.is_nan())
            .collect();
        let certain = pettitt(&window).is_some_and(|(_, _, p)| p < 0.001);
        let strength = (own / LEAST)
            .min(step.noise_ratio / NOISE * (own / step.size.abs()))
            .min(own / usual.max(1e-9));
        if strength < 1.0 || !certain || last_year * 2.0 > own {
            continue;
        }
        let mean = |from: usize, to: usize| -> f64 {
            let mut list: Vec<f64> = (from..to)
                .filter(|&d| !levels[d].is_nan())
                .map(|d| stats[d].mean)
                .collect();
            median(&mut list)
        };
        let before = mean(step.day.saturating_sub(WIDE), step.day);
        let after = mean(step.day, (step.day + WIDE).min(frame.days.len()));
        let change = if additive {
            (after - before) / before.abs()
        } else {
            step.size.exp() - 1.0
        };
        let (first, _) = frame.days[step.day];
        let (last_first, last_slots) = frame.days[end - 1];
        found.push(Found {
            kind: Kind::LevelChange,
            first,
            last: last_first + last_slots - 1,
            strength,
            code: "level_change_step",
            params: vec![
                ("before", number(before)),
                ("after", number(after)),
                ("change_percent", number(100.0 * change)),
                (
                    "peers_percent",
                    of_peers.map_or_else(String::new, |p| number(100.0 * (p.exp() - 1.0))),
                ),
            ],
        });
    }
    found
}

/// Difference of the medians of four weeks after and before a day.
pub(crate) fn change_at(levels: &[f64], day: usize) -> Option<f64> {
    let side = |from: usize, to: usize| -> Option<f64> {
        let mut list: Vec<f64> = levels
            .get(from..to)?
            .iter()
            .copied()
            .filter(|v| !v.is_nan())
            .collect();
        (list.len() >= WIDE / 2).then(|| median(&mut list))
    };
    Some(side(day, (day + WIDE).min(levels.len()))? - side(day.saturating_sub(WIDE), day)?)
}
