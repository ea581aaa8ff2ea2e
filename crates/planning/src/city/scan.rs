//! All pairs of cities looked through for the best partners of each, as similarity comes out of the product of blocks.

use rayon::prelude::*;

use super::kernel::{PANEL, Products};
use super::pair::Position;
use super::similarity::Each;
use super::{Figure, Grid, Why};

/// The mean radius of WGS 84, km.
pub(super) const RADIUS_KM: f64 = 6_371.008_8;

/// Per city the industries that it is strong in, and those that are known, as bits; a copy in panels, word by word.
pub(super) struct Sets {
    words: usize,
    has: Vec<u64>,
    known: Vec<u64>,
    has_panels: Vec<[u64; PANEL]>,
    known_panels: Vec<[u64; PANEL]>,
}

impl Sets {
    /// From advantages: 1 where a city is strong.
    pub(super) fn new(strong: &Grid) -> Self {
        let (count, words) = (strong.rows.len(), strong.columns.len().div_ceil(64));
        let bits = |test: &dyn Fn(Figure) -> bool| -> (Vec<u64>, Vec<[u64; PANEL]>) {
            let mut bits = vec![0u64; count * words];
            let mut panels = vec![[0; PANEL]; count.div_ceil(PANEL) * words];
            for city in 0..count {
                for (n, cell) in strong.row(city).iter().enumerate() {
                    if test(*cell) {
                        bits[city * words + n / 64] |= 1 << (n % 64);
                    }
                }
                for word in 0..words {
                    panels[city / PANEL * words + word][city % PANEL] = bits[city * words + word];
                }
            }
            (bits, panels)
        };
        let (has, has_panels) = bits(&|cell| cell.is_ok_and(|v| v > 0.0));
        let (known, known_panels) = bits(&|cell| cell.is_ok());
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

    /// Industries in which exactly one of two cities is strong, over those in which at least one is.
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

    /// Counts of both for a city and all of a panel.
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
    pub(super) fn new(positions: &[Option<Position>]) -> Self {
        let rows: Vec<[f64; 3]> = positions
            .iter()
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
}

/// The best so many of all that were offered; equal scores by number. Which order they were offered in changes nothing.
#[derive(Clone)]
struct Best {
    count: usize,
    /// At least the `count` best; cut back now and then.
    offers: Vec<(f64, usize)>,
    /// What is below this is surely not among them.
    least: f64,
}

impl Best {
    fn new(count: usize) -> Self {
        Best {
            count,
            offers: Vec::new(),
            least: if count == 0 {
                f64::INFINITY
            } else {
                f64::NEG_INFINITY
            },
        }
    }

    fn offer(&mut self, score: f64, number: usize) {
        if score >= self.least {
            self.offers.push((score, number));
            if self.offers.len() >= self.count.saturating_mul(2).saturating_add(8) {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        if self.count > 0 && self.offers.len() > self.count {
            let order =
                |x: &(f64, usize), y: &(f64, usize)| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1));
            let (_, last, _) = self.offers.select_nth_unstable_by(self.count - 1, order);
            self.least = last.0;
        }
        self.offers.truncate(self.count);
    }
}

/// What is looked for. `score(a, b, similarity)` is what counts; similarity is NaN where there is none.
pub(super) struct Scan<'a, F> {
    pub(super) sets: &'a Sets,
    pub(super) points: Points,
    /// Weights of complement, similarity, nearness.
    pub(super) parts: [f64; 3],
    pub(super) half_distance_km: f64,
    /// Partners of each city.
    pub(super) best: usize,
    pub(super) score: F,
}

/// What the score of a city with each of a panel is at most: a chord is never longer than its arc. Almost all pairs need no more.
struct AtMost<'a, F> {
    scan: &'a Scan<'a, F>,
    city: usize,
    panel: usize,
    alike: &'a [f64; PANEL],
}

impl<F> pulp::NullaryFnOnce for AtMost<'_, F> {
    type Output = [f64; PANEL];

    #[inline(always)]
    fn call(self) -> [f64; PANEL] {
        let AtMost {
            scan,
            city,
            panel,
            alike,
        } = self;
        let [complement, similarity, nearness] = scan.parts;
        let (one, any) = scan.sets.counts(city, panel);
        let ([x, y, z], others) = (scan.points.rows[city], &scan.points.panels[panel]);
        let mut most = [0.0; PANEL];
        for lane in 0..PANEL {
            let (dx, dy, dz) = (
                x - others[0][lane],
                y - others[1][lane],
                z - others[2][lane],
            );
            let chord_km = RADIUS_KM * (dx * dx + dy * dy + dz * dz).sqrt();
            let near = scan.half_distance_km / (scan.half_distance_km + chord_km);
            let (weight_n, part_n) = if near.is_nan() {
                (0.0, 0.0)
            } else {
                (nearness, nearness * near)
            };
            let (weight_s, part_s) = if alike[lane].is_nan() {
                (0.0, 0.0)
            } else {
                (similarity, similarity * alike[lane].max(0.0))
            };
            let (weight_c, part_c) = if any[lane] == 0 {
                (0.0, 0.0)
            } else {
                (complement, complement * one[lane] as f64 / any[lane] as f64)
            };
            let all = weight_n + weight_s + weight_c;
            let value = (part_n + part_s + part_c) / all + 1e-9;
            most[lane] = if all > 0.0 { value } else { f64::NEG_INFINITY };
        }
        most
    }
}

/// Lists of one thread.
struct Lists {
    best: Vec<Best>,
    /// Where each list begins to be interested, in panels.
    least: Vec<[f64; PANEL]>,
    missing: usize,
}

impl<F: Fn(usize, usize, f64) -> Option<f64> + Sync> Each for Scan<'_, F> {
    /// Pairs that are among the best of one of the two, each once, and how many pairs have no similarity.
    type Output = (Vec<(usize, usize)>, usize);

    fn each<const S: usize>(
        self,
        products: Products<'_, S>,
        finish: impl Fn(usize, usize, [f64; S]) -> f64 + Sync,
    ) -> Self::Output {
        let count = products.count;
        let start = || Lists {
            best: vec![Best::new(self.best); count],
            least: vec![[Best::new(self.best).least; PANEL]; count.div_ceil(PANEL)],
            missing: 0,
        };
        let arch = pulp::Arch::new();
        let states = products.look_through(start, |lists, high, panel, lanes, dots| {
            let mut alike = [f64::NAN; PANEL];
            for (lane, alike) in alike.iter_mut().enumerate().take(lanes) {
                let of = std::array::from_fn(|s| dots[s][lane]);
                *alike = finish(high, panel * PANEL + lane, of);
            }
            let missing = alike[..lanes].iter().filter(|v| v.is_nan()).count();
            lists.missing += missing;
            let most = arch.dispatch(AtMost {
                scan: &self,
                city: high,
                panel,
                alike: &alike,
            });
            let own = lists.best[high].least;
            let least = &lists.least[panel];
            let mut wanted = false;
            for lane in 0..PANEL {
                wanted |= most[lane] >= own.min(least[lane]);
            }
            if !wanted {
                return;
            }
            for lane in 0..lanes {
                let low = panel * PANEL + lane;
                let own = lists.best[high].least.min(lists.best[low].least);
                // Nothing of the pair is known.
                if most[lane] == f64::NEG_INFINITY || most[lane] < own {
                    continue;
                }
                if let Some(score) = (self.score)(high, low, alike[lane]) {
                    for (city, other) in [(high, low), (low, high)] {
                        lists.best[city].offer(score, other);
                        lists.least[city / PANEL][city % PANEL] = lists.best[city].least;
                    }
                }
            }
        });
        let mut chosen: Vec<(usize, usize)> = (0..count)
            .into_par_iter()
            .flat_map_iter(|a| {
                let mut all = Best::new(self.best);
                for (score, b) in states.iter().flat_map(|lists| &lists.best[a].offers) {
                    all.offer(*score, *b);
                }
                all.cut();
                let offers = all.offers.into_iter();
                offers.map(move |(_, b)| (a.min(b), a.max(b)))
            })
            .collect();
        chosen.par_sort_unstable();
        chosen.dedup();
        (chosen, states.iter().map(|lists| lists.missing).sum())
    }
}
