//! Tables of cities that are kept with a region: as they came, with what was found when they were read.

use super::{chain, of_table, place_of, position};
use crate::boundary::unpacked;
use crate::embed;
use crate::home::{Home, blocking};
use crate::http::dto::{CityTable, CityTableKept, CityTableKind, Finding as FindingDto};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::refused;
use crate::usecase::flows::{checked_name, keep, need, read};
use crate::usecase::{Actor, regions};
use crate::view::RegionView;
use inventory::finding::{Finding, Severity};
use planning::city::read::{Absent, Input};
use planning::city::similarity::Claim;
use planning::sheet::Source;
use planning::ties;
use planning::ties::table::{Names, OfRegion, Wanted, read_table};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Kind of these data sets in the store.
const KIND: &str = "structure";
/// Text that is kept of one table, bytes.
const TEXT_BYTES_MAX: usize = 8 << 20;

/// A file of a table: its name without folders, and its bytes.
pub type File = (String, Vec<u8>);

/// A table that comes in.
#[derive(Debug, Clone)]
pub struct NewTable {
    /// What it holds.
    pub kind: CityTableKind,
    /// Name; a later table of the same name takes its place.
    pub name: String,
    /// Year that it describes.
    pub year: Option<i16>,
    /// Unit of its values.
    pub unit: String,
    /// Where it comes from; needed unless it is invented.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// What a text states of a similarity matrix: `0.9:76` for 76 % above 0.9.
    pub stated: Option<String>,
    /// A cell without a row is a zero; else it is not known.
    pub absent_is_zero: bool,
    /// Its files: one, five of a chain, or flows and their places.
    pub files: Vec<File>,
}

/// A table as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Content {
    /// What it holds.
    pub kind: CityTableKind,
    /// Year that it describes.
    pub year: Option<i16>,
    /// Unit of its values.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// Under which terms.
    pub licence: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// What a text states of it.
    pub stated: Option<String>,
    /// A cell without a row is a zero.
    pub absent_is_zero: bool,
    /// SHA-256 of the files, first 16 digits.
    pub sha256: String,
    /// Version of the program.
    pub code: String,
    /// Rows without heads.
    pub rows: u32,
    /// Findings when it came.
    pub findings: u32,
    /// Names and texts.
    pub files: Vec<(String, String)>,
}

/// A kept table with its number.
#[derive(Debug, Clone)]
pub struct Kept {
    /// As it is shown.
    pub table: CityTable,
    /// As it is kept.
    pub content: Content,
}

impl Content {
    /// The first file.
    pub fn source(&self) -> Source<'_> {
        let (file, text) = self
            .files
            .first()
            .map_or(("", ""), |(name, text)| (name.as_str(), text.as_str()));
        Source { file, text }
    }

    /// Masses and places beside flows, if they came with them.
    pub fn places(&self) -> Option<Source<'_>> {
        let (file, text) = self.files.get(1)?;
        (self.kind == CityTableKind::Flows).then_some(Source { file, text })
    }

    /// What an absent row of a structure means.
    fn absent(&self) -> Absent {
        if self.absent_is_zero {
            Absent::Zero
        } else {
            Absent::Missing
        }
    }

    /// Structures, or a matrix of similarity.
    ///
    /// # Errors
    /// The first fault of the file.
    pub fn input(&self) -> Result<Input> {
        let source = self.source();
        planning::city::read::read(source.text, self.absent())
            .map_err(|error| refused(format!("{}: {error}", source.file)))
    }

    /// What a text states of a matrix.
    pub fn claims(&self) -> Vec<Claim> {
        self.stated.as_deref().and_then(claim).into_iter().collect()
    }
}

/// `0.9:76` as a claim; the digits of the percentage say how it was rounded.
pub fn claim(text: &str) -> Option<Claim> {
    let (above, percent) = text.split_once(':')?;
    let decimals = percent
        .split_once('.')
        .map_or(0, |(_, digits)| digits.len());
    Some(Claim::Share {
        above: above.parse().ok()?,
        stated: percent.parse::<f64>().ok()? / 100.0,
        decimals: u32::try_from(decimals).ok()? + 2,
    })
}

/// A table of rules that the program carries.
pub(super) fn rules(name: &str) -> Result<Cow<'static, str>> {
    let bytes = embed::data(name)
        .ok_or_else(|| Refusal::internal("a table of the program is missing", name))?;
    let text = match bytes {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).ok(),
        Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
    };
    text.ok_or_else(|| Refusal::internal("a table of the program is no text", name))
}

/// What a region knows of a city that a table names.
pub(super) fn of_region(view: &RegionView, name: &str) -> Option<OfRegion> {
    place_of(view, name).map(|place| OfRegion {
        code: place.code.clone(),
        position: position(place),
    })
}

/// Everything that reading a table finds.
///
/// # Errors
/// A table that cannot be read at all.
fn look_over(view: Option<&RegionView>, content: &Content) -> Result<Vec<Finding>> {
    Ok(match content.kind {
        CityTableKind::Structure | CityTableKind::Similarity => {
            match (content.kind, content.input()?) {
                (CityTableKind::Structure, Input::Structures(years)) => years
                    .iter()
                    .flat_map(|(_, structure)| {
                        structure.findings(planning::city::similarity::LEAST_INDUSTRIES)
                    })
                    .map(|one| of_table(&one))
                    .collect(),
                (CityTableKind::Similarity, Input::Matrix(matrix, found)) => found
                    .into_iter()
                    .chain(planning::city::similarity::check_claims(
                        &matrix,
                        &content.claims(),
                    ))
                    .map(|one| of_table(&one))
                    .collect(),
                (CityTableKind::Structure, _) => {
                    return Err(refused(
                        "the file is a matrix of similarity and no structure: columns city, industry, value are needed",
                    ));
                }
                _ => {
                    return Err(refused(
                        "the file has values by city and industry: keep it as a structure, similarity is computed from it",
                    ));
                }
            }
        }
        CityTableKind::Flows => {
            let (source, places) = (content.source(), content.places());
            let of_region = |name: &str| view.and_then(|view| of_region(view, name));
            let names = Names {
                of_region: &of_region,
                strict: true,
            };
            let (wanted, zero) = (Wanted::default(), content.absent_is_zero);
            read_table(source, places, Some(names), wanted, zero).1
        }
        CityTableKind::Integration => {
            let rules = rules("cities/integration.csv")?;
            let (mut areas, _) = ties::integration::read_weights(Source {
                file: "integration.csv",
                text: &rules,
            });
            ties::integration::read_values(content.source(), &mut areas).1
        }
        CityTableKind::Ladder => ties::ladder::read_pairs(content.source()).1,
        CityTableKind::Resources => ties::path::read_cities(content.source()).1,
        CityTableKind::Topics => planning::city::known::read_topics(content.source()).1,
        CityTableKind::Trajectories => planning::city::known::read_paths(content.source()).1,
        CityTableKind::Chain => {
            let rules = chain::industries()?;
            chain::read(content, &rules)?.1
        }
    })
}

/// Reads, checks and keeps a table.
///
/// # Errors
/// Who may not; an unknown region; a table whose source is not named and that is not invented; a file that cannot be read or has
/// faulty rows: then nothing is kept.
pub async fn import(
    home: &Home,
    actor: &Actor,
    region: &str,
    new: NewTable,
) -> Result<CityTableKept> {
    actor.must_import()?;
    home.store().data_version(region).await?;
    // Flows are between cities of the region; other tables are read without it.
    let view = match new.kind {
        CityTableKind::Flows => Some(regions::open(home, actor, region).await?),
        _ => None,
    };
    let name = checked_name(&new.name)?;
    let bad =
        |name: &str, text: &str| Refusal::new(ErrorCode::BadParameter, text).with("name", name);
    if new.source.trim().is_empty() && !new.synthetic {
        return Err(bad(
            "source",
            "say where the table comes from, or that it is synthetic",
        ));
    }
    if let Some(stated) = &new.stated
        && claim(stated).is_none()
    {
        return Err(bad("stated", "write 0.9:76 for 76 % above 0.9"));
    }
    let (content, findings) = blocking(move || {
        let (content, mut findings) = content_of(new)?;
        findings.extend(look_over(view.as_deref(), &content)?);
        // A table is taken as a whole: a row left out would change every figure that is made of it.
        if findings.iter().any(|one| one.severity == Severity::Error) {
            return Err(Refusal::found(&findings));
        }
        let content = Content {
            findings: findings.len() as u32,
            ..content
        };
        Ok((content, findings))
    })
    .await?;
    let id = keep(home, actor.name(), region, KIND, &name, &content).await?;
    let kept = get(home, region, id).await?;
    Ok(CityTableKept {
        table: kept.table,
        findings: findings.iter().map(FindingDto::from).collect(),
    })
}

/// The rows of a workbook's first sheet as CSV, each on the line that it has in the sheet; and which sheet that is, if there are several.
fn of_workbook(name: &str, bytes: &[u8]) -> Result<(String, Vec<Finding>)> {
    let options = intake::SheetOptions {
        unpacked_bytes_max: TEXT_BYTES_MAX as u64 * 16,
        ..intake::SheetOptions::default()
    };
    let sheet = intake::read_sheet(name, bytes, &options).map_err(|found| {
        let first = found.first();
        let text = first.map_or_else(|| "is no workbook".to_owned(), |one| one.message.clone());
        refused(format!("{name}: {text}"))
    })?;
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let fault = |error: csv::Error| Refusal::internal("a workbook as text", error);
    for row in 1..=sheet.rows() {
        let cells = (1..=sheet.width().max(1)).map(|column| {
            // A line break within a cell would move all rows below it.
            sheet.cell(row, column).text.replace(['\r', '\n'], " ")
        });
        writer.write_record(cells).map_err(fault)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Refusal::internal("a workbook as text", error.to_string()))?;
    let text =
        String::from_utf8(bytes).map_err(|error| Refusal::internal("a workbook as text", error))?;
    let said = sheet
        .findings()
        .iter()
        .filter(|one| one.code == "sheet_chosen");
    Ok((text, said.cloned().collect()))
}

fn content_of(new: NewTable) -> Result<(Content, Vec<Finding>)> {
    let mut digest = Sha256::new();
    let mut files = Vec::new();
    let mut bytes_all = 0;
    let mut findings = Vec::new();
    for (name, bytes) in &new.files {
        let bytes = unpacked(name, bytes)?;
        let is_book = name
            .trim_end_matches(".gz")
            .to_lowercase()
            .ends_with(".xlsx");
        let bytes = if is_book {
            let (text, said) = of_workbook(name, &bytes)?;
            findings.extend(said);
            text.into_bytes()
        } else {
            bytes
        };
        let text = std::str::from_utf8(&bytes).map_err(|_| {
            refused(format!(
                "{name} is no text in UTF-8; save it as CSV in UTF-8"
            ))
        })?;
        bytes_all += text.len();
        digest.update(text.as_bytes());
        files.push((
            name.trim_end_matches(".gz").to_owned(),
            text.trim_start_matches('\u{feff}').to_owned(),
        ));
    }
    if files.is_empty() {
        return Err(Refusal::new(ErrorCode::BadBody, "there is no file").with("name", "file"));
    }
    if bytes_all > TEXT_BYTES_MAX {
        return Err(Refusal::new(
            ErrorCode::TooLarge,
            format!("the table is larger than {} MiB", TEXT_BYTES_MAX >> 20),
        )
        .with("mib_max", TEXT_BYTES_MAX >> 20));
    }
    if new.kind == CityTableKind::Chain {
        files = chain::files_of(files)?;
    } else if new.kind == CityTableKind::Flows && files.len() == 2 {
        // Flows first, then the places: by what stands in them, whatever they are called.
        let is_flows = |text: &str| {
            let head = text
                .lines()
                .find(|line| !line.starts_with('#') && !line.trim().is_empty());
            head.is_some_and(|head| {
                let head = head.to_lowercase();
                head.contains("flow") || head.contains("amount")
            })
        };
        if is_flows(&files[0].1) == is_flows(&files[1].1) {
            return Err(refused(
                "one of the two files must have the columns from, to, amount, the other id, mass, lon, lat",
            ));
        }
        if is_flows(&files[1].1) {
            files.swap(0, 1);
        }
    } else if files.len() > 1 {
        return Err(refused(
            "one file is needed, except of a value chain, and of flows with their places",
        ));
    }
    let rows: usize = files.iter().map(|(_, text)| rows_of(text)).sum();
    let hash = digest.finalize();
    let content = Content {
        kind: new.kind,
        year: new.year,
        unit: new.unit.trim().to_owned(),
        source: new.source.trim().to_owned(),
        licence: new.licence.trim().to_owned(),
        synthetic: new.synthetic,
        stated: new.stated,
        absent_is_zero: new.absent_is_zero,
        sha256: hash.iter().take(8).map(|b| format!("{b:02x}")).collect(),
        code: env!("CARGO_PKG_VERSION").to_owned(),
        rows: rows as u32,
        findings: 0,
        files,
    };
    Ok((content, findings))
}

fn rows_of(text: &str) -> usize {
    text.lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .count()
        .saturating_sub(1)
}

fn shown(set: &store::Dataset, content: &Content) -> CityTable {
    CityTable {
        id: set.id,
        kind: content.kind,
        name: set.name.clone(),
        year: content.year,
        unit: content.unit.clone(),
        synthetic: content.synthetic,
        source: content.source.clone(),
        licence: content.licence.clone(),
        stated: content.stated.clone(),
        at: set.at.to_string(),
        by: set.by.clone(),
        sha256: content.sha256.clone(),
        code: content.code.clone(),
        rows: content.rows,
        files: content.files.iter().map(|file| file.0.clone()).collect(),
        findings: content.findings,
    }
}

/// Tables of a region, newest first; of each name only the newest.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<Vec<CityTable>> {
    Ok(all(home, actor, region)
        .await?
        .into_iter()
        .map(|kept| kept.table)
        .collect())
}

/// The same with what they hold.
///
/// # Errors
/// As [`list`].
pub async fn all(home: &Home, actor: &Actor, region: &str) -> Result<Vec<Kept>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let sets = home.store().datasets(region, KIND).await?;
    sets.iter()
        .map(|set| {
            let content = read(set)?;
            let table = shown(set, &content);
            Ok(Kept { table, content })
        })
        .collect()
}

/// One table.
///
/// # Errors
/// An unknown region or table.
pub async fn get(home: &Home, region: &str, id: u32) -> Result<Kept> {
    let set = need(home, region, KIND, id).await?;
    let content: Content = read(&set)?;
    let table = shown(&set, &content);
    Ok(Kept { table, content })
}

/// One table of a kind, or the newest of the kind if none is named; `None` if there is none.
///
/// # Errors
/// A number that is of no table, or of a table of another kind.
pub fn pick<'a>(
    all: &'a [Kept],
    id: Option<u32>,
    kinds: &[CityTableKind],
) -> Result<Option<&'a Kept>> {
    match id {
        None => Ok(all.iter().find(|kept| kinds.contains(&kept.content.kind))),
        Some(id) => all
            .iter()
            .find(|kept| kept.table.id == id && kinds.contains(&kept.content.kind))
            .map(Some)
            .ok_or_else(|| {
                Refusal::new(
                    ErrorCode::UnknownName,
                    format!("there is no table {id} of that kind"),
                )
                .with("what", "table")
                .with("name", id)
            }),
    }
}
