//! The log of a table, read commit by commit: which data files one added and which it took away.
//!
//! The kernel replays a log from its last checkpoint on whenever it is asked for files, each commit through a dozen hops of its
//! asynchronous engine. Commits are numbered without gaps and none ever changes: what was live at one version, with the commits
//! since, is what is live at a later one. What the kernel is still asked for is whether the table is one that we understand, once it
//! is no longer as we made it, and where to begin if the log is long.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::{LakeError, Result};

/// The file of a commit.
pub(crate) fn commit_path(folder: &Path, version: u64) -> PathBuf {
    folder.join(format!("_delta_log/{version:020}.json"))
}

/// A data file, as a commit or a checkpoint names it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Named {
    /// Address of the file, below the table's folder or absolute.
    pub(crate) path: String,
    pub(crate) partition_values: HashMap<String, Option<String>>,
    #[serde(rename = "modificationTime")]
    pub(crate) modified_ms: i64,
    /// False if its rows stood in other files before.
    #[serde(default = "yes")]
    pub(crate) data_change: bool,
    #[serde(default, deserialize_with = "within_text")]
    pub(crate) stats: Stats,
    #[serde(default, rename = "deletionVector", deserialize_with = "is_there")]
    pub(crate) has_deleted_rows: bool,
}

/// What the log says of the rows of a file; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Stats {
    pub(crate) num_records: Option<u64>,
    min_values: serde_json::Map<String, serde_json::Value>,
    max_values: serde_json::Map<String, serde_json::Value>,
}

impl Stats {
    /// From the text that the log has; empty if it is none.
    pub(crate) fn of(text: &str) -> Stats {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Least and greatest value of a column of whole numbers.
    pub(crate) fn longs(&self, column: &str) -> Option<(i64, i64)> {
        let of = |values: &serde_json::Map<String, serde_json::Value>| values.get(column)?.as_i64();
        Some((of(&self.min_values)?, of(&self.max_values)?))
    }

    /// The value that all rows have in a column of text.
    pub(crate) fn only_text(&self, column: &str) -> Option<&str> {
        let least = self.min_values.get(column)?.as_str()?;
        (self.max_values.get(column)?.as_str()? == least).then_some(least)
    }

    /// Least and greatest value of a column of dates.
    pub(crate) fn dates(&self, column: &str) -> Option<(Date, Date)> {
        let of = |values: &serde_json::Map<String, serde_json::Value>| {
            values.get(column)?.as_str()?.parse().ok()
        };
        Some((of(&self.min_values)?, of(&self.max_values)?))
    }
}

fn yes() -> bool {
    true
}

fn within_text<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Stats, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.map_or_else(Stats::default, |text| Stats::of(&text)))
}

fn is_there<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<bool, D::Error> {
    Ok(Option::<IgnoredAny>::deserialize(from)?.is_some())
}

/// What a commit did to the data files.
#[derive(Debug, Default)]
pub(crate) struct Commit {
    pub(crate) added: Vec<Named>,
    /// Addresses of files.
    pub(crate) removed: Vec<String>,
    /// Names that it is marked with, and their numbers.
    pub(crate) marks: Vec<(String, i64)>,
    /// True if it says what kind of table it is: its columns, or what programs have to know to read it.
    pub(crate) describes: bool,
}

#[derive(Deserialize)]
struct Line {
    add: Option<Named>,
    remove: Option<Removed>,
    txn: Option<Marked>,
    protocol: Option<IgnoredAny>,
    #[serde(rename = "metaData")]
    metadata: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Removed {
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Marked {
    app_id: String,
    version: i64,
}

impl Commit {
    /// Reads a commit; `None` if it is not there: not yet, or tidied up behind a checkpoint.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`]; what the file system says.
    pub(crate) fn read(folder: &Path, version: u64) -> Result<Option<Commit>> {
        let path = commit_path(folder, version);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(LakeError::io(&path, &error)),
        };
        let mut commit = Commit::default();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let line: Line = serde_json::from_str(line).map_err(|error| LakeError::Corrupt {
                path: path.clone(),
                detail: error.to_string(),
            })?;
            commit.added.extend(line.add);
            commit.removed.extend(line.remove.map(|one| one.path));
            let mark = line.txn.map(|mark| (mark.app_id, mark.version));
            commit.marks.extend(mark);
            commit.describes |= line.protocol.is_some() || line.metadata.is_some();
        }
        Ok(Some(commit))
    }
}

/// What a table is at one version: its data files, by address, and how its commits were marked.
#[derive(Debug, Clone, Default)]
pub(crate) struct Live {
    pub(crate) version: u64,
    pub(crate) files: BTreeMap<String, Named>,
    /// The last number of each name, of the commits that were read one by one.
    pub(crate) marks: HashMap<String, i64>,
    /// True if older commits were not, so that they may have had other names.
    pub(crate) begins_late: bool,
}

impl Live {
    /// Follows the log by one commit.
    pub(crate) fn take(&mut self, version: u64, commit: Commit) {
        for path in &commit.removed {
            self.files.remove(path);
        }
        for file in commit.added {
            self.files.insert(file.path.clone(), file);
        }
        self.marks.extend(commit.marks);
        self.version = version;
    }
}

/// The file that an address in a table's log names.
pub(crate) fn file_at(root: &url::Url, address: &str) -> Option<PathBuf> {
    root.join(address).ok()?.to_file_path().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_says_what_it_adds_and_takes_away() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("_delta_log")).unwrap();
        let text = concat!(
            r#"{"commitInfo":{"timestamp":1,"operation":"WRITE"}}"#,
            "\n",
            r#"{"add":{"path":"region=a/x%20y.parquet","partitionValues":{"region":"a"},"size":9,"modificationTime":7,"dataChange":true,"stats":"{\"numRecords\":3,\"nullCount\":{\"day\":0},\"minValues\":{\"day\":\"2017-01-01\",\"n\":-4},\"maxValues\":{\"day\":\"2017-02-03\",\"n\":5},\"tightBounds\":true}"}}"#,
            "\n",
            r#"{"add":{"path":"region=b/z.parquet","partitionValues":{"region":null},"size":9,"modificationTime":8,"dataChange":false,"deletionVector":{"storageType":"u"}}}"#,
            "\n",
            r#"{"remove":{"path":"region=a/old.parquet","dataChange":false}}"#,
            "\n",
            r#"{"txn":{"appId":"inbox","version":41,"lastUpdated":1}}"#,
            "\n",
        );
        std::fs::write(commit_path(folder.path(), 12), text).unwrap();
        let commit = Commit::read(folder.path(), 12).unwrap().unwrap();
        let [first, second] = commit.added.as_slice() else {
            panic!("two files");
        };
        assert_eq!(first.partition_values["region"].as_deref(), Some("a"));
        assert_eq!(first.stats.num_records, Some(3));
        assert_eq!(first.stats.longs("n"), Some((-4, 5)));
        let day = |text: &str| text.parse().unwrap();
        let days = (day("2017-01-01"), day("2017-02-03"));
        assert_eq!(first.stats.dates("day"), Some(days));
        // What the statistics do not name is not known, and never taken for absent.
        assert_eq!(first.stats.longs("other"), None);
        assert_eq!(first.stats.longs("day"), None);
        assert!(first.data_change && !first.has_deleted_rows);
        assert!(!second.data_change && second.has_deleted_rows);
        assert_eq!(second.stats.dates("day"), None);
        assert_eq!(commit.removed, ["region=a/old.parquet"]);
        assert_eq!(commit.marks, [("inbox".to_owned(), 41)]);
        assert!(!commit.describes);
        let text = "{\"protocol\":{\"minReaderVersion\":3}}\n";
        std::fs::write(commit_path(folder.path(), 14), text).unwrap();
        let described = Commit::read(folder.path(), 14).unwrap().unwrap();
        assert!(described.describes);
        let root = url::Url::parse("file:///t/").unwrap();
        let file = file_at(&root, &first.path).unwrap();
        assert_eq!(file, Path::new("/t/region=a/x y.parquet"));
        // In place of the old file the new ones are live.
        let mut live = Live {
            version: 11,
            files: BTreeMap::from([("region=a/old.parquet".to_owned(), first.clone())]),
            marks: HashMap::from([("inbox".to_owned(), 40), ("import-1".to_owned(), 1)]),
            begins_late: false,
        };
        live.take(12, commit);
        assert_eq!(live.version, 12);
        assert_eq!((live.marks["inbox"], live.marks["import-1"]), (41, 1));
        let names: Vec<&String> = live.files.keys().collect();
        assert_eq!(names, ["region=a/x%20y.parquet", "region=b/z.parquet"]);
        assert!(Commit::read(folder.path(), 13).unwrap().is_none());
    }
}
