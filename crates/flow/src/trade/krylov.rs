//! Generalised minimal residuals for several right-hand sides at once, so that each pass over the table serves all of them.

use super::table::TradeError;

/// Directions kept before GMRES starts anew.
const DIRECTIONS: usize = 40;
/// Passes over the table before it is called unproductive.
const PASSES_MAX: usize = 4_000;
/// Relative residual at which a solution is taken.
const RESIDUAL: f64 = 1e-14;

/// One number of each of the `K` systems that are solved together.
pub(super) type Lanes<const K: usize> = [f64; K];

/// Solves `apply(x) = right` (Saad and Schultz 1986), starting anew after [`DIRECTIONS`]. A system whose right side is 0 has solution 0.
///
/// # Errors
/// A system that does not settle.
pub(super) fn gmres<const K: usize>(
    right: &[Lanes<K>],
    apply: impl Fn(&[Lanes<K>], &mut [Lanes<K>]),
) -> Result<Vec<Lanes<K>>, TradeError> {
    let size = norm(right);
    // The direct emissions (or the final demand) are the first term of the series and a good start.
    let mut solution = right.to_vec();
    let mut residual = vec![[0.0; K]; right.len()];
    let mut passes = 0;
    let mut floor = [false; K];
    loop {
        apply(&solution, &mut residual);
        passes += 1;
        for (left, right) in residual.iter_mut().zip(right) {
            for lane in 0..K {
                left[lane] = right[lane] - left[lane];
            }
        }
        let start = norm(&residual);
        if (0..K).all(|lane| floor[lane] || start[lane] <= RESIDUAL * size[lane]) {
            return Ok(solution);
        }
        let worst = (0..K)
            .filter(|&lane| size[lane] > 0.0)
            .map(|lane| start[lane] / size[lane])
            .fold(0.0, |most: f64, value| {
                if value > most || value.is_nan() {
                    value
                } else {
                    most
                }
            });
        if passes >= PASSES_MAX || !worst.is_finite() {
            return Err(TradeError::NotProductive {
                passes,
                residual: worst,
            });
        }
        passes += round(&mut solution, &residual, &start, &size, &apply);
        // At rounding's own floor another round would not help: take it if it is as good as a direct solver's.
        apply(&solution, &mut residual);
        passes += 1;
        for (left, right) in residual.iter_mut().zip(right) {
            for lane in 0..K {
                left[lane] = right[lane] - left[lane];
            }
        }
        let reached = norm(&residual);
        for lane in 0..K {
            floor[lane] = reached[lane] <= 1e-12 * size[lane] && reached[lane] >= 0.1 * start[lane];
        }
        if (0..K).all(|lane| floor[lane] || reached[lane] <= RESIDUAL * size[lane]) {
            return Ok(solution);
        }
    }
}

/// One round of at most [`DIRECTIONS`]; gives the passes made.
fn round<const K: usize>(
    solution: &mut [Lanes<K>],
    residual: &[Lanes<K>],
    start: &Lanes<K>,
    size: &Lanes<K>,
    apply: &impl Fn(&[Lanes<K>], &mut [Lanes<K>]),
) -> usize {
    let mut basis = vec![scaled(residual, start, size)];
    let mut columns: Vec<Vec<Lanes<K>>> = Vec::new();
    let mut turns: Vec<(Lanes<K>, Lanes<K>)> = Vec::new();
    let mut target = vec![*start];
    for k in 0..DIRECTIONS {
        let mut next = vec![[0.0; K]; residual.len()];
        apply(&basis[k], &mut next);
        let mut column = Vec::with_capacity(k + 2);
        for direction in &basis {
            let share = dot(&next, direction);
            for (value, along) in next.iter_mut().zip(direction) {
                for lane in 0..K {
                    value[lane] -= share[lane] * along[lane];
                }
            }
            column.push(share);
        }
        let rest = norm(&next);
        let (mut cosine, mut sine, mut following) = ([1.0; K], [0.0; K], [0.0; K]);
        for lane in 0..K {
            for (row, (cosine, sine)) in turns.iter().enumerate() {
                let (a, b) = (column[row][lane], column[row + 1][lane]);
                column[row][lane] = cosine[lane] * a + sine[lane] * b;
                column[row + 1][lane] = cosine[lane] * b - sine[lane] * a;
            }
            let length = column[k][lane].hypot(rest[lane]);
            if length != 0.0 {
                cosine[lane] = column[k][lane] / length;
                sine[lane] = rest[lane] / length;
            }
            column[k][lane] = length;
            following[lane] = -sine[lane] * target[k][lane];
            target[k][lane] *= cosine[lane];
        }
        turns.push((cosine, sine));
        columns.push(column);
        target.push(following);
        let settled = (0..K).all(|lane| {
            following[lane].abs() <= 0.3 * RESIDUAL * size[lane]
                || rest[lane] <= f64::EPSILON * size[lane]
        });
        if settled || k + 1 == DIRECTIONS {
            break;
        }
        basis.push(scaled(&next, &rest, size));
    }
    let made = columns.len();
    let mut weights = target[..made].to_vec();
    for row in (0..made).rev() {
        for later in row + 1..made {
            for lane in 0..K {
                weights[row][lane] -= columns[later][row][lane] * weights[later][lane];
            }
        }
        for lane in 0..K {
            let pivot = columns[row][row][lane];
            weights[row][lane] = if pivot == 0.0 {
                0.0
            } else {
                weights[row][lane] / pivot
            };
        }
    }
    for (weight, direction) in weights.iter().zip(&basis) {
        for (value, along) in solution.iter_mut().zip(direction) {
            for lane in 0..K {
                value[lane] += weight[lane] * along[lane];
            }
        }
    }
    made
}

/// A direction of length 1; nothing where its length is rounding only (that system is done).
fn scaled<const K: usize>(
    values: &[Lanes<K>],
    length: &Lanes<K>,
    size: &Lanes<K>,
) -> Vec<Lanes<K>> {
    let mut per = [0.0; K];
    for lane in 0..K {
        if length[lane] > 1e-18 * size[lane] {
            per[lane] = 1.0 / length[lane];
        }
    }
    let times = |value: &Lanes<K>| {
        let mut out = [0.0; K];
        for lane in 0..K {
            out[lane] = value[lane] * per[lane];
        }
        out
    };
    values.iter().map(times).collect()
}

fn dot<const K: usize>(a: &[Lanes<K>], b: &[Lanes<K>]) -> Lanes<K> {
    if K >= super::solve::BLOCK {
        let mut sums = [0.0; K];
        for (left, right) in a.iter().zip(b) {
            for lane in 0..K {
                sums[lane] += left[lane] * right[lane];
            }
        }
        return sums;
    }
    // Eight sums at once, always folded in the same order.
    let mut sums = [[0.0; K]; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let mut total = [0.0; K];
    for (left, right) in left.remainder().iter().zip(right.remainder()) {
        for lane in 0..K {
            total[lane] += left[lane] * right[lane];
        }
    }
    for (left, right) in left.zip(right) {
        for row in 0..8 {
            for lane in 0..K {
                sums[row][lane] += left[row][lane] * right[row][lane];
            }
        }
    }
    for sum in &sums {
        for lane in 0..K {
            total[lane] += sum[lane];
        }
    }
    total
}

fn norm<const K: usize>(a: &[Lanes<K>]) -> Lanes<K> {
    dot(a, a).map(f64::sqrt)
}
