//! The two traits every speech engine stands behind.

use crate::SpeechError;
use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Samples per second a [`Recognizer`] takes: mono f32 in -1..1.
pub const RECOGNIZER_RATE: u32 = 16_000;

/// What was recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    /// The text.
    pub text: String,
    /// The engine: "whisper:base-q8_0", "openai:gpt-4o-transcribe".
    pub engine: String,
    /// Mean token probability, 0..1, where the engine gives one.
    pub confidence: Option<f32>,
}

/// How to recognise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecognizeOptions {
    /// A quick pass whose text is only shown while the person still speaks.
    pub partial: bool,
}

/// Speech to text.
#[async_trait]
pub trait Recognizer: Send + Sync {
    /// The engine and model: "whisper:base-q8_0".
    fn name(&self) -> String;

    /// Recognises Portuguese speech, mono at [`RECOGNIZER_RATE`].
    ///
    /// # Errors
    /// [`SpeechError::NoSpeech`] for silence and noise, [`SpeechError::Cancelled`] soon after `cancel`, or the engine's failure.
    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError>;
}

/// A piece of mono audio.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    /// Samples in -1..1.
    pub samples: Arc<[f32]>,
    /// Samples per second.
    pub rate: u32,
}

impl Clip {
    /// Its length in seconds.
    #[expect(clippy::cast_precision_loss, reason = "a clip has far fewer than 2^52 samples")]
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }
}

/// How to speak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeakOptions {
    /// 0.5 (half as fast) to 2.0; 1.0 is the voice's own pace.
    pub speed: f32,
}

impl Default for SpeakOptions {
    fn default() -> Self {
        Self { speed: 1.0 }
    }
}

/// Text to speech.
#[async_trait]
pub trait Synthesizer: Send + Sync {
    /// The engine and voice: "kokoro:pf_dora".
    fn name(&self) -> String;

    /// Speaks one clause whose figures are words already, sending its audio in order as it is made.
    ///
    /// # Errors
    /// [`SpeechError::Cancelled`] soon after `cancel`, or the engine's failure. What was sent before stays valid.
    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError>;
}
