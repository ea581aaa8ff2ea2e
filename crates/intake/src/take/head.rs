//! The head of the file against the mapping: which column is where.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::codes::Code;
use crate::intake::{ColumnReport, ColumnRole};
use crate::log::{At, FindingLog};
use crate::mapping::{Attr, ColumnOrConstant, Mapping, MeasureKind};
use crate::sheet::Sheet;
use crate::text::{folded, listed, nearest, shown, trimmed};

/// How many rows are searched for a head that is not where the mapping says.
const HEAD_SEARCHED_ROWS: u32 = 30;

/// The columns of the file by the names the mapping uses.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Head of each column, trimmed; index 0 is column 1.
    pub names: Vec<String>,
    /// Mapping's name to column, from 1.
    columns: HashMap<String, u32>,
    /// Number of columns up to the last with a head.
    pub width: u32,
}

impl Head {
    /// Column of a name that the mapping uses; `None` if the file lacks it.
    pub fn column(&self, name: &str) -> Option<u32> {
        self.columns.get(name).copied()
    }

    /// Head of a column, for findings.
    pub fn name(&self, column: u32) -> &str {
        self.names
            .get(column as usize - 1)
            .map_or("", String::as_str)
    }
}

/// Names that the mapping mentions, with their role, and whether the file may lack them.
struct Wanted {
    names: BTreeMap<String, (ColumnRole, bool, Option<String>)>,
}

impl Wanted {
    fn add(&mut self, name: &str, role: ColumnRole, optional: bool, unit: Option<&String>) {
        self.names
            .entry(name.to_owned())
            .and_modify(|known| known.1 &= optional)
            .or_insert((role, optional, unit.cloned()));
    }

    fn add_attr(&mut self, attr: Option<&Attr>, role: ColumnRole) {
        if let Some(Attr::Column { column, .. }) = attr {
            self.add(column, role, false, None);
        }
    }

    fn of(mapping: &Mapping) -> Wanted {
        let mut wanted = Wanted {
            names: BTreeMap::new(),
        };
        if let Some(place) = &mapping.place
            && let ColumnOrConstant::Column(column) = &place.source
        {
            wanted.add(column, ColumnRole::Place, false, None);
        }
        for column in &mapping.period.columns {
            wanted.add(column, ColumnRole::Period, false, None);
        }
        if let Some(enterprise) = &mapping.enterprise {
            let single = [
                &enterprise.name,
                &enterprise.name_zh,
                &enterprise.lon,
                &enterprise.lat,
                &enterprise.point,
            ];
            for column in enterprise.code.iter().chain(single.into_iter().flatten()) {
                wanted.add(column, ColumnRole::Enterprise, false, None);
            }
            wanted.add_attr(enterprise.industry.as_ref(), ColumnRole::Enterprise);
            wanted.add_attr(enterprise.field.as_ref(), ColumnRole::Enterprise);
        }
        if let Some(long) = &mapping.long {
            for column in [&long.measure, &long.unit].into_iter().flatten() {
                wanted.add(column, ColumnRole::Dimension, false, None);
            }
            for (column, _) in &long.values {
                wanted.add(column, ColumnRole::Measure, false, None);
            }
        }
        for measure in &mapping.measures {
            if let Some(column) = &measure.column {
                let role = match measure.kind {
                    MeasureKind::CheckOnly => ColumnRole::Check,
                    _ => ColumnRole::Measure,
                };
                wanted.add(column, role, measure.optional, measure.units.first());
            }
            for attr in [
                &measure.carrier,
                &measure.gas,
                &measure.scope,
                &measure.purpose,
                &measure.product,
                &measure.statistic,
                &measure.field,
                &measure.industry,
            ] {
                wanted.add_attr(attr.as_ref(), ColumnRole::Dimension);
            }
            wanted.add_attr(Some(&measure.quality), ColumnRole::Dimension);
        }
        let optional: BTreeSet<&String> = mapping
            .measures
            .iter()
            .filter(|measure| measure.optional)
            .filter_map(|measure| measure.column.as_ref())
            .collect();
        for check in mapping.checks.iter().filter(|check| !check.across_rows) {
            for column in check.rule.names() {
                let may_lack = optional.iter().any(|optional| *optional == column);
                wanted.add(column, ColumnRole::Check, may_lack, None);
            }
        }
        wanted
    }
}

/// Finds the mapping's columns in the sheet; `None` (with errors in the log) if rows cannot be read.
pub(super) fn bind(
    sheet: &Sheet,
    mapping: &Mapping,
    log: &mut FindingLog,
) -> (Option<Head>, Vec<ColumnReport>) {
    let wanted = Wanted::of(mapping);
    let header_row = mapping.file.header_row;
    let mut head = Head::default();
    for column in 1..=sheet.row_len(header_row) {
        head.names
            .push(trimmed(sheet.cell(header_row, column).text).0.to_owned());
    }
    head.width = head
        .names
        .iter()
        .rposition(|name| !name.is_empty())
        .map_or(0, |at| at as u32 + 1);
    let found = matching(sheet, header_row, &wanted);
    if found == 0 {
        no_head(sheet, header_row, &wanted, log);
        return (None, Vec::new());
    }
    let mut faulty = doubles(&head, &wanted, header_row, log);
    blanks(sheet, &head, header_row, log);
    let mut complete = faulty.is_empty();
    for (name, (_, optional, unit)) in &wanted.names {
        match locate(&head, name) {
            Located::Exact(column) => {
                head.columns.insert(name.clone(), column);
            }
            Located::Spelled(column) => {
                log.push(Code::ColumnSpelling, || {
                    let found = head.name(column).to_owned();
                    let params = vec![("found", shown(&found)), ("expected", shown(name))];
                    (At::cell(header_row, column).field(&found), params)
                });
                head.columns.insert(name.clone(), column);
            }
            Located::OtherUnit(column, found) => {
                complete = false;
                faulty.insert(column);
                log.push(Code::WrongUnit, || {
                    let expected = split_unit(name)
                        .map(|(_, unit)| unit.to_owned())
                        .or(unit.clone());
                    let params = vec![
                        ("found", shown(&found)),
                        ("expected", shown(&expected.unwrap_or_default())),
                    ];
                    (
                        At::cell(header_row, column).field(head.name(column)),
                        params,
                    )
                });
            }
            Located::Nowhere if *optional => {}
            Located::Nowhere => {
                complete = false;
                log.push(Code::MissingColumn, || {
                    let unused =
                        head.names.iter().map(String::as_str).filter(|other| {
                            !other.is_empty() && !wanted.names.contains_key(*other)
                        });
                    let near = nearest(name, unused, 3);
                    (
                        At::row(header_row),
                        vec![("expected", shown(name)), ("nearest", listed(&near))],
                    )
                });
            }
        }
    }
    let reports = reports(mapping, &head, &wanted, &faulty, header_row, log);
    (complete.then_some(head), reports)
}

fn reports(
    mapping: &Mapping,
    head: &Head,
    wanted: &Wanted,
    faulty: &BTreeSet<u32>,
    header_row: u32,
    log: &mut FindingLog,
) -> Vec<ColumnReport> {
    let used: HashMap<u32, &String> = head
        .columns
        .iter()
        .map(|(name, column)| (*column, name))
        .collect();
    let mut out = Vec::new();
    for (index, name) in head.names.iter().enumerate().take(head.width as usize) {
        let column = index as u32 + 1;
        let (role, unit) = match used.get(&column).and_then(|name| wanted.names.get(*name)) {
            Some((role, _, unit)) => (*role, unit.clone()),
            None => (ColumnRole::Ignored, None),
        };
        if role == ColumnRole::Ignored
            && !faulty.contains(&column)
            && !name.is_empty()
            && !mapping.file.ignore_others
            && !mapping.file.ignore.iter().any(|known| known == name)
        {
            log.push(Code::UnmappedColumn, || {
                (
                    At::cell(header_row, column).field(name),
                    vec![("found", shown(name))],
                )
            });
        }
        out.push(ColumnReport {
            name: name.clone(),
            role,
            unit,
        });
    }
    out
}

enum Located {
    Exact(u32),
    Spelled(u32),
    OtherUnit(u32, String),
    Nowhere,
}

fn locate(head: &Head, name: &str) -> Located {
    if let Some(at) = head.names.iter().position(|other| other == name) {
        return Located::Exact(at as u32 + 1);
    }
    let key = folded(name);
    let alike: Vec<usize> = (0..head.names.len())
        .filter(|at| !head.names[*at].is_empty() && folded(&head.names[*at]) == key)
        .collect();
    if let [at] = alike[..] {
        return Located::Spelled(at as u32 + 1);
    }
    let stem = split_unit(name).map_or(name, |(stem, _)| stem);
    let stem = folded(stem);
    for (at, other) in head.names.iter().enumerate() {
        if let Some((other_stem, unit)) = split_unit(other)
            && folded(other_stem) == stem
        {
            return Located::OtherUnit(at as u32 + 1, unit.to_owned());
        }
    }
    Located::Nowhere
}

/// `Name:unit`, `Name (unit)`, `Name [unit]`, `Name（unit）` in two.
fn split_unit(head: &str) -> Option<(&str, &str)> {
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        if let Some(rest) = head.strip_suffix(close)
            && let Some((stem, unit)) = rest.rsplit_once(open)
            && !stem.trim().is_empty()
        {
            return Some((stem.trim(), unit.trim()));
        }
    }
    let (stem, unit) = head.rsplit_once(':')?;
    (!stem.trim().is_empty() && !unit.trim().is_empty()).then(|| (stem.trim(), unit.trim()))
}

/// How many of the wanted names a row holds.
fn matching(sheet: &Sheet, row: u32, wanted: &Wanted) -> usize {
    let cells: BTreeSet<String> = (1..=sheet.row_len(row))
        .map(|column| folded(sheet.cell(row, column).text))
        .collect();
    let stems: BTreeSet<String> = (1..=sheet.row_len(row))
        .filter_map(|column| split_unit(trimmed(sheet.cell(row, column).text).0))
        .map(|(stem, _)| folded(stem))
        .collect();
    wanted
        .names
        .keys()
        .filter(|name| {
            cells.contains(&folded(name))
                || split_unit(name).is_some_and(|(stem, _)| stems.contains(&folded(stem)))
        })
        .count()
}

fn no_head(sheet: &Sheet, header_row: u32, wanted: &Wanted, log: &mut FindingLog) {
    let needed = wanted
        .names
        .values()
        .filter(|(_, optional, _)| !optional)
        .count()
        .max(1);
    let elsewhere = (1..=sheet.rows().min(HEAD_SEARCHED_ROWS))
        .map(|row| (matching(sheet, row, wanted), row))
        .filter(|(count, _)| count * 2 >= needed)
        .max_by_key(|(count, row)| (*count, std::cmp::Reverse(*row)));
    if let Some((_, row)) = elsewhere {
        log.push(Code::HeaderElsewhere, || {
            (
                At::row(row),
                vec![
                    ("found", row.to_string()),
                    ("expected", header_row.to_string()),
                ],
            )
        });
        return;
    }
    log.push(Code::HeaderMissing, || {
        let cells: Vec<String> = sheet.row_texts(header_row).into_iter().take(4).collect();
        let names: Vec<String> = wanted.names.keys().take(4).cloned().collect();
        let params = vec![
            ("row", header_row.to_string()),
            ("found", shown(&cells.join(", "))),
            ("expected", listed(&names)),
        ];
        (At::row(header_row), params)
    });
}

/// Reports heads that stand twice; gives the later columns, since nobody knows which is meant.
fn doubles(head: &Head, wanted: &Wanted, header_row: u32, log: &mut FindingLog) -> BTreeSet<u32> {
    let mut out = BTreeSet::new();
    let mut first: HashMap<&str, u32> = HashMap::new();
    for (at, name) in head.names.iter().enumerate() {
        let column = at as u32 + 1;
        if name.is_empty() || !wanted.names.contains_key(name) {
            continue;
        }
        let before = *first.entry(name.as_str()).or_insert(column);
        if before != column {
            out.insert(column);
            log.push(Code::DuplicateColumn, || {
                let params = vec![
                    ("found", shown(name)),
                    ("first", before.to_string()),
                    ("second", column.to_string()),
                ];
                (At::cell(header_row, column).field(name), params)
            });
        }
    }
    out
}

fn blanks(sheet: &Sheet, head: &Head, header_row: u32, log: &mut FindingLog) {
    const LOOKED_AT_ROWS: u32 = 1000;
    let last = sheet.rows().min(header_row.saturating_add(LOOKED_AT_ROWS));
    // A text row longer than the head is ragged, not headless.
    let width = if sheet.is_typed() {
        sheet.width()
    } else {
        head.names.len() as u32
    };
    for column in 1..=width {
        if head
            .names
            .get(column as usize - 1)
            .is_some_and(|name| !name.is_empty())
        {
            continue;
        }
        let filled = (header_row + 1..=last).any(|row| !sheet.cell(row, column).text.is_empty());
        if filled {
            log.push(Code::BlankHeader, || (At::cell(header_row, column), vec![]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_heads() {
        assert_eq!(
            split_unit("Industry Gas:kt CO2"),
            Some(("Industry Gas", "kt CO2"))
        );
        assert_eq!(split_unit("Methane (MTCO2e)"), Some(("Methane", "MTCO2e")));
        assert_eq!(split_unit("电力（万千瓦时）"), Some(("电力", "万千瓦时")));
        assert_eq!(split_unit("Year"), None);
        assert_eq!(split_unit("(t)"), None);
    }
}
