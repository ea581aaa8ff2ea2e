//! Files that people have: bytes in, tables out. Nothing here opens a file.

mod labelled;
pub mod matpower;
pub mod mrio;
pub mod npy;

pub use labelled::{FileFault, Labelled};
