//! A user's Parquet file as the same `Sheet` that CSV and XLSX become, so that one mapping reads them all.

use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, ArrayRef};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType};
use bytes::Bytes;
use intake::{ColumnData, Sheet};
use inventory::finding::{Finding, Location, Severity};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::{LakeError, Result};

/// Decoded size beyond which a file is refused before it is decoded; a sheet's text is limited to the same.
const DECODED_BYTES_MAX: i64 = 4 << 30;

/// Reads a Parquet file. Heads are row 1, so the first record is row 2, as in every other sheet.
///
/// Numbers stay exact: whole numbers as such (beyond 64 bits with a sign as their digits), decimals as the nearest double of
/// their exact value, single precision as the double it is. Dates and times become ISO 8601. Nulls become empty cells.
///
/// # Errors
/// [`LakeError::Sheet`] with the findings `broken_parquet` or `nested_column`.
pub fn parquet_sheet(file: &str, bytes: Vec<u8>) -> Result<Sheet> {
    // The file is a stranger's: should the decoder panic on it, that is a finding too, and not the end of the server.
    let columns = catch_unwind(AssertUnwindSafe(|| columns(file, Bytes::from(bytes))))
        .unwrap_or_else(|_| {
            Err(vec![broken(
                file,
                "its pages contradict its own description",
            )])
        })
        .map_err(|findings| LakeError::Sheet { findings })?;
    Sheet::from_columns(file, &columns).map_err(|findings| LakeError::Sheet { findings })
}

fn broken(file: &str, detail: &str) -> Finding {
    finding(
        file,
        None,
        "broken_parquet",
        ("detail", detail),
        format!(
            "The Parquet file cannot be read: {detail}. Write it again with the program it came from."
        ),
    )
}

fn finding(
    file: &str,
    column: Option<(u32, &str)>,
    code: &str,
    param: (&str, &str),
    message: String,
) -> Finding {
    Finding {
        code: code.to_owned(),
        severity: Severity::Error,
        location: Some(Location {
            file: file.to_owned(),
            sheet: None,
            row: None,
            column: column.map(|(number, _)| number),
            field: column.map(|(_, name)| name.to_owned()),
        }),
        params: [(param.0.to_owned(), param.1.to_owned())].into(),
        message,
    }
}

fn columns(
    file: &str,
    bytes: Bytes,
) -> std::result::Result<Vec<(String, ColumnData)>, Vec<Finding>> {
    let fault = |error: &dyn std::error::Error| vec![broken(file, &error.to_string())];
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes).map_err(|error| fault(&error))?;
    let schema = builder.schema().clone();
    let nested: Vec<Finding> = schema
        .fields()
        .iter()
        .zip(1u32..)
        .filter(|(field, _)| empty(field.data_type()).is_none())
        .map(|(field, number)| {
            let kind = field.data_type().to_string();
            finding(
                file,
                Some((number, field.name())),
                "nested_column",
                ("type", &kind),
                format!(
                    "Column {:?} holds {kind}, which is no single value. Leave it out, or spread it over columns.",
                    field.name()
                ),
            )
        })
        .collect();
    if !nested.is_empty() {
        return Err(nested);
    }
    let decoded: i64 = builder
        .metadata()
        .row_groups()
        .iter()
        .map(|group| group.total_byte_size())
        .sum();
    if decoded > DECODED_BYTES_MAX {
        return Err(vec![broken(
            file,
            "it is larger than 4 GiB when decoded; split it",
        )]);
    }
    let mut columns: Vec<(String, ColumnData)> = schema
        .fields()
        .iter()
        .filter_map(|field| Some((field.name().clone(), empty(field.data_type())?)))
        .collect();
    for batch in builder.build().map_err(|error| fault(&error))? {
        let batch = batch.map_err(|error| fault(&error))?;
        for ((_, data), array) in columns.iter_mut().zip(batch.columns()) {
            append(data, array).map_err(|error| fault(&error))?;
        }
    }
    Ok(columns)
}

/// The kind of cells a type becomes; `None` for types that are no single value.
fn empty(kind: &DataType) -> Option<ColumnData> {
    use DataType as T;
    Some(match kind {
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 => {
            ColumnData::Integer(Vec::new())
        }
        T::Float16 | T::Float32 | T::Float64 => ColumnData::Number(Vec::new()),
        T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) | T::Decimal256(..) => {
            ColumnData::Number(Vec::new())
        }
        T::Boolean => ColumnData::Bool(Vec::new()),
        T::Date32 | T::Date64 | T::Timestamp(..) | T::Time32(_) | T::Time64(_) => {
            ColumnData::Date(Vec::new())
        }
        T::Utf8
        | T::LargeUtf8
        | T::Utf8View
        | T::Binary
        | T::LargeBinary
        | T::BinaryView
        | T::UInt64
        | T::Null => ColumnData::Text(Vec::new()),
        T::Dictionary(_, values) => return empty(values),
        _ => return None,
    })
}

fn append(data: &mut ColumnData, array: &ArrayRef) -> std::result::Result<(), ArrowError> {
    // A value that cannot be converted is an error, not a null: nothing goes missing silently.
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let wrong = || {
        ArrowError::CastError(format!(
            "{} is not what the file's head says",
            array.data_type()
        ))
    };
    let texts = || -> std::result::Result<ArrayRef, ArrowError> {
        cast_with_options(array, &DataType::Utf8, &strict)
    };
    match data {
        ColumnData::Integer(cells) => {
            let array = cast_with_options(array, &DataType::Int64, &strict)?;
            cells.extend(
                array
                    .as_primitive_opt::<Int64Type>()
                    .ok_or_else(wrong)?
                    .iter(),
            );
        }
        ColumnData::Number(cells) if array.data_type().is_decimal() => {
            // Through the digits: dividing by a power of ten would round twice.
            for text in texts()?.as_string_opt::<i32>().ok_or_else(wrong)? {
                cells.push(match text {
                    Some(text) => Some(text.parse().map_err(|_| wrong())?),
                    None => None,
                });
            }
        }
        ColumnData::Number(cells) => {
            let array = cast_with_options(array, &DataType::Float64, &strict)?;
            cells.extend(
                array
                    .as_primitive_opt::<Float64Type>()
                    .ok_or_else(wrong)?
                    .iter(),
            );
        }
        ColumnData::Bool(cells) => cells.extend(array.as_boolean_opt().ok_or_else(wrong)?.iter()),
        ColumnData::Text(cells) | ColumnData::Date(cells) => {
            let array = texts()?;
            cells.extend(
                array
                    .as_string_opt::<i32>()
                    .ok_or_else(wrong)?
                    .iter()
                    .map(|cell| cell.map(str::to_owned)),
            );
        }
    }
    Ok(())
}
