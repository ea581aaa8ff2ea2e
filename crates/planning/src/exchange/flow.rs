//! The transport problem in whole numbers: which supply goes where, so that the gain is greatest. Successive shortest paths with
//! prices, one supply after the other, so that each search stays where it happens (Ahuja, Magnanti, Orlin, "Network Flows", 1993,
//! ch. 9.7; the prices are the dual solution).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A way from a supply to a demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// Which supply.
    pub from: u32,
    /// Which demand.
    pub to: u32,
    /// Gain of one unit sent this way; a way without gain is never used.
    pub gain: i64,
}

/// The best flow, and the prices that prove it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Flow {
    /// Units on each way, in the order of the ways.
    pub units: Vec<i64>,
    /// What one more unit of each supply would gain (at least 0).
    pub supply_price: Vec<i64>,
    /// What one more unit of each demand would gain (at least 0).
    pub demand_price: Vec<i64>,
    /// Sum of gain times units.
    pub gain: i128,
}

/// Sends supplies (units, at least 0) over `ways` to demands (units, at least 0) so that the sum of gains is greatest. Neither
/// supply nor demand must be used up. Exact: gains and units are whole numbers.
///
/// The sum of prices times units equals the gain, and no way gains more than its two prices: the optimum proves itself.
///
/// # Panics
/// A way names a supply or a demand that is not there; gains above about 2^61.
pub fn best(supply: &[i64], demand: &[i64], ways: &[Way]) -> Flow {
    if ways.len() < PARTS_FROM {
        return Search::new(supply, demand, ways).run();
    }
    parts(supply, demand, ways)
}

/// From how many ways on the parts of a network that do not touch each other are solved side by side.
const PARTS_FROM: usize = 10_000;

/// Solves each connected part alone. The answer is the same: a path never leaves its part.
fn parts(supply: &[i64], demand: &[i64], ways: &[Way]) -> Flow {
    use rayon::prelude::*;
    // Union-find over supplies, then demands.
    let mut root: Vec<u32> = (0..(supply.len() + demand.len()) as u32).collect();
    fn find(root: &mut [u32], mut at: u32) -> u32 {
        while root[at as usize] != at {
            root[at as usize] = root[root[at as usize] as usize];
            at = root[at as usize];
        }
        at
    }
    for way in ways.iter().filter(|w| w.gain > 0) {
        let a = find(&mut root, way.from);
        let b = find(&mut root, supply.len() as u32 + way.to);
        root[a.max(b) as usize] = a.min(b);
    }
    #[derive(Default)]
    struct Part {
        supply: Vec<u32>,
        demand: Vec<u32>,
        ways: Vec<u32>,
    }
    let mut index = vec![u32::MAX; root.len()];
    let mut local = vec![0u32; root.len()];
    let mut list: Vec<Part> = Vec::new();
    for (node, place) in local.iter_mut().enumerate() {
        let top = find(&mut root, node as u32) as usize;
        if index[top] == u32::MAX {
            index[top] = list.len() as u32;
            list.push(Part::default());
        }
        let part = &mut list[index[top] as usize];
        if node < supply.len() {
            *place = part.supply.len() as u32;
            part.supply.push(node as u32);
        } else {
            *place = part.demand.len() as u32;
            part.demand.push((node - supply.len()) as u32);
        }
    }
    for (at, way) in ways.iter().enumerate().filter(|(_, w)| w.gain > 0) {
        let top = find(&mut root, way.from) as usize;
        list[index[top] as usize].ways.push(at as u32);
    }
    let solved: Vec<(Part, Flow)> = list
        .into_par_iter()
        .map(|part| {
            let own: Vec<Way> = part
                .ways
                .iter()
                .map(|&at| {
                    let way = ways[at as usize];
                    Way {
                        from: local[way.from as usize],
                        to: local[supply.len() + way.to as usize],
                        gain: way.gain,
                    }
                })
                .collect();
            let from: Vec<i64> = part.supply.iter().map(|&i| supply[i as usize]).collect();
            let to: Vec<i64> = part.demand.iter().map(|&j| demand[j as usize]).collect();
            let flow = Search::new(&from, &to, &own).run();
            (part, flow)
        })
        .collect();
    let mut all = Flow {
        units: vec![0; ways.len()],
        supply_price: vec![0; supply.len()],
        demand_price: vec![0; demand.len()],
        gain: 0,
    };
    for (part, flow) in solved {
        all.gain += flow.gain;
        for (&at, units) in part.ways.iter().zip(flow.units) {
            all.units[at as usize] = units;
        }
        for (&at, price) in part.supply.iter().zip(flow.supply_price) {
            all.supply_price[at as usize] = price;
        }
        for (&at, price) in part.demand.iter().zip(flow.demand_price) {
            all.demand_price[at as usize] = price;
        }
    }
    all
}

/// Nodes are the supplies, then the demands. `height` of a supply is its price, of a demand minus its price.
struct Search<'a> {
    supply: &'a [i64],
    ways: &'a [Way],
    /// Ways of supply i: `order[first[i]..first[i + 1]]`.
    first: Vec<u32>,
    order: Vec<u32>,
    room: Vec<i64>,
    units: Vec<i64>,
    /// Ways that carry something, by demand.
    used: Vec<Vec<u32>>,
    height: Vec<i64>,
    distance: Vec<i64>,
    /// The way by which a node was reached.
    via: Vec<u32>,
    seen: Vec<u32>,
    round: u32,
}

impl<'a> Search<'a> {
    fn new(supply: &'a [i64], demand: &[i64], ways: &'a [Way]) -> Self {
        let nodes = supply.len() + demand.len();
        let mut first = vec![0u32; supply.len() + 1];
        for way in ways.iter().filter(|w| w.gain > 0) {
            first[way.from as usize + 1] += 1;
        }
        for i in 0..supply.len() {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut order = vec![0u32; first[supply.len()] as usize];
        let mut height = vec![0i64; nodes];
        for (at, way) in ways.iter().enumerate().filter(|(_, w)| w.gain > 0) {
            let from = way.from as usize;
            order[next[from] as usize] = at as u32;
            next[from] += 1;
            height[from] = height[from].max(way.gain);
        }
        Search {
            supply,
            ways,
            first,
            order,
            room: demand.to_vec(),
            units: vec![0; ways.len()],
            used: vec![Vec::new(); demand.len()],
            height,
            distance: vec![0; nodes],
            via: vec![0; nodes],
            seen: vec![0; nodes],
            round: 0,
        }
    }

    fn run(mut self) -> Flow {
        for i in 0..self.supply.len() {
            let mut rest = self.supply[i];
            while rest > 0 {
                rest -= self.send(i, rest);
            }
        }
        let suppliers = self.supply.len();
        // A supply of nothing has a price too: what its best way would bring.
        for i in 0..suppliers {
            if self.supply[i] <= 0 {
                let mut price = 0;
                for &at in &self.order[self.first[i] as usize..self.first[i + 1] as usize] {
                    let way = self.ways[at as usize];
                    price = price.max(way.gain + self.height[suppliers + way.to as usize]);
                }
                self.height[i] = price;
            }
        }
        Flow {
            gain: self
                .units
                .iter()
                .zip(self.ways)
                .map(|(&u, w)| i128::from(u) * i128::from(w.gain))
                .sum(),
            supply_price: self.height[..suppliers].to_vec(),
            demand_price: self.height[suppliers..].iter().map(|h| -h).collect(),
            units: self.units,
        }
    }

    /// One shortest path from supply `i` to the end: a demand with room, or a supply that is left unused instead.
    /// Returns how many units found their way.
    fn send(&mut self, i: usize, rest: i64) -> i64 {
        let suppliers = self.supply.len();
        self.round += 1;
        let mut heap = BinaryHeap::new();
        self.reach(&mut heap, i, 0, u32::MAX);
        // Nearest end so far, and its node.
        let mut end = (i64::MAX, usize::MAX);
        let mut done = Vec::new();
        while let Some(Reverse((distance, node))) = heap.pop() {
            if distance >= end.0 {
                break;
            }
            let node = node as usize;
            if distance > self.distance[node] {
                continue;
            }
            done.push(node);
            if node < suppliers {
                if distance + self.height[node] < end.0 {
                    end = (distance + self.height[node], node);
                }
                for k in self.first[node]..self.first[node + 1] {
                    let at = self.order[k as usize];
                    let way = self.ways[at as usize];
                    let to = suppliers + way.to as usize;
                    let step = self.height[node] - self.height[to] - way.gain;
                    if distance + step < end.0 {
                        self.reach(&mut heap, to, distance + step, at);
                    }
                }
            } else {
                let need = node - suppliers;
                if self.room[need] > 0 {
                    if distance + self.height[node] < end.0 {
                        end = (distance + self.height[node], node);
                    }
                    continue;
                }
                for k in 0..self.used[need].len() {
                    let at = self.used[need][k];
                    let way = self.ways[at as usize];
                    let from = way.from as usize;
                    let step = self.height[node] - self.height[from] + way.gain;
                    if distance + step < end.0 {
                        self.reach(&mut heap, from, distance + step, at);
                    }
                }
            }
        }
        for &node in &done {
            if self.distance[node] < end.0 {
                self.height[node] += self.distance[node] - end.0;
            }
        }
        // Back along the path: first how much fits, then send it.
        let mut amount = rest;
        let mut node = end.1;
        if node >= suppliers {
            amount = amount.min(self.room[node - suppliers]);
        }
        while node != i {
            let at = self.via[node] as usize;
            if node < suppliers {
                amount = amount.min(self.units[at]);
                node = suppliers + self.ways[at].to as usize;
            } else {
                node = self.ways[at].from as usize;
            }
        }
        let mut node = end.1;
        if node >= suppliers {
            self.room[node - suppliers] -= amount;
        }
        while node != i {
            let at = self.via[node] as usize;
            let need = self.ways[at].to as usize;
            if node < suppliers {
                self.units[at] -= amount;
                if self.units[at] == 0 {
                    self.used[need].retain(|&w| w != at as u32);
                }
                node = suppliers + need;
            } else {
                if self.units[at] == 0 {
                    self.used[need].push(at as u32);
                }
                self.units[at] += amount;
                node = self.ways[at].from as usize;
            }
        }
        amount
    }

    fn reach(
        &mut self,
        heap: &mut BinaryHeap<Reverse<(i64, u32)>>,
        node: usize,
        distance: i64,
        via: u32,
    ) {
        if self.seen[node] == self.round && self.distance[node] <= distance {
            return;
        }
        self.seen[node] = self.round;
        self.distance[node] = distance;
        self.via[node] = via;
        heap.push(Reverse((distance, node as u32)));
    }
}

/// Whether prices and flow prove each other: nothing is exceeded, no way gains more than its two prices, and the prices add up to
/// the gain. True for every result of [`best`]; a check of one's own.
pub fn proves_itself(supply: &[i64], demand: &[i64], ways: &[Way], flow: &Flow) -> bool {
    let mut sent = vec![0i64; supply.len()];
    let mut got = vec![0i64; demand.len()];
    for (way, &units) in ways.iter().zip(&flow.units) {
        if units < 0 {
            return false;
        }
        sent[way.from as usize] += units;
        got[way.to as usize] += units;
    }
    let kept = sent.iter().zip(supply).all(|(s, most)| s <= most)
        && got.iter().zip(demand).all(|(g, most)| g <= most);
    let dual = ways
        .iter()
        .all(|w| flow.supply_price[w.from as usize] + flow.demand_price[w.to as usize] >= w.gain)
        && flow
            .supply_price
            .iter()
            .chain(&flow.demand_price)
            .all(|p| *p >= 0);
    let worth: i128 = flow
        .supply_price
        .iter()
        .zip(supply)
        .chain(flow.demand_price.iter().zip(demand))
        .map(|(&p, &u)| i128::from(p) * i128::from(u))
        .sum();
    kept && dual && worth == flow.gain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: two sources, two sinks. Sending each to its best alone gains 5*4 + 2*1; crossing gains more.
    #[test]
    fn a_small_network_by_hand() {
        let way = |from, to, gain| Way { from, to, gain };
        let ways = [way(0, 0, 10), way(0, 1, 9), way(1, 0, 8), way(1, 1, -3)];
        let flow = best(&[5, 5], &[5, 5], &ways);
        // 5 units 0 -> 1 (45) and 5 units 1 -> 0 (40) beat 5 units 0 -> 0 (50) alone.
        assert_eq!(flow.gain, 85);
        assert_eq!(flow.units, [0, 5, 5, 0]);
        assert!(proves_itself(&[5, 5], &[5, 5], &ways, &flow));
    }

    #[test]
    fn nothing_to_do_is_no_flow() {
        assert_eq!(best(&[], &[], &[]).gain, 0);
        let loss = [Way {
            from: 0,
            to: 0,
            gain: -1,
        }];
        assert_eq!(best(&[4], &[4], &loss).units, [0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn every_flow_proves_itself(
            supply in prop::collection::vec(0i64..20, 1..9),
            demand in prop::collection::vec(0i64..20, 1..9),
            gains in prop::collection::vec(-20i64..60, 81),
            skip in prop::collection::vec(any::<bool>(), 81),
        ) {
            let mut ways = Vec::new();
            for from in 0..supply.len() {
                for to in 0..demand.len() {
                    let at = from * 9 + to;
                    if !skip[at] {
                        ways.push(Way { from: from as u32, to: to as u32, gain: gains[at] });
                    }
                }
            }
            let flow = best(&supply, &demand, &ways);
            prop_assert!(proves_itself(&supply, &demand, &ways, &flow));
            let split = parts(&supply, &demand, &ways);
            prop_assert!(proves_itself(&supply, &demand, &ways, &split));
            prop_assert_eq!(split.gain, flow.gain);
        }
    }
}
