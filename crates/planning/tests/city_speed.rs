//! How long ten thousand cities take: run by hand, in release, with `--run-ignored all`. And that the best pairs found by bounds are those of
//! all pairs, one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use planning::city::Structure;
use planning::city::pairing::{Known, Pairing, PairingWeights, best_pairs, explain, order};
use planning::city::place::Position;
use planning::city::similarity::cosine;
use planning::city::trajectory::Path;
use proptest::prelude::*;
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn names(letter: &str, count: usize) -> Vec<String> {
    (0..count).map(|i| format!("{letter}{i}")).collect()
}

/// Cities with all four parts; each thing is known of a city with the chance that is given.
struct Cities {
    structure: Structure,
    positions: Vec<Option<Position>>,
    paths: Vec<Path>,
    topics: BTreeMap<String, BTreeSet<String>>,
}

impl Cities {
    fn new(random: &mut impl Rng, cities: usize, industries: usize, chance: f64) -> Cities {
        let all = names("c", cities);
        let values = (0..cities * industries)
            .map(|_| random.random_bool(chance).then(|| random.random::<f64>()))
            .collect();
        let positions = (0..cities)
            .map(|_| {
                random.random_bool(chance).then(|| Position {
                    latitude: random.random_range(-60.0..70.0),
                    longitude: random.random_range(-180.0..180.0),
                })
            })
            .collect();
        // Paths as of emissions per person: a level, a slope, a turning point, and some noise.
        let mut paths = Vec::new();
        let mut topics = BTreeMap::new();
        for city in &all {
            if random.random_bool(chance) {
                let (level, slope) = (
                    random.random_range(1.0..15.0),
                    random.random_range(-0.4..0.6),
                );
                let turn = random.random_range(0..16);
                let values = (0..16)
                    .map(|year: i32| {
                        let gone =
                            f64::from(year.min(turn)) - 0.5 * f64::from((year - turn).max(0));
                        let value = level + slope * gone + random.random_range(-0.2..0.2);
                        random.random_bool(chance.midpoint(1.0)).then_some(value)
                    })
                    .collect();
                paths.push(Path {
                    city: city.clone(),
                    first_year: 2005 + random.random_range(0..2),
                    values,
                });
            }
            if random.random_bool(chance) {
                let wants = (0..40).filter(|_| random.random_bool(0.15));
                topics.insert(city.clone(), wants.map(|n| format!("t{n}")).collect());
            }
        }
        Cities {
            structure: Structure::new(all, names("i", industries), values).unwrap(),
            positions,
            paths,
            topics,
        }
    }

    fn known(&self) -> Known<'_> {
        Known {
            cities: self.structure.cities(),
            structure: Some(&self.structure),
            positions: &self.positions,
            paths: &self.paths,
            topics: &self.topics,
        }
    }
}

#[test]
#[ignore = "measures: needs the release profile and an idle machine"]
fn ten_thousand_cities_and_a_hundred_industries_take_seconds() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let all = Cities::new(&mut random, 10_000, 100, 1.0);
    let weights = PairingWeights::default();
    let start = Instant::now();
    let (matrix, _) = cosine(&all.structure);
    let similarity_s = start.elapsed().as_secs_f64();
    assert!(matrix.get(9_999, 0).is_ok());
    drop(matrix);
    let none = BTreeMap::new();
    let cases = [
        (
            "complement, distance",
            2.0,
            Known {
                paths: &[],
                topics: &none,
                ..all.known()
            },
        ),
        (
            "complement, topic, distance",
            2.0,
            Known {
                paths: &[],
                ..all.known()
            },
        ),
        // Paths are laid over each other, which is more work than all else (bench/README.md).
        ("all four parts", 4.0, all.known()),
    ];
    println!("similarity {similarity_s:.2} s");
    assert!(similarity_s < 2.0, "{similarity_s:.2} s");
    for (parts, most_s, known) in cases {
        let start = Instant::now();
        let (found, _) = best_pairs(&known, &weights, 5).unwrap();
        let took = start.elapsed().as_secs_f64();
        println!("pairing by {parts} {took:.2} s, {} pairs", found.len());
        assert!(found.len() >= 10_000);
        assert!(took < most_s, "by {parts} {took:.2} s");
    }
}

/// The best of each city, of all pairs one by one.
fn one_by_one(known: &Known<'_>, weights: &PairingWeights, best: usize) -> Vec<Pairing> {
    let count = known.cities.len();
    let pairs: Vec<(usize, usize)> = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .collect();
    let (mut all, _) = explain(known, weights, &pairs).unwrap();
    all.retain(|one| one.score.is_ok());
    order(&mut all);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.retain(|one| {
        let wanted = [&one.a, &one.b].map(|city| {
            let count = counts.entry(city.clone()).or_default();
            *count += 1;
            *count <= best
        });
        wanted[0] || wanted[1]
    });
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Bounds leave out nothing: best pairs, their order and their figures are those of the full list, to the bit.
    #[test]
    fn the_best_pairs_are_those_of_a_full_list(
        seed in any::<u64>(),
        cities in 2usize..90,
        chance in prop_oneof![Just(0.0), Just(1.0), 0.05f64..0.95],
        weights in proptest::array::uniform4(prop_oneof![Just(0.0), 0.1f64..5.0]),
        best in 1usize..6,
    ) {
        prop_assume!(weights.iter().sum::<f64>() > 0.0);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let all = Cities::new(&mut random, cities, 70, chance);
        let weights = PairingWeights {
            complement: weights[0],
            trajectory: weights[1],
            topic: weights[2],
            distance: weights[3],
            ..PairingWeights::default()
        };
        let known = all.known();
        let (found, findings) = best_pairs(&known, &weights, best).unwrap();
        let expected = one_by_one(&known, &weights, best);
        prop_assert_eq!(&found, &expected);
        // Pairs of which nothing is known are counted exactly.
        let (every, _) = best_pairs(&known, &weights, cities).unwrap();
        let without = cities * (cities - 1) / 2 - every.len();
        let said = findings.iter().find_map(|f| match f {
            planning::city::Finding::MissingPairs { missing, .. } => Some(*missing),
            _ => None,
        });
        prop_assert_eq!(said.unwrap_or(0), without);
        prop_assert!(best_pairs(&known, &weights, 0).unwrap().0.is_empty());
    }
}
