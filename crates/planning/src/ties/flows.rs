//! Flows between places, and the places themselves.

use std::collections::HashMap;

use inventory::finding::Finding;

use crate::city::place::{Position, distance_km};
use crate::notice::refused;
use crate::sheet::{Sheet, Source, Tables, cell, csv_text};

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// As the file names it.
    pub id: String,
    /// People, jobs, output ...: what draws flows; above 0, any unit.
    pub mass: Option<f64>,
    /// Where.
    pub position: Option<Position>,
}

/// Places and what flows from one to another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Flows {
    /// In the order of the table of places, else as they first stand in the table of flows.
    pub places: Vec<Place>,
    /// By place of origin and of destination; `None` if not known. The diagonal is `None`.
    pub between: Vec<Vec<Option<f64>>>,
}

impl Flows {
    /// Great-circle distance, km.
    pub fn km(&self, from: usize, to: usize) -> Option<f64> {
        let (a, b) = (self.places[from].position?, self.places[to].position?);
        Some(distance_km(a, b))
    }

    /// Known flows: origin, destination, amount.
    pub fn known(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let rows = self.between.iter().enumerate();
        rows.flat_map(|(from, row)| {
            let cells = row.iter().enumerate();
            cells.filter_map(move |(to, flow)| Some((from, to, (*flow)?)))
        })
    }
}

/// Reads places: `id`, and as far as they are known `mass`, `lon`, `lat`.
pub fn read_places(source: Source<'_>) -> (Vec<Place>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut seen: HashMap<String, u32> = HashMap::new();
    let f = &mut findings;
    if let Some(sheet) = Sheet::read(source, &["id"], f) {
        for row in &sheet.rows {
            let Some(id) = sheet.name(row, "id", f) else {
                continue;
            };
            if let Some(first) = seen.get(id) {
                f.push(sheet.twice(row, "id", id, *first));
                continue;
            }
            let (Ok(mass), Ok(lon), Ok(lat)) = (
                sheet.number(row, "mass", 1e-9, 1e18, f),
                sheet.number(row, "lon", -180.0, 180.0, f),
                sheet.number(row, "lat", -90.0, 90.0, f),
            ) else {
                continue;
            };
            seen.insert(id.to_owned(), row.number);
            places.push(Place {
                id: id.to_owned(),
                mass,
                position: lon.zip(lat).map(|(longitude, latitude)| Position {
                    latitude,
                    longitude,
                }),
            });
        }
    }
    (places, findings)
}

/// The flows of one kind and period of a table, as [`super::table::read_table`] takes them; whoever stands in it is a place.
pub fn read(
    flows: Source<'_>,
    places: Option<Source<'_>>,
    wanted: super::table::Wanted<'_>,
    absent_is_zero: bool,
) -> (Flows, Vec<Finding>) {
    let (table, findings) = super::table::read_table(flows, places, None, wanted, absent_is_zero);
    (table.flows, findings)
}

/// Share of flows that a model and the table have in common: twice the sum of the lesser over the sum of both (Lenormand et al. 2012), 0
/// to 1. `None` without any flow.
pub fn common_part(pairs: &[(f64, f64)]) -> Option<f64> {
    let (mut common, mut sum) = (0.0, 0.0);
    for (known, model) in pairs {
        common += known.min(*model);
        sum += known + model;
    }
    (sum > 0.0).then(|| 2.0 * common / sum)
}

/// Square of the correlation of a model's flows with those of the table, 0 to 1. `None` if there are fewer than two, or all of one side
/// are alike.
pub fn squared_correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    let count = pairs.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / count;
    let (known, model) = (mean(&|p| p.0), mean(&|p| p.1));
    let (mut both, mut of_known, mut of_model) = (0.0, 0.0, 0.0);
    for (a, b) in pairs {
        both += (a - known) * (b - model);
        of_known += (a - known).powi(2);
        of_model += (b - model).powi(2);
    }
    let found = both / of_known * (both / of_model);
    (of_known > 0.0 && of_model > 0.0 && found.is_finite()).then(|| found.min(1.0))
}

/// Flow and model of pairs.
pub fn both(pairs: &[(usize, usize, f64, f64)]) -> Vec<(f64, f64)> {
    pairs.iter().map(|pair| (pair.2, pair.3)).collect()
}

/// Gravity and radiation model of flows, each as far as it can be had.
#[derive(Debug, Clone, PartialEq)]
pub struct Models {
    /// Fitted.
    pub gravity: Option<super::gravity::Gravity>,
    /// Without coefficients.
    pub radiation: Option<super::radiation::Radiation>,
    /// By origin times places plus destination: what gravity gives.
    pub by_gravity: Vec<Option<f64>>,
    /// The same of radiation.
    pub by_radiation: Vec<Option<f64>>,
}

/// Both models of some flows.
pub fn models(flows: &Flows) -> (Models, Vec<Finding>) {
    let (gravity, mut findings) = super::gravity::fit(flows);
    let (radiation, said) = super::radiation::radiation(flows);
    findings.extend(said);
    let count = flows.places.len();
    let cells = |pairs: Option<&Vec<(usize, usize, f64, f64)>>| {
        let mut cells = vec![None; count * count];
        for (from, to, _, model) in pairs.into_iter().flatten() {
            cells[from * count + to] = Some(*model);
        }
        cells
    };
    let made = Models {
        by_gravity: cells(gravity.as_ref().map(|g| &g.pairs)),
        by_radiation: cells(radiation.as_ref().map(|r| &r.pairs)),
        gravity,
        radiation,
    };
    (made, findings)
}

/// From flows and places to `models.csv` (each flow with what the gravity and the radiation model give) and `gravity.csv` (coefficients
/// with standard errors).
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run_models(
    flows: Source<'_>,
    places: Source<'_>,
    wanted: super::table::Wanted<'_>,
    absent_is_zero: bool,
    strict: bool,
) -> Tables {
    let (flows, mut findings) = read(flows, Some(places), wanted, absent_is_zero);
    if strict && refused(&findings) {
        return Tables {
            findings,
            ..Tables::default()
        };
    }
    let (made, said) = models(&flows);
    findings.extend(said);
    let Models {
        gravity, radiation, ..
    } = &made;
    let count = flows.places.len();
    let rows: Vec<Vec<String>> = flows
        .known()
        .map(|(from, to, flow)| {
            vec![
                flows.places[from].id.clone(),
                flows.places[to].id.clone(),
                cell(flows.km(from, to)),
                flow.to_string(),
                cell(made.by_gravity[from * count + to]),
                cell(made.by_radiation[from * count + to]),
            ]
        })
        .collect();
    let head = ["from", "to", "km", "flow", "gravity", "radiation"];
    let mut files = Vec::new();
    if gravity.is_some() || radiation.is_some() {
        files.push(("models.csv", csv_text(&head, &rows)));
    }
    if let Some(gravity) = gravity {
        let rows: Vec<Vec<String>> = super::gravity::TERMS
            .iter()
            .zip(gravity.coefficients.iter().zip(gravity.errors))
            .map(|(term, (b, error))| vec![(*term).to_owned(), b.to_string(), error.to_string()])
            .collect();
        let head = ["term", "coefficient", "standard_error"];
        files.push(("gravity.csv", csv_text(&head, &rows)));
    }
    Tables {
        files,
        sums: vec![
            ("places", Some(count as f64)),
            ("flows", Some(rows.len() as f64)),
            (
                "gravity_explained",
                gravity.as_ref().and_then(|g| g.explained),
            ),
            (
                "gravity_pairs",
                gravity.as_ref().map(|g| g.pairs.len() as f64),
            ),
            (
                "gravity_r2",
                gravity
                    .as_ref()
                    .and_then(|g| squared_correlation(&both(&g.pairs))),
            ),
            ("gravity_common", gravity.as_ref().and_then(|g| g.common)),
            (
                "radiation_r2",
                radiation
                    .as_ref()
                    .and_then(|r| squared_correlation(&both(&r.pairs))),
            ),
            (
                "radiation_common",
                radiation.as_ref().and_then(|r| r.common),
            ),
        ],
        findings,
    }
}
