//! Merging small files into large ones, and removing files that were merged long ago.
//!
//! Every fold of the inbox adds a file, and each of them repeats the days that have grown since: 96 a day, and all but the last of a
//! day's rows replaced. A merge writes the rows of small files anew and commits them in the place of those files, as a change
//! that changes no data: readers see the same rows, what looks for new files ([`Lake::files_since`]) sees none, and older versions
//! of the table still name the old files, which stay where they are until [`Lake::vacuum`] is asked to remove them.
//!
//! * **No row is lost.** Rows that a newer one has replaced go into files of their own, `replaced-…`; scans of what counts need not
//!   open them, since a row that counts more stands beside. So a key stands once in each file.
//! * **Order.** Files hold whole calendar months, several if they are few; within a file rows are ordered by meter, then date
//!   (`meter_months`: by month, then meter).
//! * **Bounded memory.** The keys of at most [`ROWS_PER_MERGE`] rows, and [`ROWS_AT_ONCE`] whole rows.
//! * **Crashes.** The name under which a merge writes stands in the table's merge journal before its first file does; the next merge
//!   removes whatever that name left and no commit names. The journal's lock keeps merges of two processes apart.
//! * **The ledger.** Rows of `activities`, `statistics` and `entries` stay in the order of commits and none is replaced: which of
//!   them count is asked of the store and the cube.
//! * **Other writers.** A commit that came between is no conflict as long as the merged files are live; if one is not, the merge is
//!   given up and has changed nothing.

mod journal;
mod keys;
mod ledger;
mod rows;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use self::journal::Journal;
pub(crate) use self::journal::removed_files;
use self::keys::{Keys, by_months, keys_of, part_replaced, read_keys};
use self::rows::write_rows;
use super::days::parallel;
use super::{readings_properties, small_properties};
use crate::scan;
use crate::table::{DataFile, DeltaTable};
use crate::write::{Mark, NewFiles};
use crate::{Lake, LakeError, Result, Table};

/// A file with fewer rows is small: 26 MB of readings at 15 minutes.
pub const SMALL_FILE_ROWS: u64 = 131_072;
/// Rows that one merge takes up at most; what is left is for the next.
const ROWS_PER_MERGE: u64 = 2_000_000;
/// Whole rows in memory at once: 50 MB of readings at 15 minutes.
const ROWS_AT_ONCE: usize = 65_536;

const MERGED: &str = "merged-";
const REPLACED: &str = "replaced-";

/// True for a file whose rows have all been replaced.
pub(super) fn is_replaced(path: &Path) -> bool {
    path.file_name()
        .and_then(|name| name.to_str())
        .is_some_and(|name| name.starts_with(REPLACED))
}

/// Live files of a region in a table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Files {
    /// All.
    pub all: usize,
    /// Those with fewer rows than [`SMALL_FILE_ROWS`].
    pub small: usize,
}

/// What merging came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Compacted {
    /// Files that were merged.
    pub files_before: usize,
    /// Files that stand in their place.
    pub files_after: usize,
    /// Their bytes before.
    pub bytes_before: u64,
    /// Their bytes now.
    pub bytes_after: u64,
    /// Rows.
    pub rows: u64,
    /// Rows among them that a newer one has replaced.
    pub replaced_rows: u64,
}

impl Lake {
    /// How many live files a region has in a table.
    ///
    /// # Errors
    /// What the table says.
    pub fn file_count(&self, table: Table, region: &str) -> Result<Files> {
        let table = self.table(table)?;
        let files = table.files(None, Some(region), None)?;
        let mut count = Files {
            all: files.len(),
            small: 0,
        };
        for file in &files {
            count.small += usize::from(rows_of(file)? < SMALL_FILE_ROWS);
        }
        Ok(count)
    }

    /// Merges the small files of a region in a table. `counts` says of a run whether it was committed (only
    /// `meter_months` asks). `None` if another process is merging, or one of the files has gone meanwhile.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`], [`LakeError::DiskFull`], [`LakeError::Permission`]; the table is as it was then.
    pub fn compact(
        &self,
        table: Table,
        region: &str,
        counts: &(dyn Fn(u32) -> bool + Sync),
    ) -> Result<Option<Compacted>> {
        let keys = keys_of(table);
        if self.at.is_some() {
            return Err(LakeError::ReadOnlyView);
        }
        let delta = self.table(table)?;
        let Some(mut journal) = Journal::open(delta)? else {
            return Ok(None);
        };
        let mut total = Compacted::default();
        loop {
            let inputs = small_files(delta, region)?;
            if inputs.len() < 2 {
                return Ok(Some(total));
            }
            let one = match &keys {
                Some(keys) => merge(delta, keys, region, &inputs, counts, &mut journal)?,
                None => ledger::merge(delta, region, &inputs, &mut journal)?,
            };
            let Some(one) = one else {
                return Ok(None);
            };
            total.files_before += one.files_before;
            total.files_after += one.files_after;
            total.bytes_before += one.bytes_before;
            total.bytes_after += one.bytes_after;
            total.rows += one.rows;
            total.replaced_rows += one.replaced_rows;
            // All were taken up, or merging again would change nothing.
            if one.files_after >= one.files_before || one.rows < ROWS_PER_MERGE / 2 {
                return Ok(Some(total));
            }
        }
    }

    /// Removes data files of a region that were merged before `before_ms` (milliseconds since 1970 UTC): versions of the table
    /// that name them can no longer be read. Files in `keep` stay. Returns how many files and bytes were removed.
    ///
    /// # Errors
    /// What the table and the file system say.
    pub fn vacuum(
        &self,
        table: Table,
        region: &str,
        before_ms: i64,
        keep: &HashSet<PathBuf>,
    ) -> Result<(usize, u64)> {
        let delta = self.table(table)?;
        let Some(_journal) = Journal::open(delta)? else {
            return Ok((0, 0));
        };
        let live: HashSet<PathBuf> = delta
            .files(None, Some(region), None)?
            .into_iter()
            .map(|file| file.path)
            .collect();
        let (mut files, mut bytes) = (0, 0);
        for (path, removed_ms) in removed_files(delta, Some(region))? {
            if removed_ms >= before_ms || live.contains(&path) || keep.contains(&path) {
                continue;
            }
            let Ok(size) = std::fs::metadata(&path).map(|file| file.len()) else {
                continue;
            };
            std::fs::remove_file(&path).map_err(|error| LakeError::io(&path, &error))?;
            files += 1;
            bytes += size;
        }
        Ok((files, bytes))
    }
}

fn rows_of(file: &DataFile) -> Result<u64> {
    match file.rows {
        Some(rows) => Ok(rows),
        None => {
            let open = scan::open(&file.path)?;
            let rows = open.metadata.metadata().file_metadata().num_rows();
            Ok(u64::try_from(rows).unwrap_or(0))
        }
    }
}

impl Lake {
    /// Data files of a region that a version of a table names.
    ///
    /// # Errors
    /// [`LakeError::NoVersion`]; what the table says.
    pub fn files_at(&self, table: Table, region: &str, version: u64) -> Result<Vec<PathBuf>> {
        let delta = self.table(table)?;
        let files = delta.files(Some(version), Some(region), None)?;
        Ok(files.into_iter().map(|file| file.path).collect())
    }
}

/// Small files of a region, in the order of commits, as many as one merge takes up.
fn small_files(delta: &DeltaTable, region: &str) -> Result<Vec<DataFile>> {
    let (mut small, mut rows) = (Vec::new(), 0);
    for file in delta.files(None, Some(region), None)? {
        let of_file = rows_of(&file)?;
        if of_file >= SMALL_FILE_ROWS {
            continue;
        }
        if rows + of_file > ROWS_PER_MERGE {
            break;
        }
        rows += of_file;
        small.push(file);
    }
    Ok(small)
}

fn merge(
    delta: &DeltaTable,
    keys: &Keys,
    region: &str,
    inputs: &[DataFile],
    counts: &(dyn Fn(u32) -> bool + Sync),
    journal: &mut Journal,
) -> Result<Option<Compacted>> {
    let open = parallel(inputs.len(), |n| scan::open(&inputs[n].path))?;
    let mut rows = read_keys(delta.table, keys, &open, counts)?;
    let replaced = part_replaced(&mut rows);
    let run = journal.begin()?;
    let properties = match delta.table {
        Table::Readings => readings_properties(),
        Table::MeterMonths => super::months::properties(),
        _ => small_properties(),
    };
    let mut files = NewFiles::begin(delta, Mark::none(), properties)?;
    for (prefix, rows) in [(MERGED, &mut rows), (REPLACED, &mut replaced.clone())] {
        let prefix = format!("{prefix}{run}-");
        for file in by_months(rows, delta.table == Table::MeterMonths) {
            files.cut(region, &prefix)?;
            for chunk in file.chunks(ROWS_AT_ONCE) {
                write_rows(delta.table, region, &open, chunk, &mut files)?;
            }
        }
    }
    files.cut(region, "")?;
    let count = (rows.len() + replaced.len(), replaced.len());
    put(files, inputs, count, journal)
}

/// Commits files in the place of others and says what it came to; `rows` and, among them, replaced ones.
fn put(
    files: NewFiles<'_>,
    inputs: &[DataFile],
    (rows, replaced): (usize, usize),
    journal: &mut Journal,
) -> Result<Option<Compacted>> {
    let size = |path: &Path| {
        std::fs::metadata(path)
            .map(|file| file.len())
            .map_err(|error| LakeError::io(path, &error))
    };
    let written = files.written();
    let compacted = Compacted {
        files_before: inputs.len(),
        files_after: written.len(),
        bytes_before: inputs
            .iter()
            .map(|file| size(&file.path))
            .sum::<Result<u64>>()?,
        bytes_after: written.iter().map(|(_, bytes)| bytes).sum(),
        rows: rows as u64,
        replaced_rows: replaced as u64,
    };
    let others = inputs.iter().map(|file| file.path.clone()).collect();
    let version = files.commit_instead_of(&others)?;
    journal.end()?;
    Ok(version.map(|_| compacted))
}
