//! Why emissions changed between two years: intensity, technology, demand.
//!
//! With `E = q' L y`, the two polar forms (Dietzenbacher and Los 1998; Miller and Blair 2009, ch. 13.1):
//!
//! ```text
//! E1 - E0 = dq' L1 y1 + q0' dL y1 + q0' L0 dy
//!         = dq' L0 y0 + q1' dL y0 + q1' L1 dy
//! ```
//!
//! Each sums to the change exactly; their mean is the usual answer and their difference shows how far the answer is a choice.
//! Both tables must be in the prices of one year, else inflation counts as demand.

use serde::Serialize;

use super::solve::outputs_of;
use super::table::{Table, TradeError};

/// A year: its table, its emissions by industry and the final demand whose footprint is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Year<'a> {
    /// Table.
    pub table: &'a Table,
    /// Emissions of each industry.
    pub emissions: &'a [f64],
    /// Final demand by industry: all, or that of a region.
    pub demand: &'a [f64],
}

/// Parts of a change, by the industry that emits, and in all.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Effects {
    /// Emissions per output.
    pub intensity: f64,
    /// What industries use of each other.
    pub technology: f64,
    /// Final demand.
    pub demand: f64,
    /// The three by emitting industry.
    pub by_industry: Vec<[f64; 3]>,
}

/// Both forms and their mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decomposition {
    /// Footprint in the first year.
    pub before: f64,
    /// Footprint in the second.
    pub after: f64,
    /// New weights for intensity, old for demand.
    pub first: Effects,
    /// Old weights for intensity, new for demand.
    pub second: Effects,
    /// Their mean.
    pub mean: Effects,
}

/// Decomposes the change of a footprint.
///
/// # Errors
/// Years of different industries; wrong lengths; a table whose industries use up more than they make.
pub fn decompose(before: Year<'_>, after: Year<'_>) -> Result<Decomposition, TradeError> {
    let n = before.table.industries;
    for (what, found) in [
        ("industries of the second year", after.table.industries),
        ("emissions of the first year", before.emissions.len()),
        ("emissions of the second year", after.emissions.len()),
        ("demand of the first year", before.demand.len()),
        ("demand of the second year", after.demand.len()),
    ] {
        if found != n {
            return Err(TradeError::Length {
                what,
                found,
                expected: n,
            });
        }
    }
    let demands = [before.demand, after.demand];
    let old = outputs_of(before.table, &demands)?;
    let new = outputs_of(after.table, &demands)?;
    let intensity = |year: &Year<'_>, industry: usize| {
        let output = year.table.output[industry];
        if output == 0.0 {
            0.0
        } else {
            year.emissions[industry] / output
        }
    };
    let (mut first, mut second) = (Effects::default(), Effects::default());
    let (mut sum_before, mut sum_after) = (0.0, 0.0);
    for industry in 0..n {
        let (q0, q1) = (intensity(&before, industry), intensity(&after, industry));
        // Output by technology of a year (old, new) for the demand of a year (0, 1).
        let (l0y0, l0y1, l1y0, l1y1) = (
            old[0][industry],
            old[1][industry],
            new[0][industry],
            new[1][industry],
        );
        sum_before += q0 * l0y0;
        sum_after += q1 * l1y1;
        first.add([(q1 - q0) * l1y1, q0 * (l1y1 - l0y1), q0 * (l0y1 - l0y0)]);
        second.add([(q1 - q0) * l0y0, q1 * (l1y0 - l0y0), q1 * (l1y1 - l1y0)]);
    }
    let mut mean = Effects::default();
    for (a, b) in first.by_industry.iter().zip(&second.by_industry) {
        mean.add([0, 1, 2].map(|part| f64::midpoint(a[part], b[part])));
    }
    Ok(Decomposition {
        before: sum_before,
        after: sum_after,
        first,
        second,
        mean,
    })
}

impl Effects {
    fn add(&mut self, parts: [f64; 3]) {
        self.intensity += parts[0];
        self.technology += parts[1];
        self.demand += parts[2];
        self.by_industry.push(parts);
    }

    /// Sum of the three.
    pub fn total(&self) -> f64 {
        self.intensity + self.technology + self.demand
    }
}
