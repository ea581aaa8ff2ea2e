//! The tree of places in preorder, so that a subtree is a range.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Finding, Severity};
use crate::master::Place;

/// Index of no place.
pub(crate) const NOWHERE: u32 = u32::MAX;

#[derive(Debug, Clone, Default)]
pub(crate) struct Tree {
    pub codes: Vec<Arc<str>>,
    pub levels: Vec<Arc<str>>,
    pub parents: Vec<u32>,
    pub depths: Vec<u8>,
    /// First index after the subtree.
    pub ends: Vec<u32>,
    pub index: HashMap<Arc<str>, u32>,
    pub roots: Vec<u32>,
}

impl Tree {
    /// Orders the places. Places of a cycle are left out, with a finding; one with an unknown parent becomes a root, with one.
    pub fn new(places: &[Place], findings: &mut Vec<Finding>) -> Tree {
        let mut by_code: HashMap<&str, usize> = HashMap::new();
        for (i, place) in places.iter().enumerate() {
            if by_code.contains_key(place.code.as_str()) {
                findings.push(note(
                    "duplicate_place",
                    Severity::Error,
                    &[("code", &place.code)],
                    format!("place {} is listed twice; the first is used", place.code),
                ));
            } else {
                by_code.insert(&place.code, i);
            }
        }
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); places.len()];
        let mut roots = Vec::new();
        for (i, place) in places.iter().enumerate() {
            if by_code[place.code.as_str()] != i {
                continue;
            }
            match place.parent.as_deref() {
                None => roots.push(i),
                Some(parent) => match by_code.get(parent) {
                    Some(&p) => children[p].push(i),
                    None => {
                        findings.push(note("unknown_parent", Severity::Error,
                            &[("code", &place.code), ("parent", parent)],
                            format!("place {} lies in {parent}, which is not listed; it stands as a root", place.code)));
                        roots.push(i);
                    }
                },
            }
        }
        let mut tree = Tree::default();
        let mut stack: Vec<(usize, u32, u8)> =
            roots.iter().rev().map(|&r| (r, NOWHERE, 0)).collect();
        while let Some((i, parent, depth)) = stack.pop() {
            let code: Arc<str> = places[i].code.as_str().into();
            let at = tree.codes.len() as u32;
            if parent == NOWHERE {
                tree.roots.push(at);
            }
            tree.index.insert(code.clone(), at);
            tree.codes.push(code);
            tree.levels.push(places[i].level.as_str().into());
            tree.parents.push(parent);
            tree.depths.push(depth);
            // 250 levels are beyond any country; deeper ones share the last depth.
            stack.extend(
                children[i]
                    .iter()
                    .rev()
                    .map(|&c| (c, at, (depth + 1).min(250))),
            );
        }
        tree.ends = (1..=tree.codes.len() as u32).collect();
        for at in (0..tree.codes.len()).rev() {
            let parent = tree.parents[at];
            if parent != NOWHERE {
                tree.ends[parent as usize] = tree.ends[parent as usize].max(tree.ends[at]);
            }
        }
        let lost: Vec<&str> = by_code
            .iter()
            .filter(|(_, i)| !tree.index.contains_key(places[**i].code.as_str()))
            .map(|(c, _)| *c)
            .collect();
        if let Some(first) = lost.iter().min() {
            findings.push(note("place_cycle", Severity::Error, &[("first", first), ("count", &lost.len().to_string())],
                format!("{} places, {first} among them, lie in each other and in no root; they are left out", lost.len())));
        }
        if tree.roots.len() > 1 {
            findings.push(note(
                "several_roots",
                Severity::Note,
                &[("count", &tree.roots.len().to_string())],
                format!(
                    "{} places have no parent; the region is all of them",
                    tree.roots.len()
                ),
            ));
        }
        tree
    }

    pub fn len(&self) -> usize {
        self.codes.len()
    }

    pub fn subtree(&self, place: u32) -> Range<u32> {
        place..self.ends[place as usize]
    }

    pub fn is_leaf(&self, place: u32) -> bool {
        self.ends[place as usize] == place + 1
    }

    /// Children in order.
    pub fn children(&self, place: u32) -> impl Iterator<Item = u32> + '_ {
        let end = self.ends[place as usize];
        let mut next = place + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.ends[child as usize];
                child
            })
        })
    }
}

/// A finding of the cube (without a location, which only files have).
pub(crate) fn note(
    code: &str,
    severity: Severity,
    params: &[(&str, &str)],
    message: String,
) -> Finding {
    let finding = Finding {
        code: code.to_owned(),
        severity,
        location: None,
        params: params
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect::<BTreeMap<_, _>>(),
        message,
    };
    debug_assert!(finding.is_listed(), "{finding:?}");
    finding
}
