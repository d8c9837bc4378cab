//! A long text to sound.

use super::cut::sentences;
use super::objects::{Objects, input, output};
use super::work::{Made, Part, Task, of_service};
use crate::Problem;
use crate::jobs::Failure;
use crate::voice::speak::bytes;
use alfa_speech::{Clip, SpeakOptions, Synthesizer, resample};
use axum::body::Bytes;
use futures::{Stream, StreamExt, stream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// A part takes no longer.
const AT_MOST: Duration = Duration::from_secs(300);
/// Bytes of a sample.
const SAMPLE: u64 = 2;

pub(super) async fn say(task: &mut Task) -> Result<Made, Failure> {
    let code = |problem: &Problem| match problem.code.as_str() {
        "unknown_voice" => "unknown_voice",
        _ => "voice_unavailable",
    };
    let synthesizer = task.app.voice.patient().synthesizer(task.voice.as_deref());
    let synthesizer = Arc::clone(synthesizer.map_err(|problem| Failure::dead(code(&problem), problem.code))?);
    let text = task.objects.get(&input(0)).await?;
    let text = str::from_utf8(&text).map_err(|error| Failure::dead("audio_lost", error))?;
    let mut until = 0;
    for (number, part) in sentences(text).into_iter().enumerate() {
        until += part.chars().count() as u64;
        if number < task.parts.len() {
            continue;
        }
        let clips = spoken(&*synthesizer, part.trim(), task.speed).await?;
        let sound = sound(clips, &mut task.rate)?;
        task.keep(until, &sound).await?;
    }
    let rate = task.rate.and_then(|rate| u64::try_from(rate).ok()).filter(|rate| *rate > 0);
    let Some(rate) = rate else { return Ok(Made::Nothing("no_sound")) };
    let bytes: u64 = task.parts.iter().filter_map(|part| u64::try_from(part.bytes).ok()).sum();
    Ok(Made::Spoken { engine: synthesizer.name(), milliseconds: (bytes / SAMPLE * 1_000).div_ceil(rate) })
}

async fn spoken(synthesizer: &dyn Synthesizer, text: &str, speed: f32) -> Result<Vec<Clip>, Failure> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let (out, mut made) = mpsc::channel(8);
    let making = synthesizer.synthesize(text, SpeakOptions { speed }, out, CancellationToken::new());
    let taking = async {
        let mut clips: Vec<Clip> = Vec::new();
        while let Some(clip) = made.recv().await {
            clips.push(clip);
        }
        clips
    };
    let both = async { futures::join!(making, taking) };
    let (made, clips) = tokio::time::timeout(AT_MOST, both)
        .await
        .map_err(|_| Failure::again("took_too_long", format!("a part, more than {} s", AT_MOST.as_secs())))?;
    made.map_err(|error| of_service(&error))?;
    if clips.is_empty() {
        return Err(Failure::wait("voice_away", "no sound"));
    }
    Ok(clips)
}

/// As it is kept: samples of 16 bits at the rate of the first part.
fn sound(clips: Vec<Clip>, rate: &mut Option<i32>) -> Result<Vec<u8>, Failure> {
    let mut sound = Vec::new();
    for clip in clips {
        let first = *rate.get_or_insert(i32::try_from(clip.rate).unwrap_or(i32::MAX));
        let wanted = u32::try_from(first).unwrap_or(clip.rate);
        let clip = match clip.rate == wanted {
            true => clip,
            false => {
                let samples = resample::resample(&clip.samples, clip.rate, wanted);
                Clip { samples: samples.map_err(|error| of_service(&error))?.into(), rate: wanted }
            }
        };
        sound.extend_from_slice(&bytes(&clip));
    }
    Ok(sound)
}

/// Speech that is done, as a WAV file.
pub struct Sound {
    /// All of it.
    pub length: u64,
    /// In order.
    pub pieces: std::pin::Pin<Box<dyn Stream<Item = Result<Bytes, std::io::Error>> + Send>>,
}

/// The parts as one file.
pub(super) async fn together(objects: Objects, rate: u32, parts: Vec<Part>) -> Result<Sound, Problem> {
    let bytes: u64 = parts.iter().filter_map(|part| u64::try_from(part.bytes).ok()).sum();
    let mut parts = parts.into_iter();
    let header = Bytes::from(header(rate, u32::try_from(bytes).unwrap_or(u32::MAX)));
    let length = header.len() as u64 + bytes;
    let mut pieces = vec![Ok(header)];
    // where the store is away that is said before anything is sent
    if let Some(first) = parts.next() {
        pieces.push(Ok(Bytes::from(objects.get(&output(first.object)).await?.to_vec())));
    }
    let rest = stream::iter(parts).then(move |part| {
        let objects = objects.clone();
        async move {
            let found = objects.get(&output(part.object)).await;
            found.map(|found| Bytes::from(found.to_vec())).map_err(std::io::Error::other)
        }
    });
    Ok(Sound { length, pieces: Box::pin(stream::iter(pieces).chain(rest)) })
}

/// Of a WAV file of 16 bits, mono.
fn header(rate: u32, bytes: u32) -> Vec<u8> {
    let mut header = Vec::with_capacity(44);
    header.extend_from_slice(b"RIFF");
    header.extend_from_slice(&bytes.saturating_add(36).to_le_bytes());
    header.extend_from_slice(b"WAVEfmt ");
    header.extend_from_slice(&16_u32.to_le_bytes());
    header.extend_from_slice(&1_u16.to_le_bytes());
    header.extend_from_slice(&1_u16.to_le_bytes());
    header.extend_from_slice(&rate.to_le_bytes());
    header.extend_from_slice(&rate.saturating_mul(2).to_le_bytes());
    header.extend_from_slice(&2_u16.to_le_bytes());
    header.extend_from_slice(&16_u16.to_le_bytes());
    header.extend_from_slice(b"data");
    header.extend_from_slice(&bytes.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::header;

    #[test]
    fn its_header_is_that_of_a_wav_file() {
        let written = alfa_speech::wav::encode(&[0.0; 5], 24_000).unwrap();
        assert_eq!(header(24_000, 10), written[..44]);
    }
}
