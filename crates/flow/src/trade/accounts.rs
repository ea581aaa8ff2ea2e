//! Whose emissions they are: production, consumption, imports, exports, by region and by sector.
//!
//! ```text
//! bilateral[o, r] = sum over industries i of region o, q_i x_i(r),   x(r) = (I - A)^-1 y(r)
//! production[o]   = sum over r, bilateral[o, r]         exports[o] = production[o] - bilateral[o, o]
//! consumption[r]  = sum over o, bilateral[o, r]         imports[r] = consumption[r] - bilateral[r, r]
//! ```
//!
//! Miller and Blair (2009), ch. 10; Stadler (2021), Pymrio, "mathematical background". What final demand emits itself
//! (heating, driving) belongs to both production and consumption of its region and is kept apart.

use serde::Serialize;

use super::solve::{ByRegion, multipliers_of};
use super::table::{Table, TableFinding, TradeError};

/// Which industry and which column of final demand belongs to which region and sector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Layout {
    /// Names of regions.
    pub regions: Vec<String>,
    /// Names of sectors.
    pub sectors: Vec<String>,
    /// Region of each industry.
    pub industry_region: Vec<u32>,
    /// Sector of each industry.
    pub industry_sector: Vec<u32>,
    /// Names of categories of final demand.
    pub categories: Vec<String>,
    /// Region of each column of final demand.
    pub final_region: Vec<u32>,
    /// Category of each column of final demand.
    pub final_category: Vec<u32>,
}

/// Emissions of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stressor {
    /// Name.
    pub name: String,
    /// Unit; empty if the data names none.
    pub unit: String,
    /// Direct emissions of each industry.
    pub industries: Vec<f64>,
    /// Direct emissions of each column of final demand (households' heating and driving), if known.
    pub final_direct: Option<Vec<f64>>,
}

/// Accounts of one stressor, in its unit.
#[derive(Debug, Clone, Serialize)]
pub struct Accounts {
    /// Emissions of each region's industries.
    pub production: Vec<f64>,
    /// Emissions anywhere for each region's final demand.
    pub consumption: Vec<f64>,
    /// Of consumption, what was emitted in other regions.
    pub imports: Vec<f64>,
    /// Of production, what other regions' final demand called for.
    pub exports: Vec<f64>,
    /// What final demand of each region emits itself; part of neither of the above.
    pub direct: Vec<f64>,
    /// Origin of emissions x region of final demand, row-major.
    pub bilateral: Vec<f64>,
    /// Emissions of each industry.
    pub production_by_industry: Vec<f64>,
    /// Of these, what other regions' final demand called for.
    pub exports_by_industry: Vec<f64>,
    /// Region of final demand x sector of the product bought: consumption.
    pub consumption_by_sector: Vec<f64>,
    /// Emissions per unit of final demand, by industry.
    pub multipliers: Vec<f64>,
    /// Emissions of industries without output, which reach nobody.
    pub unassigned: f64,
    /// What was found.
    pub findings: Vec<TableFinding>,
}

impl Layout {
    /// Regions x sectors in order, one column of final demand for each `categories` of each region: what arrays without names are.
    ///
    /// # Errors
    /// Numbers that do not divide.
    pub fn regular(
        industries: usize,
        final_columns: usize,
        regions: usize,
    ) -> Result<Self, TradeError> {
        let wrong = |what, found| TradeError::Regions {
            what,
            found,
            regions,
        };
        if regions == 0 || !industries.is_multiple_of(regions) {
            return Err(wrong("industries", industries));
        }
        if !final_columns.is_multiple_of(regions) {
            return Err(wrong("columns of final demand", final_columns));
        }
        let (sectors, categories) = (industries / regions, final_columns / regions);
        let name =
            |letter: &str, count: usize| (1..=count).map(|i| format!("{letter}{i}")).collect();
        Ok(Layout {
            regions: name("r", regions),
            sectors: name("s", sectors),
            industry_region: (0..industries).map(|i| (i / sectors) as u32).collect(),
            industry_sector: (0..industries).map(|i| (i % sectors) as u32).collect(),
            categories: name("f", categories),
            final_region: (0..final_columns)
                .map(|i| (i / categories) as u32)
                .collect(),
            final_category: (0..final_columns)
                .map(|i| (i % categories) as u32)
                .collect(),
        })
    }

    /// Final demand by region, one list of industries each.
    fn demands(&self, table: &Table) -> Vec<Vec<f64>> {
        let mut demands = vec![vec![0.0; table.industries]; self.regions.len()];
        for (industry, row) in table
            .final_demand
            .chunks_exact(table.final_columns.max(1))
            .enumerate()
        {
            for (&region, value) in self.final_region.iter().zip(row) {
                demands[region as usize][industry] += value;
            }
        }
        demands
    }

    pub(super) fn check(&self, table: &Table) -> Result<(), TradeError> {
        let length = |what, found, expected| {
            if found == expected {
                Ok(())
            } else {
                Err(TradeError::Length {
                    what,
                    found,
                    expected,
                })
            }
        };
        length(
            "regions of industries",
            self.industry_region.len(),
            table.industries,
        )?;
        length(
            "sectors of industries",
            self.industry_sector.len(),
            table.industries,
        )?;
        length(
            "regions of final demand",
            self.final_region.len(),
            table.final_columns,
        )
    }
}

/// Accounts of all stressors. One solution for each region serves them all.
///
/// # Errors
/// Lengths that do not fit; a table whose industries use up more than they make.
pub fn accounts(
    table: &Table,
    layout: &Layout,
    stressors: &[Stressor],
) -> Result<Vec<Accounts>, TradeError> {
    layout.check(table)?;
    let regions = layout.regions.len();
    let sectors = layout.sectors.len();
    let demands = layout.demands(table);
    let lists: Vec<&[f64]> = demands.iter().map(Vec::as_slice).collect();
    let by_region = ByRegion::new(table, &layout.industry_region);
    let outputs = by_region.outputs(&lists)?;
    stressors
        .iter()
        .map(|stressor| {
            let prints = by_region.footprints(&stressor.industries)?;
            let mut of = Accounts {
                production: vec![0.0; regions],
                consumption: vec![0.0; regions],
                imports: vec![0.0; regions],
                exports: vec![0.0; regions],
                direct: vec![0.0; regions],
                bilateral: vec![0.0; regions * regions],
                production_by_industry: vec![0.0; table.industries],
                exports_by_industry: vec![0.0; table.industries],
                consumption_by_sector: vec![0.0; regions * sectors],
                unassigned: stressor.industries.iter().sum::<f64>() - prints.emitted,
                multipliers: prints.multipliers,
                findings: prints.findings,
            };
            for (industry, (&emissions, &gross)) in
                stressor.industries.iter().zip(&table.output).enumerate()
            {
                if gross == 0.0 {
                    continue;
                }
                let origin = layout.industry_region[industry] as usize;
                of.production_by_industry[industry] = emissions;
                of.production[origin] += emissions;
                for (region, called) in outputs.iter().enumerate() {
                    let share = emissions * (called[industry] / gross);
                    of.bilateral[origin * regions + region] += share;
                    if region != origin {
                        of.exports_by_industry[industry] += share;
                    }
                }
            }
            for origin in 0..regions {
                for region in 0..regions {
                    let carried = of.bilateral[origin * regions + region];
                    of.consumption[region] += carried;
                    if origin != region {
                        of.imports[region] += carried;
                        of.exports[origin] += carried;
                    }
                }
            }
            for (region, demand) in demands.iter().enumerate() {
                for (industry, (value, multiplier)) in
                    demand.iter().zip(&of.multipliers).enumerate()
                {
                    let sector = layout.industry_sector[industry] as usize;
                    of.consumption_by_sector[region * sectors + sector] += value * multiplier;
                }
            }
            if let Some(direct) = &stressor.final_direct {
                if direct.len() != table.final_columns {
                    return Err(TradeError::Length {
                        what: "direct emissions of final demand",
                        found: direct.len(),
                        expected: table.final_columns,
                    });
                }
                for (&region, value) in layout.final_region.iter().zip(direct) {
                    of.direct[region as usize] += value;
                }
            }
            Ok(of)
        })
        .collect()
}

/// Of each region's consumption, what was emitted elsewhere, by sector of the product bought: region x sector.
/// Needs one solution for each region and stressor, which [`accounts`] does without.
///
/// # Errors
/// As [`accounts`].
pub fn imports_by_sector(
    table: &Table,
    layout: &Layout,
    emissions: &[f64],
) -> Result<Vec<f64>, TradeError> {
    layout.check(table)?;
    let sectors = layout.sectors.len();
    // Emissions outside of each region.
    let abroad: Vec<Vec<f64>> = (0..layout.regions.len() as u32)
        .map(|region| {
            let outside = layout.industry_region.iter().zip(emissions);
            outside
                .map(|(&of, &value)| if of == region { 0.0 } else { value })
                .collect()
        })
        .collect();
    let lists: Vec<&[f64]> = abroad.iter().map(Vec::as_slice).collect();
    let multipliers = multipliers_of(table, &lists)?;
    let mut imports = vec![0.0; layout.regions.len() * sectors];
    for (region, (demand, multipliers)) in
        layout.demands(table).iter().zip(&multipliers).enumerate()
    {
        for (industry, (value, multiplier)) in demand.iter().zip(multipliers).enumerate() {
            let sector = layout.industry_sector[industry] as usize;
            imports[region * sectors + sector] += value * multiplier;
        }
    }
    Ok(imports)
}
