//! Grids: whose carbon is in the power that reaches each bus.

mod network;
mod order;
mod trace;

pub use network::{Network, NetworkError, Touch};
pub use order::Order;
pub use trace::{Losses, Steps, TraceError, Traced, lost_t, trace};

#[cfg(test)]
mod tests;
