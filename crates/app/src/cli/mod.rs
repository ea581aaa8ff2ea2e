//! The command line. Exit codes: 0 done, 1 failed, 2 a file was refused (its findings are listed), 3 no such region,
//! place, mapping or the like, 64 the command was not understood.

mod admin;
mod board;
mod cities;
mod city;
mod contracts;
mod estimates;
mod figures;
mod import;
mod partners;
mod readings;
mod ties;
mod together;
mod trace;

use crate::config::{Config, Layer};
use crate::home::Home;
use crate::http;
use crate::refusal::{ErrorCode, Refusal, Result};
use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// A file was refused.
pub const EXIT_REFUSED: u8 = 2;
/// There is no such thing.
pub const EXIT_UNKNOWN: u8 = 3;
/// The command was not understood (sysexits.h).
pub const EXIT_USAGE: u8 = 64;

/// Energy and carbon of a city cluster: every figure with its unit, completeness and explanation.
#[derive(Parser)]
#[command(name = "carbonshed", version, max_term_width = 100)]
struct Cli {
    /// Folder of the data: database, tables, configuration.
    #[arg(
        long,
        env = "CARBONSHED_HOME",
        default_value = "./carbonshed-home",
        global = true
    )]
    home: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the web interface and the HTTP API.
    Serve {
        /// Address to listen at [default: 127.0.0.1:8080]; port 0 takes a free one.
        #[arg(long)]
        address: Option<String>,
        /// Let anybody read figures without an account.
        #[arg(long)]
        public_read: bool,
    },
    /// Import a file through a mapping; all of it or nothing.
    Import(import::ImportArgs),
    /// Readings of meters.
    #[command(subcommand)]
    Readings(readings::ReadingsCommand),
    /// Turn readings into energy and carbon: what has changed, or all.
    Account(readings::AccountArgs),
    /// Estimate what enterprises lack: energy, electricity, emissions.
    Estimate(estimates::EstimateArgs),
    /// Contracts and certificates: what market-based figures are worked out with.
    #[command(subcommand)]
    Contracts(contracts::ContractsCommand),
    /// Figures of a place and period.
    Indicators(figures::IndicatorsArgs),
    /// What a figure is made of, down to file, row and column.
    Explain(figures::ExplainArgs),
    /// Write figures to a file.
    Export(figures::ExportArgs),
    /// Regions of the home.
    #[command(subcommand)]
    Regions(admin::RegionsCommand),
    /// Findings of a region's imports.
    Findings(admin::FindingsArgs),
    /// Make synthetic data.
    #[command(subcommand)]
    Generate(admin::GenerateCommand),
    /// Accounts.
    #[command(subcommand)]
    User(admin::UserCommand),
    /// Whose carbon it is: through grids, trade tables and energy balances.
    #[command(subcommand)]
    Trace(trace::TraceCommand),
    /// How cities compare: structure, strengths, inequality, partners.
    #[command(subcommand)]
    City(city::CityCommand),
    /// Who can use whose by-products, heat, water, steam and gases.
    #[command(subcommand)]
    Symbiosis(together::SymbiosisCommand),
    /// Where to build: which of some candidate sites.
    Site(together::SiteArgs),
    /// How to carry: routes that cannot be bettered in time, cost, carbon and reliability.
    Route(together::RouteArgs),
    /// Share output and tax of projects between cities by rules, to the fen.
    Share(together::ShareArgs),
    /// What support projects get by rules, and why.
    Grant(together::GrantArgs),
    /// Who makes what from whose deliveries: positions, dependence, gaps, what breaks most.
    Chain(together::ChainArgs),
    /// Who can supply what somebody looks for: parts, systems, software, services, testing, funds, incubators.
    Supply(together::SupplyArgs),
    /// Cities that work together: organisations, partnerships, keys, files between two installations.
    #[command(subcommand)]
    Partner(partners::PartnerCommand),
    /// How much cities buy within themselves and within the cluster.
    Local(board::LocalArgs),
    /// The exchange board of a region: offers and needs.
    #[command(subcommand)]
    Board(board::BoardCommand),
    /// Print the HTTP API's OpenAPI 3.1 description.
    Openapi,
}

/// Writes to standard output; a reader that went away (`| head`) is no failure.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Refusal::storage("cannot write to standard output", error))
        }
        _ => Ok(()),
    }
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let asked_for = !error.use_stderr();
            // Help and version are what was asked for; all else was not understood.
            let _ = error.print();
            return if asked_for {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(EXIT_USAGE)
            };
        }
    };
    let serving = matches!(cli.command, Command::Serve { .. });
    let default = if serving {
        "info,delta_kernel=warn,sqlx=warn,tower_http=warn"
    } else {
        "off"
    };
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("CARBONSHED_LOG").unwrap_or_else(|_| EnvFilter::new(default)),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("carbonshed: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(dispatch(cli)) {
        Ok(code) => code,
        Err(refusal) => {
            eprintln!("carbonshed: {}", refusal.message);
            match refusal.code {
                ErrorCode::UnknownRegion
                | ErrorCode::UnknownPlace
                | ErrorCode::AmbiguousPlace
                | ErrorCode::UnknownEnterprise
                | ErrorCode::UnknownLevel
                | ErrorCode::UnknownIndicator
                | ErrorCode::UnknownMapping
                | ErrorCode::UnknownImport
                | ErrorCode::UnknownMeter
                | ErrorCode::UnknownExchange
                | ErrorCode::UnknownCase
                | ErrorCode::UnknownContract
                | ErrorCode::UnknownEntry
                | ErrorCode::UnknownName
                | ErrorCode::UnknownPublication
                | ErrorCode::UnknownOrganisation
                | ErrorCode::UnknownPartnership
                | ErrorCode::UnknownReference
                | ErrorCode::UnknownUser
                | ErrorCode::UnknownToken => ExitCode::from(EXIT_UNKNOWN),
                ErrorCode::Refused
                | ErrorCode::UnknownKey
                | ErrorCode::BadPartnerFile
                | ErrorCode::BadSignature
                | ErrorCode::ReplayedFile
                | ErrorCode::OlderFile
                | ErrorCode::WrongPartnership => ExitCode::from(EXIT_REFUSED),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

async fn dispatch(cli: Cli) -> Result<ExitCode> {
    let dir = cli.home;
    let open = |flags: Layer| {
        let dir = dir.clone();
        async move {
            let config = Config::load(&dir, flags)?;
            Home::open(&dir, config).await
        }
    };
    match cli.command {
        Command::Openapi => {
            let text = http::openapi::description_json()
                .map_err(|error| Refusal::internal("the description", error))?;
            print(&text)?;
        }
        Command::Generate(command) => admin::generate(command)?,
        Command::Trace(command) => trace::run(command, &dir).await?,
        // Only what is kept with a region opens a home.
        Command::City(command) => match command {
            city::CityCommand::Keep(args) => {
                cities::keep(&open(Layer::default()).await?, args).await?
            }
            city::CityCommand::Tables(args) => {
                cities::tables(&open(Layer::default()).await?, &args).await?;
            }
            city::CityCommand::From(args) => {
                cities::from(&open(Layer::default()).await?, &args).await?
            }
            files => city::run(files)?,
        },
        Command::Symbiosis(command) => together::symbiosis(command)?,
        Command::Site(args) => together::site(&args)?,
        Command::Route(args) => together::route(&args)?,
        Command::Share(args) => together::share(&args)?,
        Command::Grant(args) => together::grant(&args)?,
        Command::Chain(args) => together::chain(&args)?,
        Command::Supply(args) => together::supply(&args)?,
        Command::Local(args) => board::local(&args)?,
        Command::Board(command) => {
            return board::run(&open(Layer::default()).await?, command).await;
        }
        Command::Serve {
            address,
            public_read,
        } => {
            let home = open(Layer {
                address,
                public_read: public_read.then_some(true),
                ..Layer::default()
            })
            .await?;
            http::serve(home, stopped(), |address| {
                // The last line that is printed; scripts wait for it.
                println!("Carbonshed serves at http://{address}");
                let _ = std::io::stdout().flush();
            })
            .await?;
        }
        Command::Import(args) => return import::import(&open(Layer::default()).await?, args).await,
        Command::Readings(command) => {
            return readings::readings(&open(Layer::default()).await?, command).await;
        }
        Command::Contracts(command) => {
            return contracts::run(&open(Layer::default()).await?, command).await;
        }
        Command::Account(args) => {
            return readings::account(&open(Layer::default()).await?, args).await;
        }
        Command::Estimate(args) => {
            estimates::estimate(&open(Layer::default()).await?, args).await?;
        }
        Command::Indicators(args) => {
            figures::indicators(&open(Layer::default()).await?, args).await?;
        }
        Command::Explain(args) => figures::explain(&open(Layer::default()).await?, args).await?,
        Command::Export(args) => figures::export(&open(Layer::default()).await?, args).await?,
        Command::Regions(command) => {
            return admin::regions(&open(Layer::default()).await?, command).await;
        }
        Command::Findings(args) => admin::findings(&open(Layer::default()).await?, args).await?,
        Command::Partner(command) => {
            partners::run(&open(Layer::default()).await?, command).await?;
        }
        Command::User(command) => admin::user(&open(Layer::default()).await?, command).await?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Ends with Ctrl-C or a polite kill.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut terminate =
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(terminate) => terminate,
                Err(error) => {
                    tracing::warn!(%error, "SIGTERM is not heard");
                    let _ = interrupt.await;
                    return;
                }
            };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}

/// A plain table: no frame but a line under the head, numbers to the right.
pub(crate) fn table(head: &[&str], right: &[usize]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    table.set_header(head);
    for index in right {
        if let Some(column) = table.column_mut(*index) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    table
}
