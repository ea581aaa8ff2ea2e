//! Noise through every parser: whatever a file holds, the answer is a value or a finding. `fuzz/` does the same for longer.

use intake::*;
use proptest::prelude::*;

use crate::support::{bytes, mapping, place};

const NAMES: [&str; 6] = ["a.csv", "a.tsv", "a.xlsx", "a.csv.gz", "a.xls", ""];

fn book() -> MemoryPlaceBook {
    MemoryPlaceBook::new(vec![place("A", "Atown", "甲镇", &[], None)], vec![])
}

/// Takes bytes all the way, if they make a sheet.
fn walk(name: &str, bytes: &[u8], mapping: &Mapping) {
    let options = SheetOptions {
        unpacked_bytes_max: 1 << 22,
        ..mapping.sheet_options()
    };
    let Ok(sheet) = read_sheet(name, bytes, &options) else {
        return;
    };
    for mode in [Mode::Strict, Mode::Lenient] {
        let options = TakeOptions {
            mode,
            ..TakeOptions::default()
        };
        let intake = take(&sheet, mapping, &book(), &options, &mut |_, _| {});
        assert!(
            intake
                .activities
                .iter()
                .all(|activity| activity.value.is_finite())
        );
        assert!(!intake.refused || intake.activities.is_empty());
        let _ = intake.rejects_csv(&sheet, mapping.file.header_row);
    }
}

/// Text that looks like a table, so that noise gets past the first check.
fn tableish() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just("place".to_owned()),
        Just("period".to_owned()),
        Just("item".to_owned()),
        Just("value".to_owned()),
        Just("unit".to_owned()),
        Just("field".to_owned()),
        Just("industry".to_owned()),
        Just("quality".to_owned()),
        Just("A".to_owned()),
        Just("2020".to_owned()),
        Just("electricity".to_owned()),
        Just("万kWh".to_owned()),
        "[-(]?[0-9,.]{0,9}[)%]?",
        "\\PC{0,12}",
        Just("\"".to_owned()),
        Just("\"a\"\"b\"".to_owned()),
    ];
    let row = prop::collection::vec(cell, 1..10).prop_map(|cells| cells.join(","));
    let head = Just("place,period,item,value,unit,field,industry,quality".to_owned());
    (head, prop::collection::vec(row, 0..12))
        .prop_map(|(head, rows)| format!("{head}\n{}", rows.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_to_sheet(name in prop::sample::select(&NAMES[..]), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        walk(name, &bytes, &mapping("activities-long"));
    }

    #[test]
    fn tables_to_activities(text in tableish()) {
        walk("a.csv", text.as_bytes(), &mapping("activities-long"));
    }

    #[test]
    fn damaged_workbooks(at in 0usize..6000, value in any::<u8>(), cut in 0usize..6000) {
        let folder = std::fs::read_dir(crate::support::root().join("tests/golden/intake")).unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.to_string_lossy().ends_with("-workbook-number-as-text")).unwrap();
        let mut bytes = std::fs::read(folder.join("input.xlsx")).unwrap();
        let index = at % bytes.len();
        bytes[index] ^= value;
        walk("a.xlsx", &bytes, &mapping("activities-long"));
        bytes.truncate(cut);
        walk("a.xlsx", &bytes, &mapping("activities-long"));
    }

    #[test]
    fn texts_to_mappings(text in "\\PC{0,200}") {
        let _ = Mapping::parse(&text);
    }

    #[test]
    fn damaged_mappings(at in 0usize..8000, with in "\\PC{0,3}") {
        let mut text = String::from_utf8(bytes("data/mappings/activities-long.toml")).unwrap();
        let mut at = at % text.len();
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &with);
        if let Err(findings) = Mapping::parse(&text) {
            prop_assert!(!findings.is_empty());
            prop_assert!(findings.iter().all(|finding| finding.location.as_ref().is_some_and(|l| l.row.is_some())));
        }
    }

    #[test]
    fn texts_to_numbers(text in "\\PC{0,20}", decimal in prop::sample::select(vec!['.', ',']), thousands in prop::option::of(prop::sample::select(vec!['.', ',', '\'', ' ']))) {
        let format = NumberFormat { decimal, thousands, percent: true };
        if let Ok(number) = parse_number(&text, &format) {
            prop_assert!(number.value.is_finite());
        }
    }

    #[test]
    fn numbers_come_back(value in prop::num::f64::NORMAL | prop::num::f64::ZERO) {
        let text = format!("{value}");
        prop_assert_eq!(parse_number(&text, &NumberFormat::default()).unwrap().value, value);
        let german = NumberFormat { decimal: ',', thousands: Some('.'), percent: false };
        prop_assert_eq!(parse_number(&text.replace('.', ","), &german).unwrap().value, value);
    }

    #[test]
    fn texts_to_periods(text in "\\PC{0,16}", format in prop::sample::select(PeriodFormat::ALL.to_vec())) {
        let _ = parse_period(&text, format.1);
    }

    #[test]
    fn months_come_back(year in 1000i16..3000, month in 1i8..=12) {
        for text in [format!("{year}-{month:02}"), format!("{year}/{month}"), format!("{year}年{month}月"), format!("{year}{month:02}")] {
            prop_assert_eq!(parse_period(&text, PeriodFormat::Month).unwrap(), units::Period::Month { year, month });
        }
    }

    /// A table of contracts is taken whole or refused with reasons, whatever its cells hold.
    #[test]
    fn contracts_are_taken_or_refused(cells in prop::collection::vec("certificate|contract|residual_mix|E1|2026(-0[0-9])?|-?[0-9]{0,20}(\\.[0-9]{1,3})?|kWh|[a-z绿]{0,3}", 11..33)) {
        let mut text = intake::CONTRACT_HEADS.join(",");
        for row in cells.chunks(11) { text += &format!("\n{}", row.join(",")); }
        if let Ok(sheet) = read_sheet("a.csv", text.as_bytes(), &SheetOptions::default()) {
            match intake::read_contracts(&sheet, "CN", &["E1"]) {
                Ok(table) => prop_assert!(table.rows() > 0),
                Err(findings) => prop_assert!(!findings.is_empty()),
            }
        }
    }

    /// A cell comes back as it was written, whatever it holds.
    #[test]
    fn quoted_cells_come_back(rows in prop::collection::vec(prop::collection::vec("[^\0\r]{0,8}", 2), 1..6)) {
        let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
        for row in &rows { writer.write_record(row).unwrap(); }
        let text = writer.into_inner().unwrap();
        let options = SheetOptions { delimiter: Some(','), encoding: Some("utf-8".to_owned()), ..SheetOptions::default() };
        if let Ok(sheet) = read_sheet("a.csv", &text, &options) {
            for (at, row) in rows.iter().enumerate().take(sheet.rows() as usize) {
                prop_assert_eq!(&sheet.row_texts(at as u32 + 1), row);
            }
        }
    }

    /// Lenient never takes a row that it also rejects, and taken + rejected rows are what the file holds.
    #[test]
    fn each_row_is_taken_or_given_back(values in prop::collection::vec("[0-9]{1,3}|x|-1|", 1..20)) {
        let mut text = "place,period,item,value,unit,field,industry,quality\n".to_owned();
        for (at, value) in values.iter().enumerate() {
            text += &format!("A,{},electricity,{value},MWh,,,\n", 2000 + at);
        }
        let mapping = mapping("activities-long");
        let sheet = read_sheet("a.csv", text.as_bytes(), &mapping.sheet_options()).unwrap();
        let options = TakeOptions { mode: Mode::Lenient, ..TakeOptions::default() };
        let intake = take(&sheet, &mapping, &book(), &options, &mut |_, _| {});
        let blanks = values.iter().filter(|value| value.is_empty()).count();
        prop_assert_eq!(intake.activities.len() + intake.rejects.len() + blanks, values.len());
    }
}
