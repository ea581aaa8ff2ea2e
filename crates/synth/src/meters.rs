//! Meters of some enterprises of a district, with a year of 15-minute readings and faults planted in them.
//!
//! A metered month adds up to what the enterprise truly used, but for a meter's small error; two enterprises file less than
//! their meters show. `planted_reading_faults.csv` lists what was spoiled on purpose.

use std::fmt::Write as _;

use crate::district::{District, normal, stream};
use crate::sector::Carrier;

/// Enterprises that are metered.
const ENTERPRISES: usize = 20;
/// Days of the generated year are cut into quarters of an hour; the district's clock is never changed.
const SLOTS: usize = 96;
/// Stream of the generator that readings draw from.
const STREAM: u64 = 9_000;
/// Readings have two decimals.
const RESOLUTION: f64 = 0.01;

/// One meter.
struct Metered {
    code: String,
    name_en: String,
    name_zh: String,
    /// Index of the firm; `None` for the district's own street lighting.
    firm: Option<usize>,
    parent: Option<usize>,
    /// Share of its parent's readings.
    share: f64,
    kind: Load,
}

#[derive(Clone, Copy)]
enum Load {
    Office,
    TwoShifts,
    ThreeShifts,
    Workshop,
    Lighting,
}

impl Load {
    /// Relative load at an hour of a day of the week (0 Monday).
    fn at(self, hour: f64, weekday: usize) -> f64 {
        let within = |from: f64, to: f64| {
            // A ramp of an hour at both ends.
            ((hour - from).clamp(0.0, 1.0))
                .min((to - hour).clamp(0.0, 1.0))
                .max(0.0)
        };
        let weekend = weekday >= 5;
        match self {
            Load::Office => 0.18 + if weekend { 0.06 } else { 1.0 } * within(7.0, 19.5),
            Load::TwoShifts => 0.12 + if weekday == 6 { 0.05 } else { 1.0 } * within(6.0, 23.0),
            Load::ThreeShifts => 0.9 + 0.1 * within(8.0, 18.0) - if weekend { 0.08 } else { 0.0 },
            Load::Workshop => {
                0.07 + if weekend { 0.03 } else { 1.0 } * (within(7.5, 12.5) + within(13.0, 18.0))
            }
            Load::Lighting => 1.0 - within(5.5, 18.5),
        }
    }
}

/// A fault in the readings of a meter.
struct Spoiled {
    kind: &'static str,
    meter: usize,
    first_day: usize,
    days: usize,
}

impl District {
    /// Firms of the main meters, in the order of the meters.
    pub(crate) fn metered_firms(&self) -> Vec<usize> {
        let mains = self.meters().into_iter().filter(|one| one.parent.is_none());
        mains.filter_map(|one| one.firm).collect()
    }

    fn meters(&self) -> Vec<Metered> {
        let year = *self.config.years.end();
        let used = |firm: usize| -> f64 {
            self.true_year(firm, year)
                .iter()
                .filter_map(|row| row[Carrier::Electricity as usize])
                .sum()
        };
        // Enterprises of a middling size, spread over the list: 0.5 to 20 million kWh a year.
        let fits: Vec<usize> = (0..self.firms.len())
            .filter(|n| self.firms[*n].above && (50.0..2_000.0).contains(&used(*n)))
            .collect();
        let step = (fits.len() / ENTERPRISES).max(1);
        let mut meters: Vec<Metered> = Vec::new();
        for (n, firm) in fits.iter().step_by(step).take(ENTERPRISES).enumerate() {
            let kind = [
                Load::TwoShifts,
                Load::Office,
                Load::ThreeShifts,
                Load::Workshop,
            ][n % 4];
            let name = &self.firms[*firm].name;
            meters.push(Metered {
                code: format!("E{:03}", n + 1),
                name_en: format!("{}: main meter", name.en),
                name_zh: format!("{}总表", name.zh),
                firm: Some(*firm),
                parent: None,
                share: 1.0,
                kind,
            });
        }
        // Some have meters below: one whose parts fit, one whose parts exceed it, one with a large part that is not metered.
        for (parent, shares) in [(0, [0.61, 0.37]), (4, [0.64, 0.41]), (8, [0.45, 0.22])] {
            if parent >= meters.len() {
                continue;
            }
            for (n, share) in shares.into_iter().enumerate() {
                let above = &meters[parent];
                let (en, zh) = [("workshop", "车间"), ("utilities", "公用工程")][n];
                meters.push(Metered {
                    code: format!("{}-{}", above.code, n + 1),
                    name_en: above.name_en.replace("main meter", en),
                    name_zh: above.name_zh.replace("总表", zh),
                    firm: above.firm,
                    parent: Some(parent),
                    share,
                    kind: above.kind,
                });
            }
        }
        meters.push(Metered {
            code: "L001".into(),
            name_en: "Street lighting".into(),
            name_zh: "路灯".into(),
            firm: None,
            parent: None,
            share: 1.0,
            kind: Load::Lighting,
        });
        meters
    }

    fn spoiled(&self) -> Vec<Spoiled> {
        let one = |kind, meter, first_day, days| Spoiled {
            kind,
            meter,
            first_day,
            days,
        };
        vec![
            one("flat_line", 1, 120, 3),
            one("spike", 2, 200, 1),
            one("negative", 3, 75, 1),
            one("night_load", 5, 150, 21),
            one("level_change", 6, 180, 185),
            one("unit_slip", 7, 260, 6),
            one("copied_month", 9, 90, 14),
            one("gap", 10, 300, 2),
        ]
    }

    /// `meters.csv`: the meters, as `carbonshed readings meters` takes them.
    pub fn meters_csv(&self) -> String {
        let mut out = String::from(
            "code,name,name_zh,enterprise,place,carrier,unit,resolution,register,interval_minutes,parent,loss_percent_max,zone\n",
        );
        let meters = self.meters();
        for meter in &meters {
            let firm = meter.firm.map(|firm| &self.firms[firm]);
            let town = firm.map_or(0, |firm| firm.town);
            let _ = writeln!(
                out,
                "{},\"{}\",{},{},{},electricity,kWh,{RESOLUTION},interval,15,{},{},{}",
                meter.code,
                meter.name_en.replace('"', ""),
                meter.name_zh,
                firm.map_or("", |firm| firm.code.as_str()),
                self.towns[town].code,
                meter
                    .parent
                    .map_or("", |parent| meters[parent].code.as_str()),
                if meter.parent.is_none() { "4" } else { "0" },
                self.config.region,
            );
        }
        out
    }

    /// `hourly_factors.csv`: what a kWh of the district's made-up grid carries, hour by hour of the last year.
    pub fn hourly_factors_csv(&self) -> String {
        let year = *self.config.years.end();
        let mut rng = stream(self.config.seed, STREAM + 1);
        let mut out = String::from("zone,at,kg_per_kwh\n");
        for day in 0..days_of(year) {
            let date = date_of(year, day);
            // More sun about noon and in summer, more wind in some days than in others.
            let season = (std::f64::consts::TAU * (day as f64 - 200.0) / 365.0).cos();
            let wind = 0.03 * normal(&mut rng);
            for hour in 0..24 {
                let sun = (std::f64::consts::PI * (f64::from(hour) - 6.0) / 12.0)
                    .sin()
                    .max(0.0);
                let factor = 0.60 - (0.13 + 0.05 * season) * sun + wind + 0.008 * normal(&mut rng);
                let _ = writeln!(
                    out,
                    "{},{date}T{hour:02}:00,{factor:.4}",
                    self.config.region
                );
            }
        }
        out
    }

    /// `readings_YYYY.csv`: a column a meter, a row a quarter of an hour; the time is its beginning.
    pub fn readings_csv(&self) -> String {
        let year = *self.config.years.end();
        let meters = self.meters();
        let days = days_of(year);
        let mut columns: Vec<Vec<Option<f64>>> = Vec::with_capacity(meters.len());
        for (n, meter) in meters.iter().enumerate() {
            let column = match meter.parent {
                Some(parent) => self.part(n, meter, &columns[parent]),
                None => self.load(n, meter, year),
            };
            columns.push(column);
        }
        for fault in self.spoiled() {
            if let Some(column) = columns.get_mut(fault.meter) {
                spoil(column, &fault);
            }
        }
        let mut out = String::with_capacity(days * SLOTS * (20 + 8 * meters.len()));
        out.push_str("time");
        for meter in &meters {
            out.push(',');
            out.push_str(&meter.code);
        }
        out.push('\n');
        for slot in 0..days * SLOTS {
            let _ = write!(
                out,
                "{}T{:02}:{:02}",
                date_of(year, slot / SLOTS),
                slot % SLOTS / 4,
                slot % 4 * 15
            );
            for column in &columns {
                out.push(',');
                if let Some(value) = column[slot] {
                    let _ = write!(out, "{value:.2}");
                }
            }
            out.push('\n');
        }
        out
    }

    /// A year of a meter, each month adding up to what was truly used.
    fn load(&self, n: usize, meter: &Metered, year: i16) -> Vec<Option<f64>> {
        let mut rng = stream(self.config.seed, STREAM + 10 + n as u64);
        let truth = meter.firm.map(|firm| self.true_year(firm, year));
        // Two meters show 12 % more than is filed; the others are within their class.
        let error = if n == 12 || n == 15 {
            1.12
        } else {
            1.0 + 0.002 * normal(&mut rng)
        };
        let mut values = Vec::with_capacity(days_of(year) * SLOTS);
        for month in 1..=12_i8 {
            let first = jiff::civil::date(year, month, 1);
            let days = usize::from(first.days_in_month().unsigned_abs());
            let mut relative = Vec::with_capacity(days * SLOTS);
            for day in 0..days {
                let weekday = (first.weekday().to_monday_zero_offset() as usize + day) % 7;
                let mood = 1.0 + 0.04 * normal(&mut rng);
                for slot in 0..SLOTS {
                    let load = meter.kind.at(slot as f64 / 4.0, weekday) * mood;
                    relative.push((load * (1.0 + 0.06 * normal(&mut rng))).max(0.002));
                }
            }
            let kwh = truth.as_ref().map_or(42_000.0, |rows| {
                let used =
                    rows[usize::from(month.unsigned_abs()) - 1][Carrier::Electricity as usize];
                used.unwrap_or(0.0) * 10_000.0
            });
            let scale = kwh * error / relative.iter().sum::<f64>();
            values.extend(relative.iter().map(|one| Some(round(one * scale))));
        }
        values
    }

    /// A part of another meter's load, with a life of its own.
    fn part(&self, n: usize, meter: &Metered, whole: &[Option<f64>]) -> Vec<Option<f64>> {
        let mut rng = stream(self.config.seed, STREAM + 10 + n as u64);
        whole
            .iter()
            .map(|value| {
                value.map(|value| round(value * meter.share * (1.0 + 0.01 * normal(&mut rng))))
            })
            .collect()
    }

    /// `planted_reading_faults.csv`: one row a fault of the readings.
    pub fn planted_reading_faults_csv(&self) -> String {
        let year = *self.config.years.end();
        let meters = self.meters();
        let mut out = String::from("kind,meter,first_day,last_day\n");
        for fault in self.spoiled() {
            if let Some(meter) = meters.get(fault.meter) {
                let _ = writeln!(
                    out,
                    "{},{},{},{}",
                    fault.kind,
                    meter.code,
                    date_of(year, fault.first_day),
                    date_of(year, fault.first_day + fault.days - 1)
                );
            }
        }
        out
    }

    /// Name of the file of readings.
    pub fn readings_name(&self) -> String {
        format!("readings_{}.csv", self.config.years.end())
    }
}

fn round(value: f64) -> f64 {
    (value / RESOLUTION).round() * RESOLUTION
}

fn days_of(year: i16) -> usize {
    usize::from(jiff::civil::date(year, 1, 1).days_in_year().unsigned_abs())
}

fn date_of(year: i16, day: usize) -> jiff::civil::Date {
    jiff::civil::date(year, 1, 1).saturating_add(jiff::Span::new().days(day as i64))
}

fn spoil(column: &mut [Option<f64>], fault: &Spoiled) {
    let from = fault.first_day * SLOTS;
    let to = ((fault.first_day + fault.days) * SLOTS).min(column.len());
    match fault.kind {
        "flat_line" => {
            let held = column[from];
            column[from..to].fill(held);
        }
        "spike" => {
            if let Some(value) = &mut column[from + 50] {
                *value = round(*value * 14.0);
            }
        }
        "negative" => {
            for value in column[from + 40..from + 46].iter_mut().flatten() {
                *value = -*value;
            }
        }
        "night_load" => {
            for (slot, value) in column[from..to].iter_mut().enumerate() {
                let hour = slot % SLOTS / 4;
                if (1..5).contains(&hour)
                    && let Some(value) = value
                {
                    *value = round(*value * 5.0);
                }
            }
        }
        "level_change" => {
            for value in column[from..to].iter_mut().flatten() {
                *value = round(*value * 1.8);
            }
        }
        "unit_slip" => {
            for value in column[from..to].iter_mut().flatten() {
                *value = round(*value * 10.0);
            }
        }
        "copied_month" => {
            let copied = column[from - 28 * SLOTS..to - 28 * SLOTS].to_vec();
            column[from..to].copy_from_slice(&copied);
        }
        _ => column[from..to].fill(None),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Config, generate};

    #[test]
    fn a_small_district_has_meters_readings_and_factors_that_fit() {
        let district = generate(&Config {
            towns: 3,
            above: 120,
            below: 20,
            years: 2020..=2021,
            ..Config::default()
        })
        .unwrap();
        let meters = district.meters_csv();
        let readings = district.readings_csv();
        let codes: Vec<&str> = meters
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').next())
            .collect();
        let head: Vec<&str> = readings
            .lines()
            .next()
            .unwrap()
            .split(',')
            .skip(1)
            .collect();
        assert_eq!(codes, head);
        assert_eq!(readings.lines().count(), 1 + 365 * 96);
        assert_eq!(district.hourly_factors_csv().lines().count(), 1 + 8760);
        assert_eq!(readings, district.readings_csv());
        // What the first meter shows in a year is what its enterprise truly used, within the meter's class.
        let shown: f64 = readings
            .lines()
            .skip(1)
            .map(|line| line.split(',').nth(1).unwrap().parse::<f64>().unwrap())
            .sum();
        let first: Vec<csv::StringRecord> = csv::Reader::from_reader(meters.as_bytes())
            .records()
            .map(Result::unwrap)
            .collect();
        let code = &first[0][3];
        let activity = district.activity_csv(2021);
        let electricity = activity
            .lines()
            .next()
            .unwrap()
            .split(',')
            .position(|head| head.starts_with("electricity"))
            .unwrap();
        let filed: f64 = activity
            .lines()
            .filter(|line| line.contains(code))
            .filter_map(|line| line.split(',').nth(electricity)?.parse::<f64>().ok())
            .sum();
        assert!(
            (shown / (filed * 10_000.0) - 1.0).abs() < 0.02,
            "{shown} {filed}"
        );
    }
}
