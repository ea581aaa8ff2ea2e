//! The best network: heat in bands of temperature, time in months, everything else in whole thousandths.
//!
//! Second law: a band of offered heat counts at its lower end, a band of needed heat at its upper end, and the first must exceed
//! the second by the least approach after what the way costs in temperature. So no heat goes uphill, at the price of up to
//! two bands of height.

use inventory::finding::{Finding, Severity};

use super::candidates::{Pair, pairs};
use super::flow::{Way, best};
use super::model::{Model, Quantity, Settings};
use crate::notice::notice;

/// Parts of a unit that can be sent singly.
const PARTS: f64 = 1000.0;
/// Parts of a yuan in which gains are counted.
const MICRO: f64 = 1e6;
/// Most parts and most gain that a whole number holds here; sums of them stay far from what cannot be held.
const MOST: f64 = 1e15;
/// How often what losses left open is offered again.
const PASSES: usize = 40;
/// Turns in which prices of needs are taken into account, with losses.
const ROUNDS: usize = 3;

/// One flow of the network.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// In [`Model::offers`].
    pub offer: usize,
    /// In [`Model::needs`].
    pub need: usize,
    /// Month of use, 1 to 12; `None` for the whole year.
    pub month: Option<u8>,
    /// Temperature that the heat still has at the need, °C.
    pub arrives_c: Option<f64>,
    /// Temperature that the need asks for, °C.
    pub asked_c: Option<f64>,
    /// Way, km.
    pub km: f64,
    /// Sent, units of the offer.
    pub sent: f64,
    /// Lost on the way, units of the offer.
    pub lost: f64,
    /// Replaced, units of the need.
    pub replaced: f64,
    /// Energy that arrives, GJ, where the rule compares energy.
    pub energy_gj: Option<f64>,
    /// Cost of carrying, yuan.
    pub transport_yuan: f64,
    /// Saved by both together, yuan, without the price of carbon.
    pub saved_yuan: f64,
    /// Saved by both together, yuan, with the price of carbon.
    pub gain_yuan: f64,
    /// Saved, kg CO2e; below zero if carrying emits more than is saved.
    pub saved_co2_kg: f64,
    /// Emitted by carrying, kg CO2e.
    pub transport_co2_kg: f64,
    /// Primary energy saved, GJ; `None` if the need does not state it.
    pub saved_energy_gj: Option<f64>,
}

/// The best network.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// What flows, by offer, need, month.
    pub exchanges: Vec<Exchange>,
    /// Sum of gains, yuan (with the price of carbon).
    pub gain_yuan: f64,
    /// By partner: gain by the shadow prices of what it offers and needs, in 1e-9 yuan. They add up to the gain as the choice
    /// counts it, in whole millionths of a yuan for a basis unit; with losses nearly.
    pub shadow_nano_yuan: Vec<i128>,
    /// True if no better network exists: all pairs were looked at and nothing is lost on the way. Else the network is one
    /// that can be built, and a better one may exist.
    pub exact: bool,
    /// What a reader should know.
    pub findings: Vec<Finding>,
}

/// A part of an offer or a need: one month, one band of temperature.
#[derive(Debug, Clone, Copy)]
struct Node {
    of: usize,
    month: Option<u8>,
    temperature_c: Option<f64>,
    parts: i64,
}

/// Nodes and ways, ready to be solved for all partners or for some.
pub(super) struct Prepared {
    offers: Vec<Node>,
    needs: Vec<Node>,
    ways: Vec<Way>,
    pairs: Vec<Pair>,
    /// The pair behind a way.
    pair_of: Vec<u32>,
    lossy: bool,
    complete: bool,
    pub(super) findings: Vec<Finding>,
}

pub(super) struct Solved {
    units: Vec<i64>,
    /// 1e-9 yuan, by partner.
    pub(super) shadow: Vec<i128>,
    /// 1e-9 yuan.
    pub(super) gain: i128,
}

/// Cuts heat between two temperatures into bands, warmest first; each is a share of the whole and its two ends.
fn bands(
    from: Option<f64>,
    to: Option<f64>,
    height_k: f64,
) -> Vec<(f64, Option<f64>, Option<f64>)> {
    match (from, to) {
        (Some(high), Some(low)) if high > low => {
            let mut cuts = vec![high];
            let mut next = (high / height_k).ceil() * height_k - height_k;
            while next > low {
                cuts.push(next);
                next -= height_k;
            }
            cuts.push(low);
            cuts.windows(2)
                .map(|w| ((w[0] - w[1]) / (high - low), Some(w[0]), Some(w[1])))
                .collect()
        }
        _ => vec![(1.0, from, from)],
    }
}

fn nodes_of(
    quantity: &Quantity,
    content: f64,
    monthly: bool,
    parts_of: &[(f64, Option<f64>, Option<f64>)],
    lower: bool,
    of: usize,
    nodes: &mut Vec<Node>,
) {
    let months = if monthly { 12 } else { 1 };
    for month in 0..months {
        let units = if monthly {
            quantity.month(month)
        } else {
            quantity.year()
        };
        for &(share, high, low) in parts_of {
            nodes.push(Node {
                of,
                month: monthly.then_some(month as u8 + 1),
                temperature_c: if lower { low } else { high },
                parts: (units * content * share * PARTS + 1e-6).floor().min(MOST) as i64,
            });
        }
    }
}

pub(super) fn prepare(model: &Model, settings: &Settings) -> Prepared {
    let mut findings = Vec::new();
    let (pairs, complete) = pairs(model, settings, &mut findings);
    let monthly = model
        .offers
        .iter()
        .map(|o| &o.quantity)
        .chain(model.needs.iter().map(|n| &n.quantity))
        .any(|q| matches!(q, Quantity::Months(_)));
    // The basis of an offer or need is the same in all its rules: a material has one basis.
    let mut offer_content = vec![None; model.offers.len()];
    let mut need_content = vec![None; model.needs.len()];
    for pair in &pairs {
        offer_content[pair.offer] = Some(pair.content);
        need_content[pair.need] = Some(pair.content * pair.arrives / pair.replaces);
    }
    let (mut offers, mut needs) = (Vec::new(), Vec::new());
    let mut offer_nodes = vec![0..0; model.offers.len()];
    let mut need_nodes = vec![0..0; model.needs.len()];
    for (at, offer) in model.offers.iter().enumerate() {
        let Some(content) = offer_content[at] else {
            continue;
        };
        let start = offers.len();
        let storable = model.carriage[offer.material].is_some_and(|c| c.storable);
        let cut = bands(offer.temperature_c, offer.return_c, settings.band_k);
        nodes_of(
            &offer.quantity,
            content,
            monthly && !storable,
            &cut,
            true,
            at,
            &mut offers,
        );
        offer_nodes[at] = start..offers.len();
    }
    for (at, need) in model.needs.iter().enumerate() {
        let Some(content) = need_content[at] else {
            continue;
        };
        let start = needs.len();
        let cut = bands(need.temperature_c, need.return_c, settings.band_k);
        nodes_of(
            &need.quantity,
            content,
            monthly,
            &cut,
            false,
            at,
            &mut needs,
        );
        need_nodes[at] = start..needs.len();
    }
    let (mut ways, mut pair_of) = (Vec::new(), Vec::new());
    for (p, pair) in pairs.iter().enumerate() {
        let gain = (pair.gain_yuan / pair.content * MICRO).round().min(MOST) as i64;
        if gain <= 0 {
            continue;
        }
        let drop_k = model.carriage[model.offers[pair.offer].material]
            .map_or(0.0, |c| c.drop_k_per_km)
            * pair.km;
        let approach_k = model.rules[pair.rule]
            .checks
            .iter()
            .find(|c| c.parameter.is_none())
            .map(|c| c.margin);
        for o in offer_nodes[pair.offer].clone() {
            for n in need_nodes[pair.need].clone() {
                let (offer, need) = (&offers[o], &needs[n]);
                if offer.month.is_some() && offer.month != need.month {
                    continue;
                }
                if let Some(approach_k) = approach_k {
                    let warm = match (offer.temperature_c, need.temperature_c) {
                        (Some(has), Some(wants)) => has - drop_k >= wants + approach_k,
                        _ => false,
                    };
                    if !warm {
                        continue;
                    }
                }
                ways.push(Way {
                    from: o as u32,
                    to: n as u32,
                    gain,
                });
                pair_of.push(p as u32);
            }
        }
    }
    let lossy = pair_of.iter().any(|p| pairs[*p as usize].arrives < 1.0);
    Prepared {
        offers,
        needs,
        ways,
        pairs,
        pair_of,
        lossy,
        complete,
        findings,
    }
}

impl Prepared {
    /// How many ways there are.
    pub(super) fn ways(&self) -> usize {
        self.ways.len()
    }

    /// The best network of the partners that `member` lets in. With losses two ways of choosing are tried, and the better is taken.
    pub(super) fn solve(&self, model: &Model, member: impl Fn(usize) -> bool) -> Solved {
        let plain = self.attempt(model, &member, 0);
        if !self.lossy {
            return plain;
        }
        let priced = self.attempt(model, &member, ROUNDS);
        if priced.gain > plain.gain {
            priced
        } else {
            plain
        }
    }

    /// What arrives uses up a need, and not what is sent: a lossy way leaves room that is worth the need's price. In `rounds` turns
    /// that worth, at the prices of the turn before, counts as gain of the way.
    fn attempt(&self, model: &Model, member: &impl Fn(usize) -> bool, rounds: usize) -> Solved {
        let parts = |node: &Node, partner: usize| if member(partner) { node.parts } else { 0 };
        let mut supply: Vec<i64> = self
            .offers
            .iter()
            .map(|n| parts(n, model.offers[n.of].partner))
            .collect();
        let mut demand: Vec<i64> = self
            .needs
            .iter()
            .map(|n| parts(n, model.needs[n.of].partner))
            .collect();
        let mut solved = Solved {
            units: vec![0; self.ways.len()],
            shadow: vec![0; model.partners.len()],
            gain: 0,
        };
        let arrives = |w: usize| self.pairs[self.pair_of[w] as usize].arrives;
        for _ in 0..PASSES {
            let mut flow = best(&supply, &demand, &self.ways);
            // How much may be sent for each need, and what each way's loss is worth at the price of the turn before.
            let mut wanted = demand.clone();
            let mut room = vec![0i64; self.ways.len()];
            for _ in 0..rounds {
                let mut sums = vec![(0.0, 0.0); demand.len()];
                for (way, (w, &units)) in self.ways.iter().zip(flow.units.iter().enumerate()) {
                    let sum = &mut sums[way.to as usize];
                    sum.0 += units as f64;
                    sum.1 += units as f64 * arrives(w);
                }
                let scale: Vec<f64> = sums
                    .iter()
                    .map(|(sent, got)| if *got > 0.0 { sent / got } else { 1.0 })
                    .collect();
                for (want, (&most, scale)) in wanted.iter_mut().zip(demand.iter().zip(&scale)) {
                    *want = (most as f64 * scale).floor() as i64;
                }
                let mut priced = self.ways.clone();
                for (w, way) in priced.iter_mut().enumerate() {
                    let to = way.to as usize;
                    let price = flow.demand_price[to] as f64;
                    room[w] = ((1.0 - arrives(w) * scale[to]) * price) as i64;
                    way.gain += room[w];
                }
                flow = best(&supply, &wanted, &priced);
            }
            if rounds > 0 {
                self.trim(&mut flow.units, &demand);
            }
            for (at, node) in self.offers.iter().enumerate() {
                solved.shadow[model.offers[node.of].partner] +=
                    i128::from(flow.supply_price[at]) * i128::from(supply[at]);
            }
            for (at, node) in self.needs.iter().enumerate() {
                solved.shadow[model.needs[node.of].partner] +=
                    i128::from(flow.demand_price[at]) * i128::from(wanted[at]);
            }
            let mut sent = false;
            for (w, &units) in flow.units.iter().enumerate() {
                if units > 0 {
                    let (from, to) = (self.ways[w].from as usize, self.ways[w].to as usize);
                    sent = true;
                    solved.units[w] += units;
                    solved.gain += i128::from(units) * i128::from(self.ways[w].gain);
                    solved.shadow[model.needs[self.needs[to].of].partner] -=
                        i128::from(units) * i128::from(room[w]);
                    supply[from] -= units;
                    // What is lost leaves the need open; it may be served again.
                    demand[to] -= (units as f64 * arrives(w)).ceil() as i64;
                }
            }
            if !self.lossy || !sent {
                break;
            }
        }
        solved
    }
}

impl Prepared {
    /// Takes back what arrives beyond a need, from the ways that gain least.
    fn trim(&self, units: &mut [i64], demand: &[i64]) {
        let mut order: Vec<usize> = (0..units.len()).filter(|w| units[*w] > 0).collect();
        order.sort_by_key(|w| (self.ways[*w].gain, *w));
        let arrives = |w: usize| self.pairs[self.pair_of[w] as usize].arrives;
        let got = |w: usize, units: i64| (units as f64 * arrives(w)).ceil() as i64;
        let mut over: Vec<i64> = demand.iter().map(|d| -d).collect();
        for &w in &order {
            over[self.ways[w].to as usize] += got(w, units[w]);
        }
        for &w in &order {
            let over = &mut over[self.ways[w].to as usize];
            if *over > 0 {
                let before = got(w, units[w]);
                let keep = ((before - *over).max(0) as f64 / arrives(w)).floor() as i64;
                units[w] = keep.min(units[w]);
                *over -= before - got(w, units[w]);
            }
        }
    }
}

/// The best network of all partners.
///
/// Exact where nothing is lost on the way and all pairs are looked at ([`Network::exact`]). With losses, what is lost is offered
/// to the need again until nothing is gained; that never delivers more than is needed.
pub fn solve(model: &Model, settings: &Settings) -> Network {
    let prepared = prepare(model, settings);
    network(model, settings, &prepared)
}

pub(super) fn network(model: &Model, settings: &Settings, prepared: &Prepared) -> Network {
    let solved = prepared.solve(model, |_| true);
    let mut findings = prepared.findings.clone();
    let mut exchanges = Vec::new();
    let mut lost_any = false;
    let mut offered = vec![false; model.offers.len()];
    let mut served = vec![false; model.needs.len()];
    for (w, &units) in solved.units.iter().enumerate() {
        if units == 0 {
            continue;
        }
        let way = prepared.ways[w];
        let pair = prepared.pairs[prepared.pair_of[w] as usize];
        let (from, to) = (
            prepared.offers[way.from as usize],
            prepared.needs[way.to as usize],
        );
        let need = &model.needs[pair.need];
        let rule = &model.rules[pair.rule];
        let drop_k = model.carriage[rule.offer].map_or(0.0, |c| c.drop_k_per_km) * pair.km;
        let sent = units as f64 / PARTS / pair.content;
        let replaced = sent * pair.replaces;
        lost_any |= pair.arrives < 1.0;
        offered[pair.offer] = true;
        served[pair.need] = true;
        let saved_co2_kg = sent * pair.co2_kg;
        let gain_yuan = sent * pair.gain_yuan;
        exchanges.push(Exchange {
            offer: pair.offer,
            need: pair.need,
            month: to.month,
            arrives_c: from.temperature_c.map(|t| t - drop_k),
            asked_c: to.temperature_c,
            km: pair.km,
            sent,
            lost: sent * (1.0 - pair.arrives),
            replaced,
            energy_gj: (rule.basis == super::Basis::Energy)
                .then_some(sent * pair.content * pair.arrives),
            transport_yuan: sent * pair.transport_yuan,
            saved_yuan: gain_yuan - settings.carbon_yuan_per_t * saved_co2_kg / 1000.0,
            gain_yuan,
            saved_co2_kg,
            transport_co2_kg: sent * pair.transport_co2_kg,
            saved_energy_gj: need.today_energy_gj_per_unit.map(|e| e * replaced),
        });
        if saved_co2_kg < 0.0 {
            let (offer, need) = (&model.offers[pair.offer].id, &need.id);
            findings.push(notice(
                "exchange_carbon_worse",
                Severity::Warning,
                &[
                    ("offer", offer.clone()),
                    ("need", need.clone()),
                    ("kg", (-saved_co2_kg).to_string()),
                ],
                format!("{offer} to {need} saves money and emits more; give carbon a price"),
            ));
        }
    }
    exchanges.sort_by_key(|e| (e.offer, e.need, e.month));
    for (kind, matched) in [("offers", &offered), ("needs", &served)] {
        let count = matched.iter().filter(|m| !**m).count();
        if count > 0 {
            findings.push(notice(
                "exchange_unmatched",
                Severity::Note,
                &[("kind", kind.to_owned()), ("count", count.to_string())],
                format!("{count} {kind} have no partner that fits and gains"),
            ));
        }
    }
    Network {
        gain_yuan: exchanges.iter().map(|e| e.gain_yuan).sum(),
        exchanges,
        shadow_nano_yuan: solved.shadow,
        exact: prepared.complete && !lost_any,
        findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heat_is_cut_at_multiples_and_its_shares_add_up() {
        let cut = bands(Some(95.0), Some(42.0), 10.0);
        assert_eq!(cut[0].1, Some(95.0));
        assert_eq!(cut[0].2, Some(90.0));
        assert_eq!(cut.last().unwrap().2, Some(42.0));
        assert!((cut.iter().map(|b| b.0).sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(bands(Some(90.0), Some(80.0), 10.0).len(), 1);
        assert_eq!(
            bands(Some(120.0), None, 10.0),
            [(1.0, Some(120.0), Some(120.0))]
        );
        assert_eq!(bands(None, None, 10.0), [(1.0, None, None)]);
    }
}
