//! Cities side by side and together: structures, similarity, inequality, ties, value chains.

use super::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// A table that is kept with a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityTable {
    /// Number.
    pub id: u32,
    /// What it holds.
    pub kind: CityTableKind,
    /// Name.
    pub name: String,
    /// Year that it describes, if one.
    pub year: Option<i16>,
    /// Unit of its values; empty if it has none.
    pub unit: String,
    /// True if it is invented: an example, not a statement about the places.
    pub synthetic: bool,
    /// Where it comes from.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// What a text states of it, to be checked: `0.9:76` for 76 % above 0.9.
    pub stated: Option<String>,
    /// When it came.
    pub at: String,
    /// Who brought it.
    pub by: Option<String>,
    /// SHA-256 of what was read, first 16 digits.
    pub sha256: String,
    /// Version of the program that read it.
    pub code: String,
    /// Rows of its files, heads left out.
    pub rows: u32,
    /// Names of its files.
    pub files: Vec<String>,
    /// Number of findings when it came.
    pub findings: u32,
}

/// What was found in a table that came in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityTableKept {
    /// The table.
    pub table: CityTable,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Which cities, and by what they are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClusterQuery {
    /// Number of a kept table; the region's ledger if left out and it has structures, else the newest table that has.
    pub table: Option<u32>,
    /// Only cities of this place; the region's root if left out.
    pub place: Option<String>,
    /// Level of places; the coarsest with at least five if left out.
    pub level: Option<String>,
    /// By what; `industry` if left out, `field` where there are no industries.
    pub by: Option<StructureBy>,
    /// Total that is divided; the region's default if it is a total, else carbon.
    #[param(inline = false)]
    pub indicator: Option<IndicatorId>,
    /// What inequality, hot spots and paths are of; the total per person if people are known, else the total.
    #[param(inline = false)]
    pub measure: Option<IndicatorId>,
    /// Level of the groups that inequality is split by; the next coarser level with at least two places if left out.
    pub group: Option<String>,
    /// Year; the last if left out.
    pub year: Option<i16>,
    /// View; the region's default if left out.
    pub view: Option<ViewId>,
    /// `average` if left out; `single`, `complete`, `weighted`, `ward`.
    pub linkage: Option<String>,
}

/// Which cities are laid side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Two to four ids of cities, with commas.
    pub cities: String,
}

/// What structures were taken from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StructureSource {
    /// The kept table; `null` if it is the ledger.
    pub table: Option<CityTable>,
    /// Place whose members are compared; `null` for a table.
    pub place: Option<Item>,
    /// Level of the places; `null` for a table.
    pub level: Option<Item>,
    /// By what; `null` for a printed matrix.
    pub by: Option<StructureBy>,
    /// Indicator that is divided; `null` for a table.
    pub indicator: Option<IndicatorId>,
    /// Unit of the values; empty if they have none.
    pub unit: String,
    /// Physical quantity of the values; `null` if not known.
    pub quantity: Option<String>,
    /// The year; `null` if the table names none.
    pub year: Option<i16>,
    /// All years.
    pub years: Vec<i16>,
}

/// A city of a cluster.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClusterCity {
    /// Code of the place, or the name that the table gives.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Code of the place of the region, if it is one.
    pub place: Option<String>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Group that inequality is split by.
    pub group: Option<Item>,
    /// Sum over industries; `null` if one of them is not known.
    pub total: Option<f64>,
    /// Krugman's index against all cities together, 0 to 2.
    pub specialisation: Option<f64>,
    /// Industry of the greatest location quotient.
    pub strongest: Option<Item>,
    /// That quotient.
    pub strongest_quotient: Option<f64>,
    /// What inequality and hot spots are of, in the year.
    pub measure: Option<f64>,
    /// Local Moran.
    pub local_moran: Option<f64>,
    /// Where it stands among its neighbours.
    pub spot: Option<SpotId>,
    /// Local Moran less its expectation over its deviation, if the other values are shuffled (exact).
    pub spot_z: Option<f64>,
    /// Share of shuffles at least as extreme, both tails.
    pub spot_p: Option<f64>,
    /// The same, corrected for the number of places (false discovery rate).
    pub spot_adjusted: Option<f64>,
    /// True if `spot_adjusted` is at most the level.
    pub spot_significant: Option<bool>,
    /// Why there is no local Moran.
    pub reason: Option<String>,
    /// Number of neighbours with a value.
    pub neighbours: u32,
}

/// Two groups that join.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct MergeStep {
    /// A city (its index), or a group (number of cities plus its step).
    pub left: u32,
    /// The other.
    pub right: u32,
    /// Distance (1 less similarity) at which they join.
    pub height: f64,
    /// Cities in the new group.
    pub size: u32,
}

/// Two cities with a figure.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PairFigure {
    /// Index of one.
    pub a: u32,
    /// Index of the other.
    pub b: u32,
    /// The figure.
    pub value: f64,
}

/// Statistics of all pairs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PairSummary {
    /// Pairs with a figure.
    pub pairs: u32,
    /// Pairs without.
    pub missing: u32,
    /// Mean.
    pub mean: Option<f64>,
    /// Median.
    pub median: Option<f64>,
    /// Standard deviation, divided by the number.
    pub deviation: Option<f64>,
    /// Least.
    pub least: Option<PairFigure>,
    /// Greatest.
    pub greatest: Option<PairFigure>,
    /// Similarity above which the documents call two cities homogeneous.
    pub threshold: f64,
    /// Pairs above it.
    pub above: u32,
    /// The same as share of all with a figure, 0 to 1.
    pub share_above: Option<f64>,
}

/// How alike cities are.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SimilarityView {
    /// Cosine of every pair, cities x cities, row by row; `null` where there is none. Empty if there are more than 120 cities.
    pub cosine: Vec<Option<f64>>,
    /// Krugman's index of every pair (0 to 2); empty where only a matrix is known, or above 120 cities.
    pub krugman: Vec<Option<f64>>,
    /// Linkage.
    pub linkage: String,
    /// Who joins whom, in order; empty if a pair has no figure.
    pub merges: Vec<MergeStep>,
    /// Indices of the cities from left to right, so that no two branches cross; all cities where there is no tree.
    pub order: Vec<u32>,
    /// Statistics of the pairs.
    pub summary: PairSummary,
}

/// Inequality in a year.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InequalityYear {
    /// The year; `null` if the table names none.
    pub year: Option<i16>,
    /// Cities that take part.
    pub cities: u32,
    /// Weighted mean.
    pub mean: Option<f64>,
    /// Gini.
    pub gini: Option<f64>,
    /// Theil T.
    pub theil_t: Option<f64>,
    /// Theil L.
    pub theil_l: Option<f64>,
    /// Coefficient of variation.
    pub variation: Option<f64>,
    /// Theil T within groups; `null` without groups.
    pub within: Option<f64>,
    /// Theil T between groups.
    pub between: Option<f64>,
    /// Moran's I.
    pub moran: Option<f64>,
    /// Its `z` under randomisation.
    pub moran_z: Option<f64>,
    /// Why there is no Gini.
    pub reason: Option<String>,
}

/// Whether near places are alike, in the year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MoranView {
    /// Places that take part.
    pub places: u32,
    /// Moran's I.
    pub i: Option<f64>,
    /// Expectation if place does not matter.
    pub expected: Option<f64>,
    /// Variance if values are shuffled over the places.
    pub variance: Option<f64>,
    /// `z` under randomisation.
    pub z: Option<f64>,
    /// Why there is no figure.
    pub reason: Option<String>,
    /// Shuffles of each place's surroundings.
    pub permutations: u32,
    /// Level of the adjusted p from which a place is called a spot.
    pub level: f64,
    /// Places that are.
    pub significant: u32,
    /// Neighbours as pairs of indices of cities, each once: those whose outlines share a point. Each place's neighbours weigh 1 together.
    pub pairs: Vec<[u32; 2]>,
}

/// Cities of a region side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cluster {
    /// What it is about.
    pub source: StructureSource,
    /// Cities.
    pub cities: Vec<ClusterCity>,
    /// Industries; empty where only a matrix is known.
    pub industries: Vec<Item>,
    /// How alike they are.
    pub similarity: SimilarityView,
    /// What inequality and hot spots are of; `null` where only a matrix is known, and for the sums of a table.
    pub measure: Option<IndicatorId>,
    /// Its unit.
    pub measure_unit: String,
    /// Its physical quantity; `null` if not known.
    pub measure_quantity: Option<String>,
    /// What the cities weigh by; `null` if all weigh alike.
    pub weight: Option<IndicatorId>,
    /// Level of the groups.
    pub group: Option<Item>,
    /// Inequality year by year.
    pub inequality: Vec<InequalityYear>,
    /// Whether near places are alike; `null` where no outlines are known.
    pub moran: Option<MoranView>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}

/// Growth, split.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ShiftParts {
    /// What all cities' growth would have brought.
    pub national: f64,
    /// What the industry's growth beyond that brought.
    pub mix: f64,
    /// What is the city's own.
    pub regional: f64,
    /// The change.
    pub total: f64,
}

/// An industry of a city.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IndustryOfCity {
    /// The industry.
    pub industry: Item,
    /// Value.
    pub value: Option<f64>,
    /// Share in the city's known values, 0 to 1.
    pub share: Option<f64>,
    /// Share of the industry in all cities together, 0 to 1.
    pub share_all: Option<f64>,
    /// Location quotient.
    pub quotient: Option<f64>,
    /// True if the city is strong in it: a quotient of 1 or more.
    pub strong: Option<bool>,
    /// Relatedness density: of what is related to it, how much the city is strong in, 0 to 1.
    pub density: Option<f64>,
    /// Index of complexity of the industry.
    pub complexity: Option<f64>,
    /// Cities that are strong in it.
    pub ubiquity: u32,
    /// Growth between the first and the last year, split.
    pub shift: Option<ShiftParts>,
    /// Why there is no quotient.
    pub reason: Option<String>,
}

/// Another city by likeness.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Alike {
    /// The other city.
    pub city: Item,
    /// Cosine.
    pub similarity: Option<f64>,
    /// Krugman's index.
    pub krugman: Option<f64>,
}

/// A city that walks the same path some years apart.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OnPath {
    /// The other city.
    pub city: Item,
    /// Years by which the other is ahead; below zero if it is behind.
    pub lag_years: i32,
    /// Root mean square difference at that lag.
    pub error: f64,
    /// The same without a lag.
    pub error_without: Option<f64>,
    /// Years compared.
    pub overlap: u32,
    /// Mean lag along the warped path.
    pub warped_lag_years: Option<f64>,
    /// Root mean square difference along the warped path.
    pub warped_error: Option<f64>,
    /// The other's path, year by year as `path_years`.
    pub values: Vec<Option<f64>>,
}

/// A city: its structure, its strengths, its partners, its path.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityProfile {
    /// The city.
    pub city: ClusterCity,
    /// Its industries, in the order of the ledger or table; empty where only a matrix is known.
    pub industries: Vec<IndustryOfCity>,
    /// Industries that it is strong in.
    pub diversity: Option<u32>,
    /// Its index of complexity: mean 0, deviation 1 over the cities.
    pub complexity: Option<f64>,
    /// Its rank by that, 1 the most complex.
    pub complexity_rank: Option<u32>,
    /// Cities that have one.
    pub complexity_of: u32,
    /// Why it has none.
    pub complexity_reason: Option<String>,
    /// First and last year of the split of growth; `null` with fewer than two years.
    pub shift_years: Option<[i16; 2]>,
    /// Split of growth of the whole city.
    pub shift: Option<ShiftParts>,
    /// Best partners by the parts that are known, which count alike; best first. The city itself is `a` or `b`.
    pub partners: Vec<CityPairing>,
    /// Other cities by likeness, the most alike first.
    pub alike: Vec<Alike>,
    /// Years of the path.
    pub path_years: Vec<i16>,
    /// Its path: the measure, year by year.
    pub path: Vec<Option<f64>>,
    /// Cities that walk the same path some years apart, the best fit first.
    pub on_path: Vec<OnPath>,
}

/// A city with what its figures are about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityAnswer {
    /// What it is about.
    pub source: StructureSource,
    /// All cities that can be looked at.
    pub cities: Vec<Item>,
    /// What the path is of.
    pub measure: Option<IndicatorId>,
    /// Its unit.
    pub measure_unit: String,
    /// Its physical quantity; `null` if not known.
    pub measure_quantity: Option<String>,
    /// The city.
    pub profile: CityProfile,
    /// What was found about it.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}

/// Two of the cities that are compared.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ComparedPair {
    /// Index of one in `profiles`.
    pub a: u32,
    /// Index of the other.
    pub b: u32,
    /// Cosine.
    pub similarity: Option<f64>,
    /// Krugman's index.
    pub krugman: Option<f64>,
    /// Great-circle distance, km.
    pub distance_km: Option<f64>,
    /// What only the first is strong in.
    pub only_a: Vec<Item>,
    /// What only the second is strong in.
    pub only_b: Vec<Item>,
    /// What both are strong in.
    pub both: Vec<Item>,
}

/// Two to four cities side by side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Comparison {
    /// What it is about.
    pub source: StructureSource,
    /// All cities that can be compared.
    pub cities: Vec<Item>,
    /// What the paths are of.
    pub measure: Option<IndicatorId>,
    /// Its unit.
    pub measure_unit: String,
    /// Its physical quantity; `null` if not known.
    pub measure_quantity: Option<String>,
    /// The cities asked for, in their order.
    pub profiles: Vec<CityProfile>,
    /// Each two of them.
    pub pairs: Vec<ComparedPair>,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}

/// Which ties; the newest table of each kind if left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TiesQuery {
    /// Number of a table of flows.
    pub flows: Option<u32>,
    /// Kind of flow of that table; the first if left out.
    pub kind: Option<String>,
    /// Period of the flows; the latest of the kind if left out.
    pub period: Option<String>,
    /// Number of a table of integration values.
    pub integration: Option<u32>,
    /// Number of a table of pairs.
    pub ladder: Option<u32>,
    /// Number of a table of resources.
    pub resources: Option<u32>,
    /// Year in which the index of integration is 100; the first if left out.
    pub base: Option<i32>,
}

/// A name in a table, and the place of the region that bears it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TiedCity {
    /// Name in the table.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Code of the place, if it is one.
    pub place: Option<String>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Degrees north.
    pub lat: Option<f64>,
}

/// A city within a network of flows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CoreCity {
    /// The city.
    pub city: TiedCity,
    /// What flows out and in together.
    pub through: f64,
    /// True if it is in the core; `null` if none can be told.
    pub core: Option<bool>,
    /// Its coreness in the continuous model, 0 to 1 (all squares together are 1); `null` if none can be told.
    pub coreness: Option<f64>,
}

/// What flows from one to another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowRow {
    /// Index of the origin.
    pub from: u32,
    /// Index of the destination.
    pub to: u32,
    /// Amount.
    pub value: f64,
}

/// A kind of flow in a table. Kinds, and periods of a kind, are not added up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowKind {
    /// As the table has it; empty if its rows name none.
    pub kind: String,
    /// Unit of its amounts.
    pub unit: String,
    /// Its periods, the earliest first; an empty one if rows name none.
    pub periods: Vec<String>,
}

/// What the cities' masses are in the models.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowMass {
    /// Statistic of the region; `null` if the masses came with the table.
    pub indicator: Option<IndicatorId>,
    /// Year of the statistic.
    pub year: Option<i16>,
}

/// A network of flows with its core.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowsView {
    /// The table.
    pub table: CityTable,
    /// Kinds of flow that it holds.
    pub kinds: Vec<FlowKind>,
    /// The kind that is shown; `null` if there is no such kind.
    pub kind: Option<String>,
    /// Its period; empty if the rows name none.
    pub period: String,
    /// Unit of the flows that are shown.
    pub unit: String,
    /// What the rows that are shown name as their sources.
    pub sources: Vec<String>,
    /// What the models take as masses; `null` if there are no models.
    pub mass: Option<FlowMass>,
    /// Cities whose mass is not known, where that is why there are no models.
    pub without_mass: Vec<TiedCity>,
    /// Cities.
    pub cities: Vec<CoreCity>,
    /// Flows, largest first.
    pub flows: Vec<FlowRow>,
    /// Correlation of the flows with the pattern of the core, -1 to 1.
    pub score: Option<f64>,
    /// True if every core was tried.
    pub proved: Option<bool>,
    /// Correlation of the flows with the products of the coreness.
    pub continuous_score: Option<f64>,
    /// Gravity and radiation; `null` if masses are not known: neither did they come with the table, nor has the region people or GDP of all its cities.
    pub models: Option<FlowModels>,
}

/// A coefficient of the gravity model.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GravityTerm {
    /// `constant`, `ln_mass_from`, `ln_mass_to` or `ln_km`.
    pub term: String,
    /// Coefficient.
    pub coefficient: f64,
    /// Its standard error, robust to any variance (HC0).
    pub standard_error: f64,
}

/// What a model makes of the flows of a table.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowFit {
    /// Pairs that took part.
    pub pairs: u32,
    /// Square of the correlation of model and table, 0 to 1.
    pub r2: Option<f64>,
    /// 1 less deviance over that of the constant alone; of gravity only.
    pub explained: Option<f64>,
    /// Share of flows in common with the table, 0 to 1.
    pub common: Option<f64>,
}

/// A flow with what the models give.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ModelledFlow {
    /// Index of the city.
    pub from: u32,
    /// Index of the city.
    pub to: u32,
    /// Great-circle distance, km.
    pub km: Option<f64>,
    /// Flow of the table, in its unit.
    pub value: f64,
    /// Of the gravity model.
    pub gravity: Option<f64>,
    /// Of the radiation model.
    pub radiation: Option<f64>,
}

/// Gravity and radiation model of the flows, as `carbonshed city gravity` has them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlowModels {
    /// Coefficients of the gravity model; empty if it could not be fitted.
    pub terms: Vec<GravityTerm>,
    /// How well gravity fits.
    pub gravity: Option<FlowFit>,
    /// How well radiation, which has nothing to fit, agrees.
    pub radiation: Option<FlowFit>,
    /// Flows, largest first.
    pub flows: Vec<ModelledFlow>,
}

/// An area of integration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationArea {
    /// Id.
    pub id: String,
    /// Weight.
    pub weight: f64,
}

/// The index of a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationYear {
    /// The year.
    pub year: i32,
    /// By area, in their order.
    pub areas: Vec<Option<f64>>,
    /// The index.
    pub index: Option<f64>,
    /// Least that any weights give.
    pub least: Option<f64>,
    /// Greatest that any weights give.
    pub greatest: Option<f64>,
}

/// What another weight does to the index of the last year that has one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Sensitivity {
    /// The area.
    pub area: String,
    /// `doubled`, `halved` or `left_out`.
    pub change: String,
    /// The index then.
    pub index: Option<f64>,
}

/// Integration over time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationView {
    /// The table.
    pub table: CityTable,
    /// Year that is 100.
    pub base: i32,
    /// Areas.
    pub areas: Vec<IntegrationArea>,
    /// Years.
    pub years: Vec<IntegrationYear>,
    /// Year that the sensitivity is of; `null` if no year has an index.
    pub sensitivity_year: Option<i32>,
    /// What other weights do.
    pub sensitivity: Vec<Sensitivity>,
}

/// What the next level lacks.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Lacking {
    /// Indicator.
    pub indicator: String,
    /// What it is; `null` if not known.
    pub has: Option<f64>,
    /// What it must be.
    pub needs: f64,
}

/// How far a pair has come.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LadderPair {
    /// One.
    pub a: TiedCity,
    /// The other.
    pub b: TiedCity,
    /// Levels reached, 0 to all.
    pub rung: u32,
    /// What the next one lacks.
    pub lacks: Vec<Lacking>,
    /// Id of the partnership that is kept of the two; `null` if none is.
    pub partnership: Option<String>,
    /// Its agreements in force or under notice today.
    pub agreements: Option<u32>,
    /// Its shared tasks, as far as the asker sees them.
    pub tasks: Option<u32>,
    /// Of which done.
    pub tasks_done: Option<u32>,
}

/// The ladder of cooperation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LadderView {
    /// The table; `null` if only partnerships that are kept stand on it.
    pub table: Option<CityTable>,
    /// Levels, the lowest first.
    pub levels: Vec<String>,
    /// Pairs, the highest first.
    pub pairs: Vec<LadderPair>,
}

/// A path of development.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PathRule {
    /// Id and name.
    pub path: Item,
    /// Resources that speak for it.
    pub resources: Vec<String>,
    /// Where the rule comes from.
    pub source: String,
}

/// A city and its path.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CityPosition {
    /// The city.
    pub city: TiedCity,
    /// Path that the documents name it for.
    pub stated: Option<String>,
    /// Paths that its resources speak for most; empty if not known.
    pub found: Vec<String>,
    /// How much they speak for each path, 0 to 1, in the order of the rules.
    pub scores: Vec<Option<f64>>,
}

/// Positions by rules.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PositionsView {
    /// Table of resources; `null` if there is none and only what the documents state is known.
    pub table: Option<CityTable>,
    /// Paths.
    pub paths: Vec<PathRule>,
    /// Cities.
    pub cities: Vec<CityPosition>,
}

/// What ties the cities of a region together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Ties {
    /// Flows and their core.
    pub flows: Option<FlowsView>,
    /// Integration over time.
    pub integration: Option<IntegrationView>,
    /// The ladder of cooperation.
    pub ladder: Option<LadderView>,
    /// Positions by rules.
    pub positions: PositionsView,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// What breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ChainQuery {
    /// Firms, or deliveries as `from>to`, with commas.
    #[serde(rename = "break")]
    #[param(rename = "break")]
    pub broken: Option<String>,
    /// Only rows of this city (code or name), or in which it is the partner.
    pub city: Option<String>,
}

/// A table of what a chain gives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChainTable {
    /// Name: `position`, `dependence`, `critical`, `gaps`, `broken`.
    pub name: String,
    /// Heads.
    pub head: Vec<String>,
    /// Rows; an empty cell is not known or does not apply.
    pub rows: Vec<Vec<String>>,
    /// Rows that were left out because there are more than 5,000.
    pub left_out: u32,
}

/// A value chain.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChainAnswer {
    /// The table.
    pub table: CityTable,
    /// What it comes to, by name with the unit last.
    pub sums: BTreeMap<String, Option<f64>>,
    /// Results, as the command writes them.
    pub tables: Vec<ChainTable>,
    /// Deliveries as `from>to` of two processes, the largest first, at most 500: what may be broken besides firms.
    pub links: Vec<String>,
    /// What was found.
    pub findings: Vec<Finding>,
}
