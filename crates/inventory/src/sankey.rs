//! A flow graph of a cut: the same tonnes, seen through one axis after another.

use crate::cube::Key;
use crate::finding::Finding;

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
