//! Periods of time: year, half, quarter, month, week, day, interval.

use std::fmt;
use std::str::FromStr;

/// A calendar period. Local to the region whose time zone it is read in; `Interval` alone is absolute.
///
/// Printed and parsed as `2020`, `2020-H1`, `2020-Q3`, `2020-05`, `2020-W07`, `2020-05-17`,
/// `2020-05-17T00:00:00Z/2020-05-17T00:15:00Z` (ISO 8601 where it has a form).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    Day(jiff::civil::Date),
    /// From an instant to another, the end excluded.
    Interval {
        /// First instant.
        start: jiff::Timestamp,
        /// First instant after it.
        end: jiff::Timestamp,
    },
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
    /// The calendar year it lies in (the ISO year of a week).
    pub fn year(&self) -> i16 {
        match self {
            Period::Year(year)
            | Period::Half { year, .. }
            | Period::Quarter { year, .. }
            | Period::Month { year, .. }
            | Period::Week { year, .. } => *year,
            Period::Day(date) => date.year(),
            Period::Interval { start, .. } => start.to_zoned(jiff::tz::TimeZone::UTC).year(),
        }
    }
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
        let fault = || PeriodError {
            text: text.to_owned(),
        };
        if let Ok(year) = text.parse::<i16>()
            && text.len() == 4
        {
            return Ok(Period::Year(year));
        }
        if let Some((year, month)) = text.split_once('-')
            && let (Ok(year), Ok(month)) = (year.parse(), month.parse::<i8>())
            && (1..=12).contains(&month)
        {
            return Ok(Period::Month { year, month });
        }
        Err(fault())
    }
}
