//! The cooperation of cities through both doors: HTTP with the users of two cities, the command line with two homes.

use super::{TestHome, home, text};
use app::http::routes::router;
use app::http::state::App;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};
use store::Role;
use tower::ServiceExt;

struct Door {
    router: Router,
    _test: TestHome,
    secrets: Vec<(&'static str, String)>,
}

impl Door {
    async fn open() -> Door {
        let test = home(false).await;
        let mut secrets = Vec::new();
        for (name, role) in [
            ("root", Role::Admin),
            ("ana", Role::Officer),
            ("bo", Role::Officer),
            ("guest", Role::Viewer),
        ] {
            let store = test.home.store();
            store
                .create_user(name, "long enough 1", &[role])
                .await
                .unwrap();
            let token = store.create_token(name, "test", None).await.unwrap();
            secrets.push((name, token.secret));
        }
        Door {
            router: router(App::new(test.home.clone())),
            _test: test,
            secrets,
        }
    }

    async fn raw(
        &self,
        who: &str,
        method: &str,
        path: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> (u16, Vec<u8>) {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/{path}"))
            .header(header::CONTENT_TYPE, kind);
        if let Some((_, secret)) = self.secrets.iter().find(|(name, _)| *name == who) {
            request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        (
            status,
            to_bytes(response.into_body(), usize::MAX)
                .await
                .unwrap()
                .to_vec(),
        )
    }

    async fn send(&self, who: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let bytes = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let (status, bytes) = self.raw(who, method, path, "application/json", bytes).await;
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    async fn get(&self, who: &str, path: &str) -> (u16, Value) {
        self.send(who, "GET", path, Value::Null).await
    }

    async fn post(&self, who: &str, path: &str, body: Value) -> (u16, Value) {
        self.send(who, "POST", path, body).await
    }

    async fn set_up(&self) {
        for (id, city) in [("mannheim", "Mannheim"), ("chongqing", "Chongqing")] {
            let new = json!({"id": id, "name": {"en": id, "zh": id}, "kind": "government", "city": {"en": city, "zh": city}});
            assert_eq!(self.post("root", "organisations", new).await.0, 201);
        }
        for (id, user) in [("mannheim", "ana"), ("chongqing", "bo")] {
            let path = format!("organisations/{id}/members");
            assert_eq!(self.post("root", &path, json!({"user": user})).await.0, 201);
        }
        let new = json!({"reference": "mannheim-chongqing", "a": {"lead": "mannheim"}, "b": {"lead": "chongqing"}});
        let (status, made) = self.post("root", "partnerships", new).await;
        assert_eq!(
            (status, &made["id"], &made["since_year"]),
            (201, &json!("mannheim-chongqing"), &json!(2017))
        );
        assert_eq!(made["role_here"], "none");
    }
}

const PAIR: &str = "partnerships/mannheim-chongqing";

fn code(answer: &(u16, Value)) -> (u16, &str) {
    (
        answer.0,
        answer.1["error"]["code"].as_str().unwrap_or_default(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn two_cities_run_a_plan_over_http() {
    let door = Door::open().await;
    door.set_up().await;
    let (_, page) = door.get("guest", "partnerships").await;
    assert_eq!(page["reference"].as_array().unwrap().len(), 11);
    let made = page["reference"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !one["partnership"].is_null());
    assert_eq!(made.count(), 1);
    let (_, session) = door.get("ana", "session").await;
    assert_eq!(session["user"]["organisation"]["id"], "mannheim");
    assert_eq!(door.get("ana", PAIR).await.1["role_here"], "lead");

    let terms = json!({"shares": [
        {"what": "projects", "detail": "full", "side": "a"}, {"what": "projects", "detail": "full", "side": "b"},
        {"what": "documents", "detail": "full", "side": "a"}], "notice_days": 0, "from": "2020-01-01"});
    let acts = format!("{PAIR}/agreement/acts");
    let (status, page) = door
        .post("ana", &acts, json!({"act": "propose", "terms": terms}))
        .await;
    assert_eq!((status, &page["state"]), (200, &json!("proposed")));
    let accept = json!({"act": "accept", "agreement": "a1"});
    assert_eq!(
        code(&door.post("ana", &acts, accept.clone()).await),
        (409, "four_eyes")
    );
    assert_eq!(door.post("bo", &acts, accept).await.1["state"], "in_force");

    let edits = format!("{PAIR}/plan/edits");
    let body = json!({"seen": 0, "edits": [
        {"op": "put", "ref": "p", "kind": "project", "title": "Heat from the river", "topics": ["sdg_07"], "public": true},
        {"op": "put", "kind": "milestone", "title": "Permit", "project": "p", "due": "2020-06-01", "done_on": "2020-05-01"},
        {"op": "put", "kind": "milestone", "title": "First heat", "project": "p", "due": "2021-06-01"},
        {"op": "put", "kind": "risk", "title": "Low water", "probability": 2, "effect": 4, "answer": "A second source", "project": "p"}
    ]});
    let (status, plan) = door.post("ana", &edits, body).await;
    assert_eq!((status, &plan["version"]), (200, &json!(1)), "{plan}");
    assert_eq!(plan["projects"][0]["status"], "late");
    assert_eq!(plan["projects"][0]["progress_percent"], 50.0);
    assert_eq!(plan["items"][3]["level"], 8);
    let body = json!({"seen": 1, "edits": [{"op": "put", "kind": "milestone", "title": "Expert visit", "project": "a1", "due": "2999-01-01"}]});
    let (status, plan) = door.post("bo", &edits, body).await;
    assert_eq!((status, plan["items"].as_array().unwrap().len()), (200, 5));
    let theirs = json!({"seen": 2, "edits": [{"op": "remove", "id": "a1"}]});
    assert_eq!(
        code(&door.post("bo", &edits, theirs).await),
        (403, "not_your_side")
    );
    let unknown = json!({"seen": 2, "edits": [{"op": "put", "kind": "project", "titel": "x"}]});
    assert_eq!(
        code(&door.post("bo", &edits, unknown).await),
        (400, "bad_body")
    );
    assert_eq!(
        door.get("bo", &format!("{PAIR}/plan/history"))
            .await
            .1
            .as_array()
            .unwrap()
            .len(),
        2
    );

    let form = "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nSketch\r\n--x\r\n\
        Content-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n<b>\r\n--x--\r\n";
    let documents = format!("{PAIR}/documents");
    let (status, bytes) = door
        .raw(
            "ana",
            "POST",
            &documents,
            "multipart/form-data; boundary=x",
            form.into(),
        )
        .await;
    let made: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(
        (status, &made["id"], &made["size_bytes"]),
        (201, &json!("a5"), &json!(3))
    );
    let (status, bytes) = door
        .raw("bo", "GET", &format!("{documents}/a5"), "x/x", Vec::new())
        .await;
    assert_eq!((status, bytes.as_slice()), (200, &b"<b>"[..]));

    // Nobody else, and the public page without signing in.
    for (who, expected) in [
        ("guest", (403, "not_a_partner")),
        ("root", (403, "not_a_partner")),
        ("", (401, "not_signed_in")),
    ] {
        for path in [
            "plan",
            "plan/history",
            "plan/indicators",
            "agreement",
            "ladder",
            "exchanges",
            "certificates",
            "documents/a5",
        ] {
            assert_eq!(
                code(&door.get(who, &format!("{PAIR}/{path}")).await),
                expected,
                "{who} {path}"
            );
        }
    }
    // It is not marked public.
    assert_eq!(
        code(
            &door
                .get("", "public/partnerships/mannheim-chongqing/documents/a5")
                .await
        ),
        (404, "unknown_item")
    );
    let (status, page) = door.get("", "public/partnerships/mannheim-chongqing").await;
    assert_eq!((status, page["items"].as_array().unwrap().len()), (200, 1));
    assert_eq!(
        door.get("", "public/partnerships")
            .await
            .1
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let give = json!({"act": "give_notice", "agreement": "a1"});
    assert_eq!(door.post("bo", &acts, give).await.1["state"], "ended");
    assert_eq!(
        code(&door.get("", "public/partnerships/mannheim-chongqing").await),
        (404, "unknown_partnership")
    );
    assert_eq!(
        door.get("bo", &format!("{PAIR}/plan")).await.1["items"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn organisations_and_partnerships_are_an_administrators() {
    let door = Door::open().await;
    door.set_up().await;
    let new = json!({"id": "x", "name": {"en": "x", "zh": "x"}, "kind": "industry", "city": {"en": "x", "zh": "x"}});
    assert_eq!(
        code(&door.post("ana", "organisations", new.clone()).await),
        (403, "not_allowed")
    );
    let wrong = |field: &str, value: Value| {
        let mut body = new.clone();
        body[field] = value;
        body
    };
    for (body, expected) in [
        (wrong("id", json!("X y")), (400, "bad_name")),
        (wrong("kind", json!("club")), (400, "bad_parameter")),
        (wrong("region", json!("nowhere")), (404, "unknown_region")),
        (wrong("colour", json!("red")), (400, "bad_body")),
    ] {
        assert_eq!(
            code(&door.post("root", "organisations", body).await),
            expected
        );
    }
    for (body, expected) in [
        (
            json!({"a": {"lead": "mannheim"}, "b": {"lead": "mannheim"}}),
            (409, "same_organisation"),
        ),
        (
            json!({"a": {"lead": "mannheim"}, "b": {"lead": "nobody"}}),
            (404, "unknown_organisation"),
        ),
        (
            json!({"reference": "a-b", "a": {"lead": "mannheim"}, "b": {"lead": "chongqing"}}),
            (400, "unknown_reference"),
        ),
        (
            json!({"a": {"lead": "mannheim"}, "b": {"lead": "chongqing"}}),
            (409, "name_taken"),
        ),
    ] {
        assert_eq!(
            code(&door.post("root", "partnerships", body).await),
            expected
        );
    }
    assert_eq!(
        code(&door.get("ana", "partner-key").await),
        (403, "not_allowed")
    );
    let (_, key) = door.get("root", "partner-key").await;
    let accept = json!({"public_key": key["public_key"], "fingerprint": key["fingerprint"], "organisation": "chongqing"});
    assert_eq!(
        code(&door.post("root", "partner-keys", accept).await),
        (409, "organisation_not_remote")
    );
    let none = door
        .send("root", "DELETE", "partner-keys/00", Value::Null)
        .await;
    assert_eq!(code(&none), (403, "unknown_key"));
    let out = door
        .send(
            "root",
            "DELETE",
            "organisations/mannheim/members/ana",
            Value::Null,
        )
        .await;
    assert_eq!(out.0, 204);
    assert_eq!(
        code(&door.get("ana", &format!("{PAIR}/plan")).await),
        (403, "not_a_partner")
    );
    let (status, _) = door.post("ana", &format!("{PAIR}/import"), json!({})).await;
    assert_eq!(status, 403);
    let rules = door.get("guest", "grants/rules").await.1;
    assert!(rules.as_array().unwrap().len() >= 9);
}

fn run(home: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_carbonshed"))
        .arg("--home")
        .arg(home)
        .args(args)
        .env_remove("CARBONSHED_HOME")
        .output()
        .unwrap()
}

fn said(home: &Path, args: &[&str]) -> String {
    let done = run(home, args);
    assert_eq!(
        done.status.code(),
        Some(0),
        "{args:?}: {}",
        text(&done.stderr)
    );
    text(&done.stdout)
}

#[test]
fn two_homes_exchange_files_by_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let (east, west) = (dir.path().join("east"), dir.path().join("west"));
    for (home, own) in [(&east, "east"), (&west, "west")] {
        for (id, city) in [("east", "Prague"), ("west", "Longyan")] {
            let mut args = vec![
                "partner",
                "organisation",
                "add",
                id,
                "--name",
                id,
                "--city",
                city,
            ];
            if id != own {
                args.push("--remote");
            }
            said(home, &args);
        }
        let made = said(
            home,
            &[
                "partner",
                "add",
                "--a",
                "east",
                "--b",
                "west",
                "--reference",
                "prague-longyan",
            ],
        );
        assert!(made.starts_with("prague-longyan: "), "{made}");
    }
    let key = said(&east, &["partner", "key", "show"]);
    let words: Vec<&str> = key.split_whitespace().collect();
    let (public, fingerprint) = (words[2], words[4]);
    let file = dir.path().join("file.json");
    let file = file.to_str().unwrap();
    said(
        &east,
        &["partner", "export", "prague-longyan", "--out", file],
    );
    assert_eq!(
        run(&west, &["partner", "import", file]).status.code(),
        Some(2)
    );
    let accept = [
        "partner",
        "key",
        "accept",
        public,
        "--fingerprint",
        fingerprint,
        "--organisation",
        "east",
    ];
    said(&west, &accept);
    assert!(said(&west, &["partner", "key", "list"]).contains(fingerprint));
    let done = said(&west, &["partner", "import", file]);
    assert!(done.contains("\"sequence\": 1"), "{done}");
    let again = run(&west, &["partner", "import", file]);
    assert_eq!(again.status.code(), Some(2));
    assert!(text(&again.stderr).contains("came already"));
    let list = said(&west, &["partner", "list"]);
    assert!(
        list.contains("prague-longyan") && list.contains("mannheim-chongqing"),
        "{list}"
    );
    assert!(said(&west, &["partner", "show", "prague-longyan"]).contains("\"direction\": \"in\""));
    assert_eq!(
        run(&west, &["partner", "show", "nobody"]).status.code(),
        Some(3)
    );
    assert!(said(&west, &["partner", "organisation", "list"]).contains("another installation"));
}
