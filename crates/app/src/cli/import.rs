//! `carbonshed import`.

use super::{EXIT_REFUSED, print, table};
use crate::home::Home;
use crate::http::dto::ImportPreview;
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::{self as usecase, Outcome, Upload};
use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use inventory::finding::{Finding, Location, Severity};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::{ImportMode, ImportState};

/// Findings that are listed; the rest is counted.
const LISTED_MAX: usize = 40;

/// What to do with faulty rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ModeArg {
    /// One error refuses the whole file.
    Strict,
    /// Good rows are taken, the others are set aside.
    Lenient,
}

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// CSV, TSV, XLSX or Parquet, gzip or not.
    file: PathBuf,
    /// Id of the mapping that says what the columns mean.
    #[arg(long)]
    mapping: String,
    /// Region, where the mapping names none.
    #[arg(long)]
    region: Option<String>,
    /// What to do with faulty rows.
    #[arg(long, value_enum, default_value = "strict")]
    mode: ModeArg,
    /// Only show what would be imported; change nothing.
    #[arg(long)]
    preview: bool,
}

/// Reads a file of the disk as an upload.
///
/// # Errors
/// A file that cannot be read.
pub fn upload(path: &Path) -> Result<Upload> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refusal::storage(format!("cannot read {}", path.display()), error))?;
    let name = path.file_name().map_or_else(
        || "file".to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    Ok(Upload::new(&name, bytes))
}

/// Imports a file.
///
/// # Errors
/// What the use case refuses; a refused file is an exit code.
pub async fn import(home: &Home, args: ImportArgs) -> Result<ExitCode> {
    let upload = upload(&args.file)?;
    if args.preview {
        let preview = usecase::preview(
            home,
            &Actor::Operator,
            upload,
            &args.mapping,
            args.region.as_deref(),
        )
        .await?;
        print(&preview_text(&preview))?;
        return Ok(if preview.would_refuse && args.mode == ModeArg::Strict {
            ExitCode::from(EXIT_REFUSED)
        } else {
            ExitCode::SUCCESS
        });
    }
    let mode = match args.mode {
        ModeArg::Strict => ImportMode::Strict,
        ModeArg::Lenient => ImportMode::Lenient,
    };
    let outcome = one(home, upload, &args.mapping, args.region.as_deref(), mode).await?;
    report(&outcome, &args.file)?;
    Ok(if outcome.state == ImportState::Refused {
        ExitCode::from(EXIT_REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

/// A bar on the terminal; nothing where there is none.
pub fn bar(file_name: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{msg:20} {wide_bar} {percent:>3} % {eta:>4}") {
        bar.set_style(style);
    }
    bar.set_message(file_name.to_owned());
    bar
}

/// Shows how far a job is.
pub fn show(bar: &ProgressBar, state: ImportState, done: u64, total: u64) {
    bar.set_message(match state {
        ImportState::Reading => "reading",
        ImportState::Checking => "checking, accounting",
        ImportState::Prepared => "writing",
        _ => "done",
    });
    if total > 0 {
        bar.set_length(total);
        bar.set_position(done);
    }
}

/// Runs one import with a progress bar.
///
/// # Errors
/// What the use case refuses.
pub async fn one(
    home: &Home,
    upload: Upload,
    mapping: &str,
    region: Option<&str>,
    mode: ImportMode,
) -> Result<Outcome> {
    let bar = bar(&upload.file_name);
    let job = usecase::begin(home, &Actor::Operator, upload, mapping, region, mode).await?;
    let result = usecase::run(home, job, &mut |state, done, total| {
        show(&bar, state, done, total);
    })
    .await;
    bar.finish_and_clear();
    result
}

pub(super) fn place(location: &Location) -> String {
    let mut text = String::new();
    if let Some(sheet) = &location.sheet {
        text.push_str(&format!("{sheet}, "));
    }
    if let Some(row) = location.row {
        text.push_str(&format!("row {row}"));
    }
    if let Some(column) = location.column {
        text.push_str(&format!(", column {column}"));
    }
    if let Some(field) = &location.field {
        text.push_str(&format!(" ({field})"));
    }
    text.trim_start_matches(", ").to_owned()
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// Errors and warnings one by one; notes, which nobody has to act on, by kind with the first of each.
fn findings_text(findings: &[Finding], total: u64) -> String {
    if findings.is_empty() {
        return String::new();
    }
    let mut out = table(&["", "finding", "where", "what"], &[]);
    let mut row = |finding: &Finding, what: String| {
        out.add_row([
            severity(finding.severity).to_owned(),
            finding.code.clone(),
            finding.location.as_ref().map(place).unwrap_or_default(),
            what,
        ]);
    };
    let (notes, mut grave): (Vec<&Finding>, Vec<&Finding>) = findings
        .iter()
        .partition(|finding| finding.severity == Severity::Note);
    grave.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in grave.iter().take(LISTED_MAX) {
        row(finding, finding.message.clone());
    }
    let mut kinds: Vec<(&Finding, usize)> = Vec::new();
    for note in notes.iter().copied() {
        match kinds.iter_mut().find(|(first, _)| first.code == note.code) {
            Some((_, count)) => *count += 1,
            None => kinds.push((note, 1)),
        }
    }
    for (first, count) in kinds {
        let what = match count {
            1 => first.message.clone(),
            count => format!("{} (and {} more like it)", first.message, count - 1),
        };
        row(first, what);
    }
    let mut text = format!("{}\n", out.trim_fmt());
    let shown = (grave.len().min(LISTED_MAX) + notes.len()) as u64;
    if total > shown {
        text.push_str(&format!("… and {} more\n", total - shown));
    }
    text
}

/// Says how an import ended: findings on standard error, the result on standard output.
///
/// # Errors
/// An output that cannot be written.
pub fn report(outcome: &Outcome, file: &Path) -> Result<()> {
    let counts = &outcome.counts;
    eprint!("{}", findings_text(&outcome.findings, counts.findings));
    let name = file.display();
    let number = outcome.import;
    match outcome.state {
        ImportState::Committed => print(&format!(
            "{name}: import {number}: {} rows, {} activities, {} entries, {} statistics, {} rows rejected, {} findings\n",
            counts.rows,
            counts.activities,
            counts.entries,
            counts.statistics,
            counts.rejected,
            counts.findings
        )),
        ImportState::Unchanged => print(&format!(
            "{name}: nothing changed: import {} took the same file with the same mapping\n",
            outcome.unchanged_since.unwrap_or(number)
        )),
        ImportState::Refused => {
            eprintln!(
                "carbonshed: {name} was refused with {} findings; nothing was taken (--mode lenient takes the good rows)",
                counts.findings
            );
            Ok(())
        }
        state => print(&format!(
            "{name}: import {number} ended as {}\n",
            state.code()
        )),
    }
}

fn preview_text(preview: &ImportPreview) -> String {
    let mut out = table(&["column", "role", "unit"], &[]);
    for column in &preview.columns {
        out.add_row([
            column.name.clone(),
            column.role.code().to_owned(),
            column.unit.clone().unwrap_or_default(),
        ]);
    }
    let mut totals = table(&["total", "value", "unit"], &[1]);
    for total in &preview.totals {
        totals.add_row([
            total.label.clone(),
            total.value.to_string(),
            total.unit.clone(),
        ]);
    }
    let mut findings = table(&["", "finding", "where", "what"], &[]);
    for finding in preview.findings.iter().take(LISTED_MAX) {
        findings.add_row([
            finding.severity.code().to_owned(),
            finding.code.clone(),
            finding
                .location
                .as_ref()
                .and_then(|at| at.row)
                .map(|row| format!("row {row}"))
                .unwrap_or_default(),
            finding.message.clone(),
        ]);
    }
    let periods = match (preview.periods.first(), preview.periods.last()) {
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "none".to_owned(),
    };
    let mut text = format!(
        "{}: {} rows into region {}: {} activities, {} statistics, {} enterprises, periods {periods}\n",
        preview.file,
        preview.rows,
        preview.region,
        preview.activities,
        preview.statistics,
        preview.enterprises
    );
    for part in [&out, &totals] {
        text.push_str(&format!("\n{}\n", part.trim_fmt()));
    }
    if !preview.findings.is_empty() {
        text.push_str(&format!("\n{}\n", findings.trim_fmt()));
    }
    if let Some(earlier) = preview.already_imported {
        text.push_str(&format!(
            "\nImport {earlier} took the same file; importing it again changes nothing.\n"
        ));
    } else if preview.would_refuse {
        text.push_str(&format!(
            "\nStrict would refuse the file; lenient would reject {} of {} rows. Nothing was changed.\n",
            preview.rejected, preview.rows
        ));
    } else {
        text.push_str("\nThe file would be taken. Nothing was changed.\n");
    }
    text
}
