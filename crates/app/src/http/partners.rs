//! Cooperation of cities.

use super::data::attached;
use super::dto::*;
use super::extract::{Ask, Asked, JsonBody};
use super::state::App;
use crate::refusal::{ErrorCode, Refusal, Result};
use crate::usecase::partners::{
    agreement, exchange, figures, grants, organisations, pairs, plan, public,
};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

const TAG: &str = "partners";

/// All organisations.
#[utoipa::path(get, path = "/api/v1/organisations", tag = TAG, operation_id = "listOrganisations",
    responses((status = 200, description = "Organisations.", body = Vec<Organisation>)))]
pub async fn list_organisations(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &organisations::list(&app.home, &ask.actor).await?)
}

/// Makes an organisation, or changes one.
#[utoipa::path(post, path = "/api/v1/organisations", tag = TAG, operation_id = "putOrganisation",
    request_body = OrganisationRequest,
    responses((status = 201, description = "It is kept.", body = Organisation)))]
pub async fn put_organisation(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<OrganisationRequest>,
) -> Result<Response> {
    let made = organisations::put(&app.home, &ask.actor, &body).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Users of an organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{organisation}/members", tag = TAG, operation_id = "listMembers",
    params(("organisation" = String, Path, description = "Id.")),
    responses((status = 200, description = "Users.", body = Vec<OrganisationMember>)))]
pub async fn list_members(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(
        &ask,
        &organisations::members(&app.home, &ask.actor, &id).await?,
    )
}

/// Puts a user into an organisation, out of any other.
#[utoipa::path(post, path = "/api/v1/organisations/{organisation}/members", tag = TAG, operation_id = "addMember",
    params(("organisation" = String, Path, description = "Id.")),
    request_body = MemberRequest,
    responses((status = 201, description = "Users.", body = Vec<OrganisationMember>)))]
pub async fn add_member(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<MemberRequest>,
) -> Result<Response> {
    let all = organisations::add_member(&app.home, &ask.actor, &id, &body.user).await?;
    Ok((StatusCode::CREATED, Json(all)).into_response())
}

/// Takes a user out of an organisation.
#[utoipa::path(delete, path = "/api/v1/organisations/{organisation}/members/{user}", tag = TAG, operation_id = "removeMember",
    params(("organisation" = String, Path, description = "Id."), ("user" = String, Path, description = "Name.")),
    responses((status = 204, description = "He is out.")))]
pub async fn remove_member(
    State(app): State<App>,
    ask: Ask,
    Path((id, user)): Path<(String, String)>,
) -> Result<Response> {
    organisations::remove_member(&app.home, &ask.actor, &id, &user).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The documents' pairs, and the partnerships of this installation.
#[utoipa::path(get, path = "/api/v1/partnerships", tag = TAG, operation_id = "listPartnerships",
    responses((status = 200, description = "Partnerships.", body = PartnershipPage)))]
pub async fn list_partnerships(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &pairs::list(&app.home, &ask.actor).await?)
}

/// Makes a partnership.
#[utoipa::path(post, path = "/api/v1/partnerships", tag = TAG, operation_id = "createPartnership",
    request_body = PartnershipRequest,
    responses((status = 201, description = "It is made.", body = Partnership)))]
pub async fn create_partnership(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<PartnershipRequest>,
) -> Result<Response> {
    let made = pairs::create(&app.home, &ask.actor, &body).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Topics of cooperation.
#[utoipa::path(get, path = "/api/v1/partnership-topics", tag = TAG, operation_id = "listTopics",
    responses((status = 200, description = "Topics.", body = Vec<PartnerTopic>)))]
pub async fn list_topics(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &pairs::topics(&app.home, &ask.actor)?)
}

/// One partnership.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}", tag = TAG, operation_id = "getPartnership",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "The partnership.", body = Partnership)))]
pub async fn get_partnership(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(&ask, &pairs::get(&app.home, &ask.actor, &id).await?)
}

/// Changes who stands for the sides of a partnership.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}", tag = TAG, operation_id = "changePartnership",
    params(("partnership" = String, Path, description = "Id.")),
    request_body = PartnershipChangeRequest,
    responses((status = 200, description = "The partnership.", body = Partnership)))]
pub async fn change_partnership(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PartnershipChangeRequest>,
) -> Result<Json<Partnership>> {
    Ok(Json(
        pairs::change(&app.home, &ask.actor, &id, &body).await?,
    ))
}

/// The plan as the asker's side sees it.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/plan", tag = TAG, operation_id = "getPlan",
    params(("partnership" = String, Path, description = "Id."), PlanQuery),
    responses((status = 200, description = "The plan.", body = PartnerPlan)))]
pub async fn get_plan(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Asked((asked,)): Asked<(PlanQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &plan::get(&app.home, &ask.actor, &id, asked.version).await?,
    )
}

/// Edits items of the asker's side, all of them or none.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}/plan/edits", tag = TAG, operation_id = "editPlan",
    params(("partnership" = String, Path, description = "Id.")),
    request_body = PlanEditsRequest,
    responses((status = 200, description = "The plan as it is now.", body = PartnerPlan)))]
pub async fn edit_plan(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<PlanEditsRequest>,
) -> Result<Json<PartnerPlan>> {
    Ok(Json(plan::edit(&app.home, &ask.actor, &id, &body).await?))
}

/// Revisions of the plan, newest first.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/plan/history", tag = TAG, operation_id = "getPlanHistory",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "Revisions.", body = Vec<PlanRevision>)))]
pub async fn get_plan_history(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(&ask, &plan::history(&app.home, &ask.actor, &id).await?)
}

/// Indicators of the plan, read from the ledgers.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/plan/indicators", tag = TAG, operation_id = "getPlanIndicators",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "Indicators.", body = Vec<IndicatorFigure>)))]
pub async fn get_plan_indicators(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(
        &ask,
        &figures::indicators(&app.home, &ask.actor, &id).await?,
    )
}

/// Hands in a document.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}/documents", tag = TAG, operation_id = "addDocument",
    params(("partnership" = String, Path, description = "Id.")),
    request_body(content = DocumentForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "Its item.", body = PlanItem)))]
pub async fn add_document(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    mut form: Multipart,
) -> Result<Response> {
    ask.actor.must_be_user()?;
    let mut new = plan::NewDocument::default();
    let mut has_file = false;
    while let Some(field) = form.next_field().await? {
        let part = field.name().unwrap_or_default().to_owned();
        if part == "file" {
            has_file = true;
            field
                .file_name()
                .unwrap_or("file")
                .clone_into(&mut new.file_name);
            let media_type = field.content_type().unwrap_or("application/octet-stream");
            media_type.clone_into(&mut new.media_type);
            new.bytes = field.bytes().await?.to_vec();
            continue;
        }
        let text = field.text().await?;
        match part.as_str() {
            "title" => new.title = text,
            "project" => new.project = Some(text).filter(|text| !text.is_empty()),
            "public" => new.public = text == "true",
            _ => {
                return Err(
                    Refusal::new(ErrorCode::UnknownParameter, format!("no part {part:?}"))
                        .with("name", part),
                );
            }
        }
    }
    if !has_file {
        return Err(
            Refusal::new(ErrorCode::BadBody, "the form has no part \"file\"").with("name", "file"),
        );
    }
    let made = plan::add_document(&app.home, &ask.actor, &id, new).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// The bytes of a document.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/documents/{item}", tag = TAG, operation_id = "downloadDocument",
    params(("partnership" = String, Path, description = "Id."), ("item" = String, Path, description = "Id of the item.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn download_document(
    State(app): State<App>,
    ask: Ask,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response> {
    // Never as what its sender says it is: a page among the documents must not run here.
    let (name, _, bytes) = plan::document(&app.home, &ask.actor, &id, &item).await?;
    attached(app.bytes(&ask, "application/octet-stream", bytes)?, &name)
}

/// The bytes of a document that is marked public, while an agreement is in force.
#[utoipa::path(get, path = "/api/v1/public/partnerships/{partnership}/documents/{item}", tag = TAG, operation_id = "downloadPublicDocument",
    params(("partnership" = String, Path, description = "Id."), ("item" = String, Path, description = "Id of the item.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/octet-stream")))]
pub async fn download_public_document(
    State(app): State<App>,
    ask: Ask,
    Path((id, item)): Path<(String, String)>,
) -> Result<Response> {
    let (name, _, bytes) = plan::public_document(&app.home, &id, &item).await?;
    attached(app.bytes(&ask, "application/octet-stream", bytes)?, &name)
}

/// The agreements of a partnership.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/agreement", tag = TAG, operation_id = "getAgreement",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "Agreements.", body = AgreementPage)))]
pub async fn get_agreement(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(&ask, &agreement::get(&app.home, &ask.actor, &id).await?)
}

/// Acts on an agreement for the asker's side.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}/agreement/acts", tag = TAG, operation_id = "actOnAgreement",
    params(("partnership" = String, Path, description = "Id.")),
    request_body = AgreementActRequest,
    responses((status = 200, description = "Agreements as they are now.", body = AgreementPage)))]
pub async fn act_on_agreement(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    JsonBody(body): JsonBody<AgreementActRequest>,
) -> Result<Json<AgreementPage>> {
    Ok(Json(
        agreement::act(&app.home, &ask.actor, &id, &body).await?,
    ))
}

/// Figures of a side, as finely as the agreement shows them.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/figures", tag = TAG, operation_id = "getPartnerFigures",
    params(("partnership" = String, Path, description = "Id."), PartnerFiguresQuery),
    responses((status = 200, description = "Figures.", body = PartnerFigures)))]
pub async fn get_partner_figures(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Asked((asked,)): Asked<(PartnerFiguresQuery,)>,
) -> Result<Response> {
    app.json(
        &ask,
        &figures::get(&app.home, &ask.actor, &id, &asked).await?,
    )
}

/// Certificates of a side, as finely as the agreement shows them.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/certificates", tag = TAG, operation_id = "getPartnerCertificates",
    params(("partnership" = String, Path, description = "Id."), SideQuery),
    responses((status = 200, description = "Certificates.", body = PartnerCertificates)))]
pub async fn get_partner_certificates(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    Asked((asked,)): Asked<(SideQuery,)>,
) -> Result<Response> {
    let side = asked.side.as_deref();
    app.json(
        &ask,
        &figures::certificates(&app.home, &ask.actor, &id, side).await?,
    )
}

/// How far the cooperation has come.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/ladder", tag = TAG, operation_id = "getPartnerLadder",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "The level, and what the next one lacks.", body = PartnerLadder)))]
pub async fn get_partner_ladder(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(
        &ask,
        &agreement::standing(&app.home, &ask.actor, &id).await?,
    )
}

/// Pairs that everybody may see.
#[utoipa::path(get, path = "/api/v1/public/partnerships", tag = TAG, operation_id = "listPublicPairs",
    responses((status = 200, description = "Pairs with an agreement in force.", body = Vec<PublicPair>)))]
pub async fn list_public_pairs(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &public::list(&app.home).await?)
}

/// The public page of a pair.
#[utoipa::path(get, path = "/api/v1/public/partnerships/{partnership}", tag = TAG, operation_id = "getPublicPair",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "What everybody may see.", body = PublicPage)))]
pub async fn get_public_pair(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(&ask, &public::get(&app.home, &id).await?)
}

/// Rules of support.
#[utoipa::path(get, path = "/api/v1/grants/rules", tag = TAG, operation_id = "listGrantRules",
    responses((status = 200, description = "Rules.", body = Vec<GrantRule>)))]
pub async fn list_grant_rules(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &grants::rules(&app.home, &ask.actor)?)
}

/// What support a project gets, and why.
#[utoipa::path(post, path = "/api/v1/grants/calculate", tag = TAG, operation_id = "calculateGrants",
    request_body = GrantRequest,
    responses((status = 200, description = "Grants with their reasons.", body = Grants)))]
pub async fn calculate_grants(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<GrantRequest>,
) -> Result<Json<Grants>> {
    Ok(Json(grants::calculate(&app.home, &ask.actor, &body)?))
}

/// The public key of this installation.
#[utoipa::path(get, path = "/api/v1/partner-key", tag = TAG, operation_id = "getOwnKey",
    responses((status = 200, description = "The key.", body = OwnKey)))]
pub async fn get_own_key(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &exchange::key(&app.home, &ask.actor).await?)
}

/// Keys of other installations.
#[utoipa::path(get, path = "/api/v1/partner-keys", tag = TAG, operation_id = "listPartnerKeys",
    responses((status = 200, description = "Keys.", body = Vec<PartnerKey>)))]
pub async fn list_partner_keys(State(app): State<App>, ask: Ask) -> Result<Response> {
    app.json(&ask, &exchange::keys(&app.home, &ask.actor).await?)
}

/// Accepts the key of another installation.
#[utoipa::path(post, path = "/api/v1/partner-keys", tag = TAG, operation_id = "acceptPartnerKey",
    request_body = PartnerKeyRequest,
    responses((status = 201, description = "It is accepted.", body = PartnerKey)))]
pub async fn accept_partner_key(
    State(app): State<App>,
    ask: Ask,
    JsonBody(body): JsonBody<PartnerKeyRequest>,
) -> Result<Response> {
    let made = exchange::accept(&app.home, &ask.actor, &body).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// From now on a key counts no more.
#[utoipa::path(delete, path = "/api/v1/partner-keys/{fingerprint}", tag = TAG, operation_id = "revokePartnerKey",
    params(("fingerprint" = String, Path, description = "Its fingerprint.")),
    responses((status = 204, description = "It is revoked.")))]
pub async fn revoke_partner_key(
    State(app): State<App>,
    ask: Ask,
    Path(fingerprint): Path<String>,
) -> Result<Response> {
    exchange::revoke(&app.home, &ask.actor, &fingerprint).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The signed file of the asker's side. A new one each time, so it is asked for by POST.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}/export", tag = TAG, operation_id = "exportPartnerFile",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "The file.", body = Vec<u8>, content_type = "application/json")))]
pub async fn export_partner_file(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    let text = exchange::export(&app.home, &ask.actor, &id, None).await?;
    let answer = app.bytes(&ask, "application/json", text.into_bytes())?;
    attached(answer, &format!("{id}.partner.json"))
}

/// Takes a partner's file in, whole or not at all.
#[utoipa::path(post, path = "/api/v1/partnerships/{partnership}/import", tag = TAG, operation_id = "importPartnerFile",
    params(("partnership" = String, Path, description = "Id.")),
    request_body(content = String, description = "The file as it came, byte by byte.", content_type = "application/json"),
    responses((status = 200, description = "What it brought.", body = PartnerImported)))]
pub async fn import_partner_file(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Json<PartnerImported>> {
    let text = std::str::from_utf8(&body).map_err(|_| {
        Refusal::new(ErrorCode::BadPartnerFile, "the file is no text").with("detail", "UTF-8")
    })?;
    Ok(Json(
        exchange::import(&app.home, &ask.actor, Some(&id), text).await?,
    ))
}

/// Files that went out and came in, newest first.
#[utoipa::path(get, path = "/api/v1/partnerships/{partnership}/exchanges", tag = TAG, operation_id = "listExchanges",
    params(("partnership" = String, Path, description = "Id.")),
    responses((status = 200, description = "Files.", body = Vec<PartnerExchange>)))]
pub async fn list_exchanges(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response> {
    app.json(&ask, &exchange::list(&app.home, &ask.actor, &id).await?)
}
