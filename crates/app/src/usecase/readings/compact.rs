//! Merging the small files that folds and runs leave, and removing what was merged long ago.

use super::{counting, publications};
use crate::home::{Home, blocking};
use crate::refusal::Result;
use crate::usecase::Actor;
use lake::Table;
use lake::readings::Compacted;
use std::collections::HashSet;
use store::Accounted;

/// Tables whose files grow with time and not with data: each fold of the inbox adds one, each run of the accounting one or two.
const TABLES: [Table; 6] = [
    Table::Readings,
    Table::MeterMonths,
    Table::HourlyFactors,
    Table::Entries,
    Table::Activities,
    Table::Statistics,
];

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

/// Versions of a table that must stay readable: that of the last run of the accounting, which explanations go back to, and those of
/// publications.
fn kept_versions(table: Table, accounted: Option<&Accounted>, published: &[String]) -> Vec<u64> {
    let letter = match table {
        Table::Activities => 'a',
        Table::Statistics => 's',
        Table::Entries => 'e',
        Table::Readings => 'r',
        Table::HourlyFactors => 'h',
        Table::MeterMonths => 'm',
    };
    let mut versions: Vec<u64> = published
        .iter()
        .flat_map(|data| data.split('.'))
        .filter_map(|part| part.strip_prefix(letter)?.parse().ok())
        .collect();
    versions.extend(accounted.and_then(|accounted| match table {
        Table::Readings => Some(accounted.readings_version),
        Table::HourlyFactors => Some(accounted.factors_version),
        _ => None,
    }));
    versions.sort_unstable();
    versions.dedup();
    versions
}

/// Merges the small files of a region: every table with more than `small_max` of them. Files that were merged more than
/// `keep_days` days ago are removed, except those that explanations and publications go back to; `None` keeps them all, and with
/// them every older version of the tables.
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
    let published = publications::data_versions(home, region).await?;
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
                // If the log no longer says which, accounting reads all that is live.
                let unseen = match seen {
                    Some(seen) => lake.files_since(table, &region, seen, lake.version(table)?)?,
                    None => None,
                };
                let unseen = unseen.into_iter().flatten().map(|file| file.path);
                let mut keep: HashSet<_> = unseen.collect();
                for version in kept_versions(table, accounted.as_ref(), &published) {
                    keep.extend(lake.files_at(table, &region, version)?);
                }
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
