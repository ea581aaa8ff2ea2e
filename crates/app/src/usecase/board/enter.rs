//! How offers and needs come to the board: files and folders as the commands read them, and one at a time from a form.

use super::{audit, open, table};
use crate::embed;
use crate::home::{Home, blocking};
use crate::http::dto::{BoardTaken, Finding as FindingDto, NewBoardEntryRequest};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use inventory::finding::{Finding, Severity};
use planning::exchange;
use planning::sheet::{Sheet, Source};
use planning::{notice, supply};
use std::collections::BTreeMap;
use store::{Family, NewBoardEntry, Side};

/// Tables that stand beside the entries; officers alone bring them.
pub(crate) const BESIDE: [&str; 4] = ["distances", "transport", "rules", "purchases"];
/// Letters of a contact.
const CONTACT_MAX: usize = 300;
/// Entries that one board holds, at most.
const ENTRIES_MAX: usize = 250_000;

/// A table that somebody brings.
#[derive(Debug, Clone)]
pub struct BroughtFile {
    /// `offers.csv` and so on.
    pub name: String,
    /// UTF-8.
    pub text: String,
}

/// What became of it.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// Numbers of entries that are new or have changed.
    pub ids: Vec<u32>,
    /// Rows that were read.
    pub rows: usize,
    /// True if it was refused; then nothing of it is on the board.
    pub refused: bool,
    /// What was noticed.
    pub findings: Vec<Finding>,
}

impl From<&Entered> for BoardTaken {
    fn from(of: &Entered) -> BoardTaken {
        BoardTaken {
            rows: of.rows as u64,
            changed: of.ids.len() as u64,
            refused: of.refused,
            findings: of.findings.iter().map(FindingDto::from).collect(),
        }
    }
}

/// Columns that an entry keeps.
fn keeps(family: Family, side: Side, column: &str) -> bool {
    let of: &[&str] = match (family, side) {
        (Family::Supply, _) => &[
            "id",
            "firm",
            "city",
            "kind",
            "text",
            "code",
            "yuan",
            "units",
            "days",
            "certificates",
            "lon",
            "lat",
            "source",
        ],
        (Family::Symbiosis, Side::Partner) => &["id", "name", "city", "lon", "lat", "source"],
        (Family::Symbiosis, side) => {
            let own: &[&str] = match side {
                Side::Offer => &[
                    "effort_yuan_per_unit",
                    "disposal_yuan_per_unit",
                    "disposal_co2_kg_per_unit",
                    "price_yuan_per_unit",
                ],
                _ => &[
                    "today_yuan_per_unit",
                    "today_co2_kg_per_unit",
                    "today_energy_gj_per_unit",
                ],
            };
            let month = column.strip_prefix('m').and_then(|m| m.parse::<u8>().ok());
            if column.starts_with("q_") || month.is_some_and(|m| (1..=12).contains(&m)) {
                return true;
            }
            if own.contains(&column) {
                return true;
            }
            &[
                "id",
                "partner",
                "material",
                "unit",
                "quantity",
                "energy_gj_per_unit",
                "temperature_c",
                "return_c",
                "text",
                "source",
            ]
        }
    };
    of.contains(&column)
}

/// Cuts a table into rows of the board; contacts stand apart from the cells. Columns that nobody reads are left out.
fn rows(family: Family, side: Side, synthetic: bool, source: Source<'_>) -> Vec<NewBoardEntry> {
    let mut unheard = Vec::new();
    let Some(sheet) = Sheet::read(source, &["id"], &mut unheard) else {
        return Vec::new();
    };
    let columns: Vec<String> = sheet
        .starting("")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let of = |row| {
        let cell = |name: &str| sheet.text(row, name).map(str::to_owned);
        let cells: BTreeMap<String, String> = columns
            .iter()
            .filter(|name| keeps(family, side, name))
            .filter_map(|name| Some((name.clone(), cell(name)?)))
            .collect();
        Some(NewBoardEntry {
            family,
            side,
            name: cell("id")?,
            contact: cell("contact").map(|text| text.chars().take(CONTACT_MAX).collect()),
            synthetic,
            cells,
        })
    };
    sheet.rows.iter().filter_map(of).collect()
}

fn embedded(path: &str) -> Result<String> {
    let bytes = embed::data(path)
        .ok_or_else(|| Refusal::internal("a table of the program", format!("no {path}")))?;
    String::from_utf8(bytes.into_owned())
        .map_err(|error| Refusal::internal("a table of the program", error))
}

/// Which family files are of: only symbiosis has partners.
fn family_of(files: &[BroughtFile]) -> Family {
    let symbiosis = [
        "partners.csv",
        "distances.csv",
        "transport.csv",
        "rules.csv",
    ];
    let any = files
        .iter()
        .any(|file| symbiosis.contains(&file.name.as_str()));
    if any {
        Family::Symbiosis
    } else {
        Family::Supply
    }
}

/// Brings files as the commands read them: `partners.csv`, `offers.csv`, `needs.csv`, `distances.csv`, `transport.csv`, `rules.csv` of symbiosis, or
/// `offers.csv` and `needs.csv` of supply; `purchases.csv` with either. All of it or nothing: what the reader of the engine would leave out
/// refuses the whole. A column `contact` is kept apart from the rest.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`]; [`ErrorCode::NotAllowed`] for tables beside the entries unless the asker is an officer; an unknown region or file;
/// [`ErrorCode::NameTaken`] where an id is somebody else's. A refused table is an outcome.
pub async fn files(
    home: &Home,
    actor: &Actor,
    region: &str,
    family: Option<Family>,
    synthetic: bool,
    files: Vec<BroughtFile>,
) -> Result<Entered> {
    if *actor != Actor::Operator {
        actor.must_be_user()?;
    }
    let family = family.unwrap_or_else(|| family_of(&files));
    for file in &files {
        let stem = file.name.strip_suffix(".csv").unwrap_or(&file.name);
        let of_entries = match family {
            Family::Symbiosis => ["partners", "offers", "needs"].contains(&stem),
            Family::Supply => ["offers", "needs"].contains(&stem),
        };
        if BESIDE.contains(&stem) {
            actor.must_import()?;
        } else if !of_entries {
            return Err(Refusal::new(
                ErrorCode::BadBody,
                format!(
                    "{} is none of partners.csv, offers.csv, needs.csv, distances.csv, transport.csv, rules.csv, purchases.csv",
                    file.name
                ),
            )
            .with("name", &file.name));
        }
    }
    let board = open(home, actor, region).await?;
    let mut beside = Vec::new();
    for name in BESIDE {
        let brought = files.iter().find(|file| file.name == format!("{name}.csv"));
        let text = match brought {
            Some(file) => Some(file.text.clone()),
            None => home.store().board_table(region, name).await?,
        };
        beside.push((name, text, brought.is_some()));
    }
    let (entries, tables, mut entered) = blocking(move || {
        let text = |name: &str| files.iter().find(|file| file.name == name);
        let of = |side: Side, name: &str| {
            text(name).map_or_else(Vec::new, |file| {
                let source = Source {
                    file: &file.name,
                    text: &file.text,
                };
                rows(family, side, synthetic, source)
            })
        };
        let partners = of(Side::Partner, "partners.csv");
        let (offers, needs) = (of(Side::Offer, "offers.csv"), of(Side::Need, "needs.csv"));
        let mut findings = Vec::new();
        match family {
            Family::Supply => {
                for name in ["offers.csv", "needs.csv"] {
                    if let Some(file) = text(name) {
                        let source = Source {
                            file: &file.name,
                            text: &file.text,
                        };
                        findings.extend(supply::read::read(source).1);
                    }
                }
            }
            Family::Symbiosis => {
                findings.extend(symbiosis_findings(&board, &files, &partners, &beside)?);
            }
        }
        if let Some((_, Some(purchases), true)) = beside.iter().find(|one| one.0 == "purchases") {
            let source = Source {
                file: "purchases.csv",
                text: purchases,
            };
            findings.extend(supply::measure::read(source).1);
        }
        let tables: Vec<(String, String)> = beside
            .into_iter()
            .filter(|one| one.2)
            .filter_map(|(name, text, _)| Some((name.to_owned(), text?)))
            .collect();
        let entries: Vec<NewBoardEntry> = partners.into_iter().chain(offers).chain(needs).collect();
        if board.entries.len() + entries.len() > ENTRIES_MAX {
            return Err(Refusal::new(
                ErrorCode::TooLarge,
                format!("a board holds at most {ENTRIES_MAX} entries"),
            ));
        }
        // Behind a mark of remarks nothing would be read again.
        if let Some(one) = entries.iter().find(|one| one.name.starts_with('#')) {
            let wanted = "an id must not begin with #";
            return Err(Refusal::bad_parameter("id", &one.name, wanted));
        }
        let entered = Entered {
            ids: Vec::new(),
            rows: entries.len(),
            refused: notice::refused(&findings),
            findings,
        };
        Ok((entries, tables, entered))
    })
    .await?;
    if entered.refused {
        return Ok(entered);
    }
    let store = home.store();
    match store
        .enter_board(region, actor.name(), &entries, &tables)
        .await?
    {
        Ok(ids) => entered.ids = ids,
        Err(taken) => {
            let name = taken.first().map(|one| one.2.clone()).unwrap_or_default();
            return Err(Refusal::new(
                ErrorCode::NameTaken,
                format!(
                    "{} of these ids are somebody else's on this board, the first is {name:?}",
                    taken.len()
                ),
            )
            .with("name", name));
        }
    }
    let subject = format!("{} entries", entered.ids.len());
    audit(home, actor, "board_entered", subject, region).await?;
    Ok(entered)
}

/// What the reader of symbiosis says of the files that were brought, with the partners that the board has already.
fn symbiosis_findings(
    board: &super::Board,
    files: &[BroughtFile],
    new: &[NewBoardEntry],
    beside: &[(&str, Option<String>, bool)],
) -> Result<Vec<Finding>> {
    let text = |name: &str| files.iter().find(|file| file.name == name);
    let empty_partners = "id\n".to_owned();
    let own_partners = text("partners.csv").map_or(&empty_partners, |file| &file.text);
    let mut findings = Vec::new();
    // The partners of the files first, in a list of their own: their rows are the ones to be named.
    let brought: Vec<&str> = new.iter().map(|one| one.name.as_str()).collect();
    let known = board
        .of(Family::Symbiosis, Side::Partner)
        .filter(|one| !brought.contains(&one.row.name.as_str()))
        .map(|one| &one.row.cells);
    let all = table(known.chain(new.iter().map(|one| &one.cells)));
    let blank = "id,partner,material,unit\n";
    let table_of = |name: &str| beside.iter().find(|one| one.0 == name)?.1.as_deref();
    let (rules, transport) = (
        embedded("exchange/rules.csv")?,
        embedded("exchange/transport.csv")?,
    );
    let rules = table_of("rules").unwrap_or(&rules);
    let mut carried = vec![Source {
        file: "data/exchange/transport.csv",
        text: &transport,
    }];
    carried.extend(table_of("transport").map(|text| Source {
        file: "transport.csv",
        text,
    }));
    if text("partners.csv").is_some() {
        let only = exchange::read::Folder {
            partners: Source {
                file: "partners.csv",
                text: own_partners,
            },
            offers: Source {
                file: "offers.csv",
                text: blank,
            },
            needs: Source {
                file: "needs.csv",
                text: blank,
            },
            rules: Source {
                file: "rules.csv",
                text: rules,
            },
            transport: &carried,
            distances: None,
        };
        findings.extend(exchange::read::read(only).1);
    }
    let folder = exchange::read::Folder {
        partners: Source {
            file: "partners.csv",
            text: &all,
        },
        offers: Source {
            file: "offers.csv",
            text: text("offers.csv").map_or(blank, |file| &file.text),
        },
        needs: Source {
            file: "needs.csv",
            text: text("needs.csv").map_or(blank, |file| &file.text),
        },
        rules: Source {
            file: "rules.csv",
            text: rules,
        },
        transport: &carried,
        distances: text("distances.csv").map(|file| Source {
            file: "distances.csv",
            text: &file.text,
        }),
    };
    for finding in exchange::read::read(folder).1 {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    Ok(findings)
}

/// Enters one offer or need from a form, perhaps with its partner; its id is made up if it brings none. Returns its number.
///
/// # Errors
/// As [`files`]; [`ErrorCode::Refused`] with the first thing that is wrong.
pub async fn one(
    home: &Home,
    actor: &Actor,
    region: &str,
    new: NewBoardEntryRequest,
) -> Result<u32> {
    let user = actor.must_be_user()?.name.clone();
    let wrong = |name: &str, value: &str, e: String| Refusal::bad_parameter(name, value, &e);
    let family: Family = new
        .family
        .parse()
        .map_err(|e| wrong("family", &new.family, e))?;
    let side: Side = new.side.parse().map_err(|e| wrong("side", &new.side, e))?;
    if side == Side::Partner {
        return Err(wrong("side", "partner", "offer or need".to_owned()));
    }
    let board = open(home, actor, region).await?;
    let clean = |cells: BTreeMap<String, String>| -> BTreeMap<String, String> {
        let cells = cells.into_iter().map(|(name, cell)| {
            let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
            (name.to_ascii_lowercase(), cell)
        });
        cells.filter(|(_, cell)| !cell.is_empty()).collect()
    };
    let mut cells = clean(new.cells);
    if !cells.contains_key("id") {
        let taken = |id: &str| {
            let mut own = board.of(family, side);
            own.any(|one| one.row.name == id)
        };
        let id = (1..)
            .map(|n| format!("{user}-{n}"))
            .find(|id| !taken(id))
            .unwrap_or_default();
        cells.insert("id".to_owned(), id);
    }
    let name = cells.get("id").cloned().unwrap_or_default();
    if let Some(contact) = new.contact.filter(|text| !text.trim().is_empty()) {
        cells.insert("contact".to_owned(), clean_line(&contact));
    }
    let mut files_of = Vec::new();
    if family == Family::Symbiosis {
        let partner = clean(new.partner.unwrap_or_default());
        if !partner.is_empty() {
            files_of.push(BroughtFile {
                name: "partners.csv".to_owned(),
                text: table([&partner].into_iter()),
            });
        }
    }
    let file = match side {
        Side::Offer => "offers.csv",
        _ => "needs.csv",
    };
    files_of.push(BroughtFile {
        name: file.to_owned(),
        text: table([&cells].into_iter()),
    });
    let entered = files(home, actor, region, Some(family), false, files_of).await?;
    if entered.refused {
        let mut findings = entered.findings.into_iter();
        let mut fault = findings.find(|one| one.severity == Severity::Error);
        // It came from a form: there is no file, and no row of it.
        let place = fault.as_mut().and_then(|fault| fault.location.take());
        let refusal = Refusal::found(fault.as_slice());
        return Err(match place.and_then(|at| at.field) {
            Some(field) => refusal.with("name", field),
            None => refusal,
        });
    }
    let board = open(home, actor, region).await?;
    let made = board.of(family, side).find(|one| one.row.name == name);
    made.map(|one| one.id)
        .ok_or_else(|| Refusal::internal("the board", "an entry that was entered is not there"))
}

fn clean_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
