//! Estimates where an enterprise has no data: from the ledger to facts, from facts to models, from models to entries.
//!
//! A run is a job of its own for each year. Its entries take the place of those of the year's earlier run as a whole, so that an
//! estimate goes when real data have come; until the next run the cube leaves out what real data stand in the place of.

mod facts;
mod report;
mod show;

pub use facts::source;
pub use report::Report;
pub use show::get;

use super::Actor;
use super::job::{self, Bench, Done};
use crate::home::{Home, blocking};
use crate::http::dto::EstimateRun;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::view::{Heads, RegionView};
use inventory::account::Accountant;
use inventory::estimate::months::{MonthEstimate, estimate_months};
use inventory::estimate::{
    CarbonBasis, Facts, Posted, Posting, RealKey, dataset_of, estimate, post,
};
use inventory::factors::FactorLibrary;
use inventory::finding::Finding;
use inventory::ledger::{Activity, Entry, Lineage, Measure, Purpose, Quality};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{Import, ImportCounts, ImportMode, ImportPayload, NewImport};
use units::{Period, UnitRegistry};

/// Mapping id under which runs of estimation stand among the imports.
pub const ESTIMATED: &str = "estimated";

/// Everything that a run of one year comes to, before it is written.
struct Made {
    report: Report,
    facts: Vec<Facts>,
    estimates: Vec<inventory::estimate::Estimate>,
    /// Single months, in the order in which they stand in the report behind the estimates of the year.
    months: Vec<MonthEstimate>,
    real: Vec<RealKey>,
    carbon: CarbonBasis,
    findings: Vec<Finding>,
    csv: Vec<u8>,
    sha256: String,
    posted: u64,
}

/// Estimates what is missing in the given years, or in the last that can be estimated; a dry run writes nothing.
///
/// # Errors
/// Who may not; an unknown region; a region without enterprises; what the store and the lake say.
pub async fn run(
    home: &Home,
    actor: &Actor,
    region: &str,
    years: &[i16],
    dry_run: bool,
) -> Result<Vec<EstimateRun>> {
    actor.must_import()?;
    let view = home.region(region).await?;
    let years = match years {
        [] => vec![facts::last_year(&view).ok_or_else(|| nothing(region))?],
        years => {
            let known = view.cube.years_of_enterprises();
            let mut years = years.to_vec();
            years.sort_unstable();
            years.dedup();
            if let Some(year) = years.iter().find(|year| !known.contains(year)) {
                return Err(Refusal::new(
                    ErrorCode::NoData,
                    format!("no enterprise of {region} has a figure of {year}"),
                )
                .with("year", *year));
            }
            years
        }
    };
    let mut runs = Vec::new();
    for year in years {
        let of = Arc::clone(&view);
        let made = blocking(move || make(&of, year)).await?;
        runs.push(if dry_run {
            summary(made.report, made.posted, None, true)
        } else {
            write(home, actor, &view, year, made).await?
        });
    }
    Ok(runs)
}

fn nothing(region: &str) -> Refusal {
    Refusal::new(
        ErrorCode::NoData,
        format!("no enterprise of {region} has a figure: import filings or readings first"),
    )
}

fn summary(report: Report, entries: u64, import: Option<u32>, dry_run: bool) -> EstimateRun {
    EstimateRun {
        year: report.year,
        import,
        dry_run,
        enterprises: report.enterprises,
        lacking: report.lacking,
        estimated: report.estimated(),
        entries,
        models: report.models,
        estimates: report.estimates,
        refused: report.refused,
    }
}

/// The run of a year that counts.
fn last_run(view: &RegionView, year: i16) -> Option<&Import> {
    let dataset = dataset_of(year);
    view.imports
        .values()
        .filter(|import| import.job.dataset == dataset)
        .max_by_key(|import| import.seq)
}

fn make(view: &RegionView, year: i16) -> Result<Made> {
    let ground = facts::Ground::of(view, year);
    let options = inventory::estimate::Options {
        scheme: view.region.classification.parse().ok(),
        ..Default::default()
    };
    let made = estimate(&ground.facts, &options);
    let mut findings = made.findings.clone();
    let mut posted = post(
        &made.estimates,
        &ground.facts,
        &Posting {
            region: &view.region.id,
            import: 0,
            carbon: ground.carbon,
            real: &ground.real,
        },
    );
    findings.extend(posted.findings.iter().cloned());
    let (months, refused) = estimate_months(&ground.months, &options);
    posted
        .activities
        .extend(month_activities(&view.region.id, 0, &ground.facts, &months));
    let report = Report::of(view, &ground, (&made, &posted), (&months, &refused));
    let (entries, _) = entries(view, &posted);
    let csv = report.csv(view)?;
    let sha256 = Sha256::digest(&csv)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(Made {
        report,
        facts: ground.facts,
        estimates: made.estimates,
        months,
        real: ground.real,
        carbon: ground.carbon,
        findings,
        csv,
        sha256,
        posted: entries.len() as u64,
    })
}

/// Electricity of single months, to be accounted for.
fn month_activities(
    region: &str,
    import: u32,
    facts: &[Facts],
    months: &[MonthEstimate],
) -> Vec<Activity> {
    months
        .iter()
        .filter_map(|one| {
            let of = facts.get(one.of)?;
            Some(Activity {
                region: region.to_owned(),
                place: of.place.clone(),
                enterprise: Some(of.enterprise.clone()),
                period: Period::Month {
                    year: of.year,
                    month: one.month,
                },
                measure: Measure::Carrier {
                    carrier: "electricity".to_owned(),
                    purpose: Purpose::Final,
                },
                field: of.field,
                industry: of.industry.clone(),
                value: one.value,
                unit: "kWh".to_owned(),
                uncertainty_percent: Some((one.upper - one.lower) / 2.0 / one.value * 100.0),
                quality: Quality::Estimated,
                lineage: Lineage {
                    import,
                    row: 1,
                    column: 1,
                },
            })
        })
        .collect()
}

/// All entries of what is posted: electricity accounted for, and the rest as it stands.
fn entries(view: &RegionView, posted: &Posted) -> (Vec<Entry>, Vec<Finding>) {
    let mut accountant = Accountant::new(
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &view.region,
        &view.enterprises,
    );
    let mut entries = Vec::new();
    for activity in &posted.activities {
        accountant.account(activity, &mut entries, &mut Vec::new());
    }
    entries.extend(posted.entries.iter().cloned());
    (entries, accountant.finish())
}

async fn write(
    home: &Home,
    actor: &Actor,
    view: &Arc<RegionView>,
    year: i16,
    made: Made,
) -> Result<EstimateRun> {
    let version = format!("2-{}", FactorLibrary::builtin().version());
    let earlier = last_run(view, year);
    let same = earlier.is_some_and(|import| {
        import.job.sha256 == made.sha256 && import.job.mapping_version == version
    });
    // The same again, or nothing where nothing was: no job, no row.
    if same || (earlier.is_none() && made.posted == 0) {
        return Ok(summary(made.report, made.posted, None, false));
    }
    let new = NewImport {
        region: view.region.id.clone(),
        mapping: ESTIMATED.to_owned(),
        mapping_version: version,
        dataset: dataset_of(year),
        file_name: format!("estimates-{year}.csv"),
        sha256: made.sha256.clone(),
        size_bytes: made.csv.len() as u64,
        mode: ImportMode::Strict,
        by: actor.name().map(str::to_owned),
    };
    let (home_of, view_of) = (home.clone(), Arc::clone(view));
    let (seq, report) = job::run(home, &new, move |bench| {
        work(bench, &home_of, &view_of, made)
    })
    .await?;
    let (report, entries) = report;
    Ok(summary(report, entries, Some(seq), false))
}

fn work(
    bench: &Bench<'_>,
    home: &Home,
    view: &RegionView,
    made: Made,
) -> Result<Done<(Report, u64)>> {
    let seq = bench.seq;
    let region = &view.region.id;
    let mut posted = post(
        &made.estimates,
        &made.facts,
        &Posting {
            region,
            import: seq,
            carbon: made.carbon,
            real: &made.real,
        },
    );
    // From the position among the facts to the row of the run's file.
    let cells = made.report.cells();
    let row_of = |row: u32, electric: bool| {
        let of = row.saturating_sub(2) as usize;
        let enterprise = made.facts.get(of).map(|facts| facts.enterprise.as_str());
        let cell = enterprise.and_then(|code| cells.get(&(code, electric)));
        cell.copied().unwrap_or((1, 1))
    };
    for activity in &mut posted.activities {
        (activity.lineage.row, activity.lineage.column) = row_of(activity.lineage.row, true);
    }
    for entry in &mut posted.entries {
        (entry.lineage.row, entry.lineage.column) = row_of(entry.lineage.row, false);
    }
    let mut months = month_activities(region, seq, &made.facts, &made.months);
    for (activity, row) in months.iter_mut().zip(made.report.first_month_row()..) {
        (activity.lineage.row, activity.lineage.column) = (row, report::VALUE_COLUMN);
    }
    posted.activities.extend(months);
    let (entries, accounting) = entries(view, &posted);
    let mut findings = made.findings;
    findings.extend(accounting);
    let counts = ImportCounts {
        rows: made.report.estimates.len() as u64,
        activities: posted.activities.len() as u64,
        entries: entries.len() as u64,
        findings: findings.len() as u64,
        ..ImportCounts::default()
    };
    let payload = ImportPayload {
        replaces: true,
        ..ImportPayload::default()
    };
    // The file first: what an explanation leads to is there when the entries are.
    home.files().put(&made.sha256, &made.csv)?;
    home.put_heads(
        seq,
        &Heads {
            sheet: None,
            columns: report::COLUMNS.map(str::to_owned).to_vec(),
        },
    )?;
    made.report.keep(home.dir(), seq)?;
    bench.prepare(&counts, &payload, &findings)?;
    bench.lake.append_activities(seq, &posted.activities)?;
    bench.lake.append_statistics(seq, &[])?;
    bench.lake.append_entries(seq, &entries)?;
    Ok(Done::Whole((made.report, entries.len() as u64)))
}
