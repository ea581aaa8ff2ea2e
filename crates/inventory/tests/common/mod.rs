//! A small region for tests: two counties with two towns each, six enterprises, months of two years.
#![allow(dead_code)]

use inventory::cube::{Cube, CubeBuilder, EntryRef, StatisticRef};
use inventory::finding::Finding;
use inventory::ledger::*;
use inventory::master::*;
use units::{Field, Label, Period};

pub fn region() -> Region {
    Region {
        id: "toy".into(),
        name: Label::default(),
        synthetic: true,
        attribution: vec![],
        time_zone: "Asia/Shanghai".into(),
        currency: "CNY".into(),
        levels: ["region", "county", "town"]
            .map(|id| Level {
                id: id.into(),
                name: Label::default(),
            })
            .to_vec(),
        classification: "gbt4754".into(),
        default_view: View::Consumption,
        default_indicator: "carbon_total".into(),
        carbon_unit: "t".into(),
        energy_unit: "tce".into(),
        intensity_base: Some(Statistic::OutputValue),
        factor_regions: vec!["CN".into()],
        gwp_set: "ar5".into(),
    }
}

pub fn place(code: &str, level: &str, parent: Option<&str>) -> Place {
    Place {
        code: code.into(),
        name: Label::default(),
        aliases: vec![],
        level: level.into(),
        parent: parent.map(str::to_owned),
        lon_lat: None,
        source: "test".into(),
    }
}

pub fn places() -> Vec<Place> {
    vec![
        place("root", "region", None),
        place("c1", "county", Some("root")),
        place("c2", "county", Some("root")),
        place("t11", "town", Some("c1")),
        place("t12", "town", Some("c1")),
        place("t21", "town", Some("c2")),
        place("t22", "town", Some("c2")),
    ]
}

pub fn enterprise(code: &str, place: &str) -> Enterprise {
    Enterprise {
        code: code.into(),
        name: Label::default(),
        place: place.into(),
        industry: None,
        field: None,
        above_designated_size: None,
        lon_lat: None,
        active: (None, None),
    }
}

pub const TOWNS: [&str; 4] = ["t11", "t12", "t21", "t22"];
pub const ENTERPRISES: [(&str, &str); 6] = [
    ("e1", "t11"),
    ("e2", "t11"),
    ("e3", "t12"),
    ("e4", "t21"),
    ("e5", "t22"),
    ("e6", "t22"),
];

pub fn enterprises() -> Vec<Enterprise> {
    ENTERPRISES.iter().map(|(e, p)| enterprise(e, p)).collect()
}

pub fn month(year: i16, month: i8) -> Period {
    Period::Month { year, month }
}

pub fn entry(place: &str, enterprise: Option<&str>, period: Period, co2: f64) -> Entry {
    let mut gases = [None; 9];
    gases[Gas::Co2 as usize] = Some(co2);
    Entry {
        region: "toy".into(),
        place: place.into(),
        enterprise: enterprise.map(str::to_owned),
        period,
        carrier: Some("coal".into()),
        product: None,
        field: Some(Field::Industry),
        industry: Some("C25".into()),
        scope: Scope::Scope1,
        purpose: Purpose::Final,
        energy_gj: Some(10.0 * co2.abs()),
        energy_equivalent_tce: None,
        gases_co2e_t: gases,
        co2e_t: Some(co2),
        biogenic_co2_t: None,
        uncertainty_percent: Some(5.0),
        quality: Quality::Reported,
        imported_emission: false,
        activity_value: co2,
        activity_unit: "t".into(),
        factors: vec![],
        gwp_set: None,
        lineage: Lineage {
            import: 1,
            row: 1,
            column: 1,
        },
    }
}

pub fn statistic(
    place: &str,
    enterprise: Option<&str>,
    period: Period,
    statistic: Statistic,
    value: f64,
) -> StatisticEntry {
    StatisticEntry {
        region: "toy".into(),
        place: place.into(),
        enterprise: enterprise.map(str::to_owned),
        period,
        industry: None,
        field: None,
        statistic,
        value,
        unit: match statistic {
            Statistic::Population => "person",
            Statistic::LandArea => "m2",
            _ => "CNY@2020",
        }
        .into(),
        quality: Quality::Statistical,
        lineage: Lineage {
            import: 1,
            row: 1,
            column: 1,
        },
    }
}

pub fn build_with(
    enterprises: Vec<Enterprise>,
    entries: &[Entry],
    statistics: &[StatisticEntry],
) -> (Cube, Vec<Finding>) {
    let mut builder = CubeBuilder::new(region(), places(), enterprises);
    for entry in entries {
        builder.push(&EntryRef::of(entry, "data", &entry.factors.join(";")));
    }
    for statistic in statistics {
        builder.push_statistic(&StatisticRef::of(statistic, "data"));
    }
    builder.build()
}

pub fn build(entries: &[Entry], statistics: &[StatisticEntry]) -> Cube {
    build_with(enterprises(), entries, statistics).0
}
