//! Imports: a file through a mapping into the ledger, all of it or nothing.

use super::Actor;
use crate::boundary::packed;
use crate::embed;
use crate::files::read_sheet;
use crate::home::{Home, blocking};
use crate::http::dto::{
    ColumnRole, Finding, Import, ImportModeId, ImportPreview, ImportStateId, ImportsQuery,
    PreviewColumn, PreviewTotal, Progress,
};
use crate::mappings;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::region_folder::{RegionFolder, Source};
use crate::view::Heads;
use intake::{Intake, Mapping, MemoryPlaceBook, Mode, Sheet, TakeOptions};
use inventory::account::Accountant;
use inventory::factors::FactorLibrary;
use inventory::finding::Severity;
use inventory::ledger::{Activity, Entry, Measure, StatisticEntry};
use inventory::master::{Enterprise, Place, Region};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use store::{ImportCounts, ImportMode, ImportPayload, ImportState, NewImport};
use units::UnitRegistry;

/// Findings that a preview shows.
const PREVIEW_FINDINGS_MAX: usize = 200;
/// Rows that a preview shows.
const PREVIEW_ROWS: u32 = 8;
/// Activities that are accounted and written at a time, so that memory stays bounded.
const ACTIVITIES_PER_PIECE: usize = 50_000;

/// A file that was handed in.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Name without folders.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

impl Upload {
    /// A file by its name, folders cut off, and its bytes.
    pub fn new(name: &str, bytes: impl Into<Arc<[u8]>>) -> Upload {
        let file_name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        Upload {
            file_name: if file_name.is_empty() {
                "file".to_owned()
            } else {
                file_name.to_owned()
            },
            bytes: bytes.into(),
        }
    }

    /// SHA-256 of the bytes, in hex.
    pub fn sha256(&self) -> String {
        Sha256::digest(&self.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

/// How an import ended, for the terminal.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Number of the job.
    pub import: u32,
    /// State it ended in.
    pub state: ImportState,
    /// How much it held.
    pub counts: ImportCounts,
    /// Findings, the first of each code.
    pub findings: Vec<inventory::finding::Finding>,
    /// The earlier import of the same file.
    pub unchanged_since: Option<u32>,
}

/// Called now and then with the state, steps done and steps in all.
pub type OnProgress<'a> = &'a mut (dyn FnMut(ImportState, u64, u64) + Send);

/// What a file is read against: the region's master data, from the home or else from the program's own folder.
struct Ground {
    region: Region,
    places: Vec<Place>,
    enterprises: Vec<Enterprise>,
    /// The folder the region must be created from first.
    folder: Option<RegionFolder>,
}

async fn ground(home: &Home, mapping: &Mapping, region: Option<&str>) -> Result<Ground> {
    let id = mapping
        .region
        .as_deref()
        .or(region)
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::BadParameter,
                format!("mapping {} names no region: give one", mapping.id),
            )
            .with("name", "region")
        })?
        .to_owned();
    match home.store().region(&id).await {
        Ok(record) => Ok(Ground {
            places: home.store().places(&id).await?,
            enterprises: home.store().enterprises(&id).await?,
            region: record.region,
            folder: None,
        }),
        Err(store::StoreError::UnknownRegion { .. }) if embed::region_ids().contains(&id) => {
            let folder = blocking(move || RegionFolder::load(Source::Embedded(id))).await?;
            Ok(Ground {
                region: folder.region.clone(),
                places: folder.places.clone(),
                enterprises: folder.enterprises.clone(),
                folder: Some(folder),
            })
        }
        Err(error) => Err(error.into()),
    }
}

fn options(import: u32, mode: Mode, region: &str) -> TakeOptions {
    TakeOptions {
        import,
        mode,
        region: Some(region.to_owned()),
        carriers: FactorLibrary::builtin()
            .carriers()
            .iter()
            .map(|carrier| carrier.id.clone())
            .collect(),
    }
}

/// What an import would do; nothing is changed.
///
/// # Errors
/// Who may not; an unknown mapping or region. Faults of the file are findings, not errors.
pub async fn preview(
    home: &Home,
    actor: &Actor,
    upload: Upload,
    mapping_id: &str,
    region: Option<&str>,
) -> Result<ImportPreview> {
    actor.must_import()?;
    let mapping = mappings::find(home.dir(), mapping_id)?;
    let ground = ground(home, &mapping, region).await?;
    let hash = upload.sha256();
    let already_imported = match &ground.folder {
        Some(_) => None,
        None => {
            home.store()
                .find_committed(&ground.region.id, &mapping.id, &mapping.version, &hash)
                .await?
        }
    };
    blocking(move || {
        let mut preview = ImportPreview {
            file: upload.file_name.clone(),
            mapping: mapping.id.clone(),
            region: ground.region.id.clone(),
            rows: 0,
            columns: Vec::new(),
            sample: Vec::new(),
            activities: 0,
            statistics: 0,
            enterprises: 0,
            rejected: 0,
            periods: Vec::new(),
            totals: Vec::new(),
            findings: Vec::new(),
            findings_total: 0,
            would_refuse: true,
            already_imported,
        };
        let sheet = match read_sheet(&upload.file_name, &upload.bytes, &mapping, &mut |_, _| {}) {
            Ok(sheet) => sheet,
            Err(findings) => {
                preview.findings_total = findings.len() as u64;
                preview.findings = findings.iter().map(Finding::from).collect();
                return Ok(preview);
            }
        };
        let book = MemoryPlaceBook::new(ground.places, ground.enterprises);
        let intake = intake::take(
            &sheet,
            &mapping,
            &book,
            &options(0, Mode::Lenient, &ground.region.id),
            &mut |_, _| {},
        );
        let header = mapping.file.header_row;
        preview.rows = intake.rows_read;
        preview.columns = intake
            .columns
            .iter()
            .map(|column| PreviewColumn {
                name: column.name.clone(),
                role: ColumnRole::from_code(column.role.as_str()).unwrap_or(ColumnRole::Ignored),
                unit: column.unit.clone(),
            })
            .collect();
        preview.sample = (header + 1..=sheet.rows().min(header + PREVIEW_ROWS))
            .map(|row| sheet.row_texts(row))
            .collect();
        preview.statistics = intake
            .activities
            .iter()
            .filter(|one| {
                matches!(
                    one.measure,
                    Measure::Statistic { .. } | Measure::CarrierStatistic { .. }
                )
            })
            .count() as u64;
        preview.activities = intake.activities.len() as u64 - preview.statistics;
        preview.enterprises = intake.enterprises.len() as u64;
        preview.rejected = intake.rejects.len() as u64;
        let mut periods = intake.activities.periods().to_vec();
        periods.sort();
        preview.periods = periods.iter().map(ToString::to_string).collect();
        preview.totals = intake
            .totals
            .iter()
            .map(|total| PreviewTotal {
                label: total.label.clone(),
                value: total.value,
                unit: total.unit.clone(),
            })
            .collect();
        preview.findings_total = intake.findings_total();
        preview.would_refuse = intake.refused || intake.count(Severity::Error) > 0;
        let mut findings = intake.findings;
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        preview.findings = findings
            .iter()
            .take(PREVIEW_FINDINGS_MAX)
            .map(Finding::from)
            .collect();
        Ok(preview)
    })
    .await
}

/// A job that has been accepted and holds its lock.
pub struct Job {
    seq: u32,
    upload: Upload,
    mapping: Mapping,
    mode: ImportMode,
    region: Region,
    places: Vec<Place>,
    enterprises: Vec<Enterprise>,
    unchanged_since: Option<u32>,
    _lock: lake::commit::Held,
}

impl Job {
    /// Number of the import.
    pub fn import(&self) -> u32 {
        self.seq
    }
}

/// Accepts an import: makes the region if the home lacks it, writes the job, takes its lock.
///
/// # Errors
/// Who may not; an unknown mapping or region.
pub async fn begin(
    home: &Home,
    actor: &Actor,
    upload: Upload,
    mapping_id: &str,
    region: Option<&str>,
    mode: ImportMode,
) -> Result<Job> {
    actor.must_import()?;
    let mapping = mappings::find(home.dir(), mapping_id)?;
    let ground = ground(home, &mapping, region).await?;
    if let Some(folder) = ground.folder.clone() {
        super::regions::add_folder(home, folder).await?;
    }
    let new = NewImport {
        region: ground.region.id.clone(),
        mapping: mapping.id.clone(),
        mapping_version: mapping.version.clone(),
        dataset: mapping.dataset.clone(),
        file_name: upload.file_name.clone(),
        sha256: upload.sha256(),
        size_bytes: upload.bytes.len() as u64,
        mode,
        by: actor.name().map(str::to_owned),
    };
    let unchanged_since = home
        .store()
        .find_committed(&new.region, &new.mapping, &new.mapping_version, &new.sha256)
        .await?;
    let locks = home.locks().clone();
    let gate = blocking(move || Ok(locks.begin()?)).await?;
    let seq = home.store().begin_import(&new).await?;
    let locks = home.locks().clone();
    let lock = blocking(move || Ok(locks.job(seq)?)).await?;
    drop(gate);
    Ok(Job {
        seq,
        upload,
        mapping,
        mode,
        region: ground.region,
        places: ground.places,
        enterprises: ground.enterprises,
        unchanged_since,
        _lock: lock,
    })
}

/// Runs an accepted import to its end. Whatever fails after the job was accepted is written to it.
///
/// # Errors
/// What is not the file's fault: the store, the lake, the disk. A refused file is an outcome.
pub async fn run(home: &Home, job: Job, progress: OnProgress<'_>) -> Result<Outcome> {
    let seq = job.seq;
    let result = run_inner(home, job, progress).await;
    if let Err(refusal) = &result {
        let detail = serde_json::json!({"code": refusal.code, "message": refusal.message});
        // The job may have been ended elsewhere; then that stands.
        if let Err(error) = home
            .store()
            .finish_import(seq, ImportState::Failed, None, Some(&detail))
            .await
        {
            tracing::error!(import = seq, %error, "could not mark an import as failed");
        }
    }
    result
}

/// What reading and accounting gave, on its way into the lake.
struct Checked {
    intake: Intake,
    sheet: Option<Sheet>,
    findings: Vec<inventory::finding::Finding>,
}

async fn run_inner(home: &Home, job: Job, progress: OnProgress<'_>) -> Result<Outcome> {
    let store = home.store();
    let seq = job.seq;
    if let Some(earlier) = job.unchanged_since {
        let detail = serde_json::json!({"code": "already_imported", "import": earlier});
        store
            .finish_import(seq, ImportState::Unchanged, None, Some(&detail))
            .await?;
        return Ok(Outcome {
            import: seq,
            state: ImportState::Unchanged,
            counts: ImportCounts::default(),
            findings: Vec::new(),
            unchanged_since: Some(earlier),
        });
    }
    progress(ImportState::Reading, 0, 0);
    store
        .set_import_progress(seq, ImportState::Reading, 0, 0)
        .await?;
    let Job {
        upload,
        mapping,
        mode,
        region,
        places,
        enterprises,
        _lock: lock,
        ..
    } = job;
    let mapping = Arc::new(mapping);
    let known = Arc::new(enterprises);

    // Reading reports through a channel, since the store is asynchronous and the reader is not.
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel::<(ImportState, u64, u64)>();
    let take_mapping = Arc::clone(&mapping);
    let take_known = Arc::clone(&known);
    let region_id = region.id.clone();
    let strictness = match mode {
        ImportMode::Strict => Mode::Strict,
        ImportMode::Lenient => Mode::Lenient,
    };
    let (sha256, bytes) = (upload.sha256(), Arc::clone(&upload.bytes));
    let reading = tokio::task::spawn_blocking(move || {
        let mut last = std::time::Instant::now();
        let mut tell = |state, done, total| {
            // Ten times a second is as often as anybody looks.
            if last.elapsed().as_millis() >= 100 {
                last = std::time::Instant::now();
                let _ = sender.send((state, done, total));
            }
        };
        let sheet = match read_sheet(
            &upload.file_name,
            &upload.bytes,
            &take_mapping,
            &mut |done, total| {
                tell(ImportState::Reading, done, total);
            },
        ) {
            Ok(sheet) => sheet,
            Err(findings) => {
                return Checked {
                    intake: Intake {
                        refused: true,
                        ..Intake::default()
                    },
                    sheet: None,
                    findings,
                };
            }
        };
        let book = MemoryPlaceBook::new(places, take_known.as_ref().clone());
        let mut intake = intake::take(
            &sheet,
            &take_mapping,
            &book,
            &options(seq, strictness, &region_id),
            &mut |done, total| tell(ImportState::Checking, done, total),
        );
        let findings = std::mem::take(&mut intake.findings);
        Checked {
            intake,
            sheet: Some(sheet),
            findings,
        }
    });
    while let Some((state, done, total)) = receiver.recv().await {
        progress(state, done, total);
        store.set_import_progress(seq, state, done, total).await?;
    }
    let mut checked = reading
        .await
        .map_err(|error| Refusal::internal("the reader ended badly", error))?;
    let mut counts = ImportCounts {
        rows: checked.intake.rows_read,
        activities: 0,
        entries: 0,
        statistics: 0,
        carrier_statistics: 0,
        rejected: checked.intake.rejects.len() as u64,
        findings: checked
            .intake
            .findings_total()
            .max(checked.findings.len() as u64),
    };
    if checked.intake.refused {
        store.add_findings(seq, &checked.findings).await?;
        put_rejects(home, seq, &mapping, &checked).await?;
        store
            .finish_import(seq, ImportState::Refused, Some(&counts), None)
            .await?;
        return Ok(Outcome {
            import: seq,
            state: ImportState::Refused,
            counts,
            findings: checked.findings,
            unchanged_since: None,
        });
    }
    put_rejects(home, seq, &mapping, &checked).await?;
    if let Some(sheet) = checked.sheet.take() {
        home.put_heads(
            seq,
            &Heads {
                sheet: sheet.name().map(str::to_owned),
                columns: sheet.row_texts(mapping.file.header_row),
            },
        )?;
    }

    // Accounting, with the file's own enterprises known.
    let total = checked.intake.activities.len() as u64;
    progress(ImportState::Checking, 0, total);
    store
        .set_import_progress(seq, ImportState::Checking, 0, total)
        .await?;
    let described = std::mem::take(&mut checked.intake.enterprises);
    let activities = std::mem::take(&mut checked.intake.activities);
    let region = Arc::new(region);
    let accounted = {
        let region = Arc::clone(&region);
        let mut all: Vec<Enterprise> = known.as_ref().clone();
        let new_codes: std::collections::HashSet<&str> =
            described.iter().map(|one| one.code.as_str()).collect();
        all.retain(|one| !new_codes.contains(one.code.as_str()));
        all.extend(described.iter().cloned());
        blocking(move || Ok(account(activities, &region, &all))).await?
    };
    counts.activities = accounted.activities.len() as u64;
    counts.carrier_statistics = accounted
        .activities
        .iter()
        .filter(|one| matches!(one.measure, Measure::CarrierStatistic { .. }))
        .count() as u64;
    counts.entries = accounted.entries.len() as u64;
    counts.statistics = accounted.statistics.len() as u64;
    counts.findings += accounted.findings.len() as u64;
    checked.findings.extend(accounted.findings);
    let incurable = checked
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    store.add_findings(seq, &checked.findings).await?;
    if mode == ImportMode::Strict && incurable {
        store
            .finish_import(seq, ImportState::Refused, Some(&counts), None)
            .await?;
        return Ok(Outcome {
            import: seq,
            state: ImportState::Refused,
            counts,
            findings: checked.findings,
            unchanged_since: None,
        });
    }

    // From here on a restart rolls forward or back; see the lake's module `commit`.
    let payload = ImportPayload {
        places: Vec::new(),
        enterprises: described,
        ..ImportPayload::default()
    };
    progress(ImportState::Prepared, 0, 3);
    let files = Arc::clone(home.files());
    blocking(move || files.put(&sha256, &bytes)).await?;
    store.prepare_import(seq, &counts, &payload).await?;
    let lake = home.lake().clone();
    let (activities, statistics, entries) = (
        accounted.activities,
        accounted.statistics,
        accounted.entries,
    );
    blocking(move || {
        lake.append_activities(seq, &activities)?;
        lake.append_statistics(seq, &statistics)?;
        lake.append_entries(seq, &entries)?;
        Ok(())
    })
    .await?;
    progress(ImportState::Prepared, 3, 3);
    store.commit_import(seq).await?;
    drop(lock);
    home.note_imported(counts.rows);
    progress(ImportState::Committed, 3, 3);
    Ok(Outcome {
        import: seq,
        state: ImportState::Committed,
        counts,
        findings: checked.findings,
        unchanged_since: None,
    })
}

struct Accounted {
    activities: Vec<Activity>,
    entries: Vec<Entry>,
    statistics: Vec<StatisticEntry>,
    findings: Vec<inventory::finding::Finding>,
}

fn account(
    activities: intake::Activities,
    region: &Region,
    enterprises: &[Enterprise],
) -> Accounted {
    let mut accountant = Accountant::new(
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        region,
        enterprises,
    );
    let mut out = Accounted {
        activities: Vec::with_capacity(activities.len()),
        entries: Vec::with_capacity(activities.len()),
        statistics: Vec::new(),
        findings: Vec::new(),
    };
    let mut from = 0;
    while from < activities.len() {
        let piece = activities.range(from, from + ACTIVITIES_PER_PIECE);
        from += ACTIVITIES_PER_PIECE;
        for activity in piece {
            accountant.account(&activity, &mut out.entries, &mut out.statistics);
            out.activities.push(activity);
        }
    }
    out.findings = accountant.finish();
    out
}

async fn put_rejects(home: &Home, seq: u32, mapping: &Mapping, checked: &Checked) -> Result<()> {
    if let Some(sheet) = &checked.sheet
        && !checked.intake.rejects.is_empty()
    {
        let csv = checked.intake.rejects_csv(sheet, mapping.file.header_row);
        home.store()
            .put_rejects(seq, packed(csv.as_bytes())?)
            .await?;
    }
    Ok(())
}

/// Imports, newest first.
///
/// # Errors
/// Who may not read.
pub async fn list(home: &Home, actor: &Actor, asked: &ImportsQuery) -> Result<Vec<Import>> {
    actor.must_read(home.config().public_read)?;
    let limit = u64::from(asked.limit.unwrap_or(100).min(1000));
    Ok(home
        .store()
        .imports(asked.region.as_deref(), limit, 0)
        .await?
        .iter()
        .map(import_dto)
        .collect())
}

/// One import.
///
/// # Errors
/// Who may not read; an unknown import.
pub async fn get(home: &Home, actor: &Actor, seq: u32) -> Result<Import> {
    actor.must_read(home.config().public_read)?;
    Ok(import_dto(&home.store().import(seq).await?))
}

/// Cancels an import that has not been written yet; who works on it stops at the next look.
///
/// # Errors
/// Who may not; an unknown import; one that is written or over: [`ErrorCode::NotPossible`].
pub async fn cancel(home: &Home, actor: &Actor, seq: u32) -> Result<Import> {
    actor.must_import()?;
    let by = actor.name().unwrap_or("operator");
    let detail = serde_json::json!({"code": "cancelled", "message": format!("cancelled by {by}")});
    match home.store().cancel_import(seq, &detail).await {
        Err(store::StoreError::WrongState { found, .. }) => {
            return Err(Refusal::new(
                ErrorCode::NotPossible,
                format!("import {seq} is {found}: it cannot be cancelled any more"),
            )
            .with("import", seq));
        }
        done => done?,
    }
    Ok(import_dto(&home.store().import(seq).await?))
}

/// The rejected rows of an import as CSV.
///
/// # Errors
/// Who may not; an unknown import; one without rejects.
pub async fn rejects(home: &Home, actor: &Actor, seq: u32) -> Result<Vec<u8>> {
    // Rejected rows are raw data of others; readers of figures do not see them.
    actor.must_import()?;
    home.store().import(seq).await?;
    let packed = home.store().rejects(seq).await?.ok_or_else(|| {
        Refusal::new(
            ErrorCode::NotPossible,
            format!("import {seq} has no rejected rows"),
        )
        .with("import", seq)
    })?;
    crate::boundary::unpacked("rejects", &packed)
}

/// The file of a committed import as it came, with its name.
///
/// # Errors
/// Who may not; an unknown import; one whose file is not kept.
pub async fn file(home: &Home, actor: &Actor, seq: u32) -> Result<(String, Vec<u8>)> {
    // The file is raw data of others; readers of figures see the cells that figures are made of.
    actor.must_import()?;
    let import = home.store().import(seq).await?;
    let (files, sha256) = (Arc::clone(home.files()), import.job.sha256.clone());
    let bytes = blocking(move || files.bytes(&sha256)).await?;
    let bytes = bytes.ok_or_else(|| {
        Refusal::new(
            ErrorCode::NotPossible,
            format!("the file of import {seq} is not kept: only committed imports keep theirs"),
        )
        .with("import", seq)
    })?;
    Ok((import.job.file_name, bytes))
}

fn import_dto(import: &store::Import) -> Import {
    let state = ImportStateId::from_code(import.state.code()).unwrap_or(ImportStateId::Failed);
    Import {
        import: import.seq,
        region: import.job.region.clone(),
        mapping: import.job.mapping.clone(),
        file: import.job.file_name.clone(),
        hash: import.job.sha256.clone(),
        state,
        mode: match import.job.mode {
            ImportMode::Strict => ImportModeId::Strict,
            ImportMode::Lenient => ImportModeId::Lenient,
        },
        progress: Progress {
            done: import.progress.0,
            total: import.progress.1,
        },
        rows: import.counts.rows,
        activities: import.counts.activities,
        entries: import.counts.entries,
        statistics: import.counts.statistics,
        rejected: import.counts.rejected,
        findings: import.counts.findings,
        started_at: import.started.to_string(),
        finished_at: import.finished.map(|at| at.to_string()),
        by: import.job.by.clone(),
        error: import.error.as_ref().map(|error| {
            match (state, &error["import"], &error["message"]) {
                (ImportStateId::Unchanged, serde_json::Value::Number(earlier), _) => {
                    earlier.to_string()
                }
                (_, _, serde_json::Value::String(message)) => message.clone(),
                _ => error.to_string(),
            }
        }),
    }
}
