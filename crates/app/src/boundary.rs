//! Boundaries: TopoJSON and GeoJSON in, one GeoJSON collection a level out, in the form in which it is sent.
//!
//! A level without shapes of its own is drawn by the polygons of its nearest members that have some; the lines
//! between members stay, since nothing is dissolved here.

use crate::refusal::{ErrorCode, Refusal, Result};
use inventory::finding::Location;
use inventory::master::Place;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};

/// Polygons of one place: GeoJSON MultiPolygon coordinates.
pub type MultiPolygon = Vec<Value>;

/// By what a feature finds its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchBy {
    /// Code of the place.
    Code,
    /// Name or alias of the place.
    Name,
}

fn unreadable(file: &str, what: impl std::fmt::Display) -> Refusal {
    let location = Location {
        file: file.to_owned(),
        ..Location::default()
    };
    Refusal {
        location: Some(Box::new(location)),
        ..Refusal::new(ErrorCode::UnreadableFile, format!("{file}: {what}"))
    }
}

/// The bytes of a file, unpacked if gzipped (by content, not by name).
///
/// # Errors
/// A broken gzip stream.
pub fn unpacked(file: &str, bytes: &[u8]) -> Result<Vec<u8>> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes)
            .read_to_end(&mut out)
            .map_err(|error| unreadable(file, error))?;
        Ok(out)
    } else {
        Ok(bytes.to_vec())
    }
}

/// Gzip, as small as it gets; it is packed once and sent often.
///
/// # Errors
/// None in practice: it writes to memory.
pub fn packed(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .map_err(|error| Refusal::internal("gzip", error))
}

/// GeoJSON features of a topology (TopoJSON 1.0): quantized delta-encoded arcs are summed up and stitched.
/// `object` names one of the topology's objects; the only one is taken if it is `None`.
///
/// # Errors
/// What is missing or points outside.
pub fn features_of_topology(
    file: &str,
    topology: &Value,
    object: Option<&str>,
) -> Result<Vec<Value>> {
    let fault = |what: &str| unreadable(file, what);
    let objects = topology["objects"]
        .as_object()
        .ok_or_else(|| fault("no objects: this is no TopoJSON"))?;
    let object = match object {
        Some(name) => objects
            .get(name)
            .ok_or_else(|| fault(&format!("no object {name:?}")))?,
        None if objects.len() == 1 => objects.values().next().ok_or_else(|| fault("no object"))?,
        None => return Err(fault("several objects: name one of them")),
    };
    let pair = |value: &Value| Some([value[0].as_f64()?, value[1].as_f64()?]);
    let transform = match &topology["transform"] {
        Value::Null => None,
        value => Some((
            pair(&value["scale"]).ok_or_else(|| fault("transform without scale"))?,
            pair(&value["translate"]).ok_or_else(|| fault("transform without translate"))?,
        )),
    };
    let mut arcs: Vec<Vec<Value>> = Vec::new();
    for arc in topology["arcs"]
        .as_array()
        .ok_or_else(|| fault("no arcs"))?
    {
        let (mut x, mut y) = (0.0, 0.0);
        let mut points = Vec::new();
        for point in arc.as_array().ok_or_else(|| fault("an arc is no list"))? {
            let at = pair(point).ok_or_else(|| fault("a point is no pair of numbers"))?;
            points.push(match transform {
                Some((scale, translate)) => {
                    x += at[0];
                    y += at[1];
                    json!([x * scale[0] + translate[0], y * scale[1] + translate[1]])
                }
                None => json!(at),
            });
        }
        arcs.push(points);
    }
    let ring = |indices: &Value| -> Result<Value> {
        let mut points: Vec<Value> = Vec::new();
        for index in indices
            .as_array()
            .ok_or_else(|| fault("a ring is no list of arcs"))?
        {
            let index = index
                .as_i64()
                .ok_or_else(|| fault("an arc has no number"))?;
            let at = if index < 0 { !index } else { index };
            let arc = usize::try_from(at)
                .ok()
                .and_then(|at| arcs.get(at))
                .ok_or_else(|| fault("an arc that is not there"))?;
            // Arcs share their end points; a negative number runs the arc backwards.
            let skip = usize::from(!points.is_empty());
            if index < 0 {
                points.extend(arc.iter().rev().skip(skip).cloned());
            } else {
                points.extend(arc.iter().skip(skip).cloned());
            }
        }
        Ok(Value::Array(points))
    };
    let polygon = |rings: &Value| -> Result<Value> {
        rings
            .as_array()
            .ok_or_else(|| fault("a polygon is no list of rings"))?
            .iter()
            .map(ring)
            .collect::<Result<Vec<_>>>()
            .map(Value::Array)
    };
    let geometries = match object["type"].as_str() {
        Some("GeometryCollection") => object["geometries"].as_array().cloned().unwrap_or_default(),
        _ => vec![object.clone()],
    };
    let mut features = Vec::new();
    for geometry in geometries {
        let coordinates = match geometry["type"].as_str() {
            Some("Polygon") => vec![polygon(&geometry["arcs"])?],
            Some("MultiPolygon") => geometry["arcs"]
                .as_array()
                .ok_or_else(|| fault("a multi-polygon is no list"))?
                .iter()
                .map(polygon)
                .collect::<Result<Vec<_>>>()?,
            // Points and lines bound nothing.
            _ => continue,
        };
        features.push(
            json!({"type": "Feature", "id": geometry["id"], "properties": geometry["properties"],
            "geometry": {"type": "MultiPolygon", "coordinates": coordinates}}),
        );
    }
    Ok(features)
}

/// Polygons by place code, of the features that find a place of the level.
pub fn polygons_by_place(
    features: &[Value],
    key: &str,
    by: MatchBy,
    places: &[Place],
    level: &str,
) -> BTreeMap<String, MultiPolygon> {
    let mut codes: HashMap<&str, &str> = HashMap::new();
    for place in places.iter().filter(|place| place.level == level) {
        match by {
            MatchBy::Code => {
                codes.insert(&place.code, &place.code);
            }
            MatchBy::Name => {
                for name in [&place.name.en, &place.name.zh]
                    .into_iter()
                    .chain(&place.aliases)
                {
                    codes.insert(name, &place.code);
                }
            }
        }
    }
    let mut found: BTreeMap<String, MultiPolygon> = BTreeMap::new();
    for feature in features {
        let value = match &feature["properties"][key] {
            Value::Null if key == "id" => &feature["id"],
            value => value,
        };
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => continue,
        };
        let Some(code) = codes.get(text.as_str()) else {
            continue;
        };
        let polygons = found.entry((*code).to_owned()).or_default();
        let coordinates = &feature["geometry"]["coordinates"];
        match feature["geometry"]["type"].as_str() {
            Some("Polygon") => polygons.push(coordinates.clone()),
            Some("MultiPolygon") => {
                polygons.extend(coordinates.as_array().into_iter().flatten().cloned())
            }
            _ => {}
        }
    }
    found
}

/// Polygons of a place whose level has none: those of its nearest members that have some.
pub fn polygons_of_members(
    place: &str,
    children: &HashMap<&str, Vec<&str>>,
    known: &HashMap<String, MultiPolygon>,
) -> MultiPolygon {
    let mut polygons = Vec::new();
    let mut stack: Vec<&str> = children.get(place).cloned().unwrap_or_default();
    stack.reverse();
    while let Some(member) = stack.pop() {
        match known.get(member) {
            Some(own) => polygons.extend(own.iter().cloned()),
            None => stack.extend(children.get(member).into_iter().flatten().rev()),
        }
    }
    polygons
}

/// West, south, east, north of polygons; `None` without points.
pub fn bbox_of<'a>(polygons: impl IntoIterator<Item = &'a Value>) -> Option<[f64; 4]> {
    let mut bbox = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for polygon in polygons {
        for point in polygon
            .as_array()
            .into_iter()
            .flatten()
            .flat_map(|ring| ring.as_array().into_iter().flatten())
        {
            if let (Some(x), Some(y)) = (point[0].as_f64(), point[1].as_f64()) {
                bbox = [
                    bbox[0].min(x),
                    bbox[1].min(y),
                    bbox[2].max(x),
                    bbox[3].max(y),
                ];
            }
        }
    }
    (bbox[0] <= bbox[2]).then_some(bbox)
}

/// One level's collection in the form in which it is sent. The bounding box stands first, so that it can be read
/// without the rest. Coordinates are rounded to 1e-5 degrees (about a metre).
///
/// # Errors
/// None in practice: it writes JSON.
pub fn collection(
    places: &[Place],
    shapes: &HashMap<String, MultiPolygon>,
    level: &str,
) -> Result<Option<String>> {
    let members: Vec<&Place> = places
        .iter()
        .filter(|place| place.level == level && shapes.contains_key(&place.code))
        .collect();
    if members.is_empty() {
        return Ok(None);
    }
    let bbox = bbox_of(members.iter().flat_map(|place| shapes[&place.code].iter()));
    let mut text = format!(
        "{{\"type\":\"FeatureCollection\",\"bbox\":{},\"features\":[",
        json!(bbox.map(|b| b.map(round)))
    );
    for (index, place) in members.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        let coordinates: Vec<Value> = shapes[&place.code].iter().map(rounded).collect();
        let geometry = match <[Value; 1]>::try_from(coordinates) {
            Ok([one]) => json!({"type": "Polygon", "coordinates": one}),
            Err(several) => json!({"type": "MultiPolygon", "coordinates": several}),
        };
        let feature = json!({"type": "Feature", "id": place.code,
            "properties": {"code": place.code, "name_en": place.name.en, "name_zh": place.name.zh, "level": place.level, "parent": place.parent},
            "geometry": geometry});
        text.push_str(&feature.to_string());
    }
    text.push_str("]}");
    Ok(Some(text))
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e5).round() / 1e5
}

fn rounded(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(rounded).collect()),
        Value::Number(number) => number
            .as_f64()
            .map_or(Value::Null, |degrees| json!(round(degrees))),
        other => other.clone(),
    }
}

/// Places whose outlines share a point (as a queen on a board of chess sees it), each pair once in the order of the features. Works on boundaries cut
/// from one topology, whose shared vertices are equal; where two layers only lie beside each other, nobody has neighbours.
///
/// # Errors
/// A collection that cannot be unpacked or read.
pub fn neighbours(geojson_gz: &[u8]) -> Result<Vec<(String, String)>> {
    let text = unpacked("boundaries", geojson_gz)?;
    let collection: Value = serde_json::from_slice(&text)
        .map_err(|error| Refusal::internal("a kept boundary cannot be read", error))?;
    let features = collection["features"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    let mut at: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (index, feature) in features.iter().enumerate() {
        points(&feature["geometry"]["coordinates"], &mut |lon, lat| {
            // As finely as a collection is written.
            let here = at
                .entry(((lon * 1e5).round() as i64, (lat * 1e5).round() as i64))
                .or_default();
            if here.last() != Some(&index) {
                here.push(index);
            }
        });
    }
    let mut pairs: Vec<(usize, usize)> = at
        .values()
        .flat_map(|here| {
            here.iter()
                .enumerate()
                .flat_map(move |(n, b)| here[..n].iter().map(move |a| (*a, *b)))
        })
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let code = |index: usize| {
        features[index]["properties"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    Ok(pairs.into_iter().map(|(a, b)| (code(a), code(b))).collect())
}

fn points(value: &Value, each: &mut impl FnMut(f64, f64)) {
    let Some(items) = value.as_array() else {
        return;
    };
    match items.as_slice() {
        [lon, lat, ..] if lon.is_number() => {
            if let (Some(lon), Some(lat)) = (lon.as_f64(), lat.as_f64()) {
                each(lon, lat);
            }
        }
        items => items.iter().for_each(|item| points(item, each)),
    }
}

/// The bounding box of a packed collection, reading only its beginning.
pub fn bbox_of_packed(geojson_gz: &[u8]) -> Option<[f64; 4]> {
    let mut head = [0u8; 256];
    let mut filled = 0;
    let mut reader = flate2::read::GzDecoder::new(geojson_gz);
    while filled < head.len() {
        match reader.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(_) => return None,
        }
    }
    let text = String::from_utf8_lossy(&head[..filled]);
    let (_, rest) = text.split_once("\"bbox\":")?;
    let (numbers, _) = rest.split_once(']')?;
    serde_json::from_str(&format!("{numbers}]")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Label;

    fn place(code: &str, level: &str, parent: Option<&str>) -> Place {
        Place {
            code: code.to_owned(),
            name: Label {
                en: format!("Place {code}"),
                zh: format!("地{code}"),
            },
            aliases: vec![format!("alias {code}")],
            level: level.to_owned(),
            parent: parent.map(str::to_owned),
            lon_lat: None,
            source: "test".to_owned(),
        }
    }

    /// Two unit squares side by side that share an arc, one of them running it backwards.
    fn topology() -> Value {
        json!({"type": "Topology", "transform": {"scale": [0.5, 0.5], "translate": [10.0, 20.0]},
            "objects": {"towns": {"type": "GeometryCollection", "geometries": [
                {"type": "Polygon", "properties": {"c": "a"}, "arcs": [[0, 1]]},
                {"type": "MultiPolygon", "properties": {"c": "b"}, "arcs": [[[-1, 2]]]},
                {"type": "Point", "properties": {"c": "c"}, "coordinates": [0, 0]}]}},
            "arcs": [[[2, 0], [0, 2]], [[2, 2], [-2, 0], [0, -2], [2, 0]], [[2, 0], [2, 0], [0, 2], [-2, 0]]]})
    }

    #[test]
    fn arcs_are_summed_scaled_and_stitched() {
        let features = features_of_topology("t", &topology(), None).unwrap();
        assert_eq!(features.len(), 2);
        assert_eq!(
            features[0]["geometry"]["coordinates"],
            json!([[[
                [11.0, 20.0],
                [11.0, 21.0],
                [10.0, 21.0],
                [10.0, 20.0],
                [11.0, 20.0]
            ]]])
        );
        assert_eq!(
            features[1]["geometry"]["coordinates"],
            json!([[[
                [11.0, 21.0],
                [11.0, 20.0],
                [12.0, 20.0],
                [12.0, 21.0],
                [11.0, 21.0]
            ]]])
        );
    }

    #[test]
    fn broken_topologies_are_refused() {
        for broken in [
            json!({}),
            json!({"objects": {"a": {"type": "Polygon", "arcs": [[7]]}}, "arcs": []}),
            json!({"objects": {"a": {"type": "Polygon", "arcs": 1}}, "arcs": []}),
            json!({"objects": {"a": {}, "b": {}}, "arcs": []}),
            json!({"objects": {"a": {}}, "arcs": [[["x", 1]]]}),
        ] {
            let refusal = features_of_topology("f", &broken, None).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::UnreadableFile);
            assert_eq!(refusal.location.unwrap().file, "f");
        }
    }

    #[test]
    fn a_parent_is_drawn_by_its_members() {
        let places = [
            place("root", "district", None),
            place("mid", "part", Some("root")),
            place("a", "town", Some("mid")),
            place("b", "town", Some("root")),
        ];
        let features = features_of_topology("t", &topology(), Some("towns")).unwrap();
        let towns = polygons_by_place(&features, "c", MatchBy::Code, &places, "town");
        assert_eq!(towns.len(), 2);
        let mut known: HashMap<String, MultiPolygon> = towns.into_iter().collect();
        let children = HashMap::from([("root", vec!["mid", "b"]), ("mid", vec!["a"])]);
        let whole = polygons_of_members("root", &children, &known);
        assert_eq!(whole.len(), 2);
        assert_eq!(bbox_of(&whole), Some([10.0, 20.0, 12.0, 21.0]));
        known.insert("root".to_owned(), whole);
        let text = collection(&places, &known, "district").unwrap().unwrap();
        assert_eq!(
            bbox_of_packed(&packed(text.as_bytes()).unwrap()),
            Some([10.0, 20.0, 12.0, 21.0])
        );
        let parsed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(parsed["features"][0]["id"], "root");
        assert_eq!(parsed["features"][0]["geometry"]["type"], "MultiPolygon");
        assert!(collection(&places, &known, "part").unwrap().is_none());
    }

    #[test]
    fn names_and_aliases_match_too() {
        let places = [place("a", "town", None)];
        let feature = json!({"properties": {"n": "alias a"}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}});
        let found = polygons_by_place(&[feature], "n", MatchBy::Name, &places, "town");
        assert_eq!(found["a"].len(), 1);
    }
}
