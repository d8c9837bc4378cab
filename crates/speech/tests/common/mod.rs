//! What the tests share: the recordings, and sounds that are no speech.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::f32::consts::TAU;
use std::path::{Path, PathBuf};

/// A recording that ships with the tests.
pub fn recording(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/speech").join(file)
}

/// File, what was said, and words that must be heard.
pub fn transcripts() -> Vec<(String, String, String)> {
    let text = std::fs::read_to_string(recording("transcripts.tsv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let mut fields = line.split('\t').map(str::to_owned);
            (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap_or_default())
        })
        .collect()
}

const RATE: usize = 16_000;

/// The same noise in every run.
struct Noise(u64);

impl Noise {
    fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// -1..1
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

pub fn white(seconds: f32, level: f32) -> Vec<f32> {
    let mut noise = Noise::new();
    (0..count(seconds)).map(|_| level * noise.next()).collect()
}

/// Paul Kellet's filter.
fn pink(seconds: f32, level: f32) -> Vec<f32> {
    let mut noise = Noise::new();
    let (mut b0, mut b1, mut b2) = (0.0f32, 0.0f32, 0.0f32);
    (0..count(seconds))
        .map(|_| {
            let white = noise.next();
            b0 = 0.99765 * b0 + white * 0.099_046;
            b1 = 0.963 * b1 + white * 0.296_516_4;
            b2 = 0.57 * b2 + white * 1.052_691_3;
            level * (b0 + b1 + b2 + white * 0.1848) / 4.0
        })
        .collect()
}

fn tone(seconds: f32, hertz: f32, level: f32) -> Vec<f32> {
    (0..count(seconds)).map(|index| level * (TAU * hertz * index as f32 / RATE as f32).sin()).collect()
}

/// 50 Hz with its overtones.
fn hum(seconds: f32, level: f32) -> Vec<f32> {
    mix(&mix(&tone(seconds, 50.0, level), &tone(seconds, 100.0, level / 2.0)), &tone(seconds, 150.0, level / 3.0))
}

/// Clicks of a mouse or a keyboard, four a second.
fn clicks(seconds: f32, level: f32) -> Vec<f32> {
    let mut noise = Noise::new();
    (0..count(seconds))
        .map(|index| if index % 4_000 < 60 { level * noise.next() } else { 0.0005 * noise.next() })
        .collect()
}

/// A melody of notes with overtones, as an alarm or a game plays them.
fn melody(seconds: f32, level: f32) -> Vec<f32> {
    let notes = [440.0f32, 554.37, 659.25, 880.0];
    (0..count(seconds))
        .map(|index| {
            let hertz = notes[index / 4_800 % notes.len()];
            let time = index as f32 / RATE as f32;
            level * ((TAU * hertz * time).sin() + 0.4 * (TAU * 2.0 * hertz * time).sin()) / 1.4
        })
        .collect()
}

pub fn mix(one: &[f32], other: &[f32]) -> Vec<f32> {
    one.iter().zip(other).map(|(one, other)| one + other).collect()
}

fn count(seconds: f32) -> usize {
    (seconds * RATE as f32) as usize
}

/// Every sound that is no speech, by name.
pub fn not_speech() -> Vec<(&'static str, Vec<f32>)> {
    vec![
        ("digital silence", vec![0.0; 3 * RATE]),
        ("a quiet room", white(3.0, 0.002)),
        ("soft white noise", white(3.0, 0.02)),
        ("loud white noise", white(3.0, 0.3)),
        ("soft pink noise", pink(3.0, 0.05)),
        ("loud pink noise", pink(3.0, 0.5)),
        ("hum", hum(3.0, 0.2)),
        ("hum in noise", mix(&hum(3.0, 0.1), &white(3.0, 0.02))),
        ("clicks", clicks(3.0, 0.6)),
        ("a tone", tone(3.0, 440.0, 0.3)),
        ("a high tone", tone(3.0, 2_000.0, 0.3)),
        ("a melody", melody(3.0, 0.3)),
        ("a single knock", {
            let mut knock = vec![0.0; 2 * RATE];
            for (index, sample) in white(0.08, 0.8).into_iter().enumerate() {
                knock[8_000 + index] = sample * (-(index as f32) / 300.0).exp();
            }
            knock
        }),
    ]
}
