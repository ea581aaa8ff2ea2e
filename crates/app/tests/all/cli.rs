//! The command line, by running the binary.

use super::text;
use std::path::Path;
use std::process::{Command, Output};

fn run(home: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .arg("--home")
        .arg(home)
        .args(args)
        .env_remove("CARBONSHED_HOME")
        .output()
        .unwrap()
}

/// The two commands of the README in an empty home.
#[test]
fn an_empty_home_a_file_a_figure() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let file = dir.path().join("uk.csv.gz");
    std::fs::write(&file, app::embed::data(super::UK_FILE).unwrap()).unwrap();
    let file = file.to_str().unwrap();
    let import = run(
        &home,
        &["import", file, "--mapping", "uk-local-authorities"],
    );
    assert_eq!(import.status.code(), Some(0), "{}", text(&import.stderr));
    assert!(text(&import.stdout).contains("6304 rows"));

    const PLACE: &str = "Greater London Authority";
    let json = run(
        &home,
        &[
            "indicators",
            "--place",
            PLACE,
            "--year",
            "2020",
            "--indicator",
            "carbon_total",
            "--format",
            "json",
        ],
    );
    assert_eq!(json.status.code(), Some(0), "{}", text(&json.stderr));
    let rows: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let row = &rows[0];
    assert_eq!(rows.as_array().unwrap().len(), 1);
    assert!((row["value"].as_f64().unwrap() - 25432.742453397812).abs() < 1e-6);
    for (key, value) in [
        ("region", "uk"),
        ("place", PLACE),
        ("period", "2020"),
        ("unit", "kt"),
        ("quantity", "CO2e"),
    ] {
        assert_eq!(row[key], value);
    }
    assert_eq!(row["completeness_percent"], 100.0);

    let table = run(
        &home,
        &[
            "indicators",
            "--place",
            PLACE,
            "--year",
            "2020",
            "--by",
            "field",
        ],
    );
    let table = text(&table.stdout);
    assert!(
        table.contains("Livelihood") && table.contains("kt"),
        "{table}"
    );
    let tree = run(
        &home,
        &[
            "explain",
            "--place",
            "City of London",
            "--year",
            "2020",
            "--indicator",
            "carbon_total",
            "--limit",
            "2",
        ],
    );
    assert_eq!(tree.status.code(), Some(0), "{}", text(&tree.stderr));
    let tree = text(&tree.stdout);
    let leaf = tree.lines().find(|line| line.contains("cell")).unwrap();
    assert!(
        leaf.contains("uk.csv.gz, row ") && leaf.contains(", column "),
        "{leaf}"
    );

    let again = run(
        &home,
        &["import", file, "--mapping", "uk-local-authorities"],
    );
    assert_eq!(again.status.code(), Some(0));
    assert!(text(&again.stdout).contains("nothing changed: import 1"));

    let unknown = run(&home, &["indicators", "--place", "Atlantis"]);
    assert_eq!(unknown.status.code(), Some(3));
    assert_eq!(
        text(&unknown.stderr).lines().count(),
        1,
        "{}",
        text(&unknown.stderr)
    );

    let out = dir.path().join("out.csv");
    let export = run(
        &home,
        &[
            "export",
            "--by",
            "place",
            "--year",
            "2020",
            "--out",
            out.to_str().unwrap(),
        ],
    );
    assert_eq!(export.status.code(), Some(0), "{}", text(&export.stderr));
    assert!(
        std::fs::read_to_string(out)
            .unwrap()
            .contains("completeness_percent")
    );
}

#[test]
fn a_refused_file_has_its_exit_code_and_its_findings() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    let file = dir.path().join("bad.csv");
    std::fs::write(&file, "local-authority-code,Year\nE09000001,2020\n").unwrap();
    let refused = run(
        &home,
        &[
            "import",
            file.to_str().unwrap(),
            "--mapping",
            "uk-local-authorities",
        ],
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("was refused"),
        "{}",
        text(&refused.stderr)
    );
    assert!(text(&refused.stdout).is_empty());
    let findings = run(&home, &["findings", "--import", "1"]);
    assert!(
        text(&findings.stdout).contains("error"),
        "{}",
        text(&findings.stdout)
    );
}

#[test]
fn failures_are_one_clear_line() {
    let dir = tempfile::tempdir().unwrap();
    for (args, code, part) in [
        (vec!["indicators"], 3, "no region yet"),
        (
            vec!["import", "/no/such/file", "--mapping", "x"],
            1,
            "/no/such/file",
        ),
        (vec!["regions", "add", "atlantis"], 3, "atlantis"),
        (vec!["user", "passwd", "nobody"], 3, "nobody"),
    ] {
        let output = run(dir.path(), &args);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{args:?}: {stderr}");
        assert!(
            stderr.starts_with("carbonshed: ") && stderr.to_lowercase().contains(part),
            "{args:?}: {stderr}"
        );
    }
    assert_eq!(run(dir.path(), &["frobnicate"]).status.code(), Some(64));
    assert_eq!(run(dir.path(), &["--help"]).status.code(), Some(0));
}

#[test]
fn regions_come_and_go() {
    let dir = tempfile::tempdir().unwrap();
    let add = run(dir.path(), &["regions", "add", "washington"]);
    assert_eq!(add.status.code(), Some(0), "{}", text(&add.stderr));
    let list = run(dir.path(), &["regions", "list", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(
        (&rows[0]["id"], &rows[0]["complete"]),
        (&"washington".into(), &true.into())
    );
    let bare = run(dir.path(), &["regions", "add", "uk", "--no-data"]);
    assert_eq!(bare.status.code(), Some(0), "{}", text(&bare.stderr));
    let list = run(dir.path(), &["regions", "list"]);
    assert!(
        text(&list.stdout).contains("files missing"),
        "{}",
        text(&list.stdout)
    );
    run(dir.path(), &["regions", "remove", "uk"]);
    let remove = run(dir.path(), &["regions", "remove", "washington"]);
    assert_eq!(remove.status.code(), Some(0), "{}", text(&remove.stderr));
    assert!(text(&run(dir.path(), &["regions", "list"]).stdout).starts_with("No region yet."));
}
