//! A cut drawn as a flow that conserves.

use super::cut;
use super::names::{dim_id, dim_of, item, key_item, versions};
use crate::http::dto::{CutQuery, Finding, Flow, FlowLink, FlowNode, FlowQuery, Label};
use crate::refusal::Result;
use crate::view::{RegionView, Shown};
use inventory::sankey;

/// Nodes of a stage, at most.
const TOP_MAX: u32 = 250;

/// A flow.
///
/// # Errors
/// What [`cut::query`] and the engine refuse.
pub fn flow(view: &RegionView, asked_cut: &CutQuery, asked: &FlowQuery) -> Result<Flow> {
    let query = cut::query(view, asked_cut, false)?;
    let default = "carrier,field,place".to_owned();
    let stages = cut::dims("stages", Some(asked.stages.as_ref().unwrap_or(&default)))?;
    let top = asked.top.unwrap_or(12).clamp(1, TOP_MAX) as usize;
    let graph = sankey::flow(&view.cube, &query, &stages, top)?;
    let total = view.answer(&query)?.total;
    let shown = Shown::of(query.indicator, &view.region);
    let nodes: Vec<FlowNode> = graph
        .nodes
        .iter()
        .map(|node| {
            let named = match &node.key {
                Some(key) => key_item(view, key),
                None => item(
                    "rest",
                    units::Label {
                        en: format!("{} others", node.folded),
                        zh: format!("其余{}项", node.folded),
                    },
                ),
            };
            FlowNode {
                id: format!("{}:{}:{}", node.stage, node.dim, named.id),
                label: Label {
                    en: named.label.en,
                    zh: named.label.zh,
                },
                stage: u8::try_from(node.stage).unwrap_or(u8::MAX),
                dim: dim_of(node.dim),
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
    Ok(Flow {
        indicator: cut::indicator_id(query.indicator),
        unit: shown.unit.clone(),
        stages: stages.iter().map(dim_id).collect(),
        total: total.value.map(|value| shown.apply(value)),
        nodes,
        links,
        imbalance: shown.apply(graph.imbalance),
        findings: graph.findings.iter().map(Finding::from).collect(),
        versions: versions(view),
    })
}
