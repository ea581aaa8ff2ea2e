//! `carbonshed estimate`.

use super::{print, table};
use crate::home::Home;
use crate::http::dto::{EstimateModel, EstimateRun};
use crate::refusal::{Refusal, Result};
use crate::usecase::{Actor, estimates};
use clap::Args;

/// Arguments of `estimate`.
#[derive(Debug, Args)]
pub struct EstimateArgs {
    /// Region of the enterprises.
    #[arg(long)]
    region: String,
    /// Year; may be given several times [default: the last in which models can be fitted].
    #[arg(long)]
    year: Vec<i16>,
    /// Show what would be estimated, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON array, with every estimate.
    #[arg(long)]
    json: bool,
}

/// Estimates what is missing, and says by which models.
///
/// # Errors
/// What the use case refuses.
pub async fn estimate(home: &Home, args: EstimateArgs) -> Result<()> {
    let runs = estimates::run(
        home,
        &Actor::Operator,
        &args.region,
        &args.year,
        args.dry_run,
    )
    .await?;
    if args.json {
        let text = serde_json::to_string_pretty(&runs)
            .map_err(|error| Refusal::internal("the result", error))?;
        return print(&format!("{text}\n"));
    }
    for run in &runs {
        print(&text_of(run))?;
    }
    Ok(())
}

fn text_of(run: &EstimateRun) -> String {
    let mut out = format!(
        "{}: {} of {} enterprises lack data; {} have an estimate, {} entries{}\n",
        run.year,
        run.lacking,
        run.enterprises,
        run.estimated,
        run.entries,
        match run.import {
            Some(import) => format!(", import {import}"),
            None if run.dry_run => " would be made (dry run)".to_owned(),
            None => ", unchanged".to_owned(),
        }
    );
    if run.models.is_empty() {
        return out;
    }
    let mut lines = table(
        &[
            "method",
            "industry",
            "size",
            "n",
            "held back",
            "WAPE %",
            "median %",
            "used for",
        ],
        &[3, 4, 5, 6, 7],
    );
    for model in &run.models {
        lines.add_row(line(model));
    }
    out.push_str(&format!("{lines}\n"));
    let withheld = run
        .estimates
        .iter()
        .filter(|one| one.not_posted.is_some())
        .count();
    if withheld > 0 {
        out.push_str(&format!(
            "{withheld} estimates are not in the ledger: real data stand there, or nothing is left beside the electricity\n"
        ));
    }
    if !run.refused.is_empty() {
        out.push_str(&format!(
            "{} figures could not be estimated (--json says why)\n",
            run.refused.len()
        ));
    }
    out
}

fn line(model: &EstimateModel) -> [String; 8] {
    let percent = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| format!("{v:.1}"));
    [
        model.method.clone(),
        match model.group.industry.as_deref() {
            Some(code) => code.to_owned(),
            None => "all".to_owned(),
        },
        match model.group.above_designated_size {
            Some(true) => "above",
            Some(false) => "below",
            None => "",
        }
        .to_owned(),
        model.n.to_string(),
        model.back_test.n.to_string(),
        percent(model.back_test.wape_percent),
        percent(model.back_test.median_ape_percent),
        model.used.to_string(),
    ]
}
