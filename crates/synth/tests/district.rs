//! What every district must be, whatever its size and seed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use synth::{Config, ConfigError, District, generate, is_valid_credit_code};

type Files = BTreeMap<String, Vec<u8>>;

fn files(district: &District) -> Files {
    let mut files = Files::new();
    let written: Result<(), ()> = district.write_to(&mut |name, bytes| {
        assert!(
            files.insert(name.to_owned(), bytes.to_vec()).is_none(),
            "{name} twice"
        );
        Ok(())
    });
    written.unwrap();
    files
}

fn rows(files: &Files, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(&files[name][..]);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

type Ring = Vec<(f64, f64)>;

/// Code and rings of each feature.
fn shapes(files: &Files, name: &str) -> Vec<(String, Vec<Ring>)> {
    let json: serde_json::Value = serde_json::from_slice(&files[name]).unwrap();
    json["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| {
            let rings = f["geometry"]["coordinates"].as_array().unwrap();
            let ring = |r: &serde_json::Value| {
                r.as_array()
                    .unwrap()
                    .iter()
                    .map(|p| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap()))
                    .collect()
            };
            (
                f["id"].as_str().unwrap().to_owned(),
                rings.iter().map(ring).collect(),
            )
        })
        .collect()
}

fn area(rings: &[Ring]) -> f64 {
    rings
        .iter()
        .flat_map(|ring| ring.windows(2))
        .map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1)
        .sum::<f64>()
        / 2.0
}

fn contains(rings: &[Ring], (x, y): (f64, f64)) -> bool {
    let crossings = rings.iter().flat_map(|ring| ring.windows(2)).filter(|w| {
        (w[0].1 > y) != (w[1].1 > y)
            && x < (w[1].0 - w[0].0) * (y - w[0].1) / (w[1].1 - w[0].1) + w[0].0
    });
    crossings.count() % 2 == 1
}

fn small(seed: u64, towns: usize, above: usize, below: usize, years: i16) -> Config {
    Config {
        region: "test".into(),
        seed,
        towns,
        above,
        below,
        years: 2018..=2017 + years,
        faults: true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn same_seed_same_bytes(seed: u64, towns in 1usize..12, above in 1usize..60, below in 0usize..80) {
        let config = small(seed, towns, above, below, 2);
        prop_assert_eq!(files(&generate(&config).unwrap()), files(&generate(&config).unwrap()));
    }

    #[test]
    fn towns_tile_the_outline(seed: u64, towns in 1usize..40) {
        let files = files(&generate(&small(seed, towns, 3, 0, 1)).unwrap());
        let (shapes, outline) = (shapes(&files, "boundaries_town.geojson"), shapes(&files, "boundaries_district.geojson"));
        prop_assert_eq!(shapes.len(), towns);
        let sum: f64 = shapes.iter().map(|(_, rings)| area(rings)).sum();
        let whole = area(&outline[0].1);
        prop_assert!((sum / whole - 1.0).abs() < 1e-9, "{} of {}", sum, whole);
        // Every stretch of border is either on the outline or borne by two towns, once in each direction.
        let mut edges: BTreeMap<[u64; 4], i32> = BTreeMap::new();
        for ring in shapes.iter().flat_map(|(_, rings)| rings) {
            prop_assert_eq!(ring.first(), ring.last());
            for w in ring.windows(2) {
                *edges.entry([w[0].0, w[0].1, w[1].0, w[1].1].map(f64::to_bits)).or_default() += 1;
            }
        }
        let outer: BTreeSet<[u64; 4]> = outline[0].1.iter().flat_map(|r| r.windows(2)).map(|w| [w[0].0, w[0].1, w[1].0, w[1].1].map(f64::to_bits)).collect();
        for (edge @ [a, b, c, d], count) in &edges {
            prop_assert_eq!(*count, 1);
            prop_assert!(edges.contains_key(&[*c, *d, *a, *b]) != outer.contains(edge));
        }
        prop_assert!(shapes.iter().all(|(_, rings)| area(&rings[..1]) > 0.0), "shells run counter-clockwise");
    }

    #[test]
    fn everyone_is_where_the_list_says(seed: u64, towns in 1usize..15, above in 1usize..80, below in 0usize..120) {
        let files = files(&generate(&small(seed, towns, above, below, 1)).unwrap());
        let shapes: BTreeMap<String, Vec<Ring>> = shapes(&files, "boundaries_town.geojson").into_iter().collect();
        let firms = rows(&files, "enterprises.csv");
        prop_assert_eq!(firms.len(), above + below);
        prop_assert_eq!(firms.iter().filter(|f| f["above_designated_size"] == "true").count(), above);
        let codes: BTreeSet<&String> = firms.iter().map(|f| &f["code"]).collect();
        let names: BTreeSet<&String> = firms.iter().map(|f| &f["name_en"]).collect();
        prop_assert_eq!((codes.len(), names.len()), (firms.len(), firms.len()));
        for firm in &firms {
            prop_assert!(is_valid_credit_code(&firm["code"]), "{}", firm["code"]);
            prop_assert_eq!(&firm["code"][2..6], synth::NO_DIVISION);
            let at = (firm["lon"].parse().unwrap(), firm["lat"].parse().unwrap());
            prop_assert!(contains(&shapes[&firm["place"]], at), "{:?} is not in {}", at, firm["place"]);
        }
        for place in rows(&files, "places.csv").iter().skip(1) {
            let at = (place["lon"].parse().unwrap(), place["lat"].parse().unwrap());
            prop_assert!(contains(&shapes[&place["code"]], at), "the centre of {} is outside", place["code"]);
        }
    }
}

#[test]
fn the_default_district_has_its_counts() {
    let config = Config::default();
    assert_eq!(config.rows(), 432_360);
    let district = generate(&config).unwrap();
    let files = files(&district);
    let activity: usize = files
        .iter()
        .filter(|(name, _)| name.starts_with("activity_"))
        .map(|(_, bytes)| bytes.iter().filter(|b| **b == b'\n').count() - 1)
        .sum();
    assert_eq!(activity, 432_360);
    assert_eq!(rows(&files, "places.csv").len(), 27);
    assert_eq!(rows(&files, "statistics.csv").len(), 260);
    let firms = rows(&files, "enterprises.csv");
    assert_eq!(
        firms
            .iter()
            .filter(|f| f["above_designated_size"] == "true")
            .count(),
        1503
    );
    let fields: BTreeSet<&str> = firms.iter().map(|f| f["field"].as_str()).collect();
    assert_eq!(fields.len(), 6);
    // The district that the repository names is the one that is made.
    let named = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/regions/district/region.toml"
    ))
    .unwrap();
    assert_eq!(named, district.region_toml());
}

#[test]
fn sizes_have_a_heavy_tail_and_totals_are_plausible() {
    let district = generate(&Config::default()).unwrap();
    let files = files(&district);
    let rows = rows(&files, "activity_2019.csv");
    let tce = [
        ("electricity:万kWh", 1.229),
        ("natural_gas:万m3", 12.143),
        ("raw_coal:t", 0.7143),
        ("diesel:t", 1.4571),
        ("heat:GJ", 0.03412),
    ];
    let number =
        |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap_or(0.0);
    let mut by_firm: BTreeMap<&str, f64> = BTreeMap::new();
    for row in &rows {
        *by_firm.entry(&row["enterprise_code"]).or_default() += tce
            .iter()
            .map(|(column, k)| number(row, column) * k)
            .sum::<f64>();
    }
    let mut sizes: Vec<f64> = by_firm.into_values().collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sizes.iter().sum();
    assert!((1.5e6..6e6).contains(&total), "{total} tce");
    let top: f64 = sizes[..36].iter().sum();
    assert!(
        (0.25..0.75).contains(&(top / total)),
        "the largest hundredth uses {}",
        top / total
    );
    // The plants sell what the others buy.
    let (sold, bought): (f64, f64) = rows
        .iter()
        .map(|r| (number(r, "heat_sold:GJ"), number(r, "heat:GJ")))
        .fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    assert!(
        (sold / bought - 1.0).abs() < 1e-3,
        "{sold} sold, {bought} bought"
    );
    // February 2020 fell by more than February 2019.
    let month = |year: i16, m: usize| {
        district
            .activity_csv(year)
            .lines()
            .filter(|l| l.starts_with(&format!("{year}-{m:02}")))
            .filter_map(|l| l.split(',').nth(18)?.parse::<f64>().ok())
            .sum::<f64>()
    };
    assert!(month(2020, 2) / month(2020, 1) < month(2019, 2) / month(2019, 1) - 0.1);
}

/// Each planted fault is in the file, at the row and column that the list names.
#[test]
fn planted_faults_are_where_the_list_says() {
    let district = generate(&Config::default()).unwrap();
    let files = files(&district);
    let faults = rows(&files, "planted_faults.csv");
    assert_eq!(faults.len(), district.fault_count());
    let kinds: BTreeSet<&str> = faults.iter().map(|f| f["kind"].as_str()).collect();
    assert_eq!(kinds.len(), 10);
    let codes: BTreeSet<String> = rows(&files, "enterprises.csv")
        .iter()
        .map(|f| f["code"].clone())
        .collect();
    let lines: BTreeMap<&String, Vec<&str>> = files
        .iter()
        .map(|(name, bytes)| (name, std::str::from_utf8(bytes).unwrap().lines().collect()))
        .collect();
    for fault in &faults {
        let lines = &lines[&fault["file"]];
        let head: Vec<&str> = lines[0].split(',').collect();
        let line: usize = fault["row"].parse().unwrap();
        let cells: Vec<&str> = lines[line - 1].split(',').collect();
        let before: Vec<&str> = lines[line - 1 - codes.len()].split(',').collect();
        match fault["kind"].as_str() {
            "unknown_code" => {
                assert_eq!(cells[1], fault["planted_value"]);
                assert!(is_valid_credit_code(cells[1]) && !codes.contains(cells[1]));
            }
            "duplicated_row" => assert_eq!(cells, before),
            "copied_month" => assert!(cells[0] != before[0] && cells[1..] == before[1..]),
            "missing_months" => {
                assert!(
                    cells[3..].iter().all(|c| c.is_empty() || *c == "NA") && cells.contains(&"NA")
                );
                assert_eq!(cells[1], fault["enterprise_code"]);
            }
            _ => {
                let column = head.iter().position(|h| *h == fault["column"]).unwrap();
                assert_eq!(cells[1], fault["enterprise_code"]);
                assert_eq!(cells[0], fault["first_period"]);
                assert_eq!(cells[column], fault["planted_value"]);
                assert_ne!(fault["true_value"], fault["planted_value"]);
            }
        }
    }
    // Without faults the same rows hold the truth.
    let clean = generate(&Config {
        faults: false,
        ..Config::default()
    })
    .unwrap();
    let spike = faults.iter().find(|f| f["kind"] == "spike").unwrap();
    let year: i16 = spike["first_period"][..4].parse().unwrap();
    let truth = clean.activity_csv(year);
    assert_eq!(
        truth
            .lines()
            .nth(spike["row"].parse::<usize>().unwrap() - 1)
            .unwrap()
            .split(',')
            .nth(3)
            .unwrap(),
        spike["true_value"]
    );
}

#[test]
fn what_makes_no_district_is_refused() {
    let refused = |change: fn(&mut Config)| {
        let mut config = Config::default();
        change(&mut config);
        generate(&config).map(|_| ()).unwrap_err()
    };
    assert_eq!(refused(|c| c.towns = 0), ConfigError::Towns(0));
    assert_eq!(
        refused(|c| (c.above, c.below) = (0, 0)),
        ConfigError::Enterprises(0)
    );
    assert_eq!(
        refused(|c| c.above = usize::MAX),
        ConfigError::Enterprises(usize::MAX)
    );
    assert_eq!(
        refused(|c| c.years = std::ops::RangeInclusive::new(2021, 2012)),
        ConfigError::Years(2021, 2012)
    );
    assert_eq!(
        refused(|c| c.region = "../x".into()),
        ConfigError::Region("../x".into())
    );
}
