//! A chain of conversions and a ledger in one flow.
//!
//! They are two statements on the same carbon. What one of them has beyond the other passes a node of its own, so that every stage adds
//! up and nothing is made to fit.

use crate::http::dto::{ChainNode, FlowLink, Label};
use crate::usecase::names::key_item;
use crate::view::{RegionView, Shown};
use flow::balance::{Chain, Node, NodeKind};
use inventory::sankey::FlowGraph;
use std::collections::BTreeMap;

/// The ledger's side: its flow in the unit shown.
pub(super) struct Ledger {
    nodes: Vec<ChainNode>,
    links: Vec<FlowLink>,
    /// What its first stage may be called in a balance.
    names: Vec<(String, Vec<String>)>,
    stages: usize,
}

/// The ledger's flow as the stages that follow the chain's.
pub(super) fn ledger(view: &RegionView, graph: &FlowGraph, shown: &Shown) -> Ledger {
    let mut names = Vec::new();
    let nodes: Vec<ChainNode> = graph
        .nodes
        .iter()
        .map(|node| {
            let (id, label) = match &node.key {
                Some(key) => {
                    let item = key_item(view, key);
                    (
                        item.id,
                        Label {
                            en: item.label.en,
                            zh: item.label.zh,
                        },
                    )
                }
                None => (
                    "rest".to_owned(),
                    Label {
                        en: format!("{} others", node.folded),
                        zh: format!("其余{}项", node.folded),
                    },
                ),
            };
            let stage = node.stage + 2;
            let full = format!("{stage}:{}:{id}", node.dim);
            if node.stage == 0 && node.key.is_some() {
                names.push((
                    full.clone(),
                    vec![
                        id.to_lowercase(),
                        label.en.to_lowercase(),
                        label.zh.to_lowercase(),
                    ],
                ));
            }
            ChainNode {
                id: full,
                label,
                stage: stage as u8,
                dim: node.dim.to_owned(),
                value: shown.apply(node.value),
                folded: (node.folded > 0).then_some(u64::from(node.folded)),
            }
        })
        .collect();
    let links = graph
        .links
        .iter()
        .map(|link| FlowLink {
            source: nodes[link.source].id.clone(),
            target: nodes[link.target].id.clone(),
            value: shown.apply(link.value),
        })
        .collect();
    let stages = graph
        .nodes
        .iter()
        .map(|node| node.stage + 1)
        .max()
        .unwrap_or(0);
    Ledger {
        nodes,
        links,
        names,
        stages: stages.max(2),
    }
}

/// Names of supplies, processes and uses in both languages, by the name that the balance has, in small letters.
pub(super) type Names = BTreeMap<String, Label>;

/// The id and name of a node of a chain.
fn named(stage: usize, node: &Node, names: &Names) -> ChainNode {
    let fixed = |en: &str, zh: &str| Label {
        en: en.to_owned(),
        zh: zh.to_owned(),
    };
    let own = || {
        let known = names.get(&node.name.to_lowercase()).cloned();
        known.unwrap_or_else(|| fixed(&node.name, &node.name))
    };
    let (dim, member, label) = match node.kind {
        NodeKind::Supply => ("supply", node.name.as_str(), own()),
        NodeKind::Lacking => (
            "gap",
            "lacking",
            fixed(
                "Used, but not supplied in the balance",
                "平衡表缺口：有用无供",
            ),
        ),
        NodeKind::Direct => (
            "conversion",
            "direct",
            fixed("Used as supplied", "直接使用"),
        ),
        NodeKind::Process => ("conversion", node.name.as_str(), own()),
        NodeKind::Losses => (
            "conversion",
            "losses",
            fixed("Own use and losses", "自用与损失"),
        ),
        NodeKind::Final => ("use", node.name.as_str(), own()),
        NodeKind::Export => ("use", "export", fixed("Delivered to others", "调出")),
        NodeKind::LeftOver => (
            "gap",
            "left_over",
            fixed(
                "Supplied, but not used in the balance",
                "平衡表差额：有供无用",
            ),
        ),
    };
    // A colon parts the id.
    let kind = match node.kind {
        NodeKind::Supply | NodeKind::Process | NodeKind::Final => "=",
        _ => "",
    };
    ChainNode {
        id: format!("{stage}:{dim}:{kind}{}", member.replace(':', "_")),
        label,
        stage: stage as u8,
        dim: dim.to_owned(),
        value: 0.0,
        folded: None,
    }
}

fn beyond(stage: usize, ledger: bool) -> ChainNode {
    let (member, en, zh) = if ledger {
        (
            "ledger",
            "In the ledger, not in the balance",
            "账内有、平衡表无",
        )
    } else {
        (
            "balance",
            "In the balance, not in the ledger",
            "平衡表有、账内无",
        )
    };
    ChainNode {
        id: format!("{stage}:gap:{member}"),
        label: Label {
            en: en.to_owned(),
            zh: zh.to_owned(),
        },
        stage: stage as u8,
        dim: "gap".to_owned(),
        value: 0.0,
        folded: None,
    }
}

/// Chains and a ledger in one flow.
pub(super) struct Joined {
    pub total: f64,
    pub ledger: f64,
    pub balance: f64,
    pub only_ledger: f64,
    pub only_balance: f64,
    pub nodes: Vec<ChainNode>,
    pub links: Vec<FlowLink>,
    pub imbalance: f64,
}

/// Joins chains (of several years) with a ledger at its first stage. `unit` turns tonnes into what the ledger is in.
pub(super) fn join(
    chains: &[Chain],
    ledger: &Ledger,
    names: &Names,
    unit: &dyn Fn(f64) -> f64,
) -> Joined {
    let mut nodes: BTreeMap<String, ChainNode> = BTreeMap::new();
    let mut links: BTreeMap<(String, String), f64> = BTreeMap::new();
    let mut into: BTreeMap<String, f64> = BTreeMap::new();
    for chain in chains {
        for (stage, from, to, of) in [
            (0, &chain.supplies, &chain.conversions, &chain.first),
            (1, &chain.conversions, &chain.uses, &chain.second),
        ] {
            for link in of {
                let source = named(stage, &from[link.from], names);
                let mut target = named(stage + 1, &to[link.to], names);
                // A use that the ledger knows is the ledger's node.
                if to[link.to].kind == NodeKind::Final {
                    let name = to[link.to].name.trim().to_lowercase();
                    let known = ledger.names.iter().find(|(_, names)| names.contains(&name));
                    if let Some((id, _)) = known {
                        target.id.clone_from(id);
                    }
                }
                let value = unit(link.carbon_t);
                if stage == 1 {
                    *into.entry(target.id.clone()).or_default() += value;
                }
                *links
                    .entry((source.id.clone(), target.id.clone()))
                    .or_default() += value;
                for node in [source, target] {
                    nodes.entry(node.id.clone()).or_insert(node);
                }
            }
        }
    }
    let balance: f64 = into.values().sum();
    let mut booked = 0.0;
    for node in &ledger.nodes {
        if node.stage == 2 {
            booked += node.value;
        }
        nodes.insert(node.id.clone(), node.clone());
    }
    for link in &ledger.links {
        links.insert((link.source.clone(), link.target.clone()), link.value);
    }
    // What one side has beyond the other, at every use.
    let (mut lacking, mut beyond_ledger) = (0.0, 0.0);
    let uses: Vec<ChainNode> = nodes
        .values()
        .filter(|node| node.stage == 2)
        .cloned()
        .collect();
    for node in uses {
        let (has, own) = (into.get(&node.id).copied().unwrap_or(0.0), node.value);
        let rounding = 1e-9 * has.max(own);
        if own - has > rounding {
            let over = [beyond(0, true), beyond(1, true)];
            *links
                .entry((over[0].id.clone(), over[1].id.clone()))
                .or_default() += own - has;
            *links
                .entry((over[1].id.clone(), node.id.clone()))
                .or_default() += own - has;
            lacking += own - has;
            for node in over {
                nodes.entry(node.id.clone()).or_insert(node);
            }
        }
        let ends_here = node.id == "2:use:export" || node.id == "2:gap:left_over";
        if has - own > rounding && !ends_here {
            let mut from = node.id.clone();
            for stage in 3..ledger.stages + 2 {
                let next = beyond(stage, false);
                *links.entry((from, next.id.clone())).or_default() += has - own;
                from = next.id.clone();
                nodes.entry(next.id.clone()).or_insert(next);
            }
            beyond_ledger += has - own;
        }
    }
    let (mut inflow, mut outflow): (BTreeMap<&str, f64>, BTreeMap<&str, f64>) = Default::default();
    for ((source, target), value) in &links {
        *outflow.entry(source.as_str()).or_default() += value;
        *inflow.entry(target.as_str()).or_default() += value;
    }
    let mut imbalance = 0.0f64;
    for node in nodes.values_mut() {
        let (comes, goes) = (inflow.get(node.id.as_str()), outflow.get(node.id.as_str()));
        node.value = comes.or(goes).copied().unwrap_or(node.value);
        if let (Some(comes), Some(goes)) = (comes, goes) {
            imbalance = imbalance.max((comes - goes).abs());
        }
    }
    let mut nodes: Vec<ChainNode> = nodes
        .into_values()
        .filter(|node| node.value > 0.0)
        .collect();
    nodes.sort_by(|a, b| {
        a.stage
            .cmp(&b.stage)
            .then(b.value.total_cmp(&a.value))
            .then(a.id.cmp(&b.id))
    });
    Joined {
        total: balance + lacking,
        ledger: booked,
        balance,
        only_ledger: lacking,
        only_balance: beyond_ledger,
        links: links
            .into_iter()
            .map(|((source, target), value)| FlowLink {
                source,
                target,
                value,
            })
            .collect(),
        nodes,
        imbalance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flow::balance::{self, Method};

    fn chain() -> Chain {
        let text = include_str!("../../../../flow/tests/data/town_balance.csv");
        let (carriers, rows) = balance::read("town.csv", text).unwrap();
        balance::chain(&carriers, &rows, Method::Energy)
            .unwrap()
            .1
            .unwrap()
    }

    fn node(stage: u8, id: &str, value: f64) -> ChainNode {
        ChainNode {
            id: id.to_owned(),
            label: Label {
                en: String::new(),
                zh: String::new(),
            },
            stage,
            dim: "field".to_owned(),
            value,
            folded: None,
        }
    }

    /// Industry has 52.8 t in the balance and 60 in the ledger, homes 57.2 and 50: both differences are seen, every stage adds up to 117.2.
    #[test]
    fn what_only_one_of_both_has_passes_nodes_of_its_own() {
        let link = |source: &str, target: &str, value| FlowLink {
            source: source.to_owned(),
            target: target.to_owned(),
            value,
        };
        let ledger = Ledger {
            nodes: vec![
                node(2, "2:field:industry", 60.0),
                node(2, "2:field:building", 50.0),
                node(3, "3:place:t", 110.0),
            ],
            links: vec![
                link("2:field:industry", "3:place:t", 60.0),
                link("2:field:building", "3:place:t", 50.0),
            ],
            names: vec![
                ("2:field:industry".to_owned(), vec!["industry".to_owned()]),
                ("2:field:building".to_owned(), vec!["homes".to_owned()]),
            ],
            stages: 2,
        };
        let names = Names::from([(
            "coal".to_owned(),
            Label {
                en: "Coal".to_owned(),
                zh: "煤炭".to_owned(),
            },
        )]);
        let of = join(&[chain()], &ledger, &names, &|t| t);
        let supply = of.nodes.iter().find(|node| node.id == "0:supply:=coal");
        assert_eq!(supply.unwrap().label.zh, "煤炭");
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9, "{found} is not {expected}")
        };
        near(of.balance, 110.0);
        near(of.ledger, 110.0);
        near(of.only_ledger, 7.2);
        near(of.only_balance, 7.2);
        for stage in 0..4u8 {
            near(
                of.nodes
                    .iter()
                    .filter(|node| node.stage == stage)
                    .map(|node| node.value)
                    .sum(),
                117.2,
            );
        }
        near(of.imbalance, 0.0);
        let value = |id: &str| {
            of.nodes
                .iter()
                .find(|node| node.id == id)
                .map(|node| node.value)
        };
        near(value("0:gap:ledger").unwrap(), 7.2);
        near(value("3:gap:balance").unwrap(), 7.2);
        near(value("0:supply:=coal").unwrap(), 110.0);
    }
}
