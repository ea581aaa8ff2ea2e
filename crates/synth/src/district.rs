//! From a configuration to a district.

use std::ops::RangeInclusive;

use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use units::{Field, Label};

use crate::credit::credit_code;
use crate::fault::{self, Fault};
use crate::firm::{Firm, Role, Row, Seat};
use crate::name;
use crate::sector::{Carrier, SECTORS, form};
use crate::shape::{self, Km};

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Id of the region (lower-case letters, digits, `-`).
    pub region: String,
    /// Seed: the same seed gives the same district.
    pub seed: u64,
    /// Number of towns, 1 to 2,000.
    pub towns: usize,
    /// Enterprises above designated size (规模以上).
    pub above: usize,
    /// Enterprises below it. Together 1 to 1,000,000 (a year of each takes about 4 kB of memory while its file is made).
    pub below: usize,
    /// Calendar years, within 2000 to 2060.
    pub years: RangeInclusive<i16>,
    /// Whether faults are planted.
    pub faults: bool,
}

impl Default for Config {
    /// The sample region `district`: 26 towns, 1,503 and 2,100 enterprises, 2012-2021, seed 7, with faults.
    fn default() -> Config {
        Config {
            region: "district".into(),
            seed: 7,
            towns: 26,
            above: 1503,
            below: 2100,
            years: 2012..=2021,
            faults: true,
        }
    }
}

/// Why a configuration makes no district.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Too few or too many towns.
    #[error("{0} towns: give 1 to 2000")]
    Towns(usize),
    /// Too few or too many enterprises.
    #[error("{0} enterprises: give 1 to 1000000")]
    Enterprises(usize),
    /// No year, or one out of range.
    #[error("years {0} to {1}: give a range within 2000 to 2060")]
    Years(i16, i16),
    /// Not an id.
    #[error("region id {0:?}: use lower-case letters, digits and hyphens")]
    Region(String),
}

impl Config {
    fn check(&self) -> Result<(), ConfigError> {
        let (first, last) = (*self.years.start(), *self.years.end());
        if !(1..=2000).contains(&self.towns) {
            return Err(ConfigError::Towns(self.towns));
        }
        let firms = self.above.saturating_add(self.below);
        if !(1..=1_000_000).contains(&firms) {
            return Err(ConfigError::Enterprises(firms));
        }
        if first > last || first < 2000 || last > 2060 {
            return Err(ConfigError::Years(first, last));
        }
        if self.region.is_empty()
            || !self
                .region
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            return Err(ConfigError::Region(self.region.clone()));
        }
        Ok(())
    }

    /// Number of months.
    pub fn months(&self) -> usize {
        (i32::from(*self.years.end()) - i32::from(*self.years.start()) + 1) as usize * 12
    }

    /// Rows of all activity files together, heads not counted: enterprises times months.
    pub fn rows(&self) -> usize {
        (self.above + self.below) * self.months()
    }
}

/// A town.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub code: String,
    pub name: Label,
    pub subdistrict: bool,
    pub centre: (f64, f64),
    /// Degrees east and north, 5 decimals; shell first.
    pub rings: Vec<Vec<(f64, f64)>>,
    pub area_km2: f64,
    /// Residents at the end of each year.
    pub population: Vec<u32>,
}

/// A synthetic district. Its files are made when they are asked for.
#[derive(Debug, Clone)]
pub struct District {
    pub(crate) config: Config,
    pub(crate) name: Label,
    pub(crate) towns: Vec<Town>,
    pub(crate) outline: Vec<Vec<(f64, f64)>>,
    pub(crate) firms: Vec<Firm>,
    pub(crate) faults: Vec<Fault>,
    /// Heat that the district's enterprises buy, GJ, by month from the start.
    pub(crate) heat_gj: Vec<f64>,
}

/// The middle of nowhere: the open Pacific, 30 degrees north, far from any land.
const CENTRE: (f64, f64) = (150.0, 30.0);
const KM_PER_DEGREE: f64 = 111.195;

fn to_lon_lat((x, y): Km) -> (f64, f64) {
    let round = |v: f64| (v * 1e5).round() / 1e5;
    let lat = CENTRE.1 + y / KM_PER_DEGREE;
    (
        round(CENTRE.0 + x / (KM_PER_DEGREE * CENTRE.1.to_radians().cos())),
        round(lat),
    )
}

pub(crate) fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

/// Streams of the generator: each part draws from its own, so that a change in one leaves the others as they are.
pub(crate) fn stream(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}

/// Makes a district. About a second for the default one.
///
/// # Errors
/// If the configuration is out of range.
pub fn generate(config: &Config) -> Result<District, ConfigError> {
    config.check()?;
    let area_km2 = 42.0 * config.towns as f64;
    let tessellation = shape::tessellate(&mut stream(config.seed, 1), config.towns, area_km2);
    let towns = towns(config, &tessellation);
    let firms = firms(config, &tessellation, &towns);
    let mut district = District {
        config: config.clone(),
        name: Label {
            en: "Yunchuan District (synthetic)".into(),
            zh: "云川区（合成数据）".into(),
        },
        outline: tessellation
            .outline
            .iter()
            .map(|ring| ring.iter().copied().map(to_lon_lat).collect())
            .collect(),
        towns,
        firms,
        faults: Vec::new(),
        heat_gj: Vec::new(),
    };
    district.heat_gj = district.heat_bought();
    if config.faults {
        // Middling enterprises above designated size: a fault shows, and does not bend the district's totals.
        let mut ranked: Vec<usize> = (0..district.firms.len())
            .filter(|&n| district.firms[n].above && district.firms[n].role == Role::Ordinary)
            .collect();
        ranked.sort_by(|&a, &b| {
            district.firms[b]
                .output
                .total_cmp(&district.firms[a].output)
        });
        let middle = &ranked[ranked.len() * 2 / 5..ranked.len() * 9 / 10];
        district.faults = fault::plan(
            &mut stream(config.seed, 4),
            middle,
            district.firms.len(),
            config.months(),
        );
    }
    Ok(district)
}

fn towns(config: &Config, tessellation: &shape::Tessellation) -> Vec<Town> {
    let mut rng = stream(config.seed, 2);
    let names = name::towns(&mut rng, config.towns);
    let digits = config.towns.to_string().len().max(2);
    let years = config.months() / 12;
    names
        .into_iter()
        .zip(&tessellation.towns)
        .enumerate()
        .map(|(n, (name, shape))| {
            // The inner third are subdistricts (街道), the rest towns (镇).
            let subdistrict = n * 3 < config.towns;
            let (en, zh) = if subdistrict {
                ("Subdistrict", "街道")
            } else {
                ("Town", "镇")
            };
            let area_km2: f64 = shape.rings.iter().map(|ring| shape::area(ring)).sum();
            let people =
                if subdistrict { 78_000.0 } else { 31_000.0 } * (0.33 * normal(&mut rng)).exp();
            let rate = if subdistrict { 0.014 } else { 0.003 } + 0.006 * normal(&mut rng);
            Town {
                code: format!("town-{:0digits$}", n + 1),
                name: Label {
                    en: format!("{} {en}", name.en),
                    zh: format!("{}{zh}", name.zh),
                },
                subdistrict,
                centre: to_lon_lat(shape.centre),
                rings: shape
                    .rings
                    .iter()
                    .map(|ring| ring.iter().copied().map(to_lon_lat).collect())
                    .collect(),
                area_km2,
                population: (0..years)
                    .map(|y| (people * (1.0 + rate).powi(y as i32)).round() as u32)
                    .collect(),
            }
        })
        .collect()
}

/// Draws an index by weight.
fn pick(rng: &mut impl Rng, weights: &[f64]) -> usize {
    let sum: f64 = weights.iter().sum();
    let mut left = rng.random_range(0.0..sum.max(f64::MIN_POSITIVE));
    for (n, weight) in weights.iter().enumerate() {
        left -= weight;
        if left < 0.0 {
            return n;
        }
    }
    weights.len() - 1
}

fn firms(config: &Config, tessellation: &shape::Tessellation, towns: &[Town]) -> Vec<Firm> {
    let mut rng = stream(config.seed, 3);
    // Trades gather: each sector has its own towns; farms lie outside, services in the middle.
    let town_weight: Vec<f64> = towns
        .iter()
        .map(|_| (0.5 * normal(&mut rng)).exp())
        .collect();
    let by_sector: Vec<Vec<f64>> = SECTORS
        .iter()
        .map(|sector| {
            tessellation
                .towns
                .iter()
                .zip(&town_weight)
                .map(|(town, weight)| {
                    let out = town.remoteness;
                    let place = match sector.field {
                        Field::Agriculture => 0.05 + out * out,
                        Field::Industry | Field::Energy => 0.35 + out.min(0.75),
                        Field::Transport => 0.6,
                        Field::Construction | Field::Livelihood => 1.4 - out,
                    };
                    let gather = if sector.field == Field::Industry {
                        0.85
                    } else {
                        0.25
                    };
                    weight * place.max(0.05) * (gather * normal(&mut rng)).exp()
                })
                .collect()
        })
        .collect();
    // Works stand in parks: up to three a town.
    let parks: Vec<Vec<Km>> = tessellation
        .towns
        .iter()
        .map(|town| {
            (0..rng.random_range(1..=3))
                .map(|_| town.cells[rng.random_range(0..town.cells.len())])
                .collect()
        })
        .collect();
    let count = config.above + config.below;
    // Two plants and two cement works among those above designated size; a very small district buys no heat.
    let plants = if config.above >= 40 { 2 } else { 0 };
    let cement = if config.above >= 400 { 2 } else { 0 };
    let sector_at = |code: &str| SECTORS.iter().position(|s| s.code == code).unwrap_or(0);
    let plant_towns: Vec<usize> = (0..plants)
        .map(|n| (towns.len() / 3 + n * towns.len() / 3).min(towns.len() - 1))
        .collect();
    let reached = heat_network(tessellation, &plant_towns);
    let weights = [false, true].map(|above| {
        SECTORS
            .iter()
            .map(|s| if above { s.share.0 } else { s.share.1 })
            .collect::<Vec<f64>>()
    });
    let mut names = name::Firms::default();
    (0..count)
        .map(|n| {
            let above = n < config.above;
            let (role, sector) = if above && n < plants {
                // The second plant turns to gas in the seventh year of ten.
                let gas_from = (n == 1).then_some(config.months() * 6 / 10);
                (
                    Role::Plant {
                        share: if n == 0 { 0.62 } else { 0.38 },
                        gas_from,
                    },
                    sector_at("D44"),
                )
            } else if above && n < plants + cement {
                (Role::Cement, sector_at("C30"))
            } else {
                (Role::Ordinary, pick(&mut rng, &weights[usize::from(above)]))
            };
            let town = match role {
                Role::Plant { .. } => plant_towns[n],
                _ => pick(&mut rng, &by_sector[sector]),
            };
            let trade = if role == Role::Cement {
                ("水泥", "Cement")
            } else {
                SECTORS[sector].trade
            };
            let seat = Seat {
                code: credit_code(n as u32 * 7 + 101),
                name: names.name(&mut rng, trade, form(&SECTORS[sector])),
                town,
                sector,
                above,
                lon_lat: point_in(
                    &mut rng,
                    &tessellation.towns[town],
                    &towns[town].rings,
                    &parks[town],
                    tessellation.side_km,
                    SECTORS[sector].field,
                ),
                role,
                heat_network: reached[town],
                stream: 1000 + n as u64,
                months: config.months(),
            };
            Firm::draw(&mut rng, seat)
        })
        .collect()
}

/// Heat reaches the nearest towns of each plant: half of all towns.
fn heat_network(tessellation: &shape::Tessellation, plant_towns: &[usize]) -> Vec<bool> {
    let mut reached = vec![false; tessellation.towns.len()];
    for &plant in plant_towns {
        let (x, y) = tessellation.towns[plant].centre;
        let mut order: Vec<usize> = (0..reached.len()).collect();
        order.sort_by(|&a, &b| {
            let far = |n: usize| {
                (tessellation.towns[n].centre.0 - x).powi(2)
                    + (tessellation.towns[n].centre.1 - y).powi(2)
            };
            far(a).total_cmp(&far(b))
        });
        for &town in order.iter().take(reached.len().div_ceil(4)) {
            reached[town] = true;
        }
    }
    reached
}

/// A point in a town: near a park for works, anywhere for others; inside the rings as they are written.
fn point_in(
    rng: &mut impl Rng,
    town: &shape::TownShape,
    rings: &[Vec<(f64, f64)>],
    parks: &[Km],
    side_km: f64,
    field: Field,
) -> (f64, f64) {
    let gathered = matches!(field, Field::Industry | Field::Energy);
    for attempt in 0..60 {
        let near = if gathered && attempt < 30 && rng.random_bool(0.8) {
            let (x, y) = parks[rng.random_range(0..parks.len())];
            (x + 0.7 * normal(rng), y + 0.7 * normal(rng))
        } else {
            let (x, y) = town.cells[rng.random_range(0..town.cells.len())];
            (
                x + rng.random_range(-side_km..side_km),
                y + rng.random_range(-side_km..side_km),
            )
        };
        let point = to_lon_lat(near);
        if shape::contains(rings, point) {
            return point;
        }
    }
    to_lon_lat(town.centre)
}

impl District {
    /// What was asked for.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Number of faults planted.
    pub fn fault_count(&self) -> usize {
        self.faults.len()
    }

    fn first_year(&self) -> i16 {
        *self.config.years.start()
    }

    /// January of a year, counted in months from the start of the data.
    pub(crate) fn first_month(&self, year: i16) -> usize {
        (i32::from(year) - i32::from(self.first_year())).max(0) as usize * 12
    }

    /// An enterprise's true values of a year, before faults.
    pub(crate) fn true_year(&self, firm: usize, year: i16) -> [Row; 12] {
        let first = self.first_month(year);
        let mut heat = [0.0; 12];
        if let Some(known) = self.heat_gj.get(first..first + 12) {
            heat.copy_from_slice(known);
        }
        self.firms[firm].year(self.config.seed, year, first, &heat)
    }

    /// What all enterprises buy in heat, GJ, by month: the plants make as much.
    fn heat_bought(&self) -> Vec<f64> {
        let mut heat = vec![0.0; self.config.months()];
        for year in self.config.years.clone() {
            let first = self.first_month(year);
            for firm in 0..self.firms.len() {
                if self.firms[firm].role == Role::Ordinary {
                    for (m, row) in self.true_year(firm, year).iter().enumerate() {
                        heat[first + m] += row[Carrier::Heat as usize].unwrap_or(0.0);
                    }
                }
            }
        }
        heat
    }
}
