//! Town shapes: a tessellation whose neighbours share their edges exactly.
//!
//! Towns grow from seeds over a fine hexagonal lattice at an uneven cost, so that each stays in one piece and its border
//! wanders as borders do. In such a lattice at most three cells meet in a corner: every border is a chain from one
//! junction to the next, which is smoothed once and used by both neighbours. There is no gap and no overlap.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use rand::{Rng, RngExt};

/// East and north in km from the district's centre.
pub(crate) type Km = (f64, f64);
/// A corner of the lattice, in half steps.
type Corner = (i32, i32);

/// Corners of a cell, counter-clockwise; edge `k` runs from corner `k` to the next.
const CORNERS: [Corner; 6] = [(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)];
/// The neighbour beyond edge `k`.
const NEIGHBOURS: [Corner; 6] = [(2, 0), (1, 3), (-1, 3), (-2, 0), (-1, -3), (1, -3)];
/// Label of what lies outside.
const OUTSIDE: i32 = -1;
/// Cells a town: fine enough for wandering borders, coarse enough for a small file.
const CELLS_PER_TOWN: f64 = 380.0;

/// One town.
#[derive(Debug, Clone)]
pub(crate) struct TownShape {
    /// Shell first (counter-clockwise), then holes (clockwise); closed by repeating the first point.
    pub rings: Vec<Vec<Km>>,
    /// A point well inside.
    pub centre: Km,
    /// Centres of its cells.
    pub cells: Vec<Km>,
    /// Share of the way from the district's centre to its edge, 0 to 1.
    pub remoteness: f64,
}

/// All towns and the line around them.
#[derive(Debug, Clone)]
pub(crate) struct Tessellation {
    /// Towns, the most central first.
    pub towns: Vec<TownShape>,
    /// Rings of the whole.
    pub outline: Vec<Vec<Km>>,
    /// Length of a cell's side in km.
    pub side_km: f64,
}

/// Signed area of a ring: positive if counter-clockwise.
pub(crate) fn area(ring: &[Km]) -> f64 {
    ring.windows(2)
        .map(|w| w[0].0 * w[1].1 - w[1].0 * w[0].1)
        .sum::<f64>()
        / 2.0
}

/// Whether a point is inside a polygon with holes (even-odd rule).
pub(crate) fn contains(rings: &[Vec<Km>], (x, y): Km) -> bool {
    let mut inside = false;
    for ring in rings {
        for w in ring.windows(2) {
            let ((x1, y1), (x2, y2)) = (w[0], w[1]);
            if (y1 > y) != (y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1 {
                inside = !inside;
            }
        }
    }
    inside
}

/// Smooth noise on the plane: a few waves of random direction.
struct Waves(Vec<(f64, f64, f64, f64)>);

impl Waves {
    fn new(rng: &mut impl Rng, count: usize, length_km: f64) -> Waves {
        Waves(
            (0..count)
                .map(|n| {
                    let angle = rng.random_range(0.0..std::f64::consts::TAU);
                    let k = std::f64::consts::TAU / (length_km * rng.random_range(0.5..1.6));
                    (
                        k * angle.cos(),
                        k * angle.sin(),
                        rng.random_range(0.0..std::f64::consts::TAU),
                        1.0 / (1.0 + n as f64 * 0.15),
                    )
                })
                .collect(),
        )
    }

    /// About -1 to 1.
    fn at(&self, (x, y): Km) -> f64 {
        let weight: f64 = self.0.iter().map(|w| w.3).sum();
        self.0
            .iter()
            .map(|(kx, ky, phase, w)| w * (kx * x + ky * y + phase).sin())
            .sum::<f64>()
            / weight
            * 1.6
    }
}

/// Bends the plane, gently enough that nothing folds over: straight runs of the lattice become rivers and ridges.
struct Warp(Vec<(Waves, Waves, f64)>);

impl Warp {
    fn new(rng: &mut impl Rng, town_km: f64) -> Warp {
        // Wavelength, and how far it shifts: the slope stays well below one.
        let octaves = [(1.1, 0.075), (0.38, 0.024), (0.16, 0.009)];
        Warp(
            octaves
                .into_iter()
                .map(|(length, shift)| {
                    (
                        Waves::new(rng, 9, length * town_km),
                        Waves::new(rng, 9, length * town_km),
                        shift * town_km,
                    )
                })
                .collect(),
        )
    }

    fn bend(&self, at: Km) -> Km {
        self.0.iter().fold(at, |(x, y), (east, north, shift)| {
            (x + shift * east.at(at), y + shift * north.at(at))
        })
    }
}

struct Lattice {
    /// Label of each cell inside, by its centre in half steps.
    labels: BTreeMap<Corner, i32>,
    side_km: f64,
}

impl Lattice {
    fn km(&self, (x, y): Corner) -> Km {
        (
            f64::from(x) * self.side_km * 3f64.sqrt() / 2.0,
            f64::from(y) * self.side_km / 2.0,
        )
    }

    fn label(&self, cell: Corner) -> i32 {
        self.labels.get(&cell).copied().unwrap_or(OUTSIDE)
    }
}

fn step((x, y): Corner, (dx, dy): Corner) -> Corner {
    (x + dx, y + dy)
}

/// Makes `towns` towns that fill about `area_km2`.
pub(crate) fn tessellate(rng: &mut impl Rng, towns: usize, area_km2: f64) -> Tessellation {
    let radius_km = (area_km2 / std::f64::consts::PI).sqrt();
    let cells = CELLS_PER_TOWN * towns as f64;
    let side_km = (area_km2 / cells / (1.5 * 3f64.sqrt())).sqrt();
    let mut lattice = Lattice {
        labels: BTreeMap::new(),
        side_km,
    };

    // The outline: a circle, stretched and turned, with bays.
    let waves: Vec<(f64, f64, f64)> = (2..=9)
        .map(|k| {
            (
                f64::from(k),
                rng.random_range(0.0..std::f64::consts::TAU),
                rng.random_range(0.3..1.0) * 0.34 / f64::from(k),
            )
        })
        .collect();
    let stretch = rng.random_range(1.02..1.14);
    let town_km = radius_km * 1.77 / (towns as f64).sqrt();
    let coast = Waves::new(rng, 12, town_km * 0.9);
    let warp = Warp::new(rng, town_km);
    let turn: f64 = rng.random_range(0.0..std::f64::consts::PI);
    let reach = |(x, y): Km| {
        let (u, v) = (
            x * turn.cos() + y * turn.sin(),
            y * turn.cos() - x * turn.sin(),
        );
        let (u, v) = (u / stretch, v * stretch);
        let angle = v.atan2(u);
        let edge = radius_km
            * (1.0
                + waves
                    .iter()
                    .map(|(k, phase, a)| a * (k * angle + phase).sin())
                    .sum::<f64>());
        (u * u + v * v).sqrt() / edge + 0.05 * coast.at((x, y))
    };
    let rows = (radius_km * 1.9 / (side_km * 1.5)).ceil() as i32;
    let columns = (radius_km * 1.9 / (side_km * 3f64.sqrt())).ceil() as i32;
    for row in -rows..=rows {
        for column in -columns..=columns {
            let cell = (2 * column + row.rem_euclid(2), 3 * row);
            if reach(lattice.km(cell)) <= 1.0 {
                lattice.labels.insert(cell, OUTSIDE);
            }
        }
    }
    keep_largest_piece(&mut lattice);

    let all: Vec<Corner> = lattice.labels.keys().copied().collect();
    let uneven = Waves::new(rng, 14, town_km * 0.45);
    let cost: BTreeMap<Corner, u64> = all
        .iter()
        .map(|&c| {
            (
                c,
                (1000.0 * (1.0 + 0.75 * uneven.at(lattice.km(c))).max(0.25)) as u64
                    + rng.random_range(0..900),
            )
        })
        .collect();
    let mut seeds = scatter(rng, &lattice, &all, towns, &reach);
    // Some towns are larger than others, and those in the middle smaller.
    let slowness: Vec<u64> = seeds
        .iter()
        .map(|&s| {
            (100.0 * rng.random_range(0.8..1.25) * (1.35 - 0.5 * reach(lattice.km(s)))) as u64
        })
        .collect();
    for _ in 0..2 {
        grow(&mut lattice, &seeds, &cost, &slowness);
        seeds = recentre(&lattice, &all, &seeds);
    }
    grow(&mut lattice, &seeds, &cost, &slowness);
    // The most central first: town 1 is the seat.
    let mut order: Vec<usize> = (0..seeds.len()).collect();
    order.sort_by(|&a, &b| reach(lattice.km(seeds[a])).total_cmp(&reach(lattice.km(seeds[b]))));
    let rank: BTreeMap<i32, i32> = order
        .iter()
        .enumerate()
        .map(|(n, &old)| (old as i32, n as i32))
        .collect();
    for label in lattice.labels.values_mut() {
        *label = rank[label];
    }

    let mut borders = Borders::new(rng, &lattice, &warp);
    let shapes = (0..towns as i32)
        .map(|town| {
            let own: Vec<Corner> = all
                .iter()
                .copied()
                .filter(|c| lattice.labels[c] == town)
                .collect();
            let centre = lattice.km(deepest(&lattice, &own, town));
            TownShape {
                rings: borders.rings(&lattice, &own, |label| label == town),
                centre: warp.bend(centre),
                cells: own.iter().map(|&c| warp.bend(lattice.km(c))).collect(),
                remoteness: reach(centre).min(1.0),
            }
        })
        .collect();
    let outline = borders.rings(&lattice, &all, |label| label != OUTSIDE);
    Tessellation {
        towns: shapes,
        outline,
        side_km,
    }
}

fn keep_largest_piece(lattice: &mut Lattice) {
    let mut left: Vec<Corner> = lattice.labels.keys().copied().collect();
    let mut best: Vec<Corner> = Vec::new();
    let mut seen = BTreeMap::new();
    while let Some(start) = left.pop() {
        if seen.contains_key(&start) {
            continue;
        }
        let (mut piece, mut next) = (vec![start], vec![start]);
        seen.insert(start, ());
        while let Some(cell) = next.pop() {
            for to in NEIGHBOURS.map(|d| step(cell, d)) {
                if lattice.labels.contains_key(&to) && seen.insert(to, ()).is_none() {
                    piece.push(to);
                    next.push(to);
                }
            }
        }
        if piece.len() > best.len() {
            best = piece;
        }
    }
    lattice.labels = best.into_iter().map(|c| (c, OUTSIDE)).collect();
}

/// Seeds by best candidate; closer together towards the centre, where towns are smaller.
fn scatter(
    rng: &mut impl Rng,
    lattice: &Lattice,
    all: &[Corner],
    towns: usize,
    reach: &impl Fn(Km) -> f64,
) -> Vec<Corner> {
    let mut seeds: Vec<Corner> = Vec::with_capacity(towns);
    while seeds.len() < towns {
        let mut best: Option<(f64, Corner)> = None;
        for _ in 0..40 {
            let cell = all[rng.random_range(0..all.len())];
            let at = lattice.km(cell);
            let near = seeds
                .iter()
                .map(|&s| {
                    let other = lattice.km(s);
                    ((at.0 - other.0).powi(2) + (at.1 - other.1).powi(2)).sqrt()
                })
                .fold(f64::MAX, f64::min);
            let spread = near / (0.55 + reach(at));
            if near > 0.0 && best.is_none_or(|(score, _)| spread > score) {
                best = Some((spread, cell));
            }
        }
        if let Some((_, cell)) = best {
            seeds.push(cell);
        }
    }
    seeds
}

/// Dijkstra from all seeds at once; each cell gets the label of the seed that reaches it first, so each town is in one piece.
fn grow(lattice: &mut Lattice, seeds: &[Corner], cost: &BTreeMap<Corner, u64>, slowness: &[u64]) {
    for label in lattice.labels.values_mut() {
        *label = OUTSIDE;
    }
    let mut queue: BinaryHeap<Reverse<(u64, i32, Corner)>> = seeds
        .iter()
        .enumerate()
        .map(|(n, &s)| Reverse((0, n as i32, s)))
        .collect();
    while let Some(Reverse((spent, label, cell))) = queue.pop() {
        match lattice.labels.get_mut(&cell) {
            Some(slot) if *slot == OUTSIDE => *slot = label,
            _ => continue,
        }
        for to in NEIGHBOURS.map(|d| step(cell, d)) {
            if lattice.labels.get(&to) == Some(&OUTSIDE) {
                queue.push(Reverse((
                    spent + cost[&to] * slowness[label as usize],
                    label,
                    to,
                )));
            }
        }
    }
}

/// Moves each seed to the cell of its town that is nearest to the town's centroid (Lloyd).
fn recentre(lattice: &Lattice, all: &[Corner], seeds: &[Corner]) -> Vec<Corner> {
    let mut sums = vec![(0.0, 0.0, 0.0); seeds.len()];
    for cell in all {
        let (sum, at) = (&mut sums[lattice.labels[cell] as usize], lattice.km(*cell));
        *sum = (sum.0 + at.0, sum.1 + at.1, sum.2 + 1.0);
    }
    let mut best: Vec<(f64, Corner)> = seeds.iter().map(|&s| (f64::MAX, s)).collect();
    for cell in all {
        let label = lattice.labels[cell] as usize;
        let ((x, y), (sx, sy, n)) = (lattice.km(*cell), sums[label]);
        let distance = (x - sx / n).powi(2) + (y - sy / n).powi(2);
        if distance < best[label].0 {
            best[label] = (distance, *cell);
        }
    }
    best.into_iter().map(|(_, cell)| cell).collect()
}

/// The cell of a town that is most steps away from any other label.
fn deepest(lattice: &Lattice, own: &[Corner], town: i32) -> Corner {
    let mut depth: BTreeMap<Corner, u32> = BTreeMap::new();
    let mut front: Vec<Corner> = own
        .iter()
        .copied()
        .filter(|&c| {
            NEIGHBOURS
                .iter()
                .any(|&d| lattice.label(step(c, d)) != town)
        })
        .collect();
    for &cell in &front {
        depth.insert(cell, 0);
    }
    let mut level = 0;
    let mut last = front.first().copied().unwrap_or(own[0]);
    while !front.is_empty() {
        level += 1;
        last = front[front.len() / 2];
        let mut next = Vec::new();
        for cell in front {
            for to in NEIGHBOURS.map(|d| step(cell, d)) {
                if lattice.label(to) == town && !depth.contains_key(&to) {
                    depth.insert(to, level);
                    next.push(to);
                }
            }
        }
        front = next;
    }
    last
}

/// Borders, smoothed once each.
struct Borders {
    corners: BTreeMap<Corner, Km>,
    chains: BTreeMap<(Corner, Corner), Vec<Km>>,
    tolerance_km: f64,
}

impl Borders {
    fn new(rng: &mut impl Rng, lattice: &Lattice, warp: &Warp) -> Borders {
        let mut corners = BTreeMap::new();
        let wobble = lattice.side_km * 0.28;
        for &cell in lattice.labels.keys() {
            for corner in CORNERS.map(|d| step(cell, d)) {
                corners.entry(corner).or_insert_with(|| {
                    let (x, y) = lattice.km(corner);
                    warp.bend((
                        x + rng.random_range(-wobble..wobble),
                        y + rng.random_range(-wobble..wobble),
                    ))
                });
            }
        }
        Borders {
            corners,
            chains: BTreeMap::new(),
            tolerance_km: lattice.side_km * 0.05,
        }
    }

    /// Where three labels meet. `corner` is a corner of the lattice; its three cells lie around it.
    fn is_junction(lattice: &Lattice, (x, y): Corner) -> bool {
        // A corner is the top, or the bottom, of a cell straight below, or above, it.
        let around = if (y - 2).rem_euclid(3) == 0 {
            [(0, -2), (1, 1), (-1, 1)]
        } else {
            [(0, 2), (1, -1), (-1, -1)]
        };
        let [a, b, c] = around.map(|d| lattice.label(step((x, y), d)));
        a != b && b != c && a != c
    }

    /// The rings around the cells for whose label `inside` holds: the largest first, then holes.
    fn rings(
        &mut self,
        lattice: &Lattice,
        own: &[Corner],
        inside: impl Fn(i32) -> bool,
    ) -> Vec<Vec<Km>> {
        let mut next: BTreeMap<Corner, Corner> = BTreeMap::new();
        for &cell in own {
            for k in 0..6 {
                if !inside(lattice.label(step(cell, NEIGHBOURS[k]))) {
                    next.insert(step(cell, CORNERS[k]), step(cell, CORNERS[(k + 1) % 6]));
                }
            }
        }
        let mut rings = Vec::new();
        while let Some((&first, _)) = next.iter().next() {
            let mut ring = vec![first];
            let mut at = first;
            while let Some(to) = next.remove(&at) {
                at = to;
                if at == first {
                    break;
                }
                ring.push(at);
            }
            rings.push(self.smooth_ring(lattice, &ring));
        }
        rings.sort_by(|a, b| area(b).total_cmp(&area(a)));
        rings
    }

    fn smooth_ring(&mut self, lattice: &Lattice, ring: &[Corner]) -> Vec<Km> {
        let cuts: Vec<usize> = (0..ring.len())
            .filter(|&n| Self::is_junction(lattice, ring[n]))
            .collect();
        // A ring without a junction starts at its least corner, so that both of its sides find the same chain.
        let start = cuts
            .first()
            .copied()
            .unwrap_or_else(|| (0..ring.len()).min_by_key(|&n| ring[n]).unwrap_or(0));
        let mut turned: Vec<Corner> = ring[start..]
            .iter()
            .chain(&ring[..start])
            .copied()
            .collect();
        turned.push(turned[0]);
        let mut out: Vec<Km> = Vec::new();
        let mut from = 0;
        for to in 1..turned.len() {
            if to + 1 == turned.len() || Self::is_junction(lattice, turned[to]) {
                let chain = self.chain(&turned[from..=to]);
                out.extend(chain.iter().skip(usize::from(!out.is_empty())));
                from = to;
            }
        }
        out
    }

    /// A border from end to end, in the direction asked for; made once in one direction.
    fn chain(&mut self, corners: &[Corner]) -> Vec<Km> {
        let n = corners.len();
        let (ahead, back) = ((corners[0], corners[1]), (corners[n - 1], corners[n - 2]));
        if ahead <= back {
            if !self.chains.contains_key(&ahead) {
                let points = self.smooth(corners);
                self.chains.insert(ahead, points);
            }
            self.chains[&ahead].clone()
        } else {
            if !self.chains.contains_key(&back) {
                let turned: Vec<Corner> = corners.iter().rev().copied().collect();
                let points = self.smooth(&turned);
                self.chains.insert(back, points);
            }
            self.chains[&back].iter().rev().copied().collect()
        }
    }

    /// Midpoints (which undo the zigzag of the lattice), Chaikin's corner cutting twice, then Douglas-Peucker.
    fn smooth(&self, corners: &[Corner]) -> Vec<Km> {
        let raw: Vec<Km> = corners.iter().map(|c| self.corners[c]).collect();
        let (first, last) = (raw[0], raw[raw.len() - 1]);
        let mut points = vec![first];
        points.extend(
            raw.windows(2)
                .map(|w| ((w[0].0 + w[1].0) / 2.0, (w[0].1 + w[1].1) / 2.0)),
        );
        points.push(last);
        for _ in 0..2 {
            let mut cut = vec![first];
            for w in points.windows(2) {
                let (a, b) = (w[0], w[1]);
                cut.push((0.75 * a.0 + 0.25 * b.0, 0.75 * a.1 + 0.25 * b.1));
                cut.push((0.25 * a.0 + 0.75 * b.0, 0.25 * a.1 + 0.75 * b.1));
            }
            cut.push(last);
            points = cut;
        }
        if first == last {
            // A closed line has no chord: simplify its halves.
            let half = points.len() / 2;
            let mut out = simplify(&points[..=half], self.tolerance_km);
            out.extend(
                simplify(&points[half..], self.tolerance_km)
                    .into_iter()
                    .skip(1),
            );
            return out;
        }
        simplify(&points, self.tolerance_km)
    }
}

/// Douglas-Peucker.
fn simplify(points: &[Km], tolerance: f64) -> Vec<Km> {
    let (a, b) = (points[0], points[points.len() - 1]);
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = (dx * dx + dy * dy).sqrt();
    let off = |p: Km| {
        if length == 0.0 {
            ((p.0 - a.0).powi(2) + (p.1 - a.1).powi(2)).sqrt()
        } else {
            ((p.0 - a.0) * dy - (p.1 - a.1) * dx).abs() / length
        }
    };
    let far = (1..points.len() - 1).max_by(|&i, &j| off(points[i]).total_cmp(&off(points[j])));
    match far {
        Some(n) if off(points[n]) > tolerance => {
            let mut out = simplify(&points[..=n], tolerance);
            out.extend(simplify(&points[n..], tolerance).into_iter().skip(1));
            out
        }
        _ => vec![a, b],
    }
}
