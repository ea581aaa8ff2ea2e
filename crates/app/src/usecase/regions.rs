//! Regions: list, add, remove; places, enterprises, boundaries.

use super::Actor;
use super::cut;
use super::names::{field_id, item};
use crate::boundary;
use crate::home::{Home, blocking};
use crate::http::dto::{
    Attribution, BoundariesQuery, Counts, Dims, Enterprise, EnterprisePage, EnterprisesQuery,
    FinestPeriod, GasId, Level, Periods, Place, PlacesQuery, Region, ScopeId, ViewId,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::region_folder::{self, RegionFolder};
use crate::view::RegionView;
use inventory::cube::{Dim, Key, Query};
use inventory::indicator::Indicator;
use inventory::master::View;
use std::sync::Arc;

/// A region for reading.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn open(home: &Home, actor: &Actor, region: &str) -> Result<Arc<RegionView>> {
    actor.must_read(home.config().public_read)?;
    home.region(region).await
}

/// Only the data version of a region: what an answer's tag is made of, before anything is computed.
///
/// # Errors
/// As [`open`].
pub async fn version(home: &Home, actor: &Actor, region: &str) -> Result<u64> {
    actor.must_read(home.config().public_read)?;
    Ok(home.store().data_version(region).await?)
}

/// Data versions of all regions, in one text.
///
/// # Errors
/// Who may not read.
pub async fn versions(home: &Home, actor: &Actor) -> Result<String> {
    actor.must_read(home.config().public_read)?;
    let records = home.store().regions().await?;
    Ok(records
        .iter()
        .map(|record| format!("{}:{}", record.region.id, record.data_version))
        .collect::<Vec<_>>()
        .join(","))
}

/// All regions that can be read. One whose tables are broken does not take the others with it: asking for it says what is
/// wrong, and so does `/health`.
///
/// # Errors
/// Who may not read; what is wrong, if no region can be read.
pub async fn list(home: &Home, actor: &Actor) -> Result<Vec<Region>> {
    actor.must_read(home.config().public_read)?;
    let mut out = Vec::new();
    let mut fault = None;
    for record in home.store().regions().await? {
        match described(home, &record.region.id, record.data_version).await {
            Ok(region) => out.push(region),
            Err(refusal) => fault = Some(refusal),
        }
    }
    match fault {
        Some(refusal) if out.is_empty() => Err(refusal),
        _ => Ok(out),
    }
}

/// One region.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn get(home: &Home, actor: &Actor, id: &str) -> Result<Region> {
    let version = version(home, actor, id).await?;
    described(home, id, version).await
}

/// The description of a region needs its whole cube; it is kept on the disk, so that a server that was just started can
/// show its regions before the large ones are in memory.
async fn described(home: &Home, id: &str, version: u64) -> Result<Region> {
    let folder = home.dir().join("cache");
    let stamp = super::names::build_id();
    let path = folder.join(format!("region-{id}.json"));
    if let Ok(text) = std::fs::read(&path)
        && let Ok((kept_stamp, region)) = serde_json::from_slice::<(String, Region)>(&text)
        && kept_stamp == stamp
        && region.data_version == version.to_string()
    {
        return Ok(region);
    }
    let view = home.region(id).await?;
    let region = blocking(move || region_dto(&view)).await?;
    // Only a convenience: what cannot be kept is made again.
    let kept = serde_json::to_vec(&(stamp, &region)).map(|text| {
        let draft = folder.join(format!("region-{id}.{}.tmp", std::process::id()));
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(&draft, text))
            .and_then(|()| std::fs::rename(&draft, &path))
    });
    if let Ok(Err(error)) = kept {
        tracing::debug!(%error, region = id, "could not keep the description");
    }
    Ok(region)
}

/// Loads all regions, the small ones first.
///
/// # Errors
/// What the store or the lake says of one; the others are loaded all the same.
pub async fn preload(home: &Home) -> Result<()> {
    let mut sizes = Vec::new();
    for record in home.store().regions().await? {
        let imports = home.store().committed_imports(&record.region.id).await?;
        let entries: u64 = imports.iter().map(|import| import.counts.entries).sum();
        sizes.push((entries, record.region.id));
    }
    sizes.sort();
    let mut result = Ok(());
    for (_, id) in sizes {
        if let Err(refusal) = home.region(&id).await {
            result = Err(refusal);
        }
    }
    result
}

fn region_dto(view: &RegionView) -> Result<Region> {
    let region = &view.region;
    let cube = &view.cube;
    let gases = match view.answer(&Query::new(Indicator::CarbonTotal).by(Dim::Gas)) {
        Ok(answer) => answer
            .rows
            .iter()
            .filter(|row| row.value.is_some())
            .filter_map(|row| match row.keys.first() {
                Some(Key::Gas(gas)) => GasId::from_code(gas.id()),
                _ => None,
            })
            .collect(),
        Err(_) => Vec::new(),
    };
    Ok(Region {
        id: region.id.clone(),
        name: region.name.clone().into(),
        synthetic: region.synthetic,
        attribution: region
            .attribution
            .iter()
            .map(|one| Attribution {
                text: one.text.clone(),
                licence: one.licence.clone(),
                url: one.url.clone(),
            })
            .collect(),
        time_zone: region.time_zone.clone(),
        currency: region.currency.clone(),
        levels: region
            .levels
            .iter()
            .map(|level| Level {
                id: level.id.clone(),
                name: level.name.clone().into(),
            })
            .collect(),
        root_place: view.root()?.code.clone(),
        periods: view.years().map(|(first_year, last_year)| Periods {
            first_year,
            last_year,
            finest: if cube.is_monthly() {
                FinestPeriod::Month
            } else {
                FinestPeriod::Year
            },
        }),
        has_enterprises: !view.enterprises.is_empty(),
        has_points: view.enterprises.iter().any(|one| one.lon_lat.is_some()),
        indicators: view
            .indicators
            .iter()
            .map(|one| cut::indicator_id(*one))
            .collect(),
        default_indicator: cut::indicator_id(cut::indicator(&region.default_indicator)?),
        default_view: match region.default_view {
            View::Consumption => ViewId::Consumption,
            View::Production => ViewId::Production,
        },
        views: vec![ViewId::Consumption, ViewId::Production],
        dims: Dims {
            fields: cube.fields().into_iter().map(field_id).collect(),
            carriers: cube
                .carriers()
                .into_iter()
                .map(|id| item(id, view.carrier_label(id)))
                .collect(),
            scopes: cube
                .scopes()
                .into_iter()
                .filter_map(|scope| ScopeId::from_code(scope.id()))
                .collect(),
            gases,
            industries: cube
                .industries()
                .into_iter()
                .map(|code| item(code, view.industry_label(code)))
                .collect(),
        },
        carbon_unit: region.carbon_unit.clone(),
        energy_unit: region.energy_unit.clone(),
        bbox: view.bbox.map(Vec::from),
        boundary_levels: view.boundary_levels.clone(),
        data_version: view.data_version.to_string(),
        counts: Counts {
            places: view.places.len() as u64,
            enterprises: view.enterprises.len() as u64,
            entries: cube.len() as u64,
            findings: view.findings_count,
        },
    })
}

/// A place for an answer.
pub fn place_dto(view: &RegionView, place: &inventory::master::Place) -> Place {
    Place {
        code: place.code.clone(),
        name: place.name.clone().into(),
        level: place.level.clone(),
        parent: place.parent.clone(),
        lon: place.lon_lat.map(|(lon, _)| lon),
        lat: place.lon_lat.map(|(_, lat)| lat),
        children: view.children(&place.code).len() as u64,
        enterprises: view.enterprises_below(&place.code),
    }
}

/// Text in lower case without spaces, for searching.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The Pinyin of a Chinese name, whole (`beibei`) and by initials (`bb`); `None` if it has no Chinese character.
fn pinyin_of(text: &str) -> Option<(String, String)> {
    use pinyin::ToPinyin;
    let mut whole = String::new();
    let mut initials = String::new();
    for (character, sound) in text.chars().zip(text.to_pinyin()) {
        match sound {
            Some(sound) => {
                whole.push_str(sound.plain());
                initials.push_str(sound.first_letter());
            }
            None if character.is_alphanumeric() => {
                whole.extend(character.to_lowercase());
                initials.extend(character.to_lowercase());
            }
            None => {}
        }
    }
    (!initials.is_empty() && text.chars().any(|c| c.to_pinyin().is_some()))
        .then_some((whole, initials))
}

/// How well a name fits a search: 0 is best, `None` not at all. Names that begin with the text stand before those that hold it.
fn fit<'a>(wanted: &str, texts: impl IntoIterator<Item = &'a str>, chinese: &str) -> Option<u8> {
    let mut best: Option<u8> = None;
    let mut note = |rank: u8| best = Some(best.map_or(rank, |b| b.min(rank)));
    for text in texts {
        let text = folded(text);
        if text == wanted {
            note(0);
        } else if text.starts_with(wanted) {
            note(1);
        } else if text.contains(wanted) {
            note(3);
        }
    }
    if wanted.is_ascii()
        && let Some((whole, initials)) = pinyin_of(chinese)
    {
        if whole.starts_with(wanted) || initials == wanted {
            note(2);
        } else if whole.contains(wanted) || initials.contains(wanted) {
            note(4);
        }
    }
    best
}

/// True if a text that somebody looks for is in a code or a name, in either language or in Pinyin.
pub fn is_named(wanted: &str, code: &str, name: &units::Label) -> bool {
    fit(&folded(wanted), [code, &name.en, &name.zh], &name.zh).is_some()
}

/// Places of a region's tree.
///
/// # Errors
/// An unknown parent or level.
pub fn places(view: &RegionView, asked: &PlacesQuery) -> Result<Vec<Place>> {
    if let Some(parent) = &asked.parent {
        view.need_place(parent)?;
    }
    if let Some(level) = &asked.level
        && !view.region.levels.iter().any(|one| one.id == *level)
    {
        return Err(unknown_level(view, level));
    }
    let wanted = asked
        .q
        .as_deref()
        .map(folded)
        .filter(|text| !text.is_empty());
    let mut found: Vec<(u8, &inventory::master::Place)> = view
        .places
        .iter()
        .filter(|place| asked.parent.is_none() || place.parent == asked.parent)
        .filter(|place| {
            asked
                .level
                .as_ref()
                .is_none_or(|level| place.level == *level)
        })
        .filter_map(|place| match &wanted {
            None => Some((0, place)),
            Some(text) => fit(
                text,
                [place.code.as_str(), &place.name.en, &place.name.zh]
                    .into_iter()
                    .chain(place.aliases.iter().map(String::as_str)),
                &place.name.zh,
            )
            .map(|rank| (rank, place)),
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    Ok(found
        .into_iter()
        .take(asked.limit.map_or(usize::MAX, |limit| limit as usize))
        .map(|(_, place)| place_dto(view, place))
        .collect())
}

fn unknown_level(view: &RegionView, level: &str) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownLevel,
        format!("no level {level:?} in region {}", view.region.id),
    )
    .with("level", level)
}

/// Enterprises of a region.
///
/// # Errors
/// An unknown place.
pub fn enterprises(view: &RegionView, asked: &EnterprisesQuery) -> Result<EnterprisePage> {
    if let Some(place) = &asked.place {
        view.need_place(place)?;
    }
    let wanted = asked
        .q
        .as_deref()
        .map(folded)
        .filter(|text| !text.is_empty());
    let mut found: Vec<(u8, &inventory::master::Enterprise)> = view
        .enterprises
        .iter()
        .filter(|one| {
            asked
                .place
                .as_ref()
                .is_none_or(|place| view.is_within(&one.place, place))
        })
        .filter_map(|one| match &wanted {
            None => Some((0, one)),
            Some(text) => fit(
                text,
                [one.code.as_str(), &one.name.en, &one.name.zh],
                &one.name.zh,
            )
            .map(|rank| (rank, one)),
        })
        .collect();
    found.sort_by(|(a_rank, a), (b_rank, b)| {
        a_rank
            .cmp(b_rank)
            .then_with(|| a.name.en.cmp(&b.name.en))
            .then_with(|| a.code.cmp(&b.code))
    });
    Ok(EnterprisePage {
        total: found.len() as u64,
        rows: found
            .into_iter()
            .skip(asked.offset.unwrap_or(0) as usize)
            .take(asked.limit.unwrap_or(50).min(5000) as usize)
            .map(|(_, one)| enterprise_dto(view, one))
            .collect(),
    })
}

fn enterprise_dto(view: &RegionView, one: &inventory::master::Enterprise) -> Enterprise {
    let place = view.place(&one.place).map_or_else(
        || one.place.clone().into_label(),
        |place| place.name.clone(),
    );
    Enterprise {
        code: one.code.clone(),
        name: one.name.clone().into(),
        place: item(&one.place, place),
        industry: one
            .industry
            .as_deref()
            .map(|code| item(code, view.industry_label(code))),
        field: one.field.map(field_id),
        above_designated_size: one.above_designated_size,
        lon: one.lon_lat.map(|(lon, _)| lon),
        lat: one.lon_lat.map(|(_, lat)| lat),
        active_from: one.active.0.clone(),
        active_to: one.active.1.clone(),
    }
}

trait IntoLabel {
    fn into_label(self) -> units::Label;
}

impl IntoLabel for String {
    fn into_label(self) -> units::Label {
        units::Label {
            en: self.clone(),
            zh: self,
        }
    }
}

/// Boundaries of a level as gzipped GeoJSON, as they are kept; with `parent` only of its members.
///
/// # Errors
/// An unknown level or place; a level without boundaries.
pub async fn boundaries(
    home: &Home,
    view: &RegionView,
    asked: &BoundariesQuery,
) -> Result<Vec<u8>> {
    let level = match &asked.level {
        Some(level) if view.region.levels.iter().any(|one| one.id == *level) => level,
        Some(level) => return Err(unknown_level(view, level)),
        None => view.boundary_levels.last().ok_or_else(|| none(view))?,
    };
    let packed = home
        .store()
        .boundary(&view.region.id, level)
        .await?
        .ok_or_else(|| none(view).with("level", level))?;
    let Some(parent) = &asked.parent else {
        return Ok(packed);
    };
    view.need_place(parent)?;
    let mut collection: serde_json::Value =
        serde_json::from_slice(&boundary::unpacked("boundaries", &packed)?)
            .map_err(|error| Refusal::internal("a kept boundary cannot be read", error))?;
    if let Some(features) = collection["features"].as_array_mut() {
        features.retain(|feature| {
            feature["id"]
                .as_str()
                .is_some_and(|code| view.is_within(code, parent))
        });
        let bbox = features
            .iter()
            .filter_map(|feature| {
                let coordinates = &feature["geometry"]["coordinates"];
                match feature["geometry"]["type"].as_str() {
                    Some("Polygon") => boundary::bbox_of([coordinates]),
                    _ => boundary::bbox_of(coordinates.as_array()?),
                }
            })
            .reduce(|a, b| {
                [
                    a[0].min(b[0]),
                    a[1].min(b[1]),
                    a[2].max(b[2]),
                    a[3].max(b[3]),
                ]
            });
        collection["bbox"] = serde_json::json!(bbox);
    }
    boundary::packed(collection.to_string().as_bytes())
}

fn none(view: &RegionView) -> Refusal {
    Refusal::new(
        ErrorCode::NotPossible,
        format!("region {} has no such boundaries", view.region.id),
    )
}

/// What adding a region did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// Id.
    pub id: String,
    /// Places.
    pub places: usize,
    /// Enterprises.
    pub enterprises: usize,
    /// Levels with boundaries.
    pub boundary_levels: Vec<String>,
    /// Files that belong to it, not imported by this.
    pub imports: Vec<region_folder::ImportSpec>,
    /// Readings that belong to it.
    pub readings: Vec<region_folder::ReadingsSpec>,
    /// Tables of cities that belong to it.
    pub tables: Vec<region_folder::TableSpec>,
}

/// Adds (or renews) a region from an embedded or a given folder: its master data and boundaries, not its files.
///
/// # Errors
/// Who may not; a folder that is none, or has faults.
pub async fn add(home: &Home, actor: &Actor, id_or_dir: &str) -> Result<Added> {
    actor.must_administer()?;
    let source = region_folder::find(id_or_dir)?;
    add_folder(home, blocking(move || RegionFolder::load(source)).await?).await
}

/// Adds a region that was read already.
///
/// # Errors
/// What the store says.
pub async fn add_folder(home: &Home, folder: RegionFolder) -> Result<Added> {
    let (folder, boundaries) = blocking(move || {
        let boundaries = folder.boundaries()?;
        Ok((folder, boundaries))
    })
    .await?;
    home.store()
        .upsert_region(
            &folder.region,
            &folder.places,
            &folder.enterprises,
            &boundaries,
        )
        .await?;
    Ok(Added {
        id: folder.region.id.clone(),
        places: folder.places.len(),
        enterprises: folder.enterprises.len(),
        boundary_levels: boundaries.into_iter().map(|one| one.level).collect(),
        imports: folder.imports,
        readings: folder.readings,
        tables: folder.tables,
    })
}

/// Removes a region with its imports and findings from the store. Its rows in the ledger's tables stay, since these only
/// grow, and nobody reads them any more; those of metering, which count without an import, are taken out.
///
/// # Errors
/// Who may not; an unknown region.
pub async fn remove(home: &Home, actor: &Actor, id: &str) -> Result<()> {
    actor.must_administer()?;
    home.store().remove_region(id).await?;
    home.forget(id);
    let (lake, region) = (home.lake().clone(), id.to_owned());
    blocking(move || Ok(lake.remove_region(&region)?)).await?;
    // A region that is added again begins with the same data versions.
    let _ = std::fs::remove_file(home.dir().join("cache").join(format!("region-{id}.json")));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_pinyin_too() {
        assert_eq!(fit("beibei", ["Beibei", "北碚"], "北碚"), Some(0));
        assert_eq!(fit("yubei", ["500112", "渝北"], "渝北"), Some(2));
        assert_eq!(fit("yb", ["500112", "渝北"], "渝北"), Some(2));
        assert_eq!(fit("lon", ["E09", "Greater London"], ""), Some(3));
        assert_eq!(fit("xx", ["E09", "Greater London"], "伦敦"), None);
    }
}
