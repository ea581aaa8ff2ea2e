//! The local folder as an object store that is durable.
//!
//! `object_store::LocalFileSystem` puts a file by writing it under another name and linking it to its own, which is
//! atomic (link fails if the name is taken, so of two committers one wins) but not durable: nothing is synced, and a
//! power cut may leave a log entry of zero bytes under its final name. This wrapper writes, syncs the file, links or
//! renames, and syncs the folder. Everything else is passed on.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::{Path as FsPath, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use delta_kernel::object_store::local::LocalFileSystem;
use delta_kernel::object_store::path::Path;
use delta_kernel::object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
    UploadPart,
};
use futures_core::stream::BoxStream;

static STAGED: AtomicU64 = AtomicU64::new(0);

/// Start of the names of files that are being written. They stand one folder above the place they are meant for: whoever
/// lists the log (creating a table asks whether it is empty) finds finished entries only, also after a process was killed.
pub(crate) const STAGED_PREFIX: &str = ".staged-";

/// See the module.
#[derive(Debug)]
pub(crate) struct DurableFolder {
    inner: LocalFileSystem,
}

impl DurableFolder {
    pub(crate) fn new() -> DurableFolder {
        DurableFolder {
            inner: LocalFileSystem::new(),
        }
    }
}

impl fmt::Display for DurableFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("durable local folder")
    }
}

fn generic(error: std::io::Error) -> Error {
    Error::Generic {
        store: "local folder",
        source: Box::new(error),
    }
}

/// Syncs the folder, so that a name in it outlives a power cut.
pub(crate) fn sync_folder(folder: &FsPath) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Writes `parts` to `path` so that it is there whole and for good, or not at all. With `create` an existing file stays
/// and the result is `AlreadyExists`.
fn put_durably<'a>(
    path: &FsPath,
    parts: impl Iterator<Item = &'a [u8]>,
    create: bool,
) -> std::io::Result<()> {
    let folder = path.parent().ok_or(std::io::ErrorKind::InvalidInput)?;
    if !folder.exists() {
        std::fs::create_dir_all(folder)?;
        if let Some(above) = folder.parent() {
            sync_folder(above)?;
        }
    }
    let staged = folder.parent().unwrap_or(folder).join(format!(
        "{STAGED_PREFIX}{}-{}",
        std::process::id(),
        STAGED.fetch_add(1, Ordering::Relaxed)
    ));
    let written = (|| {
        let mut file = File::create(&staged)?;
        for part in parts {
            file.write_all(part)?;
        }
        file.sync_all()?;
        if create {
            std::fs::hard_link(&staged, path)
        } else {
            std::fs::rename(&staged, path)
        }
    })();
    if create || written.is_err() {
        let _ = std::fs::remove_file(&staged);
    }
    written?;
    sync_folder(folder)
}

#[async_trait]
impl ObjectStore for DurableFolder {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let path = self.inner.path_to_filesystem(location)?;
        let create = match options.mode {
            PutMode::Create => true,
            PutMode::Overwrite => false,
            PutMode::Update(_) => {
                return Err(Error::NotImplemented {
                    operation: "conditional update".to_owned(),
                    implementer: self.to_string(),
                });
            }
        };
        put_durably(&path, payload.iter().map(AsRef::as_ref), create).map_err(|source| {
            if create && source.kind() == std::io::ErrorKind::AlreadyExists {
                Error::AlreadyExists {
                    path: path.display().to_string(),
                    source: Box::new(source),
                }
            } else {
                generic(source)
            }
        })?;
        Ok(PutResult {
            e_tag: None,
            version: None,
        })
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        Ok(Box::new(DurableUpload {
            path: self.inner.path_to_filesystem(location)?,
            inner: self.inner.put_multipart_opts(location, options).await?,
        }))
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(location, options).await
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// A large checkpoint, sent in parts.
#[derive(Debug)]
struct DurableUpload {
    inner: Box<dyn MultipartUpload>,
    path: PathBuf,
}

#[async_trait]
impl MultipartUpload for DurableUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        self.inner.put_part(data)
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let result = self.inner.complete().await?;
        File::open(&self.path)
            .and_then(|file| file.sync_all())
            .map_err(generic)?;
        if let Some(folder) = self.path.parent() {
            sync_folder(folder).map_err(generic)?;
        }
        Ok(result)
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_twice_keeps_the_first_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log/0.json");
        put_durably(&path, [b"one".as_slice(), b"!"].into_iter(), true).unwrap();
        let second = put_durably(&path, [b"two".as_slice()].into_iter(), true).unwrap_err();
        assert_eq!(second.kind(), std::io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one!");
        put_durably(&path, [b"three".as_slice()].into_iter(), false).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"three");
        for folder in [folder.path(), &folder.path().join("log")] {
            assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1);
        }
    }
}
