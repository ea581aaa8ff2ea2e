//! Statistics: the denominators of intensities.
//!
//! A place may state a statistic itself, and so may places below it; these are alternatives, not addends. Counted are
//! the children where all of them state it, else the place's own figure, else what children there are.

use std::collections::HashMap;

use super::build::Cube;
use super::coverage::Measure;
use super::table::worse;
use super::time::{Bits, overlapping};
use super::tree::{NOWHERE, note};
use crate::finding::{Finding, Severity};
use crate::ledger::{Lineage, Statistic};

/// One datum as pushed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raw {
    pub statistic: Statistic,
    pub place: u32,
    pub enterprise: u32,
    pub field: u8,
    pub industry: u16,
    pub start: u16,
    pub months: u8,
    pub dataset: u16,
    pub unit: u16,
    pub mark: u8,
    pub value: f64,
    /// Relative half width of its 95 % interval in percent; 0 if none is stated.
    pub percent: f32,
    pub lineage: Lineage,
}

impl Raw {
    fn series(&self) -> (u32, u32, u8, u16) {
        (self.place, self.enterprise, self.field, self.industry)
    }

    /// Half width of its 95 % interval.
    fn half_width(&self) -> f64 {
        self.value * f64::from(self.percent) / 100.0
    }
}

/// A datum in order, with the months it holds for and what counts it already.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Datum {
    pub raw: Raw,
    /// Months `lo..hi` it holds for (land lies where it lay: its figure holds until the next one, and before the first).
    pub lo: u16,
    pub hi: u16,
    /// 0: nothing above counts it; d + 1: the deepest place above it whose own figure is used lies at depth d; 255: never counted.
    /// First for totals, second where figures are split by field or industry.
    pub shadow: [u8; 2],
}

const NEVER: u8 = 255;

/// All data of one statistic, by place, enterprise, field, industry, time.
#[derive(Debug, Clone)]
pub(crate) struct Statistics {
    pub statistic: Statistic,
    pub data: Vec<Datum>,
    /// Any datum of an enterprise.
    pub by_enterprise: bool,
    series: Vec<Series>,
    runs: Vec<Run>,
    /// What putting them in order noticed, and what holding places against each other did.
    found: [Vec<Finding>; 2],
}

/// Data of one subject, field and industry: ranges of `data` and `runs`.
#[derive(Debug, Clone, Copy)]
struct Series {
    data: (u32, u32),
    runs: (u32, u32),
}

/// Data of one series within a calendar year, summed beforehand.
#[derive(Debug, Clone, Copy)]
struct Run {
    data: (u32, u32),
    lo: u16,
    hi: u16,
    sum: f64,
    variance: f64,
    mark: u8,
    /// Without gaps, and shaded alike: it may be taken as one.
    whole: bool,
}

/// A sum of data.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct StatCell {
    pub sum: f64,
    pub rest: f64,
    pub n: u64,
    pub mark: u8,
    /// Sum of the squared half widths of 95 % intervals.
    pub variance: f64,
}

impl StatCell {
    /// Adds a value with the squared half width of its 95 % interval.
    pub fn add(&mut self, value: f64, mark: u8, variance: f64) {
        self.variance += variance;
        let total = self.sum + value;
        let back = total - self.sum;
        self.rest += (self.sum - (total - back)) + (value - back);
        self.sum = total;
        self.n += 1;
        self.mark = worse(self.mark, mark);
    }

    pub fn value(&self) -> Option<f64> {
        (self.n > 0).then_some(self.sum + self.rest)
    }

    /// Relative half width of the sum's 95 % interval in percent; 0 of exact data, `None` of a sum of zero.
    pub fn percent(&self) -> Option<f64> {
        let sum = self.value().filter(|sum| *sum != 0.0)?;
        Some(100.0 * self.variance.sqrt() / sum.abs())
    }
}

/// Which data are summed into which cells.
pub(crate) struct StatSpec<'a> {
    /// Places `begin..end`.
    pub places: std::ops::Range<u32>,
    /// Split by field or industry: only what is split counts.
    pub split: bool,
    /// Which field numbers pass.
    pub fields: [bool; 8],
    /// Which industries pass.
    pub industries: Option<&'a [bool]>,
    /// Which enterprises pass.
    pub enterprises: Option<&'a [bool]>,
    /// Cells of time.
    pub windows: &'a [(u16, u16)],
    /// Only data whose subject has this measure too.
    pub presence: Option<Measure>,
    /// Number of groups.
    pub groups: usize,
    /// Group of a datum and depth of the group's place.
    pub group: &'a dyn Fn(&Raw) -> Option<(u32, u8)>,
}

/// Months in which a subject's denominator was counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    pub enterprise: Bits,
    /// Eight rows a place: by field if split, else the first.
    pub place: Bits,
    /// Field and industry under which an enterprise states the statistic.
    pub keys: Vec<(u8, u16)>,
}

impl Statistics {
    /// Orders the data, lets later imports supersede earlier ones and finds what is stated twice.
    pub fn new(statistic: Statistic, mut raw: Vec<Raw>, cube: &Cube) -> Statistics {
        let mut findings = Vec::new();
        // By the alphabet and not by the numbers: it does not matter in which order the names came.
        let ranks = cube.industries.ranks();
        let series = |r: &Raw| {
            let industry = ranks[usize::from(r.industry)];
            (r.place, r.enterprise, r.field, industry)
        };
        raw.sort_by(|a, b| {
            (series(a), a.start, a.months, a.lineage)
                .cmp(&(series(b), b.start, b.months, b.lineage))
                .then_with(|| a.value.total_cmp(&b.value))
        });
        let mut data: Vec<Raw> = Vec::with_capacity(raw.len());
        let mut disagree = 0u64;
        let mut first = String::new();
        for next in raw {
            match data.last_mut() {
                Some(last)
                    if (last.series(), last.start, last.months)
                        == (next.series(), next.start, next.months) =>
                {
                    let corrected =
                        last.dataset == next.dataset && last.lineage.import < next.lineage.import;
                    if !corrected && (last.value - next.value).abs() > 1e-9 * last.value.abs() {
                        disagree += 1;
                        if first.is_empty() {
                            first = cube.tree.codes[next.place as usize].to_string();
                        }
                    }
                    *last = next;
                }
                _ => data.push(next),
            }
        }
        if disagree > 0 {
            findings.push(note("statistic_twice", Severity::Warning,
                &[("statistic", statistic.id()), ("count", &disagree.to_string()), ("place", &first)],
                format!("{}: {disagree} figures are stated twice with different values (first: {first}); the last one read is used", statistic.id())));
        }
        let mut out: Vec<Datum> = Vec::with_capacity(data.len());
        let mut overlaps = 0usize;
        for series in data.chunk_by(|a, b| a.series() == b.series()) {
            let spans: Vec<(u16, u8)> = series.iter().map(|r| (r.start, r.months)).collect();
            let gone = overlapping(&spans);
            let kept: Vec<&Raw> = series
                .iter()
                .zip(&gone)
                .filter(|(_, g)| !**g)
                .map(|(r, _)| r)
                .collect();
            overlaps += series.len() - kept.len();
            for (i, raw) in kept.iter().enumerate() {
                let (mut lo, mut hi) = (raw.start, raw.start + u16::from(raw.months));
                if statistic == Statistic::LandArea {
                    lo = if i == 0 { 0 } else { lo };
                    hi = kept.get(i + 1).map_or(u16::MAX, |next| next.start);
                }
                out.push(Datum {
                    raw: **raw,
                    lo,
                    hi,
                    shadow: [0; 2],
                });
            }
        }
        if overlaps > 0 {
            findings.push(note("overlapping_periods", Severity::Warning,
                &[("statistic", statistic.id()), ("count", &overlaps.to_string())],
                format!("{}: {overlaps} figures are left out, because other periods of the same series cover them", statistic.id())));
        }
        let by_enterprise = out.iter().any(|d| d.raw.enterprise != 0);
        let mut all = Statistics {
            statistic,
            data: out,
            by_enterprise,
            series: Vec::new(),
            runs: Vec::new(),
            found: [findings, Vec::new()],
        };
        all.reshade(cube);
        all
    }

    /// Works out anew what depends on the first and last month of the cube's data.
    pub fn reshade(&mut self, cube: &Cube) {
        for datum in &mut self.data {
            datum.shadow = [0; 2];
        }
        self.series.clear();
        self.runs.clear();
        let mut findings = Vec::new();
        for split in [false, true] {
            self.shade(cube, split, &mut findings);
        }
        self.run();
        self.found[1] = findings;
    }

    /// What was noticed.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.found.iter().flatten()
    }

    /// Works out series and runs.
    fn run(&mut self) {
        let mut at = 0u32;
        for series in self.data.chunk_by(|a, b| a.raw.series() == b.raw.series()) {
            let (begin, first_run) = (at, self.runs.len() as u32);
            for run in series.chunk_by(|a, b| a.raw.start / 12 == b.raw.start / 12) {
                let mut sum = StatCell::default();
                run.iter()
                    .for_each(|d| sum.add(d.raw.value, d.raw.mark, d.raw.half_width().powi(2)));
                self.runs.push(Run {
                    data: (at, at + run.len() as u32),
                    lo: run[0].lo,
                    hi: run[run.len() - 1].hi,
                    sum: sum.sum + sum.rest,
                    variance: sum.variance,
                    mark: sum.mark,
                    whole: run
                        .windows(2)
                        .all(|p| p[0].hi == p[1].lo && p[0].shadow == p[1].shadow),
                });
                at += run.len() as u32;
            }
            self.series.push(Series {
                data: (begin, at),
                runs: (first_run, self.runs.len() as u32),
            });
        }
    }

    /// Works out [`Datum::shadow`].
    fn shade(&mut self, cube: &Cube, split: bool, findings: &mut Vec<Finding>) {
        let (tree, mode) = (&cube.tree, usize::from(split));
        let is_split = |r: &Raw| r.field != 0 || r.industry != 0;
        let mut unsplit = Bits::new(tree.len(), cube.first, cube.end);
        let mut own = Bits::new(tree.len(), cube.first, cube.end);
        for d in self.data.iter().filter(|d| d.raw.enterprise == 0) {
            if !is_split(&d.raw) {
                unsplit.set(d.raw.place as usize, d.lo, d.hi);
            }
            if !split || is_split(&d.raw) {
                own.set(d.raw.place as usize, d.lo, d.hi);
            }
        }
        // Months in which all children are known, bottom up; then whether the own figure is needed.
        let mut resolved = own.clone();
        let mut children = Bits::new(tree.len(), cube.first, cube.end);
        for at in (0..tree.len()).rev() {
            if tree.is_leaf(at as u32) {
                continue;
            }
            for (i, child) in tree.children(at as u32).enumerate() {
                if i == 0 {
                    children.copy_from(at, &resolved, child as usize);
                } else {
                    let held = resolved.clone_row(child as usize);
                    children.and_row(at, &held);
                }
            }
            resolved.or_from(at, &children, at);
        }
        let mut sums: HashMap<(u32, u16, u16), f64> = HashMap::new();
        let mut redundant = Vec::new();
        for (i, d) in self.data.iter_mut().enumerate() {
            let place = d.raw.place;
            if d.raw.enterprise == 0 {
                let other_kind = if split {
                    !is_split(&d.raw)
                } else {
                    is_split(&d.raw) && unsplit.any(place as usize, d.lo, d.hi)
                };
                if other_kind {
                    d.shadow[mode] = NEVER;
                    continue;
                }
                if children.count(place as usize, d.lo, d.hi) > 0
                    && children.count(place as usize, d.lo, d.hi)
                        == own.count(place as usize, d.lo, d.hi)
                {
                    d.shadow[mode] = NEVER;
                    redundant.push(i);
                    continue;
                }
            }
            let mut above = if d.raw.enterprise == 0 {
                tree.parents[place as usize]
            } else {
                place
            };
            while above != NOWHERE {
                let a = above as usize;
                let used = own.count(a, d.lo, d.hi) > 0
                    && children.count(a, d.lo, d.hi) < own.count(a, d.lo, d.hi);
                if used {
                    d.shadow[mode] = tree.depths[a] + 1;
                    break;
                }
                above = tree.parents[a];
            }
        }
        if split {
            return;
        }
        for d in self.data.iter().filter(|d| d.shadow[0] == 0) {
            let mut above = tree.parents[d.raw.place as usize];
            while above != NOWHERE {
                *sums.entry((above, d.lo, d.hi)).or_default() += d.raw.value;
                above = tree.parents[above as usize];
            }
        }
        for i in redundant {
            let d = &self.data[i];
            if let Some(sum) = sums.get(&(d.raw.place, d.lo, d.hi))
                && (sum - d.raw.value).abs() > 1e-6 * d.raw.value.abs()
            {
                let (place, own, below) = (
                    tree.codes[d.raw.place as usize].to_string(),
                    d.raw.value.to_string(),
                    sum.to_string(),
                );
                findings.push(note("statistic_disagrees", Severity::Warning,
                    &[("statistic", self.statistic.id()), ("place", &place), ("own", &own), ("below", &below)],
                    format!("{} of {place}: its own figure {own} is not the sum {below} of the places below it; the sum is used", self.statistic.id())));
            }
        }
    }

    /// Sums the data into `groups x windows` cells (windows fastest), and says for whom they were counted.
    pub fn evaluate(&self, cube: &Cube, spec: &StatSpec<'_>) -> (Vec<StatCell>, Counted) {
        let width = spec.windows.len();
        let mut cells = vec![StatCell::default(); spec.groups * width];
        let mut counted = Counted {
            enterprise: Bits::new(cube.subjects.len(), cube.first, cube.end),
            place: Bits::new(cube.tree.len() * 8, cube.first, cube.end),
            keys: vec![(0, 0); cube.subjects.len()],
        };
        let mode = usize::from(spec.split);
        let place_of = |series: &Series| self.data[series.data.0 as usize].raw.place;
        let begin = self
            .series
            .partition_point(|s| place_of(s) < spec.places.start);
        let end = self
            .series
            .partition_point(|s| place_of(s) < spec.places.end);
        for range in &self.series[begin..end] {
            let series = &self.data[range.data.0 as usize..range.data.1 as usize];
            let raw = &series[0].raw;
            let passes = (!spec.split || raw.field != 0 || raw.industry != 0)
                && spec.fields[usize::from(raw.field)]
                && spec.industries.is_none_or(|p| p[usize::from(raw.industry)])
                && spec.enterprises.is_none_or(|p| p[raw.enterprise as usize]);
            if !passes {
                continue;
            }
            let Some((group, depth)) = (spec.group)(raw) else {
                continue;
            };
            let counts = |d: &Datum| d.shadow[mode] == 0 || d.shadow[mode] - 1 < depth;
            let present = |lo: u16, hi: u16| {
                spec.presence.is_none_or(|measure| {
                    let months = cube.coverage.of(measure);
                    if raw.enterprise != 0 {
                        months.enterprise.any(raw.enterprise as usize, lo, hi)
                    } else {
                        months.subtree.any(raw.place as usize, lo, hi)
                    }
                })
            };
            let mut mark = |lo: u16, hi: u16| {
                if raw.enterprise != 0 {
                    counted.enterprise.set(raw.enterprise as usize, lo, hi);
                    counted.keys[raw.enterprise as usize] = (raw.field, raw.industry);
                } else {
                    let row = raw.place as usize * 8
                        + if spec.split {
                            usize::from(raw.field)
                        } else {
                            0
                        };
                    counted.place.set(row, lo, hi);
                }
            };
            if self.statistic.is_stock() {
                for (w, &(from, to)) in spec.windows.iter().enumerate() {
                    let (mut weighted, mut months, mut worst, mut only) = (0.0, 0u32, 0, None);
                    // A count that is off is off all the time: the errors of one series go together.
                    let mut width_sum = 0.0;
                    let first = series.partition_point(|d| d.hi <= from);
                    for d in series[first..]
                        .iter()
                        .take_while(|d| d.lo < to)
                        .filter(|d| counts(d))
                    {
                        let overlap = u32::from(d.hi.min(to) - d.lo.max(from));
                        weighted += d.raw.value * f64::from(overlap);
                        width_sum += d.raw.half_width() * f64::from(overlap);
                        only = if months == 0 {
                            Some(d.raw.value)
                        } else {
                            only.filter(|v| *v == d.raw.value)
                        };
                        months += overlap;
                        worst = worse(worst, d.raw.mark);
                    }
                    if months > 0 && present(from, to) {
                        // One figure all through is that figure to the last bit.
                        let mean = only.unwrap_or(weighted / f64::from(months));
                        let variance = (width_sum / f64::from(months)).powi(2);
                        cells[group as usize * width + w].add(mean, worst, variance);
                        mark(from, to);
                    }
                }
            } else {
                let mut w = 0;
                for run in &self.runs[range.runs.0 as usize..range.runs.1 as usize] {
                    while w < width && spec.windows[w].1 <= run.lo {
                        w += 1;
                    }
                    let Some(&(from, to)) = spec.windows.get(w) else {
                        break;
                    };
                    let data = &self.data[run.data.0 as usize..run.data.1 as usize];
                    // A year of which all months or none are met is taken as one.
                    let met = self.met(cube, spec, raw, run.lo, run.hi);
                    let inside = run.lo >= from && run.hi <= to;
                    if run.whole && (met == 0 || !counts(&data[0])) {
                        continue;
                    }
                    if run.whole && inside && met == u32::from(run.hi - run.lo) {
                        let cell = &mut cells[group as usize * width + w];
                        cell.add(run.sum, run.mark, run.variance);
                        cell.n += data.len() as u64 - 1;
                        mark(run.lo, run.hi);
                        continue;
                    }
                    for d in data.iter().filter(|d| counts(d)) {
                        let v = w + spec.windows[w..].partition_point(|x| x.1 < d.hi);
                        let Some(&(from, to)) = spec.windows.get(v) else {
                            break;
                        };
                        if d.lo >= from && d.hi <= to && present(d.lo, d.hi) {
                            let variance = d.raw.half_width().powi(2);
                            cells[group as usize * width + v].add(
                                d.raw.value,
                                d.raw.mark,
                                variance,
                            );
                            mark(d.lo, d.hi);
                        }
                    }
                }
            }
        }
        (cells, counted)
    }
    /// In how many of a subject's months `lo..hi` it has what the ratio asks above the line; all if nothing is asked.
    fn met(&self, cube: &Cube, spec: &StatSpec<'_>, raw: &Raw, lo: u16, hi: u16) -> u32 {
        let Some(measure) = spec.presence else {
            return u32::from(hi - lo);
        };
        let months = cube.coverage.of(measure);
        if raw.enterprise != 0 {
            months.enterprise.count(raw.enterprise as usize, lo, hi)
        } else {
            months.subtree.count(raw.place as usize, lo, hi)
        }
    }
}
