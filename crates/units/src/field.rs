//! The six fields into which a district's energy and carbon are divided.

use std::fmt;
use std::str::FromStr;

/// One of the six fields of carbon flow management (source: Case Collection 2022, 3.1).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// Energy supply: power and heat plants, coking, refining.
    Energy,
    /// Manufacturing and mining.
    Industry,
    /// Construction and buildings in service (public and commercial).
    Construction,
    /// Road, rail, water, air.
    Transport,
    /// Agriculture, forestry, fishery.
    Agriculture,
    /// Households, waste and daily life.
    Livelihood,
}

impl Field {
    /// All six, in the order in which they are shown everywhere.
    pub const ALL: [Field; 6] = [
        Field::Energy,
        Field::Industry,
        Field::Construction,
        Field::Transport,
        Field::Agriculture,
        Field::Livelihood,
    ];

    /// The stable code: `energy`, `industry`, `construction`, `transport`, `agriculture`, `livelihood`.
    pub fn code(self) -> &'static str {
        match self {
            Field::Energy => "energy",
            Field::Industry => "industry",
            Field::Construction => "construction",
            Field::Transport => "transport",
            Field::Agriculture => "agriculture",
            Field::Livelihood => "livelihood",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Field::ALL
            .into_iter()
            .find(|field| field.code() == text)
            .ok_or_else(|| format!("no field {text:?}; the six fields are energy, industry, construction, transport, agriculture, livelihood"))
    }
}
