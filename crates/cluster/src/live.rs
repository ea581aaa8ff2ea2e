//! Which files of a Delta table are live, read from its log.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::execution::object_store::ObjectStoreRegistry;
use delta_kernel::Snapshot;
use delta_kernel::scan::state::ScanFile;
use delta_kernel_default_engine::DefaultEngineBuilder;
use delta_kernel_default_engine::executor::tokio::TokioMultiThreadExecutor;
use futures::StreamExt;
use object_store::ObjectStore;
use object_store::path::Path;
use url::Url;

use crate::store::Stores;
use crate::{ClusterError, Result};

/// Name of the partition column of all tables.
const REGION: &str = "region";

/// The data files that a version of a table consists of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Version of the table.
    pub version: u64,
    /// Addresses of the files by region, in order of their names.
    pub files: BTreeMap<String, Vec<Url>>,
    /// Bytes of all of them.
    pub bytes: u64,
}

/// Reads the log of the table at `table`, which ends in a slash; `None` if there is no such table. Only files of `region`, if
/// one is named.
///
/// Must be called on a multi-threaded Tokio runtime.
///
/// # Errors
///
/// [`ClusterError::Table`] if the log is not readable or if another program has deleted single rows of a file.
pub async fn live(stores: &Stores, table: &Url, region: Option<&str>) -> Result<Option<Live>> {
    let fault = |detail: String| ClusterError::Table {
        table: table.to_string(),
        detail,
    };
    let store = stores.get_store(table)?;
    let log = table
        .join("_delta_log/")
        .map_err(|error| fault(error.to_string()))?;
    let log = Path::from_url_path(log.path()).map_err(|error| fault(error.to_string()))?;
    match store.list(Some(&log)).next().await {
        None => return Ok(None),
        Some(Err(error)) => return Err(fault(error.to_string())),
        Some(Ok(_)) => {}
    }
    let (table, region) = (table.clone(), region.map(str::to_owned));
    tokio::task::spawn_blocking(move || read_log(store, &table, region.as_deref()))
        .await
        .map_err(|error| fault(error.to_string()))?
        .map(Some)
}

fn read_log(store: Arc<dyn ObjectStore>, table: &Url, region: Option<&str>) -> Result<Live> {
    let fault = |detail: String| ClusterError::Table {
        table: table.to_string(),
        detail,
    };
    let engine = DefaultEngineBuilder::new(store)
        .with_task_executor(Arc::new(TokioMultiThreadExecutor::new(
            tokio::runtime::Handle::current(),
        )))
        .build();
    let snapshot = Snapshot::builder_for(table.as_str())
        .build(&engine)
        .map_err(|error| fault(error.to_string()))?;
    let version = snapshot.version();
    let scan = snapshot
        .scan_builder()
        .without_row_transforms()
        .build()
        .map_err(|error| fault(error.to_string()))?;
    let mut found: Vec<ScanFile> = Vec::new();
    for part in scan
        .scan_metadata(&engine)
        .map_err(|error| fault(error.to_string()))?
    {
        found = part
            .and_then(|part| part.visit_scan_files(found, |found, file| found.push(file)))
            .map_err(|error| fault(error.to_string()))?;
    }
    let mut files: BTreeMap<String, Vec<Url>> = BTreeMap::new();
    let mut bytes = 0;
    for file in found {
        if file.dv_info.has_vector() {
            return Err(fault(format!(
                "{} has rows that another program deleted",
                file.path
            )));
        }
        let there = file.partition_values.get(REGION);
        let there = there.ok_or_else(|| fault(format!("{} is of no region", file.path)))?;
        if region.is_some_and(|region| there != region) {
            continue;
        }
        let url = table
            .join(&file.path)
            .map_err(|error| fault(format!("{}: {error}", file.path)))?;
        if !url.as_str().starts_with(table.as_str()) {
            return Err(fault(format!("{url} lies outside the table")));
        }
        bytes += u64::try_from(file.size).unwrap_or_default();
        files.entry(there.clone()).or_default().push(url);
    }
    files.values_mut().for_each(|files| files.sort());
    Ok(Live {
        version,
        files,
        bytes,
    })
}
