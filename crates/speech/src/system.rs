//! The voice that comes with the system, as a light fallback, always as a separate program that is handed the text through its input.

use crate::{Clip, SpeakOptions, SpeechError, Synthesizer, wav};
use async_trait::async_trait;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Words a minute at speed 1.
const WORDS_PER_MINUTE: f32 = 165.0;
/// A clause that is not spoken by then never will be.
const PATIENCE: Duration = Duration::from_secs(20);
/// The longest that is spoken at once, in seconds.
const LONGEST_SECONDS: f64 = 300.0;

/// The program that speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Program {
    /// `espeak-ng`, or its elder `espeak`, writing WAV to its output.
    Espeak(&'static str),
    /// macOS, writing a file.
    Say,
    /// Windows' `System.Speech` through PowerShell, writing a file.
    PowerShell,
}

/// espeak-ng on Linux, `say` on macOS, `System.Speech` on Windows.
#[derive(Debug, Clone)]
pub struct SystemVoice {
    program: Program,
    voice: String,
}

impl SystemVoice {
    /// The system's Portuguese voice, if there is one.
    pub async fn detect() -> Option<Self> {
        let found = if cfg!(target_os = "macos") {
            let voices = output(Command::new("say").args(["-v", "?"])).await?;
            brazilian_of_say(&voices).map(|voice| (Program::Say, voice))
        } else if cfg!(windows) {
            let voice =
                output(Command::new("powershell").args(["-NoProfile", "-NonInteractive", "-Command", WINDOWS_VOICE]))
                    .await?;
            let voice = voice.trim().to_owned();
            (!voice.is_empty()).then_some((Program::PowerShell, voice))
        } else {
            espeak().await
        };
        found.map(|(program, voice)| Self { program, voice })
    }

    fn command(&self, speed: f32, file: &std::path::Path) -> Command {
        let rate = WORDS_PER_MINUTE * speed.clamp(0.5, 2.0);
        match self.program {
            Program::Espeak(program) => {
                let mut command = Command::new(program);
                command.args(["-v", &self.voice, "-s", &format!("{rate:.0}"), "-b", "1", "--stdin", "--stdout"]);
                command
            }
            Program::Say => {
                let mut command = Command::new("say");
                command
                    .args([
                        "-v",
                        &self.voice,
                        "-r",
                        &format!("{rate:.0}"),
                        "-f",
                        "-",
                        "--data-format=LEI16@22050",
                        "-o",
                    ])
                    .arg(file);
                command
            }
            Program::PowerShell => {
                let mut command = Command::new("powershell");
                command.args(["-NoProfile", "-NonInteractive", "-Command", WINDOWS_SPEAK]);
                // -10..10, where 10 is three times as fast
                let rate = (speed.clamp(0.5, 2.0).ln() / 3f32.ln() * 10.0).round();
                command.env("ALFA_VOICE", &self.voice).env("ALFA_RATE", format!("{rate:.0}")).env("ALFA_FILE", file);
                command
            }
        }
    }

    async fn speak(&self, text: &str, speed: f32) -> Result<Clip, SpeechError> {
        let fail = |reason: String| SpeechError::Engine { engine: self.name(), reason };
        let file = spoken_file();
        let _removed = RemovedOnDrop(file.clone());
        let mut child = self
            .command(speed, &file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| fail(error.to_string()))?;
        let mut input = child.stdin.take().ok_or_else(|| fail("no input".into()))?;
        let feed = async {
            // a program that does not listen says so by its status
            let _ = input.write_all(text.as_bytes()).await;
            let _ = input.write_all(b"\n").await;
            drop(input);
        };
        let ((), output) = tokio::join!(feed, child.wait_with_output());
        let output = output.map_err(|error| fail(error.to_string()))?;
        if !output.status.success() {
            return Err(fail(output.status.to_string()));
        }
        let bytes = if matches!(self.program, Program::Espeak(_)) {
            output.stdout
        } else {
            tokio::fs::read(&file).await.map_err(|error| fail(error.to_string()))?
        };
        wav::read_clip(&bytes, LONGEST_SECONDS).map_err(|error| fail(error.to_string()))
    }
}

#[async_trait]
impl Synthesizer for SystemVoice {
    fn name(&self) -> String {
        format!("system:{}", self.voice)
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        if !text.chars().any(char::is_alphanumeric) {
            return Ok(());
        }
        let clip = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(SpeechError::Cancelled),
            spoken = tokio::time::timeout(PATIENCE, self.speak(text, options.speed)) => spoken.unwrap_or_else(|_| {
                Err(SpeechError::Engine { engine: self.name(), reason: "no sound in time".into() })
            })?,
        };
        out.send(clip).await.map_err(|_| SpeechError::Cancelled)
    }
}

/// Espeak's Brazilian voice, by the name its version gives it.
async fn espeak() -> Option<(Program, String)> {
    for program in ["espeak-ng", "espeak"] {
        if let Some(voices) = output(Command::new(program).arg("--voices=pt")).await {
            let voice =
                ["pt-br", "pt-BR", "pt"].into_iter().find(|voice| voices.split_whitespace().any(|word| word == *voice));
            if let Some(voice) = voice {
                return Some((Program::Espeak(program), voice.to_owned()));
            }
        }
    }
    None
}

/// What a program prints, if it is there and content.
async fn output(command: &mut Command) -> Option<String> {
    let run = command.stdin(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true).output();
    let output = tokio::time::timeout(PATIENCE, run).await.ok()?.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The Brazilian voice in the list of `say -v ?` ("Luciana             pt_BR    # Olá!").
fn brazilian_of_say(voices: &str) -> Option<String> {
    let name = |line: &str| line.split_once("pt_BR").map(|(name, _)| name.trim().to_owned());
    voices.lines().find(|line| line.starts_with("Luciana")).and_then(name).or_else(|| voices.lines().find_map(name))
}

const WINDOWS_VOICE: &str = "Add-Type -AssemblyName System.Speech; \
    (New-Object System.Speech.Synthesis.SpeechSynthesizer).GetInstalledVoices() | \
    Where-Object { $_.Enabled -and $_.VoiceInfo.Culture.Name -eq 'pt-BR' } | Select-Object -First 1 | ForEach-Object { $_.VoiceInfo.Name }";

const WINDOWS_SPEAK: &str = "Add-Type -AssemblyName System.Speech; [Console]::InputEncoding = [Text.Encoding]::UTF8; \
    $s = New-Object System.Speech.Synthesis.SpeechSynthesizer; $s.SelectVoice($env:ALFA_VOICE); $s.Rate = [int]$env:ALFA_RATE; \
    $s.SetOutputToWaveFile($env:ALFA_FILE); $s.Speak([Console]::In.ReadToEnd()); $s.Dispose()";

/// Where a program that writes a file writes it.
fn spoken_file() -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    std::env::temp_dir().join(format!("alfa-voice-{}-{}.wav", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)))
}

struct RemovedOnDrop(PathBuf);

impl Drop for RemovedOnDrop {
    fn drop(&mut self) {
        // most programs write none
        let _ = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_brazilian_voice_of_macos_is_found() {
        let voices = "Joana               pt_PT    # Olá!\nFelipe              pt_BR    # Oi\nLuciana             pt_BR    # Olá!\n";
        assert_eq!(brazilian_of_say(voices).as_deref(), Some("Luciana"));
        assert_eq!(
            brazilian_of_say("Eddy (Português (Brasil)) pt_BR    # Olá").as_deref(),
            Some("Eddy (Português (Brasil))")
        );
        assert_eq!(brazilian_of_say("Alex  en_US  # Hi"), None);
    }

    #[tokio::test]
    async fn what_is_no_text_is_not_spoken_and_what_looks_like_an_option_is() {
        // a machine without a system voice has nothing to show here
        let Some(voice) = SystemVoice::detect().await else { return };
        let speak = async |text: &str| {
            let (out, mut clips) = mpsc::channel(4);
            voice.synthesize(text, SpeakOptions::default(), out, CancellationToken::new()).await.unwrap();
            clips.recv().await.map_or(0.0, |clip| clip.seconds())
        };
        assert_eq!(speak("...").await, 0.0);
        assert!(speak("O bitcoin subiu.").await > 0.6);
        assert!(speak("--version").await > 0.3, "it is text, not an option");
        let cancel = CancellationToken::new();
        cancel.cancel();
        let (out, _clips) = mpsc::channel(4);
        let outcome = voice.synthesize("Olá", SpeakOptions::default(), out, cancel).await;
        assert!(matches!(outcome, Err(SpeechError::Cancelled)));
    }
}
