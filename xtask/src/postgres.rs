//! A PostgreSQL server of our own for the tests: loopback only, in a folder that goes with it.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sh::{command, install_debian, output};

/// A running server; dropped, it stops and its data goes.
pub struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    /// Address for the tests.
    pub url: String,
}

impl Postgres {
    /// Installs PostgreSQL if it is missing, makes a new cluster and starts it on a free port of 127.0.0.1.
    pub fn start() -> Result<Self, String> {
        if find_bin().is_none() {
            install_debian(&[("postgresql", Path::new("/usr/lib/postgresql"))])?;
        }
        let bin = find_bin().ok_or("PostgreSQL is missing: install the package postgresql")?;
        let data = std::env::temp_dir().join(format!("carbonshed-postgres-{}", std::process::id()));
        fs::create_dir_all(&data).map_err(|e| format!("{}: {e}", data.display()))?;
        if is_root() {
            output(&mut command(
                "chown",
                &["postgres", &data.to_string_lossy()],
            ))?;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .map_err(|e| e.to_string())?
            .port();
        let server = Postgres {
            url: format!("postgres://carbonshed@127.0.0.1:{port}/postgres"),
            bin,
            data,
        };
        let folder = server.data.to_string_lossy().into_owned();
        let log = format!("{folder}/log");
        output(server.call("initdb").args([
            "-D",
            &folder,
            "-U",
            "carbonshed",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        ]))?;
        let options = format!("-h 127.0.0.1 -p {port} -k {folder} -c fsync=off");
        // Its own output goes to the log: a child that kept ours open would keep the caller waiting.
        output(
            server
                .call("pg_ctl")
                .args(["-D", &folder, "-l", &log, "-w", "-o", &options, "start"])
                .stdout(std::process::Stdio::null()),
        )?;
        println!("PostgreSQL for the tests runs on 127.0.0.1:{port}");
        Ok(server)
    }

    /// PostgreSQL refuses to run as root; its own user does it then.
    fn call(&self, program: &str) -> Command {
        let path = self.bin.join(program);
        let mut call = if is_root() {
            let mut call = Command::new("setpriv");
            call.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
                .arg(path);
            call
        } else {
            Command::new(path)
        };
        call.current_dir(&self.data);
        call
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let folder = self.data.to_string_lossy().into_owned();
        let _ = output(
            self.call("pg_ctl")
                .args(["-D", &folder, "-m", "immediate", "stop"]),
        );
        let _ = fs::remove_dir_all(&self.data);
    }
}

fn is_root() -> bool {
    output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() == "0")
}

fn find_bin() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .max()
}
