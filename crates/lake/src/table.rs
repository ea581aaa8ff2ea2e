//! One Delta table: creating, snapshots, files, sweeping.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow_array::Array;
use arrow_array::cast::AsArray;
use delta_kernel::committer::FileSystemCommitter;
use delta_kernel::engine::arrow_data::ArrowEngineData;
use delta_kernel::engine_data::FilteredEngineData;
use delta_kernel::scan::state::ScanFile;
use delta_kernel::transaction::CommitResult;
use delta_kernel::transaction::create_table::create_table;
use delta_kernel::transaction::data_layout::DataLayout;
use delta_kernel::{KernelError, Snapshot, SnapshotRef};
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use delta_kernel_default_engine::{DefaultEngine, DefaultEngineBuilder};

use crate::durable::{DurableFolder, STAGED_PREFIX};
use crate::log::{self, Commit, Live, Named, Stats};
use crate::memory::Memory;
use crate::{LakeError, REGION, Result, Table};

pub(crate) type Engine = DefaultEngine<TokioMultiThreadExecutor>;

/// What the log says wrote it.
pub(crate) const ENGINE_INFO: &str = concat!("carbonshed/", env!("CARGO_PKG_VERSION"));

/// Commits that are read one by one before the kernel is asked, which begins at a checkpoint; more than lie between two of ours.
const COMMITS_READ_MAX: u64 = 128;

/// The library's IO is asynchronous inside; it gets two threads of its own for the whole process, and two more to wait for disks:
/// a thread for each file of a log would cost more to make than the file to read. They are never dropped,
/// since a runtime must not be dropped on another runtime's thread.
static RUNTIME: OnceLock<std::result::Result<tokio::runtime::Runtime, String>> = OnceLock::new();

fn engine(folder: &Path) -> Result<Arc<Engine>> {
    let runtime = RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(2)
            .thread_name("lake")
            .enable_all()
            .build()
            .map_err(|error| error.to_string())
    });
    let runtime = runtime.as_ref().map_err(|detail| LakeError::Io {
        path: folder.to_path_buf(),
        detail: format!("no threads for reading and writing: {detail}"),
    })?;
    Ok(Arc::new(
        DefaultEngineBuilder::new(Arc::new(DurableFolder::new()))
            .with_task_executor(Arc::new(TokioMultiThreadExecutor::new(
                runtime.handle().clone(),
            )))
            .build(),
    ))
}

/// A data file that a scan has to open.
#[derive(Debug, Clone)]
pub(crate) struct DataFile {
    pub(crate) path: PathBuf,
    pub(crate) modified_ms: i64,
    /// Rows, if the log says it.
    pub(crate) rows: Option<u64>,
}

#[derive(Debug)]
pub(crate) struct DeltaTable {
    pub(crate) table: Table,
    pub(crate) folder: PathBuf,
    pub(crate) engine: Arc<Engine>,
    url: String,
    /// The newest snapshot seen; the next one only reads what was committed since.
    newest: Mutex<Option<SnapshotRef>>,
    /// The data files of the newest version that was asked for; the next one only reads the commits since.
    live: Mutex<Option<Arc<Live>>>,
    /// What was written or read last.
    pub(crate) memory: Memory,
}

impl DeltaTable {
    pub(crate) fn open(root: &Path, table: Table) -> Result<DeltaTable> {
        let folder = root.join(table.name());
        std::fs::create_dir_all(folder.join("_delta_log"))
            .map_err(|error| LakeError::io(&folder, &error))?;
        let url = url_of(&folder)?;
        let one = DeltaTable {
            table,
            engine: engine(&folder)?,
            folder,
            url,
            newest: Mutex::new(None),
            live: Mutex::new(None),
            memory: Memory::new(),
        };
        if !log::commit_path(&one.folder, 0).exists()
            && Snapshot::builder_for(&one.url)
                .build(one.engine.as_ref())
                .is_err()
        {
            one.create()?;
        }
        Ok(one)
    }

    fn create(&self) -> Result<()> {
        let made = create_table(
            &self.url,
            self.table
                .delta_schema()
                .map_err(|error| self.fault(error))?,
            ENGINE_INFO,
            false,
        )
        .with_table_properties([
            (
                "delta.appendOnly",
                if self.table.append_only() {
                    "true"
                } else {
                    "false"
                },
            ),
            (
                "delta.dataSkippingStatsColumns",
                self.table.stats_columns().join(",").as_str(),
            ),
        ])
        .with_data_layout(DataLayout::partitioned([REGION]))
        .build(self.engine.as_ref(), Box::new(FileSystemCommitter::new()))
        .and_then(|transaction| transaction.commit(self.engine.as_ref()));
        match made {
            Ok(CommitResult::Committed(_)) => Ok(()),
            // Another process was faster; its table is ours.
            Ok(CommitResult::Conflicted(_)) => Ok(()),
            Ok(CommitResult::Retryable(retry)) => Err(self.fault(retry.error)),
            Err(error) if self.latest().is_ok() => {
                drop(error);
                Ok(())
            }
            Err(error) => Err(self.fault(error)),
        }
    }

    pub(crate) fn fault(&self, error: KernelError) -> LakeError {
        LakeError::kernel(self.table.name(), &self.folder, error)
    }

    /// The newest snapshot.
    pub(crate) fn latest(&self) -> Result<SnapshotRef> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = match newest.as_ref() {
            Some(seen) if self.is_newest(seen.version())? => return Ok(seen.clone()),
            Some(seen) => Snapshot::builder_from(seen.clone()).build(self.engine.as_ref()),
            None => Snapshot::builder_for(&self.url).build(self.engine.as_ref()),
        }
        .map_err(|error| self.fault(error))?;
        *newest = Some(snapshot.clone());
        Ok(snapshot)
    }

    /// Commits are numbered without gaps: without the next one nothing is newer, unless both were tidied up behind a checkpoint.
    fn is_newest(&self, version: u64) -> Result<bool> {
        Ok(!self.has_commit(version + 1)? && self.has_commit(version)?)
    }

    fn has_commit(&self, version: u64) -> Result<bool> {
        let path = log::commit_path(&self.folder, version);
        path.try_exists()
            .map_err(|error| LakeError::io(&path, &error))
    }

    /// The snapshot of a version, or the newest.
    pub(crate) fn snapshot(&self, version: Option<u64>) -> Result<SnapshotRef> {
        let Some(version) = version else {
            return self.latest();
        };
        let latest = self.latest()?;
        if version == latest.version() {
            return Ok(latest);
        }
        if version > latest.version() {
            return Err(LakeError::NoVersion {
                table: self.table.name(),
                version,
            });
        }
        Snapshot::builder_for(&self.url)
            .at_version(version)
            .build(self.engine.as_ref())
            .map_err(|error| self.fault(error))
    }

    /// Takes up what the table is after a commit of ours, so that nobody has to read it again.
    pub(crate) fn now_is(&self, snapshot: &SnapshotRef) {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if newest
            .as_ref()
            .is_none_or(|seen| seen.version() < snapshot.version())
        {
            *newest = Some(snapshot.clone());
        }
    }

    /// The newest version.
    pub(crate) fn version(&self) -> Result<u64> {
        match self.newest_live()? {
            Some(live) => Ok(live.version),
            None => Ok(self.latest()?.version()),
        }
    }

    /// The number that a commit was last marked with under a name, up to a version or the newest.
    pub(crate) fn marked(&self, version: Option<u64>, name: &str) -> Result<Option<i64>> {
        let live = self.live_at(version)?;
        match live.marks.get(name) {
            Some(number) => Ok(Some(*number)),
            None if !live.begins_late => Ok(None),
            None => self
                .snapshot(Some(live.version))?
                .get_app_id_version(name, self.engine.as_ref())
                .map_err(|error| self.fault(error)),
        }
    }

    /// Files that can hold rows of `region` and of `import`, of a version or the newest, in the order of commits.
    pub(crate) fn files(
        &self,
        version: Option<u64>,
        region: Option<&str>,
        import: Option<u32>,
    ) -> Result<Vec<DataFile>> {
        let can_hold = |stats: &Stats| {
            import.is_none_or(|import| {
                let range = stats.longs("import");
                range.is_none_or(|(least, most)| (least..=most).contains(&i64::from(import)))
            })
        };
        self.files_where(version, region, &can_hold)
    }

    /// Files of `region` that `can_hold` wanted rows by what the log says of them, of a version or the newest, in the order of
    /// commits.
    pub(crate) fn files_where(
        &self,
        version: Option<u64>,
        region: Option<&str>,
        can_hold: &dyn Fn(&Stats) -> bool,
    ) -> Result<Vec<DataFile>> {
        let live = self.live_at(version)?;
        let root = url::Url::parse(&self.url).map_err(|error| self.corrupt(error.to_string()))?;
        let mut files = Vec::new();
        for file in live.files.values() {
            let of = file.partition_values.get(REGION);
            if region.is_some_and(|region| of.and_then(Option::as_deref) != Some(region))
                || !can_hold(&file.stats)
            {
                continue;
            }
            if file.has_deleted_rows {
                return Err(self.corrupt(format!(
                    "{} has rows that another program deleted",
                    file.path
                )));
            }
            let path = log::file_at(&root, &file.path)
                .ok_or_else(|| self.corrupt(format!("{} is no file below the table", file.path)))?;
            files.push(DataFile {
                path,
                modified_ms: file.modified_ms,
                rows: file.stats.num_records,
            });
        }
        // Readers want the order of commits, and within a commit that of the files' numbers.
        files.sort_by(|a, b| (a.modified_ms, &a.path).cmp(&(b.modified_ms, &b.path)));
        Ok(files)
    }

    /// What the table is at a version, or at the newest.
    fn live_at(&self, version: Option<u64>) -> Result<Arc<Live>> {
        let newest = self.newest_live()?;
        let wanted = newest.filter(|live| version.is_none_or(|version| live.version == version));
        match wanted {
            Some(live) => Ok(live),
            None => self.live(&self.snapshot(version)?),
        }
    }

    /// What the table is at its newest version, without the kernel: of a table that is as we made it. `None` if another program has
    /// changed what it is or tidied up its log, or if there are too many commits to read.
    fn newest_live(&self) -> Result<Option<Arc<Live>>> {
        let mut newest = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        match newest.as_ref() {
            Some(known) if self.is_newest(known.version)? => return Ok(newest.clone()),
            None if self.has_commit(COMMITS_READ_MAX)? => return Ok(None),
            _ => {}
        }
        let mut live = newest.take().map(Arc::unwrap_or_clone);
        let first = live.as_ref().map_or(0, |live| live.version + 1);
        for version in first..first + COMMITS_READ_MAX {
            let Some(commit) = Commit::read(&self.folder, version)? else {
                if let Some(known) = live
                    && self.is_newest(known.version)?
                {
                    *newest = Some(Arc::new(known));
                }
                return Ok(newest.clone());
            };
            if commit.describes && version > 0 {
                return Ok(None);
            }
            let known = live.get_or_insert_with(Live::default);
            known.take(version, commit);
        }
        Ok(None)
    }

    /// The data files of a snapshot.
    fn live(&self, snapshot: &SnapshotRef) -> Result<Arc<Live>> {
        let version = snapshot.version();
        let mut newest = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let live = match newest.take() {
            Some(live) if live.version == version => live,
            // The past is asked for seldom, and not remembered.
            Some(live) if live.version > version => {
                *newest = Some(live);
                return Ok(Arc::new(self.read_live(None, snapshot)?));
            }
            known => Arc::new(self.read_live(known.map(Arc::unwrap_or_clone), snapshot)?),
        };
        *newest = Some(live.clone());
        Ok(live)
    }

    /// The data files of a snapshot, from those of an older version or of none.
    fn read_live(&self, known: Option<Live>, snapshot: &SnapshotRef) -> Result<Live> {
        let version = snapshot.version();
        let first = known.as_ref().map_or(0, |live| live.version + 1);
        if version - first >= COMMITS_READ_MAX {
            return self.live_by_kernel(snapshot);
        }
        let mut live = known.unwrap_or_default();
        for version in first..=version {
            // Another program may have tidied up commits that lie before a checkpoint.
            let Some(commit) = Commit::read(&self.folder, version)? else {
                return self.live_by_kernel(snapshot);
            };
            live.take(version, commit);
        }
        Ok(live)
    }

    /// The data files of a snapshot, replayed from the last checkpoint.
    fn live_by_kernel(&self, snapshot: &SnapshotRef) -> Result<Live> {
        let scan = snapshot
            .clone()
            .scan_builder()
            .without_row_transforms()
            .build()
            .map_err(|error| self.fault(error))?;
        let mut found: Vec<ScanFile> = Vec::new();
        let mut stats: HashMap<String, Stats> = HashMap::new();
        for part in scan
            .scan_metadata(self.engine.as_ref())
            .map_err(|error| self.fault(error))?
        {
            let part = part.map_err(|error| self.fault(error))?;
            found = part
                .visit_scan_files(found, |found, file| found.push(file))
                .map_err(|error| self.fault(error))?;
            let data = ArrowEngineData::try_from_engine_data(part.scan_files.into_parts().0)
                .map_err(|error| self.fault(error))?;
            let column = |name: &str| {
                let column = data.record_batch().column_by_name(name)?;
                column.as_string_opt::<i32>()
            };
            if let (Some(paths), Some(texts)) = (column("path"), column("stats")) {
                let rows = paths.iter().zip(texts);
                let rows = rows.filter_map(|(path, text)| Some((path?, text?)));
                stats.extend(rows.map(|(path, text)| (path.to_owned(), Stats::of(text))));
            }
        }
        let files = found.into_iter().map(|file| {
            let named = Named {
                partition_values: file
                    .partition_values
                    .into_iter()
                    .map(|(name, value)| (name, Some(value)))
                    .collect(),
                modified_ms: file.modification_time,
                data_change: true,
                stats: stats.remove(&file.path).unwrap_or_default(),
                has_deleted_rows: file.dv_info.has_vector(),
                path: file.path,
            };
            (named.path.clone(), named)
        });
        Ok(Live {
            version: snapshot.version(),
            files: files.collect(),
            marks: HashMap::new(),
            begins_late: true,
        })
    }

    /// The log's rows of some data files, to be removed by a commit; `None` if one of them is not live any more.
    pub(crate) fn actions_of(
        &self,
        snapshot: SnapshotRef,
        wanted: &HashSet<PathBuf>,
    ) -> Result<Option<Vec<FilteredEngineData>>> {
        let scan = snapshot
            .scan_builder()
            .without_row_transforms()
            .build()
            .map_err(|error| self.fault(error))?;
        let root = url::Url::parse(&self.url).map_err(|error| self.corrupt(error.to_string()))?;
        let (mut found, mut parts) = (0, Vec::new());
        for part in scan
            .scan_metadata(self.engine.as_ref())
            .map_err(|error| self.fault(error))?
        {
            let part = part.map_err(|error| self.fault(error))?;
            let (data, live) = part.scan_files.into_parts();
            let data =
                ArrowEngineData::try_from_engine_data(data).map_err(|error| self.fault(error))?;
            let paths = data
                .record_batch()
                .column_by_name("path")
                .and_then(|paths| paths.as_string_opt::<i32>())
                .ok_or_else(|| self.corrupt("the log names no paths".to_owned()))?;
            let picked: Vec<bool> = (0..paths.len())
                .map(|row| {
                    live.get(row).copied().unwrap_or(true)
                        && paths.is_valid(row)
                        && root
                            .join(paths.value(row))
                            .ok()
                            .and_then(|url| url.to_file_path().ok())
                            .is_some_and(|path| wanted.contains(&path))
                })
                .collect();
            let count = picked.iter().filter(|picked| **picked).count();
            if count > 0 {
                found += count;
                let part =
                    FilteredEngineData::try_new(data, picked).map_err(|error| self.fault(error))?;
                parts.push(part);
            }
        }
        Ok((found == wanted.len()).then_some(parts))
    }

    pub(crate) fn corrupt(&self, detail: String) -> LakeError {
        LakeError::Corrupt {
            path: self.folder.clone(),
            detail,
        }
    }

    pub(crate) fn sweep(&self, seq: u32) -> Result<()> {
        let named: HashSet<PathBuf> = self
            .files(None, None, None)?
            .into_iter()
            .map(|file| file.path)
            .collect();
        // What a merge took out of the table is still named by older versions of it.
        let merged: HashSet<PathBuf> = crate::readings::removed_files(self, None)?
            .into_iter()
            .map(|(path, _)| path)
            .collect();
        let prefix = file_prefix(seq);
        let list = |folder: &Path| -> Result<Vec<std::fs::DirEntry>> {
            std::fs::read_dir(folder)
                .and_then(Iterator::collect)
                .map_err(|error| LakeError::io(folder, &error))
        };
        for region in list(&self.folder)? {
            if region.file_name() == "_delta_log" || !region.path().is_dir() {
                continue;
            }
            for file in list(&region.path())? {
                let name = file.file_name();
                let name = name.to_string_lossy();
                let path = file.path();
                if name.starts_with(&prefix) && !named.contains(&path) && !merged.contains(&path) {
                    std::fs::remove_file(file.path())
                        .map_err(|error| LakeError::io(&file.path(), &error))?;
                }
            }
        }
        // A file that was being written; its name tells the process, which is gone if it is not listed any more.
        for file in list(&self.folder)? {
            let name = file.file_name().to_string_lossy().into_owned();
            let process = name
                .strip_prefix(STAGED_PREFIX)
                .and_then(|rest| rest.split('-').next());
            if process.is_some_and(|id| {
                !Path::new("/proc").join(id).exists() && Path::new("/proc/self").exists()
            }) {
                let _ = std::fs::remove_file(file.path());
            }
        }
        Ok(())
    }
}

/// Delta transaction id of an import.
pub(crate) fn transaction_id(seq: u32) -> String {
    format!("import-{seq}")
}

/// The import that the name of a data file says; `None` for files of merges and of the inbox.
pub(crate) fn import_of(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?;
    let (seq, _) = name.strip_prefix("import-")?.split_once('-')?;
    seq.parse().ok()
}

/// How names of data files of an import begin.
pub(crate) fn file_prefix(seq: u32) -> String {
    format!("import-{seq}-")
}

fn url_of(folder: &Path) -> Result<String> {
    url::Url::from_directory_path(folder)
        .map(String::from)
        .map_err(|()| LakeError::Io {
            path: folder.to_path_buf(),
            detail: "it is no absolute path".to_owned(),
        })
}
