//! Trees of meters: what hangs under a meter may not exceed it beyond losses.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::Meter;
use crate::finding::Log;

/// The amount of a meter over some period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// In the meter's unit: the sum of what is known; `None` if nothing is.
    pub amount: Option<f64>,
    /// True if no slot is missing.
    pub complete: bool,
}

/// How a meter stands to those under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapStatus {
    /// They do not exceed it by more than its losses allow.
    Within,
    /// They do.
    Beyond,
    /// Something is missing, and what is known does not exceed it.
    Unknown,
}

/// A meter against those directly under it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// Code of the meter.
    pub meter: String,
    /// Its amount.
    pub amount: Option<f64>,
    /// Sum of those under it, as far as it is known.
    pub children_amount: Option<f64>,
    /// `(amount - children_amount) / amount × 100`: positive where something is lost or not metered, negative where they exceed it.
    /// `None` if something is missing or the amount is 0.
    pub gap_percent: Option<f64>,
    /// Tolerance, in per cent of the amount.
    pub loss_percent_max: f64,
    /// How they stand.
    pub status: GapStatus,
}

/// Meters by their parents.
#[derive(Debug, Clone)]
pub struct Tree<'m> {
    meters: HashMap<&'m str, &'m Meter>,
    children: HashMap<&'m str, Vec<&'m Meter>>,
    /// Codes of the meters that have others under them, in the order of the list.
    parents: Vec<&'m str>,
}

impl<'m> Tree<'m> {
    /// The tree of `meters`. A code that is listed twice, a parent that is not there, one that measures another unit and one
    /// that leads back to its child are findings; such a meter has no parent here.
    #[must_use]
    pub fn new(meters: &'m [Meter], log: &mut Log) -> Tree<'m> {
        let mut by_code: HashMap<&str, &Meter> = HashMap::with_capacity(meters.len());
        for meter in meters {
            if by_code.insert(&meter.code, meter).is_some() {
                log.push("meter_twice", &meter.code, || {
                    (None, vec![("meter", meter.code.clone())])
                });
            }
        }
        let mut children: HashMap<&str, Vec<&Meter>> = HashMap::new();
        let mut listed = HashSet::with_capacity(meters.len());
        for meter in meters {
            let Some(code) = &meter.parent else { continue };
            if !listed.insert(meter.code.as_str()) {
                continue;
            }
            let params = || {
                let params = vec![("meter", meter.code.clone()), ("parent", code.clone())];
                (None, params)
            };
            let Some(parent) = by_code.get(code.as_str()) else {
                log.push("meter_unknown_parent", &meter.code, params);
                continue;
            };
            if returns(&by_code, meter) {
                log.push("meter_cycle", &meter.code, params);
                continue;
            }
            if parent.unit != meter.unit {
                log.push("meter_parent_unit", &meter.code, || {
                    let params = vec![
                        ("meter", meter.code.clone()),
                        ("parent", code.clone()),
                        ("unit", meter.unit.clone()),
                        ("expected", parent.unit.clone()),
                    ];
                    (None, params)
                });
                continue;
            }
            children.entry(&parent.code).or_default().push(meter);
        }
        let mut seen = HashSet::new();
        let parents = meters
            .iter()
            .map(|meter| meter.code.as_str())
            .filter(|code| children.contains_key(code) && seen.insert(*code))
            .collect();
        Tree {
            meters: by_code,
            children,
            parents,
        }
    }

    /// The meters directly under one, in the order of the list.
    #[must_use]
    pub fn children(&self, code: &str) -> &[&'m Meter] {
        self.children.get(code).map_or(&[], Vec::as_slice)
    }

    /// The meter directly above one, as far as its tree holds.
    #[must_use]
    pub fn parent(&self, code: &str) -> Option<&'m Meter> {
        let parent = self.meters.get(code)?.parent.as_deref()?;
        let is_child = self.children(parent).iter().any(|child| child.code == code);
        self.meters.get(parent).copied().filter(|_| is_child)
    }

    /// How a meter stands to those under it; `None` if there are none.
    ///
    /// `Beyond` if their sum exceeds its amount by more than `loss_percent_max` of it; also if what is known of them does so
    /// already, as long as none is negative. A billionth of the amount is not looked at: totals are rounded to doubles.
    #[must_use]
    pub fn gap(&self, code: &str, total: impl Fn(&str) -> Total) -> Option<Gap> {
        let meter = self.meters.get(code)?;
        let children = self.children(code);
        if children.is_empty() {
            return None;
        }
        let own = total(code);
        let mut sum: Option<f64> = None;
        let (mut complete, mut negative) = (own.complete, false);
        for child in children {
            let total = total(&child.code);
            complete &= total.complete && total.amount.is_some();
            if let Some(amount) = total.amount {
                sum = Some(sum.unwrap_or(0.0) + amount);
                negative |= amount < 0.0;
            }
        }
        let beyond = match (own.amount, sum) {
            (Some(amount), Some(sum)) if own.complete && (complete || !negative) => {
                sum - amount > amount.abs() * (meter.loss_percent_max / 100.0 + 1e-9)
            }
            _ => false,
        };
        let status = match (beyond, complete && own.amount.is_some()) {
            (true, _) => GapStatus::Beyond,
            (false, true) => GapStatus::Within,
            (false, false) => GapStatus::Unknown,
        };
        let gap_percent = match (own.amount, sum) {
            (Some(amount), Some(sum)) if complete && amount != 0.0 => {
                Some((amount - sum) / amount * 100.0)
            }
            _ => None,
        };
        Some(Gap {
            meter: code.to_owned(),
            amount: own.amount,
            children_amount: sum,
            gap_percent,
            loss_percent_max: meter.loss_percent_max,
            status,
        })
    }

    /// [`Tree::gap`] of all meters that have others under them, with a finding for each that is exceeded. `period` is how the
    /// totals' period is printed, for example `2026-05`.
    #[must_use]
    pub fn check(&self, period: &str, total: impl Fn(&str) -> Total, log: &mut Log) -> Vec<Gap> {
        let mut gaps = Vec::new();
        for code in &self.parents {
            let Some(gap) = self.gap(code, &total) else {
                continue;
            };
            if gap.status == GapStatus::Beyond {
                let unit = self.meters.get(code).map_or("", |meter| &meter.unit);
                log.push("tree_excess", &format!("{code} {period}"), || {
                    let shown =
                        |amount: Option<f64>| amount.map_or_else(String::new, |it| it.to_string());
                    let params = vec![
                        ("meter", (*code).to_owned()),
                        ("period", period.to_owned()),
                        ("amount", shown(gap.amount)),
                        ("children_amount", shown(gap.children_amount)),
                        ("unit", unit.to_owned()),
                        ("loss_percent_max", gap.loss_percent_max.to_string()),
                    ];
                    (None, params)
                });
            }
            gaps.push(gap);
        }
        gaps
    }
}

/// True if a meter's parents lead back to it.
fn returns(by_code: &HashMap<&str, &Meter>, meter: &Meter) -> bool {
    let mut seen = HashSet::new();
    let mut at = meter;
    while let Some(parent) = at.parent.as_deref().and_then(|code| by_code.get(code)) {
        if parent.code == meter.code {
            return true;
        }
        // A circle further up is that of others.
        if !seen.insert(parent.code.as_str()) {
            return false;
        }
        at = parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Register;
    use crate::meter::tests::meter;

    fn under(code: &str, parent: Option<&str>) -> Meter {
        Meter {
            parent: parent.map(str::to_owned),
            loss_percent_max: 2.0,
            ..meter(code, Register::Interval)
        }
    }

    fn codes(log: Log) -> Vec<(String, String)> {
        log.into_findings()
            .into_iter()
            .map(|it| (it.code, it.params["meter"].clone()))
            .collect()
    }

    #[test]
    fn children_may_exceed_their_parent_by_its_losses_and_no_more() {
        let meters = [
            under("main", None),
            under("a", Some("main")),
            under("b", Some("main")),
            under("c", Some("b")),
        ];
        let mut log = Log::new();
        let tree = Tree::new(&meters, &mut log);
        assert!(codes(log).is_empty());
        assert_eq!(tree.parent("c").unwrap().code, "b");
        let status = |main: Option<f64>, a: Option<f64>, b: Option<f64>, complete: bool| {
            let mut log = Log::new();
            let gaps = tree.check(
                "2026-05",
                |code| Total {
                    amount: match code {
                        "main" => main,
                        "a" => a,
                        "b" => b,
                        _ => Some(1.0),
                    },
                    complete: code == "main" || complete,
                },
                &mut log,
            );
            let main = gaps.iter().find(|gap| gap.meter == "main").unwrap().clone();
            (main, log.into_findings())
        };
        // 60 + 38 of 100: 2 per cent are lost or not metered.
        let (gap, _) = status(Some(100.0), Some(60.0), Some(38.0), true);
        assert_eq!(
            (gap.status, gap.gap_percent),
            (GapStatus::Within, Some(2.0))
        );
        // 102 of 100 is just within 2 per cent, 102.1 is not.
        let (gap, found) = status(Some(100.0), Some(60.0), Some(42.0), true);
        assert_eq!(
            (gap.status, gap.gap_percent, found.len()),
            (GapStatus::Within, Some(-2.0), 0)
        );
        let (gap, found) = status(Some(100.0), Some(60.0), Some(42.1), true);
        assert_eq!(gap.status, GapStatus::Beyond);
        assert_eq!(found[0].code, "tree_excess");
        assert_eq!(found[0].params["children_amount"], "102.1");
        assert_eq!(found[0].params["period"], "2026-05");
        // Something missing: not known, unless what is there exceeds it already.
        assert_eq!(
            status(Some(100.0), None, Some(42.0), true).0.status,
            GapStatus::Unknown
        );
        assert_eq!(
            status(None, Some(60.0), Some(42.0), true).0.status,
            GapStatus::Unknown
        );
        assert_eq!(
            status(Some(100.0), Some(60.0), Some(42.0), false).0.status,
            GapStatus::Unknown
        );
        assert_eq!(
            status(Some(100.0), None, Some(142.0), true).0.status,
            GapStatus::Beyond
        );
        assert_eq!(
            status(Some(100.0), Some(-60.0), Some(142.0), false)
                .0
                .status,
            GapStatus::Unknown
        );
        // Nothing came through: anything below is too much, and there is no share of zero.
        let (gap, _) = status(Some(0.0), Some(1.0), Some(0.0), true);
        assert_eq!((gap.status, gap.gap_percent), (GapStatus::Beyond, None));
    }

    #[test]
    fn trees_that_are_none_are_said_by_name() {
        let mut gas = under("g", Some("a"));
        gas.unit = "m3".to_owned();
        let meters = [
            under("a", None),
            under("b", Some("nobody")),
            under("x", Some("y")),
            under("y", Some("x")),
            under("z", Some("x")),
            under("self", Some("self")),
            under("a", None),
            gas,
        ];
        let mut log = Log::new();
        let tree = Tree::new(&meters, &mut log);
        let mut found = codes(log);
        found.sort();
        let expected = [
            ("meter_cycle", "self"),
            ("meter_cycle", "x"),
            ("meter_cycle", "y"),
            ("meter_parent_unit", "g"),
            ("meter_twice", "a"),
            ("meter_unknown_parent", "b"),
        ];
        assert_eq!(
            found,
            expected.map(|(code, meter)| (code.to_owned(), meter.to_owned()))
        );
        // z hangs under x, which hangs under nothing.
        assert_eq!(tree.parent("z").unwrap().code, "x");
        assert!(tree.parent("x").is_none() && tree.parent("g").is_none());
        let total = |_: &str| Total {
            amount: Some(1.0),
            complete: true,
        };
        assert_eq!(tree.check("2026", total, &mut Log::new()).len(), 1);
    }
}
