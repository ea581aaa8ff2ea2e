use super::*;
use crate::meter::tests::meter;
use crate::{Meter, Register, place};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt::Write;

fn berlin() -> DayClock {
    DayClock::new(TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").unwrap())
}

fn shanghai() -> DayClock {
    DayClock::new(TimeZone::posix("CST-8").unwrap())
}

/// meter, instant, value of each reading; what was found.
fn read(
    text: &str,
    options: &ParseOptions,
    clock: &DayClock,
) -> (Vec<String>, Vec<String>, Parsed) {
    let mut log = Log::new();
    let parsed = read_table("a.csv", text.as_bytes(), options, clock, &mut log).unwrap();
    let rows = shown_rows(&parsed.readings);
    let found = log
        .into_findings()
        .into_iter()
        .map(|it| it.message)
        .collect();
    (rows, found, parsed)
}

fn shown_rows(readings: &Readings) -> Vec<String> {
    let show = |it: &crate::Reading| {
        let at = Timestamp::from_second(it.at_s).unwrap();
        let code = match it.code {
            Code::Measured => String::new(),
            code => format!(" {code:?}"),
        };
        format!(
            "{} {at} {}{code}",
            readings.meters()[it.meter as usize],
            it.value
        )
    };
    readings.rows().iter().map(show).collect()
}

fn plain(text: &str) -> (Vec<String>, Vec<String>, Parsed) {
    read(text, &ParseOptions::default(), &shanghai())
}

#[test]
fn a_row_for_each_reading() {
    let (rows, found, parsed) = plain(
        "meter,at,value,quality\n\
         A,2026-05-04 00:15,0.120,\n\
         B,2026-05-04T00:15:00+09:00,7,manual\n\
         A,2026-05-04 00:30,,0\n\
         A,2026-05-04 00:45,-0.5,4\n\n\
         A,2026-05-04 01:00,NA,估算\n",
    );
    assert_eq!(
        rows,
        [
            "A 2026-05-03T16:15:00Z 0.12",
            "B 2026-05-03T15:15:00Z 7 Manual",
            "A 2026-05-03T16:45:00Z -0.5 Estimated",
        ]
    );
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        (parsed.layout, parsed.rows, parsed.missing, parsed.refused),
        (Layout::Long, 5, 2, 0)
    );
    // Columns in any order, Chinese heads, date and time apart.
    let (rows, ..) = plain("电量;日期;时间;表号\n1,25;2026/5/4;0:15;甲\n0,5;2026/5/4;0:30;甲\n");
    assert_eq!(
        rows,
        [
            "甲 2026-05-03T16:15:00Z 1.25",
            "甲 2026-05-03T16:30:00Z 0.5"
        ]
    );
}

#[test]
fn faults_are_named_by_row_and_column_and_the_others_stand() {
    let mut log = Log::new();
    let text = "meter,at,value,quality\n\
         A,2026-05-04 00:15,x,\n\
         ,2026-05-04 00:15,1,\n\
         A,yesterday,1,\n\
         A,2026-05-04 00:30,2,good\n";
    let parsed = read_table(
        "f.csv",
        text.as_bytes(),
        &ParseOptions::default(),
        &shanghai(),
        &mut log,
    )
    .unwrap();
    assert_eq!(
        shown_rows(&parsed.readings),
        ["A 2026-05-03T16:30:00Z 2 Suspect"]
    );
    assert_eq!(parsed.refused, 3);
    let found: Vec<_> = log
        .into_findings()
        .into_iter()
        .map(|it| {
            let at = it.location.unwrap();
            (it.code, at.file, at.row.unwrap(), at.column.unwrap())
        })
        .collect();
    let expected = [
        ("readings_not_a_time", 4, 2),
        ("readings_not_a_number", 2, 3),
        ("readings_no_meter", 3, 1),
        ("readings_unknown_quality", 5, 4),
    ];
    let expected: Vec<_> = expected
        .map(|(code, row, column)| (code.to_owned(), "f.csv".to_owned(), row, column))
        .into();
    assert_eq!(found, expected);
}

#[test]
fn a_file_that_is_no_table_of_readings_says_so() {
    for text in [
        "a,b\nx,y\n",
        "meter,place\nA,B\n",
        "meter,date,v1,v2,v3,v4,v5\nA,2026-05-04,1,2,3,4,5\n",
    ] {
        let faults = read_table(
            "a.csv",
            text.as_bytes(),
            &ParseOptions::default(),
            &shanghai(),
            &mut Log::new(),
        );
        let code = faults.unwrap_err()[0].code.clone();
        assert!(
            ["readings_no_layout", "readings_bad_slots"].contains(&code.as_str()),
            "{text}: {code}"
        );
    }
    let options = ParseOptions {
        meter: Some("m".to_owned()),
        column: Some("kvarh".to_owned()),
        ..ParseOptions::default()
    };
    let faults = read_table(
        "a.csv",
        b"at,kWh\n2026-05-04,1\n",
        &options,
        &shanghai(),
        &mut Log::new(),
    );
    assert_eq!(faults.unwrap_err()[0].code, "readings_no_column");
}

#[test]
fn commas_part_decimals_or_thousands_or_are_asked_about() {
    let value = |values: &str| {
        let mut text = String::from("meter;at;value\n");
        for (index, value) in values.split(' ').enumerate() {
            writeln!(text, "A;2026-05-04 00:{index:02};{value}").unwrap();
        }
        let (rows, found, _) = plain(&text);
        (
            rows.iter()
                .map(|row| row.rsplit(' ').next().unwrap().to_owned())
                .collect::<Vec<_>>()
                .join(" "),
            found.len(),
        )
    };
    assert_eq!(
        value("1,25 1,125 1.000,5"),
        ("1.25 1.125 1000.5".to_owned(), 0)
    );
    assert_eq!(value("1,250.5 1,125 12"), ("1250.5 1125 12".to_owned(), 0));
    assert_eq!(value("0,250 1,125"), ("0.25 1.125".to_owned(), 0));
    // Either 1.125 or 1125: a factor of a thousand is not guessed.
    assert_eq!(value("1,125 12"), ("12".to_owned(), 1));
    let options = ParseOptions {
        decimal: Some(','),
        ..ParseOptions::default()
    };
    let (rows, ..) = read(
        "meter;at;value\nA;2026-05-04 00:00;1,125\n",
        &options,
        &shanghai(),
    );
    assert_eq!(rows, ["A 2026-05-03T16:00:00Z 1.125"]);
}

#[test]
fn the_order_of_day_and_month_is_found_in_the_file() {
    let rows = |text: &str| plain(text).0.join(" ");
    assert_eq!(
        rows("at,m\n04/05/2026 00:00,1\n13/05/2026 00:00,2\n"),
        "m 2026-05-03T16:00:00Z 1 m 2026-05-12T16:00:00Z 2"
    );
    assert_eq!(
        rows("at,m\n05/04/2026 00:00,1\n05/13/2026 00:00,2\n"),
        "m 2026-05-03T16:00:00Z 1 m 2026-05-12T16:00:00Z 2"
    );
    let (rows, found, _) = plain("at,m\n04/05/2026 00:00,1\n");
    assert_eq!(rows, ["m 2026-05-03T16:00:00Z 1"]);
    assert!(found[0].starts_with("04/05/2026 00:00 does not say which number is the day"));
}

#[test]
fn a_row_for_each_day_counted_or_by_the_clock() {
    // Six-hourly: 1 + 2 + 4 by index.
    let (rows, found, parsed) =
        plain("meter,date,quality,v1,v2,v3,v4\nA,2026-05-04,manual,1,2,,4\n");
    assert_eq!(
        rows,
        [
            "A 2026-05-03T16:00:00Z 1 Manual",
            "A 2026-05-03T22:00:00Z 2 Manual",
            "A 2026-05-04T10:00:00Z 4 Manual",
        ]
    );
    assert_eq!(
        (found.len(), parsed.layout, parsed.missing),
        (0, Layout::Wide, 1)
    );
    let (rows, _, parsed) = plain("表号,日期,00:00,12:00\nA,2026/5/4,1,2\n");
    assert_eq!(
        rows,
        ["A 2026-05-03T16:00:00Z 1", "A 2026-05-04T04:00:00Z 2"]
    );
    assert_eq!(parsed.stamp, Stamp::Start);
    // 24:00 is an end, and so are the others; the readings' times are ends.
    let (rows, _, parsed) = plain("meter,date,12:00,24:00\nA,2026-05-04,1,2\n");
    assert_eq!(
        rows,
        ["A 2026-05-04T04:00:00Z 1", "A 2026-05-04T16:00:00Z 2"]
    );
    assert_eq!(parsed.stamp, Stamp::End);
    // So is a 00:00 that comes last.
    let (rows, _, parsed) = plain("meter,date,12:00,00:00\nA,2026-05-04,1,2\n");
    assert_eq!(rows[1], "A 2026-05-04T16:00:00Z 2");
    assert_eq!(parsed.stamp, Stamp::End);
}

/// Sums by day of one quarter-hour meter of 0.001, from a table, through [`place`].
fn sums(
    parsed: &Parsed,
    clock: &DayClock,
    resolution: f64,
) -> BTreeMap<(String, Date), (usize, i64)> {
    let meters: BTreeMap<String, Meter> = parsed
        .readings
        .meters()
        .iter()
        .map(|code| {
            let it = Meter {
                resolution,
                ..meter(code, Register::Interval)
            };
            (code.clone(), it)
        })
        .collect();
    let mut log = Log::new();
    let placed = place(
        &parsed.readings,
        |code| meters.get(code),
        clock,
        parsed.stamp,
        &mut log,
    );
    let collected = placed.merge(|_, _| None, &mut log);
    assert_eq!(log.into_findings(), vec![]);
    assert_eq!(collected.taken, parsed.readings.len());
    collected
        .days
        .iter()
        .map(|it| {
            let known = it.day.values.iter().flatten();
            let sum = known.clone().map(|count| i64::from(*count)).sum();
            ((it.meter.to_owned(), it.day.date), (known.count(), sum))
        })
        .collect()
}

/// A wide table with the heads of a plain day, and of one with the hour that comes twice.
#[test]
fn wide_days_of_a_clock_change_lose_nothing() {
    use jiff::civil::date;
    let clock = berlin();
    // By index: 1 .. 100; on the short day 92, on a plain one 96; the values beyond are empty.
    let mut text = String::from("meter,date");
    for slot in 1..=100 {
        write!(text, ",v{slot}").unwrap();
    }
    text.push('\n');
    for (day, slots) in [("2026-03-29", 92), ("2026-07-01", 96), ("2026-10-25", 100)] {
        write!(text, "A,{day}").unwrap();
        for slot in 1..=100 {
            text.push(',');
            if slot <= slots {
                write!(text, "{slot}").unwrap();
            }
        }
        text.push('\n');
    }
    let (_, found, parsed) = read(&text, &ParseOptions::default(), &clock);
    assert!(found.is_empty());
    // n (n + 1) / 2 for 92, 96 and 100.
    let expected = [
        (date(2026, 3, 29), 92, 4278),
        (date(2026, 7, 1), 96, 4656),
        (date(2026, 10, 25), 100, 5050),
    ];
    let expected: BTreeMap<_, _> = expected
        .map(|(of, slots, sum)| (("A".to_owned(), of), (slots, sum)))
        .into();
    assert_eq!(sums(&parsed, &clock, 1.0), expected);

    // By the clock, 96 heads: on the short day the four of 02:00 must be empty; a value there is refused by name.
    let heads: Vec<String> = (0..96)
        .map(|slot| format!("{:02}:{:02}", slot / 4, slot % 4 * 15))
        .collect();
    let row = |day: &str, empty: std::ops::Range<usize>| {
        let cells: Vec<String> = (0..96)
            .map(|slot| {
                if empty.contains(&slot) {
                    String::new()
                } else {
                    "1".to_owned()
                }
            })
            .collect();
        format!("A,{day},{}\n", cells.join(","))
    };
    let text = format!(
        "meter,date,{}\n{}",
        heads.join(","),
        row("2026-03-29", 8..12)
    );
    let (rows, found, parsed) = read(&text, &ParseOptions::default(), &clock);
    assert_eq!((rows.len(), found.len()), (92, 0));
    assert_eq!(
        sums(&parsed, &clock, 1.0).into_values().collect::<Vec<_>>(),
        [(92, 92)]
    );
    let text = format!(
        "meter,date,{}\n{}",
        heads.join(","),
        row("2026-03-29", 8..11)
    );
    let (rows, found, _) = read(&text, &ParseOptions::default(), &clock);
    assert_eq!(rows.len(), 92);
    assert_eq!(
        found,
        ["2026-03-29 has no such time: clocks were changed, and the value is not taken."]
    );

    // The long day with the hour twice in the heads.
    let mut twice = heads.clone();
    for (at, head) in ["02:00", "02:15", "02:30", "02:45"].into_iter().enumerate() {
        twice.insert(12 + at, head.to_owned());
    }
    let cells: Vec<String> = (1..=100).map(|slot| slot.to_string()).collect();
    let text = format!(
        "meter,date,{}\nA,2026-10-25,{}\n",
        twice.join(","),
        cells.join(",")
    );
    let (_, found, parsed) = read(&text, &ParseOptions::default(), &clock);
    assert_eq!(found.len(), 1, "the hour is said to come twice");
    assert_eq!(
        sums(&parsed, &clock, 1.0).into_values().collect::<Vec<_>>(),
        [(100, 5050)]
    );
}

#[test]
fn the_hour_that_comes_twice_is_told_by_the_order() {
    let clock = berlin();
    let at = |text: &str| {
        let table: String = text
            .split(' ')
            .enumerate()
            .fold("at,m\n".to_owned(), |table, (index, time)| {
                table + &format!("2026-10-25 {time},{index}\n")
            });
        let (rows, ..) = read(&table, &ParseOptions::default(), &clock);
        rows.iter()
            .map(|row| row[13..18].to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };
    // 02:00 by +2 is 00:00Z, by +1 it is 01:00Z.
    assert_eq!(
        at("01:30 02:00 02:30 02:00 02:30 03:00"),
        "23:30 00:00 00:30 01:00 01:30 02:00"
    );
    // From late to early.
    assert_eq!(
        at("03:30 03:00 02:30 02:00 02:30 02:00 01:30"),
        "02:30 02:00 01:30 01:00 00:30 00:00 23:30"
    );
    // Once only: the first pass; the second is missing.
    assert_eq!(at("01:30 02:00 02:30 03:00"), "23:30 00:00 00:30 02:00");
    // Two meters in turns.
    let (rows, found, _) = read(
        "meter,at,value\nA,2026-10-25 02:00,1\nB,2026-10-25 02:00,2\nA,2026-10-25 02:00,3\nB,2026-10-25 02:00,4\n",
        &ParseOptions::default(),
        &clock,
    );
    assert_eq!(
        rows,
        [
            "A 2026-10-25T00:00:00Z 1",
            "B 2026-10-25T00:00:00Z 2",
            "A 2026-10-25T01:00:00Z 3",
            "B 2026-10-25T01:00:00Z 4",
        ]
    );
    assert_eq!(
        found,
        [
            "2026-10-25 02:00 is in an hour that clocks go through twice; the order in the file tells which it is."
        ]
    );
    // The hour that is left out is refused, unless the file's clock never moves.
    let text = "at,m\n2026-03-29 02:30,1\n";
    let (rows, found, _) = read(text, &ParseOptions::default(), &clock);
    assert_eq!((rows.len(), found.len()), (0, 1));
    let options = ParseOptions {
        offset_s: Some(3600),
        ..ParseOptions::default()
    };
    let (rows, found, _) = read(text, &options, &clock);
    assert_eq!(
        (rows, found.len()),
        (vec!["m 2026-03-29T01:30:00Z 1".to_owned()], 0)
    );
}

/// A steel plant's year: its times are ends, and each day's last is written 00:00 of the same date. The total is the source's.
#[test]
fn a_steel_plants_year_is_whole_to_the_last_watt_hour() {
    use jiff::civil::date;
    let bytes = include_bytes!("../../../../tests/golden/readings/steel_2018_kwh.csv.gz");
    let clock = DayClock::new(TimeZone::posix("KST-9").unwrap());
    for (meter, column) in [
        (None, None),
        (Some("plant"), None),
        (Some("plant"), Some("usage_kwh")),
    ] {
        let options = ParseOptions {
            meter: meter.map(str::to_owned),
            column: column.map(str::to_owned),
            ..ParseOptions::default()
        };
        let mut log = Log::new();
        let parsed =
            read_table("steel_2018_kwh.csv.gz", bytes, &options, &clock, &mut log).unwrap();
        assert_eq!(parsed.stamp, Stamp::End);
        assert_eq!(log.count("readings_midnight_closes"), 365);
        assert!(!log.has_errors());
        let name = meter.unwrap_or("Usage_kWh").to_owned();
        let days = sums(&parsed, &clock, 0.01);
        assert_eq!(days.len(), 365);
        assert!(days.values().all(|(slots, _)| *slots == 96));
        assert_eq!(days.values().map(|(_, sum)| sum).sum::<i64>(), 95_963_671);
        // Of the source's rows, by Python's decimal numbers.
        assert_eq!(days[&(name.clone(), date(2018, 1, 1))].1, 35_186);
        assert_eq!(days[&(name, date(2018, 12, 31))].1, 33_908);
    }
    // Read as beginnings the days' sums are the same, as each date has its 96 rows; only their order is not.
    let options = ParseOptions {
        stamp: Some(Stamp::Start),
        ..ParseOptions::default()
    };
    let parsed = read_table("a.csv.gz", bytes, &options, &clock, &mut Log::new()).unwrap();
    assert_eq!(
        sums(&parsed, &clock, 0.01)
            .values()
            .map(|(_, sum)| sum)
            .sum::<i64>(),
        95_963_671
    );
}

/// Profile, day, slots, sum of millionths.
const SIMBENCH: [(&str, &str, usize, i64); 14] = [
    ("BL-H_pload", "2016-02-29", 96, 64_770_318),
    ("BL-H_pload", "2016-03-26", 96, 20_561_837),
    ("BL-H_pload", "2016-03-27", 92, 11_434_621),
    ("BL-H_pload", "2016-03-28", 96, 11_809_174),
    ("BL-H_pload", "2016-10-29", 96, 48_116_608),
    ("BL-H_pload", "2016-10-30", 100, 77_759_714),
    ("BL-H_pload", "2016-10-31", 96, 68_038_867),
    ("G3-A_pload", "2016-02-29", 96, 42_970_300),
    ("G3-A_pload", "2016-03-26", 96, 40_553_847),
    ("G3-A_pload", "2016-03-27", 92, 28_922_944),
    ("G3-A_pload", "2016-03-28", 96, 30_495_383),
    ("G3-A_pload", "2016-10-29", 96, 43_397_860),
    ("G3-A_pload", "2016-10-30", 100, 35_850_565),
    ("G3-A_pload", "2016-10-31", 96, 44_847_223),
];

/// Days of two load profiles around both clock changes, and a leap day; sums by Python's decimal numbers.
#[test]
fn load_profiles_by_local_time_have_their_short_and_long_days() {
    let text = include_bytes!("../../../../tests/golden/readings/simbench_2016_days.csv");
    let mut log = Log::new();
    let parsed = read_table("s.csv", text, &ParseOptions::default(), &berlin(), &mut log).unwrap();
    assert_eq!(
        (parsed.layout, parsed.stamp, parsed.missing, parsed.refused),
        (Layout::Columns, Stamp::Start, 0, 0)
    );
    // Two passes of four quarter hours.
    assert_eq!(log.count("readings_time_twice"), 8);
    let found: Vec<_> = sums(&parsed, &berlin(), 1e-6)
        .into_iter()
        .map(|((meter, of), (slots, sum))| (meter, of.to_string(), slots, sum))
        .collect();
    let expected: Vec<_> = SIMBENCH
        .iter()
        .map(|(meter, of, slots, sum)| ((*meter).to_owned(), (*of).to_owned(), *slots, *sum))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn a_workbook_reads_as_its_text_would() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, head) in ["meter", "at", "value", "quality"].into_iter().enumerate() {
        sheet.write_string(0, column as u16, head).unwrap();
    }
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    for slot in 0..96_u32 {
        sheet.write_string(slot + 1, 0, "A").unwrap();
        let at = ExcelDateTime::from_ymd(2026, 5, 4).unwrap();
        let at = at
            .and_hms((slot / 4) as u16, (slot % 4 * 15) as u8, 0.0)
            .unwrap();
        sheet
            .write_datetime_with_format(slot + 1, 1, &at, &format)
            .unwrap();
        sheet
            .write_number(slot + 1, 2, f64::from(slot + 1) / 10.0)
            .unwrap();
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut log = Log::new();
    let parsed = read_table(
        "a.xlsx",
        &bytes,
        &ParseOptions::default(),
        &shanghai(),
        &mut log,
    )
    .unwrap();
    assert!(!log.has_errors());
    // 0.1 to 9.6 in steps of 0.1: 96 × 97 / 2 = 4656 tenths.
    let days: Vec<_> = sums(&parsed, &shanghai(), 0.1).into_values().collect();
    assert_eq!(days, [(96, 4656)]);
}

/// The workbook that people are given is one that is read.
#[test]
fn the_template_is_of_the_long_layout() {
    let bytes = include_bytes!("../../../../data/templates/readings.xlsx");
    let mut log = Log::new();
    let parsed = read_table(
        "readings.xlsx",
        bytes,
        &ParseOptions::default(),
        &shanghai(),
        &mut log,
    )
    .unwrap();
    assert_eq!(
        (parsed.layout, parsed.rows, parsed.readings.len()),
        (Layout::Long, 0, 0)
    );
    assert!(!log.has_errors());
}

#[test]
fn pushes_are_taken_reading_by_reading() {
    let json = r#"{"key":"k1","readings":[
        {"meter":"A","at":"2026-05-04T00:15:00+08:00","value":0.125},
        {"meter":"A","at":"2026-05-04 00:30","value":"0.250","quality":"manual"},
        {"meter":"B","at":1777853700,"value":7,"quality":4,"more":{"a":[1]}},
        {"meter":"B","at":1777853700000,"value":null},
        {"meter":"","at":1777853700,"value":1},
        {"meter":"B","at":"soon","value":1},
        {"meter":"B","at":1777853700,"value":true},
        {"meter":"B","at":1777853700,"valu":3},
        {"meter":"B","at":1777853700,"value":1,"quality":"good"}
    ]}"#;
    let push = read_push(json.as_bytes(), PushFormat::Json, &shanghai(), Stamp::Start).unwrap();
    assert_eq!(push.key.as_deref(), Some("k1"));
    assert_eq!(
        shown_rows(&push.readings),
        [
            "A 2026-05-03T16:15:00Z 0.125",
            "A 2026-05-03T16:30:00Z 0.25 Manual",
            "B 2026-05-04T00:15:00Z 7 Estimated",
        ]
    );
    let rejected: Vec<_> = push.rejected.iter().map(|it| (it.row, it.code)).collect();
    assert_eq!(
        rejected,
        [
            (5, "reading_without_meter"),
            (6, "reading_not_a_time"),
            (7, "reading_not_a_number"),
            (8, "reading_not_a_number"),
            (9, "reading_unknown_quality"),
        ]
    );
    assert_eq!((push.total, push.missing), (8, 1));
    assert_eq!(push.readings.len() + push.rejected.len(), push.total);

    let lines = "{\"key\":\"k2\"}\n{\"meter\":\"A\",\"at\":\"2026-05-04T00:15Z\",\"value\":1}\n\nnonsense\n{\"meter\":\"A\",\"at\":\"2026-05-04T00:30Z\",\"value\":2}\r\n";
    let push = read_push(
        lines.as_bytes(),
        PushFormat::Lines,
        &shanghai(),
        Stamp::Start,
    )
    .unwrap();
    assert_eq!(push.key.as_deref(), Some("k2"));
    assert_eq!(push.readings.len(), 2);
    assert_eq!(
        (push.rejected[0].row, push.rejected[0].code),
        (4, "reading_not_json")
    );
    // A list alone; and what is no batch at all, with its place.
    let list = br#"[{"meter":"A","at":"2026-05-04T00:15Z","value":1}]"#;
    assert_eq!(
        read_push(list, PushFormat::Json, &shanghai(), Stamp::Start)
            .unwrap()
            .readings
            .len(),
        1
    );
    for (bytes, code) in [
        (&b"{\"readings\":[\n{\"meter\":}]}"[..], "push_not_json"),
        (b"{}", "push_not_json"),
        (b"", "push_not_json"),
        (b"\xff", "push_not_text"),
    ] {
        let fault = read_push(bytes, PushFormat::Json, &shanghai(), Stamp::Start).unwrap_err();
        assert_eq!(fault.code(), code, "{fault}");
    }
}

#[test]
fn a_day_in_so_many_slots_has_this_interval() {
    for (slots, interval_s) in [
        (96, Some(900)),
        (92, Some(900)),
        (100, Some(900)),
        (24, Some(3600)),
        (23, Some(3600)),
        (25, Some(3600)),
        (48, Some(1800)),
        (288, Some(300)),
        (1440, Some(60)),
        (1, Some(86_400)),
        (2, Some(43_200)),
        (5, None),
        (60, None),
        (0, None),
    ] {
        assert_eq!(interval_of_slots(slots), interval_s, "{slots}");
    }
}

proptest::proptest! {
    /// Any text is a table or findings: nothing panics, and nothing is taken that is not said.
    #[test]
    fn any_table_is_read_or_refused(
        head in proptest::sample::select(vec!["meter,at,value,quality", "meter,date,v1,v2", "date,00:00,12:00", "at,m,n", "date,time,value", ""]),
        rows in proptest::collection::vec("[-A0-9:,./ TZ+年月日\"e]{0,30}", 0..8),
        meter in proptest::option::of("[a-z]{0,3}"),
    ) {
        let text = format!("{head}\n{}", rows.join("\n"));
        let options = ParseOptions { meter, ..ParseOptions::default() };
        let mut log = Log::new();
        if let Ok(parsed) = read_table("a.csv", text.as_bytes(), &options, &berlin(), &mut log) {
            proptest::prop_assert!(parsed.readings.rows().iter().all(|it| (it.meter as usize) < parsed.readings.meters().len()));
            let errors = log.into_findings().iter().filter(|it| it.severity == inventory::finding::Severity::Error).count();
            proptest::prop_assert_eq!(parsed.refused > 0, errors > 0);
        }
    }

    /// What is printed reads back: instants with an offset, local times by their clock.
    #[test]
    fn times_read_back(at_s in 0_i64..7_000_000_000, offset_minutes in -840_i64..840) {
        let zone = jiff::tz::Offset::from_seconds((offset_minutes * 60) as i32).unwrap();
        let at = Timestamp::from_second(at_s).unwrap();
        let text = at.display_with_offset(zone).to_string();
        proptest::prop_assert_eq!(parse_time(&text, DateOrder::DayFirst), Some(Time::Instant(at_s)));
        let local = zone.to_datetime(at);
        let seconds = (i64::from(local.hour()) * 60 + i64::from(local.minute())) * 60 + i64::from(local.second());
        for format in ["%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y%m%d%H%M%S", "%Y年%m月%d日 %H:%M:%S"] {
            let text = local.strftime(format).to_string();
            proptest::prop_assert_eq!(parse_time(&text, DateOrder::DayFirst), Some(Time::Local { date: local.date(), seconds }), "{}", text);
        }
    }
}
