//! `carbonshed board`: the exchange board of a region.

use super::together::{OutArgs, Text, tell};
use super::{EXIT_REFUSED, print, table};
use crate::home::Home;
use crate::http::dto::BoardQuery;
use crate::refusal::Result;
use crate::usecase::Actor;
use crate::usecase::board::{self, enter};
use clap::{Args, Subcommand};
use planning::supply::measure;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Family;

/// The exchange board.
#[derive(Debug, Subcommand)]
pub enum BoardCommand {
    /// Bring a folder of offers and needs, as `symbiosis match` and `supply` read them; all of it or nothing.
    Import(ImportArgs),
    /// List what is on the board.
    List(ListArgs),
}

/// Arguments of `board import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Folder with partners.csv, offers.csv, needs.csv and the like, or with folders `symbiosis` and `supply` of them; perhaps purchases.csv.
    folder: PathBuf,
    /// Region whose board it is.
    #[arg(long)]
    into: String,
    /// Mark all as invented.
    #[arg(long)]
    synthetic: bool,
}

/// Arguments of `board list`.
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Region.
    region: String,
    /// Words in English or Chinese, or digits of a code.
    words: Option<String>,
}

/// Arguments of `local`.
#[derive(Debug, Args)]
pub struct LocalArgs {
    /// CSV `buyer_city,seller_city,yuan`, perhaps `year`.
    file: PathBuf,
    /// Cities that belong together, commas between [default: all that buy].
    #[arg(long, value_delimiter = ',')]
    cities: Vec<String>,
    #[command(flatten)]
    common: OutArgs,
}

/// `local`.
///
/// # Errors
/// Files that cannot be read or written, or are refused.
pub fn local(args: &LocalArgs) -> Result<()> {
    let file = Text::read(&args.file)?;
    let cities: Vec<&str> = args.cities.iter().map(String::as_str).collect();
    let tables = measure::run(file.source(), &cities, args.common.strict());
    args.common.end(tables)
}

/// `board`.
///
/// # Errors
/// Files that cannot be read; an unknown region; what the store says.
pub async fn run(home: &Home, command: BoardCommand) -> Result<ExitCode> {
    match command {
        BoardCommand::Import(args) => import(home, &args).await,
        BoardCommand::List(args) => list(home, args).await,
    }
}

/// The CSV files of a folder that a board reads.
fn files_of(folder: &Path) -> Result<Vec<enter::BroughtFile>> {
    let names = [
        "partners.csv",
        "offers.csv",
        "needs.csv",
        "distances.csv",
        "transport.csv",
        "rules.csv",
        "purchases.csv",
    ];
    let there = names.iter().filter(|name| folder.join(name).exists());
    there
        .map(|name| {
            let text = Text::read(&folder.join(name))?;
            Ok(enter::BroughtFile {
                name: (*name).to_owned(),
                text: text.source().text.to_owned(),
            })
        })
        .collect()
}

async fn import(home: &Home, args: &ImportArgs) -> Result<ExitCode> {
    let parts = [
        (args.folder.clone(), None),
        (args.folder.join("symbiosis"), Some(Family::Symbiosis)),
        (args.folder.join("supply"), Some(Family::Supply)),
    ];
    let (mut rows, mut changed, mut refused, mut findings) = (0, 0, false, 0);
    for (folder, family) in parts {
        let files = files_of(&folder)?;
        if files.is_empty() {
            continue;
        }
        let synthetic = args.synthetic;
        let entered =
            enter::files(home, &Actor::Operator, &args.into, family, synthetic, files).await?;
        tell(&entered.findings);
        rows += entered.rows;
        changed += entered.ids.len();
        findings += entered.findings.len();
        refused |= entered.refused;
    }
    let line = serde_json::json!({"rows": rows, "changed": changed, "refused": refused, "findings": findings});
    print(&format!("{line}\n"))?;
    Ok(if refused {
        ExitCode::from(EXIT_REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

async fn list(home: &Home, args: ListArgs) -> Result<ExitCode> {
    let asked = BoardQuery {
        q: args.words,
        limit: Some(500),
        ..BoardQuery::default()
    };
    let page = board::list(home, &Actor::Operator, &args.region, asked).await?;
    let mut rows = table(
        &["id", "side", "what", "who", "quantity", "unit", "text"],
        &[4],
    );
    for one in &page.entries {
        rows.add_row([
            one.id.to_string(),
            one.side.clone(),
            one.what.clone(),
            one.who.clone().unwrap_or_default(),
            one.quantity.map(|q| q.to_string()).unwrap_or_default(),
            one.unit.clone().unwrap_or_default(),
            one.text.clone().unwrap_or_default(),
        ]);
    }
    print(&format!(
        "{rows}\n{} of {}\n",
        page.entries.len(),
        page.total
    ))?;
    Ok(ExitCode::SUCCESS)
}
