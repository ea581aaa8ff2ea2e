//! What taking a sheet in gives.

use inventory::finding::{Finding, Severity};
use inventory::master::Enterprise;

use crate::activities::Activities;
use crate::log::FindingCount;
use crate::read::write_csv_row;
use crate::sheet::Sheet;

/// What happens to a file with errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Any error refuses the whole file; nothing is taken.
    #[default]
    Strict,
    /// Rows without errors are taken; the others are kept for the rejects file.
    Lenient,
}

/// How to take a sheet in.
#[derive(Debug, Clone, Default)]
pub struct TakeOptions {
    /// Sequence number of the import, for lineage.
    pub import: u32,
    /// Strict or lenient.
    pub mode: Mode,
    /// Region, where the mapping leaves it to the user; the mapping's wins.
    pub region: Option<String>,
    /// Ids of `data/carriers.csv`; carriers are not checked if empty.
    pub carriers: Vec<String>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Row of the file, from 1.
    pub row: u32,
    /// Its cells as they were.
    pub cells: Vec<String>,
    /// Codes of what is wrong with it.
    pub codes: Vec<&'static str>,
}

/// What a column of the file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnRole {
    /// Names the place.
    Place,
    /// Names or describes the enterprise.
    Enterprise,
    /// Names the period.
    Period,
    /// Holds values of a measure.
    Measure,
    /// Says which measure, carrier, field or unit.
    Dimension,
    /// Only checked.
    Check,
    /// Not read.
    Ignored,
}

impl ColumnRole {
    /// Stable id, for the interface.
    pub fn as_str(self) -> &'static str {
        match self {
            ColumnRole::Place => "place",
            ColumnRole::Enterprise => "enterprise",
            ColumnRole::Period => "period",
            ColumnRole::Measure => "measure",
            ColumnRole::Dimension => "dimension",
            ColumnRole::Check => "check",
            ColumnRole::Ignored => "ignored",
        }
    }
}

/// A column of the file, for the preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnReport {
    /// Head as the file has it.
    pub name: String,
    /// What it is for.
    pub role: ColumnRole,
    /// Unit of its values, if it holds some.
    pub unit: Option<String>,
}

/// Sum of one kind of measure over all rows taken, for the preview.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Head of the column, or the measure's text in a long file.
    pub label: String,
    /// Sum in `unit`.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Number of values.
    pub count: u64,
}

/// What taking a sheet in gives: values and findings, nothing else.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// What was taken; empty if refused.
    pub activities: Activities,
    /// Enterprises that the file makes or describes.
    pub enterprises: Vec<Enterprise>,
    /// Findings in the order of the file (the first of each code; see `finding_counts`).
    pub findings: Vec<Finding>,
    /// True number of findings by code.
    pub finding_counts: Vec<FindingCount>,
    /// Rows that were not taken because of errors.
    pub rejects: Vec<RejectedRow>,
    /// True if strict refused the file, or the file cannot be taken at all (a column is missing).
    pub refused: bool,
    /// Rows below the head.
    pub rows_read: u64,
    /// Columns in the order of the file.
    pub columns: Vec<ColumnReport>,
    /// Sums by measure.
    pub totals: Vec<Total>,
}

impl Intake {
    /// True number of findings of a severity.
    pub fn count(&self, severity: Severity) -> u64 {
        self.finding_counts
            .iter()
            .filter(|count| count.severity == severity)
            .map(|count| count.count)
            .sum()
    }

    /// True number of all findings.
    pub fn findings_total(&self) -> u64 {
        self.finding_counts.iter().map(|count| count.count).sum()
    }

    /// The rejects file: the rows' original cells under the original head, and a column `carbonshed_findings` with codes.
    /// `sheet` must be the one that was taken in. UTF-8, comma, `\n`.
    pub fn rejects_csv(&self, sheet: &Sheet, header_row: u32) -> String {
        let mut out = String::new();
        let width = self
            .rejects
            .iter()
            .map(|reject| reject.cells.len())
            .chain([sheet.row_len(header_row) as usize])
            .max()
            .unwrap_or(0);
        let mut write = |cells: &[String], last: &str| {
            let padding = std::iter::repeat_n("", width - cells.len());
            write_csv_row(
                &mut out,
                cells
                    .iter()
                    .map(String::as_str)
                    .chain(padding)
                    .chain([last]),
            );
        };
        write(&sheet.row_texts(header_row), "carbonshed_findings");
        for reject in &self.rejects {
            write(&reject.cells, &reject.codes.join(" "));
        }
        out
    }
}
