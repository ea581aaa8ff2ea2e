//! Rows about the same: said once more, or contradicting each other.

use inventory::finding::Severity;

use super::Taker;
use super::kinds::RowView;
use crate::codes::Code;
use crate::log::At;
use crate::mapping::Conflicts;
use crate::text::{shown, trimmed};

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
}
