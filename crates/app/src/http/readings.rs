//! Meters, readings, cases, data quality, publications.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::import::Upload;
use crate::usecase::job::{Watch, detached};
use crate::usecase::readings::{
    account, cases, exchange, files, fill, publications, quality, show,
};
use axum::body::Bytes;
use axum::extract::{Json, Multipart, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use metering::Stamp;
use metering::parse::{Layout, ParseOptions};
use tokio::sync::oneshot;
use utoipa::ToSchema;

const TAG: &str = "readings";

/// Meters with their amounts.
#[utoipa::path(get, path = "/api/v1/regions/{region}/meters", tag = TAG, operation_id = "listMeters",
    params(("region" = String, Path, description = "Id of the region."), MetersQuery),
    responses((status = 200, description = "Meters.", body = MeterPage)))]
pub async fn list_meters(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(MetersQuery,)>,
) -> Result<Response> {
    let page = show::list(&app.home, &ask.actor, &region, &asked).await?;
    app.json(&ask, &page)
}

/// A meter with its relatives.
#[utoipa::path(get, path = "/api/v1/regions/{region}/meters/{meter}", tag = TAG, operation_id = "getMeter",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."), PeriodQuery),
    responses((status = 200, description = "The meter.", body = MeterAnswer)))]
pub async fn get_meter(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Asked((asked,)): Asked<(PeriodQuery,)>,
) -> Result<Response> {
    let answer = show::get(&app.home, &ask.actor, &region, &meter, &asked).await?;
    app.json(&ask, &answer)
}

/// A year of a meter, day by day.
#[utoipa::path(get, path = "/api/v1/regions/{region}/meters/{meter}/calendar", tag = TAG, operation_id = "getMeterCalendar",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."), YearQuery),
    responses((status = 200, description = "The year.", body = Calendar)))]
pub async fn get_calendar(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Asked((asked,)): Asked<(YearQuery,)>,
) -> Result<Response> {
    let answer = show::calendar(&app.home, &ask.actor, &region, &meter, &asked).await?;
    app.json(&ask, &answer)
}

/// A day of a meter, slot by slot.
#[utoipa::path(get, path = "/api/v1/regions/{region}/meters/{meter}/day", tag = TAG, operation_id = "getMeterDay",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."), DateQuery),
    responses((status = 200, description = "The day.", body = MeterDay)))]
pub async fn get_day(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Asked((asked,)): Asked<(DateQuery,)>,
) -> Result<Response> {
    let answer = show::day(&app.home, &ask.actor, &region, &meter, &asked).await?;
    app.json(&ask, &answer)
}

/// Says that a meter was exchanged or its register set; what went through it is worked out anew.
#[utoipa::path(post, path = "/api/v1/regions/{region}/meters/{meter}/exchanges", tag = TAG, operation_id = "exchangeMeter",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code.")),
    request_body = ExchangeRequest,
    responses((status = 201, description = "What it changed.", body = ExchangeAnswer)))]
pub async fn exchange_meter(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Json(asked): Json<ExchangeRequest>,
) -> Result<Response> {
    let answer = detached(async move {
        let answer = exchange::record(&app.home, &ask.actor, &region, &meter, &asked).await?;
        app.account_soon(&region);
        Ok(answer)
    })
    .await?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Takes back an exchange or a reset that was told of wrongly; what went through the meter is worked out anew.
#[utoipa::path(delete, path = "/api/v1/regions/{region}/meters/{meter}/exchanges/{at}", tag = TAG, operation_id = "takeBackExchange",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."),
        ("at" = String, Path, description = "When it was told to have been: `2026-05-04T10:30`, or with an offset.")),
    responses((status = 200, description = "What it changed.", body = ExchangeAnswer)))]
pub async fn take_back_exchange(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter, at)): Path<(String, String, String)>,
) -> Result<Response> {
    let answer = detached(async move {
        let answer = exchange::take_back(&app.home, &ask.actor, &region, &meter, &at).await?;
        app.account_soon(&region);
        Ok(answer)
    })
    .await?;
    Ok(Json(answer).into_response())
}

/// Days to fill, as asked for.
///
/// # Errors
/// A text that is no day.
pub fn repair_days(
    meter: Option<&str>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<fill::Asked> {
    let day = |name: &str, text: Option<&str>| {
        text.map(|text| {
            text.parse()
                .map_err(|_| Refusal::bad_parameter(name, text, "a day as 2026-05-04"))
        })
        .transpose()
    };
    Ok(fill::Asked {
        meter: meter.map(str::to_owned),
        from: day("from", from)?,
        to: day("to", to)?,
    })
}

/// How a meter's gaps would be filled; nothing is written.
#[utoipa::path(get, path = "/api/v1/regions/{region}/meters/{meter}/repair", tag = TAG, operation_id = "previewRepair",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."), RepairQuery),
    responses((status = 200, description = "What would be filled.", body = RepairPlan)))]
pub async fn preview_repair(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Asked((asked,)): Asked<(RepairQuery,)>,
) -> Result<Response> {
    let days = repair_days(Some(&meter), asked.from.as_deref(), asked.to.as_deref())?;
    app.json(
        &ask,
        &fill::preview(&app.home, &ask.actor, &region, days).await?,
    )
}

/// Fills a meter's gaps with estimated readings; what was read stays.
#[utoipa::path(post, path = "/api/v1/regions/{region}/meters/{meter}/repair", tag = TAG, operation_id = "repairMeter",
    params(("region" = String, Path, description = "Id of the region."), ("meter" = String, Path, description = "Code."), RepairQuery),
    responses((status = 200, description = "What was filled.", body = RepairPlan)))]
pub async fn repair_meter(
    State(app): State<App>,
    ask: Ask,
    Path((region, meter)): Path<(String, String)>,
    Asked((asked,)): Asked<(RepairQuery,)>,
) -> Result<Response> {
    let days = repair_days(Some(&meter), asked.from.as_deref(), asked.to.as_deref())?;
    let unit = show::unit_of(&app.home, &region, &meter).await?;
    let (filled, fills) = detached(async move {
        let (filled, fills) = fill::run(&app.home, &ask.actor, &region, days).await?;
        if filled.import.is_some() {
            app.account_soon(&region);
        }
        Ok((filled, fills))
    })
    .await?;
    Ok(Json(RepairPlan {
        unit,
        import: filled.import,
        days: filled.days as u64,
        slots: filled.slots as u64,
        left: filled.left as u64,
        amount: fills.iter().map(|one| one.amount).sum(),
        fills,
    })
    .into_response())
}

/// How complete and consistent readings are.
#[utoipa::path(get, path = "/api/v1/regions/{region}/data-quality", tag = TAG, operation_id = "getDataQuality",
    params(("region" = String, Path, description = "Id of the region."), QualityQuery),
    responses((status = 200, description = "Data quality.", body = QualityAnswer)))]
pub async fn get_quality(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(QualityQuery,)>,
) -> Result<Response> {
    let answer = quality::get(&app.home, &ask.actor, &region, &asked).await?;
    app.json(&ask, &answer)
}

/// Cases: what is abnormal and has to be looked at.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cases", tag = TAG, operation_id = "listCases",
    params(("region" = String, Path, description = "Id of the region."), CasesQuery),
    responses((status = 200, description = "Cases.", body = CasePage)))]
pub async fn list_cases(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(CasesQuery,)>,
) -> Result<Response> {
    let page = cases::list(&app.home, &ask.actor, &region, &asked).await?;
    app.json(&ask, &page)
}

fn number(text: &str, code: ErrorCode, what: &str) -> Result<u32> {
    text.parse()
        .map_err(|_| Refusal::new(code, format!("no {what} {text:?}")).with(what, text))
}

/// One case with its history.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cases/{id}", tag = TAG, operation_id = "getCase",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number.")),
    responses((status = 200, description = "The case.", body = Case)))]
pub async fn get_case(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
) -> Result<Response> {
    let id = number(&id, ErrorCode::UnknownCase, "case")?;
    app.json(&ask, &cases::get(&app.home, &ask.actor, &region, id).await?)
}

/// Assigns, explains, accepts, corrects, dismisses or reopens a case.
#[utoipa::path(post, path = "/api/v1/regions/{region}/cases/{id}/actions", tag = TAG, operation_id = "actOnCase",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number.")),
    request_body = CaseActionRequest,
    responses((status = 200, description = "The case.", body = Case)))]
pub async fn act_on_case(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
    Json(asked): Json<CaseActionRequest>,
) -> Result<Response> {
    let id = number(&id, ErrorCode::UnknownCase, "case")?;
    let case = cases::act(&app.home, &ask.actor, &region, id, &asked).await?;
    Ok(Json(case).into_response())
}

/// Looks for abnormal readings.
#[utoipa::path(post, path = "/api/v1/regions/{region}/cases/run", tag = TAG, operation_id = "findCases",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "What was found.", body = CaseRun)))]
pub async fn run_cases(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    Ok(Json(cases::run(&app.home, &ask.actor, &region).await?).into_response())
}

/// Publications, newest first.
#[utoipa::path(get, path = "/api/v1/regions/{region}/publications", tag = TAG, operation_id = "listPublications",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Publications.", body = Vec<Publication>)))]
pub async fn list_publications(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(
        &ask,
        &publications::list(&app.home, &ask.actor, &region).await?,
    )
}

/// Freezes figures.
#[utoipa::path(post, path = "/api/v1/regions/{region}/publications", tag = TAG, operation_id = "publish",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body = PublishRequest,
    responses((status = 201, description = "The publication.", body = Publication)))]
pub async fn publish(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Json(asked): Json<PublishRequest>,
) -> Result<Response> {
    let made = publications::publish(&app.home, &ask.actor, &region, &asked).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// A publication as it was.
#[utoipa::path(get, path = "/api/v1/regions/{region}/publications/{id}", tag = TAG, operation_id = "getPublication",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number.")),
    responses((status = 200, description = "The publication.", body = Publication)))]
pub async fn get_publication(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
) -> Result<Response> {
    let id = number(&id, ErrorCode::UnknownPublication, "publication")?;
    app.json(
        &ask,
        &publications::get(&app.home, &ask.actor, &region, id).await?,
    )
}

/// What has changed since a publication, and why.
#[utoipa::path(get, path = "/api/v1/regions/{region}/publications/{id}/changes", tag = TAG, operation_id = "getPublicationChanges",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number.")),
    responses((status = 200, description = "The changes.", body = Changes)))]
pub async fn get_changes(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
) -> Result<Response> {
    let id = number(&id, ErrorCode::UnknownPublication, "publication")?;
    let changes = publications::changes(&app.home, &ask.actor, &region, id).await?;
    app.json(&ask, &changes)
}

/// Takes readings: JSON `{"key", "readings": [{"meter", "at", "value", "quality"}]}`, or one reading a line
/// (`application/x-ndjson`). The answer comes when they are on the disk; a batch with a key that was answered is not taken again.
#[utoipa::path(post, path = "/api/v1/regions/{region}/readings", tag = TAG, operation_id = "pushReadings",
    params(PushQuery, ("region" = String, Path, description = "Id of the region."),
        ("Idempotency-Key" = Option<String>, Header, description = "Tells this batch from others; `key` in the batch does too.")),
    request_body(content = String, content_type = "application/json"),
    responses((status = 200, description = "What was taken.", body = PushAnswer),
        (status = 503, description = "Too much waits: send the batch again after `Retry-After` seconds."),
        (status = 507, description = "The server's disk is full or cannot be written; nothing was kept. Send the batch again after `Retry-After` seconds.")))]
pub async fn push_readings(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(PushQuery,)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response> {
    ask.actor.must_import()?;
    let stamp = match asked.stamp.as_deref() {
        None | Some("start") => Stamp::Start,
        Some("end") => Stamp::End,
        Some(text) => {
            return Err(Refusal::bad_parameter(
                "stamp",
                text,
                "there are start, end",
            ));
        }
    };
    let text = |name: &str| {
        headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let lines = text("content-type").is_some_and(|kind| kind.contains("ndjson"));
    let inbox = app.inbox()?;
    let source = ask
        .actor
        .name()
        .map_or("push".to_owned(), |name| format!("push:{name}"));
    let pushed = inbox
        .push(
            &region,
            text("idempotency-key"),
            lines,
            stamp,
            body.to_vec(),
            &source,
        )
        .await;
    match pushed {
        Ok(answer) => Ok(Json(PushAnswer {
            accepted: answer.accepted as u64,
            already: answer.already,
            rejected: answer
                .rejected
                .into_iter()
                .map(|(index, code, message)| RejectedReading {
                    index,
                    code,
                    message,
                })
                .collect(),
        })
        .into_response()),
        Err(refusal) if matches!(refusal.code, ErrorCode::Busy | ErrorCode::Storage) => {
            Ok(come_again(refusal))
        }
        Err(refusal) => Err(refusal),
    }
}

/// A refusal that says when to come again.
pub(super) fn come_again(refusal: Refusal) -> Response {
    // A disk needs somebody to look after it.
    let seconds = if refusal.code == ErrorCode::Busy {
        "5"
    } else {
        "60"
    };
    let mut response = refusal.into_response();
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    response
}

/// A file of readings.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a multipart body, read field by field")]
pub struct ReadingsForm {
    /// CSV, TSV, XLSX or Parquet, gzip or not.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `auto`, `long`, `wide` or `columns`.
    layout: Option<String>,
    /// Code of the meter, for a file that names none.
    meter: Option<String>,
    /// `start` or `end`: what a time names; found out if left out.
    stamp: Option<String>,
    /// `strict` or `lenient`.
    mode: Option<String>,
}

/// Takes a file of readings; the answer comes when it has been received. How far it is says `GET imports/{import}`.
#[utoipa::path(post, path = "/api/v1/regions/{region}/readings/files", tag = TAG, operation_id = "importReadings",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = ReadingsForm, content_type = "multipart/form-data"),
    responses((status = 202, description = "Its number among the imports.", body = ImportStarted)))]
pub async fn import_readings(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_import()?;
    let mut upload = None;
    let mut options = ParseOptions::default();
    let mut lenient = false;
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file = field.file_name().unwrap_or("file").to_owned();
            upload = Some(Upload::new(&file, field.bytes().await?.to_vec()));
            continue;
        }
        let text = field.text().await?;
        option(&mut options, &mut lenient, &name, &text)?;
    }
    let upload = upload.ok_or_else(|| {
        Refusal::new(ErrorCode::BadBody, "the form has no part \"file\"").with("name", "file")
    })?;
    let (begun, number) = oneshot::channel();
    let watch = Watch {
        begun: Some(begun),
        ..Watch::default()
    };
    // The answer goes out as soon as the job has a number.
    let task = tokio::spawn(async move {
        let (home, actor) = (&app.home, &ask.actor);
        let done =
            files::import_watched(home, actor, &region, upload, options, lenient, watch).await?;
        if !done.refused {
            app.account_soon(&region);
        }
        Ok::<u32, Refusal>(done.import)
    });
    let import = match number.await {
        Ok(import) => import,
        // It ended before it had a number: it was refused at the door.
        Err(_) => task
            .await
            .map_err(|error| Refusal::internal("the import ended badly", error))??,
    };
    Ok((StatusCode::ACCEPTED, Json(ImportStarted { import })).into_response())
}

/// An option of a file of readings, as forms and the command line name it.
///
/// # Errors
/// A name or value that is none.
pub fn option(
    options: &mut ParseOptions,
    lenient: &mut bool,
    name: &str,
    text: &str,
) -> Result<()> {
    let bad = |wanted: &str| Err(Refusal::bad_parameter(name, text, wanted));
    match (name, text) {
        (_, "") => {}
        ("layout", "auto") => options.layout = None,
        ("layout", "long") => options.layout = Some(Layout::Long),
        ("layout", "wide") => options.layout = Some(Layout::Wide),
        ("layout", "columns") => options.layout = Some(Layout::Columns),
        ("layout", _) => return bad("there are auto, long, wide, columns"),
        ("stamp", "auto") => options.stamp = None,
        ("stamp", "start") => options.stamp = Some(Stamp::Start),
        ("stamp", "end") => options.stamp = Some(Stamp::End),
        ("stamp", _) => return bad("there are auto, start, end"),
        ("mode", "strict") => *lenient = false,
        ("mode", "lenient") => *lenient = true,
        ("mode", _) => return bad("there are strict, lenient"),
        ("meter", code) => options.meter = Some(code.to_owned()),
        ("column", head) => options.column = Some(head.to_owned()),
        _ => {
            return Err(Refusal::new(
                ErrorCode::UnknownParameter,
                format!("no part {name:?}; there are file, layout, meter, column, stamp, mode"),
            )
            .with("name", name));
        }
    }
    Ok(())
}

/// Turns readings into energy and carbon: what has changed since the last run.
#[utoipa::path(post, path = "/api/v1/regions/{region}/account", tag = TAG, operation_id = "accountReadings",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "What was computed.", body = AccountAnswer)))]
pub async fn account_readings(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    // A task of its own: the lock that keeps a second run out must last as long as the run, also if nobody waits for it.
    let run =
        detached(async move { account::run(&app.home, &ask.actor, &region, false).await }).await?;
    Ok(Json(AccountAnswer {
        import: run.import,
        readings: run.readings,
        energy_kwh: run.energy_kwh,
        emissions_kg: run.emissions_kg,
        months: run.months as u64,
        seconds: run.total_seconds,
    })
    .into_response())
}
