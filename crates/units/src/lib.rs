//! Quantities with run-time units, periods, money with price base, and identifiers that check themselves.
//!
//! This crate knows no file, no clock and no ledger. Its tables (units, classifications) are text handed in,
//! or the project's own under `data/`, compiled in.

#![deny(missing_docs)]

mod field;
mod period;

pub use field::Field;
pub use period::{Period, PeriodError, PeriodKind};

/// A name in both languages of the interface.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
pub struct Label {
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}
