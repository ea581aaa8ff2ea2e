//! What is pushed into the cube: the ledger's rows with borrowed text, so that nothing is copied on the way in.

use units::{Field, Period};

use crate::ledger::{Entry, Lineage, Purpose, Quality, Scope, Statistic, StatisticEntry};

/// An [`Entry`] with borrowed text. `factors` are the ids joined by `;`, and `dataset` is the dataset of the import.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EntryRef<'a> {
    /// Id of the region.
    pub region: &'a str,
    /// Dataset of the import it came with; part of the key under which a later import supersedes it.
    pub dataset: &'a str,
    /// Code of the place.
    pub place: &'a str,
    /// Code of the enterprise.
    pub enterprise: Option<&'a str>,
    /// Month, quarter, half or year.
    pub period: Period,
    /// Id of the carrier.
    pub carrier: Option<&'a str>,
    /// Id of the process.
    pub product: Option<&'a str>,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<&'a str>,
    /// Scope.
    pub scope: Scope,
    /// Final or transformation.
    pub purpose: Purpose,
    /// See [`Entry::energy_gj`].
    pub energy_gj: Option<f64>,
    /// See [`Entry::energy_equivalent_tce`].
    pub energy_equivalent_tce: Option<f64>,
    /// See [`Entry::gases_co2e_t`].
    pub gases_co2e_t: [Option<f64>; 9],
    /// See [`Entry::co2e_t`].
    pub co2e_t: Option<f64>,
    /// See [`Entry::biogenic_co2_t`].
    pub biogenic_co2_t: Option<f64>,
    /// See [`Entry::uncertainty_percent`].
    pub uncertainty_percent: Option<f64>,
    /// How good.
    pub quality: Quality,
    /// See [`Entry::imported_emission`].
    pub imported_emission: bool,
    /// See [`Entry::activity_value`].
    pub activity_value: f64,
    /// See [`Entry::activity_unit`].
    pub activity_unit: &'a str,
    /// Ids of the factors in the order of the formula, joined by `;`; empty if there are none.
    pub factors: &'a str,
    /// Id of the GWP set.
    pub gwp_set: Option<&'a str>,
    /// From where.
    pub lineage: Lineage,
}

impl<'a> EntryRef<'a> {
    /// Borrows an entry. `factors` is its `factors` joined by `;` (the caller keeps that text).
    pub fn of(entry: &'a Entry, dataset: &'a str, factors: &'a str) -> EntryRef<'a> {
        EntryRef {
            region: &entry.region,
            dataset,
            place: &entry.place,
            enterprise: entry.enterprise.as_deref(),
            period: entry.period,
            carrier: entry.carrier.as_deref(),
            product: entry.product.as_deref(),
            field: entry.field,
            industry: entry.industry.as_deref(),
            scope: entry.scope,
            purpose: entry.purpose,
            energy_gj: entry.energy_gj,
            energy_equivalent_tce: entry.energy_equivalent_tce,
            gases_co2e_t: entry.gases_co2e_t,
            co2e_t: entry.co2e_t,
            biogenic_co2_t: entry.biogenic_co2_t,
            uncertainty_percent: entry.uncertainty_percent,
            quality: entry.quality,
            imported_emission: entry.imported_emission,
            activity_value: entry.activity_value,
            activity_unit: &entry.activity_unit,
            factors,
            gwp_set: entry.gwp_set.as_deref(),
            lineage: entry.lineage,
        }
    }
}

/// A [`StatisticEntry`] with borrowed text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StatisticRef<'a> {
    /// Id of the region.
    pub region: &'a str,
    /// Dataset of the import.
    pub dataset: &'a str,
    /// Code of the place.
    pub place: &'a str,
    /// Code of the enterprise.
    pub enterprise: Option<&'a str>,
    /// Month, quarter, half or year.
    pub period: Period,
    /// Industry code.
    pub industry: Option<&'a str>,
    /// Field.
    pub field: Option<Field>,
    /// Which.
    pub statistic: Statistic,
    /// Persons, m2, or units of the currency.
    pub value: f64,
    /// `person`, `m2`, or currency with price base (`CNY@2020`).
    pub unit: &'a str,
    /// How good.
    pub quality: Quality,
    /// From where.
    pub lineage: Lineage,
}

impl<'a> StatisticRef<'a> {
    /// Borrows a statistic.
    pub fn of(entry: &'a StatisticEntry, dataset: &'a str) -> StatisticRef<'a> {
        StatisticRef {
            region: &entry.region,
            dataset,
            place: &entry.place,
            enterprise: entry.enterprise.as_deref(),
            period: entry.period,
            industry: entry.industry.as_deref(),
            field: entry.field,
            statistic: entry.statistic,
            value: entry.value,
            unit: &entry.unit,
            quality: entry.quality,
            lineage: entry.lineage,
        }
    }
}
