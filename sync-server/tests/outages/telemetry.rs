//! What the operator sees: enough to find a fault, nothing about a person.

use crate::processes::{Postgres, Server, free_port};
use axum::Router;
use axum::extract::{Request, State};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
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
    assert!(has("alfa_accounts{state=\"plus\"} 0") && has("alfa_jobs{state=\"dead\"} 0"), "{told}");
    assert!(told.contains("alfa_http_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/devices\""), "{told}");
    assert!(!told.contains("zelia"), "{told}");
    let outside = reqwest::get(format!("{}/metrics", server.url())).await.unwrap();
    assert_eq!(outside.status(), 404, "they are on their own port only");
}

type Came = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// What stands where traces and errors go, and keeps what came.
struct Collector {
    port: u16,
    came: Came,
}

async fn take(State(came): State<Came>, request: Request) -> &'static str {
    let path = request.uri().path().to_owned();
    let zipped = request.headers().get("content-encoding").is_some_and(|how| how == "gzip");
    let body = axum::body::to_bytes(request.into_body(), 10_000_000).await.unwrap();
    let mut plain = body.to_vec();
    if zipped {
        plain.clear();
        std::io::copy(&mut flate2::read::GzDecoder::new(&*body), &mut plain).unwrap();
    }
    came.lock().unwrap().push((path, plain));
    "{}"
}

impl Collector {
    async fn start() -> Self {
        let came = Came::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let routes = Router::new().fallback(take).with_state(Arc::clone(&came));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { port, came }
    }

    /// All bodies that came to a path.
    fn came_to(&self, path: &str) -> Vec<u8> {
        let came = self.came.lock().unwrap();
        came.iter().filter(|(to, _)| to == path).flat_map(|(_, body)| body.clone()).collect()
    }
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test(flavor = "multi_thread")]
async fn traces_and_errors_go_where_they_are_asked_for_with_the_callers_trace_and_nothing_personal() {
    let collector = Collector::start().await;
    let (endpoint, dsn) =
        (format!("http://127.0.0.1:{}", collector.port), format!("http://chave@127.0.0.1:{}/7", collector.port));
    let more = [
        ("ALFA_SERVER_OTLP_ENDPOINT", endpoint.as_str()),
        ("ALFA_SERVER_SENTRY_DSN", dsn.as_str()),
        // how much is logged changes nothing of what is traced
        ("RUST_LOG", "error"),
    ];
    let postgres = Postgres::start().await;
    let folder = postgres.folder.path().join("server");
    std::fs::create_dir_all(&folder).unwrap();
    let mut server = Server::start(&folder, &postgres.cluster.url(), &more);
    server.answers(200).await;

    let pool = sqlx::PgPool::connect(&postgres.cluster.url()).await.unwrap();
    sqlx::query("DROP TABLE account CASCADE").execute(&pool).await.unwrap();
    let (email, password) = ("zelia.tavares@exemplo.com", "um segredo comprido");
    let made = reqwest::Client::new()
        .post(format!("{}/v1/sessions", server.url()))
        .header("x-request-id", "pedido-9")
        .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        .json(&json!({ "email": email, "password": password, "device_name": "quarto", "platform": "linux" }))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 500);
    // what was not sent yet is sent at the end
    server.signal("INT");
    server.ended().await;

    let traces = collector.came_to("/v1/traces");
    let trace = [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c];
    let parent = [0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31];
    assert!(has(&traces, &trace) && has(&traces, &parent), "the caller's trace goes on");
    for part in ["alfa-sync-server", "http.route", "/v1/sessions", "http.response.status_code", "pedido-9"] {
        assert!(has(&traces, part.as_bytes()), "no {part} in the traces");
    }
    let errors = collector.came_to("/api/7/envelope/");
    for part in ["\"message\":\"database\"", "pedido-9", "/v1/sessions", "alfa-sync-server@"] {
        assert!(has(&errors, part.as_bytes()), "no {part}: {}", String::from_utf8_lossy(&errors));
    }
    for personal in [email, "zelia", password, "quarto"] {
        assert!(!has(&traces, personal.as_bytes()) && !has(&errors, personal.as_bytes()), "{personal} left the server");
    }
}
