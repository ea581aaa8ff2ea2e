//! The region folders that the repository ships, held to their own rules.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use inventory::master::Region;

type Row = BTreeMap<String, String>;

fn folder(region: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../data/regions")
        .join(region)
}

fn text(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut text = String::new();
    if path.extension().is_some_and(|e| e == "gz") {
        flate2::read::GzDecoder::new(&bytes[..])
            .read_to_string(&mut text)
            .unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn rows(path: &Path) -> Vec<Row> {
    csv::Reader::from_reader(text(path).as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// `region.toml` without its tables of files, and those.
fn region(id: &str) -> (Region, toml::Table) {
    let mut table: toml::Table = text(&folder(id).join("region.toml")).parse().unwrap();
    let mut files = toml::Table::new();
    for key in ["boundaries", "imports"] {
        files.insert(key.into(), table.remove(key).unwrap());
    }
    // Tables of cities, where a region has some.
    files.extend(table.remove_entry("tables"));
    (table.try_into().unwrap(), files)
}

/// Every place has a source, a level and a parent on a level above; every shape is of a place of its level, and in sound rings.
#[test]
fn places_are_trees_and_shapes_are_of_places() {
    for (id, places_expected, shapes_expected) in [
        ("uk", 399, 386),
        ("washington", 41, 40),
        ("chengdu-chongqing", 17, 17),
    ] {
        let (region, files) = region(id);
        assert_eq!(region.id, id);
        assert!(!region.attribution.is_empty() && !region.synthetic);
        let depth: BTreeMap<&str, usize> = region
            .levels
            .iter()
            .enumerate()
            .map(|(n, l)| (l.id.as_str(), n))
            .collect();
        let places = rows(&folder(id).join("places.csv"));
        assert_eq!(places.len(), places_expected, "{id}");
        let level: BTreeMap<&str, &str> = places
            .iter()
            .map(|p| (p["code"].as_str(), p["level"].as_str()))
            .collect();
        assert_eq!(level.len(), places.len(), "{id}: a code twice");
        assert_eq!(
            places.iter().filter(|p| p["parent"].is_empty()).count(),
            1,
            "{id}: one root"
        );
        let mut spelt: BTreeMap<&str, &str> = BTreeMap::new();
        for place in &places {
            let code = place["code"].as_str();
            assert!(
                !place["source"].is_empty()
                    && !place["name_en"].is_empty()
                    && !place["name_zh"].is_empty(),
                "{id}: {code}"
            );
            if !place["parent"].is_empty() {
                assert!(
                    depth[level[place["parent"].as_str()]] < depth[place["level"].as_str()],
                    "{id}: {code}"
                );
            }
            // No spelling leads to two places.
            for name in place["aliases"]
                .split(';')
                .chain([code, place["name_en"].as_str()])
                .filter(|n| !n.is_empty())
            {
                let other = spelt.insert(name, code);
                assert!(
                    other.is_none_or(|o| o == code),
                    "{id}: {name:?} is {code} and {other:?}"
                );
            }
        }
        let mut shapes = 0;
        for boundary in files["boundaries"].as_array().unwrap() {
            let json: serde_json::Value =
                serde_json::from_str(&text(&folder(id).join(boundary["file"].as_str().unwrap())))
                    .unwrap();
            for feature in json["features"].as_array().unwrap() {
                let code = feature["properties"]["code"].as_str().unwrap();
                assert_eq!(feature["id"], code);
                assert_eq!(
                    level[code],
                    boundary["level"].as_str().unwrap(),
                    "{id}: {code}"
                );
                shapes += 1;
                let geometry = &feature["geometry"];
                let polygons = match geometry["type"].as_str().unwrap() {
                    "Polygon" => vec![&geometry["coordinates"]],
                    "MultiPolygon" => geometry["coordinates"].as_array().unwrap().iter().collect(),
                    other => panic!("{other}"),
                };
                for rings in polygons {
                    for (n, ring) in rings.as_array().unwrap().iter().enumerate() {
                        let points: Vec<(f64, f64)> = ring
                            .as_array()
                            .unwrap()
                            .iter()
                            .map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
                            .collect();
                        assert!(
                            points.len() >= 4 && points.first() == points.last(),
                            "{id}: {code}"
                        );
                        let doubled: f64 = points
                            .windows(2)
                            .map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1)
                            .sum();
                        assert_eq!(
                            doubled > 0.0,
                            n == 0,
                            "{id}: {code}: shells counter-clockwise, holes clockwise"
                        );
                        assert!(
                            points
                                .iter()
                                .all(|(lon, lat)| (-180.0..=180.0).contains(lon)
                                    && (-90.0..=90.0).contains(lat))
                        );
                    }
                }
            }
        }
        assert_eq!(shapes, shapes_expected, "{id}");
        for import in files["imports"].as_array().unwrap() {
            assert!(!rows(&folder(id).join(import["file"].as_str().unwrap())).is_empty());
        }
    }
}

/// Each of the 33 upper rows of the file is the sum of its members, in each year and column; and the 361 others are a partition.
#[test]
fn british_memberships_hold_to_the_file() {
    let places = rows(&folder("uk").join("places.csv"));
    let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for place in &places {
        members
            .entry(&place["parent"])
            .or_default()
            .push(&place["code"]);
    }
    let file = rows(&folder("uk").join("uk_local_authority_emissions_2005_2020.csv.gz"));
    assert_eq!(file.len(), 6304);
    let columns: Vec<&String> = file[0]
        .keys()
        .filter(|c| c.ends_with(":kt CO2") || *c == "Population:000s" || *c == "Area:km2")
        .collect();
    assert_eq!(columns.len(), 30);
    let cells: BTreeMap<(&str, &str), &Row> = file
        .iter()
        .map(|r| ((r["local-authority-code"].as_str(), r["Year"].as_str()), r))
        .collect();
    let years: BTreeSet<&str> = file.iter().map(|r| r["Year"].as_str()).collect();
    let value = |code: &str, year: &str, column: &String| {
        cells[&(code, year)][column].parse::<f64>().unwrap()
    };
    let mut compared = 0;
    for place in places
        .iter()
        .filter(|p| ["city_region", "county"].contains(&p["level"].as_str()))
    {
        let code = place["code"].as_str();
        for year in &years {
            for column in &columns {
                let sum: f64 = members[code]
                    .iter()
                    .map(|member| value(member, year, column))
                    .sum();
                let own = value(code, year, column);
                assert!(
                    (own - sum).abs() <= 1e-9,
                    "{code} {year} {column}: {own} against {sum}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, 33 * 16 * 30);
    let authorities: Vec<&str> = places
        .iter()
        .filter(|p| p["level"] == "authority")
        .map(|p| p["code"].as_str())
        .collect();
    assert_eq!(authorities.len(), 361);
    let people: f64 = authorities
        .iter()
        .map(|code| value(code, "2020", &"Population:000s".to_owned()))
        .sum();
    assert!((people - 67_081.0).abs() < 1.0, "{people} thousand");
    let london: f64 = members["GLA"]
        .iter()
        .map(|code| value(code, "2020", &"Total Emissions:kt CO2".to_owned()))
        .sum();
    assert!(
        (london - 25_432.742_453_397_812).abs() < 1e-9,
        "{london} kt"
    );
}

/// Every county that Washington's file names is a place, and each fact's place is one too.
#[test]
fn files_name_places_that_there_are() {
    let names = |id: &str| -> BTreeSet<String> {
        rows(&folder(id).join("places.csv"))
            .iter()
            .flat_map(|p| {
                p["aliases"]
                    .split(';')
                    .map(str::to_owned)
                    .chain([p["code"].clone()])
                    .collect::<Vec<_>>()
            })
            .collect()
    };
    let counties = names("washington");
    let file = rows(&folder("washington").join("wa_ghgrp_facilities_2012_2020.csv.gz"));
    assert_eq!(file.len(), 1678);
    let unknown: BTreeSet<&String> = file
        .iter()
        .map(|r| &r["County"])
        .filter(|c| !counties.contains(*c))
        .collect();
    assert_eq!(unknown.into_iter().collect::<Vec<_>>(), ["NA"]);
    let cities = names("chengdu-chongqing");
    for fact in rows(&folder("chengdu-chongqing").join("facts.csv")) {
        assert!(
            cities.contains(&fact["place"])
                && !fact["source"].is_empty()
                && !fact["unit"].is_empty()
        );
    }
}
