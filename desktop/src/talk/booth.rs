//! The one task that owns the microphone and the turn that runs, and follows the key.

use super::changes::changed_by;
use super::ear::{Ear, Heard};
use super::key::{KeyAction, KeyEvent, TalkKey};
use super::mouth::Mouth;
use crate::app::App;
use crate::ask::{Ask, Input, Output};
use crate::audio::AudioEvent;
use crate::recordings::Stored;
use crate::resident::view::{AppEvent, Subject, TalkState};
use alfa_copilot::turn::Engines;
use alfa_copilot::{Events, Problem, Sound, TurnEvent, speak_text};
use alfa_language::Intent;
use alfa_speech::SpeakOptions;
use arc_swap::ArcSwap;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A conversation goes on in the next question unless it was silent for so long.
const SAME_CONVERSATION: Duration = Duration::from_secs(30 * 60);
/// The level is shown at most so often.
const LEVEL_EVERY: Duration = Duration::from_millis(50);
/// After so long without talk the usual first words are made ready.
const WARM_AFTER: Duration = Duration::from_secs(2);
/// The largest coins whose usual first words are made ready.
const WARM_COINS: usize = 4;

/// What the booth is told.
#[derive(Debug)]
pub enum Order {
    /// The key, or a button that stands for it.
    Key(KeyEvent),
    /// A typed question.
    Ask {
        /// The turn it begins.
        turn: Uuid,
        /// The question.
        text: String,
    },
    /// A recording whose turn failed is tried again.
    Retry {
        /// The turn it begins.
        turn: Uuid,
        /// The recording.
        recording: Stored,
    },
    /// Something is said now, in the place of what is being said.
    Say {
        /// The words.
        text: String,
    },
    /// Something is said when nobody talks.
    Announce {
        /// The words.
        text: String,
        /// Told when it was said, or stopped by the user.
        done: oneshot::Sender<Result<(), Problem>>,
    },
    /// The settings changed.
    Renewed,
}

/// The handle of the booth. The booth ends with its last handle.
#[derive(Debug, Clone)]
pub struct Talk {
    orders: mpsc::UnboundedSender<Order>,
    state: watch::Receiver<TalkState>,
}

impl Talk {
    /// Opens a booth over the app of the moment, telling over `events`.
    pub fn start(app: Arc<ArcSwap<App>>, events: broadcast::Sender<AppEvent>) -> Self {
        let (orders, received) = mpsc::unbounded_channel();
        let (state, shown) = watch::channel(TalkState::Idle);
        let mode = app.load().settings.hotkey_mode;
        let booth = Booth {
            app,
            events,
            state,
            began: Instant::now(),
            key: TalkKey::new(mode),
            ear: Ear::new(),
            mouth: Mouth::new(),
            next: None,
            silenced: false,
            running: None,
            waiting: VecDeque::new(),
            last_turn: None,
            last_level: None,
            intent: None,
            warm_at: Some(Instant::now()),
            warming: CancellationToken::new(),
        };
        tokio::spawn(booth.run(received));
        Self { orders, state: shown }
    }

    /// Gives an order; it is carried out in turn.
    pub fn order(&self, order: Order) {
        // the booth ends only with its last handle
        let _ = self.orders.send(order);
    }

    /// Where orders go.
    pub fn orders(&self) -> mpsc::UnboundedSender<Order> {
        self.orders.clone()
    }

    /// Where talking stands.
    pub fn state(&self) -> TalkState {
        *self.state.borrow()
    }

    /// Follows where talking stands.
    pub fn follow(&self) -> watch::Receiver<TalkState> {
        self.state.clone()
    }
}

/// What runs: a turn, or something said outside of one.
struct Running {
    turn: Option<Uuid>,
    cancel: CancellationToken,
    /// Where the question's sound goes while it is being said.
    sound: Option<mpsc::UnboundedSender<Sound>>,
    events: mpsc::UnboundedReceiver<TurnEvent>,
    task: JoinHandle<()>,
}

struct Booth {
    app: Arc<ArcSwap<App>>,
    events: broadcast::Sender<AppEvent>,
    state: watch::Sender<TalkState>,
    began: Instant,
    key: TalkKey,
    ear: Ear,
    mouth: Mouth,
    /// The turn that begins when the microphone is ready.
    next: Option<Uuid>,
    /// The key that is held now has silenced something.
    silenced: bool,
    running: Option<Running>,
    waiting: VecDeque<(String, oneshot::Sender<Result<(), Problem>>)>,
    last_turn: Option<Instant>,
    last_level: Option<Instant>,
    /// What the turn that runs was understood as.
    intent: Option<Intent>,
    warm_at: Option<Instant>,
    warming: CancellationToken,
}

/// The next event of what runs; `None` when it is over.
async fn next_event(running: &mut Option<Running>) -> Option<TurnEvent> {
    match running {
        Some(running) => running.events.recv().await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

impl Booth {
    async fn run(mut self, mut orders: mpsc::UnboundedReceiver<Order>) {
        loop {
            let listens = self.next.is_some() || self.running.as_ref().is_some_and(|running| running.sound.is_some());
            let wake_at = self.key.wake_at().map(|at| self.began + at);
            tokio::select! {
                biased;
                order = orders.recv() => match order {
                    Some(order) => self.order(order).await,
                    None => break,
                },
                heard = self.ear.next(listens) => self.heard(heard),
                event = next_event(&mut self.running) => match event {
                    Some(event) => self.turn_event(event),
                    None => self.over().await,
                },
                () = at(wake_at) => {
                    let actions = self.key.due(self.now());
                    self.act(actions);
                }
                () = at(self.warm_at) => self.warm(),
            }
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn tell(&self, event: AppEvent) {
        // nobody listening is no fault: the tray may be all there is
        let _ = self.events.send(event);
    }

    fn show(&self, state: TalkState) {
        let changed = self.state.send_if_modified(|shown| std::mem::replace(shown, state) != state);
        if changed {
            self.tell(AppEvent::Talk { state });
        }
    }

    async fn order(&mut self, order: Order) {
        match order {
            Order::Key(event) => {
                let actions = self.key.on(event, self.now());
                self.act(actions);
            }
            Order::Ask { turn, text } => {
                self.stop_all();
                self.key.on(KeyEvent::Began, self.now());
                self.show(TalkState::Thinking);
                // whoever asked, the window shows what
                let event = TurnEvent::Heard { text: text.clone(), engine: "typed".to_owned(), confidence: None };
                self.tell(AppEvent::Turn { turn, event });
                self.begin_turn(turn, Input::Text(text), None, None);
            }
            Order::Retry { turn, recording } => {
                self.stop_all();
                self.key.on(KeyEvent::Began, self.now());
                self.show(TalkState::Thinking);
                let input = Input::Wav { path: recording.path.clone(), live: false };
                self.begin_turn(turn, input, None, Some(recording));
            }
            Order::Say { text } => {
                self.stop_all();
                self.say(text, None);
            }
            Order::Announce { text, done } => {
                self.waiting.push_back((text, done));
                self.announce();
            }
            Order::Renewed => {
                let app = self.app.load_full();
                self.key.set_mode(app.settings.hotkey_mode);
                self.ear.choose(app.settings.microphone.as_deref(), app.settings.microphone_open);
                self.mouth.choose(app.settings.speaker.as_deref()).await;
                self.rest();
            }
        }
    }

    fn act(&mut self, actions: Vec<KeyAction>) {
        for action in actions {
            match action {
                KeyAction::Silence => {
                    self.silenced = true;
                    self.stop_running();
                    self.show(TalkState::Idle);
                }
                KeyAction::Open => self.open(),
                KeyAction::Finish => {
                    if let Some(sound) = self.running.as_mut().and_then(|running| running.sound.take()) {
                        // a turn that failed meanwhile has told so
                        let _ = sound.send(Sound::Released);
                    }
                    self.ear.rest();
                    self.silenced = false;
                    self.show(TalkState::Thinking);
                }
                KeyAction::Abandon => self.abandon(),
            }
        }
        if self.running.is_none() && self.next.is_none() {
            self.rest();
            self.announce();
        }
    }

    /// The key went down: the turn begins as soon as the microphone delivers.
    fn open(&mut self) {
        self.warming.cancel();
        self.warm_at = None;
        // a question is made from the id of its turn on
        self.next = Some(self.new_turn());
        self.show(TalkState::Opening);
        let settings = &self.app.load().settings;
        self.ear.choose(settings.microphone.as_deref(), settings.microphone_open);
        self.mouth.warm(settings.speaker.as_deref());
        if let Some(early) = self.ear.open() {
            self.ready(early);
        }
    }

    fn new_turn(&self) -> Uuid {
        alfa_domain::MessageId::new(self.app.load().clock.now(), self.app.load().clock.random()).0
    }

    /// The microphone delivers, and what it heard just before the key counts too.
    fn ready(&mut self, early: Vec<Arc<[f32]>>) {
        let Some(turn) = self.next.take() else { return };
        let (sender, mut sound) = mpsc::unbounded_channel();
        for samples in early {
            let _ = sender.send(Sound::Samples(samples));
        }
        // the turn wants a channel with a limit; what a person says in the time it may lag is little
        let (limited, receiver) = mpsc::channel(64);
        tokio::spawn(async move {
            while let Some(sound) = sound.recv().await {
                if limited.send(sound).await.is_err() {
                    break;
                }
            }
        });
        self.show(TalkState::Listening);
        self.begin_turn(turn, Input::Sound(receiver), Some(sender), None);
        let actions = self.key.on(KeyEvent::Ready, self.now());
        self.act(actions);
    }

    fn heard(&mut self, heard: Heard) {
        let sending = self.running.as_ref().and_then(|running| running.sound.as_ref());
        match heard {
            Heard::Failed(error) => self.fail(Problem::from(error)),
            Heard::Event(AudioEvent::Ready { device }) => {
                tracing::debug!(device, "the microphone delivers");
                self.ready(Vec::new());
            }
            Heard::Event(AudioEvent::Chunk(samples)) => {
                if let Some(sound) = sending {
                    let _ = sound.send(Sound::Samples(samples));
                }
            }
            Heard::Event(AudioEvent::Changed { device }) => {
                tracing::info!(device, "another microphone listens");
                self.tell(AppEvent::Notice {
                    problem: Problem::new(
                        "microphone_changed",
                        format!("O microfone mudou: agora ouço por “{device}”."),
                        "Para usar outro, escolha-o em Ajustes.",
                    ),
                });
                if sending.is_none() {
                    self.ready(Vec::new());
                }
            }
            Heard::Event(AudioEvent::Lost { reason }) => {
                self.ear.close();
                let lost = Problem::new(
                    "microphone_lost",
                    "O microfone parou de responder; vale o que foi dito até aqui.",
                    "Ligue-o de novo ou escolha outro em Ajustes.",
                );
                if let Some(sound) = self.running.as_mut().and_then(|running| running.sound.take()) {
                    let _ = sound.send(Sound::Lost(reason));
                    self.tell(AppEvent::Notice { problem: lost });
                    self.key.on(KeyEvent::Began, self.now());
                    self.show(TalkState::Thinking);
                } else {
                    self.fail(lost);
                }
            }
        }
    }

    /// The turn that was to begin cannot.
    fn fail(&mut self, problem: Problem) {
        if let Some(turn) = self.next.take() {
            self.tell(AppEvent::Turn { turn, event: TurnEvent::Failed { problem } });
        }
        self.key.on(KeyEvent::Ended, self.now());
        self.ear.rest();
        self.show(TalkState::Idle);
        self.rest();
    }

    /// What was said so far is thrown away.
    fn abandon(&mut self) {
        let tapped = !std::mem::take(&mut self.silenced);
        let turn = self.next.take().or_else(|| self.running.as_ref().and_then(|running| running.turn));
        self.ear.rest();
        if let Some(running) = self.running.take() {
            running.cancel.cancel();
        }
        if let Some(turn) = turn {
            let event = if tapped {
                TurnEvent::Failed {
                    problem: Problem::new(
                        "held_too_short",
                        "A tecla foi solta cedo demais para eu ouvir alguma coisa.",
                        "Segure-a enquanto fala e solte quando terminar.",
                    ),
                }
            } else {
                TurnEvent::Cancelled
            };
            self.tell(AppEvent::Turn { turn, event });
        }
        self.show(TalkState::Idle);
    }

    /// Ends what runs at once; nothing of it is shown or heard any more.
    fn stop_running(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel.cancel();
            if let Some(turn) = running.turn {
                self.tell(AppEvent::Turn { turn, event: TurnEvent::Cancelled });
            }
        }
    }

    fn stop_all(&mut self) {
        self.warming.cancel();
        self.warm_at = None;
        let actions = self.key.on(KeyEvent::Stop, self.now());
        self.silenced = true;
        for action in actions {
            match action {
                KeyAction::Abandon => self.abandon(),
                _ => self.stop_running(),
            }
        }
        self.stop_running();
        self.silenced = false;
    }

    fn begin_turn(
        &mut self,
        turn: Uuid,
        input: Input,
        sound: Option<mpsc::UnboundedSender<Sound>>,
        retried: Option<Stored>,
    ) {
        let continue_last = self.last_turn.is_some_and(|last| last.elapsed() < SAME_CONVERSATION);
        self.last_turn = Some(Instant::now());
        let (sender, events) = mpsc::unbounded_channel();
        let cancel = CancellationToken::new();
        let (app, mouth, told, token) = (self.app.load_full(), self.mouth.clone(), self.events.clone(), cancel.clone());
        let task = tokio::spawn(async move {
            let output = match mouth.speaker(app.settings.speaker.as_deref()).await {
                Ok(speaker) => Output::Speaker(speaker),
                Err(problem) => {
                    if let Some(problem) = problem {
                        let _ = told.send(AppEvent::Notice { problem });
                    }
                    Output::Silent
                }
            };
            let asked = app.ask(Ask { input, output, continue_last }, Events::to(sender.clone()), &token).await;
            let mut changed = vec![Subject::Recordings];
            match asked {
                Ok(asked) => {
                    if let (Some(recording), Some(_)) = (&retried, &asked.outcome.reply)
                        && let Err(error) = app.recordings.discard(recording)
                    {
                        tracing::warn!(%error, "a recording that was answered could not be removed");
                    }
                    changed.extend(asked.conversation.map(|_| Subject::History));
                    changed.extend(asked.outcome.reply.iter().flat_map(|reply| changed_by(reply.understood.intent)));
                    if let Some(problem) = asked.not_stored {
                        let _ = told.send(AppEvent::Notice { problem });
                    }
                }
                // the turn did not even begin
                Err(problem) => {
                    let _ = sender.send(TurnEvent::Failed { problem });
                }
            }
            let _ = told.send(AppEvent::Changed { what: changed });
        });
        self.running = Some(Running { turn: Some(turn), cancel, sound, events, task });
    }

    fn turn_event(&mut self, event: TurnEvent) {
        match &event {
            TurnEvent::Level { .. } => {
                if self.last_level.is_some_and(|last| last.elapsed() < LEVEL_EVERY) {
                    return;
                }
                self.last_level = Some(Instant::now());
            }
            TurnEvent::Partial { .. } => self.show(TalkState::Hearing),
            TurnEvent::Heard { .. } => self.show(TalkState::Thinking),
            TurnEvent::Speaking { .. } => self.show(TalkState::Speaking),
            TurnEvent::Understood { understood } => self.intent = Some(understood.intent),
            _ => {}
        }
        if let Some(turn) = self.running.as_ref().and_then(|running| running.turn) {
            let answered = matches!(event, TurnEvent::Answer { .. });
            self.tell(AppEvent::Turn { turn, event });
            // what the question changed is changed before its answer is said
            let what = self.intent.take_if(|_| answered).map(changed_by).unwrap_or_default();
            if !what.is_empty() {
                self.tell(AppEvent::Changed { what });
            }
        }
    }

    /// What ran is over.
    async fn over(&mut self) {
        if let Some(running) = self.running.take()
            && let Err(error) = running.task.await
            && let Some(turn) = running.turn
        {
            tracing::error!(%error, "a turn broke");
            let problem = Problem::new("internal", "Essa pergunta falhou por um erro meu.", "Tente de novo.");
            self.tell(AppEvent::Turn { turn, event: TurnEvent::Failed { problem } });
        }
        self.last_turn = self.last_turn.map(|_| Instant::now());
        self.key.on(KeyEvent::Ended, self.now());
        self.show(TalkState::Idle);
        self.rest();
        self.announce();
    }

    /// Says what waits to be said, when nobody talks.
    fn announce(&mut self) {
        if self.running.is_none()
            && self.next.is_none()
            && let Some((text, done)) = self.waiting.pop_front()
        {
            self.say(text, Some(done));
        }
    }

    fn say(&mut self, text: String, done: Option<oneshot::Sender<Result<(), Problem>>>) {
        self.warming.cancel();
        self.warm_at = None;
        self.key.on(KeyEvent::Began, self.now());
        let (sender, events) = mpsc::unbounded_channel();
        let cancel = CancellationToken::new();
        let (app, mouth, told, token) = (self.app.load_full(), self.mouth.clone(), self.events.clone(), cancel.clone());
        let task = tokio::spawn(async move {
            let said = say(&app, &mouth, &text, &Events::to(sender), &token).await;
            match (said, done) {
                (said, Some(done)) => {
                    let _ = done.send(said);
                }
                (Err(problem), None) => {
                    let _ = told.send(AppEvent::Notice { problem });
                }
                (Ok(()), None) => {}
            }
        });
        self.show(TalkState::Speaking);
        self.running = Some(Running { turn: None, cancel, sound: None, events, task });
    }

    /// Nobody talks: soon the usual first words are made ready.
    fn rest(&mut self) {
        if self.warm_at.is_none() && self.warming.is_cancelled() {
            self.warm_at = Some(Instant::now() + WARM_AFTER);
        }
    }

    fn warm(&mut self) {
        self.warm_at = None;
        self.warming = CancellationToken::new();
        let (app, cancel, mouth) = (self.app.load_full(), self.warming.clone(), self.mouth.clone());
        tokio::spawn(async move {
            mouth.warm(app.settings.speaker.as_deref());
            if !app.speech_is_here() {
                return;
            }
            if let Err(problem) = app.warm(WARM_COINS, cancel).await {
                tracing::info!(
                    code = problem.code,
                    "the usual first words are not ready; they are made when they are needed"
                );
            }
        });
    }
}

async fn say(app: &App, mouth: &Mouth, text: &str, events: &Events, cancel: &CancellationToken) -> Result<(), Problem> {
    let speaker = mouth
        .speaker(app.settings.speaker.as_deref())
        .await
        .map_err(|problem| problem.unwrap_or_else(|| Problem::from(crate::audio::AudioError::NoSpeaker)))?;
    let voice = app.engines.synthesizer().await?;
    let sink = crate::speaker_sink::speaker_sink(&speaker);
    match speak_text(text, &voice, SpeakOptions { speed: app.pace() }, &sink, events, cancel).await {
        // who stopped it has heard enough
        Err(alfa_speech::SpeechError::Cancelled) => Ok(()),
        other => other.map_err(Problem::from),
    }
}
