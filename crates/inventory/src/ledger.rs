//! What the ledger is made of: activities come in, entries come out.

use serde::{Deserialize, Serialize};
use units::{Field, Period};

/// A greenhouse gas, or a family of them where files report only the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gas {
    /// Carbon dioxide, fossil and process.
    Co2,
    /// Methane.
    Ch4,
    /// Nitrous oxide.
    N2o,
    /// Hydrofluorocarbons, as CO2e.
    Hfc,
    /// Perfluorocarbons, as CO2e.
    Pfc,
    /// Sulphur hexafluoride.
    Sf6,
    /// Nitrogen trifluoride.
    Nf3,
    /// Other fluorinated gases, as CO2e.
    OtherFluorinated,
    /// Only a CO2e total is known, not its split.
    Unspecified,
}

impl Gas {
    /// All, in the order of the columns of [`Entry::gases_co2e_t`].
    pub const ALL: [Gas; 9] = [
        Gas::Co2,
        Gas::Ch4,
        Gas::N2o,
        Gas::Hfc,
        Gas::Pfc,
        Gas::Sf6,
        Gas::Nf3,
        Gas::OtherFluorinated,
        Gas::Unspecified,
    ];
}

/// Where an emission stands in the inventory (GHG Protocol Corporate Standard ch. 4, Scope 2 Guidance ch. 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Direct, from burning fuel.
    Scope1,
    /// Direct, from a process (no combustion).
    Process,
    /// Purchased electricity, heat, steam, cooling: average factor of the grid or network.
    Scope2Location,
    /// The same purchases by contract; never added to the location-based figure.
    Scope2Market,
    /// Other indirect emissions of the value chain.
    Scope3,
}

/// Whether energy is used up here or turned into power or heat that others buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Final use, own losses included.
    Final,
    /// Input to a plant whose power or heat is sold; counted on the production side only.
    Transformation,
}

/// How good a datum is. The worst of its inputs is the quality of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Read from a meter.
    Metered,
    /// Filed by the enterprise and verified.
    Verified,
    /// Filed by the enterprise.
    Reported,
    /// From official statistics.
    Statistical,
    /// Estimated by a stated method.
    Estimated,
    /// Made by a generator, not real.
    Synthetic,
}

/// What a statistic that is no energy and no emission counts; the denominators of intensities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// Resident people.
    Population,
    /// Land area in m2.
    LandArea,
    /// Gross output value, in the region's currency and price base.
    OutputValue,
    /// Value added, in the region's currency and price base.
    ValueAdded,
    /// Gross domestic product, in the region's currency and price base.
    Gdp,
}

/// What a cell of a file measures.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Measure {
    /// An amount of a carrier that was used (`carrier` is an id of `data/carriers.csv`); accounting multiplies it with factors.
    Carrier {
        /// Id of the carrier.
        carrier: String,
        /// Final use or transformation.
        purpose: Purpose,
    },
    /// An emission that came as one, without activity data; it is an entry, marked so.
    Emission {
        /// The gas; the value is in mass CO2e.
        gas: Gas,
        /// Carrier if the file says it.
        carrier: Option<String>,
        /// Scope.
        scope: Scope,
    },
    /// Biogenic CO2, kept apart from every total.
    BiogenicCo2,
    /// A product whose making emits (`product` is an id of a process factor, for example `cement_clinker`).
    Process {
        /// Id of the process.
        product: String,
    },
    /// A denominator.
    Statistic {
        /// Which.
        statistic: Statistic,
    },
    /// What an office states of the use of a carrier, to be held against meters and filings; it is never accounted for.
    CarrierStatistic {
        /// Id of the carrier.
        carrier: String,
    },
}

/// Where a datum came from, down to the cell. Rows and columns count from 1, the head included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Lineage {
    /// Sequence number of the import in the store; leads to file name, hash, mapping and time.
    pub import: u32,
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u16,
}

/// One datum as it was read: who, when, what, how much, from where. The only input of accounting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    /// Id of the region.
    pub region: String,
    /// Code of the place within the region (`E09000001`, `town-07`).
    pub place: String,
    /// Code of the enterprise within the region, if it is one's.
    pub enterprise: Option<String>,
    /// When.
    #[serde(with = "period_text")]
    pub period: Period,
    /// What.
    pub measure: Measure,
    /// Field.
    pub field: Option<Field>,
    /// Industry code as the region's classification writes it (`C25`, `NAICS 322110`).
    pub industry: Option<String>,
    /// Amount, in `unit`. Always finite; a missing datum is no activity.
    pub value: f64,
    /// Unit id or expression of `data/units.csv` (`万kWh`, `t`, `kt CO2`).
    pub unit: String,
    /// Relative half width of the 95 % interval, in percent, if known.
    pub uncertainty_percent: Option<f64>,
    /// How good.
    pub quality: Quality,
    /// From where.
    pub lineage: Lineage,
}

/// The finest level that is kept: one activity (or one imported emission) accounted for, in one scope.
///
/// One without any amount (no energy, no gas, no total) takes back what earlier imports of its dataset say under its key:
/// the ledger only grows, so that there is nothing any more has to be said, too ([`Entry::taken_back`]).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Id of the region.
    pub region: String,
    /// Code of the place.
    pub place: String,
    /// Code of the enterprise.
    pub enterprise: Option<String>,
    /// Month or year.
    #[serde(with = "period_text")]
    pub period: Period,
    /// Id of the carrier, if there is one.
    pub carrier: Option<String>,
    /// Id of the process whose product was made (`cement_clinker`), if it is a process emission with activity data.
    pub product: Option<String>,
    /// Field.
    pub field: Option<Field>,
    /// Industry code.
    pub industry: Option<String>,
    /// Scope.
    pub scope: Scope,
    /// Final or transformation.
    pub purpose: Purpose,
    /// Energy in GJ at calorific (equal) value; `None` where the entry is an emission without activity data,
    /// and on the market-based twin of a location-based entry, so that energy is counted once.
    pub energy_gj: Option<f64>,
    /// Energy in tce at equivalent value (等价值: electricity at the coal it took to make it), where it differs.
    pub energy_equivalent_tce: Option<f64>,
    /// Tonnes CO2e by gas, in the order of [`Gas::ALL`]; missing is `None`, never 0.
    pub gases_co2e_t: [Option<f64>; 9],
    /// Sum of the gases, t CO2e; `None` if no gas is known.
    pub co2e_t: Option<f64>,
    /// Biogenic CO2 in t, never part of `co2e_t`.
    pub biogenic_co2_t: Option<f64>,
    /// Relative half width of the 95 % interval of `co2e_t`, in percent.
    pub uncertainty_percent: Option<f64>,
    /// How good.
    pub quality: Quality,
    /// True if the emission came as one, without activity data.
    pub imported_emission: bool,
    /// Amount of the activity, in `activity_unit`.
    pub activity_value: f64,
    /// Unit of the activity.
    pub activity_unit: String,
    /// Ids of the factors it was multiplied with (`FactorLibrary`), in the order of the formula.
    pub factors: Vec<String>,
    /// Id of the GWP set (`ar5`), if a gas was converted.
    pub gwp_set: Option<String>,
    /// From where.
    pub lineage: Lineage,
}

impl Entry {
    /// True if it carries no amount: it takes earlier entries back.
    pub fn is_taken_back(&self) -> bool {
        self.energy_gj.is_none()
            && self.energy_equivalent_tce.is_none()
            && self.co2e_t.is_none()
            && self.biogenic_co2_t.is_none()
            && self.gases_co2e_t.iter().all(Option::is_none)
    }

    /// The entry that takes this one and all earlier of its dataset under its key back, if it comes with a later import.
    #[must_use]
    pub fn taken_back(self, lineage: Lineage) -> Entry {
        Entry {
            energy_gj: None,
            energy_equivalent_tce: None,
            gases_co2e_t: [None; 9],
            co2e_t: None,
            biogenic_co2_t: None,
            uncertainty_percent: None,
            activity_value: 0.0,
            factors: Vec::new(),
            gwp_set: None,
            lineage,
            ..self
        }
    }
}

/// A denominator at one place or enterprise and period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatisticEntry {
    /// Id of the region.
    pub region: String,
    /// Code of the place.
    pub place: String,
    /// Code of the enterprise.
    pub enterprise: Option<String>,
    /// Month or year.
    #[serde(with = "period_text")]
    pub period: Period,
    /// Industry code.
    pub industry: Option<String>,
    /// Field.
    pub field: Option<Field>,
    /// Which.
    pub statistic: Statistic,
    /// Amount: persons, m2, or units of the currency.
    pub value: f64,
    /// `person`, `m2`, or currency with price base (`CNY@2020`, `CNY@current`).
    pub unit: String,
    /// How good.
    pub quality: Quality,
    /// From where.
    pub lineage: Lineage,
}

/// `Period` as its text in serde formats.
pub mod period_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use units::Period;

    /// Writes `2020-05`.
    pub fn serialize<S: Serializer>(period: &Period, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(period)
    }

    /// Reads `2020-05`.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Period, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(D::Error::custom)
    }
}
