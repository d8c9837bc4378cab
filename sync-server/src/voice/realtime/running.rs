//! One turn of a conversation: `copilot::turn`, with the connection as its ends.

use super::device::Device;
use super::line::Line;
use super::messages::{Down, Start};
use super::no_data::{NoData, ZonedClock};
use super::player::Player;
use crate::auth::Caller;
use crate::telemetry::metrics;
use crate::voice::transcribe::millis;
use crate::voice::usage::{self, Hold, Want};
use crate::{App, Problem};
use alfa_copilot::turn::{self, Engines, Question};
use alfa_copilot::{Dialogue, Events, Responder, Sound, Toolbox, TurnEvent};
use alfa_domain::{CoinTable, Metered};
use alfa_speech::{
    Clip, RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript,
};
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A question has at most so much speech.
const MOST_SPEECH: Duration = Duration::from_secs(60);
/// An answer at most so many characters.
const MOST_CHARACTERS: u64 = 2_000;
/// A turn ends by then.
const AT_MOST: Duration = Duration::from_secs(240);
/// Pieces of speech that wait to be heard.
const WAITING: usize = 2_048;
const MOST_DIALOGUE: usize = 64 << 10;

/// What the turns of one connection share.
pub(super) struct Surroundings {
    pub device: Arc<Device>,
}

impl Surroundings {
    pub fn new(app: &App, line: &Line) -> Self {
        Self { device: Arc::new(Device::new(line.clone(), app.config.voice.market_sources.clone())) }
    }
}

/// A turn that was begun.
pub(super) struct Running {
    pub turn: u32,
    sound: Option<mpsc::Sender<Sound>>,
    samples: usize,
    cancel: CancellationToken,
    task: JoinHandle<Dialogue>,
}

impl Running {
    /// Begins a turn, once the one before it has come to its end.
    pub fn start(
        app: &App,
        caller: Caller,
        surroundings: &Surroundings,
        start: Start,
        before: Option<Self>,
        line: &Line,
    ) -> Self {
        let (sound, heard) = mpsc::channel(WAITING);
        let cancel = CancellationToken::new();
        let turn = start.turn;
        let this = Turn {
            app: app.clone(),
            caller,
            device: Arc::clone(&surroundings.device),
            line: line.clone(),
            cancel: cancel.clone(),
        };
        let task = tokio::spawn(async move {
            let mut dialogue = match before {
                Some(before) => before.ended().await,
                None => Dialogue::default(),
            };
            if let Some(text) = start.dialogue.as_ref().filter(|text| text.len() <= MOST_DIALOGUE) {
                dialogue = Dialogue::from_json(text);
            }
            if let Err(problem) = this.run(&start, heard, &mut dialogue).await {
                this.line.send(&Down::problem(start.turn, &problem)).await;
            }
            this.line.send(&Down::Ended { turn: start.turn, dialogue: dialogue.to_json() }).await;
            dialogue
        });
        Self { turn, sound: Some(sound), samples: 0, cancel, task }
    }

    pub fn is_over(&self) -> bool {
        self.task.is_finished()
    }

    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Speech of 16 bits; `false` where it is more than can be taken, or no samples.
    pub fn sound(&mut self, bytes: &[u8]) -> bool {
        let (pairs, rest) = bytes.as_chunks::<2>();
        // after its end it is nobody's
        let Some(sound) = self.sound.as_ref().filter(|_| rest.is_empty()) else { return rest.is_empty() };
        self.samples += pairs.len();
        if self.samples > MOST_SPEECH.as_secs() as usize * RECOGNIZER_RATE as usize {
            self.release();
            return true;
        }
        let samples: Vec<f32> = pairs.iter().map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0).collect();
        !matches!(sound.try_send(Sound::Samples(samples.into())), Err(mpsc::error::TrySendError::Full(_)))
    }

    /// Nothing more is said.
    pub fn release(&mut self) {
        self.sound = None;
    }

    /// What the next turn leans on, once this one is over.
    pub async fn ended(mut self) -> Dialogue {
        self.release();
        (&mut self.task).await.unwrap_or_default()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

struct Turn {
    app: App,
    caller: Caller,
    device: Arc<Device>,
    line: Line,
    cancel: CancellationToken,
}

impl Turn {
    async fn run(&self, start: &Start, heard: mpsc::Receiver<Sound>, dialogue: &mut Dialogue) -> Result<(), Problem> {
        if self.cancel.is_cancelled() {
            self.event(start.turn, &TurnEvent::Cancelled).await;
            return Ok(());
        }
        let speed = start.speed.unwrap_or(1.0);
        if !(0.5..=2.0).contains(&speed) {
            return Err(Problem::invalid("O ritmo deve ser de 0,5 a 2."));
        }
        let zone = match &start.zone {
            Some(name) => name.parse().map_err(|_| Problem::invalid("O fuso horário não existe."))?,
            None => chrono_tz::America::Sao_Paulo,
        };
        let voice = &self.app.voice;
        let (recognizer, synthesizer) =
            (Arc::clone(voice.recognizer()?), Arc::clone(voice.synthesizer(start.voice.as_deref())?));
        let speak = start.speak.unwrap_or(true);
        let mut wants = vec![
            Want::exactly(Metered::Turns, 1),
            Want { kind: Metered::HeardMs, most: millis(MOST_SPEECH.as_secs_f64()), least: 1_000 },
        ];
        if speak {
            wants.push(Want { kind: Metered::Characters, most: MOST_CHARACTERS, least: 1 });
        }
        let hold = usage::hold(&self.app, self.caller.user_id, &wants, AT_MOST).await?;
        let engines = Ends::new(recognizer, synthesizer, &hold);
        let tools = Toolbox::new(
            voice.tools_market().clone(),
            Arc::new(NoData),
            Arc::new(ZonedClock(zone)),
            CoinTable::shipped(),
        );
        let device: Arc<dyn alfa_copilot::Elsewhere> = Arc::clone(&self.device) as _;
        let responder = Responder::new(voice.language(), tools.with_elsewhere(device)).with_agent(voice.agent());
        self.device.turn(start.turn);
        self.line.hear(start.turn);
        // cancelled meanwhile: whoever did has silenced the line before it was opened
        if self.cancel.is_cancelled() {
            self.line.silence();
        }
        let player = Arc::new(Player::new(start.turn, self.line.clone()));
        let output = speak.then(|| turn::Voice { sink: player, options: SpeakOptions { speed } });
        let (events, told) = mpsc::unbounded_channel();
        let telling = self.tell(start.turn, told);
        let events = Events::to(events);
        let turning = async {
            let question = Question::Speech(heard);
            let running = turn::run(question, &responder, &engines, output, dialogue, &events, &self.cancel);
            let ended = tokio::time::timeout(AT_MOST, running).await;
            drop(events);
            ended
        };
        let (ended, ()) = futures::join!(turning, telling);
        let mut used = engines.used();
        if let Ok(outcome) = &ended {
            used.push((Metered::Turns, u64::from(outcome.reply.is_some())));
            used.push((Metered::SpokenMs, millis(outcome.seconds)));
            if let Some(reply) = &outcome.reply {
                metrics::turn();
                if reply.engine.starts_with("llm:") {
                    metrics::llm(Duration::from_secs_f64(reply.answer_ms / 1_000.0));
                }
            }
        }
        usage::settle(&self.app, hold, &used).await;
        ended.map(drop).map_err(|_| Problem::new(503, "turn_too_long", "A resposta demorou demais. Pergunte de novo."))
    }

    async fn event(&self, turn: u32, event: &TurnEvent) {
        self.line.send(&Down::Event { turn, event }).await;
    }

    async fn tell(&self, turn: u32, mut told: mpsc::UnboundedReceiver<TurnEvent>) {
        while let Some(event) = told.recv().await {
            // the device measures the level of its own microphone
            if !matches!(event, TurnEvent::Level { .. }) {
                self.event(turn, &event).await;
            }
        }
    }
}

/// The engines of one turn, which count what they are used for.
struct Ends {
    recognizer: Arc<Hearing>,
    synthesizer: Arc<Speaking>,
}

impl Ends {
    fn new(recognizer: Arc<dyn Recognizer>, synthesizer: Arc<dyn Synthesizer>, hold: &Hold) -> Self {
        let most_ms = hold.granted(Metered::HeardMs);
        Self {
            recognizer: Arc::new(Hearing { engine: recognizer, most_ms, heard_ms: AtomicU64::new(0) }),
            synthesizer: Arc::new(Speaking {
                engine: synthesizer,
                most: hold.granted(Metered::Characters),
                said: AtomicU64::new(0),
            }),
        }
    }

    fn used(&self) -> Vec<(Metered, u64)> {
        vec![
            (Metered::HeardMs, self.recognizer.heard_ms.load(Ordering::SeqCst)),
            (Metered::Characters, self.synthesizer.said.load(Ordering::SeqCst)),
        ]
    }
}

#[async_trait]
impl Engines for Ends {
    async fn recognizer(&self) -> Result<Arc<dyn Recognizer>, alfa_copilot::Problem> {
        Ok(Arc::clone(&self.recognizer) as _)
    }

    async fn synthesizer(&self) -> Result<Arc<dyn Synthesizer>, alfa_copilot::Problem> {
        Ok(Arc::clone(&self.synthesizer) as _)
    }
}

/// Counts the longest speech it was asked about: that it begins anew after a pause costs the user nothing.
struct Hearing {
    engine: Arc<dyn Recognizer>,
    most_ms: u64,
    heard_ms: AtomicU64,
}

#[async_trait]
impl Recognizer for Hearing {
    fn name(&self) -> String {
        self.engine.name()
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        // text that is only shown would cost the operator the same speech again each second
        if options.partial {
            return Err(SpeechError::NoSpeech);
        }
        let seconds = samples.len() as f64 / f64::from(RECOGNIZER_RATE);
        if millis(seconds) > self.most_ms {
            let limit = self.most_ms as f64 / 1_000.0;
            return Err(SpeechError::TooLong { seconds, limit });
        }
        let begun = Instant::now();
        let recognised = self.engine.recognise(samples, options, cancel).await?;
        metrics::recognition(begun.elapsed());
        self.heard_ms.fetch_max(millis(seconds), Ordering::SeqCst);
        Ok(recognised)
    }
}

struct Speaking {
    engine: Arc<dyn Synthesizer>,
    most: u64,
    said: AtomicU64,
}

#[async_trait]
impl Synthesizer for Speaking {
    fn name(&self) -> String {
        self.engine.name()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let characters = text.chars().count() as u64;
        if self.said.load(Ordering::SeqCst) + characters > self.most {
            return Err(SpeechError::Busy { service: "A fala do seu plano".to_owned(), retry_after: None });
        }
        self.said.fetch_add(characters, Ordering::SeqCst);
        self.engine.synthesize(text, options, out, cancel).await
    }
}
