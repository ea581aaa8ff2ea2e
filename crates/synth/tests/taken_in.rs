//! What the generator writes, the mappings of this repository take in; what it planted, they find.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use intake::{Intake, Mapping, MemoryPlaceBook, Mode, TakeOptions, read_sheet, take};
use inventory::master::{Enterprise, Place};
use synth::{Config, generate};
use units::Label;

fn mapping(id: &str) -> Mapping {
    let path = format!(
        "{}/../../data/mappings/{id}.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    Mapping::parse_file(&path, &std::fs::read_to_string(&path).unwrap()).unwrap()
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

fn taken(name: &str, text: &str, mapping: &Mapping, book: &MemoryPlaceBook) -> Intake {
    let sheet = read_sheet(name, text.as_bytes(), &mapping.sheet_options()).unwrap();
    let options = TakeOptions {
        region: Some("test".into()),
        mode: Mode::Lenient,
        ..TakeOptions::default()
    };
    take(&sheet, mapping, book, &options, &mut |_, _| {})
}

fn district(faults: bool) -> (synth::District, MemoryPlaceBook) {
    let config = Config {
        region: "test".into(),
        seed: 11,
        towns: 8,
        above: 420,
        below: 180,
        years: 2017..=2020,
        faults,
    };
    let district = generate(&config).unwrap();
    let label = |row: &BTreeMap<String, String>| Label {
        en: row["name_en"].clone(),
        zh: row["name_zh"].clone(),
    };
    let places = rows(&district.places_csv())
        .iter()
        .map(|r| Place {
            code: r["code"].clone(),
            name: label(r),
            aliases: vec![r["aliases"].clone()],
            level: r["level"].clone(),
            parent: Some(r["parent"].clone()).filter(|p| !p.is_empty()),
            lon_lat: None,
            source: r["source"].clone(),
        })
        .collect();
    let enterprises = rows(&district.enterprises_csv())
        .iter()
        .map(|r| Enterprise {
            code: r["code"].clone(),
            name: label(r),
            place: r["place"].clone(),
            industry: Some(r["industry"].clone()),
            field: Some(r["field"].parse().unwrap()),
            above_designated_size: Some(r["above_designated_size"] == "true"),
            lon_lat: None,
            active: (Some(r["active_from"].clone()), None),
        })
        .collect();
    (district, MemoryPlaceBook::new(places, enterprises))
}

#[test]
fn a_district_without_faults_is_taken_in_whole() {
    let (district, book) = district(false);
    let people = taken(
        "statistics.csv",
        &district.statistics_csv(),
        &mapping("district-statistics"),
        &book,
    );
    assert_eq!(
        (people.activities.len(), people.findings_total()),
        (2 * 8 * 4, 0),
        "{:?}",
        people.findings
    );
    let activity = taken(
        "activity_2019.csv",
        &district.activity_csv(2019),
        &mapping("district-activity"),
        &book,
    );
    assert_eq!(activity.findings_total(), 0, "{:?}", activity.findings);
    assert_eq!(activity.rows_read, 600 * 12);
    let cells = rows(&district.activity_csv(2019))
        .iter()
        .flat_map(|r| r.iter())
        .filter(|(k, v)| k.contains(':') && !k.contains("_sold") && !v.is_empty())
        .count();
    assert_eq!(activity.activities.len(), cells);
}

#[test]
fn planted_faults_that_a_file_alone_shows_are_found() {
    let (district, book) = district(true);
    let (mapping, planted) = (
        mapping("district-activity"),
        rows(&district.planted_faults_csv()),
    );
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut rejected = Vec::new();
    for year in 2017..=2020 {
        let name = format!("activity_{year}.csv");
        let intake = taken(&name, &district.activity_csv(year), &mapping, &book);
        assert!(!intake.refused);
        for count in &intake.finding_counts {
            *found.entry(count.code.to_string()).or_default() += count.count;
        }
        rejected.extend(
            intake
                .rejects
                .iter()
                .map(|r| (name.clone(), r.row.to_string())),
        );
    }
    let rows_of = |kind: &str| {
        planted
            .iter()
            .filter(|f| f["kind"] == kind)
            .map(|f| (f["file"].clone(), f["row"].clone()))
            .collect::<Vec<_>>()
    };
    let bad: Vec<_> = [rows_of("unknown_code"), rows_of("negative")].concat();
    assert!(bad.len() >= 2);
    assert_eq!(rejected.len(), bad.len(), "{found:?}");
    for at in &bad {
        assert!(rejected.contains(at), "{at:?} is not among {rejected:?}");
    }
    // A row filed twice is taken once; a missing value leaves a gap and no row out.
    assert_eq!(
        found["duplicate_row"],
        rows_of("duplicated_row").len() as u64
    );
    assert!(found["marked_missing"] >= 2 * rows_of("missing_months").len() as u64);
    assert_eq!(found.len(), 4, "{found:?}");
}
