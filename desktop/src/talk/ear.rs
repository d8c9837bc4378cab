//! The microphone of all questions: opened by the key, kept open a while.

use crate::audio::{AudioError, AudioEvent, Microphone};
use futures::FutureExt;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

/// What was said just before the key counts too.
const PRE_ROLL: Duration = Duration::from_millis(400);
/// The microphone stays open so long after a question: the next one often follows, and opening loses its first moment.
const LINGER: Duration = Duration::from_secs(60);

/// What comes from the ear.
pub(super) enum Heard {
    /// Of the microphone.
    Event(AudioEvent),
    /// It could not be opened.
    Failed(AudioError),
}

enum State {
    Closed,
    Opening(JoinHandle<Result<Microphone, AudioError>>),
    /// `ready`: it has delivered. `resting`: nobody listens since then.
    Open {
        microphone: Microphone,
        ready: bool,
        resting: Option<Instant>,
    },
}

pub(super) struct Ear {
    state: State,
    device: Option<String>,
    /// It is never closed.
    stays: bool,
}

impl Ear {
    pub fn new() -> Self {
        Self { state: State::Closed, device: None, stays: false }
    }

    /// Another microphone may have been chosen, or that it stays open.
    pub fn choose(&mut self, device: Option<&str>, stays: bool) {
        if self.device.as_deref() != device {
            self.device = device.map(str::to_owned);
            self.state = State::Closed;
        }
        let begins = stays && !self.stays;
        self.stays = stays;
        if begins && matches!(self.state, State::Closed) {
            self.begin();
        }
    }

    fn begin(&mut self) {
        let device = self.device.clone();
        self.state = State::Opening(tokio::spawn(async move { Microphone::open(device.as_deref()).await }));
    }

    /// Listens from now on. What was heard just before, if the microphone was open and delivering; else [`AudioEvent::Ready`] follows.
    pub fn open(&mut self) -> Option<Vec<Arc<[f32]>>> {
        if let State::Open { microphone, ready, resting } = &mut self.state {
            *resting = None;
            microphone.keep_last(PRE_ROLL);
            let mut early = Vec::new();
            let mut lost = false;
            while let Some(event) = microphone.next().now_or_never() {
                match event {
                    AudioEvent::Chunk(samples) => early.push(samples),
                    AudioEvent::Ready { .. } | AudioEvent::Changed { .. } => {
                        *ready = true;
                        lost = false;
                    }
                    AudioEvent::Lost { .. } => lost = true,
                }
            }
            if *ready && !lost {
                return Some(early);
            }
        }
        if !matches!(self.state, State::Opening(_)) {
            self.begin();
        }
        None
    }

    /// Nobody listens any more.
    pub fn rest(&mut self) {
        if let State::Open { resting, .. } = &mut self.state {
            *resting = Some(Instant::now());
        }
    }

    pub fn close(&mut self) {
        self.state = State::Closed;
    }

    /// The next thing that is heard, while somebody `listens`. Cancel safe.
    pub async fn next(&mut self, listens: bool) -> Heard {
        loop {
            match &mut self.state {
                State::Closed => return std::future::pending().await,
                State::Opening(opening) => match opening.await {
                    Ok(Ok(microphone)) => {
                        let resting = (!listens).then(Instant::now);
                        self.state = State::Open { microphone, ready: false, resting };
                    }
                    failed => {
                        self.state = State::Closed;
                        let error = match failed {
                            Ok(Err(error)) => error,
                            _ => AudioError::Hangs,
                        };
                        if listens {
                            return Heard::Failed(error);
                        }
                    }
                },
                State::Open { microphone, ready, resting } => {
                    if listens {
                        let event = microphone.next().await;
                        *ready |= matches!(event, AudioEvent::Ready { .. } | AudioEvent::Changed { .. });
                        return Heard::Event(event);
                    }
                    if self.stays {
                        return std::future::pending().await;
                    }
                    let since = *resting.get_or_insert_with(Instant::now);
                    sleep_until(since + LINGER).await;
                    self.state = State::Closed;
                }
            }
        }
    }
}
