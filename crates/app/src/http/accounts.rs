//! Sessions, users, tokens.

use super::dto::*;
use super::extract::{Ask, JsonBody, SESSION_PASSWORD, SESSION_USER};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::{Actor, accounts as usecase};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::PoisonError;
use std::time::{Duration, Instant};
use tower_sessions::Session;

/// So many wrong passwords for a name are allowed in [`FAILURES_WITHIN`].
const FAILURES_MAX: u32 = 10;
const FAILURES_WITHIN: Duration = Duration::from_secs(15 * 60);
/// Names remembered at most; the attempts of a flood of invented names are forgotten together.
const FAILURE_NAMES_MAX: usize = 10_000;

const TAG: &str = "accounts";

/// Who is asking.
#[utoipa::path(get, path = "/api/v1/session", tag = TAG, operation_id = "getSession",
    responses((status = 200, description = "The session.", body = SessionInfo)))]
pub async fn get_session(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &usecase::session(&app.home, &ask.actor).await?)
}

/// Signs in; the answer sets a cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = TAG, operation_id = "signIn",
    request_body = SignInRequest,
    responses((status = 200, description = "Signed in.", body = SessionInfo)))]
pub async fn sign_in(
    State(app): State<App>,
    session: Session,
    JsonBody(body): JsonBody<SignInRequest>,
) -> Result<Json<SessionInfo>> {
    let blocked = {
        let failures = app.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.get(&body.name).is_some_and(|(count, since)| {
            *count >= FAILURES_MAX && since.elapsed() < FAILURES_WITHIN
        })
    };
    if blocked {
        return Err(Refusal::new(
            ErrorCode::TooManyRequests,
            "too many wrong passwords for this name; wait a quarter of an hour",
        ));
    }
    let user = match usecase::sign_in(&app.home, &body.name, &body.password).await {
        Ok(user) => user,
        Err(refusal) => {
            let mut failures = app.failures.lock().unwrap_or_else(PoisonError::into_inner);
            if failures.len() >= FAILURE_NAMES_MAX {
                failures.clear();
            }
            let slot = failures.entry(body.name).or_insert((0, Instant::now()));
            if slot.1.elapsed() >= FAILURES_WITHIN {
                *slot = (0, Instant::now());
            }
            slot.0 += 1;
            return Err(refusal);
        }
    };
    app.failures
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&body.name);
    let fault = |error: tower_sessions::session::Error| Refusal::internal("the session", error);
    // A fresh id: one that was planted in the browser before is worth nothing.
    session.cycle_id().await.map_err(fault)?;
    session
        .insert(SESSION_USER, &user.name)
        .await
        .map_err(fault)?;
    session
        .insert(SESSION_PASSWORD, &user.since_password)
        .await
        .map_err(fault)?;
    Ok(Json(usecase::session(&app.home, &Actor::User(user)).await?))
}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = TAG, operation_id = "signOut",
    responses((status = 204, description = "Signed out.")))]
pub async fn sign_out(session: Session) -> Result<StatusCode> {
    session
        .flush()
        .await
        .map_err(|error| Refusal::internal("the session", error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// All users.
#[utoipa::path(get, path = "/api/v1/users", tag = TAG, operation_id = "listUsers",
    responses((status = 200, description = "Users by name.", body = Vec<User>)))]
pub async fn list_users(State(app): State<App>, ask: Ask) -> Result<Json<Vec<User>>> {
    Ok(Json(usecase::list(&app.home, &ask.actor).await?))
}

/// Adds a user.
#[utoipa::path(post, path = "/api/v1/users", tag = TAG, operation_id = "createUser",
    request_body = NewUserRequest,
    responses((status = 201, description = "Added.", body = User)))]
pub async fn create_user(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<NewUserRequest>,
) -> Result<Response> {
    let user = usecase::create(&app.home, &ask.actor, &body).await?;
    Ok((StatusCode::CREATED, Json(user)).into_response())
}

/// Gives a user other roles, or shuts or opens the account.
#[utoipa::path(patch, path = "/api/v1/users/{user}", tag = TAG, operation_id = "changeUser",
    params(("user" = String, Path, description = "Name.")),
    request_body = ChangeUserRequest,
    responses((status = 200, description = "The user as he is now.", body = User)))]
pub async fn change_user(
    State(app): State<App>,
    ask: Ask,
    Path(name): Path<String>,
    JsonBody(body): JsonBody<ChangeUserRequest>,
) -> Result<Json<User>> {
    Ok(Json(
        usecase::change(&app.home, &ask.actor, &name, &body).await?,
    ))
}

/// The asking user's bearer tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = TAG, operation_id = "listTokens",
    responses((status = 200, description = "Tokens.", body = Vec<Token>)))]
pub async fn list_tokens(State(app): State<App>, ask: Ask) -> Result<Json<Vec<Token>>> {
    Ok(Json(usecase::tokens(&app.home, &ask.actor).await?))
}

/// Makes a bearer token for the asking user.
#[utoipa::path(post, path = "/api/v1/tokens", tag = TAG, operation_id = "createToken",
    request_body = NewTokenRequest,
    responses((status = 201, description = "Made; the secret is shown this once.", body = TokenCreated)))]
pub async fn create_token(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<NewTokenRequest>,
) -> Result<Response> {
    let made = usecase::create_token(&app.home, &ask.actor, &body).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Revokes a bearer token of the asking user.
#[utoipa::path(delete, path = "/api/v1/tokens/{token}", tag = TAG, operation_id = "deleteToken",
    params(("token" = String, Path, description = "Id of the token.")),
    responses((status = 204, description = "Revoked.")))]
pub async fn delete_token(
    State(app): State<App>,
    ask: Ask,
    Path(token): Path<String>,
) -> Result<StatusCode> {
    usecase::delete_token(&app.home, &ask.actor, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
