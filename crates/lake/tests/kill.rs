//! kill -9 at random moments of imports: every import is whole or absent, and no table breaks.
//!
//! The test starts itself as a child process that imports without end, kills it, opens the home as any program would, and
//! looks. The child goes through the very protocol of `lake::commit` with the real store.

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use common::{activities, entries, imports, rng, statistics};
use inventory::ledger::{Activity, Entry, StatisticEntry};
use inventory::master::Place;
use lake::commit::{Locks, Verdict, recover};
use lake::{Lake, Row};
use rand::RngExt;
use store::{ImportCounts, ImportMode, ImportPayload, ImportState, NewImport, Store, StoreError};
use units::Label;

const HOME: &str = "CARBONSHED_KILL_TEST_HOME";
const KILLS: usize = 100;

struct Home {
    runtime: tokio::runtime::Runtime,
    store: Store,
    lake: Lake,
    locks: Locks,
}

fn place(code: &str) -> Place {
    Place {
        code: code.to_owned(),
        name: Label::default(),
        aliases: vec![],
        level: "town".to_owned(),
        parent: None,
        lon_lat: None,
        source: "test".to_owned(),
    }
}

impl Home {
    /// Opens a home and recovers what others left.
    fn open(folder: &Path) -> Home {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let store = runtime
            .block_on(Store::open_file(&folder.join("carbonshed.db")))
            .unwrap();
        let lake = Lake::open(&folder.join("tables")).unwrap();
        let locks = Locks::open(&folder.join("locks")).unwrap();
        let gate = locks.recovery().unwrap();
        let open = runtime.block_on(store.unfinished_imports()).unwrap();
        let open = open
            .into_iter()
            .map(|job| (job.seq, job.state == ImportState::Prepared));
        for job in recover(&lake, &locks, open).unwrap() {
            let done = match job.verdict {
                Verdict::RollForward => runtime.block_on(store.commit_import(job.seq)).map(drop),
                Verdict::Interrupt => runtime.block_on(store.mark_interrupted(job.seq)),
                Verdict::Running => Ok(()),
            };
            match done {
                Ok(()) | Err(StoreError::WrongState { .. }) => {}
                Err(error) => panic!("{error}"),
            }
        }
        drop(gate);
        Home {
            runtime,
            store,
            lake,
            locks,
        }
    }

    fn import(&self, n: u64) {
        let gate = self.locks.begin().unwrap();
        let job = NewImport {
            region: "r".to_owned(),
            mapping: "m".to_owned(),
            mapping_version: "1".to_owned(),
            dataset: "d".to_owned(),
            file_name: "f.csv".to_owned(),
            sha256: format!("{n:064}"),
            size_bytes: 1,
            mode: ImportMode::Strict,
            by: None,
        };
        let seq = self
            .runtime
            .block_on(self.store.begin_import(&job))
            .unwrap();
        let _lock = self.locks.job(seq).unwrap();
        drop(gate);
        let payload = ImportPayload {
            places: vec![place(&format!("p{seq}"))],
            enterprises: vec![],
            ..ImportPayload::default()
        };
        self.runtime
            .block_on(
                self.store
                    .prepare_import(seq, &ImportCounts::default(), &payload),
            )
            .unwrap();
        self.lake
            .append_activities(seq, &rows::<Activity>(seq))
            .unwrap();
        self.lake
            .append_statistics(seq, &rows::<StatisticEntry>(seq))
            .unwrap();
        self.lake.append_entries(seq, &rows::<Entry>(seq)).unwrap();
        self.runtime
            .block_on(self.store.commit_import(seq))
            .unwrap();
    }
}

/// Whether so many imports committed and interrupted say something.
fn is_enough((committed, interrupted): (usize, usize)) -> bool {
    committed >= KILLS && interrupted >= KILLS / 5
}

trait Made: Row {
    fn made(seq: u32) -> Vec<Self>;
}
impl Made for Activity {
    fn made(seq: u32) -> Vec<Self> {
        activities("r", seq, 40 + seq as usize % 50)
    }
}
impl Made for StatisticEntry {
    fn made(seq: u32) -> Vec<Self> {
        statistics("r", seq, seq as usize % 7)
    }
}
impl Made for Entry {
    fn made(seq: u32) -> Vec<Self> {
        entries("r", seq, 40 + seq as usize % 50)
    }
}
fn rows<R: Made>(seq: u32) -> Vec<R> {
    R::made(seq)
}

/// The child: does nothing unless the variable names a home.
#[test]
fn importing_child() {
    let Ok(folder) = std::env::var(HOME) else {
        return;
    };
    let home = Home::open(Path::new(&folder));
    for n in 0.. {
        home.import(n);
    }
}

#[test]
fn a_hundred_kills_lose_and_halve_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path());
    let region: inventory::master::Region = serde_json::from_value(serde_json::json!({
        "id": "r", "name": {"en": "R", "zh": "R"}, "synthetic": true, "attribution": [], "time_zone": "UTC",
        "currency": "CNY", "levels": [], "classification": "gbt4754", "default_view": "consumption",
        "default_indicator": "carbon_total", "carbon_unit": "t", "energy_unit": "tce", "intensity_base": null,
        "factor_regions": [], "gwp_set": "ar5"
    }))
    .unwrap();
    home.runtime
        .block_on(home.store.upsert_region(&region, &[], &[], &[]))
        .unwrap();
    drop(home);
    let seed = std::env::var("CARBONSHED_TEST_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(2026);
    let mut random = rng(seed);
    let mut seen: BTreeMap<u32, ImportState> = BTreeMap::new();
    let mut counted = (0, 0);
    // On a busy machine fewer imports end between two kills: then there are more kills.
    for kill in 0..4 * KILLS {
        if kill >= KILLS && is_enough(counted) {
            break;
        }
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "importing_child", "--nocapture"])
            .env(HOME, folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The first tenth of a second is opening and recovering; every third kill falls there.
        let most = if kill % 3 == 0 { 100 } else { 400 };
        std::thread::sleep(Duration::from_micros(random.random_range(0..most * 1000)));
        assert!(
            child.try_wait().unwrap().is_none(),
            "the child ended by itself: {}",
            said(child)
        );
        child.kill().unwrap();
        child.wait().unwrap();

        let home = Home::open(folder.path());
        let jobs = home
            .runtime
            .block_on(home.store.imports(None, 100_000, 0))
            .unwrap();
        for job in &jobs {
            assert!(
                job.state.is_final(),
                "kill {kill}: import {} is {}",
                job.seq,
                job.state
            );
            // What is final stays as it is: committed imports above all.
            assert_eq!(
                *seen.entry(job.seq).or_insert(job.state),
                job.state,
                "seed {seed}, kill {kill}"
            );
        }
        let count = |state| seen.values().filter(|one| **one == state).count();
        counted = (
            count(ImportState::Committed),
            count(ImportState::Interrupted),
        );
        if kill % 10 == 9 {
            look(&home, &jobs, &format!("seed {seed}, kill {kill}"));
        }
    }
    let (committed, interrupted) = counted;
    println!("{committed} imports committed, {interrupted} interrupted");
    assert!(
        is_enough(counted),
        "too few to mean anything: {committed}, {interrupted}"
    );
}

fn said(child: std::process::Child) -> String {
    String::from_utf8_lossy(&child.wait_with_output().unwrap().stderr).into_owned()
}

/// Every committed import is whole, no other is seen, totals are the sum of the committed, and the folder holds no strays.
fn look(home: &Home, jobs: &[store::Import], when: &str) {
    let committed: Vec<u32> = jobs
        .iter()
        .filter(|job| job.state == ImportState::Committed)
        .map(|job| job.seq)
        .collect();
    for seq in &committed {
        assert!(
            home.lake.rows_of::<Activity>("r", *seq).unwrap() == rows::<Activity>(*seq),
            "{when}: {seq}"
        );
        assert!(
            home.lake.rows_of::<StatisticEntry>("r", *seq).unwrap() == rows::<StatisticEntry>(*seq),
            "{when}: {seq}"
        );
        assert!(
            home.lake.rows_of::<Entry>("r", *seq).unwrap() == rows::<Entry>(*seq),
            "{when}: {seq}"
        );
    }
    let mut places: Vec<String> = home
        .runtime
        .block_on(home.store.places("r"))
        .unwrap()
        .into_iter()
        .map(|p| p.code)
        .collect();
    places.sort();
    let mut expected: Vec<String> = committed.iter().map(|seq| format!("p{seq}")).collect();
    expected.sort();
    assert_eq!(places, expected, "{when}");
    let version = home.runtime.block_on(home.store.data_version("r")).unwrap();
    assert_eq!(
        version,
        1 + committed.len() as u64,
        "{when}: one commit, one version"
    );
    let (mut sum, mut n) = (0.0, 0);
    home.lake
        .scan_entries("r", &imports(&committed), |row| {
            sum += row.co2e_t.unwrap_or(0.0);
            n += 1;
        })
        .unwrap();
    let all = committed
        .iter()
        .flat_map(|seq| rows::<Entry>(*seq))
        .collect::<Vec<_>>();
    let total: f64 = all.iter().filter_map(|row| row.co2e_t).sum();
    assert_eq!(n, all.len(), "{when}");
    assert!(
        (sum - total).abs() <= 1e-9 * total,
        "{when}: {sum} is not {total}"
    );
    for table in lake::Table::LEDGER {
        let folder = home.lake.folder().join(table.name());
        let log: String = std::fs::read_dir(folder.join("_delta_log"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|end| end == "json"))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .collect();
        let Ok(data) = std::fs::read_dir(folder.join("region=r")) else {
            continue;
        };
        for file in data {
            let name = file.unwrap().file_name().to_string_lossy().into_owned();
            assert!(log.contains(&name), "{when}: {name} is named by no commit");
        }
    }
}
