//! Whom the rows may be about: places and enterprises of a region, found by code, name or alias.

use std::collections::{BTreeSet, HashMap};

use inventory::master::{Enterprise, Place};

use crate::text::{folded, nearest, slug};

/// How a file names its places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceBy {
    /// By code, exactly.
    Code,
    /// By shown name in either language, case and punctuation aside.
    Name,
    /// By code, name or alias.
    Alias,
}

/// What a text resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// The code of the one place.
    Found(String),
    /// None; the nearest names, best first.
    Unknown {
        /// Up to three, with their codes.
        nearest: Vec<String>,
    },
    /// Several; their codes.
    Ambiguous(Vec<String>),
}

/// Places and enterprises a region knows.
pub trait PlaceBook {
    /// The place that `text` names.
    fn resolve(&self, text: &str, by: PlaceBy) -> Resolution;
    /// Codes of the direct members of a place; empty for a leaf or an unknown code.
    fn children(&self, code: &str) -> &[String];
    /// Code of the place's parent; `None` at the root or for an unknown code.
    fn parent(&self, code: &str) -> Option<&str>;
    /// The enterprise of this code.
    fn enterprise(&self, code: &str) -> Option<&Enterprise>;
    /// Codes of enterprises spelled most like `text`, best first, at most three.
    fn nearest_enterprises(&self, text: &str) -> Vec<String>;
}

/// A [`PlaceBook`] held in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryPlaceBook {
    places: HashMap<String, Place>,
    children: HashMap<String, Vec<String>>,
    names: HashMap<String, BTreeSet<String>>,
    aliases: HashMap<String, BTreeSet<String>>,
    enterprises: HashMap<String, Enterprise>,
}

impl MemoryPlaceBook {
    /// Indexes places and enterprises. Children keep the order of `places`.
    ///
    /// Names are compared by [`folded`]: case, width and punctuation aside, but with every word. A file that says
    /// `Durham` finds `Durham County Council` only if the place has that alias.
    pub fn new(places: Vec<Place>, enterprises: Vec<Enterprise>) -> MemoryPlaceBook {
        let mut book = MemoryPlaceBook::default();
        for place in places {
            if let Some(parent) = &place.parent {
                book.children
                    .entry(parent.clone())
                    .or_default()
                    .push(place.code.clone());
            }
            for name in [&place.name.en, &place.name.zh] {
                if !name.is_empty() {
                    book.names
                        .entry(folded(name))
                        .or_default()
                        .insert(place.code.clone());
                }
            }
            for alias in &place.aliases {
                book.aliases
                    .entry(folded(alias))
                    .or_default()
                    .insert(place.code.clone());
            }
            book.places.insert(place.code.clone(), place);
        }
        book.enterprises = enterprises
            .into_iter()
            .map(|enterprise| (enterprise.code.clone(), enterprise))
            .collect();
        book
    }

    /// The place of this code.
    pub fn place(&self, code: &str) -> Option<&Place> {
        self.places.get(code)
    }

    fn nearest_places(&self, text: &str, by: PlaceBy) -> Vec<String> {
        let label = |place: &Place| match by {
            PlaceBy::Code => place.code.clone(),
            _ => format!("{} ({})", place.name.en, place.code),
        };
        let mut best = Vec::new();
        if by != PlaceBy::Code {
            let names: HashMap<&str, &Place> = self
                .places
                .values()
                .flat_map(|place| {
                    let own = [place.name.en.as_str(), place.name.zh.as_str()];
                    own.into_iter()
                        .chain(place.aliases.iter().map(String::as_str))
                        .filter(|name| !name.is_empty())
                        .map(move |name| (name, place))
                })
                .collect();
            for name in nearest(text, names.keys().copied(), 6) {
                let found = label(names[name.as_str()]);
                if !best.contains(&found) {
                    best.push(found);
                }
            }
        }
        if best.is_empty() && by != PlaceBy::Name {
            best = nearest(text, self.places.keys().map(String::as_str), 3);
        }
        best.truncate(3);
        best
    }
}

impl PlaceBook for MemoryPlaceBook {
    fn resolve(&self, text: &str, by: PlaceBy) -> Resolution {
        if by != PlaceBy::Name && self.places.contains_key(text) {
            return Resolution::Found(text.to_owned());
        }
        if by != PlaceBy::Code {
            let key = folded(text);
            let mut codes: BTreeSet<String> = self.names.get(&key).cloned().unwrap_or_default();
            // A place's own name goes before another's alias.
            if codes.is_empty() && by == PlaceBy::Alias {
                codes = self.aliases.get(&key).cloned().unwrap_or_default();
            }
            if codes.len() > 1 {
                return Resolution::Ambiguous(codes.into_iter().collect());
            }
            if let Some(code) = codes.pop_first() {
                return Resolution::Found(code);
            }
        }
        Resolution::Unknown {
            nearest: self.nearest_places(text, by),
        }
    }

    fn children(&self, code: &str) -> &[String] {
        self.children.get(code).map_or(&[], Vec::as_slice)
    }

    fn parent(&self, code: &str) -> Option<&str> {
        self.places.get(code)?.parent.as_deref()
    }

    fn enterprise(&self, code: &str) -> Option<&Enterprise> {
        self.enterprises.get(code)
    }

    fn nearest_enterprises(&self, text: &str) -> Vec<String> {
        // Thousands of codes that differ in digits only are all alike; more than a few thousand are not compared.
        const COMPARED_MAX: usize = 20_000;
        let wanted = slug(&[text]);
        nearest(
            &wanted,
            self.enterprises
                .keys()
                .take(COMPARED_MAX)
                .map(String::as_str),
            3,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use units::Label;

    fn place(code: &str, name: &str, aliases: &[&str], parent: Option<&str>) -> Place {
        Place {
            code: code.into(),
            name: Label {
                en: name.into(),
                zh: String::new(),
            },
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            level: "district".into(),
            parent: parent.map(str::to_owned),
            lon_lat: None,
            source: "test".into(),
        }
    }

    #[test]
    fn names_aliases_and_doubles() {
        let book = MemoryPlaceBook::new(
            vec![
                place("UK", "United Kingdom", &[], None),
                place(
                    "DUR",
                    "Durham County Council",
                    &["County Durham"],
                    Some("UK"),
                ),
                place("A", "Newport", &[], Some("UK")),
                place("B", "Newport", &[], Some("UK")),
            ],
            vec![],
        );
        let found = |text, by| book.resolve(text, by);
        assert_eq!(
            found("durham county council", PlaceBy::Name),
            Resolution::Found("DUR".into())
        );
        assert_eq!(
            found("COUNTY DURHAM", PlaceBy::Alias),
            Resolution::Found("DUR".into())
        );
        assert!(matches!(
            found("County Durham", PlaceBy::Name),
            Resolution::Unknown { .. }
        ));
        assert!(
            matches!(found("Durham", PlaceBy::Name), Resolution::Unknown { nearest } if nearest == ["Durham County Council (DUR)"])
        );
        assert_eq!(
            found("Newport", PlaceBy::Name),
            Resolution::Ambiguous(vec!["A".into(), "B".into()])
        );
        assert!(
            matches!(found("dur", PlaceBy::Code), Resolution::Unknown { nearest } if nearest == ["DUR"])
        );
        assert_eq!(book.children("UK").len(), 3);
        assert_eq!(book.parent("DUR"), Some("UK"));
    }
}
