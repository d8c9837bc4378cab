//! Told over real connections, to servers of this computer that answer as the services do.
#![expect(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use alfa_domain::{AlertId, Currency, Fact, Firing, FiringId, Unit};
use alfa_notify::{Guard, Mail, MailSettings, NotifyError, SIGNATURE_HEADER, Telegram, Tls, Webhook, signature};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use chrono::DateTime;
use secrecy::SecretString;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

fn firing() -> Firing {
    let at = DateTime::from_timestamp(1_763_800_000, 0).unwrap();
    Firing {
        id: FiringId::new(at, [7; 10]),
        alert: AlertId::new(at, [8; 10]),
        version: 2,
        arming: 3,
        coin: "BTC".parse().unwrap(),
        price: Fact {
            name: "price BTC/BRL".to_owned(),
            value: "500000.10".parse().unwrap(),
            unit: Unit::Money(Currency::Brl),
            source: "Binance BTCBRL".to_owned(),
            at,
            derived_from: Vec::new(),
        },
        at,
        late: false,
        text: "Seu alerta disparou: o Bitcoin está em R$ 500.000,10.".to_owned(),
        spoken: "Seu alerta disparou.".to_owned(),
    }
}

/// A request as it came.
#[derive(Clone)]
struct Came {
    path: String,
    headers: HeaderMap,
    body: Bytes,
}

struct Server {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
}

/// Answers everything with one status, a header and a body.
async fn server(status: u16, header: Option<(&'static str, &'static str)>, body: &'static str) -> Server {
    let came: Arc<Mutex<Vec<Came>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let routes = Router::new()
        .fallback(
            move |State(came): State<Arc<Mutex<Vec<Came>>>>, uri: Uri, headers: HeaderMap, bytes: Bytes| async move {
                came.lock().unwrap().push(Came { path: uri.path().to_owned(), headers, body: bytes });
                let mut answer = HeaderMap::new();
                if let Some((name, value)) = header {
                    answer.insert(name, value.parse().unwrap());
                }
                (StatusCode::from_u16(status).unwrap(), answer, body)
            },
        )
        .with_state(Arc::clone(&came));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    Server { url, came }
}

#[tokio::test]
async fn a_webhook_gets_the_firing_signed() {
    let server = server(204, None, "").await;
    let secret = SecretString::from("segredo");
    let webhook = Webhook::new(&format!("{}casa?x=1", server.url), Some(secret.clone()), Guard::Anywhere).unwrap();
    webhook.tell(&firing()).await.unwrap();
    let came = server.came.lock().unwrap()[0].clone();
    assert_eq!(came.path, "/casa");
    assert_eq!(came.headers[SIGNATURE_HEADER], signature(&secret, &came.body).as_str());
    assert_eq!(came.headers["Idempotency-Key"], firing().id.to_string().as_str());
    let body: serde_json::Value = serde_json::from_slice(&came.body).unwrap();
    assert_eq!(body["event"], "alert.fired");
    assert_eq!(
        (body["price"]["value"].as_str(), body["price"]["source"].as_str()),
        (Some("500000.10"), Some("Binance BTCBRL"))
    );
    assert_eq!((body["version"].as_u64(), body["arming"].as_u64()), (Some(2), Some(3)));
}

#[tokio::test]
async fn a_webhook_that_fails_says_whether_it_may_work_later() {
    for (status, header, error, passes) in [
        (500, None, NotifyError::Status(500), true),
        (404, None, NotifyError::Status(404), false),
        (401, None, NotifyError::Unauthorized, false),
        (429, Some(("retry-after", "7")), NotifyError::Limited { retry_after: Some(Duration::from_secs(7)) }, true),
        // it would become another request
        (302, Some(("location", "http://127.0.0.1:1/")), NotifyError::Status(302), false),
    ] {
        let server = server(status, header, "").await;
        let webhook = Webhook::new(&server.url, None, Guard::Anywhere).unwrap();
        assert_eq!(webhook.tell(&firing()).await, Err(error.clone()));
        assert_eq!(error.passes(), passes);
        assert_eq!(server.came.lock().unwrap().len(), 1);
    }
    let nobody = Webhook::new("http://127.0.0.1:9/", None, Guard::Anywhere).unwrap();
    assert_eq!(nobody.tell(&firing()).await, Err(NotifyError::Unreachable));
}

#[tokio::test]
async fn a_redirect_that_keeps_the_request_is_followed_but_not_for_ever() {
    let end = server(204, None, "").await;
    let place: &'static str = format!("{}novo", end.url).leak();
    for status in [307, 308] {
        let start = server(status, Some(("location", place)), "").await;
        let secret = SecretString::from("segredo");
        let webhook = Webhook::new(&start.url, Some(secret.clone()), Guard::Anywhere).unwrap();
        webhook.tell(&firing()).await.unwrap();
        let came = end.came.lock().unwrap().pop().unwrap();
        assert_eq!((came.path.as_str(), &came.body), ("/novo", &start.came.lock().unwrap()[0].body));
        assert_eq!(came.headers[SIGNATURE_HEADER], signature(&secret, &came.body).as_str());
        assert_eq!(came.headers["Idempotency-Key"], firing().id.to_string().as_str());
        assert!(!came.headers.contains_key("referer"), "where it came from is nobody's business");
    }
    let round = server(307, Some(("location", "/")), "").await;
    let webhook = Webhook::new(&round.url, None, Guard::Anywhere).unwrap();
    assert_eq!(webhook.tell(&firing()).await, Err(NotifyError::Status(307)));
    assert_eq!(round.came.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn a_server_does_not_call_its_neighbours_whatever_they_are_called() {
    let server = server(204, None, "").await;
    let port = server.url.trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    assert!(matches!(Webhook::new(&server.url, None, Guard::Public), Err(NotifyError::Forbidden)));
    let by_name = Webhook::new(&format!("http://localhost:{port}/"), None, Guard::Public).unwrap();
    assert_eq!(by_name.tell(&firing()).await, Err(NotifyError::Forbidden));
    assert!(server.came.lock().unwrap().is_empty());
    let own = Webhook::new(&format!("http://localhost:{port}/"), None, Guard::Anywhere).unwrap();
    assert_eq!(own.tell(&firing()).await, Ok(()));
}

#[tokio::test]
async fn the_bot_writes_to_its_chat() {
    let server = server(200, None, r#"{"ok":true,"result":{}}"#).await;
    let token = SecretString::from("123:ABC-def_9");
    let bot = Telegram::at(server.url.parse().unwrap(), token, "-100123").unwrap();
    bot.tell(&"ã".repeat(5_000)).await.unwrap();
    let came = server.came.lock().unwrap()[0].clone();
    assert_eq!(came.path, "/bot123:ABC-def_9/sendMessage");
    let body: serde_json::Value = serde_json::from_slice(&came.body).unwrap();
    assert_eq!(body["chat_id"], "-100123");
    assert_eq!(body["text"].as_str().unwrap().chars().count(), 4_096, "longer messages are refused by Telegram");
}

#[tokio::test]
async fn what_telegram_refuses_is_told_apart() {
    let waits = NotifyError::Limited { retry_after: Some(Duration::from_secs(31)) };
    for (status, body, error) in [
        (401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#, NotifyError::Unauthorized),
        (404, r#"{"ok":false,"error_code":404,"description":"Not Found"}"#, NotifyError::Unauthorized),
        (
            400,
            r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#,
            NotifyError::BadRecipient,
        ),
        (429, r#"{"ok":false,"error_code":429,"parameters":{"retry_after":31}}"#, waits),
        (502, "<html>", NotifyError::Status(502)),
    ] {
        let server = server(status, None, body).await;
        let bot = Telegram::at(server.url.parse().unwrap(), SecretString::from("1:a"), "@canal").unwrap();
        assert_eq!(bot.tell("oi").await, Err(error));
    }
    for (token, chat) in [("", "1"), ("1:a/../x", "1"), ("1:a", ""), ("1:a", "canal"), ("1:a", "@")] {
        assert!(
            matches!(Telegram::new(SecretString::from(token), chat), Err(NotifyError::BadSettings(_))),
            "{token} {chat}"
        );
    }
}

/// A mail server that takes one message, or answers `refuse` to the command that begins with it.
async fn mail_server(refuse: Option<(&'static str, &'static str)>) -> (u16, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        let mut in_data = false;
        writer.write_all(b"220 localhost ESMTP\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            heard.push(line.clone());
            let answer = match line.as_str() {
                "." if in_data => {
                    in_data = false;
                    "250 taken"
                }
                _ if in_data => continue,
                command => match refuse.filter(|(what, _)| command.starts_with(what)) {
                    Some((_, answer)) => answer,
                    None if command.starts_with("EHLO") => "250-localhost\r\n250 AUTH PLAIN LOGIN",
                    None if command.starts_with("AUTH") => "235 welcome",
                    None if command == "DATA" => {
                        in_data = true;
                        "354 go on"
                    }
                    None if command == "QUIT" => "221 bye",
                    None => "250 ok",
                },
            };
            if writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
        }
        heard
    });
    (port, task)
}

fn mail(port: u16) -> MailSettings {
    MailSettings {
        host: "localhost".to_owned(),
        port,
        tls: Tls::None,
        login: Some(("eu".to_owned(), SecretString::from("senha"))),
        from: "ALFA <eu@exemplo.com.br>".to_owned(),
        to: "voce@exemplo.com.br".to_owned(),
    }
}

#[tokio::test]
async fn mail_is_sent_with_an_identifier_of_its_own() {
    let (port, server) = mail_server(None).await;
    let mail = Mail::new(mail(port)).unwrap();
    let firing = firing();
    mail.tell(&firing.id.to_string(), "Alerta da ALFA", &firing.text).await.unwrap();
    drop(mail);
    let heard = server.await.unwrap().join("\n");
    assert!(
        heard.contains("MAIL FROM:<eu@exemplo.com.br>") && heard.contains("RCPT TO:<voce@exemplo.com.br>"),
        "{heard}"
    );
    assert!(heard.contains("AUTH PLAIN"), "{heard}");
    assert!(heard.contains(&format!("Message-ID: <{}@exemplo.com.br>", firing.id)), "{heard}");
}

#[tokio::test]
async fn what_a_mail_server_refuses_is_told_apart() {
    for (command, answer, error) in [
        ("AUTH", "535 5.7.8 no", NotifyError::Unauthorized),
        ("RCPT", "550 5.1.1 nobody", NotifyError::BadRecipient),
        ("MAIL", "451 later", NotifyError::Limited { retry_after: None }),
        ("DATA", "554 no", NotifyError::Status(554)),
    ] {
        let (port, _server) = mail_server(Some((command, answer))).await;
        assert_eq!(Mail::new(mail(port)).unwrap().tell("1", "a", "b").await, Err(error), "{command}");
    }
    assert_eq!(Mail::new(mail(9)).unwrap().tell("1", "a", "b").await, Err(NotifyError::Unreachable));
}

#[test]
fn settings_that_cannot_work_are_refused_at_once() {
    let broken = [
        MailSettings { to: "você".to_owned(), ..mail(25) },
        MailSettings { from: String::new(), ..mail(25) },
        MailSettings { host: String::new(), ..mail(25) },
        // a password in the open
        MailSettings { host: "smtp.exemplo.com.br".to_owned(), ..mail(25) },
    ];
    for settings in broken {
        assert!(matches!(Mail::new(settings), Err(NotifyError::BadSettings(_))));
    }
    assert!(matches!(Webhook::new("casa", None, Guard::Anywhere), Err(NotifyError::BadSettings(_))));
}
