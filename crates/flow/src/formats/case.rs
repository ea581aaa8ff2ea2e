//! What every description of a grid comes to: buses, branches with flows, generators with names.

use std::collections::BTreeMap;

use super::labelled::{FileFault, cells};
use super::matpower;
use crate::grid::{Lines, Network, dc_flow};

/// A grid with flows, whatever file it came from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridCase {
    /// Names of the buses.
    pub buses: Vec<String>,
    /// Ends of the branches.
    pub branches: Vec<(u32, u32)>,
    /// Number of steps.
    pub steps: usize,
    /// Power at the sending end, MW, positive from the first end to the second; `steps x branches`.
    pub sent_mw: Vec<f64>,
    /// Power at the receiving end, same sign; `None` without losses.
    pub received_mw: Option<Vec<f64>>,
    /// Generators, imports and storage that discharges.
    pub generators: Vec<Generator>,
    /// Power of each generator, MW; `steps x generators`.
    pub generation_mw: Vec<f64>,
    /// What is used at each bus, MW; `steps x buses`, or empty if the data does not say.
    pub load_mw: Vec<f64>,
    /// Factor of each generator as its file gives it, t/MWh; empty if it gives none.
    pub file_factor_t_per_mwh: Vec<Option<f64>>,
    /// What was noticed and how it was dealt with.
    pub notes: Vec<String>,
}

/// A generator as its file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generator {
    /// Its own name.
    pub name: String,
    /// What it burns or uses; empty if the file does not say.
    pub carrier: String,
    /// Where it stands.
    pub bus: u32,
}

/// Emission factors by name of a generator, carrier or bus; `*` is any other.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Factors {
    rows: BTreeMap<String, f64>,
}

impl Factors {
    /// Reads a table `key,factor_t_per_mwh`.
    ///
    /// # Errors
    /// Another head; a factor that is no number or negative; a key there twice.
    pub fn read(file: &str, text: &str) -> Result<Self, FileFault> {
        let rows = cells(file, text)?;
        let head = rows.first().map(Vec::as_slice).unwrap_or_default();
        let column = |name: &str| {
            head.iter()
                .position(|cell| cell.trim() == name)
                .ok_or_else(|| FileFault::Column {
                    file: file.to_owned(),
                    column: name.to_owned(),
                })
        };
        let (key, factor) = (column("key")?, column("factor_t_per_mwh")?);
        let mut factors = Factors::default();
        for (at, row) in rows.iter().enumerate().skip(1) {
            let cell = |column: usize| row.get(column).map_or("", |text| text.trim());
            let value: Option<f64> = cell(factor).parse().ok();
            let value = value
                .filter(|value| value.is_finite() && *value >= 0.0)
                .ok_or_else(|| FileFault::Number {
                    file: file.to_owned(),
                    row: at + 1,
                    column: factor + 1,
                    text: cell(factor).to_owned(),
                })?;
            if factors.rows.insert(cell(key).to_owned(), value).is_some() {
                return Err(FileFault::Name {
                    file: file.to_owned(),
                    row: at + 1,
                    column: key + 1,
                    found: cell(key).to_owned(),
                    fault: "is there twice".to_owned(),
                });
            }
        }
        Ok(factors)
    }

    /// Factor of every generator: its name's, else its carrier's, else its bus's, else the one of its own file, else that of `*`.
    ///
    /// # Errors
    /// The generators that have none: a missing factor is never 0.
    pub fn of(&self, case: &GridCase) -> Result<Vec<f64>, FileFault> {
        let mut missing = Vec::new();
        let mut found = Vec::with_capacity(case.generators.len());
        for (at, generator) in case.generators.iter().enumerate() {
            let keys = [
                generator.name.as_str(),
                generator.carrier.as_str(),
                case.buses[generator.bus as usize].as_str(),
                "*",
            ];
            let own = case.file_factor_t_per_mwh.get(at).copied().flatten();
            let named = keys[..3]
                .iter()
                .find_map(|key| self.rows.get(*key).copied());
            match named.or(own).or_else(|| self.rows.get(keys[3]).copied()) {
                Some(factor) => found.push(factor),
                None => missing.push(if generator.carrier.is_empty() {
                    generator.name.clone()
                } else {
                    format!("{} ({})", generator.name, generator.carrier)
                }),
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        let more = missing.len().saturating_sub(10);
        missing.truncate(10);
        let tail = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        Err(FileFault::Format {
            file: "emission factors".to_owned(),
            message: format!(
                "no factor for {}{tail}; name the generator, its carrier, its bus, or * for all others",
                missing.join(", ")
            ),
        })
    }
}

/// Branches as a DC flow needs them, in the order of [`GridCase::branches`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Reactances<'a> {
    pub per_unit: &'a [f64],
    pub shift: &'a [f64],
    pub base_mva: f64,
}

impl GridCase {
    /// Fills in the flows by a DC power flow of each step. Generators that take power become loads. `load_mw` is `steps x buses`.
    pub(super) fn solve_dc(
        &mut self,
        file: &str,
        lines: Reactances<'_>,
        load_mw: &[f64],
    ) -> Result<(), FileFault> {
        let format = |message: String| FileFault::Format {
            file: file.to_owned(),
            message,
        };
        let network = Network::new(self.buses.len(), self.branches.clone())
            .map_err(|error| format(error.to_string()))?;
        let (n, generators) = (self.buses.len(), self.generators.len());
        self.sent_mw.clear();
        let (mut surplus_mw, mut taking) = (0.0f64, 0usize);
        for step in 0..self.steps {
            let mut injection: Vec<f64> =
                load_mw[step * n..][..n].iter().map(|load| -load).collect();
            for (generator, power) in self
                .generators
                .iter()
                .zip(&mut self.generation_mw[step * generators..][..generators])
            {
                injection[generator.bus as usize] += *power;
                if *power < 0.0 {
                    if let Some(load) = self.load_mw.get_mut(step * n + generator.bus as usize) {
                        *load -= *power;
                    }
                    taking += 1;
                    *power = 0.0;
                }
            }
            let flow = dc_flow(
                &network,
                Lines {
                    reactance: lines.per_unit,
                    shift: lines.shift,
                },
                lines.base_mva,
                &injection,
            )
            .map_err(|error| format(error.to_string()))?;
            for (_, surplus) in &flow.surplus_mw {
                surplus_mw = if surplus.abs() > surplus_mw.abs() {
                    *surplus
                } else {
                    surplus_mw
                };
            }
            self.sent_mw.extend(flow.flow_mw);
        }
        // Rounding on dead ends is no flow.
        for flow in &mut self.sent_mw {
            if flow.abs() < 1e-9 {
                *flow = 0.0;
            }
        }
        if surplus_mw != 0.0 {
            self.notes.push(format!(
                "generation and load of an island differ by up to {surplus_mw:.3} MW (AC losses, or an open balance); spread over its buses"
            ));
        }
        if taking > 0 {
            self.notes.push(format!(
                "{taking} times a generator takes power; it is a load then"
            ));
        }
        Ok(())
    }

    /// A MATPOWER case, with flows by DC.
    ///
    /// # Errors
    /// A text that is no case; a network that has no DC flow.
    pub fn from_matpower(file: &str, text: &str) -> Result<Self, FileFault> {
        let format = |message: String| FileFault::Format {
            file: file.to_owned(),
            message,
        };
        let found = matpower::read(text).map_err(|error| format(error.to_string()))?;
        let mut case = GridCase {
            buses: found.bus_numbers.iter().map(u64::to_string).collect(),
            branches: found.branches,
            steps: 1,
            generators: found
                .generator_bus
                .iter()
                .enumerate()
                .map(|(at, &bus)| Generator {
                    name: format!("gen {}", at + 1),
                    carrier: String::new(),
                    bus,
                })
                .collect(),
            generation_mw: found.generation_mw,
            ..GridCase::default()
        };
        let reactance: Vec<f64> = found
            .reactance
            .iter()
            .zip(&found.tap)
            .map(|(x, tap)| x * tap)
            .collect();
        let lines = Reactances {
            per_unit: &reactance,
            shift: &found.shift,
            base_mva: found.base_mva,
        };
        case.load_mw.clone_from(&found.load_mw);
        case.solve_dc(file, lines, &found.load_mw)?;
        Ok(case)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::{Losses, Steps, trace};

    const THREE: &str = "mpc.baseMVA = 100;\nmpc.bus = [1 3 0; 2 1 60; 3 1 40];\nmpc.gen = [1 100 0 0 0 1 100 1; 3 -10 0 0 0 1 100 1];\n\
        mpc.branch = [1 2 0 0.1; 2 3 0 0.1; 1 3 0 0.1];\n";

    #[test]
    fn a_matpower_case_is_traced_with_factors_by_bus() {
        let case = GridCase::from_matpower("three.m", THREE).unwrap();
        // 100 MW at bus 1; bus 3 takes 40 and its "generator" 10 more, so 10 too much is asked for.
        assert_eq!(case.notes.len(), 2, "{:?}", case.notes);
        assert_eq!(case.generation_mw, [100.0, 0.0]);
        let factors = Factors::read("f.csv", "key,factor_t_per_mwh\n1,0.8\n*,0.5\n").unwrap();
        let factor = factors.of(&case).unwrap();
        assert_eq!(factor, [0.8, 0.5]);
        let network = Network::new(3, case.branches.clone()).unwrap();
        let at: Vec<u32> = case.generators.iter().map(|g| g.bus).collect();
        let traced = trace(
            &network,
            &Steps {
                steps: 1,
                sent_mw: &case.sent_mw,
                received_mw: None,
                generator_bus: &at,
                generation_mw: &case.generation_mw,
                factor_t_per_mwh: &factor,
                losses: Losses::User,
            },
        )
        .unwrap();
        assert!(
            traced
                .nodal_t_per_mwh
                .iter()
                .all(|e| (e - 0.8).abs() < 1e-12)
        );
    }

    #[test]
    fn a_missing_factor_is_refused_and_never_nought() {
        let case = GridCase::from_matpower("three.m", THREE).unwrap();
        let factors = Factors::read("f.csv", "key,factor_t_per_mwh\n1,0.8\n").unwrap();
        assert_eq!(
            factors.of(&case).unwrap_err().to_string(),
            "emission factors: no factor for gen 2; name the generator, its carrier, its bus, or * for all others"
        );
        for (text, words) in [
            ("name,factor_t_per_mwh\n", "f.csv has no column \"key\""),
            (
                "key,factor_t_per_mwh\na,-1\n",
                "f.csv, row 2, column 2: \"-1\" is no number",
            ),
            (
                "key,factor_t_per_mwh\na,1\na,2\n",
                "f.csv, row 3, column 1: \"a\" is there twice",
            ),
        ] {
            assert_eq!(
                Factors::read("f.csv", text)
                    .unwrap_err()
                    .to_string()
                    .get(..words.len()),
                Some(words)
            );
        }
    }
}
