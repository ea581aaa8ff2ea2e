//! Cities side by side: structure, advantage, inequality, partners, paths.
//!
//! Every figure is a [`Figure`]: a number, or the reason ([`Why`]) for which there is none. What a reader should know about the
//! whole result is a [`Finding`]. No function returns NaN or infinity.

pub mod advantage;
pub mod cluster;
pub mod complexity;
mod finding;
pub mod hotspot;
pub mod inequality;
mod kernel;
pub mod known;
mod matrix;
pub mod moran;
pub mod pairing;
pub mod place;
pub mod read;
pub mod related;
mod scan;
pub mod similarity;
mod structure;
pub mod trajectory;
mod walks;

pub use finding::{Finding, Why};
pub use matrix::PairMatrix;
pub use structure::{Grid, Structure};

/// A finite number, or why there is none.
pub type Figure = Result<f64, Why>;

/// The number, if it is one; overflow is a reason and not an infinity.
fn finite(value: f64) -> Figure {
    if value.is_finite() {
        Ok(value)
    } else {
        Err(Why::OutOfRange)
    }
}

/// A quotient with the reason that a zero denominator stands for.
fn quotient(above: f64, below: f64, zero: Why) -> Figure {
    if below == 0.0 {
        Err(zero)
    } else {
        finite(above / below)
    }
}
