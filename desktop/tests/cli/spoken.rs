//! Whole voice turns on real recordings with the real engines.

use crate::run::{Computer, mirror};
use std::path::PathBuf;

fn recording(name: &str) -> PathBuf {
    assert!(
        mirror().is_some(),
        "the speech models are needed: set ALFA_MODELS_MIRROR to their folder, or run `alfa models pull`"
    );
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets").join(name)
}

#[test]
fn a_spoken_question_gets_a_spoken_answer_that_is_understood_again() {
    let computer = Computer::new();
    let question = recording("pergunta.wav");
    let out = computer.data.path().join("resposta.wav");
    let line = computer.ask(&["--wav", question.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(line["understood"]["intent"], "price", "{line}");
    assert_eq!(line["understood"]["coins"][0], "BTC");
    assert!(line["heard"]["engine"].as_str().unwrap().starts_with("whisper:"));
    assert!(line["audio"]["voice"].as_str().unwrap().starts_with("kokoro:"), "{line}");
    assert!(line["timings_ms"]["first_audio"].as_f64().unwrap() > 0.0);
    let heard = computer.run(&["transcribe", out.to_str().unwrap()]);
    let heard = String::from_utf8(heard.stdout).unwrap().to_lowercase();
    assert!(heard.contains("bitcoin") || heard.contains("bicoin"), "{heard}");
}

#[test]
fn a_killed_turn_leaves_its_recording_to_be_asked_again() {
    let computer = Computer::new();
    let question = recording("pergunta.wav");
    let mut child = computer
        .command()
        .args(["ask", "--wav", question.to_str().unwrap(), "--live", "--market", "replay:", "--quiet", "--llm", "off"])
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // once the file is there the person is speaking
    let recordings = computer.data.path().join("recordings");
    let begun = std::time::Instant::now();
    let speaking = || {
        std::fs::read_dir(&recordings)
            .is_ok_and(|mut files| files.any(|f| f.unwrap().metadata().unwrap().len() > 10_000))
    };
    while !speaking() {
        assert!(begun.elapsed().as_secs() < 120, "no recording appeared");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let next = computer.run(&["ask", "ajuda", "--market", "replay:", "--quiet", "--llm", "off"]);
    let said = String::from_utf8_lossy(&next.stderr).into_owned();
    assert!(said.contains("alfa ask --wav"), "{said}");
}
