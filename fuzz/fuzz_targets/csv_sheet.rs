//! Any bytes as a text file (or gzip of one), all the way to activities.
#![no_main]

use std::sync::LazyLock;

use intake::{Mapping, MemoryPlaceBook, Mode, SheetOptions, TakeOptions, read_sheet, take};
use libfuzzer_sys::fuzz_target;

static MAPPING: LazyLock<Mapping> = LazyLock::new(|| {
    Mapping::parse(include_str!("../../data/mappings/activities-long.toml")).expect("tested")
});

fuzz_target!(|bytes: &[u8]| {
    let options = SheetOptions { unpacked_bytes_max: 1 << 22, ..SheetOptions::default() };
    let Ok(sheet) = read_sheet("a.csv", bytes, &options) else { return };
    let book = MemoryPlaceBook::default();
    let options = TakeOptions { mode: Mode::Lenient, ..TakeOptions::default() };
    let intake = take(&sheet, &MAPPING, &book, &options, &mut |_, _| {});
    assert!(intake.activities.iter().all(|activity| activity.value.is_finite()));
    let _ = intake.rejects_csv(&sheet, 1);
});
