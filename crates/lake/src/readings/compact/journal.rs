//! The lock of merges of a table, the name under which one writes, and the files that merges removed.

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::{MERGED, REPLACED};
use crate::durable::sync_folder;
use crate::table::DeltaTable;
use crate::{LakeError, Result};

const JOURNAL: &str = ".merge-journal";

/// Files (of a region, or all) that merges removed from the table, with the time of the commit.
pub(crate) fn removed_files(
    delta: &DeltaTable,
    region: Option<&str>,
) -> Result<Vec<(PathBuf, i64)>> {
    let log = delta.folder.join("_delta_log");
    let mut commits: Vec<PathBuf> = std::fs::read_dir(&log)
        .and_then(|list| list.map(|one| Ok(one?.path())).collect())
        .map_err(|error| LakeError::io(&log, &error))?;
    commits.retain(|path| path.extension().is_some_and(|end| end == "json"));
    commits.sort();
    let base = url::Url::from_directory_path(&delta.folder)
        .map_err(|()| delta.corrupt("it is no absolute path".to_owned()))?;
    let mut removed = Vec::new();
    for path in commits {
        let text = std::fs::read_to_string(&path).map_err(|error| LakeError::io(&path, &error))?;
        for line in text.lines().filter(|line| line.contains("\"remove\"")) {
            let action: serde_json::Value =
                serde_json::from_str(line).map_err(|error| LakeError::Corrupt {
                    path: path.clone(),
                    detail: error.to_string(),
                })?;
            let remove = &action["remove"];
            if region.is_none_or(|region| remove["partitionValues"][crate::REGION] == region)
                && let (Some(file), Some(at)) = (
                    remove["path"].as_str(),
                    remove["deletionTimestamp"].as_i64(),
                )
                && let Some(file) = base.join(file).ok().and_then(|url| url.to_file_path().ok())
            {
                removed.push((file, at));
            }
        }
    }
    Ok(removed)
}

/// The lock of merges of a table, and the name under which the present one writes.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    table: PathBuf,
}

impl Journal {
    /// Takes the lock and removes what a merge left that did not live to commit; `None` if another process merges.
    pub(super) fn open(delta: &DeltaTable) -> Result<Option<Journal>> {
        let path = delta.folder.join(JOURNAL);
        let fault = |error: &std::io::Error| LakeError::io(&path, error);
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| fault(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => return Err(fault(&error)),
        }
        let mut run = String::new();
        file.read_to_string(&mut run)
            .map_err(|error| fault(&error))?;
        let mut journal = Journal {
            file,
            path,
            table: delta.folder.clone(),
        };
        if let Some(run) = run.strip_suffix('\n') {
            journal.sweep(delta, run)?;
        }
        journal.end()?;
        Ok(Some(journal))
    }

    fn sweep(&self, delta: &DeltaTable, run: &str) -> Result<()> {
        let live: HashSet<PathBuf> = delta
            .files(None, None, None)?
            .into_iter()
            .map(|file| file.path)
            .collect();
        let prefixes = [MERGED, REPLACED].map(|prefix| format!("{prefix}{run}-"));
        let list = |folder: &Path| -> Result<Vec<std::fs::DirEntry>> {
            std::fs::read_dir(folder)
                .and_then(Iterator::collect)
                .map_err(|error| LakeError::io(folder, &error))
        };
        for region in list(&self.table)? {
            if region.file_name() == "_delta_log" || !region.path().is_dir() {
                continue;
            }
            for file in list(&region.path())? {
                let name = file.file_name();
                let name = name.to_string_lossy();
                let mine = prefixes.iter().any(|prefix| name.starts_with(prefix));
                if mine && !live.contains(&file.path()) {
                    std::fs::remove_file(file.path())
                        .map_err(|error| LakeError::io(&file.path(), &error))?;
                }
            }
        }
        Ok(())
    }

    /// Notes a name for the files of a merge, so that it outlives a power cut, and returns it.
    pub(super) fn begin(&mut self) -> Result<String> {
        let run = format!(
            "{:x}-{:x}",
            std::time::UNIX_EPOCH
                .elapsed()
                .map_or(0, |time| time.as_nanos()),
            std::process::id(),
        );
        self.write(&format!("{run}\n"))?;
        sync_folder(&self.table).map_err(|error| LakeError::io(&self.table, &error))?;
        Ok(run)
    }

    pub(super) fn end(&mut self) -> Result<()> {
        self.write("")
    }

    fn write(&mut self, text: &str) -> Result<()> {
        self.file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .and_then(|()| self.file.sync_all())
            .map_err(|error| LakeError::io(&self.path, &error))
    }
}
