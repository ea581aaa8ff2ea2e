//! Contracts and certificates.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A certificate, a contract or a supplier's rate, and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContractRow {
    /// Id or serial number.
    pub id: String,
    /// `certificate`, `contract` or `supplier_rate`.
    pub kind: String,
    /// Who claims it.
    pub enterprise: Named,
    /// Market within which it counts.
    pub market: String,
    /// How much it is of; `null` of a rate for all that is delivered.
    pub volume_kwh: Option<f64>,
    /// How much of it covers metered electricity.
    pub used_kwh: f64,
    /// How much is left.
    pub left_kwh: Option<f64>,
    /// When its energy may be used.
    pub valid: String,
    /// When its energy was made.
    pub vintage: String,
    /// kg CO2e per kWh.
    pub factor_kg_per_kwh: f64,
    /// False where the attributes were sold apart from it.
    pub conveys_attributes: bool,
    /// True if it says in which hours its energy was made: it covers what was used in the same hours.
    pub hourly: bool,
    /// Registry, contract or bill.
    pub source: String,
    /// Why it is not used: `claimed_twice`, `attributes_sold`, `bad_volume`, `bad_factor`, `no_volume`, `outside_market`,
    /// `outside_time`.
    pub refused: Option<String>,
}

/// A factor of a market.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarketFactorRow {
    /// `residual_mix` or `grid_average`.
    pub kind: String,
    /// Market it is of.
    pub market: String,
    /// When it is valid.
    pub valid: String,
    /// kg CO2e per kWh.
    pub factor_kg_per_kwh: f64,
    /// Who published it.
    pub source: String,
}

/// Contracts of a region.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContractPage {
    /// The market that the region's electricity is bought in.
    pub market: String,
    /// True if something changed since readings were accounted for: the figures do not have it yet.
    pub pending: bool,
    /// Instruments, by id.
    pub rows: Vec<ContractRow>,
    /// The region's own factors.
    pub factors: Vec<MarketFactorRow>,
}

/// What became of a table of contracts.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContractsTaken {
    /// Number among the imports.
    pub import: u32,
    /// Certificates, contracts and rates that were taken.
    pub instruments: u64,
    /// Factors that were taken.
    pub factors: u64,
    /// Hours of instruments that were taken.
    pub hours: u64,
    /// True if the table was refused; nothing of it was taken, and the import's findings say why.
    pub refused: bool,
    /// Findings.
    pub findings: u64,
}

/// Which instrument or factor goes.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RemoveContractQuery {
    /// Id of an instrument.
    pub id: Option<String>,
    /// Code of its enterprise; all that claim it if left out.
    pub enterprise: Option<String>,
    /// `residual_mix` or `grid_average`, with `market` and `valid`, instead of an instrument.
    pub kind: Option<String>,
    /// Market of the factor.
    pub market: Option<String>,
    /// When the factor is valid.
    pub valid: Option<String>,
}
