//! A publisher that misbehaves on demand, on the loopback interface.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures::StreamExt;
use futures::stream;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How one request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// As a good server, ranges included.
    Good,
    /// A kilobyte at a time.
    Slow,
    /// The whole file, whatever range is asked for.
    NoRange,
    /// So many bytes of what is asked for, then the connection breaks.
    Cut(usize),
    /// As [`Behaviour::Cut`], from the start whatever range is asked for.
    CutNoRange(usize),
    /// So many bytes, then nothing any more.
    Stall(usize),
    /// So many bytes, and the rest when [`Server::release`] is called.
    Held(usize),
    /// Takes the request and never answers.
    Silent,
    /// The right length, other bytes.
    Wrong,
    /// A page instead of the file, as captive portals send.
    Page,
    /// More than the file, without saying how much.
    TooLong,
    /// A status and nothing else.
    Status(u16),
    /// A range that was not asked for.
    OtherRange,
}

/// The running server.
pub struct Server {
    address: String,
    seen: Arc<Mutex<Vec<Option<String>>>>,
    gate: Arc<Semaphore>,
    task: tokio::task::JoinHandle<()>,
}

#[derive(Clone)]
struct Script {
    content: Bytes,
    behaviours: Arc<Vec<Behaviour>>,
    seen: Arc<Mutex<Vec<Option<String>>>>,
    gate: Arc<Semaphore>,
}

impl Server {
    /// Starts one that answers the first request with the first behaviour and so on; the last one stays.
    pub async fn start(content: &[u8], behaviours: &[Behaviour]) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let gate = Arc::new(Semaphore::new(0));
        let script = Script {
            content: Bytes::copy_from_slice(content),
            behaviours: Arc::new(behaviours.to_vec()),
            seen: Arc::clone(&seen),
            gate: Arc::clone(&gate),
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/m.bin", listener.local_addr().unwrap());
        let router = Router::new().route("/m.bin", axum::routing::get(answer)).with_state(script);
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, seen, gate, task }
    }

    /// Lets what is held go on.
    pub fn release(&self) {
        self.gate.add_permits(1);
    }

    /// The file's address.
    pub fn url(&self) -> &str {
        &self.address
    }

    /// The `Range` of each request so far.
    pub fn ranges(&self) -> Vec<Option<String>> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(script): State<Script>, headers: HeaderMap) -> Response {
    let range = headers.get("range").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let number = {
        let mut seen = script.seen.lock().unwrap();
        seen.push(range.clone());
        seen.len() - 1
    };
    let behaviour = script.behaviours[number.min(script.behaviours.len() - 1)];
    let total = script.content.len();
    let asked: usize = range.and_then(|r| r.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()).unwrap_or(0);
    let whole = matches!(behaviour, Behaviour::NoRange | Behaviour::CutNoRange(_) | Behaviour::Wrong);
    let from = if whole { 0 } else { asked };
    if from > total {
        return Response::builder().status(416).body(Body::empty()).unwrap();
    }
    let rest = script.content.slice(from..);
    let limited = |length: usize, broken: bool| {
        let begin = stream::iter([Ok(rest.slice(..length.min(rest.len())))]);
        let end = stream::once(async move {
            if !broken {
                return std::future::pending().await;
            }
            // what stands before the break is to reach the other side
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(io::Error::other("cut"))
        });
        Body::from_stream(begin.chain(end))
    };
    let (status, length, body) = match behaviour {
        Behaviour::Good | Behaviour::NoRange => (200, Some(rest.len()), Body::from(rest)),
        Behaviour::OtherRange => (206, None, Body::from(rest)),
        Behaviour::Slow => {
            let chunks: Vec<Bytes> = rest.chunks(1024).map(Bytes::copy_from_slice).collect();
            let slow = stream::iter(chunks).then(|chunk| async move {
                tokio::time::sleep(Duration::from_millis(3)).await;
                Ok::<_, io::Error>(chunk)
            });
            (200, Some(rest.len()), Body::from_stream(slow))
        }
        Behaviour::Cut(length) | Behaviour::CutNoRange(length) => (200, Some(rest.len()), limited(length, true)),
        Behaviour::Stall(length) => (200, Some(rest.len()), limited(length, false)),
        Behaviour::Held(length) => {
            let later = rest.slice(length.min(rest.len())..);
            let begin = stream::iter([Ok(rest.slice(..length.min(rest.len())))]);
            let end = stream::once(async move {
                let _open = script.gate.acquire().await.unwrap();
                Ok::<_, io::Error>(later)
            });
            (200, Some(rest.len()), Body::from_stream(begin.chain(end)))
        }
        Behaviour::Silent => std::future::pending().await,
        Behaviour::Wrong => (200, Some(total), Body::from(rest.iter().map(|byte| !byte).collect::<Vec<u8>>())),
        Behaviour::Page => (200, None, Body::from("<html>Bem-vindo ao Wi-Fi</html>")),
        Behaviour::TooLong => {
            let twice = [Ok::<_, io::Error>(rest.clone()), Ok(rest)];
            (200, None, Body::from_stream(stream::iter(twice)))
        }
        Behaviour::Status(status) => (status, None, Body::empty()),
    };
    let partial = status == 200 && from > 0;
    let mut response = Response::builder().status(if partial { StatusCode::PARTIAL_CONTENT.as_u16() } else { status });
    if let Some(length) = length {
        response = response.header("content-length", length);
    }
    if partial {
        response = response.header("content-range", format!("bytes {from}-{}/{total}", total - 1));
    }
    if behaviour == Behaviour::OtherRange {
        response = response.header("content-range", format!("bytes 1-{}/{total}", total - 1));
    }
    response.body(body).unwrap()
}
