//! Meters, readings, cases, data quality, publications.

use super::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Something with a code and a name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Named {
    /// Code within the region.
    pub code: String,
    /// Name.
    pub name: Label,
}

/// A meter with its amount in the asked period.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeterRow {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Label,
    /// Whose it is.
    pub enterprise: Option<Named>,
    /// Where it is.
    pub place: Named,
    /// What it measures.
    pub carrier: String,
    /// Unit of amounts.
    pub unit: String,
    /// `interval`, `cumulative` or `power`.
    pub register: String,
    /// Length of a slot.
    pub interval_minutes: u32,
    /// Code of the meter above it.
    pub parent: Option<String>,
    /// Formula, of a virtual meter.
    pub formula: Option<String>,
    /// Grid zone.
    pub zone: Option<String>,
    /// True if its readings were made by a generator.
    pub synthetic: bool,
    /// First day with readings.
    pub first_date: Option<String>,
    /// Last day with readings.
    pub last_date: Option<String>,
    /// Amount in the period, in `unit`.
    pub amount: Option<f64>,
    /// Slots with a reading, of those that should have one.
    pub completeness_percent: Option<f64>,
    /// Slots that were filled in or interpolated, of those with a reading.
    pub estimated_percent: Option<f64>,
    /// Open cases.
    pub findings: u64,
}

/// Meters, a page of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeterPage {
    /// How many there are in all.
    pub total: u64,
    /// Period of the amounts.
    pub period: String,
    /// The page.
    pub rows: Vec<MeterRow>,
}

/// Which meters.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MetersQuery {
    /// Code of a place; its members count too.
    pub place: Option<String>,
    /// Code of an enterprise.
    pub enterprise: Option<String>,
    /// Id of a carrier.
    pub carrier: Option<String>,
    /// Part of a code or name.
    pub q: Option<String>,
    /// Period of the amounts: `2026`, `2026-05`, `2025..2026`; the last year with readings if left out.
    pub period: Option<String>,
    /// Rows, at most 1000.
    pub limit: Option<u32>,
    /// Rows to be skipped.
    pub offset: Option<u32>,
}

/// A period.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PeriodQuery {
    /// `2026`, `2026-05`; the last year with readings if left out.
    pub period: Option<String>,
}

/// How a batch is to be read.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PushQuery {
    /// What times of intervals name: `start` (if left out) or `end`.
    pub stamp: Option<String>,
}

/// A year.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct YearQuery {
    /// Year; the last with readings if left out.
    pub year: Option<i16>,
}

/// A day.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DateQuery {
    /// Local day, `2026-05-04`; the last with readings if left out.
    pub date: Option<String>,
}

/// What the children of a meter add up to, against the meter itself.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TreeGap {
    /// Sum of the children.
    pub children_amount: Option<f64>,
    /// The meter's own amount.
    pub amount: Option<f64>,
    /// Own less children, in percent of own.
    pub gap_percent: Option<f64>,
    /// Losses that are expected at most, percent.
    pub loss_percent_max: f64,
    /// `within`, `beyond` or `unknown`.
    pub status: String,
}

/// A meter with its relatives.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeterAnswer {
    /// The meter.
    pub meter: MeterRow,
    /// Meters below it.
    pub children: Vec<MeterRow>,
    /// The meter above it.
    pub parent: Option<MeterRow>,
    /// The tree's gap; `None` without children.
    pub gap: Option<TreeGap>,
    /// When it was exchanged or its register set, by time.
    pub exchanges: Vec<MeterExchange>,
}

/// A meter was exchanged for another, or its register set.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MeterExchange {
    /// When, ISO 8601 with the region's offset.
    pub at: String,
    /// `exchange` or `reset`.
    pub kind: String,
    /// What the register showed last before.
    pub last_old: Option<f64>,
    /// What it showed first after.
    pub first_new: f64,
}

/// An exchange or reset to be kept.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeRequest {
    /// When: `2026-05-04T10:30`, local time of the region, or with an offset.
    pub at: String,
    /// `exchange` (another meter was built in; if left out) or `reset` (the same meter's register was set).
    pub kind: Option<String>,
    /// What the register showed last before, as it shows it; needed of an exchange.
    pub last_old: Option<f64>,
    /// What it showed first after.
    pub first_new: f64,
}

/// What became of an exchange.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExchangeAnswer {
    /// Number among the imports.
    pub import: u32,
    /// Days of meters that were worked out anew.
    pub days: u64,
    /// What was noticed while it was worked out.
    pub findings: Vec<Finding>,
}

/// A day of a meter, in short.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CalendarDay {
    /// Local day.
    pub date: String,
    /// Amount.
    pub amount: Option<f64>,
    /// Emissions by hourly factors, kg CO2e.
    pub co2_kg: Option<f64>,
    /// Slots with a reading, percent.
    pub completeness_percent: Option<f64>,
    /// Of those, slots filled in or interpolated, percent.
    pub estimated_percent: Option<f64>,
    /// The weakest code of the day.
    pub worst: Option<String>,
    /// How often the day was recorded.
    pub versions: u32,
}

/// A year of a meter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Calendar {
    /// Unit of amounts.
    pub unit: String,
    /// The year.
    pub year: i16,
    /// Years with readings.
    pub years: Vec<i16>,
    /// Every day of the year that has readings.
    pub days: Vec<CalendarDay>,
}

/// A slot of a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Slot {
    /// Its beginning, ISO 8601 with offset.
    pub at: String,
    /// Amount.
    pub value: Option<f64>,
    /// How it came to be.
    pub code: Option<String>,
    /// kg CO2e per unit in this hour.
    pub factor_kg_per_unit: Option<f64>,
    /// kg CO2e.
    pub co2_kg: Option<f64>,
    /// Median of the same slot on like days before.
    pub typical: Option<f64>,
}

/// A day as it was recorded at some time.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DayVersion {
    /// When.
    pub recorded_at: String,
    /// Where it came from.
    pub source: String,
    /// Number of the batch: of an import, or below zero of a segment of pushes.
    pub batch: i64,
    /// Amount then.
    pub amount: Option<f64>,
    /// Slots with a reading, percent.
    pub completeness_percent: Option<f64>,
}

/// A day of a meter.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MeterDay {
    /// Unit of amounts.
    pub unit: String,
    /// Length of a slot.
    pub interval_minutes: u32,
    /// Local day.
    pub date: String,
    /// All slots.
    pub slots: Vec<Slot>,
    /// Amount of the day.
    pub amount: Option<f64>,
    /// Emissions of the day, kg CO2e.
    pub co2_kg: Option<f64>,
    /// Amount of the typical day.
    pub typical_amount: Option<f64>,
    /// Days that the typical one is made of.
    pub typical_days: u32,
    /// Grid zone.
    pub zone: Option<String>,
    /// All records of the day, newest first.
    pub history: Vec<DayVersion>,
    /// Cases that touch the day.
    pub findings: Vec<Case>,
}

/// What a case is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseSubject {
    /// Code of the meter.
    pub meter: Option<String>,
    /// Code of the enterprise.
    pub enterprise: Option<String>,
    /// Name.
    pub label: Label,
}

/// Why something is a case.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// Stable code.
    pub code: String,
    /// Values by name.
    pub params: BTreeMap<String, String>,
}

/// What a case rests on.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Evidence {
    /// Unit of both rows of values.
    pub unit: String,
    /// Moments, ISO 8601.
    pub at: Vec<String>,
    /// What was read.
    pub values: Vec<Option<f64>>,
    /// What was to be expected.
    pub expected: Vec<Option<f64>>,
}

/// What somebody did with a case.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseAct {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub action: String,
    /// Words to it.
    pub text: Option<String>,
}

/// Something abnormal that a person decides about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Case {
    /// Number.
    pub id: u32,
    /// Kind.
    pub kind: String,
    /// What it is about.
    pub subject: CaseSubject,
    /// First day or moment.
    pub from: String,
    /// Last day or moment.
    pub to: String,
    /// 0 to 1.
    pub score: f64,
    /// Why.
    pub reason: Reason,
    /// One English sentence.
    pub message: String,
    /// `open`, `assigned`, `explained`, `accepted`, `corrected` or `dismissed`.
    pub status: String,
    /// Who has it.
    pub assignee: Option<String>,
    /// When it was found.
    pub found_at: String,
    /// What it rests on.
    pub evidence: Option<Evidence>,
    /// What was done, oldest first.
    pub history: Vec<CaseAct>,
}

/// How many cases have a status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatusCount {
    /// Status.
    pub status: String,
    /// How many.
    pub count: u64,
}

/// How many cases are of a kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KindCount {
    /// Kind.
    pub kind: String,
    /// How many.
    pub count: u64,
}

/// Cases, a page of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CasePage {
    /// How many fit.
    pub total: u64,
    /// Of all cases of the region.
    pub by_status: Vec<StatusCount>,
    /// Of all cases of the region.
    pub by_kind: Vec<KindCount>,
    /// Everybody who has one.
    pub assignees: Vec<String>,
    /// The page, highest score first.
    pub rows: Vec<Case>,
}

/// Which cases.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct CasesQuery {
    /// Only this status.
    pub status: Option<String>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this assignee.
    pub assignee: Option<String>,
    /// Only this meter.
    pub meter: Option<String>,
    /// Only this place and its members.
    pub place: Option<String>,
    /// Text in a code or name of a meter or enterprise, also in Pinyin, in the reason or in what people wrote.
    pub q: Option<String>,
    /// Rows, at most 500.
    pub limit: Option<u32>,
    /// Rows to be skipped.
    pub offset: Option<u32>,
}

/// What to do with a case.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseActionRequest {
    /// `assign`, `explain`, `accept`, `correct`, `dismiss` or `reopen`.
    pub action: String,
    /// Whom it is given to.
    pub assignee: Option<String>,
    /// Words to it; needed to explain, correct or dismiss.
    pub text: Option<String>,
}

/// What a search for abnormal data found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CaseRun {
    /// Everything abnormal that is in the data now.
    pub found: u64,
    /// Of these, cases that were not known.
    pub new: u64,
}

/// One carrier as metered, as filed and as the statistics have it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Reconciliation {
    /// Id of the carrier.
    pub carrier: String,
    /// Unit of all figures.
    pub unit: String,
    /// Sum of meters.
    pub metered: Option<f64>,
    /// What was filed.
    pub filed: Option<f64>,
    /// What statistics print.
    pub statistics: Option<f64>,
    /// Of what: `metered` (the enterprises with meters) or `place` (all that lies in the place).
    pub scope: String,
    /// Difference of the pair that is furthest from agreeing.
    pub gap: Option<f64>,
    /// In percent of the basis.
    pub gap_percent: Option<f64>,
    /// Which figure of that pair: `metered` or `statistics`.
    pub gap_of: Option<String>,
    /// Less which: `filed` or `statistics`.
    pub gap_basis: Option<String>,
    /// `agrees`, `within_tolerance`, `differs`, `incomplete`, `only_metered`, `only_filed`, `only_statistics`.
    pub status: String,
}

/// How good the readings of something are.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct QualityTotals {
    /// Meters.
    pub meters: u64,
    /// Slots that should have a reading.
    pub expected: u64,
    /// Slots that have one.
    pub present: u64,
    /// Of those, filled in or interpolated.
    pub estimated: u64,
    /// Present of expected.
    pub completeness_percent: Option<f64>,
    /// Open cases.
    pub cases_open: u64,
    /// When the last reading came.
    pub last_recorded_at: Option<String>,
    /// Against filings.
    pub reconciliation: Vec<Reconciliation>,
}

/// The same of an enterprise, a place or a source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityRow {
    /// Code.
    pub key: String,
    /// Name.
    pub label: Label,
    /// The figures.
    #[serde(flatten)]
    pub totals: QualityTotals,
}

/// Data quality.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QualityAnswer {
    /// How many rows there are in all.
    pub total: u64,
    /// Period.
    pub period: String,
    /// The page, least complete first.
    pub rows: Vec<QualityRow>,
    /// Of all.
    pub totals: QualityTotals,
}

/// Which rows of data quality.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct QualityQuery {
    /// Code of a place; its members count too.
    pub place: Option<String>,
    /// Period; the last year with readings if left out.
    pub period: Option<String>,
    /// `enterprise` (usual), `place` or `source`.
    pub by: Option<String>,
    /// `completeness` (usual), `cases`, `gap` or `name`.
    pub sort: Option<String>,
    /// Rows, at most 1000.
    pub limit: Option<u32>,
    /// Rows to be skipped.
    pub offset: Option<u32>,
}

/// State of data, factors and program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublishedVersions {
    /// Of the tables: `a3.s3.e3.r5.h2.m4`.
    pub data: String,
    /// Digest of the factor tables.
    pub factors: String,
    /// Of the program.
    pub code: String,
}

/// A figure as it was published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PublishedFigure {
    /// Place.
    pub place: Named,
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// Value.
    pub value: Option<f64>,
    /// Completeness.
    pub completeness_percent: Option<f64>,
}

/// Figures as they were published; never changed afterwards.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Publication {
    /// Number.
    pub id: u32,
    /// Title.
    pub title: String,
    /// Words to it.
    pub note: Option<String>,
    /// The place whose figures, and whose members' figures, they are.
    pub place: Named,
    /// Period.
    pub period: String,
    /// When.
    pub created_at: String,
    /// By whom.
    pub by: Option<String>,
    /// What they were computed from.
    pub versions: PublishedVersions,
    /// The figures.
    pub figures: Vec<PublishedFigure>,
    /// SHA-256 of what is kept: title, place, period, versions and figures.
    pub hash: String,
}

/// What is to be published.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishRequest {
    /// Title.
    pub title: String,
    /// Words to it.
    pub note: Option<String>,
    /// Code of the place; the whole region if left out.
    pub place: Option<String>,
    /// Period.
    pub period: String,
    /// Indicators; all that the region has if left out.
    pub indicators: Option<Vec<String>>,
}

/// A figure then and now.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangeRow {
    /// Place.
    pub place: Named,
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// As published.
    pub then: Option<f64>,
    /// As it is.
    pub now: Option<f64>,
    /// Now less then.
    pub change: Option<f64>,
    /// In percent of then.
    pub change_percent: Option<f64>,
}

/// A change of one figure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CauseChange {
    /// Indicator.
    pub indicator: String,
    /// Unit.
    pub unit: String,
    /// By how much the entries of the cause differ from those they replace or add.
    pub value: f64,
}

/// Why figures changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Cause {
    /// `import`, `readings`, `factors`, `code` or `account`.
    pub kind: String,
    /// What: a file, a version.
    pub label: String,
    /// When.
    pub at: Option<String>,
    /// By whom.
    pub by: Option<String>,
    /// Number of the import.
    pub import: Option<u32>,
    /// Entries it brought.
    pub entries: u64,
    /// What it changed.
    pub change: Option<CauseChange>,
}

/// What became of a publication.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Changes {
    /// True if every figure is still the same.
    pub unchanged: bool,
    /// What figures are computed from now.
    pub now_versions: PublishedVersions,
    /// Figures that differ, largest change first; all if none does.
    pub rows: Vec<ChangeRow>,
    /// What happened since.
    pub causes: Vec<Cause>,
}

/// A reading that was not taken.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RejectedReading {
    /// Place in the batch, from 1.
    pub index: u32,
    /// Stable code.
    pub code: String,
    /// One English sentence.
    pub message: String,
}

/// What a push was answered: readings are on the disk by then.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PushAnswer {
    /// Readings that are kept.
    pub accepted: u64,
    /// True if a push with this key was answered before.
    pub already: bool,
    /// Readings that were not taken.
    pub rejected: Vec<RejectedReading>,
}

/// What a run over readings did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AccountAnswer {
    /// Number of the run among the imports; `None` if nothing had changed.
    pub import: Option<u32>,
    /// Readings that were summed.
    pub readings: u64,
    /// Energy of the months that were computed, kWh.
    pub energy_kwh: f64,
    /// Their emissions by hourly factors, kg CO2e.
    pub emissions_kg: f64,
    /// Months of meters that were computed.
    pub months: u64,
    /// How long it took.
    pub seconds: f64,
}

/// A gap, or its part within a day, as it is filled.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RepairFill {
    /// Beginning of its first slot.
    pub from: String,
    /// End of its last slot.
    pub to: String,
    /// `linear`, `neighbour_days`, `similar_days` or `profile`.
    pub method: String,
    /// Slots.
    pub slots: u64,
    /// Their sum, in the meter's unit.
    pub amount: f64,
    /// Their amounts.
    pub values: Vec<f64>,
}

/// What filling a meter's gaps does, or would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RepairPlan {
    /// Unit of the amounts.
    pub unit: String,
    /// Number among the imports, once it is done; `null` of a preview, and where there was nothing to fill.
    pub import: Option<u32>,
    /// Days with filled slots.
    pub days: u64,
    /// Filled slots.
    pub slots: u64,
    /// Slots that no method can fill.
    pub left: u64,
    /// Sum of what is filled.
    pub amount: f64,
    /// The gaps, in the order of time.
    pub fills: Vec<RepairFill>,
}

/// Which days.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RepairQuery {
    /// First day; the meter's first if left out.
    pub from: Option<String>,
    /// Last day; the meter's last if left out.
    pub to: Option<String>,
}
