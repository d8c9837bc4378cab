//! A model's server that follows a script: the real protocol, and everything that can go wrong with it.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use axum::routing::post;
use axum::{Json, Router};
use futures::{StreamExt, stream};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

/// What the server does with one request.
#[derive(Debug, Clone)]
pub enum Does {
    /// Streams these events to their end.
    Streams(Vec<Value>),
    /// Streams these and then stays silent with the connection open.
    StreamsThenHangs(Vec<Value>),
    /// Streams these and then cuts the connection.
    StreamsThenBreaks(Vec<Value>),
    /// Streams these and ends the answer in order, but without its end.
    StreamsThenCloses(Vec<Value>),
    /// Sends this line as an event.
    StreamsRaw(&'static str),
    /// Accepts the request and sends nothing.
    Hangs,
    /// A status with a body.
    Fails(u16, &'static str),
    /// Answers in one piece, whatever was asked.
    Whole(Value),
}

/// The running server.
pub struct StandIn {
    pub base_url: String,
    seen: Arc<Mutex<Vec<(HeaderMap, Value)>>>,
}

impl StandIn {
    /// A server that does these things in turn, and the last of them ever after.
    pub async fn start(script: Vec<Does>) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let state = (Arc::new(script), Arc::clone(&seen));
        let router = Router::new().route("/v1/chat/completions", post(answer)).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base_url, seen }
    }

    /// The bodies of all requests.
    pub fn requests(&self) -> Vec<Value> {
        self.seen.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }

    /// The headers of the first request.
    pub fn headers(&self) -> HeaderMap {
        self.seen.lock().unwrap()[0].0.clone()
    }

    /// What was told to the model as the results of its calls, in order.
    pub fn results(&self) -> Vec<String> {
        let last = self.requests().pop().unwrap();
        let messages = last["messages"].as_array().unwrap().clone();
        messages
            .into_iter()
            .filter(|message| message["role"] == "tool")
            .map(|message| message["content"].as_str().unwrap().to_owned())
            .collect()
    }
}

type Shared = (Arc<Vec<Does>>, Arc<Mutex<Vec<(HeaderMap, Value)>>>);

async fn answer(State((script, seen)): State<Shared>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push((headers, body));
        seen.len() - 1
    };
    let does = script.get(number).or(script.last()).cloned().unwrap();
    let json_body = |status: u16, text: String| {
        Response::builder()
            .status(StatusCode::from_u16(status).unwrap())
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(text))
            .unwrap()
    };
    match does {
        Does::Streams(events) => streamed(format!("{}data: [DONE]\n\n", lines(&events)), End::Closed),
        Does::StreamsThenHangs(events) => streamed(lines(&events), End::Open),
        Does::StreamsThenBreaks(events) => streamed(lines(&events), End::Broken),
        Does::StreamsThenCloses(events) => streamed(lines(&events), End::Closed),
        Does::StreamsRaw(line) => streamed(format!("data: {line}\n\ndata: [DONE]\n\n"), End::Closed),
        Does::Hangs => std::future::pending().await,
        Does::Fails(status, text) => json_body(status, text.to_owned()),
        Does::Whole(body) => json_body(200, body.to_string()),
    }
}

#[derive(Clone, Copy)]
enum End {
    Closed,
    Open,
    Broken,
}

fn lines(events: &[Value]) -> String {
    events.iter().map(|event| format!("data: {event}\n\n")).collect()
}

/// The text in pieces that respect neither lines nor characters.
fn streamed(text: String, end: End) -> Response {
    let pieces: Vec<std::io::Result<Vec<u8>>> = text.into_bytes().chunks(37).map(|piece| Ok(piece.to_vec())).collect();
    let pieces = stream::iter(pieces);
    let body = match end {
        End::Closed => Body::from_stream(pieces),
        End::Open => Body::from_stream(pieces.chain(stream::pending())),
        End::Broken => Body::from_stream(pieces.chain(stream::iter([Err(std::io::Error::other("cut"))]))),
    };
    Response::builder().header(header::CONTENT_TYPE, "text/event-stream").body(body).unwrap()
}

fn chunk(delta: &Value, finish: Option<&str>) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_000_000, "model": "stand-in",
        "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
    })
}

fn usage(tokens: u32) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_795_000_000, "model": "stand-in", "choices": [],
        "usage": { "prompt_tokens": tokens - 10, "completion_tokens": 10, "total_tokens": tokens },
    })
}

/// The events of a text, without its end.
pub fn text_pieces(text: &str) -> Vec<Value> {
    let letters: Vec<char> = text.chars().collect();
    let mut events = vec![chunk(&json!({ "role": "assistant", "content": "" }), None)];
    events.extend(letters.chunks(5).map(|piece| chunk(&json!({ "content": piece.iter().collect::<String>() }), None)));
    events
}

/// The events of a text.
pub fn text(text: &str) -> Vec<Value> {
    let mut events = text_pieces(text);
    events.push(chunk(&json!({}), Some("stop")));
    events.push(usage(500));
    events
}

/// The events of function calls: the names first, then the arguments letter by letter, interleaved.
pub fn calls(calls: &[(&str, Value)]) -> Vec<Value> {
    let raw: Vec<(&str, String)> = calls.iter().map(|(name, arguments)| (*name, arguments.to_string())).collect();
    raw_calls(&raw)
}

/// The same with arguments that need not be JSON.
pub fn raw_calls(calls: &[(&str, String)]) -> Vec<Value> {
    let mut events = vec![chunk(&json!({ "role": "assistant", "content": null }), None)];
    for (index, (name, _)) in calls.iter().enumerate() {
        events.push(chunk(
            &json!({ "tool_calls": [{ "index": index, "id": format!("call_{name}_{index}"), "type": "function",
                "function": { "name": name, "arguments": "" } }] }),
            None,
        ));
    }
    let letters: Vec<Vec<char>> = calls.iter().map(|(_, arguments)| arguments.chars().collect()).collect();
    let longest = letters.iter().map(Vec::len).max().unwrap_or(0);
    for start in (0..longest).step_by(4) {
        for (index, letters) in letters.iter().enumerate() {
            let piece: String = letters.iter().skip(start).take(4).collect();
            if !piece.is_empty() {
                events.push(chunk(
                    &json!({ "tool_calls": [{ "index": index, "function": { "arguments": piece } }] }),
                    None,
                ));
            }
        }
    }
    events.push(chunk(&json!({}), Some("tool_calls")));
    events.push(usage(600));
    events
}

/// An answer in one piece.
pub fn whole(message: &Value, finish: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_795_000_000, "model": "stand-in",
        "choices": [{ "index": 0, "message": message, "finish_reason": finish, "logprobs": null }],
    })
}

/// The events of an answer that was cut at the limit of tokens.
pub fn cut_text(text: &str) -> Vec<Value> {
    let mut events = text_pieces(text);
    events.push(chunk(&json!({}), Some("length")));
    events
}
