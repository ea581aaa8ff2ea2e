//! A meter's counts mean the same from first to last, and what is corrected away does not stay in a figure. Sums are worked out by hand.

use super::TestHome;
use super::readings::{PLACE, accounted, meters, quarters, take, with_meters};
use app::refusal::Refusal;
use app::usecase::Actor;
use app::usecase::import::Upload;
use app::usecase::readings::files;
use metering::parse::ParseOptions;

async fn described(test: &TestHome, row: &str) -> Result<usize, Refusal> {
    let head = "code,place,carrier,unit,resolution,register,interval_minutes,multiplier,name\n";
    let upload = Upload::new("meters.csv", format!("{head}{row}").into_bytes());
    files::import_meters(&test.home, &Actor::Operator, "uk", &upload).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meter_that_has_readings_keeps_the_meaning_of_its_counts() {
    let test = with_meters(&format!(
        "M,{PLACE},electricity,kWh,0.001,interval,15,,,\nR,{PLACE},electricity,kWh,1,cumulative,60,,,\nN,{PLACE},electricity,kWh,0.001,interval,15,,,\n"
    ))
    .await;
    // 96 quarters of 1 kWh, and a register from 100 to 130.
    let day = quarters("M", "2024-01-10T00:00:00Z", "2024-01-11T00:00:00Z", "1");
    let reads = "R,2024-01-10T00:00:00Z,100\nR,2024-01-10T01:00:00Z,130\n";
    let file = format!("{day}{reads}").into_bytes();
    take(&test, "day.csv", file, ParseOptions::default()).await;
    assert_eq!(accounted(&test).await.energy_kwh, 126.0);
    for changed in [
        "M,BDG,electricity,MWh,0.001,interval,15,1,",
        "M,BDG,electricity,kWh,0.01,interval,15,1,",
        "M,BDG,electricity,kWh,0.001,interval,15,40,",
        "M,BDG,electricity,kWh,0.001,power,15,1,",
        "R,BDG,electricity,kWh,10,cumulative,60,1,",
    ] {
        let refusal = described(
            &test,
            &format!("N,{PLACE},electricity,kWh,0.001,interval,15,1,\n{changed}\n"),
        )
        .await
        .unwrap_err();
        assert!(
            refusal.message.contains("row 3") && refusal.message.contains("code of its own"),
            "{changed}: {}",
            refusal.message
        );
    }
    // Nothing changed, so nothing has to be computed again; and the figure is what it was.
    assert_eq!(accounted(&test).await.import, None);
    // A name may change, and the unit of a meter that never was read; 1 x 0.001 counts as 0.001 x 1.
    described(&test, "M,BDG,electricity,kWh,1,interval,15,0.001,Hall\nN,BDG,electricity,MWh,0.01,interval,15,1,\n")
        .await
        .unwrap();
    let of = |code: &str, all: &[metering::Meter]| all.iter().find(|one| one.code == code).cloned();
    let now = test.home.store().meters("uk").await.unwrap();
    assert_eq!(of("M", &now).unwrap().name.en, "Hall");
    assert_eq!(of("N", &now).unwrap().unit, "MWh");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_that_makes_an_amount_unknown_takes_the_old_one_back() {
    // V stands for R and is twice as much.
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
    let read = async |rows: &str| {
        let file = format!("meter,at,value\n{rows}").into_bytes();
        take(&test, "reads.csv", file, ParseOptions::default()).await
    };
    // 100 kWh in the hour, twice.
    read("R,2024-01-10T10:00:00Z,100\nR,2024-01-10T11:00:00Z,200\n").await;
    assert_eq!(accounted(&test).await.energy_kwh, 200.0);
    // Corrected to less than before: what went through is not known, so the 100 must not stand.
    read("R,2024-01-10T11:00:00Z,50\n").await;
    let run = accounted(&test).await;
    assert_eq!((run.import.is_some(), run.energy_kwh), (true, 0.0));
    // And to what it was indeed: 30 kWh, twice.
    read("R,2024-01-10T11:00:00Z,130\n").await;
    assert_eq!(accounted(&test).await.energy_kwh, 60.0);
    let run = app::usecase::readings::account::run(&test.home, &Actor::Operator, "uk", true)
        .await
        .unwrap();
    assert_eq!(run.energy_kwh, 60.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn factors_that_cannot_be_are_refused_with_their_row() {
    let test = with_meters("").await;
    meters(
        &test,
        &format!("M,{PLACE},electricity,kWh,0.001,interval,15,,,GB\n"),
    )
    .await;
    for (rows, row) in [
        ("GB,2024-01-05T00:00,-0.2\n", "row 2"),
        // Grams.
        (
            "GB,2024-01-05T00:00,0.2\nGB,2024-01-05T01:00,581\n",
            "row 3",
        ),
        ("GB,2024-01-05T00:00,NaN\n", "row 2"),
        // The same hour once more, also by another offset.
        (
            "GB,2024-01-05T00:00,0.2\nGB,2024-01-05T01:00+01:00,0.3\n",
            "row 3",
        ),
        // Clocks go from one to two.
        (
            "GB,2024-03-31T00:00,0.2\nGB,2024-03-31T01:00,0.2\n",
            "row 3",
        ),
    ] {
        let upload = Upload::new("f.csv", format!("zone,at,kg_per_kwh\n{rows}").into_bytes());
        let refusal = files::import_factors(&test.home, &Actor::Operator, "uk", upload)
            .await
            .unwrap_err();
        assert!(refusal.message.contains(row), "{rows}: {}", refusal.message);
    }
}
