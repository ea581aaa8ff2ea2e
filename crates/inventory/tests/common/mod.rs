//! A small region for tests: two counties with two towns each, six enterprises, months of two years.
#![allow(dead_code)]

use inventory::cube::{Cube, CubeBuilder, EntryRef, StatisticRef};
use inventory::finding::Finding;
use inventory::ledger::*;
use inventory::master::*;
use proptest::prelude::*;
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

/// An entry with everything drawn: anywhere in the tree, by month, quarter or year, of any scope.
pub fn any_entry() -> impl Strategy<Value = Entry> {
    let who = prop_oneof![
        8 => (0..ENTERPRISES.len()).prop_map(|i| (ENTERPRISES[i].1, Some(ENTERPRISES[i].0))),
        2 => prop::sample::select(vec!["root", "c1", "c2", "t11", "t12", "t21", "t22"]).prop_map(|p| (p, None)),
    ];
    let when = prop_oneof![
        6 => (2019i16..=2021, 1i8..=12).prop_map(|(year, month)| Period::Month { year, month }),
        1 => (2019i16..=2021, 1i8..=4).prop_map(|(year, quarter)| Period::Quarter { year, quarter }),
        2 => (2019i16..=2021).prop_map(Period::Year),
    ];
    let what = (
        prop::option::weighted(
            0.8,
            prop::sample::select(vec!["coal", "gas", "diesel", "electricity"]),
        ),
        prop::option::weighted(0.8, prop::sample::select(Field::ALL.to_vec())),
        prop::option::weighted(
            0.8,
            prop::sample::select(vec!["C25", "C2511", "2522", "C", "C30", "A01", "nowhere"]),
        ),
        prop::sample::select(Scope::ALL.to_vec()),
        any::<bool>(),
    );
    let gases = (
        prop::option::weighted(0.9, -50.0..1000.0f64),
        prop::option::weighted(0.3, 0.0..20.0f64),
    );
    (who, when, what, gases, 0.0..100.0f64, 1u32..4).prop_map(
        |(who, when, what, gases, energy, import)| {
            let mut e = entry(who.0, who.1, when, 0.0);
            e.carrier = what.0.map(str::to_owned);
            e.field = what.1;
            e.industry = what.2.map(str::to_owned);
            e.scope = what.3;
            e.purpose = if what.4 {
                Purpose::Transformation
            } else {
                Purpose::Final
            };
            e.gases_co2e_t = [None; 9];
            e.gases_co2e_t[Gas::Co2 as usize] = gases.0;
            e.gases_co2e_t[Gas::Ch4 as usize] = gases.1;
            e.co2e_t = match gases {
                (None, None) => None,
                (a, b) => Some(a.unwrap_or(0.0) + b.unwrap_or(0.0)),
            };
            e.energy_gj =
                (e.scope != Scope::Scope2Market && e.scope != Scope::Scope3).then_some(energy);
            e.lineage.import = import;
            e
        },
    )
}
