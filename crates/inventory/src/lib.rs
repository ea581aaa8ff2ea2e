//! Activity data times factor: entries of energy and carbon, the cube over them, and the explanation of every figure.
#![deny(missing_docs)]

pub mod account;
pub mod classes;
pub mod cube;
pub mod explain;
pub mod factors;
pub mod finding;
pub mod indicator;
pub mod ledger;
pub mod master;
pub mod sankey;
pub mod uncertainty;
