//! Appending: Parquet files, synced, then one commit that names them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Schema};
use delta_kernel::FileMeta;
use delta_kernel::committer::FileSystemCommitter;
use delta_kernel::expressions::{ColumnName, Scalar};
use delta_kernel::transaction::{
    BoundWriteContext, CommitResult, Transaction, UpdateTableOperation,
};
use delta_kernel_default_engine::build_add_file_metadata;
use delta_kernel_default_engine::parquet::DataFileMetadata;
use delta_kernel_default_engine::stats::FileStatsAccumulator;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::ArrowWriterOptions;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use crate::durable::sync_folder;
use crate::rows::Row;
use crate::table::{DeltaTable, ENGINE_INFO, file_prefix, transaction_id};
use crate::{LakeError, REGION, Result, Table};

/// Rows encoded at once.
const ROWS_PER_BATCH: usize = 16_384;
/// Rows of a row group: what one reading thread takes at a time.
const ROWS_PER_GROUP: usize = 131_072;
/// Rows of a file.
const ROWS_PER_FILE: usize = 8 * ROWS_PER_GROUP;
/// A row group is closed early when its encoded bytes reach this, so that memory stays bounded for odd data.
const GROUP_BYTES_MAX: usize = 64 << 20;
/// How often a commit is tried anew when another process committed first.
const COMMIT_ATTEMPTS: u32 = 100;
/// A checkpoint of the log is written every so many commits, so that opening stays fast.
const COMMITS_PER_CHECKPOINT: u64 = 64;

static FILES: AtomicU64 = AtomicU64::new(0);

/// The append of one import to one table. Nothing is visible before [`Appender::commit`]; dropping it leaves the table as it was
/// and removes its files.
#[derive(Debug)]
pub struct Appender<'a, R: Row> {
    files: NewFiles<'a>,
    seq: u32,
    rows: PhantomData<R>,
}

impl<'a, R: Row> Appender<'a, R> {
    pub(crate) fn begin(table: &'a DeltaTable, seq: u32) -> Result<Self> {
        Ok(Appender {
            files: NewFiles::begin(table, Mark::import(seq), ledger_properties())?,
            seq,
            rows: PhantomData,
        })
    }

    /// Writes rows into the import's data files, one series of files per region.
    ///
    /// # Errors
    /// [`LakeError::OtherImport`], [`LakeError::BadValue`], [`LakeError::DiskFull`], [`LakeError::Permission`].
    pub fn push(&mut self, rows: &[R]) -> Result<()> {
        if let Some(row) = rows.iter().find(|row| row.lineage().import != self.seq) {
            return Err(LakeError::OtherImport {
                import: self.seq,
                found: row.lineage().import,
            });
        }
        for of_region in rows.chunk_by(|a, b| a.region() == b.region()) {
            let Some(first) = of_region.first() else {
                continue;
            };
            for chunk in of_region.chunks(ROWS_PER_BATCH) {
                self.files.push(first.region(), R::encode(chunk)?)?;
            }
        }
        Ok(())
    }

    /// Closes and syncs the files and commits them; returns the new version of the table. A commit without rows is one
    /// too: it says that the import has none here.
    ///
    /// # Errors
    /// [`LakeError::CommitExists`], [`LakeError::Contention`], [`LakeError::DiskFull`], [`LakeError::Permission`]. After any
    /// error the table is as it was.
    pub fn commit(self) -> Result<u64> {
        self.files.commit()
    }
}

/// What a commit is marked with in the table's log, so that it is made once: a name, and a number that only grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Empty for a commit that may be made again and again.
    pub(crate) name: String,
    pub(crate) number: i64,
    /// How names of its data files begin.
    pub(crate) prefix: String,
}

impl Mark {
    /// None: the commit may be made again and again.
    pub(crate) fn none() -> Mark {
        Mark {
            name: String::new(),
            number: 0,
            prefix: String::new(),
        }
    }

    pub(crate) fn import(seq: u32) -> Mark {
        Mark {
            name: transaction_id(seq),
            number: 1,
            prefix: file_prefix(seq),
        }
    }
}

/// How files of the ledger are written.
pub(crate) fn ledger_properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(ENGINE_INFO.to_owned())
        .build()
}

/// Data files that are being written for one commit to one table. Dropping it removes them.
#[derive(Debug)]
pub(crate) struct NewFiles<'a> {
    table: &'a DeltaTable,
    mark: Mark,
    properties: WriterProperties,
    open: BTreeMap<String, OpenFile>,
    done: Vec<DoneFile>,
}

#[derive(Debug)]
struct OpenFile {
    path: PathBuf,
    writer: ArrowWriter<File>,
    stats: FileStatsAccumulator,
    rows: usize,
    /// What was written, as long as it may be held in memory.
    kept: Option<Vec<RecordBatch>>,
}

#[derive(Debug)]
struct DoneFile {
    region: String,
    path: PathBuf,
    modified_ms: i64,
    bytes: u64,
    stats: StructArray,
    /// Its rows, if they are one row group that may be held in memory.
    rows: Option<Arc<[RecordBatch]>>,
}

impl<'a> NewFiles<'a> {
    pub(crate) fn begin(
        table: &'a DeltaTable,
        mark: Mark,
        properties: WriterProperties,
    ) -> Result<Self> {
        let files = NewFiles {
            table,
            mark,
            properties,
            open: BTreeMap::new(),
            done: Vec::new(),
        };
        files.refuse_twice()?;
        Ok(files)
    }

    fn refuse_twice(&self) -> Result<()> {
        if self.mark.name.is_empty() {
            return Ok(());
        }
        if self
            .table
            .marked(None, &self.mark.name)?
            .is_some_and(|seen| seen >= self.mark.number)
        {
            return Err(LakeError::CommitExists {
                table: self.table.table.name(),
                mark: self.mark.name.clone(),
                number: self.mark.number,
            });
        }
        Ok(())
    }

    /// Writes rows, given as columns in the order of the table's.
    pub(crate) fn push(&mut self, region: &str, columns: Vec<ArrayRef>) -> Result<()> {
        let batch =
            RecordBatch::try_new(self.table.table.arrow_schema(), columns).map_err(|error| {
                LakeError::Export {
                    detail: error.to_string(),
                }
            })?;
        self.write(region, &batch)
    }

    fn write(&mut self, region: &str, batch: &RecordBatch) -> Result<()> {
        if !self.open.contains_key(region) {
            let file = self.create(region)?;
            self.open.insert(region.to_owned(), file);
        }
        let Some(file) = self.open.get_mut(region) else {
            return Ok(());
        };
        file.writer
            .write(batch)
            .map_err(|error| parquet_fault(&file.path, &error))?;
        if file.writer.in_progress_size() > GROUP_BYTES_MAX {
            file.writer
                .flush()
                .map_err(|error| parquet_fault(&file.path, &error))?;
        }
        let stats = stats_batch(self.table.table, batch)
            .map_err(|error| LakeError::parquet(&file.path, &error))?;
        file.stats
            .merge(&stats)
            .map_err(|error| self.table.fault(error))?;
        file.rows += batch.num_rows();
        if let Some(kept) = &mut file.kept {
            kept.push(batch.clone());
            let bytes: usize = kept.iter().map(RecordBatch::get_array_memory_size).sum();
            if bytes > crate::memory::GROUP_BYTES_MAX {
                file.kept = None;
            }
        }
        if file.rows >= ROWS_PER_FILE
            && let Some(file) = self.open.remove(region)
        {
            self.finish(region.to_owned(), file)?;
        }
        Ok(())
    }

    fn create(&self, region: &str) -> Result<OpenFile> {
        let context = self.context(&self.transaction(false)?, region)?;
        let folder = context
            .write_dir()
            .to_file_path()
            .map_err(|()| LakeError::BadValue {
                column: REGION,
                value: region.to_owned(),
                why: "it cannot be the name of a folder",
            })?;
        if !folder.exists() {
            std::fs::create_dir_all(&folder).map_err(|error| LakeError::io(&folder, &error))?;
            sync_folder(&self.table.folder)
                .map_err(|error| LakeError::io(&self.table.folder, &error))?;
        }
        // The time makes names unique over processes that were killed, the counter within one.
        let path = folder.join(format!(
            "{}{:03}-{:x}-{:x}-{:x}.parquet",
            self.mark.prefix,
            self.done.len(),
            std::process::id(),
            std::time::UNIX_EPOCH
                .elapsed()
                .map_or(0, |time| time.as_nanos()),
            FILES.fetch_add(1, Ordering::Relaxed),
        ));
        let file = File::options()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| LakeError::io(&path, &error))?;
        // Without Arrow's own schema in the file: to every reader the columns are what the Delta schema says.
        let options = ArrowWriterOptions::new()
            .with_properties(self.properties.clone())
            .with_skip_arrow_metadata(true);
        let writer =
            ArrowWriter::try_new_with_options(file, self.table.table.arrow_schema(), options)
                .map_err(|error| parquet_fault(&path, &error))?;
        Ok(OpenFile {
            path,
            writer,
            stats: FileStatsAccumulator::new(
                &stats_columns(self.table.table),
                context.physical_data_schema(),
            ),
            rows: 0,
            // The ledger's rows are read into the cube, once.
            kept: (!self.table.table.append_only()).then(Vec::new),
        })
    }

    fn finish(&mut self, region: String, file: OpenFile) -> Result<()> {
        let OpenFile {
            path,
            writer,
            stats,
            kept,
            ..
        } = file;
        let groups = writer.flushed_row_groups().len() + usize::from(writer.in_progress_rows() > 0);
        let rows = kept.filter(|_| groups == 1).map(Arc::from);
        let written = writer
            .into_inner()
            .map_err(|error| parquet_fault(&path, &error))?;
        written
            .sync_all()
            .map_err(|error| LakeError::io(&path, &error))?;
        let metadata = written
            .metadata()
            .map_err(|error| LakeError::io(&path, &error))?;
        let modified_ms = std::time::UNIX_EPOCH
            .elapsed()
            .map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(0));
        if let Some(folder) = path.parent() {
            sync_folder(folder).map_err(|error| LakeError::io(folder, &error))?;
        }
        let stats = stats
            .finish()
            .map_err(|error| self.table.fault(error))?
            .ok_or_else(|| LakeError::Export {
                detail: "a file without rows".to_owned(),
            })?;
        self.done.push(DoneFile {
            region,
            path,
            modified_ms,
            bytes: metadata.len(),
            stats,
            rows,
        });
        Ok(())
    }

    /// Closes the open file of a region: what is pushed from now on goes into another, whose name begins as said.
    pub(crate) fn cut(&mut self, region: &str, prefix: &str) -> Result<()> {
        if let Some(file) = self.open.remove(region) {
            self.finish(region.to_owned(), file)?;
        }
        prefix.clone_into(&mut self.mark.prefix);
        Ok(())
    }

    /// Files that are finished, with their bytes.
    pub(crate) fn written(&self) -> Vec<(&Path, u64)> {
        let files = self.done.iter();
        files
            .map(|file| (file.path.as_path(), file.bytes))
            .collect()
    }

    fn transaction(&self, blind: bool) -> Result<Transaction> {
        let snapshot = self.table.latest()?;
        let mut builder = snapshot.update_table(UpdateTableOperation::Write, ENGINE_INFO, true);
        if !self.mark.name.is_empty() {
            builder = builder.with_transaction_id(self.mark.name.clone(), self.mark.number);
        }
        if blind {
            builder = builder.with_blind_append();
        }
        builder
            .build(
                self.table.engine.as_ref(),
                Box::new(FileSystemCommitter::new()),
            )
            .map_err(|error| self.table.fault(error))
    }

    fn context(&self, transaction: &Transaction, region: &str) -> Result<BoundWriteContext> {
        transaction
            .write_state()
            .and_then(|state| {
                state
                    .write_context_builder()
                    .with_partition_values(HashMap::from([(
                        REGION.to_owned(),
                        Scalar::from(region),
                    )]))
                    .build()
            })
            .map_err(|error| self.table.fault(error))
    }

    /// Closes and syncs the files and commits them; returns the new version of the table.
    pub(crate) fn commit(mut self) -> Result<u64> {
        while let Some((region, file)) = self.open.pop_first() {
            self.finish(region, file)?;
        }
        for _ in 0..COMMIT_ATTEMPTS {
            // In this order: what commits after the transaction's snapshot is a conflict, what came before is seen here.
            let transaction = self.transaction(!self.done.is_empty())?;
            self.refuse_twice()?;
            if let Some(version) = self.attempt(transaction)? {
                return Ok(version);
            }
        }
        Err(LakeError::Contention {
            table: self.table.table.name(),
        })
    }

    /// Closes and syncs the files and puts them into the place of others, which hold the same rows: to readers nothing has
    /// changed. `None` if one of the others is not live any more; then nothing is committed.
    pub(crate) fn commit_instead_of(mut self, others: &HashSet<PathBuf>) -> Result<Option<u64>> {
        while let Some((region, file)) = self.open.pop_first() {
            self.finish(region, file)?;
        }
        for _ in 0..COMMIT_ATTEMPTS {
            let snapshot = self.table.latest()?;
            let Some(actions) = self.table.actions_of(snapshot.clone(), others)? else {
                return Ok(None);
            };
            let mut transaction = snapshot
                .update_table(UpdateTableOperation::Optimize, ENGINE_INFO, false)
                .build(
                    self.table.engine.as_ref(),
                    Box::new(FileSystemCommitter::new()),
                )
                .map_err(|error| self.table.fault(error))?;
            for part in actions {
                transaction.remove_files(part);
            }
            if let Some(version) = self.attempt(transaction)? {
                return Ok(Some(version));
            }
        }
        Err(LakeError::Contention {
            table: self.table.table.name(),
        })
    }

    /// One commit of the finished files; `None` if another process committed first.
    fn attempt(&mut self, mut transaction: Transaction) -> Result<Option<u64>> {
        for file in &self.done {
            let context = self.context(&transaction, &file.region)?;
            let location = url::Url::from_file_path(&file.path).map_err(|()| LakeError::Io {
                path: file.path.clone(),
                detail: "it is no absolute path".to_owned(),
            })?;
            let metadata = DataFileMetadata::new(
                FileMeta::new(location, file.modified_ms, file.bytes),
                file.stats.clone(),
            );
            transaction.add_files(
                build_add_file_metadata(metadata, &context)
                    .map_err(|error| self.table.fault(error))?,
            );
        }
        match transaction
            .commit(self.table.engine.as_ref())
            .map_err(|error| self.table.fault(error))?
        {
            CommitResult::Committed(committed) => {
                // The files are the table's now, and no longer this value's to remove.
                for file in self.done.drain(..) {
                    if let Some(rows) = &file.rows {
                        self.table.memory.keep(&file.path, 0, rows);
                    }
                }
                if let Some(snapshot) = committed.post_commit_snapshot() {
                    self.table.now_is(snapshot);
                }
                let version = committed.commit_version();
                if version % COMMITS_PER_CHECKPOINT == 0 {
                    self.checkpoint();
                }
                Ok(Some(version))
            }
            CommitResult::Conflicted(_) => Ok(None),
            CommitResult::Retryable(retry) => Err(self.table.fault(retry.error)),
        }
    }

    /// Only makes opening faster: the commit stands whether it succeeds or not, so its errors are no errors of the import.
    fn checkpoint(&self) {
        if let Ok(snapshot) = self.table.latest() {
            let _ = snapshot.checkpoint(self.table.engine.as_ref(), None);
        }
    }
}

impl Drop for NewFiles<'_> {
    fn drop(&mut self) {
        let open = std::mem::take(&mut self.open)
            .into_values()
            .map(|file| file.path);
        for path in open.chain(self.done.drain(..).map(|file| file.path)) {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn parquet_fault(path: &Path, error: &ParquetError) -> LakeError {
    LakeError::parquet(path, error)
}

fn stats_columns(table: Table) -> Vec<ColumnName> {
    table
        .stats_columns()
        .iter()
        .map(|name| ColumnName::new([*name]))
        .collect()
}

/// The columns of which the log keeps least and greatest values, text as plain strings.
fn stats_batch(
    table: Table,
    batch: &RecordBatch,
) -> std::result::Result<RecordBatch, arrow_schema::ArrowError> {
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for name in table.stats_columns() {
        let schema = batch.schema();
        let index = schema.index_of(name)?;
        let field = schema.field(index).clone();
        if matches!(field.data_type(), DataType::Dictionary(..)) {
            fields.push(field.with_data_type(DataType::Utf8));
            arrays.push(arrow_cast::cast(batch.column(index), &DataType::Utf8)?);
        } else {
            fields.push(field);
            arrays.push(batch.column(index).clone());
        }
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}
