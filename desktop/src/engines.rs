//! The speech engines of this computer: chosen by the settings, loaded when first needed, kept and warm.

use crate::cloud::{HOSTED, HostedVoice, TurnLine, answered_here, fell_back};
use crate::models::{Models, Progress};
use crate::secrets::{Secret, Secrets};
use alfa_copilot::Problem;
use alfa_copilot::turn::Engines;
use alfa_speech::cache::{CachedSynthesizer, ClauseCache};
use alfa_speech::elevenlabs::{ELEVENLABS_BASE_URL, ElevenLabsSynthesizer};
use alfa_speech::fallback::{Fallback, FallbackRecognizer, FallbackSynthesizer, OnFallback};
use alfa_speech::kokoro::KokoroSynthesizer;
use alfa_speech::openai::{OPENAI_BASE_URL, OpenAiRecognizer, OpenAiSynthesizer, Service};
use alfa_speech::system::SystemVoice;
use alfa_speech::whisper::{WhisperOptions, WhisperRecognizer};
use alfa_speech::{Recognizer, Synthesizer};
use async_trait::async_trait;
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

/// The neural model every local voice belongs to.
const KOKORO: &str = crate::models::DEFAULT_SYNTHESISER;
/// What is kept of spoken clauses in memory and on disk, in bytes.
const CACHE_MEMORY: usize = 32 << 20;
const CACHE_DISK: u64 = 128 << 20;
/// How long a voice service may be silent.
const PATIENCE: Duration = Duration::from_secs(8);
/// That the cloud's engines are replaced is told once, and again after so long.
const TELL_AGAIN: Duration = Duration::from_secs(300);

/// Called with each step of obtaining a model.
pub type OnProgress = Arc<dyn Fn(&Progress) + Send + Sync>;
/// Told what the user should know of while he talks.
pub type OnNotice = Arc<dyn Fn(Problem) + Send + Sync>;

/// Which engines are wanted: "whisper:base-q8_0", "openai:whisper-1", "alfa"; "kokoro:pf_dora", "openai:nova", "elevenlabs:ID", "alfa:nova", "system".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineChoice {
    /// What recognises.
    pub recognizer: String,
    /// What speaks.
    pub voice: String,
}

/// The engines of this computer.
pub struct DesktopEngines {
    models: Models,
    secrets: Secrets,
    hosted: Arc<HostedVoice>,
    choice: EngineChoice,
    cache_folder: PathBuf,
    on_progress: OnProgress,
    on_fallback: OnFallback,
    on_notice: OnNotice,
    recognizer: OnceCell<Arc<dyn Recognizer>>,
    synthesizer: OnceCell<Arc<CachedSynthesizer>>,
}

impl DesktopEngines {
    /// Engines over these models and keys; nothing is loaded yet.
    pub fn new(
        models: Models,
        secrets: Secrets,
        hosted: Arc<HostedVoice>,
        choice: EngineChoice,
        cache_folder: PathBuf,
        on_progress: OnProgress,
        on_notice: OnNotice,
    ) -> Self {
        let told = Mutex::new(None::<Instant>);
        let notice = Arc::clone(&on_notice);
        let on_fallback: OnFallback = Arc::new(move |fallback: &Fallback<'_>| {
            tracing::warn!(failed = fallback.failed, error = %fallback.error, next = fallback.next, "another engine takes over");
            let hosted = fallback.failed == HOSTED || fallback.failed.starts_with("alfa:");
            if hosted && fallback.next.is_some() {
                let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
                if told.is_none_or(|at| at.elapsed() > TELL_AGAIN) {
                    *told = Some(Instant::now());
                    notice(fell_back(fallback.error));
                }
            }
        });
        Self {
            models,
            secrets,
            hosted,
            choice,
            cache_folder,
            on_progress,
            on_fallback,
            on_notice,
            recognizer: OnceCell::new(),
            synthesizer: OnceCell::new(),
        }
    }

    /// Other engines over the same models and keys; one that stays the same is not loaded again.
    pub fn chosen(&self, choice: EngineChoice) -> Self {
        let recognizer = keep_cell(&self.recognizer, choice.recognizer == self.choice.recognizer);
        let synthesizer = keep_cell(&self.synthesizer, choice.voice == self.choice.voice);
        Self {
            models: self.models.clone(),
            secrets: self.secrets.clone(),
            hosted: Arc::clone(&self.hosted),
            choice,
            cache_folder: self.cache_folder.clone(),
            on_progress: Arc::clone(&self.on_progress),
            on_fallback: Arc::clone(&self.on_fallback),
            on_notice: Arc::clone(&self.on_notice),
            recognizer,
            synthesizer,
        }
    }

    /// A line to the cloud for a spoken turn and the voice it is answered in; none, and the user is told, where it cannot be had.
    pub async fn turn_line(&self) -> Option<(TurnLine, Option<String>)> {
        match self.hosted.turn_line().await {
            Ok(line) => Some((line, self.voice_of_cloud())),
            Err(error) => {
                tracing::warn!(%error, "the turn runs here");
                (self.on_notice)(fell_back(&error));
                None
            }
        }
    }

    /// Whether the voice is the cloud's.
    pub fn is_hosted_voice(&self) -> bool {
        self.choice.voice.split(':').next() == Some(HOSTED)
    }

    /// Whether the recogniser is the cloud's.
    pub fn is_hosted_recognizer(&self) -> bool {
        self.choice.recognizer == HOSTED
    }

    /// The cloud's voice that is chosen by its name.
    pub fn voice_of_cloud(&self) -> Option<String> {
        let voice = self.choice.voice.split_once(':').filter(|(engine, _)| *engine == HOSTED);
        voice.map(|(_, voice)| voice.to_owned())
    }

    /// The cloud's engines, in the name of whoever is signed in here.
    pub fn hosted(&self) -> &Arc<HostedVoice> {
        &self.hosted
    }

    /// The user is told that the cloud did not answer, and why.
    pub fn answers_here(&self, problem: &Problem) {
        tracing::warn!(code = problem.code, "the cloud did not answer; the turn runs here");
        (self.on_notice)(answered_here(&problem.message));
    }

    /// The models of this computer that the choice needs.
    pub fn models_used(&self) -> Vec<String> {
        let recognizer = match self.choice.recognizer.split_once(':') {
            Some(("whisper", name)) => Some(format!("whisper-{name}")),
            _ => None,
        };
        let voice = match self.choice.voice.split_once(':') {
            Some(("kokoro", voice)) => Some(voice),
            None if !["system", HOSTED].contains(&self.choice.voice.as_str()) => Some(self.choice.voice.as_str()),
            _ => None,
        };
        recognizer
            .into_iter()
            .chain(voice.into_iter().flat_map(|voice| [KOKORO.to_owned(), voice.to_owned()]))
            .collect()
    }

    /// What speaks, with its cache of clauses.
    ///
    /// # Errors
    /// The voice is unknown, or its model cannot be had.
    pub async fn cached_synthesizer(&self) -> Result<Arc<CachedSynthesizer>, Problem> {
        self.synthesizer.get_or_try_init(|| self.load_synthesizer()).await.cloned()
    }

    async fn obtain(&self, id: &str) -> Result<crate::models::ModelFiles, Problem> {
        let on_progress = Arc::clone(&self.on_progress);
        let (models, id) = (self.models.clone(), id.to_owned());
        let runtime = tokio::runtime::Handle::current();
        // hashing and unpacking are work for a thread of their own
        let obtained = tokio::task::spawn_blocking(move || {
            let mut progress = move |step: Progress| on_progress(&step);
            runtime.block_on(models.obtain(&id, &mut progress, CancellationToken::new()))
        });
        match obtained.await {
            Ok(files) => files.map_err(Problem::from),
            Err(error) => {
                Err(Problem::new("model_failed", format!("O modelo não pôde ser obtido: {error}."), "Tente de novo."))
            }
        }
    }

    async fn service(&self, secret: Secret, base_url: &str, name: &str) -> Result<Service, Problem> {
        let (key, _) = self.secrets.get(secret).await.ok_or_else(|| {
            Problem::new(
                "no_key",
                format!("Não há chave de {name}."),
                format!("Guarde a chave com “alfa config key {}” ou use a voz deste computador.", secret.as_str()),
            )
        })?;
        Ok(Service { base_url: base_url.to_owned(), key, patience: PATIENCE })
    }

    async fn openai(&self) -> Result<Service, Problem> {
        let base_url = std::env::var("OPENAI_BASE_URL").ok().filter(|url| !url.trim().is_empty());
        match base_url {
            // a server of one's own may need no key
            Some(url) => {
                let key = self.secrets.get(Secret::OpenAi).await.map_or_else(|| SecretString::from(""), |(key, _)| key);
                Ok(Service { base_url: url.trim_end_matches('/').to_owned(), key, patience: PATIENCE })
            }
            None => self.service(Secret::OpenAi, OPENAI_BASE_URL, "OpenAI").await,
        }
    }

    async fn whisper(&self, name: &str) -> Result<Arc<dyn Recognizer>, Problem> {
        let files = self.obtain(&format!("whisper-{name}")).await?;
        let name = name.to_owned();
        let loaded = blocking(move || WhisperRecognizer::load(files.main(), &name, WhisperOptions::default())).await?;
        Ok(Arc::new(loaded))
    }

    async fn load_recognizer(&self) -> Result<Arc<dyn Recognizer>, Problem> {
        match self.choice.recognizer.split_once(':') {
            Some(("whisper", name)) => self.whisper(name).await,
            Some(("openai", model)) => {
                let cloud: Arc<dyn Recognizer> = Arc::new(OpenAiRecognizer::new(self.openai().await?, model)?);
                // the local engine stands behind a service only where it is here already
                match self.whisper(default_whisper()).await {
                    Ok(local) => {
                        Ok(Arc::new(FallbackRecognizer::new(vec![cloud, local], Arc::clone(&self.on_fallback))?))
                    }
                    Err(_) => Ok(cloud),
                }
            }
            None if self.choice.recognizer == HOSTED => {
                let cloud = self.hosted.recognizer();
                match self.whisper(default_whisper()).await {
                    Ok(local) => {
                        Ok(Arc::new(FallbackRecognizer::new(vec![cloud, local], Arc::clone(&self.on_fallback))?))
                    }
                    Err(_) => Ok(cloud),
                }
            }
            _ => Err(Problem::new(
                "unknown_recognizer",
                format!("Não conheço o reconhecedor “{}”.", self.choice.recognizer),
                "Use “whisper:base-q8_0”, “openai:MODELO” ou “alfa” (a nuvem da ALFA).",
            )),
        }
    }

    async fn kokoro(&self, voice: &str) -> Result<Arc<dyn Synthesizer>, Problem> {
        let known = self.models.catalogue().voices_of(KOKORO).any(|model| model.id == voice);
        if !known {
            return Err(alfa_speech::SpeechError::UnknownVoice(voice.to_owned()).into());
        }
        let graph = self.obtain(KOKORO).await?;
        let voice_file = self.obtain(voice).await?;
        let voice = voice.to_owned();
        let loaded = blocking(move || KokoroSynthesizer::load(graph.main(), voice_file.main(), &voice)).await?;
        Ok(Arc::new(loaded))
    }

    async fn load_synthesizer(&self) -> Result<Arc<CachedSynthesizer>, Problem> {
        let wanted = self.choice.voice.as_str();
        let engine: Arc<dyn Synthesizer> = match wanted.split_once(':') {
            Some(("kokoro", voice)) => match self.kokoro(voice).await {
                Ok(kokoro) => kokoro,
                Err(problem) if problem.code == "unknown_voice" => return Err(problem),
                // a light voice now is better than none
                Err(problem) => match SystemVoice::detect().await {
                    Some(system) => {
                        tracing::warn!(
                            code = problem.code,
                            message = problem.message,
                            "the neural voice is not here; the system's voice speaks"
                        );
                        Arc::new(system)
                    }
                    None => return Err(problem),
                },
            },
            Some(("openai", voice)) => {
                let cloud: Arc<dyn Synthesizer> =
                    Arc::new(OpenAiSynthesizer::new(self.openai().await?, "gpt-4o-mini-tts", voice)?);
                self.with_local_behind(cloud).await?
            }
            Some(("elevenlabs", voice)) => {
                let service = self.service(Secret::ElevenLabs, ELEVENLABS_BASE_URL, "ElevenLabs").await?;
                let cloud: Arc<dyn Synthesizer> =
                    Arc::new(ElevenLabsSynthesizer::new(service, "eleven_flash_v2_5", voice)?);
                self.with_local_behind(cloud).await?
            }
            Some((HOSTED, voice)) => self.with_local_behind(self.hosted.synthesizer(Some(voice))).await?,
            None if wanted == HOSTED => self.with_local_behind(self.hosted.synthesizer(None)).await?,
            _ if wanted == "system" || wanted.starts_with("system:") => match SystemVoice::detect().await {
                Some(system) => Arc::new(system),
                None => {
                    return Err(Problem::new(
                        "no_system_voice",
                        "Este computador não tem uma voz do sistema em português.",
                        "Instale o espeak-ng ou use a voz “kokoro:pf_dora”.",
                    ));
                }
            },
            // "pf_dora" alone is a voice of this computer
            None => self.kokoro(wanted).await?,
            Some(_) => return Err(alfa_speech::SpeechError::UnknownVoice(wanted.to_owned()).into()),
        };
        let cache = ClauseCache::new(CACHE_MEMORY).with_folder(self.cache_folder.clone(), CACHE_DISK);
        Ok(Arc::new(CachedSynthesizer::new(engine, Arc::new(cache))))
    }

    async fn with_local_behind(&self, cloud: Arc<dyn Synthesizer>) -> Result<Arc<dyn Synthesizer>, Problem> {
        match self.kokoro(crate::models::DEFAULT_VOICE).await {
            Ok(local) => Ok(Arc::new(FallbackSynthesizer::new(vec![cloud, local], Arc::clone(&self.on_fallback))?)),
            Err(_) => Ok(cloud),
        }
    }
}

fn keep_cell<T: Clone>(cell: &OnceCell<T>, same: bool) -> OnceCell<T> {
    if same { cell.clone() } else { OnceCell::new() }
}

fn default_whisper() -> &'static str {
    crate::models::DEFAULT_RECOGNISER.strip_prefix("whisper-").unwrap_or(crate::models::DEFAULT_RECOGNISER)
}

/// Runs what loads and blocks on a thread of its own.
async fn blocking<T: Send + 'static>(
    load: impl FnOnce() -> Result<T, alfa_speech::SpeechError> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(load).await {
        Ok(result) => result.map_err(Problem::from),
        Err(error) => {
            Err(Problem::new("speech_failed", format!("O motor de voz não carregou: {error}."), "Rode “alfa doctor”."))
        }
    }
}

#[async_trait]
impl Engines for DesktopEngines {
    async fn recognizer(&self) -> Result<Arc<dyn Recognizer>, Problem> {
        self.recognizer.get_or_try_init(|| self.load_recognizer()).await.cloned()
    }

    async fn synthesizer(&self) -> Result<Arc<dyn Synthesizer>, Problem> {
        let cached = self.cached_synthesizer().await?;
        Ok(cached)
    }
}
