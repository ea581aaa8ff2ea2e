//! Synthetic districts: towns, enterprises and ten years of monthly activity, made from a seed.
//!
//! Nothing here is real, and everything made here says so. The same [`Config`] gives the same bytes on one machine
//! (the mathematical functions of another platform may differ in the last digit). There is no clock and no file here:
//! [`District::write_to`] hands names and bytes to its caller.
//!
//! A district does not claim to be any place: it lies in the open Pacific, where there is no land.

mod credit;
mod district;
mod fault;
mod files;
mod firm;
mod gaps;
mod meters;
mod name;
mod sector;
mod shape;

pub use credit::{NO_DIVISION, is_valid_credit_code};
pub use district::{Config, ConfigError, District, generate};
