//! Entries as columns.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::intern::Names;
use super::time::overlapping;
use crate::ledger::{Lineage, Purpose, Quality, Scope};

/// Set in [`Table::mark`] beside the quality's number (lowest three bits).
pub(crate) const IMPORTED: u8 = 8;
pub(crate) const ESTIMATED: u8 = 16;

/// Bits of an entry's scope and purpose in one number below 16.
pub(crate) fn kind_of(scope: Scope, purpose: Purpose) -> u8 {
    let scope = Scope::ALL.iter().position(|s| *s == scope).unwrap_or(0) as u8;
    scope * 2 + u8::from(purpose == Purpose::Transformation)
}

const QUALITIES: [Quality; 6] = [
    Quality::Metered,
    Quality::Verified,
    Quality::Reported,
    Quality::Statistical,
    Quality::Estimated,
    Quality::Synthetic,
];

pub(crate) fn mark_of(quality: Quality, imported: bool) -> u8 {
    let number = QUALITIES.iter().position(|q| *q == quality).unwrap_or(0) as u8;
    number
        | if imported { IMPORTED } else { 0 }
        | if quality == Quality::Estimated {
            ESTIMATED
        } else {
            0
        }
}

pub(crate) fn quality_of(mark: u8) -> Quality {
    QUALITIES[usize::from(mark & 7).min(5)]
}

/// The worse quality of two marks, and the flags of both.
pub(crate) fn worse(a: u8, b: u8) -> u8 {
    (a & 7).max(b & 7) | ((a | b) & !7)
}

/// Which amount is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amount {
    Carbon,
    Gas(usize),
    Biogenic,
    Calorific,
    Equivalent,
}

/// Columns of equal length, sorted by place, enterprise, time, and the other keys. `NaN` is missing. A column that would
/// be missing throughout is empty.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub place: Vec<u32>,
    pub enterprise: Vec<u32>,
    pub start: Vec<u16>,
    pub months: Vec<u8>,
    pub carrier: Vec<u16>,
    pub industry: Vec<u16>,
    pub field: Vec<u8>,
    pub kind: Vec<u8>,
    pub mark: Vec<u8>,
    pub factor_set: Vec<u32>,
    pub carbon: Vec<f64>,
    pub energy_gj: Vec<f64>,
    pub equivalent_tce: Vec<f64>,
    pub biogenic: Vec<f64>,
    pub gases: [Vec<f64>; 9],
    /// Relative half width in percent of what is independent from entry to entry; only in the fine table.
    pub own_percent: Vec<f32>,
    /// Sum of (t x half width)^2 of what is independent; only in the roll-up.
    pub variance: Vec<f64>,
    /// Entries in the row; only in the roll-up.
    pub count: Vec<u32>,
}

/// What only explaining needs of an entry, beside the fine table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    pub activity: Vec<f64>,
    pub unit: Vec<u16>,
    pub product: Vec<u16>,
    pub dataset: Vec<u16>,
    pub import: Vec<u32>,
    pub row: Vec<u32>,
    pub column: Vec<u16>,
}

impl Trail {
    /// Adds rows of another trail.
    pub fn extend(&mut self, from: &Trail, rows: &[u32]) {
        pick(&mut self.activity, &from.activity, rows);
        pick(&mut self.unit, &from.unit, rows);
        pick(&mut self.product, &from.product, rows);
        pick(&mut self.dataset, &from.dataset, rows);
        pick(&mut self.import, &from.import, rows);
        pick(&mut self.row, &from.row, rows);
        pick(&mut self.column, &from.column, rows);
    }

    /// As [`Table::splice`].
    pub fn splice(&mut self, edits: &[Edit], from: &Trail) {
        splice(&mut self.activity, edits, &from.activity);
        splice(&mut self.unit, edits, &from.unit);
        splice(&mut self.product, edits, &from.product);
        splice(&mut self.dataset, edits, &from.dataset);
        splice(&mut self.import, edits, &from.import);
        splice(&mut self.row, edits, &from.row);
        splice(&mut self.column, edits, &from.column);
    }

    pub fn lineage(&self, i: usize) -> Lineage {
        Lineage {
            import: self.import[i],
            row: self.row[i],
            column: self.column[i],
        }
    }
}

/// Appends to a column that stays empty while nothing is known.
pub(crate) fn push_sparse(column: &mut Vec<f64>, rows_before: usize, value: Option<f64>) {
    match value {
        Some(v) => {
            column.resize(rows_before, f64::NAN);
            column.push(v);
        }
        None if column.is_empty() => {}
        None => {
            column.resize(rows_before, f64::NAN);
            column.push(f64::NAN);
        }
    }
}

fn reorder<T: Copy + Send + Sync>(column: &mut Vec<T>, order: &[u32]) {
    if column.is_empty() {
        return;
    }
    *column = order.par_iter().map(|&i| column[i as usize]).collect();
}

/// Rows that go and rows of another table that come in their place.
pub(crate) type Edit = (Range<usize>, Range<usize>);

fn pick<T: Copy>(column: &mut Vec<T>, from: &[T], rows: &[u32]) {
    if !from.is_empty() {
        column.extend(rows.iter().map(|i| from[*i as usize]));
    }
}

/// [`pick`] of a column that is empty while nothing is known.
fn pick_sparse<T: Copy>(column: &mut Vec<T>, before: usize, from: &[T], rows: &[u32], none: T) {
    match (column.is_empty(), from.is_empty()) {
        (true, true) => return,
        (true, false) => column.resize(before, none),
        (false, _) => {}
    }
    if from.is_empty() {
        column.resize(before + rows.len(), none);
    } else {
        pick(column, from, rows);
    }
}

fn splice<T: Copy>(column: &mut Vec<T>, edits: &[Edit], from: &[T]) {
    // Most edits replace what is there, row by row.
    let alike = edits
        .iter()
        .take_while(|(old, new)| old.len() == new.len())
        .count();
    let (alike, rest) = edits.split_at(alike);
    if column.is_empty() && from.is_empty() {
        return;
    }
    for (old, new) in alike {
        column[old.clone()].copy_from_slice(&from[new.clone()]);
    }
    let Some((first, _)) = rest.first() else {
        return;
    };
    let tail = column[first.start..].to_vec();
    let begin = first.start;
    column.truncate(begin);
    let mut at = 0;
    for (old, new) in rest {
        column.extend_from_slice(&tail[at..old.start - begin]);
        column.extend_from_slice(&from[new.clone()]);
        at = old.end - begin;
    }
    column.extend_from_slice(&tail[at..]);
}

/// [`splice`] of a column that is empty while nothing is known; it has `before` rows otherwise, and the other one `new`.
fn splice_sparse<T: Copy>(
    column: &mut Vec<T>,
    before: usize,
    edits: &[Edit],
    from: &[T],
    new: usize,
    none: T,
) {
    match (column.is_empty(), from.is_empty()) {
        (true, true) => {}
        (false, true) => splice(column, edits, &vec![none; new]),
        (true, false) => {
            column.resize(before, none);
            splice(column, edits, from);
        }
        (false, false) => splice(column, edits, from),
    }
}

/// Entries that do not count now but may when others change: those that say that there is nothing any more, those counted by
/// another period, and estimates in whose place something real stands.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aside {
    pub table: Table,
    pub trail: Trail,
}

impl Aside {
    /// Adds rows of a table.
    pub fn take(&mut self, table: &Table, trail: &Trail, rows: &[u32]) {
        self.table.extend(table, rows);
        self.trail.extend(trail, rows);
    }

    /// Takes out the rows that `wanted` names and adds them to a table.
    pub fn give(
        &mut self,
        wanted: impl Fn(u32, u32) -> bool,
        table: &mut Table,
        trail: &mut Trail,
    ) {
        let of = &self.table;
        let (out, rest): (Vec<u32>, Vec<u32>) = (0..of.len() as u32)
            .partition(|i| wanted(of.place[*i as usize], of.enterprise[*i as usize]));
        if out.is_empty() {
            return;
        }
        table.extend(&self.table, &out);
        trail.extend(&self.trail, &out);
        self.table.reorder(&mut self.trail, &rest);
        if rest.is_empty() {
            *self = Aside::default();
        }
    }
}

/// What happened while the table was put in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settled {
    /// Entries superseded by a later import. They cannot come back: later imports have higher numbers.
    pub superseded: u64,
    /// What else was noticed, by place and enterprise.
    pub noted: BTreeMap<(u32, u32), Noted>,
}

/// What was noticed of a place's enterprise.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Noted {
    /// Entries left out because a longer or shorter period already counts them, with the first one's start and months.
    pub overlapping: u64,
    pub first_overlap: Option<(u16, u8)>,
    /// Entries whose key stands in two datasets, likewise.
    pub two_datasets: u64,
    pub first_two_datasets: Option<(u16, u8)>,
}

/// Where the names of a cube stand in the alphabet, by their numbers. Rows are put in this order and not in that of the
/// numbers, so that it does not matter in which order the names came.
#[derive(Debug, Default)]
pub(crate) struct Ranks {
    carrier: Vec<u32>,
    industry: Vec<u32>,
    factor_set: Vec<u32>,
}

impl Ranks {
    pub fn new(carriers: &Names, industries: &Names, factor_sets: &Names) -> Ranks {
        Ranks {
            carrier: carriers.ranks(),
            industry: industries.ranks(),
            factor_set: factor_sets.ranks(),
        }
    }
}

impl Table {
    pub fn len(&self) -> usize {
        self.place.len()
    }

    fn pad(&mut self) {
        let rows = self.len();
        for column in self.columns_mut() {
            if !column.is_empty() {
                column.resize(rows, f64::NAN);
            }
        }
        if !self.own_percent.is_empty() {
            self.own_percent.resize(rows, f32::NAN);
        }
    }

    fn columns(&self) -> impl Iterator<Item = &Vec<f64>> {
        [
            &self.carbon,
            &self.energy_gj,
            &self.equivalent_tce,
            &self.biogenic,
        ]
        .into_iter()
        .chain(self.gases.iter())
    }

    fn columns_mut(&mut self) -> impl Iterator<Item = &mut Vec<f64>> {
        [
            &mut self.carbon,
            &mut self.energy_gj,
            &mut self.equivalent_tce,
            &mut self.biogenic,
        ]
        .into_iter()
        .chain(self.gases.iter_mut())
    }

    /// Place, enterprise, time, carrier, industry, field, scope and purpose in one number, in the order of sorting.
    fn packed(&self, i: usize, ranks: &Ranks) -> u128 {
        let carrier = ranks.carrier[usize::from(self.carrier[i])];
        let industry = ranks.industry[usize::from(self.industry[i])];
        (u128::from(self.place[i]) << 96)
            | (u128::from(self.enterprise[i]) << 64)
            | (u128::from(self.start[i]) << 48)
            | (u128::from(self.months[i]) << 40)
            | (u128::from(carrier) << 24)
            | (u128::from(industry) << 8)
            | (u128::from(self.field[i]) << 4)
            | u128::from(self.kind[i])
    }

    /// What tells apart, beyond [`Table::packed`], entries that stand for different data: the process, and the gas of an
    /// emission that came as one.
    fn identity(&self, trail: &Trail, i: usize) -> u32 {
        let mut mask = 0;
        if self.mark[i] & IMPORTED != 0 {
            for (g, column) in self.gases.iter().enumerate() {
                mask |= u32::from(column.get(i).is_some_and(|v| !v.is_nan())) << g;
            }
            mask |= u32::from(self.biogenic.get(i).is_some_and(|v| !v.is_nan())) << 9;
        }
        (u32::from(trail.product[i]) << 10) | mask
    }

    /// Sorts, lets later imports supersede earlier ones, and removes what is counted by another period already. Rows that
    /// are left out, but may count again when others change, go into `aside`.
    pub fn settle(&mut self, trail: &mut Trail, ranks: &Ranks, aside: &mut Aside) -> Settled {
        self.pad();
        let mut settled = Settled::default();
        let mut order: Vec<(u128, u32)> = (0..self.len())
            .into_par_iter()
            .map(|i| (self.packed(i, ranks), i as u32))
            .collect();
        order.par_sort_unstable_by(|a, b| {
            let lineage = |i: u32| trail.lineage(i as usize);
            // Rows that are alike in all of it may stand in any order.
            let rest = |i: u32| {
                let i = i as usize;
                let bits = |column: &Vec<f64>| column.get(i).map(|v| v.to_bits());
                (
                    self.identity(trail, i),
                    (bits(&self.carbon), bits(&self.energy_gj)),
                    (bits(&self.equivalent_tce), bits(&self.biogenic)),
                    self.gases.each_ref().map(bits),
                    (self.mark[i], trail.activity[i].to_bits()),
                    ranks.factor_set[self.factor_set[i] as usize],
                )
            };
            a.0.cmp(&b.0)
                .then_with(|| lineage(a.1).cmp(&lineage(b.1)))
                .then_with(|| rest(a.1).cmp(&rest(b.1)))
        });
        let mut keep = vec![true; order.len()];
        // The same key in a later import supersedes it.
        let mut begin = 0;
        while begin < order.len() {
            let mut end = begin + 1;
            while end < order.len() && order[end].0 == order[begin].0 {
                end += 1;
            }
            if end - begin > 1 {
                self.supersede(
                    trail,
                    &order[begin..end],
                    &mut keep[begin..end],
                    &mut settled,
                );
            }
            begin = end;
        }
        let latest = keep.clone();
        self.take_withdrawn_out(&order, &mut keep);
        self.leave_overlaps_out(trail, &order, &mut keep, &mut settled);
        let left_out = order.iter().zip(latest.iter().zip(&keep));
        let left_out: Vec<u32> = left_out
            .filter(|(_, (latest, keep))| **latest && !**keep)
            .map(|(o, _)| o.1)
            .collect();
        aside.take(self, trail, &left_out);
        let kept: Vec<u32> = order
            .iter()
            .zip(&keep)
            .filter(|(_, keep)| **keep)
            .map(|(o, _)| o.1)
            .collect();
        // The sort keys are the largest thing in memory here; the columns need the room next.
        drop(order);
        self.reorder(trail, &kept);
        settled
    }

    /// Empties columns in which nothing is known.
    pub fn trim(&mut self) {
        for column in self.columns_mut() {
            if column.iter().all(|value| value.is_nan()) {
                column.clear();
            }
        }
        if self.own_percent.iter().all(|percent| percent.is_nan()) {
            self.own_percent.clear();
        }
    }

    /// Within entries of one key: those of an earlier import of a dataset go; those of several datasets are noted.
    fn supersede(
        &self,
        trail: &Trail,
        group: &[(u128, u32)],
        keep: &mut [bool],
        settled: &mut Settled,
    ) {
        let mut latest: HashMap<(u32, u16), u32> = HashMap::new();
        let mut first_dataset: HashMap<u32, u16> = HashMap::new();
        let what: Vec<u32> = group
            .iter()
            .map(|(_, i)| self.identity(trail, *i as usize))
            .collect();
        for ((_, i), what) in group.iter().zip(&what) {
            let i = *i as usize;
            let import = latest.entry((*what, trail.dataset[i])).or_default();
            *import = (*import).max(trail.import[i]);
        }
        for (((_, i), what), keep) in group.iter().zip(&what).zip(keep) {
            let i = *i as usize;
            if trail.import[i] < latest[&(*what, trail.dataset[i])] {
                *keep = false;
                settled.superseded += 1;
            } else if *first_dataset.entry(*what).or_insert(trail.dataset[i]) != trail.dataset[i] {
                let noted = settled.noted.entry((self.place[i], self.enterprise[i]));
                let noted = noted.or_default();
                noted.two_datasets += 1;
                let at = (self.start[i], self.months[i]);
                noted.first_two_datasets.get_or_insert(at);
            }
        }
    }

    /// An entry without any amount says that there is none any more under its key. It has superseded the earlier ones; then
    /// it goes itself, so that it counts neither as an entry nor as data.
    fn take_withdrawn_out(&self, order: &[(u128, u32)], keep: &mut [bool]) {
        for ((_, i), keep) in order.iter().zip(keep) {
            *keep &= self.known(*i as usize) != 0;
        }
    }

    fn leave_overlaps_out(
        &self,
        trail: &Trail,
        order: &[(u128, u32)],
        keep: &mut [bool],
        settled: &mut Settled,
    ) {
        let mut begin = 0;
        while begin < order.len() {
            let subject = order[begin].0 >> 64;
            let mut end = begin + 1;
            let first = self.months[order[begin].1 as usize];
            let mut mixed = false;
            while end < order.len() && order[end].0 >> 64 == subject {
                mixed |= self.months[order[end].1 as usize] != first;
                end += 1;
            }
            if mixed {
                let mut groups: std::collections::BTreeMap<(u64, u32, u16), Vec<usize>> =
                    Default::default();
                for at in (begin..end).filter(|&at| keep[at]) {
                    let i = order[at].1 as usize;
                    let what = (order[at].0 & ((1 << 40) - 1)) as u64;
                    groups
                        .entry((what, self.identity(trail, i), trail.dataset[i]))
                        .or_default()
                        .push(at);
                }
                for group in groups.values() {
                    let spans: Vec<(u16, u8)> = group
                        .iter()
                        .map(|&at| {
                            (
                                self.start[order[at].1 as usize],
                                self.months[order[at].1 as usize],
                            )
                        })
                        .collect();
                    for (gone, &at) in overlapping(&spans).into_iter().zip(group) {
                        if gone {
                            keep[at] = false;
                            let i = order[at].1 as usize;
                            let noted = settled.noted.entry((self.place[i], self.enterprise[i]));
                            let noted = noted.or_default();
                            noted.overlapping += 1;
                            let at = (self.start[i], self.months[i]);
                            noted.first_overlap =
                                Some(noted.first_overlap.map_or(at, |first| first.min(at)));
                        }
                    }
                }
            }
            begin = end;
        }
    }

    /// Takes out estimates where something real stands for the same enterprise and time, electricity apart from the rest;
    /// `estimated` marks the datasets of estimates by their numbers. Returns how many went of each enterprise; they are in
    /// `aside` then.
    pub fn withdraw_estimates(
        &mut self,
        trail: &mut Trail,
        estimated: &[bool],
        electricity: Option<u32>,
        aside: &mut Aside,
    ) -> BTreeMap<u32, u64> {
        let is_estimate = |i: usize| estimated[usize::from(trail.dataset[i])];
        let mut real: HashMap<u32, Vec<usize>> = (0..self.len())
            .filter(|i| is_estimate(*i))
            .map(|i| (self.enterprise[i], Vec::new()))
            .collect();
        if real.is_empty() {
            return BTreeMap::new();
        }
        for i in (0..self.len()).filter(|i| !is_estimate(*i)) {
            if let Some(of) = real.get_mut(&self.enterprise[i]) {
                of.push(i);
            }
        }
        let is_electric = |i: usize| Some(u32::from(self.carrier[i])) == electricity;
        let span = |i: usize| (self.start[i], self.start[i] + u16::from(self.months[i]));
        let (kept, gone): (Vec<u32>, Vec<u32>) = (0..self.len() as u32).partition(|i| {
            let i = *i as usize;
            !is_estimate(i)
                || !real[&self.enterprise[i]].iter().any(|of| {
                    let ((a, b), (c, d)) = (span(i), span(*of));
                    a < d
                        && c < b
                        && is_electric(i) == is_electric(*of)
                        && self.known(i) & self.known(*of) != 0
                })
        });
        let mut count = BTreeMap::new();
        for i in &gone {
            *count.entry(self.enterprise[*i as usize]).or_default() += 1;
        }
        if !gone.is_empty() {
            aside.take(self, trail, &gone);
            self.reorder(trail, &kept);
        }
        count
    }

    /// Rows of an enterprise at a place (of a table in order).
    pub fn rows_of(&self, place: u32, enterprise: u32) -> Range<usize> {
        let begin = self.place.partition_point(|p| *p < place);
        let end = begin + self.place[begin..].partition_point(|p| *p == place);
        let of_place = &self.enterprise[begin..end];
        let first = of_place.partition_point(|e| *e < enterprise);
        let last = of_place.partition_point(|e| *e <= enterprise);
        begin + first..begin + last
    }

    /// Adds rows of another table.
    pub fn extend(&mut self, from: &Table, rows: &[u32]) {
        let before = self.len();
        pick(&mut self.place, &from.place, rows);
        pick(&mut self.enterprise, &from.enterprise, rows);
        pick(&mut self.start, &from.start, rows);
        pick(&mut self.months, &from.months, rows);
        pick(&mut self.carrier, &from.carrier, rows);
        pick(&mut self.industry, &from.industry, rows);
        pick(&mut self.field, &from.field, rows);
        pick(&mut self.kind, &from.kind, rows);
        pick(&mut self.mark, &from.mark, rows);
        pick(&mut self.factor_set, &from.factor_set, rows);
        pick(&mut self.count, &from.count, rows);
        for (column, from) in self.columns_mut().zip(from.columns()) {
            pick_sparse(column, before, from, rows, f64::NAN);
        }
        pick_sparse(&mut self.variance, before, &from.variance, rows, f64::NAN);
        pick_sparse(
            &mut self.own_percent,
            before,
            &from.own_percent,
            rows,
            f32::NAN,
        );
    }

    /// Puts rows of another table in the place of some of this one's; `edits` are in order, do not overlap, and say which
    /// rows go and which come in their place.
    pub fn splice(&mut self, edits: &[Edit], from: &Table) {
        let before = self.len();
        splice(&mut self.place, edits, &from.place);
        splice(&mut self.enterprise, edits, &from.enterprise);
        splice(&mut self.start, edits, &from.start);
        splice(&mut self.months, edits, &from.months);
        splice(&mut self.carrier, edits, &from.carrier);
        splice(&mut self.industry, edits, &from.industry);
        splice(&mut self.field, edits, &from.field);
        splice(&mut self.kind, edits, &from.kind);
        splice(&mut self.mark, edits, &from.mark);
        splice(&mut self.factor_set, edits, &from.factor_set);
        splice(&mut self.count, edits, &from.count);
        let new = from.len();
        for (column, from) in self.columns_mut().zip(from.columns()) {
            splice_sparse(column, before, edits, from, new, f64::NAN);
        }
        splice_sparse(
            &mut self.variance,
            before,
            edits,
            &from.variance,
            new,
            f64::NAN,
        );
        splice_sparse(
            &mut self.own_percent,
            before,
            edits,
            &from.own_percent,
            new,
            f32::NAN,
        );
    }

    /// Keeps the rows of `order`, in that order.
    fn reorder(&mut self, trail: &mut Trail, order: &[u32]) {
        reorder(&mut self.place, order);
        reorder(&mut self.enterprise, order);
        reorder(&mut self.start, order);
        reorder(&mut self.months, order);
        reorder(&mut self.carrier, order);
        reorder(&mut self.industry, order);
        reorder(&mut self.field, order);
        reorder(&mut self.kind, order);
        reorder(&mut self.mark, order);
        reorder(&mut self.factor_set, order);
        reorder(&mut self.own_percent, order);
        for column in self.columns_mut() {
            reorder(column, order);
        }
        reorder(&mut trail.activity, order);
        reorder(&mut trail.unit, order);
        reorder(&mut trail.product, order);
        reorder(&mut trail.dataset, order);
        reorder(&mut trail.import, order);
        reorder(&mut trail.row, order);
        reorder(&mut trail.column, order);
    }

    /// Which amounts of a row are known, as bits.
    fn known(&self, i: usize) -> u8 {
        let bit = |column: &[f64], n: u8| u8::from(column.get(i).is_some_and(|v| !v.is_nan())) << n;
        bit(&self.carbon, 0)
            | bit(&self.energy_gj, 1)
            | bit(&self.equivalent_tce, 2)
            | bit(&self.biogenic, 3)
    }

    /// True if most rows are parts of years, so that a roll-up may be worth its room.
    pub fn is_by_parts_of_years(&self) -> bool {
        self.months.iter().filter(|m| **m < 12).count() * 2 >= self.len()
    }

    /// The same by calendar year, or `None` where that would save less than a third.
    pub fn by_year(&self, ranks: &Ranks) -> Option<Table> {
        if !self.is_by_parts_of_years() {
            return None;
        }
        Some(self.years(ranks)).filter(|years| years.saves(self))
    }

    /// True if the roll-up has less than two thirds of the rows.
    pub fn saves(&self, fine: &Table) -> bool {
        self.len() * 3 < fine.len() * 2
    }

    /// The same by calendar year.
    pub fn years(&self, ranks: &Ranks) -> Table {
        let mut out = Table::default();
        let mut begin = 0;
        let mut members: Vec<((u32, u64, u8), u32)> = Vec::new();
        while begin < self.len() {
            let head = (
                self.place[begin],
                self.enterprise[begin],
                self.start[begin] / 12,
            );
            let mut end = begin;
            members.clear();
            while end < self.len()
                && (self.place[end], self.enterprise[end], self.start[end] / 12) == head
            {
                let what = (self.packed(end, ranks) & ((1 << 40) - 1)) as u64;
                let factors = ranks.factor_set[self.factor_set[end] as usize];
                members.push(((factors, what, self.known(end)), end as u32));
                end += 1;
            }
            members.sort_unstable();
            let mut a = 0;
            while a < members.len() {
                let mut b = a + 1;
                while b < members.len() && members[b].0 == members[a].0 {
                    b += 1;
                }
                self.push_sum(&mut out, &members[a..b]);
                a = b;
            }
            begin = end;
        }
        out
    }

    fn push_sum<K>(&self, out: &mut Table, members: &[(K, u32)]) {
        let i = members[0].1 as usize;
        let before = out.len();
        let sum = |column: &Vec<f64>| {
            let mut known = None;
            if !column.is_empty() {
                for (_, m) in members {
                    let v = column[*m as usize];
                    if !v.is_nan() {
                        known = Some(known.unwrap_or(0.0) + v);
                    }
                }
            }
            known
        };
        push_sparse(&mut out.carbon, before, sum(&self.carbon));
        push_sparse(&mut out.energy_gj, before, sum(&self.energy_gj));
        push_sparse(&mut out.equivalent_tce, before, sum(&self.equivalent_tce));
        push_sparse(&mut out.biogenic, before, sum(&self.biogenic));
        for (g, column) in self.gases.iter().enumerate() {
            push_sparse(&mut out.gases[g], before, sum(column));
        }
        out.place.push(self.place[i]);
        out.enterprise.push(self.enterprise[i]);
        out.start.push(self.start[i] / 12 * 12);
        out.months.push(12);
        out.carrier.push(self.carrier[i]);
        out.industry.push(self.industry[i]);
        out.field.push(self.field[i]);
        out.kind.push(self.kind[i]);
        out.mark.push(
            members
                .iter()
                .fold(0, |m, (_, j)| worse(m, self.mark[*j as usize])),
        );
        out.factor_set.push(self.factor_set[i]);
        out.count.push(members.len() as u32);
        if !self.own_percent.is_empty() {
            out.variance.push(
                members
                    .iter()
                    .map(|(_, j)| self.variance_of(*j as usize))
                    .sum(),
            );
        }
        out.pad();
    }

    /// (t x half width)^2 of what is independent; NaN if unknown.
    pub fn variance_of(&self, i: usize) -> f64 {
        if let Some(v) = self.variance.get(i) {
            return *v;
        }
        match self.own_percent.get(i) {
            Some(p) => {
                (self.carbon.get(i).copied().unwrap_or(f64::NAN) * f64::from(*p) / 100.0).powi(2)
            }
            None => f64::NAN,
        }
    }

    /// The column of an amount; empty if it is missing throughout. Energy columns are in GJ and tce respectively.
    pub fn has(&self, amount: Amount) -> bool {
        match amount {
            Amount::Carbon => !self.carbon.is_empty(),
            Amount::Gas(g) => !self.gases[g].is_empty(),
            Amount::Biogenic => !self.biogenic.is_empty(),
            Amount::Calorific | Amount::Equivalent => {
                !self.energy_gj.is_empty() || !self.equivalent_tce.is_empty()
            }
        }
    }

    /// Bytes held by the columns.
    pub fn bytes(&self) -> usize {
        let f: usize = [
            &self.carbon,
            &self.energy_gj,
            &self.equivalent_tce,
            &self.biogenic,
            &self.variance,
        ]
        .into_iter()
        .chain(self.gases.iter())
        .map(|c| c.capacity() * 8)
        .sum();
        f + self.len() * (4 + 4 + 2 + 1 + 2 + 2 + 1 + 1 + 1 + 4)
            + self.own_percent.capacity() * 4
            + self.count.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparse_columns_stay_aligned() {
        let mut column = Vec::new();
        push_sparse(&mut column, 0, None);
        push_sparse(&mut column, 1, None);
        assert!(column.is_empty());
        push_sparse(&mut column, 2, Some(5.0));
        push_sparse(&mut column, 3, None);
        assert_eq!(column.len(), 4);
        assert!(column[0].is_nan() && column[1].is_nan() && column[2] == 5.0 && column[3].is_nan());
    }

    #[test]
    fn marks_keep_the_worst_and_all_flags() {
        let a = mark_of(Quality::Estimated, false);
        let b = mark_of(Quality::Synthetic, true);
        let both = worse(a, b);
        assert_eq!(quality_of(both), Quality::Synthetic);
        assert!(both & ESTIMATED != 0 && both & IMPORTED != 0);
    }
}
