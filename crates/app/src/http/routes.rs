//! All routes of the server, and what lies around them.

use super::extract::bearer;
use super::session_store::Sessions;
use super::state::App;
use super::{
    accounts, board, cities, contracts, data, estimates, figures, flows, openapi, partners,
    readings, regions, system, web,
};
use crate::refusal::{ErrorCode, Refusal};
use crate::usecase::partners::{exchange as partner_exchange, plan as partner_plan};
use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate, SizeAbove};
use tower_http::trace::TraceLayer;
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration as CookieDuration;
use tower_sessions::{Expiry, SessionManagerLayer};
use utoipa::openapi::OpenApi as Description;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use utoipa_swagger_ui::SwaggerUi;

/// Largest batch of pushed readings, bytes.
const PUSH_BYTES_MAX: usize = 32 << 20;
/// Bytes of pushes that may be under way at once: read, checked, waiting for the disk. Beyond it a push is told to come again.
const PUSHES_BYTES_MAX: usize = 128 << 20;
/// Largest body that is no upload, bytes.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Every route with its description.
pub fn described(base: Description) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(base)
        // Regions and their master data.
        .routes(routes!(regions::list_regions))
        .routes(routes!(regions::get_region))
        .routes(routes!(regions::list_places))
        .routes(routes!(regions::list_enterprises))
        .routes(routes!(regions::get_boundaries))
        // Figures.
        .routes(routes!(figures::get_cube))
        .routes(routes!(figures::get_overview))
        .routes(routes!(figures::get_map))
        .routes(routes!(figures::get_flow))
        .routes(routes!(figures::get_table))
        .routes(routes!(figures::get_points))
        .routes(routes!(figures::explain_figure))
        .routes(routes!(figures::export_figures))
        // Data.
        .routes(routes!(data::list_findings))
        .routes(routes!(data::list_mappings))
        .routes(routes!(data::preview_import))
        .routes(routes!(data::list_imports, data::start_import))
        .routes(routes!(data::get_import))
        .routes(routes!(data::cancel_import))
        .routes(routes!(data::list_import_findings))
        .routes(routes!(data::download_rejects))
        .routes(routes!(data::download_file))
        .routes(routes!(data::list_factors))
        .routes(routes!(data::list_units))
        .routes(routes!(data::list_glossary))
        // Readings.
        .routes(routes!(readings::list_meters))
        .routes(routes!(readings::get_meter))
        .routes(routes!(readings::get_calendar))
        .routes(routes!(readings::get_day))
        .routes(routes!(readings::exchange_meter))
        .routes(routes!(readings::take_back_exchange))
        .routes(routes!(readings::preview_repair, readings::repair_meter))
        .routes(routes!(readings::get_quality))
        .routes(routes!(readings::list_cases))
        .routes(routes!(readings::run_cases))
        .routes(routes!(readings::get_case))
        .routes(routes!(readings::act_on_case))
        .routes(routes!(readings::list_publications, readings::publish))
        .routes(routes!(readings::get_publication))
        .routes(routes!(readings::get_changes))
        .routes(routes!(readings::push_readings))
        .routes(routes!(readings::import_readings))
        .routes(routes!(readings::account_readings))
        .routes(routes!(estimates::list_estimates, estimates::run_estimates))
        // Trade tables and grids.
        .routes(routes!(flows::list_trade_tables, flows::import_trade_table))
        .routes(routes!(flows::get_trade_table))
        .routes(routes!(flows::list_grids))
        .routes(routes!(flows::get_grid_day))
        .routes(routes!(flows::list_balances, flows::import_balance))
        .routes(routes!(flows::get_chain))
        .routes(routes!(
            contracts::list_contracts,
            contracts::import_contracts,
            contracts::remove_contract
        ))
        // Cooperation of cities.
        .routes(routes!(
            partners::list_organisations,
            partners::put_organisation
        ))
        .routes(routes!(partners::list_members, partners::add_member))
        .routes(routes!(partners::remove_member))
        .routes(routes!(
            partners::list_partnerships,
            partners::create_partnership
        ))
        .routes(routes!(partners::list_topics))
        .routes(routes!(
            partners::get_partnership,
            partners::change_partnership
        ))
        .routes(routes!(partners::get_plan))
        .routes(routes!(partners::edit_plan))
        .routes(routes!(partners::get_plan_history))
        .routes(routes!(partners::get_plan_indicators))
        .routes(routes!(partners::add_document))
        .routes(routes!(partners::download_document))
        .routes(routes!(partners::get_agreement))
        .routes(routes!(partners::act_on_agreement))
        .routes(routes!(partners::get_partner_figures))
        .routes(routes!(partners::get_partner_certificates))
        .routes(routes!(partners::get_partner_ladder))
        .routes(routes!(partners::export_partner_file))
        .routes(routes!(partners::import_partner_file))
        .routes(routes!(partners::list_exchanges))
        .routes(routes!(partners::list_public_pairs))
        .routes(routes!(partners::get_public_pair))
        .routes(routes!(partners::download_public_document))
        .routes(routes!(partners::list_grant_rules))
        .routes(routes!(partners::calculate_grants))
        .routes(routes!(partners::get_own_key))
        .routes(routes!(
            partners::list_partner_keys,
            partners::accept_partner_key
        ))
        .routes(routes!(partners::revoke_partner_key))
        // Cities side by side and together.
        .routes(routes!(cities::list_city_tables, cities::import_city_table))
        .routes(routes!(cities::get_cluster))
        .routes(routes!(cities::compare_cities))
        .routes(routes!(cities::get_city))
        .routes(routes!(cities::get_ties))
        .routes(routes!(cities::get_pairing))
        .routes(routes!(cities::get_value_chain))
        // The exchange board, and the tools beside it.
        .routes(routes!(board::list_board, board::enter_board))
        .routes(routes!(board::import_board))
        .routes(routes!(board::take_back_entry))
        .routes(routes!(board::list_matches, board::judge_match))
        .routes(routes!(board::get_network))
        .routes(routes!(board::get_local_procurement))
        .routes(routes!(board::list_introductions, board::ask_introduction))
        .routes(routes!(board::act_on_introduction))
        .routes(routes!(board::list_tool_examples))
        .routes(routes!(board::choose_sites))
        .routes(routes!(board::find_routes))
        .routes(routes!(board::share_amounts))
        // Accounts.
        .routes(routes!(
            accounts::get_session,
            accounts::sign_in,
            accounts::sign_out
        ))
        .routes(routes!(accounts::list_users, accounts::create_user))
        .routes(routes!(accounts::change_user))
        .routes(routes!(accounts::list_tokens, accounts::create_token))
        .routes(routes!(accounts::delete_token))
        // System.
        .routes(routes!(system::get_health))
        .routes(routes!(system::get_metrics))
}

/// The server's router.
pub fn router(app: App) -> Router {
    let config = app.home.config().clone();
    let (api, _) = described(Description::default()).split_for_parts();
    let upload_bytes =
        usize::try_from(config.upload_mib_max.saturating_mul(1 << 20)).unwrap_or(usize::MAX);
    let sessions = SessionManagerLayer::new(Sessions(app.home.store().clone()))
        .with_name("carbonshed")
        .with_same_site(SameSite::Lax)
        .with_http_only(true)
        .with_secure(config.secure_cookies)
        .with_expiry(Expiry::OnInactivity(CookieDuration::hours(i64::from(
            config.session_hours,
        ))));
    let api = api
        .layer(from_fn_with_state(
            Bodies {
                upload_bytes,
                pushes_kib: Arc::new(Semaphore::new(PUSHES_BYTES_MAX >> 10)),
            },
            limit_body,
        ))
        .layer(sessions)
        .layer(from_fn_with_state(app.clone(), same_origin))
        .layer(from_fn_with_state(
            Duration::from_secs(config.timeout_s),
            time_limit,
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(app.clone(), measure));
    Router::new()
        .merge(api)
        .merge(SwaggerUi::new("/api-docs").url("/api/v1/openapi.json", openapi::description()))
        .fallback(web::serve)
        .method_not_allowed_fallback(method_not_allowed)
        // Smaller answers are sent as they are, also by `answers.rs`.
        .layer(
            CompressionLayer::new()
                .compress_when(DefaultPredicate::new().and(SizeAbove::new(1_000))),
        )
        .layer(axum::middleware::from_fn(security_headers))
        .layer(TraceLayer::new_for_http())
        .with_state(app)
}

async fn method_not_allowed(request: Request) -> Refusal {
    Refusal::new(
        ErrorCode::MethodNotAllowed,
        format!("{} is not possible here", request.method()),
    )
}

/// Uploads may be large, all other bodies are small.
async fn limit_body(State(bodies): State<Bodies>, mut request: Request, next: Next) -> Response {
    let upload_bytes = bodies.upload_bytes;
    let path = request.uri().path();
    let is_push = request.method() == Method::POST && path.ends_with("/readings");
    let limit = if path.starts_with("/api/v1/imports")
        || path.ends_with("/readings/files")
        || path.ends_with("/trade-tables")
        || path.ends_with("/city-tables")
        || path.ends_with("/contracts")
        || path.ends_with("/board/files")
    {
        upload_bytes
    } else if path.starts_with("/api/v1/partnerships/") && path.ends_with("/import") {
        partner_exchange::FILE_BYTES_MAX.min(upload_bytes)
    } else if path.starts_with("/api/v1/partnerships/") && path.ends_with("/documents") {
        // The form around the file takes a little.
        (partner_plan::DOCUMENT_BYTES_MAX + (64 << 10)).min(upload_bytes)
    } else if is_push {
        PUSH_BYTES_MAX.min(upload_bytes)
    } else {
        BODY_BYTES_MAX
    };
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|bytes| bytes > limit) {
        return Refusal::new(
            ErrorCode::TooLarge,
            format!("the body is larger than {} MiB", limit >> 20),
        )
        .with("mib_max", limit >> 20)
        .into_response();
    }
    DefaultBodyLimit::max(limit).apply(&mut request);
    if !is_push {
        return next.run(request).await;
    }
    let kib = declared.unwrap_or(limit).div_ceil(1024).max(1);
    let place = u32::try_from(kib)
        .ok()
        .and_then(|kib| bodies.pushes_kib.try_acquire_many(kib).ok());
    let Some(place) = place else {
        return readings::come_again(Refusal::new(
            ErrorCode::Busy,
            "too many readings are being taken at once: send this batch again in a few seconds",
        ));
    };
    let response = next.run(request).await;
    drop(place);
    response
}

/// What bodies may take.
#[derive(Clone)]
struct Bodies {
    upload_bytes: usize,
    pushes_kib: Arc<Semaphore>,
}

/// A browser sends the cookie along with what another site makes it send; such a request is refused.
async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if !safe && bearer(request.headers()).is_none() {
        let text = |name: HeaderName| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let foreign = match text(header::ORIGIN) {
            Some(origin) => {
                let own = text(header::HOST).is_some_and(|host| {
                    origin
                        .split_once("://")
                        .is_some_and(|(_, authority)| authority == host)
                });
                !own && !app.home.config().origins.iter().any(|one| one == origin)
            }
            // Browsers say where a request comes from; other programs send neither.
            None => text(HeaderName::from_static("sec-fetch-site"))
                .is_some_and(|site| site != "same-origin" && site != "none"),
        };
        if foreign {
            return Refusal::new(
                ErrorCode::ForeignOrigin,
                "the request came from another site; if it is yours, add it to `origins` in the configuration",
            )
            .into_response();
        }
    }
    next.run(request).await
}

async fn time_limit(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::new(
            ErrorCode::Timeout,
            format!("no answer within {} s; ask for less", limit.as_secs()),
        )
        .into_response(),
    }
}

fn panicked(error: Box<dyn std::any::Any + Send>) -> Response {
    let what = error
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| error.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    Refusal::internal("a handler panicked", what).into_response()
}

async fn measure(
    State(app): State<App>,
    route: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().to_string();
    let route = route.map_or_else(|| "other".to_owned(), |route| route.as_str().to_owned());
    let response = next.run(request).await;
    app.metrics.request(
        &method,
        &route,
        response.status().as_u16(),
        started.elapsed(),
    );
    response
}

async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        (
            "permissions-policy",
            "geolocation=(), camera=(), microphone=()",
        ),
        (
            "content-security-policy",
            // The map draws in workers made from blobs; Ant Design and Swagger set styles inline.
            "default-src 'self'; script-src 'self' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; \
             img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
        ),
    ] {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    response
}
