//! How long ten thousand cities take: run by hand, in release, with `--run-ignored all`.

use std::time::Instant;

use planning::city::Structure;
use planning::city::pair::{PairWeights, Position, partners};
use planning::city::similarity::cosine;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
#[ignore = "measures: needs the release profile and an idle machine"]
fn ten_thousand_cities_and_a_hundred_industries_take_seconds() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (cities, industries) = (10_000, 100);
    let names = |letter: &str, count: usize| {
        (0..count)
            .map(|i| format!("{letter}{i}"))
            .collect::<Vec<_>>()
    };
    let values = (0..cities * industries)
        .map(|_| Some(random.random::<f64>()))
        .collect();
    let structure = Structure::new(names("c", cities), names("i", industries), values).unwrap();
    let start = Instant::now();
    let (matrix, _) = cosine(&structure);
    let similarity_s = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let positions: Vec<Option<Position>> = (0..cities)
        .map(|_| {
            Some(Position {
                latitude: random.random_range(-60.0..70.0),
                longitude: random.random_range(-180.0..180.0),
            })
        })
        .collect();
    let (found, _) = partners(&structure, &positions, PairWeights::default(), 5).unwrap();
    let partners_s = start.elapsed().as_secs_f64();
    println!(
        "similarity {similarity_s:.2} s, partners {partners_s:.2} s (with similarity), {} pairs",
        found.len()
    );
    assert!(matrix.get(9_999, 0).is_ok() && found.len() >= cities);
    assert!(
        similarity_s < 2.0 && partners_s < 2.0,
        "{similarity_s} s, {partners_s} s"
    );
}

#[test]
fn the_best_partners_are_those_of_a_full_list() {
    let mut random = ChaCha8Rng::seed_from_u64(9);
    let (cities, industries, best) = (120, 30, 4);
    let names = |letter: &str, count: usize| {
        (0..count)
            .map(|i| format!("{letter}{i}"))
            .collect::<Vec<_>>()
    };
    let values = (0..cities * industries)
        .map(|_| random.random_bool(0.9).then(|| random.random::<f64>()))
        .collect();
    let structure = Structure::new(names("c", cities), names("i", industries), values).unwrap();
    let positions: Vec<Option<Position>> = (0..cities)
        .map(|_| {
            random.random_bool(0.8).then(|| Position {
                latitude: random.random_range(25.0..35.0),
                longitude: random.random_range(100.0..110.0),
            })
        })
        .collect();
    let list = |best: usize| {
        let (found, _) = partners(&structure, &positions, PairWeights::default(), best).unwrap();
        let pair = |p: planning::city::pair::Partnership| (p.score.unwrap(), p.a, p.b);
        found.into_iter().map(pair).collect::<Vec<_>>()
    };
    let all = list(cities);
    assert_eq!(all.len(), cities * (cities - 1) / 2);
    // The best of each city, counted from the full list.
    let expected: Vec<_> = all
        .iter()
        .filter(|(score, a, b)| {
            [a, b].into_iter().any(|city| {
                let better = all
                    .iter()
                    .filter(|(other, c, d)| (c == city || d == city) && other > score);
                better.count() < best
            })
        })
        .cloned()
        .collect();
    assert_eq!(list(best), expected);
    assert!(list(0).is_empty());
}
