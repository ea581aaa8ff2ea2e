//! Parquet in and out.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Float32Array,
    Float64Array, Int64Array, ListArray, RecordBatch, StringArray, TimestampMillisecondArray,
    UInt64Array,
};
use lake::{ExportColumn, LakeError, parquet_sheet, write_parquet};
use parquet::arrow::ArrowWriter;

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, a)| (n, a, true)))
            .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

#[test]
fn every_single_value_becomes_its_exact_text() {
    let dictionary: DictionaryArray<Int32Type> =
        [Some("煤"), None, Some("煤")].into_iter().collect();
    let columns: Vec<(&str, ArrayRef, [&str; 3])> = vec![
        (
            "name",
            Arc::new(StringArray::from(vec![Some("城"), None, Some("a,b")])),
            ["城", "", "a,b"],
        ),
        ("carrier", Arc::new(dictionary), ["煤", "", "煤"]),
        (
            "whole",
            Arc::new(Int64Array::from(vec![Some(i64::MAX), None, Some(-1)])),
            ["9223372036854775807", "", "-1"],
        ),
        (
            "huge",
            Arc::new(UInt64Array::from(vec![Some(u64::MAX), None, Some(0)])),
            ["18446744073709551615", "", "0"],
        ),
        (
            "double",
            Arc::new(Float64Array::from(vec![Some(0.1 + 0.2), None, Some(-0.0)])),
            ["0.30000000000000004", "", "-0"],
        ),
        (
            "single",
            Arc::new(Float32Array::from(vec![Some(0.5), None, Some(1.25)])),
            ["0.5", "", "1.25"],
        ),
        (
            "decimal",
            Arc::new(
                Decimal128Array::from(vec![Some(123_456_789_012_345), None, Some(-5)])
                    .with_precision_and_scale(20, 3)
                    .unwrap(),
            ),
            ["123456789012.345", "", "-0.005"],
        ),
        (
            "yes",
            Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)])),
            ["true", "", "false"],
        ),
        (
            "day",
            Arc::new(Date32Array::from(vec![Some(18_262), None, Some(0)])),
            ["2020-01-01", "", "1970-01-01"],
        ),
        (
            "time",
            Arc::new(TimestampMillisecondArray::from(vec![
                Some(1_577_836_800_000),
                None,
                Some(0),
            ])),
            ["2020-01-01T00:00:00", "", "1970-01-01T00:00:00"],
        ),
    ];
    let bytes = file(
        columns
            .iter()
            .map(|(name, array, _)| (*name, array.clone()))
            .collect(),
    );
    let sheet = parquet_sheet("a.parquet", bytes).unwrap();
    for (column, (name, _, texts)) in columns.iter().enumerate() {
        let found: Vec<&str> = (1..=4)
            .map(|row| sheet.cell(row, column as u32 + 1).text)
            .collect();
        assert_eq!(found, [&[*name][..], texts].concat(), "{name}");
    }
}

#[test]
fn a_nested_column_is_a_finding_with_its_name() {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1)])]);
    let bytes = file(vec![
        ("a", Arc::new(Int64Array::from(vec![1])) as ArrayRef),
        ("b", Arc::new(list)),
    ]);
    let Err(LakeError::Sheet { findings }) = parquet_sheet("n.parquet", bytes) else {
        panic!("read")
    };
    assert_eq!(findings[0].code, "nested_column");
    let at = findings[0].location.as_ref().unwrap();
    assert_eq!((at.column, at.field.as_deref()), (Some(2), Some("b")));
}

#[test]
fn broken_bytes_are_a_finding_and_no_panic() {
    let whole = file(vec![
        (
            "a",
            Arc::new(Int64Array::from_iter_values(0..500)) as ArrayRef,
        ),
        (
            "b",
            Arc::new(StringArray::from_iter_values(
                (0..500).map(|n| format!("place {n}")),
            )),
        ),
    ]);
    let mut refused = 0;
    for n in 0..whole.len() {
        let mut cut = whole.clone();
        cut.truncate(n);
        let mut bent = whole.clone();
        bent[n] ^= 0x5a;
        for bytes in [cut, bent] {
            // A bent byte may be a harmless one; what counts is that there is an answer.
            if let Err(error) = parquet_sheet("x.parquet", bytes) {
                assert_eq!(error.code(), "parquet_unreadable");
                refused += 1;
            }
        }
    }
    assert!(
        refused > whole.len(),
        "every cut file is refused, and some of the bent ones"
    );
}

#[test]
fn an_export_reads_back() {
    let columns = vec![
        (
            "place".to_owned(),
            ExportColumn::Text(vec![Some("E09000001".to_owned()), None]),
        ),
        (
            "carbon_total_kt".to_owned(),
            ExportColumn::Double(vec![Some(25_432.742_453_397_812), None]),
        ),
        (
            "year".to_owned(),
            ExportColumn::Long(vec![Some(2020), Some(2021)]),
        ),
        (
            "estimated".to_owned(),
            ExportColumn::Bool(vec![Some(false), None]),
        ),
    ];
    let bytes = write_parquet(
        columns.clone(),
        &[("attribution", "OGL-UK-3.0")],
        Vec::new(),
    )
    .unwrap();
    let sheet = parquet_sheet("e.parquet", bytes).unwrap();
    let row = |n: u32| sheet.row_texts(n);
    assert_eq!(row(1), ["place", "carbon_total_kt", "year", "estimated"]);
    assert_eq!(row(2), ["E09000001", "25432.742453397812", "2020", "false"]);
    assert_eq!(row(3), ["", "", "2021", ""]);
    let uneven = vec![
        ("a".to_owned(), ExportColumn::Long(vec![Some(1)])),
        ("b".to_owned(), ExportColumn::Long(vec![])),
    ];
    assert_eq!(
        write_parquet(uneven, &[], Vec::new()).unwrap_err().code(),
        "lake_export"
    );
}
