//! Grids and trade tables from the files and folders that people have: the one place that opens them.

use crate::refusal::{ErrorCode, Refusal, Result};
use flow::formats::{Factors, FileFault, GridCase, mrio, npy, pandapower, pypsa, regional};
use flow::trade::{Layout, Stressor, Table};
use std::collections::BTreeMap;
use std::path::Path;

/// Folders below the given one that are looked into.
const DEPTH_MAX: usize = 3;

/// A file or what is in it is refused.
pub(crate) fn refused(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(ErrorCode::Refused, error.to_string())
}

/// Bytes of a file.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| Refusal::storage(format!("cannot read {}", path.display()), error))
}

/// Text of a file.
pub(crate) fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| refused(format!("{} is not UTF-8", path.display())))
}

/// An array whose last axis has the length that `shape` says elsewhere; vectors count as one row.
fn array(folder: &Path, name: &str) -> Result<npy::Array> {
    let path = folder.join(name);
    npy::read(&bytes(&path)?).map_err(|error| refused(format!("{}: {error}", path.display())))
}

/// Whole numbers from 0.
fn indices(array: &npy::Array, name: &str) -> Result<Vec<u32>> {
    array
        .values
        .iter()
        .map(|&value| {
            let index = value as u32;
            if f64::from(index) == value {
                Ok(index)
            } else {
                Err(refused(format!(
                    "{name}: {value} is no number of a bus, counted from 0"
                )))
            }
        })
        .collect()
}

fn number_of_steps(array: &npy::Array) -> usize {
    if array.shape.len() > 1 {
        array.shape[0]
    } else {
        1
    }
}

/// A grid without factors; those that its file gives are with it.
///
/// # Errors
/// A path that is no grid; what its format refuses.
pub(crate) fn grid(source: &Path) -> Result<GridCase> {
    let name = source.display().to_string();
    let ending = source.extension().and_then(|ending| ending.to_str());
    let case = if source.join("branches.npy").exists() {
        return arrays(source);
    } else if source.join("buses.csv").exists() {
        let mut files = BTreeMap::new();
        texts(source, "", 0, &mut files)?;
        pypsa::read(&files)
    } else if ending == Some("m") && source.is_file() {
        GridCase::from_matpower(&name, &text(source)?)
    } else if ending == Some("json") && source.is_file() {
        pandapower::read(&name, &text(source)?)
    } else {
        return Err(refused(format!(
            "{name} is no grid: expected a folder with branches.npy or buses.csv (PyPSA), a MATPOWER case (.m) or a pandapower network (.json)"
        )));
    };
    case.map_err(refused)
}

/// A grid and the factors of its generators (one each, or one each and step), those of the table `key,factor_t_per_mwh` first.
///
/// # Errors
/// As [`grid`]; generators without a factor.
pub(crate) fn grid_with_factors(
    source: &Path,
    factors: Option<&Path>,
) -> Result<(GridCase, Vec<f64>)> {
    let case = grid(source)?;
    if source.join("gen_ef.npy").exists() {
        let own = array(source, "gen_ef.npy")?.values;
        return Ok((case, own));
    }
    let factors = match factors {
        Some(path) => Factors::read(&path.display().to_string(), &text(path)?).map_err(refused)?,
        None => Factors::default(),
    };
    let of = factors.of(&case).map_err(|fault| {
        refused(format!(
            "{fault} in a table key,factor_t_per_mwh (--factors)"
        ))
    })?;
    Ok((case, of))
}

fn arrays(folder: &Path) -> Result<GridCase> {
    let branches = array(folder, "branches.npy")?;
    if branches.shape.last() != Some(&2) || branches.shape.len() != 2 {
        return Err(refused(format!(
            "branches.npy has shape {:?}, not (branches, 2)",
            branches.shape
        )));
    }
    let ends = indices(&branches, "branches.npy")?;
    let generator_bus = indices(&array(folder, "gen_bus.npy")?, "gen_bus.npy")?;
    let flow = array(folder, "flow.npy")?;
    let received_mw = folder
        .join("flow_received.npy")
        .exists()
        .then(|| array(folder, "flow_received.npy"))
        .transpose()?;
    let buses = ends
        .iter()
        .chain(&generator_bus)
        .max()
        .map_or(0, |&last| last as usize + 1);
    let load_mw = if folder.join("load_mw.npy").exists() {
        array(folder, "load_mw.npy")?.values
    } else {
        Vec::new()
    };
    Ok(GridCase {
        buses: (0..buses).map(|bus| bus.to_string()).collect(),
        branches: ends
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[a, b]| (a, b))
            .collect(),
        steps: number_of_steps(&flow),
        sent_mw: flow.values,
        received_mw: received_mw.map(|array| array.values),
        generators: generator_bus
            .iter()
            .enumerate()
            .map(|(at, &bus)| flow::formats::Generator {
                name: at.to_string(),
                carrier: String::new(),
                bus,
            })
            .collect(),
        generation_mw: array(folder, "gen_mw.npy")?.values,
        load_mw,
        ..GridCase::default()
    })
}

/// A trade table with names and emissions, and what was noticed on reading it.
///
/// # Errors
/// A path that is no table; what its format refuses.
pub(crate) fn trade(
    source: &Path,
    sheet: Option<&str>,
    regions: Option<usize>,
) -> Result<(mrio::Mrio, Vec<String>)> {
    let name = source.display().to_string();
    if source.join("Z.npy").exists() {
        return Ok((trade_arrays(source, regions)?, Vec::new()));
    }
    let ending = source.extension().and_then(|ending| ending.to_str());
    let regional = match ending {
        Some("xlsx") => regional::from_xlsx(&name, &bytes(source)?, sheet).map(Some),
        Some("csv" | "tsv" | "txt") if source.is_file() => {
            regional::from_text(&name, &text(source)?, sheet).map(Some)
        }
        _ => Ok(None),
    };
    if let Some(regional) = regional.map_err(refused)? {
        return Ok((regional.mrio, regional.notes));
    }
    if !source.is_dir() {
        return Err(refused(format!(
            "{name} is no trade table: expected a folder with Z, Y and F, or one region's table (.xlsx, .csv)"
        )));
    }
    let mut files = BTreeMap::new();
    texts(source, "", DEPTH_MAX, &mut files)?;
    let table = mrio::read(&files).map_err(|fault: FileFault| refused(fault))?;
    Ok((table, Vec::new()))
}

fn trade_arrays(folder: &Path, regions: Option<usize>) -> Result<mrio::Mrio> {
    let (z, y, f) = (
        array(folder, "Z.npy")?,
        array(folder, "Y.npy")?,
        array(folder, "F.npy")?,
    );
    let [n, final_columns] = y.shape[..] else {
        return Err(refused(format!(
            "Y.npy has shape {:?}, not (industries, columns)",
            y.shape
        )));
    };
    let table = Table::new(n, z.values, final_columns, y.values).map_err(refused)?;
    let layout =
        Layout::regular(n, final_columns, regions.unwrap_or(final_columns)).map_err(refused)?;
    if n == 0 || f.values.len() % n != 0 {
        return Err(refused(format!(
            "F.npy has shape {:?}, not (stressors, {n})",
            f.shape
        )));
    }
    let stressors = f
        .values
        .chunks_exact(n)
        .enumerate()
        .map(|(at, values)| Stressor {
            name: (at + 1).to_string(),
            unit: String::new(),
            industries: values.to_vec(),
            final_direct: None,
        });
    Ok(mrio::Mrio {
        table,
        layout,
        stressors: stressors.collect(),
    })
}

/// All text files below a folder by their path within it.
fn texts(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    let cannot = |error| Refusal::storage(format!("cannot read {}", folder.display()), error);
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                texts(&path, &format!("{name}/"), depth - 1, files)?;
            }
        } else if path.extension().is_some_and(|ending| {
            ["txt", "csv", "tsv", "json"]
                .iter()
                .any(|known| ending == *known)
        }) {
            files.insert(name, text(&path)?);
        }
    }
    Ok(())
}
