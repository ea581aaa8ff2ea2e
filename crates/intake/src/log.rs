//! Collects findings: keeps the first of each code, counts all.

use std::collections::BTreeMap;

use inventory::finding::{Finding, Location, Severity};

use crate::codes::Code;

/// How many findings of one code are kept unless the caller says otherwise. All are counted.
pub const KEPT_PER_CODE_MAX: usize = 1000;

/// How often a code was found, beyond what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// Stable code.
    pub code: &'static str,
    /// The gravest it was found with.
    pub severity: Severity,
    /// True number, kept or not.
    pub count: u64,
}

/// Where in the sheet. Rows and columns count from 1; 0 means none.
#[derive(Debug, Clone, Default)]
pub(crate) struct At {
    pub row: u32,
    pub column: u32,
    pub field: Option<String>,
}

impl At {
    pub(crate) fn file() -> At {
        At::default()
    }
    pub(crate) fn row(row: u32) -> At {
        At {
            row,
            ..At::default()
        }
    }
    pub(crate) fn cell(row: u32, column: u32) -> At {
        At {
            row,
            column,
            field: None,
        }
    }
    pub(crate) fn field(mut self, field: &str) -> At {
        if !field.is_empty() {
            self.field = Some(field.to_owned());
        }
        self
    }
}

pub(crate) type Params = Vec<(&'static str, String)>;

/// A bounded list of findings about one file.
#[derive(Debug, Clone)]
pub struct FindingLog {
    file: String,
    sheet: Option<String>,
    kept_per_code_max: usize,
    kept: Vec<Finding>,
    counts: Vec<(u64, Severity)>,
}

impl FindingLog {
    /// An empty log about `file` (and a sheet of it).
    pub(crate) fn new(file: &str, sheet: Option<&str>) -> FindingLog {
        FindingLog {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
            kept_per_code_max: KEPT_PER_CODE_MAX,
            kept: Vec::new(),
            counts: vec![(0, Severity::Note); Code::ALL.len()],
        }
    }

    pub(crate) fn set_sheet(&mut self, sheet: &str) {
        self.sheet = Some(sheet.to_owned());
    }

    /// Counts a finding; builds and keeps it only while there are few of its code.
    pub(crate) fn push(&mut self, code: Code, detail: impl FnOnce() -> (At, Params)) {
        self.push_as(code, code.severity(), detail);
    }

    pub(crate) fn push_as(
        &mut self,
        code: Code,
        severity: Severity,
        detail: impl FnOnce() -> (At, Params),
    ) {
        let count = &mut self.counts[code as usize];
        count.0 += 1;
        count.1 = count.1.max(severity);
        if count.0 > self.kept_per_code_max as u64 {
            return;
        }
        let (at, params) = detail();
        let params: BTreeMap<String, String> = params
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        self.kept.push(Finding {
            code: code.as_str().to_owned(),
            severity,
            location: Some(Location {
                file: self.file.clone(),
                sheet: self.sheet.clone(),
                row: (at.row > 0).then_some(at.row),
                column: (at.column > 0).then_some(at.column),
                field: at.field,
            }),
            message: render(code.template(), &params),
            params,
        });
    }

    /// True if an Error was found.
    pub fn has_errors(&self) -> bool {
        self.counts
            .iter()
            .any(|(count, severity)| *count > 0 && *severity == Severity::Error)
    }

    /// The findings that were kept, in the order of the file.
    pub fn kept(&self) -> &[Finding] {
        &self.kept
    }

    /// True counts by code, only codes that were found.
    pub fn counts(&self) -> Vec<FindingCount> {
        Code::ALL
            .iter()
            .zip(&self.counts)
            .filter(|(_, (count, _))| *count > 0)
            .map(|(code, (count, severity))| FindingCount {
                code: code.as_str(),
                severity: *severity,
                count: *count,
            })
            .collect()
    }

    /// The kept findings, sorted by row and column; file-wide ones first.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        self.kept.sort_by_key(|finding| {
            finding
                .location
                .as_ref()
                .map(|location| (location.row.unwrap_or(0), location.column.unwrap_or(0)))
        });
        self.kept
    }

    /// Only this one finding, for faults that end the reading.
    pub(crate) fn only(mut self, code: Code, at: At, params: Params) -> Vec<Finding> {
        self.push(code, || (at, params));
        self.into_sorted()
    }
}

/// Fills `{name}` from the parameters; a name without a parameter stays as it is.
pub(crate) fn render(template: &str, params: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let tail = &rest[open + 1..];
        match tail.find('}') {
            Some(close) if params.contains_key(&tail[..close]) => {
                out.push_str(&params[&tail[..close]]);
                rest = &tail[close + 1..];
            }
            _ => {
                out.push('{');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_few_and_counts_all() {
        let mut log = FindingLog::new("a.csv", None);
        for row in 1..=2500 {
            log.push(Code::MissingValue, || (At::cell(row, 3), vec![]));
        }
        assert_eq!(log.kept().len(), KEPT_PER_CODE_MAX);
        assert_eq!(log.counts()[0].count, 2500);
        assert!(!log.has_errors());
    }

    #[test]
    fn fills_the_sentence() {
        let params = BTreeMap::from([("cell".to_owned(), "{x}".to_owned())]);
        assert_eq!(render("a {cell} b {other}", &params), "a {x} b {other}");
    }
}
