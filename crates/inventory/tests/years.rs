//! What is known of an enterprise's year, and what an estimate is worth in completeness. Sums are worked out by hand.

mod common;

use common::*;
use inventory::cube::{Cube, CubeBuilder, EntryRef, Extent, Query, Source, StatisticRef};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use units::Period;

fn power(enterprise: &str, place: &str, period: Period, kwh: f64, co2: f64) -> Entry {
    Entry {
        carrier: Some("electricity".into()),
        scope: Scope::Scope2Location,
        energy_gj: Some(kwh * 0.0036),
        activity_value: kwh / 10_000.0,
        activity_unit: "10^4 kWh".into(),
        ..entry(place, Some(enterprise), period, co2)
    }
}

fn cube(rows: &[(Entry, &str)], statistics: &[StatisticEntry]) -> (Cube, Vec<String>) {
    let mut builder = CubeBuilder::new(region(), places(), enterprises());
    for (entry, dataset) in rows {
        builder.push(&EntryRef::of(entry, dataset, ""));
    }
    for one in statistics {
        builder.push_statistic(&StatisticRef::of(one, "statistics"));
    }
    let (cube, findings) = builder.build();
    (cube, findings.into_iter().map(|f| f.code).collect())
}

fn source(dataset: &str) -> Source {
    match dataset {
        "metered" => Source::Metered,
        other if inventory::estimate::is_estimate(other) => Source::Estimate,
        _ => Source::Filed,
    }
}

#[test]
fn a_total_is_known_where_all_months_are_filed_with_electricity() {
    let mut rows = Vec::new();
    for m in 1..=12 {
        // e1 files power and coal; e2 has a meter of its power; e3 files coal only; e4 files half of the year.
        rows.push((power("e1", "t11", month(2020, m), 1000.0, 0.6), "filing"));
        rows.push((entry("t11", Some("e1"), month(2020, m), 2.0), "filing"));
        rows.push((power("e2", "t11", month(2020, m), 500.0, 0.3), "metered"));
        rows.push((entry("t12", Some("e3"), month(2020, m), 1.0), "filing"));
        if m <= 6 {
            rows.push((power("e4", "t21", month(2020, m), 10.0, 0.1), "filing"));
        }
        // The twin by contract repeats the power of e1 and must not count again.
        let mut twin = power("e1", "t11", month(2020, m), 1000.0, 0.4);
        twin.scope = Scope::Scope2Market;
        twin.energy_gj = None;
        rows.push((twin, "filing"));
    }
    // What was estimated of e5 is not known.
    rows.push((
        power("e5", "t22", Period::Year(2020), 99.0, 0.1),
        "estimated-2020",
    ));
    let output = |enterprise, period, value| {
        statistic(
            "t22",
            Some(enterprise),
            period,
            Statistic::OutputValue,
            value,
        )
    };
    let statistics = [
        output("e5", Period::Year(2020), 700.0),
        output("e6", month(2020, 3), 50.0),
    ];
    let (cube, _) = cube(&rows, &statistics);
    let known = cube.known_years(2020, &source);
    let of = |code: &str| known.iter().find(|one| one.enterprise == code).unwrap();
    let e1 = of("e1");
    assert_eq!(e1.electricity_kwh, Some(12_000.0));
    // 12 x (1000 x 0.0036 + 20) GJ in tce of 29.3076 GJ; 12 x (0.6 + 2) t.
    let tce = 12.0 * 23.6 / 29.3076;
    assert!((e1.energy_tce.unwrap() - tce).abs() < 1e-9, "{e1:?}");
    assert!((e1.carbon_t.unwrap() - 31.2).abs() < 1e-9);
    assert!(e1.has_other_energy && e1.has_other_carbon && e1.is_filed && !e1.is_metered);
    let e2 = of("e2");
    assert!((e2.electricity_kwh.unwrap() - 6000.0).abs() < 1e-9);
    assert_eq!((e2.energy_tce, e2.carbon_t), (None, None));
    assert_eq!((e2.energy, e2.is_metered), (Extent::None, true));
    let e3 = of("e3");
    assert_eq!(
        (e3.electricity, e3.energy, e3.energy_tce),
        (Extent::None, Extent::Partly, None)
    );
    let e4 = of("e4");
    assert_eq!(
        (e4.electricity, e4.electricity_kwh, e4.months_present),
        (Extent::Partly, None, 6)
    );
    let e5 = of("e5");
    assert_eq!(
        (e5.months_present, e5.electricity, e5.output),
        (0, Extent::None, Some(700.0))
    );
    assert_eq!(of("e6").output, None, "a month is no year");
    assert_eq!(cube.years_of_enterprises(), [2020]);
    assert!(
        cube.known_years(2019, &source)
            .iter()
            .all(|one| one.months_present == 0)
    );
}

#[test]
fn an_estimate_counts_in_figures_and_not_in_completeness() {
    let real: Vec<(Entry, &str)> = ENTERPRISES[..3]
        .iter()
        .map(|(code, place)| (power(code, place, Period::Year(2020), 100.0, 1.0), "filing"))
        .collect();
    let ask = |cube: &Cube| {
        let mut query = Query::new(Indicator::CarbonTotal);
        query.from = Some(Period::Year(2020));
        query.to = Some(Period::Year(2020));
        cube.answer(&query).unwrap().total
    };
    let (before, _) = cube(&real, &[]);
    let before = ask(&before);
    // Three of six enterprises have data.
    assert_eq!(
        (before.value, before.completeness_percent),
        (Some(3.0), Some(50.0))
    );
    let mut with = real.clone();
    let mut made = power("e6", "t22", Period::Year(2020), 50.0, 0.5);
    made.quality = Quality::Estimated;
    with.push((made, "estimated-2020"));
    let (after, _) = cube(&with, &[]);
    let after = ask(&after);
    assert_eq!(
        (after.value, after.completeness_percent),
        (Some(3.5), Some(50.0))
    );
    assert_eq!(after.quality, Some(Quality::Estimated));
    assert!(after.estimated);
}

#[test]
fn what_is_real_takes_the_place_of_an_estimate_at_once() {
    let estimate = |carrier: Option<&str>| {
        let mut made = power("e6", "t22", Period::Year(2020), 50.0, 7.0);
        made.carrier = carrier.map(str::to_owned);
        made.quality = Quality::Estimated;
        (made, "estimated-2020")
    };
    let value = |rows: &[(Entry, &str)]| {
        let (cube, codes) = cube(rows, &[]);
        let answer = cube.answer(&Query::new(Indicator::CarbonTotal)).unwrap();
        let withdrawn = codes.iter().any(|code| code == "estimates_withdrawn");
        (answer.total.value, withdrawn)
    };
    let both = [estimate(Some("electricity")), estimate(None)];
    assert_eq!(value(&both), (Some(14.0), false));
    // A month of real electricity: the estimate of electricity goes, that of the rest stays.
    let mut rows = both.to_vec();
    rows.push((power("e6", "t22", month(2020, 5), 1.0, 0.25), "metered"));
    assert_eq!(value(&rows), (Some(7.25), true));
    // Another year's takes nothing's place.
    let mut rows = both.to_vec();
    rows.push((power("e6", "t22", month(2021, 5), 1.0, 0.25), "metered"));
    assert_eq!(value(&rows), (Some(14.25), false));
    // Real energy without emissions leaves an estimate of emissions alone.
    let mut only_carbon = estimate(None);
    only_carbon.0.energy_gj = None;
    let mut mix = entry("t22", Some("e6"), Period::Year(2020), 1.0);
    mix.co2e_t = None;
    mix.gases_co2e_t = [None; 9];
    assert_eq!(
        value(&[only_carbon.clone(), (mix.clone(), "filing")]),
        (Some(7.0), false)
    );
    assert_eq!(
        value(&[estimate(None), (mix, "filing")]),
        (None, true),
        "energy over energy"
    );
}
