//! The inbox: what is pushed is on the disk before it is answered, and in the tables soon after.
//!
//! ```text
//! push ─► queue ─► segment file, synced once for all that wait ─► answer
//!                      │ every few seconds, or when it is large
//!                      └─► days ─► one commit to `readings`, marked `inbox` with the segment's number ─► keys ─► file removed
//! ```
//!
//! **Nothing is lost**: the answer is given after the sync; a process that dies leaves its segments, and the next one folds them.
//! **Nothing is there twice**: a segment whose number the table holds is only removed; a key that was answered is answered again
//! without being taken again; and the same reading taken twice is the same reading.
//! **Memory stays bounded**: what waits has a limit in bytes; beyond it a push is told to come again.

mod fold;
mod segment;

use self::fold::fold_all;
use self::segment::{Head, folder, record, segment_path, segments};
use super::take::Ground;
use crate::home::{Home, blocking};
use crate::refusal::{ErrorCode, Refusal, Result};
use metering::parse::{PushFormat, read_push};
use metering::{Log, Stamp};
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// A segment is closed when it is as large as this, MiB.
const SEGMENT_BYTES: u64 = 16 << 20;
/// Pushes that may wait to be written.
const WAITING_MAX: usize = 4_096;
/// Bytes on the disk that may wait to be folded; beyond it pushes are told to come again.
const UNFOLDED_BYTES_MAX: u64 = 512 << 20;
/// Segments that are put into the tables together.
const SEGMENTS_PER_COMMIT: usize = 256;
/// File in the inbox that its server holds locked.
const LOCK: &str = "lock";
/// How long keys of pushes are remembered.
const KEYS_DAYS: u32 = 30;
/// How long the list of meters that pushes are checked against may be old.
const GROUND_AGE: Duration = Duration::from_secs(5);

/// What a push was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Answer {
    /// Readings that are kept.
    pub accepted: usize,
    /// True if a push with this key was answered before: then nothing was taken again.
    pub already: bool,
    /// Readings that were not taken, by their place in the batch from 1, each with its reason.
    pub rejected: Vec<(u32, String, String)>,
}

struct Waiting {
    head: Head,
    body: Vec<u8>,
    answer: oneshot::Sender<Result<()>>,
}

/// The inbox of a server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Inbox {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    home: Home,
    queue: mpsc::Sender<Waiting>,
    /// Keys that were answered and whose segment is not folded yet, and those under way.
    keys: Mutex<HashSet<(String, String)>>,
    grounds: tokio::sync::Mutex<HashMap<String, (Instant, Arc<Ground>)>>,
    unfolded_bytes: Arc<AtomicU64>,
    /// Told which regions have new readings in the tables.
    account: mpsc::UnboundedSender<String>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "push of {}", self.head.region)
    }
}

impl Inbox {
    /// Starts the inbox of a server: folds what an earlier process left, then takes pushes. `every` is how long a push may wait
    /// until it is in the tables; `account` is told of regions that have new readings there.
    ///
    /// # Errors
    /// A folder that cannot be made or read; another server on the same home.
    pub async fn start(
        home: &Home,
        every: Duration,
        account: mpsc::UnboundedSender<String>,
    ) -> Result<Inbox> {
        let folder = folder(home);
        let at = folder.clone();
        let lake = home.lake().clone();
        let (lock, first) = blocking(move || {
            std::fs::create_dir_all(&at).map_err(|error| {
                Refusal::storage(format!("cannot make {}", at.display()), error)
            })?;
            let lock = File::create(at.join(LOCK))
                .map_err(|error| Refusal::storage("cannot lock the inbox", error))?;
            lock.try_lock().map_err(|_| {
                Refusal::new(
                    ErrorCode::Busy,
                    "another server takes pushes for this home: stop it first",
                )
            })?;
            let left = segments(&at)?.last().copied().unwrap_or(0);
            Ok((lock, left.max(lake.inbox_number()?) + 1))
        })
        .await?;
        let (queue, waiting) = mpsc::channel(WAITING_MAX);
        let unfolded_bytes = Arc::new(AtomicU64::new(0));
        let inbox = Inbox {
            inner: Arc::new(Inner {
                home: home.clone(),
                queue,
                keys: Mutex::default(),
                grounds: tokio::sync::Mutex::default(),
                unfolded_bytes: Arc::clone(&unfolded_bytes),
                account,
            }),
        };
        let (closed_tell, closed) = mpsc::unbounded_channel();
        for number in segments(&folder)? {
            let size =
                std::fs::metadata(segment_path(&folder, number)).map_or(0, |file| file.len());
            unfolded_bytes.fetch_add(size, Ordering::Relaxed);
            let _ = closed_tell.send(number);
        }
        let writer = Writer {
            folder: folder.clone(),
            number: first,
            open: None,
            every,
            unfolded_bytes: Arc::clone(&unfolded_bytes),
            closed: closed_tell,
        };
        std::thread::Builder::new()
            .name("inbox".to_owned())
            .spawn(move || {
                writer.run(waiting);
                drop(lock);
            })
            .map_err(|error| Refusal::internal("no thread for the inbox", error))?;
        tokio::spawn(fold_all(Arc::downgrade(&inbox.inner), folder, closed));
        Ok(inbox)
    }

    /// Takes a batch, whose times name beginnings or ends as `stamp` says; returns when it is on the disk.
    ///
    /// # Errors
    /// A batch that cannot be read; an unknown region; [`ErrorCode::Busy`] if too much waits.
    pub async fn push(
        &self,
        region: &str,
        key: Option<String>,
        lines: bool,
        stamp: Stamp,
        body: Vec<u8>,
        source: &str,
    ) -> Result<Answer> {
        let handed_in = self
            .hand_in(region, key, lines, stamp, body, source)
            .await?;
        handed_in.kept().await
    }

    /// As [`Inbox::push`], but returns when the batch has its place in the queue: what is handed in later is written after it, and
    /// counts where both say something of the same slot.
    ///
    /// # Errors
    /// As [`Inbox::push`], but for what the disk says.
    pub async fn hand_in(
        &self,
        region: &str,
        key: Option<String>,
        lines: bool,
        stamp: Stamp,
        body: Vec<u8>,
        source: &str,
    ) -> Result<HandedIn> {
        let inner = &self.inner;
        if inner.unfolded_bytes.load(Ordering::Relaxed) > UNFOLDED_BYTES_MAX {
            return Err(busy());
        }
        let ground = inner.ground(region).await?;
        let format = if lines {
            PushFormat::Lines
        } else {
            PushFormat::Json
        };
        let (body, batch) = {
            let ground = Arc::clone(&ground);
            blocking(move || {
                let push = read_push(&body, format, &ground.clock, stamp)
                    .map_err(|fault| unreadable(&fault))?;
                Ok((body, checked(&push, &ground, stamp)))
            })
            .await?
        };
        let key = key.or(batch.key);
        let marked = key.clone().map(|key| (region.to_owned(), key));
        if let Some(marked) = &marked {
            let known = inner.home.store();
            let already = inner.has_key(marked)
                || !known
                    .known_push_keys(region, std::slice::from_ref(&marked.1))
                    .await?
                    .is_empty();
            if already {
                let answer = Answer {
                    already: true,
                    ..Answer::default()
                };
                return Ok(HandedIn {
                    inner: Arc::clone(inner),
                    answer,
                    waits: None,
                });
            }
        }
        let answer = Answer {
            accepted: batch.accepted,
            already: false,
            rejected: batch.rejected,
        };
        if answer.accepted == 0 {
            return Ok(HandedIn {
                inner: Arc::clone(inner),
                answer,
                waits: None,
            });
        }
        let (tell, told) = oneshot::channel();
        let waiting = Waiting {
            head: Head {
                region: region.to_owned(),
                key,
                lines,
                source: source.to_owned(),
                received_us: inner.home.now_us(),
                stamp,
            },
            body,
            answer: tell,
        };
        inner.queue.try_send(waiting).map_err(|_| busy())?;
        Ok(HandedIn {
            inner: Arc::clone(inner),
            answer,
            waits: Some((told, marked)),
        })
    }

    /// Bytes that wait to be put into the tables.
    pub fn unfolded_bytes(&self) -> u64 {
        self.inner.unfolded_bytes.load(Ordering::Relaxed)
    }
}

/// A region and the key of a push of it.
type PushKey = (String, String);

/// A batch that has its place in the queue.
pub struct HandedIn {
    inner: Arc<Inner>,
    answer: Answer,
    /// What tells that it is on the disk, and its key; `None` if nothing of it has to be written.
    waits: Option<(oneshot::Receiver<Result<()>>, Option<PushKey>)>,
}

impl HandedIn {
    /// Returns when the batch is on the disk.
    ///
    /// # Errors
    /// A disk that cannot be written: then nothing of it is kept.
    pub async fn kept(self) -> Result<Answer> {
        if let Some((told, key)) = self.waits {
            told.await
                .map_err(|error| Refusal::internal("the inbox has stopped", error))??;
            if let Some(key) = key {
                self.inner.add_key(key);
            }
        }
        Ok(self.answer)
    }
}

fn busy() -> Refusal {
    Refusal::new(
        ErrorCode::Busy,
        "too many readings wait to be put into the tables: send this batch again in a few seconds",
    )
}

fn unreadable(fault: &metering::parse::PushFault) -> Refusal {
    Refusal::new(
        ErrorCode::BadBody,
        format!("the batch cannot be read: {fault}"),
    )
    .with("fault", fault.code())
}

struct Checked {
    key: Option<String>,
    accepted: usize,
    rejected: Vec<(u32, String, String)>,
}

/// Which readings of a batch will be taken; what is wrong with the others is said at once, and not when nobody listens.
fn checked(push: &metering::parse::Push, ground: &Ground, stamp: Stamp) -> Checked {
    let mut log = Log::new();
    let placed = metering::place(
        &push.readings,
        |code| ground.meters.get(code),
        &ground.clock,
        stamp,
        &mut log,
    );
    let collected = placed.merge(|_, _| None, &mut log);
    let rejected = push.rejected.iter().chain(&collected.rejected);
    Checked {
        key: push.key.clone(),
        accepted: push.readings.len() - collected.rejected_count.min(push.readings.len()),
        rejected: rejected
            .map(|one| (one.row, one.code.to_owned(), one.message.clone()))
            .collect(),
    }
}

impl Inner {
    fn has_key(&self, key: &(String, String)) -> bool {
        self.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(key)
    }

    fn add_key(&self, key: (String, String)) {
        self.keys
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key);
    }

    /// Whoever finds it too old reads it anew, and the others wait: many pushes come at once.
    async fn ground(&self, region: &str) -> Result<Arc<Ground>> {
        let mut grounds = self.grounds.lock().await;
        if let Some((since, ground)) = grounds.get(region)
            && since.elapsed() < GROUND_AGE
        {
            return Ok(Arc::clone(ground));
        }
        let ground = Arc::new(Ground::of(&self.home, region).await?);
        grounds.insert(region.to_owned(), (Instant::now(), Arc::clone(&ground)));
        Ok(ground)
    }
}

/// The one thread that writes segments.
struct Writer {
    folder: PathBuf,
    number: u64,
    open: Option<(File, u64, Instant)>,
    every: Duration,
    unfolded_bytes: Arc<AtomicU64>,
    closed: mpsc::UnboundedSender<u64>,
}

impl Writer {
    fn run(mut self, mut queue: mpsc::Receiver<Waiting>) {
        loop {
            let first = match &self.open {
                None => queue.blocking_recv(),
                Some((_, _, since)) => {
                    let left = self.every.saturating_sub(since.elapsed());
                    match recv_within(&mut queue, left) {
                        Some(first) => first,
                        None => {
                            self.close();
                            continue;
                        }
                    }
                }
            };
            let Some(first) = first else {
                self.close();
                return;
            };
            let mut waiting = vec![first];
            while let Ok(next) = queue.try_recv() {
                waiting.push(next);
            }
            let result = self.write(&waiting);
            if let Err(refusal) = &result {
                tracing::error!(pushes = waiting.len(), %refusal, "pushes cannot be kept and are refused");
                // The next one gets a file of its own.
                self.close();
            }
            for one in waiting {
                let _ = one.answer.send(result.clone());
            }
            if self
                .open
                .as_ref()
                .is_some_and(|(_, bytes, _)| *bytes >= SEGMENT_BYTES)
            {
                self.close();
            }
        }
    }

    /// Writes all that wait and syncs once.
    fn write(&mut self, waiting: &[Waiting]) -> Result<()> {
        let fault = |error: std::io::Error| Refusal::storage("cannot write to the inbox", error);
        let mut bytes = Vec::new();
        for one in waiting {
            bytes.extend(record(&one.head, &one.body)?);
        }
        if self.open.is_none() {
            let path = segment_path(&self.folder, self.number);
            let file = File::options()
                .create_new(true)
                .append(true)
                .open(path)
                .map_err(fault)?;
            // The file's name has to outlive a power cut, too.
            File::open(&self.folder)
                .and_then(|folder| folder.sync_all())
                .map_err(fault)?;
            self.open = Some((file, 0, Instant::now()));
        }
        if let Some((file, size, _)) = &mut self.open {
            if let Err(error) = file.write_all(&bytes).and_then(|()| file.sync_data()) {
                // Some of these records may be whole: they are answered as refused, so they go again. If even that fails, a
                // batch that is sent again finds its readings there, which are the same.
                let _ = file.set_len(*size).and_then(|()| file.sync_data());
                return Err(fault(error));
            }
            *size += bytes.len() as u64;
            self.unfolded_bytes
                .fetch_add(bytes.len() as u64, Ordering::Relaxed);
        }
        Ok(())
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            let _ = self.closed.send(self.number);
        }
        // Also after a failed creation: a number is never used twice.
        self.number += 1;
    }
}

/// The next of the queue, or `None` when the time is up; `Some(None)` when the queue has ended.
fn recv_within(queue: &mut mpsc::Receiver<Waiting>, left: Duration) -> Option<Option<Waiting>> {
    let end = Instant::now() + left;
    loop {
        match queue.try_recv() {
            Ok(next) => return Some(Some(next)),
            Err(mpsc::error::TryRecvError::Disconnected) => return Some(None),
            Err(mpsc::error::TryRecvError::Empty) => {}
        }
        let now = Instant::now();
        if now >= end {
            return None;
        }
        std::thread::sleep((end - now).min(Duration::from_millis(2)));
    }
}
