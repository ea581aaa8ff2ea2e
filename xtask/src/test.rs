//! `cargo xtask test`: installs what the tests need, says so, and runs all of them.

use std::path::{Path, PathBuf};

use crate::postgres::Postgres;
use crate::sh::{Done, carbonshed, command, has, install_debian, output, root, step, target_dir};
use crate::{demo, web};

/// Runs the named groups, or all: `web`, `rust`, `browser`, `cluster`.
pub fn run(groups: &[String]) -> Done {
    const ALL: [&str; 4] = ["web", "rust", "browser", "cluster"];
    if let Some(unknown) = groups.iter().find(|group| !ALL.contains(&group.as_str())) {
        return Err(format!(
            "no tests {unknown:?}; there are {}",
            ALL.join(", ")
        ));
    }
    let wanted = |group: &str| groups.is_empty() || groups.iter().any(|named| named == group);
    if wanted("browser") {
        install_debian(&[
            ("chromium", Path::new("/usr/bin/chromium")),
            ("mosquitto", Path::new("/usr/sbin/mosquitto")),
            (
                "fonts-noto-cjk",
                Path::new("/usr/share/fonts/opentype/noto"),
            ),
        ])?;
    }
    if wanted("web") {
        web::test()?;
    }
    // The program carries the web interface, so that is built first.
    if ["web", "rust", "browser", "cluster"]
        .into_iter()
        .any(wanted)
    {
        web::build()?;
    }
    if wanted("rust") {
        rust()?;
    }
    // The Rust tests build the program too.
    if !wanted("rust") && ["browser", "cluster"].into_iter().any(wanted) {
        demo::build()?;
    }
    if wanted("browser") {
        web::browser()?;
    }
    if wanted("cluster") {
        cluster()?;
    }
    println!("\nall tests passed");
    Ok(())
}

/// Formatting and clippy, warnings denied.
pub fn lint() -> Done {
    step(
        "formatting",
        &mut command("cargo", &["fmt", "--all", "--check"]),
    )?;
    let words = ["fmt", "--manifest-path", CLUSTER, "--check"];
    step("formatting of the cluster", &mut command("cargo", &words))?;
    let words = [
        "clippy",
        "--release",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    step("clippy", &mut command("cargo", &words))
}

/// The crate with a workspace of its own.
const CLUSTER: &str = "crates/cluster/Cargo.toml";

/// Scheduler, executors, an S3-compatible server and PostgreSQL against the kernels alone.
fn cluster() -> Done {
    let python = python()?;
    let postgres = Postgres::start()?;
    let cargo = |words: &[&str]| {
        let mut call = command("cargo", words);
        call.args(["--manifest-path", CLUSTER]);
        call
    };
    // clippy looks at this crate while it is built: as a check of its own, all of DataFusion would be gone through once more.
    let driver = output(&mut command("rustup", &["which", "clippy-driver"]))
        .unwrap_or_else(|_| "clippy-driver".to_owned());
    let mut lint = cargo(&["build", "--all-targets"]);
    lint.env("RUSTC_WORKSPACE_WRAPPER", driver.trim()).env(
        "CLIPPY_ARGS",
        "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__",
    );
    step("clippy of the cluster", &mut lint)?;
    let mut tests = cargo(&["test"]);
    tests
        .env("CARBONSHED_TEST_POSTGRES", &postgres.url)
        .env("CARBONSHED_TEST_POSTGRES_REQUIRED", "1")
        .env("CARBONSHED_TEST_PYTHON", python)
        .env("CARBONSHED_TEST_PYTHON_REQUIRED", "1")
        .env("CARBONSHED_TEST_PROGRAM", carbonshed())
        .env("CARBONSHED_TEST_PROGRAM_REQUIRED", "1");
    // One cluster at a time: each has three processes, and kills one of them.
    step(
        "tests of the cluster",
        tests.args(["--", "--test-threads=1"]),
    )
}

fn rust() -> Done {
    let python = python()?;
    let postgres = Postgres::start()?;
    let tests: &[&str] = if has("cargo-nextest") {
        &[
            "nextest",
            "run",
            "--release",
            "--workspace",
            "--no-fail-fast",
        ]
    } else {
        println!("cargo-nextest is not here; cargo test does it, only slower");
        &[
            "test",
            "--release",
            "--workspace",
            "--no-fail-fast",
            "--lib",
            "--bins",
            "--tests",
        ]
    };
    let mut call = command("cargo", tests);
    call.env("CARBONSHED_TEST_POSTGRES", &postgres.url)
        .env("CARBONSHED_TEST_POSTGRES_REQUIRED", "1")
        .env("CARBONSHED_TEST_PYTHON", python)
        .env("CARBONSHED_TEST_PYTHON_REQUIRED", "1");
    step("Rust tests", &mut call)?;
    step(
        "examples of the Rust documentation",
        &mut command("cargo", &["test", "--release", "--workspace", "--doc"]),
    )
}

/// A Python with other people's readers of our open tables, which must find the same sums, and an S3-compatible server; its path.
fn python() -> Result<PathBuf, String> {
    let mut wanted = String::new();
    for folder in ["tests/outside", "crates/cluster/tests"] {
        let list = root().join(folder).join("requirements.txt");
        wanted +=
            &std::fs::read_to_string(&list).map_err(|e| format!("{}: {e}", list.display()))?;
    }
    let venv = target_dir().join("outside");
    let python = venv.join("bin/python");
    let marker = venv.join("installed");
    if std::fs::read_to_string(&marker).is_ok_and(|had| had == wanted) {
        return Ok(python);
    }
    if !has("python3") {
        return Err(
            "python3 is missing: the outside readers of the tables are Python programs".into(),
        );
    }
    println!(
        "installing from PyPI, into {}: {}",
        venv.display(),
        wanted.split_whitespace().collect::<Vec<_>>().join(", ")
    );
    step(
        "Python environment",
        command("python3", &["-m", "venv"]).arg(&venv),
    )?;
    let mut pip = command(
        &python.to_string_lossy(),
        &["-m", "pip", "install", "--quiet"],
    );
    step("Python packages", pip.args(wanted.split_whitespace()))?;
    std::fs::write(&marker, wanted).map_err(|e| format!("{}: {e}", marker.display()))?;
    Ok(python)
}
