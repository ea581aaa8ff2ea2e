//! A row's columns of values: which measure, which unit, which number.

use super::Taker;
use super::cells::{self, CellRules, Read};
use super::facts::Fact;
use super::kinds::{RowView, unit_key};
use crate::activities::Item;
use crate::codes::Code;
use crate::log::At;
use crate::mapping::{Mapping, MeasureKind, MeasureRules, SignRule, unit_fault};
use crate::number::printed_half_step;
use crate::text::{folded, listed, nearest, shown, trimmed};

impl Taker<'_> {
    pub(super) fn slot(
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
        let checked_name = self.measure_column.and_then(|column| {
            let text = self.sheet.cell(view.row, column).text;
            self.facts.name(trimmed(text).0)
        });
        let mut mix = |identity: u64| {
            // FNV-1a over the identities: rows with the same are about the same.
            *signature = (*signature ^ identity).wrapping_mul(0x0100_0000_01b3);
        };
        let kind = if rules.kind == MeasureKind::CheckOnly {
            if let Some(name) = checked_name {
                // Far from the identities of kinds.
                mix((1 << 40) | u64::from(name));
            }
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
                mix(u64::from(self.kinds.identity[kind as usize]));
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
        if let (Some(subject), Some(name)) = (subject, checked_name) {
            let kind = kind.map(|kind| &self.kinds.list[kind as usize]);
            let text = self.sheet.cell(view.row, column).text;
            let half_step = printed_half_step(text, &self.mapping.file.numbers);
            self.facts.push(Fact {
                subject,
                field: kind.and_then(|kind| kind.field),
                industry: kind.and_then(|kind| kind.industry.clone()),
                name,
                value,
                half_step: half_step * rules.multiplier,
                unit,
                row: view.row,
                column,
            });
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
        let text = meant_unit(self.mapping, self.measures[measure].rules, text);
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
}

/// What a text of the unit column means for a measure.
pub(super) fn meant_unit<'t>(
    mapping: &'t Mapping,
    rules: &'t MeasureRules,
    text: &'t str,
) -> &'t str {
    let of_file = || mapping.long.as_ref()?.units.get(text);
    rules
        .unit_words
        .get(text)
        .or_else(of_file)
        .map_or(text, String::as_str)
}
