//! What offices state of the use of a carrier, by place or enterprise: the third side of a reconciliation. It is never part of a
//! figure, since the same use stands in filings or meters.

use super::book::Span;
use crate::refusal::Result;
use inventory::ledger::{Activity, Measure};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::Import;
use units::UnitRegistry;

/// Of whom something is stated.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whose {
    /// Code of an enterprise.
    Enterprise(String),
    /// Code of a place: all that lies in it.
    Place(String),
}

/// One statement: the import that brought it, its amount, its unit.
type Statement = (u32, f64, String);

/// Statements by period: its first and last day.
type Series = BTreeMap<(Date, Date), Statement>;

/// All that offices state in a region.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// By whom and carrier.
    of: HashMap<Whose, BTreeMap<String, Series>>,
}

/// A sum of statements within a span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stated {
    /// Amount.
    pub value: f64,
    /// Months that it covers.
    pub months_covered: u64,
    /// Months of the span.
    pub months: u64,
}

/// Reads the statements of the given imports; the later of two about the same counts, several of one import add up.
///
/// # Errors
/// What the lake says.
pub fn read(lake: &lake::Lake, region: &str, imports: &[Import]) -> Result<Statements> {
    let mut all = Statements::default();
    for import in imports
        .iter()
        .filter(|one| one.counts.carrier_statistics > 0)
    {
        for activity in lake.rows_of::<Activity>(region, import.seq)? {
            all.add(activity);
        }
    }
    Ok(all)
}

impl Statements {
    fn add(&mut self, activity: Activity) {
        let Measure::CarrierStatistic { carrier } = activity.measure else {
            return;
        };
        let whose = match activity.enterprise {
            Some(code) => Whose::Enterprise(code),
            None => Whose::Place(activity.place),
        };
        let import = activity.lineage.import;
        let new = (import, activity.value, activity.unit);
        let periods = self
            .of
            .entry(whose)
            .or_default()
            .entry(carrier)
            .or_default();
        let days = (activity.period.first_day(), activity.period.last_day());
        match periods.get_mut(&days) {
            Some(known) if known.0 == import => {
                if let Ok(value) = UnitRegistry::builtin().convert(new.1, &new.2, &known.2) {
                    known.1 += value;
                }
            }
            Some(known) if known.0 > import => {}
            _ => _ = periods.insert(days, new),
        }
    }

    /// True if nothing is stated.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Enterprises of which something is stated.
    pub fn enterprises(&self) -> impl Iterator<Item = &str> {
        self.of.keys().filter_map(|whose| match whose {
            Whose::Enterprise(code) => Some(code.as_str()),
            Whose::Place(_) => None,
        })
    }

    /// Places of which something is stated.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.of.keys().filter_map(|whose| match whose {
            Whose::Place(code) => Some(code.as_str()),
            Whose::Enterprise(_) => None,
        })
    }

    /// Carriers that are stated of somebody, with the unit of the first statement.
    pub fn carriers(&self, whose: &Whose) -> Vec<(&str, &str)> {
        let carriers = self.of.get(whose).into_iter().flatten();
        carriers
            .filter_map(|(carrier, periods)| {
                let (_, _, unit) = periods.values().next()?;
                Some((carrier.as_str(), unit.as_str()))
            })
            .collect()
    }

    /// What is stated for a span of whole months, in a unit; the longest periods first, none twice. `None` if nothing lies
    /// within the span.
    pub fn sum(&self, whose: &Whose, carrier: &str, unit: &str, span: Span) -> Option<Stated> {
        let periods = self.of.get(whose)?.get(carrier)?;
        let mut inside: Vec<(Date, Date, &Statement)> = periods
            .iter()
            .map(|((first, last), statement)| (*first, *last, statement))
            .filter(|(first, last, _)| span.first <= *first && *last <= span.last)
            .collect();
        inside.sort_by_key(|(first, last, _)| {
            (std::cmp::Reverse((*last - *first).get_days()), *first)
        });
        let mut covered: BTreeSet<Date> = BTreeSet::new();
        let mut value = 0.0;
        for (first, last, (_, amount, of)) in inside {
            let months = months(first, last);
            if months.iter().any(|month| covered.contains(month)) {
                continue;
            }
            let Ok(amount) = UnitRegistry::builtin().convert(*amount, of, unit) else {
                continue;
            };
            covered.extend(months);
            value += amount;
        }
        (!covered.is_empty()).then(|| Stated {
            value,
            months_covered: covered.len() as u64,
            months: months(span.first, span.last).len() as u64,
        })
    }
}

/// First days of the months from one day to another.
pub(super) fn months(first: Date, last: Date) -> Vec<Date> {
    let mut out = Vec::new();
    let mut month = first.first_of_month();
    while month <= last {
        out.push(month);
        match month.last_of_month().tomorrow() {
            Ok(next) => month = next,
            Err(_) => break,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use inventory::ledger::{Lineage, Quality};

    fn stated(period: &str, value: f64, unit: &str, import: u32) -> Activity {
        Activity {
            region: "r".into(),
            place: "p".into(),
            enterprise: None,
            period: period.parse().unwrap(),
            measure: Measure::CarrierStatistic {
                carrier: "electricity".into(),
            },
            field: None,
            industry: None,
            value,
            unit: unit.into(),
            uncertainty_percent: None,
            quality: Quality::Statistical,
            lineage: Lineage {
                import,
                row: 2,
                column: 1,
            },
        }
    }

    #[test]
    fn a_year_counts_before_its_months_and_the_later_import_before_the_earlier() {
        let mut all = Statements::default();
        for one in [
            stated("2020", 12.0, "万kWh", 1),
            stated("2020-03", 1.0, "万kWh", 1),
            stated("2021-01", 2.0, "万kWh", 1),
            stated("2021-02", 30.0, "MWh", 1),
            stated("2021-02", 40.0, "MWh", 2),
        ] {
            all.add(one);
        }
        let whose = Whose::Place("p".into());
        let ask = |first: &str, last: &str| {
            let span = Span {
                first: first.parse().unwrap(),
                last: last.parse().unwrap(),
            };
            all.sum(&whose, "electricity", "kWh", span)
                .map(|s| (s.value.round(), s.months_covered, s.months))
        };
        assert_eq!(ask("2020-01-01", "2020-12-31"), Some((120_000.0, 12, 12)));
        // The year does not lie within it; its month does.
        assert_eq!(ask("2020-01-01", "2020-06-30"), Some((10_000.0, 1, 6)));
        // 20,000 kWh and, newly, 40 MWh.
        assert_eq!(ask("2021-01-01", "2021-12-31"), Some((60_000.0, 2, 12)));
        assert_eq!(ask("2022-01-01", "2022-12-31"), None);
        assert_eq!(all.carriers(&whose), [("electricity", "万kWh")]);
    }
}
