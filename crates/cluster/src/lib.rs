//! The accounting of readings beyond one machine: DataFusion plans on a Ballista cluster over the Delta table `readings`,
//! in a shared folder or an S3 store, calling the very same kernels as the embedded run.
//!
//! | module | subject |
//! | --- | --- |
//! | [`functions`] | the kernels of `metering` as functions of a plan |
//! | [`store`] | where tables lie: a folder or an S3 store, the same on every machine |
//! | [`live`] | which files of a Delta table are live, read from its log |
//! | [`master`] | meters, from a file or PostgreSQL, and newest factors, laid beside the tables for the executors |
//! | [`plan`] | sessions and the plan itself |
//! | [`mod@account`] | one run: plan, tries, totals, table |
//! | [`serve`] | scheduler and executors |
//!
//! Sums are of whole numbers: counts of a meter's resolution and micrograms of CO2e. They are the same to the last bit in any
//! order and partition, so that losing an executor costs time and not results.

pub mod account;
mod error;
pub mod functions;
pub mod live;
pub mod master;
pub mod plan;
pub mod serve;
pub mod store;

pub use error::{ClusterError, Result};
