//! Sampling rates, for one mono stream or one piece of audio.

use crate::SpeechError;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler as _};
use std::collections::VecDeque;

/// Samples a step takes, before `rubato` rounds it to the two rates: some 10 ms of a microphone.
const CHUNK: usize = 480;
/// No sound card has a higher rate; the work grows with it.
const HIGHEST_RATE: u32 = 1_000_000;

/// Converts a mono stream from one rate to another, with no delay in its output: the first sample out is the first sample in.
pub struct Resampler {
    /// `None` where the rates are the same.
    converter: Option<Converter>,
}

struct Converter {
    fft: Fft<f32>,
    from: u32,
    to: u32,
    waiting: VecDeque<f32>,
    input: Vec<f32>,
    output: Vec<f32>,
    /// Samples of the converter's own delay still to be thrown away.
    delay: usize,
    taken: u64,
    given: u64,
}

impl Resampler {
    /// From `from` to `to` samples per second.
    ///
    /// # Errors
    /// [`SpeechError::Engine`] for a rate of zero or one that cannot be converted.
    pub fn new(from: u32, to: u32) -> Result<Self, SpeechError> {
        if from == to && from > 0 {
            return Ok(Self { converter: None });
        }
        let fail = |reason: String| SpeechError::Engine { engine: "resampler".into(), reason };
        if from.max(to) > HIGHEST_RATE {
            return Err(fail(format!("{from} to {to} samples a second")));
        }
        let (rate_in, rate_out) = (from as usize, to as usize);
        // two rates with nothing in common would need one block of a whole second or more
        let fft =
            Fft::<f32>::new(rate_in, rate_out, CHUNK, 1, FixedSync::Both).map_err(|error| fail(error.to_string()))?;
        let (input, output) = (vec![0.0; fft.input_frames_max()], vec![0.0; fft.output_frames_max()]);
        let delay = fft.output_delay();
        Ok(Self {
            converter: Some(Converter {
                fft,
                from,
                to,
                waiting: VecDeque::new(),
                input,
                output,
                delay,
                taken: 0,
                given: 0,
            }),
        })
    }

    /// Takes samples and gives what is ready (some 10 to 20 ms behind for the usual rates).
    pub fn push(&mut self, samples: &[f32]) -> Vec<f32> {
        let Some(converter) = &mut self.converter else { return samples.to_vec() };
        converter.taken += samples.len() as u64;
        converter.waiting.extend(samples);
        let mut out = Vec::new();
        converter.run(&mut out);
        converter.given += out.len() as u64;
        out
    }

    /// The rest. Afterwards the resampler stands as new.
    pub fn finish(&mut self) -> Vec<f32> {
        let Some(converter) = &mut self.converter else { return Vec::new() };
        // as long as the input, to the sample
        let due = (converter.taken * u64::from(converter.to)).div_ceil(u64::from(converter.from));
        let missing = usize::try_from(due.saturating_sub(converter.given)).unwrap_or(0);
        let mut out = Vec::with_capacity(missing);
        while out.len() < missing {
            let silence = converter.fft.input_frames_next();
            converter.waiting.extend(std::iter::repeat_n(0.0, silence));
            if !converter.run(&mut out) {
                break;
            }
        }
        out.truncate(missing);
        converter.fft.reset();
        converter.delay = converter.fft.output_delay();
        converter.waiting.clear();
        (converter.taken, converter.given) = (0, 0);
        out
    }
}

impl Converter {
    /// Converts every whole step that waits; `false` if none could be.
    fn run(&mut self, out: &mut Vec<f32>) -> bool {
        let mut any = false;
        loop {
            let (take, give) = (self.fft.input_frames_next(), self.fft.output_frames_next());
            if self.waiting.len() < take {
                return any;
            }
            for (slot, sample) in self.input.iter_mut().zip(self.waiting.drain(..take)) {
                *slot = sample;
            }
            let written = {
                let Ok(input) = InterleavedSlice::new(&self.input[..take], 1, take) else { return any };
                let Ok(mut output) = InterleavedSlice::new_mut(&mut self.output[..give], 1, give) else { return any };
                // fails only for buffers of a wrong size
                let Ok((_, written)) = self.fft.process_into_buffer(&input, &mut output, None) else { return any };
                written
            };
            let dropped = self.delay.min(written);
            self.delay -= dropped;
            out.extend_from_slice(&self.output[dropped..written]);
            any = true;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::f32::consts::TAU;

    fn sine(hertz: f32, rate: u32, count: usize) -> Vec<f32> {
        (0..count).map(|index| 0.5 * (TAU * hertz * index as f32 / rate as f32).sin()).collect()
    }

    #[test]
    fn a_tone_stays_the_same_tone_at_the_same_time() {
        for (from, to) in [(48_000, 16_000), (44_100, 16_000), (22_050, 16_000), (8_000, 16_000), (24_000, 48_000)] {
            let out = resample(&sine(440.0, from, from as usize), from, to).unwrap();
            assert_eq!(out.len(), to as usize, "{from} → {to}");
            let wanted = sine(440.0, to, to as usize);
            let (head, tail) = (to as usize / 20, to as usize * 19 / 20);
            let worst = out[head..tail]
                .iter()
                .zip(&wanted[head..tail])
                .map(|(one, other)| (one - other).abs())
                .fold(0.0, f32::max);
            assert!(worst < 0.01, "{from} → {to}: {worst}");
        }
    }

    #[test]
    fn what_16_khz_cannot_carry_does_not_come_back_as_something_else() {
        let out = resample(&sine(11_000.0, 48_000, 48_000), 48_000, 16_000).unwrap();
        let loudest = out[1_000..15_000].iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
        assert!(loudest < 0.005, "{loudest}");
    }

    #[test]
    fn impossible_rates_are_refused() {
        assert!(Resampler::new(0, 16_000).is_err());
        assert!(Resampler::new(16_000, 0).is_err());
        assert!(Resampler::new(0, 0).is_err());
        assert!(Resampler::new(u32::MAX, 16_000).is_err());
    }

    #[test]
    fn a_finished_resampler_stands_as_new() {
        let tone = sine(300.0, 48_000, 9_600);
        let mut resampler = Resampler::new(48_000, 16_000).unwrap();
        let mut runs = Vec::new();
        for _ in 0..2 {
            let mut out = resampler.push(&tone);
            out.extend(resampler.finish());
            runs.push(out);
        }
        assert_eq!(runs[0], runs[1]);
    }

    proptest! {
        #[test]
        fn a_stream_in_pieces_is_the_whole(pieces in proptest::collection::vec(1usize..900, 1..12), from in prop::sample::select(vec![48_000u32, 44_100, 16_000, 8_000])) {
            let tone = sine(500.0, from, pieces.iter().sum());
            let whole = resample(&tone, from, 16_000).unwrap();
            let mut resampler = Resampler::new(from, 16_000).unwrap();
            let mut streamed = Vec::new();
            let mut at = 0;
            for piece in pieces {
                streamed.extend(resampler.push(&tone[at..at + piece]));
                at += piece;
            }
            streamed.extend(resampler.finish());
            prop_assert_eq!(streamed, whole);
        }
    }
}
