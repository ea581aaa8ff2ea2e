//! The tables: what goes in comes out, whole, once, and only if it counts.

mod common;

use std::path::Path;

use common::{activities, entries, imports, statistics};
use inventory::ledger::{Activity, Entry, StatisticEntry};
use lake::{Lake, LakeError, Row, Table};

fn home() -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    // A folder's name may hold anything.
    let lake = Lake::open(&folder.path().join("数据 100%/tables")).unwrap();
    (folder, lake)
}

fn data_files(folder: &Path) -> usize {
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            if path.is_dir() {
                data_files(&path)
            } else {
                usize::from(path.extension().is_some_and(|end| end == "parquet"))
            }
        })
        .sum()
}

#[test]
fn rows_come_back_as_they_went_in() {
    let (_folder, lake) = home();
    let (a, s, e) = (
        activities("r", 1, 40_000),
        statistics("r", 1, 500),
        entries("r", 1, 300_000),
    );
    assert_eq!(lake.append_activities(1, &a).unwrap(), 1);
    lake.append_statistics(1, &s).unwrap();
    lake.append_entries(1, &e).unwrap();
    assert!(lake.rows_of::<Activity>("r", 1).unwrap() == a);
    assert!(lake.rows_of::<StatisticEntry>("r", 1).unwrap() == s);
    // Several row groups and threads: still in order.
    assert!(lake.rows_of::<Entry>("r", 1).unwrap() == e);
    // The visitor sees the very same.
    let mut n = 0;
    lake.scan_entries("r", &imports(&[1]), |row| {
        let factors = e[n].factors.join(";");
        assert_eq!(
            row,
            inventory::cube::EntryRef::of(&e[n], "dataset-1", &factors)
        );
        n += 1;
    })
    .unwrap();
    assert_eq!(n, e.len());
    let mut n = 0;
    lake.scan_statistics("r", &imports(&[1]), |row| {
        assert_eq!(row, inventory::cube::StatisticRef::of(&s[n], "dataset-1"));
        n += 1;
    })
    .unwrap();
    assert_eq!(n, s.len());
    // Explain finds the cell.
    let cell = a[777].lineage;
    let expected: Vec<_> = a
        .iter()
        .filter(|one| one.lineage == cell)
        .cloned()
        .collect();
    assert_eq!(lake.activities_at("r", cell).unwrap(), expected);
    assert_eq!(
        lake.statistics_at("r", s[3].lineage).unwrap(),
        [s[3].clone()]
    );
}

#[test]
fn only_imports_that_count_and_the_asked_region_are_read() {
    let (_folder, lake) = home();
    for seq in 1..=3 {
        lake.append_entries(seq, &entries("r", seq, 10)).unwrap();
    }
    // One import may hold several regions; a name that needs escaping is one too.
    let mut mixed = entries("城市 a/b%=", 4, 5);
    mixed.extend(entries("r", 4, 5));
    lake.append_entries(4, &mixed).unwrap();
    let count = |region: &str, seqs: &[u32]| {
        let mut n = 0;
        lake.scan_entries(region, &imports(seqs), |_| n += 1)
            .unwrap();
        n
    };
    assert_eq!(count("r", &[1, 3]), 20);
    assert_eq!(count("r", &[1, 2, 3, 4]), 35);
    assert_eq!(count("城市 a/b%=", &[1, 2, 3, 4]), 5);
    assert_eq!(count("nowhere", &[1, 2, 3, 4]), 0);
    assert_eq!(count("r", &[]), 0);
}

#[test]
fn an_import_is_appended_once() {
    let (_folder, lake) = home();
    assert!(!lake.has_import(Table::Entries, 1).unwrap());
    // No rows is an answer too.
    lake.append_entries(1, &[]).unwrap();
    assert!(lake.has_import(Table::Entries, 1).unwrap());
    assert!(!lake.has_import(Table::Activities, 1).unwrap());
    assert!(!lake.has_import(Table::Entries, 11).unwrap());
    let again = lake.append_entries(1, &entries("r", 1, 1)).unwrap_err();
    assert_eq!(again.code(), "lake_commit_exists");
    // Also seen by a process that opens the home afterwards.
    let other = Lake::open(lake.folder()).unwrap();
    assert!(other.has_import(Table::Entries, 1).unwrap());
}

#[test]
fn a_refused_append_leaves_nothing() {
    let (_folder, lake) = home();
    let before = lake.versions().unwrap();
    let mut rows = activities("r", 1, 100);
    rows[99].value = f64::NAN;
    assert_eq!(
        lake.append_activities(1, &rows).unwrap_err().code(),
        "lake_bad_value"
    );
    rows[99].value = 1.0;
    rows[99].lineage.import = 2;
    assert_eq!(
        lake.append_activities(1, &rows).unwrap_err().code(),
        "lake_other_import"
    );
    let mut rows = entries("r", 1, 3);
    rows[2].factors = vec!["a;b".to_owned()];
    assert_eq!(
        lake.append_entries(1, &rows).unwrap_err().code(),
        "lake_bad_value"
    );
    // Given up half way.
    let mut appender = lake.append::<Activity>(1).unwrap();
    appender.push(&activities("r", 1, 100)).unwrap();
    assert_eq!(data_files(lake.folder()), 1);
    drop(appender);
    assert_eq!(data_files(lake.folder()), 0);
    assert_eq!(lake.versions().unwrap(), before);
}

#[test]
fn the_past_can_be_read_and_not_written() {
    let (_folder, lake) = home();
    lake.append_entries(1, &entries("r", 1, 10)).unwrap();
    let then = lake.versions().unwrap();
    lake.append_entries(2, &entries("r", 2, 10)).unwrap();
    let past = lake.at(then).unwrap();
    let count = |lake: &Lake| {
        let mut n = 0;
        lake.scan_entries("r", &imports(&[1, 2]), |_| n += 1)
            .unwrap();
        n
    };
    assert_eq!((count(&past), count(&lake)), (10, 20));
    assert_eq!(past.versions().unwrap(), then);
    assert!(matches!(
        past.append_entries(3, &[]),
        Err(LakeError::ReadOnlyView)
    ));
    let mut never = then;
    never.entries = 99;
    assert_eq!(lake.at(never).unwrap_err().code(), "lake_no_version");
}

#[test]
fn processes_append_side_by_side() {
    let (_folder, lake) = home();
    std::thread::scope(|scope| {
        for worker in 0..4u32 {
            let folder = lake.folder();
            scope.spawn(move || {
                let own = Lake::open(folder).unwrap();
                for n in 0..20 {
                    let seq = 1 + worker * 20 + n;
                    own.append_entries(seq, &entries("r", seq, 3)).unwrap();
                }
            });
        }
    });
    // 80 commits: a checkpoint lies on the way.
    assert_eq!(lake.versions().unwrap().entries, 80);
    assert!(
        lake.folder()
            .join("entries/_delta_log/_last_checkpoint")
            .exists()
    );
    let all: Vec<u32> = (1..=80).collect();
    let reopened = Lake::open(lake.folder()).unwrap();
    let mut n = 0;
    reopened
        .scan_entries("r", &imports(&all), |_| n += 1)
        .unwrap();
    assert_eq!(n, 240);
    for seq in all {
        assert!(reopened.has_import(Table::Entries, seq).unwrap());
        assert!(reopened.rows_of::<Entry>("r", seq).unwrap() == entries("r", seq, 3));
    }
}

#[test]
fn several_processes_make_the_tables_at_once() {
    for _ in 0..30 {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| Lake::open(folder.path()).unwrap().versions().unwrap());
            }
        });
        assert_eq!(
            Lake::open(folder.path())
                .unwrap()
                .versions()
                .unwrap()
                .entries,
            0
        );
    }
}

#[test]
fn a_broken_file_is_named() {
    let (_folder, lake) = home();
    lake.append_entries(1, &entries("r", 1, 100)).unwrap();
    let data = std::fs::read_dir(lake.folder().join("entries/region=r"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let bytes = std::fs::read(&data).unwrap();
    for end in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&data, &bytes[..end]).unwrap();
        let error = lake.rows_of::<Entry>("r", 1).unwrap_err();
        assert_eq!(error.code(), "lake_corrupt", "{error}");
        assert!(
            error
                .to_string()
                .contains(data.file_name().unwrap().to_str().unwrap()),
            "{error}"
        );
    }
    std::fs::remove_file(&data).unwrap();
    let error = lake.rows_of::<Entry>("r", 1).unwrap_err();
    assert_eq!(error.code(), "lake_io", "{error}");
    let in_the_way = tempfile::NamedTempFile::new().unwrap();
    let error = Lake::open(in_the_way.path()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(in_the_way.path().to_str().unwrap()),
        "{error}"
    );
}

#[test]
fn docs_list_every_column_in_order() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/tables.md"))
            .unwrap();
    for table in Table::ALL {
        let section = text
            .split("\n## ")
            .find(|part| part.starts_with(&format!("`{}`", table.name())))
            .unwrap();
        let listed: Vec<&str> = section
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
            .collect();
        let mut expected = vec!["region"];
        expected.extend(table.columns().iter().map(|column| column.name));
        assert_eq!(listed, expected, "{}", table.name());
    }
}

/// Not a test of correctness: prints how long two million entries take. `cargo nextest run --release -p lake --run-ignored all two_million`
#[test]
#[ignore = "a measurement"]
fn two_million_entries() {
    let (_folder, lake) = home();
    let mut appender = lake.append::<Entry>(1).unwrap();
    let rows = entries("r", 1, 200_000);
    let start = std::time::Instant::now();
    for _ in 0..10 {
        appender.push(&rows).unwrap();
    }
    appender.commit().unwrap();
    println!("written in {:?}", start.elapsed());
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let (mut n, mut sum) = (0, 0.0);
        lake.scan_entries("r", &imports(&[1]), |row| {
            n += 1;
            sum += row.co2e_t.unwrap_or(0.0) + row.place.len() as f64;
        })
        .unwrap();
        println!("{n} entries visited in {:?} ({sum})", start.elapsed());
    }
    assert_eq!(<Entry as Row>::TABLE, Table::Entries);
}
