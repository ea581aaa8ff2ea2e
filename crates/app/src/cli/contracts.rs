//! `carbonshed contracts`.

use super::{print, table};
use crate::home::Home;
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::readings::contracts as usecase;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

/// What can be done with contracts.
#[derive(Debug, Subcommand)]
pub enum ContractsCommand {
    /// Take in a table of certificates, contracts, suppliers' rates, residual mixes and grid averages; all of it or nothing.
    Import {
        /// CSV, TSV or XLSX; `data/templates/contracts.csv` is one to fill in.
        file: PathBuf,
        /// Region of the enterprises.
        #[arg(long)]
        region: String,
    },
    /// List contracts, with what is used and left of each.
    List {
        /// Region.
        #[arg(long)]
        region: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take an instrument out, or, with --kind, a factor of a market.
    Remove {
        /// Id of the instrument, or market of the factor.
        id: String,
        /// Region.
        #[arg(long)]
        region: String,
        /// Only of this enterprise.
        #[arg(long)]
        enterprise: Option<String>,
        /// residual_mix or grid_average.
        #[arg(long, requires = "valid")]
        kind: Option<String>,
        /// When the factor is valid, as listed.
        #[arg(long)]
        valid: Option<String>,
    },
}

/// Runs a command on contracts.
///
/// # Errors
/// What the use case refuses.
pub async fn run(home: &Home, command: ContractsCommand) -> Result<ExitCode> {
    match command {
        ContractsCommand::Import { file, region } => {
            let upload = super::import::upload(&file)?;
            let outcome = usecase::import(home, &Actor::Operator, &region, upload).await?;
            for one in outcome.findings.iter().take(40) {
                let place = one.location.as_ref().map_or_else(String::new, |at| {
                    let part = |name: &str, number: Option<u32>| {
                        number.map_or_else(String::new, |n| format!(", {name} {n}"))
                    };
                    let field = at
                        .field
                        .as_ref()
                        .map_or_else(String::new, |f| format!(" ({f})"));
                    let (row, column) = (part("row", at.row), part("column", at.column));
                    format!("{}{row}{column}{field}: ", at.file)
                });
                eprintln!("{place}{}: {}", one.code, one.message);
            }
            let text = serde_json::to_string(&outcome)
                .map_err(|error| Refusal::internal("the result", error))?;
            print(&format!("{text}\n"))?;
            if outcome.refused {
                return Ok(ExitCode::from(super::EXIT_REFUSED));
            }
        }
        ContractsCommand::List { region, json } => {
            let page = usecase::list(home, &Actor::Operator, &region).await?;
            if json {
                let text = serde_json::to_string(&page)
                    .map_err(|error| Refusal::internal("the result", error))?;
                print(&format!("{text}\n"))?;
                return Ok(ExitCode::SUCCESS);
            }
            let head = [
                "id",
                "kind",
                "enterprise",
                "market",
                "valid",
                "kg/kWh",
                "kWh",
                "used",
                "left",
                "",
            ];
            let mut out = table(&head, &[5, 6, 7, 8]);
            let number =
                |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| v.to_string());
            for one in &page.rows {
                out.add_row([
                    one.id.clone(),
                    one.kind.clone(),
                    one.enterprise.code.clone(),
                    one.market.clone(),
                    one.valid.clone(),
                    one.factor_kg_per_kwh.to_string(),
                    number(one.volume_kwh),
                    one.used_kwh.to_string(),
                    number(one.left_kwh),
                    one.refused.clone().unwrap_or_default(),
                ]);
            }
            for one in &page.factors {
                out.add_row([
                    String::new(),
                    one.kind.clone(),
                    String::new(),
                    one.market.clone(),
                    one.valid.clone(),
                    one.factor_kg_per_kwh.to_string(),
                ]);
            }
            print(&format!("{out}\n"))?;
            if page.pending {
                print("The figures do not have all of this yet: run `carbonshed account`.\n")?;
            }
        }
        ContractsCommand::Remove {
            id,
            region,
            enterprise,
            kind,
            valid,
        } => match (kind, valid) {
            (Some(kind), Some(valid)) => {
                let factor = (kind.as_str(), id.as_str(), valid.as_str());
                usecase::remove_factor(home, &Actor::Operator, &region, factor).await?;
            }
            _ => {
                usecase::remove(home, &Actor::Operator, &region, &id, enterprise.as_deref())
                    .await?;
            }
        },
    }
    Ok(ExitCode::SUCCESS)
}
