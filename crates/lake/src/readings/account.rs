//! From readings to months: whole numbers in, whole numbers out, on all cores.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use metering::{Code, DayClock, kernel};

use super::days::DayRow;
use super::{Days, Factors, MeterMonth, Near, Roster, day_number};
use crate::log::{Commit, Named, Stats, commit_path, file_at};
use crate::{Lake, LakeError, Result, Table};

/// What readings are multiplied with, and whose they are.
pub struct Ground<'a> {
    /// The region's clock.
    pub clock: &'a DayClock,
    /// Factors by zone and day.
    pub factors: &'a Factors,
    /// Meters; rows of others are left out.
    pub roster: &'a Roster<'a>,
}

/// Months of meters, and what was seen on the way.
#[derive(Debug, Default)]
pub struct Summed {
    /// One for each meter and month, by meter and month.
    pub months: Vec<MeterMonth>,
    /// Readings that were there.
    pub readings: u64,
    /// Rows of meters that are not known.
    pub unknown_rows: u64,
}

/// A data file that a commit added, with what the log says of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    /// The file.
    pub path: PathBuf,
    pub(crate) stats: Stats,
}

/// First and last day that files of readings or of hourly factors hold; open where the log does not say it.
#[must_use]
pub fn days_in(files: &[Added]) -> (Option<Date>, Option<Date>) {
    let mut days = files.iter().map(|file| file.stats.dates("date"));
    let first = days.next().flatten();
    let all = days.try_fold(first, |all, days| {
        let ((from, to), (first, last)) = (all?, days?);
        Some(Some((from.min(first), to.max(last))))
    });
    all.flatten().unzip()
}

/// Factors spread over the slots of a day, made once for all threads.
type Spread = Option<Arc<[f64]>>;
type SpreadKey = (usize, Date, u32);

struct Shared<'a> {
    ground: &'a Ground<'a>,
    zones: RwLock<Vec<String>>,
    spread: RwLock<HashMap<SpreadKey, Spread>>,
}

impl Shared<'_> {
    fn zone(&self, id: &str) -> usize {
        let find = |zones: &[String]| zones.iter().position(|zone| zone == id);
        if let Some(known) = find(&self.zones.read().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let mut zones = self.zones.write().unwrap_or_else(PoisonError::into_inner);
        find(&zones).unwrap_or_else(|| {
            zones.push(id.to_owned());
            zones.len() - 1
        })
    }

    fn spread(&self, key: SpreadKey) -> Spread {
        if let Some(known) = self
            .spread
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
        {
            return known.clone();
        }
        let (zone, date, interval_s) = key;
        let name = self.zones.read().unwrap_or_else(PoisonError::into_inner)[zone].clone();
        // A slot longer than an hour has no factor of its own.
        let hours = self.ground.factors.hours(&name, date);
        let made = hours.filter(|_| interval_s <= 3600).and_then(|hours| {
            let index = self.ground.clock.hour_index(date, interval_s);
            index
                .into_iter()
                .map(|hour| hours.get(usize::from(hour)).copied())
                .collect::<Option<Arc<[f64]>>>()
        });
        self.spread
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, made.clone());
        made
    }
}

/// What a thread knows about one meter of its row group.
#[derive(Clone, Copy)]
struct Whose<'a> {
    zone: Option<(usize, &'a str)>,
    kwh_per_unit: f64,
}

/// Spread factors of one zone and interval, by day.
struct Local {
    zone: usize,
    interval_s: u32,
    first: i32,
    days: Vec<Option<Spread>>,
}

#[derive(Default)]
struct Group<'a> {
    /// By [`DayRow::key`]: not looked up yet, not known, or whose.
    meters: Vec<Option<Option<Whose<'a>>>>,
    /// Where the last was found.
    near: Near,
    /// In the order in which they were met.
    months: Vec<MeterMonth>,
    /// Where a meter's month stands among them.
    at: HashMap<(u32, i32), usize>,
    /// The month that is being added to.
    current: Option<((u32, i32), usize)>,
    spread: Vec<Local>,
    readings: u64,
    unknown_rows: u64,
    fault: Option<LakeError>,
}

impl<'a> Group<'a> {
    fn whose(&mut self, row: &DayRow<'_>, shared: &Shared<'a>) -> Option<Whose<'a>> {
        let key = row.key as usize;
        if self.meters.len() <= key {
            self.meters.resize(key + 1, None);
        }
        *self.meters[key].get_or_insert_with(|| {
            let roster: &'a Roster<'a> = shared.ground.roster;
            let zone = roster.find(row.meter, &mut self.near)?.zone();
            Some(Whose {
                kwh_per_unit: zone.map_or(0.0, |(_, kwh)| kwh),
                zone: zone.map(|(zone, _)| (shared.zone(zone), zone)),
            })
        })
    }

    /// Where the factors of a row stand in `spread`: which of them, and which day.
    fn factors(&mut self, zone: usize, row: &DayRow<'_>, shared: &Shared<'_>) -> (usize, usize) {
        let day = day_number(row.date);
        let at = self
            .spread
            .iter()
            .position(|local| local.zone == zone && local.interval_s == row.interval_s)
            .unwrap_or_else(|| {
                self.spread.push(Local {
                    zone,
                    interval_s: row.interval_s,
                    first: day,
                    days: Vec::new(),
                });
                self.spread.len() - 1
            });
        let local = &mut self.spread[at];
        if day < local.first {
            let more = (local.first - day) as usize;
            local.days.splice(0..0, std::iter::repeat_n(None, more));
            local.first = day;
        }
        let index = (day - local.first) as usize;
        if local.days.len() <= index {
            local.days.resize(index + 1, None);
        }
        local.days[index].get_or_insert_with(|| shared.spread((zone, row.date, row.interval_s)));
        (at, index)
    }

    fn add(&mut self, row: &DayRow<'_>, shared: &Shared<'a>, run: u32) {
        let Some(whose) = self.whose(row, shared) else {
            self.unknown_rows += 1;
            return;
        };
        let Whose { zone, kwh_per_unit } = whose;
        let key = (
            row.key,
            i32::from(row.date.year()) * 12 + i32::from(row.date.month()) - 1,
        );
        let at = match self.current {
            Some((open, at)) if open == key => at,
            _ => match self.at.get(&key) {
                Some(at) => *at,
                None => {
                    self.at.insert(key, self.months.len());
                    self.months.push(begin(row, zone.map(|(_, id)| id), run));
                    self.months.len() - 1
                }
            },
        };
        self.current = Some((key, at));
        let factors = zone.map(|(zone, _)| self.factors(zone, row, shared));
        let factors = factors.and_then(|(at, day)| self.spread[at].days[day].as_ref()?.as_deref());
        let month = &mut self.months[at];
        let present = row.present.map_or(row.counts.len(), |present| {
            present.iter().filter(|present| **present).count()
        });
        self.readings += present as u64;
        match add_day(month, row, present, factors, kwh_per_unit) {
            Some(()) => {}
            None if self.fault.is_none() => {
                self.fault = Some(LakeError::BadValue {
                    column: "values",
                    value: format!("{} on {}", row.meter, row.date),
                    why: "the month's amount or emissions do not fit a whole number of 64 bits",
                });
            }
            None => {}
        }
    }
}

/// The month of a row, with no day yet.
fn begin(row: &DayRow<'_>, zone: Option<&str>, run: u32) -> MeterMonth {
    MeterMonth {
        meter: row.meter.to_owned(),
        month: row.date.first_of_month(),
        unit: row.unit.to_owned(),
        zone: zone.map(str::to_owned),
        first_day: row.date,
        last_day: row.date,
        days: 0,
        slots: 0,
        present: 0,
        estimated: 0,
        amount_micro: 0,
        with_factor_micro: 0,
        emissions_ug: 0,
        run,
    }
}

/// Adds a day to its month; `None` if a sum does not fit.
fn add_day(
    month: &mut MeterMonth,
    row: &DayRow<'_>,
    present: usize,
    factors: Option<&[f64]>,
    kwh_per_unit: f64,
) -> Option<()> {
    let counts = row.whole_counts()?;
    let factors = factors.filter(|factors| factors.len() == counts.len());
    let (sum, dot) = match factors {
        Some(factors) => kernel::sum_and_dot(&counts, factors),
        None => (kernel::sum(&counts), 0.0),
    };
    let amount = kernel::millionths(sum, row.step)?;
    month.first_day = month.first_day.min(row.date);
    month.last_day = month.last_day.max(row.date);
    month.days += 1;
    month.slots += row.counts.len() as u64;
    month.present += present as u64;
    month.estimated += estimated(row, present);
    month.amount_micro = month.amount_micro.checked_add(amount)?;
    if factors.is_some() {
        let emissions = kernel::micrograms(dot, row.step * kwh_per_unit)?;
        month.with_factor_micro = month.with_factor_micro.checked_add(amount)?;
        month.emissions_ug = month.emissions_ug.checked_add(emissions)?;
    }
    Some(())
}

/// Slots that were filled in or interpolated.
fn estimated(row: &DayRow<'_>, present: usize) -> u64 {
    let is = |code| matches!(code, Code::Interpolated | Code::Estimated);
    if row.codes.len() == 1 {
        return if is(row.code(0)) { present as u64 } else { 0 };
    }
    (0..row.counts.len())
        .filter(|&slot| row.present.is_none_or(|present| present[slot]) && is(row.code(slot)))
        .count() as u64
}

impl MeterMonth {
    /// One day alone, with the very sums by which accounting adds it to its month: amounts exactly, emissions rounded once.
    /// `factors` are those of the day's slots, kg CO2e per kWh; `zone` is theirs. `None` if a sum does not fit.
    #[must_use]
    pub fn of_day(
        row: &DayRow<'_>,
        zone: Option<&str>,
        factors: Option<&[f64]>,
        kwh_per_unit: f64,
    ) -> Option<MeterMonth> {
        let present = row.present.map_or(row.counts.len(), |present| {
            present.iter().filter(|present| **present).count()
        });
        let mut day = begin(row, zone, 0);
        add_day(&mut day, row, present, factors, kwh_per_unit)?;
        Some(day)
    }

    /// Takes up the sums of other days of the same meter and month; `None` if a sum does not fit.
    #[must_use]
    pub fn and(mut self, other: &MeterMonth) -> Option<MeterMonth> {
        self.add(other)?;
        Some(self)
    }

    fn add(&mut self, other: &MeterMonth) -> Option<()> {
        self.first_day = self.first_day.min(other.first_day);
        self.last_day = self.last_day.max(other.last_day);
        self.days += other.days;
        self.slots += other.slots;
        self.present += other.present;
        self.estimated += other.estimated;
        self.amount_micro = self.amount_micro.checked_add(other.amount_micro)?;
        self.with_factor_micro = self
            .with_factor_micro
            .checked_add(other.with_factor_micro)?;
        self.emissions_ug = self.emissions_ug.checked_add(other.emissions_ug)?;
        self.run = self.run.max(other.run);
        Some(())
    }
}

/// What days that were added make of the months known before.
#[derive(Debug, Default)]
pub struct Continued {
    /// Months that are whole now, by meter and month.
    pub months: Vec<MeterMonth>,
    /// Places, among the known, of months that have to be summed anew: an added day replaces one of theirs, or may.
    pub again: Vec<usize>,
}

/// Adds months of days that were added to the known ones; both by meter and month. Days behind all that is known replace nothing.
#[must_use]
pub fn continued(added: Vec<MeterMonth>, known: &[MeterMonth]) -> Continued {
    let mut continued = Continued {
        months: Vec::with_capacity(added.len()),
        again: Vec::new(),
    };
    let mut at = 0;
    for month in added {
        let key = (month.meter.as_str(), month.month);
        let key_of = |old: &MeterMonth| (old.meter.as_str(), old.month).cmp(&key);
        while known.get(at).is_some_and(|old| key_of(old).is_lt()) {
            at += 1;
        }
        match known.get(at).filter(|old| key_of(old).is_eq()) {
            Some(old) if old.last_day < month.first_day => match month.and(old) {
                Some(sum) => continued.months.push(sum),
                None => continued.again.push(at),
            },
            Some(_) => continued.again.push(at),
            None => continued.months.push(month),
        }
    }
    continued
}

impl Lake {
    /// Sums readings of `region` into months: amounts exactly, emissions rounded once a day. The order of files, threads and
    /// machines changes nothing.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`], [`LakeError::BadValue`] for sums that do not fit, and what the file system says.
    pub fn sum_months(
        &self,
        version: u64,
        region: &str,
        days: &Days<'_>,
        ground: &Ground<'_>,
        run: u32,
    ) -> Result<Summed> {
        let shared = Shared {
            ground,
            zones: RwLock::default(),
            spread: RwLock::default(),
        };
        let groups = self.scan_days_at(version, region, days, Group::default, |group, row| {
            Group::add(group, row, &shared, run)
        })?;
        let mut summed = Summed::default();
        let mut all: Vec<MeterMonth> = Vec::new();
        for group in groups {
            if let Some(fault) = group.fault {
                return Err(fault);
            }
            summed.readings += group.readings;
            summed.unknown_rows += group.unknown_rows;
            all.extend(group.months);
        }
        // A stable sort finds the order that is there already: each row group's by meter and month.
        all.sort_by(|a, b| (&a.meter, a.month).cmp(&(&b.meter, b.month)));
        for month in all {
            match summed.months.last_mut() {
                Some(last) if last.meter == month.meter && last.month == month.month => {
                    last.add(&month).ok_or_else(|| LakeError::BadValue {
                        column: "values",
                        value: format!("{} in {}", month.meter, month.month),
                        why: "the month's amount or emissions do not fit a whole number of 64 bits",
                    })?;
                }
                _ => summed.months.push(month),
            }
        }
        Ok(summed)
    }

    /// Data files of `region` that were added to `table` after version `since`, up to version `until`. `None` if the log no longer
    /// says it, since another program tidied up commits that lie behind a checkpoint: then all that is live has to be read.
    ///
    /// # Errors
    /// [`LakeError::Corrupt`], and what the file system says.
    pub fn files_since(
        &self,
        table: Table,
        region: &str,
        since: u64,
        until: u64,
    ) -> Result<Option<Vec<Added>>> {
        let folder = self.folder().join(table.name());
        let root = url::Url::from_directory_path(&folder).map_err(|()| LakeError::Corrupt {
            path: folder.clone(),
            detail: "the table's folder is no absolute path".to_owned(),
        })?;
        let mut files = Vec::new();
        for version in since + 1..=until {
            let Some(commit) = Commit::read(&folder, version)? else {
                return Ok(None);
            };
            let is_ours = |file: &Named| {
                let of = file.partition_values.get(crate::REGION);
                file.data_change && of.and_then(Option::as_deref) == Some(region)
            };
            for file in commit.added.into_iter().filter(is_ours) {
                let path = file_at(&root, &file.path).ok_or_else(|| LakeError::Corrupt {
                    path: commit_path(&folder, version),
                    detail: format!("{} is no file below the table", file.path),
                })?;
                let stats = file.stats;
                files.push(Added { path, stats });
            }
        }
        Ok(Some(files))
    }
}
