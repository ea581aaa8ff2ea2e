//! The one error of this crate: what failed, at which path, and what to do now.

use std::path::{Path, PathBuf};

use delta_kernel::KernelError;
use inventory::finding::Finding;

/// Why the lake refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// The disk is full. Nothing is half written: files that no commit names are not part of a table.
    #[error("the disk is full at {path}: free some space and repeat; no table was changed")]
    DiskFull {
        /// File or folder.
        path: PathBuf,
    },
    /// The folder or file may not be written or read.
    #[error(
        "{path} may not be opened: give this user read and write permission to it and its folder ({detail})"
    )]
    Permission {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// Any other fault of the file system.
    #[error("{path}: {detail}")]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The table holds this commit already: a number was given twice, which a restored or replaced store does.
    #[error(
        "table {table} holds {mark} ({number}) already: the store and the tables are of different homes; put back the store that belongs to these tables"
    )]
    CommitExists {
        /// Table.
        table: &'static str,
        /// Name the commit is marked with (`import-7`).
        mark: String,
        /// Number under that name.
        number: i64,
    },
    /// A row names another import than the one it is appended under.
    #[error("a row of import {found} was appended under import {import}")]
    OtherImport {
        /// Import appended under.
        import: u32,
        /// Import the row names.
        found: u32,
    },
    /// A value that a table cannot hold.
    #[error("{column} cannot hold {value:?}: {why}")]
    BadValue {
        /// Column.
        column: &'static str,
        /// Value.
        value: String,
        /// Why not.
        why: &'static str,
    },
    /// A table holds something that no version of this program writes.
    #[error(
        "{path}: {detail}. The file was changed or written by another program; restore it from a backup, or ask for an older version of the table"
    )]
    Corrupt {
        /// Table or file.
        path: PathBuf,
        /// What is wrong.
        detail: String,
    },
    /// There is no such version of the table.
    #[error("table {table} has no version {version}")]
    NoVersion {
        /// Table.
        table: &'static str,
        /// Version that was asked for.
        version: u64,
    },
    /// A lake opened at a fixed version is for reading.
    #[error("this view of the lake is of the past and cannot be written")]
    ReadOnlyView,
    /// Other processes committed to the table again and again before this one could.
    #[error("table {table} is being written by other processes all the time: repeat in a moment")]
    Contention {
        /// Table.
        table: &'static str,
    },
    /// A user's Parquet file that cannot be read as a sheet.
    #[error("the Parquet file cannot be read as a sheet: {} finding(s)", findings.len())]
    Sheet {
        /// What is wrong with it, as findings of the import.
        findings: Vec<Finding>,
    },
    /// The Delta library refused.
    #[error("table {table}: {detail}")]
    Delta {
        /// Table.
        table: &'static str,
        /// What it said.
        detail: String,
    },
    /// Columns of an export are of different length or type.
    #[error("rows cannot be written as Parquet: {detail}")]
    Export {
        /// What is wrong.
        detail: String,
    },
}

/// A result of the lake.
pub type Result<T, E = LakeError> = std::result::Result<T, E>;

impl LakeError {
    /// Stable code, `lower_snake_case`.
    pub fn code(&self) -> &'static str {
        match self {
            LakeError::DiskFull { .. } => "lake_disk_full",
            LakeError::Permission { .. } => "lake_permission",
            LakeError::Io { .. } => "lake_io",
            LakeError::CommitExists { .. } => "lake_commit_exists",
            LakeError::OtherImport { .. } => "lake_other_import",
            LakeError::BadValue { .. } => "lake_bad_value",
            LakeError::Corrupt { .. } => "lake_corrupt",
            LakeError::NoVersion { .. } => "lake_no_version",
            LakeError::ReadOnlyView => "lake_read_only_view",
            LakeError::Contention { .. } => "lake_contention",
            LakeError::Sheet { .. } => "parquet_unreadable",
            LakeError::Delta { .. } => "lake_delta",
            LakeError::Export { .. } => "lake_export",
        }
    }

    pub(crate) fn io(path: &Path, error: &std::io::Error) -> LakeError {
        let path = path.to_path_buf();
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                LakeError::DiskFull { path }
            }
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                LakeError::Permission {
                    path,
                    detail: error.to_string(),
                }
            }
            _ => LakeError::Io {
                path,
                detail: error.to_string(),
            },
        }
    }

    /// The libraries wrap the system's error; it is dug out, since it says what the user can mend.
    pub(crate) fn kernel(table: &'static str, path: &Path, error: KernelError) -> LakeError {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
        while let Some(one) = cause {
            if let Some(io) = one.downcast_ref::<std::io::Error>() {
                return LakeError::io(path, io);
            }
            cause = one.source();
        }
        let detail = error.to_string();
        // Where a link of the chain is kept only as text.
        if detail.contains("os error 28") || detail.contains("os error 122") {
            return LakeError::DiskFull {
                path: path.to_path_buf(),
            };
        }
        if detail.contains("os error 13") || detail.contains("os error 30") {
            return LakeError::Permission {
                path: path.to_path_buf(),
                detail,
            };
        }
        LakeError::Delta { table, detail }
    }

    pub(crate) fn parquet(path: &Path, error: &(dyn std::error::Error + 'static)) -> LakeError {
        let mut cause = Some(error);
        while let Some(one) = cause {
            if let Some(io) = one.downcast_ref::<std::io::Error>() {
                return LakeError::io(path, io);
            }
            cause = one.source();
        }
        LakeError::Corrupt {
            path: path.to_path_buf(),
            detail: error.to_string(),
        }
    }
}
