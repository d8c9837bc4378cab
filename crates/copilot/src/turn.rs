//! One voice turn, audio to audio. CLI, window, tests and cloud run this same function with other ends.

use crate::event::{Events, TurnEvent};
use crate::hearing::{self, Sound};
use crate::reply::{Reply, Responder, millis};
use crate::speaking::{self, AudioSink};
use crate::{Dialogue, Problem};
use alfa_domain::StageTimings;
use alfa_speech::{Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The speech engines of this computer, loaded when first asked for and kept.
#[async_trait]
pub trait Engines: Send + Sync {
    /// What recognises.
    async fn recognizer(&self) -> Result<Arc<dyn Recognizer>, Problem>;
    /// What speaks.
    async fn synthesizer(&self) -> Result<Arc<dyn Synthesizer>, Problem>;
}

/// A question.
pub enum Question {
    /// Typed.
    Text(String),
    /// Spoken; the samples come over the channel.
    Speech(mpsc::Receiver<Sound>),
}

/// Where the answer is spoken and how; `None` keeps silent.
pub struct Voice {
    /// The speaker or file.
    pub sink: Arc<dyn AudioSink>,
    /// The pace.
    pub options: SpeakOptions,
}

/// How a turn ended.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was typed.
    pub typed: Option<String>,
    /// What was recognised.
    pub heard: Option<Transcript>,
    /// The answer.
    pub reply: Option<Reply>,
    /// Why the turn could not be done, or why its answer could not be spoken.
    pub problem: Option<Problem>,
    /// How long each stage took.
    pub timings: StageTimings,
    /// The voice that spoke.
    pub voice: Option<String>,
    /// Seconds of sound.
    pub seconds: f64,
    /// What was handed to the speaker, where speech was cut short.
    pub heard_until: Option<String>,
    /// The user stopped it.
    pub cancelled: bool,
}

/// Runs a turn. `dialogue` is what the next turn leans on afterwards.
pub async fn run(
    question: Question,
    responder: &Responder,
    engines: &dyn Engines,
    voice: Option<Voice>,
    dialogue: &mut Dialogue,
    events: &Events,
    cancel: &CancellationToken,
) -> Outcome {
    let mut outcome = Outcome::default();
    let result = answer(question, responder, engines, voice, dialogue, events, cancel, &mut outcome).await;
    match result {
        Ok(()) => events.send(TurnEvent::Done { timings: outcome.timings }),
        Err(Stop::Cancelled) => {
            outcome.cancelled = true;
            events.send(TurnEvent::Cancelled);
        }
        Err(Stop::Problem(problem)) => {
            events.send(TurnEvent::Failed { problem: problem.clone() });
            outcome.problem = Some(problem);
        }
    }
    outcome
}

enum Stop {
    Cancelled,
    Problem(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<SpeechError> for Stop {
    fn from(error: SpeechError) -> Self {
        match error {
            SpeechError::Cancelled => Self::Cancelled,
            other => Self::Problem(other.into()),
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "the ends of a turn; a struct of them would be taken apart at once")]
async fn answer(
    question: Question,
    responder: &Responder,
    engines: &dyn Engines,
    voice: Option<Voice>,
    dialogue: &mut Dialogue,
    events: &Events,
    cancel: &CancellationToken,
    outcome: &mut Outcome,
) -> Result<(), Stop> {
    let begun = Instant::now();
    let (text, from) = match question {
        Question::Text(text) => {
            outcome.typed = Some(text.clone());
            (text, begun)
        }
        Question::Speech(mut sound) => {
            // both engines load side by side; a voice that cannot be had must not keep the question from being heard
            let (recognizer, _) = futures::join!(engines.recognizer(), async {
                if voice.is_some() { engines.synthesizer().await.ok() } else { None }
            });
            let recognizer = recognizer?;
            outcome.timings.load = Some(millis(begun));
            let (heard, released_at) = hearing::hear(&mut sound, &recognizer, events, cancel).await;
            let heard = heard?;
            outcome.timings.recognise = Some(millis(released_at));
            let transcript = heard.transcript;
            events.send(TurnEvent::Heard {
                text: transcript.text.clone(),
                engine: transcript.engine.clone(),
                confidence: transcript.confidence,
            });
            let text = transcript.text.clone();
            outcome.heard = Some(transcript);
            (text, heard.released_at)
        }
    };
    let reply = tokio::select! {
        () = cancel.cancelled() => return Err(Stop::Cancelled),
        reply = responder.reply(&text, dialogue, cancel) => reply,
    };
    outcome.timings.understand = Some(reply.understand_ms);
    outcome.timings.tools = Some(reply.tools_ms);
    outcome.timings.answer = Some(reply.answer_ms);
    events.send(TurnEvent::Understood { understood: reply.understood.clone() });
    for tool in &reply.tools {
        events.send(TurnEvent::ToolCalled {
            tool: tool.tool.clone(),
            millis: tool.millis,
            problem: tool.problem.clone(),
        });
    }
    events.send(TurnEvent::Answer { answer: reply.answer.clone(), engine: reply.engine.clone() });
    outcome.problem = reply.problem.clone();
    let spoken = reply.answer.spoken.clone();
    outcome.reply = Some(reply);
    if let Some(voice) = voice.filter(|_| !spoken.trim().is_empty()) {
        let synthesizer = engines.synthesizer().await?;
        outcome.voice = Some(synthesizer.name());
        let (said, result) = speaking::speak(&spoken, &synthesizer, voice.options, &voice.sink, events, cancel).await;
        outcome.seconds = said.seconds;
        outcome.timings.first_audio = said.first_audible.map(|at| (at - from).as_secs_f64() * 1_000.0);
        if result.is_err() {
            outcome.heard_until = Some(said.clauses.join(" "));
        }
        outcome.timings.total = Some(millis(from));
        result?;
    }
    outcome.timings.total = Some(millis(from));
    Ok(())
}
