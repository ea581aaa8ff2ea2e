//! What follows from items and a day. Nothing of this is ever stored: tomorrow it may be otherwise.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Side;
use super::item::{Body, Item};

/// How something stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It has not begun.
    Planned,
    /// It has begun, and there is time.
    UnderWay,
    /// It is done.
    Done,
    /// Its day has gone by.
    Late,
}

impl Status {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Status::Planned => "planned",
            Status::UnderWay => "under_way",
            Status::Done => "done",
            Status::Late => "late",
        }
    }
}

/// Of something that begins on a day (if one is named), is due on another, and may be done. What is said to be done on a day to come
/// is not done yet.
pub fn of_dates(today: Date, start: Option<Date>, due: Date, done_on: Option<Date>) -> Status {
    if done_on.is_some_and(|day| day <= today) {
        Status::Done
    } else if due < today {
        Status::Late
    } else if start.is_some_and(|start| start <= today) {
        Status::UnderWay
    } else {
        Status::Planned
    }
}

/// Of an item that has one: milestones and tasks.
pub fn of_item(body: &Body, today: Date) -> Option<Status> {
    match body {
        Body::Milestone {
            due,
            start,
            done_on,
            ..
        } => Some(of_dates(today, *start, *due, *done_on)),
        Body::Task { until, done_on, .. } => Some(of_dates(today, None, *until, *done_on)),
        _ => None,
    }
}

/// Planned and spent, hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amounts {
    /// Planned.
    pub planned: i64,
    /// Spent.
    pub spent: i64,
}

impl Amounts {
    fn add(&mut self, planned: i64, spent: i64) {
        // Bounded by `AMOUNT_MAX` times `ITEMS_MAX`, far below the end.
        self.planned += planned;
        self.spent += spent;
    }
}

/// Lines of one currency added up: over funders and over sides the same sum.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BudgetSum {
    /// All.
    pub all: Amounts,
    /// By who pays.
    pub by_funder: BTreeMap<String, Amounts>,
    /// By whose line it is.
    pub by_side: BTreeMap<Side, Amounts>,
}

/// Sums of budget lines by currency; currencies are never added.
pub fn budget<'a>(items: impl IntoIterator<Item = &'a Item>) -> BTreeMap<String, BudgetSum> {
    let mut sums: BTreeMap<String, BudgetSum> = BTreeMap::new();
    for item in items {
        let Body::Budget {
            currency,
            planned,
            spent,
            funder,
            ..
        } = &item.body
        else {
            continue;
        };
        let sum = sums.entry(currency.clone()).or_default();
        sum.all.add(*planned, *spent);
        let funder = sum.by_funder.entry(funder.clone()).or_default();
        funder.add(*planned, *spent);
        let side = sum.by_side.entry(item.side).or_default();
        side.add(*planned, *spent);
    }
    sums
}

/// How a project stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectStatus {
    /// Its id.
    pub project: super::Id,
    /// Done when all its milestones are, late when one of them or its own end is, under way when it has begun.
    pub status: Status,
    /// Milestones.
    pub milestones: usize,
    /// Of which done.
    pub done: usize,
    /// Of which late.
    pub late: usize,
    /// Its own first day, else that of its milestones.
    pub start: Option<Date>,
    /// Its own last day, else that of its milestones.
    pub end: Option<Date>,
    /// Its budget.
    pub budget: BTreeMap<String, BudgetSum>,
}

impl ProjectStatus {
    /// Milestones done of all, percent; `None` without milestones.
    pub fn progress_percent(&self) -> Option<f64> {
        (self.milestones > 0).then(|| self.done as f64 / self.milestones as f64 * 100.0)
    }
}

/// How the projects among these items stand, in order of id.
pub fn projects(items: &[Item], today: Date) -> Vec<ProjectStatus> {
    let of = |item: &Item| {
        let Body::Project { start, end, .. } = &item.body else {
            return None;
        };
        let id = item.id.to_string();
        let parts: Vec<&Item> = items
            .iter()
            .filter(|part| part.body.project() == Some(&id))
            .collect();
        let (mut total, mut done, mut late, mut begun) = (0, 0, 0, false);
        let (mut first, mut last): (Option<Date>, Option<Date>) = (None, None);
        for part in &parts {
            let Body::Milestone { due, start, .. } = &part.body else {
                continue;
            };
            total += 1;
            match of_item(&part.body, today) {
                Some(Status::Done) => (done, begun) = (done + 1, true),
                Some(Status::Late) => (late, begun) = (late + 1, true),
                Some(Status::UnderWay) => begun = true,
                _ => {}
            }
            let from = start.unwrap_or(*due);
            first = Some(first.map_or(from, |day| day.min(from)));
            last = Some(last.map_or(*due, |day| day.max(*due)));
        }
        let all_done = total > 0 && done == total;
        let over = end.is_some_and(|end| end < today);
        let status = if all_done {
            Status::Done
        } else if late > 0 || over {
            Status::Late
        } else if begun || start.is_some_and(|start| start <= today) {
            Status::UnderWay
        } else {
            Status::Planned
        };
        Some(ProjectStatus {
            project: item.id,
            status,
            milestones: total,
            done,
            late,
            start: start.or(first),
            end: end.or(last),
            budget: budget(parts),
        })
    };
    items.iter().filter_map(of).collect()
}

/// How many are in which state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// All.
    pub total: u32,
    /// Planned.
    pub planned: u32,
    /// Under way.
    pub under_way: u32,
    /// Done.
    pub done: u32,
    /// Late.
    pub late: u32,
}

impl Counts {
    /// Of these.
    pub fn of(all: impl IntoIterator<Item = Status>) -> Counts {
        let mut counts = Counts::default();
        for status in all {
            counts.total += 1;
            *match status {
                Status::Planned => &mut counts.planned,
                Status::UnderWay => &mut counts.under_way,
                Status::Done => &mut counts.done,
                Status::Late => &mut counts.late,
            } += 1;
        }
        counts
    }
}
