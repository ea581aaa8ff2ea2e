//! How complete and how consistent readings are: by enterprise, by place, by source; metered against filed.

use super::book::{self, Book, FiledKey, SlotCount, Span};
use super::cases::{self, plain_case};
use super::show::{named_enterprise, named_place, percent, same};
use crate::home::{Home, blocking};
use crate::http::dto::{
    Label, QualityAnswer, QualityQuery, QualityRow, QualityTotals, Reconciliation,
};
use crate::refusal::{Refusal, Result};
use crate::usecase::Actor;
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
                totals: summed(&book, &sum, span, by != By::Source),
                key,
            })
            .collect();
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
                _ => a
                    .totals
                    .completeness_percent
                    .unwrap_or(-1.0)
                    .total_cmp(&b.totals.completeness_percent.unwrap_or(-1.0)),
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
            sum.metered
                .iter()
                .filter_map(|((carrier, unit), (micro, present, expected))| {
                    let metered = (*present > 0).then_some(*micro as f64 * 1e-6);
                    let share = percent(*present, *expected).unwrap_or(0.0);
                    against(book, &sum.enterprises, carrier, unit, span, metered, share)
                })
                .collect()
        } else {
            Vec::new()
        },
    }
}

/// What some enterprises filed for a carrier in a span, in a unit, and the share of months that it covers, percent.
fn filed_sum(
    book: &Book,
    enterprises: &std::collections::BTreeSet<String>,
    carrier: &str,
    unit: &str,
    span: Span,
) -> (Option<f64>, f64) {
    let (Some(begin), Some(end)) = (book.span.map(|span| span.0), book.span.map(|span| span.1))
    else {
        return (None, 0.0);
    };
    // Only months that meters could have: a filing of ten years is not held against one year of readings.
    let (first, last) = (
        span.first.max(begin.first_of_month()),
        span.last.min(end.last_of_month()),
    );
    let (mut sum, mut found, mut months) = (0.0, 0_u64, 0_u64);
    let mut month = first.first_of_month();
    while month <= last {
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
        match month.last_of_month().tomorrow() {
            Ok(next) => month = next,
            Err(_) => break,
        }
    }
    (
        (found > 0).then_some(sum),
        percent(found, months).unwrap_or(0.0),
    )
}

fn against(
    book: &Book,
    enterprises: &std::collections::BTreeSet<String>,
    carrier: &str,
    unit: &str,
    span: Span,
    metered: Option<f64>,
    metered_share: f64,
) -> Option<Reconciliation> {
    let (filed, filed_share) = filed_sum(book, enterprises, carrier, unit, span);
    let amount = |value: Option<f64>, share: f64| {
        value.filter(|_| share > 0.0).map(|value| Amount {
            value,
            completeness_percent: share.min(100.0),
            uncertainty_percent: None,
        })
    };
    let case = Case {
        enterprise: enterprises
            .first()
            .filter(|_| enterprises.len() == 1)
            .cloned(),
        place: String::new(),
        of: carrier.to_owned(),
        unit: unit.to_owned(),
        period: Period::Year(span.first.year()),
        metered: amount(metered, metered_share),
        filed: amount(filed, filed_share),
        statistics: None,
    };
    let outcome = reconcile(&case, &Rules::default()).ok()?;
    Some(Reconciliation {
        carrier: carrier.to_owned(),
        unit: unit.to_owned(),
        metered,
        filed,
        statistics: None,
        gap: outcome.gap,
        gap_percent: outcome.gap_percent,
        status: outcome.status.id().to_owned(),
    })
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
                (
                    "gap_percent",
                    one.gap_percent
                        .map_or_else(String::new, |p| format!("{p:.2}")),
                ),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
            let score = one.gap_percent.map_or(0.5, |p| 0.5 + p.abs() / 100.0);
            found.push(plain_case(
                "reconciliation",
                "reconciliation",
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
