//! Tables with fewer industries: a concordance says where each goes, in shares that sum to 1, so that nothing is lost.
//!
//! Sums are the same before and after; footprints are the same only where the industries that are put together have the same
//! multipliers (Miller and Blair 2009, ch. 4.9, aggregation bias).

use super::table::{Table, TradeError};

/// Which group takes which share of each industry (or column of final demand).
#[derive(Debug, Clone, PartialEq)]
pub struct Concordance {
    groups: usize,
    rows: Vec<Vec<(u32, f64)>>,
}

impl Concordance {
    /// Checks a list of groups and shares for each industry.
    ///
    /// # Errors
    /// A group that does not exist; shares that are negative or do not sum to 1 within 1e-9.
    pub fn new(groups: usize, rows: Vec<Vec<(u32, f64)>>) -> Result<Self, TradeError> {
        for (industry, row) in rows.iter().enumerate() {
            let sum: f64 = row.iter().map(|share| share.1).sum();
            let known = row.iter().all(|share| (share.0 as usize) < groups);
            let positive = row.iter().all(|share| share.1 >= 0.0);
            // A sum that is NaN is not near 1 either.
            if !known
                || !positive
                || (sum - 1.0).abs().partial_cmp(&1e-9) != Some(std::cmp::Ordering::Less)
            {
                return Err(TradeError::Concordance {
                    industry,
                    sum,
                    groups,
                });
            }
        }
        Ok(Concordance { groups, rows })
    }

    /// Every industry whole into one group.
    ///
    /// # Errors
    /// A group that does not exist.
    pub fn whole(groups: usize, of: &[u32]) -> Result<Self, TradeError> {
        Self::new(groups, of.iter().map(|&group| vec![(group, 1.0)]).collect())
    }

    /// Number of groups.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// A list by industry (emissions) summed by group.
    ///
    /// # Errors
    /// A wrong length.
    pub fn sum(&self, list: &[f64]) -> Result<Vec<f64>, TradeError> {
        self.fits("list to be summed", list.len())?;
        let mut sums = vec![0.0; self.groups];
        for (row, value) in self.rows.iter().zip(list) {
            for &(group, share) in row {
                sums[group as usize] += share * value;
            }
        }
        Ok(sums)
    }

    fn fits(&self, what: &'static str, found: usize) -> Result<(), TradeError> {
        if found == self.rows.len() {
            Ok(())
        } else {
            Err(TradeError::Length {
                what,
                found,
                expected: self.rows.len(),
            })
        }
    }
}

/// The table by groups of industries and of columns of final demand.
///
/// # Errors
/// A concordance for another number of industries or columns.
pub fn aggregate(
    table: &Table,
    industries: &Concordance,
    finals: &Concordance,
) -> Result<Table, TradeError> {
    industries.fits("concordance of industries", table.industries)?;
    finals.fits("concordance of final demand", table.final_columns)?;
    let fold = |values: &[f64], columns: &Concordance| -> Vec<f64> {
        let mut sums = vec![0.0; industries.groups * columns.groups];
        for (row, groups) in values
            .chunks_exact(columns.rows.len().max(1))
            .zip(&industries.rows)
        {
            let mut line = vec![0.0; columns.groups];
            for (value, groups) in row.iter().zip(&columns.rows) {
                for &(group, share) in groups {
                    line[group as usize] += share * value;
                }
            }
            for &(group, share) in groups {
                let target = &mut sums[group as usize * columns.groups..][..columns.groups];
                for (sum, value) in target.iter_mut().zip(&line) {
                    *sum += share * value;
                }
            }
        }
        sums
    };
    Table::new(
        industries.groups,
        fold(&table.deliveries, industries),
        finals.groups,
        fold(&table.final_demand, finals),
    )
}
