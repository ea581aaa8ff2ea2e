use proptest::prelude::*;

use super::*;

/// 1,000 of coal: 700 burnt for 210 of power and 280 of heat, 300 used by industry; 10 of power lost, 200 used; all heat used.
const TOWN: &str = include_str!("../../tests/data/town_balance.csv");

fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{found} is not {expected}"
    );
}

#[test]
fn a_town_with_one_plant_by_three_methods() {
    let (carriers, rows) = read("town.csv", TOWN).unwrap();
    // 70 t at the plant and 7 t of the mine's go to power and heat: by energy 210:280, by exergy 210:70, by efficiency 525:350.
    for (method, share) in [
        (Method::Energy, 3.0 / 7.0),
        (Method::Exergy, 0.75),
        (Method::Efficiency, 0.6),
    ] {
        let of = accounts(&carriers, &rows, method).unwrap();
        near(of.embodied_t[1], share * 77.0 / 200.0);
        near(of.embodied_t[2], (1.0 - share) * 77.0 / 280.0);
        near(of.production_t, 100.0);
        near(of.imported_t, 10.0);
        near(of.consumption_t, 110.0);
        near(of.unassigned_t, 0.0);
        assert_eq!(of.findings, []);
    }
}

#[test]
fn what_does_not_close_is_told_and_still_adds_up() {
    let text = TOWN
        .replace("homes,power,80", "homes,power,60")
        .replace(",1000,,0.01", ",1000,,");
    let (carriers, rows) = read("town.csv", &text).unwrap();
    let of = accounts(&carriers, &rows, Method::Energy).unwrap();
    near(of.production_t, of.consumption_t + of.unassigned_t);
    near(of.unassigned_t, 20.0 * of.embodied_t[1]);
    assert_eq!(
        of.findings,
        [
            BalanceFinding::EmbodiedUnknown {
                name: "mine".into(),
                carrier: "coal".into()
            },
            BalanceFinding::DoesNotClose {
                carrier: "power".into(),
                difference: 20.0
            },
        ]
    );
}

#[test]
fn contradictions_are_findings() {
    let text = "kind,name,carrier,energy,factor_t\ncarrier,,coal,,0.1\ncarrier,,coke,,0.12\n\
        supply,mine,coal,100,\nprocess,ovens,coal,-100,\nprocess,ovens,coke,110,\nfinal,steel,coke,110,\n";
    let (carriers, rows) = read("b.csv", text).unwrap();
    let of = accounts(&carriers, &rows, Method::Energy).unwrap();
    assert!(of.findings.iter().any(|f| matches!(f, BalanceFinding::MoreOutThanIn { ratio: Some(r), .. } if (r - 1.1).abs() < 1e-12)));
    assert!(of.findings.iter().any(|f| matches!(f, BalanceFinding::CarbonFromNowhere { carbon_t, .. } if (carbon_t - 3.2).abs() < 1e-9)));
    near(of.production_t, 10.0);
    near(of.consumption_t, 10.0);
}

#[test]
fn faults_of_the_file_name_the_place() {
    let cases = [
        (
            TOWN.replace("loss,wires", "lost,wires"),
            "b.csv, row 9, column 1: \"lost\" is none of",
        ),
        (
            TOWN.replace("homes,heat,280", "homes,steam,280"),
            "b.csv, row 13, column 3: \"steam\" has no row",
        ),
        (
            TOWN.replace("coal,-700", "coal,much"),
            "b.csv, row 6, column 4: \"much\" is no number",
        ),
        (
            TOWN.replace("coal,-700", "coal,"),
            "b.csv, row 6, column 4: \"\" is needed here",
        ),
        (
            TOWN.replace("factor_t", "factor"),
            "b.csv has no column \"factor_t\"",
        ),
    ];
    for (text, words) in cases {
        let fault = read("b.csv", &text).unwrap_err().to_string();
        assert!(fault.starts_with(words), "{fault}");
    }
    let (mut carriers, mut rows) = read("b.csv", TOWN).unwrap();
    carriers[2].exergy = None;
    let refusal = accounts(&carriers, &rows, Method::Exergy)
        .unwrap_err()
        .to_string();
    assert_eq!(
        refusal,
        "\"heat\" is a product of \"CHP\" and needs an exergy above 0 for this method"
    );
    rows[0].energy = -1.0;
    assert!(matches!(
        accounts(&carriers, &rows, Method::Energy),
        Err(BalanceError::Value { row: 0, .. })
    ));
}

/// A balance with everything in it: supplies, uses, losses, processes that feed each other.
pub(super) fn random(n: usize, seed: u64) -> (Vec<Carrier>, Vec<Row>) {
    use rand::{RngExt, SeedableRng};
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    let carriers: Vec<Carrier> = (0..n)
        .map(|i| Carrier {
            name: i.to_string(),
            factor_t: if i.is_multiple_of(2) {
                random.random_range(0.0..0.2)
            } else {
                0.0
            },
            exergy: Some(random.random_range(0.1..1.0)),
            efficiency: Some(random.random_range(0.1..1.0)),
        })
        .collect();
    let mut rows = Vec::new();
    let mut row = |kind, name: &str, carrier, energy, embodied_t| {
        rows.push(Row {
            kind,
            name: name.into(),
            carrier,
            energy,
            embodied_t,
        })
    };
    for carrier in 0..n {
        row(
            Kind::Supply,
            "s",
            carrier,
            random.random_range(1.0..50.0),
            Some(random.random_range(0.0..0.1)),
        );
        row(
            Kind::Final,
            "f",
            carrier,
            random.random_range(0.0..30.0),
            None,
        );
        row(
            Kind::Export,
            "x",
            carrier,
            random.random_range(0.0..5.0),
            None,
        );
        row(
            Kind::OwnUse,
            "o",
            carrier,
            random.random_range(0.0..0.5),
            None,
        );
        row(
            Kind::Loss,
            "l",
            carrier,
            random.random_range(0.0..0.5),
            None,
        );
    }
    // Processes run in circles, too: their inputs stay below what is delivered.
    for process in ["a", "b", "c"] {
        for _ in 0..2 {
            row(
                Kind::Process,
                process,
                random.random_range(0..n),
                -random.random_range(0.01..0.1),
                None,
            );
            row(
                Kind::Process,
                process,
                random.random_range(0..n),
                random.random_range(0.1..9.0),
                None,
            );
        }
    }
    (carriers, rows)
}

proptest! {
    #[test]
    fn production_and_consumption_side_meet(n in 2usize..9, seed in any::<u64>(), method in 0usize..3) {
        let (carriers, rows) = random(n, seed);
        let method = [Method::Energy, Method::Exergy, Method::Efficiency][method];
        let of = accounts(&carriers, &rows, method).unwrap();
        let (left, right) = (of.production_t + of.imported_t, of.consumption_t + of.exported_t + of.unassigned_t);
        prop_assert!((left - right).abs() <= 1e-9 * left.abs().max(1.0), "{left} against {right}");
    }
}

/// The example of oemof.thermal's documentation of co-generation: 200 kg of CO2, efficiencies 0.3 and 0.5, references 0.525 and 0.82.
/// Its "finnish" method is the GHG Protocol's efficiency method (2006, eq. of section II), its "iea" method is by energy.
#[test]
fn a_published_co_generation_example() {
    let text = "kind,name,carrier,energy,factor_t,efficiency\ncarrier,,gas,,0.2,\ncarrier,,power,,0,0.525\ncarrier,,heat,,0,0.82\n\
        supply,grid,gas,1000,,\nprocess,CHP,gas,-1000,,\nprocess,CHP,power,300,,\nprocess,CHP,heat,500,,\n\
        final,town,power,300,,\nfinal,town,heat,500,,\n";
    let (carriers, rows) = read("chp.csv", text).unwrap();
    for (method, power_t, heat_t) in [
        (Method::Energy, 75.0, 125.0),
        (Method::Efficiency, 96.755_162_2, 103.244_837_8),
    ] {
        let of = accounts(&carriers, &rows, method).unwrap();
        assert!(
            (of.finals[0].embodied_t - power_t).abs() < 1e-6,
            "{:?}",
            of.finals
        );
        assert!(
            (of.finals[1].embodied_t - heat_t).abs() < 1e-6,
            "{:?}",
            of.finals
        );
    }
}

#[test]
fn names_in_chinese_and_rows_of_the_file() {
    let text = "kind,name,carrier,energy,factor_t,name_zh\ncarrier,,coal,,0.1,煤炭\nsupply,rail,coal,5,,铁路来煤\nfinal,homes,coal,5,,\n";
    let names = names_zh("a.csv", text).unwrap();
    assert_eq!(names["coal"], "煤炭");
    assert_eq!(names["rail"], "铁路来煤");
    assert_eq!(names.len(), 2);
    assert!(names_zh("town.csv", TOWN).unwrap().is_empty());
    assert_eq!(lines("a.csv", text).unwrap(), [3, 4]);
}

/// Nothing exported is 0 and not -0, which JSON would write as such.
#[test]
fn what_is_not_there_is_a_plain_zero() {
    let (carriers, rows) = read("town.csv", TOWN).unwrap();
    let of = accounts(&carriers, &rows, Method::Energy).unwrap();
    assert!(of.exported_t == 0.0 && of.exported_t.is_sign_positive());
    let of = accounts(&carriers, &[], Method::Energy).unwrap();
    for value in [
        of.production_t,
        of.consumption_t,
        of.imported_t,
        of.exported_t,
        of.unassigned_t,
    ] {
        assert!(value == 0.0 && value.is_sign_positive(), "{of:?}");
    }
}

#[test]
fn waste_heat_comes_free_and_own_use_is_borne_by_the_users() {
    // 60 of heat from a boiler (70 of gas), 40 of waste heat without carbon of its own, in one network; the works use 10 of heat themselves.
    let text = "kind,name,carrier,energy,factor_t,embodied_t\ncarrier,,gas,,0.2,\ncarrier,,heat,,0,\n\
        supply,grid,gas,70,,0\nsupply,waste heat,heat,40,,0\nprocess,boiler,gas,-70,,\nprocess,boiler,heat,60,,\n\
        own_use,works,heat,10,,\nfinal,homes,heat,90,,\n";
    let (carriers, rows) = read("heat.csv", text).unwrap();
    let of = accounts(&carriers, &rows, Method::Energy).unwrap();
    near(of.production_t, 14.0);
    near(of.embodied_t[1], 14.0 / 90.0);
    near(of.consumption_t, 14.0);
    assert_eq!(of.findings, []);
}

/// Chongqing 2020 as the Mayor's council papers have it: 88.75 Mtce; 0.39 tce per 10,000 yuan of GDP, which was 180.333 + 999.221 + 1,320.725
/// billion yuan; 75.86 % fossil, of which 58.38 % coal; 48 % used by industry.
#[test]
fn chongqings_figures_close_by_source_and_contradict_themselves_by_intensity() {
    let total = 88.75;
    let fossil = total * 0.7586;
    let coal = fossil * 0.5838;
    let balance = |used: f64| {
        format!(
            "kind,name,carrier,energy,factor_t,embodied_t\ncarrier,,energy,,0,\nsupply,coal,energy,{coal},,0\nsupply,other fossil,energy,{},,0\n\
            supply,not fossil,energy,{},,0\nfinal,industry,energy,{},,\nfinal,others,energy,{},,\n",
            fossil - coal,
            total - fossil,
            0.48 * used,
            0.52 * used
        )
    };
    let found = |used: f64| {
        let (carriers, rows) = read("chongqing.csv", &balance(used)).unwrap();
        accounts(&carriers, &rows, Method::Energy).unwrap().findings
    };
    assert_eq!(found(total), []);
    let by_intensity = 0.39 * (180.333 + 999.221 + 1_320.725) / 10.0;
    let [BalanceFinding::DoesNotClose { difference, .. }] = &found(by_intensity)[..] else {
        panic!("the contradiction is not found");
    };
    assert!(
        (difference - (88.75 - 97.510_881)).abs() < 1e-6,
        "{difference}"
    );
}
