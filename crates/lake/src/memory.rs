//! What of a table was written or read last, unpacked: who adds a day and accounts for it need not read back what was just written.
//!
//! A data file never changes, so that nothing here grows wrong; older files only give way to newer ones.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::RecordBatch;

use crate::Result;
use crate::scan::{self, Open};

/// Bytes of rows that a table keeps at most.
const BYTES_MAX: usize = 32 << 20;
/// A row group with more bytes is not kept: it would drive out all others.
pub(crate) const GROUP_BYTES_MAX: usize = 8 << 20;
/// Files that stay opened at most.
const OPEN_MAX: usize = 256;

/// Rows and footers of a table's files.
#[derive(Debug)]
pub(crate) struct Memory {
    rows: Last<(PathBuf, usize), Arc<[RecordBatch]>>,
    open: Last<PathBuf, Arc<Open>>,
}

impl Memory {
    pub(crate) fn new() -> Memory {
        Memory {
            rows: Last::new(BYTES_MAX),
            open: Last::new(OPEN_MAX),
        }
    }

    /// All columns of a row group, in the order and of the types of the table, if they are held.
    pub(crate) fn rows(&self, file: &Path, group: usize) -> Option<Arc<[RecordBatch]>> {
        self.rows.get(&(file.to_path_buf(), group))
    }

    /// Holds the columns of a row group, unless they are too large.
    pub(crate) fn keep(&self, file: &Path, group: usize, rows: &Arc<[RecordBatch]>) {
        let bytes = rows.iter().map(RecordBatch::get_array_memory_size).sum();
        if bytes <= GROUP_BYTES_MAX {
            self.rows
                .put((file.to_path_buf(), group), rows.clone(), bytes);
        }
    }

    /// A file, opened now or before.
    ///
    /// # Errors
    /// As [`scan::open`].
    pub(crate) fn open(&self, file: &Path) -> Result<Arc<Open>> {
        let file = file.to_path_buf();
        if let Some(open) = self.open.get(&file) {
            return Ok(open);
        }
        let open = Arc::new(scan::open(&file)?);
        self.open.put(file, open.clone(), 1);
        Ok(open)
    }
}

/// The last of what was put in, as much as fits.
#[derive(Debug)]
struct Last<K, V> {
    held: Mutex<Held<K, V>>,
    most: usize,
}

#[derive(Debug)]
struct Held<K, V> {
    by_key: HashMap<K, (V, usize)>,
    /// The oldest first.
    order: VecDeque<K>,
    size: usize,
}

impl<K: Hash + Eq + Clone, V: Clone> Last<K, V> {
    fn new(most: usize) -> Last<K, V> {
        Last {
            held: Mutex::new(Held {
                by_key: HashMap::new(),
                order: VecDeque::new(),
                size: 0,
            }),
            most,
        }
    }

    fn get(&self, key: &K) -> Option<V> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.by_key.get(key).map(|(value, _)| value.clone())
    }

    fn put(&self, key: K, value: V, size: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.by_key.contains_key(&key) {
            return;
        }
        held.size += size;
        held.order.push_back(key.clone());
        held.by_key.insert(key, (value, size));
        while held.size > self.most {
            let Some(oldest) = held.order.pop_front() else {
                break;
            };
            if let Some((_, size)) = held.by_key.remove(&oldest) {
                held.size -= size;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_gives_way() {
        let last = Last::new(10);
        for (key, size) in [("a", 4), ("b", 4), ("a", 4), ("c", 4)] {
            last.put(key, key.to_uppercase(), size);
        }
        let found = ["a", "b", "c"].map(|key| last.get(&key));
        assert_eq!(found, [None, Some("B".to_owned()), Some("C".to_owned())]);
        // What fits alone drives out all others; what does not fit is not kept.
        last.put("d", "D".to_owned(), 10);
        let found = ["b", "c", "d"].map(|key| last.get(&key));
        assert_eq!(found, [None, None, Some("D".to_owned())]);
        last.put("e", "E".to_owned(), 11);
        assert_eq!(last.get(&"e"), None);
        assert_eq!(last.held.lock().unwrap().size, 0);
    }
}
