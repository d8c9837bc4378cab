//! Speech clause by clause: each is synthesised while the one before it plays.

use crate::event::{Events, TurnEvent};
use crate::leads::lead_and_clauses;
use alfa_speech::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Below this level nothing is heard: -45 dB of full scale.
const AUDIBLE: f32 = 0.005_623;

/// Where the answer's sound goes: a speaker, a file, a web socket.
#[async_trait]
pub trait AudioSink: Send + Sync {
    /// Queues a clip behind those that wait.
    fn play(&self, clip: Clip);
    /// Silence at once; nothing that waits is played.
    fn stop(&self);
    /// Returns when all that was queued has been played.
    async fn drained(&self);
}

/// What was said.
#[derive(Debug, Default)]
pub(crate) struct Spoken {
    /// The clauses whose sound was handed over, in order.
    pub(crate) clauses: Vec<String>,
    /// When the first audible sample was handed over.
    pub(crate) first_audible: Option<Instant>,
    /// Seconds of sound.
    pub(crate) seconds: f64,
}

/// Speaks a text; on cancellation the sink is stopped and what was handed over is returned.
pub(crate) async fn speak(
    text: &str,
    synthesizer: &Arc<dyn Synthesizer>,
    options: SpeakOptions,
    sink: &Arc<dyn AudioSink>,
    events: &Events,
    cancel: &CancellationToken,
) -> (Spoken, Result<(), SpeechError>) {
    let mut spoken = Spoken::default();
    for clause in lead_and_clauses(text) {
        let (sender, mut receiver) = mpsc::channel::<Clip>(16);
        let engine = Arc::clone(synthesizer);
        let token = cancel.child_token();
        let words = clause.clone();
        let task = tokio::spawn(async move { engine.synthesize(&words, options, sender, token).await });
        let mut announced = false;
        loop {
            let clip = tokio::select! {
                () = cancel.cancelled() => {
                    sink.stop();
                    return (spoken, Err(SpeechError::Cancelled));
                }
                clip = receiver.recv() => clip,
            };
            let Some(clip) = clip else { break };
            if !announced {
                announced = true;
                spoken.clauses.push(clause.clone());
                events.send(TurnEvent::Speaking { clause: clause.clone() });
            }
            let audible = clip.samples.iter().any(|sample| sample.abs() >= AUDIBLE);
            spoken.seconds += clip.seconds();
            sink.play(clip);
            if audible {
                spoken.first_audible.get_or_insert_with(Instant::now);
            }
        }
        match task.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return (spoken, Err(error)),
            Err(error) => {
                let error = SpeechError::Engine { engine: synthesizer.name(), reason: error.to_string() };
                return (spoken, Err(error));
            }
        }
    }
    tokio::select! {
        () = cancel.cancelled() => {
            sink.stop();
            (spoken, Err(SpeechError::Cancelled))
        }
        () = sink.drained() => (spoken, Ok(())),
    }
}

/// Speaks a text outside a turn.
///
/// # Errors
/// [`SpeechError::Cancelled`], or the engine's failure.
pub async fn speak_text(
    text: &str,
    synthesizer: &Arc<dyn Synthesizer>,
    options: SpeakOptions,
    sink: &Arc<dyn AudioSink>,
    events: &Events,
    cancel: &CancellationToken,
) -> Result<(), SpeechError> {
    speak(text, synthesizer, options, sink, events, cancel).await.1
}
