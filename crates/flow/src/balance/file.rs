//! A balance as one CSV: `kind,name,carrier,energy,factor_t,embodied_t,exergy,efficiency`.
//!
//! Rows of kind `carrier` describe a carrier (`factor_t`, `exergy`, `efficiency`); the others are `supply` (with `embodied_t`, if known),
//! `export`, `process` (inputs negative), `own_use`, `loss` and `final`. Columns that a file does not need may be left out;
//! `name_zh` is a name in Chinese, for the eyes.

use std::collections::BTreeMap;

use super::{Carrier, Kind, Row};
use crate::formats::FileFault;
use crate::formats::cells;

/// Reads a balance.
///
/// # Errors
/// A missing column, a cell that is no number, an unknown kind or carrier, a carrier there twice.
pub fn read(file: &str, text: &str) -> Result<(Vec<Carrier>, Vec<Row>), FileFault> {
    let table = cells(file, text)?;
    let head = table.first().map(Vec::as_slice).unwrap_or_default();
    let place = |name: &str| head.iter().position(|cell| cell.trim() == name);
    for name in ["kind", "name", "carrier", "energy", "factor_t"] {
        if place(name).is_none() {
            return Err(FileFault::Column {
                file: file.to_owned(),
                column: name.to_owned(),
            });
        }
    }
    let cell = |row: usize, name: &str| {
        let text = place(name).and_then(|column| table[row].get(column));
        text.map_or("", |text| text.trim())
    };
    let wrong = |row: usize, name: &str, fault: &str| FileFault::Name {
        file: file.to_owned(),
        row: row + 1,
        column: place(name).unwrap_or_default() + 1,
        found: cell(row, name).to_owned(),
        fault: fault.to_owned(),
    };
    let number = |row: usize, name: &str| -> Result<Option<f64>, FileFault> {
        let text = cell(row, name);
        if text.is_empty() {
            return Ok(None);
        }
        let value: Option<f64> = text.parse().ok();
        match value.filter(|value| value.is_finite()) {
            Some(value) => Ok(Some(value)),
            None => Err(FileFault::Number {
                file: file.to_owned(),
                row: row + 1,
                column: place(name).unwrap_or_default() + 1,
                text: text.to_owned(),
            }),
        }
    };
    let needed = |row: usize, name: &str| {
        number(row, name)?.ok_or_else(|| wrong(row, name, "is needed here"))
    };
    let mut carriers: Vec<Carrier> = Vec::new();
    for row in 1..table.len() {
        if cell(row, "kind") == "carrier" {
            let name = cell(row, "carrier");
            if carriers.iter().any(|carrier| carrier.name == name) {
                return Err(wrong(row, "carrier", "is there twice"));
            }
            carriers.push(Carrier {
                name: name.to_owned(),
                factor_t: needed(row, "factor_t")?,
                exergy: number(row, "exergy")?,
                efficiency: number(row, "efficiency")?,
            });
        }
    }
    let mut rows = Vec::new();
    for row in 1..table.len() {
        let kind = match cell(row, "kind") {
            "carrier" => continue,
            "supply" => Kind::Supply,
            "export" => Kind::Export,
            "process" => Kind::Process,
            "own_use" => Kind::OwnUse,
            "loss" => Kind::Loss,
            "final" => Kind::Final,
            _ => {
                return Err(wrong(
                    row,
                    "kind",
                    "is none of carrier, supply, export, process, own_use, loss, final",
                ));
            }
        };
        let name = cell(row, "carrier");
        let carrier = carriers
            .iter()
            .position(|carrier| carrier.name == name)
            .ok_or_else(|| wrong(row, "carrier", "has no row of kind carrier"))?;
        rows.push(Row {
            kind,
            name: cell(row, "name").to_owned(),
            carrier,
            energy: needed(row, "energy")?,
            embodied_t: number(row, "embodied_t")?,
        });
    }
    Ok((carriers, rows))
}

/// Names in Chinese of what a balance names, by the name that it has there; empty without a column `name_zh`.
///
/// # Errors
/// A text that cannot be cut into cells.
pub fn names_zh(file: &str, text: &str) -> Result<BTreeMap<String, String>, FileFault> {
    let table = cells(file, text)?;
    let head = table.first().map(Vec::as_slice).unwrap_or_default();
    let place = |name: &str| head.iter().position(|cell| cell.trim() == name);
    let Some(zh) = place("name_zh") else {
        return Ok(BTreeMap::new());
    };
    let cell = |row: &'_ Vec<String>, column: Option<usize>| {
        let text = column.and_then(|column| row.get(column));
        text.map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let rows = table.iter().skip(1).map(|row| {
        let kind = cell(row, place("kind"));
        let name = if kind == "carrier" { "carrier" } else { "name" };
        (cell(row, place(name)), cell(row, Some(zh)))
    });
    Ok(rows
        .filter(|(name, zh)| !name.is_empty() && !zh.is_empty())
        .collect())
}

/// Which row of the file, counted from 1, each row that [`read`] gives stands in.
///
/// # Errors
/// A text that cannot be cut into cells.
pub fn lines(file: &str, text: &str) -> Result<Vec<usize>, FileFault> {
    let table = cells(file, text)?;
    let head = table.first().map(Vec::as_slice).unwrap_or_default();
    let kind = head.iter().position(|cell| cell.trim() == "kind");
    let is_row = |row: &Vec<String>| {
        let cell = kind.and_then(|column| row.get(column));
        cell.is_some_and(|cell| cell.trim() != "carrier")
    };
    let rows = table.iter().enumerate().skip(1);
    Ok(rows
        .filter(|(_, row)| is_row(row))
        .map(|(at, _)| at + 1)
        .collect())
}
