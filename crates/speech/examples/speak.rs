//! Speaks a text clause by clause and prints phonemes and times: `speak MODELS_FOLDER VOICE TEXT [OUT.wav]`.
#![expect(clippy::print_stdout, reason = "it prints what it measures")]

use alfa_speech::kokoro::{KOKORO_RATE, KokoroSynthesizer};
use alfa_speech::phonemes::Phonemizer;
use alfa_speech::{SpeakOptions, Synthesizer, clauses, wav};
use std::path::Path;
use std::time::Instant;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, name, text, rest @ ..] = arguments.as_slice() else {
        return Err("speak MODELS_FOLDER VOICE TEXT [OUT.wav]".into());
    };
    let folder = Path::new(folder);
    let runtime = tokio::runtime::Builder::new_multi_thread().build()?;
    let start = Instant::now();
    let voice =
        KokoroSynthesizer::load(&folder.join("kokoro-v1.0-w8.onnx"), &folder.join(format!("{name}.bin")), name)?;
    println!("loaded in {:?}", start.elapsed());
    let phonemizer = Phonemizer::new();
    let mut all = Vec::new();
    let (mut work, mut sound) = (0.0, 0.0);
    for clause in clauses::clauses(text) {
        println!("{}", phonemizer.phonemize(&clause));
        let start = Instant::now();
        let (out, mut clips) = mpsc::channel(64);
        runtime.block_on(voice.synthesize(&clause, SpeakOptions::default(), out, CancellationToken::new()))?;
        let took = start.elapsed().as_secs_f64();
        let before = all.len();
        while let Ok(clip) = clips.try_recv() {
            all.extend_from_slice(&clip.samples);
        }
        let seconds = (all.len() - before) as f64 / f64::from(KOKORO_RATE);
        println!("{:.0} ms for {seconds:.2} s, factor {:.2}: {clause}", took * 1000.0, took / seconds);
        work += took;
        sound += seconds;
    }
    println!("factor {:.2}", work / sound);
    if let Some(out) = rest.first() {
        wav::write(Path::new(out), &all, KOKORO_RATE)?;
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        status
            .lines()
            .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
            .for_each(|line| println!("{line}"));
    }
    Ok(())
}
