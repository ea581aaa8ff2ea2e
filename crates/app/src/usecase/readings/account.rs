//! From readings to entries: months of meters, then months of enterprises, then the ledger.
//!
//! A run computes only what its commits touched. Amounts and emissions of a meter's month are whole numbers, so a new day is
//! added to its month; a day that replaces another, a new factor or a changed meter has its months computed again. The entries of a
//! touched enterprise-month replace the older ones, as those of any later import do.

use super::book::{Covered, FiledKey, filed, filing_imports, own_imports};
use super::contract_hours::{HourlyUse, hourly_use};
use super::market::{Market, Posted, Touched, month_of};
use super::replaced::taken_back;
use super::{ACCOUNT, clock, counting, new_job};
use crate::home::{Home, blocking};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::{self, Bench, Done};
use inventory::account::Accountant;
use inventory::factors::{FactorKind, FactorLibrary};
use inventory::finding::Finding;
use inventory::ledger::{
    Activity, Entry, Gas, Lineage, Measure, Purpose, Quality, Scope, StatisticEntry,
};
use inventory::master::{Enterprise, Region};
use jiff::civil::Date;
use lake::readings::{Days, Ground, MeterMonth, Summed};
use lake::{Lake, Table};
use metering::Meter;
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

struct Master {
    region: Region,
    meters: Vec<Meter>,
    enterprises: Vec<Enterprise>,
    runs: Arc<HashSet<u32>>,
    before: Option<(u32, Accounted)>,
    filings: lake::Imports,
    /// What, besides readings and hourly factors, the result depends on.
    ground: Accounted,
    own: lake::Imports,
    market: Market,
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

fn work(bench: &Bench<'_>, master: Master, all: bool) -> Result<Done<Run>> {
    let begin = Instant::now();
    let lake = bench.lake;
    let region = &master.region.id;
    let now = state(lake, master.ground.clone())?;
    let clock = clock(&master.region.time_zone)?;
    let factors = lake.factors(region)?;
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "factors are read");
    let units = UnitRegistry::builtin();
    let zones: HashMap<&str, Option<(&str, f64)>> = master
        .meters
        .iter()
        .map(|meter| {
            // Hourly factors are of electricity: what is no energy has none.
            let kwh = units.convert(1.0, &meter.unit, "kWh").ok();
            (meter.code.as_str(), meter.zone.as_deref().zip(kwh))
        })
        .collect();
    let zone_of = |meter: &str| Some(zones.get(meter)?.map(|(zone, kwh)| (zone.to_owned(), kwh)));
    let ground = Ground {
        clock: &clock,
        factors: &factors,
        zone_of: &zone_of,
    };
    let since = master
        .before
        .as_ref()
        .map(|(_, before)| before)
        .filter(|before| !all && before.ground == now.ground);
    let mut run = Run {
        all: since.is_none(),
        ..Run::default()
    };
    let touched_by_contracts = since.map(|before| Market::touched(before, &now));
    let (changed, known) = match since {
        None => {
            let summed = lake.sum_months(
                now.readings_version,
                region,
                &Days::default(),
                &ground,
                bench.seq,
            )?;
            run.readings = summed.readings;
            (summed.months, Vec::new())
        }
        Some(before) if *before == now => return Ok(Done::Nothing(run, ImportState::Unchanged)),
        Some(before) => {
            let of = touched_by_contracts.as_ref();
            touched(bench, &master, (before, &now), of, &ground, &mut run)?
        }
    };
    let counted = Counted::new(&master);
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "readings are summed");
    let rolled = roll_up(&changed, &counted);
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
    let metered: HashSet<String> = master
        .meters
        .iter()
        .filter_map(|meter| meter.enterprise.clone())
        .collect();
    let (_, filed) = filed(lake, region, &master.filings, &metered)?;
    tracing::debug!(at_s = begin.elapsed().as_secs_f64(), "filings are read");
    let hours_of = |months: &[Posted<'_>]| {
        let meters = master.meters.iter();
        let read = (region.as_str(), now_version);
        hourly_use(lake, read, &clock, &master.market, meters, months)
    };
    let (activities, mut entries, statistics, findings) = entries(
        bench.seq,
        &master,
        &counted,
        (&changed, &known),
        &filed,
        touched_by_contracts.as_ref(),
        &hours_of,
    )?;
    let described = touched_by_contracts
        .as_ref()
        .map(|touched| &touched.described);
    if since.is_none() || filed_since || described.is_some_and(|described| !described.is_empty()) {
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
    lake.append_months(bench.seq, region, &changed)?;
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

/// Months that changed since the last run, and all months of the same calendar months, to make enterprises' months whole.
fn touched(
    bench: &Bench<'_>,
    master: &Master,
    (before, now): (&Accounted, &Accounted),
    by_contracts: Option<&Touched>,
    ground: &Ground<'_>,
    run: &mut Run,
) -> Result<(Months, Months)> {
    let lake = bench.lake;
    let region = &master.region.id;
    let files = lake.files_since(
        Table::Readings,
        region,
        before.readings_version,
        now.readings_version,
    )?;
    let new_rows = Days {
        files: Some(&files),
        ..Days::default()
    };
    let added = if files.is_empty() {
        Summed::default()
    } else {
        lake.sum_months(now.readings_version, region, &new_rows, ground, bench.seq)?
    };
    run.readings = added.readings;
    let new_factors: HashSet<(String, Date)> = lake
        .factor_days_in(&lake.files_since(
            Table::HourlyFactors,
            region,
            before.factors_version,
            now.factors_version,
        )?)?
        .into_iter()
        .map(|(zone, day)| (zone, day.first_of_month()))
        .collect();
    let of_factors = new_factors.iter().map(|(_, month)| *month);
    let touched: BTreeSet<Date> = added
        .months
        .iter()
        .map(|month| month.month)
        .chain(of_factors)
        .collect();
    let Some(span) = master.market.reach(&touched, by_contracts) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let runs = Arc::clone(&master.runs);
    let known = lake.months(region, span, &|seq| runs.contains(&seq))?;
    let by_key: HashMap<(&str, Date), &MeterMonth> = known
        .iter()
        .map(|month| ((month.meter.as_str(), month.month), month))
        .collect();
    let mut changed = Vec::new();
    let mut again: BTreeSet<(Date, &str)> = BTreeSet::new();
    for month in &added.months {
        match by_key.get(&(month.meter.as_str(), month.month)) {
            None => changed.push(month.clone()),
            // Days behind all that is known replace nothing.
            Some(old) if old.last_day < month.first_day => {
                match MeterMonth::clone(old).and(month) {
                    Some(sum) => changed.push(sum),
                    None => _ = again.insert((month.month, month.meter.as_str())),
                }
            }
            Some(_) => _ = again.insert((month.month, month.meter.as_str())),
        }
    }
    if !new_factors.is_empty() {
        for month in known.iter().chain(&added.months) {
            let meter = month.meter.as_str();
            if let Some((zone, _)) = (ground.zone_of)(meter).flatten()
                && new_factors.contains(&(zone, month.month))
            {
                again.insert((month.month, meter));
            }
        }
        changed.retain(|month| !again.contains(&(month.month, month.meter.as_str())));
    }
    let mut of_month: BTreeMap<Date, HashSet<String>> = BTreeMap::new();
    for (month, meter) in &again {
        of_month
            .entry(*month)
            .or_default()
            .insert((*meter).to_owned());
    }
    for (month, meters) in &of_month {
        let days = Days {
            dates: (Some(*month), Some(month.last_of_month())),
            meters: Some(meters),
            ..Days::default()
        };
        let summed = lake.sum_months(now.readings_version, region, &days, ground, bench.seq)?;
        run.readings += summed.readings;
        changed.extend(summed.months);
    }
    changed.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
    Ok((changed, known))
}

/// Meters that count: those without a parent, since a parent's amount holds its children's.
struct Counted<'a> {
    meters: HashMap<&'a str, &'a Meter>,
    industry: HashMap<&'a str, Option<&'a str>>,
    kwh_per_unit: HashMap<&'a str, Option<f64>>,
}

impl<'a> Counted<'a> {
    fn new(master: &'a Master) -> Counted<'a> {
        let units = UnitRegistry::builtin();
        let kwh_per_unit = master
            .meters
            .iter()
            .map(|meter| {
                let unit = meter.unit.as_str();
                (unit, units.convert(1.0, unit, "kWh").ok())
            })
            .collect();
        Counted {
            meters: master
                .meters
                .iter()
                .filter(|meter| meter.parent.is_none())
                .map(|meter| (meter.code.as_str(), meter))
                .collect(),
            industry: master
                .enterprises
                .iter()
                .map(|one| (one.code.as_str(), one.industry.as_deref()))
                .collect(),
            kwh_per_unit,
        }
    }
}

#[derive(Default)]
struct RolledUp {
    /// Places, industries and months that have an amount.
    groups: usize,
    energy_kwh: f64,
    emissions_ug: i128,
}

/// Energy in millionths of the unit and emissions in micrograms, by month.
type ByMonth = BTreeMap<Date, (i128, i128)>;

/// Sums by place, industry and month. Whole numbers, so the order does not matter.
fn roll_up(months: &[MeterMonth], counted: &Counted<'_>) -> RolledUp {
    let mut groups: HashMap<(&str, Option<&str>), ByMonth> = HashMap::new();
    let mut rolled = RolledUp::default();
    // By name of the unit: the order of additions is part of the result.
    let mut energy_micro: BTreeMap<&str, i128> = BTreeMap::new();
    for of_meter in months.chunk_by(|a, b| a.meter == b.meter) {
        let Some(meter) = counted.meters.get(of_meter[0].meter.as_str()) else {
            continue;
        };
        let industry = meter
            .enterprise
            .as_deref()
            .and_then(|code| counted.industry.get(code).copied().flatten());
        let group = groups.entry((meter.place.as_str(), industry)).or_default();
        let energy = energy_micro.entry(meter.unit.as_str()).or_default();
        for month in of_meter {
            let sums = group.entry(month.month).or_default();
            sums.0 += i128::from(month.amount_micro);
            sums.1 += i128::from(month.emissions_ug);
            *energy += i128::from(month.amount_micro);
        }
    }
    for sums in groups.values().flat_map(BTreeMap::values) {
        rolled.groups += 1;
        rolled.emissions_ug += sums.1;
    }
    rolled.energy_kwh = energy_micro
        .iter()
        .filter_map(|(unit, micro)| {
            let kwh = (*counted.kwh_per_unit.get(unit)?)?;
            Some(*micro as f64 * 1e-6 * kwh)
        })
        .sum();
    rolled
}

/// Whose month it is: the finest level that becomes an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Owner<'a> {
    place: &'a str,
    enterprise: Option<&'a str>,
    carrier: &'a str,
    unit: &'a str,
    month: Date,
}

impl Owner<'_> {
    fn is_filed(&self, filed: &Covered) -> bool {
        self.enterprise.is_some_and(|enterprise| {
            filed.contains(&FiledKey {
                enterprise: enterprise.to_owned(),
                carrier: self.carrier.to_owned(),
                month: self.month,
            })
        })
    }
}

#[derive(Default)]
struct Sum {
    amount_micro: i128,
    with_factor_micro: i128,
    emissions_ug: i128,
    estimated: u64,
    synthetic: bool,
    zones: BTreeSet<String>,
}

type Written = (Vec<Activity>, Vec<Entry>, Vec<StatisticEntry>, Vec<Finding>);

/// Entries of the enterprise-months that a changed meter-month touches.
fn entries(
    seq: u32,
    master: &Master,
    counted: &Counted<'_>,
    (changed, known): (&[MeterMonth], &[MeterMonth]),
    filed: &Covered,
    by_contracts: Option<&Touched>,
    hours_of: &dyn Fn(&[Posted<'_>]) -> Result<HourlyUse>,
) -> Result<Written> {
    let owner = |month: &MeterMonth| {
        let meter = counted.meters.get(month.meter.as_str())?;
        Some(Owner {
            place: meter.place.as_str(),
            enterprise: meter.enterprise.as_deref(),
            carrier: meter.carrier.as_str(),
            unit: meter.unit.as_str(),
            month: month.month,
        })
    };
    let mut sums: BTreeMap<Owner<'_>, Sum> = BTreeMap::new();
    for month in changed {
        // What was filed stands; what the meters say is held against it, and never added to it.
        if let Some(owner) = owner(month).filter(|owner| !owner.is_filed(filed)) {
            sums.entry(owner).or_default();
        }
    }
    if let Some(touched) = by_contracts {
        let market = &master.market;
        let wide = market.widen(sums.keys().map(|owner| (owner.enterprise, owner.carrier)));
        for owner in known.iter().filter_map(owner) {
            let (enterprise, carrier) = (owner.enterprise, owner.carrier);
            if market.is_touched(touched, &wide, enterprise, carrier, owner.month)
                && !owner.is_filed(filed)
            {
                sums.entry(owner).or_default();
            }
        }
    }
    let fresh: HashSet<(&str, Date)> = changed
        .iter()
        .map(|month| (month.meter.as_str(), month.month))
        .collect();
    let older = known
        .iter()
        .filter(|month| !fresh.contains(&(month.meter.as_str(), month.month)));
    for month in changed.iter().chain(older) {
        let Some(sum) = owner(month).and_then(|owner| sums.get_mut(&owner)) else {
            continue;
        };
        sum.amount_micro += i128::from(month.amount_micro);
        sum.with_factor_micro += i128::from(month.with_factor_micro);
        sum.emissions_ug += i128::from(month.emissions_ug);
        sum.estimated += month.estimated;
        sum.synthetic |= counted
            .meters
            .get(month.meter.as_str())
            .is_some_and(|meter| meter.synthetic);
        sum.zones.extend(month.zone.clone());
    }
    let mut accountant = Accountant::new(
        FactorLibrary::builtin(),
        UnitRegistry::builtin(),
        &master.region,
        &master.enterprises,
    );
    let (mut activities, mut entries, mut statistics) = (Vec::new(), Vec::new(), Vec::new());
    let mut posted = Vec::new();
    for (row, (owner, sum)) in (1_u32..).zip(&sums) {
        let activity = Activity {
            region: master.region.id.clone(),
            place: owner.place.to_owned(),
            enterprise: owner.enterprise.map(str::to_owned),
            period: month_of(owner.month),
            measure: Measure::Carrier {
                carrier: owner.carrier.to_owned(),
                purpose: Purpose::Final,
            },
            field: None,
            industry: None,
            value: sum.amount_micro as f64 * 1e-6,
            unit: owner.unit.to_owned(),
            uncertainty_percent: None,
            quality: if sum.synthetic {
                Quality::Synthetic
            } else if sum.estimated > 0 {
                Quality::Estimated
            } else {
                Quality::Metered
            },
            lineage: Lineage {
                import: seq,
                row,
                column: 1,
            },
        };
        let from = entries.len();
        accountant.account(&activity, &mut entries, &mut statistics);
        for entry in &mut entries[from..] {
            by_the_hour(entry, sum);
        }
        posted.push(Posted {
            enterprise: owner.enterprise,
            carrier: owner.carrier,
            month: owner.month,
            amount_micro: sum.amount_micro,
            unit: owner.unit,
            entries: from..entries.len(),
            lineage: activity.lineage,
        });
        activities.push(activity);
    }
    let mut findings = accountant.finish();
    let hours = hours_of(&posted)?;
    let told = master
        .market
        .settle(&posted, &mut entries, by_contracts, &hours);
    findings.extend(told);
    Ok((activities, entries, statistics, findings))
}

/// Puts the sum of hours in the place of amount times yearly average, for the part of the amount that hours are known for.
fn by_the_hour(entry: &mut Entry, sum: &Sum) {
    if entry.scope != Scope::Scope2Location || sum.with_factor_micro == 0 {
        return;
    }
    let hourly_t = sum.emissions_ug as f64 * 1e-12;
    let rest_micro = sum.amount_micro - sum.with_factor_micro;
    let co2 = &mut entry.gases_co2e_t[Gas::Co2 as usize];
    let total = if rest_micro == 0 {
        hourly_t
    } else {
        let Some(average) = *co2 else { return };
        hourly_t + average * (rest_micro as f64 / sum.amount_micro as f64)
    };
    *co2 = Some(total);
    entry.co2e_t = Some(entry.gases_co2e_t.iter().flatten().sum());
    if rest_micro == 0 {
        // The average was not used; what equivalents the energy took still is.
        entry.factors.retain(|id| {
            FactorLibrary::builtin()
                .factor(id)
                .is_none_or(|factor| factor.kind != FactorKind::Electricity)
        });
    }
    entry
        .factors
        .extend(sum.zones.iter().map(|zone| format!("hourly:{zone}")));
}
