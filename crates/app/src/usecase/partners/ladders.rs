//! What the partnerships that are kept come to on the ladder of cooperation, for the page of a region's cities.

use super::agreement::known;
use super::{Org, Pair, orgs};
use crate::home::Home;
use crate::refusal::Result;
use crate::usecase::Actor;
use planning::partnership::Side;
use planning::partnership::agreement as engine;
use planning::partnership::item::Body;
use planning::partnership::seen::{self, Viewer};
use planning::partnership::status::{self, Status};
use std::collections::BTreeMap;
use units::Label;

/// A partnership as the asker sees it: a member as his side does, anybody else what is public.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// Id.
    pub id: String,
    /// The two cities.
    pub cities: [Label; 2],
    /// Their codes in the region that was asked for, where the lead organisations read its ledger.
    pub places: [Option<String>; 2],
    /// True if a side reads the ledger of the region that was asked for.
    pub of_region: bool,
    /// Agreements in force or under notice today.
    pub agreements: u32,
    /// Tasks of both sides that the asker sees: those of meetings, and a member the promises of the agreement in force.
    pub tasks: u32,
    /// Of which done.
    pub tasks_done: u32,
    /// Figures of the ladder's indicators, as far as they are seen.
    pub known: BTreeMap<String, f64>,
}

fn of(
    pair: &Pair,
    plan: &planning::partnership::plan::Plan,
    viewer: Viewer,
    region: &str,
) -> Standing {
    let terms = pair.terms();
    let items: Vec<_> = seen::items(plan, viewer, terms.as_ref())
        .into_iter()
        .map(|kept| kept.item)
        .collect();
    let list = engine::agreements(&pair.acts, pair.today);
    let holds = engine::in_force(&list);
    let mut done: Vec<bool> = items
        .iter()
        .filter(|item| matches!(item.body, Body::Task { .. }))
        .map(|item| status::of_item(&item.body, pair.today) == Some(Status::Done))
        .collect();
    let mut known = known(pair, &items);
    if viewer == Viewer::Public {
        // Promises are the members' to see; and where nothing is public, nothing is known: that is no zero.
        let kept = done.iter().filter(|one| **one).count();
        known.insert("tasks_done".to_owned(), kept as f64);
        known.retain(|_, value| *value > 0.0);
    } else if let Some(one) = holds {
        let promised = &one.terms.tasks;
        done.extend(
            promised
                .iter()
                .map(|task| one.done.contains_key(task.id.as_str())),
        );
    }
    let lead = |side: Side| -> Option<&Org> {
        pair.lead(side)
            .filter(|org| org.region.as_deref() == Some(region))
    };
    Standing {
        id: pair.id.clone(),
        cities: Side::ALL.map(|side| pair.kept.side(side).city.clone()),
        places: Side::ALL.map(|side| lead(side).and_then(|org| org.place.clone())),
        of_region: Side::ALL.iter().any(|side| lead(*side).is_some()),
        agreements: u32::from(holds.is_some()),
        tasks: done.len() as u32,
        tasks_done: done.iter().filter(|one| **one).count() as u32,
        known,
    }
}

/// All partnerships, with what binds them to a region.
///
/// # Errors
/// Who may not read.
pub async fn of_region(home: &Home, actor: &Actor, region: &str) -> Result<Vec<Standing>> {
    actor.must_read(home.config().public_read)?;
    let orgs = orgs(home).await?;
    let mut all = Vec::new();
    for record in home.store().partnerships().await? {
        let pair = Pair::of(home, record, orgs.clone()).await?;
        let member = pair.member(home, actor).await?;
        let viewer = member.map_or(Viewer::Public, |member| member.viewer());
        let plan = pair.plan(home, None).await?;
        all.push(of(&pair, &plan, viewer, region));
    }
    Ok(all)
}
