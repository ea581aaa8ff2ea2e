//! Gaps filled through the whole. All days of the meter are alike, so that every method has one right answer, worked out by hand.

use super::{TestHome, home, text};
use app::http::routes::router;
use app::http::state::App;
use app::usecase::Actor;
use app::usecase::import::Upload;
use app::usecase::readings::{account, files};
use app::usecase::regions;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use metering::parse::ParseOptions;
use serde_json::{Value, json};
use std::process::Command;
use store::Role;
use tower::ServiceExt;

const PLACE: &str = "BDG";

async fn prepared() -> TestHome {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let table = format!(
        "code,place,carrier,interval_minutes,register,parent,formula\nM,{PLACE},electricity,60,interval,,\n\
         R,{PLACE},electricity,60,cumulative,,\nV,{PLACE},electricity,60,interval,,2*M\n"
    );
    let upload = Upload::new("meters.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
    test
}

async fn take(test: &TestHome, rows: &str) {
    let upload = Upload::new("r.csv", format!("meter,at,value\n{rows}").into_bytes());
    let options = ParseOptions::default();
    let done = files::import(&test.home, &Actor::Operator, "uk", upload, options, false)
        .await
        .unwrap();
    assert!(!done.refused);
}

/// Six weeks in which the hour that begins at h o'clock takes h + 1 kWh: 300 kWh a day. Three gaps: all of 17 January, 10 to 13 o'clock
/// of the 25th, and 5 to 6 o'clock of the 30th. The last reading is of 20 o'clock of 11 February.
async fn with_gaps(test: &TestHome) {
    let mut rows = String::new();
    let mut day = jiff::civil::date(2024, 1, 1);
    let end = jiff::civil::date(2024, 2, 11);
    while day <= end {
        for hour in 0..24 {
            let gone = match (day.month(), day.day()) {
                (1, 17) => true,
                (1, 25) => (10..13).contains(&hour),
                (1, 30) => hour == 5,
                (2, 11) => hour > 20,
                _ => false,
            };
            if !gone {
                rows += &format!("M,{day}T{hour:02}:00:00Z,{}\n", hour + 1);
            }
        }
        day = day.tomorrow().unwrap();
    }
    take(test, &rows).await;
}

/// 42 days of 300 kWh, less 22 + 23 + 24 of the last evening.
const WHOLE_KWH: f64 = 42.0 * 300.0 - 69.0;
/// What is missing: a day, 11 + 12 + 13, and 6.
const GAPS_KWH: f64 = 300.0 + 36.0 + 6.0;

/// Energy of M and of V, which is twice that.
async fn energy(test: &TestHome) -> f64 {
    let run = account::run(&test.home, &Actor::Operator, "uk", true)
        .await
        .unwrap();
    run.energy_kwh / 3.0
}

struct Served {
    router: Router,
    token: String,
}

impl Served {
    async fn of(test: &TestHome) -> Served {
        let store = test.home.store();
        store
            .create_user("officer", "a long enough passphrase", &[Role::Officer])
            .await
            .unwrap();
        let token = store.create_token("officer", "t", None).await.unwrap();
        Served {
            router: router(App::new(test.home.clone())),
            token: token.secret,
        }
    }

    async fn send(&self, method: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/regions/uk/{path}"))
            .header("authorization", format!("Bearer {}", self.token))
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        let answer = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        (status, answer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn gaps_are_shown_filled_marked_and_given_back_to_what_is_read_later() {
    let test = prepared().await;
    with_gaps(&test).await;
    assert_eq!(energy(&test).await, WHOLE_KWH - GAPS_KWH);
    let server = Served::of(&test).await;
    let (status, plan) = server.send("GET", "meters/M/repair").await;
    assert_eq!(status, StatusCode::OK, "{plan}");
    let fills: Vec<(&str, &str, f64)> = plan["fills"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["from"].as_str().unwrap(),
                one["method"].as_str().unwrap(),
                one["amount"].as_f64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        fills,
        [
            ("2024-01-17T00:00:00+00:00", "neighbour_days", 300.0),
            ("2024-01-25T10:00:00+00:00", "similar_days", 36.0),
            ("2024-01-30T05:00:00+00:00", "linear", 6.0),
        ]
    );
    assert_eq!(plan["fills"][1]["values"], json!([11.0, 12.0, 13.0]));
    assert_eq!(plan["fills"][1]["to"], "2024-01-25T13:00:00+00:00");
    assert_eq!(
        (&plan["slots"], &plan["left"], &plan["import"]),
        (&json!(28), &json!(0), &Value::Null)
    );
    // Nothing was written by looking.
    assert_eq!(energy(&test).await, WHOLE_KWH - GAPS_KWH);
    // Only what is asked for.
    let (_, some) = server
        .send("GET", "meters/M/repair?from=2024-01-20&to=2024-01-26")
        .await;
    assert_eq!(some["slots"], 3);
    let (_, done) = server.send("POST", "meters/M/repair").await;
    assert_eq!((&done["slots"], &done["days"]), (&json!(28), &json!(3)));
    assert!(done["import"].is_u64(), "{done}");
    // The virtual meter follows; all is whole but for the evening, which is not over.
    assert_eq!(energy(&test).await, WHOLE_KWH);
    let (_, day) = server.send("GET", "meters/M/day?date=2024-01-25").await;
    assert_eq!(day["amount"], 300.0);
    let codes = |day: &Value, from: usize, to: usize| -> Vec<String> {
        (from..to)
            .map(|slot| day["slots"][slot]["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        codes(&day, 9, 14),
        [
            "measured",
            "estimated",
            "estimated",
            "estimated",
            "measured"
        ]
    );
    assert_eq!(day["history"][0]["source"], "repair:similar_days");
    assert_eq!(day["history"][1]["amount"], 264.0);
    // 28 of 42 x 24 - 3 slots are estimated.
    let (_, page) = server.send("GET", "meters?q=M&period=2024").await;
    let share = page["rows"][0]["estimated_percent"].as_f64().unwrap();
    assert!((share - 28.0 / 1005.0 * 100.0).abs() < 1e-9, "{share}");
    let (_, quality) = server
        .send("GET", "data-quality?period=2024&by=source")
        .await;
    assert!(
        quality["totals"]["estimated"].as_u64().unwrap() >= 28,
        "{quality}"
    );
    // Once more there is nothing to fill.
    let (_, again) = server.send("POST", "meters/M/repair").await;
    assert_eq!(
        (&again["slots"], &again["import"]),
        (&json!(0), &Value::Null)
    );
    // A reading of the gap comes late, with another amount: it holds, its neighbours stay filled.
    take(&test, "M,2024-01-25T11:00:00Z,50\n").await;
    assert_eq!(energy(&test).await, WHOLE_KWH - 12.0 + 50.0);
    let (_, day) = server.send("GET", "meters/M/day?date=2024-01-25").await;
    assert_eq!(
        codes(&day, 9, 14),
        ["measured", "estimated", "measured", "estimated", "measured"]
    );
    // One with the very amount that was filled in takes its slot, too.
    take(&test, "M,2024-01-25T12:00:00Z,13\n").await;
    let (_, day) = server.send("GET", "meters/M/day?date=2024-01-25").await;
    assert_eq!(codes(&day, 12, 13), ["measured"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_gaps_of_its_own_is_not_filled() {
    let test = prepared().await;
    with_gaps(&test).await;
    let server = Served::of(&test).await;
    for meter in ["R", "V"] {
        let (status, refused) = server.send("POST", &format!("meters/{meter}/repair")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
        assert_eq!(refused["error"]["code"], "not_possible");
    }
    let (status, _) = server.send("GET", "meters/nobody/repair").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let program = |args: &[&str]| {
        let done = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
            .arg("--home")
            .arg(test.dir.path())
            .args(["readings", "repair", "--region", "uk"])
            .args(args)
            .output()
            .unwrap();
        text(&done.stdout)
    };
    let shown = program(&["--dry-run"]);
    assert!(
        shown.contains("neighbour_days") && shown.contains("\"slots\":28"),
        "{shown}"
    );
    let done = program(&["--meter", "M", "--from", "2024-01-30", "--to", "2024-01-30"]);
    assert!(
        done.contains("\"slots\":1,") && done.contains("\"linear\":1"),
        "{done}"
    );
    assert_eq!(energy(&test).await, WHOLE_KWH - GAPS_KWH + 6.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_region_that_is_removed_and_added_again_begins_without_readings() {
    let test = prepared().await;
    with_gaps(&test).await;
    assert!(energy(&test).await > 0.0);
    let lake = test.home.lake();
    assert!(lake.readings_bytes("uk").unwrap() > 0);
    regions::remove(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    assert_eq!(lake.readings_bytes("uk").unwrap(), 0);
    assert_eq!(lake.last_day("uk").unwrap(), None);
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let table = format!("code,place,carrier,interval_minutes\nM,{PLACE},electricity,60\n");
    let upload = Upload::new("meters.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
    take(&test, "M,2024-05-01T00:00:00Z,7\n").await;
    let run = account::run(&test.home, &Actor::Operator, "uk", false)
        .await
        .unwrap();
    assert_eq!((run.readings, run.energy_kwh), (1, 7.0));
}
