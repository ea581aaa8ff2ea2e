//! Workbooks (.xlsx) through calamine's cell stream; a cell far out costs nothing but empty rows.

use std::fmt::Write;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use inventory::finding::Finding;

use crate::codes::Code;
use crate::log::At;
use crate::sheet::{CellKind, Sheet};
use crate::text::listed;

/// Most cells a workbook's sheet may have, the empty ones between included.
const CELLS_MAX: u64 = 200_000_000;

/// Reads the named sheet, or the only or first one that shows.
pub(crate) fn parse(
    sheet: &mut Sheet,
    bytes: &[u8],
    named: Option<&str>,
    unpacked_bytes_max: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Vec<Finding>> {
    let broken = |sheet: &Sheet, detail: String| {
        sheet
            .log
            .clone()
            .only(Code::BrokenWorkbook, At::file(), vec![("detail", detail)])
    };
    if declared_size(bytes) > unpacked_bytes_max {
        let params = vec![("limit", unpacked_bytes_max.to_string())];
        return Err(sheet.log.clone().only(Code::TooLarge, At::file(), params));
    }
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(sheet, error.to_string()))?;
    let names = book.sheet_names();
    let visible: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let name = match named {
        Some(wanted) => match names.iter().find(|name| name.as_str() == wanted) {
            Some(name) => name.clone(),
            None => {
                let params = vec![("expected", wanted.to_owned()), ("found", listed(&names))];
                return Err(sheet
                    .log
                    .clone()
                    .only(Code::SheetNotFound, At::file(), params));
            }
        },
        // A hidden sheet is read only if the mapping names it, or if nothing shows.
        None => match visible.first().or(names.first()) {
            Some(name) => name.clone(),
            None => return Err(broken(sheet, "it has no sheet".to_owned())),
        },
    };
    sheet.set_name(&name);
    if named.is_none() && names.len() > 1 {
        sheet.log.push(Code::SheetChosen, || {
            (
                At::file(),
                vec![("count", names.len().to_string()), ("sheet", name.clone())],
            )
        });
    }
    let mut cells = book
        .worksheet_cells_reader(&name)
        .map_err(|error| broken(sheet, error.to_string()))?;
    let rows_expected = u64::from(cells.dimensions().end.0) + 1;
    let (mut row, mut column, mut count) = (0u32, 0u32, 0u64);
    let mut text = String::new();
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => return Err(broken(sheet, error.to_string())),
        };
        let (at_row, at_column) = cell.get_position();
        if (at_row, at_column) < (row, column) {
            return Err(broken(
                sheet,
                format!("the cells of row {} are out of order", at_row + 1),
            ));
        }
        text.clear();
        let kind = write_cell(cell.get_value(), &mut text);
        if kind == CellKind::Empty {
            continue;
        }
        while row < at_row {
            sheet.end_row()?;
            row += 1;
            column = 0;
            if row % 4096 == 0 {
                progress(u64::from(row).min(rows_expected), rows_expected);
            }
        }
        count += u64::from(at_column - column) + 1;
        if count > CELLS_MAX {
            let params = vec![("limit", CELLS_MAX.to_string())];
            return Err(sheet
                .log
                .clone()
                .only(Code::TooLarge, At::row(at_row + 1), params));
        }
        while column < at_column {
            sheet.push_cell(CellKind::Empty, "");
            column += 1;
        }
        sheet.push_cell(kind, &text);
        column += 1;
    }
    sheet.end_row()?;
    progress(rows_expected, rows_expected);
    Ok(())
}

fn write_cell(value: &DataRef<'_>, out: &mut String) -> CellKind {
    let (kind, written) = match value {
        DataRef::Empty => (CellKind::Empty, Ok(())),
        DataRef::Int(value) => (CellKind::Number, write!(out, "{value}")),
        DataRef::Float(value) => (CellKind::Number, write!(out, "{value}")),
        DataRef::String(text) => (CellKind::Text, out.write_str(text)),
        DataRef::SharedString(text) => (CellKind::Text, out.write_str(text)),
        DataRef::Bool(value) => (CellKind::Bool, write!(out, "{value}")),
        DataRef::DateTimeIso(text) => (CellKind::Date, out.write_str(text)),
        DataRef::DurationIso(text) => (CellKind::Text, out.write_str(text)),
        DataRef::Error(error) => (CellKind::Error, write!(out, "{error}")),
        DataRef::DateTime(when) if when.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            let date = write!(out, "{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) == (0, 0, 0) {
                (CellKind::Date, date)
            } else {
                (
                    CellKind::Date,
                    write!(out, "T{hour:02}:{minute:02}:{second:02}"),
                )
            }
        }
        DataRef::DateTime(when) => (CellKind::Number, write!(out, "{}", when.as_f64())),
    };
    // Writing into a String cannot fail.
    debug_assert!(written.is_ok());
    if out.is_empty() {
        CellKind::Empty
    } else {
        kind
    }
}

/// Sum of the unpacked sizes that the zip's directory declares, so that a bomb is refused before it is unpacked.
fn declared_size(bytes: &[u8]) -> u64 {
    const DIRECTORY_ENTRY: &[u8; 4] = b"PK\x01\x02";
    const END_OF_DIRECTORY: &[u8; 4] = b"PK\x05\x06";
    let u32_at = |at: usize| -> Option<u32> {
        Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
    };
    let u16_at = |at: usize| -> Option<usize> {
        Some(usize::from(u16::from_le_bytes(
            bytes.get(at..at + 2)?.try_into().ok()?,
        )))
    };
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let Some(end) = bytes[tail..]
        .windows(4)
        .rposition(|window| window == END_OF_DIRECTORY)
    else {
        return 0;
    };
    let mut at = match u32_at(tail + end + 16) {
        Some(at) => at as usize,
        None => return 0,
    };
    let mut sum = 0u64;
    while bytes.get(at..at.saturating_add(4)) == Some(DIRECTORY_ENTRY) {
        let (Some(size), Some(name), Some(extra), Some(comment)) = (
            u32_at(at + 24),
            u16_at(at + 28),
            u16_at(at + 30),
            u16_at(at + 32),
        ) else {
            break;
        };
        sum += u64::from(size);
        at += 46 + name + extra + comment;
    }
    sum
}
