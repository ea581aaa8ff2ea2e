//! Writes the workbook of readings to fill in: `cargo run -p metering --example readings_template > data/templates/readings.xlsx`.

use std::io::Write;

use rust_xlsxwriter::{DataValidation, DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// Columns of the long layout with what to write there.
const COLUMNS: [(&str, &str, &str); 4] = [
    (
        "meter",
        "Code of the meter, as the region has it.",
        "表计代码，与区域登记一致。",
    ),
    (
        "at",
        "Local date and time, for example 2026-05-04 00:15: when the interval begins, or when the register was read.",
        "当地日期与时间，例如 2026-05-04 00:15：区间的起点，或抄表的时刻。",
    ),
    (
        "value",
        "The number alone, in the meter's unit, before the transformers' ratio. Blank is missing, not zero.",
        "只填数字，单位与表计一致，不乘互感器倍率；留空表示缺失，不是零。",
    ),
    (
        "quality",
        "Blank or measured, manual, suspect, interpolated, estimated, simulated.",
        "留空，或 measured（实测）、manual（人工）、suspect（可疑）、interpolated（插补）、estimated（估算）、simulated（模拟）。",
    ),
];

const ROWS: u32 = 5_000;

fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A fixed date: the same bytes each time.
    let made = ExcelDateTime::from_ymd(2026, 11, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm");
    let text = Format::new().set_num_format("@");
    let sheet = book.add_worksheet().set_name("readings")?;
    for (column, (head, ..)) in COLUMNS.iter().enumerate() {
        sheet.write_string_with_format(0, column as u16, *head, &bold)?;
    }
    sheet.set_column_width(0, 18)?.set_column_format(0, &text)?;
    sheet.set_column_width(1, 18)?.set_column_format(1, &time)?;
    sheet.set_freeze_panes(1, 0)?;
    let qualities = [
        "measured",
        "manual",
        "suspect",
        "interpolated",
        "estimated",
        "simulated",
    ];
    let validation = DataValidation::new().allow_list_strings(&qualities)?;
    sheet.add_data_validation(1, 3, ROWS, 3, &validation)?;
    let notes = book.add_worksheet().set_name("notes 说明")?;
    notes.set_column_width(1, 80)?.set_column_width(2, 60)?;
    for (row, (head, english, chinese)) in COLUMNS.iter().enumerate() {
        notes.write_string_with_format(row as u32, 0, *head, &bold)?;
        notes.write_string(row as u32, 1, *english)?;
        notes.write_string(row as u32, 2, *chinese)?;
    }
    book.save_to_buffer()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    std::io::stdout().write_all(&workbook()?)?;
    Ok(())
}
