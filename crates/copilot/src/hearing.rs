//! Recognition while the sound still comes: live text during speech, and a final pass that begins in the first pause and is kept when
//! nothing but silence follows until the key's release.

use crate::event::{Events, TurnEvent};
use alfa_speech::activity::VoiceActivity;
use alfa_speech::{RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeechError, Transcript};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Silence after which the final pass begins on what was said so far.
const PAUSE_MS: u32 = 100;
/// Voice that must have been heard before a pause counts as the end of something.
const VOICE_MS: u32 = 200;
/// New speech between two passes for the live text.
const PARTIAL_EVERY: usize = RECOGNIZER_RATE as usize * 12 / 10;
/// Longest question; at its end the key counts as released.
const LONGEST: usize = RECOGNIZER_RATE as usize * 60;

/// What comes from the microphone or a recording.
#[derive(Debug, Clone)]
pub enum Sound {
    /// Samples at 16 kHz, mono.
    Samples(Arc<[f32]>),
    /// The key was released, or the recording is at its end.
    Released,
    /// The microphone is gone; what was said so far counts.
    Lost(String),
}

/// The recognised question and when its key was released.
#[derive(Debug)]
pub(crate) struct HeardSpeech {
    pub(crate) transcript: Transcript,
    pub(crate) released_at: Instant,
}

struct Pass {
    task: JoinHandle<Result<Transcript, SpeechError>>,
    cancel: CancellationToken,
    /// Samples it was given.
    length: usize,
    partial: bool,
}

impl Pass {
    fn start(recognizer: &Arc<dyn Recognizer>, samples: &[f32], partial: bool, parent: &CancellationToken) -> Self {
        let cancel = parent.child_token();
        let samples: Arc<[f32]> = samples.into();
        let length = samples.len();
        let recognizer = Arc::clone(recognizer);
        let token = cancel.clone();
        let task =
            tokio::spawn(async move { recognizer.recognise(samples, RecognizeOptions { partial }, token).await });
        Self { task, cancel, length, partial }
    }
}

/// Listens until the key is released and returns the text.
pub(crate) async fn hear(
    sound: &mut mpsc::Receiver<Sound>,
    recognizer: &Arc<dyn Recognizer>,
    events: &Events,
    cancel: &CancellationToken,
) -> (Result<HeardSpeech, SpeechError>, Instant) {
    let mut samples: Vec<f32> = Vec::with_capacity(RECOGNIZER_RATE as usize * 8);
    let mut activity = VoiceActivity::new();
    let mut pass: Option<Pass> = None;
    let mut last_partial = 0;
    let mut voiced_at_pass = 0;
    loop {
        let received = tokio::select! {
            () = cancel.cancelled() => {
                stop(pass);
                return (Err(SpeechError::Cancelled), Instant::now());
            }
            received = sound.recv() => received,
        };
        match received {
            Some(Sound::Samples(chunk)) => {
                if samples.is_empty() {
                    events.send(TurnEvent::Listening);
                }
                samples.extend_from_slice(&chunk);
                let state = activity.push(&chunk);
                events.send(TurnEvent::Level { dbfs: state.level_dbfs });
                let spoke_again = pass.as_ref().is_some_and(|p| !p.partial) && state.voiced_ms > voiced_at_pass;
                if spoke_again {
                    stop(pass.take());
                }
                if pass.as_ref().is_some_and(|p| p.partial && p.task.is_finished())
                    && let Some(done) = pass.take()
                    && let Ok(Ok(transcript)) = done.task.await
                {
                    events.send(TurnEvent::Partial { text: transcript.text });
                }
                let paused = !state.speaking && state.silence_ms >= PAUSE_MS && state.voiced_ms >= VOICE_MS;
                if paused && pass.as_ref().is_none_or(|p| p.partial) {
                    stop(pass.take());
                    voiced_at_pass = state.voiced_ms;
                    pass = Some(Pass::start(recognizer, &samples, false, cancel));
                } else if state.speaking && pass.is_none() && samples.len() >= last_partial + PARTIAL_EVERY {
                    last_partial = samples.len();
                    pass = Some(Pass::start(recognizer, &samples, true, cancel));
                }
                if samples.len() < LONGEST {
                    continue;
                }
            }
            Some(Sound::Lost(reason)) => tracing::warn!(reason, "the microphone was lost; what was said counts"),
            Some(Sound::Released) | None => {}
        }
        break;
    }
    let released_at = Instant::now();
    let result = finish(pass, &samples, recognizer, cancel).await;
    (result.map(|transcript| HeardSpeech { transcript, released_at }), released_at)
}

/// The text of the pass that already covers all speech, or of one more over everything.
async fn finish(
    pass: Option<Pass>,
    samples: &[f32],
    recognizer: &Arc<dyn Recognizer>,
    cancel: &CancellationToken,
) -> Result<Transcript, SpeechError> {
    if samples.is_empty() {
        return Err(SpeechError::Empty);
    }
    let pass = match pass {
        Some(pass) if !pass.partial => {
            tracing::debug!(covered = pass.length, all = samples.len(), "the pass begun in the pause is kept");
            pass
        }
        other => {
            stop(other);
            Pass::start(recognizer, samples, false, cancel)
        }
    };
    match pass.task.await {
        Ok(result) => result,
        Err(error) => Err(SpeechError::Engine { engine: recognizer.name(), reason: error.to_string() }),
    }
}

fn stop(pass: Option<Pass>) {
    if let Some(pass) = pass {
        pass.cancel.cancel();
    }
}
