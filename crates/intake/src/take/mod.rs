//! Rows to activities: the whole walk over a sheet.

mod after;
mod cells;
mod checks;
mod head;
mod kinds;
mod subjects;

use std::collections::{BTreeMap, HashMap};

use self::cells::{CellRules, Read};
use self::checks::BoundCheck;
use self::head::Head;
use self::kinds::{BoundMeasure, Kinds, RowView, unit_key};
use self::subjects::Subjects;
use crate::activities::{Activities, Item, NONE, Subject};
use inventory::finding::Severity;

use crate::codes::Code;
use crate::intake::{Intake, Mode, RejectedRow, TakeOptions, Total};
use crate::log::{At, FindingLog};
use crate::mapping::{CheckRule, Conflicts, Mapping, MeasureKind, Parents, SignRule, unit_fault};
use crate::place_book::PlaceBook;
use crate::sheet::Sheet;
use crate::text::{folded, listed, nearest, shown, trimmed};

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
            .flat_map(|check| match &check.rule {
                CheckRule::Sum { column, parts } => {
                    parts.iter().chain([column]).collect::<Vec<_>>()
                }
                CheckRule::Ratio {
                    column,
                    numerator,
                    denominator,
                    ..
                } => {
                    vec![column, numerator, denominator]
                }
            })
            .filter_map(|column| head.column(column))
            .filter(|column| slots.iter().all(|slot| slot.column != *column))
            .collect();
        check_columns.sort_unstable();
        check_columns.dedup();
        slots.sort_by_key(|slot| slot.column);
        Taker {
            checks: checks::bind(&mapping.checks, &head),
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
            codes.extend(check.run(view.row, &self.values, view.head, &mut self.log));
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

    fn slot(
        &mut self,
        view: &RowView<'_>,
        index: usize,
        subject: Option<u32>,
        to_parents: bool,
        signature: &mut u64,
        codes: &mut Vec<Code>,
    ) {
        let column = self.slots[index].column;
        let Some(measure) = self.slots[index]
            .measure
            .or_else(|| self.measure_of_row(view, codes))
        else {
            return;
        };
        let rules = self.measures[measure].rules;
        let Some(unit) = self.unit_of_row(view, measure, codes) else {
            return;
        };
        let kind = if rules.kind == MeasureKind::CheckOnly {
            None
        } else {
            let bound = &mut self.measures[measure];
            let is_fixed = bound.is_fixed();
            let kind = bound.kind(
                view,
                &unit,
                &self.options.carriers,
                &mut self.kinds,
                &mut self.log,
                codes,
            );
            if let Some(kind) = kind
                && (!is_fixed || self.mapping.long.is_some())
            {
                // FNV-1a over the identities: rows with the same are about the same.
                let identity = u64::from(self.kinds.identity[kind as usize]);
                *signature = (*signature ^ identity).wrapping_mul(0x0100_0000_01b3);
            }
            kind
        };
        let cell_rules = CellRules {
            row: view.row,
            column,
            head: view.head.name(column),
            numbers: &self.mapping.file.numbers,
            na: &self.mapping.file.na,
            typed: self.sheet.is_typed(),
            blank_is_absent: rules.blank_is_absent || rules.kind == MeasureKind::CheckOnly,
            unit: &unit,
        };
        let value = match cells::read(
            self.sheet.cell(view.row, column),
            &cell_rules,
            &mut self.log,
        ) {
            Read::Value(value) => value,
            Read::Missing => return,
            Read::Fault(code) => {
                codes.push(code);
                return;
            }
        };
        self.values[column as usize - 1] = value;
        let value = if rules.sign == SignRule::Turned {
            0.0 - value
        } else {
            value
        };
        if value < 0.0 && rules.sign != SignRule::Any {
            self.log.push(Code::NegativeValue, || {
                let cell = self.sheet.cell(view.row, column).text;
                let head = view.head.name(column);
                (
                    At::cell(view.row, column).field(head),
                    vec![("cell", shown(cell)), ("column", shown(head))],
                )
            });
            codes.push(Code::NegativeValue);
            return;
        }
        let value = value * rules.multiplier;
        if !value.is_finite() {
            self.log.push(Code::NotFinite, || {
                let cell = self.sheet.cell(view.row, column).text;
                (
                    At::cell(view.row, column).field(view.head.name(column)),
                    vec![("cell", shown(cell))],
                )
            });
            codes.push(Code::NotFinite);
            return;
        }
        let (Some(subject), Some(kind)) = (subject, kind) else {
            return;
        };
        let item = Item {
            subject,
            kind,
            value,
            row: view.row,
            column: column as u16,
        };
        if to_parents {
            self.parent_items.push(item);
        } else {
            self.items.push(item);
        }
    }

    /// Long: the measure that the row names.
    fn measure_of_row(&mut self, view: &RowView<'_>, codes: &mut Vec<Code>) -> Option<usize> {
        let Some(column) = self.measure_column else {
            return self.wildcard;
        };
        let head = view.head.name(column);
        let cell = self.sheet.cell(view.row, column);
        let text = cells::key_text(cell, view.row, column, head, &mut self.log);
        let found = self.keys.get(&folded(text)).copied();
        if found.is_none() && (self.wildcard.is_none() || text.is_empty()) {
            // Several columns of values in a row name one measure: say it once.
            if !codes.contains(&Code::UnknownMeasure) {
                let known = self
                    .mapping
                    .measures
                    .iter()
                    .flat_map(|measure| measure.keys.iter().map(String::as_str))
                    .filter(|key| *key != "*");
                let near = nearest(text, known, 3);
                self.log.push(Code::UnknownMeasure, || {
                    let params = vec![("cell", shown(text)), ("nearest", listed(&near))];
                    (At::cell(view.row, column).field(head), params)
                });
                codes.push(Code::UnknownMeasure);
            }
            return None;
        }
        found.or(self.wildcard)
    }

    /// The unit of the row's values: the mapping's, or the unit column's where the mapping allows it.
    fn unit_of_row(
        &mut self,
        view: &RowView<'_>,
        measure: usize,
        codes: &mut Vec<Code>,
    ) -> Option<String> {
        let allowed = &self.measures[measure].rules.units;
        let first = allowed.first().cloned().unwrap_or_default();
        let Some(column) = self.unit_column else {
            return Some(first);
        };
        let head = view.head.name(column);
        let cell = self.sheet.cell(view.row, column);
        let text = cells::key_text(cell, view.row, column, head, &mut self.log);
        let meant = self
            .mapping
            .long
            .as_ref()
            .and_then(|long| long.units.get(text));
        let text = meant.map_or(text, String::as_str);
        let key = unit_key(text);
        if allowed.is_empty() && !text.is_empty() {
            return self.unit_of_file(view, measure, column, text, codes);
        }
        if let Some(unit) = allowed
            .iter()
            .find(|unit| unit_key(unit) == key && !key.is_empty())
        {
            return Some(unit.clone());
        }
        if !codes.contains(&Code::WrongUnit) {
            self.log.push(Code::WrongUnit, || {
                let found = if text.is_empty() {
                    "not given".to_owned()
                } else {
                    shown(text)
                };
                let expected = if allowed.is_empty() {
                    "a unit".to_owned()
                } else {
                    allowed.join(" or ")
                };
                (
                    At::cell(view.row, column).field(head),
                    vec![("found", found), ("expected", expected)],
                )
            });
            codes.push(Code::WrongUnit);
        }
        None
    }

    /// A unit that the file gives and the mapping leaves open: it must be one, and of the measure's dimension.
    fn unit_of_file(
        &mut self,
        view: &RowView<'_>,
        measure: usize,
        column: u32,
        text: &str,
        codes: &mut Vec<Code>,
    ) -> Option<String> {
        let rules = self.measures[measure].rules;
        let key = (measure, text.to_owned());
        let is_right = match self.unit_memo.get(&key) {
            Some(known) => *known,
            None => {
                let fault = unit_fault(rules.kind, rules.statistic.as_ref(), text, "the file");
                self.unit_memo.insert(key, fault.is_none());
                fault.is_none()
            }
        };
        if is_right {
            return Some(text.to_owned());
        }
        if let Some((code, params)) =
            unit_fault(rules.kind, rules.statistic.as_ref(), text, "the file")
        {
            let head = view.head.name(column);
            self.log
                .push(code, || (At::cell(view.row, column).field(head), params));
            codes.push(code);
        }
        None
    }

    /// Finds an earlier row about the same; the same again is taken once, another value is a conflict of both.
    fn doubles(&mut self, view: &RowView<'_>, subject: u32, signature: u64, codes: &mut Vec<Code>) {
        let first_row = *self.seen.entry((subject, signature)).or_insert(view.row);
        if first_row == view.row {
            return;
        }
        let mut columns: Vec<u32> = self.slots.iter().map(|slot| slot.column).collect();
        columns.extend(self.unit_column);
        let differing = columns.into_iter().find(|column| {
            let (here, there) = (
                self.sheet.cell(view.row, *column),
                self.sheet.cell(first_row, *column),
            );
            let (here, there) = (trimmed(here.text).0, trimmed(there.text).0);
            let number = |text| crate::number::parse_number(text, &self.mapping.file.numbers).ok();
            here != there
                && match (number(here), number(there)) {
                    (Some(here), Some(there)) => here.value != there.value,
                    _ => true,
                }
        });
        match differing {
            None => {
                self.log.push(Code::DuplicateRow, || {
                    (
                        At::row(view.row),
                        vec![("first_row", first_row.to_string())],
                    )
                });
                self.drop_row(view.row);
            }
            Some(column) => {
                let rule = self.mapping.rows.conflicts;
                let severity = match rule {
                    Conflicts::Refuse => Severity::Error,
                    Conflicts::First | Conflicts::Last => Severity::Warning,
                };
                self.log.push_as(Code::ConflictingRow, severity, || {
                    let params = vec![
                        ("first_row", first_row.to_string()),
                        ("column", view.head.name(column).to_owned()),
                        ("found", shown(self.sheet.cell(view.row, column).text)),
                        ("expected", shown(self.sheet.cell(first_row, column).text)),
                    ];
                    (
                        At::cell(view.row, column).field(view.head.name(column)),
                        params,
                    )
                });
                let superseded = match rule {
                    Conflicts::Refuse => None,
                    Conflicts::First => Some(view.row),
                    Conflicts::Last => Some(first_row),
                };
                if let Some(superseded) = superseded {
                    self.drop_row(superseded);
                    self.seen
                        .insert((subject, signature), view.row + first_row - superseded);
                    return;
                }
                codes.push(Code::ConflictingRow);
                // Nobody knows which of the two is right.
                let first = self.rejected.entry(first_row).or_default();
                if !first.contains(&Code::ConflictingRow) {
                    first.push(Code::ConflictingRow);
                }
            }
        }
    }

    /// Takes back what a row gave.
    fn drop_row(&mut self, row: u32) {
        for items in [&mut self.items, &mut self.parent_items] {
            // Rows come in order, so a row's items lie together.
            let first = items.partition_point(|item| item.row < row);
            let last = items.partition_point(|item| item.row <= row);
            items.drain(first..last);
        }
    }

    fn finish(mut self) -> Intake {
        if !self.rejected.is_empty() {
            let rejected = &self.rejected;
            self.items.retain(|item| !rejected.contains_key(&item.row));
            self.parent_items
                .retain(|item| !rejected.contains_key(&item.row));
        }
        let taken = after::Taken {
            sheet: self.sheet,
            header_row: self.mapping.file.header_row,
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
        let totals = totals(&taken, &self.items, self.mapping.long.is_some());
        for (row, code) in faults {
            let codes = self.rejected.entry(row).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
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

/// Sums by column (wide) or kind (long).
fn totals(taken: &after::Taken<'_>, items: &[Item], long: bool) -> Vec<Total> {
    let mut sums: BTreeMap<(u32, u32), (f64, u64)> = BTreeMap::new();
    for item in items {
        let column = if long { 0 } else { u32::from(item.column) };
        let sum = sums.entry((column, item.kind)).or_insert((0.0, 0));
        sum.0 += item.value;
        sum.1 += 1;
    }
    let mut out: Vec<Total> = Vec::new();
    for ((column, kind), (value, count)) in sums {
        let kind = &taken.kinds[kind as usize];
        let label = if long {
            measure_label(kind)
        } else {
            taken
                .sheet
                .cell(taken.header_row, column)
                .text
                .trim()
                .to_owned()
        };
        // One column may hold several kinds (a scope by sector): they are one total.
        match out
            .iter_mut()
            .find(|total| total.label == label && total.unit == kind.unit)
        {
            Some(total) => {
                total.value += value;
                total.count += count;
            }
            None => out.push(Total {
                label,
                value,
                unit: kind.unit.clone(),
                count,
            }),
        }
    }
    out
}

fn measure_label(kind: &crate::activities::Kind) -> String {
    use inventory::ledger::Measure;
    match &kind.measure {
        Measure::Carrier { carrier, .. } => carrier.clone(),
        Measure::Emission {
            carrier: Some(carrier),
            ..
        } => format!("CO2e {carrier}"),
        Measure::Emission { .. } => "CO2e".to_owned(),
        Measure::BiogenicCo2 => "biogenic CO2".to_owned(),
        Measure::Process { product } => product.clone(),
        Measure::Statistic { statistic } => format!("{statistic:?}").to_lowercase(),
    }
}
