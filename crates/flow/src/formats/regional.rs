//! A single region's table as statistical offices give it out: one sheet, sectors in rows and columns, final demand to the right,
//! value added and emissions below. As workbook (.xlsx) or as cells.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::labelled::FileFault;
use super::mrio::Mrio;
use crate::trade::{Layout, Stressor, Table};

/// What a regional sheet holds.
#[derive(Debug, Clone)]
pub struct Regional {
    /// The table as one region, with all rows below the sectors as stressors (value added, emissions).
    pub mrio: Mrio,
    /// What does not add up as the sheet says, and which columns were left out as totals.
    pub notes: Vec<String>,
}

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
/// Words that mark what comes from outside and is counted against output.
const IMPORTS: [&str; 6] = ["import", "imports", "inflow", "进口", "流入", "调入"];

/// Reads a sheet of a workbook: the named one, or the only one.
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
    from_cells(file, &rows)
}

/// Reads cells. The head is the first row that names at least two sectors which also stand in the first column of names; an empty cell
/// in the table is a 0, as offices leave them out, anywhere else it is no number.
///
/// Columns right of the sectors are final demand, imports and inflows counted negative; rows below are stressors. Totals are checked
/// against the sums and left out.
///
/// # Errors
/// No head found; a cell that is no number; a name there twice.
pub fn from_cells(file: &str, rows: &[Vec<String>]) -> Result<Regional, FileFault> {
    let format = |message: &str| FileFault::Format {
        file: file.to_owned(),
        message: message.to_owned(),
    };
    let text = |row: usize, column: usize| rows[row].get(column).map_or("", |cell| cell.trim());
    let (head, names) = find_head(rows).ok_or_else(|| {
        format("no row names sectors that also stand in a column of names: is this a table of deliveries?")
    })?;
    let below: Vec<(usize, &str)> = (head + 1..rows.len())
        .map(|row| (row, text(row, names)))
        .filter(|(_, name)| !name.is_empty())
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
        if cell.is_empty() {
            return Ok(0.0);
        }
        let value: Option<f64> = cell.replace(',', "").parse().ok();
        value
            .filter(|value| value.is_finite())
            .ok_or_else(|| FileFault::Number {
                file: file.to_owned(),
                row: row + 1,
                column: column + 1,
                text: cell.to_owned(),
            })
    };
    let mut notes = Vec::new();
    let mut deliveries = Vec::with_capacity(n * n);
    for &(row, _, _) in &sectors {
        for &(_, column, _) in &sectors {
            deliveries.push(number(row, column)?);
        }
    }
    let last = sectors.iter().map(|sector| sector.1).max().unwrap_or(0);
    let (mut finals, mut output) = (Vec::new(), None);
    for &(column, name) in &right {
        if sectors.iter().any(|sector| sector.1 == column) {
            continue;
        }
        if is(name, &OUTPUT) {
            output = Some(column);
        } else if is(name, &TOTALS) || column < last {
            notes.push(format!(
                "column {} {name:?} is taken for a total and left out",
                column + 1
            ));
        } else {
            finals.push((column, name));
        }
    }
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
    if let Some(column) = output {
        for (&(row, _, name), found) in sectors.iter().zip(&table.output) {
            let told = number(row, column)?;
            if (told - found).abs() > 1e-3 * told.abs().max(found.abs()) {
                notes.push(format!(
                    "row {} {name:?}: deliveries and final demand sum to {found}, but its output is told as {told}",
                    row + 1
                ));
            }
        }
    }
    let mut stressors = Vec::new();
    for &(row, name) in &below {
        let sector = sectors.iter().any(|sector| sector.0 == row);
        if sector || is(name, &TOTALS) || is(name, &OUTPUT) {
            continue;
        }
        let values = sectors.iter().map(|sector| number(row, sector.1));
        stressors.push(Stressor {
            name: name.to_owned(),
            unit: String::new(),
            industries: values.collect::<Result<_, _>>()?,
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
    })
}

fn is(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words
        .iter()
        .any(|word| name == *word || (!word.is_ascii() && name.contains(word)))
        || (words.contains(&"total") && name.starts_with("total "))
}

/// The head's row and the column of names: where most words stand in both, two at least.
fn find_head(rows: &[Vec<String>]) -> Option<(usize, usize)> {
    let words = |cells: Vec<&String>| -> std::collections::BTreeSet<String> {
        cells
            .into_iter()
            .map(|cell| cell.trim().to_owned())
            .filter(|cell| !cell.is_empty() && cell.parse::<f64>().is_err())
            .collect()
    };
    let mut best = None;
    let mut most = 1;
    for row in 0..rows.len().min(20) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trade::footprints;

    /// Miller and Blair's two sectors as an office would print them, with a title, totals, value added and carbon.
    const SHEET: [&str; 8] = [
        "Table 1: a region of two sectors,,,,,,",
        ",,,,,,",
        "code,name,Farms,Works,合计,Final use,Total output",
        "1,Farms,150,500,650,350,1000",
        "2,Works,200,100,300,\"1,700\",2000",
        ",合计,350,600,950,2050,",
        ",Value added,650,1400,,,",
        ",CO2 kt,300,100,,,",
    ];

    fn cells(lines: &[&str]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(std::io::Cursor::new(lines.join("\n").into_bytes()));
        let rows = reader
            .records()
            .map(|row| row.unwrap().iter().map(str::to_owned).collect());
        rows.collect()
    }

    #[test]
    fn a_printed_table_gives_the_textbooks_multipliers() {
        let of = from_cells("sheet", &cells(&SHEET)).unwrap();
        assert_eq!(of.mrio.layout.sectors, ["Farms", "Works"]);
        assert_eq!(of.mrio.table.output, [1000.0, 2000.0]);
        assert_eq!(
            of.notes,
            ["column 5 \"合计\" is taken for a total and left out"]
        );
        let names: Vec<&str> = of
            .mrio
            .stressors
            .iter()
            .map(|stressor| &stressor.name[..])
            .collect();
        assert_eq!(names, ["Value added", "CO2 kt"]);
        let prints = footprints(&of.mrio.table, &of.mrio.stressors[1].industries).unwrap();
        // .3 x 1.2541 + .05 x .2640 by the book's inverse.
        assert!((prints.multipliers[0] - (0.3 * 1.2541 + 0.05 * 0.2640)).abs() < 5e-5);
        assert!((prints.by_final_column[0] - 400.0).abs() < 1e-9);
    }

    #[test]
    fn what_does_not_add_up_is_told_and_what_is_no_number_refused() {
        let mut sheet = SHEET;
        sheet[3] = "1,Farms,150,500,650,350,1100";
        let of = from_cells("sheet", &cells(&sheet)).unwrap();
        assert!(of.notes.contains(&"row 4 \"Farms\": deliveries and final demand sum to 1000, but its output is told as 1100".to_owned()), "{:?}", of.notes);
        sheet[3] = "1,Farms,many,500,650,350,1000";
        assert_eq!(
            from_cells("sheet", &cells(&sheet)).unwrap_err().to_string(),
            "sheet, row 4, column 3: \"many\" is no number"
        );
        assert!(
            from_cells("sheet", &cells(&SHEET[6..]))
                .unwrap_err()
                .to_string()
                .starts_with("sheet: no row names sectors")
        );
        assert!(from_xlsx("a.xlsx", b"PK", None).is_err());
    }

    #[test]
    fn imports_lower_the_output_whatever_their_sign() {
        for import in ["50", "-50"] {
            let third = format!("1,Farms,150,500,650,400,{import},1000");
            let lines = [
                "code,name,Farms,Works,合计,Final use,Imports,Total output",
                &third,
                "2,Works,200,100,300,1700,0,2000",
            ];
            let of = from_cells("sheet", &cells(&lines)).unwrap();
            assert_eq!(of.mrio.table.output, [1000.0, 2000.0]);
        }
    }
}
