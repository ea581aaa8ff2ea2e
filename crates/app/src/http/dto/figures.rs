//! Figures: cube, overview, map, flow, table, points, explanation.

use super::*;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Versions that an answer rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Versions {
    /// Version of the region's data.
    pub data: String,
    /// Version of the program.
    pub code: String,
    /// Version (hash) of the factor tables.
    pub factors: String,
}

/// One row of a cut.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CubeRow {
    /// Member of each dimension, by dimension.
    pub keys: BTreeMap<DimId, Item>,
    /// Figure in the cut's unit; `null` is missing, never 0.
    pub value: Option<f64>,
    /// Stable code of why there is no value.
    pub reason: Option<String>,
    /// Cells that have data over cells expected, 0 to 100.
    pub completeness_percent: Option<f64>,
    /// Relative half width of the 95 % interval.
    pub uncertainty_percent: Option<f64>,
    /// True if a part is estimated.
    pub estimated: bool,
    /// Worst quality of its inputs.
    pub quality: Option<QualityId>,
}

/// A cut of the cube.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cube {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Unit of all values.
    pub unit: String,
    /// What is measured (`CO2e`, `energy`, `person`).
    pub quantity: String,
    /// Price base of the money in it (`CNY@2020`).
    pub price_base: Option<String>,
    /// Dimensions of the rows.
    pub by: Vec<DimId>,
    /// Rows, largest first unless cut by period.
    pub rows: Vec<CubeRow>,
    /// The whole.
    pub total: CubeRow,
    /// What was noticed while computing.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}

/// A point of a trend.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrendPoint {
    /// Period.
    pub period: String,
    /// Figure in the card's unit.
    pub value: Option<f64>,
    /// 0 to 100.
    pub completeness_percent: Option<f64>,
}

/// An indicator at a glance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverviewCard {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Unit.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// Price base of the money in it.
    pub price_base: Option<String>,
    /// Figure.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// 0 to 100.
    pub completeness_percent: Option<f64>,
    /// Relative half width of the 95 % interval.
    pub uncertainty_percent: Option<f64>,
    /// Change against `previous_period`, percent.
    pub change_percent: Option<f64>,
    /// Period compared with.
    pub previous_period: Option<String>,
    /// True if a part is estimated.
    pub estimated: bool,
    /// Worst quality.
    pub quality: Option<QualityId>,
    /// All years.
    pub trend: Vec<TrendPoint>,
}

/// First page of a place and period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Overview {
    /// Place.
    pub place: Place,
    /// The places above it, from the root down.
    pub ancestors: Vec<Item>,
    /// Period.
    pub period: String,
    /// Indicators.
    pub cards: Vec<OverviewCard>,
    /// Indicator and unit of the two lists below.
    pub list_indicator: IndicatorId,
    /// Unit of the two lists below.
    pub list_unit: String,
    /// By field.
    pub by_field: Vec<CubeRow>,
    /// Largest members.
    pub top_places: Vec<CubeRow>,
    /// Findings of the region's imports.
    pub findings_count: u64,
    /// Versions.
    pub versions: Versions,
}

/// A place on the map, one value a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MapRow {
    /// Place.
    pub place: Item,
    /// Level of the place.
    pub level: String,
    /// Figures, in the order of `years`.
    pub values: Vec<Option<f64>>,
    /// Class of each figure, 0 is the lowest.
    pub classes: Vec<Option<u8>>,
    /// Completeness of each, 0 to 100.
    pub completeness: Vec<Option<f64>>,
    /// Why there is no figure.
    pub reasons: Vec<Option<String>>,
}

/// A map: the same classes over all years, so that they can be played.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MapAnswer {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Unit.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// How the classes were made.
    pub method: ClassMethodId,
    /// Borders of the classes, one more than there are classes; empty if there is no value at all.
    pub breaks: Vec<f64>,
    /// Periods.
    pub years: Vec<String>,
    /// Places.
    pub rows: Vec<MapRow>,
    /// Places without a value in the last year.
    pub missing: u64,
    /// Versions.
    pub versions: Versions,
}

/// A node of a flow.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowNode {
    /// Stable id, unique in the graph.
    pub id: String,
    /// Shown name.
    pub label: Label,
    /// Stage, from 0.
    pub stage: u8,
    /// Dimension of the stage.
    pub dim: DimId,
    /// What flows through it.
    pub value: f64,
    /// How many members were folded into it; `null` if it is one member.
    pub folded: Option<u64>,
}

/// A link of a flow.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowLink {
    /// Id of a node.
    pub source: String,
    /// Id of a node.
    pub target: String,
    /// What flows.
    pub value: f64,
}

/// A flow that conserves: what enters a node leaves it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Flow {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Unit.
    pub unit: String,
    /// Stages.
    pub stages: Vec<DimId>,
    /// Figure of the whole.
    pub total: Option<f64>,
    /// Nodes.
    pub nodes: Vec<FlowNode>,
    /// Links.
    pub links: Vec<FlowLink>,
    /// Largest difference between a node's inflow, outflow and value; about 1e-9 of the total at most.
    pub imbalance: f64,
    /// What was noticed, for example negative entries left out of the picture.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}

/// A column of a table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TableColumn {
    /// Id: an indicator.
    pub id: IndicatorId,
    /// Unit.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// Price base.
    pub price_base: Option<String>,
}

/// A row of a table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TableRow {
    /// Place or enterprise.
    pub key: Item,
    /// Place an enterprise lies in, or parent of a place.
    pub place: Option<Item>,
    /// Industry of an enterprise.
    pub industry: Option<Item>,
    /// Field of an enterprise.
    pub field: Option<FieldId>,
    /// Figures, in the order of the columns.
    pub cells: Vec<Option<f64>>,
    /// Why there is no figure.
    pub reasons: Vec<Option<String>>,
    /// Completeness of the first column's figure.
    pub completeness_percent: Option<f64>,
}

/// A table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Table {
    /// How many rows match.
    pub total: u64,
    /// Columns.
    pub columns: Vec<TableColumn>,
    /// The rows asked for.
    pub rows: Vec<TableRow>,
    /// Figures of the whole, in the order of the columns (not of the shown rows alone).
    pub totals: Vec<Option<f64>>,
    /// Versions.
    pub versions: Versions,
}

/// An enterprise on the map.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Point {
    /// Enterprise.
    pub enterprise: Item,
    /// Code of the place it lies in.
    pub place: String,
    /// Degrees east.
    pub lon: f64,
    /// Degrees north.
    pub lat: f64,
    /// Industry.
    pub industry: Option<Item>,
    /// Field.
    pub field: Option<FieldId>,
    /// Figure.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// 0 to 100.
    pub completeness_percent: Option<f64>,
}

/// Enterprises with coordinates.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Points {
    /// Indicator.
    pub indicator: IndicatorId,
    /// Unit.
    pub unit: String,
    /// What is measured.
    pub quantity: String,
    /// Points, largest first.
    pub rows: Vec<Point>,
    /// Enterprises without coordinates.
    pub without_coordinates: u64,
    /// Versions.
    pub versions: Versions,
}

/// A factor as an explanation names it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactorRef {
    /// Stable id.
    pub id: String,
    /// Amount.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Region it is valid in.
    pub region: String,
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
    /// Source.
    pub source: String,
    /// Clause or table.
    pub clause: Option<String>,
    /// Licence.
    pub licence: Option<String>,
}

/// The cell a datum came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CellRef {
    /// Number of the import.
    pub import: u32,
    /// File name.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row, counted from 1, the head included.
    pub row: u32,
    /// Column, counted from 1.
    pub column: u32,
    /// Head of the column.
    pub column_name: Option<String>,
    /// Text of the cell as it stood in the file; `null` where the file itself is not kept.
    pub cell: Option<String>,
    /// Mapping it was read with.
    pub mapping: String,
    /// When, RFC 3339.
    pub imported_at: String,
    /// SHA-256 of the file, hexadecimal.
    pub hash: String,
}

/// Readings behind a node: of all meters of an entry, of a meter's month, of a meter's day. Amounts add up exactly from level to
/// level, and so do kilograms: they are whole millionths of the unit and whole micrograms, rounded once for each day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadingsRef {
    /// The meter; `null` for all meters of an entry.
    pub meter: Option<Named>,
    /// First day with readings.
    pub first_date: String,
    /// Last day with readings.
    pub last_date: String,
    /// Unit of the amounts.
    pub unit: String,
    /// Amount.
    pub amount: Option<f64>,
    /// The part of it that was multiplied by the factor of its hour.
    pub with_factor: Option<f64>,
    /// What that part makes, kg CO2e.
    pub co2_kg: Option<f64>,
    /// Slots that should have a reading.
    pub slots: u64,
    /// Slots that have one.
    pub present: u64,
    /// Of those, filled in or interpolated.
    pub estimated: u64,
    /// Grid zones whose factors were used.
    pub zones: Vec<String>,
    /// Where these factors came from.
    pub factor_sources: Vec<String>,
    /// The run that summed it.
    pub run: Option<RunRef>,
    /// Formula of a virtual meter.
    pub formula: Option<String>,
    /// Meters that it is worked out from, that are below it, that is above it; with what they read in the same month.
    pub related: Vec<RelatedMeter>,
}

/// A run that turned readings into entries.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunRef {
    /// Its number among the imports.
    pub import: u32,
    /// When.
    pub at: String,
    /// Version of the table of readings that it read.
    pub readings_version: Option<u64>,
    /// Version of the table of hourly factors.
    pub factors_version: Option<u64>,
    /// True if readings or factors have come since that no run has summed yet.
    pub newer: bool,
}

/// A meter that has to do with another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelatedMeter {
    /// The meter.
    pub meter: Named,
    /// `part` of the formula, `child`, `parent`.
    pub role: String,
    /// What a part is multiplied by in the formula.
    pub factor: Option<f64>,
    /// Its amount in the same month.
    pub amount: Option<f64>,
    /// Unit of the amount.
    pub unit: String,
    /// Query string of `/explain` that opens it.
    pub link: String,
}

/// Children that were left off.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct More {
    /// How many.
    pub count: u64,
    /// What they sum to, in the node's unit.
    pub value: f64,
}

/// A node of an explanation: a figure and what it is made of.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Name, where it has one.
    pub label: Option<Label>,
    /// Members of the dimensions it stands for.
    pub keys: BTreeMap<String, Item>,
    /// Formula in words and symbols.
    pub formula: Option<String>,
    /// Figure.
    pub value: Option<f64>,
    /// Unit.
    pub unit: Option<String>,
    /// Period.
    pub period: Option<String>,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Method by which it was computed.
    pub method: Option<String>,
    /// Worst quality of its inputs.
    pub quality: Option<QualityId>,
    /// Relative half width of the 95 % interval.
    pub uncertainty_percent: Option<f64>,
    /// 0 to 100.
    pub completeness_percent: Option<f64>,
    /// The factor, on a factor node.
    pub factor: Option<FactorRef>,
    /// The cell, on a leaf.
    pub source: Option<CellRef>,
    /// What was read, on meters and their days.
    pub readings: Option<ReadingsRef>,
    /// On an entry that was estimated: the estimates that it rests on.
    pub estimates: Vec<Estimate>,
    /// What it is made of.
    #[schema(no_recursion)]
    pub children: Vec<Node>,
    /// Children left off.
    pub more: Option<More>,
    /// Query string of `/explain` that opens this node further.
    pub link: Option<String>,
    /// The same for the program itself.
    #[serde(skip)]
    pub behind: Option<crate::usecase::readings::explain::Behind>,
}
