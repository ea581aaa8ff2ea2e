use proptest::prelude::*;

use super::*;

const TOWN: &str = include_str!("../../tests/data/town_balance.csv");

fn tonnes(chain: &Chain, from: (NodeKind, &str), to: (NodeKind, &str)) -> f64 {
    let is = |node: &Node, of: (NodeKind, &str)| (node.kind, node.name.as_str()) == of;
    let sum = |links: &[Link], left: &[Node], right: &[Node]| -> f64 {
        let these = links
            .iter()
            .filter(|link| is(&left[link.from], from) && is(&right[link.to], to));
        these.map(|link| link.carbon_t).sum()
    };
    sum(&chain.first, &chain.supplies, &chain.conversions)
        + sum(&chain.second, &chain.conversions, &chain.uses)
}

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

/// The town of `tests.rs`: 0.11 t a unit of coal, 0.01 of it from the mine. The plant takes 77 t: power 33, heat 44 (by energy, 210 to 280).
/// 10 of 210 of power are lost, so 33 / 21 = 1.571 t pass the losses; industry uses 120 of the other 200, homes 80.
#[test]
fn a_town_by_hand() {
    use NodeKind::*;
    let (carriers, rows) = read("town.csv", TOWN).unwrap();
    let of = chain(&carriers, &rows, Method::Energy).unwrap().1.unwrap();
    let t = |from, to| tonnes(&of, from, to);
    let (plant, lost, direct) = ((Process, "CHP"), (Losses, ""), (Direct, ""));
    near(t((Supply, "coal"), direct), 33.0);
    near(t((Supply, "coal"), plant), 77.0 - 33.0 / 21.0);
    near(t((Supply, "coal"), lost), 33.0 / 21.0);
    near(t(direct, (Final, "industry")), 33.0);
    near(t(plant, (Final, "industry")), 0.6 * 33.0 * 20.0 / 21.0);
    near(t(lost, (Final, "industry")), 0.6 * 33.0 / 21.0);
    near(t(plant, (Final, "homes")), 44.0 + 0.4 * 33.0 * 20.0 / 21.0);
    near(t(lost, (Final, "homes")), 0.4 * 33.0 / 21.0);
    assert_eq!((of.supplies.len(), of.uses.len()), (1, 2));
}

/// 20 of the power go nowhere: what made them is a use of its own. Or 20 more are used than there are: a source of its own.
#[test]
fn what_does_not_close_has_nodes_of_its_own() {
    use NodeKind::*;
    let with = |homes: &str| {
        let text = TOWN.replace(
            "final,homes,power,80",
            &format!("final,homes,power,{homes}"),
        );
        let (carriers, rows) = read("town.csv", &text).unwrap();
        chain(&carriers, &rows, Method::Energy).unwrap().1.unwrap()
    };
    let over = with("60");
    let left: f64 = [(Process, "CHP"), (Losses, "")]
        .iter()
        .map(|from| tonnes(&over, *from, (LeftOver, "")))
        .sum();
    near(left, 20.0 * 33.0 / 200.0);
    let short = with("100");
    near(
        tonnes(&short, (Lacking, ""), (Direct, "")) + tonnes(&short, (Lacking, ""), (Losses, "")),
        20.0 * 33.0 / 200.0,
    );
    assert!(short.uses.iter().all(|node| node.kind == Final));
}

/// Coal to coke, coke and coal to power: what power carries began as coal, and its last conversion is the plant.
#[test]
fn processes_that_feed_each_other_are_followed_to_the_mine() {
    use NodeKind::*;
    let text = "kind,name,carrier,energy,factor_t,embodied_t\ncarrier,,coal,,0.1,\ncarrier,,coke,,0.11,\ncarrier,,gas,,0.05,\ncarrier,,power,,0,\n\
        supply,mine,coal,100,,0\nsupply,grid,gas,20,,0.02\nprocess,ovens,coal,-100,,\nprocess,ovens,coke,80,,\n\
        process,plant,coke,-30,,\nprocess,plant,gas,-20,,\nprocess,plant,power,20,,\nfinal,steel,coke,50,,\nfinal,homes,power,20,,\n";
    let (carriers, rows) = read("b.csv", text).unwrap();
    let of = chain(&carriers, &rows, Method::Energy).unwrap().1.unwrap();
    // 10 t of coal make 80 of coke, 0.125 t a unit; the plant takes 30 of it, 3.75 t, and 1.4 t of gas.
    near(tonnes(&of, (Supply, "coal"), (Process, "ovens")), 6.25);
    near(tonnes(&of, (Process, "ovens"), (Final, "steel")), 6.25);
    near(tonnes(&of, (Supply, "coal"), (Process, "plant")), 3.75);
    near(tonnes(&of, (Supply, "gas"), (Process, "plant")), 1.4);
    near(tonnes(&of, (Process, "plant"), (Final, "homes")), 5.15);
}

proptest! {
    #[test]
    fn every_conversion_gives_what_it_takes_and_the_ends_are_the_accounts(n in 2usize..9, seed in any::<u64>(), method in 0usize..3) {
        let (carriers, mut rows) = super::tests::random(n, seed);
        // Nothing is made of nothing: products hold nine tenths of what went in, at most.
        for process in ["a", "b", "c"] {
            let carbon = |row: &Row| row.energy * carriers[row.carrier].factor_t;
            let of = |sign: f64| -> f64 { rows.iter().filter(|row| row.name == process && row.energy * sign > 0.0).map(carbon).sum::<f64>().abs() };
            let (taken, given) = (of(-1.0), of(1.0));
            let scale = if given > 0.9 * taken { 0.9 * taken / given } else { 1.0 };
            for row in rows.iter_mut().filter(|row| row.name == process && row.energy > 0.0) {
                row.energy *= scale;
            }
        }
        let method = [Method::Energy, Method::Exergy, Method::Efficiency][method];
        let (of, chain) = chain(&carriers, &rows, method).unwrap();
        let chain = chain.unwrap();
        let whole: f64 = chain.first.iter().map(|link| link.carbon_t).sum();
        let mut at = vec![0.0; chain.conversions.len()];
        for link in &chain.first {
            at[link.to] += link.carbon_t;
        }
        for link in &chain.second {
            at[link.from] -= link.carbon_t;
        }
        prop_assert!(at.iter().all(|gap| gap.abs() <= 1e-9 * whole.max(1.0)), "{at:?}");
        let to = |kind: NodeKind| -> f64 {
            let these = chain.second.iter().filter(|link| chain.uses[link.to].kind == kind);
            these.map(|link| link.carbon_t).sum()
        };
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * whole.max(1.0);
        prop_assert!(close(to(NodeKind::Final), of.consumption_t));
        let exported: f64 = rows.iter().filter(|row| row.kind == Kind::Export).map(|row| row.energy * (carriers[row.carrier].factor_t + of.embodied_t[row.carrier])).sum();
        prop_assert!(close(to(NodeKind::Export), exported));
        let supplied: f64 = rows.iter().filter(|row| row.kind == Kind::Supply).map(|row| row.energy * (carriers[row.carrier].factor_t + row.embodied_t.unwrap_or(0.0))).sum();
        let lacking: f64 = chain.first.iter().filter(|link| chain.supplies[link.from].kind == NodeKind::Lacking).map(|link| link.carbon_t).sum();
        prop_assert!(close(supplied + lacking, whole), "{supplied} + {lacking} is not {whole}");
    }
}

#[test]
fn a_process_that_gives_more_carbon_than_it_takes_has_no_chain() {
    let text = "kind,name,carrier,energy,factor_t\ncarrier,,coal,,0.1\ncarrier,,coke,,0.12\ncarrier,,tar,,0\nsupply,mine,coal,100,\n\
        process,ovens,coal,-100,\nprocess,ovens,coke,90,\nprocess,ovens,tar,9,\nfinal,steel,coke,90,\nfinal,roads,tar,9,\n";
    let (carriers, rows) = read("b.csv", text).unwrap();
    let (of, chain) = chain(&carriers, &rows, Method::Energy).unwrap();
    assert_eq!(chain, None);
    assert!(matches!(
        &of.findings[..],
        [.., BalanceFinding::CarbonFromNowhere { .. }]
            | [BalanceFinding::CarbonFromNowhere { .. }, ..]
    ));
}

/// Chongqing 2020 as the sample has it, from the papers of the Mayor's council: the supply is 88.75 Mtce, the uses 0.39 tce per 10,000 yuan
/// of 2,500.279 thousand million yuan, 97.510881 Mtce. What contradicts itself is a finding and a node, not a figure made to fit.
#[test]
fn the_sample_of_chongqing_tells_its_contradiction() {
    use NodeKind::*;
    let text = include_str!("../../../../data/examples/balance-chongqing/balance.csv");
    let (carriers, rows) = read("balance.csv", text).unwrap();
    let (of, chain) = chain(&carriers, &rows, Method::Energy).unwrap();
    let [BalanceFinding::DoesNotClose { difference, .. }] = &of.findings[..] else {
        panic!("{:?}", of.findings);
    };
    assert!((difference + 8_760_881.0).abs() < 1.0, "{difference}");
    let chain = chain.unwrap();
    let supply = |name: &str| tonnes(&chain, (Supply, name), (Direct, ""));
    // 88.75 Mtce, 75.86 % fossil, 58.38 % of that coal at 94.6 kg/GJ, the rest at 73.3 (IPCC 2006), 29.3076 GJ a tce.
    let coal = 88.75e6 * 0.7586 * 0.5838 * 29.3076 * 0.0946;
    let other = 88.75e6 * 0.7586 * 0.4162 * 29.3076 * 0.0733;
    assert!(
        (supply("coal") - coal).abs() < 1e-6 * coal,
        "{}",
        supply("coal")
    );
    assert!((supply("other fossil fuels") - other).abs() < 1e-6 * other);
    let lacking = tonnes(&chain, (Lacking, ""), (Direct, ""));
    let per = (coal + other) / 88.75e6;
    assert!((lacking - 8_760_881.0 * per).abs() < 10.0, "{lacking}");
    let industry = tonnes(&chain, (Direct, ""), (Final, "industry"));
    assert!(
        (industry - 0.48 * 97_510_881.0 * per).abs() < 10.0,
        "{industry}"
    );
}
