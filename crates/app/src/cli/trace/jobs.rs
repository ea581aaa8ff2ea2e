//! `carbonshed trace paths | decompose | aggregate | balance-table | gravity | reconcile`: from files to a table of rows.

use super::write;
use crate::cli::print;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::{self, refused, text};
use clap::Args;
use flow::formats::mrio::Mrio;
use flow::jobs::{self, Deviations, JobError, Purchase, Rows};
use serde_json::json;
use std::path::{Path, PathBuf};

/// A change of more standard deviations than this says that a measured value is doubtful.
const DOUBTFUL_SD: f64 = 3.0;

/// Whose purchases of what, and of which stressor.
#[derive(Debug, Args)]
struct PurchaseArgs {
    /// Stressor, where there are several (`extension/stressor`).
    #[arg(long)]
    stressor: Option<String>,
    /// Region whose final demand is meant [default: all].
    #[arg(long)]
    region: Option<String>,
    /// Sector of the product bought [default: all].
    #[arg(long)]
    sector: Option<String>,
}

impl PurchaseArgs {
    fn purchase(&self) -> Purchase<'_> {
        Purchase {
            region: self.region.as_deref(),
            sector: self.sector.as_deref(),
        }
    }
}

/// Arguments of `trace paths`.
#[derive(Debug, Args)]
pub struct PathsArgs {
    /// Trade table, as `trace trade` takes it.
    source: PathBuf,
    #[command(flatten)]
    of: PurchaseArgs,
    /// Paths below this share of the footprint are left in the rest (above 0, at most 1).
    #[arg(long, default_value_t = 0.001)]
    tolerance: f64,
    /// Deliveries followed at most.
    #[arg(long, default_value_t = 8)]
    longest: usize,
    /// Sheet of a workbook, where there are several.
    #[arg(long)]
    sheet: Option<String>,
    /// Folder that paths.csv is written to.
    #[arg(long)]
    out: PathBuf,
}

/// Arguments of `trace decompose`.
#[derive(Debug, Args)]
pub struct DecomposeArgs {
    /// Trade table of the earlier year.
    before: PathBuf,
    /// Trade table of the later year, in the prices of the same year.
    after: PathBuf,
    #[command(flatten)]
    of: PurchaseArgs,
    /// Folder that changes.csv is written to.
    #[arg(long)]
    out: PathBuf,
}

/// Arguments of `trace aggregate`.
#[derive(Debug, Args)]
pub struct AggregateArgs {
    /// Trade table, as `trace trade` takes it.
    source: PathBuf,
    /// Where each region goes: CSV `from,to`.
    #[arg(long)]
    regions: Option<PathBuf>,
    /// Where each sector goes: CSV `from,to`, with `share` where one goes to several.
    #[arg(long, required_unless_present = "regions")]
    sectors: Option<PathBuf>,
    /// Folder that Z.csv, Y.csv, F.csv and F_Y.csv are written to.
    #[arg(long)]
    out: PathBuf,
}

/// Arguments of `trace balance-table`.
#[derive(Debug, Args)]
pub struct BalanceTableArgs {
    /// Matrix: CSV with labels of rows and columns.
    matrix: PathBuf,
    /// New sums: CSV `side,name,sum`, side being row or column.
    #[arg(long)]
    sums: PathBuf,
    /// Folder that balanced.csv is written to.
    #[arg(long)]
    out: PathBuf,
}

/// Arguments of `trace gravity`.
#[derive(Debug, Args)]
pub struct GravityArgs {
    /// What each place sends and takes: CSV `place,sends,takes`.
    places: PathBuf,
    /// How far they are apart: CSV `from,to,distance`; a pair that is not there does not trade.
    #[arg(long)]
    distances: PathBuf,
    /// Exponents of distance: a low, a middle and a high one.
    #[arg(long, value_delimiter = ',', num_args = 1, default_value = "0.5,1,2")]
    exponents: Vec<f64>,
    /// Folder that flows.csv is written to.
    #[arg(long)]
    out: PathBuf,
}

/// Arguments of `trace reconcile`.
#[derive(Debug, Args)]
pub struct ReconcileArgs {
    /// Grid with flows, generation and loads, as `trace grid` takes it (a folder of arrays needs load_mw.npy).
    source: PathBuf,
    /// Standard deviation of a flow, as a share of it.
    #[arg(long, default_value_t = 0.02)]
    flow_share: f64,
    /// Standard deviation of a flow, at least, MW.
    #[arg(long, default_value_t = 0.1)]
    flow_least_mw: f64,
    /// Standard deviation of generation less load, as a share of it.
    #[arg(long, default_value_t = 0.02)]
    injection_share: f64,
    /// Standard deviation of generation less load, at least, MW; with 0 a bus without either stays exact.
    #[arg(long, default_value_t = 0.0)]
    injection_least_mw: f64,
    /// Folder that reconciled.csv is written to.
    #[arg(long)]
    out: PathBuf,
}

fn not_done(error: JobError) -> Refusal {
    match &error {
        JobError::Unknown { what, asked, .. } => {
            Refusal::new(ErrorCode::UnknownName, error.to_string())
                .with("what", what)
                .with("name", asked)
        }
        _ => refused(error),
    }
}

fn table(source: &Path, sheet: Option<&str>) -> Result<Mrio> {
    let (table, notes) = sources::trade(source, sheet, None)?;
    for note in &notes {
        eprintln!("note: {note}");
    }
    Ok(table)
}

fn save(out: &Path, name: &str, rows: &Rows) -> Result<()> {
    write(out, name, rows.to_csv().as_bytes())
}

fn named(path: &Path) -> Result<(String, String)> {
    Ok((path.display().to_string(), text(path)?))
}

fn pair(of: &(String, String)) -> (&str, &str) {
    (&of.0, &of.1)
}

/// Structural paths.
pub(super) fn paths(args: &PathsArgs) -> Result<()> {
    let source = table(&args.source, args.sheet.as_deref())?;
    let stressor = args.of.stressor.as_deref();
    let purchase = args.of.purchase();
    let of =
        jobs::paths(&source, stressor, purchase, args.tolerance, args.longest).map_err(not_done)?;
    save(&args.out, "paths.csv", &of.rows)?;
    print(&format!(
        "{}\n",
        json!({
            "paths": of.paths.paths.len(),
            "total": of.paths.total,
            "listed": of.paths.listed,
            "rest": of.paths.rest,
            "unit": of.unit,
        })
    ))
}

/// A change between two years.
pub(super) fn decompose(args: &DecomposeArgs) -> Result<()> {
    let (before, after) = (table(&args.before, None)?, table(&args.after, None)?);
    let of = jobs::decompose(
        &before,
        &after,
        args.of.stressor.as_deref(),
        args.of.purchase(),
    )
    .map_err(not_done)?;
    save(&args.out, "changes.csv", &of.rows)?;
    let mean = &of.parts.mean;
    print(&format!(
        "{}\n",
        json!({
            "before": of.parts.before,
            "after": of.parts.after,
            "intensity": mean.intensity,
            "technology": mean.technology,
            "demand": mean.demand,
            "unexplained": of.parts.after - of.parts.before - mean.total(),
            "unit": of.unit,
        })
    ))
}

/// Fewer regions or sectors.
pub(super) fn aggregate(args: &AggregateArgs) -> Result<()> {
    let source = table(&args.source, None)?;
    let read = |path: &Option<PathBuf>| path.as_deref().map(named).transpose();
    let (regions, sectors) = (read(&args.regions)?, read(&args.sectors)?);
    let of = jobs::aggregate(
        &source,
        regions.as_ref().map(pair),
        sectors.as_ref().map(pair),
    )
    .map_err(not_done)?;
    for (name, text) in jobs::table_files(&of) {
        write(&args.out, name, text.as_bytes())?;
    }
    print(&format!(
        "{}\n",
        json!({
            "industries": of.table.industries,
            "regions": of.layout.regions.len(),
            "sectors": of.layout.sectors.len(),
            "stressors": of.stressors.len(),
        })
    ))
}

/// A matrix with new sums.
pub(super) fn balance_table(args: &BalanceTableArgs) -> Result<()> {
    let (matrix, sums) = (named(&args.matrix)?, named(&args.sums)?);
    let of = jobs::balance(pair(&matrix), pair(&sums)).map_err(not_done)?;
    save(&args.out, "balanced.csv", &of.rows)?;
    print(&format!(
        "{}\n",
        json!({
            "rows": of.balanced.rows.len(),
            "columns": of.balanced.columns.len(),
            "passes": of.balanced.passes,
            "gap": of.balanced.gap,
        })
    ))
}

/// Flows by gravity.
pub(super) fn gravity(args: &GravityArgs) -> Result<()> {
    let exponents = <[f64; 3]>::try_from(args.exponents.as_slice()).map_err(|_| {
        Refusal::new(
            ErrorCode::BadParameter,
            "--exponents takes three numbers: low,middle,high",
        )
    })?;
    let (places, distances) = (named(&args.places)?, named(&args.distances)?);
    let of = jobs::gravity(pair(&places), pair(&distances), exponents).map_err(not_done)?;
    eprintln!(
        "note: these flows are estimates; `low` and `high` are what the exponents {} and {} give",
        exponents[0], exponents[2]
    );
    save(&args.out, "flows.csv", &of.rows)?;
    let span = (of.estimate.high.iter())
        .zip(&of.estimate.low)
        .map(|(high, low)| high - low)
        .fold(0.0, f64::max);
    print(&format!(
        "{}\n",
        json!({
            "flows": of.estimate.flows.iter().filter(|flow| **flow > 0.0).count(),
            "total": of.estimate.flows.iter().sum::<f64>(),
            "largest_span": span,
            "estimate": true,
        })
    ))
}

/// Measured flows, balanced.
pub(super) fn reconcile(args: &ReconcileArgs) -> Result<()> {
    let case = sources::grid(&args.source)?;
    for note in &case.notes {
        eprintln!("note: {note}");
    }
    let deviations = Deviations {
        flow_share: args.flow_share,
        flow_least_mw: args.flow_least_mw,
        injection_share: args.injection_share,
        injection_least_mw: args.injection_least_mw,
    };
    let of = jobs::reconcile(&case, deviations).map_err(not_done)?;
    let largest = |part: fn(&flow::grid::Reconciled) -> f64| {
        of.steps
            .iter()
            .map(|step| part(&step.of))
            .fold(0.0, f64::max)
    };
    for step in &of.steps {
        if step.of.largest_change_sd > DOUBTFUL_SD {
            eprintln!(
                "note: step {}: a value had to move by {:.1} standard deviations; it is doubtful",
                step.step, step.of.largest_change_sd
            );
        }
    }
    save(&args.out, "reconciled.csv", &of.rows)?;
    print(&format!(
        "{}\n",
        json!({
            "buses": case.buses.len(),
            "branches": case.branches.len(),
            "steps": of.steps.len(),
            "largest_change_sd": largest(|of| of.largest_change_sd),
            "gap_mw": largest(|of| of.gap_mw),
        })
    ))
}
