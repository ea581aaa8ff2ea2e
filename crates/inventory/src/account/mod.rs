//! Accounting: activities times the factors valid at their time and place give entries.
//!
//! A missing factor or a wrong unit is a finding, and the part it was needed for is missing; it is never zero.

mod recipe;
mod sector;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;
use units::{Base, Field, Scheme, Unit, UnitRegistry};

use crate::factors::{CombustionSector, FactorLibrary, FallbackPolicy};
use crate::finding::{Finding, Location, Severity};
use crate::ledger::{
    Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope, Statistic, StatisticEntry,
};
use crate::master::{Enterprise, Region};
use recipe::{Details, Gap, Kitchen, Recipe};

/// What accounting came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AccountResult {
    /// Entries, in the order of their activities; the market-based twin follows its location-based entry.
    pub entries: Vec<Entry>,
    /// Denominators in base units.
    pub statistics: Vec<StatisticEntry>,
    /// What was missing or wrong, each kind of fault once with its count and first place.
    pub findings: Vec<Finding>,
}

/// Key of a recipe.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct RecipeKey {
    subject: String,
    unit: String,
    sector: Option<CombustionSector>,
    kind: u8,
    on: Date,
}

type Cooked = Arc<(Recipe, Vec<Gap>)>;

/// A kind of fault about one subject, as it was first met.
#[derive(Debug)]
struct Fault {
    count: u64,
    first: Lineage,
    severity: Severity,
    details: Details,
    message: String,
}

/// Accounts for activities one by one, so that millions can pass without standing in memory.
pub struct Accountant<'a> {
    kitchen: Kitchen<'a>,
    region: &'a Region,
    /// Classification of the region's industry codes; `None` where a file has sectors of its own.
    scheme: Option<Scheme>,
    modes: HashMap<String, Option<CombustionSector>>,
    enterprises: HashMap<&'a str, &'a Enterprise>,
    recipes: HashMap<RecipeKey, Cooked>,
    units: HashMap<String, Result<Unit, String>>,
    faults: HashMap<(&'static str, String), Fault>,
}

const FUEL: u8 = 0;
const LOCATION: u8 = 1;
const MARKET: u8 = 2;
const PROCESS: u8 = 3;

/// Accounts for all activities. See [`Accountant`].
pub fn account<'a>(
    activities: impl IntoIterator<Item = Activity>,
    library: &'a FactorLibrary,
    units: &'a UnitRegistry,
    region: &'a Region,
    enterprises: &'a [Enterprise],
) -> AccountResult {
    let mut accountant = Accountant::new(library, units, region, enterprises);
    let mut result = AccountResult::default();
    for activity in activities {
        accountant.account(&activity, &mut result.entries, &mut result.statistics);
    }
    result.findings = accountant.finish();
    result
}

impl<'a> Accountant<'a> {
    /// An accountant of a region. Where no factor is valid on a day, the nearest in time stands in: the entry is then
    /// marked as estimated, and a finding says which factor; see [`Accountant::with_policy`].
    pub fn new(
        library: &'a FactorLibrary,
        units: &'a UnitRegistry,
        region: &'a Region,
        enterprises: &'a [Enterprise],
    ) -> Accountant<'a> {
        Accountant {
            kitchen: Kitchen {
                library,
                units,
                regions: &region.factor_regions,
                gwp_set: &region.gwp_set,
                policy: FallbackPolicy::Nearest,
            },
            region,
            scheme: region.classification.parse().ok(),
            modes: HashMap::new(),
            enterprises: enterprises.iter().map(|e| (e.code.as_str(), e)).collect(),
            recipes: HashMap::new(),
            units: HashMap::new(),
            faults: HashMap::new(),
        }
    }

    /// The same with another way to deal with days for which no factor is valid.
    pub fn with_policy(mut self, policy: FallbackPolicy) -> Accountant<'a> {
        self.kitchen.policy = policy;
        self
    }

    /// Counts a fault; what it says is worked out once per code and subject.
    fn fault(
        &mut self,
        code: &'static str,
        subject: &str,
        severity: Severity,
        first: Lineage,
        say: impl FnOnce() -> (String, Details),
    ) {
        let slot = self
            .faults
            .entry((code, subject.to_owned()))
            .or_insert_with(|| {
                let (message, details) = say();
                Fault {
                    count: 0,
                    first,
                    severity,
                    details,
                    message,
                }
            });
        slot.count += 1;
    }

    fn unit(&mut self, text: &str) -> Result<Unit, String> {
        if let Some(known) = self.units.get(text) {
            return known.clone();
        }
        let unit = self.kitchen.units.unit(text).map_err(|e| e.to_string());
        self.units.insert(text.to_owned(), unit.clone());
        unit
    }

    /// Accounts for one activity, adding to `entries` or `statistics`.
    pub fn account(
        &mut self,
        activity: &Activity,
        entries: &mut Vec<Entry>,
        statistics: &mut Vec<StatisticEntry>,
    ) {
        if activity.region != self.region.id {
            let region = activity.region.clone();
            return self.fault(
                "foreign_region",
                &region,
                Severity::Error,
                activity.lineage,
                || {
                    let message = format!("activities of region {region} are left out");
                    (message, vec![("found", region.clone())])
                },
            );
        }
        let unit = match self.unit(&activity.unit) {
            Ok(unit) => unit,
            Err(message) => {
                return self.fault(
                    "unknown_unit",
                    &activity.unit,
                    Severity::Error,
                    activity.lineage,
                    || (message, vec![("unit", activity.unit.clone())]),
                );
            }
        };
        match &activity.measure {
            Measure::Carrier { carrier, purpose } => {
                self.carrier(activity, carrier, *purpose, &unit, entries)
            }
            Measure::Process { product } => self.process(activity, product, &unit, entries),
            Measure::Emission {
                gas,
                carrier,
                scope,
            } => {
                let Some((factor, gwp)) = self.co2e_per_unit(activity, *gas, &unit) else {
                    return;
                };
                let mut entry = self.blank(activity);
                entry.carrier.clone_from(carrier);
                entry.scope = *scope;
                entry.imported_emission = true;
                entry.gases_co2e_t[*gas as usize] = Some(activity.value * factor);
                entry.co2e_t = entry.gases_co2e_t[*gas as usize];
                entry.uncertainty_percent = activity.uncertainty_percent;
                if let Some(id) = gwp {
                    entry.gwp_set = Some(self.region.gwp_set.clone());
                    entry.factors.push(id);
                }
                entries.push(entry);
            }
            Measure::BiogenicCo2 => {
                let Some((factor, _)) = self.co2e_per_unit(activity, Gas::Co2, &unit) else {
                    return;
                };
                let mut entry = self.blank(activity);
                entry.imported_emission = true;
                entry.biogenic_co2_t = Some(activity.value * factor);
                entries.push(entry);
            }
            Measure::Statistic { statistic } => {
                self.statistic(activity, *statistic, &unit, statistics)
            }
            // The same use is in filings or meters: counted from here, it would be counted twice.
            Measure::CarrierStatistic { .. } => {}
        }
    }

    /// An entry with all that its activity says and no result yet. Field and industry are those of the enterprise where
    /// the activity has none.
    fn blank(&self, activity: &Activity) -> Entry {
        let enterprise = activity
            .enterprise
            .as_deref()
            .and_then(|code| self.enterprises.get(code));
        Entry {
            region: activity.region.clone(),
            place: activity.place.clone(),
            enterprise: activity.enterprise.clone(),
            period: activity.period,
            carrier: None,
            product: None,
            field: activity.field.or_else(|| enterprise?.field),
            industry: activity
                .industry
                .clone()
                .or_else(|| enterprise?.industry.clone()),
            scope: Scope::Scope1,
            purpose: Purpose::Final,
            energy_gj: None,
            energy_equivalent_tce: None,
            gases_co2e_t: [None; 9],
            co2e_t: None,
            biogenic_co2_t: None,
            uncertainty_percent: None,
            quality: activity.quality,
            imported_emission: false,
            activity_value: activity.value,
            activity_unit: activity.unit.clone(),
            factors: Vec::new(),
            gwp_set: None,
            lineage: activity.lineage,
        }
    }

    /// t CO2e per unit of an emission that came as one. A gas by its own mass is converted with the region's GWP set.
    fn co2e_per_unit(
        &mut self,
        activity: &Activity,
        gas: Gas,
        unit: &Unit,
    ) -> Option<(f64, Option<String>)> {
        let units = self.kitchen.units;
        if let Ok(conversion) = unit.conversion_to(&units.unit("t CO2e").ok()?) {
            return Some((conversion.apply(1.0), None));
        }
        let single = matches!(gas, Gas::Ch4 | Gas::N2o | Gas::Sf6 | Gas::Nf3);
        if let (true, Ok(conversion)) = (single, unit.conversion_to(&units.unit("t").ok()?)) {
            match self.kitchen.library.gwp(&self.region.gwp_set, gas.id()) {
                Ok(gwp) => {
                    let warming = gwp.value_in(&units.unit("t CO2e/t").ok()?).ok()?;
                    return Some((conversion.apply(warming), Some(gwp.id.clone())));
                }
                Err(refusal) => {
                    self.fault(
                        "missing_factor",
                        &format!("gwp {}", gas.id()),
                        Severity::Error,
                        activity.lineage,
                        || {
                            let details = vec![
                                ("kind", "gwp".to_owned()),
                                ("of", gas.id().to_owned()),
                                ("reason", refusal.code().to_owned()),
                            ];
                            (refusal.to_string(), details)
                        },
                    );
                    return None;
                }
            }
        }
        let text = activity.unit.clone();
        self.fault(
            "wrong_unit",
            &text,
            Severity::Error,
            activity.lineage,
            || {
                let message = format!("{text} is no mass of CO2e: write t CO2e or t CO2");
                let details = vec![("unit", text.clone()), ("expected", "t CO2e".to_owned())];
                (message, details)
            },
        );
        None
    }

    fn cook(
        &mut self,
        key: RecipeKey,
        make: impl FnOnce(&Kitchen<'a>) -> (Recipe, Vec<Gap>),
    ) -> Cooked {
        if let Some(known) = self.recipes.get(&key) {
            return known.clone();
        }
        let cooked = Arc::new(make(&self.kitchen));
        self.recipes.insert(key, cooked.clone());
        cooked
    }

    /// Where an entry's fuel is burned. The mode of an industry code is looked up once.
    fn sector_of(&mut self, entry: &Entry, carrier: &str) -> Option<CombustionSector> {
        let stationary = sector::stationary(entry.field, entry.purpose);
        if stationary.is_some() || entry.field != Some(Field::Transport) {
            return stationary;
        }
        let by_industry = match (self.scheme, entry.industry.as_deref()) {
            (Some(scheme), Some(code)) => match self.modes.get(code) {
                Some(mode) => *mode,
                None => {
                    let mode = sector::of_industry(scheme, code);
                    self.modes.insert(code.to_owned(), mode);
                    mode
                }
            },
            _ => None,
        };
        by_industry.or_else(|| sector::of_fuel(carrier))
    }

    fn say(&mut self, gaps: &[Gap], lineage: Lineage) {
        for gap in gaps {
            let severity = if gap.minor {
                Severity::Note
            } else {
                Severity::Error
            };
            self.fault(gap.code, &gap.subject, severity, lineage, || {
                (gap.message.clone(), gap.details.clone())
            });
        }
    }

    fn carrier(
        &mut self,
        activity: &Activity,
        carrier: &str,
        purpose: Purpose,
        unit: &Unit,
        entries: &mut Vec<Entry>,
    ) {
        let library = self.kitchen.library;
        let Some(known) = library.carrier(carrier) else {
            return self.fault(
                "unknown_carrier",
                carrier,
                Severity::Error,
                activity.lineage,
                || {
                    let message = format!("{carrier} is no carrier of data/carriers.csv");
                    (message, vec![("carrier", carrier.to_owned())])
                },
            );
        };
        let mut entry = self.blank(activity);
        entry.carrier = Some(carrier.to_owned());
        entry.purpose = purpose;
        let mut key = RecipeKey {
            subject: carrier.to_owned(),
            unit: activity.unit.clone(),
            sector: None,
            kind: FUEL,
            on: activity.period.first_day(),
        };
        if !known.is_purchased_energy() {
            key.sector = self.sector_of(&entry, carrier);
            let (sector, on) = (key.sector, key.on);
            let cooked = self.cook(key, |kitchen| kitchen.fuel(known, unit, sector, on));
            self.say(&cooked.1, activity.lineage);
            self.fill(&mut entry, &cooked.0, activity);
            entries.extend(has_result(&entry).then_some(entry));
            return;
        }
        let on = key.on;
        entry.scope = Scope::Scope2Location;
        let mut twin = entry.clone();
        key.kind = LOCATION;
        let cooked = self.cook(key.clone(), |kitchen| {
            kitchen.purchased(known, unit, on, false)
        });
        self.say(&cooked.1, activity.lineage);
        self.fill(&mut entry, &cooked.0, activity);
        entries.extend(has_result(&entry).then_some(entry));
        key.kind = MARKET;
        let cooked = self.cook(key, |kitchen| kitchen.purchased(known, unit, on, true));
        // What the location-based entry has said already is not said again.
        let own: Vec<Gap> = cooked
            .1
            .iter()
            .filter(|g| g.code == "market_factor_missing")
            .cloned()
            .collect();
        self.say(&own, activity.lineage);
        twin.scope = Scope::Scope2Market;
        self.fill(&mut twin, &cooked.0, activity);
        entries.extend(twin.co2e_t.is_some().then_some(twin));
    }

    fn process(
        &mut self,
        activity: &Activity,
        product: &str,
        unit: &Unit,
        entries: &mut Vec<Entry>,
    ) {
        let on = activity.period.first_day();
        let key = RecipeKey {
            subject: product.to_owned(),
            unit: activity.unit.clone(),
            sector: None,
            kind: PROCESS,
            on,
        };
        let cooked = self.cook(key, |kitchen| kitchen.process(product, unit, on));
        self.say(&cooked.1, activity.lineage);
        let mut entry = self.blank(activity);
        entry.scope = Scope::Process;
        entry.product = Some(product.to_owned());
        self.fill(&mut entry, &cooked.0, activity);
        entries.extend(has_result(&entry).then_some(entry));
    }

    fn fill(&self, entry: &mut Entry, recipe: &Recipe, activity: &Activity) {
        let times = |per_unit: Option<f64>| per_unit.map(|v| v * activity.value);
        entry.energy_gj = times(recipe.energy_gj);
        entry.energy_equivalent_tce = times(recipe.equivalent_tce);
        entry.gases_co2e_t[Gas::Co2 as usize] = times(recipe.co2_t);
        entry.gases_co2e_t[Gas::Ch4 as usize] = times(recipe.ch4_co2e_t);
        entry.gases_co2e_t[Gas::N2o as usize] = times(recipe.n2o_co2e_t);
        entry.biogenic_co2_t = times(recipe.biogenic_co2_t);
        let known: Vec<f64> = entry.gases_co2e_t.iter().copied().flatten().collect();
        // Without its CO2 a fuel's total would be a fragment: then no total is known, unless its CO2 is biogenic.
        let whole = recipe.co2_t.is_some() || recipe.biogenic_co2_t.is_some();
        if !whole {
            entry.gases_co2e_t = [None; 9];
        }
        entry.co2e_t = (whole && !known.is_empty()).then(|| known.iter().sum());
        entry.factors.clone_from(&recipe.factors);
        entry.gwp_set = recipe.with_gwp.then(|| self.region.gwp_set.clone());
        entry.uncertainty_percent = match (activity.uncertainty_percent, recipe.percent) {
            (Some(own), Some(factors)) => Some(crate::uncertainty::of_product([own, factors])),
            _ => None,
        };
        if recipe.stands_in {
            entry.quality = entry.quality.max(Quality::Estimated);
        }
    }

    /// Base unit of a statistic: `person`, `m2`, or the region's currency at the price base that the unit names.
    fn statistic(
        &mut self,
        activity: &Activity,
        statistic: Statistic,
        unit: &Unit,
        statistics: &mut Vec<StatisticEntry>,
    ) {
        let target = match statistic {
            Statistic::Population | Statistic::LandArea => {
                statistic.base_unit(self.region).to_owned()
            }
            _ => {
                let base = unit.dimension().powers().find_map(|(base, _)| match base {
                    Base::Money(_, price_base) => Some(price_base.to_string()),
                    _ => None,
                });
                format!(
                    "{}@{}",
                    self.region.currency,
                    base.unwrap_or_else(|| "current".to_owned())
                )
            }
        };
        let conversion = self
            .unit(&target)
            .and_then(|t| unit.conversion_to(&t).map_err(|e| e.to_string()));
        match conversion {
            Ok(conversion) => {
                let blank = self.blank(activity);
                statistics.push(StatisticEntry {
                    region: blank.region,
                    place: blank.place,
                    enterprise: blank.enterprise,
                    period: activity.period,
                    industry: blank.industry,
                    field: blank.field,
                    statistic,
                    value: conversion.apply(activity.value),
                    unit: target,
                    quality: activity.quality,
                    lineage: activity.lineage,
                });
            }
            Err(message) => {
                let text = activity.unit.clone();
                self.fault(
                    "wrong_unit",
                    &text,
                    Severity::Error,
                    activity.lineage,
                    || {
                        let details = vec![("unit", text.clone()), ("expected", target)];
                        (message, details)
                    },
                );
            }
        }
    }

    /// What was missing or wrong, sorted by code and subject. `params.import` is the number of the import in which the
    /// first one stands; the name of the file is the store's to fill in. See [`crate::finding::CODES`].
    pub fn finish(self) -> Vec<Finding> {
        let mut faults: Vec<_> = self.faults.into_iter().collect();
        faults.sort_by(|a, b| a.0.cmp(&b.0));
        faults
            .into_iter()
            .map(|((code, subject), fault)| {
                let common = [
                    ("subject", subject),
                    ("count", fault.count.to_string()),
                    ("import", fault.first.import.to_string()),
                ];
                let params = common.into_iter().chain(fault.details);
                let finding = Finding {
                    code: code.to_owned(),
                    severity: fault.severity,
                    location: Some(Location {
                        row: Some(fault.first.row),
                        column: Some(u32::from(fault.first.column)),
                        ..Location::default()
                    }),
                    params: params
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                    message: fault.message,
                };
                debug_assert!(finding.is_listed(), "{finding:?}");
                finding
            })
            .collect()
    }
}

fn has_result(entry: &Entry) -> bool {
    entry.energy_gj.is_some() || entry.co2e_t.is_some() || entry.biogenic_co2_t.is_some()
}
