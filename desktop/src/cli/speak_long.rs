//! A text that is too long for one request: the cloud speaks it beside them, and its sound is fetched.

use super::{Done, audio_job, print};
use crate::cloud::{AudioJobs, AudioKind, Given, HOSTED, SentJob};
use crate::sound_file::{seconds_of, unwritable};
use alfa_copilot::{AudioSink, Problem};
use alfa_speech::SpeechError;
use alfa_speech::wav::Layout;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

const KIND: AudioKind = AudioKind::Speak;
/// So much is read for the speaker at once, in seconds.
const PIECE_S: u64 = 5;
/// And at most so long before it sounds.
const AHEAD: Duration = Duration::from_secs(20);
/// A header is shorter.
const HEADER: u64 = 1 << 20;

pub(super) async fn speak(jobs: &AudioJobs, given: &Given, out: Option<&Path>, sink: &Arc<dyn AudioSink>) -> Done {
    let job = audio_job::sending(KIND, jobs.send(given, &audio_job::steps(KIND))).await?;
    fetch(jobs, job, out, sink).await
}

/// The speech of a job, once it is made: into the file, or aloud.
pub(super) async fn fetch(jobs: &AudioJobs, job: SentJob, out: Option<&Path>, sink: &Arc<dyn AudioSink>) -> Done {
    let on_step = audio_job::steps(KIND);
    let done = audio_job::waiting(KIND, &job, jobs.wait(&job, KIND, &on_step)).await?;
    match out {
        Some(path) => {
            let partial = path.with_extension("wav.part");
            let fetched = audio_job::waiting(KIND, &job, jobs.fetch_sound(&job, &partial, &on_step)).await;
            let kept = fetched
                .and_then(|()| std::fs::rename(&partial, path).map_err(|error| unwritable(path, &error.to_string())));
            if let Err(problem) = kept {
                let _ = std::fs::remove_file(&partial);
                return Err(problem.into());
            }
            let engine = done.engine.map_or_else(|| HOSTED.to_owned(), |engine| format!("{HOSTED}:{engine}"));
            print::out(&format!("{} ({:.1} s, {engine})", path.display(), seconds_of(path)?));
        }
        None => {
            let file = tempfile::NamedTempFile::new()
                .map_err(|error| unwritable(&std::env::temp_dir(), &error.to_string()))?;
            audio_job::waiting(KIND, &job, jobs.fetch_sound(&job, file.path(), &on_step)).await?;
            let played = audio_job::waiting(KIND, &job, play(file.path(), sink)).await;
            if played.is_err() {
                sink.stop();
            }
            played?;
        }
    }
    audio_job::settle(jobs, &job).await;
    Ok(())
}

/// Plays a file, of which little is held at a time.
async fn play(path: &Path, sink: &Arc<dyn AudioSink>) -> Result<(), Problem> {
    let broken = |source| Problem::from(SpeechError::File { file: path.display().to_string(), source });
    let mut file = File::open(path).map_err(broken)?;
    let length = file.metadata().map_err(broken)?.len();
    let mut beginning = Vec::new();
    file.by_ref().take(HEADER).read_to_end(&mut beginning).map_err(broken)?;
    let layout = Layout::of(&beginning, length)?;
    file.seek(SeekFrom::Start(layout.begin)).map_err(broken)?;
    let mut sound = file.take(layout.bytes);
    let (begun, mut queued) = (Instant::now(), 0.0);
    loop {
        let mut piece = Vec::new();
        let most = PIECE_S * u64::from(layout.rate) * layout.frame;
        if sound.by_ref().take(most).read_to_end(&mut piece).map_err(broken)? == 0 {
            break;
        }
        let clip = layout.decode(&piece)?;
        queued += clip.seconds();
        sink.play(clip);
        let sounds = begun + Duration::from_secs_f64(queued);
        sleep_until(sounds.checked_sub(AHEAD).unwrap_or(begun)).await;
    }
    sink.drained().await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound_file::wav_sink;
    use alfa_speech::wav;

    #[tokio::test]
    async fn all_of_a_file_is_played_little_ahead_of_its_sound() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.wav"), folder.path().join("b.wav"));
        wav::write(&from, &vec![0.25; 8_000 * 21 + 7], 8_000).unwrap();
        let sink = wav_sink();
        let begun = Instant::now();
        play(&from, &(Arc::clone(&sink) as Arc<dyn AudioSink>)).await.unwrap();
        let took = begun.elapsed();
        assert!((1.0..5.0).contains(&took.as_secs_f64()), "21 s less those ahead: {took:?}");
        sink.write(&to).unwrap();
        assert_eq!(std::fs::read(&from).unwrap(), std::fs::read(&to).unwrap());
    }
}
