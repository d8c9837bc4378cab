//! Speech to text and text to speech.
//!
//! - [`Recognizer`]: audio to a [`Transcript`]
//! - [`Synthesizer`]: a clause to [`Clip`]s

pub mod phonemes;

mod engine;
mod error;

pub use engine::{Clip, RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeakOptions, Synthesizer, Transcript};
pub use error::SpeechError;
