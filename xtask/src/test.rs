//! `cargo xtask test`: installs what the tests need, says so, and runs all of them.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use crate::postgres::Postgres;
use crate::sh::{Done, carbonshed, command, has, install_debian, output, root, step, target_dir};
use crate::{demo, web};

/// Asks for formatting and clippy, too.
const LINT: &str = "--lint";

/// Runs the named groups, or all: `web`, `rust`, `browser`, `cluster`; with `--lint` formatting and clippy besides.
pub fn run(words: &[String]) -> Done {
    const ALL: [&str; 4] = ["web", "rust", "browser", "cluster"];
    let (flags, groups): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| *word == LINT);
    let is_linted = !flags.is_empty();
    if let Some(unknown) = groups.iter().find(|group| !ALL.contains(&group.as_str())) {
        return Err(format!(
            "no tests {unknown:?}; there are {}",
            ALL.join(", ")
        ));
    }
    let wanted = |group: &str| groups.is_empty() || groups.iter().any(|named| *named == group);
    if is_linted {
        formatting()?;
    }
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
        compile()?;
    } else if ["browser", "cluster"].into_iter().any(wanted) {
        demo::build()?;
    }
    // Tests wait more than compilers do.
    let rest = Rest {
        cluster: wanted("cluster"),
        lint: is_linted,
    };
    let beside = rest.start()?;
    if wanted("rust") {
        rust()?;
    }
    if wanted("browser") {
        web::browser()?;
    }
    if let Some(beside) = beside {
        beside.wait()?;
    }
    if wanted("cluster") {
        cluster()?;
    }
    println!("\nall tests passed");
    Ok(())
}

/// What is still to be compiled when the first tests can run.
pub struct Rest {
    /// The tests of the cluster.
    pub cluster: bool,
    /// All, for clippy.
    pub lint: bool,
}

impl Rest {
    /// The same, as words of the command line.
    pub fn of(words: &[String]) -> Rest {
        let has = |wanted: &str| words.iter().any(|word| word == wanted);
        Rest {
            cluster: has("cluster"),
            lint: has(LINT),
        }
    }

    /// Compiles it.
    pub fn run(&self) -> Done {
        if self.cluster {
            cluster_build()?;
        }
        if self.lint { clippy() } else { Ok(()) }
    }

    /// Compiles it in a process of its own, which takes what the tests leave of the processors; `None` if there is nothing.
    fn start(&self) -> Result<Option<Beside>, String> {
        if !self.cluster && !self.lint {
            return Ok(None);
        }
        let program = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut call = if has("nice") {
            let mut nice = command("nice", &["-n", "19"]);
            nice.arg(program);
            nice
        } else {
            command(&program.to_string_lossy(), &[])
        };
        call.arg("compile-rest")
            .args(self.cluster.then_some("cluster"));
        call.args(self.lint.then_some(LINT));
        // Where the checkout is, it asks this; `command` has taken it away.
        call.env("CARGO_MANIFEST_DIR", root().join("xtask"));
        let log = target_dir().join("compile-rest.log");
        let fault = |error: std::io::Error| format!("{}: {error}", log.display());
        let out = File::create(&log).map_err(fault)?;
        call.stdout(out.try_clone().map_err(fault)?).stderr(out);
        let child = call.process_group(0).spawn().map_err(fault)?;
        Ok(Some(Beside { child, log }))
    }
}

/// A process that runs beside the tests; it ends with them if one fails.
struct Beside {
    child: Child,
    log: PathBuf,
}

impl Beside {
    fn wait(mut self) -> Done {
        println!("\n── what was compiled beside the tests");
        let status = self.child.wait().map_err(|error| error.to_string())?;
        print!("{}", std::fs::read_to_string(&self.log).unwrap_or_default());
        if status.success() {
            Ok(())
        } else {
            Err("compiling beside the tests failed; its own words stand above".to_owned())
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let group = format!("-{}", self.child.id());
            let _ = Command::new("kill").args(["--", &group]).status();
            let _ = self.child.wait();
        }
    }
}

/// Formatting and clippy, warnings denied.
pub fn lint() -> Done {
    formatting()?;
    clippy()
}

fn formatting() -> Done {
    step(
        "formatting",
        &mut command("cargo", &["fmt", "--all", "--check"]),
    )?;
    let words = ["fmt", "--manifest-path", CLUSTER, "--check"];
    step("formatting of the cluster", &mut command("cargo", &words))
}

fn clippy() -> Done {
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
    let mut tests = command("cargo", &["test", "--manifest-path", CLUSTER]);
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

/// Builds the tests of the cluster.
fn cluster_build() -> Done {
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
    step(
        "tests of the cluster, compiled",
        &mut cargo(&["test", "--no-run"]),
    )
}

/// The Rust tests: with cargo-nextest, or else with what cargo itself has.
fn tests() -> Command {
    let words: &[&str] = if has("cargo-nextest") {
        &["nextest", "run"]
    } else {
        println!("cargo-nextest is not here; cargo test does it, only slower");
        &["test", "--lib", "--bins", "--tests"]
    };
    let mut call = command("cargo", words);
    call.args(["--release", "--workspace"]);
    call
}

/// Compiles the program and the Rust tests.
fn compile() -> Done {
    step("program and Rust tests, compiled", tests().arg("--no-run"))
}

fn rust() -> Done {
    let python = python()?;
    let postgres = Postgres::start()?;
    let mut call = tests();
    call.arg("--no-fail-fast");
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
