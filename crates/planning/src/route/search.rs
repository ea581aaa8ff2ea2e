//! All routes that cannot be bettered.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use inventory::finding::{Finding, Severity};

use super::network::{AIMS, Link, Mode, Network, Toll, readable};
use crate::notice::notice;
use crate::sheet::csv_text;

/// A route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Links in order, in [`Network::links`].
    pub links: Vec<usize>,
    /// Seconds, fen, grams, billionths of the negative logarithm; `None` for aims that are switched off.
    pub totals: Toll,
}

impl Route {
    /// A total as a person reads it: hours, yuan, kg CO2e, probability.
    pub fn figure(&self, aim: usize) -> Option<f64> {
        self.totals[aim].map(|whole| readable(aim, whole))
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Routes {
    /// Fastest first, then cheapest, and so on. Of routes with the same totals one is kept.
    pub routes: Vec<Route>,
    /// Which aims took part.
    pub aims: [bool; 4],
    /// What a reader should know.
    pub findings: Vec<Finding>,
}

#[derive(Debug, Clone, Copy)]
struct Label {
    place: u32,
    mode: Option<Mode>,
    totals: [u64; 4],
    link: u32,
    before: u32,
}

/// Finds every route that no other betters, up to `most` labels (partial routes) altogether; beyond them the search stops, and
/// `route_labels_cut` says so.
///
/// An aim of `wanted` in which a link or change lacks its figure is switched off, with `route_criterion_off`: a missing figure
/// is not zero. `route_none` if there is no way.
pub fn routes(network: &Network, wanted: [bool; 4], most: usize) -> Routes {
    let mut found = Routes {
        aims: wanted,
        ..Routes::default()
    };
    for (aim, on) in found.aims.iter_mut().enumerate() {
        if !*on {
            continue;
        }
        let missing = network.links.iter().map(|l| &l.toll);
        let missing = missing
            .chain(network.changes.iter().map(|c| &c.toll))
            .filter(|toll| toll[aim].is_none())
            .count();
        if missing > 0 {
            *on = false;
            found.findings.push(notice(
                "route_criterion_off",
                Severity::Warning,
                &[
                    ("criterion", AIMS[aim].to_owned()),
                    ("links", missing.to_string()),
                ],
                format!(
                    "{} takes no part: {missing} links or changes have no figure for it",
                    AIMS[aim]
                ),
            ));
        }
    }
    let aims = found.aims;
    let cost = |toll: &Toll| -> [u64; 4] {
        std::array::from_fn(|aim| {
            if aims[aim] {
                toll[aim].unwrap_or_default()
            } else {
                0
            }
        })
    };
    let mut leaving: Vec<Vec<u32>> = vec![Vec::new(); network.places.len()];
    for (at, link) in network.links.iter().enumerate() {
        leaving[link.from].push(at as u32);
    }
    let mut changes: HashMap<(Option<usize>, Mode, Mode), [u64; 4]> = HashMap::new();
    for change in &network.changes {
        changes.insert((change.place, change.from, change.to), cost(&change.toll));
    }
    let change = |place: usize, from: Mode, to: Mode| -> Option<[u64; 4]> {
        if from == to {
            return Some([0; 4]);
        }
        changes
            .get(&(Some(place), from, to))
            .or_else(|| changes.get(&(None, from, to)))
            .copied()
    };
    let add = |a: [u64; 4], b: [u64; 4]| -> [u64; 4] {
        std::array::from_fn(|i| a[i].saturating_add(b[i]))
    };
    let beaten = |by: &[[u64; 4]], totals: &[u64; 4]| {
        by.iter()
            .any(|known| known.iter().zip(totals).all(|(k, t)| k <= t))
    };
    let mut labels = vec![Label {
        place: network.from as u32,
        mode: None,
        totals: [0; 4],
        link: u32::MAX,
        before: u32::MAX,
    }];
    // Smallest first in the order of the aims: what betters a label never comes after it.
    let mut heap = BinaryHeap::from([Reverse(([0u64; 4], 0u32))]);
    let mut settled: HashMap<(u32, Option<Mode>), Vec<[u64; 4]>> = HashMap::new();
    let mut ends: Vec<(u32, [u64; 4])> = Vec::new();
    let mut arrived: Vec<[u64; 4]> = Vec::new();
    while let Some(Reverse((totals, at))) = heap.pop() {
        let label = labels[at as usize];
        // Whatever arrived with no more in any aim cannot be bettered by going on from here.
        if beaten(&arrived, &totals) {
            continue;
        }
        let known = settled.entry((label.place, label.mode)).or_default();
        if beaten(known, &totals) {
            continue;
        }
        known.push(totals);
        if label.place as usize == network.to {
            arrived.push(totals);
            ends.push((at, totals));
            continue;
        }
        for &next in &leaving[label.place as usize] {
            let link: &Link = &network.links[next as usize];
            let step = match label.mode {
                None => [0; 4],
                Some(mode) => match change(link.from, mode, link.mode) {
                    Some(step) => step,
                    None => continue,
                },
            };
            let totals = add(add(totals, step), cost(&link.toll));
            let key = (link.to as u32, Some(link.mode));
            if beaten(&arrived, &totals) || settled.get(&key).is_some_and(|k| beaten(k, &totals)) {
                continue;
            }
            heap.push(Reverse((totals, labels.len() as u32)));
            labels.push(Label {
                place: link.to as u32,
                mode: Some(link.mode),
                totals,
                link: next,
                before: at,
            });
        }
        if labels.len() > most {
            found.findings.push(notice(
                "route_labels_cut",
                Severity::Warning,
                &[("kept", most.to_string())],
                format!(
                    "the search stopped after {most} partial routes; there may be further ones"
                ),
            ));
            break;
        }
    }
    for (end, totals) in ends {
        let mut links = Vec::new();
        let mut at = end;
        while labels[at as usize].before != u32::MAX {
            links.push(labels[at as usize].link as usize);
            at = labels[at as usize].before;
        }
        links.reverse();
        found.routes.push(Route {
            links,
            totals: std::array::from_fn(|aim| aims[aim].then_some(totals[aim])),
        });
        debug_assert_eq!(labels[end as usize].totals, totals);
    }
    if found.routes.is_empty() {
        let (from, to) = (&network.places[network.from], &network.places[network.to]);
        found.findings.push(notice(
            "route_none",
            Severity::Error,
            &[("from", from.clone()), ("to", to.clone())],
            format!("no way leads from {from} to {to}; see the links and the changes of mode"),
        ));
    }
    found
}

/// One row for each route: which way, by what, and what it takes; `least_in` names the aims in which no other is better.
pub fn routes_csv(network: &Network, found: &Routes) -> String {
    let mut rows = Vec::new();
    for (at, route) in found.routes.iter().enumerate() {
        let mut way = vec![network.places[network.from].as_str()];
        let mut modes: Vec<&str> = Vec::new();
        let mut km = 0.0;
        for &l in &route.links {
            let link = &network.links[l];
            way.push(&network.places[link.to]);
            km += link.km;
            if modes.last() != Some(&link.mode.code()) {
                modes.push(link.mode.code());
            }
        }
        let least: Vec<&str> = (0..4)
            .filter(|&aim| {
                route.totals[aim].is_some_and(|own| {
                    found
                        .routes
                        .iter()
                        .all(|other| other.totals[aim] >= Some(own))
                })
            })
            .map(|aim| AIMS[aim])
            .collect();
        let mut row = vec![
            (at + 1).to_string(),
            way.join(" > "),
            modes.join(" > "),
            km.to_string(),
        ];
        row.extend((0..4).map(|aim| crate::sheet::cell(route.figure(aim))));
        row.push(least.join(" "));
        rows.push(row);
    }
    csv_text(
        &[
            "route",
            "way",
            "modes",
            "km",
            "time_h",
            "yuan",
            "co2_kg",
            "reliability",
            "least_in",
        ],
        &rows,
    )
}
