//! Places, links and changes between modes.

use crate::city::place::Position;

/// A way of carrying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// By lorry.
    Road,
    /// By train.
    Rail,
    /// By inland ship.
    River,
    /// By sea ship.
    Sea,
    /// By aeroplane.
    Air,
}

/// Every mode with its word.
pub const MODES: [(&str, Mode); 5] = [
    ("road", Mode::Road),
    ("rail", Mode::Rail),
    ("river", Mode::River),
    ("sea", Mode::Sea),
    ("air", Mode::Air),
];

impl Mode {
    /// Stable word.
    pub fn code(self) -> &'static str {
        MODES[self as usize].0
    }
}

/// The four aims, as words; the order of all arrays.
pub const AIMS: [&str; 4] = ["time_h", "yuan", "co2_kg", "reliability"];

/// What a link or a change takes, for all of the goods, in whole numbers: seconds, fen, grams of CO2e, and reliability as
/// billionths of the negative natural logarithm, so that all four add up and less is better. `None` if not known.
pub type Toll = [Option<u64>; 4];

/// A link in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// In [`Network::places`].
    pub from: usize,
    /// In [`Network::places`].
    pub to: usize,
    /// By what.
    pub mode: Mode,
    /// Length, km.
    pub km: f64,
    /// What it takes.
    pub toll: Toll,
}

/// What changing from one mode to another takes at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// In [`Network::places`]; `None` for every place without a change of its own.
    pub place: Option<usize>,
    /// Arriving by.
    pub from: Mode,
    /// Leaving by.
    pub to: Mode,
    /// What it takes.
    pub toll: Toll,
}

/// A network and what is to be carried over it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// Names.
    pub places: Vec<String>,
    /// By place: where it lies, for pictures only; ways are as long as their links say. Shorter than [`Network::places`] if nothing is stated.
    pub positions: Vec<Option<Position>>,
    /// By place: its Chinese name, if the file has one. Shorter than [`Network::places`] if nothing is stated.
    pub names_zh: Vec<Option<String>>,
    /// Links.
    pub links: Vec<Link>,
    /// Changes; a change of mode that is not listed is not possible.
    pub changes: Vec<Change>,
    /// From where.
    pub from: usize,
    /// To where.
    pub to: usize,
    /// Goods, t.
    pub tonnes: f64,
}

/// A figure of an aim as a person reads it: hours, yuan, kg, or the probability that all goes well.
pub fn readable(aim: usize, whole: u64) -> f64 {
    match aim {
        0 => whole as f64 / 3600.0,
        1 => whole as f64 / 100.0,
        2 => whole as f64 / 1000.0,
        _ => (-(whole as f64) / 1e9).exp(),
    }
}

/// The whole number of a figure; the nearest one. `None` if it is none or too large.
pub fn whole(aim: usize, figure: f64) -> Option<u64> {
    let value = match aim {
        0 => figure * 3600.0,
        1 => figure * 100.0,
        2 => figure * 1000.0,
        _ => -figure.ln() * 1e9,
    };
    let value = value.round();
    (value.is_finite() && (0.0..1e15).contains(&value)).then_some(value as u64)
}
