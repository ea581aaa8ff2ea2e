//! Structures of cities: a cut of the ledger's cube, or a table that is kept with the region.

use super::kept::{Content, Kept};
use super::{finding, note, place_of, position};
use crate::http::dto::{
    ClusterQuery, CutQuery, Finding, IndicatorId, Item, Label, StructureBy, StructureSource,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::cut;
use crate::usecase::names::item;
use crate::view::{RegionView, Shown};
use inventory::cube::{Dim, Key, Query};
use inventory::indicator::Indicator;
use planning::city::place::Position;
use planning::city::read::Input;
use planning::city::similarity::{LEAST_PAIRS, check_claims};
use planning::city::{PairMatrix, Structure};
use std::collections::HashMap;
use units::{Field, Period};

/// Industries that a structure needs, so that there is something to compare.
const LEAST_PARTS: usize = 2;

/// The same name in both languages.
pub(crate) fn both(text: &str) -> Label {
    Label {
        en: text.to_owned(),
        zh: text.to_owned(),
    }
}

/// A city.
#[derive(Debug, Clone)]
pub struct City {
    /// Code of the place, or the name in the table.
    pub id: String,
    /// Name.
    pub name: Label,
    /// Code of the place.
    pub place: Option<String>,
    /// Where.
    pub position: Option<Position>,
}

impl City {
    /// Id and name.
    pub fn item(&self) -> Item {
        Item {
            id: self.id.clone(),
            label: self.name.clone(),
        }
    }
}

/// What is known of the cities.
#[derive(Debug)]
pub enum Known {
    /// Values by city and industry, year by year, oldest first; all with the same lists of cities and industries.
    Structures(Vec<(Option<i16>, Structure)>),
    /// Only how alike they are.
    Matrix(PairMatrix),
}

/// Cities with what is known of them.
#[derive(Debug)]
pub struct Basis {
    /// What it is about.
    pub about: StructureSource,
    /// Cities, in the order of the structures or the matrix.
    pub cities: Vec<City>,
    /// Industries, in the order of the structures.
    pub industries: Vec<Item>,
    /// What is known.
    pub known: Known,
    /// The cube's question without its split, for the ledger.
    pub ledger: Option<Ledger>,
    /// What reading found.
    pub findings: Vec<Finding>,
}

/// The part of the ledger that a structure was cut from.
#[derive(Debug, Clone)]
pub struct Ledger {
    /// The question without period and split.
    pub query: Query,
    /// Level of the places.
    pub level: String,
}

impl Basis {
    /// The structure of the asked year.
    pub fn structure(&self) -> Option<&Structure> {
        match &self.known {
            Known::Structures(years) => years
                .iter()
                .find(|(year, _)| *year == self.about.year)
                .map(|(_, structure)| structure),
            Known::Matrix(_) => None,
        }
    }

    /// The index of a city.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownName`].
    pub fn city(&self, id: &str) -> Result<usize> {
        let wanted = id.to_lowercase();
        let is = |city: &City| {
            city.id == id
                || city.name.en.to_lowercase() == wanted
                || city.name.zh == id
                || city.place.as_deref() == Some(id)
        };
        self.cities
            .iter()
            .position(|city| city.id == id)
            .or_else(|| self.cities.iter().position(is))
            .ok_or_else(|| {
                Refusal::new(
                    ErrorCode::UnknownName,
                    format!("there is no city {id:?} among those compared"),
                )
                .with("what", "city")
                .with("name", id)
            })
    }
}

/// True if the ledger knows by what a total is divided.
pub(super) fn divided(view: &RegionView) -> Option<StructureBy> {
    let count = |dim: Dim| {
        let answer = view.cube.answer(&Query::new(total(view)).by(dim));
        answer.map_or(0, |answer| {
            let named = |key: &Key| !matches!(key, Key::Industry(None) | Key::Field(None));
            answer
                .rows
                .iter()
                .filter(|row| row.value.is_some() && row.keys.iter().all(named))
                .count()
        })
    };
    if count(Dim::Industry) >= LEAST_PARTS {
        Some(StructureBy::Industry)
    } else if count(Dim::Field) >= LEAST_PARTS {
        Some(StructureBy::Field)
    } else {
        None
    }
}

/// The total of a region that is divided unless another is asked for.
fn total(view: &RegionView) -> Indicator {
    match view.region.default_indicator.parse::<Indicator>() {
        Ok(indicator) if !indicator.is_ratio() => indicator,
        _ => Indicator::CarbonTotal,
    }
}

/// The structures or the matrix that are asked for. `tables` are those of the region, newest first.
///
/// # Errors
/// An unknown table, place, level or year; a region without any structure.
pub fn basis(view: &RegionView, asked: &ClusterQuery, tables: &[Kept]) -> Result<Basis> {
    use crate::http::dto::CityTableKind as K;
    let kinds = [K::Structure, K::Similarity];
    if asked.table.is_none()
        && let Some(by) = asked.by.or_else(|| divided(view))
    {
        return of_ledger(view, asked, by);
    }
    match super::kept::pick(tables, asked.table, &kinds)? {
        Some(kept) => of_table(view, asked, kept),
        None => Err(Refusal::new(
            ErrorCode::NoData,
            format!(
                "region {} has no structures of cities: its ledger is not divided by industry or field, and no table is kept with it (`carbonshed city keep`)",
                view.region.id
            ),
        )
        .with("region", &view.region.id)),
    }
}

/// The year that is asked for, among those there are.
fn year_of(asked: Option<i16>, years: &[i16]) -> Result<Option<i16>> {
    match asked {
        None => Ok(years.last().copied()),
        Some(year) if years.contains(&year) => Ok(Some(year)),
        // A table that names no year is of whichever is looked at.
        Some(_) if years.is_empty() => Ok(None),
        Some(year) => Err(Refusal::bad_parameter(
            "year",
            &year.to_string(),
            &format!(
                "there are {}",
                years
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        )),
    }
}

/// A city of a table, with the place that bears its name.
pub(super) fn named_city(view: &RegionView, name: &str) -> City {
    let place = place_of(view, name);
    City {
        id: name.to_owned(),
        name: place.map_or_else(|| both(name), |place| place.name.clone().into()),
        place: place.map(|place| place.code.clone()),
        position: place.and_then(position),
    }
}

fn of_table(view: &RegionView, asked: &ClusterQuery, kept: &Kept) -> Result<Basis> {
    let content: &Content = &kept.content;
    let city = |name: &String| named_city(view, name);
    let mut findings = Vec::new();
    let (names, industries, known, years) = match content.input()? {
        Input::Structures(years) => {
            let years: Vec<(Option<i16>, Structure)> = years
                .into_iter()
                .map(|(year, structure)| {
                    let year = year.and_then(|year| i16::try_from(year).ok());
                    (year.or(content.year), structure)
                })
                .collect();
            let first = years.first().map(|(_, structure)| structure);
            let names = first.map_or_else(Vec::new, |s| s.cities().to_vec());
            let industries = first.map_or_else(Vec::new, |s| s.industries().to_vec());
            let list: Vec<i16> = years.iter().filter_map(|(year, _)| *year).collect();
            (names, industries, Known::Structures(years), list)
        }
        Input::Matrix(matrix, found) => {
            findings.extend(found.iter().map(finding));
            findings.extend(check_claims(&matrix, &content.claims()).iter().map(finding));
            let names = matrix.names().to_vec();
            let list = content.year.into_iter().collect();
            (names, Vec::new(), Known::Matrix(matrix), list)
        }
    };
    let cities: Vec<City> = names.iter().map(city).collect();
    let strangers: Vec<&str> = cities
        .iter()
        .filter(|city| city.place.is_none())
        .map(|city| city.id.as_str())
        .collect();
    if !strangers.is_empty() {
        findings.push(note(
            "cities_without_place",
            &[
                ("count", strangers.len().to_string()),
                ("cities", strangers.join(", ")),
            ],
            format!(
                "{} of the table are no places of the region and stand on no map: {}",
                strangers.len(),
                strangers.join(", ")
            ),
        ));
    }
    let year = year_of(asked.year, &years)?;
    Ok(Basis {
        about: StructureSource {
            table: Some(kept.table.clone()),
            place: None,
            level: None,
            by: matches!(known, Known::Structures(_)).then_some(StructureBy::Industry),
            indicator: None,
            unit: content.unit.clone(),
            quantity: None,
            year,
            years,
        },
        cities,
        industries: industries
            .iter()
            .map(|name| Item {
                id: name.clone(),
                label: both(name),
            })
            .collect(),
        known,
        ledger: None,
        findings,
    })
}

/// The level of the places: the one asked for, else the coarsest below the place that gives as many pairs as a statistic needs, else the
/// one with most places.
fn level(view: &RegionView, place: &str, asked: Option<&String>) -> Result<String> {
    let within = |level: &str| {
        view.places
            .iter()
            .filter(|one| {
                one.level == level && one.code != place && view.is_within(&one.code, place)
            })
            .count()
    };
    if let Some(id) = asked {
        return if view.region.levels.iter().any(|one| one.id == *id) {
            Ok(id.clone())
        } else {
            Err(Refusal::new(
                ErrorCode::UnknownLevel,
                format!("no level {id:?} in region {}", view.region.id),
            )
            .with("level", id))
        };
    }
    let counts: Vec<(usize, &str)> = view
        .region
        .levels
        .iter()
        .map(|level| (within(&level.id), level.id.as_str()))
        .collect();
    counts
        .iter()
        .find(|(count, _)| count * count.saturating_sub(1) / 2 >= LEAST_PAIRS)
        .or_else(|| counts.iter().rev().max_by_key(|(count, _)| *count))
        .filter(|(count, _)| *count > 0)
        .map(|(_, level)| (*level).to_owned())
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::NoData,
                format!("{place} has no members that could be compared"),
            )
            .with("place", place)
        })
}

/// Values by place and number of the industry.
type Cells = HashMap<(String, usize), f64>;

fn of_ledger(view: &RegionView, asked: &ClusterQuery, by: StructureBy) -> Result<Basis> {
    let indicator = match asked.indicator {
        Some(id) => cut::indicator(id.code())?,
        None => total(view),
    };
    if indicator.is_ratio() {
        return Err(Refusal::bad_parameter(
            "indicator",
            indicator.id(),
            "only a total can be divided by industry",
        ));
    }
    let place = match &asked.place {
        Some(code) => view.need_place(code)?,
        None => view.root()?,
    };
    let level = level(view, &place.code, asked.level.as_ref())?;
    let parts = match by {
        StructureBy::Industry => Dim::Industry,
        StructureBy::Field => Dim::Field,
    };
    let cut = CutQuery {
        place: Some(place.code.clone()),
        view: asked.view,
        indicator: Some(cut::indicator_id(indicator)),
        ..CutQuery::default()
    };
    let mut query = cut::query(view, &cut, true)?;
    query.by.clear();
    let shown = Shown::of(indicator, &view.region);
    let mut years = Vec::new();
    if let Some((first, last)) = view.years() {
        years.extend(first..=last);
    }
    let year = year_of(asked.year, &years)?;
    let ledger = Ledger {
        query,
        level: level.clone(),
    };
    let mut cells: Vec<(i16, Cells)> = Vec::new();
    let mut order: Vec<String> = Vec::new();
    let mut places: Vec<String> = Vec::new();
    let mut quantity = None;
    let (mut unplaced, mut unnamed) = (0usize, 0usize);
    for &one in &years {
        let mut question = ledger.query.clone().during(Period::Year(one));
        question.by = vec![Dim::PlaceLevel(level.clone()), parts.clone()];
        let answer = view.answer(&question)?;
        quantity.get_or_insert_with(|| answer.quantity.to_owned());
        let mut of_year = Cells::new();
        for row in &answer.rows {
            let [place, part] = row.keys.as_slice() else {
                continue;
            };
            let Some(value) = row.value else { continue };
            let Some(code) = place.code() else {
                unplaced += usize::from(Some(one) == year);
                continue;
            };
            let Some(part) = part.code() else {
                unnamed += usize::from(Some(one) == year);
                continue;
            };
            let at = order
                .iter()
                .position(|known| *known == part)
                .unwrap_or_else(|| {
                    order.push(part.clone());
                    order.len() - 1
                });
            if !places.contains(&code) {
                places.push(code.clone());
            }
            of_year.insert((code, at), shown.apply(value));
        }
        cells.push((one, of_year));
    }
    // Places in the order of the tree, industries by their code.
    let listed: Vec<&inventory::master::Place> = view
        .places
        .iter()
        .filter(|one| places.contains(&one.code))
        .collect();
    let mut sorted: Vec<usize> = (0..order.len()).collect();
    if by == StructureBy::Field {
        let rank = |code: &str| {
            code.parse::<Field>()
                .map_or(usize::MAX, |field| field as usize)
        };
        sorted.sort_by_key(|at| rank(&order[*at]));
    } else {
        sorted.sort_by(|a, b| order[*a].cmp(&order[*b]));
    }
    let codes: Vec<String> = listed.iter().map(|one| one.code.clone()).collect();
    let industries: Vec<Item> = sorted
        .iter()
        .map(|at| {
            let code = &order[*at];
            match (by, code.parse::<Field>()) {
                (StructureBy::Field, Ok(field)) => item(code, crate::view::field_label(field)),
                _ => item(code, view.industry_label(code)),
            }
        })
        .collect();
    let ids: Vec<String> = industries.iter().map(|one| one.id.clone()).collect();
    let known = cells
        .into_iter()
        .filter(|(_, of)| !of.is_empty())
        .map(|(one, of)| {
            let values = codes
                .iter()
                .flat_map(|code| {
                    sorted
                        .iter()
                        .map(|at| of.get(&(code.clone(), *at)).copied())
                })
                .collect();
            Structure::new(codes.clone(), ids.clone(), values)
                .map(|structure| (Some(one), structure))
                .map_err(|error| Refusal::internal("a structure of the ledger", error))
        })
        .collect::<Result<Vec<_>>>()?;
    if codes.len() < 2 || ids.len() < LEAST_PARTS {
        return Err(Refusal::new(
            ErrorCode::NoData,
            format!(
                "the ledger of {} knows {} places of level {level} by {} parts; at least two of both are needed",
                view.region.id,
                codes.len(),
                ids.len()
            ),
        )
        .with("region", &view.region.id)
        .with("level", &level));
    }
    let mut findings = Vec::new();
    if unplaced > 0 {
        findings.push(note(
            "cities_above_level",
            &[("count", unplaced.to_string())],
            format!("{unplaced} figures lie outside of the places of this level; they are in no city and in no total here"),
        ));
    }
    if unnamed > 0 {
        findings.push(note(
            "cities_part_unnamed",
            &[("count", unnamed.to_string())],
            format!("{unnamed} figures name no industry or field; they take no part"),
        ));
    }
    let level_name = view.region.levels.iter().find(|one| one.id == level);
    Ok(Basis {
        about: StructureSource {
            table: None,
            place: Some(item(&place.code, place.name.clone())),
            level: level_name.map(|one| item(&one.id, one.name.clone())),
            by: Some(by),
            indicator: Some(cut::indicator_id(indicator)),
            unit: shown.unit.clone(),
            quantity,
            year,
            years,
        },
        cities: listed
            .iter()
            .map(|one| City {
                id: one.code.clone(),
                name: one.name.clone().into(),
                place: Some(one.code.clone()),
                position: position(one),
            })
            .collect(),
        industries,
        known: Known::Structures(known),
        ledger: Some(ledger),
        findings,
    })
}

/// What inequality, hot spots and paths are of.
#[derive(Debug, Clone, Default)]
pub struct Measured {
    /// The indicator; `None` for the sums of a table.
    pub indicator: Option<IndicatorId>,
    /// Its unit.
    pub unit: String,
    /// Its physical quantity.
    pub quantity: Option<String>,
    /// By what cities weigh.
    pub weight: Option<IndicatorId>,
    /// Years, as in [`StructureSource::years`]; `None` where the table names none.
    pub years: Vec<Option<i16>>,
    /// By year and city.
    pub values: Vec<Vec<Option<f64>>>,
    /// Weights by year and city; empty if all weigh alike.
    pub weights: Vec<Vec<Option<f64>>>,
}

/// How figures are shown, their quantity, and they themselves by year and city.
type ByCity = (Shown, Option<String>, Vec<Vec<Option<f64>>>);

/// The statistic below the line of a ratio, which its values weigh by.
fn weight_of(indicator: Indicator) -> Option<Indicator> {
    use Indicator as I;
    match indicator {
        I::CarbonPerPerson | I::EnergyPerPerson => Some(I::Population),
        I::CarbonPerArea | I::EnergyPerArea | I::CarbonPerMu | I::EnergyPerMu => Some(I::LandArea),
        _ => None,
    }
}

/// The measure of every city and year.
///
/// # Errors
/// An indicator that the ledger refuses.
pub fn measured(view: &RegionView, asked: &ClusterQuery, basis: &Basis) -> Result<Measured> {
    let Some(ledger) = &basis.ledger else {
        let Known::Structures(years) = &basis.known else {
            return Ok(Measured::default());
        };
        // A city of which one industry is not known has no sum.
        let sums = |structure: &Structure| -> Vec<Option<f64>> {
            (0..structure.cities().len())
                .map(|city| structure.row(city).iter().copied().sum())
                .collect()
        };
        return Ok(Measured {
            unit: basis.about.unit.clone(),
            years: years.iter().map(|(year, _)| *year).collect(),
            values: years.iter().map(|(_, structure)| sums(structure)).collect(),
            ..Measured::default()
        });
    };
    let indicator = match asked.measure {
        Some(id) => cut::indicator(id.code())?,
        None => {
            let per_person = match ledger.query.indicator {
                Indicator::CarbonTotal => Some(Indicator::CarbonPerPerson),
                Indicator::EnergyTotal => Some(Indicator::EnergyPerPerson),
                _ => None,
            };
            per_person
                .filter(|one| view.indicators.contains(one))
                .unwrap_or(ledger.query.indicator)
        }
    };
    let by_city = |indicator: Indicator| -> Result<ByCity> {
        let question = Query {
            indicator,
            by: vec![Dim::PlaceLevel(ledger.level.clone()), Dim::Period],
            ..ledger.query.clone()
        };
        let answer = view.answer(&question)?;
        let shown = Shown::of(indicator, &view.region);
        let years = &basis.about.years;
        let mut values = vec![vec![None; basis.cities.len()]; years.len()];
        let at: HashMap<&str, usize> = basis
            .cities
            .iter()
            .enumerate()
            .map(|(at, city)| (city.id.as_str(), at))
            .collect();
        for row in &answer.rows {
            let [
                Key::Place(Some(code)),
                Key::Period(Some(Period::Year(year))),
            ] = row.keys.as_slice()
            else {
                continue;
            };
            let year = years.iter().position(|one| one == year);
            if let (Some(year), Some(city)) = (year, at.get(&**code)) {
                values[year][*city] = row.value.map(|value| shown.apply(value));
            }
        }
        Ok((shown, Some(answer.quantity.to_owned()), values))
    };
    let (shown, quantity, values) = by_city(indicator)?;
    let weight = weight_of(indicator);
    let weights = match weight {
        Some(weight) => by_city(weight)?.2,
        None => Vec::new(),
    };
    Ok(Measured {
        indicator: Some(cut::indicator_id(indicator)),
        unit: shown.unit.clone(),
        quantity,
        weight: weight.map(cut::indicator_id),
        years: basis.about.years.iter().copied().map(Some).collect(),
        values,
        weights,
    })
}
