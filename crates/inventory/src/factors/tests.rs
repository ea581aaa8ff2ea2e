use super::*;
use jiff::civil::date;

fn library() -> &'static FactorLibrary {
    FactorLibrary::builtin()
}

fn value(kind: FactorKind, subject: &str, regions: &[&str], day: Date, unit: &str) -> f64 {
    let unit = units::UnitRegistry::builtin().unit(unit).unwrap();
    library()
        .find(kind, subject, regions, day)
        .unwrap_or_else(|refusal| panic!("{refusal}"))
        .value_in(&unit)
        .unwrap()
}

const CN: [&str; 2] = ["CN", "world"];
const DAY: Date = date(2021, 6, 15);

#[test]
fn the_project_s_own_tables_load() {
    let library = match FactorLibrary::load(&load::BUILTIN) {
        Ok(library) => library,
        Err(faults) => panic!(
            "{}",
            faults
                .iter()
                .map(|fault| format!("{fault}\n"))
                .collect::<String>()
        ),
    };
    assert_eq!(library.version().len(), 16);
    assert!(library.factors().len() > 600);
    for factor in library.factors() {
        assert_eq!(library.factor(&factor.id), Some(factor));
    }
}

/// NCV x carbon content x oxidation x 44/12, as the guidelines write it; the products are printed there.
#[test]
fn combustion_of_chinese_guidelines() {
    for (carrier, amount, printed_t) in [
        ("natural_gas", "10^4 Nm3", 21.62),
        ("raw_coal", "t", 1.9003),
    ] {
        let energy_gj = value(
            FactorKind::NetCalorificValue,
            carrier,
            &CN,
            DAY,
            &format!("GJ/{amount}"),
        );
        let carbon = value(FactorKind::CarbonContent, carrier, &CN, DAY, "t CO2/GJ");
        let oxidation = value(FactorKind::OxidationRate, carrier, &CN, DAY, "1");
        let co2_t = energy_gj * carbon * oxidation;
        assert!(
            (co2_t / printed_t - 1.0).abs() < 1e-4,
            "{carrier}: {co2_t} t"
        );
    }
}

/// A coal equivalent of GB/T 2589 is the printed calorific value over 7000 kcal: at 4.1868 kJ/kcal in the edition of 2020
/// (29307.6 kJ/kgce), mostly at 4.1816 kJ/kcal in that of 2008.
#[test]
fn coal_equivalents_agree_with_their_calorific_values() {
    let mut checked = 0;
    for factor in library()
        .factors()
        .iter()
        .filter(|factor| factor.kind == FactorKind::CoalEquivalent)
    {
        let Some(text) = factor
            .clause
            .split("kJ/")
            .next()
            .filter(|text| *text != factor.clause)
        else {
            continue;
        };
        let Ok(printed_kj) = text
            .trim()
            .rsplit([' ', '('])
            .next()
            .unwrap()
            .parse::<f64>()
        else {
            panic!("{}", factor.clause);
        };
        if factor.clause.contains(" to ") {
            continue;
        }
        let fits =
            |kj_per_kcal: f64| (factor.value - printed_kj / (7000.0 * kj_per_kcal)).abs() < 6e-5;
        let is_2008 = factor.source.starts_with("GB/T 2589-2008");
        assert!(fits(4.1868) || is_2008 && fits(4.1816), "{}", factor.id);
        checked += 1;
    }
    assert!(checked >= 15, "{checked}");
    assert_eq!(
        value(
            FactorKind::CoalEquivalent,
            "electricity",
            &CN,
            DAY,
            "kgce/kWh"
        ),
        0.1229
    );
    assert!(
        (value(FactorKind::CoalEquivalent, "heat", &CN, DAY, "tce/GJ") - 0.03412).abs() < 1e-15
    );
    assert!(
        (value(
            FactorKind::CoalEquivalent,
            "natural_gas",
            &CN,
            DAY,
            "tce/10^4 m3"
        ) - 13.3)
            .abs()
            < 1e-12
    );
}

#[test]
fn electricity_of_the_finest_region_and_the_right_year() {
    let find = |regions: &[&str], day, policy| {
        library()
            .find_with(FactorKind::Electricity, "electricity", regions, day, policy)
            .map(|found| {
                (
                    found.factor.id.as_str(),
                    found.factor.value,
                    found.is_fallback,
                )
            })
    };
    let refuse = FallbackPolicy::Refuse;
    assert_eq!(
        find(&["CN-CQ", "CN"], date(2021, 12, 31), refuse),
        Ok(("cn_cq_grid_2021", 0.4743, false))
    );
    assert_eq!(
        find(&["CN-CQ", "CN"], date(2022, 1, 1), refuse),
        Ok(("cn_cq_grid_2022", 0.5227, false))
    );
    assert_eq!(
        find(
            &["CN-TW", "CN-grid-southwest", "CN"],
            date(2022, 1, 1),
            refuse
        ),
        Ok(("cn_grid_southwest_grid_2022", 0.2268, false))
    );
    assert_eq!(
        find(&["CN-CQ"], date(2024, 1, 1), FallbackPolicy::NearestEarlier),
        Ok(("cn_cq_grid_2023", 0.5581, true))
    );
    let early = date(1990, 7, 1);
    let refusal = find(&["CN-CQ"], early, FallbackPolicy::NearestEarlier).unwrap_err();
    assert_eq!(refusal.code(), "no_factor_for_date");
    assert_eq!(
        refusal.to_string(),
        "no electricity factor of \"electricity\" is valid on 1990-07-01; the nearest, cn_cq_grid_2012, is valid from \
         2012-01-01 to 2012-12-31"
    );
    assert_eq!(
        find(&["CN-CQ"], early, FallbackPolicy::Nearest),
        Ok(("cn_cq_grid_2012", 0.5257, true))
    );
    let refusal = find(&["atlantis"], DAY, refuse).unwrap_err();
    assert_eq!(refusal.code(), "no_factor_for_region");
    assert!(
        refusal
            .to_string()
            .contains("for atlantis; there are some for CN")
    );
    let refusal = library()
        .find(FactorKind::Heat, "hope", &CN, DAY)
        .unwrap_err();
    assert_eq!(refusal.code(), "unknown_factor_subject");
    assert_eq!(
        refusal.to_string(),
        "no heat factor of \"hope\" in any table"
    );
}

#[test]
fn what_a_purchase_of_power_needs() {
    let day = date(2023, 7, 1);
    assert_eq!(
        value(
            FactorKind::ElectricityResidual,
            "electricity",
            &CN,
            day,
            "kg CO2/kWh"
        ),
        0.6096
    );
    assert_eq!(
        value(
            FactorKind::Electricity,
            "electricity",
            &CN,
            day,
            "t CO2/MWh"
        ),
        0.5306
    );
    assert_eq!(value(FactorKind::Heat, "steam", &CN, day, "t CO2/GJ"), 0.11);
    // What is left when the traded clean power is taken out is dirtier than the average.
    for year in 2021..=2023 {
        let day = date(year, 7, 1);
        let of = |kind| value(kind, "electricity", &CN, day, "kg CO2/kWh");
        assert!(
            of(FactorKind::ElectricityResidual) > of(FactorKind::Electricity),
            "{year}"
        );
    }
    // 305.5 g of coal in 2020 for the electricity of 2021; the years between plans are stood in for, and said to be.
    assert_eq!(
        value(
            FactorKind::CoalEquivalentByInput,
            "electricity",
            &CN,
            DAY,
            "gce/kWh"
        ),
        305.5
    );
    let found = library().find_with(
        FactorKind::CoalEquivalentByInput,
        "electricity",
        &CN,
        date(2018, 1, 1),
        FallbackPolicy::NearestEarlier,
    );
    assert_eq!(
        found.map(|found| (found.factor.value, found.is_fallback)),
        Ok((0.3154, true))
    );
}

/// The carbonates of IPCC 2006 vol. 3 table 2.1 lose one CO2 a formula: 44.0095 over the formula weight.
#[test]
fn processes_agree_with_their_chemistry() {
    for (process, weight, molecules) in [
        ("carbonate_calcite", 100.0869, 1.0),
        ("carbonate_magnesite", 84.3139, 1.0),
        ("carbonate_dolomite", 184.4008, 2.0),
        ("carbonate_siderite", 115.8539, 1.0),
        ("carbonate_rhodochrosite", 114.9470, 1.0),
    ] {
        let found = value(FactorKind::Process, process, &CN, DAY, "t CO2/t");
        assert!(
            (found - molecules * 44.0095 / weight).abs() < 5e-5,
            "{process}: {found}"
        );
    }
    assert_eq!(
        value(FactorKind::Process, "cement_clinker", &CN, DAY, "kg CO2/t"),
        520.0
    );
}

/// NCV times emission factor, as the GHG Protocol's cross-sector tools 2.0 print it (table 1, mass basis).
#[test]
fn ipcc_fuels_agree_with_the_ghg_protocol() {
    for (carrier, printed_kg_per_t) in [
        ("gasoline", 3069.99),
        ("diesel", 3186.3),
        ("fuel_oil", 3126.96),
        ("lpg", 2984.63),
        ("anthracite", 2624.61),
        ("bituminous_coal", 2440.68),
        ("lignite", 1201.9),
        ("coke", 3017.4),
        ("natural_gas", 2692.8),
        ("biomass", 1747.2),
        ("peat", 1034.56),
    ] {
        let energy_gj = value(
            FactorKind::NetCalorificValue,
            carrier,
            &["world"],
            DAY,
            "GJ/t",
        );
        let co2_kg = value(
            FactorKind::CombustionCo2,
            carrier,
            &["world"],
            DAY,
            "kg CO2/GJ",
        );
        assert!(
            (energy_gj * co2_kg / printed_kg_per_t - 1.0).abs() < 1e-9,
            "{carrier}"
        );
        for sector in CombustionSector::ALL.into_iter().filter(|s| !s.is_mobile()) {
            let subject = sector.subject(carrier);
            assert!(
                value(
                    FactorKind::CombustionCh4,
                    &subject,
                    &["world"],
                    DAY,
                    "kg/TJ"
                ) > 0.0
            );
            assert!(
                value(
                    FactorKind::CombustionN2o,
                    &subject,
                    &["world"],
                    DAY,
                    "kg N2O/TJ"
                ) > 0.0
            );
        }
    }
    let coal_in_homes = CombustionSector::Residential.subject("raw_coal");
    assert_eq!(
        value(
            FactorKind::CombustionCh4,
            &coal_in_homes,
            &CN,
            DAY,
            "kg CH4/TJ"
        ),
        300.0
    );
}

/// IPCC 2006 vol. 2 ch. 3, and what it makes of a terajoule of diesel with the GWPs of AR5.
#[test]
fn fuel_that_moves_has_factors_of_its_own() {
    for (subject, ch4, n2o) in [
        ("diesel/road", 3.9, 3.9),
        ("gasoline/road", 25.0, 8.0),
        ("natural_gas/road", 92.0, 3.0),
        ("lpg/road", 62.0, 0.2),
        ("diesel/rail", 4.15, 28.6),
        ("diesel/water", 7.0, 2.0),
        ("jet_kerosene/aviation", 0.5, 2.0),
    ] {
        let world = ["world"];
        let found = [
            value(FactorKind::CombustionCh4, subject, &world, DAY, "kg/TJ"),
            value(FactorKind::CombustionN2o, subject, &world, DAY, "kg/TJ"),
        ];
        assert!(
            (found[0] - ch4).abs() < 1e-9 && (found[1] - n2o).abs() < 1e-9,
            "{subject}"
        );
    }
}

/// Bounds of table 1.4 as printed (anthracite 94 600 to 101 000, crude oil 71 100 to 75 500 kg CO2/TJ) and of table 1.2
/// (anthracite 21.6 to 32.2 GJ/t): the larger half, in percent of the default.
#[test]
fn the_larger_half_of_a_lopsided_interval_is_the_uncertainty() {
    let percent = |id: &str| {
        let factor = FactorLibrary::builtin().factor(id).unwrap();
        factor.uncertainty_percent.unwrap()
    };
    let larger = |low: f64, value: f64, high: f64| 100.0 * (value - low).max(high - value) / value;
    for (id, low, value, high, tolerance) in [
        ("ipcc2006_anthracite_ncv", 21.6, 26.7, 32.2, 0.05),
        ("ipcc2006_natural_gas_ncv", 46.5, 48.0, 50.4, 0.05),
        // Table 1.4 is table 1.3 times 44/12, rounded to three digits.
        (
            "ipcc2006_anthracite_co2",
            94_600.0,
            98_300.0,
            101_000.0,
            0.15,
        ),
        ("ipcc2006_crude_oil_co2", 71_100.0, 73_300.0, 75_500.0, 0.15),
    ] {
        let expected = larger(low, value, high);
        assert!(
            (percent(id) - expected).abs() < tolerance,
            "{id}: {} {expected}",
            percent(id)
        );
    }
}

#[test]
fn gwp_sets() {
    for (set, gas, expected) in [
        ("ar4", "ch4", 25.0),
        ("ar4", "n2o", 298.0),
        ("ar5", "co2", 1.0),
        ("ar5", "ch4", 28.0),
        ("ar5", "n2o", 265.0),
        ("ar5", "sf6", 23500.0),
        ("ar6", "ch4", 27.9),
        ("ar6", "ch4_fossil", 29.8),
        ("ar6", "ch4_biogenic", 27.0),
        ("ar6", "n2o", 273.0),
    ] {
        let factor = library().gwp(set, gas).unwrap();
        assert_eq!(
            (factor.value, factor.unit.symbol()),
            (expected, "kg CO2e/kg"),
            "{set} {gas}"
        );
    }
    assert_eq!(
        library().gwp("ar9", "ch4").unwrap_err().code(),
        "unknown_factor_subject"
    );
}

#[test]
fn every_fuel_has_what_its_formula_needs() {
    for carrier in library().carriers() {
        let has = |kind| library().find(kind, &carrier.id, &CN, DAY).is_ok();
        if has(FactorKind::CarbonContent) {
            assert!(
                has(FactorKind::NetCalorificValue) && has(FactorKind::OxidationRate),
                "{}",
                carrier.id
            );
        }
        if carrier.is_purchased_energy() {
            assert!(has(FactorKind::CoalEquivalent), "{}", carrier.id);
        }
    }
}

const CARRIERS: (&str, &str) = (
    "carriers.csv",
    "id,name_en,name_zh,kind,form,default_unit,biogenic,color_index\n\
     coal,Coal,煤,primary,solid,t,no,0\n\
     electricity,Electricity,电力,secondary,electricity,kWh,no,1\n",
);

const HEAD: &str = "id,kind,subject,value,unit,region,valid_from,valid_to,uncertainty_percent,source,clause,licence\n";

fn faults_of(rows: &str) -> Vec<String> {
    let text = format!("{HEAD}{rows}");
    match FactorLibrary::load(&[CARRIERS, ("x.csv", &text)]) {
        Ok(_) => Vec::new(),
        Err(faults) => faults
            .iter()
            .map(|fault| {
                format!(
                    "{}:{}:{} {}",
                    fault.file, fault.row, fault.column, fault.code
                )
            })
            .collect(),
    }
}

#[test]
fn each_fault_is_refused_where_it_stands() {
    for (row, said) in [
        ("a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,l", ""),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c",
            "x.csv:2:0 wrong_cell_count",
        ),
        (
            ",gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:1 missing_value",
        ),
        (
            "a,warmth,ar5/x,1,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:2 unknown_kind",
        ),
        (
            "a,gwp,ar5,1,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:3 bad_subject",
        ),
        (
            "a,heat,hay,1,kg CO2/GJ,world,,,,s,c,l",
            "x.csv:2:3 unknown_carrier",
        ),
        (
            "a,combustion_ch4,coal,1,kg/TJ,world,,,,s,c,l",
            "x.csv:2:3 bad_subject",
        ),
        (
            "a,combustion_ch4,coal/space,1,kg/TJ,world,,,,s,c,l",
            "x.csv:2:3 bad_subject",
        ),
        (
            "a,gwp,ar5/x,,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:4 missing_value",
        ),
        (
            "a,gwp,ar5/x,-1,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:4 bad_number",
        ),
        (
            "a,gwp,ar5/x,inf,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:4 bad_number",
        ),
        (
            "a,gwp,ar5/x,\"1,5\",kg CO2e/kg,world,,,,s,c,l",
            "x.csv:2:4 bad_number",
        ),
        ("a,gwp,ar5/x,1,,world,,,,s,c,l", "x.csv:2:5 missing_value"),
        (
            "a,gwp,ar5/x,1,kg CO2e/stone,world,,,,s,c,l",
            "x.csv:2:5 bad_unit",
        ),
        (
            "a,gwp,ar5/x,1,kWh,world,,,,s,c,l",
            "x.csv:2:5 wrong_dimension",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,,,,,s,c,l",
            "x.csv:2:6 missing_value",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,2020-13-01,,,s,c,l",
            "x.csv:2:7 bad_date",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,2021-01-01,2020-12-31,,s,c,l",
            "x.csv:2:7 reversed_validity",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,2020,,s,c,l",
            "x.csv:2:8 bad_date",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,lots,s,c,l",
            "x.csv:2:9 bad_number",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,,,c,l",
            "x.csv:2:10 missing_value",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,,l",
            "x.csv:2:11 missing_value",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,",
            "x.csv:2:12 missing_value",
        ),
        (
            "a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,l\na,gwp,ar5/y,1,kg CO2e/kg,world,,,,s,c,l",
            "x.csv:3:1 id_twice",
        ),
        (
            "a,electricity,electricity,1,kg CO2/kWh,CN,2020-01-01,2020-12-31,,s,c,l\n\
             b,electricity,electricity,1,kg CO2/kWh,CN,2020-12-31,,,s,c,l",
            "x.csv:3:7 overlapping_validity",
        ),
        (
            "a,electricity,electricity,1,kg CO2/kWh,CN,2020-01-01,2020-12-31,,s,c,l\n\
             b,electricity,electricity,1,kg CO2/kWh,CN,2021-01-01,,,s,c,l\n\
             c,electricity,electricity,1,kg CO2/kWh,CN-CQ,,,,s,c,l",
            "",
        ),
    ] {
        assert_eq!(faults_of(row).join(" "), said, "{row}");
    }
}

#[test]
fn all_faults_of_all_tables_come_at_once() {
    let text = format!("{}colour,{HEAD}", "");
    let carriers = "id,name_en,name_zh,kind,form,default_unit,biogenic,color_index\n\
        coal,Coal,煤,primary,solid,t,no,0\n\
        coal,Coal,,wild,foam,stone,maybe,300\n\
        coal,Coal,煤,primary,solid,t,no,0\n";
    let faults =
        FactorLibrary::load(&[("carriers.csv", carriers), ("x.csv", &text), ("y.csv", "")])
            .unwrap_err();
    let said: Vec<String> = faults
        .iter()
        .map(|fault| {
            format!(
                "{}:{}:{} {}",
                fault.file, fault.row, fault.column, fault.code
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "carriers.csv:3:3 missing_value",
            "carriers.csv:3:4 unknown_choice",
            "carriers.csv:3:5 unknown_choice",
            "carriers.csv:3:7 unknown_choice",
            "carriers.csv:3:6 bad_unit",
            "carriers.csv:3:8 bad_number",
            "carriers.csv:4:1 id_twice",
            "x.csv:1:1 unknown_column",
            "y.csv:1:0 empty_table",
        ]
    );
}

#[test]
fn the_version_is_that_of_the_contents() {
    let version = |row: &str| {
        let text = format!("{HEAD}{row}");
        FactorLibrary::load(&[CARRIERS, ("x.csv", &text)])
            .unwrap()
            .version()
            .to_owned()
    };
    let one = version("a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,l\n");
    assert_eq!(one, version("a,gwp,ar5/x,1,kg CO2e/kg,world,,,,s,c,l\n"));
    assert_ne!(one, version("a,gwp,ar5/x,2,kg CO2e/kg,world,,,,s,c,l\n"));
}

proptest::proptest! {
    #[test]
    fn no_table_makes_the_loader_panic(text in "[\\PC\n,\"]{0,200}", row in "[a-z_,/0-9. kCO2e-]{0,120}") {
        let _ = FactorLibrary::load(&[("carriers.csv", &text), ("x.csv", &text)]);
        let _ = FactorLibrary::load(&[CARRIERS, ("x.csv", &format!("{HEAD}{row}\n"))]);
    }

    /// Whatever is asked for, what comes back is valid on the day, or said to stand in.
    #[test]
    fn what_is_found_is_valid_or_said_not_to_be(days in 0..20_000_i64, which in 0..1_000_usize, policy in 0..3_usize) {
        use jiff::ToSpan;
        let day = date(1990, 1, 1).saturating_add(days.days());
        let asked = &library().factors()[which % library().factors().len()];
        let policy = [FallbackPolicy::Refuse, FallbackPolicy::NearestEarlier, FallbackPolicy::Nearest][policy];
        let regions = [asked.region.as_str(), "CN", "world"];
        match library().find_with(asked.kind, &asked.subject, &regions, day, policy) {
            Ok(found) => {
                proptest::prop_assert_eq!(found.factor.is_valid_on(day), !found.is_fallback);
                proptest::prop_assert!(regions.contains(&found.factor.region.as_str()));
                proptest::prop_assert!(!found.is_fallback || policy != FallbackPolicy::Refuse);
                if asked.is_valid_on(day) {
                    proptest::prop_assert_eq!(&found.factor.id, &asked.id);
                }
            }
            Err(refusal) => {
                proptest::prop_assert_eq!(refusal.code(), "no_factor_for_date");
                proptest::prop_assert!(policy != FallbackPolicy::Nearest);
            }
        }
    }
}
