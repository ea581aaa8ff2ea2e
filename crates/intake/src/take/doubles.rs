//! Rows about the same: said once more, or contradicting each other.

use inventory::finding::Severity;

use units::UnitRegistry;

use super::Taker;
use super::checks::{Range, agree};
use super::kinds::RowView;
use super::slots::meant_unit;
use crate::codes::Code;
use crate::log::At;
use crate::mapping::Conflicts;
use crate::number::printed_half_step;
use crate::text::{folded, shown, trimmed};

impl Taker<'_> {
    /// Finds an earlier row about the same; the same again is taken once, another value is a conflict of both.
    pub(super) fn doubles(
        &mut self,
        view: &RowView<'_>,
        subject: u32,
        signature: u64,
        codes: &mut Vec<Code>,
    ) {
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
            Some(_) if let Some(rounded) = self.rounded_of(view.row, first_row) => {
                let kept = view.row + first_row - rounded;
                self.log.push_as(Code::DuplicateRow, Severity::Note, || {
                    (At::row(rounded), vec![("first_row", kept.to_string())])
                });
                self.drop_row(rounded);
                self.seen.insert((subject, signature), kept);
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

    /// Of two rows that may be one figure in different precision, the one that says less; `None` if rounding does not
    /// explain how they differ, or the mapping does not want that known.
    fn rounded_of(&self, row: u32, first_row: u32) -> Option<u32> {
        if !self.mapping.rows.rounded_is_same {
            return None;
        }
        let unit = |row: u32| {
            let column = self.unit_column?;
            let text = trimmed(self.sheet.cell(row, column).text).0;
            let measure = match self.measure_column {
                Some(column) => {
                    let key = folded(trimmed(self.sheet.cell(row, column).text).0);
                    self.keys.get(&key).copied().or(self.wildcard)
                }
                None => self.wildcard,
            };
            let text = measure.map_or(text, |measure| {
                meant_unit(self.mapping, self.measures[measure].rules, text)
            });
            UnitRegistry::builtin().unit(text).ok()
        };
        let conversion = match (unit(row), unit(first_row)) {
            (Some(here), Some(there)) => Some(here.conversion_to(&there).ok()?),
            _ if self.unit_column.is_some() => return None,
            _ => None,
        };
        let mut rounded = None;
        for slot in &self.slots {
            let range = |row: u32| {
                let text = self.sheet.cell(row, slot.column).text;
                let numbers = &self.mapping.file.numbers;
                let number = crate::number::parse_number(text, numbers).ok()?;
                let half_step = printed_half_step(text, numbers);
                Some((Range::of(number.value, half_step, true), half_step))
            };
            let ((mut here, mut step), (there, first_step)) = (range(row)?, range(first_row)?);
            if let Some(conversion) = conversion {
                here = here.mapped(|value| conversion.apply(value));
                step = conversion.apply(step);
            }
            if !agree(here, there, 0.0, 0.0) {
                return None;
            }
            let less = if step >= first_step { row } else { first_row };
            // One row must say all of it better.
            if *rounded.get_or_insert(less) != less {
                return None;
            }
        }
        rounded
    }

    /// Takes back what a row gave.
    fn drop_row(&mut self, row: u32) {
        for items in [&mut self.items, &mut self.parent_items] {
            // Rows come in order, so a row's items lie together.
            let first = items.partition_point(|item| item.row < row);
            let last = items.partition_point(|item| item.row <= row);
            items.drain(first..last);
        }
        self.facts.drop_row(row);
    }
}
