//! Enterprises: who they are, and what they use in a month.

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use units::Label;

use crate::sector::{Carrier, SECTORS, Season, Sector};

/// Columns of values in an activity file: the carriers, then these.
pub(crate) const COAL_TRANSFORMED: usize = 10;
pub(crate) const GAS_TRANSFORMED: usize = 11;
pub(crate) const HEAT_SOLD: usize = 12;
pub(crate) const POWER_SOLD: usize = 13;
pub(crate) const CLINKER: usize = 14;
pub(crate) const OUTPUT: usize = 15;
pub(crate) const VALUE_ADDED: usize = 16;
pub(crate) const COLUMNS: usize = 17;

/// Name and decimals of each column.
pub(crate) fn column(index: usize) -> (&'static str, u32) {
    match index {
        COAL_TRANSFORMED => ("raw_coal_for_power_and_heat:t", 2),
        GAS_TRANSFORMED => ("natural_gas_for_power_and_heat:万m3", 4),
        HEAT_SOLD => ("heat_sold:GJ", 1),
        POWER_SOLD => ("electricity_sold:万kWh", 4),
        CLINKER => ("cement_clinker:t", 1),
        OUTPUT => ("output_value:万元", 2),
        VALUE_ADDED => ("value_added:万元", 2),
        carrier => {
            let carrier = Carrier::ALL[carrier];
            let decimals = match carrier {
                Carrier::Electricity | Carrier::NaturalGas => 4,
                Carrier::Heat => 1,
                _ => 2,
            };
            (carrier.column(), decimals)
        }
    }
}

/// Values of one enterprise and month; `None` where it has nothing to report.
pub(crate) type Row = [Option<f64>; COLUMNS];

/// What sets an enterprise apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Role {
    Ordinary,
    /// Burns coal, and from a month on gas, to sell heat and power; takes this share of the district's heat.
    Plant {
        share: f64,
        gas_from: Option<usize>,
    },
    /// Burns coal for clinker.
    Cement,
}

/// An enterprise.
#[derive(Debug, Clone)]
pub(crate) struct Firm {
    pub code: String,
    pub name: Label,
    pub town: usize,
    pub sector: usize,
    pub above: bool,
    pub lon_lat: (f64, f64),
    pub role: Role,
    /// Output value of 2020 in 10,000 CNY, before the year's falls.
    pub output: f64,
    growth: f64,
    /// kgce per 10,000 CNY of output in 2020, and how fast it falls.
    intensity: f64,
    decline: f64,
    value_added: f64,
    shares: [f64; 10],
    /// From this month on coal gives way to these.
    coal_ends: Option<(usize, [f64; 10])>,
    stream: u64,
}

/// What is known before the enterprise is drawn.
pub(crate) struct Seat {
    pub code: String,
    pub name: Label,
    pub town: usize,
    pub sector: usize,
    pub above: bool,
    pub lon_lat: (f64, f64),
    pub role: Role,
    /// Whether the heat network reaches the town.
    pub heat_network: bool,
    pub stream: u64,
    pub months: usize,
}

fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// Output value in 10,000 CNY: above designated size (20 million CNY) a Pareto tail, below it a cut lognormal.
fn size(rng: &mut impl Rng, above: bool, sector: &Sector) -> f64 {
    if !above {
        return (420.0 * (0.85 * normal(rng)).exp()).clamp(25.0, 1990.0);
    }
    const TAIL: f64 = 1.12;
    const REACH: f64 = 320.0;
    let u: f64 = rng.random_range(0.0..1.0);
    let pareto = (1.0 - u * (1.0 - REACH.powf(-TAIL))).powf(-1.0 / TAIL);
    // Process industries are larger.
    let scale = if sector.season == Season::Continuous {
        1.7
    } else {
        1.0
    };
    2000.0 * (pareto * scale).min(REACH)
}

impl Firm {
    pub fn draw(rng: &mut impl Rng, seat: Seat) -> Firm {
        let sector = &SECTORS[seat.sector];
        let mut shares = [0.0; 10];
        for (carrier, share) in sector.mix {
            let spread = if seat.above { 0.45 } else { 0.6 };
            let mut share = share * (spread * normal(rng)).exp();
            // Some do without a lesser carrier; small ones mostly.
            if *carrier != Carrier::Electricity
                && rng.random_bool(if seat.above { 0.12 } else { 0.38 })
            {
                share = 0.0;
            }
            let to = if *carrier == Carrier::Heat && !seat.heat_network {
                Carrier::RawCoal
            } else {
                *carrier
            };
            shares[to as usize] += share;
        }
        if seat.role == Role::Cement {
            shares = [0.0; 10];
            shares[Carrier::RawCoal as usize] = 0.86;
            shares[Carrier::Electricity as usize] = 0.13;
            shares[Carrier::Diesel as usize] = 0.01;
        }
        normalise(&mut shares);
        let coal_ends = (shares[Carrier::RawCoal as usize] > 0.0
            && seat.role != Role::Cement
            && rng.random_bool(0.86))
        .then(|| {
            // Small boilers went between the third and the eighth year.
            let month = (seat.months as f64
                * (0.22 + 0.55 * rng.random_range(0.0f64..1.0).powf(0.8)))
                as usize;
            let mut to = [0.0; 10];
            to[Carrier::NaturalGas as usize] = 0.55;
            to[Carrier::Electricity as usize] = 0.15;
            to[if seat.heat_network {
                Carrier::Heat
            } else {
                Carrier::Biomass
            } as usize] = 0.30;
            (month, to)
        });
        let (output, intensity) = match seat.role {
            Role::Cement => (48_000.0 * rng.random_range(0.8..1.3), 1900.0),
            Role::Plant { .. } => (0.0, 0.0),
            Role::Ordinary => (
                size(rng, seat.above, sector),
                sector.intensity_kgce * (0.5 * normal(rng)).exp(),
            ),
        };
        Firm {
            growth: (sector.growth + 0.035 * normal(rng)).clamp(-0.12, 0.22),
            decline: (0.034 + 0.014 * normal(rng)).clamp(-0.01, 0.08),
            value_added: (sector.value_added * (0.2 * normal(rng)).exp()).min(0.8),
            code: seat.code,
            name: seat.name,
            town: seat.town,
            sector: seat.sector,
            above: seat.above,
            lon_lat: seat.lon_lat,
            role: seat.role,
            stream: seat.stream,
            output,
            intensity,
            shares,
            coal_ends,
        }
    }

    /// The twelve months of a year. `first_month` counts from the start of the data; `heat_gj` is what the district's buyers
    /// take in each of the twelve, for the plants.
    ///
    /// The same firm, seed and year give the same values, whatever was asked before.
    pub fn year(&self, seed: u64, year: i16, first_month: usize, heat_gj: &[f64; 12]) -> [Row; 12] {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(self.stream);
        rng.set_word_pos(u128::from(year.unsigned_abs()) << 14);
        let sector = &SECTORS[self.sector];
        let year_noise = (0.05 * normal(&mut rng)).exp();
        let mut rows = [[None; COLUMNS]; 12];
        for (m, row) in rows.iter_mut().enumerate() {
            let (energy_noise, output_noise) = (
                (0.045 * normal(&mut rng)).exp(),
                (0.05 * normal(&mut rng)).exp(),
            );
            if let Role::Plant { share, gas_from } = self.role {
                let gas = gas_from.is_some_and(|from| first_month + m >= from);
                plant(row, share * heat_gj[m], gas, self.value_added, energy_noise);
                continue;
            }
            let season = sector.season.energy()[m];
            let fall = covid(sector.covid, year, m);
            let level = self.output * growth(self.growth, sector.covid, year) * year_noise / 12.0;
            let output = level * (1.0 + 0.75 * (season - 1.0)) * fall * output_noise;
            // Some of the load runs whatever is made.
            let energy_tce = level * self.intensity / 1000.0
                * (1.0 - self.decline).powi(i32::from(year) - 2020)
                * season
                * (0.3 + 0.7 * fall)
                * crunch(sector, year, m)
                * energy_noise;
            let mut shares = self.shares;
            if let Some((end, to)) = &self.coal_ends {
                let gone = ((first_month + m) as f64 - *end as f64 + 1.0).clamp(0.0, 4.0) / 4.0;
                let moved = shares[Carrier::RawCoal as usize] * gone;
                shares[Carrier::RawCoal as usize] -= moved;
                for (share, part) in shares.iter_mut().zip(to) {
                    // A coal boiler wastes more than what replaces it.
                    *share += moved * part * 0.84;
                }
            }
            for carrier in Carrier::ALL {
                let share = shares[carrier as usize];
                if share > 1e-9 {
                    let noise = 1.0 + 0.03 * normal(&mut rng);
                    row[carrier as usize] =
                        Some(energy_tce * share * noise.max(0.5) / carrier.tce());
                }
            }
            if self.role == Role::Cement {
                // About 0.108 tce of fuel a tonne of clinker.
                row[CLINKER] =
                    row[Carrier::RawCoal as usize].map(|t| t * Carrier::RawCoal.tce() / 0.108);
            }
            row[OUTPUT] = Some(output);
            row[VALUE_ADDED] = Some(output * self.value_added);
        }
        rows
    }
}

fn normalise(shares: &mut [f64; 10]) {
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 {
        shares.iter_mut().for_each(|s| *s /= sum);
    } else {
        shares[Carrier::Electricity as usize] = 1.0;
    }
}

/// A heat and power plant's month: fuel for what it sells, own use, and what it earns.
fn plant(row: &mut Row, heat_gj: f64, gas: bool, value_added: f64, noise: f64) {
    // 6 % of the heat is lost on the way; power goes with it at 0.28 GJ a GJ, at an overall efficiency of 0.80 (coal) or 0.86 (gas).
    let sent = heat_gj / 0.94;
    let power_gj = sent * 0.28 * noise;
    let fuel_gj = (sent + power_gj) / if gas { 0.86 } else { 0.80 };
    if gas {
        row[GAS_TRANSFORMED] = Some(fuel_gj / 389.31);
    } else {
        row[COAL_TRANSFORMED] = Some(fuel_gj / 20.908);
    }
    let power = power_gj / 36.0;
    row[HEAT_SOLD] = Some(heat_gj);
    row[POWER_SOLD] = Some(power * 0.93);
    row[Carrier::Electricity as usize] = Some(power * 0.015);
    row[Carrier::Diesel as usize] = Some(fuel_gj / 2.0e5);
    let output = heat_gj * 62.0 / 1e4 + power * 0.93 * 0.42;
    row[OUTPUT] = Some(output);
    row[VALUE_ADDED] = Some(output * value_added);
}

/// Output against 2020.
fn growth(rate: f64, covid: f64, year: i16) -> f64 {
    let before = 1.0 / (1.0 + 0.5 * rate);
    match year {
        ..2020 => before * (1.0 + rate).powi(i32::from(year) - 2019),
        2020 => 1.0,
        _ => (1.0 + rate + 0.015 * covid).powi(i32::from(year) - 2020),
    }
}

/// Early 2020: factories closed after Spring Festival; hotels and buses stayed low all year.
fn covid(sensitivity: f64, year: i16, month: usize) -> f64 {
    const FALL: [f64; 12] = [
        0.03, 0.40, 0.22, 0.08, 0.04, 0.02, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0,
    ];
    let stays = (sensitivity - 1.1).max(0.0);
    match year {
        2020 => (1.0 - sensitivity * FALL[month] - 0.3 * stays).clamp(0.12, 1.2),
        2021 => 1.0 - 0.12 * stays,
        _ => 1.0,
    }
}

/// Autumn 2021: power was rationed to those who use most.
fn crunch(sector: &Sector, year: i16, month: usize) -> f64 {
    if year == 2021 && (8..=9).contains(&month) && sector.season == Season::Continuous {
        0.88
    } else {
        1.0
    }
}
