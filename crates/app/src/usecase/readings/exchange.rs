//! Meters that were exchanged, registers that were set: what went through is worked out anew around that instant.

use super::book::Book;
use super::take::{self, Ground};
use super::{READINGS, later_us, new_job};
use crate::home::Home;
use crate::http::dto::{ExchangeAnswer, ExchangeRequest, MeterExchange};
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::Actor;
use crate::usecase::job::{self, Done};
use jiff::Timestamp;
use lake::readings::Batch;
use metering::{DayClock, Decimal, Exchange, ExchangeKind, Log, Meter, Register};
use store::{ImportCounts, ImportPayload};

/// Exchanges of a meter, by time, as the register shows its figures.
///
/// # Errors
/// What the store says.
pub async fn of_meter(
    home: &Home,
    region: &str,
    book: &Book,
    meter: &Meter,
) -> Result<Vec<MeterExchange>> {
    if meter.register != Register::Cumulative {
        return Ok(Vec::new());
    }
    let all = home.store().exchanges(region).await?;
    Ok(all
        .into_iter()
        .filter(|one| one.meter == meter.code)
        .map(|one| MeterExchange {
            at: local(&book.clock, one.at),
            kind: match one.kind {
                ExchangeKind::Exchange => "exchange",
                ExchangeKind::Reset => "reset",
            }
            .to_owned(),
            last_old: one.last_old.map(|counts| shown(meter, counts)),
            first_new: shown(meter, one.first_new),
        })
        .collect())
}

fn local(clock: &DayClock, at: Timestamp) -> String {
    at.to_zoned(clock.zone().clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

fn shown(meter: &Meter, counts: i64) -> f64 {
    let grid = meter.grid().unwrap_or(Decimal {
        mantissa: 1,
        exponent: 0,
    });
    Decimal {
        mantissa: counts,
        exponent: 0,
    }
    .checked_mul(grid)
    .map_or(counts as f64 * meter.resolution, Decimal::to_f64)
}

/// What a register shows, in its counts.
fn counts(meter: &Meter, name: &str, value: f64) -> Result<i64> {
    let bad = |wanted: &str| Refusal::bad_parameter(name, &value.to_string(), wanted);
    let counts = Decimal::from_f64(value)
        .zip(meter.grid())
        .and_then(|(value, grid)| value.counts(grid))
        .filter(|counts| counts.exact)
        .ok_or_else(|| bad(&format!("a multiple of {}", meter.resolution)))?
        .counts;
    if counts < 0
        || meter
            .roll_over_counts()
            .is_some_and(|around| counts >= around)
    {
        return Err(bad("what the register can show"));
    }
    Ok(counts)
}

/// A meter whose register adds up.
fn cumulative(ground: &Ground, meter: &str) -> Result<Meter> {
    let meter = ground.meters.get(meter).cloned().ok_or_else(|| {
        Refusal::new(
            ErrorCode::UnknownMeter,
            format!("there is no meter {meter}"),
        )
        .with("meter", meter)
    })?;
    if meter.register != Register::Cumulative {
        return Err(Refusal::new(
            ErrorCode::NotPossible,
            format!(
                "meter {} gives amounts, not a register that adds up: an exchange changes nothing",
                meter.code
            ),
        )
        .with("meter", &meter.code));
    }
    Ok(meter)
}

/// Keeps an exchange or a reset, and works out anew what it touches: all or nothing.
///
/// # Errors
/// Who may not; an unknown meter, one whose register does not add up; a time or figure that cannot be; what the lake says.
pub async fn record(
    home: &Home,
    actor: &Actor,
    region: &str,
    meter: &str,
    asked: &ExchangeRequest,
) -> Result<ExchangeAnswer> {
    actor.must_import()?;
    let mut ground = Ground::of(home, region).await?;
    let meter = cumulative(&ground, meter)?;
    let kind = match asked.kind.as_deref().unwrap_or("exchange") {
        "exchange" => ExchangeKind::Exchange,
        "reset" => ExchangeKind::Reset,
        other => {
            return Err(Refusal::bad_parameter(
                "kind",
                other,
                "there are exchange, reset",
            ));
        }
    };
    if kind == ExchangeKind::Exchange && asked.last_old.is_none() {
        return Err(Refusal::bad_parameter(
            "last_old",
            "",
            "what the old meter showed last",
        ));
    }
    let event = Exchange {
        meter: meter.code.clone(),
        at: instant(&ground.clock, &asked.at)?,
        kind,
        last_old: asked
            .last_old
            .map(|value| counts(&meter, "last_old", value))
            .transpose()?,
        first_new: counts(&meter, "first_new", asked.first_new)?,
    };
    ground
        .exchanges
        .retain(|one| one.meter != event.meter || one.at != event.at);
    ground.exchanges.push(event.clone());
    let payload = ImportPayload {
        exchanges: vec![event.clone()],
        ..ImportPayload::default()
    };
    work_out(home, actor, ground, meter, event.at, payload).await
}

/// Takes back an exchange or a reset that was told of wrongly, and works out anew what it touched: all or nothing.
///
/// # Errors
/// Who may not; an unknown meter; [`ErrorCode::UnknownExchange`] if nothing was told of the meter at that time.
pub async fn take_back(
    home: &Home,
    actor: &Actor,
    region: &str,
    meter: &str,
    at: &str,
) -> Result<ExchangeAnswer> {
    actor.must_import()?;
    let mut ground = Ground::of(home, region).await?;
    let meter = cumulative(&ground, meter)?;
    let at = instant(&ground.clock, at)?;
    let before = ground.exchanges.len();
    ground
        .exchanges
        .retain(|one| one.meter != meter.code || one.at != at);
    if ground.exchanges.len() == before {
        let shown = local(&ground.clock, at);
        return Err(Refusal::new(
            ErrorCode::UnknownExchange,
            format!("nothing was told of meter {} at {shown}", meter.code),
        )
        .with("meter", &meter.code)
        .with("at", shown));
    }
    let payload = ImportPayload {
        exchanges_gone: vec![(meter.code.clone(), at)],
        ..ImportPayload::default()
    };
    work_out(home, actor, ground, meter, at, payload).await
}

/// Works out the days around an instant with the exchanges that `ground` has now, and keeps them together with the payload.
async fn work_out(
    home: &Home,
    actor: &Actor,
    ground: Ground,
    meter: Meter,
    at: Timestamp,
    payload: ImportPayload,
) -> Result<ExchangeAnswer> {
    let name = format!("{} {}", meter.code, local(&ground.clock, at));
    let new = new_job(&ground.region.id, READINGS, &name, actor.name());
    let now_us = home.now_us();
    let (import, (days, findings)) = job::run(home, &new, move |bench| {
        let recorded_at_us = later_us(bench.lake, &ground.region.id, now_us)?;
        let log = Log::new();
        let taken = take::again(bench.lake, &ground, &meter, at, recorded_at_us, log)?;
        let mut appender = bench.lake.append_readings(Batch::Import(bench.seq))?;
        appender.push(&ground.region.id, &taken.days)?;
        let counts = ImportCounts {
            findings: taken.findings.len() as u64,
            ..ImportCounts::default()
        };
        bench.prepare(&counts, &payload, &taken.findings)?;
        appender.commit()?;
        Ok(Done::Whole((taken.days.len(), taken.findings)))
    })
    .await?;
    Ok(ExchangeAnswer {
        import,
        days: days as u64,
        findings: findings.iter().map(Into::into).collect(),
    })
}

/// An instant as people write it: with its offset, or as the region's clocks show it. Of an hour that is shown twice the first counts.
///
/// # Errors
/// What is no time; a local time that clocks leave out.
pub(super) fn instant(clock: &DayClock, text: &str) -> Result<Timestamp> {
    let text = text.trim();
    let wrong = |wanted| Refusal::bad_parameter("at", text, wanted);
    if let Ok(instant) = text.parse() {
        return Ok(instant);
    }
    let local: jiff::civil::DateTime = text
        .parse()
        .map_err(|_| wrong("a time as 2026-05-04T10:30"))?;
    let local = clock.zone().to_ambiguous_timestamp(local);
    if matches!(local.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
        return Err(wrong("a time that clocks of the region show"));
    }
    local
        .compatible()
        .map_err(|_| wrong("a time as 2026-05-04T10:30"))
}
