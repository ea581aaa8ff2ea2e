//! How far estimates are off: enterprises held back by turns, estimated from the others, and compared with what they said.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Options;
use super::model::{Group, Model, Point, Prediction, ends_of};
use super::robust::{BISQUARE, median};

/// Held-back enterprises that a group needs for an error of its own.
pub const MIN_HELD: usize = 20;

/// Error on held-back enterprises. `None` where there was none to compare with.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Error {
    /// Held-back enterprises.
    pub n: usize,
    /// Sum of the absolute errors, in percent of the sum of what is true.
    pub wape_percent: Option<f64>,
    /// How many of them lie so far out (beyond 4.685 deviations) that their own figure is more likely wrong than the estimate.
    pub far_out: usize,
    /// As `wape_percent`, without those that lie far out.
    pub wape_without_far_percent: Option<f64>,
    /// Half of them are off by no more than this, in percent of what is true.
    pub median_ape_percent: Option<f64>,
    /// Sum of the estimates less sum of what is true, in percent of the latter.
    pub bias_percent: Option<f64>,
    /// Share of what is true that lay within the 95 % interval, in percent.
    pub coverage_percent: Option<f64>,
}

/// One that was held back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held {
    truth: f64,
    said: f64,
    inside: bool,
    far: bool,
}

impl Held {
    /// A truth above 0, what was said of it, and whether it lay within the interval.
    pub(super) fn of(truth: f64, said: f64, inside: bool) -> Held {
        Held {
            truth,
            said,
            inside,
            far: false,
        }
    }
}

impl Error {
    pub(super) fn of(held: &[Held]) -> Error {
        let sum = |v: &dyn Fn(&Held) -> f64| held.iter().map(v).sum::<f64>();
        let truth = sum(&|h| h.truth);
        let n = held.len();
        let share = |v: f64| (truth > 0.0).then(|| v / truth * 100.0);
        let mut sizes: Vec<f64> = held
            .iter()
            .map(|h| (h.said / h.truth - 1.0).abs() * 100.0)
            .collect();
        Error {
            n,
            wape_percent: share(sum(&|h| (h.said - h.truth).abs())),
            far_out: held.iter().filter(|h| h.far).count(),
            wape_without_far_percent: {
                let near = |v: f64, h: &Held| if h.far { 0.0 } else { v };
                let truth = sum(&|h| near(h.truth, h));
                let off = sum(&|h| near((h.said - h.truth).abs(), h));
                (truth > 0.0).then(|| off / truth * 100.0)
            },
            median_ape_percent: median(&mut sizes),
            bias_percent: share(sum(&|h| h.said - h.truth)),
            coverage_percent: (n > 0)
                .then(|| held.iter().filter(|h| h.inside).count() as f64 / n as f64 * 100.0),
        }
    }
}

/// The part that an enterprise belongs to: FNV-1a (64 bit) of its code, its bits mixed (SplitMix64), modulo `folds`. The same
/// on every machine and in every year, so that an enterprise is never on both sides.
pub fn fold_of(enterprise: &str, folds: u8) -> u8 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in enterprise.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    (hash % u64::from(folds.max(1))) as u8
}

/// One that was held back, with what the model of the others said.
struct Out<'a> {
    point: &'a Point,
    said: Prediction,
    fold: u8,
    /// Deviations of the truth from the middle.
    z: f64,
}

/// Errors by group ([`Group::All`] always, the others where enough were held back), and by how many deviations each was off.
///
/// The ends of the intervals of one part come from the other parts, so that what is told of coverage holds for the unseen.
pub(super) fn run(
    points: &[(&str, Point)],
    options: &Options,
) -> (BTreeMap<Group, Error>, Vec<f64>) {
    let folds = options.folds.max(2);
    let mut all: Vec<Out<'_>> = Vec::new();
    for fold in 0..folds {
        let (out, rest): (Vec<&(&str, Point)>, Vec<_>) =
            points.iter().partition(|p| fold_of(p.0, folds) == fold);
        let rest: Vec<Point> = rest.iter().map(|p| p.1.clone()).collect();
        let Ok(model) = Model::fit(&rest, options) else {
            continue;
        };
        all.extend(out.iter().map(|(_, point)| {
            let said = model.predict(&point.groups, point.x.exp());
            let off = point.y - said.median.ln();
            let z = if off == 0.0 {
                0.0
            } else {
                off / said.deviation
            };
            Out {
                point,
                said,
                fold,
                z,
            }
        }));
    }
    let mut held: BTreeMap<Group, Vec<Held>> = BTreeMap::from([(Group::All, Vec::new())]);
    for fold in 0..folds {
        let others = all.iter().filter(|o| o.fold != fold).map(|o| o.z);
        let ends = ends_of(others.collect());
        for out in all.iter().filter(|o| o.fold == fold) {
            let truth = out.point.y.exp();
            let one = Held {
                truth,
                said: out.said.value,
                inside: match ends {
                    Some((low, high)) => low <= out.z && out.z <= high,
                    None => out.said.lower <= truth && truth <= out.said.upper,
                },
                far: out.z.abs() > BISQUARE,
            };
            for group in &out.point.groups {
                held.entry(group.clone()).or_default().push(one);
            }
        }
    }
    let errors = held
        .into_iter()
        .filter(|(group, held)| *group == Group::All || held.len() >= MIN_HELD)
        .map(|(group, held)| (group, Error::of(&held)))
        .collect();
    (errors, all.into_iter().map(|o| o.z).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100 said 110 (inside), 300 said 240: WAPE 70 / 400, bias -50 / 400, sizes 10 and 20, half inside.
    #[test]
    fn errors_worked_by_hand() {
        let held = |truth, said, inside| Held {
            truth,
            said,
            inside,
            far: !inside,
        };
        let error = Error::of(&[held(100.0, 110.0, true), held(300.0, 240.0, false)]);
        let near = |a: Option<f64>, b: f64| (a.unwrap() - b).abs() < 1e-9;
        assert!(
            near(error.wape_percent, 17.5) && near(error.bias_percent, -12.5),
            "{error:?}"
        );
        assert!(near(error.median_ape_percent, 15.0) && near(error.coverage_percent, 50.0));
        assert!(near(error.wape_without_far_percent, 10.0) && error.far_out == 1);
        assert_eq!(Error::of(&[]), Error::default());
    }

    #[test]
    fn folds_are_even_and_fixed() {
        let mut counts = [0; 5];
        for n in 0..10_000 {
            counts[usize::from(fold_of(&format!("91{n:016}"), 5))] += 1;
        }
        assert!(
            counts.iter().all(|c| (1800..2200).contains(c)),
            "{counts:?}"
        );
        // FNV-1a of "a" is af63dc4c8601ec8c as its authors print it; mixed by SplitMix64's finisher.
        assert_eq!(fold_of("a", 5), 1);
    }
}
