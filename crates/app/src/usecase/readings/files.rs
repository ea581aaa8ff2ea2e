//! Files of readings, and lists of meters.

use super::exchange::instant;
use super::take::{Ground, take};
use super::{READINGS, later_factors_us, later_us, new_job};
use crate::home::{Home, blocking};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::Upload;
use crate::usecase::job::{self, Done, Watch};
use inventory::finding::{Finding, Severity};
use lake::readings::{Batch, Days, FactorDay};
use metering::parse::{ParseOptions, parse_sheet_with_progress, read_sheet_with_progress};
use metering::{Log, Meter, Register};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::{ImportCounts, ImportPayload, ImportState};

/// What became of a file of readings.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Outcome {
    /// Number among the imports.
    pub import: u32,
    /// Readings that stand in a day now.
    pub readings: usize,
    /// Readings that were not taken.
    pub rejected: usize,
    /// Days that are new or changed.
    pub days: usize,
    /// Days that were known exactly so.
    pub unchanged_days: usize,
    /// True if the file was refused as a whole.
    pub refused: bool,
    /// What was noticed.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// Takes in a file: CSV, TSV, XLSX or Parquet, gzip or not; long, wide or one column a meter. A file with errors is refused as a
/// whole unless `lenient`: then the readings that are none are left out and listed.
///
/// # Errors
/// Who may not; an unknown region; what the store and the lake say. A refused file is an outcome.
pub async fn import(
    home: &Home,
    actor: &Actor,
    region: &str,
    upload: Upload,
    options: ParseOptions,
    lenient: bool,
) -> Result<Outcome> {
    let watch = Watch::default();
    import_watched(home, actor, region, upload, options, lenient, watch).await
}

/// As [`import`], with somebody looking on: bytes while the file is read, rows while they are checked.
///
/// # Errors
/// As [`import`]; the job was cancelled.
pub async fn import_watched(
    home: &Home,
    actor: &Actor,
    region: &str,
    upload: Upload,
    options: ParseOptions,
    lenient: bool,
    watch: Watch,
) -> Result<Outcome> {
    actor.must_import()?;
    let ground = Ground::of(home, region).await?;
    let mut new = new_job(region, READINGS, &upload.file_name, actor.name());
    new.sha256 = upload.sha256();
    new.size_bytes = upload.bytes.len() as u64;
    if lenient {
        new.mode = store::ImportMode::Lenient;
    }
    let files = Arc::clone(home.files());
    let sha256 = new.sha256.clone();
    let now_us = home.now_us();
    let (seq, mut outcome) = job::watched(home, &new, watch, move |bench| {
        let mut log = Log::new();
        bench.at(ImportState::Reading, 0, upload.bytes.len() as u64)?;
        // What the store says of a notice waits until the sheet is there: readers of sheets know no refusals.
        let mut told = Ok(());
        let read = sheet(&upload, &options, &mut |done, total| {
            if told.is_ok() {
                told = bench.at(ImportState::Reading, done, total);
            }
        });
        told?;
        let sheet = match read {
            Ok(sheet) => sheet,
            Err(findings) => return Ok(refused(0, 0, findings)),
        };
        let mut told = bench.at(ImportState::Checking, 0, u64::from(sheet.rows()));
        let parsed = parse_sheet_with_progress(
            &sheet,
            &options,
            &ground.clock,
            &mut log,
            &mut |row, rows| {
                if told.is_ok() {
                    told = bench.at(ImportState::Checking, u64::from(row), u64::from(rows));
                }
            },
        );
        told?;
        let mut parsed = match parsed {
            Ok(parsed) => parsed,
            Err(findings) => return Ok(refused(sheet.rows(), 0, findings)),
        };
        drop(sheet);
        let noticed = std::mem::take(&mut parsed.sheet_findings);
        let mut taken = take(
            bench.lake,
            &ground,
            &parsed.readings,
            parsed.stamp,
            &upload.file_name,
            later_us(bench.lake, &ground.region.id, now_us)?,
            log,
        )?;
        // What is odd about the file itself comes before what is odd about its rows.
        taken.findings.splice(0..0, noticed);
        let errors = taken
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error);
        if errors && !lenient || taken.readings == 0 && taken.days.is_empty() {
            let rejected = taken.rejected_count as u64;
            return Ok(refused(parsed.rows, rejected, taken.findings));
        }
        let counts = ImportCounts {
            rows: u64::from(parsed.rows),
            rejected: taken.rejected_count as u64,
            findings: taken.findings.len() as u64,
            ..ImportCounts::default()
        };
        let outcome = Outcome {
            readings: taken.readings,
            rejected: taken.rejected_count,
            days: taken.days.len(),
            unchanged_days: taken.unchanged_days,
            findings: taken.findings,
            ..Outcome::default()
        };
        files.put(&sha256, &upload.bytes)?;
        let mut appender = bench.lake.append_readings(Batch::Import(bench.seq))?;
        appender.push(&ground.region.id, &taken.days)?;
        bench.prepare(&counts, &ImportPayload::default(), &outcome.findings)?;
        bench.at(ImportState::Prepared, 0, 0)?;
        appender.commit()?;
        Ok(Done::Whole(outcome))
    })
    .await?;
    outcome.import = seq;
    Ok(outcome)
}

fn refused(rows: u32, rejected: u64, findings: Vec<Finding>) -> Done<Outcome> {
    let outcome = Outcome {
        refused: true,
        findings: findings.clone(),
        ..Outcome::default()
    };
    let counts = ImportCounts {
        rows: u64::from(rows),
        rejected,
        ..ImportCounts::default()
    };
    Done::Refused(outcome, counts, findings)
}

pub(super) fn sheet(
    upload: &Upload,
    options: &ParseOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> std::result::Result<intake::Sheet, Vec<Finding>> {
    if upload.bytes.starts_with(b"PAR1") {
        return lake::parquet_sheet(&upload.file_name, upload.bytes.to_vec()).map_err(|error| {
            match error {
                lake::LakeError::Sheet { findings } => findings,
                other => vec![Finding {
                    code: "broken_parquet".to_owned(),
                    severity: Severity::Error,
                    location: None,
                    params: [("detail".to_owned(), other.to_string())].into(),
                    message: other.to_string(),
                }],
            }
        });
    }
    read_sheet_with_progress(&upload.file_name, &upload.bytes, &options.sheet, progress)
}

/// Sets hourly location-based factors of grid zones from a table with the heads `zone, at, kg_per_kwh`: one row an hour, `at`
/// its beginning in ISO 8601, with an offset or in the region's local time. A day that lacks an hour is refused.
///
/// # Errors
/// Who may not; a table with faults, which are named with row and column: then nothing is changed.
pub async fn import_factors(
    home: &Home,
    actor: &Actor,
    region: &str,
    upload: Upload,
) -> Result<usize> {
    actor.must_import()?;
    let ground = Ground::of(home, region).await?;
    let mut new = new_job(region, super::FACTORS, &upload.file_name, actor.name());
    new.sha256 = upload.sha256();
    new.size_bytes = upload.bytes.len() as u64;
    let now_us = home.now_us();
    let (_, days) = job::run(home, &new, move |bench| {
        let recorded_at_us = later_factors_us(bench.lake, &ground.region.id, now_us)?;
        let days = read_factors(&upload, &ground, recorded_at_us)?;
        let counts = ImportCounts {
            rows: days.iter().map(|day| day.values.len() as u64).sum(),
            ..ImportCounts::default()
        };
        bench.prepare(&counts, &ImportPayload::default(), &[])?;
        bench
            .lake
            .append_factors(Batch::Import(bench.seq), &ground.region.id, &days)?;
        Ok(Done::Whole(days.len()))
    })
    .await?;
    Ok(days)
}

/// More than the dirtiest power plant emits; who writes grams in the place of kilograms is above it.
const FACTOR_MAX_KG_PER_KWH: f64 = 5.0;

fn read_factors(upload: &Upload, ground: &Ground, recorded_at_us: i64) -> Result<Vec<FactorDay>> {
    let sheet = sheet(upload, &ParseOptions::default(), &mut |_, _| {})
        .map_err(|findings| Refusal::found(&findings))?;
    let bad = |row: u32, field: &str, value: &str, wanted: &str| {
        Refusal::new(
            ErrorCode::Refused,
            format!(
                "{}, row {row}, column {field}: {value:?} cannot be understood: {wanted}",
                upload.file_name
            ),
        )
        .with("row", row)
        .with("column", field)
    };
    let heads: Vec<String> = sheet
        .row_texts(1)
        .iter()
        .map(|head| head.trim().to_lowercase())
        .collect();
    let mut at = [0; 3];
    for (slot, name) in at.iter_mut().zip(["zone", "at", "kg_per_kwh"]) {
        *slot = heads
            .iter()
            .position(|head| head == name)
            .ok_or_else(|| bad(1, name, "", "the heads are zone, at, kg_per_kwh"))?;
    }
    let mut days: BTreeMap<(String, jiff::civil::Date), Vec<Option<f64>>> = BTreeMap::new();
    for row in 2..=sheet.rows() {
        let texts = sheet.row_texts(row);
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let get = |column: usize| texts.get(column).map_or("", |text| text.trim());
        let (zone, when, value) = (get(at[0]), get(at[1]), get(at[2]));
        if zone.is_empty() {
            return Err(bad(row, "zone", zone, "every row names a zone"));
        }
        let at = instant(&ground.clock, when).map_err(|_| {
            bad(
                row,
                "at",
                when,
                "an hour that clocks show, as 2026-05-04T13:00",
            )
        })?;
        let value = value
            .parse::<f64>()
            .ok()
            .filter(|value| (0.0..=FACTOR_MAX_KG_PER_KWH).contains(value))
            .ok_or_else(|| bad(row, "kg_per_kwh", value, "kilograms a kWh, from 0 to 5"))?;
        let (date, hour) = ground.clock.slot_of(at, 3600);
        let hours = days
            .entry((zone.to_owned(), date))
            .or_insert_with(|| vec![None; ground.clock.slots(date, 3600)]);
        if let Some(slot) = hours.get_mut(hour)
            && slot.replace(value).is_some()
        {
            return Err(bad(
                row,
                "at",
                when,
                "each hour once; where clocks show one twice, write the offset with it",
            ));
        }
    }
    days.into_iter()
        .map(|((zone, date), hours)| {
            let known = hours.iter().flatten().count();
            let values = hours
                .iter()
                .copied()
                .collect::<Option<Vec<f64>>>()
                .ok_or_else(|| {
                    Refusal::new(
                        ErrorCode::Refused,
                        format!(
                            "{}: zone {zone} has {known} of {} hours on {date}; a day needs all",
                            upload.file_name,
                            hours.len()
                        ),
                    )
                    .with("zone", &zone)
                    .with("date", date)
                })?;
            Ok(FactorDay {
                zone,
                date,
                values,
                source: upload.file_name.clone(),
                recorded_at_us,
            })
        })
        .collect()
}

/// Adds meters, or describes them anew, from a table with the heads `code, name, name_zh, enterprise, place, carrier, unit,
/// resolution, register, interval_minutes, digits, multiplier, parent, loss_percent_max, formula, zone, active_from, active_to`;
/// `code`, `place` and `carrier` are needed, the rest has usual values.
///
/// # Errors
/// Who may not; a table with faults, which are named with row and column, among them another unit, resolution, multiplier or kind of
/// register for a meter that has readings, since its counts would mean something else: then nothing is changed.
pub async fn import_meters(
    home: &Home,
    actor: &Actor,
    region: &str,
    upload: &Upload,
) -> Result<usize> {
    actor.must_import()?;
    let store = home.store();
    let record = store.region(region).await?;
    let places = store.places(region).await?;
    let enterprises = store.enterprises(region).await?;
    let known = store.meters(region).await?;
    let meters = read_meters(upload, record.region.synthetic)?;
    let mut log = Log::new();
    let mut codes: HashSet<&str> = known.iter().map(|meter| meter.code.as_str()).collect();
    codes.extend(meters.iter().map(|meter| meter.code.as_str()));
    for (row, meter) in (2..).zip(&meters) {
        meter.check(&mut log);
        let at = |field: &str, value: &str, wanted: &str| {
            Err(Refusal::new(
                ErrorCode::Refused,
                format!(
                    "{}, row {row}, column {field}: {value:?} is no {wanted} of region {region}",
                    upload.file_name
                ),
            )
            .with("row", row)
            .with("column", field))
        };
        if !places.iter().any(|place| place.code == meter.place) {
            return at("place", &meter.place, "place");
        }
        if let Some(code) = &meter.enterprise
            && !enterprises.iter().any(|one| one.code == *code)
        {
            return at("enterprise", code, "enterprise");
        }
        if let Some(parent) = &meter.parent
            && !codes.contains(parent.as_str())
        {
            return at("parent", parent, "meter");
        }
    }
    if log.has_errors() {
        return Err(Refusal::found(&log.into_findings()));
    }
    keeps_its_counts(home, region, &known, &meters, &upload.file_name).await?;
    store.put_meters(region, &meters).await?;
    Ok(meters.len())
}

/// The meters of a table.
fn read_meters(upload: &Upload, synthetic: bool) -> Result<Vec<Meter>> {
    let sheet = sheet(upload, &ParseOptions::default(), &mut |_, _| {})
        .map_err(|findings| Refusal::found(&findings))?;
    let heads: Vec<String> = sheet
        .row_texts(1)
        .iter()
        .map(|head| head.trim().to_lowercase())
        .collect();
    let bad = |row: u32, field: &str, value: &str, wanted: &str| {
        Refusal::new(
            ErrorCode::Refused,
            format!(
                "{}, row {row}, column {field}: {value:?} cannot be understood: {wanted}",
                upload.file_name
            ),
        )
        .with("row", row)
        .with("column", field)
    };
    let known = [
        "code",
        "name",
        "name_zh",
        "enterprise",
        "place",
        "carrier",
        "unit",
        "resolution",
        "register",
        "interval_minutes",
        "digits",
        "multiplier",
        "parent",
        "loss_percent_max",
        "formula",
        "zone",
        "active_from",
        "active_to",
    ];
    if let Some(odd) = heads
        .iter()
        .find(|head| !head.is_empty() && !known.contains(&head.as_str()))
    {
        return Err(bad(
            1,
            odd,
            odd,
            &format!("the heads are {}", known.join(", ")),
        ));
    }
    let mut meters = Vec::new();
    for row in 2..=sheet.rows() {
        let texts = sheet.row_texts(row);
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let get = |field: &str| -> Option<String> {
            let at = heads.iter().position(|head| head == field)?;
            let text = texts.get(at)?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let need =
            |field: &str| get(field).ok_or_else(|| bad(row, field, "", "every meter needs it"));
        fn parsed<T: std::str::FromStr>(
            text: Option<String>,
            usual: T,
            fault: impl Fn(&str) -> Refusal,
        ) -> Result<T> {
            text.map_or(Ok(usual), |text| text.parse().map_err(|_| fault(&text)))
        }
        let number = |field: &str, usual: f64| {
            parsed(get(field), usual, |text| bad(row, field, text, "a number"))
        };
        let date = |field: &str| {
            get(field)
                .map(|text| {
                    text.parse()
                        .map_err(|_| bad(row, field, &text, "a date as 2026-05-04"))
                })
                .transpose()
        };
        let code = need("code")?;
        let name = get("name").unwrap_or_else(|| code.clone());
        let register = match get("register").as_deref() {
            None | Some("interval") => Register::Interval,
            Some("cumulative") => Register::Cumulative,
            Some("power") => Register::Power,
            Some(other) => {
                return Err(bad(row, "register", other, "interval, cumulative or power"));
            }
        };
        let minutes = number("interval_minutes", 15.0)?;
        meters.push(Meter {
            name: units::Label {
                zh: get("name_zh").unwrap_or_else(|| name.clone()),
                en: name,
            },
            enterprise: get("enterprise"),
            place: need("place")?,
            carrier: need("carrier")?,
            unit: get("unit").unwrap_or_else(|| "kWh".to_owned()),
            resolution: number("resolution", 0.001)?,
            register,
            interval_s: (minutes * 60.0).round() as u32,
            digits: get("digits")
                .map(|text| {
                    text.parse()
                        .map_err(|_| bad(row, "digits", &text, "a whole number"))
                })
                .transpose()?,
            multiplier: number("multiplier", 1.0)?,
            parent: get("parent"),
            loss_percent_max: number("loss_percent_max", 0.0)?,
            formula: get("formula"),
            zone: get("zone"),
            active: (date("active_from")?, date("active_to")?),
            synthetic,
            code,
        });
    }
    Ok(meters)
}

/// Refuses a meter whose counts would from now on mean another amount, though some are kept of it.
async fn keeps_its_counts(
    home: &Home,
    region: &str,
    known: &[Meter],
    new: &[Meter],
    file: &str,
) -> Result<()> {
    let known: HashMap<&str, &Meter> = known.iter().map(|one| (one.code.as_str(), one)).collect();
    let differing: BTreeMap<String, (u32, &Meter, &Meter)> = (2..)
        .zip(new)
        .filter_map(|(row, new)| {
            let old = *known.get(new.code.as_str())?;
            let is_same = old.unit == new.unit
                && old.register == new.register
                && old.unit_per_count() == new.unit_per_count();
            (!is_same).then(|| (new.code.clone(), (row, old, new)))
        })
        .collect();
    if differing.is_empty() {
        return Ok(());
    }
    let (lake, of) = (home.lake().clone(), region.to_owned());
    let codes: HashSet<String> = differing.keys().cloned().collect();
    let read = blocking(move || {
        let mut read = BTreeSet::new();
        for registers in [false, true] {
            let days = Days {
                meters: Some(&codes),
                registers,
                ..Days::default()
            };
            let found = lake.scan_days(&of, &days, BTreeSet::new, |found, row| {
                if !found.contains(row.meter) {
                    found.insert(row.meter.to_owned());
                }
            })?;
            read.extend(found.into_iter().flatten());
        }
        Ok(read)
    })
    .await?;
    let Some((row, old, new)) = read.iter().find_map(|code| differing.get(code)) else {
        return Ok(());
    };
    let said = |meter: &Meter| {
        format!(
            "{} counts of {} {}",
            meter.register.id(),
            meter.unit_per_count(),
            meter.unit
        )
    };
    Err(Refusal::new(
        ErrorCode::Refused,
        format!(
            "{file}, row {row}: meter {} has readings as {}, and would have {}; give the new meter a code of its own, or tell of an exchange",
            new.code,
            said(old),
            said(new)
        ),
    )
    .with("row", row)
    .with("meter", &new.code))
}
