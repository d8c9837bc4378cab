//! Whisper's mel filter bank, as `librosa.filters.mel(sr=16000, n_fft=400, n_mels=80)` makes it: triangles that are evenly spaced on Slaney's mel
//! scale (Auditory Toolbox, 1998: linear below 1 kHz, logarithmic above) and of equal area.

/// How many filters.
pub(super) const FILTERS: usize = 80;
/// How many frequencies of the spectrum each weighs: 0 to 8 kHz.
pub(super) const FREQUENCIES: usize = 201;

const RATE: f64 = 16_000.0;
const HERTZ_PER_MEL: f64 = 200.0 / 3.0;
const LOGARITHMIC_FROM_HERTZ: f64 = 1000.0;

/// The weights, filter by filter.
#[expect(clippy::cast_precision_loss, reason = "indices below 201 are exact")]
#[expect(clippy::cast_possible_truncation, reason = "the weights are single precision in the files")]
pub(super) fn filters() -> Vec<f32> {
    let top = mel_of(RATE / 2.0);
    let step = top / (FILTERS + 1) as f64;
    let edges: Vec<f64> =
        (0..FILTERS + 2).map(|i| hertz_of(if i == FILTERS + 1 { top } else { i as f64 * step })).collect();
    let spectrum: Vec<f64> = (0..FREQUENCIES).map(|i| i as f64 * RATE / 400.0).collect();
    let mut weights = Vec::with_capacity(FILTERS * FREQUENCIES);
    for filter in 0..FILTERS {
        let [left, middle, right] = [edges[filter], edges[filter + 1], edges[filter + 2]];
        let area = 2.0 / (right - left);
        for frequency in &spectrum {
            let rise = (frequency - left) / (middle - left);
            let fall = (right - frequency) / (right - middle);
            // rounded before and after the scaling, as librosa does
            let triangle = rise.min(fall).max(0.0) as f32;
            weights.push((f64::from(triangle) * area) as f32 + 0.0);
        }
    }
    weights
}

fn logarithmic_step() -> f64 {
    6.4_f64.ln() / 27.0
}

fn mel_of(hertz: f64) -> f64 {
    let from = LOGARITHMIC_FROM_HERTZ / HERTZ_PER_MEL;
    if hertz < LOGARITHMIC_FROM_HERTZ {
        hertz / HERTZ_PER_MEL
    } else {
        from + (hertz / LOGARITHMIC_FROM_HERTZ).ln() / logarithmic_step()
    }
}

fn hertz_of(mel: f64) -> f64 {
    let from = LOGARITHMIC_FROM_HERTZ / HERTZ_PER_MEL;
    if mel < from { mel * HERTZ_PER_MEL } else { LOGARITHMIC_FROM_HERTZ * (logarithmic_step() * (mel - from)).exp() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_is_one_hill() {
        let weights = filters();
        assert_eq!(weights.len(), FILTERS * FREQUENCIES);
        for filter in weights.chunks(FREQUENCIES) {
            let positive: Vec<usize> = (0..FREQUENCIES).filter(|i| filter[*i] > 0.0).collect();
            assert!(!positive.is_empty());
            assert_eq!(positive.last().unwrap() - positive[0] + 1, positive.len(), "no gap");
            let peak = (0..FREQUENCIES).max_by(|a, b| filter[*a].total_cmp(&filter[*b])).unwrap();
            assert!(filter[..peak].is_sorted());
            assert!(filter[peak..].iter().rev().is_sorted());
        }
    }

    #[test]
    fn weights_known_from_the_published_filters_are_met_exactly() {
        // the first filter of mel_filters.npz (80 filters) of OpenAI's whisper
        let weights = filters();
        assert_eq!(weights[..3], [0.0, 0.024_862_595, 0.0]);
    }

    #[test]
    fn no_weight_is_a_negative_zero() {
        assert!(filters().iter().all(|weight| weight.is_sign_positive()));
    }
}
