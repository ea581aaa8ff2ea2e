//! Why a figure is what it is: a tree from the figure down to the cells of the files it came from.

mod tree;

use units::Period;

use crate::cube::{Key, Query, Reason};
use crate::factors::FactorKind;
use crate::ledger::{Lineage, Quality};

/// What a node of the tree is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// The figure that was asked.
    Figure,
    /// A sum of its children.
    Sum,
    /// First child over second child.
    Ratio,
    /// One entry of the ledger.
    Entry,
    /// Product of its children: activity times factors.
    Product,
    /// A factor.
    Factor,
    /// The activity datum.
    Activity,
    /// A denominator: one datum of a statistic.
    Statistic,
    /// The cell of the file.
    Cell,
}

impl NodeKind {
    /// Stable id: `figure`, `sum`, ...
    pub fn id(self) -> &'static str {
        match self {
            NodeKind::Figure => "figure",
            NodeKind::Sum => "sum",
            NodeKind::Ratio => "ratio",
            NodeKind::Entry => "entry",
            NodeKind::Product => "product",
            NodeKind::Factor => "factor",
            NodeKind::Activity => "activity",
            NodeKind::Statistic => "statistic",
            NodeKind::Cell => "cell",
        }
    }
}

/// A factor as it was used.
#[derive(Debug, Clone, PartialEq)]
pub struct FactorNote {
    /// Id.
    pub id: String,
    /// What it is a factor of.
    pub kind: FactorKind,
    /// Value.
    pub value: f64,
    /// Unit.
    pub unit: String,
    /// Region it is for.
    pub region: String,
    /// First day of validity; blank is open.
    pub valid_from: String,
    /// Last day of validity; `None` is open.
    pub valid_to: Option<String>,
    /// Source.
    pub source: String,
    /// Clause, table or announcement.
    pub clause: String,
    /// Licence.
    pub licence: String,
}

impl FactorNote {
    /// What the library says of a factor. Open ends of validity are blank.
    pub fn of(factor: &crate::factors::Factor) -> FactorNote {
        FactorNote {
            id: factor.id.clone(),
            kind: factor.kind,
            value: factor.value,
            unit: factor.unit.symbol().to_owned(),
            region: factor.region.clone(),
            valid_from: factor.valid_from.map(|d| d.to_string()).unwrap_or_default(),
            valid_to: factor.valid_to.map(|d| d.to_string()),
            source: factor.source.clone(),
            clause: factor.clause.clone(),
            licence: factor.licence.clone(),
        }
    }
}

/// Children that were left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct More {
    /// How many.
    pub count: u64,
    /// Their sum, in the node's unit.
    pub value: f64,
}

/// A node. Children are sorted by absolute value; children and `more` add up to the node where its kind is a sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// What it is about, beyond its parent (the app turns codes into labels).
    pub keys: Vec<Key>,
    /// Formula in symbols, as the standard writes it.
    pub formula: Option<String>,
    /// Value in `unit`.
    pub value: Option<f64>,
    /// Unit.
    pub unit: Option<String>,
    /// First and last period.
    pub period: Option<(Period, Period)>,
    /// Why the value is missing.
    pub reason: Option<Reason>,
    /// Stable code of the method: `sum`, `sum_over_sum`, `activity_times_factor`, `matched_by_hour`, `imported_emission`, `as_stated`.
    pub method: Option<&'static str>,
    /// How good.
    pub quality: Option<Quality>,
    /// Relative half width of the 95 % interval.
    pub uncertainty_percent: Option<f64>,
    /// See [`crate::cube::Row::completeness_percent`].
    pub completeness_percent: Option<f64>,
    /// If it is a factor.
    pub factor: Option<FactorNote>,
    /// If it is a cell, and on entries: where it came from. The app knows the file of the import.
    pub source: Option<Lineage>,
    /// Below it.
    pub children: Vec<Node>,
    /// Children left out.
    pub more: Option<More>,
    /// The question whose total this node is; `None` below entries.
    pub query: Option<Box<Query>>,
}

/// The tree of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The figure.
    pub root: Node,
}
