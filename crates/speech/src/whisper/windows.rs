//! A long recording in windows the model can take, cut where nobody speaks.

use crate::RECOGNIZER_RATE;
use std::ops::Range;

/// The model's own limit is 30 s; what is above this is cut.
const LONGEST: usize = 28 * RECOGNIZER_RATE as usize;
/// A window is at least this long, unless it is the last.
const SHORTEST: usize = 14 * RECOGNIZER_RATE as usize;
/// Levels are compared over 20 ms.
const FRAME: usize = RECOGNIZER_RATE as usize / 50;
/// A pause is the quietest stretch of so many frames.
const PAUSE: usize = 12;

/// Cuts `samples` into windows of at most 28 s, each cut in the quietest quarter of a second within reach.
pub(super) fn windows(samples: &[f32]) -> Vec<Range<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    while samples.len() - start > LONGEST {
        let cut = quietest(&samples[start + SHORTEST..start + LONGEST]) + start + SHORTEST;
        windows.push(start..cut);
        start = cut;
    }
    windows.push(start..samples.len());
    windows
}

/// The middle of the quietest stretch.
fn quietest(samples: &[f32]) -> usize {
    let energies: Vec<f32> =
        samples.chunks(FRAME).map(|frame| frame.iter().map(|sample| sample * sample).sum()).collect();
    energies
        .windows(PAUSE)
        .enumerate()
        .min_by(|(_, one), (_, other)| one.iter().sum::<f32>().total_cmp(&other.iter().sum::<f32>()))
        .map_or(samples.len() / 2, |(at, _)| (at + PAUSE / 2) * FRAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_question_is_one_window() {
        assert_eq!(windows(&vec![0.1; 48_000]), vec![Range { start: 0, end: 48_000 }]);
        assert_eq!(windows(&[]).len(), 1);
    }

    #[test]
    fn a_long_recording_is_cut_in_its_pause() {
        let mut samples = vec![0.3; 40 * 16_000];
        samples[20 * 16_000..20 * 16_000 + 8_000].fill(0.001);
        let cut = windows(&samples);
        assert_eq!(cut.len(), 2);
        assert!((20 * 16_000..20 * 16_000 + 8_000).contains(&cut[0].end), "{cut:?}");
    }

    proptest! {
        #[test]
        fn windows_join_to_the_whole(seconds in 0usize..200) {
            let samples = vec![0.1; seconds * 16_000];
            let cut = windows(&samples);
            prop_assert_eq!(cut[0].start, 0);
            prop_assert_eq!(cut[cut.len() - 1].end, samples.len());
            prop_assert!(cut.windows(2).all(|pair| pair[0].end == pair[1].start));
            prop_assert!(cut.iter().all(|window| window.len() <= LONGEST));
        }
    }
}
