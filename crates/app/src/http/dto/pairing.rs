//! Which cities should work together, and why.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which pairs, and what counts how much.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PairingQuery {
    /// Only pairs of this city: its id, code or name.
    pub city: Option<String>,
    /// Only pairs of `city` with these, with commas; all of them, in this order.
    pub with: Option<String>,
    /// Partners of each city, 1 to 50; 5 if left out.
    pub best: Option<u32>,
    /// Weights of complement, trajectory, topic and distance with commas, each at least 0; `1,1,1,1` if left out.
    pub weights: Option<String>,
    /// Distance at which nearness is one half, km, above 0; 300 if left out.
    pub half_km: Option<f64>,
    /// Years by which one may walk behind the other; 10 if left out.
    pub most_lag: Option<u32>,
}

/// What only one, only the other, and both are strong in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ComplementPart {
    /// How much it counts.
    pub weight: f64,
    /// 0 to 1: industries in which exactly one is strong, of those in which at least one is.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// What only the first is strong in: what it can offer.
    pub a_offers: Vec<Item>,
    /// What only the second is strong in.
    pub b_offers: Vec<Item>,
    /// What both are strong in: where they compete, or can pool.
    pub both: Vec<Item>,
}

/// Whether one walks the path that the other walked some years before.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TrajectoryPart {
    /// How much it counts.
    pub weight: f64,
    /// 0 to 1: how much of the difference of the paths goes away once time may be stretched; 0 if neither is ahead.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// The city that is ahead.
    pub leader: Option<Item>,
    /// The city that can learn from it.
    pub follower: Option<Item>,
    /// Years between them by the best shift.
    pub lag_years: Option<i32>,
    /// Years between them along the warped path.
    pub warped_lag_years: Option<f64>,
    /// Root mean square difference along the warped path, in the unit of the paths.
    pub warped_error: Option<f64>,
    /// The same year by year.
    pub error_without: Option<f64>,
    /// Years compared at the best shift.
    pub overlap_years: Option<u32>,
}

/// What both want to work on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TopicPart {
    /// How much it counts.
    pub weight: f64,
    /// 0 to 1: topics of both, of those of at least one (Jaccard).
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Of both.
    pub shared: Vec<Item>,
    /// Of the first alone.
    pub only_a: Vec<Item>,
    /// Of the second alone.
    pub only_b: Vec<Item>,
}

/// How near they are.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DistancePart {
    /// How much it counts.
    pub weight: f64,
    /// 0 to 1: one half at the half distance.
    pub value: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Great-circle distance, km.
    pub km: Option<f64>,
}

/// Two cities, how well they go together, and why. A part that is not known is `null` with its reason, and takes no part in the score.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CityPairing {
    /// One.
    pub a: Item,
    /// The other.
    pub b: Item,
    /// 0 to 1: mean of the known parts by weight.
    pub score: Option<f64>,
    /// Why there is none.
    pub reason: Option<String>,
    /// Share of the weight that is known, 0 to 1.
    pub known_share: f64,
    /// What each can offer.
    pub complement: ComplementPart,
    /// Who walks ahead.
    pub trajectory: TrajectoryPart,
    /// What both want.
    pub topic: TopicPart,
    /// How near.
    pub distance: DistancePart,
}

/// Pairs of cities of a region, best first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PairingAnswer {
    /// What structures were taken from; `null` if none are known.
    pub source: Option<StructureSource>,
    /// The table of topics; `null` if none is kept.
    pub topics: Option<CityTable>,
    /// The table of trajectories; `null` if they are of the structures' source.
    pub trajectories: Option<CityTable>,
    /// What the trajectories are of, where they are the ledger's.
    pub path_measure: Option<IndicatorId>,
    /// Unit of the trajectories; empty if none.
    pub path_unit: String,
    /// True if something that the pairs rest on is invented.
    pub synthetic: bool,
    /// Distance at which nearness is one half, km.
    pub half_km: f64,
    /// Years by which one may walk behind the other.
    pub most_lag: u32,
    /// The cities.
    pub cities: Vec<Item>,
    /// The pairs.
    pub pairs: Vec<CityPairing>,
    /// What is not known, and what takes no part.
    pub findings: Vec<Finding>,
    /// Versions.
    pub versions: Versions,
}
