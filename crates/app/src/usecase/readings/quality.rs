//! How complete and how consistent readings are: by enterprise, by place, by source; metered against filed.

use super::book::{self, Book, FiledKey, SlotCount, Span};
use super::cases::{self, plain_case};
use super::show::{named_enterprise, named_place, percent, same};
use super::statistics::{self, Whose};
use crate::home::{Home, blocking};
use crate::http::dto::{
    Label, QualityAnswer, QualityQuery, QualityRow, QualityTotals, Reconciliation,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::{Actor, estimates};
use crate::view::RegionView;
use inventory::reconcile::{Amount, Case, Rules, Status, reconcile};
use jiff::civil::Date;
use lake::readings::Days;
use std::collections::{BTreeMap, HashMap};
use store::NewCase;
use units::{Period, UnitRegistry};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Enterprise,
    Place,
    Source,
}

#[derive(Default)]
struct Sum {
    meters: u64,
    expected: u64,
    present: u64,
    estimated: u64,
    cases: u64,
    last_us: Option<i64>,
    /// By carrier and unit: metered in millionths, slots present and expected, enterprises.
    metered: BTreeMap<(String, String), (i128, u64, u64)>,
    enterprises: std::collections::BTreeSet<String>,
}

/// Data quality of a region.
///
/// # Errors
/// Who may not read; an unknown region; a parameter that is none.
pub async fn get(
    home: &Home,
    actor: &Actor,
    region: &str,
    asked: &QualityQuery,
) -> Result<QualityAnswer> {
    let (book, view) = book::open(home, actor, region).await?;
    let (span, period) = book.span(asked.period.as_deref())?;
    let by = match asked.by.as_deref().unwrap_or("enterprise") {
        "enterprise" => By::Enterprise,
        "place" => By::Place,
        "source" => By::Source,
        other => {
            return Err(Refusal::bad_parameter(
                "by",
                other,
                "there are enterprise, place, source",
            ));
        }
    };
    let sort = asked
        .sort
        .clone()
        .unwrap_or_else(|| "completeness".to_owned());
    if !["completeness", "cases", "gap", "name"].contains(&sort.as_str()) {
        return Err(Refusal::bad_parameter(
            "sort",
            &sort,
            "there are completeness, cases, gap, name",
        ));
    }
    let open_cases = cases::open_by_meter(home, region).await?;
    let place = match &asked.place {
        Some(code) => Some(view.need_place(code)?.code.clone()),
        None => None,
    };
    let lake = home.lake().clone();
    let id = region.to_owned();
    let (limit, offset) = (
        asked.limit.unwrap_or(100).min(1000) as usize,
        asked.offset.unwrap_or(0) as usize,
    );
    blocking(move || {
        let (last, sources) = when(&lake, &id, span, by == By::Source)?;
        let mut slots = SlotCount::default();
        let mut rows: BTreeMap<String, Sum> = BTreeMap::new();
        let mut totals = Sum::default();
        let within = |meter: &&metering::Meter| {
            place
                .as_deref()
                .is_none_or(|place| view.is_within(&meter.place, place))
        };
        for meter in book.meters.values().filter(within) {
            let expected = book.expected(meter, span, &mut slots);
            let (mut present, mut estimated, mut amount) = (0, 0, 0_i128);
            for month in book.months_within(&meter.code, span) {
                present += month.present;
                estimated += month.estimated;
                amount += i128::from(month.amount_micro);
            }
            let keys = match by {
                By::Enterprise => vec![meter.enterprise.clone().unwrap_or_default()],
                By::Place => vec![meter.place.clone()],
                By::Source => sources.get(&meter.code).cloned().unwrap_or_default(),
            };
            let add = |sum: &mut Sum| {
                sum.meters += 1;
                sum.expected += expected;
                sum.present += present;
                sum.estimated += estimated;
                sum.cases += open_cases.get(&meter.code).copied().unwrap_or(0);
                sum.last_us = sum.last_us.max(last.get(&meter.code).copied());
                if meter.parent.is_none()
                    && let Some(enterprise) = &meter.enterprise
                {
                    sum.enterprises.insert(enterprise.clone());
                    let metered = sum
                        .metered
                        .entry((meter.carrier.clone(), meter.unit.clone()))
                        .or_default();
                    metered.0 += amount;
                    metered.1 += present;
                    metered.2 += expected;
                }
            };
            for key in keys {
                add(rows.entry(key).or_default());
            }
            add(&mut totals);
        }
        // Of whom offices state something, but who has no meter.
        let within = |at: &str| place.as_ref().is_none_or(|place| view.is_within(at, place));
        let of_place_asked =
            |code: &&str| view.enterprise(code).is_some_and(|one| within(&one.place));
        match by {
            By::Enterprise => {
                let codes = book.stated.enterprises().filter(of_place_asked);
                rows.extend(without_meters(&rows, codes));
            }
            By::Place => {
                let codes = book.stated.places().filter(|code| within(code));
                rows.extend(without_meters(&rows, codes));
            }
            By::Source => {}
        }
        let mut rows: Vec<QualityRow> = rows
            .into_iter()
            .map(|(key, sum)| QualityRow {
                label: match by {
                    By::Enterprise if key.is_empty() => Label {
                        en: "No enterprise".to_owned(),
                        zh: "不属企业".to_owned(),
                    },
                    By::Enterprise => named_enterprise(&view, &key).name,
                    By::Place => named_place(&view, &key).name,
                    By::Source => same(&key),
                },
                totals: {
                    let mut totals = summed(&book, &sum, span, by != By::Source);
                    match by {
                        By::Enterprise => totals
                            .reconciliation
                            .extend(unmetered(&book, &sum, &key, span)),
                        By::Place => totals
                            .reconciliation
                            .extend(of_place(&book, &view, &key, span)),
                        By::Source => {}
                    }
                    totals
                },
                key,
            })
            .collect();
        rows.retain(|row| row.totals.meters > 0 || !row.totals.reconciliation.is_empty());
        let gap = |row: &QualityRow| {
            row.totals
                .reconciliation
                .iter()
                .filter_map(|one| one.gap_percent)
                .map(f64::abs)
                .fold(-1.0, f64::max)
        };
        rows.sort_by(|a, b| {
            let order = match sort.as_str() {
                "cases" => b.totals.cases_open.cmp(&a.totals.cases_open),
                "gap" => gap(b).total_cmp(&gap(a)),
                "name" => a.label.en.cmp(&b.label.en),
                // Who has no meter comes behind those whose readings lack.
                _ => {
                    let share = |row: &QualityRow| row.totals.completeness_percent.unwrap_or(-1.0);
                    (a.totals.meters == 0)
                        .cmp(&(b.totals.meters == 0))
                        .then(share(a).total_cmp(&share(b)))
                }
            };
            order.then_with(|| a.key.cmp(&b.key))
        });
        Ok(QualityAnswer {
            total: rows.len() as u64,
            period,
            totals: summed(&book, &totals, span, true),
            rows: rows.into_iter().skip(offset).take(limit).collect(),
        })
    })
    .await
}

type Last = HashMap<String, i64>;
type Sources = HashMap<String, Vec<String>>;

/// When each meter's last reading came, and from where its days are.
fn when(lake: &lake::Lake, region: &str, span: Span, sources: bool) -> Result<(Last, Sources)> {
    let asked = Days {
        dates: (Some(span.first), Some(span.last)),
        ..Days::default()
    };
    type Seen = HashMap<(String, Option<String>), i64>;
    let found = lake.scan_days(region, &asked, Seen::new, |found, row| {
        let source = sources.then(|| row.source.to_owned());
        let last = found
            .entry((row.meter.to_owned(), source))
            .or_insert(row.recorded_at_us);
        *last = row.recorded_at_us.max(*last);
    })?;
    let (mut last, mut from) = (Last::new(), Sources::new());
    for ((meter, source), at) in found.into_iter().flatten() {
        let known = last.entry(meter.clone()).or_insert(at);
        *known = at.max(*known);
        if let Some(source) = source {
            let of = from.entry(meter).or_default();
            if !of.contains(&source) {
                of.push(source);
            }
        }
    }
    Ok((last, from))
}

/// Rows for those that have none yet.
fn without_meters<'a>(
    rows: &BTreeMap<String, Sum>,
    codes: impl Iterator<Item = &'a str>,
) -> Vec<(String, Sum)> {
    codes
        .filter(|code| !rows.contains_key(*code))
        .map(|code| (code.to_owned(), Sum::default()))
        .collect()
}

/// Carriers of an enterprise that offices state and no meter measures.
fn unmetered(book: &Book, sum: &Sum, enterprise: &str, span: Span) -> Vec<Reconciliation> {
    let whose = Whose::Enterprise(enterprise.to_owned());
    let one = Enterprises::from([enterprise.to_owned()]);
    book.stated
        .carriers(&whose)
        .into_iter()
        .filter(|(carrier, _)| !sum.metered.keys().any(|(of, _)| of == carrier))
        .filter_map(|of| against(book, &one, of, span, (None, 0.0)))
        .filter(|one| one.statistics.is_some())
        .collect()
}

fn summed(book: &Book, sum: &Sum, span: Span, with_filed: bool) -> QualityTotals {
    QualityTotals {
        meters: sum.meters,
        expected: sum.expected,
        present: sum.present,
        estimated: sum.estimated,
        completeness_percent: percent(sum.present, sum.expected),
        cases_open: sum.cases,
        last_recorded_at: sum
            .last_us
            .and_then(|us| jiff::Timestamp::from_microsecond(us).ok())
            .map(|at| at.to_string()),
        reconciliation: if with_filed {
            let metered =
                sum.metered
                    .iter()
                    .filter_map(|((carrier, unit), (micro, present, expected))| {
                        let metered = (*present > 0).then_some(*micro as f64 * 1e-6);
                        let share = percent(*present, *expected).unwrap_or(0.0);
                        let of = (carrier.as_str(), unit.as_str());
                        against(book, &sum.enterprises, of, span, (metered, share))
                    });
            metered.collect()
        } else {
            Vec::new()
        },
    }
}

/// The months of a span that meters could have: a filing or a statistic of ten years is not held against one year of readings.
fn metered_months(book: &Book, span: Span) -> Option<Span> {
    let (begin, end) = book.span?;
    let span = Span {
        first: span.first.max(begin.first_of_month()),
        last: span.last.min(end.last_of_month()),
    };
    (span.first <= span.last).then_some(span)
}

type Enterprises = std::collections::BTreeSet<String>;

/// What some enterprises filed for a carrier in a span, in a unit, and the share of months that it covers, percent.
fn filed_sum(
    book: &Book,
    enterprises: &Enterprises,
    carrier: &str,
    unit: &str,
    span: Span,
) -> (Option<f64>, f64) {
    let (mut sum, mut found, mut months) = (0.0, 0_u64, 0_u64);
    for month in statistics::months(span.first, span.last) {
        for enterprise in enterprises {
            months += 1;
            let key = FiledKey {
                enterprise: enterprise.clone(),
                carrier: carrier.to_owned(),
                month,
            };
            if let Some((value, of)) = book.filed.get(&key)
                && let Ok(value) = UnitRegistry::builtin().convert(*value, of, unit)
            {
                sum += value;
                found += 1;
            }
        }
    }
    (
        (found > 0).then_some(sum),
        percent(found, months).unwrap_or(0.0),
    )
}

/// What offices state of some enterprises, and the share of months that it covers, percent; `None` unless something is stated
/// of each: what is known of a few says nothing of all.
fn stated_sum(
    book: &Book,
    enterprises: &Enterprises,
    carrier: &str,
    unit: &str,
    span: Span,
) -> (Option<f64>, f64) {
    let (mut sum, mut covered, mut months) = (0.0, 0, 0);
    for enterprise in enterprises {
        let whose = Whose::Enterprise(enterprise.clone());
        let Some(stated) = book.stated.sum(&whose, carrier, unit, span) else {
            return (None, 0.0);
        };
        sum += stated.value;
        covered += stated.months_covered;
        months += stated.months;
    }
    (
        (months > 0).then_some(sum),
        percent(covered, months).unwrap_or(0.0),
    )
}

/// A side of a reconciliation: an amount, and how much of the time it covers in percent.
type SideOf = (Option<f64>, f64);

fn against(
    book: &Book,
    enterprises: &Enterprises,
    (carrier, unit): (&str, &str),
    span: Span,
    metered: SideOf,
) -> Option<Reconciliation> {
    let span = match metered.0 {
        Some(_) => metered_months(book, span)?,
        None => span,
    };
    let filed = filed_sum(book, enterprises, carrier, unit, span);
    let stated = stated_sum(book, enterprises, carrier, unit, span);
    let of = Case {
        enterprise: enterprises
            .first()
            .filter(|_| enterprises.len() == 1)
            .cloned(),
        place: String::new(),
        of: carrier.to_owned(),
        unit: unit.to_owned(),
        period: Period::Year(span.first.year()),
        metered: None,
        filed: None,
        statistics: None,
    };
    compared(of, "metered", [metered, filed, stated])
}

/// Holds up to three sides (metered, filed, stated) against each other; the gap is that of the pair that is furthest from
/// agreeing, of those alike the first.
fn compared(
    case: Case,
    scope: &str,
    [metered, filed, stated]: [SideOf; 3],
) -> Option<Reconciliation> {
    let amount = |(value, share): SideOf| {
        value.filter(|_| share > 0.0).map(|value| Amount {
            value,
            completeness_percent: share.min(100.0),
            uncertainty_percent: None,
        })
    };
    let case = Case {
        metered: amount(metered),
        filed: amount(filed),
        statistics: amount(stated),
        ..case
    };
    let outcome = reconcile(&case, &Rules::default()).ok()?;
    let worst = outcome.pairs.iter().rev().max_by_key(|pair| pair.status);
    Some(Reconciliation {
        carrier: case.of,
        unit: case.unit,
        scope: scope.to_owned(),
        metered: metered.0,
        filed: filed.0,
        statistics: stated.0,
        gap: worst.map(|pair| pair.gap),
        gap_percent: worst.and_then(|pair| pair.gap_percent),
        gap_of: worst.map(|pair| pair.other.id().to_owned()),
        gap_basis: worst.map(|pair| pair.basis.id().to_owned()),
        status: outcome.status.id().to_owned(),
    })
}

/// What offices state of a place, against all that was filed in it.
fn of_place(book: &Book, view: &RegionView, place: &str, span: Span) -> Vec<Reconciliation> {
    let whose = Whose::Place(place.to_owned());
    let month = |day: Date| Period::Month {
        year: day.year(),
        month: day.month(),
    };
    book.stated
        .carriers(&whose)
        .into_iter()
        .filter_map(|(carrier, unit)| {
            let stated = book.stated.sum(&whose, carrier, unit, span)?;
            let months = (month(span.first), month(span.last));
            let filed = view
                .cube
                .carrier_use((place, carrier, unit), months, &estimates::source)
                .map_or((None, 0.0), |filed| {
                    let share = percent(filed.months_present, filed.months_expected);
                    (Some(filed.value), share.unwrap_or(0.0))
                });
            let case = Case {
                enterprise: None,
                place: place.to_owned(),
                of: carrier.to_owned(),
                unit: unit.to_owned(),
                period: Period::Year(span.first.year()),
                metered: None,
                filed: None,
                statistics: None,
            };
            let share = percent(stated.months_covered, stated.months).unwrap_or(0.0);
            compared(
                case,
                "place",
                [(None, 0.0), filed, (Some(stated.value), share)],
            )
        })
        .collect()
}

/// Enterprises whose meters and filings differ in the last year with readings.
pub(super) fn cases(book: &Book, last: Date) -> Vec<NewCase> {
    let Ok(first) = Date::new(last.year(), 1, 1) else {
        return Vec::new();
    };
    let span = Span { first, last };
    let mut slots = SlotCount::default();
    let mut sums: BTreeMap<(String, String), Sum> = BTreeMap::new();
    for meter in book.meters.values().filter(|meter| meter.parent.is_none()) {
        let Some(enterprise) = &meter.enterprise else {
            continue;
        };
        let sum = sums
            .entry((enterprise.clone(), meter.place.clone()))
            .or_default();
        sum.enterprises.insert(enterprise.clone());
        let expected = book.expected(meter, span, &mut slots);
        let metered = sum
            .metered
            .entry((meter.carrier.clone(), meter.unit.clone()))
            .or_default();
        for month in book.months_within(&meter.code, span) {
            metered.0 += i128::from(month.amount_micro);
            metered.1 += month.present;
        }
        metered.2 += expected;
    }
    let mut found = Vec::new();
    for ((enterprise, place), sum) in sums {
        for one in summed(book, &sum, span, true).reconciliation {
            if one.status != Status::Differs.id() {
                continue;
            }
            let text = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
            let params: BTreeMap<String, String> = [
                ("carrier", one.carrier.clone()),
                ("unit", one.unit.clone()),
                ("metered", text(one.metered)),
                ("filed", text(one.filed)),
                ("statistics", text(one.statistics)),
                (
                    "gap_percent",
                    one.gap_percent
                        .map_or_else(String::new, |p| format!("{p:.2}")),
                ),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
            // Which two differ most says the sentence.
            let code = match (one.gap_of.as_deref(), one.gap_basis.as_deref()) {
                (Some("metered"), Some("statistics")) => "reconciliation_metered_statistics",
                (Some("statistics"), _) => "reconciliation_statistics_filed",
                _ => "reconciliation",
            };
            let score = one.gap_percent.map_or(0.5, |p| 0.5 + p.abs() / 100.0);
            found.push(plain_case(
                "reconciliation",
                code,
                None,
                Some(enterprise.clone()),
                Some(place.clone()),
                (span.first, span.last),
                score.clamp(0.5, 1.0),
                params,
            ));
        }
    }
    found
}
