//! A balance as one CSV: `kind,name,carrier,energy,factor_t,embodied_t,exergy,efficiency`.
//!
//! Rows of kind `carrier` describe a carrier (`factor_t`, `exergy`, `efficiency`); the others are `supply` (with `embodied_t`, if known),
//! `export`, `process` (inputs negative), `own_use`, `loss` and `final`. Columns that a file does not need may be left out.

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
