//! Sums and ratios within a row.

use inventory::finding::Severity;

use super::head::Head;
use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::mapping::{Check, CheckRule};

/// A check with its columns found, from 1.
pub(super) struct BoundCheck {
    rule: BoundRule,
    relative: f64,
    absolute: f64,
    severity: Severity,
}

enum BoundRule {
    Sum {
        column: u32,
        parts: Vec<u32>,
    },
    Ratio {
        column: u32,
        numerator: u32,
        denominator: u32,
        factor: f64,
    },
}

/// Finds the columns of the checks; one with an optional column that the file lacks is left out.
pub(super) fn bind(checks: &[Check], head: &Head) -> Vec<BoundCheck> {
    checks
        .iter()
        .filter_map(|check| {
            let rule = match &check.rule {
                CheckRule::Sum { column, parts } => BoundRule::Sum {
                    column: head.column(column)?,
                    // An optional part that the file lacks adds nothing.
                    parts: parts.iter().filter_map(|part| head.column(part)).collect(),
                },
                CheckRule::Ratio {
                    column,
                    numerator,
                    denominator,
                    factor,
                } => BoundRule::Ratio {
                    column: head.column(column)?,
                    numerator: head.column(numerator)?,
                    denominator: head.column(denominator)?,
                    factor: *factor,
                },
            };
            Some(BoundCheck {
                rule,
                relative: check.relative,
                absolute: check.absolute,
                severity: check.severity,
            })
        })
        .collect()
}

/// True if `found` and `expected` agree within the tolerance.
pub(super) fn agree(found: f64, expected: f64, relative: f64, absolute: f64) -> bool {
    // Infinity is within any share of infinity; a division by zero agrees with nothing.
    expected.is_finite()
        && (found - expected).abs() <= relative * found.abs().max(expected.abs()) + absolute
}

impl BoundCheck {
    /// Checks one row; `values` are the cells' numbers by column - 1, NaN where missing. Gives the code of an error.
    pub(super) fn run(
        &self,
        row: u32,
        values: &[f64],
        head: &Head,
        log: &mut FindingLog,
    ) -> Option<Code> {
        let value = |column: u32| values[column as usize - 1];
        let (column, expected, code, missing, formula) = match &self.rule {
            BoundRule::Sum { column, parts } => {
                let sum = parts.iter().map(|part| value(*part)).sum::<f64>();
                let missing = parts.iter().copied().find(|part| value(*part).is_nan());
                // Nothing known on either side: nothing to say.
                if value(*column).is_nan() && parts.iter().all(|part| value(*part).is_nan()) {
                    return None;
                }
                (*column, sum, Code::SubtotalMismatch, missing, String::new())
            }
            BoundRule::Ratio {
                column,
                numerator,
                denominator,
                factor,
            } => {
                let missing = [*numerator, *denominator]
                    .into_iter()
                    .find(|part| value(*part).is_nan());
                if value(*column).is_nan() && missing.is_some() {
                    return None;
                }
                let by = match factor {
                    1.0 => String::new(),
                    factor => format!(" x {factor}"),
                };
                let formula = format!(
                    "{} / {}{by}",
                    head.name(*numerator),
                    head.name(*denominator)
                );
                let ratio = value(*numerator) / value(*denominator) * factor;
                (*column, ratio, Code::RatioMismatch, missing, formula)
            }
        };
        let found = value(column);
        let missing = if found.is_nan() {
            Some(column)
        } else {
            missing
        };
        let at = || At::cell(row, column).field(head.name(column));
        if let Some(missing) = missing {
            log.push(Code::CheckNotMade, || {
                (
                    at(),
                    vec![
                        ("column", head.name(column).to_owned()),
                        ("missing", head.name(missing).to_owned()),
                    ],
                )
            });
            return None;
        }
        // 0 / 0 and x / 0 are no ratio: the file can only leave the cell blank, so a number there is a mismatch.
        if agree(found, expected, self.relative, self.absolute) {
            return None;
        }
        log.push_as(code, self.severity, || {
            let expected_text = if expected.is_finite() {
                expected.to_string()
            } else {
                "no number".to_owned()
            };
            let params = vec![
                ("column", head.name(column).to_owned()),
                ("found", found.to_string()),
                ("expected", expected_text),
                ("difference", (found - expected).to_string()),
                ("formula", formula),
            ];
            (at(), params)
        });
        (self.severity == Severity::Error).then_some(code)
    }
}
