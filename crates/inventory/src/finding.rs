//! Findings are values: what was noticed, where, and how grave it is. Nothing is silently mended.

use std::collections::BTreeMap;

/// How grave a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is refused.
    Note,
    /// Probably wrong; the row is taken and marked.
    Warning,
    /// Wrong; strict refuses the file, lenient rejects the row.
    Error,
}

/// Where in a file something was found. Rows and columns count from 1, as a spreadsheet shows them.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
pub struct Location {
    /// File name as the user gave it.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Row, counted from 1, the head included.
    pub row: Option<u32>,
    /// Column, counted from 1.
    pub column: Option<u32>,
    /// Head of the column.
    pub field: Option<String>,
}

/// Something noticed. `code` is stable and is what the interface translates; `params` fill the sentence.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Finding {
    /// Stable code, `lower_snake_case`, for example `unknown_place`.
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// Where, if it comes from a file.
    pub location: Option<Location>,
    /// Values that fill the sentence, by name (for example `found`, `expected`, `cell`).
    pub params: BTreeMap<String, String>,
    /// One English sentence: what, and what to do now.
    pub message: String,
}
