//! A cube with later imports put in is the cube made of all of them, to the last bit.

mod common;

use common::*;
use inventory::cube::{
    Basis, Cube, CubeBuilder, CubePatch, Dim, EntryRef, NotPatched, Query, Source, StatisticRef,
    Step,
};
use inventory::finding::Finding;
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::master::{Enterprise, View};
use proptest::prelude::*;
use units::Period;

/// Datasets of an entry of its import: some imports hold estimates, and some two of a kind feed one dataset.
fn dataset(import: u32) -> &'static str {
    ["filed", "readings", "estimated-2020", "filed", "readings"][import as usize % 5]
}

/// An entry of any import, sometimes one that says that there is nothing any more; factors are among few sets.
fn any_row() -> impl Strategy<Value = (Entry, String)> {
    let factors = prop::sample::select(vec!["", "coal-1;gwp", "coal-1", "hourly:CN-N", "a;b"]);
    let more = (
        1u32..7,
        any::<prop::sample::Index>(),
        prop::option::weighted(0.3, 1.0..40.0f64),
        prop::option::weighted(0.1, 0.5..9.0f64),
        prop::bool::weighted(0.1),
    );
    (any_entry(), factors, more).prop_map(|(mut e, factors, (import, row, percent, wood, gone))| {
        // Few rows, so that many have the same key.
        (e.lineage.import, e.lineage.row) = (import, row.index(6) as u32 + 1);
        e.uncertainty_percent = percent;
        e.biogenic_co2_t = wood;
        if gone {
            e.gases_co2e_t = [None; 9];
            (e.co2e_t, e.energy_gj, e.biogenic_co2_t) = (None, None, None);
        }
        if dataset(import).starts_with("estimated") && e.enterprise.is_none() {
            (e.place, e.enterprise) = ("t11".into(), Some("e1".into()));
        }
        (e, factors.to_owned())
    })
}

fn any_rows() -> impl Strategy<Value = Vec<(Entry, String)>> {
    prop::collection::vec(any_row(), 1..160)
}

fn any_statistics() -> impl Strategy<Value = Vec<StatisticEntry>> {
    let one = (
        0usize..ENTERPRISES.len(),
        2019i16..=2022,
        prop::option::of(1i8..=12),
        1.0..1e4f64,
        prop::option::of(prop::sample::select(vec!["C30", "C25", "A01"])),
    );
    let one = one.prop_map(|(who, year, month, value, industry)| {
        let when = month.map_or(Period::Year(year), |month| Period::Month { year, month });
        let (enterprise, place) = ENTERPRISES[who];
        let mut one = statistic(place, Some(enterprise), when, Statistic::OutputValue, value);
        one.industry = industry.map(str::to_owned);
        one
    });
    prop::collection::vec(one, 0..20)
}

fn people() -> Vec<Enterprise> {
    let mut all = enterprises();
    for (one, industry) in all.iter_mut().zip(["C30", "C2511", "A01"]) {
        one.industry = Some(industry.to_owned());
    }
    all
}

fn anew(rows: &[(Entry, String)], statistics: &[StatisticEntry]) -> (Cube, Vec<Finding>) {
    let mut builder = CubeBuilder::new(region(), places(), people());
    builder.factor_uncertainty("coal-1", 3.0);
    for (entry, factors) in rows {
        builder.push(&EntryRef::of(entry, dataset(entry.lineage.import), factors));
    }
    for one in statistics {
        builder.push_statistic(&StatisticRef::of(one, "filed"));
    }
    builder.build()
}

fn patched(cube: Cube, rows: &[(Entry, String)]) -> Result<(Cube, Vec<Finding>), NotPatched> {
    let mut patch = CubePatch::new(cube);
    for (entry, factors) in rows {
        patch.push(&EntryRef::of(entry, dataset(entry.lineage.import), factors));
    }
    patch.apply()
}

/// All that can be asked of a cube, written out to the last bit.
fn all_of((cube, findings): &(Cube, Vec<Finding>)) -> Vec<String> {
    let source = |dataset: &str| match dataset {
        "filed" => Source::Filed,
        "readings" => Source::Metered,
        _ => Source::Estimate,
    };
    let mut out = vec![
        format!("{findings:?}"),
        format!("{:?} {} {}", cube.months(), cube.len(), cube.is_monthly()),
        format!("{:?} {:?}", cube.carriers(), cube.industries()),
        format!("{:?} {:?}", cube.fields(), cube.scopes()),
        format!(
            "{:?}",
            (2018..2024)
                .map(|year| cube.known_years(year, &source))
                .collect::<Vec<_>>()
        ),
    ];
    let dims = [
        vec![],
        vec![Dim::PlaceLevel("town".into()), Dim::Period],
        vec![Dim::PlaceChildren],
        vec![Dim::Enterprise, Dim::Carrier],
        vec![Dim::Industry, Dim::Scope],
        vec![Dim::Field, Dim::Gas],
    ];
    for indicator in Indicator::ALL {
        for step in [Step::Year, Step::Month] {
            for by in &dims {
                let mut query = Query::new(indicator);
                (query.step, query.by) = (step, by.clone());
                out.push(format!("{:?}", cube.answer(&query)));
            }
        }
        for (view, basis) in [
            (View::Consumption, Basis::Location),
            (View::Production, Basis::Market),
        ] {
            let mut query = Query::new(indicator);
            (query.view, query.basis) = (Some(view), basis);
            out.push(format!("{:?}", cube.answer(&query)));
            out.push(format!("{:?}", cube.entries(&query, usize::MAX)));
            query.place = Some("c2".into());
            out.push(format!(
                "{:?}",
                cube.answer(&query.clone().between(
                    Period::Year(2020),
                    Period::Month {
                        year: 2021,
                        month: 4
                    },
                ))
            ));
            out.push(format!("{:?}", cube.answer(&query.by(Dim::Period))));
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn patched_is_made_anew(rows in any_rows(), statistics in any_statistics(), cuts in prop::collection::btree_set(1u32..7, 1..4)) {
        let of = |from: u32, to: u32| -> Vec<(Entry, String)> {
            rows.iter().filter(|(e, _)| (from..to).contains(&e.lineage.import)).cloned().collect()
        };
        let mut bounds: Vec<u32> = cuts.into_iter().collect();
        bounds.push(7);
        let mut now = anew(&of(0, bounds[0]), &statistics);
        for step in bounds.windows(2) {
            now = patched(now.0, &of(step[0], step[1])).unwrap();
            let expected = all_of(&anew(&of(0, step[1]), &statistics));
            for (a, b) in all_of(&now).iter().zip(&expected) {
                prop_assert_eq!(a, b);
            }
        }
    }

    #[test]
    fn names_come_in_any_order(rows in any_rows(), statistics in any_statistics(), turn in any::<prop::sample::Index>()) {
        let mut turned = rows.clone();
        turned.rotate_left(turn.index(rows.len()));
        turned.reverse();
        let (a, b) = (all_of(&anew(&rows, &statistics)), all_of(&anew(&turned, &statistics)));
        for (a, b) in a.iter().zip(&b) {
            prop_assert_eq!(a, b);
        }
    }
}

fn row(enterprise: &str, place: &str, when: Period, co2: f64, import: u32) -> (Entry, String) {
    let mut e = entry(place, Some(enterprise), when, co2);
    e.lineage.import = import;
    (e, String::new())
}

fn total(cube: &Cube) -> Option<f64> {
    let answer = cube.answer(&Query::new(Indicator::CarbonTotal)).unwrap();
    answer.total.value
}

/// A year that its twelve months had pushed aside counts again when one of them is taken back, as it would had all come at once.
#[test]
fn what_was_left_aside_comes_back() {
    let year = Period::Year(2020);
    let mut rows = vec![row("e1", "t11", year, 100.0, 1)];
    rows.extend((1..=12).map(|m| row("e1", "t11", month(2020, m), 1.0, 1)));
    rows.push(row("e4", "t21", year, 7.0, 1));
    let cube = anew(&rows, &[]).0;
    // Twelve months of 1 t cover the year; e4 has 7 t.
    assert_eq!(total(&cube), Some(19.0));
    let mut gone = row("e1", "t11", month(2020, 3), 0.0, 2);
    gone.0.gases_co2e_t = [None; 9];
    (gone.0.co2e_t, gone.0.energy_gj) = (None, None);
    gone.0.lineage.import = 6;
    let mut first = rows.clone();
    for (e, _) in &mut first {
        e.lineage.import = 1;
    }
    // Of the same dataset: imports 1 and 6 are readings both.
    let cube = anew(&first, &[]).0;
    let (cube, _) = patched(cube, &[gone]).unwrap();
    assert_eq!(total(&cube), Some(107.0));
}

#[test]
fn what_cannot_be_patched_is_refused() {
    let rows = [row("e1", "t11", month(2020, 1), 1.0, 3)];
    let later = [row("e1", "t11", month(2020, 1), 2.0, 3)];
    assert_eq!(
        patched(anew(&rows, &[]).0, &later).unwrap_err(),
        NotPatched::Earlier
    );
    let unlisted = [row("e99", "t11", month(2020, 1), 2.0, 4)];
    assert_eq!(
        patched(anew(&rows, &[]).0, &unlisted).unwrap_err(),
        NotPatched::Unlisted
    );
    // Import 7 is one of estimates.
    let mut estimate = row("e1", "t11", month(2020, 1), 2.0, 7);
    (estimate.0.place, estimate.0.enterprise) = ("c1".into(), None);
    assert_eq!(
        patched(anew(&rows, &[]).0, &[estimate]).unwrap_err(),
        NotPatched::PlaceEstimates
    );
}
