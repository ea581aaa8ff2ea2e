//! Whether the server works, and what it can be asked.

use super::dto::*;

const TAG: &str = "system";

/// Whether the server works.
#[utoipa::path(get, path = "/health", tag = TAG, operation_id = "getHealth",
    responses((status = 200, description = "It works.", body = Health)))]
pub fn get_health() {}

/// Measurements in the Prometheus text format.
#[utoipa::path(get, path = "/metrics", tag = TAG, operation_id = "getMetrics",
    responses((status = 200, description = "Prometheus text.", content_type = "text/plain", body = String)))]
pub fn get_metrics() {}
