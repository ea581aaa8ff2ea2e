//! Merged files hold the same rows: for scans, for their history, for older versions, for accounting, for other programs, and
//! after any crash.

mod common;
mod meters;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use common::rng;
use lake::readings::{
    Batch, Days, FactorDay, Ground, MeterDay, MeterMonth, Roster, SMALL_FILE_ROWS,
};
use lake::{Lake, LakeError, Table};
use metering::{Code, DayClock, DayVector, Register, kernel};
use rand::RngExt;
use units::UnitRegistry;

const HOME: &str = "CARBONSHED_MERGE_TEST_HOME";

fn home() -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(&folder.path().join("tables")).unwrap();
    (folder, lake)
}

fn everything(_: u32) -> bool {
    true
}

/// A day that grows: `known` of its 96 slots have a value.
fn day(meter: &str, date: &str, known: usize, value: i32, recorded_at_us: i64) -> MeterDay {
    MeterDay {
        meter: meter.to_owned(),
        unit: "kWh".to_owned(),
        register: Register::Interval,
        step: 0.5,
        day: DayVector {
            date: date.parse().unwrap(),
            interval_s: 900,
            base: i64::from(value) % 3,
            codes: if known.is_multiple_of(2) {
                vec![Code::Measured]
            } else {
                (0..96)
                    .map(|slot| [Code::Measured, Code::Estimated][slot % 2])
                    .collect()
            },
            values: (0..96)
                .map(|slot| (slot < known).then_some(value))
                .collect(),
        },
        source: format!("push:{}", value % 2),
        recorded_at_us,
    }
}

fn append(lake: &Lake, region: &str, batch: Batch, days: &[MeterDay]) {
    let mut appender = lake.append_readings(batch).unwrap();
    appender.push(region, days).unwrap();
    appender.commit().unwrap();
}

/// All that a scan hands out, in an order of its own, as text: two scans are the same if these are.
fn scan(lake: &Lake, version: Option<u64>, days: &Days<'_>) -> Vec<String> {
    let show = |found: &mut Vec<String>, row: &lake::readings::DayRow<'_>| {
        found.push(format!(
            "{} {:?} {:?} {} {} {} {} {}",
            row.meter,
            row.to_day(),
            row.register,
            row.unit,
            row.step,
            row.source,
            row.recorded_at_us,
            row.batch
        ));
    };
    let mut all = match version {
        Some(version) => lake.scan_days_at(version, "r", days, Vec::new, show),
        None => lake.scan_days("r", days, Vec::new, show),
    }
    .unwrap()
    .concat();
    all.sort();
    all
}

fn everywhere() -> Vec<Days<'static>> {
    let mut all = Vec::new();
    for registers in [false, true] {
        for replaced in [false, true] {
            for dates in [
                (None, None),
                (
                    Some("2024-02-10".parse().unwrap()),
                    Some("2024-03-02".parse().unwrap()),
                ),
            ] {
                all.push(Days {
                    dates,
                    replaced,
                    registers,
                    ..Days::default()
                });
            }
        }
    }
    all
}

/// Folds of random days: growing, corrected, recorded in any order, some of registers, some in files that are not sorted.
fn random_folds(lake: &Lake, seed: u64, folds: u64) {
    let mut random = rng(seed);
    for fold in 1..=folds {
        let mut days = BTreeMap::new();
        for _ in 0..random.random_range(1..60) {
            let meter = format!("m{}", random.random_range(0..12));
            let date = format!(
                "2024-{:02}-{:02}",
                random.random_range(1..5),
                random.random_range(1..28)
            );
            let recorded = random.random_range(0..40);
            let mut one = day(
                &meter,
                &date,
                random.random_range(0..97),
                random.random_range(-500..500),
                recorded,
            );
            if random.random_range(0..5) == 0 {
                one.register = Register::Cumulative;
            }
            days.insert((meter, date, one.register), one);
        }
        let mut days: Vec<MeterDay> = days.into_values().collect();
        if fold % 3 == 0 {
            days.reverse();
        }
        append(lake, "r", Batch::Inbox(fold), &days);
    }
}

#[test]
fn nothing_that_is_read_changes() {
    for seed in 0..6 {
        let (_folder, lake) = home();
        random_folds(&lake, seed, 25);
        append(
            &lake,
            "other",
            Batch::Import(1),
            &[day("x", "2024-01-01", 5, 1, 1)],
        );
        let before: Vec<_> = everywhere()
            .iter()
            .map(|days| scan(&lake, None, days))
            .collect();
        let half: Vec<_> = everywhere()
            .iter()
            .map(|days| scan(&lake, Some(12), days))
            .collect();
        let version = lake.version(Table::Readings).unwrap();
        let merged = lake
            .compact(Table::Readings, "r", &everything)
            .unwrap()
            .unwrap();
        assert_eq!(merged.files_before, 25);
        assert!(
            merged.files_after <= 2 && merged.replaced_rows > 0,
            "{merged:?}"
        );
        assert_eq!(merged.rows as usize, before[2].len() + before[6].len());
        assert_eq!(
            lake.file_count(Table::Readings, "r").unwrap().all,
            merged.files_after
        );
        assert_eq!(lake.file_count(Table::Readings, "other").unwrap().all, 1);
        let now = lake.version(Table::Readings).unwrap();
        assert_eq!(now, version + 1);
        for (n, days) in everywhere().iter().enumerate() {
            assert_eq!(scan(&lake, None, days), before[n], "seed {seed}, {days:?}");
            assert_eq!(
                scan(&lake, Some(12), days),
                half[n],
                "seed {seed}, {days:?}"
            );
            assert_eq!(scan(&lake, Some(version), days), before[n], "seed {seed}");
        }
        // A process that opens the tables anew reads the same.
        let again = Lake::open(lake.folder()).unwrap();
        assert_eq!(scan(&again, None, &Days::default()), before[0]);
        // More folds over merged files: the newest counts, and merging again keeps all.
        random_folds_from(&lake, seed + 100, 26, 20);
        let before: Vec<_> = everywhere()
            .iter()
            .map(|days| scan(&lake, None, days))
            .collect();
        let merged = lake
            .compact(Table::Readings, "r", &everything)
            .unwrap()
            .unwrap();
        assert_eq!(merged.files_before, 22);
        for (n, days) in everywhere().iter().enumerate() {
            assert_eq!(scan(&lake, None, days), before[n], "seed {seed}, {days:?}");
        }
        // What is merged is not merged again.
        let version = lake.version(Table::Readings).unwrap();
        for _ in 0..2 {
            lake.compact(Table::Readings, "r", &everything).unwrap();
        }
        assert!(lake.version(Table::Readings).unwrap() <= version + 2);
        assert_eq!(scan(&lake, None, &everywhere()[2]), before[2]);
    }
}

fn random_folds_from(lake: &Lake, seed: u64, first: u64, folds: u64) {
    let mut random = rng(seed);
    for fold in first..first + folds {
        let meter = format!("m{}", random.random_range(0..12));
        let date = format!("2024-03-{:02}", random.random_range(1..28));
        let recorded = random.random_range(20..90);
        append(
            lake,
            "r",
            Batch::Inbox(fold),
            &[day(
                &meter,
                &date,
                96,
                random.random_range(0..500),
                recorded,
            )],
        );
    }
}

fn sums(lake: &Lake, version: u64, days: &Days<'_>) -> Vec<MeterMonth> {
    let clock = DayClock::new(jiff::tz::TimeZone::UTC);
    let factors = lake.factors("r").unwrap();
    let codes = lake
        .scan_days("r", &Days::default(), HashSet::new, |found, row| {
            found.insert(row.meter.to_owned());
        })
        .unwrap();
    let codes: HashSet<String> = codes.into_iter().flatten().collect();
    let meters: Vec<_> = codes.iter().map(|code| meters::meter(code)).collect();
    let ground = Ground {
        clock: &clock,
        factors: &factors,
        roster: &Roster::new(&meters, &[], UnitRegistry::builtin()),
    };
    lake.sum_months(version, "r", days, &ground, 1)
        .unwrap()
        .months
}

#[test]
fn accounting_sees_new_files_also_when_they_were_merged_at_once() {
    let (_folder, lake) = home();
    append(
        &lake,
        "r",
        Batch::Inbox(1),
        &[day("a", "2024-01-01", 96, 10, 1)],
    );
    let seen = lake.version(Table::Readings).unwrap();
    append(
        &lake,
        "r",
        Batch::Inbox(2),
        &[day("a", "2024-01-02", 96, 10, 2)],
    );
    append(
        &lake,
        "r",
        Batch::Inbox(3),
        &[day("b", "2024-01-02", 96, 10, 3)],
    );
    let fresh = |lake: &Lake| {
        let now = lake.version(Table::Readings).unwrap();
        let files = lake.files_since(Table::Readings, "r", seen, now);
        let files = files.unwrap().unwrap();
        let days = Days {
            files: Some(&files),
            ..Days::default()
        };
        (files.len(), sums(lake, now, &days))
    };
    let before = fresh(&lake);
    assert_eq!((before.0, before.1.len()), (2, 2));
    let all = sums(
        &lake,
        lake.version(Table::Readings).unwrap(),
        &Days::default(),
    );
    lake.compact(Table::Readings, "r", &everything)
        .unwrap()
        .unwrap();
    assert_eq!(fresh(&lake), before);
    let now = lake.version(Table::Readings).unwrap();
    assert_eq!(sums(&lake, now, &Days::default()), all);
    let fresh = lake.files_since(Table::Readings, "r", now - 1, now);
    assert_eq!(fresh.unwrap(), Some(Vec::new()));
    // Marks of folds outlive the merge: none is taken twice.
    assert_eq!(lake.inbox_number().unwrap(), 3);
    let refused = lake.append_readings(Batch::Inbox(3)).unwrap_err();
    assert!(
        matches!(refused, LakeError::CommitExists { .. }),
        "{refused}"
    );
}

#[test]
fn months_and_factors_are_merged_by_what_counts() {
    let (_folder, lake) = home();
    let month = |meter: &str, run: u32, amount: i64| MeterMonth {
        meter: meter.to_owned(),
        month: "2024-01-01".parse().unwrap(),
        unit: "kWh".to_owned(),
        zone: run.is_multiple_of(2).then(|| "z".to_owned()),
        first_day: "2024-01-01".parse().unwrap(),
        last_day: "2024-01-31".parse().unwrap(),
        days: 31,
        slots: 2976,
        present: 2976,
        estimated: 0,
        amount_micro: amount,
        with_factor_micro: 0,
        emissions_ug: 0,
        run,
    };
    for run in 1..=9 {
        let amount = i64::from(run);
        lake.append_months(
            run,
            "r",
            &[month("a", run, amount), month("b", run, -amount)],
            &[],
        )
        .unwrap();
        let factors = FactorDay {
            zone: "z".to_owned(),
            date: "2024-01-01".parse().unwrap(),
            values: vec![f64::from(run); 24],
            source: "test".to_owned(),
            recorded_at_us: amount,
        };
        lake.append_factors(Batch::Import(run), "r", &[factors])
            .unwrap();
    }
    // Run 9 is not committed: it replaces nothing, and counts as soon as it is.
    let merged = lake
        .compact(Table::MeterMonths, "r", &|run| run != 9)
        .unwrap()
        .unwrap();
    assert_eq!(
        (merged.rows, merged.replaced_rows, merged.files_after),
        (18, 14, 2)
    );
    for committed in [8, 9] {
        let months = lake
            .months("r", (None, None), &|run| run <= committed)
            .unwrap();
        let amounts: Vec<i64> = months.iter().map(|month| month.amount_micro).collect();
        assert_eq!(amounts, [i64::from(committed), -i64::from(committed)]);
    }
    lake.compact(Table::HourlyFactors, "r", &everything)
        .unwrap()
        .unwrap();
    let factors = lake.factors("r").unwrap();
    assert_eq!(
        factors.hours("z", "2024-01-01".parse().unwrap()).unwrap()[0],
        9.0
    );
    assert_eq!(factors.last_recorded_us(), 9);
}

#[test]
fn old_files_go_when_they_are_asked_to_and_not_what_is_kept() {
    let (folder, lake) = home();
    random_folds(&lake, 1, 10);
    let now: Vec<_> = everywhere()
        .iter()
        .map(|days| scan(&lake, None, days))
        .collect();
    lake.compact(Table::Readings, "r", &everything)
        .unwrap()
        .unwrap();
    let first = lake.files_since(Table::Readings, "r", 0, 10);
    let first = first.unwrap().unwrap().into_iter().map(|file| file.path);
    let first: Vec<PathBuf> = first.collect();
    assert_eq!(first.len(), 10);
    let keep: HashSet<PathBuf> = first[..4].iter().cloned().collect();
    // Nothing is old enough before the year 2000, everything before 2200.
    assert_eq!(
        lake.vacuum(Table::Readings, "r", 946_684_800_000, &keep)
            .unwrap()
            .0,
        0
    );
    let (files, bytes) = lake
        .vacuum(Table::Readings, "r", 7_258_118_400_000, &keep)
        .unwrap();
    assert_eq!(files, 6);
    assert!(bytes > 0);
    assert!(
        first
            .iter()
            .all(|file| file.exists() == keep.contains(file))
    );
    for (n, days) in everywhere().iter().enumerate() {
        assert_eq!(scan(&lake, None, days), now[n]);
    }
    // What was removed is said to be missing, and not read as nothing.
    assert!(
        lake.scan_days_at(5, "r", &Days::default(), || (), |(), _| ())
            .is_err()
    );
    drop(folder);
}

#[test]
fn large_files_stay_and_rows_are_in_order_by_month_meter_and_date() {
    let (_folder, lake) = home();
    let large: Vec<MeterDay> = (0..SMALL_FILE_ROWS as usize)
        .map(|n| {
            let mut one = day(&format!("m{:06}", n / 31), "2024-01-01", 2, 1, 1);
            one.day.date = one
                .day
                .date
                .saturating_add(jiff::Span::new().days((n % 31) as i64));
            one.day.values.truncate(2);
            one
        })
        .collect();
    append(&lake, "r", Batch::Import(1), &large);
    for fold in 1..=4 {
        let days: Vec<MeterDay> = (0..50)
            .map(|n| day(&format!("m{:06}", n * 3), "2024-01-31", 96, 7, 1 + fold))
            .collect();
        append(&lake, "r", Batch::Inbox(fold as u64), &days);
    }
    let before = scan(&lake, None, &Days::default());
    let merged = lake
        .compact(Table::Readings, "r", &everything)
        .unwrap()
        .unwrap();
    assert_eq!(
        (merged.files_before, merged.rows, merged.replaced_rows),
        (4, 200, 150)
    );
    assert_eq!(lake.file_count(Table::Readings, "r").unwrap().small, 2);
    assert_eq!(scan(&lake, None, &Days::default()), before);
    let order = lake
        .scan_days(
            "r",
            &Days::default(),
            Vec::new,
            |found: &mut Vec<_>, row| {
                found.push((row.meter.to_owned(), row.date));
            },
        )
        .unwrap();
    assert!(order.iter().all(|group| group.is_sorted()));
}

#[test]
fn folds_go_on_while_files_are_merged() {
    let (folder, lake) = home();
    let tables = folder.path().join("tables");
    let (stop, merged) = (AtomicBool::new(false), AtomicUsize::new(0));
    let mut folds: u64 = 0;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let merging = Lake::open(&tables).unwrap();
            while !stop.load(Ordering::Relaxed) {
                let one = merging.compact(Table::Readings, "r", &everything).unwrap();
                let files = one.map_or(0, |one| one.files_before);
                merged.fetch_add(files, Ordering::Relaxed);
            }
        });
        // Folds that follow each other without a pause can keep a merge from its turn for as long as they come: after the
        // first sixty they come ever more slowly, until there was one.
        while folds < 60 || (merged.load(Ordering::Relaxed) == 0 && folds < 300) {
            folds += 1;
            std::thread::sleep(Duration::from_millis(folds.saturating_sub(60)));
            let known = folds.min(96) as usize;
            append(
                &lake,
                "r",
                Batch::Inbox(folds),
                &[
                    day("a", "2024-01-01", known, 3, folds as i64),
                    day(&format!("b{folds:03}"), "2024-01-02", 96, 5, folds as i64),
                ],
            );
        }
        stop.store(true, Ordering::Relaxed);
    });
    let merged = merged.into_inner();
    assert!(merged > 0, "no merge had its turn in {folds} folds");
    let folds = folds as usize;
    let now = scan(&lake, None, &Days::default());
    assert_eq!(now.len(), folds + 1);
    let all = scan(
        &lake,
        None,
        &Days {
            replaced: true,
            ..Days::default()
        },
    );
    assert_eq!(all.len(), 2 * folds);
    assert!(lake.file_count(Table::Readings, "r").unwrap().all < folds);
}

/// The child: folds and merges without end, unless the variable names no home.
#[test]
fn merging_child() {
    let Ok(folder) = std::env::var(HOME) else {
        return;
    };
    let lake = Lake::open(Path::new(&folder)).unwrap();
    let mut fold = lake.inbox_number().unwrap();
    loop {
        for _ in 0..4 {
            fold += 1;
            append(&lake, "r", Batch::Inbox(fold), &fold_rows(fold));
        }
        lake.compact(Table::Readings, "r", &everything).unwrap();
    }
}

fn fold_rows(fold: u64) -> Vec<MeterDay> {
    (0..20)
        .map(|n| {
            let date = format!("2024-01-{:02}", 1 + n % 4);
            day(
                &format!("m{}", n / 4),
                &date,
                (fold % 97) as usize,
                fold as i32,
                fold as i64,
            )
        })
        .collect()
}

#[test]
fn kills_while_files_are_merged_lose_nothing_and_leave_no_strays() {
    let kills: u64 = std::env::var("CARBONSHED_KILLS")
        .ok()
        .map_or(40, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut random = rng(2027);
    let mut merges = 0;
    for kill in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "merging_child", "--nocapture"])
            .env(HOME, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(random.random_range(20_000..300_000)));
        assert!(
            child.try_wait().unwrap().is_none(),
            "the child ended by itself"
        );
        child.kill().unwrap();
        child.wait().unwrap();
        let lake = Lake::open(folder.path()).unwrap();
        let folds = lake.inbox_number().unwrap();
        let rows = scan(
            &lake,
            None,
            &Days {
                replaced: true,
                ..Days::default()
            },
        );
        assert_eq!(rows.len() as u64, folds * 20, "kill {kill}");
        let now = scan(&lake, None, &Days::default());
        assert_eq!(now.len(), if folds == 0 { 0 } else { 20 }, "kill {kill}");
        assert!(
            now.iter().all(|row| row.ends_with(&format!(" -{folds}"))),
            "kill {kill}"
        );
        // The next merge removes what this one left.
        if kill % 5 == 4 {
            merges += u64::from(
                lake.compact(Table::Readings, "r", &everything)
                    .unwrap()
                    .is_some(),
            );
            let log: String = std::fs::read_dir(folder.path().join("readings/_delta_log"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|end| end == "json"))
                .map(|path| std::fs::read_to_string(path).unwrap())
                .collect();
            for file in std::fs::read_dir(folder.path().join("readings/region=r")).unwrap() {
                let name = file.unwrap().file_name().to_string_lossy().into_owned();
                let merged = name.starts_with("merged-") || name.starts_with("replaced-");
                assert!(
                    !merged || log.contains(&name),
                    "kill {kill}: {name} is named by no commit"
                );
            }
        }
    }
    assert_eq!(merges, kills / 5);
}

#[test]
fn other_programs_read_the_same_sum_from_merged_files() {
    let Ok(python) = std::env::var("CARBONSHED_TEST_PYTHON") else {
        assert!(
            std::env::var("CARBONSHED_TEST_PYTHON_REQUIRED").as_deref() != Ok("1"),
            "outside readers are required, but CARBONSHED_TEST_PYTHON is not set"
        );
        eprintln!("not run: CARBONSHED_TEST_PYTHON is not set");
        return;
    };
    let (folder, lake) = home();
    random_folds(&lake, 7, 30);
    lake.compact(Table::Readings, "r", &everything)
        .unwrap()
        .unwrap();
    append(
        &lake,
        "r",
        Batch::Inbox(31),
        &[day("late", "2024-05-01", 96, 3, 100)],
    );
    // Rows, slots with a value, and the sum of their counts without the day's base.
    let ours = |days: &Days<'_>| -> [i64; 3] {
        lake.scan_days(
            "r",
            days,
            || [0; 3],
            |sums, row| {
                let present = row.present.map_or(row.counts.len(), |present| {
                    present.iter().filter(|present| **present).count()
                });
                let of_row = [1, present as i64, kernel::sum(row.counts)];
                sums.iter_mut()
                    .zip(of_row)
                    .for_each(|(sum, one)| *sum += one);
            },
        )
        .unwrap()
        .into_iter()
        .fold([0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]])
    };
    let [mut all, registers] = [false, true].map(|registers| {
        ours(&Days {
            replaced: true,
            registers,
            ..Days::default()
        })
    });
    all.iter_mut()
        .zip(registers)
        .for_each(|(sum, one)| *sum += one);
    let newest = ours(&Days::default());
    assert!(all[0] > newest[0] && newest[0] > 0);
    let output = Command::new(python)
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../tests/outside/read_readings.py"
        ))
        .arg(folder.path().join("tables"))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    for reader in ["deltalake", "polars", "duckdb"] {
        for (which, sums) in [("all", all), ("newest", newest)] {
            let found = &answer[reader][which];
            let found = ["rows", "present", "counts"].map(|name| found[name].as_i64().unwrap());
            assert_eq!(found, sums, "{reader} {which}");
        }
    }
}

/// What merging brings: one meter's day, and the months of all, before and after, with a day of 96 folds.
/// `CARBONSHED_LOAD_METERS=20000 cargo test --release -p lake --test compact -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn a_day_of_folds_before_and_after() {
    let meters: usize =
        std::env::var("CARBONSHED_LOAD_METERS").map_or(2_000, |text| text.parse().unwrap());
    let (_folder, lake) = home();
    let mut random = rng(5);
    let mut days: Vec<MeterDay> = (0..meters)
        .map(|n| day(&format!("m{n:05}"), "2024-01-01", 0, 0, 0))
        .collect();
    for fold in 1..=96_usize {
        for one in &mut days {
            one.day.values[fold - 1] = Some(random.random_range(0..4000));
            one.recorded_at_us = fold as i64;
        }
        append(&lake, "r", Batch::Inbox(fold as u64), &days);
    }
    let look = |what: &str| {
        let one = HashSet::from(["m00042".to_owned()]);
        let asked = Days {
            meters: Some(&one),
            ..Days::default()
        };
        let timed = |work: &dyn Fn()| {
            let begin = std::time::Instant::now();
            work();
            begin.elapsed().as_secs_f64()
        };
        let version = lake.version(Table::Readings).unwrap();
        let page = timed(&|| assert_eq!(scan(&lake, None, &asked).len(), 1));
        let all = timed(&|| assert_eq!(sums(&lake, version, &Days::default()).len(), meters));
        let history = timed(&|| {
            let asked = Days {
                replaced: true,
                ..asked.clone()
            };
            assert_eq!(scan(&lake, None, &asked).len(), 96);
        });
        println!(
            "{what}: {:?}, {} bytes; a meter's day {page:.4} s, its history {history:.4} s, months of all {all:.3} s",
            lake.file_count(Table::Readings, "r").unwrap(),
            lake.readings_bytes("r").unwrap()
        );
    };
    look("before");
    let begin = std::time::Instant::now();
    let merged = lake
        .compact(Table::Readings, "r", &everything)
        .unwrap()
        .unwrap();
    println!("{merged:?} in {:.2} s", begin.elapsed().as_secs_f64());
    look("after");
}
