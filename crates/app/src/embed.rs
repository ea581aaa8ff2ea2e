//! What the one binary carries: the data tables, sample regions and mappings, and the web interface.

use rust_embed::RustEmbed;
use std::borrow::Cow;

/// `data/` of the project.
#[derive(RustEmbed)]
#[folder = "../../data"]
pub struct Data;

/// `web/dist`: the built web interface, or a page that says how to build it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
pub struct Web;

/// A file of `data/`, by its path within.
pub fn data(path: &str) -> Option<Cow<'static, [u8]>> {
    Data::get(path).map(|file| file.data)
}

/// Ids of the regions that the binary carries whole; a region that is generated has no tree of places here.
pub fn region_ids() -> Vec<String> {
    let mut ids: Vec<String> = Data::iter()
        .filter_map(|path| {
            let rest = path.strip_prefix("regions/")?;
            rest.strip_suffix("/places.csv").map(str::to_owned)
        })
        .collect();
    ids.sort();
    ids
}

/// The glossary's text.
pub const GLOSSARY: &str = include_str!("../../../GLOSSARY.md");

/// The factor tables, in the order of their names: what every figure depends on besides its data.
pub fn factor_tables() -> Vec<Cow<'static, [u8]>> {
    let mut names: Vec<_> = Data::iter()
        .filter(|path| path.ends_with(".csv") && !path.contains('/'))
        .collect();
    names.sort();
    names.iter().filter_map(|name| data(name)).collect()
}
