//! Figures: every one a cut of the same cube.

use super::dto::*;

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
pub fn get_cube() {}

/// A place and period at a glance.
#[utoipa::path(get, path = "/api/v1/regions/{region}/overview", tag = TAG, operation_id = "getOverview",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, OverviewQuery),
    responses((status = 200, description = "Cards, trend, fields, largest members.", body = Overview)))]
pub fn get_overview() {}

/// Classed values of places, all years on the same classes.
#[utoipa::path(get, path = "/api/v1/regions/{region}/map", tag = TAG, operation_id = "getMap",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, MapQuery),
    responses((status = 200, description = "Values and classes.", body = MapAnswer)))]
pub fn get_map() {}

/// A flow (Sankey) that conserves.
#[utoipa::path(get, path = "/api/v1/regions/{region}/flow", tag = TAG, operation_id = "getFlow",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, FlowQuery),
    responses((status = 200, description = "Nodes and links.", body = Flow)))]
pub fn get_flow() {}

/// A table of places or enterprises, a column an indicator.
#[utoipa::path(get, path = "/api/v1/regions/{region}/table", tag = TAG, operation_id = "getTable",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, TableQuery),
    responses((status = 200, description = "Rows asked for, totals of the whole.", body = Table)))]
pub fn get_table() {}

/// Enterprises as points.
#[utoipa::path(get, path = "/api/v1/regions/{region}/points", tag = TAG, operation_id = "getPoints",
    params(("region" = String, Path, description = "Id of the region."), CutQuery),
    responses((status = 200, description = "Points, largest first.", body = Points)))]
pub fn get_points() {}

/// What a figure is made of, down to the cells of the files.
#[utoipa::path(get, path = "/api/v1/regions/{region}/explain", tag = TAG, operation_id = "explainFigure",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, ExplainQuery),
    responses((status = 200, description = "The figure's tree.", body = Node)))]
pub fn explain_figure() {}

/// A file of figures, attribution included.
#[utoipa::path(get, path = "/api/v1/regions/{region}/export", tag = TAG, operation_id = "exportFigures",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, ExportQuery),
    responses((status = 200, description = "The file.", content_type = "application/octet-stream", body = FileBody)))]
pub fn export_figures() {}
