//! One text to sound, streamed as it is made.

use super::of_speech;
use super::transcribe::millis;
use super::usage::{self, Want};
use crate::{App, Problem};
use alfa_domain::Metered;
use alfa_speech::{Clip, SpeakOptions, SpeechError};
use axum::body::Bytes;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;
use uuid::Uuid;

/// A text has at most so many characters.
const MOST_CHARACTERS: usize = 2_000;
/// Who takes longer to listen is cut off.
const AT_MOST: Duration = Duration::from_secs(300);
/// The header that says how many samples a second the sound has.
pub const RATE_HEADER: &str = "x-audio-rate";

/// `POST /api/audio/speak`
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Speak {
    /// 1 to 2,000 characters, figures in words.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
    /// As openai:nova; the server's first where it is not said.
    #[schema(max_length = 100)]
    pub voice: Option<String>,
    /// 0.5 to 2.0.
    #[schema(minimum = 0.5, maximum = 2.0)]
    pub speed: Option<f32>,
}

/// Sound that is being made.
pub struct Speech {
    /// Samples a second; they are of 16 bits, little-endian, mono.
    pub rate: u32,
    /// The sound, in order.
    pub pieces: mpsc::Receiver<Result<Bytes, std::io::Error>>,
}

/// Speaks a text. It is neither kept nor logged; it counts once there is sound.
///
/// # Errors
/// `voice_unavailable`, `voice_away`, `unknown_voice`, `quota_exhausted`, `too_many_at_once`; [`Problem::away`].
pub async fn speak(app: &App, user_id: Uuid, request: Speak) -> Result<Speech, Problem> {
    let synthesizer = Arc::clone(app.voice.synthesizer(request.voice.as_deref())?);
    let characters = request.text.chars().count();
    if request.text.trim().is_empty() || characters > MOST_CHARACTERS {
        return Err(Problem::invalid("O texto deve ter de 1 a 2.000 caracteres."));
    }
    let speed = request.speed.unwrap_or(1.0);
    if !(0.5..=2.0).contains(&speed) {
        return Err(Problem::invalid("O ritmo deve ser de 0,5 a 2."));
    }
    let wanted = Want::exactly(Metered::Characters, characters as u64);
    let (first, begun) = tokio::sync::oneshot::channel::<Result<u32, Problem>>();
    let (out, pieces) = mpsc::channel(8);
    let app = app.clone();
    // it is settled even where nobody listens any more
    tokio::spawn(async move {
        let hold = match usage::hold(&app, user_id, &[wanted], AT_MOST).await {
            Ok(hold) => hold,
            Err(problem) => {
                // whoever asked is gone: nothing is held
                let _ = first.send(Err(problem));
                return;
            }
        };
        let (clips, made) = mpsc::channel::<Clip>(8);
        let cancel = CancellationToken::new();
        let making = synthesizer.synthesize(&request.text, SpeakOptions { speed }, clips, cancel.clone());
        let passing = pass_on(made, out, first);
        let both = async { futures::join!(making, passing) };
        let seconds = match tokio::time::timeout(AT_MOST, both).await {
            Ok((made, passed)) => passed.end(made).await,
            Err(_) => 0.0,
        };
        let spoken = if seconds > 0.0 { wanted.most } else { 0 };
        usage::settle(&app, hold, &[(Metered::Characters, spoken), (Metered::SpokenMs, millis(seconds))]).await;
    });
    let rate = begun.await.map_err(|_| Problem::internal())??;
    Ok(Speech { rate, pieces })
}

/// Sound that was passed on.
struct Passed {
    seconds: f64,
    out: mpsc::Sender<Result<Bytes, std::io::Error>>,
    /// Where nothing has come yet.
    first: Option<tokio::sync::oneshot::Sender<Result<u32, Problem>>>,
}

impl Passed {
    /// Says how it ended and gives the seconds that were made.
    async fn end(self, made: Result<(), SpeechError>) -> f64 {
        let error = match made {
            Err(SpeechError::Cancelled) => return self.seconds,
            Ok(()) if self.first.is_none() => return self.seconds,
            Ok(()) => SpeechError::Engine { engine: "voice".to_owned(), reason: "no sound".to_owned() },
            Err(error) => error,
        };
        // whoever asked may be gone
        match self.first {
            Some(first) => drop(first.send(Err(of_speech(&error)))),
            // a sound that breaks off is not one that ends
            None => drop(self.out.send(Err(std::io::Error::other("the voice broke off"))).await),
        }
        self.seconds
    }
}

async fn pass_on(
    mut made: mpsc::Receiver<Clip>,
    out: mpsc::Sender<Result<Bytes, std::io::Error>>,
    first: tokio::sync::oneshot::Sender<Result<u32, Problem>>,
) -> Passed {
    let mut passed = Passed { seconds: 0.0, out, first: Some(first) };
    while let Some(clip) = made.recv().await {
        passed.seconds += clip.seconds();
        if let Some(first) = passed.first.take()
            && first.send(Ok(clip.rate)).is_err()
        {
            break;
        }
        if passed.out.send(Ok(bytes(&clip))).await.is_err() {
            break;
        }
    }
    passed
}

/// 16 bits, little-endian.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what 16 bits hold")]
pub(super) fn bytes(clip: &Clip) -> Bytes {
    let to_16 = |sample: &f32| ((sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16).to_le_bytes();
    clip.samples.iter().flat_map(to_16).collect::<Vec<u8>>().into()
}
