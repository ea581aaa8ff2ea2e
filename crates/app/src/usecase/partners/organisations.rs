//! Organisations, and the users that belong to them.

use super::{Org, bad_id, is_id, label, of_label, orgs};
use crate::home::Home;
use crate::http::dto::{
    self, Organisation, OrganisationKindId, OrganisationMember, OrganisationName,
    OrganisationRequest,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::accounts::{audit, role_id};

pub(crate) fn dto_of(org: &Org, members: &[(String, String)]) -> Organisation {
    Organisation {
        id: org.id.clone(),
        name: label(&org.name),
        kind: org.kind,
        city: label(&org.city),
        region: org.region.clone(),
        place: org.place.clone(),
        remote: org.remote,
        members: members.iter().filter(|(_, id)| *id == org.id).count() as u32,
    }
}

pub(crate) fn unknown(id: &str) -> Refusal {
    Refusal::new(
        ErrorCode::UnknownOrganisation,
        format!("there is no organisation {id:?}"),
    )
    .with("organisation", id)
}

/// All organisations.
///
/// # Errors
/// Who may not read.
pub async fn list(home: &Home, actor: &Actor) -> Result<Vec<Organisation>> {
    actor.must_read(home.config().public_read)?;
    let members = home.store().members().await?;
    let mut all: Vec<Org> = orgs(home).await?.into_values().collect();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(all.iter().map(|org| dto_of(org, &members)).collect())
}

/// Makes an organisation, or changes one.
///
/// # Errors
/// Who may not; an id that cannot be, a kind, region or place that there is not.
pub async fn put(home: &Home, actor: &Actor, new: &OrganisationRequest) -> Result<Organisation> {
    actor.must_administer()?;
    if !is_id(&new.id) {
        return Err(bad_id(&new.id));
    }
    let kind = OrganisationKindId::from_code(&new.kind).ok_or_else(|| {
        Refusal::bad_parameter(
            "kind",
            &new.kind,
            "there are government, industry, research",
        )
    })?;
    for (name, text) in [("name", &new.name), ("city", &new.city)] {
        for part in [&text.en, &text.zh] {
            if part.trim().is_empty() || part.chars().count() > 300 {
                return Err(Refusal::bad_parameter(
                    name,
                    part,
                    "give 1 to 300 characters in both languages",
                ));
            }
        }
    }
    let members = home.store().members().await?;
    let mut place = new.place.clone();
    match &new.region {
        Some(_) if new.remote => {
            return Err(remote(&new.id, "its ledger is on the other installation"));
        }
        Some(region) => {
            let view = home.region(region).await?;
            let found = match &place {
                Some(code) => view.need_place(code)?,
                None => view.root()?,
            };
            place = Some(found.code.clone());
        }
        None => place = None,
    }
    if new.remote && members.iter().any(|(_, id)| *id == new.id) {
        return Err(remote(&new.id, "it has users here"));
    }
    let org = Org {
        id: new.id.clone(),
        name: of_label(&new.name),
        kind,
        city: of_label(&new.city),
        region: new.region.clone(),
        place,
        remote: new.remote,
    };
    let content =
        serde_json::to_value(&org).map_err(|error| Refusal::internal("an organisation", error))?;
    home.store().put_organisation(&org.id, &content).await?;
    audit(home, actor.name(), "put_organisation", &org.id).await;
    Ok(dto_of(&org, &members))
}

fn remote(id: &str, why: &str) -> Refusal {
    Refusal::new(
        ErrorCode::RemoteOrganisation,
        format!("{id} lives on another installation: {why}"),
    )
    .with("organisation", id)
}

/// Users of an organisation.
///
/// # Errors
/// Who may not; an organisation that there is not.
pub async fn members(home: &Home, actor: &Actor, id: &str) -> Result<Vec<OrganisationMember>> {
    actor.must_administer()?;
    if !orgs(home).await?.contains_key(id) {
        return Err(unknown(id));
    }
    let mut list = Vec::new();
    for (user, of) in home.store().members().await? {
        if of == id {
            let user = home.store().user(&user).await?;
            list.push(OrganisationMember {
                roles: user.roles.iter().map(|role| role_id(*role)).collect(),
                user: user.name,
            });
        }
    }
    Ok(list)
}

/// Puts a user into an organisation, out of any other.
///
/// # Errors
/// Who may not; an organisation or a user that there is not; an organisation of another installation.
pub async fn add_member(
    home: &Home,
    actor: &Actor,
    id: &str,
    user: &str,
) -> Result<Vec<OrganisationMember>> {
    actor.must_administer()?;
    match orgs(home).await?.get(id) {
        None => return Err(unknown(id)),
        Some(org) if org.remote => return Err(remote(id, "its users are there")),
        Some(_) => {}
    }
    home.store().set_organisation_of(user, Some(id)).await?;
    let act = format!("{user} {id}");
    audit(home, actor.name(), "set_organisation", &act).await;
    members(home, actor, id).await
}

/// Takes a user out of an organisation.
///
/// # Errors
/// Who may not; a user who does not belong to it.
pub async fn remove_member(home: &Home, actor: &Actor, id: &str, user: &str) -> Result<()> {
    actor.must_administer()?;
    if home.store().organisation_of(user).await?.as_deref() != Some(id) {
        return Err(Refusal::new(
            ErrorCode::UnknownUser,
            format!("{user:?} does not belong to {id}"),
        )
        .with("name", user));
    }
    home.store().set_organisation_of(user, None).await?;
    audit(home, actor.name(), "leave_organisation", user).await;
    Ok(())
}

/// The organisation of a user.
///
/// # Errors
/// What the store says.
pub async fn of_user(home: &Home, user: &str) -> Result<Option<OrganisationName>> {
    let Some(id) = home.store().organisation_of(user).await? else {
        return Ok(None);
    };
    Ok(orgs(home).await?.get(&id).map(|org| OrganisationName {
        id: org.id.clone(),
        name: label(&org.name),
        kind: org.kind,
        city: dto::Label::from(org.city.clone()),
    }))
}
