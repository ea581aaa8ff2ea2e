//! MATPOWER cases, `.m` files of version 2: buses, generators, branches.
//!
//! Source: MATPOWER User's Manual, appendix B (columns of `mpc.bus`, `mpc.gen`, `mpc.branch`).

use std::collections::HashMap;

/// A case as it stands in the file; power in MW, reactance per unit on `base_mva`.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// System base, MVA.
    pub base_mva: f64,
    /// Numbers of the buses, in the file's order; everywhere else buses count from 0 in this order.
    pub bus_numbers: Vec<u64>,
    /// Real load of each bus, MW.
    pub load_mw: Vec<f64>,
    /// Bus of each generator in service.
    pub generator_bus: Vec<u32>,
    /// Its real power, MW.
    pub generation_mw: Vec<f64>,
    /// Ends of each branch in service.
    pub branches: Vec<(u32, u32)>,
    /// Its series reactance, per unit.
    pub reactance: Vec<f64>,
    /// Its off-nominal tap ratio; 1 for a line.
    pub tap: Vec<f64>,
    /// Its phase shift, radians.
    pub shift: Vec<f64>,
}

/// Why a text is no case. Rows count from 1 within their table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatpowerError {
    /// A table is not there.
    #[error(
        "the case has no {0}; a MATPOWER case of version 2 holds mpc.baseMVA, mpc.bus, mpc.gen and mpc.branch"
    )]
    Missing(&'static str),
    /// A cell is no number.
    #[error("line {line}: {text:?} in {table} is no number")]
    Number {
        /// Table.
        table: &'static str,
        /// Line of the file, counted from 1.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// A row is too short.
    #[error("line {line}: a row of {table} has {found} columns, but needs {needed}")]
    Short {
        /// Table.
        table: &'static str,
        /// Line of the file, counted from 1.
        line: usize,
        /// Columns found.
        found: usize,
        /// Columns needed.
        needed: usize,
    },
    /// A bus number that is not in `mpc.bus`, or stands there twice.
    #[error("line {line}: bus {number} of {table} is {fault}")]
    Bus {
        /// Table.
        table: &'static str,
        /// Line of the file, counted from 1.
        line: usize,
        /// Number.
        number: String,
        /// `unknown` or `there twice`.
        fault: &'static str,
    },
}

/// Reads a case. Comments, `...` continuations, and commas or blanks between numbers are understood; functions are not run.
///
/// # Errors
/// A missing table, a cell that is no number, a row that is too short, an unknown or doubled bus.
pub fn read(text: &str) -> Result<Case, MatpowerError> {
    let base_mva = scalar(text, "mpc.baseMVA").ok_or(MatpowerError::Missing("mpc.baseMVA"))?;
    let (mut bus_numbers, mut load_mw, mut place) = (vec![], vec![], HashMap::new());
    for (line, row) in table(text, "mpc.bus", 3)? {
        if place
            .insert(row[0] as u64, bus_numbers.len() as u32)
            .is_some()
        {
            return Err(MatpowerError::Bus {
                table: "mpc.bus",
                line,
                number: row[0].to_string(),
                fault: "there twice",
            });
        }
        bus_numbers.push(row[0] as u64);
        load_mw.push(row[2]);
    }
    let find = |table, line, number: f64| {
        place
            .get(&(number as u64))
            .copied()
            .ok_or_else(|| MatpowerError::Bus {
                table,
                line,
                number: number.to_string(),
                fault: "unknown",
            })
    };
    let (mut generator_bus, mut generation_mw) = (vec![], vec![]);
    for (line, row) in table(text, "mpc.gen", 8)? {
        if row[7] > 0.0 {
            generator_bus.push(find("mpc.gen", line, row[0])?);
            generation_mw.push(row[1]);
        }
    }
    let (mut branches, mut reactance, mut tap, mut shift) = (vec![], vec![], vec![], vec![]);
    for (line, row) in table(text, "mpc.branch", 4)? {
        let column = |at: usize, missing: f64| row.get(at).copied().unwrap_or(missing);
        if column(10, 1.0) > 0.0 {
            branches.push((
                find("mpc.branch", line, row[0])?,
                find("mpc.branch", line, row[1])?,
            ));
            reactance.push(row[3]);
            // The file writes 0 for "no transformer".
            tap.push(if column(8, 0.0) == 0.0 {
                1.0
            } else {
                column(8, 0.0)
            });
            shift.push(column(9, 0.0).to_radians());
        }
    }
    Ok(Case {
        base_mva,
        bus_numbers,
        load_mw,
        generator_bus,
        generation_mw,
        branches,
        reactance,
        tap,
        shift,
    })
}

fn code(line: &str) -> &str {
    line.split('%').next().unwrap_or_default()
}

fn scalar(text: &str, name: &str) -> Option<f64> {
    let line = text
        .lines()
        .map(code)
        .find(|line| line.trim_start().starts_with(name))?;
    line.split_once('=')?
        .1
        .trim()
        .trim_end_matches(';')
        .trim()
        .parse()
        .ok()
}

fn table(
    text: &str,
    name: &'static str,
    needed: usize,
) -> Result<Vec<(usize, Vec<f64>)>, MatpowerError> {
    let mut rows = Vec::new();
    let mut inside = false;
    let mut open: Option<(usize, Vec<f64>)> = None;
    for (number, line) in text
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, code(line)))
    {
        let mut rest = line;
        if !inside {
            let start = rest.trim_start();
            let Some((left, right)) = start.split_once('=') else {
                continue;
            };
            if left.trim() != name {
                continue;
            }
            inside = true;
            rest = right.split_once('[').map_or("", |(_, after)| after);
        }
        let (body, ends) = match rest.split_once(']') {
            Some((body, _)) => (body, true),
            None => (rest, false),
        };
        let (body, continued) = match body.split_once("...") {
            Some((body, _)) => (body, true),
            None => (body, false),
        };
        let mut parts = body.split(';').peekable();
        while let Some(part) = parts.next() {
            let row = open.get_or_insert_with(|| (number, Vec::new()));
            for cell in part
                .split([',', ' ', '\t', '\r'])
                .filter(|cell| !cell.is_empty())
            {
                let value = cell.parse().map_err(|_| MatpowerError::Number {
                    table: name,
                    line: number,
                    text: cell.to_owned(),
                })?;
                row.1.push(value);
            }
            // A semicolon ends a row; so does the end of a line that is not continued.
            if (parts.peek().is_some() || !continued)
                && let Some(row) = open.take()
                && !row.1.is_empty()
            {
                if row.1.len() < needed {
                    return Err(MatpowerError::Short {
                        table: name,
                        line: row.0,
                        found: row.1.len(),
                        needed,
                    });
                }
                rows.push(row);
            }
        }
        if ends {
            return Ok(rows);
        }
    }
    Err(MatpowerError::Missing(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREE: &str = "\
function mpc = case3
%% a comment with mpc.bus = [ in it
mpc.version = '2';
mpc.baseMVA = 100;
mpc.bus = [
\t10\t3\t0\t0;  % slack
\t20\t1\t60\t10;
\t30, 1, 40, 5
];
mpc.gen = [ 10 100 0 9 -9 1 100 1; 30 5 0 9 -9 1 100 0; ];
mpc.branch = [
 10 20 0.01 0.1 0 0 0 0 0 0 1 ...
   -360 360;
 20 30 0 0.2 0 0 0 0 0.98 30 1;
 10 30 0 0.3 0 0 0 0 0 0 0;
];
";

    #[test]
    fn a_case_with_comments_continuations_and_things_out_of_service() {
        let case = read(THREE).unwrap();
        assert_eq!(case.bus_numbers, [10, 20, 30]);
        assert_eq!(case.load_mw, [0.0, 60.0, 40.0]);
        assert_eq!(
            (case.generator_bus, case.generation_mw),
            (vec![0], vec![100.0])
        );
        assert_eq!(case.branches, [(0, 1), (1, 2)]);
        assert_eq!(
            (case.reactance, case.tap),
            (vec![0.1, 0.2], vec![1.0, 0.98])
        );
        assert!((case.shift[1] - 30f64.to_radians()).abs() < 1e-15);
    }

    #[test]
    fn faults_name_table_and_line() {
        let cases = [
            (
                THREE.replace("mpc.gen =", "mpc.generators ="),
                "the case has no mpc.gen",
            ),
            (
                THREE.replace("60\t10", "sixty\t10"),
                "line 7: \"sixty\" in mpc.bus is no number",
            ),
            (
                THREE.replace("30, 1, 40, 5", "30, 1"),
                "line 8: a row of mpc.bus has 2 columns",
            ),
            (
                THREE.replace("20 30 0 0.2", "20 99 0 0.2"),
                "line 14: bus 99 of mpc.branch is unknown",
            ),
            (
                THREE.replace("\t20\t1", "\t10\t1"),
                "line 7: bus 10 of mpc.bus is there twice",
            ),
            (String::new(), "the case has no mpc.baseMVA"),
        ];
        for (text, words) in cases {
            let fault = read(&text).unwrap_err().to_string();
            assert!(fault.starts_with(words), "{fault}");
        }
    }
}
