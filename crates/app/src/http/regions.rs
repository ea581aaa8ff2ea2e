//! Regions and their master data.

use super::dto::*;

const TAG: &str = "regions";

/// All regions of the home.
#[utoipa::path(get, path = "/api/v1/regions", tag = TAG, operation_id = "listRegions",
    responses((status = 200, description = "Regions.", body = Vec<Region>)))]
pub fn list_regions() {}

/// One region.
#[utoipa::path(get, path = "/api/v1/regions/{region}", tag = TAG, operation_id = "getRegion",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "The region.", body = Region)))]
pub fn get_region() {}

/// Places of a region's tree.
#[utoipa::path(get, path = "/api/v1/regions/{region}/places", tag = TAG, operation_id = "listPlaces",
    params(("region" = String, Path, description = "Id of the region."), PlacesQuery),
    responses((status = 200, description = "Places, parents before members.", body = Vec<Place>)))]
pub fn list_places() {}

/// Enterprises of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/enterprises", tag = TAG, operation_id = "listEnterprises",
    params(("region" = String, Path, description = "Id of the region."), EnterprisesQuery),
    responses((status = 200, description = "Enterprises by name.", body = EnterprisePage)))]
pub fn list_enterprises() {}

/// Boundaries of one level as GeoJSON.
#[utoipa::path(get, path = "/api/v1/regions/{region}/boundaries", tag = TAG, operation_id = "getBoundaries",
    params(("region" = String, Path, description = "Id of the region."), BoundariesQuery),
    responses((status = 200, description = "A feature a place; a level without own shapes is drawn by those of its members.", body = BoundaryCollection)))]
pub fn get_boundaries() {}
