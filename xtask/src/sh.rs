//! Running other programs: said aloud, timed, and failing with one clear line.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What every task returns: nothing, or one line that says what is wrong and what to do.
pub type Done = Result<(), String>;

/// The root of the checkout that `cargo xtask` was called in: asked when it runs, since a build folder that several clones
/// share may hold this program as another clone built it.
pub fn root() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Where cargo puts what it builds: `CARGO_TARGET_DIR`, or `target/` of the checkout.
pub fn target_dir() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The program itself, as the release profile builds it.
pub fn carbonshed() -> PathBuf {
    target_dir().join("release/carbonshed")
}

/// A program to be called from the root of the checkout.
pub fn command(program: &str, words: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root());
    // `cargo run` describes the package xtask to its children. Build scripts that look at these would take a cargo called
    // from here for another world than a cargo called by hand, and build everything anew each time.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name == "CARGO"
            || [
                "CARGO_PKG_",
                "CARGO_MANIFEST_",
                "CARGO_CRATE_",
                "CARGO_BIN_",
                "CARGO_PRIMARY_",
            ]
            .iter()
            .any(|start| name.starts_with(start))
        {
            command.env_remove(&*name);
        }
    }
    command
}

/// Runs it with its output on the screen and says how long it took.
pub fn step(what: &str, command: &mut Command) -> Done {
    println!("\n── {what}");
    let began = Instant::now();
    let status = command.status().map_err(|error| missing(command, &error))?;
    let seconds = began.elapsed().as_secs_f32();
    if status.success() {
        println!("── {what}: done in {seconds:.1} s");
        Ok(())
    } else {
        Err(format!(
            "{what} failed ({status}) after {seconds:.0} s; its own words stand above"
        ))
    }
}

/// Runs it silently and returns what it printed.
pub fn output(command: &mut Command) -> Result<String, String> {
    let out = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| missing(command, &error))?;
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    } else {
        Err(format!(
            "{:?} failed ({}): {}",
            command.get_program(),
            out.status,
            String::from_utf8_lossy(&out.stderr).trim()
        ))
    }
}

/// Whether a program can be called.
pub fn has(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// Installs Debian packages that are missing, by name, and says which.
pub fn install_debian(wanted: &[(&str, &Path)]) -> Done {
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(_, proof)| !proof.exists())
        .map(|(name, _)| *name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing from Debian: {}", missing.join(", "));
    if !has("apt-get") {
        return Err(format!(
            "please install by hand (there is no apt-get here): {}",
            missing.join(" ")
        ));
    }
    let sudo = output(&mut command("id", &["-u"])).is_ok_and(|id| id.trim() != "0");
    let apt = |words: &[&str]| {
        let mut call = if sudo {
            command("sudo", &["apt-get"])
        } else {
            command("apt-get", &[])
        };
        call.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        call
    };
    step("package lists", &mut apt(&["update", "-qq"]))?;
    let mut words = vec!["install", "-y", "-qq", "--no-install-recommends"];
    words.extend(&missing);
    step("install packages", &mut apt(&words))
}

fn missing(command: &Command, error: &std::io::Error) -> String {
    format!(
        "{:?} cannot be called ({error}); install it and try again",
        command.get_program()
    )
}
