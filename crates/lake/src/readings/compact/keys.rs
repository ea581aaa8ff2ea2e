//! What a row of a metering table is about, which of two rows counts, and in which order rows go into files.

use std::collections::HashMap;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    ArrowPrimitiveType, Date32Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};

use super::SMALL_FILE_ROWS;
use crate::readings::date_of;
use crate::readings::days::parallel;
use crate::scan;
use crate::{LakeError, Result, Table};

/// Which columns tell what a row is about and which of two rows counts.
pub(super) struct Keys {
    name: &'static str,
    date: &'static str,
    /// A further part of the key: rows with the text and rows without it do not replace each other.
    class: Option<(&'static str, &'static str)>,
    age: (&'static str, Option<&'static str>),
}

pub(super) fn keys_of(table: Table) -> Option<Keys> {
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
pub(super) struct At {
    pub(super) name: u32,
    pub(super) date: i32,
    pub(super) age: (i64, i64),
    pub(super) row: u32,
    pub(super) input: u32,
    pub(super) group: u16,
    pub(super) class: bool,
    pub(super) counts: bool,
}

impl At {
    fn key(&self) -> (u32, i32, bool) {
        (self.name, self.date, self.class)
    }
}

/// The keys of all rows.
pub(super) fn read_keys(
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
pub(super) fn part_replaced(rows: &mut Vec<At>) -> Vec<At> {
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
pub(super) fn by_months(rows: &mut [At], by_date: bool) -> Vec<&[At]> {
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
