//! The table of contracts, by hand.

use intake::{ContractTable, SheetOptions, read_contracts, read_sheet};
use inventory::contracts::{Kind, Supply};
use inventory::finding::Finding;

fn read(text: &str) -> Result<ContractTable, Vec<Finding>> {
    let sheet = read_sheet("c.csv", text.as_bytes(), &SheetOptions::default()).unwrap();
    read_contracts(&sheet, "CN", &["E1", "E2"])
}

/// Code, row and column of what was found.
fn found(text: &str) -> Vec<(String, u32, u32)> {
    read(text)
        .unwrap_err()
        .into_iter()
        .map(|one| {
            let at = one.location.unwrap();
            assert!(!one.message.contains('{'), "{}", one.message);
            (one.code, at.row.unwrap_or(0), at.column.unwrap_or(0))
        })
        .collect()
}

const HEAD: &str =
    "kind,id,enterprise,market,volume,unit,valid,vintage,kg_per_kwh,attributes,source\n";

#[test]
fn instruments_and_factors_are_read() {
    let table = read(&format!(
        "{HEAD}certificate,GEC-1,E1,,600,MWh,2026,2026-02,0,,registry\n\
         contract,PPA-7,E2,CN-east,1.5,GWh,2026-H1,,0.02,no,contract 7\n\
         supplier_rate,S,E1,,,,2026-Q1,,0.3,yes,bill\n\
         residual_mix,,,,,,2026,,0.45,,example\n\
         grid_average,,,CN-east,,,2026-03,,0.5,,example\n"
    ))
    .unwrap();
    assert_eq!(table.rows(), 5);
    let first = &table.instruments[0];
    assert_eq!(
        (first.kind, &*first.market, &first.supply),
        (Kind::Certificate, "CN", &Supply::Volume(600_000_000))
    );
    assert_eq!(
        (first.valid.to_string(), first.vintage.to_string()),
        ("2026".into(), "2026-02".into())
    );
    let second = &table.instruments[1];
    assert!(!second.conveys_attributes);
    // Nothing is said of its vintage: when it is valid.
    assert_eq!(second.vintage, second.valid);
    assert_eq!(second.supply, Supply::Volume(1_500_000_000));
    assert_eq!(table.instruments[2].supply, Supply::AllDelivered);
    assert_eq!(
        (
            table.residual[0].factor_kg_per_kwh,
            &*table.location[0].market
        ),
        (0.45, "CN-east")
    );
}

#[test]
fn chinese_heads_and_kinds_are_the_same() {
    let table = read(
        "类型,编号,企业,电量,单位,有效期,排放因子,来源\n绿证,GEC-1,E1,600,MWh,2026年3月,0,登记\n剩余电力组合,,,,,2026,0.45,公告\n",
    )
    .unwrap();
    assert_eq!(table.instruments[0].valid.to_string(), "2026-03");
    assert_eq!(table.residual.len(), 1);
}

#[test]
fn every_fault_is_named_by_row_and_column() {
    let faults = found(&format!(
        "{HEAD}certificat,GEC-1,E1,,600,MWh,2026,,0,,registry\n\
         certificate,,E1,,600,MWh,2026,,0,,registry\n\
         certificate,GEC-2,E9,,600,MWh,2026,,0,,registry\n\
         certificate,GEC-3,E1,,,MWh,2026,,0,,registry\n\
         certificate,GEC-4,E1,,600,apples,2026,,0,,registry\n\
         certificate,GEC-5,E1,,600,MWh,soon,,0,,registry\n\
         certificate,GEC-6,E1,,600,MWh,2026,,-1,,registry\n\
         certificate,GEC-7,E1,,0,MWh,2026,,0,,registry\n\
         certificate,GEC-8,E1,,1,MWh,2026,,0,maybe,\n\
         certificate,GEC-9,E1,,1,MWh,2026,,0,,r\n\
         certificate,GEC-9,E1,,1,MWh,2026,,0,,r\n\
         residual_mix,,,,,,2026,,0.4,,r\n\
         residual_mix,,,,,,2026-03,,0.5,,r\n"
    ));
    let expected = [
        ("unknown_value", 2, 1),
        ("needed_value", 3, 2),
        ("unknown_enterprise", 4, 3),
        ("needed_value", 5, 5),
        ("unknown_unit", 6, 6),
        ("not_a_period", 7, 7),
        ("negative_value", 8, 9),
        ("unusable_volume", 9, 5),
        ("unknown_value", 10, 10),
        ("needed_value", 10, 11),
        ("instrument_twice", 12, 2),
        ("market_factor_twice", 14, 7),
    ];
    assert_eq!(
        faults,
        expected.map(|(code, row, column)| (code.to_owned(), row, column))
    );
}

#[test]
fn the_same_id_of_two_enterprises_is_taken_for_the_accounts_to_refuse() {
    let table = read(&format!(
        "{HEAD}certificate,GEC-1,E1,,1,MWh,2026,,0,,r\ncertificate,GEC-1,E2,,1,MWh,2026,,0,,r\n"
    ))
    .unwrap();
    assert_eq!(table.instruments.len(), 2);
}

#[test]
fn a_table_without_its_heads_is_none() {
    assert_eq!(found("kind,id,volume\ncertificate,1,2\n").len(), 3);
    assert_eq!(found(HEAD), [("header_only".to_owned(), 0, 0)]);
}
