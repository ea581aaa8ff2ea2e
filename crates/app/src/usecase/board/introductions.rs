//! Introductions: one side of a match asks, the other agrees or declines. How to reach somebody is shown to the other side of an agreed
//! introduction and to nobody else.

use super::{Board, answers_for, audit, need_entry, open, shown};
use crate::home::Home;
use crate::http::dto::{IntroductionDto, IntroductionList, NewIntroductionRequest};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use store::{BoardEntry, Consent, Introduction, Side};

/// Letters of what is said with a request.
const MESSAGE_MAX: usize = 1_000;

/// The two ends of a match, an open offer and an open need of one family.
pub(crate) fn ends(board: &Board, offer: u32, need: u32) -> Result<(&BoardEntry, &BoardEntry)> {
    let (offer, need) = (need_entry(board, offer)?, need_entry(board, need)?);
    let fits = offer.row.side == Side::Offer
        && need.row.side == Side::Need
        && offer.row.family == need.row.family;
    if fits {
        Ok((offer, need))
    } else {
        Err(Refusal::new(
            ErrorCode::NotPossible,
            "a match is an offer and a need of one family",
        ))
    }
}

/// What the asker sees of an introduction; `None` if it is none of his business.
fn seen(actor: &Actor, board: &Board, one: &Introduction) -> Option<IntroductionDto> {
    // Where an entry is gone nobody answers for it any more.
    let (offer, need) = (board.get(one.offer)?, board.get(one.need)?);
    let (of_offer, of_need) = (answers_for(actor, offer), answers_for(actor, need));
    if !of_offer && !of_need {
        return None;
    }
    let agreed = one.state == Consent::Agreed;
    let contact = |entry: &BoardEntry, own: bool| {
        let may = own || agreed;
        entry.row.contact.clone().filter(|_| may)
    };
    let asked_by_me = match one.asked_side {
        Side::Offer => of_offer,
        _ => of_need,
    };
    let answers = match one.asked_side {
        Side::Offer => of_need,
        _ => of_offer,
    };
    Some(IntroductionDto {
        id: one.id,
        contact_of_offer: contact(offer, of_offer),
        contact_of_need: contact(need, of_need),
        offer: shown(actor, board, offer),
        need: shown(actor, board, need),
        asked_side: one.asked_side.code().to_owned(),
        asked_by: one.asked_by.clone(),
        asked_at: one.asked.to_string(),
        message: one.message.clone(),
        state: one.state.code().to_owned(),
        answered_by: one.answered_by.clone(),
        answered_at: one.answered.map(|at| at.to_string()),
        may_answer: one.state == Consent::Asked && answers,
        may_withdraw: match one.state {
            Consent::Asked => asked_by_me,
            Consent::Agreed => true,
            Consent::Declined | Consent::Withdrawn => false,
        },
    })
}

/// Introductions in which the asker is a side, newest first.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`]; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<IntroductionList> {
    if *actor != Actor::Operator {
        actor.must_be_user()?;
    }
    let board = open(home, actor, region).await?;
    let all = home.store().introductions(region).await?;
    let rows: Vec<IntroductionDto> = all
        .iter()
        .filter_map(|one| seen(actor, &board, one))
        .collect();
    Ok(IntroductionList {
        waiting: rows.iter().filter(|one| one.may_answer).count() as u64,
        names: super::word_names(
            rows.iter()
                .flat_map(|one| [one.offer.what.as_str(), one.need.what.as_str()]),
        ),
        rows,
    })
}

/// Asks the other side of a match to be introduced; asking is consent of the own side.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`]; [`ErrorCode::NotAllowed`] unless one of the two is the asker's own; [`ErrorCode::NotPossible`] if both are, or
/// it was asked or agreed already; an unknown region or entry.
pub async fn ask(
    home: &Home,
    actor: &Actor,
    region: &str,
    new: &NewIntroductionRequest,
) -> Result<IntroductionDto> {
    if *actor != Actor::Operator {
        actor.must_be_user()?;
    }
    let board = open(home, actor, region).await?;
    let (offer, need) = ends(&board, new.offer, new.need)?;
    let side = match (answers_for(actor, offer), answers_for(actor, need)) {
        (true, true) => {
            return Err(Refusal::new(
                ErrorCode::NotPossible,
                "both are your own: there is nobody to be introduced to",
            ));
        }
        (true, false) => Side::Offer,
        (false, true) => Side::Need,
        (false, false) => {
            return Err(Refusal::new(
                ErrorCode::NotAllowed,
                "you may ask for an offer or a need of your own only; enter it first",
            ));
        }
    };
    let message: String = new.message.trim().chars().take(MESSAGE_MAX).collect();
    let pair = (offer.id, need.id);
    let store = home.store();
    let made = store
        .ask_introduction(region, pair, side, actor.name(), &message)
        .await?;
    let Some(id) = made else {
        return Err(Refusal::new(
            ErrorCode::NotPossible,
            "an introduction of these two was asked for already",
        ));
    };
    audit(home, actor, "introduction_asked", id, region).await?;
    one(home, actor, region, &board, id).await
}

async fn one(
    home: &Home,
    actor: &Actor,
    region: &str,
    board: &Board,
    id: u32,
) -> Result<IntroductionDto> {
    let all = home.store().introductions(region).await?;
    all.iter()
        .find(|one| one.id == id)
        .and_then(|one| seen(actor, board, one))
        .ok_or_else(|| unknown(id))
}

fn unknown(id: u32) -> Refusal {
    // Who is no side of it learns nothing, not even that it is there.
    Refusal::new(
        ErrorCode::UnknownEntry,
        format!("there is no introduction {id} of yours"),
    )
    .with("entry", id)
}

/// Answers or withdraws: `agree` and `decline` are the other side's, `withdraw` is who asked's, and after agreement either side's.
///
/// # Errors
/// [`ErrorCode::NotSignedIn`], [`ErrorCode::UnknownEntry`] for who is no side of it, [`ErrorCode::NotAllowed`] for the wrong side,
/// [`ErrorCode::NotPossible`] in another state; an action that is none.
pub async fn act(
    home: &Home,
    actor: &Actor,
    region: &str,
    id: u32,
    action: &str,
) -> Result<IntroductionDto> {
    if *actor != Actor::Operator {
        actor.must_be_user()?;
    }
    let (to, done) = match action {
        "agree" => (Consent::Agreed, "introduction_agreed"),
        "decline" => (Consent::Declined, "introduction_declined"),
        "withdraw" => (Consent::Withdrawn, "introduction_withdrawn"),
        other => {
            let wanted = "agree, decline or withdraw";
            return Err(Refusal::bad_parameter("action", other, wanted));
        }
    };
    let board = open(home, actor, region).await?;
    let now = one(home, actor, region, &board, id).await?;
    let from: Consent = now
        .state
        .parse()
        .map_err(|error: String| Refusal::internal("an introduction", error))?;
    let late = || {
        Refusal::new(
            ErrorCode::NotPossible,
            format!("the introduction is {} already", now.state),
        )
    };
    match to {
        Consent::Withdrawn if !matches!(from, Consent::Asked | Consent::Agreed) => {
            return Err(late());
        }
        Consent::Agreed | Consent::Declined if from != Consent::Asked => return Err(late()),
        _ => {}
    }
    let may = match to {
        Consent::Withdrawn => now.may_withdraw,
        _ => now.may_answer,
    };
    if !may {
        return Err(Refusal::new(
            ErrorCode::NotAllowed,
            "that is for the other side to say",
        ));
    }
    let store = home.store();
    let moved = store
        .move_introduction(region, id, (from, to), actor.name())
        .await?;
    if !moved {
        return Err(late());
    }
    audit(home, actor, done, id, region).await?;
    one(home, actor, region, &board, id).await
}
