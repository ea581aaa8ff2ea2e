//! Pairs of cities with reasons: the page's figures against the command's on the same files, bit by bit, and one pair worked by hand.

use super::{TestHome, home, text};
use app::http::dto::{CityPairing, CityTableKind, ClusterQuery, Item, PairingAnswer, PairingQuery};
use app::http::routes::router;
use app::http::state::App;
use app::usecase::Actor;
use app::usecase::cities::kept::{self, NewTable};
use app::usecase::cities::pairing;
use app::usecase::regions;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use tower::ServiceExt;

const REGION: &str = "chengdu-chongqing";
const STRUCTURE: &str = "city,industry,value\nChengdu,chips,90\nChengdu,cars,0\nChengdu,food,10\n\
    Chongqing,chips,0\nChongqing,cars,80\nChongqing,food,20\nLuzhou,chips,0\nLuzhou,cars,0\nLuzhou,food,100\n";
/// Atlantis is no city of the structure and no place, and Luzhou says that it wants nothing.
const TOPICS: &str = "city,topic\nChengdu,sdg_07\nChengdu,sdg_09\nChengdu,sdg_11\nChongqing,sdg_09\nChongqing,sdg_11\nChongqing,sdg_12\n\
    Luzhou,\nAtlantis,sdg_01\n";
const STEPS: [i32; 12] = [1, 2, 4, 7, 11, 16, 22, 29, 37, 46, 56, 67];

/// Chongqing walks the steps of Chengdu four years behind.
fn trajectories() -> String {
    let mut csv = "city,year,value\n".to_owned();
    for (at, value) in STEPS.iter().enumerate() {
        writeln!(csv, "Chengdu,{},{value}", 2005 + at).unwrap();
        writeln!(
            csv,
            "Chongqing,{},{}",
            2005 + at,
            STEPS[at.saturating_sub(4)]
        )
        .unwrap();
    }
    csv
}

async fn keep(test: &TestHome, kind: CityTableKind, csv: &str) {
    let table = NewTable {
        kind,
        name: kind.code().to_owned(),
        year: None,
        unit: "t".to_owned(),
        source: String::new(),
        licence: String::new(),
        synthetic: true,
        stated: None,
        absent_is_zero: false,
        files: vec![(format!("{}.csv", kind.code()), csv.as_bytes().to_vec())],
    };
    kept::import(&test.home, &Actor::Operator, REGION, table)
        .await
        .unwrap();
}

async fn ask(test: &TestHome, query: &PairingQuery) -> app::refusal::Result<PairingAnswer> {
    let view = test.home.region(REGION).await.unwrap();
    let tables = kept::all(&test.home, &Actor::Operator, REGION)
        .await
        .unwrap();
    pairing::show(&view, query, &ClusterQuery::default(), &tables)
}

/// What the command writes of the same tables and places.
async fn command(test: &TestHome, more: &[&str]) -> Vec<HashMap<String, String>> {
    let dir = tempfile::tempdir().unwrap();
    let view = test.home.region(REGION).await.unwrap();
    let mut places = "id,lon,lat\n".to_owned();
    for name in ["Chengdu", "Chongqing", "Luzhou"] {
        let place = view.places.iter().find(|one| one.name.en == name);
        let (lon, lat) = place.unwrap().lon_lat.unwrap();
        writeln!(places, "{name},{lon},{lat}").unwrap();
    }
    let file = |name: &str, csv: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, csv).unwrap();
        path
    };
    let run = |words: &[&Path]| {
        let output = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
            .args(["city", "pair"])
            .arg(words[0])
            .args([
                Path::new("--places"),
                words[1],
                Path::new("--topics"),
                words[2],
            ])
            .args([Path::new("--trajectories"), words[3]])
            .arg("--out")
            .arg(dir.path().join("out"))
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stderr)
    };
    let said = run(&[
        &file("structure.csv", STRUCTURE),
        &file("places.csv", &places),
        &file("topics.csv", TOPICS),
        &file("trajectories.csv", &trajectories()),
    ]);
    assert!(
        said.contains("not_compared") && said.contains("Atlantis"),
        "{said}"
    );
    csv::Reader::from_path(dir.path().join("out/partners.csv"))
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn bits(found: Option<f64>, cell: &str) {
    let read: Option<f64> = cell.parse().ok();
    assert_eq!(
        found.map(f64::to_bits),
        read.map(f64::to_bits),
        "{found:?} is not {cell:?}"
    );
}

fn ids(items: &[Item]) -> String {
    let ids: Vec<&str> = items.iter().map(|one| one.id.as_str()).collect();
    ids.join("; ")
}

/// Every figure, reason and list of a pair against its row.
fn same(one: &CityPairing, row: &HashMap<String, String>) {
    assert_eq!((&one.a.id, &one.b.id), (&row["a"], &row["b"]));
    bits(one.score, &row["score"]);
    bits(Some(one.known_share), &row["known_share"]);
    for (name, value, reason) in [
        ("complement", one.complement.value, &one.complement.reason),
        ("trajectory", one.trajectory.value, &one.trajectory.reason),
        ("topic", one.topic.value, &one.topic.reason),
        ("distance", one.distance.value, &one.distance.reason),
    ] {
        bits(value, &row[name]);
        assert_eq!(
            reason.as_deref().unwrap_or_default(),
            row[&format!("{name}_reason")]
        );
        assert_eq!(
            value.is_none(),
            reason.is_some(),
            "{name}: a figure or a reason"
        );
    }
    let walk = &one.trajectory;
    for (name, value) in [
        ("warped_error", walk.warped_error),
        ("error_without", walk.error_without),
        ("warped_lag_years", walk.warped_lag_years),
        ("lag_years", walk.lag_years.map(f64::from)),
        ("overlap_years", walk.overlap_years.map(f64::from)),
        ("km", one.distance.km),
    ] {
        bits(value, &row[name]);
    }
    for (name, items) in [
        ("a_offers", &one.complement.a_offers),
        ("b_offers", &one.complement.b_offers),
        ("both", &one.complement.both),
        ("shared_topics", &one.topic.shared),
        ("only_a_topics", &one.topic.only_a),
        ("only_b_topics", &one.topic.only_b),
    ] {
        assert_eq!(ids(items), row[name], "{name}");
    }
    let id = |item: &Option<Item>| item.as_ref().map_or_else(String::new, |one| one.id.clone());
    assert_eq!(
        (id(&walk.leader), id(&walk.follower)),
        (row["leader"].clone(), row["follower"].clone())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pairing_on_the_page_is_that_of_the_command_bit_by_bit() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, REGION)
        .await
        .unwrap();
    assert_eq!(
        ask(&test, &PairingQuery::default())
            .await
            .unwrap_err()
            .code
            .code(),
        "no_data"
    );
    keep(&test, CityTableKind::Structure, STRUCTURE).await;
    // Nothing is known of topics and paths: that is said, and is no zero.
    let poor = ask(&test, &PairingQuery::default()).await.unwrap();
    for one in &poor.pairs {
        assert_eq!((one.topic.value, one.trajectory.value), (None, None));
        assert_eq!(one.topic.reason.as_deref(), Some("missing"));
        assert_eq!(one.known_share, 0.5);
        let mean = (one.complement.value.unwrap() + one.distance.value.unwrap()) / 2.0;
        assert!((one.score.unwrap() - mean).abs() < 1e-12);
    }
    let missing: Vec<&str> = poor
        .findings
        .iter()
        .filter(|one| one.code == "part_not_known")
        .map(|one| one.params["part"].as_str())
        .collect();
    assert_eq!(missing, ["trajectory", "topic"]);

    keep(&test, CityTableKind::Topics, TOPICS).await;
    keep(&test, CityTableKind::Trajectories, &trajectories()).await;
    for (query, words) in [
        (PairingQuery::default(), &[][..]),
        (
            PairingQuery {
                weights: Some("1,2,3,0.5".to_owned()),
                half_km: Some(150.0),
                most_lag: Some(6),
                ..PairingQuery::default()
            },
            &[
                "--weights",
                "1,2,3,0.5",
                "--half-km",
                "150",
                "--most-lag",
                "6",
            ][..],
        ),
    ] {
        let answer = ask(&test, &query).await.unwrap();
        let rows = command(&test, words).await;
        assert_eq!((answer.pairs.len(), rows.len()), (3, 3));
        for (one, row) in answer.pairs.iter().zip(&rows) {
            same(one, row);
        }
        assert!(answer.synthetic);
        assert!(answer.findings.iter().any(|one| one.code == "not_compared"
            && one.params["names"] == "Atlantis"
            && one.params["part"] == "topic"));
        // And over HTTP: the same bytes.
        let mut path = format!("/api/v1/regions/{REGION}/pairing");
        if query.weights.is_some() {
            path += "?weights=1,2,3,0.5&half_km=150&most_lag=6";
        }
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router(App::new(test.home.clone()))
            .oneshot(request)
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(text(&bytes), serde_json::to_string(&answer).unwrap());
    }
}

/// Chengdu and Chongqing: 90 chips and 10 food; 80 cars and 20 food; Luzhou 100 food, so that food is 130 of 300 and both others have less than their
/// share of it: chips to one, cars to the other, complement 1. Topics: two of four. The path, laid over by warping: 4 years of 1 against the first 1, eight steps
/// one to one, four last steps 37, 46, 56, 67 against 29: 8^2 + 17^2 + 27^2 + 38^2 = 2526 over 16 steps; year by year 5326 over 12.
#[tokio::test(flavor = "multi_thread")]
async fn one_pair_is_what_a_sum_by_hand_gives() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, REGION)
        .await
        .unwrap();
    keep(&test, CityTableKind::Structure, STRUCTURE).await;
    keep(&test, CityTableKind::Topics, TOPICS).await;
    keep(&test, CityTableKind::Trajectories, &trajectories()).await;
    let query = PairingQuery {
        city: Some("重庆".to_owned()),
        with: Some("Chengdu".to_owned()),
        ..PairingQuery::default()
    };
    let answer = ask(&test, &query).await.unwrap();
    let [one] = &answer.pairs[..] else {
        panic!("{:?}", answer.pairs)
    };
    assert_eq!(
        (one.a.id.as_str(), one.b.id.as_str()),
        ("Chengdu", "Chongqing")
    );
    assert_eq!(one.complement.value, Some(1.0));
    assert_eq!(
        (ids(&one.complement.a_offers), ids(&one.complement.b_offers)),
        ("chips".into(), "cars".into())
    );
    assert_eq!(
        (one.topic.value, ids(&one.topic.shared)),
        (Some(0.5), "sdg_09; sdg_11".into())
    );
    assert_eq!(one.topic.shared[0].label.zh, "产业、创新和基础设施");
    let walk = 1.0 - (2526.0_f64 / 16.0).sqrt() / (5326.0_f64 / 12.0).sqrt();
    assert!((one.trajectory.value.unwrap() - walk).abs() < 1e-12);
    assert_eq!(one.trajectory.lag_years, Some(4));
    assert_eq!(one.trajectory.leader.as_ref().unwrap().id, "Chengdu");
    let view = test.home.region(REGION).await.unwrap();
    let at = |name: &str| {
        let place = view.places.iter().find(|one| one.name.en == name);
        let (lon, lat) = place.unwrap().lon_lat.unwrap();
        (lon.to_radians(), lat.to_radians())
    };
    let ((x, p), (y, q)) = (at("Chengdu"), at("Chongqing"));
    // The spherical law of cosines, not the formula of the program.
    let km = 6_371.008_8 * (p.sin() * q.sin() + p.cos() * q.cos() * (x - y).cos()).acos();
    assert!((one.distance.km.unwrap() - km).abs() < 1e-6);
    let score = (1.0 + walk + 0.5 + 1.0 / (1.0 + km / 300.0)) / 4.0;
    assert!((one.score.unwrap() - score).abs() < 1e-9);
    assert_eq!(one.known_share, 1.0);

    // One city: its partners, best first; the other's topics are none, which is something else than not known.
    let query = PairingQuery {
        city: Some("Luzhou".to_owned()),
        ..PairingQuery::default()
    };
    let answer = ask(&test, &query).await.unwrap();
    assert_eq!(answer.pairs.len(), 2);
    assert!(answer.pairs[0].score >= answer.pairs[1].score);
    assert_eq!(answer.pairs[0].topic.value, Some(0.0));
    assert!(
        answer
            .pairs
            .iter()
            .all(|one| one.trajectory.reason.as_deref() == Some("missing"))
    );
    for (query, code) in [
        (
            PairingQuery {
                city: Some("Atlantis".into()),
                ..PairingQuery::default()
            },
            "unknown_name",
        ),
        (
            PairingQuery {
                with: Some("Luzhou".into()),
                ..PairingQuery::default()
            },
            "bad_parameter",
        ),
        (
            PairingQuery {
                weights: Some("1,2".into()),
                ..PairingQuery::default()
            },
            "bad_parameter",
        ),
        (
            PairingQuery {
                weights: Some("0,0,0,0".into()),
                ..PairingQuery::default()
            },
            "bad_parameter",
        ),
        (
            PairingQuery {
                best: Some(0),
                ..PairingQuery::default()
            },
            "bad_parameter",
        ),
    ] {
        assert_eq!(ask(&test, &query).await.unwrap_err().code.code(), code);
    }
}
