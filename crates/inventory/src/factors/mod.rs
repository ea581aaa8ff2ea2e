//! Factors: what an amount of a carrier, a gas or a product is multiplied with, each with its source and validity.
//!
//! The tables are text (`data/*.csv`, one row a fact); [`FactorLibrary::builtin`] holds the project's own. A lookup
//! names the subject, the regions from the finest to the widest, and the day; the answer is one row or a reason.

mod load;
mod lookup;

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use units::{Label, Unit};

pub use load::{CARRIER_FILE, FACTOR_FILES};
pub use lookup::{FactorLibrary, FactorRefusal, FallbackPolicy, Found};

/// What a factor turns into what; with the subject it names one formula's symbol.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// Global warming potential over 100 years; mass CO2e per mass of a gas. Subject `SET/GAS` (`ar5/ch4`).
    Gwp,
    /// Coal equivalent at equal value (当量值); energy per amount of a carrier. GB/T 2589-2020 annexes A, B.
    CoalEquivalent,
    /// Coal equivalent at equivalent value (等价值): the coal that it took to make a secondary carrier.
    CoalEquivalentByInput,
    /// Net calorific value; energy per mass or volume of a carrier.
    NetCalorificValue,
    /// Carbon content; carbon (as the CO2 that it makes) per energy.
    CarbonContent,
    /// Share of the carbon that oxidises.
    OxidationRate,
    /// CO2 per energy burned, oxidation included. Of a biogenic carrier: biogenic CO2.
    CombustionCo2,
    /// CH4 by its own mass per energy burned. Subject `CARRIER/SECTOR`, see [`CombustionSector`].
    CombustionCh4,
    /// N2O by its own mass per energy burned. Subject `CARRIER/SECTOR`.
    CombustionN2o,
    /// Average CO2 of electricity from the grid; per energy. Location-based scope 2. Subject `electricity`.
    Electricity,
    /// CO2 of electricity of the residual mix; per energy. Market-based scope 2. Subject `electricity`.
    ElectricityResidual,
    /// CO2 of purchased heat and steam; per energy. Subject `heat` or `steam`.
    Heat,
    /// CO2 of a process per mass of product or raw material. Subject is the id of the process.
    Process,
}

impl FactorKind {
    /// All kinds.
    pub const ALL: [FactorKind; 13] = [
        FactorKind::Gwp,
        FactorKind::CoalEquivalent,
        FactorKind::CoalEquivalentByInput,
        FactorKind::NetCalorificValue,
        FactorKind::CarbonContent,
        FactorKind::OxidationRate,
        FactorKind::CombustionCo2,
        FactorKind::CombustionCh4,
        FactorKind::CombustionN2o,
        FactorKind::Electricity,
        FactorKind::ElectricityResidual,
        FactorKind::Heat,
        FactorKind::Process,
    ];

    /// The stable code, as tables write it.
    pub fn code(self) -> &'static str {
        match self {
            FactorKind::Gwp => "gwp",
            FactorKind::CoalEquivalent => "coal_equivalent",
            FactorKind::CoalEquivalentByInput => "coal_equivalent_by_input",
            FactorKind::NetCalorificValue => "net_calorific_value",
            FactorKind::CarbonContent => "carbon_content",
            FactorKind::OxidationRate => "oxidation_rate",
            FactorKind::CombustionCo2 => "combustion_co2",
            FactorKind::CombustionCh4 => "combustion_ch4",
            FactorKind::CombustionN2o => "combustion_n2o",
            FactorKind::Electricity => "electricity",
            FactorKind::ElectricityResidual => "electricity_residual",
            FactorKind::Heat => "heat",
            FactorKind::Process => "process",
        }
    }

    /// The dimensions that its unit may have.
    fn dimensions(self) -> &'static [&'static str] {
        match self {
            FactorKind::Gwp => &["co2e/mass"],
            FactorKind::CoalEquivalent | FactorKind::CoalEquivalentByInput => {
                &["energy/mass", "energy/length^3", "none"]
            }
            FactorKind::NetCalorificValue => &["energy/mass", "energy/length^3"],
            FactorKind::OxidationRate => &["none"],
            FactorKind::CombustionCh4 | FactorKind::CombustionN2o => &["mass/energy"],
            FactorKind::CarbonContent
            | FactorKind::CombustionCo2
            | FactorKind::Electricity
            | FactorKind::ElectricityResidual
            | FactorKind::Heat => &["co2e/energy"],
            FactorKind::Process => &["co2e/mass"],
        }
    }

    /// True if its subject is (or starts with) the id of a carrier.
    fn is_of_carrier(self) -> bool {
        !matches!(self, FactorKind::Gwp | FactorKind::Process)
    }

    /// True if its subject names a sector after the carrier.
    fn has_sector(self) -> bool {
        matches!(self, FactorKind::CombustionCh4 | FactorKind::CombustionN2o)
    }
}

impl fmt::Display for FactorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for FactorKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        FactorKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or_else(|| {
                let known = FactorKind::ALL.map(FactorKind::code).join(", ");
                format!("no kind of factor {text:?}; known are {known}")
            })
    }
}

/// Where fuel is burned, as far as CH4 and N2O depend on it (IPCC 2006 vol. 2 ch. 2 tables 2.2 to 2.5, ch. 3).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CombustionSector {
    /// Power and heat plants, refineries (table 2.2).
    EnergyIndustries,
    /// Manufacturing industries and construction (table 2.3).
    Manufacturing,
    /// Commercial and institutional (table 2.4).
    Commercial,
    /// Households, agriculture, forestry, fishing (table 2.5).
    Residential,
    /// Road vehicles (table 3.2.2).
    Road,
    /// Railways (table 3.4.1).
    Rail,
    /// Ships and boats (table 3.5.3).
    Water,
    /// Aircraft (table 3.6.5).
    Aviation,
}

impl CombustionSector {
    /// All eight.
    pub const ALL: [CombustionSector; 8] = [
        CombustionSector::EnergyIndustries,
        CombustionSector::Manufacturing,
        CombustionSector::Commercial,
        CombustionSector::Residential,
        CombustionSector::Road,
        CombustionSector::Rail,
        CombustionSector::Water,
        CombustionSector::Aviation,
    ];

    /// The stable code, as subjects write it.
    pub fn code(self) -> &'static str {
        match self {
            CombustionSector::EnergyIndustries => "energy_industries",
            CombustionSector::Manufacturing => "manufacturing",
            CombustionSector::Commercial => "commercial",
            CombustionSector::Residential => "residential",
            CombustionSector::Road => "road",
            CombustionSector::Rail => "rail",
            CombustionSector::Water => "water",
            CombustionSector::Aviation => "aviation",
        }
    }

    /// True where fuel moves what burns it.
    pub fn is_mobile(self) -> bool {
        matches!(
            self,
            CombustionSector::Road
                | CombustionSector::Rail
                | CombustionSector::Water
                | CombustionSector::Aviation
        )
    }

    /// The subject of a CH4 or N2O factor (`natural_gas/manufacturing`).
    pub fn subject(self, carrier: &str) -> String {
        format!("{carrier}/{}", self.code())
    }
}

/// One row of a factor table.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Factor {
    /// Stable id, unique among all tables.
    pub id: String,
    /// What it turns into what.
    pub kind: FactorKind,
    /// Of what: a carrier, `carrier/sector`, `set/gas` or process.
    pub subject: String,
    /// Value in `unit`; finite, not negative.
    pub value: f64,
    /// Unit; of a dimension that fits the kind.
    pub unit: Unit,
    /// Region that it is valid in: `world`, an ISO 3166-1 country (`CN`), an ISO 3166-2 subdivision (`CN-CQ`), or a
    /// grid (`CN-grid-southwest`).
    pub region: String,
    /// First day of validity; `None` is open.
    pub valid_from: Option<Date>,
    /// Last day of validity; `None` is open.
    pub valid_to: Option<Date>,
    /// Relative half width of the 95 % interval, in percent; `None` if the source states none.
    pub uncertainty_percent: Option<f64>,
    /// Document that states it.
    pub source: String,
    /// Table, clause or announcement within the document.
    pub clause: String,
    /// Terms on which the value may be used.
    pub licence: String,
    /// Table it stands in.
    pub file: String,
    /// Row in the table, counted from 1, the head included.
    pub row: u32,
}

impl Factor {
    /// True if a day lies within its validity.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Value in another unit.
    ///
    /// # Errors
    /// If the dimensions differ.
    pub fn value_in(&self, unit: &Unit) -> Result<f64, units::DimensionError> {
        Ok(self.unit.conversion_to(unit)?.apply(self.value))
    }

    fn validity_overlaps(&self, other: &Factor) -> bool {
        let starts_before_end = |from: Option<Date>, to: Option<Date>| match (from, to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        };
        starts_before_end(self.valid_from, other.valid_to)
            && starts_before_end(other.valid_from, self.valid_to)
    }
}

/// Whether a carrier comes from nature or from a plant.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CarrierKind {
    /// Taken from nature (raw coal, crude oil, natural gas, biomass).
    Primary,
    /// Made from another carrier (coke, diesel, electricity, heat).
    Secondary,
}

/// What a carrier is made of, as far as accounting asks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CarrierForm {
    /// Burned, counted by mass.
    Solid,
    /// Burned, counted by mass.
    Liquid,
    /// Burned, counted by volume.
    Gas,
    /// Counted by energy; emits where it is made.
    Electricity,
    /// Heat, steam, cooling: counted by energy; emits where it is made.
    Heat,
}

/// An energy carrier, a row of `data/carriers.csv`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Carrier {
    /// Stable id.
    pub id: String,
    /// Name in both languages.
    pub name: Label,
    /// Primary or secondary.
    pub kind: CarrierKind,
    /// Solid, liquid, gas, electricity or heat.
    pub form: CarrierForm,
    /// Unit that amounts are shown in.
    pub default_unit: Unit,
    /// True if its CO2 is biogenic and stays out of totals.
    pub is_biogenic: bool,
    /// Index into the fixed colours of carriers, the same everywhere.
    pub color_index: u8,
}

impl Carrier {
    /// True of electricity, heat and steam: emissions arise where they are made (scope 2).
    pub fn is_purchased_energy(&self) -> bool {
        matches!(self.form, CarrierForm::Electricity | CarrierForm::Heat)
    }
}

#[cfg(test)]
mod tests;
