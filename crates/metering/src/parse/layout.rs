//! How the rows and columns of a table of readings stand.

use intake::{CellKind, Sheet, folded};
use inventory::finding::Location;
use serde::{Deserialize, Serialize};

use super::rows::TimeCells;
use super::time::{DateOrder, Time, parse_clock, parse_time, undecided};
use super::{Marks, ParseOptions, cell_of, says_missing, shown};
use crate::Stamp;
use crate::finding::Log;
use crate::sample::Decimal;

/// How the rows and columns of a table of readings stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// A row is one reading: `meter,at,value[,quality]`.
    Long,
    /// A row is one meter's day: `meter,date,00:00,00:15,...` or `meter,date,v1,v2,...`.
    Wide,
    /// A column is one meter; the first column is the time.
    Columns,
}

/// Where what stands, columns from 1.
#[derive(Debug)]
pub(super) struct Plan {
    pub shape: Shape,
    pub stamp: Stamp,
    pub order: DateOrder,
    pub marks: Marks,
}

#[derive(Debug)]
pub(super) enum Shape {
    Long {
        /// `None`: the meter of the options.
        meter: Option<u32>,
        time: TimeCells,
        value: u32,
        quality: Option<u32>,
    },
    Wide {
        meter: Option<u32>,
        date: u32,
        quality: Option<u32>,
        /// Columns of values with what they mean.
        slots: Vec<(u32, Slot)>,
        /// Length of a slot, for slots that are counted.
        interval_s: u32,
    },
    Columns {
        time: TimeCells,
        /// Columns of values with their meters.
        meters: Vec<(u32, String)>,
    },
}

/// What a column of a wide table means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The slot of this index, counted by the time that passed since midnight.
    Index(usize),
    /// A time on the wall, in seconds since midnight.
    Clock(i64),
}

/// Heads as [`folded`] leaves them: lower case, blanks for all marks.
const METER: &[&str] = &[
    "meter",
    "meterid",
    "meter id",
    "meter code",
    "point",
    "表号",
    "电表",
    "表计",
    "计量点",
    "计量点编号",
    "电表编号",
    "表计编号",
];
const TIME: &[&str] = &[
    "at",
    "time",
    "timestamp",
    "datetime",
    "date time",
    "时间",
    "日期时间",
    "数据时间",
    "采集时间",
    "时刻",
];
const DATE: &[&str] = &["date", "day", "日期", "数据日期"];
const VALUE: &[&str] = &[
    "value", "reading", "amount", "kwh", "值", "数值", "读数", "示数", "电量", "用量",
];
const QUALITY: &[&str] = &["quality", "code", "flag", "质量", "质量码"];

/// Interval in seconds of a day that is given in so many slots: a whole number of them makes 24 hours, or 23 or 25. `None` if
/// none fits.
#[must_use]
pub fn interval_of_slots(slots: usize) -> Option<u32> {
    const INTERVALS_S: [u32; 16] = [
        60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800,
        43_200, 86_400,
    ];
    let slots = u32::try_from(slots).ok()?;
    INTERVALS_S
        .into_iter()
        .filter(|interval_s| (86_400 / interval_s).abs_diff(slots) <= 3600 / interval_s)
        .min_by_key(|interval_s| (86_400 / interval_s).abs_diff(slots))
}

/// Finds out how a table stands.
pub(super) fn plan(sheet: &Sheet, options: &ParseOptions, log: &mut Log) -> Result<Plan, Log> {
    let heads: Vec<String> = (1..=sheet.row_len(1))
        .map(|column| folded(sheet.cell(1, column).text.trim()))
        .collect();
    let find = |names: &[&str]| {
        let at = heads
            .iter()
            .position(|head| names.contains(&head.as_str()))?;
        Some(at as u32 + 1)
    };
    let refuse = |code: &'static str, params: Vec<(&'static str, String)>, at: Option<Location>| {
        let mut refusal = Log::new();
        refusal.push(code, "", || (at, params));
        Err(refusal)
    };
    let has_meter = find(METER).is_some() || options.meter.is_some();
    let (date, time) = (find(DATE), find(TIME));
    let quality = find(QUALITY);
    let slots = slot_columns(sheet, &heads);
    let value = match &options.column {
        Some(head) => {
            let wanted = folded(head.trim());
            match heads.iter().position(|it| *it == wanted) {
                Some(at) => Some(at as u32 + 1),
                None => {
                    let params = vec![("column", shown(head))];
                    return refuse("readings_no_column", params, cell_of(sheet, 1, 0));
                }
            }
        }
        None => find(VALUE),
    };
    let layout = options.layout.unwrap_or({
        if has_meter && date.is_some() && slots.len() >= 2 {
            Layout::Wide
        } else if (find(METER).is_some() && value.is_some())
            || (options.meter.is_some() && value.is_some() && time.or(date).is_some())
        {
            Layout::Long
        } else {
            Layout::Columns
        }
    });
    let no_layout = || {
        let found: Vec<String> = (1..=sheet.row_len(1).min(6))
            .map(|column| shown(sheet.cell(1, column).text.trim()))
            .collect();
        vec![("found", found.join(", "))]
    };
    let shape = match layout {
        Layout::Long => {
            let time = match (time, date) {
                (Some(time), Some(date)) if clocks_alone(sheet, time) => TimeCells {
                    date,
                    clock: Some(time),
                },
                (Some(time), _) => TimeCells {
                    date: time,
                    clock: None,
                },
                (None, Some(date)) => TimeCells { date, clock: None },
                (None, None) => {
                    return refuse("readings_no_layout", no_layout(), cell_of(sheet, 1, 0));
                }
            };
            match (has_meter, value) {
                (true, Some(value)) => Shape::Long {
                    meter: if options.meter.is_some() {
                        None
                    } else {
                        find(METER)
                    },
                    time,
                    value,
                    quality,
                },
                _ => return refuse("readings_no_layout", no_layout(), cell_of(sheet, 1, 0)),
            }
        }
        Layout::Wide => {
            let (true, Some(date)) = (has_meter, date.or(time)) else {
                return refuse("readings_no_layout", no_layout(), cell_of(sheet, 1, 0));
            };
            let Some(interval_s) = interval_of_slots(slots.len()) else {
                let params = vec![("found", slots.len().to_string())];
                return refuse("readings_bad_slots", params, cell_of(sheet, 1, 0));
            };
            Shape::Wide {
                meter: if options.meter.is_some() {
                    None
                } else {
                    find(METER)
                },
                date,
                quality: quality.filter(|column| slots.iter().all(|(slot, _)| slot != column)),
                slots,
                interval_s,
            }
        }
        Layout::Columns => {
            let first = date.or(time).unwrap_or(1);
            let time = match (date, time) {
                (Some(date), Some(time)) if clocks_alone(sheet, time) => TimeCells {
                    date,
                    clock: Some(time),
                },
                _ => TimeCells {
                    date: first,
                    clock: None,
                },
            };
            if !holds_times(sheet, &time) {
                return refuse("readings_no_layout", no_layout(), cell_of(sheet, 1, 0));
            }
            let columns = (1..=sheet.row_len(1))
                .filter(|column| *column != time.date && Some(*column) != time.clock)
                .filter(|column| options.column.is_none() || Some(*column) == value);
            let mut meters = Vec::new();
            for column in columns {
                let head = sheet.cell(1, column).text.trim();
                if !holds_numbers(sheet, column) {
                    log.push("readings_column_ignored", &format!("{column:5}"), || {
                        (cell_of(sheet, 1, column), vec![("column", shown(head))])
                    });
                    continue;
                }
                match &options.meter {
                    Some(meter) if meters.is_empty() => meters.push((column, meter.clone())),
                    None if !head.is_empty() => meters.push((column, head.to_owned())),
                    _ => log.push("readings_column_ignored", &format!("{column:5}"), || {
                        (cell_of(sheet, 1, column), vec![("column", shown(head))])
                    }),
                }
            }
            if meters.is_empty() {
                return refuse("readings_no_layout", no_layout(), cell_of(sheet, 1, 0));
            }
            Shape::Columns { time, meters }
        }
    };
    let order = date_order(sheet, &shape, options, log);
    let stamp = options
        .stamp
        .unwrap_or_else(|| stamp_of(sheet, &shape, order, log));
    let marks = match options.decimal {
        Some(',') => Marks::Comma,
        Some(_) => Marks::Point,
        None => marks_of(sheet, &shape),
    };
    Ok(Plan {
        shape,
        stamp,
        order,
        marks,
    })
}

impl Shape {
    pub(super) fn layout(&self) -> Layout {
        match self {
            Shape::Long { .. } => Layout::Long,
            Shape::Wide { .. } => Layout::Wide,
            Shape::Columns { .. } => Layout::Columns,
        }
    }

    fn time(&self) -> TimeCells {
        match self {
            Shape::Long { time, .. } | Shape::Columns { time, .. } => *time,
            Shape::Wide { date, .. } => TimeCells {
                date: *date,
                clock: None,
            },
        }
    }

    fn is_value(&self, column: u32) -> bool {
        match self {
            Shape::Long { value, .. } => *value == column,
            Shape::Wide { slots, .. } => slots.iter().any(|(slot, _)| *slot == column),
            Shape::Columns { meters, .. } => meters.iter().any(|(it, _)| *it == column),
        }
    }
}

/// Columns of a wide table: `v1`, `v2`, ... or times of the day.
fn slot_columns(sheet: &Sheet, heads: &[String]) -> Vec<(u32, Slot)> {
    let mut slots = Vec::new();
    for (index, head) in heads.iter().enumerate() {
        let column = index as u32 + 1;
        let counted = head
            .strip_prefix('v')
            .and_then(|number| number.parse::<usize>().ok())
            .filter(|number| (1..=1500).contains(number));
        // A workbook keeps a time of the day as a part of the day.
        let cell = sheet.cell(1, column);
        let part = (cell.kind == CellKind::Number)
            .then(|| cell.text.parse::<f64>().ok())
            .flatten()
            .filter(|part| (0.0..=1.0).contains(part))
            .map(|part| (part * 1440.0).round() as i64 * 60);
        if let Some(number) = counted {
            slots.push((column, Slot::Index(number - 1)));
        } else if let Some(seconds) = parse_clock(cell.text.trim()).or(part) {
            slots.push((column, Slot::Clock(seconds)));
        }
    }
    slots
}

fn first_texts(sheet: &Sheet, column: u32) -> impl Iterator<Item = &str> {
    (2..=sheet.rows().min(200))
        .map(move |row| sheet.cell(row, column).text.trim())
        .filter(|text| !says_missing(text))
}

/// True if a column holds times of the day without a date.
fn clocks_alone(sheet: &Sheet, column: u32) -> bool {
    let first = first_texts(sheet, column).next();
    first.is_some_and(|text| parse_clock(text).is_some() || is_part_of_day(text))
}

fn is_part_of_day(text: &str) -> bool {
    text.parse::<f64>()
        .is_ok_and(|part| (0.0..1.0).contains(&part))
}

fn holds_times(sheet: &Sheet, time: &TimeCells) -> bool {
    first_texts(sheet, time.date).take(5).any(|text| {
        parse_time(text, DateOrder::DayFirst).is_some()
            || parse_time(text, DateOrder::MonthFirst).is_some()
    })
}

fn holds_numbers(sheet: &Sheet, column: u32) -> bool {
    let mut any = false;
    for text in first_texts(sheet, column).take(5) {
        any = true;
        let number = Decimal::parse(text.as_bytes()).is_some()
            || Marks::Comma.parse(text).is_some()
            || Marks::Point.parse(text).is_some();
        if number {
            return true;
        }
    }
    !any
}

/// Which of two numbers is the day, by all rows of the file.
fn date_order(sheet: &Sheet, shape: &Shape, options: &ParseOptions, log: &mut Log) -> DateOrder {
    if let Some(order) = options.date_order {
        return order;
    }
    let column = shape.time().date;
    let mut open = None;
    for row in 2..=sheet.rows() {
        let text = sheet.cell(row, column).text.trim();
        // Whoever writes the year first does so in all rows.
        let Some((first, second)) = undecided(text) else {
            if row > 50 && open.is_none() {
                break;
            }
            continue;
        };
        if first > 12 {
            return DateOrder::DayFirst;
        }
        if second > 12 {
            return DateOrder::MonthFirst;
        }
        open.get_or_insert((row, text));
    }
    if let Some((row, text)) = open {
        log.push("readings_date_order", "", || {
            (cell_of(sheet, row, column), vec![("cell", shown(text))])
        });
    }
    DateOrder::DayFirst
}

/// Whether times name the end of an interval, by what only ends have: 24:00, or a 00:00 after the later times of its date.
fn stamp_of(sheet: &Sheet, shape: &Shape, order: DateOrder, log: &mut Log) -> Stamp {
    const ROWS_MAX: u32 = 5_000;
    let mut found = None;
    match shape {
        Shape::Wide { slots, .. } => {
            let mut before = 0;
            for (column, slot) in slots {
                if let Slot::Clock(seconds) = slot {
                    if *seconds == 86_400 || (*seconds == 0 && before >= 43_200) {
                        found = Some((1, *column));
                        break;
                    }
                    before = *seconds;
                }
            }
        }
        Shape::Long { time, meter, .. } => {
            let mut last: Option<(&str, jiff::civil::Date, i64)> = None;
            for row in 2..=sheet.rows().min(ROWS_MAX) {
                let Some(Time::Local { date, seconds }) = time.read(sheet, row, order) else {
                    continue;
                };
                let of = meter.map_or("", |column| sheet.cell(row, column).text);
                let closes = last.is_some_and(|it| it.0 == of && it.1 == date && it.2 >= 43_200);
                if seconds == 86_400 || (seconds == 0 && closes) {
                    found = Some((row, time.date));
                    break;
                }
                last = Some((of, date, seconds));
            }
        }
        Shape::Columns { time, .. } => {
            let mut last: Option<(jiff::civil::Date, i64)> = None;
            for row in 2..=sheet.rows().min(ROWS_MAX) {
                let Some(Time::Local { date, seconds }) = time.read(sheet, row, order) else {
                    continue;
                };
                let closes = last.is_some_and(|it| it.0 == date && it.1 >= 43_200);
                if seconds == 86_400 || (seconds == 0 && closes) {
                    found = Some((row, time.date));
                    break;
                }
                last = Some((date, seconds));
            }
        }
    }
    let Some((row, column)) = found else {
        return Stamp::Start;
    };
    log.push("readings_stamp_end", "", || {
        let cell = shown(sheet.cell(row, column).text.trim());
        (cell_of(sheet, row, column), vec![("cell", cell)])
    });
    Stamp::End
}

/// The file's decimal mark: a comma if some number has one that parts no thousands. Left open if all commas may do either.
fn marks_of(sheet: &Sheet, shape: &Shape) -> Marks {
    let is_value: Vec<bool> = (1..=sheet.width())
        .map(|column| shape.is_value(column))
        .collect();
    let mut open = false;
    for row in 2..=sheet.rows() {
        for (index, _) in is_value.iter().enumerate().filter(|(_, is)| **is) {
            let text = sheet.cell(row, index as u32 + 1).text;
            let Some(at) = text.rfind(',') else { continue };
            let (before, after) = (text[..at].trim(), text[at + 1..].trim());
            if after.contains('.') || before.contains(',') {
                return Marks::Point;
            }
            if after.len() != 3 || before.contains('.') || before.trim_start_matches('-') == "0" {
                return Marks::Comma;
            }
            open = true;
        }
    }
    if open { Marks::Open } else { Marks::Point }
}
