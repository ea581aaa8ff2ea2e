//! Merged files of the ledger hold the same rows: for scans, imports, cells and older versions, after any crash.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{activities, entries, imports, rng, statistics};
use inventory::cube::EntryRef;
use inventory::ledger::{Activity, Entry, StatisticEntry};
use lake::{Lake, LakeError, Table};
use proptest::prelude::*;
use rand::RngExt;

const HOME: &str = "CARBONSHED_LEDGER_MERGE_TEST_HOME";
const LEDGER: [Table; 3] = [Table::Activities, Table::Statistics, Table::Entries];

/// All rows of some imports, in the order in which they are handed out.
fn rows(lake: &Lake, seqs: &[u32]) -> Vec<String> {
    let mut found = Vec::new();
    let counted = imports(seqs);
    lake.scan_entries("r", &counted, |row: EntryRef<'_>| {
        found.push(format!("{row:?}"))
    })
    .unwrap();
    lake.scan_statistics("r", &counted, |row| found.push(format!("{row:?}")))
        .unwrap();
    found
}

fn append(lake: &Lake, region: &str, seq: u32, size: usize) {
    lake.append_activities(seq, &activities(region, seq, size))
        .unwrap();
    lake.append_statistics(seq, &statistics(region, seq, size / 3))
        .unwrap();
    lake.append_entries(seq, &entries(region, seq, size * 2))
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_read_changes(sizes in prop::collection::vec(0usize..90, 3..14), again in 1u32..4) {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        let mut seqs = Vec::new();
        for (seq, size) in (1..).zip(&sizes) {
            append(&lake, "r", seq, *size);
            seqs.push(seq);
        }
        append(&lake, "other", 99, 7);
        // Import 2 counts nowhere: its rows stay, and are still of nobody.
        let counted: Vec<u32> = seqs.iter().copied().filter(|seq| *seq != 2).collect();
        let before = (rows(&lake, &counted), rows(&lake, &seqs));
        let old = lake.versions().unwrap();
        for _ in 0..again {
            for table in LEDGER {
                let had = lake.file_count(table, "r").unwrap().all;
                let merged = lake.compact(table, "r", &|_| true).unwrap().unwrap();
                prop_assert_eq!(merged.replaced_rows, 0);
                prop_assert!(lake.file_count(table, "r").unwrap().all <= had.min(1));
                prop_assert_eq!(lake.file_count(table, "other").unwrap().all, 1);
            }
        }
        prop_assert_eq!(&(rows(&lake, &counted), rows(&lake, &seqs)), &before);
        // Another process, and the versions of before.
        let other = Lake::open(folder.path()).unwrap();
        prop_assert_eq!(&rows(&other, &seqs), &before.1);
        prop_assert_eq!(&rows(&lake.at(old).unwrap(), &seqs), &before.1);
        for (seq, size) in (1..).zip(&sizes) {
            prop_assert!(lake.has_import(Table::Entries, seq).unwrap());
            prop_assert!(lake.rows_of::<Activity>("r", seq).unwrap() == activities("r", seq, *size));
            prop_assert!(lake.rows_of::<StatisticEntry>("r", seq).unwrap() == statistics("r", seq, size / 3));
            let of_import = entries("r", seq, size * 2);
            prop_assert!(lake.rows_of::<Entry>("r", seq).unwrap() == of_import);
            let mut seen = 0;
            lake.scan_entries_of("r", seq, "d", |row| seen += usize::from(row.lineage.import == seq)).unwrap();
            prop_assert_eq!(seen, of_import.len());
        }
        if let Some(cell) = activities("r", 1, sizes[0]).first().map(|one| one.lineage) {
            let expected: Vec<Activity> = activities("r", 1, sizes[0]).into_iter().filter(|one| one.lineage == cell).collect();
            prop_assert_eq!(lake.activities_at("r", cell).unwrap(), expected);
        }
        // Imports go on, and are merged with what was merged.
        append(&lake, "r", 50, 20);
        seqs.push(50);
        let before = rows(&lake, &seqs);
        for table in LEDGER {
            lake.compact(table, "r", &|_| true).unwrap().unwrap();
        }
        prop_assert_eq!(rows(&lake, &seqs), before);
    }
}

#[test]
fn the_log_says_that_no_data_changed() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    for seq in 1..=3 {
        append(&lake, "r", seq, 30);
    }
    let since = lake.versions().unwrap().entries;
    lake.compact(Table::Entries, "r", &|_| true).unwrap();
    let now = lake.versions().unwrap().entries;
    assert_eq!(now, since + 1);
    let path = folder
        .path()
        .join(format!("entries/_delta_log/{now:020}.json"));
    let log = std::fs::read_to_string(path).unwrap();
    let actions: Vec<serde_json::Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |name: &str| -> Vec<&serde_json::Value> {
        actions.iter().filter_map(|one| one.get(name)).collect()
    };
    assert_eq!((of("add").len(), of("remove").len()), (1, 3));
    for one in of("add").iter().chain(&of("remove")) {
        assert_eq!(one["dataChange"], false);
    }
    let fresh = lake.files_since(Table::Entries, "r", since, now);
    assert_eq!(fresh.unwrap(), Some(Vec::new()));
    // Old files go when they are asked to, except those that an older version is kept for.
    let at_two = lake.files_at(Table::Entries, "r", since - 1).unwrap();
    assert_eq!(at_two.len(), 2);
    let keep = at_two.into_iter().collect();
    let (files, _) = lake.vacuum(Table::Entries, "r", i64::MAX, &keep).unwrap();
    assert_eq!(files, 1);
    let mut old = lake.versions().unwrap();
    old.entries = since - 1;
    let seen = |lake: &Lake| {
        let mut n = 0;
        lake.scan_entries("r", &imports(&[1, 2, 3]), |_| n += 1)
            .map(|()| n)
    };
    assert_eq!(seen(&lake.at(old).unwrap()).unwrap(), 120);
    old.entries = since;
    assert!(matches!(
        seen(&lake.at(old).unwrap()),
        Err(LakeError::Io { .. })
    ));
    assert_eq!(seen(&lake).unwrap(), 180);
    // An interrupted import is swept; what older versions name stays.
    lake.sweep(1).unwrap();
    old.entries = since - 1;
    assert_eq!(seen(&lake.at(old).unwrap()).unwrap(), 120);
}

/// The child: imports and merges without end, unless the variable names no home.
#[test]
fn merging_child() {
    let Ok(folder) = std::env::var(HOME) else {
        return;
    };
    let lake = Lake::open(Path::new(&folder)).unwrap();
    let mut seq = 1;
    while lake.has_import(Table::Entries, seq).unwrap() {
        seq += 1;
    }
    loop {
        for _ in 0..3 {
            // What was cut off between two tables goes on where it stopped.
            if !lake.has_import(Table::Activities, seq).unwrap() {
                lake.append_activities(seq, &activities("r", seq, 12))
                    .unwrap();
            }
            lake.append_entries(seq, &entries("r", seq, 15)).unwrap();
            seq += 1;
        }
        lake.compact(Table::Activities, "r", &|_| true).unwrap();
        lake.compact(Table::Entries, "r", &|_| true).unwrap();
    }
}

#[test]
fn kills_while_files_are_merged_lose_nothing_and_leave_no_strays() {
    let kills: u64 = std::env::var("CARBONSHED_KILLS")
        .ok()
        .map_or(12, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut random = rng(31);
    for kill in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "merging_child", "--nocapture"])
            .env(HOME, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(random.random_range(100_000..900_000)));
        assert!(
            child.try_wait().unwrap().is_none(),
            "the child ended by itself"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        let mut last = 0;
        while lake.has_import(Table::Entries, last + 1).unwrap() {
            last += 1;
        }
        for seq in [1, last / 2, last]
            .into_iter()
            .filter(|seq| (1..=last).contains(seq))
        {
            let (of_entries, of_activities) = (
                lake.rows_of::<Entry>("r", seq).unwrap(),
                lake.rows_of::<Activity>("r", seq).unwrap(),
            );
            let what = format!(
                "kill {kill}, import {seq} of {last}: {} entries, {} activities",
                of_entries.len(),
                of_activities.len()
            );
            assert!(of_entries == entries("r", seq, 15), "{what}");
            assert!(of_activities == activities("r", seq, 12), "{what}");
        }
        let all: Vec<u32> = (1..=last).collect();
        assert_eq!(rows(&lake, &all).len(), 15 * last as usize, "kill {kill}");
        if kill % 5 == 4 {
            for table in ["activities", "entries"] {
                let of = LEDGER.into_iter().find(|one| one.name() == table).unwrap();
                lake.compact(of, "r", &|_| true).unwrap().unwrap();
                let log: String = std::fs::read_dir(folder.path().join(table).join("_delta_log"))
                    .unwrap()
                    .map(|entry| entry.unwrap().path())
                    .filter(|path| path.extension().is_some_and(|end| end == "json"))
                    .map(|path| std::fs::read_to_string(path).unwrap())
                    .collect();
                for file in std::fs::read_dir(folder.path().join(table).join("region=r")).unwrap() {
                    let name = file.unwrap().file_name().to_string_lossy().into_owned();
                    assert!(
                        !name.starts_with("merged-") || log.contains(&name),
                        "kill {kill}: {name} is named by no commit"
                    );
                }
            }
        }
    }
}
