//! What everybody sees of a pair, signed in or not: while an agreement is in force, what it marks public and the public parts of the
//! plan.

use super::agreement::recognitions;
use super::figures::{of_indicator, published};
use super::pairs::topics_dto;
use super::plan::{budget_dto, items_dto, project_dto};
use super::{Pair, label, orgs, unknown};
use crate::home::Home;
use crate::http::dto::{PublicAgreement, PublicPage, PublicPair, PublicSide};
use crate::refusal::Result;
use planning::partnership::Side;
use planning::partnership::agreement as engine;
use planning::partnership::seen::Viewer;
use planning::partnership::status;

fn pair_dto(pair: &Pair, one: &engine::Agreement<'_>) -> PublicPair {
    let side = |side: Side| PublicSide {
        city: label(&pair.kept.side(side).city),
        country: pair.kept.side(side).country.clone(),
        lead: pair.lead(side).map(|org| label(&org.name)),
    };
    PublicPair {
        id: pair.id.clone(),
        name: label(&pair.kept.name),
        since_year: pair.kept.since_year,
        a: side(Side::A),
        b: side(Side::B),
        agreement: PublicAgreement {
            state: one.state.into(),
            since: one.starts.map(|day| day.to_string()),
            ends: one.ends.map(|day| day.to_string()),
        },
    }
}

/// All pairs with an agreement in force.
///
/// # Errors
/// What the store says.
pub async fn list(home: &Home) -> Result<Vec<PublicPair>> {
    let orgs = orgs(home).await?;
    let mut rows = Vec::new();
    for record in home.store().partnerships().await? {
        let pair = Pair::of(home, record, orgs.clone()).await?;
        let list = engine::agreements(&pair.acts, pair.today);
        if let Some(one) = engine::in_force(&list) {
            rows.push(pair_dto(&pair, one));
        }
    }
    Ok(rows)
}

/// The page of a pair.
///
/// # Errors
/// A pair that there is not, or that has no agreement in force.
pub async fn get(home: &Home, id: &str) -> Result<PublicPage> {
    let pair = Pair::load(home, id).await?;
    let list = engine::agreements(&pair.acts, pair.today);
    let one = engine::in_force(&list).ok_or_else(|| unknown(id))?;
    let plan = pair.plan(home, None).await?;
    let (rows, items, projects) = items_dto(&pair, &plan, Viewer::Public, None)?;
    let mut indicators = Vec::new();
    for item in &items {
        indicators.extend(of_indicator(home, &pair, item, Viewer::Public).await?);
    }
    let named = |id: &str| {
        rows.iter().any(|row| {
            row.topic.as_deref() == Some(id) || row.topics.iter().flatten().any(|topic| topic == id)
        })
    };
    let mut topics = topics_dto()?;
    topics.retain(|topic| named(&topic.id));
    Ok(PublicPage {
        topics,
        pair: pair_dto(&pair, one),
        today: pair.today.to_string(),
        recognitions: recognitions(one.terms, one.state, pair.today),
        items: rows,
        projects: projects.iter().map(project_dto).collect(),
        budget: budget_dto(&status::budget(&items)),
        figures: published(home, &pair, one.terms).await?,
        indicators,
    })
}
