//! From the ledger to what estimates are made on.

use super::ESTIMATED;
use crate::usecase::readings::ACCOUNT;
use crate::view::RegionView;
use inventory::account::Accountant;
use inventory::cube::{Extent, KnownYear, Source};
use inventory::estimate::months::MonthFacts;
use inventory::estimate::{CarbonBasis, Facts, MIN_ALL, RealKey, is_estimate};
use inventory::factors::FactorLibrary;
use inventory::ledger::{Activity, Lineage, Measure, Purpose, Quality, Scope};
use std::collections::HashMap;
use units::{Period, UnitRegistry};

/// What a year's estimates stand on.
pub(super) struct Ground {
    pub year: i16,
    /// What is known of each enterprise.
    pub known: Vec<KnownYear>,
    /// The same for the models, without enterprises that make power or heat for others.
    pub facts: Vec<Facts>,
    /// Electricity by month of the same enterprises, in the same order.
    pub months: Vec<MonthFacts>,
    /// What the ledger holds already.
    pub real: Vec<RealKey>,
    pub carbon: CarbonBasis,
}

/// From where a dataset is.
pub fn source(dataset: &str) -> Source {
    match dataset {
        ACCOUNT => Source::Metered,
        _ if is_estimate(dataset) => Source::Estimate,
        _ => Source::Filed,
    }
}

/// True if it has all of its electricity, energy and emissions.
pub(super) fn is_complete(one: &KnownYear) -> bool {
    one.transforms
        || [one.electricity, one.energy, one.carbon]
            .iter()
            .all(|extent| *extent == Extent::Whole)
}

/// The last year in which enough enterprises have a whole one to fit a model, else the last with any figure.
pub(super) fn last_year(view: &RegionView) -> Option<i16> {
    let years = view.cube.years_of_enterprises();
    let enough = |year: &&i16| {
        let known = view.cube.known_years(**year, &source);
        known.iter().filter(|one| one.energy_tce.is_some()).count() >= MIN_ALL
    };
    let found = years.iter().rev().find(enough).or(years.last());
    found.copied()
}

impl Ground {
    pub fn of(view: &RegionView, year: i16) -> Ground {
        let known = view.cube.known_years(year, &source);
        let size: HashMap<&str, Option<bool>> = view
            .enterprises
            .iter()
            .map(|one| (one.code.as_str(), one.above_designated_size))
            .collect();
        let grid = grid_t_per_kwh(view, year);
        let asked = known.iter().filter(|one| !one.transforms);
        let facts: Vec<Facts> = asked
            .clone()
            .map(|one| Facts {
                enterprise: one.enterprise.clone(),
                place: one.place.clone(),
                year,
                field: one.field,
                industry: one.industry.clone(),
                above_designated_size: size.get(one.enterprise.as_str()).copied().flatten(),
                energy_tce: one.energy_tce,
                electricity_kwh: one.electricity_kwh,
                // Without a grid factor nobody's electricity has emissions, and there is no total.
                carbon_t: one.carbon_t.filter(|_| grid.is_some()),
                output: one.output,
                value_added: one.value_added,
            })
            .collect();
        let months = asked
            .clone()
            .zip(&facts)
            .map(|(one, facts)| MonthFacts {
                facts: facts.clone(),
                kwh: one.electricity_by_month,
                missing: one.electricity_missing,
            })
            .collect();
        let mut real = Vec::new();
        for one in asked {
            let mut key = |carrier: Option<&str>, with_carbon| {
                real.push(RealKey {
                    enterprise: one.enterprise.clone(),
                    carrier: carrier.map(str::to_owned),
                    with_carbon,
                    period: Period::Year(year),
                });
            };
            if one.electricity != Extent::None {
                key(Some("electricity"), true);
            }
            if one.has_other_energy || one.has_other_carbon {
                key(None, one.has_other_carbon);
            }
        }
        Ground {
            year,
            known,
            facts,
            months,
            real,
            carbon: CarbonBasis::WithElectricity {
                grid_t_per_kwh: grid.unwrap_or(0.0),
            },
        }
    }
}

/// What the ledger accounts a kWh of the region's year with, t CO2e; `None` without a factor.
fn grid_t_per_kwh(view: &RegionView, year: i16) -> Option<f64> {
    let mut accountant = Accountant::new(
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &view.region,
        &view.enterprises,
    );
    let activity = Activity {
        region: view.region.id.clone(),
        place: view.places.first()?.code.clone(),
        enterprise: None,
        period: Period::Year(year),
        measure: Measure::Carrier {
            carrier: "electricity".to_owned(),
            purpose: Purpose::Final,
        },
        field: None,
        industry: None,
        value: 1.0,
        unit: "kWh".to_owned(),
        uncertainty_percent: None,
        quality: Quality::Estimated,
        lineage: Lineage {
            import: 0,
            row: 0,
            column: 0,
        },
    };
    let mut entries = Vec::new();
    accountant.account(&activity, &mut entries, &mut Vec::new());
    entries
        .iter()
        .find(|entry| entry.scope == Scope::Scope2Location)
        .and_then(|entry| entry.co2e_t)
}

/// True if an import is a run of estimation.
pub(super) fn is_run(import: &store::Import) -> bool {
    import.job.mapping == ESTIMATED
}
