//! `carbonshed city gravity|core|integration|ladder|path`: what ties cities together, from files to files.

use super::together::{OutArgs, Text};
use crate::refusal::Result;
use clap::Args;
use planning::ties::table::Wanted;
use planning::ties::{core, flows, integration, ladder, path};
use std::path::PathBuf;

/// Arguments of `city gravity`.
#[derive(Debug, Args)]
pub struct GravityArgs {
    /// CSV `from,to,amount` (or `flow`), perhaps `kind,unit,period,source`.
    file: PathBuf,
    /// CSV `id,mass,lon,lat`.
    #[arg(long)]
    places: PathBuf,
    /// Nothing flows between two places without a row; else that is not known.
    #[arg(long)]
    absent_is_zero: bool,
    /// Kind of flow, where the file has a column `kind` [default: the first].
    #[arg(long)]
    kind: Option<String>,
    /// Period of the flows, where it has a column `period` [default: the latest of the kind].
    #[arg(long)]
    period: Option<String>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `city core`.
#[derive(Debug, Args)]
pub struct CoreArgs {
    /// CSV `from,to,amount` (or `flow`), perhaps `kind,unit,period,source`.
    file: PathBuf,
    /// Nothing flows between two places without a row; else that is not known.
    #[arg(long)]
    absent_is_zero: bool,
    /// Kind of flow, where the file has a column `kind` [default: the first].
    #[arg(long)]
    kind: Option<String>,
    /// Period of the flows, where it has a column `period` [default: the latest of the kind].
    #[arg(long)]
    period: Option<String>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `city integration`.
#[derive(Debug, Args)]
pub struct IntegrationArgs {
    /// CSV `area,indicator,year,value`.
    file: PathBuf,
    /// CSV `area,weight`, perhaps `indicator,sense` [default: five areas that weigh alike].
    #[arg(long)]
    weights: Option<PathBuf>,
    /// Year that is 100 [default: the first].
    #[arg(long)]
    base: Option<i32>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `city ladder`.
#[derive(Debug, Args)]
pub struct LadderArgs {
    /// CSV `a,b,indicator,value`.
    file: PathBuf,
    /// CSV `level,indicator,at_least`, the lowest level first [default: networking to collaboration].
    #[arg(long)]
    rules: Option<PathBuf>,
    #[command(flatten)]
    common: OutArgs,
}

/// Arguments of `city path`.
#[derive(Debug, Args)]
pub struct PathArgs {
    /// CSV `city,resource,value`.
    file: PathBuf,
    /// CSV `path,resource,weight` [default: the four paths of the documents, held against the cities that they name].
    #[arg(long)]
    rules: Option<PathBuf>,
    #[command(flatten)]
    common: OutArgs,
}

/// `city gravity`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn gravity(args: &GravityArgs) -> Result<()> {
    let (flows, places) = (Text::read(&args.file)?, Text::read(&args.places)?);
    let (zero, strict) = (args.absent_is_zero, args.common.strict());
    let wanted = Wanted {
        kind: args.kind.as_deref(),
        period: args.period.as_deref(),
    };
    let tables = flows::run_models(flows.source(), places.source(), wanted, zero, strict);
    args.common.end(tables)
}

/// `city core`.
///
/// # Errors
/// Files that cannot be read or written, or are refused; flows that tell no core.
pub fn core(args: &CoreArgs) -> Result<()> {
    let flows = Text::read(&args.file)?;
    let strict = args.common.strict();
    let wanted = Wanted {
        kind: args.kind.as_deref(),
        period: args.period.as_deref(),
    };
    let tables = core::run(flows.source(), wanted, args.absent_is_zero, strict);
    args.common.end(tables)
}

/// `city integration`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn integration(args: &IntegrationArgs) -> Result<()> {
    let values = Text::read(&args.file)?;
    let weights = Text::or_embedded(args.weights.as_deref(), "cities/integration.csv")?;
    let strict = args.common.strict();
    let tables = integration::run(values.source(), weights.source(), args.base, strict);
    args.common.end(tables)
}

/// `city ladder`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn ladder(args: &LadderArgs) -> Result<()> {
    let pairs = Text::read(&args.file)?;
    let rules = Text::or_embedded(args.rules.as_deref(), "cities/ladder.csv")?;
    let tables = ladder::run(pairs.source(), rules.source(), args.common.strict());
    args.common.end(tables)
}

/// `city path`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn path(args: &PathArgs) -> Result<()> {
    let resources = Text::read(&args.file)?;
    let rules = Text::or_embedded(args.rules.as_deref(), "cities/paths.csv")?;
    // What the documents say of cities belongs to their own paths alone.
    let named = args
        .rules
        .is_none()
        .then(|| Text::or_embedded(None, "cities/path_cities.csv"));
    let named = named.transpose()?;
    let tables = path::run(
        resources.source(),
        rules.source(),
        named.as_ref().map(Text::source),
        args.common.strict(),
    );
    args.common.end(tables)
}
