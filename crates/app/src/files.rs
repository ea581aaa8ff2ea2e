//! Imported files as they came, kept in `<home>/files` under the SHA-256 of their bytes, so that an explanation can show
//! the very cell and an auditor can have the very file. The same file, imported for two regions, is kept once.

use crate::refusal::{Refusal, Result};
use intake::{Mapping, Sheet};
use std::collections::VecDeque;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Sheets held in memory; an explanation rarely ends in more files than this at once.
const SHEETS_MAX: usize = 4;
/// Files above this many bytes are kept and can be downloaded, but are not read again for the text of one cell.
const READ_AGAIN_BYTES_MAX: u64 = 64 << 20;

/// A file as it is known to the imports.
#[derive(Debug, Clone)]
pub struct Kept<'a> {
    /// SHA-256 of its bytes, in lower hexadecimal.
    pub sha256: &'a str,
    /// Its name when it was handed in.
    pub name: &'a str,
    /// The mapping it was read through.
    pub mapping: &'a Mapping,
}

/// The folder of kept files.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    /// Key, and the sheet, or `None` where there is nothing to show; the latest used is last.
    sheets: Mutex<VecDeque<(String, Option<Arc<Sheet>>)>>,
}

impl Files {
    /// The folder `files` of a home; it is made with the first file.
    pub fn new(home: &Path) -> Files {
        Files {
            folder: home.join("files"),
            sheets: Mutex::default(),
        }
    }

    fn path(&self, sha256: &str) -> PathBuf {
        self.folder.join(sha256)
    }

    /// Keeps a file, whole or not at all; one that is there already is left as it is.
    ///
    /// # Errors
    /// What the disk says.
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(sha256);
        if path.exists() {
            return Ok(());
        }
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut staged = tempfile::NamedTempFile::new_in(&self.folder)?;
            staged.write_all(bytes)?;
            staged.as_file().sync_all()?;
            staged.persist(&path)?;
            std::fs::File::open(&self.folder)?.sync_all()
        };
        write().map_err(|error| Refusal::storage(format!("cannot keep {}", path.display()), error))
    }

    /// The bytes of a kept file; `None` where it is not kept (imports of earlier versions did not keep theirs).
    ///
    /// # Errors
    /// What the disk says.
    pub fn bytes(&self, sha256: &str) -> Result<Option<Vec<u8>>> {
        match std::fs::read(self.path(sha256)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Refusal::storage("cannot read a kept file", error)),
        }
    }

    /// Text of the cell at `row` and `column`, both from 1, as it stands in the file; `None` where the file is not kept,
    /// too large to be read for one cell, or has no such cell.
    pub fn cell_text(&self, kept: &Kept<'_>, row: u32, column: u32) -> Option<String> {
        let sheet = self.sheet(kept)?;
        (column <= sheet.row_len(row)).then(|| sheet.cell(row, column).text.to_owned())
    }

    fn sheet(&self, kept: &Kept<'_>) -> Option<Arc<Sheet>> {
        let key = format!(
            "{} {} {}",
            kept.sha256, kept.mapping.id, kept.mapping.version
        );
        // Held while reading, so that many questions about one file read it once.
        let mut sheets = self.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        let sheet = match sheets.iter().position(|(known, _)| *known == key) {
            Some(at) => sheets.remove(at).and_then(|(_, sheet)| sheet),
            None => self.read(kept).map(Arc::new),
        };
        sheets.push_back((key, sheet.clone()));
        if sheets.len() > SHEETS_MAX {
            sheets.pop_front();
        }
        sheet
    }

    fn read(&self, kept: &Kept<'_>) -> Option<Sheet> {
        let size = std::fs::metadata(self.path(kept.sha256)).ok()?.len();
        if size > READ_AGAIN_BYTES_MAX {
            return None;
        }
        let bytes = self.bytes(kept.sha256).ok()??;
        read_sheet(kept.name, &bytes, kept.mapping, &mut |_, _| {}).ok()
    }
}

/// A sheet of any of the file types, with what kept it from being one.
///
/// # Errors
/// The findings that say why.
pub fn read_sheet(
    name: &str,
    bytes: &[u8],
    mapping: &Mapping,
    progress: &mut dyn FnMut(u64, u64),
) -> std::result::Result<Sheet, Vec<inventory::finding::Finding>> {
    if !bytes.starts_with(b"PAR1") {
        return intake::read_sheet_with_progress(name, bytes, &mapping.sheet_options(), progress);
    }
    lake::parquet_sheet(name, bytes.to_vec()).map_err(|error| match error {
        lake::LakeError::Sheet { findings } => findings,
        other => vec![inventory::finding::Finding {
            code: "unreadable_file".to_owned(),
            severity: inventory::finding::Severity::Error,
            location: Some(inventory::finding::Location {
                file: name.to_owned(),
                ..Default::default()
            }),
            params: Default::default(),
            message: other.to_string(),
        }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_and_its_cells_are_found() {
        let home = tempfile::tempdir().unwrap();
        let files = Files::new(home.path());
        let mapping = Mapping::parse_file(
            "m.toml",
            std::str::from_utf8(&crate::embed::data("mappings/city-facts.toml").unwrap()).unwrap(),
        )
        .unwrap();
        let kept = |sha256| Kept {
            sha256,
            name: "a.csv",
            mapping: &mapping,
        };
        assert_eq!(files.cell_text(&kept("aa"), 1, 1), None);
        assert_eq!(files.bytes("aa").unwrap(), None);
        let bytes = b"place,value\n500000,\"88,7\"\n";
        files.put("bb", bytes).unwrap();
        files.put("bb", b"another").unwrap();
        assert_eq!(files.bytes("bb").unwrap().unwrap(), bytes);
        let cell = |row, column| files.cell_text(&kept("bb"), row, column);
        assert_eq!(cell(2, 2).as_deref(), Some("88,7"));
        assert_eq!(cell(2, 3), None);
        assert_eq!(cell(0, 1), None);
        let names: Vec<_> = std::fs::read_dir(home.path().join("files"))
            .unwrap()
            .map(|one| one.unwrap().file_name())
            .collect();
        assert_eq!(names, ["bb"]);
    }
}
