//! Months of meters as activities and entries of enterprises' months.

use super::account::Master;
use super::book::{Covered, FiledKey};
use super::contract_hours::HourlyUse;
use super::market::{Posted, Touched, month_of};
use crate::refusal::Result;
use inventory::account::Accountant;
use inventory::factors::{FactorKind, FactorLibrary};
use inventory::finding::Finding;
use inventory::ledger::{
    Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope, StatisticEntry,
};
use jiff::civil::Date;
use lake::readings::{MeterMonth, Near, Roster};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use units::UnitRegistry;

/// Whose month it is: the finest level that becomes an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Owner<'a> {
    place: &'a str,
    enterprise: Option<&'a str>,
    carrier: &'a str,
    month: Date,
    /// Last, so that what differs in nothing else stands side by side.
    unit: &'a str,
}

impl Owner<'_> {
    /// True if the same month of the same is summed in another unit. The cube tells entries by all but the unit: they come together, or
    /// the newer would take the place of the others.
    fn is_summed_otherwise(&self, sums: &BTreeMap<Owner<'_>, Sum>) -> bool {
        let first = Owner {
            unit: "",
            ..self.clone()
        };
        let next = sums.range(first..).next();
        next.is_some_and(|(next, _)| {
            Owner {
                unit: self.unit,
                ..next.clone()
            } == *self
        })
    }

    fn is_filed(&self, filed: &Covered) -> bool {
        self.enterprise.is_some_and(|enterprise| {
            filed.contains(&FiledKey {
                enterprise: enterprise.to_owned(),
                carrier: self.carrier.to_owned(),
                month: self.month,
            })
        })
    }
}

#[derive(Default)]
struct Sum {
    amount_micro: i128,
    with_factor_micro: i128,
    emissions_ug: i128,
    estimated: u64,
    synthetic: bool,
    zones: BTreeSet<String>,
}

pub(super) type Written = (Vec<Activity>, Vec<Entry>, Vec<StatisticEntry>, Vec<Finding>);

/// Entries of the enterprise-months that a changed meter-month touches.
pub(super) fn entries(
    seq: u32,
    master: &Master,
    roster: &Roster<'_>,
    (changed, known): (&[MeterMonth], &[MeterMonth]),
    filed: &Covered,
    by_contracts: Option<&Touched>,
    hours_of: &dyn Fn(&[Posted<'_>]) -> Result<HourlyUse>,
) -> Result<Written> {
    let mut near = Near::default();
    let mut owner = |month: &MeterMonth| {
        let meter = roster.find_counting(&month.meter, &mut near)?.meter;
        let owner = Owner {
            place: meter.place.as_str(),
            enterprise: meter.enterprise.as_deref(),
            carrier: meter.carrier.as_str(),
            month: month.month,
            unit: meter.unit.as_str(),
        };
        Some((owner, meter))
    };
    let mut sums: BTreeMap<Owner<'_>, Sum> = BTreeMap::new();
    for month in changed {
        // What was filed stands; what the meters say is held against it, and never added to it.
        if let Some((owner, _)) = owner(month).filter(|(owner, _)| !owner.is_filed(filed)) {
            sums.entry(owner).or_default();
        }
    }
    if let Some(touched) = by_contracts {
        let market = &master.market;
        let wide = market.widen(sums.keys().map(|owner| (owner.enterprise, owner.carrier)));
        for (owner, _) in known.iter().filter_map(&mut owner) {
            let (enterprise, carrier) = (owner.enterprise, owner.carrier);
            if market.is_touched(touched, &wide, enterprise, carrier, owner.month)
                && !owner.is_filed(filed)
            {
                sums.entry(owner).or_default();
            }
        }
    }
    let fresh: HashSet<(&str, Date)> = changed
        .iter()
        .map(|month| (month.meter.as_str(), month.month))
        .collect();
    let older = known
        .iter()
        .filter(|month| !fresh.contains(&(month.meter.as_str(), month.month)));
    for month in changed.iter().chain(older) {
        let Some((owner, meter)) = owner(month) else {
            continue;
        };
        let sum = match sums.get_mut(&owner) {
            Some(sum) => sum,
            None => {
                if !owner.is_summed_otherwise(&sums) {
                    continue;
                }
                sums.entry(owner).or_default()
            }
        };
        sum.amount_micro += i128::from(month.amount_micro);
        sum.with_factor_micro += i128::from(month.with_factor_micro);
        sum.emissions_ug += i128::from(month.emissions_ug);
        sum.estimated += month.estimated;
        sum.synthetic |= meter.synthetic;
        sum.zones.extend(month.zone.clone());
    }
    let mut accountant = Accountant::new(
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &master.region,
        &master.enterprises,
    );
    let (mut activities, mut entries, mut statistics) = (Vec::new(), Vec::new(), Vec::new());
    let mut posted = Vec::new();
    for (row, (owner, sum)) in (1_u32..).zip(&sums) {
        let activity = Activity {
            region: master.region.id.clone(),
            place: owner.place.to_owned(),
            enterprise: owner.enterprise.map(str::to_owned),
            period: month_of(owner.month),
            measure: Measure::Carrier {
                carrier: owner.carrier.to_owned(),
                purpose: Purpose::Final,
            },
            field: None,
            industry: None,
            value: sum.amount_micro as f64 * 1e-6,
            unit: owner.unit.to_owned(),
            uncertainty_percent: None,
            quality: if sum.synthetic {
                Quality::Synthetic
            } else if sum.estimated > 0 {
                Quality::Estimated
            } else {
                Quality::Metered
            },
            lineage: Lineage {
                import: seq,
                row,
                column: 1,
            },
        };
        let from = entries.len();
        accountant.account(&activity, &mut entries, &mut statistics);
        for entry in &mut entries[from..] {
            by_the_hour(entry, sum);
        }
        posted.push(Posted {
            enterprise: owner.enterprise,
            carrier: owner.carrier,
            month: owner.month,
            amount_micro: sum.amount_micro,
            unit: owner.unit,
            entries: from..entries.len(),
            lineage: activity.lineage,
        });
        activities.push(activity);
    }
    let mut findings = accountant.finish();
    let hours = hours_of(&posted)?;
    let told = master
        .market
        .settle(&posted, &mut entries, by_contracts, &hours);
    findings.extend(told);
    Ok((activities, entries, statistics, findings))
}

/// Puts the sum of hours in the place of amount times yearly average, for the part of the amount that hours are known for.
fn by_the_hour(entry: &mut Entry, sum: &Sum) {
    if entry.scope != Scope::Scope2Location || sum.with_factor_micro == 0 {
        return;
    }
    let hourly_t = sum.emissions_ug as f64 * 1e-12;
    let rest_micro = sum.amount_micro - sum.with_factor_micro;
    let co2 = &mut entry.gases_co2e_t[Gas::Co2 as usize];
    let total = if rest_micro == 0 {
        Some(hourly_t)
    } else if sum.amount_micro == 0 {
        // What was used by the hour and the rest cancel out: of nothing no average can be told.
        None
    } else {
        let Some(average) = *co2 else { return };
        Some(hourly_t + average * (rest_micro as f64 / sum.amount_micro as f64))
    };
    *co2 = total;
    entry.co2e_t = total.map(|_| entry.gases_co2e_t.iter().flatten().sum());
    if rest_micro == 0 {
        // The average was not used; what equivalents the energy took still is.
        entry.factors.retain(|id| {
            FactorLibrary::builtin()
                .factor(id)
                .is_none_or(|factor| factor.kind != FactorKind::Electricity)
        });
    }
    entry
        .factors
        .extend(sum.zones.iter().map(|zone| format!("hourly:{zone}")));
}
