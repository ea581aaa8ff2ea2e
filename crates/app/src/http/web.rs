//! The embedded web interface: files as they are, any other address its first page, each packed once.

use super::answers::Packing;
use crate::embed::Web;
use crate::refusal::{ErrorCode, Refusal};
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

/// Packed files by path and packing.
static PACKED: LazyLock<Mutex<HashMap<(String, &'static str), Bytes>>> =
    LazyLock::new(Mutex::default);

/// Fonts and pictures are packed already.
fn packs(mime: &str) -> bool {
    mime.starts_with("text/")
        || ["javascript", "json", "svg", "wasm", "xml"]
            .iter()
            .any(|part| mime.contains(part))
}

/// The fallback of the router.
pub async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Refusal::new(
            ErrorCode::NotFound,
            format!("no address /{path}; /api-docs lists all"),
        )
        .with("path", format!("/{path}"))
        .into_response();
    }
    let name = if !path.is_empty() && Web::get(path).is_some() {
        path
    } else if path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'))
    {
        // A missing script must not answer with a page.
        return Refusal::new(ErrorCode::NotFound, format!("no file /{path}")).into_response();
    } else {
        "index.html"
    };
    let Some(file) = Web::get(name) else {
        return Refusal::new(ErrorCode::NotFound, "no web interface was built in").into_response();
    };
    let hash: String = file.metadata.sha256_hash()[..12]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mime = file.metadata.mimetype().to_owned();
    let packing = if packs(&mime) {
        Packing::accepted(
            headers
                .get(header::ACCEPT_ENCODING)
                .and_then(|value| value.to_str().ok()),
        )
    } else {
        Packing::Plain
    };
    let tag = format!("\"{hash}-{}\"", packing.name().unwrap_or("id"));
    let fresh = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.split(',').any(|one| one.trim() == tag));
    let mut response = if fresh {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let bytes = match packing.name() {
            None => Bytes::from(file.data.into_owned()),
            Some(encoding) => {
                let key = (name.to_owned(), encoding);
                let known = PACKED
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .get(&key)
                    .cloned();
                match known {
                    Some(bytes) => bytes,
                    None => {
                        let data = file.data.into_owned();
                        let work = tokio::task::spawn_blocking(move || packing.pack(data, 9)).await;
                        match work {
                            Ok(Ok(packed)) => {
                                let bytes = Bytes::from(packed);
                                PACKED
                                    .lock()
                                    .unwrap_or_else(PoisonError::into_inner)
                                    .insert(key, bytes.clone());
                                bytes
                            }
                            Ok(Err(error)) => {
                                return Refusal::internal("packing a file", error).into_response();
                            }
                            Err(error) => {
                                return Refusal::internal("packing a file", error).into_response();
                            }
                        }
                    }
                }
            }
        };
        bytes.into_response()
    };
    let out = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&mime) {
        out.insert(header::CONTENT_TYPE, value);
    }
    if let Ok(value) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, value);
    }
    if let (Some(encoding), false) = (packing.name(), fresh) {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    // The build puts a hash into the names under assets/, so these never change.
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if name.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    response
}
