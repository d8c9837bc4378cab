//! The figures ALFA aims for, measured: `cargo xtask bench`.
//!
//! A turn is measured by feeding a recording at the speed of speech, the key released 150 ms after its last word; audible is the first
//! sample above -45 dBFS handed over. The recordings are those of the folder named by `ALFA_SPEECH`, or the ones that ship.

#![expect(clippy::print_stdout, reason = "the table is what this program is for")]

use alfa_copilot::turn::Engines;
use alfa_copilot::{Dialogue, Events, Problem};
use alfa_desktop::app::{App, AppOptions};
use alfa_desktop::ask::{Ask, Input, Output};
use alfa_desktop::market::MarketSource;
use alfa_speech::whisper::{WhisperOptions, WhisperRecognizer};
use alfa_speech::{RecognizeOptions, Recognizer, SpeakOptions, wav};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Coins whose usual first words are made ready, as the running app does when it is idle.
const WARM_COINS: usize = 12;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::process::ExitCode {
    match bench().await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(problem) => {
            println!("{}", problem.sentence());
            std::process::ExitCode::FAILURE
        }
    }
}

async fn bench() -> Result<(), Problem> {
    let data = tempfile::tempdir().map_err(|e| Problem::new("bench", e.to_string(), ""))?;
    // only this process reads it, and nothing runs beside it yet
    let folder = data.path().to_owned();
    let app = open(&folder).await?;
    println!("| o quê | p50 | p95 | n | alvo | ao lado |");
    println!("|---|---:|---:|---:|---|---|");

    let begun = Instant::now();
    let recognizer = app.engines.recognizer().await?;
    row("carregar o reconhecedor (uma vez)", &[millis(begun)], "–", "–");
    let begun = Instant::now();
    app.engines.synthesizer().await?;
    row("carregar a voz (uma vez)", &[millis(begun)], "–", "–");
    app.warm(WARM_COINS, CancellationToken::new()).await?;

    let recordings = recordings();
    let seconds: Vec<f64> =
        recordings.iter().filter_map(|path| wav::read(path).ok()).map(|file| file.seconds * 1_000.0).collect();
    row("duração das gravações", &seconds, "–", "–");
    let peer = recognition(whole_window(&app).await?.as_ref(), recordings.iter().step_by(4)).await?;
    let beside = format!("o mesmo modelo com a janela de 30 s do whisper.cpp, agora: {}", shown(percentile(&peer, 50)));
    let recognise = recognition(recognizer.as_ref(), recordings.iter()).await?;
    row("reconhecer, a gravação inteira de uma vez", &recognise, "≤ 250 ms", &beside);

    understanding(&app).await;
    synthesis(&app).await?;

    let (mut first, mut last_word, mut tools, mut total) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for path in &recordings {
        let out = folder.join("resposta.wav");
        let ask = Ask {
            input: Input::Wav { path: path.clone(), live: true },
            output: Output::File(out),
            continue_last: false,
        };
        let (sender, _events) = mpsc::unbounded_channel();
        let asked = app.ask(ask, Events::to(sender), &CancellationToken::new()).await?;
        let timings = asked.outcome.timings;
        first.extend(timings.first_audio);
        last_word.extend(timings.recognise);
        tools.extend(timings.tools);
        total.extend(timings.total);
    }
    row(
        "turno ao vivo: tecla solta → primeiro som",
        &first,
        "≤ 300 ms, p95 ≤ 600 ms",
        "pessoa 200 ms; os melhores agentes 400 ms (publicado)",
    );
    row("turno ao vivo: tecla solta → texto", &last_word, "≤ 250 ms", "–");
    row("turno ao vivo: ferramentas", &tools, "–", "–");
    row("turno ao vivo: tecla solta → resposta toda sintetizada", &total, "–", "–");
    Ok(())
}

/// How long each recording takes to become text, in milliseconds.
async fn recognition<'a>(
    recognizer: &dyn Recognizer,
    recordings: impl Iterator<Item = &'a PathBuf>,
) -> Result<Vec<f64>, Problem> {
    let mut took = Vec::new();
    for path in recordings {
        let samples = wav::read(path)?.samples.into();
        let begun = Instant::now();
        if recognizer.recognise(samples, RecognizeOptions::default(), CancellationToken::new()).await.is_ok() {
            took.push(millis(begun));
        }
    }
    Ok(took)
}

/// The peer: the same weights as whisper.cpp's own program looks at them, always 30 s, with no words made likelier.
async fn whole_window(app: &App) -> Result<Box<dyn Recognizer>, Problem> {
    let files = app.models.obtain("whisper-base-q8_0", &mut |_| {}, CancellationToken::new()).await?;
    let options = WhisperOptions { whole_window: true, prompt: String::new(), words: Vec::new(), ..Default::default() };
    Ok(Box::new(WhisperRecognizer::load(files.main(), "base-q8_0", options)?))
}

async fn open(folder: &Path) -> Result<App, Problem> {
    let paths = alfa_desktop::paths::Paths::resolve_in(Some(folder.as_os_str()))?;
    let options = AppOptions {
        market: Some(MarketSource::Replay(None)),
        llm_off: true,
        paths: Some(paths),
        ..AppOptions::default()
    };
    Ok(App::open(options).await?.0)
}

/// Understanding, tools and answer, with quotes at hand.
async fn understanding(app: &App) {
    let sentences = [
        "qual o preço do bitcoin?",
        "quanto é meio ethereum em dólar",
        "bitcoin tá quanto?",
        "e a solana, quanto custa?",
    ];
    let (mut understand, mut all) = (Vec::new(), Vec::new());
    for round in 0..250 {
        let said = sentences[round % sentences.len()];
        let begun = Instant::now();
        let reply = app.responder.reply(said, &mut Dialogue::default(), &CancellationToken::new()).await;
        all.push(millis(begun));
        understand.push(reply.understand_ms);
    }
    row("entender uma frase", &understand, "–", "–");
    row("entender + ferramentas + texto, cotações à mão", &all, "≤ 2 ms", "–");
}

/// Seconds of computing for a second of speech.
async fn synthesis(app: &App) -> Result<(), Problem> {
    let synthesizer = app.engines.synthesizer().await?;
    let mut factors = Vec::new();
    for amount in [512_340, 87_612, 1_903, 45_077, 999_821, 15_750] {
        let words = alfa_language::aloud::say(&format!("R$ {amount}"), app.responder.tools().coins());
        let (sender, mut clips) = mpsc::channel(64);
        let begun = Instant::now();
        synthesizer.synthesize(&words, SpeakOptions::default(), sender, CancellationToken::new()).await?;
        let took = begun.elapsed().as_secs_f64();
        let mut seconds = 0.0;
        while let Ok(clip) = clips.try_recv() {
            seconds += clip.seconds();
        }
        factors.push(took / seconds * 1_000.0);
    }
    row("sintetizar um segundo de fala", &factors, "–", "onnxruntime: 230–260 ms; rten: 350–420 ms (publicado)");
    Ok(())
}

fn recordings() -> Vec<PathBuf> {
    let folder = std::env::var_os("ALFA_SPEECH").map_or_else(
        || {
            let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/speech");
            if beside.is_dir() { beside } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("assets") }
        },
        PathBuf::from,
    );
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "wav"))
        .collect();
    files.sort();
    files
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

/// By nearest rank.
fn percentile(values: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get((sorted.len() * percent).div_ceil(100).max(1) - 1).copied()
}

fn shown(value: Option<f64>) -> String {
    match value {
        Some(value) if value < 10.0 => format!("{value:.2} ms"),
        Some(value) => format!("{value:.0} ms"),
        None => "–".to_owned(),
    }
}

/// A row of the table; p50 and p95 in milliseconds.
fn row(what: &str, values: &[f64], target: &str, beside: &str) {
    let (half, most) = (shown(percentile(values, 50)), shown(percentile(values, 95)));
    println!("| {what} | {half} | {most} | {} | {target} | {beside} |", values.len());
}
