//! A conversation over one WebSocket: the user's speech up, what a turn tells and its speech down. See `docs/VOICE.md`.
//!
//! - [`messages`]: what goes over it
//! - `player`: speech on its way down, hardly faster than it sounds, so that it can be silenced
//! - `line`: the way down, which carries nothing of a turn that was silenced
//! - `device`: the tools that run on the user's device
//! - `running`: one turn
//! - `no_data`: what is asked for user data here, which is none

mod device;
mod line;
mod messages;
mod no_data;
mod player;
mod running;

use self::line::Line;
use self::messages::{Down, Up};
use self::running::{Running, Surroundings};
use super::Voice;
use crate::auth::Caller;
use crate::{App, Problem};
use axum::extract::ws::{CloseFrame, Message, WebSocket, close_code};
use futures::{SinkExt, StreamExt};
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

/// A message from the device has at most so many bytes.
pub const MOST_MESSAGE: usize = 256 << 10;
/// Open connections of an account at one instance.
const MOST_SOCKETS: usize = 4;
/// Without a word from the device, and no turn, it is over.
const IDLE: Duration = Duration::from_secs(60);
/// A device that does not take what it is sent is gone.
const SENDING: Duration = Duration::from_secs(10);

/// The session has ended; sign in again.
const SIGNED_OUT: u16 = 4401;
/// Nothing was said for too long.
const IDLE_FOR_LONG: u16 = 4408;

/// A place among an account's connections.
#[derive(Debug)]
pub struct Place {
    voice: Arc<Voice>,
    user_id: Uuid,
}

impl std::fmt::Debug for Voice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Voice").finish_non_exhaustive()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut sockets = self.voice.sockets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = sockets.get_mut(&self.user_id) {
            *count -= 1;
            if *count == 0 {
                sockets.remove(&self.user_id);
            }
        }
    }
}

/// Takes a place for a connection.
///
/// # Errors
/// `voice_unavailable`, `too_many_at_once`.
pub fn place(app: &App, user_id: Uuid) -> Result<Place, Problem> {
    app.voice.recognizer()?;
    let mut sockets = app.voice.sockets.lock().unwrap_or_else(PoisonError::into_inner);
    let count = sockets.entry(user_id).or_default();
    if *count >= MOST_SOCKETS {
        return Err(Problem::new(
            429,
            "too_many_at_once",
            "Já há conversas demais abertas nesta conta. Feche uma delas.",
        ));
    }
    *count += 1;
    Ok(Place { voice: Arc::clone(&app.voice), user_id })
}

/// Why a connection is closed.
struct Close {
    code: u16,
    reason: &'static str,
}

/// Serves a connection to its end.
pub async fn serve(app: App, caller: Caller, place: Place, socket: WebSocket) {
    let _open = app.ending.socket();
    let (mut up_and_down, mut up) = socket.split();
    let (line, mut down) = Line::new();
    let writing = tokio::spawn(async move {
        while let Some(message) = down.next().await {
            let close = matches!(message, Message::Close(_));
            if !matches!(timeout(SENDING, up_and_down.send(message)).await, Ok(Ok(()))) || close {
                break;
            }
        }
    });
    let mut conversation =
        Conversation { surroundings: Surroundings::new(&app, &line), app, caller, line, running: None };
    let mut heard_at = Instant::now();
    let close = loop {
        let ending = conversation.app.ending.clone();
        let next = tokio::select! {
            next = up.next() => next,
            () = ending.begun() => break Some(Close { code: close_code::RESTART, reason: "the server restarts" }),
            () = tokio::time::sleep_until(heard_at + IDLE) => {
                if conversation.is_running() {
                    heard_at = Instant::now();
                    continue;
                }
                break Some(Close { code: IDLE_FOR_LONG, reason: "idle" });
            }
        };
        let taken = match next {
            Some(Ok(Message::Text(text))) => conversation.take(&text).await,
            Some(Ok(Message::Binary(bytes))) => conversation.sound(&bytes),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            // gone, or a message that is too large
            Some(Ok(Message::Close(_)) | Err(_)) | None => break None,
        };
        heard_at = Instant::now();
        if let Err(close) = taken {
            break Some(close);
        }
    };
    conversation.silence();
    if let Some(close) = close {
        conversation.line.close(CloseFrame { code: close.code, reason: close.reason.into() }).await;
    }
    if let Some(running) = conversation.running.take() {
        // it counts what was used
        let _ = running.ended().await;
    }
    drop(conversation);
    let _ = timeout(SENDING, writing).await;
    drop(place);
}

struct Conversation {
    app: App,
    caller: Caller,
    line: Line,
    surroundings: Surroundings,
    running: Option<Running>,
}

impl Conversation {
    fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|running| !running.is_over())
    }

    /// Nothing more of the turn that runs is heard.
    fn silence(&mut self) {
        if let Some(running) = &self.running {
            running.cancel();
            self.line.silence();
        }
    }

    async fn take(&mut self, text: &str) -> Result<(), Close> {
        let wrong = Close { code: close_code::POLICY, reason: "not a message of this protocol" };
        let up: Up = serde_json::from_str(text).map_err(|_| wrong)?;
        match up {
            Up::Start(start) => {
                if self.running.as_ref().is_some_and(|running| start.turn <= running.turn) || start.turn == 0 {
                    return Err(Close { code: close_code::POLICY, reason: "turns are numbered upwards from 1" });
                }
                // whoever speaks is not spoken to
                self.silence();
                match self.still_signed_in().await {
                    Ok(true) => {}
                    Ok(false) => return Err(Close { code: SIGNED_OUT, reason: "signed out" }),
                    Err(problem) => {
                        self.line.send(&Down::problem(start.turn, &problem)).await;
                        return Ok(());
                    }
                }
                let before = self.running.take();
                let running = Running::start(&self.app, self.caller, &self.surroundings, start, before, &self.line);
                self.running = Some(running);
            }
            Up::End { turn } => {
                if let Some(running) = self.running.as_mut().filter(|running| running.turn == turn) {
                    running.release();
                }
            }
            Up::Cancel { turn } => {
                if self.running.as_ref().is_some_and(|running| running.turn == turn) {
                    self.silence();
                }
            }
            // one that nobody waits for any more is of a turn that is over
            Up::ToolResult { call, returned } => self.surroundings.device.returned(call, *returned),
        }
        Ok(())
    }

    /// Speech of the turn that runs; after its end it is nobody's.
    fn sound(&mut self, bytes: &[u8]) -> Result<(), Close> {
        let running = self.running.as_mut();
        match running.is_none_or(|running| running.sound(bytes)) {
            true => Ok(()),
            false => Err(Close { code: close_code::POLICY, reason: "more speech than can be taken" }),
        }
    }

    async fn still_signed_in(&self) -> Result<bool, Problem> {
        let known: Option<(i32,)> =
            sqlx::query_as("SELECT 1 FROM device WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL")
                .bind(self.caller.session_id)
                .bind(self.caller.user_id)
                .fetch_optional(&self.app.pool)
                .await?;
        Ok(known.is_some())
    }
}
