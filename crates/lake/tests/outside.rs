//! Programs that know nothing of Carbonshed read the same sums.
//!
//! `CARBONSHED_TEST_PYTHON` names a Python with the packages of `tests/outside/requirements.txt`; `cargo xtask test` makes one.
//! `CARBONSHED_TEST_PYTHON_REQUIRED=1` turns its absence into a failure.

mod common;

use std::path::Path;
use std::process::Command;

use common::{activities, entries, statistics};
use inventory::ledger::{Activity, Entry, StatisticEntry};
use lake::{Lake, Table};
use serde_json::Value;

#[test]
fn deltalake_polars_and_duckdb_read_the_same() {
    let Ok(python) = std::env::var("CARBONSHED_TEST_PYTHON") else {
        assert!(
            std::env::var("CARBONSHED_TEST_PYTHON_REQUIRED").as_deref() != Ok("1"),
            "outside readers are required, but CARBONSHED_TEST_PYTHON is not set"
        );
        eprintln!("not run: CARBONSHED_TEST_PYTHON is not set");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let (mut a, mut s, mut e) = (vec![], vec![], vec![]);
    // 70 commits: outside readers go through a checkpoint of ours.
    for seq in 1..=70 {
        let one = (
            activities("uk", seq, 30),
            statistics("uk", seq, 5),
            entries("uk", seq, 200),
        );
        lake.append_activities(seq, &one.0).unwrap();
        lake.append_statistics(seq, &one.1).unwrap();
        lake.append_entries(seq, &one.2).unwrap();
        a.extend(one.0);
        s.extend(one.1);
        e.extend(one.2);
    }
    lake.append_entries(71, &entries("elsewhere", 71, 10))
        .unwrap();
    same(&python, folder.path(), (&a, &s, &e));
    // Put together into one file each: other programs see no difference.
    for table in [Table::Activities, Table::Statistics, Table::Entries] {
        let merged = lake.compact(table, "uk", &|_| true).unwrap().unwrap();
        assert_eq!((merged.files_before, merged.files_after), (70, 1));
    }
    same(&python, folder.path(), (&a, &s, &e));
}

type Rows<'a> = (&'a [Activity], &'a [StatisticEntry], &'a [Entry]);

/// Sums, counts and extremes of each reader are those of the rows.
fn same(python: &str, folder: &Path, (a, s, e): Rows<'_>) {
    let output = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/outside/read_tables.py"
        ))
        .arg(folder)
        .arg("uk")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    for reader in ["deltalake", "polars", "duckdb"] {
        let number = |table: &str, column: &str, values: Vec<Option<f64>>| {
            let found = &answer[reader][table][column];
            let values: Vec<f64> = values.into_iter().flatten().collect();
            assert_eq!(found["count"], values.len(), "{reader} {table}.{column}");
            let (found, sum) = (found["sum"].as_f64().unwrap(), values.iter().sum::<f64>());
            let size: f64 = values.iter().map(|value| value.abs()).sum();
            assert!(
                (found - sum).abs() <= 1e-12 * size,
                "{reader} {table}.{column}: {found} is not {sum}"
            );
        };
        number(
            "activities",
            "value",
            a.iter().map(|row| Some(row.value)).collect(),
        );
        number(
            "activities",
            "uncertainty_percent",
            a.iter().map(|row| row.uncertainty_percent).collect(),
        );
        number(
            "statistics",
            "value",
            s.iter().map(|row| Some(row.value)).collect(),
        );
        number(
            "entries",
            "total_t_co2e",
            e.iter().map(|row| row.co2e_t).collect(),
        );
        number(
            "entries",
            "ch4_t_co2e",
            e.iter().map(|row| row.gases_co2e_t[1]).collect(),
        );
        number(
            "entries",
            "energy_gj",
            e.iter().map(|row| row.energy_gj).collect(),
        );
        let of = |table: &str, column: &str| answer[reader][table][column].clone();
        assert_eq!(
            of("entries", "carrier")["count"],
            e.iter().filter(|row| row.carrier.is_some()).count()
        );
        assert_eq!(
            of("entries", "imported_emission")["distinct"],
            2,
            "{reader}"
        );
        assert_eq!(
            of("entries", "factors")["greatest"],
            "factor_0;factor_1",
            "{reader}"
        );
        assert_eq!(
            of("activities", "period_start")["least"],
            "1969-07-01",
            "{reader}"
        );
        assert_eq!(of("activities", "field")["distinct"], 6, "{reader}");
    }
}
