//! `carbonshed trace`: whose carbon it is, in files of grids, trade tables and energy balances. A home is opened only
//! where a result is to be kept with a region (`--into`).

mod jobs;
mod trade;

use super::print;
use crate::config::{Config, Layer};
use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::{self, refused, text};
use crate::usecase::Actor;
use crate::usecase::flows::balances::{self, NewBalance};
use crate::usecase::flows::grids::{self, NewGrid};
use clap::{Args, Subcommand, ValueEnum};
use flow::balance;
use flow::formats::npy;
use flow::grid::{Losses, Network, Steps, audit, trace_into};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Power that is missing or left over at a bus below this many MW is rounding of the file.
const GAP_MW: f64 = 1e-3;

/// What is traced.
#[derive(Debug, Subcommand)]
pub enum TraceCommand {
    /// Nodal carbon intensity of a grid, step by step.
    Grid(GridArgs),
    /// Footprints, imports and exports of a multi-regional table.
    Trade(TradeArgs),
    /// Production- and consumption-side accounts of a city's energy balance.
    Balance(BalanceArgs),
    /// Structural paths: by which chains of deliveries emissions reach a purchase.
    Paths(jobs::PathsArgs),
    /// Why a footprint changed between two tables: intensity, technology, demand.
    Decompose(jobs::DecomposeArgs),
    /// A table with fewer regions or sectors, by concordances.
    Aggregate(jobs::AggregateArgs),
    /// Bring a matrix to new sums of rows and columns (RAS; GRAS where cells are negative).
    BalanceTable(jobs::BalanceTableArgs),
    /// Estimate flows between places from what each sends and takes.
    Gravity(jobs::GravityArgs),
    /// Bring measured flows of a grid to balance by the smallest change.
    Reconcile(jobs::ReconcileArgs),
}

/// Who bears the carbon of what lines lose.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum LossesArg {
    /// Who uses the power that arrives.
    User,
    /// The line.
    Line,
    /// The sending bus.
    Sender,
}

/// Arguments of `trace grid`.
#[derive(Debug, Args)]
pub struct GridArgs {
    /// Folder of NumPy arrays (branches, flow, gen_bus, gen_mw, gen_ef; flow_received where lines lose power) or of a PyPSA network
    /// (buses.csv), a MATPOWER case (.m) or a pandapower network (.json).
    source: PathBuf,
    /// Who bears the carbon of losses.
    #[arg(long, value_enum, default_value = "user")]
    losses: LossesArg,
    /// Table `key,factor_t_per_mwh` for files without factors: by name of a generator, carrier or bus; `*` is any other.
    #[arg(long)]
    factors: Option<PathBuf>,
    /// Folder that nodal.npy (steps x buses, t/MWh) is written to.
    #[arg(long, required_unless_present = "into")]
    out: Option<PathBuf>,
    #[command(flatten)]
    keep: KeepArgs,
    /// When the first step begins, in the region's local time or with an offset (with --into).
    #[arg(long, requires = "into")]
    start: Option<String>,
    /// Minutes of a step (with --into).
    #[arg(long, default_value_t = 60, requires = "into")]
    step_minutes: u32,
    /// Table `bus,zone,lon,lat`: to which grid zone a bus belongs and where it stands (with --into).
    #[arg(long, requires = "into")]
    buses: Option<PathBuf>,
    /// Set the hourly factors of the region's grid zones from the trace (with --into); the next `account` computes with them.
    #[arg(long, requires = "into")]
    set_factors: bool,
}

/// A result that is kept with a region and shown by the server.
#[derive(Debug, Args)]
struct KeepArgs {
    /// Keep the result with this region of the home.
    #[arg(long, value_name = "REGION")]
    into: Option<String>,
    /// Name under which it is kept [default: that of the file or folder]; a later one of the same name takes its place.
    #[arg(long, requires = "into")]
    name: Option<String>,
    /// Where the data comes from; needed with --into unless it is --synthetic.
    #[arg(long, requires = "into", default_value = "")]
    origin: String,
    /// The data is invented: an example, marked so wherever it is shown.
    #[arg(long, requires = "into")]
    synthetic: bool,
}

impl KeepArgs {
    fn name(&self, source: &Path) -> String {
        self.name.clone().unwrap_or_else(|| {
            let name = source.file_stem().or_else(|| source.file_name());
            name.map_or_else(String::new, |name| name.to_string_lossy().into_owned())
        })
    }
}

/// Arguments of `trace trade`.
#[derive(Debug, Args)]
pub struct TradeArgs {
    /// Folder with Z, Y and F as NumPy arrays, as text saved by pymrio or given out by EXIOBASE, or as CSV with labels; or the
    /// workbook (.xlsx) of one region's table, emissions in rows below the sectors.
    source: PathBuf,
    /// Sheet of a workbook, where there are several.
    #[arg(long)]
    sheet: Option<String>,
    /// Regions of a table without names [default: one for each column of final demand].
    #[arg(long)]
    regions: Option<usize>,
    /// How regions share the carbon of what they trade.
    #[arg(long, value_enum, default_value = "half")]
    shared: SharedArg,
    /// Folder that the accounts are written to.
    #[arg(long, required_unless_present = "into")]
    out: Option<PathBuf>,
    #[command(flatten)]
    keep: KeepArgs,
    /// Year that the table describes (with --into).
    #[arg(long, requires = "into")]
    year: Option<i16>,
    /// Terms of the data (with --into).
    #[arg(long, requires = "into", default_value = "")]
    licence: String,
    /// Unit of emissions of which the table states none, as kt (with --into).
    #[arg(long, requires = "into", default_value = "")]
    unit: String,
}

/// How regions share the carbon of what they trade.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum SharedArg {
    /// Seller and buyer half each.
    Half,
    /// Along every delivery, by the share of value added in what the seller sends out.
    ValueAdded,
}

/// How the carbon of a process is divided among its products.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum MethodArg {
    /// By energy.
    Energy,
    /// By exergy.
    Exergy,
    /// By the fuel that separate making would take.
    Efficiency,
}

/// Arguments of `trace balance`.
#[derive(Debug, Args)]
pub struct BalanceArgs {
    /// CSV `kind,name,carrier,energy,factor_t,embodied_t,exergy,efficiency`.
    file: PathBuf,
    /// How power and heat (and all joint products) share carbon.
    #[arg(long, value_enum, default_value = "energy")]
    method: MethodArg,
    #[command(flatten)]
    keep: KeepArgs,
    /// Year that the balance describes (with --into).
    #[arg(long, requires = "into")]
    year: Option<i16>,
    /// Code of the place that it describes (with --into) [default: the whole region].
    #[arg(long, requires = "into")]
    place: Option<String>,
    /// Terms of the data (with --into).
    #[arg(long, requires = "into", default_value = "")]
    licence: String,
}

/// Runs it.
///
/// # Errors
/// Files that cannot be read or written; what the engines refuse; a home that cannot be opened.
pub async fn run(command: TraceCommand, home: &Path) -> Result<()> {
    match command {
        TraceCommand::Grid(args) => {
            if let Some(out) = &args.out {
                grid(&args, out)?;
            }
            keep_grid(&args, home).await
        }
        TraceCommand::Trade(args) => {
            if let Some(out) = &args.out {
                trade::trade(&args, out)?;
            }
            trade::keep(&args, home).await
        }
        TraceCommand::Balance(args) => {
            balance(&args)?;
            keep_balance(&args, home).await
        }
        TraceCommand::Paths(args) => jobs::paths(&args),
        TraceCommand::Decompose(args) => jobs::decompose(&args),
        TraceCommand::Aggregate(args) => jobs::aggregate(&args),
        TraceCommand::BalanceTable(args) => jobs::balance_table(&args),
        TraceCommand::Gravity(args) => jobs::gravity(&args),
        TraceCommand::Reconcile(args) => jobs::reconcile(&args),
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, bytes))
        .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
}

impl LossesArg {
    fn losses(self) -> Losses {
        match self {
            LossesArg::User => Losses::User,
            LossesArg::Line => Losses::Line,
            LossesArg::Sender => Losses::Sender,
        }
    }
}

async fn open(home: &Path) -> Result<Home> {
    let config = Config::load(home, Layer::default())?;
    Home::open(home, config).await
}

async fn keep_grid(args: &GridArgs, home: &Path) -> Result<()> {
    let Some(region) = &args.keep.into else {
        return Ok(());
    };
    let start = args.start.clone().ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadParameter,
            "say with --start when the first step begins, as 2026-05-04T00:00",
        )
    })?;
    let new = NewGrid {
        name: args.keep.name(&args.source),
        source: args.keep.origin.clone(),
        synthetic: args.keep.synthetic,
        start,
        step_minutes: args.step_minutes,
        losses: args.losses.losses(),
        factors: args.factors.clone(),
        buses: args.buses.clone(),
        set_factors: args.set_factors,
    };
    let home = open(home).await?;
    let kept = grids::import(&home, &Actor::Operator, region, &args.source, new).await?;
    print(&format!("{}\n", json!(kept)))
}

fn grid(args: &GridArgs, out: &Path) -> Result<()> {
    let (case, factor_t_per_mwh) =
        sources::grid_with_factors(&args.source, args.factors.as_deref())?;
    for note in &case.notes {
        eprintln!("note: {note}");
    }
    let generator_bus: Vec<u32> = case
        .generators
        .iter()
        .map(|generator| generator.bus)
        .collect();
    // The system hands out memory as it is first written: here, and not in the middle of the tracing.
    let room = vec![f64::NAN; case.steps * case.buses.len()];
    let begun = Instant::now();
    let network = Network::new(case.buses.len(), case.branches.clone()).map_err(refused)?;
    let steps = Steps {
        steps: case.steps,
        sent_mw: &case.sent_mw,
        received_mw: case.received_mw.as_deref(),
        generator_bus: &generator_bus,
        generation_mw: &case.generation_mw,
        factor_t_per_mwh: &factor_t_per_mwh,
        losses: args.losses.losses(),
    };
    let traced = trace_into(&network, &steps, room).map_err(refused)?;
    let trace_seconds = begun.elapsed().as_secs_f64();
    let loads = (!case.load_mw.is_empty()).then_some(case.load_mw.as_slice());
    let findings = audit(&network, &steps, loads, GAP_MW);
    for finding in &findings {
        eprintln!("note: {}", json!(finding));
    }
    write(
        out,
        "nodal.npy",
        &npy::write(&[case.steps, case.buses.len()], &traced.nodal_t_per_mwh),
    )?;
    if traced.idle > 0 {
        eprintln!(
            "note: {} times nothing runs through a bus; its intensity is written as 0",
            traced.idle
        );
    }
    print(&format!(
        "{}\n",
        json!({
            "buses": case.buses.len(),
            "branches": case.branches.len(),
            "steps": case.steps,
            "trace_seconds": trace_seconds,
            "imbalance_max": traced.imbalance_max,
            "idle": traced.idle,
            "findings": findings.len(),
        })
    ))
}

impl MethodArg {
    fn method(self) -> balance::Method {
        match self {
            MethodArg::Energy => balance::Method::Energy,
            MethodArg::Exergy => balance::Method::Exergy,
            MethodArg::Efficiency => balance::Method::Efficiency,
        }
    }
}

async fn keep_balance(args: &BalanceArgs, home: &Path) -> Result<()> {
    let Some(region) = &args.keep.into else {
        return Ok(());
    };
    let year = args.year.ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadParameter,
            "say with --year which year the balance describes",
        )
    })?;
    let new = NewBalance {
        name: args.keep.name(&args.file),
        year,
        place: args.place.clone(),
        source: args.keep.origin.clone(),
        licence: args.licence.clone(),
        synthetic: args.keep.synthetic,
        method: args.method.method(),
    };
    let home = open(home).await?;
    let id = balances::import(&home, &Actor::Operator, region, &args.file, new).await?;
    print(&format!("{}\n", json!({ "balance": id })))
}

fn balance(args: &BalanceArgs) -> Result<()> {
    let name = args.file.display().to_string();
    let (carriers, rows) = balance::read(&name, &text(&args.file)?).map_err(refused)?;
    let of = balance::accounts(&carriers, &rows, args.method.method()).map_err(refused)?;
    for finding in &of.findings {
        eprintln!("note: {}", json!(finding));
    }
    let mut table = super::table(
        &["use", "carrier", "energy", "direct t", "embodied t"],
        &[2, 3, 4],
    );
    for row in &of.finals {
        let cells = [row.energy, row.direct_t, row.embodied_t].map(|value| format!("{value:.3}"));
        table.add_row(
            [row.name.clone(), carriers[row.carrier].name.clone()]
                .into_iter()
                .chain(cells),
        );
    }
    let gap = of.production_t + of.imported_t - of.consumption_t - of.exported_t - of.unassigned_t;
    print(&format!(
        "{}\n{}\n",
        table.trim_fmt(),
        json!({
            "production_t": of.production_t,
            "imported_t": of.imported_t,
            "consumption_t": of.consumption_t,
            "exported_t": of.exported_t,
            "unassigned_t": of.unassigned_t,
            "imbalance_t": gap,
            "findings": of.findings.len(),
        })
    ))
}

/// A CSV in the making; a missing value is an empty cell.
struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    fn new(head: &str) -> Result<Self> {
        let mut sheet = Sheet(csv::Writer::from_writer(Vec::new()));
        sheet.record(head.split(',').map(str::to_owned).collect())?;
        Ok(sheet)
    }

    fn record(&mut self, cells: Vec<String>) -> Result<()> {
        self.0
            .write_record(cells)
            .map_err(|error| Refusal::internal("a CSV file", error))
    }

    fn row(
        &mut self,
        labels: Vec<String>,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<()> {
        let numbers = values
            .into_iter()
            .map(|value| value.map_or_else(String::new, |value| value.to_string()));
        self.record(labels.into_iter().chain(numbers).collect())
    }

    fn done(self) -> Result<Vec<u8>> {
        self.0
            .into_inner()
            .map_err(|error| Refusal::internal("a CSV file", error))
    }
}
