//! Spoiled tables, pushes, times and formulas by the thousand: what `fuzz/` does for long, shortly with every run of the tests.

use jiff::tz::TimeZone;
use metering::formula::Formula;
use metering::parse::{
    DateOrder, Layout, ParseOptions, PushFormat, Time, parse_time, read_push, read_table,
};
use metering::{DayClock, Decimal, Log, Meter, Register, Stamp, place};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const TABLES: [&str; 5] = [
    "meter,at,value,quality\nm,2026-10-25 02:15,1.25,0\nm,2026-10-25 02:15,\"1,5\",manual\nn,1777853700,-,5\n",
    "meter;date;00:00;12:00\nm;2026-03-29;1,5;2\nm;2026-03-30;1.000,5;\n",
    "meter,date,quality,v1,v2,v3,v4\nm,29/03/2026,人工,1,2,3,1e3\n",
    "time,m,n\n25.10.2026 02:45,1,2\n25.10.2026 02:00,3,-\n01.01.1970 00:00,1,2\n",
    "date,time,kWh\n2026/5/4,0:15,1\n2026/5/4,23:45,1\n2026/5/4,0:00,2\n",
];
const PUSHES: [&str; 2] = [
    r#"{"key":"k","readings":[{"meter":"m","at":"2026-05-04T00:15:00+08:00","value":1.5,"quality":"manual"},{"meter":"n","at":1777853700,"value":"2"}]}"#,
    "{\"key\":\"k\"}\n{\"meter\":\"m\",\"at\":\"2026-10-25 02:15\",\"value\":1}\n{\"meter\":\"m\",\"at\":\"2026-10-25 02:15\",\"value\":null}\n",
];
const WORDS: [&str; 8] = [
    "2026-05-04T00:15:00.5+08:00",
    "04/05/2026 12:15 PM",
    "2026年5月4日",
    "202605040015",
    "24:00",
    "-12.50e-3",
    "A + 2*(B - 0.25*[10 kV])",
    "\"91-A\" − B × 3",
];

/// A few bytes changed, doubled, taken out or put in.
fn spoiled(text: &str, rng: &mut ChaCha8Rng) -> Vec<u8> {
    const BYTES: &[u8] = b"0123456789,;:.-+/eETZ\"\n\r\t {}[]()*vm\xe5\xb9\xb4\xff\0";
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..rng.random_range(1..5) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        match rng.next_u32() % 4 {
            0 => bytes[at] = BYTES[rng.random_range(0..BYTES.len())],
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, BYTES[rng.random_range(0..BYTES.len())]),
            _ => {
                let to = (at + rng.random_range(1..12)).min(bytes.len());
                let piece = bytes[at..to].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

fn clock() -> DayClock {
    DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap())
}

fn meter(register: Register, interval_s: u32) -> Meter {
    let text = r#"{"code":"m","name":{"en":"","zh":""},"place":"p","carrier":"electricity","unit":"kWh",
        "resolution":0.001,"register":"interval","interval_s":900}"#;
    Meter {
        register,
        interval_s,
        ..serde_json::from_str(text).unwrap()
    }
}

#[test]
fn spoiled_tables_are_read_or_refused_and_each_reading_is_accounted_for() {
    let clock = clock();
    let meters = [
        meter(Register::Interval, 900),
        meter(Register::Cumulative, 900),
        meter(Register::Power, 3600),
        meter(Register::Cumulative, 86_400),
    ];
    let layouts = [
        None,
        Some(Layout::Long),
        Some(Layout::Wide),
        Some(Layout::Columns),
    ];
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut taken = 0;
    for round in 0..6_000 {
        let bytes = spoiled(TABLES[round % TABLES.len()], &mut rng);
        let options = ParseOptions {
            // Mostly found out.
            layout: layouts[(rng.next_u32() as usize % 12).saturating_sub(8)],
            meter: (rng.next_u32() % 4 == 0).then(|| "m".to_owned()),
            ..ParseOptions::default()
        };
        let mut log = Log::new();
        let Ok(parsed) = read_table("a.csv", &bytes, &options, &clock, &mut log) else {
            continue;
        };
        assert!(parsed.refused == 0 || log.has_errors());
        let meter = &meters[round % meters.len()];
        let placed = place(
            &parsed.readings,
            |_| Some(meter),
            &clock,
            parsed.stamp,
            &mut log,
        );
        let collected = placed.merge(|_, _| None, &mut log);
        assert_eq!(
            collected.taken + collected.rejected_count,
            parsed.readings.len()
        );
        for it in &collected.days {
            assert_eq!(
                it.day.values.len(),
                clock.slots(it.day.date, it.day.interval_s)
            );
        }
        taken += collected.taken;
    }
    assert!(
        taken > 6_000,
        "the tables are not all spoiled beyond reading: {taken}"
    );
}

#[test]
fn spoiled_pushes_are_taken_or_rejected_reading_by_reading() {
    let clock = clock();
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let mut taken = 0;
    for round in 0..6_000 {
        let bytes = spoiled(PUSHES[round % PUSHES.len()], &mut rng);
        for format in [PushFormat::Json, PushFormat::Lines] {
            if let Ok(push) = read_push(&bytes, format, &clock, Stamp::End) {
                assert_eq!(push.readings.len() + push.rejected.len(), push.total);
                assert!(
                    push.rejected
                        .iter()
                        .all(|it| it.row > 0 && !it.message.is_empty())
                );
                taken += push.readings.len();
            }
        }
    }
    assert!(taken > 1_000, "{taken}");
}

#[test]
fn what_is_read_of_spoiled_words_prints_as_it_reads() {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    for round in 0..40_000 {
        let bytes = spoiled(WORDS[round % WORDS.len()], &mut rng);
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        if let Some(value) = Decimal::parse(text.as_bytes()) {
            assert!(!value.to_f64().is_nan(), "{text}");
        }
        for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
            if let Some(Time::Local { date, seconds }) = parse_time(text, order)
                && date.year() > 999
            {
                let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
                let again = format!("{date} {hour:02}:{minute:02}:{second:02}");
                assert_eq!(
                    parse_time(&again, order),
                    Some(Time::Local { date, seconds }),
                    "{text}"
                );
            }
        }
        if let Ok(formula) = Formula::parse(text) {
            let printed = formula.to_string();
            assert_eq!(Formula::parse(&printed).as_ref(), Ok(&formula), "{text}");
        }
    }
}
