//! The methods of filling, and which of them is chosen.

use super::Method;
use crate::detect::baseline::Baseline;
use crate::detect::{Frame, median};

/// Longest gap that a straight line is drawn over at once, in hours: the back-test has it better than like days up to there.
const LINEAR_HOURS: f64 = 1.0;
/// Longest gap that a straight line is drawn over where there are no like days.
const LINEAR_ELSE_HOURS: f64 = 2.0;
/// Share of a day that must be known for days like it to be looked for.
const KNOWN_OF_DAY: f64 = 0.25;
/// Days before and after among which like ones are looked for.
const LIKE_REACH: usize = 56;
/// Like days that are averaged.
const LIKE: usize = 5;
/// Days before and after in which a neighbour of the same kind must lie.
const NEIGHBOUR_REACH: usize = 21;

/// A part of a gap within one day: first and last index, method, values.
pub(crate) type Part = (usize, usize, Method, Vec<f64>);

pub(crate) struct Filler<'a> {
    frame: &'a Frame,
    baseline: Option<Baseline>,
}

/// Workday, Saturday, Sunday.
fn kind(class: u8) -> u8 {
    class.saturating_sub(4)
}

impl<'a> Filler<'a> {
    pub fn new(frame: &'a Frame) -> Filler<'a> {
        Filler {
            frame,
            baseline: None,
        }
    }

    /// A gap by the rule: up to an hour linear; else day by day from like days, if enough of the day is known; up to two hours
    /// linear; from neighbouring days; from the profile.
    pub fn choose(&mut self, first: usize, last: usize) -> Vec<Part> {
        if last - first < self.frame.hours(LINEAR_HOURS)
            && let Some(values) = self.linear(first, last)
        {
            return vec![(first, last, Method::Linear, values)];
        }
        let order: &[Method] = if last - first < self.frame.hours(LINEAR_ELSE_HOURS) {
            &[
                Method::SimilarDays,
                Method::Linear,
                Method::NeighbourDays,
                Method::Profile,
            ]
        } else {
            &[Method::SimilarDays, Method::NeighbourDays, Method::Profile]
        };
        self.by_day(first, last)
            .into_iter()
            .filter_map(|(first, last)| {
                order.iter().find_map(|&method| {
                    let values = self.fill(method, first, last)?;
                    Some((first, last, method, values))
                })
            })
            .collect()
    }

    /// A whole gap by one method; `None` if the method does not work on all of it.
    pub fn by_method(&mut self, method: Method, first: usize, last: usize) -> Option<Vec<f64>> {
        if method == Method::Linear {
            return self.linear(first, last);
        }
        let mut values = Vec::with_capacity(last - first + 1);
        for (first, last) in self.by_day(first, last) {
            values.extend(self.fill(method, first, last)?);
        }
        Some(values)
    }

    /// A gap's parts within days.
    fn by_day(&self, first: usize, last: usize) -> Vec<(usize, usize)> {
        (self.frame.day_of(first)..=self.frame.day_of(last))
            .map(|day| {
                let (start, slots) = self.frame.days[day];
                (first.max(start), last.min(start + slots - 1))
            })
            .collect()
    }

    fn fill(&mut self, method: Method, first: usize, last: usize) -> Option<Vec<f64>> {
        match method {
            Method::Linear => self.linear(first, last),
            Method::NeighbourDays => self.neighbour_days(first, last),
            Method::SimilarDays => self.similar_days(first, last),
            Method::Profile => self.profile(first, last),
        }
    }

    fn linear(&self, first: usize, last: usize) -> Option<Vec<f64>> {
        let before = *self.frame.values.get(first.checked_sub(1)?)?;
        let after = *self.frame.values.get(last + 1)?;
        let steps = (last - first + 2) as f64;
        (!before.is_nan() && !after.is_nan()).then(|| {
            (1..=last - first + 1)
                .map(|k| before + (after - before) * k as f64 / steps)
                .collect()
        })
    }

    /// Day and clock slots of a part.
    fn slots(&self, first: usize, last: usize) -> (usize, Vec<usize>) {
        let day = self.frame.day_of(first);
        let (start, slots) = self.frame.days[day];
        let clocks = (first..=last)
            .map(|index| self.frame.clock(slots, index - start))
            .collect();
        (day, clocks)
    }

    fn same_kind(&self, day: usize, other: usize) -> bool {
        kind(self.frame.class[day]) == kind(self.frame.class[other])
    }

    fn at(&self, day: usize, clock: usize) -> f64 {
        self.frame.grid[day * self.frame.n + clock]
    }

    fn neighbour_days(&self, first: usize, last: usize) -> Option<Vec<f64>> {
        let (day, clocks) = self.slots(first, last);
        let fits = |other: &usize| {
            self.same_kind(day, *other) && clocks.iter().all(|&c| !self.at(*other, c).is_nan())
        };
        let before = (day.saturating_sub(NEIGHBOUR_REACH)..day).rev().find(fits);
        let after = (day + 1..(day + 1 + NEIGHBOUR_REACH).min(self.frame.days.len())).find(fits);
        let days: Vec<usize> = before.into_iter().chain(after).collect();
        (!days.is_empty()).then(|| {
            clocks
                .iter()
                .map(|&c| days.iter().map(|&d| self.at(d, c)).sum::<f64>() / days.len() as f64)
                .collect()
        })
    }

    fn similar_days(&self, first: usize, last: usize) -> Option<Vec<f64>> {
        let (day, clocks) = self.slots(first, last);
        let n = self.frame.n;
        let known: Vec<usize> = (0..n).filter(|&c| !self.at(day, c).is_nan()).collect();
        if (known.len() as f64) < KNOWN_OF_DAY * n as f64 {
            return None;
        }
        let reach =
            day.saturating_sub(LIKE_REACH)..(day + 1 + LIKE_REACH).min(self.frame.days.len());
        let mut days: Vec<(f64, usize)> = reach
            .filter(|&other| other != day && self.same_kind(day, other))
            .filter(|&other| clocks.iter().all(|&c| !self.at(other, c).is_nan()))
            .filter_map(|other| {
                let (mut off, mut count) = (0.0, 0usize);
                for &c in &known {
                    let there = self.at(other, c);
                    if !there.is_nan() {
                        off += (self.at(day, c) - there).abs();
                        count += 1;
                    }
                }
                (count * 2 >= known.len()).then(|| (off / count as f64, other))
            })
            .collect();
        if days.len() < 3 {
            return None;
        }
        days.sort_by(|a, b| {
            a.0.total_cmp(&b.0)
                .then(a.1.abs_diff(day).cmp(&b.1.abs_diff(day)))
        });
        days.truncate(LIKE);
        let (mut own, mut theirs) = (0.0, 0.0);
        for &(_, other) in &days {
            for &c in known.iter().filter(|&&c| !self.at(other, c).is_nan()) {
                own += self.at(day, c);
                theirs += self.at(other, c);
            }
        }
        let level = if own > 0.0 && theirs > 0.0 {
            (own / theirs).clamp(0.5, 2.0)
        } else {
            1.0
        };
        Some(
            clocks
                .iter()
                .map(|&c| {
                    level * days.iter().map(|&(_, d)| self.at(d, c)).sum::<f64>()
                        / days.len() as f64
                })
                .collect(),
        )
    }

    fn profile(&mut self, first: usize, last: usize) -> Option<Vec<f64>> {
        let frame = self.frame;
        let baseline = self.baseline.get_or_insert_with(|| Baseline::new(frame));
        let (day, n) = (frame.day_of(first), frame.n);
        // The level of the days around: the middle of their ratios to the profile.
        let mut ratios: Vec<f64> = (day.saturating_sub(7)..(day + 8).min(frame.days.len()))
            .filter_map(|other| {
                let (mut own, mut usual) = (0.0, 0.0);
                for c in 0..n {
                    let (value, expected) =
                        (frame.grid[other * n + c], baseline.expected(other, c));
                    if !value.is_nan() && !expected.is_nan() {
                        own += value;
                        usual += expected;
                    }
                }
                (own > 0.0 && usual > 0.0).then(|| own / usual)
            })
            .collect();
        let level = if ratios.is_empty() {
            1.0
        } else {
            median(&mut ratios).clamp(0.25, 4.0)
        };
        let (start, slots) = frame.days[day];
        (first..=last)
            .map(|index| {
                let value = level * baseline.expected(day, frame.clock(slots, index - start));
                (!value.is_nan()).then_some(value)
            })
            .collect()
    }
}
