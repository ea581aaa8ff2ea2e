//! Laws that hold for any ledger.

mod common;

use common::*;
use inventory::cube::{Basis, Cube, CubeBuilder, Dim, EntryRef, Key, Query, Step};
use inventory::explain::{Node, NodeKind};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::master::View;
use inventory::sankey::flow;
use proptest::prelude::*;
use units::Period;

fn any_ledger() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(any_entry(), 1..120).prop_map(|mut entries| {
        for (row, e) in entries.iter_mut().enumerate() {
            e.lineage.row = row as u32 + 2;
        }
        entries
    })
}

/// Keeps all: one import, and a product of its own for each entry, so that none supersedes or overlaps another.
fn distinct(mut entries: Vec<Entry>) -> Vec<Entry> {
    for (i, e) in entries.iter_mut().enumerate() {
        e.lineage.import = 1;
        e.product = Some(format!("p{i}"));
    }
    entries
}

fn any_query() -> impl Strategy<Value = Query> {
    (
        prop::sample::select(vec![Indicator::CarbonTotal, Indicator::EnergyTotal]),
        prop::sample::select(vec![View::Consumption, View::Production]),
        prop::sample::select(vec![Basis::Location, Basis::Market]),
        prop::sample::select(vec![
            None,
            Some("root"),
            Some("c1"),
            Some("c2"),
            Some("t11"),
        ]),
        prop::sample::select(vec![Step::Year, Step::Quarter, Step::Month]),
        prop::option::of((2019i16..=2021, 0i16..=2)),
    )
        .prop_map(|(indicator, view, basis, place, step, years)| {
            let mut q = Query::new(indicator);
            (q.view, q.basis, q.step) = (Some(view), basis, step);
            q.place = place.map(str::to_owned);
            if let Some((from, more)) = years {
                q = q.between(Period::Year(from), Period::Year((from + more).min(2021)));
            }
            q
        })
}

fn dims() -> Vec<Dim> {
    vec![
        Dim::PlaceChildren,
        Dim::PlaceLevel("county".into()),
        Dim::PlaceLevel("town".into()),
        Dim::Enterprise,
        Dim::Field,
        Dim::Industry,
        Dim::Carrier,
        Dim::Scope,
        Dim::Gas,
        Dim::Period,
    ]
}

fn same(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-12 * size.max(1.0)
}

/// What the contract says a total is, entry by entry.
fn counts(e: &Entry, q: &Query) -> bool {
    let view = q.view.unwrap();
    let energy = q.indicator == Indicator::EnergyTotal;
    let scope = match e.scope {
        Scope::Scope1 | Scope::Process => true,
        Scope::Scope2Location => {
            view == View::Consumption && (energy || q.basis == Basis::Location)
        }
        Scope::Scope2Market => view == View::Consumption && (energy || q.basis == Basis::Market),
        Scope::Scope3 => false,
    };
    scope && (view == View::Production || e.purpose == Purpose::Final)
}

fn inside(e: &Entry, q: &Query) -> bool {
    let place = match q.place.as_deref() {
        None | Some("root") => true,
        Some(p) => {
            e.place == p || (p.starts_with('c') && e.place.starts_with(&format!("t{}", &p[1..])))
        }
    };
    let time = match (q.from, q.to) {
        (Some(a), Some(b)) => (a.year()..=b.year()).contains(&e.period.year()),
        _ => true,
    };
    place && time
}

fn brute(entries: &[Entry], q: &Query) -> (Option<f64>, f64) {
    let values: Vec<f64> = entries
        .iter()
        .filter(|e| inside(e, q) && counts(e, q))
        .filter_map(|e| {
            if q.indicator == Indicator::EnergyTotal {
                e.energy_gj.map(|g| g / 29.3076)
            } else {
                e.co2e_t
            }
        })
        .collect();
    let size = values.iter().map(|v| v.abs()).sum();
    ((!values.is_empty()).then(|| values.iter().sum()), size)
}

fn check_node(node: &Node, cube: &Cube) {
    if node.kind != NodeKind::Ratio && node.method == Some("sum") && !node.children.is_empty() {
        let parts: Vec<f64> = node.children.iter().map(|c| c.value.unwrap()).collect();
        let sum = parts.iter().sum::<f64>() + node.more.map_or(0.0, |m| m.value);
        let size = parts.iter().map(|p| p.abs()).sum::<f64>();
        assert!(
            same(sum, node.value.unwrap(), size + 1e3),
            "{sum} {:?}",
            node.value
        );
    }
    if let (Some(query), Some(value)) = (&node.query, node.value) {
        let again = cube.answer(query).unwrap().total.value.unwrap();
        assert!(
            same(again, value, value.abs() + 1e3),
            "{query:?}: {again} {value}"
        );
    }
    node.children.iter().for_each(|c| check_node(c, cube));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_total_is_what_the_contract_says(entries in any_ledger(), query in any_query()) {
        let entries = distinct(entries);
        let cube = build(&entries, &[]);
        let total = cube.answer(&query).unwrap().total;
        let (expected, size) = brute(&entries, &query);
        prop_assert_eq!(total.value.is_some(), expected.is_some());
        if let (Some(a), Some(b)) = (total.value, expected) {
            prop_assert!(same(a, b, size), "{} {}", a, b);
        }
    }

    #[test]
    fn any_cut_adds_up_to_the_same_total(entries in any_ledger(), query in any_query(), a in 0usize..10, b in 0usize..10) {
        let entries = distinct(entries);
        let cube = build(&entries, &[]);
        let whole = cube.answer(&query).unwrap().total;
        let size = brute(&entries, &query).1;
        let all = dims();
        let mut cut = query.clone().by(all[a].clone());
        if all[b].id() != all[a].id() {
            cut = cut.by(all[b].clone());
        }
        if cut.by.contains(&Dim::Gas) && cut.indicator == Indicator::EnergyTotal {
            prop_assert!(cube.answer(&cut).is_err());
            return Ok(());
        }
        let answer = cube.answer(&cut).unwrap();
        let sum: f64 = answer.rows.iter().filter_map(|r| r.value).sum();
        prop_assert!(same(sum, whole.value.unwrap_or(0.0), size), "{:?}: {} {:?}", cut.by, sum, whole.value);
        prop_assert!(same(answer.total.value.unwrap_or(0.0), whole.value.unwrap_or(0.0), size));
        // Every row's own question gives the row's own figure.
        for row in answer.rows.iter().filter(|r| r.value.is_some()).take(6) {
            let own = cube.answer(&cube.narrowed(&cut, &row.keys)).unwrap().total.value;
            prop_assert!(own.is_some_and(|o| same(o, row.value.unwrap(), size)), "{:?} {:?} {:?}", row.keys, own, row.value);
        }
    }

    #[test]
    fn a_section_is_the_sum_of_what_lies_in_it(entries in any_ledger(), query in any_query()) {
        let entries = distinct(entries);
        let cube = build(&entries, &[]);
        let size = brute(&entries, &query).1;
        let asked = |codes: &[&str]| {
            let mut q = query.clone();
            q.industries = codes.iter().map(|c| Some((*c).to_owned())).collect();
            cube.answer(&q).unwrap().total.value
        };
        let sum = |parts: &[&str]| parts.iter().filter_map(|p| asked(&[p])).sum::<f64>();
        for (whole, parts) in [
            ("C", &["=C", "25", "C30"][..]),
            ("C25", &["=C25", "C2511", "2522"]),
            ("25", &["=C25", "251", "252"]),
            ("A", &["01"]),
        ] {
            let value = asked(&[whole]);
            prop_assert!(same(value.unwrap_or(0.0), sum(parts), size), "{}: {:?} {}", whole, value, sum(parts));
            // Asked together nothing counts twice.
            let mut both = parts.to_vec();
            both.push(whole);
            prop_assert_eq!(asked(&both), value);
        }
        // A code with nothing below it is what it was, and one of no classification stands for itself.
        for code in ["C30", "C2511", "2522", "nowhere"] {
            prop_assert_eq!(asked(&[code]), asked(&[&format!("={code}")]));
        }
        prop_assert_eq!(asked(&["D"]), None);
    }

    #[test]
    fn a_parent_is_the_sum_of_its_children(entries in any_ledger()) {
        let entries = distinct(entries);
        let cube = build(&entries, &[]);
        for parent in ["root", "c1", "c2"] {
            let query = Query::new(Indicator::CarbonTotal).at(parent);
            let size = brute(&entries, &{ let mut q = query.clone(); q.view = Some(View::Consumption); q }).1;
            let answer = cube.answer(&query.clone().by(Dim::PlaceChildren)).unwrap();
            let mut sum = 0.0;
            for row in &answer.rows {
                if let Key::Place(Some(code)) = &row.keys[0] {
                    let child = cube.answer(&Query::new(Indicator::CarbonTotal).at(code)).unwrap().total;
                    prop_assert_eq!(child.value.is_some(), row.value.is_some());
                }
                sum += row.value.unwrap_or(0.0);
            }
            let own = cube.answer(&query).unwrap().total.value.unwrap_or(0.0);
            prop_assert!(same(own, sum, size));
        }
    }

    #[test]
    fn order_of_arrival_changes_no_bit(entries in any_ledger(), query in any_query(), turn in 0usize..120) {
        let mut turned = entries.clone();
        let n = turned.len();
        turned.rotate_left(turn % n);
        turned.reverse();
        let query = query.by(Dim::Carrier).by(Dim::Period);
        let (a, b) = (build(&entries, &[]).answer(&query).unwrap(), build(&turned, &[]).answer(&query).unwrap());
        prop_assert_eq!(a, b);
    }

    #[test]
    fn the_latest_import_wins(entries in any_ledger(), factor in 2.0..3.0f64) {
        let first: Vec<Entry> = distinct(entries);
        let mut builder = CubeBuilder::new(region(), places(), enterprises());
        let mut later = first.clone();
        for e in &mut later {
            e.lineage.import = 2;
            e.co2e_t = e.co2e_t.map(|v| v * factor);
            e.gases_co2e_t = e.gases_co2e_t.map(|g| g.map(|v| v * factor));
        }
        for e in later.iter().chain(&first) {
            builder.push(&EntryRef::of(e, "d", ""));
        }
        let (both, _) = builder.build();
        let only = build(&later, &[]);
        prop_assert_eq!(both.len(), only.len());
        let query = Query::new(Indicator::CarbonTotal).by(Dim::Enterprise);
        prop_assert_eq!(both.answer(&query).unwrap(), only.answer(&query).unwrap());
    }

    #[test]
    fn an_intensity_is_sum_over_sum_of_those_that_have_both(
        carbon in prop::collection::vec(prop::option::weighted(0.7, 1.0..100.0f64), 36),
        output in prop::collection::vec(prop::option::weighted(0.7, 1.0..1000.0f64), 36),
        step in prop::sample::select(vec![Step::Month, Step::Quarter, Step::Half]),
    ) {
        // Six enterprises, six months.
        let (mut entries, mut statistics) = (vec![], vec![]);
        let (mut above, mut below) = (0.0, 0.0);
        for (i, (c, o)) in carbon.iter().zip(&output).enumerate() {
            let ((e, p), m) = (ENTERPRISES[i % 6], (i / 6) as i8 + 1);
            entries.extend(c.map(|c| entry(p, Some(e), month(2020, m), c)));
            statistics.extend(o.map(|o| statistic(p, Some(e), month(2020, m), Statistic::OutputValue, o)));
            if let (Some(c), Some(o)) = (c, o) {
                above += c;
                below += o;
            }
        }
        let (cube, _) = build_with(enterprises(), &entries, &statistics);
        let mut query = Query::new(Indicator::CarbonIntensity).between(month(2020, 1), month(2020, 6));
        query.step = step;
        let total = cube.answer(&query).unwrap().total;
        if below > 0.0 {
            prop_assert!(same(total.value.unwrap(), above / (below / 1e4), total.value.unwrap()));
        } else {
            prop_assert_eq!(total.value, None);
        }
        for dim in [Dim::Enterprise, Dim::PlaceChildren, Dim::Period, Dim::PlaceLevel("town".into())] {
            let answer = cube.answer(&query.clone().by(dim)).unwrap();
            let sides = answer.rows.iter().fold((0.0, 0.0), |s, r| {
                let both = r.numerator.is_some() && r.denominator.is_some();
                if both { (s.0 + r.numerator.unwrap(), s.1 + r.denominator.unwrap()) } else { s }
            });
            prop_assert!(same(sides.0, above, above) && same(sides.1, below, below), "{:?} {} {}", sides, above, below);
            for row in &answer.rows {
                if let (Some(a), Some(b), Some(v)) = (row.numerator, row.denominator, row.value) {
                    prop_assert!(same(v, a / (b / 1e4), v));
                }
            }
        }
    }

    #[test]
    fn every_explanation_adds_up(entries in any_ledger(), query in any_query(), limit in 1usize..8) {
        let cube = build(&distinct(entries), &[]);
        let tree = cube.explain(&query, &|_| None, 12, limit).unwrap();
        check_node(&tree.root, &cube);
    }

    #[test]
    fn every_flow_conserves(entries in any_ledger(), top in 0usize..4, turn in 0usize..6) {
        let cube = build(&distinct(entries), &[]);
        let mut stages = vec![Dim::Carrier, Dim::Field, Dim::Enterprise, Dim::Scope, Dim::Industry, Dim::PlaceLevel("county".into())];
        stages.rotate_left(turn);
        stages.truncate(4);
        let query = Query::new(Indicator::CarbonTotal);
        let graph = flow(&cube, &query, &stages, top).unwrap();
        let total = cube.answer(&query).unwrap().total.value.unwrap_or(0.0);
        prop_assert!((graph.total + graph.negative_total - total).abs() < 1e-9 * graph.total.max(1.0));
        prop_assert!(graph.imbalance <= 1e-9 * graph.total.max(1.0));
        prop_assert!(graph.links.iter().all(|l| l.value > 0.0));
        for stage in 0..stages.len() {
            let sum: f64 = graph.nodes.iter().filter(|n| n.stage == stage).map(|n| n.value).sum();
            prop_assert!((sum - graph.total).abs() < 1e-9 * graph.total.max(1.0));
        }
    }
}

/// Sums of the same entries are the same bits on one thread and on many.
#[test]
fn threads_change_no_bit() {
    let mut entries = Vec::new();
    for i in 0..200_000u32 {
        let (e, p) = ENTERPRISES[(i % 6) as usize];
        let mut x = entry(
            p,
            Some(e),
            month(2019 + (i % 3) as i16, (i % 12) as i8 + 1),
            f64::from(i % 9973) * 0.1 + 1e-7,
        );
        x.product = Some(format!("p{}", i % 50_000));
        x.lineage.row = i;
        entries.push(x);
    }
    let cube = build(&entries, &[]);
    let mut query = Query::new(Indicator::CarbonTotal)
        .by(Dim::Enterprise)
        .by(Dim::Period);
    query.step = Step::Month;
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| cube.answer(&query).unwrap())
    };
    assert_eq!(on(1), on(7));
}
