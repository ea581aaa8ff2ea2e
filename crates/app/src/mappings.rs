//! Mappings: what the columns of foreign files mean, from the program and from the home (`<home>/mappings/*.toml`).

use crate::embed;
use crate::refusal::{ErrorCode, Refusal, Result};
use intake::Mapping;
use std::path::Path;

/// All mappings by their ids.
///
/// # Errors
/// A mapping file with faults.
pub fn all(home: &Path) -> Result<Vec<Mapping>> {
    let mut all = texts(home)?
        .iter()
        .map(|(file, text)| parse(file, text))
        .collect::<Result<Vec<_>>>()?;
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all)
}

/// A mapping by its id; a mapping file of the home wins over one of the program.
///
/// # Errors
/// [`ErrorCode::UnknownMapping`].
pub fn find(home: &Path, id: &str) -> Result<Mapping> {
    let mut known = Vec::new();
    let mut found = None;
    for (file, text) in texts(home)? {
        let mapping = parse(&file, &text)?;
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

fn texts(home: &Path) -> Result<Vec<(String, String)>> {
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
    let own = home.join("mappings");
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

fn parse(file: &str, text: &str) -> Result<Mapping> {
    Mapping::parse_file(file, text).map_err(|findings| Refusal {
        code: ErrorCode::UnreadableFile,
        ..Refusal::found(&findings)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_faulty_mapping_is_refused_with_its_file_first() {
        for text in ["id = ", "", "idd = \"own\""] {
            let refusal = parse("own.toml", text).unwrap_err();
            assert_eq!(refusal.code, ErrorCode::UnreadableFile);
            assert!(refusal.message.starts_with("own.toml, row 1"), "{refusal}");
        }
    }
}
