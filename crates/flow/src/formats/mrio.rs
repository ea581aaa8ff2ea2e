//! Multi-regional tables in folders of text: as pymrio's `save_all(table_format="txt")` writes them (`Z.txt`, `Y.txt`,
//! `file_parameters.json`, a folder with `F.txt`, `F_Y.txt`, `unit.txt` for each extension), or plain `Z.csv`, `Y.csv`, `F.csv`
//! with rows and columns of labels; or as EXIOBASE 3 is given out (`A.txt`, `x.txt`, `Y.txt`, `satellite/F.txt`, below a folder of
//! their own), where deliveries are `A diag(x)` if there is no `Z.txt`; without `x.txt` either, as in its version 3.4, output is what final
//! demand calls for. EXIOBASE 1 and 2 (`mrIot.txt` and so on) are known by their names.
//!
//! Source: pymrio 0.7, `core/fileio.py` and `Extension.save`. Derived tables in the folder (`A`, `L`, `S`, `M`, `D_*`) are not read:
//! everything is computed anew from deliveries, final demand and emissions.

use std::collections::BTreeMap;

use super::exiobase;
use super::labelled::{FileFault, Labelled, Levels};
use super::unit::unit_in;
use crate::trade::{Layout, Stressor, Table};

/// A table with its names and its emissions.
#[derive(Debug, Clone)]
pub struct Mrio {
    /// Deliveries and final demand.
    pub table: Table,
    /// Names.
    pub layout: Layout,
    /// Stressors of all extensions, named `extension/stressor`.
    pub stressors: Vec<Stressor>,
}

/// Reads a folder, given as texts by their paths within it (`Z.txt`, `emissions/F.txt`).
///
/// A region that only buys (as OECD's discrepancies) becomes a region without industries. Labels of one level are sectors of one region.
///
/// # Errors
/// Missing files, faulty cells, labels of rows and columns that do not agree.
pub fn read(files: &BTreeMap<String, String>) -> Result<Mrio, FileFault> {
    if exiobase::is(files) {
        return exiobase::read(files);
    }
    let root = root(files);
    let inside: BTreeMap<String, String>;
    let files = if root.is_empty() {
        files
    } else {
        let below = files.iter().filter_map(|(path, text)| {
            let path = path.strip_prefix(&root)?;
            Some((path.to_owned(), text.clone()))
        });
        inside = below.collect();
        &inside
    };
    let parameters = Parameters { files };
    let needed = |stem: &str, needed| {
        parameters
            .table("", stem)?
            .ok_or_else(|| FileFault::Missing {
                file: format!("{stem}.txt (or {stem}.csv)"),
                needed,
            })
    };
    let (y_file, y) = needed("Y", "final demand")?;
    let (z_file, z) = match parameters.table("", "Z")? {
        Some(found) => found,
        None => match parameters.table("", "A")? {
            Some((file, coefficients)) => {
                let z = match parameters.table("", "x")? {
                    Some((x_file, output)) => deliveries(coefficients, &x_file, &output)?,
                    None => called_for(coefficients, &file, (&y_file, &y))?,
                };
                (file, z)
            }
            None => needed("Z", "deliveries between industries")?,
        },
    };
    let n = z.columns.len();
    if z.rows.len() != n {
        return Err(FileFault::Format {
            file: z_file,
            message: format!(
                "it has {} rows, but {n} columns of industries",
                z.rows.len()
            ),
        });
    }
    same_rows(&z_file, &z, &z.columns)?;
    if y.rows.len() != n {
        return Err(FileFault::Format {
            file: y_file,
            message: format!(
                "it has {} rows, but {z_file} has {n} industries",
                y.rows.len()
            ),
        });
    }
    same_rows(&y_file, &y, &z.columns)?;
    let several = z.columns.first().is_some_and(|label| label.len() > 1);
    let layout = layout(&z.columns, &y.columns, several);
    let table =
        Table::new(n, z.values, y.columns.len(), y.values).map_err(|error| FileFault::Format {
            file: z_file.clone(),
            message: error.to_string(),
        })?;
    let mut stressors = Vec::new();
    for folder in parameters.folders() {
        stressors.extend(extension(&parameters, &folder, &z.columns, &y.columns)?);
    }
    Ok(Mrio {
        table,
        layout,
        stressors,
    })
}

/// Folder of the table within what was given: where `Z` or `A` is, the shortest if there are several.
fn root(files: &BTreeMap<String, String>) -> String {
    let folders = files.keys().filter_map(|path| {
        let (folder, name) = path
            .rsplit_once('/')
            .map_or(("", &path[..]), |(a, b)| (a, b));
        let stem = name.split('.').next().unwrap_or_default();
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        matches!(stem, "Z" | "A").then_some(prefix)
    });
    folders.min_by_key(String::len).unwrap_or_default()
}

/// `A diag(x)`.
fn deliveries(mut table: Labelled, x_file: &str, output: &Labelled) -> Result<Labelled, FileFault> {
    let n = table.columns.len();
    if output.rows.len() != n || output.columns.len() != 1 {
        return Err(FileFault::Format {
            file: x_file.to_owned(),
            message: format!(
                "it has {} rows of {} numbers, but {n} rows of one are needed",
                output.rows.len(),
                output.columns.len()
            ),
        });
    }
    same_rows(x_file, output, &table.columns)?;
    for row in table.values.chunks_exact_mut(n) {
        for (value, output) in row.iter_mut().zip(&output.values) {
            *value *= output;
        }
    }
    Ok(table)
}

/// `A diag(x)` with the output that final demand calls for.
fn called_for(
    mut table: Labelled,
    file: &str,
    (y_file, y): (&str, &Labelled),
) -> Result<Labelled, FileFault> {
    let n = table.columns.len();
    if table.rows.len() != n || y.rows.len() != n {
        return Err(FileFault::Format {
            file: file.to_owned(),
            message: format!(
                "it has {} rows and {n} columns of industries, and {y_file} has {} rows",
                table.rows.len(),
                y.rows.len()
            ),
        });
    }
    same_rows(y_file, y, &table.columns)?;
    let output = exiobase::output(file, n, &table.values, y)?;
    for row in table.values.chunks_exact_mut(n) {
        for (value, output) in row.iter_mut().zip(&output) {
            *value *= output;
        }
    }
    Ok(table)
}

fn extension(
    parameters: &Parameters<'_>,
    folder: &str,
    industries: &[Vec<String>],
    finals: &[Vec<String>],
) -> Result<Vec<Stressor>, FileFault> {
    let Some((file, emissions)) = parameters.table(folder, "F")? else {
        return Ok(Vec::new());
    };
    same_columns(&file, &emissions, industries)?;
    // Version 3.4 of EXIOBASE calls it F_hh.
    let direct = match parameters.table(folder, "F_Y")? {
        Some(found) => Some(found),
        None => parameters.table(folder, "F_hh")?,
    };
    let direct = match direct {
        Some((file, direct)) => {
            same_columns(&file, &direct, finals)?;
            Some(direct)
        }
        None => None,
    };
    let units = parameters.units(folder)?;
    let prefix = if folder.is_empty() {
        String::new()
    } else {
        format!("{folder}/")
    };
    let stressors = emissions
        .rows
        .iter()
        .enumerate()
        .map(|(row, label)| Stressor {
            name: format!("{prefix}{}", label.join(", ")),
            unit: match units.get(label).map(|unit| unit.trim()) {
                Some(unit) if !unit.is_empty() => unit.to_owned(),
                _ => unit_in(&label.join(", ")).unwrap_or_default().to_owned(),
            },
            industries: emissions.row(row).to_vec(),
            // A stressor that final demand's table does not name has no direct emissions known.
            final_direct: direct.as_ref().and_then(|direct| {
                let at = direct.rows.iter().position(|other| other == label)?;
                Some(direct.row(at).to_vec())
            }),
        });
    Ok(stressors.collect())
}

pub(super) fn same_rows(
    file: &str,
    table: &Labelled,
    expected: &[Vec<String>],
) -> Result<(), FileFault> {
    match table
        .rows
        .iter()
        .zip(expected)
        .position(|(row, column)| row != column)
    {
        Some(at) => Err(FileFault::Name {
            file: file.to_owned(),
            row: table.above + at + 1,
            column: 1,
            found: table.rows[at].join(", "),
            fault: format!(
                "stands where the columns of Z have {:?}",
                expected[at].join(", ")
            ),
        }),
        None => Ok(()),
    }
}

pub(super) fn same_columns(
    file: &str,
    table: &Labelled,
    expected: &[Vec<String>],
) -> Result<(), FileFault> {
    if table.columns.len() != expected.len() {
        return Err(FileFault::Format {
            file: file.to_owned(),
            message: format!(
                "it has {} columns, but {} are needed",
                table.columns.len(),
                expected.len()
            ),
        });
    }
    match table.columns.iter().zip(expected).position(|(a, b)| a != b) {
        Some(at) => Err(FileFault::Name {
            file: file.to_owned(),
            row: 1,
            column: table.left + at + 1,
            found: table.columns[at].join(", "),
            fault: format!("stands where {:?} should", expected[at].join(", ")),
        }),
        None => Ok(()),
    }
}

/// The files and what `file_parameters.json` says of them.
struct Parameters<'a> {
    files: &'a BTreeMap<String, String>,
}

impl Parameters<'_> {
    /// Folders that hold emissions; the root is "".
    fn folders(&self) -> Vec<String> {
        let mut folders: Vec<String> = self
            .files
            .keys()
            .filter_map(|path| {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                matches!(name, "F.txt" | "F.csv" | "F.tsv").then(|| folder.to_owned())
            })
            .collect();
        folders.dedup();
        folders
    }

    fn table(&self, folder: &str, stem: &str) -> Result<Option<(String, Labelled)>, FileFault> {
        let prefix = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        for ending in ["txt", "csv", "tsv"] {
            let path = format!("{prefix}{stem}.{ending}");
            if let Some(text) = self.files.get(&path) {
                let levels = self.levels(&format!("{prefix}file_parameters.json"), stem)?;
                let table = Labelled::read(&path, text, levels)?;
                return Ok(Some((path, table)));
            }
        }
        Ok(None)
    }

    fn levels(&self, file: &str, stem: &str) -> Result<Option<Levels>, FileFault> {
        let Some(text) = self.files.get(file) else {
            return Ok(None);
        };
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| FileFault::Format {
                file: file.to_owned(),
                message: error.to_string(),
            })?;
        // Written as a number or as a text of one.
        let count = |key: &str| {
            let value = &json["files"][stem][key];
            let text = value.as_str().and_then(|text| text.parse().ok());
            text.or_else(|| value.as_u64().map(|count| count as usize))
        };
        let both = count("nr_index_col").zip(count("nr_header"));
        Ok(both.map(|(index, header)| Levels { index, header }))
    }

    /// Units by stressor; a folder without `unit.txt` has none but those that stand in names.
    fn units(&self, folder: &str) -> Result<BTreeMap<Vec<String>, String>, FileFault> {
        let path = if folder.is_empty() {
            // At the root pymrio keeps the units of the industries.
            "F_unit.txt".to_owned()
        } else {
            format!("{folder}/unit.txt")
        };
        let Some(text) = self.files.get(&path) else {
            return Ok(BTreeMap::new());
        };
        let rows = super::labelled::cells(&path, text)?;
        Ok(rows
            .into_iter()
            .skip(1)
            .filter_map(|mut row| {
                let unit = row.pop()?;
                Some((row, unit))
            })
            .collect())
    }
}

#[derive(Default)]
struct Names {
    regions: Vec<String>,
    sectors: Vec<String>,
    categories: Vec<String>,
}

impl Names {
    fn industry(&mut self, label: &[String]) -> (u32, u32) {
        match label {
            [sector] => (
                number(&mut self.regions, "all"),
                number(&mut self.sectors, sector),
            ),
            [region, sector @ ..] => (
                number(&mut self.regions, region),
                number(&mut self.sectors, &sector.join(", ")),
            ),
            [] => (
                number(&mut self.regions, "all"),
                number(&mut self.sectors, ""),
            ),
        }
    }

    fn final_demand(&mut self, label: &[String], several_regions: bool) -> (u32, u32) {
        match label {
            [only] if !several_regions => (
                number(&mut self.regions, "all"),
                number(&mut self.categories, only),
            ),
            [region, category @ ..] => (
                number(&mut self.regions, region),
                number(&mut self.categories, &category.join(", ")),
            ),
            [] => (
                number(&mut self.regions, "all"),
                number(&mut self.categories, ""),
            ),
        }
    }
}

/// Whose each column is, by the labels of industries and of final demand; the latter name a region where `several_regions`.
pub(super) fn layout(
    industries: &[Vec<String>],
    finals: &[Vec<String>],
    several_regions: bool,
) -> Layout {
    let mut names = Names::default();
    let (industry_region, industry_sector) =
        industries.iter().map(|label| names.industry(label)).unzip();
    let finals = finals.iter();
    let (final_region, final_category) = finals
        .map(|label| names.final_demand(label, several_regions))
        .unzip();
    Layout {
        regions: names.regions,
        sectors: names.sectors,
        industry_region,
        industry_sector,
        categories: names.categories,
        final_region,
        final_category,
    }
}

fn number(names: &mut Vec<String>, name: &str) -> u32 {
    // Looked for from the end, where a sorted file has it.
    match names.iter().rposition(|other| other == name) {
        Some(at) => at as u32,
        None => {
            names.push(name.to_owned());
            names.len() as u32 - 1
        }
    }
}
