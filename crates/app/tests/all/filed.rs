//! What is filed and metered of the same is counted once; and what follows from it in the cube, patched or made anew.
//! One works, w19, has a meter; amounts are worked out by hand.

use super::estimates::{METERED, REGION, file, folder};
use super::{TestHome, home, import_into, open};
use app::usecase::import::Upload;
use app::usecase::readings::{account, files};
use app::usecase::{Actor, regions};
use app::view::RegionView;
use inventory::cube::{Basis, Dim, Query, Step};
use inventory::indicator::Indicator;
use metering::parse::ParseOptions;
use std::collections::BTreeMap;
use store::{ImportMode, ImportState};

/// A meter of electricity, in kWh, of the works.
async fn works() -> TestHome {
    let test = home(true).await;
    let folder = folder(test.dir.path());
    regions::add(&test.home, &Actor::Operator, folder.to_str().unwrap())
        .await
        .unwrap();
    let meters = format!(
        "code,place,enterprise,carrier,unit,resolution,register,interval_minutes\nM,t1,{METERED},electricity,kWh,1,interval,60\nN,t1,w01,electricity,kWh,1,interval,60\n"
    );
    let upload = Upload::new("meters.csv", meters.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, REGION, &upload)
        .await
        .unwrap();
    test
}

/// One reading at noon of the fifth of each month of 2020: so many kWh.
async fn read(test: &TestHome, meter: &str, months: &[(u8, u32)]) {
    let rows: String = months
        .iter()
        .map(|(month, kwh)| format!("{meter},2020-{month:02}-05 12:00,{kwh}\n"))
        .collect();
    let upload = Upload::new("read.csv", format!("meter,at,value\n{rows}").into_bytes());
    let options = ParseOptions::default();
    let done = files::import(&test.home, &Actor::Operator, REGION, upload, options, false)
        .await
        .unwrap();
    assert_eq!(done.readings, months.len());
}

/// A month's filing of electricity, in units of 10 000 kWh.
async fn filed(test: &TestHome, month: u8, wan_kwh: f64) {
    let row = format!("2020-{month:02},{METERED},{wan_kwh},,,,,,,,,,,\n");
    file(test, &format!("{month}.csv"), &row).await;
}

async fn run(test: &TestHome, all: bool) -> account::Run {
    account::run(&test.home, &Actor::Operator, REGION, all)
        .await
        .unwrap()
}

/// Electricity of the works by month, in whole kWh.
fn kwh(view: &RegionView) -> BTreeMap<String, i64> {
    let mut query = Query::new(Indicator::EnergyTotal);
    query.enterprises = vec![Some(METERED.to_owned())];
    let (entries, _) = view.cube.entries(&query, 1000).unwrap();
    let mut found = BTreeMap::new();
    for entry in entries {
        let kwh = (entry.energy_gj.unwrap() / 0.0036).round() as i64;
        *found.entry(entry.period.unwrap().to_string()).or_default() += kwh;
    }
    found
}

/// All figures of a view, to the last bit.
fn figures(view: &RegionView) -> Vec<String> {
    let mut all = vec![format!("{:?}", view.findings)];
    for indicator in Indicator::ALL {
        for by in [
            Dim::Industry,
            Dim::Enterprise,
            Dim::PlaceChildren,
            Dim::Field,
        ] {
            for basis in [Basis::Location, Basis::Market] {
                let mut query = Query::new(indicator).by(by.clone()).by(Dim::Period);
                (query.basis, query.step) = (basis, Step::Month);
                all.push(format!("{:?}", view.answer(&query)));
                all.push(format!("{:?}", view.cube.entries(&query, 10_000)));
            }
        }
    }
    all
}

/// The view is what another process would load, and has these months.
async fn is(test: &TestHome, expected: &[(&str, i64)]) {
    let view = test.home.region(REGION).await.unwrap();
    let found = kwh(&view);
    let expected: BTreeMap<String, i64> = expected
        .iter()
        .map(|(month, kwh)| ((*month).to_owned(), *kwh))
        .collect();
    assert_eq!(found, expected);
    let other = open(test.dir.path(), true).await;
    let anew = other.region(REGION).await.unwrap();
    assert_eq!(other.views_patched(), 0);
    for (patched, anew) in figures(&view).iter().zip(&figures(&anew)) {
        assert_eq!(patched, anew);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_filed_is_not_counted_a_second_time() {
    let test = works().await;
    test.home.region(REGION).await.unwrap();
    // Metered only.
    read(&test, "M", &[(1, 22_000), (2, 20_000)]).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 22_000), ("2020-02", 20_000)]).await;
    // Filed after it was metered, for a part of the year: 1.9 of February. January stays as metered.
    filed(&test, 2, 1.9).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 22_000), ("2020-02", 19_000)]).await;
    // The filing is corrected later.
    filed(&test, 2, 1.95).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 22_000), ("2020-02", 19_500)]).await;
    // So are the readings: the filing stands.
    read(&test, "M", &[(2, 21_000)]).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 22_000), ("2020-02", 19_500)]).await;
    // Filed before it was metered.
    filed(&test, 3, 2.0).await;
    run(&test, false).await;
    read(&test, "M", &[(3, 20_500)]).await;
    run(&test, false).await;
    let quarter = [
        ("2020-01", 22_000),
        ("2020-02", 19_500),
        ("2020-03", 20_000),
    ];
    is(&test, &quarter).await;
    // Filed and metered between two runs, in both orders; and a month that nobody filed.
    filed(&test, 4, 1.8).await;
    read(&test, "M", &[(4, 18_500), (5, 17_500), (6, 16_500)]).await;
    filed(&test, 5, 1.7).await;
    run(&test, false).await;
    let half = [
        &quarter[..],
        &[
            ("2020-04", 18_000),
            ("2020-05", 17_000),
            ("2020-06", 16_500),
        ],
    ]
    .concat();
    is(&test, &half).await;
    // New entries were put into the cube.
    assert!(
        test.home.views_patched() >= 3,
        "{}",
        test.home.views_patched()
    );
    run(&test, true).await;
    is(&test, &half).await;
    // Another works' meter: the rest stays.
    read(&test, "N", &[(1, 5_000)]).await;
    run(&test, false).await;
    is(&test, &half).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filing_of_the_year_covers_its_months() {
    let test = works().await;
    read(&test, "M", &[(1, 22_000), (2, 20_000)]).await;
    let mapping = r#"
id = "yearly"
title = { en = "Yearly", zh = "年报" }
dataset = "yearly"
version = "1"

[enterprise]
code = "enterprise"
unknown = "refuse"

[period]
column = "year"
format = "year"

[defaults]
quality = "reported"

[[measure]]
column = "electricity:kWh"
kind = "carrier"
carrier = "electricity"
unit = "kWh"
"#;
    let folder = test.dir.path().join("mappings");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("yearly.toml"), mapping).unwrap();
    let text = format!("year,enterprise,electricity:kWh\n2020,{METERED},240000\n");
    run(&test, false).await;
    is(&test, &[("2020-01", 22_000), ("2020-02", 20_000)]).await;
    let upload = Upload::new("yearly.csv", text.into_bytes());
    let outcome = import_into(
        &test.home,
        Some(REGION),
        upload,
        "yearly",
        ImportMode::Strict,
    )
    .await;
    assert_eq!(
        outcome.state,
        ImportState::Committed,
        "{:?}",
        outcome.findings
    );
    run(&test, false).await;
    is(&test, &[("2020", 240_000)]).await;
    // What is metered of that year later changes nothing; the next year is another matter.
    read(&test, "M", &[(3, 20_500)]).await;
    run(&test, false).await;
    is(&test, &[("2020", 240_000)]).await;
    run(&test, true).await;
    is(&test, &[("2020", 240_000)]).await;
}

/// Tonnes by industry.
async fn by_industry(test: &TestHome) -> Vec<(String, f64)> {
    let view = test.home.region(REGION).await.unwrap();
    let answer = view
        .answer(&Query::new(Indicator::CarbonTotal).by(Dim::Industry))
        .unwrap();
    answer
        .rows
        .iter()
        .filter_map(|row| Some((format!("{:?}", row.keys[0]), row.value?)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_industry_of_an_enterprise_alone_is_followed() {
    let test = works().await;
    read(&test, "M", &[(1, 22_000), (2, 20_000)]).await;
    read(&test, "N", &[(1, 1_000)]).await;
    run(&test, false).await;
    let before = by_industry(&test).await;
    assert_eq!(before.len(), 1, "{before:?}");
    let store = test.home.store();
    let record = store.region(REGION).await.unwrap();
    let places = store.places(REGION).await.unwrap();
    let mut enterprises = store.enterprises(REGION).await.unwrap();
    let of = enterprises
        .iter_mut()
        .find(|one| one.code == METERED)
        .unwrap();
    // 42 of 43 MWh become those of another industry; nothing else is told.
    of.industry = Some("C30".to_owned());
    store
        .upsert_region(&record.region, &places, &enterprises, &[])
        .await
        .unwrap();
    let done = run(&test, false).await;
    // No reading is read again, no month of a meter computed.
    assert_eq!((done.readings, done.months, done.all), (0, 0, false));
    assert!(done.import.is_some());
    let after = by_industry(&test).await;
    assert_eq!(after.len(), 2, "{after:?}");
    let of = |code: &str| {
        let found = after.iter().find(|(key, _)| key.contains(code)).unwrap();
        found.1
    };
    assert!((of("C30") - before[0].1 * 42.0 / 43.0).abs() < 1e-12);
    assert!((of("C17") - before[0].1 / 43.0).abs() < 1e-12);
    is(&test, &[("2020-01", 22_000), ("2020-02", 20_000)]).await;
    assert_eq!(run(&test, false).await.import, None);
    let before = figures(&test.home.region(REGION).await.unwrap());
    run(&test, true).await;
    let after = figures(&test.home.region(REGION).await.unwrap());
    // Lineage aside, which names the run: the same figures.
    let plain = |all: &[String]| -> Vec<String> {
        all.iter()
            .filter(|one| !one.contains("lineage"))
            .cloned()
            .collect()
    };
    assert_eq!(plain(&before[1..]), plain(&after[1..]));
}

/// The works have a meter in kWh and one in MWh of the same electricity: one more day of the first does not lose the second.
#[tokio::test(flavor = "multi_thread")]
async fn meters_of_one_carrier_in_two_units_count_together() {
    let test = works().await;
    let table = format!(
        "code,place,enterprise,carrier,unit,resolution,register,interval_minutes\nO,t1,{METERED},electricity,MWh,1,interval,60\n"
    );
    let upload = Upload::new("meters.csv", table.into_bytes());
    files::import_meters(&test.home, &Actor::Operator, REGION, &upload)
        .await
        .unwrap();
    // 22,000 kWh and 3 MWh.
    read(&test, "M", &[(1, 22_000)]).await;
    read(&test, "O", &[(1, 3)]).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 25_000)]).await;
    // The first is corrected: 21,000 and still 3 MWh.
    read(&test, "M", &[(1, 21_000)]).await;
    run(&test, false).await;
    is(&test, &[("2020-01", 24_000)]).await;
    run(&test, true).await;
    is(&test, &[("2020-01", 24_000)]).await;
}
