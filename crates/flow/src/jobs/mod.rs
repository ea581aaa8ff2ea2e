//! Whole jobs, from what files say to rows that can be written: what a command or a page calls. Nothing here opens a file.

mod grid;
mod matrix;
mod trade;

pub use grid::{Deviations, ReconciledStep, ReconciledSteps, reconcile};
pub use matrix::{BalancedMatrix, GravityFlows, balance, gravity};
pub use trade::{
    Decomposed, PathsOf, Purchase, aggregate, decompose, paths, stressor, table_files,
};

use crate::formats::FileFault;
use crate::trade::TradeError;

/// Why a job is not done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum JobError {
    /// A file.
    #[error(transparent)]
    File(#[from] FileFault),
    /// The engine.
    #[error(transparent)]
    Trade(#[from] TradeError),
    /// A name that the data does not have.
    #[error("there is no {what} {asked:?}; there are {known}")]
    Unknown {
        /// Stressor, region, sector.
        what: &'static str,
        /// What was asked for.
        asked: String,
        /// Some that there are.
        known: String,
    },
    /// Two tables that must have the same names, or the same number of them.
    #[error("the two years differ in their {what}; aggregate both to the same first")]
    Differ {
        /// What differs.
        what: &'static str,
    },
    /// The data does not hold what the job needs.
    #[error("{needed}")]
    Lacking {
        /// What is needed.
        needed: String,
    },
    /// A grid that no change within the deviations balances.
    #[error("step {step} (counted from 0) cannot be balanced: {gap_mw:.3e} MW are left")]
    Irreconcilable {
        /// Step.
        step: usize,
        /// What is left, MW.
        gap_mw: f64,
    },
}

impl JobError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            JobError::File(_) => "file_fault",
            JobError::Trade(_) => "trade_refused",
            JobError::Unknown { .. } => "unknown_name",
            JobError::Differ { .. } => "tables_differ",
            JobError::Lacking { .. } => "data_lacking",
            JobError::Irreconcilable { .. } => "irreconcilable",
        }
    }
}

/// A table to be written; numbers in full precision, a missing value as an empty cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// Names of the columns.
    pub head: Vec<String>,
    /// Rows, each as long as the head.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    pub(crate) fn new<'a>(head: impl IntoIterator<Item = &'a str>) -> Self {
        Rows {
            head: head.into_iter().map(str::to_owned).collect(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn push<'a>(
        &mut self,
        labels: impl IntoIterator<Item = &'a str>,
        values: impl IntoIterator<Item = f64>,
    ) {
        let mut row: Vec<String> = labels.into_iter().map(str::to_owned).collect();
        row.extend(values.into_iter().map(|value| value.to_string()));
        self.rows.push(row);
    }

    /// The same as CSV, quoted where needed, lines ended by a line feed.
    pub fn to_csv(&self) -> String {
        let mut text = String::new();
        for row in std::iter::once(&self.head).chain(&self.rows) {
            for (at, cell) in row.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                if cell.contains([',', '"', '\n', '\r']) {
                    text.push('"');
                    text.push_str(&cell.replace('"', "\"\""));
                    text.push('"');
                } else {
                    text.push_str(cell);
                }
            }
            text.push('\n');
        }
        text
    }
}

/// A table with a head, read by names of columns.
struct Columns<'a> {
    file: &'a str,
    cells: Vec<Vec<String>>,
}

impl<'a> Columns<'a> {
    fn read(file: &'a str, text: &str, needed: &[&str]) -> Result<Self, FileFault> {
        let cells = crate::formats::cells(file, text)?;
        let table = Columns { file, cells };
        for column in needed {
            if table.place(column).is_none() {
                return Err(FileFault::Column {
                    file: file.to_owned(),
                    column: (*column).to_owned(),
                });
            }
        }
        Ok(table)
    }

    fn place(&self, name: &str) -> Option<usize> {
        let head = self.cells.first()?;
        head.iter().position(|cell| cell.trim() == name)
    }

    /// Rows below the head, counted as in [`Self::text`].
    fn rows(&self) -> std::ops::Range<usize> {
        1..self.cells.len().max(1)
    }

    /// A cell without blanks around; empty if it is not there.
    fn text(&self, row: usize, name: &str) -> &str {
        let cell = self.place(name).and_then(|at| self.cells[row].get(at));
        cell.map_or("", |cell| cell.trim())
    }

    /// A finite number; `None` if the cell is empty.
    fn number(&self, row: usize, name: &str) -> Result<Option<f64>, FileFault> {
        let text = self.text(row, name);
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<f64>().ok().filter(|value| value.is_finite()) {
            Some(value) => Ok(Some(value)),
            None => Err(FileFault::Number {
                file: self.file.to_owned(),
                row: row + 1,
                column: self.place(name).unwrap_or_default() + 1,
                text: text.to_owned(),
            }),
        }
    }

    fn needed(&self, row: usize, name: &str) -> Result<f64, FileFault> {
        let found = self.number(row, name)?;
        found.ok_or_else(|| self.wrong(row, name, "must be a number here"))
    }

    fn wrong(&self, row: usize, name: &str, fault: &str) -> FileFault {
        FileFault::Name {
            file: self.file.to_owned(),
            row: row + 1,
            column: self.place(name).unwrap_or_default() + 1,
            found: self.text(row, name).to_owned(),
            fault: fault.to_owned(),
        }
    }
}

/// The place of a name among others.
fn find(what: &'static str, asked: &str, names: &[String]) -> Result<usize, JobError> {
    names.iter().position(|name| name == asked).ok_or_else(|| {
        let mut known = names
            .iter()
            .take(12)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if names.len() > 12 {
            known.push_str(&format!(" and {} more", names.len() - 12));
        }
        JobError::Unknown {
            what,
            asked: asked.to_owned(),
            known,
        }
    })
}

#[cfg(test)]
mod tests;
