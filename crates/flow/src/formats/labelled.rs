//! A table of numbers whose rows and columns carry labels in one or more levels, as spreadsheets and pandas write them.

/// What is wrong with a file, and where. Rows and columns count from 1, as an editor shows them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum FileFault {
    /// A file that is needed is not there.
    #[error("{file} is missing: {needed}")]
    Missing {
        /// File.
        file: String,
        /// What it is needed for.
        needed: &'static str,
    },
    /// A cell that must be a number is none.
    #[error("{file}, row {row}, column {column}: {text:?} is no number")]
    Number {
        /// File.
        file: String,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
        /// What stands there.
        text: String,
    },
    /// A row is longer or shorter than the head.
    #[error("{file}, row {row}: {found} columns, but the head has {expected}")]
    Ragged {
        /// File.
        file: String,
        /// Row.
        row: usize,
        /// Columns found.
        found: usize,
        /// Columns of the head.
        expected: usize,
    },
    /// A column that is needed is not in the head.
    #[error("{file} has no column {column:?}")]
    Column {
        /// File.
        file: String,
        /// Column.
        column: String,
    },
    /// A name that is found nowhere else, or not where it should stand.
    #[error("{file}, row {row}, column {column}: {found:?} {fault}")]
    Name {
        /// File.
        file: String,
        /// Row.
        row: usize,
        /// Column.
        column: usize,
        /// What stands there.
        found: String,
        /// What is wrong with it.
        fault: String,
    },
    /// The file is not of its format.
    #[error("{file}: {message}")]
    Format {
        /// File.
        file: String,
        /// What is wrong.
        message: String,
    },
}

/// A table with labels.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// Labels of each column, outermost level first.
    pub columns: Vec<Vec<String>>,
    /// Labels of each row, outermost level first.
    pub rows: Vec<Vec<String>>,
    /// Numbers, row-major.
    pub values: Vec<f64>,
    /// Rows of the file above the first number.
    pub above: usize,
    /// Columns of the file left of the first number.
    pub left: usize,
}

/// How many levels of labels stand left of the numbers and above them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Levels {
    pub index: usize,
    pub header: usize,
}

impl Labelled {
    /// Reads a text cut by tabs or commas (whichever its first line has more of).
    ///
    /// Where `levels` are not known, labels are what does not read as a number, from the left and from above. A row of names of levels, as pandas writes it between head and numbers, is left out.
    ///
    /// # Errors
    /// Rows of unequal length, cells that are no numbers, no numbers at all.
    pub(crate) fn read(file: &str, text: &str, levels: Option<Levels>) -> Result<Self, FileFault> {
        let cells = cells(file, text)?;
        let format = |message: &str| FileFault::Format {
            file: file.to_owned(),
            message: message.to_owned(),
        };
        let width = cells.first().map_or(0, Vec::len);
        if let Some(at) = cells.iter().position(|row| row.len() != width) {
            return Err(FileFault::Ragged {
                file: file.to_owned(),
                row: at + 1,
                found: cells[at].len(),
                expected: width,
            });
        }
        let number = |text: &String| text.trim().parse::<f64>().is_ok();
        if cells.is_empty() {
            return Err(format("it is empty"));
        }
        // The least over all rows (columns), so that one faulty cell is not taken for a label.
        let labels = |row: &Vec<String>| row.iter().take_while(|text| !number(text)).count();
        let left = levels.map_or_else(
            || cells.iter().map(labels).min().unwrap_or_default(),
            |levels| levels.index,
        );
        let heads = |column: usize| {
            let head = |row: &&Vec<String>| !row[column].trim().is_empty() && !number(&row[column]);
            cells.iter().take_while(head).count()
        };
        let header = levels.map_or_else(
            || (left..width).map(heads).min().unwrap_or_default(),
            |levels| levels.header,
        );
        if left >= width || header == 0 || header >= cells.len() {
            return Err(format(
                "it has no numbers under a head and beside their labels",
            ));
        }
        let nothing = |row: &Vec<String>| row[left..].iter().all(|text| text.trim().is_empty());
        let above = header + usize::from(nothing(&cells[header]));
        let mut table = Labelled {
            columns: (left..width)
                .map(|column| {
                    cells[..header]
                        .iter()
                        .map(|row| row[column].trim().to_owned())
                        .collect()
                })
                .collect(),
            rows: Vec::new(),
            values: Vec::with_capacity((width - left) * (cells.len() - above)),
            above,
            left,
        };
        for (at, row) in cells.iter().enumerate().skip(above) {
            let label = |text: &String| text.trim().to_owned();
            table.rows.push(row[..left].iter().map(label).collect());
            for (column, text) in row.iter().enumerate().skip(left) {
                let value: Option<f64> = text.trim().parse().ok();
                table
                    .values
                    .push(value.filter(|value| value.is_finite()).ok_or_else(|| {
                        FileFault::Number {
                            file: file.to_owned(),
                            row: at + 1,
                            column: column + 1,
                            text: text.clone(),
                        }
                    })?);
            }
        }
        Ok(table)
    }

    /// Numbers of a row.
    pub fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.columns.len()..][..self.columns.len()]
    }
}

/// All cells of a text, blank lines left out at its end only.
pub(crate) fn cells(file: &str, text: &str) -> Result<Vec<Vec<String>>, FileFault> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    let tabs = first.matches('\t').count() >= first.matches(',').count().max(1);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    reader
        .records()
        .map(|record| {
            let record = record.map_err(|error| FileFault::Format {
                file: file.to_owned(),
                message: error.to_string(),
            })?;
            Ok(record.iter().map(str::to_owned).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_found_by_what_reads_as_a_number() {
        let text = "region,,a,a,b\nsector,,x,y,x\nregion,sector,,,\na,x,1,2,3\na,y,4,5,6e1\n";
        let table = Labelled::read("Z.csv", text, None).unwrap();
        assert_eq!(table.columns[2], ["b", "x"]);
        assert_eq!(table.rows, [["a", "x"], ["a", "y"]]);
        assert_eq!(table.values, [1.0, 2.0, 3.0, 4.0, 5.0, 60.0]);
        assert_eq!((table.above, table.left), (3, 2));
        let plain = Labelled::read("Z.csv", "\u{feff}\tx\ty\nx\t1\t2\n", None).unwrap();
        assert_eq!((plain.columns.len(), plain.row(0)), (2, &[1.0, 2.0][..]));
    }

    #[test]
    fn faults_name_file_row_and_column() {
        let cases = [
            (
                ",x,y\nx,1,2\ny,one,4\n",
                "Z.csv, row 3, column 2: \"one\" is no number",
            ),
            (
                ",x,y\nx,1,NaN\ny,1,4\n",
                "Z.csv, row 2, column 3: \"NaN\" is no number",
            ),
            (
                ",x,y\nx,1\ny,1,4\n",
                "Z.csv, row 2: 2 columns, but the head has 3",
            ),
            ("", "Z.csv: it is empty"),
            ("a,b\nc,d\n", "Z.csv: it has no numbers"),
        ];
        for (text, words) in cases {
            let fault = Labelled::read("Z.csv", text, None).unwrap_err().to_string();
            assert!(fault.starts_with(words), "{fault}");
        }
    }
}
