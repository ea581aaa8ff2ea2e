//! Merging the small files that folds and runs leave, and removing what was merged long ago.

use super::counting;
use crate::home::{Home, blocking};
use crate::refusal::Result;
use crate::usecase::Actor;
use lake::Table;
use lake::readings::Compacted;
use std::collections::HashSet;

/// Tables whose files grow with time and not with data.
const TABLES: [Table; 3] = [Table::Readings, Table::MeterMonths, Table::HourlyFactors];

const DAY_MS: i64 = 86_400_000;

/// What was done to one table.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Done {
    /// Name of the table.
    pub table: &'static str,
    /// What was merged.
    #[serde(flatten)]
    pub merged: Compacted,
    /// True if another process merges, so that nothing was done.
    pub busy: bool,
    /// Files that were merged long ago and are removed now.
    pub files_removed: usize,
    /// Their bytes.
    pub bytes_removed: u64,
}

/// Merges the small files of a region: every table with more than `small_max` of them. Files that were merged more than
/// `keep_days` days ago are removed; `None` keeps them all, and with them every older version of the tables.
///
/// # Errors
/// Who may not; an unknown region; what the store and the lake say.
pub async fn run(
    home: &Home,
    actor: &Actor,
    region: &str,
    small_max: usize,
    keep_days: Option<u32>,
) -> Result<Vec<Done>> {
    actor.must_import()?;
    let store = home.store();
    store.region(region).await?;
    let runs = counting(home, region).await?;
    let accounted = store
        .accounted(region)
        .await?
        .map(|(_, accounted)| accounted);
    let lake = home.lake().clone();
    let region = region.to_owned();
    let now_ms = home.now_us() / 1000;
    blocking(move || {
        let mut all = Vec::new();
        for table in TABLES {
            if !lake.folder().join(table.name()).exists() {
                continue;
            }
            let mut done = Done {
                table: table.name(),
                ..Done::default()
            };
            if lake.file_count(table, &region)?.small > small_max {
                match lake.compact(table, &region, &|seq| runs.contains(&seq))? {
                    Some(merged) => done.merged = merged,
                    None => done.busy = true,
                }
            }
            // The log is read for it, so the server does it only when there is something new to keep.
            let look = small_max <= 1 || done.merged.files_before > 0;
            if let Some(days) = keep_days.filter(|_| look) {
                // What accounting has not seen yet it reads from the files that brought it.
                let seen = accounted.as_ref().and_then(|accounted| match table {
                    Table::Readings => Some(accounted.readings_version),
                    Table::HourlyFactors => Some(accounted.factors_version),
                    _ => None,
                });
                let keep: HashSet<_> = match seen {
                    Some(seen) => lake
                        .files_since(table, &region, seen, lake.version(table)?)?
                        .into_iter()
                        .collect(),
                    None => HashSet::new(),
                };
                let before_ms = now_ms - i64::from(days) * DAY_MS;
                (done.files_removed, done.bytes_removed) =
                    lake.vacuum(table, &region, before_ms, &keep)?;
            }
            all.push(done);
        }
        Ok(all)
    })
    .await
}
