//! Contracts and certificates through the whole: market-based figures beside location-based ones. Sums are worked out by hand.

use super::{TestHome, home, text};
use app::usecase::Actor;
use app::usecase::import::Upload;
use app::usecase::readings::{account, contracts, files};
use app::usecase::regions;
use inventory::cube::{Basis, Dim, Key, Query, Step};
use inventory::finding::Finding;
use inventory::indicator::Indicator;
use inventory::master::Enterprise;
use metering::parse::ParseOptions;
use std::collections::BTreeMap;
use std::process::Command;
use store::{FindingFilter, FindingRow};

const PLACE: &str = "BDG";
const HEAD: &str =
    "kind,id,enterprise,market,volume,unit,valid,vintage,kg_per_kwh,attributes,source\n";

/// The UK without its file; enterprises E1, E2 and E3 with a meter each: M1, M2, M3, in MWh.
async fn enterprises() -> TestHome {
    let test = home(true).await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let store = test.home.store();
    let record = store.region("uk").await.unwrap();
    let places = store.places("uk").await.unwrap();
    let all: Vec<Enterprise> = (1..=3)
        .map(|n| Enterprise {
            code: format!("E{n}"),
            name: units::Label {
                en: format!("Works {n}"),
                zh: format!("{n}厂"),
            },
            place: PLACE.to_owned(),
            industry: None,
            field: Some(units::Field::Industry),
            above_designated_size: None,
            lon_lat: None,
            active: (None, None),
        })
        .collect();
    store
        .upsert_region(&record.region, &places, &all, &[])
        .await
        .unwrap();
    meters(&test, &[("M1", "E1"), ("M2", "E2"), ("M3", "E3")]).await;
    test
}

async fn meters(test: &TestHome, owners: &[(&str, &str)]) {
    let mut table =
        String::from("code,place,carrier,unit,resolution,register,interval_minutes,enterprise\n");
    for (meter, enterprise) in owners {
        table += &format!("{meter},{PLACE},electricity,MWh,0.001,interval,60,{enterprise}\n");
    }
    let upload = Upload::new("meters.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload)
        .await
        .unwrap();
}

/// One reading of so many MWh at noon of the fifth of a month of 2023.
async fn used(test: &TestHome, meter: &str, month: u8, mwh: u32) {
    let file = format!("meter,at,value\n{meter},2023-{month:02}-05T12:00:00Z,{mwh}\n");
    let upload = Upload::new("use.csv", file.into_bytes());
    let options = ParseOptions::default();
    let done = files::import(&test.home, &Actor::Operator, "uk", upload, options, false)
        .await
        .unwrap();
    assert_eq!(done.readings, 1);
}

async fn put(test: &TestHome, rows: &str) -> contracts::Outcome {
    let upload = Upload::new("contracts.csv", format!("{HEAD}{rows}").into_bytes());
    contracts::import(&test.home, &Actor::Operator, "uk", upload)
        .await
        .unwrap()
}

async fn run(test: &TestHome, all: bool) -> account::Run {
    account::run(&test.home, &Actor::Operator, "uk", all)
        .await
        .unwrap()
}

/// Tonnes by enterprise and month; months without a figure are left out.
async fn tonnes(test: &TestHome, basis: Basis) -> BTreeMap<(String, String), f64> {
    let view = test.home.region("uk").await.unwrap();
    let mut query = Query::new(Indicator::CarbonTotal)
        .by(Dim::Enterprise)
        .by(Dim::Period);
    (query.basis, query.step) = (basis, Step::Month);
    let answer = view.answer(&query).unwrap();
    let mut found = BTreeMap::new();
    for row in &answer.rows {
        if let (Some(value), [Key::Enterprise(Some(code)), Key::Period(Some(period))]) =
            (row.value, row.keys.as_slice())
        {
            found.insert((code.to_string(), period.to_string()), value);
        }
    }
    found
}

fn close(found: &BTreeMap<(String, String), f64>, expected: &[(&str, &str, f64)]) {
    let codes: Vec<(&str, &str)> = found
        .keys()
        .map(|(code, month)| (code.as_str(), month.as_str()))
        .collect();
    let wanted: Vec<(&str, &str)> = expected.iter().map(|(a, b, _)| (*a, *b)).collect();
    assert_eq!(codes, wanted, "{found:?}");
    for ((code, month), value) in found {
        let (_, _, right) = expected
            .iter()
            .find(|(a, b, _)| a == code && b == month)
            .unwrap();
        assert!((value - right).abs() < 1e-9, "{code} {month}: {value}");
    }
}

async fn findings(test: &TestHome, import: u32) -> Vec<Finding> {
    let filter = FindingFilter {
        import: Some(import),
        ..FindingFilter::default()
    };
    let (_, rows) = test.home.store().findings(&filter, 100, 0).await.unwrap();
    rows.into_iter()
        .map(|FindingRow { finding, .. }| finding)
        .collect()
}

/// Incremental is all at once: the same tonnes, bit by bit, by both methods.
async fn same_as_all_at_once(test: &TestHome) {
    let before = (
        tonnes(test, Basis::Location).await,
        tonnes(test, Basis::Market).await,
    );
    run(test, true).await;
    let after = (
        tonnes(test, Basis::Location).await,
        tonnes(test, Basis::Market).await,
    );
    assert_eq!(before, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_come_first_and_the_residual_mix_takes_the_rest() {
    let test = enterprises().await;
    used(&test, "M1", 3, 1000).await;
    used(&test, "M2", 3, 100).await;
    run(&test, false).await;
    // 1 GWh at the British grid's 0.20496 kg/kWh of 2023; without a residual mix it serves by market, too.
    let location = [("E1", "2023-03", 204.96), ("E2", "2023-03", 20.496)];
    close(&tonnes(&test, Basis::Location).await, &location);
    close(&tonnes(&test, Basis::Market).await, &location);
    // 600 MWh of wind; 400 MWh are left at 0.45: 180 t.
    let outcome = put(
        &test,
        "certificate,GEC-1,E1,,600,MWh,2023,2023-02,0,,registry\nresidual_mix,,,,,,2023,,0.45,,example\n",
    )
    .await;
    assert_eq!((outcome.instruments, outcome.factors), (1, 1));
    let page = contracts::list(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    assert!(page.pending);
    assert_eq!(page.market, "GB");
    let done = run(&test, false).await;
    // No reading is read again for it.
    assert_eq!((done.readings, done.months), (0, 0));
    assert!(done.import.is_some());
    close(&tonnes(&test, Basis::Location).await, &location);
    close(
        &tonnes(&test, Basis::Market).await,
        &[("E1", "2023-03", 180.0), ("E2", "2023-03", 45.0)],
    );
    let page = contracts::list(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    assert!(!page.pending);
    let row = &page.rows[0];
    assert_eq!(
        (row.volume_kwh, row.used_kwh, row.left_kwh, &row.refused),
        (Some(600_000.0), 600_000.0, Some(0.0), &None)
    );
    assert_eq!(run(&test, false).await.import, None);
    same_as_all_at_once(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_a_contract_touches_all_months_of_its_enterprise_and_no_other() {
    let test = enterprises().await;
    for (meter, month, mwh) in [("M1", 3, 500), ("M1", 4, 500), ("M2", 3, 100)] {
        used(&test, meter, month, mwh).await;
    }
    put(
        &test,
        "certificate,GEC-1,E1,,600,MWh,2023,,0,,registry\nresidual_mix,,,,,,2023,,0.45,,example\n",
    )
    .await;
    run(&test, false).await;
    // 500 of March and 100 of April are covered: 400 MWh x 0.45 in April.
    let first = [
        ("E1", "2023-03", 0.0),
        ("E1", "2023-04", 180.0),
        ("E2", "2023-03", 45.0),
    ];
    close(&tonnes(&test, Basis::Market).await, &first);
    // More is used in March: it takes from April what the certificate had for it. 100 MWh x 0.45, 500 MWh x 0.45.
    used(&test, "M1", 3, 700).await;
    let done = run(&test, false).await;
    assert_eq!(done.months, 1);
    let more = [
        ("E1", "2023-03", 45.0),
        ("E1", "2023-04", 225.0),
        ("E2", "2023-03", 45.0),
    ];
    close(&tonnes(&test, Basis::Market).await, &more);
    same_as_all_at_once(&test).await;
    // The certificate is corrected to 1 GWh: 200 MWh of April are left.
    put(&test, "certificate,GEC-1,E1,,1,GWh,2023,,0,,registry\n").await;
    run(&test, false).await;
    let corrected = [
        ("E1", "2023-03", 0.0),
        ("E1", "2023-04", 90.0),
        ("E2", "2023-03", 45.0),
    ];
    close(&tonnes(&test, Basis::Market).await, &corrected);
    // A new residual mix of April alone touches April alone.
    contracts::remove_factor(
        &test.home,
        &Actor::Operator,
        "uk",
        ("residual_mix", "GB", "2023"),
    )
    .await
    .unwrap();
    put(&test, "residual_mix,,,,,,2023-04,,0.5,,example\n").await;
    run(&test, false).await;
    let mixed = [
        ("E1", "2023-03", 0.0),
        ("E1", "2023-04", 100.0),
        // No residual mix of March any more: the grid's 0.20496.
        ("E2", "2023-03", 20.496),
    ];
    close(&tonnes(&test, Basis::Market).await, &mixed);
    same_as_all_at_once(&test).await;
    // Without the certificate all is at the grid's average or the residual mix: 700 x 0.20496, 500 x 0.5.
    contracts::remove(&test.home, &Actor::Operator, "uk", "GEC-1", None)
        .await
        .unwrap();
    run(&test, false).await;
    let none = [
        ("E1", "2023-03", 143.472),
        ("E1", "2023-04", 250.0),
        ("E2", "2023-03", 20.496),
    ];
    close(&tonnes(&test, Basis::Market).await, &none);
    same_as_all_at_once(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn instruments_that_may_not_be_used_are_findings() {
    let test = enterprises().await;
    for meter in ["M1", "M2", "M3"] {
        used(&test, meter, 12, 10).await;
    }
    let outcome = put(
        &test,
        "certificate,TWICE,E1,,4,MWh,2023,,0,,r\ncertificate,TWICE,E2,,4,MWh,2023,,0,,r\n\
         certificate,ABROAD,E3,DE,4,MWh,2023,,0,,r\ncertificate,OLD,E3,,4,MWh,2022,,0,,r\n\
         contract,SOLD,E3,,4,MWh,2023,,0,no,r\ncertificate,MUCH,E3,,40,MWh,2023,,0,,r\n\
         certificate,NEXT,E3,,40,MWh,2024,,0,,r\nresidual_mix,,,,,,2023,,0.45,,example\n",
    )
    .await;
    let done = run(&test, false).await;
    let told: BTreeMap<String, String> = findings(&test, done.import.unwrap())
        .await
        .into_iter()
        .filter(|one| one.params.contains_key("instrument"))
        .map(|one| {
            let why = one.params.get("reason").unwrap_or(&one.code).clone();
            let of = format!("{} {}", one.params["instrument"], one.params["enterprise"]);
            (of, why)
        })
        .collect();
    let expected = [
        ("ABROAD E3", "outside_market"),
        ("MUCH E3", "contract_left_over"),
        ("OLD E3", "outside_time"),
        ("SOLD E3", "attributes_sold"),
        ("TWICE E1", "claimed_twice"),
        ("TWICE E2", "claimed_twice"),
    ];
    assert_eq!(
        told,
        expected
            .map(|(of, why)| (of.to_owned(), why.to_owned()))
            .into()
    );
    // 10 MWh x 0.45 where nothing may be used.
    close(
        &tonnes(&test, Basis::Market).await,
        &[
            ("E1", "2023-12", 4.5),
            ("E2", "2023-12", 4.5),
            ("E3", "2023-12", 0.0),
        ],
    );
    // The second claim is withdrawn: the first one counts. 6 MWh are left.
    contracts::remove(&test.home, &Actor::Operator, "uk", "TWICE", Some("E2"))
        .await
        .unwrap();
    run(&test, false).await;
    let now = tonnes(&test, Basis::Market).await;
    assert!((now[&("E1".to_owned(), "2023-12".to_owned())] - 2.7).abs() < 1e-9);
    assert_eq!(outcome.import + 1, done.import.unwrap());
    same_as_all_at_once(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meter_that_goes_to_another_enterprise_leaves_nothing_behind() {
    let test = enterprises().await;
    used(&test, "M1", 3, 1000).await;
    used(&test, "M1", 4, 1000).await;
    run(&test, false).await;
    close(
        &tonnes(&test, Basis::Location).await,
        &[("E1", "2023-03", 204.96), ("E1", "2023-04", 204.96)],
    );
    meters(&test, &[("M1", "E2")]).await;
    run(&test, false).await;
    let moved = [("E2", "2023-03", 204.96), ("E2", "2023-04", 204.96)];
    close(&tonnes(&test, Basis::Location).await, &moved);
    close(&tonnes(&test, Basis::Market).await, &moved);
    // And back again.
    meters(&test, &[("M1", "E1")]).await;
    run(&test, false).await;
    let back = [("E1", "2023-03", 204.96), ("E1", "2023-04", 204.96)];
    close(&tonnes(&test, Basis::Location).await, &back);
    same_as_all_at_once(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_with_faults_changes_nothing_and_says_where() {
    let test = enterprises().await;
    let path = test.dir.path().join("bad.csv");
    std::fs::write(
        &path,
        format!("{HEAD}certificate,GEC-1,E1,,600,MWh,2023,,0,,registry\ncertificate,GEC-2,E9,,600,MWh,soon,,0,,registry\n"),
    )
    .unwrap();
    let program = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_carbonshed"))
            .arg("--home")
            .arg(test.dir.path())
            .args(args)
            .output()
            .unwrap()
    };
    let done = program(&[
        "contracts",
        "import",
        path.to_str().unwrap(),
        "--region",
        "uk",
    ]);
    assert_eq!(done.status.code(), Some(2));
    let said = text(&done.stderr);
    assert!(
        said.contains("bad.csv, row 3, column 3 (enterprise): unknown_enterprise"),
        "{said}"
    );
    assert!(
        said.contains("bad.csv, row 3, column 7 (valid): not_a_period"),
        "{said}"
    );
    assert!(test.home.store().contracts("uk").await.unwrap().is_empty());
    std::fs::write(
        &path,
        format!("{HEAD}certificate,GEC-1,E1,,600,MWh,2023,,0,,registry\n"),
    )
    .unwrap();
    let done = program(&[
        "contracts",
        "import",
        path.to_str().unwrap(),
        "--region",
        "uk",
    ]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let listed = text(&program(&["contracts", "list", "--region", "uk"]).stdout);
    assert!(
        listed.contains("GEC-1") && listed.contains("outside_market"),
        "{listed}"
    );
    assert!(listed.contains("carbonshed account"), "{listed}");
    assert_eq!(
        program(&["contracts", "remove", "GEC-7", "--region", "uk"])
            .status
            .code(),
        Some(3)
    );
}

/// A day by hand. E1 uses 10 MWh in each of hours 8 to 11 of 5 March: 40 MWh. Its contract made 4, 12, 16 and 8 MWh in hours 9, 10, 11
/// and 12. In hour 9 the contract has the less (4), in hours 10 and 11 the use (10 each), in hour 12 nothing is used: 24 MWh of 40 are
/// covered, where by month all 40 would be. 16 MWh are left to the residual mix of 0.45: 7.2 t.
#[tokio::test(flavor = "multi_thread")]
async fn hours_of_a_contract_cover_what_was_used_in_them() {
    let test = enterprises().await;
    let rows: String = (8..12)
        .map(|hour| format!("M1,2023-03-05T{hour:02}:00:00Z,10\n"))
        .collect();
    let upload = Upload::new("day.csv", format!("meter,at,value\n{rows}").into_bytes());
    let options = ParseOptions::default();
    files::import(&test.home, &Actor::Operator, "uk", upload, options, false)
        .await
        .unwrap();
    used(&test, "M1", 4, 100).await;
    put(
        &test,
        "contract,PPA-1,E1,,40,MWh,2023-03,,0,,wind farm\nresidual_mix,,,,,,2023,,0.45,,example\n",
    )
    .await;
    run(&test, false).await;
    // By month: all of March is covered, April is not.
    let by_month = [("E1", "2023-03", 0.0), ("E1", "2023-04", 45.0)];
    close(&tonnes(&test, Basis::Market).await, &by_month);
    let hours = "id,at,kwh\nPPA-1,2023-03-05T09:00,4000\nPPA-1,2023-03-05T10:00,12000\nPPA-1,2023-03-05T11:00,16000\nPPA-1,2023-03-05T12:00,8000\n";
    let upload = Upload::new("hours.csv", hours.as_bytes().to_vec());
    let taken = contracts::import(&test.home, &Actor::Operator, "uk", upload)
        .await
        .unwrap();
    assert_eq!((taken.instruments, taken.hours, taken.factors), (1, 4, 0));
    let done = run(&test, false).await;
    // The months stand as they were summed; only their entries are made again.
    assert_eq!((done.readings, done.months), (0, 0));
    let by_hour = [("E1", "2023-03", 7.2), ("E1", "2023-04", 45.0)];
    close(&tonnes(&test, Basis::Market).await, &by_hour);
    let page = contracts::list(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    let row = &page.rows[0];
    assert!(row.hourly && !page.pending);
    assert_eq!(
        (row.volume_kwh, row.used_kwh, row.left_kwh),
        (Some(40_000.0), 24_000.0, Some(16_000.0))
    );
    // The entry says so, and so does its explanation.
    let view = test.home.region("uk").await.unwrap();
    let mut query = Query::new(Indicator::CarbonTotal);
    query.basis = Basis::Market;
    query.enterprises = vec![Some("E1".to_owned())];
    let (entries, _) = view.cube.entries(&query, 10).unwrap();
    let covered = entries
        .iter()
        .find(|entry| entry.factors == ["contract_by_hour:PPA-1"])
        .unwrap();
    assert_eq!(
        (covered.activity_value, covered.co2e_t),
        (24_000.0, Some(0.0))
    );
    let explained = view.cube.explain(&query, &|_| None, 6, 50).unwrap();
    let text = format!("{explained:?}");
    assert!(text.contains("matched_by_hour") && text.contains("E = Σ min(AD(h), G(h)) × EF"));
    same_as_all_at_once(&test).await;
    // A second contract by month takes of the rest of every hour: 10 MWh at 0.1, and 6 MWh are left: 1 + 2.7 t.
    put(&test, "contract,PPA-2,E1,,10,MWh,2023-03,,0.1,,hydro\n").await;
    run(&test, false).await;
    let both = [("E1", "2023-03", 3.7), ("E1", "2023-04", 45.0)];
    close(&tonnes(&test, Basis::Market).await, &both);
    // Two of the hours are corrected upwards, to no avail: beyond the volume the table is refused and nothing changes.
    for (text, why) in [
        ("id,at,kwh\nPPA-2,2023-03-05T09:00,40000\n", "add up to"),
        ("id,at,kwh\nPPA-9,2023-03-05T09:00,1\n", "no contract"),
        ("id,at,kwh\nPPA-2,2023-04-05T09:00,1\n", "valid in 2023-03"),
        (
            "id,at,kwh\nPPA-2,2023-03-05T09:00,1\nPPA-2,2023-03-05T09:30,1\n",
            "twice",
        ),
    ] {
        let upload = Upload::new("hours.csv", text.as_bytes().to_vec());
        let refused = contracts::import(&test.home, &Actor::Operator, "uk", upload)
            .await
            .unwrap_err();
        assert!(refused.message.contains(why), "{}", refused.message);
    }
    assert_eq!(run(&test, false).await.import, None);
}

/// E1 uses 100 MWh on a noon of March and on one of April. Its contract of 40 MWh made 30 MWh in the first hour and 10 in the second:
/// 70 and 90 MWh are left to the residual mix of 0.45, 31.5 and 40.5 t. A table of April alone then says that only 4 MWh were made at
/// noon and 6 an hour later: 96 MWh are left of April, 43.2 t, and March stays.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_hours_replaces_the_months_that_it_names_and_no_others() {
    let test = enterprises().await;
    used(&test, "M1", 3, 100).await;
    used(&test, "M1", 4, 100).await;
    put(
        &test,
        "contract,PPA-1,E1,,40,MWh,2023-H1,,0,,wind farm\ncertificate,GEC-7,E1,,1,MWh,2023,,0,,registry\ncertificate,GEC-7,E2,,1,MWh,2023,,0,,registry\nresidual_mix,,,,,,2023,,0.45,,example\n",
    )
    .await;
    let hours = async |text: &str| {
        let upload = Upload::new("hours.csv", text.as_bytes().to_vec());
        contracts::import(&test.home, &Actor::Operator, "uk", upload).await
    };
    hours("id,at,kwh\nPPA-1,2023-03-05T12:00:00Z,30000\nPPA-1,2023-04-05T12:00:00Z,10000\n")
        .await
        .unwrap();
    run(&test, false).await;
    close(
        &tonnes(&test, Basis::Market).await,
        &[("E1", "2023-03", 31.5), ("E1", "2023-04", 40.5)],
    );
    hours("id,at,kwh\nPPA-1,2023-04-05T12:00:00Z,4000\nPPA-1,2023-04-05T13:00:00Z,6000\n")
        .await
        .unwrap();
    run(&test, false).await;
    let right = [("E1", "2023-03", 31.5), ("E1", "2023-04", 43.2)];
    close(&tonnes(&test, Basis::Market).await, &right);
    // Ten times the contract: 30 MWh of March and 400 of April.
    let refused = hours("id,at,kwh\nPPA-1,2023-04-05T12:00:00Z,400000\n")
        .await
        .unwrap_err();
    assert!(
        refused
            .message
            .contains("add up to 430000 kWh, and 40000 kWh are stated"),
        "{}",
        refused.message
    );
    // Two enterprises claim the certificate: the table has to say whose hours they are.
    let refused = hours("id,at,kwh\nGEC-7,2023-03-05T12:00,1000\n")
        .await
        .unwrap_err();
    assert!(
        refused.message.contains("row 2, column id") && refused.message.contains("E1 and E2"),
        "{}",
        refused.message
    );
    let taken = hours("id,enterprise,at,kwh\nGEC-7,E2,2023-03-05T12:00,1000\n")
        .await
        .unwrap();
    assert_eq!(taken.instruments, 1);
    let hourly: Vec<(String, bool)> = contracts::list(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap()
        .rows
        .into_iter()
        .filter(|row| row.id == "GEC-7")
        .map(|row| (row.enterprise.code, row.hourly))
        .collect();
    assert_eq!(hourly, [("E1".to_owned(), false), ("E2".to_owned(), true)]);
    run(&test, false).await;
    close(&tonnes(&test, Basis::Market).await, &right);
    same_as_all_at_once(&test).await;
}
