//! Reading data files: row groups are decoded on all cores and handed over in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, BooleanArray, RecordBatch, new_null_array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use inventory::ledger::Lineage;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder, RowSelection,
};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;

use crate::table::DataFile;
use crate::{Column, LakeError, Result, Table};

/// Rows of a batch that is read: few enough to stay in the cache while its columns are walked side by side.
const ROWS_PER_BATCH: usize = 16_384;

/// One file, opened, with the schema in which its columns are to be read.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) path: PathBuf,
    pub(crate) metadata: ArrowReaderMetadata,
}

type Take<'a> = &'a mut dyn FnMut(&RecordBatch, &dyn Fn(String) -> LakeError) -> Result<()>;

/// Hands all batches of `files`, in order, to `take`. Each has the columns of the table, typed as its schema says.
pub(crate) fn read(table: Table, files: &[DataFile], take: Take<'_>) -> Result<()> {
    read_where(table, files, &|_| true, take)
}

/// As [`read`], only the row groups that `wanted` keeps by what their statistics say.
pub(crate) fn read_where(
    table: Table,
    files: &[DataFile],
    wanted: &dyn Fn(&RowGroupMetaData) -> bool,
    take: Take<'_>,
) -> Result<()> {
    let files = files
        .iter()
        .map(|file| open(&file.path))
        .collect::<Result<Vec<_>>>()?;
    let groups: Vec<(usize, usize)> = files
        .iter()
        .enumerate()
        .flat_map(|(n, file)| {
            let groups = file.metadata.metadata().row_groups().iter().enumerate();
            groups.filter_map(move |(group, of)| wanted(of).then_some((n, group)))
        })
        .collect();
    let hand = |path: &Path, batches: &[RecordBatch], take: Take<'_>| {
        let fault = |detail: String| LakeError::Corrupt {
            path: path.to_path_buf(),
            detail,
        };
        batches.iter().try_for_each(|batch| take(batch, &fault))
    };
    let threads = cores().min(groups.len());
    if threads <= 1 {
        for (n, group) in groups {
            hand(&files[n].path, &decode(table, &files[n], group)?, take)?;
        }
        return Ok(());
    }
    let next = AtomicUsize::new(0);
    let stop = AtomicBool::new(false);
    let (send, receive) = mpsc::sync_channel::<(usize, Result<Vec<RecordBatch>>)>(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let send = send.clone();
            let (files, groups, next, stop) = (&files, &groups, &next, &stop);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let task = next.fetch_add(1, Ordering::Relaxed);
                    let Some((n, group)) = groups.get(task) else {
                        break;
                    };
                    if send
                        .send((task, decode(table, &files[*n], *group)))
                        .is_err()
                    {
                        break;
                    }
                }
            });
        }
        drop(send);
        // Sums must not depend on which thread was faster: batches are handed over in the order of the files.
        let mut waiting = BTreeMap::new();
        let mut expected = 0;
        let mut result = Ok(());
        for (task, decoded) in &receive {
            waiting.insert(task, decoded);
            while let Some(decoded) = waiting.remove(&expected) {
                let path = &files[groups[expected].0].path;
                result = decoded.and_then(|batches| hand(path, &batches, take));
                expected += 1;
                if result.is_err() {
                    break;
                }
            }
            if result.is_err() {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        drop(receive);
        result
    })
}

/// Cores of this process, asked for once: the answer stands in files of the system.
pub(crate) fn cores() -> usize {
    static CORES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Opens a data file, its text as dictionaries.
pub(crate) fn open(path: &Path) -> Result<Open> {
    let file = File::open(path).map_err(|error| LakeError::io(path, &error))?;
    let fault = |error: parquet::errors::ParquetError| LakeError::parquet(path, &error);
    let plain = ArrowReaderMetadata::load(
        &file,
        ArrowReaderOptions::new().with_skip_arrow_metadata(true),
    )
    .map_err(fault)?;
    // Text is read as dictionaries, whatever wrote it.
    let fields = plain
        .schema()
        .fields()
        .iter()
        .map(|field| match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                Arc::new(Field::clone(field).with_data_type(DataType::Dictionary(
                    Box::new(DataType::Int32),
                    Box::new(DataType::Utf8),
                )))
            }
            _ => field.clone(),
        });
    let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
    let options = ArrowReaderOptions::new()
        .with_skip_arrow_metadata(true)
        .with_schema(schema);
    let metadata =
        ArrowReaderMetadata::try_new(plain.metadata().clone(), options).map_err(fault)?;
    Ok(Open {
        path: path.to_path_buf(),
        metadata,
    })
}

fn decode(table: Table, open: &Open, group: usize) -> Result<Vec<RecordBatch>> {
    project(table, open, group, None, None)
}

/// Some columns of some rows of a row group; all where `None`. Columns come in the order in which they are named (or the
/// table's), typed as its schema says.
pub(crate) fn project(
    table: Table,
    open: &Open,
    group: usize,
    columns: Option<&[&str]>,
    rows: Option<RowSelection>,
) -> Result<Vec<RecordBatch>> {
    let fault = |error: &(dyn std::error::Error + 'static)| LakeError::parquet(&open.path, error);
    // Opened anew: a duplicated handle shares its position, and threads would read at each other's.
    let file = File::open(&open.path).map_err(|error| LakeError::io(&open.path, &error))?;
    let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, open.metadata.clone());
    let all = table.columns();
    let places: Vec<usize> = match columns {
        None => (0..all.len()).collect(),
        Some(names) => names
            .iter()
            .filter_map(|name| all.iter().position(|column| column.name == *name))
            .collect(),
    };
    let wanted: Vec<&Column> = places.iter().map(|place| &all[*place]).collect();
    let names: Vec<&str> = wanted.iter().map(|column| column.name).collect();
    let mask = ProjectionMask::columns(builder.parquet_schema(), names.iter().copied());
    let builder = builder
        .with_projection(mask)
        .with_row_groups(vec![group])
        .with_batch_size(ROWS_PER_BATCH);
    let reader = match rows {
        Some(rows) => builder.with_row_selection(rows),
        None => builder,
    }
    .build()
    .map_err(|error| fault(&error))?;
    let schema = table.arrow_schema();
    let nullable = Arc::new(Schema::new(
        places
            .iter()
            .map(|place| schema.field(*place).clone().with_nullable(true))
            .collect::<Vec<_>>(),
    ));
    reader
        .map(|batch| {
            let batch = batch.map_err(|error| fault(&error))?;
            let columns = wanted
                .iter()
                .map(|column| match batch.column_by_name(column.name) {
                    Some(array) if *array.data_type() == column.kind.arrow() => Ok(array.clone()),
                    Some(array) => arrow_cast::cast(array, &column.kind.arrow()),
                    // An older file that lacks a newer column.
                    None => Ok(new_null_array(&column.kind.arrow(), batch.num_rows())),
                })
                .collect::<std::result::Result<Vec<ArrayRef>, _>>()
                .and_then(|columns| RecordBatch::try_new(nullable.clone(), columns));
            columns.map_err(|error| fault(&error))
        })
        .collect()
}

/// Least and greatest value of a column of dates, where the statistics of a row group name them.
pub(crate) fn dates(group: &RowGroupMetaData, column: &str) -> Option<(i32, i32)> {
    let chunk = group
        .columns()
        .iter()
        .find(|chunk| chunk.column_path().string() == column)?;
    match chunk.statistics()? {
        Statistics::Int32(of) => Some((*of.min_opt()?, *of.max_opt()?)),
        _ => None,
    }
}

/// Least and greatest value of a column of longs, where the statistics of a row group name them.
pub(crate) fn longs(group: &RowGroupMetaData, column: &str) -> Option<(i64, i64)> {
    let chunk = group
        .columns()
        .iter()
        .find(|chunk| chunk.column_path().string() == column)?;
    match chunk.statistics()? {
        Statistics::Int64(of) => Some((*of.min_opt()?, *of.max_opt()?)),
        _ => None,
    }
}

/// The rows of a batch that came from one cell.
pub(crate) fn only_cell(
    batch: &RecordBatch,
    cell: Lineage,
) -> std::result::Result<RecordBatch, ArrowError> {
    let is = |name: &str, wanted: i64| -> std::result::Result<Vec<bool>, ArrowError> {
        let column = batch
            .column_by_name(name)
            .and_then(|array| array.as_primitive_opt::<Int64Type>())
            .ok_or_else(|| ArrowError::SchemaError(format!("there is no column {name}")))?;
        Ok(column.iter().map(|value| value == Some(wanted)).collect())
    };
    let (import, row, column) = (
        is("import", i64::from(cell.import))?,
        is("row", i64::from(cell.row))?,
        is("column", i64::from(cell.column))?,
    );
    let mask: BooleanArray = (0..batch.num_rows())
        .map(|i| Some(import[i] && row[i] && column[i]))
        .collect();
    arrow_select::filter::filter_record_batch(batch, &mask)
}
