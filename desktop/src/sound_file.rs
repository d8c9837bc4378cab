//! Recordings as if they were spoken, and answers written to a file.

use alfa_copilot::{AudioSink, Problem, Sound};
use alfa_speech::resample::resample;
use alfa_speech::{Clip, RECOGNIZER_RATE, SpeechError, activity, wav};
use async_trait::async_trait;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

/// One chunk: 20 ms.
const CHUNK: usize = RECOGNIZER_RATE as usize / 50;
/// A header before the samples is shorter than this.
const HEADER: u64 = 1 << 20;
/// The key is released so long after the last word.
const RELEASE_AFTER: Duration = Duration::from_millis(150);

/// Sends a recording all at once.
pub fn send_at_once(samples: Vec<f32>) -> mpsc::Receiver<Sound> {
    let (sender, receiver) = mpsc::channel(2);
    // both fit the channel, and its receiver is at hand
    let _ = sender.try_send(Sound::Samples(samples.into()));
    let _ = sender.try_send(Sound::Released);
    receiver
}

/// Sends a recording at the speed of speech; the key is released 150 ms after its last word.
pub fn send_live(mut samples: Vec<f32>) -> mpsc::Receiver<Sound> {
    let (sender, receiver) = mpsc::channel(64);
    let release = RELEASE_AFTER.as_millis() as usize * RECOGNIZER_RATE as usize / 1_000;
    let end = activity::speech_range(&samples).map_or(samples.len(), |range| range.end) + release;
    samples.resize(end, 0.0);
    tokio::spawn(async move {
        let begun = tokio::time::Instant::now();
        let mut sent = 0_u32;
        for chunk in samples.chunks(CHUNK) {
            sent += 1;
            // a chunk exists only when its last sample has been spoken
            tokio::time::sleep_until(begun + Duration::from_millis(20) * sent).await;
            if sender.send(Sound::Samples(chunk.into())).await.is_err() {
                return;
            }
        }
        let _ = sender.send(Sound::Released).await;
    });
    receiver
}

/// Looks whether an answer can be written to `path`, before it is made: whether its folder is there and it is no folder itself.
///
/// # Errors
/// It cannot.
pub fn writable(path: &Path) -> Result<(), Problem> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(unwritable(path, &format!("a pasta {} não existe", folder.display())));
    }
    if path.is_dir() {
        return Err(unwritable(path, "é uma pasta"));
    }
    Ok(())
}

/// How long a written recording is, by its header.
///
/// # Errors
/// It is none.
pub fn seconds_of(path: &Path) -> Result<f64, Problem> {
    let broken = |source| SpeechError::File { file: path.display().to_string(), source };
    let file = std::fs::File::open(path).map_err(broken)?;
    let length = file.metadata().map_err(broken)?.len();
    let mut beginning = Vec::new();
    file.take(HEADER).read_to_end(&mut beginning).map_err(broken)?;
    Ok(wav::Layout::of(&beginning, length)?.seconds())
}

pub(crate) fn unwritable(path: &Path, why: &str) -> Problem {
    Problem::new(
        "file_unwritable",
        format!("Não consigo gravar {}: {why}.", path.display()),
        "Confira o caminho, as permissões e o espaço em disco.",
    )
}

/// Collects an answer for a file; all clips at the rate of the first.
#[derive(Default)]
pub struct WavSink {
    sound: Mutex<Option<(Vec<f32>, u32)>>,
}

impl WavSink {
    /// Writes what was collected as mono 16-bit WAV and gives its seconds. The file appears whole or not at all.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, path: &Path) -> Result<f64, Problem> {
        let guard = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let (samples, rate) = match guard.as_ref() {
            Some((samples, rate)) => (samples.as_slice(), *rate),
            None => (&[][..], 24_000),
        };
        let partial = path.with_extension("wav.part");
        let written = wav::write(&partial, samples, rate).and_then(|()| {
            std::fs::rename(&partial, path)
                .map_err(|source| SpeechError::File { file: path.display().to_string(), source })
        });
        if let Err(error) = written {
            let _ = std::fs::remove_file(&partial);
            return Err(match error {
                SpeechError::File { source, .. } => unwritable(path, &source.to_string()),
                other => other.into(),
            });
        }
        Ok(samples.len() as f64 / f64::from(rate))
    }
}

#[async_trait]
impl AudioSink for WavSink {
    fn play(&self, clip: Clip) {
        let mut guard = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        let (samples, rate) = guard.get_or_insert_with(|| (Vec::new(), clip.rate));
        if clip.rate == *rate {
            samples.extend_from_slice(&clip.samples);
        } else if let Ok(converted) = resample(&clip.samples, clip.rate, *rate) {
            samples.extend_from_slice(&converted);
        }
    }

    fn stop(&self) {}

    async fn drained(&self) {}
}

/// Shares a sink between the turn and the one who writes the file.
pub fn wav_sink() -> Arc<WavSink> {
    Arc::default()
}
