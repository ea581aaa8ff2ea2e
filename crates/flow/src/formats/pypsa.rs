//! A PyPSA network as `export_to_csv_folder` saves it: components in `lines.csv`, their series in `lines-p0.csv`.
//!
//! Source: PyPSA documentation, "Import and export", "Components". `p0` and `p1` are the powers that leave the bus into the branch at
//! either end. Series win over the static column of the same name, as in PyPSA.

use std::collections::BTreeMap;

use super::case::{Generator, GridCase, Reactances};
use super::labelled::{FileFault, cells};

/// Reads a folder, given as texts by their names (`buses.csv`). Factors of generators come from their carrier's `co2_emissions`
/// over their `efficiency`. Storage units and stores are generators while they give (without a factor) and loads while they take.
/// Without `lines-p0.csv` flows are computed by a DC power flow from the lines' `x`, if there are no links.
///
/// # Errors
/// Missing files or columns; cells that are no numbers; names of buses that do not exist.
pub fn read(files: &BTreeMap<String, String>) -> Result<GridCase, FileFault> {
    let folder = Folder { files };
    let buses = folder.table("buses")?.ok_or_else(|| FileFault::Missing {
        file: "buses.csv".to_owned(),
        needed: "the buses",
    })?;
    let steps = match files.get("snapshots.csv") {
        Some(text) => cells("snapshots.csv", text)?.len().saturating_sub(1).max(1),
        None => 1,
    };
    let mut case = GridCase {
        buses: buses.rows.iter().map(|row| row[0].clone()).collect(),
        steps,
        load_mw: vec![0.0; steps * buses.rows.len()],
        ..GridCase::default()
    };
    let place: BTreeMap<String, u32> = case.buses.iter().cloned().zip(0..).collect();
    let n = case.buses.len();
    // Branches: those with series first, all by columns, turned into rows at the end.
    let (mut sent, mut received, mut reactance) = (Vec::new(), Vec::new(), Vec::new());
    let mut unsolved = false;
    for kind in ["lines", "transformers", "links"] {
        let Some(table) = folder.table(kind)? else {
            continue;
        };
        for row in 0..table.rows.len() {
            let ends = [
                table.bus(row, "bus0", &place)?,
                table.bus(row, "bus1", &place)?,
            ];
            if table.text(row, "bus2").is_some_and(|bus| !bus.is_empty()) {
                return Err(table.fault(row, "bus2", "a link of more than two ends is not read"));
            }
            if ends[0] == ends[1] {
                return Err(table.fault(row, "bus1", "both ends are the same bus"));
            }
            case.branches.push((ends[0], ends[1]));
            let (p0, p1) = (
                folder.series(&table, row, "p0", steps)?,
                folder.series(&table, row, "p1", steps)?,
            );
            unsolved |= p0.is_none();
            if p0.is_none() && kind == "links" {
                return Err(FileFault::Missing {
                    file: "links-p0.csv".to_owned(),
                    needed: "what links carry, which no power flow tells",
                });
            }
            if unsolved {
                let x = if kind == "transformers" { "x" } else { "x_pu" };
                let fallback = table.number(row, "x")?;
                reactance.push(table.number(row, x)?.or(fallback).unwrap_or(0.0));
            }
            let p0 = p0.unwrap_or_else(|| vec![0.0; steps]);
            // PyPSA leaves p1 out where it is the negative of p0 everywhere.
            let p1 = p1.unwrap_or_else(|| p0.iter().map(|power| -power).collect());
            let name = format!("{kind} {:?}", table.rows[row][0]);
            let mut pair = (Vec::with_capacity(steps), Vec::with_capacity(steps));
            for (step, (&a, &b)) in p0.iter().zip(&p1).enumerate() {
                if a * b > 0.0 {
                    case.load_mw[step * n + ends[0] as usize] += a;
                    case.load_mw[step * n + ends[1] as usize] += b;
                    case.notes.push(format!(
                        "{name} takes power at both ends in step {step}; it is a load there"
                    ));
                    pair.0.push(0.0);
                    pair.1.push(0.0);
                } else if a > 0.0 || b < 0.0 {
                    pair.0.push(a);
                    pair.1.push(-b);
                } else {
                    pair.0.push(-b);
                    pair.1.push(a);
                }
            }
            sent.push(pair.0);
            received.push(pair.1);
        }
    }
    if unsolved && reactance.len() != case.branches.len() {
        return Err(FileFault::Missing {
            file: "lines-p0.csv".to_owned(),
            needed: "the flows of all branches, or of none",
        });
    }
    let mut powers = generators(&folder, &mut case, &place)?;
    loads(&folder, &mut case, &place)?;
    storage(&folder, &mut case, &place, &mut powers)?;
    let turned = |columns: &[Vec<f64>]| -> Vec<f64> {
        (0..steps)
            .flat_map(|step| columns.iter().map(move |column| column[step]))
            .collect()
    };
    case.generation_mw = turned(&powers);
    if unsolved {
        let load_mw = case.load_mw.clone();
        let shift = vec![0.0; reactance.len()];
        let lines = Reactances {
            per_unit: &reactance,
            shift: &shift,
            base_mva: 1.0,
        };
        case.notes
            .push("lines-p0.csv is not there; flows are computed by a DC power flow".to_owned());
        case.solve_dc("lines.csv", lines, &load_mw)?;
    } else {
        case.sent_mw = turned(&sent);
        case.received_mw = Some(turned(&received));
    }
    Ok(case)
}

fn generators(
    folder: &Folder<'_>,
    case: &mut GridCase,
    place: &BTreeMap<String, u32>,
) -> Result<Vec<Vec<f64>>, FileFault> {
    let mut powers = Vec::new();
    let Some(table) = folder.table("generators")? else {
        return Ok(powers);
    };
    let carriers = folder.table("carriers")?;
    for row in 0..table.rows.len() {
        let bus = table.bus(row, "bus", place)?;
        let power = match folder.series(&table, row, "p", case.steps)? {
            Some(power) => power,
            None => folder
                .series(&table, row, "p_set", case.steps)?
                .or(table
                    .number(row, "p_set")?
                    .map(|power| vec![power; case.steps]))
                .ok_or_else(|| table.fault(row, "name", "has no power: neither p nor p_set"))?,
        };
        let carrier = table.text(row, "carrier").unwrap_or_default();
        let mut heat = None;
        if let Some(carriers) = &carriers
            && let Some(at) = carriers.rows.iter().position(|row| row[0] == carrier)
        {
            heat = carriers.number(at, "co2_emissions")?;
        }
        let efficiency = table.number(row, "efficiency")?.unwrap_or(1.0);
        let factor = heat
            .filter(|_| efficiency > 0.0)
            .map(|heat| heat / efficiency);
        case.file_factor_t_per_mwh.push(factor);
        case.generators.push(Generator {
            name: table.rows[row][0].clone(),
            carrier: carrier.to_owned(),
            bus,
        });
        powers.push(given(case, &table.rows[row][0], bus, &power));
    }
    Ok(powers)
}

/// What is given; what is taken becomes a load.
fn given(case: &mut GridCase, name: &str, bus: u32, power: &[f64]) -> Vec<f64> {
    let n = case.buses.len();
    let taken = power.iter().filter(|power| **power < 0.0).count();
    if taken > 0 {
        case.notes.push(format!(
            "{name:?} takes power in {taken} steps; it is a load then"
        ));
    }
    for (step, &power) in power.iter().enumerate() {
        case.load_mw[step * n + bus as usize] += (-power).max(0.0);
    }
    power.iter().map(|power| power.max(0.0)).collect()
}

fn loads(
    folder: &Folder<'_>,
    case: &mut GridCase,
    place: &BTreeMap<String, u32>,
) -> Result<(), FileFault> {
    let n = case.buses.len();
    let Some(table) = folder.table("loads")? else {
        return Ok(());
    };
    for row in 0..table.rows.len() {
        let bus = table.bus(row, "bus", place)? as usize;
        let mut power = folder.series(&table, row, "p", case.steps)?;
        if power.is_none() {
            power = folder.series(&table, row, "p_set", case.steps)?;
        }
        if power.is_none() {
            power = table
                .number(row, "p_set")?
                .map(|power| vec![power; case.steps]);
        }
        let power =
            power.ok_or_else(|| table.fault(row, "name", "has no power: neither p nor p_set"))?;
        for (step, power) in power.iter().enumerate() {
            case.load_mw[step * n + bus] += power;
        }
    }
    Ok(())
}

fn storage(
    folder: &Folder<'_>,
    case: &mut GridCase,
    place: &BTreeMap<String, u32>,
    powers: &mut Vec<Vec<f64>>,
) -> Result<(), FileFault> {
    for kind in ["storage_units", "stores"] {
        let Some(table) = folder.table(kind)? else {
            continue;
        };
        for row in 0..table.rows.len() {
            let bus = table.bus(row, "bus", place)?;
            let power = folder
                .series(&table, row, "p", case.steps)?
                .unwrap_or_else(|| vec![0.0; case.steps]);
            case.file_factor_t_per_mwh.push(None);
            case.generators.push(Generator {
                name: table.rows[row][0].clone(),
                carrier: table.text(row, "carrier").unwrap_or_default().to_owned(),
                bus,
            });
            powers.push(given(case, &table.rows[row][0], bus, &power));
        }
    }
    Ok(())
}

struct Folder<'a> {
    files: &'a BTreeMap<String, String>,
}

/// The static table of a component; its first column is the name.
struct Component {
    kind: String,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Folder<'_> {
    fn table(&self, kind: &str) -> Result<Option<Component>, FileFault> {
        let file = format!("{kind}.csv");
        let Some(text) = self.files.get(&file) else {
            return Ok(None);
        };
        let mut rows = cells(&file, text)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let head = rows.remove(0);
        if let Some(at) = rows.iter().position(|row| row.len() != head.len()) {
            return Err(FileFault::Ragged {
                file,
                row: at + 2,
                found: rows[at].len(),
                expected: head.len(),
            });
        }
        Ok(Some(Component {
            kind: kind.to_owned(),
            head,
            rows,
        }))
    }

    /// A component's own series, if it has one.
    fn series(
        &self,
        of: &Component,
        row: usize,
        attribute: &str,
        steps: usize,
    ) -> Result<Option<Vec<f64>>, FileFault> {
        let file = format!("{}-{attribute}.csv", of.kind);
        let Some(text) = self.files.get(&file) else {
            return Ok(None);
        };
        let rows = cells(&file, text)?;
        let name = &of.rows[row][0];
        let Some(column) = rows
            .first()
            .and_then(|head| head.iter().skip(1).position(|cell| cell == name))
        else {
            return Ok(None);
        };
        if rows.len() != steps + 1 {
            return Err(FileFault::Format {
                file,
                message: format!(
                    "it has {} steps, but there are {steps} snapshots",
                    rows.len() - 1
                ),
            });
        }
        let number = |(at, row): (usize, &Vec<String>)| {
            let text = row.get(column + 1).map_or("", |text| text.trim());
            let value: Option<f64> = text.parse().ok();
            value
                .filter(|value| value.is_finite())
                .ok_or_else(|| FileFault::Number {
                    file: file.clone(),
                    row: at + 1,
                    column: column + 2,
                    text: text.to_owned(),
                })
        };
        rows.iter()
            .enumerate()
            .skip(1)
            .map(number)
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

impl Component {
    fn text(&self, row: usize, column: &str) -> Option<&str> {
        let at = self.head.iter().position(|name| name == column)?;
        Some(self.rows[row][at].trim())
    }

    fn fault(&self, row: usize, column: &str, fault: &str) -> FileFault {
        let at = self.head.iter().position(|name| name == column);
        FileFault::Name {
            file: format!("{}.csv", self.kind),
            row: row + 2,
            column: at.unwrap_or(0) + 1,
            found: self.rows[row][at.unwrap_or(0)].clone(),
            fault: fault.to_owned(),
        }
    }

    fn number(&self, row: usize, column: &str) -> Result<Option<f64>, FileFault> {
        let Some(text) = self.text(row, column).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let value: Option<f64> = text.parse().ok();
        match value.filter(|value| value.is_finite()) {
            Some(value) => Ok(Some(value)),
            None => Err(self.fault(row, column, "is no number")),
        }
    }

    fn bus(
        &self,
        row: usize,
        column: &str,
        place: &BTreeMap<String, u32>,
    ) -> Result<u32, FileFault> {
        let name = self.text(row, column).ok_or_else(|| FileFault::Column {
            file: format!("{}.csv", self.kind),
            column: column.to_owned(),
        })?;
        place
            .get(name)
            .copied()
            .ok_or_else(|| self.fault(row, column, "is no bus of buses.csv"))
    }
}
