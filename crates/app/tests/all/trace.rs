//! `carbonshed trace`: from files to files, against sums worked out by hand and a textbook's printed table.

use super::text;
use flow::formats::npy;
use std::path::Path;
use std::process::{Command, Output};

fn trace(words: &[&str], files: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .arg("trace")
        .args(words)
        .args(files)
        .output()
        .unwrap()
}

/// The JSON line at the end.
fn said(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

fn near(found: f64, expected: f64, within: f64) {
    assert!(
        (found - expected).abs() <= within,
        "{found} is not {expected}"
    );
}

/// Two buses: coal makes 100 MW at the first, where 50 are used; wind makes 100 at the second, where 150 are used. The line
/// carries 50 MW with 0.9 t/MWh, so the second bus has 50 x 0.9 / 150 = 0.3 t/MWh.
#[test]
fn a_grid_of_two_buses() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("two.m");
    std::fs::write(
        &case,
        "function mpc = two\nmpc.version = '2';\nmpc.baseMVA = 100;\n\
         mpc.bus = [\n1 3 50 0 0 0 1 1 0 110 1 1.1 0.9;\n2 1 150 0 0 0 1 1 0 110 1 1.1 0.9;\n];\n\
         mpc.gen = [\n1 100 0 0 0 1 100 1 200 0;\n2 100 0 0 0 1 100 1 200 0;\n];\n\
         mpc.branch = [\n1 2 0.01 0.1 0 0 0 0 0 0 1 -360 360;\n];\n",
    )
    .unwrap();
    let factors = dir.path().join("factors.csv");
    std::fs::write(&factors, "key,factor_t_per_mwh\ngen 1,0.9\ngen 2,0\n").unwrap();
    let out = dir.path().join("out");
    let words = ["grid", case.to_str().unwrap(), "--factors"];
    let grid = trace(&words, &[&factors, Path::new("--out"), &out]);
    let line = said(&grid);
    assert_eq!(
        (&line["buses"], &line["branches"], &line["steps"]),
        (&2.into(), &1.into(), &1.into())
    );
    assert!(line["imbalance_max"].as_f64().unwrap() < 1e-12);
    assert!(line["trace_seconds"].as_f64().unwrap() > 0.0);
    let nodal = npy::read(&std::fs::read(out.join("nodal.npy")).unwrap()).unwrap();
    assert_eq!(nodal.shape, [1, 2]);
    near(nodal.values[0], 0.9, 1e-12);
    near(nodal.values[1], 0.3, 1e-12);

    // A generator without a factor is refused by its name, and nothing is written.
    std::fs::write(&factors, "key,factor_t_per_mwh\ngen 1,0.9\n").unwrap();
    let other = dir.path().join("other");
    let refused = trace(&words, &[&factors, Path::new("--out"), &other]);
    assert!(!refused.status.success() && !other.exists());
    assert!(
        text(&refused.stderr).contains("gen 2"),
        "{}",
        text(&refused.stderr)
    );
}

/// Miller and Blair, Input-Output Analysis, 2nd ed., section 2.3: two sectors and their printed Leontief inverse.
#[test]
fn a_trade_table_of_the_textbook() {
    let dir = tempfile::tempdir().unwrap();
    let array = |name: &str, shape: &[usize], values: &[f64]| {
        std::fs::write(dir.path().join(name), npy::write(shape, values)).unwrap();
    };
    array("Z.npy", &[2, 2], &[150.0, 500.0, 200.0, 100.0]);
    array("Y.npy", &[2, 1], &[350.0, 1700.0]);
    // 0.01 a unit of output, so that a multiplier is a hundredth of the sum of a column of the inverse.
    array("F.npy", &[1, 2], &[10.0, 20.0]);
    let out = dir.path().join("out");
    let line = said(&trace(
        &["trade", dir.path().to_str().unwrap(), "--out"],
        &[&out],
    ));
    assert_eq!(line["industries"], 2);
    assert!(line["imbalance_max"].as_f64().unwrap() < 1e-12);
    let multipliers = npy::read(&std::fs::read(out.join("multipliers.npy")).unwrap()).unwrap();
    near(multipliers.values[0] * 100.0, 1.2541 + 0.2640, 1e-4);
    near(multipliers.values[1] * 100.0, 0.3300 + 1.1221, 1e-4);
    let accounts = std::fs::read_to_string(out.join("accounts.csv")).unwrap();
    assert!(accounts.lines().count() == 2, "{accounts}");
}

/// 700 of coal make 210 of power and 280 of heat; by energy power bears 3/7 of the 70 t.
#[test]
fn a_balance_of_a_town() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("town.csv");
    std::fs::write(
        &file,
        "kind,name,carrier,energy,factor_t,embodied_t,exergy,efficiency\n\
         carrier,,coal,,0.1,,,\ncarrier,,power,,0,,,\ncarrier,,heat,,0,,,\n\
         supply,mine,coal,1000,,0,,\nprocess,CHP,coal,-700,,,,\nprocess,CHP,power,210,,,,\nprocess,CHP,heat,280,,,,\n\
         final,industry,coal,300,,,,\nfinal,homes,power,210,,,,\nfinal,homes,heat,280,,,,\n",
    )
    .unwrap();
    let line = said(&trace(&["balance"], &[&file]));
    near(line["production_t"].as_f64().unwrap(), 100.0, 1e-9);
    near(line["consumption_t"].as_f64().unwrap(), 100.0, 1e-9);

    std::fs::write(&file, "kind,name,carrier,energy\nfinal,homes,power,lots\n").unwrap();
    let refused = trace(&["balance"], &[&file]);
    assert!(!refused.status.success());
    assert!(
        text(&refused.stderr).contains("town.csv"),
        "{}",
        text(&refused.stderr)
    );
}
