//! What the paths of many pairs of cities count, sixteen pairs at once: a bound that lays no path over another, and where that leaves a
//! pair open the warped distance itself, to the bit what [`super::trajectory::warp`] has.

use super::kernel::PANEL;
use super::trajectory::Path;

/// Years of the calendar, and values of a path, that are compared in lanes. Other paths are compared one by one.
const YEARS_MAX: usize = 64;
/// Squares of greater values could leave the range of numbers.
const PLAIN_MAX: f64 = 1e100;

/// A path as far as it is known.
struct Walk {
    /// Known years, from the first of the calendar on.
    years: u64,
    /// Values of the known years in their order.
    known: Vec<f64>,
    /// Year by year, 0 where nothing is known.
    by_year: Vec<f64>,
}

/// How a city can be compared with others.
enum Way {
    /// With none: it has no path, fewer than three years are known, or it does not move.
    None,
    /// In lanes.
    Lane(Walk),
    /// One by one: it is too long, of another time than most, or its values are too great.
    Alone,
}

/// Paths by city, ready to be compared many times.
pub(super) struct Walks {
    by_city: Vec<Way>,
    most_lag: u32,
    /// Years of the calendar in use.
    years: usize,
    /// Known values of the longest path.
    longest: usize,
    /// Year by year, NaN where nothing is known; in panels.
    by_year: Vec<[f64; PANEL]>,
    /// Known values in their order, NaN after the last; in panels.
    in_order: Vec<[f64; PANEL]>,
    /// What else is needed of a panel.
    panels: Vec<Summary>,
}

/// The paths of a panel in short; zeros where there is none in lanes.
#[derive(Clone, Copy, Default)]
struct Summary {
    least: [f64; PANEL],
    greatest: [f64; PANEL],
    first: [f64; PANEL],
    last: [f64; PANEL],
    years: [u64; PANEL],
}

/// Common years that a lag must leave: half of the shorter path, and three, as [`super::trajectory::follows`] has it.
#[inline(always)]
fn least_common(a: u64, b: u64) -> u32 {
    let shorter = a.count_ones().min(b.count_ones());
    shorter.wrapping_add(1).wrapping_shr(1).max(3)
}

/// The years of a path that was moved back (a lag above 0) or on.
#[inline(always)]
fn moved(years: u64, lag: i32) -> u64 {
    let by = lag.unsigned_abs();
    match (lag < 0, by < 64) {
        (_, false) => 0,
        (false, true) => years >> by,
        (true, true) => years << by,
    }
}

impl Walks {
    /// Paths in the order of the cities.
    pub(super) fn new<'a>(
        paths: impl Iterator<Item = Option<&'a Path>> + Clone,
        most_lag: u32,
    ) -> Self {
        let mut starts: Vec<i32> = paths.clone().flatten().map(|p| p.first_year).collect();
        let middle = starts.len() / 2;
        let median = if starts.is_empty() {
            0
        } else {
            i64::from(*starts.select_nth_unstable(middle).1)
        };
        let first_year = median - YEARS_MAX as i64 / 4;
        let mut longest = 0;
        let by_city: Vec<Way> = paths
            .map(|path| {
                let Some(path) = path else { return Way::None };
                let known: Vec<(i64, f64)> = (i64::from(path.first_year)..)
                    .zip(&path.values)
                    .filter_map(|(year, value)| Some((year, value.filter(|v| v.is_finite())?)))
                    .collect();
                if known.len() < 3 || known.iter().all(|(_, v)| *v == known[0].1) {
                    return Way::None;
                }
                let mut years = 0;
                for (year, value) in &known {
                    let at = year - first_year;
                    if !(0..YEARS_MAX as i64).contains(&at) || value.abs() > PLAIN_MAX {
                        return Way::Alone;
                    }
                    years |= 1u64 << at;
                }
                longest = longest.max(known.len());
                Way::Lane(Walk {
                    years,
                    by_year: Vec::new(),
                    known: known.into_iter().map(|(_, value)| value).collect(),
                })
            })
            .collect();
        // The calendar begins where the first path does.
        let lanes = || by_city.iter().filter_map(Way::lane);
        let all = lanes().fold(0, |all, walk| all | walk.years);
        let (unused, years) = match all {
            0 => (0, 0),
            _ => (
                all.trailing_zeros(),
                (u64::BITS - all.leading_zeros() - all.trailing_zeros()) as usize,
            ),
        };
        let panels = by_city.len().div_ceil(PANEL);
        let mut walks = Walks {
            most_lag,
            years,
            longest,
            by_year: vec![[f64::NAN; PANEL]; panels * years],
            in_order: vec![[f64::NAN; PANEL]; panels * longest],
            panels: vec![Summary::default(); panels],
            by_city,
        };
        for (city, way) in walks.by_city.iter_mut().enumerate() {
            let Way::Lane(walk) = way else { continue };
            walk.years >>= unused;
            walk.by_year = vec![0.0; years];
            let (panel, lane) = (city / PANEL, city % PANEL);
            let mut left = walk.years;
            for (place, value) in walk.known.iter().enumerate() {
                walks.in_order[panel * longest + place][lane] = *value;
                let year = left.trailing_zeros() as usize;
                walks.by_year[panel * years + year][lane] = *value;
                walk.by_year[year] = *value;
                left &= left.wrapping_sub(1);
            }
            let summary = &mut walks.panels[panel];
            let known = walk.known.iter().copied();
            summary.least[lane] = known.clone().fold(f64::INFINITY, f64::min);
            summary.greatest[lane] = known.fold(f64::NEG_INFINITY, f64::max);
            summary.first[lane] = walk.known[0];
            summary.last[lane] = walk.known[walk.known.len() - 1];
            summary.years[lane] = walk.years;
        }
        walks
    }

    /// Whether a city has a path that can be compared with some other.
    pub(super) fn has(&self, city: usize) -> bool {
        !matches!(self.by_city[city], Way::None)
    }

    /// Whether the paths of two cities can be compared: years enough in common, also with some lag. `None` if one has to be compared alone.
    pub(super) fn comparable(&self, a: usize, b: usize) -> Option<bool> {
        match (&self.by_city[a], &self.by_city[b]) {
            (Way::None, _) | (_, Way::None) => Some(false),
            (Way::Alone, _) | (_, Way::Alone) => None,
            (Way::Lane(a), Way::Lane(b)) => {
                let least = least_common(a.years, b.years);
                let fits = |lag| (a.years & moved(b.years, lag)).count_ones() >= least;
                let most = self.most_lag.min(u64::BITS) as i32;
                let moves = (1..=most).any(|lag| fits(lag) || fits(-lag));
                Some(fits(0) && (self.most_lag == 0 || moves))
            }
        }
    }

    /// Root mean square difference if `b` is moved back by some years, and nothing where too few years are common.
    fn apart(&self, at_a: usize, at_b: usize, lag: i32) -> Option<f64> {
        let (a, b) = (self.by_city[at_a].lane()?, self.by_city[at_b].lane()?);
        let common = a.years & moved(b.years, lag);
        if common.count_ones() < least_common(a.years, b.years) {
            return None;
        }
        // The years of `a` from the first common one on, and those of `b` beside them.
        let first = i64::from(common.trailing_zeros());
        let theirs = b.by_year.get((first + i64::from(lag)) as usize..)?;
        let mut squares = 0.0;
        let both = a.by_year[first as usize..].iter().zip(theirs);
        for (year, (own, theirs)) in both.enumerate() {
            let difference = theirs - own;
            let counts = common.wrapping_shr(first as u32 + year as u32) & 1 == 1;
            squares += if counts { difference * difference } else { 0.0 };
        }
        Some((squares / f64::from(common.count_ones())).sqrt())
    }

    /// What the trajectory of a pair that is comparable in lanes counts, by its warped distance: 0 to 1, and 0 if neither is ahead. Who is
    /// ahead is only asked of what can count enough to be `of_interest`; the rest counts nothing.
    pub(super) fn counts(
        &self,
        (a, b): (usize, usize),
        warped: Warped,
        of_interest: impl Fn(f64) -> bool,
    ) -> f64 {
        let without = self.apart(a, b, 0).unwrap_or_default();
        let most = warped.explains(without);
        if of_interest(most) && self.has_leader(a, b, without) {
            most
        } else {
            0.0
        }
    }

    /// Whether one of the two is ahead: whether the paths are nearer to each other with some lag than they are without.
    fn has_leader(&self, a: usize, b: usize, without: f64) -> bool {
        let most = self.most_lag.min(u64::BITS) as i32;
        let better = |lag: i32| self.apart(a, b, lag).is_some_and(|error| error < without);
        (1..=most).any(|lag| better(lag) || better(-lag))
    }

    /// The most that the trajectory can count for a city with each of a panel; 1 where that is not known.
    pub(super) fn at_most(&self, city: usize, panel: usize) -> AtMost<'_> {
        AtMost {
            walks: self,
            walk: self.by_city[city].lane(),
            summary: &self.panels[city / PANEL],
            lane: city % PANEL,
            by_year: &self.by_year[panel * self.years..(panel + 1) * self.years],
            in_order: &self.in_order[panel * self.longest..(panel + 1) * self.longest],
            others: &self.panels[panel],
            city,
        }
    }

    /// The warped distances of at most sixteen pairs that are comparable in lanes.
    pub(super) fn warp(&self, pairs: &[(usize, usize)]) -> [Warped; PANEL] {
        let mut sides = [[[0.0; PANEL]; YEARS_MAX]; 2];
        let mut lengths = [[1; PANEL]; 2];
        for (lane, (a, b)) in pairs.iter().take(PANEL).enumerate() {
            for (side, city) in [a, b].into_iter().enumerate() {
                let known = self.by_city[*city].lane().map_or(&[][..], |w| &w.known);
                lengths[side][lane] = known.len().max(1);
                for (row, value) in sides[side].iter_mut().zip(known) {
                    row[lane] = *value;
                }
            }
        }
        pulp::Arch::new().dispatch(Warp {
            sides: &sides,
            lengths: &lengths,
        })
    }
}

impl Way {
    fn lane(&self) -> Option<&Walk> {
        match self {
            Way::Lane(walk) => Some(walk),
            Way::None | Way::Alone => None,
        }
    }
}

/// See [`Walks::at_most`].
pub(super) struct AtMost<'a> {
    walks: &'a Walks,
    walk: Option<&'a Walk>,
    summary: &'a Summary,
    lane: usize,
    by_year: &'a [[f64; PANEL]],
    in_order: &'a [[f64; PANEL]],
    others: &'a Summary,
    city: usize,
}

/// How far a number is outside of a range, squared; 0 for NaN.
#[inline(always)]
fn outside(x: f64, least: f64, greatest: f64) -> f64 {
    let (above, below) = (x - greatest, least - x);
    let far = if above > below { above } else { below };
    if far > 0.0 { far * far } else { 0.0 }
}

impl pulp::NullaryFnOnce for AtMost<'_> {
    type Output = [f64; PANEL];

    /// Every path through the table of two series meets both pairs of ends and every value of either at least once, and has fewer steps than
    /// both have values.
    #[inline(always)]
    fn call(self) -> [f64; PANEL] {
        let mut most = [1.0; PANEL];
        let Some(walk) = self.walk else { return most };
        let (own, lane, others) = (self.summary, self.lane, self.others);
        let (mut squares, mut common) = ([0.0f64; PANEL], [0u64; PANEL]);
        let row = self.city / PANEL * self.walks.years;
        let mut left = walk.years;
        while left != 0 {
            let year = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            let value = self.walks.by_year[row + year][lane];
            let theirs = &self.by_year[year];
            for at in 0..PANEL {
                let square = (theirs[at] - value) * (theirs[at] - value);
                squares[at] += if square >= 0.0 { square } else { 0.0 };
            }
        }
        // The ends meet each other; what lies between meets something of the other's range.
        let (mut rows, mut columns) = ([0.0f64; PANEL], [0.0f64; PANEL]);
        let inner = &walk.known[1..walk.known.len() - 1];
        for value in inner {
            let ranges = others.least.iter().zip(&others.greatest);
            for (row, (least, greatest)) in rows.iter_mut().zip(ranges) {
                *row += outside(*value, *least, *greatest);
            }
        }
        let (least, greatest) = (own.least[lane], own.greatest[lane]);
        for theirs in self.in_order {
            for (column, value) in columns.iter_mut().zip(theirs) {
                *column += outside(*value, least, greatest);
            }
        }
        let (first, last) = (own.first[lane], own.last[lane]);
        let sure = self.walks.most_lag == 0;
        for at in 0..PANEL {
            let years = others.years[at];
            common[at] = u64::from((walk.years & years).count_ones());
            let needed = u64::from(least_common(walk.years, years));
            let back = u64::from((walk.years & (years >> 1)).count_ones());
            let on = u64::from((walk.years & (years << 1)).count_ones());
            let comparable = (common[at] >= needed) & (sure | (back >= needed) | (on >= needed));
            let (start, end) = (first - others.first[at], last - others.last[at]);
            let ends = start * start + end * end;
            // Their ends were counted among the columns, and each counts once.
            let twice = outside(others.first[at], least, greatest)
                + outside(others.last[at], least, greatest);
            let columns = columns[at] - twice + ends;
            let rows = rows[at] + ends;
            let far = if rows > columns { rows } else { columns };
            let steps = u64::from(walk.years.count_ones())
                .wrapping_add(u64::from(years.count_ones()))
                .wrapping_sub(1);
            let share = far * common[at] as f64 / (steps as f64 * squares[at]);
            let value = 1.0 - share.sqrt();
            let value = if value > 0.0 { value } else { 0.0 };
            most[at] = if comparable { value } else { 1.0 };
        }
        most
    }
}

/// A warped distance and the way it went.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Warped {
    /// Sum of squares along the path.
    sum: f64,
    /// Pairs of values on it.
    steps: f64,
}

impl Warped {
    /// What a trajectory counts if one of the two is ahead, and the most that it can: how much of the difference year by year goes away
    /// along the path, 0 to 1. As [`super::pairing`] has it of [`super::trajectory::follows`], to the bit.
    fn explains(self, without: f64) -> f64 {
        if without > 0.0 {
            let along = self.sum.sqrt() / self.steps.sqrt();
            (1.0 - along / without).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

/// Sixteen pairs of series, value by value, each of its own length of 1 to [`YEARS_MAX`].
struct Warp<'a> {
    sides: &'a [[[f64; PANEL]; YEARS_MAX]; 2],
    lengths: &'a [[usize; PANEL]; 2],
}

impl pulp::WithSimd for Warp<'_> {
    type Output = [Warped; PANEL];

    /// In registers by name: of plain loops over lanes the compiler makes choices between places, lane by lane.
    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, simd: S) -> [Warped; PANEL] {
        let longest = self
            .lengths
            .map(|side| side.into_iter().fold(1, usize::max));
        let (a, b) = (&self.sides[0][..longest[0]], &self.sides[1][..longest[1]]);
        let mut warped = [Warped::default(); PANEL];
        let groups = PANEL / S::F64_LANES;
        let (zero, one) = (simd.splat_f64s(0.0), simd.splat_f64s(1.0));
        let never = simd.splat_f64s(f64::INFINITY);
        // A row of the table: what it costs to come this far, and in how many steps.
        let mut sums = [[f64::INFINITY; PANEL]; YEARS_MAX];
        let mut steps = [[0.0f64; PANEL]; YEARS_MAX];
        for (i, x) in a.iter().enumerate() {
            let x = S::as_simd_f64s(x).0;
            let start = if i == 0 { zero } else { never };
            let (mut corner, mut corner_steps) = ([start; PANEL], [zero; PANEL]);
            let (mut left, mut left_steps) = ([never; PANEL], [zero; PANEL]);
            for (y, (sum, step)) in b.iter().zip(sums.iter_mut().zip(&mut steps)) {
                let y = S::as_simd_f64s(y).0;
                let sum = S::as_mut_simd_f64s(sum).0;
                let step = S::as_mut_simd_f64s(step).0;
                for at in 0..groups {
                    let difference = simd.sub_f64s(x[at], y[at]);
                    let own = simd.mul_f64s(difference, difference);
                    // Of equal ways the diagonal, then that from the row before.
                    let (above, above_steps) = (sum[at], step[at]);
                    let up = simd.less_than_f64s(above, corner[at]);
                    let best = simd.select_f64s(up, above, corner[at]);
                    let count = simd.select_f64s(up, above_steps, corner_steps[at]);
                    let back = simd.less_than_f64s(left[at], best);
                    let best = simd.select_f64s(back, left[at], best);
                    let count = simd.select_f64s(back, left_steps[at], count);
                    (corner[at], corner_steps[at]) = (above, above_steps);
                    left[at] = simd.add_f64s(own, best);
                    left_steps[at] = simd.add_f64s(count, one);
                    (sum[at], step[at]) = (left[at], left_steps[at]);
                }
            }
            for (lane, warped) in warped.iter_mut().enumerate() {
                if self.lengths[0][lane] == i.wrapping_add(1) {
                    let end = self.lengths[1][lane].wrapping_sub(1);
                    *warped = Warped {
                        sum: sums[end][lane],
                        steps: steps[end][lane],
                    };
                }
            }
        }
        warped
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::city::Figure;
    use crate::city::pairing::walk;
    use crate::city::trajectory::{Cost, warp};
    use proptest::prelude::*;

    fn paths() -> impl Strategy<Value = Vec<Path>> {
        let value = proptest::option::weighted(0.9, value());
        let one = (1995i32..2010, proptest::collection::vec(value, 1..24));
        proptest::collection::vec(one, 2..40).prop_map(|all| {
            let numbered = all.into_iter().enumerate();
            let path = |(city, (first_year, values)): (usize, (i32, Vec<Option<f64>>))| Path {
                city: city.to_string(),
                first_year,
                values,
            };
            numbered.map(path).collect()
        })
    }

    /// Whole numbers, so that ways of equal cost come up, and others.
    fn value() -> impl Strategy<Value = f64> {
        prop_oneof![(-3i32..4).prop_map(f64::from), -50.0f64..50.0]
    }

    proptest! {
        /// What lanes say of every pair is what laying one path over the other says: whether it can be, and its value to the bit; and no
        /// value is above its bound.
        #[test]
        fn lanes_say_what_one_pair_alone_says(paths in paths(), most_lag in 0u32..12) {
            let walks = Walks::new(paths.iter().map(Some), most_lag);
            for high in 1..paths.len() {
                let bounds: Vec<f64> = (0..=high / PANEL)
                    .flat_map(|panel| pulp::Arch::new().dispatch(walks.at_most(high, panel)))
                    .collect();
                for low in 0..high {
                    let alone: Figure = walk(&paths[low], &paths[high], most_lag).0;
                    prop_assert_eq!(walks.comparable(low, high), Some(alone.is_ok()));
                    if let Ok(alone) = alone {
                        let warped = walks.warp(&[(0, 0), (low, high)])[1];
                        let value = walks.counts((low, high), warped, |_| true);
                        prop_assert_eq!(value.to_bits(), alone.to_bits());
                        prop_assert!(bounds[low] >= value - 1e-12, "{} {value}", bounds[low]);
                    }
                }
            }
        }

        /// Sixteen pairs at once have the distances and the steps of each alone, whatever their lengths are.
        #[test]
        fn warped_at_once_is_warped_alone(paths in paths()) {
            let walks = Walks::new(paths.iter().map(Some), 3);
            let lanes: Vec<usize> = (0..paths.len()).filter(|city| walks.has(*city)).collect();
            let pairs: Vec<(usize, usize)> = lanes.iter().flat_map(|a| lanes.iter().map(|b| (*a, *b))).take(64).collect();
            let known = |city: usize| paths[city].values.iter().copied().flatten().collect::<Vec<f64>>();
            for sixteen in pairs.chunks(PANEL) {
                for ((a, b), found) in sixteen.iter().zip(walks.warp(sixteen)) {
                    let alone = warp(&known(*a), &known(*b), Cost::Squared, None).unwrap();
                    prop_assert_eq!(found.sum.sqrt().to_bits(), alone.distance.to_bits());
                    prop_assert_eq!(found.steps as usize, alone.path.len());
                }
            }
        }
    }

    #[test]
    fn a_path_of_another_century_or_of_too_many_years_is_compared_alone() {
        let path = |first_year: i32, values: &[f64]| Path {
            city: first_year.to_string(),
            first_year,
            values: values.iter().copied().map(Some).collect(),
        };
        let long: Vec<f64> = (0..90).map(f64::from).collect();
        let paths = [
            path(2005, &long[..16]),
            path(2006, &long[..12]),
            path(1870, &long[..16]),
            path(1960, &long),
            path(2005, &[1e120, 2e120, 1.0]),
            path(2005, &[4.0, 4.0, 4.0]),
            path(9_000, &[1.0, 2.0, 3.0]),
        ];
        let walks = Walks::new(paths.iter().map(Some).chain([None]), 10);
        assert_eq!(walks.comparable(0, 1), Some(true));
        for alone in [2, 3, 4, 6] {
            assert_eq!(walks.comparable(0, alone), None, "{alone}");
        }
        for never in [5, 7] {
            assert_eq!(walks.comparable(0, never), Some(false), "{never}");
        }
    }
}
