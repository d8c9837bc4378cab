//! ElevenLabs, streamed.

pub use crate::cloud::Service;
use crate::cloud::{pass_on, send};
use crate::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// ElevenLabs' own address.
pub const ELEVENLABS_BASE_URL: &str = "https://api.elevenlabs.io/v1";
/// Raw 16-bit mono audio at this rate, which every plan may ask for.
const RATE: u32 = 24_000;
/// The speeds the service takes.
const SPEEDS: (f32, f32) = (0.7, 1.2);

/// Speech by `/text-to-speech/{voice}/stream`, its audio passed on as it comes.
pub struct ElevenLabsSynthesizer {
    name: String,
    model: String,
    voice: String,
    service: Service,
    client: reqwest::Client,
}

#[derive(Serialize)]
struct Request<'a> {
    text: &'a str,
    model_id: &'a str,
    language_code: &'static str,
    voice_settings: VoiceSettings,
}

#[derive(Serialize)]
struct VoiceSettings {
    speed: f32,
}

impl ElevenLabsSynthesizer {
    /// Asks `model` ("eleven_flash_v2_5") for `voice` (its id).
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address cannot be used, [`SpeechError::Unauthorised`] when the key cannot be one,
    /// [`SpeechError::UnknownVoice`] for what is no voice id.
    pub fn new(service: Service, model: &str, voice: &str) -> Result<Self, SpeechError> {
        let name = format!("elevenlabs:{voice}");
        // it becomes part of the address
        if voice.is_empty() || !voice.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') {
            return Err(SpeechError::UnknownVoice(name));
        }
        let client = service.client(&name)?;
        service.key_header(&name, "")?;
        Ok(Self { name, model: model.to_owned(), voice: voice.to_owned(), client, service })
    }
}

#[async_trait]
impl Synthesizer for ElevenLabsSynthesizer {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let speed = options.speed.clamp(SPEEDS.0, SPEEDS.1);
        let request =
            Request { text, model_id: &self.model, language_code: "pt", voice_settings: VoiceSettings { speed } };
        let http = self
            .client
            .post(self.service.url(&format!("/text-to-speech/{}/stream", self.voice)))
            .query(&[("output_format", format!("pcm_{RATE}"))])
            .header("xi-api-key", self.service.key_header(&self.name, "")?)
            .json(&request);
        let response = send(&self.name, http, &cancel).await?;
        pass_on(&self.name, response, RATE, &out, &cancel).await
    }
}
