//! The energy balance of a city as a chain of conversions: where carbon is emitted, and which final use it serves.
//!
//! With `f` the carbon that burning a carrier sets free and `e` the carbon that was emitted to make it, both per unit of energy:
//!
//! ```text
//! emitted_p        = sum over inputs, in f - sum over outputs, out f       (power plants: fuel; coking, refining: what is not in the products)
//! e_c delivered_c  = imports' embodied + (own use + losses) f_c + sum over processes, share_pc (emitted_p + sum over inputs, in e)
//! delivered_c      = supply + outputs - own use - losses
//! production side  = sum of emitted + (own use + losses + final use) f
//! consumption side = sum over final uses, energy (f + e)
//! production + imports' embodied = consumption + exports e + unassigned
//! ```
//!
//! Own use and losses are borne by those who use the carrier. `share` is by energy, exergy or reference efficiency.

mod chain;
mod file;

use serde::{Deserialize, Serialize};

pub use chain::{Chain, Link, Node, NodeKind, chain};
pub use file::{lines, names_zh, read};

/// How a process's carbon is divided among its products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By energy.
    #[default]
    Energy,
    /// By exergy: energy times [`Carrier::exergy`].
    Exergy,
    /// By the fuel that separate making would take: energy over [`Carrier::efficiency`] (GHG Protocol, allocation of emissions from CHP, 2006).
    Efficiency,
}

/// A carrier of energy.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Carrier {
    /// Name.
    pub name: String,
    /// Carbon set free by burning it, t per unit of energy; 0 for electricity and heat.
    pub factor_t: f64,
    /// Work that a unit of it could do, above 0 and at most 1; needed of the products under [`Method::Exergy`].
    pub exergy: Option<f64>,
    /// Efficiency of making it alone, above 0; needed of the products under [`Method::Efficiency`].
    pub efficiency: Option<f64>,
}

/// What a row of the balance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Own production, import, withdrawal from stock.
    Supply,
    /// Export, addition to stock.
    Export,
    /// A conversion: inputs below 0, outputs above.
    Process,
    /// Used by the energy industry itself.
    OwnUse,
    /// Lost on the way.
    Loss,
    /// Final use.
    Final,
}

/// A row of the balance.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// Name of the process, field or industry.
    pub name: String,
    /// Index of the carrier.
    pub carrier: usize,
    /// Energy; never negative but for the inputs of processes.
    pub energy: f64,
    /// Carbon emitted elsewhere to make a unit of a supply, t; `None` if unknown.
    pub embodied_t: Option<f64>,
}

/// What is odd about a balance.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum BalanceFinding {
    /// A carrier's supply and uses differ by more than a thousandth.
    DoesNotClose {
        /// Carrier.
        carrier: String,
        /// Supply less uses.
        difference: f64,
    },
    /// A process gives more energy than it takes.
    MoreOutThanIn {
        /// Process.
        process: String,
        /// Output over input; `None` without input.
        ratio: Option<f64>,
    },
    /// A process's products hold more carbon than its inputs.
    CarbonFromNowhere {
        /// Process.
        process: String,
        /// The excess, t.
        carbon_t: f64,
    },
    /// A process has inputs but no product; its carbon serves nobody.
    NoProduct {
        /// Process.
        process: String,
        /// Its carbon, t.
        carbon_t: f64,
    },
    /// Nothing of a carrier is delivered, yet its own use or losses have carbon.
    NotDelivered {
        /// Carrier.
        carrier: String,
        /// That carbon, t.
        carbon_t: f64,
    },
    /// What was emitted elsewhere to make a supply is not known; it is left out of the consumption side.
    EmbodiedUnknown {
        /// Supply.
        name: String,
        /// Carrier.
        carrier: String,
    },
}

/// Why a balance cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BalanceError {
    /// A row names a carrier that is not there.
    #[error("row {row} names carrier {carrier}, but there are only {carriers} (counted from 0)")]
    NoSuchCarrier {
        /// Index of the row.
        row: usize,
        /// Carrier.
        carrier: usize,
        /// Number of carriers.
        carriers: usize,
    },
    /// A value is not finite, or negative where it must not be.
    #[error("{what} of row {row} is {value}; it must be finite and not negative")]
    Value {
        /// Index of the row.
        row: usize,
        /// Which value.
        what: &'static str,
        /// The value.
        value: f64,
    },
    /// The method needs a value of a product that is not given.
    #[error("{carrier:?} is a product of {process:?} and needs {what} above 0 for this method")]
    Weight {
        /// Process.
        process: String,
        /// Carrier.
        carrier: String,
        /// Which value.
        what: &'static str,
    },
    /// Carriers that are made only out of each other.
    #[error("{carrier:?} is made only out of carriers that are made of it: nothing is delivered")]
    Circle {
        /// Carrier.
        carrier: String,
    },
}

/// One final use.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Use {
    /// Field or industry.
    pub name: String,
    /// Index of the carrier.
    pub carrier: usize,
    /// Energy.
    pub energy: f64,
    /// Set free where it is used, t.
    pub direct_t: f64,
    /// Emitted to make the carrier, t.
    pub embodied_t: f64,
}

/// Both accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Accounts {
    /// Carbon emitted to make a unit of each carrier, t.
    pub embodied_t: Vec<f64>,
    /// Emitted by each process, t, in the order of first mention.
    pub processes: Vec<(String, f64)>,
    /// Every final use.
    pub finals: Vec<Use>,
    /// Emitted by own use and losses, t.
    pub own_t: f64,
    /// Emitted in the city: processes, own use, losses and final use, t.
    pub production_t: f64,
    /// Emitted for the city's final use, here or elsewhere, t.
    pub consumption_t: f64,
    /// Came in with supplies, t.
    pub imported_t: f64,
    /// Went out with exports, t (what burning them sets free elsewhere is not in it).
    pub exported_t: f64,
    /// What serves nobody: statistical differences, processes without product, t.
    pub unassigned_t: f64,
    /// What was found.
    pub findings: Vec<BalanceFinding>,
}

/// A process gathered from its rows.
#[derive(Default)]
struct Process {
    name: String,
    inputs: Vec<(usize, f64)>,
    outputs: Vec<(usize, f64)>,
    emitted_t: f64,
    /// Share of each output.
    shares: Vec<f64>,
}

/// Computes both accounts.
///
/// # Errors
/// Values out of range; a method whose weights are missing; carriers made only of each other.
pub fn accounts(
    carriers: &[Carrier],
    rows: &[Row],
    method: Method,
) -> Result<Accounts, BalanceError> {
    check(carriers, rows)?;
    let n = carriers.len();
    let mut findings = Vec::new();
    let processes = processes(carriers, rows, method, &mut findings)?;
    let sum = |kind: Kind| {
        let mut sums = vec![0.0; n];
        for row in rows.iter().filter(|row| row.kind == kind) {
            sums[row.carrier] += row.energy;
        }
        sums
    };
    let (own_use, loss) = (sum(Kind::OwnUse), sum(Kind::Loss));
    let mut available = sum(Kind::Supply);
    let mut used = sum(Kind::Final);
    for (used, export) in used.iter_mut().zip(sum(Kind::Export)) {
        *used += export;
    }
    let mut brought_t = vec![0.0; n];
    for row in rows.iter().filter(|row| row.kind == Kind::Supply) {
        match row.embodied_t {
            Some(embodied) => brought_t[row.carrier] += row.energy * embodied,
            None => findings.push(BalanceFinding::EmbodiedUnknown {
                name: row.name.clone(),
                carrier: carriers[row.carrier].name.clone(),
            }),
        }
    }
    let imported_t = brought_t.iter().fold(0.0, |sum, brought| sum + brought);
    let mut unassigned_t = 0.0;
    // delivered_c e_c - sum of share (sum of in e) = right_c
    let mut matrix = vec![0.0; n * n];
    let mut right = brought_t;
    for process in &processes {
        for (&(output, energy), share) in process.outputs.iter().zip(&process.shares) {
            available[output] += energy;
            right[output] += share * process.emitted_t;
            for &(input, energy) in &process.inputs {
                matrix[output * n + input] -= share * energy;
            }
        }
        for &(input, energy) in &process.inputs {
            used[input] += energy;
        }
    }
    let mut own_t = 0.0;
    for carrier in 0..n {
        let own = own_use[carrier] + loss[carrier];
        let burnt_t = own * carriers[carrier].factor_t;
        own_t += burnt_t;
        right[carrier] += burnt_t;
        let delivered = available[carrier] - own;
        let difference = delivered - used[carrier];
        if difference.abs() > 1e-3 * available[carrier].max(used[carrier] + own) {
            findings.push(BalanceFinding::DoesNotClose {
                carrier: carriers[carrier].name.clone(),
                difference,
            });
        }
        if delivered > 0.0 {
            matrix[carrier * n + carrier] += delivered;
            continue;
        }
        // Nothing arrives: whatever was spent on it serves nobody, and it brings no carbon along.
        if right[carrier] != 0.0 {
            findings.push(BalanceFinding::NotDelivered {
                carrier: carriers[carrier].name.clone(),
                carbon_t: right[carrier],
            });
        }
        unassigned_t += right[carrier];
        right[carrier] = 0.0;
    }
    let lost: Vec<usize> = (0..n)
        .filter(|&carrier| available[carrier] - own_use[carrier] - loss[carrier] <= 0.0)
        .collect();
    let given_up: Vec<Vec<f64>> = lost
        .iter()
        .map(|&carrier| {
            let row = matrix[carrier * n..][..n].to_vec();
            matrix[carrier * n..][..n].fill(0.0);
            matrix[carrier * n + carrier] = 1.0;
            row
        })
        .collect();
    let embodied_t = solve(matrix, right, n).map_err(|at| BalanceError::Circle {
        carrier: carriers[at].name.clone(),
    })?;
    for row in &given_up {
        unassigned_t -= row.iter().zip(&embodied_t).map(|(a, e)| a * e).sum::<f64>();
    }
    for carrier in 0..n {
        if !lost.contains(&carrier) {
            let delivered = available[carrier] - own_use[carrier] - loss[carrier];
            unassigned_t += (delivered - used[carrier]) * embodied_t[carrier];
        }
    }
    for process in processes
        .iter()
        .filter(|process| process.outputs.is_empty())
    {
        let carbon_t = process.emitted_t
            + process
                .inputs
                .iter()
                .map(|&(input, energy)| energy * embodied_t[input])
                .sum::<f64>();
        unassigned_t += carbon_t;
        findings.push(BalanceFinding::NoProduct {
            process: process.name.clone(),
            carbon_t,
        });
    }
    let finals: Vec<Use> = rows
        .iter()
        .filter(|row| row.kind == Kind::Final)
        .map(|row| Use {
            name: row.name.clone(),
            carrier: row.carrier,
            energy: row.energy,
            direct_t: row.energy * carriers[row.carrier].factor_t,
            embodied_t: row.energy * embodied_t[row.carrier],
        })
        .collect();
    let exports = rows.iter().filter(|row| row.kind == Kind::Export);
    // An empty sum is -0: one from 0 on is not.
    let exported_t = exports.fold(0.0, |sum, row| sum + row.energy * embodied_t[row.carrier]);
    let direct_t = finals.iter().fold(0.0, |sum, of| sum + of.direct_t);
    let processes: Vec<(String, f64)> = processes
        .into_iter()
        .map(|process| (process.name, process.emitted_t))
        .collect();
    Ok(Accounts {
        production_t: processes.iter().map(|process| process.1).sum::<f64>() + own_t + direct_t,
        consumption_t: finals
            .iter()
            .fold(0.0, |sum, of| sum + of.direct_t + of.embodied_t),
        embodied_t,
        processes,
        finals,
        own_t,
        imported_t,
        exported_t,
        unassigned_t,
        findings,
    })
}

fn check(carriers: &[Carrier], rows: &[Row]) -> Result<(), BalanceError> {
    for (at, row) in rows.iter().enumerate() {
        if row.carrier >= carriers.len() {
            return Err(BalanceError::NoSuchCarrier {
                row: at,
                carrier: row.carrier,
                carriers: carriers.len(),
            });
        }
        let values = [
            (
                "energy",
                if row.kind == Kind::Process {
                    row.energy.abs()
                } else {
                    row.energy
                },
            ),
            ("embodied carbon", row.embodied_t.unwrap_or(0.0)),
            ("the carrier's factor", carriers[row.carrier].factor_t),
        ];
        for (what, value) in values {
            if !value.is_finite() || value < 0.0 {
                return Err(BalanceError::Value {
                    row: at,
                    what,
                    value,
                });
            }
        }
    }
    Ok(())
}

fn processes(
    carriers: &[Carrier],
    rows: &[Row],
    method: Method,
    findings: &mut Vec<BalanceFinding>,
) -> Result<Vec<Process>, BalanceError> {
    let mut processes: Vec<Process> = Vec::new();
    for row in rows.iter().filter(|row| row.kind == Kind::Process) {
        let known = processes
            .iter()
            .position(|process| process.name == row.name);
        let at = known.unwrap_or_else(|| {
            processes.push(Process {
                name: row.name.clone(),
                ..Process::default()
            });
            processes.len() - 1
        });
        let process = &mut processes[at];
        process.emitted_t -= row.energy * carriers[row.carrier].factor_t;
        if row.energy < 0.0 {
            process.inputs.push((row.carrier, -row.energy));
        } else if row.energy > 0.0 {
            process.outputs.push((row.carrier, row.energy));
        }
    }
    for process in &mut processes {
        let taken: f64 = process.inputs.iter().map(|input| input.1).sum();
        let given: f64 = process.outputs.iter().map(|output| output.1).sum();
        if given > taken * (1.0 + 1e-9) {
            findings.push(BalanceFinding::MoreOutThanIn {
                process: process.name.clone(),
                ratio: (taken > 0.0).then(|| given / taken),
            });
        }
        let scale: f64 = process
            .inputs
            .iter()
            .map(|&(c, energy)| energy * carriers[c].factor_t)
            .sum();
        if process.emitted_t < -1e-9 * scale.max(f64::MIN_POSITIVE) {
            findings.push(BalanceFinding::CarbonFromNowhere {
                process: process.name.clone(),
                carbon_t: -process.emitted_t,
            });
        }
        let mut weights = Vec::with_capacity(process.outputs.len());
        for &(carrier, energy) in &process.outputs {
            let of = &carriers[carrier];
            let (value, what) = match method {
                Method::Energy => (Some(1.0), "energy"),
                Method::Exergy => (of.exergy, "an exergy"),
                Method::Efficiency => (
                    of.efficiency.map(|efficiency| 1.0 / efficiency),
                    "an efficiency",
                ),
            };
            // Where there is one product, nothing is to be divided.
            let value = if process.outputs.len() == 1 {
                Some(1.0)
            } else {
                value
            };
            let value = value.filter(|value| value.is_finite() && *value > 0.0);
            weights.push(
                energy
                    * value.ok_or_else(|| BalanceError::Weight {
                        process: process.name.clone(),
                        carrier: of.name.clone(),
                        what,
                    })?,
            );
        }
        let total: f64 = weights.iter().sum();
        process.shares = weights.iter().map(|weight| weight / total).collect();
    }
    Ok(processes)
}

/// Elimination with partial pivoting; the column without a pivot if there is one.
fn solve(mut matrix: Vec<f64>, mut right: Vec<f64>, n: usize) -> Result<Vec<f64>, usize> {
    let scale = matrix
        .iter()
        .fold(0.0f64, |most, value| most.max(value.abs()));
    for column in 0..n {
        let size = |row: usize| matrix[row * n + column].abs();
        let pivot = (column..n)
            .max_by(|&a, &b| size(a).total_cmp(&size(b)))
            .unwrap_or(column);
        if size(pivot) <= 1e-14 * scale {
            return Err(column);
        }
        for k in 0..n {
            matrix.swap(column * n + k, pivot * n + k);
        }
        right.swap(column, pivot);
        for row in column + 1..n {
            let share = matrix[row * n + column] / matrix[column * n + column];
            for k in column..n {
                matrix[row * n + k] -= share * matrix[column * n + k];
            }
            right[row] -= share * right[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|k| matrix[row * n + k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row * n + row];
    }
    Ok(right)
}

#[cfg(test)]
mod chain_tests;
#[cfg(test)]
mod tests;
