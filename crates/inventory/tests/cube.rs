//! The cube by example.

mod common;

use common::*;
use inventory::cube::{
    Basis, CubeBuilder, Dim, EntryRef, IndustryTree, Key, Query, Reason, Refusal, Step,
};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::master::View;
use units::{Field, Period};

fn codes(rows: &[inventory::cube::Row]) -> Vec<(Option<String>, Option<f64>)> {
    rows.iter().map(|r| (r.keys[0].code(), r.value)).collect()
}

#[test]
fn children_are_listed_in_order_and_missing_ones_have_a_reason() {
    let cube = build(
        &[
            entry("t11", Some("e1"), month(2020, 1), 3.0),
            entry("c1", None, month(2020, 2), 4.0),
        ],
        &[],
    );
    let query = Query::new(Indicator::CarbonTotal)
        .at("c1")
        .by(Dim::PlaceChildren);
    let answer = cube.answer(&query).unwrap();
    assert_eq!(
        codes(&answer.rows),
        [
            (Some("t11".into()), Some(3.0)),
            (Some("t12".into()), None),
            (None, Some(4.0))
        ]
    );
    assert_eq!(answer.rows[1].reason, Some(Reason::NoData));
    assert_eq!(answer.total.value, Some(7.0));
    assert_eq!(answer.unit, "t");
    // Three enterprises, two months; one enterprise-month has data.
    assert_eq!(answer.total.completeness_percent, Some(100.0 / 6.0));
    assert_eq!(answer.rows[1].completeness_percent, Some(0.0));
}

#[test]
fn a_level_takes_in_what_lies_below_it() {
    let cube = build(
        &[
            entry("t11", Some("e1"), month(2020, 1), 3.0),
            entry("t21", Some("e4"), month(2020, 2), 4.0),
        ],
        &[],
    );
    let answer = cube
        .answer(&Query::new(Indicator::CarbonTotal).by(Dim::PlaceLevel("county".into())))
        .unwrap();
    assert_eq!(
        codes(&answer.rows),
        [
            (Some("c1".into()), Some(3.0)),
            (Some("c2".into()), Some(4.0))
        ]
    );
}

#[test]
fn views_and_bases_choose_scopes() {
    let mut plant = entry("t11", Some("e1"), month(2020, 1), 100.0);
    plant.purpose = Purpose::Transformation;
    let mut bought = entry("t12", Some("e3"), month(2020, 1), 60.0);
    (bought.scope, bought.carrier) = (Scope::Scope2Location, Some("electricity".into()));
    let mut contract = bought.clone();
    (contract.scope, contract.co2e_t, contract.energy_gj) = (Scope::Scope2Market, Some(20.0), None);
    contract.gases_co2e_t[0] = Some(20.0);
    let own = entry("t21", Some("e4"), month(2020, 1), 7.0);
    let mut chain = entry("t21", Some("e4"), month(2020, 1), 1000.0);
    chain.scope = Scope::Scope3;
    chain.energy_gj = None;
    let cube = build(&[plant, bought, contract, own, chain], &[]);
    let ask = |view, basis, indicator| {
        let mut q = Query::new(indicator);
        (q.view, q.basis) = (Some(view), basis);
        cube.answer(&q).unwrap().total.value.unwrap()
    };
    use Indicator::{CarbonTotal, EnergyTotal};
    assert_eq!(ask(View::Consumption, Basis::Location, CarbonTotal), 67.0);
    assert_eq!(ask(View::Consumption, Basis::Market, CarbonTotal), 27.0);
    assert_eq!(ask(View::Production, Basis::Market, CarbonTotal), 107.0);
    assert!((ask(View::Consumption, Basis::Market, EnergyTotal) - 670.0 / 29.3076).abs() < 1e-12);
    assert!((ask(View::Production, Basis::Location, EnergyTotal) - 1070.0 / 29.3076).abs() < 1e-12);
    let mut q = Query::new(CarbonTotal);
    q.scopes = vec![Scope::Scope3];
    assert_eq!(cube.answer(&q).unwrap().total.value, Some(1000.0));
    q.scopes = vec![Scope::Scope2Location, Scope::Scope2Market];
    assert_eq!(cube.answer(&q), Err(Refusal::BothScope2));
}

#[test]
fn an_entry_without_amounts_takes_the_earlier_ones_back() {
    let first = entry("t11", Some("e1"), month(2020, 1), 3.0);
    let other = entry("t11", Some("e2"), month(2020, 1), 4.0);
    let mut lineage = first.lineage;
    lineage.import += 1;
    let taken_back = first.clone().taken_back(lineage);
    assert!(taken_back.is_taken_back() && !first.is_taken_back());
    let cube = build(&[first.clone(), other, taken_back.clone()], &[]);
    let answer = cube
        .answer(&Query::new(Indicator::CarbonTotal).by(Dim::Enterprise))
        .unwrap();
    assert_eq!(answer.total.value, Some(4.0));
    assert_eq!(
        codes(&answer.rows)[..2],
        [(Some("e1".into()), None), (Some("e2".into()), Some(4.0))]
    );
    assert_eq!(cube.len(), 1);
    // What comes later still counts.
    let mut again = first.clone();
    again.lineage.import += 2;
    let cube = build(&[first, taken_back, again], &[]);
    let answer = cube.answer(&Query::new(Indicator::CarbonTotal)).unwrap();
    assert_eq!((answer.total.value, cube.len()), (Some(3.0), 1));
}

#[test]
fn intensity_sums_both_sides_over_those_who_have_both() {
    let entries = [
        entry("t11", Some("e1"), month(2020, 1), 30.0),
        entry("t11", Some("e2"), month(2020, 1), 50.0), // no output value: not in the ratio
    ];
    let statistics = [
        statistic(
            "t11",
            Some("e1"),
            month(2020, 1),
            Statistic::OutputValue,
            20_000.0,
        ),
        statistic(
            "t12",
            Some("e3"),
            month(2020, 1),
            Statistic::OutputValue,
            99_000.0,
        ), // no carbon
    ];
    let cube = build(&entries, &statistics);
    let answer = cube
        .answer(&Query::new(Indicator::CarbonIntensity).by(Dim::Enterprise))
        .unwrap();
    assert_eq!(answer.unit, "t/万CNY");
    assert_eq!(answer.price_base.as_deref(), Some("2020"));
    assert_eq!(answer.total.value, Some(15.0));
    assert_eq!(
        (answer.total.numerator, answer.total.denominator),
        (Some(30.0), Some(20_000.0))
    );
    let row = |e: &str| {
        answer
            .rows
            .iter()
            .find(|r| r.keys[0].code().as_deref() == Some(e))
            .unwrap()
    };
    assert_eq!(row("e1").value, Some(15.0));
    assert_eq!(
        (row("e2").value, row("e2").reason),
        (None, Some(Reason::NoDenominator))
    );
    assert_eq!(row("e3").value, None);
    assert_eq!(answer.total.completeness_percent, Some(100.0 / 6.0));
}

#[test]
fn a_month_without_output_is_left_out_of_the_yearly_ratio() {
    let mut entries: Vec<_> = (1..=12)
        .map(|m| entry("t11", Some("e1"), month(2020, m), 10.0))
        .collect();
    entries.push(entry("t11", Some("e2"), month(2020, 1), 1.0));
    let statistics: Vec<_> = (1..=9)
        .map(|m| {
            statistic(
                "t11",
                Some("e1"),
                month(2020, m),
                Statistic::OutputValue,
                10_000.0,
            )
        })
        .collect();
    let cube = build(&entries, &statistics);
    let query = Query::new(Indicator::CarbonIntensity).during(Period::Year(2020));
    let total = cube.answer(&query).unwrap().total;
    assert_eq!(
        (total.numerator, total.denominator),
        (Some(90.0), Some(90_000.0))
    );
    assert_eq!(total.value, Some(10.0));
}

#[test]
fn division_by_zero_is_a_finding() {
    let cube = build(
        &[entry("t11", Some("e1"), month(2020, 1), 30.0)],
        &[statistic(
            "t11",
            Some("e1"),
            month(2020, 1),
            Statistic::OutputValue,
            0.0,
        )],
    );
    let answer = cube
        .answer(&Query::new(Indicator::CarbonIntensity))
        .unwrap();
    assert_eq!(
        (answer.total.value, answer.total.reason),
        (None, Some(Reason::ZeroDenominator))
    );
    assert_eq!(answer.findings[0].code, "zero_denominator");
}

#[test]
fn people_are_a_stock_and_land_stays() {
    let entries: Vec<_> = TOWNS
        .iter()
        .flat_map(|t| [2019, 2020].map(|y| entry(t, None, Period::Year(y), 100.0)))
        .collect();
    let mut statistics: Vec<_> = TOWNS
        .iter()
        .map(|t| statistic(t, None, Period::Year(2019), Statistic::Population, 50.0))
        .collect();
    statistics.extend(
        TOWNS
            .iter()
            .map(|t| statistic(t, None, Period::Year(2020), Statistic::Population, 150.0)),
    );
    statistics.extend(
        TOWNS
            .iter()
            .map(|t| statistic(t, None, Period::Year(2020), Statistic::LandArea, 2.0e6)),
    );
    let cube = build_with(vec![], &entries, &statistics).0;
    let value = |i, p| {
        cube.answer(&Query::new(i).between(p, Period::Year(2020)))
            .unwrap()
            .total
            .value
            .unwrap()
    };
    assert_eq!(value(Indicator::Population, Period::Year(2019)), 400.0);
    assert_eq!(value(Indicator::Population, Period::Year(2020)), 600.0);
    assert_eq!(
        value(Indicator::CarbonPerPerson, Period::Year(2020)),
        400.0 / 600.0
    );
    assert_eq!(value(Indicator::CarbonPerArea, Period::Year(2019)), 100.0);
    let per_mu = value(Indicator::CarbonPerMu, Period::Year(2020));
    assert!((per_mu - 400.0 / (8.0e6 / (10_000.0 / 15.0))).abs() < 1e-15);
    let first = cube
        .answer(&Query::new(Indicator::CarbonPerArea).during(Period::Year(2019)))
        .unwrap();
    assert_eq!(first.total.value, Some(50.0), "land of 2020 holds for 2019");
    let by = cube
        .answer(
            &Query::new(Indicator::CarbonPerPerson)
                .by(Dim::PlaceLevel("county".into()))
                .during(Period::Year(2020)),
        )
        .unwrap();
    assert!(
        by.rows
            .iter()
            .all(|r| r.value == Some(200.0 / 300.0) && r.completeness_percent == Some(100.0))
    );
}

#[test]
fn a_statistic_of_a_place_and_of_its_parts_is_counted_once() {
    let year = Period::Year(2020);
    let people = |place: &str, n: f64| statistic(place, None, year, Statistic::Population, n);
    let total = |statistics: &[StatisticEntry], query: Query| {
        build_with(vec![], &[], statistics)
            .0
            .answer(&query)
            .unwrap()
    };
    // All parts known: the parts count, and a different own figure is a finding.
    let all = [people("c1", 31.0), people("t11", 10.0), people("t12", 20.0)];
    let (cube, findings) = build_with(vec![], &[], &all);
    assert_eq!(
        cube.answer(&Query::new(Indicator::Population))
            .unwrap()
            .total
            .value,
        Some(30.0)
    );
    assert!(findings.iter().any(|f| f.code == "statistic_disagrees"));
    // One part known: the own figure counts, and the rest stands in a row of its own.
    let some = [people("c1", 31.0), people("t11", 10.0)];
    let answer = total(
        &some,
        Query::new(Indicator::Population)
            .at("c1")
            .by(Dim::PlaceChildren),
    );
    assert_eq!(answer.total.value, Some(31.0));
    assert_eq!(
        codes(&answer.rows),
        [
            (Some("t11".into()), Some(10.0)),
            (Some("t12".into()), None),
            (None, Some(21.0))
        ]
    );
    let mut only = Query::new(Indicator::Population).at("c1");
    only.place_only = true;
    assert_eq!(total(&some, only).total.value, Some(21.0));
    let level = Query::new(Indicator::Population).by(Dim::PlaceLevel("town".into()));
    let rest = level.narrowed(&[Key::Place(None)]);
    assert_eq!(total(&some, level).total.value, Some(31.0));
    assert_eq!(total(&some, rest).total.value, Some(21.0));
    // No own figure: what there is.
    assert_eq!(
        total(&[people("t11", 10.0)], Query::new(Indicator::Population))
            .total
            .value,
        Some(10.0)
    );
}

#[test]
fn a_later_import_supersedes_the_same_key_of_the_same_dataset() {
    let first = [
        entry("t11", Some("e1"), month(2020, 1), 30.0),
        entry("t11", Some("e1"), month(2020, 2), 5.0),
    ];
    let mut later = entry("t11", Some("e1"), month(2020, 1), 40.0);
    later.lineage.import = 2;
    let mut again = later.clone();
    again.lineage.row = 9; // a second row of the later import counts too
    let mut builder = CubeBuilder::new(region(), places(), enterprises());
    for e in [&again, &first[0], &first[1], &later] {
        builder.push(&EntryRef::of(e, "data", ""));
    }
    builder.push(&EntryRef::of(&first[0], "another", ""));
    let (cube, findings) = builder.build();
    let total = cube
        .answer(&Query::new(Indicator::CarbonTotal))
        .unwrap()
        .total;
    assert_eq!(total.value, Some(40.0 + 40.0 + 5.0 + 30.0));
    let codes: Vec<_> = findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["superseded", "two_datasets"]);
}

#[test]
fn year_and_months_of_one_key_are_counted_once() {
    let mut entries: Vec<_> = (1..=12)
        .map(|m| entry("t11", Some("e1"), month(2020, m), 1.0))
        .collect();
    entries.push(entry("t11", Some("e1"), Period::Year(2020), 100.0));
    entries.push(entry("t11", Some("e2"), Period::Year(2020), 100.0));
    entries.push(entry("t11", Some("e2"), month(2020, 3), 1.0));
    let (cube, findings) = build_with(enterprises(), &entries, &[]);
    assert_eq!(
        cube.answer(&Query::new(Indicator::CarbonTotal))
            .unwrap()
            .total
            .value,
        Some(112.0)
    );
    assert_eq!(findings[0].code, "overlapping_periods");
    assert_eq!(findings[0].params["count"], "2");
}

#[test]
fn what_is_known_by_year_is_not_spread_over_months() {
    let cube = build(
        &[
            entry("t11", Some("e1"), Period::Year(2020), 100.0),
            entry("t12", Some("e3"), month(2020, 3), 1.0),
        ],
        &[],
    );
    let mut query = Query::new(Indicator::CarbonTotal)
        .during(Period::Year(2020))
        .by(Dim::Period);
    query.step = Step::Month;
    let answer = cube.answer(&query).unwrap();
    assert_eq!(answer.rows.len(), 13);
    assert_eq!(
        (answer.rows[0].value, answer.rows[0].reason),
        (None, Some(Reason::FinerThanData))
    );
    assert_eq!(answer.rows[2].value, Some(1.0));
    assert_eq!(
        (answer.rows[12].keys[0].clone(), answer.rows[12].value),
        (Key::Period(None), Some(100.0))
    );
    assert_eq!(answer.total.value, Some(101.0));
    let rest = cube.answer(&query.narrowed(&[Key::Period(None)])).unwrap();
    assert_eq!(rest.total.value, Some(100.0));
    let month = cube
        .answer(
            &Query::new(Indicator::CarbonTotal)
                .at("t11")
                .during(month(2020, 1)),
        )
        .unwrap();
    assert_eq!(
        (month.total.value, month.total.reason),
        (None, Some(Reason::FinerThanData))
    );
}

#[test]
fn only_active_enterprises_are_expected() {
    let mut listed = enterprises();
    listed.truncate(2);
    listed[1].active = (Some("2020-04".into()), Some("2020-06".into()));
    let entries: Vec<_> = (1..=12)
        .map(|m| entry("t11", Some("e1"), month(2020, m), 1.0))
        .collect();
    let (cube, _) = build_with(listed, &entries, &[]);
    let total = cube
        .answer(&Query::new(Indicator::CarbonTotal).during(Period::Year(2020)))
        .unwrap()
        .total;
    assert_eq!(total.completeness_percent, Some(100.0 * 12.0 / 15.0));
}

#[test]
fn a_gas_that_is_missing_has_no_row() {
    let mut e = entry("t11", Some("e1"), month(2020, 1), 30.0);
    e.gases_co2e_t[Gas::Ch4 as usize] = Some(2.0);
    e.co2e_t = Some(32.0);
    let mut total_only = entry("t11", Some("e2"), month(2020, 1), 0.0);
    total_only.gases_co2e_t = [None; 9];
    total_only.co2e_t = Some(8.0);
    let cube = build(&[e, total_only], &[]);
    let answer = cube
        .answer(&Query::new(Indicator::CarbonTotal).by(Dim::Gas))
        .unwrap();
    assert_eq!(
        codes(&answer.rows),
        [
            (Some("co2".into()), Some(30.0)),
            (Some("ch4".into()), Some(2.0)),
            (Some("unspecified".into()), Some(8.0))
        ]
    );
    assert_eq!(answer.total.value, Some(40.0));
    assert_eq!(
        cube.answer(&Query::new(Indicator::EnergyTotal).by(Dim::Gas)),
        Err(Refusal::NoGas)
    );
}

#[test]
fn unknown_names_are_refused_and_unknown_places_found() {
    let (cube, findings) = build_with(
        enterprises(),
        &[entry("nowhere", None, month(2020, 1), 1.0)],
        &[],
    );
    assert_eq!(
        (findings[0].code.as_str(), cube.len()),
        ("unknown_place", 0)
    );
    let q = Query::new(Indicator::CarbonTotal);
    assert_eq!(
        cube.answer(&q.clone().at("x")),
        Err(Refusal::UnknownPlace("x".into()))
    );
    assert_eq!(
        cube.answer(&q.clone().by(Dim::PlaceLevel("x".into()))),
        Err(Refusal::UnknownLevel("x".into()))
    );
    assert_eq!(
        cube.answer(&q.clone().by(Dim::Field).by(Dim::Field)),
        Err(Refusal::TooManyDims)
    );
    let backwards = q.clone().between(Period::Year(2020), Period::Year(2019));
    assert_eq!(cube.answer(&backwards), Err(Refusal::EmptyPeriod));
    let total = cube.answer(&q).unwrap().total;
    assert_eq!((total.value, total.reason), (None, Some(Reason::NoData)));
}

#[test]
fn a_cycle_of_places_is_left_out() {
    let mut tree = places();
    tree.push(place("x", "town", Some("y")));
    tree.push(place("y", "town", Some("x")));
    let (_, findings) = CubeBuilder::new(region(), tree, vec![]).build();
    assert_eq!(
        findings.iter().map(|f| f.code.as_str()).collect::<Vec<_>>(),
        ["place_cycle"]
    );
}

#[test]
fn fields_divide_by_their_own_output_and_by_all_people() {
    let mut a = entry("t11", Some("e1"), Period::Year(2020), 30.0);
    a.field = Some(Field::Industry);
    let mut b = entry("t11", Some("e2"), Period::Year(2020), 10.0);
    b.field = Some(Field::Transport);
    let mut v1 = statistic(
        "t11",
        Some("e1"),
        Period::Year(2020),
        Statistic::OutputValue,
        30_000.0,
    );
    v1.field = Some(Field::Industry);
    let mut v2 = statistic(
        "t11",
        Some("e2"),
        Period::Year(2020),
        Statistic::OutputValue,
        5_000.0,
    );
    v2.field = Some(Field::Transport);
    let people = statistic("t11", None, Period::Year(2020), Statistic::Population, 20.0);
    let cube = build(&[a, b], &[v1, v2, people]);
    let by = |i| codes(&cube.answer(&Query::new(i).by(Dim::Field)).unwrap().rows);
    assert_eq!(
        by(Indicator::CarbonIntensity),
        [
            (Some("industry".into()), Some(10.0)),
            (Some("transport".into()), Some(20.0))
        ]
    );
    assert_eq!(
        by(Indicator::CarbonPerPerson),
        [
            (Some("industry".into()), Some(1.5)),
            (Some("transport".into()), Some(0.5))
        ]
    );
}

#[test]
fn a_filter_by_section_or_division_takes_what_lies_below() {
    let entries: Vec<Entry> = [
        ("C31", 1.0),
        ("3110", 2.0),
        ("C321", 4.0),
        ("D44", 8.0),
        ("odd", 16.0),
    ]
    .into_iter()
    .map(|(code, t)| {
        let mut e = entry("t11", None, month(2020, 1), t);
        e.industry = Some(code.into());
        e
    })
    .collect();
    let cube = build(&entries, &[]);
    let total = |codes: &[&str]| {
        let mut query = Query::new(Indicator::CarbonTotal);
        query.industries = codes.iter().map(|c| Some((*c).to_owned())).collect();
        cube.answer(&query).unwrap().total.value
    };
    for (codes, expected) in [
        (&["C"][..], Some(7.0)),
        (&["31"], Some(3.0)),
        (&["=C31"], Some(1.0)),
        (&["C31", "D"], Some(11.0)),
        (&["311", "odd"], Some(18.0)),
        (&["E"], None),
    ] {
        assert_eq!(total(codes), expected, "{codes:?}");
    }
    let groups: Vec<&str> = cube
        .industry_groups()
        .iter()
        .map(|g| g.code.as_str())
        .collect();
    assert_eq!(groups, ["C", "31", "32", "D", "44"]);
    // What leaves the cube entry by entry is filtered alike.
    let tree = IndustryTree::of(&region());
    let passes = |filter: &str, code| tree.passes(&[Some(filter.into())], code);
    assert!(passes("C", Some("3110")) && passes("=C31", Some("C31")) && passes("odd", Some("odd")));
    assert!(!passes("=C31", Some("3110")) && !passes("C", None) && !passes("D", Some("C31")));
}
