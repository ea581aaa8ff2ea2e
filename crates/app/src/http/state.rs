//! What handlers share: the home, the cache of finished answers, the measurements, the queue of imports.

use super::answers::AnswerCache;
use super::metrics::Metrics;
use crate::home::Home;
use crate::usecase::import::{self, Job};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::mpsc;

/// Imports that may wait; each holds its file in memory.
const IMPORTS_WAITING_MAX: usize = 8;

/// Shared state of the server. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The home.
    pub home: Home,
    /// Finished answers.
    pub answers: Arc<AnswerCache>,
    /// Measurements.
    pub metrics: Arc<Metrics>,
    /// Failed sign-ins by name.
    pub failures: Arc<Mutex<HashMap<String, (u32, Instant)>>>,
    /// Tells builds of the same version apart, so that no browser keeps an answer of an older program.
    pub build: Arc<str>,
    /// Imports in line.
    pub queue: mpsc::Sender<Job>,
}

impl App {
    /// State over a home. Starts the worker that runs imports one after another; it ends with the state.
    pub fn new(home: Home) -> App {
        let (queue, mut jobs) = mpsc::channel::<Job>(IMPORTS_WAITING_MAX);
        let worker = home.clone();
        tokio::spawn(async move {
            while let Some(job) = jobs.recv().await {
                let number = job.import();
                match import::run(&worker, job, &mut |_, _, _| {}).await {
                    Ok(outcome) => tracing::info!(
                        import = number,
                        state = outcome.state.code(),
                        "an import ended"
                    ),
                    Err(refusal) => tracing::error!(import = number, %refusal, "an import failed"),
                }
            }
        });
        let cache_bytes = home.config().answer_cache_mib.saturating_mul(1 << 20);
        App {
            answers: Arc::new(AnswerCache::new(
                usize::try_from(cache_bytes).unwrap_or(usize::MAX),
            )),
            metrics: Arc::default(),
            failures: Arc::default(),
            build: crate::usecase::names::build_id().into(),
            queue,
            home,
        }
    }
}
