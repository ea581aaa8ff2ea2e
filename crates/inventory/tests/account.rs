//! Accounting by example, and the closed system that shows that power is not counted twice.

mod common;

use common::*;
use inventory::account::{AccountResult, Accountant, account};
use inventory::cube::{Cube, CubeBuilder, EntryRef, Query, StatisticRef};
use inventory::factors::{FactorLibrary, FallbackPolicy};
use inventory::indicator::Indicator;
use inventory::ledger::*;
use inventory::master::{Region, View};
use units::{Field, Period, UnitRegistry};

const CARRIERS: &str = "id,name_en,name_zh,kind,form,default_unit,biogenic,color_index
coal,Coal,煤,primary,solid,t,no,0
wood,Wood,木,primary,solid,t,yes,1
electricity,Electricity,电力,secondary,electricity,10^4 kWh,no,2
";
const HEAD: &str = "id,kind,subject,value,unit,region,valid_from,valid_to,uncertainty_percent,source,clause,licence\n";
const GRID: &str = "g20,electricity,electricity,0.8,t CO2/MWh,CN,2020-01-01,2020-12-31,6,toy,1,none
r20,electricity_residual,electricity,0.9,t CO2/MWh,CN,2020-01-01,2020-06-30,,toy,2,none
in,coal_equivalent_by_input,electricity,0.3,kgce/kWh,CN,,,,toy,3,none
";
const FUELS: &str = "ncv,net_calorific_value,coal,20,GJ/t,CN,,,3,toy,1,none
ce,coal_equivalent,coal,0.7,kgce/kg,CN,,,,toy,1,none
cc,carbon_content,coal,25,tC/TJ,CN,,,4,toy,1,none
of,oxidation_rate,coal,96,%,CN,,,0,toy,1,none
ch4,combustion_ch4,coal/manufacturing,10,kg/TJ,CN,,,,toy,1,none
n2o,combustion_n2o,coal/manufacturing,1.5,kg/TJ,CN,,,,toy,1,none
wncv,net_calorific_value,wood,15,GJ/t,CN,,,,toy,1,none
wco2,combustion_co2,wood,100,t CO2/TJ,CN,,,,toy,1,none
gwp4,gwp,ar5/ch4,28,kg CO2e/kg,world,,,,toy,1,none
gwp2,gwp,ar5/n2o,265,kg CO2e/kg,world,,,,toy,1,none
lime,process,lime,0.75,t CO2/t,CN,,,2,toy,1,none
";

fn library(grid: &str) -> FactorLibrary {
    let all = format!("{HEAD}{grid}{FUELS}");
    FactorLibrary::load(&[("carriers.csv", CARRIERS), ("grid_factors.csv", &all)]).unwrap()
}

fn activity(
    place: &str,
    enterprise: Option<&str>,
    period: Period,
    measure: Measure,
    value: f64,
    unit: &str,
) -> Activity {
    Activity {
        region: "toy".into(),
        place: place.into(),
        enterprise: enterprise.map(str::to_owned),
        period,
        measure,
        field: Some(Field::Industry),
        industry: None,
        value,
        unit: unit.into(),
        uncertainty_percent: Some(5.0),
        quality: Quality::Reported,
        lineage: Lineage {
            import: 7,
            row: 3,
            column: 4,
        },
    }
}

fn burns(carrier: &str, purpose: Purpose) -> Measure {
    Measure::Carrier {
        carrier: carrier.into(),
        purpose,
    }
}

fn run(activities: Vec<Activity>, library: &FactorLibrary) -> AccountResult {
    account(
        activities,
        library,
        UnitRegistry::builtin(),
        &region(),
        &enterprises(),
    )
}

fn codes(result: &AccountResult) -> Vec<&str> {
    result.findings.iter().map(|f| f.code.as_str()).collect()
}

fn close(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() <= 1e-12 * b.abs())
}

#[test]
fn a_tonne_of_coal() {
    let result = run(
        vec![activity(
            "t11",
            Some("e1"),
            month(2020, 3),
            burns("coal", Purpose::Final),
            2.0,
            "kt",
        )],
        &library(GRID),
    );
    let [entry] = result.entries.as_slice() else {
        panic!("{result:?}")
    };
    let heat = 2000.0 * 20.0;
    assert!(close(
        entry.gases_co2e_t[0],
        heat * 25.0e-3 * 0.96 * 44.0 / 12.0
    ));
    assert!(close(entry.gases_co2e_t[1], heat * 10.0e-6 * 28.0));
    assert!(close(entry.gases_co2e_t[2], heat * 1.5e-6 * 265.0));
    assert!(close(
        entry.co2e_t,
        entry.gases_co2e_t.iter().flatten().sum()
    ));
    assert!(close(entry.energy_gj, 2000.0 * 0.7 * 29.3076));
    assert_eq!(
        entry.factors,
        ["ncv", "cc", "of", "ch4", "gwp4", "n2o", "gwp2", "ce"]
    );
    assert_eq!(entry.gwp_set.as_deref(), Some("ar5"));
    assert!(close(
        entry.uncertainty_percent,
        (25.0f64 + 9.0 + 16.0).sqrt()
    ));
    assert_eq!(codes(&result), Vec::<&str>::new());
}

#[test]
fn raw_coal_of_the_provincial_guidelines() {
    // The guidelines' own product, 1.9003 t CO2 to the tonne, stands in the clause of the factor's row.
    let mut region = region();
    region.gwp_set = "ar5".into();
    let coal = activity(
        "t11",
        None,
        Period::Year(2020),
        burns("raw_coal", Purpose::Final),
        1.0,
        "t",
    );
    let result = account(
        [coal],
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &region,
        &[],
    );
    let co2 = result.entries[0].gases_co2e_t[0].unwrap();
    assert!((co2 - 1.9003).abs() < 5e-5, "{co2}");
}

#[test]
fn purchased_power_has_a_market_twin_without_energy() {
    let power = |m| {
        activity(
            "t11",
            Some("e1"),
            month(2020, m),
            burns("electricity", Purpose::Final),
            10.0,
            "万kWh",
        )
    };
    let result = run(vec![power(3), power(9)], &library(GRID));
    let [location, market, _, second_market] = result.entries.as_slice() else {
        panic!("{result:?}")
    };
    assert_eq!(
        (location.scope, market.scope),
        (Scope::Scope2Location, Scope::Scope2Market)
    );
    assert!(close(location.co2e_t, 80.0) && close(market.co2e_t, 90.0));
    assert!(close(location.energy_gj, 360.0) && close(location.energy_equivalent_tce, 30.0));
    assert_eq!(
        (market.energy_gj, market.energy_equivalent_tce),
        (None, None)
    );
    // No residual mix in the second half of the year: the location-based factor, and a note.
    assert!(close(second_market.co2e_t, 80.0));
    assert_eq!(second_market.factors, ["g20"]);
    assert_eq!(codes(&result), ["market_factor_missing"]);
}

#[test]
fn biogenic_carbon_stays_apart() {
    let result = run(
        vec![activity(
            "t11",
            None,
            month(2020, 3),
            burns("wood", Purpose::Final),
            1.0,
            "t",
        )],
        &library(GRID),
    );
    assert!(close(result.entries[0].biogenic_co2_t, 1.5));
    assert_eq!(result.entries[0].co2e_t, None);
    assert!(
        codes(&result).iter().all(|c| *c == "missing_factor"),
        "CH4 and N2O of wood are not known: {result:?}"
    );
}

#[test]
fn a_factor_of_another_year_stands_in_or_is_missing() {
    let power = activity(
        "t11",
        None,
        month(2018, 3),
        burns("electricity", Purpose::Final),
        10.0,
        "MWh",
    );
    let library = library(GRID);
    let result = run(vec![power.clone()], &library);
    assert!(close(result.entries[0].co2e_t, 8.0));
    assert_eq!(result.entries[0].quality, Quality::Estimated);
    assert!(codes(&result).contains(&"factor_stands_in"));
    let (region, enterprises) = (region(), enterprises());
    let mut strict = Accountant::new(&library, UnitRegistry::builtin(), &region, &enterprises)
        .with_policy(FallbackPolicy::Refuse);
    let (mut entries, mut statistics) = (vec![], vec![]);
    strict.account(&power, &mut entries, &mut statistics);
    assert_eq!(entries.len(), 1, "its energy is known, its carbon is not");
    assert_eq!(
        (entries[0].co2e_t, entries[0].energy_gj),
        (None, Some(36.0))
    );
    let findings = strict.finish();
    assert!(findings.iter().any(|f| f.code == "missing_factor"));
}

#[test]
fn faults_are_counted_with_their_first_place() {
    let mut faults = vec![
        activity(
            "t11",
            None,
            month(2020, 3),
            burns("unobtainium", Purpose::Final),
            1.0,
            "t",
        ),
        activity(
            "t11",
            None,
            month(2020, 4),
            burns("unobtainium", Purpose::Final),
            1.0,
            "t",
        ),
        activity(
            "t11",
            None,
            month(2020, 3),
            burns("coal", Purpose::Final),
            1.0,
            "m3",
        ),
        activity(
            "t11",
            None,
            month(2020, 3),
            burns("electricity", Purpose::Final),
            1.0,
            "t",
        ),
        activity(
            "t11",
            None,
            month(2020, 3),
            burns("coal", Purpose::Final),
            1.0,
            "blubs",
        ),
        activity(
            "t11",
            None,
            month(2020, 3),
            Measure::Process {
                product: "glass".into(),
            },
            1.0,
            "t",
        ),
        activity(
            "t11",
            None,
            month(2020, 3),
            Measure::Emission {
                gas: Gas::Co2,
                carrier: None,
                scope: Scope::Scope1,
            },
            1.0,
            "t",
        ),
    ];
    faults[1].lineage.row = 99;
    let result = run(faults, &library(GRID));
    assert_eq!(result.entries, []);
    let unknown = result
        .findings
        .iter()
        .find(|f| f.code == "unknown_carrier")
        .unwrap();
    assert_eq!(
        (
            unknown.params["count"].as_str(),
            unknown.params["import"].as_str()
        ),
        ("2", "7")
    );
    assert_eq!(unknown.location.as_ref().unwrap().row, Some(3));
    let mut found = codes(&result);
    found.dedup();
    assert_eq!(
        found,
        [
            "missing_factor",
            "unknown_carrier",
            "unknown_unit",
            "wrong_unit"
        ]
    );
}

#[test]
fn emissions_processes_and_denominators() {
    let emission = |gas, unit: &str| {
        activity(
            "t11",
            None,
            Period::Year(2020),
            Measure::Emission {
                gas,
                carrier: None,
                scope: Scope::Scope1,
            },
            2.0,
            unit,
        )
    };
    let mut rows = vec![
        emission(Gas::Co2, "kt CO2"),
        emission(Gas::Ch4, "t CH4"),
        activity(
            "t11",
            None,
            Period::Year(2020),
            Measure::Process {
                product: "lime".into(),
            },
            4.0,
            "t",
        ),
        activity(
            "t11",
            None,
            Period::Year(2020),
            Measure::BiogenicCo2,
            3.0,
            "t CO2",
        ),
        activity(
            "t11",
            None,
            Period::Year(2020),
            Measure::Statistic {
                statistic: Statistic::OutputValue,
            },
            5.0,
            "万CNY@2020",
        ),
        activity(
            "t11",
            None,
            Period::Year(2020),
            Measure::Statistic {
                statistic: Statistic::LandArea,
            },
            3.0,
            "km2",
        ),
    ];
    rows[5].field = None;
    let result = run(rows, &library(GRID));
    let totals: Vec<_> = result.entries.iter().map(|e| e.co2e_t).collect();
    assert_eq!(totals, [Some(2000.0), Some(56.0), Some(3.0), None]);
    assert!(result.entries[0].imported_emission && !result.entries[2].imported_emission);
    assert_eq!(result.entries[2].product.as_deref(), Some("lime"));
    assert_eq!(result.entries[3].biogenic_co2_t, Some(3.0));
    let statistics: Vec<_> = result
        .statistics
        .iter()
        .map(|s| (s.value, s.unit.as_str()))
        .collect();
    assert_eq!(statistics, [(50_000.0, "CNY@2020"), (3.0e6, "m2")]);
    assert_eq!(codes(&result), Vec::<&str>::new());
}

fn cube(region: Region, result: &AccountResult) -> Cube {
    let mut builder = CubeBuilder::new(region, places(), enterprises());
    for e in &result.entries {
        builder.push(&EntryRef::of(e, "d", &e.factors.join(";")));
    }
    for s in &result.statistics {
        builder.push_statistic(&StatisticRef::of(s, "d"));
    }
    builder.build().0
}

/// A plant burns coal and sells all its power to the others, nothing is imported, and the grid factor is the plant's own:
/// what is emitted is what is charged.
#[test]
fn in_a_closed_system_production_equals_consumption() {
    let sold_mwh = [300.0, 150.0, 50.0];
    let coal_t = 250.0;
    let plant_t = coal_t * 20.0 * 25.0e-3 * 0.96 * 44.0 / 12.0;
    let grid = format!(
        "own,electricity,electricity,{},t CO2/MWh,CN,,,,toy,1,none\n",
        plant_t / 500.0
    );
    let mut rows = vec![activity(
        "t11",
        Some("e1"),
        month(2020, 1),
        burns("coal", Purpose::Transformation),
        coal_t,
        "t",
    )];
    for (n, (e, p)) in [("e2", "t11"), ("e3", "t12"), ("e4", "t21")]
        .iter()
        .enumerate()
    {
        rows.push(activity(
            p,
            Some(e),
            month(2020, 1),
            burns("electricity", Purpose::Final),
            sold_mwh[n],
            "MWh",
        ));
        // And what they burn themselves, in both views.
        let mut own = activity(
            p,
            Some(e),
            month(2020, 1),
            burns("coal", Purpose::Final),
            10.0 * (n + 1) as f64,
            "t",
        );
        own.field = None;
        rows.push(own);
    }
    let cube = cube(region(), &run(rows, &library(&grid)));
    let total = |view| {
        let mut q = Query::new(Indicator::CarbonTotal);
        q.view = Some(view);
        cube.answer(&q).unwrap().total.value.unwrap()
    };
    let (production, consumption) = (total(View::Production), total(View::Consumption));
    assert!(production > plant_t);
    assert!(
        (production - consumption).abs() < 1e-9 * production,
        "{production} {consumption}"
    );
}

/// A terajoule of diesel by tables 3.2.2 and 3.4.1 of IPCC 2006 vol. 2: 3.9 kg CH4 and 3.9 kg N2O on the road, 4.15 and
/// 28.6 kg on rails. GWP of AR5: 28 and 265.
#[test]
fn what_moves_by_road_and_what_by_rail() {
    let mut here = region();
    here.factor_regions = vec!["CN".into(), "world".into()];
    let drives = |industry: Option<&str>, carrier: &str| {
        let mut one = activity(
            "t11",
            None,
            month(2020, 3),
            burns(carrier, Purpose::Final),
            1.0,
            "TJ",
        );
        one.field = Some(Field::Transport);
        one.industry = industry.map(str::to_owned);
        one
    };
    let result = account(
        vec![
            drives(None, "diesel"),
            drives(Some("G5412"), "diesel"),
            drives(Some("53"), "diesel"),
            drives(None, "fuel_oil"),
        ],
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &here,
        &[],
    );
    let gases = |at: usize| {
        let entry: &Entry = &result.entries[at];
        [Gas::Ch4, Gas::N2o].map(|gas| entry.gases_co2e_t[gas as usize])
    };
    for (at, ch4_kg, n2o_kg) in [(0, 3.9, 3.9), (1, 3.9, 3.9), (2, 4.15, 28.6)] {
        assert!(close(gases(at)[0], ch4_kg * 28.0 / 1e3), "{at}");
        assert!(close(gases(at)[1], n2o_kg * 265.0 / 1e3), "{at}");
    }
    // Nothing says what burns fuel oil: its CO2 counts, the rest is said to be missing.
    assert_eq!(gases(3), [None, None]);
    assert!(result.entries[3].co2e_t.is_some_and(|t| t > 70.0));
    assert!(!result.findings.is_empty());
}
