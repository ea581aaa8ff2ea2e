//! Tables of topics and trajectories, and pairings as rows, against what is written by hand.

use std::collections::{BTreeMap, BTreeSet};

use planning::city::known::{COLUMNS, not_compared, read_paths, read_topics, row, weights};
use planning::city::pairing::{Known, PairingWeights, PartKind, best_pairs, explain, order};
use planning::city::trajectory::Path;
use planning::city::{Finding, Structure};
use planning::sheet::Source;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn source(text: &str) -> Source<'_> {
    Source {
        file: "table.csv",
        text,
    }
}

#[test]
fn topics_are_sets_and_none_is_something_else_than_not_said() {
    let (topics, findings) = read_topics(source("city,topic\nA,x\nB,\nA,y\nA,x\n,z\n"));
    let expected = BTreeMap::from([
        (
            "A".to_owned(),
            BTreeSet::from(["x".to_owned(), "y".to_owned()]),
        ),
        ("B".to_owned(), BTreeSet::new()),
    ]);
    assert_eq!(topics, expected);
    let codes: Vec<&str> = findings.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(
        codes.len(),
        2,
        "a topic said twice, and a row without a city: {codes:?}"
    );
    assert!(read_topics(source("town,topic\nA,x\n")).1.len() == 1);
}

#[test]
fn paths_have_gaps_where_years_have_none() {
    let text = "city,year,value\nB,2012,3\nA,2011,1.5\nA,2014,2\nA,2013,\nA,2011,9\nA,2012.5,1\nA,20120000,1\nA,2015,x\n";
    let (paths, findings) = read_paths(source(text));
    let expected = [
        Path {
            city: "A".to_owned(),
            first_year: 2011,
            values: vec![Some(1.5), None, None, Some(2.0)],
        },
        Path {
            city: "B".to_owned(),
            first_year: 2012,
            values: vec![Some(3.0)],
        },
    ];
    assert_eq!(paths, expected);
    assert_eq!(findings.len(), 4, "{findings:?}");
}

#[test]
fn weights_are_four_numbers() {
    let found = weights(Some("1, 2,0,0.5"), Some(100.0), None).unwrap();
    let expected = PairingWeights {
        trajectory: 2.0,
        topic: 0.0,
        distance: 0.5,
        half_distance_km: 100.0,
        ..PairingWeights::default()
    };
    assert_eq!(found, expected);
    for bad in ["1,2,3", "1,2,3,4,5", "a,b,c,d", ""] {
        assert_eq!(weights(Some(bad), None, None), None, "{bad}");
    }
}

#[test]
fn a_row_says_what_is_not_known() {
    let cities = ["A", "B"].map(str::to_owned);
    let topics = BTreeMap::from([
        ("A".to_owned(), BTreeSet::from(["x".to_owned()])),
        (
            "B".to_owned(),
            BTreeSet::from(["x".to_owned(), "y".to_owned()]),
        ),
    ]);
    let known = Known {
        cities: &cities,
        structure: None,
        positions: &[],
        paths: &[],
        topics: &topics,
    };
    let (found, _) = explain(&known, &PairingWeights::default(), &[(0, 1)]).unwrap();
    let cells = row(&found[0]);
    assert_eq!(cells.len(), COLUMNS.len());
    let by_name: BTreeMap<&str, &str> = COLUMNS
        .iter()
        .copied()
        .zip(cells.iter().map(String::as_str))
        .collect();
    for (name, expected) in [
        ("score", "0.5"),
        ("known_share", "0.25"),
        ("topic", "0.5"),
        ("topic_reason", ""),
        ("complement", ""),
        ("complement_reason", "missing"),
        ("shared_topics", "x"),
        ("only_a_topics", ""),
        ("only_b_topics", "y"),
        ("km", ""),
        ("leader", ""),
    ] {
        assert_eq!(by_name[name], expected, "{name}");
    }
    let strangers = not_compared(PartKind::Topic, ["A", "Z"].into_iter(), &cities);
    assert_eq!(
        strangers,
        Some(Finding::NotCompared {
            part: "topic".to_owned(),
            count: 1,
            names: "Z".to_owned()
        })
    );
}

/// The best of each city are those of a full list, whichever thread looks at them first.
#[test]
fn the_best_pairs_are_those_of_a_full_list() {
    let mut random = ChaCha8Rng::seed_from_u64(4);
    let (count, industries, best) = (150, 12, 3);
    let names = |letter: &str, count: usize| -> Vec<String> {
        (0..count).map(|i| format!("{letter}{i}")).collect()
    };
    let values = (0..count * industries)
        .map(|_| Some(f64::from(random.random_range(0..4))))
        .collect();
    let cities = names("c", count);
    let structure = Structure::new(cities.clone(), names("i", industries), values).unwrap();
    let topics: BTreeMap<String, BTreeSet<String>> = cities
        .iter()
        .filter(|_| random.random_bool(0.7))
        .map(|city| (city.clone(), BTreeSet::from([format!("t{}", city.len())])))
        .collect();
    let known = Known {
        cities: &cities,
        structure: Some(&structure),
        positions: &[],
        paths: &[],
        topics: &topics,
    };
    let weights = PairingWeights::default();
    let (found, _) = best_pairs(&known, &weights, best).unwrap();
    let pairs: Vec<(usize, usize)> = (0..count)
        .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
        .collect();
    let (mut all, _) = explain(&known, &weights, &pairs).unwrap();
    order(&mut all);
    // Of equal pairs the one with the earlier partner: a stable order of the full list, city by city.
    let mut expected = BTreeSet::new();
    for city in &cities {
        let at = |one: &planning::city::pairing::Pairing| {
            let other = if one.a == *city { &one.b } else { &one.a };
            other[1..].parse::<usize>().unwrap()
        };
        let mut mine: Vec<_> = all
            .iter()
            .filter(|one| one.a == *city || one.b == *city)
            .collect();
        mine.sort_by(|x, y| {
            let key = |one: &planning::city::pairing::Pairing| {
                (one.score.unwrap_or(-1.0), one.known_share)
            };
            key(y).partial_cmp(&key(x)).unwrap().then(at(x).cmp(&at(y)))
        });
        expected.extend(
            mine[..best]
                .iter()
                .map(|one| (one.a.clone(), one.b.clone())),
        );
    }
    let found: BTreeSet<(String, String)> = found.into_iter().map(|one| (one.a, one.b)).collect();
    assert_eq!(found, expected);
}
