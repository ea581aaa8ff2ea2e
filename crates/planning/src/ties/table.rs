//! Tables of flows as people bring them: amounts between cities, of one or more kinds and periods, each row perhaps with its unit and source.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use inventory::finding::Finding;

use super::flows::{Flows, Place, read_places};
use crate::city::place::Position;
use crate::sheet::{Row, Sheet, Source};

/// What a region knows of a city that a table names.
#[derive(Debug, Clone, PartialEq)]
pub struct OfRegion {
    /// The same for all names of the city.
    pub code: String,
    /// Where it is.
    pub position: Option<Position>,
}

/// How names are taken.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// What the region knows of a name; nothing if it is none of its cities.
    pub of_region: &'a dyn Fn(&str) -> Option<OfRegion>,
    /// A name that is none of the region's is a fault, unless the table came with places of its own.
    pub strict: bool,
}

/// Which flows of a table are looked at; what is left open is the first kind, and its latest period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Kind as the table has it; an empty one is that of rows without a kind.
    pub kind: Option<&'a str>,
    /// Period as the table has it; an empty one is that of rows without a period.
    pub period: Option<&'a str>,
}

/// A kind of flow in a table. Kinds, and periods of a kind, are not added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindOfFlow {
    /// As the table has it; empty if it has none.
    pub kind: String,
    /// Unit of its amounts; empty if the table states none.
    pub unit: String,
    /// Its periods (`2020`, `2020-05`), the earliest first; an empty one if rows name none.
    pub periods: Vec<String>,
}

/// What a table holds, and the flows that are looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FlowTable {
    /// Kinds in the order in which they first stand.
    pub kinds: Vec<KindOfFlow>,
    /// Index of the kind that is looked at; `None` if there is no such kind, or no row.
    pub kind: Option<usize>,
    /// Its period that is looked at.
    pub period: String,
    /// What its rows name as their sources.
    pub sources: Vec<String>,
    /// The flows.
    pub flows: Flows,
}

struct One {
    kind: usize,
    period: String,
    source: Option<String>,
    from: (String, String),
    to: (String, String),
    amount: f64,
}

/// `2020` or `2020-05`.
fn is_period(text: &str) -> bool {
    let (year, month) = text.split_once('-').map_or((text, "01"), |both| both);
    let digits =
        |part: &str, count: usize| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    digits(year, 4) && digits(month, 2) && (1..=12).contains(&month.parse().unwrap_or(0))
}

/// Reads `from`, `to`, `amount` (or `flow`; at least 0) and, as far as they are there, `kind`, `unit`, `period`, `source`. All rows are checked; the
/// flows are those of one kind and period. A kind has one unit. Without a table of places ([`read_places`]) the cities are those of the rows that
/// are looked at. With `absent_is_zero` nothing flows where no row stands; else that is not known. What stays in a place is left out.
pub fn read_table(
    flows: Source<'_>,
    places: Option<Source<'_>>,
    names: Option<Names<'_>>,
    wanted: Wanted<'_>,
    absent_is_zero: bool,
) -> (FlowTable, Vec<Finding>) {
    let (mut stated, mut findings) = places.map(read_places).unwrap_or_default();
    let f = &mut findings;
    let of_region = |name: &str| names.and_then(|names| (names.of_region)(name));
    let key = |name: &str| of_region(name).map_or_else(|| name.to_owned(), |of| of.code);
    for place in &mut stated {
        // What the table of places leaves open the region may know.
        place.position = place
            .position
            .or_else(|| of_region(&place.id).and_then(|of| of.position));
    }
    let known: BTreeSet<String> = stated.iter().map(|place| key(&place.id)).collect();
    let mut table = FlowTable::default();
    let mut rows: Vec<One> = Vec::new();
    let mut seen: HashMap<(usize, String, String, String), u32> = HashMap::new();
    let amount = ["amount", "flow"];
    let sheet = Sheet::read(flows, &["from", "to"], f).and_then(|sheet| {
        match amount.into_iter().find(|column| sheet.has(column)) {
            Some(column) => Some((sheet, column)),
            // Says what is needed.
            None => Sheet::read(flows, &["from", "to", "amount"], f).map(|sheet| (sheet, "amount")),
        }
    });
    if let Some((sheet, amount)) = &sheet {
        for row in &sheet.rows {
            let kind = kind_of(sheet, row, &mut table.kinds, f);
            let period = period_of(sheet, row, f);
            let ends = ["from", "to"].map(|column| {
                let name = sheet.name(row, column, f)?;
                let key = key(name);
                if places.is_some() && !known.contains(&key) {
                    f.push(sheet.unknown(row, column, name));
                    return None;
                }
                if places.is_none()
                    && names.is_some_and(|names| names.strict && (names.of_region)(name).is_none())
                {
                    f.push(sheet.fault(
                        "flows_not_of_region",
                        row,
                        column,
                        &[("name", name.to_owned())],
                        format!("{name} is no city of the region; write its code or name as the region has it, or bring a table of places (id, mass, lon, lat) along"),
                    ));
                    return None;
                }
                Some((key, name.to_owned()))
            });
            let amount = sheet.must(row, amount, 0.0, 1e18, f);
            let (Some(kind), Some(period), [Some(from), Some(to)], Ok(amount)) =
                (kind, period, ends, amount)
            else {
                continue;
            };
            let same = (kind, period.clone(), from.0.clone(), to.0.clone());
            if let Some(first) = seen.get(&same) {
                f.push(sheet.twice(row, "to", &to.1, *first));
                continue;
            }
            seen.insert(same, row.number);
            let of = &mut table.kinds[kind].periods;
            if let Err(at) = of.binary_search(&period) {
                of.insert(at, period.clone());
            }
            rows.push(One {
                kind,
                period,
                source: sheet.text(row, "source").map(str::to_owned),
                from,
                to,
                amount,
            });
        }
    }
    // A kind all of whose rows are faulty is none.
    table.kind = match wanted.kind {
        Some(kind) => table.kinds.iter().position(|one| one.kind == kind),
        None => rows.first().map(|row| row.kind),
    };
    let periods = table.kind.map(|kind| &table.kinds[kind].periods);
    table.period = match (wanted.period, periods) {
        (Some(period), _) => period.to_owned(),
        (None, Some(periods)) => periods.last().cloned().unwrap_or_default(),
        (None, None) => String::new(),
    };
    let of = |row: &One| Some(row.kind) == table.kind && row.period == table.period;
    let rows: Vec<One> = rows.into_iter().filter(of).collect();
    let sources: BTreeSet<&String> = rows.iter().filter_map(|row| row.source.as_ref()).collect();
    table.sources = sources.into_iter().cloned().collect();
    table.flows = network(stated, &rows, &key, &of_region, absent_is_zero);
    (table, findings)
}

/// The number of a row's kind. A second unit of a kind is a fault.
fn kind_of(
    sheet: &Sheet,
    row: &Row,
    kinds: &mut Vec<KindOfFlow>,
    f: &mut Vec<Finding>,
) -> Option<usize> {
    let kind = sheet.text(row, "kind").unwrap_or_default();
    let unit = sheet.text(row, "unit").unwrap_or_default();
    let Some(at) = kinds.iter().position(|one| one.kind == kind) else {
        kinds.push(KindOfFlow {
            kind: kind.to_owned(),
            unit: unit.to_owned(),
            periods: Vec::new(),
        });
        return Some(kinds.len() - 1);
    };
    if kinds[at].unit == unit {
        return Some(at);
    }
    let word = |text: &str| if text.is_empty() { "-" } else { text }.to_owned();
    f.push(sheet.fault(
        "flows_other_unit",
        row,
        "unit",
        &[
            ("text", word(unit)),
            ("expected", word(&kinds[at].unit)),
            ("kind", word(kind)),
        ],
        format!(
            "flows of one kind have one unit: {} here, {} before; convert it, or name the kinds apart",
            word(unit),
            word(&kinds[at].unit)
        ),
    ));
    None
}

/// The period of a row; empty if it names none.
fn period_of(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Option<String> {
    let text = sheet.text(row, "period").unwrap_or_default();
    if text.is_empty() || is_period(text) {
        return Some(text.to_owned());
    }
    f.push(sheet.fault(
        "flows_no_period",
        row,
        "period",
        &[("text", text.to_owned())],
        format!("{text:?} is no period; write 2020 or 2020-05"),
    ));
    None
}

/// Places and what flows between them.
fn network(
    stated: Vec<Place>,
    rows: &[One],
    key: &dyn Fn(&str) -> String,
    of_region: &dyn Fn(&str) -> Option<OfRegion>,
    absent_is_zero: bool,
) -> Flows {
    let mut found = Flows {
        places: stated,
        between: Vec::new(),
    };
    let places = found.places.iter().enumerate();
    let mut at: BTreeMap<String, usize> = places.map(|(n, place)| (key(&place.id), n)).collect();
    let mut cells: HashMap<(usize, usize), f64> = HashMap::new();
    for row in rows {
        let [from, to] = [&row.from, &row.to].map(|(key, name)| {
            *at.entry(key.clone()).or_insert_with(|| {
                found.places.push(Place {
                    id: name.clone(),
                    mass: None,
                    position: of_region(name).and_then(|of| of.position),
                });
                found.places.len() - 1
            })
        });
        cells.insert((from, to), row.amount);
    }
    let count = found.places.len();
    let cell = |from: usize, to: usize| {
        if from == to {
            return None;
        }
        let none = absent_is_zero.then_some(0.0);
        cells.get(&(from, to)).copied().or(none)
    };
    found.between = (0..count)
        .map(|from| (0..count).map(|to| cell(from, to)).collect())
        .collect();
    found
}

#[cfg(test)]
mod tests {
    use super::is_period;

    #[test]
    fn periods_are_years_or_months() {
        for good in ["2020", "2020-01", "2020-12"] {
            assert!(is_period(good), "{good}");
        }
        for bad in [
            "20",
            "2020-13",
            "2020-00",
            "2020-1",
            "2020-01-01",
            "May",
            "2020-",
        ] {
            assert!(!is_period(bad), "{bad}");
        }
    }
}
