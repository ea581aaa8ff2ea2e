//! How unequal cities are: Gini, Theil within and between groups, coefficient of variation.

use super::{Figure, Finding, Why, finite, quotient};

/// From this many values on, an index of inequality is not remarked on.
pub const LEAST_VALUES: usize = 10;

/// Measures of inequality of one quantity over places, weighted or not. All are free of scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Inequality {
    /// Values that take part.
    pub count: usize,
    /// Their (weighted) mean, in the unit of the input.
    pub mean: Figure,
    /// Gini: half the relative mean absolute difference, 0 (equal) to 1 - 1/n; without correction for small samples.
    pub gini: Figure,
    /// Theil T, `sum s ln(s / p)` with shares of the quantity `s` and of the weight `p`: 0 to ln n. A zero value counts as 0 ln 0 = 0.
    pub theil_t: Figure,
    /// Theil L (mean logarithmic deviation), `sum p ln(p / s)`. `zero_value` if a value is zero.
    pub theil_l: Figure,
    /// Standard deviation (divided by the number) over the mean.
    pub variation: Figure,
}

/// One index split by groups; `within + between` is the index.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Inequality among members of the same group, weighted.
    pub within: Figure,
    /// Inequality that would be left if all members of a group were equal.
    pub between: Figure,
    /// Each group's own part of `within`, in the order of [`Decomposition::groups`].
    pub parts: Vec<Figure>,
}

/// Theil's indices by groups.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// Names of the groups in the order in which they come.
    pub groups: Vec<String>,
    /// Theil T; groups weigh by their share of the quantity.
    pub t: Split,
    /// Theil L; groups weigh by their share of the weight.
    pub l: Split,
}

/// What takes part: value and weight, and which input it was.
fn taking_part(
    values: &[Option<f64>],
    weights: Option<&[Option<f64>]>,
) -> (Vec<(f64, f64, usize)>, Vec<Finding>) {
    let mut kept = Vec::with_capacity(values.len());
    let (mut missing, mut negative) = (0, 0);
    for (at, value) in values.iter().enumerate() {
        let weight = match weights {
            None => Some(1.0),
            Some(weights) => weights.get(at).copied().flatten(),
        };
        match (
            value.filter(|v| v.is_finite()),
            weight.filter(|w| w.is_finite()),
        ) {
            (Some(value), Some(weight)) if value >= 0.0 && weight > 0.0 => {
                kept.push((value, weight, at));
            }
            (Some(_), Some(_)) => negative += 1,
            _ => missing += 1,
        }
    }
    let mut findings = Vec::new();
    if missing > 0 {
        findings.push(Finding::ValuesLeftOut {
            count: missing,
            why: Why::Missing,
        });
    }
    if negative > 0 {
        findings.push(Finding::ValuesLeftOut {
            count: negative,
            why: Why::NegativeValue,
        });
    }
    if kept.len() < LEAST_VALUES {
        findings.push(Finding::SmallSample {
            found: kept.len(),
            least: LEAST_VALUES,
        });
    }
    (kept, findings)
}

/// Inequality of a quantity per unit of weight (income per person, weighted by persons), or of plain values without weights.
///
/// Values must be at least zero, weights above zero; what is not is left out and counted in a finding. `weights`, if given, is as
/// long as `values`. Reasons: `too_few` (fewer than two), `zero_total`, `zero_value`.
pub fn inequality(
    values: &[Option<f64>],
    weights: Option<&[Option<f64>]>,
) -> (Inequality, Vec<Finding>) {
    let (mut kept, findings) = taking_part(values, weights);
    let count = kept.len();
    // By size: the order of the input changes no digit, and Gini needs it.
    kept.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let weight: f64 = kept.iter().map(|k| k.1).sum();
    let total: f64 = kept.iter().map(|k| k.0 * k.1).sum();
    let mean = quotient(total, weight, Why::TooFew);
    let usable = || -> Result<f64, Why> {
        if count < 2 {
            return Err(Why::TooFew);
        }
        match mean? {
            0.0 => Err(Why::ZeroTotal),
            mean => Ok(mean),
        }
    };
    let gini = usable().and_then(|mean| {
        // Sum over pairs of p_i p_j |x_i - x_j|, by size in one pass.
        let (mut before, mut sum) = (0.0, 0.0);
        for (value, own, _) in &kept {
            sum += value * own * (2.0 * before + own - weight);
            before += own;
        }
        finite((sum / weight / weight / mean).max(0.0))
    });
    let theil_t = usable().and_then(|mean| finite(theil_t(&kept, mean, weight).max(0.0)));
    let theil_l = usable().and_then(|mean| finite(theil_l(&kept, mean, weight)?.max(0.0)));
    let variation = usable().and_then(|mean| {
        let squares: f64 = kept.iter().map(|k| k.1 * (k.0 / mean - 1.0).powi(2)).sum();
        finite((squares / weight).sqrt())
    });
    (
        Inequality {
            count,
            mean,
            gini,
            theil_t,
            theil_l,
            variation,
        },
        findings,
    )
}

fn theil_t(kept: &[(f64, f64, usize)], mean: f64, weight: f64) -> f64 {
    let term = |k: &(f64, f64, usize)| {
        if k.0 == 0.0 {
            0.0
        } else {
            k.1 / weight * (k.0 / mean) * (k.0 / mean).ln()
        }
    };
    kept.iter().map(term).sum()
}

fn theil_l(kept: &[(f64, f64, usize)], mean: f64, weight: f64) -> Figure {
    if kept.iter().any(|k| k.0 == 0.0) {
        return Err(Why::ZeroValue);
    }
    Ok(kept.iter().map(|k| k.1 / weight * (mean / k.0).ln()).sum())
}

/// Theil T and L within and between groups: `T = sum_g s_g T_g + sum_g s_g ln(s_g / p_g)`, `L = sum_g p_g L_g + sum_g p_g ln(p_g / s_g)`.
/// Both parts are computed on their own and add up to [`inequality`]'s index.
///
/// `groups` is as long as `values`. A group of a single place has no inequality within.
pub fn decompose(
    values: &[Option<f64>],
    weights: Option<&[Option<f64>]>,
    groups: &[String],
) -> (Decomposition, Vec<Finding>) {
    let (kept, mut findings) = taking_part(values, weights);
    let mut names: Vec<String> = Vec::new();
    let mut members: Vec<Vec<(f64, f64, usize)>> = Vec::new();
    let mut unnamed = 0;
    let mut all = Vec::new();
    for item in kept {
        let Some(name) = groups.get(item.2).filter(|name| !name.is_empty()) else {
            unnamed += 1;
            continue;
        };
        let at = names
            .iter()
            .position(|known| known == name)
            .unwrap_or_else(|| {
                names.push(name.clone());
                members.push(Vec::new());
                names.len() - 1
            });
        members[at].push(item);
        all.push(item);
    }
    if unnamed > 0 {
        findings.push(Finding::ValuesLeftOut {
            count: unnamed,
            why: Why::Missing,
        });
    }
    let weight: f64 = all.iter().map(|k| k.1).sum();
    let total: f64 = all.iter().map(|k| k.0 * k.1).sum();
    let why = if all.len() < 2 {
        Some(Why::TooFew)
    } else if total == 0.0 {
        Some(Why::ZeroTotal)
    } else {
        None
    };
    if let Some(why) = why {
        let none = Split {
            within: Err(why),
            between: Err(why),
            parts: vec![Err(why); names.len()],
        };
        return (
            Decomposition {
                groups: names,
                t: none.clone(),
                l: none,
            },
            findings,
        );
    }
    let (mut t_parts, mut l_parts) = (Vec::new(), Vec::new());
    let (mut t_between, mut l_between) = (0.0, Ok(0.0));
    for group in &members {
        let own_weight: f64 = group.iter().map(|k| k.1).sum();
        let own: f64 = group.iter().map(|k| k.0 * k.1).sum();
        let (p, s) = (own_weight / weight, own / total);
        if s == 0.0 {
            // All zero: equal within, and nothing of the quantity.
            t_parts.push(Ok(0.0));
            l_parts.push(Err(Why::ZeroValue));
            l_between = Err(Why::ZeroValue);
            continue;
        }
        let mean = own / own_weight;
        t_parts.push(finite(s * theil_t(group, mean, own_weight)));
        l_parts.push(theil_l(group, mean, own_weight).map(|l| p * l));
        t_between += s * (s / p).ln();
        l_between = l_between.map(|sum| sum + p * (p / s).ln());
    }
    let sum = |parts: &[Figure]| {
        parts
            .iter()
            .try_fold(0.0, |sum, part| part.map(|p| sum + p))
    };
    let t = Split {
        within: sum(&t_parts),
        between: finite(t_between),
        parts: t_parts,
    };
    let l = Split {
        within: sum(&l_parts),
        between: l_between,
        parts: l_parts,
    };
    (
        Decomposition {
            groups: names,
            t,
            l,
        },
        findings,
    )
}
