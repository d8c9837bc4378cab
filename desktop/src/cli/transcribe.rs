//! `alfa transcribe`.

use super::alerts::open_store;
use super::arguments::Transcribe;
use super::{Done, Failure, ask, audio_job, print};
use crate::app::open_models;
use crate::cloud::{AudioJobs, AudioKind, AudioSegment, Given, HOSTED, HostedVoice, SentJob};
use crate::engines::{DesktopEngines, EngineChoice};
use crate::paths::Paths;
use crate::secrets::Secrets;
use crate::settings::SettingsFile;
use alfa_copilot::Problem;
use alfa_copilot::turn::Engines;
use alfa_speech::{RecognizeOptions, SpeechError, wav};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// What was recognised.
struct Heard {
    text: String,
    engine: String,
    confidence: Option<f32>,
    /// Of a long recording.
    long: Option<Long>,
}

/// The job it was, which is deleted once the text is given out.
struct Long {
    segments: Vec<AudioSegment>,
    jobs: AudioJobs,
    job: SentJob,
}

pub(super) async fn run(arguments: Transcribe) -> Done {
    let json = arguments.json;
    let begun = Instant::now();
    match transcribed(arguments, begun).await {
        Ok((heard, millis)) => {
            let line = if json { line(&heard, millis) } else { heard.text };
            match heard.long {
                None => print::out(&line),
                Some(Long { jobs, job, .. }) => {
                    print::delivered(&line)?;
                    audio_job::settle(&jobs, &job).await;
                }
            }
            Ok(())
        }
        Err(problem) if json => {
            print::out(&json!({ "text": null, "engine": null, "confidence": null, "problem": problem }).to_string());
            Err(Failure::Said)
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The one line of `--json`. Only a long recording has segments.
fn line(heard: &Heard, millis: f64) -> String {
    let confidence = heard.confidence.map(|c| (f64::from(c) * 1_000.0).round() / 1_000.0);
    let mut line = json!({ "text": heard.text, "engine": heard.engine, "confidence": confidence,
        "recognise_ms": (millis * 10.0).round() / 10.0, "problem": null });
    if let Some(long) = &heard.long {
        line["segments"] = json!(long.segments);
    }
    line.to_string()
}

/// With how long it took, but for what was loaded before.
async fn transcribed(arguments: Transcribe, begun: Instant) -> Result<(Heard, f64), Problem> {
    let millis = |begun: Instant| begun.elapsed().as_secs_f64() * 1_000.0;
    let file = match (arguments.job, arguments.file) {
        (None, Some(file)) => file,
        (id, _) => {
            let engines = engines(arguments.offline, None)?;
            let job = SentJob::of(id.unwrap_or_default());
            return Ok((fetched(AudioJobs::of(engines.hosted()), job).await?, millis(begun)));
        }
    };
    let path = file.clone();
    let read = tokio::task::spawn_blocking(move || wav::read(&path))
        .await
        .map_err(|error| Problem::new("file_unreadable", format!("{error}."), ""))?;
    let (recording, engines) = match read {
        Err(SpeechError::TooLong { seconds, limit }) => {
            let engines = engines(arguments.offline, None)?;
            if !engines.is_hosted_recognizer() {
                return Err(SpeechError::TooLong { seconds, limit }.into());
            }
            return Ok((long(AudioJobs::of(engines.hosted()), file).await?, millis(begun)));
        }
        read => (read?, engines(arguments.offline, None)?),
    };
    let recognizer = engines.recognizer().await?;
    let begun = Instant::now();
    let heard =
        recognizer.recognise(recording.samples.into(), RecognizeOptions::default(), CancellationToken::new()).await?;
    Ok((Heard { text: heard.text, engine: heard.engine, confidence: heard.confidence, long: None }, millis(begun)))
}

/// One that is longer than a question: the cloud does it beside the requests.
async fn long(jobs: AudioJobs, file: PathBuf) -> Result<Heard, Problem> {
    let (kind, given) = (AudioKind::Transcribe, Given::Recording(file));
    let job = audio_job::sending(kind, jobs.send(&given, &audio_job::steps(kind))).await?;
    fetched(jobs, job).await
}

async fn fetched(jobs: AudioJobs, job: SentJob) -> Result<Heard, Problem> {
    let kind = AudioKind::Transcribe;
    let done = audio_job::waiting(kind, &job, jobs.wait(&job, kind, &audio_job::steps(kind))).await?;
    let engine = done.engine.map_or_else(|| HOSTED.to_owned(), |engine| format!("{HOSTED}:{engine}"));
    let (text, segments) = (done.text.unwrap_or_default(), done.segments.unwrap_or_default());
    Ok(Heard { text, engine, confidence: None, long: Some(Long { segments, jobs, job }) })
}

/// Speech engines alone, for commands that need nothing else.
pub(super) fn engines(offline: bool, voice: Option<String>) -> Result<DesktopEngines, Problem> {
    let paths = Paths::resolve()?;
    let loaded = SettingsFile::new(&paths.settings).load()?;
    let settings = loaded.settings;
    let choice = EngineChoice { recognizer: settings.recognizer, voice: voice.unwrap_or(settings.voice) };
    let models = open_models(&paths, offline)?;
    let hosted = Arc::new(HostedVoice::new(paths.clone(), open_store()?.0));
    Ok(DesktopEngines::new(
        models,
        Secrets::new("alfa"),
        hosted,
        choice,
        paths.cache.join("clauses"),
        ask::progress_lines(),
        ask::notice_lines(),
    ))
}
