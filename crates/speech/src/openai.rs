//! OpenAI and services that speak its protocol.

pub use crate::cloud::Service;
use crate::cloud::{pass_on, send, status_error, transport, until};
use crate::{
    Clip, RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript, activity,
    wav,
};
use async_openai::Client;
use async_openai::config::OpenAIConfig;
use async_openai::error::OpenAIError;
use async_openai::types::InputSource;
use async_openai::types::audio::{
    AudioInput, AudioResponseFormat, CreateSpeechRequest, CreateTranscriptionRequest, SpeechModel,
    SpeechResponseFormat, Voice,
};
use async_trait::async_trait;
use secrecy::ExposeSecret;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// OpenAI's own address.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";
/// The rate of the raw audio of `/audio/speech` (`response_format: pcm`), in OpenAI's documentation: 24 kHz, 16 bits, mono.
const SPEECH_RATE: u32 = 24_000;

/// Transcription by `/audio/transcriptions`. Silence and noise are told from speech here, before anything is sent.
pub struct OpenAiRecognizer {
    name: String,
    model: String,
    service: Service,
    client: Client<OpenAIConfig>,
}

impl OpenAiRecognizer {
    /// Asks `model` ("gpt-4o-transcribe", "whisper-1") of `service`.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address cannot be used, [`SpeechError::Unauthorised`] when the key cannot be one.
    pub fn new(service: Service, model: &str) -> Result<Self, SpeechError> {
        let name = format!("openai:{model}");
        let http = service.client(&name)?;
        // the configuration panics on a key that is no header
        service.key_header(&name, "Bearer ")?;
        let config = OpenAIConfig::new()
            .with_api_base(service.base_url.trim_end_matches('/'))
            .with_api_key(service.key.expose_secret())
            .with_org_id("")
            .with_project_id("");
        Ok(Self { name, model: model.to_owned(), client: Client::with_config(config).with_http_client(http), service })
    }

    async fn transcribe(&self, samples: &[f32]) -> Result<Transcript, SpeechError> {
        let request = CreateTranscriptionRequest {
            file: AudioInput {
                source: InputSource::VecU8 {
                    filename: "question.wav".into(),
                    vec: wav::encode(samples, RECOGNIZER_RATE)?,
                },
            },
            model: self.model.clone(),
            language: Some("pt".into()),
            response_format: Some(AudioResponseFormat::Json),
            temperature: Some(0.0),
            ..CreateTranscriptionRequest::default()
        };
        // read here: services that only speak the protocol leave out fields the client's own type insists on
        let audio = self.client.audio();
        let transcription = audio.transcription();
        let answer = tokio::time::timeout(self.service.patience, transcription.create_raw(request))
            .await
            .map_err(|_| SpeechError::Unreachable { service: self.name.clone(), reason: "no answer in time".into() })?
            .map_err(|error| self.error(error))?;
        let text = text_of(&answer).ok_or_else(|| SpeechError::Engine {
            engine: self.name.clone(),
            reason: "its answer has no text".into(),
        })?;
        let text = text.trim();
        if text.is_empty() {
            return Err(SpeechError::NoSpeech);
        }
        Ok(Transcript { text: text.to_owned(), engine: self.name.clone(), confidence: None })
    }

    fn error(&self, error: OpenAIError) -> SpeechError {
        let engine = |reason: String| SpeechError::Engine { engine: self.name.clone(), reason };
        match error {
            OpenAIError::Reqwest(error) => transport(&self.name, &error),
            OpenAIError::ApiError(answer) => {
                status_error(&self.name, answer.status_code, None, &answer.api_error.message)
            }
            OpenAIError::JSONDeserialize(..) => engine("its answer is not understood".into()),
            other => engine(other.to_string()),
        }
    }
}

fn text_of(answer: &[u8]) -> Option<String> {
    let json: serde_json::Value = serde_json::from_slice(answer).ok()?;
    Some(json.get("text")?.as_str()?.to_owned())
}

#[async_trait]
impl Recognizer for OpenAiRecognizer {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        _: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        if activity::speech_range(&samples).is_none() {
            return Err(SpeechError::NoSpeech);
        }
        until(&cancel, self.transcribe(&samples)).await
    }
}

/// Speech by `/audio/speech`, its audio passed on as it comes.
pub struct OpenAiSynthesizer {
    name: String,
    model: String,
    voice: String,
    service: Service,
    client: reqwest::Client,
}

impl OpenAiSynthesizer {
    /// Asks `model` ("gpt-4o-mini-tts", "tts-1") of `service` for `voice` ("nova").
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when the address cannot be used, [`SpeechError::Unauthorised`] when the key cannot be one.
    pub fn new(service: Service, model: &str, voice: &str) -> Result<Self, SpeechError> {
        let name = format!("openai:{voice}");
        let client = service.client(&name)?;
        service.key_header(&name, "Bearer ")?;
        Ok(Self { name, model: model.to_owned(), voice: voice.to_owned(), client, service })
    }
}

#[async_trait]
impl Synthesizer for OpenAiSynthesizer {
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
        let request = CreateSpeechRequest {
            input: text.to_owned(),
            model: SpeechModel::Other(self.model.clone()),
            voice: Voice::Other(self.voice.clone()),
            instructions: None,
            response_format: Some(SpeechResponseFormat::Pcm),
            speed: Some(options.speed.clamp(0.25, 4.0)),
            stream_format: None,
        };
        // the client's own call waits for the whole audio, and its event stream is known to few services; raw audio streams everywhere
        let mut http = self.client.post(self.service.url("/audio/speech")).json(&request);
        if self.service.has_key() {
            http = http.header(reqwest::header::AUTHORIZATION, self.service.key_header(&self.name, "Bearer ")?);
        }
        let response = send(&self.name, http, &cancel).await?;
        pass_on(&self.name, response, SPEECH_RATE, &out, &cancel).await
    }
}
