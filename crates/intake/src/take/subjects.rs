//! Who and when a row is about: places, enterprises, periods, each text looked up once.

use std::collections::HashMap;

use inventory::master::Enterprise;
use units::{Field, Label, Period};

use super::cells::key_text;
use super::head::Head;
use super::kinds::{RowView, resolve};
use super::points;
use crate::activities::{EnterpriseKey, NONE};
use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::mapping::{ColumnOrConstant, EnterpriseRules, Mapping};
use crate::periods::{month_span, parse_period};
use crate::place_book::{PlaceBook, Resolution};
use crate::text::{folded, listed, shown, slug};

/// Interned codes with their index.
#[derive(Default)]
pub(super) struct Codes {
    pub list: Vec<String>,
    index: HashMap<String, u32>,
}

impl Codes {
    pub fn intern(&mut self, code: &str) -> u32 {
        if let Some(at) = self.index.get(code) {
            return *at;
        }
        let at = self.list.len() as u32;
        self.list.push(code.to_owned());
        self.index.insert(code.to_owned(), at);
        at
    }

    pub fn get(&self, code: &str) -> Option<u32> {
        self.index.get(code).copied()
    }
}

/// An enterprise the file describes, as far as it is read.
pub(super) struct Draft {
    pub enterprise: Enterprise,
    raw: String,
    first_row: u32,
    latest: (i16, i8),
    earliest: (i16, i8),
}

pub(super) struct Subjects<'a> {
    mapping: &'a Mapping,
    book: &'a dyn PlaceBook,
    pub places: Codes,
    place_memo: HashMap<String, Option<u32>>,
    pub enterprises: Vec<EnterpriseKey>,
    enterprise_memo: HashMap<String, Option<u32>>,
    by_code: HashMap<String, u32>,
    /// By index of `enterprises`; `None` if the book has it and the mapping makes none.
    pub drafts: Vec<Option<Draft>>,
    pub periods: Vec<Period>,
    period_memo: HashMap<String, u32>,
    totals: Vec<String>,
    totals_memo: HashMap<String, bool>,
    /// Last month that any row is about.
    pub last_month: (i16, i8),
}

impl<'a> Subjects<'a> {
    pub fn new(mapping: &'a Mapping, book: &'a dyn PlaceBook) -> Subjects<'a> {
        Subjects {
            mapping,
            book,
            places: Codes::default(),
            place_memo: HashMap::new(),
            enterprises: Vec::new(),
            enterprise_memo: HashMap::new(),
            by_code: HashMap::new(),
            drafts: Vec::new(),
            periods: Vec::new(),
            period_memo: HashMap::new(),
            totals: mapping
                .file
                .totals
                .iter()
                .map(|word| folded(word))
                .collect(),
            totals_memo: HashMap::new(),
            last_month: (i16::MIN, 1),
        }
    }

    /// The cell that makes this a row of totals, with its column.
    pub fn totals_cell(&mut self, view: &RowView<'_>) -> Option<(u32, String)> {
        let mut columns = Vec::new();
        if let Some(place) = &self.mapping.place
            && let ColumnOrConstant::Column(column) = &place.source
        {
            columns.extend(view.head.column(column));
        }
        if let Some(enterprise) = &self.mapping.enterprise {
            columns.extend(
                enterprise
                    .code
                    .iter()
                    .filter_map(|column| view.head.column(column)),
            );
            columns.extend(
                enterprise
                    .name
                    .iter()
                    .filter_map(|column| view.head.column(column)),
            );
        }
        if !columns.contains(&1)
            && columns
                .iter()
                .all(|column| view.sheet.cell(view.row, *column).text.trim().is_empty())
        {
            columns.push(1);
        }
        for column in columns {
            let text = view.sheet.cell(view.row, column).text;
            const WORD_BYTES_MAX: usize = 40;
            if text.is_empty() || text.len() > WORD_BYTES_MAX {
                continue;
            }
            let is_total = match self.totals_memo.get(text) {
                Some(known) => *known,
                None => {
                    let known = self.totals.contains(&folded(text));
                    self.totals_memo.insert(text.to_owned(), known);
                    known
                }
            };
            if is_total {
                return Some((column, text.to_owned()));
            }
        }
        None
    }

    pub fn period(
        &mut self,
        view: &RowView<'_>,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Option<u32> {
        let rules = &self.mapping.period;
        let columns: Vec<u32> = rules
            .columns
            .iter()
            .filter_map(|column| view.head.column(column))
            .collect();
        let first = columns.first().copied().unwrap_or(0);
        let joined: String;
        let text = if let Some(constant) = &rules.constant {
            constant.as_str()
        } else if let [column] = columns[..] {
            key_text(
                view.sheet.cell(view.row, column),
                view.row,
                column,
                view.head.name(column),
                log,
            )
        } else {
            let parts: Vec<&str> = columns
                .iter()
                .map(|column| {
                    let cell = view.sheet.cell(view.row, *column);
                    key_text(cell, view.row, *column, view.head.name(*column), log)
                })
                .collect();
            joined = if parts.iter().any(|part| part.is_empty()) {
                String::new()
            } else {
                parts.join("-")
            };
            joined.as_str()
        };
        let at = || {
            let field = if first > 0 { view.head.name(first) } else { "" };
            At::cell(view.row, first).field(field)
        };
        if let Some(known) = self.period_memo.get(text) {
            return Some(*known);
        }
        if text.is_empty() {
            log.push(Code::MissingPeriod, || (at(), vec![]));
            codes.push(Code::MissingPeriod);
            return None;
        }
        let period = match parse_period(text, rules.format) {
            Ok(period) => period,
            Err(fault) => {
                log.push(fault.code, || {
                    let mut params = fault.params.clone();
                    params.push(("cell", shown(text)));
                    params.push(("expected", rules.format.example().to_owned()));
                    (at(), params)
                });
                codes.push(fault.code);
                return None;
            }
        };
        let ((first_year, _), last) = month_span(&period);
        let (first_allowed, last_allowed) = rules.first_last_year;
        if first_year < first_allowed || last.0 > last_allowed {
            log.push(Code::ImplausiblePeriod, || {
                let params = vec![
                    ("cell", shown(text)),
                    ("first", first_allowed.to_string()),
                    ("last", last_allowed.to_string()),
                ];
                (at(), params)
            });
            codes.push(Code::ImplausiblePeriod);
            return None;
        }
        self.last_month = self.last_month.max(last);
        let index = match self.periods.iter().position(|known| *known == period) {
            Some(index) => index as u32,
            None => {
                self.periods.push(period);
                self.periods.len() as u32 - 1
            }
        };
        self.period_memo.insert(text.to_owned(), index);
        Some(index)
    }

    /// The place a text names. Each unknown text is looked up once and reported at each row.
    pub fn place_of_text(
        &mut self,
        text: &str,
        at: impl Fn() -> At,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Option<u32> {
        if let Some(Some(known)) = self.place_memo.get(text) {
            return Some(*known);
        }
        let rules = self.mapping.place.as_ref();
        let wanted = rules
            .and_then(|rules| rules.values.get(text))
            .map_or(text, String::as_str);
        if wanted.is_empty() {
            log.push(Code::MissingPlace, || (at(), vec![]));
            codes.push(Code::MissingPlace);
            return None;
        }
        let by = rules.map_or(crate::PlaceBy::Code, |rules| rules.by);
        // A code that the mapping itself gives is a code, however the column is matched.
        let by = if wanted == text {
            by
        } else {
            crate::PlaceBy::Alias
        };
        let code = match self.book.resolve(wanted, by) {
            Resolution::Found(place) => {
                let index = self.places.intern(&place);
                self.place_memo.insert(text.to_owned(), Some(index));
                return Some(index);
            }
            Resolution::Unknown { nearest } => {
                log.push(Code::UnknownPlace, || {
                    (
                        at(),
                        vec![("cell", shown(text)), ("nearest", listed(&nearest))],
                    )
                });
                Code::UnknownPlace
            }
            Resolution::Ambiguous(candidates) => {
                log.push(Code::AmbiguousPlace, || {
                    (
                        at(),
                        vec![
                            ("cell", shown(text)),
                            ("candidates", candidates.join(" or ")),
                        ],
                    )
                });
                Code::AmbiguousPlace
            }
        };
        codes.push(code);
        None
    }

    /// The place the row names; `Ok(None)` if the mapping has no column of places.
    pub fn place(
        &mut self,
        view: &RowView<'_>,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Result<Option<u32>, ()> {
        let Some(rules) = &self.mapping.place else {
            return Ok(None);
        };
        let place = match &rules.source {
            ColumnOrConstant::Constant(code) => {
                self.place_of_text(code, || At::row(view.row), log, codes)
            }
            ColumnOrConstant::Column(column) => {
                let Some(column) = view.head.column(column) else {
                    return Err(());
                };
                let head: &Head = view.head;
                let cell = view.sheet.cell(view.row, column);
                let text = key_text(cell, view.row, column, head.name(column), log);
                let at = || At::cell(view.row, column).field(head.name(column));
                self.place_of_text(text, at, log, codes)
            }
        };
        place.map(Some).ok_or(())
    }

    /// The enterprise the row names; `Ok(NONE)` if the mapping has none.
    pub fn enterprise(
        &mut self,
        view: &RowView<'_>,
        place: Option<u32>,
        period: Option<u32>,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Result<u32, ()> {
        let Some(rules) = &self.mapping.enterprise else {
            return Ok(NONE);
        };
        let mut parts = Vec::new();
        let mut first = 0;
        for column in rules
            .code
            .iter()
            .filter_map(|column| view.head.column(column))
        {
            first = if first == 0 { column } else { first };
            let cell = view.sheet.cell(view.row, column);
            let text = key_text(cell, view.row, column, view.head.name(column), log);
            if !text.is_empty() && !self.mapping.file.na.iter().any(|mark| mark == text) {
                parts.push(text);
            }
        }
        let at = || At::cell(view.row, first).field(view.head.name(first));
        let raw = parts.join("\u{1f}");
        if raw.is_empty() {
            log.push(Code::MissingEnterprise, || (at(), vec![]));
            codes.push(Code::MissingEnterprise);
            return Err(());
        }
        let index = match self.enterprise_memo.get(&raw) {
            Some(Some(index)) => *index,
            _ => {
                let code = if rules.make_code {
                    slug(&parts)
                } else {
                    parts.join("-")
                };
                let index = self.new_enterprise(rules, &code, &raw, view, at(), log, codes)?;
                self.enterprise_memo.insert(raw, Some(index));
                index
            }
        };
        if rules.create {
            self.describe(rules, index, view, place, period, log, codes);
        }
        Ok(index)
    }

    #[allow(clippy::too_many_arguments)] // one call; a struct of them would say nothing
    fn new_enterprise(
        &mut self,
        rules: &EnterpriseRules,
        code: &str,
        raw: &str,
        view: &RowView<'_>,
        at: At,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) -> Result<u32, ()> {
        if let Some(known) = self.by_code.get(code) {
            let (other, first_row) = self.drafts[*known as usize]
                .as_ref()
                .map_or((String::new(), 0), |draft| {
                    (draft.raw.clone(), draft.first_row)
                });
            log.push(Code::EnterpriseCodeClash, || {
                let params = vec![
                    ("found", shown(&raw.replace('\u{1f}', " "))),
                    ("expected", shown(&other.replace('\u{1f}', " "))),
                    ("first_row", first_row.to_string()),
                    ("enterprise", code.to_owned()),
                ];
                (at, params)
            });
            codes.push(Code::EnterpriseCodeClash);
            return Err(());
        }
        let known = self.book.enterprise(code);
        if known.is_none() && !rules.create {
            log.push(Code::UnknownEnterprise, || {
                let near = self.book.nearest_enterprises(code);
                (at, vec![("cell", shown(code)), ("nearest", listed(&near))])
            });
            codes.push(Code::UnknownEnterprise);
            return Err(());
        }
        let index = self.enterprises.len() as u32;
        self.enterprises.push(EnterpriseKey {
            code: code.to_owned(),
            field: known.and_then(|known| known.field),
            industry: known.and_then(|known| known.industry.clone()),
        });
        self.drafts.push(rules.create.then(|| Draft {
            enterprise: known.cloned().unwrap_or_else(|| Enterprise {
                code: code.to_owned(),
                name: Label::default(),
                place: String::new(),
                industry: None,
                field: None,
                above_designated_size: None,
                lon_lat: None,
                active: (None, None),
            }),
            raw: raw.to_owned(),
            first_row: view.row,
            latest: (i16::MIN, 1),
            earliest: (i16::MAX, 12),
        }));
        self.by_code.insert(code.to_owned(), index);
        Ok(index)
    }

    /// Takes name, place, industry, field and point from the row; what differs from an earlier row is said.
    #[allow(clippy::too_many_arguments)] // one call
    fn describe(
        &mut self,
        rules: &EnterpriseRules,
        index: u32,
        view: &RowView<'_>,
        place: Option<u32>,
        period: Option<u32>,
        log: &mut FindingLog,
        codes: &mut Vec<Code>,
    ) {
        let place_code = place.map(|place| self.places.list[place as usize].clone());
        let span = period.map(|period| month_span(&self.periods[period as usize]));
        let Some(draft) = self.drafts[index as usize].as_mut() else {
            return;
        };
        let (first, last) = span.unwrap_or(((i16::MAX, 12), (i16::MIN, 1)));
        let is_latest = last >= draft.latest;
        let is_first = draft.first_row == view.row;
        draft.earliest = draft.earliest.min(first);
        draft.latest = draft.latest.max(last);
        let cell = |column: &Option<String>| -> (u32, String) {
            let Some(at) = column.as_ref().and_then(|column| view.head.column(column)) else {
                return (0, String::new());
            };
            (
                at,
                crate::text::trimmed(view.sheet.cell(view.row, at).text)
                    .0
                    .to_owned(),
            )
        };
        let first_row = draft.first_row;
        let enterprise = &mut draft.enterprise;
        if let Some(place) = place_code {
            if enterprise.place.is_empty() {
                enterprise.place = place;
            } else if enterprise.place != place {
                log.push(Code::EnterpriseMoves, || {
                    let params = vec![
                        ("enterprise", enterprise.code.clone()),
                        ("found", place.clone()),
                        ("expected", enterprise.place.clone()),
                        ("first_row", first_row.to_string()),
                    ];
                    (At::row(view.row), params)
                });
                codes.push(Code::EnterpriseMoves);
                return;
            }
        }
        let mut differs = |column: u32, found: &str, expected: &str| {
            if !is_first && !found.is_empty() && !expected.is_empty() && found != expected {
                log.push(Code::EnterpriseDiffers, || {
                    let params = vec![
                        ("enterprise", enterprise.code.clone()),
                        ("column", view.head.name(column).to_owned()),
                        ("found", shown(found)),
                        ("expected", shown(expected)),
                        ("first_row", first_row.to_string()),
                    ];
                    (
                        At::cell(view.row, column).field(view.head.name(column)),
                        params,
                    )
                });
            }
        };
        let (column, name) = cell(&rules.name);
        differs(column, &name, &enterprise.name.en);
        let (column_zh, name_zh) = cell(&rules.name_zh);
        differs(column_zh, &name_zh, &enterprise.name.zh);
        let column_of = |attr: &Option<crate::mapping::Attr>| match attr {
            Some(crate::mapping::Attr::Column { column, .. }) => {
                view.head.column(column).unwrap_or(0)
            }
            _ => 0,
        };
        let mut silent = Vec::new();
        let mut quiet = FindingLog::new("", None);
        let industry = rules
            .industry
            .as_ref()
            .and_then(|attr| resolve(attr, view, &mut quiet, &mut silent).ok().flatten());
        if let (Some(found), Some(expected)) = (&industry, &enterprise.industry)
            && column_of(&rules.industry) > 0
        {
            differs(column_of(&rules.industry), found, expected);
        }
        if is_latest || is_first {
            let set = |target: &mut String, value: String| {
                if !value.is_empty() {
                    *target = value;
                }
            };
            set(&mut enterprise.name.en, name);
            set(&mut enterprise.name.zh, name_zh);
            enterprise.industry = industry.or(enterprise.industry.take());
        }
        if let Some(attr) = &rules.field
            && let Ok(Some(field)) = resolve(attr, view, log, codes)
            && (is_latest || is_first)
        {
            enterprise.field = field.parse::<Field>().ok().or(enterprise.field);
        }
        points::point(rules, view, enterprise, log);
        let key = &mut self.enterprises[index as usize];
        key.field = enterprise.field;
        key.industry = enterprise.industry.clone();
    }

    /// The enterprises the file describes, with the span of their rows.
    pub fn finished(&mut self) -> Vec<Enterprise> {
        let last_month = self.last_month;
        let month = |(year, month): (i16, i8)| format!("{year:04}-{month:02}");
        let mut out = Vec::new();
        for draft in self.drafts.drain(..).flatten() {
            let mut enterprise = draft.enterprise;
            if enterprise.name.en.is_empty() && enterprise.name.zh.is_empty() {
                enterprise.name.en = draft.raw.replace('\u{1f}', " ");
            }
            if draft.earliest.0 != i16::MAX {
                let first = month(draft.earliest);
                let known = enterprise.active.0.take().unwrap_or_else(|| first.clone());
                enterprise.active.0 = Some(known.min(first));
                // Who reports in the file's last period is still expected after it.
                enterprise.active.1 = (draft.latest < last_month).then(|| month(draft.latest));
            }
            out.push(enterprise);
        }
        out
    }
}
