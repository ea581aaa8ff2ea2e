//! Partnerships: the documents' pairs and those of this installation.

use super::organisations::{dto_of, unknown as unknown_organisation};
use super::{Member, Org, Pair, PairKept, SideKept, bad_id, is_id, label, of_label, orgs};
use super::{documents as of_tables, reference_pairs, topics as read_topics};
use crate::home::Home;
use crate::http::dto::{
    Item, PartnerSide, PartnerTopic, Partnership, PartnershipChangeRequest, PartnershipPage,
    PartnershipRequest, ReferenceCity, ReferencePair, ReferenceTopic, RoleHereId,
    SideChangeRequest, SideRequest,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::accounts::audit;
use crate::usecase::cities::pairing::Names;
use crate::usecase::names::item;
use planning::city::pairing::{Known, PairingWeights, explain};
use planning::pairs::{self as documents, ExistingPair, Partner, Said};
use planning::partnership::Side;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::StoreError;
use units::Label;

/// Both names of a city of the documents; where the table has no Chinese one, the other stands for it.
fn city_name(city: &Partner) -> Label {
    Label {
        en: city.name.clone(),
        zh: city.name_zh.clone().unwrap_or_else(|| city.name.clone()),
    }
}

/// A name that can stand in an address: ASCII letters and digits, the rest hyphens.
fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

fn side_dto(
    pair: &Pair,
    side: Side,
    member: Option<&Member>,
    users: &[(String, String)],
) -> PartnerSide {
    let kept = pair.kept.side(side);
    let all = std::iter::once(&kept.lead).chain(&kept.organisations);
    PartnerSide {
        side: side.into(),
        city: label(&kept.city),
        country: kept.country.clone(),
        lead: pair.lead(side).map(|org| dto_of(org, users)),
        organisations: all
            .filter_map(|id| pair.orgs.get(id))
            .map(|org| dto_of(org, users))
            .collect(),
        mine: member.is_some_and(|one| one.side == side),
    }
}

pub(crate) fn pair_dto(
    pair: &Pair,
    member: Option<&Member>,
    users: &[(String, String)],
) -> Partnership {
    let (state, ends) = pair.state();
    Partnership {
        id: pair.id.clone(),
        name: label(&pair.kept.name),
        reference: pair.kept.reference.clone(),
        since_year: pair.kept.since_year,
        a: side_dto(pair, Side::A, member, users),
        b: side_dto(pair, Side::B, member, users),
        agreement: state,
        ends: ends.map(|day| day.to_string()),
        role_here: match member {
            None => RoleHereId::None,
            Some(one) if one.lead => RoleHereId::Lead,
            Some(one) if one.editor => RoleHereId::Editor,
            Some(_) => RoleHereId::Member,
        },
        my_side: member.map(|one| one.side.into()),
        public: pair.terms().is_some(),
        created_at: pair.created.to_string(),
    }
}

/// The documents' pairs with what speaks for them, of what the documents say alone: no structures and no paths of these cities are known.
fn of_documents(made: &HashMap<String, String>) -> Result<Vec<ReferencePair>> {
    let all = of_tables()?;
    let ends = |pair: &ExistingPair| {
        [
            (format!("{}/european", pair.id), documents::Side::European),
            (format!("{}/chinese", pair.id), documents::Side::Chinese),
        ]
    };
    let mut cities = Vec::new();
    let mut positions = Vec::new();
    let mut topics = BTreeMap::new();
    let mut names = Vec::new();
    for pair in &all.pairs {
        for ((id, side), city) in ends(pair).into_iter().zip([&pair.european, &pair.chinese]) {
            let of = pair.topics_of(side);
            // A side of which no topic is stated has said nothing.
            if !of.is_empty() {
                topics.insert(id.clone(), of);
            }
            names.push(item(&id, city_name(city)));
            cities.push(id);
            positions.push(city.position);
        }
    }
    let known = Known {
        cities: &cities,
        structure: None,
        positions: &positions,
        paths: &[],
        topics: &topics,
    };
    let asked: Vec<(usize, usize)> = (0..all.pairs.len())
        .map(|at| (2 * at, 2 * at + 1))
        .collect();
    let (found, _) = explain(&known, &PairingWeights::default(), &asked)
        .map_err(|error| Refusal::internal("the documents' pairs", error))?;
    let names = Names::new(names, Vec::new(), &all.topics);
    let topic = |said: &Said| {
        let known = all.topics.iter().find(|one| one.id == said.topic)?;
        Some(ReferenceTopic {
            side: said.side.into(),
            topic: Item {
                id: known.id.clone(),
                label: label(&Label {
                    en: known.name_en.clone(),
                    zh: known.name_zh.clone(),
                }),
            },
            group: known.group.clone(),
            fact: said.fact.clone(),
            source: said.source.clone(),
        })
    };
    let city = |one: &Partner| ReferenceCity {
        name: label(&city_name(one)),
        lon: one.position.map(|at| at.longitude),
        lat: one.position.map(|at| at.latitude),
    };
    let mut rows: Vec<ReferencePair> = all
        .pairs
        .iter()
        .zip(&found)
        .map(|(one, pairing)| ReferencePair {
            partnership: made.get(&one.id).cloned(),
            id: one.id.clone(),
            year: i16::try_from(one.year).ok(),
            european: city(&one.european),
            country: one.country.clone(),
            chinese: city(&one.chinese),
            source: one.source.clone(),
            topics: one.topics.iter().filter_map(topic).collect(),
            pairing: names.dto(pairing),
        })
        .collect();
    rows.sort_by_key(|one| one.year);
    Ok(rows)
}

/// The documents' pairs and the partnerships of this installation.
///
/// # Errors
/// Who may not read.
pub async fn list(home: &Home, actor: &Actor) -> Result<PartnershipPage> {
    actor.must_read(home.config().public_read)?;
    let users = home.store().members().await?;
    let orgs = orgs(home).await?;
    let mut own = Vec::new();
    let mut made = HashMap::new();
    for record in home.store().partnerships().await? {
        let pair = Pair::of(home, record, orgs.clone()).await?;
        if let Some(reference) = &pair.kept.reference {
            made.insert(reference.clone(), pair.id.clone());
        }
        let member = pair.member(home, actor).await?;
        own.push(pair_dto(&pair, member.as_ref(), &users));
    }
    let reference = of_documents(&made)?;
    Ok(PartnershipPage { reference, own })
}

/// One partnership.
///
/// # Errors
/// Who may not read; one that there is not.
pub async fn get(home: &Home, actor: &Actor, id: &str) -> Result<Partnership> {
    actor.must_read(home.config().public_read)?;
    let pair = Pair::load(home, id).await?;
    let users = home.store().members().await?;
    let member = pair.member(home, actor).await?;
    Ok(pair_dto(&pair, member.as_ref(), &users))
}

fn check_sides(kept: &PairKept, orgs: &HashMap<String, Org>) -> Result<()> {
    let mut seen = HashSet::new();
    for side in Side::ALL {
        let one = kept.side(side);
        for id in std::iter::once(&one.lead).chain(&one.organisations) {
            if !orgs.contains_key(id) {
                return Err(unknown_organisation(id));
            }
            if !seen.insert(id) {
                return Err(Refusal::new(
                    ErrorCode::SameOrganisation,
                    format!("{id} stands there twice: an organisation belongs to one side, once"),
                )
                .with("organisation", id));
            }
        }
    }
    Ok(())
}

/// Makes a partnership, of a pair of the documents or freely.
///
/// # Errors
/// Who may not; an id that is taken or cannot be; an organisation that there is not, or that stands on both sides.
pub async fn create(home: &Home, actor: &Actor, new: &PartnershipRequest) -> Result<Partnership> {
    actor.must_administer()?;
    let orgs = orgs(home).await?;
    let reference = match &new.reference {
        None => None,
        Some(id) => {
            let found = reference_pairs()?.into_iter().find(|one| one.id == *id);
            let found = found.ok_or_else(|| {
                Refusal::new(
                    ErrorCode::UnknownReference,
                    format!("the documents name no pair {id:?}"),
                )
                .with("reference", id)
            })?;
            Some(found)
        }
    };
    let side = |asked: &SideRequest, named: Option<(Label, &str)>| -> Result<SideKept> {
        let lead = orgs
            .get(&asked.lead)
            .ok_or_else(|| unknown_organisation(&asked.lead))?;
        let city = match (&asked.city, &named) {
            (Some(city), _) => of_label(city),
            (None, Some((city, _))) => city.clone(),
            (None, None) => lead.city.clone(),
        };
        Ok(SideKept {
            city,
            country: asked
                .country
                .clone()
                .or_else(|| named.map(|(_, country)| country.to_owned())),
            lead: asked.lead.clone(),
            organisations: asked.organisations.clone(),
        })
    };
    let named_a = reference
        .as_ref()
        .map(|one| (city_name(&one.european), one.country.as_str()));
    let named_b = reference
        .as_ref()
        .map(|one| (city_name(&one.chinese), "CN"));
    let (a, b) = (side(&new.a, named_a)?, side(&new.b, named_b)?);
    let id = match (&new.id, &reference) {
        (Some(id), _) => id.clone(),
        (None, Some(one)) => one.id.clone(),
        (None, None) => format!("{}-{}", slug(&a.city.en), slug(&b.city.en)),
    };
    if !is_id(&id) {
        return Err(bad_id(&id));
    }
    let kept = PairKept {
        name: match &new.name {
            Some(name) => of_label(name),
            None => Label {
                en: format!("{} - {}", a.city.en, b.city.en),
                zh: format!("{}—{}", a.city.zh, b.city.zh),
            },
        },
        reference: new.reference.clone(),
        since_year: new
            .since_year
            .or_else(|| i16::try_from(reference.as_ref()?.year).ok()),
        a,
        b,
    };
    check_sides(&kept, &orgs)?;
    save(home, &id, &kept, true)
        .await
        .map_err(|error| match error {
            StoreError::WrittenMeanwhile => Refusal::new(
                ErrorCode::NameTaken,
                format!("there is a partnership {id:?} already"),
            )
            .with("name", &id),
            other => other.into(),
        })?;
    audit(home, actor.name(), "create_partnership", &id).await;
    get(home, actor, &id).await
}

async fn save(
    home: &Home,
    id: &str,
    kept: &PairKept,
    new: bool,
) -> std::result::Result<(), StoreError> {
    let content = serde_json::to_value(kept).map_err(|error| StoreError::Corrupt {
        what: "a partnership".to_owned(),
        detail: error.to_string(),
    })?;
    home.store().put_partnership(id, &content, new).await
}

/// Changes who stands for the sides.
///
/// # Errors
/// As [`create`].
pub async fn change(
    home: &Home,
    actor: &Actor,
    id: &str,
    asked: &PartnershipChangeRequest,
) -> Result<Partnership> {
    actor.must_administer()?;
    let pair = Pair::load(home, id).await?;
    let mut kept = pair.kept.clone();
    if let Some(name) = &asked.name {
        kept.name = of_label(name);
    }
    let put = |side: &mut SideKept, asked: &Option<SideChangeRequest>| {
        let Some(asked) = asked else { return };
        if let Some(lead) = &asked.lead {
            side.lead.clone_from(lead);
        }
        if let Some(all) = &asked.organisations {
            side.organisations.clone_from(all);
        }
    };
    put(&mut kept.a, &asked.a);
    put(&mut kept.b, &asked.b);
    check_sides(&kept, &pair.orgs)?;
    // Whoever acted for one side must not stand on the other afterwards: it would see what it was not meant to.
    for act in &pair.acts {
        if kept.side_of(&act.organisation) == Some(act.id.side.other()) {
            return Err(Refusal::new(
                ErrorCode::SameOrganisation,
                format!("{} has acted for the other side", act.organisation),
            )
            .with("organisation", &act.organisation));
        }
    }
    save(home, id, &kept, false).await?;
    audit(home, actor.name(), "change_partnership", id).await;
    get(home, actor, id).await
}

/// Topics of cooperation.
///
/// # Errors
/// Who may not read.
pub fn topics(home: &Home, actor: &Actor) -> Result<Vec<PartnerTopic>> {
    actor.must_read(home.config().public_read)?;
    topics_dto()
}

/// The same for whoever sees what names them.
///
/// # Errors
/// A table that cannot be read.
pub(crate) fn topics_dto() -> Result<Vec<PartnerTopic>> {
    let all = read_topics()?.into_iter();
    Ok(all
        .map(|one| PartnerTopic {
            id: one.id,
            group: one.group,
            name: label(&Label {
                en: one.name_en,
                zh: one.name_zh,
            }),
            source: one.source,
        })
        .collect())
}
