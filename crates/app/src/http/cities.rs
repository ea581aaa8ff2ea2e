//! Cities side by side and together.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::home::Home;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::cities::{chain, cluster, kept, pairing, profile, ties};
use crate::usecase::partners::ladders;
use crate::{boundary, home};
use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

const TAG: &str = "cities";

/// Tables of cities that are kept with a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/city-tables", tag = TAG, operation_id = "listCityTables",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Tables, newest first.", body = Vec<CityTable>)))]
pub async fn list_city_tables(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &kept::list(&app.home, &ask.actor, &region).await?)
}

/// A form with a table of cities.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a form")]
pub struct CityTableForm {
    /// What it holds.
    kind: CityTableKind,
    /// Files, each a part `file` with its name: one CSV or workbook (.xlsx, its first sheet); flows (`from,to,amount`, perhaps `kind,unit,period,source`) perhaps with `id,mass,lon,lat` of their places; or of a chain `firms.csv`, `products.csv`, `processes.csv`, `needs.csv`, `deliveries.csv` or
    /// `Z` and `Y` of an input-output table with regions.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
    /// Name.
    name: String,
    /// Year.
    year: Option<i16>,
    /// Unit of its values.
    unit: Option<String>,
    /// Where it comes from.
    source: Option<String>,
    /// Under which terms.
    licence: Option<String>,
    /// `true` if it is invented.
    synthetic: Option<bool>,
    /// What a text states of a matrix: `0.9:76` for 76 % above 0.9.
    stated: Option<String>,
    /// `true` if what has no row is zero; else it is not known.
    absent_is_zero: Option<bool>,
}

/// Brings a table of cities in; it is taken as a whole or refused.
#[utoipa::path(post, path = "/api/v1/regions/{region}/city-tables", tag = TAG, operation_id = "importCityTable",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = CityTableForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The table and what was found in it.", body = CityTableKept)))]
pub async fn import_city_table(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_import()?;
    let mut new = kept::NewTable {
        kind: CityTableKind::Structure,
        name: String::new(),
        year: None,
        unit: String::new(),
        source: String::new(),
        licence: String::new(),
        synthetic: false,
        stated: None,
        absent_is_zero: false,
        files: Vec::new(),
    };
    let mut kind = None;
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        if part == "file" {
            let name = field.file_name().unwrap_or_default();
            let name = name
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_owned();
            if name.is_empty() {
                return Err(
                    Refusal::new(ErrorCode::BadBody, "a file without a name").with("name", "file")
                );
            }
            new.files.push((name, field.bytes().await?.to_vec()));
            continue;
        }
        let text = field.text().await?;
        let wrong = || {
            Refusal::new(ErrorCode::BadParameter, format!("{text:?} is no {part}"))
                .with("name", &part)
        };
        match part.as_str() {
            "kind" => kind = Some(CityTableKind::from_code(&text).ok_or_else(wrong)?),
            "name" => new.name = text,
            "source" => new.source = text,
            "licence" => new.licence = text,
            "unit" => new.unit = text,
            "stated" => new.stated = Some(text).filter(|text| !text.trim().is_empty()),
            "year" if text.is_empty() => {}
            "year" => new.year = Some(text.parse().map_err(|_| wrong())?),
            "synthetic" => new.synthetic = text.parse().map_err(|_| wrong())?,
            "absent_is_zero" => new.absent_is_zero = text.parse().map_err(|_| wrong())?,
            _ => {
                return Err(
                    Refusal::new(ErrorCode::UnknownParameter, format!("no part {part:?}"))
                        .with("name", part),
                );
            }
        }
    }
    new.kind = kind.ok_or_else(|| {
        Refusal::new(ErrorCode::BadBody, "the form has no part \"kind\"").with("name", "kind")
    })?;
    let made = kept::import(&app.home, &ask.actor, &region, new).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Neighbours of a level, from its outlines as they are kept. Runs where blocking is allowed.
fn neighbours(home: &Home, region: &str, level: &str) -> Result<Option<cluster::Neighbours>> {
    let packed =
        tokio::runtime::Handle::current().block_on(home.store().boundary(region, level))?;
    packed
        .map(|packed| boundary::neighbours(&packed))
        .transpose()
}

/// Answers a question about cities: the tables that a region keeps are part of the question.
async fn answer<T, F>(
    app: &App,
    ask: &Ask,
    region: &str,
    question: String,
    compute: F,
) -> Result<Response>
where
    T: Serialize + Send + 'static,
    F: FnOnce(&crate::view::RegionView, &[kept::Kept], &Home) -> Result<T> + Send + 'static,
{
    let tables = kept::all(&app.home, &ask.actor, region).await?;
    let numbers: Vec<u32> = tables.iter().map(|kept| kept.table.id).collect();
    let home: home::Home = app.home.clone();
    app.figure(
        ask,
        region,
        format!("{question} {numbers:?}"),
        move |view| compute(view, &tables, &home),
    )
    .await
}

/// Cities of a region side by side: likeness, inequality, hot spots.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cluster", tag = TAG, operation_id = "getCluster",
    params(("region" = String, Path, description = "Id of the region."), ClusterQuery),
    responses((status = 200, description = "The cities.", body = Cluster)))]
pub async fn get_cluster(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(ClusterQuery,)>,
) -> Result<Response> {
    let question = format!("get_cluster {asked:?}");
    answer(&app, &ask, &region, question, move |view, tables, home| {
        cluster::show(view, &asked, tables, |level| {
            neighbours(home, &view.region.id, level)
        })
    })
    .await
}

/// One city: its structure, strengths, partners and path.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cities/{city}", tag = TAG, operation_id = "getCity",
    params(("region" = String, Path, description = "Id of the region."), ("city" = String, Path, description = "Code of the place, or the name in the table."), ClusterQuery),
    responses((status = 200, description = "The city.", body = CityAnswer)))]
pub async fn get_city(
    State(app): State<App>,
    ask: Ask,
    Path((region, city)): Path<(String, String)>,
    Asked((asked,)): Asked<(ClusterQuery,)>,
) -> Result<Response> {
    let question = format!("get_city {city:?} {asked:?}");
    answer(&app, &ask, &region, question, move |view, tables, _| {
        profile::show(view, &city, &asked, tables)
    })
    .await
}

/// Two to four cities side by side.
#[utoipa::path(get, path = "/api/v1/regions/{region}/cities", tag = TAG, operation_id = "compareCities",
    params(("region" = String, Path, description = "Id of the region."), CompareQuery, ClusterQuery),
    responses((status = 200, description = "The cities.", body = Comparison)))]
pub async fn compare_cities(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((chosen, asked)): Asked<(CompareQuery, ClusterQuery)>,
) -> Result<Response> {
    let question = format!("compare_cities {chosen:?} {asked:?}");
    answer(&app, &ask, &region, question, move |view, tables, _| {
        profile::compare(view, &chosen.cities, &asked, tables)
    })
    .await
}

/// Which cities of a region should work together: complement, trajectory, topic and distance, with reasons.
#[utoipa::path(get, path = "/api/v1/regions/{region}/pairing", tag = TAG, operation_id = "getPairing",
    params(("region" = String, Path, description = "Id of the region."), PairingQuery, ClusterQuery),
    responses((status = 200, description = "Pairs, best first.", body = PairingAnswer)))]
pub async fn get_pairing(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((chosen, asked)): Asked<(PairingQuery, ClusterQuery)>,
) -> Result<Response> {
    let question = format!("get_pairing {chosen:?} {asked:?}");
    answer(&app, &ask, &region, question, move |view, tables, _| {
        pairing::show(view, &chosen, &asked, tables)
    })
    .await
}

/// What ties the cities of a region together.
#[utoipa::path(get, path = "/api/v1/regions/{region}/ties", tag = TAG, operation_id = "getTies",
    params(("region" = String, Path, description = "Id of the region."), TiesQuery),
    responses((status = 200, description = "Flows, integration, ladder, positions.", body = Ties)))]
pub async fn get_ties(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(TiesQuery,)>,
) -> Result<Response> {
    // Partnerships are no part of the region's data: what they come to today, as the asker sees it, is part of the question.
    let partners = ladders::of_region(&app.home, &ask.actor, &region).await?;
    let question = format!("get_ties {asked:?} {partners:?}");
    answer(&app, &ask, &region, question, move |view, tables, _| {
        ties::show(view, &asked, tables, &partners)
    })
    .await
}

/// A value chain: positions, dependence, what breaks most, gaps.
#[utoipa::path(get, path = "/api/v1/regions/{region}/chains/{id}", tag = TAG, operation_id = "getValueChain",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number of the table."), ChainQuery),
    responses((status = 200, description = "The results.", body = ChainAnswer)))]
pub async fn get_value_chain(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
    Asked((asked,)): Asked<(ChainQuery,)>,
) -> Result<Response> {
    let number = super::flows::number(&id, "chain")?;
    let question = format!("get_value_chain {number} {asked:?}");
    answer(&app, &ask, &region, question, move |view, tables, _| {
        let kept = kept::pick(tables, Some(number), &[CityTableKind::Chain])?
            .ok_or_else(|| Refusal::new(ErrorCode::UnknownName, "there is no such chain"))?;
        let broken: Vec<String> = asked
            .broken
            .iter()
            .flat_map(|text| text.split(','))
            .map(|one| one.trim().to_owned())
            .filter(|one| !one.is_empty())
            .collect();
        chain::show(view, kept, &broken, asked.city.as_deref())
    })
    .await
}
