//! What can only be said after all rows: parents against members, slips of units.

use std::collections::HashMap;

use super::checks::agree;
use super::subjects::Codes;
use crate::activities::{Item, Kind, Subject};
use crate::codes::Code;
use crate::log::{At, FindingLog};
use crate::mapping::RowRules;
use crate::place_book::PlaceBook;
use crate::sheet::Sheet;
use crate::text::listed;

/// All that the rows gave, for looking back.
pub(super) struct Taken<'a> {
    pub sheet: &'a Sheet,
    pub header_row: u32,
    pub unit_column: Option<u32>,
    pub subjects: &'a [Subject],
    pub kinds: &'a [Kind],
    pub places: &'a Codes,
    pub periods: &'a [units::Period],
}

impl Taken<'_> {
    fn at(&self, item: &Item) -> At {
        let head = self
            .sheet
            .cell(self.header_row, u32::from(item.column))
            .text;
        At::cell(item.row, u32::from(item.column)).field(head.trim())
    }

    fn head(&self, item: &Item) -> String {
        self.sheet
            .cell(self.header_row, u32::from(item.column))
            .text
            .trim()
            .to_owned()
    }
}

/// Values by place, period and kind.
type Table = HashMap<(u32, u32, u32), f64>;

/// Compares each value of a parent's row with the sum of its members', found in the same file. Gives rows with errors.
pub(super) fn parents(
    taken: &Taken<'_>,
    own: &[Item],
    of_parents: &[Item],
    rules: &RowRules,
    book: &dyn PlaceBook,
    log: &mut FindingLog,
) -> Vec<(u32, Code)> {
    if of_parents.is_empty() {
        return Vec::new();
    }
    let mut table = Table::with_capacity(own.len() + of_parents.len());
    for item in own.iter().chain(of_parents) {
        let subject = taken.subjects[item.subject as usize];
        *table
            .entry((subject.place, subject.period, item.kind))
            .or_insert(0.0) += item.value;
    }
    let mut out = Vec::new();
    for item in of_parents {
        let subject = taken.subjects[item.subject as usize];
        let code = &taken.places.list[subject.place as usize];
        let mut found = Members::default();
        for child in book.children(code) {
            sum_of(
                child,
                subject.period,
                item.kind,
                &table,
                taken.places,
                book,
                0,
                &mut found,
            );
        }
        let period = taken.periods[subject.period as usize].to_string();
        if !found.missing.is_empty() {
            log.push(Code::ParentMembersMissing, || {
                let shown: Vec<String> = found.missing.iter().take(5).cloned().collect();
                let rest = found.missing.len() - shown.len();
                let more = if rest > 0 {
                    format!(" and {rest} more")
                } else {
                    String::new()
                };
                let params = vec![
                    ("column", taken.head(item)),
                    ("cell", code.clone()),
                    ("period", period),
                    ("missing", format!("{}{more}", listed(&shown))),
                ];
                (taken.at(item), params)
            });
            continue;
        }
        if !agree(item.value, found.sum, rules.relative, rules.absolute) {
            log.push_as(Code::ParentNotSum, rules.severity, || {
                let params = vec![
                    ("column", taken.head(item)),
                    ("cell", code.clone()),
                    ("period", period),
                    ("found", item.value.to_string()),
                    ("members", found.count.to_string()),
                    ("expected", found.sum.to_string()),
                    ("difference", (item.value - found.sum).to_string()),
                ];
                (taken.at(item), params)
            });
            if rules.severity == inventory::finding::Severity::Error {
                out.push((item.row, Code::ParentNotSum));
            }
        }
    }
    out
}

#[derive(Default)]
struct Members {
    sum: f64,
    count: usize,
    missing: Vec<String>,
}

/// Adds the leaves below `code`; a node without leaf values counts with its own, and else is missing.
#[allow(clippy::too_many_arguments)] // recursion over one table
fn sum_of(
    code: &str,
    period: u32,
    kind: u32,
    table: &Table,
    places: &Codes,
    book: &dyn PlaceBook,
    depth: usize,
    out: &mut Members,
) {
    const DEPTH_MAX: usize = 32;
    let own = places
        .get(code)
        .and_then(|place| table.get(&(place, period, kind)));
    let children = book.children(code);
    if !children.is_empty() && depth < DEPTH_MAX {
        let mut inner = Members::default();
        for child in children {
            sum_of(
                child,
                period,
                kind,
                table,
                places,
                book,
                depth + 1,
                &mut inner,
            );
        }
        // A member that is a parent itself: its leaves if all are there, else its own row.
        if inner.missing.is_empty() || own.is_none() {
            out.sum += inner.sum;
            out.count += inner.count;
            out.missing.extend(inner.missing);
            return;
        }
    }
    match own {
        Some(value) => {
            out.sum += value;
            out.count += 1;
        }
        None => out.missing.push(code.to_owned()),
    }
}

/// Notes values that are about a power of ten away from what is usual for the same subject and measure.
pub(super) fn slips(
    taken: &Taken<'_>,
    items: &[Item],
    enterprise_code: impl Fn(u32) -> Option<String>,
    log: &mut FindingLog,
) {
    const VALUES_MIN: usize = 5;
    /// How far a ratio may be from the power of ten, in decades.
    const NEAR_DECADES: f64 = 0.15;
    /// kilo, wan, mega, and their inverses.
    const SLIPS: [f64; 6] = [3.0, 4.0, 6.0, -3.0, -4.0, -6.0];
    if taken.periods.len() < VALUES_MIN {
        return;
    }
    let mut who: HashMap<(u32, u32), u32> = HashMap::new();
    let mut order: Vec<(u64, u32)> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        if item.value > 0.0 {
            let subject = taken.subjects[item.subject as usize];
            let next = who.len() as u32;
            let who = *who
                .entry((subject.place, subject.enterprise))
                .or_insert(next);
            order.push(((u64::from(who) << 32) | u64::from(item.kind), at as u32));
        }
    }
    order.sort_unstable();
    let mut found: Vec<(usize, f64, f64)> = Vec::new();
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        if group.len() < VALUES_MIN {
            continue;
        }
        let value = |entry: &(u64, u32)| items[entry.1 as usize].value;
        let (low, high) = group
            .iter()
            .map(value)
            .fold((f64::INFINITY, 0.0f64), |(low, high), v| {
                (low.min(v), high.max(v))
            });
        if high / low < 500.0 {
            continue;
        }
        let mut sorted: Vec<f64> = group.iter().map(value).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let median = sorted[sorted.len() / 2];
        for entry in group {
            let decades = (value(entry) / median).log10();
            if SLIPS
                .iter()
                .any(|slip| (decades - slip).abs() < NEAR_DECADES)
            {
                found.push((entry.1 as usize, 10f64.powf(decades), median));
            }
        }
    }
    found.sort_by_key(|(at, _, _)| *at);
    for (at, times, median) in found {
        let item = &items[at];
        log.push(Code::PossibleUnitSlip, || {
            let subject = taken.subjects[item.subject as usize];
            let name = enterprise_code(subject.enterprise)
                .unwrap_or_else(|| taken.places.list[subject.place as usize].clone());
            let params = vec![
                ("found", item.value.to_string()),
                ("times", format!("{times:.3}")),
                ("subject", name),
                ("usual", median.to_string()),
            ];
            (taken.at(item), params)
        });
    }
}
