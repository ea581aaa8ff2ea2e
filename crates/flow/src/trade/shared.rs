//! Shared responsibility: neither the seller nor the buyer alone carries the carbon of what is traded.
//!
//! *Half*: of what is emitted in `o` for final demand of `r`, each carries half; a region's share is the mean of its production- and its
//! consumption-based account.
//!
//! *By value added* (Gallego and Lenzen 2005; Lenzen, Murray, Sack and Wiedmann 2007): along every delivery an industry keeps the share
//! `1 - alpha = v / (x - z_ii)` of what it has taken over, value added over output that leaves it, and hands on `alpha`; final demand
//! carries what it is handed:
//!
//! ```text
//! m_j = q_j + a_jj m_j + sum over i != j, alpha_i m_i a_ij
//! producer j: (1 - alpha_j) m_j (x_j - z_jj)      consumer r: sum over j, alpha_j m_j y_jr
//! ```
//!
//! Both sum to all emissions: what is not kept is handed on, and what is handed on arrives somewhere.

use serde::Serialize;

use super::accounts::{Accounts, Layout};
use super::solve::multipliers;
use super::table::{Table, TradeError};

/// What regions carry, in the unit of the emissions.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shared {
    /// Of each region: producers' and consumers' part together.
    pub by_region: Vec<f64>,
    /// What its industries keep.
    pub producers: Vec<f64>,
    /// What its final demand carries.
    pub consumers: Vec<f64>,
}

/// Seller and buyer carry half each.
pub fn shared_half(of: &Accounts) -> Shared {
    let half = |values: &[f64]| values.iter().map(|value| value / 2.0).collect::<Vec<f64>>();
    let (producers, consumers) = (half(&of.production), half(&of.consumption));
    Shared {
        by_region: producers
            .iter()
            .zip(&consumers)
            .map(|(p, c)| p + c)
            .collect(),
        producers,
        consumers,
    }
}

/// The share that each industry hands on, 0 to 1. An industry whose value added is negative, or which sends nothing out, keeps nothing.
fn handed_on(table: &Table) -> Vec<f64> {
    let n = table.industries;
    let mut inputs = vec![0.0; n];
    for row in table.deliveries.chunks_exact(n.max(1)) {
        for (sum, value) in inputs.iter_mut().zip(row) {
            *sum += value;
        }
    }
    (0..n)
        .map(|i| {
            let leaves = table.output[i] - table.deliveries[i * n + i];
            let kept = (table.output[i] - inputs[i]) / leaves;
            if leaves > 0.0 && kept.is_finite() {
                1.0 - kept.clamp(0.0, 1.0)
            } else {
                1.0
            }
        })
        .collect()
}

/// Shares along every delivery by value added.
///
/// `emissions` holds the direct emissions of each industry; those of industries without output reach nobody and are left out, as everywhere.
///
/// # Errors
/// Wrong lengths; a table whose industries use up more than they make.
pub fn shared_by_value_added(
    table: &Table,
    layout: &Layout,
    emissions: &[f64],
) -> Result<Shared, TradeError> {
    layout.check(table)?;
    let n = table.industries;
    let alpha = handed_on(table);
    // The same table with every delivery cut to what is handed on with it. What is cut leaves by a column of its own, so that outputs,
    // and with them coefficients, stay what they are.
    let mut deliveries = table.deliveries.clone();
    let width = table.final_columns + 1;
    let mut finals = vec![0.0; n * width];
    for i in 0..n {
        let (mut cut, row) = (0.0, &mut deliveries[i * n..][..n]);
        for (j, value) in row.iter_mut().enumerate() {
            if i != j {
                cut += *value * (1.0 - alpha[i]);
                *value *= alpha[i];
            }
        }
        let demand = &table.final_demand[i * table.final_columns..][..table.final_columns];
        finals[i * width..][..demand.len()].copy_from_slice(demand);
        finals[i * width + demand.len()] = cut;
    }
    let handed = Table {
        industries: n,
        deliveries,
        final_columns: width,
        final_demand: finals,
        output: table.output.clone(),
    };
    let multipliers = multipliers(&handed, emissions)?;
    let regions = layout.regions.len();
    let mut of = Shared {
        by_region: vec![0.0; regions],
        producers: vec![0.0; regions],
        consumers: vec![0.0; regions],
    };
    for i in 0..n {
        let leaves = table.output[i] - table.deliveries[i * n + i];
        of.producers[layout.industry_region[i] as usize] +=
            (1.0 - alpha[i]) * multipliers[i] * leaves;
        let demand = &table.final_demand[i * table.final_columns..][..table.final_columns];
        for (value, &region) in demand.iter().zip(&layout.final_region) {
            of.consumers[region as usize] += alpha[i] * multipliers[i] * value;
        }
    }
    for (sum, (p, c)) in of
        .by_region
        .iter_mut()
        .zip(of.producers.iter().zip(&of.consumers))
    {
        *sum = p + c;
    }
    Ok(of)
}

#[cfg(test)]
mod tests {
    use super::super::{Stressor, accounts};
    use super::*;

    fn near(found: f64, expected: f64) {
        assert!(
            (found - expected).abs() <= 1e-9,
            "{found} is not {expected}"
        );
    }

    /// A mine sells all to a mill, the mill to a shop's customers in another region. Value added 40 of 40, 60 of 100; so the mine keeps all
    /// that it emits (40/40), and the mill 60/100 of its own 10 t; customers carry the other 4 t.
    fn chain(mine_inputs: f64) -> (Table, Layout) {
        // The mine buys from itself where `mine_inputs` says so: that changes nothing.
        let deliveries = vec![mine_inputs, 40.0, 0.0, 0.0];
        let table = Table::new(2, deliveries, 2, vec![0.0, 0.0, 0.0, 100.0]).unwrap();
        let layout = Layout {
            regions: vec!["north".into(), "south".into()],
            sectors: vec!["mine".into(), "mill".into()],
            industry_region: vec![0, 0],
            industry_sector: vec![0, 1],
            categories: vec!["homes".into()],
            final_region: vec![0, 1],
            final_category: vec![0, 0],
        };
        (table, layout)
    }

    #[test]
    fn a_chain_worked_by_hand() {
        for own_use in [0.0, 25.0] {
            let (table, layout) = chain(own_use);
            let of = shared_by_value_added(&table, &layout, &[20.0, 10.0]).unwrap();
            near(of.producers[0], 20.0 + 6.0);
            near(of.consumers[1], 4.0);
            near(of.by_region[0] + of.by_region[1], 30.0);
        }
    }

    /// The mine now uses 30 of the mill's make; homes buy the other 70.
    #[test]
    fn a_circle_conserves_and_agrees_with_two_equations() {
        let table = Table::new(2, vec![0.0, 40.0, 30.0, 0.0], 1, vec![0.0, 70.0]).unwrap();
        let layout = Layout::regular(2, 1, 1).unwrap();
        let of = shared_by_value_added(&table, &layout, &[20.0, 10.0]).unwrap();
        // alpha: mine 1 - 10/40 = 3/4, mill 1 - 60/100 = 2/5. m1 = 20/40 + 2/5 m2 30/40, m2 = 10/100 + 3/4 m1 40/100.
        let m1 = (0.5 + 0.3 * 0.1) / (1.0 - 0.3 * 0.3);
        let m2 = 0.1 + 0.3 * m1;
        near(of.producers[0], 0.25 * m1 * 40.0 + 0.6 * m2 * 100.0);
        near(of.consumers[0], 0.4 * m2 * 70.0);
        near(of.by_region[0], 30.0);
    }

    #[test]
    fn half_is_the_mean_of_both_accounts() {
        let (table, layout) = chain(0.0);
        let stressor = Stressor {
            name: "CO2".into(),
            unit: "t".into(),
            industries: vec![20.0, 10.0],
            final_direct: None,
        };
        let all = accounts(&table, &layout, &[stressor]).unwrap();
        let of = shared_half(&all[0]);
        near(of.by_region[0], 15.0);
        near(of.by_region[1], 15.0);
    }

    /// An industry that uses more than it makes keeps nothing; all is still there.
    #[test]
    fn negative_value_added_keeps_nothing() {
        let table = Table::new(2, vec![0.0, 90.0, 0.0, 0.0], 1, vec![10.0, 50.0]).unwrap();
        let layout = Layout::regular(2, 1, 1).unwrap();
        let of = shared_by_value_added(&table, &layout, &[20.0, 10.0]).unwrap();
        near(of.by_region[0], 30.0);
        // The mine (value added 100 of 100) keeps its 20 t, the mill hands on its 10 t.
        near(of.producers[0], 20.0);
        near(of.consumers[0], 10.0);
    }
}
