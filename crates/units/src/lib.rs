//! Quantities with run-time units, periods, money with price base, and identifiers that check themselves.
//!
//! This crate knows no file, no clock and no ledger. Its tables (units, classifications) are text handed in,
//! or the project's own under `data/`, compiled in.

#![deny(missing_docs)]

mod classification;
mod dimension;
mod division;
mod expression;
mod field;
mod identifier;
mod money;
mod period;
mod ratio;
mod registry;
pub mod table;
mod unit;

pub use classification::{Classifications, Industry, IndustryPath, Relation, Scheme};
pub use dimension::{Base, Currency, Dimension, PriceBase};
pub use division::{Division, Divisions};
pub use expression::{EXPRESSION_LENGTH_MAX, UnitError};
pub use field::Field;
pub use identifier::{
    AdministrativeCode, AdministrativeCodeError, AdministrativeLevel, CreditCode, CreditCodeError,
};
pub use money::{Money, MoneyError, major, minor_digits, round_to_whole};
pub use period::{Period, PeriodError, PeriodKind};
pub use ratio::{Ratio, RatioError};
pub use registry::{ConvertError, UnitRegistry};
pub use table::Fault;
pub use unit::{Conversion, DimensionError, Quantity, Unit, UnitDef};

/// A name in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Label {
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}

impl Label {
    /// The name in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Zh => &self.zh,
        }
    }
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    En,
    /// Chinese, simplified.
    Zh,
}
