//! Which pairs of offer and need are looked at: all, or where there are too many, the nearest that fit.

use std::collections::HashMap;

use inventory::finding::{Finding, Severity};
use rayon::prelude::*;

use super::model::{Basis, Carriage, Model, Need, Offer, Relation, Rule, Settings};
use crate::notice::notice;

/// How often one kind of finding about pairs is said before it is left at that.
const SAID: usize = 20;

/// An offer that can serve a need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub offer: usize,
    pub need: usize,
    pub rule: usize,
    pub km: f64,
    /// Share of what is sent that arrives, 0 to 1.
    pub arrives: f64,
    /// Units of the need that one unit sent replaces.
    pub replaces: f64,
    /// Basis units (units, or GJ) in one unit of the offer.
    pub content: f64,
    pub transport_yuan: f64,
    pub transport_co2_kg: f64,
    /// Gain of one unit sent, yuan, the price of carbon included.
    pub gain_yuan: f64,
    /// Emissions that one unit sent saves, kg; may be below zero.
    pub co2_kg: f64,
}

enum Unfit {
    No,
    Unknown(usize),
    NoBasis(&'static str),
}

fn fits(rule: &Rule, offer: &Offer, need: &Need) -> Result<(f64, f64), Unfit> {
    for check in &rule.checks {
        let Some(parameter) = check.parameter else {
            continue;
        };
        let Some(bound) = need.quality[parameter] else {
            continue;
        };
        let Some(has) = offer.quality[parameter] else {
            return Err(Unfit::Unknown(parameter));
        };
        let holds = match check.relation {
            Relation::AtLeast => has >= bound + check.margin,
            Relation::AtMost => has <= bound - check.margin,
        };
        if !holds {
            return Err(Unfit::No);
        }
    }
    match rule.basis {
        Basis::Quantity if offer.unit == need.unit => Ok((1.0, 1.0)),
        Basis::Quantity => Err(Unfit::NoBasis("unit")),
        Basis::Energy => match (offer.energy_gj_per_unit, need.energy_gj_per_unit) {
            (Some(o), Some(n)) => Ok((o, n)),
            _ => Err(Unfit::NoBasis("energy_gj_per_unit")),
        },
    }
}

/// What a pair is worth over a way; `None` beyond the farthest way.
fn worth(
    (offer, need): (&Offer, &Need),
    (has, wants): (f64, f64),
    carriage: &Carriage,
    km: f64,
    settings: &Settings,
) -> Option<Pair> {
    if carriage.most_km.is_some_and(|most| km > most) {
        return None;
    }
    let arrives = (1.0 - carriage.loss_per_km).powf(km);
    let replaces = has * arrives / wants;
    let transport_yuan = carriage.yuan_per_unit_km * km;
    let transport_co2_kg = carriage.co2_kg_per_unit_km * km;
    let co2_kg =
        replaces * need.today_co2_kg_per_unit + offer.disposal_co2_kg_per_unit - transport_co2_kg;
    let gain_yuan = replaces * need.today_yuan_per_unit + offer.disposal_yuan_per_unit
        - offer.effort_yuan_per_unit
        - transport_yuan
        + settings.carbon_yuan_per_t * co2_kg / 1000.0;
    Some(Pair {
        offer: 0,
        need: 0,
        rule: 0,
        km,
        arrives,
        replaces,
        content: has,
        transport_yuan,
        transport_co2_kg,
        gain_yuan,
        co2_kg,
    })
}

/// Items in squares of the map.
struct Squares {
    side: f64,
    cells: HashMap<(i32, i32), Vec<u32>>,
    /// First and last square that holds anything, east and north.
    extent: [(i32, i32); 2],
    /// Cosine of the latitude farthest from the equator, of items and centres; 0 if they reach over more than half the Earth, since
    /// the way around the other side may then be shorter.
    least_cosine: f64,
}

impl Squares {
    fn new(items: &[(u32, f64, f64)], centres: &[(u32, f64, f64)]) -> Squares {
        let range = |of: &mut dyn Iterator<Item = f64>| {
            of.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
                (low.min(v), high.max(v))
            })
        };
        let lon = range(&mut items.iter().map(|i| i.1));
        let lat = range(&mut items.iter().map(|i| i.2));
        let (wide, high) = (lon.1 - lon.0, lat.1 - lat.0);
        let count = items.len().max(1) as f64;
        // About four in a square; no more squares than items where they lie on a line.
        let side = (wide * high / count * 4.0)
            .sqrt()
            .max(wide.max(high) / count)
            .max(1e-4);
        let square = |v: f64| (v / side).floor() as i32;
        let mut cells: HashMap<(i32, i32), Vec<u32>> = HashMap::new();
        for &(at, lon, lat) in items {
            cells
                .entry((square(lon), square(lat)))
                .or_default()
                .push(at);
        }
        let both = || items.iter().chain(centres);
        let around = range(&mut both().map(|i| i.1));
        let steepest = both().map(|i| i.2.abs()).fold(0.0, f64::max);
        let least_cosine = if around.1 - around.0 > 180.0 {
            0.0
        } else {
            steepest.min(90.0).to_radians().cos()
        };
        Squares {
            side,
            cells,
            extent: [lon, lat].map(|(low, high)| (square(low), square(high))),
            least_cosine,
        }
    }

    /// What lies beyond a ring is at least so far away, km: haversine, with both latitudes as far from the equator as any.
    fn beyond_km(&self, ring: i32) -> f64 {
        let degrees = (f64::from(ring) * self.side).min(180.0);
        let half = (degrees / 2.0).to_radians().sin() * self.least_cosine;
        // A little less than the radius that distances are worked out with.
        2.0 * 6_370.9 * half.asin()
    }

    /// Calls `take` ring after ring around a point, until what is beyond the ring is farther than `enough_km` says.
    fn around(
        &self,
        (lon, lat): (f64, f64),
        mut take: impl FnMut(u32),
        mut enough_km: impl FnMut() -> f64,
    ) {
        let centre = [lon, lat].map(|v| (v / self.side).floor() as i32);
        let (mut first, mut last) = (0, 0);
        for (at, (low, high)) in centre.into_iter().zip(self.extent) {
            first = first.max(low - at).max(at - high);
            last = last.max(high - at).max(at - low);
        }
        let [(west, east), (south, north)] = self.extent;
        let [x, y] = centre;
        for ring in first..=last {
            let mut look = |x: i32, y: i32| {
                let cell = self.cells.get(&(x, y));
                cell.into_iter().flatten().for_each(|&at| take(at));
            };
            for across in west.max(x - ring)..=east.min(x + ring) {
                for up in [y - ring, y + ring] {
                    if (south..=north).contains(&up) {
                        look(across, up);
                    }
                    // Both sides of the middle are the middle.
                    if ring == 0 {
                        break;
                    }
                }
            }
            for up in south.max(y - ring + 1)..=north.min(y + ring - 1) {
                for across in [x - ring, x + ring] {
                    if (west..=east).contains(&across) {
                        look(across, up);
                    }
                }
            }
            if self.beyond_km(ring) > enough_km() {
                return;
            }
        }
    }
}

/// Way on the great circle beyond which no pair of a rule can gain, km.
fn farthest_km(
    model: &Model,
    rule: &Rule,
    (from, to): (&[u32], &[u32]),
    carriage: &Carriage,
    settings: &Settings,
) -> f64 {
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max);
    let content = |gj: Option<f64>| match rule.basis {
        Basis::Quantity => 1.0,
        Basis::Energy => gj.unwrap_or(f64::NAN),
    };
    let price = settings.carbon_yuan_per_t / 1000.0;
    // Of the need for one basis unit, then of the offer for one unit; NaN is passed over by the greatest.
    let replaced = most(&mut to.iter().map(|&n| {
        let need = &model.needs[n as usize];
        (need.today_yuan_per_unit + price * need.today_co2_kg_per_unit)
            / content(need.energy_gj_per_unit)
    }));
    let gain = most(&mut from.iter().map(|&o| {
        let offer = &model.offers[o as usize];
        content(offer.energy_gj_per_unit) * replaced.max(0.0) + offer.disposal_yuan_per_unit
            - offer.effort_yuan_per_unit
            + price * offer.disposal_co2_kg_per_unit
    }));
    let per_km = carriage.yuan_per_unit_km + price * carriage.co2_kg_per_unit_km;
    let pays = if per_km > 0.0 {
        gain / per_km
    } else {
        f64::INFINITY
    };
    pays.min(carriage.most_km.unwrap_or(f64::INFINITY)) / settings.detour
}

/// All pairs that fit and gain; `false` if only the nearest were looked at.
pub(super) fn pairs(
    model: &Model,
    settings: &Settings,
    findings: &mut Vec<Finding>,
) -> (Vec<Pair>, bool) {
    let mut offers: Vec<Vec<u32>> = vec![Vec::new(); model.materials.len()];
    let mut needs = offers.clone();
    for (at, offer) in model.offers.iter().enumerate() {
        offers[offer.material].push(at as u32);
    }
    for (at, need) in model.needs.iter().enumerate() {
        needs[need.material].push(at as u32);
    }
    let mut unsaid = vec![false; model.materials.len()];
    let mut kept: Vec<Pair> = Vec::new();
    let mut complete = true;
    let mut said = [0usize; 3];
    for (at, rule) in model.rules.iter().enumerate() {
        let (from, to) = (&offers[rule.offer], &needs[rule.need]);
        if from.is_empty() || to.is_empty() {
            continue;
        }
        let Some(carriage) = model.carriage[rule.offer] else {
            if !std::mem::replace(&mut unsaid[rule.offer], true) {
                let name = &model.materials[rule.offer];
                findings.push(notice(
                    "exchange_no_transport",
                    Severity::Error,
                    &[("material", name.clone())],
                    format!("nothing is known of carrying {name}; give it a row in transport.csv"),
                ));
            }
            continue;
        };
        // What one pair comes to, or why not.
        let look = |o: u32, n: u32| -> Result<Option<Pair>, (Unfit, u32, u32)> {
            let (offer, need) = (&model.offers[o as usize], &model.needs[n as usize]);
            let basis = match fits(rule, offer, need) {
                Ok(basis) => basis,
                Err(Unfit::No) => return Ok(None),
                Err(why) => return Err((why, o, n)),
            };
            let Some(km) = model.km(offer.partner, need.partner, settings.detour) else {
                return Err((Unfit::Unknown(usize::MAX), o, n));
            };
            Ok(worth((offer, need), basis, &carriage, km, settings)
                .filter(|pair| pair.gain_yuan > 0.0)
                .map(|pair| Pair {
                    offer: o as usize,
                    need: n as usize,
                    rule: at,
                    ..pair
                }))
        };
        let all = from.len().saturating_mul(to.len());
        let located =
            |list: &[u32], partner: &dyn Fn(u32) -> usize| -> Option<Vec<(u32, f64, f64)>> {
                list.iter()
                    .map(|&i| model.partners[partner(i)].place.map(|p| (i, p.lon, p.lat)))
                    .collect()
            };
        let places = (all > settings.all_pairs && model.distances.is_empty())
            .then(|| {
                Some((
                    located(from, &|o| model.offers[o as usize].partner)?,
                    located(to, &|n| model.needs[n as usize].partner)?,
                ))
            })
            .flatten();
        type Looked = Result<Option<Pair>, (Unfit, u32, u32)>;
        let looked: Vec<Looked> = if let Some((froms, tos)) = places {
            let farthest = farthest_km(model, rule, (from, to), &carriage, settings);
            let near = |centres: &[(u32, f64, f64)], others: &[(u32, f64, f64)], flip: bool| {
                let squares = Squares::new(others, centres);
                centres
                    .par_iter()
                    .flat_map_iter(|&(centre, lon, lat)| {
                        let best = std::cell::RefCell::new(Vec::<Pair>::new());
                        let order = |a: &Pair, b: &Pair| {
                            a.km.total_cmp(&b.km)
                                .then(a.offer.cmp(&b.offer))
                                .then(a.need.cmp(&b.need))
                        };
                        let take = |other| {
                            let (o, n) = if flip {
                                (other, centre)
                            } else {
                                (centre, other)
                            };
                            if let Ok(Some(pair)) = look(o, n) {
                                best.borrow_mut().push(pair);
                            }
                        };
                        let enough_km = || {
                            let mut best = best.borrow_mut();
                            if settings.nearest == 0 || best.len() < settings.nearest {
                                return farthest;
                            }
                            let at = settings.nearest - 1;
                            let (_, last, _) = best.select_nth_unstable_by(at, order);
                            let km = last.km / settings.detour;
                            best.truncate(settings.nearest);
                            km.min(farthest)
                        };
                        squares.around((lon, lat), take, enough_km);
                        let mut best = best.into_inner();
                        best.sort_unstable_by(order);
                        best.truncate(settings.nearest);
                        best
                    })
                    .collect::<Vec<Pair>>()
            };
            let mut found = near(&froms, &tos, false);
            found.extend(near(&tos, &froms, true));
            found.par_sort_unstable_by_key(|p| (p.offer, p.need));
            found.dedup_by_key(|p| (p.offer, p.need));
            complete = false;
            let name = &model.materials[rule.offer];
            findings.push(notice(
                "exchange_few_candidates",
                Severity::Note,
                &[
                    ("material", name.clone()),
                    ("pairs", all.to_string()),
                    ("kept", found.len().to_string()),
                ],
                format!(
                    "{name}: of {all} pairs the {} nearest that fit were looked at",
                    found.len()
                ),
            ));
            found.into_iter().map(|p| Ok(Some(p))).collect()
        } else {
            from.par_iter()
                .flat_map_iter(|&o| to.iter().map(move |&n| (o, n)))
                .map(|(o, n)| look(o, n))
                .filter(|l| !matches!(l, Ok(None)))
                .collect()
        };
        for result in looked {
            match result {
                Ok(Some(pair)) => kept.push(pair),
                Ok(None) => {}
                Err((why, o, n)) => unfit(model, &why, (o, n), &mut said, findings),
            }
        }
    }
    (kept, complete)
}

fn unfit(
    model: &Model,
    why: &Unfit,
    (o, n): (u32, u32),
    said: &mut [usize; 3],
    findings: &mut Vec<Finding>,
) {
    let (offer, need) = (&model.offers[o as usize], &model.needs[n as usize]);
    let kind = match why {
        Unfit::No => return,
        Unfit::Unknown(usize::MAX) => 0,
        Unfit::Unknown(_) => 1,
        Unfit::NoBasis(_) => 2,
    };
    said[kind] += 1;
    if said[kind] > SAID {
        return;
    }
    let pair = [("offer", offer.id.clone()), ("need", need.id.clone())];
    findings.push(match why {
        Unfit::Unknown(parameter) if *parameter < model.parameters.len() => {
            let name = &model.parameters[*parameter];
            let [a, b] = pair;
            notice(
                "exchange_quality_unknown",
                Severity::Warning,
                &[a, b, ("parameter", name.clone())],
                format!(
                    "{} sets a bound for {name} that {} does not state; they are not matched",
                    need.id, offer.id
                ),
            )
        }
        Unfit::NoBasis(column) => {
            let [a, b] = pair;
            notice(
                "exchange_no_basis",
                Severity::Warning,
                &[a, b, ("column", (*column).to_owned())],
                format!(
                    "{} and {} cannot be compared: see {column} of both",
                    offer.id, need.id
                ),
            )
        }
        _ => {
            let name = |at: usize| model.partners[at].id.clone();
            notice(
                "exchange_no_distance",
                Severity::Warning,
                &[("from", name(offer.partner)), ("to", name(need.partner))],
                format!(
                    "the way from {} to {} is not known; give places or a distance",
                    name(offer.partner),
                    name(need.partner)
                ),
            )
        }
    });
}
