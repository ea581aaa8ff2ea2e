//! Master data: regions, their trees of places, and enterprises.

use serde::{Deserialize, Serialize};
use units::{Field, Label};

/// Who must be named wherever the data shows, and on what terms it came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribution {
    /// The sentence to show.
    pub text: String,
    /// Licence id or name (`OGL-UK-3.0`, `CC-BY-4.0`).
    pub licence: String,
    /// Where it was published.
    pub url: Option<String>,
}

/// A level of a region's tree, from the root down (`nation`, `city_region`, `district`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub name: Label,
}

/// A region: one tree of places with one ledger, one time zone and one currency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Stable id (`uk`).
    pub id: String,
    /// Shown name.
    pub name: Label,
    /// True if the data was made by a generator; it is then said wherever it shows.
    pub synthetic: bool,
    /// Sources to be named.
    pub attribution: Vec<Attribution>,
    /// IANA time zone.
    pub time_zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Levels from the root down.
    pub levels: Vec<Level>,
    /// Industry classification of the codes (`gbt4754`, `naics`, `nace`, or `sector` for a file's own sectors).
    pub classification: String,
    /// View that totals use unless asked otherwise: `consumption` or `production`.
    pub default_view: View,
    /// Indicator first shown.
    pub default_indicator: String,
    /// Unit id for masses of CO2e on the screen (`kt`).
    pub carbon_unit: String,
    /// Unit id for energy on the screen (`tce`).
    pub energy_unit: String,
    /// Statistic that carbon and energy intensities divide by in this region (`gdp`, `output_value`, `value_added`), if any.
    pub intensity_base: Option<crate::ledger::Statistic>,
    /// Factor region ids from the finest to the widest, in which factors are looked up (`["CN-CQ", "CN", "world"]`).
    pub factor_regions: Vec<String>,
    /// GWP set id (`ar5`).
    pub gwp_set: String,
}

/// Two ways to add up, neither of which counts heat and power twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Where it is emitted: direct emissions, power and heat plants included, purchased power and heat not.
    Production,
    /// Where energy is finally used: direct emissions of final use, plus purchased power and heat.
    Consumption,
}

/// A node of a region's tree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Code within the region; stable.
    pub code: String,
    /// Shown name.
    pub name: Label,
    /// Other spellings under which files name it.
    pub aliases: Vec<String>,
    /// Id of its level.
    pub level: String,
    /// Code of its parent; `None` at the root.
    pub parent: Option<String>,
    /// Centre, degrees east and north (WGS 84).
    pub lon_lat: Option<(f64, f64)>,
    /// Where its place in the tree is stated.
    pub source: String,
}

/// An enterprise or facility.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Enterprise {
    /// Code within the region; stable (the unified social credit code where there is one).
    pub code: String,
    /// Shown name.
    pub name: Label,
    /// Code of the place it lies in.
    pub place: String,
    /// Industry code.
    pub industry: Option<String>,
    /// Field.
    pub field: Option<Field>,
    /// Above designated size (规模以上) or not, if known.
    pub above_designated_size: Option<bool>,
    /// Degrees east and north (WGS 84).
    pub lon_lat: Option<(f64, f64)>,
    /// First month expected to report, `YYYY-MM`, and last; `None` is open.
    pub active: (Option<String>, Option<String>),
}
