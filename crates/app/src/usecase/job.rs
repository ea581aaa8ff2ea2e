//! A job that writes to the tables: numbered, locked, whole or absent, as `lake::commit` has it. Imports of files through a
//! mapping have their own (`import`), since they report more on the way.

use crate::home::{Home, blocking};
use crate::refusal::Result;
use inventory::finding::Finding;
use lake::Lake;
use store::{ImportCounts, ImportPayload, ImportState, NewImport};

/// What a job needs while it runs.
pub struct Bench<'a> {
    /// Number of the job; the batch of its rows.
    pub seq: u32,
    /// The tables.
    pub lake: &'a Lake,
    prepare: &'a Prepare<'a>,
}

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
}

/// What a job came to.
pub enum Done<T> {
    /// It was prepared and all its rows are in the tables.
    Whole(T),
    /// It was refused, or there was nothing to do; it has written nothing.
    Nothing(T, ImportState),
}

/// Runs a job off the async threads and returns its number and what it came to.
///
/// # Errors
/// What the store, the lake or the work says; the job is then marked as failed and counts for nothing.
pub async fn run<T: Send + 'static>(
    home: &Home,
    new: &NewImport,
    work: impl FnOnce(&Bench<'_>) -> Result<Done<T>> + Send + 'static,
) -> Result<(u32, T)> {
    let locks = home.locks().clone();
    let gate = blocking(move || Ok(locks.begin()?)).await?;
    let seq = home.store().begin_import(new).await?;
    let locks = home.locks().clone();
    let lock = blocking(move || Ok(locks.job(seq)?)).await?;
    drop(gate);
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
        work(&Bench {
            seq,
            lake: &lake,
            prepare: &prepare,
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
        Ok(Done::Nothing(value, state)) => {
            store.finish_import(seq, state, None, None).await?;
            Ok((seq, value))
        }
        Err(refusal) => {
            let detail = serde_json::json!({"code": refusal.code, "message": refusal.message});
            if let Err(error) = store
                .finish_import(seq, ImportState::Failed, None, Some(&detail))
                .await
            {
                tracing::error!(import = seq, %error, "could not mark a job as failed");
            }
            Err(refusal)
        }
    }
}
