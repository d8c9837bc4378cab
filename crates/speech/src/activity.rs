//! Whether somebody speaks.

use std::ops::Range;

/// What a [`VoiceActivity`] knows after the last sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VoiceState {
    /// Somebody is speaking now.
    pub speaking: bool,
    /// How much voice there was so far, in milliseconds.
    pub voiced_ms: u32,
    /// How long ago the last voice was, in milliseconds; since the start when there was none.
    pub silence_ms: u32,
    /// Level of the last 16 ms, in dB of full scale (-100 for digital silence).
    pub level_dbfs: f32,
}

/// Follows a stream.
pub struct VoiceActivity {}

impl VoiceActivity {
    /// At the start of a stream.
    pub fn new() -> Self {
        Self {}
    }

    /// Takes samples at 16 kHz, any number.
    pub fn push(&mut self, samples: &[f32]) -> VoiceState {
        let _ = samples;
        VoiceState { speaking: false, voiced_ms: 0, silence_ms: 0, level_dbfs: -100.0 }
    }
}

impl Default for VoiceActivity {
    fn default() -> Self {
        Self::new()
    }
}

/// From the first to the last voiced sample of a recording at 16 kHz; `None` when nobody speaks: silence, noise, hum, clicks, tones.
pub fn speech_range(samples: &[f32]) -> Option<Range<usize>> {
    let _ = samples;
    None
}
