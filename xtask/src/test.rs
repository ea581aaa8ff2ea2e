//! `cargo xtask test`: installs what the tests need, says so, and runs all of them.

use std::path::{Path, PathBuf};

use crate::postgres::Postgres;
use crate::sh::{Done, command, has, install_debian, root, step, target_dir};
use crate::{demo, web};

/// Runs the named groups, or all: `web`, `rust`, `browser`.
pub fn run(groups: &[String]) -> Done {
    const ALL: [&str; 3] = ["web", "rust", "browser"];
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
    web::build()?;
    if wanted("rust") {
        rust()?;
    }
    if wanted("browser") {
        // The Rust tests have built the program already.
        if !wanted("rust") {
            demo::build()?;
        }
        web::browser()?;
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

/// A Python with other people's readers of our open tables, which must find the same sums; its path.
fn python() -> Result<PathBuf, String> {
    let list = root().join("tests/outside/requirements.txt");
    let venv = target_dir().join("outside");
    let python = venv.join("bin/python");
    let marker = venv.join("installed");
    let wanted = std::fs::read_to_string(&list).map_err(|e| format!("{}: {e}", list.display()))?;
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
        &["-m", "pip", "install", "--quiet", "--requirement"],
    );
    step("Python packages", pip.arg(&list))?;
    std::fs::write(&marker, wanted).map_err(|e| format!("{}: {e}", marker.display()))?;
    Ok(python)
}
