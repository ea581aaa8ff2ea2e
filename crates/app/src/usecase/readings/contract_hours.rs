//! Hours of contracts and certificates: when their energy was made, and what was used in the same hours.
//!
//! Where an instrument says in which hours its energy was made, it covers in each hour at most what its owner used in that hour
//! (`inventory::contracts`); the rest goes to other instruments and to the residual mix. What was used by hour comes from the
//! readings that the month was summed from, and adds up to the month's watt-hours exactly.

use super::market::{Market, Posted, is_electric, watt_hours};
use super::new_job;
use super::take::Ground;
use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::Upload;
use crate::usecase::job::{self, Done};
use inventory::contracts::{Instrument, Kind, Supply};
use jiff::civil::Date;
use lake::Lake;
use lake::readings::Days;
use metering::parse::ParseOptions;
use metering::{DayClock, Meter};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Contracts, ImportCounts, ImportPayload};
use units::Period;

/// An hour: all slots are parts of one.
const HOUR_S: u32 = 3600;
/// How far the hours' sum may be from the stated volume, as a share of it.
const VOLUME_TOLERANCE: f64 = 1e-3;

/// What became of a table of hours.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct HoursTaken {
    /// Number among the imports.
    pub import: u32,
    /// Instruments that have hours now.
    pub instruments: usize,
    /// Hours that were taken.
    pub hours: usize,
}

fn month_of(date: Date) -> Period {
    Period::Month {
        year: date.year(),
        month: date.month(),
    }
}

/// Elapsed hours of a local month before a day of it; at its end: all of them.
fn hours_before(clock: &DayClock, date: Date) -> usize {
    let mut day = date.first_of_month();
    let mut hours = 0;
    while day < date {
        hours += clock.slots(day, HOUR_S);
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    hours
}

fn hours_of_month(clock: &DayClock, date: Date) -> usize {
    let last = date.last_of_month();
    hours_before(clock, last) + clock.slots(last, HOUR_S)
}

/// Takes in a table of hours: `id, at, kwh`, and `enterprise` if several claim an id; all of it or nothing. It says of instruments
/// that are known in which hours their energy was made; hours of a named month that it does not name made none, and months that it
/// does not name stay as an earlier table has them.
///
/// # Errors
/// Who may not; an unknown region; a row that cannot be understood, names no known instrument or one of several, an hour twice or one
/// outside its validity; hours that do not add up to the stated volume, those of earlier tables included.
pub async fn import_hours(
    home: &Home,
    actor: &Actor,
    region: &str,
    upload: Upload,
) -> Result<HoursTaken> {
    actor.must_import()?;
    let ground = Ground::of(home, region).await?;
    let known = home.store().contracts(region).await?;
    let mut new = new_job(
        region,
        super::contracts::CONTRACTS,
        &upload.file_name,
        actor.name(),
    );
    new.sha256 = upload.sha256();
    new.size_bytes = upload.bytes.len() as u64;
    let (import, mut taken) = job::run(home, &new, move |bench| {
        let (instruments, hours) = read(&upload, &ground.clock, &known.instruments)?;
        let counts = ImportCounts {
            rows: hours as u64,
            ..ImportCounts::default()
        };
        let taken = HoursTaken {
            import: 0,
            instruments: instruments.len(),
            hours,
        };
        let payload = ImportPayload {
            contracts: Contracts {
                instruments,
                ..Contracts::default()
            },
            ..ImportPayload::default()
        };
        bench.prepare(&counts, &payload, &[])?;
        Ok(Done::Whole(taken))
    })
    .await?;
    taken.import = import;
    Ok(taken)
}

/// The instruments that the table names, with their hours, and how many hours it has.
fn read(
    upload: &Upload,
    clock: &DayClock,
    known: &[Instrument],
) -> Result<(Vec<Instrument>, usize)> {
    let sheet = super::files::sheet(upload, &ParseOptions::default(), &mut |_, _| {})
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
    let place = |names: &[&str]| heads.iter().position(|head| names.contains(&head.as_str()));
    let need = |names: &[&str]| {
        place(names).ok_or_else(|| bad(1, names[0], "", "the heads are id, at, kwh"))
    };
    let (id_at, when_at) = (need(&["id", "编号"])?, need(&["at", "时间"])?);
    let (kwh_at, owner_at) = (need(&["kwh", "电量"])?, place(&["enterprise", "企业"]));
    let mut hours: BTreeMap<usize, BTreeMap<(i32, Date), Vec<i64>>> = BTreeMap::new();
    let mut seen: HashSet<(usize, Date, usize)> = HashSet::new();
    for row in 2..=sheet.rows() {
        let texts = sheet.row_texts(row);
        if texts.iter().all(|text| text.trim().is_empty()) {
            continue;
        }
        let get = |column: usize| texts.get(column).map_or("", |text| text.trim());
        let (id, when, kwh) = (get(id_at), get(when_at), get(kwh_at));
        let owner = owner_at.map(get).filter(|owner| !owner.is_empty());
        let mut claims = known
            .iter()
            .enumerate()
            .filter(|(_, one)| one.id == id && owner.is_none_or(|owner| one.owner == owner));
        let (of, first) = claims
            .next()
            .ok_or_else(|| bad(row, "id", id, "no contract or certificate has it"))?;
        if let Some((_, second)) = claims.next() {
            let wanted = format!(
                "{} and {} claim it; say in a column \"enterprise\" whose it is",
                first.owner, second.owner
            );
            return Err(bad(row, "id", id, &wanted));
        }
        let instant = super::exchange::instant(clock, when)
            .map_err(|_| bad(row, "at", when, "an hour as 2026-05-04T13:00"))?;
        let wh = kwh
            .parse::<f64>()
            .ok()
            .map(|kwh| (kwh * 1e3).round())
            .filter(|wh| (0.0..9e15).contains(wh))
            .ok_or_else(|| bad(row, "kwh", kwh, "a number, 0 or more"))? as i64;
        let (date, hour) = clock.slot_of(instant, HOUR_S);
        if !known[of].valid.contains(&month_of(date)) {
            let wanted = format!("{id} is valid in {}", known[of].valid);
            return Err(bad(row, "at", when, &wanted));
        }
        if !seen.insert((of, date, hour)) {
            return Err(bad(
                row,
                "at",
                when,
                "the hour stands there twice; where clocks are put back, state the offset",
            ));
        }
        let first = date.first_of_month();
        let index = i32::from(first.year()) * 12 + i32::from(first.month());
        let month = hours
            .entry(of)
            .or_default()
            .entry((index, first))
            .or_insert_with(|| vec![0; hours_of_month(clock, first)]);
        if let Some(slot) = month.get_mut(hours_before(clock, date) + hour) {
            *slot = wh;
        }
    }
    let count = seen.len();
    let instruments = hours
        .into_iter()
        .map(|(of, named)| {
            let before: &[(Period, Vec<i64>)] = match &known[of].supply {
                Supply::Hourly(months) => months,
                Supply::Volume(_) | Supply::AllDelivered => &[],
            };
            let stated = match &known[of].supply {
                Supply::Volume(wh) => Some(*wh),
                // A certificate or a contract has a volume, and its hours were held against it; a supplier's rate may have none.
                Supply::Hourly(_) => (known[of].kind != Kind::SupplierRate)
                    .then(|| before.iter().flat_map(|(_, hours)| hours).sum()),
                Supply::AllDelivered => None,
            };
            let named: Vec<(Period, Vec<i64>)> = named
                .into_iter()
                .map(|((_, first), hours)| (month_of(first), hours))
                .collect();
            let mut months: Vec<(Period, Vec<i64>)> = before
                .iter()
                .filter(|(month, _)| !named.iter().any(|(of, _)| of == month))
                .cloned()
                .collect();
            months.extend(named);
            months.sort_by_key(|(month, _)| month.first_day());
            let sum: i64 = months.iter().flat_map(|(_, hours)| hours).sum();
            if let Some(stated) = stated
                && (sum - stated).abs() as f64 > VOLUME_TOLERANCE * stated as f64
            {
                return Err(Refusal::new(
                    ErrorCode::Refused,
                    format!(
                        "{}: the hours of {} add up to {} kWh, and {} kWh are stated",
                        upload.file_name,
                        known[of].id,
                        sum as f64 / 1e3,
                        stated as f64 / 1e3
                    ),
                ));
            }
            Ok(Instrument {
                supply: Supply::Hourly(months),
                ..known[of].clone()
            })
        })
        .collect::<Result<_>>()?;
    Ok((instruments, count))
}

/// What was used in each elapsed hour of a month, by enterprise, carrier and unit; only where an instrument has hours for it and
/// all meters tell hours.
pub type HourlyUse = HashMap<(String, String, String, Date), Vec<f64>>;

/// Reads the hours of the months that an hourly instrument of their enterprise is for, from a version of the readings.
///
/// # Errors
/// What the lake says.
pub fn hourly_use<'a>(
    lake: &Lake,
    (region, version): (&str, u64),
    clock: &DayClock,
    market: &Market,
    meters: impl Iterator<Item = &'a Meter>,
    months: &[Posted<'_>],
) -> Result<HourlyUse> {
    let mut found = HourlyUse::new();
    let wanted: Vec<&Posted<'_>> = months
        .iter()
        .filter(|one| is_electric(one.carrier) && market.has_hours(one.enterprise, one.month))
        .collect();
    let (Some(first), Some(last)) = (
        wanted.iter().map(|one| one.month).min(),
        wanted.iter().map(|one| one.month).max(),
    ) else {
        return Ok(found);
    };
    let meters: HashMap<String, &Meter> = meters
        .filter(|meter| meter.parent.is_none() && meter.enterprise.is_some())
        .map(|meter| (meter.code.clone(), meter))
        .collect();
    for one in &wanted {
        let key = (
            one.enterprise.unwrap_or_default().to_owned(),
            one.carrier.to_owned(),
            one.unit.to_owned(),
            one.month,
        );
        found.insert(key, vec![0.0; hours_of_month(clock, one.month)]);
    }
    let codes: HashSet<String> = meters
        .values()
        .filter(|meter| {
            let mut of = wanted.iter();
            of.any(|one| {
                one.enterprise == meter.enterprise.as_deref() && one.carrier == meter.carrier
            })
        })
        .map(|meter| meter.code.clone())
        .collect();
    let asked = Days {
        dates: (Some(first), Some(last.last_of_month())),
        meters: Some(&codes),
        ..Days::default()
    };
    type Hours = (String, Date, Option<Vec<f64>>);
    let rows = lake
        .scan_days_at(version, region, &asked, Vec::<Hours>::new, |found, row| {
            // A slot that is longer than an hour, or lies in two, tells no hours.
            let fits = row.interval_s <= HOUR_S && HOUR_S.is_multiple_of(row.interval_s);
            let hours = fits.then(|| {
                let mut hours = vec![0.0; clock.slots(row.date, HOUR_S)];
                let index = clock.hour_index(row.date, row.interval_s);
                for (slot, hour) in index.into_iter().enumerate() {
                    let is_there = row.present.is_none_or(|present| present[slot]);
                    if let (Some(count), Some(sum), true) = (
                        row.counts.get(slot),
                        hours.get_mut(usize::from(hour)),
                        is_there,
                    ) {
                        *sum += (row.base as f64 + f64::from(*count)) * row.step;
                    }
                }
                hours
            });
            found.push((row.meter.to_owned(), row.date, hours));
        })?
        .concat();
    for (code, date, hours) in rows {
        let Some(meter) = meters.get(&code) else {
            continue;
        };
        let key = (
            meter.enterprise.clone().unwrap_or_default(),
            meter.carrier.clone(),
            meter.unit.clone(),
            date.first_of_month(),
        );
        let Some(hours) = hours else {
            found.remove(&key);
            continue;
        };
        if let Some(sums) = found.get_mut(&key) {
            let before = hours_before(clock, date);
            for (sum, of) in sums.iter_mut().skip(before).zip(hours) {
                *sum += of;
            }
        }
    }
    Ok(found)
}

/// Whole watt-hours of each hour that add up to those of the month; `None` where the hours are not what the month was summed
/// from, or one of them is negative.
pub fn watt_hours_of(one: &Posted<'_>, hours: &HourlyUse) -> Option<Vec<i64>> {
    let key = (
        one.enterprise?.to_owned(),
        one.carrier.to_owned(),
        one.unit.to_owned(),
        one.month,
    );
    let hours = hours.get(&key)?;
    let month_wh = watt_hours(one.amount_micro, one.unit)?;
    let total: f64 = hours.iter().sum();
    let month = one.amount_micro as f64 * 1e-6;
    if hours.iter().any(|of| *of < 0.0) || (total - month).abs() > 1e-6 * month.abs().max(1e-3) {
        return None;
    }
    let (mut before, mut sum) = (0, 0.0);
    let all = hours.iter().map(|of| {
        sum += of;
        let until = if total > 0.0 {
            (month_wh as f64 * (sum / total)).round() as i64
        } else {
            0
        };
        let wh = until - before;
        before = until;
        wh
    });
    let all: Vec<i64> = all.collect();
    (all.iter().all(|wh| *wh >= 0)).then_some(all)
}
