//! Meters of a run by code, and their months rolled up by place, industry and month.

use super::account::Master;
use jiff::civil::Date;
use lake::readings::{MeterMonth, MeterZone};
use metering::Meter;
use std::collections::{BTreeMap, HashMap};
use units::UnitRegistry;

/// Meters by code, and what they measure.
pub(super) struct Counted<'a> {
    meters: HashMap<&'a str, &'a Meter>,
    industry: HashMap<&'a str, Option<&'a str>>,
    kwh_per_unit: HashMap<&'a str, Option<f64>>,
}

impl<'a> Counted<'a> {
    pub(super) fn new(master: &'a Master) -> Counted<'a> {
        let registry = UnitRegistry::builtin();
        let mut kwh_per_unit = HashMap::new();
        for meter in &master.meters {
            let unit = meter.unit.as_str();
            let kwh = || registry.convert(1.0, unit, "kWh").ok();
            kwh_per_unit.entry(unit).or_insert_with(kwh);
        }
        Counted {
            meters: master
                .meters
                .iter()
                .map(|meter| (meter.code.as_str(), meter))
                .collect(),
            industry: master
                .enterprises
                .iter()
                .map(|one| (one.code.as_str(), one.industry.as_deref()))
                .collect(),
            kwh_per_unit,
        }
    }

    /// A meter that counts: one without a parent, since a parent's amount holds its children's.
    pub(super) fn meter(&self, code: &str) -> Option<&'a Meter> {
        let meter = *self.meters.get(code)?;
        meter.parent.is_none().then_some(meter)
    }

    /// Grid zone of any meter, with the kWh of its unit. Hourly factors are of electricity: what is no energy has none.
    pub(super) fn zone_of(&self, code: &str) -> Option<MeterZone> {
        let meter = self.meters.get(code)?;
        let kwh = self
            .kwh_per_unit
            .get(meter.unit.as_str())
            .copied()
            .flatten();
        Some(meter.zone.clone().zip(kwh))
    }
}

#[derive(Default)]
pub(super) struct RolledUp {
    /// Places, industries and months that have an amount.
    pub(super) groups: usize,
    pub(super) energy_kwh: f64,
    pub(super) emissions_ug: i128,
}

/// Energy in millionths of the unit and emissions in micrograms, by month.
type ByMonth = BTreeMap<Date, (i128, i128)>;

/// Sums by place, industry and month. Whole numbers, so the order does not matter.
pub(super) fn roll_up(months: &[MeterMonth], counted: &Counted<'_>) -> RolledUp {
    let mut groups: HashMap<(&str, Option<&str>), ByMonth> = HashMap::new();
    let mut rolled = RolledUp::default();
    // By name of the unit: the order of additions is part of the result.
    let mut energy_micro: BTreeMap<&str, i128> = BTreeMap::new();
    for of_meter in months.chunk_by(|a, b| a.meter == b.meter) {
        let Some(meter) = counted.meter(&of_meter[0].meter) else {
            continue;
        };
        let industry = meter
            .enterprise
            .as_deref()
            .and_then(|code| counted.industry.get(code).copied().flatten());
        let group = groups.entry((meter.place.as_str(), industry)).or_default();
        let energy = energy_micro.entry(meter.unit.as_str()).or_default();
        for month in of_meter {
            let sums = group.entry(month.month).or_default();
            sums.0 += i128::from(month.amount_micro);
            sums.1 += i128::from(month.emissions_ug);
            *energy += i128::from(month.amount_micro);
        }
    }
    for sums in groups.values().flat_map(BTreeMap::values) {
        rolled.groups += 1;
        rolled.emissions_ug += sums.1;
    }
    rolled.energy_kwh = energy_micro
        .iter()
        .filter_map(|(unit, micro)| {
            let kwh = (*counted.kwh_per_unit.get(unit)?)?;
            Some(*micro as f64 * 1e-6 * kwh)
        })
        .sum();
    rolled
}
