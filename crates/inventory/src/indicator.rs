//! The indicators: what each one divides by what, and in which unit its figure is told.

use std::fmt;
use std::str::FromStr;

use crate::cube::Part;
use crate::ledger::Statistic;
use crate::master::Region;

/// GJ in one tonne of coal equivalent: 29 307.6 kJ to the kilogram (GB/T 2589-2020, 3.10 and annex A).
pub const GJ_PER_TCE: f64 = 29.3076;

/// m2 in one mu: 10 000 / 15 (one hectare is 15 mu).
pub const M2_PER_MU: f64 = 10_000.0 / 15.0;

/// m2 in one km2.
pub const M2_PER_KM2: f64 = 1.0e6;

/// What a figure is about. Totals are sums; the others are a sum over a sum, never a mean of ratios.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Indicator {
    /// Emissions in t CO2e, biogenic CO2 and scope 3 apart.
    CarbonTotal,
    /// Energy in tce.
    EnergyTotal,
    /// Emissions over the region's `intensity_base`, t CO2e per 10 000 CNY or per million of another currency.
    CarbonIntensity,
    /// Energy over the region's `intensity_base`, tce per 10 000 CNY or per million of another currency.
    EnergyIntensity,
    /// t CO2e a resident.
    CarbonPerPerson,
    /// tce a resident.
    EnergyPerPerson,
    /// t CO2e per km2.
    CarbonPerArea,
    /// tce per km2.
    EnergyPerArea,
    /// t CO2e per mu.
    CarbonPerMu,
    /// tce per mu.
    EnergyPerMu,
    /// Biogenic CO2 in t.
    BiogenicCo2,
    /// Residents.
    Population,
    /// Land in m2.
    LandArea,
    /// Gross output value in the region's currency.
    OutputValue,
    /// Value added in the region's currency.
    ValueAdded,
    /// Gross domestic product in the region's currency.
    Gdp,
}

/// A sum over entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Numerator {
    /// t CO2e.
    Carbon,
    /// tce.
    Energy,
    /// t of biogenic CO2.
    Biogenic,
    /// A statistic that is shown as it is.
    Statistic(Statistic),
}

impl Indicator {
    /// All, in the order in which they are offered.
    pub const ALL: [Indicator; 16] = [
        Indicator::CarbonTotal,
        Indicator::EnergyTotal,
        Indicator::CarbonIntensity,
        Indicator::EnergyIntensity,
        Indicator::CarbonPerPerson,
        Indicator::EnergyPerPerson,
        Indicator::CarbonPerArea,
        Indicator::EnergyPerArea,
        Indicator::CarbonPerMu,
        Indicator::EnergyPerMu,
        Indicator::BiogenicCo2,
        Indicator::Population,
        Indicator::LandArea,
        Indicator::OutputValue,
        Indicator::ValueAdded,
        Indicator::Gdp,
    ];

    /// Stable id, as in the API.
    pub fn id(self) -> &'static str {
        match self {
            Indicator::CarbonTotal => "carbon_total",
            Indicator::EnergyTotal => "energy_total",
            Indicator::CarbonIntensity => "carbon_intensity",
            Indicator::EnergyIntensity => "energy_intensity",
            Indicator::CarbonPerPerson => "carbon_per_person",
            Indicator::EnergyPerPerson => "energy_per_person",
            Indicator::CarbonPerArea => "carbon_per_area",
            Indicator::EnergyPerArea => "energy_per_area",
            Indicator::CarbonPerMu => "carbon_per_mu",
            Indicator::EnergyPerMu => "energy_per_mu",
            Indicator::BiogenicCo2 => "biogenic_co2",
            Indicator::Population => "population",
            Indicator::LandArea => "land_area",
            Indicator::OutputValue => "output_value",
            Indicator::ValueAdded => "value_added",
            Indicator::Gdp => "gdp",
        }
    }

    /// What is summed above the line.
    pub fn numerator(self) -> Numerator {
        use Indicator as I;
        match self {
            I::CarbonTotal
            | I::CarbonIntensity
            | I::CarbonPerPerson
            | I::CarbonPerArea
            | I::CarbonPerMu => Numerator::Carbon,
            I::EnergyTotal
            | I::EnergyIntensity
            | I::EnergyPerPerson
            | I::EnergyPerArea
            | I::EnergyPerMu => Numerator::Energy,
            I::BiogenicCo2 => Numerator::Biogenic,
            I::Population => Numerator::Statistic(Statistic::Population),
            I::LandArea => Numerator::Statistic(Statistic::LandArea),
            I::OutputValue => Numerator::Statistic(Statistic::OutputValue),
            I::ValueAdded => Numerator::Statistic(Statistic::ValueAdded),
            I::Gdp => Numerator::Statistic(Statistic::Gdp),
        }
    }

    /// True if it is a ratio, even where the region has no statistic to divide by.
    pub fn is_ratio(self) -> bool {
        use Indicator as I;
        matches!(
            self,
            I::CarbonIntensity
                | I::EnergyIntensity
                | I::CarbonPerPerson
                | I::EnergyPerPerson
                | I::CarbonPerArea
                | I::EnergyPerArea
                | I::CarbonPerMu
                | I::EnergyPerMu
        )
    }

    /// What is summed below the line; `None` for a total, and for an intensity where the region has no `intensity_base`.
    pub fn denominator(self, region: &Region) -> Option<Statistic> {
        use Indicator as I;
        match self {
            I::CarbonIntensity | I::EnergyIntensity => region.intensity_base,
            I::CarbonPerPerson | I::EnergyPerPerson => Some(Statistic::Population),
            I::CarbonPerArea | I::EnergyPerArea | I::CarbonPerMu | I::EnergyPerMu => {
                Some(Statistic::LandArea)
            }
            _ => None,
        }
    }

    /// How many of the statistic's base units (person, m2, currency unit) make one unit of the denominator as it is told:
    /// 1 person, 10^6 m2, 10 000/15 m2, 10 000 CNY, one million of another currency; 1 for totals.
    pub fn denominator_scale(self, region: &Region) -> f64 {
        use Indicator as I;
        match self {
            I::CarbonIntensity | I::EnergyIntensity => {
                if region.currency == "CNY" {
                    1.0e4
                } else {
                    1.0e6
                }
            }
            I::CarbonPerArea | I::EnergyPerArea => M2_PER_KM2,
            I::CarbonPerMu | I::EnergyPerMu => M2_PER_MU,
            _ => 1.0,
        }
    }

    /// Unit of the figure: `t`, `tce`, `t/person`, `tce/km2`, `t/mu`, `t/万CNY`, `t/million GBP`, `person`, `m2`, `CNY`.
    pub fn unit(self, region: &Region) -> String {
        use Indicator as I;
        let above = match self.numerator() {
            Numerator::Carbon | Numerator::Biogenic => "t",
            Numerator::Energy => "tce",
            Numerator::Statistic(statistic) => statistic.base_unit(region),
        };
        match self {
            I::CarbonIntensity | I::EnergyIntensity if region.currency == "CNY" => {
                format!("{above}/万CNY")
            }
            I::CarbonIntensity | I::EnergyIntensity => {
                format!("{above}/million {}", region.currency)
            }
            I::CarbonPerPerson | I::EnergyPerPerson => format!("{above}/person"),
            I::CarbonPerArea | I::EnergyPerArea => format!("{above}/km2"),
            I::CarbonPerMu | I::EnergyPerMu => format!("{above}/mu"),
            _ => above.to_owned(),
        }
    }

    /// Unit of the figure or of one side of a ratio: the numerator in `t` or `tce`, the denominator in `person`, `m2` or
    /// the currency.
    pub fn unit_of(self, part: Part, region: &Region) -> String {
        match (
            part,
            self.is_ratio(),
            self.numerator(),
            self.denominator(region),
        ) {
            (Part::Above, true, Numerator::Energy, _) => "tce".to_owned(),
            (Part::Above, true, _, _) => "t".to_owned(),
            (Part::Below, true, _, Some(statistic)) => statistic.base_unit(region).to_owned(),
            _ => self.unit(region),
        }
    }

    /// What [`Indicator::unit_of`] counts.
    pub fn quantity_of(self, part: Part, region: &Region) -> &'static str {
        match (part, self.is_ratio(), self.denominator(region)) {
            (Part::Below, true, Some(statistic)) => statistic.quantity(),
            _ => self.quantity(),
        }
    }

    /// What the unit counts above the line: `CO2e`, `energy`, `CO2`, `person`, `area`, `money`.
    pub fn quantity(self) -> &'static str {
        match self.numerator() {
            Numerator::Carbon => "CO2e",
            Numerator::Energy => "energy",
            Numerator::Biogenic => "CO2",
            Numerator::Statistic(statistic) => statistic.quantity(),
        }
    }
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Indicator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Indicator::ALL
            .into_iter()
            .find(|i| i.id() == text)
            .ok_or_else(|| {
                let ids: Vec<_> = Indicator::ALL.iter().map(|i| i.id()).collect();
                format!("no indicator {text:?}; there are {}", ids.join(", "))
            })
    }
}

impl Statistic {
    /// All five.
    pub const ALL: [Statistic; 5] = [
        Statistic::Population,
        Statistic::LandArea,
        Statistic::OutputValue,
        Statistic::ValueAdded,
        Statistic::Gdp,
    ];

    /// True for what stands at a time (people, land), false for what flows in a time (money). A stock is not summed over
    /// months: over a period it is its average over the months of which it is known.
    pub fn is_stock(self) -> bool {
        matches!(self, Statistic::Population | Statistic::LandArea)
    }

    /// Unit in which it is kept: `person`, `m2`, or the region's currency.
    pub fn base_unit(self, region: &Region) -> &str {
        match self {
            Statistic::Population => "person",
            Statistic::LandArea => "m2",
            _ => &region.currency,
        }
    }

    /// What its unit counts: `person`, `area`, `money`.
    pub fn quantity(self) -> &'static str {
        match self {
            Statistic::Population => "person",
            Statistic::LandArea => "area",
            _ => "money",
        }
    }

    /// Stable id, as in files and the API.
    pub fn id(self) -> &'static str {
        match self {
            Statistic::Population => "population",
            Statistic::LandArea => "land_area",
            Statistic::OutputValue => "output_value",
            Statistic::ValueAdded => "value_added",
            Statistic::Gdp => "gdp",
        }
    }
}

impl crate::ledger::Scope {
    /// All, in the order of the inventory.
    pub const ALL: [crate::ledger::Scope; 5] = [
        crate::ledger::Scope::Scope1,
        crate::ledger::Scope::Process,
        crate::ledger::Scope::Scope2Location,
        crate::ledger::Scope::Scope2Market,
        crate::ledger::Scope::Scope3,
    ];

    /// Stable id: `scope1`, `process`, `scope2_location`, `scope2_market`, `scope3`.
    pub fn id(self) -> &'static str {
        use crate::ledger::Scope as S;
        match self {
            S::Scope1 => "scope1",
            S::Process => "process",
            S::Scope2Location => "scope2_location",
            S::Scope2Market => "scope2_market",
            S::Scope3 => "scope3",
        }
    }
}

impl crate::ledger::Gas {
    /// Stable id: `co2`, `ch4`, `n2o`, `hfc`, `pfc`, `sf6`, `nf3`, `other_fluorinated`, `unspecified`.
    pub fn id(self) -> &'static str {
        use crate::ledger::Gas as G;
        match self {
            G::Co2 => "co2",
            G::Ch4 => "ch4",
            G::N2o => "n2o",
            G::Hfc => "hfc",
            G::Pfc => "pfc",
            G::Sf6 => "sf6",
            G::Nf3 => "nf3",
            G::OtherFluorinated => "other_fluorinated",
            G::Unspecified => "unspecified",
        }
    }
}
