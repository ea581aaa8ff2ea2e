//! Who is responsible: proportional sharing over grids, conversion chains and trade tables.
//!
//! This crate knows flows between nodes and the carbon that enters at some of them. It never knows of enterprises' names,
//! files or clocks.

pub mod balance;
pub mod formats;
pub mod grid;
pub mod jobs;
pub mod trade;
