//! What can go wrong, with stable codes.

use datafusion::error::DataFusionError;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, ClusterError>;

/// Why an accounting on the cluster, or one of its processes, failed.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// A place is neither a folder nor `s3://bucket/prefix`.
    #[error("{place}: {detail}")]
    Place {
        /// As it was given.
        place: String,
        /// Why not.
        detail: String,
    },
    /// A Delta table cannot be read.
    #[error("table {table}: {detail}")]
    Table {
        /// Its address.
        table: String,
        /// What the log's reader says.
        detail: String,
    },
    /// The list of meters cannot be read.
    #[error("meters from {origin}: {detail}")]
    Meters {
        /// File or database, without its password.
        origin: String,
        /// Why not.
        detail: String,
    },
    /// A plan failed, also when tried again.
    #[error("the plan failed after {tries} tries: {detail}")]
    Plan {
        /// How often it was tried.
        tries: u32,
        /// The last failure.
        detail: String,
    },
    /// The engine refused or failed.
    #[error("{0}")]
    Engine(String),
    /// A scheduler or executor stopped.
    #[error("{0}")]
    Service(String),
    /// A file cannot be written or an answer printed.
    #[error("{0}")]
    Output(#[from] std::io::Error),
}

impl ClusterError {
    /// Stable code of the reason.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            ClusterError::Place { .. } => "place",
            ClusterError::Table { .. } => "table",
            ClusterError::Meters { .. } => "meters",
            ClusterError::Plan { .. } => "plan",
            ClusterError::Engine(_) => "engine",
            ClusterError::Service(_) => "service",
            ClusterError::Output(_) => "output",
        }
    }
}

impl From<DataFusionError> for ClusterError {
    fn from(error: DataFusionError) -> Self {
        ClusterError::Engine(error.strip_backtrace())
    }
}
