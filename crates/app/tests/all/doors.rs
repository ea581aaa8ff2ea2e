//! The HTTP door: envelope, tags, who may what, uploads.

use super::{TestHome, UK_FILE, home, uk};
use app::http::routes::router;
use app::http::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use store::Role;
use tower::ServiceExt;

struct Answer {
    status: StatusCode,
    headers: axum::http::HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }
}

async fn send(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        bytes: to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    }
}

async fn get(router: &Router, path: &str) -> Answer {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

fn server(test: &TestHome) -> Router {
    router(App::new(test.home.clone()))
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_share_one_envelope() {
    let test = uk().await;
    let server = server(&test);
    for (path, status, code) in [
        ("/api/v1/nope", 404, "not_found"),
        ("/api/v1/regions/zz", 404, "unknown_region"),
        ("/api/v1/regions/uk/cube?place=zz", 404, "unknown_place"),
        (
            "/api/v1/regions/uk/cube?perod=2020",
            400,
            "unknown_parameter",
        ),
        ("/api/v1/regions/uk/cube?indicator=x", 400, "bad_parameter"),
        ("/api/v1/regions/uk/cube?period=20x0", 400, "bad_parameter"),
        (
            "/api/v1/regions/uk/cube?by=place,field,carrier",
            400,
            "too_many_dims",
        ),
        (
            "/api/v1/regions/uk/cube?indicator=carbon_intensity",
            400,
            "not_defined",
        ),
        ("/api/v1/regions/uk/map?level=zz", 404, "unknown_level"),
        ("/api/v1/imports/99", 404, "unknown_import"),
        ("/api/v1/imports/x", 404, "unknown_import"),
        ("/api/v1/users", 401, "not_signed_in"),
    ] {
        let answer = get(&server, path).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        let body = answer.json();
        assert_eq!(body["error"]["code"], code, "{path}: {body}");
        assert!(!body["error"]["message"].as_str().unwrap().is_empty());
        assert!(body["error"]["params"].is_object());
    }
    let wrong = send(
        &server,
        Request::builder()
            .method(Method::PUT)
            .uri("/api/v1/regions")
            .body(Body::empty())
            .unwrap(),
    )
    .await;
    assert_eq!(
        (wrong.status.as_u16(), wrong.code().as_str()),
        (405, "method_not_allowed")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_is_the_same_by_http_and_is_not_sent_twice() {
    let test = uk().await;
    let server = server(&test);
    let place = test
        .home
        .region("uk")
        .await
        .unwrap()
        .place_named("Greater London Authority")
        .unwrap()
        .code
        .clone();
    let path = format!(
        "/api/v1/regions/uk/cube?place={place}&period=2020&indicator=carbon_total&by=field"
    );
    let first = get(&server, &path).await;
    assert_eq!(first.status, StatusCode::OK);
    let value = first.json()["total"]["value"].as_f64().unwrap();
    assert!((value - 25432.742453397812).abs() < 1e-6, "{value}");
    let tag = first.headers[header::ETAG].clone();
    assert!(!tag.to_str().unwrap().starts_with("W/"));
    let again = send(
        &server,
        Request::get(&path)
            .header(header::IF_NONE_MATCH, &tag)
            .body(Body::empty())
            .unwrap(),
    )
    .await;
    assert_eq!(
        (again.status, again.bytes.len()),
        (StatusCode::NOT_MODIFIED, 0)
    );
    // Kept: the very same bytes.
    assert_eq!(get(&server, &path).await.bytes, first.bytes);
    let packed = send(
        &server,
        Request::get(&path)
            .header(header::ACCEPT_ENCODING, "gzip")
            .body(Body::empty())
            .unwrap(),
    )
    .await;
    assert_eq!(packed.headers[header::CONTENT_ENCODING], "gzip");
    assert_ne!(packed.headers[header::ETAG], tag);
    let mut text = Vec::new();
    std::io::Read::read_to_end(
        &mut flate2::read::GzDecoder::new(packed.bytes.as_slice()),
        &mut text,
    )
    .unwrap();
    assert_eq!(text, first.bytes);
    let metrics = String::from_utf8(get(&server, "/metrics").await.bytes).unwrap();
    assert!(
        metrics.contains("carbonshed_answer_cache_total{result=\"hit\"} 1"),
        "{metrics}"
    );
    assert!(
        metrics.contains("route=\"/api/v1/regions/{region}/cube\",status=\"200\"}"),
        "{metrics}"
    );
    assert!(metrics.contains("carbonshed_cube_load_seconds{region=\"uk\"}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_interface_has_its_answer() {
    let test = uk().await;
    let server = server(&test);
    for path in [
        "/health",
        "/api/v1/regions",
        "/api/v1/regions/uk",
        "/api/v1/regions/uk/places?q=london",
        "/api/v1/regions/uk/enterprises",
        "/api/v1/regions/uk/boundaries?level=country",
        "/api/v1/regions/uk/boundaries?level=authority&parent=ENG",
        "/api/v1/regions/uk/overview",
        "/api/v1/regions/uk/map?level=authority&method=quantile",
        "/api/v1/regions/uk/flow?stages=field,carrier",
        "/api/v1/regions/uk/table?level=authority&q=kent",
        "/api/v1/regions/uk/points",
        "/api/v1/regions/uk/explain?indicator=carbon_per_person",
        "/api/v1/regions/uk/findings",
        "/api/v1/regions/uk/export?by=field&format=xlsx",
        "/api/v1/mappings",
        "/api/v1/imports",
        "/api/v1/imports/1",
        "/api/v1/imports/1/findings",
        "/api/v1/factors?q=coal",
        "/api/v1/units",
        "/api/v1/glossary",
        "/api/v1/session",
        "/api/v1/openapi.json",
        "/metrics",
        "/api-docs/",
        "/",
        "/map/uk",
    ] {
        let answer = get(&server, path).await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{path}: {}",
            String::from_utf8_lossy(&answer.bytes)
        );
        assert!(!answer.bytes.is_empty(), "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(
        get(&server, "/assets/none.js").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn links_of_an_explanation_open_the_same_figures() {
    let test = uk().await;
    let server = server(&test);
    for indicator in ["carbon_total", "carbon_per_person"] {
        let root = get(
            &server,
            &format!(
                "/api/v1/regions/uk/explain?indicator={indicator}&period=2019&depth=2&limit=5"
            ),
        )
        .await
        .json();
        let mut opened = 0;
        for child in root["children"].as_array().unwrap() {
            for node in std::iter::once(child).chain(child["children"].as_array().unwrap()) {
                let Some(link) = node["link"].as_str() else {
                    continue;
                };
                let again = get(
                    &server,
                    &format!("/api/v1/regions/uk/explain?{link}&depth=0"),
                )
                .await;
                assert_eq!(
                    again.status,
                    StatusCode::OK,
                    "{link}: {}",
                    String::from_utf8_lossy(&again.bytes)
                );
                assert_eq!(again.json()["value"], node["value"], "{link}");
                opened += 1;
            }
        }
        assert!(opened >= 3, "{indicator}: {opened}");
    }
}

async fn sign_in(server: &Router, name: &str, password: &str) -> Answer {
    send(
        server,
        Request::post("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(
                json!({"name": name, "password": password}).to_string(),
            ))
            .unwrap(),
    )
    .await
}

fn cookie(answer: &Answer) -> String {
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Lax"),
        "{set}"
    );
    set.split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_sessions_and_a_shut_account_opens_no_door() {
    let test = home(false).await;
    let store = test.home.store();
    for (name, role) in [("ada", Role::Viewer), ("root", Role::Admin)] {
        store
            .create_user(name, "correct horse 1", &[role])
            .await
            .unwrap();
    }
    let token = store.create_token("ada", "t", None).await.unwrap().secret;
    let root = store.create_token("root", "t", None).await.unwrap().secret;
    let server = server(&test);
    let ask = async |method: Method, path: &str, key: (header::HeaderName, String), body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(key.0, key.1)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        send(&server, request).await
    };
    let by_cookie = |cookie: &str| (header::COOKIE, cookie.to_owned());
    let by_token = |secret: &str| (header::AUTHORIZATION, format!("Bearer {secret}"));
    let looks = async |key| {
        ask(Method::GET, "/api/v1/regions", key, "")
            .await
            .status
            .as_u16()
    };
    let first = cookie(&sign_in(&server, "ada", "correct horse 1").await);
    assert_eq!(looks(by_cookie(&first)).await, 200);
    store.set_password("ada", "another horse 2").await.unwrap();
    assert_eq!(looks(by_cookie(&first)).await, 401);
    assert_eq!(looks(by_token(&token)).await, 200);
    let second = cookie(&sign_in(&server, "ada", "another horse 2").await);
    assert_eq!(looks(by_cookie(&second)).await, 200);
    // Only who administers may shut her out.
    let change = async |key, body| ask(Method::PATCH, "/api/v1/users/ada", key, body).await;
    let answer = change(by_cookie(&second), r#"{"roles": ["admin"]}"#).await;
    assert_eq!(answer.code(), "not_allowed");
    let answer = change(by_token(&root), r#"{"disabled": true}"#).await;
    assert_eq!(
        answer.json(),
        json!({"name": "ada", "roles": ["viewer"], "organisation": null, "disabled": true})
    );
    assert_eq!(looks(by_cookie(&second)).await, 401);
    assert_eq!(looks(by_token(&token)).await, 401);
    let answer = sign_in(&server, "ada", "another horse 2").await;
    assert_eq!(answer.code(), "wrong_credentials");
    // And on the command line in again, as an officer.
    let done = super::readings::carbonshed(test.dir.path())
        .args(["user", "set", "ada", "--enable", "--roles", "officer"])
        .output()
        .unwrap();
    assert_eq!(super::text(&done.stdout), "ada: officer, open\n");
    assert_eq!(looks(by_token(&token)).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_public_read_only_the_known_may_look() {
    let test = home(false).await;
    let store = test.home.store();
    store
        .create_user("ada", "correct horse 1", &[Role::Viewer])
        .await
        .unwrap();
    store
        .create_user("root", "correct horse 2", &[Role::Admin])
        .await
        .unwrap();
    let server = server(&test);
    let closed = get(&server, "/api/v1/regions").await;
    assert_eq!(
        (closed.status.as_u16(), closed.code().as_str()),
        (401, "not_signed_in")
    );
    assert_eq!(
        get(&server, "/api/v1/session").await.json()["public_read"],
        false
    );
    assert_eq!(
        sign_in(&server, "ada", "wrong").await.code(),
        "wrong_credentials"
    );

    let cookie = cookie(&sign_in(&server, "ada", "correct horse 1").await);
    let with = |method: Method, path: &str, body: &str| {
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::HOST, "carbon.example")
            .body(Body::from(body.to_owned()))
            .unwrap()
    };
    assert_eq!(
        send(&server, with(Method::GET, "/api/v1/regions", ""))
            .await
            .status,
        StatusCode::OK
    );
    let session = send(&server, with(Method::GET, "/api/v1/session", ""))
        .await
        .json();
    assert_eq!(
        session["user"],
        json!({"name": "ada", "roles": ["viewer"], "organisation": null, "disabled": false})
    );
    assert_eq!(
        send(&server, with(Method::GET, "/api/v1/users", ""))
            .await
            .code(),
        "not_allowed"
    );

    // Another site's page makes the browser send the cookie: refused.
    let mut foreign = with(Method::POST, "/api/v1/tokens", "{\"label\":\"x\"}");
    foreign
        .headers_mut()
        .insert(header::ORIGIN, "https://evil.example".parse().unwrap());
    assert_eq!(send(&server, foreign).await.code(), "foreign_origin");
    let mut own = with(
        Method::POST,
        "/api/v1/tokens",
        "{\"label\":\"x\",\"days\":1}",
    );
    own.headers_mut()
        .insert(header::ORIGIN, "https://carbon.example".parse().unwrap());
    let made = send(&server, own).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let secret = made.json()["secret"].as_str().unwrap().to_owned();
    let bearer = |secret: &str| {
        Request::get("/api/v1/regions")
            .header(header::AUTHORIZATION, format!("Bearer {secret}"))
            .body(Body::empty())
            .unwrap()
    };
    assert_eq!(send(&server, bearer(&secret)).await.status, StatusCode::OK);
    assert_eq!(
        send(&server, bearer("cs_00")).await.status,
        StatusCode::UNAUTHORIZED
    );
    let id = made.json()["token"]["id"].as_str().unwrap().to_owned();
    let gone = send(
        &server,
        with(Method::DELETE, &format!("/api/v1/tokens/{id}"), ""),
    )
    .await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        send(&server, bearer(&secret)).await.status,
        StatusCode::UNAUTHORIZED
    );

    // Signed out: the cookie is worth nothing.
    assert_eq!(
        send(&server, with(Method::DELETE, "/api/v1/session", ""))
            .await
            .status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        send(&server, with(Method::GET, "/api/v1/regions", ""))
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_cannot_be_tried_for_ever() {
    let test = home(false).await;
    test.home
        .store()
        .create_user("ada", "correct horse 1", &[Role::Viewer])
        .await
        .unwrap();
    let server = server(&test);
    for _ in 0..10 {
        assert_eq!(
            sign_in(&server, "ada", "wrong").await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    let answer = sign_in(&server, "ada", "correct horse 1").await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (429, "too_many_requests")
    );
}

fn form(path: &str, secret: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Request<Body> {
    let mut body = Vec::new();
    for (name, file, bytes) in parts {
        let file = file
            .map(|file| format!("; filename=\"{file}\""))
            .unwrap_or_default();
        body.extend_from_slice(
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--XX--\r\n");
    Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header(header::AUTHORIZATION, format!("Bearer {secret}"))
        .body(Body::from(body))
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_previewed_imported_and_not_taken_twice() {
    let test = home(true).await;
    let store = test.home.store();
    store
        .create_user("olga", "correct horse 1", &[Role::Officer])
        .await
        .unwrap();
    store
        .create_user("vic", "correct horse 1", &[Role::Viewer])
        .await
        .unwrap();
    let officer = store.create_token("olga", "t", None).await.unwrap().secret;
    let viewer = store.create_token("vic", "t", None).await.unwrap().secret;
    let server = server(&test);
    let bytes = app::embed::data(UK_FILE).unwrap().into_owned();
    let parts: [(&str, Option<&str>, &[u8]); 2] = [
        ("file", Some("uk.csv.gz"), &bytes),
        ("mapping", None, b"uk-local-authorities"),
    ];
    let refused = send(&server, form("/api/v1/imports", &viewer, &parts)).await;
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (403, "not_allowed")
    );

    let preview = send(&server, form("/api/v1/imports/preview", &officer, &parts)).await;
    assert_eq!(
        preview.status,
        StatusCode::OK,
        "{}",
        String::from_utf8_lossy(&preview.bytes)
    );
    let preview = preview.json();
    assert_eq!(
        (&preview["rows"], &preview["would_refuse"]),
        (&json!(6304), &json!(false))
    );
    assert_eq!(preview["already_imported"], Value::Null);
    // A preview changes nothing, not even the list of regions.
    assert_eq!(get(&server, "/api/v1/regions").await.json(), json!([]));

    let wait = |number: u64| {
        let server = server.clone();
        async move {
            for _ in 0..600 {
                let import = get(&server, &format!("/api/v1/imports/{number}"))
                    .await
                    .json();
                let state = import["state"].as_str().unwrap().to_owned();
                if !["queued", "reading", "checking", "prepared"].contains(&state.as_str()) {
                    return import;
                }
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            panic!("import {number} does not end");
        }
    };
    let started = send(&server, form("/api/v1/imports", &officer, &parts)).await;
    assert_eq!(
        started.status,
        StatusCode::ACCEPTED,
        "{}",
        String::from_utf8_lossy(&started.bytes)
    );
    let import = wait(started.json()["import"].as_u64().unwrap()).await;
    assert_eq!(
        (&import["state"], &import["by"]),
        (&json!("committed"), &json!("olga"))
    );
    assert_eq!(import["rows"], 6304);
    let cube = get(&server, "/api/v1/regions/uk/cube?period=2020").await;
    assert_eq!(cube.json()["total"]["completeness_percent"], 100.0);

    let again = send(&server, form("/api/v1/imports", &officer, &parts)).await;
    let import = wait(again.json()["import"].as_u64().unwrap()).await;
    assert_eq!(
        (&import["state"], &import["error"]),
        (&json!("unchanged"), &json!("1"))
    );

    // A file with faults: strict refuses it, its findings say where.
    let broken: [(&str, Option<&str>, &[u8]); 2] = [
        (
            "file",
            Some("b.csv"),
            b"local-authority-code,Year\nE09000001,2020\n",
        ),
        ("mapping", None, b"uk-local-authorities"),
    ];
    let started = send(&server, form("/api/v1/imports", &officer, &broken)).await;
    let number = started.json()["import"].as_u64().unwrap();
    assert_eq!(wait(number).await["state"], "refused");
    let findings = get(&server, &format!("/api/v1/imports/{number}/findings"))
        .await
        .json();
    assert!(findings["total"].as_u64().unwrap() > 0);
    assert_eq!(findings["rows"][0]["severity"], "error");

    let unknown: [(&str, Option<&str>, &[u8]); 2] =
        [("file", Some("b.csv"), b"a\n"), ("mapping", None, b"zz")];
    assert_eq!(
        send(&server, form("/api/v1/imports", &officer, &unknown))
            .await
            .code(),
        "unknown_mapping"
    );
    assert_eq!(
        send(&server, form("/api/v1/imports", &officer, &parts[..1]))
            .await
            .code(),
        "bad_body"
    );
}
