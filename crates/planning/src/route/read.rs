//! One file of links, changes and settings, and the table of modes, into a [`Network`].

use std::collections::HashMap;

use inventory::finding::{Finding, Location, Severity};

use super::network::{AIMS, Change, Link, MODES, Mode, Network, Toll, whole};
use crate::city::place::Position;
use crate::notice::notice_at;
use crate::sheet::{Row, Said, Sheet, Source};

/// What a mode takes for a tonne and a km; what a link does not state itself is taken from here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ModeFigures {
    /// Yuan per t km.
    pub yuan_per_tkm: Option<f64>,
    /// kg CO2e per t km.
    pub co2_kg_per_tkm: Option<f64>,
    /// Speed, km/h.
    pub km_per_h: Option<f64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Link,
    Change,
    Setting,
    Place,
}

/// Reads a file with the columns `kind` (`link`, `change`, `setting`, `place`), `from`, `to`, and as needed `mode`, `to_mode`, `km`, `both`
/// (`yes`: in both directions), `time_h`, `yuan_per_t`, `co2_kg_per_t`, `reliability` (probability, above 0 to 1), `value`.
///
/// A link without a figure of its own takes its mode's (`modes.csv`: `mode`, `yuan_per_tkm`, `co2_kg_per_tkm`, `km_per_h`) times its length.
/// A change stands at the place in `from`, or, with `*`, everywhere; it leads from `mode` to `to_mode` and back with `both`.
/// Settings, by name in `from`: `start` and `end` (place in `to`), `tonnes` (in `value`). Where a place (in `from`) lies, by `lon` and `lat`, and
/// its `name_zh` are for pictures and pages only.
pub fn read(source: Source<'_>, modes: Source<'_>) -> (Option<Network>, Vec<Finding>) {
    let mut findings = Vec::new();
    let figures = modes_of(modes, &mut findings);
    let network = network(source, &figures, &mut findings);
    (network, findings)
}

fn modes_of(source: Source<'_>, f: &mut Vec<Finding>) -> HashMap<Mode, ModeFigures> {
    let mut figures = HashMap::new();
    let Some(sheet) = Sheet::read(source, &["mode"], f) else {
        return figures;
    };
    for row in &sheet.rows {
        let Ok(Some(mode)) = sheet.word(row, "mode", &MODES, f) else {
            continue;
        };
        let mut get = |column: &str, low: f64| sheet.number(row, column, low, 1e6, f);
        if let (Ok(yuan_per_tkm), Ok(co2_kg_per_tkm), Ok(km_per_h)) = (
            get("yuan_per_tkm", 0.0),
            get("co2_kg_per_tkm", 0.0),
            get("km_per_h", 1e-3),
        ) {
            figures.insert(
                mode,
                ModeFigures {
                    yuan_per_tkm,
                    co2_kg_per_tkm,
                    km_per_h,
                },
            );
        }
    }
    figures
}

fn network(
    source: Source<'_>,
    figures: &HashMap<Mode, ModeFigures>,
    f: &mut Vec<Finding>,
) -> Option<Network> {
    let sheet = Sheet::read(source, &["kind", "from", "to"], f)?;
    let kinds = [
        ("link", Kind::Link),
        ("change", Kind::Change),
        ("setting", Kind::Setting),
        ("place", Kind::Place),
    ];
    let mut network = Network::default();
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut ends: [Option<(String, &Row)>; 2] = [None, None];
    let mut tonnes = None;
    let mut rows = Vec::new();
    let mut stated: HashMap<&str, (Position, Option<&str>, u32)> = HashMap::new();
    for row in &sheet.rows {
        let (Ok(Some(kind)), Some(from)) = (
            sheet.word(row, "kind", &kinds, f),
            sheet.name(row, "from", f),
        ) else {
            continue;
        };
        match (kind, from) {
            (Kind::Setting, "start") | (Kind::Setting, "end") => {
                if let Some(to) = sheet.name(row, "to", f) {
                    ends[usize::from(from == "end")] = Some((to.to_owned(), row));
                }
            }
            (Kind::Setting, "tonnes") => {
                tonnes = sheet.must(row, "value", 1e-9, 1e9, f).ok();
            }
            (Kind::Setting, other) => f.push(sheet.unknown(row, "from", other)),
            (Kind::Place, name) => {
                if let (Ok(longitude), Ok(latitude)) = (
                    sheet.must(row, "lon", -180.0, 180.0, f),
                    sheet.must(row, "lat", -90.0, 90.0, f),
                ) {
                    let position = Position {
                        latitude,
                        longitude,
                    };
                    match stated.get(name) {
                        Some((_, _, first)) => f.push(sheet.twice(row, "from", name, *first)),
                        None => {
                            let name_zh = sheet.text(row, "name_zh");
                            stated.insert(name, (position, name_zh, row.number));
                        }
                    }
                }
            }
            (kind, from) => rows.push((row, kind, from)),
        }
    }
    let lack = |what: &str| {
        notice_at(
            "sheet_blank",
            Severity::Error,
            Location {
                file: sheet.file.clone(),
                ..Location::default()
            },
            &[("column", what.to_owned())],
            format!("no row `setting, {what}`"),
        )
    };
    let Some(tonnes) = tonnes else {
        f.push(lack("tonnes"));
        return None;
    };
    network.tonnes = tonnes;
    let yes = [("yes", true), ("no", false)];
    let mut changes = Vec::new();
    for (row, kind, from) in rows {
        let (Ok(Some(mode)), Ok(both)) = (
            sheet.word(row, "mode", &MODES, f),
            sheet.word(row, "both", &yes, f),
        ) else {
            if sheet.text(row, "mode").is_none() {
                sheet.name(row, "mode", f);
            }
            continue;
        };
        let both = both.unwrap_or(false);
        if kind == Kind::Change {
            if let (Ok(Some(to)), Ok(toll)) = (
                sheet.word(row, "to_mode", &MODES, f),
                toll(&sheet, row, tonnes, None, f),
            ) {
                changes.push((row, from, mode, to, both, toll));
            } else if sheet.text(row, "to_mode").is_none() {
                sheet.name(row, "to_mode", f);
            }
            continue;
        }
        let (Some(to), Ok(km)) = (
            sheet.name(row, "to", f),
            sheet.must(row, "km", 0.0, 41_000.0, f),
        ) else {
            continue;
        };
        let Ok(toll) = toll(&sheet, row, tonnes, Some((km, figures.get(&mode))), f) else {
            continue;
        };
        let mut place = |name: &str| {
            *at.entry(name.to_owned()).or_insert_with(|| {
                network.places.push(name.to_owned());
                network.places.len() - 1
            })
        };
        let (from, to) = (place(from), place(to));
        let missing: Vec<&str> = (0..3)
            .filter(|a| toll[*a].is_none())
            .map(|a| AIMS[a])
            .collect();
        if missing.len() == 3 {
            // Nothing is known of it at all: it could only switch every aim off.
            let (a, b) = (&network.places[from], &network.places[to]);
            f.push(notice_at(
                "route_link_left_out",
                Severity::Warning,
                sheet.place(row, "mode"),
                &[
                    ("from", a.clone()),
                    ("to", b.clone()),
                    ("missing", missing.join(", ")),
                ],
                format!("{a} to {b} has neither time nor cost nor carbon, and its mode has none; left out"),
            ));
            continue;
        }
        let link = Link {
            from,
            to,
            mode,
            km,
            toll,
        };
        if both {
            network.links.push(Link {
                from: to,
                to: from,
                ..link.clone()
            });
        }
        network.links.push(link);
    }
    for (row, place, from, to, both, toll) in changes {
        let place = match place {
            "*" => None,
            name => match at.get(name) {
                Some(place) => Some(*place),
                None => {
                    f.push(sheet.unknown(row, "from", name));
                    continue;
                }
            },
        };
        network.changes.push(Change {
            place,
            from,
            to,
            toll,
        });
        if both {
            network.changes.push(Change {
                place,
                from: to,
                to: from,
                toll,
            });
        }
    }
    let mut find = |end: &Option<(String, &Row)>, name: &str| -> Option<usize> {
        match end {
            None => {
                f.push(lack(name));
                None
            }
            Some((place, row)) => {
                let found = at.get(place).copied();
                if found.is_none() {
                    f.push(sheet.unknown(row, "to", place));
                }
                found
            }
        }
    };
    let of = |name: &String| stated.get(name.as_str());
    let places = network.places.iter();
    network.positions = places.clone().map(|name| of(name).map(|o| o.0)).collect();
    network.names_zh = places.map(|name| of(name)?.1.map(str::to_owned)).collect();
    let (start, end) = (find(&ends[0], "start"), find(&ends[1], "end"));
    network.from = start?;
    network.to = end?;
    Some(network)
}

/// A link's or change's own figures, else its mode's times its length.
fn toll(
    sheet: &Sheet,
    row: &Row,
    tonnes: f64,
    mode: Option<(f64, Option<&ModeFigures>)>,
    f: &mut Vec<Finding>,
) -> Result<Toll, Said> {
    let by_mode = |pick: fn(&ModeFigures) -> Option<f64>| {
        mode.and_then(|(km, figures)| Some(km * pick(figures?)?))
    };
    let time_h = sheet
        .number(row, "time_h", 0.0, 1e6, f)?
        .or_else(|| mode.and_then(|(km, figures)| Some(km / figures?.km_per_h?)));
    let yuan_per_t = sheet
        .number(row, "yuan_per_t", 0.0, 1e9, f)?
        .or_else(|| by_mode(|m| m.yuan_per_tkm));
    let co2_kg_per_t = sheet
        .number(row, "co2_kg_per_t", 0.0, 1e9, f)?
        .or_else(|| by_mode(|m| m.co2_kg_per_tkm));
    let reliability = sheet.number(row, "reliability", 1e-9, 1.0, f)?;
    Ok([
        time_h.and_then(|v| whole(0, v)),
        yuan_per_t.and_then(|v| whole(1, v * tonnes)),
        co2_kg_per_t.and_then(|v| whole(2, v * tonnes)),
        reliability.and_then(|v| whole(3, v)),
    ])
}
