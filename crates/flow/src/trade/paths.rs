//! Structural paths: which chain of deliveries brings emissions to a purchase.
//!
//! ```text
//! q' (I - A)^-1 y = sum_j q_j y_j + sum_ij q_i a_ij y_j + sum_ijk q_i a_ij a_jk y_k + ...
//! ```
//!
//! Every term is a path (Defourny and Thorbecke 1984; Treloar 1997). A tree of paths below a purchase weighs the purchase times the
//! whole multiplier of its last supplier, so that what is not followed is known exactly: paths listed and the rest sum to the footprint.

use serde::Serialize;

use super::solve::multipliers;
use super::table::{Table, TradeError};

/// One chain of deliveries.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Path {
    /// Industries from the product that is bought to the one that emits.
    pub industries: Vec<u32>,
    /// Emissions of the last industry for this purchase by this way.
    pub emissions: f64,
    /// Emissions of the last industry and of all that supply it on this way.
    pub upstream: f64,
}

/// What was followed and what was not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paths {
    /// Paths of at least the tolerance, largest first.
    pub paths: Vec<Path>,
    /// The footprint of the purchase.
    pub total: f64,
    /// Of it, the paths above.
    pub listed: f64,
    /// Of it, what lies on smaller or longer paths.
    pub rest: f64,
}

/// Follows a purchase `demand` (by industry) upstream. Trees below `tolerance` (a share of the footprint, above 0) or beyond `longest`
/// deliveries are left as rest.
///
/// # Errors
/// Wrong lengths; a tolerance that is not between 0 and 1; negative deliveries, demand, output or emissions, with which the weight of a
/// tree says nothing of the paths in it; a table whose industries use up more than they make.
pub fn paths(
    table: &Table,
    emissions: &[f64],
    demand: &[f64],
    tolerance: f64,
    longest: usize,
) -> Result<Paths, TradeError> {
    let n = table.industries;
    if !(tolerance > 0.0 && tolerance <= 1.0) {
        return Err(TradeError::Tolerance { found: tolerance });
    }
    if demand.len() != n {
        return Err(TradeError::Length {
            what: "demand",
            found: demand.len(),
            expected: n,
        });
    }
    for (what, values, width) in [
        ("deliveries", &table.deliveries[..], n),
        ("output", &table.output, 1),
        ("demand", demand, 1),
        ("emissions", emissions, 1),
    ] {
        if let Some(at) = values.iter().position(|&value| value < 0.0) {
            return Err(TradeError::Negative {
                what,
                row: at / width + 1,
                column: at % width + 1,
                value: values[at],
            });
        }
    }
    let multipliers = multipliers(table, emissions)?;
    let per = |industry: usize| {
        let output = table.output[industry];
        if output > 0.0 { 1.0 / output } else { 0.0 }
    };
    let total: f64 = demand.iter().zip(&multipliers).map(|(y, m)| y * m).sum();
    let least = tolerance * total;
    let mut found = Vec::new();
    // Purchases still to be looked at: the way there, and what is bought at its end.
    let mut open: Vec<(Vec<u32>, f64)> = (0..n)
        .filter(|&product| demand[product] * multipliers[product] > least.max(0.0))
        .map(|product| (vec![product as u32], demand[product]))
        .collect();
    while let Some((way, bought)) = open.pop() {
        let Some(&last) = way.last() else { continue };
        let last = last as usize;
        let own = bought * emissions[last] * per(last);
        if own >= least && own > 0.0 {
            found.push(Path {
                industries: way.clone(),
                emissions: own,
                upstream: bought * multipliers[last],
            });
        }
        if way.len() > longest {
            continue;
        }
        for (supplier, multiplier) in multipliers.iter().enumerate() {
            let delivered = bought * table.deliveries[supplier * n + last] * per(last);
            if delivered * multiplier >= least && delivered > 0.0 {
                let mut longer = way.clone();
                longer.push(supplier as u32);
                open.push((longer, delivered));
            }
        }
    }
    found.sort_by(|a, b| {
        b.emissions
            .total_cmp(&a.emissions)
            .then_with(|| a.industries.cmp(&b.industries))
    });
    let listed: f64 = found.iter().map(|path| path.emissions).sum();
    Ok(Paths {
        paths: found,
        total,
        listed,
        rest: total - listed,
    })
}
