//! The project's mappings and their documentation.

use intake::{Code, Mapping};

use crate::support::root;

#[test]
fn every_mapping_is_sound_and_named_after_its_id() {
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("data/mappings")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mapping = Mapping::parse(&text)
            .unwrap_or_else(|faults| panic!("{}: {faults:#?}", path.display()));
        assert_eq!(
            path.file_stem().unwrap().to_str(),
            Some(mapping.id.as_str())
        );
        count += 1;
    }
    assert!(count >= 6, "{count}");
}

/// `docs/mappings.md` has each code with its severity and sentence, and no other.
#[test]
fn each_code_is_documented() {
    let text = std::fs::read_to_string(root().join("docs/mappings.md")).unwrap();
    let table = text.split("| code | severity | sentence |").nth(1).unwrap();
    let rows: Vec<&str> = table
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    assert_eq!(rows.len(), Code::ALL.len());
    for (row, code) in rows.iter().zip(Code::ALL) {
        let severity = format!("{:?}", code.severity()).to_lowercase();
        let sentence = code.template().replace('|', "\\|");
        assert_eq!(
            *row,
            format!("| `{}` | {severity} | {sentence} |", code.as_str())
        );
    }
}

/// The empty template has the columns that its mapping asks for.
#[test]
fn the_template_fits_its_mapping() {
    let mapping = crate::support::mapping("activities-long");
    let mut text = crate::support::bytes("data/mappings/activities-long.csv");
    text.extend_from_slice(
        b"A,2020-05,electricity,12,MWh,industry,,,,\nA,2020,population,12,person,,,statistical,,\n",
    );
    let sheet = intake::read_sheet("a.csv", &text, &mapping.sheet_options()).unwrap();
    let place = crate::support::place("A", "Atown", "甲镇", &[], None);
    let book = intake::MemoryPlaceBook::new(vec![place], vec![]);
    let options = intake::TakeOptions {
        region: Some("own".into()),
        ..Default::default()
    };
    let intake = intake::take(&sheet, &mapping, &book, &options, &mut |_, _| {});
    assert_eq!(intake.findings, vec![]);
    let all = intake.activities.to_vec();
    assert_eq!(all[0].region, "own");
    assert_eq!(all[0].quality, inventory::ledger::Quality::Reported);
    assert_eq!(all[1].quality, inventory::ledger::Quality::Statistical);
}

/// The workbook to fill in has the head of the CSV.
#[test]
fn the_workbook_has_the_head_of_the_template() {
    let options = intake::SheetOptions::default();
    let read = |file: &str| {
        let bytes = crate::support::bytes(&format!("data/mappings/{file}"));
        intake::read_sheet(file, &bytes, &options)
            .unwrap()
            .row_texts(1)
    };
    assert_eq!(read("activities-long.xlsx"), read("activities-long.csv"));
}
