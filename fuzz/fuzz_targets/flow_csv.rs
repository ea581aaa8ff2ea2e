//! Any text as the CSV files of flows: factors, a balance with its accounts, a labelled table of trade.
#![no_main]

use std::collections::BTreeMap;

use flow::balance::{self, Method};
use flow::formats::{Factors, mrio};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Factors::read("factors.csv", text);
    if let Ok((carriers, rows)) = balance::read("balance.csv", text) {
        if let Ok(accounts) = balance::accounts(&carriers, &rows, Method::Energy) {
            assert!(accounts.production_t.is_finite());
        }
    }
    // One text as deliveries, final demand and emissions, parted where a file ends.
    let mut parts = text.split('\u{c}');
    let mut files = BTreeMap::new();
    for name in ["Z.csv", "Y.csv", "F.csv"] {
        files.insert(name.to_owned(), parts.next().unwrap_or_default().to_owned());
    }
    let _ = mrio::read(&files);
});
