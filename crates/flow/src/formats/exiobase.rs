//! EXIOBASE 1 and 2 as they are given out: `mrIot*.txt`, `mrFinalDemand*.txt`, extensions `mrEmissions*.txt`, `mrFactorInputs*.txt` and
//! the like, and what final demand emits itself in `mrFDEmissions*.txt`. Units stand in the last column of labels; one with a slash
//! (`M.EUR/M.EUR`, `kg/M.EUR`) says that figures are per unit of output, which is then solved for. EXIOBASE 3 is read by [`super::mrio`].
//!
//! Source: pymrio 0.7, `generic_exiobase12_parser`.

use std::collections::BTreeMap;

use super::labelled::{FileFault, Labelled};
use super::mrio::{Mrio, layout, same_columns, same_rows};
use crate::trade::{Stressor, Table, outputs_of};

/// Stems of extensions are what follows this.
const PREFIX: &str = "mr";
/// Before the name of an extension: of final demand.
const FINAL: &str = "FD";

/// Whether the files are of this layout.
pub(super) fn is(files: &BTreeMap<String, String>) -> bool {
    files.keys().any(|path| stem(path).starts_with("mrIot"))
}

/// Reads a folder.
///
/// # Errors
/// Missing files, faulty cells, labels that do not agree; coefficients with which no output can be found.
pub(super) fn read(files: &BTreeMap<String, String>) -> Result<Mrio, FileFault> {
    let find = |start: &str, needed| {
        let path = files.keys().find(|path| stem(path).starts_with(start));
        path.map(|path| (path.as_str(), files[path].as_str()))
            .ok_or_else(|| FileFault::Missing {
                file: format!("{start}.txt"),
                needed,
            })
    };
    let (z_file, z_text) = find("mrIot", "deliveries between industries")?;
    let (y_file, y_text) = find("mrFinalDemand", "final demand")?;
    let (mut z, per_output) = with_units(z_file, Labelled::read(z_file, z_text, None)?)?;
    let (y, _) = with_units(y_file, Labelled::read(y_file, y_text, None)?)?;
    let n = z.columns.len();
    if z.rows.len() != n || y.rows.len() != n {
        return Err(FileFault::Format {
            file: z_file.to_owned(),
            message: format!(
                "it has {} rows and {n} columns of industries, and {y_file} has {} rows",
                z.rows.len(),
                y.rows.len()
            ),
        });
    }
    same_rows(z_file, &z, &z.columns)?;
    same_rows(y_file, &y, &z.columns)?;
    if per_output.iter().any(|unit| unit.contains('/')) {
        let output = output(z_file, n, &z.values, &y)?;
        for row in z.values.chunks_exact_mut(n) {
            for (value, output) in row.iter_mut().zip(&output) {
                *value *= output;
            }
        }
    }
    let table =
        Table::new(n, z.values, y.columns.len(), y.values).map_err(|error| FileFault::Format {
            file: z_file.to_owned(),
            message: error.to_string(),
        })?;
    let mut stressors = Vec::new();
    for (path, text) in files {
        let Some(name) = stem(path).strip_prefix(PREFIX) else {
            continue;
        };
        if name.starts_with("Iot") || name.starts_with("FinalDemand") || name.starts_with(FINAL) {
            continue;
        }
        let direct = files
            .iter()
            .find(|(path, _)| stem(path) == format!("{PREFIX}{FINAL}{name}"));
        let direct = direct.map(|(path, text)| (path.as_str(), text.as_str()));
        stressors.extend(extension(
            (path, text),
            name,
            direct,
            &z.columns,
            &y.columns,
            &table,
        )?);
    }
    Ok(Mrio {
        layout: layout(&z.columns, &y.columns, true),
        table,
        stressors,
    })
}

/// What output coefficients and final demand call for: `x = A x + y`.
///
/// # Errors
/// Industries that use up more than they make.
pub(super) fn output(
    file: &str,
    n: usize,
    coefficients: &[f64],
    finals: &Labelled,
) -> Result<Vec<f64>, FileFault> {
    let demand: Vec<f64> = (0..n).map(|row| finals.row(row).iter().sum()).collect();
    // Coefficients are the deliveries of industries that each make one unit.
    let unit = Table {
        industries: n,
        deliveries: coefficients.to_vec(),
        final_columns: 0,
        final_demand: Vec::new(),
        output: vec![1.0; n],
    };
    let mut found = outputs_of(&unit, &[&demand]).map_err(|error| FileFault::Format {
        file: file.to_owned(),
        message: format!("no output can be found with these coefficients: {error}"),
    })?;
    Ok(found.pop().unwrap_or_default())
}

/// The stressors of one file, with what final demand emits itself.
fn extension(
    (path, text): (&str, &str),
    name: &str,
    direct: Option<(&str, &str)>,
    industries: &[Vec<String>],
    finals: &[Vec<String>],
    table: &Table,
) -> Result<Vec<Stressor>, FileFault> {
    let (of, units) = with_units(path, Labelled::read(path, text, None)?)?;
    same_columns(path, &of, industries)?;
    let direct = match direct {
        Some((path, text)) => {
            let (direct, _) = with_units(path, Labelled::read(path, text, None)?)?;
            same_columns(path, &direct, finals)?;
            Some(direct)
        }
        None => None,
    };
    // A version stands behind the name: `mrEmissions_version2.2.2`.
    let name = name.split('_').next().unwrap_or(name);
    let rows = of.rows.iter().zip(&units).enumerate();
    Ok(rows
        .map(|(row, (label, unit))| {
            let (unit, per) = match unit.split_once('/') {
                Some((unit, _)) => (unit, true),
                None => (unit.as_str(), false),
            };
            let values = of.row(row).iter().zip(&table.output);
            Stressor {
                name: format!("{name}/{}", label.join(", ")),
                unit: unit.to_owned(),
                industries: values
                    .map(|(value, output)| if per { value * output } else { *value })
                    .collect(),
                final_direct: direct.as_ref().and_then(|direct| {
                    let at = direct.rows.iter().position(|other| other == label)?;
                    Some(direct.row(at).to_vec())
                }),
            }
        })
        .collect())
}

/// The table without the last of its columns of labels, and that one: units.
fn with_units(file: &str, mut of: Labelled) -> Result<(Labelled, Vec<String>), FileFault> {
    if of.left < 2 {
        return Err(FileFault::Format {
            file: file.to_owned(),
            message: "it has no column of units before its numbers".to_owned(),
        });
    }
    let units = of.rows.iter_mut().map(|row| row.pop().unwrap_or_default());
    let units = units.collect();
    Ok((of, units))
}

/// The name of a file without its folder and ending.
fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
