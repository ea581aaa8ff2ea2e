//! Activities, statistics and entries, and readings with what was made of them, as Delta tables in the data home.
//!
//! ```text
//! <home>/tables/activities/            one Delta table
//!                 _delta_log/00000000000000000000.json ...
//!                 region=uk/import-7-000-<random>.parquet ...
//! <home>/tables/statistics/            the same
//! <home>/tables/entries/               the same
//! <home>/tables/readings/              and hourly_factors, meter_months: module [`readings`]; made with the first reading
//! <home>/locks/                        lock files of running imports (module [`commit`])
//! ```
//!
//! * **Open.** Any program that reads Delta reads them; `docs/tables.md` lists columns and units. Text is plain `string`,
//!   amounts are `double`, a missing amount is null.
//! * **Append only.** An import adds files and never touches others; small ones are merged later, without a change of their
//!   rows ([`Lake::compact`]). A correction is a later import; which of two rows
//!   counts is the cube's rule, not the lake's.
//! * **Atomic.** One commit per table and import, marked with the Delta transaction id `import-<n>`. Data files are synced before
//!   the commit names them, and the log entry is synced before it gets its name ([`Lake::append`]). How the three tables and the
//!   store commit as one is the module [`commit`].
//! * **Only committed imports are read.** Every reading function takes the imports that count, from the store.
//! * **Time travel.** [`Lake::versions`] names the present, [`Lake::at`] shows the past.
//!
//! All functions block; call them from a thread that may (`tokio::task::spawn_blocking`).

mod codes;
mod columns;
pub mod commit;
mod durable;
mod error;
mod export;
mod log;
mod memory;
pub mod readings;
mod remove;
mod rows;
mod scan;
mod sheet;
mod table;
mod write;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use inventory::cube::{EntryRef, StatisticRef};
use inventory::ledger::{Activity, Entry, Lineage, StatisticEntry};

pub use columns::{Column, Kind, REGION, Table};
pub use error::{LakeError, Result};
pub use export::{ExportColumn, write_parquet};
pub use rows::Row;
pub use sheet::parquet_sheet;
pub use write::Appender;

use table::{DeltaTable, transaction_id};

/// Imports that count, with the dataset each feeds; from the store.
pub type Imports = HashMap<u32, String>;

/// A version of each table: together the state of the whole ledger.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Versions {
    /// Of `activities`.
    pub activities: u64,
    /// Of `statistics`.
    pub statistics: u64,
    /// Of `entries`.
    pub entries: u64,
}

impl std::fmt::Display for Versions {
    /// `a3.s3.e3`, short enough for an ETag.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "a{}.s{}.e{}",
            self.activities, self.statistics, self.entries
        )
    }
}

/// The tables of a home, now or at fixed versions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lake {
    root: PathBuf,
    tables: Arc<[OnceLock<DeltaTable>; Table::ALL.len()]>,
    at: Option<Versions>,
}

impl Lake {
    /// Opens the tables in `folder` (`<home>/tables`), creating what is missing. Several processes may do so at once.
    ///
    /// # Errors
    /// [`LakeError::Permission`], [`LakeError::DiskFull`], [`LakeError::Corrupt`], [`LakeError::Delta`].
    pub fn open(folder: &Path) -> Result<Lake> {
        std::fs::create_dir_all(folder).map_err(|error| LakeError::io(folder, &error))?;
        let root = folder
            .canonicalize()
            .map_err(|error| LakeError::io(folder, &error))?;
        let lake = Lake {
            root,
            tables: Arc::default(),
            at: None,
        };
        for table in Table::LEDGER {
            lake.table(table)?.latest()?;
        }
        Ok(lake)
    }

    /// Folder of the tables.
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// The newest version of each table, or the fixed ones of a view of the past.
    ///
    /// # Errors
    /// What the tables say.
    pub fn versions(&self) -> Result<Versions> {
        if let Some(at) = self.at {
            return Ok(at);
        }
        Ok(Versions {
            activities: self.table(Table::Activities)?.version()?,
            statistics: self.table(Table::Statistics)?.version()?,
            entries: self.table(Table::Entries)?.version()?,
        })
    }

    /// The lake as it was at `versions`; it can only be read.
    ///
    /// # Errors
    /// [`LakeError::NoVersion`].
    pub fn at(&self, versions: Versions) -> Result<Lake> {
        for table in Table::LEDGER {
            self.table(table)?.snapshot(versions.of(table))?;
        }
        Ok(Lake {
            at: Some(versions),
            ..self.clone()
        })
    }

    /// True if all that import `seq` brings is in the tables: the ledger's are committed in order, `entries` last; readings and
    /// hourly factors come alone.
    ///
    /// # Errors
    /// What the tables say.
    pub fn is_whole(&self, seq: u32) -> Result<bool> {
        for table in [Table::Entries, Table::Readings, Table::HourlyFactors] {
            if self.root.join(table.name()).exists() && self.has_import(table, seq)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// True if `table` holds the commit of import `seq`, be it of no rows.
    ///
    /// # Errors
    /// What the table says.
    pub fn has_import(&self, table: Table, seq: u32) -> Result<bool> {
        let mark = self
            .table(table)?
            .marked(self.version_of(table), &transaction_id(seq))?;
        Ok(mark.is_some())
    }

    /// Begins the append of an import to the table of `R`; rows may be pushed in pieces, memory stays bounded.
    ///
    /// # Errors
    /// [`LakeError::CommitExists`], [`LakeError::ReadOnlyView`].
    pub fn append<R: Row>(&self, seq: u32) -> Result<Appender<'_, R>> {
        if self.at.is_some() {
            return Err(LakeError::ReadOnlyView);
        }
        Appender::begin(self.table(R::TABLE)?, seq)
    }

    /// Appends the activities of an import in one commit; returns the new version of the table.
    ///
    /// # Errors
    /// As [`Lake::append`], [`Appender::push`] and [`Appender::commit`].
    pub fn append_activities(&self, seq: u32, rows: &[Activity]) -> Result<u64> {
        self.append_all(seq, rows)
    }

    /// Appends the statistics of an import in one commit; returns the new version of the table.
    ///
    /// # Errors
    /// As [`Lake::append_activities`].
    pub fn append_statistics(&self, seq: u32, rows: &[StatisticEntry]) -> Result<u64> {
        self.append_all(seq, rows)
    }

    /// Appends the entries of an import in one commit; returns the new version of the table. It is the last of the three:
    /// once it returns, recovery rolls the import forward.
    ///
    /// # Errors
    /// As [`Lake::append_activities`].
    pub fn append_entries(&self, seq: u32, rows: &[Entry]) -> Result<u64> {
        self.append_all(seq, rows)
    }

    fn append_all<R: Row>(&self, seq: u32, rows: &[R]) -> Result<u64> {
        let mut appender = self.append::<R>(seq)?;
        appender.push(rows)?;
        appender.commit()
    }

    /// Hands every entry of `region` that belongs to one of `imports` to `visit`, in the order of commits, text borrowed.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`] and what the file system says; `visit` has seen some rows by then.
    pub fn scan_entries(
        &self,
        region: &str,
        imports: &Imports,
        mut visit: impl FnMut(EntryRef<'_>),
    ) -> Result<()> {
        self.scan(Table::Entries, region, None, |batch, fault| {
            rows::visit_entries(
                region,
                batch,
                fault,
                &mut |import| imports.get(&import).map(String::as_str),
                &mut visit,
            )
        })
    }

    /// As [`Lake::scan_entries`], of one import that feeds `dataset`; only files that can hold rows of it are opened.
    ///
    /// # Errors
    /// As [`Lake::scan_entries`].
    pub fn scan_entries_of(
        &self,
        region: &str,
        seq: u32,
        dataset: &str,
        mut visit: impl FnMut(EntryRef<'_>),
    ) -> Result<()> {
        self.scan(Table::Entries, region, Some(seq), |batch, fault| {
            rows::visit_entries(
                region,
                batch,
                fault,
                &mut |import| (import == seq).then_some(dataset),
                &mut visit,
            )
        })
    }

    /// As [`Lake::scan_entries`], for statistics.
    ///
    /// # Errors
    /// As [`Lake::scan_entries`].
    pub fn scan_statistics(
        &self,
        region: &str,
        imports: &Imports,
        mut visit: impl FnMut(StatisticRef<'_>),
    ) -> Result<()> {
        self.scan(Table::Statistics, region, None, |batch, fault| {
            rows::visit_statistics(
                region,
                batch,
                fault,
                &mut |import| imports.get(&import).map(String::as_str),
                &mut visit,
            )
        })
    }

    /// All rows of one import in `region`, as they were appended.
    ///
    /// # Errors
    /// As [`Lake::scan_entries`].
    pub fn rows_of<R: Row>(&self, region: &str, seq: u32) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        self.scan(R::TABLE, region, Some(seq), |batch, fault| {
            let found = R::decode(region, batch, fault)?;
            rows.extend(found.into_iter().filter(|row| row.lineage().import == seq));
            Ok(())
        })?;
        Ok(rows)
    }

    /// The activities read from one cell of an import's file (usually one), for *explain*. Only files of that import are opened.
    ///
    /// # Errors
    /// As [`Lake::scan_entries`].
    pub fn activities_at(&self, region: &str, cell: Lineage) -> Result<Vec<Activity>> {
        self.rows_at(region, cell)
    }

    /// The statistics read from one cell of an import's file.
    ///
    /// # Errors
    /// As [`Lake::scan_entries`].
    pub fn statistics_at(&self, region: &str, cell: Lineage) -> Result<Vec<StatisticEntry>> {
        self.rows_at(region, cell)
    }

    fn rows_at<R: Row>(&self, region: &str, cell: Lineage) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        self.scan(R::TABLE, region, Some(cell.import), |batch, fault| {
            let batch = scan::only_cell(batch, cell).map_err(|error| fault(error.to_string()))?;
            rows.extend(R::decode(region, &batch, fault)?);
            Ok(())
        })?;
        Ok(rows)
    }

    fn scan(
        &self,
        table: Table,
        region: &str,
        import: Option<u32>,
        mut take: impl FnMut(&arrow_array::RecordBatch, &dyn Fn(String) -> LakeError) -> Result<()>,
    ) -> Result<()> {
        let version = self.version_of(table);
        let files = self.table(table)?.files(version, Some(region), import)?;
        // A merged file holds rows of many imports.
        let wanted = |group: &parquet::file::metadata::RowGroupMetaData| {
            import.is_none_or(|import| {
                scan::longs(group, "import")
                    .is_none_or(|(least, greatest)| (least..=greatest).contains(&i64::from(import)))
            })
        };
        scan::read_where(table, &files, &wanted, &mut take)
    }

    /// Removes data files of an import that no commit names; what a killed process left. Nobody else may be writing that import.
    ///
    /// # Errors
    /// What the file system says.
    pub fn sweep(&self, seq: u32) -> Result<()> {
        if self.at.is_some() {
            return Err(LakeError::ReadOnlyView);
        }
        for table in Table::ALL {
            if self.root.join(table.name()).exists() {
                self.table(table)?.sweep(seq)?;
            }
        }
        Ok(())
    }

    /// Tables of metering are opened, and made, when they are first asked for: most homes begin without readings.
    fn table(&self, table: Table) -> Result<&DeltaTable> {
        let slot = &self.tables[table as usize];
        if let Some(open) = slot.get() {
            return Ok(open);
        }
        let opened = DeltaTable::open(&self.root, table)?;
        Ok(slot.get_or_init(|| opened))
    }

    /// The version of a table that a view of the past has; `None` for the newest.
    fn version_of(&self, table: Table) -> Option<u64> {
        self.at.and_then(|at| at.of(table))
    }
}

impl Versions {
    /// Version of one table of the ledger.
    pub fn of(&self, table: Table) -> Option<u64> {
        match table {
            Table::Activities => Some(self.activities),
            Table::Statistics => Some(self.statistics),
            Table::Entries => Some(self.entries),
            Table::Readings | Table::HourlyFactors | Table::MeterMonths => None,
        }
    }
}
