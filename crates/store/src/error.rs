//! The one error of this crate. Each refusal is a reason with a stable code, so that the web can translate it.

use sea_orm::DbErr;

/// Why the store refused or failed.
///
/// Refusals (the first group) are the caller's to mend and say how. The last variants are faults of the
/// machine or of the stored data.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address is neither a SQLite file nor a PostgreSQL URL.
    #[error(
        "{url:?} is no address of a store: write sqlite://FILE or postgres://USER@HOST/DATABASE"
    )]
    BadUrl {
        /// What was given, without its password.
        url: String,
    },
    /// The store was written by a newer version of this program.
    #[error(
        "the store has schema {found}, this program knows up to {known}: use the newer program"
    )]
    NewerSchema {
        /// Version found.
        found: i32,
        /// Newest version this program knows.
        known: i32,
    },
    /// No such region.
    #[error("no region {region:?}: add it with `carbonshed regions add`")]
    UnknownRegion {
        /// Id that was asked for.
        region: String,
    },
    /// No such import.
    #[error("no import {import}")]
    UnknownImport {
        /// Sequence number that was asked for.
        import: u32,
    },
    /// The import is not in a state that allows this step.
    #[error("import {import} is {found}; this step needs it to be {needed}")]
    WrongState {
        /// Sequence number.
        import: u32,
        /// State it is in.
        found: String,
        /// States from which the step is allowed.
        needed: &'static str,
    },
    /// A state of a file or database that no version of this program writes.
    #[error("the store holds {what} that cannot be read: {detail}")]
    Corrupt {
        /// Which row and column.
        what: String,
        /// What is wrong with it.
        detail: String,
    },
    /// Name and password, or token, do not fit a user who may enter.
    #[error("name and password do not fit")]
    NotAuthenticated,
    /// No such user.
    #[error("no user {name:?}")]
    UnknownUser {
        /// Name that was asked for.
        name: String,
    },
    /// A user of this name exists.
    #[error("there is a user {name:?} already: choose another name")]
    UserExists {
        /// The name.
        name: String,
    },
    /// The name is empty, too long, or holds characters that cannot be typed on a form.
    #[error("{name:?} is no name for a user: 1 to 64 letters, digits, or . _ - @")]
    BadUserName {
        /// The name.
        name: String,
    },
    /// The password is shorter than 8 characters or longer than 1024 bytes.
    #[error("the password must have 8 characters or more, and at most 1024 bytes")]
    BadPassword,
    /// No such API token.
    #[error("no token {id}")]
    UnknownToken {
        /// Its id.
        id: i32,
    },
    /// A session of this id exists already; ask for another id.
    #[error("there is a session of this id already")]
    SessionExists,
    /// Another wrote the same row first.
    #[error("somebody else wrote it meanwhile: load it again")]
    WrittenMeanwhile,
    /// The data folder or the database file may not be written or opened.
    #[error(
        "the store {url} cannot be opened: {detail}. Check that the folder exists, that you may write there, and that the disk has space"
    )]
    CannotOpen {
        /// Address without its password.
        url: String,
        /// What the database said.
        detail: String,
    },
    /// The disk is full.
    #[error(
        "the disk of the store is full: free some space and repeat; nothing was half written ({detail})"
    )]
    DiskFull {
        /// What the database said.
        detail: String,
    },
    /// The store may only be read.
    #[error(
        "the store may not be written: give this user write permission to its file and folder ({detail})"
    )]
    ReadOnly {
        /// What the database said.
        detail: String,
    },
    /// Another process held the store for longer than the waiting time.
    #[error("the store is busy with another process: repeat in a moment ({detail})")]
    Busy {
        /// What the database said.
        detail: String,
    },
    /// Anything else the database said.
    #[error("the store failed: {0}")]
    Database(DbErr),
    /// The password could not be hashed (no memory for argon2).
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

impl StoreError {
    /// Stable code, `lower_snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::BadUrl { .. } => "bad_store_url",
            StoreError::NewerSchema { .. } => "newer_store_schema",
            StoreError::UnknownRegion { .. } => "unknown_region",
            StoreError::UnknownImport { .. } => "unknown_import",
            StoreError::WrongState { .. } => "wrong_import_state",
            StoreError::Corrupt { .. } => "corrupt_store",
            StoreError::NotAuthenticated => "not_authenticated",
            StoreError::UnknownUser { .. } => "unknown_user",
            StoreError::UserExists { .. } => "user_exists",
            StoreError::BadUserName { .. } => "bad_user_name",
            StoreError::BadPassword => "bad_password",
            StoreError::UnknownToken { .. } => "unknown_token",
            StoreError::SessionExists => "session_exists",
            StoreError::WrittenMeanwhile => "written_meanwhile",
            StoreError::CannotOpen { .. } => "store_cannot_open",
            StoreError::DiskFull { .. } => "store_disk_full",
            StoreError::ReadOnly { .. } => "store_read_only",
            StoreError::Busy { .. } => "store_busy",
            StoreError::Database(_) => "store_failed",
            StoreError::Hash(_) => "password_hash_failed",
        }
    }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        // The drivers give the machine's faults only as text (SQLite: "database or disk is full",
        // "attempt to write a readonly database", "database is locked"; PostgreSQL: SQLSTATE 53100, 25006).
        let detail = error.to_string();
        if detail.contains("disk is full") || detail.contains("No space left") {
            StoreError::DiskFull { detail }
        } else if detail.contains("readonly database") || detail.contains("read-only transaction") {
            StoreError::ReadOnly { detail }
        } else if detail.contains("database is locked")
            || detail.contains("database table is locked")
        {
            StoreError::Busy { detail }
        } else {
            StoreError::Database(error)
        }
    }
}

/// A result of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;
