//! A long recording to text.

use super::cut::{LONGEST_S, quietest};
use super::objects::{PIECE, RESULT, output};
use super::work::{Made, Task, of_service};
use crate::jobs::Failure;
use alfa_speech::wav::Layout;
use alfa_speech::{RECOGNIZER_RATE, RecognizeOptions, SpeechError, activity, resample};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

/// What is sent of the silence around what was said, in samples: 300 ms.
const AROUND: usize = RECOGNIZER_RATE as usize * 3 / 10;

/// What was said in a part of a recording.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AudioSegment {
    /// Where in the recording it begins, in seconds.
    pub begin: f64,
    /// And where it ends.
    pub end: f64,
    /// The words.
    pub text: String,
}

/// What was made of a part.
#[derive(Debug, Serialize, Deserialize)]
struct Heard {
    /// None where nobody speaks.
    segment: Option<AudioSegment>,
    engine: Option<String>,
}

/// What was made of all.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Transcript {
    pub text: String,
    pub segments: Vec<AudioSegment>,
}

pub(super) async fn hear(task: &mut Task) -> Result<Made, Failure> {
    let recognizer =
        Arc::clone(task.app.voice.patient().recognizer().map_err(|off| Failure::dead("voice_unavailable", off.code))?);
    let beginning = task.objects.recording(0..task.size.min(PIECE as u64)).await?;
    let layout = Layout::of(&beginning, task.size).map_err(|error| Failure::dead("audio_lost", error))?;
    drop(beginning);
    let end = layout.begin + layout.bytes;
    let longest = LONGEST_S * u64::from(layout.rate) * layout.frame;
    let mut at = task.parts.last().map_or(Ok(layout.begin), |part| u64::try_from(part.until)).unwrap_or(end);
    while at < end {
        let read = at..end.min(at.saturating_add(longest));
        let bytes = task.objects.recording(read.clone()).await?;
        let (offset, last) = ((at - layout.begin) / layout.frame, read.end == end);
        let cut = of_part(layout.clone(), bytes, last).await?;
        let begin = offset as f64 / f64::from(layout.rate);
        let heard = match cut.speech {
            None => Heard { segment: None, engine: None },
            Some(speech) => {
                let seconds = |sample: usize| begin + sample as f64 / f64::from(RECOGNIZER_RATE);
                let (from, to) = (seconds(speech.start), seconds(speech.end));
                let cancel = CancellationToken::new();
                let said =
                    recognizer.recognise(Arc::from(&cut.samples[speech]), RecognizeOptions::default(), cancel).await;
                match said {
                    Ok(said) => {
                        let segment = AudioSegment { begin: rounded(from), end: rounded(to), text: said.text };
                        Heard { segment: Some(segment), engine: Some(said.engine) }
                    }
                    Err(SpeechError::NoSpeech) => Heard { segment: None, engine: None },
                    Err(error) => return Err(of_service(&error)),
                }
            }
        };
        // a moment at the least, so that it ends
        at = if last { end } else { at + (cut.moments.max(1) * layout.frame) };
        task.keep(at, &serde_json::to_vec(&heard).map_err(unwritten)?).await?;
    }
    together(task).await
}

/// To milliseconds.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1_000.0).round() / 1_000.0
}

fn unwritten(error: serde_json::Error) -> Failure {
    Failure::again("unwritten", error)
}

/// A part of the recording.
struct Cut {
    /// At [`RECOGNIZER_RATE`].
    samples: Vec<f32>,
    /// Its length in moments of the file.
    moments: u64,
    /// Where somebody speaks.
    speech: Option<Range<usize>>,
}

/// What is to be heard next: all of these bytes if they are the last, else up to a breath.
async fn of_part(layout: Layout, bytes: Vec<u8>, last: bool) -> Result<Cut, Failure> {
    let cut = tokio::task::spawn_blocking(move || {
        let clip = layout.decode(&bytes)?;
        let mut samples = resample::resample(&clip.samples, clip.rate, RECOGNIZER_RATE)?;
        if !last {
            samples.truncate(quietest(&samples));
        }
        let moments = samples.len() as u64 * u64::from(layout.rate) / u64::from(RECOGNIZER_RATE);
        let speech = activity::speech_range(&samples)
            .map(|range| range.start.saturating_sub(AROUND)..samples.len().min(range.end + AROUND));
        Ok::<_, SpeechError>(Cut { samples, moments, speech })
    });
    let cut = cut.await.map_err(|error| Failure::again("panicked", error))?;
    cut.map_err(|error| Failure::dead("audio_lost", error))
}

/// The parts as one text.
async fn together(task: &Task) -> Result<Made, Failure> {
    let (mut segments, mut engine) = (Vec::new(), None);
    for part in &task.parts {
        let heard = task.objects.get(&output(part.object)).await?;
        let heard: Heard = serde_json::from_slice(&heard).map_err(|error| Failure::dead("audio_lost", error))?;
        segments.extend(heard.segment);
        engine = engine.or(heard.engine);
    }
    if segments.is_empty() {
        return Ok(Made::Nothing("no_speech"));
    }
    let texts: Vec<&str> = segments.iter().map(|segment| segment.text.as_str()).collect();
    let transcript = Transcript { text: texts.join(" "), segments };
    task.objects.put(RESULT, &serde_json::to_vec(&transcript).map_err(unwritten)?).await?;
    Ok(Made::Heard { engine })
}
