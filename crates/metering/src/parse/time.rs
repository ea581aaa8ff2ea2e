//! Times and dates as people and gateways write them.

use jiff::civil::Date;

use crate::clock::day_number;

/// Which of two numbers below 13 is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 04/05 is the fourth of May.
    DayFirst,
    /// 04/05 is the fifth of April.
    MonthFirst,
}

/// A time as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Time {
    /// With an offset, or counted from 1970: an instant, in seconds since 1970-01-01T00:00Z.
    Instant(i64),
    /// What a clock on the wall shows; 86,400 seconds are the 24:00 that closes the day.
    Local {
        /// The date.
        date: Date,
        /// Seconds since midnight by the clock on the wall, 0 to 86,400.
        seconds: i64,
    },
}

struct Text<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Text<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn take_word(&mut self, word: &str) -> bool {
        let taken = self.bytes[self.at..].starts_with(word.as_bytes());
        self.at += if taken { word.len() } else { 0 };
        taken
    }

    /// A whole number and how many digits it has, at most 14.
    #[inline]
    fn number(&mut self) -> Option<(i64, usize)> {
        let start = self.at;
        let mut number = 0_i64;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            number = number * 10 + i64::from(byte - b'0');
            self.at += 1;
            if self.at - start > 14 {
                return None;
            }
        }
        (self.at > start).then_some((number, self.at - start))
    }

    /// A number of one or two digits.
    #[inline]
    fn short(&mut self) -> Option<i64> {
        let (number, digits) = self.number()?;
        (digits <= 2).then_some(number)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ')) {
            self.at += 1;
        }
    }

    fn ended(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// `15:04`, `15:04:05`, `15:04:05.250`, `3:04 PM`: seconds, rounded to the nearest.
    fn clock(&mut self) -> Option<i64> {
        let mut hour = self.short()?;
        if !self.take(b':') {
            return None;
        }
        let (minute, digits) = self.number()?;
        if digits != 2 || minute > 59 {
            return None;
        }
        let mut second = 0;
        if self.take(b':') {
            let (whole, digits) = self.number()?;
            if digits != 2 || whole > 59 {
                return None;
            }
            second = whole;
            if self.take(b'.') {
                let up = matches!(self.peek(), Some(b'5'..=b'9'));
                let start = self.at;
                while matches!(self.peek(), Some(b'0'..=b'9')) {
                    self.at += 1;
                }
                if self.at == start {
                    return None;
                }
                second += i64::from(up);
            }
        }
        let before = self.at;
        self.blanks();
        let half = self.bytes[self.at..]
            .get(..2)
            .map(<[u8]>::to_ascii_lowercase);
        match half.as_deref() {
            Some(half @ (b"am" | b"pm")) if (1..=12).contains(&hour) => {
                self.at += 2;
                hour = hour % 12 + if half == b"pm" { 12 } else { 0 };
            }
            _ => self.at = before,
        }
        let seconds = hour * 3600 + minute * 60 + second;
        (hour < 24 || seconds == 86_400).then_some(seconds)
    }
}

fn date_of(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// Reads a time.
///
/// Dates: `2026-05-04`, `2026/5/4`, `2026.5.4`, `20260504`, `2026年5月4日`; `04/05/2026` and `4-5-2026` by `order`; with points
/// (`04.05.2026`) the day is first. Times after `T` or a blank: `0:15`, `00:15:00`, `24:00`, `12:15 AM`; without one it is
/// midnight. Then nothing (local), `Z` or an offset (`+08:00`, `+0800`, `+08`). Also `202605040015` and `20260504001500`, and
/// seconds (ten digits) or milliseconds (thirteen) since 1970. Blanks around are the caller's to take off.
#[must_use]
pub fn parse_time(text: &str, order: DateOrder) -> Option<Time> {
    let mut it = Text {
        bytes: text.as_bytes(),
        at: 0,
    };
    let (first, digits) = it.number()?;
    let date = match digits {
        10 if it.ended() => return Some(Time::Instant(first)),
        13 if it.ended() => return Some(Time::Instant((first + 500).div_euclid(1000))),
        12 | 14 if it.ended() => {
            let (all, second) = if digits == 14 {
                (first / 100, first % 100)
            } else {
                (first, 0)
            };
            let (day, hour, minute) = (all / 10_000, all / 100 % 100, all % 100);
            let seconds = hour * 3600 + minute * 60 + second;
            let fits = minute < 60 && second < 60 && (hour < 24 || seconds == 86_400);
            let date = date_of(day / 10_000, day / 100 % 100, day % 100)?;
            return fits.then_some(Time::Local { date, seconds });
        }
        8 => date_of(first / 10_000, first / 100 % 100, first % 100)?,
        4 => {
            let by_word = it.take_word("年");
            let mark = it.peek().filter(|mark| matches!(mark, b'-' | b'/' | b'.'));
            if !by_word {
                it.take(mark?);
            }
            let month = it.short()?;
            if by_word {
                if !it.take_word("月") {
                    return None;
                }
            } else if !it.take(mark?) {
                return None;
            }
            let day = it.short()?;
            if by_word && !it.take_word("日") {
                return None;
            }
            date_of(first, month, day)?
        }
        1 | 2 => {
            let mark = it
                .peek()
                .filter(|mark| matches!(mark, b'-' | b'/' | b'.'))?;
            it.take(mark);
            let second = it.short()?;
            if !it.take(mark) {
                return None;
            }
            let (year, year_digits) = it.number()?;
            if year_digits != 4 {
                return None;
            }
            if mark == b'.' || order == DateOrder::DayFirst {
                date_of(year, second, first)?
            } else {
                date_of(year, first, second)?
            }
        }
        _ => return None,
    };
    if it.ended() {
        return Some(Time::Local { date, seconds: 0 });
    }
    if !(it.take(b'T') || it.take(b't')) {
        let before = it.at;
        it.blanks();
        if it.at == before {
            return None;
        }
    }
    let seconds = it.clock()?;
    if it.ended() {
        return Some(Time::Local { date, seconds });
    }
    it.blanks();
    let local_s = i64::from(day_number(date)) * 86_400 + seconds;
    if it.take(b'Z') || it.take(b'z') {
        return it.ended().then_some(Time::Instant(local_s));
    }
    let east = if it.take(b'+') {
        true
    } else if it.take(b'-') || it.take_word("−") {
        false
    } else {
        return None;
    };
    let (number, digits) = it.number()?;
    let (hours, minutes) = match digits {
        2 if it.take(b':') => {
            let (minutes, digits) = it.number()?;
            (number, if digits == 2 { minutes } else { 60 })
        }
        2 => (number, 0),
        4 => (number / 100, number % 100),
        _ => return None,
    };
    if !it.ended() || hours > 15 || minutes > 59 {
        return None;
    }
    let offset_s = hours * 3600 + minutes * 60;
    Some(Time::Instant(if east {
        local_s - offset_s
    } else {
        local_s + offset_s
    }))
}

/// Reads `0:15`, `00:15`, `00:15:00` or `24:00` as seconds since midnight, 0 to 86,400.
#[must_use]
pub fn parse_clock(text: &str) -> Option<i64> {
    let mut it = Text {
        bytes: text.as_bytes(),
        at: 0,
    };
    let seconds = it.clock()?;
    it.ended().then_some(seconds)
}

/// If a date is written as two numbers and a year parted by `/` or `-`: the two numbers.
#[must_use]
pub(crate) fn undecided(text: &str) -> Option<(i64, i64)> {
    let mut it = Text {
        bytes: text.as_bytes(),
        at: 0,
    };
    let first = it.short()?;
    let mark = it.peek().filter(|mark| matches!(mark, b'-' | b'/'))?;
    it.take(mark);
    let second = it.short()?;
    it.take(mark).then_some((first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str, order: DateOrder) -> Option<String> {
        match parse_time(text, order)? {
            Time::Local { date, seconds } => Some(format!("{date} {seconds}")),
            Time::Instant(at) => Some(
                jiff::Timestamp::from_second(at)
                    .map_or_else(|_| at.to_string(), |at| at.to_string()),
            ),
        }
    }

    #[test]
    fn times_are_read_as_they_are_written() {
        use DateOrder::{DayFirst, MonthFirst};
        for (text, order, expected) in [
            ("2026-05-04T00:15", DayFirst, "2026-05-04 900"),
            ("2026-05-04 00:15:00", DayFirst, "2026-05-04 900"),
            ("2026-05-04  0:15:00.499", DayFirst, "2026-05-04 900"),
            ("2026-05-04T00:14:59.999", DayFirst, "2026-05-04 900"),
            ("2026-05-04", DayFirst, "2026-05-04 0"),
            ("2026-05-04T24:00", DayFirst, "2026-05-04 86400"),
            ("2026/5/4 1:05", MonthFirst, "2026-05-04 3900"),
            ("2026年5月4日 13:00", DayFirst, "2026-05-04 46800"),
            ("20260504", DayFirst, "2026-05-04 0"),
            ("202605040015", DayFirst, "2026-05-04 900"),
            ("20260504235959", DayFirst, "2026-05-04 86399"),
            ("01/02/2018 0:15", DayFirst, "2018-02-01 900"),
            ("01/02/2018 0:15", MonthFirst, "2018-01-02 900"),
            ("1.2.2018 0:15", MonthFirst, "2018-02-01 900"),
            ("01/02/2018 12:15 AM", MonthFirst, "2018-01-02 900"),
            ("01/02/2018 12:15 pm", MonthFirst, "2018-01-02 44100"),
            ("2024-02-29 00:00", DayFirst, "2024-02-29 0"),
            // 00:15 eight hours east of Greenwich is 16:15 the day before there.
            (
                "2026-05-04T00:15:00+08:00",
                DayFirst,
                "2026-05-03T16:15:00Z",
            ),
            ("2026-05-04T00:15+0800", DayFirst, "2026-05-03T16:15:00Z"),
            ("2026-05-04 00:15 -05", DayFirst, "2026-05-04T05:15:00Z"),
            ("2026-05-04T00:15:00Z", DayFirst, "2026-05-04T00:15:00Z"),
            (
                "2026-05-04T00:15:00+10:30",
                DayFirst,
                "2026-05-03T13:45:00Z",
            ),
            ("1777853700", DayFirst, "2026-05-04T00:15:00Z"),
            ("1777853700000", DayFirst, "2026-05-04T00:15:00Z"),
        ] {
            assert_eq!(local(text, order).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "x",
            "2026",
            "2026-13-01",
            "2026-02-29",
            "2025-02-29 00:00",
            "2026-05-04T",
            "2026-05-04T25:00",
            "2026-05-04T24:01",
            "2026-05-04T00:60",
            "2026-05-04T0015",
            "2026-05-04 00:15 CET",
            "31/13/2018 00:00",
            "2026-05/04",
            "04.05.26",
            "2026-05-04T00:15+99",
            "2026-05-04T00:15+08:0",
            "2026-05-04T00:15:00.",
            "２０２６-05-04",
            "123456789012345",
            "2026年5月4",
            "2026-05-04 13:00 PM",
            "年",
        ] {
            assert_eq!(local(text, DateOrder::DayFirst), None, "{text}");
        }
    }

    #[test]
    fn clocks_in_heads() {
        assert_eq!(parse_clock("00:15"), Some(900));
        assert_eq!(parse_clock("24:00"), Some(86_400));
        assert_eq!(parse_clock("23:45:00"), Some(85_500));
        assert_eq!(parse_clock("v1"), None);
        assert_eq!(parse_clock("00:15 x"), None);
        assert_eq!(undecided("13/02/2018 x"), Some((13, 2)));
        assert_eq!(undecided("13.02.2018"), None);
    }
}
