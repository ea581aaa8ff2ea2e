//! Market-based scope 2 of what meters say: contracts and certificates first, the residual mix for the rest.
//!
//! An enterprise with instruments is one sum over all its months: a certificate that covers more of March leaves less for
//! April. So where one of its months or contracts changes, all its months are worked out again; that takes no reading, only
//! months that are known. Where neither an instrument nor a factor of the region's own says anything of an enterprise-month,
//! the twin that accounting made of it stands.

use super::contract_hours::{HourlyUse, watt_hours_of};
use inventory::contracts::{
    self, Amount, Balance, Cover, Instrument, MarketFactor, Refusal, Rules, Supply, Use,
};
use inventory::factors::{CarrierForm, FactorKind, FactorLibrary};
use inventory::finding::Finding;
use inventory::ledger::{Entry, Lineage, Scope};
use inventory::master::Region;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use store::{Accounted, Contracts, FactorOf};
use units::{Period, UnitRegistry};

/// Contracts and factors of a region, ready to be applied.
#[derive(Debug, Clone)]
pub struct Market {
    contracts: Contracts,
    /// The market that the region's electricity is bought in.
    home: String,
    factor_regions: Vec<String>,
    owners: HashSet<String>,
}

/// What a change of contracts, of factors or of enterprises touches.
#[derive(Debug, Default)]
pub struct Touched {
    enterprises: HashSet<String>,
    spans: Vec<Period>,
    /// Enterprises that are of another industry or field now: all that is said of them is said anew.
    pub described: HashSet<String>,
}

impl Touched {
    /// True if nothing changed.
    pub fn is_empty(&self) -> bool {
        self.enterprises.is_empty() && self.spans.is_empty() && self.described.is_empty()
    }

    fn has(&self, enterprise: Option<&str>, month: &Period) -> bool {
        enterprise.is_some_and(|code| self.enterprises.contains(code))
            || self.spans.iter().any(|span| span.contains(month))
    }
}

/// An enterprise-month whose entries were made, with the range they stand in.
#[derive(Debug)]
pub struct Posted<'a> {
    /// Code of the enterprise.
    pub enterprise: Option<&'a str>,
    /// Id of the carrier.
    pub carrier: &'a str,
    /// First day of the month.
    pub month: Date,
    /// Amount in millionths of the unit.
    pub amount_micro: i128,
    /// Unit of the amount.
    pub unit: &'a str,
    /// Where its entries are.
    pub entries: Range<usize>,
    /// Where it came from.
    pub lineage: Lineage,
}

/// What an instrument came to.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The instrument, as it was stated.
    pub instrument: Instrument,
    /// Used, left, refused.
    pub balance: Balance,
}

/// The market of a region: the widest of the regions its factors are of, short of the world.
pub fn home_of(region: &Region) -> String {
    region
        .factor_regions
        .iter()
        .rev()
        .find(|id| !id.eq_ignore_ascii_case("world"))
        .unwrap_or(&region.id)
        .clone()
}

/// True if the carrier is electricity: certificates are of nothing else.
pub fn is_electric(carrier: &str) -> bool {
    FactorLibrary::builtin()
        .carrier(carrier)
        .is_some_and(|carrier| carrier.form == CarrierForm::Electricity)
}

/// A month as a period.
pub fn month_of(first: Date) -> Period {
    Period::Month {
        year: first.year(),
        month: first.month(),
    }
}

fn digest(text: &[u8]) -> String {
    Sha256::digest(text)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

impl Market {
    /// Puts contracts and factors in order: a market by the name of one of the region's factor regions is the region's, its
    /// finest first.
    pub fn new(region: &Region, mut contracts: Contracts) -> Market {
        let home = home_of(region);
        let rank = |market: &str| {
            region
                .factor_regions
                .iter()
                .position(|id| id.eq_ignore_ascii_case(market))
                .or_else(|| home.eq_ignore_ascii_case(market).then_some(usize::MAX))
        };
        for one in &mut contracts.instruments {
            if rank(&one.market).is_some() {
                one.market.clone_from(&home);
            }
        }
        for list in [&mut contracts.residual, &mut contracts.location] {
            list.sort_by_key(|one| rank(&one.market).map_or((1, 0), |at| (0, at)));
            for one in list {
                if rank(&one.market).is_some() {
                    one.market.clone_from(&home);
                }
            }
        }
        Market {
            owners: contracts
                .instruments
                .iter()
                .map(|one| one.owner.clone())
                .collect(),
            factor_regions: region.factor_regions.clone(),
            contracts,
            home,
        }
    }

    /// The market that the region's electricity is bought in.
    pub fn home(&self) -> &str {
        &self.home
    }

    /// True if an enterprise-month is worked out by contracts and the region's own factors.
    fn is_of(&self, enterprise: Option<&str>, month: &Period) -> bool {
        enterprise.is_some_and(|code| self.owners.contains(code))
            || self
                .factors()
                .any(|(_, one)| one.market == self.home && one.valid.contains(month))
    }

    /// True if an instrument of the enterprise says in which hours of the month its energy was made.
    pub fn has_hours(&self, enterprise: Option<&str>, month: Date) -> bool {
        let month = month_of(month);
        self.contracts.instruments.iter().any(|one| {
            Some(one.owner.as_str()) == enterprise
                && match &one.supply {
                    Supply::Hourly(months) => months.iter().any(|(of, _)| *of == month),
                    Supply::Volume(_) | Supply::AllDelivered => false,
                }
        })
    }

    fn factors(&self) -> impl Iterator<Item = (FactorOf, &MarketFactor)> {
        let residual = self.contracts.residual.iter();
        let location = self.contracts.location.iter();
        residual
            .map(|one| (FactorOf::ResidualMix, one))
            .chain(location.map(|one| (FactorOf::GridAverage, one)))
    }

    /// What a run has to remember, so that the next one sees what changed: contracts by enterprise, factors by period.
    ///
    /// # Errors
    /// None in practice: what is kept can be written.
    pub fn mark(&self, in_state: &mut Accounted) -> serde_json::Result<()> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for one in &self.contracts.instruments {
            *times.entry(&one.id).or_default() += 1;
        }
        let mut texts: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        for one in &self.contracts.instruments {
            // Somebody else's claim to the same id is a change, too.
            let twice = times.get(one.id.as_str()).is_some_and(|n| *n > 1);
            let text = serde_json::to_vec(&(one, twice))?;
            texts.entry(&one.owner).or_default().extend(text);
        }
        in_state.contracts = texts
            .into_iter()
            .map(|(owner, text)| (owner.to_owned(), digest(&text)))
            .collect();
        in_state.market_factors = self
            .factors()
            .map(|(of, one)| {
                let text = serde_json::to_vec(&(of, one))?;
                Ok((one.valid.to_string(), digest(&text)))
            })
            .collect::<serde_json::Result<_>>()?;
        Ok(())
    }

    /// What changed from one state to another.
    pub fn touched(before: &Accounted, now: &Accounted) -> Touched {
        let differs = |code: &&String| before.contracts.get(*code) != now.contracts.get(*code);
        let described = now
            .enterprises
            .iter()
            .filter(|(code, mark)| before.enterprises.get(*code) != Some(*mark));
        Touched {
            described: described.map(|(code, _)| code.clone()).collect(),
            enterprises: before
                .contracts
                .keys()
                .chain(now.contracts.keys())
                .filter(differs)
                .cloned()
                .collect(),
            spans: before
                .market_factors
                .symmetric_difference(&now.market_factors)
                .filter_map(|(valid, _)| valid.parse().ok())
                .collect(),
        }
    }

    /// First and last of the known months that are needed, if readings or factors touch some months: all, once an instrument
    /// or a change of them has a part; `None` if none is.
    pub fn reach(
        &self,
        months: &BTreeSet<Date>,
        touched: Option<&Touched>,
    ) -> Option<(Option<Date>, Option<Date>)> {
        let by_contracts = touched.is_some_and(|touched| !touched.is_empty());
        if by_contracts || !months.is_empty() && !self.owners.is_empty() {
            return Some((None, None));
        }
        Some((Some(*months.first()?), months.last().copied()))
    }

    /// Which enterprises are one sum with a touched month: those with instruments.
    pub fn widen<'a>(
        &self,
        months: impl Iterator<Item = (Option<&'a str>, &'a str)>,
    ) -> HashSet<&'a str> {
        months
            .filter(|(_, carrier)| is_electric(carrier))
            .filter_map(|(enterprise, _)| enterprise)
            .filter(|code| self.owners.contains(*code))
            .collect()
    }

    /// True if a known month has to be worked out again.
    pub fn is_touched(
        &self,
        touched: &Touched,
        wide: &HashSet<&str>,
        enterprise: Option<&str>,
        carrier: &str,
        month: Date,
    ) -> bool {
        enterprise.is_some_and(|code| touched.described.contains(code))
            || (enterprise.is_some_and(|code| wide.contains(code))
                || touched.has(enterprise, &month_of(month)))
                && is_electric(carrier)
    }

    /// Factors of the program's own for months that the region's have none for.
    fn library(&self, kind: FactorKind, months: &BTreeSet<Date>) -> Vec<MarketFactor> {
        let Ok(unit) = UnitRegistry::builtin().unit("kg CO2e/kWh") else {
            return Vec::new();
        };
        months
            .iter()
            .filter_map(|month| {
                let factor = FactorLibrary::builtin()
                    .find(kind, "electricity", &self.factor_regions, *month)
                    .ok()?;
                Some(MarketFactor {
                    market: self.home.clone(),
                    valid: month_of(*month),
                    factor_kg_per_kwh: factor.value_in(&unit).ok()?,
                    source: factor.id.clone(),
                })
            })
            .collect()
    }

    fn apply(&self, uses: &[Use], months: &BTreeSet<Date>) -> contracts::Outcome {
        let with = |own: &[MarketFactor], kind| {
            let mut all = own.to_vec();
            all.extend(self.library(kind, months));
            all
        };
        contracts::apply(
            uses,
            &self.contracts.instruments,
            &with(&self.contracts.residual, FactorKind::ElectricityResidual),
            &with(&self.contracts.location, FactorKind::Electricity),
            &Rules::default(),
        )
    }

    /// Puts what contracts and factors say in the place of the market-based twins, and says what was not used. `of` are the
    /// enterprises that the run is about, besides those it has months of; `None` is all. `hours` is what was used by hour where an
    /// instrument has hours.
    pub fn settle(
        &self,
        posted: &[Posted<'_>],
        entries: &mut Vec<Entry>,
        of: Option<&Touched>,
        hours: &HourlyUse,
    ) -> Vec<Finding> {
        if self.contracts.is_empty() {
            return Vec::new();
        }
        let (mut uses, mut used, mut months) = (Vec::new(), Vec::new(), BTreeSet::new());
        for one in posted {
            let month = month_of(one.month);
            if !is_electric(one.carrier) || !self.is_of(one.enterprise, &month) {
                continue;
            }
            let Some(wh) = watt_hours(one.amount_micro, one.unit) else {
                continue;
            };
            months.insert(one.month);
            used.push(one);
            uses.push(Use {
                enterprise: one.enterprise.unwrap_or_default().to_owned(),
                market: self.home.clone(),
                month,
                amount: watt_hours_of(one, hours).map_or(Amount::Month(wh), Amount::Hours),
            });
        }
        let outcome = self.apply(&uses, &months);
        let mut covers: Vec<Vec<&Cover>> = vec![Vec::new(); uses.len()];
        for cover in &outcome.covers {
            covers[cover.of].push(cover);
        }
        let mut made: Vec<(usize, Vec<Entry>)> = Vec::with_capacity(used.len());
        for (one, covers) in used.iter().zip(&covers) {
            let of_use = &entries[one.entries.clone()];
            let Some(like) = of_use
                .iter()
                .find(|entry| entry.scope == Scope::Scope2Location)
                .or_else(|| of_use.first())
            else {
                continue;
            };
            let mut market = contracts::market_entries(like, &self.home, covers);
            if market.is_empty() {
                // What an earlier run said must not stand.
                let mut none = like.clone().taken_back(one.lineage);
                none.scope = Scope::Scope2Market;
                market.push(none);
            }
            made.push((one.entries.start, market));
        }
        let replaced: HashSet<usize> = used
            .iter()
            .flat_map(|one| one.entries.clone())
            .filter(|at| entries[*at].scope == Scope::Scope2Market)
            .collect();
        let mut made = made.into_iter().peekable();
        let mut out = Vec::with_capacity(entries.len());
        for (at, entry) in entries.drain(..).enumerate() {
            if let Some((_, market)) = made.next_if(|(start, _)| *start == at) {
                out.extend(market);
            }
            if !replaced.contains(&at) {
                out.push(entry);
            }
        }
        *entries = out;
        self.told(&outcome, &uses, of)
    }

    /// Findings of a run: of enterprises that it is about, and only of instruments whose time is over, since what is left
    /// of the others may still be used.
    fn told(
        &self,
        outcome: &contracts::Outcome,
        uses: &[Use],
        of: Option<&Touched>,
    ) -> Vec<Finding> {
        let mut last: HashMap<&str, Date> = HashMap::new();
        for one in uses {
            let day = last.entry(&one.enterprise).or_insert(Date::MIN);
            *day = (*day).max(one.month.last_day());
        }
        let open: HashSet<(&str, &str)> = outcome
            .balances
            .iter()
            .filter(|one| matches!(one.refused, None | Some(Refusal::OutsideTime)))
            .map(|one| &self.contracts.instruments[one.of])
            .filter(|one| {
                last.get(one.owner.as_str())
                    .is_some_and(|day| one.valid.last_day() > *day)
            })
            .map(|one| (one.id.as_str(), one.owner.as_str()))
            .collect();
        outcome
            .findings
            .iter()
            .filter(|one| {
                let param = |name: &str| one.params.get(name).map_or("", String::as_str);
                let Some(owner) = one.params.get("enterprise") else {
                    return true;
                };
                let about = of.is_none_or(|touched| {
                    last.contains_key(owner.as_str()) || touched.enterprises.contains(owner)
                });
                about && !open.contains(&(param("instrument"), owner))
            })
            .cloned()
            .collect()
    }

    /// What became of each instrument, given what all enterprises use, by hour where an instrument has hours.
    pub fn standing(
        &self,
        stated: &Contracts,
        months: &[Posted<'_>],
        hours: &HourlyUse,
    ) -> Vec<Standing> {
        let (mut uses, mut all) = (Vec::new(), BTreeSet::new());
        for one in months {
            if let Some(wh) = watt_hours(one.amount_micro, one.unit)
                && is_electric(one.carrier)
                && one
                    .enterprise
                    .is_some_and(|code| self.owners.contains(code))
            {
                all.insert(one.month);
                uses.push(Use {
                    enterprise: one.enterprise.unwrap_or_default().to_owned(),
                    market: self.home.clone(),
                    month: month_of(one.month),
                    amount: watt_hours_of(one, hours).map_or(Amount::Month(wh), Amount::Hours),
                });
            }
        }
        self.apply(&uses, &all)
            .balances
            .into_iter()
            .zip(&stated.instruments)
            .map(|(balance, instrument)| Standing {
                instrument: instrument.clone(),
                balance,
            })
            .collect()
    }
}

/// Whole watt-hours of an amount of millionths; `None` if the unit is none of energy.
pub(super) fn watt_hours(amount_micro: i128, unit: &str) -> Option<i64> {
    let kwh = UnitRegistry::builtin().convert(1.0, unit, "kWh").ok()?;
    let wh = (amount_micro as f64 * 1e-6 * kwh * 1e3).round();
    (wh.abs() < 9e18).then_some(wh as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_watt_hours() {
        // 1 GWh of a meter that counts kWh, and of one that counts MWh.
        assert_eq!(watt_hours(1_000_000_000_000, "kWh"), Some(1_000_000_000));
        assert_eq!(watt_hours(1_000_000_000, "MWh"), Some(1_000_000_000));
        assert_eq!(watt_hours(499, "kWh"), Some(0));
        assert_eq!(watt_hours(1, "t"), None);
    }
}
