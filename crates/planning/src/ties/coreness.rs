//! How much of a core each place is: the continuous model of core and periphery (Borgatti and Everett 1999, "coreness"), fitted by least squares as in
//! factor analysis without the diagonal (Comrey's MINRES).

use inventory::finding::{Finding, Severity};

use super::flows::Flows;
use crate::notice::notice;

/// Turns after which a start is taken as it is.
const TURNS: usize = 5_000;
/// A turn that changes nothing by more than this share ends the search.
const STILL: f64 = 1e-13;

/// Coreness of every place.
#[derive(Debug, Clone, PartialEq)]
pub struct Coreness {
    /// By place, at least 0; the sum of squares is 1.
    pub coreness: Vec<f64>,
    /// What the products are multiplied with to be flows: `a_ij = scale c_i c_j`.
    pub scale: f64,
    /// Sum of squared differences over the sum of squared flows, over pairs: 0 if all is as the model says.
    pub left: f64,
    /// Correlation of flows with the products over all pairs, -1 to 1; `None` if the products are all alike.
    pub score: Option<f64>,
}

/// The coreness `c` that minimises `sum_(i<j) (a_ij - c_i c_j)^2` over pairs whose flow `a_ij` (both ways added up) is known, with `c >= 0`. Found
/// by bettering one place at a time from several starts: where flows go through all places, from each place, from all alike.
///
/// `None` with `core_no_pattern` if fewer than three pairs are known, or nothing flows.
pub fn coreness(flows: &Flows) -> (Option<Coreness>, Vec<Finding>) {
    let count = flows.places.len();
    let mut cells = vec![None; count * count];
    let (mut known, mut squares) = (0usize, 0.0);
    for a in 0..count {
        for b in 0..a {
            let both = flows.between[a][b].zip(flows.between[b][a]);
            let Some(amount) = both.map(|(x, y)| x + y) else {
                continue;
            };
            cells[a * count + b] = Some(amount);
            cells[b * count + a] = Some(amount);
            known += 1;
            squares += amount * amount;
        }
    }
    if known < 3 || squares <= 0.0 {
        let said = notice(
            "core_no_pattern",
            Severity::Error,
            &[("pairs", known.to_string())],
            format!("{known} pairs are known both ways and do not differ enough to tell a core"),
        );
        return (None, vec![said]);
    }
    // In shares of the greatest flow, so that no square leaves the range of numbers.
    let greatest = cells.iter().flatten().copied().fold(0.0, f64::max);
    let net = Net {
        count,
        cells: cells
            .iter()
            .map(|cell| cell.map(|amount: f64| amount / greatest))
            .collect(),
    };
    let through: Vec<f64> = (0..count)
        .map(|place| net.row(place).map(|(_, a)| a).sum())
        .collect();
    let mut starts = vec![through.iter().map(|v| v.sqrt()).collect(), vec![1.0; count]];
    starts.extend((0..count.min(20)).map(|place| {
        (0..count)
            .map(|other| if other == place { 1.0 } else { 0.1 })
            .collect::<Vec<f64>>()
    }));
    let best = starts
        .into_iter()
        .map(|start| net.settled(start))
        .map(|c| (net.left(&c), c))
        .reduce(|best, one| {
            if one.0 < best.0 * (1.0 - 1e-12) {
                one
            } else {
                best
            }
        });
    let Some((left, c)) = best else {
        return (None, Vec::new());
    };
    let length = c.iter().map(|v| v * v).sum::<f64>();
    let norm = length.sqrt();
    let coreness: Vec<f64> = c
        .iter()
        .map(|v| if norm > 0.0 { v / norm } else { 0.0 })
        .collect();
    let score = net.correlation(&coreness);
    let all: f64 = net.pairs().map(|(_, _, a)| a * a).sum();
    (
        Some(Coreness {
            coreness,
            scale: length * greatest,
            left: left / all,
            score,
        }),
        Vec::new(),
    )
}

struct Net {
    count: usize,
    cells: Vec<Option<f64>>,
}

impl Net {
    fn row(&self, place: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let row = &self.cells[place * self.count..(place + 1) * self.count];
        row.iter()
            .enumerate()
            .filter_map(|(to, cell)| Some((to, (*cell)?)))
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        (0..self.count).flat_map(move |a| {
            self.row(a)
                .filter(move |(b, _)| *b < a)
                .map(move |(b, amount)| (a, b, amount))
        })
    }

    fn left(&self, c: &[f64]) -> f64 {
        self.pairs()
            .map(|(a, b, amount)| (amount - c[a] * c[b]).powi(2))
            .sum()
    }

    /// Each place in turn takes what is best for it while the others stay, until nothing moves.
    fn settled(&self, mut c: Vec<f64>) -> Vec<f64> {
        for _ in 0..TURNS {
            let (mut moved, mut size) = (0.0f64, 0.0f64);
            for place in 0..self.count {
                let (mut above, mut below) = (0.0, 0.0);
                for (to, amount) in self.row(place) {
                    above += amount * c[to];
                    below += c[to] * c[to];
                }
                let new = if below > 0.0 {
                    (above / below).max(0.0)
                } else {
                    0.0
                };
                moved = moved.max((new - c[place]).abs());
                size = size.max(new);
                c[place] = new;
            }
            if moved <= size * STILL {
                break;
            }
        }
        c
    }

    fn correlation(&self, c: &[f64]) -> Option<f64> {
        let both: Vec<(f64, f64)> = self
            .pairs()
            .map(|(a, b, amount)| (amount, c[a] * c[b]))
            .collect();
        let n = both.len() as f64;
        let mean = both
            .iter()
            .fold((0.0, 0.0), |m, v| (m.0 + v.0 / n, m.1 + v.1 / n));
        let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
        for (x, y) in &both {
            let (x, y) = (x - mean.0, y - mean.1);
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        let score = xy / (xx * yy).sqrt();
        (yy > 1e-24 && score.is_finite()).then_some(score)
    }
}
