//! Long Parquet files: one row a reading, as other programs keep them.

use std::fs::File;
use std::path::Path;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::{LakeError, Result};

/// Names of the columns of a long file.
#[derive(Debug, Clone, Copy)]
pub struct LongColumns<'a> {
    /// Code of the meter: text or a whole number.
    pub meter: &'a str,
    /// When: a timestamp; without a zone it is UTC.
    pub at: &'a str,
    /// What was read.
    pub value: &'a str,
}

/// Takes a run of readings of one meter: its code, times in microseconds since 1970 UTC, values.
pub type TakeRun<'a> = dyn FnMut(&str, &[i64], &[f64]) -> Result<()> + 'a;

/// Hands runs of readings of the same meter to `take`: code, times in microseconds since 1970 UTC, values. A missing value ends
/// a run and is left out.
///
/// # Errors
/// [`LakeError::Corrupt`] for a broken file or one without these columns; what the file system says; what `take` says.
pub fn read_long(path: &Path, columns: LongColumns<'_>, take: &mut TakeRun<'_>) -> Result<()> {
    let fault = |detail: String| LakeError::Corrupt {
        path: path.to_path_buf(),
        detail,
    };
    let file = File::open(path).map_err(|error| LakeError::io(path, &error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| LakeError::parquet(path, &error))?;
    let names = [columns.meter, columns.at, columns.value];
    for name in names {
        if builder.schema().index_of(name).is_err() {
            return Err(fault(format!("it has no column {name}")));
        }
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), names);
    let reader = builder
        .with_projection(mask)
        .with_batch_size(65_536)
        .build()
        .map_err(|error| LakeError::parquet(path, &error))?;
    for batch in reader {
        let batch = batch.map_err(|error| fault(error.to_string()))?;
        let column = |name: &str, kind: &DataType| {
            let array = batch
                .column_by_name(name)
                .ok_or_else(|| fault(format!("it has no column {name}")))?;
            arrow_cast::cast(array, kind).map_err(|error| fault(format!("column {name}: {error}")))
        };
        let meters = column(columns.meter, &DataType::Utf8)?;
        let at = column(
            columns.at,
            &DataType::Timestamp(TimeUnit::Microsecond, None),
        )?;
        let values = column(columns.value, &DataType::Float64)?;
        runs(&batch, &meters, &at, &values, &fault, take)?;
    }
    Ok(())
}

fn runs(
    batch: &RecordBatch,
    meters: &dyn Array,
    at: &dyn Array,
    values: &dyn Array,
    fault: &dyn Fn(String) -> LakeError,
    take: &mut TakeRun<'_>,
) -> Result<()> {
    let wrong = || fault("a column has a wrong type".to_owned());
    let meters = meters.as_string_opt::<i32>().ok_or_else(wrong)?;
    let at = at
        .as_primitive_opt::<TimestampMicrosecondType>()
        .ok_or_else(wrong)?;
    let values = values.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?;
    if meters.null_count() + at.null_count() > 0 {
        return Err(fault("a reading has no meter or no time".to_owned()));
    }
    let mut from = 0;
    while from < batch.num_rows() {
        if values.is_null(from) {
            from += 1;
            continue;
        }
        let meter = meters.value(from);
        let mut to = from + 1;
        while to < batch.num_rows() && meters.value(to) == meter && !values.is_null(to) {
            to += 1;
        }
        take(meter, &at.values()[from..to], &values.values()[from..to])?;
        from = to;
    }
    Ok(())
}

/// The greatest value of a column of times that the file's statistics name, in microseconds since 1970 UTC; `None` if they say nothing.
///
/// # Errors
/// [`LakeError::Corrupt`] for a broken file; what the file system says.
pub fn last_time_us(path: &Path, column: &str) -> Result<Option<i64>> {
    use parquet::basic::LogicalType;
    use parquet::file::statistics::Statistics;
    let file = File::open(path).map_err(|error| LakeError::io(path, &error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|error| LakeError::parquet(path, &error))?;
    let last = builder
        .metadata()
        .row_groups()
        .iter()
        .flat_map(|group| group.columns())
        .filter(|chunk| chunk.column_path().string() == column)
        .filter_map(|chunk| match chunk.statistics()? {
            Statistics::Int64(of) => {
                let value = *of.max_opt()?;
                match chunk.column_descr().logical_type_ref()? {
                    LogicalType::Timestamp(of) => match of.unit {
                        parquet::basic::TimeUnit::MILLIS => value.checked_mul(1000),
                        parquet::basic::TimeUnit::MICROS => Some(value),
                        parquet::basic::TimeUnit::NANOS => Some(value.div_euclid(1000)),
                    },
                    _ => None,
                }
            }
            _ => None,
        })
        .max();
    Ok(last)
}
