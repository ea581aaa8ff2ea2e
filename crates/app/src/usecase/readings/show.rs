//! Meters, their years and their days, as pages show them.

use super::book::{self, Book, SlotCount, Span};
use super::cases;
use crate::home::{Home, blocking};
use crate::http::dto::{
    Calendar, CalendarDay, DateQuery, DayVersion, MeterAnswer, MeterDay, MeterPage, MeterRow,
    MetersQuery, Named, PeriodQuery, Slot, TreeGap, YearQuery,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
use crate::view::RegionView;
use jiff::civil::Date;
use lake::readings::{DayRow, Days, Factors};
use metering::{Code, Meter, kernel};
use std::collections::{BTreeMap, HashMap, HashSet};
use units::UnitRegistry;

/// Like days that the typical day is made of, at most, and how far back they may lie.
const LIKE_DAYS: usize = 8;
const LIKE_WEEKS: i32 = 12;

/// Stable id of a code.
pub fn code_id(code: Code) -> String {
    serde_json::to_value(code)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A part in percent of the whole; `None` of nothing.
pub fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64 * 100.0)
}

/// A named enterprise or place.
pub fn named_enterprise(view: &RegionView, code: &str) -> Named {
    Named {
        code: code.to_owned(),
        name: view
            .enterprise(code)
            .map_or_else(|| same(code), |one| (&one.name).into()),
    }
}

/// A place by its name.
pub fn named_place(view: &RegionView, code: &str) -> Named {
    Named {
        code: code.to_owned(),
        name: view
            .place(code)
            .map_or_else(|| same(code), |one| (&one.name).into()),
    }
}

/// A code that has no other name.
pub fn same(code: &str) -> crate::http::dto::Label {
    crate::http::dto::Label {
        en: code.to_owned(),
        zh: code.to_owned(),
    }
}

/// What is shown of a meter in a span.
pub fn meter_row(
    book: &Book,
    view: &RegionView,
    meter: &Meter,
    span: Span,
    slots: &mut SlotCount,
    open_cases: &HashMap<String, u64>,
) -> MeterRow {
    let (mut amount, mut present, mut estimated, mut any) = (0_i128, 0, 0, false);
    for month in book.months_within(&meter.code, span) {
        amount += i128::from(month.amount_micro);
        present += month.present;
        estimated += month.estimated;
        any = true;
    }
    let all = book.months.get(&meter.code);
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    MeterRow {
        code: meter.code.clone(),
        name: (&meter.name).into(),
        enterprise: meter
            .enterprise
            .as_deref()
            .map(|code| named_enterprise(view, code)),
        place: named_place(view, &meter.place),
        carrier: meter.carrier.clone(),
        unit: meter.unit.clone(),
        register: meter.register.id().to_owned(),
        interval_minutes: meter.interval_s / 60,
        parent: meter.parent.clone(),
        formula: meter.formula.clone(),
        zone: meter.zone.clone(),
        synthetic: meter.synthetic,
        first_date: day(all.and_then(|all| Some(all.first()?.first_day))),
        last_date: day(all.and_then(|all| Some(all.last()?.last_day))),
        amount: (any && present > 0).then_some(amount as f64 * 1e-6),
        completeness_percent: percent(present, book.expected(meter, span, slots)),
        estimated_percent: percent(estimated, present),
        findings: open_cases.get(&meter.code).copied().unwrap_or(0),
    }
}

/// Meters of a region.
///
/// # Errors
/// Who may not read; an unknown region or place; a period that is none.
pub async fn list(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &MetersQuery,
) -> Result<MeterPage> {
    let (book, view) = book::open(home, actor, region).await?;
    let (span, period) = book.span(asked.period.as_deref())?;
    let cases = cases::open_by_meter(home, region).await?;
    let place = match &asked.place {
        Some(code) => Some(view.need_place(code)?.code.clone()),
        None => None,
    };
    let q = asked.q.as_deref().unwrap_or_default().trim().to_lowercase();
    let matches = |meter: &&Meter| {
        let texts = [&meter.code, &meter.name.en, &meter.name.zh];
        let named = |code: &str| {
            view.enterprise(code).is_some_and(|one| {
                one.name.en.to_lowercase().contains(&q) || one.name.zh.contains(&q)
            })
        };
        asked.enterprise.is_none() | (asked.enterprise == meter.enterprise)
            && asked
                .carrier
                .as_ref()
                .is_none_or(|one| *one == meter.carrier)
            && place
                .as_deref()
                .is_none_or(|place| view.is_within(&meter.place, place))
            && (q.is_empty()
                || texts.iter().any(|text| text.to_lowercase().contains(&q))
                || meter.enterprise.as_deref().is_some_and(named))
    };
    let found: Vec<&Meter> = book.meters.values().filter(matches).collect();
    let mut slots = SlotCount::default();
    let rows = found
        .iter()
        .skip(asked.offset.unwrap_or(0) as usize)
        .take(asked.limit.unwrap_or(100).min(1000) as usize)
        .map(|meter| meter_row(&book, &view, meter, span, &mut slots, &cases))
        .collect();
    Ok(MeterPage {
        total: found.len() as u64,
        period,
        rows,
    })
}

/// A meter, its children and the meter above it.
///
/// # Errors
/// Who may not read; an unknown region or meter.
pub async fn get(
    home: &Home,
    actor: &Actor,
    region: &str,
    code: &str,
    asked: &PeriodQuery,
) -> Result<MeterAnswer> {
    let (book, view) = book::open(home, actor, region).await?;
    let (span, _) = book.span(asked.period.as_deref())?;
    let cases = cases::open_by_meter(home, region).await?;
    let meter = book.need(code)?;
    let mut slots = SlotCount::default();
    let mut row = |meter: &Meter| meter_row(&book, &view, meter, span, &mut slots, &cases);
    let own = row(meter);
    let children: Vec<MeterRow> = book
        .meters
        .values()
        .filter(|one| one.parent.as_deref() == Some(code))
        .map(&mut row)
        .collect();
    let parent = meter
        .parent
        .as_ref()
        .and_then(|parent| book.meters.get(parent))
        .map(&mut row);
    let gap = (!children.is_empty()).then(|| gap(meter, &own, &children));
    let exchanges = super::exchange::of_meter(home, region, &book, meter).await?;
    Ok(MeterAnswer {
        exchanges,
        meter: own,
        children,
        parent,
        gap,
    })
}

/// The children's sum against the meter. Only whole figures in one unit are compared.
fn gap(meter: &Meter, own: &MeterRow, children: &[MeterRow]) -> TreeGap {
    let sum = children
        .iter()
        .map(|child| child.amount.filter(|_| child.unit == own.unit))
        .sum::<Option<f64>>();
    let gap_percent = match (own.amount, sum) {
        (Some(own), Some(sum)) if own > 0.0 => Some((own - sum) / own * 100.0),
        _ => None,
    };
    let whole = children.iter().chain([own]).all(|row| {
        row.completeness_percent
            .is_some_and(|percent| percent > 99.0)
    });
    TreeGap {
        children_amount: sum,
        amount: own.amount,
        gap_percent,
        loss_percent_max: meter.loss_percent_max,
        status: match gap_percent {
            // Children may show less than their parent by what is lost between, and never more.
            Some(percent) if whole && (percent < -1e-9 || percent > meter.loss_percent_max) => {
                "beyond"
            }
            Some(_) if whole => "within",
            _ => "unknown",
        }
        .to_owned(),
    }
}

/// Unit of a meter's amounts.
///
/// # Errors
/// An unknown region or meter.
pub async fn unit_of(home: &Home, region: &str, code: &str) -> Result<String> {
    Ok(home.book(region).await?.need(code)?.unit.clone())
}

/// What a row says of its day.
struct DaySum {
    amount: Option<f64>,
    co2_kg: Option<f64>,
    present: u64,
    slots: u64,
    estimated: u64,
    worst: Option<Code>,
}

/// Factors of a day's slots in kg for a unit of the meter; `None` if its zone has none, if it measures no energy, or if a slot
/// is longer than an hour.
fn slot_factors(
    book: &Book,
    factors: &Factors,
    meter: &Meter,
    date: Date,
    interval_s: u32,
) -> Option<Vec<f64>> {
    let hours = factors.hours(meter.zone.as_deref()?, date)?;
    let kwh = UnitRegistry::builtin()
        .convert(1.0, &meter.unit, "kWh")
        .ok()?;
    if interval_s > 3600 {
        return None;
    }
    book.clock
        .hour_index(date, interval_s)
        .into_iter()
        .map(|hour| hours.get(usize::from(hour)).map(|factor| factor * kwh))
        .collect()
}

fn day_sum(row: &DayRow<'_>, factors: Option<&[f64]>) -> DaySum {
    let is = |slot: usize| row.present.is_none_or(|present| present[slot]);
    let slots = row.counts.len();
    let present = (0..slots).filter(|slot| is(*slot)).count() as u64;
    let codes = || {
        (0..slots)
            .filter(|slot| is(*slot))
            .map(|slot| row.code(slot))
    };
    let counts = row.whole_counts().filter(|_| present > 0);
    let amount = counts
        .as_ref()
        .and_then(|counts| kernel::millionths(kernel::sum(counts), row.step));
    let co2 = factors
        .filter(|factors| factors.len() == slots)
        .zip(counts.as_ref())
        .and_then(|(factors, counts)| kernel::micrograms(kernel::dot(counts, factors), row.step));
    DaySum {
        amount: amount.map(|micro| micro as f64 * 1e-6),
        co2_kg: co2.map(|ug| ug as f64 * 1e-9),
        present,
        slots: slots as u64,
        estimated: codes()
            .filter(|code| matches!(code, Code::Interpolated | Code::Estimated))
            .count() as u64,
        worst: codes().max(),
    }
}

/// A year of a meter, day by day.
///
/// # Errors
/// Who may not read; an unknown region or meter.
pub async fn calendar(
    home: &Home,
    actor: &Actor,
    region: &str,
    code: &str,
    asked: &YearQuery,
) -> Result<Calendar> {
    let (book, _) = book::open(home, actor, region).await?;
    let meter = book.need(code)?.clone();
    let mut years: Vec<i16> = book
        .months
        .get(code)
        .into_iter()
        .flatten()
        .map(|month| month.month.year())
        .collect();
    years.dedup();
    let year = asked
        .year
        .or_else(|| years.last().copied())
        .unwrap_or_else(|| jiff::Zoned::now().date().year());
    let bad = || Refusal::bad_parameter("year", &year.to_string(), "a year as 2026");
    let (first, last) = (
        Date::new(year, 1, 1).map_err(|_| bad())?,
        Date::new(year, 12, 31).map_err(|_| bad())?,
    );
    let lake = home.lake().clone();
    let region = region.to_owned();
    blocking(move || {
        let factors = lake.factors(&region)?;
        let meters = HashSet::from([meter.code.clone()]);
        let asked = Days {
            dates: (Some(first), Some(last)),
            meters: Some(&meters),
            replaced: true,
            ..Days::default()
        };
        type Record = ((i64, i64), CalendarDay);
        let found = lake.scan_days(&region, &asked, Vec::<Record>::new, |found, row| {
            let spread = slot_factors(&book, &factors, &meter, row.date, row.interval_s);
            let sum = day_sum(row, spread.as_deref());
            let day = CalendarDay {
                date: row.date.to_string(),
                amount: sum.amount,
                co2_kg: sum.co2_kg,
                completeness_percent: percent(sum.present, sum.slots),
                estimated_percent: percent(sum.estimated, sum.present),
                worst: sum.worst.map(code_id),
                versions: 1,
            };
            found.push(((row.recorded_at_us, row.batch.abs()), day));
        })?;
        let mut days: BTreeMap<String, Record> = BTreeMap::new();
        for (age, day) in found.into_iter().flatten() {
            match days.get_mut(&day.date) {
                None => _ = days.insert(day.date.clone(), (age, day)),
                Some((seen, known)) => {
                    let versions = known.versions + 1;
                    if age >= *seen {
                        (*seen, *known) = (age, day);
                    }
                    known.versions = versions;
                }
            }
        }
        Ok(Calendar {
            unit: meter.unit,
            year,
            years,
            days: days.into_values().map(|(_, day)| day).collect(),
        })
    })
    .await
}

/// Amounts of a day by slot, in the meter's unit.
fn amounts(row: &DayRow<'_>) -> Vec<Option<f64>> {
    (0..row.counts.len())
        .map(|slot| {
            row.present
                .is_none_or(|present| present[slot])
                .then(|| (row.base as f64 + f64::from(row.counts[slot])) * row.step)
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}

struct Recorded {
    age: (i64, i64),
    version: DayVersion,
    values: Vec<Option<f64>>,
    codes: Vec<Code>,
    interval_s: u32,
    co2_kg: Option<f64>,
    amount: Option<f64>,
}

/// A day of a meter, slot by slot, against the typical day: the median of the same weekday in the weeks before.
///
/// # Errors
/// Who may not read; an unknown region or meter; a date that is none.
pub async fn day(
    home: &Home,
    actor: &Actor,
    region: &str,
    code: &str,
    asked: &DateQuery,
) -> Result<MeterDay> {
    let (book, view) = book::open(home, actor, region).await?;
    let meter = book.need(code)?.clone();
    let date: Date = match &asked.date {
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::bad_parameter("date", text, "a day as 2026-05-04"))?,
        None => book
            .months
            .get(code)
            .and_then(|months| Some(months.last()?.last_day))
            .unwrap_or_else(|| jiff::Zoned::now().date()),
    };
    let findings = cases::of_day(home, &view, region, code, date).await?;
    let lake = home.lake().clone();
    let region = region.to_owned();
    blocking(move || {
        let factors = lake.factors(&region)?;
        let meters = HashSet::from([meter.code.clone()]);
        let mut records = lake
            .scan_days(
                &region,
                &Days {
                    dates: (Some(date), Some(date)),
                    meters: Some(&meters),
                    replaced: true,
                    ..Days::default()
                },
                Vec::<Recorded>::new,
                |found, row| {
                    let spread = slot_factors(&book, &factors, &meter, row.date, row.interval_s);
                    let sum = day_sum(row, spread.as_deref());
                    found.push(Recorded {
                        age: (row.recorded_at_us, row.batch.abs()),
                        version: DayVersion {
                            recorded_at: jiff::Timestamp::from_microsecond(row.recorded_at_us)
                                .map_or_else(|_| String::new(), |at| at.to_string()),
                            source: row.source.to_owned(),
                            batch: row.batch,
                            amount: sum.amount,
                            completeness_percent: percent(sum.present, sum.slots),
                        },
                        values: amounts(row),
                        codes: (0..row.counts.len()).map(|slot| row.code(slot)).collect(),
                        interval_s: row.interval_s,
                        co2_kg: sum.co2_kg,
                        amount: sum.amount,
                    });
                },
            )?
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        records.sort_by_key(|record| std::cmp::Reverse(record.age));
        let interval_s = records
            .first()
            .map_or(meter.interval_s, |record| record.interval_s);
        let like = like_days(&lake, &region, &meters, date, interval_s)?;
        let slots = book.clock.slots(date, interval_s);
        let spread = slot_factors(&book, &factors, &meter, date, interval_s);
        let newest = records.first();
        let typical: Vec<Option<f64>> = (0..slots)
            .map(|slot| {
                median(
                    like.iter()
                        .filter_map(|day| day.get(slot).copied().flatten())
                        .collect(),
                )
            })
            .collect();
        let slots = (0..slots)
            .map(|slot| {
                let value = newest.and_then(|day| day.values.get(slot).copied().flatten());
                let factor = spread.as_ref().and_then(|all| all.get(slot).copied());
                Slot {
                    at: book
                        .clock
                        .start_of(date, slot, interval_s)
                        .to_zoned(book.clock.zone().clone())
                        .strftime("%Y-%m-%dT%H:%M:%S%:z")
                        .to_string(),
                    value,
                    code: value
                        .and_then(|_| newest?.codes.get(slot).copied())
                        .map(code_id),
                    factor_kg_per_unit: factor,
                    co2_kg: value.zip(factor).map(|(value, factor)| value * factor),
                    typical: typical[slot],
                }
            })
            .collect();
        Ok(MeterDay {
            unit: meter.unit.clone(),
            interval_minutes: interval_s / 60,
            date: date.to_string(),
            slots,
            amount: newest.and_then(|day| day.amount),
            co2_kg: newest.and_then(|day| day.co2_kg),
            typical_amount: typical.iter().copied().sum::<Option<f64>>(),
            typical_days: like.len() as u32,
            zone: meter.zone.clone(),
            history: records.into_iter().map(|record| record.version).collect(),
            findings,
        })
    })
    .await
}

/// The same weekday in the weeks before, newest first, as far as they were read whole enough to be a measure.
fn like_days(
    lake: &lake::Lake,
    region: &str,
    meters: &HashSet<String>,
    date: Date,
    interval_s: u32,
) -> Result<Vec<Vec<Option<f64>>>> {
    let asked = Days {
        dates: (
            Some(date.saturating_sub(jiff::Span::new().days(7 * LIKE_WEEKS))),
            date.yesterday().ok(),
        ),
        meters: Some(meters),
        ..Days::default()
    };
    let mut like = lake
        .scan_days(region, &asked, Vec::new, |found, row| {
            if row.date.weekday() == date.weekday() && row.interval_s == interval_s {
                let values = amounts(row);
                let known = values.iter().flatten().count();
                if known * 10 >= values.len() * 9 {
                    found.push((row.date, values));
                }
            }
        })?
        .concat();
    like.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    like.truncate(LIKE_DAYS);
    Ok(like.into_iter().map(|(_, values)| values).collect())
}
