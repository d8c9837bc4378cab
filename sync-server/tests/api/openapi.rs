//! The document of the routes changes on purpose only: `ALFA_WRITE_OPENAPI=1` writes it.

use crate::cloud::Cloud;
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn the_document_changes_on_purpose() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let mut made = alfa_sync_server::openapi().to_pretty_json().unwrap();
    made.push('\n');
    if std::env::var_os("ALFA_WRITE_OPENAPI").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let changed = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "openapi.json is not what the routes are, first at {changed:?}: write it with ALFA_WRITE_OPENAPI=1 cargo test -p alfa-sync-server --test api openapi, then npm run cloud-types in ui"
    );
}

#[test]
fn every_operation_is_named_and_says_what_may_go_wrong() {
    let document = json!(alfa_sync_server::openapi());
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "two operations are called {name}");
            assert!(operation["summary"].is_string() || operation["description"].is_string(), "{method} {path}");
            let answers = operation["responses"].as_object().unwrap();
            for (status, answer) in answers.iter().filter(|(status, _)| status.as_str() >= "400") {
                let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
            }
            assert_eq!(
                answers.contains_key("401"),
                operation["security"].is_array() || path.starts_with("/v1/sessions")
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_serves_it() {
    let cloud = Cloud::start().await;
    let (status, served): (u16, Value) = cloud.get("/openapi.json", "").await;
    assert_eq!((status, served), (200, json!(alfa_sync_server::openapi())));
}
