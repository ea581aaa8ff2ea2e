//! The meters of a region, each with what accounting has to know of it, and the sums of their months.
//!
//! Readings, months and this list are all ordered by meter: who walks along them finds the next meter beside the last and has no
//! need of a table of names.

use std::collections::{BTreeSet, HashMap};

use inventory::master::Enterprise;
use jiff::civil::Date;
use metering::Meter;
use units::UnitRegistry;

use super::MeterMonth;

/// A meter of the list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// The meter.
    pub meter: &'a Meter,
    /// kWh of one of its units; `None` if that is no energy.
    pub kwh_per_unit: Option<f64>,
    /// Number of its place and industry.
    group: usize,
    /// Number of its unit.
    unit: usize,
}

impl<'a> Listed<'a> {
    /// Grid zone, and kWh of one unit. Hourly factors are of electricity: what is no energy has none.
    pub fn zone(&self) -> Option<(&'a str, f64)> {
        self.meter.zone.as_deref().zip(self.kwh_per_unit)
    }

    /// True for a meter that counts: one without a parent, since a parent's amount holds its children's.
    pub fn counts(&self) -> bool {
        self.meter.parent.is_none()
    }
}

/// Meters by code.
#[derive(Debug, Default)]
pub struct Roster<'a> {
    listed: Vec<Listed<'a>>,
    /// How many places and industries they are of.
    groups: usize,
    /// kWh of the units they measure in, by name.
    units: Vec<Option<f64>>,
}

/// Where a walk along a [`Roster`] stands.
#[derive(Debug, Clone, Copy, Default)]
pub struct Near(usize);

/// Finds `code` in what is ordered by code: beside where the last was found, or else by halving.
fn find<T>(
    ordered: &[T],
    code_of: impl Fn(&T) -> &str,
    code: &str,
    near: &mut Near,
) -> Option<usize> {
    let is = |at: &usize| ordered.get(*at).is_some_and(|one| code_of(one) == code);
    let beside = [near.0, near.0 + 1].into_iter().find(is);
    let found = beside.or_else(|| {
        let by_halves = ordered.binary_search_by(|one| code_of(one).cmp(code));
        by_halves.ok()
    })?;
    near.0 = found;
    Some(found)
}

impl<'a> Roster<'a> {
    /// Of these meters, with the industries of the enterprises they belong to.
    pub fn new(
        meters: &'a [Meter],
        enterprises: &'a [Enterprise],
        registry: &UnitRegistry,
    ) -> Roster<'a> {
        let mut meters: Vec<&Meter> = meters.iter().collect();
        let mut enterprises: Vec<&Enterprise> = enterprises.iter().collect();
        // They mostly come in order.
        meters.sort_by(|a, b| a.code.cmp(&b.code));
        enterprises.sort_by(|a, b| a.code.cmp(&b.code));
        let names: BTreeSet<&str> = meters.iter().map(|meter| meter.unit.as_str()).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let units: Vec<Option<f64>> = names
            .iter()
            .map(|unit| registry.convert(1.0, unit, "kWh").ok())
            .collect();
        let (mut near_unit, mut near_enterprise) = (Near::default(), Near::default());
        let mut groups: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        let mut listed = Vec::with_capacity(meters.len());
        for meter in meters {
            let of = meter.enterprise.as_deref().and_then(|code| {
                find(
                    &enterprises,
                    |one| one.code.as_str(),
                    code,
                    &mut near_enterprise,
                )
            });
            let industry = of.and_then(|at| enterprises[at].industry.as_deref());
            let next = groups.len();
            let group = *groups
                .entry((meter.place.as_str(), industry))
                .or_insert(next);
            // Every unit of a meter is among the names.
            let unit = find(&names, |name| name, &meter.unit, &mut near_unit).unwrap_or_default();
            listed.push(Listed {
                meter,
                kwh_per_unit: units[unit],
                group,
                unit,
            });
        }
        Roster {
            listed,
            groups: groups.len(),
            units,
        }
    }

    /// The meter of a code.
    pub fn find(&self, code: &str, near: &mut Near) -> Option<&Listed<'a>> {
        let at = find(&self.listed, |one| one.meter.code.as_str(), code, near)?;
        Some(&self.listed[at])
    }

    /// As [`Roster::find`], only meters that count.
    pub fn find_counting(&self, code: &str, near: &mut Near) -> Option<&Listed<'a>> {
        self.find(code, near).filter(|one| one.counts())
    }
}

/// Sums over meters that count.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RolledUp {
    /// Places, industries and months that have an amount.
    pub groups: usize,
    /// Energy in kWh.
    pub energy_kwh: f64,
    /// Emissions in micrograms CO2e (1e-9 kg), by hourly factors.
    pub emissions_ug: i128,
}

/// Energy in millionths of the unit and emissions in micrograms of a month.
type OfMonth = (Date, i128, i128);

impl Roster<'_> {
    /// Sums by place, industry and month. Whole numbers, so the order does not matter.
    pub fn roll_up(&self, months: &[MeterMonth]) -> RolledUp {
        let mut groups: Vec<Vec<OfMonth>> = vec![Vec::new(); self.groups];
        let mut energy_micro = vec![0_i128; self.units.len()];
        let mut near = Near::default();
        for month in months {
            let Some(of) = self.find_counting(&month.meter, &mut near) else {
                continue;
            };
            let amount = i128::from(month.amount_micro);
            let emissions = i128::from(month.emissions_ug);
            energy_micro[of.unit] += amount;
            let group = &mut groups[of.group];
            match group.binary_search_by_key(&month.month, |sums| sums.0) {
                Ok(at) => {
                    group[at].1 += amount;
                    group[at].2 += emissions;
                }
                Err(at) => group.insert(at, (month.month, amount, emissions)),
            }
        }
        // By name of the unit: the order of additions is part of the result.
        let energy_kwh = energy_micro.iter().zip(&self.units);
        RolledUp {
            groups: groups.iter().map(Vec::len).sum(),
            energy_kwh: energy_kwh
                .filter_map(|(micro, kwh)| Some(*micro as f64 * 1e-6 * (*kwh)?))
                .sum(),
            emissions_ug: groups.iter().flatten().map(|sums| sums.2).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn meter(code: &str, unit: &str, place: &str, enterprise: &str, parent: Option<&str>) -> Meter {
        serde_json::from_value(serde_json::json!({
            "code": code, "name": {"en": code, "zh": code}, "enterprise": enterprise, "place": place,
            "carrier": "electricity", "unit": unit, "resolution": 0.001, "register": "interval",
            "interval_s": 900, "digits": null, "multiplier": 1.0, "parent": parent,
            "loss_percent_max": 0.0, "formula": null, "zone": "z", "active": [null, null],
            "synthetic": true,
        }))
        .unwrap()
    }

    fn month(meter: &str, first: Date, amount_micro: i64, emissions_ug: i64) -> MeterMonth {
        MeterMonth {
            meter: meter.to_owned(),
            month: first,
            unit: "kWh".to_owned(),
            zone: None,
            first_day: first,
            last_day: first,
            days: 1,
            slots: 96,
            present: 96,
            estimated: 0,
            amount_micro,
            with_factor_micro: 0,
            emissions_ug,
            run: 1,
        }
    }

    fn enterprise(code: &str, industry: Option<&str>) -> Enterprise {
        Enterprise {
            code: code.to_owned(),
            name: units::Label {
                en: code.to_owned(),
                zh: code.to_owned(),
            },
            place: "p".to_owned(),
            industry: industry.map(str::to_owned),
            field: None,
            above_designated_size: None,
            lon_lat: None,
            active: (None, None),
        }
    }

    #[test]
    fn meters_are_found_in_any_order() {
        let codes = ["1", "10", "100", "2", "20", "3"];
        let meters: Vec<Meter> = codes
            .iter()
            .rev()
            .map(|code| meter(code, "kWh", "p", "e", None))
            .collect();
        let roster = Roster::new(&meters, &[], UnitRegistry::builtin());
        let mut near = Near::default();
        for asked in [
            "1", "10", "100", "100", "3", "2", "nowhere", "20", "3", "1", "",
        ] {
            let found = roster
                .find(asked, &mut near)
                .map(|one| one.meter.code.as_str());
            assert_eq!(found, codes.contains(&asked).then_some(asked));
        }
    }

    /// Worked by hand: two places, two industries, two months, a submeter that its parent counts, a unit that is no energy.
    #[test]
    fn months_add_up_by_place_industry_and_month() {
        let meters = [
            meter("a", "kWh", "p", "e1", None),
            meter("b", "MWh", "p", "e2", None),
            meter("b1", "kWh", "p", "e2", Some("b")),
            meter("c", "kWh", "q", "e1", None),
            meter("w", "m3", "q", "e3", None),
        ];
        let enterprises = [
            enterprise("e2", Some("steel")),
            enterprise("e1", Some("paper")),
            enterprise("e3", None),
        ];
        let roster = Roster::new(&meters, &enterprises, UnitRegistry::builtin());
        let (may, june) = (date(2024, 5, 1), date(2024, 6, 1));
        let months = [
            month("a", may, 1_500_000, 10),
            month("a", june, 2_000_000, 20),
            month("b", may, 3_000_000, 30),
            month("b1", may, 9_000_000, 900),
            month("c", june, 4_000_000, -1),
            month("gone", june, 8_000_000, 800),
            month("w", june, 7_000_000, 0),
        ];
        let rolled = roster.roll_up(&months);
        // p paper May, p paper June, p steel May, q paper June, q without industry June.
        assert_eq!(rolled.groups, 5);
        assert_eq!(rolled.emissions_ug, 59);
        // 1.5 + 2 + 4 kWh and 3 MWh; the water is no energy.
        assert_eq!(rolled.energy_kwh, 3_007.5);
        let mut other = months;
        other.reverse();
        assert_eq!(roster.roll_up(&other), rolled);
        assert_eq!(roster.roll_up(&[]).groups, 0);
        let mut near = Near::default();
        assert!(roster.find("b1", &mut near).is_some());
        assert!(roster.find_counting("b1", &mut near).is_none());
        let zone = |code: &str| roster.find(code, &mut Near::default()).unwrap().zone();
        assert_eq!((zone("b"), zone("w")), (Some(("z", 1000.0)), None));
    }
}
