//! Long recordings and texts on the cloud's engine, by the command line and the real server.

use crate::house::{EMAIL, House};
use crate::openai::{OpenAi, QUESTION, question};
use crate::voice::{alfa, computer, house};
use alfa_desktop::cloud::{Account, Keeping};
use alfa_desktop::paths::Paths;
use alfa_speech::wav;
use alfa_sync::DataKey;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// From one question to the next, so that no part has two.
const APART_S: usize = 46;

/// The repository's question, so many times.
pub fn recording(folder: &Path, questions: usize) -> PathBuf {
    let once = wav::read_bytes(&question()).unwrap().samples;
    let mut samples = Vec::new();
    for number in 1..=questions {
        samples.extend_from_slice(&once);
        samples.resize(number * APART_S * 16_000, 0.0);
    }
    let path = folder.join("reuniao.wav");
    wav::write(&path, &samples, 16_000).unwrap();
    path
}

/// A computer that uses the cloud's engines.
pub async fn chosen(house: &House, name: &str) -> PathBuf {
    computer(house, name).await;
    let folder = house.folder().join(name);
    choose(&folder);
    folder
}

pub fn choose(folder: &Path) {
    for (name, value) in [("recognizer", "alfa"), ("voice", "alfa:nova")] {
        alfa(folder, &["config", "set", name, value]);
    }
}

pub async fn jobs(house: &House) -> i64 {
    house.count("SELECT count(*) FROM audio_job").await
}

async fn heard_ms(house: &House) -> i64 {
    house.count("SELECT coalesce(sum(amount), 0)::bigint FROM usage WHERE kind = 0").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_recording_comes_back_as_text_and_leaves_nothing_in_the_cloud() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[]).await;
    let folder = chosen(&house, "casa").await;
    let file = recording(&folder, 2);
    let (line, told) = alfa(&folder, &["transcribe", file.to_str().unwrap(), "--json"]);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(line["text"], [QUESTION; 2].join(" "), "{line}");
    assert_eq!((&line["engine"], &line["problem"]), (&"alfa:openai:gpt-4o-transcribe".into(), &Value::Null));
    assert!(line["recognise_ms"].as_f64().unwrap() > 0.0 && line["confidence"].is_null());
    let second = &line["segments"][1];
    assert_eq!(second["text"], QUESTION);
    assert!((45.5..47.0).contains(&second["begin"].as_f64().unwrap()), "{second}");
    assert!(told.contains("Enviando à nuvem: 0%") && told.contains("alfa transcribe --job "), "{told}");
    assert_eq!((jobs(&house).await, heard_ms(&house).await), (0, 92_000));
    // once more it is another piece of work, and without JSON the text alone
    let (text, _) = alfa(&folder, &["transcribe", file.to_str().unwrap()]);
    assert_eq!(text.trim(), [QUESTION; 2].join(" "));
    assert_eq!((jobs(&house).await, heard_ms(&house).await), (0, 184_000));
    let (none, told) = alfa(&folder, &["account", "audio"]);
    assert!(none.is_empty() && told.contains("Nenhuma"), "{none}{told}");
    // what is short goes at once, in the form it had
    let short = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/pergunta.wav");
    let (line, _) = alfa(&folder, &["transcribe", short, "--json", "--offline"]);
    assert!(line.contains(QUESTION) && !line.contains("segments"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_text_comes_back_as_a_file() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[]).await;
    let folder = chosen(&house, "casa").await;
    let out = folder.join("fala.wav");
    let text = "O mercado ficou calmo hoje. ".repeat(100);
    let (said, told) = alfa(&folder, &["speak", text.trim(), "--speed", "1.5", "--out", out.to_str().unwrap()]);
    let parts = openai.spoken();
    assert!(parts.len() == 2 && parts.join(" ") == text.trim(), "{parts:?}");
    let sound = wav::read_clip(&std::fs::read(&out).unwrap(), 60.0).unwrap();
    assert!((sound.seconds() - 0.6).abs() < 0.1 && sound.rate == 24_000, "{}", sound.seconds());
    assert!(said.starts_with(&format!("{} (0.6 s, alfa:", out.display())), "{said}");
    assert!(told.contains("Buscando o som: 100%") && told.contains("alfa speak --job "), "{told}");
    assert_eq!(jobs(&house).await, 0);
    let files: Vec<_> = std::fs::read_dir(&folder).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert!(!files.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{files:?}");
}

fn running(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("alfa"));
    command.env("ALFA_DATA_DIR", folder).env_remove("DBUS_SESSION_BUS_ADDRESS").args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until the cloud has it, presses Ctrl+C, and gives the job and what was said.
fn left(mut child: Child) -> (String, String) {
    let mut told = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    let id = loop {
        let before = said.len();
        assert!(told.read_line(&mut said).unwrap() > 0, "{said}");
        if let Some((_, id)) = said[before..].split_once("--job ") {
            break id.trim().to_owned();
        }
    };
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    told.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{said}");
    (id, said)
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_leaves_the_job_and_it_is_fetched_later_or_deleted() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[]).await;
    let folder = chosen(&house, "casa").await;
    let file = recording(&folder, 2);
    let transcribe = ["transcribe", file.to_str().unwrap()];
    // so that each is interrupted in its midst, however busy this computer is
    openai.hear_slowly(8_000);
    let (id, said) = left(running(&folder, &transcribe));
    assert!(said.contains("o trabalho continua na nuvem") && said.contains("(interrupted)"), "{said}");
    assert!(said.contains(&format!("alfa account audio --delete {id}")), "{said}");
    // the same command waits for the same job
    assert_eq!(left(running(&folder, &transcribe)).0, id);
    openai.hear_slowly(0);
    let (list, _) = alfa(&folder, &["account", "audio"]);
    assert!(list.starts_with(&format!("{id}  gravação de 1 min 32 s [")) && list.lines().count() == 1, "{list}");
    let (text, _) = alfa(&folder, &["transcribe", "--job", &id]);
    assert_eq!(text.trim(), [QUESTION; 2].join(" "));
    assert_eq!((jobs(&house).await, heard_ms(&house).await), (0, 92_000));
    // or nobody wants it any more
    openai.hear_slowly(8_000);
    let (id, _) = left(running(&folder, &transcribe));
    let (line, _) = alfa(&folder, &["account", "audio", "--json"]);
    let line: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["id"], &line["kind"]), (&id.as_str().into(), &"transcribe".into()));
    crate::commands::refused(&folder, "", &["speak", "--job", &id, "--out", "x.wav"], "other_job");
    alfa(&folder, &["account", "audio", "--delete", &id]);
    crate::commands::refused(&folder, "", &["transcribe", "--job", &id], "no_such_job");
    assert_eq!((jobs(&house).await, heard_ms(&house).await), (0, 92_000));
}

/// A way to the server on which the first upload breaks in its middle, and the answers to the next four are lost.
async fn bad_way(server: &str) -> (String, Arc<AtomicUsize>) {
    let (server, uploads) = (server.to_owned(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&uploads);
    let routes = axum::Router::new().fallback(move |request: Request| {
        let (server, counted) = (server.clone(), Arc::clone(&counted));
        async move {
            let is_upload = *request.method() == Method::POST && request.uri().path() == "/v1/audio/jobs";
            let number = if is_upload { counted.fetch_add(1, Ordering::SeqCst) } else { usize::MAX };
            if number == 0 {
                let mut body = request.into_body().into_data_stream();
                body.next().await.unwrap().unwrap();
                // the connection ends
                panic!("the way breaks");
            }
            let answer = forwarded(&server, request).await;
            if (1..5).contains(&number) {
                let broken = futures::stream::iter([Ok(Bytes::from("{")), Err(std::io::Error::other("it breaks"))]);
                return (StatusCode::ACCEPTED, Body::from_stream(broken)).into_response();
            }
            answer
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (url, uploads)
}

async fn forwarded(server: &str, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let url = format!("{server}{}", parts.uri);
    let mut headers = parts.headers;
    headers.remove("host");
    let body = reqwest::Body::wrap_stream(body.into_data_stream());
    let sent = reqwest::Client::new().request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let (status, mut headers) = (sent.status(), sent.headers().clone());
    headers.remove("transfer-encoding");
    (status, headers, sent.bytes().await.unwrap()).into_response()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_breaks_is_repeated_and_makes_one_job() {
    let openai = OpenAi::start().await;
    let house = house(&openai, &[]).await;
    let (way, uploads) = bad_way(&house.url).await;
    let folder = house.folder().join("casa");
    let paths = Paths::resolve_in(Some(folder.as_os_str())).unwrap();
    let session = house.sign_in("casa").await;
    let account = Account::new(&way, EMAIL, &session, DataKey::new().unwrap(), Keeping::File);
    account.save(&paths).await.unwrap();
    choose(&folder);
    let file = recording(&folder, 2);
    let transcribe = ["transcribe", file.to_str().unwrap()];
    crate::commands::refused(&folder, "", &transcribe, "cloud_unreachable");
    assert_eq!(uploads.load(Ordering::SeqCst), 4);
    // the same command goes on, whatever came through
    let (text, told) = alfa(&folder, &transcribe);
    assert_eq!(text.trim(), [QUESTION; 2].join(" "));
    assert!(told.contains("A nuvem não responde; continuo tentando"), "{told}");
    assert_eq!(uploads.load(Ordering::SeqCst), 6);
    assert_eq!((openai.asked().0, jobs(&house).await, heard_ms(&house).await), (2, 0, 92_000), "one job");
}
