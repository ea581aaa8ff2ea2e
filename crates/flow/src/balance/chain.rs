//! Carbon from primary supply over conversion to use, as a flow that conserves.
//!
//! The carbon of a carrier is one pool: what its supplies and processes bring, spread over all who use it in proportion to energy
//! (`energy (f + e)`, see the module above). So every tonne has a supply it began with, a last conversion it went through, and a use:
//!
//! ```text
//! pool_c         = supply_c (f + embodied) + sum over processes, out_pc f + share_pc (emitted_p + sum over inputs, in e)
//! pool_c from s  = own supply from s + sum over processes, its part of p * sum over inputs, (in (f + e) / pool_in) (pool_in from s)
//! ```
//!
//! What own use and losses take of a pool is borne by those who use the rest and passes a node of its own. Where more is used than is
//! there, the lacking part is a source of its own; where less is used, what is left over is a use of its own.

use serde::{Deserialize, Serialize};

use super::{Accounts, BalanceError, Carrier, Kind, Method, Row, accounts, processes, solve};

/// What a node of the chain stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Supply of a carrier; the name is the carrier's, or the supply's where there are several.
    Supply,
    /// Used without a supply: the balance lacks it.
    Lacking,
    /// Used as it was supplied.
    Direct,
    /// A process; the name is its own.
    Process,
    /// Own use of the energy industry and losses.
    Losses,
    /// Final use; the name is the field's or industry's.
    Final,
    /// Export and addition to stock.
    Export,
    /// Supplied and not used, or spent on what serves nobody.
    LeftOver,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// What it stands for.
    pub kind: NodeKind,
    /// Its name; empty where the kind says all.
    pub name: String,
}

/// Carbon between two nodes of neighbouring stages.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Index in the earlier stage.
    pub from: usize,
    /// Index in the later stage.
    pub to: usize,
    /// Carbon, t; above 0.
    pub carbon_t: f64,
}

/// The chain. Each conversion gives what it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// Primary supply.
    pub supplies: Vec<Node>,
    /// Conversion.
    pub conversions: Vec<Node>,
    /// Use.
    pub uses: Vec<Node>,
    /// From supply to conversion.
    pub first: Vec<Link>,
    /// From conversion to use.
    pub second: Vec<Link>,
}

/// Nodes of a stage, each once.
#[derive(Default)]
struct Stage(Vec<Node>);

impl Stage {
    fn at(&mut self, kind: NodeKind, name: &str) -> usize {
        let known = self.0.iter().position(|n| n.kind == kind && n.name == name);
        known.unwrap_or_else(|| {
            self.0.push(Node {
                kind,
                name: name.to_owned(),
            });
            self.0.len() - 1
        })
    }
}

/// Sums of pairs, in the order of nodes.
fn links(sums: std::collections::BTreeMap<(usize, usize), f64>, all: f64) -> Vec<Link> {
    // What rounding leaves is no flow.
    sums.into_iter()
        .filter(|(_, carbon_t)| *carbon_t > 1e-12 * all)
        .map(|((from, to), carbon_t)| Link { from, to, carbon_t })
        .collect()
}

/// The accounts of a balance and its chain; no chain where a process gives more carbon than it takes (a finding says which): there is no
/// flow with such a node.
///
/// # Errors
/// As [`accounts`].
pub fn chain(
    carriers: &[Carrier],
    rows: &[Row],
    method: Method,
) -> Result<(Accounts, Option<Chain>), BalanceError> {
    let of = accounts(carriers, rows, method)?;
    let n = carriers.len();
    let processes = processes(carriers, rows, method, &mut Vec::new())?;
    let per: Vec<f64> = (0..n)
        .map(|c| carriers[c].factor_t + of.embodied_t[c])
        .collect();
    let sum = |kind: Kind, value: &dyn Fn(&Row) -> f64| {
        let mut sums = vec![0.0; n];
        for row in rows.iter().filter(|row| row.kind == kind) {
            sums[row.carrier] += value(row);
        }
        sums
    };
    // Carbon that each pool gets from its own supply and from each process.
    let supplied = sum(Kind::Supply, &|row| {
        row.energy * (carriers[row.carrier].factor_t + row.embodied_t.unwrap_or(0.0))
    });
    let taken: Vec<f64> = processes
        .iter()
        .map(|p| p.inputs.iter().map(|&(c, energy)| energy * per[c]).sum())
        .collect();
    let mut given = vec![vec![0.0; n]; processes.len()];
    for (process, given) in processes.iter().zip(&mut given) {
        let embodied: f64 = process
            .inputs
            .iter()
            .map(|&(c, energy)| energy * of.embodied_t[c])
            .sum();
        for (&(c, energy), share) in process.outputs.iter().zip(&process.shares) {
            given[c] += energy * carriers[c].factor_t + share * (process.emitted_t + embodied);
        }
    }
    let most = taken.iter().fold(0.0f64, |most, taken| most.max(*taken));
    if given.iter().flatten().any(|given| *given < -1e-12 * most) {
        return Ok((of, None));
    }
    let mut available = sum(Kind::Supply, &|row| row.energy);
    let mut wanted = vec![0.0; n];
    for process in &processes {
        for &(c, energy) in &process.outputs {
            available[c] += energy;
        }
        for &(c, energy) in &process.inputs {
            wanted[c] += energy * per[c];
        }
    }
    for kind in [Kind::Final, Kind::Export] {
        for (wanted, more) in wanted
            .iter_mut()
            .zip(sum(kind, &|row| row.energy * per[row.carrier]))
        {
            *wanted += more;
        }
    }
    let (own_use, loss) = (
        sum(Kind::OwnUse, &|row| row.energy),
        sum(Kind::Loss, &|row| row.energy),
    );
    let brought: Vec<f64> = (0..n)
        .map(|c| supplied[c] + given.iter().map(|given| given[c]).sum::<f64>())
        .collect();
    let pool: Vec<f64> = (0..n).map(|c| brought[c].max(wanted[c])).collect();
    let whole: f64 = pool.iter().sum();
    let lacking: Vec<f64> = (0..n)
        .map(|c| {
            if pool[c] > brought[c] {
                pool[c] - brought[c]
            } else {
                0.0
            }
        })
        .collect();

    let (mut supplies, mut conversions, mut uses) =
        (Stage::default(), Stage::default(), Stage::default());
    // By source: what it brings to each pool.
    let mut sources: Vec<(usize, Vec<f64>)> = Vec::new();
    let rows_of = |c: usize| {
        let these = rows.iter();
        these
            .filter(|row| row.kind == Kind::Supply && row.carrier == c)
            .count()
    };
    for row in rows.iter().filter(|row| row.kind == Kind::Supply) {
        let c = row.carrier;
        let carbon_t = row.energy * (carriers[c].factor_t + row.embodied_t.unwrap_or(0.0));
        if carbon_t > 0.0 {
            // A carrier that comes from one place only is known by its own name.
            let name = if rows_of(c) > 1 {
                &row.name
            } else {
                &carriers[c].name
            };
            let mut own = vec![0.0; n];
            own[c] = carbon_t;
            sources.push((supplies.at(NodeKind::Supply, name), own));
        }
    }
    if lacking.iter().any(|lacking| *lacking > 1e-12 * whole) {
        sources.push((supplies.at(NodeKind::Lacking, ""), lacking.clone()));
    }
    // What a pool holds of each source.
    let mut matrix = vec![0.0; n * n];
    for c in 0..n {
        matrix[c * n + c] = 1.0;
    }
    for ((process, given), taken) in processes.iter().zip(&given).zip(&taken) {
        for &(input, energy) in &process.inputs {
            for c in 0..n {
                if given[c] > 0.0 && pool[input] > 0.0 && *taken > 0.0 {
                    matrix[c * n + input] -= given[c] / taken * energy * per[input] / pool[input];
                }
            }
        }
    }
    let circle = |at: usize| BalanceError::Circle {
        carrier: carriers[at].name.clone(),
    };
    let held: Vec<Vec<f64>> = sources
        .iter()
        .map(|(_, own)| solve(matrix.clone(), own.clone(), n).map_err(circle))
        .collect::<Result<_, _>>()?;
    let part = |value: f64, of: f64| if of > 0.0 { value / of } else { 0.0 };
    // Of what a process takes, the part of each source.
    let fed: Vec<Vec<f64>> = processes
        .iter()
        .zip(&taken)
        .map(|(process, taken)| {
            let from = |held: &Vec<f64>| {
                let sum: f64 = process
                    .inputs
                    .iter()
                    .map(|&(c, energy)| energy * per[c] * part(held[c], pool[c]))
                    .sum();
                part(sum, *taken)
            };
            held.iter().map(from).collect()
        })
        .collect();

    let mut first = std::collections::BTreeMap::new();
    let mut second = std::collections::BTreeMap::new();
    let mut spend = |c: usize, to: usize, carbon_t: f64, conversions: &mut Stage| {
        if carbon_t <= 0.0 || pool[c] <= 0.0 {
            return;
        }
        let lost = part(own_use[c] + loss[c], available[c]).clamp(0.0, 1.0);
        let mut pass = |over: usize, carbon_t: f64, parts: &mut dyn Iterator<Item = f64>| {
            if carbon_t <= 0.0 {
                return;
            }
            *second.entry((over, to)).or_insert(0.0) += carbon_t;
            for ((supply, _), part) in sources.iter().zip(parts) {
                *first.entry((*supply, over)).or_insert(0.0) += carbon_t * part;
            }
        };
        if lost > 0.0 {
            let over = conversions.at(NodeKind::Losses, "");
            let mut parts = held.iter().map(|held| part(held[c], pool[c]));
            pass(over, carbon_t * lost, &mut parts);
        }
        let kept_t = carbon_t * (1.0 - lost);
        let own = supplied[c] + lacking[c];
        if own > 0.0 {
            let over = conversions.at(NodeKind::Direct, "");
            let mut parts = sources.iter().map(|(_, brings)| brings[c] / own);
            pass(over, kept_t * own / pool[c], &mut parts);
        }
        for ((process, given), fed) in processes.iter().zip(&given).zip(&fed) {
            if given[c] > 0.0 {
                let over = conversions.at(NodeKind::Process, &process.name);
                pass(over, kept_t * given[c] / pool[c], &mut fed.iter().copied());
            }
        }
    };
    for row in rows {
        let to = match row.kind {
            Kind::Final => uses.at(NodeKind::Final, &row.name),
            Kind::Export => uses.at(NodeKind::Export, ""),
            _ => continue,
        };
        spend(
            row.carrier,
            to,
            row.energy * per[row.carrier],
            &mut conversions,
        );
    }
    for c in 0..n {
        if brought[c] - wanted[c] > 1e-12 * whole {
            let to = uses.at(NodeKind::LeftOver, "");
            spend(c, to, brought[c] - wanted[c], &mut conversions);
        }
    }
    for ((process, taken), fed) in processes.iter().zip(&taken).zip(&fed) {
        if process.outputs.is_empty() && *taken > 0.0 {
            let over = conversions.at(NodeKind::Process, &process.name);
            let to = uses.at(NodeKind::LeftOver, "");
            *second.entry((over, to)).or_insert(0.0) += taken;
            for ((supply, _), part) in sources.iter().zip(fed) {
                *first.entry((*supply, over)).or_insert(0.0) += taken * part;
            }
        }
    }
    let chain = Chain {
        first: links(first, whole),
        second: links(second, whole),
        supplies: supplies.0,
        conversions: conversions.0,
        uses: uses.0,
    };
    Ok((of, Some(chain)))
}
