//! Contracts and certificates.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::import::Upload;
use crate::usecase::job::detached;
use crate::usecase::readings::contracts as usecase;
use axum::extract::{Json, Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

const TAG: &str = "contracts";

/// Contracts and certificates with what is used and left of each; factors of markets.
#[utoipa::path(get, path = "/api/v1/regions/{region}/contracts", tag = TAG, operation_id = "listContracts",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Contracts.", body = ContractPage)))]
pub async fn list_contracts(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &usecase::list(&app.home, &ask.actor, &region).await?)
}

/// A table of contracts.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a multipart body, read field by field")]
pub struct ContractsForm {
    /// CSV, TSV or XLSX, gzip or not.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Takes a table of contracts, certificates and factors of markets; all of it or nothing.
#[utoipa::path(post, path = "/api/v1/regions/{region}/contracts", tag = TAG, operation_id = "importContracts",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = ContractsForm, content_type = "multipart/form-data"),
    responses((status = 202, description = "What was taken; of a refused table nothing.", body = ContractsTaken)))]
pub async fn import_contracts(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_import()?;
    let mut upload = None;
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("file") {
            let file = field.file_name().unwrap_or("file").to_owned();
            let bytes = field.bytes().await?;
            upload = Some(Upload::new(&file, bytes.to_vec()));
        }
    }
    let upload = upload.ok_or_else(|| {
        Refusal::new(ErrorCode::BadBody, "the form has no part \"file\"").with("name", "file")
    })?;
    let outcome = detached(async move {
        let outcome = usecase::import(&app.home, &ask.actor, &region, upload).await?;
        if !outcome.refused {
            app.account_soon(&region);
        }
        Ok(outcome)
    })
    .await?;
    let taken = ContractsTaken {
        import: outcome.import,
        instruments: outcome.instruments as u64,
        factors: outcome.factors as u64,
        hours: outcome.hours as u64,
        refused: outcome.refused,
        findings: outcome.findings.len() as u64,
    };
    Ok((StatusCode::ACCEPTED, Json(taken)).into_response())
}

/// Takes an instrument out by its id, or a factor by kind, market and time.
#[utoipa::path(delete, path = "/api/v1/regions/{region}/contracts", tag = TAG, operation_id = "removeContract",
    params(("region" = String, Path, description = "Id of the region."), RemoveContractQuery),
    responses((status = 204, description = "It is gone.")))]
pub async fn remove_contract(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(RemoveContractQuery,)>,
) -> Result<Response> {
    match (&asked.id, &asked.kind, &asked.market, &asked.valid) {
        (Some(id), None, None, None) => {
            let owner = asked.enterprise.as_deref();
            usecase::remove(&app.home, &ask.actor, &region, id, owner).await?;
        }
        (None, Some(kind), Some(market), Some(valid)) => {
            let factor = (kind.as_str(), market.as_str(), valid.as_str());
            usecase::remove_factor(&app.home, &ask.actor, &region, factor).await?;
        }
        _ => {
            return Err(Refusal::bad_parameter(
                "id",
                asked.id.as_deref().unwrap_or_default(),
                "name an instrument by id, or a factor by kind, market and valid",
            ));
        }
    }
    app.account_soon(&region);
    Ok(StatusCode::NO_CONTENT.into_response())
}
