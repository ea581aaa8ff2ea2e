//! A job that writes to the tables: numbered, locked, whole or absent, as `lake::commit` has it. Imports of files through a
//! mapping have their own (`import`), since they report more on the way.

use crate::home::{Home, blocking};
use crate::refusal::{Refusal, Result};
use inventory::finding::Finding;
use lake::Lake;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::{ImportCounts, ImportPayload, ImportState, NewImport};
use tokio::sync::oneshot;

/// What a job needs while it runs.
pub struct Bench<'a> {
    /// Number of the job; the batch of its rows.
    pub seq: u32,
    /// The tables.
    pub lake: &'a Lake,
    prepare: &'a Prepare<'a>,
    at: &'a At<'a>,
}

/// Least time between two notices of the same state: who looks on sees no more, and the store need not write it.
const NOTICE_EVERY: Duration = Duration::from_millis(200);

type At<'a> = dyn Fn(ImportState, u64, u64) -> Result<()> + 'a;

type Prepare<'a> = dyn Fn(&ImportCounts, &ImportPayload, &[Finding]) -> Result<()> + 'a;

impl Bench<'_> {
    /// To be called once, before the first commit to a table: from here on a restart rolls the job forward or back.
    ///
    /// # Errors
    /// What the store says.
    pub fn prepare(
        &self,
        counts: &ImportCounts,
        payload: &ImportPayload,
        findings: &[Finding],
    ) -> Result<()> {
        (self.prepare)(counts, payload, findings)
    }

    /// Says how far the job is: its state (`reading` or `checking`), steps done and steps in all.
    ///
    /// # Errors
    /// The job was cancelled meanwhile; what the store says.
    pub fn at(&self, state: ImportState, done: u64, total: u64) -> Result<()> {
        (self.at)(state, done, total)
    }
}

/// What is called with the state of a job, steps done and steps in all.
pub trait Notice: FnMut(ImportState, u64, u64) + Send {}

impl<T: FnMut(ImportState, u64, u64) + Send> Notice for T {}

/// Who looks on while a job runs.
#[derive(Default)]
pub struct Watch {
    /// Gets the job's number as soon as it has one.
    pub begun: Option<oneshot::Sender<u32>>,
    /// Called with the state, steps done and steps in all.
    pub progress: Option<Box<dyn Notice>>,
}

/// What a job came to.
pub enum Done<T> {
    /// It was prepared and all its rows are in the tables.
    Whole(T),
    /// There was nothing to do; it has written nothing.
    Nothing(T, ImportState),
    /// What it was given was refused, for these reasons; it has written nothing.
    Refused(T, ImportCounts, Vec<Finding>),
}

/// Does work as a task of its own: if whoever waits for it goes away (a browser that is closed, a request that took too long), it goes
/// on to its end all the same.
///
/// # Errors
/// What the work says.
pub async fn detached<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work)
        .await
        .map_err(|error| Refusal::internal("a job ended badly", error))?
}

/// Runs a job off the async threads, [`detached`], and returns its number and what it came to.
///
/// # Errors
/// What the store, the lake or the work says; the job is then marked as failed and counts for nothing.
pub async fn run<T: Send + 'static>(
    home: &Home,
    new: &NewImport,
    work: impl FnOnce(&Bench<'_>) -> Result<Done<T>> + Send + 'static,
) -> Result<(u32, T)> {
    watched(home, new, Watch::default(), work).await
}

/// As [`run`], with somebody looking on.
///
/// # Errors
/// As [`run`].
pub async fn watched<T: Send + 'static>(
    home: &Home,
    new: &NewImport,
    watch: Watch,
    work: impl FnOnce(&Bench<'_>) -> Result<Done<T>> + Send + 'static,
) -> Result<(u32, T)> {
    // Dropped halfway it would let go of the job's lock while the rows are still being written, and never count them.
    let (home, new) = (home.clone(), new.clone());
    detached(async move { to_its_end(&home, &new, watch, work).await }).await
}

async fn to_its_end<T: Send + 'static>(
    home: &Home,
    new: &NewImport,
    watch: Watch,
    work: impl FnOnce(&Bench<'_>) -> Result<Done<T>> + Send + 'static,
) -> Result<(u32, T)> {
    let locks = home.locks().clone();
    let gate = blocking(move || Ok(locks.begin()?)).await?;
    let seq = home.store().begin_import(new).await?;
    let locks = home.locks().clone();
    let lock = blocking(move || Ok(locks.job(seq)?)).await?;
    drop(gate);
    if let Some(begun) = watch.begun {
        // Nobody need wait for it.
        let _ = begun.send(seq);
    }
    let (store, lake) = (home.store().clone(), home.lake().clone());
    let handle = tokio::runtime::Handle::current();
    let worked = blocking(move || {
        let prepare = |counts: &ImportCounts, payload: &ImportPayload, findings: &[Finding]| {
            handle.block_on(async {
                store.add_findings(seq, findings).await?;
                store.prepare_import(seq, counts, payload).await?;
                Ok(())
            })
        };
        let last = Mutex::new((None, watch.progress));
        let at = |state: ImportState, done: u64, total: u64| {
            let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
            let (before, progress) = &mut *last;
            if before.is_some_and(|(known, when): (ImportState, Instant)| {
                known == state && when.elapsed() < NOTICE_EVERY
            }) {
                return Ok(());
            }
            *before = Some((state, Instant::now()));
            if let Some(progress) = progress {
                progress(state, done, total);
            }
            if state == ImportState::Prepared {
                return Ok(());
            }
            handle.block_on(store.set_import_progress(seq, state, done, total))?;
            Ok(())
        };
        work(&Bench {
            seq,
            lake: &lake,
            prepare: &prepare,
            at: &at,
        })
    })
    .await;
    let store = home.store();
    match worked {
        Ok(Done::Whole(value)) => {
            store.commit_import(seq).await?;
            drop(lock);
            Ok((seq, value))
        }
        Ok(Done::Refused(value, mut counts, findings)) => {
            counts.findings = findings.len() as u64;
            // First the reasons: who sees that it was refused finds them.
            store.add_findings(seq, &findings).await?;
            store
                .finish_import(seq, ImportState::Refused, Some(&counts), None)
                .await?;
            Ok((seq, value))
        }
        Ok(Done::Nothing(value, state)) => {
            store.finish_import(seq, state, None, None).await?;
            Ok((seq, value))
        }
        Err(refusal) => {
            let detail = serde_json::json!({"code": refusal.code, "message": refusal.message});
            // It may have been cancelled; then that stands.
            if let Err(error) = store
                .finish_import(seq, ImportState::Failed, None, Some(&detail))
                .await
                && !matches!(error, store::StoreError::WrongState { .. })
            {
                tracing::error!(import = seq, %error, "could not mark a job as failed");
            }
            Err(refusal)
        }
    }
}
