//! The speaker.

use super::desk::{Desk, Status};
use super::error::AudioError;
use super::playback;
use alfa_speech::Clip;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// An open speaker. Cheap to clone; closed when the last clone and the last utterance are dropped.
#[derive(Debug, Clone)]
pub struct Speaker {
    desk: Arc<Desk>,
}

/// One answer on its way out, clip by clip. It can be heard until another one is begun or the speaker is stopped.
#[derive(Debug, Clone)]
pub struct Utterance {
    desk: Arc<Desk>,
    epoch: u32,
}

/// How an utterance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// All of it was played.
    Played,
    /// It was stopped, or another one began.
    Stopped,
    /// The speaker is gone and there is no other.
    Lost,
}

impl Speaker {
    /// Opens the speaker of this name, or the system's. It stays open while it is used and half a minute longer.
    ///
    /// # Errors
    /// No speaker, no such one, in use, not allowed, or a sound system that does not answer.
    pub async fn open(device: Option<&str>) -> Result<Self, AudioError> {
        let desk = Arc::new(Desk::new());
        let (reply, opened) = oneshot::channel();
        let (weak, device) = (Arc::downgrade(&desk), device.map(str::to_owned));
        thread::Builder::new()
            .name("alfa-speaker".to_owned())
            .spawn(move || playback::run(device.as_deref(), &weak, reply))
            .map_err(|error| AudioError::Other(error.to_string()))?;
        match tokio::time::timeout(super::device::PATIENCE, opened).await {
            Ok(Ok(result)) => result.map(|()| Self { desk }),
            _ => Err(AudioError::Hangs),
        }
    }

    /// Opens the device ahead of use, if it was closed for want of use. Returns at once.
    pub fn warm(&self) {
        self.desk.warm();
    }

    /// Begins an answer; what was playing stops as with [`Speaker::stop`].
    pub fn begin(&self) -> Utterance {
        Utterance { epoch: self.desk.begin(), desk: Arc::clone(&self.desk) }
    }

    /// Silences the speaker at once: what waits is thrown away and is never played.
    pub fn stop(&self) {
        self.desk.begin();
    }
}

impl Utterance {
    /// Puts a clip behind those that wait. `false` if the utterance was stopped: then nothing of it will be heard any more.
    pub fn play(&self, clip: Clip) -> bool {
        self.desk.play(self.epoch, clip)
    }

    /// Stops this utterance; another one that has begun since goes on.
    pub fn stop(&self) {
        self.desk.stop(self.epoch);
    }

    /// Waits until all that was put there so far has been played, or never will be. Cancel safe.
    pub async fn drained(&self) -> End {
        let wanted = self.desk.enqueued(self.epoch);
        let mut status = self.desk.status();
        loop {
            let now: Status = *status.borrow_and_update();
            if self.desk.is_stale(self.epoch) {
                return End::Stopped;
            }
            if now.epoch == self.epoch && now.done >= wanted || wanted == 0 {
                return if now.lost && now.epoch == self.epoch { End::Lost } else { End::Played };
            }
            // The sender lives in the desk, which this utterance holds.
            if status.changed().await.is_err() {
                return End::Lost;
            }
        }
    }

    /// When its first sample above -45 dBFS was handed to the device; `None` before, and if it never was.
    pub fn first_audible(&self) -> Option<Instant> {
        self.desk.first_audible(self.epoch)
    }

    /// How much of it was handed to the device. When it was stopped, so much of it was heard (and up to 0.1 s less).
    pub fn heard(&self) -> Duration {
        self.desk.heard(self.epoch)
    }
}
