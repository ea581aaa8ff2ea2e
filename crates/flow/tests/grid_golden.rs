//! Grids that other programs saved, against dense solves made there (`tests/golden/grid`).

use flow::formats::{Factors, GridCase, pandapower, pypsa};
use flow::grid::{Losses, Network, Steps, audit, lost_t, trace};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/grid")
}

fn numbers(path: &Path, head: usize) -> Vec<f64> {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().skip(head);
    lines
        .flat_map(|line| line.split(','))
        .map(|cell| cell.parse().unwrap())
        .collect()
}

/// Traces under every rule for losses; everything made is everything used or lost. Gives the intensities with losses at the user's.
fn traced(name: &str, case: &GridCase, factor: &[f64]) -> Vec<f64> {
    let network = Network::new(case.buses.len(), case.branches.clone()).unwrap();
    let at: Vec<u32> = case
        .generators
        .iter()
        .map(|generator| generator.bus)
        .collect();
    let mut nodal = Vec::new();
    for losses in [Losses::Line, Losses::Sender, Losses::User] {
        let steps = Steps {
            steps: case.steps,
            sent_mw: &case.sent_mw,
            received_mw: case.received_mw.as_deref(),
            generator_bus: &at,
            generation_mw: &case.generation_mw,
            factor_t_per_mwh: factor,
            losses,
        };
        // An AC solution balances to its own tolerance.
        let found = audit(&network, &steps, Some(&case.load_mw), 1e-6);
        assert!(found.is_empty(), "{name}: {found:?}");
        let of = trace(&network, &steps).unwrap();
        let made: f64 = case
            .generation_mw
            .iter()
            .enumerate()
            .map(|(i, power)| power * factor[i % factor.len()])
            .sum();
        let used: f64 = case
            .load_mw
            .iter()
            .zip(&of.nodal_t_per_mwh)
            .map(|(load, e)| load * e)
            .sum();
        let lost: f64 = if losses == Losses::User {
            0.0
        } else {
            lost_t(&network, &steps, &of).iter().sum()
        };
        assert!(
            (made - used - lost).abs() <= 1e-9 * made,
            "{name}, {losses:?}: {made} t made, {used} used, {lost} lost"
        );
        nodal = of.nodal_t_per_mwh;
    }
    nodal
}

fn same(name: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (bus, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() < 1e-9,
            "{name}, {bus}: {found} is not {expected}"
        );
    }
}

#[test]
fn the_ieee_cases_with_ac_losses_agree_with_a_dense_solve_and_lose_no_carbon() {
    for (name, branches) in [
        ("case9", 9),
        ("case14", 20),
        ("case30", 41),
        ("case39", 46),
        ("case57", 80),
        ("case118", 186),
    ] {
        let path = folder().join("ieee").join(format!("{name}.json"));
        let case = pandapower::read(name, &std::fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!(case.branches.len(), branches, "{name}");
        let sent: f64 = case.sent_mw.iter().map(|mw| mw.abs()).sum();
        let received: f64 = case.received_mw.iter().flatten().map(|mw| mw.abs()).sum();
        assert!(sent > received, "{name} has losses");
        let factor: Vec<f64> = (0..case.generators.len())
            .map(|at| 0.1 * (at % 9 + 1) as f64)
            .collect();
        let nodal = traced(name, &case, &factor);
        same(
            name,
            &nodal,
            &numbers(&folder().join("ieee").join(format!("{name}.csv")), 1),
        );
    }
}

#[test]
fn faults_of_a_pandapower_file_say_what_to_do() {
    let text = std::fs::read_to_string(folder().join("ieee/case9.json")).unwrap();
    let words = |text: &str| pandapower::read("net.json", text).unwrap_err().to_string();
    assert_eq!(
        words("{}"),
        "net.json: it is no network saved by pandapower's to_json"
    );
    assert_eq!(
        words(&text.replace("\"res_bus\"", "\"res_bus_old\"")),
        "net.json: it has no results; run a power flow (runpp) before saving"
    );
    assert_eq!(
        words(&text.replace("\"res_gen\"", "\"res_gen_old\"")),
        "net.json: gen 0 has no result \"p_mw\" in \"res_gen\""
    );
}

fn pypsa_files() -> BTreeMap<String, String> {
    std::fs::read_dir(folder().join("pypsa-four/case"))
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn a_pypsa_folder_is_traced_with_the_factors_of_its_carriers() {
    let case = pypsa::read(&pypsa_files()).unwrap();
    assert_eq!(
        (case.buses.len(), case.branches.len(), case.steps),
        (4, 4, 4)
    );
    assert_eq!(
        case.file_factor_t_per_mwh,
        [Some(0.85), Some(0.0), Some(0.4), None]
    );
    let none = Factors::read("f.csv", "key,factor_t_per_mwh\n").unwrap();
    assert!(
        none.of(&case)
            .unwrap_err()
            .to_string()
            .contains("no factor for pump C")
    );
    let factor = Factors::read("f.csv", "key,factor_t_per_mwh\npump C,0.5\n")
        .unwrap()
        .of(&case)
        .unwrap();
    assert_eq!(factor, [0.85, 0.0, 0.4, 0.5]);
    let nodal = traced("four", &case, &factor);
    same(
        "four",
        &nodal,
        &numbers(&folder().join("pypsa-four/expected.csv"), 0),
    );
}

#[test]
fn without_flows_pypsas_lines_are_solved_to_the_same_flows() {
    let mut files = pypsa_files();
    // A link's power no power flow tells: it becomes a load and a generator by hand.
    for name in ["links.csv", "links-p0.csv", "links-p1.csv"] {
        files.remove(name);
    }
    let loads = files["loads-p.csv"].clone();
    let grown: Vec<String> = loads
        .lines()
        .zip([None, Some(20.0), Some(30.0), Some(10.0), Some(25.0)])
        .map(|(line, link)| match link {
            None => line.to_owned(),
            Some(link) => {
                let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
                let (at_c, at_d): (f64, f64) =
                    (cells[2].parse().unwrap(), cells[3].parse().unwrap());
                cells[2] = (at_c + link).to_string();
                cells[3] = (at_d - 0.95 * link).to_string();
                cells.join(",")
            }
        })
        .collect();
    files.insert("loads-p.csv".into(), grown.join("\n"));
    let solved = pypsa::read(&files).unwrap();
    let (p0, p1) = (
        files.remove("lines-p0.csv").unwrap(),
        files.remove("lines-p1.csv"),
    );
    assert!(p1.is_some());
    let ours = pypsa::read(&files).unwrap();
    for (step, line) in p0.lines().skip(1).enumerate() {
        for (branch, cell) in line.split(',').skip(1).enumerate() {
            let expected: f64 = cell.parse().unwrap();
            let found = ours.sent_mw[step * 3 + branch];
            assert!((found - expected).abs() < 1e-8, "{found} is not {expected}");
            assert!((solved.sent_mw[step * 3 + branch] - expected).abs() < 1e-12);
        }
    }
    files.insert(
        "lines.csv".into(),
        files["lines.csv"].replace("AB,A,B", "AB,A,X"),
    );
    assert_eq!(
        pypsa::read(&files).unwrap_err().to_string(),
        "lines.csv, row 2, column 3: \"X\" is no bus of buses.csv"
    );
}
