//! How well faults are found that were put in, and how quiet the rules are on real readings: floors, so that no change makes
//! it worse unseen. The figures themselves are in `docs/abnormal.md`.

#[path = "../examples/abnormal/plant.rs"]
mod plant;
#[allow(dead_code)]
#[path = "../examples/abnormal/real.rs"]
mod real;
#[path = "../examples/abnormal/shapes.rs"]
mod shapes;
#[allow(dead_code)]
#[path = "../examples/abnormal/tables.rs"]
mod tables;

use metering::detect::Kind;

/// Least recall and precision of each kind, and most false alarms in a hundred clean meter-years.
const FLOORS: [(Kind, f64, f64, f64); 8] = [
    (Kind::FlatLine, 0.95, 0.97, 1.0),
    (Kind::Spike, 0.97, 0.97, 1.0),
    (Kind::Negative, 0.85, 0.97, 1.0),
    (Kind::NightLoad, 0.95, 0.95, 1.0),
    (Kind::LevelChange, 0.5, 0.75, 4.0),
    (Kind::UnitSlip, 0.93, 0.95, 1.0),
    (Kind::CopiedMonth, 0.99, 0.99, 0.0),
    (Kind::Gap, 1.0, 1.0, 0.0),
];

/// Every line of a table stands in the document.
fn documented(lines: &[String]) {
    let text = include_str!("../../../docs/abnormal.md");
    for line in lines {
        assert!(
            text.lines().any(|there| there == line),
            "docs/abnormal.md does not have this line; run the example and put its tables there:\n{line}"
        );
    }
}

#[test]
fn planted_faults_are_found_and_little_else_is() {
    // Without optimisation the whole bench takes minutes: a small one then holds the sums only.
    if cfg!(debug_assertions) {
        let bench = plant::bench(4);
        let sum = |pick: fn(&plant::Count) -> usize| -> f64 {
            bench.by_kind.values().map(pick).sum::<usize>() as f64
        };
        assert!(sum(|c| c.planted) >= 40.0);
        assert!(sum(|c| c.found) >= 0.85 * sum(|c| c.planted), "recall");
        assert!(sum(|c| c.right) >= 0.9 * sum(|c| c.alarms), "precision");
        return;
    }
    let bench = plant::bench(tables::METERS);
    documented(&tables::planted(&bench));
    documented(&tables::repair());
    for (kind, recall, precision, quiet) in FLOORS {
        let count = bench.by_kind[&kind];
        assert!(count.planted >= 50, "{kind:?}: {} planted", count.planted);
        assert!(
            count.recall() >= recall,
            "{kind:?}: recall {:.3} is below {recall}",
            count.recall()
        );
        assert!(
            count.precision() >= precision,
            "{kind:?}: precision {:.3} is below {precision}",
            count.precision()
        );
        let clean: usize = shapes::SHAPES
            .iter()
            .filter_map(|shape| bench.clean.get(&(kind, *shape)))
            .sum();
        let rate = 100.0 * clean as f64 / bench.clean_years as f64;
        assert!(
            rate <= quiet,
            "{kind:?}: {rate:.1} false alarms in a hundred clean years"
        );
    }
}

#[test]
fn real_readings_give_few_alarms() {
    let steel: f64 = real::steel().values.iter().flatten().sum();
    assert!((steel - 959_636.71).abs() < 1e-3, "{steel}");
    let profiles = real::simbench();
    assert_eq!(profiles.len(), 14);
    assert!(
        profiles
            .iter()
            .all(|profile| profile.values.len() == 35_136)
    );
    let (lines, alarms) = tables::real();
    documented(&lines);
    let copies = alarms
        .iter()
        .filter(|alarm| alarm.contains(": copied_month "))
        .count();
    assert!(alarms.len() - copies <= 18, "{alarms:#?}");
    let of = |meter: &str, kind: &str| {
        alarms
            .iter()
            .filter(|alarm| alarm.starts_with(&format!("{meter}: {kind}")))
            .count()
    };
    // Nothing is missing and nothing negative in any of them.
    for kind in [Kind::Gap, Kind::Negative] {
        assert!(
            !alarms
                .iter()
                .any(|alarm| alarm.contains(&format!(": {} ", kind.id())))
        );
    }
    // The household profiles repeat the same eight days to the last digit, and no other reading does.
    assert_eq!(
        (
            of("H0-A_pload", "copied_month"),
            of("H0-C_pload", "copied_month"),
            copies
        ),
        (8, 8, 16)
    );
    // The plant worked through nights in January and February.
    assert!((1..=5).contains(&of("Usage_kWh", "night_load")));
}
