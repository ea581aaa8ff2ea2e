//! Single entries and statistics of a cut, for explaining.

use std::sync::Arc;

use units::{Field, Period};

use super::answer::rows_within;
use super::build::Cube;
use super::plan::Plan;
use super::query::{Query, Refusal};
use super::scan::Scan;
use super::table::{Amount, IMPORTED, quality_of};
use super::time::period;
use crate::indicator::GJ_PER_TCE;
use crate::ledger::{Gas, Lineage, Purpose, Quality, Scope};

/// One entry of a cut, as the cube keeps it.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryDetail {
    /// What it adds to the cut, in the unit of the cut.
    pub value: f64,
    /// Code of the place.
    pub place: Arc<str>,
    /// Code of the enterprise.
    pub enterprise: Option<Arc<str>>,
    /// When.
    pub period: Option<Period>,
    /// Id of the carrier.
    pub carrier: Option<Arc<str>>,
    /// Id of the process.
    pub product: Option<Arc<str>>,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<Arc<str>>,
    /// Scope.
    pub scope: Scope,
    /// Final or transformation.
    pub purpose: Purpose,
    /// GJ, equal value.
    pub energy_gj: Option<f64>,
    /// tce, equivalent value, where it differs.
    pub energy_equivalent_tce: Option<f64>,
    /// t CO2e.
    pub co2e_t: Option<f64>,
    /// t CO2e by gas, in the order of [`Gas::ALL`].
    pub gases_co2e_t: [Option<f64>; 9],
    /// t of biogenic CO2.
    pub biogenic_co2_t: Option<f64>,
    /// Relative half width of the 95 % interval in percent.
    pub uncertainty_percent: Option<f64>,
    /// How good.
    pub quality: Quality,
    /// It came as an emission, without activity data.
    pub imported_emission: bool,
    /// Amount of the activity.
    pub activity_value: f64,
    /// Its unit.
    pub activity_unit: Arc<str>,
    /// Ids of its factors, in the order of the formula.
    pub factors: Vec<String>,
    /// Dataset of its import.
    pub dataset: Arc<str>,
    /// From where.
    pub lineage: Lineage,
}

/// One datum of a statistic in a cut.
#[derive(Debug, Clone, PartialEq)]
pub struct StatisticDetail {
    /// What it adds to the cut (a stock: its share in the average over the cut's months).
    pub value: f64,
    /// As stated.
    pub stated: f64,
    /// Unit as stated.
    pub unit: Arc<str>,
    /// Code of the place.
    pub place: Arc<str>,
    /// Code of the enterprise.
    pub enterprise: Option<Arc<str>>,
    /// When.
    pub period: Option<Period>,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<Arc<str>>,
    /// How good.
    pub quality: Quality,
    /// From where.
    pub lineage: Lineage,
}

impl Cube {
    /// The entries that the total of a question sums (its splits do not matter), largest first, at most `limit`, and how
    /// many there are. Nothing for statistics.
    ///
    /// # Errors
    /// As [`Cube::answer`].
    pub fn entries(&self, query: &Query, limit: usize) -> Result<(Vec<EntryDetail>, u64), Refusal> {
        let plan = Plan::new(self, query)?.whole();
        if plan.measure.is_none() {
            return Ok((Vec::new(), 0));
        }
        let below = plan.statistic.map(|s| self.below(&plan, s));
        let rows = rows_within(&self.fine, &plan.places);
        let rows = self.rows_of_enterprises(&plan, query, &self.fine, rows);
        let matched = below.as_ref().map(|b| &b.matched);
        let scan = Scan {
            table: &self.fine,
            rows: rows.clone(),
            filter: &plan.filter,
            axes: &[],
            matched,
        };
        let mut found: Vec<(usize, f64)> = Vec::new();
        scan.rows(0, rows, |i, _| {
            let mut sum = None;
            for (amount, _) in &plan.amounts {
                let value = self.amount(*amount, i);
                if !value.is_nan() {
                    sum = Some(sum.unwrap_or(0.0) + value);
                }
            }
            if let Some(sum) = sum {
                found.push((i, sum));
            }
        });
        let n = found.len() as u64;
        found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        Ok((
            found
                .into_iter()
                .map(|(i, value)| self.entry(i, value))
                .collect(),
            n,
        ))
    }

    fn amount(&self, amount: Amount, i: usize) -> f64 {
        let at = |column: &[f64]| column.get(i).copied().unwrap_or(f64::NAN);
        let t = &self.fine;
        match amount {
            Amount::Carbon => at(&t.carbon),
            Amount::Gas(g) => at(&t.gases[g]),
            Amount::Biogenic => at(&t.biogenic),
            Amount::Calorific => at(&t.energy_gj) / GJ_PER_TCE,
            Amount::Equivalent => {
                let own = at(&t.equivalent_tce);
                if own.is_nan() {
                    at(&t.energy_gj) / GJ_PER_TCE
                } else {
                    own
                }
            }
        }
    }

    fn entry(&self, i: usize, value: f64) -> EntryDetail {
        let t = &self.fine;
        let known = |column: &[f64]| column.get(i).copied().filter(|v| !v.is_nan());
        let factors: Vec<String> = self
            .factor_sets
            .text(t.factor_set[i])
            .map_or(Vec::new(), |s| s.split(';').map(str::to_owned).collect());
        let shared: f64 = factors
            .iter()
            .filter_map(|f| self.factor_percent.get(f))
            .map(|p| p * p)
            .sum();
        let own = t
            .own_percent
            .get(i)
            .map(|p| f64::from(*p))
            .filter(|p| !p.is_nan());
        let empty: Arc<str> = "".into();
        EntryDetail {
            value,
            place: self.tree.codes[t.place[i] as usize].clone(),
            enterprise: self.enterprises.text(t.enterprise[i]).cloned(),
            period: period(t.start[i], t.months[i]),
            carrier: self.carriers.text(u32::from(t.carrier[i])).cloned(),
            product: self
                .products
                .text(u32::from(self.trail.product[i]))
                .cloned(),
            field: field_of(t.field[i]),
            industry: self.industries.text(u32::from(t.industry[i])).cloned(),
            scope: Scope::ALL[usize::from(t.kind[i] / 2).min(4)],
            purpose: if t.kind[i] % 2 == 1 {
                Purpose::Transformation
            } else {
                Purpose::Final
            },
            energy_gj: known(&t.energy_gj),
            energy_equivalent_tce: known(&t.equivalent_tce),
            co2e_t: known(&t.carbon),
            gases_co2e_t: std::array::from_fn::<_, { Gas::ALL.len() }, _>(|g| known(&t.gases[g])),
            biogenic_co2_t: known(&t.biogenic),
            uncertainty_percent: own.map(|p| (p * p + shared).sqrt()),
            quality: quality_of(t.mark[i]),
            imported_emission: t.mark[i] & IMPORTED != 0,
            activity_value: self.trail.activity[i],
            activity_unit: self
                .units
                .text(u32::from(self.trail.unit[i]))
                .cloned()
                .unwrap_or_else(|| empty.clone()),
            factors,
            dataset: self
                .datasets
                .text(u32::from(self.trail.dataset[i]))
                .cloned()
                .unwrap_or(empty),
            lineage: self.trail.lineage(i),
        }
    }

    /// The data of the statistic that the total of a question sums, largest first, at most `limit`, and how many there are.
    /// Only for statistics and for [`super::Part::Below`].
    ///
    /// # Errors
    /// As [`Cube::answer`].
    pub fn statistic_data(
        &self,
        query: &Query,
        limit: usize,
    ) -> Result<(Vec<StatisticDetail>, u64), Refusal> {
        let plan = Plan::new(self, query)?.whole();
        let (None, Some(statistic)) = (plan.measure, plan.statistic) else {
            return Ok((Vec::new(), 0));
        };
        let counted = self.below(&plan, statistic).matched.counted;
        let (from, to) = (plan.filter.from, plan.filter.to);
        let split = plan.filter.industries.is_some() || plan.filter.fields.contains(&false);
        let depth = if plan.filter.enterprises.is_some() {
            254
        } else {
            plan.depth
        };
        let data = &self.statistics_of(statistic).data;
        let begin = data.partition_point(|d| d.raw.place < plan.places.start);
        let end = data.partition_point(|d| d.raw.place < plan.places.end);
        let mut found = Vec::new();
        let key =
            |d: &super::stats::Datum| (d.raw.place, d.raw.enterprise, d.raw.field, d.raw.industry);
        for series in data[begin..end].chunk_by(|a, b| key(a) == key(b)) {
            let raw = &series[0].raw;
            let split_passes =
                (raw.field, raw.industry) != (0, 0) && plan.filter.fields[usize::from(raw.field)];
            let passes = (!split || split_passes)
                && plan
                    .filter
                    .industries
                    .as_ref()
                    .is_none_or(|p| p[usize::from(raw.industry)])
                && plan
                    .filter
                    .enterprises
                    .as_ref()
                    .is_none_or(|p| p[raw.enterprise as usize]);
            if !passes {
                continue;
            }
            let shadow = |d: &&super::stats::Datum| {
                let s = d.shadow[usize::from(split)];
                s == 0 || s - 1 < depth
            };
            let seen = |lo, hi| {
                if raw.enterprise != 0 {
                    counted.enterprise.any(raw.enterprise as usize, lo, hi)
                } else {
                    (0..8).any(|f| counted.place.any(raw.place as usize * 8 + f, lo, hi))
                }
            };
            let mine: Vec<_> = series
                .iter()
                .filter(shadow)
                .filter(|d| d.lo < to && d.hi > from)
                .collect();
            if statistic.is_stock() {
                let overlap = |d: &super::stats::Datum| f64::from(d.hi.min(to) - d.lo.max(from));
                let months: f64 = mine.iter().map(|d| overlap(d)).sum();
                found.extend(
                    mine.iter()
                        .filter(|_| seen(from, to))
                        .map(|d| (*d, d.raw.value * (overlap(d) / months))),
                );
            } else {
                let inside = mine
                    .iter()
                    .filter(|d| d.lo >= from && d.hi <= to && seen(d.lo, d.hi));
                found.extend(inside.map(|d| (*d, d.raw.value)));
            }
        }
        let n = found.len() as u64;
        found.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        found.truncate(limit);
        let detail = |(d, value): (&super::stats::Datum, f64)| StatisticDetail {
            value,
            stated: d.raw.value,
            unit: self
                .units
                .text(u32::from(d.raw.unit))
                .cloned()
                .unwrap_or_else(|| "".into()),
            place: self.tree.codes[d.raw.place as usize].clone(),
            enterprise: self.enterprises.text(d.raw.enterprise).cloned(),
            period: period(d.raw.start, d.raw.months),
            field: field_of(d.raw.field),
            industry: self.industries.text(u32::from(d.raw.industry)).cloned(),
            quality: quality_of(d.raw.mark),
            lineage: d.raw.lineage,
        };
        Ok((found.into_iter().map(detail).collect(), n))
    }
}

pub(super) fn field_of(number: u8) -> Option<Field> {
    Field::ALL.get(usize::from(number).checked_sub(1)?).copied()
}
