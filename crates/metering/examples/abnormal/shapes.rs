//! Synthetic years of quarter hours, seeded: seven kinds of customers with weather, holidays, moods and noise.

use std::f64::consts::TAU;

use jiff::civil::{Date, date};
use metering::detect::Series;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal, Normal};

pub const N: usize = 96;
pub const DAYS: usize = 365;
pub const START: Date = date(2018, 1, 1);

/// Kinds of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    Office,
    ThreeShift,
    ClosedAtNight,
    Pv,
    Heating,
    SmallShop,
    ColdStore,
}

pub const SHAPES: [Shape; 7] = [
    Shape::Office,
    Shape::ThreeShift,
    Shape::ClosedAtNight,
    Shape::Pv,
    Shape::Heating,
    Shape::SmallShop,
    Shape::ColdStore,
];

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Shape::Office => "office",
            Shape::ThreeShift => "three-shift plant",
            Shape::ClosedAtNight => "plant closed at night",
            Shape::Pv => "office with PV",
            Shape::Heating => "electric heating",
            Shape::SmallShop => "noisy small shop",
            Shape::ColdStore => "cold store",
        }
    }

    /// Whether there are hours in which the place is closed.
    pub fn closes(self) -> bool {
        matches!(
            self,
            Shape::Office | Shape::ClosedAtNight | Shape::SmallShop
        )
    }
}

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

fn normal(rng: &mut impl Rng, sd: f64) -> f64 {
    Normal::new(0.0, sd).map_or(0.0, |n| n.sample(rng))
}

/// A smooth step from 0 to 1 around `at` hours, `width` hours wide.
fn rise(hour: f64, at: f64, width: f64) -> f64 {
    1.0 / (1.0 + (-(hour - at) / (0.25 * width)).exp())
}

/// One meter's year: amounts in kWh per quarter hour, on the grid of its resolution.
pub fn year(shape: Shape, seed: u64) -> Vec<Option<f64>> {
    let mut rng = rng(seed);
    let scale: f64 = LogNormal::new(0.0, 0.8).map_or(1.0, |d| d.sample(&mut rng));
    // Weather: a season and a slow random walk about it.
    let mut weather = 0.0;
    let mut mood = 0.0;
    let mut quick = 0.0;
    // Holidays: new year, a week in February, some single days, a week in October.
    let february = rng.random_range(36..48);
    let holiday = |day: usize| {
        day == 0
            || (february..february + 7).contains(&day)
            || [94, 118, 167].contains(&day)
            || (273..280).contains(&day)
    };
    let open = rng.random_range(6.5..8.5);
    let close = rng.random_range(17.5..20.0);
    let sundays_off = rng.random_bool(0.4);
    let saturday: f64 = if rng.random_bool(0.3) { 0.4 } else { 0.0 };
    let mut values = Vec::with_capacity(DAYS * N);
    for day in 0..DAYS {
        weather = 0.85 * weather + normal(&mut rng, 1.6);
        mood = 0.7 * mood + normal(&mut rng, 0.05);
        let season = (TAU * (day as f64 - 15.0) / 365.0).cos();
        let temperature = 12.0 - 11.0 * season + weather;
        let clear: f64 = rng.random_range(0.15..1.0);
        let weekday = day % 7;
        let weekend = weekday >= 5;
        let works = if holiday(day) || weekday == 6 {
            0.0
        } else if weekday == 5 {
            saturday
        } else {
            1.0
        };
        let opening = open + normal(&mut rng, 0.2);
        let closing = close + normal(&mut rng, 0.3);
        let stopped = sundays_off && weekday == 6 && rng.random_bool(0.5);
        let mut cloud = 0.0;
        for slot in 0..N {
            let hour = slot as f64 / 4.0 + 0.125;
            quick = 0.8 * quick + normal(&mut rng, 0.03);
            let noise = 1.0 + quick + mood;
            let present = rise(hour, opening, 1.0) * (1.0 - rise(hour, closing, 1.5));
            let cooling = (temperature - 20.0).max(0.0) / 12.0;
            let office = || 6.0 + works * present * (24.0 + 14.0 * cooling) * noise;
            let value = match shape {
                Shape::Office => office() * (1.0 + 0.5 * quick) + normal(&mut rng, 0.15),
                Shape::ThreeShift => {
                    let change = [6.0, 14.0, 22.0]
                        .iter()
                        .map(|c: &f64| (-((hour - c) / 0.3).powi(2)).exp())
                        .sum::<f64>();
                    let level = if stopped || day == 0 {
                        22.0
                    } else {
                        118.0 * noise
                    };
                    level * (1.0 - 0.35 * change) + normal(&mut rng, 2.0)
                }
                Shape::ClosedAtNight => {
                    let runs = if weekday == 6 || holiday(day) {
                        0.0
                    } else {
                        1.0
                    };
                    let shift = rise(hour, 6.0 + 0.1 * mood, 0.6) * (1.0 - rise(hour, 21.5, 0.6));
                    let pause = 1.0 - 0.5 * (-((hour - 12.5) / 0.4).powi(2)).exp();
                    4.5 * (1.0 + 0.3 * quick)
                        + runs * shift * pause * 85.0 * noise
                        + normal(&mut rng, 0.1).abs()
                }
                Shape::Pv => {
                    cloud = 0.7 * cloud + normal(&mut rng, 0.12);
                    let length = 12.0 - 4.0 * season;
                    let sun = (std::f64::consts::PI * (hour - 12.3 + length / 2.0) / length)
                        .sin()
                        .max(0.0);
                    let inside = (hour - 12.3).abs() < length / 2.0;
                    let feed = if inside {
                        sun.powf(1.3) * (0.65 - 0.3 * season) * (clear + cloud).clamp(0.05, 1.0)
                    } else {
                        0.0
                    };
                    office() - 42.0 * feed + normal(&mut rng, 0.1)
                }
                Shape::Heating => {
                    let heat =
                        (16.0 - temperature - 3.0 * ((hour - 15.0) / 24.0 * TAU).cos()).max(0.0);
                    let night = if (5.0..22.0).contains(&hour) {
                        1.0
                    } else {
                        0.65
                    };
                    3.0 + 3.2 * heat * night * noise
                        + 4.0 * present * (1.0 + 2.0 * quick).max(0.2)
                        + normal(&mut rng, 0.3).abs()
                }
                Shape::SmallShop => {
                    let fridge = if rng.random_bool(0.45) { 0.12 } else { 0.05 };
                    let opened = if weekend && weekday == 6 || holiday(day) {
                        0.0
                    } else {
                        present
                    };
                    let kettle = if rng.random_bool(0.08 * opened + 0.004) {
                        rng.random_range(0.3..0.7)
                    } else {
                        0.0
                    };
                    fridge + opened * (0.55 * noise + normal(&mut rng, 0.08).abs()) + kettle
                }
                Shape::ColdStore => {
                    let warm = 20.0 + 0.8 * (temperature - 5.0).max(0.0);
                    let defrost = if slot % 32 == 5 { 1.35 } else { 1.0 };
                    warm * defrost * (1.0 + quick + 0.5 * mood) + normal(&mut rng, 0.8)
                }
            };
            // Readings of 10 Wh.
            values.push(Some((value * scale * 100.0).round() / 100.0));
        }
    }
    if shape != Shape::Pv {
        for value in values.iter_mut().flatten() {
            *value = value.max(0.0);
        }
    }
    values
}

pub fn series(values: &[Option<f64>]) -> Series<'_> {
    Series {
        start: START,
        interval_s: 900,
        slots_per_day: &[],
        values,
    }
}
