//! One cell to one number, with everything odd about it said.

use crate::codes::Code;
use crate::log::{At, FindingLog, Params};
use crate::number::{NumberFormat, parse_number};
use crate::sheet::{Cell, CellKind};
use crate::text::{shown, trimmed};

/// What a cell of values holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Read {
    Value(f64),
    /// Blank, or a mark for missing.
    Missing,
    /// Nothing usable; the finding is an error.
    Fault(Code),
}

/// Texts that spreadsheets show for a failed formula.
const FORMULA_ERRORS: [&str; 10] = [
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#SPILL!",
    "#CALC!",
    "#GETTING_DATA",
];

/// Where the cell is and how its column writes numbers.
pub(super) struct CellRules<'a> {
    pub row: u32,
    pub column: u32,
    pub head: &'a str,
    pub numbers: &'a NumberFormat,
    pub na: &'a [String],
    /// The file's kinds of cells mean something (a workbook).
    pub typed: bool,
    pub blank_is_absent: bool,
    pub unit: &'a str,
}

/// Reads a cell of values.
pub(super) fn read(cell: Cell<'_>, rules: &CellRules<'_>, log: &mut FindingLog) -> Read {
    let at = || At::cell(rules.row, rules.column).field(rules.head);
    let with_cell = |mut params: Params| {
        params.push(("cell", shown(cell.text)));
        params
    };
    // The common case first: a plain number in a text file.
    if cell.text.is_empty() {
        if !rules.blank_is_absent {
            log.push(Code::MissingValue, || (at(), vec![]));
        }
        return Read::Missing;
    }
    let (text, had_spaces) = trimmed(cell.text);
    if text.is_empty() {
        if !rules.blank_is_absent {
            log.push(Code::MissingValue, || (at(), vec![]));
        }
        return Read::Missing;
    }
    if cell.kind == CellKind::Error || (text.starts_with('#') && FORMULA_ERRORS.contains(&text)) {
        // A workbook's #N/A is an error even where the text "NA" marks missing values, unless the mapping lists it.
        if !rules.na.iter().any(|mark| mark == text) {
            log.push(Code::FormulaError, || (at(), with_cell(vec![])));
            return Read::Fault(Code::FormulaError);
        }
    }
    match parse_number(cell.text, rules.numbers) {
        Ok(number) => {
            for note in &number.notes {
                log.push(*note, || {
                    (at(), with_cell(vec![("found", number.value.to_string())]))
                });
            }
            if rules.typed && cell.kind == CellKind::Text {
                let found = number.value.to_string();
                log.push(Code::NumberAsText, || {
                    (at(), with_cell(vec![("found", found)]))
                });
            }
            if rules.typed && matches!(cell.kind, CellKind::Bool | CellKind::Date) {
                log.push(Code::NotANumber, || (at(), with_cell(vec![])));
                return Read::Fault(Code::NotANumber);
            }
            // -0 is zero.
            Read::Value(number.value + 0.0)
        }
        Err(fault) => {
            if rules.na.iter().any(|mark| mark == text) {
                if had_spaces {
                    log.push(Code::SurroundingSpaces, || (at(), with_cell(vec![])));
                }
                log.push(Code::MarkedMissing, || (at(), with_cell(vec![])));
                return Read::Missing;
            }
            log.push(fault.code, || {
                let mut params = fault.params.clone();
                params.push(("unit", rules.unit.to_owned()));
                (at(), with_cell(params))
            });
            Read::Fault(fault.code)
        }
    }
}

/// A key cell trimmed; spaces around it are noted.
pub(super) fn key_text<'a>(
    cell: Cell<'a>,
    row: u32,
    column: u32,
    head: &str,
    log: &mut FindingLog,
) -> &'a str {
    let (text, had_spaces) = trimmed(cell.text);
    if had_spaces && !text.is_empty() {
        log.push(Code::SurroundingSpaces, || {
            (
                At::cell(row, column).field(head),
                vec![("cell", shown(cell.text))],
            )
        });
    }
    text
}
