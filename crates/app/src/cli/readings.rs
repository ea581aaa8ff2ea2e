//! `carbonshed readings` and `carbonshed account`.

use super::print;
use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::readings::{account, peer};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// How a file or folder of readings is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// A folder of long Parquet files with meters and hourly factors beside: a region of its own, for measuring.
    Peer,
}

/// What can be done with readings.
#[derive(Debug, Subcommand)]
pub enum ReadingsCommand {
    /// Take in readings; all of them or nothing.
    Import {
        /// File or folder.
        path: PathBuf,
        /// How it is laid out.
        #[arg(long, value_enum)]
        format: Layout,
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
        ReadingsCommand::Import {
            path,
            format: Layout::Peer,
        } => json(&peer::load(home, &Actor::Operator, &path).await?)?,
        ReadingsCommand::AddDay { path } => {
            json(&peer::add_day(home, &Actor::Operator, &path).await?)?;
        }
    }
    Ok(ExitCode::SUCCESS)
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
