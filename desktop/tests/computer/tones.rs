//! A tone that is played, and what is heard of it.
#![cfg(target_os = "linux")]

use alfa_speech::Clip;
use std::path::Path;

pub const TONE: f32 = 440.0;

pub fn tone(seconds: f32, rate: u32) -> Clip {
    let count = (seconds * rate as f32) as usize;
    let samples =
        (0..count).map(|n| 0.5 * (n as f32 * TONE * std::f32::consts::TAU / rate as f32).sin()).collect::<Vec<_>>();
    Clip { samples: samples.into(), rate }
}

pub fn write_wav(path: &Path, clip: &Clip) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: clip.rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in clip.samples.iter() {
        writer.write_sample((sample * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// How long a recording is loud, in seconds, and the tone there. Gaps and jumps do not count, for a sound server without real-time
/// rights makes some on a busy computer: the loudness is that of windows of 10 ms, the tone that of the median wave.
pub fn heard(samples: &[f32], rate: u32) -> (f32, f32) {
    let is_loud = |window: &&[f32]| window.iter().filter(|sample| sample.abs() > 0.1).count() > window.len() / 2;
    let loud = samples.chunks_exact(rate as usize / 100).filter(is_loud).count();
    let rising = |(n, pair): (usize, &[f32])| {
        (pair[0] < 0.0 && pair[1] >= 0.0).then(|| n as f32 - pair[0] / (pair[1] - pair[0]))
    };
    let crossings: Vec<f32> = samples.windows(2).enumerate().filter_map(rising).collect();
    let mut waves: Vec<f32> = crossings.windows(2).map(|pair| pair[1] - pair[0]).collect();
    waves.sort_by(f32::total_cmp);
    let wave = waves.get(waves.len() / 2).copied().unwrap_or(f32::INFINITY);
    (loud as f32 / 100.0, rate as f32 / wave)
}

/// The time between the first and the last loud sample, in seconds.
pub fn span(samples: &[f32], rate: u32) -> f32 {
    let loud = |sample: &f32| sample.abs() > 0.1;
    match (samples.iter().position(loud), samples.iter().rposition(loud)) {
        (Some(first), Some(last)) => (last - first) as f32 / rate as f32,
        _ => 0.0,
    }
}
