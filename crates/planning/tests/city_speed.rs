//! How long ten thousand cities take: run by hand, in release, with `--run-ignored all`.

use std::time::Instant;

use planning::city::Structure;
use planning::city::pair::{PairWeights, partners};
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
    let (found, _) = partners(&structure, &vec![None; cities], PairWeights::default(), 5).unwrap();
    let partners_s = start.elapsed().as_secs_f64();
    println!(
        "similarity {similarity_s:.2} s, partners {partners_s:.2} s (with similarity), {} pairs",
        found.len()
    );
    assert!(matrix.get(9_999, 0).is_ok() && found.len() >= cities);
    assert!(similarity_s < 4.0, "{similarity_s} s");
}
