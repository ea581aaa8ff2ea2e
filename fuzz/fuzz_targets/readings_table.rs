//! Any bytes as a table of readings, by each layout, and what is read laid onto days: every reading is taken or refused.
#![no_main]

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;
use metering::parse::{Layout, ParseOptions, SheetOptions, read_table};
use metering::{DayClock, Log, Meter, Register, place};

static CLOCK: LazyLock<DayClock> = LazyLock::new(|| {
    DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule of a zone"))
});

static METERS: LazyLock<Vec<Meter>> = LazyLock::new(|| {
    [
        (Register::Interval, 900),
        (Register::Cumulative, 900),
        (Register::Power, 3600),
        (Register::Cumulative, 86_400),
    ]
    .map(|(register, interval_s)| Meter {
        code: "m".to_owned(),
        name: units::Label::default(),
        enterprise: None,
        place: "p".to_owned(),
        carrier: "electricity".to_owned(),
        unit: "kWh".to_owned(),
        resolution: 0.001,
        register,
        interval_s,
        digits: None,
        multiplier: 1.0,
        parent: None,
        loss_percent_max: 0.0,
        formula: None,
        zone: None,
        active: (None, None),
        synthetic: false,
    })
    .into()
});

fuzz_target!(|bytes: &[u8]| {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let options = ParseOptions {
        layout: [None, Some(Layout::Long), Some(Layout::Wide), Some(Layout::Columns)][usize::from(how & 3)],
        meter: (how & 4 != 0).then(|| "m".to_owned()),
        decimal: (how & 8 != 0).then_some(','),
        sheet: SheetOptions { unpacked_bytes_max: 1 << 20, ..SheetOptions::default() },
        ..ParseOptions::default()
    };
    let mut log = Log::new();
    let Ok(parsed) = read_table("a.csv", bytes, &options, &CLOCK, &mut log) else { return };
    assert!(parsed.refused == 0 || log.has_errors());
    let readings = parsed.readings.len();
    let meter = &METERS[usize::from(how >> 4) % METERS.len()];
    let placed = place(&parsed.readings, |_| Some(meter), &CLOCK, parsed.stamp, &mut log);
    let collected = placed.merge(|_, _| None, &mut log);
    assert_eq!(collected.taken + collected.rejected_count, readings);
    for it in &collected.days {
        assert_eq!(it.day.values.len(), CLOCK.slots(it.day.date, it.day.interval_s));
        assert!(it.day.codes.len() == 1 || it.day.codes.len() == it.day.values.len());
    }
});
