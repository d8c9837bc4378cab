//! A loaded model and one pass over a window of speech.

use super::WhisperOptions;
use super::bias::Bias;
use super::hooks::{self, Hooks};
use crate::{RECOGNIZER_RATE, SpeechError};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio_util::sync::CancellationToken;
use whisper_rs::{FullParams, SamplingStrategy, WhisperContext, WhisperContextParameters, WhisperState};

/// Encoder frames a second.
const FRAMES_PER_SECOND: usize = 50;
/// Frames of silence the model wants to hear after the speech, to know that it has ended.
const FRAMES_AFTER: usize = 64;
/// The fast matrix kernels take only contexts of a multiple of this; the others spend a quarter of a pass in the attention's slow path.
const FRAMES_STEP: usize = 16;
/// The model's whole context, 30 s.
const FRAMES_MOST: usize = 1500;
/// A question has fewer tokens than this; longer speech gets more by its length.
const TOKENS_LEAST: usize = 48;
/// Nobody speaks more tokens than this in a second.
const TOKENS_PER_SECOND: usize = 8;

/// What one pass found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heard {
    pub text: String,
    /// The probability of each of the text's tokens.
    pub probabilities: Vec<f32>,
}

/// The weights, and two places to work in: what a person waits for is never behind what is only shown.
pub(super) struct Model {
    name: String,
    params: FullParams<'static, 'static>,
    prompt: Vec<i32>,
    bias: Bias,
    vocabulary: usize,
    end: i32,
    whole_window: bool,
    last: Mutex<WhisperState>,
    partial: Mutex<WhisperState>,
}

impl Model {
    pub fn load(path: &Path, name: &str, options: &WhisperOptions) -> Result<Self, SpeechError> {
        whisper_rs::install_logging_hooks();
        let broken = |reason: String| SpeechError::Model { file: file_name(path), reason };
        // whisper.cpp says nothing of why it cannot open a file
        std::fs::File::open(path).map_err(|error| broken(error.to_string()))?;
        let mut parameters = WhisperContextParameters::default();
        parameters.use_gpu(false).flash_attn(false);
        let context =
            WhisperContext::new_with_params(path, parameters).map_err(|_| broken("not a ggml whisper model".into()))?;
        if !context.is_multilingual() {
            return Err(broken("an English-only model".into()));
        }
        let state = || context.create_state().map_err(|error| broken(error.to_string()));
        let tokens = |text: &str| context.tokenize(text, 256).map_err(|error| broken(error.to_string()));
        let prompt = if options.prompt.is_empty() { Vec::new() } else { tokens(&options.prompt)? };
        let mut words = Vec::new();
        for word in &options.words {
            for spelling in spellings(word) {
                words.push(tokens(&spelling)?);
            }
        }
        words.retain(|word| word.len() > 1);
        words.sort();
        words.dedup();
        let mut sentence_ends = Vec::new();
        for mark in [".", "?", "!"] {
            sentence_ends.extend(tokens(mark)?.first().copied());
        }
        let end = context.token_eot();
        Ok(Self {
            name: name.to_owned(),
            params: params(options),
            prompt,
            bias: Bias { end, sentence_ends, words },
            vocabulary: usize::try_from(context.n_vocab()).unwrap_or(0),
            end,
            whole_window: options.whole_window,
            last: Mutex::new(state()?),
            partial: Mutex::new(state()?),
        })
    }

    /// Recognises one window of at most 30 s.
    /// `seconds` is how much of it is speech.
    pub fn pass(
        &self,
        samples: &[f32],
        seconds: f32,
        partial: bool,
        cancel: &CancellationToken,
    ) -> Result<Heard, SpeechError> {
        let mut state = lock(if partial { &self.partial } else { &self.last });
        if cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        let mut params = self.params.clone();
        if !self.prompt.is_empty() {
            params.set_tokens(&self.prompt);
        }
        let frames = if self.whole_window { FRAMES_MOST } else { audio_context(samples.len()) };
        params.set_audio_ctx(c_int(frames));
        params.set_max_tokens(c_int(TOKENS_LEAST.max(TOKENS_PER_SECOND * samples.len() / RECOGNIZER_RATE as usize)));
        let start = Instant::now();
        let mut first_token = None;
        let mut filter = |so_far: &[i32], scores: &mut [f32]| {
            first_token.get_or_insert_with(|| start.elapsed());
            self.bias.apply(so_far, seconds, scores);
        };
        let mut hooks = Hooks {
            filter: &mut filter,
            cancel,
            vocabulary: self.vocabulary,
            tokens: Vec::with_capacity(TOKENS_LEAST),
        };
        let outcome = hooks::run(&mut state, params, samples, &mut hooks);
        let tokens = hooks.tokens.len();
        if cancel.is_cancelled() {
            return Err(SpeechError::Cancelled);
        }
        tracing::debug!(
            context = audio_context(samples.len()),
            ?first_token,
            all = ?start.elapsed(),
            tokens,
            "a pass has ended"
        );
        outcome.map_err(|error| SpeechError::Engine {
            engine: format!("whisper:{}", self.name),
            reason: error.to_string(),
        })?;
        Ok(self.heard(&state))
    }

    fn heard(&self, state: &WhisperState) -> Heard {
        let mut bytes = Vec::new();
        let mut probabilities = Vec::new();
        for segment in state.as_iter() {
            for token in (0..segment.n_tokens()).filter_map(|index| segment.get_token(index)) {
                if token.token_id() < self.end {
                    // a letter may be spread over tokens, so the bytes are joined before they are read
                    bytes.extend_from_slice(token.to_bytes().unwrap_or_default());
                    probabilities.push(token.token_probability());
                }
            }
        }
        Heard { text: String::from_utf8_lossy(&bytes).trim().to_owned(), probabilities }
    }
}

/// A pass that panicked leaves a state that the next pass begins anew anyway.
fn lock(state: &Mutex<WhisperState>) -> MutexGuard<'_, WhisperState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn params(options: &WhisperOptions) -> FullParams<'static, 'static> {
    let mut params = FullParams::new(SamplingStrategy::Greedy { best_of: 1 });
    params.set_n_threads(c_int(options.threads.max(1)));
    params.set_language(Some("pt"));
    params.set_temperature(0.0);
    params.set_temperature_inc(0.0);
    params.set_no_context(true);
    params.set_single_segment(true);
    params.set_no_timestamps(true);
    params.set_suppress_blank(true);
    params.set_print_special(false);
    params.set_print_progress(false);
    params.set_print_realtime(false);
    params.set_print_timestamps(false);
    params
}

/// The encoder's context for so many samples: their own length and a little silence.
fn audio_context(samples: usize) -> usize {
    let frames = (samples * FRAMES_PER_SECOND).div_ceil(RECOGNIZER_RATE as usize) + FRAMES_AFTER;
    FRAMES_MOST.min(frames.next_multiple_of(FRAMES_STEP))
}

/// A word as it may stand: at the beginning or in the middle of a sentence, capital or not.
fn spellings(word: &str) -> [String; 4] {
    let lower = word.to_lowercase();
    [word.to_owned(), lower.clone(), format!(" {word}"), format!(" {lower}")]
}

fn c_int(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_is_as_long_as_the_speech_and_a_little_more() {
        assert_eq!(audio_context(0), 64);
        assert_eq!(audio_context(48_000), 224, "3 s are 150 frames, and 64 more, to the next multiple of 16");
        assert_eq!(audio_context(60 * 16_000), 1500);
        assert!((0..28 * 16_000).step_by(1_000).all(|samples| audio_context(samples).is_multiple_of(16)));
    }

    #[test]
    fn a_missing_or_foreign_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("ggml-none.bin");
        let error = Model::load(&missing, "none", &WhisperOptions::default()).err().unwrap();
        assert!(matches!(error, SpeechError::Model { ref file, .. } if file == "ggml-none.bin"), "{error}");
        let foreign = folder.path().join("ggml-foreign.bin");
        std::fs::write(&foreign, b"this is no model at all").unwrap();
        let error = Model::load(&foreign, "foreign", &WhisperOptions::default()).err().unwrap();
        assert!(matches!(error, SpeechError::Model { .. }), "{error}");
    }
}
