//! What accounting made of a meter's month: whole numbers, so that months may be added to and taken from.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int32Type, Int64Type};
use arrow_array::{Date32Array, Int32Array, Int64Array};
use jiff::civil::Date;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::properties::WriterProperties;

use super::encode::text;
use super::factors::text_at;
use super::{Batch, date_of, day_number, small_properties};
use crate::{Lake, Result, Table, scan};

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
    /// Appends the months of a run in one commit.
    ///
    /// # Errors
    /// As [`Lake::append_readings`].
    pub fn append_months(&self, run: u32, region: &str, months: &[MeterMonth]) -> Result<u64> {
        let mut files =
            self.new_files(Table::MeterMonths, Batch::Import(run).mark(), properties())?;
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
        let snapshot = self.snapshot(Table::MeterMonths)?;
        let mut files = self
            .table(Table::MeterMonths)?
            .files(snapshot, Some(region), None)?;
        files.retain(|file| !super::compact::is_replaced(&file.path));
        let (first, last) = (
            span.0.map_or(i32::MIN, day_number),
            span.1.map_or(i32::MAX, day_number),
        );
        let wanted = |group: &RowGroupMetaData| {
            scan::dates(group, "month").is_none_or(|(from, to)| from <= last && first <= to)
        };
        let mut found: HashMap<(Arc<str>, i32), MeterMonth> = HashMap::new();
        let mut names: HashMap<String, Arc<str>> = HashMap::new();
        scan::read_where(Table::MeterMonths, &files, &wanted, &mut |batch, fault| {
            let wrong = || fault("a column of meter_months has a wrong type".to_owned());
            let date = |column: usize, row: usize| {
                batch
                    .column(column)
                    .as_primitive_opt::<Date32Type>()
                    .map(|dates| dates.value(row))
                    .ok_or_else(wrong)
            };
            let long = |column: usize, row: usize| {
                batch
                    .column(column)
                    .as_primitive_opt::<Int64Type>()
                    .map(|longs| longs.value(row))
                    .ok_or_else(wrong)
            };
            for row in 0..batch.num_rows() {
                let month = date(1, row)?;
                let run = u32::try_from(long(13, row)?).map_err(|_| wrong())?;
                if !(first..=last).contains(&month) || !counts(run) {
                    continue;
                }
                let meter = text_at(batch, 0, row).ok_or_else(wrong)?;
                let name = match names.get(meter) {
                    Some(name) => name.clone(),
                    None => {
                        let name: Arc<str> = meter.into();
                        names.insert(meter.to_owned(), name.clone());
                        name
                    }
                };
                let slot = found.entry((name, month));
                if let std::collections::hash_map::Entry::Occupied(seen) = &slot
                    && seen.get().run > run
                {
                    continue;
                }
                let day = |column| date_of(date(column, row)?).ok_or_else(wrong);
                let days = batch
                    .column(6)
                    .as_primitive_opt::<Int32Type>()
                    .ok_or_else(wrong)?
                    .value(row);
                slot.insert_entry(MeterMonth {
                    meter: meter.to_owned(),
                    month: day(1)?,
                    unit: text_at(batch, 2, row).ok_or_else(wrong)?.to_owned(),
                    zone: text_at(batch, 3, row).map(str::to_owned),
                    first_day: day(4)?,
                    last_day: day(5)?,
                    days: days as u32,
                    slots: long(7, row)? as u64,
                    present: long(8, row)? as u64,
                    estimated: long(9, row)? as u64,
                    amount_micro: long(10, row)?,
                    with_factor_micro: long(11, row)?,
                    emissions_ug: long(12, row)?,
                    run,
                });
            }
            Ok(())
        })?;
        let mut months: Vec<MeterMonth> = found.into_values().collect();
        months.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
        Ok(months)
    }
}
