//! Who has data when, for completeness and for matching the two sides of a ratio.

use super::build::Cube;
use super::time::Bits;
use super::tree::NOWHERE;

/// What data is had of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Carbon,
    Energy,
    Biogenic,
}

/// Months with data of one measure.
#[derive(Debug, Clone, Default)]
pub(crate) struct Months {
    /// Of each enterprise.
    pub enterprise: Bits,
    /// Anywhere in the subtree of each place.
    pub subtree: Bits,
    /// Of each leaf place: its own, its enterprises', or stated for a place above it.
    pub leaf: Bits,
    /// The same of enterprises and leaf places without estimates, where there are any: an estimate is no data.
    real: Option<Box<(Bits, Bits)>>,
}

impl Months {
    /// Months of each enterprise with data that are no estimates.
    pub fn enterprise_real(&self) -> &Bits {
        self.real.as_ref().map_or(&self.enterprise, |real| &real.0)
    }

    /// Months of each leaf place with data that are no estimates.
    pub fn leaf_real(&self) -> &Bits {
        self.real.as_ref().map_or(&self.leaf, |real| &real.1)
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    carbon: Months,
    energy: Months,
    biogenic: Months,
}

impl Coverage {
    pub fn new(cube: &Cube) -> Coverage {
        let estimated = cube.estimated_datasets();
        let both = |column: &[f64]| {
            let mut all = months(cube, column, &[]);
            if estimated.contains(&true) {
                let real = months(cube, column, &estimated);
                all.real = Some(Box::new((real.enterprise, real.leaf)));
            }
            all
        };
        Coverage {
            carbon: both(&cube.fine.carbon),
            energy: both(&cube.fine.energy_gj),
            biogenic: both(&cube.fine.biogenic),
        }
    }

    pub fn of(&self, measure: Measure) -> &Months {
        match measure {
            Measure::Carbon => &self.carbon,
            Measure::Energy => &self.energy,
            Measure::Biogenic => &self.biogenic,
        }
    }
}

/// Months with data of a column; rows of the datasets that `without` marks do not count.
fn months(cube: &Cube, column: &[f64], without: &[bool]) -> Months {
    let (places, tree) = (cube.tree.len(), &cube.tree);
    let mut enterprise = Bits::new(cube.subjects.len(), cube.first, cube.end);
    let mut subtree = Bits::new(places, cube.first, cube.end);
    let mut above = Bits::new(places, cube.first, cube.end);
    let table = &cube.fine;
    for (i, value) in column.iter().enumerate() {
        let left_out = without.get(usize::from(cube.trail.dataset[i]));
        if value.is_nan() || left_out == Some(&true) {
            continue;
        }
        let (lo, hi) = (table.start[i], table.start[i] + u16::from(table.months[i]));
        subtree.set(table.place[i] as usize, lo, hi);
        if table.enterprise[i] == 0 {
            above.set(table.place[i] as usize, lo, hi);
        } else {
            enterprise.set(table.enterprise[i] as usize, lo, hi);
        }
    }
    let leaf = spread(cube, &subtree, above);
    for at in (0..places).rev() {
        let parent = tree.parents[at];
        if parent != NOWHERE {
            subtree.or_within(parent as usize, at);
        }
    }
    Months {
        enterprise,
        subtree,
        leaf,
        real: None,
    }
}

/// What each place has itself, plus what is stated of the places above it.
pub(crate) fn spread(cube: &Cube, own: &Bits, mut above: Bits) -> Bits {
    let mut leaf = own.clone();
    for at in 0..cube.tree.len() {
        let parent = cube.tree.parents[at];
        if parent != NOWHERE {
            above.or_within(at, parent as usize);
        }
        leaf.or_from(at, &above, at);
    }
    leaf
}

/// Who is expected to have data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Every listed enterprise while it is active.
    Enterprises,
    /// Every leaf place, always.
    Leaves,
}

/// Expected and present subject-months.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Presence {
    pub expected: u64,
    pub present: u64,
}

impl Presence {
    /// Present over expected in percent; `None` if nothing is expected.
    pub fn percent(self) -> Option<f64> {
        (self.expected > 0).then(|| 100.0 * self.present as f64 / self.expected as f64)
    }
}
