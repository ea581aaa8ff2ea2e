//! How fast a file is read and taken: `cargo run --release -p intake --example intake_speed`.
//!
//! Makes a district's ten years in memory (432,000 rows, 20 columns) and prints cells a second.

use std::fmt::Write;
use std::time::Instant;

use intake::{Mapping, MemoryPlaceBook, Mode, TakeOptions, read_sheet, take};
use inventory::master::{Enterprise, Place};
use units::Label;

const ENTERPRISES: u32 = 3_600;
const YEARS: u32 = 10;

fn main() {
    let mapping = include_str!("../../../data/mappings/district-activity.toml");
    let mapping = Mapping::parse(mapping).expect("the project's own mapping");
    let place = Place {
        code: "town-01".into(),
        name: Label::default(),
        aliases: vec![],
        level: "town".into(),
        parent: None,
        lon_lat: None,
        source: "made up".into(),
    };
    let enterprises = (0..ENTERPRISES)
        .map(|number| Enterprise {
            code: format!("91E{number:015}"),
            name: Label::default(),
            place: "town-01".into(),
            industry: Some("C31".into()),
            field: None,
            above_designated_size: None,
            lon_lat: None,
            active: (None, None),
        })
        .collect();
    let book = MemoryPlaceBook::new(vec![place], enterprises);
    let mut text = String::from(
        "month,enterprise_code,town,electricity:万kWh,natural_gas:万m3,raw_coal:t,diesel:t,gasoline:t,fuel_oil:t,lpg:t,lng:t,heat:GJ,biomass:t,raw_coal_for_power_and_heat:t,natural_gas_for_power_and_heat:万m3,heat_sold:GJ,electricity_sold:万kWh,cement_clinker:t,output_value:万元,value_added:万元\n",
    );
    for month in 0..YEARS * 12 {
        for number in 0..ENTERPRISES {
            let value = f64::from((number * 7919 + month * 104_729) % 100_000) / 100.0;
            let (year, of_year) = (2012 + month / 12, month % 12 + 1);
            writeln!(text, "{year}-{of_year:02},91E{number:015},town-01,{value:.4},{value:.4},,{value:.2},,,,,,,,,,,,{value:.2},{value:.2}")
                .expect("writing into memory");
        }
    }
    let start = Instant::now();
    let sheet = read_sheet("a.csv", text.as_bytes(), &mapping.sheet_options()).expect("a table");
    let read_s = start.elapsed().as_secs_f64();
    let cells = f64::from(sheet.rows()) * f64::from(sheet.width());
    let start = Instant::now();
    let options = TakeOptions {
        mode: Mode::Lenient,
        ..TakeOptions::default()
    };
    let intake = take(&sheet, &mapping, &book, &options, &mut |_, _| {});
    let take_s = start.elapsed().as_secs_f64();
    println!("bytes          {:>14}", text.len());
    println!("cells          {cells:>14}");
    println!("activities     {:>14}", intake.activities.len());
    println!(
        "read           {read_s:>14.3} s {:>8.2} million cells/s",
        cells / read_s / 1e6
    );
    println!(
        "take           {take_s:>14.3} s {:>8.2} million cells/s",
        cells / take_s / 1e6
    );
    println!(
        "both           {:>14.3} s {:>8.2} million cells/s",
        read_s + take_s,
        cells / (read_s + take_s) / 1e6
    );
}
