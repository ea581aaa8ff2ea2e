//! Sessions, users, tokens.

use super::dto::*;

const TAG: &str = "accounts";

/// Who is asking.
#[utoipa::path(get, path = "/api/v1/session", tag = TAG, operation_id = "getSession",
    responses((status = 200, description = "The session.", body = SessionInfo)))]
pub fn get_session() {}

/// Signs in; the answer sets a cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = TAG, operation_id = "signIn",
    request_body = SignInRequest,
    responses((status = 200, description = "Signed in.", body = SessionInfo)))]
pub fn sign_in() {}

/// Signs out.
#[utoipa::path(delete, path = "/api/v1/session", tag = TAG, operation_id = "signOut",
    responses((status = 204, description = "Signed out.")))]
pub fn sign_out() {}

/// All users.
#[utoipa::path(get, path = "/api/v1/users", tag = TAG, operation_id = "listUsers",
    responses((status = 200, description = "Users by name.", body = Vec<User>)))]
pub fn list_users() {}

/// Adds a user.
#[utoipa::path(post, path = "/api/v1/users", tag = TAG, operation_id = "createUser",
    request_body = NewUserRequest,
    responses((status = 201, description = "Added.", body = User)))]
pub fn create_user() {}

/// The asking user's bearer tokens.
#[utoipa::path(get, path = "/api/v1/tokens", tag = TAG, operation_id = "listTokens",
    responses((status = 200, description = "Tokens.", body = Vec<Token>)))]
pub fn list_tokens() {}

/// Makes a bearer token for the asking user.
#[utoipa::path(post, path = "/api/v1/tokens", tag = TAG, operation_id = "createToken",
    request_body = NewTokenRequest,
    responses((status = 201, description = "Made; the secret is shown this once.", body = TokenCreated)))]
pub fn create_token() {}

/// Revokes a bearer token of the asking user.
#[utoipa::path(delete, path = "/api/v1/tokens/{token}", tag = TAG, operation_id = "deleteToken",
    params(("token" = String, Path, description = "Id of the token.")),
    responses((status = 204, description = "Revoked.")))]
pub fn delete_token() {}
