//! The way down to the device. Speech of a turn that was silenced is dropped here, whatever waited.

use super::messages::Down;
use alfa_speech::Clip;
use axum::extract::ws::{CloseFrame, Message};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::mpsc;

/// Messages that wait; whoever has more to say waits with it.
const WAITING: usize = 64;

enum Outgoing {
    Message(Message),
    Speech { turn: u32, bytes: Vec<u8> },
}

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Line {
    out: mpsc::Sender<Outgoing>,
    /// The turn that may be heard; 0 for none.
    audible: Arc<AtomicU32>,
}

/// What is to be sent, in order.
pub(super) struct Outlet {
    waiting: mpsc::Receiver<Outgoing>,
    audible: Arc<AtomicU32>,
}

impl Line {
    pub fn new() -> (Self, Outlet) {
        let (out, waiting) = mpsc::channel(WAITING);
        let audible = Arc::new(AtomicU32::new(0));
        (Self { out, audible: Arc::clone(&audible) }, Outlet { waiting, audible })
    }

    /// From now on this turn is heard, and no other.
    pub fn hear(&self, turn: u32) {
        self.audible.store(turn, Ordering::SeqCst);
    }

    /// Nothing is heard, not even what waits.
    pub fn silence(&self) {
        self.hear(0);
    }

    /// A device that is gone has no use for it.
    pub async fn send(&self, down: &Down<'_>) {
        if let Ok(text) = serde_json::to_string(down) {
            let _ = self.out.send(Outgoing::Message(Message::Text(text.into()))).await;
        }
    }

    /// Speech of a turn.
    pub async fn speech(&self, turn: u32, clip: &Clip) {
        let mut bytes = Vec::with_capacity(8 + 2 * clip.samples.len());
        bytes.extend_from_slice(&turn.to_le_bytes());
        bytes.extend_from_slice(&clip.rate.to_le_bytes());
        bytes.extend_from_slice(&crate::voice::speak::bytes(clip));
        let _ = self.out.send(Outgoing::Speech { turn, bytes }).await;
    }

    pub async fn close(&self, frame: CloseFrame) {
        let _ = self.out.send(Outgoing::Message(Message::Close(Some(frame)))).await;
    }
}

impl Outlet {
    /// The next message that may still be sent.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            match self.waiting.recv().await? {
                Outgoing::Message(message) => return Some(message),
                Outgoing::Speech { turn, bytes } if turn == self.audible.load(Ordering::SeqCst) => {
                    return Some(Message::Binary(bytes.into()));
                }
                Outgoing::Speech { .. } => {}
            }
        }
    }
}
