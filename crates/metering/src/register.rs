//! From what a meter shows to what went through it.
//!
//! Amounts are whole counts, worth [`Meter::unit_per_count`] each. For interval registers a reading is the amount; for power
//! registers too, because the hours of a slot are in what a count is worth. A register that adds up gives differences: over
//! roll-overs, exchanges and resets, and where it was read more seldom than once a slot, split evenly so that the parts sum
//! to the whole exactly.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::clock::Days;
use crate::finding::Log;
use crate::{Code, DayVector, Exchange, Meter, Register};

/// What a register showed at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read {
    /// When, in seconds since 1970; the end of a slot.
    pub at_s: i64,
    /// What it showed, in counts.
    pub counts: i64,
    /// How that is known.
    pub code: Code,
}

/// The amounts of one meter on one local day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayAmounts {
    /// The local day.
    pub date: Date,
    /// Length of a slot in seconds.
    pub interval_s: u32,
    /// Counts slot by slot; `None` where nothing is known.
    pub counts: Vec<Option<i64>>,
    /// How each is known; [`Code::Measured`] where nothing is.
    pub codes: Vec<Code>,
}

impl DayAmounts {
    /// Sum of what is known, in counts; `None` if nothing is. Exact.
    #[must_use]
    pub fn sum(&self) -> Option<i64> {
        let mut known = self.counts.iter().flatten().peekable();
        known.peek()?;
        known.try_fold(0_i64, |sum, count| sum.checked_add(*count))
    }

    /// Slots with an amount.
    #[must_use]
    pub fn present(&self) -> usize {
        self.counts.iter().flatten().count()
    }
}

/// Amounts of a span of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amounts {
    /// Day by day. A register that adds up: every day from the first to the last, also those between that have no readings.
    /// Otherwise the days that were given.
    pub days: Vec<DayAmounts>,
    /// The last thing that the register showed in the span (or before it), to go on from; `None` for other registers.
    pub last: Option<Read>,
}

/// The last thing that a register showed on a day; `None` if it was not read, or is none that adds up.
#[must_use]
pub fn last_read(meter: &Meter, days: &mut Days<'_>, vector: &DayVector) -> Option<Read> {
    if meter.register != Register::Cumulative {
        return None;
    }
    let slot = vector.values.iter().rposition(Option::is_some)?;
    read_of(days, vector, slot)
}

/// The first thing that a register showed on a day; `None` as for [`last_read`].
#[must_use]
pub fn first_read(meter: &Meter, days: &mut Days<'_>, vector: &DayVector) -> Option<Read> {
    if meter.register != Register::Cumulative {
        return None;
    }
    let slot = vector.values.iter().position(Option::is_some)?;
    read_of(days, vector, slot)
}

fn read_of(days: &mut Days<'_>, vector: &DayVector, slot: usize) -> Option<Read> {
    Some(Read {
        at_s: days
            .of(vector.date)
            .slot_start_s(slot + 1, vector.interval_s),
        counts: vector.count(slot)?,
        code: vector.code(slot),
    })
}

impl DayVector {
    /// What the meter showed in a slot, in counts; `None` if nothing is known.
    #[must_use]
    pub fn count(&self, slot: usize) -> Option<i64> {
        let value = (*self.values.get(slot)?)?;
        self.base.checked_add(i64::from(value))
    }

    /// How a slot is known.
    #[must_use]
    pub fn code(&self, slot: usize) -> Code {
        match self.codes.as_slice() {
            [code] => *code,
            codes => codes.get(slot).copied().unwrap_or_default(),
        }
    }
}

/// Amounts of `vectors` (one meter, ascending, a date once).
///
/// `before` and `after` are what the register showed last before the span and first after it; without them the amounts up to
/// the span's first read, and from its last, are not known. `exchanges` are the meter's, in any order; one at the very
/// instant of a read comes before it (the read is of the new meter).
///
/// A difference between reads more than one slot apart is split evenly over the slots (each part rounded down from the
/// running total, so that they sum exactly) and coded [`Code::Interpolated`]; otherwise the amount has the worse code of its
/// two reads. A register that went backwards without a reason gives no amount and a finding. It rolled over if the amount
/// that follows from that is less than half of what it can show.
#[must_use]
pub fn amounts(
    meter: &Meter,
    days: &mut Days<'_>,
    before: Option<Read>,
    vectors: &[DayVector],
    after: Option<Read>,
    exchanges: &[Exchange],
    log: &mut Log,
) -> Amounts {
    if meter.register != Register::Cumulative {
        let days = vectors
            .iter()
            .map(|vector| {
                let slots = vector.values.len();
                let counts: Vec<_> = (0..slots).map(|slot| vector.count(slot)).collect();
                let codes = (0..slots)
                    .map(|slot| match counts[slot] {
                        Some(_) => vector.code(slot),
                        None => Code::Measured,
                    })
                    .collect();
                DayAmounts {
                    date: vector.date,
                    interval_s: vector.interval_s,
                    counts,
                    codes,
                }
            })
            .collect();
        return Amounts { days, last: None };
    }
    let (Some(first), Some(last)) = (vectors.first(), vectors.last()) else {
        return Amounts {
            days: Vec::new(),
            last: before,
        };
    };
    let mut exchanges: Vec<&Exchange> = exchanges
        .iter()
        .filter(|exchange| exchange.meter == meter.code)
        .collect();
    exchanges.sort_by_key(|exchange| exchange.at);

    // The span's slots in one row, and its reads with their place in it: a read is the end of a slot.
    let mut out = Vec::new();
    let mut starts = Vec::new();
    let mut reads: Vec<(i64, Read)> = Vec::new();
    let mut slots_before = 0_i64;
    let span_start_s = days.of(first.date).start_s;
    if let Some(read) = before
        && read.at_s <= span_start_s
    {
        let apart = slots_between(days, read.at_s, span_start_s, first.interval_s);
        reads.push((-apart, read));
    }
    let mut date = first.date;
    let mut given = vectors.iter().peekable();
    while date <= last.date {
        let vector = given.next_if(|vector| vector.date == date);
        let interval_s = vector.map_or(meter.interval_s, |vector| vector.interval_s);
        let slots = days.of(date).slots(interval_s);
        if let Some(vector) = vector {
            for slot in 0..vector.values.len().min(slots) {
                if let Some(read) = read_of(days, vector, slot) {
                    reads.push((slots_before + slot as i64 + 1, read));
                }
            }
        }
        out.push(DayAmounts {
            date,
            interval_s,
            counts: vec![None; slots],
            codes: vec![Code::Measured; slots],
        });
        starts.push(slots_before);
        slots_before += slots as i64;
        match date.tomorrow() {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    let span_end_s = days.of(last.date).end_s;
    let last_in_span = reads.last().map(|(_, read)| *read);
    if let Some(read) = after
        && read.at_s > span_end_s
    {
        let apart = slots_between(days, span_end_s, read.at_s, last.interval_s);
        reads.push((slots_before + apart, read));
    }

    for pair in reads.windows(2) {
        let [(from, earlier), (to, later)] = pair else {
            continue;
        };
        let Some(difference) = difference(meter, earlier, later, &exchanges, log) else {
            continue;
        };
        let mut code = earlier.code.max(later.code);
        if to - from > 1 {
            code = code.max(Code::Interpolated);
        }
        let (whole, parts) = (i128::from(difference), i128::from(to - from));
        let upto = |slot: i64| (whole * i128::from(slot - from)).div_euclid(parts);
        // Slots of the span only: the first after `from`, the last that ends with `to`.
        let mut day = starts
            .partition_point(|start| *start <= (*from).max(0))
            .saturating_sub(1);
        for slot in (*from).max(0)..(*to).min(slots_before) {
            while starts.get(day + 1).is_some_and(|start| *start <= slot) {
                day += 1;
            }
            let part = upto(slot + 1) - upto(slot);
            let at = (slot - starts[day]) as usize;
            out[day].counts[at] = i64::try_from(part).ok();
            out[day].codes[at] = code;
        }
    }
    Amounts {
        days: out,
        last: last_in_span.or(before),
    }
}

/// Slots between two ends of slots.
fn slots_between(days: &mut Days<'_>, from_s: i64, to_s: i64, interval_s: u32) -> i64 {
    let mut slots = 0;
    let mut at_s = from_s;
    while at_s < to_s {
        let day = days.at(at_s);
        // A clock that the zone turned to where no day is: cannot be, but must not stand still.
        if day.end_s <= at_s {
            break;
        }
        let until = to_s.min(day.end_s);
        let first = day.slot_of_s(at_s, interval_s);
        let last = day.slot_of_s(until - 1, interval_s);
        slots += last as i64 - first as i64 + 1;
        at_s = until;
    }
    slots
}

fn shown(at_s: i64) -> String {
    Timestamp::from_second(at_s).map_or_else(|_| at_s.to_string(), |at| at.to_string())
}

/// The amount between two reads of a register.
fn difference(
    meter: &Meter,
    earlier: &Read,
    later: &Read,
    exchanges: &[&Exchange],
    log: &mut Log,
) -> Option<i64> {
    let within = exchanges
        .iter()
        .filter(|it| (earlier.at_s + 1..=later.at_s).contains(&it.at.as_second()));
    let mut from = earlier.counts;
    let mut sum = 0_i128;
    for exchange in within {
        let at_s = exchange.at.as_second();
        let Some(last_old) = exchange.last_old else {
            log.push("reset_without_last", &meter.code, || {
                let meter = meter.code.clone();
                (None, vec![("meter", meter), ("at", shown(at_s))])
            });
            return None;
        };
        sum += i128::from(step(meter, from, last_old, at_s, log)?);
        from = exchange.first_new;
    }
    sum += i128::from(step(meter, from, later.counts, later.at_s, log)?);
    let sum = i64::try_from(sum).ok();
    if sum.is_none() {
        too_large(meter, later.at_s, log);
    }
    sum
}

fn too_large(meter: &Meter, at_s: i64, log: &mut Log) {
    log.push("amount_too_large", &meter.code, || {
        let meter = meter.code.clone();
        (None, vec![("meter", meter), ("at", shown(at_s))])
    });
}

/// The amount between two figures of one register.
fn step(meter: &Meter, from: i64, to: i64, at_s: i64, log: &mut Log) -> Option<i64> {
    let around = meter.roll_over_counts();
    if let Some(around) = around
        && to >= around
    {
        log.push("beyond_digits", &meter.code, || {
            let params = vec![
                ("meter", meter.code.clone()),
                ("at", shown(at_s)),
                ("found", to.to_string()),
                ("digits", meter.digits.unwrap_or_default().to_string()),
            ];
            (None, params)
        });
    }
    if to >= from {
        let amount = to.checked_sub(from);
        if amount.is_none() {
            too_large(meter, at_s, log);
        }
        return amount;
    }
    let params = || {
        let params = vec![
            ("meter", meter.code.clone()),
            ("at", shown(at_s)),
            ("found", to.to_string()),
            ("before", from.to_string()),
        ];
        (None, params)
    };
    if let Some(around) = around
        && (0..around).contains(&from)
        && to >= 0
    {
        let amount = around - from + to;
        if amount < around / 2 {
            log.push("roll_over", &meter.code, params);
            return Some(amount);
        }
    }
    log.push("register_backwards", &meter.code, params);
    None
}

#[cfg(test)]
#[path = "register/tests.rs"]
mod tests;
