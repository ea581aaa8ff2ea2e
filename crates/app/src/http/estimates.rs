//! Estimates where an enterprise has no data.

use super::dto::*;
use super::extract::{Ask, Asked, JsonBody};
use super::state::App;
use crate::refusal::Result;
use crate::usecase::estimates;
use axum::extract::{Json, Path, State};
use axum::response::{IntoResponse, Response};

const TAG: &str = "readings";

/// Who lacks data, what was estimated, and by which models.
#[utoipa::path(get, path = "/api/v1/regions/{region}/estimates", tag = TAG, operation_id = "listEstimates",
    params(("region" = String, Path, description = "Id of the region."), EstimatesQuery),
    responses((status = 200, description = "Estimates.", body = EstimateAnswer)))]
pub async fn list_estimates(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(EstimatesQuery,)>,
) -> Result<Response> {
    let answer = estimates::get(&app.home, &ask.actor, &region, &asked).await?;
    app.json(&ask, &answer)
}

/// Estimates what is missing. Its entries take the place of those of the year's earlier run.
#[utoipa::path(post, path = "/api/v1/regions/{region}/estimates", tag = TAG, operation_id = "runEstimates",
    params(("region" = String, Path, description = "Id of the region.")), request_body = EstimateRequest,
    responses((status = 200, description = "What was estimated, a run for each year.", body = [EstimateRun])))]
pub async fn run_estimates(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    JsonBody(body): JsonBody<EstimateRequest>,
) -> Result<Response> {
    let runs = estimates::run(&app.home, &ask.actor, &region, &body.years, body.dry_run).await?;
    Ok(Json(runs).into_response())
}
