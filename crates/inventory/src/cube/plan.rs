//! From a question to what must be scanned.

use std::collections::HashSet;
use std::ops::Range;

use super::build::Cube;
use super::coverage::Measure;
use super::query::{Basis, Dim, EnergyBasis, Key, Part, Query, Refusal};
use super::scan::{AxisMap, Filter, Sign};
use super::table::{Amount, kind_of};
use super::time::{period, span};
use crate::indicator::Numerator;
use crate::ledger::{Gas, Purpose, Scope, Statistic};
use crate::master::View;
use units::Field;

/// One axis of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Axis {
    /// Keys by index; the last may be that of no key.
    pub keys: Vec<Key>,
    pub map: AxisMap,
    /// Rows without data are listed too.
    pub listed: Vec<bool>,
    /// Index of no key, if there is one.
    pub none: Option<usize>,
    /// Place by index on a place axis.
    pub places: Vec<u32>,
    /// Time by index on a period axis.
    pub windows: Vec<(u16, u16)>,
}

/// A question made ready.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Place asked; `None` is all of a region with several roots.
    pub scope: Option<u32>,
    pub places: Range<u32>,
    /// Depth of the asked place.
    pub depth: u8,
    pub filter: Filter,
    pub axes: Vec<Axis>,
    /// Amounts with their index on the gas axis.
    pub amounts: Vec<(Amount, u32)>,
    pub measure: Option<Measure>,
    /// What the subjects of the statistic must have too.
    pub presence: Option<Measure>,
    /// Statistic below the line, or shown as it is (if `measure` is `None`).
    pub statistic: Option<Statistic>,
    /// Ratio, or one of its sides.
    pub part: Part,
    pub place_only: bool,
    /// Places that are taken off a statistic's whole: what is asked is the rest.
    pub without: Vec<u32>,
}

fn picks<T: Copy>(
    filter: &[Option<T>],
    size: usize,
    index: impl Fn(T) -> Option<usize>,
) -> Option<Vec<bool>> {
    if filter.is_empty() {
        return None;
    }
    let mut pass = vec![false; size];
    for pick in filter {
        match pick {
            None => pass[0] = true,
            Some(code) => {
                if let Some(at) = index(*code) {
                    pass[at] = true;
                }
            }
        }
    }
    Some(pass)
}

fn texts(filter: &[Option<String>]) -> Vec<Option<&str>> {
    filter.iter().map(Option::as_deref).collect()
}

impl Plan {
    pub fn new(cube: &Cube, query: &Query) -> Result<Plan, Refusal> {
        let tree = &cube.tree;
        let scope = match query.place.as_deref() {
            Some(code) => Some(
                *tree
                    .index
                    .get(code)
                    .ok_or_else(|| Refusal::UnknownPlace(code.to_owned()))?,
            ),
            None if tree.roots.len() == 1 => Some(tree.roots[0]),
            None => None,
        };
        let places = match scope {
            Some(p) if query.place_only => p..p + 1,
            Some(p) => tree.subtree(p),
            None if query.place_only => 0..0,
            None => 0..tree.len() as u32,
        };
        for code in query.enterprises.iter().flatten() {
            if cube.enterprises.find(code).is_none() {
                return Err(Refusal::UnknownEnterprise(code.clone()));
            }
        }
        let asked = query.by.iter().filter_map(|d| match d {
            Dim::PlaceLevel(level) => Some(level),
            _ => None,
        });
        for level in asked.chain(&query.above_level) {
            if !cube.region.levels.iter().any(|l| l.id == *level)
                && !tree.levels.iter().any(|l| **l == **level)
            {
                return Err(Refusal::UnknownLevel(level.clone()));
            }
        }
        let bound =
            |p: units::Period| span(p).ok_or_else(|| Refusal::UnsupportedPeriod(p.to_string()));
        let from = query
            .from
            .map_or(Ok(cube.first), |p| bound(p).map(|s| s.0))?;
        let to = query
            .to
            .map_or(Ok(cube.end), |p| bound(p).map(|s| s.0 + u16::from(s.1)))?;
        if to <= from && !(query.from.is_none() && query.to.is_none()) {
            return Err(Refusal::EmptyPeriod);
        }
        let ids: HashSet<&str> = query.by.iter().map(Dim::id).collect();
        if query.by.len() > 2 || ids.len() < query.by.len() {
            return Err(Refusal::TooManyDims);
        }
        let indicator = query.indicator;
        let statistic = match indicator.numerator() {
            Numerator::Statistic(s) => Some(s),
            _ => indicator.denominator(&cube.region),
        };
        if indicator.is_ratio() && statistic.is_none() {
            return Err(Refusal::NotDefined(indicator));
        }
        let scopes = &query.scopes;
        if scopes.contains(&Scope::Scope2Location) && scopes.contains(&Scope::Scope2Market) {
            return Err(Refusal::BothScope2);
        }
        let carbon = indicator.numerator() == Numerator::Carbon;
        if !carbon && (!query.gases.is_empty() || query.by.contains(&Dim::Gas)) {
            return Err(Refusal::NoGas);
        }
        let below = indicator.is_ratio() && query.part == Part::Below;
        let as_statistic = below || matches!(indicator.numerator(), Numerator::Statistic(_));
        if as_statistic
            && let Some(dim) = query
                .by
                .iter()
                .find(|d| matches!(d, Dim::Scope | Dim::Carrier | Dim::Gas))
        {
            return Err(Refusal::CannotSplit(indicator, dim.id()));
        }
        let mut fields = [query.fields.is_empty(); 8];
        for field in &query.fields {
            fields[field.map_or(0, |f| f as usize + 1)] = true;
        }
        let filter = Filter {
            kinds: kinds(cube, query),
            fields,
            carriers: picks(&texts(&query.carriers), cube.carriers.len(), |c| {
                cube.carriers.find(c).map(|i| i as usize)
            }),
            industries: cube.industries_of(&query.industries),
            enterprises: picks(&texts(&query.enterprises), cube.subjects.len(), |c| {
                cube.enterprises.find(c).map(|i| i as usize)
            }),
            places: None,
            from,
            to,
            longer_than: if query.unplaced_only {
                query.step.months() as u8
            } else {
                0
            },
            sign: Sign::Any,
        };
        let (measure, amounts) = match indicator.numerator() {
            Numerator::Carbon => (Some(Measure::Carbon), carbon_amounts(query)),
            Numerator::Energy => {
                let basis = match query.energy_basis {
                    EnergyBasis::Calorific => Amount::Calorific,
                    EnergyBasis::Equivalent => Amount::Equivalent,
                };
                (Some(Measure::Energy), vec![(basis, 0)])
            }
            Numerator::Biogenic => (Some(Measure::Biogenic), vec![(Amount::Biogenic, 0)]),
            Numerator::Statistic(_) => (None, Vec::new()),
        };
        let part = if indicator.is_ratio() {
            query.part
        } else {
            Part::Whole
        };
        let presence = measure;
        let (measure, amounts) = if part == Part::Below {
            (None, Vec::new())
        } else {
            (measure, amounts)
        };
        let mut plan = Plan {
            presence,
            part,
            scope,
            depth: scope.map_or(0, |p| tree.depths[p as usize]),
            places,
            filter,
            axes: Vec::new(),
            amounts,
            measure,
            statistic,
            place_only: query.place_only,
            without: Vec::new(),
        };
        if query.place_only {
            plan.without = scope.map_or(Vec::new(), |p| tree.children(p).collect());
        } else if let Some(level) = &query.above_level {
            plan.without = plan.of_level(cube, level);
            let mut above = vec![true; tree.len()];
            for &place in &plan.without {
                tree.subtree(place)
                    .for_each(|at| above[at as usize] = false);
            }
            plan.filter.places = Some(above);
        }
        for dim in &query.by {
            let axis = plan.axis(cube, query, dim);
            plan.axes.push(axis);
        }
        Ok(plan)
    }

    fn axis(&self, cube: &Cube, query: &Query, dim: &Dim) -> Axis {
        match dim {
            Dim::PlaceChildren => {
                let groups: Vec<u32> = match self.scope {
                    _ if self.place_only => Vec::new(),
                    Some(place) => cube.tree.children(place).collect(),
                    None => cube.tree.roots.clone(),
                };
                self.place_axis(cube, groups)
            }
            Dim::PlaceLevel(level) => {
                let groups = self.of_level(cube, level);
                self.place_axis(cube, groups)
            }
            Dim::Enterprise => {
                let n = cube.subjects.len();
                let keys =
                    (1..n as u32).map(|e| Key::Enterprise(cube.enterprises.text(e).cloned()));
                let passes = |e: usize| self.filter.enterprises.as_ref().is_none_or(|p| p[e]);
                Axis {
                    keys: keys.chain([Key::Enterprise(None)]).collect(),
                    map: AxisMap::Enterprise(
                        (0..n as u32)
                            .map(|e| e.checked_sub(1).unwrap_or(n as u32 - 1))
                            .collect(),
                    ),
                    listed: (1..n)
                        .map(|e| {
                            cube.subjects[e].listed
                                && self.places.contains(&cube.subjects[e].place)
                                && passes(e)
                        })
                        .chain([false])
                        .collect(),
                    none: Some(n - 1),
                    places: Vec::new(),
                    windows: Vec::new(),
                }
            }
            Dim::Field => {
                let keys = Field::ALL.map(|f| Key::Field(Some(f)));
                plain(
                    keys.into_iter().chain([Key::Field(None)]).collect(),
                    AxisMap::Field([6, 0, 1, 2, 3, 4, 5, 6]),
                    true,
                )
            }
            Dim::Industry => {
                let (map, keys) = named(&cube.industries, Key::Industry);
                plain(keys, AxisMap::Industry(map), true)
            }
            Dim::Carrier => {
                let (map, keys) = named(&cube.carriers, Key::Carrier);
                plain(keys, AxisMap::Carrier(map), true)
            }
            Dim::Scope => {
                let mut map = [0; 16];
                (0..16).for_each(|k| map[k] = (k as u32 / 2).min(4));
                plain(
                    Scope::ALL.map(Key::Scope).to_vec(),
                    AxisMap::Kind(map),
                    false,
                )
            }
            Dim::Gas => plain(Gas::ALL.map(Key::Gas).to_vec(), AxisMap::Gas, false),
            Dim::Period => {
                let (from, to, step) =
                    (self.filter.from, self.filter.to, query.step.months() as u16);
                let mut windows = Vec::new();
                let mut keys = Vec::new();
                let mut at = from / step * step;
                while at < to {
                    windows.push((at.max(from), (at + step).min(to)));
                    keys.push(Key::Period(period(at, step as u8)));
                    at += step;
                }
                let unplaced = windows.len();
                keys.push(Key::Period(None));
                Axis {
                    listed: (0..=unplaced)
                        .map(|i| i < unplaced && !query.unplaced_only)
                        .collect(),
                    keys,
                    map: AxisMap::Period {
                        from,
                        window: (from..to)
                            .map(|m| u32::from(m / step - from / step))
                            .collect(),
                        months: step as u8,
                        unplaced: unplaced as u32,
                    },
                    none: Some(unplaced),
                    places: Vec::new(),
                    windows,
                }
            }
        }
    }

    /// The uppermost places of a level within the asked place.
    fn of_level(&self, cube: &Cube, level: &str) -> Vec<u32> {
        let mut groups: Vec<u32> = Vec::new();
        for at in self.places.clone() {
            let inside = groups
                .last()
                .is_some_and(|g| cube.tree.subtree(*g).contains(&at));
            if !inside && *cube.tree.levels[at as usize] == *level {
                groups.push(at);
            }
        }
        groups
    }

    fn place_axis(&self, cube: &Cube, groups: Vec<u32>) -> Axis {
        let none = groups.len();
        let mut map = vec![none as u32; cube.tree.len()];
        for (g, &place) in groups.iter().enumerate() {
            for at in cube.tree.subtree(place) {
                map[at as usize] = g as u32;
            }
        }
        let keys = groups
            .iter()
            .map(|p| Key::Place(Some(cube.tree.codes[*p as usize].clone())));
        Axis {
            keys: keys.chain([Key::Place(None)]).collect(),
            map: AxisMap::Place(map),
            listed: (0..=none).map(|i| i < none).collect(),
            none: Some(none),
            places: groups,
            windows: Vec::new(),
        }
    }

    /// The same without axes.
    pub fn whole(&self) -> Plan {
        let mut plan = self.clone();
        plan.axes.clear();
        plan.amounts.iter_mut().for_each(|a| a.1 = 0);
        plan
    }
}

fn plain(keys: Vec<Key>, map: AxisMap, with_none: bool) -> Axis {
    Axis {
        listed: vec![false; keys.len()],
        none: with_none.then(|| keys.len() - 1),
        keys,
        map,
        places: Vec::new(),
        windows: Vec::new(),
    }
}

fn named(
    names: &super::intern::Names,
    key: impl Fn(Option<std::sync::Arc<str>>) -> Key,
) -> (Vec<u32>, Vec<Key>) {
    let order = names.sorted();
    let mut map = vec![order.len() as u32; names.len()];
    let mut keys = Vec::with_capacity(names.len());
    for (rank, id) in order.iter().enumerate() {
        map[*id as usize] = rank as u32;
        keys.push(key(names.text(*id).cloned()));
    }
    keys.push(key(None));
    (map, keys)
}

fn carbon_amounts(query: &Query) -> Vec<(Amount, u32)> {
    if query.by.contains(&Dim::Gas) || !query.gases.is_empty() {
        (0..Gas::ALL.len())
            .filter(|g| query.gases.is_empty() || query.gases.contains(&Gas::ALL[*g]))
            .map(|g| (Amount::Gas(g), g as u32))
            .collect()
    } else {
        vec![(Amount::Carbon, 0)]
    }
}

/// Which scopes and purposes count in a view (GHG Protocol Scope 2 Guidance, ch. 5 and 6; two ways to add up that count
/// neither heat nor power twice):
///
/// - carbon, consumption: scope 1 and process with purpose final, and scope 2 by the asked basis;
/// - carbon, production: scope 1 and process of both purposes;
/// - energy, consumption: all of purpose final (market twins carry no energy);
/// - energy, production: both purposes, without what was purchased (scope 2).
fn kinds(cube: &Cube, query: &Query) -> [bool; 16] {
    let view = query.view.unwrap_or(cube.region.default_view);
    let energy = query.indicator.numerator() == Numerator::Energy;
    let mut pass = [false; 16];
    for scope in Scope::ALL {
        for purpose in [Purpose::Final, Purpose::Transformation] {
            let by_view = match (scope, view) {
                (Scope::Scope1 | Scope::Process, _) => true,
                (Scope::Scope2Location | Scope::Scope2Market, View::Production) => false,
                (Scope::Scope2Location, View::Consumption) => {
                    energy || query.basis == Basis::Location
                }
                (Scope::Scope2Market, View::Consumption) => energy || query.basis == Basis::Market,
                (Scope::Scope3, _) => false,
            };
            let scope_passes = if query.scopes.is_empty() {
                by_view
            } else {
                query.scopes.contains(&scope)
            };
            let purpose_passes = view == View::Production || purpose == Purpose::Final;
            pass[usize::from(kind_of(scope, purpose))] = scope_passes && purpose_passes;
        }
    }
    pass
}
