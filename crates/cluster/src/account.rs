//! One run of the accounting: plan, tries, totals, table.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use ballista::prelude::SessionContextExt;
use datafusion::arrow::array::{Array, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Float64Type, Int64Type};
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;
use serde::Serialize;
use units::UnitRegistry;
use url::Url;

use crate::master::{Beside, Meters};
use crate::plan::{self, By};
use crate::store::Stores;
use crate::{ClusterError, Result, functions, live, master};

/// What is to be accounted, and where.
#[derive(Debug, Clone)]
pub struct Job {
    /// Address of the folder of tables, from [`crate::store::address`].
    pub tables: Url,
    /// Only this region's readings; all if `None`.
    pub region: Option<String>,
    /// Where the list of meters is.
    pub meters: Meters,
    /// Address of the scheduler, `df://host:port`; `None` runs the same plan in this process.
    pub scheduler: Option<String>,
    /// Rows by meter or by enterprise.
    pub by: By,
    /// Parts that a region's scan and sums are split into, at least 1.
    pub partitions: usize,
    /// How often the plan is tried, at least once: an executor that is lost after its last task takes its part of the answer along.
    pub tries: u32,
}

/// A month of one meter or enterprise, of one unit and step.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The region.
    pub region: String,
    /// The meter; `None` in a table by enterprise.
    pub meter: Option<String>,
    /// Its enterprise, if it has one.
    pub enterprise: Option<String>,
    /// Local month, as year * 12 + month - 1.
    pub month: i32,
    /// Unit of the amount.
    pub unit: Option<String>,
    /// Amount of one count, in `unit`.
    pub step: Option<f64>,
    /// Whole counts; `None` if no day has a reading.
    pub counts: Option<i64>,
    /// Amount in whole millionths of the unit, rounded day by day where a count is none.
    pub millionths: Option<i64>,
    /// Whole micrograms of CO2e, location-based; `None` if no day has factors.
    pub micrograms: Option<i64>,
    /// Slots that have a value.
    pub present: i64,
    /// Slots that should have one, of the days that are there at all.
    pub slots: i64,
    /// Days of meters that are there.
    pub days: i64,
    /// Of them, with readings but without a factor: they are not in `micrograms`.
    pub days_without_factor: i64,
}

/// The last line of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Totals {
    /// Readings that were accounted, of the newest version of each day.
    pub readings: i64,
    /// Amount of all units of energy, kWh.
    pub energy_kwh: f64,
    /// Location-based emissions, kg CO2e.
    pub emissions_kg: f64,
    /// Enterprise-months or meter-months in the table.
    pub months: usize,
    /// Days with readings but without a factor.
    pub days_without_factor: i64,
    /// Version of the table `readings`.
    pub version: u64,
    /// From the reading of the log to the last row.
    pub seconds: f64,
}

/// Runs a job.
///
/// Must be called on a multi-threaded Tokio runtime.
///
/// # Errors
///
/// [`ClusterError`], by place: tables, meters, or the plan after the last try.
pub async fn account(job: &Job) -> Result<(Vec<Row>, Totals)> {
    let begin = Instant::now();
    let stores = Stores::default();
    let table = job
        .tables
        .join("readings/")
        .map_err(|error| ClusterError::Engine(error.to_string()))?;
    let readings = live::live(&stores, &table, job.region.as_deref())
        .await?
        .ok_or_else(|| ClusterError::Table {
            table: table.to_string(),
            detail: "there is no Delta table".to_owned(),
        })?;
    let here = SessionContext::new_with_state(plan::state(plan::config(1))?);
    let meters = master::meters(&here, &job.meters).await?;
    let mut rows = Vec::new();
    for (region, files) in &readings.files {
        let meters = meters.of(region)?;
        let factors = master::factors(&here, &stores, &job.tables, region).await?;
        let mut beside = Beside::new(&stores, &job.tables)?;
        let answer = match lay(&mut beside, &meters, &factors).await {
            Ok((meters, factors)) => tries(job, files, &meters, &factors).await,
            Err(error) => Err(error),
        };
        beside.clear().await;
        for batch in answer? {
            read_rows(region, &batch, &mut rows)?;
        }
    }
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    let mut totals = total(&rows);
    totals.version = readings.version;
    totals.seconds = begin.elapsed().as_secs_f64();
    Ok((rows, totals))
}

/// What a table is sorted by.
fn order(row: &Row) -> impl Ord + '_ {
    (
        &row.region,
        &row.enterprise,
        &row.meter,
        row.month,
        &row.unit,
        row.step.map(f64::to_bits),
    )
}

async fn lay(
    beside: &mut Beside,
    meters: &RecordBatch,
    factors: &RecordBatch,
) -> Result<(Url, Url)> {
    Ok((
        beside.lay("meters.parquet", meters).await?,
        beside.lay("factors.parquet", factors).await?,
    ))
}

async fn tries(
    job: &Job,
    readings: &[Url],
    meters: &Url,
    factors: &Url,
) -> Result<Vec<RecordBatch>> {
    let mut last = String::new();
    for n in 1..=job.tries.max(1) {
        match once(job, readings, meters, factors).await {
            Ok(batches) => return Ok(batches),
            Err(error) => {
                log::warn!("try {n} failed: {error}");
                last = error.to_string();
            }
        }
    }
    Err(ClusterError::Plan {
        tries: job.tries.max(1),
        detail: last,
    })
}

async fn once(
    job: &Job,
    readings: &[Url],
    meters: &Url,
    factors: &Url,
) -> Result<Vec<RecordBatch>> {
    let state = plan::state(plan::config(job.partitions))?;
    let context = match &job.scheduler {
        Some(address) => SessionContext::remote_with_state(address, state).await?,
        None => SessionContext::new_with_state(state),
    };
    // Made ready for a cluster, a session knows only the engine's own functions.
    for function in functions::scalars() {
        context.register_udf(ScalarUDF::clone(&function));
    }
    plan::register(&context, "readings", readings, plan::readings_schema())?;
    let one = |url: &Url| std::slice::from_ref(url).to_vec();
    plan::register(&context, "meters", &one(meters), plan::meters_schema())?;
    plan::register(&context, "factors", &one(factors), plan::factors_schema())?;
    let frame = context.sql(&plan::accounting(job.by)).await?;
    Ok(frame.collect().await?)
}

fn read_rows(region: &str, batch: &RecordBatch, rows: &mut Vec<Row>) -> Result<()> {
    let column = |name: &str| {
        batch
            .column_by_name(name)
            .ok_or_else(|| ClusterError::Engine(format!("the answer has no column {name}")))
    };
    let text = |name: &str| -> Result<Vec<Option<String>>> {
        let texts = datafusion::arrow::compute::cast(
            column(name)?,
            &datafusion::arrow::datatypes::DataType::Utf8,
        )
        .map_err(|error| ClusterError::Engine(error.to_string()))?;
        Ok(texts
            .as_string::<i32>()
            .iter()
            .map(|text| text.map(str::to_owned))
            .collect())
    };
    let whole = |name: &str| -> Result<Vec<Option<i64>>> {
        let fault = || ClusterError::Engine(format!("column {name} is not of whole numbers"));
        let column = column(name)?;
        Ok(column
            .as_primitive_opt::<Int64Type>()
            .ok_or_else(fault)?
            .iter()
            .collect())
    };
    let months = whole("month")?;
    let steps = column("step")?
        .as_primitive_opt::<Float64Type>()
        .ok_or_else(|| ClusterError::Engine("steps are no numbers".to_owned()))?;
    let (meters, enterprises, units) = (text("meter")?, text("enterprise")?, text("unit")?);
    let (counts, millionths, micrograms) =
        (whole("counts")?, whole("millionths")?, whole("micrograms")?);
    let (present, slots, days) = (whole("present")?, whole("slots")?, whole("days")?);
    let without = whole("days_without_factor")?;
    for n in 0..batch.num_rows() {
        let month = months[n]
            .and_then(|month| i32::try_from(month).ok())
            .ok_or_else(|| ClusterError::Engine("a reading has no date".to_owned()))?;
        rows.push(Row {
            region: region.to_owned(),
            meter: meters[n].clone(),
            enterprise: enterprises[n].clone(),
            month,
            unit: units[n].clone(),
            step: steps.is_valid(n).then(|| steps.value(n)),
            counts: counts[n],
            millionths: millionths[n],
            micrograms: micrograms[n],
            present: present[n].unwrap_or(0),
            slots: slots[n].unwrap_or(0),
            days: days[n].unwrap_or(0),
            days_without_factor: without[n].unwrap_or(0),
        });
    }
    Ok(())
}

/// Adds up a table: whole millionths of each unit, then the units' kWh in the order of their names, so that the same readings
/// give the same bits whatever the order of the rows.
#[must_use]
pub fn total(rows: &[Row]) -> Totals {
    let mut by_unit: BTreeMap<&str, i128> = BTreeMap::new();
    let mut micrograms = 0_i128;
    for row in rows {
        micrograms += i128::from(row.micrograms.unwrap_or(0));
        if let (Some(unit), Some(millionths)) = (row.unit.as_deref(), row.millionths) {
            *by_unit.entry(unit).or_default() += i128::from(millionths);
        }
    }
    let kwh = |unit: &str| UnitRegistry::builtin().convert(1.0, unit, "kWh").ok();
    Totals {
        readings: rows.iter().map(|row| row.present).sum(),
        energy_kwh: by_unit
            .iter()
            .filter_map(|(unit, &millionths)| Some(millionths as f64 * 1e-6 * kwh(unit)?))
            .sum(),
        emissions_kg: micrograms as f64 * 1e-9,
        months: rows.len(),
        days_without_factor: rows.iter().map(|row| row.days_without_factor).sum(),
        version: 0,
        seconds: 0.0,
    }
}

/// Writes the table as CSV. Counts, millionths and micrograms are the exact figures; amount and kg are for reading.
///
/// # Errors
///
/// [`ClusterError::Output`] if it cannot be written.
pub fn write_table(rows: &[Row], to: &mut dyn Write) -> Result<()> {
    writeln!(
        to,
        "region,meter,enterprise,month,unit,step,counts,millionths,micrograms,amount,co2_kg,present,slots,days,days_without_factor"
    )?;
    let quoted = |text: &Option<String>| match text {
        Some(text) if text.contains(['"', ',', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(text) => text.clone(),
        None => String::new(),
    };
    fn number<T: ToString>(number: Option<T>) -> String {
        number.map_or_else(String::new, |number| number.to_string())
    }
    for row in rows {
        writeln!(
            to,
            "{},{},{},{:04}-{:02},{},{},{},{},{},{},{},{},{},{},{}",
            row.region,
            quoted(&row.meter),
            quoted(&row.enterprise),
            row.month.div_euclid(12),
            row.month.rem_euclid(12) + 1,
            quoted(&row.unit),
            number(row.step),
            number(row.counts),
            number(row.millionths),
            number(row.micrograms),
            number(row.millionths.map(|n| n as f64 * 1e-6)),
            number(row.micrograms.map(|n| n as f64 * 1e-9)),
            row.present,
            row.slots,
            row.days,
            row.days_without_factor,
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(unit: &str, step: f64, counts: Option<i64>, micrograms: Option<i64>) -> Row {
        Row {
            region: "east".to_owned(),
            meter: Some("A, \"B\"".to_owned()),
            enterprise: None,
            month: 2024 * 12 + 1,
            unit: Some(unit.to_owned()),
            step: Some(step),
            counts,
            millionths: counts.and_then(|counts| metering::kernel::millionths(counts, step)),
            micrograms,
            present: 3,
            slots: 4,
            days: 1,
            days_without_factor: 0,
        }
    }

    #[test]
    fn totals_are_of_energy_and_do_not_depend_on_the_order() {
        // 1500 counts of 0.5 kWh, 2 of 1 MWh, 7 m3 of no known calorific value: 750 + 2000 kWh.
        let mut rows = vec![
            row("kWh", 0.5, Some(1_500), Some(2_000_000_000)),
            row("MWh", 1.0, Some(2), None),
            row("m3", 1.0, Some(7), None),
            row("kWh", 0.1, None, None),
        ];
        let found = total(&rows);
        assert_eq!(found.energy_kwh, 2_750.0);
        assert_eq!(found.emissions_kg, 2.0);
        assert_eq!(found.readings, 12);
        rows.reverse();
        assert_eq!(total(&rows), found);
    }

    #[test]
    fn the_table_names_months_and_leaves_missing_cells_empty() {
        let mut text = Vec::new();
        write_table(&[row("kWh", 0.5, Some(3), None)], &mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(
            text.lines().nth(1).unwrap(),
            "east,\"A, \"\"B\"\"\",,2024-02,kWh,0.5,3,1500000,,1.5,,3,4,1,0"
        );
    }
}
