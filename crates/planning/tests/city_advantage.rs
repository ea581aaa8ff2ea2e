//! Advantage, relatedness, complexity and shift-share against EconGeo, ecomplexity and NumPy, and as laws.

mod golden;

use golden::{close, expected, floats, golden, structure_2015, structures};
use planning::city::advantage::{advantage, location_quotient, overlap, shift_share};
use planning::city::complexity::{complexity, reflections};
use planning::city::related::{Normalisation, density, proximity, related_above, relatedness};
use planning::city::{Finding, Grid, Structure, Why};
use proptest::prelude::*;
use serde_json::Value;

fn econgeo() -> Value {
    serde_json::from_str(&golden("econgeo.json")).unwrap()
}

fn strong() -> Grid {
    advantage(&location_quotient(&structure_2015()).0, 1.0)
}

#[track_caller]
fn same(ours: &Grid, theirs: &Value, absent: f64) {
    let theirs = floats(theirs);
    assert_eq!(ours.values.len(), theirs.len());
    for (ours, theirs) in ours.values.iter().zip(theirs) {
        close(ours.unwrap_or(absent), theirs);
    }
}

#[test]
fn location_quotient_agrees_with_econgeo_ecomplexity_and_numpy() {
    let (grid, _) = location_quotient(&structure_2015());
    same(&grid, &expected()["lq"], f64::NAN);
    same(&grid, &econgeo()["lq"], f64::NAN);
    same(&grid, &expected()["ec"]["rca"], f64::NAN);
    same(&strong(), &econgeo()["binary"], f64::NAN);
    same(&strong(), &expected()["ec"]["mcp"], f64::NAN);
}

#[test]
fn relatedness_agrees_with_econgeo_in_all_four_normalisations() {
    let methods = [
        ("prob", Normalisation::Probability),
        ("association", Normalisation::Association),
        ("cosine", Normalisation::Cosine),
        ("jaccard", Normalisation::Jaccard),
    ];
    for (name, method) in methods {
        same(&relatedness(&strong(), method).0, &econgeo()[name], 0.0);
    }
}

#[test]
fn relatedness_density_agrees_with_econgeo_to_its_two_decimals_of_a_percent() {
    let relations = related_above(&relatedness(&strong(), Normalisation::Probability).0, 1.0);
    let ours = density(&strong(), &relations);
    for (ours, theirs) in ours.values.iter().zip(floats(&econgeo()["density"])) {
        let percent = ours.unwrap() * 100.0;
        assert!(
            (percent - theirs).abs() <= 0.005 + 1e-9,
            "{percent} against {theirs}"
        );
    }
}

#[test]
fn proximity_and_density_agree_with_ecomplexity() {
    let (near, findings) = proximity(&strong());
    assert_eq!(findings, []);
    let theirs = floats(&expected()["ec"]["proximity"]);
    let mut seen = 0;
    for i in 0..9 {
        for j in 0..9 {
            // Its list of pairs has a zero on the diagonal; its density takes 1 there.
            let expected = if i == j { 1.0 } else { theirs[i * 9 + j] };
            close(near.get(i, j).unwrap(), expected);
            seen += 1;
        }
    }
    assert_eq!(seen, theirs.len());
    same(
        &density(&strong(), &near),
        &expected()["ec"]["density"],
        f64::NAN,
    );
}

#[test]
fn complexity_agrees_with_ecomplexity() {
    let (ours, findings) = complexity(&strong());
    assert_eq!(findings, []);
    let peer = &expected()["ec"];
    let (eci, pci) = (floats(&peer["eci"]), floats(&peer["pci"]));
    for c in 0..12 {
        close(ours.city[c].unwrap(), eci[c * 9]);
    }
    for (ours, theirs) in ours.industry.iter().zip(&pci) {
        close(ours.unwrap(), *theirs);
    }
    let diversity = floats(&peer["diversity"]);
    assert!((0..12).all(|c| ours.diversity[c] as f64 == diversity[c * 9]));
}

#[test]
fn reflections_agree_with_econgeo_and_numpy() {
    let ours = reflections(&strong(), 6);
    let peer = expected();
    for step in 0..=6 {
        let pairs = [
            (&ours.city[step], &peer["reflections"]["city"][step]),
            (&ours.industry[step], &peer["reflections"]["industry"][step]),
        ];
        for (ours, theirs) in pairs {
            for (ours, theirs) in ours.iter().zip(floats(theirs)) {
                close(ours.unwrap(), theirs);
            }
        }
    }
    for step in [1, 2] {
        let theirs = econgeo();
        for (ours, theirs) in ours.city[step]
            .iter()
            .zip(floats(&theirs[format!("city{step}")]))
        {
            close(ours.unwrap(), theirs);
        }
        for (ours, theirs) in ours.industry[step]
            .iter()
            .zip(floats(&theirs[format!("industry{step}")]))
        {
            close(ours.unwrap(), theirs);
        }
    }
}

#[test]
fn nine_of_nineteen_and_nine_of_twelve_are_47_and_75_percent() {
    // Sichuan is strong in 19 industries, Chongqing in 12, nine of them in common; the paper prints 47 % and 75 %.
    let names: Vec<String> = (0..22).map(|n| format!("n{n}")).collect();
    let of = |strong: &dyn Fn(usize) -> bool| {
        (0..22)
            .map(|n| Ok(if strong(n) { 1.0 } else { 0.0 }))
            .collect::<Vec<_>>()
    };
    let grid = Grid {
        rows: vec!["Sichuan".into(), "Chongqing".into()],
        columns: names,
        values: [of(&|n| n < 19), of(&|n| !(9..19).contains(&n))].concat(),
    };
    let common = overlap(&grid, 0, 1);
    assert_eq!(
        (common.both.len(), common.only_a.len(), common.only_b.len()),
        (9, 10, 3)
    );
    assert_eq!((common.share_of_a.unwrap() * 100.0).round(), 47.0);
    assert_eq!(common.share_of_b.unwrap() * 100.0, 75.0);
}

fn grid(rows: usize, columns: usize, cells: &[u8]) -> Grid {
    Grid {
        rows: (0..rows).map(|r| format!("c{r}")).collect(),
        columns: (0..columns).map(|c| format!("i{c}")).collect(),
        values: cells.iter().map(|v| Ok(f64::from(*v))).collect(),
    }
}

#[test]
fn a_network_in_two_parts_has_no_complexity_and_says_so() {
    let apart = grid(4, 4, &[1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1]);
    let (ours, findings) = complexity(&apart);
    assert!(ours.city.iter().all(|v| *v == Err(Why::Disconnected)));
    assert_eq!(
        findings,
        [Finding::NoComplexity {
            why: Why::Disconnected
        }]
    );
    let (alike, _) = complexity(&grid(3, 3, &[1; 9]));
    assert!(alike.city.iter().all(|v| *v == Err(Why::NoVariation)));
    let (few, _) = complexity(&grid(2, 2, &[1, 1, 1, 0]));
    assert!(few.industry.iter().all(|v| *v == Err(Why::TooFew)));
}

#[test]
fn shift_share_of_a_case_that_can_be_followed_by_hand() {
    let table = |values: [f64; 4]| {
        let names = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        Structure::new(names("A", "B"), names("x", "y"), values.map(Some).to_vec()).unwrap()
    };
    // All: 400 to 500, a quarter; x: 200 to 300, a half; y: 200 to 200, nothing.
    let (result, findings) = shift_share(
        &table([100.0, 100.0, 100.0, 100.0]),
        &table([180.0, 110.0, 120.0, 90.0]),
    )
    .unwrap();
    assert_eq!(findings, []);
    let cell = result.cells[0].unwrap();
    assert_eq!(
        (cell.national, cell.mix, cell.regional, cell.total),
        (25.0, 25.0, 30.0, 80.0)
    );
    let city = result.by_city[0].unwrap();
    assert_eq!(
        (city.national, city.mix, city.regional, city.total),
        (50.0, 0.0, 40.0, 90.0)
    );
    let (result, findings) =
        shift_share(&table([0.0, 1.0, 0.0, 1.0]), &table([5.0, 2.0, 0.0, 1.0])).unwrap();
    assert_eq!(result.cells[0], Err(Why::ZeroIndustry));
    assert_eq!(
        findings,
        [Finding::NoBase {
            industry: "x".into()
        }]
    );
}

#[test]
fn shift_share_sums_to_the_change_and_to_nothing_over_all_cities() {
    let (before, after) = structures();
    let (result, findings) = shift_share(&before, &after).unwrap();
    assert_eq!(findings, []);
    let mut regional = [0.0; 9];
    for c in 0..12 {
        for (n, sum) in regional.iter_mut().enumerate() {
            let cell = result.cells[c * 9 + n].unwrap();
            close(cell.national + cell.mix + cell.regional, cell.total);
            close(
                cell.total,
                after.get(c, n).unwrap() - before.get(c, n).unwrap(),
            );
            *sum += cell.regional;
        }
    }
    // Within an industry, what one city wins beyond the industry's growth, others lose; and the mix of all is nothing.
    regional.iter().for_each(|sum| close(*sum, 0.0));
    close(result.by_city.iter().map(|c| c.unwrap().mix).sum(), 0.0);
}

proptest! {
    /// Weighted by the city's size, location quotients of an industry have the mean 1; none is NaN or below zero.
    #[test]
    fn quotients_have_the_mean_one(values in proptest::collection::vec(0.0f64..1e6, 24)) {
        let names = |letter: &str, count: usize| (0..count).map(|i| format!("{letter}{i}")).collect::<Vec<_>>();
        let structure = Structure::new(names("c", 6), names("i", 4), values.iter().copied().map(Some).collect()).unwrap();
        let (grid, _) = location_quotient(&structure);
        let all: f64 = values.iter().sum();
        for n in 0..4 {
            let mut mean = 0.0;
            let mut known = true;
            for c in 0..6 {
                let share = values[c * 4..c * 4 + 4].iter().sum::<f64>() / all;
                match grid.get(c, n) {
                    Ok(value) => { prop_assert!(value >= 0.0); mean += share * value; }
                    Err(why) => { known = false; prop_assert!(why != Why::Missing); }
                }
            }
            prop_assert!(!known || (mean - 1.0).abs() < 1e-9);
        }
    }

    /// Whatever is strong in what: symmetric, within bounds, finite, and each city the mean of its industries.
    #[test]
    fn relations_and_complexity_keep_their_laws(cells in proptest::collection::vec(0u8..2, 56)) {
        let has = grid(8, 7, &cells);
        let (near, _) = proximity(&has);
        for i in 0..7 {
            for j in 0..7 {
                prop_assert_eq!(near.get(i, j), near.get(j, i));
                if let Ok(value) = near.get(i, j) { prop_assert!((0.0..=1.0).contains(&value)); }
            }
        }
        for method in [Normalisation::Probability, Normalisation::Association, Normalisation::Cosine, Normalisation::Jaccard] {
            let (related, _) = relatedness(&has, method);
            for i in 0..7 {
                for j in 0..7 {
                    match (related.get(i, j), related.get(j, i)) {
                        (Ok(x), Ok(y)) => prop_assert!((x - y).abs() < 1e-12 && x.is_finite() && x >= 0.0),
                        (x, y) => prop_assert_eq!(x, y),
                    }
                }
            }
        }
        for value in density(&has, &near).values.iter().flatten() {
            prop_assert!((-1e-12..=1.0 + 1e-12).contains(value));
        }
        let (ours, _) = complexity(&has);
        for c in 0..8 {
            if let Ok(city) = ours.city[c] {
                let own: Vec<f64> = (0..7).filter(|n| cells[c * 7 + n] == 1).map(|n| ours.industry[n].unwrap()).collect();
                prop_assert!((own.iter().sum::<f64>() / own.len() as f64 - city).abs() < 1e-8);
            }
        }
    }
}
