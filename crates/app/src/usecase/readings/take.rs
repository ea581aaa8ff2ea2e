//! Readings onto days: laid over what is known, registers differenced, ready to be appended.

use super::clock;
use crate::home::Home;
use crate::refusal::Result;
use inventory::finding::Finding;
use inventory::master::Region;
use jiff::civil::Date;
use lake::Lake;
use lake::readings::{Days, MeterDay};
use metering::clock::Days as Calendar;
use metering::formula::in_order;
use metering::register::{self, DayAmounts};
use metering::{
    DayClock, DayVector, Exchange, Log, Meter, Readings, Register, Rejected, Stamp, place,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Days before and behind a delivery in which a register's neighbouring reads are looked for.
const REACH_DAYS: i32 = 40;

/// What has to be known to take readings: the region, its meters and what was done to them.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The region.
    pub region: Region,
    /// Its meters, by code.
    pub meters: HashMap<String, Meter>,
    /// Exchanges and resets.
    pub exchanges: Vec<Exchange>,
    /// Its clock.
    pub clock: DayClock,
}

impl Ground {
    /// Reads the master data of a region.
    ///
    /// # Errors
    /// An unknown region; what the store says.
    pub async fn of(home: &Home, region: &str) -> Result<Ground> {
        let store = home.store();
        let region = store.region(region).await?.region;
        let meters = store.meters(&region.id).await?;
        Ok(Ground {
            clock: clock(&region.time_zone)?,
            exchanges: store.exchanges(&region.id).await?,
            meters: meters
                .into_iter()
                .map(|meter| (meter.code.clone(), meter))
                .collect(),
            region,
        })
    }
}

/// Readings as they will be appended, and what was noticed.
#[derive(Debug, Default)]
pub struct Taken {
    /// New and changed days, by meter and date.
    pub days: Vec<MeterDay>,
    /// What was noticed.
    pub findings: Vec<Finding>,
    /// Readings that were not taken, the first of them.
    pub rejected: Vec<Rejected>,
    /// All that were not taken.
    pub rejected_count: usize,
    /// Readings that stand in a day now.
    pub readings: usize,
    /// Days that were known exactly so.
    pub unchanged_days: usize,
}

/// A reading that was rejected before it reached a day counts too; the caller adds it.
///
/// # Errors
/// What the lake says.
pub fn take(
    lake: &Lake,
    ground: &Ground,
    readings: &Readings,
    stamp: Stamp,
    source: &str,
    recorded_at_us: i64,
    mut log: Log,
) -> Result<Taken> {
    let placed = place(
        readings,
        |code| ground.meters.get(code),
        &ground.clock,
        stamp,
        &mut log,
    );
    let mut touched: BTreeMap<&str, (Date, Date)> = BTreeMap::new();
    for (meter, date) in placed.days() {
        let span = touched.entry(&meter.code).or_insert((date, date));
        *span = (span.0.min(date), span.1.max(date));
    }
    let registers = |cumulative: bool| -> BTreeMap<&str, (Date, Date)> {
        touched
            .iter()
            .filter(|(code, _)| {
                ground
                    .meters
                    .get(**code)
                    .is_some_and(|meter| (meter.register == Register::Cumulative) == cumulative)
            })
            .map(|(code, span)| (*code, *span))
            .collect()
    };
    let read_registers = registers(true);
    let mut known = known_days(lake, &ground.region.id, &registers(false), 0, false)?;
    let mut known_registers =
        known_days(lake, &ground.region.id, &read_registers, REACH_DAYS, true)?;
    let collected = placed.merge(
        |meter, date| {
            let of = if meter.register == Register::Cumulative {
                &known_registers
            } else {
                &known
            };
            of.get(&meter.code)?.get(&date).cloned()
        },
        &mut log,
    );
    known.clear();
    let mut taken = Taken {
        rejected: collected.rejected,
        rejected_count: collected.rejected_count,
        readings: collected.taken,
        unchanged_days: collected.unchanged_days,
        ..Taken::default()
    };
    let row = |meter: &Meter, register, step, day, source: &str| MeterDay {
        meter: meter.code.clone(),
        unit: meter.unit.clone(),
        register,
        step,
        day,
        source: source.to_owned(),
        recorded_at_us,
    };
    let mut changed: HashMap<&str, (Date, Date)> = HashMap::new();
    for new in &collected.days {
        let Some(meter) = ground.meters.get(new.meter) else {
            continue;
        };
        let step = meter.unit_per_count();
        taken
            .days
            .push(row(meter, meter.register, step, new.day.clone(), source));
        if meter.register == Register::Cumulative {
            let date = new.day.date;
            let span = changed.entry(new.meter).or_insert((date, date));
            *span = (span.0.min(date), span.1.max(date));
            known_registers
                .entry(meter.code.clone())
                .or_default()
                .insert(date, new.day.clone());
        }
    }
    let spans = changed.iter().map(|(code, span)| (*code, *span)).collect();
    let amounts_known = known_days(lake, &ground.region.id, &spans, REACH_DAYS, false)?;
    let was_known = |code: &str, day: Date| {
        let days = amounts_known.get(code);
        days.is_some_and(|days| days.contains_key(&day))
    };
    let mut calendar = Calendar::new(&ground.clock);
    let mut order: Vec<(&&str, &(Date, Date))> = changed.iter().collect();
    order.sort();
    for (code, span) in order {
        let (Some(meter), Some(days)) = (ground.meters.get(*code), known_registers.get(*code))
        else {
            continue;
        };
        let changed = differences(
            meter,
            &mut calendar,
            days,
            *span,
            &ground.exchanges,
            &mut log,
        );
        for amounts in changed {
            if let Some(day) = day_or_unknown(&amounts, was_known(&meter.code, amounts.date)) {
                let step = meter.unit_per_count();
                taken
                    .days
                    .push(row(meter, Register::Interval, step, day, "register"));
            }
        }
    }
    let worked_out = virtual_days(lake, ground, &taken.days, recorded_at_us, &mut log)?;
    taken.days.extend(worked_out);
    taken.days.sort_by(|a, b| {
        (&a.meter, a.day.date, a.register).cmp(&(&b.meter, b.day.date, b.register))
    });
    taken.findings = log.into_findings();
    Ok(taken)
}

/// Works out anew what went through a meter around an instant, from the reads that are known: after an exchange was told of.
///
/// # Errors
/// What the lake says.
pub fn again(
    lake: &Lake,
    ground: &Ground,
    meter: &Meter,
    at: jiff::Timestamp,
    recorded_at_us: i64,
    mut log: Log,
) -> Result<Taken> {
    // The read at the instant itself is of the new meter: it ends the slot before.
    let before = at.saturating_sub(jiff::SignedDuration::from_secs(1));
    let (date, _) = ground.clock.slot_of(before.unwrap_or(at), meter.interval_s);
    let spans = BTreeMap::from([(meter.code.as_str(), (date, date))]);
    let known = known_days(lake, &ground.region.id, &spans, REACH_DAYS, true)?;
    let amounts_known = known_days(lake, &ground.region.id, &spans, REACH_DAYS, false)?;
    let was_known = |day: Date| {
        amounts_known
            .get(&meter.code)
            .is_some_and(|days| days.contains_key(&day))
    };
    let mut taken = Taken::default();
    if let Some(days) = known.get(&meter.code) {
        let mut calendar = Calendar::new(&ground.clock);
        let exchanges = &ground.exchanges;
        for amounts in differences(
            meter,
            &mut calendar,
            days,
            (date, date),
            exchanges,
            &mut log,
        ) {
            if let Some(day) = day_or_unknown(&amounts, was_known(amounts.date)) {
                taken.days.push(MeterDay {
                    meter: meter.code.clone(),
                    unit: meter.unit.clone(),
                    register: Register::Interval,
                    step: meter.unit_per_count(),
                    day,
                    source: "register".to_owned(),
                    recorded_at_us,
                });
            }
        }
    }
    let worked_out = virtual_days(lake, ground, &taken.days, recorded_at_us, &mut log)?;
    taken.days.extend(worked_out);
    taken.days.sort_by(|a, b| {
        (&a.meter, a.day.date, a.register).cmp(&(&b.meter, b.day.date, b.register))
    });
    taken.findings = log.into_findings();
    Ok(taken)
}

type KnownDays = HashMap<String, BTreeMap<Date, DayVector>>;

/// The newest days of meters within their spans, `reach` days wider on both sides.
fn known_days(
    lake: &Lake,
    region: &str,
    spans: &BTreeMap<&str, (Date, Date)>,
    reach: i32,
    registers: bool,
) -> Result<KnownDays> {
    let (Some(first), Some(last)) = (
        spans.values().map(|span| span.0).min(),
        spans.values().map(|span| span.1).max(),
    ) else {
        return Ok(KnownDays::new());
    };
    let far = jiff::Span::new().days(reach);
    let meters: HashSet<String> = spans.keys().map(|code| (*code).to_owned()).collect();
    let asked = Days {
        dates: (
            Some(first.saturating_sub(far)),
            Some(last.saturating_add(far)),
        ),
        meters: Some(&meters),
        registers,
        ..Days::default()
    };
    let found = lake.scan_days(region, &asked, Vec::new, |found, row| {
        let wanted = spans.get(row.meter).is_some_and(|span| {
            span.0.saturating_sub(far) <= row.date && row.date <= span.1.saturating_add(far)
        });
        if wanted {
            found.push((row.meter.to_owned(), row.to_day()));
        }
    })?;
    let mut known = KnownDays::new();
    for (meter, day) in found.into_iter().flatten() {
        known.entry(meter).or_default().insert(day.date, day);
    }
    Ok(known)
}

/// Amounts of all days on which a changed read has a part: from the read before the span to the read behind it.
fn differences(
    meter: &Meter,
    calendar: &mut Calendar<'_>,
    days: &BTreeMap<Date, DayVector>,
    span: (Date, Date),
    exchanges: &[Exchange],
    log: &mut Log,
) -> Vec<DayAmounts> {
    let has_read = |day: &&DayVector| day.values.iter().any(Option::is_some);
    let from = days
        .range(..span.0)
        .rev()
        .map(|(_, day)| day)
        .find(has_read)
        .map_or(span.0, |day| day.date);
    let to = days
        .range(span.1..)
        .skip_while(|(date, _)| **date <= span.1)
        .map(|(_, day)| day)
        .find(has_read)
        .map_or(span.1, |day| day.date);
    let vectors: Vec<DayVector> = days.range(from..=to).map(|(_, day)| day.clone()).collect();
    // The reads just outside make the first and the last day whole.
    let before = days
        .range(..from)
        .rev()
        .find_map(|(_, day)| register::last_read(meter, calendar, day));
    let after = to.tomorrow().ok().and_then(|next| {
        days.range(next..)
            .find_map(|(_, day)| register::first_read(meter, calendar, day))
    });
    register::amounts(meter, calendar, before, &vectors, after, exchanges, log).days
}

/// A day of amounts as a row; `None` if nothing is known of it, or an amount does not fit, which the meter's resolution excludes
/// for everything that can be metered within an interval.
fn interval_day(amounts: &DayAmounts) -> Option<DayVector> {
    amounts.counts.iter().flatten().next()?;
    let values = amounts
        .counts
        .iter()
        .map(|count| count.map(i32::try_from).transpose())
        .collect::<std::result::Result<Vec<_>, _>>()
        .ok()?;
    let first = *amounts.codes.first()?;
    let known = |slot: usize| values[slot].is_some();
    let codes = if (0..values.len()).all(|slot| !known(slot) || amounts.codes[slot] == first) {
        vec![first]
    } else {
        amounts.codes.clone()
    };
    Some(DayVector {
        date: amounts.date,
        interval_s: amounts.interval_s,
        base: 0,
        values,
        codes,
    })
}

/// A day of amounts as a row. Of a day that was known nothing may be known any more: that has to be said, or the older figures stand.
fn day_or_unknown(amounts: &DayAmounts, was_known: bool) -> Option<DayVector> {
    let unknown = || DayVector {
        date: amounts.date,
        interval_s: amounts.interval_s,
        base: 0,
        values: vec![None; amounts.counts.len()],
        codes: vec![metering::Code::Measured],
    };
    interval_day(amounts).or_else(|| was_known.then(unknown))
}

/// Days of virtual meters that a delivery touches, from the amounts of their parts: those of the delivery, and those known.
pub(super) fn virtual_days(
    lake: &Lake,
    ground: &Ground,
    new: &[MeterDay],
    recorded_at_us: i64,
    log: &mut Log,
) -> Result<Vec<MeterDay>> {
    let mut meters: Vec<Meter> = ground.meters.values().cloned().collect();
    meters.sort_by(|a, b| a.code.cmp(&b.code));
    if !meters.iter().any(Meter::is_virtual) {
        return Ok(Vec::new());
    }
    let formulas = in_order(&meters, log);
    // Which days each formula has to be worked out for; a formula may stand on another's result.
    let mut dates: HashMap<&str, BTreeSet<Date>> = HashMap::new();
    for day in new
        .iter()
        .filter(|day| day.register != Register::Cumulative)
    {
        dates.entry(&day.meter).or_default().insert(day.day.date);
    }
    let mut spans: BTreeMap<&str, (Date, Date)> = BTreeMap::new();
    for (meter, formula) in &formulas {
        let touched: BTreeSet<Date> = formula
            .terms()
            .iter()
            .filter_map(|term| dates.get(term.meter.as_str()))
            .flatten()
            .copied()
            .collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            continue;
        };
        for term in formula.terms() {
            let span = spans.entry(&term.meter).or_insert((*first, *last));
            *span = (span.0.min(*first), span.1.max(*last));
        }
        // Its own days too: one that was known and no longer is has to be told.
        let span = spans.entry(&meter.code).or_insert((*first, *last));
        *span = (span.0.min(*first), span.1.max(*last));
        dates.insert(&meter.code, touched);
    }
    let mut amounts: HashMap<(String, Date), DayAmounts> =
        known_days(lake, &ground.region.id, &spans, 0, false)?
            .into_iter()
            .flat_map(|(meter, days)| {
                days.into_values()
                    .map(move |day| ((meter.clone(), day.date), amounts_of(&day)))
            })
            .collect();
    for day in new
        .iter()
        .filter(|day| day.register != Register::Cumulative)
    {
        amounts.insert((day.meter.clone(), day.day.date), amounts_of(&day.day));
    }
    let mut out = Vec::new();
    for (meter, formula) in &formulas {
        for date in dates.get(meter.code.as_str()).into_iter().flatten() {
            let local = ground.clock.day(*date);
            let result = formula.evaluate(
                meter,
                &local,
                |code| {
                    let day = amounts.get(&(code.to_owned(), *date))?;
                    Some((ground.meters.get(code)?, day))
                },
                log,
            );
            let was_known = amounts.contains_key(&(meter.code.clone(), *date));
            if let Some(day) = day_or_unknown(&result, was_known) {
                out.push(MeterDay {
                    meter: meter.code.clone(),
                    unit: meter.unit.clone(),
                    register: Register::Interval,
                    step: meter.unit_per_count(),
                    day,
                    source: "formula".to_owned(),
                    recorded_at_us,
                });
            }
            amounts.insert((meter.code.clone(), *date), result);
        }
    }
    Ok(out)
}

fn amounts_of(day: &DayVector) -> DayAmounts {
    DayAmounts {
        date: day.date,
        interval_s: day.interval_s,
        counts: (0..day.values.len()).map(|slot| day.count(slot)).collect(),
        codes: (0..day.values.len()).map(|slot| day.code(slot)).collect(),
    }
}
