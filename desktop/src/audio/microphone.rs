//! The microphone.

use super::capture::{self, Queue};
use super::error::AudioError;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// Samples of a chunk: 20 ms at [`alfa_speech::RECOGNIZER_RATE`].
pub const CHUNK_SAMPLES: usize = 320;

/// What comes from a microphone.
#[derive(Debug, Clone, PartialEq)]
pub enum AudioEvent {
    /// The first sample has arrived: from now on nothing that is said is missed.
    Ready {
        /// The device that listens.
        device: String,
    },
    /// [`CHUNK_SAMPLES`] samples, mono, -1..1.
    Chunk(Arc<[f32]>),
    /// Another device listens now, because the one before is gone or the system changed it.
    Changed {
        /// The device that listens.
        device: String,
    },
    /// The device delivers nothing any more. It is tried again every second; [`AudioEvent::Changed`] follows when one is found.
    Lost {
        /// Why.
        reason: String,
    },
}

/// An open microphone. It listens until it is dropped, or for ever into a queue of the last minute if nobody reads.
#[derive(Debug)]
pub struct Microphone {
    queue: Arc<Queue>,
}

impl Microphone {
    /// Opens the microphone of this name, or the system's. Returns when the device is open; [`AudioEvent::Ready`] says when it
    /// has delivered.
    ///
    /// # Errors
    /// No microphone, no such one, in use, not allowed, or a sound system that does not answer.
    pub async fn open(device: Option<&str>) -> Result<Self, AudioError> {
        let queue = Arc::new(Queue::new());
        let (reply, opened) = oneshot::channel();
        let (shared, device) = (Arc::clone(&queue), device.map(str::to_owned));
        thread::Builder::new()
            .name("alfa-microphone".to_owned())
            .spawn(move || capture::run(device.as_deref(), &shared, reply))
            .map_err(|error| AudioError::Other(error.to_string()))?;
        // Made first, so that the thread ends if the sound system answers after we have given up.
        let microphone = Self { queue };
        match tokio::time::timeout(super::device::PATIENCE, opened).await {
            Ok(Ok(result)) => result.map(|()| microphone),
            _ => Err(AudioError::Hangs),
        }
    }

    /// The next event, in order. Cancel safe.
    pub async fn next(&mut self) -> AudioEvent {
        self.queue.next().await
    }

    /// Throws away the chunks that wait, except those of the last `pre_roll`: for a key pressed while the microphone was open.
    pub fn keep_last(&mut self, pre_roll: Duration) {
        let chunks = pre_roll.as_millis().div_ceil(20);
        self.queue.keep_last(usize::try_from(chunks).unwrap_or(usize::MAX));
    }

    /// The loudness of the last chunk in dBFS (mean square; 0 is a full-scale square wave), -120 for digital silence.
    pub fn level(&self) -> f32 {
        f32::from_bits(self.queue.level.load(Ordering::Relaxed))
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        self.queue.closed.store(true, Ordering::Release);
    }
}
