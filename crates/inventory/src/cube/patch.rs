//! Putting entries of later imports into a cube without making it anew.
//!
//! What a later entry can change is bounded: it supersedes entries of its own place and enterprise, it overlaps only those, and an
//! estimate gives way only to entries of its own enterprise. So the rows of the enterprises that the new entries name (and of the
//! places, where they name none) are taken out, put in order once more together with what was left aside before, and put back; the
//! yearly roll-up follows for the same enterprises. All other rows stay as they are, bit by bit. Since rows are ordered by what
//! they say and not by when they came, the result is the cube that [`CubeBuilder`] would make of all.

use std::collections::BTreeSet;

use super::build::{Cube, CubeBuilder};
use super::coverage::Coverage;
use super::input::EntryRef;
use super::table::{Edit, Table, Trail};
use super::years::ELECTRICITY;
use crate::finding::Finding;

/// Why a cube has to be made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPatched {
    /// An entry of an import that is no later than those the cube holds already.
    #[error("an entry came with an import that is not later than all others")]
    Earlier,
    /// An entry of an enterprise that the region does not list: where it stands is decided by all that is known of it.
    #[error("an entry names an enterprise that is not listed")]
    Unlisted,
    /// Estimates that belong to no enterprise.
    #[error("there are estimates of no enterprise")]
    PlaceEstimates,
}

/// Takes entries of later imports and makes the next cube. Places, enterprises and statistics stay as they are.
#[derive(Debug)]
pub struct CubePatch {
    builder: CubeBuilder,
    fine: Table,
    trail: Trail,
    imports_before: u32,
    earlier: bool,
    subjects_before: usize,
    industries_before: usize,
}

impl CubePatch {
    /// Begins with a cube.
    pub fn new(mut cube: Cube) -> CubePatch {
        let (fine, trail) = (
            std::mem::take(&mut cube.fine),
            std::mem::take(&mut cube.trail),
        );
        CubePatch {
            imports_before: cube.kept.last_import,
            earlier: false,
            subjects_before: cube.subjects.len(),
            industries_before: cube.industries.len(),
            builder: CubeBuilder::onward(cube),
            fine,
            trail,
        }
    }

    /// Adds an entry, as [`CubeBuilder::push`] does.
    pub fn push(&mut self, entry: &EntryRef<'_>) {
        self.earlier |= entry.lineage.import <= self.imports_before;
        self.builder.push(entry);
    }

    /// Puts all in order. The findings are those of the whole cube.
    ///
    /// # Errors
    /// [`NotPatched`] if the cube has to be made anew; it is lost then.
    pub fn apply(self) -> Result<(Cube, Vec<Finding>), NotPatched> {
        if self.earlier {
            return Err(NotPatched::Earlier);
        }
        let mut cube = self.builder.cube;
        let fresh = std::mem::replace(&mut cube.fine, self.fine);
        let fresh_trail = std::mem::replace(&mut cube.trail, self.trail);
        let unlisted = |id: &u32| *id != 0 && !cube.subjects[*id as usize].listed;
        if cube.subjects.len() > self.subjects_before || fresh.enterprise.iter().any(unlisted) {
            return Err(NotPatched::Unlisted);
        }
        if cube.industries.len() > self.industries_before {
            cube.place_industries();
        }
        if fresh.len() > 0 {
            cube.put_in(&fresh, &fresh_trail)?;
        }
        let findings = cube.findings();
        Ok((cube, findings))
    }
}

impl Cube {
    fn put_in(&mut self, fresh: &Table, fresh_trail: &Trail) -> Result<(), NotPatched> {
        let ranks = self.ranks();
        let estimated = self.estimated_datasets();
        let electricity = self.carriers.find(ELECTRICITY);
        let enterprises: BTreeSet<u32> = fresh
            .enterprise
            .iter()
            .copied()
            .filter(|e| *e != 0)
            .collect();
        let places: BTreeSet<u32> = (0..fresh.len())
            .filter(|i| fresh.enterprise[*i] == 0)
            .map(|i| fresh.place[i])
            .collect();
        if !places.is_empty() && self.estimates_of_places(&estimated, fresh, fresh_trail) {
            return Err(NotPatched::PlaceEstimates);
        }
        let touched = |place: u32, enterprise: u32| match enterprise {
            0 => places.contains(&place),
            _ => enterprises.contains(&enterprise),
        };

        // Everything of those that are touched: what counts, what was left aside, what is new.
        let mut subjects: BTreeSet<(u32, u32)> = places.iter().map(|place| (*place, 0)).collect();
        for i in 0..fresh.len() {
            subjects.insert((fresh.place[i], fresh.enterprise[i]));
        }
        for enterprise in &enterprises {
            let (first, last) = self.enterprise_places[*enterprise as usize];
            for place in first..=last.min(self.tree.len() as u32) {
                if first != u32::MAX && !self.fine.rows_of(place, *enterprise).is_empty() {
                    subjects.insert((place, *enterprise));
                }
            }
        }
        let (mut part, mut trail) = (Table::default(), Trail::default());
        for (place, enterprise) in &subjects {
            let rows: Vec<u32> = self
                .fine
                .rows_of(*place, *enterprise)
                .map(|i| i as u32)
                .collect();
            part.extend(&self.fine, &rows);
            trail.extend(&self.trail, &rows);
        }
        self.kept.aside.give(touched, &mut part, &mut trail);
        let all: Vec<u32> = (0..fresh.len() as u32).collect();
        part.extend(fresh, &all);
        trail.extend(fresh_trail, &all);

        let kept = &mut self.kept;
        let settled = part.settle(&mut trail, &ranks, &mut kept.aside);
        kept.settled.superseded += settled.superseded;
        kept.settled
            .noted
            .retain(|(place, enterprise), _| !touched(*place, *enterprise));
        kept.settled.noted.extend(settled.noted);
        let withdrawn =
            part.withdraw_estimates(&mut trail, &estimated, electricity, &mut kept.aside);
        kept.withdrawn.retain(|e, _| !enterprises.contains(e));
        kept.withdrawn.extend(withdrawn);

        // What was aside may lie where the enterprise had no row that counts.
        subjects.extend((0..part.len()).map(|i| (part.place[i], part.enterprise[i])));
        let edits = |of: &Table, with: &Table| -> Vec<Edit> {
            let edit = |(place, enterprise): &(u32, u32)| {
                (
                    of.rows_of(*place, *enterprise),
                    with.rows_of(*place, *enterprise),
                )
            };
            subjects.iter().map(edit).collect()
        };
        let of_fine = edits(&self.fine, &part);
        self.fine.splice(&of_fine, &part);
        self.trail.splice(&of_fine, &trail);
        self.fine.trim();
        self.yearly = match self.yearly.take() {
            Some(mut yearly) if self.fine.is_by_parts_of_years() => {
                let years = part.years(&ranks);
                yearly.splice(&edits(&yearly, &years), &years);
                yearly.trim();
                if self.fine.own_percent.is_empty() {
                    yearly.variance.clear();
                }
                Some(yearly).filter(|yearly| yearly.saves(&self.fine))
            }
            Some(_) => None,
            None => self.fine.by_year(&ranks),
        };
        let span = self.span();
        if span != (self.first, self.end) {
            (self.first, self.end) = span;
            let mut statistics = std::mem::take(&mut self.statistics);
            for of in &mut statistics {
                of.reshade(self);
            }
            self.statistics = statistics;
        }
        self.coverage = Coverage::new(self);
        self.place_enterprises();
        Ok(())
    }

    /// True if any estimate belongs to no enterprise.
    fn estimates_of_places(&self, estimated: &[bool], fresh: &Table, fresh_trail: &Trail) -> bool {
        let aside = &self.kept.aside;
        let tables = [
            (&self.fine, &self.trail),
            (&aside.table, &aside.trail),
            (fresh, fresh_trail),
        ];
        estimated.contains(&true)
            && tables.iter().any(|(table, trail)| {
                let mut rows = table.enterprise.iter().zip(&trail.dataset);
                rows.any(|(enterprise, dataset)| {
                    *enterprise == 0 && estimated[usize::from(*dataset)]
                })
            })
    }
}
