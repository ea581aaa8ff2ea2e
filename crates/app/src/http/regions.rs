//! Regions and their master data.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::refusal::Result;
use crate::usecase::regions as usecase;
use axum::extract::{Path, State};
use axum::response::Response;

const TAG: &str = "regions";

/// All regions of the home.
#[utoipa::path(get, path = "/api/v1/regions", tag = TAG, operation_id = "listRegions",
    responses((status = 200, description = "Regions.", body = Vec<Region>)))]
pub async fn list_regions(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &usecase::list(&app.home, &ask.actor).await?)
}

/// One region.
#[utoipa::path(get, path = "/api/v1/regions/{region}", tag = TAG, operation_id = "getRegion",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "The region.", body = Region)))]
pub async fn get_region(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &usecase::get(&app.home, &ask.actor, &region).await?)
}

/// Places of a region's tree.
#[utoipa::path(get, path = "/api/v1/regions/{region}/places", tag = TAG, operation_id = "listPlaces",
    params(("region" = String, Path, description = "Id of the region."), PlacesQuery),
    responses((status = 200, description = "Places, parents before members.", body = Vec<Place>)))]
pub async fn list_places(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(PlacesQuery,)>,
) -> Result<Response> {
    let question = format!("places {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::places(view, &asked)
    })
    .await
}

/// Enterprises of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/enterprises", tag = TAG, operation_id = "listEnterprises",
    params(("region" = String, Path, description = "Id of the region."), EnterprisesQuery),
    responses((status = 200, description = "Enterprises by name.", body = EnterprisePage)))]
pub async fn list_enterprises(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(EnterprisesQuery,)>,
) -> Result<Response> {
    let question = format!("enterprises {asked:?}");
    app.figure(&ask, &region, question, move |view| {
        usecase::enterprises(view, &asked)
    })
    .await
}

/// Boundaries of one level as GeoJSON.
#[utoipa::path(get, path = "/api/v1/regions/{region}/boundaries", tag = TAG, operation_id = "getBoundaries",
    params(("region" = String, Path, description = "Id of the region."), BoundariesQuery),
    responses((status = 200, description = "A feature a place; a level without own shapes is drawn by those of its members.", body = BoundaryCollection)))]
pub async fn get_boundaries(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(BoundariesQuery,)>,
) -> Result<Response> {
    let view = usecase::open(&app.home, &ask.actor, &region).await?;
    app.packed_geojson(&ask, usecase::boundaries(&app.home, &view, &asked).await?)
}
