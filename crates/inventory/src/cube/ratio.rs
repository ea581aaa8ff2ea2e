//! What stands below the line of a ratio, and of whom.

use super::answer::Figure;
use super::build::Cube;
use super::coverage::spread;
use super::plan::{Axis, Plan};
use super::query::Query;
use super::scan::{AxisMap, Cell, Matched};
use super::stats::{Counted, StatCell, StatSpec};
use super::time::Bits;
use crate::finding::Finding;
use crate::indicator::Indicator;
use crate::ledger::Statistic;

/// Where the denominators of a plan were counted, cell by cell.
pub(super) struct Below {
    /// By the cells of the plan; shared by cells that differ only on axes the statistic does not have.
    pub cells: Vec<StatCell>,
    pub matched: Matched,
    /// Months with a denominator of each leaf place.
    pub leaf: Bits,
    pub by_enterprise: bool,
}

impl Cube {
    /// Sums a statistic over the cells of a plan.
    pub(super) fn below(&self, plan: &Plan, statistic: Statistic) -> Below {
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
            presence: plan.presence,
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
        Matched {
            places: !enterprise_axis && plan.filter.enterprises.is_none(),
            by_field: split && field_asked,
            by_industry: split && industry_asked,
            counted,
        }
    }

    /// A statistic of what lies in a place but in none of the places of [`Plan::without`].
    fn rest_of(&self, plan: &Plan, figures: &mut [Figure], findings: &mut Vec<Finding>) {
        let mut around = plan.whole();
        around.without.clear();
        around.place_only = false;
        around.places = match plan.scope {
            Some(place) => self.tree.subtree(place),
            None => 0..self.tree.len() as u32,
        };
        let any = Query::new(Indicator::Population);
        let mut whole = self.rows_of(&around, &any, findings).0;
        let mut sum = whole.pop().unwrap_or_default().above;
        let before = sum.n;
        for &place in &plan.without {
            let mut part = around.clone();
            (part.scope, part.places) = (Some(place), self.tree.subtree(place));
            part.depth = self.tree.depths[place as usize];
            let below = self.rows_of(&part, &any, findings).0;
            if let Some(value) = below.first().and_then(|f| f.above.value()) {
                sum.add(-value, 0, 0);
            }
        }
        let left = sum.value().filter(|v| before > 0 && v.abs() > 1e-9);
        figures[0].above = left.map_or(Cell::default(), |_| sum);
    }

    /// A statistic's rows without a key: what the whole has beyond the rows.
    pub(super) fn remainder(
        &self,
        plan: &Plan,
        figures: &mut [Figure],
        findings: &mut Vec<Finding>,
    ) {
        if plan.axes.is_empty() {
            if plan.place_only || !plan.without.is_empty() {
                self.rest_of(plan, figures, findings);
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
}
