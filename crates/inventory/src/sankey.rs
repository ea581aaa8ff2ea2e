//! A flow graph of a cut: the same tonnes, seen through one axis after another.

use std::collections::HashMap;

use crate::cube::{Cube, Dim, Key, Part, Query, Refusal, Sign};
use crate::finding::{Finding, Severity};

/// A node of a stage.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowNode {
    /// Stage, from 0 at the left.
    pub stage: usize,
    /// Id of the stage's axis, as [`crate::cube::Dim::id`].
    pub dim: &'static str,
    /// Its key; `None` on the remainder into which small nodes are folded. A key without a code is `unstated`.
    pub key: Option<Key>,
    /// What passes it, in the graph's unit; always positive.
    pub value: f64,
    /// How many small nodes the remainder folds; 0 on a node of its own.
    pub folded: u32,
}

/// A link between nodes of neighbouring stages; indices into [`FlowGraph::nodes`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowLink {
    /// From.
    pub source: usize,
    /// To.
    pub target: usize,
    /// How much, in the graph's unit; always positive.
    pub value: f64,
}

/// A flow graph. At each inner node inflow equals outflow.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowGraph {
    /// Unit of all values.
    pub unit: String,
    /// Nodes, by stage, the largest first, the remainder last.
    pub nodes: Vec<FlowNode>,
    /// Links.
    pub links: Vec<FlowLink>,
    /// What is drawn: the sum of the positive entries.
    pub total: f64,
    /// What is not drawn: the sum of the negative entries (sinks), zero or below. `total + negative_total` is the cut's total.
    pub negative_total: f64,
    /// The negative entries by the key of each stage's axis.
    pub negatives: Vec<(Key, f64)>,
    /// Largest difference between a node's value and its inflow or outflow.
    pub imbalance: f64,
    /// What was noticed, for example negative entries.
    pub findings: Vec<Finding>,
}

/// Draws a cut as a flow through two to six different axes, any order, of which at most `top_n` nodes each are drawn by
/// themselves (`0` draws all); the smaller ones are folded into one remainder a stage. What has no key on an axis passes
/// its `unstated` node and is never folded.
///
/// Negative entries (sinks) cannot be drawn as widths: they are left out of nodes and links, shown in
/// [`FlowGraph::negatives`] and said in a finding.
///
/// # Errors
/// As [`Cube::answer`]; [`Refusal::TooManyDims`] for fewer than two or more than six stages or one axis twice;
/// [`Refusal::CannotSplit`] for ratios, statistics, and time as a stage.
pub fn flow(
    cube: &Cube,
    query: &Query,
    stages: &[Dim],
    top_n: usize,
) -> Result<FlowGraph, Refusal> {
    let ids: std::collections::HashSet<_> = stages.iter().map(Dim::id).collect();
    if !(2..=6).contains(&stages.len()) || ids.len() < stages.len() {
        return Err(Refusal::TooManyDims);
    }
    let indicator = query.indicator;
    if indicator.is_ratio() && query.part == Part::Whole {
        return Err(Refusal::CannotSplit(indicator, "flow"));
    }
    if stages.contains(&Dim::Period) {
        return Err(Refusal::CannotSplit(indicator, "period"));
    }
    let mut links: HashMap<(usize, Key, Key), f64> = HashMap::new();
    let mut values: Vec<HashMap<Key, f64>> = vec![HashMap::new(); stages.len()];
    for (stage, pair) in stages.windows(2).enumerate() {
        let mut ask = query.clone();
        ask.by = pair.to_vec();
        for (keys, value) in cube.sums_by(&ask, Sign::Positive)? {
            let [source, target] = <[Key; 2]>::try_from(keys).map_err(|_| Refusal::TooManyDims)?;
            if value > 0.0 {
                *values[stage].entry(source.clone()).or_default() += value;
                if stage + 2 == stages.len() {
                    *values[stage + 1].entry(target.clone()).or_default() += value;
                }
                links.insert((stage, source, target), value);
            }
        }
    }
    let mut nodes: Vec<FlowNode> = Vec::new();
    let mut index: HashMap<(usize, Key), usize> = HashMap::new();
    for (stage, by_key) in values.iter().enumerate() {
        let mut ranked: Vec<(&Key, f64)> = by_key.iter().map(|(k, v)| (k, *v)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let own = |rank: usize, key: &Key| top_n == 0 || rank < top_n || key.code().is_none();
        // A remainder of one would hide a name for nothing.
        let small = ranked
            .iter()
            .enumerate()
            .filter(|(r, (k, _))| !own(*r, k))
            .count();
        let mut rest = None;
        for (rank, (key, value)) in ranked.into_iter().enumerate() {
            let at = if own(rank, key) || small == 1 {
                nodes.push(FlowNode {
                    stage,
                    dim: stages[stage].id(),
                    key: Some(key.clone()),
                    value: 0.0,
                    folded: 0,
                });
                nodes.len() - 1
            } else {
                // Placed at the end of the stage, below.
                rest.get_or_insert_with(Vec::new).push((key.clone(), value));
                continue;
            };
            index.insert((stage, key.clone()), at);
        }
        if let Some(folded) = rest {
            nodes.push(FlowNode {
                stage,
                dim: stages[stage].id(),
                key: None,
                value: 0.0,
                folded: folded.len() as u32,
            });
            for (key, _) in folded {
                index.insert((stage, key), nodes.len() - 1);
            }
        }
    }
    let mut drawn: std::collections::BTreeMap<(usize, usize), f64> = Default::default();
    let mut parts: Vec<((usize, Key, Key), f64)> = links.into_iter().collect();
    parts.sort_by(|a, b| a.0.cmp(&b.0));
    for ((stage, source, target), value) in parts {
        *drawn
            .entry((index[&(stage, source)], index[&(stage + 1, target)]))
            .or_default() += value;
    }
    let links: Vec<FlowLink> = drawn
        .into_iter()
        .map(|((source, target), value)| FlowLink {
            source,
            target,
            value,
        })
        .collect();
    let (mut inflow, mut outflow) = (vec![0.0; nodes.len()], vec![0.0; nodes.len()]);
    for link in &links {
        outflow[link.source] += link.value;
        inflow[link.target] += link.value;
    }
    let mut imbalance = 0.0f64;
    for (at, node) in nodes.iter_mut().enumerate() {
        node.value = if node.stage == 0 {
            outflow[at]
        } else {
            inflow[at]
        };
        if node.stage != 0 && node.stage + 1 != stages.len() {
            imbalance = imbalance.max((inflow[at] - outflow[at]).abs());
        }
    }
    let mut whole = query.clone();
    whole.by.clear();
    let sum = |sign| Ok(cube.sums_by(&whole, sign)?.first().map_or(0.0, |s| s.1));
    let (total, negative_total) = (sum(Sign::Positive)?, sum(Sign::Negative)?);
    let mut negatives = Vec::new();
    let mut findings = Vec::new();
    if negative_total < 0.0 {
        for stage in stages {
            let mut ask = query.clone();
            ask.by = vec![stage.clone()];
            negatives.extend(
                cube.sums_by(&ask, Sign::Negative)?
                    .into_iter()
                    .filter_map(|(mut k, v)| Some((k.pop()?, v))),
            );
        }
        findings.push(crate::cube::note(
            "negative_entries",
            Severity::Note,
            &[("value", &negative_total.to_string())],
            format!("sinks of {negative_total} are not drawn: a link has no negative width; they stand apart"),
        ));
    }
    let unit = indicator.unit_of(query.part, cube.region());
    Ok(FlowGraph {
        unit,
        nodes,
        links,
        total,
        negative_total,
        negatives,
        imbalance,
        findings,
    })
}
