//! Meters that push at once while pages are served: nothing lost, nothing twice, memory bounded.
//!
//! A small load runs with every test. The large one, 20,000 meters, by
//! `CARBONSHED_LOAD_PROGRAM=target/release/carbonshed cargo test -p app --test all -- --ignored --nocapture load::` and:
//! `CARBONSHED_LOAD_METERS` (20000), `CARBONSHED_LOAD_SLOTS` (32 quarters of an hour), `CARBONSHED_LOAD_PACE_S` (0: as fast as it
//! can; otherwise a burst every so many seconds).

use super::readings::{PLACE, Program, serve_by, set_factors, with_meters};
use app::usecase::Actor;
use app::usecase::readings::account;
use lake::readings::Days;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::Role;

struct Load {
    meters: u32,
    slots: u32,
    /// Programs that push side by side, each for its own meters.
    gateways: u32,
    /// Readings of one push.
    batch: usize,
    /// Time from one quarter of an hour to the next.
    pace: Duration,
    program: String,
    inbox_s: u32,
    account_s: u32,
}

/// Seconds that answers took.
#[derive(Default)]
struct Times(Mutex<Vec<f64>>);

impl Times {
    fn note(&self, since: Instant) {
        self.0.lock().unwrap().push(since.elapsed().as_secs_f64());
    }

    /// Number, median, 99 % and longest in milliseconds.
    fn line(&self) -> String {
        let mut all = self.0.lock().unwrap().clone();
        all.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let n = ((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1));
            all.get(n).map_or(f64::NAN, |seconds| seconds * 1000.0)
        };
        format!(
            "n {:6}  p50 {:8.1} ms  p99 {:8.1} ms  max {:8.1} ms",
            all.len(),
            at(0.5),
            at(0.99),
            at(1.0)
        )
    }
}

/// A connection that stays open.
struct Client {
    port: u16,
    token: String,
    stream: BufReader<TcpStream>,
}

impl Client {
    fn new(port: u16, token: &str) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(120)))
            .unwrap();
        Client {
            port,
            token: token.to_owned(),
            stream: BufReader::new(stream),
        }
    }

    fn ask(&mut self, method: &str, path: &str, kind: &str, body: &str) -> (u16, String) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{}\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
            self.port,
            self.token,
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).unwrap();
        let mut line = String::new();
        self.stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let (mut length, mut chunked) = (0, false);
        loop {
            line.clear();
            self.stream.read_line(&mut line).unwrap();
            let head = line.trim_end().to_ascii_lowercase();
            if head.is_empty() {
                break;
            }
            if let Some(value) = head.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            chunked |= head == "transfer-encoding: chunked";
        }
        assert!(!chunked, "{path} is chunked");
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).unwrap();
        (status, String::from_utf8_lossy(&answer).into_owned())
    }
}

/// What a meter counts in a slot: another number for every meter and slot nearby.
fn counts(meter: u32, slot: u32) -> i64 {
    i64::from((meter * 7 + slot * 13) % 997 + 1)
}

fn memory_mib(program: &Program, what: &str) -> f64 {
    let status =
        std::fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix(what)?.trim().strip_suffix(" kB"))
        .and_then(|kib| kib.trim().parse::<f64>().ok())
        .map_or(f64::NAN, |kib| kib / 1024.0)
}

async fn run(load: &Load) {
    let mut rows = String::new();
    for meter in 0..load.meters {
        writeln!(
            rows,
            "M{meter:05},{PLACE},electricity,kWh,0.001,interval,15,,,GB"
        )
        .unwrap();
    }
    let test = with_meters(&rows).await;
    let start: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let hours = i32::try_from(load.slots.div_ceil(96) * 24).unwrap();
    let mut factors = String::from("zone,at,kg_per_kwh\n");
    for hour in 0..hours.unsigned_abs() {
        let at = start + Duration::from_secs(3600 * u64::from(hour));
        writeln!(factors, "GB,{at},{}", f64::from(hour % 24 + 1) / 100.0).unwrap();
    }
    set_factors(&test, factors).await;
    let store = test.home.store();
    store
        .create_user("officer", "a long enough passphrase", &[Role::Officer])
        .await
        .unwrap();
    let token = store.create_token("officer", "test", None).await.unwrap();
    let token = token.secret;

    let mut command = Command::new(&load.program);
    command
        .arg("--home")
        .arg(test.dir.path())
        .env_remove("CARBONSHED_HOME")
        .env("CARBONSHED_INBOX_S", load.inbox_s.to_string())
        .env("CARBONSHED_ACCOUNT_S", load.account_s.to_string());
    let program = serve_by(command);
    let port = program.port;
    let stop = AtomicBool::new(false);
    let (accepted, busy) = (AtomicU64::new(0), AtomicU64::new(0));
    let (pushes, bursts) = (Times::default(), Times::default());
    let pages: Vec<(&str, String, Times)> = [
        ("meters", "/api/v1/regions/uk/meters?limit=50".to_owned()),
        (
            "calendar",
            "/api/v1/regions/uk/meters/M00017/calendar?year=2024".to_owned(),
        ),
        (
            "day",
            "/api/v1/regions/uk/meters/M00042/day?date=2024-01-01".to_owned(),
        ),
        ("overview", "/api/v1/regions/uk/overview".to_owned()),
        (
            "quality",
            "/api/v1/regions/uk/data-quality?by=place".to_owned(),
        ),
        ("health", "/health".to_owned()),
    ]
    .into_iter()
    .map(|(name, path)| (name, path, Times::default()))
    .collect();
    let odd = Mutex::new(HashMap::<String, u64>::new());
    let begin = Instant::now();
    let mut pushed_s = 0.0;
    tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let mut client = Client::new(port, &token);
                    'all: loop {
                        for (name, path, times) in &pages {
                            if stop.load(Ordering::Relaxed) {
                                break 'all;
                            }
                            let since = Instant::now();
                            let (status, _) = client.ask("GET", path, "", "");
                            times.note(since);
                            if status != 200 {
                                let key = format!("{name} {status}");
                                *odd.lock().unwrap().entry(key).or_default() += 1;
                            }
                            std::thread::sleep(Duration::from_millis(20));
                        }
                    }
                });
            }
            let share = load.meters.div_ceil(load.gateways);
            for slot in 0..load.slots {
                let due = begin + load.pace * slot;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                let at = start + Duration::from_secs(900 * u64::from(slot));
                let since = Instant::now();
                std::thread::scope(|burst| {
                    for gateway in 0..load.gateways {
                        let (accepted, busy, pushes, token) = (&accepted, &busy, &pushes, &token);
                        burst.spawn(move || {
                            let mut client = Client::new(port, token);
                            let own: Vec<u32> = (gateway * share..(gateway + 1) * share)
                                .filter(|meter| *meter < load.meters)
                                .collect();
                            for (number, part) in own.chunks(load.batch).enumerate() {
                                let mut body = String::new();
                                for meter in part {
                                    let value = counts(*meter, slot) as f64 / 1000.0;
                                    writeln!(
                                        body,
                                        "{{\"meter\":\"M{meter:05}\",\"at\":\"{at}\",\"value\":{value}}}"
                                    )
                                    .unwrap();
                                }
                                let path = "/api/v1/regions/uk/readings";
                                writeln!(body, "{{\"key\":\"g{gateway}-s{slot}-{number}\"}}").unwrap();
                                loop {
                                    let since = Instant::now();
                                    let (status, answer) =
                                        client.ask("POST", path, "application/x-ndjson", &body);
                                    pushes.note(since);
                                    match status {
                                        200 => {
                                            let taken = format!("\"accepted\":{}", part.len());
                                            assert!(answer.contains(&taken), "{answer}");
                                            accepted.fetch_add(part.len() as u64, Ordering::Relaxed);
                                            break;
                                        }
                                        503 => {
                                            busy.fetch_add(1, Ordering::Relaxed);
                                            std::thread::sleep(Duration::from_millis(500));
                                        }
                                        other => panic!("{other}: {answer}"),
                                    }
                                }
                            }
                        });
                    }
                });
                bursts.note(since);
            }
            pushed_s = begin.elapsed().as_secs_f64();
            stop.store(true, Ordering::Relaxed);
        });
    });
    let accepted = accepted.into_inner();
    assert_eq!(accepted, u64::from(load.meters) * u64::from(load.slots));
    let inbox = test.dir.path().join("inbox");
    let waits = || {
        std::fs::read_dir(&inbox)
            .unwrap()
            .flatten()
            .any(|file| file.path().extension().is_some_and(|end| end == "log"))
    };
    let end = Instant::now() + Duration::from_secs(600);
    while waits() {
        assert!(Instant::now() < end, "the inbox is never emptied");
        std::thread::sleep(Duration::from_millis(20));
    }
    let folded_s = begin.elapsed().as_secs_f64();
    let (peak, now) = (
        memory_mib(&program, "VmHWM:"),
        memory_mib(&program, "VmRSS:"),
    );
    drop(program);

    // Every answered reading is there, once, with its value.
    let lake = lake::Lake::open(&test.dir.path().join("tables")).unwrap();
    let clock = app::usecase::readings::clock("Europe/London").unwrap();
    let begin_s = start.as_second();
    let found = lake
        .scan_days(
            "uk",
            &Days::default(),
            Vec::new,
            |found: &mut Vec<_>, row| {
                let meter: u32 = row.meter[1..].parse().unwrap();
                for slot in 0..row.counts.len() {
                    if row.present.is_none_or(|present| present[slot]) {
                        let at = clock.start_of(row.date, slot, 900).as_second();
                        let slot = u32::try_from((at - begin_s) / 900).unwrap();
                        found.push((
                            meter,
                            slot,
                            i64::from(row.counts[slot as usize % 96]) + row.base,
                        ));
                    }
                }
            },
        )
        .unwrap()
        .concat();
    assert_eq!(found.len() as u64, accepted, "readings in the tables");
    for (meter, slot, value) in &found {
        assert_eq!(*value, counts(*meter, *slot), "meter {meter}, slot {slot}");
    }
    let distinct: std::collections::HashSet<(u32, u32)> = found
        .iter()
        .map(|(meter, slot, _)| (*meter, *slot))
        .collect();
    assert_eq!(distinct.len(), found.len());
    let history = lake
        .scan_days(
            "uk",
            &Days {
                replaced: true,
                ..Days::default()
            },
            || 0_u64,
            |rows, _| *rows += 1,
        )
        .unwrap();
    // What the server accounted for on the way is what all of it gives at once.
    let step = account::run(&test.home, &Actor::Operator, "uk", false)
        .await
        .unwrap();
    let all = account::run(&test.home, &Actor::Operator, "uk", true)
        .await
        .unwrap();
    let sum: i64 = found.iter().map(|(_, _, value)| value).sum();
    assert!((all.energy_kwh - sum as f64 / 1000.0).abs() < 1e-6 * sum as f64);
    let files = lake.file_count(lake::Table::Readings, "uk").unwrap();
    let months = lake.file_count(lake::Table::MeterMonths, "uk").unwrap();
    println!(
        "{} meters, {} slots, {} gateways, {} readings a push, inbox {} s, account {} s, burst every {:?}",
        load.meters, load.slots, load.gateways, load.batch, load.inbox_s, load.account_s, load.pace
    );
    println!(
        "readings answered {accepted} in {pushed_s:.1} s: {:.0} a second; in the tables after {folded_s:.1} s",
        accepted as f64 / pushed_s
    );
    println!(
        "told to come again {}; memory peak {peak:.0} MiB, at the end {now:.0} MiB",
        busy.into_inner()
    );
    println!("pushes    {}", pushes.line());
    println!("bursts    {}", bursts.line());
    for (name, _, times) in &pages {
        println!("{name:9} {}", times.line());
    }
    println!(
        "files of readings {} ({} small), of months {}; rows {} of which {} count; bytes {}; last run {:.2} s of {} months, all anew {:.2} s",
        files.all,
        files.small,
        months.all,
        history.iter().sum::<u64>(),
        u64::from(load.meters) * u64::from(load.slots.div_ceil(96)),
        lake.readings_bytes("uk").unwrap(),
        step.total_seconds,
        step.months,
        all.total_seconds
    );
    let odd = odd.into_inner().unwrap();
    assert!(odd.is_empty(), "pages that were not served: {odd:?}");
}

fn setting(name: &str, usual: u32) -> u32 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// 200 meters and two hours, from three gateways.
#[tokio::test(flavor = "multi_thread")]
async fn meters_push_while_pages_are_served() {
    run(&Load {
        meters: 200,
        slots: 8,
        gateways: 3,
        batch: 40,
        pace: Duration::ZERO,
        program: env!("CARGO_BIN_EXE_carbonshed").to_owned(),
        inbox_s: 0,
        account_s: 0,
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement of minutes"]
async fn twenty_thousand_meters_push_while_pages_are_served() {
    run(&Load {
        meters: setting("CARBONSHED_LOAD_METERS", 20_000),
        slots: setting("CARBONSHED_LOAD_SLOTS", 32),
        gateways: setting("CARBONSHED_LOAD_GATEWAYS", 8),
        batch: setting("CARBONSHED_LOAD_BATCH", 500) as usize,
        pace: Duration::from_secs(u64::from(setting("CARBONSHED_LOAD_PACE_S", 0))),
        program: std::env::var("CARBONSHED_LOAD_PROGRAM")
            .unwrap_or_else(|_| env!("CARGO_BIN_EXE_carbonshed").to_owned()),
        inbox_s: setting("CARBONSHED_LOAD_INBOX_S", 5),
        account_s: setting("CARBONSHED_LOAD_ACCOUNT_S", 10),
    })
    .await;
}
