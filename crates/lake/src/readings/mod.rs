//! Readings as day vectors, the hourly factors they are multiplied with, and what accounting made of them.
//!
//! * **One row is one meter and one local day** ([`MeterDay`]): counts of the meter's own resolution as whole numbers. They pack
//!   best that way (their bytes are stored byte by byte, so that the steady upper ones cost nothing) and add up exactly.
//! * **The newest counts.** Of two rows of the same meter, day and register the one recorded later counts; the other stays in the
//!   table and can be read.
//! * **What a register showed is kept**, in rows whose register is `cumulative`; the amounts worked out from it are rows of their own,
//!   and only those are accounted for. So every reader may add up `values * step` where `register` is not `cumulative`.
//! * **Nothing is decoded twice.** [`Lake::scan_days`] hands out days as slices of whole numbers, row group by row group, on all
//!   cores; what reads them keeps sums, not rows.

mod account;
mod compact;
mod days;
mod encode;
mod factors;
mod long;
mod months;
mod page;
mod pick;
mod roster;
mod whole;

use std::collections::HashSet;

use jiff::civil::Date;
use metering::{DayVector, Register};
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

pub use account::{Added, Continued, Ground, Summed, continued, days_in};
pub(crate) use compact::removed_files;
pub use compact::{Compacted, Files, SMALL_FILE_ROWS};
pub use days::DayRow;
pub use factors::{FactorDay, Factors};
pub use long::{LongColumns, TakeRun, last_time_us, read_long};
pub use months::MeterMonth;
pub use roster::{Listed, Near, RolledUp, Roster};

use crate::table::ENGINE_INFO;
use crate::write::{Mark, NewFiles};
use crate::{Lake, LakeError, Result, Table};

/// One meter and one local day, as it is appended.
#[derive(Debug, Clone, PartialEq)]
pub struct MeterDay {
    /// Code of the meter within the region.
    pub meter: String,
    /// Unit of the amount (`kWh`).
    pub unit: String,
    /// What the values mean. Rows of [`Register::Cumulative`] are kept as evidence and not accounted for.
    pub register: Register,
    /// Amount of one count, in `unit`: the meter's resolution times its ratio, for a power register times the slot's hours.
    pub step: f64,
    /// The readings.
    pub day: DayVector,
    /// Where it came from: a file, a gateway, `register` or `formula` if it was worked out.
    pub source: String,
    /// When it came, in microseconds since 1970 UTC.
    pub recorded_at_us: i64,
}

/// What a commit of readings is marked with: made once, whatever is repeated after a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// An import of the store.
    Import(u32),
    /// A segment of the inbox; numbers only grow.
    Inbox(u64),
}

impl Batch {
    fn mark(self) -> Mark {
        match self {
            Batch::Import(seq) => Mark::import(seq),
            Batch::Inbox(segment) => Mark {
                name: "inbox".to_owned(),
                number: i64::try_from(segment).unwrap_or(i64::MAX),
                prefix: format!("inbox-{segment}-"),
            },
        }
    }

    /// As the column `batch` has it: imports as they are, segments of the inbox below zero.
    pub fn number(self) -> i64 {
        match self {
            Batch::Import(seq) => i64::from(seq),
            Batch::Inbox(segment) => -i64::try_from(segment).unwrap_or(i64::MAX),
        }
    }
}

/// Which days a scan is about.
#[derive(Debug, Clone, Default)]
pub struct Days<'a> {
    /// First and last day; open where `None`.
    pub dates: (Option<Date>, Option<Date>),
    /// Codes of meters; all where `None`.
    pub meters: Option<&'a HashSet<String>>,
    /// True to see also what a newer row has replaced.
    pub replaced: bool,
    /// True to see registers instead of amounts.
    pub registers: bool,
    /// Only rows of these data files (from [`Lake::files_since`]).
    pub files: Option<&'a [Added]>,
}

/// Rows of a row group: what one thread decodes at a time, 3 million values at 15 minutes.
const ROWS_PER_GROUP: usize = 16_384;
/// Rows encoded at once.
const ROWS_PER_BATCH: usize = 4_096;

fn readings_properties() -> WriterProperties {
    let values = ColumnPath::from(vec![
        "values".to_owned(),
        "list".to_owned(),
        "element".to_owned(),
    ]);
    WriterProperties::builder()
        // The lower bytes are noise that no entropy coder makes smaller by more than 6 %; LZ4 unpacks them four times as fast.
        .set_compression(Compression::LZ4_RAW)
        .set_max_row_group_row_count(Some(ROWS_PER_GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(ENGINE_INFO.to_owned())
        .set_column_dictionary_enabled(values.clone(), false)
        // Byte by byte: the upper bytes of small counts are runs of zeros.
        .set_column_encoding(values.clone(), Encoding::BYTE_STREAM_SPLIT)
        .set_column_statistics_enabled(values, EnabledStatistics::None)
        .set_data_page_size_limit(128 << 10)
        .build()
}

/// Of tables that are read whole by every run: many small columns, for each of which zstd would make its tables anew.
fn small_properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::LZ4_RAW)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_created_by(ENGINE_INFO.to_owned())
        .build()
}

/// The append of one batch of readings. Nothing is visible before [`ReadingsAppender::commit`].
#[derive(Debug)]
pub struct ReadingsAppender<'a> {
    files: NewFiles<'a>,
    batch: Batch,
}

impl ReadingsAppender<'_> {
    /// Writes days of one region. A batch holds a meter, day and register at most once; days in the order of meters, then dates
    /// pack and read best.
    ///
    /// # Errors
    /// [`LakeError::BadValue`], [`LakeError::DiskFull`], [`LakeError::Permission`].
    pub fn push(&mut self, region: &str, days: &[MeterDay]) -> Result<()> {
        for chunk in days.chunks(ROWS_PER_BATCH) {
            self.files
                .push(region, encode::columns(chunk, self.batch.number())?)?;
        }
        Ok(())
    }

    /// Commits; returns the new version of the table.
    ///
    /// # Errors
    /// [`LakeError::CommitExists`], [`LakeError::Contention`], [`LakeError::DiskFull`], [`LakeError::Permission`].
    pub fn commit(self) -> Result<u64> {
        self.files.commit()
    }
}

impl Lake {
    /// Begins the append of a batch of readings.
    ///
    /// # Errors
    /// [`LakeError::CommitExists`], [`LakeError::ReadOnlyView`].
    pub fn append_readings(&self, batch: Batch) -> Result<ReadingsAppender<'_>> {
        Ok(ReadingsAppender {
            files: self.new_files(Table::Readings, batch.mark(), readings_properties())?,
            batch,
        })
    }

    /// True if the batch is in the table.
    ///
    /// # Errors
    /// What the table says.
    pub fn has_readings(&self, batch: Batch) -> Result<bool> {
        let mark = batch.mark();
        let table = self.table(Table::Readings)?;
        Ok(table
            .marked(None, &mark.name)?
            .is_some_and(|seen| seen >= mark.number))
    }

    /// Number of the last segment of the inbox that is in the table; 0 if there is none.
    ///
    /// # Errors
    /// What the table says.
    pub fn inbox_number(&self) -> Result<u64> {
        let table = self.table(Table::Readings)?;
        let number = table.marked(None, "inbox")?.unwrap_or(0);
        Ok(u64::try_from(number).unwrap_or(0))
    }

    /// The latest `recorded_at` of a region's readings in microseconds; `i64::MIN` if there are none.
    ///
    /// # Errors
    /// What the table says.
    pub fn last_recorded_us(&self, region: &str) -> Result<i64> {
        let files = self.readings_files(region)?;
        let lasts = days::parallel(files.len(), |n| {
            Ok(pick::Open::new(&files[n])?.last_recorded_us())
        })?;
        Ok(lasts.into_iter().max().unwrap_or(i64::MIN))
    }

    /// The newest version of a metering table.
    ///
    /// # Errors
    /// What the table says.
    pub fn version(&self, table: Table) -> Result<u64> {
        match self.version_of(table) {
            Some(version) => Ok(version),
            None => self.table(table)?.version(),
        }
    }

    /// The last day of a region that any reading is of; `None` if there are none.
    ///
    /// # Errors
    /// What the table says.
    pub fn last_day(&self, region: &str) -> Result<Option<Date>> {
        let files = self.readings_files(region)?;
        let lasts = days::parallel(files.len(), |n| Ok(pick::Open::new(&files[n])?.last_day()))?;
        Ok(lasts.into_iter().flatten().max().and_then(date_of))
    }

    /// Bytes of the data files of a region's readings.
    ///
    /// # Errors
    /// What the table says.
    pub fn readings_bytes(&self, region: &str) -> Result<u64> {
        self.readings_files(region)?
            .iter()
            .map(|path| {
                std::fs::metadata(path)
                    .map(|file| file.len())
                    .map_err(|error| LakeError::io(path, &error))
            })
            .sum()
    }

    fn readings_files(&self, region: &str) -> Result<Vec<std::path::PathBuf>> {
        let table = self.table(Table::Readings)?;
        let files = table.files(None, Some(region), None)?;
        Ok(files.into_iter().map(|file| file.path).collect())
    }

    pub(crate) fn new_files(
        &self,
        table: Table,
        mark: Mark,
        properties: WriterProperties,
    ) -> Result<NewFiles<'_>> {
        if self.at.is_some() {
            return Err(LakeError::ReadOnlyView);
        }
        NewFiles::begin(self.table(table)?, mark, properties)
    }
}

/// Days since 1970 of a date.
pub fn day_number(date: Date) -> i32 {
    metering::clock::day_number(date)
}

/// The date of a number of days since 1970; `None` beyond the calendar.
pub fn date_of(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(i64::from(number)).ok()?)
        .ok()
}
