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
    // Without the output it is what final demand calls for: the same.
    let mut without = moved.clone();
    without.remove("IOT_2020_ixi/x.txt");
    let solved = mrio::read(&without).unwrap();
    same("output", &solved.table.output, &pymrio.table.output);
}

/// The table in EXIOBASE's older layouts, written with pymrio 0.7 and read back by its parsers without a difference.
#[test]
fn exiobases_older_layouts_give_what_pymrio_computes() {
    let whole = case();
    let sorted = |name: &str, mrio: &Mrio| {
        let at = mrio.stressors.iter().position(|row| row.name == name);
        mrio.stressors[at.unwrap_or_else(|| panic!("{name}"))].clone()
    };
    for (layout, extension) in [("exiobase1", "Emissions"), ("exiobase3.4", "satellite")] {
        let mut texts = BTreeMap::new();
        files(&folder().join(layout), "", &mut texts);
        let read = mrio::read(&texts).unwrap();
        assert_eq!(read.layout, whole.layout, "{layout}");
        same(layout, &read.table.deliveries, &whole.table.deliveries);
        same(layout, &read.table.final_demand, &whole.table.final_demand);
        same(layout, &read.table.output, &whole.table.output);
        for gas in ["CO2, air", "CH4, air"] {
            let ours = sorted(&format!("{extension}/{gas}"), &read);
            let theirs = sorted(&format!("emissions/{gas}"), &whole);
            assert_eq!(ours.unit, theirs.unit);
            same(layout, &ours.industries, &theirs.industries);
            same(
                layout,
                &ours.final_direct.unwrap(),
                &theirs.final_direct.unwrap(),
            );
        }
        // pymrio's consumption account of the first gas, by region and sector of what is bought.
        let co2 = sorted(&format!("{extension}/CO2, air"), &read);
        let of = accounts(&read.table, &read.layout, &[co2]).unwrap();
        let bilateral = std::fs::read_to_string(folder().join("expected/bilateral_CO2.txt"));
        let expected: Vec<f64> = bilateral
            .unwrap()
            .split_whitespace()
            .filter_map(|cell| cell.parse().ok())
            .collect();
        same(layout, &of[0].bilateral, &expected);
    }
    let mut texts = BTreeMap::new();
    files(&folder().join("exiobase1"), "", &mut texts);
    let demand = texts.remove("mrFinalDemand.txt").unwrap();
    assert_eq!(
        mrio::read(&texts).unwrap_err().to_string(),
        "mrFinalDemand.txt is missing: final demand"
    );
    texts.insert("mrFinalDemand_version2.2.2.txt".into(), demand);
    let emissions = texts["mrEmissions.txt"].replacen("Hillsea", "Elsewhere", 1);
    texts.insert("mrEmissions.txt".into(), emissions);
    assert_eq!(
        mrio::read(&texts).unwrap_err().to_string(),
        "mrEmissions.txt, row 1, column 9: \"Elsewhere, farms\" stands where \"Hillsea, farms\" should"
    );
}

/// Structural paths of a unit of the works of Hillsea, CO2, as pyspa 2.4 extracts them to 0.2 % of the multiplier (its eleven pathways, of which
/// one is below that itself and is listed for what lies above it).
#[test]
fn structural_paths_are_those_of_pyspa() {
    let case = case();
    let mut rows = case.stressors.iter();
    let co2 = &rows
        .find(|row| row.name == "emissions/CO2, air")
        .unwrap()
        .industries;
    let pyspa: [(&[u32], f64); 11] = [
        (&[7], 0.1999776286353467),
        (&[7, 4], 0.0023830646820472497),
        (&[7, 5], 0.0041661771927628466),
        (&[7, 6], 0.005671932528741019),
        (&[7, 6, 9], 0.00035392687247271724),
        (&[7, 7], 0.0012526562867538494),
        (&[7, 8], 0.0020750264218825105),
        (&[7, 9], 0.002310653597689119),
        (&[7, 9, 5], 0.0009019532417197222),
        (&[7, 12], 0.000907213475405089),
        (&[7, 13], 0.000448093402750466),
    ];
    let mut demand = vec![0.0; case.table.industries];
    demand[7] = 1.0;
    let found = flow::trade::paths(&case.table, co2, &demand, 1e-4, 5).unwrap();
    for (way, emissions) in pyspa {
        let ours = found.paths.iter().find(|path| path.industries == way);
        let ours = ours.unwrap_or_else(|| panic!("{way:?} is not found"));
        assert!((ours.emissions - emissions).abs() < 1e-12, "{ours:?}");
    }
    // And no other is as large.
    let large = found
        .paths
        .iter()
        .filter(|path| path.emissions >= 0.002 * found.total);
    for path in large.clone() {
        assert!(
            pyspa.iter().any(|(way, _)| path.industries == *way),
            "{path:?}"
        );
    }
    let theirs = pyspa
        .iter()
        .filter(|(_, emissions)| *emissions >= 0.002 * found.total);
    assert_eq!(large.count(), theirs.count());
}
