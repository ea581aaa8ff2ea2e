//! Any bytes as a workbook. Start from the workbooks of `tests/golden/intake/`.
#![no_main]

use intake::{SheetOptions, read_sheet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = SheetOptions { unpacked_bytes_max: 1 << 22, ..SheetOptions::default() };
    if let Ok(sheet) = read_sheet("a.xlsx", bytes, &options) {
        for row in 1..=sheet.rows().min(1000) {
            let _ = sheet.row_texts(row);
        }
    }
});
