//! An order of the buses in which power runs forward, and the groups in which it cannot.

use super::network::Network;

/// Buses in the order in which they are solved, cut into groups: power runs from earlier groups to later ones only.
/// A group of one bus needs one pass; in a larger one power runs in a circle (or runs differently in the steps solved together).
#[derive(Debug, Default)]
pub struct Order {
    /// All buses.
    pub buses: Vec<u32>,
    /// Where each group ends in `buses`.
    pub group_ends: Vec<u32>,
    // Workspace of the search, kept to be used again.
    seen: Vec<Seen>,
    open: Vec<u32>,
    path: Vec<u32>,
}

/// What the search knows of a bus; 16 bytes, so that one fetch brings all.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// When it was found, counted from 1; 0 is not yet, `CLOSED` is a member of a finished group.
    found: u32,
    /// The earliest bus still open that it reaches.
    low: u32,
    /// Its next branch to follow.
    next: u32,
    /// Where its branches end.
    end: u32,
}

const CLOSED: u32 = u32::MAX;

/// Set for a branch in which power runs from the first end to the second in some step solved together.
pub const FORWARD: u8 = 1;
/// Set for a branch in which it runs from the second end to the first.
pub const BACKWARD: u8 = 2;

impl Order {
    /// Finds the strongly connected components (Tarjan 1972) of the directed graph that `runs` (a byte a branch of
    /// [`FORWARD`], [`BACKWARD`], both or neither) lays over the network, in topological order. Inside a component buses stand
    /// in the reverse order of their discovery's end, so that few branches run against it.
    #[inline(always)]
    pub fn find(&mut self, network: &Network, runs: &[u8]) {
        let n = network.buses;
        let touching = network.all_touching();
        self.buses.clear();
        self.group_ends.clear();
        self.seen.clear();
        self.seen.extend((0..n).map(|bus| Seen {
            found: 0,
            low: 0,
            next: network.first(bus),
            end: network.first(bus + 1),
        }));
        let seen = &mut self.seen[..n];
        let mut clock = 0;
        for root in 0..n as u32 {
            if seen[root as usize].found != 0 {
                continue;
            }
            self.path.push(root);
            let mut bus = root;
            clock += 1;
            seen[bus as usize].found = clock;
            seen[bus as usize].low = clock;
            self.open.push(bus);
            'walk: loop {
                let here = seen[bus as usize];
                let (mut low, mut next) = (here.low, here.next);
                while next < here.end {
                    let touch = touching[next as usize];
                    next += 1;
                    // Power leaves by an even touch if the branch runs backward, by an odd one if it runs forward.
                    let leaves = runs[touch.branch() as usize]
                        & if touch.positive_comes_in() {
                            BACKWARD
                        } else {
                            FORWARD
                        };
                    if leaves == 0 {
                        continue;
                    }
                    let found = seen[touch.other as usize].found;
                    if found == 0 {
                        seen[bus as usize].low = low;
                        seen[bus as usize].next = next;
                        bus = touch.other;
                        clock += 1;
                        seen[bus as usize].found = clock;
                        seen[bus as usize].low = clock;
                        self.path.push(bus);
                        self.open.push(bus);
                        continue 'walk;
                    }
                    // A closed bus has the largest number, so it never lowers anything.
                    low = low.min(found);
                }
                if low == here.found {
                    while let Some(member) = self.open.pop() {
                        seen[member as usize].found = CLOSED;
                        self.buses.push(member);
                        if member == bus {
                            break;
                        }
                    }
                    self.group_ends.push(self.buses.len() as u32);
                }
                self.path.pop();
                let Some(&parent) = self.path.last() else {
                    break;
                };
                bus = parent;
                let above = &mut seen[bus as usize];
                above.low = above.low.min(low);
            }
        }
        // Tarjan yields the last group first; turned round, every bus stands after its suppliers.
        let total = self.buses.len() as u32;
        self.buses.reverse();
        self.group_ends.pop();
        self.group_ends.reverse();
        for end in &mut self.group_ends {
            *end = total - *end;
        }
        self.group_ends.push(total);
    }

    /// The groups, first suppliers first.
    #[inline(always)]
    pub fn groups(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.group_ends.iter().map(move |&end| {
            let group = &self.buses[start..end as usize];
            start = end as usize;
            group
        })
    }
}
