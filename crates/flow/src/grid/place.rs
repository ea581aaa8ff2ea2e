//! Where buses are drawn when nobody says where they stand: neighbours near, others apart. Same network, same picture.

use super::network::Network;

/// Pairs of buses that are looked at in all; larger networks get fewer passes.
const PAIRS_MAX: f64 = 2e8;

/// Coordinates of every bus, from 0 to 1 in both directions.
///
/// Springs along branches and repulsion between all buses (Fruchterman and Reingold 1991), begun on a spiral in the order in which a
/// search through the network meets the buses, so that nothing is left to chance.
pub fn positions(network: &Network) -> Vec<(f64, f64)> {
    let n = network.buses;
    if n == 0 {
        return Vec::new();
    }
    let mut neighbours = vec![Vec::new(); n];
    for &(a, b) in &network.branches {
        if a != b {
            neighbours[a as usize].push(b as usize);
            neighbours[b as usize].push(a as usize);
        }
    }
    let mut order = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    for first in 0..n {
        if seen[first] {
            continue;
        }
        seen[first] = true;
        let mut at = order.len();
        order.push(first);
        while at < order.len() {
            for &next in &neighbours[order[at]] {
                if !seen[next] {
                    seen[next] = true;
                    order.push(next);
                }
            }
            at += 1;
        }
    }
    let mut xy = vec![(0.0, 0.0); n];
    for (rank, &bus) in order.iter().enumerate() {
        let (radius, angle) = (
            (rank as f64 + 0.5).sqrt(),
            rank as f64 * 2.399_963_229_728_653,
        );
        xy[bus] = (radius * angle.cos(), radius * angle.sin());
    }
    let passes = (PAIRS_MAX / (n * n) as f64).clamp(20.0, 400.0) as usize;
    let mut pushed = vec![(0.0, 0.0); n];
    for pass in 0..passes {
        let heat = 0.9 * (1.0 - pass as f64 / passes as f64) + 0.02;
        pushed.fill((0.0, 0.0));
        for a in 0..n {
            for b in a + 1..n {
                let (dx, dy) = (xy[a].0 - xy[b].0, xy[a].1 - xy[b].1);
                // Repulsion 1 / distance; far pairs still count, so that islands part.
                let by = 1.0 / (dx * dx + dy * dy).max(1e-6);
                pushed[a].0 += dx * by;
                pushed[a].1 += dy * by;
                pushed[b].0 -= dx * by;
                pushed[b].1 -= dy * by;
            }
        }
        for &(a, b) in &network.branches {
            let (a, b) = (a as usize, b as usize);
            let (dx, dy) = (xy[a].0 - xy[b].0, xy[a].1 - xy[b].1);
            let by = (dx * dx + dy * dy).sqrt();
            pushed[a].0 -= dx * by;
            pushed[a].1 -= dy * by;
            pushed[b].0 += dx * by;
            pushed[b].1 += dy * by;
        }
        for (at, by) in xy.iter_mut().zip(&pushed) {
            // A weak pull to the middle keeps islands on the sheet.
            let (x, y) = (by.0 - 0.02 * at.0, by.1 - 0.02 * at.1);
            let length = (x * x + y * y).sqrt().max(1e-9);
            let step = length.min(heat);
            at.0 += x / length * step;
            at.1 += y / length * step;
        }
    }
    let span = |part: fn(&(f64, f64)) -> f64| {
        xy.iter()
            .map(part)
            .fold((f64::MAX, f64::MIN), |(least, most), v| {
                (least.min(v), most.max(v))
            })
    };
    let ((x0, x1), (y0, y1)) = (span(|p| p.0), span(|p| p.1));
    let scale = (x1 - x0).max(y1 - y0).max(1e-9);
    xy.iter()
        .map(|&(x, y)| {
            let middle = |low: f64, high: f64| (1.0 - (high - low) / scale) / 2.0;
            (
                (x - x0) / scale + middle(x0, x1),
                (y - y0) / scale + middle(y0, y1),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far(a: (f64, f64), b: (f64, f64)) -> f64 {
        (a.0 - b.0).hypot(a.1 - b.1)
    }

    #[test]
    fn neighbours_are_nearer_than_the_ends_of_a_line_and_nothing_changes_from_run_to_run() {
        let branches = (0..9).map(|at| (at, at + 1)).collect();
        let network = Network::new(10, branches).unwrap();
        let xy = positions(&network);
        assert_eq!(xy, positions(&network));
        for pair in xy.windows(2) {
            assert!(far(pair[0], pair[1]) < far(xy[0], xy[9]) / 3.0);
        }
        assert!(
            xy.iter()
                .all(|p| (0.0..=1.0).contains(&p.0) && (0.0..=1.0).contains(&p.1))
        );
    }

    #[test]
    fn two_islands_do_not_lie_on_each_other() {
        let network =
            Network::new(6, vec![(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]).unwrap();
        let xy = positions(&network);
        let centre = |of: std::ops::Range<usize>| {
            let of = &xy[of];
            let sum = of.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
            (sum.0 / of.len() as f64, sum.1 / of.len() as f64)
        };
        assert!(far(centre(0..3), centre(3..6)) > far(xy[0], xy[1]));
    }
}
