//! Single months of a year: an enterprise's electricity in months that it has none of, from its other months and the season of
//! its peers.
//!
//! The season of a group is, for each month, the median over its enterprises with a whole year of `month / mean of the year`. What
//! an enterprise lacks is `known × season(month) / Σ season(known months)`, where `known` is the sum of the months it has. The
//! interval and the error come from hiding single months of enterprises that have all twelve, each estimated with a season made of
//! the others (leave-one-out by parts, as for the models of years).

use serde::{Deserialize, Serialize};

use super::backtest::{Error, Held, fold_of};
use super::model::{Group, ends_of, groups_of};
use super::robust::median;
use super::{Facts, Options};

/// Months that an enterprise must have.
pub const MIN_MONTHS: usize = 3;
/// Id of the method.
pub const METHOD: &str = "months_electricity";

/// An enterprise's electricity by month, in kWh.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthFacts {
    /// Who: code, place, year, field, industry and size; its amounts are not looked at.
    pub facts: Facts,
    /// What is really known, January first.
    pub kwh: [Option<f64>; 12],
    /// Months in which it is active and nothing is known, be it for a longer period.
    pub missing: [bool; 12],
}

impl MonthFacts {
    /// All twelve months, none negative, with something in them.
    fn year(&self) -> Option<[f64; 12]> {
        let mut year = [0.0; 12];
        for (to, kwh) in year.iter_mut().zip(self.kwh) {
            *to = kwh.filter(|kwh| kwh.is_finite() && *kwh >= 0.0)?;
        }
        (year.iter().sum::<f64>() > 0.0).then_some(year)
    }
}

/// Why a month has no estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MonthRefusal {
    /// It has fewer than [`MIN_MONTHS`] other months.
    TooFewMonths,
    /// Too few enterprises have a whole year.
    TooFew,
    /// Its other months add up to nothing, or one of them is negative.
    NoInput,
}

impl MonthRefusal {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            MonthRefusal::TooFewMonths => "too_few_months",
            MonthRefusal::TooFew => "too_few",
            MonthRefusal::NoInput => "input_zero",
        }
    }
}

/// A month's estimate with all it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct MonthEstimate {
    /// Index of the [`MonthFacts`] in what was given.
    pub of: usize,
    /// 1 to 12.
    pub month: i8,
    /// kWh.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
    /// Sum of the known months, kWh.
    pub known_kwh: f64,
    /// Whose season was used.
    pub group: Group,
    /// Enterprises in it.
    pub n: usize,
    /// Error on held-back months.
    pub error: Error,
}

/// Median share of each month in the mean month; `None` of nobody.
fn season<'a>(years: impl Iterator<Item = &'a [f64; 12]> + Clone) -> Option<[f64; 12]> {
    let mut season = [0.0; 12];
    for (month, to) in season.iter_mut().enumerate() {
        let mut shares: Vec<f64> = years
            .clone()
            .map(|year| year[month] / (year.iter().sum::<f64>() / 12.0))
            .collect();
        *to = median(&mut shares)?;
    }
    Some(season)
}

fn estimate_of(known: &[Option<f64>; 12], season: &[f64; 12], month: usize) -> Option<f64> {
    let (mut sum, mut shares) = (0.0, 0.0);
    for (kwh, share) in known.iter().zip(season) {
        if let Some(kwh) = kwh {
            sum += kwh;
            shares += share;
        }
    }
    (shares > 0.0).then(|| sum * season[month] / shares)
}

/// What a group says: its season, how many have it, the ends of `ln(truth / said)`, and the error.
struct Shape {
    season: [f64; 12],
    n: usize,
    ends: (f64, f64),
    error: Error,
}

fn shape(members: &[(&str, [f64; 12])], options: &Options) -> Option<Shape> {
    let folds = options.folds.max(2);
    // Hidden by turns: part, truth, what the others' season said.
    let mut tried: Vec<(u8, f64, f64)> = Vec::new();
    for fold in 0..folds {
        let others = members
            .iter()
            .filter(|(code, _)| fold_of(code, folds) != fold)
            .map(|(_, year)| year);
        let Some(season) = season(others) else {
            continue;
        };
        for (_, year) in members
            .iter()
            .filter(|(code, _)| fold_of(code, folds) == fold)
        {
            for month in 0..12 {
                let mut known = year.map(Some);
                known[month] = None;
                if let Some(said) = estimate_of(&known, &season, month)
                    && year[month] > 0.0
                    && said > 0.0
                {
                    tried.push((fold, year[month], said));
                }
            }
        }
    }
    let off = |(_, truth, said): &(u8, f64, f64)| (truth / said).ln();
    let all_ends = ends_of(tried.iter().map(off).collect())?;
    let held: Vec<Held> = tried
        .iter()
        .map(|one| {
            // What is told of coverage holds for the unseen: ends from the other parts.
            let others = tried.iter().filter(|other| other.0 != one.0);
            let ends = ends_of(others.map(off).collect()).unwrap_or(all_ends);
            Held::of(one.1, one.2, (ends.0..=ends.1).contains(&off(one)))
        })
        .collect();
    Some(Shape {
        season: season(members.iter().map(|(_, year)| year))?,
        n: members.len(),
        ends: all_ends,
        error: Error::of(&held),
    })
}

/// Estimates the months that are missing; an estimate never rests on an estimate.
pub fn estimate_months(
    facts: &[MonthFacts],
    options: &Options,
) -> (Vec<MonthEstimate>, Vec<(usize, MonthRefusal)>) {
    let mut groups: std::collections::BTreeMap<Group, Vec<(&str, [f64; 12])>> =
        std::collections::BTreeMap::new();
    for one in facts {
        if let Some(year) = one.year() {
            for group in groups_of(&one.facts, options.scheme) {
                let of = groups.entry(group).or_default();
                of.push((one.facts.enterprise.as_str(), year));
            }
        }
    }
    let mut shapes: std::collections::BTreeMap<Group, Option<Shape>> =
        std::collections::BTreeMap::new();
    let (mut made, mut refused) = (Vec::new(), Vec::new());
    for (of, one) in facts.iter().enumerate() {
        if !one.missing.contains(&true) {
            continue;
        }
        let known: Vec<f64> = one.kwh.iter().copied().flatten().collect();
        let sum: f64 = known.iter().sum();
        if known.len() < MIN_MONTHS {
            // Of nothing at all nothing follows: the year is estimated as a whole.
            if !known.is_empty() {
                refused.push((of, MonthRefusal::TooFewMonths));
            }
            continue;
        }
        if sum <= 0.0 || known.iter().any(|kwh| !kwh.is_finite() || *kwh < 0.0) {
            refused.push((of, MonthRefusal::NoInput));
            continue;
        }
        // The finest group that is large enough and has an error.
        let mut found = None;
        for group in groups_of(&one.facts, options.scheme).into_iter().rev() {
            let members = groups.get(&group).map_or(&[][..], Vec::as_slice);
            if members.len() < options.min_group.max(3) {
                continue;
            }
            let shape = shapes
                .entry(group.clone())
                .or_insert_with(|| shape(members, options));
            if shape.is_some() {
                found = Some(group);
                break;
            }
        }
        let Some((group, shape)) = found.and_then(|group| {
            let shape = shapes.get(&group)?.as_ref()?;
            Some((group, shape))
        }) else {
            refused.push((of, MonthRefusal::TooFew));
            continue;
        };
        for month in (0..12).filter(|month| one.missing[*month]) {
            let Some(value) = estimate_of(&one.kwh, &shape.season, month).filter(|v| *v > 0.0)
            else {
                continue;
            };
            made.push(MonthEstimate {
                of,
                month: month as i8 + 1,
                value,
                lower: (value * shape.ends.0.exp()).min(value),
                upper: (value * shape.ends.1.exp()).max(value),
                known_kwh: sum,
                group: group.clone(),
                n: shape.n,
                error: shape.error.clone(),
            });
        }
    }
    (made, refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Works of size `k` with a season: 100 k kWh a month, in July `july` times as much.
    fn works(code: &str, k: f64, july: f64) -> MonthFacts {
        let mut kwh = [Some(100.0 * k); 12];
        kwh[6] = Some(100.0 * k * july);
        MonthFacts {
            facts: Facts {
                industry: Some("C17".to_owned()),
                ..Facts::of(code, 2020)
            },
            kwh,
            missing: [false; 12],
        }
    }

    fn peers() -> Vec<MonthFacts> {
        (1..=7)
            .map(|k| works(&format!("p{k}"), f64::from(k), 2.0))
            .collect()
    }

    /// All peers use twice as much in July: of 13 parts of a year July has two. One that lacks July has 11 parts of 50 kWh: 550;
    /// July is 100. One that lacks May and July has 10 parts: 500; May 50, July 100.
    #[test]
    fn a_month_worked_by_hand() {
        let mut facts = peers();
        let mut one = works("x", 0.5, 2.0);
        (one.kwh[6], one.missing[6]) = (None, true);
        facts.push(one.clone());
        (one.kwh[4], one.missing[4]) = (None, true);
        one.facts.enterprise = "y".to_owned();
        facts.push(one);
        let (made, refused) = estimate_months(&facts, &Options::default());
        assert!(refused.is_empty());
        let found: Vec<(usize, i8, i64, i64)> = made
            .iter()
            .map(|e| {
                (
                    e.of,
                    e.month,
                    e.value.round() as i64,
                    e.known_kwh.round() as i64,
                )
            })
            .collect();
        assert_eq!(found, [(7, 7, 100, 550), (8, 5, 50, 500), (8, 7, 100, 500)]);
        // All peers are alike: hidden months come out as they were, and the interval is a point.
        let error = &made[0].error;
        assert!(
            error.wape_percent.unwrap() < 1e-9 && error.n == 84,
            "{error:?}"
        );
        assert!((made[0].upper - made[0].lower).abs() < 1e-6);
        assert_eq!((made[0].group.to_string().as_str(), made[0].n), ("C17", 7));
    }

    /// Half of the peers have no season: the season is that of the middle one, and the error says what it is off. Hidden by hand:
    /// the errors of one part come from a season of the others, so they are neither nought nor all alike.
    #[test]
    fn peers_that_differ_make_an_error() {
        let mut facts: Vec<MonthFacts> = (1..=20)
            .map(|k| works(&format!("p{k}"), 1.0, 1.0 + 0.1 * f64::from(k)))
            .collect();
        let mut one = works("x", 1.0, 2.0);
        (one.kwh[6], one.missing[6]) = (None, true);
        facts.push(one);
        let (made, _) = estimate_months(&facts, &Options::default());
        let e = &made[0];
        // Middle of 1.1 to 3.0 is 2.05, by the mean of its year: 11 known months are 1100.
        assert!((195.0..215.0).contains(&e.value), "{e:?}");
        assert!(e.lower < e.value && e.value < e.upper);
        let wape = e.error.wape_percent.unwrap();
        assert!((1.0..20.0).contains(&wape), "{wape}");
        assert!(e.error.coverage_percent.unwrap() > 80.0);
    }

    #[test]
    fn what_cannot_be_estimated_says_why() {
        let mut few = works("few", 1.0, 2.0);
        for month in 2..12 {
            (few.kwh[month], few.missing[month]) = (None, true);
        }
        let mut zero = works("zero", 0.0, 0.0);
        (zero.kwh[0], zero.missing[0]) = (None, true);
        let mut alone = works("alone", 1.0, 2.0);
        (alone.kwh[0], alone.missing[0]) = (None, true);
        let mut nothing = works("nothing", 1.0, 1.0);
        (nothing.kwh, nothing.missing) = ([None; 12], [true; 12]);
        let (made, refused) = estimate_months(&[alone, nothing], &Options::default());
        assert_eq!((made.len(), refused), (0, vec![(0, MonthRefusal::TooFew)]));
        let mut facts = peers();
        facts.extend([few, zero]);
        let (made, refused) = estimate_months(&facts, &Options::default());
        assert!(made.is_empty());
        assert_eq!(
            refused,
            [(7, MonthRefusal::TooFewMonths), (8, MonthRefusal::NoInput)]
        );
    }
}
