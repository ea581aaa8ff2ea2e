//! What goes wrong around an import through the program itself: the process is killed, the disk takes no more.

use super::{UK_FILE, text};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PLACE: &str = "Greater London Authority";
const MAPPING: &str = "uk-local-authorities";
const KILLS: usize = 100;

fn carbonshed(home: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carbonshed"));
    command
        .arg("--home")
        .arg(home)
        .args(args)
        .env_remove("CARBONSHED_HOME");
    command
}

fn import(home: &Path, file: &Path) -> Command {
    carbonshed(
        home,
        &["import", file.to_str().unwrap(), "--mapping", MAPPING],
    )
}

/// The figure of a year in kilotonnes, and in how many percent of its cells it is complete; nothing where nothing is known.
fn figure(home: &Path, year: u16) -> Option<(f64, f64)> {
    let asked = carbonshed(
        home,
        &[
            "indicators",
            "--region",
            "uk",
            "--place",
            PLACE,
            "--year",
            &year.to_string(),
            "--indicator",
            "carbon_total",
            "--format",
            "json",
        ],
    )
    .output()
    .unwrap();
    // A home that lost its process before the region was made, or before the first import, knows no such figure.
    if !asked.status.success() {
        let why = text(&asked.stderr);
        assert!(
            why.contains("region") || why.contains("period") || why.contains("data"),
            "{why}"
        );
        return None;
    }
    let rows: serde_json::Value = serde_json::from_slice(&asked.stdout).unwrap();
    let row = &rows[0];
    Some((
        row["value"].as_f64()?,
        row["completeness_percent"].as_f64().unwrap(),
    ))
}

/// The UK's file cut into years: the year, the file, and what Greater London's own row of the file says it emitted in kt.
fn years(folder: &Path) -> Vec<(u16, PathBuf, f64)> {
    let packed = app::embed::data(UK_FILE).unwrap();
    let mut whole = Vec::new();
    flate2::read::GzDecoder::new(packed.as_ref())
        .read_to_end(&mut whole)
        .unwrap();
    let mut reader = csv::Reader::from_reader(whole.as_slice());
    let head = reader.headers().unwrap().clone();
    let at = |name: &str| head.iter().position(|one| one == name).unwrap();
    let (year_at, place_at, total_at) = (
        at("Year"),
        at("official-name"),
        at("Total Emissions:kt CO2"),
    );
    let mut years: std::collections::BTreeMap<u16, (csv::Writer<Vec<u8>>, f64)> =
        std::collections::BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let (writer, stated) = years
            .entry(row[year_at].parse().unwrap())
            .or_insert_with(|| {
                let mut writer = csv::Writer::from_writer(Vec::new());
                writer.write_record(&head).unwrap();
                (writer, f64::NAN)
            });
        writer.write_record(&row).unwrap();
        if &row[place_at] == PLACE {
            *stated = row[total_at].parse().unwrap();
        }
    }
    years
        .into_iter()
        .map(|(year, (writer, stated))| {
            let path = folder.join(format!("{year}.csv"));
            std::fs::write(&path, writer.into_inner().unwrap()).unwrap();
            (year, path, stated)
        })
        .collect()
}

fn is_whole(found: (f64, f64), stated: f64) -> bool {
    (found.0 - stated).abs() <= 1e-9 * stated && found.1 == 100.0
}

#[test]
fn a_hundred_kills_of_the_program_lose_and_halve_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let years = years(dir.path());
    assert_eq!(years.len(), 16);
    let began = Instant::now();
    let first = import(&dir.path().join("measured"), &years[0].1)
        .output()
        .unwrap();
    assert!(first.status.success(), "{}", text(&first.stderr));
    let whole_run = began.elapsed();

    let (mut killed, mut taken, mut absent, mut turn) = (0, 0, 0, 0_u32);
    while killed < KILLS {
        turn += 1;
        assert!(turn < 40, "the imports end before they are killed");
        let home = dir.path().join(format!("home-{turn}"));
        let mut known = Vec::new();
        for (number, (year, file, stated)) in years.iter().enumerate() {
            let mut child = import(&home, file)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            // Every moment of a run is met: the steps are coprime with the number of files.
            let share = f64::from((turn * 7 + number as u32 * 5) % 16) / 16.0 + 0.03;
            std::thread::sleep(Duration::from_secs_f64(whole_run.as_secs_f64() * share));
            if child.try_wait().unwrap().is_none() {
                killed += 1;
            }
            let _ = child.kill();
            child.wait().unwrap();
            let found = figure(&home, *year);
            known.push(found.is_some());
            match found {
                Some(found) => {
                    assert!(
                        is_whole(found, *stated),
                        "{year}: {found:?} is not {stated}"
                    );
                    taken += 1;
                }
                None => absent += 1,
            }
        }
        // Whatever was lost can be imported again, and what was there is known to be there.
        for ((year, file, stated), known) in years.iter().zip(known) {
            let again = import(&home, file).output().unwrap();
            assert!(again.status.success(), "{}", text(&again.stderr));
            assert_eq!(
                text(&again.stdout).contains("nothing changed"),
                known,
                "{year}: {}",
                text(&again.stdout)
            );
            assert!(is_whole(figure(&home, *year).unwrap(), *stated), "{year}");
        }
        std::fs::remove_dir_all(&home).unwrap();
    }
    assert!(
        taken > 0 && absent > 0,
        "{killed} kills: {taken} imports taken, {absent} absent"
    );
}

/// A limit on the size of files stops a write in its middle, as a full disk does.
#[test]
fn a_disk_that_takes_no_more_is_said_and_halves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (year, file, stated) = years(dir.path()).pop().unwrap();
    let (mut refused, mut taken) = (0, 0);
    for limit_kib in [4, 16, 64, 128, 200, 256, 300, 400, 1024, 65_536] {
        let home = dir.path().join(format!("home-{limit_kib}"));
        let limited = Command::new("bash")
            .args(["-c", "trap '' XFSZ; ulimit -f $0; exec \"$@\""])
            .arg(limit_kib.to_string())
            .arg(env!("CARGO_BIN_EXE_carbonshed"))
            .arg("--home")
            .arg(&home)
            .arg("import")
            .arg(&file)
            .args(["--mapping", MAPPING])
            .env_remove("CARBONSHED_HOME")
            .output()
            .unwrap();
        if limited.status.success() {
            taken += 1;
        } else {
            refused += 1;
            let why = text(&limited.stderr);
            let last = why.lines().last().unwrap_or_default();
            assert!(
                last.starts_with("carbonshed: ") && !why.contains("panicked"),
                "{limit_kib} KiB: {why}"
            );
            assert_eq!(figure(&home, year), None, "{limit_kib} KiB");
        }
        // With room again everything works in the same home.
        let again = import(&home, &file).output().unwrap();
        assert!(
            again.status.success(),
            "{limit_kib} KiB: {}",
            text(&again.stderr)
        );
        assert!(is_whole(figure(&home, year).unwrap(), stated));
    }
    assert!(
        refused >= 3 && taken >= 1,
        "{refused} refused, {taken} taken"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_region_does_not_take_the_others_with_it() {
    let test = super::uk().await;
    let outcome = super::import(
        &test.home,
        super::sample(super::WA_FILE),
        "washington-facilities",
        store::ImportMode::Lenient,
    )
    .await;
    assert_eq!(outcome.state, store::ImportState::Committed);
    let table = test.dir.path().join("tables/entries/region=washington");
    for file in std::fs::read_dir(table).unwrap() {
        std::fs::write(file.unwrap().path(), b"PAR1 no more").unwrap();
    }
    let home = super::open(test.dir.path(), true).await;
    let actor = app::usecase::Actor::Public;
    let ids: Vec<String> = app::usecase::regions::list(&home, &actor)
        .await
        .unwrap()
        .into_iter()
        .map(|region| region.id)
        .collect();
    assert_eq!(ids, ["uk"]);
    let refusal = app::usecase::regions::get(&home, &actor, "washington")
        .await
        .unwrap_err();
    assert!(refusal.message.contains("region=washington"), "{refusal:?}");
    assert_eq!(
        home.faults().into_keys().collect::<Vec<_>>(),
        ["washington"]
    );
}
