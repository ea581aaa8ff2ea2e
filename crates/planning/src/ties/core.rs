//! Which places are the core of a network, and how much it has of core and periphery (Borgatti and Everett 1999).

use inventory::finding::{Finding, Severity};

use super::flows::Flows;
use crate::notice::{notice, refused};
use crate::sheet::{Source, Tables, csv_text};

/// Up to so many places every core is tried.
const ALL: usize = 20;

/// A core and its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Core {
    /// Whether each place is in the core.
    pub core: Vec<bool>,
    /// Correlation of what flows between two (both ways added up) with the pattern "1 if one of them is in the core, else 0", over all pairs:
    /// -1 to 1.
    pub score: f64,
    /// True if every core was tried.
    pub proved: bool,
}

/// Sums from which the correlation of a core follows.
struct Pairs {
    count: usize,
    /// Amount and 1 for known pairs, else zeros.
    cells: Vec<(f64, f64)>,
    sum: f64,
    squares: f64,
    known: f64,
}

impl Pairs {
    /// The correlation if so much flows between so many pairs outside of the core; `None` if the core is all or nothing.
    fn score(&self, (amount, pairs): (f64, f64)) -> Option<f64> {
        let (with, ones) = (self.sum - amount, self.known - pairs);
        let spread =
            (self.known * self.squares - self.sum * self.sum) * (self.known * ones - ones * ones);
        let score = (self.known * with - self.sum * ones) / spread.sqrt();
        score.is_finite().then_some(score)
    }

    /// What a place adds to the pairs of a group.
    fn with(&self, place: usize, group: &[bool]) -> (f64, f64) {
        let row = &self.cells[place * self.count..(place + 1) * self.count];
        let inside = row.iter().zip(group).filter(|(_, inside)| **inside);
        inside.fold((0.0, 0.0), |sum, (cell, _)| {
            (sum.0 + cell.0, sum.1 + cell.1)
        })
    }
}

/// The core of greatest score; of equal ones the smaller, then the one of earlier places. Up to 20 places every core is tried; above,
/// cores grow by what flows through a place and are bettered one place at a time, and that is said (`core_not_proved`).
///
/// A pair counts if its flow is known both ways. `None` with `core_no_pattern` if fewer than three pairs are known, or all are alike.
pub fn core(flows: &Flows) -> (Option<Core>, Vec<Finding>) {
    let count = flows.places.len();
    let mut pairs = Pairs {
        count,
        cells: vec![(0.0, 0.0); count * count],
        sum: 0.0,
        squares: 0.0,
        known: 0.0,
    };
    for a in 0..count {
        for b in 0..a {
            let both = flows.between[a][b].zip(flows.between[b][a]);
            let Some(amount) = both.map(|(x, y)| x + y) else {
                continue;
            };
            pairs.cells[a * count + b] = (amount, 1.0);
            pairs.cells[b * count + a] = (amount, 1.0);
            pairs.sum += amount;
            pairs.squares += amount * amount;
            pairs.known += 1.0;
        }
    }
    let found = if count <= ALL {
        all(&pairs)
    } else {
        grown(&pairs)
    };
    let Some((score, core)) = found.filter(|_| pairs.known >= 3.0) else {
        let said = notice(
            "core_no_pattern",
            Severity::Error,
            &[("pairs", pairs.known.to_string())],
            format!(
                "{} pairs are known both ways and do not differ enough to tell a core",
                pairs.known
            ),
        );
        return (None, vec![said]);
    };
    let proved = count <= ALL;
    let mut findings = Vec::new();
    if !proved {
        findings.push(notice(
            "core_not_proved",
            Severity::Note,
            &[("places", count.to_string())],
            format!("with {count} places not every core was tried; a better one may exist"),
        ));
    }
    (
        Some(Core {
            core,
            score,
            proved,
        }),
        findings,
    )
}

/// Better: a greater score, with equal ones the smaller core, then the one of earlier places.
fn better(new: &(f64, Vec<bool>), old: Option<&(f64, Vec<bool>)>) -> bool {
    let Some(old) = old else { return true };
    let size = |core: &[bool]| core.iter().filter(|c| **c).count();
    if (new.0 - old.0).abs() > 1e-12 {
        return new.0 > old.0;
    }
    let (a, b) = (size(&new.1), size(&old.1));
    a < b || a == b && new.1 > old.1
}

/// All cores, one place changed at a time (Gray's order).
fn all(pairs: &Pairs) -> Option<(f64, Vec<bool>)> {
    let mut outside = vec![true; pairs.count];
    let mut sums = (pairs.sum, pairs.known);
    let mut best: Option<(f64, Vec<bool>)> = None;
    for step in 1u32..1 << pairs.count {
        let place = step.trailing_zeros() as usize;
        outside[place] = !outside[place];
        let (amount, known) = pairs.with(place, &outside);
        let sign = if outside[place] { 1.0 } else { -1.0 };
        sums = (sums.0 + sign * amount, sums.1 + sign * known);
        let near = best.as_ref().map_or(f64::NEG_INFINITY, |b| b.0 - 1e-12);
        if let Some(score) = pairs.score(sums).filter(|score| *score >= near) {
            let found = (score, outside.iter().map(|o| !o).collect());
            if better(&found, best.as_ref()) {
                best = Some(found);
            }
        }
    }
    best
}

fn grown(pairs: &Pairs) -> Option<(f64, Vec<bool>)> {
    let count = pairs.count;
    let everyone = vec![true; count];
    let mut order: Vec<(f64, usize)> = (0..count)
        .map(|place| (pairs.with(place, &everyone).0, place))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let of = |outside: &[bool]| -> Option<f64> {
        let groups = (0..count).filter(|p| outside[*p]);
        let twice = groups.map(|p| pairs.with(p, outside));
        let sums = twice.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        pairs.score((sums.0 / 2.0, sums.1 / 2.0))
    };
    let mut outside = everyone;
    let mut best: Option<(f64, Vec<bool>)> = None;
    for (_, place) in order {
        outside[place] = false;
        if let Some(score) = of(&outside) {
            let found = (score, outside.clone());
            if best.as_ref().is_none_or(|b| found.0 > b.0) {
                best = Some(found);
            }
        }
    }
    let (mut score, mut outside) = best?;
    loop {
        let mut turn: Option<(f64, usize)> = None;
        for place in 0..count {
            outside[place] = !outside[place];
            if let Some(new) = of(&outside)
                && new > turn.map_or(score + 1e-12, |t| t.0)
            {
                turn = Some((new, place));
            }
            outside[place] = !outside[place];
        }
        let Some((new, place)) = turn else {
            return Some((score, outside.into_iter().map(|o| !o).collect()));
        };
        outside[place] = !outside[place];
        score = new;
    }
}

/// From flows to `core.csv`: each place, whether it is in the core, and what flows through it.
///
/// Nothing is worked out if `strict` and a row could not be taken; the findings then say which.
pub fn run(
    flows: Source<'_>,
    wanted: super::table::Wanted<'_>,
    absent_is_zero: bool,
    strict: bool,
) -> Tables {
    let (flows, mut findings) = super::flows::read(flows, None, wanted, absent_is_zero);
    if strict && refused(&findings) {
        return Tables {
            findings,
            ..Tables::default()
        };
    }
    let (found, said) = core(&flows);
    findings.extend(said);
    let Some(found) = found else {
        return Tables {
            findings,
            ..Tables::default()
        };
    };
    let mut through = vec![0.0; flows.places.len()];
    for (from, to, flow) in flows.known() {
        through[from] += flow;
        through[to] += flow;
    }
    let rows: Vec<Vec<String>> = flows
        .places
        .iter()
        .enumerate()
        .map(|(at, place)| {
            let part = if found.core[at] { "core" } else { "periphery" };
            vec![place.id.clone(), part.to_owned(), through[at].to_string()]
        })
        .collect();
    let size = found.core.iter().filter(|c| **c).count();
    Tables {
        files: vec![("core.csv", csv_text(&["place", "part", "flow"], &rows))],
        sums: vec![
            ("places", Some(flows.places.len() as f64)),
            ("core", Some(size as f64)),
            ("score", Some(found.score)),
        ],
        findings,
    }
}
