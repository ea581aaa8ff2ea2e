//! The local action plan: what is seen of it, edits, history, documents.

use super::exchange::Received;
use super::{Member, PLAN, Pair, RevisionKept, bad, reshaped, shape_fault, topics};
use crate::home::{Home, blocking};
use crate::http::dto::{
    BudgetSum, CurrencySum, EditOpId, FunderSum, MilestoneCounts, OtherTotals, PartnerPlan,
    PlanChange, PlanEditRequest, PlanEditsRequest, PlanItem, PlanRevision, ProjectStatus,
    SharedItem, SideSum, StatusCounts,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use planning::partnership::item::{Body, Item};
use planning::partnership::plan::{Change, Draft, EditRefused, Kept, Plan};
use planning::partnership::seen::{self, Totals, Viewer};
use planning::partnership::status::{self, Counts, Status};
use planning::partnership::{Id, Side};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::NewPartnerRow;

/// Largest document, bytes.
pub const DOCUMENT_BYTES_MAX: usize = 16 << 20;

impl From<EditRefused> for Refusal {
    fn from(refused: EditRefused) -> Refusal {
        let message = refused.to_string();
        match refused {
            EditRefused::Stale { item, version } => Refusal::new(ErrorCode::StaleVersion, message)
                .with("item", item)
                .with("version", version),
            EditRefused::NoVersion { seen } => {
                Refusal::bad_parameter("seen", &seen.to_string(), "the plan has no such version")
            }
            EditRefused::NotYours { item } => {
                Refusal::new(ErrorCode::NotYourSide, message).with("item", item)
            }
            EditRefused::Unknown { item } => {
                Refusal::new(ErrorCode::UnknownItem, message).with("item", item)
            }
            EditRefused::Bad { index, fault } => bad_item(index, fault.field, fault.reason),
            EditRefused::TooMany => Refusal::new(ErrorCode::TooLarge, message),
        }
    }
}

fn bad_item(index: usize, field: &str, reason: &str) -> Refusal {
    Refusal::new(
        ErrorCode::BadItem,
        format!("edit {index}: {field}: {reason}"),
    )
    .with("index", index)
    .with("field", field)
    .with("reason", reason)
}

pub(crate) fn budget_dto(sums: &BTreeMap<String, status::BudgetSum>) -> Vec<BudgetSum> {
    let one = |(currency, sum): (&String, &status::BudgetSum)| BudgetSum {
        currency: currency.clone(),
        planned: sum.all.planned,
        spent: sum.all.spent,
        by_funder: sum
            .by_funder
            .iter()
            .map(|(funder, part)| FunderSum {
                funder: funder.clone(),
                planned: part.planned,
                spent: part.spent,
            })
            .collect(),
        by_side: sum
            .by_side
            .iter()
            .map(|(side, part)| SideSum {
                side: (*side).into(),
                planned: part.planned,
                spent: part.spent,
            })
            .collect(),
    };
    sums.iter().map(one).collect()
}

pub(crate) fn project_dto(one: &status::ProjectStatus) -> ProjectStatus {
    ProjectStatus {
        project: one.project.to_string(),
        status: one.status.into(),
        milestones: MilestoneCounts {
            total: one.milestones as u32,
            done: one.done as u32,
            late: one.late as u32,
        },
        progress_percent: one.progress_percent(),
        start: one.start.map(|day| day.to_string()),
        end: one.end.map(|day| day.to_string()),
        budget: budget_dto(&one.budget),
    }
}

fn counts_dto(counts: Counts) -> StatusCounts {
    StatusCounts {
        total: counts.total,
        planned: counts.planned,
        under_way: counts.under_way,
        done: counts.done,
        late: counts.late,
    }
}

pub(crate) fn item_dto(
    kept: &Kept,
    pair: &Pair,
    member: Option<&Member>,
    projects: &[status::ProjectStatus],
) -> Result<PlanItem> {
    let item = &kept.item;
    let own = member.is_some_and(|one| one.side == item.side);
    let state = status::of_item(&item.body, pair.today).or_else(|| {
        projects
            .iter()
            .find(|one| one.project == item.id)
            .map(|one| one.status)
    });
    let level = match &item.body {
        Body::Risk {
            probability,
            effect,
            ..
        } => Some(probability * effect),
        _ => None,
    };
    let by = match &kept.changed.by {
        Some(user) if own => Some(user.clone()),
        _ if member.is_some() => kept.changed.organisation.clone(),
        _ => None,
    };
    let mut value =
        serde_json::to_value(item).map_err(|error| Refusal::internal("an item", error))?;
    if let serde_json::Value::Object(map) = &mut value {
        let more = serde_json::json!({
            "changed_version": kept.changed.version,
            "changed_at": kept.changed.at.to_string(),
            "changed_by": by,
            "editable": own && member.is_some_and(|one| one.editor),
            "status": state.map(Status::code),
            "level": level,
        });
        if let serde_json::Value::Object(more) = more {
            map.extend(more);
        }
    }
    serde_json::from_value(value).map_err(|error| Refusal::internal("an item", error))
}

/// Items as a viewer sees them, and how their projects stand.
pub(crate) fn items_dto(
    pair: &Pair,
    plan: &Plan,
    viewer: Viewer,
    member: Option<&Member>,
) -> Result<(Vec<PlanItem>, Vec<Item>, Vec<status::ProjectStatus>)> {
    let terms = pair.terms();
    let seen = seen::items(plan, viewer, terms.as_ref());
    let items: Vec<Item> = seen.iter().map(|kept| kept.item.clone()).collect();
    let projects = status::projects(&items, pair.today);
    let rows = seen
        .iter()
        .map(|kept| item_dto(kept, pair, member, &projects))
        .collect::<Result<Vec<_>>>()?;
    Ok((rows, items, projects))
}

fn totals_dto(totals: Totals) -> OtherTotals {
    OtherTotals {
        projects: totals.projects.map(counts_dto),
        budget: totals.budget.map(|sums| {
            sums.into_iter()
                .map(|(currency, sum)| CurrencySum {
                    currency,
                    planned: sum.planned,
                    spent: sum.spent,
                })
                .collect()
        }),
    }
}

/// Counts and sums of a side, from its plan or from its last file, as far as it shows them now.
async fn totals_of(home: &Home, pair: &Pair, plan: &Plan, side: Side) -> Result<Totals> {
    let terms = pair.terms();
    if pair.lead(side).is_none_or(|org| !org.remote) {
        return Ok(seen::totals(plan, side, terms.as_ref(), pair.today));
    }
    let sent = Received::last(home, pair, side).await?;
    let sent = sent.map(|one| one.totals).unwrap_or_default();
    // What was sent while more was shared is not shown any more.
    let now = seen::totals(&Plan::default(), side, terms.as_ref(), pair.today);
    Ok(Totals {
        projects: now.projects.and(sent.projects),
        budget: now.budget.and(sent.budget),
    })
}

async fn shown(home: &Home, pair: &Pair, member: &Member, plan: &Plan) -> Result<PartnerPlan> {
    let (rows, items, projects) = items_dto(pair, plan, member.viewer(), Some(member))?;
    let terms = pair.terms();
    let other = member.side.other();
    let tasks = items.iter().filter_map(|item| match &item.body {
        Body::Task { .. } => status::of_item(&item.body, pair.today),
        _ => None,
    });
    Ok(PartnerPlan {
        version: plan.version,
        at: plan.at.map(|at| at.to_string()),
        today: pair.today.to_string(),
        tasks: counts_dto(Counts::of(tasks)),
        items: rows,
        projects: projects.iter().map(project_dto).collect(),
        budget: budget_dto(&status::budget(&items)),
        sees: seen::shares(terms.as_ref(), other)
            .iter()
            .map(|share| SharedItem {
                what: share.what.to_string(),
                detail: share.detail.into(),
            })
            .collect(),
        totals_of_other: totals_dto(totals_of(home, pair, plan, other).await?),
    })
}

/// The plan as a member sees it, perhaps as it was at a version.
///
/// # Errors
/// Who belongs to neither side; a version that there is not.
pub async fn get(
    home: &Home,
    actor: &Actor,
    id: &str,
    version: Option<u32>,
) -> Result<PartnerPlan> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let plan = pair.plan(home, version).await?;
    shown(home, &pair, &member, &plan).await
}

fn body_of(index: usize, edit: &PlanEditRequest) -> Result<Body> {
    let mut value = serde_json::to_value(edit)
        .map(super::without_nulls)
        .map_err(|error| Refusal::internal("an edit", error))?;
    let serde_json::Value::Object(map) = &mut value else {
        return Err(bad_item(index, "op", "not_understood"));
    };
    for name in ["op", "id", "ref", "public"] {
        map.remove(name);
    }
    let given: Vec<String> = map.keys().cloned().collect();
    let body: Body = serde_json::from_value(value).map_err(|error| {
        let (field, reason) = shape_fault(&error);
        let mut refusal = bad_item(index, &field, reason);
        refusal.message = format!("{}: {error}", refusal.message);
        refusal
    })?;
    // A field that this kind does not have would be lost without a word.
    let known: serde_json::Value =
        serde_json::to_value(&body).map_err(|error| Refusal::internal("an edit", error))?;
    match given
        .iter()
        .find(|name| known.get(name.as_str()).is_none() && *name != "topics")
    {
        Some(name) => Err(bad_item(index, name, "not_of_this_kind")),
        None => Ok(body),
    }
}

fn draft(index: usize, edit: &PlanEditRequest) -> Result<Draft> {
    let id = match &edit.id {
        None => None,
        Some(text) => Some(
            text.parse::<Id>()
                .map_err(|_| bad_item(index, "id", "not_understood"))?,
        ),
    };
    match (edit.op.as_str(), id) {
        ("remove", Some(id)) => Ok(Draft::Remove { id }),
        ("remove", None) => Err(bad_item(index, "id", "blank")),
        ("put", id) => {
            let body = body_of(index, edit)?;
            // A file's bytes come with an upload.
            if id.is_none() && matches!(body, Body::Document { .. }) {
                return Err(bad_item(index, "kind", "not_allowed"));
            }
            Ok(Draft::Put {
                id,
                name: edit.reference.clone(),
                public: edit.public,
                body,
            })
        }
        _ => Err(bad_item(index, "op", "not_understood")),
    }
}

/// What only the ledger knows: an indicator's place must lie right below the side's city.
async fn check_places(home: &Home, pair: &Pair, member: &Member, drafts: &[Draft]) -> Result<()> {
    for (index, draft) in drafts.iter().enumerate() {
        if let Draft::Put {
            body: Body::Indicator {
                place: Some(place), ..
            },
            ..
        } = draft
        {
            let lead = pair.lead(member.side);
            let known = match lead.and_then(|org| org.region.as_ref().zip(org.place.as_ref())) {
                None => false,
                Some((region, city)) => {
                    let view = home.region(region).await?;
                    view.children(city).any(|one| one.code == *place)
                }
            };
            if !known {
                return Err(bad_item(index, "place", "unknown"));
            }
        }
    }
    Ok(())
}

async fn write(
    home: &Home,
    pair: &Pair,
    member: &Member,
    plan: &mut Plan,
    changes: Vec<Change>,
) -> Result<()> {
    let kept = RevisionKept {
        side: member.side,
        from_file: false,
        changes,
    };
    let row = NewPartnerRow {
        subject: PLAN,
        version: plan.version + 1,
        at: pair.now,
        by: Some(member.user.clone()),
        organisation: Some(member.organisation.clone()),
        content: kept.json()?,
    };
    let result = home.store().add_partner_rows(&pair.id, &[row], None).await;
    result?;
    *plan = pair.plan(home, None).await?;
    Ok(())
}

/// Edits again what another's edit of other items came before: so often at most.
const TRIES: usize = 5;

async fn apply(
    home: &Home,
    pair: &Pair,
    member: &Member,
    seen: u32,
    drafts: Vec<Draft>,
) -> Result<(Plan, Vec<Change>)> {
    check_places(home, pair, member, &drafts).await?;
    let topics: HashSet<String> = topics()?.into_iter().map(|one| one.id).collect();
    let terms = pair.terms();
    let mut tries = 0;
    loop {
        let mut plan = pair.plan(home, None).await?;
        let linkable = |item: &Item| seen::sees(member.viewer(), item, terms.as_ref());
        let topic = |id: &str| topics.contains(id);
        let changes = plan.edit(member.side, seen, drafts.clone(), &linkable, &topic)?;
        if changes.is_empty() {
            return Ok((plan, changes));
        }
        match write(home, pair, member, &mut plan, changes.clone()).await {
            Ok(()) => return Ok((plan, changes)),
            Err(refusal) if refusal.code == ErrorCode::WrittenMeanwhile && tries < TRIES => {
                tries += 1;
            }
            Err(refusal) => return Err(refusal),
        }
    }
}

/// Edits of a side's own items, all of them or none.
///
/// # Errors
/// Who may not; items of the other side; an item that was changed since the version that was seen; items that are not sound.
pub async fn edit(
    home: &Home,
    actor: &Actor,
    id: &str,
    asked: &PlanEditsRequest,
) -> Result<PartnerPlan> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    member.must_edit()?;
    let drafts = asked
        .edits
        .iter()
        .enumerate()
        .map(|(index, edit)| draft(index, edit))
        .collect::<Result<Vec<_>>>()?;
    let (plan, _) = apply(home, &pair, &member, asked.seen, drafts).await?;
    shown(home, &pair, &member, &plan).await
}

/// All revisions, newest first: what a member sees of them.
///
/// # Errors
/// Who belongs to neither side.
pub async fn history(home: &Home, actor: &Actor, id: &str) -> Result<Vec<PlanRevision>> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let terms = pair.terms();
    let mut rows = Vec::new();
    let mut known: HashMap<Id, Item> = HashMap::new();
    for revision in pair.revisions(home).await? {
        let own = revision.side == member.side;
        let mut changes = Vec::new();
        for change in &revision.changes {
            let before = known.get(&change.id()).cloned();
            let now = match change {
                Change::Put { item } => {
                    known.insert(item.id, (**item).clone());
                    Some(&**item)
                }
                Change::Remove { id } => {
                    known.remove(id);
                    None
                }
            };
            let Some(item) = now.or(before.as_ref()) else {
                continue;
            };
            if seen::sees(member.viewer(), item, terms.as_ref()) {
                changes.push(PlanChange {
                    op: if now.is_some() {
                        EditOpId::Put
                    } else {
                        EditOpId::Remove
                    },
                    id: item.id.to_string(),
                    kind: item.body.kind().into(),
                    new: now.is_some() && before.is_none(),
                });
            }
        }
        if changes.is_empty() && !own {
            continue;
        }
        rows.push(PlanRevision {
            version: revision.version,
            at: revision.at.to_string(),
            by: revision.by.filter(|_| own),
            organisation: revision.organisation,
            side: revision.side.into(),
            from_file: revision.from_file,
            changes,
        });
    }
    rows.reverse();
    Ok(rows)
}

/// A document that is handed in.
#[derive(Debug, Clone, Default)]
pub struct NewDocument {
    /// What it is.
    pub title: String,
    /// Its name.
    pub file_name: String,
    /// As the browser named it.
    pub media_type: String,
    /// The project that it hangs under.
    pub project: Option<String>,
    /// Whether anybody may see that there is one.
    pub public: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    planning::partnership::file::hex(&Sha256::digest(bytes))
}

/// Keeps a document and adds it to the plan.
///
/// # Errors
/// As [`edit`]; a file that is too large.
pub async fn add_document(
    home: &Home,
    actor: &Actor,
    id: &str,
    new: NewDocument,
) -> Result<PlanItem> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    member.must_edit()?;
    if new.bytes.len() > DOCUMENT_BYTES_MAX {
        let most = DOCUMENT_BYTES_MAX >> 20;
        return Err(Refusal::new(
            ErrorCode::TooLarge,
            format!("a document may have {most} MiB"),
        )
        .with("mib_max", most));
    }
    let sha256 = hash(&new.bytes);
    let draft = Draft::Put {
        id: None,
        name: None,
        public: new.public,
        body: Body::Document {
            title: new.title,
            file_name: new.file_name,
            size_bytes: new.bytes.len() as i64,
            sha256: sha256.clone(),
            media_type: new.media_type,
            project: new.project,
        },
    };
    let files = home.files().clone();
    // The bytes first: an item never names a file that is not there.
    blocking(move || files.put(&sha256, &new.bytes)).await?;
    let seen = pair.plan(home, None).await?.version;
    let (plan, changes) = apply(home, &pair, &member, seen, vec![draft]).await?;
    let made = changes
        .first()
        .and_then(|change| plan.items.get(&change.id()));
    let made = made.ok_or_else(|| Refusal::internal("a document", "it is not in the plan"))?;
    item_dto(made, &pair, Some(&member), &[])
}

/// Name, type and bytes of a document.
///
/// # Errors
/// Who does not see it; an item that there is not, or that is none.
pub async fn document(
    home: &Home,
    actor: &Actor,
    id: &str,
    item: &str,
) -> Result<(String, String, Vec<u8>)> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    document_of(home, &pair, member.viewer(), item).await
}

/// The same of a document that is marked public, while an agreement is in force. Nobody needs to be signed in.
///
/// # Errors
/// A pair without a public page; an item that there is not, that is none, or that is not public.
pub async fn public_document(
    home: &Home,
    id: &str,
    item: &str,
) -> Result<(String, String, Vec<u8>)> {
    let pair = Pair::load(home, id).await?;
    if pair.terms().is_none() {
        return Err(super::unknown(id));
    }
    document_of(home, &pair, Viewer::Public, item).await
}

async fn document_of(
    home: &Home,
    pair: &Pair,
    viewer: Viewer,
    item: &str,
) -> Result<(String, String, Vec<u8>)> {
    let terms = pair.terms();
    let unknown = || {
        Refusal::new(
            ErrorCode::UnknownItem,
            format!("there is no document {item:?}"),
        )
        .with("item", item)
    };
    let plan = pair.plan(home, None).await?;
    let found = item.parse::<Id>().ok().and_then(|id| plan.items.get(&id));
    match found.map(|kept| (&kept.item, &kept.item.body)) {
        Some((
            item,
            Body::Document {
                file_name,
                media_type,
                sha256,
                ..
            },
        )) if seen::sees(viewer, item, terms.as_ref()) => {
            let files = home.files().clone();
            let key = sha256.clone();
            let bytes = blocking(move || files.bytes(&key)).await?;
            let bytes = bytes.ok_or_else(unknown)?;
            Ok((file_name.clone(), media_type.clone(), bytes))
        }
        // What is not shown cannot be told from what is not there.
        _ => Err(unknown()),
    }
}

pub(crate) fn terms_of(
    asked: &crate::http::dto::TermsRequest,
) -> Result<planning::partnership::agreement::Terms> {
    reshaped(asked).map_err(|error| {
        let (field, reason) = shape_fault(&error);
        Refusal::new(ErrorCode::BadTerms, format!("the terms: {error}"))
            .with("field", field)
            .with("reason", reason)
    })
}

pub(crate) fn bad_terms(fault: &planning::partnership::Fault) -> Refusal {
    bad(ErrorCode::BadTerms, "the terms", fault)
}
