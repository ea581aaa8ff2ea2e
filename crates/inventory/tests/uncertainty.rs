//! Error propagation against Monte Carlo.

mod common;

use common::*;
use inventory::cube::{CubeBuilder, Dim, EntryRef, Part, Query, StatisticRef};
use inventory::indicator::Indicator;
use inventory::ledger::Statistic;
use inventory::uncertainty::{Term, of_product, of_quotient, of_shared_factors, of_sum};
use rand::RngExt;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use units::Period;

/// A standard normal by Box and Muller.
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (u, v): (f64, f64) = (rng.random::<f64>(), rng.random::<f64>());
    (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// 1.96 standard deviations over the mean, in percent.
fn spread(draws: &[f64]) -> f64 {
    let mean = draws.iter().sum::<f64>() / draws.len() as f64;
    let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (draws.len() - 1) as f64;
    100.0 * 1.96 * variance.sqrt() / mean.abs()
}

#[test]
fn products_and_sums() {
    assert_eq!(of_product([3.0, 4.0]), 5.0);
    assert_eq!(of_sum([(100.0, 3.0), (100.0, 4.0)]), Some(2.5));
    assert_eq!(of_sum([(1.0, 3.0), (-1.0, 4.0)]), None);
}

#[test]
fn a_shared_factor_does_not_average_out() {
    let terms = |n: usize| -> Vec<Term<'static>> {
        (0..n)
            .map(|_| Term {
                amount: 1.0,
                own_percent: 10.0,
                factors: vec!["f"],
            })
            .collect()
    };
    let u = |n| of_shared_factors(&terms(n), |_| Some(5.0)).unwrap();
    assert!((u(1) - 125f64.sqrt()).abs() < 1e-12);
    assert!(
        (u(10_000) - (25.0f64 + 0.01).sqrt()).abs() < 1e-9,
        "the activities' errors vanish, the factor's stays"
    );
}

#[test]
fn propagation_agrees_with_monte_carlo() {
    // Five activities, three factors, two of them shared; narrow enough for approach 1.
    let amounts = [40.0, 25.0, 20.0, 10.0, 5.0];
    let own = [4.0, 6.0, 3.0, 8.0, 10.0];
    let of: [&[usize]; 5] = [&[0], &[0, 1], &[1], &[1, 2], &[2]];
    let names = ["a", "b", "c"];
    let percents = [5.0, 7.0, 9.0];
    let mut rng = ChaCha8Rng::seed_from_u64(2006);
    let draws: Vec<f64> = (0..400_000)
        .map(|_| {
            let factors = percents.map(|p| 1.0 + p / 196.0 * normal(&mut rng));
            (0..5)
                .map(|i| {
                    let activity = amounts[i] * (1.0 + own[i] / 196.0 * normal(&mut rng));
                    activity * of[i].iter().map(|f| factors[*f]).product::<f64>()
                })
                .sum()
        })
        .collect();
    let terms: Vec<Term<'_>> = (0..5)
        .map(|i| Term {
            amount: amounts[i],
            own_percent: own[i],
            factors: of[i].iter().map(|f| names[*f]).collect(),
        })
        .collect();
    let analytic = of_shared_factors(&terms, |f| {
        names.iter().position(|n| *n == f).map(|i| percents[i])
    })
    .unwrap();
    let drawn = spread(&draws);
    assert!(
        (analytic - drawn).abs() < 0.01 * drawn,
        "{analytic} {drawn}"
    );
    // Had the factors been taken as independent from entry to entry, the result would be far too narrow.
    let naive = of_sum((0..5).map(|i| {
        (
            amounts[i],
            of_product(of[i].iter().map(|f| percents[*f]).chain([own[i]])),
        )
    }))
    .unwrap();
    assert!(naive < 0.9 * drawn, "{naive} {drawn}");
}

#[test]
fn the_cube_gives_the_same_uncertainty_by_month_and_by_year() {
    let mut terms = Vec::new();
    let mut builder = CubeBuilder::new(region(), places(), enterprises());
    builder.factor_uncertainty("f1", 5.0);
    builder.factor_uncertainty("f2", 3.0);
    let mut entries = Vec::new();
    for m in 1..=12 {
        for (e, p) in ENTERPRISES {
            let mut x = entry(p, Some(e), month(2020, m), 1.0 + f64::from(m) * 0.3);
            x.factors = vec![
                "f1".into(),
                if p == "t11" { "f2".into() } else { "f3".into() },
            ];
            let shared = 25.0 + if p == "t11" { 9.0 } else { 0.0 };
            x.uncertainty_percent = Some(f64::sqrt(64.0 + shared));
            entries.push(x);
        }
    }
    for x in &entries {
        builder.push(&EntryRef::of(x, "d", &x.factors.join(";")));
        let factors = x.factors.iter().map(String::as_str).collect();
        terms.push(Term {
            amount: x.co2e_t.unwrap(),
            own_percent: 8.0,
            factors,
        });
    }
    let (cube, _) = builder.build();
    let expected = of_shared_factors(&terms, |f| {
        [("f1", 5.0), ("f2", 3.0)]
            .iter()
            .find(|x| x.0 == f)
            .map(|x| x.1)
    })
    .unwrap();
    let mut query = Query::new(Indicator::CarbonTotal);
    query.uncertainty = true;
    let yearly = cube
        .answer(&query)
        .unwrap()
        .total
        .uncertainty_percent
        .unwrap();
    assert!((yearly - expected).abs() < 1e-5, "{yearly} {expected}");
    let mut part = query.clone().between(month(2020, 1), month(2020, 11));
    part.uncertainty = true;
    let eleven = cube
        .answer(&part)
        .unwrap()
        .total
        .uncertainty_percent
        .unwrap();
    assert!(eleven > yearly, "one month less averages out less");
    let by = cube
        .answer(&query.by(Dim::PlaceLevel("town".into())))
        .unwrap();
    assert!(
        by.rows
            .iter()
            .all(|r| r.uncertainty_percent.unwrap() > yearly * 0.9)
    );
}

#[test]
fn an_intensity_is_as_uncertain_as_both_its_sides() {
    // Entries of 8 % with one shared factor of 5 %; output of four enterprises of 3 to 12 %, the fifth exact; the sixth has
    // no output and stays out of the ratio, however uncertain its entries are.
    let emitted = [40.0, 25.0, 20.0, 10.0, 5.0, 500.0];
    let output = [9e4, 4e4, 6e4, 1e4, 2e4];
    let percents = [6.0, 10.0, 8.0, 12.0, 0.0];
    let mut builder = CubeBuilder::new(region(), places(), enterprises());
    builder.factor_uncertainty("f", 5.0);
    for (i, (e, p)) in ENTERPRISES.into_iter().enumerate() {
        let mut x = entry(p, Some(e), Period::Year(2020), emitted[i]);
        x.factors = vec!["f".into()];
        let own = if i == 5 { 90.0 } else { 8.0 };
        x.uncertainty_percent = Some(f64::hypot(own, 5.0));
        builder.push(&EntryRef::of(&x, "d", "f"));
        let Some(value) = output.get(i) else {
            continue;
        };
        let s = statistic(
            p,
            Some(e),
            Period::Year(2020),
            Statistic::OutputValue,
            *value,
        );
        let percent = Some(percents[i]).filter(|p| *p > 0.0);
        builder.push_uncertain_statistic(&StatisticRef::of(&s, "d"), percent);
    }
    let (cube, _) = builder.build();
    let ask = |part| {
        let mut query = Query::new(Indicator::CarbonIntensity).during(Period::Year(2020));
        (query.uncertainty, query.part) = (true, part);
        cube.answer(&query)
            .unwrap()
            .total
            .uncertainty_percent
            .unwrap()
    };
    let mut rng = ChaCha8Rng::seed_from_u64(14064);
    let draws: Vec<f64> = (0..200_000)
        .map(|_| {
            let factor = 1.0 + 5.0 / 196.0 * normal(&mut rng);
            let above: f64 = (0..5)
                .map(|i| emitted[i] * (1.0 + 8.0 / 196.0 * normal(&mut rng)) * factor)
                .sum();
            let below: f64 = (0..5)
                .map(|i| output[i] * (1.0 + percents[i] / 196.0 * normal(&mut rng)))
                .sum();
            above / below
        })
        .collect();
    let (drawn, whole, above) = (spread(&draws), ask(Part::Whole), ask(Part::Above));
    assert!((whole - drawn).abs() < 0.01 * drawn, "{whole} {drawn}");
    assert!(above < 0.9 * drawn, "{above} {drawn}");
    let below = of_sum(output.into_iter().zip(percents)).unwrap();
    assert!((whole - of_quotient(above, below)).abs() < 1e-6);
}

#[test]
fn people_counted_wrongly_are_wrong_all_year() {
    // Twelve monthly figures of one place: their errors go together and do not average out; those of two places do.
    let intensity = |places: &[&str]| {
        let mut builder = CubeBuilder::new(region(), common::places(), vec![]);
        for place in places {
            let mut x = entry(place, None, Period::Year(2020), 10.0);
            x.uncertainty_percent = Some(3.0);
            builder.push(&EntryRef::of(&x, "d", ""));
            for m in 1..=12 {
                let s = statistic(place, None, month(2020, m), Statistic::Population, 1e3);
                builder.push_uncertain_statistic(&StatisticRef::of(&s, "d"), Some(4.0));
            }
        }
        let mut query = Query::new(Indicator::CarbonPerPerson).during(Period::Year(2020));
        query.uncertainty = true;
        let answer = builder.build().0.answer(&query).unwrap();
        answer.total.uncertainty_percent.unwrap()
    };
    assert!((intensity(&["t11"]) - 5.0).abs() < 1e-5);
    assert!((intensity(&["t11", "t21"]) - 5.0 / f64::sqrt(2.0)).abs() < 1e-5);
}
