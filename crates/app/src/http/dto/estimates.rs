//! Estimates where an enterprise has no data, and the models that they come from.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How far a model is off on enterprises that were held back by turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BackTest {
    /// Enterprises that were held back.
    pub n: u64,
    /// Sum of the absolute errors, in percent of the sum of what is true.
    pub wape_percent: Option<f64>,
    /// Half of them are off by no more than this, in percent of what is true.
    pub median_ape_percent: Option<f64>,
    /// Sum of the estimates less sum of what is true, in percent of the latter.
    pub bias_percent: Option<f64>,
    /// Share of what is true that lay within the 95 % interval.
    pub coverage_percent: Option<f64>,
    /// How many of them lie so far out that their own figure is more likely wrong than the estimate.
    pub far_out: u64,
}

/// Enterprises whose line a model used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct EstimateGroup {
    /// `all`, `section`, `industry` or `size`.
    pub level: String,
    /// Code of the section or industry.
    pub industry: Option<String>,
    /// Above designated size or below; only of `size`.
    pub above_designated_size: Option<bool>,
}

/// An estimate with all that it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Estimate {
    /// Row of the run's file, from 1, the head included.
    pub row: u32,
    /// Code of the enterprise.
    pub enterprise: String,
    /// Year.
    pub year: i16,
    /// Month, 1 to 12, of an estimate of a single one; `null` of a whole year.
    #[serde(default)]
    pub month: Option<i8>,
    /// `energy`, `electricity` or `carbon`.
    pub target: String,
    /// Unit of the estimate.
    pub unit: String,
    /// Id of the method: `energy_carbon`, `electricity_energy`, …
    pub method: String,
    /// What it was estimated from: `energy`, `electricity`, `output`, `value_added` or `known_months` (of the same year).
    pub input: String,
    /// Its amount.
    pub input_value: f64,
    /// Its unit.
    pub input_unit: String,
    /// Expected amount.
    pub value: f64,
    /// Lower end of the 95 % prediction interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Whose line was used.
    pub group: EstimateGroup,
    /// Enterprises in the group.
    pub n: u64,
    /// True if the input lies outside of what the group's enterprises have.
    pub extrapolated: bool,
    /// Error of the method on enterprises that were held back: of the finest group with enough of them.
    pub back_test: BackTest,
    /// Why it is not in the ledger: `over_real`, `no_rest`, `no_electricity`; `null` if it is.
    pub not_posted: Option<String>,
}

/// A model, or a group in it, and what it was used for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EstimateModel {
    /// Id of the method.
    pub method: String,
    /// From what.
    pub input: String,
    /// To what.
    pub target: String,
    /// Whose line it is.
    pub group: EstimateGroup,
    /// Name of the group.
    pub label: Label,
    /// Enterprises that it was fitted on.
    pub n: u64,
    /// Of all: those that have both figures but not above zero, and were left out.
    pub left_out: u64,
    /// Of all: those so far out that they have no weight.
    pub rejected: u64,
    /// Enterprises that it gave an estimate for; of all: by whatever group.
    pub used: u64,
    /// Its error.
    pub back_test: BackTest,
}

/// What could not be estimated, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NotEstimated {
    /// Code of the enterprise.
    pub enterprise: String,
    /// What was wanted.
    pub target: String,
    /// `too_few`, `too_few_months`, `no_spread`, `input_missing`, `input_zero`, `input_negative`, `input_not_finite`.
    pub reason: String,
}

/// An enterprise that lacks data in a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstimateRow {
    /// Whose.
    pub enterprise: Named,
    /// Where.
    pub place: Named,
    /// Industry.
    pub industry: Option<Item>,
    /// Size, if known.
    pub above_designated_size: Option<bool>,
    /// Months with any entry.
    pub months_present: u32,
    /// Months in which it is expected to report.
    pub months_expected: u32,
    /// How much of the year's electricity is known: `none`, `partly`, `whole`.
    pub electricity: String,
    /// The same of all energy.
    pub energy: String,
    /// The same of all emissions.
    pub carbon: String,
    /// True if something was filed.
    pub filed: bool,
    /// True if something was metered.
    pub metered: bool,
    /// What was estimated.
    pub estimates: Vec<Estimate>,
    /// What could not be.
    pub refused: Vec<NotEstimated>,
}

/// A year that can be estimated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstimateYear {
    /// The year.
    pub year: i16,
    /// Number of the run that counts, if there is one.
    pub import: Option<u32>,
    /// Entries that it made.
    pub entries: u64,
    /// When it ran.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
}

/// Who lacks data, what was estimated, and by which models.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstimateAnswer {
    /// The year.
    pub year: i16,
    /// All years.
    pub years: Vec<EstimateYear>,
    /// Run that counts for the year.
    pub run: Option<EstimateYear>,
    /// True if data came since the run: a new one may say something else.
    pub stale: bool,
    /// Enterprises that are expected to have data.
    pub enterprises: u64,
    /// Those with all of their electricity, energy and emissions.
    pub complete: u64,
    /// Those that lack something.
    pub lacking: u64,
    /// Of these, those with an estimate in the ledger.
    pub estimated: u64,
    /// Models that gave estimates.
    pub models: Vec<EstimateModel>,
    /// Rows that fit.
    pub total: u64,
    /// Enterprises that lack data, those with estimates first.
    pub rows: Vec<EstimateRow>,
}

/// Which estimates.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct EstimatesQuery {
    /// Year; the last that can be estimated if left out.
    pub year: Option<i16>,
    /// Part of an enterprise's code or name.
    pub q: Option<String>,
    /// Only enterprises in a place or below it: rows and counts. Models and runs are the region's.
    pub place: Option<String>,
    /// Only rows with an estimate in the ledger (`posted`), with none (`missing`).
    pub only: Option<String>,
    /// Rows, at most 1000.
    pub limit: Option<u32>,
    /// Rows to be skipped.
    pub offset: Option<u32>,
}

/// What to estimate.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateRequest {
    /// Years; the last that can be estimated if left out.
    #[serde(default)]
    pub years: Vec<i16>,
    /// True if nothing is to be written.
    #[serde(default)]
    pub dry_run: bool,
}

/// A run of estimation over a year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EstimateRun {
    /// The year.
    pub year: i16,
    /// Number of the run among the imports; `null` of a dry run, and if nothing has changed.
    pub import: Option<u32>,
    /// True if it wrote nothing on purpose.
    pub dry_run: bool,
    /// Enterprises that are expected to have data.
    pub enterprises: u64,
    /// Those that lack something.
    pub lacking: u64,
    /// Those with an estimate that stands in the ledger (or would).
    pub estimated: u64,
    /// Entries that were made (or would be).
    pub entries: u64,
    /// Models that gave estimates.
    pub models: Vec<EstimateModel>,
    /// All estimates, posted or not.
    pub estimates: Vec<Estimate>,
    /// What could not be estimated.
    pub refused: Vec<NotEstimated>,
}
