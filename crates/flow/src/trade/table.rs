//! A table of deliveries between industries, with what was found on looking at it.

use serde::Serialize;

/// Deliveries and final demand, in one unit of money (or of mass). Row-major.
#[derive(Debug, Clone)]
pub struct Table {
    /// Number of industries (regions x sectors).
    pub industries: usize,
    /// Deliveries from row to column, `industries x industries`.
    pub deliveries: Vec<f64>,
    /// Number of columns of final demand.
    pub final_columns: usize,
    /// Final demand by column, `industries x final_columns`; changes of stock may be negative.
    pub final_demand: Vec<f64>,
    /// Gross output by industry: row sums of both.
    pub output: Vec<f64>,
}

/// Why a table cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TradeError {
    /// An array has not the length that the others demand.
    #[error("{what} has {found} values, but {expected} are needed")]
    Length {
        /// Which array.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it must have.
        expected: usize,
    },
    /// A value is NaN or infinite.
    #[error("{what} at row {row}, column {column} (counted from 1) is not finite")]
    NotFinite {
        /// Which array.
        what: &'static str,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
    },
    /// A table without names cannot be cut into that many regions.
    #[error("{found} {what} cannot be divided among {regions} regions")]
    Regions {
        /// What is to be divided.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// Number of regions.
        regions: usize,
    },
    /// Shares of an industry that are negative, name a group that does not exist, or do not sum to 1.
    #[error(
        "the shares of industry {industry} (counted from 0) sum to {sum}; they must name one of {groups} groups, be positive and sum to 1"
    )]
    Concordance {
        /// Index of the industry.
        industry: usize,
        /// Sum of its shares.
        sum: f64,
        /// Number of groups.
        groups: usize,
    },
    /// A tolerance out of range.
    #[error("the tolerance is {found}; it must be above 0 and at most 1")]
    Tolerance {
        /// What was given.
        found: f64,
    },
    /// A value that must not be negative.
    #[error(
        "{what} at row {row}, column {column} (counted from 1) is {value}; paths need values that are not negative"
    )]
    Negative {
        /// Which array.
        what: &'static str,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
        /// Value.
        value: f64,
    },
    /// Sums of rows and sums of columns of one matrix.
    #[error(
        "the rows are to sum to {by_rows} in all, the columns to {by_columns}: no matrix does both"
    )]
    SumsDiffer {
        /// Sum of all rows' sums.
        by_rows: f64,
        /// Sum of all columns' sums.
        by_columns: f64,
    },
    /// A row or column that cannot have its sum.
    #[error(
        "{line} {number} (counted from 1) is to sum to {sum}, but its cells are 0 or of the other sign"
    )]
    Unreachable {
        /// Row or column.
        line: &'static str,
        /// Its number.
        number: usize,
        /// The sum wanted.
        sum: f64,
    },
    /// Balancing does not come to an end: zeros stand where something must be.
    #[error(
        "no balance is found; a sum is still off by {gap:.3e}: too many cells are 0 for these sums"
    )]
    NotBalanced {
        /// Largest difference of a sum.
        gap: f64,
    },
    /// Exponents of distance that make no span.
    #[error("the exponents {found:?} must be a low, a middle and a high one, none negative")]
    Exponents {
        /// What was given.
        found: [f64; 3],
    },
    /// The solution does not settle: some group of industries uses at least as much as it makes.
    #[error(
        "no solution after {passes} passes (residual {residual:.1e}): some industries use up more than they make"
    )]
    NotProductive {
        /// Passes made.
        passes: usize,
        /// Relative residual reached.
        residual: f64,
    },
}

/// What is odd about a table, though it can be used.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum TableFinding {
    /// An industry makes nothing; its multiplier is missing.
    NoOutput {
        /// Index of the industry.
        industry: usize,
    },
    /// An industry makes nothing, yet emits; its emissions reach nobody.
    EmissionsWithoutOutput {
        /// Index of the industry.
        industry: usize,
        /// What it emits.
        emissions: f64,
    },
    /// An industry uses more than it makes.
    NegativeValueAdded {
        /// Index of the industry.
        industry: usize,
        /// Output less inputs.
        value_added: f64,
    },
    /// Output is negative.
    NegativeOutput {
        /// Index of the industry.
        industry: usize,
        /// The output.
        output: f64,
    },
}

impl Table {
    /// Checks lengths and values and sums the output.
    ///
    /// # Errors
    /// Arrays of a wrong length; values that are not finite.
    pub fn new(
        industries: usize,
        deliveries: Vec<f64>,
        final_columns: usize,
        final_demand: Vec<f64>,
    ) -> Result<Self, TradeError> {
        let fits = |what, values: &[f64], width: usize| {
            if values.len() != industries * width {
                return Err(TradeError::Length {
                    what,
                    found: values.len(),
                    expected: industries * width,
                });
            }
            match values.iter().position(|value| !value.is_finite()) {
                Some(at) => Err(TradeError::NotFinite {
                    what,
                    row: at / width + 1,
                    column: at % width + 1,
                }),
                None => Ok(()),
            }
        };
        fits("deliveries", &deliveries, industries)?;
        fits("final demand", &final_demand, final_columns)?;
        let row = |values: &[f64], width: usize, industry: usize| {
            values[industry * width..][..width].iter().sum::<f64>()
        };
        let output = (0..industries)
            .map(|industry| {
                row(&deliveries, industries, industry) + row(&final_demand, final_columns, industry)
            })
            .collect();
        Ok(Table {
            industries,
            deliveries,
            final_columns,
            final_demand,
            output,
        })
    }

    /// What is odd about it.
    pub fn findings(&self) -> Vec<TableFinding> {
        let mut inputs = vec![0.0; self.industries];
        for row in self.deliveries.chunks_exact(self.industries.max(1)) {
            for (sum, value) in inputs.iter_mut().zip(row) {
                *sum += value;
            }
        }
        let mut findings = Vec::new();
        for (industry, (&output, &used)) in self.output.iter().zip(&inputs).enumerate() {
            if output == 0.0 {
                findings.push(TableFinding::NoOutput { industry });
            } else if output < 0.0 {
                findings.push(TableFinding::NegativeOutput { industry, output });
            }
            if output - used < -1e-9 * output.abs() {
                findings.push(TableFinding::NegativeValueAdded {
                    industry,
                    value_added: output - used,
                });
            }
        }
        findings
    }
}
