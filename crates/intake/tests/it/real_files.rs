//! The project's mappings on the real files of its regions.

use std::collections::BTreeMap;

use intake::{Intake, Mode, PlaceBook, SheetOptions, TakeOptions, read_sheet, take};
use inventory::finding::Severity;
use inventory::ledger::{Measure, Scope, Statistic};

use crate::support::{book, bytes, enterprise, mapping, place};

fn taken(region: &str, file: &str, mapping_id: &str) -> Intake {
    let mapping = mapping(mapping_id);
    let bytes = bytes(&format!("data/regions/{region}/{file}"));
    let sheet = read_sheet(file, &bytes, &mapping.sheet_options()).unwrap();
    let options = TakeOptions {
        import: 1,
        ..TakeOptions::default()
    };
    take(&sheet, &mapping, &book(region), &options, &mut |_, _| {})
}

fn counts(intake: &Intake) -> BTreeMap<&str, u64> {
    intake
        .finding_counts
        .iter()
        .map(|count| (count.code, count.count))
        .collect()
}

#[test]
fn uk_reproduces_to_the_last_row() {
    let intake = taken(
        "uk",
        "uk_local_authority_emissions_2005_2020.csv.gz",
        "uk-local-authorities",
    );
    assert_eq!(intake.rows_read, 6304);
    assert_eq!(
        intake.count(Severity::Error),
        0,
        "{:#?}",
        intake.findings.first()
    );
    assert_eq!(
        intake.count(Severity::Warning),
        0,
        "{:#?}",
        intake.findings.first()
    );
    assert!(!intake.refused && intake.rejects.is_empty());
    // 361 districts, 16 years, 20 sectors, people and land; the 33 upper tiers are checked and not added.
    assert_eq!(intake.activities.len(), 361 * 16 * 22);
    let boroughs = book("uk");
    let boroughs: Vec<String> = boroughs.children("GLA").to_vec();
    assert_eq!(boroughs.len(), 33);
    let london: f64 = intake
        .activities
        .iter()
        .filter(|activity| {
            activity.period.to_string() == "2020"
                && matches!(activity.measure, Measure::Emission { .. })
                && boroughs.iter().any(|code| code == activity.place)
        })
        .map(|activity| activity.value)
        .sum();
    assert!(
        (london / 25_432.742_453_397_812 - 1.0).abs() < 1e-12,
        "{london}"
    );
    let people: f64 = intake
        .activities
        .iter()
        .filter(|activity| {
            activity.period.to_string() == "2020"
                && *activity.measure
                    == Measure::Statistic {
                        statistic: Statistic::Population,
                    }
        })
        .map(|activity| activity.value)
        .sum();
    // data/README.md of the sample: the 361 areas sum to 67,081 thousand people.
    assert_eq!(people.round(), 67_081.0);
}

#[test]
fn uk_tampered_cells_are_found_where_they_are() {
    let mapping = mapping("uk-local-authorities");
    let packed = bytes("data/regions/uk/uk_local_authority_emissions_2005_2020.csv.gz");
    let sheet = read_sheet("a.csv.gz", &packed, &SheetOptions::default()).unwrap();
    // Write the sheet out again with one leaf cell changed: Camden 2020, Domestic Gas (column 18).
    let row = (2..=sheet.rows())
        .find(|row| sheet.cell(*row, 2).text == "CMD" && sheet.cell(*row, 1).text == "2020")
        .unwrap();
    let mut out = csv::Writer::from_writer(Vec::new());
    for at in 1..=sheet.rows() {
        let mut cells = sheet.row_texts(at);
        if at == row {
            cells[17] = format!("{}", cells[17].parse::<f64>().unwrap() + 0.001);
        }
        out.write_record(&cells).unwrap();
    }
    let text = out.into_inner().unwrap();
    let sheet = read_sheet("a.csv", &text, &SheetOptions::default()).unwrap();
    let intake = take(
        &sheet,
        &mapping,
        &book("uk"),
        &TakeOptions::default(),
        &mut |_, _| {},
    );
    assert!(intake.refused);
    let errors: Vec<(&str, u32, u32)> = intake
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| {
            let location = finding.location.as_ref().unwrap();
            (
                finding.code.as_str(),
                location.row.unwrap(),
                location.column.unwrap(),
            )
        })
        .collect();
    // Domestic Total is column 20; London's row no longer equals its boroughs'... but Camden's row is rejected first,
    // so London lacks a member instead, in each of its 22 columns.
    assert_eq!(errors, vec![("subtotal_mismatch", row, 20)]);
    assert_eq!(counts(&intake)["parent_members_missing"], 22);
}

#[test]
fn washington_splits_by_gas() {
    let intake = taken(
        "washington",
        "wa_ghgrp_facilities_2012_2020.csv.gz",
        "washington-facilities",
    );
    assert_eq!(intake.rows_read, 1678);
    assert_eq!(intake.count(Severity::Error), 0, "{:#?}", counts(&intake));
    let counts = counts(&intake);
    // Shell's Puget Sound refinery is in the file twice for 2012, 2013 and 2014, word for word.
    assert_eq!(counts["duplicate_row"], 3);
    // Four rows failed to report: eight gases each.
    assert_eq!(counts["missing_value"], 4 * 8);
    // 1,678 rows less 3 doubles less 4 blanks.
    assert_eq!(intake.activities.len(), (1678 - 3 - 4) * 8);
    assert_eq!(intake.enterprises.len(), 206);
    let sum = |wanted: fn(&Measure) -> bool| -> f64 {
        intake
            .activities
            .iter()
            .filter(|a| wanted(a.measure))
            .map(|a| a.value)
            .sum()
    };
    let suppliers = sum(|m| {
        matches!(
            m,
            Measure::Emission {
                scope: Scope::Scope3,
                ..
            }
        )
    });
    let own = sum(|m| {
        matches!(
            m,
            Measure::Emission {
                scope: Scope::Scope1 | Scope::Process,
                ..
            }
        )
    });
    let biogenic = sum(|m| *m == Measure::BiogenicCo2);
    let all = sum(|_| true);
    assert_eq!(suppliers + own + biogenic, all);
    assert!(suppliers > 0.0 && own > 0.0 && biogenic > 0.0);
    let shell = intake
        .enterprises
        .iter()
        .find(|e| e.name.en.starts_with("Shell Puget"))
        .unwrap();
    assert_eq!(shell.code, "shell-puget-sound-refinery-anacortes-skagit");
    assert_eq!(shell.place, "53057");
    assert_eq!(shell.industry.as_deref(), Some("NAICS 324110"));
    assert_eq!(shell.lon_lat, Some((-122.559161, 48.470931)));
    assert_eq!(shell.active, (Some("2012-01".to_owned()), None));
    let supplier = intake
        .enterprises
        .iter()
        .find(|e| e.name.en.starts_with("BP West"))
        .unwrap();
    assert_eq!(
        (supplier.place.as_str(), supplier.lon_lat),
        ("unlocated", None)
    );
}

#[test]
fn city_facts_keep_each_unit() {
    let intake = taken("chengdu-chongqing", "facts.csv", "city-facts");
    assert!(!intake.refused, "{:#?}", intake.findings);
    // Chongqing's population is stated twice, once rounded: the later, exact one holds.
    let people: Vec<(f64, &str)> = intake
        .activities
        .iter()
        .filter(|a| {
            a.place == "500000"
                && *a.measure
                    == Measure::Statistic {
                        statistic: Statistic::Population,
                    }
        })
        .map(|a| (a.value, a.unit))
        .collect();
    assert_eq!(people, vec![(32_054_159.0, "person")]);
    let gdp = intake
        .activities
        .iter()
        .find(|a| a.place == "CCEC")
        .unwrap();
    assert_eq!((gdp.value, gdp.unit), (6506.0, "10亿元"));
    let energy: Vec<(&str, f64, &str)> = intake
        .activities
        .iter()
        .filter(|a| matches!(a.measure, Measure::Carrier { .. }))
        .map(|a| (a.place, a.value, a.unit))
        .collect();
    assert_eq!(energy, vec![("500000", 88.75, "Mtce")]);
}

/// What the documents say against each other, worked out by hand from their figures (rows of `facts.csv`).
#[test]
fn city_facts_that_contradict_each_other_are_found() {
    let intake = taken("chengdu-chongqing", "facts.csv", "city-facts");
    assert!(!intake.refused, "{:#?}", intake.findings);
    let sheet = read_sheet(
        "facts.csv",
        &bytes("data/regions/chengdu-chongqing/facts.csv"),
        &SheetOptions::default(),
    )
    .unwrap();
    let found: Vec<(&str, Severity, String, Option<f64>)> = intake
        .findings
        .iter()
        .map(|finding| {
            let row = finding.location.as_ref().unwrap().row.unwrap();
            let cells = sheet.row_texts(row);
            let expected = finding.params.get("expected");
            (
                finding.code.as_str(),
                finding.severity,
                format!("{} {} {} {}", cells[0], cells[1], cells[2], cells[3]),
                expected.and_then(|text| text.parse().ok()),
            )
        })
        .collect();
    let near = |value: f64, found: Option<f64>| (found.unwrap() / value - 1.0).abs() < 1e-6;
    use Severity::{Note, Warning};
    // The same figure in fewer digits is no contradiction; the row with more digits is taken.
    assert_eq!(
        found[..3],
        [
            (
                "duplicate_row",
                Note,
                "500000 2020 population 32.1".to_owned(),
                None
            ),
            (
                "duplicate_row",
                Note,
                "500000 2020 population_65_up 5.5".to_owned(),
                None
            ),
            (
                "duplicate_row",
                Note,
                "500000 2020 stated_elderly_share 17.1".to_owned(),
                None
            ),
        ]
    );
    // bp: 88.75 Mtce over Mitsui's 2,500.3 billion yuan is 0.355 tce per 10,000 yuan, not 0.39.
    assert_eq!(
        (found[3].0, found[3].1, found[3].2.as_str()),
        (
            "ratio_mismatch",
            Warning,
            "500000 2020 stated_energy_intensity 0.39"
        )
    );
    assert!(near(88.75 / 250.03, found[3].3), "{:?}", found[3]);
    // Ericsson: 699.077 billion is 27.96 % of the city's GDP, not 27.8 %.
    assert_eq!(
        (found[4].0, found[4].1, found[4].2.as_str()),
        (
            "ratio_mismatch",
            Warning,
            "500000 2020 stated_industrial_value_added_share 27.8"
        )
    );
    assert!(near(100.0 * 699.077 / 2500.3, found[4].3), "{:?}", found[4]);
    // Jardine Matheson: 27.2 million yuan per km2 implies 239,191 km2; AT&S has 185,000.
    assert_eq!(
        (found[5].0, found[5].1, found[5].2.as_str()),
        (
            "ratio_mismatch",
            Warning,
            "CCEC 2019 stated_gdp_per_area 27.2"
        )
    );
    assert!(near(6506e3 / 185e3, found[5].3), "{:?}", found[5]);
    // Nothing else: sectors (2,500.279 of 2,500.3 billion), ages, GDP per head of both cities, shares and hospitals fit.
    assert_eq!(found.len(), 6, "{found:#?}");
    insta::assert_snapshot!(intake.findings[3].message, @"stated_energy_intensity of 500000 in 2020 says 0.39 tce per RMB 10000 GDP, but energy_total (row 4, column 4: 88.75 Mtce) / gdp (row 5, column 4: 25003 RMB 100 million) gives 0.3549574 (difference 0.03504259).");
}

/// The checks can find what the documents do not say: each figure that fits now is found when it is changed.
#[test]
fn city_facts_that_fit_would_be_found_if_they_did_not() {
    let text = String::from_utf8(bytes("data/regions/chengdu-chongqing/facts.csv")).unwrap();
    let mapping = mapping("city-facts");
    for (right, wrong, code) in [
        (
            "gdp_tertiary,1320.725",
            "gdp_tertiary,1321.725",
            "subtotal_mismatch",
        ),
        (
            "population_0_14,5098363",
            "population_0_14,5098373",
            "subtotal_mismatch",
        ),
        (
            "500000,2020,stated_gdp_per_capita,7.8",
            "500000,2020,stated_gdp_per_capita,7.9",
            "ratio_mismatch",
        ),
        (
            "510100,2020,stated_gdp_per_capita,8.5",
            "510100,2020,stated_gdp_per_capita,8.6",
            "ratio_mismatch",
        ),
        (
            "stated_elderly_share,17.08",
            "stated_elderly_share,17.09",
            "ratio_mismatch",
        ),
        (
            "stated_elderly_dependency,25.48",
            "stated_elderly_dependency,25.47",
            "ratio_mismatch",
        ),
        (
            "510100,2020,stated_elderly_share,13.6",
            "510100,2020,stated_elderly_share,13.5",
            "ratio_mismatch",
        ),
        ("per_million,0.8", "per_million,0.9", "ratio_mismatch"),
        ("per_million,1.4", "per_million,1.5", "ratio_mismatch"),
    ] {
        assert_eq!(text.matches(right).count(), 1, "{right}");
        let found = |text: &str| {
            let sheet = read_sheet("facts.csv", text.as_bytes(), &SheetOptions::default()).unwrap();
            let book = book("chengdu-chongqing");
            let intake = take(
                &sheet,
                &mapping,
                &book,
                &TakeOptions::default(),
                &mut |_, _| {},
            );
            counts(&intake).get(code).copied().unwrap_or(0)
        };
        assert_eq!(
            found(&text.replace(right, wrong)),
            found(&text) + 1,
            "{wrong}"
        );
    }
    // The right figures of the three that contradict raise nothing.
    let mended = text
        .replace(
            "stated_energy_intensity,0.39",
            "stated_energy_intensity,0.35",
        )
        .replace("share,27.8,", "share,28.0,")
        .replace("land_area,185000", "land_area,239191");
    let sheet = read_sheet("facts.csv", mended.as_bytes(), &SheetOptions::default()).unwrap();
    let options = TakeOptions::default();
    let intake = take(
        &sheet,
        &mapping,
        &book("chengdu-chongqing"),
        &options,
        &mut |_, _| {},
    );
    assert_eq!(intake.count(Severity::Warning), 0, "{:#?}", intake.findings);
}

#[test]
fn district_rows_inherit_from_the_list_of_enterprises() {
    let mapping = mapping("district-activity");
    let head = "month,enterprise_code,town,electricity:万kWh,natural_gas:万m3,raw_coal:t,diesel:t,gasoline:t,fuel_oil:t,lpg:t,lng:t,heat:GJ,biomass:t,raw_coal_for_power_and_heat:t,natural_gas_for_power_and_heat:万m3,heat_sold:GJ,electricity_sold:万kWh,cement_clinker:t,output_value:万元,value_added:万元\n";
    let text = format!("{head}2021-03,E1,town-01,12.5,,3,,,,,,,,,,,,,100,NA\n");
    let sheet = read_sheet("a.csv", text.as_bytes(), &mapping.sheet_options()).unwrap();
    let book = intake::MemoryPlaceBook::new(
        vec![place("town-01", "Town", "镇", &[], None)],
        vec![enterprise("E1", "Steel works", "town-01")],
    );
    let options = TakeOptions {
        region: Some("district".into()),
        ..TakeOptions::default()
    };
    let intake = take(&sheet, &mapping, &book, &options, &mut |_, _| {});
    assert_eq!(counts(&intake), BTreeMap::from([("marked_missing", 1)]));
    let all = intake.activities.to_vec();
    assert_eq!(all.len(), 3);
    assert_eq!(
        (all[0].region.as_str(), all[0].place.as_str()),
        ("district", "town-01")
    );
    assert_eq!(all[0].industry.as_deref(), Some("C31"));
    assert_eq!(all[0].field, Some(units::Field::Industry));
    assert_eq!((all[0].lineage.row, all[0].lineage.column), (2, 4));
    assert_eq!((all[0].value, all[0].unit.as_str()), (12.5, "万kWh"));
}

#[test]
fn lenient_keeps_good_rows_and_gives_the_others_back() {
    let mapping = mapping("district-statistics");
    let text = "year,town,town_name,population:person,land_area:mu\n2020,A,甲,10,1.5\n2020,Z,\"乙, 丙\",x,2\n";
    let sheet = read_sheet("a.csv", text.as_bytes(), &mapping.sheet_options()).unwrap();
    let book = intake::MemoryPlaceBook::new(vec![place("A", "A", "甲", &[], None)], vec![]);
    let options = TakeOptions {
        mode: Mode::Lenient,
        ..TakeOptions::default()
    };
    let intake = take(&sheet, &mapping, &book, &options, &mut |_, _| {});
    assert!(!intake.refused);
    assert_eq!(intake.activities.len(), 2);
    assert_eq!(
        intake.rejects_csv(&sheet, 1),
        "year,town,town_name,population:person,land_area:mu,carbonshed_findings\n2020,Z,\"乙, 丙\",x,2,not_a_number unknown_place\n"
    );
}
