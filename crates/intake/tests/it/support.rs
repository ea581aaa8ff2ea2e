//! Files and places for the tests.

use std::path::{Path, PathBuf};

use intake::{Mapping, MemoryPlaceBook};
use inventory::master::{Enterprise, Place};
use units::Label;

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn bytes(path: &str) -> Vec<u8> {
    let path = root().join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A mapping of `data/mappings/`.
pub fn mapping(id: &str) -> Mapping {
    let path = format!("data/mappings/{id}.toml");
    let text = String::from_utf8(bytes(&path)).unwrap();
    Mapping::parse_file(&path, &text).unwrap_or_else(|faults| {
        panic!(
            "{path}: {:#?}",
            faults
                .iter()
                .map(|fault| &fault.message)
                .collect::<Vec<_>>()
        )
    })
}

/// Places of a `places.csv`.
pub fn places(path: &str) -> Vec<Place> {
    let bytes = bytes(path);
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let head = reader.headers().unwrap().clone();
    let column = |name: &str| head.iter().position(|head| head == name).unwrap();
    let (code, en, zh, aliases, level, parent) = (
        column("code"),
        column("name_en"),
        column("name_zh"),
        column("aliases"),
        column("level"),
        column("parent"),
    );
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            Place {
                code: record[code].to_owned(),
                name: Label {
                    en: record[en].to_owned(),
                    zh: record[zh].to_owned(),
                },
                aliases: record[aliases]
                    .split(';')
                    .filter(|alias| !alias.is_empty())
                    .map(str::to_owned)
                    .collect(),
                level: record[level].to_owned(),
                parent: Some(record[parent].to_owned()).filter(|parent| !parent.is_empty()),
                lon_lat: None,
                source: "test".to_owned(),
            }
        })
        .collect()
}

pub fn book(region: &str) -> MemoryPlaceBook {
    MemoryPlaceBook::new(
        places(&format!("data/regions/{region}/places.csv")),
        Vec::new(),
    )
}

pub fn place(code: &str, en: &str, zh: &str, aliases: &[&str], parent: Option<&str>) -> Place {
    Place {
        code: code.to_owned(),
        name: Label {
            en: en.to_owned(),
            zh: zh.to_owned(),
        },
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        level: "town".to_owned(),
        parent: parent.map(str::to_owned),
        lon_lat: None,
        source: "test".to_owned(),
    }
}

pub fn enterprise(code: &str, name: &str, place: &str) -> Enterprise {
    Enterprise {
        code: code.to_owned(),
        name: Label {
            en: name.to_owned(),
            zh: name.to_owned(),
        },
        place: place.to_owned(),
        industry: Some("C31".to_owned()),
        field: Some(units::Field::Industry),
        above_designated_size: Some(true),
        lon_lat: None,
        active: (None, None),
    }
}
