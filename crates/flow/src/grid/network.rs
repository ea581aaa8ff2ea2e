//! The shape of a grid: buses and branches, and for each bus the branches that touch it.

/// Buses `0..buses` joined by branches; parallel branches and several components are allowed.
#[derive(Debug, Clone)]
pub struct Network {
    /// Number of buses.
    pub buses: usize,
    /// Branch ends as the data names them; a positive flow runs from the first to the second.
    pub branches: Vec<(u32, u32)>,
    first: Vec<u32>,
    touching: Vec<Touch>,
}

/// One end of a branch, seen from a bus.
#[derive(Debug, Clone, Copy)]
pub struct Touch {
    /// The bus at its other end.
    pub other: u32,
    /// Twice the branch, plus 1 at its first end: where in a table of both directions the flow into this bus stands.
    pub inward: u32,
}

/// Why a list of branches is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// A branch ends at a bus that does not exist.
    #[error("branch {branch} ends at bus {bus}, but there are only {buses} buses (counted from 0)")]
    NoSuchBus {
        /// Index of the branch.
        branch: usize,
        /// The bus it names.
        bus: u32,
        /// Number of buses.
        buses: usize,
    },
    /// A branch joins a bus with itself: its flow would be shared with nobody.
    #[error("branch {branch} joins bus {bus} with itself; leave it out")]
    Loop {
        /// Index of the branch.
        branch: usize,
        /// The bus.
        bus: u32,
    },
}

impl Touch {
    /// Index of the branch.
    #[inline(always)]
    pub fn branch(self) -> u32 {
        self.inward / 2
    }

    /// Whether a positive flow of the branch comes in at this bus.
    #[inline(always)]
    pub fn positive_comes_in(self) -> bool {
        self.inward.is_multiple_of(2)
    }
}

impl Network {
    /// Builds the incidence lists.
    ///
    /// # Errors
    /// A branch that names a bus outside `0..buses`, or one bus twice.
    pub fn new(buses: usize, branches: Vec<(u32, u32)>) -> Result<Self, NetworkError> {
        let mut degree = vec![0u32; buses + 1];
        for (branch, &(from, to)) in branches.iter().enumerate() {
            for bus in [from, to] {
                if bus as usize >= buses {
                    return Err(NetworkError::NoSuchBus { branch, bus, buses });
                }
                degree[bus as usize + 1] += 1;
            }
            if from == to {
                return Err(NetworkError::Loop { branch, bus: from });
            }
        }
        for bus in 0..buses {
            degree[bus + 1] += degree[bus];
        }
        let first = degree.clone();
        let mut next = degree;
        let mut touching = vec![
            Touch {
                other: 0,
                inward: 0
            };
            2 * branches.len()
        ];
        for (branch, &(from, to)) in branches.iter().enumerate() {
            for (bus, other, end) in [(from, to, 1), (to, from, 0)] {
                let slot = &mut next[bus as usize];
                touching[*slot as usize] = Touch {
                    other,
                    inward: 2 * branch as u32 + end,
                };
                *slot += 1;
            }
        }
        Ok(Network {
            buses,
            branches,
            first,
            touching,
        })
    }

    pub(super) fn all_touching(&self) -> &[Touch] {
        &self.touching
    }

    /// Where the branches of a bus begin in [`Self::all_touching`].
    #[inline(always)]
    pub(super) fn first(&self, bus: usize) -> u32 {
        self.first[bus]
    }

    /// The branches that touch a bus.
    #[inline(always)]
    pub fn touching(&self, bus: u32) -> &[Touch] {
        &self.touching[self.first[bus as usize] as usize..self.first[bus as usize + 1] as usize]
    }
}
