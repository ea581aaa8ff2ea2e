//! How long sums over readings take, and how many bytes they need. `cargo run --release -p lake --example readings_speed -- [METERS] [DAYS]`
//!
//! Synthetic 15-minute readings, a gamma-distributed factor on a daily curve, as the peers' benchmark has them.

use std::time::Instant;

use lake::Lake;
use lake::readings::{Batch, Days, MeterDay};
use metering::{Code, DayVector, Register, kernel};
use rand::SeedableRng;
use rand_distr::{Distribution, Gamma, LogNormal};

fn main() {
    let mut asked = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let mut next = |usual| asked.next().map_or(usual, |n| n.expect("a number"));
    let (meters, days) = (next(600), next(365));
    let folder = tempfile::tempdir().expect("a folder");
    let lake = Lake::open(folder.path()).expect("a lake");
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(7);
    let level = LogNormal::new(3.0, 1.3).expect("a distribution");
    let noise = Gamma::new(8.0, 1.0 / 8.0).expect("a distribution");
    let shape: Vec<f64> = (0..96)
        .map(|slot| 1.0 + 0.5 * ((slot as f64 - 30.0) * std::f64::consts::TAU / 96.0).sin())
        .collect();
    let begin = Instant::now();
    let mut appender = lake.append_readings(Batch::Import(1)).expect("a batch");
    let start = jiff::civil::date(2023, 1, 1);
    for meter in 0..meters {
        let level: f64 = level.sample(&mut rng);
        let rows: Vec<MeterDay> = (0..days)
            .map(|day| MeterDay {
                meter: format!("{meter:06}"),
                unit: "kWh".to_owned(),
                register: Register::Interval,
                step: 0.001,
                day: DayVector {
                    date: start + jiff::Span::new().days(day as i64),
                    interval_s: 900,
                    base: 0,
                    values: shape
                        .iter()
                        .map(|shape| {
                            Some((level * shape * noise.sample(&mut rng) * 1000.0).round() as i32)
                        })
                        .collect(),
                    codes: vec![Code::Simulated],
                },
                source: "speed".to_owned(),
                recorded_at_us: 0,
            })
            .collect();
        appender.push("r", &rows).expect("pushed");
    }
    appender.commit().expect("committed");
    println!("written in {:?}", begin.elapsed());
    let factors: Vec<f64> = (0..96)
        .map(|slot| 0.5 + f64::from(slot / 4) * 0.01)
        .collect();
    for _ in 0..5 {
        let begin = Instant::now();
        let sums = lake
            .scan_days(
                "r",
                &Days::default(),
                || (0_i64, 0_i64, 0_usize),
                |sum, row| {
                    sum.0 += kernel::sum(row.counts);
                    sum.1 += kernel::micrograms(kernel::dot(row.counts, &factors), row.step)
                        .expect("a number");
                    sum.2 += row.counts.len();
                },
            )
            .expect("scanned");
        let seconds = begin.elapsed().as_secs_f64();
        let total = sums
            .iter()
            .fold((0, 0, 0), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
        println!(
            "{} readings, {} counts, {} ug in {seconds:.4} s: {:.0} million a second",
            total.2,
            total.0,
            total.1,
            total.2 as f64 / seconds / 1e6
        );
    }
    let bytes: u64 = std::fs::read_dir(folder.path().join("readings/region=r"))
        .expect("files")
        .map(|file| file.and_then(|file| file.metadata()).expect("a file").len())
        .sum();
    println!(
        "{:.3} bytes a reading",
        bytes as f64 / (meters * days * 96) as f64
    );
}
