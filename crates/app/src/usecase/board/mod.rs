//! The exchange board of a region: offers and needs that people entered, what the engines make of them, and introductions.
//!
//! An entry belongs to who entered it. What is on the board is laid before the very same readers as the commands' files, so that a page and a
//! command say the same of the same rows.

pub mod enter;
pub mod introductions;
pub mod matches;

use crate::embed;
use crate::home::Home;
use crate::http::dto::{BoardCount, BoardEntryDto, BoardPage, BoardQuery, WordName};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::text_index::{Document, TextIndex};
use crate::usecase::Actor;
use planning::sheet::csv_text;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};
use store::{BoardEntry, Family, Role, Side};

/// Entries of an answer, at most.
const SHOWN_MAX: usize = 500;
/// Entries that a search looks at.
const FOUND_MAX: usize = 1_000;

/// Words in both languages for what tables call by a code: materials, qualities, kinds.
pub(crate) const NAMES: &str = "exchange/names.csv";

/// The open entries of a region, as they are read for every question until something changes.
#[derive(Debug)]
pub struct Board {
    version: (i64, i64, i64),
    /// Open entries in the order in which they were entered.
    pub(crate) entries: Vec<BoardEntry>,
    /// Where a number stands in `entries`.
    at: HashMap<u32, usize>,
    index: OnceLock<TextIndex>,
    ranking: OnceLock<matches::Ranking>,
}

impl Board {
    pub(crate) fn of(&self, family: Family, side: Side) -> impl Iterator<Item = &BoardEntry> {
        let wanted = move |one: &&BoardEntry| one.row.family == family && one.row.side == side;
        self.entries.iter().filter(wanted)
    }

    pub(crate) fn get(&self, id: u32) -> Option<&BoardEntry> {
        self.at.get(&id).map(|at| &self.entries[*at])
    }

    /// A side of a family as the table that a command reads.
    pub(crate) fn table(&self, family: Family, side: Side) -> String {
        table(self.of(family, side).map(|one| &one.row.cells))
    }

    /// Full text of offers and needs.
    fn index(&self) -> Result<&TextIndex> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let names = names();
        let partners: HashMap<&str, &BoardEntry> = self
            .of(Family::Symbiosis, Side::Partner)
            .map(|one| (one.row.name.as_str(), one))
            .collect();
        let texts: Vec<(usize, String, Option<&str>)> = self
            .entries
            .iter()
            .enumerate()
            .filter(|(_, one)| one.row.side != Side::Partner)
            .map(|(at, one)| {
                let cell = |name: &str| one.row.cells.get(name).map_or("", String::as_str);
                let what = cell(what_column(one.row.family));
                let named = names.get(what);
                let partner = partners.get(cell("partner"));
                let partner = partner.and_then(|one| one.row.cells.get("name"));
                let text = [
                    cell("text"),
                    what,
                    named.map_or("", |name| name.en.as_str()),
                    named.map_or("", |name| name.zh.as_str()),
                    cell("firm"),
                    partner.map_or("", String::as_str),
                    cell("city"),
                    cell("certificates"),
                ]
                .join("\n");
                (at, text, one.row.cells.get("code").map(String::as_str))
            })
            .collect();
        let documents: Vec<Document<'_>> = texts
            .iter()
            .map(|(at, text, code)| Document {
                at: *at,
                text,
                code: *code,
            })
            .collect();
        let made = TextIndex::new(&documents)?;
        Ok(self.index.get_or_init(|| made))
    }
}

/// Rows of cells as CSV, the id first.
pub(crate) fn table<'a>(rows: impl Iterator<Item = &'a BTreeMap<String, String>>) -> String {
    let rows: Vec<&BTreeMap<String, String>> = rows.collect();
    let columns: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.keys().map(String::as_str))
        .filter(|name| *name != "id")
        .collect();
    let head: Vec<&str> = ["id"].into_iter().chain(columns).collect();
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let cell = |name: &&str| row.get(*name).cloned().unwrap_or_default();
            head.iter().map(cell).collect()
        })
        .collect();
    csv_text(&head, &cells)
}

/// The column that says what an entry is of.
pub(crate) fn what_column(family: Family) -> &'static str {
    match family {
        Family::Symbiosis => "material",
        Family::Supply => "kind",
    }
}

/// Names of codes in both languages.
pub(crate) fn names() -> &'static BTreeMap<String, units::Label> {
    static NAMED: OnceLock<BTreeMap<String, units::Label>> = OnceLock::new();
    NAMED.get_or_init(|| {
        let bytes = embed::data(NAMES).unwrap_or_default();
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(&*bytes);
        let rows = reader.records().flatten();
        rows.filter_map(|row| {
            let label = units::Label {
                en: row.get(1)?.to_owned(),
                zh: row.get(2)?.to_owned(),
            };
            Some((row.get(0)?.to_owned(), label))
        })
        .collect()
    })
}

/// The board of a region, as it is now.
///
/// # Errors
/// Who may not read; an unknown region.
pub(crate) async fn open(home: &Home, actor: &Actor, region: &str) -> Result<Arc<Board>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let cell = home.board_cell(region);
    let mut kept = cell.lock().await;
    let version = home.store().board_version(region).await?;
    if let Some(board) = kept.as_ref().filter(|board| board.version == version) {
        return Ok(Arc::clone(board));
    }
    let entries = home.store().board(region).await?;
    let at = entries.iter().enumerate();
    let board = Arc::new(Board {
        version,
        at: at.map(|(at, one)| (one.id, at)).collect(),
        entries,
        index: OnceLock::new(),
        ranking: OnceLock::new(),
    });
    *kept = Some(Arc::clone(&board));
    Ok(board)
}

/// True if the asker may answer for an entry: who entered it; administrators for what the operator brought.
pub(crate) fn answers_for(actor: &Actor, entry: &BoardEntry) -> bool {
    match (actor, &entry.owner) {
        (Actor::User(user), Some(owner)) => user.name == *owner,
        (Actor::User(user), None) => user.roles.contains(&Role::Admin),
        (Actor::Operator, None) => true,
        _ => false,
    }
}

/// Words that the pages need for the codes of these entries.
pub(crate) fn word_names<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<WordName> {
    let codes: BTreeSet<&str> = codes.collect();
    let named = codes.into_iter().filter_map(|code| {
        let label = names().get(code)?;
        Some(WordName {
            code: code.to_owned(),
            en: label.en.clone(),
            zh: label.zh.clone(),
        })
    });
    named.collect()
}

pub(crate) fn shown(actor: &Actor, board: &Board, one: &BoardEntry) -> BoardEntryDto {
    let cells = &one.row.cells;
    let text = |name: &str| cells.get(name).cloned();
    let number = |name: &str| cells.get(name).and_then(|cell| cell.parse::<f64>().ok());
    let (mut who, mut city) = (text("firm"), text("city"));
    let (mut lon, mut lat) = (number("lon"), number("lat"));
    if let Some(name) = cells.get("partner") {
        let partner = board
            .of(Family::Symbiosis, Side::Partner)
            .find(|p| p.row.name == *name);
        let of = |column: &str| partner.and_then(|p| p.row.cells.get(column));
        who = of("name").cloned().or_else(|| Some(name.clone()));
        city = of("city").cloned();
        lon = of("lon").and_then(|cell| cell.parse().ok());
        lat = of("lat").and_then(|cell| cell.parse().ok());
    }
    let months: Option<f64> = (1..=12).map(|m| number(&format!("m{m}"))).sum();
    let signed_in = matches!(actor, Actor::User(_) | Actor::Operator);
    BoardEntryDto {
        id: one.id,
        family: one.row.family.code().to_owned(),
        side: one.row.side.code().to_owned(),
        name: one.row.name.clone(),
        what: cells
            .get(what_column(one.row.family))
            .cloned()
            .unwrap_or_default(),
        text: text("text"),
        who,
        city,
        quantity: number("quantity").or(months).or_else(|| number("units")),
        unit: text("unit"),
        lon,
        lat,
        synthetic: one.row.synthetic,
        mine: answers_for(actor, one),
        has_contact: one.row.contact.is_some(),
        by: one.owner.clone().filter(|_| signed_in),
        at: one.at.to_string(),
        cells: cells.clone(),
    }
}

fn known<T: std::str::FromStr<Err = String>>(name: &str, value: Option<&str>) -> Result<Option<T>> {
    value
        .map(|text| {
            text.parse()
                .map_err(|e: String| Refusal::bad_parameter(name, text, &e))
        })
        .transpose()
}

/// Offers and needs of a region; with words the nearest first, else the newest first.
///
/// # Errors
/// Who may not read; an unknown region; a family or side that is none.
pub async fn list(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: BoardQuery,
) -> Result<BoardPage> {
    let family: Option<Family> = known("family", asked.family.as_deref())?;
    let side: Option<Side> = known("side", asked.side.as_deref())?;
    let board = open(home, actor, region).await?;
    let actor = actor.clone();
    let may_enter = actor.must_be_user().is_ok();
    let may_import = actor.must_import().is_ok();
    crate::home::blocking(move || {
        let words = asked.q.as_deref().map(str::trim).filter(|q| !q.is_empty());
        let order: Vec<usize> = match words {
            Some(words) => {
                let digits = words.chars().all(|c| c.is_ascii_digit());
                let index = board.index()?;
                index.search(words, digits.then_some(words), FOUND_MAX)
            }
            None => (0..board.entries.len()).rev().collect(),
        };
        let mut counts: BTreeMap<(&str, &str, &str), u64> = BTreeMap::new();
        for one in &board.entries {
            let what = one.row.cells.get(what_column(one.row.family));
            let key = (
                one.row.family.code(),
                one.row.side.code(),
                what.map_or("", String::as_str),
            );
            *counts.entry(key).or_default() += 1;
        }
        let found: Vec<&BoardEntry> = order
            .into_iter()
            .map(|at| &board.entries[at])
            .filter(|one| {
                one.row.side != Side::Partner
                    && family.is_none_or(|family| one.row.family == family)
                    && side.is_none_or(|side| one.row.side == side)
                    && asked.what.as_ref().is_none_or(|what| {
                        one.row.cells.get(what_column(one.row.family)) == Some(what)
                    })
                    && (!asked.mine.unwrap_or(false) || answers_for(&actor, one))
            })
            .collect();
        let limit = asked.limit.map_or(200, |n| n as usize).min(SHOWN_MAX);
        let offset = asked.offset.unwrap_or(0) as usize;
        Ok(BoardPage {
            total: found.len() as u64,
            entries: found
                .into_iter()
                .skip(offset)
                .take(limit)
                .map(|one| shown(&actor, &board, one))
                .collect(),
            counts: counts
                .into_iter()
                .map(|((family, side, what), count)| BoardCount {
                    family: family.to_owned(),
                    side: side.to_owned(),
                    what: what.to_owned(),
                    count,
                })
                .collect(),
            // A form needs them all.
            names: word_names(names().keys().map(String::as_str)),
            synthetic: board.entries.iter().any(|one| one.row.synthetic),
            may_enter,
            may_import,
        })
    })
    .await
}

/// One entry of the board, open.
pub(crate) fn need_entry(board: &Board, id: u32) -> Result<&BoardEntry> {
    board.get(id).ok_or_else(|| no_entry(id))
}

fn no_entry(id: u32) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownEntry,
        format!("there is no open entry {id} on the board"),
    )
    .with("entry", id)
}

/// Takes an entry back.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`], [`ErrorCode::UnknownEntry`]; [`ErrorCode::NotAllowed`] unless the asker entered it or is an administrator.
pub async fn take_back(home: &Home, actor: &Actor, region: &str, id: u32) -> Result<()> {
    if *actor != Actor::Operator {
        actor.must_be_user()?;
    }
    let board = open(home, actor, region).await?;
    let entry = need_entry(&board, id)?;
    if !answers_for(actor, entry) {
        actor.must_administer()?;
    }
    if !home.store().end_board_entry(region, id).await? {
        return Err(no_entry(id));
    }
    audit(home, actor, "board_taken_back", id, region).await
}

pub(crate) async fn audit(
    home: &Home,
    actor: &Actor,
    action: &str,
    subject: impl std::fmt::Display,
    region: &str,
) -> Result<()> {
    let detail = serde_json::json!({ "region": region });
    let store = home.store();
    Ok(store
        .audit(actor.name(), action, &subject.to_string(), &detail)
        .await?)
}
