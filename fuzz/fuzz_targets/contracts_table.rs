//! Any bytes as a table of contracts: every fault is a finding, and what is taken can be applied.
#![no_main]

use intake::{SheetOptions, read_contracts, read_sheet};
use inventory::contracts::{Amount, Rules, Supply, Use, apply};
use libfuzzer_sys::fuzz_target;
use units::Period;

fuzz_target!(|bytes: &[u8]| {
    let options = SheetOptions { unpacked_bytes_max: 1 << 22, ..SheetOptions::default() };
    let Ok(sheet) = read_sheet("a.csv", bytes, &options) else { return };
    match read_contracts(&sheet, "CN", &["E1", "E2"]) {
        Err(findings) => assert!(!findings.is_empty()),
        Ok(table) => {
            assert!(table.rows() > 0);
            assert!(table.instruments.iter().all(|one| !matches!(one.supply, Supply::Volume(wh) if wh <= 0)));
            let uses = [Use {
                enterprise: "E1".to_owned(),
                market: "CN".to_owned(),
                month: Period::Month { year: 2026, month: 3 },
                amount: Amount::Month(1_000_000_000),
            }];
            let outcome = apply(&uses, &table.instruments, &table.residual, &table.location, &Rules::default());
            assert_eq!(outcome.covers.iter().map(|cover| cover.wh).sum::<i64>(), 1_000_000_000);
        }
    }
});
