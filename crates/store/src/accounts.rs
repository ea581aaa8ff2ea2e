//! Users, sessions and API tokens. Passwords are kept as argon2id hashes, tokens as SHA-256: neither can be read back.

use std::fmt::Write as _;
use std::sync::OnceLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Set, SqlErr};
use sha2::{Digest, Sha256};

use crate::codes::codes;
use crate::entity::{session, token, user};
use crate::error::{Result, StoreError};
use crate::{Store, corrupt, now_ms, timestamp};

codes! {
    /// What a user may do.
    Role {
        /// Everything, users included.
        Admin = "admin",
        /// Import files and change master data.
        Officer = "officer",
        /// Look.
        Viewer = "viewer",
    }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Number.
    pub id: i32,
    /// Unique name.
    pub name: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// When the account was made.
    pub created: jiff::Timestamp,
    /// True if they may not enter any more.
    pub disabled: bool,
    /// Another text after each new password, which tells nothing of it: a session that was begun with another has ended.
    pub since_password: String,
}

/// An API token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Number.
    pub id: i32,
    /// What its owner calls it.
    pub name: String,
    /// Its owner.
    pub user: String,
    /// When it was made.
    pub created: jiff::Timestamp,
    /// When it last opened the door, to the minute.
    pub last_used: Option<jiff::Timestamp>,
    /// When it ends.
    pub expires: Option<jiff::Timestamp>,
}

/// An API token as it is shown once, when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The secret: `cs_` and 64 hexadecimal digits. Kept nowhere.
    pub secret: String,
    /// The rest.
    pub token: Token,
}

/// The hash of a password nobody has: an unknown name costs the same time as a wrong password, so that names cannot be probed.
static NOBODY: OnceLock<String> = OnceLock::new();

impl Store {
    /// Makes a user. The password is hashed with argon2id (m = 19 MiB, t = 2, p = 1; OWASP password storage).
    ///
    /// # Errors
    /// [`StoreError::BadUserName`], [`StoreError::BadPassword`], [`StoreError::UserExists`].
    pub async fn create_user(&self, name: &str, password: &str, roles: &[Role]) -> Result<User> {
        let fits = (1..=64).contains(&name.chars().count())
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
        if !fits {
            return Err(StoreError::BadUserName {
                name: name.to_owned(),
            });
        }
        let password_hash = hash(password).await?;
        let row = user::ActiveModel {
            name: Set(name.to_owned()),
            password_hash: Set(password_hash),
            roles: Set(join(roles)),
            created_ms: Set(now_ms()),
            disabled: Set(false),
            ..Default::default()
        }
        .insert(&self.db)
        .await
        .map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => StoreError::UserExists {
                name: name.to_owned(),
            },
            _ => error.into(),
        })?;
        to_user(row)
    }

    /// The user with this name and password.
    ///
    /// # Errors
    /// [`StoreError::NotAuthenticated`] for an unknown name, a wrong password and a disabled user alike.
    pub async fn authenticate(&self, name: &str, password: &str) -> Result<User> {
        let row = user::Entity::find()
            .filter(user::Column::Name.eq(name))
            .one(&self.db)
            .await?;
        let stored = row.as_ref().map(|row| row.password_hash.clone());
        let password = password.to_owned();
        let fits = blocking(move || {
            let nobody = || {
                NOBODY.get_or_init(|| {
                    Argon2::default()
                        .hash_password(b"nobody")
                        .map(|hash| hash.to_string())
                        .unwrap_or_default()
                })
            };
            PasswordHash::new(stored.as_deref().unwrap_or_else(|| nobody())).is_ok_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            })
        })
        .await?;
        match row {
            Some(row) if fits && !row.disabled => to_user(row),
            _ => Err(StoreError::NotAuthenticated),
        }
    }

    /// One user by name.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub async fn user(&self, name: &str) -> Result<User> {
        to_user(self.user_row(name).await?)
    }

    /// All users, by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn users(&self) -> Result<Vec<User>> {
        user::Entity::find()
            .order_by_asc(user::Column::Name)
            .all(&self.db)
            .await?
            .into_iter()
            .map(to_user)
            .collect()
    }

    /// Gives a user a new password. Sessions begun with the old one end, see [`User::since_password`]; tokens do not.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`], [`StoreError::BadPassword`].
    pub async fn set_password(&self, name: &str, password: &str) -> Result<()> {
        let mut row: user::ActiveModel = self.user_row(name).await?.into();
        row.password_hash = Set(hash(password).await?);
        row.update(&self.db).await?;
        Ok(())
    }

    /// Gives a user other roles, or shuts or opens the door. A user is never removed: the audit log names them.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub async fn set_user(&self, name: &str, roles: &[Role], disabled: bool) -> Result<User> {
        let mut row: user::ActiveModel = self.user_row(name).await?.into();
        row.roles = Set(join(roles));
        row.disabled = Set(disabled);
        to_user(row.update(&self.db).await?)
    }

    async fn user_row(&self, name: &str) -> Result<user::Model> {
        user::Entity::find()
            .filter(user::Column::Name.eq(name))
            .one(&self.db)
            .await?
            .ok_or_else(|| StoreError::UnknownUser {
                name: name.to_owned(),
            })
    }

    /// Keeps a new session; `id` must be fresh.
    ///
    /// # Errors
    /// [`StoreError::SessionExists`]: draw another id.
    pub async fn create_session(
        &self,
        id: &str,
        data: &[u8],
        expires: jiff::Timestamp,
    ) -> Result<()> {
        session_row(id, data, expires)
            .insert(&self.db)
            .await
            .map_err(|error| match error.sql_err() {
                Some(SqlErr::UniqueConstraintViolation(_)) => StoreError::SessionExists,
                _ => error.into(),
            })?;
        Ok(())
    }

    /// Keeps a session, replacing what was kept under its id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save_session(
        &self,
        id: &str,
        data: &[u8],
        expires: jiff::Timestamp,
    ) -> Result<()> {
        use sea_orm::sea_query::OnConflict;
        session::Entity::insert(session_row(id, data, expires))
            .on_conflict(
                OnConflict::column(session::Column::Id)
                    .update_columns([session::Column::Data, session::Column::ExpiresMs])
                    .to_owned(),
            )
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// Data and end of a session that has not ended.
    ///
    /// # Errors
    /// What the database says.
    pub async fn load_session(&self, id: &str) -> Result<Option<(Vec<u8>, jiff::Timestamp)>> {
        session::Entity::find_by_id(id)
            .filter(session::Column::ExpiresMs.gt(now_ms()))
            .one(&self.db)
            .await?
            .map(|row| Ok((row.data, timestamp(row.expires_ms, "sessions.expires_ms")?)))
            .transpose()
    }

    /// Ends a session. One that is not there is ended already.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_session(&self, id: &str) -> Result<()> {
        session::Entity::delete_by_id(id).exec(&self.db).await?;
        Ok(())
    }

    /// Removes sessions that have ended; returns how many.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_expired_sessions(&self) -> Result<u64> {
        Ok(session::Entity::delete_many()
            .filter(session::Column::ExpiresMs.lte(now_ms()))
            .exec(&self.db)
            .await?
            .rows_affected)
    }

    /// Makes an API token for a user. Its secret is in the answer and nowhere else.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub async fn create_token(
        &self,
        user: &str,
        name: &str,
        expires: Option<jiff::Timestamp>,
    ) -> Result<NewToken> {
        let owner = self.user_row(user).await?;
        let mut random = [0u8; 32];
        SysRng
            .try_fill_bytes(&mut random)
            .map_err(|error| StoreError::Hash(error.to_string()))?;
        let secret = format!("cs_{}", hex(&random));
        let row = token::ActiveModel {
            name: Set(name.to_owned()),
            sha256: Set(hex(&Sha256::digest(secret.as_bytes()))),
            user_id: Set(owner.id),
            created_ms: Set(now_ms()),
            last_used_ms: Set(None),
            expires_ms: Set(expires.map(|at| at.as_millisecond())),
            ..Default::default()
        }
        .insert(&self.db)
        .await?;
        Ok(NewToken {
            secret,
            token: to_token(row, owner.name)?,
        })
    }

    /// The user whose token this is; notes the use, at most once a minute.
    ///
    /// # Errors
    /// [`StoreError::NotAuthenticated`] if there is no such token, it has ended, or its user is disabled.
    pub async fn authenticate_token(&self, secret: &str) -> Result<User> {
        let row = token::Entity::find()
            .filter(token::Column::Sha256.eq(hex(&Sha256::digest(secret.as_bytes()))))
            .one(&self.db)
            .await?
            .ok_or(StoreError::NotAuthenticated)?;
        let now = now_ms();
        if row.expires_ms.is_some_and(|end| end <= now) {
            return Err(StoreError::NotAuthenticated);
        }
        let owner = user::Entity::find_by_id(row.user_id)
            .one(&self.db)
            .await?
            .filter(|owner| !owner.disabled)
            .ok_or(StoreError::NotAuthenticated)?;
        if row.last_used_ms.is_none_or(|last| now - last > 60_000) {
            let mut used: token::ActiveModel = row.into();
            used.last_used_ms = Set(Some(now));
            // A note for people: a disk that is full must not lock out those who only read.
            used.update(&self.db).await.ok();
        }
        to_user(owner)
    }

    /// Tokens of a user, oldest first.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`].
    pub async fn tokens(&self, user: &str) -> Result<Vec<Token>> {
        let owner = self.user_row(user).await?;
        token::Entity::find()
            .filter(token::Column::UserId.eq(owner.id))
            .order_by_asc(token::Column::Id)
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| to_token(row, owner.name.clone()))
            .collect()
    }

    /// Ends a token of a user.
    ///
    /// # Errors
    /// [`StoreError::UnknownUser`]; [`StoreError::UnknownToken`] also where the token is another user's.
    pub async fn delete_token(&self, user: &str, id: i32) -> Result<()> {
        let owner = self.user_row(user).await?;
        let gone = token::Entity::delete_many()
            .filter(token::Column::Id.eq(id))
            .filter(token::Column::UserId.eq(owner.id))
            .exec(&self.db)
            .await?;
        if gone.rows_affected == 0 {
            return Err(StoreError::UnknownToken { id });
        }
        Ok(())
    }
}

fn session_row(id: &str, data: &[u8], expires: jiff::Timestamp) -> session::ActiveModel {
    session::ActiveModel {
        id: Set(id.to_owned()),
        data: Set(data.to_vec()),
        expires_ms: Set(expires.as_millisecond()),
    }
}

async fn hash(password: &str) -> Result<String> {
    if password.chars().count() < 8 || password.len() > 1024 {
        return Err(StoreError::BadPassword);
    }
    let password = password.to_owned();
    blocking(move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await?
    .map_err(|error| StoreError::Hash(error.to_string()))
}

/// Argon2 takes tens of milliseconds on purpose: off the threads that serve.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| StoreError::Hash(error.to_string()))
}

fn to_user(row: user::Model) -> Result<User> {
    Ok(User {
        id: row.id,
        roles: row
            .roles
            .split(' ')
            .filter(|code| !code.is_empty())
            .map(|code| {
                code.parse()
                    .map_err(|error: String| corrupt(format!("users.roles of {}", row.id), error))
            })
            .collect::<Result<_>>()?,
        name: row.name,
        created: timestamp(row.created_ms, "users.created_ms")?,
        disabled: row.disabled,
        since_password: hex(&Sha256::digest(row.password_hash)[..8]),
    })
}

fn to_token(row: token::Model, user: String) -> Result<Token> {
    Ok(Token {
        id: row.id,
        name: row.name,
        user,
        created: timestamp(row.created_ms, "api_tokens.created_ms")?,
        last_used: row
            .last_used_ms
            .map(|ms| timestamp(ms, "api_tokens.last_used_ms"))
            .transpose()?,
        expires: row
            .expires_ms
            .map(|ms| timestamp(ms, "api_tokens.expires_ms"))
            .transpose()?,
    })
}

fn join(roles: &[Role]) -> String {
    roles
        .iter()
        .map(|role| role.code())
        .collect::<Vec<_>>()
        .join(" ")
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
