//! Mappings: what the columns of foreign files mean, from the program and from the home.

use super::Actor;
use crate::embed;
use crate::home::Home;
use crate::http::dto::{Label, Mapping as MappingDto};
use crate::refusal::{ErrorCode, Refusal, Result};
use intake::Mapping;

/// All mappings that the program carries and the home adds in `<home>/mappings/*.toml`.
///
/// # Errors
/// Who may not read; a mapping file with faults.
pub async fn mappings(home: &Home, actor: &Actor) -> Result<Vec<MappingDto>> {
    actor.must_read(home.config().public_read)?;
    let mut all = Vec::new();
    for (file, text) in mapping_texts(home)? {
        let mapping = parse_mapping(&file, &text)?;
        all.push(MappingDto {
            id: mapping.id,
            title: Label::from(mapping.title),
            region: mapping.region,
            dataset: mapping.dataset,
        });
    }
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

fn mapping_texts(home: &Home) -> Result<Vec<(String, String)>> {
    let mut texts: Vec<(String, String)> = embed::Data::iter()
        .filter(|path| path.starts_with("mappings/") && path.ends_with(".toml"))
        .filter_map(|path| {
            let bytes = embed::data(&path)?;
            Some((
                path.to_string(),
                String::from_utf8_lossy(&bytes).into_owned(),
            ))
        })
        .collect();
    let own = home.dir().join("mappings");
    if let Ok(entries) = std::fs::read_dir(&own) {
        let mut paths: Vec<_> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
            .collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Refusal::storage(format!("cannot read {}", path.display()), error)
            })?;
            texts.push((path.display().to_string(), text));
        }
    }
    Ok(texts)
}

fn parse_mapping(file: &str, text: &str) -> Result<Mapping> {
    Mapping::parse_file(file, text).map_err(|findings| {
        let message = findings
            .first()
            .map_or_else(String::new, |finding| finding.message.clone());
        let mut refusal = Refusal::new(ErrorCode::UnreadableFile, format!("{file}: {message}"));
        refusal.location = findings
            .into_iter()
            .next()
            .and_then(|one| one.location)
            .map(Box::new);
        refusal
    })
}

/// A mapping by its id; a mapping file of the home wins over one of the program.
///
/// # Errors
/// [`ErrorCode::UnknownMapping`].
pub fn mapping(home: &Home, id: &str) -> Result<Mapping> {
    let mut known = Vec::new();
    let mut found = None;
    for (file, text) in mapping_texts(home)? {
        let mapping = parse_mapping(&file, &text)?;
        known.push(mapping.id.clone());
        if mapping.id == id {
            found = Some(mapping);
        }
    }
    found.ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnknownMapping,
            format!("no mapping {id:?}; there are {}", known.join(", ")),
        )
        .with("mapping", id)
    })
}
