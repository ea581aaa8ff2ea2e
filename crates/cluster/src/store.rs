//! Where tables lie: a folder that every machine mounts at the same path, or an S3 store.
//!
//! The store's address and keys come from each process's own environment (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`,
//! `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, and `AWS_ALLOW_HTTP=true` for a store without TLS): no key travels in a plan.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::error::DataFusionError;
use datafusion::execution::object_store::ObjectStoreRegistry;
use object_store::ObjectStore;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use url::Url;

use crate::{ClusterError, Result};

/// The stores that a plan may name: `file` and `s3`. Each is opened once a process.
#[derive(Debug)]
pub struct Stores {
    folder: Arc<dyn ObjectStore>,
    buckets: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

impl Default for Stores {
    fn default() -> Self {
        Stores {
            folder: Arc::new(LocalFileSystem::new()),
            buckets: Mutex::default(),
        }
    }
}

impl ObjectStoreRegistry for Stores {
    fn register_store(
        &self,
        url: &Url,
        store: Arc<dyn ObjectStore>,
    ) -> Option<Arc<dyn ObjectStore>> {
        self.buckets
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(url.host_str().unwrap_or_default().to_owned(), store)
    }

    fn get_store(&self, url: &Url) -> datafusion::error::Result<Arc<dyn ObjectStore>> {
        match (url.scheme(), url.host_str()) {
            ("file", _) => Ok(self.folder.clone()),
            ("s3", Some(bucket)) => {
                let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(store) = buckets.get(bucket) {
                    return Ok(store.clone());
                }
                let store: Arc<dyn ObjectStore> = Arc::new(
                    AmazonS3Builder::from_env()
                        .with_bucket_name(bucket)
                        .build()?,
                );
                buckets.insert(bucket.to_owned(), store.clone());
                Ok(store)
            }
            _ => Err(DataFusionError::Configuration(format!(
                "{url} is neither a folder nor s3://bucket/prefix"
            ))),
        }
    }
}

/// Address of the folder of tables that a person named: an absolute or relative path, `file:///...` or `s3://bucket/prefix`.
/// Ends in a slash.
///
/// # Errors
///
/// [`ClusterError::Place`] if it is none of them, or a folder that is not there.
pub fn address(place: &str) -> Result<Url> {
    let fault = |detail: String| ClusterError::Place {
        place: place.to_owned(),
        detail,
    };
    if place.contains("://") {
        let mut url = Url::parse(place).map_err(|error| fault(error.to_string()))?;
        if !matches!(url.scheme(), "file" | "s3") {
            return Err(fault("give a folder or s3://bucket/prefix".to_owned()));
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        return Ok(url);
    }
    let folder = Path::new(place)
        .canonicalize()
        .map_err(|error| fault(error.to_string()))?;
    Url::from_directory_path(&folder).map_err(|()| fault("it is no folder".to_owned()))
}

/// Address of a file that a person named: a path, `file:///...` or `s3://bucket/key`.
///
/// # Errors
///
/// [`ClusterError::Place`] if it is none of them, or a file that is not there.
pub fn file(place: &str) -> Result<Url> {
    let fault = |detail: String| ClusterError::Place {
        place: place.to_owned(),
        detail,
    };
    if place.contains("://") {
        return Url::parse(place).map_err(|error| fault(error.to_string()));
    }
    let path = Path::new(place)
        .canonicalize()
        .map_err(|error| fault(error.to_string()))?;
    Url::from_file_path(&path).map_err(|()| fault("it is no file".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_folder_or_a_bucket() {
        assert_eq!(address("s3://b/tables").unwrap().as_str(), "s3://b/tables/");
        assert_eq!(address("s3://b").unwrap().as_str(), "s3://b/");
        let here = tempfile::tempdir().unwrap();
        let url = address(&here.path().to_string_lossy()).unwrap();
        assert!(url.as_str().starts_with("file:///") && url.as_str().ends_with('/'));
        assert_eq!(address("/no/such/folder").unwrap_err().code(), "place");
        assert_eq!(address("ftp://there/x").unwrap_err().code(), "place");
    }

    #[test]
    fn other_schemes_are_refused_where_a_plan_names_them() {
        let stores = Stores::default();
        assert!(stores.get_store(&Url::parse("file:///").unwrap()).is_ok());
        assert!(stores.get_store(&Url::parse("http://x/").unwrap()).is_err());
    }
}
