//! What stands around every route: sizes, times, limits, names of requests, other pages.

use crate::cloud::{Cloud, answer};
use reqwest::{Client, Method, Response};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_too_much_is_told_when_to_come_back() {
    let cloud = Cloud::with(&[("ALFA_SERVER_REQUESTS_PER_ADDRESS", "6".to_owned())]).await;
    let verify = async || {
        let body = Some(json!({ "code": "unknown" }));
        cloud.ask(Method::POST, "/v1/accounts/verify", None, body).await
    };
    for left in (0..6).rev() {
        let response = verify().await;
        assert_eq!(response.status(), 422);
        assert_eq!(header(&response, "ratelimit-policy"), "\"address\";q=6;w=60");
        assert!(header(&response, "ratelimit").starts_with(&format!("\"address\";r={left};t=")), "{response:?}");
    }
    let refused = verify().await;
    assert_eq!(refused.status(), 429);
    assert!(header(&refused, "ratelimit").starts_with("\"address\";r=0;"), "{refused:?}");
    let wait: u64 = header(&refused, "retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(answer(refused).await.1["code"], "too_many_requests");
    let health = cloud.ask(Method::GET, "/healthz", None, None).await;
    assert_eq!((health.status().as_u16(), header(&health, "ratelimit")), (200, ""), "it costs nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_a_name() {
    let cloud = Cloud::start().await;
    let http = Client::new();
    let named = async |id: &str| {
        let response = http.get(format!("{}/v2", cloud.url)).header("x-request-id", id).send().await.unwrap();
        header(&response, "x-request-id").to_owned()
    };
    assert_eq!(named("a-1_b.c").await, "a-1_b.c");
    for odd in [String::new(), "x".repeat(65), "ana@exemplo.com".to_owned(), "a b".to_owned()] {
        let given = named(&odd).await;
        assert!(uuid::Uuid::parse_str(&given).is_ok(), "{odd:?} became {given:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_gets_its_problem() {
    let cloud = Cloud::start().await;
    let problem = async |response: Response| {
        let (status, problem) = answer(response).await;
        (status, problem["code"].as_str().unwrap().to_owned())
    };
    let long = cloud.ask(Method::GET, &format!("/v2?{}", "x".repeat(9_000)), None, None).await;
    assert_eq!(problem(long).await, (414, "address_too_long".to_owned()));
    let http = Client::new();
    let url = format!("{}/v1/accounts", cloud.url);
    let large = http.post(&url).header("x-large", "x".repeat(40_000)).json(&json!({})).send().await.unwrap();
    assert_eq!(problem(large).await, (431, "headers_too_large".to_owned()));
    let form = http.post(&url).body("email=a").send().await.unwrap();
    assert_eq!(problem(form).await, (415, "not_json".to_owned()));
    let broken = http.post(&url).header("content-type", "application/json").body("{").send().await.unwrap();
    assert_eq!(problem(broken).await, (400, "not_json".to_owned()));
    let wrong = http.patch(&url).send().await.unwrap();
    assert_eq!(header(&wrong, "allow"), "POST");
    assert_eq!(problem(wrong).await, (405, "wrong_method".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_arrive_ends() {
    let cloud = Cloud::with(&[("ALFA_SERVER_REQUEST_TIMEOUT_S", "1".to_owned())]).await;
    let mut line = tokio::net::TcpStream::connect(cloud.url.trim_start_matches("http://")).await.unwrap();
    let head = "POST /v1/accounts HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 90\r\n\r\n{";
    line.write_all(head.as_bytes()).await.unwrap();
    let mut said = String::new();
    line.read_to_string(&mut said).await.unwrap();
    assert!(said.starts_with("HTTP/1.1 408") && said.contains("\"too_slow\""), "{said}");
    assert_eq!(cloud.get("/healthz", "").await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pages_that_are_named_may_call() {
    let cloud = Cloud::with(&[
        ("ALFA_SERVER_ALLOWED_ORIGINS", "https://conta.exemplo.com".to_owned()),
        ("ALFA_SERVER_PUBLIC_URL", "https://api.exemplo.com".to_owned()),
    ])
    .await;
    let http = Client::new();
    let ask = async |url: &str, origin: &str| {
        let request = http.request(Method::OPTIONS, format!("{url}/v1/devices")).header("origin", origin);
        request.header("access-control-request-method", "GET").send().await.unwrap()
    };
    let ours = ask(&cloud.url, "https://conta.exemplo.com").await;
    assert_eq!(header(&ours, "access-control-allow-origin"), "https://conta.exemplo.com");
    assert!(header(&ours, "access-control-allow-headers").contains("authorization"), "{ours:?}");
    assert_eq!(header(&ours, "access-control-allow-credentials"), "");
    let other = ask(&cloud.url, "https://outra.exemplo.com").await;
    assert_eq!(header(&other, "access-control-allow-origin"), "");
    let health = cloud.ask(Method::GET, "/healthz", None, None).await;
    assert!(header(&health, "strict-transport-security").starts_with("max-age="));
    assert_eq!(header(&health, "x-content-type-options"), "nosniff");
    let closed = Cloud::start().await;
    let nobody = ask(&closed.url, "https://conta.exemplo.com").await;
    assert_eq!((nobody.status().as_u16(), header(&nobody, "access-control-allow-origin")), (405, ""));
    let health = closed.ask(Method::GET, "/healthz", None, None).await;
    assert_eq!(header(&health, "strict-transport-security"), "", "without https there is none to keep to");
    let document = http.get(format!("{}/openapi.json", closed.url)).header("accept-encoding", "gzip").send().await;
    assert_eq!(header(&document.unwrap(), "content-encoding"), "gzip");
}
