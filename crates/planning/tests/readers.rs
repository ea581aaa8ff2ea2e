//! Whatever stands in a cell: it is read or named, and nothing ends the program.

use planning::exchange::matching::solve;
use planning::exchange::read::{Folder, read};
use planning::exchange::split::split;
use planning::exchange::{Settings, write};
use planning::sheet::Source;
use planning::{route, sharing, siting, support};
use proptest::prelude::*;

const NASTY: [&str; 16] = [
    "",
    "-",
    "-1",
    "0",
    "1e308",
    "-1e308",
    "1e-300",
    "NaN",
    "inf",
    "99999999999999999999",
    "9007199254740993",
    "é 成都",
    "\"",
    "a,b",
    "*",
    "yes",
];

fn text(path: &str) -> String {
    std::fs::read_to_string(format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The text with some cells (head included) replaced.
fn spoil(text: &str, spots: &[(usize, usize, usize)]) -> String {
    let mut rows: Vec<Vec<String>> = text
        .lines()
        .filter(|l| !l.starts_with('#'))
        .map(|l| l.split(',').map(str::to_owned).collect())
        .collect();
    for &(row, column, nasty) in spots {
        let row = row % rows.len();
        let column = column % rows[row].len();
        rows[row][column] = NASTY[nasty % NASTY.len()].to_owned();
    }
    rows.iter()
        .map(|r| r.join(","))
        .collect::<Vec<_>>()
        .join("\n")
}

fn spots() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    prop::collection::vec((0usize..1000, 0usize..1000, 0usize..16), 0..5)
}

fn source<'a>(file: &'a str, text: &'a str) -> Source<'a> {
    Source { file, text }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_spoiled_folder_is_read_or_named(spots in prop::collection::vec(spots(), 6)) {
        let folder = "tests/golden/exchange/park-gas";
        let files: Vec<String> = ["partners", "offers", "needs", "distances", "transport"]
            .iter()
            .zip(&spots)
            .map(|(name, spots)| spoil(&text(&format!("{folder}/{name}.csv")), spots))
            .collect();
        let rules = spoil(&text("data/exchange/rules.csv"), &spots[5]);
        let (model, findings) = read(Folder {
            partners: source("partners.csv", &files[0]),
            offers: source("offers.csv", &files[1]),
            needs: source("needs.csv", &files[2]),
            rules: source("rules.csv", &rules),
            transport: &[source("transport.csv", &files[4])],
            distances: Some(source("distances.csv", &files[3])),
        });
        for finding in &findings {
            prop_assert!(finding.location.as_ref().is_some_and(|l| l.row.is_some()), "{finding:?}");
        }
        let settings = Settings::default();
        let network = solve(&model, &settings);
        let (splits, _) = split(&model, &settings, &network);
        prop_assert!(network.gain_yuan.is_finite());
        prop_assert!(write::exchanges_csv(&model, &network).lines().count() == network.exchanges.len() + 1);
        write::splits_csv(&model, &splits);
        write::rest_csv(&model, &network);
        write::savings_csv(&model, &network);
    }

    #[test]
    fn spoiled_sites_routes_shares_and_support_are_read_or_named(spots in prop::collection::vec(spots(), 6)) {
        let plan = spoil(
            "kind,id,value,x_km,y_km,demand,open_yuan,capacity,carbon_t,grid_mw\nsetting,aim,cost,,,,,,,\nsetting,yuan_per_unit_km,2,,,,,,,\n\
             setting,needs_grid_mw,5,,,,,,,\nclient,a,,0,0,10,,,,\nclient,b,,10,0,10,,,,\nsite,w,,0,0,,1000,15,5,10\nsite,e,,9,0,,900,30,1,20",
            &spots[0],
        );
        if let (Some(plan), _) = siting::read::read(source("site.csv", &plan)) {
            let answer = siting::plan::choose(&plan, siting::locate::Effort { nodes: 50, steps: 30 });
            siting::plan::choices_csv(&plan, &answer.front);
        }
        let modes = spoil(&text("data/route/modes.csv"), &spots[1]);
        let network = spoil(
            "kind,from,to,mode,to_mode,km,both,time_h,yuan_per_t,reliability,value\nsetting,start,a,,,,,,,,\nsetting,end,c,,,,,,,,\nsetting,tonnes,,,,,,,,,20\n\
             link,a,b,road,,300,yes,,,0.99,\nlink,b,c,rail,,315,yes,3,5,0.98,\nchange,b,,road,rail,,yes,12,15,0.995,",
            &spots[2],
        );
        if let (Some(network), _) = route::read::read(source("r.csv", &network), source("modes.csv", &modes)) {
            let found = route::search::routes(&network, [true; 4], 10_000);
            route::search::routes_csv(&network, &found);
        }
        let rules = spoil("rule,item,city,percent,key,base_city,base_yuan\na,vat,x,50,,x,10\na,,y,50,,,\nb,,x,,3,,\nb,,y,,4,,", &spots[3]);
        let amounts = spoil("project,item,year,yuan\np,vat,2025,100.01\np,out,2025,7\nq,vat,2026,1", &spots[4]);
        let (rules, _) = sharing::read_rules(source("rules.csv", &rules));
        let (amounts, _) = sharing::read_amounts(source("amounts.csv", &amounts));
        let shared = sharing::share(&amounts, &rules);
        for (at, amount) in amounts.iter().enumerate() {
            let sum: i64 = shared.shares.iter().filter(|s| s.amount == at).map(|s| s.fen).sum();
            prop_assert!(sum == amount.fen || shared.left.contains(&at));
        }
        let rules = spoil(&text("data/support/rules.csv"), &spots[5]);
        let projects = spoil("project,kind,name,value,year,currency\na,fact,start,2021,,\na,fact,applicant,sme,,\na,cost,assessment,5000,2021,EUR\na,cost,feasibility,5,2021,USD", &spots[0]);
        let (rules, _) = support::read_rules(source("rules.csv", &rules));
        let (projects, _) = support::read_projects(source("projects.csv", &projects));
        let granted = support::grants(&projects, &rules);
        support::grants_csv(&projects, &rules, &granted);
    }
}
