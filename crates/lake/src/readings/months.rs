//! What accounting made of a meter's month: whole numbers, so that months may be added to and taken from.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Array, Date32Array, Int32Array, Int64Array, RecordBatch, StringArray};
use arrow_select::concat::concat_batches;
use jiff::civil::Date;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::properties::WriterProperties;

use super::days::{Calendar, parallel};
use super::encode::text;
use super::factors::text_at;
use super::whole::{self, Replaced};
use super::{Batch, day_number, small_properties};
use crate::log::Stats;
use crate::scan::{self, Open};
use crate::table::{DeltaTable, import_of};
use crate::{Lake, LakeError, Result, Table};

/// Rows of a row group.
const ROWS_PER_GROUP: usize = 8_192;

/// How files of months are written.
pub(super) fn properties() -> WriterProperties {
    small_properties()
        .into_builder()
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .build()
}

/// One meter and one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeterMonth {
    /// Code of the meter.
    pub meter: String,
    /// First day of the month.
    pub month: Date,
    /// Unit of the amounts (`kWh`).
    pub unit: String,
    /// Grid zone whose factors were used.
    pub zone: Option<String>,
    /// First day with a row.
    pub first_day: Date,
    /// Last day with a row.
    pub last_day: Date,
    /// Days with a row.
    pub days: u32,
    /// Slots of those days.
    pub slots: u64,
    /// Slots with a reading.
    pub present: u64,
    /// Slots with a reading that was filled in, interpolated or made.
    pub estimated: u64,
    /// Amount in millionths of the unit.
    pub amount_micro: i64,
    /// The part of the amount that was multiplied with hourly factors.
    pub with_factor_micro: i64,
    /// Its emissions in micrograms CO2e (1e-9 kg), by hourly factors of the zone.
    pub emissions_ug: i64,
    /// Number of the run (an import of the store) that computed it.
    pub run: u32,
}

impl Lake {
    /// Appends the months of a run in one commit. `known` are all months that counted before, of each calendar month that they name
    /// (from [`Lake::months`]), or none; both by meter and month.
    ///
    /// # Errors
    /// As [`Lake::append_readings`].
    pub fn append_months(
        &self,
        run: u32,
        region: &str,
        months: &[MeterMonth],
        known: &[MeterMonth],
    ) -> Result<u64> {
        let word = whole::word(run, months, known).map(|word| vec![word]);
        let properties = properties().into_builder().set_key_value_metadata(word);
        let mark = Batch::Import(run).mark();
        let mut files = self.new_files(Table::MeterMonths, mark, properties.build())?;
        // By month, so that who needs the last one opens few row groups.
        let mut months: Vec<&MeterMonth> = months.iter().collect();
        months.sort_by(|a, b| (a.month, &a.meter).cmp(&(b.month, &b.meter)));
        let long = |get: &dyn Fn(&MeterMonth) -> i64| -> arrow_array::ArrayRef {
            Arc::new(Int64Array::from_iter_values(
                months.iter().map(|month| get(month)),
            ))
        };
        let date = |get: &dyn Fn(&MeterMonth) -> Date| -> arrow_array::ArrayRef {
            Arc::new(Date32Array::from_iter_values(
                months.iter().map(|month| day_number(get(month))),
            ))
        };
        if !months.is_empty() {
            files.push(
                region,
                vec![
                    text(months.iter().map(|month| Some(month.meter.as_str()))),
                    date(&|month| month.month),
                    text(months.iter().map(|month| Some(month.unit.as_str()))),
                    text(months.iter().map(|month| month.zone.as_deref())),
                    date(&|month| month.first_day),
                    date(&|month| month.last_day),
                    Arc::new(Int32Array::from_iter_values(
                        months.iter().map(|month| month.days as i32),
                    )),
                    long(&|month| month.slots as i64),
                    long(&|month| month.present as i64),
                    long(&|month| month.estimated as i64),
                    long(&|month| month.amount_micro),
                    long(&|month| month.with_factor_micro),
                    long(&|month| month.emissions_ug),
                    long(&|month| i64::from(month.run)),
                ],
            )?;
        }
        files.commit()
    }

    /// Months of a region, the newest run of each that `counts`, by meter and month; only those of the first to the last of `span`,
    /// open where it is `None`.
    ///
    /// # Errors
    /// [`crate::LakeError::Corrupt`] and what the file system says.
    pub fn months(
        &self,
        region: &str,
        span: (Option<Date>, Option<Date>),
        counts: &dyn Fn(u32) -> bool,
    ) -> Result<Vec<MeterMonth>> {
        let can_hold = |stats: &Stats| {
            stats.dates("month").is_none_or(|(from, to)| {
                span.0.is_none_or(|first| first <= to) && span.1.is_none_or(|last| from <= last)
            })
        };
        let table = self.table(Table::MeterMonths)?;
        let mut files = table.files_where(None, Some(region), &can_hold)?;
        files.retain(|file| !super::compact::is_replaced(&file.path));
        // The last one first: mostly its word tells that older ones need not be opened.
        let mut replaced = Replaced::default();
        let last = files.pop().map(|file| table.memory.open(&file.path));
        let last = last.transpose()?;
        if let Some(file) = &last {
            replaced.hear(file.metadata.metadata(), counts);
        }
        if let (Some(first), Some(last)) = span {
            let is_replaced = |run| replaced.of(run, (first, last));
            files.retain(|file| !import_of(&file.path).is_some_and(is_replaced));
        }
        let mut files = parallel(files.len(), |n| table.memory.open(&files[n].path))?;
        for file in &files {
            replaced.hear(file.metadata.metadata(), counts);
        }
        files.extend(last);
        let span = (
            span.0.map_or(i32::MIN, day_number),
            span.1.map_or(i32::MAX, day_number),
        );
        let is_of_one_that_counts = |group: &RowGroupMetaData| match scan::longs(group, "run") {
            Some((least, most)) if least == most => u32::try_from(least).is_ok_and(counts),
            _ => true,
        };
        let wanted = &|group: &RowGroupMetaData| {
            scan::dates(group, "month").is_none_or(|(from, to)| from <= span.1 && span.0 <= to)
                && is_of_one_that_counts(group)
                && !replaced.holds(group)
        };
        let groups: Vec<(&Open, usize)> = files
            .iter()
            .flat_map(|file| {
                let groups = file.metadata.metadata().row_groups().iter().enumerate();
                groups.filter_map(move |(group, of)| wanted(of).then_some((&**file, group)))
            })
            .collect();
        let rows = match groups[..] {
            // One run holds a meter's month once.
            [group] if is_of_one_run_within(group, span) => vec![(0..rows_of(group)).collect()],
            // Keys first: of what newer runs have replaced nothing else is read.
            _ => {
                let keys = parallel(groups.len(), |n| Keys::read(table, groups[n]))?;
                newest(&keys, span, counts)
            }
        };
        let months = parallel(groups.len(), |n| months_of(table, groups[n], &rows[n]))?;
        let mut months: Vec<MeterMonth> = months.into_iter().flatten().collect();
        months.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
        Ok(months)
    }
}

/// True if the statistics of a row group say that all its rows are of one run, and of months within `span`.
fn is_of_one_run_within((open, group): (&Open, usize), span: (i32, i32)) -> bool {
    let group = open.metadata.metadata().row_group(group);
    scan::longs(group, "run").is_some_and(|(least, most)| least == most)
        && scan::dates(group, "month").is_some_and(|(from, to)| span.0 <= from && to <= span.1)
}

fn rows_of((open, group): (&Open, usize)) -> usize {
    let rows = open.metadata.metadata().row_group(group).num_rows();
    usize::try_from(rows).unwrap_or(0)
}

/// What tells the rows of a row group apart.
struct Keys {
    /// Names of meters, by number.
    names: StringArray,
    meters: Vec<i32>,
    /// First days of months, as numbers of days.
    months: Vec<i32>,
    runs: Vec<u32>,
}

impl Keys {
    fn read(table: &DeltaTable, (open, group): (&Open, usize)) -> Result<Keys> {
        let wrong = || wrong(open);
        let batches = match table.memory.rows(&open.path, group) {
            Some(held) => held
                .iter()
                .map(|batch| batch.project(&[0, 1, 13]).map_err(|_| wrong()))
                .collect::<Result<Vec<_>>>()?,
            None => {
                let columns = Some(&["meter", "month", "run"][..]);
                scan::project(Table::MeterMonths, open, group, columns, None)?
            }
        };
        let schema = batches.first().map(RecordBatch::schema).ok_or_else(wrong)?;
        let all = concat_batches(&schema, &batches).map_err(|_| wrong())?;
        let meters = all.column(0).as_dictionary_opt::<Int32Type>();
        let meters = meters.filter(|meters| meters.null_count() == 0);
        let meters = meters.ok_or_else(wrong)?;
        let names = meters.values().as_string_opt::<i32>().ok_or_else(wrong)?;
        let months = all.column(1).as_primitive_opt::<Date32Type>();
        let runs = all.column(2).as_primitive_opt::<Int64Type>();
        let runs = runs.ok_or_else(wrong)?.values().iter();
        Ok(Keys {
            names: names.clone(),
            meters: meters.keys().values().to_vec(),
            months: months.ok_or_else(wrong)?.values().to_vec(),
            runs: runs
                .map(|&run| u32::try_from(run))
                .collect::<std::result::Result<_, _>>()
                .map_err(|_| wrong())?,
        })
    }
}

fn wrong(open: &Open) -> LakeError {
    LakeError::Corrupt {
        path: open.path.clone(),
        detail: "a column of meter_months has a wrong type".to_owned(),
    }
}

/// The row of a meter's month that counts.
#[derive(Clone, Copy)]
struct Best {
    run: u32,
    group: usize,
    row: usize,
}

/// Rows of each row group, in order, that no newer run has replaced.
fn newest(keys: &[Keys], span: (i32, i32), counts: &dyn Fn(u32) -> bool) -> Vec<Vec<usize>> {
    let mut ids: HashMap<&str, usize> = HashMap::new();
    let mut ordered: Vec<&str> = Vec::new();
    let mut best: BTreeMap<i32, Vec<Option<Best>>> = BTreeMap::new();
    for (group, of) in keys.iter().enumerate() {
        // Runs name their meters in the same order: mostly the next one needs no look-up.
        let mut next = 0;
        let ids: Vec<usize> = (0..of.names.len())
            .map(|name| {
                let name = of.names.value(name);
                let id = if ordered.get(next) == Some(&name) {
                    next
                } else {
                    *ids.entry(name).or_insert_with(|| {
                        ordered.push(name);
                        ordered.len() - 1
                    })
                };
                next = id + 1;
                id
            })
            .collect();
        // Rows of a run and of a month stand together: both are asked for once.
        let same =
            |a: &usize, b: &usize| (of.months[*a], of.runs[*a]) == (of.months[*b], of.runs[*b]);
        let rows: Vec<usize> = (0..of.meters.len()).collect();
        for rows in rows.chunk_by(same) {
            let (month, run) = (of.months[rows[0]], of.runs[rows[0]]);
            if !(span.0..=span.1).contains(&month) || !counts(run) {
                continue;
            }
            let of_month = best.entry(month).or_default();
            if of_month.len() < ordered.len() {
                of_month.resize(ordered.len(), None);
            }
            for &row in rows {
                let slot = &mut of_month[ids[of.meters[row] as usize]];
                if slot.is_none_or(|slot| slot.run <= run) {
                    *slot = Some(Best { run, group, row });
                }
            }
        }
    }
    let mut rows = vec![Vec::new(); keys.len()];
    for best in best.values().flatten().flatten() {
        rows[best.group].push(best.row);
    }
    for rows in &mut rows {
        rows.sort_unstable();
    }
    rows
}

/// The given rows of a row group, in order.
fn months_of(
    table: &DeltaTable,
    (open, group): (&Open, usize),
    rows: &[usize],
) -> Result<Vec<MeterMonth>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let wrong = || wrong(open);
    let mut months = Vec::with_capacity(rows.len());
    let (mut rows, mut before) = (rows.iter().copied().peekable(), 0);
    let mut calendar = Calendar::default();
    let batches = match table.memory.rows(&open.path, group) {
        Some(held) => held,
        None => {
            let read = scan::project(Table::MeterMonths, open, group, None, None)?;
            let read = Arc::from(read);
            table.memory.keep(&open.path, group, &read);
            read
        }
    };
    for batch in batches.iter() {
        let date = |column: usize| {
            let dates = batch.column(column).as_primitive_opt::<Date32Type>();
            Ok(dates.ok_or_else(wrong)?.values())
        };
        let long = |column: usize| {
            let longs = batch.column(column).as_primitive_opt::<Int64Type>();
            Ok(longs.ok_or_else(wrong)?.values())
        };
        let mut day = |days: &[i32], row: usize| calendar.date(days[row]).ok_or_else(wrong);
        let (month, first_day, last_day) = (date(1)?, date(4)?, date(5)?);
        let days = batch.column(6).as_primitive_opt::<Int32Type>();
        let days = days.ok_or_else(wrong)?.values();
        let (slots, present, estimated) = (long(7)?, long(8)?, long(9)?);
        let (amount, with_factor, emissions, run) = (long(10)?, long(11)?, long(12)?, long(13)?);
        while let Some(row) = rows.next_if(|row| row - before < batch.num_rows()) {
            let row = row - before;
            months.push(MeterMonth {
                meter: text_at(batch, 0, row).ok_or_else(wrong)?.to_owned(),
                month: day(month, row)?,
                unit: text_at(batch, 2, row).ok_or_else(wrong)?.to_owned(),
                zone: text_at(batch, 3, row).map(str::to_owned),
                first_day: day(first_day, row)?,
                last_day: day(last_day, row)?,
                days: days[row] as u32,
                slots: slots[row] as u64,
                present: present[row] as u64,
                estimated: estimated[row] as u64,
                amount_micro: amount[row],
                with_factor_micro: with_factor[row],
                emissions_ug: emissions[row],
                run: u32::try_from(run[row]).map_err(|_| wrong())?,
            });
        }
        before += batch.num_rows();
    }
    Ok(months)
}
