//! Tables of facts: CSV text read row by row, with every fault named by file, row and column.

use std::fmt;

/// Something wrong in a table. Rows and columns count from 1, the head included.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// File name as given.
    pub file: String,
    /// Row.
    pub row: u32,
    /// Column; 0 if the row as a whole is meant.
    pub column: u32,
    /// Head of the column; empty if the row as a whole is meant.
    pub field: String,
    /// Stable code, `lower_snake_case`.
    pub code: &'static str,
    /// One sentence: what, and what to do.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.row)?;
        if self.column > 0 {
            write!(f, ":{} ({})", self.column, self.field)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Fault {}

/// A table that was read: its rows in order, cells trimmed.
#[derive(Debug)]
pub struct Table {
    /// File name as given.
    pub file: String,
    columns: Vec<String>,
    rows: Vec<(u32, Vec<String>)>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'t> {
    table: &'t Table,
    number: u32,
    cells: &'t [String],
}

impl Table {
    /// Reads CSV text whose head must hold all of `required` and may hold `optional`; any other column is a fault.
    /// Blank lines and lines that start with `#` are skipped. Faults are appended; rows with a wrong number of
    /// cells are faults and left out.
    pub fn read(
        file: &str,
        text: &str,
        required: &[&str],
        optional: &[&str],
        faults: &mut Vec<Fault>,
    ) -> Table {
        let mut table = Table {
            file: file.to_owned(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let fault =
            |row: u32, column: usize, field: &str, code: &'static str, message: String| Fault {
                file: file.to_owned(),
                row,
                column: u32::try_from(column).unwrap_or(u32::MAX),
                field: field.to_owned(),
                code,
                message,
            };
        // A last line without its end would be counted one short below.
        let text = format!("{}\n", text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        loop {
            let read = reader.read_record(&mut record);
            let line_after = u32::try_from(reader.position().line()).unwrap_or(u32::MAX);
            match read {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    let row = line_after.saturating_sub(1).max(1);
                    faults.push(fault(row, 0, "", "unreadable", error.to_string()));
                    continue;
                }
            }
            // The reader's own position of a record is that of the blank or commented lines before it.
            let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
            let row = line_after
                .saturating_sub(1 + u32::try_from(breaks).unwrap_or(0))
                .max(1);
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            if !table.columns.is_empty() {
                if cells.len() == table.columns.len() {
                    table.rows.push((row, cells));
                } else {
                    let message = format!(
                        "{} cells where the head has {}",
                        cells.len(),
                        table.columns.len()
                    );
                    faults.push(fault(row, 0, "", "wrong_cell_count", message));
                }
                continue;
            }
            for (index, name) in cells.iter().enumerate() {
                if cells[..index].contains(name) {
                    let message = format!("column {name:?} stands twice; keep one");
                    faults.push(fault(row, index + 1, name, "column_twice", message));
                } else if !required.contains(&name.as_str()) && !optional.contains(&name.as_str()) {
                    let message = format!(
                        "unknown column {name:?}; known are {}",
                        [required, optional].concat().join(", ")
                    );
                    faults.push(fault(row, index + 1, name, "unknown_column", message));
                }
            }
            for name in required {
                if !cells.iter().any(|cell| cell == name) {
                    let message = format!("column {name:?} is missing");
                    faults.push(fault(row, 0, name, "missing_column", message));
                }
            }
            table.columns = cells;
        }
        if table.columns.is_empty() {
            faults.push(fault(
                1,
                0,
                "",
                "empty_table",
                "the table has no head".to_owned(),
            ));
        }
        table
    }

    /// The rows below the head.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(number, cells)| Row {
            table: self,
            number: *number,
            cells,
        })
    }
}

impl<'t> Row<'t> {
    /// Its number in the file, the head being 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The cell of a column; empty if the table has no such column.
    pub fn cell(&self, column: &str) -> &'t str {
        self.index(column)
            .map_or("", |index| self.cells[index].as_str())
    }

    /// The cell of a column, or `None` where it is blank.
    pub fn filled(&self, column: &str) -> Option<&'t str> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty())
    }

    /// The cell of a column; a blank one is a fault `missing_value`.
    pub fn required(&self, column: &str, faults: &mut Vec<Fault>) -> Option<&'t str> {
        let cell = self.filled(column);
        if cell.is_none() && self.index(column).is_some() {
            faults.push(self.fault(
                column,
                "missing_value",
                format!("{column:?} is blank; every row must state it"),
            ));
        }
        cell
    }

    /// A fault in this row at a column.
    pub fn fault(&self, column: &str, code: &'static str, message: String) -> Fault {
        let index = self.index(column);
        Fault {
            file: self.table.file.clone(),
            row: self.number,
            column: index.map_or(0, |index| u32::try_from(index + 1).unwrap_or(u32::MAX)),
            field: column.to_owned(),
            code,
            message,
        }
    }

    fn index(&self, column: &str) -> Option<usize> {
        self.table.columns.iter().position(|name| name == column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_by_row_and_column() {
        let mut faults = Vec::new();
        let text = "\u{feff}id,colour,id,value\n# said aside\na,red,a,1\n\nb,red\nc,red,c,\n";
        let table = Table::read("x.csv", text, &["id", "value", "unit"], &[], &mut faults);
        for row in table.rows() {
            row.required("value", &mut faults);
        }
        let said: Vec<String> = faults
            .iter()
            .map(|fault| format!("{}:{} {}", fault.row, fault.column, fault.code))
            .collect();
        assert_eq!(
            said,
            [
                "1:2 unknown_column",
                "1:3 column_twice",
                "1:0 missing_column",
                "5:0 wrong_cell_count",
                "6:4 missing_value"
            ]
        );
        assert_eq!(
            faults[0].to_string(),
            "x.csv:1:2 (colour): unknown column \"colour\"; known are id, value, unit"
        );
    }
}
