//! One meter and one local day.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a meter's counts mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// The amount of the interval that begins at the slot's start.
    Interval,
    /// What the register shows at the end of the slot; the amount is the difference to the slot before.
    Cumulative,
    /// Mean power over the slot, in the meter's unit per hour; the amount is power times the slot's hours.
    Power,
}

impl Register {
    /// Stable id, as in tables and files.
    pub fn id(self) -> &'static str {
        match self {
            Register::Interval => "interval",
            Register::Cumulative => "cumulative",
            Register::Power => "power",
        }
    }
}

/// How one reading came to be. Ids are stable; the order is from best to worst.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Code {
    /// Read and passed on as it is.
    #[default]
    Measured = 0,
    /// Written down by a person.
    Manual = 1,
    /// Read, but doubted by the gateway or by a check; it counts.
    Suspect = 2,
    /// Worked out between readings of a register that lie further apart than a slot: their sum is exact, its split is not.
    Interpolated = 3,
    /// Filled in by a stated method where nothing was read.
    Estimated = 4,
    /// Made by a generator.
    Simulated = 5,
}

impl Code {
    /// All, by number.
    pub const ALL: [Code; 6] = [
        Code::Measured,
        Code::Manual,
        Code::Suspect,
        Code::Interpolated,
        Code::Estimated,
        Code::Simulated,
    ];

    /// The code of a number of the table.
    pub fn from_number(number: u8) -> Option<Code> {
        Code::ALL.get(usize::from(number)).copied()
    }
}

/// The readings of one meter on one local day, in the order of time: 96 slots at 15 minutes, 92 or 100 on a clock change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayVector {
    /// The local day.
    pub date: Date,
    /// Length of a slot in seconds; it divides the hour, or is whole hours that divide the day.
    pub interval_s: u32,
    /// Added to every value of the day; the first that a cumulative register is known to have shown on it, else 0.
    pub base: i64,
    /// Counts of the meter's resolution, less [`DayVector::base`]; `None` where nothing is known.
    pub values: Vec<Option<i32>>,
    /// One code for all slots (length 1) or one for each. A slot without a value has [`Code::Measured`].
    pub codes: Vec<Code>,
}
