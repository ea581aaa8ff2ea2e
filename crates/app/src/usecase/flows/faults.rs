//! What is wrong with the file of a balance: where, and as a code that pages have a sentence for in both languages.

use crate::refusal::{ErrorCode, Refusal};
use flow::balance::{self, BalanceError};
use flow::formats::FileFault;
use inventory::finding::Location;

/// A refusal with file, row and column; `fault` is one of `missing`, `number`, `ragged`, `column`, `needed`, `twice`, `kind`, `carrier`, `name`
/// and `format`, and `found` is what stands there.
pub(super) fn of_file(fault: FileFault) -> Refusal {
    let message = fault.to_string();
    let refusal = |code: &str, found: &str| {
        Refusal::new(ErrorCode::Refused, &message)
            .with("fault", code)
            .with("found", found)
    };
    match &fault {
        FileFault::Missing { file, .. } => refusal("missing", file),
        FileFault::Number {
            file,
            row,
            column,
            text,
        } => at(refusal("number", text), file, *row, Some(*column)),
        FileFault::Ragged {
            file, row, found, ..
        } => at(refusal("ragged", &found.to_string()), file, *row, None),
        FileFault::Column { file, column } => at(refusal("column", column), file, 1, None),
        FileFault::Name {
            file,
            row,
            column,
            found,
            fault,
        } => {
            let code = match fault.as_str() {
                "is needed here" => "needed",
                "is there twice" => "twice",
                "has no row of kind carrier" => "carrier",
                text if text.starts_with("is none of carrier") => "kind",
                _ => "name",
            };
            at(refusal(code, found), file, *row, Some(*column))
        }
        FileFault::Format { file, message } => {
            let mut refusal = refusal("format", message);
            refusal.location = Some(Box::new(Location {
                file: file.clone(),
                ..Location::default()
            }));
            refusal
        }
    }
}

/// The same of what the engine refuses; its rows are those of the file that describe no carrier.
pub(super) fn of_balance(file: &str, text: &str, error: BalanceError) -> Refusal {
    let refusal = |code: &str, found: &str| {
        Refusal::new(ErrorCode::Refused, error.to_string())
            .with("fault", code)
            .with("found", found)
    };
    match &error {
        BalanceError::NoSuchCarrier { carrier, .. } => refusal("carrier", &carrier.to_string()),
        BalanceError::Value { row, what, value } => {
            let lines = balance::lines(file, text).unwrap_or_default();
            let refusal = refusal("negative", &value.to_string()).with("what", what);
            match lines.get(*row) {
                Some(line) => at(refusal, file, *line, None),
                None => refusal,
            }
        }
        BalanceError::Weight {
            process,
            carrier,
            what,
        } => refusal("weight", carrier)
            .with("process", process)
            .with("what", what),
        BalanceError::Circle { carrier } => refusal("circle", carrier),
    }
}

fn at(mut refusal: Refusal, file: &str, row: usize, column: Option<usize>) -> Refusal {
    refusal.location = Some(Box::new(Location {
        file: file.to_owned(),
        row: u32::try_from(row).ok(),
        column: column.and_then(|column| u32::try_from(column).ok()),
        ..Location::default()
    }));
    refusal
}
