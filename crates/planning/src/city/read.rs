//! Text in, tables out: values by city and industry, printed matrices, lists of pairs.

use std::collections::HashMap;

use super::{Finding, PairMatrix, Structure, Why};

/// Bad input: what, where, what to do. Rows count from 1 with the head as row 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not even a head.
    #[error("the file is empty; its first row must name the columns")]
    Empty,
    /// Not a table: unclosed quotes, for example.
    #[error("row {row}: not a CSV row ({detail})")]
    NotCsv {
        /// The row.
        row: usize,
        /// What the parser says.
        detail: String,
    },
    /// A column is missing.
    #[error("row 1: no column {column}; needed are {needed}")]
    NoColumn {
        /// The column.
        column: String,
        /// All that are needed.
        needed: String,
    },
    /// A name is missing.
    #[error("row {row}, column {column}: the name is missing")]
    NoName {
        /// The row.
        row: usize,
        /// The column.
        column: String,
    },
    /// No number.
    #[error(
        "row {row}, column {column}: {text:?} is no number; write digits with a point, without thousands separators"
    )]
    NotANumber {
        /// The row.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
    },
    /// A number that cannot be.
    #[error("row {row}, column {column}: {text} is outside {low} to {high}")]
    OutOfRange {
        /// The row.
        row: usize,
        /// The column.
        column: String,
        /// What stands there.
        text: String,
        /// Least.
        low: String,
        /// Greatest.
        high: String,
    },
    /// The same again.
    #[error(
        "row {row}, column {column}: {name} stands in row {first} already; keep one of the two"
    )]
    Twice {
        /// The later row.
        row: usize,
        /// The column.
        column: String,
        /// What is there twice.
        name: String,
        /// The earlier row.
        first: usize,
    },
    /// More cells than the head has columns, or fewer where none may be left out.
    #[error("row {row}: {found} cells under {expected} columns")]
    CellCount {
        /// The row.
        row: usize,
        /// Cells.
        found: usize,
        /// Columns.
        expected: usize,
    },
    /// A row of a matrix whose name is no column.
    #[error("row {row}, column 1: {name} is none of the columns of the head")]
    UnknownName {
        /// The row.
        row: usize,
        /// The name.
        name: String,
    },
}

impl ReadError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::Empty => "empty_file",
            ReadError::NotCsv { .. } => "not_csv",
            ReadError::NoColumn { .. } => "no_column",
            ReadError::NoName { .. } => "no_name",
            ReadError::NotANumber { .. } => "not_a_number",
            ReadError::OutOfRange { .. } => "out_of_range",
            ReadError::Twice { .. } => "twice",
            ReadError::CellCount { .. } => "cell_count",
            ReadError::UnknownName { .. } => "unknown_name",
        }
    }
}

/// What an absent row of a long file means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Absent {
    /// It is not known: the cell is missing.
    #[default]
    Missing,
    /// The city has none of it. Only a person can say so.
    Zero,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Values by city and industry, by year if the file has a column `year` (ascending), else one under `None`. All years share
    /// the lists of cities and industries.
    Structures(Vec<(Option<i32>, Structure)>),
    /// A similarity matrix, printed or as a list of pairs.
    Matrix(PairMatrix, Vec<Finding>),
}

struct Rows {
    head: Vec<String>,
    /// Row number and cells.
    rows: Vec<(usize, Vec<String>)>,
}

fn rows(text: &str) -> Result<Rows, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let delimiter = if first.contains('\t') {
        b'\t'
    } else if first.contains(';') && !first.contains(',') {
        b';'
    } else {
        b','
    };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut read = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| ReadError::NotCsv {
            row: e.position().map_or(0, |p| p.line() as usize),
            detail: e.to_string(),
        })?;
        let row = record
            .position()
            .map_or(read.len() + 1, |p| p.line() as usize);
        if record.iter().any(|cell| !cell.is_empty()) {
            read.push((row, record.iter().map(str::to_owned).collect::<Vec<_>>()));
        }
    }
    if read.is_empty() {
        return Err(ReadError::Empty);
    }
    let (_, head) = read.remove(0);
    Ok(Rows { head, rows: read })
}

/// Signs with which tables say that there is no value.
fn blank(text: &str) -> bool {
    matches!(
        text,
        "" | "-" | "–" | "—" | "…" | "NA" | "N/A" | "n/a" | "na"
    )
}

fn number(text: &str, row: usize, column: &str) -> Result<Option<f64>, ReadError> {
    if blank(text) {
        return Ok(None);
    }
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Some(value)),
        _ => Err(ReadError::NotANumber {
            row,
            column: column.to_owned(),
            text: text.to_owned(),
        }),
    }
}

fn column(head: &[String], name: &str, needed: &str) -> Result<usize, ReadError> {
    head.iter()
        .position(|cell| cell.eq_ignore_ascii_case(name))
        .ok_or_else(|| ReadError::NoColumn {
            column: name.to_owned(),
            needed: needed.to_owned(),
        })
}

/// Reads whichever of the three a file is: a head with `city`, `industry`, `value` (and perhaps `year`); one with `city_a`, `city_b`,
/// `similarity`; else a square matrix with names in its first row and first column.
///
/// # Errors
/// See [`ReadError`]; the first fault, with row and column.
pub fn read(text: &str, absent: Absent) -> Result<Input, ReadError> {
    let table = rows(text)?;
    let has = |name: &str| {
        table
            .head
            .iter()
            .any(|cell| cell.eq_ignore_ascii_case(name))
    };
    if has("city") || has("industry") || has("value") {
        structures_of(&table, absent).map(Input::Structures)
    } else if has("city_a") || has("city_b") {
        let (matrix, findings) = pairs_of(&table)?;
        Ok(Input::Matrix(matrix, findings))
    } else {
        let (matrix, findings) = square_of(&table)?;
        Ok(Input::Matrix(matrix, findings))
    }
}

/// Reads `city,industry,value[,year]`; further columns are not looked at.
///
/// # Errors
/// A missing column or name, a value that is no number, a cell given twice.
pub fn structures(text: &str, absent: Absent) -> Result<Vec<(Option<i32>, Structure)>, ReadError> {
    structures_of(&rows(text)?, absent)
}

/// Reads a printed square matrix: full, upper half or lower half, with or without diagonal; `-` and blank mean "not printed".
///
/// # Errors
/// A row whose name is no column, a cell that is no number or outside -1 to 1, a name there twice.
pub fn square(text: &str) -> Result<(PairMatrix, Vec<Finding>), ReadError> {
    square_of(&rows(text)?)
}

/// Reads `city_a,city_b,similarity`.
///
/// # Errors
/// A missing column or name, a cell that is no number or outside -1 to 1.
pub fn pairs(text: &str) -> Result<(PairMatrix, Vec<Finding>), ReadError> {
    pairs_of(&rows(text)?)
}

/// Names in the order in which they come.
#[derive(Default)]
pub(super) struct Names {
    pub(super) list: Vec<String>,
    places: HashMap<String, usize>,
}

impl Names {
    pub(super) fn place(&mut self, name: &str) -> usize {
        if let Some(&place) = self.places.get(name) {
            return place;
        }
        self.places.insert(name.to_owned(), self.list.len());
        self.list.push(name.to_owned());
        self.list.len() - 1
    }
}

fn structures_of(table: &Rows, absent: Absent) -> Result<Vec<(Option<i32>, Structure)>, ReadError> {
    const NEEDED: &str = "city, industry, value";
    let city = column(&table.head, "city", NEEDED)?;
    let industry = column(&table.head, "industry", NEEDED)?;
    let value = column(&table.head, "value", NEEDED)?;
    let year = table
        .head
        .iter()
        .position(|cell| cell.eq_ignore_ascii_case("year"));
    let (mut cities, mut industries) = (Names::default(), Names::default());
    // By year, city and industry: the row and the value.
    type Cell = (usize, Option<f64>);
    let mut cells: HashMap<(Option<i32>, usize, usize), Cell> = HashMap::new();
    let mut years = Vec::new();
    for (row, cell) in &table.rows {
        if cell.len() != table.head.len() {
            return Err(ReadError::CellCount {
                row: *row,
                found: cell.len(),
                expected: table.head.len(),
            });
        }
        for (at, name) in [(city, "city"), (industry, "industry")] {
            if cell[at].is_empty() {
                return Err(ReadError::NoName {
                    row: *row,
                    column: name.to_owned(),
                });
            }
        }
        let when = match year {
            None => None,
            Some(at) => Some(cell[at].parse::<i32>().map_err(|_| ReadError::NotANumber {
                row: *row,
                column: "year".to_owned(),
                text: cell[at].clone(),
            })?),
        };
        years.push(when);
        let key = (
            when,
            cities.place(&cell[city]),
            industries.place(&cell[industry]),
        );
        let value = number(&cell[value], *row, "value")?;
        if let Some((first, _)) = cells.insert(key, (*row, value)) {
            return Err(ReadError::Twice {
                row: *row,
                column: "industry".to_owned(),
                name: format!("{}, {}", cell[city], cell[industry]),
                first,
            });
        }
    }
    years.sort_unstable();
    years.dedup();
    let fill = match absent {
        Absent::Missing => None,
        Absent::Zero => Some(0.0),
    };
    let mut read = Vec::new();
    for when in years {
        let mut values = Vec::with_capacity(cities.list.len() * industries.list.len());
        for c in 0..cities.list.len() {
            for i in 0..industries.list.len() {
                values.push(cells.get(&(when, c, i)).map_or(fill, |(_, value)| *value));
            }
        }
        // Names are single and numbers finite by now.
        if let Ok(structure) = Structure::new(cities.list.clone(), industries.list.clone(), values)
        {
            read.push((when, structure));
        }
    }
    Ok(read)
}

/// What was printed of a matrix, as it is collected.
struct Printed {
    names: Vec<String>,
    cells: HashMap<(usize, usize), f64>,
    decimals: u32,
}

impl Printed {
    fn set(
        &mut self,
        place: (usize, usize),
        text: &str,
        row: usize,
        column: &str,
    ) -> Result<(), ReadError> {
        let Some(value) = number(text, row, column)? else {
            return Ok(());
        };
        if !(-1.0..=1.0).contains(&value) {
            return Err(ReadError::OutOfRange {
                row,
                column: column.to_owned(),
                text: text.to_owned(),
                low: "-1".to_owned(),
                high: "1".to_owned(),
            });
        }
        let decimals = text
            .split_once('.')
            .map_or(0, |(_, after)| after.len() as u32);
        self.decimals = self.decimals.max(decimals);
        self.cells.insert(place, value);
        Ok(())
    }

    fn finish(self) -> (PairMatrix, Vec<Finding>) {
        let mut findings = Vec::new();
        let count = self.names.len();
        let mut lower = Vec::new();
        let mut contradictions = Vec::new();
        for a in 0..count {
            for b in 0..a {
                let (one, other) = (self.cells.get(&(a, b)), self.cells.get(&(b, a)));
                if let (Some(&one), Some(&other)) = (one, other)
                    && one != other
                {
                    contradictions.push((a, b));
                    let (a, b) = (self.names[a].clone(), self.names[b].clone());
                    findings.push(Finding::NotSymmetric { a, b, one, other });
                }
                lower.push(one.or(other).copied().unwrap_or(f64::NAN));
            }
        }
        for (city, name) in self.names.iter().enumerate() {
            if let Some(&value) = self.cells.get(&(city, city))
                && value != 1.0
            {
                findings.push(Finding::DiagonalNotOne {
                    city: name.clone(),
                    value,
                });
            }
        }
        let missing = lower.iter().filter(|v| v.is_nan()).count() + contradictions.len();
        if missing > 0 {
            findings.push(Finding::MissingPairs {
                missing,
                of: lower.len(),
            });
        }
        let mut matrix = PairMatrix::from_parts(
            self.names,
            lower,
            vec![1.0; count],
            vec![None; count],
            Why::Missing,
        );
        for (a, b) in contradictions {
            matrix.contradict(a, b);
        }
        matrix.decimals = Some(self.decimals);
        (matrix, findings)
    }
}

fn square_of(table: &Rows) -> Result<(PairMatrix, Vec<Finding>), ReadError> {
    let mut names = Names::default();
    for name in table.head.iter().skip(1) {
        if name.is_empty() {
            return Err(ReadError::NoName {
                row: 1,
                column: (names.list.len() + 2).to_string(),
            });
        }
        if names.places.contains_key(name) {
            return Err(ReadError::Twice {
                row: 1,
                column: name.clone(),
                name: name.clone(),
                first: 1,
            });
        }
        names.place(name);
    }
    let columns = names.list.clone();
    let mut seen: HashMap<usize, usize> = HashMap::new();
    // A half without its diagonal lacks one city among the columns, and one only.
    let mut further = 0;
    let mut printed = Printed {
        names: Vec::new(),
        cells: HashMap::new(),
        decimals: 0,
    };
    for (row, cells) in &table.rows {
        if cells.len() > table.head.len() {
            return Err(ReadError::CellCount {
                row: *row,
                found: cells.len(),
                expected: table.head.len(),
            });
        }
        let name = &cells[0];
        if name.is_empty() {
            return Err(ReadError::NoName {
                row: *row,
                column: "1".to_owned(),
            });
        }
        if !names.places.contains_key(name) {
            further += 1;
            if further > 1 {
                return Err(ReadError::UnknownName {
                    row: *row,
                    name: name.clone(),
                });
            }
        }
        let a = names.place(name);
        if let Some(first) = seen.insert(a, *row) {
            return Err(ReadError::Twice {
                row: *row,
                column: "1".to_owned(),
                name: name.clone(),
                first,
            });
        }
        for (b, text) in cells.iter().skip(1).enumerate() {
            printed.set((a, b), text, *row, &columns[b])?;
        }
    }
    printed.names = names.list;
    Ok(printed.finish())
}

fn pairs_of(table: &Rows) -> Result<(PairMatrix, Vec<Finding>), ReadError> {
    const NEEDED: &str = "city_a, city_b, similarity";
    let places = ["city_a", "city_b", "similarity"].map(|name| column(&table.head, name, NEEDED));
    let [a, b, value] = places;
    let (a, b, value) = (a?, b?, value?);
    let mut names = Names::default();
    let mut rows_of: HashMap<(usize, usize), usize> = HashMap::new();
    let mut printed = Printed {
        names: Vec::new(),
        cells: HashMap::new(),
        decimals: 0,
    };
    for (row, cells) in &table.rows {
        if cells.len() != table.head.len() {
            return Err(ReadError::CellCount {
                row: *row,
                found: cells.len(),
                expected: table.head.len(),
            });
        }
        for (at, name) in [(a, "city_a"), (b, "city_b")] {
            if cells[at].is_empty() {
                return Err(ReadError::NoName {
                    row: *row,
                    column: name.to_owned(),
                });
            }
        }
        let key = (names.place(&cells[a]), names.place(&cells[b]));
        if let Some(first) = rows_of.insert(key, *row) {
            let name = format!("{}, {}", cells[a], cells[b]);
            return Err(ReadError::Twice {
                row: *row,
                column: "city_b".to_owned(),
                name,
                first,
            });
        }
        printed.set(key, &cells[value], *row, "similarity")?;
    }
    printed.names = names.list;
    Ok(printed.finish())
}
