//! Folding: what stands in segments becomes days in the tables, one commit for many segments.

use super::segment::{records, segment_path};
use super::{Inner, KEYS_DAYS, LOCK, SEGMENTS_PER_COMMIT};
use crate::home::blocking;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::readings::take::{Ground, take};
use lake::readings::{Batch, MeterDay};
use metering::parse::{PushFormat, read_push};
use metering::{Log, Readings, Stamp, ends_into_intervals};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// Folds closed segments, several at once if they have gathered, and accounts for them.
pub(super) async fn fold_all(
    inner: std::sync::Weak<Inner>,
    folder: PathBuf,
    mut closed: mpsc::UnboundedReceiver<u64>,
) {
    while let Some(first) = closed.recv().await {
        let mut numbers = vec![first];
        while let Ok(next) = closed.try_recv() {
            numbers.push(next);
        }
        for numbers in numbers.chunks(SEGMENTS_PER_COMMIT) {
            let mut wait = Duration::from_millis(200);
            loop {
                let Some(inner) = inner.upgrade() else { return };
                match fold(&inner, &folder, numbers).await {
                    Ok(()) => break,
                    Err(refusal) => {
                        tracing::error!(segments = ?numbers, %refusal, "cannot put pushed readings into the tables; trying again");
                    }
                }
                drop(inner);
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(Duration::from_secs(30));
            }
        }
    }
}

/// Some segments, in order, into the tables by one commit, which is marked with the last of their numbers; safe to repeat.
async fn fold(inner: &Arc<Inner>, folder: &Path, numbers: &[u64]) -> Result<()> {
    let Some(last) = numbers.last().copied() else {
        return Ok(());
    };
    let home = &inner.home;
    let in_table = home.lake().inbox_number()?;
    let (mut new, mut heads, mut size) = (Vec::new(), Vec::new(), 0);
    for number in numbers {
        let path = segment_path(folder, *number);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            // Removed by a fold that failed later; unless this is not the inbox's folder, but one that stands in its place.
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound && folder.join(LOCK).exists() =>
            {
                continue;
            }
            Err(error) => {
                return Err(Refusal::storage(
                    format!("cannot read {}", path.display()),
                    error,
                ));
            }
        };
        size += bytes.len() as u64;
        heads.extend(records(&bytes).into_iter().map(|(head, _)| head));
        // What the table holds already, a process that died did not live to remove; what has no record is left by a failed write.
        if *number > in_table && !records(&bytes).is_empty() {
            new.push(bytes);
        }
    }
    let touched: std::collections::BTreeSet<String> =
        heads.iter().map(|head| head.region.clone()).collect();
    let mut grounds = BTreeMap::new();
    for region in &touched {
        match Ground::of(home, region).await {
            Ok(ground) => _ = grounds.insert(region.clone(), ground),
            // A region that was removed meanwhile takes its pushes with it.
            Err(refusal) if refusal.code == ErrorCode::UnknownRegion => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let lake = home.lake().clone();
    if !new.is_empty() {
        blocking(move || {
            let mut by_region: BTreeMap<&str, Vec<MeterDay>> = BTreeMap::new();
            for (region, ground) in &grounds {
                by_region.insert(region, days_of(&lake, ground, &new)?);
            }
            let mut appender = lake.append_readings(Batch::Inbox(last))?;
            for (region, days) in by_region {
                appender.push(region, &days)?;
            }
            appender.commit()?;
            Ok(())
        })
        .await?;
    }
    let keys: Vec<(String, String)> = heads
        .into_iter()
        .filter_map(|head| Some((head.region, head.key?)))
        .collect();
    home.store().put_push_keys(&keys, KEYS_DAYS).await?;
    for number in numbers {
        let path = segment_path(folder, *number);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Refusal::storage(
                    format!("cannot remove {}", path.display()),
                    error,
                ));
            }
            _ => {}
        }
    }
    inner.unfolded_bytes.fetch_sub(size, Ordering::Relaxed);
    for region in touched {
        let _ = inner.account.send(region);
    }
    let mut known = inner.keys.lock().unwrap_or_else(PoisonError::into_inner);
    for key in &keys {
        known.remove(key);
    }
    Ok(())
}

/// Days of a region from the records of segments, in the order in which they came.
fn days_of(lake: &lake::Lake, ground: &Ground, segments: &[Vec<u8>]) -> Result<Vec<MeterDay>> {
    let mut all = Readings::new();
    let (mut source, mut received_us) = ("push".to_owned(), 0);
    for (head, body) in segments.iter().flat_map(|bytes| records(bytes)) {
        if head.region != ground.region.id {
            continue;
        }
        let format = if head.lines {
            PushFormat::Lines
        } else {
            PushFormat::Json
        };
        // It was read when it was answered; a clock that has changed since then cannot make it unreadable.
        if let Ok(mut push) = read_push(body, format, &ground.clock, head.stamp) {
            if head.stamp == Stamp::End {
                ends_into_intervals(&mut push.readings, |code| ground.meters.get(code));
            }
            all.extend(&push.readings);
        }
        received_us = head.received_us.max(received_us);
        source = head.source;
    }
    let taken = take(
        lake,
        ground,
        &all,
        Stamp::Start,
        &source,
        crate::usecase::readings::later_us(lake, &ground.region.id, received_us)?,
        Log::new(),
    )?;
    Ok(taken.days)
}
