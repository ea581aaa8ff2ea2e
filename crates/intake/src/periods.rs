//! Periods as files write them.

use units::Period;

use crate::codes::Code;
use crate::text::trimmed;

/// How the file writes periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodFormat {
    /// `2020`, `2020年`.
    Year,
    /// `2020-05`, `2020/5`, `202005`, `2020年5月`, or a date on the first of the month.
    Month,
    /// `2020-Q3`, `2020Q3`, `Q3 2020`, `2020年3季度`.
    Quarter,
    /// A day as `2020-05-17`, `2020/5/17`, `20200517`, `2020年5月17日`.
    Day,
    /// A day as `17/05/2020` or `17.05.2020`.
    DayMonthYear,
    /// A day as `05/17/2020`.
    MonthDayYear,
    /// Any period as this project prints it: `2020`, `2020-H1`, `2020-Q3`, `2020-05`, `2020-W07`, `2020-05-17`.
    Iso,
}

impl PeriodFormat {
    /// The formats and their names in a mapping file.
    pub const ALL: [(&'static str, PeriodFormat); 7] = [
        ("year", PeriodFormat::Year),
        ("month", PeriodFormat::Month),
        ("quarter", PeriodFormat::Quarter),
        ("day", PeriodFormat::Day),
        ("dmy", PeriodFormat::DayMonthYear),
        ("mdy", PeriodFormat::MonthDayYear),
        ("iso", PeriodFormat::Iso),
    ];

    /// An example, for sentences.
    pub fn example(self) -> &'static str {
        match self {
            PeriodFormat::Year | PeriodFormat::Iso => "2020",
            PeriodFormat::Month => "2020-05",
            PeriodFormat::Quarter => "2020-Q3",
            PeriodFormat::Day => "2020-05-17",
            PeriodFormat::DayMonthYear => "17/05/2020",
            PeriodFormat::MonthDayYear => "05/17/2020",
        }
    }
}

/// Why a text is no period in this format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFault {
    /// Which.
    pub code: Code,
    /// What fills the sentence, beyond `cell` and `expected`.
    pub params: Vec<(&'static str, String)>,
}

fn fault(code: Code, params: Vec<(&'static str, String)>) -> PeriodFault {
    PeriodFault { code, params }
}

/// Reads one period.
///
/// # Errors
/// `not_a_period`; `ambiguous_date` where day and month cannot be told apart and the format names no order;
/// `date_order` where they can, and stand against the format.
///
/// ```
/// # use intake::{parse_period, PeriodFormat};
/// assert_eq!(parse_period("2020年5月", PeriodFormat::Month).unwrap().to_string(), "2020-05");
/// assert!(parse_period("05/06/2020", PeriodFormat::Month).is_err());
/// ```
pub fn parse_period(text: &str, format: PeriodFormat) -> Result<Period, PeriodFault> {
    let not_a_period = || fault(Code::NotAPeriod, Vec::new());
    let (text, _) = trimmed(text);
    let plain = narrow(text);
    let text = plain.as_str();
    if format == PeriodFormat::Iso
        && let Ok(period) = text.parse::<Period>()
    {
        return Ok(period);
    }
    let numbers = numbers_of(text);
    match (format, numbers.as_slice()) {
        (PeriodFormat::Year | PeriodFormat::Iso, [year]) if is_year_text(text) => {
            year_of(year).map(Period::Year).ok_or_else(not_a_period)
        }
        (PeriodFormat::Month, [whole]) if whole.len() == 6 && only_digits(text) => {
            month_of(&whole[..4], &whole[4..]).ok_or_else(not_a_period)
        }
        (PeriodFormat::Month, [year, month]) if year.len() == 4 && is_date_text(text) => {
            month_of(year, month).ok_or_else(not_a_period)
        }
        (PeriodFormat::Month, [year, month, day])
            if year.len() == 4 && is_date_text(text) && matches!(*day, "1" | "01") =>
        {
            month_of(year, month).ok_or_else(not_a_period)
        }
        (PeriodFormat::Quarter, [year, quarter]) | (PeriodFormat::Quarter, [quarter, year])
            if year.len() == 4 && quarter.len() == 1 && has_quarter_sign(text) =>
        {
            match (year_of(year), quarter.parse::<i8>()) {
                (Some(year), Ok(quarter @ 1..=4)) => Ok(Period::Quarter { year, quarter }),
                _ => Err(not_a_period()),
            }
        }
        (PeriodFormat::Day, [whole]) if whole.len() == 8 && only_digits(text) => {
            day_of(&whole[..4], &whole[4..6], &whole[6..]).ok_or_else(not_a_period)
        }
        (PeriodFormat::Day | PeriodFormat::Iso, [year, month, day])
            if year.len() == 4 && is_date_text(text) =>
        {
            day_of(year, month, day).ok_or_else(not_a_period)
        }
        (PeriodFormat::DayMonthYear, [day, month, year])
            if year.len() == 4 && is_date_text(text) =>
        {
            ordered(year, month, day, text)
        }
        (PeriodFormat::MonthDayYear, [month, day, year])
            if year.len() == 4 && is_date_text(text) =>
        {
            ordered(year, month, day, text)
        }
        (_, [first, second, year]) if year.len() == 4 && is_date_text(text) => {
            let (one, other) = (day_of(year, second, first), day_of(year, first, second));
            match (one, other) {
                (Some(one), Some(other)) if one != other => Err(fault(
                    Code::AmbiguousDate,
                    vec![("first", one.to_string()), ("second", other.to_string())],
                )),
                _ => Err(not_a_period()),
            }
        }
        _ => Err(not_a_period()),
    }
}

fn ordered(year: &str, month: &str, day: &str, _text: &str) -> Result<Period, PeriodFault> {
    match (day_of(year, month, day), day_of(year, day, month)) {
        (Some(period), _) => Ok(period),
        (None, Some(_)) => Err(fault(Code::DateOrder, vec![("month", month.to_owned())])),
        (None, None) => Err(fault(Code::NotAPeriod, Vec::new())),
    }
}

/// Full-width forms to ASCII; `T00:00:00` of a spreadsheet's date left out.
fn narrow(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect();
    match plain
        .strip_suffix("T00:00:00")
        .or_else(|| plain.strip_suffix(" 00:00:00"))
    {
        Some(date) => date.to_owned(),
        None => plain,
    }
}

fn numbers_of(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect()
}

fn only_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_year_text(text: &str) -> bool {
    only_digits(text.strip_suffix('年').unwrap_or(text).trim_end())
}

/// Digits parted by one kind of sign, or the Chinese signs of a date.
fn is_date_text(text: &str) -> bool {
    let chinese = text.contains('年');
    text.chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日'))
        && (chinese
            || ['-', '/', '.']
                .iter()
                .filter(|sign| text.contains(**sign))
                .count()
                == 1)
        && text.starts_with(|c: char| c.is_ascii_digit())
        && !text.contains("--")
}

fn has_quarter_sign(text: &str) -> bool {
    let rest: String = text
        .chars()
        .filter(|c| !c.is_ascii_digit() && *c != ' ' && *c != '-')
        .collect();
    matches!(rest.as_str(), "Q" | "q" | "年季度" | "年第季度" | "年季")
}

fn year_of(text: &str) -> Option<i16> {
    (text.len() == 4).then(|| text.parse().ok()).flatten()
}

fn month_of(year: &str, month: &str) -> Option<Period> {
    let month: i8 = (month.len() <= 2).then(|| month.parse().ok()).flatten()?;
    let year = year_of(year)?;
    (1..=12)
        .contains(&month)
        .then_some(Period::Month { year, month })
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Period> {
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let date =
        jiff::civil::Date::new(year_of(year)?, month.parse().ok()?, day.parse().ok()?).ok()?;
    Some(Period::Day(date))
}

/// First and last month a period touches, as (year, month) pairs, for plausible ranges.
pub(crate) fn month_span(period: &Period) -> ((i16, i8), (i16, i8)) {
    match *period {
        Period::Year(year) => ((year, 1), (year, 12)),
        Period::Half { year, half } => ((year, half * 6 - 5), (year, half * 6)),
        Period::Quarter { year, quarter } => ((year, quarter * 3 - 2), (year, quarter * 3)),
        Period::Month { year, month } => ((year, month), (year, month)),
        Period::Week { year, .. } => ((year, 1), (year, 12)),
        Period::Day(date) => ((date.year(), date.month()), (date.year(), date.month())),
        Period::Interval { start, end } => {
            let utc = jiff::tz::TimeZone::UTC;
            let (start, end) = (start.to_zoned(utc.clone()), end.to_zoned(utc));
            ((start.year(), start.month()), (end.year(), end.month()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_of_texts() {
        use PeriodFormat::*;
        for (text, format, expected) in [
            ("2020", Year, Ok("2020")),
            ("２０２０年", Year, Ok("2020")),
            ("20", Year, Err(Code::NotAPeriod)),
            ("2019/20", Year, Err(Code::NotAPeriod)),
            ("2020-05", Month, Ok("2020-05")),
            ("2020/5", Month, Ok("2020-05")),
            ("202005", Month, Ok("2020-05")),
            ("2020年5月", Month, Ok("2020-05")),
            ("2020-05-01", Month, Ok("2020-05")),
            ("2020-05-01T00:00:00", Month, Ok("2020-05")),
            ("2020-05-02", Month, Err(Code::NotAPeriod)),
            ("2020-13", Month, Err(Code::NotAPeriod)),
            ("01/05/2020", Month, Err(Code::AmbiguousDate)),
            ("2020-Q3", Quarter, Ok("2020-Q3")),
            ("Q3 2020", Quarter, Ok("2020-Q3")),
            ("2020年3季度", Quarter, Ok("2020-Q3")),
            ("2020-Q5", Quarter, Err(Code::NotAPeriod)),
            ("2020-02-30", Day, Err(Code::NotAPeriod)),
            ("20200517", Day, Ok("2020-05-17")),
            ("17/05/2020", Day, Err(Code::NotAPeriod)),
            ("17.05.2020", DayMonthYear, Ok("2020-05-17")),
            ("05/17/2020", DayMonthYear, Err(Code::DateOrder)),
            ("05/17/2020", MonthDayYear, Ok("2020-05-17")),
            ("17/05/2020", MonthDayYear, Err(Code::DateOrder)),
            ("2020", Iso, Ok("2020")),
            ("2020-05-17", Iso, Ok("2020-05-17")),
            ("", Year, Err(Code::NotAPeriod)),
            ("2020-05", Year, Err(Code::NotAPeriod)),
        ] {
            let found = parse_period(text, format).map(|period| period.to_string());
            match expected {
                Ok(period) => assert_eq!(found.as_deref(), Ok(period), "{text:?} {format:?}"),
                Err(code) => assert_eq!(found.unwrap_err().code, code, "{text:?} {format:?}"),
            }
        }
    }
}
