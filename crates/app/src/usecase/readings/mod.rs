//! Readings of meters: how they come in, what is made of them.

pub mod account;
pub mod book;
pub mod cases;
pub mod compact;
pub mod contract_hours;
pub mod contracts;
mod entries;
pub mod exchange;
pub mod explain;
pub mod files;
pub mod fill;
pub mod inbox;
pub mod market;
pub mod peer;
pub mod publications;
pub mod quality;
mod reasons;
pub mod replaced;
pub mod show;
pub mod statistics;
pub mod take;

use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use metering::DayClock;
use std::sync::Arc;

/// Mapping id under which jobs of readings stand among the imports.
pub const READINGS: &str = "readings";
/// The same of hourly factors.
pub const FACTORS: &str = "hourly-factors";
/// The same of runs that account for readings; also the dataset of their entries.
pub const ACCOUNT: &str = "metered";

/// The clock of a region.
///
/// # Errors
/// A time zone that is not known.
pub fn clock(time_zone: &str) -> Result<DayClock> {
    let zone = jiff::tz::TimeZone::get(time_zone).map_err(|error| {
        Refusal::new(
            ErrorCode::BadConfig,
            format!("time zone {time_zone} is not known: {error}"),
        )
    })?;
    Ok(DayClock::new(zone))
}

/// A clock: microseconds since 1970 UTC. It may jump, also backwards.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The machine's.
    pub fn of_machine() -> Clock {
        Clock::new(|| jiff::Timestamp::now().as_microsecond())
    }

    /// Another one, for tests.
    pub fn new(now_us: impl Fn() -> i64 + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now_us))
    }

    /// What it shows.
    pub fn now_us(&self) -> i64 {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("clock")
    }
}

/// A time that is later than all that stands in the table, whatever the machine's clock says: what comes later counts.
///
/// # Errors
/// What the lake says.
pub fn later_us(lake: &lake::Lake, region: &str, at_us: i64) -> Result<i64> {
    Ok(at_us.max(lake.last_recorded_us(region)?.saturating_add(1)))
}

/// As [`later_us`], of the hourly factors.
///
/// # Errors
/// What the lake says.
pub fn later_factors_us(lake: &lake::Lake, region: &str, at_us: i64) -> Result<i64> {
    let last = lake.factors(region)?.last_recorded_us();
    Ok(at_us.max(last.saturating_add(1)))
}

/// The imports of a region that count.
///
/// # Errors
/// What the store says.
pub async fn counting(home: &Home, region: &str) -> Result<Arc<std::collections::HashSet<u32>>> {
    let imports = home.store().committed_imports(region).await?;
    Ok(Arc::new(imports.iter().map(|import| import.seq).collect()))
}

/// A job of this kind, for the list of imports.
pub fn new_job(region: &str, mapping: &str, file_name: &str, by: Option<&str>) -> store::NewImport {
    store::NewImport {
        region: region.to_owned(),
        mapping: mapping.to_owned(),
        mapping_version: "1".to_owned(),
        dataset: mapping.to_owned(),
        file_name: file_name.to_owned(),
        sha256: String::new(),
        size_bytes: 0,
        mode: store::ImportMode::Strict,
        by: by.map(str::to_owned),
    }
}
