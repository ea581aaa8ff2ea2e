//! Regional tables, as printed in a textbook and in an office's workbook.

use super::regional::{from_cells, from_text, from_xlsx};
use crate::trade::footprints;

/// Miller and Blair's two sectors as an office would print them, with a title, totals, value added and carbon.
const SHEET: [&str; 8] = [
    "Table 1: a region of two sectors,,,,,,",
    ",,,,,,",
    "code,name,Farms,Works,合计,Final use,Total output",
    "1,Farms,150,500,650,350,1000",
    "2,Works,200,100,300,\"1,700\",2000",
    ",合计,350,600,950,2050,",
    ",Value added,650,1400,,,",
    ",CO2 kt,300,100,,,",
];

fn cells(lines: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(std::io::Cursor::new(lines.join("\n").into_bytes()));
    let rows = reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[test]
fn a_printed_table_gives_the_textbooks_multipliers() {
    let of = from_cells("sheet", &cells(&SHEET)).unwrap();
    assert_eq!(of.mrio.layout.sectors, ["Farms", "Works"]);
    assert_eq!(of.mrio.table.output, [1000.0, 2000.0]);
    assert_eq!(
        of.notes,
        ["column 5 \"合计\" is taken for a total and left out"]
    );
    let names: Vec<&str> = of
        .mrio
        .stressors
        .iter()
        .map(|stressor| &stressor.name[..])
        .collect();
    assert_eq!(names, ["Value added", "CO2 kt"]);
    let units: Vec<&str> = of.mrio.stressors.iter().map(|row| &row.unit[..]).collect();
    assert_eq!(units, ["", "kt"]);
    let prints = footprints(&of.mrio.table, &of.mrio.stressors[1].industries).unwrap();
    // .3 x 1.2541 + .05 x .2640 by the book's inverse.
    assert!((prints.multipliers[0] - (0.3 * 1.2541 + 0.05 * 0.2640)).abs() < 5e-5);
    assert!((prints.by_final_column[0] - 400.0).abs() < 1e-9);
}

#[test]
fn what_does_not_add_up_is_told_and_what_is_no_number_refused() {
    let mut sheet = SHEET;
    sheet[3] = "1,Farms,150,500,650,350,1100";
    let of = from_cells("sheet", &cells(&sheet)).unwrap();
    assert!(of.notes.contains(&"row 4 \"Farms\": deliveries and final demand sum to 1000, but its output is told as 1100".to_owned()), "{:?}", of.notes);
    // A comma that parts no thousands may be a decimal one: nobody guesses.
    for cell in ["1,5", "1,50", "1.234,5", "1,2345"] {
        let row = format!("1,Farms,\"{cell}\",500,650,350,1000");
        let told = [&SHEET[..3], &[&row], &SHEET[4..]].concat();
        assert_eq!(
            from_cells("sheet", &cells(&told)).unwrap_err().to_string(),
            format!("sheet, row 4, column 3: {cell:?} is no number")
        );
    }
    sheet[3] = "1,Farms,\"-1,234,567.5\",500,650,350,1000";
    let of = from_cells("sheet", &cells(&sheet)).unwrap();
    assert_eq!(of.mrio.table.deliveries[0], -1_234_567.5);
    sheet[3] = "1,Farms,many,500,650,350,1000";
    assert_eq!(
        from_cells("sheet", &cells(&sheet)).unwrap_err().to_string(),
        "sheet, row 4, column 3: \"many\" is no number"
    );
    assert!(
        from_cells("sheet", &cells(&SHEET[6..]))
            .unwrap_err()
            .to_string()
            .starts_with("sheet: no row names sectors")
    );
    assert!(from_xlsx("a.xlsx", b"PK", None).is_err());
}

#[test]
fn imports_lower_the_output_whatever_their_sign() {
    for import in ["50", "-50"] {
        let third = format!("1,Farms,150,500,650,400,{import},1000");
        let lines = [
            "code,name,Farms,Works,合计,Final use,Imports,Total output",
            &third,
            "2,Works,200,100,300,1700,0,2000",
        ];
        let of = from_cells("sheet", &cells(&lines)).unwrap();
        assert_eq!(of.mrio.table.output, [1000.0, 2000.0]);
    }
}

/// The use table of the United States, 2021, at basic prices, million dollars (`tests/golden/trade/us-2021/SOURCE.md`), against the totals
/// that are printed in it.
#[test]
fn a_real_table_adds_up_as_the_office_prints_it() {
    let text = include_str!("../../../../tests/golden/trade/us-2021/use_15.csv");
    let of = from_text("use_15.csv", text, None).unwrap();
    let (table, layout) = (&of.mrio.table, &of.mrio.layout);
    assert_eq!(table.industries, 15);
    let sheet = super::cells("use_15.csv", text).unwrap();
    let number = |row: usize, column: usize| sheet[row][column].parse::<f64>().unwrap_or(0.0);
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    assert_eq!(
        [&sheet[0][16], &sheet[0][22], &sheet[18][0]],
        [
            "Total Intermediate",
            "Total use of products",
            "Total Intermediate"
        ]
    );
    assert_eq!(layout.categories, sheet[0][17..22]);
    let mut contradicted = Vec::new();
    for row in 0..15 {
        // Every figure is rounded to a million.
        let deliveries = sum(&table.deliveries[row * 15..(row + 1) * 15]);
        assert!((deliveries - number(row + 1, 16)).abs() <= 2.0, "row {row}");
        if (table.output[row] - number(row + 1, 22)).abs() > 2.0 {
            contradicted.push(row);
        }
    }
    // Two rows' own figures do not sum to the total printed beside them: 4,289 too much in one, 4,290 too little in the other.
    assert_eq!(contradicted, [9, 10]);
    let told = |row: usize| {
        of.notes
            .iter()
            .any(|note| note.starts_with(&format!("row {row} ")))
    };
    assert!(told(11) && told(12), "{:?}", of.notes);
    assert!((sum(&table.output[9..11]) - number(10, 22) - number(11, 22)).abs() <= 2.0);
    assert!(of.notes[3].ends_with("imports are among them"));
    assert_eq!(of.notes.len(), 4, "{:?}", of.notes);
    // Columns: products and the two rows of no industry are what industries take in all, and with value added their output.
    let others = |name: &str| {
        let mut rows = of.mrio.stressors.iter();
        &rows.find(|row| row.name == name).unwrap().industries
    };
    let (scrap, foreign) = (
        others("Scrap, used and secondhand goods"),
        others("Noncomparable imports and rest-of-the-world adjustment"),
    );
    let added = others("Value Added (basic prices)");
    let output = of.printed_output.as_ref().unwrap();
    assert_eq!(sheet[24][0], "Total industry output (basic prices)");
    for column in 0..15 {
        let taken: f64 = (0..15).map(|row| table.deliveries[row * 15 + column]).sum();
        let inputs = taken + scrap[column] + foreign[column];
        assert!((inputs - number(18, column + 1)).abs() <= 3.0);
        assert!((inputs + added[column] - output[column]).abs() <= 3.0);
    }
}

/// As the Croatian Bureau of Statistics lays out its workbook, figures invented: several tables below each other, a second head of codes,
/// subtotals of subtotals among the uses, one of them the same as its only part, and a product spelt differently in its row and its column.
#[test]
fn several_tables_second_heads_and_subtotals_of_subtotals() {
    let lines = [
        "1700 - Total,PRODUCTS,Farms,Works,Estate services,Total,Homes,State,Consumption,Investment,Valuables,Stocks,Stocks and valuables,Capital,Union,Elsewhere,Total exports,Final uses,Total use at basic prices",
        "Code,PRODUCTS,A,B,C,TOTAL,P3_S14,P3_S13,P3,P51,P53,P52,P52_P53,P5,P6_S21,P6_S22,P6,TFINU,TU",
        "CPA_A,Farms,9,9,9,27,9,9,18,9,0,9,9,18,9,9,18,54,81",
        "CPA_B,Work,9,9,9,27,9,9,18,9,0,9,9,18,9,9,18,54,81",
        "CPA_C,Estate services,9,9,9,27,9,9,18,9,0,9,9,18,9,9,18,54,81",
        ",,,,,,,,,,,,,,,,,,",
        "1800 - Domestic,PRODUCTS,Farms,Works,Estate services,Total,Homes,State,Consumption,Investment,Valuables,Stocks,Stocks and valuables,Capital,Union,Elsewhere,Total exports,Final uses,Total use at basic prices",
        "Code,PRODUCTS,A,B,C,TOTAL,P3_S14,P3_S13,P3,P51,P53,P52,P52_P53,P5,P6_S21,P6_S22,P6,TFINU,TU",
        "CPA_A,Farms,10,20,0,30,40,0,40,5,0,1,1,6,3,2,5,51,81",
        "CPA_B,Work,5,30,10,45,20,10,30,20,0,-2,-2,18,30,7,37,85,130",
        "CPA_C,Estate services,1,4,5,10,30,5,35,0,0,0,0,0,0,1,1,36,46",
        "CPA_TOTAL,Total of products,16,54,15,85,90,15,105,25,0,-1,-1,24,33,10,43,172,257",
        "B1G,Value added,65,76,31,172,,,,,,,,,,,,,",
        "P1,Output at basic prices,81,130,46,257,,,,,,,,,,,,,",
        ",,,,,,,,,,,,,,,,,,",
        "1900 - Imports,PRODUCTS,Farms,Works,Estate services,Total,Homes,State,Consumption,Investment,Valuables,Stocks,Stocks and valuables,Capital,Union,Elsewhere,Total exports,Final uses,Total use at basic prices",
        "CPA_A,Farms,7,7,7,21,7,7,14,7,0,7,7,14,7,7,14,42,63",
        "CPA_B,Work,7,7,7,21,7,7,14,7,0,7,7,14,7,7,14,42,63",
    ]
    .join("\n");
    let of = from_text("office.csv", &lines, Some("#1800")).unwrap();
    let table = &of.mrio.table;
    assert_eq!(
        of.mrio.layout.sectors,
        ["Farms", "Works", "Estate services"]
    );
    assert_eq!(
        of.mrio.layout.categories,
        [
            "Homes",
            "State",
            "Investment",
            "Valuables",
            "Stocks",
            "Union",
            "Elsewhere"
        ]
    );
    assert_eq!(table.output, [81.0, 130.0, 46.0]);
    assert_eq!(of.printed_output.as_deref(), Some(&table.output[..]));
    let stressors: Vec<&str> = of.mrio.stressors.iter().map(|row| &row.name[..]).collect();
    assert_eq!(stressors, ["Value added"]);
    let left_out = of.notes.iter().filter(|note| note.ends_with("left out"));
    assert_eq!(left_out.count(), 6, "{:?}", of.notes);
    assert!(of.notes[0].contains("taken for one sector by their place"));
    assert_eq!(of.notes.len(), 7, "{:?}", of.notes);
    // The printed sums are noticed if they are wrong, in the column of uses and in the row of output.
    let wrong = lines
        .replace(",51,81", ",51,91")
        .replace("prices,81,", "prices,71,");
    let of = from_text("office.csv", &wrong, Some("#1800")).unwrap();
    assert!(
        of.notes
            .iter()
            .any(|note| note.ends_with("its Total use at basic prices is told as 91"))
    );
    assert!(
        of.notes
            .iter()
            .any(|note| note.ends_with("its output is told as 71"))
    );
    for (sheet, fault) in [
        ("#2000", "office.csv: no row begins with \"2000\""),
        (
            "1800",
            "office.csv: it has no sheets, so not \"1800\" either",
        ),
    ] {
        let refusal = from_text("office.csv", &lines, Some(sheet)).unwrap_err();
        assert_eq!(refusal.to_string(), fault);
    }
}

#[test]
fn a_column_that_sums_its_neighbours_is_left_out_whatever_its_name() {
    let lines = [
        "code,name,Farms,Works,Homes,State,Consumption,Stocks,Total output",
        "1,Farms,150,500,200,100,300,50,1000",
        "2,Works,200,100,1000,600,1600,100,2000",
    ];
    let of = from_cells("sheet", &cells(&lines)).unwrap();
    assert_eq!(of.mrio.layout.categories, ["Homes", "State", "Stocks"]);
    assert_eq!(of.mrio.table.output, [1000.0, 2000.0]);
    assert_eq!(
        of.notes,
        ["column 7 \"Consumption\" is the sum of its neighbours and left out"]
    );
}
