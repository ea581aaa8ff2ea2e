//! `carbonshed readings` and `carbonshed account`.

use super::print;
use crate::home::Home;
use crate::http::dto::ExchangeRequest;
use crate::http::readings::{option, repair_days};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::Watch;
use crate::usecase::readings::{account, cases, compact, exchange, files, fill, peer};
use clap::{Args, Subcommand, ValueEnum};
use metering::parse::ParseOptions;
use std::path::PathBuf;
use std::process::ExitCode;

/// How a file or folder of readings is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// Found out from the file.
    Auto,
    /// A row is one reading: `meter,at,value[,quality]`.
    Long,
    /// A row is one meter's day.
    Wide,
    /// A column is one meter, the first column the time.
    Columns,
    /// A folder of long Parquet files with meters and hourly factors beside: a region of its own, for measuring.
    Peer,
}

impl Layout {
    fn id(self) -> String {
        self.to_possible_value()
            .map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// A file of readings.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// File (CSV, TSV, XLSX, Parquet, gzip or not), or folder for `peer`.
    path: PathBuf,
    /// How it is laid out.
    #[arg(long, value_enum, default_value = "auto")]
    format: Layout,
    /// Region of the meters.
    #[arg(long)]
    region: Option<String>,
    /// Code of the meter, for a file that names none.
    #[arg(long)]
    meter: Option<String>,
    /// Head of the column of values, with --meter.
    #[arg(long)]
    column: Option<String>,
    /// What a time names [start, end; found out from the file].
    #[arg(long)]
    stamp: Option<String>,
    /// Take the good readings of a file that has faults.
    #[arg(long)]
    lenient: bool,
}

/// An exchange of a meter, or a reset of its register.
#[derive(Debug, Args)]
pub struct ExchangeArgs {
    /// Region of the meter.
    #[arg(long)]
    region: String,
    /// Code of the meter.
    #[arg(long)]
    meter: String,
    /// When: 2026-05-04T10:30, local time of the region, or with an offset.
    #[arg(long)]
    at: String,
    /// What the register showed last before; needed of an exchange.
    #[arg(long)]
    last_old: Option<f64>,
    /// What it showed first after; needed, except to take back.
    #[arg(long, required_unless_present = "take_back")]
    first_new: Option<f64>,
    /// Take back what was told of this time: the days are worked out as if nothing had been said.
    #[arg(long, conflicts_with_all = ["last_old", "first_new"])]
    take_back: bool,
}

/// What can be done with readings.
#[derive(Debug, Subcommand)]
pub enum ReadingsCommand {
    /// Take in readings; all of them or nothing.
    Import(ImportArgs),
    /// Add meters, or describe them anew, from a table (`code,place,carrier,…`).
    Meters {
        /// CSV, TSV or XLSX.
        file: PathBuf,
        /// Region of the meters.
        #[arg(long)]
        region: String,
    },
    /// Set hourly factors of grid zones from a table (`zone,at,kg_per_kwh`).
    Factors {
        /// CSV, TSV or XLSX.
        file: PathBuf,
        /// Region of the zones.
        #[arg(long)]
        region: String,
    },
    /// Say that a meter was exchanged for another; what went through is worked out anew.
    Exchange(ExchangeArgs),
    /// Say that a meter's register was set to another figure.
    Reset(ExchangeArgs),
    /// Look for abnormal readings; they become cases.
    Check {
        /// Region of the meters.
        #[arg(long)]
        region: String,
    },
    /// Fill gaps with estimated readings (neighbouring days, like days, profile); what was read stays.
    Repair {
        /// Region of the meters.
        #[arg(long)]
        region: String,
        /// Only this meter.
        #[arg(long)]
        meter: Option<String>,
        /// First day [default: the meter's first].
        #[arg(long)]
        from: Option<String>,
        /// Last day [default: the meter's last].
        #[arg(long)]
        to: Option<String>,
        /// Only say what would be filled, and how.
        #[arg(long)]
        dry_run: bool,
    },
    /// Merge the small files of a region's tables into large ones. The server does so by itself.
    Compact {
        /// Region whose files are merged.
        #[arg(long)]
        region: String,
        /// Also remove files that were merged more than so many days ago: older versions of the tables can then no longer be read.
        #[arg(long)]
        keep_days: Option<u32>,
    },
    /// Add one more day of all meters of a measuring folder, and account for it.
    AddDay {
        /// The folder.
        path: PathBuf,
    },
}

/// Arguments of `account`.
#[derive(Debug, Args)]
pub struct AccountArgs {
    /// Only this region [default: all that have meters].
    #[arg(long)]
    region: Option<String>,
    /// Compute everything again, not only what has changed.
    #[arg(long)]
    all: bool,
}

fn json(value: &impl serde::Serialize) -> Result<()> {
    let text =
        serde_json::to_string(value).map_err(|error| Refusal::internal("the result", error))?;
    print(&format!("{text}\n"))
}

/// Runs a command on readings.
///
/// # Errors
/// What the use cases refuse.
pub async fn readings(home: &Home, command: ReadingsCommand) -> Result<ExitCode> {
    match command {
        ReadingsCommand::Import(args) if args.format == Layout::Peer => {
            json(&peer::load(home, &Actor::Operator, &args.path).await?)?;
        }
        ReadingsCommand::Import(args) => return import(home, args).await,
        ReadingsCommand::Meters { file, region } => {
            let upload = super::import::upload(&file)?;
            let meters = files::import_meters(home, &Actor::Operator, &region, &upload).await?;
            print(&format!("{meters} meters\n"))?;
        }
        ReadingsCommand::Factors { file, region } => {
            let upload = super::import::upload(&file)?;
            let days = files::import_factors(home, &Actor::Operator, &region, upload).await?;
            print(&format!("{days} days of zones\n"))?;
        }
        ReadingsCommand::Exchange(args) => exchange(home, args, "exchange").await?,
        ReadingsCommand::Reset(args) => exchange(home, args, "reset").await?,
        ReadingsCommand::Check { region } => {
            let run = cases::run(home, &Actor::Operator, &region).await?;
            print(&format!("{} cases, {} of them new\n", run.found, run.new))?;
        }
        ReadingsCommand::Repair {
            region,
            meter,
            from,
            to,
            dry_run,
        } => {
            let asked = repair_days(meter.as_deref(), from.as_deref(), to.as_deref())?;
            if dry_run {
                let (filled, fills) = fill::dry_run(home, &Actor::Operator, &region, asked).await?;
                let mut out = super::table(
                    &["meter", "from", "to", "method", "slots", "amount"],
                    &[4, 5],
                );
                for (meter, one) in &fills {
                    out.add_row([
                        meter.clone(),
                        one.from.clone(),
                        one.to.clone(),
                        one.method.clone(),
                        one.slots.to_string(),
                        format!("{:.3}", one.amount),
                    ]);
                }
                print(&format!("{out}\n"))?;
                json(&filled)?;
            } else {
                json(&fill::run(home, &Actor::Operator, &region, asked).await?.0)?;
            }
        }
        ReadingsCommand::Compact { region, keep_days } => {
            for done in compact::run(home, &Actor::Operator, &region, 1, keep_days).await? {
                json(&done)?;
            }
        }
        ReadingsCommand::AddDay { path } => {
            json(&peer::add_day(home, &Actor::Operator, &path).await?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn exchange(home: &Home, args: ExchangeArgs, kind: &str) -> Result<()> {
    let (region, meter) = (&args.region, &args.meter);
    let done = match args.first_new {
        Some(first_new) => {
            let asked = ExchangeRequest {
                at: args.at,
                kind: Some(kind.to_owned()),
                last_old: args.last_old,
                first_new,
            };
            exchange::record(home, &Actor::Operator, region, meter, &asked).await?
        }
        None => exchange::take_back(home, &Actor::Operator, region, meter, &args.at).await?,
    };
    for finding in &done.findings {
        eprintln!("{}: {}", finding.code, finding.message);
    }
    print(&format!("{} days worked out anew\n", done.days))
}

async fn import(home: &Home, args: ImportArgs) -> Result<ExitCode> {
    let region = args.region.ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadParameter,
            "say with --region whose meters these are",
        )
    })?;
    let mut options = ParseOptions::default();
    let mut lenient = args.lenient;
    for (name, value) in [
        ("layout", Some(args.format.id())),
        ("stamp", args.stamp),
        ("meter", args.meter),
        ("column", args.column),
    ] {
        if let Some(value) = value {
            option(&mut options, &mut lenient, name, &value)?;
        }
    }
    let upload = super::import::upload(&args.path)?;
    let bar = super::import::bar(&upload.file_name);
    let shown = bar.clone();
    let watch = Watch {
        progress: Some(Box::new(move |state, done, total| {
            super::import::show(&shown, state, done, total);
        })),
        ..Watch::default()
    };
    let actor = Actor::Operator;
    let done = files::import_watched(home, &actor, &region, upload, options, lenient, watch).await;
    bar.finish_and_clear();
    let outcome = done?;
    for finding in outcome.findings.iter().take(40) {
        eprintln!("{}: {}", finding.code, finding.message);
    }
    json(&outcome)?;
    Ok(if outcome.refused {
        ExitCode::from(super::EXIT_REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

/// Accounts for readings; the last line is one JSON object.
///
/// # Errors
/// What the use case refuses; a home without meters.
pub async fn account(home: &Home, args: AccountArgs) -> Result<ExitCode> {
    let mut regions = Vec::new();
    match args.region {
        Some(region) => regions.push(region),
        None => {
            for record in home.store().regions().await? {
                if !home.store().meters(&record.region.id).await?.is_empty() {
                    regions.push(record.region.id);
                }
            }
        }
    }
    if regions.is_empty() {
        return Err(Refusal::new(
            ErrorCode::NoData,
            "there are no meters yet: bring readings in first with `readings import`",
        ));
    }
    let mut total = account::Run::default();
    for region in &regions {
        let run = account::run(home, &Actor::Operator, region, args.all).await?;
        total.import = run.import;
        total.readings += run.readings;
        total.energy_kwh += run.energy_kwh;
        total.emissions_kg += run.emissions_kg;
        total.months += run.months;
        total.groups += run.groups;
        total.seconds += run.seconds;
        total.total_seconds += run.total_seconds;
        total.all |= run.all;
    }
    json(&total)?;
    Ok(ExitCode::SUCCESS)
}
