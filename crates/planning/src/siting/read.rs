//! One file of sites, clients and settings into a [`Plan`].

use std::collections::HashMap;

use inventory::finding::Finding;

use super::plan::{Aim, Client, Plan, Point, RESOURCES, Site};
use crate::exchange::Place;
use crate::sheet::{Row, Said, Sheet, Source};

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Client,
    Site,
    Setting,
}

/// Settings by name with the least and greatest value.
const SETTINGS: [(&str, f64, f64); 10] = [
    ("sites", 1.0, 1e6),
    ("reach_km", 0.0, 41_000.0),
    ("yuan_per_unit_km", 0.0, 1e9),
    ("co2_kg_per_unit_km", 0.0, 1e9),
    ("detour", 1.0, 10.0),
    ("carbon_yuan_per_t", 0.0, 1e6),
    ("needs_land_mu", 0.0, 1e12),
    ("needs_grid_mw", 0.0, 1e12),
    ("needs_water_m3_per_day", 0.0, 1e12),
    ("needs_workers", 0.0, 1e12),
];

/// Reads a file with the columns `kind` (`client`, `site`, `setting`), `id`, `value`, and as needed `lon` and `lat` or `x_km` and `y_km`,
/// `demand`, `open_yuan`, `capacity`, `carbon_t`, `land_mu`, `grid_mw`, `water_m3_per_day`, `workers`.
///
/// Settings: `aim` (`median`, `cover_all`, `cover_most`, `cost`; needed), `sites`, `reach_km`, `yuan_per_unit_km`, `co2_kg_per_unit_km`,
/// `detour`, `carbon_yuan_per_t`, `needs_land_mu`, `needs_grid_mw`, `needs_water_m3_per_day`, `needs_workers`.
///
/// `None` if the aim is missing or lacks what it needs; findings say so.
pub fn read(source: Source<'_>) -> (Option<Plan>, Vec<Finding>) {
    let mut findings = Vec::new();
    let plan = plan(source, &mut findings);
    (plan, findings)
}

fn plan(source: Source<'_>, f: &mut Vec<Finding>) -> Option<Plan> {
    let sheet = Sheet::read(source, &["kind", "id"], f)?;
    let kinds = [
        ("client", Kind::Client),
        ("site", Kind::Site),
        ("setting", Kind::Setting),
    ];
    let mut seen: HashMap<(u8, String), u32> = HashMap::new();
    let mut settings: HashMap<&str, f64> = HashMap::new();
    let mut aim = None;
    let (mut sites, mut clients) = (Vec::new(), Vec::new());
    for row in &sheet.rows {
        let kind = sheet.word(row, "kind", &kinds, f);
        let (Ok(Some(kind)), Some(id)) = (kind, sheet.name(row, "id", f)) else {
            if kind == Ok(None) {
                sheet.name(row, "kind", f);
            }
            continue;
        };
        if let Some(first) = seen.insert((kind as u8, id.to_owned()), row.number) {
            f.push(sheet.twice(row, "id", id, first));
            continue;
        }
        match kind {
            Kind::Client => {
                let demand = sheet.must(row, "demand", 0.0, 1e12, f);
                if let (Ok(demand), Ok(point)) = (demand, point(&sheet, row, f)) {
                    clients.push(Client {
                        id: id.to_owned(),
                        point,
                        demand,
                    });
                }
            }
            Kind::Site => {
                if let Ok(site) = site(&sheet, row, id, f) {
                    sites.push(site);
                }
            }
            Kind::Setting if id == "aim" => {
                let words = [
                    ("median", 0u8),
                    ("cover_all", 1),
                    ("cover_most", 2),
                    ("cost", 3),
                ];
                if let Ok(found) = sheet.word(row, "value", &words, f) {
                    aim = found.map(|word| (word, row));
                }
            }
            Kind::Setting => {
                let Some((name, low, high)) = SETTINGS.iter().find(|(name, ..)| *name == id) else {
                    f.push(sheet.unknown(row, "id", id));
                    continue;
                };
                if let Ok(value) = sheet.must(row, "value", *low, *high, f) {
                    settings.insert(name, value);
                }
            }
        }
    }
    let get = |name: &str| settings.get(name).copied();
    let Some((word, row)) = aim else {
        f.push(crate::notice::notice_at(
            "sheet_blank",
            inventory::finding::Severity::Error,
            inventory::finding::Location {
                file: sheet.file.clone(),
                ..Default::default()
            },
            &[("column", "aim".to_owned())],
            "no row `setting, aim`: median, cover_all, cover_most or cost".to_owned(),
        ));
        return None;
    };
    let mut needs = |name: &str| {
        let value = get(name);
        if value.is_none() {
            f.push(sheet.fault(
                "sheet_blank",
                row,
                name,
                &[],
                format!("this aim needs a row `setting, {name}`"),
            ));
        }
        value
    };
    let aim = match word {
        0 => Aim::Median(needs("sites")? as usize),
        1 => Aim::CoverAll(needs("reach_km")?),
        2 => Aim::CoverMost(needs("sites")? as usize, needs("reach_km")?),
        _ => {
            needs("yuan_per_unit_km")?;
            get("sites").map_or(Aim::Cost, |p| Aim::CostWith(p as usize))
        }
    };
    // Degrees and plans cannot be mixed.
    let earth = |point: &Point| matches!(point, Point::Earth(_));
    let first = clients.first().map(|c: &Client| earth(&c.point))?;
    if clients.iter().any(|c| earth(&c.point) != first)
        || sites.iter().any(|s: &Site| earth(&s.point) != first)
    {
        f.push(sheet.fault(
            "sheet_blank",
            row,
            if first { "lon" } else { "x_km" },
            &[],
            "some places are in degrees and some in km; use one of the two".to_owned(),
        ));
        return None;
    }
    Some(Plan {
        sites,
        clients,
        aim,
        yuan_per_unit_km: get("yuan_per_unit_km").unwrap_or_default(),
        co2_kg_per_unit_km: get("co2_kg_per_unit_km"),
        detour: get("detour").unwrap_or(1.0),
        carbon_yuan_per_t: get("carbon_yuan_per_t").unwrap_or_default(),
        needs: RESOURCES.map(|r| get(&format!("needs_{r}"))),
    })
}

fn point(sheet: &Sheet, row: &Row, f: &mut Vec<Finding>) -> Result<Point, Said> {
    if sheet.text(row, "x_km").is_some() {
        return Ok(Point::Plan(
            sheet.must(row, "x_km", -1e6, 1e6, f)?,
            sheet.must(row, "y_km", -1e6, 1e6, f)?,
        ));
    }
    Ok(Point::Earth(Place {
        lon: sheet.must(row, "lon", -180.0, 180.0, f)?,
        lat: sheet.must(row, "lat", -90.0, 90.0, f)?,
    }))
}

fn site(sheet: &Sheet, row: &Row, id: &str, f: &mut Vec<Finding>) -> Result<Site, Said> {
    let mut has = [None; 4];
    for (value, name) in has.iter_mut().zip(RESOURCES) {
        *value = sheet.number(row, name, 0.0, 1e12, f)?;
    }
    Ok(Site {
        id: id.to_owned(),
        point: point(sheet, row, f)?,
        open_yuan: sheet
            .number(row, "open_yuan", 0.0, 1e15, f)?
            .unwrap_or_default(),
        capacity: sheet.number(row, "capacity", 0.0, 1e12, f)?,
        carbon_t: sheet.number(row, "carbon_t", 0.0, 1e12, f)?,
        has,
    })
}
