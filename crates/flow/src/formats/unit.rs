//! Units that stand in names: tables of offices write `CO2 (kt)` where others have a file of units.

/// First words of units that are told from a remark in brackets: mass, energy, volume and area, people, money; lower case.
const FIRST_WORDS: [&str; 83] = [
    "t",
    "kt",
    "mt",
    "gt",
    "kg",
    "g",
    "gg",
    "tg",
    "ton",
    "tons",
    "tonne",
    "tonnes",
    "吨",
    "千吨",
    "万吨",
    "百万吨",
    "亿吨",
    "克",
    "千克",
    "公斤",
    "j",
    "mj",
    "gj",
    "tj",
    "pj",
    "ej",
    "kwh",
    "mwh",
    "gwh",
    "twh",
    "toe",
    "ktoe",
    "mtoe",
    "tce",
    "ktce",
    "mtce",
    "千瓦时",
    "万千瓦时",
    "亿千瓦时",
    "焦",
    "吉焦",
    "太焦",
    "吨标准煤",
    "万吨标准煤",
    "m3",
    "m2",
    "km2",
    "ha",
    "立方米",
    "万立方米",
    "亿立方米",
    "公顷",
    "persons",
    "people",
    "jobs",
    "hours",
    "人",
    "万人",
    "eur",
    "usd",
    "cny",
    "gbp",
    "rmb",
    "yuan",
    "m.eur",
    "meur",
    "musd",
    "mgbp",
    "thousand",
    "million",
    "billion",
    "£m",
    "元",
    "千元",
    "万元",
    "百万元",
    "亿元",
    "美元",
    "万美元",
    "吨二氧化碳",
    "万吨二氧化碳",
    "tco2",
    "ktco2",
];

/// The unit that a name states: in brackets behind it (`CO2 (kt)`, `二氧化碳（万吨）`), or as its last word, if that has two letters or more
/// (`CO2 kt`). `None` if there is none that is known: a remark in brackets is no unit.
pub fn unit_in(name: &str) -> Option<&str> {
    let name = name.trim();
    let in_brackets =
        [('(', ')'), ('[', ']'), ('（', '）')]
            .into_iter()
            .find_map(|(open, close)| {
                let before = name.strip_suffix(close)?;
                let at = before.rfind(open)?;
                Some(before[at + open.len_utf8()..].trim())
            });
    if let Some(text) = in_brackets {
        return is_unit(text).then_some(text);
    }
    let (_, last) = name.rsplit_once([' ', '\t', ',', '，'])?;
    (last.chars().count() > 1 && is_unit(last)).then_some(last)
}

fn is_unit(text: &str) -> bool {
    let first = text.split([' ', '/', '-', '·']).next().unwrap_or_default();
    FIRST_WORDS.contains(&first.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::unit_in;

    #[test]
    fn units_are_told_from_remarks() {
        for (name, unit) in [
            ("CO2 (kt)", Some("kt")),
            ("GHG [Mt CO2e]", Some("Mt CO2e")),
            ("二氧化碳（万吨）", Some("万吨")),
            (
                "Compensation of employees (million GBP)",
                Some("million GBP"),
            ),
            ("CO2 kt", Some("kt")),
            ("emissions, CO2, tonnes", Some("tonnes")),
            // Remarks, and a letter that may be anything.
            ("CO2 (biogenic)", None),
            ("Air transport t", None),
            ("CO2", None),
            ("kt", None),
            ("()", None),
            ("", None),
        ] {
            assert_eq!(unit_in(name), unit, "{name}");
        }
    }
}
