//! One question to one answer: the turn with this computer's ends, its recording and its record in the store.

use crate::app::App;
use crate::audio::Speaker;
use crate::cloud::{Unanswered, Wanted};
use crate::sound_file::{self, WavSink};
use crate::speaker_sink::speaker_sink;
use alfa_copilot::turn::{self, Outcome, Question, Voice};
use alfa_copilot::{AudioSink, Conversations, Dialogue, Events, Problem, Sound, TurnRecord};
use alfa_domain::{
    Conversation, ConversationId, Message, MessageBody, MessageId, Role, StageTimings, ToolCall, ToolCallId,
};
use alfa_language::Intent;
use alfa_speech::SpeakOptions;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Problems of a recording in which nobody spoke.
const NOTHING_SAID: [&str; 2] = ["no_speech", "empty_recording"];

/// Where the question comes from.
pub enum Input {
    /// Typed.
    Text(String),
    /// A WAV file; `live` feeds it at the speed of speech.
    Wav {
        /// The file.
        path: PathBuf,
        /// At the speed of speech.
        live: bool,
    },
    /// The microphone, or whatever else sends sound.
    Sound(mpsc::Receiver<Sound>),
}

/// Where the answer goes.
pub enum Output {
    /// Shown only.
    Silent,
    /// To the system's speaker, if there is one.
    AnySpeaker,
    /// To this speaker, which is open already.
    Speaker(Speaker),
    /// To a file, and not played.
    File(PathBuf),
}

/// A question with its ends.
pub struct Ask {
    /// The question.
    pub input: Input,
    /// The answer's end.
    pub output: Output,
    /// Leans on the last conversation.
    pub continue_last: bool,
}

/// What came of it.
pub struct Asked {
    /// The turn.
    pub outcome: Outcome,
    /// The file written.
    pub written: Option<(PathBuf, f64)>,
    /// The conversation it was stored in.
    pub conversation: Option<ConversationId>,
    /// The turn could not be stored: the answer is right all the same.
    pub not_stored: Option<Problem>,
    /// No sound card was found, so the answer was only shown.
    pub no_speaker: bool,
}

impl App {
    /// Asks a question and stores the turn.
    ///
    /// # Errors
    /// The recording cannot be read, or the answer's file cannot be written.
    pub async fn ask(&self, ask: Ask, events: Events, cancel: &CancellationToken) -> Result<Asked, Problem> {
        let spoken_question = !matches!(ask.input, Input::Text(_));
        let (question, recording) = self.question(ask.input).await?;
        let mut no_speaker = false;
        let mut file: Option<(Arc<WavSink>, PathBuf)> = None;
        let sink: Option<Arc<dyn AudioSink>> = match ask.output {
            Output::Silent => None,
            Output::File(path) => {
                let sink = sound_file::wav_sink();
                file = Some((Arc::clone(&sink), path));
                Some(sink)
            }
            Output::Speaker(speaker) => Some(speaker_sink(&speaker)),
            Output::AnySpeaker => match Speaker::open(self.settings.speaker.as_deref()).await {
                Ok(speaker) => Some(speaker_sink(&speaker)),
                Err(error) => {
                    tracing::info!(%error, "no speaker; the answer is only shown");
                    no_speaker = true;
                    None
                }
            },
        };
        let voice = sink.map(|sink| Voice { sink, options: SpeakOptions { speed: self.pace() } });
        let (mut conversation, mut dialogue) = self.conversation(ask.continue_last).await;
        let hosted = match question {
            Question::Speech(_) if self.settings.hosted_turns => self.engines.turn_line().await,
            _ => None,
        };
        let mut outcome = match (question, hosted) {
            (Question::Speech(sound), Some((line, name))) => {
                let wanted = Wanted { voice: name, zone: self.clock.zone() };
                match line.turn(wanted, sound, self.responder.tools(), voice, &mut dialogue, &events, cancel).await {
                    Ok(outcome) => outcome,
                    Err(Unanswered { problem, sound, voice }) => {
                        self.engines.answers_here(&problem);
                        let (question, engines) = (Question::Speech(sound), self.engines.as_ref());
                        turn::run(question, &self.responder, engines, voice, &mut dialogue, &events, cancel).await
                    }
                }
            }
            (question, _) => {
                turn::run(question, &self.responder, self.engines.as_ref(), voice, &mut dialogue, &events, cancel).await
            }
        };
        drop(events);
        let asked_for = outcome.reply.as_ref().map(|reply| reply.understood.intent);
        if let Some(Intent::Slower | Intent::Faster) = asked_for
            && let Err(problem) = self.change_pace(asked_for == Some(Intent::Faster))
        {
            outcome.problem.get_or_insert(problem);
        }
        let mut written = None;
        if let Some((sink, path)) = file
            && outcome.reply.is_some()
            && outcome.voice.is_some()
            && !outcome.cancelled
        {
            match sink.write(&path) {
                Ok(seconds) => written = Some((path, seconds)),
                Err(problem) => outcome.problem = Some(problem),
            }
        }
        let not_stored = self.record(&mut conversation, &dialogue, &outcome, spoken_question).await.err();
        if let Some(recording) = recording {
            // what the user stopped, or nobody said, is not offered again
            let nothing = outcome.cancelled
                || outcome.problem.as_ref().is_some_and(|problem| NOTHING_SAID.contains(&&*problem.code));
            let done = nothing || outcome.reply.is_some() && not_stored.is_none();
            recording.settle(done, self.settings.keep_recordings).await;
        }
        Ok(Asked { conversation: conversation.map(|c| c.id), outcome, written, not_stored, no_speaker })
    }

    async fn question(&self, input: Input) -> Result<(Question, Option<Tee>), Problem> {
        match input {
            Input::Text(text) => Ok((Question::Text(text), None)),
            Input::Wav { path, live } => {
                let read = tokio::task::spawn_blocking(move || alfa_speech::wav::read(&path)).await;
                let recording = read
                    .map_err(|error| Problem::new("file_unreadable", format!("{error}."), "Tente de novo."))?
                    .map_err(Problem::from)?;
                if live {
                    // models are warm in the running app: what is measured is the turn
                    let engines = &self.engines;
                    let (recognizer, synthesizer) = futures::join!(
                        turn::Engines::recognizer(engines.as_ref()),
                        turn::Engines::synthesizer(engines.as_ref())
                    );
                    recognizer?;
                    drop(synthesizer);
                    // from here on it is as if somebody spoke: the sound is kept as it comes
                    let (tee, sound) = Tee::begin(self, sound_file::send_live(recording.samples));
                    return Ok((Question::Speech(sound), Some(tee)));
                }
                Ok((Question::Speech(sound_file::send_at_once(recording.samples)), None))
            }
            Input::Sound(sound) => {
                let (tee, sound) = Tee::begin(self, sound);
                Ok((Question::Speech(sound), Some(tee)))
            }
        }
    }

    /// The conversation a question belongs to and what it leans on.
    async fn conversation(&self, continue_last: bool) -> (Option<Conversation>, Dialogue) {
        if !continue_last {
            return (None, Dialogue::default());
        }
        let Ok(Some(last)) = self.store.latest().await else { return (None, Dialogue::default()) };
        let dialogue = match self.store.dialogue(last.id).await {
            Ok(Some(json)) => Dialogue::from_json(&json),
            _ => Dialogue::default(),
        };
        (Some(last), dialogue)
    }

    async fn record(
        &self,
        conversation: &mut Option<Conversation>,
        dialogue: &Dialogue,
        outcome: &Outcome,
        spoken_question: bool,
    ) -> Result<(), Problem> {
        let Some(reply) = &outcome.reply else { return Ok(()) };
        let (now, clock) = (self.clock.now(), &self.clock);
        let question = outcome.heard.as_ref().map(|heard| heard.text.clone()).or_else(|| outcome.typed.clone());
        let question = question.unwrap_or_default();
        let mut kept = conversation.clone().unwrap_or_else(|| Conversation {
            id: ConversationId::new(now, clock.random()),
            title: shortened(&question),
            created_at: now,
            updated_at: now,
        });
        kept.updated_at = now;
        let message = |role, body, timings: Option<StageTimings>| Message {
            id: MessageId::new(now, clock.random()),
            conversation: kept.id,
            role,
            body,
            timings,
            created_at: now,
        };
        let asked = MessageBody {
            text: question,
            spoken: None,
            facts: Vec::new(),
            understood: serde_json::to_string(&reply.understood).ok(),
            engine: spoken_question.then(|| outcome.heard.as_ref().map(|heard| heard.engine.clone())).flatten(),
        };
        let answered = MessageBody {
            text: reply.answer.text.clone(),
            // where speech was cut short, the history keeps what was heard
            spoken: Some(outcome.heard_until.clone().unwrap_or_else(|| reply.answer.spoken.clone())),
            facts: reply.answer.facts.clone(),
            understood: None,
            engine: Some(reply.engine.clone()),
        };
        let answer = message(Role::Assistant, answered, Some(outcome.timings));
        let tool_calls = reply
            .tools
            .iter()
            .map(|tool| ToolCall {
                id: ToolCallId::new(now, clock.random()),
                message: answer.id,
                tool: tool.tool.clone(),
                arguments: tool.arguments.clone(),
                facts: tool.facts.clone(),
                problem: tool.problem.clone(),
                millis: tool.millis,
            })
            .collect();
        let turn = TurnRecord {
            conversation: kept.clone(),
            messages: vec![message(Role::User, asked, None), answer],
            tool_calls,
            dialogue: dialogue.to_json(),
        };
        self.store.record(&turn).await.map_err(Problem::from)?;
        *conversation = Some(kept);
        Ok(())
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(80).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// Writes the sound to disk as it goes by, so that a crash loses no speech.
struct Tee {
    writing: tokio::task::JoinHandle<Option<crate::recordings::Recording>>,
}

impl Tee {
    fn begin(app: &App, mut from: mpsc::Receiver<Sound>) -> (Self, mpsc::Receiver<Sound>) {
        let (sender, receiver) = mpsc::channel(64);
        // a turn that still loads its models does not listen yet, and the disk must not wait for it
        let (waiting, mut passed_on) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(sound) = passed_on.recv().await {
                if sender.send(sound).await.is_err() {
                    return;
                }
            }
        });
        // a disk that is full must not keep anybody from asking
        let mut recording = match app.recordings.begin(app.clock.now(), app.clock.random()) {
            Ok(recording) => Some(recording),
            Err(error) => {
                tracing::warn!(%error, "the recording cannot be kept while the turn runs");
                None
            }
        };
        let writing = tokio::spawn(async move {
            while let Some(sound) = from.recv().await {
                if let (Sound::Samples(samples), Some(file)) = (&sound, &mut recording)
                    && let Err(error) = file.append(samples)
                {
                    tracing::warn!(%error, "the recording cannot be written any further");
                    recording = None;
                }
                let last = !matches!(sound, Sound::Samples(_));
                if waiting.send(sound).is_err() || last {
                    break;
                }
            }
            recording
        });
        (Self { writing }, receiver)
    }

    /// Removes the recording of a turn that succeeded, unless the user keeps them; else leaves it to be offered again.
    async fn settle(self, done: bool, keep: bool) {
        if let Ok(Some(recording)) = self.writing.await
            && done
            && let Err(error) = recording.finish(keep)
        {
            tracing::warn!(%error, "the recording could not be put away");
        }
    }
}
