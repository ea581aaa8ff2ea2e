//! Meters and their readings, from a raw sample to an exact sum.
//!
//! A reading is kept as what the meter shows: a whole number of counts of the meter's own resolution. One meter and one
//! local day is one [`DayVector`]. Sums of counts are exact, whatever order they are taken in; emissions of a day are
//! rounded once, to the microgram ([`kernel`]), and are whole numbers from then on, so that every level above is exact too.
#![deny(missing_docs)]

mod day;
pub mod kernel;

pub use day::{Code, DayVector, Register};
