//! Jobs on tables of trade: paths, changes between years, aggregation.

use std::collections::BTreeMap;

use super::{Columns, JobError, Rows, find};
use crate::formats::mrio::Mrio;
use crate::trade::{self, Concordance, Decomposition, Layout, Paths, Stressor, Year};

/// Whose purchases of what; `None` is all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purchase<'a> {
    /// Region of final demand.
    pub region: Option<&'a str>,
    /// Sector of the product bought, from any region.
    pub sector: Option<&'a str>,
}

/// The stressor of a name, or the only one.
///
/// # Errors
/// A name that is not there; none named although there are several, or none at all.
pub fn stressor<'a>(source: &'a Mrio, name: Option<&str>) -> Result<&'a Stressor, JobError> {
    let names: Vec<String> = source.stressors.iter().map(|s| s.name.clone()).collect();
    match (name, &source.stressors[..]) {
        (Some(name), all) => Ok(&all[find("stressor", name, &names)?]),
        (None, [only]) => Ok(only),
        (None, []) => Err(JobError::Lacking {
            needed: "the table has no emissions (F)".to_owned(),
        }),
        (None, _) => Err(JobError::Lacking {
            needed: format!("name one of the stressors: {}", names.join(", ")),
        }),
    }
}

/// Final demand by industry, in the unit of the table.
fn demand(source: &Mrio, purchase: Purchase<'_>) -> Result<Vec<f64>, JobError> {
    let layout = &source.layout;
    let region = purchase
        .region
        .map(|name| find("region", name, &layout.regions))
        .transpose()?;
    let sector = purchase
        .sector
        .map(|name| find("sector", name, &layout.sectors))
        .transpose()?;
    let rows = source
        .table
        .final_demand
        .chunks_exact(source.table.final_columns.max(1));
    let mut demand = vec![0.0; source.table.industries];
    for ((sum, row), &of) in demand.iter_mut().zip(rows).zip(&layout.industry_sector) {
        if sector.is_some_and(|sector| sector != of as usize) {
            continue;
        }
        for (value, &column) in row.iter().zip(&layout.final_region) {
            if region.is_none_or(|region| region == column as usize) {
                *sum += value;
            }
        }
    }
    Ok(demand)
}

fn industry(layout: &Layout, at: usize) -> (&str, &str) {
    (
        &layout.regions[layout.industry_region[at] as usize],
        &layout.sectors[layout.industry_sector[at] as usize],
    )
}

/// Structural paths with names.
#[derive(Debug, Clone, PartialEq)]
pub struct PathsOf {
    /// Paths, and what is not on them.
    pub paths: Paths,
    /// Unit of the stressor; empty if unknown.
    pub unit: String,
    /// One row a path, largest first, and a last one for the rest: `rank,deliveries,path,emissions,share,upstream`. A path reads from the
    /// industry that emits to the product bought.
    pub rows: Rows,
}

/// Follows what some purchases call for upstream, to a tolerance (a share of the footprint, above 0 to 1) and a number of deliveries.
///
/// # Errors
/// Names that are not there; as [`trade::paths`].
pub fn paths(
    source: &Mrio,
    of: Option<&str>,
    purchase: Purchase<'_>,
    tolerance: f64,
    longest: usize,
) -> Result<PathsOf, JobError> {
    let stressor = stressor(source, of)?;
    let demand = demand(source, purchase)?;
    let paths = trade::paths(
        &source.table,
        &stressor.industries,
        &demand,
        tolerance,
        longest,
    )?;
    let mut rows = Rows::new([
        "rank",
        "deliveries",
        "path",
        "emissions",
        "share",
        "upstream",
    ]);
    // Of a footprint of 0 there are no shares.
    let share = |part: f64| {
        if paths.total == 0.0 {
            String::new()
        } else {
            (part / paths.total).to_string()
        }
    };
    for (rank, path) in paths.paths.iter().enumerate() {
        let way: Vec<String> = path
            .industries
            .iter()
            .rev()
            .map(|&at| {
                let (region, sector) = industry(&source.layout, at as usize);
                format!("{region}: {sector}")
            })
            .collect();
        rows.rows.push(vec![
            (rank + 1).to_string(),
            (way.len() - 1).to_string(),
            way.join(" > "),
            path.emissions.to_string(),
            share(path.emissions),
            path.upstream.to_string(),
        ]);
    }
    rows.rows.push(vec![
        String::new(),
        String::new(),
        "rest".to_owned(),
        paths.rest.to_string(),
        share(paths.rest),
        String::new(),
    ]);
    Ok(PathsOf {
        unit: stressor.unit.clone(),
        paths,
        rows,
    })
}

/// A change between two years with names.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposed {
    /// Both forms and their mean.
    pub parts: Decomposition,
    /// Unit of the stressor; empty if unknown.
    pub unit: String,
    /// Mean effects by emitting industry, and a last row of sums: `region,sector,intensity,technology,demand,change`.
    pub rows: Rows,
}

/// Why the footprint of some purchases changed between two tables in the prices of one year.
///
/// # Errors
/// Tables whose industries differ in name, order or number; names that are not there; as [`trade::decompose`].
pub fn decompose(
    before: &Mrio,
    after: &Mrio,
    of: Option<&str>,
    purchase: Purchase<'_>,
) -> Result<Decomposed, JobError> {
    let names = |source: &Mrio| -> Vec<(String, String)> {
        let all = (0..source.table.industries).map(|at| industry(&source.layout, at));
        all.map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    };
    let industries = names(before);
    if industries != names(after) {
        return Err(JobError::Differ { what: "industries" });
    }
    let (first, second) = (stressor(before, of)?, stressor(after, of)?);
    if first.unit != second.unit {
        return Err(JobError::Differ {
            what: "units of emissions",
        });
    }
    let demands = (demand(before, purchase)?, demand(after, purchase)?);
    let parts = trade::decompose(
        Year {
            table: &before.table,
            emissions: &first.industries,
            demand: &demands.0,
        },
        Year {
            table: &after.table,
            emissions: &second.industries,
            demand: &demands.1,
        },
    )?;
    let mut rows = Rows::new([
        "region",
        "sector",
        "intensity",
        "technology",
        "demand",
        "change",
    ]);
    for ((region, sector), effects) in industries.iter().zip(&parts.mean.by_industry) {
        let change = effects.iter().sum();
        rows.push(
            [region.as_str(), sector],
            effects.iter().copied().chain([change]),
        );
    }
    let mean = &parts.mean;
    rows.push(
        ["all", ""],
        [mean.intensity, mean.technology, mean.demand, mean.total()],
    );
    Ok(Decomposed {
        unit: first.unit.clone(),
        parts,
        rows,
    })
}

/// New names with, for each old one, the places of its new ones and their shares.
struct Renamed {
    names: Vec<String>,
    to: Vec<Vec<(u32, f64)>>,
}

/// Reads `from,to` or `from,to,share`; a row without share is whole. Every old name must be there.
fn renamed(
    what: &'static str,
    old: &[String],
    concordance: Option<(&str, &str)>,
) -> Result<Renamed, JobError> {
    let Some((file, text)) = concordance else {
        return Ok(Renamed {
            names: old.to_vec(),
            to: (0..old.len() as u32).map(|at| vec![(at, 1.0)]).collect(),
        });
    };
    let table = Columns::read(file, text, &["from", "to"])?;
    let mut renamed = Renamed {
        names: Vec::new(),
        to: vec![Vec::new(); old.len()],
    };
    for row in table.rows() {
        let (from, to) = (table.text(row, "from"), table.text(row, "to"));
        let Some(at) = old.iter().position(|name| name == from) else {
            return Err(table
                .wrong(row, "from", &format!("is no {what} of the table"))
                .into());
        };
        let place = match renamed.names.iter().position(|name| name == to) {
            Some(place) => place,
            None => {
                renamed.names.push(to.to_owned());
                renamed.names.len() - 1
            }
        };
        let share = table.number(row, "share")?.unwrap_or(1.0);
        renamed.to[at].push((place as u32, share));
    }
    if let Some(at) = renamed.to.iter().position(Vec::is_empty) {
        return Err(JobError::Lacking {
            needed: format!("{file} does not say where {what} {:?} goes", old[at]),
        });
    }
    Ok(renamed)
}

/// The table by other regions and sectors. Each concordance is a file's name and its text, CSV `from,to` with an optional `share`;
/// without one names stay. Emissions and direct emissions of final demand go along; categories of final demand stay.
///
/// # Errors
/// Names that the table does not have or the concordance lacks; shares that do not sum to 1; a region in parts (its final demand could not be
/// divided by the same shares as its industries).
pub fn aggregate(
    source: &Mrio,
    regions: Option<(&str, &str)>,
    sectors: Option<(&str, &str)>,
) -> Result<Mrio, JobError> {
    let old = &source.layout;
    let regions = renamed("region", &old.regions, regions)?;
    let sectors = renamed("sector", &old.sectors, sectors)?;
    let mut whole = Vec::with_capacity(regions.to.len());
    for (name, to) in old.regions.iter().zip(&regions.to) {
        match to[..] {
            [(place, 1.0)] => whole.push(place),
            _ => {
                return Err(JobError::Lacking {
                    needed: format!("region {name:?} must go to one region as a whole"),
                });
            }
        }
    }
    // Only pairs that occur become industries (or columns of final demand), in the order of regions and then sectors.
    let mut industries: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut finals: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let of = |at: usize| {
        (
            whole[old.industry_region[at] as usize],
            &sectors.to[old.industry_sector[at] as usize],
        )
    };
    for at in 0..source.table.industries {
        let (region, to) = of(at);
        industries.extend(to.iter().map(|&(sector, _)| ((region, sector), 0)));
    }
    let column = |at: usize| (whole[old.final_region[at] as usize], old.final_category[at]);
    finals.extend((0..source.table.final_columns).map(|at| (column(at), 0)));
    for list in [&mut industries, &mut finals] {
        for (number, at) in list.values_mut().enumerate() {
            *at = number as u32;
        }
    }
    let rows = (0..source.table.industries).map(|at| {
        let (region, to) = of(at);
        let share = |&(sector, share): &(u32, f64)| (industries[&(region, sector)], share);
        to.iter().map(share).collect()
    });
    let by_industry = Concordance::new(industries.len(), rows.collect())?;
    let columns: Vec<u32> = (0..source.table.final_columns)
        .map(|at| finals[&column(at)])
        .collect();
    let by_column = Concordance::whole(finals.len(), &columns)?;
    let mut stressors = Vec::with_capacity(source.stressors.len());
    for stressor in &source.stressors {
        let direct = stressor.final_direct.as_ref();
        stressors.push(Stressor {
            industries: by_industry.sum(&stressor.industries)?,
            final_direct: direct.map(|list| by_column.sum(list)).transpose()?,
            ..stressor.clone()
        });
    }
    Ok(Mrio {
        table: trade::aggregate(&source.table, &by_industry, &by_column)?,
        layout: Layout {
            regions: regions.names,
            sectors: sectors.names,
            industry_region: industries.keys().map(|key| key.0).collect(),
            industry_sector: industries.keys().map(|key| key.1).collect(),
            categories: old.categories.clone(),
            final_region: finals.keys().map(|key| key.0).collect(),
            final_category: finals.keys().map(|key| key.1).collect(),
        },
        stressors,
    })
}

/// A table as the files `Z.csv`, `Y.csv`, `F.csv` and, where they are known, `F_Y.csv` (direct emissions of final demand) and `F_unit.txt`, which
/// [`crate::formats::mrio::read`] reads again.
pub fn table_files(source: &Mrio) -> Vec<(&'static str, String)> {
    let (layout, table) = (&source.layout, &source.table);
    let industries: Vec<(&str, &str)> = (0..table.industries)
        .map(|at| industry(layout, at))
        .collect();
    let columns: Vec<(&str, &str)> = layout
        .final_region
        .iter()
        .zip(&layout.final_category)
        .map(|(&region, &category)| {
            (
                layout.regions[region as usize].as_str(),
                layout.categories[category as usize].as_str(),
            )
        })
        .collect();
    // Two rows of labels above, and two columns left of the numbers (one of stressors' names).
    let sheet = |left: [&str; 2], names: &[(&str, &str)], width: usize| {
        let head = left[..width].iter().copied();
        let mut rows = Rows::new(head.chain(names.iter().map(|pair| pair.0)));
        let blanks = std::iter::repeat_n("", width);
        rows.push(blanks.chain(names.iter().map(|pair| pair.1)), []);
        rows
    };
    let square = |names: &[(&str, &str)], values: &[f64]| {
        let mut rows = sheet(["region", "sector"], names, 2);
        for (of, line) in industries
            .iter()
            .zip(values.chunks_exact(names.len().max(1)))
        {
            rows.push([of.0, of.1], line.iter().copied());
        }
        rows.to_csv()
    };
    let mut files = vec![
        ("Z.csv", square(&industries, &table.deliveries)),
        ("Y.csv", square(&columns, &table.final_demand)),
    ];
    let mut emissions = sheet(["stressor", ""], &industries, 1);
    let mut direct = sheet(["stressor", ""], &columns, 1);
    for stressor in &source.stressors {
        let name = [stressor.name.as_str()];
        emissions.push(name, stressor.industries.iter().copied());
        if let Some(list) = &stressor.final_direct {
            direct.push(name, list.iter().copied());
        }
    }
    if !emissions.rows[1..].is_empty() {
        files.push(("F.csv", emissions.to_csv()));
    }
    if !direct.rows[1..].is_empty() {
        files.push(("F_Y.csv", direct.to_csv()));
    }
    if source.stressors.iter().any(|of| !of.unit.is_empty()) {
        let mut units = String::from("stressor\tunit\n");
        for stressor in &source.stressors {
            units += &format!("{}\t{}\n", stressor.name, stressor.unit);
        }
        files.push(("F_unit.txt", units));
    }
    files
}
