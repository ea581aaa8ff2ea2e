//! Regions, places, enterprises, boundaries.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Label {
    /// English.
    pub en: String,
    /// Chinese, simplified.
    pub zh: String,
}

impl From<units::Label> for Label {
    fn from(label: units::Label) -> Self {
        Self {
            en: label.en,
            zh: label.zh,
        }
    }
}

impl From<&units::Label> for Label {
    fn from(label: &units::Label) -> Self {
        label.clone().into()
    }
}

/// An id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Item {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub label: Label,
}

/// Who must be named wherever the data shows.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Attribution {
    /// Sentence to show.
    pub text: String,
    /// Licence id or name.
    pub licence: String,
    /// Where it was published.
    pub url: Option<String>,
}

/// A level of the tree of places.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Level {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub name: Label,
}

/// Years that have data.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Periods {
    /// First calendar year.
    pub first_year: i16,
    /// Last calendar year.
    pub last_year: i16,
    /// Finest period.
    pub finest: FinestPeriod,
}

/// Members of the dimensions that the region's data has.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Dims {
    /// Fields.
    pub fields: Vec<FieldId>,
    /// Carriers.
    pub carriers: Vec<Item>,
    /// Scopes.
    pub scopes: Vec<ScopeId>,
    /// Gases.
    pub gases: Vec<GasId>,
    /// Industries.
    pub industries: Vec<Item>,
}

/// How much a region holds.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    /// Places, all levels.
    pub places: u64,
    /// Enterprises.
    pub enterprises: u64,
    /// Entries of the ledger.
    pub entries: u64,
    /// Findings of committed imports.
    pub findings: u64,
}

/// A region: one tree of places with one ledger.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Region {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub name: Label,
    /// True if the data was made by a generator; say so wherever it shows.
    pub synthetic: bool,
    /// Sources to be named.
    pub attribution: Vec<Attribution>,
    /// IANA time zone.
    pub time_zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Levels from the root down.
    pub levels: Vec<Level>,
    /// Code of the root place.
    pub root_place: String,
    /// Years that have data; `null` before the first import.
    pub periods: Option<Periods>,
    /// True if it has enterprises.
    pub has_enterprises: bool,
    /// True if some enterprises have coordinates.
    pub has_points: bool,
    /// Indicators that have data.
    pub indicators: Vec<IndicatorId>,
    /// Indicator first shown.
    pub default_indicator: IndicatorId,
    /// View first shown.
    pub default_view: ViewId,
    /// Views that make sense for the data.
    pub views: Vec<ViewId>,
    /// Members of the dimensions.
    pub dims: Dims,
    /// Unit of carbon totals.
    pub carbon_unit: String,
    /// Unit of energy totals.
    pub energy_unit: String,
    /// West, south, east, north in degrees (WGS 84).
    #[schema(min_items = 4, max_items = 4)]
    pub bbox: Option<Vec<f64>>,
    /// Levels that have boundaries.
    pub boundary_levels: Vec<String>,
    /// Changes with every committed import.
    pub data_version: String,
    /// How much it holds.
    pub counts: Counts,
}

/// A place of the tree.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Place {
    /// Code within the region.
    pub code: String,
    /// Shown name.
    pub name: Label,
    /// Id of its level.
    pub level: String,
    /// Code of its parent; `null` at the root.
    pub parent: Option<String>,
    /// Centre, degrees east.
    pub lon: Option<f64>,
    /// Centre, degrees north.
    pub lat: Option<f64>,
    /// Direct members.
    pub children: u64,
    /// Enterprises in it and below it.
    pub enterprises: u64,
}

/// An enterprise or facility.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Enterprise {
    /// Code within the region.
    pub code: String,
    /// Shown name.
    pub name: Label,
    /// Place it lies in.
    pub place: Item,
    /// Industry.
    pub industry: Option<Item>,
    /// Field.
    pub field: Option<FieldId>,
    /// Above designated size (规模以上).
    pub above_designated_size: Option<bool>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// First month expected to report, `YYYY-MM`.
    pub active_from: Option<String>,
    /// Last month expected to report, `YYYY-MM`.
    pub active_to: Option<String>,
}

/// One screen of enterprises.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EnterprisePage {
    /// How many match.
    pub total: u64,
    /// The ones asked for.
    pub rows: Vec<Enterprise>,
}

/// Properties of a boundary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoundaryProperties {
    /// Code of the place.
    pub code: String,
    /// English name.
    pub name_en: String,
    /// Chinese name.
    pub name_zh: String,
    /// Id of the level.
    pub level: String,
    /// Code of the parent.
    pub parent: Option<String>,
}

/// A GeoJSON feature (RFC 7946).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoundaryFeature {
    /// Always `Feature`.
    #[schema(example = "Feature")]
    pub r#type: String,
    /// Code of the place.
    pub id: String,
    /// Properties.
    pub properties: BoundaryProperties,
    /// GeoJSON geometry, Polygon or MultiPolygon.
    #[schema(value_type = Object)]
    pub geometry: serde_json::Value,
}

/// A GeoJSON feature collection (RFC 7946).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BoundaryCollection {
    /// Always `FeatureCollection`.
    #[schema(example = "FeatureCollection")]
    pub r#type: String,
    /// West, south, east, north.
    #[schema(min_items = 4, max_items = 4)]
    pub bbox: Option<Vec<f64>>,
    /// One feature a place.
    pub features: Vec<BoundaryFeature>,
}
