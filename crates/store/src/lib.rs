//! Master data, users, sessions, import jobs and findings, in SQLite (default) or PostgreSQL from one code.
//!
//! The store keeps what is small and changes; what is large and only grows (activities, statistics, entries)
//! is the lake's. The two meet in an import: its job row here is the only place that says whether its rows in
//! the lake count ([`Store::commit_import`]).
//!
//! Layout of the crate: [`Store`] is one type whose methods stand in the file of their subject.
//!
//! | file | subject |
//! | --- | --- |
//! | `master.rs` | regions, places, enterprises, boundaries |
//! | `imports.rs` | import jobs, findings, rejects |
//! | `accounts.rs` | users, sessions, API tokens |
//! | `meters.rs` | meters, what was accounted for, keys of pushes |
//! | `cases.rs` | abnormal data that somebody has to look at |
//! | `contracts.rs` | contracts, certificates, factors of markets |
//! | `board.rs` | the exchange board: offers, needs, opinions, introductions |
//! | `publications.rs` | figures as they were published |
//! | `datasets.rs` | trade tables and traced grids beside the ledger |
//! | `partners.rs` | organisations, partnerships, plans and agreements as rows, keys and files of partners |
//! | `audit.rs` | the append-only log |
//! | `migrate.rs` | the schema, in numbered steps |
//! | `error.rs` | reasons with stable codes |
//!
//! SQLite runs in WAL mode with `synchronous = FULL`, foreign keys, and a busy timeout, so that a command-line
//! import and a running server share one file. Writing transactions begin IMMEDIATE: a transaction that reads
//! first and writes later cannot be upgraded once another has written, and no waiting helps.

mod accounts;
mod audit;
mod board;
mod cases;
mod codes;
mod contracts;
mod datasets;
mod entity;
mod error;
mod imports;
mod master;
mod meters;
mod migrate;
mod partners;
mod publications;

use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};

pub use accounts::{NewToken, Role, Token, User};
pub use audit::AuditRecord;
pub use board::{BoardEntry, Consent, Family, Introduction, NewBoardEntry, Opinion, Side, Taken};
pub use cases::{Case, CaseAct, CaseFilter, CaseSearch, NewCase};
pub use contracts::{Contracts, FactorOf};
pub use datasets::Dataset;
pub use error::{Result, StoreError};
pub use imports::{
    FindingCount, FindingFilter, FindingRow, Import, ImportCounts, ImportMode, ImportPayload,
    ImportState, NewImport,
};
pub use master::{Boundary, RegionRecord};
pub use meters::Accounted;
pub use migrate::SCHEMA_VERSION;
pub use partners::{NewPartnerRow, PartnerFileRow, PartnerKey, PartnerRow, Record};
pub use publications::Publication;

/// How long a writer waits for another process before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// Rows put into one INSERT. SQLite takes at most 32,766 parameters a statement; the widest table has 12 columns.
const ROWS_PER_INSERT: usize = 1_000;

/// The store of one data home. Cheap to clone; all methods are async and safe to call from many tasks.
#[derive(Debug, Clone)]
pub struct Store {
    db: DatabaseConnection,
}

impl Store {
    /// Opens the store, creating the SQLite file and the tables where they are missing.
    ///
    /// `url` is `sqlite:///path/to/carbonshed.db` or `postgres://user:password@host:5432/database`.
    ///
    /// # Errors
    /// [`StoreError::BadUrl`], [`StoreError::CannotOpen`], [`StoreError::NewerSchema`].
    pub async fn open(url: &str) -> Result<Store> {
        let sqlite = url.starts_with("sqlite:");
        if !sqlite && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(StoreError::BadUrl {
                url: without_password(url),
            });
        }
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(8)
            .connect_timeout(Duration::from_secs(15))
            .acquire_timeout(BUSY_TIMEOUT)
            .sqlx_logging(false);
        if sqlite {
            options.map_sqlx_sqlite_opts(|sqlite| {
                sqlite
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // WAL with NORMAL may lose the last commits when power fails; a commit here decides whether an import counts.
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(BUSY_TIMEOUT)
            });
        }
        let until = Instant::now() + BUSY_TIMEOUT;
        let db = loop {
            match Database::connect(options.clone()).await {
                Ok(db) => break db,
                // Turning a new file to WAL does not wait for others who are doing the same, whatever the busy timeout is.
                Err(error)
                    if sqlite
                        && error.to_string().contains("database is locked")
                        && Instant::now() < until =>
                {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(error) => {
                    return Err(StoreError::CannotOpen {
                        url: without_password(url),
                        detail: error.to_string(),
                    });
                }
            }
        };
        migrate::migrate(&db).await?;
        Ok(Store { db })
    }

    /// Opens the SQLite file at `path`.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_file(path: &std::path::Path) -> Result<Store> {
        // Characters that a URL would read as its own are escaped; a data home may lie anywhere.
        let mut url = String::from("sqlite://");
        for byte in path.to_string_lossy().bytes() {
            match byte {
                b'%' | b'?' | b'#' | b' ' => url.push_str(&format!("%{byte:02X}")),
                byte if byte.is_ascii() => url.push(byte as char),
                byte => url.push_str(&format!("%{byte:02X}")),
            }
        }
        Store::open(&url).await
    }

    /// Answers when the database does; for `/health`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.db.ping().await?)
    }

    /// Closes all connections, so that the SQLite file has no journal beside it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(self) -> Result<()> {
        Ok(self.db.close().await?)
    }

    async fn write(&self) -> Result<DatabaseTransaction> {
        begin_write(&self.db).await
    }
}

async fn begin_write(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    Ok(db
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await?)
}

/// Milliseconds since 1970 by this machine's clock.
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

fn timestamp(ms: i64, what: &str) -> Result<jiff::Timestamp> {
    jiff::Timestamp::from_millisecond(ms).map_err(|error| corrupt(what, error))
}

fn corrupt(what: impl Into<String>, detail: impl ToString) -> StoreError {
    StoreError::Corrupt {
        what: what.into(),
        detail: detail.to_string(),
    }
}

/// JSON text of a value of our own types, none of which can fail to serialize (no maps with foreign keys).
fn to_json(value: &impl serde::Serialize, what: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|error| corrupt(what, error))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str, what: impl Into<String>) -> Result<T> {
    serde_json::from_str(text).map_err(|error| corrupt(what, error))
}

/// An address that may be shown: the part between `://` and the last `@` holds a password.
fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(start), Some(at)) if start + 3 < at => {
            format!("{}://...{}", &url[..start], &url[at..])
        }
        _ => url.to_owned(),
    }
}
