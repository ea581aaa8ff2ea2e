//! Gaps filled by `metering::repair`: shown first, then written as readings of their own, marked estimated.
//!
//! Only slots without a reading are filled, between a meter's first reading and its last; what is filled stands in a day beside
//! what was read. A reading that comes later takes its slot back, as any later reading does (`Placed::merge`).

use super::take::{Ground, virtual_days};
use super::{READINGS, later_us, new_job};
use crate::home::{Home, blocking};
use crate::http::dto::{RepairFill, RepairPlan};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::{self, Done};
use jiff::civil::Date;
use lake::Table;
use lake::readings::{Batch, Days, MeterDay};
use metering::detect::Series;
use metering::repair::{Fill, Method, repair};
use metering::{Code, DayVector, Log, Meter, Register};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use store::{ImportCounts, ImportPayload, ImportState};

/// Days before and behind the asked ones that methods look at.
const REACH_DAYS: i32 = 56;
/// Meters that are in memory at once.
const METERS_AT_ONCE: usize = 100;
/// How often the filling is worked out anew because readings came meanwhile.
const ATTEMPTS: u32 = 5;

/// What is to be filled.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Code of the meter; all if `None`.
    pub meter: Option<String>,
    /// First day; the meter's first if `None`.
    pub from: Option<Date>,
    /// Last day; the meter's last if `None`.
    pub to: Option<Date>,
}

/// What was filled.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Filled {
    /// Number among the imports; `None` if there was nothing to fill.
    pub import: Option<u32>,
    /// Meters with filled slots.
    pub meters: usize,
    /// Days with filled slots.
    pub days: usize,
    /// Slots that were filled.
    pub slots: usize,
    /// Slots that no method could fill.
    pub left: usize,
    /// Slots by method.
    pub methods: BTreeMap<&'static str, usize>,
}

/// What filling does to one meter.
struct Repaired {
    meter: String,
    fills: Vec<RepairFill>,
    days: Vec<MeterDay>,
    left: usize,
    methods: BTreeMap<&'static str, usize>,
}

/// True if the meter's gaps can be filled: what a register adds up and what a formula says have none of their own.
fn can_fill(meter: &Meter) -> bool {
    !meter.is_virtual() && meter.register != Register::Cumulative
}

fn chosen<'a>(ground: &'a Ground, asked: &Asked) -> Result<Vec<&'a Meter>> {
    let Some(code) = &asked.meter else {
        let mut meters: Vec<&Meter> = ground.meters.values().filter(|one| can_fill(one)).collect();
        meters.sort_by(|a, b| a.code.cmp(&b.code));
        return Ok(meters);
    };
    let meter = ground.meters.get(code).ok_or_else(|| {
        Refusal::new(ErrorCode::UnknownMeter, format!("there is no meter {code}"))
            .with("meter", code)
    })?;
    if !can_fill(meter) {
        return Err(Refusal::new(
            ErrorCode::NotPossible,
            format!(
                "{code}: a register's gaps are split between its reads, a formula's are filled in its parts"
            ),
        )
        .with("meter", code));
    }
    Ok(vec![meter])
}

/// The newest days of some meters around the asked ones.
fn known(
    lake: &lake::Lake,
    region: &str,
    meters: &[&Meter],
    asked: &Asked,
) -> Result<BTreeMap<String, BTreeMap<Date, MeterDay>>> {
    let far = jiff::Span::new().days(REACH_DAYS);
    let codes: HashSet<String> = meters.iter().map(|meter| meter.code.clone()).collect();
    let days = Days {
        dates: (
            asked.from.map(|day| day.saturating_sub(far)),
            asked.to.map(|day| day.saturating_add(far)),
        ),
        meters: Some(&codes),
        ..Days::default()
    };
    let found = lake.scan_days(region, &days, Vec::new, |found, row| {
        found.push(MeterDay {
            meter: row.meter.to_owned(),
            unit: row.unit.to_owned(),
            register: row.register,
            step: row.step,
            day: row.to_day(),
            source: row.source.to_owned(),
            recorded_at_us: row.recorded_at_us,
        });
    })?;
    let mut known: BTreeMap<String, BTreeMap<Date, MeterDay>> = BTreeMap::new();
    for row in found.into_iter().flatten() {
        known
            .entry(row.meter.clone())
            .or_default()
            .insert(row.day.date, row);
    }
    Ok(known)
}

/// Fills one meter's gaps.
fn fill(
    ground: &Ground,
    meter: &Meter,
    known: &BTreeMap<Date, MeterDay>,
    asked: &Asked,
    recorded_at_us: i64,
) -> Option<Repaired> {
    let interval_s = meter.interval_s;
    let (start, end) = (*known.first_key_value()?.0, *known.last_key_value()?.0);
    let (mut slots, mut values, mut places) = (Vec::new(), Vec::new(), Vec::new());
    // Days that were read at another interval are left as they are.
    let mut foreign = BTreeSet::new();
    let mut date = start;
    while date <= end {
        let count = ground.clock.slots(date, interval_s);
        slots.push(u16::try_from(count).ok()?);
        places.extend((0..count).map(|slot| (date, slot)));
        match known.get(&date) {
            Some(row) if row.day.interval_s == interval_s && row.day.values.len() == count => {
                values.extend((0..count).map(|slot| Some(row.day.count(slot)? as f64 * row.step)));
            }
            other => {
                if other.is_some() {
                    foreign.insert(date);
                }
                values.extend(std::iter::repeat_n(None, count));
            }
        }
        date = date.tomorrow().ok()?;
    }
    let first = values.iter().position(Option::is_some)?;
    let last = values.iter().rposition(Option::is_some)?;
    let wanted = |index: usize| {
        let (date, _): (Date, usize) = places[index];
        first < index
            && index < last
            && asked.from.is_none_or(|from| from <= date)
            && asked.to.is_none_or(|to| date <= to)
            && meter.is_active(date)
            && !foreign.contains(&date)
    };
    let missing = (0..values.len())
        .filter(|index| values[*index].is_none() && wanted(*index))
        .count();
    if missing == 0 {
        return None;
    }
    let series = Series {
        start,
        interval_s,
        slots_per_day: &slots,
        values: &values,
    };
    let repaired = repair(&series, &[], &[]);
    let mut out = Repaired {
        meter: meter.code.clone(),
        fills: Vec::new(),
        days: Vec::new(),
        left: missing,
        methods: BTreeMap::new(),
    };
    let mut by_day: BTreeMap<Date, (DayVector, f64, BTreeSet<Method>)> = BTreeMap::new();
    for one in &repaired.fills {
        let taken = put(
            ground,
            meter,
            known,
            one,
            &repaired.values,
            &places,
            &wanted,
            &mut by_day,
        );
        out.left -= taken.len();
        *out.methods.entry(one.method.id()).or_default() += taken.len();
        if let (Some((from, _)), Some((to, _))) = (taken.first(), taken.last()) {
            out.fills.push(RepairFill {
                from: moment(ground, meter, places[*from], 0),
                to: moment(ground, meter, places[*to], 1),
                method: one.method.id().to_owned(),
                slots: taken.len() as u64,
                amount: taken.iter().map(|(_, amount)| amount).sum(),
                values: taken.iter().map(|(_, amount)| *amount).collect(),
            });
        }
    }
    for (date, (mut day, step, methods)) in by_day {
        if let Some(code) = day.codes.first().copied()
            && (0..day.values.len()).all(|n| day.values[n].is_none() || day.codes[n] == code)
        {
            day.codes = vec![code];
        }
        let row = known.get(&date);
        let names: Vec<&str> = methods.iter().map(|method| method.id()).collect();
        out.days.push(MeterDay {
            meter: meter.code.clone(),
            unit: row.map_or_else(|| meter.unit.clone(), |row| row.unit.clone()),
            register: row.map_or(meter.register, |row| row.register),
            step,
            day,
            source: format!("repair:{}", names.join("+")),
            recorded_at_us,
        });
    }
    Some(out)
}

/// Lays one fill onto its days. Returns the slots that were filled, with their amounts.
#[allow(
    clippy::too_many_arguments,
    reason = "one loop's body, apart to be read"
)]
fn put(
    ground: &Ground,
    meter: &Meter,
    known: &BTreeMap<Date, MeterDay>,
    fill: &Fill,
    values: &[Option<f64>],
    places: &[(Date, usize)],
    wanted: &dyn Fn(usize) -> bool,
    by_day: &mut BTreeMap<Date, (DayVector, f64, BTreeSet<Method>)>,
) -> Vec<(usize, f64)> {
    let mut taken = Vec::new();
    for index in (fill.first..=fill.last).filter(|index| wanted(*index)) {
        let (date, slot) = places[index];
        let (day, step, methods) = by_day
            .entry(date)
            .or_insert_with(|| blank(ground, meter, known.get(&date), date));
        // Never over a reading.
        let Some(value) = values[index].filter(|_| day.values[slot].is_none()) else {
            continue;
        };
        let count = (value / *step).round() as i64;
        let Ok(less) = i32::try_from(count - day.base) else {
            continue;
        };
        (day.values[slot], day.codes[slot]) = (Some(less), Code::Estimated);
        methods.insert(fill.method);
        taken.push((index, count as f64 * *step));
    }
    taken
}

/// A day as it is known, with a code for each slot, and what one of its counts is of.
fn blank(
    ground: &Ground,
    meter: &Meter,
    known: Option<&MeterDay>,
    date: Date,
) -> (DayVector, f64, BTreeSet<Method>) {
    let (mut day, step) = match known {
        Some(row) => (row.day.clone(), row.step),
        None => {
            let slots = ground.clock.slots(date, meter.interval_s);
            let day = DayVector {
                date,
                interval_s: meter.interval_s,
                base: 0,
                values: vec![None; slots],
                codes: vec![Code::Estimated],
            };
            (day, meter.unit_per_count())
        }
    };
    day.codes = (0..day.values.len()).map(|slot| day.code(slot)).collect();
    (day, step, BTreeSet::new())
}

/// The beginning of a slot, or, with `plus` 1, its end.
fn moment(ground: &Ground, meter: &Meter, (date, slot): (Date, usize), plus: i64) -> String {
    let at = ground.clock.start_of(date, slot, meter.interval_s);
    let at = at + jiff::SignedDuration::from_secs(plus * i64::from(meter.interval_s));
    at.to_zoned(ground.clock.zone().clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// What filling would do.
fn plan(lake: &lake::Lake, ground: &Ground, asked: &Asked, at_us: i64) -> Result<Vec<Repaired>> {
    let mut all = Vec::new();
    for some in chosen(ground, asked)?.chunks(METERS_AT_ONCE) {
        let known = known(lake, &ground.region.id, some, asked)?;
        for meter in some {
            if let Some(days) = known.get(&meter.code) {
                all.extend(fill(ground, meter, days, asked, at_us));
            }
        }
    }
    Ok(all)
}

fn summed(all: &[Repaired]) -> Filled {
    let mut filled = Filled::default();
    for one in all {
        filled.meters += usize::from(!one.days.is_empty());
        filled.days += one.days.len();
        filled.left += one.left;
        for (method, slots) in &one.methods {
            *filled.methods.entry(method).or_default() += slots;
            filled.slots += slots;
        }
    }
    filled
}

/// What filling a meter's gaps would do; nothing is written.
///
/// # Errors
/// Who may not read; an unknown region or meter; a meter whose gaps cannot be filled.
pub async fn preview(home: &Home, actor: &Actor, region: &str, asked: Asked) -> Result<RepairPlan> {
    actor.must_read(home.config().public_read)?;
    let ground = Ground::of(home, region).await?;
    let lake = home.lake().clone();
    blocking(move || {
        let unit = chosen(&ground, &asked)?
            .first()
            .map_or_else(String::new, |meter| meter.unit.clone());
        let all = plan(&lake, &ground, &asked, 0)?;
        let filled = summed(&all);
        let fills: Vec<RepairFill> = all.into_iter().flat_map(|one| one.fills).collect();
        Ok(RepairPlan {
            unit,
            import: None,
            days: filled.days as u64,
            slots: filled.slots as u64,
            left: filled.left as u64,
            amount: fills.iter().map(|one| one.amount).sum(),
            fills,
        })
    })
    .await
}

/// The same for the terminal, of all meters.
///
/// # Errors
/// As [`preview`].
pub async fn dry_run(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: Asked,
) -> Result<(Filled, Vec<(String, RepairFill)>)> {
    actor.must_read(home.config().public_read)?;
    let ground = Ground::of(home, region).await?;
    let lake = home.lake().clone();
    blocking(move || {
        let all = plan(&lake, &ground, &asked, 0)?;
        let filled = summed(&all);
        let fills = all
            .into_iter()
            .flat_map(|one| {
                let meter = one.meter;
                one.fills.into_iter().map(move |fill| (meter.clone(), fill))
            })
            .collect();
        Ok((filled, fills))
    })
    .await
}

/// Fills gaps and writes what was filled as a batch of its own.
///
/// # Errors
/// Who may not; as [`preview`]; [`ErrorCode::Busy`] if readings keep coming in between.
pub async fn run(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: Asked,
) -> Result<(Filled, Vec<RepairFill>)> {
    actor.must_import()?;
    let ground = Ground::of(home, region).await?;
    chosen(&ground, &asked)?;
    let file = match &asked.meter {
        Some(meter) => format!("repair {meter}"),
        None => "repair".to_owned(),
    };
    let new = new_job(region, READINGS, &file, actor.name());
    let now_us = home.now_us();
    let (seq, (mut filled, fills)) = job::run(home, &new, move |bench| {
        let region = &ground.region.id;
        for _ in 0..ATTEMPTS {
            let version = bench.lake.version(Table::Readings)?;
            let at_us = later_us(bench.lake, region, now_us)?;
            let all = plan(bench.lake, &ground, &asked, at_us)?;
            let filled = summed(&all);
            let (mut days, mut fills) = (Vec::new(), Vec::new());
            for one in all {
                days.extend(one.days);
                fills.extend(one.fills);
            }
            if days.is_empty() {
                return Ok(Done::Nothing((filled, fills), ImportState::Unchanged));
            }
            let mut log = Log::new();
            let worked_out = virtual_days(bench.lake, &ground, &days, at_us, &mut log)?;
            days.extend(worked_out);
            days.sort_by(|a, b| {
                (&a.meter, a.day.date, a.register).cmp(&(&b.meter, b.day.date, b.register))
            });
            // What came meanwhile is not to be written over.
            if bench.lake.version(Table::Readings)? != version {
                continue;
            }
            let findings = log.into_findings();
            let counts = ImportCounts {
                rows: filled.slots as u64,
                findings: findings.len() as u64,
                ..ImportCounts::default()
            };
            let mut appender = bench.lake.append_readings(Batch::Import(bench.seq))?;
            appender.push(region, &days)?;
            bench.prepare(&counts, &ImportPayload::default(), &findings)?;
            appender.commit()?;
            return Ok(Done::Whole((filled, fills)));
        }
        Err(Refusal::new(
            ErrorCode::Busy,
            "readings keep coming in while gaps are filled: try again in a while",
        ))
    })
    .await?;
    filled.import = (filled.slots > 0).then_some(seq);
    Ok((filled, fills))
}
