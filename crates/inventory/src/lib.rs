//! Activity data times factor: entries of energy and carbon, the cube over them, and the explanation of every figure.

pub mod finding;
pub mod ledger;
pub mod master;
