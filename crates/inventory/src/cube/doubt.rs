//! Uncertainty of a cut.

use std::collections::HashMap;

use super::answer::rows_within;
use super::build::Cube;
use super::plan::Plan;
use super::query::{Part, Query};
use super::scan::{AxisMap, Cell, Scan};
use super::table::Amount;
use crate::uncertainty::of_quotient;

impl Cube {
    /// Relative half widths of the 95 % intervals of a plan's cells in percent; `None` where any entry's is unknown.
    ///
    /// IPCC 2006, Vol. 1, Ch. 3, equation 3.2 with shared factors: errors of different activities are independent, an
    /// error of a factor is common to all entries multiplied with it, so that
    /// `U^2 = sum_i (x_i u_i)^2 + sum_f (u_f sum_{i with f} x_i)^2`, and the result is `U / |sum x|`.
    ///
    /// Of a ratio: that of the entries it takes, and of what stands below the line where that carries an uncertainty
    /// ([`crate::uncertainty::of_quotient`]; a statistic without one is taken as exact).
    pub(crate) fn uncertainty_of(&self, query: &Query, plan: &Plan) -> Vec<Option<f64>> {
        let axes: Vec<(AxisMap, usize)> = plan
            .axes
            .iter()
            .map(|a| (a.map.clone(), a.keys.len()))
            .collect();
        let below = plan
            .statistic
            .filter(|_| plan.measure.is_some())
            .map(|s| match plan.part {
                Part::Above => self.below(&plan.whole(), s),
                _ => self.below(plan, s),
            });
        let matched = below.as_ref().map(|b| &b.matched);
        let table = self.table_for(plan, query, matched);
        let rows = rows_within(table, &plan.places);
        let scan = Scan {
            table,
            rows: rows.clone(),
            filter: &plan.filter,
            axes: &axes,
            matched,
        };
        let size = scan.size();
        let mut known = vec![true; size];
        let mut total = vec![Cell::default(); size];
        let mut independent = vec![0.0f64; size];
        let mut shared: HashMap<(usize, u32), f64> = HashMap::new();
        for &(amount, gas) in &plan.amounts {
            let column = match amount {
                Amount::Carbon => &table.carbon,
                Amount::Gas(g) => &table.gases[g],
                _ => continue,
            };
            if column.is_empty() {
                continue;
            }
            scan.rows(gas, rows.clone(), |i, cell| {
                let value = column[i];
                if value.is_nan() {
                    return;
                }
                total[cell].add(value, 1, 0);
                // A part of an entry has the entry's relative uncertainty.
                let part = if table.carbon[i] != 0.0 {
                    value / table.carbon[i]
                } else {
                    0.0
                };
                let variance = table.variance_of(i) * part * part;
                known[cell] &= !variance.is_nan();
                independent[cell] += variance;
                *shared.entry((cell, table.factor_set[i])).or_default() += value;
            });
        }
        let mut by_factor: HashMap<(usize, &str), f64> = HashMap::new();
        let mut sets: Vec<_> = shared.into_iter().collect();
        sets.sort_by_key(|s| s.0);
        for ((cell, set), value) in sets {
            let Some(text) = self.factor_sets.text(set) else {
                continue;
            };
            for factor in text
                .split(';')
                .filter(|f| self.factor_percent.contains_key(*f))
            {
                *by_factor.entry((cell, factor)).or_default() += value;
            }
        }
        let mut by_factor: Vec<_> = by_factor.into_iter().collect();
        by_factor.sort_by_key(|f| f.0);
        for ((cell, factor), value) in by_factor {
            independent[cell] += (value * self.factor_percent[factor] / 100.0).powi(2);
        }
        (0..size)
            .map(|c| {
                let sum = total[c].value().filter(|v| *v != 0.0 && known[c])?;
                let above = 100.0 * independent[c].sqrt() / sum.abs();
                match &below {
                    Some(below) if plan.part == Part::Whole => {
                        Some(of_quotient(above, below.cells[c].percent()?))
                    }
                    _ => Some(above),
                }
            })
            .collect()
    }
}
