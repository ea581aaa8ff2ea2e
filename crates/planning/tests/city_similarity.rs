//! Similarity and clustering against the printed matrix of the source document, NumPy and SciPy, and as laws.

mod golden;

use golden::{close, expected, floats, golden, structure_2015};
use planning::city::cluster::{Linkage, cluster};
use planning::city::read::{self, Absent, Input, ReadError};
use planning::city::similarity::{
    Claim, check_claims, cosine, krugman, share_above, specialisation, statistics,
};
use planning::city::{Finding, PairMatrix, Structure, Why};
use proptest::prelude::*;

fn printed() -> PairMatrix {
    let (matrix, findings) = read::square(&golden("similarity_2018_printed.csv")).unwrap();
    assert_eq!(findings, []);
    matrix
}

fn lower(matrix: &PairMatrix) -> Vec<f64> {
    matrix
        .pairs()
        .map(|(_, _, figure)| figure.unwrap())
        .collect()
}

#[test]
fn the_printed_matrix_has_120_pairs_with_the_documents_mean_and_least_pair() {
    let (numbers, findings) = statistics(&printed());
    assert_eq!(
        (numbers.cities, numbers.pairs, numbers.missing),
        (16, 120, 0)
    );
    close(numbers.mean.unwrap(), 0.93975);
    let least = numbers.least.unwrap();
    assert_eq!(
        (least.a.as_str(), least.b.as_str(), least.value),
        ("Luzhou", "Leshan", 0.81)
    );
    let peer = &expected()["printed"];
    close(numbers.median.unwrap(), peer["median"].as_f64().unwrap());
    close(
        numbers.deviation.unwrap(),
        peer["deviation"].as_f64().unwrap(),
    );
    assert_eq!(findings, []);
}

#[test]
fn the_texts_76_percent_contradicts_its_own_matrix_whatever_the_rounding_hid() {
    let matrix = printed();
    let counted = share_above(&matrix, 0.9);
    assert_eq!(counted.count, 104);
    close(counted.share.unwrap(), 104.0 / 120.0);
    let claims = [
        Claim::AllAbove { stated: 0.8 },
        Claim::Share {
            above: 0.9,
            stated: 0.76,
            decimals: 2,
        },
    ];
    let findings = check_claims(&matrix, &claims);
    assert_eq!(findings.len(), 1);
    let Finding::StatedShareDiffers {
        stated,
        counted,
        low,
        high,
        ..
    } = findings[0]
    else {
        panic!("{findings:?}");
    };
    assert_eq!(stated, 0.76);
    close(counted, 0.866_666_666_666_666_7);
    assert!(
        low > 0.76 && low <= counted && counted <= high,
        "{low} {high}"
    );
    let true_claim = Claim::Share {
        above: 0.9,
        stated: 0.87,
        decimals: 2,
    };
    assert_eq!(check_claims(&matrix, &[true_claim]), []);
    assert_eq!(
        check_claims(&matrix, &[Claim::AllAbove { stated: 0.82 }])[0].code(),
        "stated_least_differs"
    );
}

#[test]
fn a_list_of_pairs_the_lower_the_upper_and_the_full_matrix_are_the_same_matrix() {
    let lower = printed();
    let (pairs, findings) = read::pairs(&golden("similarity_2018.csv")).unwrap();
    assert_eq!(findings, []);
    let names = lower.names();
    let text = |keep: &dyn Fn(usize, usize) -> bool| {
        let mut text = format!(",{}\n", names.join(","));
        for (a, name) in names.iter().enumerate() {
            text.push_str(name);
            for b in 0..names.len() {
                text.push(',');
                if keep(a, b) {
                    text.push_str(&format!("{:.2}", lower.get(a, b).unwrap()));
                }
            }
            text.push('\n');
        }
        read::square(&text).unwrap()
    };
    for (matrix, findings) in [text(&|_, _| true), text(&|a, b| a < b), text(&|a, b| a > b)] {
        assert_eq!(findings, []);
        assert_eq!(matrix, lower);
    }
    for (a, b, figure) in lower.pairs() {
        assert_eq!(pairs.get(a, b), figure);
    }
}

#[test]
fn cosine_and_krugman_agree_with_numpy() {
    let structure = structure_2015();
    let peer = expected();
    let (matrix, findings) = cosine(&structure);
    for (ours, theirs) in lower(&matrix).iter().zip(floats(&peer["cosine"])) {
        close(*ours, theirs);
    }
    assert_eq!(
        findings,
        [Finding::FewIndustries {
            found: 9,
            least: 10
        }]
    );
    let (matrix, _) = krugman(&structure);
    for (ours, theirs) in lower(&matrix).iter().zip(floats(&peer["krugman"])) {
        close(*ours, theirs);
    }
    for (ours, theirs) in specialisation(&structure)
        .0
        .iter()
        .zip(floats(&peer["specialisation"]))
    {
        close(ours.unwrap(), theirs);
    }
}

#[test]
fn every_linkage_agrees_with_scipy() {
    let (structure, _) = cosine(&structure_2015());
    for (name, linkage) in Linkage::NAMES {
        for (matrix, input) in [(&structure, "structure"), (&printed(), "printed")] {
            let theirs = &expected()["linkage"][name][input];
            let (tree, findings) = cluster(matrix, linkage);
            let tied = findings.iter().any(|f| f.code() == "tied_merges");
            assert_eq!(tree.merges.len(), theirs.as_array().unwrap().len());
            for (ours, theirs) in tree.merges.iter().zip(theirs.as_array().unwrap()) {
                let theirs = floats(theirs);
                close(ours.height, theirs[2]);
                // SciPy makes single linkage by another algorithm, which breaks ties otherwise.
                if linkage != Linkage::Single || !tied {
                    let parts = (ours.left as f64, ours.right as f64, ours.size as f64);
                    assert_eq!(parts, (theirs[0], theirs[1], theirs[3]), "{name} {input}");
                }
            }
        }
    }
}

#[test]
fn the_printed_cities_fall_into_the_same_four_groups_as_in_scipy() {
    let (tree, _) = cluster(&printed(), Linkage::Average);
    let ours = tree.cut_into(4);
    let theirs = floats(&expected()["cut_printed_average_4"]);
    for a in 0..ours.len() {
        for b in 0..a {
            assert_eq!(ours[a] == ours[b], theirs[a] == theirs[b], "{a} {b}");
        }
    }
    let mut order = tree.order();
    order.sort_unstable();
    assert_eq!(order, (0..16).collect::<Vec<_>>());
    assert_eq!(tree.cut(2.0), vec![0; 16]);
    assert_eq!(tree.cut(-1.0), (0..16).collect::<Vec<_>>());
}

#[test]
fn a_pair_is_compared_over_what_both_have_and_every_gap_is_a_finding() {
    let text =
        "city,industry,value\nA,x,3\nA,y,4\nB,x,3\nB,y,4\nB,z,100\nC,z,5\nD,x,0\nD,y,0\nD,z,0\n";
    let Ok(Input::Structures(read)) = read::read(text, Absent::Missing) else {
        panic!()
    };
    let (matrix, findings) = cosine(&read[0].1);
    assert_eq!(matrix.get(1, 0), Ok(1.0));
    assert_eq!(matrix.get(2, 0), Err(Why::NoShared));
    assert_eq!(matrix.get(2, 1), Ok(1.0));
    assert_eq!(matrix.get(3, 0), Err(Why::AllZero));
    assert_eq!(matrix.get(3, 3), Err(Why::AllZero));
    let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
    assert_eq!(
        codes,
        [
            "few_industries",
            "missing_cells",
            "missing_cells",
            "empty_city",
            "missing_pairs"
        ]
    );
    let (tree, findings) = cluster(&matrix, Linkage::Complete);
    assert_eq!(tree.leaves, ["A", "B"]);
    assert!(
        findings.iter().filter(|f| f.code() == "left_out").count() == 2,
        "{findings:?}"
    );
    // The same file, read by someone who knows that absent means none.
    let Ok(Input::Structures(read)) = read::read(text, Absent::Zero) else {
        panic!()
    };
    let (matrix, _) = cosine(&read[0].1);
    close(matrix.get(1, 0).unwrap(), 25.0 / (5.0 * 10025f64.sqrt()));
    assert_eq!(matrix.get(2, 0), Ok(0.0));
}

#[test]
fn a_matrix_that_contradicts_itself_has_no_value_there() {
    let (matrix, findings) =
        read::square(",A,B,C\nA,1,0.9,0.5\nB,0.8,0.99,0.4\nC,0.5,0.4,1\n").unwrap();
    assert_eq!(matrix.get(0, 1), Err(Why::Contradictory));
    assert_eq!(matrix.get(0, 2), Ok(0.5));
    let codes: Vec<&str> = findings.iter().map(Finding::code).collect();
    assert_eq!(
        codes,
        ["not_symmetric", "diagonal_not_one", "missing_pairs"]
    );
}

#[test]
fn bad_input_is_refused_with_row_and_column() {
    let fault = |text: &str| read::read(text, Absent::Missing).unwrap_err();
    let shown = |text: &str| {
        let fault = fault(text);
        (fault.code(), fault.to_string())
    };
    assert_eq!(fault(""), ReadError::Empty);
    let (code, text) = shown("city,industry,value\nA,x,1\nA,y,\"1,200\"\n");
    assert_eq!(code, "not_a_number");
    assert!(text.starts_with("row 3, column value:"), "{text}");
    assert_eq!(
        fault("city,industry,value\nA,x,1\nB,x,2\nA,x,3\n"),
        ReadError::Twice {
            row: 4,
            column: "industry".into(),
            name: "A, x".into(),
            first: 2
        }
    );
    assert_eq!(shown("city,industry\nA,x\n").0, "no_column");
    assert_eq!(
        fault("city,industry,value\n,x,1\n"),
        ReadError::NoName {
            row: 2,
            column: "city".into()
        }
    );
    assert_eq!(
        fault("city,industry,value\nA,x\n"),
        ReadError::CellCount {
            row: 2,
            found: 2,
            expected: 3
        }
    );
    for number in ["inf", "NaN", "1e999", "1.2.3", "0x10"] {
        assert_eq!(
            shown(&format!("city,industry,value\nA,x,{number}\n")).0,
            "not_a_number"
        );
    }
    let (code, text) = shown(",A,B\nA,1\nB,1.2,1\n");
    assert_eq!(code, "out_of_range");
    assert!(text.starts_with("row 3, column A:"), "{text}");
    assert_eq!(shown(",A,B\nA,1\nX,0.2\nY,0.2\n").0, "unknown_name");
    assert_eq!(shown(",A,A\nA,1\n").0, "twice");
    assert_eq!(shown(",A,B\nA,1\nA,0.2\n").0, "twice");
    assert_eq!(shown(",A\nA,1,2\n").0, "cell_count");
}

fn tables() -> impl Strategy<Value = Structure> {
    (1usize..24, 1usize..12).prop_flat_map(|(cities, industries)| {
        let cell = prop_oneof![
            1 => Just(None),
            1 => Just(Some(0.0)),
            6 => (0.001f64..1e6).prop_map(Some),
        ];
        proptest::collection::vec(cell, cities * industries).prop_map(move |values| {
            let names = |letter: &str, count: usize| -> Vec<String> {
                (0..count).map(|i| format!("{letter}{i}")).collect()
            };
            Structure::new(names("c", cities), names("i", industries), values).unwrap()
        })
    })
}

proptest! {
    /// The blocked kernel gives what the definition gives, pair by pair, whatever is missing.
    #[test]
    fn cosine_is_its_definition(structure in tables()) {
        let (matrix, _) = cosine(&structure);
        for (a, b, figure) in matrix.pairs() {
            let shared: Vec<(f64, f64)> = structure.row(a).iter().zip(structure.row(b))
                .filter_map(|(x, y)| Some(((*x)?, (*y)?))).collect();
            let dot: f64 = shared.iter().map(|(x, y)| x * y).sum();
            let norm = |f: &dyn Fn(&(f64, f64)) -> f64| shared.iter().map(|p| f(p).powi(2)).sum::<f64>().sqrt();
            let below = norm(&|p| p.0) * norm(&|p| p.1);
            match figure {
                Ok(value) => prop_assert!((value - dot / below).abs() < 1e-9),
                Err(_) => prop_assert!(below == 0.0),
            }
        }
    }

    /// The size of a city and of the unit changes nothing.
    #[test]
    fn cosine_and_krugman_are_free_of_scale(structure in tables(), exponent in -60i32..60) {
        let factor = 2f64.powi(exponent);
        let values = (0..structure.cities().len())
            .flat_map(|c| structure.row(c).iter().map(move |v| v.map(|v| if c == 0 { v * factor } else { v })))
            .collect();
        let scaled = Structure::new(structure.cities().to_vec(), structure.industries().to_vec(), values).unwrap();
        for method in [cosine, krugman] {
            for (one, other) in method(&structure).0.pairs().zip(method(&scaled).0.pairs()) {
                match (one.2, other.2) {
                    (Ok(x), Ok(y)) => prop_assert!((x - y).abs() < 1e-9 && (0.0..=2.0 + 1e-9).contains(&x)),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }
    }

    /// The order of cities and industries changes no figure, and no height of the tree where nothing is tied.
    #[test]
    fn order_changes_nothing(structure in tables()) {
        let (cities, width) = (structure.cities().len(), structure.industries().len());
        let values = (0..cities).rev()
            .flat_map(|c| (0..width).rev().map(move |i| (c, i)))
            .map(|(c, i)| structure.get(c, i)).collect();
        let turned = Structure::new(
            structure.cities().iter().rev().cloned().collect(),
            structure.industries().iter().rev().cloned().collect(), values).unwrap();
        let (one, other) = (cosine(&structure).0, cosine(&turned).0);
        for (a, b, figure) in one.pairs() {
            match (figure, other.get(cities - 1 - a, cities - 1 - b)) {
                (Ok(x), Ok(y)) => prop_assert!((x - y).abs() < 1e-9),
                (x, y) => prop_assert_eq!(x, y),
            }
        }
        for linkage in [Linkage::Single, Linkage::Average, Linkage::Complete] {
            let (one, _) = cluster(&one, linkage);
            prop_assert!(one.merges.windows(2).all(|m| m[0].height <= m[1].height));
            if let Some(last) = one.merges.last() {
                prop_assert_eq!(last.size, one.leaves.len());
            }
        }
    }
}
