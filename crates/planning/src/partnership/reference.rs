//! Pairs of cities and topics that the documents name.

use inventory::finding::Finding;
use units::Label;

use crate::sheet::{Sheet, Source};

/// A pair of cities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferencePair {
    /// Both names, in lower-case ASCII, with hyphens.
    pub id: String,
    /// Year in which they were paired.
    pub year: Option<i16>,
    /// City in Europe; the Chinese name is the English one where the table has none.
    pub european_city: Label,
    /// Its country, ISO 3166-1 alpha-2 or as the source has it.
    pub country: String,
    /// City in China, likewise.
    pub chinese_city: Label,
    /// Where it is said.
    pub source: String,
}

/// A topic of cooperation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Stable id.
    pub id: String,
    /// `sdg`, `urban_agenda` or `category`.
    pub group: String,
    /// Name.
    pub name: Label,
    /// Where it is said.
    pub source: String,
}

/// A name that can stand in an address: ASCII letters and digits, the rest hyphens. Latin letters with marks lose them.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let plain = match c.to_lowercase().next().unwrap_or(c) {
            'à'..='å' => "a",
            'ç' => "c",
            'è'..='ë' => "e",
            'ì'..='ï' => "i",
            'ñ' => "n",
            'ò'..='ö' | 'ø' => "o",
            'ù'..='ü' => "u",
            c if c.is_ascii_alphanumeric() => {
                out.push(c);
                continue;
            }
            _ => "-",
        };
        if plain != "-" {
            out += plain;
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Reads pairs: `year`, `european_city`, `country`, `chinese_city`, `source`; perhaps `id`, `european_city_zh`, `chinese_city_zh`.
pub fn read_pairs(source: Source<'_>) -> (Vec<ReferencePair>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut pairs: Vec<ReferencePair> = Vec::new();
    let f = &mut findings;
    let needed = ["year", "european_city", "country", "chinese_city", "source"];
    if let Some(sheet) = Sheet::read(source, &needed, f) {
        let mut rows = std::collections::HashMap::new();
        for row in &sheet.rows {
            let (Ok(year), Some(europe), Some(country), Some(china), Some(source)) = (
                sheet.number(row, "year", 1900.0, 2200.0, f),
                sheet.name(row, "european_city", f),
                sheet.name(row, "country", f),
                sheet.name(row, "chinese_city", f),
                sheet.name(row, "source", f),
            ) else {
                continue;
            };
            let id = match sheet.text(row, "id") {
                Some(id) => id.to_owned(),
                None => format!("{}-{}", slug(europe), slug(china)),
            };
            let name = |en: &str, column: &str| Label {
                en: en.to_owned(),
                zh: sheet.text(row, column).unwrap_or(en).to_owned(),
            };
            if let Some(first) = rows.insert(id.clone(), row.number) {
                f.push(sheet.twice(row, "chinese_city", &id, first));
                continue;
            }
            pairs.push(ReferencePair {
                id,
                year: year.map(|year| year as i16),
                european_city: name(europe, "european_city_zh"),
                country: country.to_owned(),
                chinese_city: name(china, "chinese_city_zh"),
                source: source.to_owned(),
            });
        }
    }
    (pairs, findings)
}

/// Reads topics: `id`, `group`, `name_en`, `name_zh`, `source`.
pub fn read_topics(source: Source<'_>) -> (Vec<Topic>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut topics: Vec<Topic> = Vec::new();
    let f = &mut findings;
    let needed = ["id", "group", "name_en", "name_zh", "source"];
    let groups = [
        ("sdg", "sdg"),
        ("urban_agenda", "urban_agenda"),
        ("category", "category"),
    ];
    if let Some(sheet) = Sheet::read(source, &needed, f) {
        let mut rows = std::collections::HashMap::new();
        for row in &sheet.rows {
            let (Some(id), Ok(Some(group)), Some(en), Some(zh), Some(source)) = (
                sheet.name(row, "id", f),
                sheet.word(row, "group", &groups, f),
                sheet.name(row, "name_en", f),
                sheet.name(row, "name_zh", f),
                sheet.name(row, "source", f),
            ) else {
                continue;
            };
            if let Some(first) = rows.insert(id.to_owned(), row.number) {
                f.push(sheet.twice(row, "id", id, first));
                continue;
            }
            topics.push(Topic {
                id: id.to_owned(),
                group: group.to_owned(),
                name: Label {
                    en: en.to_owned(),
                    zh: zh.to_owned(),
                },
                source: source.to_owned(),
            });
        }
    }
    (topics, findings)
}
