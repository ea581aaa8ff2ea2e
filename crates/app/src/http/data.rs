//! Imports, findings, reference tables.

use super::dto::*;
use super::extract::{Ask, Asked, import_number};
use super::figures::FileBody;
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::{findings, import as usecase, reference};
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use store::ImportMode;
use utoipa::ToSchema;

const TAG: &str = "data";

/// A file to be looked at.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a multipart body, read field by field")]
pub struct PreviewForm {
    /// The file: CSV, TSV, XLSX or Parquet, gzip or not.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Id of the mapping.
    mapping: String,
    /// Region, where the mapping names none.
    region: Option<String>,
}

/// A file to be imported.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a multipart body, read field by field")]
pub struct ImportForm {
    /// The file: CSV, TSV, XLSX or Parquet, gzip or not.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Id of the mapping.
    mapping: String,
    /// Region, where the mapping names none.
    region: Option<String>,
    /// What to do with faulty rows; `strict` if left out.
    mode: Option<ImportModeId>,
}

struct Form {
    upload: usecase::Upload,
    mapping: String,
    region: Option<String>,
    mode: ImportMode,
}

async fn read_form(mut form: Multipart) -> Result<Form> {
    let mut upload = None;
    let (mut mapping, mut region, mut mode) = (None, None, ImportMode::Strict);
    while let Some(field) = form.next_field().await? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or("file").to_owned();
                let bytes = field.bytes().await?;
                upload = Some(usecase::Upload::new(&name, bytes.to_vec()));
            }
            Some("mapping") => mapping = Some(field.text().await?),
            Some("region") => {
                region = Some(field.text().await?).filter(|id| !id.is_empty());
            }
            Some("mode") => {
                let text = field.text().await?;
                mode = match ImportModeId::from_code(&text) {
                    Some(ImportModeId::Strict) => ImportMode::Strict,
                    Some(ImportModeId::Lenient) => ImportMode::Lenient,
                    None => {
                        return Err(Refusal::bad_parameter(
                            "mode",
                            &text,
                            "there are strict, lenient",
                        ));
                    }
                };
            }
            other => {
                let name = other.unwrap_or_default().to_owned();
                return Err(Refusal::new(
                    ErrorCode::UnknownParameter,
                    format!("no part {name:?}; there are file, mapping, region, mode"),
                )
                .with("name", name));
            }
        }
    }
    let missing = |name: &str| {
        Refusal::new(ErrorCode::BadBody, format!("the form has no part {name:?}"))
            .with("name", name)
    };
    Ok(Form {
        upload: upload.ok_or_else(|| missing("file"))?,
        mapping: mapping.ok_or_else(|| missing("mapping"))?,
        region,
        mode,
    })
}

/// Findings of a region's imports.
#[utoipa::path(get, path = "/api/v1/regions/{region}/findings", tag = TAG, operation_id = "listFindings",
    params(("region" = String, Path, description = "Id of the region."), FindingsQuery),
    responses((status = 200, description = "Findings.", body = FindingPage)))]
pub async fn list_findings(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(FindingsQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &findings::of_region(&app.home, &ask.actor, &region, &asked).await?,
    )
}

/// Mappings.
#[utoipa::path(get, path = "/api/v1/mappings", tag = TAG, operation_id = "listMappings",
    responses((status = 200, description = "Mappings by id.", body = Vec<Mapping>)))]
pub async fn list_mappings(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &reference::mappings(&app.home, &ask.actor)?)
}

/// What an import would do; nothing is changed.
#[utoipa::path(post, path = "/api/v1/imports/preview", tag = TAG, operation_id = "previewImport",
    request_body(content = PreviewForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The preview.", body = ImportPreview)))]
pub async fn preview_import(State(app): State<App>, ask: Ask, form: Multipart) -> Result<Response> {
    // Who may not import must not fill the memory first.
    ask.actor.must_import()?;
    let form = read_form(form).await?;
    let preview = usecase::preview(
        &app.home,
        &ask.actor,
        form.upload,
        &form.mapping,
        form.region.as_deref(),
    )
    .await?;
    app.json(&ask, &preview)
}

/// Starts an import.
#[utoipa::path(post, path = "/api/v1/imports", tag = TAG, operation_id = "startImport",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, description = "Queued; ask for its state by its number.", body = ImportStarted)))]
pub async fn start_import(State(app): State<App>, ask: Ask, form: Multipart) -> Result<Response> {
    ask.actor.must_import()?;
    let form = read_form(form).await?;
    let place = app.queue.try_reserve().map_err(|_| {
        Refusal::new(
            ErrorCode::Busy,
            "too many imports are waiting; repeat when one has ended",
        )
    })?;
    let job = usecase::begin(
        &app.home,
        &ask.actor,
        form.upload,
        &form.mapping,
        form.region.as_deref(),
        form.mode,
    )
    .await?;
    let import = job.import();
    place.send(job);
    Ok((StatusCode::ACCEPTED, axum::Json(ImportStarted { import })).into_response())
}

/// Imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = TAG, operation_id = "listImports",
    params(ImportsQuery),
    responses((status = 200, description = "Imports.", body = Vec<Import>)))]
pub async fn list_imports(
    State(app): State<App>,
    ask: Ask,
    Asked((asked,)): Asked<(ImportsQuery,)>,
) -> Result<Response> {
    app.json(&ask, &usecase::list(&app.home, &ask.actor, &asked).await?)
}

/// One import.
#[utoipa::path(get, path = "/api/v1/imports/{import}", tag = TAG, operation_id = "getImport",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "The import.", body = Import)))]
pub async fn get_import(
    State(app): State<App>,
    ask: Ask,
    Path(import): Path<String>,
) -> Result<Response> {
    let import = usecase::get(&app.home, &ask.actor, import_number(&import)?).await?;
    app.json(&ask, &import)
}

/// Cancels an import that has not been written yet.
#[utoipa::path(post, path = "/api/v1/imports/{import}/cancel", tag = TAG, operation_id = "cancelImport",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "The import as it is now.", body = Import)))]
pub async fn cancel_import(
    State(app): State<App>,
    ask: Ask,
    Path(import): Path<String>,
) -> Result<Response> {
    let number = import_number(&import)?;
    let import = usecase::cancel(&app.home, &ask.actor, number).await?;
    Ok(axum::Json(import).into_response())
}

/// Findings of one import, also of a refused one.
#[utoipa::path(get, path = "/api/v1/imports/{import}/findings", tag = TAG, operation_id = "listImportFindings",
    params(("import" = u32, Path, description = "Number of the import."), FindingsQuery),
    responses((status = 200, description = "Findings.", body = FindingPage)))]
pub async fn list_import_findings(
    State(app): State<App>,
    ask: Ask,
    Path(import): Path<String>,
    Asked((asked,)): Asked<(FindingsQuery,)>,
) -> Result<Response> {
    let number = import_number(&import)?;
    app.json(
        &ask,
        &findings::of_import(&app.home, &ask.actor, number, &asked).await?,
    )
}

/// The rejected rows of an import, as they stood in the file, with the reason.
#[utoipa::path(get, path = "/api/v1/imports/{import}/rejects", tag = TAG, operation_id = "downloadRejects",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "CSV.", content_type = "text/csv", body = String)))]
pub async fn download_rejects(
    State(app): State<App>,
    ask: Ask,
    Path(import): Path<String>,
) -> Result<Response> {
    let number = import_number(&import)?;
    let csv = usecase::rejects(&app.home, &ask.actor, number).await?;
    attached(
        app.bytes(&ask, "text/csv; charset=utf-8", csv)?,
        &format!("rejects-{number}.csv"),
    )
}

/// The file of a committed import as it came.
#[utoipa::path(get, path = "/api/v1/imports/{import}/file", tag = TAG, operation_id = "downloadImportedFile",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = FileBody)))]
pub async fn download_file(
    State(app): State<App>,
    ask: Ask,
    Path(import): Path<String>,
) -> Result<Response> {
    let (name, bytes) = usecase::file(&app.home, &ask.actor, import_number(&import)?).await?;
    attached(app.bytes(&ask, "application/octet-stream", bytes)?, &name)
}

/// The answer as a file to be saved; the name goes in the form that carries any letter (RFC 6266).
pub(super) fn attached(mut response: Response, name: &str) -> Result<Response> {
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    let value = HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{encoded}"))
        .map_err(|error| Refusal::internal("the name of a file", error))?;
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, value);
    Ok(response)
}

/// Factors with their sources.
#[utoipa::path(get, path = "/api/v1/factors", tag = TAG, operation_id = "listFactors",
    params(FactorsQuery),
    responses((status = 200, description = "Factors.", body = FactorPage)))]
pub async fn list_factors(
    State(app): State<App>,
    ask: Ask,
    Asked((asked,)): Asked<(FactorsQuery,)>,
) -> Result<Response> {
    app.json(&ask, &reference::factors(&app.home, &ask.actor, &asked)?)
}

/// Units.
#[utoipa::path(get, path = "/api/v1/units", tag = TAG, operation_id = "listUnits",
    responses((status = 200, description = "Units.", body = Vec<Unit>)))]
pub async fn list_units(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &reference::units(&app.home, &ask.actor)?)
}

/// Terms of the field, in both languages.
#[utoipa::path(get, path = "/api/v1/glossary", tag = TAG, operation_id = "listGlossary",
    responses((status = 200, description = "Terms.", body = Vec<Term>)))]
pub async fn list_glossary(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &reference::glossary(&app.home, &ask.actor)?)
}
