//! A region as a folder: `region.toml`, `places.csv`, `enterprises.csv`, boundaries and the files to import.
//! It comes from the binary's own `data/regions/` or from a folder on the disk.

use crate::boundary::{self, MatchBy, MultiPolygon};
use crate::embed;
use crate::refusal::{ErrorCode, Refusal, Result};
use inventory::finding::Location;
use inventory::master::{Enterprise, Place, Region};
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use units::Label;

/// Where the folder is.
#[derive(Debug, Clone)]
pub enum Source {
    /// `data/regions/<id>/` within the binary.
    Embedded(String),
    /// A folder on the disk.
    Dir(PathBuf),
}

impl Source {
    /// A file of the folder, if it is there.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn read(&self, file: &str) -> Result<Option<Cow<'static, [u8]>>> {
        match self {
            Source::Embedded(id) => Ok(embed::data(&format!("regions/{id}/{file}"))),
            Source::Dir(dir) => match std::fs::read(dir.join(file)) {
                Ok(bytes) => Ok(Some(Cow::Owned(bytes))),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Refusal::storage(
                    format!("cannot read {}", dir.join(file).display()),
                    error,
                )),
            },
        }
    }

    fn name(&self) -> String {
        match self {
            Source::Embedded(id) => format!("data/regions/{id}"),
            Source::Dir(dir) => dir.display().to_string(),
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BoundarySpec {
    level: String,
    file: String,
    format: Format,
    object: Option<String>,
    key: String,
    #[serde(rename = "match")]
    by: MatchBy,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Topojson,
    Geojson,
}

/// A file that belongs to the region, with its mapping.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportSpec {
    /// Path within the folder.
    pub file: String,
    /// Id of the mapping.
    pub mapping: String,
}

/// Readings that belong to the region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingsSpec {
    /// Table of meters.
    pub meters: String,
    /// Table of hourly factors.
    pub factors: Option<String>,
    /// File of readings.
    pub file: String,
}

/// A table of cities that belongs to the region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Paths within the folder: one, or those of a chain.
    pub files: Vec<String>,
    /// What it holds.
    pub kind: crate::http::dto::CityTableKind,
    /// Name under which it is kept.
    pub name: String,
    /// Year that it describes.
    pub year: Option<i16>,
    /// Unit of its values.
    #[serde(default)]
    pub unit: String,
    /// Where it comes from.
    #[serde(default)]
    pub source: String,
    /// Under which terms.
    #[serde(default)]
    pub licence: String,
    /// True if it is invented.
    #[serde(default)]
    pub synthetic: bool,
    /// What a text states of a matrix.
    pub stated: Option<String>,
    /// What has no row is zero.
    #[serde(default)]
    pub absent_is_zero: bool,
}

/// A region folder, read and checked.
#[derive(Debug, Clone)]
pub struct RegionFolder {
    /// Where it came from.
    pub source: Source,
    /// The region.
    pub region: Region,
    /// Its tree, parents before members.
    pub places: Vec<Place>,
    /// Enterprises known beforehand.
    pub enterprises: Vec<Enterprise>,
    /// Files to import.
    pub imports: Vec<ImportSpec>,
    /// Readings to take in.
    pub readings: Vec<ReadingsSpec>,
    /// Tables of cities to keep.
    pub tables: Vec<TableSpec>,
    boundaries: Vec<(BoundarySpecKept, Cow<'static, [u8]>)>,
}

#[derive(Debug, Clone)]
struct BoundarySpecKept {
    level: String,
    file: String,
    format: Format,
    object: Option<String>,
    key: String,
    by: MatchBy,
}

impl RegionFolder {
    /// Reads and checks a folder.
    ///
    /// # Errors
    /// The first fault, with file, row and column.
    pub fn load(source: Source) -> Result<RegionFolder> {
        let name = source.name();
        let missing = |file: &str| {
            Refusal::new(
                ErrorCode::UnreadableFile,
                format!("{name} has no {file}: this is no region folder"),
            )
        };
        let text = source
            .read("region.toml")?
            .ok_or_else(|| missing("region.toml"))?;
        let bad = |error: toml::de::Error| {
            Refusal::new(
                ErrorCode::UnreadableFile,
                format!("{name}/region.toml: {}", error.to_string().trim()),
            )
        };
        let text = String::from_utf8_lossy(&text);
        let mut table: toml::Table = toml::from_str(&text).map_err(bad)?;
        let specs: Vec<BoundarySpec> = take_list(&mut table, "boundaries").map_err(bad)?;
        let imports: Vec<ImportSpec> = take_list(&mut table, "imports").map_err(bad)?;
        let readings: Vec<ReadingsSpec> = take_list(&mut table, "readings").map_err(bad)?;
        let tables: Vec<TableSpec> = take_list(&mut table, "tables").map_err(bad)?;
        let region: Region = table.try_into().map_err(bad)?;
        // The id stands in addresses and file names.
        if region.id.is_empty()
            || !region
                .id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        {
            return Err(Refusal::new(
                ErrorCode::BadName,
                format!(
                    "{name}/region.toml: id {:?} may hold lower-case letters, digits and hyphens only",
                    region.id
                ),
            )
            .with("name", &region.id));
        }
        let places = read_places(
            &source
                .read("places.csv")?
                .ok_or_else(|| missing("places.csv"))?,
            &region,
        )?;
        let enterprises = match source.read("enterprises.csv")? {
            Some(bytes) => read_enterprises(&bytes, &places)?,
            None => Vec::new(),
        };
        let boundaries = specs
            .into_iter()
            .map(|spec| {
                let bytes = source
                    .read(&spec.file)?
                    .ok_or_else(|| missing(&spec.file))?;
                let kept = BoundarySpecKept {
                    level: spec.level,
                    file: spec.file,
                    format: spec.format,
                    object: spec.object,
                    key: spec.key,
                    by: spec.by,
                };
                Ok((kept, bytes))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(RegionFolder {
            source,
            region,
            places,
            enterprises,
            imports,
            readings,
            tables,
            boundaries,
        })
    }

    /// Boundaries of every level that can be drawn, in the form in which the store keeps them.
    ///
    /// # Errors
    /// A file that is no TopoJSON or GeoJSON.
    pub fn boundaries(&self) -> Result<Vec<store::Boundary>> {
        let mut shapes: HashMap<String, MultiPolygon> = HashMap::new();
        let mut parsed: HashMap<&str, Value> = HashMap::new();
        for (spec, bytes) in &self.boundaries {
            if !parsed.contains_key(spec.file.as_str()) {
                let text = boundary::unpacked(&spec.file, bytes)?;
                let value = serde_json::from_slice(&text).map_err(|error| {
                    Refusal::new(ErrorCode::UnreadableFile, format!("{}: {error}", spec.file))
                })?;
                parsed.insert(&spec.file, value);
            }
            let value = &parsed[spec.file.as_str()];
            let features = match spec.format {
                Format::Topojson => {
                    boundary::features_of_topology(&spec.file, value, spec.object.as_deref())?
                }
                Format::Geojson => value["features"].as_array().cloned().unwrap_or_default(),
            };
            shapes.extend(boundary::polygons_by_place(
                &features,
                &spec.key,
                spec.by,
                &self.places,
                &spec.level,
            ));
        }
        let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
        for place in &self.places {
            if let Some(parent) = &place.parent {
                children.entry(parent).or_default().push(&place.code);
            }
        }
        let missing: Vec<&Place> = self
            .places
            .iter()
            .filter(|place| !shapes.contains_key(&place.code))
            .collect();
        let drawn: Vec<(String, MultiPolygon)> = missing
            .into_iter()
            .map(|place| {
                (
                    place.code.clone(),
                    boundary::polygons_of_members(&place.code, &children, &shapes),
                )
            })
            .filter(|(_, polygons)| !polygons.is_empty())
            .collect();
        shapes.extend(drawn);
        let mut out = Vec::new();
        for level in &self.region.levels {
            if let Some(text) = boundary::collection(&self.places, &shapes, &level.id)? {
                out.push(store::Boundary {
                    level: level.id.clone(),
                    geojson_gz: boundary::packed(text.as_bytes())?,
                });
            }
        }
        Ok(out)
    }
}

fn take_list<T: serde::de::DeserializeOwned>(
    table: &mut toml::Table,
    key: &str,
) -> Result<Vec<T>, toml::de::Error> {
    match table.remove(key) {
        None => Ok(Vec::new()),
        Some(toml::Value::Array(items)) => items.into_iter().map(toml::Value::try_into).collect(),
        Some(one) => Ok(vec![one.try_into()?]),
    }
}

fn fault(file: &str, row: u32, field: Option<&str>, what: impl std::fmt::Display) -> Refusal {
    let mut refusal = Refusal::new(
        ErrorCode::UnreadableFile,
        match field {
            Some(field) => format!("{file}, row {row}, {field}: {what}"),
            None => format!("{file}, row {row}: {what}"),
        },
    );
    refusal.location = Some(Box::new(Location {
        file: file.to_owned(),
        sheet: None,
        row: Some(row),
        column: None,
        field: field.map(str::to_owned),
    }));
    refusal
}

/// Rows as maps from head to cell; blank cells are left out.
fn rows(file: &str, bytes: &[u8], needed: &[&str]) -> Result<Vec<(u32, HashMap<String, String>)>> {
    let bytes = boundary::unpacked(file, bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let head = reader
        .headers()
        .map_err(|error| fault(file, 1, None, error))?
        .clone();
    for name in needed {
        if !head.iter().any(|one| one == *name) {
            return Err(fault(file, 1, Some(name), "this column is missing"));
        }
    }
    let mut out = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let row = u32::try_from(index).unwrap_or(u32::MAX - 2) + 2;
        let record = record.map_err(|error| fault(file, row, None, error))?;
        let cells = head
            .iter()
            .zip(record.iter())
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| (name.to_owned(), cell.to_owned()))
            .collect();
        out.push((row, cells));
    }
    Ok(out)
}

fn need(file: &str, row: u32, cells: &mut HashMap<String, String>, name: &str) -> Result<String> {
    cells
        .remove(name)
        .ok_or_else(|| fault(file, row, Some(name), "is blank and must not be"))
}

fn lon_lat(
    file: &str,
    row: u32,
    cells: &mut HashMap<String, String>,
) -> Result<Option<(f64, f64)>> {
    let mut degrees = |name: &str, limit: f64| -> Result<Option<f64>> {
        cells
            .remove(name)
            .map(|text| {
                text.parse::<f64>()
                    .ok()
                    .filter(|value| value.abs() <= limit)
                    .ok_or_else(|| fault(file, row, Some(name), format!("{text:?} is no degree")))
            })
            .transpose()
    };
    let lon = degrees("lon", 180.0)?;
    let lat = degrees("lat", 90.0)?;
    match (lon, lat) {
        (Some(lon), Some(lat)) => Ok(Some((lon, lat))),
        (None, None) => Ok(None),
        _ => Err(fault(file, row, Some("lon"), "lon and lat go together")),
    }
}

fn read_places(bytes: &[u8], region: &Region) -> Result<Vec<Place>> {
    const FILE: &str = "places.csv";
    let mut places: Vec<Place> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for (row, mut cells) in rows(
        FILE,
        bytes,
        &["code", "name_en", "level", "parent", "source"],
    )? {
        let code = need(FILE, row, &mut cells, "code")?;
        let name_en = need(FILE, row, &mut cells, "name_en")?;
        let level = need(FILE, row, &mut cells, "level")?;
        if !region.levels.iter().any(|one| one.id == level) {
            return Err(fault(
                FILE,
                row,
                Some("level"),
                format!("region.toml has no level {level:?}"),
            ));
        }
        let parent = cells.remove("parent");
        match &parent {
            None if !places.is_empty() => {
                return Err(fault(
                    FILE,
                    row,
                    Some("parent"),
                    "only the first place, the root, has no parent",
                ));
            }
            Some(parent) if !seen.contains(parent) => {
                return Err(fault(
                    FILE,
                    row,
                    Some("parent"),
                    format!("no place {parent:?} above this row; parents come first"),
                ));
            }
            _ => {}
        }
        if !seen.insert(code.clone()) {
            return Err(fault(
                FILE,
                row,
                Some("code"),
                format!("{code:?} stands twice"),
            ));
        }
        places.push(Place {
            name: Label {
                zh: cells.remove("name_zh").unwrap_or_else(|| name_en.clone()),
                en: name_en,
            },
            aliases: cells
                .remove("aliases")
                .map(|text| {
                    text.split(';')
                        .map(|one| one.trim().to_owned())
                        .filter(|one| !one.is_empty())
                        .collect()
                })
                .unwrap_or_default(),
            level,
            parent,
            lon_lat: lon_lat(FILE, row, &mut cells)?,
            source: need(FILE, row, &mut cells, "source")?,
            code,
        });
    }
    if places.is_empty() {
        return Err(fault(FILE, 1, None, "there is no place"));
    }
    Ok(places)
}

fn read_enterprises(bytes: &[u8], places: &[Place]) -> Result<Vec<Enterprise>> {
    const FILE: &str = "enterprises.csv";
    let codes: HashSet<&str> = places.iter().map(|place| place.code.as_str()).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let mut out = Vec::new();
    for (row, mut cells) in rows(FILE, bytes, &["code", "name_en", "place"])? {
        let code = need(FILE, row, &mut cells, "code")?;
        if !seen.insert(code.clone()) {
            return Err(fault(
                FILE,
                row,
                Some("code"),
                format!("{code:?} stands twice"),
            ));
        }
        let name_en = need(FILE, row, &mut cells, "name_en")?;
        let place = need(FILE, row, &mut cells, "place")?;
        if !codes.contains(place.as_str()) {
            return Err(fault(
                FILE,
                row,
                Some("place"),
                format!("places.csv has no {place:?}"),
            ));
        }
        let field = cells
            .remove("field")
            .map(|text| {
                text.parse()
                    .map_err(|error| fault(FILE, row, Some("field"), error))
            })
            .transpose()?;
        let above_designated_size = match cells.remove("above_designated_size").as_deref() {
            None => None,
            Some("true") => Some(true),
            Some("false") => Some(false),
            Some(other) => {
                return Err(fault(
                    FILE,
                    row,
                    Some("above_designated_size"),
                    format!("{other:?} is neither true nor false"),
                ));
            }
        };
        out.push(Enterprise {
            name: Label {
                zh: cells.remove("name_zh").unwrap_or_else(|| name_en.clone()),
                en: name_en,
            },
            place,
            industry: cells.remove("industry"),
            field,
            above_designated_size,
            lon_lat: lon_lat(FILE, row, &mut cells)?,
            active: (cells.remove("active_from"), cells.remove("active_to")),
            code,
        });
    }
    Ok(out)
}

/// The folder of an id or path: an embedded region by its id, else a folder on the disk.
///
/// # Errors
/// When it is neither.
pub fn find(id_or_dir: &str) -> Result<Source> {
    if embed::region_ids().iter().any(|id| id == id_or_dir) {
        return Ok(Source::Embedded(id_or_dir.to_owned()));
    }
    let dir = Path::new(id_or_dir);
    if dir.join("region.toml").is_file() {
        return Ok(Source::Dir(dir.to_owned()));
    }
    Err(Refusal::new(
        ErrorCode::UnknownRegion,
        format!(
            "no region {id_or_dir:?}: it is neither a folder with a region.toml nor one of {}",
            embed::region_ids().join(", ")
        ),
    )
    .with("region", id_or_dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_region_loads_and_is_drawn() {
        let ids = embed::region_ids();
        assert!(ids.iter().any(|id| id == "uk"), "{ids:?}");
        for id in ids {
            let folder = RegionFolder::load(Source::Embedded(id.clone())).unwrap();
            assert_eq!(folder.region.id, id);
            let boundaries = folder.boundaries().unwrap();
            for one in &boundaries {
                let bbox = boundary::bbox_of_packed(&one.geojson_gz).unwrap();
                assert!(bbox[0] < bbox[2] && bbox[1] < bbox[3], "{id} {bbox:?}");
            }
            // Without shapes the places themselves say where they lie.
            let lies = |place: &Place| place.lon_lat.is_some();
            assert!(
                !boundaries.is_empty() || folder.places.iter().all(lies),
                "{id}"
            );
        }
    }

    fn refused(files: &[(&str, &str)]) -> String {
        let dir = tempfile::tempdir().unwrap();
        let embedded = embed::data("regions/uk/region.toml").unwrap();
        let region: String = String::from_utf8_lossy(&embedded)
            .split("[[boundaries]]")
            .next()
            .unwrap()
            .to_owned();
        std::fs::write(dir.path().join("region.toml"), region).unwrap();
        for (name, text) in files {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        RegionFolder::load(Source::Dir(dir.path().to_owned()))
            .unwrap_err()
            .message
    }

    #[test]
    fn faults_name_file_row_and_column() {
        const HEAD: &str = "code,name_en,level,parent,source\n";
        assert!(refused(&[]).contains("places.csv"));
        let root = format!("{HEAD}UK,Kingdom,state,,s\n");
        for (rows, wanted) in [
            ("UK,Kingdom,realm,,s\n", "row 2, level"),
            ("UK,,state,,s\n", "row 2, name_en"),
            ("UK,Kingdom,state,,\n", "row 2, source"),
        ] {
            let message = refused(&[("places.csv", &format!("{HEAD}{rows}"))]);
            assert!(message.contains(wanted), "{message}");
        }
        for (rows, wanted) in [
            ("A,A,county,B,s\n", "row 3, parent"),
            ("UK,Again,county,UK,s\n", "row 3, code"),
            ("B,B,county,,s\n", "row 3, parent"),
        ] {
            let message = refused(&[("places.csv", &format!("{root}{rows}"))]);
            assert!(message.contains(wanted), "{message}");
        }
        let message = refused(&[
            ("places.csv", &root),
            (
                "enterprises.csv",
                "code,name_en,place,lon,lat\ne,E,UK,200,1\n",
            ),
        ]);
        assert!(message.contains("row 2, lon"), "{message}");
    }
}
