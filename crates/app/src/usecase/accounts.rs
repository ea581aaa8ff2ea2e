//! Users, sessions, tokens.

use super::Actor;
use super::partners::organisations;
use crate::home::Home;
use crate::http::dto::{
    ChangeUserRequest, NewTokenRequest, NewUserRequest, RoleId, SessionInfo, Token, TokenCreated,
    User,
};
use crate::refusal::{ErrorCode, Refusal, Result};
use store::Role;

/// The store's role.
pub fn role(id: RoleId) -> Role {
    match id {
        RoleId::Viewer => Role::Viewer,
        RoleId::Officer => Role::Officer,
        RoleId::Admin => Role::Admin,
    }
}

/// The API's role.
pub fn role_id(role: Role) -> RoleId {
    match role {
        Role::Viewer => RoleId::Viewer,
        Role::Officer => RoleId::Officer,
        Role::Admin => RoleId::Admin,
    }
}

async fn user_dto(home: &Home, user: &store::User) -> Result<User> {
    Ok(User {
        name: user.name.clone(),
        roles: user.roles.iter().map(|role| role_id(*role)).collect(),
        organisation: organisations::of_user(home, &user.name).await?,
        disabled: user.disabled,
    })
}

/// Who is asking.
///
/// # Errors
/// What the store says.
pub async fn session(home: &Home, actor: &Actor) -> Result<SessionInfo> {
    Ok(SessionInfo {
        user: match actor {
            Actor::User(user) => Some(user_dto(home, user).await?),
            Actor::Public | Actor::Operator => None,
        },
        public_read: home.config().public_read,
        version: super::names::CODE_VERSION.to_owned(),
    })
}

/// The user with this name and password.
///
/// # Errors
/// [`ErrorCode::WrongCredentials`] for all reasons alike.
pub async fn sign_in(home: &Home, name: &str, password: &str) -> Result<store::User> {
    let user = home.store().authenticate(name, password).await?;
    audit(home, Some(&user.name), "sign_in", &user.name).await;
    Ok(user)
}

/// All users.
///
/// # Errors
/// Who may not.
pub async fn list(home: &Home, actor: &Actor) -> Result<Vec<User>> {
    actor.must_administer()?;
    let mut all = Vec::new();
    for user in home.store().users().await? {
        all.push(user_dto(home, &user).await?);
    }
    Ok(all)
}

/// Adds a user.
///
/// # Errors
/// Who may not; a bad name, a weak password, a taken name.
pub async fn create(home: &Home, actor: &Actor, new: &NewUserRequest) -> Result<User> {
    actor.must_administer()?;
    let roles: Vec<Role> = new.roles.iter().map(|id| role(*id)).collect();
    let user = home
        .store()
        .create_user(&new.name, &new.password, &roles)
        .await?;
    audit(home, actor.name(), "create_user", &user.name).await;
    user_dto(home, &user).await
}

/// Gives a user other roles, or shuts or opens the account: that holds from the next call on, for sessions and tokens.
///
/// # Errors
/// Who may not; an unknown user.
pub async fn change(
    home: &Home,
    actor: &Actor,
    name: &str,
    change: &ChangeUserRequest,
) -> Result<User> {
    actor.must_administer()?;
    let before = home.store().user(name).await?;
    let roles = match &change.roles {
        Some(ids) => ids.iter().map(|id| role(*id)).collect(),
        None => before.roles,
    };
    let disabled = change.disabled.unwrap_or(before.disabled);
    let user = home.store().set_user(name, &roles, disabled).await?;
    audit(home, actor.name(), "change_user", name).await;
    user_dto(home, &user).await
}

/// Gives a user a new password; sessions begun with the old one end.
///
/// # Errors
/// Who may not; an unknown user, a weak password.
pub async fn set_password(home: &Home, actor: &Actor, name: &str, password: &str) -> Result<()> {
    actor.must_administer()?;
    home.store().set_password(name, password).await?;
    audit(home, actor.name(), "set_password", name).await;
    Ok(())
}

fn token_dto(token: &store::Token) -> Token {
    Token {
        id: token.id.to_string(),
        label: token.name.clone(),
        user: token.user.clone(),
        created_at: token.created.to_string(),
        expires_at: token.expires.map(|at| at.to_string()),
    }
}

/// The asking user's tokens.
///
/// # Errors
/// Who is nobody.
pub async fn tokens(home: &Home, actor: &Actor) -> Result<Vec<Token>> {
    let user = actor.must_be_user()?;
    Ok(home
        .store()
        .tokens(&user.name)
        .await?
        .iter()
        .map(token_dto)
        .collect())
}

/// Makes a token for the asking user.
///
/// # Errors
/// Who is nobody; a blank label or days out of range.
pub async fn create_token(
    home: &Home,
    actor: &Actor,
    new: &NewTokenRequest,
) -> Result<TokenCreated> {
    let user = actor.must_be_user()?;
    token_for(home, actor, &user.name, &new.label, new.days).await
}

/// Makes a token for any user; for the operator.
///
/// # Errors
/// Who may not; an unknown user; a blank label or days out of range.
pub async fn create_token_for(
    home: &Home,
    actor: &Actor,
    user: &str,
    label: &str,
    days: Option<u32>,
) -> Result<TokenCreated> {
    actor.must_administer()?;
    token_for(home, actor, user, label, days).await
}

async fn token_for(
    home: &Home,
    actor: &Actor,
    user: &str,
    label: &str,
    days: Option<u32>,
) -> Result<TokenCreated> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > 100 {
        return Err(Refusal::bad_parameter(
            "label",
            label,
            "give 1 to 100 characters",
        ));
    }
    let expires = match days {
        None => None,
        Some(days) if (1..=3650).contains(&days) => {
            Some(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(i64::from(days) * 24))
        }
        Some(days) => {
            return Err(Refusal::bad_parameter(
                "days",
                &days.to_string(),
                "give 1 to 3650",
            ));
        }
    };
    let made = home.store().create_token(user, label, expires).await?;
    audit(home, actor.name(), "create_token", user).await;
    Ok(TokenCreated {
        token: token_dto(&made.token),
        secret: made.secret,
    })
}

/// Revokes a token of the asking user.
///
/// # Errors
/// Who is nobody; an unknown token.
pub async fn delete_token(home: &Home, actor: &Actor, id: &str) -> Result<()> {
    let user = actor.must_be_user()?;
    let number = id.parse().map_err(|_| {
        Refusal::new(ErrorCode::UnknownToken, format!("no token {id:?}")).with("token", id)
    })?;
    home.store().delete_token(&user.name, number).await?;
    audit(home, actor.name(), "delete_token", id).await;
    Ok(())
}

/// The log must not stop the act; a failure to write it is told to the operator.
pub(crate) async fn audit(home: &Home, actor: Option<&str>, action: &str, subject: &str) {
    if let Err(error) = home
        .store()
        .audit(actor, action, subject, &serde_json::Value::Null)
        .await
    {
        tracing::error!(%error, action, "the audit log");
    }
}
