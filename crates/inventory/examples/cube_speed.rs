//! Prints how fast the cube is on a district of 3,600 enterprises, ten years by month (about two million entries).
//!
//! `cargo run --release -p inventory --example cube_speed`. Timings are printed, never asserted.

use std::time::Instant;

use inventory::classes::{Classes, Method};
use inventory::cube::{Cube, CubeBuilder, Dim, EntryRef, Query, StatisticRef, Step};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::master::*;
use inventory::sankey::flow;
use units::{Field, Label, Period};

const CARRIERS: [&str; 4] = ["raw_coal", "natural_gas", "diesel", "electricity"];

fn main() {
    let enterprises: usize = std::env::args()
        .nth(1)
        .and_then(|a| a.parse().ok())
        .unwrap_or(3600);
    let started = Instant::now();
    let cube = district(enterprises);
    println!(
        "{} entries built in {:.2?}, {:.0} MB",
        cube.len(),
        started.elapsed(),
        cube.bytes() as f64 / 1e6
    );
    // Linux tells the peak; elsewhere it is left out.
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status
            .lines()
            .filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS"))
            .for_each(|l| println!("{l}"));
    }
    let year = Query::new(Indicator::CarbonTotal).during(Period::Year(2020));
    let all = Query::new(Indicator::CarbonTotal);
    let mut monthly = all.clone();
    monthly.step = Step::Month;
    let ten = |i| {
        Query::new(i)
            .by(Dim::PlaceLevel("town".into()))
            .by(Dim::Period)
    };
    let cases = [
        ("total of a year", year.clone()),
        ("towns of a year", year.clone().by(Dim::PlaceChildren)),
        ("fields x years", all.clone().by(Dim::Field).by(Dim::Period)),
        ("towns x years", ten(Indicator::CarbonTotal)),
        ("towns x years, intensity", ten(Indicator::CarbonIntensity)),
        ("towns x years, per person", ten(Indicator::CarbonPerPerson)),
        ("enterprises of a year", year.clone().by(Dim::Enterprise)),
        (
            "enterprises, intensity",
            Query::new(Indicator::CarbonIntensity)
                .during(Period::Year(2020))
                .by(Dim::Enterprise),
        ),
        (
            "fields x months (fine)",
            monthly.clone().by(Dim::Field).by(Dim::Period),
        ),
        (
            "enterprises x months (fine)",
            monthly.clone().by(Dim::Enterprise).by(Dim::Period),
        ),
        (
            "carriers, five months (fine)",
            all.clone()
                .between(month(2020, 2), month(2020, 6))
                .by(Dim::Carrier),
        ),
    ];
    for (name, query) in cases {
        time(name, || {
            cube.answer(&query).map(|a| a.rows.len()).unwrap_or(0)
        });
    }
    let stages = [Dim::Carrier, Dim::Field, Dim::PlaceLevel("town".into())];
    time("flow of a year", || {
        flow(&cube, &year, &stages, 12)
            .map(|g| g.links.len())
            .unwrap_or(0)
    });
    time("explain, depth 2", || {
        cube.explain(&year, &|_| None, 2, 20)
            .map(|e| e.root.children.len())
            .unwrap_or(0)
    });
    let values: Vec<f64> = cube
        .answer(&year.by(Dim::Enterprise))
        .map_or(vec![], |a| a.rows.iter().filter_map(|r| r.value).collect());
    time("five natural breaks of all enterprises", || {
        Classes::cut(values.iter().copied(), Method::Jenks, 5).len()
    });
}

/// Best and median of eleven runs.
fn time(name: &str, mut work: impl FnMut() -> usize) {
    let mut rows = 0;
    let mut runs: Vec<_> = (0..11)
        .map(|_| {
            let started = Instant::now();
            rows = work();
            started.elapsed()
        })
        .collect();
    runs.sort();
    println!(
        "{name:<40} {rows:>7} rows   best {:>9.2?}   median {:>9.2?}",
        runs[0], runs[5]
    );
}

fn month(year: i16, month: i8) -> Period {
    Period::Month { year, month }
}

fn place(code: String, level: &str, parent: Option<&str>) -> Place {
    Place {
        code,
        name: Label::default(),
        aliases: vec![],
        level: level.into(),
        parent: parent.map(str::to_owned),
        lon_lat: None,
        source: "made up".into(),
    }
}

fn district(n: usize) -> Cube {
    let level = |id: &str| Level {
        id: id.into(),
        name: Label::default(),
    };
    let region = Region {
        id: "speed".into(),
        name: Label::default(),
        synthetic: true,
        attribution: vec![],
        time_zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        levels: vec![level("district"), level("town")],
        classification: "gbt4754".into(),
        default_view: View::Consumption,
        default_indicator: "carbon_total".into(),
        carbon_unit: "t".into(),
        energy_unit: "tce".into(),
        intensity_base: Some(Statistic::OutputValue),
        factor_regions: vec!["CN".into()],
        gwp_set: "ar5".into(),
    };
    let towns: Vec<String> = (0..26).map(|t| format!("town-{t:02}")).collect();
    let mut places = vec![place("district".into(), "district", None)];
    places.extend(
        towns
            .iter()
            .map(|t| place(t.clone(), "town", Some("district"))),
    );
    let codes: Vec<(String, String)> = (0..n)
        .map(|e| (format!("E{e:05}"), format!("C{:02}", 13 + e % 30)))
        .collect();
    let listed = codes
        .iter()
        .enumerate()
        .map(|(e, (code, industry))| Enterprise {
            code: code.clone(),
            name: Label::default(),
            place: towns[e % 26].clone(),
            industry: Some(industry.clone()),
            field: Some(Field::ALL[e % 6]),
            above_designated_size: Some(true),
            lon_lat: None,
            active: (None, None),
        });
    let mut builder = CubeBuilder::new(region, places, listed.collect());
    let mut row = 0;
    for (e, (code, industry)) in codes.iter().enumerate() {
        for m in 0..120u16 {
            let period = month(2012 + (m / 12) as i16, (m % 12) as i8 + 1);
            let size = 1.0 + (e * 7919 % 1000) as f64 + f64::from(m % 12);
            let lineage = Lineage {
                import: 1,
                row,
                column: 5,
            };
            row += 1;
            for (c, carrier) in CARRIERS.iter().enumerate() {
                let power = c == 3;
                let mut gases = [None; 9];
                gases[0] = Some(size * (c + 1) as f64);
                if !power {
                    (gases[1], gases[2]) = (Some(size * 0.01), Some(size * 0.005));
                }
                let mut entry = EntryRef {
                    region: "speed",
                    dataset: "monthly",
                    place: &towns[e % 26],
                    enterprise: Some(code),
                    period,
                    carrier: Some(carrier),
                    product: None,
                    field: Some(Field::ALL[e % 6]),
                    industry: Some(industry),
                    scope: if power {
                        Scope::Scope2Location
                    } else {
                        Scope::Scope1
                    },
                    purpose: Purpose::Final,
                    energy_gj: Some(size * 12.0),
                    energy_equivalent_tce: power.then_some(size),
                    gases_co2e_t: gases,
                    co2e_t: Some(gases.iter().flatten().sum()),
                    biogenic_co2_t: None,
                    uncertainty_percent: Some(5.0),
                    quality: Quality::Synthetic,
                    imported_emission: false,
                    activity_value: size,
                    activity_unit: "t",
                    factors: "ncv;cc;of",
                    gwp_set: Some("ar5"),
                    lineage,
                };
                builder.push(&entry);
                if power {
                    entry.scope = Scope::Scope2Market;
                    (entry.energy_gj, entry.energy_equivalent_tce) = (None, None);
                    builder.push(&entry);
                }
            }
            builder.push_statistic(&StatisticRef {
                region: "speed",
                dataset: "monthly",
                place: &towns[e % 26],
                enterprise: Some(code),
                period,
                industry: Some(industry),
                field: Some(Field::ALL[e % 6]),
                statistic: Statistic::OutputValue,
                value: size * 1e4,
                unit: "CNY@2020",
                quality: Quality::Synthetic,
                lineage,
            });
        }
    }
    for town in &towns {
        for year in 2012..2022 {
            builder.push_statistic(&StatisticRef {
                region: "speed",
                dataset: "yearly",
                place: town,
                enterprise: None,
                period: Period::Year(year),
                industry: None,
                field: None,
                statistic: Statistic::Population,
                value: 40_000.0,
                unit: "person",
                quality: Quality::Synthetic,
                lineage: Lineage {
                    import: 1,
                    row: 2,
                    column: 2,
                },
            });
        }
    }
    let (cube, findings) = builder.build();
    findings
        .iter()
        .for_each(|f| println!("{}: {}", f.code, f.message));
    cube
}
