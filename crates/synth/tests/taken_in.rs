//! What the generator writes, the mappings of this repository take in; what it planted, they find.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use intake::{Intake, Mapping, MemoryPlaceBook, Mode, TakeOptions, read_sheet, take};
use inventory::account::{AccountResult, account};
use inventory::factors::FactorLibrary;
use inventory::finding::Severity;
use inventory::ledger::{Purpose, Scope};
use inventory::master::{Enterprise, Place, Region};
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

fn taken(
    region: &str,
    name: &str,
    text: &str,
    mapping: &Mapping,
    book: &MemoryPlaceBook,
) -> Intake {
    let sheet = read_sheet(name, text.as_bytes(), &mapping.sheet_options()).unwrap();
    let options = TakeOptions {
        region: Some(region.into()),
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
        "test",
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
        "test",
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
        let intake = taken("test", &name, &district.activity_csv(year), &mapping, &book);
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

fn accounted(region: &Region, intake: &Intake) -> AccountResult {
    account(
        intake.activities.to_vec(),
        FactorLibrary::builtin(),
        units::UnitRegistry::builtin(),
        region,
        &[],
    )
}

/// The project's own factors account for every cell; heat and power plants are on the production side only.
#[test]
fn every_cell_of_a_district_is_accounted_for() {
    let (district, book) = district(false);
    let mapping = mapping("district-activity");
    for year in [2017, 2019] {
        let intake = taken(
            "test",
            "activity.csv",
            &district.activity_csv(year),
            &mapping,
            &book,
        );
        let result = accounted(&district.region(), &intake);
        let grave: Vec<_> = result
            .findings
            .iter()
            .filter(|f| f.severity != Severity::Note)
            .collect();
        assert!(grave.is_empty(), "{grave:?}");
        let final_use = |e: &&inventory::ledger::Entry| {
            e.purpose == Purpose::Final && e.scope != Scope::Scope2Market
        };
        let gj: f64 = result
            .entries
            .iter()
            .filter(final_use)
            .filter_map(|e| e.energy_gj)
            .sum();
        let t: f64 = result
            .entries
            .iter()
            .filter(final_use)
            .filter_map(|e| e.co2e_t)
            .sum();
        let plants: f64 = result
            .entries
            .iter()
            .filter(|e| e.purpose == Purpose::Transformation)
            .filter_map(|e| e.co2e_t)
            .sum();
        let without: Vec<_> = result
            .entries
            .iter()
            .filter(|e| e.co2e_t.is_none() && e.biogenic_co2_t.is_none())
            .filter_map(|e| e.carrier.clone())
            .collect();
        assert!(
            without.is_empty(),
            "no carbon of {:?}",
            &without[..without.len().min(5)]
        );
        assert!(plants > 0.0);
        assert!(
            (1.5..5.0).contains(&(t / (gj / 29.3076))),
            "{} t CO2e a tce",
            t / (gj / 29.3076)
        );
    }
}

/// Chongqing's energy of 2020 is stated in one figure: the ledger knows the energy, and no carbon.
#[test]
fn energy_without_carriers_has_no_carbon() {
    let folder = format!(
        "{}/../../data/regions/chengdu-chongqing",
        env!("CARGO_MANIFEST_DIR")
    );
    let mut table: toml::Table = std::fs::read_to_string(format!("{folder}/region.toml"))
        .unwrap()
        .parse()
        .unwrap();
    table.retain(|key, _| !["boundaries", "imports", "tables"].contains(&key));
    let region: Region = table.try_into().unwrap();
    let places = rows(&std::fs::read_to_string(format!("{folder}/places.csv")).unwrap())
        .iter()
        .map(|r| Place {
            code: r["code"].clone(),
            name: Label {
                en: r["name_en"].clone(),
                zh: r["name_zh"].clone(),
            },
            aliases: Vec::new(),
            level: r["level"].clone(),
            parent: Some(r["parent"].clone()).filter(|p| !p.is_empty()),
            lon_lat: None,
            source: r["source"].clone(),
        })
        .collect();
    let facts = std::fs::read_to_string(format!("{folder}/facts.csv")).unwrap();
    let intake = taken(
        "chengdu-chongqing",
        "facts.csv",
        &facts,
        &mapping("city-facts"),
        &MemoryPlaceBook::new(places, Vec::new()),
    );
    let result = accounted(&region, &intake);
    assert_eq!(result.entries.len(), 1, "{:?}", result.findings);
    let entry = &result.entries[0];
    assert_eq!((entry.place.as_str(), entry.co2e_t), ("500000", None));
    // 1 tce is 29.3076 GJ (GB/T 2589-2020: 7000 kcal/kg of 4.1868 kJ).
    assert!(
        (entry.energy_gj.unwrap() / 29.3076e6 - 88.75).abs() < 1e-6,
        "{:?}",
        entry.energy_gj
    );
    assert!(
        result.findings.iter().any(|f| f.code == "missing_factor"),
        "that the carbon is unknown is said"
    );
}
