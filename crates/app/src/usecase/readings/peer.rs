//! Readings as the peers' benchmark keeps them: a folder of long Parquet files with `meters.parquet` and `grid.parquet` beside.
//!
//! ```text
//! readings/*.parquet   meter (whole number), at (timestamp), kwh
//! meters.parquet       meter, enterprise, town, industry, value_added
//! grid.parquet         hour (timestamp), kg_per_kwh
//! ```
//!
//! The folder becomes a synthetic region of its own: its towns are places, its numbers of industries are sectors, its hours are UTC.

use super::{FACTORS, READINGS, clock, later_factors_us, later_us, new_job};
use crate::home::{Home, blocking};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::{self, Done};
use intake::Sheet;
use inventory::ledger::{Lineage, Quality, Statistic, StatisticEntry};
use inventory::master::{Attribution, Enterprise, Level, Place, Region, View};
use jiff::civil::Date;
use lake::readings::{Batch, Days, FactorDay, LongColumns, MeterDay, read_long};
use metering::{Code, DayClock, DayVector, Meter, Register};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::{ImportCounts, ImportPayload};
use units::{Field, Label, Period};

/// Id of the region, and of its one grid zone.
pub const REGION: &str = "peer";
const TIME_ZONE: &str = "UTC";
const INTERVAL_S: u32 = 900;
const RESOLUTION: f64 = 0.001;
/// Days handed to the table at once.
const DAYS_PER_PUSH: usize = 4_096;

/// What was loaded.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Loaded {
    /// Id of the region.
    pub region: String,
    /// Meters of the folder.
    pub meters: usize,
    /// Readings that were taken.
    pub readings: u64,
    /// Bytes of the table's new files for each reading.
    pub bytes_per_reading: f64,
    /// Seconds, from the folder to the commit.
    pub seconds: f64,
}

fn refused(path: &Path, detail: impl std::fmt::Display) -> Refusal {
    Refusal::new(
        ErrorCode::UnreadableFile,
        format!("{}: {detail}", path.display()),
    )
}

fn sheet(path: &Path) -> Result<Sheet> {
    let bytes = std::fs::read(path)
        .map_err(|error| Refusal::storage(format!("cannot read {}", path.display()), error))?;
    let name = path.display().to_string();
    lake::parquet_sheet(&name, bytes).map_err(Refusal::from)
}

/// Columns of a sheet by their heads, as text.
fn columns<const N: usize>(path: &Path, names: [&str; N]) -> Result<Vec<[String; N]>> {
    let sheet = sheet(path)?;
    let heads = sheet.row_texts(1);
    let mut at = [0; N];
    for (slot, name) in at.iter_mut().zip(names) {
        *slot = heads
            .iter()
            .position(|head| head == name)
            .ok_or_else(|| refused(path, format!("it has no column {name}")))?;
    }
    Ok((2..=sheet.rows())
        .map(|row| {
            let texts = sheet.row_texts(row);
            at.map(|column| texts.get(column).cloned().unwrap_or_default())
        })
        .collect())
}

fn number(path: &Path, text: &str) -> Result<f64> {
    text.parse::<f64>()
        .ok()
        .filter(|value| value.is_finite())
        .ok_or_else(|| refused(path, format!("{text:?} is no number")))
}

fn same(text: &str) -> Label {
    Label {
        en: text.to_owned(),
        zh: text.to_owned(),
    }
}

/// The data files of the folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let readings = folder.join("readings");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&readings)
        .and_then(|list| {
            list.map(|entry| entry.map(|entry| entry.path()))
                .collect::<std::io::Result<_>>()
        })
        .map_err(|error| Refusal::storage(format!("cannot read {}", readings.display()), error))?;
    files.retain(|path| path.extension().is_some_and(|end| end == "parquet"));
    files.sort();
    if files.is_empty() {
        return Err(refused(&readings, "there is no Parquet file in it"));
    }
    Ok(files)
}

struct Master {
    meters: Vec<Meter>,
    places: Vec<Place>,
    enterprises: Vec<Enterprise>,
    value_added: Vec<(String, String, f64)>,
}

fn master(folder: &Path) -> Result<Master> {
    let path = folder.join("meters.parquet");
    let rows = columns(
        &path,
        ["meter", "enterprise", "town", "industry", "value_added"],
    )?;
    let mut out = Master {
        meters: Vec::with_capacity(rows.len()),
        places: vec![Place {
            code: REGION.to_owned(),
            name: Label {
                en: "Benchmark".to_owned(),
                zh: "基准测试".to_owned(),
            },
            aliases: Vec::new(),
            level: "district".to_owned(),
            parent: None,
            lon_lat: None,
            source: "synthetic".to_owned(),
        }],
        enterprises: Vec::new(),
        value_added: Vec::new(),
    };
    let mut seen = std::collections::HashSet::new();
    for [meter, enterprise, town, industry, value_added] in rows {
        let place = format!("town-{town}");
        if seen.insert(place.clone()) {
            out.places.push(Place {
                code: place.clone(),
                name: same(&place),
                aliases: Vec::new(),
                level: "town".to_owned(),
                parent: Some(REGION.to_owned()),
                lon_lat: None,
                source: "synthetic".to_owned(),
            });
        }
        let code = format!("e{enterprise}");
        if seen.insert(code.clone()) {
            out.enterprises.push(Enterprise {
                code: code.clone(),
                name: same(&code),
                place: place.clone(),
                industry: Some(format!("i{industry}")),
                field: Some(Field::Industry),
                above_designated_size: None,
                lon_lat: None,
                active: (None, None),
            });
        }
        out.value_added
            .push((place.clone(), code.clone(), number(&path, &value_added)?));
        out.meters.push(Meter {
            name: same(&meter),
            code: meter,
            enterprise: Some(code),
            place,
            carrier: "electricity".to_owned(),
            unit: "kWh".to_owned(),
            resolution: RESOLUTION,
            register: Register::Interval,
            interval_s: INTERVAL_S,
            digits: None,
            multiplier: 1.0,
            parent: None,
            loss_percent_max: 0.0,
            formula: None,
            zone: Some(REGION.to_owned()),
            active: (None, None),
            synthetic: true,
        });
    }
    Ok(out)
}

fn region() -> Region {
    Region {
        id: REGION.to_owned(),
        name: Label {
            en: "Benchmark (synthetic)".to_owned(),
            zh: "基准测试（合成数据）".to_owned(),
        },
        synthetic: true,
        attribution: vec![Attribution {
            text: "Synthetic: made for measuring speed. No place or enterprise is meant."
                .to_owned(),
            licence: "Apache-2.0".to_owned(),
            url: None,
        }],
        time_zone: TIME_ZONE.to_owned(),
        currency: "CNY".to_owned(),
        levels: vec![
            Level {
                id: "district".to_owned(),
                name: Label {
                    en: "District".to_owned(),
                    zh: "区".to_owned(),
                },
            },
            Level {
                id: "town".to_owned(),
                name: Label {
                    en: "Town".to_owned(),
                    zh: "镇街".to_owned(),
                },
            },
        ],
        classification: "sector".to_owned(),
        default_view: View::Consumption,
        default_indicator: "carbon_total".to_owned(),
        carbon_unit: "t".to_owned(),
        energy_unit: "GJ".to_owned(),
        intensity_base: Some(Statistic::ValueAdded),
        factor_regions: vec!["CN".to_owned(), "world".to_owned()],
        gwp_set: "ar5".to_owned(),
    }
}

/// Factors of whole days from `grid.parquet`.
fn factor_days(folder: &Path, recorded_at_us: i64) -> Result<Vec<FactorDay>> {
    let path = folder.join("grid.parquet");
    let mut days: Vec<FactorDay> = Vec::new();
    for [hour, value] in columns(&path, ["hour", "kg_per_kwh"])? {
        let at: jiff::civil::DateTime = hour
            .parse()
            .map_err(|error| refused(&path, format!("{hour:?} is no time: {error}")))?;
        if days.last().is_none_or(|day| day.date != at.date()) {
            days.push(FactorDay {
                zone: REGION.to_owned(),
                date: at.date(),
                values: Vec::with_capacity(24),
                source: "grid.parquet".to_owned(),
                recorded_at_us,
            });
        }
        if let Some(day) = days.last_mut() {
            day.values.push(number(&path, &value)?);
        }
    }
    Ok(days)
}

/// Loads a folder as a region of its own. What it held before is replaced by what is newer.
///
/// # Errors
/// Who may not; a folder without these files; what the store and the lake say.
pub async fn load(home: &Home, actor: &Actor, folder: &Path) -> Result<Loaded> {
    actor.must_administer()?;
    let begin = Instant::now();
    let (at, lake, now_us) = (folder.to_path_buf(), home.lake().clone(), home.now_us());
    let (master, factors, files) = blocking(move || {
        let recorded_at_us = later_factors_us(&lake, REGION, now_us)?;
        Ok((master(&at)?, factor_days(&at, recorded_at_us)?, files(&at)?))
    })
    .await?;
    let region = region();
    home.store()
        .upsert_region(&region, &master.places, &master.enterprises, &[])
        .await?;
    home.store().put_meters(REGION, &master.meters).await?;
    let meters = master.meters.len();
    job::run(
        home,
        &new_job(REGION, FACTORS, "grid.parquet", actor.name()),
        move |bench| {
            bench.prepare(&ImportCounts::default(), &ImportPayload::default(), &[])?;
            bench
                .lake
                .append_factors(Batch::Import(bench.seq), REGION, &factors)?;
            Ok(Done::Whole(()))
        },
    )
    .await?;
    let name = folder.display().to_string();
    let (_, (readings, years)) = job::run(
        home,
        &new_job(REGION, READINGS, &name, actor.name()),
        move |bench| {
            let clock = clock(TIME_ZONE)?;
            let mut appender = bench.lake.append_readings(Batch::Import(bench.seq))?;
            let mut taker = Taker::new(&clock, later_us(bench.lake, REGION, now_us)?);
            let columns = LongColumns {
                meter: "meter",
                at: "at",
                value: "kwh",
            };
            for file in &files {
                let mut fault = None;
                read_long(file, columns, &mut |meter, at, values| {
                    if let Err(refusal) = taker.take(meter, at, values) {
                        fault.get_or_insert(refusal);
                    }
                    if taker.days.len() >= DAYS_PER_PUSH {
                        appender.push(REGION, &taker.days)?;
                        taker.days.clear();
                    }
                    Ok(())
                })?;
                if let Some(refusal) = fault {
                    return Err(refusal);
                }
            }
            taker.close();
            appender.push(REGION, &taker.days)?;
            let counts = ImportCounts {
                rows: taker.readings,
                ..ImportCounts::default()
            };
            bench.prepare(&counts, &ImportPayload::default(), &[])?;
            appender.commit()?;
            Ok(Done::Whole((taker.readings, taker.years)))
        },
    )
    .await?;
    job::run(
        home,
        &new_job(REGION, "peer-statistics", "meters.parquet", actor.name()),
        move |bench| {
            let statistics: Vec<StatisticEntry> = master
                .value_added
                .iter()
                .zip(1_u32..)
                .flat_map(|((place, enterprise, value), row)| {
                    years.iter().map(move |year| StatisticEntry {
                        region: REGION.to_owned(),
                        place: place.clone(),
                        enterprise: Some(enterprise.clone()),
                        period: Period::Year(*year),
                        industry: None,
                        field: None,
                        statistic: Statistic::ValueAdded,
                        value: *value,
                        unit: "CNY@current".to_owned(),
                        quality: Quality::Synthetic,
                        lineage: Lineage {
                            import: bench.seq,
                            row,
                            column: 5,
                        },
                    })
                })
                .collect();
            let counts = ImportCounts {
                statistics: statistics.len() as u64,
                ..ImportCounts::default()
            };
            bench.prepare(&counts, &ImportPayload::default(), &[])?;
            bench.lake.append_activities(bench.seq, &[])?;
            bench.lake.append_statistics(bench.seq, &statistics)?;
            bench.lake.append_entries(bench.seq, &[])?;
            Ok(Done::Whole(()))
        },
    )
    .await?;
    Ok(Loaded {
        region: REGION.to_owned(),
        meters,
        readings,
        bytes_per_reading: bytes_of(home.lake())? as f64 / readings.max(1) as f64,
        seconds: begin.elapsed().as_secs_f64(),
    })
}

fn bytes_of(lake: &lake::Lake) -> Result<u64> {
    Ok(lake.readings_bytes(REGION)?)
}

/// Runs of readings to whole days. Runs come by meter; days of a meter in any order, each in one piece.
struct Taker<'a> {
    clock: metering::clock::Days<'a>,
    recorded_at_us: i64,
    days: Vec<MeterDay>,
    open: Option<MeterDay>,
    readings: u64,
    years: std::collections::BTreeSet<i16>,
}

impl<'a> Taker<'a> {
    fn new(clock: &'a DayClock, recorded_at_us: i64) -> Taker<'a> {
        Taker {
            clock: metering::clock::Days::new(clock),
            recorded_at_us,
            days: Vec::new(),
            open: None,
            readings: 0,
            years: std::collections::BTreeSet::new(),
        }
    }

    fn take(&mut self, meter: &str, at_us: &[i64], values: &[f64]) -> Result<()> {
        for (&at_us, &value) in at_us.iter().zip(values) {
            let day = self.clock.at(at_us.div_euclid(1_000_000));
            let slot = day.slot_of_s(at_us.div_euclid(1_000_000), INTERVAL_S);
            let date = day.date;
            if self
                .open
                .as_ref()
                .is_none_or(|open| open.day.date != date || open.meter != meter)
            {
                let slots = day.slots(INTERVAL_S);
                self.close();
                self.years.insert(date.year());
                self.open = Some(empty_day(meter, date, slots, self.recorded_at_us));
            }
            let count = (value / RESOLUTION).round();
            if !(count.abs() <= f64::from(i32::MAX)
                && (count * RESOLUTION - value).abs() <= 1e-9 * value.abs().max(1.0))
            {
                return Err(Refusal::new(
                    ErrorCode::Refused,
                    format!(
                        "meter {meter} on {date}: {value} is no whole number of {RESOLUTION} kWh"
                    ),
                ));
            }
            if let Some(open) = &mut self.open
                && let Some(place) = open.day.values.get_mut(slot)
            {
                *place = Some(count as i32);
                self.readings += 1;
            }
        }
        Ok(())
    }

    fn close(&mut self) {
        self.days.extend(self.open.take());
    }
}

fn empty_day(meter: &str, date: Date, slots: usize, recorded_at_us: i64) -> MeterDay {
    MeterDay {
        meter: meter.to_owned(),
        unit: "kWh".to_owned(),
        register: Register::Interval,
        step: RESOLUTION,
        day: DayVector {
            date,
            interval_s: INTERVAL_S,
            base: 0,
            values: vec![None; slots],
            codes: vec![Code::Simulated],
        },
        source: "peer".to_owned(),
        recorded_at_us,
    }
}

/// What a day that was added took.
#[derive(Debug, Clone, serde::Serialize)]
pub struct AddedDay {
    /// The day.
    pub date: String,
    /// True if the folder had no newer day, and the last one was repeated, with its factors.
    pub repeated: bool,
    /// Readings of the day.
    pub readings: u64,
    /// Seconds to find, write and commit it.
    pub seconds: f64,
    /// Seconds to sum and roll up what it touched.
    pub account_seconds: f64,
    /// Seconds of the whole run over it, entries and commits included.
    pub run_seconds: f64,
}

/// Adds one more day of all meters: the first day of the folder that the table lacks, or else a copy of its last day, and
/// accounts for it.
///
/// # Errors
/// As [`load`]; a region that was not loaded.
pub async fn add_day(home: &Home, actor: &Actor, folder: &Path) -> Result<AddedDay> {
    actor.must_administer()?;
    let begin = Instant::now();
    let files = files(folder)?;
    let now_us = home.now_us();
    let lake = home.lake().clone();
    let (last, newest) = blocking(move || {
        let last = lake.last_day(REGION)?.ok_or_else(|| {
            Refusal::new(
                ErrorCode::NoData,
                "there are no readings yet: load the folder first with `readings import`",
            )
        })?;
        let mut newest = None;
        for file in &files {
            newest = newest.max(lake::readings::last_time_us(file, "at")?);
        }
        let behind = newest.is_some_and(|us| {
            us.div_euclid(86_400_000_000) > i64::from(lake::readings::day_number(last))
        });
        Ok((last, behind.then_some(files)))
    })
    .await?;
    let next = last
        .tomorrow()
        .map_err(|error| Refusal::internal("the calendar ends", error))?;
    let repeated = newest.is_none();
    let name = folder.display().to_string();
    // If it cannot be read ahead, accounting says so when it reads.
    let (readings, _) = tokio::join!(
        write_day(home, actor, &name, (last, next), newest, now_us),
        super::account::read_ahead(home, REGION, next),
    );
    let readings = readings?;
    let seconds = begin.elapsed().as_secs_f64();
    let run = super::account::run(home, actor, REGION, false).await?;
    Ok(AddedDay {
        date: next.to_string(),
        repeated,
        readings,
        seconds,
        account_seconds: run.seconds,
        run_seconds: run.total_seconds,
    })
}

/// Writes the day after the last from the files, or a copy of the last with its factors if there are none; its readings.
async fn write_day(
    home: &Home,
    actor: &Actor,
    name: &str,
    (last, next): (Date, Date),
    newest: Option<Vec<PathBuf>>,
    now_us: i64,
) -> Result<u64> {
    if newest.is_none() {
        let lake = home.lake().clone();
        let hours = blocking(move || {
            Ok(lake
                .factors(REGION)?
                .hours(REGION, last)
                .map(|hours| hours.to_vec()))
        })
        .await?;
        if let Some(values) = hours {
            let day = FactorDay {
                zone: REGION.to_owned(),
                date: next,
                values,
                source: format!("repeats {last}"),
                recorded_at_us: now_us,
            };
            job::run(
                home,
                &new_job(REGION, FACTORS, name, actor.name()),
                move |bench| {
                    bench.prepare(&ImportCounts::default(), &ImportPayload::default(), &[])?;
                    bench
                        .lake
                        .append_factors(Batch::Import(bench.seq), REGION, &[day])?;
                    Ok(Done::Whole(()))
                },
            )
            .await?;
        }
    }
    let (_, readings) = job::run(
        home,
        &new_job(REGION, READINGS, name, actor.name()),
        move |bench| {
            let days = match &newest {
                None => repeated_day(bench.lake, last, next, now_us)?,
                Some(files) => day_of(files, next, now_us)?,
            };
            let readings = days
                .iter()
                .map(|day| day.day.values.iter().flatten().count() as u64)
                .sum();
            let counts = ImportCounts {
                rows: readings,
                ..ImportCounts::default()
            };
            let mut appender = bench.lake.append_readings(Batch::Import(bench.seq))?;
            appender.push(REGION, &days)?;
            bench.prepare(&counts, &ImportPayload::default(), &[])?;
            appender.commit()?;
            Ok(Done::Whole(readings))
        },
    )
    .await?;
    Ok(readings)
}

fn repeated_day(
    lake: &lake::Lake,
    last: Date,
    next: Date,
    recorded_at_us: i64,
) -> Result<Vec<MeterDay>> {
    let asked = Days {
        dates: (Some(last), Some(last)),
        ..Days::default()
    };
    let mut days = lake
        .scan_days(REGION, &asked, Vec::new, |found, row| {
            found.push(MeterDay {
                meter: row.meter.to_owned(),
                unit: row.unit.to_owned(),
                register: row.register,
                step: row.step,
                day: DayVector {
                    date: next,
                    ..row.to_day()
                },
                source: format!("repeats {last}"),
                recorded_at_us,
            });
        })?
        .concat();
    days.sort_by(|a, b| a.meter.cmp(&b.meter));
    Ok(days)
}

fn day_of(files: &[PathBuf], date: Date, recorded_at_us: i64) -> Result<Vec<MeterDay>> {
    let clock = clock(TIME_ZONE)?;
    let mut taker = Taker::new(&clock, recorded_at_us);
    let from_us = i64::from(lake::readings::day_number(date)) * 86_400_000_000;
    let columns = LongColumns {
        meter: "meter",
        at: "at",
        value: "kwh",
    };
    let mut fault = None;
    for file in files {
        read_long(file, columns, &mut |meter, at, values| {
            let mine = at
                .iter()
                .zip(values)
                .filter(|(at, _)| (from_us..from_us + 86_400_000_000).contains(*at));
            let (at, values): (Vec<i64>, Vec<f64>) = mine.unzip();
            if let Err(refusal) = taker.take(meter, &at, &values) {
                fault.get_or_insert(refusal);
            }
            Ok(())
        })?;
    }
    taker.close();
    fault.map_or(Ok(taker.days), Err)
}
