//! Recognition on this computer by whisper.cpp.
//!
//! - [`WhisperRecognizer`]: the engine
//! - `model`: the weights and one pass over them; `hooks`: whisper.cpp's callbacks
//! - `bias`: what is added to the scores; `guard`: what of the text is believed
//! - `windows`: long recordings

mod bias;
mod guard;
mod hooks;
mod model;
mod windows;

use crate::activity::{self, Speech, Utterance};
use crate::{RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeechError, Transcript};
use async_trait::async_trait;
use guard::Evidence;
use model::Model;
use std::path::Path;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What is heard before the first voice: a soft consonant is part of the word.
const PRE_ROLL: usize = RECOGNIZER_RATE as usize * 400 / 1000;
/// What is heard after the last voice.
const POST_ROLL: usize = RECOGNIZER_RATE as usize * 300 / 1000;

/// How the recognizer works; the default is what was measured to work best for questions about the crypto market.
#[derive(Debug, Clone, PartialEq)]
pub struct WhisperOptions {
    /// Threads for one pass.
    pub threads: usize,
    /// Text that tells the model what is talked about; short (a token costs 1–2 ms), with commas, no full stop but at its end.
    pub prompt: String,
    /// Words whose later syllables are made a little more likely once they have begun: coins, indicators.
    pub words: Vec<String>,
    /// Always look at the model's whole window of 30 s, as whisper.cpp's own program does: slower, and here to be compared with.
    pub whole_window: bool,
}

impl Default for WhisperOptions {
    fn default() -> Self {
        let words = [
            "Bitcoin",
            "Ethereum",
            "Solana",
            "Cardano",
            "Dogecoin",
            "Litecoin",
            "Polkadot",
            "Chainlink",
            "Avalanche",
            "Ripple",
            "Polygon",
            "Stellar",
            "Tether",
            "Monero",
            "Cosmos",
            "Uniswap",
            "Toncoin",
            "Tron",
            "Shiba",
            "Pepe",
            "Algorand",
            "Aave",
            "Stacks",
            "altcoin",
            "stablecoin",
            "criptomoeda",
            "dominância",
            "ganância",
            "capitalização",
            "MACD",
            "RSI",
        ];
        Self {
            threads: 2,
            prompt: "RSI, MACD, Dogecoin, Ethereum. Me avise, repita, pare.".into(),
            words: words.map(str::to_owned).to_vec(),
            whole_window: false,
        }
    }
}

/// A loaded and warm whisper model. One final and one partial pass may run at once; each ends soon after it is cancelled or dropped.
pub struct WhisperRecognizer {
    name: String,
    model: Arc<Model>,
}

impl WhisperRecognizer {
    /// Loads a ggml `model` file, called `name` ("base-q8_0") from then on, and runs it once so that the first question is not the slow one.
    /// Blocks for some 0.3 s.
    ///
    /// # Errors
    /// [`SpeechError::Model`]
    #[expect(clippy::needless_pass_by_value, reason = "callers make the options for this call")]
    pub fn load(model: &Path, name: &str, options: WhisperOptions) -> Result<Self, SpeechError> {
        let model = Model::load(model, name, &options)?;
        // the first pass touches every page of the weights and makes the threads
        model.pass(&vec![0.0; 2 * RECOGNIZER_RATE as usize], 2.0, false, &CancellationToken::new())?;
        Ok(Self { name: format!("whisper:{name}"), model: Arc::new(model) })
    }

    fn recognise_now(
        model: &Model,
        name: &str,
        samples: &[f32],
        options: RecognizeOptions,
        cancel: &CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        let Some(Speech { utterances, .. }) = activity::speech(samples) else { return Err(SpeechError::NoSpeech) };
        let mut texts = Vec::new();
        let mut probabilities = Vec::new();
        for Utterance { range, voiced_ms } in utterances {
            let all = seconds(range.len());
            let spoken = &samples[range.start.saturating_sub(PRE_ROLL)..(range.end + POST_ROLL).min(samples.len())];
            for window in windows::windows(spoken) {
                let seconds = all.min(seconds(window.len()));
                let heard = model.pass(&spoken[window], seconds, options.partial, cancel)?;
                let evidence = Evidence { log_probability: log_probability(&heard.probabilities), voiced_ms, seconds };
                if let Some(text) = guard::believed(&heard.text, evidence) {
                    texts.push(text);
                    probabilities.extend(heard.probabilities);
                }
            }
        }
        if texts.is_empty() {
            return Err(SpeechError::NoSpeech);
        }
        Ok(Transcript { text: texts.join(" "), engine: name.to_owned(), confidence: mean(&probabilities) })
    }
}

#[async_trait]
impl Recognizer for WhisperRecognizer {
    fn name(&self) -> String {
        self.name.clone()
    }

    async fn recognise(
        &self,
        samples: Arc<[f32]>,
        options: RecognizeOptions,
        cancel: CancellationToken,
    ) -> Result<Transcript, SpeechError> {
        let stop = cancel.child_token();
        // also when this future is dropped half-way
        let _stop_on_drop = stop.clone().drop_guard();
        let (model, name) = (Arc::clone(&self.model), self.name.clone());
        let pass = tokio::task::spawn_blocking(move || Self::recognise_now(&model, &name, &samples, options, &stop));
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(SpeechError::Cancelled),
            outcome = pass => outcome.unwrap_or_else(|error| {
                Err(SpeechError::Engine { engine: self.name.clone(), reason: error.to_string() })
            }),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "lengths of a recording")]
fn seconds(samples: usize) -> f32 {
    samples as f32 / RECOGNIZER_RATE as f32
}

#[expect(clippy::cast_precision_loss, reason = "a pass has a few hundred tokens at most")]
fn mean(values: &[f32]) -> Option<f32> {
    (!values.is_empty()).then(|| values.iter().sum::<f32>() / values.len() as f32)
}

fn log_probability(probabilities: &[f32]) -> f32 {
    let logs: Vec<f32> = probabilities.iter().map(|probability| probability.max(1e-6).ln()).collect();
    mean(&logs).unwrap_or(f32::NEG_INFINITY)
}
