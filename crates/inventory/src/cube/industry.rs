//! Industries asked for by a code and what lies below it.

use units::{Classifications, Industry, IndustryPath, Scheme};

use super::build::Cube;
use super::query::{Key, Query};
use crate::master::Region;

/// Before a code in a filter: the code alone, without those below it.
const ALONE: char = '=';

/// Reads industry codes in the classification of a region. Codes of a file's own sectors have nothing below them.
#[derive(Debug, Clone, Copy)]
pub struct IndustryTree {
    scheme: Option<Scheme>,
}

impl IndustryTree {
    /// The tree of a region's classification.
    pub fn of(region: &Region) -> IndustryTree {
        IndustryTree {
            scheme: region.classification.parse().ok(),
        }
    }

    pub(crate) fn path(self, code: &str) -> Option<IndustryPath> {
        Classifications::builtin().path(self.scheme?, code)
    }

    /// True if a filter as in [`Query::industries`] lets a code pass; an empty one lets all.
    pub fn passes(self, filter: &[Option<String>], code: Option<&str>) -> bool {
        filter.is_empty()
            || filter.iter().any(|asked| match (asked.as_deref(), code) {
                (None, None) => true,
                (Some(asked), Some(code)) => match asked.strip_prefix(ALONE) {
                    Some(alone) => alone == code,
                    None => {
                        asked == code
                            || matches!((self.path(asked), self.path(code)), (Some(outer), Some(inner)) if outer.contains(&inner))
                    }
                },
                _ => false,
            })
    }
}

impl Cube {
    /// Which of the cube's industries a filter lets pass, by their numbers (0 is none); `None` lets all pass.
    pub(crate) fn industries_of(&self, filter: &[Option<String>]) -> Option<Vec<bool>> {
        if filter.is_empty() {
            return None;
        }
        let tree = IndustryTree::of(&self.region);
        let mut pass = vec![false; self.industries.len()];
        for asked in filter {
            let Some(asked) = asked.as_deref() else {
                pass[0] = true;
                continue;
            };
            let alone = asked.strip_prefix(ALONE);
            if let Some(at) = self.industries.find(alone.unwrap_or(asked)) {
                pass[at as usize] = true;
            }
            if let (None, Some(outer)) = (alone, tree.path(asked)) {
                for (slot, path) in pass.iter_mut().zip(&self.industry_paths) {
                    *slot |= path.as_ref().is_some_and(|inner| outer.contains(inner));
                }
            }
        }
        Some(pass)
    }

    /// Sections and divisions of the region's classification in which any of the cube's industries lies, in its order: what a
    /// filter can be asked for besides [`Cube::industries`]. Empty where files have sectors of their own.
    pub fn industry_groups(&self) -> Vec<&'static Industry> {
        let tree = IndustryTree::of(&self.region);
        let Some(scheme) = tree.scheme else {
            return Vec::new();
        };
        let holds = |group: &&Industry| {
            let outer = tree.path(&group.code);
            self.industry_paths
                .iter()
                .flatten()
                .any(|inner| outer.as_ref().is_some_and(|outer| outer.contains(inner)))
        };
        Classifications::builtin()
            .industries(scheme)
            .iter()
            .filter(holds)
            .collect()
    }

    /// True if a filter lets at most one of the cube's industries pass: it cannot be split further.
    pub(crate) fn is_one_industry(&self, query: &Query) -> bool {
        self.industries_of(&query.industries)
            .is_some_and(|pass| pass.iter().filter(|p| **p).count() <= 1)
    }

    /// [`Query::narrowed`], so that the question's total is the row's figure also where the cube has entries of an
    /// industry and others of an industry below it: the code then stands alone (`=C31`).
    pub fn narrowed(&self, query: &Query, keys: &[Key]) -> Query {
        let mut narrowed = query.narrowed(keys);
        let by_industry = keys.iter().any(|key| matches!(key, Key::Industry(Some(_))));
        if by_industry && !self.is_one_industry(&narrowed) {
            for code in narrowed.industries.iter_mut().flatten() {
                code.insert(0, ALONE);
            }
        }
        narrowed
    }
}
