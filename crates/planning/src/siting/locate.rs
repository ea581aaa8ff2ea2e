//! The choice of sites: greedy and vertex substitution (Teitz and Bart 1968, in Whitaker's fast form 1983) from above, Lagrangian
//! relaxation of "everyone is served" with subgradient steps (Fisher 1981; Beasley 1993) from below, branch and bound between.

use crate::exchange::flow::{Way, best};

/// How many sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// As many as pay.
    Any,
    /// So many.
    Exactly(usize),
    /// At most so many.
    AtMost(usize),
}

/// Sites to choose and clients to serve.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Cost of opening, by site; at least 0.
    pub open: Vec<f64>,
    /// `serve[client][site]`: cost of serving all of a client from a site, at least 0; infinite where it cannot be.
    pub serve: Vec<Vec<f64>>,
    /// Amount of each client and most that each site can serve, in one unit; `None` without bounds. A client may then be served
    /// from several sites.
    pub capacity: Option<(Vec<f64>, Vec<f64>)>,
    /// How many sites.
    pub count: Count,
}

/// How long to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// Nodes of the search tree; 1 gives the heuristic and its bound alone.
    pub nodes: usize,
    /// Subgradient steps at the root; a quarter of them at other nodes.
    pub steps: usize,
}

impl Default for Effort {
    /// 20,000 nodes, 300 steps: dozens of sites are solved exactly, hundreds get a small gap.
    fn default() -> Self {
        Effort {
            nodes: 20_000,
            steps: 300,
        }
    }
}

/// A choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// Chosen sites, ascending.
    pub sites: Vec<usize>,
    /// `served[client]`: from which site which share; shares of a client sum to 1.
    pub served: Vec<Vec<(usize, f64)>>,
    /// Cost of opening and serving.
    pub cost: f64,
    /// No choice costs less than this.
    pub bound: f64,
    /// Nodes of the search tree that were looked at.
    pub nodes: usize,
}

impl Located {
    /// Whether the choice is proved to be best (to nine digits).
    pub fn is_best(&self) -> bool {
        self.cost - self.bound <= 1e-9 * self.cost.abs().max(1.0)
    }
}

/// The best choice found and its bound. `None` if no choice serves everyone: out of reach, too few sites, too little capacity.
///
/// # Panics
/// Lengths that do not fit each other.
pub fn locate(problem: &Problem, effort: Effort) -> Option<Located> {
    let sites = problem.open.len();
    if problem.serve.is_empty() {
        return None;
    }
    if let Count::Exactly(p) = problem.count
        && p > sites
    {
        return None;
    }
    // Out of reach becomes dearer than everything together, so that a choice that needs it shows.
    let far = 1.0
        + 2.0
            * (problem.open.iter().sum::<f64>()
                + problem
                    .serve
                    .iter()
                    .map(|row| {
                        row.iter()
                            .copied()
                            .filter(|c| c.is_finite())
                            .fold(0.0, f64::max)
                    })
                    .sum::<f64>());
    let mut search = Search {
        problem,
        serve: problem
            .serve
            .iter()
            .map(|row| {
                row.iter()
                    .map(|c| if c.is_finite() { *c } else { far })
                    .collect()
            })
            .collect(),
        far,
        best: None,
        nodes: 0,
        effort,
    };
    search.start();
    let fixed = vec![None; sites];
    let prices = search
        .serve
        .iter()
        .map(|row| {
            // Between the nearest and the second nearest.
            let mut two = (f64::INFINITY, f64::INFINITY);
            for &cost in row {
                if cost < two.0 {
                    two = (cost, two.0);
                } else if cost < two.1 {
                    two.1 = cost;
                }
            }
            if two.1.is_finite() { two.1 } else { two.0 }
        })
        .collect();
    let bound = search.branch(fixed, prices, effort.steps);
    let nodes = search.nodes;
    let (cost, chosen) = search.best.take()?;
    let (true_cost, served) = search.serve_from(&chosen)?;
    if true_cost >= far {
        return None;
    }
    Some(Located {
        sites: chosen,
        served,
        cost,
        bound: bound.min(cost),
        nodes,
    })
}

type Served = Vec<Vec<(usize, f64)>>;

struct Search<'a> {
    problem: &'a Problem,
    serve: Vec<Vec<f64>>,
    far: f64,
    best: Option<(f64, Vec<usize>)>,
    nodes: usize,
    effort: Effort,
}

struct Relaxed {
    bound: f64,
    prices: Vec<f64>,
    /// Reduced costs of the sites at the best prices.
    reduced: Vec<f64>,
    chosen: Vec<usize>,
}

impl Search<'_> {
    fn clients(&self) -> usize {
        self.serve.len()
    }

    fn sites(&self) -> usize {
        self.problem.open.len()
    }

    fn allows(&self, count: usize) -> bool {
        match self.problem.count {
            Count::Any => count > 0,
            Count::Exactly(p) => count == p,
            Count::AtMost(p) => count > 0 && count <= p,
        }
    }

    /// Cost of a set of sites, and who is served from where. `None` if capacities are too small.
    fn serve_from(&self, chosen: &[usize]) -> Option<(f64, Served)> {
        let opening: f64 = chosen.iter().map(|&j| self.problem.open[j]).sum();
        let Some((amounts, capacity)) = &self.problem.capacity else {
            let mut cost = opening;
            let mut served = Vec::with_capacity(self.clients());
            for row in &self.serve {
                let (site, least) = chosen
                    .iter()
                    .map(|&j| (j, row[j]))
                    .min_by(|a, b| a.1.total_cmp(&b.1))?;
                cost += least;
                served.push(vec![(site, 1.0)]);
            }
            return Some((cost, served));
        };
        // Whole thousandths of the amounts, and costs in millionths of the greatest.
        let most = chosen
            .iter()
            .flat_map(|&j| {
                self.serve
                    .iter()
                    .zip(amounts)
                    .map(move |(row, a)| (row[j], a))
            })
            .filter(|(_, a)| **a > 0.0)
            .map(|(c, a)| c / a)
            .fold(1e-12, f64::max);
        let scale = 1e9 / most;
        let served_first = 2 * (self.clients() + chosen.len()) as i64 * 1_000_000_000 + 1;
        let supply: Vec<i64> = chosen
            .iter()
            .map(|&j| (capacity[j] * 1e3 + 1e-6).floor() as i64)
            .collect();
        let demand: Vec<i64> = amounts.iter().map(|a| (a * 1e3).round() as i64).collect();
        let mut ways = Vec::new();
        for (from, &j) in chosen.iter().enumerate() {
            for (to, (row, amount)) in self.serve.iter().zip(amounts).enumerate() {
                if *amount > 0.0 && row[j] < self.far {
                    ways.push(Way {
                        from: from as u32,
                        to: to as u32,
                        gain: served_first - (row[j] / amount * scale).round() as i64,
                    });
                }
            }
        }
        let flow = best(&supply, &demand, &ways);
        let mut got = vec![0i64; demand.len()];
        let mut served = vec![Vec::new(); demand.len()];
        let mut cost = opening;
        for (way, &units) in ways.iter().zip(&flow.units) {
            if units > 0 {
                let (to, site) = (way.to as usize, chosen[way.from as usize]);
                got[to] += units;
                let share = units as f64 / demand[to] as f64;
                served[to].push((site, share));
                cost += share * self.serve[to][site];
            }
        }
        (got == demand).then_some((cost, served))
    }

    fn offer(&mut self, chosen: &[usize]) {
        let mut chosen = chosen.to_vec();
        chosen.sort_unstable();
        chosen.dedup();
        if !self.allows(chosen.len()) {
            return;
        }
        if let Some((cost, _)) = self.serve_from(&chosen)
            && self.best.as_ref().is_none_or(|(best, _)| cost < *best)
        {
            self.best = Some((cost, chosen));
        }
    }

    /// A first choice: the cheapest addition again and again, then exchanges.
    fn start(&mut self) {
        let sites = self.sites();
        let target = match self.problem.count {
            Count::Exactly(p) | Count::AtMost(p) => p.min(sites),
            Count::Any => sites,
        };
        let mut nearest = vec![f64::INFINITY; self.clients()];
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < target {
            let mut pick = (f64::INFINITY, usize::MAX);
            for j in (0..sites).filter(|j| !chosen.contains(j)) {
                let cost: f64 = self.problem.open[j]
                    + self
                        .serve
                        .iter()
                        .zip(&nearest)
                        .map(|(row, near)| {
                            if near.is_finite() {
                                (row[j] - near).min(0.0)
                            } else {
                                row[j]
                            }
                        })
                        .sum::<f64>();
                if cost < pick.0 {
                    pick = (cost, j);
                }
            }
            let exactly = matches!(self.problem.count, Count::Exactly(_));
            let enough = self
                .problem
                .capacity
                .as_ref()
                .is_none_or(|(amounts, most)| {
                    chosen.iter().map(|&j| most[j]).sum::<f64>() >= amounts.iter().sum::<f64>()
                });
            if pick.1 == usize::MAX || (!chosen.is_empty() && pick.0 >= 0.0 && !exactly && enough) {
                break;
            }
            chosen.push(pick.1);
            for (near, row) in nearest.iter_mut().zip(&self.serve) {
                *near = near.min(row[pick.1]);
            }
        }
        if self.problem.capacity.is_some() {
            // All sites that may be opened, if the greedy choice cannot hold everything: the widest first.
            if let (Some((_, most)), true) =
                (&self.problem.capacity, self.serve_from(&chosen).is_none())
            {
                let mut widest: Vec<usize> = (0..sites).collect();
                widest.sort_by(|a, b| most[*b].total_cmp(&most[*a]));
                widest.truncate(target);
                chosen = widest;
            }
            self.offer(&chosen);
            self.improve_capacitated();
        } else {
            let chosen = self.substitute(chosen);
            self.offer(&chosen);
        }
    }

    /// Adds, drops and swaps while that saves something; each is weighed by a flow.
    fn improve_capacitated(&mut self) {
        loop {
            let Some((before, chosen)) = self.best.clone() else {
                return;
            };
            for out in std::iter::once(None).chain(chosen.iter().map(|j| Some(*j))) {
                let kept: Vec<usize> = chosen.iter().copied().filter(|j| Some(*j) != out).collect();
                self.offer(&kept);
                for j in (0..self.sites()).filter(|j| !chosen.contains(j)) {
                    let mut tried = kept.clone();
                    tried.push(j);
                    self.offer(&tried);
                }
            }
            if self.best.as_ref().is_none_or(|(after, _)| *after >= before) {
                return;
            }
        }
    }

    /// Vertex substitution without capacities, with additions and removals where the count allows.
    fn substitute(&self, mut chosen: Vec<usize>) -> Vec<usize> {
        let open = &self.problem.open;
        loop {
            // Nearest and second nearest chosen site of each client.
            let near: Vec<(usize, f64, f64)> = self
                .serve
                .iter()
                .map(|row| {
                    let mut two = (usize::MAX, f64::INFINITY, f64::INFINITY);
                    for &j in &chosen {
                        if row[j] < two.1 {
                            two = (j, row[j], two.1);
                        } else if row[j] < two.2 {
                            two.2 = row[j];
                        }
                    }
                    two
                })
                .collect();
            let mut pick = (-1e-12, None, None);
            let can_add = self.allows(chosen.len() + 1);
            let can_drop = chosen.len() > 1 && self.allows(chosen.len() - 1);
            if can_drop {
                let mut loss = vec![0.0; self.sites()];
                for &(j, one, two) in &near {
                    loss[j] += two - one;
                }
                for &out in &chosen {
                    if loss[out] - open[out] < pick.0 {
                        pick = (loss[out] - open[out], Some(out), None);
                    }
                }
            }
            let mut loss = vec![0.0; self.sites()];
            for j in (0..self.sites()).filter(|j| !chosen.contains(j)) {
                let mut gain = 0.0;
                for &out in &chosen {
                    loss[out] = 0.0;
                }
                for (row, &(near, one, two)) in self.serve.iter().zip(&near) {
                    if row[j] < one {
                        gain += one - row[j];
                    } else {
                        loss[near] += row[j].min(two) - one;
                    }
                }
                if can_add && open[j] - gain < pick.0 {
                    pick = (open[j] - gain, None, Some(j));
                }
                for &out in &chosen {
                    let change = open[j] - open[out] + loss[out] - gain;
                    if change < pick.0 {
                        pick = (change, Some(out), Some(j));
                    }
                }
            }
            if pick.1.is_none() && pick.2.is_none() {
                return chosen;
            }
            chosen.retain(|j| Some(*j) != pick.1);
            chosen.extend(pick.2);
        }
    }

    /// What a site's own best service is worth at these prices, opening included; and the amounts that it would serve.
    fn reduced(&self, site: usize, prices: &[f64], mut take: impl FnMut(usize, f64)) -> f64 {
        let mut sum = self.problem.open[site];
        match &self.problem.capacity {
            None => {
                for (i, row) in self.serve.iter().enumerate() {
                    let gain = row[site] - prices[i];
                    if gain < 0.0 {
                        sum += gain;
                        take(i, 1.0);
                    }
                }
            }
            Some((amounts, capacity)) => {
                let mut gains: Vec<(f64, usize)> = (0..self.clients())
                    .filter_map(|i| {
                        let gain = self.serve[i][site] - prices[i];
                        (gain < 0.0 && amounts[i] > 0.0).then(|| (gain / amounts[i], i))
                    })
                    .collect();
                gains.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let mut room = capacity[site];
                for (gain, i) in gains {
                    let share = (room / amounts[i]).min(1.0);
                    if share <= 0.0 {
                        break;
                    }
                    sum += gain * amounts[i] * share;
                    room -= amounts[i] * share;
                    take(i, share);
                }
            }
        }
        sum
    }

    /// Which free sites the relaxation takes: those of least reduced cost, as many as the count says.
    fn select(&self, fixed: &[Option<bool>], reduced: &[f64]) -> Option<(f64, Vec<usize>)> {
        let mut chosen: Vec<usize> = (0..fixed.len())
            .filter(|j| fixed[*j] == Some(true))
            .collect();
        let mut sum: f64 = chosen.iter().map(|&j| reduced[j]).sum();
        let mut free: Vec<usize> = (0..fixed.len()).filter(|j| fixed[*j].is_none()).collect();
        free.sort_by(|a, b| reduced[*a].total_cmp(&reduced[*b]).then(a.cmp(b)));
        let (least, most) = match self.problem.count {
            Count::Any => (1, usize::MAX),
            Count::Exactly(p) => (p, p),
            Count::AtMost(p) => (1, p),
        };
        if chosen.len() > most || chosen.len() + free.len() < least {
            return None;
        }
        if let Some((amounts, capacities)) = &self.problem.capacity {
            let room: f64 = chosen.iter().chain(&free).map(|&j| capacities[j]).sum();
            if room + 1e-9 < amounts.iter().sum::<f64>() {
                return None;
            }
        }
        for j in free {
            let needed = chosen.len() < least;
            if chosen.len() == most || (!needed && reduced[j] >= 0.0) {
                break;
            }
            sum += reduced[j];
            chosen.push(j);
        }
        Some((sum, chosen))
    }

    fn relax(
        &mut self,
        fixed: &[Option<bool>],
        mut prices: Vec<f64>,
        steps: usize,
    ) -> Option<Relaxed> {
        let mut top: Option<Relaxed> = None;
        let mut pace = 2.0;
        let mut since = 0;
        let sites = self.sites();
        let mut reduced = vec![0.0; sites];
        for step in 0..steps.max(1) {
            for (j, value) in reduced.iter_mut().enumerate() {
                if fixed[j] != Some(false) {
                    *value = self.reduced(j, &prices, |_, _| {});
                }
            }
            let (sum, chosen) = self.select(fixed, &reduced)?;
            let bound = prices.iter().sum::<f64>() + sum;
            let better = top
                .as_ref()
                .is_none_or(|t| bound > t.bound + 1e-12 * bound.abs());
            if better {
                top = Some(Relaxed {
                    bound,
                    prices: prices.clone(),
                    reduced: reduced.clone(),
                    chosen: chosen.clone(),
                });
                since = 0;
            } else {
                since += 1;
            }
            // A flow for each step would cost more than it brings.
            if self.problem.capacity.is_none() || step % 25 == 0 {
                self.offer(&chosen);
            }
            let Some((upper, _)) = &self.best else {
                // Nothing to aim at yet: aim a little above the bound.
                if since > 30 {
                    break;
                }
                let aim = bound.abs() * 0.05 + 1.0;
                self.step(&mut prices, &chosen, aim);
                continue;
            };
            let highest = top.as_ref().map_or(bound, |t| t.bound);
            if *upper - highest <= 1e-10 * upper.abs().max(1.0) || pace < 1e-3 {
                break;
            }
            if since >= 15 {
                pace /= 2.0;
                since = 0;
                if let Some(top) = &top {
                    prices.clone_from(&top.prices);
                }
            }
            let aim = pace * (upper * (1.0 + 1e-4) - bound).max(1e-9);
            if !self.step(&mut prices, &chosen, aim) {
                break;
            }
        }
        top
    }

    /// One subgradient step; `false` if everyone is served exactly once.
    fn step(&self, prices: &mut [f64], chosen: &[usize], aim: f64) -> bool {
        let mut unserved = vec![1.0; prices.len()];
        for &j in chosen {
            self.reduced(j, prices, |i, share| unserved[i] -= share);
        }
        let norm: f64 = unserved.iter().map(|s| s * s).sum();
        if norm <= 1e-12 {
            return false;
        }
        for (price, s) in prices.iter_mut().zip(&unserved) {
            *price += aim * s / norm;
        }
        true
    }

    /// A lower bound of everything below a node; the tree is walked in depth, the more hopeful side first.
    fn branch(&mut self, mut fixed: Vec<Option<bool>>, prices: Vec<f64>, steps: usize) -> f64 {
        self.nodes += 1;
        let Some(relaxed) = self.relax(&fixed, prices, steps) else {
            return f64::INFINITY;
        };
        let closed = |bound: f64, search: &Self| {
            search
                .best
                .as_ref()
                .is_some_and(|(cost, _)| bound >= cost - 1e-10 * cost.abs().max(1.0))
        };
        if closed(relaxed.bound, self) {
            return relaxed.bound;
        }
        // What would cost too much to turn round stays as it is.
        if let Some((upper, _)) = &self.best {
            let upper = *upper;
            for j in 0..fixed.len() {
                if fixed[j].is_some() {
                    continue;
                }
                let turned = self.turned(&fixed, &relaxed, j);
                if turned > upper {
                    fixed[j] = Some(relaxed.chosen.contains(&j));
                }
            }
        }
        let free = |j: &usize| fixed[*j].is_none();
        let pick = relaxed
            .chosen
            .iter()
            .copied()
            .filter(free)
            .min_by(|a, b| relaxed.reduced[*a].total_cmp(&relaxed.reduced[*b]))
            .or_else(|| {
                (0..fixed.len())
                    .filter(free)
                    .min_by(|a, b| relaxed.reduced[*a].total_cmp(&relaxed.reduced[*b]))
            });
        let Some(pick) = pick else {
            // All is decided: what it costs is what it costs.
            let chosen: Vec<usize> = (0..fixed.len())
                .filter(|j| fixed[*j] == Some(true))
                .collect();
            self.offer(&chosen);
            return match self
                .allows(chosen.len())
                .then(|| self.serve_from(&chosen))
                .flatten()
            {
                Some((cost, _)) => cost,
                None => f64::INFINITY,
            };
        };
        if self.nodes >= self.effort.nodes {
            return relaxed.bound;
        }
        let mut bound = f64::INFINITY;
        for side in [true, false] {
            let mut next = fixed.clone();
            next[pick] = Some(side);
            let below = self.branch(next, relaxed.prices.clone(), self.effort.steps / 4);
            bound = bound.min(below.max(relaxed.bound));
        }
        // Sides that were ruled out by their cost can hold nothing cheaper than the best.
        match &self.best {
            Some((cost, _)) => bound.min(*cost),
            None => bound,
        }
    }

    /// Bound if a free site's part in the relaxation is turned round.
    fn turned(&self, fixed: &[Option<bool>], relaxed: &Relaxed, site: usize) -> f64 {
        let mut fixed = fixed.to_vec();
        fixed[site] = Some(!relaxed.chosen.contains(&site));
        match self.select(&fixed, &relaxed.reduced) {
            Some((sum, _)) => relaxed.prices.iter().sum::<f64>() + sum,
            None => f64::INFINITY,
        }
    }
}
