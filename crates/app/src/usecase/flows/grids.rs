//! Traced grids: how much carbon a unit of power carries at every bus, hour by hour; and the factors of readings made of it.

use super::{checked_name, digest, discard, keep, need, read};
use crate::home::{Home, blocking};
use crate::http::dto::{GridBranch, GridBus, GridDay, GridSet, GridStep};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::sources::{self, refused};
use crate::usecase::Actor;
use crate::usecase::import::Upload;
use crate::usecase::readings::{clock, files};
use flow::formats::GridCase;
use flow::grid::{Losses, Network, Steps, audit, positions, trace};
use jiff::Timestamp;
use metering::DayClock;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const KIND: &str = "grid";
/// Values that are kept: steps times buses and branches.
const VALUES_MAX: usize = 3_000_000;
/// Power below this many MW is rounding of the file.
const GAP_MW: f64 = 1e-3;
const HOUR_S: u32 = 3600;

/// What is said about a grid that comes in.
#[derive(Debug, Clone)]
pub struct NewGrid {
    /// Name; a later grid of the same name takes its place.
    pub name: String,
    /// Where it comes from; needed unless it is invented.
    pub source: String,
    /// True if it is invented.
    pub synthetic: bool,
    /// When the first step begins: with an offset, or in the region's local time.
    pub start: String,
    /// Minutes of a step; at most 60 and a divisor of it.
    pub step_minutes: u32,
    /// Who bears the losses.
    pub losses: Losses,
    /// Table `key,factor_t_per_mwh` of generators.
    pub factors: Option<PathBuf>,
    /// Table `bus,zone,lon,lat`: to which zone a bus belongs and where it stands. Without it every bus is a zone of its own.
    pub buses: Option<PathBuf>,
    /// Set the hourly factors of the region's zones from the trace.
    pub set_factors: bool,
}

/// What became of a grid.
#[derive(Debug, Clone, Serialize)]
pub struct Kept {
    /// Number of the data set.
    pub grid: u32,
    /// Number of buses.
    pub buses: usize,
    /// Number of steps.
    pub steps: usize,
    /// Local days with steps.
    pub days: usize,
    /// Days of zones whose hourly factors were set.
    pub factor_days: usize,
    /// Largest gap of carbon, relative to all generators'.
    pub imbalance_max: f64,
    /// Notes on the data.
    pub findings: usize,
}

#[derive(Debug, Serialize, Deserialize)]
struct Content {
    source: String,
    synthetic: bool,
    sha256: String,
    code: String,
    losses: String,
    start_s: i64,
    step_minutes: u32,
    buses: Vec<GridBus>,
    branches: Vec<GridBranch>,
    steps: usize,
    intensity: Vec<Option<f64>>,
    through_mw: Vec<f64>,
    flow_mw: Vec<f64>,
    imbalance_max: f64,
    findings: u32,
    factor_zones: Vec<String>,
}

impl Content {
    fn at(&self, step: usize) -> Result<Timestamp> {
        Timestamp::from_second(self.start_s + step as i64 * i64::from(self.step_minutes) * 60)
            .map_err(|error| Refusal::internal("a step of a grid", error))
    }
}

/// Traces a grid, keeps it with the region and, if asked, sets hourly factors of its zones from it: then the next accounting of the
/// region's readings computes anew what they touch.
///
/// # Errors
/// Who may not; an unknown region; a grid that cannot be read or traced; days that lack hours, if factors are to be set. Then nothing
/// is kept and no factor is changed.
pub async fn import(
    home: &Home,
    actor: &Actor,
    region: &str,
    path: &Path,
    new: NewGrid,
) -> Result<Kept> {
    actor.must_import()?;
    let record = home.store().region(region).await?;
    let name = checked_name(&new.name)?;
    if new.source.trim().is_empty() && !new.synthetic {
        return Err(Refusal::new(
            ErrorCode::BadParameter,
            "say where the grid comes from, or that it is synthetic",
        )
        .with("name", "source"));
    }
    let clock = clock(&record.region.time_zone)?;
    let path = path.to_owned();
    let (mut content, factors) = blocking(move || {
        let (content, weights) = compute(&path, &new, &clock)?;
        let factors = new
            .set_factors
            .then(|| zone_factors(&content, &weights, &clock))
            .transpose()?;
        Ok((content, factors))
    })
    .await?;
    let csv = factors.map(|factors| {
        content.factor_zones = factors.zones;
        factors.csv
    });
    let days = days(home, region, &content).await?.len();
    // First the grid: a data set can be taken away again, factors that were set cannot.
    let grid = keep(home, actor.name(), region, KIND, &name, &content).await?;
    let mut factor_days = 0;
    if let Some(csv) = csv {
        let source = format!("trace of {name} ({})", content.sha256);
        match files::import_factors(home, actor, region, Upload::new(&source, csv)).await {
            Ok(days) => factor_days = days,
            Err(refusal) => {
                discard(home, actor.name(), region, KIND, grid).await?;
                return Err(refusal);
            }
        }
    }
    Ok(Kept {
        grid,
        buses: content.buses.len(),
        steps: content.steps,
        days,
        factor_days,
        imbalance_max: content.imbalance_max,
        findings: content.findings as usize,
    })
}

fn start(text: &str, clock: &DayClock) -> Result<Timestamp> {
    let local = || {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        Some(civil.to_zoned(clock.zone().clone()).ok()?.timestamp())
    };
    text.parse::<Timestamp>()
        .ok()
        .or_else(local)
        .ok_or_else(|| {
            Refusal::new(
                ErrorCode::BadParameter,
                format!("{text:?} is no time; say when the first step begins, as 2026-05-04T00:00"),
            )
            .with("name", "start")
        })
}

/// Zones and places of buses from a table.
struct Whereabouts {
    zone: String,
    lon_lat: Option<(f64, f64)>,
}

fn whereabouts(path: &Path, buses: &[String]) -> Result<BTreeMap<String, Whereabouts>> {
    let name = path.display().to_string();
    let text = sources::text(path)?;
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let heads = reader
        .headers()
        .map_err(|error| refused(format!("{name}: {error}")))?
        .clone();
    let column = |wanted: &str| heads.iter().position(|head| head == wanted);
    let bus = column("bus").ok_or_else(|| refused(format!("{name} has no column \"bus\"")))?;
    let (zone, lon, lat) = (column("zone"), column("lon"), column("lat"));
    let mut of = BTreeMap::new();
    for (at, row) in reader.records().enumerate() {
        let line = at + 2;
        let row = row.map_err(|error| refused(format!("{name}: {error}")))?;
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default();
        let key = cell(Some(bus));
        if !buses.iter().any(|known| known == key) {
            return Err(refused(format!(
                "{name}, row {line}: the grid has no bus {key:?}"
            )));
        }
        let number = |column: Option<usize>, most: f64| match cell(column) {
            "" => Ok(None),
            text => text
                .parse::<f64>()
                .ok()
                .filter(|value| value.abs() <= most)
                .map(Some)
                .ok_or_else(|| refused(format!("{name}, row {line}: {text:?} is no degree"))),
        };
        let lon_lat = number(lon, 180.0)?.zip(number(lat, 90.0)?);
        let zone = match cell(zone) {
            "" => key,
            zone => zone,
        };
        let entry = Whereabouts {
            zone: zone.to_owned(),
            lon_lat,
        };
        if of.insert(key.to_owned(), entry).is_some() {
            return Err(refused(format!(
                "{name}, row {line}: bus {key:?} is there twice"
            )));
        }
    }
    Ok(of)
}

/// The trace, and what each bus weighs in its zone, steps x buses: its load, or what runs through it where no loads are known.
fn compute(path: &Path, new: &NewGrid, clock: &DayClock) -> Result<(Content, Vec<f64>)> {
    if new.step_minutes == 0 || !60_u32.is_multiple_of(new.step_minutes) {
        return Err(Refusal::new(
            ErrorCode::BadParameter,
            format!(
                "steps of {} minutes: an hour must hold a whole number of them",
                new.step_minutes
            ),
        )
        .with("name", "step_minutes"));
    }
    let (case, factor_t_per_mwh) = sources::grid_with_factors(path, new.factors.as_deref())?;
    let (n, branches) = (case.buses.len(), case.branches.len());
    if case.steps.saturating_mul(2 * n + branches) > VALUES_MAX {
        return Err(refused(format!(
            "{} steps of {n} buses and {branches} branches are more than the {VALUES_MAX} values that can be kept; keep fewer days",
            case.steps
        )));
    }
    let network = Network::new(n, case.branches.clone()).map_err(refused)?;
    let generator_bus: Vec<u32> = case.generators.iter().map(|of| of.bus).collect();
    let steps = Steps {
        steps: case.steps,
        sent_mw: &case.sent_mw,
        received_mw: case.received_mw.as_deref(),
        generator_bus: &generator_bus,
        generation_mw: &case.generation_mw,
        factor_t_per_mwh: &factor_t_per_mwh,
        losses: new.losses,
    };
    let traced = trace(&network, &steps).map_err(refused)?;
    let loads = (!case.load_mw.is_empty()).then_some(case.load_mw.as_slice());
    let findings = audit(&network, &steps, loads, GAP_MW).len() as u32;
    let through_mw = through(&case, &generator_bus);
    let of = match &new.buses {
        Some(path) => whereabouts(path, &case.buses)?,
        None => BTreeMap::new(),
    };
    let drawn = positions(&network);
    let buses = case.buses.iter().zip(&drawn).map(|(name, &(x, y))| {
        let known = of.get(name);
        let lon_lat = known.and_then(|of| of.lon_lat);
        GridBus {
            zone: known.map_or(name, |of| &of.zone).clone(),
            name: name.clone(),
            lon: lon_lat.map(|p| p.0),
            lat: lon_lat.map(|p| p.1),
            x,
            y,
        }
    });
    let content = Content {
        source: new.source.trim().to_owned(),
        synthetic: new.synthetic,
        sha256: digest([
            case.sent_mw.as_slice(),
            case.generation_mw.as_slice(),
            factor_t_per_mwh.as_slice(),
        ]),
        code: env!("CARGO_PKG_VERSION").to_owned(),
        losses: match new.losses {
            Losses::User => "user",
            Losses::Line => "line",
            Losses::Sender => "sender",
        }
        .to_owned(),
        start_s: start(&new.start, clock)?.as_second(),
        step_minutes: new.step_minutes,
        buses: buses.collect(),
        branches: case
            .branches
            .iter()
            .map(|&(from, to)| GridBranch { from, to })
            .collect(),
        steps: case.steps,
        // Through a bus without power runs no carbon either: its intensity is not known, and not 0.
        intensity: traced
            .nodal_t_per_mwh
            .iter()
            .zip(&through_mw)
            .map(|(value, through)| (*through > 0.0).then_some(*value))
            .collect(),
        through_mw,
        flow_mw: case.sent_mw.clone(),
        imbalance_max: traced.imbalance_max,
        findings,
        factor_zones: Vec::new(),
    };
    let weights = if case.load_mw.len() == content.through_mw.len() {
        case.load_mw
    } else {
        content.through_mw.clone()
    };
    Ok((content, weights))
}

/// What comes into every bus, MW; `steps x buses`.
fn through(case: &GridCase, generator_bus: &[u32]) -> Vec<f64> {
    let (n, branches, generators) = (case.buses.len(), case.branches.len(), case.generators.len());
    let received = case.received_mw.as_ref().unwrap_or(&case.sent_mw);
    let mut through = vec![0.0; case.steps * n];
    for step in 0..case.steps {
        let row = &mut through[step * n..][..n];
        for (&bus, power) in generator_bus
            .iter()
            .zip(&case.generation_mw[step * generators..][..generators])
        {
            row[bus as usize] += power;
        }
        for (at, &(from, to)) in case.branches.iter().enumerate() {
            let sent = case.sent_mw[step * branches + at];
            let arrives = received[step * branches + at].abs();
            row[if sent > 0.0 { to } else { from } as usize] += arrives;
        }
    }
    through
}

/// Hourly factors as the table that sets them.
struct ZoneFactors {
    csv: Vec<u8>,
    zones: Vec<String>,
}

/// Mean intensity of every zone and hour, weighed by `weights`. An hour in which nothing is used in a zone has what runs through its buses;
/// where nothing runs, it is refused: a factor is never guessed.
fn zone_factors(content: &Content, weights: &[f64], clock: &DayClock) -> Result<ZoneFactors> {
    let n = content.buses.len();
    let mut sums: BTreeMap<(&str, i64), [f64; 4]> = BTreeMap::new();
    for step in 0..content.steps {
        let at = content.at(step)?;
        let (date, slot) = clock.slot_of(at, HOUR_S);
        let hour = clock.start_of(date, slot, HOUR_S).as_second();
        for (bus, of) in content.buses.iter().enumerate() {
            let sum = sums.entry((of.zone.as_str(), hour)).or_default();
            let Some(value) = content.intensity[step * n + bus] else {
                continue;
            };
            let (load, through) = (
                weights[step * n + bus].max(0.0),
                content.through_mw[step * n + bus],
            );
            for (slot, part) in [load, load * value, through, through * value]
                .into_iter()
                .enumerate()
            {
                sum[slot] += part;
            }
        }
    }
    let mut csv = String::from("zone,at,kg_per_kwh\n");
    let mut zones: Vec<String> = Vec::new();
    for ((zone, hour), [load, by_load, through, by_through]) in sums {
        let at = Timestamp::from_second(hour)
            .map_err(|error| Refusal::internal("an hour of a grid", error))?;
        let value = if load > 0.0 {
            by_load / load
        } else if through > 0.0 {
            by_through / through
        } else {
            return Err(refused(format!(
                "no power runs through zone {zone} at {at}: there is no factor for that hour"
            ))
            .with("zone", zone));
        };
        if zones.last().is_none_or(|last| last != zone) {
            zones.push(zone.to_owned());
        }
        let quoted = zone.replace('"', "\"\"");
        csv += &format!("\"{quoted}\",{at},{value}\n");
    }
    Ok(ZoneFactors {
        csv: csv.into_bytes(),
        zones,
    })
}

async fn days(
    home: &Home,
    region: &str,
    content: &Content,
) -> Result<Vec<(jiff::civil::Date, std::ops::Range<usize>)>> {
    let record = home.store().region(region).await?;
    let clock = clock(&record.region.time_zone)?;
    let mut days: Vec<(jiff::civil::Date, std::ops::Range<usize>)> = Vec::new();
    for step in 0..content.steps {
        let (date, _) = clock.slot_of(content.at(step)?, HOUR_S);
        match days.last_mut() {
            Some((last, range)) if *last == date => range.end = step + 1,
            _ => days.push((date, step..step + 1)),
        }
    }
    Ok(days)
}

async fn summary(home: &Home, region: &str, set: &store::Dataset, of: &Content) -> Result<GridSet> {
    Ok(GridSet {
        id: set.id,
        name: set.name.clone(),
        synthetic: of.synthetic,
        source: of.source.clone(),
        at: set.at.to_string(),
        by: set.by.clone(),
        sha256: of.sha256.clone(),
        code: of.code.clone(),
        losses: of.losses.clone(),
        buses: of.buses.len() as u32,
        branches: of.branches.len() as u32,
        step_minutes: of.step_minutes,
        days: days(home, region, of)
            .await?
            .iter()
            .map(|(date, _)| date.to_string())
            .collect(),
        imbalance_max: of.imbalance_max,
        findings: of.findings,
        factor_zones: of.factor_zones.clone(),
    })
}

/// Grids of a region, newest first; of each name only the newest.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn list(home: &Home, actor: &Actor, region: &str) -> Result<Vec<GridSet>> {
    actor.must_read(home.config().public_read)?;
    home.store().data_version(region).await?;
    let mut grids = Vec::new();
    for set in home.store().datasets(region, KIND).await? {
        grids.push(summary(home, region, &set, &read(&set)?).await?);
    }
    Ok(grids)
}

/// A local day of a grid; the first if none is named.
///
/// # Errors
/// Who may not read; an unknown region or grid; a day that the trace does not hold.
pub async fn day(
    home: &Home,
    actor: &Actor,
    region: &str,
    id: u32,
    date: Option<&str>,
) -> Result<GridDay> {
    actor.must_read(home.config().public_read)?;
    let set = need(home, region, KIND, id).await?;
    let of: Content = read(&set)?;
    let days = days(home, region, &of).await?;
    let (date, range) = match date {
        None => days.first(),
        Some(text) => days.iter().find(|(date, _)| date.to_string() == text),
    }
    .cloned()
    .ok_or_else(|| {
        Refusal::new(
            ErrorCode::BadParameter,
            format!("the trace has no day {}", date.unwrap_or_default()),
        )
        .with("name", "date")
    })?;
    let record = home.store().region(region).await?;
    let clock = clock(&record.region.time_zone)?;
    let (n, branches) = (of.buses.len(), of.branches.len());
    let mut steps = Vec::with_capacity(range.len());
    for step in range {
        let at = of.at(step)?.to_zoned(clock.zone().clone());
        steps.push(GridStep {
            at: at.strftime("%Y-%m-%dT%H:%M%:z").to_string(),
            intensity: of.intensity[step * n..][..n].to_vec(),
            through_mw: of.through_mw[step * n..][..n].to_vec(),
            flow_mw: of.flow_mw[step * branches..][..branches].to_vec(),
        });
    }
    let span = of.intensity.iter().flatten().fold(None, |span, &value| {
        let [least, most] = span.unwrap_or([value, value]);
        Some([value.min(least), value.max(most)])
    });
    Ok(GridDay {
        grid: summary(home, region, &set, &of).await?,
        date: date.to_string(),
        intensity_span: span,
        steps,
        buses: of.buses,
        branches: of.branches,
    })
}
