//! Voice is told from everything else.

mod common;

use alfa_speech::activity::{VoiceActivity, speech, speech_range};
use alfa_speech::wav;
use common::{mix, not_speech, recording, transcripts, white};
use proptest::prelude::*;

#[test]
fn nobody_speaks_in_silence_noise_hum_clicks_and_tones() {
    let heard: Vec<_> =
        not_speech().into_iter().filter_map(|(name, samples)| Some((name, speech(&samples)?))).collect();
    assert!(heard.is_empty(), "{heard:?}");
}

#[test]
fn every_recording_has_its_speech() {
    for (file, said, _) in transcripts() {
        let samples = wav::read(&recording(&file)).unwrap().samples;
        let found = speech(&samples).unwrap_or_else(|| panic!("{file}"));
        assert!(found.voiced_ms > 500, "{file} ({said}): {found:?}");
        assert!(found.range.start < 12_000 && found.range.end > samples.len() - 12_000, "{file}: {found:?}");
    }
}

#[test]
fn soft_and_noisy_speech_is_speech() {
    for (file, ..) in transcripts() {
        let samples = wav::read(&recording(&file)).unwrap().samples;
        let soft: Vec<f32> = samples.iter().map(|sample| sample * 0.1).collect();
        assert!(speech(&soft).is_some(), "{file} 20 dB softer");
        let power = |samples: &[f32]| samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32;
        // uniform noise has a third of its amplitude's square
        let level = (3.0 * power(&samples) / 10f32.powf(1.5)).sqrt();
        let noisy = mix(&samples, &white(samples.len() as f32 / 16_000.0 + 1.0, level));
        assert!(speech(&noisy).is_some(), "{file} at 15 dB");
    }
}

#[test]
fn a_stream_says_who_speaks_when() {
    let question = wav::read(&recording("q22_pm_alex.wav")).unwrap().samples;
    let mut activity = VoiceActivity::new();
    let quiet = activity.push(&white(1.0, 0.001));
    assert!(!quiet.speaking && quiet.voiced_ms == 0 && quiet.silence_ms >= 980, "{quiet:?}");
    let mut spoke = false;
    for chunk in question.chunks(160) {
        spoke |= activity.push(chunk).speaking;
    }
    assert!(spoke);
    let after = activity.push(&white(1.0, 0.001));
    assert!(!after.speaking && after.voiced_ms > 800 && after.silence_ms > 900, "{after:?}");
    assert!(after.level_dbfs < -55.0);
}

#[test]
fn broken_samples_are_silence() {
    let mut samples = vec![f32::NAN; 8_000];
    samples.extend([f32::INFINITY, f32::NEG_INFINITY, 1e30, -1e30]);
    samples.resize(16_000, 0.0);
    assert_eq!(speech_range(&samples), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_size_of_the_pieces_makes_no_difference(sizes in proptest::collection::vec(1usize..3_000, 1..40)) {
        let samples = wav::read(&recording("q20_pm_alex.wav")).unwrap().samples;
        let mut whole = VoiceActivity::new();
        let mut pieces = VoiceActivity::new();
        let taken: usize = sizes.iter().sum::<usize>().min(samples.len());
        let expected = whole.push(&samples[..taken]);
        let mut at = 0;
        let mut state = None;
        for size in sizes {
            let end = (at + size).min(taken);
            state = Some(pieces.push(&samples[at..end]));
            at = end;
        }
        prop_assert_eq!(state, Some(expected));
    }
}
