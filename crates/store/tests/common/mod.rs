//! Every test runs on SQLite, and on PostgreSQL when `CARBONSHED_TEST_POSTGRES` holds the URL of a database in
//! which schemas may be made. `CARBONSHED_TEST_POSTGRES_REQUIRED=1` turns its absence into a failure.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};

use inventory::ledger::Statistic;
use inventory::master::{Enterprise, Level, Place, Region, View};
use sea_orm::{ConnectionTrait, Database};
use store::{ImportMode, NewImport, Store};
use units::{Field, Label};

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// Runs `test` on each database with the URL of an empty store.
pub fn on_each<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    runtime.block_on(test(format!(
        "sqlite://{}/store.db",
        folder.path().display()
    )));
    match std::env::var("CARBONSHED_TEST_POSTGRES") {
        Ok(base) => {
            let schema = format!(
                "t{}_{}",
                std::process::id(),
                COUNTER.fetch_add(1, Ordering::Relaxed)
            );
            runtime.block_on(async {
                let admin = Database::connect(&base).await.unwrap();
                admin
                    .execute_unprepared(&format!("CREATE SCHEMA {schema}"))
                    .await
                    .unwrap();
                let separator = if base.contains('?') { '&' } else { '?' };
                test(format!(
                    "{base}{separator}options=-c%20search_path%3D{schema}"
                ))
                .await;
                admin
                    .execute_unprepared(&format!("DROP SCHEMA {schema} CASCADE"))
                    .await
                    .unwrap();
            });
        }
        Err(_) => assert!(
            std::env::var("CARBONSHED_TEST_POSTGRES_REQUIRED").as_deref() != Ok("1"),
            "PostgreSQL is required, but CARBONSHED_TEST_POSTGRES is not set"
        ),
    }
}

/// A label, the same in both languages.
pub fn label(text: &str) -> Label {
    Label {
        en: text.to_owned(),
        zh: format!("{text}（中）"),
    }
}

/// A region with two levels.
pub fn region(id: &str) -> Region {
    Region {
        id: id.to_owned(),
        name: label(id),
        synthetic: true,
        attribution: vec![],
        time_zone: "Asia/Shanghai".to_owned(),
        currency: "CNY".to_owned(),
        levels: vec![
            Level {
                id: "district".to_owned(),
                name: label("District"),
            },
            Level {
                id: "town".to_owned(),
                name: label("Town"),
            },
        ],
        classification: "gbt4754".to_owned(),
        default_view: View::Consumption,
        default_indicator: "carbon_total".to_owned(),
        carbon_unit: "t".to_owned(),
        energy_unit: "tce".to_owned(),
        intensity_base: Some(Statistic::OutputValue),
        factor_regions: vec!["CN".to_owned()],
        gwp_set: "ar5".to_owned(),
    }
}

/// A place below `parent`.
pub fn place(code: &str, parent: Option<&str>) -> Place {
    Place {
        code: code.to_owned(),
        name: label(code),
        aliases: vec![format!("{code}镇"), "a;b".to_owned()],
        level: if parent.is_some() { "town" } else { "district" }.to_owned(),
        parent: parent.map(str::to_owned),
        lon_lat: Some((106.5, 29.6)),
        source: "test".to_owned(),
    }
}

/// An enterprise in `place`.
pub fn enterprise(code: &str, place: &str) -> Enterprise {
    Enterprise {
        code: code.to_owned(),
        name: label(code),
        place: place.to_owned(),
        industry: Some("C25".to_owned()),
        field: Some(Field::Industry),
        above_designated_size: Some(true),
        lon_lat: None,
        active: (Some("2012-01".to_owned()), None),
    }
}

/// An import of a file whose hash starts with `sha`.
pub fn new_import(region: &str, sha: &str) -> NewImport {
    NewImport {
        region: region.to_owned(),
        mapping: "m".to_owned(),
        mapping_version: "1".to_owned(),
        dataset: "d".to_owned(),
        file_name: "f.csv".to_owned(),
        sha256: format!("{sha:0<64}"),
        size_bytes: 12,
        mode: ImportMode::Lenient,
        by: Some("officer".to_owned()),
    }
}

/// An open store with region `r`, places `d` and `d1`.
pub async fn with_region(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    store
        .upsert_region(
            &region("r"),
            &[place("d", None), place("d1", Some("d"))],
            &[],
            &[],
        )
        .await
        .unwrap();
    store
}
