//! `alfa transcribe`.

use super::alerts::open_store;
use super::arguments::Transcribe;
use super::{Done, Failure, ask, print};
use crate::app::open_models;
use crate::cloud::HostedVoice;
use crate::engines::{DesktopEngines, EngineChoice};
use crate::paths::Paths;
use crate::secrets::Secrets;
use crate::settings::SettingsFile;
use alfa_copilot::Problem;
use alfa_copilot::turn::Engines;
use alfa_speech::{RecognizeOptions, Transcript, wav};
use serde_json::json;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

pub(super) async fn run(arguments: Transcribe) -> Done {
    let json = arguments.json;
    match transcribed(arguments).await {
        Ok((transcript, millis)) => {
            if json {
                let confidence = transcript.confidence.map(|c| (f64::from(c) * 1_000.0).round() / 1_000.0);
                let line = json!({ "text": transcript.text, "engine": transcript.engine, "confidence": confidence,
                    "recognise_ms": (millis * 10.0).round() / 10.0, "problem": null });
                print::out(&line.to_string());
            } else {
                print::out(&transcript.text);
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

async fn transcribed(arguments: Transcribe) -> Result<(Transcript, f64), Problem> {
    let file = arguments.file;
    let recording = tokio::task::spawn_blocking(move || wav::read(&file))
        .await
        .map_err(|error| Problem::new("file_unreadable", format!("{error}."), ""))??;
    let engines = engines(arguments.offline, None)?;
    let recognizer = engines.recognizer().await?;
    let begun = Instant::now();
    let transcript =
        recognizer.recognise(recording.samples.into(), RecognizeOptions::default(), CancellationToken::new()).await?;
    Ok((transcript, begun.elapsed().as_secs_f64() * 1_000.0))
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
