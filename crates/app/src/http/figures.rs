//! Figures: every one a cut of the same cube.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::refusal::{Refusal, Result};
use crate::usecase::readings::explain::{self as readings, Behind};
use crate::usecase::{explain, export, figures as usecase, flow, regions};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

const TAG: &str = "figures";

/// The bytes of a file.
#[derive(utoipa::ToSchema)]
#[schema(value_type = String, format = Binary)]
#[allow(dead_code, reason = "describes a binary body")]
pub struct FileBody(Vec<u8>);

/// A cut of the cube.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cube", tag = TAG, operation_id = "getCube",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, CubeQuery),
    responses((status = 200, description = "Rows and total.", body = Cube)))]
pub async fn get_cube(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, CubeQuery)>,
) -> Result<Response> {
    let question = format!("get_cube {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::cube(view, &cut, &asked)
    })
    .await
}

/// A place and period at a glance.
#[utoipa::path(get, path = "/api/v1/regions/{region}/overview", tag = TAG, operation_id = "getOverview",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, OverviewQuery),
    responses((status = 200, description = "Cards, trend, fields, largest members.", body = Overview)))]
pub async fn get_overview(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, OverviewQuery)>,
) -> Result<Response> {
    let question = format!("get_overview {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::overview(view, &cut, &asked)
    })
    .await
}

/// Classed values of places, all years on the same classes.
#[utoipa::path(get, path = "/api/v1/regions/{region}/map", tag = TAG, operation_id = "getMap",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, MapQuery),
    responses((status = 200, description = "Values and classes.", body = MapAnswer)))]
pub async fn get_map(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, MapQuery)>,
) -> Result<Response> {
    let question = format!("get_map {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::map(view, &cut, &asked)
    })
    .await
}

/// A flow (Sankey) that conserves.
#[utoipa::path(get, path = "/api/v1/regions/{region}/flow", tag = TAG, operation_id = "getFlow",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, FlowQuery),
    responses((status = 200, description = "Nodes and links.", body = Flow)))]
pub async fn get_flow(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, FlowQuery)>,
) -> Result<Response> {
    let question = format!("get_flow {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        flow::flow(view, &cut, &asked)
    })
    .await
}

/// A table of places or enterprises, a column an indicator.
#[utoipa::path(get, path = "/api/v1/regions/{region}/table", tag = TAG, operation_id = "getTable",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, TableQuery),
    responses((status = 200, description = "Rows asked for, totals of the whole.", body = Table)))]
pub async fn get_table(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, TableQuery)>,
) -> Result<Response> {
    let question = format!("get_table {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::table(view, &cut, &asked)
    })
    .await
}

/// Enterprises as points.
#[utoipa::path(get, path = "/api/v1/regions/{region}/points", tag = TAG, operation_id = "getPoints",
    params(("region" = String, Path, description = "Id of the region."), CutQuery),
    responses((status = 200, description = "Points, largest first.", body = Points)))]
pub async fn get_points(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut,)): Asked<(CutQuery,)>,
) -> Result<Response> {
    let question = format!("get_points {cut:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::points(view, &cut)
    })
    .await
}

/// What a figure is made of, down to the cells of the files.
#[utoipa::path(get, path = "/api/v1/regions/{region}/explain", tag = TAG, operation_id = "explainFigure",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, ExplainQuery),
    responses((status = 200, description = "The figure's tree.", body = Node)))]
pub async fn explain_figure(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, ExplainQuery)>,
) -> Result<Response> {
    if let Some(behind) = Behind::of(&cut, &asked)? {
        let levels = asked.depth.unwrap_or(1).min(12);
        let node =
            readings::explain(&app.home, &ask.actor, &region, behind, asked.limit, levels).await?;
        return app.json(&ask, &node);
    }
    let question = format!("explain_figure {cut:?} {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        explain::explain(view, &cut, &asked)
    })
    .await
}

/// A file of figures, attribution included.
#[utoipa::path(get, path = "/api/v1/regions/{region}/export", tag = TAG, operation_id = "exportFigures",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, ExportQuery),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = FileBody)))]
pub async fn export_figures(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, ExportQuery)>,
) -> Result<Response> {
    let view = regions::open(&app.home, &ask.actor, &region).await?;
    let file = export::export(&app.home, view, cut, asked).await?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name))
        .map_err(|error| Refusal::internal("the name of the export", error))?;
    Ok((
        [
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static(file.content_type),
            ),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        file.bytes,
    )
        .into_response())
}
