//! `carbonshed trace`: whose carbon it is, in files of grids, trade tables and energy balances. No home is opened.

use super::print;
use crate::refusal::{ErrorCode, Refusal, Result};
use clap::{Args, Subcommand, ValueEnum};
use flow::balance;
use flow::formats::{Factors, FileFault, GridCase, mrio, npy, pandapower, pypsa, regional};
use flow::grid::{Losses, Network, Steps, audit, trace};
use flow::trade::{Accounts, Footprints, Layout, Stressor, Table, accounts, footprints};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Power that is missing or left over at a bus below this many MW is rounding of the file.
const GAP_MW: f64 = 1e-3;
/// Folders below the given one that are looked into.
const DEPTH_MAX: usize = 3;

/// What is traced.
#[derive(Debug, Subcommand)]
pub enum TraceCommand {
    /// Nodal carbon intensity of a grid, step by step.
    Grid(GridArgs),
    /// Footprints, imports and exports of a multi-regional table.
    Trade(TradeArgs),
    /// Production- and consumption-side accounts of a city's energy balance.
    Balance(BalanceArgs),
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
    #[arg(long)]
    out: PathBuf,
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
    /// Folder that the accounts are written to.
    #[arg(long)]
    out: PathBuf,
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
}

/// Runs it.
///
/// # Errors
/// Files that cannot be read or written; what the engines refuse.
pub fn run(command: TraceCommand) -> Result<()> {
    match command {
        TraceCommand::Grid(args) => grid(&args),
        TraceCommand::Trade(args) => trade(&args),
        TraceCommand::Balance(args) => balance(&args),
    }
}

fn refused(error: impl std::fmt::Display) -> Refusal {
    Refusal::new(ErrorCode::Refused, error.to_string())
}

fn bytes(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path)
        .map_err(|error| Refusal::storage(format!("cannot read {}", path.display()), error))
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| refused(format!("{} is not UTF-8", path.display())))
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let path = folder.join(name);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&path, bytes))
        .map_err(|error| Refusal::storage(format!("cannot write {}", path.display()), error))
}

/// An array whose last axis has the length that `shape` says elsewhere; vectors count as one row.
fn array(folder: &Path, name: &str) -> Result<npy::Array> {
    let path = folder.join(name);
    npy::read(&bytes(&path)?).map_err(|error| refused(format!("{}: {error}", path.display())))
}

/// Whole numbers from 0.
fn indices(array: &npy::Array, name: &str) -> Result<Vec<u32>> {
    array
        .values
        .iter()
        .map(|&value| {
            let index = value as u32;
            if f64::from(index) == value {
                Ok(index)
            } else {
                Err(refused(format!(
                    "{name}: {value} is no number of a bus, counted from 0"
                )))
            }
        })
        .collect()
}

fn number_of_steps(array: &npy::Array) -> usize {
    if array.shape.len() > 1 {
        array.shape[0]
    } else {
        1
    }
}

/// A grid and the factors of its generators (one each, or one each and step).
fn grid_case(args: &GridArgs) -> Result<(GridCase, Vec<f64>)> {
    let source = &args.source;
    let name = source.display().to_string();
    let ending = source.extension().and_then(|ending| ending.to_str());
    let case = if source.join("branches.npy").exists() {
        return arrays(source);
    } else if source.join("buses.csv").exists() {
        let mut files = BTreeMap::new();
        texts(source, "", 0, &mut files)?;
        pypsa::read(&files)
    } else if ending == Some("m") && source.is_file() {
        GridCase::from_matpower(&name, &text(source)?)
    } else if ending == Some("json") && source.is_file() {
        pandapower::read(&name, &text(source)?)
    } else {
        return Err(refused(format!(
            "{name} is no grid: expected a folder with branches.npy or buses.csv (PyPSA), a MATPOWER case (.m) or a pandapower network (.json)"
        )));
    };
    let case = case.map_err(refused)?;
    let factors = match &args.factors {
        Some(path) => Factors::read(&path.display().to_string(), &text(path)?).map_err(refused)?,
        None => Factors::default(),
    };
    let of = factors.of(&case).map_err(|fault| {
        refused(format!(
            "{fault} in a table key,factor_t_per_mwh (--factors)"
        ))
    })?;
    Ok((case, of))
}

fn arrays(folder: &Path) -> Result<(GridCase, Vec<f64>)> {
    let branches = array(folder, "branches.npy")?;
    if branches.shape.last() != Some(&2) || branches.shape.len() != 2 {
        return Err(refused(format!(
            "branches.npy has shape {:?}, not (branches, 2)",
            branches.shape
        )));
    }
    let ends = indices(&branches, "branches.npy")?;
    let generator_bus = indices(&array(folder, "gen_bus.npy")?, "gen_bus.npy")?;
    let flow = array(folder, "flow.npy")?;
    let received_mw = folder
        .join("flow_received.npy")
        .exists()
        .then(|| array(folder, "flow_received.npy"))
        .transpose()?;
    let buses = ends
        .iter()
        .chain(&generator_bus)
        .max()
        .map_or(0, |&last| last as usize + 1);
    let case = GridCase {
        buses: (0..buses).map(|bus| bus.to_string()).collect(),
        branches: ends
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[a, b]| (a, b))
            .collect(),
        steps: number_of_steps(&flow),
        sent_mw: flow.values,
        received_mw: received_mw.map(|array| array.values),
        generators: generator_bus
            .iter()
            .enumerate()
            .map(|(at, &bus)| flow::formats::Generator {
                name: at.to_string(),
                carrier: String::new(),
                bus,
            })
            .collect(),
        generation_mw: array(folder, "gen_mw.npy")?.values,
        ..GridCase::default()
    };
    Ok((case, array(folder, "gen_ef.npy")?.values))
}

fn grid(args: &GridArgs) -> Result<()> {
    let (case, factor_t_per_mwh) = grid_case(args)?;
    for note in &case.notes {
        eprintln!("note: {note}");
    }
    let generator_bus: Vec<u32> = case
        .generators
        .iter()
        .map(|generator| generator.bus)
        .collect();
    let begun = Instant::now();
    let network = Network::new(case.buses.len(), case.branches.clone()).map_err(refused)?;
    let steps = Steps {
        steps: case.steps,
        sent_mw: &case.sent_mw,
        received_mw: case.received_mw.as_deref(),
        generator_bus: &generator_bus,
        generation_mw: &case.generation_mw,
        factor_t_per_mwh: &factor_t_per_mwh,
        losses: match args.losses {
            LossesArg::User => Losses::User,
            LossesArg::Line => Losses::Line,
            LossesArg::Sender => Losses::Sender,
        },
    };
    let traced = trace(&network, &steps).map_err(refused)?;
    let trace_seconds = begun.elapsed().as_secs_f64();
    let loads = (!case.load_mw.is_empty()).then_some(case.load_mw.as_slice());
    let findings = audit(&network, &steps, loads, GAP_MW);
    for finding in &findings {
        eprintln!("note: {}", json!(finding));
    }
    write(
        &args.out,
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

fn trade(args: &TradeArgs) -> Result<()> {
    let source = if args.source.join("Z.npy").exists() {
        trade_arrays(&args.source, args.regions)?
    } else if args
        .source
        .extension()
        .is_some_and(|ending| ending == "xlsx")
    {
        let name = args.source.display().to_string();
        let regional = regional::from_xlsx(&name, &bytes(&args.source)?, args.sheet.as_deref())
            .map_err(refused)?;
        for note in &regional.notes {
            eprintln!("note: {note}");
        }
        regional.mrio
    } else {
        let mut files = BTreeMap::new();
        texts(&args.source, "", DEPTH_MAX, &mut files)?;
        mrio::read(&files).map_err(|fault: FileFault| refused(fault))?
    };
    if source.stressors.is_empty() {
        return Err(refused(
            "there are no emissions: F.npy, F.csv or a folder with F.txt is needed",
        ));
    }
    let begun = Instant::now();
    let prints: Vec<Footprints> = source
        .stressors
        .iter()
        .map(|stressor| footprints(&source.table, &stressor.industries))
        .collect::<std::result::Result<_, _>>()
        .map_err(refused)?;
    let footprint_seconds = begun.elapsed().as_secs_f64();
    let all = accounts(&source.table, &source.layout, &source.stressors).map_err(refused)?;
    let accounts_seconds = begun.elapsed().as_secs_f64() - footprint_seconds;
    for finding in &all[0].findings {
        eprintln!("note: {}", json!(finding));
    }
    let gap = all.iter().zip(&prints).map(|(of, print)| {
        let consumed: f64 = print.by_final_column.iter().sum();
        let produced: f64 = of.production.iter().sum();
        (consumed - produced).abs() / produced.abs().max(f64::MIN_POSITIVE)
    });
    let imbalance_max = gap.fold(0.0, f64::max);
    write_trade(&args.out, &source, &prints, &all)?;
    print(&format!(
        "{}\n",
        json!({
            "industries": source.table.industries,
            "regions": source.layout.regions.len(),
            "stressors": source.stressors.len(),
            "footprint_seconds": footprint_seconds,
            "accounts_seconds": accounts_seconds,
            "imbalance_max": imbalance_max,
            "findings": all[0].findings.len(),
        })
    ))
}

fn balance(args: &BalanceArgs) -> Result<()> {
    let name = args.file.display().to_string();
    let (carriers, rows) = balance::read(&name, &text(&args.file)?).map_err(refused)?;
    let method = match args.method {
        MethodArg::Energy => balance::Method::Energy,
        MethodArg::Exergy => balance::Method::Exergy,
        MethodArg::Efficiency => balance::Method::Efficiency,
    };
    let of = balance::accounts(&carriers, &rows, method).map_err(refused)?;
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

fn trade_arrays(folder: &Path, regions: Option<usize>) -> Result<mrio::Mrio> {
    let (z, y, f) = (
        array(folder, "Z.npy")?,
        array(folder, "Y.npy")?,
        array(folder, "F.npy")?,
    );
    let [n, final_columns] = y.shape[..] else {
        return Err(refused(format!(
            "Y.npy has shape {:?}, not (industries, columns)",
            y.shape
        )));
    };
    let table = Table::new(n, z.values, final_columns, y.values).map_err(refused)?;
    let layout =
        Layout::regular(n, final_columns, regions.unwrap_or(final_columns)).map_err(refused)?;
    if n == 0 || f.values.len() % n != 0 {
        return Err(refused(format!(
            "F.npy has shape {:?}, not (stressors, {n})",
            f.shape
        )));
    }
    let stressors = f
        .values
        .chunks_exact(n)
        .enumerate()
        .map(|(at, values)| Stressor {
            name: (at + 1).to_string(),
            unit: String::new(),
            industries: values.to_vec(),
            final_direct: None,
        });
    Ok(mrio::Mrio {
        table,
        layout,
        stressors: stressors.collect(),
    })
}

/// All text files below a folder by their path within it.
fn texts(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut BTreeMap<String, String>,
) -> Result<()> {
    let cannot = |error| Refusal::storage(format!("cannot read {}", folder.display()), error);
    for entry in std::fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            if depth > 0 {
                texts(&path, &format!("{name}/"), depth - 1, files)?;
            }
        } else if path.extension().is_some_and(|ending| {
            ["txt", "csv", "tsv", "json"]
                .iter()
                .any(|known| ending == *known)
        }) {
            files.insert(name, text(&path)?);
        }
    }
    Ok(())
}

fn write_trade(
    out: &Path,
    source: &mrio::Mrio,
    prints: &[Footprints],
    all: &[Accounts],
) -> Result<()> {
    let layout = &source.layout;
    let (regions, kinds, n) = (layout.regions.len(), all.len(), source.table.industries);
    let gather = |part: &dyn Fn(&Accounts) -> &[f64]| -> Vec<f64> {
        all.iter().flat_map(|of| part(of).iter().copied()).collect()
    };
    let arrays: [(&str, Vec<usize>, Vec<f64>); 5] = [
        (
            "footprint_by_region.npy",
            vec![kinds, regions],
            gather(&|of| &of.consumption),
        ),
        (
            "footprint_by_column.npy",
            vec![kinds, source.table.final_columns],
            prints
                .iter()
                .flat_map(|print| print.by_final_column.clone())
                .collect(),
        ),
        (
            "footprint_by_product.npy",
            vec![kinds, n],
            prints
                .iter()
                .flat_map(|print| print.by_product.clone())
                .collect(),
        ),
        (
            "multipliers.npy",
            vec![kinds, n],
            gather(&|of| &of.multipliers),
        ),
        (
            "bilateral.npy",
            vec![kinds, regions, regions],
            gather(&|of| &of.bilateral),
        ),
    ];
    for (name, shape, values) in &arrays {
        write(out, name, &npy::write(shape, values))?;
    }
    let mut by_region =
        Sheet::new("stressor,unit,region,production,consumption,imports,exports,direct")?;
    let mut flows = Sheet::new("stressor,unit,origin,final_demand,emissions")?;
    let mut products =
        Sheet::new("stressor,unit,region,sector,emissions,multiplier,footprint,exports")?;
    for ((stressor, of), print) in source.stressors.iter().zip(all).zip(prints) {
        let head = |more: &[&str]| -> Vec<String> {
            [stressor.name.as_str(), stressor.unit.as_str()]
                .iter()
                .chain(more)
                .map(|&text| text.to_owned())
                .collect()
        };
        for (region, name) in layout.regions.iter().enumerate() {
            let direct = stressor.final_direct.as_ref().map(|_| of.direct[region]);
            let values = [
                of.production[region],
                of.consumption[region],
                of.imports[region],
                of.exports[region],
            ];
            by_region.row(head(&[name]), values.map(Some).into_iter().chain([direct]))?;
            for (buyer, other) in layout.regions.iter().enumerate() {
                flows.row(
                    head(&[name, other]),
                    [Some(of.bilateral[region * regions + buyer])],
                )?;
            }
        }
        for industry in 0..n {
            let made = source.table.output[industry] != 0.0;
            let labels = head(&[
                &layout.regions[layout.industry_region[industry] as usize],
                &layout.sectors[layout.industry_sector[industry] as usize],
            ]);
            products.row(
                labels,
                [
                    Some(stressor.industries[industry]),
                    made.then(|| of.multipliers[industry]),
                    Some(print.by_product[industry]),
                    Some(of.exports_by_industry[industry]),
                ],
            )?;
        }
    }
    write(out, "accounts.csv", &by_region.done()?)?;
    write(out, "bilateral.csv", &flows.done()?)?;
    write(out, "products.csv", &products.done()?)
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
