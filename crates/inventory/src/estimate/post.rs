//! From estimates to the ledger: what is posted, and what is not because something real stands there.
//!
//! Electricity becomes an activity, which accounting multiplies as any other. What an enterprise's total has beside its
//! electricity (its fuels, of which the kind is not known) becomes one entry without a carrier, so that nothing is counted
//! twice: `rest = total - electricity`, where the electricity is real or itself estimated.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use units::Period;

use super::{Estimate, Facts, Quantity};
use crate::cube::note;
use crate::finding::{Finding, Severity};
use crate::indicator::GJ_PER_TCE;
use crate::ledger::{Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope};

/// GJ in one kWh.
const GJ_PER_KWH: f64 = 0.0036;

/// Id of electricity in `data/carriers.csv`.
const ELECTRICITY: &str = "electricity";

/// Which emissions the facts' carbon holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CarbonBasis {
    /// Direct emissions only (scope 1 and processes): posted as they are.
    Direct,
    /// Direct emissions and location-based scope 2: what the electricity emits is taken off before it is posted.
    WithElectricity {
        /// Grid factor that the ledger accounts electricity with, t CO2e per kWh, 0 or more.
        grid_t_per_kwh: f64,
    },
}

/// Something real that the ledger holds already.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RealKey {
    /// Code of the enterprise.
    pub enterprise: String,
    /// Id of the carrier; `None` of an emission or energy without one.
    pub carrier: Option<String>,
    /// True if its emissions are known too; those of a carrier without a factor are not.
    pub with_carbon: bool,
    /// When.
    #[serde(with = "crate::ledger::period_text")]
    pub period: Period,
}

/// How estimates are posted.
#[derive(Debug, Clone, Copy)]
pub struct Posting<'a> {
    /// Id of the region.
    pub region: &'a str,
    /// Sequence number of the import that stands for this run of estimation.
    pub import: u32,
    /// Which emissions the facts' carbon holds.
    pub carbon: CarbonBasis,
    /// What is real already: no estimate is posted for the same enterprise, carrier and time.
    pub real: &'a [RealKey],
}

/// What is to be posted. All of it is of [`Quality::Estimated`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Posted {
    /// Electricity, to be accounted for.
    pub activities: Vec<Activity>,
    /// Energy and direct emissions beside electricity, without a carrier.
    pub entries: Vec<Entry>,
    /// What was not posted, and why.
    pub findings: Vec<Finding>,
}

/// A total with the half width of its 95 % interval.
#[derive(Debug, Clone, Copy)]
struct Amount {
    value: f64,
    half: f64,
}

impl Amount {
    fn of(estimate: &Estimate) -> Amount {
        Amount {
            value: estimate.value,
            half: (estimate.upper - estimate.lower) / 2.0,
        }
    }

    fn exactly(value: f64) -> Amount {
        Amount { value, half: 0.0 }
    }

    fn times(self, factor: f64) -> Amount {
        Amount {
            value: self.value * factor,
            half: self.half * factor,
        }
    }

    /// Difference of two that err apart (IPCC 2006 Vol. 1 Ch. 3, eq. 3.2); `None` if nothing is left.
    fn less(self, other: Amount) -> Option<Amount> {
        let value = self.value - other.value;
        (value > 0.0).then(|| Amount {
            value,
            half: self.half.hypot(other.half),
        })
    }
}

/// Turns estimates into what the ledger takes.
///
/// `estimates` are those of [`super::estimate`] over the same `facts`. The lineage's row is the position among `facts`,
/// counted from 2 as behind a head; its column is 1 for electricity and 2 for the rest.
pub fn post(estimates: &[Estimate], facts: &[Facts], posting: &Posting<'_>) -> Posted {
    let mut posted = Posted::default();
    let mut real: HashMap<&str, Vec<&RealKey>> = HashMap::new();
    for key in posting.real {
        real.entry(key.enterprise.as_str()).or_default().push(key);
    }
    let mut at = 0;
    while at < estimates.len() {
        let of = estimates[at].of;
        let until = at + estimates[at..].iter().take_while(|e| e.of == of).count();
        if let Some(facts) = facts.get(of) {
            let real = real.get(facts.enterprise.as_str());
            let real = real.map_or(&[][..], Vec::as_slice);
            post_one(
                &estimates[at..until],
                of,
                facts,
                (posting, real),
                &mut posted,
            );
        }
        at = until;
    }
    posted
}

fn post_one(
    estimates: &[Estimate],
    of: usize,
    facts: &Facts,
    (posting, real): (&Posting<'_>, &[&RealKey]),
    to: &mut Posted,
) {
    let period = Period::Year(facts.year);
    let lineage = |column: u16| Lineage {
        import: posting.import,
        row: u32::try_from(of).unwrap_or(u32::MAX).saturating_add(2),
        column,
    };
    let find = |quantity: Quantity| estimates.iter().find(|e| e.target == quantity);
    let is_real = |electric: bool, carbon: bool| {
        real.iter().any(|key| {
            (key.with_carbon || !carbon)
                && (key.carrier.as_deref() == Some(ELECTRICITY)) == electric
                && key.period.overlaps(&period)
        })
    };
    let mut power = facts.electricity_kwh.map(Amount::exactly);
    if let Some(estimate) = find(Quantity::Electricity) {
        if is_real(true, false) {
            to.findings.push(over_real(facts, "electricity"));
        } else {
            power = Some(Amount::of(estimate));
            to.activities.push(Activity {
                region: posting.region.to_owned(),
                place: facts.place.clone(),
                enterprise: Some(facts.enterprise.clone()),
                period,
                measure: Measure::Carrier {
                    carrier: ELECTRICITY.to_owned(),
                    purpose: Purpose::Final,
                },
                field: facts.field,
                industry: facts.industry.clone(),
                value: estimate.value,
                unit: "kWh".to_owned(),
                uncertainty_percent: Some(estimate.uncertainty_percent()),
                quality: Quality::Estimated,
                lineage: lineage(1),
            });
        }
    }
    let (energy, carbon) = (find(Quantity::Energy), find(Quantity::Carbon));
    let energy_left = energy.filter(|_| !is_real(false, false));
    let carbon_left = carbon.filter(|_| !is_real(false, true));
    if (energy.is_some(), carbon.is_some()) != (energy_left.is_some(), carbon_left.is_some()) {
        to.findings.push(over_real(facts, "other"));
    }
    let (energy, carbon) = (energy_left, carbon_left);
    if energy.is_none() && carbon.is_none() {
        return;
    }
    let mut rest = |estimate: &Estimate, per_kwh: Option<f64>| -> Option<Amount> {
        let all = Amount::of(estimate);
        let left = match (per_kwh, power) {
            (None, _) => Some(all),
            (Some(factor), Some(power)) => all.less(power.times(factor)),
            (Some(_), None) => None,
        };
        if left.is_none() {
            let reason = if power.is_some() {
                "no_rest"
            } else {
                "no_electricity"
            };
            to.findings.push(not_posted(facts, estimate.target, reason));
        }
        left
    };
    let energy_tce = energy.and_then(|e| rest(e, Some(GJ_PER_KWH / GJ_PER_TCE)));
    let grid = match posting.carbon {
        CarbonBasis::Direct => None,
        CarbonBasis::WithElectricity { grid_t_per_kwh } => Some(grid_t_per_kwh),
    };
    let carbon_t = carbon.and_then(|e| rest(e, grid));
    if energy_tce.is_none() && carbon_t.is_none() {
        return;
    }
    let mut gases_co2e_t = [None; 9];
    gases_co2e_t[Gas::Unspecified as usize] = carbon_t.map(|c| c.value);
    let (activity_value, activity_unit) = match (energy_tce, carbon_t) {
        (Some(energy), _) => (energy.value, "tce"),
        (None, Some(carbon)) => (carbon.value, "t CO2e"),
        (None, None) => return,
    };
    to.entries.push(Entry {
        region: posting.region.to_owned(),
        place: facts.place.clone(),
        enterprise: Some(facts.enterprise.clone()),
        period,
        carrier: None,
        product: None,
        field: facts.field,
        industry: facts.industry.clone(),
        scope: Scope::Scope1,
        purpose: Purpose::Final,
        energy_gj: energy_tce.map(|e| e.value * GJ_PER_TCE),
        energy_equivalent_tce: None,
        gases_co2e_t,
        co2e_t: carbon_t.map(|c| c.value),
        biogenic_co2_t: None,
        uncertainty_percent: carbon_t.map(|c| c.half / c.value * 100.0),
        quality: Quality::Estimated,
        imported_emission: true,
        activity_value,
        activity_unit: activity_unit.to_owned(),
        factors: Vec::new(),
        gwp_set: None,
        lineage: lineage(2),
    });
}

fn over_real(facts: &Facts, carrier: &str) -> Finding {
    let year = facts.year.to_string();
    note(
        "estimate_over_real",
        Severity::Note,
        &[
            ("enterprise", &facts.enterprise),
            ("year", &year),
            ("carrier", carrier),
        ],
        format!(
            "{} in {year}: the ledger holds real data ({carrier}), so the estimate was not posted",
            facts.enterprise
        ),
    )
}

fn not_posted(facts: &Facts, target: Quantity, reason: &str) -> Finding {
    let year = facts.year.to_string();
    let why = if reason == "no_rest" {
        "its electricity alone comes to more"
    } else {
        "its electricity, which the total holds, is not known"
    };
    note(
        "estimate_not_posted",
        Severity::Note,
        &[
            ("enterprise", &facts.enterprise),
            ("year", &year),
            ("target", target.id()),
            ("reason", reason),
        ],
        format!(
            "{} in {year}: the estimate of {} was not posted, because {why}",
            facts.enterprise,
            target.id()
        ),
    )
}
