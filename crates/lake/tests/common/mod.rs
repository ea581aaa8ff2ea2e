//! Seeded ledger rows.
#![allow(dead_code)]

use inventory::ledger::{
    Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope, Statistic, StatisticEntry,
};
use lake::Imports;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use units::{Field, Period};

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn pick<T: Copy>(rng: &mut ChaCha8Rng, list: &[T]) -> T {
    list[rng.random_range(0..list.len())]
}

fn maybe<T>(rng: &mut ChaCha8Rng, value: impl FnOnce(&mut ChaCha8Rng) -> T) -> Option<T> {
    if rng.random_range(0..3) == 0 {
        None
    } else {
        Some(value(rng))
    }
}

fn period(rng: &mut ChaCha8Rng) -> Period {
    let texts = [
        "2020",
        "2020-05",
        "2012-12",
        "2020-Q3",
        "2021-H1",
        "2020-W53",
        "2020-02-29",
        "1969-07",
    ];
    pick(rng, &texts).parse().unwrap()
}

fn lineage(rng: &mut ChaCha8Rng, import: u32, row: usize) -> Lineage {
    let row = if row == 0 { u32::MAX } else { row as u32 };
    Lineage {
        import,
        row,
        column: pick(rng, &[1, 7, u16::MAX]),
    }
}

const QUALITIES: [Quality; 6] = [
    Quality::Metered,
    Quality::Verified,
    Quality::Reported,
    Quality::Statistical,
    Quality::Estimated,
    Quality::Synthetic,
];
const SCOPES: [Scope; 5] = [
    Scope::Scope1,
    Scope::Process,
    Scope::Scope2Location,
    Scope::Scope2Market,
    Scope::Scope3,
];
const STATISTICS: [Statistic; 5] = [
    Statistic::Population,
    Statistic::LandArea,
    Statistic::OutputValue,
    Statistic::ValueAdded,
    Statistic::Gdp,
];

pub fn activities(region: &str, import: u32, count: usize) -> Vec<Activity> {
    let mut rng = rng(u64::from(import));
    let rng = &mut rng;
    (0..count)
        .map(|n| Activity {
            region: region.to_owned(),
            place: format!("镇-{:02}", rng.random_range(0..26)),
            enterprise: maybe(rng, |rng| format!("e{}", rng.random_range(0..300))),
            period: period(rng),
            measure: match n % 5 {
                0 => Measure::Carrier {
                    carrier: "raw_coal".to_owned(),
                    purpose: pick(rng, &[Purpose::Final, Purpose::Transformation]),
                },
                1 => Measure::Emission {
                    gas: pick(rng, &Gas::ALL),
                    carrier: maybe(rng, |_| "gas".to_owned()),
                    scope: pick(rng, &SCOPES),
                },
                2 => Measure::BiogenicCo2,
                3 => Measure::Process {
                    product: "cement_clinker".to_owned(),
                },
                _ => Measure::Statistic {
                    statistic: pick(rng, &STATISTICS),
                },
            },
            field: maybe(rng, |rng| pick(rng, &Field::ALL)),
            industry: maybe(rng, |_| "C25".to_owned()),
            value: rng.random_range(-1.0e9..1.0e9),
            unit: pick(rng, &["t", "万kWh", "kt CO2"]).to_owned(),
            uncertainty_percent: maybe(rng, |rng| rng.random_range(0.0..50.0)),
            quality: pick(rng, &QUALITIES),
            lineage: lineage(rng, import, n),
        })
        .collect()
}

pub fn statistics(region: &str, import: u32, count: usize) -> Vec<StatisticEntry> {
    let mut rng = rng(1 << 32 | u64::from(import));
    let rng = &mut rng;
    (0..count)
        .map(|n| StatisticEntry {
            region: region.to_owned(),
            place: format!("镇-{:02}", rng.random_range(0..26)),
            enterprise: maybe(rng, |rng| format!("e{}", rng.random_range(0..300))),
            period: period(rng),
            industry: maybe(rng, |_| "C25".to_owned()),
            field: maybe(rng, |rng| pick(rng, &Field::ALL)),
            statistic: pick(rng, &STATISTICS),
            value: rng.random_range(0.0..1.0e9),
            unit: "CNY@2020".to_owned(),
            quality: pick(rng, &QUALITIES),
            lineage: lineage(rng, import, n),
        })
        .collect()
}

pub fn entries(region: &str, import: u32, count: usize) -> Vec<Entry> {
    let mut rng = rng(2 << 32 | u64::from(import));
    let rng = &mut rng;
    (0..count)
        .map(|n| {
            let gases: [Option<f64>; 9] =
                std::array::from_fn(|_| maybe(rng, |rng| rng.random_range(0.0..1.0e6)));
            Entry {
                region: region.to_owned(),
                place: format!("镇-{:02}", rng.random_range(0..26)),
                enterprise: maybe(rng, |rng| format!("e{}", rng.random_range(0..300))),
                period: period(rng),
                carrier: maybe(rng, |_| "raw_coal".to_owned()),
                product: maybe(rng, |_| "cement_clinker".to_owned()),
                field: maybe(rng, |rng| pick(rng, &Field::ALL)),
                industry: maybe(rng, |_| "C25".to_owned()),
                scope: pick(rng, &SCOPES),
                purpose: pick(rng, &[Purpose::Final, Purpose::Transformation]),
                energy_gj: maybe(rng, |rng| rng.random_range(0.0..1.0e6)),
                energy_equivalent_tce: maybe(rng, |rng| rng.random_range(0.0..1.0e6)),
                gases_co2e_t: gases,
                co2e_t: gases
                    .iter()
                    .any(Option::is_some)
                    .then(|| gases.iter().flatten().sum()),
                biogenic_co2_t: maybe(rng, |rng| rng.random_range(0.0..1.0e3)),
                uncertainty_percent: maybe(rng, |rng| rng.random_range(0.0..50.0)),
                quality: pick(rng, &QUALITIES),
                imported_emission: n % 2 == 0,
                activity_value: rng.random_range(0.0..1.0e9),
                activity_unit: "t".to_owned(),
                factors: (0..n % 3).map(|n| format!("factor_{n}")).collect(),
                gwp_set: maybe(rng, |_| "ar5".to_owned()),
                lineage: lineage(rng, import, n),
            }
        })
        .collect()
}

pub fn imports(seqs: &[u32]) -> Imports {
    seqs.iter()
        .map(|seq| (*seq, format!("dataset-{seq}")))
        .collect()
}
