//! What the ledger really knows of each enterprise's year: the ground that estimates are made on.

use std::collections::HashMap;

use units::{Field, Period, UnitRegistry};

use super::answer::rows_within;
use super::build::Cube;
use super::detail::field_of;
use super::table::IMPORTED;
use super::time::span;
use crate::indicator::GJ_PER_TCE;
use crate::ledger::{Scope, Statistic};

/// Id of electricity in `data/carriers.csv`.
pub(super) const ELECTRICITY: &str = "electricity";

/// From where the rows of a dataset are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A filing or a statistic: who files, files all that it uses.
    Filed,
    /// Meters: what has no meter is not known.
    Metered,
    /// Estimates: nothing is known by them.
    Estimate,
}

/// How much of the months that an enterprise was active in something is known for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// None of them.
    None,
    /// Some.
    Partly,
    /// All.
    Whole,
}

/// An enterprise's year as the ledger has it, estimates left out.
///
/// A total is known where all months have electricity and come from a filing: no enterprise runs without electricity, and
/// meters of one carrier say nothing of the others.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownYear {
    /// Code of the enterprise.
    pub enterprise: String,
    /// Code of its place.
    pub place: String,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<String>,
    /// Electricity of single months in kWh, January first, where it is known by month.
    pub electricity_by_month: [Option<f64>; 12],
    /// Months in which it is expected to report and nothing says anything of its electricity, January first.
    pub electricity_missing: [bool; 12],
    /// Months in which it is expected to report, 1 to 12.
    pub months_expected: u32,
    /// Months with any entry.
    pub months_present: u32,
    /// True if some of it came by a filing.
    pub is_filed: bool,
    /// True if some of it came from meters.
    pub is_metered: bool,
    /// True if it turns fuel into power or heat for others: its own use says nothing of others'.
    pub transforms: bool,
    /// Electricity: how much of the year is known.
    pub electricity: Extent,
    /// Electricity in kWh; only of a whole year.
    pub electricity_kwh: Option<f64>,
    /// All energy of final use: how much of the year is known.
    pub energy: Extent,
    /// All energy of final use in tce at equal value; only of a whole year.
    pub energy_tce: Option<f64>,
    /// Direct and process emissions with location-based scope 2: how much of the year is known.
    pub carbon: Extent,
    /// The same in t CO2e; only of a whole year.
    pub carbon_t: Option<f64>,
    /// True if there is energy beside electricity.
    pub has_other_energy: bool,
    /// True if there are emissions beside those of electricity.
    pub has_other_carbon: bool,
    /// Gross output value of the whole year, in the unit that most enterprises state.
    pub output: Option<f64>,
    /// Value added of the whole year, likewise.
    pub value_added: Option<f64>,
}

/// What was filed of a carrier.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CarrierUse {
    /// Amount.
    pub value: f64,
    /// Months of enterprises (of the place itself, where none are listed) with a filing.
    pub months_present: u64,
    /// Months in which they were expected to file.
    pub months_expected: u64,
}

#[derive(Default, Clone)]
struct Sum {
    expected: u16,
    present: u16,
    filed: u16,
    metered: u16,
    electric: u16,
    /// Months in which a row lacks energy, or emissions.
    no_energy: u16,
    no_carbon: u16,
    kwh: f64,
    by_month: [Option<f64>; 12],
    energy_gj: f64,
    carbon_t: f64,
    transforms: bool,
    other_energy: bool,
    other_carbon: bool,
}

fn mask(start: u16, months: u16, first: u16) -> u16 {
    let (lo, hi) = (start.max(first), (start + months).min(first + 12));
    (lo..hi).fold(0, |bits, month| bits | 1 << (month - first))
}

impl Cube {
    /// What is known of each listed enterprise in a calendar year; those not active in it are left out. `source` says of a
    /// dataset's id from where it is.
    pub fn known_years(&self, year: i16, source: &dyn Fn(&str) -> Source) -> Vec<KnownYear> {
        let Some((first, _)) = span(Period::Year(year)) else {
            return Vec::new();
        };
        let mut sums: Vec<Sum> = self
            .subjects
            .iter()
            .map(|subject| {
                let lo = subject.active.0.unwrap_or(0);
                let hi = subject.active.1.map_or(u16::MAX, |last| last + 1);
                Sum {
                    expected: mask(lo, hi.saturating_sub(lo), first),
                    ..Sum::default()
                }
            })
            .collect();
        let from: Vec<Source> = (0..self.datasets.len() as u32)
            .map(|id| {
                self.datasets
                    .text(id)
                    .map_or(Source::Filed, |text| source(text))
            })
            .collect();
        let electricity = self.carriers.find(ELECTRICITY);
        let kwh_per_unit = self.per_unit("kWh");
        let (t, trail) = (&self.fine, &self.trail);
        let at = |column: &[f64], i: usize| column.get(i).copied().unwrap_or(f64::NAN);
        for i in 0..t.len() {
            let months = u16::from(t.months[i]);
            if t.enterprise[i] == 0 || t.start[i] < first || t.start[i] + months > first + 12 {
                continue;
            }
            let from = from[usize::from(trail.dataset[i])];
            if from == Source::Estimate {
                continue;
            }
            let scope = Scope::ALL[usize::from(t.kind[i] / 2).min(4)];
            // The market-based twin repeats its entry; scope 3 is another's.
            if matches!(scope, Scope::Scope2Market | Scope::Scope3) {
                continue;
            }
            let sum = &mut sums[t.enterprise[i] as usize];
            if t.kind[i] % 2 == 1 {
                sum.transforms = true;
                continue;
            }
            let bits = mask(t.start[i], months, first);
            sum.present |= bits;
            match from {
                Source::Filed => sum.filed |= bits,
                _ => sum.metered |= bits,
            }
            let (energy, carbon) = (at(&t.energy_gj, i), at(&t.carbon, i));
            let is_electric = electricity == Some(u32::from(t.carrier[i])).filter(|id| *id != 0);
            if is_electric {
                sum.electric |= bits;
                match kwh_per_unit[usize::from(trail.unit[i])] {
                    Some(kwh) => {
                        sum.kwh += trail.activity[i] * kwh;
                        if months == 1 {
                            let of_month = &mut sum.by_month[usize::from(t.start[i] - first)];
                            *of_month = Some(of_month.unwrap_or(0.0) + trail.activity[i] * kwh);
                        }
                    }
                    None => sum.no_energy |= bits,
                }
            }
            if !energy.is_nan() {
                sum.energy_gj += energy;
                sum.other_energy |= !is_electric;
            } else if t.mark[i] & IMPORTED != 0 {
                // An emission that came as one stands for fuel that nobody told of.
                sum.no_energy |= bits;
            }
            if !carbon.is_nan() {
                sum.carbon_t += carbon;
                sum.other_carbon |= !is_electric;
            } else if at(&t.biogenic, i).is_nan() {
                sum.no_carbon |= bits;
            }
        }
        let output = self.yearly_statistic(Statistic::OutputValue, first, &sums);
        let value_added = self.yearly_statistic(Statistic::ValueAdded, first, &sums);
        let extent = |bits: u16, expected: u16| match bits & expected {
            0 => Extent::None,
            some if some == expected => Extent::Whole,
            _ => Extent::Partly,
        };
        (1_u32..)
            .zip(&self.subjects[1..])
            .zip(&sums[1..])
            .filter(|((_, subject), sum)| subject.listed && sum.expected != 0)
            .filter_map(|((id, subject), sum)| {
                let whole = sum.filed & sum.electric;
                let electricity = extent(sum.electric, sum.expected);
                // What is there in part of the months is no year.
                let partly = |found: Extent| match found {
                    Extent::None if sum.filed != 0 => Extent::Partly,
                    found => found,
                };
                let energy = partly(extent(whole & !sum.no_energy, sum.expected));
                let carbon = partly(extent(whole & !sum.no_carbon, sum.expected));
                let known = |extent: Extent, value: f64| (extent == Extent::Whole).then_some(value);
                Some(KnownYear {
                    enterprise: self.enterprises.text(id)?.to_string(),
                    place: self
                        .tree
                        .codes
                        .get(subject.place as usize)
                        .map(|code| code.to_string())?,
                    field: field_of(subject.field),
                    industry: self
                        .industries
                        .text(u32::from(subject.industry))
                        .map(|code| code.to_string()),
                    electricity_by_month: sum.by_month,
                    electricity_missing: std::array::from_fn(|month| {
                        sum.expected & !sum.electric & 1 << month != 0
                    }),
                    months_expected: sum.expected.count_ones(),
                    months_present: (sum.present & sum.expected).count_ones(),
                    is_filed: sum.filed != 0,
                    is_metered: sum.metered != 0,
                    transforms: sum.transforms,
                    electricity,
                    electricity_kwh: known(electricity, sum.kwh),
                    energy,
                    energy_tce: known(energy, sum.energy_gj / GJ_PER_TCE),
                    carbon,
                    carbon_t: known(carbon, sum.carbon_t),
                    has_other_energy: sum.other_energy,
                    has_other_carbon: sum.other_carbon,
                    output: output.get(&id).copied(),
                    value_added: value_added.get(&id).copied(),
                })
            })
            .collect()
    }

    /// What was filed of the final use of a carrier in the subtree of a place, over whole calendar months `from` to `to`, in a
    /// unit of its amounts; `None` if nothing was, the place is unknown, or a unit does not fit.
    pub fn carrier_use(
        &self,
        (place, carrier, unit): (&str, &str, &str),
        (from, to): (Period, Period),
        source: &dyn Fn(&str) -> Source,
    ) -> Option<CarrierUse> {
        let subtree = self.tree.subtree(*self.tree.index.get(place)?);
        let carrier = self.carriers.find(carrier)?;
        let ((lo, _), (last, months)) = (span(from)?, span(to)?);
        let hi = last + u16::from(months);
        let is_filed: Vec<bool> = (0..self.datasets.len() as u32)
            .map(|id| {
                let text = self.datasets.text(id);
                text.is_none_or(|text| source(text) == Source::Filed)
            })
            .collect();
        let per_unit = self.per_unit(unit);
        let mut found = CarrierUse::default();
        let mut any = false;
        // Months in which each enterprise filed anything; 0 is the place itself.
        let mut filed: HashMap<u32, Vec<bool>> = HashMap::new();
        let (t, trail) = (&self.fine, &self.trail);
        for i in rows_within(t, &subtree) {
            let (start, end) = (t.start[i], t.start[i] + u16::from(t.months[i]));
            let twin = Scope::ALL[usize::from(t.kind[i] / 2).min(4)] == Scope::Scope2Market;
            if start < lo || end > hi || twin || !is_filed[usize::from(trail.dataset[i])] {
                continue;
            }
            let months = filed
                .entry(t.enterprise[i])
                .or_insert_with(|| vec![false; usize::from(hi - lo)]);
            months[usize::from(start - lo)..usize::from(end - lo)].fill(true);
            // What a plant turns into power or heat is no final use.
            if u32::from(t.carrier[i]) == carrier && t.kind[i] % 2 == 0 {
                found.value += trail.activity[i] * per_unit[usize::from(trail.unit[i])]?;
                any = true;
            }
        }
        for (id, subject) in (0_u32..).zip(&self.subjects).skip(1) {
            if !subject.listed || !subtree.contains(&subject.place) {
                continue;
            }
            let begin = subject.active.0.map_or(lo, |first| first.max(lo));
            let end = subject.active.1.map_or(hi, |last| (last + 1).min(hi));
            found.months_expected += u64::from(end.saturating_sub(begin));
            if let Some(months) = filed.get(&id).filter(|_| begin < end) {
                let months = &months[usize::from(begin - lo)..usize::from(end - lo)];
                found.months_present += months.iter().filter(|m| **m).count() as u64;
            }
        }
        if found.months_expected == 0 {
            found.months_expected = u64::from(hi - lo);
            found.months_present = (0..usize::from(hi - lo))
                .filter(|m| filed.values().any(|months| months[*m]))
                .count() as u64;
        }
        any.then_some(found)
    }

    /// Calendar years in which an enterprise has an entry or a statistic.
    pub fn years_of_enterprises(&self) -> Vec<i16> {
        let mut years = std::collections::BTreeSet::new();
        let mut see = |enterprise: u32, start: u16| {
            if enterprise != 0
                && let Some(period) = super::time::period(start, 1)
            {
                years.insert(period.year());
            }
        };
        for (enterprise, start) in self.fine.enterprise.iter().zip(&self.fine.start) {
            see(*enterprise, *start);
        }
        for datum in self.statistics.iter().flat_map(|one| &one.data) {
            see(datum.raw.enterprise, datum.raw.start);
        }
        years.into_iter().collect()
    }

    /// How much of `to` one of each unit of the entries is.
    fn per_unit(&self, to: &str) -> Vec<Option<f64>> {
        let registry = UnitRegistry::builtin();
        (0..self.units.len() as u32)
            .map(|id| registry.convert(1.0, self.units.text(id)?, to).ok())
            .collect()
    }

    /// Sums of a statistic over a calendar year, of enterprises that state it for all months they are expected in, in the
    /// unit that most data have.
    fn yearly_statistic(
        &self,
        statistic: Statistic,
        first: u16,
        sums: &[Sum],
    ) -> HashMap<u32, f64> {
        let Some(all) = self.statistics.iter().find(|s| s.statistic == statistic) else {
            return HashMap::new();
        };
        let within = all.data.iter().map(|datum| &datum.raw).filter(|raw| {
            raw.enterprise != 0
                && raw.start >= first
                && raw.start + u16::from(raw.months) <= first + 12
        });
        let mut counts: HashMap<u16, usize> = HashMap::new();
        for raw in within.clone() {
            *counts.entry(raw.unit).or_default() += 1;
        }
        let Some(unit) = counts
            .into_iter()
            .max_by_key(|(unit, n)| (*n, std::cmp::Reverse(*unit)))
            .map(|(unit, _)| unit)
        else {
            return HashMap::new();
        };
        let mut found: HashMap<u32, (f64, u16)> = HashMap::new();
        for raw in within.filter(|raw| raw.unit == unit) {
            let one = found.entry(raw.enterprise).or_default();
            one.0 += raw.value;
            one.1 |= mask(raw.start, u16::from(raw.months), first);
        }
        found
            .into_iter()
            .filter(|(id, (_, bits))| {
                let expected = sums[*id as usize].expected;
                expected != 0 && bits & expected == expected
            })
            .map(|(id, (value, _))| (id, value))
            .collect()
    }
}
