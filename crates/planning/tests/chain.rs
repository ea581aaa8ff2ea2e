//! Chains: positions, cut points and losses against other programs and sums by hand.

use planning::chain::graph::{articulation_points, dominators};
use planning::chain::position::{downstreamness, steps, upstreamness};
use planning::chain::read::{Folder, read};
use planning::chain::shock::Shock;
use planning::chain::{Chain, Delivery, Firm, Need, Process, Product, run};
use planning::sheet::Source;
use serde_json::Value;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn file(path: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/{path}")).unwrap()
}

fn cases() -> Value {
    serde_json::from_str(&file("tests/golden/chain/cases.json")).unwrap()
}

fn whole(value: &Value) -> usize {
    value.as_u64().unwrap() as usize
}

fn near(ours: Option<f64>, theirs: f64) {
    let ours = ours.unwrap();
    assert!(
        (ours - theirs).abs() < 1e-9 * theirs.abs().max(1.0),
        "{ours} {theirs}"
    );
}

#[test]
fn positions_cut_points_and_dominators_are_those_of_numpy_and_networkx() {
    let mut endless = 0;
    for case in cases()["graphs"].as_array().unwrap() {
        let count = whole(&case["count"]);
        let mut shares = vec![Vec::new(); count];
        let mut edges = Vec::new();
        for edge in case["edges"].as_array().unwrap() {
            let (a, b) = (whole(&edge[0]), whole(&edge[1]));
            shares[a].push((b, edge[2].as_f64().unwrap()));
            edges.push((a, b));
        }
        for (ours, theirs) in steps(&shares)
            .into_iter()
            .zip(case["upstreamness"].as_array().unwrap())
        {
            match theirs.as_f64() {
                Some(theirs) => near(ours, theirs),
                None => {
                    assert_eq!(ours, None);
                    endless += 1;
                }
            }
        }
        let list = |name: &str| -> Vec<usize> {
            case[name].as_array().unwrap().iter().map(whole).collect()
        };
        assert_eq!(articulation_points(count, &edges), list("articulation"));
        let before: Vec<Option<usize>> = case["dominators"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d.as_u64().map(|d| d as usize))
            .collect();
        assert_eq!(dominators(count, &edges, &list("starts")), before);
    }
    assert!(endless > 10);
}

fn plain(products: &[usize], output: f64) -> Chain {
    Chain {
        firms: (0..products.len())
            .map(|i| Firm {
                id: format!("f{i}"),
                city: "a".into(),
                industry: None,
            })
            .collect(),
        products: (0..4)
            .map(|i| Product {
                id: format!("p{i}"),
                hs: None,
                industry: None,
            })
            .collect(),
        processes: products
            .iter()
            .enumerate()
            .map(|(i, product)| Process {
                id: format!("f{i}"),
                firm: i,
                product: *product,
                output_yuan: output,
            })
            .collect(),
        needs: Vec::new(),
        deliveries: Vec::new(),
    }
}

#[test]
fn losses_are_those_of_plain_sweeps() {
    let mut hit = 0;
    for case in cases()["breaks"].as_array().unwrap() {
        let products: Vec<usize> = case["products"]
            .as_array()
            .unwrap()
            .iter()
            .map(whole)
            .collect();
        let mut chain = plain(&products, 1000.0);
        for d in case["deliveries"].as_array().unwrap() {
            let (from, to) = (whole(&d[0]), whole(&d[1]));
            chain.deliveries.push(Delivery {
                from,
                to,
                yuan: d[2].as_f64().unwrap(),
            });
        }
        for need in case["needs"].as_array().unwrap() {
            chain.needs.push(Need {
                process: whole(&need[0]),
                product: whole(&need[1]),
                yuan: need[2].as_f64().unwrap(),
                essential: need[3].as_bool().unwrap(),
            });
        }
        let lost = Shock::new(&chain).without(&[whole(&case["stop"])], &[]);
        for (ours, theirs) in lost.left.iter().zip(case["left"].as_array().unwrap()) {
            let theirs = theirs.as_f64().unwrap();
            assert!((ours - theirs).abs() < 1e-7, "{ours} {theirs}");
            hit += usize::from(theirs < 1.0);
        }
    }
    assert!(hit > 40);
}

/// Miller and Blair 2009, section 2.3: the printed Leontief inverse gives 1.254 + 0.330 x 2 and 0.264 / 2 + 1.122.
#[test]
fn upstreamness_of_the_textbook() {
    let mut chain = plain(&[0, 1], 1000.0);
    chain.processes[1].output_yuan = 2000.0;
    for (from, to, yuan) in [(0, 0, 150.0), (0, 1, 500.0), (1, 0, 200.0), (1, 1, 100.0)] {
        chain.deliveries.push(Delivery { from, to, yuan });
    }
    let up = upstreamness(&chain);
    assert!((up[0].unwrap() - 1.914).abs() < 1e-3 && (up[1].unwrap() - 1.254).abs() < 1e-3);
    // By Cramer: (0.95 + 0.5) / (0.85 x 0.95 - 0.5 x 0.1) and (0.85 + 0.1) / the same.
    near(up[0], 1.45 / 0.7575);
    near(up[1], 0.95 / 0.7575);
    // Steps from primary inputs, the column sums of the Leontief inverse: 1.254 + 0.264, 0.330 + 1.122.
    let down = downstreamness(&chain);
    assert!((down[0].unwrap() - 1.518).abs() < 2e-3 && (down[1].unwrap() - 1.452).abs() < 2e-3);
    assert_eq!(chain.final_yuan(), [350.0, 1700.0]);
}

const FILES: [&str; 5] = ["firms", "products", "processes", "needs", "deliveries"];

fn cars() -> [String; 6] {
    let mut texts: Vec<String> = FILES
        .iter()
        .map(|name| file(&format!("tests/golden/chain/cars/{name}.csv")))
        .collect();
    texts.push(file("data/classifications/gbt4754_2017.csv"));
    texts.try_into().unwrap()
}

fn folder(texts: &[String; 6]) -> Folder<'_> {
    let source = |at: usize| Source {
        file: FILES.get(at).unwrap_or(&"industries"),
        text: &texts[at],
    };
    Folder {
        firms: source(0),
        products: source(1),
        processes: source(2),
        needs: source(3),
        deliveries: source(4),
        industries: source(5),
    }
}

fn table<'a>(tables: &'a planning::sheet::Tables, name: &str) -> &'a str {
    &tables
        .files
        .iter()
        .find(|(file, _)| *file == name)
        .unwrap()
        .1
}

/// By hand. Cars are used finally: 1. Cells go wholly into cars: 2; cathode material goes 450 of 500 into cells: 1 + 0.9 x 2 = 2.8;
/// salts 160 of 200 into cathode material: 1 + 0.8 x 2.8 = 3.24.
/// Without the salts the cathode works make 1 - 160 / 200 = 0.2; cells make 0.2, and cars, all of whose cells come from there, 0.2.
/// Lost besides the salts: 0.8 x (500 + 800 + 400 + 3000 + 1000) = 4560 million.
#[test]
fn a_chain_of_cars_by_hand() {
    let texts = cars();
    let (chain, findings) = read(folder(&texts));
    assert!(findings.is_empty(), "{findings:?}");
    let up = upstreamness(&chain);
    for (at, value) in [(7, 1.0), (2, 2.0), (1, 2.8), (0, 3.24)] {
        near(up[at], value);
    }
    let tables = run(folder(&texts), &["salt".into()], true);
    let lost = |name: &str| tables.sums.iter().find(|(sum, _)| *sum == name).unwrap().1;
    near(lost("lost_output_yuan"), 4760e6);
    // What was sold outside of the chain: 20 % of the salts, 0.8 of 50 of cathode material, and of all cars.
    near(lost("lost_final_yuan"), 40e6 + 40e6 + 0.8 * 4000e6);
    let critical: Vec<&str> = table(&tables, "critical.csv").lines().collect();
    // Without steel: motors stop, and with them all cars; 300 + 3000 + 1000. Without the cathode works: cells, cars; 5200.
    assert_eq!(
        critical[1],
        "cathode,Chengdu,500000000,5200000000,4050000000,4,yes"
    );
    assert!(
        critical[2].starts_with("salt,Chengdu,200000000,4560000000,"),
        "{}",
        critical[2]
    );
    assert!(critical[3].starts_with("steel,Chongqing,1000000000,4300000000,"));
    let dependence = table(&tables, "dependence.csv");
    // 500 of 900 and 400 of 900: 25/81 + 16/81.
    let cells = dependence
        .lines()
        .find(|l| l.starts_with("cars_q,cars_q,Chongqing,cells,"))
        .unwrap();
    let share: f64 = cells.split(',').nth(10).unwrap().parse().unwrap();
    near(Some(share), 41.0 / 81.0);
    assert!(
        dependence.contains("motors,motors,Chongqing,magnets,60000000,yes,0,60000000,0,0,,,\n")
    );
    let gaps = table(&tables, "gaps.csv");
    // Chongqing needs 900 of cells and makes 400; Chengdu makes 800 and sells all of it within.
    assert!(
        gaps.contains(
            "Chongqing,cells,850760,900000000,400000000,500000000,Chengdu,800000000,0,500000000"
        ),
        "{gaps}"
    );
    assert!(gaps.contains("Chongqing,magnets,850511,60000000,0,60000000,,,,"));
    let codes: Vec<&str> = tables.findings.iter().map(|f| f.code.as_str()).collect();
    assert!(codes.contains(&"chain_sole_supplier") && codes.contains(&"chain_nobody_makes"));
    // Cells reach the cars by two ways from the cathode works; through it all runs.
    let position = table(&tables, "position.csv");
    assert!(
        position
            .lines()
            .any(|l| l.starts_with("cells_q,") && l.ends_with(",cathode"))
    );
    // One delivery: the eastern cars lose 400 of 900 of their cells.
    let tables = run(folder(&texts), &["cells_q>cars_q".into()], true);
    let broken: Vec<&str> = table(&tables, "broken.csv").lines().collect();
    assert_eq!(broken.len(), 2);
    let share: f64 = broken[1].split(',').nth(3).unwrap().parse().unwrap();
    near(Some(share), 4.0 / 9.0);
}

#[test]
fn what_does_not_fit_together_is_said() {
    let mut texts = cars();
    texts[0] = texts[0]
        .replace("Chengdu,3841", "Chengdu,9941")
        .replace("steel,Steel", "salt,Steel");
    texts[1] = texts[1].replace("850760", "77");
    texts[3] = texts[3].replace(
        "cathode,lithium_carbonate,200000000",
        "cathode,lithium_carbonate,100000000",
    );
    texts[4] = texts[4].replace("cells_q,cars_q,400000000", "cells_q,cars_q,500000000");
    let (chain, findings) = read(folder(&texts));
    let mut codes: Vec<&str> = findings.iter().map(|f| f.code.as_str()).collect();
    codes.dedup();
    assert_eq!(
        codes[..3],
        ["chain_unknown_code", "sheet_twice", "chain_unknown_code"]
    );
    assert!(codes.contains(&"sheet_unknown_name"));
    assert!(codes.contains(&"chain_over_delivered") && codes.contains(&"chain_need_raised"));
    assert_eq!(chain.firms[2].industry, None);
    // Cut to what it makes; raised to what is delivered.
    let sent: f64 = chain
        .deliveries
        .iter()
        .filter(|d| d.from == 3)
        .map(|d| d.yuan)
        .sum();
    near(Some(sent), 4e8);
    assert_eq!(chain.needs[0].yuan, 1.6e8);
    assert!(run(folder(&texts), &[], true).files.is_empty());
    let tables = run(folder(&cars()), &["nobody".into()], true);
    assert_eq!(tables.findings[0].code, "chain_nothing_to_break");
    assert!(tables.files.is_empty());
}
