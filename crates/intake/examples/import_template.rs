//! Writes the workbook to fill in: `cargo run -p intake --example import_template > data/mappings/activities-long.xlsx`.

use std::io::Write;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Columns of `activities-long.toml` with what to write there.
const COLUMNS: [(&str, &str, &str); 10] = [
    (
        "place",
        "Code, name or alias of a place of the region.",
        "地点的代码、名称或别名。",
    ),
    (
        "period",
        "2020, 2020-Q3, 2020-05 or 2020-05-17.",
        "2020、2020-Q3、2020-05 或 2020-05-17。",
    ),
    (
        "item",
        "A carrier (electricity, natural_gas, raw_coal, diesel ...), or population, land_area, output_value, value_added, gdp, co2e_direct, co2e_process, biogenic_co2, cement_clinker.",
        "能源品种代码（electricity、natural_gas、raw_coal、diesel 等），或 population、land_area、output_value、value_added、gdp、co2e_direct、co2e_process、biogenic_co2、cement_clinker。",
    ),
    (
        "value",
        "The number alone. Blank is missing, not zero.",
        "只填数字；留空表示缺失，不是零。",
    ),
    (
        "unit",
        "MWh, 万kWh, t, 10^4 m3, GJ, person, mu, km2, 万元, t CO2e ...",
        "MWh、万kWh、t、10^4 m3、GJ、人、亩、km2、万元、t CO2e 等。",
    ),
    (
        "field",
        "energy, industry, construction, transport, agriculture, livelihood; may be blank.",
        "六个领域之一，可留空。",
    ),
    (
        "industry",
        "Code of the region's classification; may be blank.",
        "本区域行业分类代码，可留空。",
    ),
    (
        "quality",
        "metered, verified, reported, statistical or estimated; blank is reported.",
        "数据质量；留空为 reported。",
    ),
    ("note", "Anything; not read.", "备注，不读取。"),
    (
        "source",
        "Where the figure comes from; not read.",
        "数据来源，不读取。",
    ),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::io::stdout().write_all(&workbook()?)?;
    Ok(())
}

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed date, so that the same program writes the same bytes.
    let made = ExcelDateTime::from_ymd(2025, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name("activities")?;
    for (column, (head, _, _)) in (0u16..).zip(COLUMNS) {
        sheet.write_with_format(0, column, head, &bold)?;
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let notes = book.add_worksheet().set_name("how to fill in")?;
    for (row, (head, en, zh)) in (0u32..).zip(COLUMNS) {
        notes.write_with_format(row, 0, head, &bold)?;
        notes.write(row, 1, en)?;
        notes.write(row, 2, zh)?;
    }
    notes.set_column_width(1, 70)?;
    notes.set_column_width(2, 60)?;
    book.save_to_buffer()
}
