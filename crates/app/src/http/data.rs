//! Imports, findings, reference tables.

use super::dto::*;
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
    /// What to do with faulty rows; `strict` if left out.
    mode: Option<ImportModeId>,
}

/// Findings of a region's imports.
#[utoipa::path(get, path = "/api/v1/regions/{region}/findings", tag = TAG, operation_id = "listFindings",
    params(("region" = String, Path, description = "Id of the region."), FindingsQuery),
    responses((status = 200, description = "Findings.", body = FindingPage)))]
pub fn list_findings() {}

/// Mappings.
#[utoipa::path(get, path = "/api/v1/mappings", tag = TAG, operation_id = "listMappings",
    responses((status = 200, description = "Mappings by id.", body = Vec<Mapping>)))]
pub fn list_mappings() {}

/// What an import would do; nothing is changed.
#[utoipa::path(post, path = "/api/v1/imports/preview", tag = TAG, operation_id = "previewImport",
    request_body(content = PreviewForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "The preview.", body = ImportPreview)))]
pub fn preview_import() {}

/// Starts an import.
#[utoipa::path(post, path = "/api/v1/imports", tag = TAG, operation_id = "startImport",
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 202, description = "Queued; ask for its state by its number.", body = ImportStarted)))]
pub fn start_import() {}

/// Imports, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = TAG, operation_id = "listImports",
    params(ImportsQuery),
    responses((status = 200, description = "Imports.", body = Vec<Import>)))]
pub fn list_imports() {}

/// One import.
#[utoipa::path(get, path = "/api/v1/imports/{import}", tag = TAG, operation_id = "getImport",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "The import.", body = Import)))]
pub fn get_import() {}

/// Findings of one import, also of a refused one.
#[utoipa::path(get, path = "/api/v1/imports/{import}/findings", tag = TAG, operation_id = "listImportFindings",
    params(("import" = u32, Path, description = "Number of the import."), FindingsQuery),
    responses((status = 200, description = "Findings.", body = FindingPage)))]
pub fn list_import_findings() {}

/// The rejected rows of an import, as they stood in the file, with the reason.
#[utoipa::path(get, path = "/api/v1/imports/{import}/rejects", tag = TAG, operation_id = "downloadRejects",
    params(("import" = u32, Path, description = "Number of the import.")),
    responses((status = 200, description = "CSV.", content_type = "text/csv", body = String)))]
pub fn download_rejects() {}

/// Factors with their sources.
#[utoipa::path(get, path = "/api/v1/factors", tag = TAG, operation_id = "listFactors",
    params(FactorsQuery),
    responses((status = 200, description = "Factors.", body = FactorPage)))]
pub fn list_factors() {}

/// Units.
#[utoipa::path(get, path = "/api/v1/units", tag = TAG, operation_id = "listUnits",
    responses((status = 200, description = "Units.", body = Vec<Unit>)))]
pub fn list_units() {}

/// Terms of the field, in both languages.
#[utoipa::path(get, path = "/api/v1/glossary", tag = TAG, operation_id = "listGlossary",
    responses((status = 200, description = "Terms.", body = Vec<Term>)))]
pub fn list_glossary() {}
