//! Whatever stands in a cell: it is read or named, and nothing ends the program.

use planning::exchange::matching::solve;
use planning::exchange::read::{Folder, read};
use planning::exchange::split::split;
use planning::exchange::{Settings, write};
use planning::sheet::Source;
use planning::{chain, route, sharing, siting, support, ties};
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
        let amounts = spoil("project,item,year,yuan,amount,currency\np,vat,2025,100.01,,\np,out,2025,,7,JPY\nq,vat,2026,1,,CNY", &spots[4]);
        let (rules, _) = sharing::read_rules(source("rules.csv", &rules));
        let (amounts, _) = sharing::read_amounts(source("amounts.csv", &amounts));
        let shared = sharing::share(&amounts, &rules);
        for (at, amount) in amounts.iter().enumerate() {
            let sum: i64 = shared.shares.iter().filter(|s| s.amount == at).map(|s| s.minor).sum();
            prop_assert!(sum == amount.minor || shared.left.contains(&at));
        }
        let rules = spoil(&text("data/support/rules.csv"), &spots[5]);
        let projects = spoil("project,kind,name,value,year,currency\na,fact,start,2021,,\na,fact,applicant,sme,,\na,cost,assessment,5000,2021,EUR\na,cost,feasibility,5,2021,USD", &spots[0]);
        let (rules, _) = support::read_rules(source("rules.csv", &rules));
        let (projects, _) = support::read_projects(source("projects.csv", &projects));
        let granted = support::grants(&projects, &rules);
        support::grants_csv(&projects, &rules, &granted);
    }
}

/// Every number in the tables of a result is one; names that look like none are passed over.
fn finite(tables: &planning::sheet::Tables, inputs: &[&str]) -> Result<(), TestCaseError> {
    for (name, text) in &tables.files {
        let mut bad = vec!["NaN", "inf", "-inf"];
        bad.retain(|word| !inputs.iter().any(|text| text.contains(word)));
        let cell = text.split(['\n', ',']).find(|cell| bad.contains(cell));
        prop_assert!(cell.is_none(), "{name}: {text}");
    }
    for (name, value) in &tables.sums {
        prop_assert!(value.is_none_or(f64::is_finite), "{name}");
    }
    for finding in &tables.findings {
        prop_assert!(
            planning::notice::CODES
                .iter()
                .any(|(code, _)| *code == finding.code)
        );
        prop_assert!(!finding.message.is_empty());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_spoiled_chain_is_read_or_named(spots in prop::collection::vec(spots(), 5), strict in any::<bool>()) {
        let files: Vec<String> = ["firms", "products", "processes", "needs", "deliveries"]
            .iter()
            .zip(&spots)
            .map(|(name, spots)| spoil(&text(&format!("tests/golden/chain/cars/{name}.csv")), spots))
            .collect();
        let industries = text("data/classifications/gbt4754_2017.csv");
        let folder = chain::read::Folder {
            firms: source("firms.csv", &files[0]),
            products: source("products.csv", &files[1]),
            processes: source("processes.csv", &files[2]),
            needs: source("needs.csv", &files[3]),
            deliveries: source("deliveries.csv", &files[4]),
            industries: source("industries.csv", &industries),
        };
        let (read, _) = chain::read::read(folder);
        // Nobody delivers more than he makes, nobody gets more than he needs, and more broken is never less lost.
        let last = read.final_yuan();
        for (process, last) in read.processes.iter().zip(&last) {
            prop_assert!(*last >= 0.0 && *last <= process.output_yuan);
        }
        let shock = chain::shock::Shock::new(&read);
        let firms: Vec<usize> = (0..read.firms.len()).collect();
        let mut before = 0.0;
        for count in 0..=firms.len() {
            let lost = shock.without(&firms[..count], &[]);
            prop_assert!(lost.left.iter().all(|share| (0.0..=1.0).contains(share)));
            let now = lost.output_yuan(&read);
            prop_assert!(now >= before * (1.0 - 1e-8), "{now} {before}");
            before = now;
        }
        let inputs: Vec<&str> = files.iter().map(String::as_str).collect();
        finite(&chain::run(folder, &[], strict), &inputs)?;
    }

    #[test]
    fn spoiled_ties_are_read_or_named(spots in prop::collection::vec(spots(), 4), strict in any::<bool>(), zero in any::<bool>()) {
        let file = |name: &str, at: usize| spoil(&text(&format!("tests/golden/ties/{name}.csv")), &spots[at]);
        let (flows, places) = (file("flows", 0), file("places", 1));
        let texts = [flows.as_str(), places.as_str()];
        let flows = source("flows.csv", texts[0]);
        let places = source("places.csv", texts[1]);
        finite(&ties::flows::run_models(flows, places, ties::table::Wanted::default(), zero, strict), &texts)?;
        finite(&ties::core::run(flows, ties::table::Wanted::default(), zero, strict), &texts)?;
        let two = |one: &str, rules: String| [file(one, 2), rules];
        let texts = two("integration", file("integration_weights", 3));
        let [values, weights] = texts.each_ref().map(|text| source("a.csv", text));
        let tables = ties::integration::run(values, weights, None, strict);
        finite(&tables, &texts.each_ref().map(String::as_str))?;
        let texts = two("ladder", spoil(&text("data/cities/ladder.csv"), &spots[3]));
        let [pairs, levels] = texts.each_ref().map(|text| source("a.csv", text));
        let tables = ties::ladder::run(pairs, levels, strict);
        finite(&tables, &texts.each_ref().map(String::as_str))?;
        let texts = two("resources", spoil(&text("data/cities/paths.csv"), &spots[3]));
        let [cities, paths] = texts.each_ref().map(|text| source("a.csv", text));
        let tables = ties::path::run(cities, paths, None, strict);
        finite(&tables, &texts.each_ref().map(String::as_str))?;
    }
}
