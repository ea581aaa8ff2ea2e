//! Which row groups a scan has to open, and which of their rows a newer one has replaced.
//!
//! Most files cannot hold the same meter and day twice: the least and greatest meter and day of their row groups say so. Where
//! those of two files overlap, the names of their meters are read; the keys of rows are compared only for meters that both hold,
//! and only on the days on which both may.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::file::statistics::Statistics;

use super::days::{keys, parallel};
use super::{Days, day_number};
use crate::{LakeError, Result};

/// The range of meters and days of a row group.
#[derive(Debug, Clone)]
pub(super) struct Range {
    meters: (Vec<u8>, Option<Vec<u8>>),
    dates: (i32, i32),
}

/// A data file, opened.
pub(super) struct Open {
    pub(super) path: PathBuf,
    pub(super) metadata: ArrowReaderMetadata,
    ranges: Vec<Range>,
}

/// Rows of a row group that count.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    All,
    Except(HashSet<u32>),
}

impl Rows {
    pub(super) fn wants(&self, row: usize) -> bool {
        match self {
            Rows::All => true,
            Rows::Except(replaced) => !replaced.contains(&(row as u32)),
        }
    }
}

/// A row group to be read.
pub(super) struct Group {
    pub(super) file: usize,
    pub(super) number: usize,
    pub(super) rows: Rows,
}

impl Open {
    pub(super) fn new(path: &Path) -> Result<Open> {
        let metadata = crate::scan::open(path)?.metadata;
        let ranges = (0..metadata.metadata().num_row_groups())
            .map(|group| range(&metadata, group))
            .collect();
        Ok(Open {
            path: path.to_path_buf(),
            metadata,
            ranges,
        })
    }

    pub(super) fn rows(&self, group: usize) -> usize {
        usize::try_from(self.metadata.metadata().row_group(group).num_rows()).unwrap_or(0)
    }

    /// Number of the last day that the statistics name; `None` if they name none.
    pub(super) fn last_day(&self) -> Option<i32> {
        let last = self.ranges.iter().map(|range| range.dates.1).max()?;
        (last != i32::MAX).then_some(last)
    }

    /// The latest `recorded_at` that the statistics name.
    pub(super) fn last_recorded_us(&self) -> i64 {
        let chunks = self.metadata.metadata().row_groups().iter();
        chunks
            .flat_map(|group| group.columns())
            .filter(|chunk| chunk.column_path().string() == "recorded_at")
            .filter_map(|chunk| match chunk.statistics()? {
                Statistics::Int64(of) => of.max_opt().copied(),
                _ => None,
            })
            .max()
            .unwrap_or(i64::MIN)
    }

    /// Number of the Parquet column that holds the values.
    pub(super) fn values_column(&self) -> Result<usize> {
        let schema = self.metadata.metadata().file_metadata().schema_descr();
        (0..schema.num_columns())
            .find(|&column| {
                schema
                    .column(column)
                    .path()
                    .parts()
                    .first()
                    .map(String::as_str)
                    == Some("values")
            })
            .ok_or_else(|| LakeError::Corrupt {
                path: self.path.clone(),
                detail: "it lacks the column values".to_owned(),
            })
    }
}

/// What the statistics of a row group say; the widest range where they say nothing.
fn range(metadata: &ArrowReaderMetadata, group: usize) -> Range {
    let mut range = Range {
        meters: (Vec::new(), None),
        dates: (i32::MIN, i32::MAX),
    };
    for column in metadata.metadata().row_group(group).columns() {
        let name = column.column_path().string();
        match (name.as_str(), column.statistics()) {
            ("meter", Some(Statistics::ByteArray(of))) => {
                if let Some(least) = of.min_opt() {
                    range.meters.0 = least.data().to_vec();
                }
                range.meters.1 = of.max_opt().map(|most| most.data().to_vec());
            }
            ("date", Some(Statistics::Int32(of))) => {
                if let (Some(least), Some(most)) = (of.min_opt(), of.max_opt()) {
                    range.dates = (*least, *most);
                }
            }
            _ => {}
        }
    }
    range
}

impl Range {
    fn meets(&self, other: &Range) -> bool {
        let before = |a: &Range, b: &Range| {
            a.meters
                .1
                .as_ref()
                .is_some_and(|most| most.as_slice() < b.meters.0.as_slice())
        };
        self.dates.0 <= other.dates.1
            && other.dates.0 <= self.dates.1
            && !before(self, other)
            && !before(other, self)
    }

    fn holds(&self, meter: &str) -> bool {
        self.meters.0.as_slice() <= meter.as_bytes()
            && self
                .meters
                .1
                .as_ref()
                .is_none_or(|most| meter.as_bytes() <= most.as_slice())
    }
}

/// First and last day that are asked for, as numbers.
pub(super) fn bounds(days: &Days<'_>) -> (i32, i32) {
    (
        days.dates.0.map_or(i32::MIN, day_number),
        days.dates.1.map_or(i32::MAX, day_number),
    )
}

/// The row groups to be read, in the order of files.
pub(super) fn choose(files: &[Open], days: &Days<'_>) -> Result<Vec<Group>> {
    let (first, last) = bounds(days);
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for (file, open) in files.iter().enumerate() {
        for (number, range) in open.ranges.iter().enumerate() {
            let meets = range.dates.0 <= last
                && first <= range.dates.1
                && days
                    .meters
                    .is_none_or(|meters| meters.iter().any(|meter| range.holds(meter)));
            if meets {
                chosen.push((file, number));
            }
        }
    }
    let mut replaced = if days.replaced {
        HashMap::new()
    } else {
        replaced(files, &chosen, (first, last))?
    };
    Ok(chosen
        .into_iter()
        .map(|(file, number)| Group {
            file,
            number,
            rows: replaced
                .remove(&(file, number))
                .map_or(Rows::All, Rows::Except),
        })
        .collect())
}

type Replaced = HashMap<(usize, usize), HashSet<u32>>;

/// Days on which another file may hold a row of the same meter.
type Shared = HashMap<Arc<str>, Vec<(i32, i32)>>;

/// Row groups that another file's meets in a meter and in days, with those meters and days.
fn contested(
    files: &[Open],
    chosen: &[(usize, usize)],
    asked: (i32, i32),
) -> Result<Vec<((usize, usize), Shared)>> {
    // Ordered by first day, so that each group is compared only with those that begin before it ends.
    let mut ordered: Vec<(usize, usize, &Range)> = chosen
        .iter()
        .map(|&(file, number)| (file, number, &files[file].ranges[number]))
        .collect();
    ordered.sort_by_key(|(_, _, range)| range.dates.0);
    let mut meets = vec![false; ordered.len()];
    for (n, (file, _, range)) in ordered.iter().enumerate() {
        for (m, (other_file, _, other)) in ordered.iter().enumerate().skip(n + 1) {
            if other.dates.0 > range.dates.1 {
                break;
            }
            // A batch holds a meter and day once: only different files can contest a row.
            if file != other_file && !(meets[n] && meets[m]) && range.meets(other) {
                meets[n] = true;
                meets[m] = true;
            }
        }
    }
    // Least and greatest name say little where names are not in the order of files: what counts is which meters are there.
    ordered = ordered
        .into_iter()
        .zip(meets)
        .filter_map(|(group, meets)| meets.then_some(group))
        .collect();
    let names = parallel(ordered.len(), |n| {
        super::days::meters(&files[ordered[n].0], ordered[n].1)
    })?;
    let mut holders: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
    for (n, names) in names.into_iter().enumerate() {
        for name in names {
            match holders.get_mut(name.as_str()) {
                Some(of) => of.push(n),
                None => _ = holders.insert(name.into(), vec![n]),
            }
        }
    }
    let mut contested: HashMap<(usize, usize), Shared> = HashMap::new();
    for (meter, holders) in holders {
        for (at, &n) in holders.iter().enumerate() {
            let (file, number, range) = ordered[n];
            for &m in &holders[at + 1..] {
                let (other_file, other_number, other) = ordered[m];
                if other.dates.0 > range.dates.1 {
                    break;
                }
                let shared = (
                    other.dates.0.max(asked.0),
                    range.dates.1.min(other.dates.1).min(asked.1),
                );
                if file == other_file || shared.0 > shared.1 {
                    continue;
                }
                for group in [(file, number), (other_file, other_number)] {
                    let of = contested.entry(group).or_default();
                    of.entry(Arc::clone(&meter)).or_default().push(shared);
                }
            }
        }
    }
    let mut groups: Vec<_> = contested.into_iter().collect();
    for days in groups
        .iter_mut()
        .flat_map(|(_, shared)| shared.values_mut())
    {
        *days = merged(std::mem::take(days));
    }
    groups.sort_unstable_by_key(|(group, _)| *group);
    Ok(groups)
}

/// Rows of the chosen groups that a newer row of another file has replaced.
fn replaced(files: &[Open], chosen: &[(usize, usize)], asked: (i32, i32)) -> Result<Replaced> {
    let groups = contested(files, chosen, asked)?;
    type Key = (Arc<str>, i32, bool);
    let found = parallel(groups.len(), |n| {
        let ((file, number), shared) = &groups[n];
        let mut found: Vec<(Key, (i64, i64), u32)> = Vec::new();
        keys(&files[*file], *number, &mut |one| {
            let Some((meter, days)) = shared.get_key_value(one.meter) else {
                return;
            };
            let inside = days.partition_point(|(_, end)| *end < one.date);
            if days
                .get(inside)
                .is_some_and(|(start, _)| *start <= one.date)
            {
                let key = (Arc::clone(meter), one.date, one.is_register);
                found.push((key, one.age, one.row as u32));
            }
        })?;
        Ok(found)
    })?;
    let mut newest: HashMap<Key, ((i64, i64), usize, u32)> = HashMap::new();
    let mut replaced: Replaced = HashMap::new();
    for (n, rows) in found.into_iter().enumerate() {
        for (key, age, row) in rows {
            match newest.entry(key) {
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert((age, n, row));
                }
                std::collections::hash_map::Entry::Occupied(mut seen) => {
                    let (old_age, old_n, old_row) = *seen.get();
                    let loser = if age >= old_age {
                        seen.insert((age, n, row));
                        (old_n, old_row)
                    } else {
                        (n, row)
                    };
                    replaced
                        .entry(groups[loser.0].0)
                        .or_default()
                        .insert(loser.1);
                }
            }
        }
    }
    Ok(replaced)
}

/// Ranges put in order, those that touch made one.
fn merged(mut ranges: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    ranges.sort_unstable();
    let mut out: Vec<(i32, i32)> = Vec::new();
    for (start, end) in ranges {
        match out.last_mut() {
            Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}
