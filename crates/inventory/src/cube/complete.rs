//! Completeness: subject-months with data over those expected.

use std::ops::Range;

use super::answer::Figure;
use super::build::Cube;
use super::coverage::{Expected, Months, Presence};
use super::plan::Plan;
use super::ratio::Below;
use super::scan::AxisMap;

impl Cube {
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
    pub(super) fn complete(&self, plan: &Plan, below: Option<&Below>, figures: &mut [Figure]) {
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

    pub(super) fn presence(
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
                    (Some(m), None) => m.enterprise_real().count(e, lo, hi),
                    (Some(m), Some(b)) => {
                        m.enterprise_real()
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
                    (Some(m), None) => m.leaf_real().count(p, from, to),
                    (Some(m), Some(b)) => m.leaf_real().count_both(p, &b.leaf, p, from, to),
                    (None, Some(b)) => b.leaf.count(p, from, to),
                    (None, None) => 0,
                };
                presence.present += u64::from(present);
            }
        }
        presence
    }
}
