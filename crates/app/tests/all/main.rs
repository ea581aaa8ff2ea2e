//! Tests of the whole: temporary homes, real files, both doors.

mod breakdown;
mod cities;
mod city;
mod cli;
mod contracts;
mod doors;
mod estimates;
mod exchange;
mod explain_readings;
mod figures;
mod filed;
mod flows;
mod jobs;
mod load;
mod meters;
mod openapi;
mod pairing;
mod partners;
mod partners_doors;
mod readings;
mod readings_faults;
mod repair;
mod together;
mod trace;

use app::config::{Config, Layer};
use app::home::Home;
use app::usecase::Actor;
use app::usecase::import::{self, Outcome, Upload};
use app::usecase::regions;
use store::ImportMode;

/// What a program said.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A home in a folder that goes with the test.
pub struct TestHome {
    /// The home.
    pub home: Home,
    /// Its folder.
    pub dir: tempfile::TempDir,
}

/// An empty home.
pub async fn home(public_read: bool) -> TestHome {
    let dir = tempfile::tempdir().unwrap();
    TestHome {
        home: open(dir.path(), public_read).await,
        dir,
    }
}

/// A home in a folder, perhaps one that another has open.
pub async fn open(dir: &std::path::Path, public_read: bool) -> Home {
    let config = Config::of([Layer {
        public_read: Some(public_read),
        // What is pushed goes into the tables at once.
        inbox_s: Some(0),
        ..Layer::default()
    }]);
    Home::open(dir, config).await.unwrap()
}

/// Imports a file to its end.
pub async fn import(home: &Home, upload: Upload, mapping: &str, mode: ImportMode) -> Outcome {
    import_into(home, None, upload, mapping, mode).await
}

/// The same into a region, where the mapping names none.
pub async fn import_into(
    home: &Home,
    region: Option<&str>,
    upload: Upload,
    mapping: &str,
    mode: ImportMode,
) -> Outcome {
    let job = import::begin(home, &Actor::Operator, upload, mapping, region, mode)
        .await
        .unwrap();
    import::run(home, job, &mut |_, _, _| {}).await.unwrap()
}

/// The file that belongs to a region the program carries.
pub fn sample(path: &str) -> Upload {
    let bytes = app::embed::data(path).unwrap();
    Upload::new(path, bytes.into_owned())
}

/// The file of the UK.
pub const UK_FILE: &str = "regions/uk/uk_local_authority_emissions_2005_2020.csv.gz";
/// The file of Washington State.
pub const WA_FILE: &str = "regions/washington/wa_ghgrp_facilities_2012_2020.csv.gz";

/// The UK of the real file.
pub async fn uk() -> TestHome {
    let test = home(true).await;
    let outcome = import(
        &test.home,
        sample(UK_FILE),
        "uk-local-authorities",
        ImportMode::Strict,
    )
    .await;
    assert_eq!(outcome.state, store::ImportState::Committed);
    test
}

/// A synthetic district small enough for a test: 3 towns, 18 enterprises, 2 years.
pub async fn small_district() -> TestHome {
    let test = home(true).await;
    let folder = test.dir.path().join("generated");
    std::fs::create_dir(&folder).unwrap();
    let district = synth::generate(&synth::Config {
        region: "district".to_owned(),
        seed: 3,
        towns: 3,
        above: 8,
        below: 10,
        years: 2020..=2021,
        faults: false,
    })
    .unwrap();
    district
        .write_to(&mut |name, bytes| std::fs::write(folder.join(name), bytes))
        .unwrap();
    let added = regions::add(&test.home, &Actor::Operator, folder.to_str().unwrap())
        .await
        .unwrap();
    for spec in added.imports {
        let bytes = std::fs::read(folder.join(&spec.file)).unwrap();
        let outcome = import_into(
            &test.home,
            Some(&added.id),
            Upload::new(&spec.file, bytes),
            &spec.mapping,
            ImportMode::Strict,
        )
        .await;
        assert_eq!(
            outcome.state,
            store::ImportState::Committed,
            "{}",
            spec.file
        );
    }
    test
}
