//! One model: a line in logarithms for all enterprises, and how sections, industries and sizes lie to it.
//!
//! The line of all is fitted first. Then, level by level, each group's line is fitted to what the line above leaves, and
//! moved towards it by how much the group can be trusted: the difference `d` with standard error `e` is taken as
//! `d * t2 / (t2 + e^2)`, `t2` being the variance between the groups of that level (moments over its groups, not below
//! zero). So a large group keeps its own line, and a small one that of its section (empirical Bayes).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use units::{Classifications, Scheme};

use super::robust::{self, BISQUARE, Line};
use super::{Facts, Options, Refusal};

/// Points that the line of all needs.
pub const MIN_ALL: usize = 10;

/// As how many enterprises the scale of the level above counts in a group's own.
const SCALE_PRIOR: f64 = 10.0;

/// Points from which the spread of what is left is read off them, and not off Student's t.
const MIN_EMPIRICAL: usize = 40;

/// A group of enterprises, from all down to one industry and size.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// All enterprises.
    All,
    /// A section of the classification (`C`).
    Section(String),
    /// An industry: a division (`C17`), or a file's own sector.
    Industry(String),
    /// An industry's enterprises above designated size, or those below.
    Size(String, bool),
}

impl std::fmt::Display for Group {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Group::All => f.write_str("all"),
            Group::Section(code) | Group::Industry(code) => f.write_str(code),
            Group::Size(code, true) => write!(f, "{code}/above"),
            Group::Size(code, false) => write!(f, "{code}/below"),
        }
    }
}

/// The groups that an enterprise belongs to, from all down.
pub fn groups_of(facts: &Facts, scheme: Option<Scheme>) -> Vec<Group> {
    let mut groups = vec![Group::All];
    let Some(code) = facts
        .industry
        .as_deref()
        .map(str::trim)
        .filter(|c| !c.is_empty())
    else {
        return groups;
    };
    let known = scheme.and_then(|scheme| Classifications::builtin().find(scheme, code));
    let industry = match known {
        Some(found) => match &found.section {
            Some(section) => {
                groups.push(Group::Section(section.clone()));
                // As files of lettered classifications write it (`C17`); NAICS has digits for sections (`31-33`).
                if section.chars().all(|c| c.is_ascii_alphabetic()) {
                    format!("{section}{}", found.code)
                } else {
                    found.code.clone()
                }
            }
            None => {
                groups.push(Group::Section(found.code.clone()));
                return groups;
            }
        },
        None => code.to_owned(),
    };
    groups.push(Group::Industry(industry.clone()));
    if let Some(above) = facts.above_designated_size {
        groups.push(Group::Size(industry, above));
    }
    groups
}

/// A group's place in the model.
#[derive(Debug, Clone)]
struct Node {
    n: usize,
    /// Own difference to the level above, shrunk: at the centre, and by `x`.
    level: f64,
    slope: f64,
    centre: f64,
    /// Variance of the two that is left after shrinking.
    level_variance: f64,
    slope_variance: f64,
    scale: f64,
    /// Smallest and largest `x`.
    reach: (f64, f64),
}

/// A point to fit: input and target in logarithms.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub groups: Vec<Group>,
    pub x: f64,
    pub y: f64,
}

/// A fitted model.
#[derive(Debug, Clone)]
pub struct Model {
    nodes: BTreeMap<Group, Node>,
    /// Residuals over their groups' scales, in order, of what lies within the bisquare's reach: what is further out says
    /// nothing of the others, but of a slip.
    spread: Vec<f64>,
    /// Deviations of the interval's ends, as held-back enterprises showed them; see [`Model::calibrate`].
    ends: Option<(f64, f64)>,
    /// Points that it was fitted on.
    pub n: usize,
    /// Points that had no weight in the line of all.
    pub rejected: usize,
    /// Rise of `ln target` by `ln input` in the line of all.
    pub slope: f64,
}

/// What a model says of one enterprise.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Expected amount: of many such enterprises, the mean.
    pub value: f64,
    /// The middle one of many such enterprises.
    pub median: f64,
    /// Lower end of the 95 % prediction interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Standard deviation of the logarithm about the middle.
    pub deviation: f64,
    /// Finest group whose line was used.
    pub group: Group,
    /// Enterprises in it.
    pub n: usize,
    /// True if the input lies outside of what the group's enterprises have.
    pub extrapolated: bool,
}

fn shrink(value: f64, variance: f64, between: f64) -> (f64, f64) {
    if between <= 0.0 {
        return (0.0, 0.0);
    }
    let weight = between / (between + variance);
    (value * weight, variance * weight)
}

/// Variance between groups: mean of what the squares have above their errors' own, not below zero.
fn between(parts: &[(f64, f64)]) -> f64 {
    if parts.is_empty() {
        return 0.0;
    }
    let sum: f64 = parts
        .iter()
        .map(|(value, error)| value * value - error * error)
        .sum();
    (sum / parts.len() as f64).max(0.0)
}

/// Upper 2.5 % point of Student's t, to three digits from 3 degrees on (Cornish and Fisher's expansion).
fn student(degrees: f64) -> f64 {
    let z: f64 = 1.959_963_985;
    let v = degrees.max(1.0);
    z + (z.powi(3) + z) / (4.0 * v)
        + (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / (96.0 * v * v)
        + (3.0 * z.powi(7) + 19.0 * z.powi(5) + 17.0 * z.powi(3) - 15.0 * z) / (384.0 * v.powi(3))
}

/// Ends of the interval that holds 95 % of standardised residuals, those beyond the bisquare's reach left out;
/// `None` of too few.
pub(super) fn ends_of(mut residuals: Vec<f64>) -> Option<(f64, f64)> {
    residuals.retain(|z| z.abs() <= BISQUARE);
    residuals.sort_by(f64::total_cmp);
    (residuals.len() >= MIN_EMPIRICAL)
        .then(|| (quantile(&residuals, 0.025), quantile(&residuals, 0.975)))
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    // Between order statistics, so that of n points a share k/(n+1) lies below the k-th.
    let at = (share * (sorted.len() as f64 + 1.0) - 1.0).clamp(0.0, sorted.len() as f64 - 1.0);
    let low = at.floor() as usize;
    let high = (low + 1).min(sorted.len() - 1);
    sorted[low] + (at - at.floor()) * (sorted[high] - sorted[low])
}

impl Model {
    pub(super) fn fit(points: &[Point], options: &Options) -> Result<Model, Refusal> {
        if points.len() < MIN_ALL {
            return Err(Refusal::TooFew {
                n: points.len(),
                needed: MIN_ALL,
            });
        }
        let (x, y): (Vec<f64>, Vec<f64>) = points.iter().map(|p| (p.x, p.y)).unzip();
        let all = robust::line(&x, &y).ok_or(Refusal::NoSpread)?;
        let mut model = Model {
            nodes: BTreeMap::new(),
            spread: Vec::new(),
            ends: None,
            n: points.len(),
            rejected: all.weights.iter().filter(|w| **w == 0.0).count(),
            slope: all.slope,
        };
        let root_scale = robust::scale_of(points.iter().map(|p| p.y - all.at(p.x))).unwrap_or(0.0);
        model.nodes.insert(Group::All, node(&all, &x, root_scale));
        for depth in 1..4 {
            model.fit_level(points, depth, options.min_group);
        }
        for point in points {
            let (value, _, node) = model.value(&point.groups, point.x);
            if node.scale > 0.0 {
                model.spread.push((point.y - value) / node.scale);
            }
        }
        model.spread.retain(|z| z.abs() <= BISQUARE);
        model.spread.sort_by(f64::total_cmp);
        Ok(model)
    }

    /// Fits the groups of one depth to what the lines above leave.
    fn fit_level(&mut self, points: &[Point], depth: usize, min_group: usize) {
        let mut members: BTreeMap<&Group, Vec<(f64, f64, f64)>> = BTreeMap::new();
        for point in points {
            if let Some(group) = point.groups.get(depth) {
                let (value, _, above) = self.value(&point.groups[..depth], point.x);
                members
                    .entry(group)
                    .or_default()
                    .push((point.x, point.y - value, above.scale));
            }
        }
        let fits: Vec<(&Group, Line, Vec<f64>, f64)> = members
            .into_iter()
            .filter(|(_, list)| list.len() >= min_group.max(3))
            .filter_map(|(group, list)| {
                let x: Vec<f64> = list.iter().map(|m| m.0).collect();
                let left: Vec<f64> = list.iter().map(|m| m.1).collect();
                // Of a few points a slope says less than nothing.
                let fit = (list.len() >= 2 * min_group)
                    .then(|| robust::line(&x, &left))
                    .flatten()
                    .or_else(|| {
                        let mut fit = robust::level(&left)?;
                        fit.centre = x.iter().sum::<f64>() / x.len() as f64;
                        Some(fit)
                    })?;
                let above = list.first()?.2;
                Some((group, fit, x, above)).filter(|f| f.1.level_error > 0.0 || f.1.scale == 0.0)
            })
            .collect();
        let levels: Vec<_> = fits.iter().map(|f| (f.1.level, f.1.level_error)).collect();
        let slopes: Vec<_> = fits
            .iter()
            .filter_map(|f| Some((f.1.slope, f.1.slope_error?)))
            .collect();
        let (of_levels, of_slopes) = (between(&levels), between(&slopes));
        let mut nodes = Vec::new();
        for (group, fit, x, above) in &fits {
            let n = x.len() as f64;
            let own = (fit.scale.powi(2) * n + above.powi(2) * SCALE_PRIOR) / (n + SCALE_PRIOR);
            let mut node = node(fit, x, own.sqrt());
            (node.level, node.level_variance) =
                shrink(fit.level, fit.level_error.powi(2), of_levels);
            (node.slope, node.slope_variance) = match fit.slope_error {
                Some(error) => shrink(fit.slope, error.powi(2), of_slopes),
                None => (0.0, 0.0),
            };
            nodes.push(((*group).clone(), node));
        }
        self.nodes.extend(nodes);
    }

    /// Value in logarithms, its variance, and the finest node used.
    fn value<'a>(&'a self, groups: &[Group], x: f64) -> (f64, f64, &'a Node) {
        let mut used = &self.nodes[&Group::All];
        let (mut value, mut variance) = (0.0, 0.0);
        for group in groups {
            if let Some(node) = self.nodes.get(group) {
                let off = x - node.centre;
                value += node.level + node.slope * off;
                variance += node.level_variance + node.slope_variance * off * off;
                used = node;
            }
        }
        (value, variance, used)
    }

    /// Takes the ends of its intervals from enterprises that it was not fitted on: what it was fitted on lies nearer than others do.
    pub(super) fn calibrate(&mut self, held_back: Vec<f64>) {
        self.ends = ends_of(held_back).or(self.ends);
    }

    /// Ends of the 95 % interval in deviations, lower and upper.
    fn interval(&self) -> (f64, f64) {
        if let Some(ends) = self.ends {
            ends
        } else if self.spread.len() >= MIN_EMPIRICAL {
            (quantile(&self.spread, 0.025), quantile(&self.spread, 0.975))
        } else {
            let t = student(self.n as f64 - 2.0);
            (-t, t)
        }
    }

    /// What it says of an input, in the model's units; the input is above zero.
    pub fn predict(&self, groups: &[Group], input: f64) -> Prediction {
        let x = input.ln();
        let (value, variance, node) = self.value(groups, x);
        let group = groups
            .iter()
            .rev()
            .find(|g| self.nodes.contains_key(g))
            .cloned()
            .unwrap_or(Group::All);
        let (low, high) = self.interval();
        let wide = (node.scale.powi(2) + variance).sqrt();
        // `exp` of the mean is not the mean of `exp` (Duan 1983), here with each group's own scale.
        let smear = if self.spread.is_empty() {
            1.0
        } else {
            self.spread
                .iter()
                .map(|z| (z * node.scale).exp())
                .sum::<f64>()
                / self.spread.len() as f64
        };
        Prediction {
            value: value.exp() * smear,
            median: value.exp(),
            lower: (value + low.min(0.0) * wide).exp(),
            upper: (value + high.max(0.0) * wide).exp(),
            deviation: wide,
            group,
            n: node.n,
            extrapolated: x < node.reach.0 || x > node.reach.1,
        }
    }
}

fn node(fit: &Line, x: &[f64], scale: f64) -> Node {
    Node {
        n: x.len(),
        level: fit.level,
        slope: fit.slope,
        centre: fit.centre,
        level_variance: fit.level_error.powi(2),
        slope_variance: fit.slope_error.unwrap_or(0.0).powi(2),
        scale,
        reach: x
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| {
                (a.min(*x), b.max(*x))
            }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed tables of Student's t, 0.975: 3.182, 2.228, 2.042.
    #[test]
    fn student_is_that_of_the_tables() {
        for (degrees, t) in [(3.0, 3.182), (10.0, 2.228), (30.0, 2.042)] {
            assert!(
                (student(degrees) - t).abs() < 0.03,
                "{degrees}: {}",
                student(degrees)
            );
        }
        assert!((student(10.0) - 2.2281).abs() < 0.001);
    }

    /// 1 to 39: the 2.5 % point is the first, the 97.5 % point the last (k / 40).
    #[test]
    fn quantiles_are_those_of_the_order() {
        let sorted: Vec<f64> = (1..40).map(f64::from).collect();
        assert_eq!(
            (quantile(&sorted, 0.025), quantile(&sorted, 0.975)),
            (1.0, 39.0)
        );
        assert_eq!(quantile(&sorted, 0.5), 20.0);
    }

    /// Differences 3 and -3 with errors 1: between them 9 - 1 = 8; shrunk to 3 * 8 / 9. With errors 4 nothing is left.
    #[test]
    fn shrinking_worked_by_hand() {
        assert_eq!(between(&[(3.0, 1.0), (-3.0, 1.0)]), 8.0);
        let (value, variance) = shrink(3.0, 1.0, 8.0);
        assert!((value - 24.0 / 9.0).abs() < 1e-12 && (variance - 8.0 / 9.0).abs() < 1e-12);
        assert_eq!(between(&[(3.0, 4.0), (-3.0, 4.0)]), 0.0);
        assert_eq!(shrink(3.0, 16.0, 0.0), (0.0, 0.0));
    }

    #[test]
    fn groups_go_from_all_down_to_size() {
        let facts = |industry: Option<&str>, above| Facts {
            industry: industry.map(str::to_owned),
            above_designated_size: above,
            ..Facts::of("E1", 2020)
        };
        let text = |facts: &Facts, scheme| {
            let groups = groups_of(facts, scheme);
            groups
                .iter()
                .map(Group::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        let gbt = Some(Scheme::Gbt4754);
        assert_eq!(
            text(&facts(Some("C17"), Some(true)), gbt),
            "all C C17 C17/above"
        );
        assert_eq!(
            text(&facts(Some("1711"), Some(false)), gbt),
            "all C C17 C17/below"
        );
        assert_eq!(text(&facts(Some("C"), Some(false)), gbt), "all C");
        assert_eq!(
            text(&facts(Some("322110"), None), Some(Scheme::Naics2017)),
            "all 31-33 322"
        );
        assert_eq!(text(&facts(Some("Waste"), None), None), "all Waste");
        assert_eq!(text(&facts(None, Some(true)), gbt), "all");
    }
}
