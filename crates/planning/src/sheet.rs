//! A CSV file as rows with names: whatever cannot be read is a finding with file, row and column.
//!
//! Rows and columns count from 1, the head included. A blank cell is `None`, never zero.

use std::collections::HashMap;

use inventory::finding::{Finding, Location, Severity};

use crate::notice::notice_at;

/// A named file and its text.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// As the user gave it; stands in findings.
    pub file: &'a str,
    /// UTF-8, with or without a byte order mark; commas, semicolons or tabs.
    pub text: &'a str,
}

/// A cell could not be taken; the finding that says why is in the list already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said;

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Counted from 1, the head is row 1 (blank and comment lines count too).
    pub number: u32,
    cells: Vec<String>,
}

/// A file that has been cut into cells.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The file's name.
    pub file: String,
    head: Vec<String>,
    columns: HashMap<String, usize>,
    /// The rows below the head.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// Cuts a file. Lines that start with `#` and rows without any text are skipped. `None` if it is no table or lacks a needed
    /// column, and then a finding says so; a row with too few or too many cells is left out with a finding.
    pub fn read(source: Source<'_>, needed: &[&str], findings: &mut Vec<Finding>) -> Option<Sheet> {
        let text = source.text.strip_prefix('\u{feff}').unwrap_or(source.text);
        let first = text
            .lines()
            .find(|l| !l.starts_with('#') && !l.trim().is_empty())
            .unwrap_or_default();
        let delimiter = if first.contains('\t') {
            b'\t'
        } else if first.contains(';') && !first.contains(',') {
            b';'
        } else {
            b','
        };
        let place = |row: u32, column: Option<u32>, field: Option<&str>| Location {
            file: source.file.to_owned(),
            sheet: None,
            row: Some(row),
            column,
            field: field.map(str::to_owned),
        };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .comment(Some(b'#'))
            .delimiter(delimiter)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut sheet: Option<Sheet> = None;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let row = error.position().map_or(1, |p| p.line() as u32);
                    findings.push(notice_at(
                        "sheet_not_csv",
                        Severity::Error,
                        place(row, None, None),
                        &[("detail", error.to_string())],
                        format!("row {row} is no CSV row; close the quotes"),
                    ));
                    return None;
                }
            };
            let row = record.position().map_or(1, |p| p.line() as u32);
            if record.iter().all(str::is_empty) {
                continue;
            }
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            match &mut sheet {
                None => {
                    let head: Vec<String> = cells.iter().map(|c| c.to_ascii_lowercase()).collect();
                    let mut columns = HashMap::new();
                    for (at, name) in head.iter().enumerate() {
                        columns.entry(name.clone()).or_insert(at);
                    }
                    let mut lacks = false;
                    for name in needed {
                        if !columns.contains_key(*name) {
                            lacks = true;
                            findings.push(notice_at(
                                "sheet_no_column",
                                Severity::Error,
                                place(row, None, Some(name)),
                                &[
                                    ("column", (*name).to_owned()),
                                    ("needed", needed.join(", ")),
                                ],
                                format!("no column {name}; needed are {}", needed.join(", ")),
                            ));
                        }
                    }
                    if lacks {
                        return None;
                    }
                    sheet = Some(Sheet {
                        file: source.file.to_owned(),
                        head,
                        columns,
                        rows: Vec::new(),
                    });
                }
                Some(sheet) if cells.len() != sheet.head.len() => findings.push(notice_at(
                    "sheet_cells",
                    Severity::Error,
                    place(row, None, None),
                    &[
                        ("found", cells.len().to_string()),
                        ("expected", sheet.head.len().to_string()),
                    ],
                    format!(
                        "{} cells under {} columns; the row is left out",
                        cells.len(),
                        sheet.head.len()
                    ),
                )),
                Some(sheet) => sheet.rows.push(Row { number: row, cells }),
            }
        }
        if sheet.is_none() {
            findings.push(notice_at(
                "sheet_empty",
                Severity::Error,
                place(1, None, None),
                &[("needed", needed.join(", "))],
                format!("the file is empty; its head needs {}", needed.join(", ")),
            ));
        }
        sheet
    }

    /// Whether the head has this column.
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Columns whose names start so, with the rest of the name.
    pub fn starting(&self, prefix: &str) -> Vec<(String, String)> {
        self.head
            .iter()
            .filter_map(|name| {
                name.strip_prefix(prefix)
                    .filter(|rest| !rest.is_empty())
                    .map(|rest| (name.clone(), rest.to_owned()))
            })
            .collect()
    }

    /// A cell; blank, `-` and `NA` are `None`, as is a column that is not there.
    pub fn text<'a>(&'a self, row: &'a Row, column: &str) -> Option<&'a str> {
        let cell = row.cells[*self.columns.get(column)?].as_str();
        (!matches!(cell, "" | "-" | "–" | "NA" | "N/A" | "n/a")).then_some(cell)
    }

    /// Where a cell stands.
    pub fn place(&self, row: &Row, column: &str) -> Location {
        Location {
            file: self.file.clone(),
            sheet: None,
            row: Some(row.number),
            column: self.columns.get(column).map(|at| *at as u32 + 1),
            field: Some(column.to_owned()),
        }
    }

    /// Says that something is wrong with a cell.
    pub(crate) fn fault(
        &self,
        code: &str,
        row: &Row,
        column: &str,
        params: &[(&str, String)],
        message: String,
    ) -> Finding {
        let mut all = vec![("column", column.to_owned())];
        all.extend(params.iter().map(|(n, v)| (*n, v.clone())));
        notice_at(
            code,
            Severity::Error,
            self.place(row, column),
            &all,
            message,
        )
    }

    /// A cell that must not be blank.
    pub fn name<'a>(
        &'a self,
        row: &'a Row,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<&'a str> {
        let cell = self.text(row, column);
        if cell.is_none() {
            findings.push(self.fault(
                "sheet_blank",
                row,
                column,
                &[],
                format!("{column} is blank; the row is left out"),
            ));
        }
        cell
    }

    /// A number within bounds. `Ok(None)` if blank; `Err` if it is no number or out of bounds, and then a finding says so.
    ///
    /// # Errors
    /// The cell cannot be taken; the finding is in the list.
    pub fn number(
        &self,
        row: &Row,
        column: &str,
        low: f64,
        high: f64,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<f64>, Said> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() && (low..=high).contains(&value) => Ok(Some(value)),
            Ok(value) if value.is_finite() => {
                findings.push(self.fault(
                    "sheet_out_of_range",
                    row,
                    column,
                    &[
                        ("text", text.to_owned()),
                        ("low", low.to_string()),
                        ("high", high.to_string()),
                    ],
                    format!("{text} is outside {low} to {high}"),
                ));
                Err(Said)
            }
            _ => {
                findings.push(self.fault(
                    "sheet_not_a_number",
                    row,
                    column,
                    &[("text", text.to_owned())],
                    format!("{text:?} is no number; write digits with a point"),
                ));
                Err(Said)
            }
        }
    }

    /// A number within bounds that must be there.
    ///
    /// # Errors
    /// The cell is blank or cannot be taken; the finding is in the list.
    pub fn must(
        &self,
        row: &Row,
        column: &str,
        low: f64,
        high: f64,
        findings: &mut Vec<Finding>,
    ) -> Result<f64, Said> {
        match self.number(row, column, low, high, findings)? {
            Some(value) => Ok(value),
            None => {
                findings.push(self.fault(
                    "sheet_blank",
                    row,
                    column,
                    &[],
                    format!("{column} is blank; the row is left out"),
                ));
                Err(Said)
            }
        }
    }

    /// A decimal number as a whole number of its last unit (`decimals` digits after the point), without going through floating
    /// point: `12.3` with 2 decimals is 1230. `Ok(None)` if blank.
    ///
    /// # Errors
    /// No decimal number, too many digits after the point, or too large; the finding is in the list.
    pub fn whole(
        &self,
        row: &Row,
        column: &str,
        decimals: u32,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<i64>, Said> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        match decimal(text, decimals) {
            Decimal::Whole(value) => Ok(Some(value)),
            Decimal::TooFine => {
                findings.push(self.fault(
                    "sheet_too_fine",
                    row,
                    column,
                    &[
                        ("text", text.to_owned()),
                        ("decimals", decimals.to_string()),
                    ],
                    format!("{text} has more than {decimals} digits after the point"),
                ));
                Err(Said)
            }
            Decimal::TooLarge => {
                let most = (MOST / 10i64.pow(decimals.min(15))).to_string();
                findings.push(self.fault(
                    "sheet_out_of_range",
                    row,
                    column,
                    &[
                        ("text", text.to_owned()),
                        ("low", format!("-{most}")),
                        ("high", most.clone()),
                    ],
                    format!("{text} is outside -{most} to {most}"),
                ));
                Err(Said)
            }
            Decimal::None => {
                findings.push(self.fault(
                    "sheet_not_a_number",
                    row,
                    column,
                    &[("text", text.to_owned())],
                    format!("{text:?} is no number; write digits with a point"),
                ));
                Err(Said)
            }
        }
    }

    /// As [`Sheet::whole`], at least 0.
    ///
    /// # Errors
    /// As [`Sheet::whole`], or below 0; the finding is in the list.
    pub(crate) fn whole_from_zero(
        &self,
        row: &Row,
        column: &str,
        decimals: u32,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<i64>, Said> {
        match self.whole(row, column, decimals, findings)? {
            Some(below) if below < 0 => {
                let most = (MOST / 10i64.pow(decimals.min(15))).to_string();
                let text = self.text(row, column).unwrap_or_default();
                findings.push(self.fault(
                    "sheet_out_of_range",
                    row,
                    column,
                    &[
                        ("text", text.to_owned()),
                        ("low", "0".to_owned()),
                        ("high", most.clone()),
                    ],
                    format!("{text} is outside 0 to {most}"),
                ));
                Err(Said)
            }
            found => Ok(found),
        }
    }

    /// A year, 1900 to 2200, without a fraction. `Ok(None)` if blank.
    ///
    /// # Errors
    /// The cell cannot be taken; the finding is in the list.
    pub(crate) fn year(
        &self,
        row: &Row,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<i32>, Said> {
        match self.number(row, column, 1900.0, 2200.0, findings)? {
            Some(year) if year.fract() != 0.0 => {
                findings.push(self.fault(
                    "sheet_not_a_number",
                    row,
                    column,
                    &[("text", year.to_string())],
                    format!("{year} is no year"),
                ));
                Err(Said)
            }
            year => Ok(year.map(|year| year as i32)),
        }
    }

    /// As [`Sheet::year`]; a blank cell is a finding.
    ///
    /// # Errors
    /// The cell cannot be taken; the finding is in the list.
    pub(crate) fn must_year(
        &self,
        row: &Row,
        column: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<i32, Said> {
        match self.year(row, column, findings)? {
            Some(year) => Ok(year),
            None => {
                self.name(row, column, findings);
                Err(Said)
            }
        }
    }

    /// One of some words; blank is `Ok(None)`.
    ///
    /// # Errors
    /// Another word; the finding is in the list.
    pub fn word<T: Copy>(
        &self,
        row: &Row,
        column: &str,
        words: &[(&str, T)],
        findings: &mut Vec<Finding>,
    ) -> Result<Option<T>, Said> {
        let Some(text) = self.text(row, column) else {
            return Ok(None);
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Ok(Some(*value));
        }
        let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        findings.push(self.fault(
            "sheet_unknown_word",
            row,
            column,
            &[("text", text.to_owned()), ("allowed", allowed.join(", "))],
            format!("{text:?} is none of {}", allowed.join(", ")),
        ));
        Err(Said)
    }

    /// Says that a name is not known where it is used.
    pub(crate) fn unknown(&self, row: &Row, column: &str, name: &str) -> Finding {
        self.fault(
            "sheet_unknown_name",
            row,
            column,
            &[("name", name.to_owned())],
            format!("{name} is not known; the row is left out"),
        )
    }

    /// Says that a name stands in an earlier row.
    pub(crate) fn twice(&self, row: &Row, column: &str, name: &str, first: u32) -> Finding {
        self.fault(
            "sheet_twice",
            row,
            column,
            &[("name", name.to_owned()), ("first", first.to_string())],
            format!("{name} stands in row {first} already; the row is left out"),
        )
    }
}

/// Largest whole number that is taken, so that hundreds of them can be added up: a hundred million million yuan in fen.
const MOST: i64 = 10_000_000_000_000_000;

enum Decimal {
    Whole(i64),
    TooLarge,
    TooFine,
    None,
}

fn decimal(text: &str, decimals: u32) -> Decimal {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && part.is_empty()
        || !whole
            .bytes()
            .chain(part.bytes())
            .all(|b| b.is_ascii_digit())
    {
        return Decimal::None;
    }
    let part = part.trim_end_matches('0');
    if part.len() > decimals as usize {
        return Decimal::TooFine;
    }
    let mut value: i64 = 0;
    let padding = decimals as usize - part.len();
    for byte in whole
        .bytes()
        .chain(part.bytes())
        .chain(std::iter::repeat_n(b'0', padding))
    {
        let Some(next) = value
            .checked_mul(10)
            .and_then(|v| v.checked_add(i64::from(byte - b'0')))
        else {
            return Decimal::TooLarge;
        };
        value = next;
    }
    if value > MOST {
        return Decimal::TooLarge;
    }
    Decimal::Whole(if negative { -value } else { value })
}

/// What a command writes: tables by file name, and what was found on the way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables {
    /// File name and CSV text; none if nothing could be worked out.
    pub files: Vec<(&'static str, String)>,
    /// What the tables come to, by name with the unit last; `None` where it is not known.
    pub sums: Vec<(&'static str, Option<f64>)>,
    /// Of reading and of working out, in this order.
    pub findings: Vec<Finding>,
}

/// Rows of a result as CSV text with Unix line ends, below a head if there is one.
pub fn csv_text(head: &[&str], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail; a row of another length than the head is a fault of this crate.
    if !head.is_empty() {
        let _ = writer.write_record(head);
    }
    for row in rows {
        let _ = writer.write_record(row);
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// A figure with all its digits, or blank.
pub(crate) fn cell(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Sheet>, Vec<Finding>) {
        let mut findings = Vec::new();
        let sheet = Sheet::read(
            Source {
                file: "a.csv",
                text,
            },
            &["id", "value"],
            &mut findings,
        );
        (sheet, findings)
    }

    #[test]
    fn a_bad_cell_is_named_by_file_row_and_column() {
        let (sheet, mut findings) = read("id,value\n# a remark\n\na,1.5\nb,1,5\nc,x\n");
        let sheet = sheet.unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(findings[0].code, "sheet_cells");
        assert_eq!(findings[0].location.as_ref().unwrap().row, Some(5));
        let row = &sheet.rows[1];
        assert_eq!(
            sheet.number(row, "value", 0.0, 9.0, &mut findings),
            Err(Said)
        );
        let place = findings[1].location.clone().unwrap();
        assert_eq!((place.row, place.column), (Some(6), Some(2)));
        assert_eq!(
            sheet.number(&sheet.rows[0], "value", 0.0, 9.0, &mut findings),
            Ok(Some(1.5))
        );
    }

    #[test]
    fn a_missing_column_and_an_empty_file_refuse() {
        let (sheet, findings) = read("id,other\na,1\n");
        assert!(sheet.is_none());
        assert_eq!(findings[0].code, "sheet_no_column");
        assert_eq!(read("\n").1[0].code, "sheet_empty");
        // An open quote swallows the rest of the row.
        assert_eq!(read("id,value\n\"a,1\n").1[0].code, "sheet_cells");
    }

    #[test]
    fn decimals_become_whole_numbers_without_floating_point() {
        let (sheet, mut findings) = read("id,value\na,12.30\nb,-0.07\nc,1.234\nd,1e3\n");
        let sheet = sheet.unwrap();
        let whole: Vec<_> = sheet
            .rows
            .iter()
            .map(|row| sheet.whole(row, "value", 2, &mut findings))
            .collect();
        assert_eq!(whole, [Ok(Some(1230)), Ok(Some(-7)), Err(Said), Err(Said)]);
        assert_eq!(findings[0].code, "sheet_too_fine");
        assert_eq!(findings[1].code, "sheet_not_a_number");
    }
}
