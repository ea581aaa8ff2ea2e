//! Answering: sums, ratios, completeness.

use std::ops::Range;

use super::build::Cube;
use super::coverage::{Expected, Months, Presence, spread};
use super::plan::{Axis, Plan};
use super::query::{Answer, Key, Query, Reason, Refusal, Row};
use super::scan::{AxisMap, Cell, Matched, Scan, Sign, Sums};
use super::stats::{Counted, StatCell, StatSpec, Statistics};
use super::table::{ESTIMATED, Table, quality_of, worse};
use super::time::Bits;
use super::tree::note;
use crate::finding::{Finding, Severity};
use crate::indicator::{Indicator, Numerator};
use crate::ledger::Statistic;

/// Where the denominators of a plan were counted, cell by cell.
struct Below {
    /// By the cells of the plan; shared by cells that differ only on axes the statistic does not have.
    cells: Vec<StatCell>,
    matched: Matched,
    /// Months with a denominator of each leaf place.
    leaf: Bits,
    by_enterprise: bool,
}

impl Cube {
    /// Answers a question.
    ///
    /// Totals are compensated sums over the entries of the cut. A ratio is the sum above the line over the sum below it,
    /// both over the subjects and months that have both sides; where a stock (population, land) stands below the line it
    /// is the average over the cell's months of each subject, summed over subjects. In a cut by carrier, scope, gas, or
    /// (for people and land of places) by field and industry, the denominator is that of the whole, so that the rows add
    /// up to the total; in a cut of an economic intensity by field or industry it is that field's or industry's own.
    ///
    /// # Errors
    /// A [`Refusal`] in order of precedence. A figure that is merely missing is no error: its value is `None`.
    pub fn answer(&self, query: &Query) -> Result<Answer, Refusal> {
        let plan = Plan::new(self, query)?;
        let mut findings = Vec::new();
        let (cells, straddles) = self.rows_of(&plan, query, &mut findings);
        let whole = plan.whole();
        let total = if plan.axes.is_empty() {
            cells.into_iter().next()
        } else {
            let additive = !query.indicator.is_ratio() && plan.measure.is_some();
            let (mut all, _) = if additive {
                let mut sum = Cell::default();
                cells.iter().for_each(|c| sum.merge(&c.above));
                let presence = self.presence(
                    &whole,
                    &whole.places,
                    None,
                    (whole.filter.from, whole.filter.to),
                    None,
                );
                (
                    vec![Figure {
                        above: sum,
                        below: None,
                        presence,
                    }],
                    straddles,
                )
            } else {
                self.rows_of(&whole, query, &mut findings)
            };
            let rows = self.emit(query, &plan, cells, straddles, &mut findings);
            return Ok(self.finish(query, &whole, all.pop(), straddles, rows, findings));
        };
        Ok(self.finish(query, &whole, total, straddles, Vec::new(), findings))
    }

    fn finish(
        &self,
        query: &Query,
        whole: &Plan,
        total: Option<Figure>,
        straddles: bool,
        mut rows: Vec<Row>,
        mut findings: Vec<Finding>,
    ) -> Answer {
        let mut total = self.row(
            query,
            total.unwrap_or_default(),
            Vec::new(),
            straddles,
            &mut findings,
        );
        if query.uncertainty && query.indicator.numerator() == Numerator::Carbon {
            total.uncertainty_percent = self
                .uncertainty_of(query, whole)
                .into_iter()
                .next()
                .flatten();
        }
        rows.shrink_to_fit();
        Answer {
            indicator: query.indicator,
            unit: query.indicator.unit(&self.region),
            quantity: query.indicator.quantity(),
            price_base: self.price_base(whole.statistic, &mut findings),
            by: query.by.clone(),
            rows,
            total,
            findings,
        }
    }

    fn price_base(
        &self,
        statistic: Option<Statistic>,
        findings: &mut Vec<Finding>,
    ) -> Option<String> {
        let statistic = statistic.filter(|s| !s.is_stock())?;
        let data = &self.statistics_of(statistic).data;
        let first = data.first()?.raw.unit;
        let unit = self.units.text(u32::from(first))?;
        if let Some(other) = data.iter().find(|d| d.raw.unit != first) {
            let other = self.units.text(u32::from(other.raw.unit)).map_or("", |t| t);
            findings.push(note("price_bases_differ", Severity::Error, &[("found", other), ("expected", unit)],
                format!("{} is given in {unit} and in {other}: their sum means nothing; bring them to one price base", statistic.id())));
            return None;
        }
        unit.split_once('@').map(|(_, base)| base.to_owned())
    }

    pub(crate) fn statistics_of(&self, statistic: Statistic) -> &Statistics {
        let at = Statistic::ALL
            .iter()
            .position(|s| *s == statistic)
            .unwrap_or(0);
        &self.statistics[at]
    }

    /// The figures of all cells of a plan.
    fn rows_of(
        &self,
        plan: &Plan,
        query: &Query,
        findings: &mut Vec<Finding>,
    ) -> (Vec<Figure>, bool) {
        let below = plan.statistic.map(|s| self.below(plan, s));
        let matched = below.as_ref().filter(|_| plan.measure.is_some());
        let sums = match plan.measure {
            Some(_) => self.sums(plan, query, matched.map(|b| &b.matched), Sign::Any),
            None => Sums {
                cells: vec![Cell::default(); plan.axes.iter().map(|a| a.keys.len()).product()],
                straddles: false,
            },
        };
        let mut figures: Vec<Figure> = Vec::with_capacity(sums.cells.len());
        for (at, above) in sums.cells.into_iter().enumerate() {
            let stat = below.as_ref().map(|b| b.cells[at]);
            let figure = match plan.measure {
                Some(_) => Figure {
                    above,
                    below: stat,
                    presence: Presence::default(),
                },
                None => {
                    let stat = stat.unwrap_or_default();
                    let above = Cell {
                        sum: stat.sum,
                        rest: stat.rest,
                        n: stat.n as u32,
                        mark: stat.mark,
                    };
                    Figure {
                        above,
                        below: None,
                        presence: Presence::default(),
                    }
                }
            };
            figures.push(figure);
        }
        if plan.measure.is_none() {
            self.remainder(plan, &mut figures, findings);
        }
        self.complete(plan, below.as_ref(), &mut figures);
        (figures, sums.straddles)
    }

    /// Sums of a plan's entries.
    pub(crate) fn sums(
        &self,
        plan: &Plan,
        query: &Query,
        matched: Option<&Matched>,
        sign: Sign,
    ) -> Sums {
        let mut filter = plan.filter.clone();
        filter.sign = sign;
        let axes: Vec<(AxisMap, usize)> = plan
            .axes
            .iter()
            .map(|a| (a.map.clone(), a.keys.len()))
            .collect();
        let table = self.table_for(plan, query, matched);
        let rows = rows_within(table, &plan.places);
        let rows = self.rows_of_enterprises(plan, query, table, rows);
        let scan = Scan {
            table,
            rows,
            filter: &filter,
            axes: &axes,
            matched,
        };
        let mut all: Option<Sums> = None;
        for &(amount, gas) in &plan.amounts {
            let part = scan.sum(amount, gas);
            match &mut all {
                None => all = Some(part),
                Some(sum) => {
                    sum.straddles |= part.straddles;
                    for (cell, other) in sum
                        .cells
                        .iter_mut()
                        .zip(&part.cells)
                        .filter(|(_, o)| o.n > 0)
                    {
                        cell.merge(other);
                    }
                }
            }
        }
        all.unwrap_or_else(|| Sums {
            cells: vec![Cell::default(); scan.size()],
            straddles: false,
        })
    }

    /// One enterprise's rows lie together within its place: the scan need not see the others.
    fn rows_of_enterprises(
        &self,
        plan: &Plan,
        query: &Query,
        table: &Table,
        rows: Range<usize>,
    ) -> Range<usize> {
        let [Some(code)] = query.enterprises.as_slice() else {
            return rows;
        };
        let Some(id) = self.enterprises.find(code) else {
            return rows;
        };
        let Some(&(lo, hi)) = self
            .enterprise_places
            .get(id as usize)
            .filter(|span| span.0 <= span.1)
        else {
            return rows.start..rows.start;
        };
        let (lo, hi) = (lo.max(plan.places.start), (hi + 1).min(plan.places.end));
        if lo >= hi {
            return rows.start..rows.start;
        }
        if hi - lo > 1 {
            return rows_within(table, &(lo..hi));
        }
        let within = rows_within(table, &(lo..hi));
        let begin = within.start + table.enterprise[within.clone()].partition_point(|e| *e < id);
        let end = within.start + table.enterprise[within].partition_point(|e| *e <= id);
        begin..end
    }

    /// The yearly roll-up where the question allows, else the entries themselves.
    fn table_for<'a>(&'a self, plan: &Plan, query: &Query, matched: Option<&Matched>) -> &'a Table {
        let Some(yearly) = &self.yearly else {
            return &self.fine;
        };
        let filter = &plan.filter;
        let by_month = plan
            .axes
            .iter()
            .any(|a| matches!(a.map, AxisMap::Period { months, .. } if months < 12));
        if filter.from % 12 != 0 || filter.to % 12 != 0 || by_month || query.unplaced_only {
            return &self.fine;
        }
        if let (Some(matched), Some(measure)) = (matched, plan.measure) {
            let months = self.coverage.of(measure);
            let sizes = (self.subjects.len(), self.tree.len());
            if !matched.by_whole_years(
                &months.enterprise,
                &months.subtree,
                sizes,
                filter.from,
                filter.to,
            ) {
                return &self.fine;
            }
        }
        yearly
    }

    /// Sums a statistic over the cells of a plan.
    fn below(&self, plan: &Plan, statistic: Statistic) -> Below {
        let stats = self.statistics_of(statistic);
        let axis_of = |pick: fn(&AxisMap) -> bool| plan.axes.iter().position(|a| pick(&a.map));
        let by_field_axis = axis_of(|m| matches!(m, AxisMap::Field(_)));
        let by_industry_axis = axis_of(|m| matches!(m, AxisMap::Industry(_)));
        let enterprise_axis = axis_of(|m| matches!(m, AxisMap::Enterprise(_))).is_some();
        let period_axis = axis_of(|m| matches!(m, AxisMap::Period { .. }));
        let field_asked = by_field_axis.is_some() || plan.filter.fields.contains(&false);
        let industry_asked = by_industry_axis.is_some() || plan.filter.industries.is_some();
        let can_split = !statistic.is_stock() || stats.by_enterprise || plan.measure.is_none();
        let split = (field_asked || industry_asked) && can_split;
        let windows = match period_axis {
            Some(a) => plan.axes[a].windows.clone(),
            None => vec![(plan.filter.from, plan.filter.to)],
        };
        let everything = plan.filter.fields.iter().all(|f| *f) || !split;
        let place_axis = plan
            .axes
            .iter()
            .find(|a| matches!(a.map, AxisMap::Place(_)));
        // Groups are the cells of the axes a statistic has; other axes share them.
        let own = |axis: &Axis| match axis.map {
            AxisMap::Place(_) | AxisMap::Enterprise(_) => true,
            AxisMap::Field(_) | AxisMap::Industry(_) => split || plan.measure.is_none(),
            _ => false,
        };
        let group = |raw: &super::stats::Raw| {
            let (mut group, mut depth) = (0usize, plan.depth);
            for axis in plan.axes.iter().filter(|a| own(a)) {
                let index = match &axis.map {
                    AxisMap::Place(map) => {
                        let g = map[raw.place as usize] as usize;
                        if let Some(&place) = axis.places.get(g) {
                            depth = depth.max(self.tree.depths[place as usize]);
                        }
                        g
                    }
                    AxisMap::Enterprise(map) => {
                        depth = 254;
                        map[raw.enterprise as usize] as usize
                    }
                    AxisMap::Field(map) => map[usize::from(raw.field)] as usize,
                    AxisMap::Industry(map) => map[usize::from(raw.industry)] as usize,
                    _ => 0,
                };
                if Some(index) == axis.none {
                    return None;
                }
                group = group * axis.keys.len() + index;
            }
            if plan.filter.enterprises.is_some() {
                depth = 254;
            }
            Some((group as u32, depth))
        };
        let spec = StatSpec {
            places: plan.places.clone(),
            split,
            fields: if everything {
                [true; 8]
            } else {
                plan.filter.fields
            },
            industries: plan.filter.industries.as_deref().filter(|_| split),
            enterprises: plan.filter.enterprises.as_deref(),
            windows: &windows,
            presence: plan.measure,
            groups: plan
                .axes
                .iter()
                .filter(|a| own(a))
                .map(|a| a.keys.len())
                .product(),
            group: &group,
        };
        let (sums, counted) = stats.evaluate(self, &spec);
        let sizes: Vec<usize> = plan.axes.iter().map(|a| a.keys.len()).collect();
        let n: usize = sizes.iter().product();
        let cells = (0..n)
            .map(|cell| {
                let index = [
                    cell / sizes.get(1).copied().unwrap_or(1),
                    cell % sizes.get(1).copied().unwrap_or(1),
                ];
                let (mut group, mut window) = (0, 0);
                for (axis, i) in plan.axes.iter().zip(index) {
                    if own(axis) {
                        group = group * axis.keys.len() + i;
                    } else if let AxisMap::Period { .. } = axis.map {
                        if i >= windows.len() {
                            return StatCell::default();
                        }
                        window = i;
                    }
                }
                sums[group * windows.len() + window]
            })
            .collect();
        let matched = self.matched(
            plan,
            counted,
            split,
            place_axis,
            enterprise_axis,
            field_asked,
            industry_asked,
        );
        let mut own_bits = Bits::new(self.tree.len(), self.first, self.end);
        for at in 0..self.tree.len() * 8 {
            own_bits.or_from(at / 8, &matched.counted.place, at);
        }
        let leaf = spread(self, &own_bits, own_bits.clone());
        Below {
            cells,
            matched,
            leaf,
            by_enterprise: stats.by_enterprise,
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn matched(
        &self,
        plan: &Plan,
        mut counted: Counted,
        split: bool,
        place_axis: Option<&Axis>,
        enterprise_axis: bool,
        field_asked: bool,
        industry_asked: bool,
    ) -> Matched {
        // A place's denominator covers the entries of the places below it, within the group.
        for at in plan.places.clone() {
            let parent = self.tree.parents[at as usize];
            let same_group = plan.places.contains(&parent)
                && place_axis.is_none_or(|axis| match &axis.map {
                    AxisMap::Place(map) => map[parent as usize] == map[at as usize],
                    _ => true,
                });
            if same_group {
                for f in 0..8 {
                    counted
                        .place
                        .or_within(at as usize * 8 + f, parent as usize * 8 + f);
                }
            }
        }
        let mut keys = vec![(0, 0); self.subjects.len()];
        for (e, key) in &counted.enterprise_key {
            keys[*e as usize] = *key;
        }
        Matched {
            places: !enterprise_axis && plan.filter.enterprises.is_none(),
            by_field: split && field_asked,
            by_industry: split && industry_asked,
            counted,
            keys,
        }
    }

    /// A statistic's rows without a key: what the whole has beyond the rows.
    fn remainder(&self, plan: &Plan, figures: &mut [Figure], findings: &mut Vec<Finding>) {
        if plan.axes.is_empty() {
            if plan.place_only
                && let Some(place) = plan.scope
            {
                let mut around = plan.whole();
                around.places = self.tree.subtree(place);
                around.place_only = false;
                let mut whole = self
                    .rows_of(&around, &Query::new(Indicator::Population), findings)
                    .0;
                let mut sum = whole.pop().unwrap_or_default().above;
                let before = sum.n;
                for child in self.tree.children(place) {
                    let mut part = around.clone();
                    (part.scope, part.places) = (Some(child), self.tree.subtree(child));
                    part.depth = self.tree.depths[child as usize];
                    let below = self
                        .rows_of(&part, &Query::new(Indicator::Population), findings)
                        .0;
                    if let Some(value) = below.first().and_then(|f| f.above.value()) {
                        sum.add(-value, 0, 0);
                    }
                }
                let left = sum.value().filter(|v| before > 0 && v.abs() > 1e-9);
                figures[0].above = left.map_or(Cell::default(), |_| sum);
            }
            return;
        }
        if plan.axes.len() != 1 {
            return;
        }
        let Some(none) = plan.axes[0].none else {
            return;
        };
        // People and land are averaged over time: their periods have no remainder.
        if matches!(plan.axes[0].map, AxisMap::Period { .. })
            && plan.statistic.is_some_and(Statistic::is_stock)
        {
            return;
        }
        let whole = self
            .rows_of(&plan.whole(), &Query::new(Indicator::Population), findings)
            .0;
        let Some(total) = whole.first().map(|f| f.above).filter(|c| c.n > 0) else {
            return;
        };
        let mut rest = total;
        let size: f64 = figures.iter().map(|f| f.above.sum.abs()).sum::<f64>() + total.sum.abs();
        figures
            .iter()
            .for_each(|f| rest.add(-(f.above.sum + f.above.rest), 0, 0));
        if rest.value().is_some_and(|v| v.abs() > 1e-9 * size) {
            rest.n = 1;
            figures[none].above = rest;
        }
    }

    fn expected(&self, below: Option<&Below>, plan: &Plan) -> Expected {
        let by_enterprise = below.is_none_or(|b| b.by_enterprise);
        let listed = self.has_enterprises && (plan.measure.is_some() || by_enterprise);
        if listed && by_enterprise {
            Expected::Enterprises
        } else {
            Expected::Leaves
        }
    }

    /// Fills in who has data of whom is expected.
    fn complete(&self, plan: &Plan, below: Option<&Below>, figures: &mut [Figure]) {
        let all = (plan.filter.from, plan.filter.to);
        let second = plan.axes.get(1).map_or(1, |a| a.keys.len());
        // Cells that differ only on axes without subjects share their completeness.
        let mut known: std::collections::HashMap<(Option<u32>, Option<u32>, usize), Presence> =
            Default::default();
        for (cell, figure) in figures.iter_mut().enumerate() {
            let index = [cell / second, cell % second];
            let (mut place, mut enterprise, mut window) = (None, None, (usize::MAX, all));
            let mut stated = true;
            let mut listed = figure.above.n > 0;
            for (axis, i) in plan.axes.iter().zip(index) {
                listed |= axis.listed[i];
                let is_subject = matches!(
                    axis.map,
                    AxisMap::Place(_) | AxisMap::Enterprise(_) | AxisMap::Period { .. }
                );
                stated &= !(is_subject && axis.none == Some(i));
                match axis.map {
                    AxisMap::Place(_) => place = axis.places.get(i).copied(),
                    AxisMap::Enterprise(_) => enterprise = Some(i as u32 + 1),
                    AxisMap::Period { .. } => {
                        window = (i, axis.windows.get(i).copied().unwrap_or(all))
                    }
                    _ => {}
                }
            }
            if !stated || !listed {
                continue;
            }
            figure.presence = *known
                .entry((place, enterprise, window.0))
                .or_insert_with(|| {
                    let places = place.map_or(plan.places.clone(), |p| self.tree.subtree(p));
                    self.presence(plan, &places, enterprise, window.1, below)
                });
        }
    }

    fn presence(
        &self,
        plan: &Plan,
        places: &Range<u32>,
        enterprise: Option<u32>,
        (from, to): (u16, u16),
        below: Option<&Below>,
    ) -> Presence {
        let months: Option<&Months> = plan.measure.map(|m| self.coverage.of(m));
        let mut presence = Presence::default();
        let chosen = plan.filter.enterprises.as_deref();
        if self.expected(below, plan) == Expected::Enterprises
            || enterprise.is_some()
            || chosen.is_some()
        {
            let mut see = |id: u32| {
                let subject = &self.subjects[id as usize];
                if !subject.listed || chosen.is_some_and(|c| !c[id as usize]) {
                    return;
                }
                let lo = subject.active.0.map_or(from, |a| a.max(from));
                let hi = subject.active.1.map_or(to, |a| (a + 1).min(to));
                if lo >= hi {
                    return;
                }
                presence.expected += u64::from(hi - lo);
                let e = id as usize;
                let present = match (months, below) {
                    (Some(m), None) => m.enterprise.count(e, lo, hi),
                    (Some(m), Some(b)) => {
                        m.enterprise
                            .count_both(e, &b.matched.counted.enterprise, e, lo, hi)
                    }
                    (None, Some(b)) => b.matched.counted.enterprise.count(e, lo, hi),
                    (None, None) => 0,
                };
                presence.present += u64::from(present);
            };
            match enterprise {
                Some(id) => {
                    if places.contains(&self.subjects[id as usize].place) {
                        see(id);
                    }
                }
                None => {
                    let begin = self
                        .enterprise_order
                        .partition_point(|(p, _)| *p < places.start);
                    let end = self
                        .enterprise_order
                        .partition_point(|(p, _)| *p < places.end);
                    self.enterprise_order[begin..end]
                        .iter()
                        .for_each(|(_, id)| see(*id));
                }
            }
        } else {
            for leaf in places.clone().filter(|p| self.tree.is_leaf(*p)) {
                let p = leaf as usize;
                presence.expected += u64::from(to.saturating_sub(from));
                let present = match (months, below) {
                    (Some(m), None) => m.leaf.count(p, from, to),
                    (Some(m), Some(b)) => m.leaf.count_both(p, &b.leaf, p, from, to),
                    (None, Some(b)) => b.leaf.count(p, from, to),
                    (None, None) => 0,
                };
                presence.present += u64::from(present);
            }
        }
        presence
    }

    /// Turns figures into rows.
    fn emit(
        &self,
        query: &Query,
        plan: &Plan,
        figures: Vec<Figure>,
        straddles: bool,
        findings: &mut Vec<Finding>,
    ) -> Vec<Row> {
        let second = plan.axes.get(1).map_or(1, |a| a.keys.len());
        let finer = straddles || {
            let unplaced = plan
                .axes
                .iter()
                .position(|a| matches!(a.map, AxisMap::Period { .. }));
            unplaced.is_some_and(|axis| {
                figures.iter().enumerate().any(|(cell, f)| {
                    let i = if axis == 0 {
                        cell / second
                    } else {
                        cell % second
                    };
                    f.above.n > 0 && plan.axes[axis].none == Some(i)
                })
            })
        };
        let doubt = (query.uncertainty && query.indicator.numerator() == Numerator::Carbon)
            .then(|| self.uncertainty_of(query, plan));
        let mut rows = Vec::new();
        for (cell, figure) in figures.into_iter().enumerate() {
            let index = [cell / second, cell % second];
            let listed = plan.axes.iter().zip(index).all(|(a, i)| a.listed[i]);
            let below_only = figure.below.is_some_and(|b| b.n > 0)
                && plan.axes.iter().zip(index).all(|(a, i)| a.listed[i]);
            if figure.above.n == 0 && !listed && !below_only {
                continue;
            }
            let keys: Vec<Key> = plan
                .axes
                .iter()
                .zip(index)
                .map(|(a, i)| a.keys[i].clone())
                .collect();
            let mut row = self.row(query, figure, keys, finer, findings);
            row.uncertainty_percent = doubt.as_ref().and_then(|d| d[cell]);
            rows.push(row);
        }
        rows
    }

    fn row(
        &self,
        query: &Query,
        figure: Figure,
        keys: Vec<Key>,
        finer: bool,
        findings: &mut Vec<Finding>,
    ) -> Row {
        let above = figure.above.value();
        let mut mark = figure.above.mark;
        let mut n = u64::from(figure.above.n);
        let (value, denominator, reason) = if query.indicator.is_ratio() {
            let cell = figure.below.unwrap_or_default();
            let below = cell.value();
            if cell.n > 0 {
                mark = worse(mark, cell.mark);
                n += cell.n;
            }
            match (above, below) {
                (Some(a), Some(b)) if b != 0.0 => (
                    Some(a / (b / query.indicator.denominator_scale(&self.region))),
                    below,
                    None,
                ),
                (Some(_), Some(_)) => {
                    let place = query.place.clone().unwrap_or_default();
                    let at: Vec<String> = keys.iter().filter_map(Key::code).collect();
                    let at = at.join(" ");
                    findings.push(note(
                        "zero_denominator",
                        Severity::Warning,
                        &[
                            ("indicator", query.indicator.id()),
                            ("place", &place),
                            ("keys", &at),
                        ],
                        format!(
                            "{} {place} {at}: the sum below the line is zero, so there is no ratio",
                            query.indicator.id()
                        ),
                    ));
                    (None, below, Some(Reason::ZeroDenominator))
                }
                (None, Some(_)) => (None, below, Some(Reason::NoNumerator)),
                (_, None) => (None, None, Some(Reason::NoDenominator)),
            }
        } else {
            (
                above,
                None,
                above.is_none().then_some(if finer {
                    Reason::FinerThanData
                } else {
                    Reason::NoData
                }),
            )
        };
        Row {
            keys,
            value,
            reason,
            numerator: above,
            denominator,
            completeness_percent: figure.presence.percent(),
            uncertainty_percent: None,
            quality: (n > 0).then(|| quality_of(mark)),
            estimated: mark & ESTIMATED != 0,
            n_entries: n,
        }
    }
}

/// What a cell came to.
#[derive(Debug, Clone, Copy, Default)]
struct Figure {
    above: Cell,
    below: Option<StatCell>,
    presence: Presence,
}

/// Rows of a table within a range of places.
pub(crate) fn rows_within(table: &Table, places: &Range<u32>) -> Range<usize> {
    let begin = table.place.partition_point(|p| *p < places.start);
    let end = table.place.partition_point(|p| *p < places.end);
    begin..end
}
