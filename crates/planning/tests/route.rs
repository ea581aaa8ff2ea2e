//! Routes against every path there is, and by hand.

use planning::notice::refused;
use planning::route::network::{Change, Link, MODES, Network};
use planning::route::read::read;
use planning::route::search::{Routes, routes, routes_csv};
use planning::sheet::Source;
use planning::siting::front::front;
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn modes() -> String {
    let path = format!("{}/../../data/route/modes.csv", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

fn file(text: &str) -> (Option<Network>, Vec<inventory::finding::Finding>) {
    let modes = modes();
    read(
        Source {
            file: "route.csv",
            text,
        },
        Source {
            file: "modes.csv",
            text: &modes,
        },
    )
}

/// Lengths are made up but of the right order; reliability and changes are made up.
const CASE: &str = include_str!("../../../tests/golden/route/chengdu-shanghai.csv");

/// By hand, for 20 t. Air: 17/9 h, 68,000 yuan, 1700 x 20 x 0.89939 kg. Road: 200/9 h, 40,000 yuan, 2000 x 20 x 0.10163. Rail: 235/6 h,
/// 30,550 yuan, 2350 x 20 x 0.02779. Road and river: 10/3 + 12 + 80 h, (300 + 15 + 840) x 20 yuan. Rail and river: 5.25 + 24 + 80 h,
/// (204.75 + 20 + 840) x 20 yuan.
#[test]
fn chengdu_to_shanghai_has_five_routes_that_cannot_be_bettered() {
    let (network, findings) = file(CASE);
    assert!(findings.is_empty(), "{findings:?}");
    let network = network.unwrap();
    let found = routes(&network, [true; 4], 100_000);
    assert!(found.findings.is_empty());
    let near = |figure: Option<f64>, hand: f64| {
        let figure = figure.unwrap();
        assert!(
            (figure - hand).abs() < 0.006 * hand.max(1.0).log10().max(1.0),
            "{figure} {hand}"
        );
    };
    let hand = [
        (17.0 / 9.0, 68_000.0, 1700.0 * 20.0 * 0.89939, 0.97),
        (200.0 / 9.0, 40_000.0, 2000.0 * 20.0 * 0.10163, 0.95),
        (235.0 / 6.0, 30_550.0, 2350.0 * 20.0 * 0.02779, 0.96),
        (
            10.0 / 3.0 + 92.0,
            23_100.0,
            20.0 * (300.0 * 0.10163 + 2400.0 * 0.0386),
            0.99 * 0.995 * 0.9,
        ),
        (
            109.25,
            21_295.0,
            20.0 * (315.0 * 0.02779 + 2400.0 * 0.0386),
            0.98 * 0.99 * 0.9,
        ),
    ];
    // The rail is faster, greener and surer than road and river, which is cheaper: all five stay.
    assert_eq!(found.routes.len(), 5);
    for (route, (time_h, yuan, co2_kg, reliability)) in found.routes.iter().zip(hand) {
        near(route.figure(0), time_h);
        near(route.figure(1), yuan);
        near(route.figure(2), co2_kg);
        assert!((route.figure(3).unwrap() - reliability).abs() < 1e-8);
    }
    let table = routes_csv(&network, &found);
    assert!(table.contains("Chengdu > Chongqing > Shanghai,rail > river,2715"));
    assert!(
        table
            .lines()
            .nth(1)
            .unwrap()
            .ends_with("time_h reliability")
    );
}

#[test]
fn an_aim_without_all_its_figures_is_switched_off_and_bad_rows_are_named() {
    let text = CASE.replace("yes,,,0.95", "yes,,,").replace(
        "link,Chengdu,Shanghai,rail,,2350",
        "link,Chengdu,Shanghai,rail,,far",
    );
    let (network, findings) = file(&text);
    assert!(refused(&findings));
    assert_eq!(findings[0].code, "sheet_not_a_number");
    let place = findings[0].location.as_ref().unwrap();
    assert_eq!((place.row, place.column), (Some(9), Some(6)));
    let found = routes(&network.unwrap(), [true; 4], 100_000);
    assert_eq!(found.aims, [true, true, true, false]);
    assert_eq!(found.findings[0].code, "route_criterion_off");
    assert_eq!(found.routes[0].figure(3), None);
    let (network, _) = file(&CASE.replace("setting,end,Shanghai", "setting,end,Wuhan"));
    assert!(network.is_none());
}

#[test]
fn without_a_change_of_mode_there_may_be_no_way() {
    let text = "\
kind,from,to,mode,km,value
setting,start,a,,,
setting,end,c,,,
setting,tonnes,,,,1
link,a,b,road,10,
link,b,c,rail,10,
";
    let found = routes(&file(text).0.unwrap(), [true, true, true, false], 1000);
    assert_eq!(found.findings[0].code, "route_none");
}

fn random_network(seed: u64) -> Network {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let places = random.random_range(3..7usize);
    let toll =
        |random: &mut ChaCha8Rng| std::array::from_fn(|_| Some(random.random_range(1..20u64)));
    let mut network = Network {
        places: (0..places).map(|p| format!("p{p}")).collect(),
        to: places - 1,
        tonnes: 1.0,
        ..Network::default()
    };
    for _ in 0..random.random_range(4..14) {
        let (from, to) = (
            random.random_range(0..places),
            random.random_range(0..places),
        );
        if from != to {
            network.links.push(Link {
                from,
                to,
                mode: MODES[random.random_range(0..3)].1,
                km: 1.0,
                toll: toll(&mut random),
            });
        }
    }
    for (from, _) in MODES.iter().take(3) {
        for (to, _) in MODES.iter().take(3).filter(|(to, _)| to != from) {
            if random.random_range(0..3) > 0 {
                let mode = |word: &str| MODES.iter().find(|(w, _)| *w == word).unwrap().1;
                network.changes.push(Change {
                    place: (random.random_range(0..2) > 0).then(|| random.random_range(0..places)),
                    from: mode(from),
                    to: mode(to),
                    toll: toll(&mut random),
                });
            }
        }
    }
    network
}

/// Totals of every path that comes to no place by one mode twice.
fn every_path(
    network: &Network,
    links: &mut Vec<usize>,
    totals: [u64; 4],
    all: &mut Vec<Vec<f64>>,
) {
    let at = links.last().map_or(network.from, |&l| network.links[l].to);
    if at == network.to {
        all.push(totals.iter().map(|t| *t as f64).collect());
        return;
    }
    for (next, link) in network.links.iter().enumerate() {
        let been =
            |l: &usize| network.links[*l].to == link.to && network.links[*l].mode == link.mode;
        if link.from != at || links.iter().any(been) {
            continue;
        }
        let mut totals = totals;
        if let Some(&last) = links.last()
            && network.links[last].mode != link.mode
        {
            let fits = |c: &&Change| c.from == network.links[last].mode && c.to == link.mode;
            let own = network
                .changes
                .iter()
                .rfind(|c| fits(c) && c.place == Some(at));
            let Some(change) = own.or_else(|| {
                network
                    .changes
                    .iter()
                    .rfind(|c| fits(c) && c.place.is_none())
            }) else {
                continue;
            };
            for (t, c) in totals.iter_mut().zip(change.toll) {
                *t += c.unwrap();
            }
        }
        for (t, c) in totals.iter_mut().zip(link.toll) {
            *t += c.unwrap();
        }
        links.push(next);
        every_path(network, links, totals, all);
        links.pop();
    }
}

fn sorted(found: &Routes) -> Vec<Vec<f64>> {
    let mut totals: Vec<Vec<f64>> = found
        .routes
        .iter()
        .map(|r| r.totals.iter().map(|t| t.unwrap() as f64).collect())
        .collect();
    totals.sort_by(|a, b| a.partial_cmp(b).unwrap());
    totals
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_front_of_all_paths_is_found(seed in 0u64..1_000_000) {
        let network = random_network(seed);
        let mut all = Vec::new();
        every_path(&network, &mut Vec::new(), [0; 4], &mut all);
        let mut best: Vec<Vec<f64>> = front(&all).into_iter().map(|at| all[at].clone()).collect();
        best.sort_by(|a, b| a.partial_cmp(b).unwrap());
        prop_assert_eq!(sorted(&routes(&network, [true; 4], 1_000_000)), best);
    }
}

#[test]
fn a_search_that_is_cut_short_says_so() {
    let network = file(CASE).0.unwrap();
    let found = routes(&network, [true; 4], 3);
    assert_eq!(found.findings[0].code, "route_labels_cut");
}

#[test]
fn from_file_to_file() {
    let modes = modes();
    let run = |text: &str, strict| {
        let (a, b) = (
            Source {
                file: "route.csv",
                text,
            },
            Source {
                file: "modes.csv",
                text: &modes,
            },
        );
        planning::route::run(a, b, strict)
    };
    let tables = run(CASE, true);
    assert_eq!(tables.files[0].0, "routes.csv");
    assert_eq!(tables.files[0].1.lines().count(), 6);
    let bad = CASE.replace("air,,1700", "air,,-1700");
    assert!(run(&bad, true).files.is_empty());
    assert_eq!(run(&bad, false).files[0].1.lines().count(), 5);
}
