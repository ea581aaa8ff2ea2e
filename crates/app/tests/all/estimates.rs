//! Estimates through the whole: a region of nineteen works whose figures are in proportion, so that every estimate can be
//! worked out by hand.

use super::{TestHome, home, import_into, text};
use app::http::routes::router;
use app::http::state::App;
use app::usecase::import::Upload;
use app::usecase::readings::{account, files};
use app::usecase::{Actor, estimates, regions};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use metering::parse::ParseOptions;
use serde_json::{Value, json};
use std::process::Command;
use store::{ImportMode, ImportState, Role};
use tower::ServiceExt;

pub(super) const REGION: &str = "works";
const YEAR: i16 = 2020;
/// Works with all their data.
const WHOLE: usize = 17;
/// Has filed only its output: 5 万元 a month.
const BLIND: &str = "w18";
/// Has filed nothing; a meter shows 30 kWh an hour.
pub(super) const METERED: &str = "w19";

/// The region's folder: one town, nineteen works of one industry.
pub(super) fn folder(dir: &std::path::Path) -> std::path::PathBuf {
    let folder = dir.join("region");
    std::fs::create_dir(&folder).unwrap();
    let toml = r#"
id = "works"
name = { en = "Works", zh = "厂区" }
synthetic = true
attribution = []
time_zone = "Asia/Shanghai"
currency = "CNY"
classification = "gbt4754"
default_view = "consumption"
default_indicator = "carbon_total"
carbon_unit = "t"
energy_unit = "tce"
intensity_base = "output_value"
factor_regions = ["CN", "world"]
gwp_set = "ar5"

[[levels]]
id = "county"
name = { en = "County", zh = "区县" }

[[levels]]
id = "town"
name = { en = "Town", zh = "镇街" }
"#;
    std::fs::write(folder.join("region.toml"), toml).unwrap();
    std::fs::write(
        folder.join("places.csv"),
        "code,name_en,name_zh,aliases,level,parent,lon,lat,source\nt0,County,县,,county,,150,30,test\nt1,Town,镇,,town,t0,150,30,test\nt2,Other,另镇,,town,t0,150,31,test\n",
    )
    .unwrap();
    let mut enterprises = String::from(
        "code,name_en,name_zh,place,industry,field,above_designated_size,lon,lat,active_from,active_to\n",
    );
    for n in 1..=WHOLE + 2 {
        enterprises += &format!("w{n:02},Works {n},厂{n},t1,C17,industry,true,150,30,2020-01,\n");
    }
    std::fs::write(folder.join("enterprises.csv"), enterprises).unwrap();
    folder
}

const HEAD: &str = "month,enterprise_code,electricity:万kWh,natural_gas:万m3,raw_coal:t,diesel:t,gasoline:t,fuel_oil:t,lpg:t,lng:t,heat:GJ,biomass:t,output_value:万元,value_added:万元\n";

/// A year's rows of works of size `k`: 10 k 万kWh, k 万m3 and k 万元 each month.
fn rows(code: &str, k: f64, with_energy: bool) -> String {
    let (power, gas) = match with_energy {
        true => ((10.0 * k).to_string(), k.to_string()),
        false => ("NA".to_owned(), "NA".to_owned()),
    };
    (1..=12)
        .map(|m| format!("{YEAR}-{m:02},{code},{power},{gas},,,,,,,,,{k},\n"))
        .collect()
}

pub(super) async fn file(test: &TestHome, name: &str, body: &str) {
    let outcome = import_into(
        &test.home,
        Some(REGION),
        Upload::new(name, format!("{HEAD}{body}").into_bytes()),
        "district-activity",
        ImportMode::Strict,
    )
    .await;
    assert_eq!(
        outcome.state,
        ImportState::Committed,
        "{:?}",
        outcome.findings
    );
}

/// The region with seventeen whole filings, one of the output only, and a metered one.
async fn works() -> TestHome {
    let test = home(true).await;
    let folder = folder(test.dir.path());
    regions::add(&test.home, &Actor::Operator, folder.to_str().unwrap())
        .await
        .unwrap();
    let whole: String = (1..=WHOLE)
        .map(|k| rows(&format!("w{k:02}"), k as f64, true))
        .collect();
    file(&test, "filings.csv", &(whole + &rows(BLIND, 5.0, false))).await;
    let meters = Upload::new(
        "meters.csv",
        format!(
            "code,place,enterprise,carrier,unit,resolution,register,interval_minutes\nM,t1,{METERED},electricity,kWh,0.01,interval,60\n"
        )
        .into_bytes(),
    );
    files::import_meters(&test.home, &Actor::Operator, REGION, &meters)
        .await
        .unwrap();
    let mut readings = String::from("meter,at,value\n");
    let mut at: jiff::Timestamp = "2019-12-31T16:00:00Z".parse().unwrap();
    // 366 days of 24 hours of 30 kWh: 263,520 kWh.
    for _ in 0..366 * 24 {
        readings += &format!("M,{at},30\n");
        at += std::time::Duration::from_secs(3600);
    }
    let upload = Upload::new("readings.csv", readings.into_bytes());
    files::import(
        &test.home,
        &Actor::Operator,
        REGION,
        upload,
        ParseOptions::default(),
        false,
    )
    .await
    .unwrap();
    account::run(&test.home, &Actor::Operator, REGION, false)
        .await
        .unwrap();
    test
}

/// A figure of the year: value and completeness.
async fn figure(test: &TestHome, query: &str) -> (f64, f64) {
    let server = router(App::new(test.home.clone()));
    let answer = get(&server, &format!("cube?{query}&period={YEAR}&place=t1")).await;
    let total = &answer["total"];
    (
        total["value"].as_f64().unwrap(),
        total["completeness_percent"].as_f64().unwrap(),
    )
}

async fn send(
    server: &Router,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Value,
) -> (StatusCode, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/api/v1/regions/{REGION}/{path}"))
        .header("content-type", "application/json");
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let body = if method == "GET" {
        Body::empty()
    } else {
        Body::from(body.to_string())
    };
    let response = server
        .clone()
        .oneshot(request.body(body).unwrap())
        .await
        .unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or(Value::Null),
    )
}

async fn get(server: &Router, path: &str) -> Value {
    let (status, answer) = send(server, "GET", path, None, Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{path}: {answer}");
    answer
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * b.abs()
}

async fn estimated(test: &TestHome) -> Vec<app::http::dto::EstimateRun> {
    estimates::run(&test.home, &Actor::Operator, REGION, &[], false)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_missing_is_estimated_and_goes_when_real_data_come() {
    let test = works().await;
    let carbon = "indicator=carbon_total";
    let (before, complete) = figure(&test, carbon).await;
    // Eighteen of nineteen have some emissions: seventeen filings and the meter's electricity.
    assert!(near(complete, 18.0 / 19.0 * 100.0), "{complete}");
    // What one unit of size emits in the year, from the works of size 1: 120 万kWh and 12 万m3.
    let (unit, _) = figure(&test, &format!("{carbon}&enterprise=w01")).await;
    let (unit_power, _) = figure(
        &test,
        &format!("{carbon}&enterprise=w01&carrier=electricity"),
    )
    .await;
    let unit_gas = unit - unit_power;
    // The meter's 263,520 kWh are those of size 0.2196; the whole of what is known is 1 + ... + 17 of them and its power.
    assert!(near(before, 153.0 * unit + 0.2196 * unit_power), "{before}");

    let runs = estimated(&test).await;
    let run = &runs[0];
    assert_eq!((run.year, runs.len()), (YEAR, 1));
    assert_eq!(
        (run.enterprises, run.lacking, run.estimated),
        (19, 2, 2),
        "{run:?}"
    );
    // Electricity twice (location and market), the rest of two.
    assert_eq!(run.entries, 4);
    // All stands in proportion: the estimates are exact, and nothing was off on those held back.
    let (after, complete_after) = figure(&test, carbon).await;
    let by_hand = 153.0 * unit + 5.0 * unit + 0.2196 * (unit_power + unit_gas);
    assert!(near(after, by_hand), "{after} {by_hand}");
    assert_eq!(complete_after, complete, "an estimate is no data");
    let of = |enterprise: &str, target: &str| {
        run.estimates
            .iter()
            .find(|one| one.enterprise == enterprise && one.target == target)
            .unwrap()
    };
    let power = of(BLIND, "electricity");
    // 60 万元 of output in the year, 10 万kWh each.
    assert_eq!(power.method, "output_electricity");
    assert!(near(power.input_value, 600_000.0) && near(power.value, 6_000_000.0));
    assert_eq!((power.n, power.back_test.n), (17, 17));
    assert!(power.back_test.wape_percent.unwrap() < 1e-6);
    assert_eq!(of(METERED, "carbon").method, "electricity_carbon");
    assert!(near(of(METERED, "carbon").value, 0.2196 * unit));

    // The same again changes nothing.
    let again = estimated(&test).await;
    assert_eq!((again[0].import, again[0].estimated), (None, 2));

    // Real data come: the estimate of that enterprise counts no more, at once; the next run writes none.
    file(&test, "late.csv", &rows(BLIND, 2.0, true)).await;
    let real = 153.0 * unit + 2.0 * unit + 0.2196 * (unit_power + unit_gas);
    let (now, complete_now) = figure(&test, carbon).await;
    assert!(near(now, real), "{now} {real}");
    assert!(near(complete_now, 100.0), "{complete_now}");
    let server = router(App::new(test.home.clone()));
    assert_eq!(get(&server, "estimates").await["stale"], json!(true));
    let next = estimated(&test).await;
    assert!(next[0].import.is_some());
    assert!(
        next[0]
            .estimates
            .iter()
            .all(|one| one.enterprise == METERED)
    );
    assert!(near(figure(&test, carbon).await.0, real));
    assert_eq!(get(&server, "estimates").await["stale"], json!(false));
    let first = test.home.store().import(run.import.unwrap()).await.unwrap();
    assert_eq!(first.state, ImportState::Superseded);

    // With all filed, the last estimate goes too.
    file(&test, "later.csv", &rows(METERED, 1.0, true)).await;
    let last = estimated(&test).await;
    assert_eq!((last[0].lacking, last[0].entries), (0, 0));
    assert!(last[0].import.is_some(), "it takes the other's place");
    assert_eq!(get(&server, "estimates").await["estimated"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_estimate_is_never_put_over_real_data() {
    let test = works().await;
    // Half of a year of gas is real: only the electricity of that one may be estimated.
    let half: String = rows(BLIND, 5.0, true)
        .lines()
        .take(6)
        .map(|row| row.replace(",50,5,", ",NA,5,") + "\n")
        .collect();
    file(&test, "half.csv", &half).await;
    let run = &estimated(&test).await[0];
    let of = |target: &str| {
        let one = run
            .estimates
            .iter()
            .find(|one| one.enterprise == BLIND && one.target == target);
        one.unwrap().not_posted.clone()
    };
    assert_eq!(of("electricity"), None);
    assert_eq!(of("carbon").as_deref(), Some("over_real"));
    assert_eq!(of("energy").as_deref(), Some("over_real"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_explanation_of_an_estimate_names_method_input_and_error() {
    let test = works().await;
    let run = estimated(&test).await.remove(0);
    let server = router(App::new(test.home.clone()));
    for (carrier, targets, method) in [
        (
            "&carrier=electricity",
            vec!["electricity"],
            "output_electricity",
        ),
        ("", vec!["energy", "electricity", "carbon"], "output_carbon"),
    ] {
        let tree = get(
            &server,
            &format!(
                "explain?indicator=carbon_total&place=t1&enterprise={BLIND}&period={YEAR}&depth=9{carrier}"
            ),
        )
        .await;
        let mut found = Vec::new();
        entries(&tree, &mut found);
        // The entry without a carrier rests on the totals, and on the electricity that was taken off them.
        let entry = found
            .iter()
            .find(|entry| entry["estimates"].as_array().unwrap().len() == targets.len())
            .unwrap_or_else(|| panic!("{tree:#}"));
        assert_eq!(entry["method"], "estimated");
        assert_eq!(entry["quality"], "estimated");
        let behind = entry["estimates"].as_array().unwrap();
        for (one, target) in behind.iter().zip(&targets) {
            assert_eq!(one["target"], *target);
        }
        let one = behind.iter().find(|one| one["method"] == method).unwrap();
        assert_eq!(one["input"], "output");
        assert!(near(one["input_value"].as_f64().unwrap(), 600_000.0));
        assert_eq!(one["input_unit"], "CNY");
        assert_eq!(one["n"], 17);
        assert!(one["back_test"]["wape_percent"].is_number());
        let source = &entry["source"];
        assert_eq!(source["import"], run.import.unwrap());
        assert_eq!(source["file"], "estimates-2020.csv");
        assert_eq!(source["column_name"], "value");
        // The cell is that of the kept file.
        let hash = source["hash"].as_str().unwrap();
        let kept = test.home.files().bytes(hash).unwrap().unwrap();
        let kept = String::from_utf8(kept).unwrap();
        let row = source["row"].as_u64().unwrap() as usize;
        let cells: Vec<&str> = kept.lines().nth(row - 1).unwrap().split(',').collect();
        assert_eq!(source["cell"], cells[13], "{kept}");
        assert_eq!(cells[0], BLIND);
    }
}

/// Entries of a tree.
fn entries<'a>(node: &'a Value, found: &mut Vec<&'a Value>) {
    if node["kind"] == "entry" {
        found.push(node);
    }
    for child in node["children"].as_array().into_iter().flatten() {
        entries(child, found);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_doors_tell_who_lacks_data_and_by_which_model() {
    let test = works().await;
    let store = test.home.store();
    for (name, role) in [("officer", Role::Officer), ("viewer", Role::Viewer)] {
        store
            .create_user(name, "a long enough passphrase", &[role])
            .await
            .unwrap();
    }
    let officer = store.create_token("officer", "t", None).await.unwrap();
    let viewer = store.create_token("viewer", "t", None).await.unwrap();
    let server = router(App::new(test.home.clone()));
    let before = get(&server, "estimates").await;
    assert_eq!(
        (&before["lacking"], &before["run"]),
        (&json!(2), &json!(null))
    );
    // Who may not import may not estimate.
    let ask = json!({});
    let (status, _) = send(&server, "POST", "estimates", None, ask.clone()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = send(&server, "POST", "estimates", Some(&viewer.secret), ask).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    let officer = Some(officer.secret.as_str());
    let (status, refused) = send(
        &server,
        "POST",
        "estimates",
        officer,
        json!({"years": [1999]}),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{refused}");
    // A dry run says the same and writes nothing.
    let dry = json!({"dry_run": true});
    let (status, dry) = send(&server, "POST", "estimates", officer, dry).await;
    assert_eq!(status, StatusCode::OK, "{dry}");
    assert_eq!(
        (&dry[0]["import"], &dry[0]["estimated"], &dry[0]["entries"]),
        (&json!(null), &json!(2), &json!(4))
    );
    assert_eq!(get(&server, "estimates").await["run"], json!(null));
    let (status, run) = send(
        &server,
        "POST",
        "estimates",
        officer,
        json!({"years": [YEAR]}),
    )
    .await;
    assert_eq!(status, StatusCode::OK, "{run}");
    assert_eq!(run[0]["models"], dry[0]["models"]);
    let after = get(&server, "estimates?only=posted").await;
    assert_eq!(
        (&after["total"], &after["estimated"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(after["run"]["by"], "officer");
    let row = &after["rows"][0];
    assert_eq!(row["enterprise"]["code"], BLIND);
    assert_eq!(
        (&row["electricity"], &row["energy"], &row["carbon"]),
        (&json!("none"), &json!("none"), &json!("none"))
    );
    let row = &after["rows"][1];
    assert_eq!(
        (
            &row["enterprise"]["code"],
            &row["electricity"],
            &row["metered"]
        ),
        (&json!(METERED), &json!("whole"), &json!(true))
    );
    let found = get(&server, "estimates?q=works%2019").await;
    assert_eq!(found["total"], 1);
    // The chosen place: all works lie in t1, none is anywhere else.
    let place = get(&server, "estimates?place=t1").await;
    assert_eq!(
        (&place["total"], &place["estimated"], &place["enterprises"]),
        (&after["total"], &after["estimated"], &after["enterprises"])
    );
    let other = get(&server, "estimates?place=t2").await;
    assert_eq!(
        (&other["total"], &other["estimated"], &other["enterprises"]),
        (&json!(0), &json!(0), &json!(0))
    );
    let (status, _) = send(&server, "GET", "estimates?place=t9", None, Value::Null).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = send(&server, "GET", "estimates?only=x", None, Value::Null).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);

    // The command line.
    let cli = |args: &[&str]| {
        let out = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
            .arg("--home")
            .arg(test.dir.path())
            .args(["estimate", "--region", REGION])
            .args(args)
            .env_remove("CARBONSHED_HOME")
            .output()
            .unwrap();
        (out.status.code(), text(&out.stdout) + &text(&out.stderr))
    };
    let (code, table) = cli(&["--dry-run"]);
    assert_eq!(code, Some(0), "{table}");
    assert!(
        table.contains(
            "2020: 2 of 19 enterprises lack data; 2 have an estimate, 4 entries would be made"
        ),
        "{table}"
    );
    let line = table
        .lines()
        .find(|line| line.trim_start().starts_with("output_electricity"))
        .unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(
        words,
        ["output_electricity", "all", "17", "17", "0.0", "0.0", "1"],
        "{table}"
    );
    let (code, out) = cli(&["--year", "2020", "--json"]);
    let runs: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (
            code,
            &runs[0]["import"],
            runs[0]["estimates"].as_array().unwrap().len()
        ),
        (Some(0), &json!(null), 5)
    );
    assert_eq!(cli(&["--year", "1999"]).0, Some(1));
}

async fn statistics(test: &TestHome, mapping: &str, text: &str) {
    let outcome = import_into(
        &test.home,
        Some(REGION),
        Upload::new("statistics.csv", text.as_bytes().to_vec()),
        mapping,
        ImportMode::Strict,
    )
    .await;
    assert_eq!(
        outcome.state,
        ImportState::Committed,
        "{:?}",
        outcome.findings
    );
    assert_eq!(
        outcome.counts.entries, 0,
        "a statistic is part of no figure"
    );
}

/// Metered 263,520 kWh, filed 240,000, stated 242,400: worked out below.
#[tokio::test(flavor = "multi_thread")]
async fn statistics_are_the_third_side() {
    let test = works().await;
    let carbon = "indicator=carbon_total";
    // Size 0.2: 2 万kWh a month.
    file(&test, "w19.csv", &rows(METERED, 0.2, true)).await;
    let (before, _) = figure(&test, carbon).await;
    statistics(
        &test,
        "energy-statistics-enterprises",
        "enterprise,period,carrier,value,unit\nw19,2020,electricity,24.24,万kWh\nw01,2020,electricity,119.4,万kWh\nw02,2019,electricity,1,万kWh\n",
    )
    .await;
    statistics(
        &test,
        "energy-statistics",
        "place,period,carrier,value,unit\nt1,2020,electricity,19487.04,万kWh\n",
    )
    .await;
    assert_eq!(figure(&test, carbon).await.0, before);
    let server = router(App::new(test.home.clone()));
    let quality = get(&server, "data-quality?period=2020").await;
    let of = |answer: &Value, key: &str| {
        let rows = answer["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["key"] == key);
        row.unwrap_or_else(|| panic!("{answer:#}"))["reconciliation"].clone()
    };
    let number = |value: &Value| (value.as_f64().unwrap() * 1e3).round() / 1e3;
    let w19 = &of(&quality, METERED)[0];
    assert_eq!(
        [&w19["metered"], &w19["filed"], &w19["statistics"]].map(number),
        [263_520.0, 240_000.0, 242_400.0]
    );
    // 263,520 - 240,000 = 23,520, of 240,000 are 9.8 %; the statistic is 1 % above the filing.
    assert_eq!(
        (number(&w19["gap"]), number(&w19["gap_percent"])),
        (23_520.0, 9.8)
    );
    assert_eq!(
        (
            &w19["status"],
            &w19["gap_of"],
            &w19["gap_basis"],
            &w19["unit"]
        ),
        (
            &json!("differs"),
            &json!("metered"),
            &json!("filed"),
            &json!("kWh")
        )
    );
    // Who has no meter stands there too: 119.4 stated, 12 x 10 filed: -0.6, -0.5 %.
    let w01 = &of(&quality, "w01")[0];
    assert_eq!(
        (
            number(&w01["filed"]),
            number(&w01["gap"]),
            number(&w01["gap_percent"])
        ),
        (120.0, -0.6, -0.5)
    );
    assert_eq!(
        (&w01["status"], &w01["gap_of"], &w01["metered"]),
        (
            &json!("within_tolerance"),
            &json!("statistics"),
            &json!(null)
        )
    );
    // What is stated of another year is not of this.
    let listed = quality["rows"].as_array().unwrap();
    assert!(listed.iter().all(|row| row["key"] != "w02"));

    // By place: 12 x 10 x 153 + 24 = 18,384 filed; works 18 has filed no energy, 216 of 228 months are there.
    let places = get(&server, "data-quality?period=2020&by=place").await;
    let whole = |answer: &Value| {
        let rows = of(answer, "t1");
        let rows = rows.as_array().unwrap().clone();
        rows.into_iter()
            .find(|one| one["scope"] == "place")
            .unwrap()
    };
    let t1 = whole(&places);
    assert_eq!(number(&t1["filed"]), 18_384.0);
    assert_eq!(t1["status"], "incomplete");
    // It files 12 x 10 x 0 more: complete, and the office states 6 % more than 18,384.
    file(&test, "w18.csv", &rows(BLIND, 0.0, true)).await;
    let t1 = whole(&get(&server, "data-quality?period=2020&by=place").await);
    assert_eq!(
        (
            number(&t1["gap"]),
            number(&t1["gap_percent"]),
            &t1["status"]
        ),
        (1_103.04, 6.0, &json!("differs"))
    );
    // A corrected statistic takes the place of the first: 1 % more.
    statistics(
        &test,
        "energy-statistics",
        "place,period,carrier,value,unit\nt1,2020,electricity,185678.4,MWh\n",
    )
    .await;
    let t1 = whole(&get(&server, "data-quality?period=2020&by=place").await);
    assert_eq!(
        (&t1["unit"], number(&t1["gap_percent"]), &t1["status"]),
        (&json!("MWh"), 1.0, &json!("within_tolerance"))
    );
}

/// Works without a season (each month alike) lack electricity of single months: what the other months are, at once in figures, and gone
/// when the month is filed. w18 files 4 万kWh in ten months: a missing one is 4 × 10/10 = 4 万kWh.
#[tokio::test(flavor = "multi_thread")]
async fn single_months_are_estimated_until_they_are_filed() {
    let test = home(true).await;
    let folder = folder(test.dir.path());
    regions::add(&test.home, &Actor::Operator, folder.to_str().unwrap())
        .await
        .unwrap();
    let mut all: String = (1..=WHOLE)
        .map(|k| rows(&format!("w{k:02}"), k as f64, true))
        .collect();
    for month in (1..=12).filter(|month| ![3, 8].contains(month)) {
        all += &format!("{YEAR}-{month:02},{BLIND},4,,,,,,,,,,1,\n");
    }
    file(&test, "filings.csv", &all).await;
    let done = estimates::run(&test.home, &Actor::Operator, REGION, &[YEAR], false)
        .await
        .unwrap();
    let months: Vec<_> = done[0]
        .estimates
        .iter()
        .filter(|one| one.enterprise == BLIND && one.month.is_some())
        .collect();
    let found: Vec<(Option<i8>, f64, f64)> = months
        .iter()
        .map(|one| (one.month, one.input_value, one.value))
        .collect();
    assert_eq!(found.len(), 2, "{found:?}");
    for ((month, known, value), expected) in found.iter().zip([3, 8]) {
        assert_eq!(*month, Some(expected));
        assert!((known - 400_000.0).abs() < 1e-6 && (value - 40_000.0).abs() < 1e-6);
    }
    let one = months[0];
    assert_eq!(
        (one.method.as_str(), one.input.as_str(), one.n),
        ("months_electricity", "known_months", 17)
    );
    // All seventeen are alike, so that hidden months come out as they were: 12 of each.
    assert_eq!(one.back_test.n, 17 * 12);
    assert!(one.back_test.wape_percent.unwrap() < 1e-9);
    let kwh = async |month: i8| -> Vec<(i64, bool)> {
        let view = test.home.region(REGION).await.unwrap();
        let mut query = inventory::cube::Query::new(inventory::indicator::Indicator::EnergyTotal);
        query.enterprises = vec![Some(BLIND.to_owned())];
        let (entries, _) = view.cube.entries(&query, 1000).unwrap();
        let of_month = units::Period::Month { year: YEAR, month };
        entries
            .iter()
            .filter(|entry| entry.period == Some(of_month))
            .map(|entry| {
                let kwh = (entry.energy_gj.unwrap() / 0.0036).round() as i64;
                (kwh, inventory::estimate::is_estimate(&entry.dataset))
            })
            .collect()
    };
    assert_eq!(kwh(3).await, [(40_000, true)]);
    assert_eq!(kwh(4).await, [(40_000, false)]);
    // The explanation of the month names its row of the run's file.
    let view = test.home.region(REGION).await.unwrap();
    let run = done[0].import.unwrap();
    let behind = view.estimates[&run].behind(one.row);
    assert_eq!(
        (behind.len(), behind[0].month, behind[0].row),
        (1, Some(3), one.row)
    );
    drop(view);
    // March is filed: the estimate in its place counts no more at once, that of August still does; the next run says so.
    file(
        &test,
        "march.csv",
        &format!("{YEAR}-03,{BLIND},5,,,,,,,,,,1,\n"),
    )
    .await;
    assert_eq!(kwh(3).await, [(50_000, false)]);
    assert_eq!(kwh(8).await, [(40_000, true)]);
    let again = estimates::run(&test.home, &Actor::Operator, REGION, &[YEAR], false)
        .await
        .unwrap();
    let months: Vec<Option<i8>> = again[0]
        .estimates
        .iter()
        .filter(|one| one.enterprise == BLIND && one.month.is_some())
        .map(|one| one.month)
        .collect();
    assert_eq!(months, [Some(8)]);
    // 450 000 kWh in eleven months.
    assert_eq!(kwh(8).await, [(40_909, true)]);
}
