//! Merging small files of the metering tables into large ones, and removing files that were merged long ago.
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
//! * **Other writers.** A commit that came between is no conflict as long as the merged files are live; if one is not, the merge is
//!   given up and has changed nothing.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_select::interleave::interleave_record_batch;
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};

use super::days::parallel;
use super::{date_of, readings_properties, small_properties};
use crate::durable::sync_folder;
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
const JOURNAL: &str = ".merge-journal";

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

/// Which columns tell what a row is about and which of two rows counts.
struct Keys {
    name: &'static str,
    date: &'static str,
    /// A further part of the key: rows with the text and rows without it do not replace each other.
    class: Option<(&'static str, &'static str)>,
    age: (&'static str, Option<&'static str>),
}

fn keys_of(table: Table) -> Option<Keys> {
    match table {
        Table::Readings => Some(Keys {
            name: "meter",
            date: "date",
            class: Some(("register", "cumulative")),
            age: ("recorded_at", Some("batch")),
        }),
        Table::HourlyFactors => Some(Keys {
            name: "zone",
            date: "date",
            class: Some(("kind", "location")),
            age: ("recorded_at", Some("batch")),
        }),
        Table::MeterMonths => Some(Keys {
            name: "meter",
            date: "month",
            class: None,
            age: ("run", None),
        }),
        Table::Activities | Table::Statistics | Table::Entries => None,
    }
}

/// A row, where it stands and what decides on its place.
#[derive(Debug, Clone, Copy)]
struct At {
    name: u32,
    date: i32,
    age: (i64, i64),
    row: u32,
    input: u32,
    group: u16,
    class: bool,
    counts: bool,
}

impl At {
    fn key(&self) -> (u32, i32, bool) {
        (self.name, self.date, self.class)
    }
}

impl Lake {
    /// How many live files a region has in a metering table.
    ///
    /// # Errors
    /// What the table says.
    pub fn file_count(&self, table: Table, region: &str) -> Result<Files> {
        let table = self.table(table)?;
        let files = table.files(table.latest()?, Some(region), None)?;
        let mut count = Files {
            all: files.len(),
            small: 0,
        };
        for file in &files {
            count.small += usize::from(rows_of(file)? < SMALL_FILE_ROWS);
        }
        Ok(count)
    }

    /// Merges the small files of a region in a metering table. `counts` says of a run whether it was committed (only
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
        let Some(keys) = keys_of(table) else {
            return Ok(Some(Compacted::default()));
        };
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
            let Some(one) = merge(delta, &keys, region, &inputs, counts, &mut journal)? else {
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
            .files(delta.latest()?, Some(region), None)?
            .into_iter()
            .map(|file| file.path)
            .collect();
        let (mut files, mut bytes) = (0, 0);
        for (path, removed_ms) in removed_files(delta, region)? {
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

/// Files that merges removed from the table, with the time of the commit.
fn removed_files(delta: &DeltaTable, region: &str) -> Result<Vec<(PathBuf, i64)>> {
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
            if remove["partitionValues"][crate::REGION] == region
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

/// Small files of a region, in the order of commits, as many as one merge takes up.
fn small_files(delta: &DeltaTable, region: &str) -> Result<Vec<DataFile>> {
    let (mut small, mut rows) = (Vec::new(), 0);
    for file in delta.files(delta.latest()?, Some(region), None)? {
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
    let size = |path: &Path| {
        std::fs::metadata(path)
            .map(|file| file.len())
            .map_err(|error| LakeError::io(path, &error))
    };
    let open = parallel(inputs.len(), |n| scan::open(&inputs[n].path))?;
    let mut rows = read_keys(delta.table, keys, &open, counts)?;
    let replaced = part_replaced(&mut rows);
    let run = journal.begin(region)?;
    let properties = match delta.table {
        Table::Readings => readings_properties(),
        Table::MeterMonths => super::months::properties(),
        _ => small_properties(),
    };
    let mark = Mark {
        name: String::new(),
        number: 0,
        prefix: String::new(),
    };
    let mut files = NewFiles::begin(delta, mark, properties)?;
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
    let written = files.written();
    let compacted = Compacted {
        files_before: inputs.len(),
        files_after: written.len(),
        bytes_before: inputs
            .iter()
            .map(|file| size(&file.path))
            .sum::<Result<u64>>()?,
        bytes_after: written.iter().map(|(_, bytes)| bytes).sum(),
        rows: (rows.len() + replaced.len()) as u64,
        replaced_rows: replaced.len() as u64,
    };
    let others = inputs.iter().map(|file| file.path.clone()).collect();
    let version = files.commit_instead_of(&others)?;
    journal.end()?;
    Ok(version.map(|_| compacted))
}

/// The keys of all rows.
fn read_keys(
    table: Table,
    keys: &Keys,
    open: &[scan::Open],
    counts: &(dyn Fn(u32) -> bool + Sync),
) -> Result<Vec<At>> {
    let mut columns = vec![keys.name, keys.date, keys.age.0];
    columns.extend(keys.age.1);
    columns.extend(keys.class.map(|(column, _)| column));
    let groups: Vec<(usize, usize)> = open
        .iter()
        .enumerate()
        .flat_map(|(input, file)| {
            (0..file.metadata.metadata().num_row_groups()).map(move |group| (input, group))
        })
        .collect();
    let found = parallel(groups.len(), |n| {
        let (input, group) = groups[n];
        let batches = scan::project(table, &open[input], group, Some(&columns), None)?;
        let fault = |detail: &str| LakeError::Corrupt {
            path: open[input].path.clone(),
            detail: format!("column {detail} has a wrong type or gaps"),
        };
        let mut names: Vec<String> = Vec::new();
        let mut rows: Vec<At> = Vec::new();
        for batch in &batches {
            let texts = texts(batch, 0).ok_or_else(|| fault(keys.name))?;
            let first = names.len() as u32;
            names.extend(texts.0);
            let dates = numbers::<Date32Type>(batch, 1).ok_or_else(|| fault(keys.date))?;
            let ages = numbers::<Int64Type>(batch, 2)
                .or_else(|| numbers::<TimestampMicrosecondType>(batch, 2))
                .ok_or_else(|| fault(keys.age.0))?;
            let ties = match keys.age.1 {
                Some(name) => Some(numbers::<Int64Type>(batch, 3).ok_or_else(|| fault(name))?),
                None => None,
            };
            let classes = match keys.class {
                Some((name, _)) => {
                    Some(self::texts(batch, batch.num_columns() - 1).ok_or_else(|| fault(name))?)
                }
                None => None,
            };
            let is_class: Vec<bool> = classes.as_ref().map_or_else(Vec::new, |(texts, _)| {
                texts
                    .iter()
                    .map(|text| keys.class.is_some_and(|(_, wanted)| text == wanted))
                    .collect()
            });
            for row in 0..batch.num_rows() {
                let age = (ages[row], ties.map_or(0, |ties| ties[row].abs()));
                rows.push(At {
                    name: first + texts.1[row] as u32,
                    date: dates[row],
                    age,
                    row: rows.len() as u32,
                    input: input as u32,
                    group: u16::try_from(group).unwrap_or(u16::MAX),
                    class: classes
                        .as_ref()
                        .is_some_and(|(_, places)| is_class[places[row] as usize]),
                    counts: keys.age.1.is_some() || u32::try_from(age.0).is_ok_and(counts),
                });
            }
        }
        Ok((names, rows))
    })?;
    // Numbers of names within a row group become places in the order of all names.
    let mut all: Vec<&str> = found
        .iter()
        .flat_map(|(names, _)| names.iter().map(String::as_str))
        .collect();
    all.sort_unstable();
    all.dedup();
    let place: HashMap<&str, u32> = all
        .iter()
        .zip(0_u32..)
        .map(|(name, n)| (*name, n))
        .collect();
    let mut rows = Vec::with_capacity(found.iter().map(|(_, rows)| rows.len()).sum());
    for (names, of_group) in &found {
        rows.extend(of_group.iter().map(|at| {
            At {
                name: names
                    .get(at.name as usize)
                    .and_then(|name| place.get(name.as_str()))
                    .copied()
                    .unwrap_or(u32::MAX),
                ..*at
            }
        }));
    }
    Ok(rows)
}

/// Texts of a dictionary column, and of each row which one it has; `None` if it has gaps.
fn texts(batch: &RecordBatch, column: usize) -> Option<(Vec<String>, &[i32])> {
    let column = batch.column(column).as_dictionary_opt::<Int32Type>()?;
    let values = column.values().as_string_opt::<i32>()?;
    (column.null_count() == 0).then(|| {
        let texts = (0..values.len()).map(|n| values.value(n).to_owned());
        (texts.collect(), &column.keys().values()[..])
    })
}

fn numbers<T: ArrowPrimitiveType>(batch: &RecordBatch, column: usize) -> Option<&[T::Native]> {
    let column = batch.column(column).as_primitive_opt::<T>()?;
    (column.null_count() == 0).then(|| &column.values()[..])
}

/// Takes out the rows that a newer row of the same key has replaced. What does not count (yet) replaces nothing.
fn part_replaced(rows: &mut Vec<At>) -> Vec<At> {
    rows.sort_unstable_by_key(|at| (at.key(), at.age, at.input, at.row));
    let mut replaced = Vec::new();
    let mut newest: Option<At> = None;
    // Backwards: the newest of a key that counts comes first.
    for n in (0..rows.len()).rev() {
        let at = rows[n];
        if newest.is_some_and(|newest| newest.key() == at.key()) {
            replaced.push(at);
            rows[n].row = u32::MAX;
        } else if at.counts {
            newest = Some(at);
        }
    }
    rows.retain(|at| at.row != u32::MAX);
    replaced
}

/// Rows parted into files: whole calendar months, the earliest first, until a file is no longer small; within a file by name and date
/// (of months: by date, then name, as they are appended).
fn by_months(rows: &mut [At], by_date: bool) -> Vec<&[At]> {
    let month = |at: &At| {
        date_of(at.date).map_or(0, |date| {
            i32::from(date.year()) * 12 + i32::from(date.month())
        })
    };
    rows.sort_by_cached_key(month);
    let mut ends = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < rows.len() {
        let this = month(&rows[at]);
        at += rows[at..].partition_point(|row| month(row) == this);
        if (at - start) as u64 >= SMALL_FILE_ROWS {
            ends.push((start, at));
            start = at;
        }
    }
    if start < rows.len() {
        ends.push((start, rows.len()));
    }
    for (start, end) in &ends {
        rows[*start..*end].sort_unstable_by_key(|at| {
            let first = if by_date { at.date } else { 0 };
            (first, at.key(), at.age, at.input, at.row)
        });
    }
    let rows: &[At] = rows;
    ends.into_iter()
        .map(|(start, end)| &rows[start..end])
        .collect()
}

/// Reads rows from wherever they stand and writes them in the order in which they are named.
fn write_rows(
    table: Table,
    region: &str,
    open: &[scan::Open],
    rows: &[At],
    files: &mut NewFiles<'_>,
) -> Result<()> {
    // Of each row group that has some of them: which rows, and where they go.
    let mut wanted: HashMap<(u32, u16), Vec<(u32, usize)>> = HashMap::new();
    for (to, at) in rows.iter().enumerate() {
        wanted
            .entry((at.input, at.group))
            .or_default()
            .push((at.row, to));
    }
    let mut wanted: Vec<_> = wanted.into_iter().collect();
    wanted.sort_unstable_by_key(|(group, _)| *group);
    let read = parallel(wanted.len(), |n| {
        let ((input, group), picked) = &wanted[n];
        let mut picked: Vec<u32> = picked.iter().map(|(row, _)| *row).collect();
        picked.sort_unstable();
        scan::project(
            table,
            &open[*input as usize],
            usize::from(*group),
            None,
            Some(selection(&picked)),
        )
    })?;
    let mut batches: Vec<&RecordBatch> = Vec::new();
    let mut places = vec![(0, 0); rows.len()];
    for ((_, picked), read) in wanted.iter_mut().zip(&read) {
        picked.sort_unstable();
        let mut picked = picked.iter();
        for batch in read {
            for row in 0..batch.num_rows() {
                if let Some((_, to)) = picked.next() {
                    places[*to] = (batches.len(), row);
                }
            }
            batches.push(batch);
        }
        if picked.next().is_some() {
            return Err(LakeError::Export {
                detail: "a file has fewer rows than it had".to_owned(),
            });
        }
    }
    if batches.is_empty() {
        return Ok(());
    }
    for part in places.chunks(super::ROWS_PER_BATCH) {
        let rows = interleave_record_batch(&batches, part).map_err(|error| LakeError::Export {
            detail: error.to_string(),
        })?;
        files.push(region, rows.columns().to_vec())?;
    }
    Ok(())
}

fn selection(rows: &[u32]) -> RowSelection {
    let mut selectors: Vec<RowSelector> = Vec::new();
    let mut next = 0;
    for part in rows.chunk_by(|a, b| a + 1 == *b) {
        let (Some(first), count) = (part.first(), part.len()) else {
            continue;
        };
        if *first > next {
            selectors.push(RowSelector::skip((*first - next) as usize));
        }
        selectors.push(RowSelector::select(count));
        next = *first + count as u32;
    }
    RowSelection::from(selectors)
}

/// The lock of merges of a table, and the name under which the present one writes.
struct Journal {
    file: File,
    path: PathBuf,
    table: PathBuf,
}

impl Journal {
    /// Takes the lock and removes what a merge left that did not live to commit; `None` if another process merges.
    fn open(delta: &DeltaTable) -> Result<Option<Journal>> {
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
            .files(delta.latest()?, None, None)?
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
    fn begin(&mut self, _region: &str) -> Result<String> {
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

    fn end(&mut self) -> Result<()> {
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
