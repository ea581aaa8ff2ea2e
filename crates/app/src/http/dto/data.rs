//! Imports, findings, reference tables.

use super::*;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Where in a file. Rows and columns count from 1.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Location {
    /// File name.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row, the head included.
    pub row: Option<u32>,
    /// Column.
    pub column: Option<u32>,
    /// Head of the column.
    pub field: Option<String>,
}

impl From<&inventory::finding::Location> for Location {
    fn from(location: &inventory::finding::Location) -> Self {
        Self {
            file: location.file.clone(),
            sheet: location.sheet.clone(),
            row: location.row,
            column: location.column,
            field: location.field.clone(),
        }
    }
}

/// Something noticed. `code` is what the interface translates, `params` fill its sentence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Finding {
    /// Stable code.
    pub code: String,
    /// How grave.
    pub severity: SeverityId,
    /// Where.
    pub location: Option<Location>,
    /// Values by name.
    pub params: BTreeMap<String, String>,
    /// One English sentence.
    pub message: String,
    /// Number of the import it belongs to.
    pub import: Option<u32>,
}

impl From<&inventory::finding::Finding> for Finding {
    fn from(finding: &inventory::finding::Finding) -> Self {
        use inventory::finding::Severity;
        Self {
            code: finding.code.clone(),
            severity: match finding.severity {
                Severity::Note => SeverityId::Note,
                Severity::Warning => SeverityId::Warning,
                Severity::Error => SeverityId::Error,
            },
            location: finding.location.as_ref().map(Location::from),
            params: finding.params.clone(),
            message: finding.message.clone(),
            import: None,
        }
    }
}

/// How many findings have a code.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingCount {
    /// Stable code.
    pub code: String,
    /// How grave.
    pub severity: SeverityId,
    /// How many.
    pub count: u64,
}

/// One screen of findings.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FindingPage {
    /// How many match.
    pub total: u64,
    /// All of the region or import by code, whatever the filter.
    pub by_code: Vec<FindingCount>,
    /// The ones asked for.
    pub rows: Vec<Finding>,
}

/// A mapping: what a foreign file's columns mean.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Mapping {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub title: Label,
    /// Region it imports into; `null` where the import names it.
    pub region: Option<String>,
    /// Data set.
    pub dataset: String,
}

/// A column of a previewed file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewColumn {
    /// Head.
    pub name: String,
    /// Role by the mapping.
    pub role: ColumnRole,
    /// Unit by the mapping.
    pub unit: Option<String>,
}

/// A total of a previewed file, to compare with the sender's.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PreviewTotal {
    /// What.
    pub label: String,
    /// Sum over the file.
    pub value: f64,
    /// Unit.
    pub unit: String,
}

/// What an import would do. Nothing has been changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportPreview {
    /// File name.
    pub file: String,
    /// Mapping.
    pub mapping: String,
    /// Region.
    pub region: String,
    /// Rows, the head not counted.
    pub rows: u64,
    /// Columns.
    pub columns: Vec<PreviewColumn>,
    /// First rows, as text.
    pub sample: Vec<Vec<String>>,
    /// Activities and emissions read.
    pub activities: u64,
    /// Denominators read.
    pub statistics: u64,
    /// Enterprises in the file.
    pub enterprises: u64,
    /// Rows that lenient would reject.
    pub rejected: u64,
    /// Periods in the file, in order.
    pub periods: Vec<String>,
    /// Totals by measure.
    pub totals: Vec<PreviewTotal>,
    /// First findings, gravest first.
    pub findings: Vec<Finding>,
    /// All findings.
    pub findings_total: u64,
    /// True if strict would refuse.
    pub would_refuse: bool,
    /// Number of the import that took the same file.
    pub already_imported: Option<u32>,
}

/// An import has been queued.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportStarted {
    /// Its number.
    pub import: u32,
}

/// How far.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Progress {
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 as long as unknown.
    pub total: u64,
}

/// An import job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Import {
    /// Number.
    pub import: u32,
    /// Region.
    pub region: String,
    /// Mapping.
    pub mapping: String,
    /// File name.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub hash: String,
    /// State.
    pub state: ImportStateId,
    /// Mode.
    pub mode: ImportModeId,
    /// How far.
    pub progress: Progress,
    /// Rows of the file.
    pub rows: u64,
    /// Activities taken.
    pub activities: u64,
    /// Entries made.
    pub entries: u64,
    /// Denominators taken.
    pub statistics: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Findings.
    pub findings: u64,
    /// When, RFC 3339.
    pub started_at: String,
    /// When, RFC 3339.
    pub finished_at: Option<String>,
    /// Who.
    pub by: Option<String>,
    /// Why it failed; on `unchanged` the number of the earlier import.
    pub error: Option<String>,
}

/// A factor with its source.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Factor {
    /// Stable id.
    pub id: String,
    /// Kind (`net_calorific_value`, `carbon_content`, `grid`, `gwp`).
    pub kind: String,
    /// What it is for: a carrier, a process, a gas.
    pub subject: String,
    /// Name of the subject.
    pub label: Label,
    /// Amount.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Region it is valid in.
    pub region: String,
    /// First day or year.
    pub valid_from: Option<String>,
    /// Last day or year.
    pub valid_to: Option<String>,
    /// Relative half width of the 95 % interval.
    pub uncertainty_percent: Option<f64>,
    /// Source.
    pub source: String,
    /// Clause or table.
    pub clause: Option<String>,
    /// Licence.
    pub licence: Option<String>,
}

/// One screen of factors.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FactorPage {
    /// How many match.
    pub total: u64,
    /// Kinds there are.
    pub kinds: Vec<String>,
    /// Regions there are.
    pub regions: Vec<String>,
    /// The ones asked for.
    pub rows: Vec<Factor>,
}

/// A unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Unit {
    /// Stable id.
    pub id: String,
    /// Shown name.
    pub label: Label,
    /// What it measures (`energy`, `mass_co2e`).
    pub dimension: String,
    /// How many of the dimension's base unit it is.
    pub factor: f64,
    /// Where it is defined.
    pub source: String,
}

/// A term of the glossary.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Term {
    /// Stable id.
    pub id: String,
    /// The term.
    pub term: Label,
    /// What it means here, in English.
    pub meaning: String,
    /// What the GHG Protocol or the IPCC call it.
    pub ghg_protocol: Option<String>,
    /// What ISO 14064-1 and GB/T 32150 call it.
    pub iso: Option<String>,
}
