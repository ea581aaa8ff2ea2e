//! Readings from files and pushes.
//!
//! A table ([`read_table`]) comes in three layouts: long (a row is one reading), wide (a row is one meter's day) and columns (a
//! column is one meter). A push ([`read_push`]) is JSON or lines of it. All give [`Readings`]: numbers stay the decimals they
//! were written as, times become instants, and whatever is not taken is said by row and column. `docs/readings.md` shows each
//! layout.

mod layout;
mod push;
mod rows;
mod time;

use inventory::finding::{Finding, Location};
use jiff::civil::Date;
use std::collections::HashSet;

use crate::clock::{DayClock, Days, Wall};
use crate::finding::Log;
use crate::sample::{Decimal, Readings};
use crate::{Code, Stamp};

pub use intake::{Sheet, SheetOptions, read_sheet, read_sheet_with_progress};
pub use layout::{Layout, interval_of_slots};
pub use push::{Push, PushFault, PushFormat, read_push};
pub use time::{DateOrder, Time, parse_clock, parse_time};

/// What a file does not say of itself.
#[derive(Debug, Clone, Default)]
pub struct ParseOptions {
    /// How its rows and columns stand; found out if `None`.
    pub layout: Option<Layout>,
    /// Code of the meter, for a file that names none; of several columns of values the first is taken, or [`ParseOptions::column`].
    pub meter: Option<String>,
    /// Head of the column of values, with [`ParseOptions::meter`].
    pub column: Option<String>,
    /// Whether times name the beginning or the end of an interval. If `None`, they name the end if the file has a 24:00, or a 00:00
    /// that follows the later times of its own date; else the beginning.
    pub stamp: Option<Stamp>,
    /// Order of day and month in `04/05/2026`; found out from the file if `None`, and the day first if that leaves it open.
    pub date_order: Option<DateOrder>,
    /// Seconds east of UTC that all times without an offset have, for loggers that are never put forward or back; otherwise
    /// they are the region's local time.
    pub offset_s: Option<i32>,
    /// Decimal mark, `.` or `,`; found out from the file if `None`.
    pub decimal: Option<char>,
    /// How the file is read into a table.
    pub sheet: SheetOptions,
}

/// What a table held.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The readings, in the order of the file.
    pub readings: Readings,
    /// The layout it has.
    pub layout: Layout,
    /// What its times name: to be handed to [`crate::place`].
    pub stamp: Stamp,
    /// Rows with something in them, the head not counted.
    pub rows: u32,
    /// Cells that say that nothing was read (empty, `-`, `NA`, `null`): no reading, and no zero.
    pub missing: u64,
    /// Cells or rows that should have been a reading and are none; each has a finding.
    pub refused: u64,
    /// What was noticed of the file itself: its encoding, quotes, control characters.
    pub sheet_findings: Vec<Finding>,
}

/// Reads a CSV, TSV or XLSX file (gzipped or not) of readings. Faults of single rows are in `log`; the others stand.
///
/// # Errors
/// Findings that say why there is no table at all, or none of readings.
pub fn read_table(
    file_name: &str,
    bytes: &[u8],
    options: &ParseOptions,
    clock: &DayClock,
    log: &mut Log,
) -> Result<Parsed, Vec<Finding>> {
    let sheet = read_sheet(file_name, bytes, &options.sheet)?;
    parse_sheet(&sheet, options, clock, log)
}

/// [`read_table`] of a table that was read already.
///
/// # Errors
/// As there.
pub fn parse_sheet(
    sheet: &Sheet,
    options: &ParseOptions,
    clock: &DayClock,
    log: &mut Log,
) -> Result<Parsed, Vec<Finding>> {
    parse_sheet_with_progress(sheet, options, clock, log, &mut |_, _| {})
}

/// [`parse_sheet`], calling `progress(row, rows)` now and then.
///
/// # Errors
/// As there.
pub fn parse_sheet_with_progress(
    sheet: &Sheet,
    options: &ParseOptions,
    clock: &DayClock,
    log: &mut Log,
    progress: &mut dyn FnMut(u32, u32),
) -> Result<Parsed, Vec<Finding>> {
    let plan = match layout::plan(sheet, options, log) {
        Ok(plan) => plan,
        Err(fault) => return Err(fault.into_findings()),
    };
    Ok(rows::run(sheet, &plan, options, clock, log, progress))
}

/// Where in a table.
pub(crate) fn cell_of(sheet: &Sheet, row: u32, column: u32) -> Option<Location> {
    let head = sheet.cell(1, column).text.trim();
    Some(Location {
        file: sheet.file().to_owned(),
        sheet: sheet.name().map(str::to_owned),
        row: (row > 0).then_some(row),
        column: (column > 0).then_some(column),
        field: (column > 0 && !head.is_empty()).then(|| shown(head)),
    })
}

/// A text as it may stand in a sentence: at most forty characters.
pub(crate) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

/// True for what people write where nothing was read.
#[must_use]
pub fn says_missing(text: &str) -> bool {
    matches!(
        text,
        "" | "-"
            | "--"
            | "—"
            | "NA"
            | "N/A"
            | "n/a"
            | "na"
            | "NaN"
            | "nan"
            | "NULL"
            | "null"
            | "None"
            | "缺失"
            | "无"
    )
}

/// A quality code by its number, name or Chinese name: `0` `measured` `实测`, `1` `manual` `人工`, `2` `suspect` `可疑`,
/// `3` `interpolated` `插补`, `4` `estimated` `估算`, `5` `simulated` `模拟`. Upper and lower case are the same.
#[must_use]
pub fn parse_code(text: &str) -> Option<Code> {
    const NAMES: [(&str, &str); 6] = [
        ("measured", "实测"),
        ("manual", "人工"),
        ("suspect", "可疑"),
        ("interpolated", "插补"),
        ("estimated", "估算"),
        ("simulated", "模拟"),
    ];
    if let [digit @ b'0'..=b'9'] = text.as_bytes() {
        return Code::from_number(digit - b'0');
    }
    let found = NAMES
        .iter()
        .position(|(name, chinese)| text.eq_ignore_ascii_case(name) || text == *chinese)?;
    Some(Code::ALL[found])
}

/// How a file writes its decimals, asked for only where a number is not plain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// `1234.5`, perhaps `1,234.5`.
    Point,
    /// `1234,5`, perhaps `1.234,5`.
    Comma,
    /// Some numbers have a comma, and nothing says which of the two it is: they are not read.
    Open,
}

impl Marks {
    /// A number that is written in more than digits and a point.
    pub(crate) fn parse(self, text: &str) -> Option<Decimal> {
        let (decimal, thousands) = match self {
            Marks::Open if text.contains(',') => return None,
            Marks::Point | Marks::Open => ('.', ','),
            Marks::Comma => (',', '.'),
        };
        if self == Marks::Comma && !text.contains('.') {
            // Exactly, where the mark is all that differs.
            let mut plain = [0_u8; 32];
            let bytes = text.as_bytes();
            if let Some(plain) = plain.get_mut(..bytes.len()) {
                plain.copy_from_slice(bytes);
                for byte in plain.iter_mut().filter(|byte| **byte == b',') {
                    *byte = b'.';
                }
                if let Some(value) = Decimal::parse(plain) {
                    return Some(value);
                }
            }
        }
        let format = intake::NumberFormat {
            decimal,
            thousands: Some(thousands),
            percent: false,
        };
        Decimal::from_f64(intake::parse_number(text, &format).ok()?.value)
    }
}

/// Turns local times into instants.
///
/// Of an hour that clocks go through twice, a meter's first reading of a time is the first; if the file runs backwards, the
/// last.
pub(crate) struct Resolver<'a> {
    days: Days<'a>,
    offset_s: Option<i64>,
    stamp: Stamp,
    last: Vec<Option<Seen>>,
    twice: HashSet<(u32, i64)>,
}

/// A meter's reading before.
#[derive(Debug, Clone, Copy)]
struct Seen {
    date: Date,
    seconds: i64,
    at_s: i64,
    /// The file runs from late to early. Not told anew within an hour that clocks go through twice.
    backwards: bool,
}

/// A local time that became an instant, and what is to be said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolved {
    Plain(i64),
    /// Clocks are put back over it.
    Ambiguous(i64),
    /// A 00:00 that closes its own date.
    ClosesDay(i64),
    /// Clocks are put forward over it.
    Never,
}

impl<'a> Resolver<'a> {
    pub(crate) fn new(clock: &'a DayClock, offset_s: Option<i32>, stamp: Stamp) -> Resolver<'a> {
        Resolver {
            days: Days::new(clock),
            offset_s: offset_s.map(i64::from),
            stamp,
            last: Vec::new(),
            twice: HashSet::new(),
        }
    }

    pub(crate) fn days(&mut self) -> &mut Days<'a> {
        &mut self.days
    }

    /// The instant that `time` is for `meter`, whose readings come one after the other.
    #[inline]
    pub(crate) fn resolve(&mut self, meter: u32, time: Time) -> Resolved {
        let (date, seconds) = match time {
            Time::Instant(at_s) => return Resolved::Plain(at_s),
            Time::Local { date, seconds } => (date, seconds),
        };
        let index = meter as usize;
        if self.last.len() <= index {
            self.last.resize(index + 1, None);
        }
        let before = self.last[index];
        let closes = self.stamp == Stamp::End
            && seconds == 0
            && before.is_some_and(|it| it.date == date && it.seconds >= 43_200);
        let resolved = if closes {
            self.wall(meter, date, 86_400, before)
        } else {
            self.wall(meter, date, seconds, before)
        };
        let (Resolved::Plain(at_s) | Resolved::Ambiguous(at_s)) = resolved else {
            return resolved;
        };
        self.last[index] = Some(Seen {
            date,
            // The day is closed: a second 00:00 of it is its beginning.
            seconds: if closes { 0 } else { seconds },
            at_s,
            backwards: match resolved {
                Resolved::Ambiguous(_) => {
                    before.is_some_and(|it| it.backwards || it.at_s > at_s + 3600)
                }
                _ => before.is_some_and(|it| it.at_s > at_s),
            },
        });
        if closes {
            Resolved::ClosesDay(at_s)
        } else {
            resolved
        }
    }

    fn wall(&mut self, meter: u32, date: Date, seconds: i64, before: Option<Seen>) -> Resolved {
        if let Some(offset_s) = self.offset_s {
            let midnight_s = i64::from(crate::clock::day_number(date)) * 86_400;
            return Resolved::Plain(midnight_s + seconds - offset_s);
        }
        let day = self.days.of(date);
        if seconds >= 86_400 {
            return Resolved::Plain(day.end_s);
        }
        match day.wall(seconds) {
            Wall::Once(at_s) => Resolved::Plain(at_s),
            Wall::Never(_) => Resolved::Never,
            Wall::Twice(first_s, second_s) => {
                let backwards = before.is_some_and(|it| it.backwards || it.at_s > second_s);
                let is_first = self.twice.insert((meter, first_s));
                let at_s = if is_first == backwards {
                    second_s
                } else {
                    first_s
                };
                Resolved::Ambiguous(at_s)
            }
        }
    }
}

#[cfg(test)]
mod tests;
