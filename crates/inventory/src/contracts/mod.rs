//! Market-based scope 2: which contract covers which part of an enterprise's electricity, and what is left to the residual mix.
//!
//! GHG Protocol Scope 2 Guidance (2015), ch. 6, table 6.3 ranks what a market-based factor may come from: energy attribute
//! certificates, then contracts for electricity, then suppliers' rates, then the residual mix, then the grid's average (as
//! for the location-based figure). The quality criteria of ch. 7, table 7.1 say when an instrument may be used at all: it
//! conveys the claim, is the only one that does (nothing is used twice), belongs to the user, is of about the time of the
//! use, and of the same market.
//!
//! Amounts are whole watt-hours, so that what is used and what is left add up to what there was, exactly.
//!
//! ```
//! use inventory::contracts::*;
//! use units::Period;
//!
//! // 1 GWh bought in March, certificates for 600 MWh of wind, and a residual mix of 0.45 kg/kWh for the rest: 180 t.
//! let march = Period::Month { year: 2026, month: 3 };
//! let uses = [Use { enterprise: "E1".into(), market: "CN".into(), month: march, amount: Amount::Month(1_000_000_000) }];
//! let wind = Instrument {
//!     id: "GEC-1".into(), kind: Kind::Certificate, owner: "E1".into(), market: "CN".into(),
//!     supply: Supply::Volume(600_000_000), valid: Period::Year(2026), vintage: Period::Month { year: 2026, month: 2 },
//!     factor_kg_per_kwh: 0.0, conveys_attributes: true, source: "registry".into(),
//! };
//! let residual = MarketFactor { market: "CN".into(), valid: Period::Year(2026), factor_kg_per_kwh: 0.45, source: "example".into() };
//! let outcome = apply(&uses, &[wind], &[residual], &[], &Rules::default());
//! assert_eq!(outcome.months[0].emissions_kg, Some(180_000.0));
//! assert_eq!(outcome.months[0].by_instruments_wh, 600_000_000);
//! ```

mod apply;
mod entries;

use serde::{Deserialize, Serialize};
use units::Period;

use crate::finding::Finding;

pub use apply::apply;
pub use entries::{BY_HOUR, market_entries};

/// What an instrument is. The order is that of table 6.3: the former is used before the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Energy attribute certificate (GEC 绿证, REC, guarantee of origin), bundled or not.
    Certificate,
    /// Contract for electricity from stated plants (power purchase agreement, 绿电交易).
    Contract,
    /// A supplier's own rate (green tariff, standard product).
    SupplierRate,
}

/// How much an instrument has to give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// Whole watt-hours, for any time within its validity; above 0.
    Volume(i64),
    /// Watt-hours made in each hour of local months: matched to use hour by hour where the use is known so. Months are
    /// [`Period::Month`]; a month's vector has one amount (0 or more) for each elapsed hour, clock changes included.
    Hourly(Vec<(Period, Vec<i64>)>),
    /// All that no other instrument covers: a supplier's rate for all it delivers.
    AllDelivered,
}

/// A contractual instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// Id or serial number: the same id twice is a double claim, and none of them is used.
    pub id: String,
    /// Certificate, contract or supplier's rate.
    pub kind: Kind,
    /// Code of the enterprise that may claim it (for which a certificate was cancelled).
    pub owner: String,
    /// Market within which it may be used (`CN`, `CN-grid-east`).
    pub market: String,
    /// How much.
    pub supply: Supply,
    /// When its energy may be used.
    #[serde(with = "crate::ledger::period_text")]
    pub valid: Period,
    /// When its energy was made.
    #[serde(with = "crate::ledger::period_text")]
    pub vintage: Period,
    /// kg CO2e per kWh; 0 or more.
    pub factor_kg_per_kwh: f64,
    /// False where the attributes went to somebody else (a contract whose certificates were sold): it is then not used.
    pub conveys_attributes: bool,
    /// Registry, contract or bill that states it.
    pub source: String,
}

/// A factor of what is not covered: a residual mix, or a grid's average.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarketFactor {
    /// Market it is of.
    pub market: String,
    /// When it is valid.
    #[serde(with = "crate::ledger::period_text")]
    pub valid: Period,
    /// kg CO2e per kWh; 0 or more.
    pub factor_kg_per_kwh: f64,
    /// Who published it.
    pub source: String,
}

/// How much was used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Whole watt-hours of the month, 0 or more.
    Month(i64),
    /// Watt-hours of each elapsed hour of the local month, 0 or more.
    Hours(Vec<i64>),
}

impl Amount {
    /// Watt-hours of the month.
    pub fn total_wh(&self) -> i64 {
        match self {
            Amount::Month(wh) => *wh,
            Amount::Hours(hours) => hours.iter().sum(),
        }
    }
}

/// What an enterprise bought in a month within a market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// Code of the enterprise.
    pub enterprise: String,
    /// Market in which it was bought.
    pub market: String,
    /// A [`Period::Month`].
    #[serde(with = "crate::ledger::period_text")]
    pub month: Period,
    /// How much, by month or by hour.
    pub amount: Amount,
}

/// How near to the use the energy must have been made (table 7.1: "as close as possible", which programmes read differently).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vintage {
    /// In the calendar year of the use.
    SameYear,
    /// Some part of it within so many months before or after the month of the use; 0 is the same month.
    WithinMonths(u8),
}

/// By what instruments are let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Nearness of generation to use. By default the same calendar year: a choice of this program.
    pub vintage: Vintage,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            vintage: Vintage::SameYear,
        }
    }
}

/// By what a part of the use is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A certificate.
    Certificate,
    /// A contract.
    Contract,
    /// A supplier's rate.
    SupplierRate,
    /// The residual mix of the market.
    ResidualMix,
    /// The grid's average, as no residual mix is known: to be disclosed.
    LocationAverage,
    /// Nothing: no factor at all is known.
    Nothing,
}

impl From<Kind> for By {
    fn from(kind: Kind) -> By {
        match kind {
            Kind::Certificate => By::Certificate,
            Kind::Contract => By::Contract,
            Kind::SupplierRate => By::SupplierRate,
        }
    }
}

/// A part of a month's use and what covers it: the lines of the explanation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cover {
    /// Index of the [`Use`] in what was given.
    pub of: usize,
    /// What covers it.
    pub by: By,
    /// Id of the instrument, if one does.
    pub instrument: Option<String>,
    /// Watt-hours, above 0.
    pub wh: i64,
    /// True if it was matched hour by hour.
    pub hourly: bool,
    /// kg CO2e per kWh; `None` where nothing is known.
    pub factor_kg_per_kwh: Option<f64>,
    /// `wh / 1000 * factor`.
    pub emissions_kg: Option<f64>,
    /// Who states the factor.
    pub source: Option<String>,
}

/// What a use came to. The four amounts add up to the use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Month {
    /// Index of the [`Use`] in what was given.
    pub of: usize,
    /// Covered by certificates, contracts and rates.
    pub by_instruments_wh: i64,
    /// Left to the residual mix.
    pub residual_wh: i64,
    /// Left to the grid's average, marked.
    pub location_wh: i64,
    /// Left without a factor.
    pub nothing_wh: i64,
    /// Market-based emissions in kg CO2e; `None` if any part has no factor.
    pub emissions_kg: Option<f64>,
}

/// What became of an instrument. Used and left add up to its volume, except where it has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Index of the [`Instrument`] in what was given.
    pub of: usize,
    /// Watt-hours used.
    pub used_wh: i64,
    /// Watt-hours left; `None` of [`Supply::AllDelivered`].
    pub left_wh: Option<i64>,
    /// Why it was not let in at all.
    pub refused: Option<Refusal>,
}

/// Why an instrument is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Its id stands twice: somebody claims it a second time.
    #[error("its id is claimed more than once")]
    ClaimedTwice,
    /// Its attributes went to somebody else.
    #[error("its attributes were sold apart from it")]
    AttributesSold,
    /// A volume that is not above 0, a negative hour, a month that is none.
    #[error("its volume is not above zero")]
    BadVolume,
    /// A factor that is negative or not finite.
    #[error("its factor is negative or not a number")]
    BadFactor,
    /// A supplier's rate alone may cover all that is delivered.
    #[error("only a supplier's rate may have no volume")]
    NoVolume,
    /// Its owner uses nothing in its market.
    #[error("its owner buys nothing in its market")]
    OutsideMarket,
    /// None of its owner's months lies in its validity and near its vintage.
    #[error("no use lies in its validity and near its vintage")]
    OutsideTime,
}

impl Refusal {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::ClaimedTwice => "claimed_twice",
            Refusal::AttributesSold => "attributes_sold",
            Refusal::BadVolume => "bad_volume",
            Refusal::BadFactor => "bad_factor",
            Refusal::NoVolume => "no_volume",
            Refusal::OutsideMarket => "outside_market",
            Refusal::OutsideTime => "outside_time",
        }
    }
}

/// What the instruments of a region came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Parts, by use, in the order in which they were covered.
    pub covers: Vec<Cover>,
    /// One per use that is one (see `contract_use_refused`), in the order given.
    pub months: Vec<Month>,
    /// One per instrument, in the order given.
    pub balances: Vec<Balance>,
    /// What was refused, what is left over, where the grid's average stands in.
    pub findings: Vec<Finding>,
}
