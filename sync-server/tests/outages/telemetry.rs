//! What the operator sees: enough to find a fault, nothing about a person.

use crate::processes::{Postgres, Server, free_port};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_leaves_lines_and_counts_and_nothing_personal() {
    let postgres = Postgres::start().await;
    let metrics = format!("127.0.0.1:{}", free_port());
    let more =
        [("ALFA_SERVER_METRICS_LISTEN", metrics.as_str()), ("ALFA_SERVER_LOG_FORMAT", "json"), ("RUST_LOG", "debug")];
    let folder = postgres.folder.path().join("server");
    std::fs::create_dir_all(&folder).unwrap();
    let server = Server::start(&folder, &postgres.cluster.url(), &more);
    server.answers(200).await;
    let http = reqwest::Client::new();
    let (email, password) = ("zelia.tavares@exemplo.com", "um segredo comprido");
    let post = async |path: &str, body: Value| {
        let request = http.post(format!("{}{path}", server.url())).header("x-request-id", "session-7");
        request.json(&body).send().await.unwrap()
    };
    let made = post("/v1/accounts", json!({ "email": email, "password": password })).await;
    assert_eq!(made.status(), 202);
    let pool = sqlx::PgPool::connect(&postgres.cluster.url()).await.unwrap();
    sqlx::query("UPDATE account SET verified_at = now()").execute(&pool).await.unwrap();
    let sign_in = json!({ "email": email, "password": password, "device_name": "quarto", "platform": "linux" });
    let signed: Value = post("/v1/sessions", sign_in).await.json().await.unwrap();
    let token = signed["access_token"].as_str().unwrap();
    let refresh = signed["refresh_token"].as_str().unwrap();
    assert_eq!(post("/v1/sessions/refresh", json!({ "refresh_token": refresh })).await.status(), 200);
    let devices = http.get(format!("{}/v1/devices", server.url())).bearer_auth(token).send().await.unwrap();
    assert_eq!(devices.status(), 200);
    assert_eq!(post(&format!("/conta/{email}"), json!({})).await.status(), 404);

    let end = Instant::now() + Duration::from_secs(10);
    while !server.log().contains("unmatched") {
        assert!(Instant::now() < end, "{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let log = server.log();
    for personal in [email, "zelia", password, token, refresh, "quarto"] {
        assert!(!log.contains(personal), "the log has {personal:?}:\n{log}");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    let answered: Vec<&Value> = lines.iter().filter(|line| line["span"]["request_id"] == "session-7").collect();
    let created = answered.iter().find(|line| line["span"]["route"] == "/v1/sessions" && line["status"] == 201);
    assert!(created.is_some_and(|line| line["ms"].is_u64() && line["span"]["method"] == "POST"), "{log}");

    let told = reqwest::get(format!("http://{metrics}/metrics")).await.unwrap().text().await.unwrap();
    let has = |line: &str| told.lines().any(|told| told == line);
    assert!(has("alfa_http_requests_total{method=\"POST\",route=\"/v1/sessions\",status=\"201\"} 1"), "{told}");
    assert!(has("alfa_http_requests_total{method=\"POST\",route=\"unmatched\",status=\"404\"} 1"), "{told}");
    assert!(has("alfa_accounts{state=\"verified\"} 1") && has("alfa_active_users{window=\"1d\"} 1"), "{told}");
    assert!(told.contains("alfa_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/devices\""), "{told}");
    assert!(!told.contains("zelia"), "{told}");
    let outside = reqwest::get(format!("{}/metrics", server.url())).await.unwrap();
    assert_eq!(outside.status(), 404, "they are on their own port only");
}
