//! What pages about meters are made of: meters, months of meters, and what was filed for the same; read once for a data version.

use super::statistics::{self, Statements};
use super::{ACCOUNT, clock, counting};
use crate::home::{Home, blocking};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::estimates::ESTIMATED;
use crate::view::RegionView;
use inventory::ledger::{Purpose, Scope};
use jiff::civil::Date;
use lake::Imports;
use lake::readings::MeterMonth;
use metering::{DayClock, Meter};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use units::{Period, UnitRegistry};

/// Whose amount of what, in which month.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FiledKey {
    /// Code of the enterprise.
    pub enterprise: String,
    /// Id of the carrier.
    pub carrier: String,
    /// First day of the month.
    pub month: Date,
}

/// Amounts that came in other ways than from meters, in the unit of their file.
pub type Filed = HashMap<FiledKey, (f64, String)>;

/// Months of an enterprise's carrier that a filing covers, be it of the month, the quarter or the year.
pub type Covered = HashSet<FiledKey>;

/// Meters of a region and what is known of them, at one data version.
#[derive(Debug)]
pub struct Book {
    /// Data version of the region.
    pub version: u64,
    /// Meters by code.
    pub meters: BTreeMap<String, Meter>,
    /// Months by meter, in order.
    pub months: HashMap<String, Vec<MeterMonth>>,
    /// What was filed for enterprises that have meters, or of which offices state something.
    pub filed: Filed,
    /// Months that filings cover, of the month or longer.
    pub covered: Covered,
    /// What offices state.
    pub stated: Statements,
    /// The region's clock.
    pub clock: DayClock,
    /// First and last day with readings.
    pub span: Option<(Date, Date)>,
}

/// Amounts that were filed, monthly, for the given enterprises; and all months that filings cover, longer ones, too.
///
/// # Errors
/// What the lake says.
pub fn filed(
    lake: &lake::Lake,
    region: &str,
    imports: &Imports,
    enterprises: &HashSet<String>,
) -> Result<(Filed, Covered)> {
    let mut filed: HashMap<FiledKey, (u32, f64, String)> = HashMap::new();
    let mut covered = Covered::new();
    if enterprises.is_empty() || imports.is_empty() {
        return Ok((Filed::new(), covered));
    }
    lake.scan_entries(region, imports, |entry| {
        let (Some(enterprise), Some(carrier)) = (entry.enterprise, entry.carrier) else {
            return;
        };
        // The market-based twin repeats the amount of its entry.
        if entry.scope == Scope::Scope2Market
            || entry.purpose != Purpose::Final
            || entry.imported_emission
            || !enterprises.contains(enterprise)
        {
            return;
        }
        let key_of = |month| FiledKey {
            enterprise: enterprise.to_owned(),
            carrier: carrier.to_owned(),
            month,
        };
        // What is filed by the day is in no figure until it is summed to months.
        let mut day = match entry.period {
            Period::Month { .. }
            | Period::Quarter { .. }
            | Period::Half { .. }
            | Period::Year(_) => entry.period.first_day(),
            _ => return,
        };
        while day <= entry.period.last_day() {
            covered.insert(key_of(day.first_of_month()));
            let Ok(next) = day.last_of_month().tomorrow() else {
                break;
            };
            day = next;
        }
        let Period::Month { year, month } = entry.period else {
            return;
        };
        let Ok(month) = Date::new(year, month, 1) else {
            return;
        };
        let key = key_of(month);
        let import = entry.lineage.import;
        match filed.get_mut(&key) {
            // A later import of the same replaces the earlier; several entries of one import add up.
            Some((of, value, unit)) if *of == import => {
                // A unit that is none of this carrier was refused when it was filed.
                let units = UnitRegistry::builtin();
                if let Ok(more) = units.convert(entry.activity_value, entry.activity_unit, unit) {
                    *value += more;
                }
            }
            Some((of, ..)) if *of > import => {}
            _ => {
                let unit = entry.activity_unit.to_owned();
                filed.insert(key, (import, entry.activity_value, unit));
            }
        }
    })?;
    let filed = filed
        .into_iter()
        .map(|(key, (_, value, unit))| (key, (value, unit)))
        .collect();
    Ok((filed, covered))
}

/// Imports of a region that count and are not runs over readings.
///
/// # Errors
/// What the store says.
pub async fn filing_imports(home: &Home, region: &str) -> Result<Imports> {
    Ok(home
        .store()
        .committed_imports(region)
        .await?
        .into_iter()
        .filter(|import| ![ACCOUNT, ESTIMATED].contains(&import.job.mapping.as_str()))
        .filter(|import| import.counts.entries > 0)
        .map(|import| (import.seq, import.job.dataset))
        .collect())
}

/// Runs over readings of a region that count.
///
/// # Errors
/// What the store says.
pub async fn own_imports(home: &Home, region: &str) -> Result<Imports> {
    Ok(home
        .store()
        .committed_imports(region)
        .await?
        .into_iter()
        .filter(|import| import.job.mapping == ACCOUNT && import.counts.entries > 0)
        .map(|import| (import.seq, import.job.dataset))
        .collect())
}

impl Home {
    /// The meters of a region at its present data version.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownRegion`]; what the store or the lake says.
    pub async fn book(&self, region: &str) -> Result<Arc<Book>> {
        let version = self.store().data_version(region).await?;
        let cell = self.book_cell(region);
        let mut slot = cell.lock().await;
        if let Some(book) = slot.as_ref()
            && book.version >= version
        {
            return Ok(Arc::clone(book));
        }
        let record = self.store().region(region).await?;
        let meters = self.store().meters(region).await?;
        let runs = counting(self, region).await?;
        let imports = filing_imports(self, region).await?;
        let all_imports = self.store().committed_imports(region).await?;
        let lake = self.lake().clone();
        let id = region.to_owned();
        let book = blocking(move || {
            let clock = clock(&record.region.time_zone)?;
            let mut months: HashMap<String, Vec<MeterMonth>> = HashMap::new();
            let (mut all, mut metered) = (Vec::new(), HashSet::new());
            if !meters.is_empty() {
                all = lake.months(&id, (None, None), &|seq| runs.contains(&seq))?;
                metered.extend(meters.iter().filter_map(|meter| meter.enterprise.clone()));
            }
            let span = all
                .iter()
                .map(|month| (month.first_day, month.last_day))
                .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
            for month in all {
                months.entry(month.meter.clone()).or_default().push(month);
            }
            let stated = statistics::read(&lake, &id, &all_imports)?;
            metered.extend(stated.enterprises().map(str::to_owned));
            let (filed, covered) = filed(&lake, &id, &imports, &metered)?;
            Ok(Book {
                version,
                meters: meters
                    .into_iter()
                    .map(|meter| (meter.code.clone(), meter))
                    .collect(),
                months,
                filed,
                covered,
                stated,
                clock,
                span,
            })
        })
        .await?;
        let book = Arc::new(book);
        *slot = Some(Arc::clone(&book));
        Ok(book)
    }
}

/// A period of whole days that is asked for; the last year with readings if none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl Book {
    /// The days of a period, and how it is called.
    ///
    /// # Errors
    /// A text that is no period.
    pub fn span(&self, period: Option<&str>) -> Result<(Span, String)> {
        let whole = |text: &str| {
            text.parse::<Period>().map_err(|error| {
                Refusal::bad_parameter("period", text, &format!("write 2026, 2026-05 ({error})"))
            })
        };
        let (first, last, name) = match period {
            Some(text) => {
                let (from, to) = text.split_once("..").unwrap_or((text, text));
                let (from, to) = (whole(from)?, whole(to)?);
                (from.first_day(), to.last_day(), text.to_owned())
            }
            None => {
                let last = self
                    .span
                    .map_or_else(|| jiff::Zoned::now().date(), |(_, last)| last);
                let year = Period::Year(last.year());
                (year.first_day(), year.last_day(), year.to_string())
            }
        };
        if first > last {
            return Err(Refusal::bad_parameter(
                "period",
                &name,
                "the first lies behind the last",
            ));
        }
        Ok((Span { first, last }, name))
    }

    /// A meter.
    ///
    /// # Errors
    /// [`ErrorCode::UnknownMeter`].
    pub fn need(&self, code: &str) -> Result<&Meter> {
        self.meters.get(code).ok_or_else(|| {
            Refusal::new(ErrorCode::UnknownMeter, format!("there is no meter {code}"))
                .with("meter", code)
        })
    }

    /// Months of a meter that begin within a span.
    pub fn months_within(&self, code: &str, span: Span) -> impl Iterator<Item = &MeterMonth> {
        self.months
            .get(code)
            .into_iter()
            .flatten()
            .filter(move |month| span.first <= month.month && month.month <= span.last)
    }

    /// Slots that a meter should have readings for within a span: while it is in service, and no later than anything was read.
    pub fn expected(&self, meter: &Meter, span: Span, slots: &mut SlotCount) -> u64 {
        let Some((begin, end)) = self.span else {
            return 0;
        };
        let first = span.first.max(meter.active.0.unwrap_or(begin)).max(begin);
        let last = span.last.min(meter.active.1.unwrap_or(end)).min(end);
        slots.between(&self.clock, first, last, meter.interval_s)
    }
}

/// Slots of months, counted once.
#[derive(Debug, Default)]
pub struct SlotCount {
    months: HashMap<(Date, u32), u64>,
}

impl SlotCount {
    /// Slots of all days from `first` to `last`.
    pub fn between(&mut self, clock: &DayClock, first: Date, last: Date, interval_s: u32) -> u64 {
        let mut total = 0;
        let mut day = first;
        while day <= last {
            let month_end = day.last_of_month();
            if day == day.first_of_month() && month_end <= last {
                total += self.month(clock, day, interval_s);
                match month_end.tomorrow() {
                    Ok(next) => day = next,
                    Err(_) => break,
                }
            } else {
                total += clock.slots(day, interval_s) as u64;
                match day.tomorrow() {
                    Ok(next) => day = next,
                    Err(_) => break,
                }
            }
        }
        total
    }

    fn month(&mut self, clock: &DayClock, first: Date, interval_s: u32) -> u64 {
        *self.months.entry((first, interval_s)).or_insert_with(|| {
            (0..i32::from(first.days_in_month()))
                .filter_map(|days| first.checked_add(jiff::Span::new().days(days)).ok())
                .map(|day| clock.slots(day, interval_s) as u64)
                .sum()
        })
    }
}

/// Refuses a region that is not there and one that may not be seen, and gives what pages of meters need.
///
/// # Errors
/// Who may not read; an unknown region.
pub async fn open(
    home: &Home,
    actor: &crate::usecase::Actor,
    region: &str,
) -> Result<(Arc<Book>, Arc<RegionView>)> {
    actor.must_read(home.config().public_read)?;
    Ok((home.book(region).await?, home.region(region).await?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use inventory::ledger::{Entry, Lineage, Quality};

    /// A row of electricity that E1 filed for March 2026 in town t1.
    fn row(import: u32, row: u32, amount: f64, unit: &str) -> Entry {
        Entry {
            region: "r".to_owned(),
            place: "t1".to_owned(),
            enterprise: Some("E1".to_owned()),
            period: Period::Month {
                year: 2026,
                month: 3,
            },
            carrier: Some("electricity".to_owned()),
            product: None,
            field: None,
            industry: None,
            scope: Scope::Scope2Location,
            purpose: Purpose::Final,
            energy_gj: None,
            energy_equivalent_tce: None,
            gases_co2e_t: [None; 9],
            co2e_t: None,
            biogenic_co2_t: None,
            uncertainty_percent: None,
            quality: Quality::Reported,
            imported_emission: false,
            activity_value: amount,
            activity_unit: unit.to_owned(),
            factors: Vec::new(),
            gwp_set: None,
            lineage: Lineage {
                import,
                row,
                column: 1,
            },
        }
    }

    #[test]
    fn rows_filed_in_kwh_and_in_mwh_are_one_amount() {
        let folder = tempfile::tempdir().unwrap();
        let lake = lake::Lake::open(folder.path()).unwrap();
        let enterprises = HashSet::from(["E1".to_owned()]);
        let key = FiledKey {
            enterprise: "E1".to_owned(),
            carrier: "electricity".to_owned(),
            month: jiff::civil::date(2026, 3, 1),
        };
        let kwh = |last: u32| {
            let imports: Imports = (1..=last).map(|seq| (seq, "filed".to_owned())).collect();
            let (all, covered) = filed(&lake, "r", &imports, &enterprises).unwrap();
            assert_eq!(covered, HashSet::from([key.clone()]));
            let (amount, unit) = &all[&key];
            let units = UnitRegistry::builtin();
            units.convert(*amount, unit, "kWh").unwrap().round()
        };
        // 12,000 kWh and 3 MWh, whichever comes first.
        let rows = [(12_000.0, "kWh"), (3.0, "MWh")];
        for (import, order) in [(1, [0, 1]), (2, [1, 0])] {
            let all = order.map(|n| row(import, n as u32 + 1, rows[n].0, rows[n].1));
            lake.append_entries(import, &all).unwrap();
            assert_eq!(kwh(import), 15_000.0);
        }
        // A later filing stands in the place of the earlier.
        lake.append_entries(3, &[row(3, 1, 14.5, "MWh")]).unwrap();
        assert_eq!(kwh(3), 14_500.0);
    }
}
