//! The cube: all entries of a region in memory, and any cut of them in interactive time.
//!
//! Entries are kept as columns, sorted by the place tree in preorder (a subtree is a range of rows), with a yearly
//! roll-up that is chosen by itself where the question allows. Sums are compensated and combined in a fixed order, so
//! that the same inputs give the same bits whatever the number of threads.
//!
//! The cube does not read tables and knows no names but codes.

mod answer;
mod build;
mod complete;
mod coverage;
mod detail;
mod doubt;
mod industry;
mod input;
mod intern;
mod patch;
mod plan;
mod query;
mod ratio;
mod scan;
mod stats;
mod table;
mod time;
mod tree;
mod years;

pub use build::{Cube, CubeBuilder};
pub use detail::{EntryDetail, StatisticDetail};
pub use industry::IndustryTree;
pub use input::{EntryRef, StatisticRef};
pub use patch::{CubePatch, NotPatched};
pub use query::{Answer, Basis, Dim, EnergyBasis, Key, Part, Query, Reason, Refusal, Row, Step};
pub use years::{CarrierUse, Extent, KnownYear, Source};

pub(crate) use scan::Sign;
pub(crate) use tree::note;
