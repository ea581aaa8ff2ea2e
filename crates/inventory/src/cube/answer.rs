//! Answering: sums, ratios, completeness.

use std::ops::Range;

use super::build::Cube;
use super::coverage::Presence;
use super::plan::Plan;
use super::query::{Answer, Key, Part, Query, Reason, Refusal, Row};
use super::scan::{AxisMap, Cell, Matched, Scan, Sign, Sums};
use super::stats::{StatCell, Statistics};
use super::table::{ESTIMATED, Table, quality_of, worse};
use super::tree::note;
use crate::finding::{Finding, Severity};
use crate::indicator::Numerator;
use crate::ledger::Statistic;

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
            let additive =
                plan.measure.is_some() && (!query.indicator.is_ratio() || plan.part == Part::Above);
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
            unit: query.indicator.unit_of(query.part, &self.region),
            quantity: query.indicator.quantity_of(query.part, &self.region),
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
    pub(super) fn rows_of(
        &self,
        plan: &Plan,
        query: &Query,
        findings: &mut Vec<Finding>,
    ) -> (Vec<Figure>, bool) {
        // One side of a ratio alone keeps the subjects of the whole, so that its parts add up to it.
        let below = plan.statistic.map(|s| match plan.part {
            Part::Above => self.below(&plan.whole(), s),
            _ => self.below(plan, s),
        });
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
            let stat = below
                .as_ref()
                .filter(|_| plan.part != Part::Above)
                .map(|b| b.cells[at]);
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

    /// Sums of a question's entries of one sign, by its axes; only cells with entries.
    pub(crate) fn sums_by(
        &self,
        query: &Query,
        sign: Sign,
    ) -> Result<Vec<(Vec<Key>, f64)>, Refusal> {
        let plan = Plan::new(self, query)?;
        if plan.measure.is_none() {
            return Err(Refusal::CannotSplit(query.indicator, "flow"));
        }
        let below = plan.statistic.map(|s| self.below(&plan.whole(), s));
        let sums = self.sums(&plan, query, below.as_ref().map(|b| &b.matched), sign);
        let second = plan.axes.get(1).map_or(1, |a| a.keys.len());
        let cells = sums.cells.iter().enumerate();
        Ok(cells
            .filter_map(|(cell, sum)| {
                let index = [cell / second, cell % second];
                let keys = plan
                    .axes
                    .iter()
                    .zip(index)
                    .map(|(a, i)| a.keys[i].clone())
                    .collect();
                Some((keys, sum.value()?))
            })
            .collect())
    }

    /// One enterprise's rows lie together within its place: the scan need not see the others.
    pub(super) fn rows_of_enterprises(
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
    pub(super) fn table_for<'a>(
        &'a self,
        plan: &Plan,
        query: &Query,
        matched: Option<&Matched>,
    ) -> &'a Table {
        let Some(yearly) = &self.yearly else {
            return &self.fine;
        };
        let filter = &plan.filter;
        let by_month = plan
            .axes
            .iter()
            .any(|a| matches!(a.map, AxisMap::Period { months, .. } if months < 12));
        if !filter.from.is_multiple_of(12)
            || !filter.to.is_multiple_of(12)
            || by_month
            || query.unplaced_only
        {
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
        let (value, denominator, reason) =
            if query.indicator.is_ratio() && query.part == Part::Whole {
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
pub(super) struct Figure {
    pub above: Cell,
    pub below: Option<StatCell>,
    pub presence: Presence,
}

/// Rows of a table within a range of places.
pub(crate) fn rows_within(table: &Table, places: &Range<u32>) -> Range<usize> {
    let begin = table.place.partition_point(|p| *p < places.start);
    let end = table.place.partition_point(|p| *p < places.end);
    begin..end
}
