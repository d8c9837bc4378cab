//! Where what is long is cut: a recording in its quietest moment, a text behind a sentence.

use alfa_speech::RECOGNIZER_RATE;

/// A part of a recording is at most so long, in seconds.
pub(super) const LONGEST_S: u64 = 45;
/// And no shorter than this, but for the last.
const EARLIEST: usize = 20 * RECOGNIZER_RATE as usize;
/// 20 ms.
const FRAME: usize = RECOGNIZER_RATE as usize / 50;
/// So many frames are looked at together: 300 ms, which is a breath.
const BREATH: usize = 15;
/// A part of a text has at most so many characters.
const MOST_CHARACTERS: usize = 1_500;

/// Where to cut a recording at [`RECOGNIZER_RATE`]: in the middle of its quietest breath, the last of such.
pub(super) fn quietest(samples: &[f32]) -> usize {
    let Some(late) = samples.get(EARLIEST..) else { return samples.len() };
    let power = |frame: &[f32]| frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>();
    let powers: Vec<f64> = late.chunks_exact(FRAME).map(power).collect();
    let breaths = powers.windows(BREATH).map(|breath| breath.iter().sum::<f64>()).enumerate();
    let quietest = breaths.min_by(|(at, power), (later, other)| power.total_cmp(other).then(later.cmp(at)));
    quietest.map_or(samples.len(), |(at, _)| EARLIEST + (at + BREATH / 2) * FRAME)
}

/// A text in parts, which together are the text: behind sentences where there are any, else between words.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((most, _)) = rest.char_indices().nth(MOST_CHARACTERS) {
        let (part, left) = rest.split_at(last_cut(&rest[..most]));
        parts.push(part);
        rest = left;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// The last place to cut what is too long by itself.
fn last_cut(text: &str) -> usize {
    let spaces = text.char_indices().filter(|(_, character)| character.is_whitespace());
    let after: Vec<usize> = spaces.map(|(at, character)| at + character.len_utf8()).collect();
    let ends = |cut: usize| {
        let before = &text[..cut];
        before.ends_with('\n') || before.trim_end().ends_with(['.', '!', '?', '…'])
    };
    // a sentence that ended early would leave a crumb
    let sentence = after.iter().rev().find(|cut| **cut >= text.len() / 3 && ends(**cut));
    sentence.or(after.last()).copied().unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_recording_is_cut_where_nobody_speaks() {
        let rate = RECOGNIZER_RATE as usize;
        let mut samples: Vec<f32> = (0..45 * rate).map(|at| if at / 40 % 2 == 0 { 0.3 } else { -0.3 }).collect();
        for pause in [5, 24, 33] {
            samples[pause * rate..pause * rate + rate / 2].fill(0.001);
        }
        let cut = quietest(&samples);
        assert!((33 * rate..33 * rate + rate / 2).contains(&cut), "in the last pause that is late enough: {cut}");
        assert_eq!(quietest(&samples[..rate]), rate);
        assert!(quietest(&vec![0.0; 45 * rate]) > 44 * rate);
    }

    #[test]
    fn a_text_is_cut_behind_its_sentences() {
        let sentence = "O Bitcoin subiu 2.500 reais hoje, e o Ether caiu. ";
        let text = sentence.repeat(100);
        let parts = sentences(&text);
        assert!(parts.len() > 2 && parts.iter().all(|part| part.ends_with("caiu. ")), "{parts:?}");
        assert_eq!(sentences(&"a".repeat(4_000)).len(), 3);
        assert_eq!(sentences("oi"), ["oi"]);
    }

    proptest! {
        #[test]
        fn the_parts_are_the_text(text in "[a-zé. !\n]{0,6000}") {
            let parts = sentences(&text);
            prop_assert_eq!(parts.concat(), text.as_str());
            prop_assert!(parts.iter().all(|part| !part.is_empty() && part.chars().count() <= MOST_CHARACTERS));
        }
    }
}
