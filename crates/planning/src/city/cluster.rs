//! Cities grouped by likeness, step by step: a dendrogram.

use super::matrix::at;
use super::{Finding, PairMatrix, Why};

/// How far two groups are from each other. The formulas are those of Lance and Williams (1967), as in `scipy.cluster.hierarchy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Linkage {
    /// Nearest members.
    Single,
    /// Farthest members.
    Complete,
    /// Mean over all pairs of members (UPGMA).
    Average,
    /// Mean of the two joined groups' distances, whatever their size (WPGMA).
    Weighted,
    /// Growth of the sum of squares; strictly meant for Euclidean distances.
    Ward,
}

impl Linkage {
    /// Every linkage with its name.
    pub const NAMES: [(&str, Linkage); 5] = [
        ("single", Linkage::Single),
        ("complete", Linkage::Complete),
        ("average", Linkage::Average),
        ("weighted", Linkage::Weighted),
        ("ward", Linkage::Ward),
    ];

    /// By its name.
    pub fn from_name(name: &str) -> Option<Linkage> {
        Self::NAMES
            .iter()
            .find(|(n, _)| *n == name)
            .map(|(_, linkage)| *linkage)
    }

    fn distance(self, dx: f64, dy: f64, dxy: f64, sizes: [f64; 3]) -> f64 {
        let [nx, ny, ni] = sizes;
        match self {
            Linkage::Single => dx.min(dy),
            Linkage::Complete => dx.max(dy),
            Linkage::Average => (nx * dx + ny * dy) / (nx + ny),
            Linkage::Weighted => f64::midpoint(dx, dy),
            Linkage::Ward => {
                let t = 1.0 / (nx + ny + ni);
                let square = (ni + nx) * t * dx * dx + (ni + ny) * t * dy * dy - ni * t * dxy * dxy;
                square.max(0.0).sqrt()
            }
        }
    }
}

/// One step: two groups become one. Leaves are numbered from 0 in the order of [`Dendrogram::leaves`]; the group made by step `k`
/// is `leaves + k`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merge {
    /// The group with the smaller number.
    pub left: usize,
    /// The other.
    pub right: usize,
    /// Distance at which they join (1 - similarity).
    pub height: f64,
    /// Leaves below.
    pub size: usize,
}

/// A tree over cities.
#[derive(Debug, Clone, PartialEq)]
pub struct Dendrogram {
    /// The cities that take part.
    pub leaves: Vec<String>,
    /// Steps, by height.
    pub merges: Vec<Merge>,
}

/// Clusters by distance `1 - similarity`. Cities without figures are left out, the one with most gaps first, each as a finding.
/// Cost: cities^2, in time and memory.
pub fn cluster(similarity: &PairMatrix, linkage: Linkage) -> (Dendrogram, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut kept: Vec<usize> = (0..similarity.len()).collect();
    let mut gaps = vec![0usize; similarity.len()];
    let all = similarity.len() * similarity.len().saturating_sub(1) / 2;
    if similarity.known().count() < all {
        for (a, b, figure) in similarity.pairs() {
            if figure.is_err() {
                gaps[a] += 1;
                gaps[b] += 1;
            }
        }
    }
    while let Some(&worst) = kept.iter().max_by_key(|&&city| (gaps[city], city))
        && gaps[worst] > 0
    {
        let mut why = Why::Missing;
        kept.retain(|&city| city != worst);
        for &city in &kept {
            if let Err(reason) = similarity.get(worst, city) {
                gaps[city] -= 1;
                why = reason;
            }
        }
        findings.push(Finding::LeftOut {
            city: similarity.names()[worst].clone(),
            why,
        });
    }
    let leaves: Vec<String> = kept
        .iter()
        .map(|&city| similarity.names()[city].clone())
        .collect();
    let count = kept.len();
    let mut distances = Vec::with_capacity(count * count.saturating_sub(1) / 2);
    for (i, &a) in kept.iter().enumerate() {
        for &b in &kept[..i] {
            // No gaps are left among those kept.
            distances.push(similarity.get(a, b).map_or(f64::INFINITY, |s| 1.0 - s));
        }
    }
    let merges = chain(distances, count, linkage);
    let ties = merges
        .iter()
        .enumerate()
        .filter(|(k, m)| {
            let same = |other: Option<&Merge>| other.is_some_and(|o| o.height == m.height);
            same(merges.get(k + 1)) || (*k > 0 && same(merges.get(k - 1)))
        })
        .count();
    if ties > 0 {
        findings.push(Finding::TiedMerges { count: ties });
    }
    (Dendrogram { leaves, merges }, findings)
}

/// Nearest-neighbour chain (F. Murtagh, 1983): exact for the linkages here, since none of them can make a merge lower than one before.
fn chain(mut distances: Vec<f64>, count: usize, linkage: Linkage) -> Vec<Merge> {
    let place = |a: usize, b: usize| at(a.max(b), a.min(b));
    let mut sizes = vec![1usize; count];
    let mut chain: Vec<usize> = Vec::new();
    let mut steps: Vec<(usize, usize, f64)> = Vec::new();
    for _ in 1..count {
        if chain.is_empty()
            && let Some(first) = sizes.iter().position(|&size| size > 0)
        {
            chain.push(first);
        }
        let (x, y, least) = loop {
            let x = chain[chain.len() - 1];
            let before = (chain.len() > 1).then(|| chain[chain.len() - 2]);
            let mut best = before;
            let mut least = before.map_or(f64::INFINITY, |y| distances[place(x, y)]);
            for i in 0..count {
                if sizes[i] > 0 && i != x {
                    let distance = distances[place(x, i)];
                    if distance < least || best.is_none() {
                        least = distance;
                        best = Some(i);
                    }
                }
            }
            let y = best.unwrap_or(x);
            if before == Some(y) {
                chain.truncate(chain.len() - 2);
                break (x.min(y), x.max(y), least);
            }
            chain.push(y);
        };
        let (nx, ny) = (sizes[x], sizes[y]);
        sizes[x] = 0;
        sizes[y] = nx + ny;
        for i in 0..count {
            if sizes[i] > 0 && i != y {
                let parts = [nx as f64, ny as f64, sizes[i] as f64];
                distances[place(i, y)] =
                    linkage.distance(distances[place(i, x)], distances[place(i, y)], least, parts);
            }
        }
        steps.push((x, y, least));
    }
    steps.sort_by(|a, b| a.2.total_cmp(&b.2));
    // Slots become groups: which group a slot stands for, found through its parents.
    let mut parent: Vec<usize> = (0..2 * count).collect();
    let mut held = vec![1usize; 2 * count];
    let find = |parent: &mut Vec<usize>, mut at: usize| {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    };
    steps
        .iter()
        .enumerate()
        .map(|(k, &(x, y, height))| {
            let (a, b) = (find(&mut parent, x), find(&mut parent, y));
            let group = count + k;
            parent[a] = group;
            parent[b] = group;
            held[group] = held[a] + held[b];
            Merge {
                left: a.min(b),
                right: a.max(b),
                height,
                size: held[group],
            }
        })
        .collect()
}

impl Dendrogram {
    /// The group of each leaf when only merges up to a height are made: numbers from 0, in the order in which leaves appear.
    pub fn cut(&self, height: f64) -> Vec<usize> {
        let merges = self
            .merges
            .iter()
            .filter(|merge| merge.height <= height)
            .count();
        self.groups(merges)
    }

    /// The same, cut so that `count` groups remain (at most one a leaf).
    pub fn cut_into(&self, count: usize) -> Vec<usize> {
        self.groups(self.leaves.len().saturating_sub(count.max(1)))
    }

    fn groups(&self, merges: usize) -> Vec<usize> {
        let count = self.leaves.len();
        let mut top: Vec<usize> = (0..count + merges).collect();
        for (k, merge) in self.merges[..merges].iter().enumerate().rev() {
            let own = top[count + k];
            top[merge.left] = own;
            top[merge.right] = own;
        }
        let mut numbers: Vec<usize> = Vec::new();
        top[..count]
            .iter()
            .map(|group| {
                numbers
                    .iter()
                    .position(|known| known == group)
                    .unwrap_or_else(|| {
                        numbers.push(*group);
                        numbers.len() - 1
                    })
            })
            .collect()
    }

    /// The leaves from left to right, so that no two branches cross: the order of rows for a matrix drawn beside the tree.
    pub fn order(&self) -> Vec<usize> {
        let count = self.leaves.len();
        let mut order = Vec::with_capacity(count);
        let mut open = if count == 0 {
            Vec::new()
        } else {
            vec![count + self.merges.len() - 1]
        };
        while let Some(group) = open.pop() {
            if group < count {
                order.push(group);
            } else {
                let merge = &self.merges[group - count];
                open.push(merge.right);
                open.push(merge.left);
            }
        }
        order
    }
}
