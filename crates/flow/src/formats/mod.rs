//! Files that people have: bytes in, tables out. Nothing here opens a file.

mod case;
mod exiobase;
mod labelled;
pub mod matpower;
pub mod mrio;
pub mod npy;
pub mod pandapower;
pub mod pypsa;
pub mod regional;
#[cfg(test)]
mod regional_tests;
mod unit;

pub use case::{Factors, Generator, GridCase};
pub(crate) use labelled::cells;
pub use labelled::{FileFault, Labelled};
pub use unit::unit_in;
