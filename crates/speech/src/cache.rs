//! What was spoken before, kept.

use crate::{Clip, SpeakOptions, SpeechError, Synthesizer};
use async_trait::async_trait;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Clauses' audio by voice, speed and text: bounded by bytes, the least recently spoken goes first; optionally a folder that outlives the process.
pub struct ClauseCache {}

impl ClauseCache {
    /// Keeps up to `bytes` of samples in memory.
    pub fn new(bytes: usize) -> Self {
        let _ = bytes;
        Self {}
    }

    /// Also keeps up to `bytes` in `folder`, which is created when first needed. What cannot be read or written there is only missed.
    #[must_use]
    pub fn with_folder(self, folder: PathBuf, bytes: u64) -> Self {
        let _ = (folder, bytes);
        self
    }

    /// The audio of `text` by `voice`, if it is known.
    pub fn get(&self, voice: &str, options: SpeakOptions, text: &str) -> Option<Clip> {
        let _ = (voice, options, text);
        None
    }

    /// Keeps `clip`.
    pub fn put(&self, voice: &str, options: SpeakOptions, text: &str, clip: Clip) {
        let _ = (voice, options, text, clip);
    }
}

/// A synthesizer that speaks from a [`ClauseCache`] what is there, and keeps what it has to make.
pub struct CachedSynthesizer {
    inner: Arc<dyn Synthesizer>,
    cache: Arc<ClauseCache>,
}

impl CachedSynthesizer {
    /// Puts `cache` before `inner`.
    pub fn new(inner: Arc<dyn Synthesizer>, cache: Arc<ClauseCache>) -> Self {
        Self { inner, cache }
    }

    /// Makes and keeps what of `texts` is not there yet; gives how many were made.
    ///
    /// # Errors
    /// [`SpeechError::Cancelled`] or the engine's failure; what was made before stays.
    pub async fn prewarm(
        &self,
        texts: &[String],
        options: SpeakOptions,
        cancel: CancellationToken,
    ) -> Result<usize, SpeechError> {
        let _ = (texts, options, cancel, &self.cache);
        Ok(0)
    }
}

#[async_trait]
impl Synthesizer for CachedSynthesizer {
    fn name(&self) -> String {
        self.inner.name()
    }

    async fn synthesize(
        &self,
        text: &str,
        options: SpeakOptions,
        out: mpsc::Sender<Clip>,
        cancel: CancellationToken,
    ) -> Result<(), SpeechError> {
        self.inner.synthesize(text, options, out, cancel).await
    }
}
