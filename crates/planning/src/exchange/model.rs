//! Offers, needs, and by which rules one can serve the other.

use std::collections::HashMap;

/// A point on the Earth, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// East, -180 to 180.
    pub lon: f64,
    /// North, -90 to 90.
    pub lat: f64,
}

impl Place {
    /// Way along the great circle, km (haversine; mean radius 6371.0088 km of the International Union of Geodesy and Geophysics).
    pub fn km_to(self, other: Place) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half = |angle: f64| (angle / 2.0).sin().powi(2);
        let h = half(b - a) + a.cos() * b.cos() * half((other.lon - self.lon).to_radians());
        2.0 * 6371.0088 * h.sqrt().min(1.0).asin()
    }
}

/// Who offers or needs something: a plant, a farm, a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// As the tables name it.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Where; `None` if only the table of distances knows.
    pub place: Option<Place>,
}

/// How much, over the year.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// Units in the whole year.
    Year(f64),
    /// Units in each month, January first.
    Months([f64; 12]),
}

impl Quantity {
    /// Units in the whole year.
    pub fn year(&self) -> f64 {
        match self {
            Quantity::Year(units) => *units,
            Quantity::Months(units) => units.iter().sum(),
        }
    }

    /// Units in a month, 0 to 11; a year's figure is spread evenly.
    pub fn month(&self, month: usize) -> f64 {
        match self {
            Quantity::Year(units) => units / 12.0,
            Quantity::Months(units) => units[month],
        }
    }
}

/// Something left over.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// As the table names it.
    pub id: String,
    /// Whose, in [`Model::partners`].
    pub partner: usize,
    /// Which, in [`Model::materials`].
    pub material: usize,
    /// Unit of the quantity.
    pub unit: String,
    /// Units.
    pub quantity: Quantity,
    /// Energy of one unit, GJ, where rules compare energy.
    pub energy_gj_per_unit: Option<f64>,
    /// Temperature as it leaves, °C.
    pub temperature_c: Option<f64>,
    /// Temperature down to which the quantity is counted, °C; `None` for heat at one temperature (condensing steam).
    pub return_c: Option<f64>,
    /// Further qualities, in the order of [`Model::parameters`].
    pub quality: Vec<Option<f64>>,
    /// What making one unit ready costs its owner, yuan.
    pub effort_yuan_per_unit: f64,
    /// What getting rid of one unit costs its owner today, yuan.
    pub disposal_yuan_per_unit: f64,
    /// What getting rid of one unit emits today, kg CO2e.
    pub disposal_co2_kg_per_unit: f64,
    /// What the owner asks for one unit, yuan; `None` if the gain is to be split.
    pub price_yuan_per_unit: Option<f64>,
}

/// Something that is bought or made today, and that another's offer could replace.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// As the table names it.
    pub id: String,
    /// Whose, in [`Model::partners`].
    pub partner: usize,
    /// Which, in [`Model::materials`].
    pub material: usize,
    /// Unit of the quantity.
    pub unit: String,
    /// Units.
    pub quantity: Quantity,
    /// Energy of one unit, GJ, where rules compare energy.
    pub energy_gj_per_unit: Option<f64>,
    /// Temperature to be reached, °C.
    pub temperature_c: Option<f64>,
    /// Temperature from which heat is needed, °C; `None` for heat at one temperature.
    pub return_c: Option<f64>,
    /// Bounds of further qualities, in the order of [`Model::parameters`].
    pub quality: Vec<Option<f64>>,
    /// What one unit costs today, yuan.
    pub today_yuan_per_unit: f64,
    /// What one unit emits today, kg CO2e.
    pub today_co2_kg_per_unit: f64,
    /// Primary energy of one unit today, GJ.
    pub today_energy_gj_per_unit: Option<f64>,
}

/// In what an offer replaces a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Unit for unit.
    Quantity,
    /// Energy for energy.
    Energy,
}

/// How an offer's quality must stand to a need's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The offer's at least the need's plus the margin.
    AtLeast,
    /// The offer's at most the need's minus the margin.
    AtMost,
}

/// One condition on quality.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// Which, in [`Model::parameters`]; `None` for the temperature.
    pub parameter: Option<usize>,
    /// How.
    pub relation: Relation,
    /// By how much (K for temperatures: the least approach in the exchanger), at least 0.
    pub margin: f64,
}

/// Which offer can serve which need.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Material offered.
    pub offer: usize,
    /// Material needed.
    pub need: usize,
    /// In what it is replaced.
    pub basis: Basis,
    /// All must hold.
    pub checks: Vec<Check>,
}

/// What carrying a material takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Carriage {
    /// Yuan for one unit of the offer over one km.
    pub yuan_per_unit_km: f64,
    /// kg CO2e for one unit of the offer over one km.
    pub co2_kg_per_unit_km: f64,
    /// Share of what is under way that is lost on each km, 0 to 1.
    pub loss_per_km: f64,
    /// Temperature lost on each km, K.
    pub drop_k_per_km: f64,
    /// Farther nobody carries it, km.
    pub most_km: Option<f64>,
    /// Whether it can be kept from one month to another.
    pub storable: bool,
}

/// What the person decides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Price of a tonne of CO2e that counts as gain, yuan; 0 leaves carbon out of the choice.
    pub carbon_yuan_per_t: f64,
    /// Way on the ground over way on the great circle, at least 1. Not used where the table of distances has the pair.
    pub detour: f64,
    /// Height of the bands into which heat with a return temperature is cut, K; above 0.
    pub band_k: f64,
    /// Up to how many pairs of offer and need all are looked at; above, only the nearest.
    pub all_pairs: usize,
    /// How many nearest fitting partners of each offer and each need are looked at then.
    pub nearest: usize,
}

impl Default for Settings {
    /// Carbon without price, straight ways, bands of 10 K; two million pairs, then the 12 nearest.
    fn default() -> Self {
        Settings {
            carbon_yuan_per_t: 0.0,
            detour: 1.0,
            band_k: 10.0,
            all_pairs: 2_000_000,
            nearest: 12,
        }
    }
}

/// Everything that a network is chosen from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Model {
    /// Names of materials.
    pub materials: Vec<String>,
    /// Names of qualities beside the temperature.
    pub parameters: Vec<String>,
    /// Partners.
    pub partners: Vec<Partner>,
    /// Offers.
    pub offers: Vec<Offer>,
    /// Needs.
    pub needs: Vec<Need>,
    /// Rules; each pair of materials once, and each material on one basis only.
    pub rules: Vec<Rule>,
    /// By material; `None` if nothing is known of carrying it.
    pub carriage: Vec<Option<Carriage>>,
    /// Known ways between partners, km; both directions.
    pub distances: HashMap<(usize, usize), f64>,
}

impl Model {
    /// Way between two partners, km. `None` if neither the table nor both places know it.
    pub fn km(&self, from: usize, to: usize, detour: f64) -> Option<f64> {
        if let Some(&km) = self.distances.get(&(from, to)) {
            return Some(km);
        }
        if from == to {
            return Some(0.0);
        }
        let (a, b) = (self.partners[from].place?, self.partners[to].place?);
        Some(a.km_to(b) * detour)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_the_equator_is_a_quarter_of_the_circle() {
        let place = |lon, lat| Place { lon, lat };
        let quarter = std::f64::consts::FRAC_PI_2 * 6371.0088;
        assert!((place(0.0, 0.0).km_to(place(90.0, 0.0)) - quarter).abs() < 1e-9);
        assert!((place(12.0, 0.0).km_to(place(77.0, 90.0)) - quarter).abs() < 1e-9);
        assert_eq!(place(5.0, 5.0).km_to(place(5.0, 5.0)), 0.0);
    }

    #[test]
    fn a_year_is_the_sum_of_its_months() {
        let mut months = [0.0; 12];
        months[0] = 3.0;
        months[11] = 4.5;
        assert_eq!(Quantity::Months(months).year(), 7.5);
        assert_eq!(Quantity::Year(24.0).month(5), 2.0);
    }
}
