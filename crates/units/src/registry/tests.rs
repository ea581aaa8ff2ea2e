use super::*;
use crate::Language;
use proptest::prelude::*;

fn registry() -> &'static UnitRegistry {
    UnitRegistry::builtin()
}

fn convert(value: f64, from: &str, to: &str) -> f64 {
    registry()
        .convert(value, from, to)
        .unwrap_or_else(|error| panic!("{from} to {to}: {error}"))
}

#[test]
fn published_values() {
    for (value, from, to, expected) in [
        // GB/T 2589-2020: 1 kgce = 29307.6 kJ = 7000 kcal.
        (1.0, "kgce", "kJ", 29307.6),
        (7000.0, "kcal", "kgce", 1.0),
        (1.0, "tce", "GJ", 29.3076),
        (1.0, "万tce", "TJ", 293.076),
        (1.0, "toe", "tce", 10.0 / 7.0),
        (1.0, "kWh", "MJ", 3.6),
        (1.0, "万kWh", "GJ", 36.0),
        (1.0, "亿千瓦时", "GWh", 100.0),
        (1.0, "MMBtu", "GJ", 1.05505585262),
        (15.0, "mu", "ha", 1.0),
        (3.0, "亩", "m2", 2000.0),
        (1.0, "km2", "亩", 1500.0),
        (1.0, "acre", "ha", 0.40468564224),
        (1.0, "t C", "t CO2", 11.0 / 3.0),
        (12.0, "tC/TJ", "kgCO2/GJ", 44.0),
        (1.0, "kt CO2", "t CO2e", 1000.0),
        (1.0, "MTCO2e", "t CO2e", 1.0),
        (1.0, "MtCO2e", "t CO2e", 1e6),
        (1.0, "MMTCO2e", "万吨二氧化碳", 100.0),
        (1.0, "Gg CO2", "kt CO2e", 1.0),
        (1.0, "short_ton", "kg", 907.18474),
        (1.0, "10^4 Nm3", "m3", 10_000.0),
        (1.0, "tce/万元", "kgce/CNY", 0.1),
        (0.5810, "tCO2/MWh", "kg CO2/kWh", 0.581),
        (1.0, "kg CO2/(person*km)", "gCO2e/pkm", 1000.0),
        (1.0, "kW*h", "kWh", 1.0),
        (1.0, "MW", "kWh/h", 1000.0),
        (50.0, "%", "1", 0.5),
        (1.0, "万人", "person", 10_000.0),
        (389.31, "GJ/10^4 Nm3", "MJ/m3", 38.931),
        (1.0, "bbl", "L", 158.987294928),
        (1.0, "斤", "kg", 0.5),
    ] {
        let found = convert(value, from, to);
        assert!(
            (found / expected - 1.0).abs() <= f64::EPSILON,
            "{value} {from} = {found} {to}, not {expected}"
        );
    }
}

#[test]
fn many_spellings_are_one_unit() {
    for (canonical, spellings) in [
        (
            "kWh",
            "kWh|KWH|kwh|kW·h|kW*h|度|千瓦时|kilowatt hours|ｋＷｈ|kW h|千瓦·时",
        ),
        (
            "10^4 kWh",
            "万kWh|万千瓦时|万度|10^4kWh|10⁴ kWh|１０＾４ kWh|10,000 kWh|10000千瓦时|1e4 kWh|万 kW·h",
        ),
        (
            "t CO2e",
            "t CO2e|tCO2|tCO₂|tCO2-eq|t CO₂e|吨二氧化碳当量|吨二氧化碳|metric tons CO2e|MTCO2e|TCO2E",
        ),
        (
            "kt CO2e",
            "kt CO2|ktCO2e|KT CO2|千吨二氧化碳|thousand t CO2|Gg CO2e",
        ),
        ("t", "t|吨|tonnes|metric tons|Tonne"),
        ("10^4 t", "万吨|万t|10^4 t"),
        ("10^6 t", "百万吨|million tonnes|Mt|Million t"),
        ("10^4 tce", "万吨标准煤|万tce|万吨标煤"),
        (
            "10^8 CNY@current",
            "亿元|亿人民币|100 million CNY|亿元（当年价）|10^8 元@current",
        ),
        (
            "10^4 CNY@2020",
            "万元@2020|万元(2020年价)|万元（2020年不变价）|10k CNY@2020",
        ),
        ("m2", "m2|m²|㎡|m^2|平方米|sq m"),
        ("km2", "km2|km²|km^2|平方公里|平方千米"),
        (
            "10^4 m3",
            "万m3|万立方米|万方|10^4 m³|万Nm3|万标准立方米|万标方",
        ),
        (
            "t CO2e/10^4 CNY@current",
            "t CO2e/万元|吨二氧化碳/万元|tCO2 per 万元|tCO2／万元",
        ),
        (
            "kg CO2e/(person*km)",
            "kg CO2/(person*km)|kgCO2/person km|kg CO2e/pkm|kgCO2/人公里|kg CO2/passenger-km",
        ),
        ("pkm", "pkm|passenger-km|人公里|person km|person*km"),
        ("tkm", "tkm|吨公里|tonne-km|t*km|t·km|t-km"),
    ] {
        let unit = registry().unit(canonical).unwrap();
        for spelling in spellings
            .split('|')
            .filter(|spelling| *spelling != "一亿元" && !spelling.contains("*1000"))
        {
            let read = registry()
                .unit(spelling)
                .unwrap_or_else(|error| panic!("{spelling}: {error}"));
            assert!(
                read.is_same_size(&unit),
                "{spelling} was read as {read}, not {unit}"
            );
        }
    }
}

#[test]
fn what_is_no_unit_is_refused_with_advice() {
    for (text, said) in [
        ("", "the unit is blank; every number needs one"),
        ("　", "the unit is blank; every number needs one"),
        (
            "furlong",
            "\"furlong\" is no known unit (in \"furlong\"); known units are in data/units.csv",
        ),
        (
            "t CO2e/furlong",
            "\"furlong\" is no known unit (in \"t CO2e/furlong\"); known units are in data/units.csv",
        ),
        (
            "MT",
            "\"MT\" is ambiguous: write t for a tonne or Mt for a million tonnes",
        ),
        (
            "万ton",
            "\"万ton\" is ambiguous: write t (1000 kg), short_ton (2000 lb) or long_ton (2240 lb)",
        ),
        (
            "kg/kWh*h",
            "\"kg/kWh*h\" is not written as a unit: a/b*c has two readings; write a/(b*c) or a*c/b",
        ),
        (
            "kg/",
            "\"kg/\" is not written as a unit: a unit is missing beside * or /",
        ),
        (
            "kg*/t",
            "\"kg*/t\" is not written as a unit: a unit is missing beside * or /",
        ),
        (
            "kg/(t",
            "\"kg/(t\" is not written as a unit: a parenthesis is not closed",
        ),
        (
            "kg)",
            "\"kg)\" is not written as a unit: a parenthesis closes that was not opened",
        ),
        (
            "m^x",
            "\"m^x\" is not written as a unit: a power is a whole number from -9 to 9, not 0",
        ),
        (
            "t@2020",
            "\"t@2020\" is not written as a unit: only money has a price base",
        ),
        (
            "CNY@20",
            "\"CNY@20\" is not written as a unit: a price base is @current or a year such as @2020",
        ),
        (
            "10^99 t",
            "\"10^99 t\" is not written as a unit: the number before the unit cannot be read",
        ),
        ("EJ^9", "\"EJ^9\" is too large or too small a unit"),
    ] {
        assert_eq!(registry().unit(text).unwrap_err().to_string(), said);
    }
    assert!(registry().unit(&"t*".repeat(101)).is_err());
    assert!(registry().unit(&"(".repeat(60)).is_err());
}

#[test]
fn dimension_errors_name_both_sides() {
    for (from, to, said) in [
        (
            "t",
            "t CO2e",
            "t (mass) and t CO2e (mass of CO2e) do not measure the same kind of thing",
        ),
        (
            "万kWh",
            "t",
            "10^4 kWh (energy) and t (mass) do not measure the same kind of thing",
        ),
        (
            "万元@2020",
            "元",
            "10^4 CNY@2020 (money in CNY at prices of 2020) and CNY@current (money in CNY at current prices) \
             do not measure the same kind of thing",
        ),
        (
            "tce/万元",
            "tce/USD",
            "tce/10^4 CNY@current (energy / money in CNY at current prices) and tce/USD@current \
             (energy / money in USD at current prices) do not measure the same kind of thing",
        ),
        (
            "person",
            "enterprise",
            "person (count of person) and enterprise (count of enterprise) do not measure the same kind of thing",
        ),
    ] {
        assert_eq!(
            registry().convert(1.0, from, to).unwrap_err().to_string(),
            said
        );
    }
    let coal = registry().quantity(1.0, "t").unwrap();
    let carbon = registry().quantity(2.0, "t CO2e").unwrap();
    assert!(
        coal.plus(&carbon)
            .unwrap_err()
            .to_string()
            .starts_with("t (mass) and t CO2e")
    );
}

#[test]
fn both_languages() {
    for (text, en, zh) in [
        ("万kWh", "10^4 kWh", "万千瓦时"),
        ("kt CO2", "kt CO2e", "千吨二氧化碳当量"),
        ("百万吨", "Mt", "百万吨"),
        ("Mt", "Mt", "百万吨"),
        ("GJ", "GJ", "吉焦"),
        (
            "tce/万元@2020",
            "tce/10^4 CNY@2020",
            "吨标准煤/万元（2020年价）",
        ),
        ("亿元", "10^8 CNY@current", "亿元（当年价）"),
        (
            "kg CO2/(person*km)",
            "kg CO2e/(person*km)",
            "千克二氧化碳当量/(人*千米)",
        ),
        ("%", "%", "百分比"),
        ("L/100 km", "L/10^2 km", "升/百千米"),
        ("1/kWh", "1/kWh", "1/千瓦时"),
    ] {
        let unit = registry().unit(text).unwrap();
        assert_eq!(
            (unit.label().en.as_str(), unit.label().zh.as_str()),
            (en, zh)
        );
        assert!(registry().unit(en).unwrap().is_same_size(&unit), "{en}");
        assert!(registry().unit(zh).unwrap().is_same_size(&unit), "{zh}");
    }
    let quantity = registry().quantity(1.5, "万kWh").unwrap();
    assert_eq!(quantity.text(Language::Zh), "1.5 万千瓦时");
    assert_eq!(quantity.to_string(), "1.5 10^4 kWh");
}

#[test]
fn quantities_are_added_multiplied_and_divided() {
    let quantity = |value, unit| registry().quantity(value, unit).unwrap();
    // 10^4 m3 of gas by the guidelines: 389.31 GJ x 15.3 tC/TJ x 99 % x 44/12.
    let co2 = quantity(1.0, "万m3")
        .times(&quantity(389.31, "GJ/10^4 Nm3"))
        .and_then(|energy| energy.times(&quantity(15.3, "tC/TJ")))
        .and_then(|carbon| carbon.times(&quantity(99.0, "%")))
        .unwrap();
    let tonnes = co2.value_in(&registry().unit("t CO2e").unwrap()).unwrap();
    assert!(
        (tonnes - 389.31 * 15.3e-3 * 0.99 * 44.0 / 12.0).abs() < 1e-12,
        "{tonnes}"
    );
    assert_eq!(
        quantity(1.0, "GJ")
            .plus(&quantity(1.0, "MJ"))
            .unwrap()
            .to_string(),
        "1.001 GJ"
    );
    assert_eq!(
        quantity(1.0, "t")
            .minus(&quantity(1.0, "kg"))
            .unwrap()
            .to_string(),
        "0.999 t"
    );
    let intensity = quantity(3.0, "tce")
        .per(&quantity(1.5, "万元@2020"))
        .unwrap();
    assert_eq!(intensity.to_string(), "2 tce/10^4 CNY@2020");
    assert_eq!(
        intensity
            .times(&quantity(1.0, "万元@2020"))
            .unwrap()
            .unit
            .symbol(),
        "tce"
    );
    assert_eq!(quantity(1.0, "t").per(&quantity(0.0, "t")), None);
}

#[test]
fn a_faulty_table_is_refused_with_every_fault() {
    let text = "id,symbols,name_en,name_zh,aliases,dimension,factor,prefixes,source\n\
        J,J,joule,焦耳,,energy,1,si:k,SI\n\
        J,j,again,再,,energy,1,none,SI\n\
        kx,kJ,clash,撞,,mass,1,none,x\n\
        y,y,why,为,,weight,zero,si:q,x\n\
        z,z,zed,,,,1,none,\n";
    let faults = UnitRegistry::load("u.csv", text).unwrap_err();
    let said: Vec<String> = faults
        .iter()
        .map(|f| format!("{}:{} {}", f.row, f.column, f.code))
        .collect();
    assert_eq!(
        said,
        [
            "3:1 id_twice",
            "4:2 spelling_twice",
            "5:6 bad_dimension",
            "5:7 bad_number",
            "5:8 bad_prefixes",
            "6:6 missing_value",
            "6:9 missing_value"
        ]
    );
}

#[test]
fn every_spelling_of_the_table_reads_as_its_unit() {
    for (spelling, found) in &registry().exact {
        let unit = registry()
            .unit(spelling)
            .unwrap_or_else(|error| panic!("{spelling}: {error}"));
        let size = Ratio::power_of_ten(found.prefix.into())
            .unwrap()
            .checked_mul(found.def.factor)
            .unwrap();
        assert_eq!(unit.factor(), size, "{spelling} was read as {unit}");
    }
    assert!(registry().defs().count() > 50);
}

fn any_unit_text() -> impl Strategy<Value = String> {
    let mut symbols: Vec<String> = registry().exact.keys().cloned().collect();
    symbols.sort();
    let atom = (
        prop::sample::select(vec!["", "万", "亿", "百万", "10^4 ", "1000 ", "million "]),
        prop::sample::select(symbols),
        prop::sample::select(vec!["", "", "", "^2", "^-1"]),
    )
        .prop_map(|(multiplier, symbol, power)| format!("{multiplier}{symbol}{power}"));
    prop::collection::vec((atom, prop::bool::ANY), 1..4).prop_map(|atoms| {
        let side = |below: bool| {
            let chosen: Vec<&str> = atoms
                .iter()
                .filter(|a| a.1 == below)
                .map(|a| a.0.as_str())
                .collect();
            chosen.join("*")
        };
        match (side(false), side(true)) {
            (above, below) if below.is_empty() => above,
            (above, below) if above.is_empty() => format!("1/({below})"),
            (above, below) => format!("{above}/({below})"),
        }
    })
}

proptest! {
    #[test]
    fn a_fraction_is_printed_as_it_is_read(
        a in 1..1000_u32, b in 1..1000_u32, power in -3..4_i32, below in any::<bool>(), unit in "(t|kWh|1|km\\^2|t\\^-1)",
    ) {
        let (before, after) = if below { ("kg/(", ")") } else { ("", "") };
        for text in [
            format!("{before}{a}^{power} {unit}{after}"),
            format!("{before}{a}/{b} {unit}{after}"),
            format!("{before}{a}^-1*{b}^{power} {unit}{after}"),
        ] {
            if let Ok(unit) = registry().unit(&text) {
                let again = registry().unit(unit.symbol()).unwrap();
                prop_assert_eq!(&again, &unit);
                prop_assert!(again.is_same_size(&unit), "{}: {} is not {}", text, again, unit);
                let chinese = registry().unit(&unit.label().zh).unwrap();
                prop_assert!(chinese.is_same_size(&unit), "{}: {}", text, unit.label().zh);
            }
        }
    }

    #[test]
    fn a_long_multiplier_is_printed_as_it_is_read(whole in 0..u64::MAX, decimals in "[0-9]{0,14}") {
        if let Ok(unit) = registry().unit(&format!("{whole}.{decimals}1 t")) {
            let again = registry().unit(unit.symbol()).unwrap();
            prop_assert!(again.is_same_size(&unit), "{} is not {}", again, unit);
        }
    }

    #[test]
    fn printed_and_parsed_it_is_the_same_unit(text in any_unit_text()) {
        if let Ok(unit) = registry().unit(&text) {
            let again = registry().unit(unit.symbol()).unwrap();
            prop_assert_eq!(&again, &unit);
            prop_assert!(again.is_same_size(&unit));
            let chinese = registry().unit(&unit.label().zh).unwrap();
            prop_assert!(chinese.is_same_size(&unit), "{} was read as {}", unit.label().zh, chinese);
        }
    }

    #[test]
    fn there_and_back(value in -1e12..1e12_f64, from in any_unit_text(), to in any_unit_text()) {
        if let (Ok(from), Ok(to)) = (registry().unit(&from), registry().unit(&to)) {
            match from.conversion_to(&to) {
                Ok(conversion) => {
                    let back = to.conversion_to(&from).unwrap().apply(conversion.apply(value));
                    prop_assert!((back - value).abs() <= value.abs() * 2.0 * f64::EPSILON);
                }
                Err(error) => prop_assert!(error.to_string().contains(from.symbol())),
            }
            if let Some(product) = from.times(&to) {
                prop_assert!(product.per(&to).unwrap().is_same_size(&from));
            }
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "[\\PC]{0,30}", odd in "[()^*/@0-9 万tkCO年价.,eE-]{0,30}") {
        let _ = registry().unit(&text);
        let _ = registry().unit(&odd);
    }

    #[test]
    fn no_table_makes_the_loader_panic(text in "[\\PC\n,;\"]{0,200}", row in "[a-zJ,;:/*^()0-9 si\n]{0,120}") {
        let _ = UnitRegistry::load("u.csv", &text);
        let head = COLUMNS.join(",");
        let _ = UnitRegistry::load("u.csv", &format!("{head}\n{row}"));
    }
}
