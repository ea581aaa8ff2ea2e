//! Users, sessions, tokens, health.

use super::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A user as others see him.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    /// Name.
    pub name: String,
    /// What he may do.
    pub roles: Vec<RoleId>,
    /// The organisation that he belongs to.
    pub organisation: Option<OrganisationName>,
    /// True if the account is shut: neither password nor tokens open the door.
    pub disabled: bool,
}

/// Who is asking.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SessionInfo {
    /// The signed-in user.
    pub user: Option<User>,
    /// True if figures can be read without an account.
    pub public_read: bool,
    /// Version of the program.
    pub version: String,
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// Name.
    pub name: String,
    /// Password.
    #[schema(format = Password)]
    pub password: String,
}

/// A new user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUserRequest {
    /// Name: 1 to 64 letters, digits, `.`, `-`, `_`, `@`.
    pub name: String,
    /// Password, at least 10 characters.
    #[schema(format = Password)]
    pub password: String,
    /// What he may do.
    pub roles: Vec<RoleId>,
}

/// What becomes of a user; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUserRequest {
    /// What he may do from now on.
    pub roles: Option<Vec<RoleId>>,
    /// True to shut the account, false to open it again.
    pub disabled: Option<bool>,
}

/// A bearer token, its secret not shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Token {
    /// Id.
    pub id: String,
    /// What it is for.
    pub label: String,
    /// Whose.
    pub user: String,
    /// When, RFC 3339.
    pub created_at: String,
    /// Until when, RFC 3339; `null` is without end.
    pub expires_at: Option<String>,
}

/// A new token.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTokenRequest {
    /// What it is for.
    pub label: String,
    /// Days until it expires, 1 to 3650; without end if left out.
    #[schema(minimum = 1, maximum = 3650)]
    pub days: Option<u32>,
}

/// A new token with its secret, shown this once.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TokenCreated {
    /// The token.
    pub token: Token,
    /// What goes behind `Authorization: Bearer`.
    pub secret: String,
}

/// Whether the server works.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    /// `ok`, or `degraded` while a region cannot be read.
    pub status: String,
    /// Version of the program.
    pub version: String,
    /// Regions in the home.
    pub regions: u64,
    /// Ids of regions that could not be read when they were last asked for; the log says why.
    pub unreadable_regions: Vec<String>,
}
