//! Days to Arrow columns.

use std::sync::Arc;

use arrow_array::builder::StringDictionaryBuilder;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, Float64Array, Int32Array, Int64Array, ListArray,
    TimestampMicrosecondArray,
};
use arrow_schema::DataType;
use metering::Code;

use super::{MeterDay, day_number};
use crate::columns::element;
use crate::{LakeError, Result};

pub(super) fn text<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int32Type>::new();
    for value in values {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

/// One hex digit for a day of one code, one a slot otherwise.
pub(super) fn codes_text(codes: &[Code]) -> String {
    let one = |code: &Code| char::from(b'0' + *code as u8);
    match codes.first() {
        Some(first) if codes.iter().all(|code| code == first) => one(first).to_string(),
        _ => codes.iter().map(one).collect(),
    }
}

/// Columns of `readings`, in the order of the table's. Refuses what would not read back as it is.
pub(super) fn columns(days: &[MeterDay], batch: i64) -> Result<Vec<ArrayRef>> {
    for one in days {
        let bad = |column, value: String, why| Err(LakeError::BadValue { column, value, why });
        if !(one.step.is_finite() && one.step > 0.0) {
            return bad("step", one.step.to_string(), "it is no amount above zero");
        }
        if one.day.values.is_empty() {
            return bad("values", String::new(), "a day has at least one slot");
        }
        if one.day.codes.len() != 1 && one.day.codes.len() != one.day.values.len() {
            return bad(
                "codes",
                one.day.codes.len().to_string(),
                "there is one for all slots or one for each",
            );
        }
    }
    let slots = days.iter().map(|one| one.day.values.len());
    let mut offsets = Vec::with_capacity(days.len() + 1);
    offsets.push(0_i32);
    let mut end = 0;
    for count in slots.clone() {
        end += count as i32;
        offsets.push(end);
    }
    let values: Int32Array = days
        .iter()
        .flat_map(|one| one.day.values.iter().copied())
        .collect();
    let list = ListArray::try_new(
        element(DataType::Int32),
        arrow_buffer::OffsetBuffer::new(offsets.into()),
        Arc::new(values),
        None,
    )
    .map_err(|error| LakeError::Export {
        detail: error.to_string(),
    })?;
    let codes: Vec<String> = days.iter().map(|one| codes_text(&one.day.codes)).collect();
    Ok(vec![
        text(days.iter().map(|one| Some(one.meter.as_str()))),
        Arc::new(Date32Array::from_iter_values(
            days.iter().map(|one| day_number(one.day.date)),
        )),
        Arc::new(Int32Array::from_iter_values(
            days.iter().map(|one| one.day.interval_s as i32),
        )),
        text(days.iter().map(|one| Some(one.register.id()))),
        text(days.iter().map(|one| Some(one.unit.as_str()))),
        Arc::new(Float64Array::from_iter_values(
            days.iter().map(|one| one.step),
        )),
        Arc::new(Int64Array::from_iter_values(
            days.iter().map(|one| one.day.base),
        )),
        Arc::new(Int32Array::from_iter_values(
            slots.map(|count| count as i32),
        )),
        Arc::new(list),
        text(codes.iter().map(|one| Some(one.as_str()))),
        text(days.iter().map(|one| Some(one.source.as_str()))),
        Arc::new(
            TimestampMicrosecondArray::from_iter_values(days.iter().map(|one| one.recorded_at_us))
                .with_timezone("UTC"),
        ),
        Arc::new(Int64Array::from_iter_values(std::iter::repeat_n(
            batch,
            days.len(),
        ))),
    ])
}
