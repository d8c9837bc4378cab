//! Hears from the cloud that something changed there, as long as the line holds.

use super::Session;
use futures::StreamExt;
use secrecy::ExposeSecret;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::connect_async_with_config;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

/// The server pings every 45 s; a line on which nothing comes for longer is dead.
const QUIET: Duration = Duration::from_secs(100);
const CONNECT: Duration = Duration::from_secs(10);
/// Before the first new try at most so long; twice as long before each other one.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// A poke is a few bytes.
const MOST: usize = 1 << 10;

/// Listens as somebody who is signed in; ends when it is dropped. It renews no session: that is the rounds' business.
#[derive(Debug)]
pub(super) struct Live {
    heads: watch::Receiver<i64>,
    task: JoinHandle<()>,
}

impl Live {
    pub fn listen(session: Arc<Session>) -> Self {
        let (told, heads) = watch::channel(0);
        Self { heads, task: tokio::spawn(keep_listening(session, told)) }
    }

    /// Waits until a head beyond `after` is told that was not told before: a server that was restored has a lower one than it told.
    pub async fn beyond(&mut self, after: i64) {
        while self.heads.changed().await.is_ok() {
            if *self.heads.borrow_and_update() > after {
                return;
            }
        }
        // it hears nothing more
        std::future::pending::<()>().await;
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn keep_listening(session: Arc<Session>, told: watch::Sender<i64>) {
    let mut failures = 0;
    loop {
        let before = tokio::time::Instant::now();
        if let Err(error) = listen(&session, &told).await {
            tracing::debug!(%error, "the line on which changes are told is cut");
        }
        // one that held for a while is no failure
        failures = if before.elapsed() > QUIET { 0 } else { failures + 1 };
        sleep(wait_after(failures, crate::clock::random_bytes()[0])).await;
    }
}

async fn listen(session: &Session, told: &watch::Sender<i64>) -> Result<(), Error> {
    let mut request = format!("{}/v1/sync/live", session.server().replacen("http", "ws", 1)).into_client_request()?;
    let bearer = format!("Bearer {}", session.access_token().await.expose_secret());
    request
        .headers_mut()
        .insert(AUTHORIZATION, HeaderValue::from_str(&bearer).map_err(|error| Error::HttpFormat(error.into()))?);
    let config =
        WebSocketConfig::default().max_message_size(Some(MOST)).max_frame_size(Some(MOST)).read_buffer_size(MOST);
    let connecting = timeout(CONNECT, connect_async_with_config(request, Some(config), true));
    let (mut socket, _) = connecting.await.map_err(|_| Error::ConnectionClosed)??;
    loop {
        match timeout(QUIET, socket.next()).await {
            Err(_) | Ok(None) => return Ok(()),
            Ok(Some(message)) => {
                if let Message::Text(text) = message?
                    && let Some(head) = head(&text)
                {
                    told.send_replace(head);
                }
            }
        }
    }
}

fn head(text: &str) -> Option<i64> {
    serde_json::from_str::<serde_json::Value>(text).ok()?.get("head")?.as_i64()
}

/// Full jitter.
fn wait_after(failures: u32, random: u8) -> Duration {
    let longest = FIRST_WAIT.saturating_mul(1 << failures.min(16)).min(LONGEST_WAIT);
    longest.mul_f64(f64::from(random) / f64::from(u8::MAX)).max(Duration::from_millis(200))
}
