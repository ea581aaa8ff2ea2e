//! A scheduler, executors, an S3-compatible server and PostgreSQL must come to the very figures of the kernels alone, also
//! if an executor is lost in the middle; and other people's readers must find the same sums in the same tables.
//!
//! `CARBONSHED_TEST_PYTHON` names a Python with `tests/outside/requirements.txt` and `tests/requirements.txt`,
//! `CARBONSHED_TEST_POSTGRES` a PostgreSQL server, `CARBONSHED_TEST_PROGRAM` the program `carbonshed`. `cargo xtask test cluster` sets
//! all and makes them mandatory.

mod processes;
mod program;
mod table;

use std::path::Path;
use std::time::{Duration, Instant};

use cluster::account::{Row, total, write_table};
use processes::{Cluster, S3, account};
use program::Program;
use table::World;

/// The value of an environment variable; the test is left out without it, unless `NAME_REQUIRED` is set.
fn given(name: &str) -> Option<String> {
    let value = std::env::var(name).ok();
    if value.is_none() {
        assert!(
            std::env::var_os(format!("{name}_REQUIRED")).is_none(),
            "{name} is not set"
        );
        eprintln!("left out: {name} is not set");
    }
    value
}

/// What the program must print, but for the line of totals.
fn table_text(rows: &[Row]) -> String {
    let mut text = Vec::new();
    write_table(rows, &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

/// Compares what was printed with what must be there, byte by byte and bit by bit.
fn check(printed: &std::process::Output, expected: &[Row]) {
    let text = String::from_utf8(printed.stdout.clone()).unwrap();
    let said = String::from_utf8_lossy(&printed.stderr);
    assert!(printed.status.success(), "{said}\n{text}");
    let (rows, last) = text
        .trim_end()
        .rsplit_once('\n')
        .unwrap_or_else(|| panic!("{text}"));
    let wanted = table_text(expected);
    for (n, (found, wanted)) in rows.lines().zip(wanted.lines()).enumerate() {
        assert_eq!(found, wanted, "line {n}");
    }
    assert_eq!(rows.lines().count(), wanted.lines().count());
    let found: serde_json::Value = serde_json::from_str(last).unwrap();
    let wanted = total(expected);
    assert_eq!(found["readings"].as_i64(), Some(wanted.readings));
    for (name, wanted) in [
        ("energy_kwh", wanted.energy_kwh),
        ("emissions_kg", wanted.emissions_kg),
    ] {
        assert_eq!(
            number(last, name).to_bits(),
            wanted.to_bits(),
            "{name}: {last}"
        );
    }
    assert_eq!(
        found["days_without_factor"].as_i64(),
        Some(wanted.days_without_factor)
    );
    assert_eq!(found["version"].as_i64(), Some(2));
}

/// A number of a line of JSON, read to the last bit: the JSON reader of the tests is off by one now and then.
fn number(line: &str, name: &str) -> f64 {
    let (_, rest) = line.split_once(&format!("\"{name}\":")).unwrap();
    let end = rest.find([',', '}']).unwrap();
    rest[..end].parse().unwrap()
}

fn path(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

#[test]
fn two_executors_on_a_shared_folder_come_to_the_figures_of_the_kernels() {
    let world = World::new(48, 62);
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("tables");
    world.write(&tables, 400);
    let meters = folder.path().join("meters.csv");
    std::fs::write(&meters, world.meters_csv()).unwrap();
    let (tables, meters) = (path(&tables), path(&meters));
    let expected = world.expected(false);
    // The case is not an empty one: every kind of day is there.
    let sums = total(&expected);
    assert!(sums.emissions_kg > 0.0 && sums.days_without_factor > 0);
    let words = ["--tables", &tables, "--meters", &meters];
    // The same plan in one process, in one part and in many.
    for partitions in ["1", "7"] {
        let alone = account(&[&words[..], &["--partitions", partitions]].concat(), &[]).output();
        check(&alone.unwrap(), &expected);
    }
    let cluster = Cluster::start(folder.path(), 2, &[]);
    let words = [&words[..], &["--scheduler", &cluster.scheduler]].concat();
    check(&account(&words, &[]).output().unwrap(), &expected);
    let by = [&words[..], &["--by", "enterprise"]].concat();
    check(&account(&by, &[]).output().unwrap(), &world.expected(true));
    // Both had a part in it.
    for executor in &cluster.executors {
        let handed_on = std::fs::read_dir(&executor.work).unwrap().count();
        assert!(
            handed_on > 0,
            "{}",
            std::fs::read_to_string(&executor.log).unwrap()
        );
    }
    // One region is half of it, and nothing is left behind beside the tables.
    let east = World {
        days: world
            .days
            .iter()
            .filter(|day| day.region == "east")
            .cloned()
            .collect(),
        meters: world.meters.clone(),
        factors: world.factors.clone(),
    };
    let region = [&words[..], &["--region", "east"]].concat();
    check(
        &account(&region, &[]).output().unwrap(),
        &east.expected(false),
    );
    assert!(!folder.path().join("tables/_cluster").exists());
}

#[test]
fn an_s3_store_and_postgresql_come_to_the_same() {
    let (Some(python), Some(postgres)) = (
        given("CARBONSHED_TEST_PYTHON"),
        given("CARBONSHED_TEST_POSTGRES"),
    ) else {
        return;
    };
    let world = World::new(24, 62);
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("tables");
    world.write(&tables, 400);
    let s3 = S3::start(&python, folder.path());
    let database = tokio::runtime::Runtime::new().unwrap().block_on(async {
        s3.upload(&tables, "home/tables").await;
        fill_database(&postgres, &world).await
    });
    // What is in the bucket is all there is.
    std::fs::remove_dir_all(&tables).unwrap();
    let cluster = Cluster::start(folder.path(), 2, &s3.environment);
    let words = [
        "--tables",
        "s3://lake/home/tables",
        "--store",
        &database,
        "--scheduler",
        &cluster.scheduler,
    ];
    check(
        &account(&words, &s3.environment).output().unwrap(),
        &world.expected(false),
    );
}

#[test]
fn tables_that_the_program_wrote_come_to_the_programs_own_figures() {
    let (Some(path_of_program), Some(postgres)) = (
        given("CARBONSHED_TEST_PROGRAM"),
        given("CARBONSHED_TEST_POSTGRES"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(new_database(&postgres, "program"));
    let home = folder.path().join("home");
    let program = Program {
        path: &path_of_program,
        home: &home,
        database: &database,
    };
    program.run(&["regions", "add", "uk"]);
    program.take(&["readings", "meters"], "meters.csv", program::METERS);
    program.take(&["readings", "factors"], "factors.csv", &program::factors());
    let import = ["readings", "import"];
    program.take(
        &import,
        "first.csv",
        &program::readings(&[0, 1, 2, 3, 4], 1),
    );
    program.run(&["account"]);
    // Later days, and two that were there already and are told otherwise; then all in few files.
    program.take(&import, "later.csv", &program::readings(&[5, 6, 7], 2));
    program.take(&import, "again.csv", &program::readings(&[1, 4], 3));
    program.run(&["account"]);
    program.run(&["readings", "compact", "--region", "uk"]);
    let printed = program.run(&["account", "--region", "uk", "--all"]);

    let wanted = runtime.block_on(program::months(&home));
    // March, April, October, November of ten meters, and the register's five months between two reads; all with amounts, some
    // without factors.
    assert_eq!(wanted.len(), 45);
    assert!(wanted.values().all(|month| month.0 > 0));
    let without = wanted.values().filter(|month| month.1 == 0).count();
    assert!((1..20).contains(&without), "{wanted:?}");

    let cluster = Cluster::start(folder.path(), 2, &[]);
    let tables = path(&home.join("tables"));
    let words = ["--tables", &tables, "--store", &database, "--region", "uk"];
    let words = [&words[..], &["--scheduler", &cluster.scheduler]].concat();
    let done = account(&words, &[]).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout);
    assert!(
        done.status.success(),
        "{text}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let mut found = std::collections::BTreeMap::new();
    let mut counted_kwh_micro = 0_i128;
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    for line in lines.filter(|line| !line.starts_with('{')) {
        let cells: Vec<&str> = line.split(',').collect();
        let cell = |name: &str| cells[heads.iter().position(|head| *head == name).unwrap()];
        let whole = |name: &str| cell(name).parse::<i64>().unwrap_or(0);
        let (year, month) = cell("month").split_once('-').unwrap();
        let month = year.parse::<i32>().unwrap() * 12 + month.parse::<i32>().unwrap() - 1;
        let figures = (
            whole("millionths"),
            whole("micrograms"),
            whole("present"),
            whole("slots"),
            whole("days"),
        );
        assert!(
            found
                .insert((cell("meter").to_owned(), month), figures)
                .is_none()
        );
        if !cell("meter").starts_with("part-") && cell("unit") == "kWh" {
            counted_kwh_micro += i128::from(whole("millionths"));
        }
    }
    assert_eq!(found, wanted);
    // The program's own last line: meters without a parent, energy only. Kilowatt-hours, then megawatt-hours.
    let hourly: i64 = wanted
        .iter()
        .filter(|(key, _)| key.0 == "hourly")
        .map(|(_, month)| month.0)
        .sum();
    let energy_kwh = counted_kwh_micro as f64 * 1e-6 + hourly as f64 * 1e-6 * 1000.0;
    assert_eq!(
        number(&printed, "energy_kwh").to_bits(),
        energy_kwh.to_bits(),
        "{printed}"
    );
    let counted = wanted.iter().filter(|(key, _)| !key.0.starts_with("part-"));
    let emissions_ug: i128 = counted.map(|(_, month)| i128::from(month.1)).sum();
    assert_eq!(
        number(&printed, "emissions_kg").to_bits(),
        (emissions_ug as f64 * 1e-9).to_bits(),
        "{printed}"
    );
}

/// A new, empty database; its address.
async fn new_database(server: &str, what: &str) -> String {
    let name = format!("cluster_{what}_{}", std::process::id());
    let client = connect(server).await;
    for words in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
        let words = format!("{words} {name}");
        client.batch_execute(&words).await.unwrap();
    }
    let mut address = url::Url::parse(server).unwrap();
    address.set_path(&name);
    address.to_string()
}

async fn connect(address: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(address, tokio_postgres::NoTls)
        .await
        .unwrap();
    tokio::spawn(connection);
    client
}

/// A database of its own with the table `meters`; its address.
async fn fill_database(server: &str, world: &World) -> String {
    let address = new_database(server, "meters").await;
    let client = connect(&address).await;
    client
        .batch_execute(
            "CREATE TABLE meters (region text, code text, enterprise text, place text NOT NULL, zone text, json text, PRIMARY KEY (region, code))",
        )
        .await
        .unwrap();
    for meter in &world.meters {
        client
            .execute(
                "INSERT INTO meters VALUES ($1, $2, $3, $4, $5)",
                &[
                    &meter.region,
                    &meter.meter,
                    &meter.enterprise,
                    &meter.place,
                    &meter.zone,
                ],
            )
            .await
            .unwrap();
    }
    address
}

#[test]
fn an_executor_lost_in_the_middle_costs_time_and_not_results() {
    let world = World::new(160, 62);
    let folder = tempfile::tempdir().unwrap();
    let tables = folder.path().join("tables");
    world.write(&tables, 300);
    let meters = folder.path().join("meters.csv");
    std::fs::write(&meters, world.meters_csv()).unwrap();
    let mut cluster = Cluster::start(folder.path(), 2, &[]);
    let (tables, meters) = (path(&tables), path(&meters));
    let words = [
        "--tables",
        &tables,
        "--meters",
        &meters,
        "--scheduler",
        &cluster.scheduler,
        "--partitions",
        "24",
    ];
    let mut running = account(&words, &[])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // Its first results are there, others are being worked on: now its machine is gone, with all it had.
    let lost = &mut cluster.executors[1];
    let begin = Instant::now();
    while std::fs::read_dir(&lost.work).unwrap().count() == 0 {
        assert!(
            begin.elapsed() < Duration::from_secs(120),
            "it was given nothing to do"
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    lost.process.kill();
    std::fs::remove_dir_all(&lost.work).unwrap();
    assert!(running.try_wait().unwrap().is_none(), "it was over before");
    check(&running.wait_with_output().unwrap(), &world.expected(false));
}

#[test]
fn other_peoples_readers_find_the_same_sums() {
    let Some(python) = given("CARBONSHED_TEST_PYTHON") else {
        return;
    };
    let world = World::new(24, 40);
    let folder = tempfile::tempdir().unwrap();
    world.write(folder.path(), 400);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/outside/read_readings.py");
    let read = std::process::Command::new(python)
        .arg(script)
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(
        read.status.success(),
        "{}",
        String::from_utf8_lossy(&read.stderr)
    );
    let found: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    let sum = |days: &mut dyn Iterator<Item = &table::Day>| -> (i64, i64, i64) {
        days.fold((0, 0, 0), |(rows, present, counts), day| {
            let there: Vec<i32> = day.values.iter().flatten().copied().collect();
            (
                rows + 1,
                present + there.len() as i64,
                counts + metering::kernel::sum(&there),
            )
        })
    };
    let all = sum(&mut world.days.iter());
    let newest = sum(&mut world.newest().into_iter());
    assert_ne!(all, newest);
    for reader in ["deltalake", "duckdb", "polars"] {
        let figures = |part: &str| {
            let figure = |name: &str| found[reader][part][name].as_i64().unwrap();
            (figure("rows"), figure("present"), figure("counts"))
        };
        assert_eq!(figures("all"), all, "{reader}");
        assert_eq!(figures("newest"), newest, "{reader}");
    }
}
