//! Local days and their slots, on days of 23, 24 and 25 hours and all that zones have thought of.
//!
//! Slots of an hour or less are cut from the time that passes since local midnight, so that a day on which clocks go forward has
//! fewer and one on which they go back has more; if the change is no multiple of the interval (Lord Howe's half hour, by hourly
//! slots), the day's last slot is shorter. Slots longer than an hour follow the clock on the wall (00:00 to 06:00 is one,
//! whether it lasts five hours, six or seven), so that a daily meter has one slot a day.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The clock of a region.
#[derive(Debug, Clone)]
pub struct DayClock {
    zone: TimeZone,
}

/// One local day: when it begins and ends, and how its clock on the wall goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalDay {
    /// The date.
    pub date: Date,
    /// When it begins, in seconds since 1970-01-01T00:00Z.
    pub start_s: i64,
    /// When the next begins. Equal to `start_s` for a day that a zone left out (Samoa, 2011-12-30).
    pub end_s: i64,
    /// Offset that held until it began, in seconds east of UTC.
    offset_before_s: i64,
    /// From when (seconds since 1970) which offset holds (seconds east of UTC); the first from `start_s`.
    offsets: Vec<(i64, i64)>,
    /// Midnight of the date by a clock at offset 0, in seconds since 1970.
    midnight_s: i64,
}

/// What a time on the wall means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// One instant, in seconds since 1970.
    Once(i64),
    /// Clocks are put back over it: the first and the second time.
    Twice(i64, i64),
    /// Clocks are put forward over it; the instant as the offset before the change has it.
    Never(i64),
}

/// Days since 1970-01-01.
#[must_use]
pub fn day_number(date: Date) -> i32 {
    let (year, month, day) = (
        i32::from(date.year()),
        i32::from(date.month()),
        i32::from(date.day()),
    );
    // Months from March, so that the leap day is the year's last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl LocalDay {
    /// Length in seconds: 86,400 but for clock changes.
    #[must_use]
    pub fn length_s(&self) -> i64 {
        self.end_s - self.start_s
    }

    /// True if no clock change falls into it.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.offsets.len() == 1 && self.length_s() == 86_400
    }

    /// What a time on this day's wall means; `seconds` since midnight, 0 to 86,399.
    #[must_use]
    pub fn wall(&self, seconds: i64) -> Wall {
        let local_s = self.midnight_s + seconds;
        if self.is_plain() {
            return Wall::Once(local_s - self.offsets[0].1);
        }
        let mut found = [0_i64; 2];
        let mut count = 0;
        for (index, (from, offset)) in self.offsets.iter().enumerate() {
            let until = self
                .offsets
                .get(index + 1)
                .map_or(self.end_s, |(next, _)| *next);
            let at = local_s - offset;
            if (*from..until).contains(&at) && count < 2 {
                found[count] = at;
                count += 1;
            }
        }
        match count {
            1 => Wall::Once(found[0]),
            2 => Wall::Twice(found[0], found[1]),
            _ => {
                // The offset before the gap; if midnight itself is left out, that of the day before.
                let before = self
                    .offsets
                    .iter()
                    .rev()
                    .find(|(from, offset)| local_s - offset >= *from)
                    .map_or(self.offset_before_s, |(_, offset)| *offset);
                Wall::Never(local_s - before)
            }
        }
    }

    /// Number of slots: see the module.
    #[must_use]
    pub fn slots(&self, interval_s: u32) -> usize {
        if interval_s == 0 || self.length_s() <= 0 {
            return 0;
        }
        if interval_s <= 3600 {
            self.length_s().div_ceil_of(i64::from(interval_s)) as usize
        } else {
            (86_400 / interval_s) as usize
        }
    }

    /// When slot `slot` begins, in seconds since 1970; the day's end for one past the last and beyond.
    #[must_use]
    pub fn slot_start_s(&self, slot: usize, interval_s: u32) -> i64 {
        let since = i64::try_from(slot)
            .unwrap_or(i64::MAX)
            .saturating_mul(i64::from(interval_s));
        if interval_s <= 3600 || self.is_plain() {
            return self.start_s.saturating_add(since).min(self.end_s);
        }
        if since >= 86_400 {
            return self.end_s;
        }
        match self.wall(since) {
            Wall::Once(at) | Wall::Twice(at, _) | Wall::Never(at) => {
                at.clamp(self.start_s, self.end_s)
            }
        }
    }

    /// The slot that contains an instant of this day.
    #[must_use]
    #[inline]
    pub fn slot_of_s(&self, at_s: i64, interval_s: u32) -> usize {
        let since = (at_s - self.start_s).max(0);
        let interval = i64::from(interval_s.max(1));
        if interval_s <= 3600 || self.is_plain() {
            return (since / interval) as usize;
        }
        let last = self.slots(interval_s).saturating_sub(1);
        (0..=last)
            .rev()
            .find(|slot| self.slot_start_s(*slot, interval_s) <= at_s)
            .unwrap_or(0)
    }

    /// Seconds from the start of a slot to its end; `interval_s` but for clock changes.
    #[must_use]
    pub fn slot_length_s(&self, slot: usize, interval_s: u32) -> i64 {
        self.slot_start_s(slot + 1, interval_s) - self.slot_start_s(slot, interval_s)
    }

    /// Number of hours that begin on it: 23, 24 or 25 (Lord Howe: 24 and 25).
    #[must_use]
    pub fn hours(&self) -> usize {
        self.slots(3600)
    }

    /// The offset that holds at an instant of this day, in seconds east of UTC.
    #[must_use]
    pub fn offset_s(&self, at_s: i64) -> i64 {
        self.offsets
            .iter()
            .rev()
            .find(|(from, _)| *from <= at_s)
            .or(self.offsets.first())
            .map_or(0, |(_, offset)| *offset)
    }
}

trait DivCeil {
    fn div_ceil_of(self, by: Self) -> Self;
}

impl DivCeil for i64 {
    fn div_ceil_of(self, by: i64) -> i64 {
        self.div_euclid(by) + i64::from(self.rem_euclid(by) != 0)
    }
}

impl DayClock {
    /// The clock of a zone.
    #[must_use]
    pub fn new(zone: TimeZone) -> DayClock {
        DayClock { zone }
    }

    /// The zone.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// A local day. Worth keeping by whoever asks often ([`Days`]).
    #[must_use]
    pub fn day(&self, date: Date) -> LocalDay {
        let start_s = self.midnight(date);
        let end_s = date
            .tomorrow()
            .map_or(start_s + 86_400, |next| self.midnight(next));
        let offset_at = |at_s: i64| {
            let at = Timestamp::from_second(at_s).unwrap_or(Timestamp::MAX);
            i64::from(self.zone.to_offset(at).seconds())
        };
        let mut offsets = vec![(start_s, offset_at(start_s))];
        if let Ok(from) = Timestamp::from_second(start_s) {
            for change in self.zone.following(from) {
                let at = change.timestamp().as_second();
                if at >= end_s {
                    break;
                }
                let offset = i64::from(change.offset().seconds());
                // A change of name or law that leaves the clock as it is, is none.
                if offsets.last().is_some_and(|(_, last)| *last != offset) {
                    offsets.push((at, offset));
                }
            }
        }
        LocalDay {
            date,
            start_s,
            end_s,
            offset_before_s: offset_at(start_s - 1),
            offsets,
            midnight_s: i64::from(day_number(date)) * 86_400,
        }
    }

    /// When the local day begins: midnight, or the first instant after it if a clock change leaves midnight out.
    fn midnight(&self, date: Date) -> i64 {
        date.to_zoned(self.zone.clone()).map_or_else(
            |_| i64::from(day_number(date)) * 86_400,
            |it| it.timestamp().as_second(),
        )
    }

    /// Number of slots of a day; 0 for one that the zone left out.
    #[must_use]
    pub fn slots(&self, date: Date, interval_s: u32) -> usize {
        self.day(date).slots(interval_s)
    }

    /// The local day and the slot that contain an instant.
    #[must_use]
    pub fn slot_of(&self, at: Timestamp, interval_s: u32) -> (Date, usize) {
        let date = self.zone.to_datetime(at).date();
        (date, self.day(date).slot_of_s(at.as_second(), interval_s))
    }

    /// When a slot begins; the day's end for one past the last.
    #[must_use]
    pub fn start_of(&self, date: Date, slot: usize, interval_s: u32) -> Timestamp {
        let at = self.day(date).slot_start_s(slot, interval_s);
        Timestamp::from_second(at).unwrap_or(Timestamp::MAX)
    }

    /// For each slot the hour it begins in, counted by the time that passed since midnight: the index into a day's hourly
    /// factors, 0 to 22, 23 or 24. Slots longer than an hour: the first hour of each.
    #[must_use]
    pub fn hour_index(&self, date: Date, interval_s: u32) -> Vec<u16> {
        let day = self.day(date);
        (0..day.slots(interval_s))
            .map(|slot| ((day.slot_start_s(slot, interval_s) - day.start_s) / 3600) as u16)
            .collect()
    }
}

/// Local days, each worked out once.
#[derive(Debug, Clone)]
pub struct Days<'a> {
    clock: &'a DayClock,
    days: Vec<LocalDay>,
    indices: std::collections::HashMap<Date, usize>,
    last: usize,
}

impl<'a> Days<'a> {
    /// None yet.
    #[must_use]
    pub fn new(clock: &'a DayClock) -> Days<'a> {
        Days {
            clock,
            days: Vec::new(),
            indices: std::collections::HashMap::new(),
            last: 0,
        }
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &'a DayClock {
        self.clock
    }

    /// The day of a date.
    #[inline]
    pub fn of(&mut self, date: Date) -> &LocalDay {
        if self.days.get(self.last).is_none_or(|day| day.date != date) {
            let (clock, days) = (self.clock, &mut self.days);
            self.last = *self.indices.entry(date).or_insert_with(|| {
                days.push(clock.day(date));
                days.len() - 1
            });
        }
        &self.days[self.last]
    }

    /// The day that contains an instant, in seconds since 1970.
    #[inline]
    pub fn at(&mut self, at_s: i64) -> &LocalDay {
        let inside = |day: &LocalDay| (day.start_s..day.end_s).contains(&at_s);
        if self.days.get(self.last).is_some_and(inside) {
            return &self.days[self.last];
        }
        let at = Timestamp::from_second(at_s).unwrap_or(Timestamp::MAX);
        let date = self.clock.zone.to_datetime(at).date();
        self.of(date)
    }
}

#[cfg(test)]
#[path = "clock/tests.rs"]
mod tests;
