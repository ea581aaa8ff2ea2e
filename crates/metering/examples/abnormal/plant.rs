//! Faults put into readings at known places, and how many of them are found.

use std::collections::BTreeMap;

use metering::detect::{Abnormality, Context, Kind, detect};
use rand::{Rng, RngExt};

use crate::shapes::{DAYS, N, SHAPES, Shape, rng, series, year};

/// A planted fault.
#[derive(Debug, Clone, Copy)]
pub struct Planted {
    pub kind: Kind,
    pub first: usize,
    pub last: usize,
}

fn middle(values: &[Option<f64>], share: f64) -> f64 {
    let mut list: Vec<f64> = values.iter().flatten().copied().collect();
    list.sort_by(f64::total_cmp);
    list[((list.len() - 1) as f64 * share) as usize]
}

fn round(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

/// Days before a month's first on which the same month's day before lies.
const MONTH_DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Plants one fault of a kind at a random place that is still free. `None` if the kind does not fit the shape.
pub fn plant(
    kind: Kind,
    shape: Shape,
    values: &mut [Option<f64>],
    taken: &[Planted],
    rng: &mut impl Rng,
) -> Option<Planted> {
    if kind == Kind::NightLoad && !shape.closes() {
        return None;
    }
    for _ in 0..200 {
        let (first, last) = match kind {
            Kind::FlatLine => span(rng, 24, 5 * N),
            Kind::Spike => span(rng, 1, 3),
            Kind::Negative => span(rng, 1, 24),
            Kind::Gap => span(rng, 8, 10 * N),
            Kind::NightLoad => days(rng, 1, 10),
            Kind::LevelChange => {
                let day = rng.random_range(56..DAYS - 42);
                (day * N, DAYS * N - 1)
            }
            Kind::UnitSlip => match rng.random_range(0..4) {
                0 => days(rng, 1, 3),
                1 => days(rng, 4, 20),
                2 => days(rng, 21, 60),
                _ => {
                    let day = rng.random_range(190..DAYS - 30);
                    (day * N, DAYS * N - 1)
                }
            },
            Kind::CopiedMonth => match rng.random_range(0..3) {
                0 => days(rng, 1, 6),
                1 => days(rng, 7, 14),
                _ => {
                    let month = rng.random_range(1..12);
                    let from: usize = MONTH_DAYS[..month].iter().sum();
                    let length = MONTH_DAYS[month].min(MONTH_DAYS[month - 1]);
                    (from * N, (from + length) * N - 1)
                }
            },
        };
        if taken
            .iter()
            .any(|t| t.first <= last + 2 * N && first <= t.last + 2 * N)
        {
            continue;
        }
        let before = values[first..=last].to_vec();
        let operating = middle(values, 0.9);
        match kind {
            Kind::FlatLine => {
                let stuck = if rng.random_bool(0.3) {
                    Some(0.0)
                } else {
                    values[first]
                };
                values[first..=last].fill(stuck);
            }
            Kind::Spike => {
                let top = middle(values, 0.99).abs() * rng.random_range(3.0..20.0);
                for value in &mut values[first..=last] {
                    *value = Some(round(top * rng.random_range(0.8..1.2)));
                }
            }
            Kind::Negative => {
                for value in values[first..=last].iter_mut().flatten() {
                    *value = -value.abs();
                }
            }
            Kind::Gap => values[first..=last].fill(None),
            Kind::NightLoad => {
                let extra = operating * rng.random_range(0.4..1.0);
                for (at, value) in values[first..=last].iter_mut().enumerate() {
                    let hour = at % N / 4;
                    let add = if !(5..22).contains(&hour) {
                        extra * rng.random_range(0.9..1.1)
                    } else {
                        0.0
                    };
                    *value = value.map(|v| round(v.max(add)));
                }
            }
            Kind::LevelChange => {
                let factor = if rng.random_bool(0.5) {
                    rng.random_range(0.5..0.7)
                } else {
                    rng.random_range(1.4..2.0)
                };
                for value in values[first..=last].iter_mut().flatten() {
                    *value = round(*value * factor);
                }
            }
            Kind::UnitSlip => {
                let factor = [10.0, 1000.0, 0.1, 0.001][rng.random_range(0..4)];
                for value in values[first..=last].iter_mut().flatten() {
                    // The slip happens behind the register: no rounding on its grid, but to a millionth.
                    *value = (*value * factor * 1e6).round() / 1e6;
                }
            }
            Kind::CopiedMonth => {
                let length = last - first + 1;
                let lag = if length > 14 * N {
                    let month = MONTH_DAYS
                        .iter()
                        .scan(0, |sum, d| {
                            *sum += d;
                            Some(*sum)
                        })
                        .position(|end| end * N == first)?;
                    MONTH_DAYS[month] * N
                } else if length > 6 * N {
                    28 * N
                } else {
                    7 * N
                };
                if first < lag {
                    continue;
                }
                for at in first..=last {
                    values[at] = values[at - lag];
                }
            }
        }
        if values[first..=last] == before[..] {
            continue;
        }
        return Some(Planted { kind, first, last });
    }
    None
}

fn span(rng: &mut impl Rng, least: usize, most: usize) -> (usize, usize) {
    // Lengths are spread evenly over orders of size.
    let length = (least as f64 * (most as f64 / least as f64).powf(rng.random_range(0.0..1.0)))
        .round() as usize;
    let first = rng.random_range(20 * N..DAYS * N - length - 5 * N);
    (first, first + length - 1)
}

fn days(rng: &mut impl Rng, least: usize, most: usize) -> (usize, usize) {
    let length = rng.random_range(least..=most);
    let first = rng.random_range(35..DAYS - length - 5);
    (first * N, (first + length) * N - 1)
}

/// Counts of one kind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub planted: usize,
    pub found: usize,
    pub alarms: usize,
    pub right: usize,
}

impl Count {
    pub fn recall(self) -> f64 {
        self.found as f64 / self.planted.max(1) as f64
    }
    pub fn precision(self) -> f64 {
        if self.alarms == 0 {
            1.0
        } else {
            self.right as f64 / self.alarms as f64
        }
    }
}

/// What the bench measured.
#[derive(Default)]
pub struct Bench {
    pub by_kind: BTreeMap<Kind, Count>,
    pub by_shape: BTreeMap<(Kind, Shape), Count>,
    /// Alarms in years without any fault.
    pub clean: BTreeMap<(Kind, Shape), usize>,
    pub clean_years: usize,
    pub faulted_years: usize,
    pub misses: Vec<String>,
}

fn meets(planted: &Planted, alarm: &Abnormality) -> bool {
    planted.kind == alarm.kind && planted.first <= alarm.last && alarm.first <= planted.last
}

/// `meters` of every shape with two faults each, and as many without.
pub fn bench(meters: u64) -> Bench {
    let mut bench = Bench::default();
    for shape in SHAPES {
        for meter in 0..meters {
            let seed = meter * 100 + shape as u64;
            let clean = year(shape, seed);
            bench.clean_years += 1;
            for alarm in detect(&series(&clean), &Context::default()) {
                *bench.clean.entry((alarm.kind, shape)).or_default() += 1;
                bench
                    .misses
                    .push(format!("clean {shape:?} {meter}: {}", line(&alarm)));
            }
            let mut values = year(shape, seed + 1_000_000);
            let mut rng = rng(seed + 2_000_000);
            let mut planted: Vec<Planted> = Vec::new();
            let offset = rng.random_range(0..Kind::ALL.len());
            for turn in 0..2 {
                let kind = Kind::ALL[(meter as usize + offset + 3 * turn) % Kind::ALL.len()];
                if let Some(fault) = plant(kind, shape, &mut values, &planted, &mut rng) {
                    planted.push(fault);
                }
            }
            bench.faulted_years += 1;
            let alarms = detect(&series(&values), &Context::default());
            for fault in &planted {
                let found = alarms.iter().any(|alarm| meets(fault, alarm));
                if !found {
                    bench.misses.push(format!(
                        "missed {shape:?} {meter}: {:?} day {} to {} of {:?}",
                        fault.kind,
                        fault.first / N,
                        fault.last / N,
                        &values[fault.first..(fault.first + 2).min(fault.last + 1)]
                    ));
                }
                for count in [
                    bench.by_kind.entry(fault.kind).or_default(),
                    bench.by_shape.entry((fault.kind, shape)).or_default(),
                ] {
                    count.planted += 1;
                    count.found += usize::from(found);
                }
            }
            for alarm in &alarms {
                let right = planted.iter().any(|fault| meets(fault, alarm));
                if !right {
                    bench.misses.push(format!(
                        "wrong {shape:?} {meter}: {} (planted {planted:?})",
                        line(alarm)
                    ));
                }
                let count = bench.by_kind.entry(alarm.kind).or_default();
                count.alarms += 1;
                count.right += usize::from(right);
            }
        }
    }
    bench
}

/// An alarm on one line.
pub fn line(alarm: &Abnormality) -> String {
    let params: Vec<String> = alarm
        .params
        .iter()
        .map(|(k, v)| format!("{k}={v}"))
        .collect();
    format!(
        "{} {}#{} to {}#{} score {:.2} {} {}",
        alarm.kind.id(),
        alarm.from.date,
        alarm.from.slot,
        alarm.to.date,
        alarm.to.slot,
        alarm.score,
        alarm.code,
        params.join(" ")
    )
}
