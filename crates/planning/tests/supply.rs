//! Supply and demand: texts and measures against scikit-learn, scores by hand.

use planning::sheet::Source;
use planning::supply::measure::{discounted_gain, local_share, precision_at, reciprocal_rank};
use planning::supply::rank::{Weights, rank};
use planning::supply::text::{Corpus, words};
use planning::supply::{Entry, read::read, run};
use serde_json::Value;

fn text(name: &str) -> String {
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::read_to_string(format!("{root}/../../tests/golden/supply/{name}")).unwrap()
}

fn entries(name: &str) -> Vec<Entry> {
    let text = text(name);
    let (entries, findings) = read(Source {
        file: name,
        text: &text,
    });
    assert!(findings.is_empty(), "{findings:?}");
    entries
}

fn near(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() < 1e-9, "{ours} {theirs}");
}

#[test]
fn texts_are_as_alike_as_scikit_learn_says() {
    let expected: Value = serde_json::from_str(&text("expected.json")).unwrap();
    let (offers, needs) = (entries("offers.csv"), entries("needs.csv"));
    let corpus = Corpus::new(offers.iter().map(|o| o.text.as_str()));
    for (need, theirs) in needs.iter().zip(expected["alike"].as_array().unwrap()) {
        let ours = corpus.alike(&need.text).unwrap_or(vec![0.0; offers.len()]);
        for (ours, theirs) in ours.iter().zip(theirs.as_array().unwrap()) {
            near(*ours, theirs.as_f64().unwrap());
        }
    }
    for case in expected["gains"].as_array().unwrap() {
        let gains = case["gains"].as_array().unwrap().iter();
        let gains: Vec<f64> = gains.map(|g| g.as_f64().unwrap()).collect();
        let k = case["k"].as_u64().unwrap() as usize;
        near(
            discounted_gain(k, &gains).unwrap_or(0.0),
            case["ndcg"].as_f64().unwrap(),
        );
    }
}

#[test]
fn chinese_is_cut_in_pairs_and_full_width_is_plain() {
    assert_eq!(
        words("ＡＢ１2 电池检测x测"),
        ["ab12", "电池", "池检", "检测", "x", "测"]
    );
    assert!(words(" ,;").is_empty());
}

/// n1 and o1: text (by scikit-learn), code 1, price 520 of 540: 1, units 1, days 1, nearness 300 / (300 + km); text and code count twice.
/// o2 asks 560: 540 / 560, and takes 45 days: 40 / 45; it stands in the same place: 1.
#[test]
fn a_score_is_the_mean_of_its_parts_by_hand() {
    let (offers, needs) = (entries("offers.csv"), entries("needs.csv"));
    let (ranked, findings) = rank(&offers, &needs, &Weights::default(), 3);
    // Photovoltaic glass and semiconductors share neither word nor code beyond the chapter with cells.
    let names: Vec<&str> = ranked[0]
        .iter()
        .map(|m| offers[m.offer].id.as_str())
        .collect();
    assert_eq!(names[..2], ["o2", "o1"]);
    let alike = Corpus::new(offers.iter().map(|o| o.text.as_str()))
        .alike(&needs[0].text)
        .unwrap();
    let second = &ranked[0][0];
    near(
        second.score,
        (2.0 * alike[1] + 2.0 + 540.0 / 560.0 + 1.0 + 40.0 / 45.0 + 1.0) / 8.0,
    );
    let first = &ranked[0][1];
    let nearness = 300.0 / (300.0 + first.km.unwrap());
    near(
        first.score,
        (2.0 * alike[0] + 2.0 + 1.0 + 1.0 + 1.0 + nearness) / 8.0,
    );
    // Whoever lacks a certificate takes no part, nor what is of another kind.
    assert!(
        ranked[1]
            .iter()
            .all(|m| offers[m.offer].certificates.contains(&"CNAS".to_owned()))
    );
    assert_eq!(offers[ranked[3][0].offer].id, "o11");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].params["need"], "n6");
    // What was right stands first in every list that there is.
    let right = ["o2", "o4", "o6", "o11", "o12"];
    for (list, right) in ranked.iter().zip(right) {
        let hits: Vec<bool> = list.iter().map(|m| offers[m.offer].id == right).collect();
        assert_eq!(reciprocal_rank(&hits), 1.0, "{right}");
    }
}

#[test]
fn a_file_is_ranked_or_refused() {
    let (offers, needs) = (text("offers.csv"), text("needs.csv"));
    let source = |text| Source {
        file: "a.csv",
        text,
    };
    let tables = run(
        source(&offers),
        source(&needs),
        &Weights::default(),
        2,
        true,
    );
    assert!(tables.files[0].1.contains("n2,1,o4,West Test,Chengdu,0."));
    // Nobody gives a code for testing.
    let row = tables.files[0]
        .1
        .lines()
        .find(|l| l.starts_with("n2,1,"))
        .unwrap();
    assert!(row.ends_with(",code"), "{row}");
    let bad = offers.replace("testing", "tests");
    let refused = run(source(&bad), source(&needs), &Weights::default(), 2, true);
    assert!(refused.files.is_empty() && refused.findings[0].code == "sheet_unknown_word");
}

#[test]
fn measures_by_hand() {
    assert_eq!(precision_at(3, &[true, false, true, true]), Some(2.0 / 3.0));
    assert_eq!(precision_at(3, &[]), None);
    assert_eq!(
        (reciprocal_rank(&[false, true]), reciprocal_rank(&[false])),
        (0.5, 0.0)
    );
    assert_eq!(discounted_gain(3, &[0.0, 0.0]), None);
    // 3 within the city, 2 more within the cluster, 5 from elsewhere; what others buy does not count.
    let purchases = [
        ("a", "a", 3.0),
        ("a", "b", 2.0),
        ("b", "z", 5.0),
        ("z", "a", 9.0),
    ];
    assert_eq!(local_share(&purchases, &["a", "b"]), Some((0.3, 0.5)));
    assert_eq!(local_share(&purchases, &["y"]), None);
}
