//! The cooperation of cities: who belongs to which side, and what he may do there. What one side sees of the other is decided in one
//! place, `planning::partnership::seen`, by the agreement that is in force today.

pub mod agreement;
pub mod exchange;
pub mod figures;
pub mod grants;
pub mod ladders;
pub mod organisations;
pub mod pairs;
pub mod plan;
pub mod public;

use super::Actor;
use crate::embed;
use crate::home::Home;
use crate::http::dto;
use crate::refusal::{ErrorCode, Refusal, Result};
use jiff::Timestamp;
use jiff::civil::Date;
use planning::pairs::{self as documents, ExistingPair, Topic};
use planning::partnership::agreement::{self as engine, Act, State, Terms};
use planning::partnership::plan::{Change, Plan, Revision};
use planning::partnership::seen::Viewer;
use planning::partnership::{Fault, Side};
use planning::sheet::Source;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::Role;
use units::Label;

/// Subject of the rows of a plan.
const PLAN: &str = "plan";
/// Subject of the rows of an agreement.
const AGREEMENT: &str = "agreement";

/// An organisation as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Org {
    #[serde(skip)]
    pub id: String,
    pub name: Label,
    pub kind: dto::OrganisationKindId,
    pub city: Label,
    pub region: Option<String>,
    pub place: Option<String>,
    pub remote: bool,
}

/// Who stands for a side, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct SideKept {
    pub city: Label,
    pub country: Option<String>,
    pub lead: String,
    pub organisations: Vec<String>,
}

/// A partnership as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct PairKept {
    pub name: Label,
    pub reference: Option<String>,
    pub since_year: Option<i16>,
    pub a: SideKept,
    pub b: SideKept,
}

impl PairKept {
    pub fn side(&self, side: Side) -> &SideKept {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    /// Side that an organisation stands on.
    pub fn side_of(&self, organisation: &str) -> Option<Side> {
        let on = |side: &Side| {
            let kept = self.side(*side);
            kept.lead == organisation || kept.organisations.iter().any(|id| id == organisation)
        };
        Side::ALL.into_iter().find(on)
    }
}

/// What somebody is in a partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub side: Side,
    pub organisation: String,
    pub user: String,
    /// May change what is his side's.
    pub editor: bool,
    /// May act on the agreement.
    pub lead: bool,
}

/// A partnership with all that decides who sees what.
pub(crate) struct Pair {
    pub id: String,
    pub created: Timestamp,
    pub kept: PairKept,
    pub orgs: HashMap<String, Org>,
    pub acts: Vec<Act>,
    /// The last row of the agreement.
    pub acts_version: u32,
    pub now: Timestamp,
    pub today: Date,
}

/// Now, to the millisecond, as it is kept.
pub(crate) fn now(home: &Home) -> Result<Timestamp> {
    Timestamp::from_millisecond(home.now_us() / 1000)
        .map_err(|error| Refusal::internal("the clock", error))
}

/// The day of a time, UTC: both sides' days change together.
pub(crate) fn day(at: Timestamp) -> Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

pub(crate) fn label(label: &Label) -> dto::Label {
    label.clone().into()
}

pub(crate) fn of_label(label: &dto::Label) -> Label {
    Label {
        en: label.en.clone(),
        zh: label.zh.clone(),
    }
}

pub(crate) async fn orgs(home: &Home) -> Result<HashMap<String, Org>> {
    let mut all = HashMap::new();
    for record in home.store().organisations().await? {
        let mut org: Org = serde_json::from_value(record.content)
            .map_err(|error| Refusal::internal("an organisation", error))?;
        org.id = record.id.clone();
        all.insert(record.id, org);
    }
    Ok(all)
}

fn unknown(id: &str) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownPartnership,
        format!("there is no partnership {id:?}"),
    )
    .with("partnership", id)
}

impl Pair {
    /// A partnership as it stands now.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownPartnership`].
    pub async fn load(home: &Home, id: &str) -> Result<Pair> {
        let record = home.store().partnership(id).await?;
        let record = record.ok_or_else(|| unknown(id))?;
        Self::of(home, record, orgs(home).await?).await
    }

    async fn of(home: &Home, record: store::Record, orgs: HashMap<String, Org>) -> Result<Pair> {
        let kept: PairKept = serde_json::from_value(record.content)
            .map_err(|error| Refusal::internal("a partnership", error))?;
        let rows = home.store().partner_rows(&record.id, AGREEMENT).await?;
        let acts_version = rows.last().map_or(0, |row| row.version);
        let acts = rows
            .into_iter()
            .map(|row| {
                serde_json::from_value(row.content)
                    .map_err(|error| Refusal::internal("an act", error))
            })
            .collect::<Result<Vec<Act>>>()?;
        let now = now(home)?;
        Ok(Pair {
            id: record.id,
            created: record.created,
            kept,
            orgs,
            acts,
            acts_version,
            now,
            today: day(now),
        })
    }

    /// The terms that hold today.
    pub fn terms(&self) -> Option<Terms> {
        let list = engine::agreements(&self.acts, self.today);
        engine::in_force(&list).map(|one| one.terms.clone())
    }

    /// `none`, or the state of the agreement that says most today, and when it ends.
    pub fn state(&self) -> (dto::AgreementStateId, Option<Date>) {
        let list = engine::agreements(&self.acts, self.today);
        let find = |state: State| list.iter().rev().find(|one| one.state == state);
        let order = [
            State::InForce,
            State::Notice,
            State::Accepted,
            State::Proposed,
            State::Ended,
        ];
        match order.into_iter().find_map(find) {
            Some(one) => (one.state.into(), one.ends),
            None => (dto::AgreementStateId::None, None),
        }
    }

    /// What somebody is here; `None` if he belongs to neither side.
    pub async fn member(&self, home: &Home, actor: &Actor) -> Result<Option<Member>> {
        let Actor::User(user) = actor else {
            return Ok(None);
        };
        let Some(organisation) = home.store().organisation_of(&user.name).await? else {
            return Ok(None);
        };
        let Some(side) = self.kept.side_of(&organisation) else {
            return Ok(None);
        };
        let editor = user.roles.contains(&Role::Officer) || user.roles.contains(&Role::Admin);
        Ok(Some(Member {
            side,
            lead: editor && self.kept.side(side).lead == organisation,
            organisation,
            user: user.name.clone(),
            editor,
        }))
    }

    /// The member, for what only members see.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`], [`ErrorCode::NotAPartner`].
    pub async fn must_be_member(&self, home: &Home, actor: &Actor) -> Result<Member> {
        if let Some(member) = self.member(home, actor).await? {
            return Ok(member);
        }
        if *actor == Actor::Public {
            return Err(super::not_signed_in());
        }
        Err(Refusal::new(
            ErrorCode::NotAPartner,
            "only members of the two cities' organisations may see this",
        ))
    }

    /// The plan, or what it was at a version.
    ///
    /// # Errors
    /// A version that there is not.
    pub async fn plan(&self, home: &Home, version: Option<u32>) -> Result<Plan> {
        let revisions = self.revisions(home).await?;
        let last = revisions.last().map_or(0, |one| one.version);
        let wanted = version.unwrap_or(last);
        if wanted > last {
            let wanted = wanted.to_string();
            return Err(Refusal::bad_parameter(
                "version",
                &wanted,
                "the plan has no such version yet",
            ));
        }
        Ok(Plan::of(
            revisions.iter().filter(|one| one.version <= wanted),
        ))
    }

    /// All revisions of the plan, in order.
    ///
    /// # Errors
    /// What the store says.
    pub async fn revisions(&self, home: &Home) -> Result<Vec<Revision>> {
        let rows = home.store().partner_rows(&self.id, PLAN).await?;
        rows.into_iter()
            .map(|row| {
                let kept: RevisionKept = serde_json::from_value(row.content)
                    .map_err(|error| Refusal::internal("a revision", error))?;
                Ok(Revision {
                    version: row.version,
                    at: row.at,
                    side: kept.side,
                    by: row.by,
                    organisation: row.organisation,
                    from_file: kept.from_file,
                    changes: kept.changes,
                })
            })
            .collect()
    }

    /// The organisation that acts for a side.
    pub fn lead(&self, side: Side) -> Option<&Org> {
        self.orgs.get(&self.kept.side(side).lead)
    }
}

/// A revision as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct RevisionKept {
    pub side: Side,
    pub from_file: bool,
    pub changes: Vec<Change>,
}

impl RevisionKept {
    pub fn json(&self) -> Result<serde_json::Value> {
        serde_json::to_value(self).map_err(|error| Refusal::internal("a revision", error))
    }
}

impl Member {
    pub fn viewer(&self) -> Viewer {
        Viewer::Side(self.side)
    }

    /// May change what is his side's.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn must_edit(&self) -> Result<()> {
        if self.editor {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorCode::NotAllowed,
            "your role may not change the plan; ask an officer of your organisation",
        ))
    }

    /// May act for his side.
    ///
    /// # Errors
    /// [`ErrorCode::NotAllowed`].
    pub fn must_lead(&self) -> Result<()> {
        if self.lead {
            return Ok(());
        }
        Err(Refusal::new(
            ErrorCode::NotAllowed,
            "only an officer of the city's lead organisation may do that",
        ))
    }
}

fn table<T>(
    path: &str,
    read: impl Fn(Source<'_>) -> (Vec<T>, Vec<inventory::finding::Finding>),
) -> Result<Vec<T>> {
    let Some(bytes) = embed::data(path) else {
        return Ok(Vec::new());
    };
    let text = String::from_utf8_lossy(&bytes);
    let (rows, findings) = read(Source {
        file: path,
        text: &text,
    });
    match findings.first() {
        None => Ok(rows),
        Some(one) => Err(Refusal::internal(path, &one.message)),
    }
}

/// The documents' pairs.
///
/// # Errors
/// A table that cannot be read, which is a fault of the program.
pub(crate) fn reference_pairs() -> Result<Vec<ExistingPair>> {
    table("partnerships/pairs.csv", documents::read_pairs)
}

/// The topics.
///
/// # Errors
/// As [`reference_pairs`].
pub(crate) fn topics() -> Result<Vec<Topic>> {
    table("partnerships/topics.csv", documents::read_topics)
}

/// The topics and the areas of the documents: names of all that cities are said to work on.
///
/// # Errors
/// As [`reference_pairs`].
pub(crate) fn all_topics() -> Result<Vec<Topic>> {
    let mut all = topics()?;
    all.extend(table("partnerships/areas.csv", documents::read_topics)?);
    Ok(all)
}

fn embedded(path: &'static str) -> Result<String> {
    let bytes =
        embed::data(path).ok_or_else(|| Refusal::internal(path, "it is not in the program"))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The documents' pairs with what they state of their topics. What the tables' own contradictions are is told elsewhere.
///
/// # Errors
/// A table that is not there, which is a fault of the program.
pub(crate) fn documents() -> Result<documents::Partnerships> {
    let names = [
        "partnerships/pairs.csv",
        "partnerships/topics.csv",
        "partnerships/areas.csv",
        "partnerships/pair_topics.csv",
        "partnerships/listed_cities.csv",
        "partnerships/stated.csv",
    ];
    let mut texts = Vec::new();
    for name in names {
        texts.push(embedded(name)?);
    }
    let source = |at: usize| Source {
        file: names[at],
        text: &texts[at],
    };
    let (all, _) = documents::read(&documents::Sources {
        pairs: source(0),
        topics: source(1),
        areas: source(2),
        pair_topics: source(3),
        listed: source(4),
        stated: source(5),
    });
    Ok(all)
}

/// A value of another type of the same shape; fields that are `null` count as left out.
pub(crate) fn reshaped<A: Serialize, B: serde::de::DeserializeOwned>(
    from: &A,
) -> std::result::Result<B, serde_json::Error> {
    serde_json::from_value(without_nulls(serde_json::to_value(from)?))
}

pub(crate) fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(_, one)| !one.is_null());
            Value::Object(kept.map(|(k, one)| (k, without_nulls(one))).collect())
        }
        Value::Array(list) => Value::Array(list.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Field and reason of a fault of shape, as serde says it.
pub(crate) fn shape_fault(error: &serde_json::Error) -> (String, &'static str) {
    let text = error.to_string();
    let field = text.split('`').nth(1).unwrap_or_default().to_owned();
    let reason = if text.starts_with("missing field") {
        "blank"
    } else {
        "not_understood"
    };
    (field, reason)
}

pub(crate) fn bad(code: ErrorCode, what: &str, fault: &Fault) -> Refusal {
    Refusal::new(code, format!("{what}: {fault}"))
        .with("field", fault.field)
        .with("reason", fault.reason)
}

/// True for names that may stand in an address.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

pub(crate) fn bad_id(text: &str) -> Refusal {
    Refusal::new(
        ErrorCode::BadName,
        format!("{text:?} is no id: 1 to 40 of a to z, 0 to 9 and -"),
    )
    .with("name", text)
}
