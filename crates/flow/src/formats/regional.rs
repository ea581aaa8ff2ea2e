//! A single region's table as statistical offices give it out: one sheet, sectors in rows and columns, final demand to the right,
//! value added and emissions below. As workbook (.xlsx), as text (.csv, .txt) or as cells.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::labelled::{FileFault, cells};
use super::mrio::Mrio;
use super::unit::unit_in;
use crate::trade::{Layout, Stressor, Table};

/// What a regional sheet holds.
#[derive(Debug, Clone)]
pub struct Regional {
    /// The table as one region, with all rows below the sectors as stressors (value added, emissions).
    pub mrio: Mrio,
    /// What does not add up as the sheet says, and which columns were left out as totals.
    pub notes: Vec<String>,
    /// Output of every sector as the sheet prints it, unit of the table; a column of it goes before a row. `None` if it prints none.
    pub printed_output: Option<Vec<f64>>,
}

/// What stands in a cell where there is nothing.
const EMPTY: [&str; 6] = ["", "-", "--", "---", "–", "…"];
/// Words that mark totals: they are checked or left out, never added.
const TOTALS: [&str; 10] = [
    "total",
    "sum",
    "subtotal",
    "合计",
    "总计",
    "小计",
    "总产出",
    "总投入",
    "output",
    "gross output",
];
/// Words that mark gross output.
const OUTPUT: [&str; 5] = ["total output", "gross output", "output", "总产出", "总投入"];
/// Beginnings of rows of gross output.
const OUTPUT_ROWS: [&str; 3] = ["output at ", "total industry output", "total output at "];
/// Beginnings of what the sum of deliveries and uses is called where it is not called output.
const USES: [&str; 4] = ["total use", "total uses", "总使用", "总需求"];
/// Words that mark what comes from outside and is counted against output.
const IMPORTS: [&str; 6] = ["import", "imports", "inflow", "进口", "流入", "调入"];

/// Reads a sheet of a workbook: the named one, or the only one. `SHEET#WORDS` (or `#WORDS`) is the table of a sheet that begins in a row
/// with these words, where offices put several below each other.
///
/// # Errors
/// Bytes that are no workbook; a sheet that is not there; as [`from_cells`].
pub fn from_xlsx(file: &str, bytes: &[u8], sheet: Option<&str>) -> Result<Regional, FileFault> {
    let format = |message: String| FileFault::Format {
        file: file.to_owned(),
        message,
    };
    let mut book: Xlsx<_> =
        Xlsx::new(Cursor::new(bytes)).map_err(|error| format(error.to_string()))?;
    let (sheet, begins) = match sheet.and_then(|sheet| sheet.rsplit_once('#')) {
        Some((name, words)) => (Some(name).filter(|name| !name.is_empty()), words.trim()),
        None => (sheet, ""),
    };
    let names = book.sheet_names();
    let name = match (sheet, &names[..]) {
        (Some(name), _) if names.iter().any(|other| other == name) => name.to_owned(),
        (None, [only]) => only.clone(),
        (asked, _) => {
            return Err(format(match asked {
                Some(name) => format!("it has no sheet {name:?}; its sheets are {names:?}"),
                None => format!("name one of its sheets: {names:?}"),
            }));
        }
    };
    let range = book
        .worksheet_range(&name)
        .map_err(|error| format(error.to_string()))?;
    let (top, left) = range.start().unwrap_or((0, 0));
    // Rows and columns as the sheet counts them, so that a fault names the right cell.
    let mut rows = vec![Vec::new(); top as usize];
    for row in range.rows() {
        let mut cells = vec![String::new(); left as usize];
        cells.extend(row.iter().map(|cell| match cell {
            Data::Empty => String::new(),
            Data::Error(error) => format!("#{error}"),
            other => other.to_string(),
        }));
        rows.push(cells);
    }
    let first = beginning(file, &rows, begins)?;
    from_rows(file, &rows, first)
}

/// Reads the same from a text cut by commas or tabs. `begins` is `#WORDS` as for [`from_xlsx`], where the text holds several tables.
///
/// # Errors
/// As [`from_cells`]; a name of a sheet, which a text has not.
pub fn from_text(file: &str, text: &str, begins: Option<&str>) -> Result<Regional, FileFault> {
    let rows = cells(file, text)?;
    let words = match begins {
        None => "",
        Some(begins) => begins
            .strip_prefix('#')
            .ok_or_else(|| FileFault::Format {
                file: file.to_owned(),
                message: format!("it has no sheets, so not {begins:?} either"),
            })?
            .trim(),
    };
    let first = beginning(file, &rows, words)?;
    from_rows(file, &rows, first)
}

/// The first row in whose first three cells one begins with these words.
fn beginning(file: &str, rows: &[Vec<String>], words: &str) -> Result<usize, FileFault> {
    let begins = |row: &Vec<String>| {
        let mut cells = row.iter().take(3);
        cells.any(|cell| cell.trim().starts_with(words))
    };
    if words.is_empty() {
        return Ok(0);
    }
    rows.iter()
        .position(begins)
        .ok_or_else(|| FileFault::Format {
            file: file.to_owned(),
            message: format!("no row begins with {words:?}"),
        })
}

/// Reads cells. The head is the first row that names at least two sectors which also stand in the first column of names; an empty cell
/// or a dash in the table is a 0, as offices leave them out.
///
/// Columns right of the sectors are final demand, imports and inflows counted negative; rows below are stressors, down to where the head
/// comes once more: another table. Totals are checked against the sums and left out, and so are columns that are the sum of their neighbours
/// in every row, whatever they are called.
///
/// # Errors
/// No head found; a cell that is no number; a name there twice.
pub fn from_cells(file: &str, rows: &[Vec<String>]) -> Result<Regional, FileFault> {
    from_rows(file, rows, 0)
}

/// The table that begins in row `first` or below.
fn from_rows(file: &str, rows: &[Vec<String>], first: usize) -> Result<Regional, FileFault> {
    let format = |message: &str| FileFault::Format {
        file: file.to_owned(),
        message: message.to_owned(),
    };
    let text = |row: usize, column: usize| rows[row].get(column).map_or("", |cell| cell.trim());
    let (head, names) = find_head(rows, first).ok_or_else(|| {
        format("no row names sectors that also stand in a column of names: is this a table of deliveries?")
    })?;
    let words: Vec<&str> = (names + 1..rows[head].len())
        .map(|column| text(head, column))
        .filter(|word| !word.is_empty())
        .collect();
    let again = |row: &usize| {
        let there = words
            .iter()
            .filter(|word| rows[*row].iter().any(|cell| cell.trim() == **word));
        2 * there.count() > words.len()
    };
    let end = (head + 1..rows.len()).find(again).unwrap_or(rows.len());
    let below: Vec<(usize, &str)> = (head + 1..end)
        .map(|row| (row, text(row, names)))
        // A second head, of codes, has the first one's word for its column of names.
        .filter(|(_, name)| !name.is_empty() && *name != text(head, names))
        .collect();
    let right: Vec<(usize, &str)> = (names + 1..rows[head].len())
        .map(|column| (column, text(head, column)))
        .filter(|(_, name)| !name.is_empty())
        .collect();
    let sectors: Vec<(usize, usize, &str)> = right
        .iter()
        .filter(|(_, name)| !is(name, &TOTALS) && !is(name, &IMPORTS))
        .filter_map(|&(column, name)| {
            let row = below.iter().find(|(_, other)| *other == name)?.0;
            Some((row, column, name))
        })
        .collect();
    let mut notes = Vec::new();
    let sectors = with_misspelt(&right, &below, sectors, &mut notes);
    for (at, (_, column, name)) in sectors.iter().enumerate() {
        if sectors[..at].iter().any(|(_, _, other)| other == name) {
            return Err(FileFault::Name {
                file: file.to_owned(),
                row: head + 1,
                column: column + 1,
                found: (*name).to_owned(),
                fault: "is there twice".to_owned(),
            });
        }
    }
    let n = sectors.len();
    let number = |row: usize, column: usize| -> Result<f64, FileFault> {
        let cell = text(row, column);
        if EMPTY.contains(&cell) {
            return Ok(0.0);
        }
        let value: Option<f64> = without_groups(cell).and_then(|digits| digits.parse().ok());
        value
            .filter(|value| value.is_finite())
            .ok_or_else(|| FileFault::Number {
                file: file.to_owned(),
                row: row + 1,
                column: column + 1,
                text: cell.to_owned(),
            })
    };
    let mut deliveries = Vec::with_capacity(n * n);
    for &(row, _, _) in &sectors {
        for &(_, column, _) in &sectors {
            deliveries.push(number(row, column)?);
        }
    }
    let last = sectors.iter().map(|sector| sector.1).max().unwrap_or(0);
    let (mut finals, mut output, mut uses) = (Vec::new(), None, None);
    for &(column, name) in &right {
        if sectors.iter().any(|sector| sector.1 == column) {
            continue;
        }
        if is(name, &OUTPUT) {
            output = Some(column);
        } else if begins_with(name, &USES) && column > last {
            uses = Some((column, name));
        } else if is(name, &TOTALS) || column < last {
            notes.push(format!(
                "column {} {name:?} is taken for a total and left out",
                column + 1
            ));
        } else {
            finals.push((column, name));
        }
    }
    let columns = finals.iter().map(|&(column, _)| {
        let cells = sectors.iter().map(|&(row, _, _)| number(row, column));
        cells.collect::<Result<Vec<f64>, _>>()
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let sums = sums_of_neighbours(&columns);
    for (&(column, name), _) in finals.iter().zip(&sums).filter(|(_, is_sum)| **is_sum) {
        notes.push(format!(
            "column {} {name:?} is the sum of its neighbours and left out",
            column + 1
        ));
    }
    let mut kept = sums.iter().map(|is_sum| !is_sum);
    finals.retain(|_| kept.next().unwrap_or(true));
    let mut demand = Vec::with_capacity(n * finals.len());
    for &(row, _, _) in &sectors {
        for &(column, name) in &finals {
            let value = number(row, column)?;
            // Offices write imports with and without their minus.
            demand.push(if is(name, &IMPORTS) {
                -value.abs()
            } else {
                value
            });
        }
    }
    let table = Table::new(n, deliveries, finals.len(), demand)
        .map_err(|error| format(&error.to_string()))?;
    let mut printed = None;
    if let Some(column) = output {
        let told = sectors.iter().map(|&(row, _, _)| number(row, column));
        let told = told.collect::<Result<Vec<f64>, _>>()?;
        differ(&mut notes, &sectors, &table.output, &told, "output");
        printed = Some(told);
    }
    if let Some((column, name)) = uses {
        // Use is what is delivered and used whatever its origin: imports are not taken from it.
        let mut found = table.output.clone();
        let mut told = Vec::with_capacity(n);
        for (found, &(row, _, _)) in found.iter_mut().zip(&sectors) {
            for &(import, _) in finals.iter().filter(|(_, name)| is(name, &IMPORTS)) {
                *found += number(row, import)?.abs();
            }
            told.push(number(row, column)?);
        }
        differ(&mut notes, &sectors, &found, &told, name);
    }
    let mut stressors = Vec::new();
    for &(row, name) in &below {
        let sector = sectors.iter().any(|sector| sector.0 == row);
        let told = is(name, &OUTPUT) || begins_with(name, &OUTPUT_ROWS);
        if sector || (is(name, &TOTALS) && !told) {
            continue;
        }
        let values = sectors.iter().map(|sector| number(row, sector.1));
        let industries: Vec<f64> = values.collect::<Result<_, _>>()?;
        if told {
            if printed.is_none() {
                let mut found = Vec::new();
                differ(&mut found, &sectors, &table.output, &industries, "output");
                if uses.is_some() && 2 * found.len() > n {
                    notes.push(format!(
                        "rows sum to what is used, not to the output that row {} {name:?} tells: imports are among them",
                        row + 1
                    ));
                } else {
                    notes.extend(found);
                }
                printed = Some(industries);
            }
            continue;
        }
        stressors.push(Stressor {
            name: name.to_owned(),
            unit: unit_in(name).unwrap_or_default().to_owned(),
            industries,
            final_direct: None,
        });
    }
    let categories: Vec<String> = finals.iter().map(|(_, name)| (*name).to_owned()).collect();
    Ok(Regional {
        mrio: Mrio {
            layout: Layout {
                regions: vec!["all".to_owned()],
                sectors: sectors
                    .iter()
                    .map(|(_, _, name)| (*name).to_owned())
                    .collect(),
                industry_region: vec![0; n],
                industry_sector: (0..n as u32).collect(),
                final_region: vec![0; categories.len()],
                final_category: (0..categories.len() as u32).collect(),
                categories,
            },
            table,
            stressors,
        },
        notes,
        printed_output: printed,
    })
}

/// A number without the commas that part its thousands; `None` where a comma stands elsewhere, since `1,5` is one and a half to many offices
/// and no 15.
fn without_groups(cell: &str) -> Option<String> {
    let (whole, rest) = cell.split_once('.').unwrap_or((cell, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let parted = whole.len() > first.len();
    let fits = (1..=3).contains(&first.trim_start_matches(['-', '+']).len());
    (!rest.contains(',') && (!parted || fits && groups.all(is_group)))
        .then(|| cell.replace(',', ""))
}

/// Notes which rows do not sum to what the sheet prints as their `what`, by more than rounding: a ten-thousandth of it and a millionth of the
/// largest row.
fn differ(
    notes: &mut Vec<String>,
    sectors: &[(usize, usize, &str)],
    found: &[f64],
    told: &[f64],
    what: &str,
) {
    let size = told.iter().fold(0.0f64, |most, v| most.max(v.abs()));
    for ((&(row, _, name), found), told) in sectors.iter().zip(found).zip(told) {
        let gap = (told - found).abs();
        if gap > 1e-4 * told.abs().max(found.abs()) && gap > 1e-6 * size {
            notes.push(format!(
                "row {} {name:?}: deliveries and final demand sum to {found}, but its {what} is told as {told}",
                row + 1
            ));
        }
    }
}

/// Sectors, and those whose name differs between row and column (a slip of the pen): the one column between two neighbouring sectors, where
/// there is one row between them, too.
fn with_misspelt<'a>(
    right: &[(usize, &'a str)],
    below: &[(usize, &str)],
    sectors: Vec<(usize, usize, &'a str)>,
    notes: &mut Vec<String>,
) -> Vec<(usize, usize, &'a str)> {
    let mut all = sectors.clone();
    for trio in right.windows(3) {
        let [before, (column, name), after] = trio else {
            continue;
        };
        let row_of = |column: usize| sectors.iter().find(|of| of.1 == column).map(|of| of.0);
        let (None, Some(first), Some(last)) = (row_of(*column), row_of(before.0), row_of(after.0))
        else {
            continue;
        };
        let mut between = below.iter().filter(|(row, _)| first < *row && *row < last);
        if let (Some((row, other)), None) = (between.next(), between.next())
            && !is(name, &TOTALS)
            && !is(other, &TOTALS)
        {
            notes.push(format!(
                "column {} {name:?} and row {} {other:?} are taken for one sector by their place",
                column + 1,
                row + 1
            ));
            all.push((*row, *column, *name));
        }
    }
    all.sort_by_key(|of| of.1);
    all
}

/// Which columns are, in every row, the sum of at least two that stand directly before or after them, those that are sums themselves not
/// counted. An empty column counts as one of the two: stocks and valuables together are stocks where nobody has valuables.
fn sums_of_neighbours(columns: &[Vec<f64>]) -> Vec<bool> {
    let mut sums = vec![false; columns.len()];
    let mut found = true;
    while found {
        found = false;
        for at in 0..columns.len() {
            let size = columns[at].iter().fold(0.0f64, |most, v| most.max(v.abs()));
            if sums[at] || size == 0.0 {
                continue;
            }
            let before = (0..at).rev().filter(|&other| !sums[other]);
            let after = (at + 1..columns.len()).filter(|&other| !sums[other]);
            if adds_up(columns, at, size, before) || adds_up(columns, at, size, after) {
                sums[at] = true;
                found = true;
            }
        }
    }
    sums
}

/// Whether some first of `others`, two at least, sum to the column.
fn adds_up(
    columns: &[Vec<f64>],
    at: usize,
    size: f64,
    others: impl Iterator<Item = usize>,
) -> bool {
    let mut rest = columns[at].clone();
    for (before, other) in others.enumerate() {
        for (rest, value) in rest.iter_mut().zip(&columns[other]) {
            *rest -= value;
        }
        if before > 0 && rest.iter().all(|rest| rest.abs() <= 1e-6 * size) {
            return true;
        }
    }
    false
}

fn begins_with(name: &str, words: &[&str]) -> bool {
    let name = name.trim().to_lowercase();
    words.iter().any(|word| name.starts_with(word))
}

fn is(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words
        .iter()
        .any(|word| name == *word || (!word.is_ascii() && name.contains(word)))
        || (words.contains(&"total") && name.starts_with("total "))
}

/// The head's row and the column of names: where most words stand in both, two at least.
fn find_head(rows: &[Vec<String>], first: usize) -> Option<(usize, usize)> {
    let words = |cells: Vec<&String>| -> std::collections::BTreeSet<String> {
        cells
            .into_iter()
            .map(|cell| cell.trim().to_owned())
            .filter(|cell| !cell.is_empty() && cell.parse::<f64>().is_err())
            .collect()
    };
    let mut best = None;
    let mut most = 1;
    for row in first..rows.len().min(first + 20) {
        let across = words(rows[row].iter().collect());
        for column in 0..rows[row].len().min(6) {
            let down = words(
                rows[row + 1..]
                    .iter()
                    .filter_map(|line| line.get(column))
                    .collect(),
            );
            let both = across.intersection(&down).count();
            if both > most {
                most = both;
                best = Some((row, column));
            }
        }
    }
    best
}
