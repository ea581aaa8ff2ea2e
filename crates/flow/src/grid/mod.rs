//! Grids: whose carbon is in the power that reaches each bus.

mod audit;
mod dc;
mod lanes;
mod network;
mod order;
mod place;
mod plan;
mod shares;
mod single;
mod storage;
mod sweep;
mod trace;

pub use audit::{GridFinding, Measured, Reconciled, audit, reconcile};
pub use dc::{DcError, DcFlow, Lines, dc_flow};
pub use network::{Network, NetworkError, Touch};
pub use order::Order;
pub use place::positions;
pub use shares::shares;
pub use storage::{Store, Stored, trace_with_storage};
pub use trace::{Losses, Steps, TraceError, Traced, lost_t, trace, trace_into};

#[cfg(test)]
mod laws_tests;
#[cfg(test)]
mod tests;
