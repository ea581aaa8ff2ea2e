//! Readings in any order, repeated and late, onto whole days.
//!
//! Two steps, because between them the days that are already known are fetched: [`place`] puts each reading on its day and
//! slot, [`Placed::merge`] lays them over what is known. What comes later holds, within a delivery as between deliveries.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::{DayClock, Days, LocalDay, day_number};
use crate::finding::{Log, code_line, rendered};
use crate::meter::interval_is_valid;
use crate::sample::{Decimal, Readings};
use crate::{Code, DayVector, Meter, Register};

/// What the time of an interval's reading names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stamp {
    /// The instant at which the interval begins.
    #[default]
    Start,
    /// The instant at which it ends: 00:00 closes the day before.
    End,
}

/// A reading that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rejected {
    /// Row of the file or index in the batch, from 1; 0 if none.
    pub row: u32,
    /// Code of the finding.
    pub code: &'static str,
    /// Its sentence.
    pub message: String,
}

/// Most rejected readings that are kept by row; all are counted.
pub const REJECTED_MAX: usize = 10_000;

/// A day as it now is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDay<'a> {
    /// Code of the meter.
    pub meter: &'a str,
    /// The whole day.
    pub day: DayVector,
    /// True if something that was known before has another value now.
    pub corrected: bool,
}

/// What came of a delivery.
#[derive(Debug, Clone, Default)]
pub struct Collected<'a> {
    /// The days that are new or changed, by meter (in the order in which the delivery first names them) and date.
    pub days: Vec<NewDay<'a>>,
    /// Days of the delivery that were already known exactly so.
    pub unchanged_days: usize,
    /// Readings that now stand in a day.
    pub taken: usize,
    /// Readings that do not, see [`Rejected`].
    pub rejected: Vec<Rejected>,
    /// Number of these, kept or not.
    pub rejected_count: usize,
}

/// One reading on its slot. 32 bytes; the key orders by meter, day and slot.
#[derive(Debug, Clone, Copy)]
struct Laid {
    key: u64,
    counts: i64,
    at_s: i64,
    row: u32,
    code: Code,
}

const SLOT_BITS: u32 = 17;
const DAY_BITS: u32 = 17;

impl Laid {
    fn key(meter: u32, day: i32, slot: usize) -> u64 {
        (u64::from(meter) << (SLOT_BITS + DAY_BITS)) | ((day as u64) << SLOT_BITS) | slot as u64
    }
    fn slot(&self) -> usize {
        (self.key & ((1 << SLOT_BITS) - 1)) as usize
    }
    fn meter(&self) -> usize {
        (self.key >> (SLOT_BITS + DAY_BITS)) as usize
    }
}

/// 1970-01-03 and 2200-01-01: wherever on Earth it is, the local day and the one before have a number of at most 17 bits.
const PLAUSIBLE_S: Range<i64> = 172_800..7_258_118_400;

/// Readings on their days and slots.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    meters: Vec<Option<Target<'a>>>,
    laid: Vec<Laid>,
    /// One for each meter and day: the readings' range in `laid`.
    groups: Vec<(Date, Range<usize>)>,
    clock: &'a DayClock,
    stamp: Stamp,
    out: Collected<'a>,
}

/// A meter that takes readings.
#[derive(Debug, Clone, Copy)]
struct Target<'a> {
    meter: &'a Meter,
    grid: Decimal,
    /// Readings as near as this to a slot's edge are on it: clocks of meters are a little off.
    jitter_s: i64,
    always_active: bool,
}

/// Puts readings on their meters' days and slots. `meter_of` finds a meter by its code.
///
/// A reading of an interval or of power belongs to the slot that begins (or, by `stamp`, ends) at its time; one of a register
/// that adds up to the slot whose end is nearest. Times within a fifteenth of the interval (at most a minute) of the grid are on it.
pub fn place<'a>(
    readings: &'a Readings,
    meter_of: impl Fn(&str) -> Option<&'a Meter>,
    clock: &'a DayClock,
    stamp: Stamp,
    log: &mut Log,
) -> Placed<'a> {
    let mut out = Collected::default();
    let mut refusals: Vec<(&'static str, String)> = Vec::with_capacity(readings.meters().len());
    let meters: Vec<Option<Target<'a>>> = readings
        .meters()
        .iter()
        .map(|code| match target(code, &meter_of) {
            Ok(target) => {
                refusals.push(("", String::new()));
                Some(target)
            }
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        })
        .collect();
    let mut days = Days::new(clock);
    let mut laid = Vec::with_capacity(readings.len());
    for reading in readings.rows() {
        let code = &readings.meters()[reading.meter as usize];
        let Some(target) = &meters[reading.meter as usize] else {
            let (refusal, found) = &refusals[reading.meter as usize];
            let params = vec![("meter", code.clone()), ("found", found.clone())];
            reject(&mut out, log, refusal, code, reading.row, params);
            continue;
        };
        if !PLAUSIBLE_S.contains(&reading.at_s) {
            let params = vec![("meter", code.clone()), ("at", shown(reading.at_s))];
            reject(&mut out, log, "implausible_time", code, reading.row, params);
            continue;
        }
        let Some(found) = reading.value.counts(target.grid) else {
            let params = vec![
                ("meter", code.clone()),
                ("at", shown(reading.at_s)),
                ("found", reading.value.to_string()),
            ];
            reject(&mut out, log, "count_too_large", code, reading.row, params);
            continue;
        };
        let interval_s = target.meter.interval_s;
        let (day, slot) = match target.meter.register {
            Register::Cumulative => nearest_end(&mut days, reading.at_s, interval_s),
            Register::Interval | Register::Power => {
                let inside_s = match stamp {
                    Stamp::Start => reading.at_s + target.jitter_s,
                    Stamp::End => reading.at_s - 1 - target.jitter_s,
                };
                let day = days.at(inside_s);
                (day, day.slot_of_s(inside_s, interval_s))
            }
        };
        if !target.always_active && !target.meter.is_active(day.date) {
            let params = vec![("meter", code.clone()), ("at", shown(reading.at_s))];
            reject(&mut out, log, "out_of_span", code, reading.row, params);
            continue;
        }
        let mut counts = found.counts;
        if !found.exact {
            log.push("off_grid", code, || {
                let params = vec![
                    ("meter", code.clone()),
                    ("at", shown(reading.at_s)),
                    ("found", reading.value.to_string()),
                    (
                        "taken",
                        (counts as f64 * target.meter.resolution).to_string(),
                    ),
                    ("resolution", target.meter.resolution.to_string()),
                ];
                (None, params)
            });
        }
        if target.meter.register == Register::Power && !day.is_plain() {
            let length_s = day.slot_length_s(slot, interval_s);
            if length_s != i64::from(interval_s) {
                log.push("power_slot_cut", code, || {
                    (
                        None,
                        vec![("meter", code.clone()), ("at", shown(reading.at_s))],
                    )
                });
                let cut = counts as f64 * length_s as f64 / f64::from(interval_s);
                counts = cut.round() as i64;
            }
        }
        laid.push(Laid {
            key: Laid::key(reading.meter, day_number(day.date), slot),
            counts,
            at_s: reading.at_s,
            row: reading.row,
            code: reading.code,
        });
    }
    let laid = ordered(laid, meters.len());
    let mut groups = Vec::new();
    let mut at = 0;
    while at < laid.len() {
        let of = laid[at].key >> SLOT_BITS;
        let end = at + laid[at..].partition_point(|it| it.key >> SLOT_BITS == of);
        groups.push((date_of((of & ((1 << DAY_BITS) - 1)) as i32), at..end));
        at = end;
    }
    Placed {
        meters,
        laid,
        groups,
        clock,
        stamp,
        out,
    }
}

/// Moves times that name the end of an interval into that interval, so that [`place`] with [`Stamp::Start`] lays them where it would
/// have with [`Stamp::End`]: deliveries of both kinds can then be laid together. Registers, whose times are instants, stay.
pub fn ends_into_intervals<'a>(
    readings: &mut Readings,
    meter_of: impl Fn(&str) -> Option<&'a Meter>,
) {
    let (meters, rows) = readings.parts_mut();
    let back_s: Vec<i64> = meters
        .iter()
        .map(|code| match target(code, &meter_of) {
            Ok(target) if target.meter.register != Register::Cumulative => 1 + 2 * target.jitter_s,
            _ => 0,
        })
        .collect();
    for reading in rows {
        reading.at_s -= back_s.get(reading.meter as usize).copied().unwrap_or(0);
    }
}

/// By meter, day and slot; of the same slot the later in the delivery comes later.
///
/// Deliveries are sorted by time, or by meter and time: parted by meter in one pass, each meter's are in order as a rule.
fn ordered(laid: Vec<Laid>, meters: usize) -> Vec<Laid> {
    if laid.is_sorted_by_key(|it| it.key) {
        return laid;
    }
    let mut ends = vec![0_usize; meters + 1];
    for it in &laid {
        ends[it.meter() + 1] += 1;
    }
    for meter in 0..meters {
        ends[meter + 1] += ends[meter];
    }
    let mut out = laid.clone();
    // From here on `ends[meter]` is where its next goes, in the end where its last went.
    for it in laid {
        let to = &mut ends[it.meter()];
        out[*to] = it;
        *to += 1;
    }
    let mut start = 0;
    for end in ends.into_iter().take(meters) {
        let own = &mut out[start..end];
        if !own.is_sorted_by_key(|it| it.key) {
            own.sort_by_key(|it| it.key);
        }
        start = end;
    }
    out
}

/// The meter of a code, or why it takes no readings: a code and what was found.
fn target<'a>(
    code: &str,
    meter_of: &impl Fn(&str) -> Option<&'a Meter>,
) -> Result<Target<'a>, (&'static str, String)> {
    let meter = meter_of(code).ok_or(("unknown_meter", code.to_owned()))?;
    if meter.is_virtual() {
        return Err(("meter_is_virtual", code.to_owned()));
    }
    if !interval_is_valid(meter.interval_s) {
        return Err(("meter_bad_interval", meter.interval_s.to_string()));
    }
    let grid = meter
        .grid()
        .ok_or_else(|| ("meter_bad_resolution", meter.resolution.to_string()))?;
    Ok(Target {
        meter,
        grid,
        jitter_s: (i64::from(meter.interval_s) / 15).min(60),
        always_active: meter.active == (None, None),
    })
}

fn reject(
    out: &mut Collected<'_>,
    log: &mut Log,
    code: &'static str,
    subject: &str,
    row: u32,
    params: Vec<(&'static str, String)>,
) {
    out.rejected_count += 1;
    if out.rejected.len() < REJECTED_MAX {
        let named = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        out.rejected.push(Rejected {
            row,
            code,
            message: rendered(code_line(code).map_or("", |line| line.sentence), &named),
        });
    }
    log.push(code, subject, || (None, params));
}

fn shown(at_s: i64) -> String {
    Timestamp::from_second(at_s).map_or_else(|_| at_s.to_string(), |at| at.to_string())
}

/// The date of a number of days since 1970.
fn date_of(number: i32) -> Date {
    Timestamp::from_second(i64::from(number) * 86_400)
        .map_or(Date::MAX, |at| jiff::tz::Offset::UTC.to_datetime(at).date())
}

/// The day and slot whose end is nearest to an instant; of two equally near, the earlier.
fn nearest_end<'d>(days: &'d mut Days<'_>, at_s: i64, interval_s: u32) -> (&'d LocalDay, usize) {
    let day = days.at(at_s);
    let slot = day.slot_of_s(at_s, interval_s);
    let (start_s, end_s) = (
        day.slot_start_s(slot, interval_s),
        day.slot_start_s(slot + 1, interval_s),
    );
    let end_s = if at_s - start_s <= end_s - at_s {
        start_s
    } else {
        end_s
    };
    let day = days.at(end_s - 1);
    (day, day.slot_of_s(end_s - 1, interval_s))
}

impl<'a> Placed<'a> {
    /// The meters and days that are touched, each once, by meter and date.
    pub fn days(&self) -> impl Iterator<Item = (&'a Meter, Date)> + '_ {
        self.groups.iter().filter_map(|(date, range)| {
            let meter = self.laid[range.start].meter();
            Some((self.meters[meter]?.meter, *date))
        })
    }

    /// Lays the readings over the days that are known; `known` gives the newest of each.
    pub fn merge(
        self,
        mut known: impl FnMut(&Meter, Date) -> Option<DayVector>,
        log: &mut Log,
    ) -> Collected<'a> {
        let Placed {
            meters,
            laid,
            groups,
            clock,
            stamp,
            mut out,
        } = self;
        let mut days = Days::new(clock);
        let mut counts: Vec<Option<i64>> = Vec::new();
        let mut codes: Vec<Code> = Vec::new();
        out.days.reserve(groups.len());
        for (date, range) in groups {
            let Some(target) = &meters[laid[range.start].meter()] else {
                continue;
            };
            let meter = target.meter;
            let day = days.of(date);
            let slots = day.slots(meter.interval_s);
            counts.clear();
            counts.resize(slots, None);
            codes.clear();
            codes.resize(slots, Code::Measured);
            let before = known(meter, date);
            let mut replaced = false;
            if let Some(before) = &before {
                if before.interval_s == meter.interval_s {
                    for slot in 0..before.values.len().min(slots) {
                        if let Some(count) = before.count(slot) {
                            (counts[slot], codes[slot]) = (Some(count), before.code(slot));
                        }
                    }
                } else {
                    replaced = true;
                    log.push("interval_changed", &meter.code, || {
                        let params = vec![
                            ("meter", meter.code.clone()),
                            ("date", date.to_string()),
                            ("found", before.interval_s.to_string()),
                            ("expected", meter.interval_s.to_string()),
                        ];
                        (None, params)
                    });
                }
            }
            let mut at = range.start;
            while at < range.end {
                let slot = laid[at].slot();
                let length = laid[at..range.end].partition_point(|it| it.slot() == slot);
                let same = &laid[at..at + length];
                at += length;
                let one = if length == 1 {
                    &same[0]
                } else {
                    chosen(same, meter, day, slot, log)
                };
                off_slot(one, target, stamp, day, slot, log);
                out.taken += length;
                if counts[slot].is_some_and(|old| old != one.counts) {
                    replaced = true;
                    log.push("corrected", &meter.code, || {
                        let params =
                            vec![("meter", meter.code.clone()), ("date", date.to_string())];
                        (None, params)
                    });
                }
                (counts[slot], codes[slot]) = (Some(one.counts), one.code);
            }
            let new = packed(
                meter,
                day,
                &mut counts,
                &mut codes,
                &laid[range],
                &mut out,
                log,
            );
            match new {
                Some(new) if before.as_ref() != Some(&new) => out.days.push(NewDay {
                    meter: &meter.code,
                    day: new,
                    corrected: replaced,
                }),
                Some(_) => out.unchanged_days += 1,
                None => {}
            }
        }
        out
    }
}

/// Of several readings of one slot the one that holds.
fn chosen<'l>(
    same: &'l [Laid],
    meter: &Meter,
    day: &LocalDay,
    slot: usize,
    log: &mut Log,
) -> &'l Laid {
    let last = &same[same.len() - 1];
    let code = &meter.code;
    if meter.register == Register::Cumulative {
        // Read more often than once a slot: the nearest to the slot's end, the last of these.
        let end_s = day.slot_start_s(slot + 1, meter.interval_s);
        let distance = |it: &Laid| (it.at_s - end_s).abs();
        let nearest = same.iter().map(distance).min().unwrap_or_default();
        let mut holds = last;
        let mut first: Option<&Laid> = None;
        for it in same.iter().filter(|it| distance(it) == nearest) {
            if let Some(first) = first {
                doubled(first, it, meter, log);
            }
            first = Some(it);
            holds = it;
        }
        return holds;
    }
    // Of different instants the latest, whatever order they came in; of one instant the last that came.
    let mut holds = &same[0];
    for it in &same[1..] {
        if it.at_s == holds.at_s {
            doubled(holds, it, meter, log);
            holds = it;
            continue;
        }
        let (earlier, later) = if it.at_s > holds.at_s {
            (holds, it)
        } else {
            (it, holds)
        };
        log.push("two_times_in_slot", code, || {
            let params = vec![
                ("meter", code.clone()),
                ("at", shown(later.at_s)),
                ("other", shown(earlier.at_s)),
                ("interval", meter.interval_s.to_string()),
            ];
            (None, params)
        });
        holds = later;
    }
    holds
}

/// Notes a reading that came twice in one delivery.
fn doubled(first: &Laid, second: &Laid, meter: &Meter, log: &mut Log) {
    let code = &meter.code;
    if (first.counts, first.code) == (second.counts, second.code) {
        log.push("repeated", code, || {
            (
                None,
                vec![("meter", code.clone()), ("at", shown(second.at_s))],
            )
        });
    } else {
        log.push("corrected_in_batch", code, || {
            let amount = |it: &Laid| (it.counts as f64 * meter.resolution).to_string();
            let params = vec![
                ("meter", code.clone()),
                ("at", shown(second.at_s)),
                ("found", amount(first)),
                ("taken", amount(second)),
            ];
            (None, params)
        });
    }
}

/// Notes a reading that is not on the grid of its slots.
fn off_slot(
    one: &Laid,
    target: &Target<'_>,
    stamp: Stamp,
    day: &LocalDay,
    slot: usize,
    log: &mut Log,
) {
    let meter = target.meter;
    let edge = match (meter.register, stamp) {
        (Register::Cumulative, _) | (_, Stamp::End) => slot + 1,
        (_, Stamp::Start) => slot,
    };
    let edge_s = day.slot_start_s(edge, meter.interval_s);
    if (one.at_s - edge_s).abs() > target.jitter_s {
        log.push("off_slot", &meter.code, || {
            let params = vec![
                ("meter", meter.code.clone()),
                ("at", shown(one.at_s)),
                ("interval", meter.interval_s.to_string()),
            ];
            (None, params)
        });
    }
}

/// The day as it is stored, or nothing if nothing is known. What does not fit is rejected.
fn packed(
    meter: &Meter,
    day: &LocalDay,
    counts: &mut [Option<i64>],
    codes: &mut [Code],
    laid: &[Laid],
    out: &mut Collected<'_>,
    log: &mut Log,
) -> Option<DayVector> {
    let base = match meter.register {
        Register::Cumulative => counts.iter().flatten().next().copied()?,
        Register::Interval | Register::Power => 0,
    };
    let mut values = vec![None; counts.len()];
    for (slot, count) in counts.iter().enumerate() {
        let Some(count) = count else { continue };
        values[slot] = count
            .checked_sub(base)
            .and_then(|less| i32::try_from(less).ok());
        if values[slot].is_none() {
            codes[slot] = Code::Measured;
            let row = laid
                .iter()
                .rfind(|it| it.slot() == slot)
                .map_or(0, |it| it.row);
            let params = vec![
                ("meter", meter.code.clone()),
                ("at", shown(day.slot_start_s(slot, meter.interval_s))),
                ("found", (*count as f64 * meter.resolution).to_string()),
            ];
            reject(out, log, "count_too_large", &meter.code, row, params);
            out.taken = out.taken.saturating_sub(1);
        }
    }
    let first = values.iter().position(Option::is_some)?;
    let code = codes[first];
    let one_code = values
        .iter()
        .zip(codes.iter())
        .all(|(value, it)| value.is_none() || *it == code);
    Some(DayVector {
        date: day.date,
        interval_s: meter.interval_s,
        base,
        values,
        codes: if one_code { vec![code] } else { codes.to_vec() },
    })
}

#[cfg(test)]
#[path = "collect/tests.rs"]
mod tests;
