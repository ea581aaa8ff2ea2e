//! The corpus of bad files: `tests/golden/intake/` (its SOURCE.md says what each is for).

use intake::{Intake, Mapping, MemoryPlaceBook, Mode, TakeOptions, read_sheet, take};
use inventory::finding::Finding;
use serde_json::Value;

use crate::support::{enterprise, place, root};

fn book() -> MemoryPlaceBook {
    MemoryPlaceBook::new(
        vec![
            place("R", "Riverland", "河地", &[], None),
            place("A", "Atown", "甲镇", &["Old Atown"], Some("R")),
            place("B", "Btown", "乙镇", &[], Some("R")),
            place("N1", "Newport", "新港", &[], Some("R")),
            place("N2", "Newport", "新口", &[], Some("R")),
            place("P", "Upper County", "上郡", &[], Some("R")),
            place("C", "Ctown", "丙镇", &[], Some("P")),
            place("D", "Dale Borough Council", "谷区", &[], Some("P")),
        ],
        vec![
            enterprise("E-100", "Steel works", "A"),
            enterprise("E-200", "Paper mill", "B"),
        ],
    )
}

type Place = (String, Option<u64>, Option<u64>);

fn places_of(findings: &[Finding]) -> Vec<Place> {
    let mut out: Vec<Place> = findings
        .iter()
        .map(|finding| {
            let location = finding.location.clone().unwrap_or_default();
            (
                finding.code.clone(),
                location.row.map(u64::from),
                location.column.map(u64::from),
            )
        })
        .collect();
    out.sort();
    out
}

fn expected_places(value: &Value) -> Vec<Place> {
    let mut out: Vec<Place> = value
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (
                item["code"].as_str().unwrap().to_owned(),
                item["row"].as_u64(),
                item["column"].as_u64(),
            )
        })
        .collect();
    out.sort();
    out
}

/// What a mode gives; a file that is no sheet gives its findings and nothing else.
fn run(file: &str, bytes: &[u8], mapping: &Mapping, carriers: &[String], mode: Mode) -> Intake {
    match read_sheet(file, bytes, &mapping.sheet_options()) {
        Ok(sheet) => {
            let options = TakeOptions {
                mode,
                carriers: carriers.to_vec(),
                ..TakeOptions::default()
            };
            take(&sheet, mapping, &book(), &options, &mut |_, _| {})
        }
        Err(findings) => Intake {
            findings,
            refused: true,
            ..Intake::default()
        },
    }
}

/// Runs one case; the text says what differs.
fn differences(folder: &std::path::Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_str(&text).unwrap();
    let own = folder.join("mapping.toml");
    let path = if own.exists() {
        own
    } else {
        folder.join("../mapping.toml")
    };
    let mapping = Mapping::parse_file("mapping.toml", &std::fs::read_to_string(path).unwrap());
    let mut out = Vec::new();
    let mut same = |what: &str, found: String, wanted: String| {
        if found != wanted {
            out.push(format!("  {what}: found {found}, expected {wanted}"));
        }
    };
    if let Some(wanted) = expected.get("mapping_findings") {
        let found = places_of(&mapping.expect_err("the mapping should be refused"));
        same(
            "mapping findings",
            format!("{found:?}"),
            format!("{:?}", expected_places(wanted)),
        );
        return out;
    }
    let mapping = mapping.unwrap_or_else(|faults| panic!("{}: {faults:#?}", folder.display()));
    let file = expected["input"].as_str().unwrap();
    let bytes = std::fs::read(folder.join(file)).unwrap();
    let carriers: Vec<String> = expected
        .get("carriers")
        .and_then(Value::as_array)
        .map(|all| {
            all.iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect()
        })
        .unwrap_or_default();
    let strict = run(file, &bytes, &mapping, &carriers, Mode::Strict);
    let lenient = run(file, &bytes, &mapping, &carriers, Mode::Lenient);
    let wanted = format!("{:?}", expected_places(&expected["findings"]));
    same(
        "findings",
        format!("{:?}", places_of(&strict.findings)),
        wanted.clone(),
    );
    same(
        "lenient findings",
        format!("{:?}", places_of(&lenient.findings)),
        wanted,
    );
    let refused = expected["refused"].as_bool().unwrap();
    same("refused", strict.refused.to_string(), refused.to_string());
    let activities = expected["activities_lenient"].as_u64().unwrap();
    same(
        "activities",
        lenient.activities.len().to_string(),
        activities.to_string(),
    );
    let in_strict = if refused { 0 } else { activities };
    same(
        "strict activities",
        strict.activities.len().to_string(),
        in_strict.to_string(),
    );
    if let Some(rows) = expected.get("rejected_rows") {
        let found: Vec<u32> = lenient.rejects.iter().map(|reject| reject.row).collect();
        same(
            "rejected rows",
            serde_json::to_string(&found).unwrap(),
            rows.to_string(),
        );
    }
    if let Some(near) = expected.get("nearest") {
        let (code, name) = (near[0].as_str().unwrap(), near[1].as_str().unwrap());
        let found = strict.findings.iter().find(|finding| finding.code == code);
        let nearest = found
            .and_then(|finding| finding.params.get("nearest"))
            .cloned();
        if !nearest
            .as_ref()
            .is_some_and(|nearest| nearest.contains(name))
        {
            out.push(format!(
                "  nearest of {code}: found {nearest:?}, expected {name}"
            ));
        }
    }
    // Every sentence is filled: no name of a parameter is left in braces.
    for finding in strict.findings.iter().chain(&lenient.findings) {
        let sentence = &finding.message;
        let has_hole = sentence.split('{').skip(1).any(|part| {
            part.split_once('}').is_some_and(|(name, _)| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
            })
        });
        if has_hole {
            out.push(format!("  the sentence has a hole: {sentence}"));
        }
    }
    out
}

#[test]
fn every_bad_file_gives_its_findings() {
    let mut folders: Vec<_> = std::fs::read_dir(root().join("tests/golden/intake"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 60, "{}", folders.len());
    let mut report = String::new();
    for folder in &folders {
        let differences = differences(folder);
        if !differences.is_empty() {
            let name = folder.file_name().unwrap().to_string_lossy();
            report += &format!("{name}\n{}\n", differences.join("\n"));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// The sentences as a reader sees them, for those whose wording matters most.
#[test]
fn sentences_read_well() {
    let sentence = |case: &str| -> String {
        let folder = root().join("tests/golden/intake");
        let found = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().ends_with(&format!("-{case}")))
            .unwrap();
        let own = found.join("mapping.toml");
        let path = if own.exists() {
            own
        } else {
            folder.join("mapping.toml")
        };
        let mapping = Mapping::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        let bytes = std::fs::read(found.join("input.csv")).unwrap();
        let intake = run("input.csv", &bytes, &mapping, &[], Mode::Strict);
        intake.findings[0].message.clone()
    };
    insta::assert_snapshot!(
        ["unknown-place", "subtotal-off", "parent-not-sum-of-members", "thousands-undeclared", "other-unit-in-head"]
            .map(sentence)
            .join("\n"),
        @r#"
    The place "Btwon" is not known; nearest: Btown (B). Correct it, or add an alias to the places.
    fuels (t) says 4, but its parts sum to 3 (difference 1). Correct the parts or the sum.
    coal (t) of P in 2020 says 4, but its 2 members sum to 3 (difference 1).
    "1,234" may be 1234 or 1.234: the mapping does not say what the mark is. Set thousands or decimal in the mapping.
    The unit is "kg", but the mapping expects "t". Convert the values, or use a mapping for this unit.
    "#
    );
}
