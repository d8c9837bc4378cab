//! Recognises every WAV of a folder and prints times and word errors: `recognise MODEL FOLDER [PASSES]`.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use alfa_speech::whisper::{WhisperOptions, WhisperRecognizer};
use alfa_speech::{RecognizeOptions, Recognizer, activity, wav};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(model), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("recognise MODEL FOLDER [PASSES]".into());
    };
    let passes: usize = arguments.next().map_or(Ok(3), |passes| passes.parse())?;
    let mut options = WhisperOptions::default();
    if let Ok(prompt) = std::env::var("PROMPT") {
        options.prompt = prompt;
    }
    if std::env::var_os("NO_WORDS").is_some() {
        options.words.clear();
    }
    if let Ok(threads) = std::env::var("THREADS") {
        options.threads = threads.parse()?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let start = Instant::now();
    let recognizer = WhisperRecognizer::load(Path::new(&model), "base-q8_0", options)?;
    println!("loaded in {:?}", start.elapsed());
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "wav"));
    files.sort();
    let transcripts = std::fs::read_to_string(Path::new(&folder).join("transcripts.tsv")).unwrap_or_default();
    let (mut times, mut errors, mut words) = (Vec::new(), 0, 0);
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let samples: Arc<[f32]> = wav::read(&path)?.samples.into();
        let speech = activity::speech(&samples);
        let mut own = Vec::new();
        let mut heard = String::new();
        let mut confidence = 0.0;
        for _ in 0..passes {
            let start = Instant::now();
            let outcome = runtime.block_on(recognizer.recognise(
                Arc::clone(&samples),
                RecognizeOptions::default(),
                CancellationToken::new(),
            ));
            own.push(start.elapsed().as_secs_f64() * 1000.0);
            match outcome {
                Ok(transcript) => {
                    heard = transcript.text;
                    confidence = transcript.confidence.unwrap_or_default();
                }
                Err(error) => heard = format!("({error})"),
            }
        }
        own.sort_by(f64::total_cmp);
        let key = name.trim_end_matches(".wav").trim_end_matches("_noise15db");
        let said = transcripts.lines().find_map(|line| {
            let (file, rest) = line.split_once('\t')?;
            (file.trim_end_matches(".wav") == key).then(|| rest.split('\t').next().unwrap_or_default().to_owned())
        });
        let wrong = said.as_deref().map(|said| distance(&plain(said), &plain(&heard)));
        if let (Some(wrong), Some(said)) = (wrong, &said) {
            errors += wrong;
            words += plain(said).len();
        }
        println!(
            "{name}\t{:.2} s\t{:.0} ms\t{confidence:.2}\t{}\t{heard}",
            samples.len() as f64 / 16_000.0,
            own[own.len() / 2],
            wrong.map_or(String::new(), |wrong| format!("{wrong} wrong")),
        );
        if let Some(speech) = speech {
            println!(
                "\tspeech {:.2}–{:.2} s, {} ms voiced",
                speech.range.start as f64 / 16e3,
                speech.range.end as f64 / 16e3,
                speech.voiced_ms
            );
        }
        times.extend(own);
    }
    times.sort_by(f64::total_cmp);
    if !times.is_empty() {
        println!("p50 {:.0} ms, p95 {:.0} ms", times[times.len() / 2], times[times.len() * 95 / 100]);
    }
    println!(
        "word error {:.1} % of {words} words",
        100.0 * f64::from(u32::try_from(errors)?) / f64::from(u32::try_from(words.max(1))?)
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        for line in status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")) {
            println!("{line}");
        }
    }
    Ok(())
}

fn plain(text: &str) -> Vec<String> {
    text.to_lowercase()
        .chars()
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect::<String>()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Words to change, add or drop.
fn distance(said: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (line, word) in said.iter().enumerate() {
        let mut corner = row[0];
        row[0] = line + 1;
        for (column, other) in heard.iter().enumerate() {
            let cost = (corner + usize::from(word != other)).min(row[column] + 1).min(row[column + 1] + 1);
            corner = row[column + 1];
            row[column + 1] = cost;
        }
    }
    row[heard.len()]
}
