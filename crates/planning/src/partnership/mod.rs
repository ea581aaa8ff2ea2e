//! The cooperation of two cities: a joint plan, an agreement on what each side sees of the other, and files that two installations
//! exchange. Everything belongs to exactly one side, so that two writers never meet in one row.
//!
//! Nothing here knows a disk or a clock: days and times are given.
//!
//! | file | concept |
//! | --- | --- |
//! | `item.rs` | items of a plan and what makes them sound |
//! | `plan.rs` | a plan is the fold of its revisions |
//! | `status.rs` | what follows from items and a day: status, progress, sums of budgets |
//! | `agreement.rs` | an agreement is the fold of its acts |
//! | `seen.rs` | what a side, or the public, sees |
//! | `file.rs` | signed files |

pub mod agreement;
pub mod file;
pub mod item;
pub mod plan;
pub mod seen;
pub mod status;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One of the two sides of a partnership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

impl Side {
    /// Both.
    pub const ALL: [Side; 2] = [Side::A, Side::B];

    /// The partner.
    pub fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }

    /// `a` or `b`.
    pub fn code(self) -> &'static str {
        match self {
            Side::A => "a",
            Side::B => "b",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Side {
    type Err = String;

    fn from_str(text: &str) -> Result<Side, String> {
        match text {
            "a" => Ok(Side::A),
            "b" => Ok(Side::B),
            _ => Err(format!("{text:?} is no side: a or b")),
        }
    }
}

/// Name of something that one side made: the side's letter and a number that is never given twice, like `a12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    /// Who made it.
    pub side: Side,
    /// From 1.
    pub number: u32,
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.side, self.number)
    }
}

impl FromStr for Id {
    type Err = String;

    fn from_str(text: &str) -> Result<Id, String> {
        let wrong = || format!("{text:?} is no id: a side's letter and a number, like a12");
        let side = text.get(..1).and_then(|s| s.parse().ok());
        let number = text.get(1..).and_then(|n| n.parse::<u32>().ok());
        match (side, number) {
            // `a01` or `a+1` would be a second name of the same.
            (Some(side), Some(number)) if number > 0 && text[1..] == number.to_string() => {
                Ok(Id { side, number })
            }
            _ => Err(wrong()),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// What is wrong with a field that somebody filled in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct Fault {
    /// The field.
    pub field: &'static str,
    /// Stable code: `blank`, `too_long`, `out_of_range`, `wrong_order`, `unknown`, `twice`, `not_allowed`, `no_address`, `no_currency`,
    /// `no_hash`, `one_cut_only`, `either_organisation_or_name`.
    pub reason: &'static str,
}

fn fault<T>(field: &'static str, reason: &'static str) -> Result<T, Fault> {
    Err(Fault { field, reason })
}

/// Most characters of a line (a title, a name).
pub const LINE_MAX: usize = 300;
/// Most characters of a text (minutes, a summary).
pub const TEXT_MAX: usize = 50_000;

fn line(field: &'static str, text: &str) -> Result<(), Fault> {
    within(field, text, LINE_MAX)
}

fn within(field: &'static str, text: &str, most: usize) -> Result<(), Fault> {
    if text.trim().is_empty() {
        fault(field, "blank")
    } else if text.chars().count() > most {
        fault(field, "too_long")
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!("b12".parse::<Id>().unwrap().to_string(), "b12");
        for wrong in ["", "a", "c1", "a0", "a01", "a+1", "A1", "a 1", "a1 ", "甲1"] {
            assert!(wrong.parse::<Id>().is_err(), "{wrong}");
        }
        assert!("a9".parse::<Id>().unwrap() < "a10".parse::<Id>().unwrap());
    }
}
