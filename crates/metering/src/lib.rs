//! Meters and their readings, from a raw sample to an exact sum.
//!
//! A reading is kept as what the meter shows: a whole number of counts of the meter's own resolution. One meter and one
//! local day is one [`DayVector`]. Sums of counts are exact, whatever order they are taken in; emissions of a day are
//! rounded once, to the microgram ([`kernel`]), and are whole numbers from then on, so that every level above is exact too.
//!
//! The walk: [`Readings`] come from files and pushes; [`place`] and [`Placed::merge`] lay them onto whole days;
//! [`register::amounts`] says what went through the meter.
#![deny(missing_docs)]

pub mod clock;
mod collect;
mod day;
pub mod detect;
pub mod finding;
pub mod formula;
pub mod kernel;
mod meter;
pub mod parse;
pub mod register;
pub mod repair;
mod sample;
pub mod tree;

pub use clock::DayClock;
pub use collect::{
    Collected, NewDay, Placed, REJECTED_MAX, Rejected, Stamp, ends_into_intervals, place,
};
pub use day::{Code, DayVector, Register};
pub use finding::Log;
pub use meter::{Exchange, ExchangeKind, Meter, interval_is_valid};
pub use sample::{Counts, Decimal, Reading, Readings, Sample};
