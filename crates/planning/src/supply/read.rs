//! A table of offers or of needs.

use inventory::finding::Finding;

use super::{Entry, KINDS};
use crate::city::place::Position;
use crate::sheet::{Sheet, Source};

/// Reads `id`, `firm`, `city`, `kind`, and as far as they are known `text`, `code`, `yuan`, `units`, `days`, `certificates` (`;` between), `lon`, `lat`.
pub fn read(source: Source<'_>) -> (Vec<Entry>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    let mut seen = std::collections::HashMap::new();
    let f = &mut findings;
    let Some(sheet) = Sheet::read(source, &["id", "firm", "city", "kind"], f) else {
        return (entries, findings);
    };
    for row in &sheet.rows {
        let (Some(id), Some(firm), Some(city), Ok(kind)) = (
            sheet.name(row, "id", f),
            sheet.name(row, "firm", f),
            sheet.name(row, "city", f),
            sheet.word(row, "kind", &KINDS, f),
        ) else {
            continue;
        };
        let Some(kind) = kind else {
            sheet.name(row, "kind", f);
            continue;
        };
        if let Some(first) = seen.get(id) {
            f.push(sheet.twice(row, "id", id, *first));
            continue;
        }
        let mut number =
            |column: &str, low: f64, high: f64| sheet.number(row, column, low, high, f);
        let (Ok(yuan), Ok(units), Ok(days), Ok(lon), Ok(lat)) = (
            number("yuan", 0.0, 1e15),
            number("units", 1e-9, 1e15),
            number("days", 0.0, 1e5),
            number("lon", -180.0, 180.0),
            number("lat", -90.0, 90.0),
        ) else {
            continue;
        };
        seen.insert(id.to_owned(), row.number);
        let own = |column: &str| sheet.text(row, column).map(str::to_owned);
        let certificates = sheet.text(row, "certificates").unwrap_or_default();
        entries.push(Entry {
            id: id.to_owned(),
            firm: firm.to_owned(),
            city: city.to_owned(),
            kind,
            text: own("text").unwrap_or_default(),
            code: own("code").map(|code| code.replace('.', "")),
            yuan,
            units,
            days,
            certificates: certificates
                .split(';')
                .map(|c| c.trim().to_owned())
                .filter(|c| !c.is_empty())
                .collect(),
            position: lon.zip(lat).map(|(longitude, latitude)| Position {
                latitude,
                longitude,
            }),
        });
    }
    (entries, findings)
}
