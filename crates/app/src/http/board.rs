//! The exchange board, and the tools beside it.

use super::dto::*;
use super::extract::{Ask, Asked, JsonBody};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::board::{self, enter, introductions, matches};
use crate::usecase::tools;
use axum::Json;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa::ToSchema;

const TAG: &str = "board";

fn number(text: &str) -> Result<u32> {
    text.parse().map_err(|_| {
        Refusal::new(ErrorCode::UnknownEntry, format!("there is no {text:?}")).with("entry", text)
    })
}

/// Offers and needs of a region.
#[utoipa::path(get, path = "/api/v1/regions/{region}/board", tag = TAG, operation_id = "listBoard",
    params(("region" = String, Path, description = "Id of the region."), BoardQuery),
    responses((status = 200, description = "Entries.", body = BoardPage)))]
pub async fn list_board(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(BoardQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &board::list(&app.home, &ask.actor, &region, asked).await?,
    )
}

/// Enters an offer or a need.
#[utoipa::path(post, path = "/api/v1/regions/{region}/board", tag = TAG, operation_id = "enterBoard",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body = NewBoardEntryRequest,
    responses((status = 201, description = "Its number.", body = u32)))]
pub async fn enter_board(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    JsonBody(body): JsonBody<NewBoardEntryRequest>,
) -> Result<Response> {
    let id = enter::one(&app.home, &ask.actor, &region, body).await?;
    Ok((StatusCode::CREATED, Json(id)).into_response())
}

/// Files for the board.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes a form")]
pub struct BoardFilesForm {
    /// Files, each a part `file` with its name: `partners.csv`, `offers.csv`, `needs.csv`, `distances.csv`, `transport.csv`, `rules.csv`, `purchases.csv`.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<u8>,
    /// `symbiosis` or `supply`; by the files' names if it is left out.
    family: Option<String>,
    /// `true` if it is invented.
    synthetic: Option<bool>,
}

/// Brings files as the commands read them; all of it or nothing.
#[utoipa::path(post, path = "/api/v1/regions/{region}/board/files", tag = TAG, operation_id = "importBoard",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body(content = BoardFilesForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What became of it.", body = BoardTaken)))]
pub async fn import_board(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_be_user()?;
    let (mut files, mut family, mut synthetic) = (Vec::new(), None, false);
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        let wrong = |text: &str, error: String| Refusal::bad_parameter(&part, text, &error);
        match part.as_str() {
            "file" => {
                let name = field.file_name().unwrap_or_default();
                let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
                let name = name.to_owned();
                let text = String::from_utf8(field.bytes().await?.to_vec()).map_err(|_| {
                    let message = format!("{name} is not UTF-8; save it as UTF-8");
                    Refusal::new(ErrorCode::UnreadableFile, message)
                })?;
                files.push(enter::BroughtFile { name, text });
            }
            "family" => {
                let text = field.text().await?;
                if !text.is_empty() {
                    family = Some(text.parse().map_err(|error| wrong(&text, error))?);
                }
            }
            "synthetic" => {
                let text = field.text().await?;
                synthetic = text
                    .parse()
                    .map_err(|_| wrong(&text, "true or false".to_owned()))?;
            }
            other => {
                return Err(Refusal::new(
                    ErrorCode::UnknownParameter,
                    format!("no part {other:?}"),
                )
                .with("name", other));
            }
        }
    }
    if files.is_empty() {
        return Err(
            Refusal::new(ErrorCode::BadBody, "the form has no part \"file\"").with("name", "file"),
        );
    }
    let entered = enter::files(&app.home, &ask.actor, &region, family, synthetic, files).await?;
    app.json(&ask, &BoardTaken::from(&entered))
}

/// Takes an entry back.
#[utoipa::path(delete, path = "/api/v1/regions/{region}/board/{entry}", tag = TAG, operation_id = "takeBackEntry",
    params(("region" = String, Path, description = "Id of the region."), ("entry" = u32, Path, description = "Number.")),
    responses((status = 204, description = "It is off the board.")))]
pub async fn take_back_entry(
    State(app): State<App>,
    ask: Ask,
    Path((region, entry)): Path<(String, String)>,
) -> Result<StatusCode> {
    board::take_back(&app.home, &ask.actor, &region, number(&entry)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ranked supply matches with their reasons.
#[utoipa::path(get, path = "/api/v1/regions/{region}/board/matches", tag = TAG, operation_id = "listMatches",
    params(("region" = String, Path, description = "Id of the region."), MatchQuery),
    responses((status = 200, description = "Needs with their offers.", body = MatchPage)))]
pub async fn list_matches(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(MatchQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &matches::matches(&app.home, &ask.actor, &region, asked).await?,
    )
}

/// Says whether a match is of use.
#[utoipa::path(post, path = "/api/v1/regions/{region}/board/matches", tag = TAG, operation_id = "judgeMatch",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body = JudgeMatchRequest,
    responses((status = 204, description = "Noted.")))]
pub async fn judge_match(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    JsonBody(body): JsonBody<JudgeMatchRequest>,
) -> Result<StatusCode> {
    let (offer, need) = (body.offer, body.need);
    matches::judge(&app.home, &ask.actor, &region, offer, need, body.useful).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The symbiosis network: what flows, who gains, what it saves.
#[utoipa::path(get, path = "/api/v1/regions/{region}/board/network", tag = TAG, operation_id = "getNetwork",
    params(("region" = String, Path, description = "Id of the region."), NetworkQuery),
    responses((status = 200, description = "The network.", body = NetworkAnswer)))]
pub async fn get_network(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(NetworkQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &matches::network(&app.home, &ask.actor, &region, asked).await?,
    )
}

/// The share that cities buy within themselves and within the cluster.
#[utoipa::path(get, path = "/api/v1/regions/{region}/board/local-procurement", tag = TAG, operation_id = "getLocalProcurement",
    params(("region" = String, Path, description = "Id of the region."), LocalQuery),
    responses((status = 200, description = "By city and year; without purchases no table.", body = ToolAnswer)))]
pub async fn get_local_procurement(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    Asked((asked,)): Asked<(LocalQuery,)>,
) -> Result<Response> {
    let cities = asked.cities.as_deref();
    app.json(
        &ask,
        &matches::local(&app.home, &ask.actor, &region, cities).await?,
    )
}

/// Introductions in which the asker is a side.
#[utoipa::path(get, path = "/api/v1/regions/{region}/introductions", tag = TAG, operation_id = "listIntroductions",
    params(("region" = String, Path, description = "Id of the region.")),
    responses((status = 200, description = "Newest first.", body = IntroductionList)))]
pub async fn list_introductions(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
) -> Result<Response> {
    app.json(
        &ask,
        &introductions::list(&app.home, &ask.actor, &region).await?,
    )
}

/// Asks the other side of a match to be introduced.
#[utoipa::path(post, path = "/api/v1/regions/{region}/introductions", tag = TAG, operation_id = "askIntroduction",
    params(("region" = String, Path, description = "Id of the region.")),
    request_body = NewIntroductionRequest,
    responses((status = 201, description = "Asked.", body = IntroductionDto)))]
pub async fn ask_introduction(
    State(app): State<App>,
    ask: Ask,
    Path(region): Path<String>,
    JsonBody(body): JsonBody<NewIntroductionRequest>,
) -> Result<Response> {
    let made = introductions::ask(&app.home, &ask.actor, &region, &body).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Agrees, declines or withdraws.
#[utoipa::path(post, path = "/api/v1/regions/{region}/introductions/{id}", tag = TAG, operation_id = "actOnIntroduction",
    params(("region" = String, Path, description = "Id of the region."), ("id" = u32, Path, description = "Number.")),
    request_body = IntroductionActRequest,
    responses((status = 200, description = "As it is now.", body = IntroductionDto)))]
pub async fn act_on_introduction(
    State(app): State<App>,
    ask: Ask,
    Path((region, id)): Path<(String, String)>,
    JsonBody(body): JsonBody<IntroductionActRequest>,
) -> Result<Response> {
    let id = number(&id)?;
    let action = &body.action;
    app.json(
        &ask,
        &introductions::act(&app.home, &ask.actor, &region, id, action).await?,
    )
}

/// Worked examples of the tools; all invented.
#[utoipa::path(get, path = "/api/v1/tools/examples", tag = TAG, operation_id = "listToolExamples",
    responses((status = 200, description = "Examples.", body = Vec<ToolExample>)))]
pub async fn list_tool_examples(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &tools::examples(&app.home, &ask.actor)?)
}

/// Where to build: the file of `carbonshed site`, as `site.csv`.
#[utoipa::path(post, path = "/api/v1/tools/site", tag = TAG, operation_id = "chooseSites",
    request_body = ToolRequest,
    responses((status = 200, description = "The choice.", body = SitingAnswer)))]
pub async fn choose_sites(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<ToolRequest>,
) -> Result<Response> {
    app.json(&ask, &tools::site(&app.home, &ask.actor, body).await?)
}

/// How to carry: the file of `carbonshed route`, as `route.csv`, and perhaps `modes.csv`.
#[utoipa::path(post, path = "/api/v1/tools/route", tag = TAG, operation_id = "findRoutes",
    request_body = ToolRequest,
    responses((status = 200, description = "The routes.", body = RouteAnswer)))]
pub async fn find_routes(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<ToolRequest>,
) -> Result<Response> {
    app.json(&ask, &tools::route(&app.home, &ask.actor, body).await?)
}

/// How to share: the files of `carbonshed share`, as `amounts.csv` and `rules.csv`.
#[utoipa::path(post, path = "/api/v1/tools/share", tag = TAG, operation_id = "shareAmounts",
    request_body = ToolRequest,
    responses((status = 200, description = "The shares.", body = SharingAnswer)))]
pub async fn share_amounts(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<ToolRequest>,
) -> Result<Response> {
    app.json(&ask, &tools::share(&app.home, &ask.actor, body).await?)
}
