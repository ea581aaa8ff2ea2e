//! Readings on disks that fail and with clocks that jump: what was not kept is not answered as kept, what was answered is there,
//! and everything works again when the fault is gone.

use super::readings::{
    PLACE, accounted, carbonshed, free_port, meters, post, prepared, quarters, readings_in,
    serve_by, served, with_meters,
};
use super::{TestHome, text};
use app::config::{Config, Layer};
use app::home::Home;
use app::usecase::Actor;
use app::usecase::import::Upload;
use app::usecase::readings::{Clock, files};
use app::usecase::regions;
use axum::http::StatusCode;
use metering::parse::ParseOptions;
use serde_json::{Value, json};
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

/// Readings of 1 kWh of meter M0 at the quarters of an hour since 2024.
fn batch(key: &str, quarters: std::ops::Range<u64>) -> String {
    let start: jiff::Timestamp = "2024-01-01T00:00:00Z".parse().unwrap();
    let readings: Vec<Value> = quarters
        .map(|quarter| {
            let at = start + Duration::from_secs(900 * quarter);
            json!({"meter": "M0", "at": at.to_string(), "value": 1})
        })
        .collect();
    json!({"key": key, "readings": readings}).to_string()
}

fn push(port: u16, token: &str, body: &str) -> (u16, Value) {
    let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n");
    let (status, answer) = post(port, &headers, body).expect("an answer");
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

fn wait_until(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(90);
    while !done() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether exactly these quarters of an hour have a reading, each of 1 kWh.
fn holds(test: &TestHome, quarters: &[std::ops::Range<u64>]) -> bool {
    let found = readings_in(test);
    found.values().all(|value| *value == 1.0)
        && found.len() as u64 == quarters.iter().map(|one| one.end - one.start).sum::<u64>()
        && quarters
            .iter()
            .all(|one| one.clone().all(|quarter| found.contains_key(&quarter)))
}

/// Kept is what the answer says, and the refusal says what to do.
fn assert_refused(status: u16, answer: &Value) {
    assert_eq!(status, 507, "{answer}");
    assert_eq!(answer["error"]["code"], "storage");
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(
        message.contains("nothing of this was kept") && message.contains("send it again"),
        "{message}"
    );
}

/// The limit on the size of a file stops a write in its middle, as a full disk does, but for every file of the server at once.
#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_does_not_fit_is_refused_and_the_others_are_kept() {
    let (test, token) = prepared().await;
    let dir = test.dir.path();
    let largest = |folder: &Path| {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|one| one.unwrap().metadata().unwrap().len())
            .max()
            .unwrap_or(0)
    };
    let limit_kib = largest(dir) / 1024 + 256;
    let mut command = Command::new("bash");
    command
        .args(["-c", "trap '' XFSZ; ulimit -S -f $0; exec \"$@\""])
        .arg(limit_kib.to_string())
        .arg(env!("CARGO_BIN_EXE_carbonshed"))
        .arg("--home")
        .arg(dir)
        .env_remove("CARBONSHED_HOME")
        .envs([("CARBONSHED_INBOX_S", "0"), ("CARBONSHED_ACCOUNT_S", "0")]);
    let program = serve_by(command);
    let port = program.port;
    assert_eq!(push(port, &token, &batch("first", 0..4)).0, 200);
    // Sixty bytes a reading: well beyond the limit.
    let many = 10..10 + limit_kib * 1024 / 40;
    let large = batch("large", many.clone());
    assert!(large.len() as u64 > limit_kib * 1024);
    let (status, answer) = push(port, &token, &large);
    assert_refused(status, &answer);
    // What was answered stays answered; what fits is taken.
    let (_, again) = push(port, &token, &batch("first", 0..4));
    assert_eq!(again["already"], true);
    let (status, answer) = push(port, &token, &batch("second", 4..8));
    assert_eq!((status, &answer["accepted"]), (200, &json!(4)));
    wait_until("the small ones are not in the tables", || {
        holds(&test, std::slice::from_ref(&(0..8)))
    });
    // Room again: the refused one was not half taken, and is taken now by the running server.
    let raised = Command::new("prlimit")
        .args(["--pid", &program.child.id().to_string()])
        .arg("--fsize=unlimited:")
        .output()
        .unwrap();
    assert!(raised.status.success(), "{}", text(&raised.stderr));
    let (status, answer) = push(port, &token, &large);
    assert_eq!(
        (status, &answer["already"], &answer["accepted"]),
        (200, &json!(false), &json!(many.end - many.start)),
        "{answer}"
    );
    wait_until("the large one is not in the tables", || {
        holds(&test, &[0..8, many.clone()])
    });
}

/// A server in a mount namespace of its own, whose inbox is a file system of 256 KiB.
struct Confined {
    shell: Child,
    port: u16,
}

impl Drop for Confined {
    fn drop(&mut self) {
        // The shell ends its server when nobody tells it anything any more.
        drop(self.shell.stdin.take());
        let _ = self.shell.wait();
    }
}

impl Confined {
    /// `None` where the system does not let this user mount anything.
    fn start(home: &Path) -> Option<Confined> {
        let inbox = home.join("inbox");
        std::fs::create_dir_all(&inbox).unwrap();
        let allowed = Command::new("unshare")
            .args(["-rm", "mount", "-t", "tmpfs", "tmpfs"])
            .arg(&inbox)
            .output()
            .is_ok_and(|output| output.status.success());
        if !allowed {
            return None;
        }
        let port = free_port();
        let server = carbonshed(home);
        let program = server.get_program();
        let script = "mount -t tmpfs -o size=256k tmpfs $INBOX && \
            { $PROGRAM --home $HOME_DIR serve --public-read --address 127.0.0.1:$PORT >/dev/null 2>&1 & \
              server=$!; while read -r command; do eval $command && echo done; done; \
              kill -9 $server; wait $server; }";
        let shell = Command::new("unshare")
            .args(["-rm", "sh", "-c", script])
            .env("INBOX", &inbox)
            .env("PROGRAM", program)
            .env("HOME_DIR", home)
            .env("PORT", port.to_string())
            .env("CARBONSHED_INBOX_S", "1")
            .env("CARBONSHED_ACCOUNT_S", "0")
            .env_remove("CARBONSHED_HOME")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let confined = Confined { shell, port };
        wait_until("the server does not listen", || {
            TcpStream::connect(("127.0.0.1", port)).is_ok()
        });
        Some(confined)
    }

    fn tell(&mut self, command: &str) {
        use std::io::Read;
        writeln!(self.shell.stdin.as_mut().unwrap(), "{command}").unwrap();
        let mut said = [0; 5];
        let out = self.shell.stdout.as_mut().unwrap();
        out.read_exact(&mut said).unwrap();
        assert_eq!(&said, b"done\n");
    }
}

/// A real full disk and a real read-only one; where the system forbids mounting, the tests around this one stand for it.
#[tokio::test(flavor = "multi_thread")]
async fn an_inbox_without_room_or_read_only_refuses_and_recovers() {
    let (test, token) = prepared().await;
    let Some(mut server) = Confined::start(test.dir.path()) else {
        println!("this user may not mount: not run");
        return;
    };
    let port = server.port;
    // 256 KiB hold about four thousand readings: pushes of a thousand are refused until what came before is in the tables.
    let (mut refused, mut taken) = (0, 0);
    for part in 0..24_u64 {
        let body = batch(&format!("part-{part}"), part * 1000..(part + 1) * 1000);
        let end = Instant::now() + Duration::from_secs(60);
        loop {
            match push(port, &token, &body) {
                (200, answer) => {
                    assert_eq!(
                        (&answer["accepted"], &answer["already"]),
                        (&json!(1000), &json!(false))
                    );
                    taken += 1;
                    break;
                }
                (status, answer) => {
                    assert_refused(status, &answer);
                    refused += 1;
                }
            }
            assert!(Instant::now() < end, "the inbox stays full");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    assert!(refused > 0, "{taken} parts fitted: the disk was never full");
    // Read-only: nothing is taken, figures are shown, and nothing that was answered is lost.
    wait_until("not all is in the tables", || {
        holds(&test, std::slice::from_ref(&(0..24_000)))
    });
    // Mounted over it: the server holds a file open, so that its own cannot be made read-only.
    server.tell("mount -t tmpfs -o ro tmpfs $INBOX");
    let late = batch("late", 24_000..24_004);
    let (status, answer) = push(port, &token, &late);
    assert_refused(status, &answer);
    server.tell("umount $INBOX");
    let (status, answer) = push(port, &token, &late);
    assert_eq!((status, &answer["accepted"]), (200, &json!(4)));
    wait_until("the last is not in the tables", || {
        holds(&test, std::slice::from_ref(&(0..24_004)))
    });
}

/// A file stands where a folder should be: what nobody can write to, whoever runs the test.
struct InTheWay {
    path: std::path::PathBuf,
    aside: std::path::PathBuf,
}

impl InTheWay {
    fn of(path: std::path::PathBuf) -> InTheWay {
        let aside = path.with_extension("aside");
        std::fs::rename(&path, &aside).unwrap();
        std::fs::write(&path, "no folder").unwrap();
        InTheWay { path, aside }
    }
}

impl Drop for InTheWay {
    fn drop(&mut self) {
        std::fs::remove_file(&self.path).unwrap();
        std::fs::rename(&self.aside, &self.path).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_out_of_reach_lose_nothing() {
    let test = with_meters(&format!(
        "M0,{PLACE},electricity,kWh,0.001,interval,15,,,\n"
    ))
    .await;
    let server = served(&test).await;
    let kind = "application/json";
    let send = |body: String| server.send("POST", "readings", kind, None, body);
    assert_eq!(send(batch("a", 0..4)).await.0, StatusCode::OK);
    server.folded().await;

    // The inbox cannot be written.
    let gone = InTheWay::of(test.dir.path().join("inbox"));
    let (status, answer) = send(batch("b", 4..8)).await;
    assert_refused(status.as_u16(), &answer);
    assert!(holds(&test, std::slice::from_ref(&(0..4))));
    drop(gone);
    let (status, answer) = send(batch("b", 4..8)).await;
    assert_eq!((status, &answer["accepted"]), (StatusCode::OK, &json!(4)));
    server.folded().await;
    assert!(holds(&test, std::slice::from_ref(&(0..8))));

    // The tables cannot be written: pushes are kept in the inbox, and wait.
    let log = test.dir.path().join("tables/readings/_delta_log");
    let gone = InTheWay::of(log);
    let (status, answer) = send(batch("c", 8..12)).await;
    assert_eq!((status, &answer["accepted"]), (StatusCode::OK, &json!(4)));
    tokio::time::sleep(Duration::from_millis(600)).await;
    assert!(server.app.inbox().unwrap().unfolded_bytes() > 0);
    drop(gone);
    server.folded().await;
    assert!(holds(&test, std::slice::from_ref(&(0..12))));
    // And were kept once: the key is known.
    let (_, again) = send(batch("c", 8..12)).await;
    assert_eq!(again["already"], true);
}

/// A home whose clock the test sets.
async fn with_clock() -> (TestHome, Arc<AtomicI64>) {
    let dir = tempfile::tempdir().unwrap();
    let now_us = Arc::new(AtomicI64::new(0));
    let config = Config::of([Layer {
        public_read: Some(true),
        inbox_s: Some(0),
        ..Layer::default()
    }]);
    let shown = Arc::clone(&now_us);
    let clock = Clock::new(move || shown.load(Ordering::SeqCst));
    let home = Home::open_with(dir.path(), config, clock).await.unwrap();
    (TestHome { home, dir }, now_us)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_later_counts_also_when_the_clock_goes_backwards() {
    let (test, now_us) = with_clock().await;
    regions::add(&test.home, &Actor::Operator, "uk")
        .await
        .unwrap();
    meters(
        &test,
        &format!("M0,{PLACE},electricity,kWh,0.001,interval,15,,,GB\n"),
    )
    .await;
    let at = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_microsecond();
    let server = served(&test).await;
    let value = |value: u32| {
        json!({"readings": [{"meter": "M0", "at": "2024-05-01T10:00:00Z", "value": value}]})
            .to_string()
    };
    // By pushes: in 2031, a year earlier, at the very same moment, and 1971.
    for (clock, kwh) in [
        ("2031-01-01T00:00:00Z", 5),
        ("2030-01-01T00:00:00Z", 6),
        ("2030-01-01T00:00:00Z", 7),
        ("1971-01-01T00:00:00Z", 8),
    ] {
        now_us.store(at(clock), Ordering::SeqCst);
        let (status, _) = server
            .send("POST", "readings", "application/json", None, value(kwh))
            .await;
        assert_eq!(status, StatusCode::OK);
        server.folded().await;
        let day = server.get("meters/M0/day?date=2024-05-01").await;
        assert_eq!(day["amount"], f64::from(kwh), "{clock}");
    }
    // Several that wait together, too: the clock jumps between them.
    now_us.store(at("2032-01-01T00:00:00Z"), Ordering::SeqCst);
    let first = server.send("POST", "readings", "application/json", None, value(9));
    first.await;
    now_us.store(at("2029-01-01T00:00:00Z"), Ordering::SeqCst);
    server
        .send("POST", "readings", "application/json", None, value(10))
        .await;
    server.folded().await;
    let day = server.get("meters/M0/day?date=2024-05-01").await;
    assert_eq!(day["amount"], 10.0);
    // And a file after pushes, by a clock that is still behind.
    let file = quarters("M0", "2024-05-01T10:00:00Z", "2024-05-01T10:15:00Z", "11");
    let upload = Upload::new("later.csv", file.into_bytes());
    files::import(
        &test.home,
        &Actor::Operator,
        "uk",
        upload,
        ParseOptions::default(),
        false,
    )
    .await
    .unwrap();
    assert_eq!(accounted(&test).await.energy_kwh, 11.0);
    let day = server.get("meters/M0/day?date=2024-05-01").await;
    // Each is in the history, the newest first.
    let amounts: Vec<f64> = day["history"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["amount"].as_f64().unwrap())
        .collect();
    assert!(amounts.len() >= 6, "{amounts:?}");
    assert!(amounts.is_sorted_by(|a, b| a > b), "{amounts:?}");

    // Factors likewise: 11 kWh by 2 kg, then by 3 kg with an earlier clock.
    for (clock, kg, sum) in [
        ("2031-01-01T00:00:00Z", 2.0, 22.0),
        ("2020-01-01T00:00:00Z", 3.0, 33.0),
    ] {
        now_us.store(at(clock), Ordering::SeqCst);
        let start: jiff::Timestamp = "2024-04-30T23:00:00Z".parse().unwrap();
        let rows: String = (0..24)
            .map(|hour| {
                let at = start + Duration::from_secs(3600 * hour);
                format!("GB,{at},{kg}\n")
            })
            .collect();
        let upload = Upload::new("f.csv", format!("zone,at,kg_per_kwh\n{rows}").into_bytes());
        files::import_factors(&test.home, &Actor::Operator, "uk", upload)
            .await
            .unwrap();
        let run = accounted(&test).await;
        assert!(
            (run.emissions_kg - sum).abs() < 1e-9,
            "{}",
            run.emissions_kg
        );
    }
}

/// A Parquet file that was cut, at every kind of place, is refused with a reason and changes nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_parquet_file_that_was_cut_or_changed_is_refused() {
    let test = with_meters(&format!(
        "M0,{PLACE},electricity,kWh,0.001,interval,15,,,\n"
    ))
    .await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/golden/readings/peer"
    );
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|one| one.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "parquet"))
        .collect();
    files.sort();
    let whole = files
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .max_by_key(Vec::len)
        .unwrap();
    let mut broken: Vec<Vec<u8>> = [4, 5, 12, whole.len() / 2, whole.len() - 9, whole.len() - 1]
        .iter()
        .map(|end| whole[..*end].to_vec())
        .collect();
    for at in [whole.len() - 5, whole.len() - 30, whole.len() / 3] {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        broken.push(changed);
    }
    for bytes in broken {
        let size = bytes.len();
        let upload = Upload::new("broken.parquet", bytes);
        let outcome = super::readings::try_take(&test, upload).await;
        match outcome {
            Ok(outcome) => {
                assert!(outcome.refused, "{size} bytes were taken");
                let first = outcome.findings.first().expect("a reason");
                assert!(!first.message.is_empty());
            }
            Err(refusal) => panic!("{size} bytes: {refusal}"),
        }
    }
    assert_eq!(accounted(&test).await.import, None);
}
