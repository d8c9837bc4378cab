//! The voice that comes with the system, as a light fallback, always as a separate program.

use crate::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// espeak-ng on Linux, `say` on macOS, `System.Speech` on Windows.
#[derive(Debug, Clone)]
pub struct SystemVoice {}

impl SystemVoice {
    /// The system's Portuguese voice, if there is one.
    pub async fn detect() -> Option<Self> {
        None
    }
}

#[async_trait]
impl Synthesizer for SystemVoice {
    fn name(&self) -> String {
        "system:".into()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let _ = (text, options, out, cancel);
        Err(SpeechError::UnknownVoice("system".into()))
    }
}
