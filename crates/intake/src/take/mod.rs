//! Rows to activities: the whole walk over a sheet.

mod after;
mod cells;
mod checks;
mod doubles;
mod facts;
mod head;
mod kinds;
mod points;
mod slots;
mod subjects;
mod totals;

use std::collections::{BTreeMap, HashMap};

use self::cells::{CellRules, Read};
use self::checks::BoundCheck;
use self::facts::Facts;
use self::head::Head;
use self::kinds::{BoundMeasure, Kinds, RowView};
use self::subjects::Subjects;
use crate::activities::{Activities, Item, NONE, Subject};
use crate::codes::Code;
use crate::intake::{Intake, Mode, RejectedRow, TakeOptions};
use crate::log::{At, FindingLog};
use crate::mapping::{Mapping, Parents};
use crate::number::printed_half_step;
use crate::place_book::PlaceBook;
use crate::sheet::Sheet;
use crate::text::{folded, shown, trimmed};

/// Takes a sheet in through its mapping. Never fails: what is wrong is in the findings, and `refused` says whether
/// anything may be kept.
///
/// `progress(done, total)` is called every few thousand rows.
pub fn take(
    sheet: &Sheet,
    mapping: &Mapping,
    book: &dyn PlaceBook,
    options: &TakeOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Intake {
    let mut log = sheet.log.clone();
    let header_row = mapping.file.header_row;
    let (head, columns) = head::bind(sheet, mapping, &mut log);
    let rows_read = u64::from(sheet.rows().saturating_sub(header_row));
    let head = head.filter(|_| {
        if rows_read == 0 {
            log.push(Code::HeaderOnly, || (At::row(header_row), vec![]));
        }
        rows_read > 0
    });
    let Some(head) = head else {
        return Intake {
            refused: true,
            rows_read,
            columns,
            finding_counts: log.counts(),
            findings: log.into_sorted(),
            ..Intake::default()
        };
    };
    let mut taker = Taker::new(sheet, mapping, book, options, head, log);
    const REPORT_EVERY_ROWS: u32 = 4096;
    for row in header_row + 1..=sheet.rows() {
        taker.row(row);
        if row % REPORT_EVERY_ROWS == 0 {
            progress(u64::from(row - header_row), rows_read);
        }
    }
    let mut intake = taker.finish();
    progress(rows_read, rows_read);
    intake.rows_read = rows_read;
    intake.columns = columns;
    intake
}

/// A column of values.
struct Slot {
    column: u32,
    /// Wide: index of the measure. Long: from the row.
    measure: Option<usize>,
    /// Text that names the place, where the column does.
    place: Option<String>,
}

struct Taker<'a> {
    sheet: &'a Sheet,
    mapping: &'a Mapping,
    book: &'a dyn PlaceBook,
    options: &'a TakeOptions,
    head: Head,
    log: FindingLog,
    subjects: Subjects<'a>,
    measures: Vec<BoundMeasure<'a>>,
    kinds: Kinds,
    slots: Vec<Slot>,
    checks: Vec<BoundCheck>,
    /// What checks across rows read.
    facts: Facts<'a>,
    /// Columns that only checks read.
    check_columns: Vec<u32>,
    /// Long: folded text of the measure column to measure.
    keys: HashMap<String, usize>,
    wildcard: Option<usize>,
    measure_column: Option<u32>,
    unit_column: Option<u32>,
    subject_list: Vec<Subject>,
    subject_index: HashMap<Subject, u32>,
    items: Vec<Item>,
    parent_items: Vec<Item>,
    /// Row of each subject and set of measures.
    seen: HashMap<(u32, u64), u32>,
    /// Whether a measure may have a unit that the file gives.
    unit_memo: HashMap<(usize, String), bool>,
    rejected: BTreeMap<u32, Vec<Code>>,
    has_children: HashMap<u32, bool>,
    /// Numbers of the row by column - 1, for checks.
    values: Vec<f64>,
}

impl<'a> Taker<'a> {
    fn new(
        sheet: &'a Sheet,
        mapping: &'a Mapping,
        book: &'a dyn PlaceBook,
        options: &'a TakeOptions,
        head: Head,
        log: FindingLog,
    ) -> Taker<'a> {
        let measures: Vec<BoundMeasure<'a>> = mapping
            .measures
            .iter()
            .map(|rules| BoundMeasure::new(rules, &head))
            .collect();
        let mut slots: Vec<Slot> = Vec::new();
        let mut keys = HashMap::new();
        let mut wildcard = None;
        let (mut measure_column, mut unit_column) = (None, None);
        if let Some(long) = &mapping.long {
            measure_column = long.measure.as_ref().and_then(|column| head.column(column));
            unit_column = long.unit.as_ref().and_then(|column| head.column(column));
            for (index, rules) in mapping.measures.iter().enumerate() {
                for key in &rules.keys {
                    if key == "*" {
                        wildcard = Some(index);
                    } else {
                        keys.insert(folded(key), index);
                    }
                }
                if rules.keys.is_empty() && long.measure.is_none() {
                    wildcard = Some(index);
                }
            }
            for (column, place) in &long.values {
                if let Some(column) = head.column(column) {
                    slots.push(Slot {
                        column,
                        measure: None,
                        place: place.clone(),
                    });
                }
            }
        } else {
            for (index, rules) in mapping.measures.iter().enumerate() {
                let column = rules.column.as_ref().and_then(|column| head.column(column));
                if let Some(column) = column {
                    slots.push(Slot {
                        column,
                        measure: Some(index),
                        place: None,
                    });
                }
            }
        }
        let mut check_columns: Vec<u32> = mapping
            .checks
            .iter()
            .filter(|check| !check.across_rows)
            .flat_map(|check| check.rule.names())
            .filter_map(|column| head.column(column))
            .filter(|column| slots.iter().all(|slot| slot.column != *column))
            .collect();
        check_columns.sort_unstable();
        check_columns.dedup();
        slots.sort_by_key(|slot| slot.column);
        Taker {
            checks: checks::bind(&mapping.checks, &head),
            facts: Facts::new(mapping),
            subjects: Subjects::new(mapping, book),
            values: vec![f64::NAN; head.names.len()],
            sheet,
            mapping,
            book,
            options,
            head,
            log,
            measures,
            kinds: Kinds::default(),
            slots,
            check_columns,
            keys,
            wildcard,
            measure_column,
            unit_column,
            subject_list: Vec::new(),
            subject_index: HashMap::new(),
            items: Vec::new(),
            parent_items: Vec::new(),
            seen: HashMap::new(),
            unit_memo: HashMap::new(),
            rejected: BTreeMap::new(),
            has_children: HashMap::new(),
        }
    }

    fn row(&mut self, row: u32) {
        if self.sheet.row_is_blank(row) {
            self.log.push(Code::BlankRow, || (At::row(row), vec![]));
            return;
        }
        // Taken out for the row, so that the taker's parts can be borrowed beside it.
        let head = std::mem::take(&mut self.head);
        let view = RowView {
            sheet: self.sheet,
            head: &head,
            row,
        };
        if let Some((column, text)) = self.subjects.totals_cell(&view) {
            self.log.push(Code::TotalsRow, || {
                (
                    At::cell(row, column).field(head.name(column)),
                    vec![("cell", shown(&text))],
                )
            });
        } else {
            let mut codes = Vec::new();
            let (own, of_parents) = (self.items.len(), self.parent_items.len());
            self.row_of_data(&view, &mut codes);
            if !codes.is_empty() {
                self.items.truncate(own);
                self.parent_items.truncate(of_parents);
                self.rejected.entry(row).or_default().extend(codes);
            }
        }
        self.head = head;
    }

    fn row_of_data(&mut self, view: &RowView<'_>, codes: &mut Vec<Code>) {
        if !self.sheet.is_typed() && self.is_ragged(view) {
            codes.push(Code::RaggedRow);
            // Cells are not where the head says, so nothing else of the row means anything.
            return;
        }
        let period = self.subjects.period(view, &mut self.log, codes);
        let place = self.subjects.place(view, &mut self.log, codes);
        let named_place = place.ok().flatten();
        let enterprise = self
            .subjects
            .enterprise(view, named_place, period, &mut self.log, codes);
        let place = match (place, enterprise) {
            (Ok(None), Ok(enterprise)) if enterprise != NONE => {
                let code = &self.subjects.enterprises[enterprise as usize].code;
                self.book
                    .enterprise(code)
                    .map(|known| self.subjects.places.intern(&known.place))
            }
            (Ok(place), _) => place,
            (Err(()), _) => None,
        };
        let parent = match (place, enterprise) {
            (Some(place), Ok(NONE)) => self.is_parent(place),
            _ => false,
        };
        if parent && self.mapping.rows.parents == Parents::Refuse {
            self.log.push(Code::ParentRefused, || {
                let code = self.subjects.places.list[place.unwrap_or(0) as usize].clone();
                (At::row(view.row), vec![("cell", code)])
            });
            codes.push(Code::ParentRefused);
        }
        self.values.fill(f64::NAN);
        const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;
        let mut signature = FNV_START;
        let mut subject_of_row = None;
        let keys_faulty = codes.len();
        for index in 0..self.slots.len() {
            let place = match self.slots[index].place.clone() {
                None => place,
                Some(text) => {
                    let column = self.slots[index].column;
                    let at = || At::cell(view.row, column).field(view.head.name(column));
                    self.subjects.place_of_text(&text, at, &mut self.log, codes)
                }
            };
            let subject = match (place, enterprise, period) {
                (Some(place), Ok(enterprise), Some(period)) => Some(self.subject(Subject {
                    place,
                    enterprise,
                    period,
                })),
                _ => None,
            };
            subject_of_row = subject_of_row.or(subject);
            let to_parents = parent && self.mapping.rows.parents == Parents::Check;
            self.slot(view, index, subject, to_parents, &mut signature, codes);
        }
        for index in 0..self.check_columns.len() {
            let column = self.check_columns[index];
            let cell = self.sheet.cell(view.row, column);
            let rules = CellRules {
                row: view.row,
                column,
                head: view.head.name(column),
                numbers: &self.mapping.file.numbers,
                na: &self.mapping.file.na,
                typed: self.sheet.is_typed(),
                blank_is_absent: true,
                unit: "",
            };
            match cells::read(cell, &rules, &mut self.log) {
                Read::Value(value) => self.values[column as usize - 1] = value,
                Read::Missing => {}
                Read::Fault(code) => codes.push(code),
            }
        }
        // What could not be read has been said; a check on it would say it again.
        let readable = codes.len() == keys_faulty;
        for check in self.checks.iter().filter(|_| readable) {
            let half_step = |column| {
                let text = self.sheet.cell(view.row, column).text;
                printed_half_step(text, &self.mapping.file.numbers)
            };
            codes.extend(check.run(view.row, &self.values, half_step, view.head, &mut self.log));
        }
        // A long row that is only read for checks is about nothing that could be there twice.
        let is_about_something = self.mapping.long.is_none() || signature != FNV_START;
        if let Some(subject) = subject_of_row
            && is_about_something
        {
            self.doubles(view, subject, signature, codes);
        }
    }

    fn is_ragged(&mut self, view: &RowView<'_>) -> bool {
        let cells = self.sheet.row_len(view.row);
        let width = view.head.width;
        let beyond = (view.head.names.len() as u32 + 1..=cells)
            .any(|column| !trimmed(self.sheet.cell(view.row, column).text).0.is_empty());
        if cells >= width && !beyond {
            return false;
        }
        self.log.push(Code::RaggedRow, || {
            (
                At::row(view.row),
                vec![
                    ("found", cells.to_string()),
                    ("expected", width.to_string()),
                ],
            )
        });
        true
    }

    fn is_parent(&mut self, place: u32) -> bool {
        *self.has_children.entry(place).or_insert_with(|| {
            !self
                .book
                .children(&self.subjects.places.list[place as usize])
                .is_empty()
        })
    }

    fn subject(&mut self, subject: Subject) -> u32 {
        // Rows of one subject mostly follow each other.
        if let Some(last) = self.subject_list.last()
            && *last == subject
        {
            return self.subject_list.len() as u32 - 1;
        }
        let next = self.subject_list.len() as u32;
        let at = *self.subject_index.entry(subject).or_insert(next);
        if at == next {
            self.subject_list.push(subject);
        }
        at
    }

    fn reject(&mut self, row: u32, code: Code) {
        let codes = self.rejected.entry(row).or_default();
        if !codes.contains(&code) {
            codes.push(code);
        }
    }

    fn finish(mut self) -> Intake {
        let taken = after::Taken {
            sheet: self.sheet,
            header_row: self.mapping.file.header_row,
            unit_column: self.unit_column,
            subjects: &self.subject_list,
            kinds: &self.kinds.list,
            places: &self.subjects.places,
            periods: &self.subjects.periods,
        };
        let rejected = |row| self.rejected.contains_key(&row);
        for (row, code) in self.facts.check(&taken, rejected, &mut self.log) {
            self.reject(row, code);
        }
        if !self.rejected.is_empty() {
            let rejected = &self.rejected;
            self.items.retain(|item| !rejected.contains_key(&item.row));
            self.parent_items
                .retain(|item| !rejected.contains_key(&item.row));
        }
        let taken = after::Taken {
            sheet: self.sheet,
            header_row: self.mapping.file.header_row,
            unit_column: self.unit_column,
            subjects: &self.subject_list,
            kinds: &self.kinds.list,
            places: &self.subjects.places,
            periods: &self.subjects.periods,
        };
        let faults = after::parents(
            &taken,
            &self.items,
            &self.parent_items,
            &self.mapping.rows,
            self.book,
            &mut self.log,
        );
        let codes = |enterprise: u32| {
            self.subjects
                .enterprises
                .get(enterprise as usize)
                .map(|key| key.code.clone())
        };
        after::slips(&taken, &self.items, codes, &mut self.log);
        let totals = totals::totals(&taken, &self.items, self.mapping.long.is_some());
        for (row, code) in faults {
            self.reject(row, code);
        }
        let rejects = self
            .rejected
            .iter()
            .map(|(row, codes)| {
                let mut names: Vec<&'static str> = codes.iter().map(|code| code.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                RejectedRow {
                    row: *row,
                    cells: self.sheet.row_texts(*row),
                    codes: names,
                }
            })
            .collect();
        let refused = self.options.mode == Mode::Strict && self.log.has_errors();
        let region = self
            .mapping
            .region
            .clone()
            .or(self.options.region.clone())
            .unwrap_or_default();
        let (activities, enterprises) = if refused {
            (
                Activities {
                    region,
                    ..Activities::default()
                },
                Vec::new(),
            )
        } else {
            let enterprises = self.subjects.finished();
            let activities = Activities {
                region,
                import: self.options.import,
                places: self.subjects.places.list,
                enterprises: self.subjects.enterprises,
                periods: self.subjects.periods,
                kinds: self.kinds.list,
                subjects: self.subject_list,
                items: self.items,
            };
            (activities, enterprises)
        };
        Intake {
            activities,
            enterprises,
            finding_counts: self.log.counts(),
            findings: self.log.into_sorted(),
            rejects,
            refused,
            rows_read: 0,
            columns: Vec::new(),
            totals,
        }
    }
}
