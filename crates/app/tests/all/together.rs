//! `carbonshed symbiosis|site|route|share|grant|chain|supply`: from files to files, against sums worked out by hand.

use super::text;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn golden(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden")
        .join(path)
}

fn run(words: &[&str], files: &[&Path], out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .args(words)
        .args(files)
        .arg("--out")
        .arg(out)
        .output()
        .unwrap()
}

fn said(output: &Output) -> serde_json::Value {
    assert!(output.status.success(), "{}", text(&output.stderr));
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

/// Hydrogen 15000 (12000 - 8000 - 2 x 50), carbon dioxide 60000 (300 - 120 - 1.5 x 10),
/// steam 900000 (200 - 40 - 4 x 4) and 500000 (180 - 40 - 2.5 x 4): 263 million yuan.
#[test]
fn the_gas_of_a_park_is_matched() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(
        &["symbiosis", "match"],
        &[&golden("exchange/park-gas")],
        dir.path(),
    );
    let line = said(&output);
    assert_eq!(line["exchanges"], 4);
    assert_eq!(line["gain_yuan"], 263_000_000);
    assert_eq!(line["saved_co2_kg"], 581_125_000);
    // Nobody states the energy of carbon dioxide.
    assert!(line["saved_energy_gj"].is_null());
    let hydrogen = rows(&dir.path().join("exchanges.csv"));
    let hydrogen = hydrogen.iter().find(|row| row["material"] == "hydrogen");
    assert_eq!(hydrogen.unwrap()["replaced"], "15000");
    for (name, count) in [("savings.csv", 6), ("rest.csv", 8)] {
        assert!(rows(&dir.path().join(name)).len() >= count - 1, "{name}");
    }
    assert!(text(&output.stderr).contains("exchange_carbon_worse"));
}

/// Straw: rules and carrying come from the program's own tables.
#[test]
fn straw_is_carried_by_the_tables_of_the_program() {
    let dir = tempfile::tempdir().unwrap();
    let line = said(&run(
        &["symbiosis", "match", "--detour", "1.3"],
        &[&golden("exchange/straw")],
        dir.path(),
    ));
    let best: serde_json::Value = serde_json::from_str(
        &std::fs::read_to_string(golden("exchange/straw/expected.json")).unwrap(),
    )
    .unwrap();
    let (ours, theirs) = (
        line["gain_yuan"].as_f64().unwrap(),
        best["gain_yuan"].as_f64().unwrap(),
    );
    assert!((ours / theirs - 1.0).abs() < 1e-6, "{ours} {theirs}");
    let refused = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .args(["symbiosis", "match", "--detour", "0.5", "--out"])
        .arg(dir.path())
        .arg(golden("exchange/straw"))
        .output()
        .unwrap();
    assert!(!refused.status.success() && text(&refused.stderr).contains("detour"));
}

/// East: 900 to have it, 10 x 10 km x 2 yuan to carry; dark has too little grid and takes no part.
#[test]
fn a_plant_is_sited() {
    let dir = tempfile::tempdir().unwrap();
    let output = run(&["site"], &[&golden("siting/plant.csv")], dir.path());
    let line = said(&output);
    assert_eq!(line["sites"], 1);
    assert_eq!(
        (&line["yuan"], &line["bound"]),
        (&1100.into(), &line["cost"])
    );
    assert!(text(&output.stderr).contains("site_left_out"));
    assert_eq!(rows(&dir.path().join("best.csv")).len(), 1);
    assert_eq!(rows(&dir.path().join("served.csv")).len(), 2);
    assert!(rows(&dir.path().join("front.csv")).len() >= 2);
}

/// Rail all the way: 2350 km x 0.65 yuan x 20 t, the least carbon 2350 x 0.02779 x 20 kg; by air 1700 / 900 h.
#[test]
fn a_way_is_found_with_the_modes_of_the_program_or_ones_own() {
    let dir = tempfile::tempdir().unwrap();
    let case = golden("route/chengdu-shanghai.csv");
    let line = said(&run(&["route"], &[&case], dir.path()));
    let close = |name: &str, value: f64| {
        let found = line[name].as_f64().unwrap();
        assert!((found / value - 1.0).abs() < 1e-3, "{name} {found}");
    };
    close("least_time_h", 1700.0 / 900.0);
    close("least_co2_kg", 2350.0 * 0.02779 * 20.0);
    assert_eq!(line["routes"], rows(&dir.path().join("routes.csv")).len());
    let modes = dir.path().join("modes.csv");
    std::fs::write(
        &modes,
        "mode,yuan_per_tkm,co2_kg_per_tkm,km_per_h\nroad,1,0.1,100\n",
    )
    .unwrap();
    let output = run(
        &["route", "--mode", "lenient", "--modes"],
        &[&modes, &case],
        dir.path(),
    );
    // The road alone is left, with 2000 km at 100 km/h; the other links are named.
    assert_eq!(said(&output)["least_time_h"], 20);
    assert!(text(&output.stderr).contains("route_link_left_out"));
}

/// 1500.01 yuan, 1000 stay, the rest is halved and the odd fen goes to the first.
#[test]
fn tax_is_shared_to_the_fen() {
    let dir = tempfile::tempdir().unwrap();
    let (amounts, rules) = (dir.path().join("amounts.csv"), dir.path().join("rules.csv"));
    std::fs::write(
        &amounts,
        "project,item,year,yuan\nplant,vat,2025,1500.01\nplant,vat,2030,7\n",
    )
    .unwrap();
    std::fs::write(
        &rules,
        "rule,project,item,from_year,to_year,city,percent,base_city,base_yuan\n\
         move,plant,vat,2024,2028,chengdu,50,chengdu,1000.00\nmove,,,,,chongqing,50,,\n",
    )
    .unwrap();
    let out = dir.path().join("out");
    let output = run(&["share"], &[&amounts, &rules], &out);
    let line = said(&output);
    assert_eq!(
        (&line["left"], &line["shared"]),
        (&1.into(), &1500.01.into())
    );
    let shares = rows(&out.join("shares.csv"));
    let yuan: Vec<&str> = shares.iter().map(|row| row["amount"].as_str()).collect();
    assert_eq!(yuan, ["1250.01", "250.00"]);
    assert!(text(&output.stderr).contains("warning: share_no_rule"));
    // Parts of 90 % are refused by name; nothing is written.
    std::fs::write(&rules, "rule,city,percent\nmove,chengdu,90\n").unwrap();
    let out = dir.path().join("none");
    let refused = run(&["share"], &[&amounts, &rules], &out);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("error: share_not_whole") && !out.exists());
}

/// 30 % of 200 million yuan is 60 million, and at most 50 are given.
#[test]
fn a_grant_names_its_rule_and_its_bound() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("projects.csv");
    std::fs::write(
        &file,
        "project,kind,name,value,year,currency\na,fact,start,2021,,\na,fact,applicant,industrial_park,,\n\
         a,cost,software_and_hardware,200000000,2021,CNY\n",
    )
    .unwrap();
    let line = said(&run(&["grant"], &[&file], dir.path()));
    assert_eq!(
        (&line["grants"], &line["upper_bounds"]),
        (&1.into(), &0.into())
    );
    let grants = rows(&dir.path().join("grants.csv"));
    assert_eq!(
        (grants[0]["granted"].as_str(), grants[0]["bound"].as_str()),
        ("50000000.00", "cap")
    );
}

/// Without the salts a fifth of the cathode material, of the cells and of the cars is left: 0.8 x (500 + 800 + 400 + 3000 + 1000)
/// million yuan are lost, and the salts themselves.
#[test]
fn a_chain_breaks_where_it_is_thin() {
    let dir = tempfile::tempdir().unwrap();
    let case = golden("chain/cars");
    let line = said(&run(&["chain", "--break", "salt"], &[&case], dir.path()));
    assert_eq!((&line["firms"], &line["processes"]), (&9.into(), &9.into()));
    let lost = line["lost_output_yuan"].as_f64().unwrap();
    assert!((lost / 4760e6 - 1.0).abs() < 1e-9, "{lost}");
    let critical = rows(&dir.path().join("critical.csv"));
    assert_eq!(critical[0]["firm"], "cathode");
    let position = rows(&dir.path().join("position.csv"));
    assert_eq!(position[7]["upstreamness"], "1");
    assert_eq!(rows(&dir.path().join("broken.csv")).len(), 6);
    let refused = run(&["chain", "--break", "nobody"], &[&case], dir.path());
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("chain_nothing_to_break"));
}

/// The use table of the United States, 2021 (`tests/golden/trade/us-2021/SOURCE.md`), as a chain of its 15 industries; upstreamness by NumPy.
#[test]
fn a_national_table_is_a_chain_of_its_industries() {
    let dir = tempfile::tempdir().unwrap();
    let table = golden("trade/us-2021").join("use_15.csv");
    let output = run(
        &["chain", "--break", "all: Manufacturing"],
        &[&table],
        dir.path(),
    );
    let line = said(&output);
    assert_eq!(
        (&line["firms"], &line["processes"]),
        (&15.into(), &15.into())
    );
    let notes = text(&output.stderr);
    assert!(notes.contains("row 11 \"Finance"), "{notes}");
    assert!(notes.contains("imports are among them"), "{notes}");
    let numpy = [
        2.174764662909,
        2.324416375916,
        2.104134451404,
        1.270073812966,
        1.701059719862,
        3.270012434802,
        1.390992384296,
        2.530934809692,
        1.727664456239,
        1.828472324502,
        2.310636244510,
        1.041461289297,
        1.444523841752,
        1.625031786285,
        1.056857802859,
    ];
    let position = rows(&dir.path().join("position.csv"));
    assert_eq!(position.len(), numpy.len());
    for (row, expected) in position.iter().zip(numpy) {
        let found: f64 = row["upstreamness"].parse().unwrap();
        assert!((found - expected).abs() < 1e-9, "{row:?}, not {expected}");
    }
    let critical = rows(&dir.path().join("critical.csv"));
    assert_eq!(critical.len(), 15);
    // A text is no table.
    let refused = run(
        &["chain"],
        &[&golden("trade/us-2021").join("SOURCE.md")],
        dir.path(),
    );
    assert_eq!(refused.status.code(), Some(2));
}

/// The figures behind them are held against other programs in the library's own tests.
#[test]
fn ties_of_cities_from_files_to_files() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path();
    let ties = |name: &str| golden("ties").join(name);
    let places = ties("places.csv");
    let output = Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .args(["city", "gravity", "--places"])
        .args([&places, &ties("flows.csv")])
        .arg("--out")
        .arg(out)
        .output()
        .unwrap();
    assert_eq!(said(&output)["flows"], 20);
    assert_eq!(rows(&out.join("gravity.csv")).len(), 4);
    let line = said(&run(
        &["city", "core", "--absent-is-zero"],
        &[&ties("flows.csv")],
        out,
    ));
    assert_eq!(line["places"], 6);
    assert_eq!(rows(&out.join("core.csv"))[0]["part"], "core");
    let weights = ties("integration_weights.csv");
    let output = run(
        &["city", "integration", "--weights"],
        &[&weights, &ties("integration.csv")],
        out,
    );
    // One figure of culture is not known in the last year: no index is made of the rest.
    assert!(said(&output)["index"].is_null());
    assert!(text(&output.stderr).contains("integration_missing"));
    let line = said(&run(&["city", "ladder"], &[&ties("ladder.csv")], out));
    assert_eq!(
        (&line["highest_rung"], &line["levels"]),
        (&3.into(), &4.into())
    );
    let line = said(&run(&["city", "path"], &[&ties("resources.csv")], out));
    assert_eq!(line["differ_from_document"], 0);
    let refused = run(&["city", "ladder"], &[&places], out);
    assert_eq!(refused.status.code(), Some(2));
}

/// Five of six needs find an offer; nobody makes ship engines. Chinese and English texts find each other.
#[test]
fn needs_find_their_offers() {
    let dir = tempfile::tempdir().unwrap();
    let files = [golden("supply/offers.csv"), golden("supply/needs.csv")];
    let output = run(&["supply"], &[&files[0], &files[1]], dir.path());
    let line = said(&output);
    assert_eq!(
        (&line["needs"], &line["needs_with_offers"]),
        (&6.into(), &5.into())
    );
    assert!(text(&output.stderr).contains("supply_nothing_found"));
    let matches = rows(&dir.path().join("matches.csv"));
    let heat = matches.iter().find(|row| row["need"] == "n4").unwrap();
    assert_eq!(
        (heat["offer"].as_str(), heat["place"].as_str()),
        ("o11", "1")
    );
}
