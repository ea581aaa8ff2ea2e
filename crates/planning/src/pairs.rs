//! Partnerships that exist: who works with whom, on which topics, and where the documents' lists and numbers do not agree.

use std::collections::{BTreeMap, BTreeSet};

use inventory::finding::{Finding, Severity};
use serde::{Deserialize, Serialize};

use crate::city::place::Position;
use crate::notice::notice;
use crate::sheet::{Row, Sheet, Source};

/// Something that cities work on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// `sdg_07`, `ua_circular_economy`.
    pub id: String,
    /// `sdg`, `urban_agenda`, `category`, `iuc_area`, or of one's own.
    pub group: String,
    /// Place in its group, from 1.
    pub number: u32,
    /// English.
    pub name_en: String,
    /// Chinese.
    pub name_zh: String,
    /// Whether the documents call it relevant to the cooperation of cities.
    pub relevant: bool,
    /// Where that is from.
    pub source: String,
}

/// On which side of a pair something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The European city.
    European,
    /// The Chinese city.
    Chinese,
    /// Both.
    Both,
}

impl Side {
    const WORDS: [(&'static str, Side); 3] = [
        ("european", Side::European),
        ("chinese", Side::Chinese),
        ("both", Side::Both),
    ];

    /// The stable name.
    pub fn id(self) -> &'static str {
        Side::WORDS[self as usize].0
    }
}

/// What is said of a topic of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Whose topic.
    pub side: Side,
    /// Id of a [`Topic`].
    pub topic: String,
    /// The fact behind it.
    pub fact: String,
    /// Where it is stated.
    pub source: String,
}

/// A city of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// As printed.
    pub name: String,
    /// In Chinese, where known.
    pub name_zh: Option<String>,
    /// Where it is, where known.
    pub position: Option<Position>,
}

/// Two cities that are partners.
#[derive(Debug, Clone, PartialEq)]
pub struct ExistingPair {
    /// `mannheim-chongqing`.
    pub id: String,
    /// Year in which it began.
    pub year: i32,
    /// The European city.
    pub european: Partner,
    /// Its country: two letters as printed.
    pub country: String,
    /// The Chinese city.
    pub chinese: Partner,
    /// Where the pair is stated.
    pub source: String,
    /// Where the coordinates are from.
    pub coordinates_source: Option<String>,
    /// Topics, in the order of their table.
    pub topics: Vec<Said>,
}

impl ExistingPair {
    /// The topics of one side; those of both included.
    pub fn topics_of(&self, side: Side) -> BTreeSet<String> {
        let of = |said: &&Said| side == Side::Both || said.side == side || said.side == Side::Both;
        self.topics
            .iter()
            .filter(of)
            .map(|said| said.topic.clone())
            .collect()
    }
}

/// The tables of `data/partnerships`.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// `id`, `year`, `european_city`, `country`, `chinese_city`, `source`; names in Chinese and coordinates where known.
    pub pairs: Source<'a>,
    /// `id`, `group`, `number`, `name_en`, `name_zh`, `iuc`, `source`.
    pub topics: Source<'a>,
    /// Further topics, in the same columns.
    pub areas: Source<'a>,
    /// `pair`, `side`, `topic`, `fact`, `source`.
    pub pair_topics: Source<'a>,
    /// `period`, `side`, `city`, `source`: lists of cities beside the list of pairs.
    pub listed: Source<'a>,
    /// `id`, `what`, `group`, `period`, `side`, `stated`, `source`: numbers beside the lists.
    pub stated: Source<'a>,
}

/// Partnerships and topics, as the tables have them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Partnerships {
    /// The pairs, in the order of their table.
    pub pairs: Vec<ExistingPair>,
    /// The topics, in the order of theirs.
    pub topics: Vec<Topic>,
}

const YES_NO: [(&str, bool); 2] = [("yes", true), ("no", false)];

fn owned(sheet: &Sheet, row: &Row, column: &str) -> Option<String> {
    sheet.text(row, column).map(str::to_owned)
}

/// Reads topics. A row with a fault is left out, and a finding says so.
pub fn read_topics(source: Source<'_>) -> (Vec<Topic>, Vec<Finding>) {
    let (mut topics, mut findings) = (Vec::<Topic>::new(), Vec::new());
    let f = &mut findings;
    let needed = ["id", "group", "number", "name_en", "name_zh", "source"];
    let Some(sheet) = Sheet::read(source, &needed, f) else {
        return (topics, findings);
    };
    let mut seen = BTreeMap::new();
    for row in &sheet.rows {
        let (Some(id), Some(group), Ok(number), Some(en), Some(zh), Some(source)) = (
            sheet.name(row, "id", f),
            sheet.name(row, "group", f),
            sheet.must(row, "number", 1.0, 1000.0, f),
            sheet.name(row, "name_en", f),
            sheet.name(row, "name_zh", f),
            sheet.name(row, "source", f),
        ) else {
            continue;
        };
        let Ok(relevant) = sheet.word(row, "iuc", &YES_NO, f) else {
            continue;
        };
        if let Some(first) = seen.insert(id.to_owned(), row.number) {
            f.push(sheet.twice(row, "id", id, first));
            continue;
        }
        topics.push(Topic {
            id: id.to_owned(),
            group: group.to_owned(),
            number: number as u32,
            name_en: en.to_owned(),
            name_zh: zh.to_owned(),
            relevant: relevant.unwrap_or(false),
            source: source.to_owned(),
        });
    }
    (topics, findings)
}

fn partner(sheet: &Sheet, row: &Row, side: &str, findings: &mut Vec<Finding>) -> Option<Partner> {
    let name = sheet.name(row, &format!("{side}_city"), findings)?;
    let longitude = sheet.number(row, &format!("{side}_lon"), -180.0, 180.0, findings);
    let latitude = sheet.number(row, &format!("{side}_lat"), -90.0, 90.0, findings);
    let position = match (longitude, latitude) {
        (Ok(Some(longitude)), Ok(Some(latitude))) => Some(Position {
            latitude,
            longitude,
        }),
        (Ok(_), Ok(_)) => None,
        _ => return None,
    };
    Some(Partner {
        name: name.to_owned(),
        name_zh: owned(sheet, row, &format!("{side}_city_zh")),
        position,
    })
}

/// Reads pairs, without their topics.
pub fn read_pairs(source: Source<'_>) -> (Vec<ExistingPair>, Vec<Finding>) {
    let (mut pairs, mut findings) = (Vec::<ExistingPair>::new(), Vec::new());
    let f = &mut findings;
    let needed = [
        "id",
        "year",
        "european_city",
        "country",
        "chinese_city",
        "source",
    ];
    let Some(sheet) = Sheet::read(source, &needed, f) else {
        return (pairs, findings);
    };
    let mut seen = BTreeMap::new();
    for row in &sheet.rows {
        let (Some(id), Ok(year), Some(country), Some(source)) = (
            sheet.name(row, "id", f),
            sheet.must(row, "year", 1900.0, 2200.0, f),
            sheet.name(row, "country", f),
            sheet.name(row, "source", f),
        ) else {
            continue;
        };
        let (Some(european), Some(chinese)) = (
            partner(&sheet, row, "european", f),
            partner(&sheet, row, "chinese", f),
        ) else {
            continue;
        };
        if let Some(first) = seen.insert(id.to_owned(), row.number) {
            f.push(sheet.twice(row, "id", id, first));
            continue;
        }
        pairs.push(ExistingPair {
            id: id.to_owned(),
            year: year as i32,
            european,
            country: country.to_owned(),
            chinese,
            source: source.to_owned(),
            coordinates_source: owned(&sheet, row, "coordinates_source"),
            topics: Vec::new(),
        });
    }
    (pairs, findings)
}

/// Gives pairs their topics. A row of a pair or a topic that is not known is left out, and a finding says so.
fn give_topics(source: Source<'_>, all: &mut Partnerships, findings: &mut Vec<Finding>) {
    let needed = ["pair", "side", "topic", "fact", "source"];
    let Some(sheet) = Sheet::read(source, &needed, findings) else {
        return;
    };
    for row in &sheet.rows {
        let (Some(pair), Ok(Some(side)), Some(topic), Some(fact), Some(source)) = (
            sheet.name(row, "pair", findings),
            sheet.word(row, "side", &Side::WORDS, findings),
            sheet.name(row, "topic", findings),
            sheet.name(row, "fact", findings),
            sheet.name(row, "source", findings),
        ) else {
            continue;
        };
        if !all.topics.iter().any(|known| known.id == topic) {
            findings.push(sheet.unknown(row, "topic", topic));
            continue;
        }
        let Some(found) = all.pairs.iter_mut().find(|known| known.id == pair) else {
            findings.push(sheet.unknown(row, "pair", pair));
            continue;
        };
        found.topics.push(Said {
            side,
            topic: topic.to_owned(),
            fact: fact.to_owned(),
            source: source.to_owned(),
        });
    }
}

/// A city in a list beside the list of pairs.
struct Listed {
    period: String,
    side: Side,
    city: String,
}

fn read_listed(source: Source<'_>, findings: &mut Vec<Finding>) -> Vec<Listed> {
    let Some(sheet) = Sheet::read(source, &["period", "side", "city", "source"], findings) else {
        return Vec::new();
    };
    let read = |row: &Row, f: &mut Vec<Finding>| {
        Some(Listed {
            period: sheet.name(row, "period", f)?.to_owned(),
            side: sheet.word(row, "side", &Side::WORDS, f).ok().flatten()?,
            city: sheet.name(row, "city", f)?.to_owned(),
        })
    };
    sheet
        .rows
        .iter()
        .filter_map(|row| read(row, findings))
        .collect()
}

/// Cities of pairs that the list of the same year does not have, and cities of such a list that are in no pair of the year.
fn compare_lists(pairs: &[ExistingPair], listed: &[Listed], findings: &mut Vec<Finding>) {
    let sides = [Side::European, Side::Chinese];
    let city = |pair: &ExistingPair, side: Side| match side {
        Side::European => pair.european.name.clone(),
        _ => pair.chinese.name.clone(),
    };
    let years: BTreeSet<i32> = pairs.iter().map(|pair| pair.year).collect();
    for year in years {
        for side in sides {
            let in_list: BTreeSet<&str> = listed
                .iter()
                .filter(|one| one.side == side && one.period == year.to_string())
                .map(|one| one.city.as_str())
                .collect();
            if in_list.is_empty() {
                continue;
            }
            let in_pairs: BTreeSet<String> = pairs
                .iter()
                .filter(|pair| pair.year == year)
                .map(|pair| city(pair, side))
                .collect();
            let year = year.to_string();
            for name in in_pairs.iter().filter(|n| !in_list.contains(n.as_str())) {
                findings.push(notice(
                    "pairs_city_not_listed",
                    Severity::Warning,
                    &[("city", name.clone()), ("year", year.clone())],
                    format!(
                        "{name} is in a pair of {year}, and not in the list of cities of {year}"
                    ),
                ));
            }
            for name in in_list.iter().filter(|n| !in_pairs.contains(**n)) {
                findings.push(notice(
                    "pairs_listed_without_pair",
                    Severity::Warning,
                    &[("city", (*name).to_owned()), ("year", year.clone())],
                    format!("{name} is in the list of cities of {year}, and in no pair of {year}"),
                ));
            }
        }
    }
}

/// Holds stated numbers against what is counted.
fn compare_numbers(
    source: Source<'_>,
    all: &Partnerships,
    listed: &[Listed],
    findings: &mut Vec<Finding>,
) {
    let Some(sheet) = Sheet::read(source, &["id", "what", "stated", "source"], findings) else {
        return;
    };
    let words = [("pairs", 0u8), ("cities", 1), ("topics", 2)];
    for row in &sheet.rows {
        let (Some(id), Ok(Some(what)), Ok(stated)) = (
            sheet.name(row, "id", findings),
            sheet.word(row, "what", &words, findings),
            sheet.must(row, "stated", 0.0, 1e6, findings),
        ) else {
            continue;
        };
        let Ok(side) = sheet.word(row, "side", &Side::WORDS, findings) else {
            continue;
        };
        let (period, group) = (sheet.text(row, "period"), sheet.text(row, "group"));
        let counted = match what {
            0 => all
                .pairs
                .iter()
                .filter(|pair| period.is_none_or(|p| p == pair.year.to_string()))
                .count(),
            1 => listed
                .iter()
                .filter(|one| period.is_none_or(|p| p == one.period))
                .filter(|one| side.is_none_or(|s| s == one.side))
                .count(),
            _ => all
                .topics
                .iter()
                .filter(|topic| group.is_none_or(|g| g == topic.group))
                .count(),
        };
        if counted as f64 != stated {
            findings.push(notice(
                "pairs_stated_differs",
                Severity::Warning,
                &[
                    ("what", id.to_owned()),
                    ("stated", stated.to_string()),
                    ("counted", counted.to_string()),
                ],
                format!("{id}: {stated} stated, {counted} counted"),
            ));
        }
    }
}

/// Reads all tables and compares them with each other. Rows with faults are left out; what does not agree stays as it is and is a finding.
pub fn read(sources: &Sources<'_>) -> (Partnerships, Vec<Finding>) {
    let (mut topics, mut findings) = read_topics(sources.topics);
    let (areas, more) = read_topics(sources.areas);
    findings.extend(more);
    topics.extend(areas);
    let (pairs, more) = read_pairs(sources.pairs);
    findings.extend(more);
    let mut all = Partnerships { pairs, topics };
    give_topics(sources.pair_topics, &mut all, &mut findings);
    let listed = read_listed(sources.listed, &mut findings);
    compare_lists(&all.pairs, &listed, &mut findings);
    compare_numbers(sources.stated, &all, &listed, &mut findings);
    let silent: Vec<&str> = all
        .pairs
        .iter()
        .filter(|pair| pair.topics.is_empty())
        .map(|pair| pair.id.as_str())
        .collect();
    if !silent.is_empty() {
        findings.push(notice(
            "pairs_without_topics",
            Severity::Note,
            &[
                ("count", silent.len().to_string()),
                ("pairs", silent.join(", ")),
            ],
            format!("no topics are stated for {}", silent.join(", ")),
        ));
    }
    (all, findings)
}
