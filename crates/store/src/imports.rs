//! Import jobs with their findings and rejects. The job row is the truth about whether an import counts.
//!
//! ```text
//! queued -> reading -> checking -> prepared -> committed
//!    \________\__________\____________\-----> refused | failed | interrupted | unchanged
//! ```
//! A committed run whose place a later one takes as a whole is `superseded`.
//!
//! The states on the right are final. [`Store::commit_import`] and [`Store::finish_import`] change the state by one
//! conditional UPDATE, so that of two processes only one wins.

use std::collections::{BTreeMap, HashSet};

use inventory::finding::{Finding, Location, Severity};
use inventory::master::{Enterprise, Place};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, Select, Set,
};
use serde::{Deserialize, Serialize};

use crate::codes::codes;
use crate::contracts::{Contracts, put_contracts};
use crate::entity::{finding, import, reject};
use crate::error::{Result, StoreError};
use crate::meters::{self, Accounted};
use crate::{ROWS_PER_INSERT, Store, corrupt, from_json, master, now_ms, timestamp, to_json};

codes! {
    /// What is done with a file that has errors.
    ImportMode {
        /// One error refuses the whole file.
        Strict = "strict",
        /// Good rows are taken, the others are kept as rejects.
        Lenient = "lenient",
    }
}

codes! {
    /// Where an import stands.
    ImportState {
        /// Accepted, not begun.
        Queued = "queued",
        /// The file is being read.
        Reading = "reading",
        /// Rows are being checked and accounted.
        Checking = "checking",
        /// Everything is checked; the lake is being written. From here on a restart rolls it forward or back.
        Prepared = "prepared",
        /// It counts.
        Committed = "committed",
        /// The file had errors in strict mode; nothing was taken.
        Refused = "refused",
        /// The process ended before the lake was written; nothing was taken.
        Interrupted = "interrupted",
        /// Something failed that is not the file's fault; nothing was taken.
        Failed = "failed",
        /// The same file was imported before with the same mapping; nothing was done.
        Unchanged = "unchanged",
        /// It counted until a later run took its place as a whole.
        Superseded = "superseded",
    }
}

impl ImportState {
    /// True where the job cannot change any more.
    pub fn is_final(self) -> bool {
        !matches!(
            self,
            ImportState::Queued
                | ImportState::Reading
                | ImportState::Checking
                | ImportState::Prepared
        )
    }
}

/// What is known of an import when it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// Id of the region.
    pub region: String,
    /// Id of the mapping.
    pub mapping: String,
    /// Version of the mapping.
    pub mapping_version: String,
    /// Dataset the mapping feeds; part of the key under which later imports correct earlier ones.
    pub dataset: String,
    /// Name of the file as the user gave it, without folders.
    pub file_name: String,
    /// SHA-256 of the file's bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub size_bytes: u64,
    /// Strict or lenient.
    pub mode: ImportMode,
    /// Name of the user, if one is known.
    pub by: Option<String>,
}

/// How much an import holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Rows of the file.
    pub rows: u64,
    /// Activities.
    pub activities: u64,
    /// Entries of energy and carbon.
    pub entries: u64,
    /// Statistics.
    pub statistics: u64,
    /// Of the activities, those that state the use of a carrier, to be held against filings and meters.
    #[serde(default)]
    pub carrier_statistics: u64,
    /// Rows rejected (lenient).
    pub rejected: u64,
    /// Findings.
    pub findings: u64,
}

/// New master data that an import brings. It becomes visible with the commit and not before.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ImportPayload {
    /// Places that the file names and the region lacked.
    pub places: Vec<Place>,
    /// Enterprises that the file names and the region lacked, or describes anew.
    pub enterprises: Vec<Enterprise>,
    /// Meters that the file describes.
    #[serde(default)]
    pub meters: Vec<metering::Meter>,
    /// Exchanges and resets of meters that it tells of.
    #[serde(default)]
    pub exchanges: Vec<metering::Exchange>,
    /// Exchanges and resets that are taken back, by meter and instant.
    #[serde(default)]
    pub exchanges_gone: Vec<(String, jiff::Timestamp)>,
    /// Of a run over readings: how far it got.
    #[serde(default)]
    pub accounted: Option<Accounted>,
    /// True of a run whose rows take the place of all rows of earlier runs of its dataset: these count no more.
    #[serde(default)]
    pub replaces: bool,
    /// Contracts and factors of markets that the file states; each takes the place of what was stated for the same.
    #[serde(default)]
    pub contracts: Contracts,
}

/// An import job.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Sequence number; `Lineage::import` of its rows.
    pub seq: u32,
    /// What it was asked to do.
    pub job: NewImport,
    /// Where it stands.
    pub state: ImportState,
    /// Steps done and to do; both 0 while unknown.
    pub progress: (u64, u64),
    /// How much it holds.
    pub counts: ImportCounts,
    /// Why it was refused or failed.
    pub error: Option<serde_json::Value>,
    /// When it began.
    pub started: jiff::Timestamp,
    /// When it reached a final state.
    pub finished: Option<jiff::Timestamp>,
}

/// Which findings are asked for; `None` is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingFilter {
    /// Of imports into this region.
    pub region: Option<String>,
    /// Of this import.
    pub import: Option<u32>,
    /// Of this severity.
    pub severity: Option<Severity>,
    /// With this code.
    pub code: Option<String>,
}

/// A finding with the import it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingRow {
    /// Sequence number of the import.
    pub import: u32,
    /// The finding.
    pub finding: Finding,
}

/// How many findings have one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// Code.
    pub code: String,
    /// Severity.
    pub severity: Severity,
    /// How many.
    pub count: u64,
}

impl Store {
    /// Writes a job row in state `queued` and returns its sequence number, which is never given twice.
    ///
    /// # Errors
    /// [`StoreError::UnknownRegion`].
    pub async fn begin_import(&self, new: &NewImport) -> Result<u32> {
        self.data_version(&new.region).await?;
        let row = import::ActiveModel {
            region: Set(new.region.clone()),
            mapping: Set(new.mapping.clone()),
            mapping_version: Set(new.mapping_version.clone()),
            dataset: Set(new.dataset.clone()),
            file_name: Set(new.file_name.clone()),
            sha256: Set(new.sha256.clone()),
            size_bytes: Set(i64::try_from(new.size_bytes).unwrap_or(i64::MAX)),
            mode: Set(new.mode.code().to_owned()),
            state: Set(ImportState::Queued.code().to_owned()),
            progress_done: Set(0),
            progress_total: Set(0),
            counts_json: Set(to_json(
                &ImportCounts::default(),
                "import_jobs.counts_json",
            )?),
            payload_json: Set(None),
            error_json: Set(None),
            started_ms: Set(now_ms()),
            finished_ms: Set(None),
            by_user: Set(new.by.clone()),
            ..Default::default()
        }
        .insert(&self.db)
        .await?;
        u32::try_from(row.seq).map_err(|error| corrupt("import_jobs.seq", error))
    }

    /// Notes how far a job is, and its state (`queued`, `reading` or `checking`).
    ///
    /// # Errors
    /// [`StoreError::WrongState`] if the job is prepared or final already: it was ended elsewhere, stop working on it.
    pub async fn set_import_progress(
        &self,
        seq: u32,
        state: ImportState,
        done: u64,
        total: u64,
    ) -> Result<()> {
        self.advance(
            &self.db,
            seq,
            &[
                ImportState::Queued,
                ImportState::Reading,
                ImportState::Checking,
            ],
            "queued, reading or checking",
            import::ActiveModel {
                state: Set(state.code().to_owned()),
                progress_done: Set(i64::try_from(done).unwrap_or(i64::MAX)),
                progress_total: Set(i64::try_from(total).unwrap_or(i64::MAX)),
                ..Default::default()
            },
        )
        .await
    }

    /// Keeps findings of an import. May be called several times; the order is kept.
    ///
    /// # Errors
    /// What the database says.
    pub async fn add_findings(&self, seq: u32, findings: &[Finding]) -> Result<()> {
        let import = signed(seq)?;
        let transaction = self.write().await?;
        for chunk in findings.chunks(ROWS_PER_INSERT) {
            let rows = chunk
                .iter()
                .map(|one| {
                    Ok(finding::ActiveModel {
                        import: Set(import),
                        code: Set(one.code.clone()),
                        severity: Set(severity_code(one.severity).to_owned()),
                        location_json: Set(one
                            .location
                            .as_ref()
                            .map(|at| to_json(at, "findings.location_json"))
                            .transpose()?),
                        params_json: Set(to_json(&one.params, "findings.params_json")?),
                        message: Set(one.message.clone()),
                        ..Default::default()
                    })
                })
                .collect::<Result<Vec<_>>>()?;
            finding::Entity::insert_many(rows)
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Keeps the rejected rows of an import as gzipped CSV.
    ///
    /// # Errors
    /// What the database says; a second call for the same import is refused by its key.
    pub async fn put_rejects(&self, seq: u32, csv_gz: Vec<u8>) -> Result<()> {
        reject::ActiveModel {
            import: Set(signed(seq)?),
            csv_gz: Set(csv_gz),
        }
        .insert(&self.db)
        .await?;
        Ok(())
    }

    /// Rejected rows of an import as gzipped CSV, if it has any.
    ///
    /// # Errors
    /// What the database says.
    pub async fn rejects(&self, seq: u32) -> Result<Option<Vec<u8>>> {
        Ok(reject::Entity::find_by_id(signed(seq)?)
            .one(&self.db)
            .await?
            .map(|row| row.csv_gz))
    }

    /// Step 1 of an atomic import: the job is checked, its new master data is kept with it, and the lake may be written.
    /// The caller holds the job's lock file from before this call until after [`Store::commit_import`].
    ///
    /// # Errors
    /// [`StoreError::WrongState`] unless the job is queued, reading or checking.
    pub async fn prepare_import(
        &self,
        seq: u32,
        counts: &ImportCounts,
        payload: &ImportPayload,
    ) -> Result<()> {
        self.advance(
            &self.db,
            seq,
            &[
                ImportState::Queued,
                ImportState::Reading,
                ImportState::Checking,
            ],
            "queued, reading or checking",
            import::ActiveModel {
                state: Set(ImportState::Prepared.code().to_owned()),
                counts_json: Set(to_json(counts, "import_jobs.counts_json")?),
                payload_json: Set(Some(to_json(payload, "import_jobs.payload_json")?)),
                ..Default::default()
            },
        )
        .await
    }

    /// Step 3 of an atomic import: in ONE transaction the payload is applied, the job becomes `committed`, and the region's
    /// data version grows. Returns the new data version. A job that is committed already is left as it is.
    ///
    /// # Errors
    /// [`StoreError::WrongState`] unless the job is prepared (or committed).
    pub async fn commit_import(&self, seq: u32) -> Result<u64> {
        let transaction = self.write().await?;
        let done = self
            .advance(
                &transaction,
                seq,
                &[ImportState::Prepared],
                "prepared",
                import::ActiveModel {
                    state: Set(ImportState::Committed.code().to_owned()),
                    finished_ms: Set(Some(now_ms())),
                    ..Default::default()
                },
            )
            .await;
        let row = find(&transaction, seq).await?;
        if let Err(error) = done {
            return if row.state == ImportState::Committed.code() {
                self.data_version(&row.region).await
            } else {
                Err(error)
            };
        }
        let payload: ImportPayload = match &row.payload_json {
            Some(text) => from_json(text, format!("import_jobs.payload_json of {seq}"))?,
            None => {
                return Err(corrupt(
                    format!("import_jobs.payload_json of {seq}"),
                    "missing",
                ));
            }
        };
        master::put_places(&transaction, &row.region, &payload.places).await?;
        master::put_enterprises(&transaction, &row.region, &payload.enterprises).await?;
        meters::put_meters(&transaction, &row.region, &payload.meters).await?;
        meters::take_exchanges(&transaction, &row.region, &payload.exchanges_gone).await?;
        meters::put_exchanges(&transaction, &row.region, &payload.exchanges).await?;
        put_contracts(&transaction, &row.region, row.seq, &payload.contracts).await?;
        if let Some(accounted) = &payload.accounted {
            meters::put_accounted(&transaction, &row.region, seq, accounted).await?;
        }
        if payload.replaces {
            import::Entity::update_many()
                .col_expr(
                    import::Column::State,
                    Expr::value(ImportState::Superseded.code()),
                )
                .filter(import::Column::Region.eq(&row.region))
                .filter(import::Column::Dataset.eq(&row.dataset))
                .filter(import::Column::State.eq(ImportState::Committed.code()))
                .filter(import::Column::Seq.lt(row.seq))
                .exec(&transaction)
                .await?;
        }
        let version = master::bump(&transaction, &row.region).await?;
        transaction.commit().await?;
        Ok(version)
    }

    pub(crate) async fn import_payload(&self, seq: u32) -> Result<Option<String>> {
        Ok(find(&self.db, seq).await?.payload_json)
    }

    /// Ends a job that brings nothing: `refused`, `failed`, `interrupted` or `unchanged`.
    ///
    /// # Errors
    /// [`StoreError::WrongState`] if the job is final already, or if `state` is not one of the four.
    pub async fn finish_import(
        &self,
        seq: u32,
        state: ImportState,
        counts: Option<&ImportCounts>,
        error: Option<&serde_json::Value>,
    ) -> Result<()> {
        if !state.is_final() || state == ImportState::Committed {
            return Err(StoreError::WrongState {
                import: seq,
                found: state.to_string(),
                needed: "refused, failed, interrupted or unchanged",
            });
        }
        let mut change = import::ActiveModel {
            state: Set(state.code().to_owned()),
            error_json: Set(error.map(ToString::to_string)),
            finished_ms: Set(Some(now_ms())),
            payload_json: Set(None),
            ..Default::default()
        };
        if let Some(counts) = counts {
            change.counts_json = Set(to_json(counts, "import_jobs.counts_json")?);
        }
        self.advance(
            &self.db,
            seq,
            &[
                ImportState::Queued,
                ImportState::Reading,
                ImportState::Checking,
                ImportState::Prepared,
            ],
            "unfinished",
            change,
        )
        .await
    }

    /// Ends a job that has not written anything yet, because somebody wants it so.
    ///
    /// # Errors
    /// [`StoreError::WrongState`] if it is prepared or final: then it is too late.
    pub async fn cancel_import(&self, seq: u32, error: &serde_json::Value) -> Result<()> {
        self.advance(
            &self.db,
            seq,
            &[
                ImportState::Queued,
                ImportState::Reading,
                ImportState::Checking,
            ],
            "queued, reading or checking",
            import::ActiveModel {
                state: Set(ImportState::Interrupted.code().to_owned()),
                error_json: Set(Some(error.to_string())),
                finished_ms: Set(Some(now_ms())),
                ..Default::default()
            },
        )
        .await
    }

    /// Marks a job whose process is gone: nothing of it counts.
    ///
    /// # Errors
    /// [`StoreError::WrongState`] if the job is final already.
    pub async fn mark_interrupted(&self, seq: u32) -> Result<()> {
        self.finish_import(seq, ImportState::Interrupted, None, None)
            .await
    }

    /// Jobs in state `prepared`, oldest first: those that recovery must roll forward or end.
    ///
    /// # Errors
    /// What the database says.
    pub async fn prepared_imports(&self) -> Result<Vec<Import>> {
        rows(
            import::Entity::find().filter(import::Column::State.eq(ImportState::Prepared.code())),
            &self.db,
        )
        .await
    }

    /// Jobs in no final state, oldest first, the prepared ones included.
    ///
    /// # Errors
    /// What the database says.
    pub async fn unfinished_imports(&self) -> Result<Vec<Import>> {
        let open: Vec<_> = ImportState::ALL
            .iter()
            .filter(|state| !state.is_final())
            .map(|state| state.code())
            .collect();
        rows(
            import::Entity::find().filter(import::Column::State.is_in(open)),
            &self.db,
        )
        .await
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::UnknownImport`].
    pub async fn import(&self, seq: u32) -> Result<Import> {
        to_import(find(&self.db, seq).await?)
    }

    /// Jobs, newest first; of one region, or of all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn imports(
        &self,
        region: Option<&str>,
        limit: u64,
        offset: u64,
    ) -> Result<Vec<Import>> {
        let mut query = import::Entity::find();
        if let Some(region) = region {
            query = query.filter(import::Column::Region.eq(region));
        }
        query
            .order_by_desc(import::Column::Seq)
            .limit(limit)
            .offset(offset)
            .all(&self.db)
            .await?
            .into_iter()
            .map(to_import)
            .collect()
    }

    /// Committed imports of a region, oldest first: the order in which later ones correct earlier ones.
    ///
    /// # Errors
    /// What the database says.
    pub async fn committed_imports(&self, region: &str) -> Result<Vec<Import>> {
        rows(
            import::Entity::find()
                .filter(import::Column::Region.eq(region))
                .filter(import::Column::State.eq(ImportState::Committed.code())),
            &self.db,
        )
        .await
    }

    /// Sequence numbers of the committed imports of a region: what readers of the lake filter by.
    ///
    /// # Errors
    /// What the database says.
    pub async fn committed_seqs(&self, region: &str) -> Result<HashSet<u32>> {
        let seqs: Vec<i32> = import::Entity::find()
            .select_only()
            .column(import::Column::Seq)
            .filter(import::Column::Region.eq(region))
            .filter(import::Column::State.eq(ImportState::Committed.code()))
            .into_tuple()
            .all(&self.db)
            .await?;
        seqs.into_iter()
            .map(|seq| u32::try_from(seq).map_err(|error| corrupt("import_jobs.seq", error)))
            .collect()
    }

    /// The newest committed import of the same bytes with the same mapping, if there is one: importing again changes nothing.
    ///
    /// # Errors
    /// What the database says.
    pub async fn find_committed(
        &self,
        region: &str,
        mapping: &str,
        mapping_version: &str,
        sha256: &str,
    ) -> Result<Option<u32>> {
        let found = import::Entity::find()
            .filter(import::Column::Region.eq(region))
            .filter(import::Column::Sha256.eq(sha256))
            .filter(import::Column::Mapping.eq(mapping))
            .filter(import::Column::MappingVersion.eq(mapping_version))
            .filter(import::Column::State.eq(ImportState::Committed.code()))
            .order_by_desc(import::Column::Seq)
            .one(&self.db)
            .await?;
        found
            .map(|row| u32::try_from(row.seq).map_err(|error| corrupt("import_jobs.seq", error)))
            .transpose()
    }

    /// A page of findings in the order they were found, imports oldest first, and how many there are in all.
    ///
    /// # Errors
    /// What the database says.
    pub async fn findings(
        &self,
        filter: &FindingFilter,
        limit: u64,
        offset: u64,
    ) -> Result<(u64, Vec<FindingRow>)> {
        let query = self.filtered(filter)?;
        let total = query.clone().count(&self.db).await?;
        let page = query
            .order_by_asc(finding::Column::Import)
            .order_by_asc(finding::Column::Id)
            .limit(limit)
            .offset(offset)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| {
                let what = |column: &str| format!("findings.{column} of {}", row.id);
                Ok(FindingRow {
                    import: u32::try_from(row.import)
                        .map_err(|error| corrupt(what("import"), error))?,
                    finding: Finding {
                        location: row
                            .location_json
                            .as_ref()
                            .map(|text| from_json::<Location>(text, what("location_json")))
                            .transpose()?,
                        params: from_json::<BTreeMap<String, String>>(
                            &row.params_json,
                            what("params_json"),
                        )?,
                        severity: severity_of(&row.severity)
                            .ok_or_else(|| corrupt(what("severity"), &row.severity))?,
                        code: row.code,
                        message: row.message,
                    },
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Ok((total, page))
    }

    /// How many findings there are by code, the most frequent first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn finding_counts(&self, filter: &FindingFilter) -> Result<Vec<FindingCount>> {
        let counted: Vec<(String, String, i64)> = self
            .filtered(filter)?
            .select_only()
            .column(finding::Column::Code)
            .column(finding::Column::Severity)
            .column_as(finding::Column::Id.count(), "n")
            .group_by(finding::Column::Code)
            .group_by(finding::Column::Severity)
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut counts = counted
            .into_iter()
            .map(|(code, severity, count)| {
                Ok(FindingCount {
                    severity: severity_of(&severity)
                        .ok_or_else(|| corrupt("findings.severity", &severity))?,
                    code,
                    count: u64::try_from(count)
                        .map_err(|error| corrupt("count of findings", error))?,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.code.cmp(&b.code)));
        Ok(counts)
    }

    fn filtered(&self, filter: &FindingFilter) -> Result<Select<finding::Entity>> {
        let mut query = finding::Entity::find();
        if let Some(region) = &filter.region {
            let mut imports = sea_orm::sea_query::Query::select();
            imports
                .column(import::Column::Seq)
                .from(import::Entity)
                .and_where(Expr::col(import::Column::Region).eq(region.as_str()));
            query = query.filter(finding::Column::Import.in_subquery(imports));
        }
        if let Some(seq) = filter.import {
            query = query.filter(finding::Column::Import.eq(signed(seq)?));
        }
        if let Some(severity) = filter.severity {
            query = query.filter(finding::Column::Severity.eq(severity_code(severity)));
        }
        if let Some(code) = &filter.code {
            query = query.filter(finding::Column::Code.eq(code.as_str()));
        }
        Ok(query)
    }

    /// One conditional UPDATE: the job changes only if it is in one of the states `from`.
    async fn advance(
        &self,
        db: &impl ConnectionTrait,
        seq: u32,
        from: &[ImportState],
        needed: &'static str,
        change: import::ActiveModel,
    ) -> Result<()> {
        let done = import::Entity::update_many()
            .set(change)
            .filter(import::Column::Seq.eq(signed(seq)?))
            .filter(import::Column::State.is_in(from.iter().map(|state| state.code())))
            .exec(db)
            .await?;
        if done.rows_affected == 1 {
            return Ok(());
        }
        Err(StoreError::WrongState {
            import: seq,
            found: find(db, seq).await?.state,
            needed,
        })
    }
}

async fn find(db: &impl ConnectionTrait, seq: u32) -> Result<import::Model> {
    import::Entity::find_by_id(signed(seq)?)
        .one(db)
        .await?
        .ok_or(StoreError::UnknownImport { import: seq })
}

async fn rows(query: Select<import::Entity>, db: &impl ConnectionTrait) -> Result<Vec<Import>> {
    query
        .order_by_asc(import::Column::Seq)
        .all(db)
        .await?
        .into_iter()
        .map(to_import)
        .collect()
}

fn to_import(row: import::Model) -> Result<Import> {
    let what = |column: &str| format!("import_jobs.{column} of {}", row.seq);
    let count = |number: i64, column: &str| {
        u64::try_from(number).map_err(|error| corrupt(what(column), error))
    };
    Ok(Import {
        seq: u32::try_from(row.seq).map_err(|error| corrupt(what("seq"), error))?,
        state: row
            .state
            .parse()
            .map_err(|error: String| corrupt(what("state"), error))?,
        progress: (
            count(row.progress_done, "progress_done")?,
            count(row.progress_total, "progress_total")?,
        ),
        counts: from_json(&row.counts_json, what("counts_json"))?,
        error: row
            .error_json
            .as_ref()
            .map(|text| from_json(text, what("error_json")))
            .transpose()?,
        started: timestamp(row.started_ms, "import_jobs.started_ms")?,
        finished: row
            .finished_ms
            .map(|ms| timestamp(ms, "import_jobs.finished_ms"))
            .transpose()?,
        job: NewImport {
            size_bytes: count(row.size_bytes, "size_bytes")?,
            mode: row
                .mode
                .parse()
                .map_err(|error: String| corrupt(what("mode"), error))?,
            region: row.region,
            mapping: row.mapping,
            mapping_version: row.mapping_version,
            dataset: row.dataset,
            file_name: row.file_name,
            sha256: row.sha256,
            by: row.by_user,
        },
    })
}

/// The databases count in 32 bits with a sign; a number beyond is no import of theirs.
fn signed(seq: u32) -> Result<i32> {
    i32::try_from(seq).map_err(|_| StoreError::UnknownImport { import: seq })
}

fn severity_code(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn severity_of(code: &str) -> Option<Severity> {
    [Severity::Note, Severity::Warning, Severity::Error]
        .into_iter()
        .find(|severity| severity_code(*severity) == code)
}
