//! The atomic import: two stores that each commit atomically, made to commit as one.
//!
//! ```text
//! 1. gate shared; store: job row `queued` -> number n; lock job-n; gate released
//! 2. store: row n = `prepared`, with the new master data as its payload
//! 3. lake:  commit to activities, to statistics, then to entries, each with the Delta transaction id `import-n`
//! 4. store: ONE transaction applies the payload and sets `committed`
//! 5. unlock job-n
//! ```
//!
//! **Why no half import is ever seen.** Readers take from the lake only rows of imports that the store calls committed
//! (step 4, one SQL transaction). Whatever a process leaves behind when it dies before step 4 is invisible.
//!
//! **Why nothing is lost or left open.** Whoever opens the home asks [`recover`] about every unfinished job whose lock is
//! free, that is, whose process is gone (the system frees a lock when its process dies, however it dies):
//! if the job is prepared and `entries`, the last table (of readings or hourly factors: their only one), carries its transaction id, then all its rows are in the lake and
//! the job is rolled forward by repeating step 4; otherwise it is ended as interrupted, and its data files that no
//! commit names are removed. Both answers are safe to give twice, so dying in recovery is harmless.
//!
//! **Why two processes agree.** Recovery holds the gate exclusively while it looks, an import holds it shared from before its row
//! exists until its lock is held: recovery never sees a row whose lock is merely not yet taken. And the store changes
//! a job's state by conditional updates, so that of two answers only one is taken.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::{Lake, LakeError, Result};

/// The folder of lock files of a home, `<home>/locks`.
#[derive(Debug, Clone)]
pub struct Locks {
    folder: PathBuf,
}

/// A held lock; dropping it, or dying, frees it.
#[derive(Debug)]
#[must_use]
pub struct Held {
    file: File,
    remove: Option<PathBuf>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // Removed while still locked: whoever opens the name afterwards makes a new file, and the job is over by then.
        if let Some(path) = &self.remove {
            let _ = std::fs::remove_file(path);
        }
        let _ = self.file.unlock();
    }
}

impl Locks {
    /// Opens the folder, creating it where it is missing.
    ///
    /// # Errors
    /// [`LakeError::Permission`], [`LakeError::DiskFull`], [`LakeError::Io`].
    pub fn open(folder: &Path) -> Result<Locks> {
        std::fs::create_dir_all(folder).map_err(|error| LakeError::io(folder, &error))?;
        Ok(Locks {
            folder: folder.to_path_buf(),
        })
    }

    fn file(&self, name: &str) -> Result<(File, PathBuf)> {
        let path = self.folder.join(name);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| LakeError::io(&path, &error))?;
        Ok((file, path))
    }

    /// Held from before the job's row is written until [`Locks::job`] holds its lock.
    ///
    /// # Errors
    /// As [`Locks::open`].
    pub fn begin(&self) -> Result<Held> {
        let (file, path) = self.file("gate")?;
        file.lock_shared()
            .map_err(|error| LakeError::io(&path, &error))?;
        Ok(Held { file, remove: None })
    }

    /// The lock of job `seq`; hold it until the job is final.
    ///
    /// # Errors
    /// As [`Locks::open`].
    pub fn job(&self, seq: u32) -> Result<Held> {
        let (file, path) = self.file(&format!("job-{seq}"))?;
        file.lock().map_err(|error| LakeError::io(&path, &error))?;
        Ok(Held {
            file,
            remove: Some(path),
        })
    }

    /// The lock of job `seq` if its process is gone, else `None`.
    fn abandoned(&self, seq: u32) -> Result<Option<Held>> {
        let (file, path) = self.file(&format!("job-{seq}"))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Held {
                file,
                remove: Some(path),
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(LakeError::io(&path, &error)),
        }
    }

    /// Held while the unfinished jobs are read from the store and judged; see [`recover`].
    ///
    /// # Errors
    /// As [`Locks::open`].
    pub fn recovery(&self) -> Result<Held> {
        let (file, path) = self.file("gate")?;
        file.lock().map_err(|error| LakeError::io(&path, &error))?;
        Ok(Held { file, remove: None })
    }
}

/// What is to be done with an unfinished job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// All its rows are in the lake: commit it in the store.
    RollForward,
    /// Its process is gone before all its rows were in the lake: mark it interrupted.
    Interrupt,
    /// Its process lives: leave it alone.
    Running,
}

/// A judged job. While it is kept, no other process judges the same job.
#[derive(Debug)]
pub struct Judged {
    /// Sequence number.
    pub seq: u32,
    /// What is to be done.
    pub verdict: Verdict,
    _lock: Option<Held>,
}

/// Judges the unfinished jobs of the store, given as (sequence number, is it prepared). Call it when a home is opened:
///
/// ```text
/// let gate = locks.recovery()?;                       // before the store is asked
/// let open = store.unfinished_imports().await?;
/// for job in recover(&lake, &locks, open)? {
///     match job.verdict {
///         RollForward => store.commit_import(job.seq),
///         Interrupt   => store.mark_interrupted(job.seq),
///         Running     => {}
///     }
/// }
/// ```
///
/// Data files of interrupted jobs that no commit names are removed here already.
///
/// # Errors
/// What the lake's tables or the lock files say.
pub fn recover(
    lake: &Lake,
    locks: &Locks,
    unfinished: impl IntoIterator<Item = (u32, bool)>,
) -> Result<Vec<Judged>> {
    unfinished
        .into_iter()
        .map(|(seq, prepared)| {
            let Some(lock) = locks.abandoned(seq)? else {
                return Ok(Judged {
                    seq,
                    verdict: Verdict::Running,
                    _lock: None,
                });
            };
            let verdict = if prepared && lake.is_whole(seq)? {
                Verdict::RollForward
            } else {
                lake.sweep(seq)?;
                Verdict::Interrupt
            };
            Ok(Judged {
                seq,
                verdict,
                _lock: Some(lock),
            })
        })
        .collect()
}
