//! Explanations and flows by example and by law.

mod common;

use common::*;
use inventory::cube::{Dim, Key, Query};
use inventory::explain::{FactorNote, Node, NodeKind};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::sankey::flow;
use units::{Field, Period};

fn no_factor(_: &str) -> Option<FactorNote> {
    None
}

fn ledger() -> Vec<Entry> {
    let mut entries = Vec::new();
    for year in [2019, 2020] {
        for m in 1..=12 {
            for (n, (e, p)) in ENTERPRISES.iter().enumerate() {
                for (c, carrier) in ["coal", "gas", "electricity"].iter().enumerate() {
                    let mut x = entry(
                        p,
                        Some(e),
                        month(year, m),
                        1.0 + n as f64 * 0.7 + c as f64 * 0.31 + f64::from(m) / 7.0,
                    );
                    x.carrier = Some((*carrier).into());
                    x.field = Some(if n % 2 == 0 {
                        Field::Industry
                    } else {
                        Field::Transport
                    });
                    if c == 2 {
                        x.scope = Scope::Scope2Location;
                    }
                    x.factors = vec!["f1".into(), "f2".into()];
                    x.lineage.row = entries.len() as u32 + 2;
                    entries.push(x);
                }
            }
        }
    }
    entries
}

fn check_sums(node: &Node, cube: &inventory::cube::Cube) {
    if matches!(node.kind, NodeKind::Sum | NodeKind::Figure)
        && !node.children.is_empty()
        && node.children[0].kind != NodeKind::Ratio
        && node.method == Some("sum")
    {
        let sum: f64 = node.children.iter().map(|c| c.value.unwrap()).sum::<f64>()
            + node.more.map_or(0.0, |m| m.value);
        let value = node.value.unwrap();
        assert!((sum - value).abs() <= 1e-12 * value.abs(), "{sum} {value}");
        assert!(
            node.children
                .windows(2)
                .all(|p| p[0].value.unwrap().abs() >= p[1].value.unwrap().abs())
        );
    }
    if let Some(query) = &node.query {
        let again = cube.answer(query).unwrap().total.value;
        let (a, b) = (again.unwrap(), node.value.unwrap());
        assert!(
            (a - b).abs() <= 1e-12 * b.abs(),
            "{query:?} gives {a}, not {b}"
        );
    }
    node.children.iter().for_each(|c| check_sums(c, cube));
}

fn kinds(node: &Node, path: &mut Vec<NodeKind>) {
    path.push(node.kind);
    if let Some(child) = node.children.first() {
        kinds(child, path);
    }
}

#[test]
fn every_sum_is_the_sum_of_its_children_down_to_the_cell() {
    let cube = build(&ledger(), &[]);
    let tree = cube
        .explain(&Query::new(Indicator::CarbonTotal), &no_factor, 9, 3)
        .unwrap();
    check_sums(&tree.root, &cube);
    let mut path = Vec::new();
    kinds(&tree.root, &mut path);
    use NodeKind::*;
    // County, town, enterprise, carrier, year, month; one entry; its product.
    assert_eq!(
        path,
        [
            Figure, Sum, Sum, Sum, Sum, Sum, Sum, Entry, Product, Activity, Cell
        ]
    );
}

#[test]
fn a_ratio_opens_into_both_sides_of_those_that_have_both() {
    let statistics: Vec<_> = [2019, 2020]
        .iter()
        .flat_map(|y| {
            [("e1", "t11"), ("e4", "t21"), ("e5", "t22")].map(|(e, p)| {
                statistic(
                    p,
                    Some(e),
                    Period::Year(*y),
                    Statistic::OutputValue,
                    1.0e5 + f64::from(*y),
                )
            })
        })
        .collect();
    let cube = build(&ledger(), &statistics);
    let query = Query::new(Indicator::CarbonIntensity);
    let root = cube.explain(&query, &no_factor, 8, 50).unwrap().root;
    check_sums(&root, &cube);
    let (above, below) = (&root.children[0], &root.children[1]);
    assert_eq!(
        (above.unit.as_deref(), below.unit.as_deref()),
        (Some("t"), Some("CNY"))
    );
    let ratio = above.value.unwrap() / below.value.unwrap() * 1.0e4;
    assert!((ratio - root.value.unwrap()).abs() < 1e-12 * ratio);
    let data: usize = below.children.iter().map(|c| c.children.len().max(1)).sum();
    assert!(data >= 3, "{below:?}");
}

#[test]
fn an_entry_names_its_factors_and_its_cell() {
    let note = |id: &str| {
        (id == "f1").then(|| FactorNote {
            id: id.into(),
            kind: inventory::factors::FactorKind::NetCalorificValue,
            value: 2.0,
            unit: "t/t".into(),
            region: "CN".into(),
            valid_from: String::new(),
            valid_to: None,
            source: "s".into(),
            clause: "c".into(),
            licence: "l".into(),
        })
    };
    let cube = build(&ledger()[..1], &[]);
    let root = cube
        .explain(&Query::new(Indicator::CarbonTotal), &note, 1, 5)
        .unwrap()
        .root;
    let product = &root.children[0].children[0];
    assert_eq!(product.kind, NodeKind::Product);
    let cell = &product.children[0].children[0];
    assert_eq!(
        (
            cell.kind,
            cell.source.unwrap().row,
            cell.source.unwrap().column
        ),
        (NodeKind::Cell, 2, 1)
    );
    assert_eq!(product.children[1].value, Some(2.0));
    assert_eq!(
        (
            product.children[2].value,
            product.children[2].formula.as_deref()
        ),
        (None, Some("f2"))
    );
}

#[test]
fn a_flow_conserves_at_every_node_and_folds_the_small() {
    let mut entries = ledger();
    entries.push(entry("t11", None, month(2020, 1), 2.5));
    entries[0].carrier = None;
    let cube = build(&entries, &[]);
    let query = Query::new(Indicator::CarbonTotal);
    let stages = [
        Dim::Carrier,
        Dim::Field,
        Dim::Enterprise,
        Dim::PlaceLevel("county".into()),
        Dim::Gas,
    ];
    for top in [0, 2, 3, 12] {
        let graph = flow(&cube, &query, &stages, top).unwrap();
        let total = cube.answer(&query).unwrap().total.value.unwrap();
        assert!((graph.total - total).abs() < 1e-9);
        assert!(graph.imbalance < 1e-9);
        for stage in 0..stages.len() {
            let sum: f64 = graph
                .nodes
                .iter()
                .filter(|n| n.stage == stage)
                .map(|n| n.value)
                .sum();
            assert!((sum - total).abs() < 1e-9, "stage {stage}: {sum} {total}");
        }
        assert!(
            graph
                .nodes
                .iter()
                .any(|n| n.key == Some(Key::Carrier(None))),
            "unstated stands by itself"
        );
    }
    let graph = flow(&cube, &query, &stages, 2).unwrap();
    let folded: Vec<_> = graph
        .nodes
        .iter()
        .filter(|n| n.key.is_none())
        .map(|n| (n.dim, n.folded))
        .collect();
    assert_eq!(folded, [("enterprise", 4)]);
}

#[test]
fn sinks_stand_apart() {
    let mut sink = entry("t11", None, month(2020, 1), -4.0);
    sink.carrier = None;
    let cube = build(&[entry("t12", None, month(2020, 1), 10.0), sink], &[]);
    let graph = flow(
        &cube,
        &Query::new(Indicator::CarbonTotal),
        &[Dim::Carrier, Dim::PlaceLevel("town".into())],
        9,
    )
    .unwrap();
    assert_eq!(
        (graph.total, graph.negative_total, graph.links.len()),
        (10.0, -4.0, 1)
    );
    assert_eq!(
        graph.negatives,
        [
            (Key::Carrier(None), -4.0),
            (Key::Place(Some("t11".into())), -4.0)
        ]
    );
    assert_eq!(graph.findings[0].code, "negative_entries");
}
