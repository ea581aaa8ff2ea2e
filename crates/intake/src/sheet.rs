//! A sheet: rows of cells with their original text, however it came.

use inventory::finding::Finding;

use crate::codes::Code;
use crate::log::{At, FindingCount, FindingLog};

/// What a cell is, as far as its file says. Text files say only text or empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum CellKind {
    /// Nothing.
    Empty,
    /// Text.
    Text,
    /// A number; its text is the shortest decimal that gives it back exactly.
    Number,
    /// A date or time; its text is ISO 8601.
    Date,
    /// `true` or `false`.
    Bool,
    /// A formula error such as `#DIV/0!`.
    Error,
}

/// A cell: kind and original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What it is.
    pub kind: CellKind,
    /// Its text as the file has it; `""` if empty.
    pub text: &'a str,
}

/// A column handed in by a reader of typed tables (Parquet), for [`Sheet::from_columns`].
#[derive(Debug, Clone)]
pub enum ColumnData {
    /// Texts.
    Text(Vec<Option<String>>),
    /// Numbers; a null is an empty cell, a non-finite number stays to be found.
    Number(Vec<Option<f64>>),
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Dates or times as ISO 8601.
    Date(Vec<Option<String>>),
    /// True or false.
    Bool(Vec<Option<bool>>),
}

impl ColumnData {
    fn len(&self) -> usize {
        match self {
            ColumnData::Text(cells) | ColumnData::Date(cells) => cells.len(),
            ColumnData::Number(cells) => cells.len(),
            ColumnData::Integer(cells) => cells.len(),
            ColumnData::Bool(cells) => cells.len(),
        }
    }
}

/// Most columns a row may have (what a spreadsheet allows).
pub const COLUMNS_MAX: usize = 16_384;
/// Most characters a cell may have (what a spreadsheet allows).
pub const CELL_CHARS_MAX: usize = 32_767;

/// Rows of cells. One arena of text and five bytes a cell, so that a file of five million cells stays small.
#[derive(Debug, Clone)]
pub struct Sheet {
    file: String,
    name: Option<String>,
    typed: bool,
    text: String,
    /// End of each cell in `text`.
    ends: Vec<u32>,
    kinds: Vec<CellKind>,
    /// Index of each row's first cell, and one past the last.
    row_starts: Vec<u32>,
    width: u32,
    pub(crate) log: FindingLog,
}

impl Sheet {
    pub(crate) fn new(file: &str, typed: bool) -> Sheet {
        Sheet {
            file: file.to_owned(),
            name: None,
            typed,
            text: String::new(),
            ends: Vec::new(),
            kinds: Vec::new(),
            row_starts: vec![0],
            width: 0,
            log: FindingLog::new(file, None),
        }
    }

    /// A sheet of typed columns of equal length, with their heads as row 1. Shorter columns end in empty cells.
    ///
    /// # Errors
    /// The sheet's text must stay below 4 GiB and its columns below [`COLUMNS_MAX`].
    pub fn from_columns(
        file: &str,
        columns: &[(String, ColumnData)],
    ) -> Result<Sheet, Vec<Finding>> {
        let mut sheet = Sheet::new(file, true);
        for (head, _) in columns {
            sheet.push_cell(CellKind::Text, head);
        }
        sheet.end_row()?;
        let rows = columns
            .iter()
            .map(|(_, data)| data.len())
            .max()
            .unwrap_or(0);
        let mut buffer = String::new();
        for row in 0..rows {
            for (_, data) in columns {
                buffer.clear();
                let kind = write_value(data, row, &mut buffer);
                sheet.push_cell(kind, &buffer);
            }
            sheet.end_row()?;
        }
        Ok(sheet)
    }

    pub(crate) fn reserve(&mut self, text: usize, cells: usize) {
        self.text.reserve(text);
        self.ends.reserve(cells);
        self.kinds.reserve(cells);
    }

    pub(crate) fn set_name(&mut self, name: &str) {
        self.name = Some(name.to_owned());
        self.log.set_sheet(name);
    }

    /// Appends a cell to the row that is being built.
    #[inline]
    pub(crate) fn push_cell(&mut self, kind: CellKind, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.kinds.push(if text.is_empty() {
            CellKind::Empty
        } else {
            kind
        });
    }

    /// Ends the row that is being built, and refuses what no longer can be counted.
    #[inline]
    pub(crate) fn end_row(&mut self) -> Result<(), Vec<Finding>> {
        let cells = self.ends.len();
        let start = self.row_starts[self.row_starts.len() - 1];
        let width = cells - start as usize;
        let row = self.row_starts.len() as u32;
        if width > COLUMNS_MAX {
            let params = vec![
                ("found", width.to_string()),
                ("limit", COLUMNS_MAX.to_string()),
                ("delimiter", "".to_owned()),
            ];
            return Err(self
                .log
                .clone()
                .only(Code::TooManyColumns, At::row(row), params));
        }
        if self.text.len() > u32::MAX as usize || cells >= u32::MAX as usize {
            let params = vec![("limit", u32::MAX.to_string())];
            return Err(self.log.clone().only(Code::TooLarge, At::row(row), params));
        }
        self.width = self.width.max(width as u32);
        self.row_starts.push(cells as u32);
        Ok(())
    }

    /// Drops rows at the end that hold nothing, as spreadsheets leave them behind.
    pub(crate) fn drop_blank_tail(&mut self) {
        while self.rows() > 0 && self.row_is_blank(self.rows()) {
            self.row_starts.pop();
            let cells = self.row_starts[self.row_starts.len() - 1] as usize;
            self.ends.truncate(cells);
            self.kinds.truncate(cells);
            let end = self.ends.last().copied().unwrap_or(0);
            self.text.truncate(end as usize);
        }
    }

    /// Name of the file as the user gave it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Name of the workbook's sheet, if there is one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// True if the file itself says what is a number and what is text.
    pub fn is_typed(&self) -> bool {
        self.typed
    }

    /// Number of rows, the head included.
    pub fn rows(&self) -> u32 {
        (self.row_starts.len() - 1) as u32
    }

    /// Cells of the widest row.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Number of cells of `row` (from 1), trailing empty ones included; 0 outside.
    pub fn row_len(&self, row: u32) -> u32 {
        if row == 0 || row > self.rows() {
            return 0;
        }
        self.row_starts[row as usize] - self.row_starts[row as usize - 1]
    }

    /// The cell at `row` and `column`, both from 1; an empty cell outside.
    #[inline]
    pub fn cell(&self, row: u32, column: u32) -> Cell<'_> {
        if column == 0 || column > self.row_len(row) {
            return Cell {
                kind: CellKind::Empty,
                text: "",
            };
        }
        let index = self.row_starts[row as usize - 1] as usize + column as usize - 1;
        let start = if index == 0 {
            0
        } else {
            self.ends[index - 1] as usize
        };
        Cell {
            kind: self.kinds[index],
            text: &self.text[start..self.ends[index] as usize],
        }
    }

    /// True if no cell of `row` holds anything but blanks.
    pub fn row_is_blank(&self, row: u32) -> bool {
        (1..=self.row_len(row)).all(|column| {
            crate::text::trimmed(self.cell(row, column).text)
                .0
                .is_empty()
        })
    }

    /// Cells of `row` as texts.
    pub fn row_texts(&self, row: u32) -> Vec<String> {
        (1..=self.row_len(row))
            .map(|column| self.cell(row, column).text.to_owned())
            .collect()
    }

    /// What was noticed while reading (encoding, quotes, control characters).
    pub fn findings(&self) -> &[Finding] {
        self.log.kept()
    }

    /// True counts of what was noticed.
    pub fn finding_counts(&self) -> Vec<FindingCount> {
        self.log.counts()
    }

    /// Notes cells with control characters and cells that are too long. Text of a clean file is scanned once.
    pub(crate) fn inspect(&mut self) {
        let control = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
        let has_control = self.text.bytes().any(control);
        let mut start = 0usize;
        let (mut row, mut found) = (1usize, Vec::new());
        for (index, end) in self.ends.iter().enumerate() {
            while self.row_starts[row] as usize <= index {
                row += 1;
            }
            let end = *end as usize;
            let column = || (index - self.row_starts[row - 1] as usize + 1) as u32;
            let text = &self.text[start..end];
            if end - start > CELL_CHARS_MAX && text.chars().count() > CELL_CHARS_MAX {
                found.push((
                    Code::LongCell,
                    row as u32,
                    column(),
                    text.chars().count() as u32,
                ));
            }
            if has_control && let Some(byte) = text.bytes().find(|byte| control(*byte)) {
                found.push((
                    Code::ControlCharacters,
                    row as u32,
                    column(),
                    u32::from(byte),
                ));
            }
            start = end;
        }
        for (code, row, column, value) in found {
            self.log.push(code, || {
                let params = match code {
                    Code::LongCell => {
                        vec![
                            ("found", value.to_string()),
                            ("limit", CELL_CHARS_MAX.to_string()),
                        ]
                    }
                    _ => vec![("character", format!("U+{value:04X}"))],
                };
                (At::cell(row, column), params)
            });
        }
    }
}

fn write_value(data: &ColumnData, row: usize, out: &mut String) -> CellKind {
    use std::fmt::Write;
    let (kind, written) = match data {
        ColumnData::Text(cells) | ColumnData::Date(cells) => {
            if let Some(Some(text)) = cells.get(row) {
                out.push_str(text);
            }
            let is_text = matches!(data, ColumnData::Text(_));
            (
                if is_text {
                    CellKind::Text
                } else {
                    CellKind::Date
                },
                Ok(()),
            )
        }
        ColumnData::Number(cells) => (
            CellKind::Number,
            cells
                .get(row)
                .copied()
                .flatten()
                .map_or(Ok(()), |value| write!(out, "{value}")),
        ),
        ColumnData::Integer(cells) => (
            CellKind::Number,
            cells
                .get(row)
                .copied()
                .flatten()
                .map_or(Ok(()), |value| write!(out, "{value}")),
        ),
        ColumnData::Bool(cells) => (
            CellKind::Bool,
            cells
                .get(row)
                .copied()
                .flatten()
                .map_or(Ok(()), |value| write!(out, "{value}")),
        ),
    };
    // Writing into a String cannot fail.
    debug_assert!(written.is_ok());
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_cells() {
        let sheet = Sheet::from_columns(
            "a.parquet",
            &[
                (
                    "place".into(),
                    ColumnData::Text(vec![Some("X".into()), None]),
                ),
                (
                    "value".into(),
                    ColumnData::Number(vec![Some(0.1 + 0.2), Some(1e21)]),
                ),
            ],
        )
        .unwrap();
        assert_eq!((sheet.rows(), sheet.width()), (3, 2));
        assert_eq!(
            sheet.cell(1, 2),
            Cell {
                kind: CellKind::Text,
                text: "value"
            }
        );
        assert_eq!(sheet.cell(2, 2).text.parse::<f64>().unwrap(), 0.1 + 0.2);
        assert_eq!(sheet.cell(3, 2).text.parse::<f64>().unwrap(), 1e21);
        assert_eq!(
            sheet.cell(3, 1),
            Cell {
                kind: CellKind::Empty,
                text: ""
            }
        );
        assert_eq!(sheet.cell(9, 9).kind, CellKind::Empty);
    }
}
