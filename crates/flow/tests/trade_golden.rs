//! A table of our own against what pymrio computes from it (`tests/golden/trade/three-regions`).

use flow::formats::mrio::{self, Mrio};
use flow::trade::{accounts, imports_by_sector, multipliers};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/trade/three-regions")
}

fn files(root: &Path, prefix: &str, out: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(root).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            files(&entry.path(), &format!("{name}/"), out);
        } else {
            out.insert(name, std::fs::read_to_string(entry.path()).unwrap());
        }
    }
}

fn case() -> Mrio {
    let mut texts = BTreeMap::new();
    files(&folder().join("case"), "", &mut texts);
    mrio::read(&texts).unwrap()
}

/// Numbers of a file of results; its last `rows` lines, without the first `labels` columns.
fn expected(name: &str, rows: usize, labels: usize) -> Vec<Vec<f64>> {
    let text = std::fs::read_to_string(folder().join("expected").join(name)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len() - rows..]
        .iter()
        .map(|line| {
            line.split('\t')
                .skip(labels)
                .map(|cell| cell.parse().unwrap())
                .collect()
        })
        .collect()
}

fn same(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected
        .iter()
        .fold(0.0f64, |most, value| most.max(value.abs()));
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!(
            (found - expected).abs() <= 1e-10 * largest,
            "{what}[{at}]: {found}, pymrio has {expected}"
        );
    }
}

#[test]
fn the_folder_is_read_with_names_units_and_direct_emissions() {
    let mrio = case();
    assert_eq!((mrio.table.industries, mrio.table.final_columns), (15, 9));
    assert_eq!(mrio.layout.regions, ["Riverton", "Hillsea", "Rest"]);
    assert_eq!(mrio.layout.sectors.len(), 5);
    let named: Vec<(&str, &str, bool)> = mrio
        .stressors
        .iter()
        .map(|s| (s.name.as_str(), s.unit.as_str(), s.final_direct.is_some()))
        .collect();
    assert_eq!(
        named,
        [
            ("emissions/CO2, air", "kt", true),
            ("emissions/CH4, air", "kt", true),
            ("factor_inputs/Value Added", "M.EUR", false),
        ]
    );
}

#[test]
fn all_accounts_agree_with_pymrio() {
    let mrio = case();
    let all = accounts(&mrio.table, &mrio.layout, &mrio.stressors[..2]).unwrap();
    for (row, (of, stressor)) in all.iter().zip(&mrio.stressors).enumerate() {
        let get = |name: &str| expected(name, 2, 2).swap_remove(row);
        let plus_direct = |values: &[f64]| -> Vec<f64> {
            values.iter().zip(&of.direct).map(|(a, b)| a + b).collect()
        };
        same(
            "D_cba_reg",
            &plus_direct(&of.consumption),
            &get("D_cba_reg.txt"),
        );
        same(
            "D_pba_reg",
            &plus_direct(&of.production),
            &get("D_pba_reg.txt"),
        );
        same("D_imp_reg", &of.imports, &get("D_imp_reg.txt"));
        same("D_exp_reg", &of.exports, &get("D_exp_reg.txt"));
        same("D_cba", &of.consumption_by_sector, &get("D_cba.txt"));
        same("D_pba", &of.production_by_industry, &get("D_pba.txt"));
        same("D_exp", &of.exports_by_industry, &get("D_exp.txt"));
        same("M", &of.multipliers, &get("M.txt"));
        let imports = imports_by_sector(&mrio.table, &mrio.layout, &stressor.industries).unwrap();
        same("D_imp", &imports, &get("D_imp.txt"));
        let bilateral = expected(&format!("bilateral_{}.txt", ["CO2", "CH4"][row]), 3, 1).concat();
        same("bilateral", &of.bilateral, &bilateral);
        let alone = multipliers(&mrio.table, &stressor.industries).unwrap();
        same("M, alone", &alone, &of.multipliers);
    }
}

#[test]
fn faults_of_a_folder_name_the_place() {
    let mut good = BTreeMap::new();
    files(&folder().join("case"), "", &mut good);
    let fault = |change: &dyn Fn(&mut BTreeMap<String, String>)| {
        let mut texts = good.clone();
        change(&mut texts);
        mrio::read(&texts).unwrap_err().to_string()
    };
    let missing = fault(&|texts| {
        texts.remove("Y.txt");
    });
    assert_eq!(missing, "Y.txt (or Y.csv) is missing: final demand");
    let renamed = fault(&|texts| {
        let text = texts["Y.txt"].replacen("\nRiverton\tfarms\t", "\nRiverton\tfarm\t", 1);
        texts.insert("Y.txt".into(), text);
    });
    assert_eq!(
        renamed,
        "Y.txt, row 4, column 1: \"Riverton, farm\" stands where the columns of Z have \"Riverton, farms\""
    );
    let short = fault(&|texts| {
        let text = texts["emissions/F.txt"].clone();
        let first = text.lines().nth(3).unwrap().split('\t').nth(2).unwrap();
        let changed = text.replacen(&format!("\tair\t{first}\t"), "\tair\tmany\t", 1);
        texts.insert("emissions/F.txt".into(), changed);
    });
    assert_eq!(
        short,
        "emissions/F.txt, row 4, column 3: \"many\" is no number"
    );
}

#[test]
fn exiobases_layout_gives_the_same_accounts() {
    // The same table as EXIOBASE 3 is given out: a folder of its own, coefficients and output in the place of deliveries.
    let pymrio = case();
    let mut texts = BTreeMap::new();
    files(&folder().join("case"), "", &mut texts);
    let table = &pymrio.table;
    let z: Vec<&str> = texts["Z.txt"].lines().collect();
    let mut a: Vec<String> = z[..3].iter().map(|&line| line.to_owned()).collect();
    let mut x = vec!["region\tsector\tindout".to_owned()];
    for (row, line) in z[3..].iter().enumerate() {
        let labels: Vec<&str> = line.split('\t').take(2).collect();
        let cells = (0..table.industries).map(|column| {
            (table.deliveries[row * table.industries + column] / table.output[column]).to_string()
        });
        a.push(
            labels
                .iter()
                .map(|&label| label.to_owned())
                .chain(cells)
                .collect::<Vec<_>>()
                .join("\t"),
        );
        x.push(format!("{}\t{}", labels.join("\t"), table.output[row]));
    }
    let moved: BTreeMap<String, String> = [
        ("A.txt", a.join("\n")),
        ("x.txt", x.join("\n")),
        ("Y.txt", texts["Y.txt"].clone()),
        ("satellite/F.txt", texts["emissions/F.txt"].clone()),
        ("satellite/F_Y.txt", texts["emissions/F_Y.txt"].clone()),
        ("satellite/unit.txt", texts["emissions/unit.txt"].clone()),
    ]
    .into_iter()
    .map(|(name, text)| (format!("IOT_2020_ixi/{name}"), text))
    .collect();
    let exiobase = mrio::read(&moved).unwrap();
    assert_eq!(exiobase.layout, pymrio.layout);
    assert_eq!(exiobase.stressors[0].name, "satellite/CO2, air");
    let (ours, theirs) = (
        accounts(&exiobase.table, &exiobase.layout, &exiobase.stressors).unwrap(),
        accounts(&pymrio.table, &pymrio.layout, &pymrio.stressors[..2]).unwrap(),
    );
    for (ours, theirs) in ours.iter().zip(&theirs) {
        same("bilateral", &ours.bilateral, &theirs.bilateral);
    }
    let mut without = moved.clone();
    without.remove("IOT_2020_ixi/x.txt");
    assert_eq!(
        mrio::read(&without).unwrap_err().to_string(),
        "x.txt (or x.csv) is missing: output, by which A is multiplied where there is no Z"
    );
}
