//! An agreement is the fold of its acts, and of a day. Acts stand in any order: two installations that have the same acts have the
//! same agreement.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::str::FromStr;

use inventory::indicator::Indicator;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Fault, Id, LINE_MAX, Side, fault, line};

/// Longest notice, days.
pub const NOTICE_DAYS_MAX: u32 = 3_650;

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// `carbon_total`.
    Emissions,
    /// `energy_total`.
    Energy,
    /// One indicator.
    Indicator(Indicator),
    /// Visions, topics, projects, institutions, decisions, milestones, risks.
    Projects,
    /// Budget lines.
    Budget,
    /// Contacts.
    Contacts,
    /// Documents.
    Documents,
    /// Meetings and tasks.
    Meetings,
    /// Certificates of the side's enterprises.
    Certificates,
}

const WORDS: [(&str, What); 8] = [
    ("emissions", What::Emissions),
    ("energy", What::Energy),
    ("projects", What::Projects),
    ("budget", What::Budget),
    ("contacts", What::Contacts),
    ("documents", What::Documents),
    ("meetings", What::Meetings),
    ("certificates", What::Certificates),
];

impl What {
    /// The details in which it can be shared.
    pub fn details(self) -> &'static [Detail] {
        use Detail as D;
        match self {
            What::Emissions | What::Energy | What::Indicator(_) => &[
                D::Total,
                D::ByField,
                D::ByTown,
                D::ByEnterprise,
                D::ByCarrier,
            ],
            What::Projects | What::Budget => &[D::Total, D::Full],
            What::Contacts | What::Documents | What::Meetings => &[D::Full],
            What::Certificates => &[D::Total, D::ByEnterprise],
        }
    }

    /// The indicator that it opens; `emissions` and `energy` open the total and nothing that could be worked back to money or people.
    pub fn indicator(self) -> Option<Indicator> {
        match self {
            What::Emissions => Some(Indicator::CarbonTotal),
            What::Energy => Some(Indicator::EnergyTotal),
            What::Indicator(indicator) => Some(indicator),
            _ => None,
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::Indicator(indicator) => write!(f, "indicator:{}", indicator.id()),
            other => f.write_str(
                WORDS
                    .iter()
                    .find(|(_, what)| what == other)
                    .map_or("", |(word, _)| word),
            ),
        }
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<What, String> {
        if let Some(id) = text.strip_prefix("indicator:") {
            return id.parse().map(What::Indicator);
        }
        WORDS
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, what)| *what)
            .ok_or_else(|| format!("{text:?} is nothing that can be shared"))
    }
}

impl Serialize for What {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for What {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<What, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// How finely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Detail {
    /// Sums and counts only.
    Total,
    /// By the six fields.
    ByField,
    /// By the places right below the city.
    ByTown,
    /// By enterprise.
    ByEnterprise,
    /// By carrier.
    ByCarrier,
    /// Row by row.
    Full,
}

impl Detail {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            Detail::Total => "total",
            Detail::ByField => "by_field",
            Detail::ByTown => "by_town",
            Detail::ByEnterprise => "by_enterprise",
            Detail::ByCarrier => "by_carrier",
            Detail::Full => "full",
        }
    }
}

/// One thing that one side shows the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// What.
    pub what: What,
    /// How finely.
    pub detail: Detail,
    /// Whose.
    pub side: Side,
    /// True if the public page may show it too.
    #[serde(default)]
    pub public: bool,
}

/// What kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// A certificate.
    Certificate,
    /// A test report.
    Test,
    /// A permit.
    Permit,
}

/// Where a paper was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuedIn {
    /// By the first side.
    A,
    /// By the second.
    B,
    /// By either.
    Both,
}

/// A paper of one side that the other accepts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recognition {
    /// Its name in the agreement.
    pub id: String,
    /// Certificate, test or permit.
    pub kind: Paper,
    /// Name of the scheme.
    pub scheme: String,
    /// Whose papers.
    pub issued_in: IssuedIn,
    /// First day.
    pub from: Date,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// Something that a side promises to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its name in the agreement.
    pub id: String,
    /// What.
    pub title: String,
    /// Who.
    pub side: Side,
    /// Last day.
    pub until: Date,
}

/// What an agreement says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Who sees what, to which detail.
    #[serde(default)]
    pub shares: Vec<Share>,
    /// What is recognised.
    #[serde(default)]
    pub recognitions: Vec<Recognition>,
    /// What is to be done.
    #[serde(default)]
    pub tasks: Vec<Promise>,
    /// How long it goes on after notice, days.
    pub notice_days: u32,
    /// First day, at the earliest.
    pub from: Date,
    /// Last day; until notice if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Terms {
    /// True if they can be agreed to.
    ///
    /// # Errors
    /// The first field that is not sound.
    pub fn check(&self) -> Result<(), Fault> {
        if self.shares.len() > 500 || self.recognitions.len() > 500 || self.tasks.len() > 500 {
            return fault("shares", "too_long");
        }
        let mut seen = HashSet::new();
        for share in &self.shares {
            if !share.what.details().contains(&share.detail) {
                return fault("shares.detail", "not_allowed");
            }
            if !seen.insert((share.what, share.detail, share.side)) {
                return fault("shares", "twice");
            }
        }
        let mut ids = HashSet::new();
        for one in &self.recognitions {
            id("recognitions.id", &one.id)?;
            line("recognitions.scheme", &one.scheme)?;
            if !ids.insert(one.id.as_str()) {
                return fault("recognitions.id", "twice");
            }
            if one.until.is_some_and(|until| until < one.from) {
                return fault("recognitions.until", "wrong_order");
            }
        }
        let mut ids = HashSet::new();
        for one in &self.tasks {
            id("tasks.id", &one.id)?;
            line("tasks.title", &one.title)?;
            if !ids.insert(one.id.as_str()) {
                return fault("tasks.id", "twice");
            }
        }
        if self.notice_days > NOTICE_DAYS_MAX {
            return fault("notice_days", "out_of_range");
        }
        if self.until.is_some_and(|until| until < self.from) {
            return fault("until", "wrong_order");
        }
        Ok(())
    }

    /// True if a side shows this to the other.
    pub fn grants(&self, side: Side, what: What, detail: Detail) -> bool {
        self.shares_of(side, what)
            .any(|share| share.detail == detail || detail == Detail::Total)
    }

    /// True if a side shows this to everybody.
    pub fn publishes(&self, side: Side, what: What, detail: Detail) -> bool {
        self.shares_of(side, what)
            .any(|share| share.public && (share.detail == detail || detail == Detail::Total))
    }

    fn shares_of(&self, side: Side, what: What) -> impl Iterator<Item = &Share> {
        let opens = move |share: &&Share| {
            // An indicator may be named by itself or by `emissions` and `energy`.
            let same = match (share.what.indicator(), what.indicator()) {
                (Some(a), Some(b)) => a == b,
                _ => share.what == what,
            };
            share.side == side && same
        };
        self.shares.iter().filter(opens)
    }
}

fn id(field: &'static str, text: &str) -> Result<(), Fault> {
    line(field, text)?;
    if text.chars().count() > 40 || text.chars().any(char::is_whitespace) {
        return fault(field, "too_long");
    }
    Ok(())
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Deed {
    /// Terms were proposed; the act's id is the agreement's.
    Propose {
        /// The terms.
        terms: Terms,
    },
    /// The other side accepts.
    Accept {
        /// Which.
        agreement: Id,
    },
    /// The other side does not accept.
    Reject {
        /// Which.
        agreement: Id,
    },
    /// The proposing side takes it back.
    Withdraw {
        /// Which.
        agreement: Id,
    },
    /// A side ends it.
    GiveNotice {
        /// Which.
        agreement: Id,
    },
    /// A promise is kept.
    TaskDone {
        /// Which agreement.
        agreement: Id,
        /// Which promise.
        task: String,
    },
}

/// An act: who did what, when. Never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// Its name; acts of a side are counted from 1.
    pub id: Id,
    /// Organisation that acted.
    pub organisation: String,
    /// Who; `None` where it came by a file, or from the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    pub at: Timestamp,
    /// On which day, where the side is.
    pub on: Date,
    /// What.
    #[serde(flatten)]
    pub deed: Deed,
}

/// How an agreement stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for the other side.
    Proposed,
    /// Accepted, and begins later.
    Accepted,
    /// Holds.
    InForce,
    /// Holds until its notice has run out.
    Notice,
    /// Held once.
    Ended,
    /// The other side did not want it.
    Rejected,
    /// The proposing side did not want it any more.
    Withdrawn,
}

impl State {
    /// Stable word.
    pub fn code(self) -> &'static str {
        match self {
            State::Proposed => "proposed",
            State::Accepted => "accepted",
            State::InForce => "in_force",
            State::Notice => "notice",
            State::Ended => "ended",
            State::Rejected => "rejected",
            State::Withdrawn => "withdrawn",
        }
    }

    /// True while it gives rights.
    pub fn holds(self) -> bool {
        matches!(self, State::InForce | State::Notice)
    }
}

/// An agreement on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement<'a> {
    /// Its name.
    pub id: Id,
    /// What it says.
    pub terms: &'a Terms,
    /// Who proposed it.
    pub proposed: &'a Act,
    /// Who accepted it.
    pub accepted: Option<&'a Act>,
    /// First day.
    pub starts: Option<Date>,
    /// Who gave notice.
    pub notice: Option<&'a Act>,
    /// First day on which it holds no more.
    pub ends: Option<Date>,
    /// Promises that were kept, with the day.
    pub done: BTreeMap<&'a str, Date>,
    /// How it stands.
    pub state: State,
}

fn add_days(day: Date, days: i64) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(Date::MAX)
}

/// All agreements of these acts as they stand on a day, in order of proposal.
pub fn agreements(acts: &[Act], today: Date) -> Vec<Agreement<'_>> {
    let mut acts: Vec<&Act> = acts.iter().collect();
    acts.sort_by_key(|act| (act.at, act.id));
    let mut list: Vec<Agreement<'_>> = Vec::new();
    for act in &acts {
        if let Deed::Propose { terms } = &act.deed {
            list.push(Agreement {
                id: act.id,
                terms,
                proposed: act,
                accepted: None,
                starts: None,
                notice: None,
                ends: None,
                done: BTreeMap::new(),
                state: State::Proposed,
            });
        }
    }
    for one in &mut list {
        let mut closed = None;
        for act in &acts {
            let own = act.id.side == one.id.side;
            let other = !own && act.organisation != one.proposed.organisation;
            match &act.deed {
                Deed::Accept { agreement } if *agreement == one.id && other && closed.is_none() => {
                    one.accepted.get_or_insert(act);
                }
                Deed::Reject { agreement }
                    if *agreement == one.id && other && one.accepted.is_none() =>
                {
                    closed.get_or_insert(State::Rejected);
                }
                Deed::Withdraw { agreement }
                    if *agreement == one.id && own && one.accepted.is_none() =>
                {
                    closed.get_or_insert(State::Withdrawn);
                }
                Deed::GiveNotice { agreement }
                    if *agreement == one.id && one.accepted.is_some() =>
                {
                    one.notice.get_or_insert(act);
                }
                Deed::TaskDone { agreement, task } if *agreement == one.id => {
                    let promise = one.terms.tasks.iter().find(|t| t.id == *task);
                    if let Some(promise) = promise.filter(|t| t.side == act.id.side) {
                        one.done.entry(&promise.id).or_insert(act.on);
                    }
                }
                _ => {}
            }
        }
        if let Some(state) = closed {
            one.state = state;
        }
        if let Some(accepted) = one.accepted {
            let starts = one.terms.from.max(accepted.on);
            one.starts = Some(starts);
            let of_terms = one.terms.until.map(|until| add_days(until, 1));
            let of_notice = one
                .notice
                .map(|act| add_days(act.on, i64::from(one.terms.notice_days)));
            one.ends = [of_terms, of_notice].into_iter().flatten().min();
        }
    }
    // What was accepted later takes the place of what was accepted before, from its first day.
    let mut accepted: Vec<(Timestamp, Id, Date)> = list
        .iter()
        .filter_map(|one| Some((one.accepted?.at, one.id, one.starts?)))
        .collect();
    accepted.sort();
    for one in &mut list {
        let Some(own) = one.accepted.map(|act| (act.at, one.id)) else {
            continue;
        };
        let replaced = accepted
            .iter()
            .filter(|(at, id, _)| (*at, *id) > own)
            .map(|(_, _, starts)| *starts)
            .min();
        one.ends = [one.ends, replaced].into_iter().flatten().min();
        let starts = one.starts.unwrap_or(today);
        one.state = if one.ends.is_some_and(|ends| today >= ends) {
            State::Ended
        } else if today < starts {
            State::Accepted
        } else if one.notice.is_some() {
            State::Notice
        } else {
            State::InForce
        };
    }
    list
}

/// The agreement that holds on a day; there is at most one.
pub fn in_force<'a, 'b>(list: &'b [Agreement<'a>]) -> Option<&'b Agreement<'a>> {
    list.iter().find(|one| one.state.holds())
}

/// Why an act cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActRefused {
    /// Who proposed may not accept: neither the side, nor the organisation, nor the person.
    #[error("who proposed {agreement} may not accept it: the other side must")]
    FourEyes {
        /// The agreement.
        agreement: Id,
    },
    /// There is no such agreement, or no such promise in it.
    #[error("there is no agreement or task {name}")]
    Unknown {
        /// What was named.
        name: String,
    },
    /// It does not stand so that this could be done.
    #[error("{agreement} is {state}: that cannot be done now")]
    WrongState {
        /// The agreement.
        agreement: Id,
        /// Its state.
        state: &'static str,
    },
    /// The terms are not sound.
    #[error("the terms: {0}")]
    Terms(#[from] Fault),
}

/// Whether a side may do this on a day; `list` is as of that day.
///
/// # Errors
/// [`ActRefused`].
pub fn may(
    list: &[Agreement<'_>],
    side: Side,
    organisation: &str,
    by: Option<&str>,
    deed: &Deed,
) -> Result<(), ActRefused> {
    let find = |id: &Id| {
        list.iter()
            .find(|one| one.id == *id)
            .ok_or_else(|| ActRefused::Unknown {
                name: id.to_string(),
            })
    };
    let wrong = |one: &Agreement<'_>| {
        Err(ActRefused::WrongState {
            agreement: one.id,
            state: one.state.code(),
        })
    };
    match deed {
        Deed::Propose { terms } => Ok(terms.check()?),
        Deed::Accept { agreement } => {
            let one = find(agreement)?;
            if one.state != State::Proposed {
                return wrong(one);
            }
            let same_person = by.is_some() && by == one.proposed.by.as_deref();
            if one.id.side == side || organisation == one.proposed.organisation || same_person {
                let agreement = one.id;
                return Err(ActRefused::FourEyes { agreement });
            }
            Ok(())
        }
        Deed::Reject { agreement } => match find(agreement)? {
            one if one.state == State::Proposed && one.id.side != side => Ok(()),
            one => wrong(one),
        },
        Deed::Withdraw { agreement } => match find(agreement)? {
            one if one.state == State::Proposed && one.id.side == side => Ok(()),
            one => wrong(one),
        },
        Deed::GiveNotice { agreement } => match find(agreement)? {
            one if matches!(one.state, State::Accepted | State::InForce)
                && one.notice.is_none() =>
            {
                Ok(())
            }
            one => wrong(one),
        },
        Deed::TaskDone { agreement, task } => {
            let one = find(agreement)?;
            if !one.state.holds() {
                return wrong(one);
            }
            let promise = one.terms.tasks.iter().find(|t| t.id == *task);
            if promise.is_none_or(|t| t.side != side) || task.chars().count() > LINE_MAX {
                return Err(ActRefused::Unknown { name: task.clone() });
            }
            if one.done.contains_key(task.as_str()) {
                return wrong(one);
            }
            Ok(())
        }
    }
}

/// The next name for an act of a side.
pub fn next_id(acts: &[Act], side: Side) -> Id {
    let own = acts.iter().filter(|act| act.id.side == side);
    let number = own.map(|act| act.id.number).max().unwrap_or_default() + 1;
    Id { side, number }
}
