//! Any text as the tables of what cities do together: every fault is a finding, figures are finite, money is conserved, and nothing ends the program.
//! The first byte says which tables; files are parted by form feeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use planning::city::read::{Absent, read};
use planning::exchange::{Settings, matching::solve, read::Folder, split::split};
use planning::sheet::Source;
use planning::siting::locate::Effort;
use planning::{chain, exchange, route, sharing, siting, supply, support, ties};

fn finite(tables: &planning::sheet::Tables) {
    assert!(tables.sums.iter().all(|(_, sum)| sum.is_none_or(f64::is_finite)));
    for (_, text) in &tables.files {
        assert!(text.ends_with('\n'));
    }
}

fuzz_target!(|text: &str| {
    if text.len() > 4_096 {
        return;
    }
    let mut letters = text.chars();
    let kind = letters.next().map_or(0, |c| c as u32 % 12);
    let parts: Vec<&str> = letters.as_str().split('\u{c}').collect();
    let part = |at: usize, file: &'static str| Source { file, text: parts.get(at).copied().unwrap_or_default() };
    match kind {
        0 => {
            for absent in [Absent::Missing, Absent::Zero] {
                let _ = read(parts[0], absent);
            }
        }
        1 => finite(&ties::flows::run_models(part(0, "flows.csv"), part(1, "places.csv"), Default::default(), false, false)),
        2 => finite(&ties::core::run(part(0, "flows.csv"), Default::default(), true, false)),
        3 => finite(&ties::integration::run(part(0, "values.csv"), part(1, "weights.csv"), None, false)),
        4 => finite(&ties::ladder::run(part(0, "pairs.csv"), part(1, "rules.csv"), false)),
        5 => finite(&ties::path::run(part(0, "cities.csv"), part(1, "rules.csv"), None, false)),
        6 => {
            let (rules, _) = sharing::read_rules(part(0, "rules.csv"));
            let (amounts, _) = sharing::read_amounts(part(1, "amounts.csv"));
            let shared = sharing::share(&amounts, &rules);
            for (at, amount) in amounts.iter().enumerate() {
                let of = shared.shares.iter().filter(|share| share.amount == at);
                let sum: i64 = of.map(|share| share.minor).sum();
                assert!(sum == amount.minor || shared.left.contains(&at));
            }
            finite(&sharing::run(part(1, "amounts.csv"), part(0, "rules.csv"), false));
        }
        7 => {
            let (rules, _) = support::read_rules(part(0, "rules.csv"));
            let (projects, _) = support::read_projects(part(1, "projects.csv"));
            let granted = support::grants(&projects, &rules);
            support::grants_csv(&projects, &rules, &granted);
        }
        8 => {
            if let (Some(plan), _) = siting::read::read(part(0, "site.csv")) {
                if plan.sites.len() * plan.clients.len() <= 64 {
                    let answer = siting::plan::choose(&plan, Effort { nodes: 20, steps: 10 });
                    siting::plan::choices_csv(&plan, &answer.front);
                }
            }
        }
        9 => {
            if let (Some(network), _) = route::read::read(part(0, "route.csv"), part(1, "modes.csv")) {
                assert_eq!(network.positions.len(), network.places.len());
                let found = route::search::routes(&network, [true; 4], 1_000);
                route::search::routes_csv(&network, &found);
            }
        }
        10 => finite(&supply::run(part(0, "offers.csv"), part(1, "needs.csv"), &Default::default(), 5, false)),
        _ => {
            let folder = Folder {
                partners: part(0, "partners.csv"),
                offers: part(1, "offers.csv"),
                needs: part(2, "needs.csv"),
                rules: part(3, "rules.csv"),
                transport: &[part(4, "transport.csv")],
                distances: Some(part(5, "distances.csv")),
            };
            let (model, _) = exchange::read::read(folder);
            let network = solve(&model, &Settings::default());
            assert!(network.gain_yuan.is_finite());
            let _ = split(&model, &Settings::default(), &network);
            let (chain, _) = chain::read::read(chain::read::Folder {
                firms: part(0, "firms.csv"),
                products: part(1, "products.csv"),
                processes: part(2, "processes.csv"),
                needs: part(3, "needs.csv"),
                deliveries: part(4, "deliveries.csv"),
                industries: part(5, "industries.csv"),
            });
            finite(&chain::run_on(&chain, Vec::new(), &[], false));
        }
    }
});
