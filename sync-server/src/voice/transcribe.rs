//! One recording to text.

use super::of_speech;
use super::usage::{self, Want};
use crate::telemetry::metrics;
use crate::{App, Problem};
use alfa_domain::Metered;
use alfa_speech::{RecognizeOptions, SpeechError, activity, wav};
use axum::body::Bytes;
use serde::Serialize;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use uuid::Uuid;

/// A recording has at most so many bytes.
pub const MOST_BYTES: usize = 4 << 20;
/// What is held for a recording ends by then.
const AT_MOST: Duration = Duration::from_secs(60);

/// What was said.
#[derive(Debug, Serialize, ToSchema)]
pub struct Transcribed {
    /// The words.
    pub text: String,
    /// What recognised them.
    pub engine: String,
    /// How long the recording is.
    pub seconds: f64,
}

/// Recognises the speech of a WAV recording of at most 60 s. It is neither kept nor logged, and not counted where nothing could be recognised.
///
/// # Errors
/// `voice_unavailable`, `voice_away`, `not_wav`, `no_speech`, `recording_too_long`, `quota_exhausted`, `too_many_at_once`; [`Problem::away`].
pub async fn transcribe(app: &App, user_id: Uuid, recording: Bytes) -> Result<Transcribed, Problem> {
    let recognizer = Arc::clone(app.voice.recognizer()?);
    let read = tokio::task::spawn_blocking(move || {
        let recording = wav::read_bytes(&recording)?;
        // silence is sent nowhere and costs nothing
        activity::speech_range(&recording.samples).ok_or(SpeechError::NoSpeech).map(|_| recording)
    });
    let recording = read.await.map_err(|_| Problem::internal())?.map_err(|error| of_speech(&error))?;
    let seconds = recording.seconds;
    let heard = Want::exactly(Metered::HeardMs, millis(seconds));
    let app = app.clone();
    // it is settled even where nobody waits for the answer any more
    let work = tokio::spawn(async move {
        let hold = usage::hold(&app, user_id, &[heard], AT_MOST).await?;
        let begun = Instant::now();
        let recognised =
            recognizer.recognise(recording.samples.into(), RecognizeOptions::default(), CancellationToken::new()).await;
        if recognised.is_ok() {
            metrics::recognition(begun.elapsed());
        }
        let used = if recognised.is_ok() { heard.most } else { 0 };
        usage::settle(&app, hold, &[(Metered::HeardMs, used)]).await;
        recognised.map_err(|error| of_speech(&error))
    });
    let transcript = work.await.map_err(|_| Problem::internal())??;
    Ok(Transcribed { text: transcript.text, engine: transcript.engine, seconds })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a recording has up to some hours")]
pub(super) fn millis(seconds: f64) -> u64 {
    // what a sum of clips is off by is no millisecond
    (seconds * 1_000.0 - 1e-6).ceil() as u64
}

#[cfg(test)]
mod tests {
    use super::millis;

    #[test]
    fn a_part_of_a_millisecond_counts_and_what_a_sum_is_off_by_does_not() {
        assert_eq!(millis(0.1 + 0.1 + 0.1), 300);
        assert_eq!([0.0, 0.000_1, 1.0, 1.000_5].map(millis), [0, 1, 1_000, 1_001]);
    }
}
