//! Synthetic readings as a Delta table, written by hand, and what they must come to, worked out by the kernels alone.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use cluster::account::Row;
use datafusion::arrow::array::{
    ArrayRef, Date32Array, Float64Array, Float64Builder, Int32Array, Int32Builder, Int64Array,
    ListBuilder, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, Encoding, ZstdLevel};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::schema::types::ColumnPath;
use jiff::civil::{Date, date};

/// One row of `readings`.
#[derive(Debug, Clone)]
pub struct Day {
    pub region: &'static str,
    pub meter: String,
    pub date: Date,
    pub interval_s: i32,
    pub register: &'static str,
    pub unit: &'static str,
    pub step: f64,
    pub base: i64,
    pub values: Vec<Option<i32>>,
    pub recorded_at: i64,
    pub batch: i64,
}

/// One row of the list of meters.
#[derive(Debug, Clone)]
pub struct Meter {
    pub region: &'static str,
    pub meter: String,
    pub enterprise: Option<String>,
    pub place: String,
    pub zone: Option<String>,
}

/// One row of `hourly_factors`.
#[derive(Debug, Clone)]
pub struct Factors {
    pub region: &'static str,
    pub zone: &'static str,
    pub date: Date,
    pub kind: &'static str,
    pub values: Vec<f64>,
    pub recorded_at: i64,
}

pub struct World {
    pub meters: Vec<Meter>,
    pub factors: Vec<Factors>,
    /// All live rows, also of versions that newer ones have replaced.
    pub days: Vec<Day>,
}

pub const REGIONS: [&str; 2] = ["east", "west"];

/// A number that looks random and is the same everywhere (splitmix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Hours of a local day in a zone that changes its clocks on the last Sundays of March and October.
fn hours(date: Date) -> usize {
    let last_sunday = |month: i8| {
        let last = jiff::civil::date(date.year(), month, 1).last_of_month();
        last.checked_sub(jiff::Span::new().days(i64::from(last.weekday().to_sunday_zero_offset())))
            .unwrap()
    };
    match date {
        _ if date == last_sunday(3) => 23,
        _ if date == last_sunday(10) => 25,
        _ => 24,
    }
}

impl World {
    /// `count` meters, `length` days from 1 February 2024: a leap day, and the clock change of 31 March if it is that long.
    pub fn new(count: usize, length: usize) -> World {
        let start = date(2024, 2, 1);
        let dates: Vec<Date> = std::iter::successors(Some(start), |day| day.tomorrow().ok())
            .take(length)
            .collect();
        let meters: Vec<Meter> = (0..count)
            .map(|n| Meter {
                region: REGIONS[n % 2],
                // A code with leading zeros is a text; both regions use the same codes.
                meter: format!("{:05}", n / 2),
                enterprise: (n % 7 != 6).then(|| format!("E{}", n / 3)),
                place: format!("T{}", n % 5),
                zone: (n % 11 != 10).then(|| ["north", "south"][n / 2 % 2].to_owned()),
            })
            .collect();
        let mut factors = Vec::new();
        for (d, &date) in dates.iter().enumerate() {
            for (z, (region, zone)) in REGIONS
                .into_iter()
                .flat_map(|region| [(region, "north"), (region, "south")])
                .enumerate()
            {
                let vector = |salt: u64| -> Vec<f64> {
                    (0..hours(date))
                        .map(|hour| {
                            0.3 + (mix(salt + (d * 100 + z * 25 + hour) as u64) % 100_000) as f64
                                / 3e5
                        })
                        .collect()
                };
                let mut add = |kind, values, recorded_at| {
                    factors.push(Factors {
                        region,
                        zone,
                        date,
                        kind,
                        values,
                        recorded_at,
                    });
                };
                // A corrected factor, and one of another kind, which is not for this.
                if d % 9 == 0 {
                    add("location", vector(7_000_000), 10);
                    add("residual", vector(8_000_000), 30);
                }
                // A day of the south that nobody has published a factor for.
                if !(zone == "south" && d == 5) {
                    add("location", vector(1_000_000), 20);
                }
            }
        }
        let mut days = Vec::new();
        for (m, meter) in meters.iter().enumerate() {
            // Kinds of meters, from counts of watt-hours to megawatt-hours, half-hours, powers and registers.
            let (interval_s, register, unit, step) = match m % 8 {
                5 => (1_800, "interval", "MWh", 0.001),
                6 => (900, "power", "kWh", 0.1 * 0.25),
                7 => (3_600, "interval", "m3", 0.01),
                _ => (900, "interval", "kWh", 0.001),
            };
            for (d, &date) in dates.iter().enumerate() {
                let make = |salt: u64, recorded_at: i64, batch: i64| Day {
                    region: meter.region,
                    meter: meter.meter.clone(),
                    date,
                    interval_s,
                    register,
                    unit,
                    step,
                    base: if m % 8 == 4 { 7 } else { 0 },
                    values: (0..hours(date) * 3_600 / interval_s as usize)
                        .map(|slot| {
                            let random = mix(salt + ((m * 1_000 + d) * 200 + slot) as u64);
                            (!random.is_multiple_of(97)).then_some((random >> 20) as i32 % 20_000)
                        })
                        .collect(),
                    recorded_at,
                    batch,
                };
                days.push(make(1 << 40, 1_000 + d as i64, 1));
                // What its register showed is kept beside the amounts, and never added to them.
                if m % 8 == 3 {
                    let mut shown = make(6 << 40, 1_000 + d as i64, 1);
                    (shown.register, shown.base) = ("cumulative", 123_456_789_012);
                    days.push(shown);
                }
                match (m + d) % 13 {
                    // Corrected: the newer counts.
                    0 => days.push(make(2 << 40, 9_000, 2)),
                    // Came late, but was recorded before: the one that is there counts.
                    1 => days.push(make(3 << 40, 500, 3)),
                    // Recorded at the same time: the higher batch counts.
                    2 => days.push(make(4 << 40, 1_000 + d as i64, 4)),
                    // Corrected to a day without any reading.
                    3 if d % 5 == 0 => {
                        let mut day = make(5 << 40, 9_500, 5);
                        day.values.fill(None);
                        days.push(day);
                    }
                    _ => {}
                }
            }
        }
        World {
            meters,
            factors,
            days,
        }
    }

    /// The table that any accounting of this world must come to, to the last bit: kernels, loops and nothing else.
    pub fn expected(&self, by_enterprise: bool) -> Vec<Row> {
        let newest = self.newest();
        let mut factors: BTreeMap<(&str, &str, Date), &Factors> = BTreeMap::new();
        for one in self.factors.iter().filter(|one| one.kind == "location") {
            let there = factors
                .entry((one.region, one.zone, one.date))
                .or_insert(one);
            if one.recorded_at > there.recorded_at {
                *there = one;
            }
        }
        let meters: BTreeMap<(&str, &str), &Meter> = self
            .meters
            .iter()
            .map(|m| ((m.region, m.meter.as_str()), m))
            .collect();
        type Key<'a> = (&'a str, Option<&'a str>, Option<&'a str>, i32, &'a str, u64);
        let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
        for day in newest {
            let meter = meters[&(day.region, day.meter.as_str())];
            let month = i32::from(day.date.year()) * 12 + i32::from(day.date.month()) - 1;
            let enterprise = meter.enterprise.as_deref();
            let code = (!by_enterprise).then_some(day.meter.as_str());
            let row = rows
                .entry((
                    day.region,
                    enterprise,
                    code,
                    month,
                    day.unit,
                    day.step.to_bits(),
                ))
                .or_insert_with(|| Row {
                    region: day.region.to_owned(),
                    meter: code.map(str::to_owned),
                    enterprise: enterprise.map(str::to_owned),
                    month,
                    unit: Some(day.unit.to_owned()),
                    step: Some(day.step),
                    counts: None,
                    millionths: None,
                    micrograms: None,
                    present: 0,
                    slots: 0,
                    days: 0,
                    days_without_factor: 0,
                });
            row.days += 1;
            row.slots += day.values.len() as i64;
            let present = day.values.iter().flatten().count() as i64;
            row.present += present;
            if present == 0 {
                continue;
            }
            let counts: Vec<i32> = day
                .values
                .iter()
                .map(|value| value.map_or(0, |value| value + day.base as i32))
                .collect();
            let sum = metering::kernel::sum(&counts);
            *row.counts.get_or_insert(0) += sum;
            *row.millionths.get_or_insert(0) +=
                metering::kernel::millionths(sum, day.step).unwrap();
            let kwh = match day.unit {
                "kWh" => Some(1.0),
                "MWh" => Some(1_000.0),
                _ => None,
            };
            let emitted = meter
                .zone
                .as_deref()
                .and_then(|zone| factors.get(&(day.region, zone, day.date)))
                .zip(kwh)
                .and_then(|(hourly, kwh)| {
                    let by_slot: Vec<f64> = (0..counts.len())
                        .map(|slot| hourly.values[slot * day.interval_s as usize / 3_600])
                        .collect();
                    metering::kernel::micrograms(
                        metering::kernel::dot(&counts, &by_slot),
                        day.step * kwh,
                    )
                });
            match emitted {
                Some(micrograms) => *row.micrograms.get_or_insert(0) += micrograms,
                None => row.days_without_factor += 1,
            }
        }
        rows.into_values().collect()
    }

    /// Of each meter's day of amounts the version that counts.
    pub fn newest(&self) -> Vec<&Day> {
        let mut newest: BTreeMap<(&str, &str, Date), &Day> = BTreeMap::new();
        for day in self.days.iter().filter(|day| day.register != "cumulative") {
            let there = newest
                .entry((day.region, &day.meter, day.date))
                .or_insert(day);
            if (day.recorded_at, day.batch) > (there.recorded_at, there.batch) {
                *there = day;
            }
        }
        newest.into_values().collect()
    }

    /// Writes the tables `readings` and `hourly_factors` below `root`: several commits, several files, and a file that a later
    /// commit has replaced, which must not be read any more.
    pub fn write(&self, root: &Path, rows_per_file: usize) {
        let readings = root.join("readings");
        let mut files = Vec::new();
        for region in REGIONS {
            let here: Vec<Day> = self
                .days
                .iter()
                .filter(|day| day.region == region)
                .cloned()
                .collect();
            for (n, part) in here.chunks(rows_per_file).enumerate() {
                files.push(add(
                    &readings,
                    region,
                    &format!("part-{n}.parquet"),
                    &readings_batch(part),
                ));
            }
        }
        let schema = [
            ("meter", "\"string\""),
            ("date", "\"date\""),
            ("interval_s", "\"integer\""),
            ("register", "\"string\""),
            ("unit", "\"string\""),
            ("step", "\"double\""),
            ("base", "\"long\""),
            ("slots", "\"integer\""),
            (
                "values",
                r#"{"type":"array","elementType":"integer","containsNull":true}"#,
            ),
            ("codes", "\"string\""),
            ("source", "\"string\""),
            ("recorded_at", "\"timestamp\""),
            ("batch", "\"long\""),
            ("region", "\"string\""),
        ];
        // The first commit has one file that holds the first rows twice as large; the third replaces it.
        let mut wrong = self.days[..self.days.len().min(50)].to_vec();
        for day in &mut wrong {
            day.region = "east";
            day.recorded_at += 1_000_000;
            day.values
                .iter_mut()
                .flatten()
                .for_each(|count| *count *= 2);
        }
        let old = add(&readings, "east", "old.parquet", &readings_batch(&wrong));
        let half = files.len() / 2;
        commit(
            &readings,
            0,
            &[vec![metadata(&schema), old], files[..half].to_vec()].concat(),
        );
        commit(&readings, 1, &files[half..]);
        commit(&readings, 2, &[
            r#"{"remove":{"path":"region=east/old.parquet","deletionTimestamp":1,"dataChange":true}}"#.to_owned(),
        ]);
        let factors = root.join("hourly_factors");
        let schema = [
            ("zone", "\"string\""),
            ("date", "\"date\""),
            ("kind", "\"string\""),
            (
                "values",
                r#"{"type":"array","elementType":"double","containsNull":true}"#,
            ),
            ("source", "\"string\""),
            ("recorded_at", "\"timestamp\""),
            ("batch", "\"long\""),
            ("region", "\"string\""),
        ];
        let files = REGIONS.map(|region| {
            let here = self.factors.iter().filter(|one| one.region == region);
            let here: Vec<Factors> = here.cloned().collect();
            add(&factors, region, "all.parquet", &factors_batch(&here))
        });
        commit(
            &factors,
            0,
            &[vec![metadata(&schema)], files.to_vec()].concat(),
        );
    }

    /// The list of meters as CSV, columns in another order.
    pub fn meters_csv(&self) -> String {
        let mut text = "zone,region,meter,enterprise\n".to_owned();
        for meter in &self.meters {
            let cell = |text: &Option<String>| text.clone().unwrap_or_default();
            text += &format!(
                "{},{},{},{}\n",
                cell(&meter.zone),
                meter.region,
                meter.meter,
                cell(&meter.enterprise)
            );
        }
        text
    }
}

fn metadata(columns: &[(&str, &str)]) -> String {
    let fields: Vec<String> = columns
        .iter()
        .map(|(name, kind)| {
            format!(r#"{{"name":"{name}","type":{kind},"nullable":true,"metadata":{{}}}}"#)
        })
        .collect();
    let schema = format!(r#"{{"type":"struct","fields":[{}]}}"#, fields.join(","));
    format!(
        "{{\"protocol\":{{\"minReaderVersion\":1,\"minWriterVersion\":2}}}}\n{{\"metaData\":{{\"id\":\"5a0f3c1e-0000-4000-8000-000000000001\",\"format\":{{\"provider\":\"parquet\",\"options\":{{}}}},\"schemaString\":{},\"partitionColumns\":[\"region\"],\"configuration\":{{}},\"createdTime\":1}}}}",
        serde_json::to_string(&schema).unwrap()
    )
}

fn commit(table: &Path, version: usize, actions: &[String]) {
    let log = table.join("_delta_log");
    fs::create_dir_all(&log).unwrap();
    fs::write(
        log.join(format!("{version:020}.json")),
        actions.join("\n") + "\n",
    )
    .unwrap();
}

fn add(table: &Path, region: &str, name: &str, batch: &RecordBatch) -> String {
    let folder = table.join(format!("region={region}"));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let values = ColumnPath::new(["values", "list", "element"].map(str::to_owned).to_vec());
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(3).unwrap()))
        .set_column_dictionary_enabled(values.clone(), false)
        .set_column_encoding(values, Encoding::BYTE_STREAM_SPLIT)
        .build();
    let file = fs::File::create(&path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(batch).unwrap();
    writer.close().unwrap();
    let size = fs::metadata(&path).unwrap().len();
    format!(
        r#"{{"add":{{"path":"region={region}/{name}","partitionValues":{{"region":"{region}"}},"size":{size},"modificationTime":1,"dataChange":true}}}}"#
    )
}

fn days_since_1970(date: Date) -> i32 {
    let since = date.since(jiff::civil::date(1970, 1, 1)).unwrap();
    since.get_days()
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(
        columns
            .into_iter()
            .map(|(name, column)| (name, column, true)),
    )
    .unwrap()
}

fn recorded<'a>(times: impl Iterator<Item = &'a i64>) -> ArrayRef {
    let times: Vec<i64> = times
        .map(|time| 1_700_000_000_000_000 + time * 1_000_000)
        .collect();
    Arc::new(TimestampMicrosecondArray::from(times).with_timezone("UTC"))
}

fn readings_batch(days: &[Day]) -> RecordBatch {
    let texts = |of: &dyn Fn(&Day) -> String| -> ArrayRef {
        Arc::new(
            days.iter()
                .map(|day| Some(of(day)))
                .collect::<StringArray>(),
        )
    };
    let item = Field::new("element", DataType::Int32, true);
    let mut values = ListBuilder::new(Int32Builder::new()).with_field(Arc::new(item));
    for day in days {
        values.append_value(day.values.iter().copied());
    }
    let whole = |of: &dyn Fn(&Day) -> i64| -> ArrayRef {
        Arc::new(days.iter().map(|day| Some(of(day))).collect::<Int64Array>())
    };
    let small = |of: &dyn Fn(&Day) -> i32| -> ArrayRef {
        Arc::new(days.iter().map(|day| Some(of(day))).collect::<Int32Array>())
    };
    batch(vec![
        ("meter", texts(&|day| day.meter.clone())),
        (
            "date",
            Arc::new(
                days.iter()
                    .map(|day| Some(days_since_1970(day.date)))
                    .collect::<Date32Array>(),
            ),
        ),
        ("interval_s", small(&|day| day.interval_s)),
        ("register", texts(&|day| day.register.to_owned())),
        ("unit", texts(&|day| day.unit.to_owned())),
        (
            "step",
            Arc::new(
                days.iter()
                    .map(|day| Some(day.step))
                    .collect::<Float64Array>(),
            ),
        ),
        ("base", whole(&|day| day.base)),
        ("slots", small(&|day| day.values.len() as i32)),
        ("values", Arc::new(values.finish())),
        ("codes", texts(&|_| "5".to_owned())),
        ("source", texts(&|_| "synthetic".to_owned())),
        (
            "recorded_at",
            recorded(days.iter().map(|day| &day.recorded_at)),
        ),
        ("batch", whole(&|day| day.batch)),
    ])
}

fn factors_batch(factors: &[Factors]) -> RecordBatch {
    let item = Field::new("element", DataType::Float64, true);
    let mut values = ListBuilder::new(Float64Builder::new()).with_field(Arc::new(item));
    for one in factors {
        values.append_value(one.values.iter().map(|&value| Some(value)));
    }
    batch(vec![
        (
            "zone",
            Arc::new(
                factors
                    .iter()
                    .map(|one| Some(one.zone))
                    .collect::<StringArray>(),
            ),
        ),
        (
            "date",
            Arc::new(
                factors
                    .iter()
                    .map(|one| Some(days_since_1970(one.date)))
                    .collect::<Date32Array>(),
            ),
        ),
        (
            "kind",
            Arc::new(
                factors
                    .iter()
                    .map(|one| Some(one.kind))
                    .collect::<StringArray>(),
            ),
        ),
        ("values", Arc::new(values.finish())),
        (
            "source",
            Arc::new(
                factors
                    .iter()
                    .map(|_| Some("synthetic"))
                    .collect::<StringArray>(),
            ),
        ),
        (
            "recorded_at",
            recorded(factors.iter().map(|one| &one.recorded_at)),
        ),
        (
            "batch",
            Arc::new(
                factors
                    .iter()
                    .map(|one| Some(one.recorded_at))
                    .collect::<Int64Array>(),
            ),
        ),
    ])
}
