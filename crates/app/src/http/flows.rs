//! Trade tables, traced grids and energy balances.

use super::dto::*;
use super::extract::{Ask, Asked};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::flows::{balances, grids, trade};
use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

const TAG: &str = "flows";

/// A number in an address.
///
/// # Errors
/// It is none.
pub(super) fn number(text: &str, what: &str) -> Result<u32> {
    text.parse().map_err(|_| {
        Refusal::new(
            ErrorCode::UnknownName,
            format!("there is no {what} {text:?}"),
        )
        .with("what", what)
        .with("name", text)
    })
}

/// Trade tables of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/trade-tables", tag = TAG, operation_id = "listTradeTables",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Tables, newest first.", body = Vec<TradeTable>)))]
pub async fn list_trade_tables(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &trade::list(&app.home, &ask.actor, &region).await?)
}

/// Both sides of each region's carbon, and who emits for whom.
#[utoipa::path(get, path = "/api/v1/regions/{region}/trade-tables/{id}", tag = TAG, operation_id = "getTradeTable",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number."), TradeQuery),
    responses((status = 200, description = "The accounts.", body = TradeAccounts)))]
pub async fn get_trade_table(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
    Asked((asked,)): Asked<(TradeQuery,)>,
) -> Result<Response> {
    let id = number(&id, "trade")?;
    let stressor = asked.stressor.as_deref();
    app.json(
        &ask,
        &trade::get(&app.home, &ask.actor, &region, id, stressor).await?,
    )
}

/// A form with a trade table.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a form")]
pub struct TradeForm {
    /// Files of the table, each a part `file` with its name: `Z.csv`, `Y.csv`, `F.csv` (`F_Y.csv`), the same as `.npy` or `.txt`, or a workbook.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
    /// Name.
    name: String,
    /// Year.
    year: Option<i16>,
    /// Where it comes from.
    source: Option<String>,
    /// Under which terms.
    licence: Option<String>,
    /// `true` if it is invented.
    synthetic: Option<bool>,
    /// Unit of emissions of which the table states none, as `kt`.
    unit: Option<String>,
}

/// Brings a trade table in; its accounts are computed and kept.
#[utoipa::path(post, path = "/api/v1/regions/{region}/trade-tables", tag = TAG, operation_id = "importTradeTable",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = TradeForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The accounts.", body = TradeAccounts)))]
pub async fn import_trade_table(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_import()?;
    let folder =
        tempfile::tempdir().map_err(|error| Refusal::storage("no temporary folder", error))?;
    let mut new = trade::NewTrade::default();
    let mut files = Vec::new();
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        if part == "file" {
            let name = field.file_name().unwrap_or_default();
            let name = name
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or_default()
                .to_owned();
            if name.is_empty() || name.starts_with('.') {
                return Err(
                    Refusal::new(ErrorCode::BadBody, "a file without a name").with("name", "file")
                );
            }
            let path = folder.path().join(name);
            let bytes = field.bytes().await?;
            tokio::fs::write(&path, &bytes)
                .await
                .map_err(|error| Refusal::storage("the upload cannot be kept", error))?;
            files.push(path);
            continue;
        }
        let text = field.text().await?;
        let wrong = || {
            Refusal::new(ErrorCode::BadParameter, format!("{text:?} is no {part}"))
                .with("name", &part)
        };
        match part.as_str() {
            "name" => new.name = text,
            "source" => new.source = text,
            "licence" => new.licence = text,
            "unit" => new.unit = text,
            "year" if text.is_empty() => {}
            "year" => new.year = Some(text.parse().map_err(|_| wrong())?),
            "synthetic" => new.synthetic = text.parse().map_err(|_| wrong())?,
            _ => {
                return Err(
                    Refusal::new(ErrorCode::UnknownParameter, format!("no part {part:?}"))
                        .with("name", part),
                );
            }
        }
    }
    let path = match &files[..] {
        [] => {
            return Err(
                Refusal::new(ErrorCode::BadBody, "the form has no part \"file\"")
                    .with("name", "file"),
            );
        }
        [book] if book.extension().is_some_and(|ending| ending == "xlsx") => book.clone(),
        _ => folder.path().to_owned(),
    };
    let id = trade::import(&app.home, &ask.actor, &region, &path, new).await?;
    let made = trade::get(&app.home, &ask.actor, &region, id, None).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Traced grids of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/grids", tag = TAG, operation_id = "listGrids",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Grids, newest first.", body = Vec<GridSet>)))]
pub async fn list_grids(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &grids::list(&app.home, &ask.actor, &region).await?)
}

/// A day of a traced grid.
#[utoipa::path(get, path = "/api/v1/regions/{region}/grids/{id}", tag = TAG, operation_id = "getGridDay",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number."), DateQuery),
    responses((status = 200, description = "Its steps.", body = GridDay)))]
pub async fn get_grid_day(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
    Asked((asked,)): Asked<(DateQuery,)>,
) -> Result<Response> {
    let id = number(&id, "grid")?;
    let date = asked.date.as_deref();
    app.json(
        &ask,
        &grids::day(&app.home, &ask.actor, &region, id, date).await?,
    )
}

/// Energy balances of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/balances", tag = TAG, operation_id = "listBalances",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Balances, newest first.", body = Vec<BalanceSet>)))]
pub async fn list_balances(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(&ask, &balances::list(&app.home, &ask.actor, &region).await?)
}

/// A form with an energy balance.
#[derive(utoipa::ToSchema)]
#[allow(dead_code, reason = "describes a form")]
pub struct BalanceForm {
    /// The balance, a CSV. Either this or `text`.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Vec<u8>,
    /// The balance as text.
    text: Option<String>,
    /// Name.
    name: String,
    /// Year that it describes.
    year: i16,
    /// Code of the place that it describes; the whole region without it.
    place: Option<String>,
    /// How joint products share carbon: `energy`, `exergy` or `efficiency`.
    method: Option<String>,
    /// Where it comes from; needed unless it is invented.
    source: Option<String>,
    /// Under which terms.
    licence: Option<String>,
    /// `true` if it is invented.
    synthetic: Option<bool>,
}

/// Brings an energy balance in; its accounts and its chain are computed and kept.
///
/// What is refused has file, row and column, and in `params` a `fault`: `column`, `number`, `needed`, `twice`, `kind`, `carrier`, `ragged`,
/// `negative`, `weight`, `circle`, `name`, `missing` or `format`, with `found`.
#[utoipa::path(post, path = "/api/v1/regions/{region}/balances", tag = TAG, operation_id = "importBalance",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = BalanceForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "The balance.", body = BalanceSet)))]
pub async fn import_balance(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_import()?;
    let mut new = balances::NewBalance::default();
    let (mut year, mut file) = (None, None);
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        if part == "file" {
            let name = field.file_name().unwrap_or_default();
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            let name = Some(name).filter(|name| !name.is_empty() && !name.starts_with('.'));
            let name = name.unwrap_or("balance.csv").to_owned();
            file = Some((name, field.bytes().await?.to_vec()));
            continue;
        }
        let text = field.text().await?;
        match part.as_str() {
            "text" if text.trim().is_empty() => {}
            "text" => file = Some(("balance.csv".to_owned(), text.into_bytes())),
            "name" => new.name = text,
            "source" => new.source = text,
            "licence" => new.licence = text,
            "place" => new.place = Some(text).filter(|place| !place.is_empty()),
            "method" if text.is_empty() => {}
            "method" => new.method = balances::method(&text)?,
            "year" => {
                let wrong = || Refusal::bad_parameter("year", &text, "write a year");
                year = Some(text.trim().parse().map_err(|_| wrong())?);
            }
            "synthetic" => {
                let wrong = || Refusal::bad_parameter("synthetic", &text, "write true or false");
                new.synthetic = text.parse().map_err(|_| wrong())?;
            }
            _ => {
                return Err(
                    Refusal::new(ErrorCode::UnknownParameter, format!("no part {part:?}"))
                        .with("name", part),
                );
            }
        }
    }
    let missing = |part: &str| {
        Refusal::new(
            ErrorCode::BadBody,
            format!("the form has no part \"{part}\""),
        )
        .with("name", part)
    };
    let (name, bytes) = file.ok_or_else(|| missing("file"))?;
    new.year = year.ok_or_else(|| missing("year"))?;
    let folder =
        tempfile::tempdir().map_err(|error| Refusal::storage("no temporary folder", error))?;
    let path = folder.path().join(name);
    tokio::fs::write(&path, &bytes)
        .await
        .map_err(|error| Refusal::storage("the upload cannot be kept", error))?;
    let id = balances::import(&app.home, &ask.actor, &region, &path, new).await?;
    let made = balances::get(&app.home, &ask.actor, &region, id).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// From primary supply over conversion to use, and on through the ledger.
#[utoipa::path(get, path = "/api/v1/regions/{region}/chain", tag = TAG, operation_id = "getChain",
    params(("region" = String, Path, description = "Id of the region."), CutQuery, FlowQuery),
    responses((status = 200, description = "Nodes and links.", body = ChainFlow)))]
pub async fn get_chain(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((cut, asked)): Asked<(CutQuery, FlowQuery)>,
) -> Result<Response> {
    app.json(
        &ask,
        &balances::chain(&app.home, &ask.actor, &region, &cut, &asked).await?,
    )
}
