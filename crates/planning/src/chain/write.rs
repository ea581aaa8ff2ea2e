//! Tables of a chain: positions, dependence, what breaks most, what a city lacks that another has.

use std::collections::{BTreeMap, BTreeSet};

use inventory::finding::{Finding, Severity};
use rayon::prelude::*;

use super::Chain;
use super::graph::{articulation_points, dominators};
use super::position::{downstreamness, upstreamness};
use super::shock::{Lost, Shock};
use crate::notice::notice;
use crate::sheet::{cell, csv_text};

/// Shares below this are rounding.
const ROUNDING: f64 = 1e-9;

fn text(value: f64) -> String {
    // The sum of nothing is -0.
    (value + 0.0).to_string()
}

/// One row for each process: its steps to final use and from primary inputs, and the nearest process through which all that it is
/// made of runs.
pub(super) fn position_csv(chain: &Chain) -> (String, Vec<Finding>) {
    let mut findings = Vec::new();
    let (up, down) = (upstreamness(chain), downstreamness(chain));
    let name = |at: usize| chain.processes[at].id.clone();
    for (at, _) in up.iter().enumerate().filter(|(_, v)| v.is_none()) {
        findings.push(notice(
            "chain_no_final_use",
            Severity::Warning,
            &[("process", name(at))],
            format!(
                "part of what {} makes never reaches final use; it has no distance to it",
                name(at)
            ),
        ));
    }
    let mut taken = vec![0.0; chain.processes.len()];
    for d in &chain.deliveries {
        taken[d.to] += d.yuan;
    }
    for (at, process) in chain.processes.iter().enumerate() {
        if taken[at] > process.output_yuan * (1.0 + ROUNDING) {
            findings.push(notice(
                "chain_inputs_exceed_output",
                Severity::Warning,
                &[
                    ("process", name(at)),
                    ("inputs", text(taken[at])),
                    ("output", text(process.output_yuan)),
                ],
                format!(
                    "{} takes {} yuan and makes {}; it has no distance from primary inputs",
                    process.id, taken[at], process.output_yuan
                ),
            ));
        }
    }
    let edges: Vec<(usize, usize)> = chain.deliveries.iter().map(|d| (d.from, d.to)).collect();
    let mut fed = vec![false; chain.processes.len()];
    for (_, to) in &edges {
        fed[*to] = true;
    }
    let starts: Vec<usize> = (0..fed.len()).filter(|at| !fed[*at]).collect();
    let through = dominators(chain.processes.len(), &edges, &starts);
    let last = chain.final_yuan();
    let rows: Vec<Vec<String>> = chain
        .processes
        .iter()
        .enumerate()
        .map(|(at, process)| {
            let (firm, product) = (&chain.firms[process.firm], &chain.products[process.product]);
            vec![
                process.id.clone(),
                firm.id.clone(),
                firm.city.clone(),
                firm.industry.clone().unwrap_or_default(),
                product.id.clone(),
                product.hs.clone().unwrap_or_default(),
                text(process.output_yuan),
                text(last[at]),
                cell(up[at]),
                cell(down[at]),
                through[at].map(name).unwrap_or_default(),
            ]
        })
        .collect();
    let head = [
        "process",
        "firm",
        "city",
        "industry",
        "product",
        "hs",
        "output_yuan",
        "final_yuan",
        "upstreamness",
        "downstreamness",
        "runs_through",
    ];
    (csv_text(&head, &rows), findings)
}

/// One row for each need: what is delivered by whom, what comes from outside, how concentrated it is.
pub(super) fn dependence_csv(chain: &Chain) -> (String, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut by_need: BTreeMap<(usize, usize), BTreeMap<usize, f64>> = BTreeMap::new();
    for d in &chain.deliveries {
        let from = &chain.processes[d.from];
        let firms = by_need.entry((d.to, from.product)).or_default();
        *firms.entry(from.firm).or_default() += d.yuan;
    }
    let none = BTreeMap::new();
    let mut rows = Vec::new();
    for need in &chain.needs {
        let firms = by_need.get(&(need.process, need.product)).unwrap_or(&none);
        let delivered: f64 = firms.values().sum();
        let outside = (need.yuan - delivered).max(0.0);
        let process = &chain.processes[need.process];
        let city = &chain.firms[process.firm].city;
        let own: f64 = firms
            .iter()
            .filter(|(firm, _)| chain.firms[**firm].city == *city)
            .map(|(_, yuan)| yuan)
            .sum();
        // Hirschman's and Herfindahl's index of those who deliver; without any there is none.
        let concentration = (delivered > 0.0).then(|| {
            let share = |yuan: &f64| (yuan / delivered).powi(2);
            firms.values().map(share).sum::<f64>()
        });
        let largest = firms.iter().max_by(|a, b| a.1.total_cmp(b.1));
        let product = &chain.products[need.product].id;
        if let Some((firm, _)) = largest
            && need.essential
            && firms.len() == 1
            && outside <= need.yuan * ROUNDING
            && *firm != process.firm
        {
            let firm = &chain.firms[*firm].id;
            findings.push(notice(
                "chain_sole_supplier",
                Severity::Note,
                &[
                    ("process", process.id.clone()),
                    ("product", product.clone()),
                    ("firm", firm.clone()),
                ],
                format!("all {product} of {} comes from {firm}", process.id),
            ));
        }
        rows.push(vec![
            process.id.clone(),
            chain.firms[process.firm].id.clone(),
            city.clone(),
            product.clone(),
            text(need.yuan),
            if need.essential { "yes" } else { "no" }.to_owned(),
            text(delivered),
            text(outside),
            text(own / need.yuan),
            firms.len().to_string(),
            cell(concentration),
            largest.map_or_else(String::new, |(firm, _)| chain.firms[*firm].id.clone()),
            cell(largest.map(|(_, yuan)| yuan / need.yuan)),
        ]);
    }
    let head = [
        "process",
        "firm",
        "city",
        "product",
        "need_yuan",
        "essential",
        "delivered_yuan",
        "outside_yuan",
        "own_city_share",
        "suppliers",
        "concentration",
        "largest_supplier",
        "largest_share",
    ];
    (csv_text(&head, &rows), findings)
}

/// One row for each firm, the gravest first: what the others lose if it stops, and whether the graph falls apart without it.
pub(super) fn critical_csv(chain: &Chain) -> (String, Vec<Finding>) {
    let links: Vec<(usize, usize)> = chain
        .deliveries
        .iter()
        .map(|d| (chain.processes[d.from].firm, chain.processes[d.to].firm))
        .collect();
    let cuts: BTreeSet<usize> = articulation_points(chain.firms.len(), &links)
        .into_iter()
        .collect();
    let shock = Shock::new(chain);
    let mut lost: Vec<(usize, f64, f64, f64, usize)> = (0..chain.firms.len())
        .into_par_iter()
        .map(|firm| {
            let lost = shock.without(&[firm], &[]);
            let mut own = 0.0;
            let mut hit = BTreeSet::new();
            for (process, left) in chain.processes.iter().zip(&lost.left) {
                if process.firm == firm {
                    own += process.output_yuan;
                } else if *left < 1.0 {
                    hit.insert(process.firm);
                }
            }
            let others = lost.output_yuan(chain) - own;
            (firm, own, others, lost.final_yuan(chain), hit.len())
        })
        .collect();
    lost.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let rows: Vec<Vec<String>> = lost
        .into_iter()
        .map(|(firm, own, others, last, hit)| {
            vec![
                chain.firms[firm].id.clone(),
                chain.firms[firm].city.clone(),
                text(own),
                text(others),
                text(last),
                hit.to_string(),
                if cuts.contains(&firm) { "yes" } else { "no" }.to_owned(),
            ]
        })
        .collect();
    let head = [
        "firm",
        "city",
        "own_output_yuan",
        "others_lose_yuan",
        "final_lost_yuan",
        "firms_hit",
        "graph_falls_apart",
    ];
    (csv_text(&head, &rows), Vec::new())
}

/// One row for each product that a city needs more of than it makes, and each city that makes it; a product that nobody in the chain
/// makes has a row without a partner, and is said.
pub(super) fn gaps_csv(chain: &Chain) -> (String, Vec<Finding>) {
    let mut findings = Vec::new();
    // City and product: needed, made, made and not delivered within the chain.
    let mut sums: BTreeMap<(&str, usize), [f64; 3]> = BTreeMap::new();
    let mut delivered: BTreeMap<(&str, &str, usize), f64> = BTreeMap::new();
    let city = |process: usize| chain.firms[chain.processes[process].firm].city.as_str();
    let last = chain.final_yuan();
    for (at, process) in chain.processes.iter().enumerate() {
        let of = sums.entry((city(at), process.product)).or_default();
        of[1] += process.output_yuan;
        of[2] += last[at];
    }
    for need in &chain.needs {
        sums.entry((city(need.process), need.product)).or_default()[0] += need.yuan;
    }
    for d in &chain.deliveries {
        let key = (city(d.from), city(d.to), chain.processes[d.from].product);
        *delivered.entry(key).or_default() += d.yuan;
    }
    let mut nobody = BTreeSet::new();
    let mut rows = Vec::new();
    for (&(city, product), &[needed, made, _]) in &sums {
        if needed <= made * (1.0 + ROUNDING) {
            continue;
        }
        let name = &chain.products[product].id;
        let row = |partner: &str, [_, made_there, free_there]: [f64; 3], comes: f64| {
            let figure = |v: f64| {
                if partner.is_empty() {
                    String::new()
                } else {
                    text(v)
                }
            };
            vec![
                city.to_owned(),
                name.clone(),
                chain.products[product].hs.clone().unwrap_or_default(),
                text(needed),
                text(made),
                text(needed - made),
                partner.to_owned(),
                figure(made_there),
                figure(free_there),
                figure(comes),
            ]
        };
        let partners: Vec<(&str, [f64; 3])> = sums
            .iter()
            .filter(|((other, of), sums)| *other != city && *of == product && sums[1] > 0.0)
            .map(|((other, _), sums)| (*other, *sums))
            .collect();
        if partners.is_empty() {
            rows.push(row("", [0.0; 3], 0.0));
            if made <= 0.0 && nobody.insert(product) {
                findings.push(notice(
                    "chain_nobody_makes",
                    Severity::Note,
                    &[("product", name.clone())],
                    format!("{name} is needed and nobody in the chain makes it; all of it comes from outside"),
                ));
            }
        }
        for (partner, there) in partners {
            let comes = delivered.get(&(partner, city, product)).copied();
            rows.push(row(partner, there, comes.unwrap_or_default()));
        }
    }
    let head = [
        "city",
        "product",
        "hs",
        "needed_yuan",
        "made_yuan",
        "gap_yuan",
        "partner",
        "partner_makes_yuan",
        "partner_sells_outside_yuan",
        "comes_from_partner_yuan",
    ];
    (csv_text(&head, &rows), findings)
}

/// One row for each process that loses something.
pub(super) fn broken_csv(chain: &Chain, lost: &Lost) -> String {
    let last = chain.final_yuan();
    let rows: Vec<Vec<String>> = chain
        .processes
        .iter()
        .enumerate()
        .filter(|(at, _)| lost.left[*at] < 1.0)
        .map(|(at, process)| {
            let firm = &chain.firms[process.firm];
            let share = 1.0 - lost.left[at];
            vec![
                process.id.clone(),
                firm.id.clone(),
                firm.city.clone(),
                text(share),
                text(process.output_yuan * share),
                text(last[at] * share),
            ]
        })
        .collect();
    let head = [
        "process",
        "firm",
        "city",
        "lost_share",
        "lost_output_yuan",
        "lost_final_yuan",
    ];
    csv_text(&head, &rows)
}
