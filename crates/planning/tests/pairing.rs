//! Pairing by four parts against hand-worked figures and a plain transcription; the documents' pairs against their own lists.

mod golden;

use std::collections::{BTreeMap, BTreeSet};

use golden::{close, floats, golden};
use planning::city::pairing::{
    Known, PairError, PairingWeights, PartKind, Reason, best_pairs, explain, jaccard,
};
use planning::city::place::Position;
use planning::city::read::{self, Absent};
use planning::city::trajectory::Path;
use planning::city::{Finding, Structure, Why};
use planning::pairs::{Partnerships, Side, Sources, read as read_pairs};
use planning::sheet::Source;
use proptest::prelude::*;

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|n| (*n).to_owned()).collect()
}

fn set(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(|n| (*n).to_owned()).collect()
}

fn path(city: &str, first_year: i32, values: &[f64]) -> Path {
    Path {
        city: city.to_owned(),
        first_year,
        values: values.iter().map(|v| Some(*v)).collect(),
    }
}

/// Chips makes chips and a little food, Cars cars and food, Far nothing that is known.
fn structure() -> Structure {
    Structure::new(
        names(&["Chips", "Cars"]),
        names(&["chips", "cars", "food"]),
        [90.0, 0.0, 10.0, 0.0, 80.0, 20.0].map(Some).to_vec(),
    )
    .unwrap()
}

const FIRST: Position = Position {
    latitude: 0.0,
    longitude: 0.0,
};

#[test]
fn four_parts_worked_by_hand() {
    let cities = names(&["Chips", "Cars", "Far"]);
    let positions = [
        Some(FIRST),
        // A degree of the equator on the mean sphere: 6371.0088 pi / 180 = 111.19508... km.
        Some(Position {
            longitude: 1.0,
            ..FIRST
        }),
        None,
    ];
    // Cars walks four years behind Chips, step by step.
    let steps = [
        1.0, 2.0, 4.0, 7.0, 11.0, 16.0, 22.0, 29.0, 37.0, 46.0, 56.0, 67.0,
    ];
    let mut late = vec![1.0; 4];
    late.extend_from_slice(&steps[..8]);
    let paths = [path("Chips", 2005, &steps), path("Cars", 2005, &late)];
    let topics = BTreeMap::from([
        ("Chips".to_owned(), set(&["sdg_07", "sdg_09", "sdg_11"])),
        ("Cars".to_owned(), set(&["sdg_09", "sdg_11", "sdg_12"])),
        ("Far".to_owned(), set(&[])),
    ]);
    let structure = structure();
    let known = Known {
        cities: &cities,
        structure: Some(&structure),
        positions: &positions,
        paths: &paths,
        topics: &topics,
    };
    let weights = PairingWeights {
        topic: 2.0,
        ..PairingWeights::default()
    };
    let (found, findings) = explain(&known, &weights, &[(0, 1), (1, 2), (2, 2), (0, 9)]).unwrap();
    assert_eq!(found.len(), 2, "a city with itself is no pair");
    let first = &found[0];
    // Food: 10 of 100 and 20 of 100 of 30 of 200, quotients 0.67 and 1.33: chips to one, cars and food to the other, nothing to both.
    assert_eq!(first.part(PartKind::Complement).value, Ok(1.0));
    assert_eq!(
        first.part(PartKind::Complement).reason,
        Some(Reason::Complement {
            a_offers: names(&["chips"]),
            b_offers: names(&["cars", "food"]),
            both: vec![],
        })
    );
    // Two of four topics.
    assert_eq!(first.part(PartKind::Topic).value, Ok(0.5));
    assert_eq!(
        first.part(PartKind::Topic).reason,
        Some(Reason::Topic {
            shared: names(&["sdg_09", "sdg_11"]),
            only_a: names(&["sdg_07"]),
            only_b: names(&["sdg_12"]),
        })
    );
    let km = 6_371.008_8 * std::f64::consts::PI / 180.0;
    close(
        first.part(PartKind::Distance).value.unwrap(),
        1.0 / (1.0 + km / 300.0),
    );
    let Some(Reason::Trajectory {
        leader,
        follower,
        lag_years,
        error_without,
        overlap_years,
        warped_error,
        ..
    }) = &first.part(PartKind::Trajectory).reason
    else {
        panic!("no path compared");
    };
    assert_eq!(
        (
            leader.as_deref(),
            follower.as_deref(),
            *lag_years,
            *overlap_years
        ),
        (Some("Chips"), Some("Cars"), 4, 8)
    );
    // Year by year: 0, 1, 3, 6, 10, 14, 18, 22, 26, 30, 34, 38.
    let squares = [
        0.0f64, 1.0, 3.0, 6.0, 10.0, 14.0, 18.0, 22.0, 26.0, 30.0, 34.0, 38.0,
    ];
    let without = (squares.iter().map(|d| d * d).sum::<f64>() / 12.0).sqrt();
    close(*error_without, without);
    // Warped, only the last four years of the leader meet nothing: 29 against 29, then 37, 46, 56, 67 against 29.
    let rest = [8.0f64, 17.0, 27.0, 38.0]
        .iter()
        .map(|d| d * d)
        .sum::<f64>();
    close(*warped_error, (rest / 16.0).sqrt());
    let trajectory = 1.0 - (rest / 16.0).sqrt() / without;
    close(first.part(PartKind::Trajectory).value.unwrap(), trajectory);
    close(
        first.score.unwrap(),
        (1.0 + trajectory + 2.0 * 0.5 + 1.0 / (1.0 + km / 300.0)) / 5.0,
    );
    close(first.known_share, 1.0);
    // Cars and Far: only the topics are known, and there is none in common.
    let second = &found[1];
    assert_eq!(second.score, Ok(0.0));
    close(second.known_share, 2.0 / 5.0);
    assert_eq!(
        second.unknown().collect::<Vec<_>>(),
        [
            PartKind::Complement,
            PartKind::Trajectory,
            PartKind::Distance
        ]
    );
    assert!(findings.contains(&Finding::PartNotKnown {
        part: "trajectory".into(),
        missing: 1,
        of: 2
    }));
    assert!(
        !findings
            .iter()
            .any(|f| matches!(f, Finding::PartNotKnown { part, .. } if part == "topic"))
    );
}

#[test]
fn who_is_ahead_does_not_depend_on_the_order_and_the_same_path_teaches_nothing() {
    let cities = names(&["Late", "Early"]);
    let steps: Vec<f64> = (0..12).map(|n| f64::from(n * n)).collect();
    let mut late = vec![0.0; 3];
    late.extend_from_slice(&steps[..9]);
    let paths = [path("Late", 2000, &late), path("Early", 2000, &steps)];
    let topics = BTreeMap::new();
    let known = Known {
        cities: &cities,
        structure: None,
        positions: &[],
        paths: &paths,
        topics: &topics,
    };
    let (found, _) = explain(&known, &PairingWeights::default(), &[(0, 1)]).unwrap();
    let Some(Reason::Trajectory {
        leader,
        lag_years,
        warped_lag_years,
        ..
    }) = &found[0].part(PartKind::Trajectory).reason
    else {
        panic!("no path compared");
    };
    assert_eq!((leader.as_deref(), *lag_years), (Some("Early"), 3));
    assert!(warped_lag_years.unwrap() > 0.0);
    close(found[0].known_share, 0.25);
    let same = [path("Late", 2000, &steps), path("Early", 2000, &steps)];
    let known = Known {
        paths: &same,
        ..known
    };
    let (found, _) = explain(&known, &PairingWeights::default(), &[(0, 1)]).unwrap();
    assert_eq!(found[0].part(PartKind::Trajectory).value, Ok(0.0));
    // Nothing at all known: no score, and not zero.
    let known = Known {
        paths: &[],
        ..known
    };
    let (found, _) = explain(&known, &PairingWeights::default(), &[(0, 1)]).unwrap();
    assert_eq!(
        (found[0].score, found[0].known_share),
        (Err(Why::Missing), 0.0)
    );
    let (none, findings) = best_pairs(&known, &PairingWeights::default(), 3).unwrap();
    assert!(none.is_empty());
    assert!(findings.contains(&Finding::MissingPairs { missing: 1, of: 1 }));
}

#[test]
fn weights_and_positions_that_cannot_be_are_refused() {
    let (cities, topics) = (names(&["A", "B"]), BTreeMap::new());
    let known = Known {
        cities: &cities,
        structure: None,
        positions: &[],
        paths: &[],
        topics: &topics,
    };
    let bad = PairingWeights {
        topic: -1.0,
        ..PairingWeights::default()
    };
    assert_eq!(explain(&known, &bad, &[]).unwrap_err(), PairError::Weights);
    let off = Known {
        positions: &[None],
        ..known
    };
    let refused = best_pairs(&off, &PairingWeights::default(), 1).unwrap_err();
    assert_eq!(refused.code(), "positions_count");
    let nowhere = Position {
        latitude: 91.0,
        ..FIRST
    };
    let off = Known {
        positions: &[None, Some(nowhere)],
        ..known
    };
    assert_eq!(
        explain(&off, &PairingWeights::default(), &[]).unwrap_err(),
        PairError::Position { at: 1 }
    );
}

/// Twelve invented cities with structure, position, path and topics (`pairing.json`), each part and score worked out by a plain transcription
/// (NumPy) with the warped distances of dtaidistance.
#[test]
fn every_pair_is_what_a_transcription_gives() {
    let file: serde_json::Value = serde_json::from_str(&golden("pairing.json")).unwrap();
    let (_, structure) = read::structures(&golden("structure.csv"), Absent::Missing)
        .unwrap()
        .pop()
        .unwrap();
    let cities = structure.cities().to_vec();
    let (mut positions, mut paths, mut topics) = (Vec::new(), Vec::new(), BTreeMap::new());
    for city in &cities {
        let one = &file["cities"][city];
        positions.push(one["lat"].as_f64().map(|latitude| Position {
            latitude,
            longitude: one["lon"].as_f64().unwrap(),
        }));
        if !one["path"].is_null() {
            paths.push(path(
                city,
                one["first_year"].as_i64().unwrap() as i32,
                &floats(&one["path"]),
            ));
        }
        if let Some(list) = one["topics"].as_array() {
            let list = list.iter().map(|t| t.as_str().unwrap().to_owned());
            topics.insert(city.clone(), list.collect());
        }
    }
    let known = Known {
        cities: &cities,
        structure: Some(&structure),
        positions: &positions,
        paths: &paths,
        topics: &topics,
    };
    let weights = PairingWeights {
        complement: 1.0,
        trajectory: 2.0,
        topic: 3.0,
        distance: 0.5,
        half_distance_km: 400.0,
        most_lag_years: 6,
    };
    let pairs: Vec<(usize, usize)> = (0..cities.len())
        .flat_map(|a| (a + 1..cities.len()).map(move |b| (a, b)))
        .collect();
    let (found, _) = explain(&known, &weights, &pairs).unwrap();
    let expected = file["pairs"].as_array().unwrap();
    assert_eq!(found.len(), expected.len());
    let mut ahead = 0;
    for (ours, theirs) in found.iter().zip(expected) {
        assert_eq!(
            (ours.a.as_str(), ours.b.as_str()),
            (theirs["a"].as_str().unwrap(), theirs["b"].as_str().unwrap())
        );
        for kind in PartKind::ALL {
            match (ours.part(kind).value, theirs[kind.id()].as_f64()) {
                (Ok(x), Some(y)) => close(x, y),
                (Err(_), None) => {}
                (x, y) => panic!(
                    "{} and {}, {}: {x:?} against {y:?}",
                    ours.a,
                    ours.b,
                    kind.id()
                ),
            }
        }
        if let Some(Reason::Trajectory {
            leader, lag_years, ..
        }) = &ours.part(PartKind::Trajectory).reason
        {
            assert_eq!(leader.as_deref(), theirs["leader"].as_str());
            assert_eq!(i64::from(*lag_years), theirs["lag_years"].as_i64().unwrap());
            ahead += usize::from(leader.is_some());
        }
        close(ours.score.unwrap(), theirs["score"].as_f64().unwrap());
        close(ours.known_share, theirs["known_share"].as_f64().unwrap());
    }
    assert!(ahead > 5);
    // The best partner of each city, by the transcription's scores.
    let (best, _) = best_pairs(&known, &weights, 1).unwrap();
    let of = |name: &str| {
        let mine = expected.iter().filter(|p| p["a"] == name || p["b"] == name);
        mine.map(|p| p["score"].as_f64().unwrap())
            .fold(f64::MIN, f64::max)
    };
    for city in &cities {
        let mine = best.iter().filter(|p| p.a == *city || p.b == *city);
        close(
            mine.map(|p| p.score.unwrap()).fold(f64::MIN, f64::max),
            of(city),
        );
    }
    assert!(
        best.windows(2)
            .all(|w| w[0].score.unwrap() >= w[1].score.unwrap())
    );
}

fn data(name: &str) -> String {
    let path = format!(
        "{}/../../data/partnerships/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

const FILES: [&str; 6] = [
    "pairs.csv",
    "topics.csv",
    "areas.csv",
    "pair_topics.csv",
    "listed_cities.csv",
    "stated.csv",
];

fn read(texts: &[String; 6]) -> (Partnerships, Vec<inventory::finding::Finding>) {
    let [pairs, topics, areas, pair_topics, listed, stated] =
        [0, 1, 2, 3, 4, 5].map(|at: usize| Source {
            file: FILES[at],
            text: &texts[at],
        });
    read_pairs(&Sources {
        pairs,
        topics,
        areas,
        pair_topics,
        listed,
        stated,
    })
}

fn documents() -> (Partnerships, Vec<inventory::finding::Finding>) {
    read(&FILES.map(data))
}

#[test]
fn the_documents_have_eleven_pairs_and_contradict_themselves_three_times() {
    let (all, findings) = documents();
    assert_eq!(all.pairs.len(), 11);
    let of_year = |year: i32| all.pairs.iter().filter(|p| p.year == year).count();
    assert_eq!((of_year(2013), of_year(2017), of_year(2018)), (1, 5, 5));
    let group = |name: &str| all.topics.iter().filter(|t| t.group == name).count();
    assert_eq!(
        (
            group("sdg"),
            group("urban_agenda"),
            group("category"),
            group("iuc_area")
        ),
        (17, 12, 3, 9)
    );
    // Nine goals are called relevant, and eleven of the twelve themes.
    let relevant = |name: &str| {
        all.topics
            .iter()
            .filter(|t| t.group == name && t.relevant)
            .count()
    };
    assert_eq!((relevant("sdg"), relevant("urban_agenda")), (9, 11));
    let said: Vec<(&str, &str)> = findings
        .iter()
        .map(|f| {
            let shown = ["city", "what", "count"]
                .iter()
                .find_map(|name| f.params.get(*name));
            (f.code.as_str(), shown.unwrap().as_str())
        })
        .collect();
    assert_eq!(
        said,
        [
            // A pair has Jingyue where the list of cities of that year has Changchun.
            ("pairs_city_not_listed", "Jingyue"),
            ("pairs_listed_without_pair", "Changchun"),
            // Nine European cities are stated beside a list of six.
            ("pairs_stated_differs", "european_2014"),
            ("pairs_without_topics", "5"),
        ]
    );
    let reggio = all
        .pairs
        .iter()
        .find(|p| p.id == "reggio-emilia-weinan")
        .unwrap();
    assert!(
        reggio
            .topics_of(Side::European)
            .contains("ua_climate_adaptation")
    );
    assert!(reggio.topics_of(Side::Chinese).is_empty());
    let haiyan = all
        .pairs
        .iter()
        .find(|p| p.id == "sonderborg-haiyan")
        .unwrap();
    let shared = haiyan
        .topics_of(Side::European)
        .intersection(&haiyan.topics_of(Side::Chinese))
        .count();
    assert_eq!(shared, 2);
}

#[test]
fn the_documents_pairs_are_explained_by_what_is_known_of_them() {
    let (all, _) = documents();
    let mut cities = Vec::new();
    let mut positions = Vec::new();
    let mut topics = BTreeMap::new();
    for pair in &all.pairs {
        for (side, partner) in [
            (Side::European, &pair.european),
            (Side::Chinese, &pair.chinese),
        ] {
            cities.push(partner.name.clone());
            positions.push(partner.position);
            let of = pair.topics_of(side);
            if !of.is_empty() {
                topics.insert(partner.name.clone(), of);
            }
        }
    }
    let known = Known {
        cities: &cities,
        structure: None,
        positions: &positions,
        paths: &[],
        topics: &topics,
    };
    let asked: Vec<(usize, usize)> = (0..11).map(|n| (2 * n, 2 * n + 1)).collect();
    let (found, _) = explain(&known, &PairingWeights::default(), &asked).unwrap();
    for one in &found {
        let Some(Reason::Distance { km }) = one.part(PartKind::Distance).reason else {
            panic!("{} has no position", one.a);
        };
        assert!(
            (6_500.0..10_000.0).contains(&km),
            "{} - {}: {km}",
            one.a,
            one.b
        );
        let parts = if one.b == "Haiyan" { 0.5 } else { 0.25 };
        close(one.known_share, parts);
    }
    // Haiyan's four topics and the two that it shares: Sonderborg has those two.
    let haiyan = found.last().unwrap();
    close(haiyan.part(PartKind::Topic).value.unwrap(), 2.0 / 4.0);
}

#[test]
fn a_row_that_cannot_be_is_left_out_and_named() {
    let mut texts = FILES.map(data);
    texts[0].push_str("2019,X,DE,Y,s,mannheim-chongqing,,,,,,,\n2019,X,DE,Y,s,x-y,,,200,1,,,\n");
    texts[3].push_str(
        "nobody,both,sdg_01,f,s\nrome-yantai,both,sdg_99,f,s\nrome-yantai,left,sdg_01,f,s\n",
    );
    let (all, findings) = read(&texts);
    assert_eq!(all.pairs.len(), 11);
    let codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(
        &codes[..5],
        [
            "sheet_twice",
            "sheet_out_of_range",
            "sheet_unknown_name",
            "sheet_unknown_name",
            "sheet_unknown_word"
        ]
    );
}

proptest! {
    /// A part lies between 0 and 1, a score between its least and greatest part, and the order of the two cities changes neither.
    #[test]
    fn scores_keep_their_bounds(
        cells in proptest::collection::vec(proptest::option::weighted(0.8, 0.0f64..100.0), 12),
        walks in proptest::collection::vec(proptest::collection::vec(0.0f64..50.0, 3..10), 2),
        wants in proptest::collection::vec(proptest::collection::btree_set("[a-d]", 0..4), 2),
        place in (-90.0f64..90.0, -180.0f64..180.0),
    ) {
        let cities = names(&["A", "B"]);
        let structure = Structure::new(cities.clone(), (0..6).map(|n| n.to_string()).collect(), cells).unwrap();
        let positions = [Some(FIRST), Some(Position { latitude: place.0, longitude: place.1 })];
        let paths = [path("A", 2000, &walks[0]), path("B", 2001, &walks[1])];
        let topics: BTreeMap<String, BTreeSet<String>> = cities.iter().cloned().zip(wants.iter().cloned()).collect();
        let known = Known { cities: &cities, structure: Some(&structure), positions: &positions, paths: &paths, topics: &topics };
        let (found, _) = explain(&known, &PairingWeights::default(), &[(0, 1), (1, 0)]).unwrap();
        let (one, other) = (&found[0], &found[1]);
        let values: Vec<f64> = one.parts.iter().filter_map(|p| p.value.ok()).collect();
        prop_assert!(values.iter().all(|v| (0.0..=1.0).contains(v)));
        let score = one.score.unwrap();
        prop_assert!(values.iter().any(|v| *v <= score + 1e-12) && values.iter().any(|v| *v >= score - 1e-12));
        prop_assert!((one.known_share - values.len() as f64 / 4.0).abs() < 1e-12);
        for kind in [PartKind::Complement, PartKind::Topic, PartKind::Distance] {
            prop_assert_eq!(one.part(kind).value, other.part(kind).value);
        }
        prop_assert_eq!(jaccard(&wants[0], &wants[0]), if wants[0].is_empty() { Err(Why::TooFew) } else { Ok(1.0) });
    }
}
