//! The silence around a clause: the model leaves a fifth to half a second, which a listener would wait for.

/// Softer than this is silence, beside the loudest sample (-46 dB).
const SILENT: f32 = 0.005;
/// Kept before the first sound, in seconds: soft consonants begin below the threshold.
const BEFORE: f32 = 0.03;
/// Ends are faded over this, so that no cut clicks, in seconds.
const FADE: f32 = 0.005;

/// The silence a clause's end asks for, in seconds.
pub(super) fn pause_after(text: &str) -> f32 {
    match text.trim_end().chars().next_back() {
        Some('.' | '!' | '?' | '…') => 0.22,
        Some(',' | ';' | ':' | '—' | '–') => 0.12,
        _ => 0.05,
    }
}

/// Audio from just before its first sound to `pause` seconds after its last.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "lengths of a clause in samples"
)]
pub(super) fn trimmed(audio: &[f32], rate: u32, pause: f32) -> Vec<f32> {
    let samples = |seconds: f32| (seconds * rate as f32) as usize;
    let loudest = audio.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    let heard = |sample: &f32| sample.abs() > (loudest * SILENT).max(1e-4);
    let (Some(first), Some(last)) = (audio.iter().position(heard), audio.iter().rposition(heard)) else {
        return Vec::new();
    };
    let start = first.saturating_sub(samples(BEFORE));
    let sounding = audio.len().min(last + samples(pause));
    let mut out = audio[start..sounding].to_vec();
    let fade = samples(FADE).min(out.len() / 2);
    let count = out.len();
    for index in 0..fade {
        let gain = index as f32 / fade as f32;
        out[index] *= gain;
        out[count - 1 - index] *= gain;
    }
    // where the model left less than the pause
    out.resize(last + samples(pause) - start, 0.0);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_trimmed_and_the_pause_is_as_long_as_the_mark_asks() {
        let mut audio = vec![0.0; 24_000];
        audio[8_000..16_000].fill(0.5);
        let clause = trimmed(&audio, 24_000, pause_after("está em"));
        assert_eq!(clause.len(), 8_000 + 720 + 1_200 - 1);
        let sentence = trimmed(&audio, 24_000, pause_after("Pronto."));
        assert!(sentence.len() > clause.len());
        let without_tail = trimmed(&audio[..16_000], 24_000, pause_after("Pronto."));
        assert_eq!(without_tail.len(), sentence.len());
        assert!(clause[1_000..8_000].iter().all(|sample| *sample == 0.5), "what sounds is as it was");
    }

    #[test]
    fn silence_alone_is_nothing() {
        assert!(trimmed(&[0.0; 1000], 24_000, 0.1).is_empty());
        assert!(trimmed(&[], 24_000, 0.1).is_empty());
    }
}
