//! Any bytes as a text file (or gzip of one), all the way to activities: through a plain mapping, and through one whose
//! checks compare rows.
#![no_main]

use std::sync::LazyLock;

use intake::{Mapping, MemoryPlaceBook, Mode, SheetOptions, TakeOptions, read_sheet, take};
use inventory::master::Place;
use libfuzzer_sys::fuzz_target;

static MAPPINGS: LazyLock<[Mapping; 2]> = LazyLock::new(|| {
    [
        include_str!("../../data/mappings/activities-long.toml"),
        include_str!("../../data/mappings/city-facts.toml"),
    ]
    .map(|text| Mapping::parse(text).expect("tested"))
});

static BOOK: LazyLock<MemoryPlaceBook> = LazyLock::new(|| {
    let place = |code: &str, parent: Option<&str>| Place {
        code: code.to_owned(),
        name: units::Label { en: code.to_owned(), zh: code.to_owned() },
        aliases: Vec::new(),
        level: "city".to_owned(),
        parent: parent.map(str::to_owned),
        lon_lat: None,
        source: "test".to_owned(),
    };
    let places = vec![place("CCEC", None), place("500000", Some("CCEC")), place("A", Some("CCEC"))];
    MemoryPlaceBook::new(places, Vec::new())
});

fuzz_target!(|bytes: &[u8]| {
    let options = SheetOptions { unpacked_bytes_max: 1 << 22, ..SheetOptions::default() };
    let Ok(sheet) = read_sheet("a.csv", bytes, &options) else { return };
    for mapping in MAPPINGS.iter() {
        let options = TakeOptions { mode: Mode::Lenient, ..TakeOptions::default() };
        let intake = take(&sheet, mapping, &*BOOK, &options, &mut |_, _| {});
        assert!(intake.activities.iter().all(|activity| activity.value.is_finite()));
        let _ = intake.rejects_csv(&sheet, 1);
    }
});
