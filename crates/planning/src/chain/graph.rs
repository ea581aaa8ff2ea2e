//! Firms and processes without which the graph falls apart.

/// Nodes of an undirected graph whose removal parts what they join (Tarjan 1972), ascending. Loops and repeated edges change nothing.
pub fn articulation_points(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut near = vec![Vec::new(); count];
    for &(a, b) in edges.iter().filter(|(a, b)| a != b) {
        near[a].push(b);
        near[b].push(a);
    }
    for list in &mut near {
        list.sort_unstable();
        list.dedup();
    }
    let (mut number, mut low) = (vec![usize::MAX; count], vec![0; count]);
    let mut cuts = vec![false; count];
    let mut next = 0;
    for root in 0..count {
        if number[root] != usize::MAX {
            continue;
        }
        number[root] = next;
        low[root] = next;
        next += 1;
        let mut children = 0;
        let mut way = vec![(root, usize::MAX, 0)];
        while let Some(&mut (node, parent, ref mut edge)) = way.last_mut() {
            let followed = *edge;
            *edge += 1;
            if let Some(&to) = near[node].get(followed) {
                if number[to] == usize::MAX {
                    number[to] = next;
                    low[to] = next;
                    next += 1;
                    children += usize::from(node == root);
                    way.push((to, node, 0));
                } else if to != parent {
                    low[node] = low[node].min(number[to]);
                }
                continue;
            }
            way.pop();
            if parent != usize::MAX {
                low[parent] = low[parent].min(low[node]);
                cuts[parent] |= parent != root && low[node] >= number[parent];
            }
        }
        cuts[root] = children > 1;
    }
    (0..count).filter(|node| cuts[*node]).collect()
}

/// The node nearest before each through which every way from a start leads (Cooper, Harvey, Kennedy 2001). `None` for starts, for
/// what no single node stands before, and for what no start reaches.
pub fn dominators(count: usize, edges: &[(usize, usize)], starts: &[usize]) -> Vec<Option<usize>> {
    // A root before all starts.
    let root = count;
    let (mut after, mut before) = (vec![Vec::new(); count + 1], vec![Vec::new(); count + 1]);
    let of_root = starts.iter().map(|start| (root, *start));
    for (a, b) in edges.iter().copied().chain(of_root) {
        after[a].push(b);
        before[b].push(a);
    }
    // Numbers in the order in which nodes are left.
    let mut number = vec![usize::MAX; count + 1];
    let mut order = Vec::new();
    let mut seen = vec![false; count + 1];
    seen[root] = true;
    let mut way = vec![(root, 0)];
    while let Some(&mut (node, ref mut edge)) = way.last_mut() {
        let followed = *edge;
        *edge += 1;
        match after[node].get(followed) {
            Some(&to) if !seen[to] => {
                seen[to] = true;
                way.push((to, 0));
            }
            Some(_) => {}
            None => {
                number[node] = order.len();
                order.push(node);
                way.pop();
            }
        }
    }
    let mut nearest: Vec<Option<usize>> = vec![None; count + 1];
    nearest[root] = Some(root);
    let mut changed = true;
    while changed {
        changed = false;
        for &node in order.iter().rev().filter(|node| **node != root) {
            let mut found: Option<usize> = None;
            for &from in before[node].iter().filter(|from| seen[**from]) {
                if nearest[from].is_none() {
                    continue;
                }
                found = Some(match found {
                    None => from,
                    Some(other) => meet(&nearest, &number, from, other),
                });
            }
            if found != nearest[node] {
                nearest[node] = found;
                changed = true;
            }
        }
    }
    nearest.truncate(count);
    nearest
        .into_iter()
        .map(|found| found.filter(|node| *node != root))
        .collect()
}

/// Where the ways up from two nodes meet.
fn meet(nearest: &[Option<usize>], number: &[usize], a: usize, b: usize) -> usize {
    let (mut a, mut b) = (a, b);
    while a != b {
        while number[a] < number[b] {
            match nearest[a] {
                Some(up) => a = up,
                None => return b,
            }
        }
        while number[b] < number[a] {
            match nearest[b] {
                Some(up) => b = up,
                None => return a,
            }
        }
    }
    a
}
