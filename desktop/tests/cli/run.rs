//! Running the built `alfa` on a data folder of its own.

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The reference clock of the language contract.
pub const NOW: &str = "2026-11-22T12:00:00-03:00";

/// One user's computer.
pub struct Computer {
    pub data: TempDir,
}

/// Where the model files are: the environment's folder, or the one beside the project.
pub fn mirror() -> Option<PathBuf> {
    let named = std::env::var_os("ALFA_MODELS_MIRROR").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/models");
    named.or(Some(beside)).filter(|folder| folder.is_dir())
}

impl Computer {
    pub fn new() -> Self {
        Self { data: tempfile::tempdir().unwrap() }
    }

    /// A command without what this computer's real user has set.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_alfa"));
        command.env("ALFA_DATA_DIR", self.data.path()).env("TZ", "America/Sao_Paulo");
        for name in [
            "ALFA_MARKET",
            "ALFA_LOG",
            "OPENAI_API_KEY",
            "OPENAI_BASE_URL",
            "LLM_API_KEY",
            "ELEVENLABS_API_KEY",
            "COINMARKETCAP_API_KEY",
            "COINGECKO_API_KEY",
            "DBUS_SESSION_BUS_ADDRESS",
        ] {
            command.env_remove(name);
        }
        if let Some(mirror) = mirror() {
            command.env("ALFA_MODELS_MIRROR", mirror);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).stdin(Stdio::null()).output().unwrap()
    }

    /// `alfa ask … --json` on the simulated market; the one line it prints.
    pub fn ask(&self, arguments: &[&str]) -> Value {
        let fixed = ["--market", "replay:", "--now", NOW, "--llm", "off", "--quiet", "--json"];
        let output = self.command().arg("ask").args(arguments).args(fixed).stdin(Stdio::null()).output().unwrap();
        one_line(&output)
    }

    pub fn with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let mut child = self
            .command()
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let writer = std::thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        output
    }
}

/// Standard output as exactly one line of JSON.
pub fn one_line(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "one line, not: {text:?}\n{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
