//! A pandapower network as its `to_json` saves it, with the results of its AC power flow.
//!
//! Source: pandapower 3, "Save and load", "Datastructure and elements". Tables are pandas' "split" JSON inside of a string. Powers at
//! the ends of branches count into the branch. Flows are taken as they were computed; nothing is solved here.

use std::collections::BTreeMap;

use serde_json::Value;

use super::case::{Generator, GridCase};
use super::labelled::FileFault;

/// Power below which a result is rounding, MW.
const ROUNDING_MW: f64 = 1e-8;

/// Reads a network and its results: one step.
///
/// Buses joined by a closed bus-bus switch become one. A line into which power runs at both ends (its charging covers less than its
/// losses) carries nothing: what it takes is a load at each end. Shunts, wards and motors are loads.
///
/// # Errors
/// A text that is no network; no results; a result that is missing for an element in service; elements that are not read.
pub fn read(file: &str, text: &str) -> Result<GridCase, FileFault> {
    let format = |message: String| FileFault::Format {
        file: file.to_owned(),
        message,
    };
    let json: Value = serde_json::from_str(text).map_err(|error| format(error.to_string()))?;
    if json["_class"] != "pandapowerNet" {
        return Err(format(
            "it is no network saved by pandapower's to_json".to_owned(),
        ));
    }
    let net = Net {
        file,
        tables: &json["_object"],
    };
    for unread in [
        "svc",
        "ssc",
        "vsc",
        "tcsc",
        "asymmetric_load",
        "asymmetric_sgen",
        "line_dc",
        "bus_dc",
    ] {
        if !net.table(unread)?.rows.is_empty() {
            return Err(format(format!("elements of {unread:?} are not read")));
        }
    }
    if net.table("res_bus")?.rows.is_empty() {
        return Err(format(
            "it has no results; run a power flow (runpp) before saving".to_owned(),
        ));
    }
    let mut build = Build {
        case: GridCase {
            steps: 1,
            ..GridCase::default()
        },
        bus: buses(&net)?,
    };
    let names = net.table("bus")?;
    let count = build
        .bus
        .values()
        .max()
        .map_or(0, |most| *most as usize + 1);
    build.case.buses = vec![String::new(); count];
    for (row, index) in names.index.iter().enumerate().rev() {
        // The first of several that are joined names them all.
        let at = build.bus[index] as usize;
        build.case.buses[at] = names.text(row, "name").unwrap_or_else(|| index.to_string());
    }
    build.case.load_mw = vec![0.0; count];
    let mut received = Vec::new();
    for (kind, ends, powers) in [
        ("line", ["from_bus", "to_bus"], ["p_from_mw", "p_to_mw"]),
        ("trafo", ["hv_bus", "lv_bus"], ["p_hv_mw", "p_lv_mw"]),
        (
            "impedance",
            ["from_bus", "to_bus"],
            ["p_from_mw", "p_to_mw"],
        ),
        ("dcline", ["from_bus", "to_bus"], ["p_from_mw", "p_to_mw"]),
    ] {
        let (elements, results) = (net.table(kind)?, net.table(&format!("res_{kind}"))?);
        for row in 0..elements.rows.len() {
            let at = [
                build.at(&net, &elements, row, ends[0])?,
                build.at(&net, &elements, row, ends[1])?,
            ];
            let power = [
                results.power(&net, &elements, row, powers[0])?,
                results.power(&net, &elements, row, powers[1])?,
            ];
            build.branch(
                &format!("{kind} {}", elements.index[row]),
                at,
                power,
                &mut received,
            );
        }
    }
    let (elements, results) = (net.table("trafo3w")?, net.table("res_trafo3w")?);
    for row in 0..elements.rows.len() {
        let mut ends = Vec::new();
        for side in ["hv", "mv", "lv"] {
            ends.push((
                build.at(&net, &elements, row, &format!("{side}_bus"))?,
                results.power(&net, &elements, row, &format!("p_{side}_mw"))?,
            ));
        }
        build.star(
            &format!("trafo3w {}", elements.index[row]),
            &ends,
            &mut received,
        );
    }
    build.case.received_mw = Some(received);
    for (kind, sign) in [
        ("ext_grid", 1.0),
        ("gen", 1.0),
        ("sgen", 1.0),
        ("storage", -1.0),
    ] {
        let (elements, results) = (net.table(kind)?, net.table(&format!("res_{kind}"))?);
        for row in 0..elements.rows.len() {
            let bus = build.at(&net, &elements, row, "bus")?;
            let power = sign * results.power(&net, &elements, row, "p_mw")?;
            if power < 0.0 {
                build.case.load_mw[bus as usize] -= power;
                if kind != "storage" {
                    let name = format!("{kind} {}", elements.index[row]);
                    build
                        .case
                        .notes
                        .push(format!("{name} takes {:.3} MW; it is a load then", -power));
                }
            }
            build.case.generators.push(Generator {
                name: elements
                    .text(row, "name")
                    .unwrap_or_else(|| format!("{kind} {}", elements.index[row])),
                carrier: elements
                    .text(row, "type")
                    .unwrap_or_else(|| kind.to_owned()),
                bus,
            });
            build.case.generation_mw.push(power.max(0.0));
        }
    }
    for kind in ["load", "shunt", "ward", "xward", "motor"] {
        let (elements, results) = (net.table(kind)?, net.table(&format!("res_{kind}"))?);
        for row in 0..elements.rows.len() {
            let bus = build.at(&net, &elements, row, "bus")?;
            let power = results.power(&net, &elements, row, "p_mw")?;
            if power >= 0.0 {
                build.case.load_mw[bus as usize] += power;
                continue;
            }
            build.case.generators.push(Generator {
                name: format!("{kind} {}", elements.index[row]),
                carrier: kind.to_owned(),
                bus,
            });
            build.case.generation_mw.push(-power);
            build.case.notes.push(format!(
                "{kind} {} gives {:.3} MW; it is a generator then",
                elements.index[row], -power
            ));
        }
    }
    Ok(build.case)
}

/// The network's tables.
struct Net<'a> {
    file: &'a str,
    tables: &'a Value,
}

/// One table; empty if the network has none of that name.
#[derive(Default)]
struct Frame {
    name: String,
    columns: Vec<String>,
    index: Vec<i64>,
    rows: Vec<Vec<Value>>,
}

impl Net<'_> {
    fn table(&self, name: &str) -> Result<Frame, FileFault> {
        let fault = |message: &str| FileFault::Format {
            file: self.file.to_owned(),
            message: format!("table {name:?}: {message}"),
        };
        let inside = match &self.tables[name]["_object"] {
            Value::String(text) => {
                serde_json::from_str(text).map_err(|error| fault(&error.to_string()))?
            }
            other => other.clone(),
        };
        if inside.is_null() {
            return Ok(Frame {
                name: name.to_owned(),
                ..Frame::default()
            });
        }
        let list = |key: &str| {
            inside[key]
                .as_array()
                .ok_or_else(|| fault("it is not saved as \"split\""))
        };
        let columns = list("columns")?
            .iter()
            .map(|name| name.as_str().unwrap_or_default().to_owned());
        let index: Option<Vec<i64>> = list("index")?.iter().map(Value::as_i64).collect();
        let rows: Option<Vec<Vec<Value>>> = list("data")?
            .iter()
            .map(|row| row.as_array().cloned())
            .collect();
        let frame = Frame {
            name: name.to_owned(),
            columns: columns.collect(),
            index: index.ok_or_else(|| fault("its index is not of whole numbers"))?,
            rows: rows.ok_or_else(|| fault("its data are not rows"))?,
        };
        let wide = frame.columns.len();
        if frame.index.len() != frame.rows.len() || frame.rows.iter().any(|row| row.len() != wide) {
            return Err(fault("columns, index and data have different lengths"));
        }
        Ok(frame)
    }
}

impl Frame {
    fn cell(&self, row: usize, column: &str) -> Option<&Value> {
        let at = self.columns.iter().position(|name| name == column)?;
        self.rows[row].get(at)
    }

    /// A name; numbers, as MATPOWER's bus numbers, are names, too.
    fn text(&self, row: usize, column: &str) -> Option<String> {
        match self.cell(row, column)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Result for a row of `elements`; 0 for one out of service.
    fn power(
        &self,
        net: &Net<'_>,
        elements: &Frame,
        row: usize,
        column: &str,
    ) -> Result<f64, FileFault> {
        let number = elements.index[row];
        let result = self.index.iter().position(|index| *index == number);
        let value = result
            .and_then(|at| self.cell(at, column))
            .and_then(Value::as_f64)
            .filter(|value| value.is_finite());
        match value {
            Some(value) => Ok(value),
            None if elements.cell(row, "in_service") == Some(&Value::Bool(false)) => Ok(0.0),
            None => Err(FileFault::Format {
                file: net.file.to_owned(),
                message: format!(
                    "{} {number} has no result {column:?} in {:?}",
                    elements.name, self.name
                ),
            }),
        }
    }
}

/// Number of each bus by its index, those joined by closed switches alike.
fn buses(net: &Net<'_>) -> Result<BTreeMap<i64, u32>, FileFault> {
    let table = net.table("bus")?;
    let mut root: BTreeMap<i64, i64> = table.index.iter().map(|index| (*index, *index)).collect();
    fn find(root: &BTreeMap<i64, i64>, mut bus: i64) -> i64 {
        while let Some(&up) = root.get(&bus) {
            if up == bus {
                break;
            }
            bus = up;
        }
        bus
    }
    let switches = net.table("switch")?;
    for row in 0..switches.rows.len() {
        let between = switches.text(row, "et").as_deref() == Some("b");
        if !between || switches.cell(row, "closed") != Some(&Value::Bool(true)) {
            continue;
        }
        let end = |column| switches.cell(row, column).and_then(Value::as_i64);
        if let (Some(a), Some(b)) = (end("bus"), end("element")) {
            let (a, b) = (find(&root, a), find(&root, b));
            root.insert(a.max(b), a.min(b));
        }
    }
    let mut number = BTreeMap::new();
    let mut numbers: BTreeMap<i64, u32> = BTreeMap::new();
    for index in &table.index {
        let next = numbers.len() as u32;
        let at = *numbers.entry(find(&root, *index)).or_insert(next);
        number.insert(*index, at);
    }
    Ok(number)
}

struct Build {
    case: GridCase,
    bus: BTreeMap<i64, u32>,
}

impl Build {
    fn at(
        &self,
        net: &Net<'_>,
        elements: &Frame,
        row: usize,
        column: &str,
    ) -> Result<u32, FileFault> {
        let index = elements.cell(row, column).and_then(Value::as_i64);
        index
            .and_then(|index| self.bus.get(&index).copied())
            .ok_or_else(|| FileFault::Format {
                file: net.file.to_owned(),
                message: format!(
                    "{} {} has no bus of the network as {column:?}",
                    elements.name, elements.index[row]
                ),
            })
    }

    /// A branch with the power that runs into it at each end.
    fn branch(&mut self, name: &str, at: [u32; 2], into: [f64; 2], received: &mut Vec<f64>) {
        if at[0] == at[1] {
            // Both ends on one busbar: only its losses matter.
            self.case.load_mw[at[0] as usize] += into[0] + into[1];
            return;
        }
        self.case.branches.push((at[0], at[1]));
        // What is left of a solution's rounding is no flow: a dead end would take its mixture from it.
        let into = into.map(|power| {
            if power.abs() < ROUNDING_MW {
                0.0
            } else {
                power
            }
        });
        if into[0] * into[1] > 0.0 {
            for (at, power) in at.into_iter().zip(into) {
                self.case.load_mw[at as usize] += power;
            }
            self.case.notes.push(format!(
                "{name} takes {:.6} MW at one end and {:.6} at the other; it carries nothing, and what it takes is a load",
                into[0], into[1]
            ));
            self.case.sent_mw.push(0.0);
            received.push(0.0);
            return;
        }
        // Sent is what goes in at the end that sends, whichever that is.
        let forward = into[0] > 0.0 || into[1] < 0.0;
        self.case
            .sent_mw
            .push(if forward { into[0] } else { -into[1] });
        received.push(if forward { -into[1] } else { into[0] });
    }

    /// A branch of three ends: a bus of its own in the middle, its losses on the way out.
    fn star(&mut self, name: &str, ends: &[(u32, f64)], received: &mut Vec<f64>) {
        let taken: f64 = ends.iter().map(|end| end.1.max(0.0)).sum();
        let given: f64 = ends.iter().map(|end| (-end.1).max(0.0)).sum();
        let middle = self.case.buses.len() as u32;
        self.case.buses.push(name.to_owned());
        self.case
            .load_mw
            .push(if given > 0.0 { 0.0 } else { taken });
        for &(bus, power) in ends {
            self.case.branches.push((bus, middle));
            self.case.sent_mw.push(if power > 0.0 {
                power
            } else {
                power * taken / given
            });
            received.push(power);
        }
    }
}
