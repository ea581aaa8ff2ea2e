//! From a request to who asks and what is asked; every refusal in the one envelope.

use super::answers::Packing;
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use tower_sessions::Session;
use utoipa::IntoParams;

/// Key of what tells with which password a session was begun.
pub const SESSION_PASSWORD: &str = "since_password";

/// Key of the user's name in a session.
pub const SESSION_USER: &str = "user";

/// Who asks, what he has already, and how he takes it.
pub struct Ask {
    /// Who.
    pub actor: Actor,
    /// Packing he takes.
    pub packing: Packing,
    tags: Option<String>,
}

impl Ask {
    /// True if the asker has the answer with this tag.
    pub fn has(&self, tag: &str) -> bool {
        self.tags.as_ref().is_some_and(|tags| {
            tags.split(',').any(|one| {
                let one = one.trim();
                one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
            })
        })
    }
}

/// The secret of `Authorization: Bearer`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, secret) = headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
}

impl FromRequestParts<App> for Ask {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let text = |name: header::HeaderName| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let packing = Packing::accepted(text(header::ACCEPT_ENCODING).as_deref());
        let tags = text(header::IF_NONE_MATCH);
        let actor = match bearer(&parts.headers) {
            // A token that is wrong is refused, even where anybody may read: its owner believes to be known.
            Some(secret) => Actor::User(app.home.store().authenticate_token(secret).await?),
            None => session_actor(parts, app).await?,
        };
        Ok(Ask {
            actor,
            packing,
            tags,
        })
    }
}

async fn session_actor(parts: &Parts, app: &App) -> Result<Actor> {
    let Some(session) = parts.extensions.get::<Session>() else {
        return Ok(Actor::Public);
    };
    let name: Option<String> = session
        .get(SESSION_USER)
        .await
        .map_err(|error| Refusal::internal("the session cannot be read", error))?;
    let since: Option<String> = session
        .get(SESSION_PASSWORD)
        .await
        .map_err(|error| Refusal::internal("the session cannot be read", error))?;
    match name {
        None => Ok(Actor::Public),
        Some(name) => match app.home.store().user(&name).await {
            Ok(user) if !user.disabled && since.as_ref() == Some(&user.since_password) => {
                Ok(Actor::User(user))
            }
            // The account was shut, or given another password, since he signed in.
            Ok(_) | Err(store::StoreError::UnknownUser { .. }) => Ok(Actor::Public),
            Err(error) => Err(error.into()),
        },
    }
}

/// One or two sets of query parameters. A name that none of them knows is refused: a slip in a name must not silently
/// give another figure.
pub struct Asked<T>(pub T);

/// Sets of parameters that read themselves from a query string.
pub trait Questions: Sized {
    /// Reads them.
    ///
    /// # Errors
    /// A value that cannot be understood.
    fn read(uri: &axum::http::Uri) -> Result<Self>;
    /// Names that are known.
    fn names() -> Vec<String>;
}

fn read_one<T: DeserializeOwned>(uri: &axum::http::Uri) -> Result<T> {
    Query::<T>::try_from_uri(uri)
        .map(|Query(one)| one)
        .map_err(|error| {
            // The cause names the value; the outer sentence only says that there is one.
            let text = error.body_text();
            let cause = text
                .rsplit_once("query string: ")
                .map_or(text.as_str(), |(_, cause)| cause);
            Refusal::new(ErrorCode::BadParameter, cause.to_owned())
        })
}

fn names_of<T: IntoParams>() -> Vec<String> {
    T::into_params(|| None)
        .into_iter()
        .map(|parameter| parameter.name)
        .collect()
}

impl<A: DeserializeOwned + IntoParams> Questions for (A,) {
    fn read(uri: &axum::http::Uri) -> Result<Self> {
        Ok((read_one(uri)?,))
    }

    fn names() -> Vec<String> {
        names_of::<A>()
    }
}

impl<A: DeserializeOwned + IntoParams, B: DeserializeOwned + IntoParams> Questions for (A, B) {
    fn read(uri: &axum::http::Uri) -> Result<Self> {
        Ok((read_one(uri)?, read_one(uri)?))
    }

    fn names() -> Vec<String> {
        let mut names = names_of::<A>();
        names.extend(names_of::<B>());
        names
    }
}

impl<T: Questions> FromRequestParts<App> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self> {
        let names = T::names();
        for pair in parts.uri.query().unwrap_or_default().split('&') {
            let name = pair.split('=').next().unwrap_or_default();
            if !name.is_empty() && !names.iter().any(|known| known == name) {
                return Err(Refusal::new(
                    ErrorCode::UnknownParameter,
                    format!("no parameter {name:?}; there are {}", names.join(", ")),
                )
                .with("name", name));
            }
        }
        T::read(&parts.uri).map(Asked)
    }
}

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        axum::Json::<T>::from_request(request, app)
            .await
            .map(|axum::Json(body)| JsonBody(body))
            .map_err(|error| Refusal::new(ErrorCode::BadBody, error.body_text()))
    }
}

/// The number of an import in an address.
///
/// # Errors
/// [`ErrorCode::UnknownImport`].
pub fn import_number(text: &str) -> Result<u32> {
    text.parse().map_err(|_| {
        Refusal::new(ErrorCode::UnknownImport, format!("no import {text:?}")).with("import", text)
    })
}
