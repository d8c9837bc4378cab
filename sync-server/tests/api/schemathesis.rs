//! The routes against schemathesis: requests made of the document, fitting and not, whose answers must be those it promises.

use crate::cloud::Cloud;
use crate::peers;

#[tokio::test(flavor = "multi_thread")]
async fn no_request_breaks_the_server_and_answers_are_as_documented() {
    let limits = ["ALFA_SERVER_REQUESTS_PER_USER", "ALFA_SERVER_REQUESTS_PER_ADDRESS"].map(|key| (key, "0".to_owned()));
    let cloud = Cloud::with(&limits).await;
    cloud.account("ana@exemplo.com").await;
    let token = cloud.sign_in("ana@exemplo.com", "casa").await.access;
    let mut run = peers::module("schemathesis.cli");
    run.args(["run", &format!("{}/openapi.json", cloud.url), "--header", &format!("Authorization: Bearer {token}")])
        .args(["--phases", "examples,coverage,fuzzing", "--max-examples", "10", "--seed", "7", "--no-color"])
        .args([
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ])
        // what would end the token's session; what is no HTTP
        .args(["--exclude-path", "/v1/sessions/current", "--exclude-path", "/v1/account"])
        // and it makes no recordings
        .args(["--exclude-path-regex", r"(live|realtime|audio/transcribe|audio/jobs|devices/\{id\})$"])
        // what it writes beside
        .current_dir(std::env::temp_dir());
    let done = tokio::task::spawn_blocking(move || run.output().expect("python3 is not installed")).await.unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}\n{}", String::from_utf8_lossy(&done.stderr));
    assert!(said.contains("Fuzzing"), "it did nothing: {said}");
    assert_eq!(cloud.get("/v1/devices", &token).await.0, 200, "the token was good to the end");
}
