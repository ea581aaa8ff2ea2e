//! Rows to a Parquet file for download.

use std::io::Write;
use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use crate::{LakeError, Result};

/// A column of an export; a null is a missing value.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportColumn {
    /// Text.
    Text(Vec<Option<String>>),
    /// Numbers.
    Double(Vec<Option<f64>>),
    /// Whole numbers.
    Long(Vec<Option<i64>>),
    /// True or false.
    Bool(Vec<Option<bool>>),
}

/// Writes columns of equal length as a Parquet file (zstd). `notes` become its key-value metadata: attribution, units, versions.
///
/// # Errors
/// [`LakeError::Export`] if the columns are of different length or `sink` fails.
pub fn write_parquet<W: Write + Send>(
    columns: Vec<(String, ExportColumn)>,
    notes: &[(&str, &str)],
    sink: W,
) -> Result<W> {
    let fault = |error: &dyn std::error::Error| LakeError::Export {
        detail: error.to_string(),
    };
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns
        .into_iter()
        .map(|(name, column)| {
            let array: ArrayRef = match column {
                ExportColumn::Text(values) => Arc::new(StringArray::from(values)),
                ExportColumn::Double(values) => Arc::new(Float64Array::from(values)),
                ExportColumn::Long(values) => Arc::new(Int64Array::from(values)),
                ExportColumn::Bool(values) => Arc::new(BooleanArray::from(values)),
            };
            (Field::new(name, array.data_type().clone(), true), array)
        })
        .unzip();
    let schema = Arc::new(Schema::new(fields));
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(|error| fault(&error))?;
    let notes = notes
        .iter()
        .map(|(key, value)| KeyValue::new((*key).to_owned(), (*value).to_owned()))
        .collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_key_value_metadata(Some(notes))
        .build();
    let mut writer =
        ArrowWriter::try_new(sink, schema, Some(properties)).map_err(|error| fault(&error))?;
    writer.write(&batch).map_err(|error| fault(&error))?;
    writer.into_inner().map_err(|error| fault(&error))
}
