//! Any text as a region: what is written again is the same region.
#![no_main]

use inventory::master::Region;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(region) = toml::from_str::<Region>(text) {
        let written = toml::to_string(&region).expect("a region can be written");
        let again: Region = toml::from_str(&written).expect("and read again");
        assert_eq!(again, region);
    }
});
