use std::collections::BTreeMap;

use super::*;
use crate::formats::mrio::{self, Mrio};
use crate::formats::{Generator, GridCase};
use crate::trade::footprints;

/// Miller and Blair's two sectors in one region, emissions 300 and 100 t, households' own 7 t.
fn two_sectors() -> Mrio {
    let files = [
        (
            "Z.csv",
            "region,sector,A,A\n,,farm,works\nA,farm,150,500\nA,works,200,100\n",
        ),
        (
            "Y.csv",
            "region,sector,A\n,,homes\nA,farm,350\nA,works,1700\n",
        ),
        ("F.csv", "stressor,A,A\n,farm,works\nCO2,300,100\n"),
        ("F_Y.csv", "stressor,A\n,homes\nCO2,7\n"),
    ];
    let files: BTreeMap<String, String> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    mrio::read(&files).unwrap()
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

#[test]
fn paths_are_told_with_names_from_emitter_to_product() {
    let source = two_sectors();
    let purchase = Purchase {
        region: Some("A"),
        sector: Some("works"),
    };
    let of = paths(&source, None, purchase, 1e-6, 6).unwrap();
    // q = 0.3, 0.05; a = 0.15 0.25 / 0.2 0.05. L's second column: 0.25, 0.85 over 0.7575 (Miller and Blair: 0.330, 1.122).
    near(of.paths.total, 1700.0 * (0.3 * 0.25 + 0.05 * 0.85) / 0.7575);
    // The farm's delivery to the works is the largest: 1700 x 0.25 x 0.3 = 127.5 t; then the works' own 85 t.
    assert_eq!(of.rows.rows[0][..3], ["1", "1", "A: farm > A: works"]);
    near(of.rows.rows[0][3].parse().unwrap(), 127.5);
    assert_eq!(of.rows.rows[1][..3], ["2", "0", "A: works"]);
    near(of.rows.rows[1][3].parse().unwrap(), 85.0);
    let sum: f64 = of
        .rows
        .rows
        .iter()
        .map(|row| row[3].parse::<f64>().unwrap())
        .sum();
    near(sum, of.paths.total);
    let wrong = Purchase {
        region: Some("B"),
        sector: None,
    };
    let refusal = paths(&source, None, wrong, 0.1, 3).unwrap_err();
    assert_eq!(refusal.to_string(), "there is no region \"B\"; there are A");
    assert_eq!(refusal.code(), "unknown_name");
}

#[test]
fn a_year_that_only_emits_half_as_much_changed_by_intensity_alone() {
    let before = two_sectors();
    let mut after = before.clone();
    for value in &mut after.stressors[0].industries {
        *value /= 2.0;
    }
    let of = decompose(&before, &after, Some("CO2"), Purchase::default()).unwrap();
    near(of.parts.before, 400.0);
    near(of.parts.after, 200.0);
    let last = of.rows.rows.last().unwrap();
    assert_eq!(last[..2], ["all", ""]);
    for (cell, expected) in last[2..].iter().zip([-200.0, 0.0, 0.0, -200.0]) {
        near(cell.parse().unwrap(), expected);
    }
    after.layout.sectors[0] = "fields".to_owned();
    assert_eq!(
        decompose(&before, &after, None, Purchase::default()),
        Err(JobError::Differ { what: "industries" })
    );
}

#[test]
fn gras_reads_names_and_sums() {
    // Lenzen, Wood and Gallego (2007), Junius and Oosterhaven's example.
    let matrix = ",a,b,c,net taxes\nx,7,3,5,-3\ny,2,9,8,0\nz,-2,0,2,0\n";
    let sums = "side,name,sum\nrow,x,15\nrow,y,26\nrow,z,-1\ncolumn,a,9\ncolumn,b,16\ncolumn,c,17\ncolumn,net taxes,-2\n";
    let of = balance(("m.csv", matrix), ("s.csv", sums)).unwrap();
    assert_eq!(of.rows.head, ["", "a", "b", "c", "net taxes"]);
    assert!((of.rows.rows[1][2].parse::<f64>().unwrap() - 12.6248).abs() < 6e-5);
    let short = "side,name,sum\nrow,x,15\n";
    let refusal = balance(("m.csv", matrix), ("s.csv", short)).unwrap_err();
    assert_eq!(refusal.to_string(), "s.csv has no sum for row \"y\"");
    let twice = format!("{sums}row,x,1\n");
    let refusal = balance(("m.csv", matrix), ("s.csv", &twice)).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "s.csv, row 9, column 2: \"x\" has a sum already"
    );
}

#[test]
fn two_places_that_trade_only_with_each_other_need_no_exponent() {
    let places = "place,sends,takes\nChengdu,10,4\nChongqing,4,10\n";
    let far = "from,to,distance\nChengdu,Chongqing,300\n";
    let of = gravity(("p.csv", places), ("d.csv", far), [0.5, 1.0, 2.0]).unwrap();
    assert_eq!(of.rows.rows[1][..2], ["Chengdu", "Chongqing"]);
    for (row, expected) in of.rows.rows.iter().zip([0.0, 10.0, 4.0, 0.0]) {
        for cell in &row[2..] {
            near(cell.parse().unwrap(), expected);
        }
    }
    let off = "from,to,distance\nChengdu,Leshan,300\n";
    let refusal = gravity(("p.csv", places), ("d.csv", off), [0.5, 1.0, 2.0]).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("there is no place \"Leshan\"")
    );
}

#[test]
fn one_sector_for_two_keeps_all_sums_and_is_read_back() {
    let mut source = two_sectors();
    source.stressors[0].unit = "kt".to_owned();
    let all = aggregate(
        &source,
        None,
        Some(("c.csv", "from,to\nfarm,all\nworks,all\n")),
    )
    .unwrap();
    assert_eq!(
        (all.table.industries, &all.table.deliveries[..]),
        (1, &[950.0][..])
    );
    assert_eq!(all.table.final_demand, [2050.0]);
    assert_eq!(all.stressors[0].industries, [400.0]);
    assert_eq!(all.stressors[0].final_direct, Some(vec![7.0]));
    // A third of the farm goes its own way.
    let shares = "from,to,share\nfarm,food,0.25\nfarm,rest,0.75\nworks,rest,\n";
    let parts = aggregate(&source, None, Some(("c.csv", shares))).unwrap();
    assert_eq!(parts.layout.sectors, ["food", "rest"]);
    assert_eq!(parts.stressors[0].industries, [75.0, 325.0]);
    near(parts.table.deliveries.iter().sum(), 950.0);
    let files = table_files(&parts)
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .collect();
    let again = mrio::read(&files).unwrap();
    assert_eq!(again.layout, parts.layout);
    assert_eq!(again.stressors, parts.stressors);
    assert_eq!(again.table.deliveries, parts.table.deliveries);
    let print = footprints(&again.table, &again.stressors[0].industries).unwrap();
    near(print.by_final_column[0], 400.0);
    let lacking = aggregate(&source, None, Some(("c.csv", "from,to\nfarm,all\n"))).unwrap_err();
    assert_eq!(
        lacking.to_string(),
        "c.csv does not say where sector \"works\" goes"
    );
}

#[test]
fn a_grid_is_balanced_by_moving_the_less_sure_values_more() {
    // 100 MW are said to be made, 90 to flow, 90 to be used: all equally sure, so each moves by a third of its gap's share.
    let case = GridCase {
        buses: vec!["north".to_owned(), "south".to_owned()],
        branches: vec![(0, 1)],
        steps: 1,
        sent_mw: vec![90.0],
        generators: vec![Generator {
            name: "plant".to_owned(),
            carrier: String::new(),
            bus: 0,
        }],
        generation_mw: vec![100.0],
        load_mw: vec![0.0, 90.0],
        ..GridCase::default()
    };
    let same = Deviations {
        flow_share: 0.0,
        flow_least_mw: 1.0,
        injection_share: 0.0,
        injection_least_mw: 1.0,
    };
    let of = reconcile(&case, same).unwrap();
    // Least squares of (100 - f), (90 - f), (90 - f): f is their mean.
    let f = 280.0 / 3.0;
    near(of.steps[0].of.flow_mw[0], f);
    let cells: Vec<f64> = of
        .rows
        .rows
        .iter()
        .map(|row| row[4].parse().unwrap())
        .collect();
    for (found, expected) in cells.iter().zip([f, f, -f]) {
        near(*found, expected);
    }
    assert_eq!(of.rows.rows[0][..3], ["0", "flow", "north - south"]);
    let exact = Deviations {
        flow_least_mw: 0.0,
        injection_least_mw: 0.0,
        ..same
    };
    assert_eq!(
        reconcile(&case, exact).unwrap_err().code(),
        "irreconcilable"
    );
    let unknown = GridCase {
        load_mw: Vec::new(),
        ..case
    };
    assert_eq!(
        reconcile(&unknown, same).unwrap_err().code(),
        "data_lacking"
    );
}

#[test]
fn cells_with_commas_and_quotes_are_quoted() {
    let mut rows = Rows::new(["a", "b,c"]);
    rows.push(["say \"x\"", "plain"], []);
    assert_eq!(rows.to_csv(), "a,\"b,c\"\n\"say \"\"x\"\"\",plain\n");
}
