//! Trade tables and traced grids that stand beside a region's ledger.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A kind of emissions of a trade table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StressorName {
    /// Name in the table.
    pub name: String,
    /// Unit; empty if the table names none.
    pub unit: String,
}

/// A trade table that was brought in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TradeTable {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Year that it describes.
    pub year: Option<i16>,
    /// True if it is invented: an example, not a statement about the places.
    pub synthetic: bool,
    /// Where it comes from.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// When it came.
    pub at: String,
    /// Who brought it.
    pub by: Option<String>,
    /// SHA-256 of what was read, first 16 digits.
    pub sha256: String,
    /// Version of the program that computed.
    pub code: String,
    /// Number of industries (regions x sectors).
    pub industries: u32,
    /// Number of sectors.
    pub sectors: u32,
    /// Number of regions.
    pub regions: u32,
    /// Kinds of emissions.
    pub stressors: Vec<StressorName>,
}

/// Which emissions.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TradeQuery {
    /// Name of the stressor; the first if left out.
    pub stressor: Option<String>,
}

/// A region of a trade table: both sides of its carbon, and what lies between.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TradeRegion {
    /// Name in the table.
    pub name: String,
    /// The place of the same code or name.
    pub place: Option<Named>,
    /// Centre of the place, degrees east.
    pub lon: Option<f64>,
    /// Centre of the place, degrees north.
    pub lat: Option<f64>,
    /// What its industries emit.
    pub production: f64,
    /// What is emitted anywhere for its final demand.
    pub consumption: f64,
    /// Of consumption, what is emitted elsewhere.
    pub imports: f64,
    /// Of production, what is emitted for others.
    pub exports: f64,
    /// What its final demand emits itself; in neither of the above. `null` if the table does not say.
    pub direct: Option<f64>,
    /// Shared: seller and buyer half each.
    pub shared_half: f64,
    /// Shared along every delivery by value added.
    pub shared_value_added: f64,
}

/// Something odd about a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TradeFinding {
    /// `no_output`, `emissions_without_output`, `negative_value_added` or `negative_output`.
    pub code: String,
    /// How many industries.
    pub count: u32,
    /// The first of them, `region: sector`.
    pub first: String,
}

/// Whose carbon it is, of one kind of emissions.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TradeAccounts {
    /// The table.
    pub table: TradeTable,
    /// Kind of emissions.
    pub stressor: String,
    /// Unit of all figures; empty if the table names none.
    pub unit: String,
    /// Regions in the order of the table.
    pub regions: Vec<TradeRegion>,
    /// Emitted in the row's region for final demand of the column's: regions x regions, row by row.
    pub bilateral: Vec<f64>,
    /// What was found.
    pub findings: Vec<TradeFinding>,
}

/// A grid that was traced.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridSet {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// Where it comes from.
    pub source: String,
    /// When it came.
    pub at: String,
    /// Who brought it.
    pub by: Option<String>,
    /// SHA-256 of what was traced, first 16 digits.
    pub sha256: String,
    /// Version of the program that computed.
    pub code: String,
    /// Who bears the losses: `user`, `line` or `sender`.
    pub losses: String,
    /// Number of buses.
    pub buses: u32,
    /// Number of branches.
    pub branches: u32,
    /// Minutes of a step.
    pub step_minutes: u32,
    /// Local days with at least one step.
    pub days: Vec<String>,
    /// Largest gap of carbon, relative to all generators'.
    pub imbalance_max: f64,
    /// Number of notes that looking the data over gave.
    pub findings: u32,
    /// Zones whose hourly factors were set from this trace.
    pub factor_zones: Vec<String>,
}

/// A bus of a traced grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GridBus {
    /// Name.
    pub name: String,
    /// Grid zone it belongs to.
    pub zone: String,
    /// Degrees east, if known.
    pub lon: Option<f64>,
    /// Degrees north, if known.
    pub lat: Option<f64>,
    /// Place in the picture from left to right, 0 to 1.
    pub x: f64,
    /// Place in the picture from top to bottom, 0 to 1.
    pub y: f64,
}

/// A branch of a traced grid: the indices of its buses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GridBranch {
    /// From.
    pub from: u32,
    /// To.
    pub to: u32,
}

/// A step of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridStep {
    /// When it begins, local time with offset.
    pub at: String,
    /// Carbon intensity of every bus, kg/kWh (t/MWh); `null` where nothing runs through.
    pub intensity: Vec<Option<f64>>,
    /// Power through every bus, MW.
    pub through_mw: Vec<f64>,
    /// Power of every branch, MW, positive in its direction.
    pub flow_mw: Vec<f64>,
}

/// A day of a traced grid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GridDay {
    /// The grid.
    pub grid: GridSet,
    /// The local day.
    pub date: String,
    /// Buses.
    pub buses: Vec<GridBus>,
    /// Branches.
    pub branches: Vec<GridBranch>,
    /// Least and most intensity of all steps of the trace, kg/kWh: the scale of colours. `null` if nothing runs anywhere.
    pub intensity_span: Option<[f64; 2]>,
    /// Steps of the day.
    pub steps: Vec<GridStep>,
}

/// Something odd about a balance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BalanceNote {
    /// `does_not_close`, `more_out_than_in`, `carbon_from_nowhere`, `no_product`, `not_delivered` or `embodied_unknown`.
    pub code: String,
    /// What it is about: `carrier`, `process`, `name`, `difference`, `ratio`, `carbon_t`.
    pub params: std::collections::BTreeMap<String, String>,
}

/// An energy balance that was brought in, and its accounts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BalanceSet {
    /// Number.
    pub id: u32,
    /// Name.
    pub name: String,
    /// Year that it describes.
    pub year: i16,
    /// Code of the place that it describes; `null` is the whole region.
    pub place: Option<String>,
    /// True if it is invented: an example, not a statement about the place.
    pub synthetic: bool,
    /// Where it comes from.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// When it came.
    pub at: String,
    /// Who brought it.
    pub by: Option<String>,
    /// SHA-256 of what was read, first 16 digits.
    pub sha256: String,
    /// Version of the program that computed.
    pub code: String,
    /// How joint products share carbon: `energy`, `exergy` or `efficiency`.
    pub method: String,
    /// Emitted in the place, t.
    pub production_t: f64,
    /// Emitted for the place's final use, here or elsewhere, t.
    pub consumption_t: f64,
    /// Came in with supplies, t.
    pub imported_t: f64,
    /// Went out with exports, t.
    pub exported_t: f64,
    /// What serves nobody: statistical differences, processes without product, t.
    pub unassigned_t: f64,
    /// What was found.
    pub findings: Vec<BalanceNote>,
}

/// A node of a chain.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChainNode {
    /// Stable id, unique in the graph.
    pub id: String,
    /// Shown name.
    pub label: Label,
    /// Stage, from 0.
    pub stage: u8,
    /// `supply`, `conversion`, `use`, `gap` (what only one of balance and ledger has) or a dimension of the ledger.
    pub dim: String,
    /// What flows through it.
    pub value: f64,
    /// How many members were folded into it; `null` if it is one member.
    pub folded: Option<u64>,
}

/// Primary supply, conversion, use, and on through the ledger; every stage adds up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChainFlow {
    /// `carbon_total`.
    pub indicator: IndicatorId,
    /// `consumption`.
    pub view: ViewId,
    /// Unit.
    pub unit: String,
    /// Stages: `supply`, `conversion`, then those asked for.
    pub stages: Vec<String>,
    /// What is drawn: the balance's carbon and what only the ledger has.
    pub total: f64,
    /// What the ledger has (without sinks).
    pub ledger: f64,
    /// What the balance's uses carry.
    pub balance: f64,
    /// What the ledger has beyond the balance, use by use.
    pub only_ledger: f64,
    /// What the balance has beyond the ledger, use by use; what is exported or left over is not in it.
    pub only_balance: f64,
    /// Nodes.
    pub nodes: Vec<ChainNode>,
    /// Links.
    pub links: Vec<FlowLink>,
    /// Largest difference between a node's inflow and outflow.
    pub imbalance: f64,
    /// The balances that it is made of.
    pub balances: Vec<BalanceSet>,
    /// Versions.
    pub versions: Versions,
}
