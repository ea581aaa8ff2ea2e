//! What a unit of energy carries in each hour of a day, by grid zone.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, Date32Array, Float64Array, Int64Array, ListArray, RecordBatch, TimestampMicrosecondArray,
};
use arrow_schema::DataType;
use jiff::civil::Date;

use super::encode::text;
use super::{Added, Batch, date_of, day_number, small_properties};
use crate::columns::element;
use crate::log::Stats;
use crate::{Lake, LakeError, Result, Table, scan};

/// Factors of one zone and one local day.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorDay {
    /// Id of the grid zone.
    pub zone: String,
    /// The local day.
    pub date: Date,
    /// kg CO2e per kWh, one for each hour of the day as it passed: 24, or 23 or 25 on a clock change. Finite.
    pub values: Vec<f64>,
    /// Where it came from.
    pub source: String,
    /// When it came, in microseconds since 1970 UTC; the newest counts.
    pub recorded_at_us: i64,
}

/// Location-based factors of a region, the newest of each zone and day.
#[derive(Debug, Clone, Default)]
pub struct Factors {
    days: HashMap<String, HashMap<i32, Known>>,
}

#[derive(Debug, Clone)]
struct Known {
    age: (i64, i64),
    values: Arc<[f64]>,
    source: Arc<str>,
}

impl Factors {
    /// kg CO2e per kWh by hour of the day; `None` if the zone has none on that day.
    pub fn hours(&self, zone: &str, date: Date) -> Option<&Arc<[f64]>> {
        Some(&self.days.get(zone)?.get(&day_number(date))?.values)
    }

    /// Where the factors of a zone come from, of the days from `first` to `last`, in order.
    pub fn sources(&self, zone: &str, first: Date, last: Date) -> Vec<&str> {
        let span = day_number(first)..=day_number(last);
        let sources: std::collections::BTreeSet<&str> = self
            .days
            .get(zone)
            .into_iter()
            .flatten()
            .filter(|(day, _)| span.contains(*day))
            .map(|(_, known)| &*known.source)
            .collect();
        sources.into_iter().collect()
    }

    /// The latest `recorded_at` of those that count, microseconds since 1970 UTC; `i64::MIN` if there are none.
    pub fn last_recorded_us(&self) -> i64 {
        let days = self.days.values().flat_map(HashMap::values);
        days.map(|day| day.age.0).max().unwrap_or(i64::MIN)
    }

    /// Ids of zones, in order.
    pub fn zones(&self) -> Vec<&str> {
        let mut zones: Vec<&str> = self.days.keys().map(String::as_str).collect();
        zones.sort_unstable();
        zones
    }
}

/// Text of a row of a dictionary column.
pub(super) fn text_at(batch: &RecordBatch, column: usize, row: usize) -> Option<&str> {
    let array = batch.column(column).as_dictionary_opt::<Int32Type>()?;
    let values = array.values().as_string_opt::<i32>()?;
    (!array.is_null(row)).then(|| values.value(array.keys().value(row) as usize))
}

impl Lake {
    /// Appends factors in one commit; returns the new version of the table.
    ///
    /// # Errors
    /// [`LakeError::BadValue`] for a factor that is no number, and as [`Lake::append_readings`].
    pub fn append_factors(&self, batch: Batch, region: &str, days: &[FactorDay]) -> Result<u64> {
        for day in days {
            if day.values.is_empty() || day.values.iter().any(|value| !value.is_finite()) {
                return Err(LakeError::BadValue {
                    column: "values",
                    value: format!("{} on {}", day.zone, day.date),
                    why: "a factor is a number for every hour of the day",
                });
            }
        }
        let mut files = self.new_files(Table::HourlyFactors, batch.mark(), small_properties())?;
        let mut offsets = vec![0_i32];
        let mut end = 0;
        for day in days {
            end += day.values.len() as i32;
            offsets.push(end);
        }
        let values: Float64Array = days
            .iter()
            .flat_map(|day| day.values.iter().copied())
            .collect();
        let list = ListArray::try_new(
            element(DataType::Float64),
            arrow_buffer::OffsetBuffer::new(offsets.into()),
            Arc::new(values),
            None,
        )
        .map_err(|error| LakeError::Export {
            detail: error.to_string(),
        })?;
        if !days.is_empty() {
            files.push(
                region,
                vec![
                    text(days.iter().map(|day| Some(day.zone.as_str()))),
                    Arc::new(Date32Array::from_iter_values(
                        days.iter().map(|day| day_number(day.date)),
                    )),
                    text(days.iter().map(|_| Some("location"))),
                    text(days.iter().map(|_| Some("kg/kWh"))),
                    Arc::new(list),
                    text(days.iter().map(|day| Some(day.source.as_str()))),
                    Arc::new(
                        TimestampMicrosecondArray::from_iter_values(
                            days.iter().map(|day| day.recorded_at_us),
                        )
                        .with_timezone("UTC"),
                    ),
                    Arc::new(Int64Array::from_iter_values(std::iter::repeat_n(
                        batch.number(),
                        days.len(),
                    ))),
                ],
            )?;
        }
        files.commit()
    }

    /// The newest factors of a region.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`] and what the file system says.
    pub fn factors(&self, region: &str) -> Result<Factors> {
        self.factors_of(self.version_of(Table::HourlyFactors), region, (None, None))
    }

    /// As [`Lake::factors`], of the table as it was at a version.
    ///
    /// # Errors
    /// [`LakeError::NoVersion`], and as [`Lake::factors`].
    pub fn factors_at(&self, version: u64, region: &str) -> Result<Factors> {
        self.factors_between(version, region, (None, None))
    }

    /// As [`Lake::factors_at`], only of the first to the last of these days; open where `None`.
    ///
    /// # Errors
    /// As [`Lake::factors_at`].
    pub fn factors_between(
        &self,
        version: u64,
        region: &str,
        days: (Option<Date>, Option<Date>),
    ) -> Result<Factors> {
        self.factors_of(Some(version), region, days)
    }

    fn factors_of(
        &self,
        version: Option<u64>,
        region: &str,
        (first, last): (Option<Date>, Option<Date>),
    ) -> Result<Factors> {
        let meets = |from: Date, to: Date| {
            first.is_none_or(|first| first <= to) && last.is_none_or(|last| from <= last)
        };
        let can_hold = |stats: &Stats| stats.dates("date").is_none_or(|(from, to)| meets(from, to));
        let mut files =
            self.table(Table::HourlyFactors)?
                .files_where(version, Some(region), &can_hold)?;
        files.retain(|file| !super::compact::is_replaced(&file.path));
        let memory = &self.table(Table::HourlyFactors)?.memory;
        let mut held = Vec::new();
        files.retain(|file| match memory.rows(&file.path, 0) {
            Some(rows) => {
                held.push((file.path.clone(), rows));
                false
            }
            None => true,
        });
        let wanted = first.map_or(i32::MIN, day_number)..=last.map_or(i32::MAX, day_number);
        let mut factors = Factors::default();
        let mut sources: HashMap<String, Arc<str>> = HashMap::new();
        let mut take = |batch: &RecordBatch, fault: &dyn Fn(String) -> LakeError| {
            visit(batch, fault, &mut |zone, date, values, age, source| {
                if !wanted.contains(&date) {
                    return;
                }
                let zone = match factors.days.get_mut(zone) {
                    Some(zone) => zone,
                    None => factors.days.entry(zone.to_owned()).or_default(),
                };
                if zone.get(&date).is_none_or(|known| known.age <= age) {
                    let source = match sources.get(source) {
                        Some(known) => known.clone(),
                        None => {
                            let new: Arc<str> = source.into();
                            sources.insert(source.to_owned(), new.clone());
                            new
                        }
                    };
                    zone.insert(
                        date,
                        Known {
                            age,
                            values: values.into(),
                            source,
                        },
                    );
                }
            })
        };
        for (path, rows) in held {
            let fault = |detail| LakeError::Corrupt {
                path: path.clone(),
                detail,
            };
            rows.iter().try_for_each(|batch| take(batch, &fault))?;
        }
        scan::read(Table::HourlyFactors, &files, &mut take)?;
        Ok(factors)
    }

    /// Zones and days that the given data files (from [`Lake::files_since`]) hold; one day of one zone is told by the log.
    ///
    /// # Errors
    /// As [`Lake::factors`].
    pub fn factor_days_in(&self, files: &[Added]) -> Result<Vec<(String, Date)>> {
        let (mut found, mut unsaid) = (Vec::new(), Vec::new());
        for file in files {
            match (file.stats.only_text("zone"), file.stats.dates("date")) {
                (Some(zone), Some((first, last))) if first == last => {
                    found.push((zone.to_owned(), first));
                }
                _ => unsaid.push(crate::table::DataFile {
                    path: file.path.clone(),
                    modified_ms: 0,
                    rows: None,
                }),
            }
        }
        scan::read(Table::HourlyFactors, &unsaid, &mut |batch, fault| {
            visit(batch, fault, &mut |zone, date, _, _, _| {
                if let Some(date) = date_of(date) {
                    found.push((zone.to_owned(), date));
                }
            })
        })?;
        Ok(found)
    }
}

/// Zone, day, factors by hour, age, source.
type TakeFactors<'a> = dyn FnMut(&str, i32, &[f64], (i64, i64), &str) + 'a;

fn visit(
    batch: &RecordBatch,
    fault: &dyn Fn(String) -> LakeError,
    take: &mut TakeFactors<'_>,
) -> Result<()> {
    let wrong = || fault("a column of hourly_factors has a wrong type".to_owned());
    let dates = batch
        .column(1)
        .as_primitive_opt::<Date32Type>()
        .ok_or_else(wrong)?;
    let lists = batch.column(4).as_list_opt::<i32>().ok_or_else(wrong)?;
    let recorded = batch
        .column(6)
        .as_primitive_opt::<TimestampMicrosecondType>()
        .ok_or_else(wrong)?;
    let batches = batch
        .column(7)
        .as_primitive_opt::<Int64Type>()
        .ok_or_else(wrong)?;
    for row in 0..batch.num_rows() {
        let zone = text_at(batch, 0, row).ok_or_else(wrong)?;
        if text_at(batch, 2, row) != Some("location") {
            continue;
        }
        let values = lists.value(row);
        let values = values.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?;
        if values.null_count() > 0 || values.is_empty() {
            return Err(fault(format!("zone {zone} lacks a factor of an hour")));
        }
        take(
            zone,
            dates.value(row),
            values.values(),
            (recorded.value(row), batches.value(row).abs()),
            text_at(batch, 5, row).unwrap_or_default(),
        );
    }
    Ok(())
}
