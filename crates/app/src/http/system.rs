//! Whether the server works, and what it can be asked.

use super::dto::*;
use super::state::App;
use crate::refusal::Result;
use crate::usecase::names::CODE_VERSION;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;

const TAG: &str = "system";

/// Whether the server works.
#[utoipa::path(get, path = "/health", tag = TAG, operation_id = "getHealth",
    responses((status = 200, description = "It works.", body = Health)))]
pub async fn get_health(State(app): State<App>) -> Result<Json<Health>> {
    app.home.store().ping().await?;
    let faults = app.home.faults();
    Ok(Json(Health {
        status: if faults.is_empty() { "ok" } else { "degraded" }.to_owned(),
        version: CODE_VERSION.to_owned(),
        regions: app.home.store().regions().await?.len() as u64,
        unreadable_regions: faults.into_keys().collect(),
    }))
}

/// Measurements in the Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = TAG, operation_id = "getMetrics",
    responses((status = 200, description = "Prometheus text.", content_type = "text/plain", body = String)))]
pub async fn get_metrics(State(app): State<App>) -> impl IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        app.metrics.text(&app.home, app.answers.bytes()),
    )
}
