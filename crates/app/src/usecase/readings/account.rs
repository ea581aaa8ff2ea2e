//! From readings to entries: months of meters, then months of enterprises, then the ledger.
//!
//! A run computes only what its commits touched. Amounts and emissions of a meter's month are whole numbers, so a new day is
//! added to its month; a day that replaces another, a new factor or a changed meter has its months computed again. The entries of a
//! touched enterprise-month replace the older ones, as those of any later import do.

use super::book::{filed, filing_imports, own_imports};
use super::contract_hours::hourly_use;
use super::entries::entries;
use super::market::{Market, Posted, Touched};
use super::replaced::taken_back;
use super::{ACCOUNT, clock, counting, new_job};
use crate::home::{Home, blocking};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::{self, Bench, Done};
use inventory::ledger::Lineage;
use inventory::master::{Enterprise, Region};
use jiff::civil::Date;
use lake::readings::{
    Added, Continued, Days, Ground, MeterMonth, Near, Roster, Summed, continued, days_in,
};
use lake::{Lake, Table};
use metering::{DayClock, Meter};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;
use store::{Accounted, ImportCounts, ImportPayload, ImportState};
use units::UnitRegistry;

/// What a run did.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Run {
    /// Number of the run among the imports; `None` if nothing had changed.
    pub import: Option<u32>,
    /// Readings that were summed.
    pub readings: u64,
    /// Energy of all meters that are computed now and counted, in kWh: those without a parent.
    pub energy_kwh: f64,
    /// Their location-based emissions by hourly factors, in kg CO2e.
    pub emissions_kg: f64,
    /// Months of meters that were computed.
    pub months: usize,
    /// Places, industries and months with energy and emissions.
    pub groups: usize,
    /// Seconds from the tables to all sums: reading, multiplying, rolling up.
    pub seconds: f64,
    /// Seconds of the whole run, entries and commits included.
    pub total_seconds: f64,
    /// True if all was computed and not only what had changed.
    pub all: bool,
    /// True if it wrote anything.
    #[serde(skip)]
    changed: bool,
}

pub(super) struct Master {
    pub(super) region: Region,
    clock: DayClock,
    pub(super) meters: Vec<Meter>,
    pub(super) enterprises: Vec<Enterprise>,
    runs: Arc<HashSet<u32>>,
    before: Option<(u32, Accounted)>,
    filings: lake::Imports,
    /// What, besides readings and hourly factors, the result depends on.
    ground: Accounted,
    own: lake::Imports,
    pub(super) market: Market,
}

/// Accounts for the readings of a region; `all` computes everything again.
///
/// # Errors
/// Who may not; what the store and the lake say.
pub async fn run(home: &Home, actor: &Actor, region: &str, all: bool) -> Result<Run> {
    actor.must_import()?;
    let _alone = home.accounting().await;
    let begin = Instant::now();
    let store = home.store();
    let record = store.region(region).await?;
    let meters = store.meters(region).await?;
    let market = Market::new(&record.region, store.contracts(region).await?);
    let filings = filing_imports(home, region).await?;
    let enterprises = store.enterprises(region).await?;
    let master = Master {
        clock: clock(&record.region.time_zone)?,
        ground: ground_of(&record.region, (&meters, &enterprises), &filings, &market)?,
        meters,
        enterprises,
        runs: counting(home, region).await?,
        before: store.accounted(region).await?,
        filings,
        own: own_imports(home, region).await?,
        market,
        region: record.region,
    };
    // Nothing has changed: no job, no row.
    if let Some((_, before)) = &master.before
        && !all
    {
        let lake = home.lake().clone();
        let ground = master.ground.clone();
        let now = blocking(move || state(&lake, ground)).await?;
        if *before == now {
            return Ok(Run {
                total_seconds: begin.elapsed().as_secs_f64(),
                ..Run::default()
            });
        }
    }
    let new = new_job(region, ACCOUNT, "readings", actor.name());
    let (seq, mut run) = job::run(home, &new, move |bench| work(bench, master, all)).await?;
    run.import = run.changed.then_some(seq);
    run.total_seconds = begin.elapsed().as_secs_f64();
    Ok(run)
}

/// Reads the months that a day to come will be added to, so that they are in memory when it is accounted for.
///
/// # Errors
/// What the store and the lake say.
pub(super) async fn read_ahead(home: &Home, region: &str, day: Date) -> Result<()> {
    let runs = counting(home, region).await?;
    let (lake, region) = (home.lake().clone(), region.to_owned());
    let month = Some(day.first_of_month());
    blocking(move || {
        lake.months(&region, (month, month), &|seq| runs.contains(&seq))?;
        Ok(())
    })
    .await
}

fn work(bench: &Bench<'_>, master: Master, all: bool) -> Result<Done<Run>> {
    let begin = Instant::now();
    let lake = bench.lake;
    let region = &master.region.id;
    let now = state(lake, master.ground.clone())?;
    let clock = &master.clock;
    let roster = Roster::new(&master.meters, &master.enterprises, UnitRegistry::builtin());
    let sums = Sums {
        bench,
        region,
        now: &now,
        clock,
        roster: &roster,
    };
    let since = master
        .before
        .as_ref()
        .map(|(_, before)| before)
        .filter(|before| !all && before.ground == now.ground);
    let fresh = since.map(|before| Fresh::of(lake, region, before, &now));
    let fresh = fresh.transpose()?.flatten();
    let since = since.filter(|_| fresh.is_some());
    let mut run = Run {
        all: since.is_none(),
        ..Run::default()
    };
    let touched_by_contracts = since.map(|before| Market::touched(before, &now));
    let (changed, known) = match since.zip(fresh) {
        None => {
            let summed = sums.of(&Days::default(), (None, None))?;
            run.readings = summed.readings;
            (summed.months, Vec::new())
        }
        Some((before, _)) if *before == now => {
            return Ok(Done::Nothing(run, ImportState::Unchanged));
        }
        Some((_, fresh)) => {
            let of = touched_by_contracts.as_ref();
            touched(&sums, &master, &fresh, of, &mut run)?
        }
    };
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "readings are summed");
    let rolled = roster.roll_up(&changed);
    run.energy_kwh = rolled.energy_kwh;
    run.emissions_kg = rolled.emissions_ug as f64 * 1e-9;
    run.groups = rolled.groups;
    run.months = changed.len();
    run.seconds = begin.elapsed().as_secs_f64();
    let filed_since = since.map_or(0, |before| before.filed_through) < now.filed_through;
    let now_version = now.readings_version;
    let payload = ImportPayload {
        accounted: Some(now),
        ..ImportPayload::default()
    };
    let described = touched_by_contracts
        .as_ref()
        .map(|touched| &touched.described);
    let is_anew = described.is_some_and(|described| !described.is_empty());
    let takes_back = since.is_none() || filed_since || is_anew;
    // Readings alone touch no enterprise but those of their meters; without filings there is nothing to hold them against.
    let mut near = Near::default();
    let metered: HashSet<String> = if master.filings.is_empty() {
        HashSet::new()
    } else if takes_back {
        let of = master.meters.iter();
        of.filter_map(|meter| meter.enterprise.clone()).collect()
    } else {
        let months = changed.iter().chain(&known);
        months
            .filter_map(|month| roster.find(&month.meter, &mut near))
            .filter_map(|listed| listed.meter.enterprise.clone())
            .collect()
    };
    let (_, filed) = filed(lake, region, &master.filings, &metered)?;
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "filings are read");
    let hours_of = |months: &[Posted<'_>]| {
        let meters = master.meters.iter();
        let read = (region.as_str(), now_version);
        hourly_use(lake, read, clock, &master.market, meters, months)
    };
    let (activities, mut entries, statistics, findings) = entries(
        bench.seq,
        &master,
        &roster,
        (&changed, &known),
        &filed,
        touched_by_contracts.as_ref(),
        &hours_of,
    )?;
    if takes_back {
        let lineage = Lineage {
            import: bench.seq,
            row: 1,
            column: 1,
        };
        // What stood under another industry has to go, too.
        let only = since.map(|_| (&filed, described));
        let gone = taken_back(lake, region, &master.own, &entries, only, lineage)?;
        entries.extend(gone);
    }
    run.changed = run.months > 0 || !entries.is_empty() || !findings.is_empty();
    let counts = ImportCounts {
        rows: changed.len() as u64,
        activities: activities.len() as u64,
        entries: entries.len() as u64,
        statistics: statistics.len() as u64,
        findings: findings.len() as u64,
        ..ImportCounts::default()
    };
    bench.prepare(&counts, &payload, &findings)?;
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "entries are made");
    lake.append_months(bench.seq, region, &changed, &known)?;
    lake.append_activities(bench.seq, &activities)?;
    lake.append_statistics(bench.seq, &statistics)?;
    lake.append_entries(bench.seq, &entries)?;
    Ok(Done::Whole(run))
}

fn state(lake: &Lake, ground: Accounted) -> Result<Accounted> {
    Ok(Accounted {
        readings_version: lake.version(Table::Readings)?,
        factors_version: lake.version(Table::HourlyFactors)?,
        ..ground
    })
}

/// What, besides readings and hourly factors, the result depends on.
fn ground_of(
    region: &Region,
    (meters, enterprises): (&[Meter], &[Enterprise]),
    filings: &lake::Imports,
    market: &Market,
) -> Result<Accounted> {
    let mut digest = Sha256::new();
    let text = serde_json::to_vec(&(region, meters))
        .map_err(|error| Refusal::internal("master data", error))?;
    digest.update(&text);
    digest.update(crate::usecase::names::build_id().as_bytes());
    let mut state = Accounted {
        ground: digest
            .finalize()
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        filed_through: filings.keys().copied().max().unwrap_or(0),
        enterprises: descriptions(meters, enterprises)?,
        ..Accounted::default()
    };
    let kept = market.mark(&mut state);
    kept.map_err(|error| Refusal::internal("contracts", error))?;
    Ok(state)
}

/// What entries take from the enterprises that have meters.
fn descriptions(meters: &[Meter], enterprises: &[Enterprise]) -> Result<BTreeMap<String, String>> {
    let metered: HashSet<&str> = meters
        .iter()
        .filter_map(|meter| meter.enterprise.as_deref())
        .collect();
    enterprises
        .iter()
        .filter(|one| metered.contains(one.code.as_str()))
        .map(|one| {
            let text = serde_json::to_string(&(&one.industry, &one.field))
                .map_err(|error| Refusal::internal("an enterprise", error))?;
            Ok((one.code.clone(), text))
        })
        .collect()
}

type Months = Vec<MeterMonth>;

/// What sums of a run are made with.
struct Sums<'a> {
    bench: &'a Bench<'a>,
    region: &'a str,
    now: &'a Accounted,
    clock: &'a DayClock,
    roster: &'a Roster<'a>,
}

impl Sums<'_> {
    /// Months of some days, all of which lie between the first and the last of `span`.
    fn of(&self, days: &Days<'_>, span: (Option<Date>, Option<Date>)) -> Result<Summed> {
        let (lake, now) = (self.bench.lake, self.now);
        let ground = Ground {
            clock: self.clock,
            factors: &lake.factors_between(now.factors_version, self.region, span)?,
            roster: self.roster,
        };
        let version = now.readings_version;
        Ok(lake.sum_months(version, self.region, days, &ground, self.bench.seq)?)
    }
}

/// Data files that were added since the last run.
struct Fresh {
    readings: Vec<Added>,
    factors: Vec<Added>,
}

impl Fresh {
    /// `None` if the log no longer says it; then all is computed.
    fn of(lake: &Lake, region: &str, before: &Accounted, now: &Accounted) -> Result<Option<Fresh>> {
        let since = |table, since, until| lake.files_since(table, region, since, until);
        let versions = (before.readings_version, now.readings_version);
        let readings = since(Table::Readings, versions.0, versions.1)?;
        let versions = (before.factors_version, now.factors_version);
        let factors = since(Table::HourlyFactors, versions.0, versions.1)?;
        let both = readings.zip(factors);
        Ok(both.map(|(readings, factors)| Fresh { readings, factors }))
    }
}

/// Months that changed since the last run, and all months of the same calendar months, to make enterprises' months whole.
fn touched(
    sums: &Sums<'_>,
    master: &Master,
    fresh: &Fresh,
    by_contracts: Option<&Touched>,
    run: &mut Run,
) -> Result<(Months, Months)> {
    let region = sums.region;
    let lake = sums.bench.lake;
    let mut new_factors: HashMap<String, BTreeSet<Date>> = HashMap::new();
    for (zone, day) in lake.factor_days_in(&fresh.factors)? {
        new_factors.entry(zone).or_default().insert(day);
    }
    let days = new_factors.values().flatten();
    let of_factors: BTreeSet<Date> = days.map(|day| day.first_of_month()).collect();
    let reach = |of_readings: &mut dyn Iterator<Item = Date>| {
        let touched = of_readings.chain(of_factors.iter().copied()).collect();
        master.market.reach(&touched, by_contracts)
    };
    let months = |span| lake.months(region, span, &|seq| master.runs.contains(&seq));
    // The log says of what days the readings are, so that the months they are added to are read while they are summed.
    let new_days = days_in(&fresh.readings);
    let ends = [new_days.0, new_days.1].into_iter().flatten();
    let expected = reach(&mut ends.map(Date::first_of_month));
    let (added, known) = std::thread::scope(|scope| {
        let known = expected.map(|span| scope.spawn(move || months(span)));
        let added = if fresh.readings.is_empty() {
            Ok(Summed::default())
        } else {
            let new_rows = Days {
                files: Some(&fresh.readings),
                ..Days::default()
            };
            sums.of(&new_rows, new_days)
        };
        let known = known.map(|known| match known.join() {
            Ok(known) => known,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        (added, known)
    });
    let added = added?;
    run.readings = added.readings;
    let Some(span) = reach(&mut added.months.iter().map(|month| month.month)) else {
        return Ok((Vec::new(), Vec::new()));
    };
    // Rows of meters that are not known touch nothing.
    let known = match known.filter(|_| expected == Some(span)) {
        Some(known) => known?,
        None => months(span)?,
    };
    let Continued {
        months: mut changed,
        again,
    } = continued(added.months, &known);
    let mut again: BTreeSet<usize> = again.into_iter().collect();
    if !new_factors.is_empty() {
        // A factor of a day behind all that is known touches only what was added, and that was summed with it.
        for (at, month) in known.iter().enumerate() {
            let days = month.zone.as_ref().and_then(|zone| new_factors.get(zone));
            let span = month.first_day..=month.last_day;
            if days.is_some_and(|days| days.range(span).next().is_some()) {
                again.insert(at);
            }
        }
    }
    if again.is_empty() {
        return Ok((changed, known));
    }
    let mut of_month: BTreeMap<Date, HashSet<String>> = BTreeMap::new();
    for month in again.iter().map(|at| &known[*at]) {
        let of = of_month.entry(month.month).or_default();
        of.insert(month.meter.clone());
    }
    changed.retain(|month| {
        let of = of_month.get(&month.month);
        of.is_none_or(|meters| !meters.contains(&month.meter))
    });
    for (month, meters) in &of_month {
        let span = (Some(*month), Some(month.last_of_month()));
        let days = Days {
            dates: span,
            meters: Some(meters),
            ..Days::default()
        };
        let summed = sums.of(&days, span)?;
        run.readings += summed.readings;
        changed.extend(summed.months);
    }
    changed.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
    Ok((changed, known))
}
