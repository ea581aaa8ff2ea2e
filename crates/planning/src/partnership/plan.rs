//! A plan is the fold of its revisions: nobody edits what stands there, a change is a new row on top.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::item::{Body, Item, Kind};
use super::{Fault, Id, Side};

/// Most items that a side may have in a plan.
pub const ITEMS_MAX: usize = 5_000;

/// What happens to one item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum Change {
    /// It is so from now on; a new one if there was none.
    Put {
        /// The whole item.
        item: Box<Item>,
    },
    /// It is no longer in the plan.
    Remove {
        /// Which.
        id: Id,
    },
}

impl Change {
    /// The item.
    pub fn id(&self) -> Id {
        match self {
            Change::Put { item } => item.id,
            Change::Remove { id } => *id,
        }
    }
}

/// Changes that were made together.
#[derive(Debug, Clone, PartialEq)]
pub struct Revision {
    /// From 1, without gaps.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Whose changes; they touch no item of the other side.
    pub side: Side,
    /// Who; `None` if it came by a file or from the operator.
    pub by: Option<String>,
    /// Id of the organisation.
    pub organisation: Option<String>,
    /// True if a file of the partner brought it.
    pub from_file: bool,
    /// What.
    pub changes: Vec<Change>,
}

/// When and by whom an item was changed last.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamp {
    /// Version of the plan.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Option<String>,
    /// Id of the organisation.
    pub organisation: Option<String>,
}

/// An item as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// The item.
    pub item: Item,
    /// Its last change.
    pub changed: Stamp,
}

/// A plan at a version.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Number of the last revision; 0 is the empty plan.
    pub version: u32,
    /// When that was.
    pub at: Option<Timestamp>,
    /// Items by id.
    pub items: BTreeMap<Id, Kept>,
    /// Version in which an item was taken out.
    gone: HashMap<Id, u32>,
    highest: HashMap<Side, u32>,
}

/// An edit as somebody asks for it.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// Make or change an item.
    Put {
        /// Which; `None` makes one.
        id: Option<Id>,
        /// A name for a new one, by which later edits of the same request can point at it.
        name: Option<String>,
        /// Whether anybody may see it.
        public: bool,
        /// The whole content.
        body: Body,
    },
    /// Take an item out; what hangs under it of the same side goes with it.
    Remove {
        /// Which.
        id: Id,
    },
}

/// Why edits were not taken. None of them was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditRefused {
    /// Somebody changed the item since the version that the editor saw.
    #[error("{item} was changed since: it is at version {version} now; load the plan again")]
    Stale {
        /// The item.
        item: Id,
        /// The plan's version in which it was changed.
        version: u32,
    },
    /// The editor names a version that there is not yet.
    #[error("the plan has no version {seen} yet")]
    NoVersion {
        /// What was named.
        seen: u32,
    },
    /// The item belongs to the other side.
    #[error("{item} belongs to the other side; only that side may change it")]
    NotYours {
        /// The item.
        item: Id,
    },
    /// There is no such item.
    #[error("there is no item {item}")]
    Unknown {
        /// The item.
        item: Id,
    },
    /// An item is not sound.
    #[error("edit {index}: {fault}")]
    Bad {
        /// Which edit, from 0.
        index: usize,
        /// What is wrong.
        fault: Fault,
    },
    /// The side has too many items.
    #[error("a side may have {ITEMS_MAX} items in a plan")]
    TooMany,
}

impl Plan {
    /// The plan after these revisions, which are in order of version.
    pub fn of<'a>(revisions: impl IntoIterator<Item = &'a Revision>) -> Plan {
        let mut plan = Plan::default();
        for revision in revisions {
            plan.push(revision);
        }
        plan
    }

    /// Puts one more revision on top.
    pub fn push(&mut self, revision: &Revision) {
        self.version = revision.version;
        self.at = Some(revision.at);
        for change in &revision.changes {
            let id = change.id();
            let highest = self.highest.entry(id.side).or_default();
            *highest = (*highest).max(id.number);
            match change {
                Change::Put { item } => {
                    self.gone.remove(&id);
                    self.items.insert(
                        id,
                        Kept {
                            item: (**item).clone(),
                            changed: Stamp {
                                version: revision.version,
                                at: revision.at,
                                by: revision.by.clone(),
                                organisation: revision.organisation.clone(),
                            },
                        },
                    );
                }
                Change::Remove { id } => {
                    self.items.remove(id);
                    self.gone.insert(*id, revision.version);
                }
            }
        }
    }

    /// Items of a side.
    pub fn of_side(&self, side: Side) -> impl Iterator<Item = &Kept> {
        self.items.values().filter(move |k| k.item.side == side)
    }

    fn free(&self, id: Id, seen: u32) -> Result<&Kept, EditRefused> {
        match (self.items.get(&id), self.gone.get(&id)) {
            (Some(kept), _) if kept.changed.version > seen => Err(EditRefused::Stale {
                item: id,
                version: kept.changed.version,
            }),
            (Some(kept), _) => Ok(kept),
            (None, Some(version)) if *version > seen => Err(EditRefused::Stale {
                item: id,
                version: *version,
            }),
            (None, _) => Err(EditRefused::Unknown { item: id }),
        }
    }

    /// What a side's edits come to, all of them or none. `seen` is the version that the editor looked at: an item that was changed
    /// since is not overwritten, whatever else was changed does not matter. `linkable` says which items the editor may point at,
    /// `topic` which topics there are.
    ///
    /// # Errors
    /// [`EditRefused`].
    pub fn edit(
        &self,
        side: Side,
        seen: u32,
        drafts: Vec<Draft>,
        linkable: &dyn Fn(&Item) -> bool,
        topic: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Change>, EditRefused> {
        if seen > self.version {
            return Err(EditRefused::NoVersion { seen });
        }
        let mut changes: Vec<Change> = Vec::new();
        let mut named: HashMap<String, (Id, Kind)> = HashMap::new();
        let mut kinds: HashMap<Id, Kind> = HashMap::new();
        // Known beforehand, so that nothing new is hung under what goes.
        let removed: HashSet<Id> = drafts
            .iter()
            .filter_map(|draft| match draft {
                Draft::Remove { id } => Some(*id),
                Draft::Put { .. } => None,
            })
            .collect();
        let mut taken_out: HashSet<Id> = HashSet::new();
        let mut next = self.highest.get(&side).copied().unwrap_or_default() + 1;
        let mut count = self.of_side(side).count();
        for (index, draft) in drafts.into_iter().enumerate() {
            let bad = |field, reason| EditRefused::Bad {
                index,
                fault: Fault { field, reason },
            };
            match draft {
                Draft::Remove { id } => {
                    if id.side != side {
                        return Err(EditRefused::NotYours { item: id });
                    }
                    if !taken_out.insert(id) {
                        return Err(bad("id", "twice"));
                    }
                    self.free(id, seen)?;
                    changes.push(Change::Remove { id });
                }
                Draft::Put {
                    id,
                    name,
                    public,
                    mut body,
                } => {
                    let kind = body.kind();
                    let id = match id {
                        Some(id) if id.side != side => {
                            return Err(EditRefused::NotYours { item: id });
                        }
                        Some(id) => {
                            if removed.contains(&id) || kinds.contains_key(&id) {
                                return Err(bad("id", "twice"));
                            }
                            let kept = self.free(id, seen)?;
                            if kept.item.body.kind() != kind {
                                return Err(bad("kind", "not_allowed"));
                            }
                            // A document's bytes come by upload only.
                            if let (
                                Body::Document { sha256, .. },
                                Body::Document { sha256: was, .. },
                            ) = (&body, &kept.item.body)
                                && sha256 != was
                            {
                                return Err(bad("sha256", "not_allowed"));
                            }
                            id
                        }
                        None => {
                            let id = Id { side, number: next };
                            next += 1;
                            count += 1;
                            id
                        }
                    };
                    for (field, link, wanted) in body.links() {
                        let Some(text) = link else { continue };
                        if let Some((id, kind)) = named.get(text.as_str()) {
                            if *kind != wanted {
                                return Err(bad(field, "unknown"));
                            }
                            *text = id.to_string();
                            continue;
                        }
                        let there = text.parse::<Id>().ok().is_some_and(|id| {
                            let known = self
                                .items
                                .get(&id)
                                .is_some_and(|k| k.item.body.kind() == wanted && linkable(&k.item));
                            !removed.contains(&id) && (known || kinds.get(&id) == Some(&wanted))
                        });
                        if !there {
                            return Err(bad(field, "unknown"));
                        }
                    }
                    body.check()
                        .map_err(|fault| EditRefused::Bad { index, fault })?;
                    if let Some(_unknown) = body.topics().into_iter().find(|t| !topic(t)) {
                        let field = if kind == Kind::Topic {
                            "topic"
                        } else {
                            "topics"
                        };
                        return Err(bad(field, "unknown"));
                    }
                    kinds.insert(id, kind);
                    if let Some(name) = name
                        && named.insert(name, (id, kind)).is_some()
                    {
                        return Err(bad("ref", "twice"));
                    }
                    let item = Item {
                        id,
                        side,
                        public,
                        body,
                    };
                    changes.push(Change::Put {
                        item: Box::new(item),
                    });
                }
            }
        }
        if count > ITEMS_MAX {
            return Err(EditRefused::TooMany);
        }
        // What hangs under a removed project or meeting goes with it, as far as it is the side's own.
        let under: Vec<Id> = self
            .of_side(side)
            .filter(|kept| {
                let mut body = kept.item.body.clone();
                let hangs = body.links().into_iter().any(|(_, link, _)| {
                    link.as_deref()
                        .and_then(|text| text.parse::<Id>().ok())
                        .is_some_and(|id| removed.contains(&id))
                });
                hangs && !removed.contains(&kept.item.id) && !kinds.contains_key(&kept.item.id)
            })
            .map(|kept| kept.item.id)
            .collect();
        for id in under {
            self.free(id, seen)?;
            changes.push(Change::Remove { id });
        }
        Ok(changes)
    }

    /// What must change so that a side's items are exactly these: how a file of the partner is taken in. Nothing of the other side
    /// is touched; an item that is the same already is left alone.
    ///
    /// # Errors
    /// An item of another side, one that is twice, or one that is not sound.
    pub fn take(&self, side: Side, items: &[Item]) -> Result<Vec<Change>, EditRefused> {
        let mut changes = Vec::new();
        let mut there = HashSet::new();
        for (index, item) in items.iter().enumerate() {
            if item.side != side || item.id.side != side {
                return Err(EditRefused::NotYours { item: item.id });
            }
            let bad = |fault| EditRefused::Bad { index, fault };
            if !there.insert(item.id) {
                let (field, reason) = ("id", "twice");
                return Err(bad(Fault { field, reason }));
            }
            // A project that is not shared leaves its parts without one.
            let mut body = item.body.clone();
            if matches!(body.kind(), Kind::Milestone | Kind::Budget) {
                for (_, link, _) in body.links() {
                    link.get_or_insert_with(String::new);
                }
            }
            body.check().map_err(bad)?;
            if self.items.get(&item.id).is_none_or(|k| k.item != *item) {
                changes.push(Change::Put {
                    item: Box::new(item.clone()),
                });
            }
        }
        if there.len() > ITEMS_MAX {
            return Err(EditRefused::TooMany);
        }
        let lost = self.of_side(side).map(|k| k.item.id);
        changes.extend(
            lost.filter(|id| !there.contains(id))
                .map(|id| Change::Remove { id }),
        );
        Ok(changes)
    }
}
