//! What handlers share: the home, the cache of finished answers, the measurements, the queue of imports.

use super::answers::AnswerCache;
use super::metrics::Metrics;
use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::import::{self, Job};
use crate::usecase::readings::inbox::Inbox;
use crate::usecase::readings::{account, compact};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};
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
    /// Where pushes go, once the server has started it.
    inbox: Arc<OnceLock<Inbox>>,
    /// Regions with new readings.
    account: mpsc::UnboundedSender<String>,
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
        let (account, regions) = mpsc::unbounded_channel();
        tokio::spawn(account_for(home.clone(), regions));
        let cache_bytes = home.config().answer_cache_mib.saturating_mul(1 << 20);
        App {
            answers: Arc::new(AnswerCache::new(
                usize::try_from(cache_bytes).unwrap_or(usize::MAX),
            )),
            metrics: Arc::default(),
            failures: Arc::default(),
            build: crate::usecase::names::build_id().into(),
            queue,
            inbox: Arc::default(),
            account,
            home,
        }
    }

    /// Starts what takes readings: the inbox, and as the configuration says the broker's client and the watched folder.
    ///
    /// # Errors
    /// As [`Inbox::start`].
    pub async fn take_readings(&self) -> Result<()> {
        let config = self.home.config();
        let every = Duration::from_secs(config.inbox_s);
        let inbox = Inbox::start(&self.home, every, self.account.clone()).await?;
        if let Some(url) = &config.mqtt {
            crate::gateway::mqtt::start(inbox.clone(), url)?;
        }
        if let Some(folder) = &config.watch {
            let account = self.account.clone();
            crate::gateway::watch::start(self.home.clone(), folder.into(), account)?;
        }
        let _ = self.inbox.set(inbox);
        Ok(())
    }

    /// Where pushes go.
    ///
    /// # Errors
    /// [`ErrorCode::Busy`] while it is being started.
    pub fn inbox(&self) -> Result<&Inbox> {
        self.inbox.get().ok_or_else(|| {
            Refusal::new(
                ErrorCode::Busy,
                "the inbox is being started: send the batch again in a few seconds",
            )
        })
    }

    /// Says that a region has new readings; they are accounted for within the time that the configuration says.
    pub fn account_soon(&self, region: &str) {
        let _ = self.account.send(region.to_owned());
    }
}

/// Merges small files where too many have gathered.
async fn merge_files(home: &Home, region: &str) {
    let config = home.config();
    let Some(small_max) = usize::try_from(config.small_files_max)
        .ok()
        .filter(|most| *most > 0)
    else {
        return;
    };
    let keep_days = config.merged_files_days;
    let begin = Instant::now();
    match compact::run(home, &Actor::Operator, region, small_max, keep_days).await {
        Ok(tables) => {
            for done in tables.iter().filter(|done| done.merged.files_before > 0) {
                tracing::info!(
                    region,
                    table = done.table,
                    files = done.merged.files_before,
                    into = done.merged.files_after,
                    rows = done.merged.rows,
                    seconds = begin.elapsed().as_secs_f64(),
                    "merged small files"
                );
            }
        }
        Err(refusal) => tracing::error!(region, %refusal, "could not merge small files"),
    }
}

/// Accounts for regions with new readings, gathered over the time that the configuration says.
async fn account_for(home: Home, mut regions: mpsc::UnboundedReceiver<String>) {
    while let Some(first) = regions.recv().await {
        tokio::time::sleep(Duration::from_secs(home.config().account_s)).await;
        let mut all = std::collections::BTreeSet::from([first]);
        while let Ok(next) = regions.try_recv() {
            all.insert(next);
        }
        for region in all {
            match account::run(&home, &Actor::Operator, &region, false).await {
                Ok(run) => tracing::info!(
                    region,
                    months = run.months,
                    seconds = run.total_seconds,
                    "accounted for readings"
                ),
                Err(refusal) => tracing::error!(region, %refusal, "could not account for readings"),
            }
            merge_files(&home, &region).await;
        }
    }
}
