//! What a planner asks of the ledger: how cities compare, complement and follow each other.
//!
//! This crate knows figures by city and by industry. It never knows files, clocks or people.

#![deny(missing_docs)]

pub mod chain;
pub mod city;
pub mod exchange;
pub mod notice;
pub mod pairs;
pub mod partnership;
pub mod route;
pub mod sharing;
pub mod sheet;
pub mod siting;
pub mod supply;
pub mod support;
pub mod ties;
