//! What HTTP says of itself: the snapshot that the web client is made from.

use app::http::openapi::{description, description_json};

/// The web client is generated from the snapshot; a stale one would lie to it.
#[test]
fn snapshot_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let fresh = description_json().unwrap();
    assert!(
        kept == fresh,
        "web/openapi.json is stale: run `carbonshed openapi > web/openapi.json`, then generate the web client again"
    );
}

#[test]
fn every_operation_has_a_camel_case_id() {
    let api = description();
    let mut seen = std::collections::BTreeSet::new();
    for path in api.paths.paths.values() {
        for operation in [&path.get, &path.post, &path.delete].into_iter().flatten() {
            let id = operation.operation_id.clone().unwrap();
            assert!(
                id.chars().all(|c| c.is_ascii_alphanumeric())
                    && id.starts_with(|c: char| c.is_ascii_lowercase()),
                "{id}"
            );
            assert!(seen.insert(id.clone()), "{id} twice");
        }
    }
    assert!(seen.len() >= 34, "{seen:?}");
}

#[test]
fn every_reference_leads_somewhere() {
    let text = description_json().unwrap();
    let api: serde_json::Value = serde_json::from_str(&text).unwrap();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(api["components"]["schemas"][name].is_object(), "{name}");
    }
}
