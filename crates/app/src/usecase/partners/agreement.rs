//! The agreement of two cities: acts, and what stands by them today.

use super::plan::{bad_terms, terms_of};
use super::{AGREEMENT, Member, Pair};
use crate::home::Home;
use crate::http::dto::{
    ActId, ActedBy, Agreement, AgreementAct, AgreementActRequest, AgreementPage, AgreementTask,
    AgreementTerms, LadderFigure, PaperStateId, PartnerLadder, Recognition, ShareRow,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::accounts::audit;
use jiff::civil::Date;
use planning::partnership::Id;
use planning::partnership::agreement::{self as engine, Act, ActRefused, Deed, State, Terms};
use planning::partnership::item::{Body, Item};
use planning::partnership::seen;
use planning::partnership::status::{self, Status};
use planning::sheet::Source;
use planning::ties::ladder;
use std::collections::{BTreeMap, BTreeSet};
use store::NewPartnerRow;

impl From<ActRefused> for Refusal {
    fn from(refused: ActRefused) -> Refusal {
        let message = refused.to_string();
        match refused {
            ActRefused::FourEyes { agreement } => {
                Refusal::new(ErrorCode::FourEyes, message).with("agreement", agreement)
            }
            ActRefused::Unknown { name } => {
                Refusal::new(ErrorCode::UnknownAgreement, message).with("agreement", name)
            }
            ActRefused::WrongState { agreement, state } => {
                Refusal::new(ErrorCode::WrongState, message)
                    .with("agreement", agreement)
                    .with("state", state)
            }
            ActRefused::Terms(fault) => bad_terms(&fault),
        }
    }
}

fn acted(act: &Act, member: &Member) -> ActedBy {
    ActedBy {
        side: act.id.side.into(),
        organisation: act.organisation.clone(),
        user: act.by.clone().filter(|_| act.id.side == member.side),
        at: act.at.to_string(),
        on: act.on.to_string(),
    }
}

/// Recognitions, and how they stand: they live no longer than the agreement.
pub(crate) fn recognitions(terms: &Terms, state: State, today: Date) -> Vec<Recognition> {
    let one = |one: &engine::Recognition| {
        let over = one.until.is_some_and(|until| until < today) || state == State::Ended;
        let state = if over {
            PaperStateId::Ended
        } else if one.from > today || !state.holds() {
            PaperStateId::Ahead
        } else {
            PaperStateId::InForce
        };
        Recognition {
            id: one.id.clone(),
            kind: one.kind.into(),
            scheme: one.scheme.clone(),
            issued_in: one.issued_in.into(),
            from: one.from.to_string(),
            until: one.until.map(|day| day.to_string()),
            state,
        }
    };
    terms.recognitions.iter().map(one).collect()
}

fn agreement_dto(one: &engine::Agreement<'_>, member: &Member, today: Date) -> Agreement {
    let terms = one.terms;
    let shares = terms.shares.iter().map(|share| ShareRow {
        what: share.what.to_string(),
        detail: share.detail.code().to_owned(),
        side: share.side.code().to_owned(),
        public: share.public,
    });
    let tasks = terms.tasks.iter().map(|task| {
        let done_on = one.done.get(task.id.as_str()).copied();
        AgreementTask {
            id: task.id.clone(),
            title: task.title.clone(),
            side: task.side.into(),
            until: task.until.to_string(),
            done_on: done_on.map(|day| day.to_string()),
            status: status::of_dates(today, None, task.until, done_on).into(),
        }
    });
    Agreement {
        id: one.id.to_string(),
        terms: AgreementTerms {
            shares: shares.collect(),
            recognitions: recognitions(terms, one.state, today),
            tasks: tasks.collect(),
            notice_days: terms.notice_days,
            from: terms.from.to_string(),
            until: terms.until.map(|day| day.to_string()),
        },
        proposed_by: acted(one.proposed, member),
        accepted_by: one.accepted.map(|act| acted(act, member)),
        starts: one.starts.map(|day| day.to_string()),
        notice: one.notice.map(|act| acted(act, member)),
        ends: one.ends.map(|day| day.to_string()),
        state: one.state.into(),
    }
}

fn act_dto(act: &Act, member: &Member) -> AgreementAct {
    let (word, agreement, task) = match &act.deed {
        Deed::Propose { .. } => (ActId::Propose, act.id, None),
        Deed::Accept { agreement } => (ActId::Accept, *agreement, None),
        Deed::Reject { agreement } => (ActId::Reject, *agreement, None),
        Deed::Withdraw { agreement } => (ActId::Withdraw, *agreement, None),
        Deed::GiveNotice { agreement } => (ActId::GiveNotice, *agreement, None),
        Deed::TaskDone { agreement, task } => (ActId::TaskDone, *agreement, Some(task.clone())),
    };
    AgreementAct {
        id: act.id.to_string(),
        act: word,
        agreement: agreement.to_string(),
        task,
        by: acted(act, member),
    }
}

fn page(pair: &Pair, member: &Member) -> AgreementPage {
    let list = engine::agreements(&pair.acts, pair.today);
    let dto = |one: &engine::Agreement<'_>| agreement_dto(one, member, pair.today);
    let of = |states: &[State]| -> Vec<Agreement> {
        let rows = list.iter().filter(|one| states.contains(&one.state));
        rows.map(dto).collect()
    };
    let mut acts: Vec<&Act> = pair.acts.iter().collect();
    acts.sort_by_key(|act| std::cmp::Reverse((act.at, act.id)));
    let mut past = of(&[State::Ended, State::Rejected, State::Withdrawn]);
    past.reverse();
    AgreementPage {
        state: pair.state().0,
        today: pair.today.to_string(),
        in_force: engine::in_force(&list).map(dto),
        next: of(&[State::Accepted]).into_iter().next(),
        proposals: of(&[State::Proposed]),
        past,
        acts: acts.into_iter().map(|act| act_dto(act, member)).collect(),
    }
}

/// The agreements of a partnership; both sides see all of them.
///
/// # Errors
/// Who belongs to neither side.
pub async fn get(home: &Home, actor: &Actor, id: &str) -> Result<AgreementPage> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    Ok(page(&pair, &member))
}

fn deed(asked: &AgreementActRequest) -> Result<Deed> {
    if asked.act == "propose" {
        let terms = asked.terms.as_ref().ok_or_else(|| {
            Refusal::new(ErrorCode::BadTerms, "a proposal needs terms")
                .with("field", "terms")
                .with("reason", "blank")
        })?;
        let terms = terms_of(terms)?;
        return Ok(Deed::Propose { terms });
    }
    let text = asked.agreement.as_deref().unwrap_or_default();
    let agreement: Id = text.parse().map_err(|_| ActRefused::Unknown {
        name: text.to_owned(),
    })?;
    Ok(match asked.act.as_str() {
        "accept" => Deed::Accept { agreement },
        "reject" => Deed::Reject { agreement },
        "withdraw" => Deed::Withdraw { agreement },
        "give_notice" => Deed::GiveNotice { agreement },
        "task_done" => Deed::TaskDone {
            agreement,
            task: asked.task.clone().unwrap_or_default(),
        },
        other => {
            return Err(Refusal::bad_parameter(
                "act",
                other,
                "there are propose, accept, reject, withdraw, give_notice, task_done",
            ));
        }
    })
}

/// Acts on an agreement for a side.
///
/// # Errors
/// Who may not; what cannot be done as it stands; terms that are not sound.
pub async fn act(
    home: &Home,
    actor: &Actor,
    id: &str,
    asked: &AgreementActRequest,
) -> Result<AgreementPage> {
    let mut pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    member.must_lead()?;
    let deed = deed(asked)?;
    let list = engine::agreements(&pair.acts, pair.today);
    engine::may(
        &list,
        member.side,
        &member.organisation,
        Some(&member.user),
        &deed,
    )?;
    // Acts of one moment have an order too.
    let last = pair.acts.iter().map(|act| act.at).max();
    let at = last.map_or(pair.now, |last| {
        pair.now.max(
            last.saturating_add(jiff::SignedDuration::from_millis(1))
                .unwrap_or(last),
        )
    });
    let act = Act {
        id: engine::next_id(&pair.acts, member.side),
        organisation: member.organisation.clone(),
        by: Some(member.user.clone()),
        at,
        on: pair.today,
        deed,
    };
    let row = NewPartnerRow {
        subject: AGREEMENT,
        version: pair.acts_version + 1,
        at,
        by: Some(member.user.clone()),
        organisation: Some(member.organisation.clone()),
        content: serde_json::to_value(&act).map_err(|error| Refusal::internal("an act", error))?,
    };
    home.store()
        .add_partner_rows(&pair.id, &[row], None)
        .await?;
    audit(home, actor.name(), &format!("agreement_{}", asked.act), id).await;
    pair.acts.push(act);
    Ok(page(&pair, &member))
}

/// How far the cooperation has come, told from what the asker sees: meetings of the last year, projects that both work on, money
/// that both put into one project, promises and tasks that were kept, papers that are recognised, institutions that both name.
///
/// # Errors
/// Who belongs to neither side.
pub async fn standing(home: &Home, actor: &Actor, id: &str) -> Result<PartnerLadder> {
    let pair = Pair::load(home, id).await?;
    let member = pair.must_be_member(home, actor).await?;
    let plan = pair.plan(home, None).await?;
    let terms = pair.terms();
    let items: Vec<Item> = seen::items(&plan, member.viewer(), terms.as_ref())
        .into_iter()
        .map(|kept| kept.item)
        .collect();
    let known = known(&pair, &items);
    let path = "cities/ladder.csv";
    let bytes = crate::embed::data(path)
        .ok_or_else(|| Refusal::internal(path, "it is not in the program"))?;
    let text = String::from_utf8_lossy(&bytes);
    let (levels, _) = ladder::read_levels(Source {
        file: path,
        text: &text,
    });
    let both = ladder::Pair {
        a: pair.kept.a.city.en.clone(),
        b: pair.kept.b.city.en.clone(),
        known,
    };
    let standing = ladder::stand(&both, &levels);
    Ok(PartnerLadder {
        level: standing.level.map(|at| levels[at].id.clone()),
        rung: standing.level.map_or(0, |at| at as u32 + 1),
        levels: levels.iter().map(|level| level.id.clone()).collect(),
        known: both
            .known
            .iter()
            .map(|(name, value)| LadderFigure {
                indicator: name.clone(),
                value: Some(*value),
                needed: None,
            })
            .collect(),
        lacks: standing
            .lacks
            .into_iter()
            .map(|(indicator, value, needed)| LadderFigure {
                indicator,
                value,
                needed: Some(needed),
            })
            .collect(),
    })
}

pub(super) fn known(pair: &Pair, items: &[Item]) -> BTreeMap<String, f64> {
    let today = pair.today;
    let year_ago = today
        .checked_sub(jiff::Span::new().years(1))
        .unwrap_or(Date::MIN);
    let mut known = BTreeMap::new();
    let count = |n: usize| n as f64;
    let meetings = items.iter().filter(|item| match &item.body {
        Body::Meeting { on, .. } => *on > year_ago && *on <= today,
        _ => false,
    });
    known.insert("exchanges_per_year".to_owned(), count(meetings.count()));
    // A project is joint if the other side has something of its own under it.
    let joint: Vec<&Item> = items
        .iter()
        .filter(|item| matches!(item.body, Body::Project { .. }))
        .filter(|project| {
            let id = project.id.to_string();
            let part = |one: &&Item| one.body.project() == Some(&id);
            items
                .iter()
                .filter(part)
                .any(|one| one.side != project.side)
        })
        .collect();
    known.insert("joint_plans".to_owned(), count(joint.len()));
    let (mut fen, mut other_money) = (0i64, false);
    for project in &joint {
        let id = project.id.to_string();
        let parts = items.iter().filter(|one| one.body.project() == Some(&id));
        for (currency, sum) in status::budget(parts) {
            match sum.by_side.values().filter(|part| part.planned > 0).count() {
                2 if currency == "CNY" => fen += sum.all.planned,
                2 => other_money = true,
                _ => {}
            }
        }
    }
    // Money of other currencies is shared money too; how much yuan it is nobody has said.
    if fen > 0 || !other_money {
        known.insert("shared_budget_yuan".to_owned(), fen as f64 / 100.0);
    }
    let list = engine::agreements(&pair.acts, today);
    let promises: usize = list.iter().map(|one| one.done.len()).sum();
    let tasks = items
        .iter()
        .filter(|item| matches!(item.body, Body::Task { .. }))
        .filter(|item| status::of_item(&item.body, today) == Some(Status::Done));
    known.insert("tasks_done".to_owned(), count(promises + tasks.count()));
    let papers = engine::in_force(&list).map_or(0, |one| {
        let all = recognitions(one.terms, one.state, today);
        all.iter()
            .filter(|paper| paper.state == PaperStateId::InForce)
            .count()
    });
    known.insert("mutual_recognitions".to_owned(), count(papers));
    let mut named: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for item in items {
        if let Body::Institution {
            organisation, name, ..
        } = &item.body
        {
            let name = organisation.as_ref().or(name.as_ref());
            let name = name.map(|text| text.trim().to_lowercase());
            let sides = named.entry(name.unwrap_or_default()).or_default();
            sides.insert(item.side.code());
        }
    }
    let both = named.values().filter(|sides| sides.len() == 2).count();
    known.insert("joint_institutions".to_owned(), count(both));
    known
}
