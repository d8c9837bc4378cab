//! Input that cannot be used, and a computer that lacks something: a code, a sentence, and what to do.

use crate::run::{Computer, one_line, stderr};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn wav(folder: &Path, name: &str, rate: u32, samples: &[i16]) -> PathBuf {
    let path = folder.join(name);
    let spec =
        hound::WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::create(&path, spec).unwrap();
    for sample in samples {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    path
}

fn ask_wav(computer: &Computer, path: &Path) -> (Value, Option<i32>) {
    let output = computer.run(&[
        "ask",
        "--wav",
        path.to_str().unwrap(),
        "--market",
        "replay:",
        "--quiet",
        "--json",
        "--offline",
    ]);
    (one_line(&output), output.status.code())
}

#[track_caller]
fn assert_problem(found: &(Value, Option<i32>), code: &str) {
    assert_eq!(found.0["problem"]["code"], code, "{}", found.0);
    assert!(!found.0["problem"]["message"].as_str().unwrap().is_empty());
    assert!(!found.0["problem"]["action"].as_str().unwrap().is_empty());
    assert_eq!(found.1, Some(1));
}

#[test]
fn files_that_are_no_question() {
    let computer = Computer::new();
    let folder = computer.data.path();
    let text = folder.join("texto.wav");
    std::fs::write(&text, "isto não é som").unwrap();
    assert_problem(&ask_wav(&computer, &text), "not_wav");
    assert_problem(&ask_wav(&computer, &folder.join("falta.wav")), "file_unreadable");
    assert_problem(&ask_wav(&computer, &wav(folder, "vazio.wav", 16_000, &[])), "empty_recording");
    // ten minutes at a low rate are as long as any
    assert_problem(
        &ask_wav(&computer, &wav(folder, "longo.wav", 8_000, &vec![100; 8_000 * 600])),
        "recording_too_long",
    );
}

#[test]
fn silence_and_noise_are_not_turned_into_text() {
    let computer = Computer::new();
    let folder = computer.data.path();
    assert_problem(&ask_wav(&computer, &wav(folder, "silencio.wav", 16_000, &vec![0; 48_000])), "no_speech");
    let mut state = 12_345_u32;
    let noise: Vec<i16> = (0..48_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            i16::try_from(i32::try_from(state >> 20).unwrap() - 2_048).unwrap()
        })
        .collect();
    assert_problem(&ask_wav(&computer, &wav(folder, "ruido.wav", 16_000, &noise)), "no_speech");
}

#[test]
fn without_a_model_and_without_network_it_says_what_to_do() {
    let computer = Computer::new();
    let path = wav(computer.data.path(), "p.wav", 16_000, &vec![1_000; 16_000]);
    let output = computer
        .command()
        .env_remove("ALFA_MODELS_MIRROR")
        .args(["ask", "--wav", path.to_str().unwrap(), "--market", "replay:", "--quiet", "--json", "--offline"])
        .output()
        .unwrap();
    let line = one_line(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(line["problem"]["code"].as_str().unwrap().starts_with("model"), "{line}");
}

#[test]
fn an_unknown_coin_and_an_absurd_amount_are_answered() {
    let computer = Computer::new();
    let coin = computer.ask(&["qual o preço da moeda zorbatron?"]);
    assert_eq!(coin["problem"]["code"], "unknown_coin", "{coin}");
    let amount = computer.ask(&["quanto é zero bitcoin em reais"]);
    assert!(amount["problem"]["code"] == "absurd_amount", "{amount}");
}

#[test]
fn a_market_that_cannot_be_reached_is_said() {
    let computer = Computer::new();
    // nobody listens on the discard port
    let output = computer.run(&[
        "ask",
        "preço do bitcoin",
        "--market",
        "http://127.0.0.1:9",
        "--quiet",
        "--json",
        "--llm",
        "off",
    ]);
    let line = one_line(&output);
    assert_eq!(line["problem"]["code"], "market_unavailable", "{line}");
    assert!(line["answer"]["text"].as_str().unwrap().contains("internet"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn an_answer_that_cannot_be_written_is_said_and_leaves_no_file() {
    let computer = Computer::new();
    for command in ["speak", "ask"] {
        let output = computer.run(&[command, "oi", "--out", "/nao/existe/a.wav"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(stderr(&output).contains("file_unwritable"), "{}", stderr(&output));
    }
}

#[test]
fn a_broken_settings_file_is_set_aside_and_said() {
    let computer = Computer::new();
    computer.run(&["config", "set", "speed", "1.5"]);
    let file = std::fs::read_dir(computer.data.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|e| e == "toml"))
        .unwrap();
    std::fs::write(&file, "speed = [[[").unwrap();
    let output = computer.run(&["ask", "ajuda", "--market", "replay:", "--quiet", "--llm", "off"]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(stderr(&output).contains("configurações"), "{}", stderr(&output));
}
