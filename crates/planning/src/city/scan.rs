//! All pairs of cities looked through for the best partners of each: bounds on the score of a city with sixteen others at once, then the
//! warped distances of what they leave, sixteen pairs at once, and only what is still open is worked out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::kernel::PANEL;
use super::place::{Position, RADIUS_KM};
use super::walks::Walks;
use super::{Figure, Why};

/// Cities that meet a panel while it is in the nearest cache.
const BLOCK: usize = 64;
/// Neighbours with whom every city is compared beforehand, on either side of it.
const SAMPLE: usize = 8;
/// Far above what rounding can make of a score.
const SLACK: f64 = 1e-9;

/// Per city the members of a set, and those that are known, as bits; a copy in panels, word by word.
pub(super) struct Sets {
    words: usize,
    has: Vec<u64>,
    known: Vec<u64>,
    has_panels: Vec<[u64; PANEL]>,
    known_panels: Vec<[u64; PANEL]>,
}

impl Sets {
    /// `cell(city, member)`: whether it is one, `None` if that is not known.
    pub(super) fn new(
        count: usize,
        members: usize,
        cell: impl Fn(usize, usize) -> Option<bool>,
    ) -> Self {
        let words = members.div_ceil(64);
        let (mut has, mut known) = (vec![0u64; count * words], vec![0u64; count * words]);
        let panels = count.div_ceil(PANEL) * words;
        let (mut has_panels, mut known_panels) =
            (vec![[0; PANEL]; panels], vec![[0; PANEL]; panels]);
        for city in 0..count {
            for member in 0..members {
                let at = city * words + member / 64;
                if let Some(is) = cell(city, member) {
                    known[at] |= 1 << (member % 64);
                    has[at] |= u64::from(is) << (member % 64);
                }
            }
            for word in 0..words {
                let (at, lane) = (city / PANEL * words + word, city % PANEL);
                has_panels[at][lane] = has[city * words + word];
                known_panels[at][lane] = known[city * words + word];
            }
        }
        Sets {
            words,
            has,
            known,
            has_panels,
            known_panels,
        }
    }

    fn of(&self, city: usize) -> (&[u64], &[u64]) {
        let range = city * self.words..(city + 1) * self.words;
        (&self.has[range.clone()], &self.known[range])
    }

    /// Members of exactly one of two cities, over those of at least one; of what is known of both.
    pub(super) fn complement(&self, a: usize, b: usize) -> Figure {
        let ((a_has, a_known), (b_has, b_known)) = (self.of(a), self.of(b));
        let (mut one, mut any) = (0, 0);
        for word in 0..self.words {
            let (x, y) = (a_has[word], b_has[word]);
            let both = a_known[word] & b_known[word];
            one += ((x ^ y) & both).count_ones();
            any += ((x | y) & both).count_ones();
        }
        if any == 0 {
            Err(Why::ZeroTotal)
        } else {
            Ok(f64::from(one) / f64::from(any))
        }
    }

    /// Members of both cities, over those of at least one; of what is known of both.
    pub(super) fn shared(&self, a: usize, b: usize) -> Figure {
        let ((a_has, _), (b_has, _)) = (self.of(a), self.of(b));
        let (mut both, mut any) = (0, 0);
        for (x, y) in a_has.iter().zip(b_has) {
            both += (x & y).count_ones();
            any += (x | y).count_ones();
        }
        if any == 0 {
            Err(Why::TooFew)
        } else {
            Ok(f64::from(both) / f64::from(any))
        }
    }

    /// Members of one and of any for a city and all of a panel.
    #[inline(always)]
    fn counts(&self, city: usize, panel: usize) -> ([u64; PANEL], [u64; PANEL]) {
        let (has, known) = self.of(city);
        let (mut one, mut any) = ([0u64; PANEL], [0u64; PANEL]);
        for word in 0..self.words {
            let others = &self.has_panels[panel * self.words + word];
            let others_known = &self.known_panels[panel * self.words + word];
            let (x, k) = (has[word], known[word]);
            for lane in 0..PANEL {
                let both = k & others_known[lane];
                let (ones, anys) = ((x ^ others[lane]) & both, (x | others[lane]) & both);
                one[lane] = one[lane].wrapping_add(u64::from(ones.count_ones()));
                any[lane] = any[lane].wrapping_add(u64::from(anys.count_ones()));
            }
        }
        (one, any)
    }
}

/// Positions on the sphere of radius 1, NaN where there is none; a copy in panels.
pub(super) struct Points {
    rows: Vec<[f64; 3]>,
    panels: Vec<[[f64; PANEL]; 3]>,
}

impl Points {
    pub(super) fn new(positions: impl Iterator<Item = Option<Position>>) -> Self {
        let rows: Vec<[f64; 3]> = positions
            .map(|position| match position {
                None => [f64::NAN; 3],
                Some(position) => {
                    let latitude = position.latitude.to_radians();
                    let longitude = position.longitude.to_radians();
                    [
                        latitude.cos() * longitude.cos(),
                        latitude.cos() * longitude.sin(),
                        latitude.sin(),
                    ]
                }
            })
            .collect();
        let mut panels = vec![[[f64::NAN; PANEL]; 3]; rows.len().div_ceil(PANEL)];
        for (city, point) in rows.iter().enumerate() {
            for (axis, value) in point.iter().enumerate() {
                panels[city / PANEL][axis][city % PANEL] = *value;
            }
        }
        Points { rows, panels }
    }

    /// Cities in an order in which neighbours are near each other: along a curve that fills the cube around the sphere (Morton 1966).
    /// Those without a position are left out.
    fn along_a_curve(&self) -> Vec<usize> {
        let code = |point: &[f64; 3]| {
            let steps = point.map(|x| ((x + 1.0) * 511.5) as u32);
            (0..10).fold(0u32, |code, bit| {
                let at = |axis: usize| {
                    (steps[axis].wrapping_shr(bit) & 1).wrapping_shl(3 * bit + axis as u32)
                };
                code | at(0) | at(1) | at(2)
            })
        };
        let placed = self.rows.iter().enumerate();
        let placed = placed.filter(|(_, point)| !point[0].is_nan());
        let mut coded: Vec<(u32, usize)> = placed.map(|(city, p)| (code(p), city)).collect();
        coded.sort_unstable();
        coded.into_iter().map(|(_, city)| city).collect()
    }
}

/// Score, share of the weight that is known, number of the partner.
pub(super) type Scored = (f64, f64, usize);

/// Best first: of equal scores the one of which more is known, then the smaller number.
fn order(x: &Scored, y: &Scored) -> std::cmp::Ordering {
    let of_score = y.0.total_cmp(&x.0).then(y.1.total_cmp(&x.1));
    of_score.then(x.2.cmp(&y.2))
}

/// The best so many of all that were offered. Which order they were offered in changes nothing.
#[derive(Clone)]
struct Best {
    count: usize,
    /// At least the `count` best; cut back now and then.
    offers: Vec<Scored>,
    /// What is below this is surely not among them.
    least: f64,
}

impl Best {
    fn new(count: usize) -> Self {
        let nothing = if count == 0 {
            f64::INFINITY
        } else {
            f64::NEG_INFINITY
        };
        Best::above(count, nothing)
    }

    /// The best so many, of which it is known that none is below `least`.
    fn above(count: usize, least: f64) -> Self {
        Best {
            count,
            offers: Vec::new(),
            least,
        }
    }

    fn offer(&mut self, new: Scored) {
        if new.0 >= self.least {
            self.offers.push(new);
            if self.offers.len() >= self.count.saturating_mul(2).saturating_add(8) {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.count > 0 && self.offers.len() > self.count {
            let (_, last, _) = self.offers.select_nth_unstable_by(self.count - 1, order);
            self.least = self.least.max(last.0);
        }
        self.offers.truncate(self.count);
    }
}

/// What is looked through, city by city. A part of weight 0 counts as not known.
pub(super) struct Scan<'a> {
    /// Cities.
    pub(super) count: usize,
    /// What each is strong in.
    pub(super) industries: &'a Sets,
    /// Paths.
    pub(super) walks: Walks,
    /// What each wants to work on.
    pub(super) topics: &'a Sets,
    /// Where they are.
    pub(super) points: Points,
    /// Weights of complement, trajectory, topic, distance.
    pub(super) weights: [f64; 4],
    /// Distance at which nearness is one half, km.
    pub(super) half_distance_km: f64,
}

/// A bound on the score of a city with each of a panel: a chord is never longer than its arc, a shared path counts at most 1.
/// Almost all pairs need no more.
struct AtMost<'a> {
    scan: &'a Scan<'a>,
    /// 1 where a city has a path, in panels.
    walking: &'a [[f64; PANEL]],
    city: usize,
    panel: usize,
}

/// What a bound is made of.
struct Bound {
    /// The most that a score can be: minus infinity where nothing is known of the pair, infinity where that depends on its paths alone.
    most: [f64; PANEL],
    /// Sum of weight and value without the trajectory.
    sum: [f64; PANEL],
    /// Their weight.
    weight: [f64; PANEL],
}

/// Two cities whose score is the trajectory's to say.
#[derive(Clone, Copy)]
struct Open {
    low: usize,
    high: usize,
    /// Sum of weight and value without the trajectory.
    sum: f64,
    /// Their weight.
    weight: f64,
}

impl pulp::NullaryFnOnce for AtMost<'_> {
    type Output = Bound;

    #[inline(always)]
    fn call(self) -> Bound {
        let AtMost {
            scan,
            walking,
            city,
            panel,
        } = self;
        let [complement, trajectory, topic, distance] = scan.weights;
        let (one, any) = scan.industries.counts(city, panel);
        let (differ, either) = scan.topics.counts(city, panel);
        let ([x, y, z], others) = (scan.points.rows[city], &scan.points.panels[panel]);
        let walks = trajectory * walking[city / PANEL][city % PANEL];
        let with = &walking[panel];
        let mut bound = Bound {
            most: [0.0; PANEL],
            sum: [0.0; PANEL],
            weight: [0.0; PANEL],
        };
        for lane in 0..PANEL {
            let (dx, dy, dz) = (
                x - others[0][lane],
                y - others[1][lane],
                z - others[2][lane],
            );
            let chord_km = RADIUS_KM * (dx * dx + dy * dy + dz * dz).sqrt();
            let near = scan.half_distance_km / (scan.half_distance_km + chord_km);
            let (weight_d, part_d) = if near.is_nan() {
                (0.0, 0.0)
            } else {
                (distance, distance * near)
            };
            let (weight_c, part_c) = if any[lane] == 0 {
                (0.0, 0.0)
            } else {
                (complement, complement * one[lane] as f64 / any[lane] as f64)
            };
            let (weight_t, part_t) = if either[lane] == 0 {
                (0.0, 0.0)
            } else {
                let shared = either[lane].wrapping_sub(differ[lane]);
                (topic, topic * shared as f64 / either[lane] as f64)
            };
            let weight_w = walks * with[lane];
            let (sum, weight) = (part_d + part_c + part_t, weight_d + weight_c + weight_t);
            let all = weight + weight_w;
            let value = (sum + weight_w) / all + SLACK;
            let open = if weight > 0.0 { value } else { f64::INFINITY };
            bound.most[lane] = if all > 0.0 { open } else { f64::NEG_INFINITY };
            bound.sum[lane] = sum;
            bound.weight[lane] = weight;
        }
        bound
    }
}

/// Lists of one thread.
struct Lists {
    best: Vec<Best>,
    /// Where each list begins to be interested, in panels.
    least: Vec<[f64; PANEL]>,
    /// Pairs whose paths are to be laid over each other: fewer than sixteen.
    open: Vec<Open>,
    missing: usize,
}

impl Lists {
    /// Tells the other threads what the lists have at least, and hears it of theirs: what is below that is among the best of nobody.
    fn tell(&mut self, told: &Mutex<Vec<f64>>) {
        let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
        for (city, (list, told)) in self.best.iter_mut().zip(told.iter_mut()).enumerate() {
            *told = told.max(list.least);
            list.least = *told;
            self.least[city / PANEL][city % PANEL] = *told;
        }
    }

    /// Below this a score is of interest to neither of two cities.
    fn least(&self, low: usize, high: usize) -> f64 {
        self.best[high].least.min(self.best[low].least)
    }

    fn offer(&mut self, (low, high): (usize, usize), scored: Option<(f64, f64)>) {
        let Some((score, share)) = scored else {
            self.missing += 1;
            return;
        };
        for (city, other) in [(high, low), (low, high)] {
            self.best[city].offer((score, share, other));
            self.least[city / PANEL][city % PANEL] = self.best[city].least;
        }
    }
}

impl Scan<'_> {
    /// Pairs that are among the `best` of one of the two, each once with the smaller number first, and how many pairs there are of which
    /// nothing is known. `score(a, b, trajectory)` is what counts, with the share that is known; `None` where nothing is. It is told the
    /// trajectory's value where that is known already.
    pub(super) fn best(
        &self,
        best: usize,
        score: impl Fn(usize, usize, Option<Figure>) -> Option<(f64, f64)> + Sync,
    ) -> (Vec<(usize, usize)>, usize) {
        let mut walking = vec![[0.0; PANEL]; self.count.div_ceil(PANEL)];
        for city in 0..self.count {
            walking[city / PANEL][city % PANEL] = f64::from(u8::from(self.walks.has(city)));
        }
        let sampled = self.sampled(best, &score);
        let mut least = vec![[f64::INFINITY; PANEL]; walking.len()];
        for (city, sampled) in sampled.iter().enumerate() {
            least[city / PANEL][city % PANEL] = *sampled;
        }
        let told = Mutex::new(sampled.clone());
        let blocks = self.count.div_ceil(BLOCK);
        let next = AtomicUsize::new(0);
        let states: Vec<Lists> = (0..rayon::current_num_threads())
            .into_par_iter()
            .map(|_| {
                let mut lists = Lists {
                    best: sampled
                        .iter()
                        .map(|least| Best::above(best, *least))
                        .collect(),
                    least: least.clone(),
                    open: Vec::with_capacity(PANEL),
                    missing: 0,
                };
                loop {
                    lists.tell(&told);
                    let taken = next.fetch_add(1, Ordering::Relaxed);
                    if taken >= blocks {
                        self.settle(&mut lists, &score);
                        return lists;
                    }
                    // The long ones first.
                    let block = blocks - 1 - taken;
                    let rows = block * BLOCK..((block + 1) * BLOCK).min(self.count);
                    for panel in 0..rows.end.saturating_sub(1).div_ceil(PANEL) {
                        for high in rows.clone() {
                            let lanes = high.saturating_sub(panel * PANEL).min(PANEL);
                            self.look(&mut lists, &walking, (high, panel, lanes), &score);
                        }
                    }
                }
            })
            .collect();
        let mut chosen: Vec<(usize, usize)> = (0..self.count)
            .into_par_iter()
            .flat_map_iter(|a| {
                let mut all = Best::new(best);
                for one in states.iter().flat_map(|lists| &lists.best[a].offers) {
                    all.offer(*one);
                }
                all.cut();
                let offers = all.offers.into_iter();
                offers.map(move |(_, _, b)| (a.min(b), a.max(b)))
            })
            .collect();
        chosen.par_sort_unstable();
        chosen.dedup();
        (chosen, states.iter().map(|lists| lists.missing).sum())
    }

    /// What the trajectories of at most sixteen pairs count; `None` where one has to be worked out alone.
    fn trajectories(&self, pairs: &[(usize, usize)]) -> [Option<Figure>; PANEL] {
        let mut known = [None; PANEL];
        if self.weights[1] == 0.0 {
            return known;
        }
        let warped = self.walks.warp(pairs);
        for ((known, pair), warped) in known.iter_mut().zip(pairs).zip(warped) {
            let comparable = self.walks.comparable(pair.0, pair.1);
            *known = comparable.map(|comparable| match comparable {
                true => Ok(self.walks.counts(*pair, warped, |_| true)),
                false => Err(Why::Missing),
            });
        }
        known
    }

    /// What the `best` partners of each city have at least: the last of the best among its neighbours, who are good partners more often
    /// than others are.
    fn sampled(
        &self,
        best: usize,
        score: &(impl Fn(usize, usize, Option<Figure>) -> Option<(f64, f64)> + Sync),
    ) -> Vec<f64> {
        let along = self.points.along_a_curve();
        let near = |at: usize| along[at + 1..].iter().take(SAMPLE).map(move |b| (at, *b));
        let pairs: Vec<(usize, usize)> = (0..along.len())
            .flat_map(near)
            .map(|(at, b)| (along[at].min(b), along[at].max(b)))
            .collect();
        let scored: Vec<Option<(f64, f64)>> = pairs
            .par_chunks(PANEL)
            .flat_map_iter(|sixteen| {
                let known = self.trajectories(sixteen);
                let scored = sixteen.iter().zip(known);
                scored.map(|((low, high), known)| score(*low, *high, known))
            })
            .collect();
        let mut lists = vec![Best::new(best); self.count];
        for ((low, high), scored) in pairs.into_iter().zip(scored) {
            let Some((score, share)) = scored else {
                continue;
            };
            lists[low].offer((score, share, high));
            lists[high].offer((score, share, low));
        }
        let least = |mut list: Best| {
            list.cut();
            let last = list
                .offers
                .iter()
                .map(|offer| offer.0)
                .fold(f64::INFINITY, f64::min);
            if list.offers.len() < best {
                f64::NEG_INFINITY
            } else {
                last
            }
        };
        lists.into_iter().map(least).collect()
    }

    /// A city and the first `lanes` of a panel.
    fn look(
        &self,
        lists: &mut Lists,
        walking: &[[f64; PANEL]],
        (high, panel, lanes): (usize, usize, usize),
        score: &impl Fn(usize, usize, Option<Figure>) -> Option<(f64, f64)>,
    ) {
        let mut bound = pulp::Arch::new().dispatch(AtMost {
            scan: self,
            walking,
            city: high,
            panel,
        });
        let unknown = bound.most[..lanes].iter();
        lists.missing += unknown.filter(|most| **most == f64::NEG_INFINITY).count();
        let of_interest = |lists: &Lists, most: &[f64; PANEL]| {
            let (own, least) = (lists.best[high].least, &lists.least[panel]);
            let pairs = most.iter().zip(least);
            pairs.fold(false, |any, (most, least)| any | (*most >= own.min(*least)))
        };
        if !of_interest(lists, &bound.most) {
            return;
        }
        let walks = self.weights[1] > 0.0 && self.walks.has(high);
        if walks {
            let most = pulp::Arch::new().dispatch(self.walks.at_most(high, panel));
            for (lane, most) in most.into_iter().enumerate() {
                let (sum, weight) = (bound.sum[lane], bound.weight[lane]);
                let with = self.weights[1] * walking[panel][lane];
                let value = (sum + with * most) / (weight + with) + SLACK;
                // Where nothing is known, or nothing else, the paths have to be asked.
                if bound.most[lane].is_finite() {
                    bound.most[lane] = value;
                }
            }
            if !of_interest(lists, &bound.most) {
                return;
            }
        }
        for lane in 0..lanes {
            let low = panel * PANEL + lane;
            let most = bound.most[lane];
            if most == f64::NEG_INFINITY || most < lists.least(low, high) {
                continue;
            }
            if walks && self.walks.has(low) {
                let (sum, weight) = (bound.sum[lane], bound.weight[lane]);
                match self.walks.comparable(low, high) {
                    Some(true) => {
                        lists.open.push(Open {
                            low,
                            high,
                            sum,
                            weight,
                        });
                        if lists.open.len() == PANEL {
                            self.settle(lists, score);
                        }
                        continue;
                    }
                    Some(false) if weight == 0.0 => {
                        lists.missing += 1;
                        continue;
                    }
                    Some(false) if sum / weight + SLACK < lists.least(low, high) => continue,
                    Some(false) | None => {}
                }
            }
            lists.offer((low, high), score(low, high, None));
        }
    }

    /// Lays the paths of the open pairs over each other, and works out what is still of interest.
    fn settle(
        &self,
        lists: &mut Lists,
        score: &impl Fn(usize, usize, Option<Figure>) -> Option<(f64, f64)>,
    ) {
        let open = std::mem::take(&mut lists.open);
        let mut pairs = [(0, 0); PANEL];
        for (pair, one) in pairs.iter_mut().zip(&open) {
            *pair = (one.low, one.high);
        }
        let warped = self.walks.warp(&pairs[..open.len()]);
        for (one, warped) in open.iter().zip(warped) {
            let (low, high) = (one.low, one.high);
            let of = |value: f64| {
                (one.sum + self.weights[1] * value) / (one.weight + self.weights[1]) + SLACK
            };
            let least = lists.least(low, high);
            let of_interest = |value: f64| of(value) >= least;
            let value = self.walks.counts((low, high), warped, of_interest);
            if of_interest(value) {
                lists.offer((low, high), score(low, high, Some(Ok(value))));
            }
        }
        lists.open = open;
        lists.open.clear();
    }
}
