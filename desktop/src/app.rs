//! The one facade over this computer: what the CLI, the window and tests call.

use crate::clock::SystemClock;
use crate::cloud::HostedVoice;
use crate::engines::{DesktopEngines, EngineChoice, OnNotice, OnProgress};
use crate::market::{self, MarketSource};
use crate::models::Models;
use crate::paths::Paths;
use crate::recordings::{Recordings, Stored};
use crate::secrets::{Secret, Secrets};
use crate::settings::{LlmMode, MarketChoice, Notice, Settings, SettingsFile};
use crate::store::{Rebuilt, Store};
use alfa_copilot::agent::{Agent, AgentConfig};
use alfa_copilot::turn::Engines;
use alfa_copilot::{Clock, Problem, Responder, Toolbox, Watchlist, common_leads, usual_leads};
use alfa_domain::{CoinTable, Ticker};
use alfa_language::Language;
use alfa_market::Market;
use alfa_speech::SpeakOptions;
use chrono::{DateTime, Utc};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_util::sync::CancellationToken;

/// The variable that names a folder of model files, used in place.
pub const MODELS_MIRROR_VARIABLE: &str = "ALFA_MODELS_MIRROR";

/// What goes before the settings for one run.
#[derive(Default)]
pub struct AppOptions {
    /// Which market is asked.
    pub market: Option<MarketSource>,
    /// What the words are measured from.
    pub words_now: Option<DateTime<Utc>>,
    /// The voice.
    pub voice: Option<String>,
    /// The recogniser.
    pub recognizer: Option<String>,
    /// Never fetch a model.
    pub offline: bool,
    /// Never ask the LLM.
    pub llm_off: bool,
    /// Where everything lies, if not where the environment says.
    pub paths: Option<Paths>,
    /// Told each step of obtaining a model.
    pub on_progress: Option<OnProgress>,
    /// Told what the user should know of while he talks.
    pub on_notice: Option<OnNotice>,
}

/// What the user should know of after opening.
#[derive(Debug, Default)]
pub struct OpenNotices {
    /// Of the settings file.
    pub settings: Vec<Notice>,
    /// Damaged data was rebuilt.
    pub rebuilt: Option<Rebuilt>,
    /// The simulated market stands in for live sources that cannot be reached.
    pub simulated_stands_in: bool,
    /// Recordings of turns that never ended, offered again.
    pub pending: Vec<Stored>,
}

impl OpenNotices {
    /// What opening found, in words; the recordings are offered apart.
    pub fn problems(&self) -> Vec<Problem> {
        let mut problems: Vec<Problem> = self.settings.iter().map(of_settings).collect();
        if let Some(rebuilt) = &self.rebuilt {
            problems.push(Problem::new(
                "data_rebuilt",
                format!(
                    "Os dados estavam danificados: recuperei {} registros, e o original está em {}.",
                    rebuilt.rows_recovered,
                    rebuilt.backup.display()
                ),
                "Confira seus alertas e sua carteira.",
            ));
        }
        if self.simulated_stands_in {
            problems.push(Problem::new(
                "market_simulated",
                "Nenhuma fonte de mercado respondeu: uso o mercado simulado que vem com a ALFA.",
                "Confira a internet e abra a ALFA de novo.",
            ));
        }
        problems
    }
}

fn of_settings(notice: &Notice) -> Problem {
    let message = match notice {
        Notice::SetAside { path, reason } => format!(
            "O arquivo de configurações não pôde ser lido ({reason}); guardei-o em {} e uso o padrão.",
            path.display()
        ),
        Notice::UnknownKey(name) => format!("A configuração “{name}” não existe e foi ignorada."),
        Notice::InvalidValue { name, reason } => format!("A configuração “{name}” foi ignorada: {reason}."),
    };
    Problem::new("settings_notice", message, "Confira os ajustes.")
}

/// ALFA on this computer.
pub struct App {
    /// Where everything lies.
    pub paths: Paths,
    /// What the user chose.
    pub settings: Settings,
    /// The file they chose it in.
    pub settings_file: SettingsFile,
    /// The user's data.
    pub store: Store,
    /// API keys.
    pub secrets: Secrets,
    /// Speech models.
    pub models: Models,
    /// Recordings on their way to an answer.
    pub recordings: Recordings,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The market.
    pub market: Market,
    /// Speech engines.
    pub engines: Arc<DesktopEngines>,
    /// Sentences to answers.
    pub responder: Responder,
    /// The voice's pace now: "mais devagar" changes it, and the settings keep it.
    pub(crate) pace: Mutex<f32>,
}

/// One step of "mais devagar" and "mais rápido".
const PACE_STEP: f32 = 0.15;
/// The paces the voice can keep.
const PACES: std::ops::RangeInclusive<f32> = 0.5..=2.0;

/// The models folder of this computer, with the mirror of the environment.
///
/// # Errors
/// The shipped catalogue cannot be read.
pub fn open_models(paths: &Paths, offline: bool) -> Result<Models, Problem> {
    let mirror = std::env::var_os(MODELS_MIRROR_VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    Models::open(paths.models.clone(), mirror, offline).map_err(Problem::from)
}

impl App {
    /// Opens the user's data and makes everything ready; models are loaded when first needed.
    ///
    /// # Errors
    /// The data folder, the store or the chosen market cannot be used.
    pub async fn open(options: AppOptions) -> Result<(Self, OpenNotices), Problem> {
        let paths = match options.paths {
            Some(paths) => paths,
            None => Paths::resolve()?,
        };
        let settings_file = SettingsFile::new(&paths.settings);
        let loaded = settings_file.load()?;
        let settings = loaded.settings;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(settings.time_zone).with_words_now(options.words_now));
        let opened = {
            let (path, now) = (paths.database.clone(), clock.now());
            tokio::task::spawn_blocking(move || Store::open(&path, now))
                .await
                .map_err(|error| Problem::new("data_unavailable", format!("{error}."), "Rode “alfa doctor”."))??
        };
        let secrets = Secrets::new("alfa");
        let coins = CoinTable::shipped();
        let source = match options.market {
            Some(source) => source,
            None => chosen_market(&settings)?,
        };
        let last_known = paths.cache.join("last_quotes.json");
        let (market, simulated_stands_in) = market::open(&source, &coins, &clock, &secrets, &last_known).await?;
        let models = open_models(&paths, options.offline)?;
        let choice = EngineChoice {
            recognizer: options.recognizer.unwrap_or_else(|| settings.recognizer.clone()),
            voice: options.voice.unwrap_or_else(|| settings.voice.clone()),
        };
        let on_progress = options.on_progress.unwrap_or_else(|| Arc::new(|_| {}));
        let on_notice = options.on_notice.unwrap_or_else(|| Arc::new(|_| {}));
        let hosted = Arc::new(HostedVoice::new(paths.clone(), opened.store.clone()));
        let engines = Arc::new(DesktopEngines::new(
            models.clone(),
            secrets.clone(),
            hosted,
            choice,
            paths.cache.join("clauses"),
            on_progress,
            on_notice,
        ));
        let language = Arc::new(Language::new(&coins));
        let tools = Toolbox::new(market.clone(), Arc::new(opened.store.clone()), Arc::clone(&clock), coins);
        let agent = if options.llm_off { None } else { agent(&settings, &secrets).await };
        let responder = Responder::new(language, tools).with_agent(agent);
        let recordings = Recordings::new(&paths.recordings);
        let notices = OpenNotices {
            settings: loaded.notices,
            rebuilt: opened.rebuilt,
            simulated_stands_in,
            pending: recordings.pending().unwrap_or_default(),
        };
        let pace = Mutex::new(settings.speed);
        let app = Self {
            paths,
            settings,
            settings_file,
            store: opened.store,
            secrets,
            models,
            recordings,
            clock,
            market,
            engines,
            responder,
            pace,
        };
        Ok((app, notices))
    }
}

impl App {
    /// ALFA with these settings: what they do not touch is kept open, loaded and warm.
    ///
    /// # Errors
    /// The market the settings name cannot be used.
    pub async fn renewed(&self, settings: Settings) -> Result<Self, Problem> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new(settings.time_zone));
        let coins = CoinTable::shipped();
        let market = if settings.market == self.settings.market {
            self.market.clone()
        } else {
            let last_known = self.paths.cache.join("last_quotes.json");
            market::open(&chosen_market(&settings)?, &coins, &clock, &self.secrets, &last_known).await?.0
        };
        let choice = EngineChoice { recognizer: settings.recognizer.clone(), voice: settings.voice.clone() };
        let same_engines = settings.recognizer == self.settings.recognizer && settings.voice == self.settings.voice;
        let engines = if same_engines { Arc::clone(&self.engines) } else { Arc::new(self.engines.chosen(choice)) };
        let tools = Toolbox::new(market.clone(), Arc::new(self.store.clone()), Arc::clone(&clock), coins.clone());
        let agent = agent(&settings, &self.secrets).await;
        let responder = Responder::new(Arc::new(Language::new(&coins)), tools).with_agent(agent);
        let pace = Mutex::new(if settings.speed == self.settings.speed { self.pace() } else { settings.speed });
        Ok(Self {
            paths: self.paths.clone(),
            settings,
            settings_file: self.settings_file.clone(),
            store: self.store.clone(),
            secrets: self.secrets.clone(),
            models: self.models.clone(),
            recordings: self.recordings.clone(),
            clock,
            market,
            engines,
            responder,
            pace,
        })
    }

    /// Whether the models of the chosen engines are on this computer, so that loading them downloads nothing.
    pub fn speech_is_here(&self) -> bool {
        self.engines.models_used().iter().all(|id| {
            matches!(self.models.status(id), Ok(crate::models::Status::Present { .. } | crate::models::Status::Shipped))
        })
    }

    /// The voice's pace, 0.5 to 2.
    pub fn pace(&self) -> f32 {
        *self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the voice one step slower or faster and keeps that in the settings. At the end of its range it stays.
    ///
    /// # Errors
    /// The settings cannot be written; the pace of this run changes all the same.
    pub fn change_pace(&self, faster: bool) -> Result<(), Problem> {
        let new = {
            let mut pace = self.pace.lock().unwrap_or_else(PoisonError::into_inner);
            let step = if faster { PACE_STEP } else { -PACE_STEP };
            *pace = (*pace + step).clamp(*PACES.start(), *PACES.end());
            *pace
        };
        self.settings_file.set("speed", &format!("{new:.2}")).map_err(Problem::from)
    }

    /// Loads the speech engines and makes the first words of the usual answers ready: of the coins the user follows, and of the
    /// `coins` largest. Gives how many clauses were made; those that were ready already cost nothing.
    ///
    /// # Errors
    /// The engines cannot be loaded.
    pub async fn warm(&self, coins: usize, cancel: CancellationToken) -> Result<usize, Problem> {
        let table = self.responder.tools().coins();
        let watched = self.store.watched().await.unwrap_or_default();
        let largest = table.iter().take(coins).map(|coin| coin.ticker.clone());
        let all: Vec<Ticker> = watched.into_iter().chain(largest).collect();
        self.market.warm(&all);
        let (recognizer, synthesizer) = futures::join!(self.engines.recognizer(), self.engines.cached_synthesizer());
        recognizer?;
        if self.engines.is_hosted_voice() {
            // each clause made before it is asked for would count against the account
            return Ok(0);
        }
        // prices are asked most: those leads come first, of every coin
        let about_coins: Vec<Vec<String>> =
            all.iter().filter_map(|ticker| table.get(ticker)).map(usual_leads).collect();
        let prices = about_coins.iter().filter_map(|leads| leads.first().cloned());
        let others = about_coins.iter().flat_map(|leads| leads.iter().skip(1).cloned());
        let leads: Vec<String> = prices.chain(common_leads()).chain(others).collect();
        let options = SpeakOptions { speed: self.pace() };
        synthesizer?.prewarm(&leads, options, cancel).await.map_err(Problem::from)
    }
}

/// The market the settings name.
fn chosen_market(settings: &Settings) -> Result<MarketSource, Problem> {
    Ok(match &settings.market {
        MarketChoice::Live => MarketSource::Live,
        MarketChoice::Replay(folder) => MarketSource::Replay(Some(folder.clone())),
        MarketChoice::Url(url) => url.parse().map_err(|why: String| {
            Problem::new(
                "bad_market",
                format!("A fonte de mercado não é válida: {why}."),
                "Corrija com “alfa config set market live”.",
            )
        })?,
    })
}

/// The LLM, where the settings want one and there is a key for it (or a server of one's own that needs none).
async fn agent(settings: &Settings, secrets: &Secrets) -> Option<Arc<Agent>> {
    if settings.llm.mode == LlmMode::Off {
        return None;
    }
    let override_url = std::env::var("OPENAI_BASE_URL").ok().filter(|url| !url.trim().is_empty());
    let own_server = override_url.is_some() || !settings.llm.base_url.contains("api.openai.com");
    let key = match secrets.get(Secret::Llm).await {
        Some((key, _)) => Some(key),
        None => secrets.get(Secret::OpenAi).await.map(|(key, _)| key),
    };
    if key.is_none() && !own_server {
        return None;
    }
    let base_url = override_url.unwrap_or_else(|| settings.llm.base_url.clone());
    Some(Arc::new(Agent::new(AgentConfig::new(&base_url, &settings.llm.model, key))))
}
