//! Several engines in a row: the first that works answers.

use crate::{Clip, RecognizeOptions, Recognizer, SpeakOptions, SpeechError, Synthesizer, Transcript};
use async_trait::async_trait;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// An engine failed and the next one is asked.
#[derive(Debug)]
pub struct Fallback {
    /// The engine that failed.
    pub failed: String,
    /// Why.
    pub error: SpeechError,
    /// The engine that is asked instead, if there is one left.
    pub next: Option<String>,
}

/// Hears of every [`Fallback`].
pub type OnFallback = Arc<dyn Fn(&Fallback) + Send + Sync>;

/// Recognizers in order of preference. The engine that answered stands in [`Transcript::engine`].
pub struct FallbackRecognizer {
    engines: Vec<Arc<dyn Recognizer>>,
}

impl FallbackRecognizer {
    /// Asks `engines` in this order.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when there is none.
    pub fn new(engines: Vec<Arc<dyn Recognizer>>, on_fallback: OnFallback) -> Result<Self, SpeechError> {
        let _ = on_fallback;
        Ok(Self { engines })
    }
}

#[async_trait]
impl Recognizer for FallbackRecognizer {
    /// The engine that is asked first now.
    fn name(&self) -> String {
        self.engines.first().map(|engine| engine.name()).unwrap_or_default()
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

/// Synthesizers in order of preference.
pub struct FallbackSynthesizer {
    engines: Vec<Arc<dyn Synthesizer>>,
}

impl FallbackSynthesizer {
    /// Asks `engines` in this order.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] when there is none.
    pub fn new(engines: Vec<Arc<dyn Synthesizer>>, on_fallback: OnFallback) -> Result<Self, SpeechError> {
        let _ = on_fallback;
        Ok(Self { engines })
    }

    /// The engine that spoke last.
    pub fn last(&self) -> Option<String> {
        None
    }
}

#[async_trait]
impl Synthesizer for FallbackSynthesizer {
    /// The engine that is asked first now.
    fn name(&self) -> String {
        self.engines.first().map(|engine| engine.name()).unwrap_or_default()
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
