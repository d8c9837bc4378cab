//! A service that speaks OpenAI's audio protocol: it knows the recording it is asked about, and its voice is a tone.

use axum::body::{Body, Bytes};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;

/// The repository's spoken question.
pub const QUESTION: &str = "Quanto está o Bitcoin?";
const RATE: usize = 24_000;

#[derive(Default)]
struct Shared {
    heard: AtomicUsize,
    spoke: AtomicUsize,
    /// Speech goes on without end.
    endless: AtomicBool,
    /// It fails whatever it is asked.
    down: AtomicBool,
    /// It takes nothing of what it is given, and says so.
    refuses: AtomicBool,
    /// It takes so many milliseconds to hear.
    slow_ms: AtomicU64,
    spoken: Mutex<Vec<String>>,
}

pub struct OpenAi {
    pub url: String,
    shared: Arc<Shared>,
}

/// The repository's spoken question, as a file.
pub fn question() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../desktop/assets/pergunta.wav")).unwrap()
}

impl OpenAi {
    pub async fn start() -> Self {
        let shared = Arc::new(Shared::default());
        let routes = Router::new()
            .route("/v1/audio/transcriptions", post(transcriptions))
            .route("/v1/audio/speech", post(speech))
            .with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, shared }
    }

    /// How often it was asked to hear and to speak.
    pub fn asked(&self) -> (usize, usize) {
        (self.shared.heard.load(Ordering::SeqCst), self.shared.spoke.load(Ordering::SeqCst))
    }

    /// What it was asked to say.
    pub fn spoken(&self) -> Vec<String> {
        self.shared.spoken.lock().unwrap().clone()
    }

    pub fn speak_without_end(&self) {
        self.shared.endless.store(true, Ordering::SeqCst);
    }

    pub fn refuse(&self, refuses: bool) {
        self.shared.refuses.store(refuses, Ordering::SeqCst);
    }

    pub fn hear_slowly(&self, milliseconds: u64) {
        self.shared.slow_ms.store(milliseconds, Ordering::SeqCst);
    }

    pub fn fail(&self, down: bool) {
        self.shared.down.store(down, Ordering::SeqCst);
    }
}

fn refused(shared: &Shared, headers: &HeaderMap) -> Option<Response> {
    let error = |status: StatusCode| {
        (status, Json(json!({ "error": { "message": "no", "type": "x", "param": null, "code": null } })))
            .into_response()
    };
    if headers.get("authorization").is_none_or(|key| key != "Bearer operator-key") {
        return Some(error(StatusCode::UNAUTHORIZED));
    }
    if shared.refuses.load(Ordering::SeqCst) {
        return Some(error(StatusCode::BAD_REQUEST));
    }
    shared.down.load(Ordering::SeqCst).then(|| error(StatusCode::BAD_GATEWAY))
}

async fn transcriptions(State(shared): State<Arc<Shared>>, headers: HeaderMap, mut form: Multipart) -> Response {
    shared.heard.fetch_add(1, Ordering::SeqCst);
    if let Some(refused) = refused(&shared, &headers) {
        return refused;
    }
    tokio::time::sleep(Duration::from_millis(shared.slow_ms.load(Ordering::SeqCst))).await;
    let mut seconds = 0.0;
    while let Some(field) = form.next_field().await.unwrap() {
        if field.name() == Some("file") {
            seconds = alfa_speech::wav::read_bytes(&field.bytes().await.unwrap()).unwrap().seconds;
        }
    }
    let known = alfa_speech::wav::read_bytes(&question()).unwrap().seconds;
    // its end may be cut off where the speaker had paused
    let text = if (1.0..=known + 0.1).contains(&seconds) { QUESTION } else { "Isto é outra coisa" };
    Json(json!({ "text": text })).into_response()
}

/// A tone of 0.3 s, or one without end, which comes four times as fast as it sounds.
async fn speech(State(shared): State<Arc<Shared>>, headers: HeaderMap, Json(request): Json<Value>) -> Response {
    shared.spoke.fetch_add(1, Ordering::SeqCst);
    if let Some(refused) = refused(&shared, &headers) {
        return refused;
    }
    assert_eq!(request["response_format"], "pcm");
    shared.spoken.lock().unwrap().push(request["input"].as_str().unwrap().to_owned());
    let endless = shared.endless.load(Ordering::SeqCst);
    let (out, pieces) = mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    tokio::spawn(async move {
        let piece: Vec<u8> = (0..RATE / 10)
            .flat_map(|index| (if index / 27 % 2 == 0 { 6_000i16 } else { -6_000 }).to_le_bytes())
            .collect();
        for number in 0.. {
            if !endless && number == 3 || out.send(Ok(piece.clone().into())).await.is_err() {
                return;
            }
            if endless {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        }
    });
    let stream = futures::stream::unfold(pieces, async |mut pieces| Some((pieces.recv().await?, pieces)));
    ([("content-type", "audio/pcm")], Body::from_stream(stream)).into_response()
}
