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

const THREE_REGIONS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/golden/trade/three-regions"
);

/// Rows of a CSV without its head.
fn rows(path: &Path) -> Vec<Vec<String>> {
    csv::Reader::from_path(path)
        .unwrap()
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().unwrap()
}

/// A table of pymrio's: `D_cba_reg` without the direct emissions of final demand, by region.
fn consumption(stressor: &str) -> Vec<f64> {
    let read = |name: &str| std::fs::read_to_string(format!("{THREE_REGIONS}/{name}")).unwrap();
    let text = read("expected/D_cba_reg.txt");
    let line = text
        .lines()
        .find(|line| line.starts_with(stressor))
        .unwrap();
    let whole = line.split('\t').skip(2).map(number);
    let direct = read("case/emissions/F_Y.txt");
    let line = direct
        .lines()
        .find(|line| line.starts_with(stressor))
        .unwrap();
    let direct: Vec<f64> = line.split('\t').skip(2).map(number).collect();
    whole
        .zip(direct.chunks(direct.len() / 3))
        .map(|(whole, own)| whole - own.iter().sum::<f64>())
        .collect()
}

/// The paths of a region and the rest are the footprint that pymrio computes.
#[test]
fn paths_of_a_golden_table_sum_to_its_footprint() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let case = format!("{THREE_REGIONS}/case");
    let accounts = dir.path().join("accounts");
    said(&trace(&["trade", &case, "--out"], &[&accounts]));
    let of = rows(&accounts.join("accounts.csv"));
    let co2: Vec<&Vec<String>> = of.iter().filter(|row| row[0].contains("CO2")).collect();
    let expected = consumption("CO2");
    assert_eq!((co2.len(), expected.len()), (3, 3));
    for (row, footprint) in co2.iter().zip(&expected) {
        let words = [
            "paths",
            &case,
            "--stressor",
            &row[0],
            "--region",
            &row[2],
            "--tolerance",
            "0.002",
            "--out",
        ];
        let line = said(&trace(&words, &[&out]));
        near(
            line["total"].as_f64().unwrap(),
            *footprint,
            1e-8 * footprint,
        );
        let paths = rows(&out.join("paths.csv"));
        assert_eq!(paths.len() as u64, line["paths"].as_u64().unwrap() + 1);
        assert!(paths.len() > 20, "{} paths", paths.len());
        let sum: f64 = paths.iter().map(|path| number(&path[3])).sum();
        near(sum, *footprint, 1e-8 * footprint);
        // Regions share what they trade: half each.
        near(
            number(&row[8]),
            (number(&row[3]) + number(&row[4])) / 2.0,
            1e-9 * footprint,
        );
    }
    let words = [
        "paths",
        &case,
        "--stressor",
        &co2[0][0],
        "--region",
        "nowhere",
        "--out",
    ];
    let unknown = trace(&words, &[&out]);
    assert_eq!(unknown.status.code(), Some(3), "{}", text(&unknown.stderr));
    assert!(text(&unknown.stderr).contains("\"nowhere\""));
    let several = trace(&["paths", &case, "--out"], &[&out]);
    assert_eq!(several.status.code(), Some(2));
}

/// Shared by value added is another division of the same emissions.
#[test]
fn shared_responsibility_sums_to_production() {
    let dir = tempfile::tempdir().unwrap();
    let case = format!("{THREE_REGIONS}/case");
    let words = ["trade", &case, "--shared", "value-added", "--out"];
    said(&trace(&words, &[dir.path()]));
    let of = rows(&dir.path().join("accounts.csv"));
    let sum = |column: usize| -> f64 {
        let co2 = of.iter().filter(|row| row[0].contains("CO2"));
        co2.map(|row| number(&row[column])).sum()
    };
    near(sum(8), sum(3), 1e-8 * sum(3));
    assert!(
        of.iter()
            .all(|row| (number(&row[8]) - number(&row[3])).abs() > 1e-6 * number(&row[3]))
    );
}

/// Two groups for three regions: all sums stay, and the table that is written is read again. Nothing changes between a table and itself.
#[test]
fn a_golden_table_with_fewer_regions_and_no_change() {
    let dir = tempfile::tempdir().unwrap();
    let case = format!("{THREE_REGIONS}/case");
    let before = dir.path().join("before");
    said(&trace(&["trade", &case, "--out"], &[&before]));
    let of = rows(&before.join("accounts.csv"));
    let names: Vec<&str> = of[..3].iter().map(|row| row[2].as_str()).collect();
    let groups = dir.path().join("groups.csv");
    let lines: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(at, name)| format!("{name},{}", if at == 0 { "one" } else { "two" }))
        .collect();
    std::fs::write(&groups, format!("from,to\n{}\n", lines.join("\n"))).unwrap();
    let fewer = dir.path().join("fewer");
    let words = ["aggregate", &case, "--regions"];
    let line = said(&trace(&words, &[&groups, Path::new("--out"), &fewer]));
    assert_eq!(
        (&line["regions"], &line["industries"]),
        (&2.into(), &10.into())
    );
    let after = dir.path().join("after");
    said(&trace(
        &["trade", fewer.to_str().unwrap(), "--out"],
        &[&after],
    ));
    let sum = |rows: &[Vec<String>], column: usize| -> f64 {
        rows.iter().map(|row| number(&row[column])).sum()
    };
    let few = rows(&after.join("accounts.csv"));
    near(sum(&few, 3), sum(&of, 3), 1e-9 * sum(&of, 3));
    near(sum(&few, 4), sum(&of, 4), 1e-8 * sum(&of, 4));

    let stressor = of[0][0].as_str();
    let words = ["decompose", &case, &case, "--stressor", stressor, "--out"];
    let line = said(&trace(&words, &[&dir.path().join("change")]));
    assert!(line["before"].as_f64().unwrap() > 0.0);
    assert_eq!(line["before"], line["after"]);
    for part in ["intensity", "technology", "demand", "unexplained"] {
        near(line[part].as_f64().unwrap(), 0.0, 1e-9);
    }
}

/// Junius and Oosterhaven's example, as Lenzen, Wood and Gallego (2007) print it; two cities that can only trade with each other; a line
/// between two buses that is measured three times.
#[test]
fn matrices_gravity_and_measured_flows() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let out = dir.path().join("out");
    let to = [Path::new("--out"), &out];
    let matrix = put(
        "m.csv",
        ",a,b,c,net taxes\nx,7,3,5,-3\ny,2,9,8,0\nz,-2,0,2,0\n",
    );
    let sums = put(
        "s.csv",
        "side,name,sum\nrow,x,15\nrow,y,26\nrow,z,-1\ncolumn,a,9\ncolumn,b,16\ncolumn,c,17\ncolumn,net taxes,-2\n",
    );
    let files = [&matrix, Path::new("--sums"), &sums, to[0], to[1]];
    let line = said(&trace(&["balance-table"], &files));
    assert!(line["gap"].as_f64().unwrap() < 1e-6, "{line}");
    near(
        number(&rows(&out.join("balanced.csv"))[1][2]),
        12.6248,
        6e-5,
    );
    put("s.csv", "side,name,sum\nrow,x,15\n");
    let lacking = trace(&["balance-table"], &files);
    assert_eq!(lacking.status.code(), Some(2));
    assert!(text(&lacking.stderr).contains("no sum for row \"y\""));

    let places = put("p.csv", "place,sends,takes\nChengdu,10,4\nChongqing,4,10\n");
    let far = put("d.csv", "from,to,distance\nChengdu,Chongqing,300\n");
    let gravity = trace(
        &["gravity"],
        &[&places, Path::new("--distances"), &far, to[0], to[1]],
    );
    assert!(text(&gravity.stderr).contains("estimates"));
    let line = said(&gravity);
    assert_eq!(
        (&line["flows"], &line["estimate"]),
        (&2.into(), &true.into())
    );
    near(number(&rows(&out.join("flows.csv"))[1][2]), 10.0, 1e-9);

    let folder = dir.path().join("grid");
    std::fs::create_dir(&folder).unwrap();
    for (name, shape, values) in [
        ("branches", vec![1, 2], vec![0.0, 1.0]),
        ("flow", vec![1, 1], vec![90.0]),
        ("gen_bus", vec![1], vec![0.0]),
        ("gen_mw", vec![1, 1], vec![100.0]),
        ("load_mw", vec![1, 2], vec![0.0, 90.0]),
    ] {
        let bytes = npy::write(&shape, &values);
        std::fs::write(folder.join(format!("{name}.npy")), bytes).unwrap();
    }
    let words = [
        "reconcile",
        "--flow-share",
        "0",
        "--flow-least-mw",
        "1",
        "--injection-share",
        "0",
        "--injection-least-mw",
        "1",
    ];
    let line = said(&trace(&words, &[&folder, to[0], to[1]]));
    assert!(line["gap_mw"].as_f64().unwrap() < 1e-9);
    let reconciled = rows(&out.join("reconciled.csv"));
    for (row, expected) in reconciled.iter().zip([280.0, 280.0, -280.0]) {
        near(number(&row[4]), expected / 3.0, 1e-9);
    }
}
