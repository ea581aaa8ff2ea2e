//! Readings through the whole: files, pushes, a broker; accounted for, corrected, published. Sums are worked out by hand.

use super::{TestHome, home, text};
use app::http::routes::router;
use app::http::state::App;
use app::usecase::Actor;
use app::usecase::import::Upload;
use app::usecase::readings::{account, counting, files, peer};
use app::usecase::regions;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use metering::parse::ParseOptions;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::Role;
use tower::ServiceExt;

pub(super) const PLACE: &str = "BDG";

/// The UK without its file, with the given meters.
pub(super) async fn with_meters(rows: &str) -> TestHome {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    meters(&test, rows).await;
    test
}

pub(super) async fn meters(test: &TestHome, rows: &str) {
    let head = "code,place,carrier,unit,resolution,register,interval_minutes,digits,parent,zone\n";
    let upload = Upload::new("meters.csv", format!("{head}{rows}").into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
}

pub(super) async fn take(
    test: &TestHome,
    name: &str,
    bytes: Vec<u8>,
    options: ParseOptions,
) -> files::Outcome {
    let upload = Upload::new(name, bytes);
    files::import(&test.home, &Actor::Operator, "uk", upload, options, false)
        .await
        .unwrap()
}

/// A file that may be refused.
pub(super) async fn try_take(
    test: &TestHome,
    upload: Upload,
) -> app::refusal::Result<files::Outcome> {
    let options = ParseOptions::default();
    files::import(&test.home, &Actor::Operator, "uk", upload, options, false).await
}

pub(super) async fn accounted(test: &TestHome) -> account::Run {
    account::run(&test.home, &Actor::Operator, "uk", false)
        .await
        .unwrap()
}

/// A long file: one reading of 1 kWh each quarter of an hour between two instants.
pub(super) fn quarters(meter: &str, from: &str, to: &str, value: &str) -> String {
    let (mut at, to): (jiff::Timestamp, jiff::Timestamp) =
        (from.parse().unwrap(), to.parse().unwrap());
    let mut out = String::from("meter,at,value\n");
    while at < to {
        out += &format!("{meter},{at},{value}\n");
        at += Duration::from_secs(900);
    }
    out
}

/// Factors of a local day: its first hour 0.01 kg/kWh, its second 0.02, and so on.
pub(super) fn factors(from: &str, hours: i32) -> String {
    let from: jiff::Timestamp = from.parse().unwrap();
    let mut out = String::from("zone,at,kg_per_kwh\n");
    for hour in 0..hours {
        let at = from + Duration::from_secs(3600 * u64::from(hour.unsigned_abs()));
        out += &format!("GB,{at},{}\n", f64::from(hour + 1) / 100.0);
    }
    out
}

pub(super) async fn set_factors(test: &TestHome, text: String) {
    let upload = Upload::new("factors.csv", text.into_bytes());
    files::import_factors(&test.home, &Actor::Operator, "uk", upload)
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn days_of_clock_changes_and_the_leap_day_add_up() {
    // 4 kWh an hour; factors are 0.01, 0.02 and so on: the day's emissions are 4 x (1 + ... + n) / 100 kg.
    for (from, to, hours, readings, emissions_kg) in [
        // 23 hours: 4 x 276 / 100.
        (
            "2024-03-31T00:00:00Z",
            "2024-03-31T23:00:00Z",
            23,
            92,
            11.04,
        ),
        // 25 hours: 4 x 325 / 100.
        (
            "2024-10-26T23:00:00Z",
            "2024-10-28T00:00:00Z",
            25,
            100,
            13.0,
        ),
        // The leap day: 4 x 300 / 100.
        ("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", 24, 96, 12.0),
    ] {
        let test = with_meters(&format!(
            "M,{PLACE},electricity,kWh,0.001,interval,15,,,GB\n"
        ))
        .await;
        set_factors(&test, factors(from, hours)).await;
        let file = quarters("M", from, to, "1");
        let outcome = take(&test, "day.csv", file.into_bytes(), ParseOptions::default()).await;
        assert_eq!((outcome.readings, outcome.days), (readings, 1), "{from}");
        let run = accounted(&test).await;
        assert_eq!(run.readings, readings as u64);
        assert_eq!(run.energy_kwh, readings as f64);
        assert!(
            (run.emissions_kg - emissions_kg).abs() < 1e-9,
            "{from}: {}",
            run.emissions_kg
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steel_plant_used_959_636_71_kwh() {
    let test = with_meters(&format!(
        "STEEL,{PLACE},electricity,kWh,0.01,interval,15,,,\n"
    ))
    .await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/readings/steel_2018_kwh.csv.gz"
    );
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    let options = ParseOptions {
        meter: Some("STEEL".to_owned()),
        // The plant stands in Korea, where clocks are not changed; the region's do not matter for the sum.
        offset_s: Some(0),
        ..ParseOptions::default()
    };
    let outcome = take(&test, "steel.csv", bytes.clone(), options.clone()).await;
    assert_eq!(outcome.readings, 35_040);
    let run = accounted(&test).await;
    assert_eq!(run.energy_kwh, 959_636.71);
    // The same file once more changes nothing.
    let again = take(&test, "steel.csv", bytes, options).await;
    assert_eq!((again.readings, again.days), (35_040, 0));
    assert_eq!(accounted(&test).await.energy_kwh, 0.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_rolls_over_is_late_and_is_corrected() {
    // Four digits of whole kWh: after 9999 comes 0.
    let test = with_meters(&format!("R,{PLACE},electricity,kWh,1,cumulative,60,4,,\n")).await;
    let read = |at: &str, value: u32| format!("R,{at},{value}\n");
    let file = |rows: &[String]| format!("meter,at,value\n{}", rows.concat()).into_bytes();
    let options = ParseOptions::default();
    // 9980 at midnight, 9990 at one, 5 at two: 10 and 15 kWh. The read at four is 25: 20 kWh in two hours.
    let first = file(&[
        read("2024-01-10T00:00:00Z", 9980),
        read("2024-01-10T01:00:00Z", 9990),
        read("2024-01-10T02:00:00Z", 5),
        read("2024-01-10T04:00:00Z", 25),
    ]);
    take(&test, "first.csv", first, options.clone()).await;
    assert_eq!(accounted(&test).await.energy_kwh, 45.0);
    // Two days later: 60 more, spread over the time between; the sum is what the register says.
    let later = file(&[read("2024-01-12T04:00:00Z", 85)]);
    take(&test, "later.csv", later, options.clone()).await;
    assert_eq!(accounted(&test).await.energy_kwh, 105.0);
    // A late read between changes the split and not the sum; a correction of the last changes the sum.
    let late = file(&[read("2024-01-11T04:00:00Z", 55)]);
    take(&test, "late.csv", late, options.clone()).await;
    assert_eq!(accounted(&test).await.energy_kwh, 105.0);
    let corrected = file(&[read("2024-01-12T04:00:00Z", 95)]);
    take(&test, "corrected.csv", corrected, options).await;
    assert_eq!(accounted(&test).await.energy_kwh, 115.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meter_that_was_exchanged_at_noon_counts_both() {
    // Whole kWh, read on the hour; the sum of both registers follows the register's virtual meter too.
    let test = with_meters(&format!(
        "R,{PLACE},electricity,kWh,1,cumulative,60,6,V,\nV,{PLACE},electricity,kWh,1,interval,60,,,\n"
    ))
    .await;
    let table = format!(
        "code,place,carrier,resolution,interval_minutes,formula\nV,{PLACE},electricity,1,60,2*R\n"
    );
    let upload = Upload::new("virtual.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
    // The old meter: 500 at ten, 520 at eleven. The new one: 4 at thirteen, 10 at fourteen.
    let reads = [("10", 500), ("11", 520), ("13", 4), ("14", 10)];
    let rows: String = reads
        .iter()
        .map(|(hour, value)| format!("R,2024-01-10T{hour}:00:00Z,{value}\n"))
        .collect();
    let file = format!("meter,at,value\n{rows}").into_bytes();
    take(&test, "reads.csv", file, ParseOptions::default()).await;
    // Backwards without a reason: 20 and 6 are known, what lies between is not. V is twice as much.
    assert_eq!(accounted(&test).await.energy_kwh, 52.0);
    let server = served(&test).await;
    let kind = "application/json";
    let tell = async |last_old: f64, at: &str| {
        let body = json!({"at": at, "last_old": last_old, "first_new": 1});
        let path = "meters/R/exchanges";
        server
            .send("POST", path, kind, None, body.to_string())
            .await
    };
    // At noon the old one showed 533 and the new one 1: 13 + 3 in the two hours between, 42 in all.
    let (status, answer) = tell(533.0, "2024-01-10T12:00").await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    assert_eq!(
        (&answer["days"], &answer["findings"]),
        (&json!(2), &json!([]))
    );
    assert_eq!(accounted(&test).await.energy_kwh, 84.0);
    let day = server.get("meters/R/day?date=2024-01-10").await;
    let slots: Vec<(Option<f64>, Option<&str>)> = day["slots"]
        .as_array()
        .unwrap()
        .iter()
        .skip(10)
        .take(4)
        .map(|slot| (slot["value"].as_f64(), slot["code"].as_str()))
        .collect();
    assert_eq!(
        slots,
        [
            (Some(20.0), Some("measured")),
            (Some(8.0), Some("interpolated")),
            (Some(8.0), Some("interpolated")),
            (Some(6.0), Some("measured")),
        ]
    );
    // The same instant told again corrects it: the old one showed 530.
    tell(530.0, "2024-01-10T12:00:00Z").await;
    assert_eq!(accounted(&test).await.energy_kwh, 78.0);
    let meter = server.get("meters/R").await;
    assert_eq!(
        meter["exchanges"],
        json!([{"at": "2024-01-10T12:00:00+00:00", "kind": "exchange", "last_old": 530.0, "first_new": 1.0}])
    );
    // What cannot be is refused and changes nothing.
    for (body, path) in [
        (json!({"at": "noon", "last_old": 1, "first_new": 0}), "R"),
        (
            json!({"at": "2024-01-10T12:00", "last_old": 1.5, "first_new": 0}),
            "R",
        ),
        (
            json!({"at": "2024-01-10T12:00", "last_old": 1e6, "first_new": 0}),
            "R",
        ),
        (json!({"at": "2024-01-10T12:00", "first_new": 0}), "R"),
        (
            json!({"at": "2024-01-10T12:00", "last_old": 1, "first_new": 0}),
            "V",
        ),
    ] {
        let path = format!("meters/{path}/exchanges");
        let (status, answer) = server
            .send("POST", &path, kind, None, body.to_string())
            .await;
        assert!(status.is_client_error(), "{body}: {answer}");
    }
    assert_eq!(accounted(&test).await.import, None);
    // A register that was set, on the command line: from 10 to 0 at half past fourteen, then 2 at fifteen: 2 more.
    let done = carbonshed(test.dir.path())
        .args(["readings", "reset", "--region", "uk", "--meter", "R"])
        .args([
            "--at",
            "2024-01-10T14:30",
            "--last-old",
            "11",
            "--first-new",
            "0",
        ])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    let file = b"meter,at,value\nR,2024-01-10T15:00:00Z,2\n".to_vec();
    take(&test, "later.csv", file, ParseOptions::default()).await;
    // 39 + 1 + 2 = 42, twice.
    assert_eq!(accounted(&test).await.energy_kwh, 84.0);
    // Both were told wrongly. Without the reset the register only went backwards from 10 to 2: 39 are known, and twice as much of V.
    let done = carbonshed(test.dir.path())
        .args(["readings", "reset", "--region", "uk", "--meter", "R"])
        .args(["--at", "2024-01-10T14:30", "--take-back"])
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(accounted(&test).await.energy_kwh, 78.0);
    // Without the exchange as well: 20 and 6, as before anything was told.
    let take_back = async |at: &str| {
        let path = format!("meters/R/exchanges/{at}");
        server
            .send("DELETE", &path, kind, None, String::new())
            .await
    };
    let (status, answer) = take_back("2024-01-10T12:00:00%2B00:00").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["days"], json!(2));
    assert_eq!(accounted(&test).await.energy_kwh, 52.0);
    assert_eq!(server.get("meters/R").await["exchanges"], json!([]));
    let (status, answer) = take_back("2024-01-10T12:00").await;
    assert_eq!(
        (status, &answer["error"]["code"]),
        (StatusCode::NOT_FOUND, &json!("unknown_exchange")),
        "{answer}"
    );
    assert_eq!(accounted(&test).await.import, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_virtual_meter_follows_its_parts() {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    // What the tenant takes counts half; the virtual meter stands for all three, which therefore do not count themselves.
    let table = format!(
        "code,place,carrier,parent,formula\nALL,{PLACE},electricity,,A + B - 0.5*C\nA,{PLACE},electricity,ALL,\nB,{PLACE},electricity,ALL,\nC,{PLACE},electricity,ALL,\n"
    );
    let upload = Upload::new("meters.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
    let (from, to) = ("2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z");
    for (meter, value) in [("A", "3"), ("B", "2"), ("C", "1")] {
        let file = quarters(meter, from, to, value);
        take(
            &test,
            "part.csv",
            file.into_bytes(),
            ParseOptions::default(),
        )
        .await;
    }
    // 96 x (3 + 2 - 0.5).
    assert_eq!(accounted(&test).await.energy_kwh, 432.0);
    // A part is corrected: 96 x (4 + 2 - 0.5).
    let file = quarters("A", from, to, "4");
    take(
        &test,
        "corrected.csv",
        file.into_bytes(),
        ParseOptions::default(),
    )
    .await;
    assert_eq!(accounted(&test).await.energy_kwh, 528.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_a_commit_touches_is_computed_again() {
    let test = with_meters(&format!(
        "A,{PLACE},electricity,kWh,0.001,interval,15,,,GB\nB,{PLACE},electricity,kWh,0.001,interval,15,,,\n"
    ))
    .await;
    let (from, to) = ("2024-01-01T00:00:00Z", "2024-03-01T00:00:00Z");
    for meter in ["A", "B"] {
        let file = quarters(meter, from, to, "1");
        take(
            &test,
            "two-months.csv",
            file.into_bytes(),
            ParseOptions::default(),
        )
        .await;
    }
    let run = accounted(&test).await;
    // 60 days of 96 kWh, two meters, two months each.
    assert_eq!((run.months, run.energy_kwh), (4, 2.0 * 60.0 * 96.0));
    // A new day behind all others is added: one month, and only its 96 readings are read.
    let day = quarters("A", "2024-03-01T00:00:00Z", "2024-03-02T00:00:00Z", "1");
    take(&test, "day.csv", day.into_bytes(), ParseOptions::default()).await;
    let run = accounted(&test).await;
    assert_eq!((run.months, run.readings, run.energy_kwh), (1, 96, 96.0));
    // A corrected day: its month is summed again, 96 kWh more in 29 days.
    let day = quarters("B", "2024-02-10T00:00:00Z", "2024-02-11T00:00:00Z", "2");
    take(
        &test,
        "corrected.csv",
        day.into_bytes(),
        ParseOptions::default(),
    )
    .await;
    let run = accounted(&test).await;
    assert_eq!((run.months, run.energy_kwh), (1, 30.0 * 96.0));
    // A factor: only the months of its zone's meters, and only of its month. 4 kWh x 3.00.
    set_factors(&test, factors("2024-01-05T00:00:00Z", 24)).await;
    let run = accounted(&test).await;
    assert_eq!(run.months, 1);
    assert!(
        (run.emissions_kg - 12.0).abs() < 1e-9,
        "{}",
        run.emissions_kg
    );
    // A new day with its factors: the days of its month that were summed before are not read again.
    set_factors(&test, factors("2024-03-02T00:00:00Z", 24)).await;
    let day = quarters("A", "2024-03-02T00:00:00Z", "2024-03-03T00:00:00Z", "1");
    take(&test, "day.csv", day.into_bytes(), ParseOptions::default()).await;
    let run = accounted(&test).await;
    assert_eq!((run.months, run.readings, run.energy_kwh), (1, 96, 192.0));
    assert!((run.emissions_kg - 12.0).abs() < 1e-9);
    // Factors of days to come touch nothing.
    set_factors(&test, factors("2024-03-20T00:00:00Z", 24)).await;
    let run = accounted(&test).await;
    assert_eq!((run.months, run.readings, run.import), (0, 0, None));
    // Everything at once gives the same as step by step.
    let all = account::run(&test.home, &Actor::Operator, "uk", true)
        .await
        .unwrap();
    assert_eq!(all.months, 5);
    assert_eq!(all.energy_kwh, (2.0 * 60.0 + 3.0) * 96.0);
    assert!((all.emissions_kg - 24.0).abs() < 1e-9);
    assert_eq!(accounted(&test).await.import, None);
}

pub(super) struct Served {
    pub(super) router: Router,
    pub(super) app: App,
    pub(super) token: String,
}

/// A server over a home, with an officer's token, that puts pushes into the tables at once.
pub(super) async fn served(test: &TestHome) -> Served {
    let store = test.home.store();
    store
        .create_user("officer", "a long enough passphrase", &[Role::Officer])
        .await
        .unwrap();
    let token = store
        .create_token("officer", "test", None)
        .await
        .unwrap()
        .secret;
    let app = App::new(test.home.clone());
    app.take_readings().await.unwrap();
    Served {
        router: router(app.clone()),
        app,
        token,
    }
}

impl Served {
    /// Asks for something of the region, or, with `/` in front, of the whole.
    pub(super) async fn send(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        key: Option<&str>,
        body: String,
    ) -> (StatusCode, Value) {
        let mut request = Request::builder()
            .method(method)
            .uri(match path.strip_prefix('/') {
                Some(path) => format!("/api/v1/{path}"),
                None => format!("/api/v1/regions/uk/{path}"),
            })
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", kind);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(Body::from(body)).unwrap())
            .await
            .unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.send("GET", path, "", None, String::new()).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer
    }

    /// Waits until nothing is in the inbox any more.
    pub(super) async fn folded(&self) {
        let end = Instant::now() + Duration::from_secs(60);
        while self.app.inbox().unwrap().unfolded_bytes() > 0 {
            assert!(Instant::now() < end, "the inbox is never emptied");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_is_kept_once_and_says_what_it_did_not_take() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    let server = served(&test).await;
    let batch = json!({"key": "b1", "readings": [
        {"meter": "M", "at": "2024-05-01T10:00:00Z", "value": 1.5},
        {"meter": "M", "at": "2024-05-01T10:15:00Z", "value": 2.5, "quality": "estimated"},
        {"meter": "nobody", "at": "2024-05-01T10:15:00Z", "value": 1},
        {"meter": "M", "at": "yesterday", "value": 1},
    ]})
    .to_string();
    let kind = "application/json";
    let (status, answer) = server
        .send("POST", "readings", kind, None, batch.clone())
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        (&answer["accepted"], &answer["already"]),
        (&json!(2), &json!(false))
    );
    let codes: Vec<(u64, &str)> = answer["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["index"].as_u64().unwrap(),
                one["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(codes, [(4, "reading_not_a_time"), (3, "unknown_meter")]);
    // Again with the same key, at once and after it has gone into the tables.
    for _ in 0..2 {
        let (_, answer) = server
            .send("POST", "readings", kind, None, batch.clone())
            .await;
        assert_eq!(
            (&answer["accepted"], &answer["already"]),
            (&json!(0), &json!(true))
        );
        server.folded().await;
    }
    // Lines, with the key in the head of the request; the corrected value counts.
    let lines = "{\"meter\":\"M\",\"at\":\"2024-05-01T10:00:00Z\",\"value\":7}\n\
                 {\"meter\":\"M\",\"at\":\"2024-05-01T11:00:00Z\",\"value\":1}\n";
    let (_, answer) = server
        .send(
            "POST",
            "readings",
            "application/x-ndjson",
            Some("b2"),
            lines.to_owned(),
        )
        .await;
    assert_eq!(answer["accepted"], 2);
    server.folded().await;
    let day = server.get("meters/M/day?date=2024-05-01").await;
    assert_eq!(day["amount"], 7.0 + 2.5 + 1.0);
    assert_eq!(day["history"].as_array().unwrap().len(), 2);
    // London is an hour ahead in May: 10:00 UTC is slot 44 of the day.
    assert_eq!(day["slots"][44]["at"], "2024-05-01T11:00:00+01:00");
    assert_eq!(
        (&day["slots"][44]["value"], &day["slots"][45]["code"]),
        (&json!(7.0), &json!("estimated"))
    );
    assert_eq!(day["slots"][46]["value"], Value::Null);
    let run = accounted(&test).await;
    assert_eq!((run.readings, run.energy_kwh), (3, 10.5));
    // What is no batch is refused with its place; who may not push is told so.
    let (status, answer) = server
        .send(
            "POST",
            "readings",
            kind,
            None,
            "{\"readings\": [".to_owned(),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(answer["error"]["code"], "bad_body");
    let stranger = Request::post("/api/v1/regions/uk/readings")
        .body(Body::from(batch))
        .unwrap();
    let refused = server.router.clone().oneshot(stranger).await.unwrap();
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn times_of_a_push_may_name_ends() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    let server = served(&test).await;
    let kind = "application/json";
    let at = |at: &str, value: u32| {
        json!({"readings": [{"meter": "M", "at": at, "value": value}]}).to_string()
    };
    // Midnight closes the first of May; the quarter that begins at noon, and the one that ends then.
    for (path, body) in [
        ("readings?stamp=end", at("2024-05-02T00:00:00+01:00", 3)),
        ("readings?stamp=end", at("2024-05-01T12:00:00+01:00", 5)),
        ("readings?stamp=start", at("2024-05-01T12:00:00+01:00", 7)),
    ] {
        let (status, answer) = server.send("POST", path, kind, None, body).await;
        assert_eq!((status, &answer["accepted"]), (StatusCode::OK, &json!(1)));
    }
    server.folded().await;
    let day = server.get("meters/M/day?date=2024-05-01").await;
    let value = |slot: usize| day["slots"][slot]["value"].clone();
    assert_eq!(
        [value(47), value(48), value(95)],
        [json!(5.0), json!(7.0), json!(3.0)]
    );
    assert_eq!(day["amount"], 15.0);
    let (status, answer) = server
        .send(
            "POST",
            "readings?stamp=middle",
            kind,
            None,
            at("2024-05-01T12:00:00Z", 1),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_odd_about_a_file_is_said() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    // Not UTF-8: the encoding had to be guessed.
    let file = b"meter,at,value,quality\nM,2024-01-01T00:00:00Z,1,\xca\xb5\xb2\xe2\n".to_vec();
    let outcome = take(&test, "gbk.csv", file, ParseOptions::default()).await;
    assert_eq!((outcome.readings, outcome.refused), (1, false));
    assert!(
        outcome
            .findings
            .iter()
            .any(|one| one.code.contains("encoding")),
        "{:?}",
        outcome.findings
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_stays_as_it_was_and_its_changes_have_reasons() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    let server = served(&test).await;
    let january = |value: &str| {
        quarters("M", "2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z", value).into_bytes()
    };
    // A figure that JSON's own reader would bring back one bit off.
    take(
        &test,
        "january.csv",
        january("10.407"),
        ParseOptions::default(),
    )
    .await;
    accounted(&test).await;
    let body = json!({"title": "January", "period": "2020-01", "indicators": ["energy_total"]});
    let (status, published) = server
        .send(
            "POST",
            "publications",
            "application/json",
            None,
            body.to_string(),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED, "{published}");
    let path = format!("publications/{}", published["id"]);
    let figure = |one: &Value| one["figures"][0]["value"].as_f64().unwrap();
    assert!(figure(&published) > 0.0);
    let changes = server.get(&format!("{path}/changes")).await;
    assert_eq!(
        (&changes["unchanged"], &changes["causes"]),
        (&json!(true), &json!([]))
    );
    // Twice as much from now on.
    take(
        &test,
        "corrected.csv",
        january("20.814"),
        ParseOptions::default(),
    )
    .await;
    accounted(&test).await;
    assert_eq!(server.get(&path).await, published);
    let changes = server.get(&format!("{path}/changes")).await;
    assert_eq!(changes["unchanged"], false);
    let row = &changes["rows"][0];
    assert_eq!(row["then"].as_f64().unwrap(), figure(&published));
    assert!(
        (row["change_percent"].as_f64().unwrap() - 100.0).abs() < 1e-9,
        "{row}"
    );
    let kinds: Vec<&str> = changes["causes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cause| cause["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["readings", "account"]);
    assert_eq!(changes["causes"][0]["label"], "corrected.csv");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_goes_from_hand_to_hand_and_is_closed_with_words() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    // Ten weeks of a plain daily curve with one negative hour.
    let start: jiff::Timestamp = "2024-11-01T00:00:00Z".parse().unwrap();
    let mut file = String::from("meter,at,value\n");
    for slot in 0..70 * 96_u64 {
        let at = start + Duration::from_secs(900 * slot);
        let hour = (slot % 96) as f64 / 4.0;
        let mut value =
            20.0 + 10.0 * (hour / 24.0 * std::f64::consts::TAU).sin() + (slot % 7) as f64 * 0.1;
        if (3000..3004).contains(&slot) {
            value = -value;
        }
        file += &format!("M,{at},{value:.3}\n");
    }
    take(
        &test,
        "weeks.csv",
        file.into_bytes(),
        ParseOptions::default(),
    )
    .await;
    accounted(&test).await;
    // Graver ones of another day, more than are read at once.
    let crowd: Vec<store::NewCase> = (0..600)
        .map(|number| store::NewCase {
            mark: format!("crowd {number}"),
            kind: "spike".to_owned(),
            meter: Some("M".to_owned()),
            enterprise: None,
            place: None,
            score: 1.0,
            content: json!({
                "from": "2024-11-05T00:00:00+00:00",
                "to": "2024-11-05T01:00:00+00:00",
                "reason": {"code": "spike", "params": {}},
                "message": "",
                "evidence": null
            }),
        })
        .collect();
    let opened = test.home.store().open_cases("uk", &crowd).await.unwrap();
    assert_eq!(opened, 600);
    let server = served(&test).await;
    let kind = "application/json";
    let (_, run) = server
        .send("POST", "cases/run", kind, None, "{}".to_owned())
        .await;
    assert!(run["new"].as_u64().unwrap() >= 1, "{run}");
    let (_, again) = server
        .send("POST", "cases/run", kind, None, "{}".to_owned())
        .await;
    assert_eq!((&again["found"], &again["new"]), (&run["found"], &json!(0)));
    let page = server.get("cases?kind=negative").await;
    let case = &page["rows"][0];
    assert_eq!(page["total"], 1, "{page}");
    // Slot 3000 is 31 days and 24 quarters after the start: 6:00 on 2 December.
    assert_eq!(case["from"], "2024-12-02T06:00:00+00:00");
    let is_shown = async || {
        let day = server.get("meters/M/day?date=2024-12-02").await;
        let cases = day["findings"].as_array().unwrap();
        cases.iter().any(|one| one["id"] == case["id"])
    };
    assert!(is_shown().await);
    let path = format!("cases/{}/actions", case["id"]);
    let act = |body: Value| server.send("POST", &path, kind, None, body.to_string());
    let (status, _) = act(json!({"action": "dismiss"})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, given) = act(json!({"action": "assign", "assignee": "Li"})).await;
    assert_eq!(
        (&given["status"], &given["assignee"]),
        (&json!("assigned"), &json!("Li"))
    );
    let (_, said) = act(json!({"action": "explain", "text": "wired the wrong way round"})).await;
    assert_eq!(
        (&said["status"], &said["assignee"]),
        (&json!("explained"), &json!("Li"))
    );
    let (_, closed) = act(json!({"action": "accept"})).await;
    assert_eq!(closed["status"], "accepted");
    assert!(!is_shown().await, "a closed case is no open one");
    let actions: Vec<&str> = closed["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["assign", "explain", "accept"]);
    assert_eq!(closed["history"][1]["by"], "officer");
}

#[tokio::test(flavor = "multi_thread")]
async fn faulty_meters_factors_and_files_change_nothing() {
    let test = with_meters(&format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,\n")).await;
    for (rows, word) in [
        ("code,place,carrier\nX,nowhere,electricity\n", "place"),
        ("code,place,carrier,parent\nX,BDG,electricity,Y\n", "parent"),
        (
            "code,place,carrier,resolution\nX,BDG,electricity,much\n",
            "resolution",
        ),
        (
            "code,place,carrier,colour\nX,BDG,electricity,red\n",
            "colour",
        ),
        (
            "code,place,carrier,interval_minutes\nX,BDG,electricity,7\n",
            "420",
        ),
    ] {
        let upload = Upload::new("m.csv", rows.as_bytes().to_vec());
        let refusal = files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
            .await
            .unwrap_err();
        assert!(refusal.message.contains(word), "{}", refusal.message);
    }
    assert_eq!(test.home.store().meters("uk").await.unwrap().len(), 1);
    // A day that lacks its last hour.
    let upload = Upload::new("f.csv", factors("2024-01-05T00:00:00Z", 23).into_bytes());
    let refusal = files::import_factors(&test.home, &Actor::Operator, "uk", upload)
        .await
        .unwrap_err();
    assert!(refusal.message.contains("23 of 24"), "{}", refusal.message);
    // A broken Parquet file, and one row that is none: refused as a whole, and taken without it when lenient.
    let broken = take(
        &test,
        "x.parquet",
        b"PAR1 and nothing else".to_vec(),
        ParseOptions::default(),
    )
    .await;
    assert!(broken.refused);
    let file = b"meter,at,value\nM,2024-01-01T00:00:00Z,1\nM,2024-01-01T00:15:00Z,much\n".to_vec();
    let strict = take(&test, "odd.csv", file.clone(), ParseOptions::default()).await;
    assert!(strict.refused);
    let found = strict
        .findings
        .iter()
        .find(|one| one.code == "readings_not_a_number")
        .unwrap();
    assert_eq!(found.location.as_ref().unwrap().row, Some(3));
    assert_eq!(accounted(&test).await.import, None);
    let upload = Upload::new("odd.csv", file);
    let lenient = files::import(
        &test.home,
        &Actor::Operator,
        "uk",
        upload,
        ParseOptions::default(),
        true,
    )
    .await
    .unwrap();
    assert_eq!((lenient.readings, lenient.refused), (1, false));
}

/// The program, serving a home on a free port.
pub(super) struct Program {
    pub(super) child: Child,
    pub(super) port: u16,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn carbonshed(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carbonshed"));
    command
        .arg("--home")
        .arg(home)
        .env_remove("CARBONSHED_HOME");
    command
}

pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

pub(super) fn serve(home: &Path, settings: &[(&str, &str)]) -> Program {
    let mut command = carbonshed(home);
    command.envs(settings.iter().copied());
    serve_by(command)
}

/// Serves by a command to which only the arguments of `serve` are added, and waits until it listens.
pub(super) fn serve_by(mut command: Command) -> Program {
    let port = free_port();
    let child = command
        .args([
            "serve",
            "--public-read",
            "--address",
            &format!("127.0.0.1:{port}"),
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let program = Program { child, port };
    let end = Instant::now() + Duration::from_secs(60);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "the server does not listen");
        std::thread::sleep(Duration::from_millis(5));
    }
    program
}

/// A home with meters `M0` to `M9` and an officer's token.
pub(super) async fn prepared() -> (TestHome, String) {
    let rows: String = (0..10)
        .map(|n| format!("M{n},{PLACE},electricity,kWh,0.001,interval,15,,,\n"))
        .collect();
    let test = with_meters(&rows).await;
    let store = test.home.store();
    store
        .create_user("officer", "a long enough passphrase", &[Role::Officer])
        .await
        .unwrap();
    let token = store.create_token("officer", "test", None).await.unwrap();
    (test, token.secret)
}

/// Kills of the server under load: 25 in the ordinary run, more if `CARBONSHED_KILLS` says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_loses_no_answered_push_and_keeps_none_twice() {
    let kills: usize = std::env::var("CARBONSHED_KILLS")
        .ok()
        .map_or(25, |text| text.parse().unwrap());
    let (test, token) = prepared().await;
    let start: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let next = std::sync::atomic::AtomicU64::new(0);
    let answered = std::sync::Mutex::new(Vec::new());
    let settings = [("CARBONSHED_INBOX_S", "0"), ("CARBONSHED_ACCOUNT_S", "0")];
    let dir = test.dir.path();
    let mut pause = 7_u64;
    for kill in 0..kills {
        let mut program = serve(dir, &settings);
        let port = program.port;
        std::thread::scope(|scope| {
            for meter in 0..4 {
                let (next, answered, token) = (&next, &answered, &token);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        let at = start + Duration::from_secs(900 * number);
                        let body = format!(
                            "{{\"key\":\"k{number}\",\"readings\":[{{\"meter\":\"M{meter}\",\"at\":\"{at}\",\"value\":1}}]}}"
                        );
                        let headers = format!(
                            "authorization: Bearer {token}\r\ncontent-type: application/json\r\n"
                        );
                        match post(port, &headers, &body) {
                            Some((200, answer)) => {
                                assert!(answer.contains("\"accepted\":1"), "{answer}");
                                answered.lock().unwrap().push(number);
                            }
                            // Too much waits; it is not answered, so it need not be there.
                            Some((503, _)) => {}
                            Some(other) => panic!("{other:?}"),
                            None => break,
                        }
                    }
                });
            }
            // A simple generator is enough for moments that fall anywhere.
            pause = pause
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis(5 + (pause >> 33) % 250));
            // On a machine that is busy with other things half of the moments are such that something was answered.
            let patience = Instant::now() + Duration::from_secs(20);
            while kill % 2 == 0 && answered.lock().unwrap().len() <= kill {
                if Instant::now() > patience {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            program.child.kill().unwrap();
        });
        let _ = program.child.wait();
        assert!(kill < kills);
    }
    // Once more, to fold what is left.
    let program = serve(dir, &settings);
    let end = Instant::now() + Duration::from_secs(60);
    let empty = || {
        std::fs::read_dir(dir.join("inbox")).unwrap().all(|file| {
            file.unwrap()
                .path()
                .extension()
                .is_none_or(|end| end != "log")
        })
    };
    while !empty() {
        assert!(Instant::now() < end, "the inbox is never emptied");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(program);
    let answered = answered.into_inner().unwrap();
    assert!(
        answered.len() >= kills,
        "too few to mean anything: {}",
        answered.len()
    );
    let found = readings_in(&test);
    let lost: Vec<&u64> = answered
        .iter()
        .filter(|number| !found.contains_key(number))
        .collect();
    assert!(
        lost.is_empty(),
        "{} of {} answered pushes are lost",
        lost.len(),
        answered.len()
    );
    assert!(found.values().all(|value| *value == 1.0));
    println!(
        "{} pushes answered, {} readings in the table, {kills} kills",
        answered.len(),
        found.len()
    );
}

/// Pushes over a plain socket; `None` if the server went away before it answered.
pub(super) fn post(port: u16, headers: &str, body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .ok()?;
    let request = format!(
        "POST /api/v1/regions/uk/readings HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1)?.parse().ok()?;
    Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
}

/// Sum of the readings of each quarter of an hour since 2024 over all meters.
pub(super) fn readings_in(test: &TestHome) -> std::collections::HashMap<u64, f64> {
    let start = jiff::civil::date(2024, 1, 1);
    let clock = app::usecase::readings::clock("Europe/London").unwrap();
    let begin = clock.start_of(start, 0, 900).as_second();
    let lake = lake::Lake::open(&test.dir.path().join("tables")).unwrap();
    let mut sums = std::collections::HashMap::new();
    let found = lake
        .scan_days(
            "uk",
            &lake::readings::Days::default(),
            Vec::new,
            |found, row| {
                for slot in 0..row.counts.len() {
                    if row.present.is_none_or(|present| present[slot]) {
                        let at = clock.start_of(row.date, slot, 900).as_second();
                        let value = f64::from(row.counts[slot]) * row.step;
                        found.push((u64::try_from((at - begin) / 900).unwrap(), value));
                    }
                }
            },
        )
        .unwrap();
    for (quarter, value) in found.into_iter().flatten() {
        *sums.entry(quarter).or_insert(0.0) += value;
    }
    sums
}

/// A real broker on a free port.
struct Broker {
    child: Child,
    _folder: tempfile::TempDir,
}

impl Drop for Broker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn broker(port: u16) -> Broker {
    let folder = tempfile::tempdir().unwrap();
    let conf = folder.path().join("broker.conf");
    std::fs::write(
        &conf,
        format!("listener {port} 127.0.0.1\nallow_anonymous true\n"),
    )
    .unwrap();
    let program = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto", "mosquitto"]
        .into_iter()
        .find(|path| Path::new(path).exists() || !path.starts_with('/'))
        .unwrap();
    let child = Command::new(program)
        .arg("-c")
        .arg(&conf)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the broker mosquitto; `cargo xtask test` installs it");
    let end = Instant::now() + Duration::from_secs(20);
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < end, "the broker does not listen");
        std::thread::sleep(Duration::from_millis(10));
    }
    Broker {
        child,
        _folder: folder,
    }
}

/// Publishes messages with quality of service 1 and waits until the broker has them.
async fn publish(port: u16, messages: Vec<(String, String)>) {
    let mut options = rumqttc::MqttOptions::new("gateway", "127.0.0.1", port);
    options.set_keep_alive(Duration::from_secs(5));
    let (client, mut events) = rumqttc::AsyncClient::new(options, 64);
    let total = messages.len();
    let sender = tokio::spawn(async move {
        for (topic, body) in messages {
            client
                .publish(topic, rumqttc::QoS::AtLeastOnce, false, body)
                .await
                .unwrap();
        }
        client
    });
    let mut acknowledged = 0;
    while acknowledged < total {
        if let rumqttc::Event::Incoming(rumqttc::Packet::PubAck(_)) = events.poll().await.unwrap() {
            acknowledged += 1;
        }
    }
    sender.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_s_messages_are_readings_also_after_it_vanished() {
    let (test, _) = prepared().await;
    let port = free_port();
    let first = broker(port);
    let url = format!("mqtt://127.0.0.1:{port}");
    let settings = [
        ("CARBONSHED_INBOX_S", "0"),
        ("CARBONSHED_MQTT", url.as_str()),
    ];
    let _program = serve(test.dir.path(), &settings);
    let start: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let message = |number: u64| {
        let at = start + Duration::from_secs(900 * number);
        // Every second message is a batch, the others are lines; one topic has the meter's name behind it.
        let reading = format!("{{\"meter\":\"M1\",\"at\":\"{at}\",\"value\":1}}");
        if number.is_multiple_of(2) {
            (
                "carbonshed/uk/readings".to_owned(),
                format!("{{\"readings\":[{reading}]}}"),
            )
        } else {
            ("carbonshed/uk/readings/M1".to_owned(), reading)
        }
    };
    let wait_for = |count: usize| {
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            let found = readings_in(&test).len();
            if found == count {
                return;
            }
            assert!(Instant::now() < end, "{found} readings of {count}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    // The server may still be connecting; a broker keeps nothing for a client that it has not seen.
    tokio::time::sleep(Duration::from_millis(800)).await;
    publish(port, (0..40).map(message).collect()).await;
    tokio::task::block_in_place(|| wait_for(40));
    drop(first);
    tokio::time::sleep(Duration::from_millis(500)).await;
    let _second = broker(port);
    // The client comes back by itself, after half a minute at most.
    tokio::time::sleep(Duration::from_secs(3)).await;
    publish(port, (40..60).map(message).collect()).await;
    tokio::task::block_in_place(|| wait_for(60));
}

/// A reading and its corrections come one after the other: the last one counts, however many are under way at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_broker_s_messages_keep_their_order() {
    let (test, _) = prepared().await;
    let port = free_port();
    let _broker = broker(port);
    let url = format!("mqtt://127.0.0.1:{port}");
    let settings = [
        ("CARBONSHED_INBOX_S", "0"),
        ("CARBONSHED_MQTT", url.as_str()),
    ];
    let _program = serve(test.dir.path(), &settings);
    tokio::time::sleep(Duration::from_millis(800)).await;
    let message = |at: &str, value: u32| {
        (
            "carbonshed/uk/readings".to_owned(),
            format!("{{\"meter\":\"M1\",\"at\":\"{at}\",\"value\":{value}}}"),
        )
    };
    // 200 times the first quarter of an hour, then the second one, which says that all have come.
    let mut messages: Vec<(String, String)> = (1..=200)
        .map(|value| message("2024-01-01T00:00:00Z", value))
        .collect();
    messages.push(message("2024-01-01T00:15:00Z", 1));
    publish(port, messages).await;
    let end = Instant::now() + Duration::from_secs(60);
    let found = tokio::task::block_in_place(|| {
        loop {
            let found = readings_in(&test);
            if found.contains_key(&1) {
                return found;
            }
            assert!(Instant::now() < end, "{found:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    });
    assert_eq!(found.len(), 2);
    assert!((found[&0] - 200.0).abs() < 1e-9, "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_the_watched_folder_are_taken_and_put_away() {
    let (test, _) = prepared().await;
    let watched = test.dir.path().join("watched");
    std::fs::create_dir_all(watched.join("uk")).unwrap();
    let folder = watched.to_str().unwrap().to_owned();
    let _program = serve(test.dir.path(), &[("CARBONSHED_WATCH", folder.as_str())]);
    let good = quarters("M3", "2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "1");
    std::fs::write(watched.join("uk/good.csv"), good).unwrap();
    std::fs::write(watched.join("uk/bad.csv"), "meter,at,value\nM3,never,1\n").unwrap();
    let names = |folder: &str| -> Vec<String> {
        std::fs::read_dir(watched.join("uk").join(folder))
            .map(|list| {
                list.map(|one| one.unwrap().file_name().to_string_lossy().into_owned())
                    .collect()
            })
            .unwrap_or_default()
    };
    let end = Instant::now() + Duration::from_secs(60);
    while names("done").is_empty() || names("refused").len() < 2 {
        assert!(
            Instant::now() < end,
            "{:?} {:?}",
            names("done"),
            names("refused")
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(names("done")[0].ends_with("-good.csv"));
    assert!(
        names("refused")
            .iter()
            .any(|name| name.ends_with("-bad.csv.findings.txt"))
    );
    assert_eq!(readings_in(&test).len(), 96);
}

#[test]
fn a_second_server_on_the_same_home_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _first = serve(dir.path(), &[]);
    let second = carbonshed(dir.path())
        .args(["serve", "--address", &format!("127.0.0.1:{}", free_port())])
        .output()
        .unwrap();
    assert!(!second.status.success());
    assert!(
        text(&second.stderr).contains("another server"),
        "{}",
        text(&second.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_the_peers_gives_their_sums() {
    // Written by the peers' own script with 2 meters, first ten days; its energy and emissions are summed there.
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/readings/peer"
    ));
    let test = home(true).await;
    let loaded = peer::load(&test.home, &Actor::Operator, folder)
        .await
        .unwrap();
    assert_eq!((loaded.meters, loaded.readings), (2, 2 * 960));
    let run = account::run(&test.home, &Actor::Operator, peer::REGION, true)
        .await
        .unwrap();
    let expected: Value =
        serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap())
            .unwrap();
    let close = |ours: f64, theirs: &Value| {
        let theirs = theirs.as_f64().unwrap();
        assert!((ours / theirs - 1.0).abs() < 1e-9, "{ours} {theirs}");
    };
    close(run.energy_kwh, &expected["energy_kwh"]);
    close(run.emissions_kg, &expected["emissions_kg"]);
    let added = peer::add_day(&test.home, &Actor::Operator, folder)
        .await
        .unwrap();
    assert_eq!(
        (added.date.as_str(), added.repeated, added.readings),
        ("2023-01-11", true, 192)
    );
    // Day by day or everything at once: the same months, to the last millionth.
    for _ in 0..2 {
        peer::add_day(&test.home, &Actor::Operator, folder)
            .await
            .unwrap();
    }
    let step_by_step = peers_months(&test).await;
    assert_eq!(step_by_step.len(), 2);
    assert!(step_by_step.iter().all(|month| month.days == 13));
    let all = account::run(&test.home, &Actor::Operator, peer::REGION, true)
        .await
        .unwrap();
    assert_eq!(all.readings, 2 * 13 * 96);
    assert_eq!(peers_months(&test).await, step_by_step);
}

/// Months of the peers' meters that count, whichever run made them.
async fn peers_months(test: &TestHome) -> Vec<lake::readings::MeterMonth> {
    let runs = counting(&test.home, peer::REGION).await.unwrap();
    let lake = test.home.lake();
    let mut months = lake
        .months(peer::REGION, (None, None), &|seq| runs.contains(&seq))
        .unwrap();
    for month in &mut months {
        month.run = 0;
    }
    months
}
