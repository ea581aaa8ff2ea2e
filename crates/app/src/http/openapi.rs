//! The OpenAPI 3.1 description, made from the handlers' attributes.

use super::{dto, error, routes};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ContentBuilder, OpenApi as Description, Ref, RefOr, ResponseBuilder};
use utoipa::{Modify, OpenApi};

/// The API's description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Carbonshed",
        description = "Energy and carbon of city clusters: every figure with its unit, completeness and explanation.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    tags(
        (name = "regions", description = "Regions and their master data."),
        (name = "figures", description = "Figures: every one a cut of the same cube."),
        (name = "data", description = "Imports, findings, reference tables."),
        (name = "readings", description = "Meters, readings, cases, data quality, publications."),
        (name = "cities", description = "Cities side by side and together: likeness, inequality, strengths, ties, chains."),
        (name = "flows", description = "Whose carbon it is: trade tables between places, traced grids."),
        (name = "partners", description = "Cooperation of cities: organisations, partnerships, plans, agreements, files of partners, support."),
        (name = "board", description = "The exchange board: offers, needs, matches, introductions; siting, routes, sharing."),
        (name = "accounts", description = "Sessions, users, tokens."),
        (name = "system", description = "Health and measurements.")
    ),
    // The macro collects schemas of bodies, not those of query parameters.
    components(schemas(
        error::ErrorBody, dto::IndicatorId, dto::ViewId, dto::BasisId, dto::EnergyBasisId, dto::StepId, dto::ClassMethodId,
        dto::TableRowsId, dto::ExportWhatId, dto::ExportFormatId, dto::SeverityId, dto::PartId
    ))
)]
struct Api;

/// Every operation can end in the error envelope.
struct Envelope;

impl Modify for Envelope {
    fn modify(&self, api: &mut Description) {
        for path in api.paths.paths.values_mut() {
            for operation in [&mut path.get, &mut path.post, &mut path.delete]
                .into_iter()
                .flatten()
            {
                let refusal = ResponseBuilder::new()
                    .description("A refusal.")
                    .content(
                        "application/json",
                        ContentBuilder::new()
                            .schema(Some(Ref::from_schema_name("ErrorBody")))
                            .build(),
                    )
                    .build();
                operation
                    .responses
                    .responses
                    .insert("default".to_owned(), RefOr::T(refusal));
            }
        }
    }
}

/// Answers write every field, unknown ones as `null`; so every property of an answer is required.
/// Bodies that are sent to us (`…Request`, `…Form`) keep what may be left out.
struct AlwaysPresent;

impl Modify for AlwaysPresent {
    fn modify(&self, api: &mut Description) {
        let Some(components) = api.components.as_mut() else {
            return;
        };
        for (name, schema) in &mut components.schemas {
            if name.ends_with("Request") || name.ends_with("Form") {
                continue;
            }
            if let RefOr::T(Schema::Object(object)) = schema {
                object.required = object.properties.keys().cloned().collect();
            }
        }
    }
}

/// The description; the same bytes for the same program.
pub fn description() -> Description {
    let mut api = routes::described(Api::openapi()).to_openapi();
    // Not as `modifiers(...)` of the macro: those run before the paths' schemas are collected.
    Envelope.modify(&mut api);
    AlwaysPresent.modify(&mut api);
    api
}

/// The description as it is kept in `web/openapi.json`.
///
/// # Errors
/// When it cannot be written as JSON, which would be a fault of the program.
pub fn description_json() -> Result<String, serde_json::Error> {
    let mut text = description().to_pretty_json()?;
    text.push('\n');
    Ok(text)
}
