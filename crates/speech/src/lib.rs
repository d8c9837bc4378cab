//! Speech to text and text to speech.
//!
//! - [`Recognizer`]: audio to a [`Transcript`]; engines in [`whisper`] and [`openai`]
//! - [`Synthesizer`]: a clause to [`Clip`]s; engines in [`kokoro`], [`openai`], [`elevenlabs`] and [`system`]
//! - [`fallback`]: several engines in a row, the first that works answers
//! - [`wav`], [`resample`], [`activity`]: recordings, sampling rates, and whether somebody speaks
//! - [`phonemes`]: Brazilian Portuguese words to the sounds of the local voice
//! - [`clauses`], [`cache`]: text cut into what is spoken at once, and what was spoken before

pub mod activity;
pub mod cache;
pub mod clauses;
pub mod phonemes;

mod engine;
mod error;
pub mod fallback;
pub mod resample;
pub mod system;
pub mod wav;

#[cfg(feature = "cloud")]
mod cloud;
#[cfg(feature = "cloud")]
pub mod elevenlabs;
#[cfg(feature = "kokoro")]
pub mod kokoro;
#[cfg(feature = "cloud")]
pub mod openai;
#[cfg(feature = "whisper")]
pub mod whisper;

#[cfg(feature = "cloud")]
pub use cloud::pass_on;
pub use engine::{Clip, RECOGNIZER_RATE, RecognizeOptions, Recognizer, SpeakOptions, Synthesizer, Transcript};
pub use error::SpeechError;
