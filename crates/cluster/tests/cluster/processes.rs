//! Schedulers, executors and servers of a test: on loopback, ended by their process ids when the test lets go of them.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_carbonshed-cluster");

/// A process that ends with the value.
pub struct Process(Child);

impl Process {
    /// Starts it; what it says goes to `log`.
    pub fn start(call: &mut Command, log: &Path) -> Process {
        let file = std::fs::File::create(log).unwrap();
        let child = call
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn();
        Process(child.unwrap_or_else(|error| panic!("{call:?}: {error}")))
    }

    /// As power failing: no farewell.
    pub fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port of 127.0.0.1 that nobody uses now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// Waits until somebody listens on a port of 127.0.0.1.
pub fn wait_for(port: u16, log: &Path) {
    let begin = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            begin.elapsed() < Duration::from_secs(60),
            "nobody listens on {port}: {}",
            std::fs::read_to_string(log).unwrap_or_default()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

pub struct Executor {
    pub process: Process,
    /// Where it keeps what it hands on.
    pub work: PathBuf,
    pub log: PathBuf,
}

pub struct Cluster {
    pub scheduler: String,
    pub executors: Vec<Executor>,
    _scheduler: Process,
}

impl Cluster {
    /// A scheduler and `count` executors of one task each, with `environment`.
    pub fn start(folder: &Path, count: usize, environment: &[(&str, String)]) -> Cluster {
        let port = free_port();
        let scheduler = format!("127.0.0.1:{port}");
        let log = folder.join("scheduler.log");
        let mut call = Command::new(PROGRAM);
        call.args(["scheduler", "--listen", &scheduler, "--lost-after", "5"]);
        call.env("RUST_LOG", "info")
            .envs(environment.iter().cloned());
        let process = Process::start(&mut call, &log);
        wait_for(port, &log);
        let executors = (0..count)
            .map(|n| {
                let work = folder.join(format!("executor-{n}"));
                std::fs::create_dir_all(&work).unwrap();
                let log = folder.join(format!("executor-{n}.log"));
                let (results, tasks) = (free_port(), free_port());
                let mut call = Command::new(PROGRAM);
                call.args(["executor", "--scheduler", &scheduler, "--tasks", "1"])
                    .args([
                        "--port",
                        &results.to_string(),
                        "--task-port",
                        &tasks.to_string(),
                    ])
                    .arg("--work")
                    .arg(&work);
                call.env("RUST_LOG", "info")
                    .envs(environment.iter().cloned());
                let process = Process::start(&mut call, &log);
                wait_for(results, &log);
                Executor { process, work, log }
            })
            .collect();
        Cluster {
            scheduler,
            executors,
            _scheduler: process,
        }
    }
}

/// `carbonshed-cluster account` with words of its own, ready to run.
pub fn account(words: &[&str], environment: &[(&str, String)]) -> Command {
    let mut call = Command::new(PROGRAM);
    call.arg("account").args(words);
    call.env_remove("CARBONSHED_STORE")
        .envs(environment.iter().cloned());
    call
}

/// An S3-compatible server of a Python package, with one bucket `lake`.
pub struct S3 {
    _process: Process,
    pub environment: Vec<(&'static str, String)>,
}

impl S3 {
    pub fn start(python: &str, folder: &Path) -> S3 {
        let port = free_port();
        let log = folder.join("s3.log");
        let mut call = Command::new(python);
        call.args([
            "-m",
            "moto.server",
            "-H",
            "127.0.0.1",
            "-p",
            &port.to_string(),
        ]);
        let process = Process::start(&mut call, &log);
        wait_for(port, &log);
        let mut link = TcpStream::connect(("127.0.0.1", port)).unwrap();
        link.set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        // Any signature will do for this server; object stores are not asked to make buckets.
        write!(
            link,
            "PUT /lake HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        link.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let environment = vec![
            ("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{port}")),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", "test".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ];
        S3 {
            _process: process,
            environment,
        }
    }

    /// Copies a folder into the bucket, under `prefix`.
    pub async fn upload(&self, folder: &Path, prefix: &str) {
        use object_store::ObjectStoreExt;
        let value = |name: &str| {
            let found = self.environment.iter().find(|(one, _)| *one == name);
            found.unwrap().1.clone()
        };
        let store = object_store::aws::AmazonS3Builder::new()
            .with_bucket_name("lake")
            .with_endpoint(value("AWS_ENDPOINT_URL"))
            .with_allow_http(true)
            .with_access_key_id(value("AWS_ACCESS_KEY_ID"))
            .with_secret_access_key(value("AWS_SECRET_ACCESS_KEY"))
            .with_region(value("AWS_REGION"))
            .build()
            .unwrap();
        let mut folders = vec![folder.to_path_buf()];
        while let Some(here) = folders.pop() {
            for entry in std::fs::read_dir(here).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                let key = object_store::path::Path::parse(format!("{prefix}/{name}")).unwrap();
                let bytes = std::fs::read(&path).unwrap();
                store.put(&key, bytes.into()).await.unwrap();
            }
        }
    }
}
