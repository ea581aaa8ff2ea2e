//! Who gets how much of the gain, and whether anybody does better without the others.
//!
//! A *coalition* is a set of partners that exchanges only among itself. A split is *stable* (in the core) if no coalition gains
//! more alone than the split gives it (Gillies 1959; for networks of this kind shadow prices always give such a split: Shapley and
//! Shubik 1971, Owen 1975). The Shapley value gives each its mean contribution over all orders of joining (Shapley 1953).

use inventory::finding::{Finding, Severity};

use super::matching::{Network, prepare};
use super::model::{Model, Settings};
use crate::notice::notice;

/// Up to how many partners with a part in the gain all coalitions are looked at.
pub const MOST_PARTNERS: usize = 12;

/// Ways times coalitions above which stability is not looked at.
const MOST_WAYS: usize = 100_000_000;

/// By what the gain is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// What one more unit of each offer and need would gain, times the units.
    ShadowPrices,
    /// Mean contribution over all orders of joining.
    Shapley,
    /// Each exchange's gain in two halves.
    Halves,
    /// What the suppliers ask; the rest stays with the one who needs it, who pays for the transport.
    StatedPrices,
}

impl Method {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Method::ShadowPrices => "shadow_prices",
            Method::Shapley => "shapley",
            Method::Halves => "halves",
            Method::StatedPrices => "stated_prices",
        }
    }
}

/// The gain, shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// How.
    pub method: Method,
    /// By partner, fen; they add up to the network's gain, rounded to the fen.
    pub fen: Vec<i64>,
    /// Whether no coalition does better alone; `None` if there are too many partners to look at all coalitions and the method
    /// proves nothing of itself.
    pub stable: Option<bool>,
    /// What the worst-treated coalition loses against going alone, yuan (0 if stable); `None` as above.
    pub worst_yuan: Option<f64>,
    /// Who is in that coalition, in [`Model::partners`].
    pub worst: Vec<usize>,
}

/// Shares whole units by weights so that they add up: each gets the floor of its part, and the largest remainders one more; equal
/// remainders in the order given. `weights` of any sign; `None` if they sum to zero while there is something to share.
pub(crate) fn largest_remainder(total: i64, weights: &[i128]) -> Option<Vec<i64>> {
    let sum: i128 = weights.iter().sum();
    if sum == 0 {
        return (total == 0).then(|| vec![0; weights.len()]);
    }
    let mut parts = Vec::with_capacity(weights.len());
    let mut order = Vec::with_capacity(weights.len());
    for (at, &weight) in weights.iter().enumerate() {
        let product = i128::from(total).checked_mul(weight)?;
        let (product, sum) = if sum < 0 {
            (-product, -sum)
        } else {
            (product, sum)
        };
        parts.push(i64::try_from(product.div_euclid(sum)).ok()?);
        order.push((product.rem_euclid(sum), at));
    }
    let given: i64 = parts.iter().sum();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    for &(_, at) in order.iter().take((total - given) as usize) {
        parts[at] += 1;
    }
    Some(parts)
}

/// Shares the gain of a network. Shadow prices and halves always; Shapley for at most [`MOST_PARTNERS`] partners that take
/// part; stated prices if every offer that is used has one.
///
/// Findings: `exchange_worse_off` for each partner that a split leaves with less than today, `exchange_not_stable` for each split
/// that a coalition would leave.
pub fn split(model: &Model, settings: &Settings, network: &Network) -> (Vec<Split>, Vec<Finding>) {
    let total_fen = (network.gain_yuan * 100.0).round() as i64;
    let partners = model.partners.len();
    let mut active: Vec<usize> = network
        .exchanges
        .iter()
        .flat_map(|e| [model.offers[e.offer].partner, model.needs[e.need].partner])
        .collect();
    active.sort_unstable();
    active.dedup();
    // A partner whom the best network leaves out may still matter to a coalition.
    let mut all: Vec<usize> = model
        .offers
        .iter()
        .map(|o| o.partner)
        .chain(model.needs.iter().map(|n| n.partner))
        .collect();
    all.sort_unstable();
    all.dedup();
    let worths = (all.len() <= MOST_PARTNERS)
        .then(|| worths(model, settings, &all))
        .flatten();

    let mut drafts: Vec<(Method, Vec<i128>)> =
        vec![(Method::ShadowPrices, network.shadow_nano_yuan.clone())];
    if let Some(worths) = &worths {
        let mut weights = vec![0i128; partners];
        for (at, value) in shapley(all.len(), worths).into_iter().enumerate() {
            weights[all[at]] = value;
        }
        drafts.push((Method::Shapley, weights));
    }
    let mut halves = vec![0i128; partners];
    let mut stated = Some(vec![0i128; partners]);
    for e in &network.exchanges {
        let (offer, need) = (&model.offers[e.offer], &model.needs[e.need]);
        let gain = (e.gain_yuan * 1e9).round() as i128;
        halves[offer.partner] += gain / 2;
        halves[need.partner] += gain - gain / 2;
        match (&mut stated, offer.price_yuan_per_unit) {
            (Some(stated), Some(price)) => {
                let supplier = (e.sent
                    * (price + offer.disposal_yuan_per_unit - offer.effort_yuan_per_unit)
                    * 1e9)
                    .round() as i128;
                stated[offer.partner] += supplier;
                stated[need.partner] += gain - supplier;
            }
            _ => stated = None,
        }
    }
    drafts.push((Method::Halves, halves));
    if let Some(stated) = stated.filter(|_| !network.exchanges.is_empty()) {
        drafts.push((Method::StatedPrices, stated));
    }
    let mut findings = Vec::new();
    let mut splits = Vec::new();
    for (method, weights) in drafts {
        let Some(fen) = largest_remainder(total_fen, &weights) else {
            continue;
        };
        let judged = worths.as_ref().map(|w| judge(&all, w, &weights));
        let (stable, worst_yuan, worst) = match judged {
            Some((excess, who)) => {
                // Gains are whole millionths of a yuan; what rounding of halves can do is far below a fen.
                let loses = excess as f64 / 1e9;
                (Some(loses < 0.005), Some(loses.max(0.0)), who)
            }
            // By duality, where the network is exact.
            None if method == Method::ShadowPrices && network.exact => {
                (Some(true), Some(0.0), Vec::new())
            }
            None => (None, None, Vec::new()),
        };
        if stable == Some(false) {
            let names: Vec<&str> = worst
                .iter()
                .map(|p| model.partners[*p].id.as_str())
                .collect();
            let yuan = worst_yuan.unwrap_or_default();
            findings.push(notice(
                "exchange_not_stable",
                Severity::Note,
                &[
                    ("coalition", names.join(" + ")),
                    ("yuan", yuan.to_string()),
                    ("method", method.code().to_owned()),
                ],
                format!(
                    "{}: {} would gain {yuan} yuan more alone",
                    method.code(),
                    names.join(" + ")
                ),
            ));
        }
        for (at, &share) in fen.iter().enumerate().filter(|(_, fen)| **fen < 0) {
            let (id, yuan) = (&model.partners[at].id, -share as f64 / 100.0);
            findings.push(notice(
                "exchange_worse_off",
                Severity::Warning,
                &[
                    ("partner", id.clone()),
                    ("yuan", yuan.to_string()),
                    ("method", method.code().to_owned()),
                ],
                format!(
                    "{}: {id} would be {yuan} yuan worse off than today",
                    method.code()
                ),
            ));
        }
        splits.push(Split {
            method,
            fen,
            stable,
            worst_yuan,
            worst: if stable == Some(true) {
                Vec::new()
            } else {
                worst
            },
        });
    }
    (splits, findings)
}

/// What each coalition gains alone, 1e-9 yuan; the coalition is the set of bits of the index. `None` if that would be more than
/// [`MOST_WAYS`] ways to look at.
fn worths(model: &Model, settings: &Settings, partners: &[usize]) -> Option<Vec<i128>> {
    use rayon::prelude::*;
    let prepared = prepare(model, settings);
    if prepared.ways() << partners.len() > MOST_WAYS {
        return None;
    }
    let worths = (0..1usize << partners.len())
        .into_par_iter()
        .map(|set| {
            let mut member = vec![false; model.partners.len()];
            for (bit, &partner) in partners.iter().enumerate() {
                member[partner] = set >> bit & 1 == 1;
            }
            prepared.solve(model, |p| member[p]).gain
        })
        .collect();
    Some(worths)
}

/// Shapley value times n!/n!, in the unit of `worths`, rounded; exact sums are restored by the largest remainder.
fn shapley(count: usize, worths: &[i128]) -> Vec<i128> {
    // Weight of a coalition of s others: s! (n - s - 1)! ; the sum over all is n!.
    let factorial = |n: usize| -> i128 { (1..=n as i128).product() };
    let all = factorial(count);
    (0..count)
        .map(|p| {
            let mut sum = 0i128;
            for set in 0..worths.len() {
                if set >> p & 1 == 0 {
                    let others = set.count_ones() as usize;
                    let weight = factorial(others) * factorial(count - others - 1);
                    sum += weight * (worths[set | 1 << p] - worths[set]);
                }
            }
            sum / all
        })
        .collect()
}

/// The coalition that loses most against going alone, and how much (1e-9 yuan).
fn judge(partners: &[usize], worths: &[i128], weights: &[i128]) -> (i128, Vec<usize>) {
    let mut worst = (i128::MIN, 0);
    for (set, worth) in worths.iter().enumerate().skip(1) {
        let given: i128 = partners
            .iter()
            .enumerate()
            .filter(|(bit, _)| set >> bit & 1 == 1)
            .map(|(_, p)| weights[*p])
            .sum();
        if worth - given > worst.0 {
            worst = (worth - given, set);
        }
    }
    let who = partners
        .iter()
        .enumerate()
        .filter(|(bit, _)| worst.1 >> bit & 1 == 1)
        .map(|(_, p)| *p)
        .collect();
    (worst.0.max(0), who)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The glove game: one left glove, two right gloves, a pair is worth 6. Shapley gives 4, 1, 1 (Shapley and Shubik 1969).
    #[test]
    fn the_glove_game_has_its_known_shapley_value() {
        let mut worths = vec![0i128; 8];
        for (set, worth) in worths.iter_mut().enumerate() {
            *worth = if set & 1 == 1 && set > 1 { 6_000 } else { 0 };
        }
        assert_eq!(shapley(3, &worths), [4_000, 1_000, 1_000]);
        // It is not stable: the left glove and one right glove gain 6 alone and are given 5.
        assert_eq!(judge(&[0, 1, 2], &worths, &[4_000, 1_000, 1_000]).0, 1_000);
        assert_eq!(judge(&[0, 1, 2], &worths, &[6_000, 0, 0]).0, 0);
    }

    /// 10 seats by votes 47000, 16000, 15900, 12000, 6000, 3100: Hamilton's method gives 5, 2, 1, 1, 1, 0.
    #[test]
    fn the_largest_remainder_gives_the_known_seats() {
        let votes = [47_000, 16_000, 15_900, 12_000, 6_000, 3_100];
        assert_eq!(largest_remainder(10, &votes).unwrap(), [5, 2, 1, 1, 1, 0]);
        assert_eq!(largest_remainder(5, &[0, 0]), None);
    }

    proptest! {
        #[test]
        fn shares_add_up(total in -100_000i64..100_000, weights in prop::collection::vec(-50i128..1000, 1..9)) {
            if let Some(parts) = largest_remainder(total, &weights) {
                prop_assert_eq!(parts.iter().sum::<i64>(), total);
            }
        }
    }
}
