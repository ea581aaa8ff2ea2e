//! The rows of a table, one after the other.

use intake::Sheet;

use super::layout::{Plan, Shape, Slot};
use super::time::{DateOrder, Time, parse_clock, parse_time};
use super::{
    Marks, ParseOptions, Parsed, Resolved, Resolver, cell_of, parse_code, says_missing, shown,
};
use crate::clock::DayClock;
use crate::finding::Log;
use crate::sample::{Decimal, Reading, Readings};
use crate::{Code, Stamp};

/// Columns of a time: one, or a date and a time of the day.
#[derive(Debug, Clone, Copy)]
pub(super) struct TimeCells {
    pub date: u32,
    pub clock: Option<u32>,
}

impl TimeCells {
    /// The time of a row; `None` if there is none or it cannot be read.
    pub(super) fn read(&self, sheet: &Sheet, row: u32, order: DateOrder) -> Option<Time> {
        let time = parse_time(sheet.cell(row, self.date).text.trim(), order)?;
        let Some(column) = self.clock else {
            return Some(time);
        };
        let Time::Local { date, seconds: 0 } = time else {
            return None;
        };
        let text = sheet.cell(row, column).text.trim();
        // A workbook keeps a time of the day as a part of the day.
        let seconds = parse_clock(text).or_else(|| {
            let part: f64 = text.parse().ok()?;
            (0.0..=1.0)
                .contains(&part)
                .then_some((part * 86_400.0).round() as i64)
        })?;
        Some(Time::Local { date, seconds })
    }
}

/// What grows while the rows are read.
struct Run<'s, 'c, 'l> {
    sheet: &'s Sheet,
    marks: Marks,
    order: DateOrder,
    resolver: Resolver<'c>,
    readings: Readings,
    missing: u64,
    refused: u64,
    log: &'l mut Log,
    progress: &'l mut dyn FnMut(u32, u32),
}

/// Rows between two calls of a progress.
const ROWS_PER_NOTICE: u32 = 8_192;

pub(super) fn run(
    sheet: &Sheet,
    plan: &Plan,
    options: &ParseOptions,
    clock: &DayClock,
    log: &mut Log,
    progress: &mut dyn FnMut(u32, u32),
) -> Parsed {
    let mut it = Run {
        sheet,
        marks: plan.marks,
        order: plan.order,
        resolver: Resolver::new(clock, options.offset_s, plan.stamp),
        readings: Readings::new(),
        missing: 0,
        refused: 0,
        log,
        progress,
    };
    let fixed = options.meter.as_deref();
    let rows = match &plan.shape {
        Shape::Long {
            meter,
            time,
            value,
            quality,
        } => it.long(*meter, fixed, *time, *value, *quality),
        Shape::Wide {
            meter,
            date,
            quality,
            slots,
            interval_s,
        } => it.wide(
            *meter,
            fixed,
            *date,
            *quality,
            slots,
            *interval_s,
            plan.stamp,
        ),
        Shape::Columns { time, meters } => it.columns(*time, meters),
    };
    Parsed {
        readings: it.readings,
        layout: plan.shape.layout(),
        stamp: plan.stamp,
        rows,
        missing: it.missing,
        refused: it.refused,
        sheet_findings: sheet.findings().to_vec(),
    }
}

impl Run<'_, '_, '_> {
    fn notice(&mut self, row: u32) {
        if row.is_multiple_of(ROWS_PER_NOTICE) || row == self.sheet.rows() {
            (self.progress)(row, self.sheet.rows());
        }
    }

    /// Notes a fault of a cell. Each cell is a subject of its own, in the order of the file.
    fn fault(&mut self, code: &'static str, row: u32, column: u32, name: &'static str, text: &str) {
        let sheet = self.sheet;
        self.log.push(code, &format!("{row:10}:{column:5}"), || {
            (cell_of(sheet, row, column), vec![(name, shown(text))])
        });
    }

    /// Notes what is said once a file, with how often it was.
    fn once(&mut self, code: &'static str, row: u32, column: u32, text: &str) {
        let sheet = self.sheet;
        self.log.push(code, "", || {
            (cell_of(sheet, row, column), vec![("cell", shown(text))])
        });
    }

    /// The number of a cell; `None` if nothing was read or it is no number, which is noted.
    #[inline]
    fn value(&mut self, row: u32, column: u32) -> Option<Decimal> {
        let text = self.sheet.cell(row, column).text;
        match Decimal::parse(text.as_bytes()) {
            Some(value) => Some(value),
            None => self.odd_value(row, column, text),
        }
    }

    #[cold]
    fn odd_value(&mut self, row: u32, column: u32, text: &str) -> Option<Decimal> {
        let text = text.trim();
        if says_missing(text) {
            self.missing += 1;
            return None;
        }
        let value = Decimal::parse(text.as_bytes()).or_else(|| self.marks.parse(text));
        if value.is_none() {
            self.refused += 1;
            let code = if self.marks == Marks::Open && text.contains(',') {
                "readings_decimal_mark"
            } else {
                "readings_not_a_number"
            };
            self.fault(code, row, column, "cell", text);
        }
        value
    }

    fn code(&mut self, row: u32, column: Option<u32>) -> Code {
        let Some(column) = column else {
            return Code::Measured;
        };
        let text = self.sheet.cell(row, column).text.trim();
        if text.is_empty() {
            return Code::Measured;
        }
        parse_code(text).unwrap_or_else(|| {
            self.fault("readings_unknown_quality", row, column, "cell", text);
            Code::Suspect
        })
    }

    /// The instant of a meter's local time, with what is to be said of it.
    #[inline]
    fn instant(&mut self, meter: u32, time: Time, row: u32, column: u32) -> Option<i64> {
        match self.resolver.resolve(meter, time) {
            Resolved::Plain(at_s) => Some(at_s),
            odd => self.odd_instant(odd, row, column),
        }
    }

    #[cold]
    fn odd_instant(&mut self, odd: Resolved, row: u32, column: u32) -> Option<i64> {
        let text = self.sheet.cell(row, column).text.trim();
        match odd {
            Resolved::Plain(at_s) => Some(at_s),
            Resolved::Ambiguous(at_s) => {
                self.once("readings_time_twice", row, column, text);
                Some(at_s)
            }
            Resolved::ClosesDay(at_s) => {
                self.once("readings_midnight_closes", row, column, text);
                Some(at_s)
            }
            Resolved::Never => {
                self.fault("readings_time_never", row, column, "cell", text);
                None
            }
        }
    }

    /// The meter of a row; `None` if its cell is empty, which is noted.
    #[inline]
    fn meter(&mut self, row: u32, column: Option<u32>, fixed: Option<&str>) -> Option<u32> {
        let code = match (column, fixed) {
            (Some(column), _) => self.sheet.cell(row, column).text.trim(),
            (None, Some(fixed)) => fixed,
            (None, None) => "",
        };
        if code.is_empty() {
            self.refused += 1;
            self.fault("readings_no_meter", row, column.unwrap_or(0), "cell", "");
            return None;
        }
        Some(self.readings.meter(code))
    }

    fn push(&mut self, meter: u32, at_s: i64, value: Decimal, code: Code, row: u32) {
        self.readings.push(Reading {
            at_s,
            value,
            meter,
            row,
            code,
        });
    }

    fn time(&mut self, cells: TimeCells, row: u32) -> Option<Time> {
        let time = cells.read(self.sheet, row, self.order);
        if time.is_none() {
            let text = self.sheet.cell(row, cells.date).text.trim();
            self.fault("readings_not_a_time", row, cells.date, "cell", text);
        }
        time
    }

    fn long(
        &mut self,
        meter: Option<u32>,
        fixed: Option<&str>,
        cells: TimeCells,
        value: u32,
        quality: Option<u32>,
    ) -> u32 {
        let mut rows = 0;
        self.readings.reserve(self.sheet.rows() as usize);
        let sheet = self.sheet;
        // Many meters at one time, or one meter at many: a text that was just read is not read again.
        let mut last: (&str, Option<Time>) = ("", None);
        for row in 2..=sheet.rows() {
            self.notice(row);
            let text = sheet.cell(row, cells.date).text;
            if text.is_empty() && sheet.row_is_blank(row) {
                continue;
            }
            rows += 1;
            let Some(meter) = self.meter(row, meter, fixed) else {
                continue;
            };
            let time = if cells.clock.is_none() && last.1.is_some() && last.0 == text {
                last.1
            } else {
                self.time(cells, row)
            };
            let Some(time) = time else {
                self.refused += 1;
                continue;
            };
            last = (text, Some(time));
            let Some(at_s) = self.instant(meter, time, row, cells.date) else {
                self.refused += 1;
                continue;
            };
            let Some(value) = self.value(row, value) else {
                continue;
            };
            let code = self.code(row, quality);
            self.push(meter, at_s, value, code, row);
        }
        rows
    }

    fn columns(&mut self, cells: TimeCells, meters: &[(u32, String)]) -> u32 {
        let mut rows = 0;
        let sheet = self.sheet;
        self.readings.reserve(sheet.rows() as usize * meters.len());
        let indices: Vec<(u32, u32)> = meters
            .iter()
            .map(|(column, code)| (*column, self.readings.meter(code)))
            .collect();
        for row in 2..=sheet.rows() {
            self.notice(row);
            if sheet.cell(row, cells.date).text.is_empty() && sheet.row_is_blank(row) {
                continue;
            }
            rows += 1;
            let Some(time) = self.time(cells, row) else {
                self.refused += indices.len() as u64;
                continue;
            };
            // All meters of a row have one time; the first stands for them.
            let Some(at_s) = self.instant(0, time, row, cells.date) else {
                self.refused += indices.len() as u64;
                continue;
            };
            for (column, meter) in &indices {
                if let Some(value) = self.value(row, *column) {
                    self.push(*meter, at_s, value, Code::Measured, row);
                }
            }
        }
        rows
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one shape")]
    fn wide(
        &mut self,
        meter: Option<u32>,
        fixed: Option<&str>,
        date: u32,
        quality: Option<u32>,
        slots: &[(u32, Slot)],
        interval_s: u32,
        stamp: Stamp,
    ) -> u32 {
        let mut rows = 0;
        let sheet = self.sheet;
        self.readings.reserve(sheet.rows() as usize * slots.len());
        let cells = TimeCells { date, clock: None };
        for row in 2..=sheet.rows() {
            self.notice(row);
            if sheet.row_is_blank(row) {
                continue;
            }
            rows += 1;
            let Some(meter) = self.meter(row, meter, fixed) else {
                continue;
            };
            let day = match self.time(cells, row) {
                Some(Time::Local {
                    date: day,
                    seconds: 0,
                }) => day,
                other => {
                    if other.is_some() {
                        let text = sheet.cell(row, date).text.trim();
                        self.fault("readings_not_a_time", row, date, "cell", text);
                    }
                    self.refused += 1;
                    continue;
                }
            };
            let code = self.code(row, quality);
            for (column, slot) in slots {
                let Some(value) = self.value(row, *column) else {
                    continue;
                };
                let at_s = match slot {
                    Slot::Index(index) => {
                        let local = self.resolver.days().of(day);
                        if *index >= local.slots(interval_s) {
                            None
                        } else {
                            let edge = match stamp {
                                Stamp::Start => *index,
                                Stamp::End => index + 1,
                            };
                            Some(local.slot_start_s(edge, interval_s))
                        }
                    }
                    Slot::Clock(seconds) => {
                        let time = Time::Local {
                            date: day,
                            seconds: *seconds,
                        };
                        match self.resolver.resolve(meter, time) {
                            Resolved::Plain(at_s) => Some(at_s),
                            Resolved::Never => None,
                            odd => self.odd_instant(odd, row, *column),
                        }
                    }
                };
                match at_s {
                    Some(at_s) => self.push(meter, at_s, value, code, row),
                    None => {
                        self.refused += 1;
                        let text = day.to_string();
                        self.fault("readings_beyond_day", row, *column, "date", &text);
                    }
                }
            }
        }
        rows
    }
}
