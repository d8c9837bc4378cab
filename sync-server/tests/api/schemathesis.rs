//! The routes against schemathesis: requests made of the document, fitting and not, whose answers must be those it promises.

use crate::cloud::Cloud;
use crate::peers;

#[tokio::test(flavor = "multi_thread")]
async fn no_request_breaks_the_server_and_answers_are_as_documented() {
    let limits = ["ALFA_SERVER_REQUESTS_PER_USER", "ALFA_SERVER_REQUESTS_PER_ADDRESS"].map(|key| (key, "0".to_owned()));
    let cloud = Cloud::with(&limits).await;
    cloud.account("ana@exemplo.com").await;
    let token = cloud.sign_in("ana@exemplo.com", "casa").await.access;
    let said = asked(&cloud, &token, &["--exclude-path-regex", &format!("({MAKES_NONE}|{ENDS})$")]).await;
    assert!(said.contains("Fuzzing"), "it did nothing: {said}");
    assert_eq!(cloud.get("/v1/devices", &token).await.0, 200, "the token was good to the end");
    // it may find out which device it is itself, and take it out
    let said = asked(&cloud, &token, &["--include-path-regex", &format!("({ENDS})$")]).await;
    assert!(said.contains("Fuzzing"), "it did nothing: {said}");
}

/// What is no HTTP; and it makes no recordings.
const MAKES_NONE: &str = "live|realtime|audio/transcribe|audio/jobs";
/// What may end the token's session.
const ENDS: &str = r"/v1/sessions/current|/v1/account|/v1/devices/\{id\}";

/// What schemathesis says of these routes; it fails where one does not answer as the document says.
async fn asked(cloud: &Cloud, token: &str, which: &[&str]) -> String {
    let mut run = peers::module("schemathesis.cli");
    run.args(["run", &format!("{}/openapi.json", cloud.url), "--header", &format!("Authorization: Bearer {token}")])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "7", "--no-color"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        .args(which)
        // what it writes beside
        .current_dir(std::env::temp_dir());
    let done = tokio::task::spawn_blocking(move || run.output().expect("python3 is not installed")).await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    said
}
