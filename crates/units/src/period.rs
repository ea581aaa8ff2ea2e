//! Periods of time: year, half, quarter, month, week, day, interval.

use std::cmp::{Ordering, Reverse};
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A calendar period. Local to the region whose time zone it is read in; `Interval` alone is absolute.
///
/// Printed and parsed as `2020`, `2020-H1`, `2020-Q3`, `2020-05`, `2020-W07`, `2020-05-17`,
/// `2020-05-17T00:00:00Z/2020-05-17T00:15:00Z` (ISO 8601 where it has a form).
///
/// A period that was parsed or made by [`Period::of`] is valid. One that was put together by hand may not be
/// (month 13): [`Period::is_valid`] says so, and its days are those of the nearest valid one.
///
/// Ordered by time: by the first day, then the longer first, so that a year comes before its January.
/// Intervals are set among calendar periods as if these were in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar year.
    Year(i16),
    /// Half a year, `half` is 1 or 2.
    Half {
        /// Calendar year.
        year: i16,
        /// 1 or 2.
        half: i8,
    },
    /// A quarter, 1 to 4.
    Quarter {
        /// Calendar year.
        year: i16,
        /// 1 to 4.
        quarter: i8,
    },
    /// A month, 1 to 12.
    Month {
        /// Calendar year.
        year: i16,
        /// 1 to 12.
        month: i8,
    },
    /// An ISO 8601 week.
    Week {
        /// ISO week-based year.
        year: i16,
        /// 1 to 53.
        week: i8,
    },
    /// A local day.
    Day(Date),
    /// From an instant to another, the end excluded.
    Interval {
        /// First instant.
        start: Timestamp,
        /// First instant after it.
        end: Timestamp,
    },
}

/// The seven kinds of period, from the longest; what a step of a time series is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    /// Calendar year.
    Year,
    /// Half a year.
    Half,
    /// Quarter.
    Quarter,
    /// Month.
    Month,
    /// ISO week.
    Week,
    /// Day.
    Day,
    /// Interval of instants.
    Interval,
}

impl PeriodKind {
    /// All seven, from the longest.
    pub const ALL: [PeriodKind; 7] = [
        PeriodKind::Year,
        PeriodKind::Half,
        PeriodKind::Quarter,
        PeriodKind::Month,
        PeriodKind::Week,
        PeriodKind::Day,
        PeriodKind::Interval,
    ];

    /// The stable code: `year`, `half`, `quarter`, `month`, `week`, `day`, `interval`.
    pub fn code(self) -> &'static str {
        match self {
            PeriodKind::Year => "year",
            PeriodKind::Half => "half",
            PeriodKind::Quarter => "quarter",
            PeriodKind::Month => "month",
            PeriodKind::Week => "week",
            PeriodKind::Day => "day",
            PeriodKind::Interval => "interval",
        }
    }
}

impl fmt::Display for PeriodKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for PeriodKind {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        PeriodKind::ALL
            .into_iter()
            .find(|kind| kind.code() == text)
            .ok_or_else(|| PeriodError {
                text: text.to_owned(),
            })
    }
}

/// Why a text is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no period: write 2020, 2020-H1, 2020-Q3, 2020-05, 2020-W07, 2020-05-17 or START/END"
)]
pub struct PeriodError {
    /// What was given.
    pub text: String,
}

impl Period {
    /// First year of a valid period.
    pub const YEAR_MIN: i16 = 1;
    /// Last year of a valid period; its last ISO week still ends within the calendar.
    pub const YEAR_MAX: i16 = 9998;

    /// Which of the seven kinds it is.
    pub fn kind(&self) -> PeriodKind {
        match self {
            Period::Year(_) => PeriodKind::Year,
            Period::Half { .. } => PeriodKind::Half,
            Period::Quarter { .. } => PeriodKind::Quarter,
            Period::Month { .. } => PeriodKind::Month,
            Period::Week { .. } => PeriodKind::Week,
            Period::Day(_) => PeriodKind::Day,
            Period::Interval { .. } => PeriodKind::Interval,
        }
    }

    /// The calendar year it lies in (the ISO year of a week).
    pub fn year(&self) -> i16 {
        match self {
            Period::Year(year)
            | Period::Half { year, .. }
            | Period::Quarter { year, .. }
            | Period::Month { year, .. }
            | Period::Week { year, .. } => *year,
            Period::Day(date) => date.year(),
            Period::Interval { start, .. } => start.to_zoned(TimeZone::UTC).year(),
        }
    }

    /// The period of a kind that a day lies in; `None` for an interval, which no day names.
    pub fn of(kind: PeriodKind, day: Date) -> Option<Period> {
        let year = day.year();
        let month = day.month();
        let period = match kind {
            PeriodKind::Year => Period::Year(year),
            PeriodKind::Half => Period::Half {
                year,
                half: (month - 1) / 6 + 1,
            },
            PeriodKind::Quarter => Period::Quarter {
                year,
                quarter: (month - 1) / 3 + 1,
            },
            PeriodKind::Month => Period::Month { year, month },
            PeriodKind::Week => {
                let week = day.iso_week_date();
                Period::Week {
                    year: week.year(),
                    week: week.week(),
                }
            }
            PeriodKind::Day => Period::Day(day),
            PeriodKind::Interval => return None,
        };
        period.is_valid().then_some(period)
    }

    /// The month with a given [`Period::month_index`]; `None` beyond the valid years.
    pub fn from_month_index(index: i32) -> Option<Period> {
        let period = Period::Month {
            year: i16::try_from(index.div_euclid(12)).ok()?,
            month: i8::try_from(index.rem_euclid(12) + 1).ok()?,
        };
        period.is_valid().then_some(period)
    }

    /// True unless it was put together by hand from parts that name no period (month 13, week 53 of a short year,
    /// an interval that ends before it starts, a year outside 1 to 9998).
    pub fn is_valid(&self) -> bool {
        let year_valid = |year: i16| (Period::YEAR_MIN..=Period::YEAR_MAX).contains(&year);
        match *self {
            Period::Year(year) => year_valid(year),
            Period::Half { year, half } => year_valid(year) && (1..=2).contains(&half),
            Period::Quarter { year, quarter } => year_valid(year) && (1..=4).contains(&quarter),
            Period::Month { year, month } => year_valid(year) && (1..=12).contains(&month),
            Period::Week { year, week } => {
                year_valid(year) && ISOWeekDate::new(year, week, Weekday::Monday).is_ok()
            }
            Period::Day(date) => year_valid(date.year()),
            Period::Interval { start, end } => {
                start < end && year_valid(self.year()) && {
                    year_valid(end.to_zoned(TimeZone::UTC).year())
                }
            }
        }
    }

    /// First day. Of an interval: the day of its first instant in UTC.
    pub fn first_day(&self) -> Date {
        match *self {
            Period::Year(year) => date(clamp_year(year), 1, 1),
            Period::Half { year, half } => date(clamp_year(year), half.clamp(1, 2) * 6 - 5, 1),
            Period::Quarter { year, quarter } => {
                date(clamp_year(year), quarter.clamp(1, 4) * 3 - 2, 1)
            }
            Period::Month { year, month } => date(clamp_year(year), month.clamp(1, 12), 1),
            Period::Week { year, week } => monday(year, week),
            Period::Day(day) => day,
            Period::Interval { start, .. } => start.to_zoned(TimeZone::UTC).date(),
        }
    }

    /// Last day, which still belongs to it. Of an interval: the day of its last instant in UTC.
    pub fn last_day(&self) -> Date {
        match *self {
            Period::Year(year) => date(clamp_year(year), 12, 31),
            Period::Half { year, half } => {
                date(clamp_year(year), half.clamp(1, 2) * 6, 1).last_of_month()
            }
            Period::Quarter { year, quarter } => {
                date(clamp_year(year), quarter.clamp(1, 4) * 3, 1).last_of_month()
            }
            Period::Month { year, month } => {
                date(clamp_year(year), month.clamp(1, 12), 1).last_of_month()
            }
            Period::Week { year, week } => monday(year, week).saturating_add(6.days()),
            Period::Day(day) => day,
            Period::Interval { start, end } => {
                let last = end
                    .saturating_sub(1.nanosecond())
                    .unwrap_or(start)
                    .max(start);
                last.to_zoned(TimeZone::UTC).date()
            }
        }
    }

    /// How many local days it has; of an interval, how many days of UTC it touches.
    pub fn day_count(&self) -> i32 {
        (self.last_day() - self.first_day()).get_days() + 1
    }

    /// The instants it covers in a time zone, the end excluded. A day on which clocks change has 23 or 25 hours;
    /// if midnight does not exist on that day, it starts at the first instant that does.
    pub fn span(&self, time_zone: &TimeZone) -> Range<Timestamp> {
        if let Period::Interval { start, end } = *self {
            return start..end;
        }
        let midnight = |day: Date, beyond: Timestamp| {
            day.to_zoned(time_zone.clone())
                .map_or(beyond, |zoned| zoned.timestamp())
        };
        let start = midnight(self.first_day(), Timestamp::MIN);
        let end = match self.last_day().tomorrow() {
            Ok(day) => midnight(day, Timestamp::MAX),
            Err(_) => Timestamp::MAX,
        };
        start..end
    }

    /// True if the other lies wholly within it (or is it). An interval and a calendar period are compared as if
    /// in UTC; use [`Period::contains_in`] for another time zone.
    pub fn contains(&self, other: &Period) -> bool {
        match (self, other) {
            (Period::Interval { .. }, _) | (_, Period::Interval { .. }) => {
                self.contains_in(other, &TimeZone::UTC)
            }
            _ => self.first_day() <= other.first_day() && other.last_day() <= self.last_day(),
        }
    }

    /// True if the other's instants in a time zone lie wholly within its own.
    pub fn contains_in(&self, other: &Period, time_zone: &TimeZone) -> bool {
        let outer = self.span(time_zone);
        let inner = other.span(time_zone);
        outer.start <= inner.start && inner.end <= outer.end
    }

    /// True if both share an instant; intervals are compared as if in UTC.
    pub fn overlaps(&self, other: &Period) -> bool {
        let left = self.span(&TimeZone::UTC);
        let right = other.span(&TimeZone::UTC);
        left.start < right.end && right.start < left.end
    }

    /// The whole months within it, as (year, month): twelve of a year, one of a month, none of a week or a day.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = (i16, i8)> + ExactSizeIterator + use<> {
        let index_of = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month()) - 1;
        let first_day = self.first_day();
        let last_day = self.last_day();
        let mut from = index_of(first_day);
        let mut until = index_of(last_day) + 1;
        if let Period::Interval { start, end } = *self {
            // Part of a day at either end is no whole day of that month.
            let start = start.to_zoned(TimeZone::UTC).datetime();
            let end = end.to_zoned(TimeZone::UTC).datetime();
            from += i32::from(start != start.date().first_of_month().at(0, 0, 0, 0));
            until = index_of(end.date());
        } else {
            from += i32::from(first_day.day() != 1);
            until -= i32::from(last_day != last_day.last_of_month());
        }
        (from..until.max(from)).map(|index| {
            // Both fit: a date's year is within ±9999.
            (
                index.div_euclid(12) as i16,
                (index.rem_euclid(12) + 1) as i8,
            )
        })
    }

    /// Months since year 0 (January of year 0 is 0), of a month; `None` of any other kind.
    pub fn month_index(&self) -> Option<i32> {
        match self {
            Period::Month { year, month } => Some(i32::from(*year) * 12 + i32::from(*month) - 1),
            _ => None,
        }
    }

    /// The calendar periods that it is a part of, from the finest: of a month its quarter, half and year; of a day
    /// also its month. None of a week (it may straddle two years) and of an interval.
    pub fn parents(&self) -> Vec<Period> {
        let kinds: &[PeriodKind] = match self {
            Period::Year(_) | Period::Week { .. } | Period::Interval { .. } => &[],
            Period::Half { .. } => &[PeriodKind::Year],
            Period::Quarter { .. } => &[PeriodKind::Half, PeriodKind::Year],
            Period::Month { .. } => &[PeriodKind::Quarter, PeriodKind::Half, PeriodKind::Year],
            Period::Day(_) => &[
                PeriodKind::Month,
                PeriodKind::Quarter,
                PeriodKind::Half,
                PeriodKind::Year,
            ],
        };
        let day = self.first_day();
        kinds
            .iter()
            .filter_map(|kind| Period::of(*kind, day))
            .collect()
    }

    /// The period of the same kind just before: January before February; of an interval the equally long one that
    /// ends where it starts. `None` before the first valid year.
    pub fn previous(&self) -> Option<Period> {
        if let Period::Interval { start, end } = *self {
            let before = Period::Interval {
                start: start.checked_sub(end.duration_since(start)).ok()?,
                end: start,
            };
            return before.is_valid().then_some(before);
        }
        Period::of(self.kind(), self.first_day().yesterday().ok()?)
    }

    /// The period of the same kind just after; `None` after the last valid year.
    pub fn next(&self) -> Option<Period> {
        if let Period::Interval { start, end } = *self {
            let after = Period::Interval {
                start: end,
                end: end.checked_add(end.duration_since(start)).ok()?,
            };
            return after.is_valid().then_some(after);
        }
        Period::of(self.kind(), self.last_day().tomorrow().ok()?)
    }

    /// The same part of the year before: May 2020 of May 2021, W07 of W07; `None` where there is none (29 February,
    /// week 53 of a short year, an interval).
    pub fn year_before(&self) -> Option<Period> {
        let before = match *self {
            Period::Year(year) => Period::Year(year.checked_sub(1)?),
            Period::Half { year, half } => Period::Half {
                year: year.checked_sub(1)?,
                half,
            },
            Period::Quarter { year, quarter } => Period::Quarter {
                year: year.checked_sub(1)?,
                quarter,
            },
            Period::Month { year, month } => Period::Month {
                year: year.checked_sub(1)?,
                month,
            },
            Period::Week { year, week } => Period::Week {
                year: year.checked_sub(1)?,
                week,
            },
            Period::Day(day) => {
                Period::Day(Date::new(day.year().checked_sub(1)?, day.month(), day.day()).ok()?)
            }
            Period::Interval { .. } => return None,
        };
        before.is_valid().then_some(before)
    }

    /// The periods of a kind that tile it, in order; empty if that kind does not tile it (weeks of a year, years of
    /// a month, intervals).
    pub fn parts(&self, kind: PeriodKind) -> Vec<Period> {
        let last_day = self.last_day();
        let mut parts = Vec::new();
        let mut next = match self {
            Period::Interval { .. } => None,
            _ => Period::of(kind, self.first_day()),
        };
        if next.is_some_and(|part| part.first_day() != self.first_day()) {
            return parts;
        }
        while let Some(part) = next {
            if part.first_day() > last_day {
                break;
            }
            if part.last_day() > last_day {
                return Vec::new();
            }
            parts.push(part);
            next = part.next();
        }
        parts
    }

    /// What the order compares: first instant, then the longer first, then the kind.
    fn order_key(&self) -> (Timestamp, Reverse<Timestamp>, PeriodKind) {
        let span = self.span(&TimeZone::UTC);
        (span.start, Reverse(span.end), self.kind())
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        // Months against months and years against years are nearly all there is; they need no calendar.
        match (self, other) {
            (Period::Year(left), Period::Year(right)) => left.cmp(right),
            (
                Period::Half { year, half },
                Period::Half {
                    year: other_year,
                    half: other_half,
                },
            ) => (year, half).cmp(&(other_year, other_half)),
            (
                Period::Quarter { year, quarter },
                Period::Quarter {
                    year: other_year,
                    quarter: other_quarter,
                },
            ) => (year, quarter).cmp(&(other_year, other_quarter)),
            (
                Period::Month { year, month },
                Period::Month {
                    year: other_year,
                    month: other_month,
                },
            ) => (year, month).cmp(&(other_year, other_month)),
            (
                Period::Week { year, week },
                Period::Week {
                    year: other_year,
                    week: other_week,
                },
            ) => (year, week).cmp(&(other_year, other_week)),
            (Period::Day(left), Period::Day(right)) => left.cmp(right),
            _ => self.order_key().cmp(&other.order_key()),
        }
    }
}

fn clamp_year(year: i16) -> i16 {
    year.clamp(Period::YEAR_MIN, Period::YEAR_MAX)
}

fn monday(year: i16, week: i8) -> Date {
    let year = clamp_year(year);
    // 4 January is always in week 1 (ISO 8601), so a week 53 that does not exist falls into the next year.
    let fourth = date(year, 1, 4);
    let first_monday =
        fourth.saturating_sub(i64::from(fourth.weekday().to_monday_zero_offset()).days());
    first_monday.saturating_add((i64::from(week.clamp(1, 53)) - 1).weeks())
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Year(year) => write!(f, "{year:04}"),
            Period::Half { year, half } => write!(f, "{year:04}-H{half}"),
            Period::Quarter { year, quarter } => write!(f, "{year:04}-Q{quarter}"),
            Period::Month { year, month } => write!(f, "{year:04}-{month:02}"),
            Period::Week { year, week } => write!(f, "{year:04}-W{week:02}"),
            Period::Day(date) => write!(f, "{date}"),
            Period::Interval { start, end } => write!(f, "{start}/{end}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        parse(text)
            .filter(Period::is_valid)
            .ok_or_else(|| PeriodError {
                text: text.to_owned(),
            })
    }
}

fn parse(text: &str) -> Option<Period> {
    if let Some((start, end)) = text.split_once('/') {
        return Some(Period::Interval {
            start: start.parse().ok()?,
            end: end.parse().ok()?,
        });
    }
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (digits(year, 4)?, Some(rest)),
        None => (digits(text, 4)?, None),
    };
    let Some(rest) = rest else {
        return Some(Period::Year(year));
    };
    // Every part has a fixed number of digits, so that a text names one period and a period one text.
    let part = |text: &str, count: usize| digits(text, count).and_then(|n| i8::try_from(n).ok());
    if let Some(half) = rest.strip_prefix('H') {
        return part(half, 1).map(|half| Period::Half { year, half });
    }
    if let Some(quarter) = rest.strip_prefix('Q') {
        return part(quarter, 1).map(|quarter| Period::Quarter { year, quarter });
    }
    if let Some(week) = rest.strip_prefix('W') {
        return part(week, 2).map(|week| Period::Week { year, week });
    }
    match rest.split_once('-') {
        Some((month, day)) => Date::new(year, part(month, 2)?, part(day, 2)?)
            .ok()
            .map(Period::Day),
        None => part(rest, 2).map(|month| Period::Month { year, month }),
    }
}

/// A number of exactly `count` ASCII digits.
fn digits(text: &str, count: usize) -> Option<i16> {
    if text.len() != count || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
