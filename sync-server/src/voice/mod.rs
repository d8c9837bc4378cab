//! Hosted voice on the operator's keys: recognition, speech, and the market the operator may relay. Audio passes through; nothing of it is
//! kept or logged, but for long recordings and texts, sealed and for a few days.
//!
//! - [`Voice`]: the engines of this server
//! - [`transcribe`], [`speak`]: one recording to text, one text to sound
//! - [`long`]: recordings and texts that take minutes, as jobs
//! - [`realtime`]: a conversation over one WebSocket
//! - [`market`]: prices and candles of the sources the operator lists
//! - [`usage`]: what each account has used, and may

pub mod long;
pub mod market;
pub mod realtime;
mod speak;
mod transcribe;
pub mod usage;

pub use speak::{RATE_HEADER, Speak, Speech, speak};
pub use transcribe::{MOST_BYTES, Transcribed, transcribe};

use crate::config::VoiceConfig;
use crate::{Config, Problem};
use alfa_copilot::agent::{Agent, AgentConfig};
use alfa_domain::CoinTable;
use alfa_language::Language;
use alfa_market::{Endpoints, Market, MarketConfig};
use alfa_speech::elevenlabs::{ELEVENLABS_BASE_URL, ElevenLabsSynthesizer};
use alfa_speech::openai::{OPENAI_BASE_URL, OpenAiRecognizer, OpenAiSynthesizer, Service};
use alfa_speech::{Recognizer, SpeechError, Synthesizer};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use uuid::Uuid;

/// How long a service may be silent while somebody waits.
const PATIENCE: Duration = Duration::from_secs(10);
/// And where nobody does: one that begins to answer when it is done may take so long for a part.
const PATIENCE_OF_JOBS: Duration = Duration::from_secs(120);

/// The engines of this server, as far as the operator has set them up.
pub struct Voice {
    /// For who waits.
    engines: Engines,
    /// The same for jobs.
    patient: Engines,
    /// Of the listed sources, which may be none.
    market: Market,
    relays: bool,
    language: OnceLock<Arc<Language>>,
    agent: Option<Arc<Agent>>,
    /// Open conversations of each account.
    sockets: Mutex<HashMap<Uuid, usize>>,
}

/// What hears and what speaks.
pub(crate) struct Engines {
    recognizer: Option<Arc<dyn Recognizer>>,
    /// By the names they are asked for; the first speaks where none is.
    voices: Vec<(String, Arc<dyn Synthesizer>)>,
}

/// OpenAI, or what speaks its protocol.
fn openai(voice: &VoiceConfig, patience: Duration) -> Option<Service> {
    (voice.openai_key.is_some() || voice.openai_url.is_some()).then(|| Service {
        base_url: voice.openai_url.clone().unwrap_or_else(|| OPENAI_BASE_URL.to_owned()),
        key: voice.openai_key.clone().unwrap_or_else(|| "".into()),
        patience,
    })
}

impl Engines {
    fn new(voice: &VoiceConfig, patience: Duration) -> Result<Self, String> {
        let openai = openai(voice, patience);
        let elevenlabs = voice.elevenlabs_key.as_ref().map(|key| Service {
            base_url: voice.elevenlabs_url.clone().unwrap_or_else(|| ELEVENLABS_BASE_URL.to_owned()),
            key: key.clone(),
            patience,
        });
        let bad = |key: &'static str| move |error: SpeechError| format!("{key}: {error}");
        let recognizer = match &openai {
            Some(service) => {
                let made = OpenAiRecognizer::new(service.clone(), &voice.transcribe_model);
                Some(Arc::new(made.map_err(bad("openai_base_url"))?) as Arc<dyn Recognizer>)
            }
            None => None,
        };
        let mut voices = Vec::new();
        for name in &voice.voices {
            let made: Arc<dyn Synthesizer> = match (name.split_once(':'), &openai, &elevenlabs) {
                (Some(("openai", id)), Some(service), _) => {
                    Arc::new(OpenAiSynthesizer::new(service.clone(), &voice.speak_model, id).map_err(bad("voices"))?)
                }
                (Some(("elevenlabs", id)), _, Some(service)) => Arc::new(
                    ElevenLabsSynthesizer::new(service.clone(), "eleven_flash_v2_5", id).map_err(bad("voices"))?,
                ),
                _ => return Err(format!("voices: {name} has no key")),
            };
            voices.push((name.clone(), made));
        }
        Ok(Self { recognizer, voices })
    }

    pub(crate) fn recognizer(&self) -> Result<&Arc<dyn Recognizer>, Problem> {
        self.recognizer.as_ref().ok_or_else(unavailable)
    }

    /// What speaks under this name.
    pub(crate) fn synthesizer(&self, name: Option<&str>) -> Result<&Arc<dyn Synthesizer>, Problem> {
        let (_, first) = self.voices.first().ok_or_else(unavailable)?;
        let Some(name) = name else { return Ok(first) };
        let found = self.voices.iter().find(|(voice, _)| voice == name || voice.strip_prefix("openai:") == Some(name));
        found.map(|(_, voice)| voice).ok_or_else(|| {
            let names: Vec<&str> = self.voices.iter().map(|(voice, _)| voice.as_str()).collect();
            let mut problem = Problem::new(422, "unknown_voice", "Este servidor não tem essa voz.");
            problem.more.insert("voices".to_owned(), names.into());
            problem
        })
    }
}

impl Voice {
    pub(crate) fn new(config: &Config) -> Result<Self, String> {
        let voice = &config.voice;
        let openai = openai(voice, PATIENCE);
        let agent = voice.llm_model.as_ref().zip(openai).map(|(model, service)| {
            Arc::new(Agent::new(AgentConfig::new(service.base_url, model, voice.openai_key.clone())))
        });
        Ok(Self {
            engines: Engines::new(voice, PATIENCE)?,
            patient: Engines::new(voice, PATIENCE_OF_JOBS)?,
            market: relayed(config)?,
            relays: !voice.market_sources.is_empty(),
            language: OnceLock::new(),
            agent,
            sockets: Mutex::default(),
        })
    }

    pub(crate) fn recognizer(&self) -> Result<&Arc<dyn Recognizer>, Problem> {
        self.engines.recognizer()
    }

    /// What speaks under this name.
    pub(crate) fn synthesizer(&self, name: Option<&str>) -> Result<&Arc<dyn Synthesizer>, Problem> {
        self.engines.synthesizer(name)
    }

    /// For jobs, behind which nobody waits.
    pub(crate) fn patient(&self) -> &Engines {
        &self.patient
    }

    /// What may be relayed.
    pub(crate) fn market(&self) -> Option<&Market> {
        self.relays.then_some(&self.market)
    }

    /// The same for the tools of a turn, which ask the device for what it lacks.
    fn tools_market(&self) -> &Market {
        &self.market
    }

    fn language(&self) -> Arc<Language> {
        Arc::clone(self.language.get_or_init(|| Arc::new(Language::new(&CoinTable::shipped()))))
    }

    fn agent(&self) -> Option<Arc<Agent>> {
        self.agent.clone()
    }
}

/// The market of the sources the operator lists.
fn relayed(config: &Config) -> Result<Market, String> {
    let endpoints = match &config.voice.market_gateway {
        Some(url) => {
            Endpoints::Gateway(alfa_market::Url::parse(url).map_err(|error| format!("market_gateway: {error}"))?)
        }
        None => Endpoints::Live,
    };
    let asked = MarketConfig { endpoints, only: Some(config.voice.market_sources.clone()), ..MarketConfig::default() };
    Market::new(CoinTable::shipped(), asked, Arc::new(crate::clock::now)).map_err(|error| format!("market: {error}"))
}

fn unavailable() -> Problem {
    Problem::new(
        404,
        "voice_unavailable",
        "Este servidor não oferece voz. Use a voz e o reconhecimento do seu computador.",
    )
}

/// What a service's failure is to the user. Its cause is the operator's, and in the log.
fn of_speech(error: &SpeechError) -> Problem {
    match error {
        SpeechError::NoSpeech | SpeechError::Empty => {
            Problem::new(422, "no_speech", "Não ouvi ninguém falando na gravação.")
        }
        SpeechError::NotWav(_) | SpeechError::File { .. } => {
            Problem::new(422, "not_wav", "A gravação não é um WAV que se consiga ler.")
        }
        SpeechError::TooLong { limit, .. } => Problem::new(
            422,
            "recording_too_long",
            &format!("A gravação passa de {limit:.0} segundos. Faça uma pergunta mais curta."),
        ),
        error => {
            tracing::warn!(%error, "hosted voice");
            let busy = "O serviço de voz não respondeu. Tente de novo em instantes, ou use a voz do seu computador.";
            Problem::new(503, "voice_away", busy)
        }
    }
}
