//! How far a process is from final use, and from primary inputs.

use super::Chain;

/// Amounts below this share of an output are rounding.
const ROUNDING: f64 = 1e-9;

/// Steps to final use, by process: 1 if all of it is used finally, more the longer the way (Antràs, Chor, Fally, Hillberry 2012:
/// `U_i = 1 + sum_j (z_ij / Y_i) U_j`). `None` if some of it never reaches final use, since the sum is then without end.
///
/// Cost: the cube of the processes of the largest circle.
pub fn upstreamness(chain: &Chain) -> Vec<Option<f64>> {
    let mut shares = vec![Vec::new(); chain.processes.len()];
    for d in &chain.deliveries {
        shares[d.from].push((d.to, d.yuan / chain.processes[d.from].output_yuan));
    }
    steps(&shares)
}

/// Steps from primary inputs, by process: 1 if it takes nothing from the others, more the longer the way behind it (Fally 2012:
/// `N_j = 1 + sum_i (z_ij / Y_j) N_i`). `None` where what is taken from the others exceeds the output, and behind that.
pub fn downstreamness(chain: &Chain) -> Vec<Option<f64>> {
    let mut shares = vec![Vec::new(); chain.processes.len()];
    for d in &chain.deliveries {
        shares[d.to].push((d.from, d.yuan / chain.processes[d.to].output_yuan));
    }
    steps(&shares)
}

/// The solution of `u = 1 + A u` where it is finite: rows of `shares` hold column and coefficient.
pub fn steps(shares: &[Vec<(usize, f64)>]) -> Vec<Option<f64>> {
    let count = shares.len();
    let sums: Vec<f64> = shares
        .iter()
        .map(|row| row.iter().map(|(_, share)| share).sum())
        .collect();
    // Circles, each after all that it leads to.
    let circles = strong_components(shares);
    let mut of = vec![0; count];
    for (circle, members) in circles.iter().enumerate() {
        for &member in members {
            of[member] = circle;
        }
    }
    let mut found: Vec<Option<f64>> = vec![None; count];
    for (circle, members) in circles.iter().enumerate() {
        let leaves = |&i: &usize| {
            let out: f64 = shares[i]
                .iter()
                .filter(|(j, _)| of[*j] == circle)
                .map(|(_, share)| share)
                .sum();
            1.0 - out > ROUNDING
        };
        let endless = shares_any(shares, members, |j| of[j] != circle && found[j].is_none());
        let too_much = members.iter().any(|&i| sums[i] > 1.0 + ROUNDING);
        if endless || too_much || !members.iter().any(leaves) {
            continue;
        }
        let size = members.len();
        let at = |j: usize| members.iter().position(|m| *m == j);
        let mut matrix = vec![0.0; size * size];
        let mut right = vec![1.0; size];
        for (row, &i) in members.iter().enumerate() {
            matrix[row * size + row] = 1.0;
            for &(j, share) in &shares[i] {
                match (of[j] == circle).then(|| at(j)).flatten() {
                    Some(column) => matrix[row * size + column] -= share,
                    None => right[row] += share * found[j].unwrap_or_default(),
                }
            }
        }
        if eliminate(&mut matrix, &mut right) {
            for (&i, value) in members.iter().zip(right) {
                found[i] = value.is_finite().then_some(value);
            }
        }
    }
    found
}

fn shares_any(
    shares: &[Vec<(usize, f64)>],
    members: &[usize],
    test: impl Fn(usize) -> bool,
) -> bool {
    members
        .iter()
        .any(|&i| shares[i].iter().any(|(j, share)| *share > 0.0 && test(*j)))
}

/// Solves in place by elimination with the greatest pivot; `false` if there is no single solution.
fn eliminate(matrix: &mut [f64], right: &mut [f64]) -> bool {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|a, b| {
            let value = |row: &usize| matrix[row * size + column].abs();
            value(a).total_cmp(&value(b))
        });
        let Some(pivot) = pivot.filter(|p| matrix[p * size + column].abs() > 1e-14) else {
            return false;
        };
        for k in 0..size {
            matrix.swap(column * size + k, pivot * size + k);
        }
        right.swap(column, pivot);
        for row in column + 1..size {
            let factor = matrix[row * size + column] / matrix[column * size + column];
            if factor != 0.0 {
                for k in column..size {
                    matrix[row * size + k] -= factor * matrix[column * size + k];
                }
                right[row] -= factor * right[column];
            }
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size)
            .map(|k| matrix[row * size + k] * right[k])
            .sum();
        right[row] = (right[row] - known) / matrix[row * size + row];
    }
    true
}

/// Strongly connected components (Tarjan 1972), without recursion; each after all that it leads to.
fn strong_components(shares: &[Vec<(usize, f64)>]) -> Vec<Vec<usize>> {
    let count = shares.len();
    let (mut number, mut low) = (vec![usize::MAX; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut found) = (Vec::new(), Vec::new());
    let mut next = 0;
    for root in 0..count {
        if number[root] != usize::MAX {
            continue;
        }
        // Node and how many of its edges have been followed.
        let mut way = vec![(root, 0)];
        while let Some(&mut (node, ref mut edge)) = way.last_mut() {
            if *edge == 0 {
                number[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            let followed = *edge;
            *edge += 1;
            if let Some(&(to, _)) = shares[node].get(followed) {
                if number[to] == usize::MAX {
                    way.push((to, 0));
                } else if on_stack[to] {
                    low[node] = low[node].min(number[to]);
                }
                continue;
            }
            way.pop();
            if let Some(&(parent, _)) = way.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == number[node] {
                let start = stack.iter().rposition(|n| *n == node).unwrap_or(0);
                let members = stack.split_off(start);
                for &member in &members {
                    on_stack[member] = false;
                }
                found.push(members);
            }
        }
    }
    found
}
