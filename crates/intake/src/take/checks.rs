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
    printed: bool,
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
        .filter(|check| !check.across_rows)
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
                printed: check.printed,
                severity: check.severity,
            })
        })
        .collect()
}

/// A number and how far rounding may have moved it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    pub value: f64,
    low: f64,
    high: f64,
}

impl Range {
    /// A printed number: it stands for all that lie within half a step of its last digit, if `printed` asks for that.
    pub fn of(value: f64, half_step: f64, printed: bool) -> Range {
        let half_step = if printed { half_step } else { 0.0 };
        Range {
            value,
            low: value - half_step,
            high: value + half_step,
        }
    }

    pub fn plus(self, other: Range) -> Range {
        Range {
            value: self.value + other.value,
            low: self.low + other.low,
            high: self.high + other.high,
        }
    }

    /// NaN or infinite over zero.
    pub fn over(self, other: Range) -> Range {
        let corners = [
            self.low / other.low,
            self.low / other.high,
            self.high / other.low,
            self.high / other.high,
        ];
        Range {
            value: self.value / other.value,
            low: corners.into_iter().fold(f64::INFINITY, f64::min),
            high: corners.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }

    pub fn times(self, factor: f64) -> Range {
        self.mapped(|value| value * factor)
    }

    /// Each end through a growing function.
    pub fn mapped(self, f: impl Fn(f64) -> f64) -> Range {
        Range {
            value: f(self.value),
            low: f(self.low),
            high: f(self.high),
        }
    }
}

impl From<f64> for Range {
    fn from(value: f64) -> Range {
        Range::of(value, 0.0, false)
    }
}

/// True if `found` and `expected` agree within the tolerance: what both may stand for comes as near as that.
pub(super) fn agree(
    found: impl Into<Range>,
    expected: impl Into<Range>,
    relative: f64,
    absolute: f64,
) -> bool {
    let (found, expected) = (found.into(), expected.into());
    // Infinity is within any share of infinity; a division by zero agrees with nothing.
    if !expected.value.is_finite() {
        return false;
    }
    let gap = (found.low - expected.high)
        .max(expected.low - found.high)
        .max(0.0);
    gap <= relative * found.value.abs().max(expected.value.abs()) + absolute
}

/// A number computed from others, to seven digits.
pub(super) fn short(value: f64) -> String {
    if !value.is_finite() {
        return "no number".to_owned();
    }
    format!("{value:.6e}")
        .parse()
        .map_or_else(|_| value.to_string(), |short: f64| short.to_string())
}

impl BoundCheck {
    /// Checks one row; `values` are the cells' numbers by column - 1, NaN where missing, and `half_step` is half a step
    /// of the last digit that a column's cell prints. Gives the code of an error.
    pub(super) fn run(
        &self,
        row: u32,
        values: &[f64],
        half_step: impl Fn(u32) -> f64,
        head: &Head,
        log: &mut FindingLog,
    ) -> Option<Code> {
        let value = |column: u32| values[column as usize - 1];
        let range = |column: u32| {
            let half_step = if self.printed { half_step(column) } else { 0.0 };
            Range::of(value(column), half_step, self.printed)
        };
        let (column, expected, code, missing, formula) = match &self.rule {
            BoundRule::Sum { column, parts } => {
                let sum = parts
                    .iter()
                    .fold(Range::from(0.0), |sum, part| sum.plus(range(*part)));
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
                let ratio = range(*numerator).over(range(*denominator)).times(*factor);
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
        if agree(range(column), expected, self.relative, self.absolute) {
            return None;
        }
        let expected = expected.value;
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
