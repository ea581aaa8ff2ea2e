//! Reading days back: which row groups, which rows, and their values as slices.

use std::borrow::Cow;
use std::cell::Cell;
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, DictionaryArray, RecordBatch, StringArray};
use bytes::{Buf, Bytes};
use jiff::civil::Date;
use metering::{Code, Register};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::column::page::PageReader;
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::pick::{Group, Open, Rows};
use super::{Days, date_of, page};
use crate::{Lake, LakeError, Result, Table};

/// One meter and one local day, as it stands in a data file. Its values are decoded.
#[derive(Debug, Clone, Copy)]
pub struct DayRow<'a> {
    /// Code of the meter.
    pub meter: &'a str,
    /// Number of the meter within this row group; the same number is the same meter.
    pub key: u32,
    /// The local day.
    pub date: Date,
    /// Length of a slot in seconds.
    pub interval_s: u32,
    /// What the values mean.
    pub register: Register,
    /// Unit of the amount.
    pub unit: &'a str,
    /// Amount of one count, in `unit`.
    pub step: f64,
    /// Added to every count.
    pub base: i64,
    /// Counts less `base`, in the order of time; 0 where one is missing.
    pub counts: &'a [i32],
    /// Which counts are there; all if `None`.
    pub present: Option<&'a [bool]>,
    /// One digit for the whole day, or one a slot; see [`DayRow::code`].
    pub codes: &'a str,
    /// Where it came from.
    pub source: &'a str,
    /// When it came, microseconds since 1970 UTC.
    pub recorded_at_us: i64,
    /// Number of the batch; see [`super::Batch::number`].
    pub batch: i64,
}

impl<'a> DayRow<'a> {
    /// Code of a slot; of one that is missing, too.
    pub fn code(&self, slot: usize) -> Code {
        let digit = match self.codes.as_bytes() {
            [one] => *one,
            each => each.get(slot).copied().unwrap_or(b'0'),
        };
        Code::from_number(digit.wrapping_sub(b'0')).unwrap_or(Code::Suspect)
    }

    /// Counts with `base` added, 0 where one is missing; `None` if one does not fit 32 bits.
    pub fn whole_counts(&self) -> Option<Cow<'a, [i32]>> {
        if self.base == 0 {
            return Some(Cow::Borrowed(self.counts));
        }
        let whole: Option<Vec<i32>> = (0..self.counts.len())
            .map(|slot| {
                if self.present.is_some_and(|present| !present[slot]) {
                    return Some(0);
                }
                i32::try_from(self.base.checked_add(i64::from(self.counts[slot]))?).ok()
            })
            .collect();
        whole.map(Cow::Owned)
    }

    /// The day as it was appended.
    pub fn to_day(&self) -> metering::DayVector {
        metering::DayVector {
            date: self.date,
            interval_s: self.interval_s,
            base: self.base,
            values: (0..self.counts.len())
                .map(|slot| {
                    self.present
                        .is_none_or(|present| present[slot])
                        .then_some(self.counts[slot])
                })
                .collect(),
            codes: match self.codes.len() {
                1 => vec![self.code(0)],
                many => (0..many).map(|slot| self.code(slot)).collect(),
            },
        }
    }
}

/// A column chunk that was read in one piece, at its place in the file.
struct Chunk {
    bytes: Bytes,
    start: u64,
}

impl Length for Chunk {
    fn len(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }
}

impl Chunk {
    fn from(&self, start: u64) -> parquet::errors::Result<usize> {
        start
            .checked_sub(self.start)
            .map(|at| at as usize)
            .filter(|&at| at <= self.bytes.len())
            .ok_or_else(|| {
                parquet::errors::ParquetError::General("a page outside its column".to_owned())
            })
    }
}

impl ChunkReader for Chunk {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        Ok(self.bytes.slice(self.from(start)?..).reader())
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let from = self.from(start)?;
        if length > self.bytes.len() - from {
            return Err(parquet::errors::ParquetError::EOF(
                "a page ends behind its column".to_owned(),
            ));
        }
        Ok(self.bytes.slice(from..from + length))
    }
}

const SMALL: [&str; 12] = [
    "meter",
    "date",
    "interval_s",
    "register",
    "unit",
    "step",
    "base",
    "slots",
    "codes",
    "source",
    "recorded_at",
    "batch",
];

/// The small columns of a row group, one batch.
struct Small {
    batch: RecordBatch,
}

macro_rules! column {
    ($small:expr, $fault:expr, $index:expr, $kind:ty) => {
        $small
            .batch
            .column($index)
            .as_primitive_opt::<$kind>()
            .ok_or_else(|| $fault(format!("column {} has a wrong type", SMALL[$index])))?
            .values()
    };
}

fn texts<'a>(
    batch: &'a RecordBatch,
    index: usize,
    fault: &dyn Fn(String) -> LakeError,
) -> Result<(&'a DictionaryArray<Int32Type>, &'a StringArray)> {
    let wrong = || fault(format!("column {} is no text", SMALL[index]));
    let column = batch
        .column(index)
        .as_dictionary_opt::<Int32Type>()
        .ok_or_else(wrong)?;
    let values = column.values().as_string_opt::<i32>().ok_or_else(wrong)?;
    if column.null_count() > 0 {
        return Err(fault(format!(
            "column {} is empty in some rows",
            SMALL[index]
        )));
    }
    Ok((column, values))
}

pub(super) fn register_of(text: &str) -> Option<Register> {
    [Register::Interval, Register::Cumulative, Register::Power]
        .into_iter()
        .find(|register| register.id() == text)
}

impl Lake {
    /// Folds the days of `region` that `days` asks for: `make` begins a result for each row group, `visit` adds a day to it.
    /// Row groups are decoded on all cores; the results come in a fixed order, whichever core was faster. Within a row group
    /// days come as they were appended: by meter, then by date. Memory is that of the results and of one row group a core.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`] and what the file system says.
    pub fn scan_days<T: Send>(
        &self,
        region: &str,
        days: &Days<'_>,
        make: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, &DayRow<'_>) + Sync,
    ) -> Result<Vec<T>> {
        self.scan_days_of(self.version_of(Table::Readings), region, days, make, visit)
    }

    /// As [`Lake::scan_days`], of the table as it was at a version.
    ///
    /// # Errors
    /// [`LakeError::NoVersion`], and as [`Lake::scan_days`].
    pub fn scan_days_at<T: Send>(
        &self,
        version: u64,
        region: &str,
        days: &Days<'_>,
        make: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, &DayRow<'_>) + Sync,
    ) -> Result<Vec<T>> {
        self.scan_days_of(Some(version), region, days, make, visit)
    }

    fn scan_days_of<T: Send>(
        &self,
        version: Option<u64>,
        region: &str,
        days: &Days<'_>,
        make: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, &DayRow<'_>) + Sync,
    ) -> Result<Vec<T>> {
        let table = self.table(Table::Readings)?;
        // One batch holds no day twice: of a file alone all rows count.
        let held = days.files.and_then(|files| match files {
            [one] => Some((&one.path, table.memory.rows(&one.path, 0)?)),
            _ => None,
        });
        if let Some((path, batches)) = held {
            return parallel(batches.len(), |n| {
                let mut result = make();
                read_held(path, &batches[n], days, &mut |row| visit(&mut result, row))?;
                Ok(result)
            });
        }
        let paths: Vec<PathBuf> = match days.files {
            // Named as a commit added them: merged files have taken their place since, but they are still there.
            Some(only) => only.iter().map(|file| file.path.clone()).collect(),
            None => table
                .files(version, Some(region), None)?
                .into_iter()
                .map(|file| file.path)
                .filter(|path| days.replaced || !super::compact::is_replaced(path))
                .collect(),
        };
        let files = parallel(paths.len(), |n| Open::new(&paths[n]))?;
        let groups = super::pick::choose(&files, days)?;
        parallel(groups.len(), |n| {
            let group = &groups[n];
            let mut result = make();
            read_group(&files[group.file], group, days, &mut |row| {
                visit(&mut result, row);
            })?;
            Ok(result)
        })
    }
}

/// Runs `count` pieces of work on all cores; results in order, the first error in order.
pub(super) fn parallel<T: Send>(
    count: usize,
    work: impl Fn(usize) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    let threads = crate::scan::cores().min(count);
    if threads <= 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let mut done: Vec<(usize, Result<T>)> = std::thread::scope(|scope| {
        let worker = || {
            let mut done = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                let n = next.fetch_add(1, Ordering::Relaxed);
                if n >= count {
                    break;
                }
                let result = work(n);
                if result.is_err() {
                    stop.store(true, Ordering::Relaxed);
                }
                done.push((n, result));
            }
            done
        };
        // This thread is one of them.
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Some small columns of a row group, in this order, in one batch.
fn columns(open: &Open, group: usize, names: &[&str]) -> Result<RecordBatch> {
    let file = File::open(&open.path).map_err(|error| LakeError::io(&open.path, &error))?;
    let rows = open.rows(group);
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, open.metadata.clone());
    let mask = ProjectionMask::columns(builder.parquet_schema(), names.iter().copied());
    let mut reader = builder
        .with_projection(mask)
        .with_row_groups(vec![group])
        .with_batch_size(rows.max(1))
        .build()
        .map_err(|error| LakeError::parquet(&open.path, &error))?;
    let batch = reader
        .next()
        .transpose()
        .map_err(|error| LakeError::parquet(&open.path, &error))?
        .ok_or_else(|| LakeError::Corrupt {
            path: open.path.clone(),
            detail: "a row group is empty".to_owned(),
        })?;
    // By name, since other programs may write the columns in another order.
    let order: Option<Vec<usize>> = names
        .iter()
        .map(|name| batch.schema().index_of(name).ok())
        .collect();
    order
        .and_then(|order| batch.project(&order).ok())
        .ok_or_else(|| LakeError::Corrupt {
            path: open.path.clone(),
            detail: "it lacks a column of the table readings".to_owned(),
        })
}

fn small(open: &Open, group: usize) -> Result<Small> {
    let batch = columns(open, group, &SMALL)?;
    Ok(Small { batch })
}

/// Codes of the meters that have rows in a row group, each once.
pub(super) fn meters(open: &Open, group: usize) -> Result<Vec<String>> {
    let fault = |detail: String| LakeError::Corrupt {
        path: open.path.clone(),
        detail,
    };
    let batch = columns(open, group, &SMALL[..1])?;
    let (rows, names) = texts(&batch, 0, &fault)?;
    let mut there = vec![false; names.len()];
    for &key in rows.keys().values() {
        there[key as usize] = true;
    }
    Ok(names
        .iter()
        .zip(there)
        .filter_map(|(name, there)| name.filter(|_| there).map(str::to_owned))
        .collect())
}

/// Decodes the wanted rows of a row group.
fn read_group(
    open: &Open,
    group: &Group,
    days: &Days<'_>,
    visit: &mut dyn FnMut(&DayRow<'_>),
) -> Result<()> {
    let fault = |detail: String| LakeError::Corrupt {
        path: open.path.clone(),
        detail,
    };
    let small = small(open, group.number)?;
    let mut values = Values::new(open, group.number)?;
    read_rows(&small, &mut values, &group.rows, days, &fault, visit)
}

/// The wanted rows of a batch that was written just now.
fn read_held(
    path: &std::path::Path,
    batch: &RecordBatch,
    days: &Days<'_>,
    visit: &mut dyn FnMut(&DayRow<'_>),
) -> Result<()> {
    let fault = |detail: String| LakeError::Corrupt {
        path: path.to_path_buf(),
        detail,
    };
    let schema = batch.schema();
    let small: std::result::Result<Vec<usize>, _> =
        SMALL.iter().map(|name| schema.index_of(name)).collect();
    let small = small.and_then(|places| batch.project(&places));
    let small = Small {
        batch: small.map_err(|error| fault(error.to_string()))?,
    };
    let mut values =
        Held::new(batch).ok_or_else(|| fault("values are of another type".to_owned()))?;
    read_rows(&small, &mut values, &Rows::All, days, &fault, visit)
}

/// Hands over the wanted rows.
fn read_rows(
    small: &Small,
    values: &mut impl DayValues,
    rows: &Rows,
    days: &Days<'_>,
    fault: &dyn Fn(String) -> LakeError,
    visit: &mut dyn FnMut(&DayRow<'_>),
) -> Result<()> {
    let (meters, names) = texts(&small.batch, 0, &fault)?;
    let (registers, register_names) = texts(&small.batch, 3, &fault)?;
    let (units, unit_names) = texts(&small.batch, 4, &fault)?;
    let (codes, code_names) = texts(&small.batch, 8, &fault)?;
    let (sources, source_names) = texts(&small.batch, 9, &fault)?;
    let dates = column!(small, fault, 1, Date32Type);
    let intervals = column!(small, fault, 2, Int32Type);
    let steps = column!(small, fault, 5, Float64Type);
    let bases = column!(small, fault, 6, Int64Type);
    let slots = column!(small, fault, 7, Int32Type);
    let recorded = column!(small, fault, 10, TimestampMicrosecondType);
    let batches = column!(small, fault, 11, Int64Type);

    let meter_wanted: Option<Vec<bool>> = days.meters.map(|wanted| {
        names
            .iter()
            .map(|name| name.is_some_and(|name| wanted.contains(name)))
            .collect()
    });
    let register_of: Vec<Option<Register>> = register_names
        .iter()
        .map(|name| name.and_then(register_of))
        .collect();
    let register = |row: usize| -> Result<Register> {
        register_of
            .get(registers.keys().value(row) as usize)
            .copied()
            .flatten()
            .ok_or_else(|| fault("a register is of no known kind".to_owned()))
    };
    let (first, last) = super::pick::bounds(days);
    // Days follow each other: the calendar is asked once for each.
    let mut known = Calendar::default();
    for row in 0..small.batch.num_rows() {
        let count = usize::try_from(slots[row])
            .map_err(|_| fault("a day has less than no slots".to_owned()))?;
        let key = meters.keys().value(row) as u32;
        let register = register(row)?;
        let wanted = (first..=last).contains(&dates[row])
            && meter_wanted
                .as_ref()
                .is_none_or(|wanted| wanted[key as usize])
            && (register == Register::Cumulative) == days.registers
            && rows.wants(row);
        if !wanted {
            values.skip(count);
            continue;
        }
        let date = known
            .date(dates[row])
            .ok_or_else(|| fault("a date lies beyond the calendar".to_owned()))?;
        let (counts, present) = values.take(count, fault)?;
        visit(&DayRow {
            meter: names.value(key as usize),
            key,
            date,
            interval_s: intervals[row] as u32,
            register,
            unit: unit_names.value(units.keys().value(row) as usize),
            step: steps[row],
            base: bases[row],
            counts,
            present: present.filter(|present| present.contains(&false)),
            codes: code_names.value(codes.keys().value(row) as usize),
            source: source_names.value(sources.keys().value(row) as usize),
            recorded_at_us: recorded[row],
            batch: batches[row],
        });
    }
    Ok(())
}

/// Dates of a row group, by number.
#[derive(Default)]
pub(super) struct Calendar {
    first: i32,
    dates: Vec<Option<Date>>,
}

impl Calendar {
    /// More days than this in a row group are looked up each time.
    const MOST: usize = 4_096;

    pub(super) fn date(&mut self, number: i32) -> Option<Date> {
        if self.dates.is_empty() {
            self.first = number;
        }
        let at = usize::try_from(number.checked_sub(self.first)?).unwrap_or(usize::MAX);
        if at >= Self::MOST {
            return date_of(number);
        }
        if self.dates.len() <= at {
            self.dates.resize(at + 1, None);
        }
        if self.dates[at].is_none() {
            self.dates[at] = Some(date_of(number)?);
        }
        self.dates[at]
    }
}

/// Memory for a column chunk, lent by its thread: megabytes given back and taken anew for each row group would cost as much as
/// reading them.
struct Lent {
    memory: Vec<u8>,
    length: usize,
}

thread_local! {
    static SPARE: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

impl Lent {
    fn of(length: usize) -> Lent {
        let mut memory = SPARE.take();
        if memory.len() < length {
            memory.resize(length, 0);
        }
        Lent { memory, length }
    }
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.memory[..self.length]
    }
}

impl AsMut<[u8]> for Lent {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.memory[..self.length]
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        // A thread that ends has given its memory back already.
        let _ = SPARE.try_with(|spare| spare.set(std::mem::take(&mut self.memory)));
    }
}

/// The values of a row group, page by page.
struct Values {
    pages: SerializedPageReader<Chunk>,
    /// Set once Arrow's reader has read all, for pages that another program wrote.
    by_arrow: Option<(
        PathBuf,
        parquet::arrow::arrow_reader::ArrowReaderMetadata,
        usize,
    )>,
    /// Definition level of a value that is there.
    present_level: u8,
    counts: Vec<i32>,
    present: Vec<bool>,
    /// Where the next day begins.
    at: usize,
    /// Values to jump over before the next day.
    owed: usize,
    ended: bool,
}

impl Values {
    fn new(open: &Open, group: usize) -> Result<Values> {
        use std::os::unix::fs::FileExt;
        let meta = open.metadata.metadata().row_group(group);
        let column = open.values_column()?;
        let chunk = meta.column(column);
        let (start, length) = chunk.byte_range();
        let file = File::open(&open.path).map_err(|error| LakeError::io(&open.path, &error))?;
        let mut bytes = Lent::of(length as usize);
        file.read_exact_at(bytes.as_mut(), start)
            .map_err(|error| LakeError::io(&open.path, &error))?;
        let chunk_reader = Chunk {
            bytes: Bytes::from_owner(bytes),
            start,
        };
        let pages =
            SerializedPageReader::new(Arc::new(chunk_reader), chunk, open.rows(group), None)
                .map_err(|error| LakeError::parquet(&open.path, &error))?;
        Ok(Values {
            pages,
            by_arrow: Some((open.path.clone(), open.metadata.clone(), group)),
            present_level: u8::try_from(chunk.column_descr().max_def_level()).unwrap_or(u8::MAX),
            counts: Vec::new(),
            present: Vec::new(),
            at: 0,
            owed: 0,
            ended: false,
        })
    }

    fn read_page(&mut self, fault: &dyn Fn(String) -> LakeError) -> Result<()> {
        let Some(page) = self
            .pages
            .get_next_page()
            .map_err(|error| fault(error.to_string()))?
        else {
            self.ended = true;
            return Ok(());
        };
        let first = std::mem::take(&mut self.by_arrow);
        match page::decode(
            &page,
            self.present_level,
            &mut self.counts,
            &mut self.present,
        )
        .map_err(fault)?
        {
            Some(()) => Ok(()),
            None => match first {
                Some((path, metadata, group)) => self.read_by_arrow(&path, metadata, group, fault),
                None => Err(fault(
                    "its pages of values are written in different ways".to_owned(),
                )),
            },
        }
    }

    /// All values of the row group at once, for a file that another program wrote.
    fn read_by_arrow(
        &mut self,
        path: &std::path::Path,
        metadata: parquet::arrow::arrow_reader::ArrowReaderMetadata,
        group: usize,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<()> {
        let file = File::open(path).map_err(|error| LakeError::io(path, &error))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata);
        let mask = ProjectionMask::columns(builder.parquet_schema(), ["values"]);
        let reader = builder
            .with_projection(mask)
            .with_row_groups(vec![group])
            .build()
            .map_err(|error| fault(error.to_string()))?;
        for batch in reader {
            let batch = batch.map_err(|error| fault(error.to_string()))?;
            let wrong = || fault("column values is no list of whole numbers".to_owned());
            let lists = batch.column(0).as_list_opt::<i32>().ok_or_else(wrong)?;
            let values = arrow_cast::cast(lists.values(), &arrow_schema::DataType::Int32)
                .map_err(|_| wrong())?;
            let values = values.as_primitive_opt::<Int32Type>().ok_or_else(wrong)?;
            let range =
                lists.value_offsets()[0] as usize..lists.value_offsets()[lists.len()] as usize;
            for at in range {
                self.counts.push(if values.is_valid(at) {
                    values.value(at)
                } else {
                    0
                });
                self.present.push(values.is_valid(at));
            }
        }
        self.ended = true;
        Ok(())
    }
}

/// Counts of days, one after the other.
trait DayValues {
    /// Passes over a day.
    fn skip(&mut self, count: usize);

    /// The next day's counts, 0 where one is missing, and which are there, all if `None`.
    fn take(
        &mut self,
        count: usize,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<(&[i32], Option<&[bool]>)>;
}

/// Of a batch in memory.
struct Held<'a> {
    counts: &'a [i32],
    present: Option<Vec<bool>>,
    at: usize,
}

impl Held<'_> {
    fn new(batch: &RecordBatch) -> Option<Held<'_>> {
        let lists = batch.column_by_name("values")?.as_list_opt::<i32>()?;
        let values = lists.values().as_primitive_opt::<Int32Type>()?;
        let offsets = lists.value_offsets();
        let range = *offsets.first()? as usize..*offsets.last()? as usize;
        Some(Held {
            counts: values.values().get(range.clone())?,
            present: (values.null_count() > 0)
                .then(|| range.map(|at| values.is_valid(at)).collect()),
            at: 0,
        })
    }
}

impl DayValues for Held<'_> {
    fn skip(&mut self, count: usize) {
        self.at += count;
    }

    fn take(
        &mut self,
        count: usize,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<(&[i32], Option<&[bool]>)> {
        let range = self.at..self.at + count;
        self.at = range.end;
        let counts = self.counts.get(range.clone());
        let counts = counts
            .ok_or_else(|| fault("it has fewer values than its days have slots".to_owned()))?;
        Ok((counts, self.present.as_ref().map(|present| &present[range])))
    }
}

impl DayValues for Values {
    fn skip(&mut self, count: usize) {
        self.owed += count;
    }

    fn take(
        &mut self,
        count: usize,
        fault: &dyn Fn(String) -> LakeError,
    ) -> Result<(&[i32], Option<&[bool]>)> {
        while self.counts.len() - self.at < self.owed + count {
            if self.ended {
                return Err(fault(
                    "it has fewer values than its days have slots".to_owned(),
                ));
            }
            // What is left of a page moves to the front; days do not end where pages do.
            let drop = (self.at + self.owed).min(self.counts.len());
            self.owed -= drop - self.at;
            self.counts.drain(..drop);
            if !self.present.is_empty() {
                self.present.drain(..drop);
                if !self.present.contains(&false) {
                    self.present.clear();
                }
            }
            self.at = 0;
            self.read_page(fault)?;
        }
        self.at += std::mem::take(&mut self.owed);
        let range = self.at..self.at + count;
        self.at = range.end;
        Ok((
            &self.counts[range.clone()],
            (!self.present.is_empty()).then(|| &self.present[range]),
        ))
    }
}

/// Key of a row, for [`super::pick`].
pub(super) struct RowKey<'a> {
    pub(super) row: usize,
    pub(super) meter: &'a str,
    pub(super) date: i32,
    pub(super) is_register: bool,
    /// When it was recorded, then the number of its batch.
    pub(super) age: (i64, i64),
}

/// Keys of the rows of a row group.
pub(super) fn keys(open: &Open, group: usize, visit: &mut dyn FnMut(RowKey<'_>)) -> Result<()> {
    let fault = |detail: String| LakeError::Corrupt {
        path: open.path.clone(),
        detail,
    };
    let small = small(open, group)?;
    let (meters, names) = texts(&small.batch, 0, &fault)?;
    let (registers, register_names) = texts(&small.batch, 3, &fault)?;
    let dates = column!(small, fault, 1, Date32Type);
    let recorded = column!(small, fault, 10, TimestampMicrosecondType);
    let batches = column!(small, fault, 11, Int64Type);
    for row in 0..small.batch.num_rows() {
        let is_register =
            register_names.value(registers.keys().value(row) as usize) == Register::Cumulative.id();
        visit(RowKey {
            row,
            meter: names.value(meters.keys().value(row) as usize),
            date: dates[row],
            is_register,
            age: (recorded[row], batches[row].abs()),
        });
    }
    Ok(())
}
