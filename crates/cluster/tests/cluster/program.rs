//! Tables that the program itself wrote, with its own meters in its own database: the cluster must come to the program's own figures.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output};

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Date32Type, Int64Type};
use datafusion::prelude::{ParquetReadOptions, SessionContext};

/// The program on a home of its own, its database on PostgreSQL.
pub struct Program<'a> {
    pub path: &'a str,
    pub home: &'a Path,
    pub database: &'a str,
}

impl Program<'_> {
    fn call(&self, words: &[&str]) -> Output {
        let mut call = Command::new(self.path);
        call.arg("--home").arg(self.home).args(words);
        call.env("CARBONSHED_DATABASE", self.database);
        call.output().unwrap()
    }

    /// Runs it; what it printed last.
    pub fn run(&self, words: &[&str]) -> String {
        let done = self.call(words);
        let text = String::from_utf8_lossy(&done.stdout);
        assert!(
            done.status.success(),
            "{words:?}: {text}{}",
            String::from_utf8_lossy(&done.stderr)
        );
        text.trim_end().lines().last().unwrap_or("").to_owned()
    }

    /// Writes a table and hands it over.
    pub fn take(&self, words: &[&str], name: &str, text: &str) -> String {
        let file = self.home.with_file_name(name);
        std::fs::write(&file, text).unwrap();
        let file = file.to_string_lossy();
        self.run(&[words, &["--region", "uk", &file]].concat())
    }
}

/// The kinds of meters that there are: an amount and a power, a register that rolls over, a parent above two children, one in MWh
/// by the hour, one of gas, one without a zone, one worked out of others.
pub const METERS: &str = "\
code,place,carrier,unit,resolution,register,interval_minutes,digits,multiplier,parent,loss_percent_max,formula,zone
amount,MAN,electricity,kWh,0.001,interval,15,,1,,,,gb
power,MAN,electricity,kWh,0.01,power,30,,1,,,,gb
register,MAN,electricity,kWh,0.1,cumulative,15,5,40,,,,north
whole,BIR,electricity,kWh,0.5,interval,15,,1,,5,,gb
part-1,BIR,electricity,kWh,0.5,interval,15,,1,whole,,,gb
part-2,BIR,electricity,kWh,0.5,interval,15,,1,whole,,,gb
hourly,BIR,electricity,MWh,0.001,interval,60,,1,,,,north
gas,BIR,natural_gas,m3,0.01,interval,60,,1,,,,
nowhere,BIR,electricity,kWh,0.001,interval,15,,1,,,,
sum,BIR,electricity,kWh,0.001,interval,15,,1,,,amount + 0.5 * nowhere,gb
";

/// Days round both clock changes of 2024 in London, with the number of their hours.
const DAYS: [(&str, usize); 8] = [
    ("2024-03-30", 24),
    ("2024-03-31", 23),
    ("2024-04-01", 24),
    ("2024-10-26", 24),
    ("2024-10-27", 25),
    ("2024-10-28", 24),
    ("2024-10-31", 24),
    ("2024-11-01", 24),
];

/// Seconds since 1970 at which a day begins in London: summer time from 31 March, 1:00, to 27 October, 1:00 UTC.
fn begin_s(date: &str) -> i64 {
    let midnight: jiff::Timestamp = format!("{date}T00:00:00Z").parse().unwrap();
    let summer = ("2024-04-01"..="2024-10-27").contains(&date);
    midnight.as_second() - if summer { 3_600 } else { 0 }
}

/// Hourly factors of two zones; `north` has none in November.
pub fn factors() -> String {
    let mut text = "zone,at,kg_per_kwh\n".to_owned();
    for (zone, base) in [("gb", 0.2117), ("north", 0.0931)] {
        for (n, (date, hours)) in DAYS.iter().enumerate() {
            if zone == "north" && date.starts_with("2024-11") {
                continue;
            }
            for hour in 0..*hours {
                let at = jiff::Timestamp::from_second(begin_s(date) + 3_600 * hour as i64).unwrap();
                let value = base + 0.0137 * ((hour * 7 + n) % 11) as f64;
                writeln!(text, "{zone},{at},{value:.5}").unwrap();
            }
        }
    }
    text
}

/// Readings of some days of all meters that are read; `salt` makes another set, and every 37th reading is missing.
pub fn readings(dates: &[usize], salt: u64) -> String {
    let mut text = "meter,at,value\n".to_owned();
    let mut state = salt;
    let mut next = move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >> 40
    };
    let mut register = 99_000.0;
    for &day in dates {
        let (date, hours) = DAYS[day];
        for (meter, minutes, step, most) in [
            ("amount", 15, 0.001, 60_000),
            ("power", 30, 0.01, 40_000),
            ("whole", 15, 0.5, 900),
            ("part-1", 15, 0.5, 400),
            ("part-2", 15, 0.5, 400),
            ("hourly", 60, 0.001, 9_000),
            ("gas", 60, 0.01, 70_000),
            ("nowhere", 15, 0.001, 50_000),
        ] {
            for slot in 0..hours * 60 / minutes {
                let count = next() % most;
                if count % 37 == 0 {
                    continue;
                }
                let at = begin_s(date) + (slot * minutes * 60) as i64;
                writeln!(text, "{meter},{at},{:.3}", count as f64 * step).unwrap();
            }
        }
        for slot in 0..=hours * 4 {
            register = (register + (next() % 90) as f64 * 0.1) % 100_000.0;
            let at = begin_s(date) + (slot * 900) as i64;
            writeln!(text, "register,{at},{register:.1}").unwrap();
        }
    }
    text
}

/// Month of one meter as the program keeps it: amount, emissions, slots with a reading, slots, days.
pub type Figures = (i64, i64, i64, i64, i64);

/// The newest run's months of each meter, with the month as year * 12 + month - 1.
pub async fn months(home: &Path) -> BTreeMap<(String, i32), Figures> {
    let context = SessionContext::new();
    let folder = home.join("tables/meter_months/region=uk");
    let frame = context
        .read_parquet(folder.to_str().unwrap(), ParquetReadOptions::default())
        .await
        .unwrap();
    let mut found: BTreeMap<(String, i32), (i64, Figures)> = BTreeMap::new();
    for batch in frame.collect().await.unwrap() {
        let column =
            |name: &str, kind: &DataType| cast(batch.column_by_name(name).unwrap(), kind).unwrap();
        let long = |name: &str| {
            let column = column(name, &DataType::Int64);
            column.as_primitive::<Int64Type>().values().to_vec()
        };
        let meters = column("meter", &DataType::Utf8);
        let months = column("month", &DataType::Date32);
        let (amounts, emissions) = (long("amount_micro"), long("emissions_ug"));
        let (present, slots) = (long("present"), long("slots"));
        let (days, runs) = (long("days"), long("run"));
        for row in 0..batch.num_rows() {
            let date = jiff::civil::date(1970, 1, 1)
                + jiff::Span::new().days(months.as_primitive::<Date32Type>().value(row));
            let key = (
                meters.as_string::<i32>().value(row).to_owned(),
                i32::from(date.year()) * 12 + i32::from(date.month()) - 1,
            );
            let figures = (
                amounts[row],
                emissions[row],
                present[row],
                slots[row],
                days[row],
            );
            let newest = found.entry(key).or_insert((runs[row], figures));
            if newest.0 <= runs[row] {
                *newest = (runs[row], figures);
            }
        }
    }
    let newest = found.into_iter();
    newest.map(|(key, (_, figures))| (key, figures)).collect()
}
