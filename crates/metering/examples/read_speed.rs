//! How fast readings are read and laid onto days: `cargo run --release -p metering --example read_speed`.
//!
//! Makes readings in memory (1,000,000 long rows by time and by meter, the same as columns and as a push) and prints rows a second.

use std::collections::HashMap;
use std::fmt::Write;
use std::time::Instant;

use jiff::tz::TimeZone;
use metering::parse::{ParseOptions, PushFormat, parse_sheet, read_push, read_sheet};
use metering::{DayClock, Log, Meter, Readings, Register, Stamp, place};
use units::Label;

const METERS: usize = 104;
const DAYS: i64 = 100;

fn timed<T>(what: &str, rows: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = work();
    let s = start.elapsed().as_secs_f64();
    println!(
        "{what:34} {s:8.3} s {:8.2} million rows/s",
        rows as f64 / s / 1e6
    );
    out
}

fn lay(what: &str, readings: &Readings, meters: &HashMap<String, Meter>, clock: &DayClock) {
    let mut log = Log::new();
    let placed = timed(&format!("{what}: place"), readings.len(), || {
        place(
            readings,
            |code| meters.get(code),
            clock,
            Stamp::Start,
            &mut log,
        )
    });
    let collected = timed(&format!("{what}: merge"), readings.len(), || {
        placed.merge(|_, _| None, &mut log)
    });
    let sum: i64 = collected
        .days
        .iter()
        .flat_map(|it| it.day.values.iter().flatten())
        .map(|count| i64::from(*count))
        .sum();
    println!(
        "{:34} {} days, {sum} counts, {} findings",
        "",
        collected.days.len(),
        log.into_findings().len()
    );
}

fn main() {
    let clock =
        DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("a rule of a zone"));
    let meters: HashMap<String, Meter> = (0..METERS)
        .map(|number| {
            let code = format!("M{number:05}");
            let meter = Meter {
                code: code.clone(),
                name: Label::default(),
                enterprise: None,
                place: "p".to_owned(),
                carrier: "electricity".to_owned(),
                unit: "kWh".to_owned(),
                resolution: 0.001,
                register: Register::Interval,
                interval_s: 900,
                digits: None,
                multiplier: 1.0,
                parent: None,
                loss_percent_max: 0.0,
                formula: None,
                zone: None,
                active: (None, None),
                synthetic: true,
            };
            (code, meter)
        })
        .collect();
    let value = |meter: usize, slot: i64| (meter as i64 * 7919 + slot * 104_729) % 100_000;
    let time = |slot: i64| {
        let (day, of_day) = (slot / 96, slot % 96);
        // From April to July: no clock change.
        let date = jiff::civil::date(2026, 4, 1).saturating_add(jiff::Span::new().days(day));
        format!("{date} {:02}:{:02}", of_day / 4, of_day % 4 * 15)
    };
    let head = "meter,at,value\n";
    let (mut by_time, mut by_meter) = (String::from(head), String::from(head));
    let mut columns = String::from("at");
    let mut json = String::from(r#"{"key":"k","readings":["#);
    for meter in 0..METERS {
        write!(columns, ",M{meter:05}").expect("memory");
        for slot in 0..DAYS * 96 {
            let value = value(meter, slot);
            writeln!(
                by_meter,
                "M{meter:05},{},{}.{:03}",
                time(slot),
                value / 1000,
                value % 1000
            )
            .expect("memory");
        }
    }
    for slot in 0..DAYS * 96 {
        write!(columns, "\n{}", time(slot)).expect("memory");
        for meter in 0..METERS {
            let value = value(meter, slot);
            let (whole, part) = (value / 1000, value % 1000);
            writeln!(by_time, "M{meter:05},{},{whole}.{part:03}", time(slot)).expect("memory");
            write!(columns, ",{whole}.{part:03}").expect("memory");
            write!(
                json,
                "{}{{\"meter\":\"M{meter:05}\",\"at\":\"{}\",\"value\":{whole}.{part:03}}}",
                if meter + slot as usize > 0 { "," } else { "" },
                time(slot)
            )
            .expect("memory");
        }
    }
    json.push_str("]}");
    let rows = METERS * (DAYS as usize) * 96;
    for (name, text) in [
        ("by time", &by_time),
        ("by meter", &by_meter),
        ("columns", &columns),
    ] {
        let options = ParseOptions::default();
        let sheet = timed(&format!("{name}: into a sheet"), rows, || {
            read_sheet("a.csv", text.as_bytes(), &options.sheet).expect("a table")
        });
        let mut log = Log::new();
        let parsed = timed(&format!("{name}: readings of it"), rows, || {
            parse_sheet(&sheet, &options, &clock, &mut log).expect("readings")
        });
        assert_eq!(parsed.readings.len(), rows);
        lay(name, &parsed.readings, &meters, &clock);
    }
    let push = timed("push of JSON", rows, || {
        read_push(json.as_bytes(), PushFormat::Json, &clock, Stamp::Start).expect("a batch")
    });
    assert_eq!(push.readings.len(), rows);
    lay("push", &push.readings, &meters, &clock);
}
