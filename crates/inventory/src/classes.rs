//! Classes of a map: natural breaks, quantiles, equal steps.
//!
//! Every method gives upper bounds of classes; a value belongs to the first class whose bound is not below it. Missing
//! values have no class.

/// How classes are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Method {
    /// Natural breaks: the classes with the least sum of squared deviations from their means (W. D. Fisher, "On Grouping
    /// for Maximum Homogeneity", JASA 53, 1958; G. F. Jenks, 1977), solved exactly.
    #[default]
    Jenks,
    /// As many values in each class as can be.
    Quantile,
    /// Classes of equal width.
    Equal,
}

impl Method {
    /// Stable id: `jenks`, `quantile`, `equal`.
    pub fn id(self) -> &'static str {
        match self {
            Method::Jenks => "jenks",
            Method::Quantile => "quantile",
            Method::Equal => "equal",
        }
    }
}

impl std::str::FromStr for Method {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Method::Jenks, Method::Quantile, Method::Equal]
            .into_iter()
            .find(|m| m.id() == text)
            .ok_or_else(|| format!("no class method {text:?}; there are jenks, quantile, equal"))
    }
}

/// Classes of a series of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    /// How they were cut.
    pub method: Method,
    /// Lower bound of the first class (the minimum), then the upper bound of every class, ascending: one more than there
    /// are classes. Empty if there is no value. With fewer distinct values than classes there are fewer classes.
    pub breaks: Vec<f64>,
}

/// At most this many distinct values enter natural breaks as they are; above, neighbours in rank are merged into weighted
/// groups first, so that the work stays below 4000^2 steps a class (the breaks are then exact for the groups).
const DISTINCT_MAX: usize = 4000;

impl Classes {
    /// Cuts `values` into at most `count` classes (at least 1). Values that are not finite are left out.
    ///
    /// ```
    /// use inventory::classes::{Classes, Method};
    ///
    /// let classes = Classes::cut([1.0, 2.0, 2.5, 40.0, 41.0], Method::Jenks, 2);
    /// assert_eq!(classes.breaks, [1.0, 2.5, 41.0]);
    /// assert_eq!(classes.class_of(Some(40.0)), Some(1));
    /// assert_eq!(classes.class_of(None), None, "missing has no class");
    /// ```
    pub fn cut(values: impl IntoIterator<Item = f64>, method: Method, count: usize) -> Classes {
        let mut sorted: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
        sorted.sort_by(f64::total_cmp);
        let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else {
            return Classes {
                method,
                breaks: Vec::new(),
            };
        };
        let count = count.max(1);
        let mut upper = match method {
            Method::Jenks => fisher_jenks(&sorted, count),
            Method::Quantile => quantiles(&sorted, count),
            Method::Equal => (1..=count)
                .map(|k| {
                    if k == count {
                        high
                    } else {
                        low + (high - low) * k as f64 / count as f64
                    }
                })
                .collect(),
        };
        upper.dedup();
        let mut breaks = vec![low];
        breaks.append(&mut upper);
        Classes { method, breaks }
    }

    /// Number of classes.
    pub fn len(&self) -> usize {
        self.breaks.len().saturating_sub(1)
    }

    /// True if there was no value.
    pub fn is_empty(&self) -> bool {
        self.breaks.is_empty()
    }

    /// Class of a value, from 0; `None` is missing. Values outside the breaks fall into the outermost class, so that
    /// breaks cut over all years can colour each of them.
    pub fn class_of(&self, value: Option<f64>) -> Option<usize> {
        let value = value.filter(|v| v.is_finite())?;
        let last = self.len().checked_sub(1)?;
        Some(
            self.breaks[1..]
                .partition_point(|&bound| bound < value)
                .min(last),
        )
    }
}

/// Upper bounds at the quantiles k / count by linear interpolation between ranks (Hyndman and Fan 1996, definition 7).
fn quantiles(sorted: &[f64], count: usize) -> Vec<f64> {
    let last = sorted.len() - 1;
    (1..=count)
        .map(|k| {
            let rank = last as f64 * k as f64 / count as f64;
            let below = (rank.floor() as usize).min(last);
            let above = (below + 1).min(last);
            sorted[below] + (rank - below as f64) * (sorted[above] - sorted[below])
        })
        .collect()
}

/// Upper bounds of the partition with the least within-class sum of squares, by dynamic programming over distinct
/// values with their counts: `D(i, k) = min over j of D(j, k-1) + SSD(j..i)` (Fisher 1958). Among equals the one with
/// the lowest bounds wins.
fn fisher_jenks(sorted: &[f64], count: usize) -> Vec<f64> {
    let mut groups: Vec<(f64, f64, f64, f64)> = Vec::new(); // upper value, weight, sum, sum of squares about the origin below
    let origin = sorted[sorted.len() / 2];
    let per_group = sorted.len().div_ceil(DISTINCT_MAX).max(1);
    let merge = {
        let mut distinct = 1;
        for pair in sorted.windows(2) {
            distinct += usize::from(pair[0] != pair[1]);
        }
        distinct > DISTINCT_MAX
    };
    let mut taken = 0;
    for &value in sorted {
        let shifted = value - origin;
        let joins = match groups.last() {
            Some(last) => last.0 == value || (merge && taken < per_group),
            None => false,
        };
        if joins {
            let last = groups.len() - 1;
            groups[last] = (
                value,
                groups[last].1 + 1.0,
                groups[last].2 + shifted,
                groups[last].3 + shifted * shifted,
            );
            taken += 1;
        } else {
            groups.push((value, 1.0, shifted, shifted * shifted));
            taken = 1;
        }
    }
    let n = groups.len();
    let count = count.min(n);
    let mut weight = vec![0.0; n + 1];
    let mut sum = vec![0.0; n + 1];
    let mut square = vec![0.0; n + 1];
    for (i, group) in groups.iter().enumerate() {
        weight[i + 1] = weight[i] + group.1;
        sum[i + 1] = sum[i] + group.2;
        square[i + 1] = square[i] + group.3;
    }
    let ssd = |from: usize, to: usize| {
        let (w, s, q) = (
            weight[to] - weight[from],
            sum[to] - sum[from],
            square[to] - square[from],
        );
        (q - s * s / w).max(0.0)
    };
    // best[i]: least sum for the first i groups with the classes so far; split[k][i]: where its last class begins.
    let mut best: Vec<f64> = (0..=n)
        .map(|i| if i == 0 { 0.0 } else { ssd(0, i) })
        .collect();
    let mut split = vec![vec![0usize; n + 1]];
    for k in 1..count {
        let mut next = vec![f64::INFINITY; n + 1];
        let mut begins = vec![0usize; n + 1];
        for i in k + 1..=n {
            for (j, before) in best.iter().enumerate().take(i).skip(k) {
                let candidate = before + ssd(j, i);
                if candidate < next[i] {
                    next[i] = candidate;
                    begins[i] = j;
                }
            }
        }
        best = next;
        split.push(begins);
    }
    let mut upper = Vec::with_capacity(count);
    let mut end = n;
    for k in (0..count).rev() {
        upper.push(groups[end - 1].0);
        end = split[k][end];
    }
    upper.reverse();
    upper
}
