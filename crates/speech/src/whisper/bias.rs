//! What is added to the scores of the next token.
//!
//! An encoder context cut to the clip's length makes the model repeat the sentence instead of ending, and names of coins, rare in its training, lose
//! against everyday words half-way. Both are put right here, softly.

/// Added to end-of-text after a sentence has ended.
const END_AFTER_SENTENCE: f32 = 6.0;
/// Added to the next token of a word of the field that has begun. Never to a first token: that makes words out of nothing.
const WORD_CONTINUES: f32 = 4.0;
/// So many tokens that stood at the beginning, or just before, make a repetition.
const REPEATED: usize = 3;
/// So many tokens that stood anywhere before make one as well.
const REPEATED_ANYWHERE: usize = 7;
/// Slow speech has so many tokens a second. A text that begins again before that much is said is two questions that begin alike.
const SLOW_TOKENS_PER_SECOND: f32 = 2.4;
/// In longer speech nothing is made of a sentence that begins as the first did: the context is long enough for the model to know its end.
const SHORT_SPEECH_SECONDS: f32 = 12.0;

/// The changes for one model's vocabulary.
#[derive(Debug, Clone, Default)]
pub(super) struct Bias {
    /// End of text.
    pub end: i32,
    /// Tokens that end a sentence.
    pub sentence_ends: Vec<i32>,
    /// The field's words as tokens, in the spellings they may take.
    pub words: Vec<Vec<i32>>,
}

impl Bias {
    /// Changes `scores` after the tokens `so_far` of `seconds` of speech.
    pub fn apply(&self, so_far: &[i32], seconds: f32, scores: &mut [f32]) {
        let Some(end) = usize::try_from(self.end).ok().filter(|end| *end < scores.len()) else { return };
        let Some(last) = so_far.last() else { return };
        if repeats(so_far, seconds) {
            scores.fill(f32::NEG_INFINITY);
            scores[end] = 0.0;
            return;
        }
        if self.sentence_ends.contains(last) && all_was_said(so_far.len(), seconds) {
            scores[end] += END_AFTER_SENTENCE;
        }
        let mut raised: Vec<i32> = Vec::new();
        for word in &self.words {
            // the longest beginning of the word that stands at the end of what there is
            let next = (1..word.len()).rev().find(|begun| so_far.ends_with(&word[..*begun])).map(|begun| word[begun]);
            if let Some(next) = next.filter(|next| !raised.contains(next))
                && let Some(score) = usize::try_from(next).ok().and_then(|next| scores.get_mut(next))
            {
                *score += WORD_CONTINUES;
                raised.push(next);
            }
        }
    }
}

/// Whether the text has begun again, or goes round in circles.
///
/// That three tokens stood anywhere before is not enough: people do say "o preço do bitcoin em reais e o preço do bitcoin em dólares", and ask
/// "quanto custa um bitcoin? quanto custa um ethereum?".
fn repeats(tokens: &[i32], seconds: f32) -> bool {
    let count = tokens.len();
    if count < 2 * REPEATED {
        return false;
    }
    let begun_again = all_was_said(count - REPEATED, seconds) && tokens[..REPEATED] == tokens[count - REPEATED..];
    let in_circles =
        (REPEATED..=count / 2).any(|length| tokens[count - length..] == tokens[count - 2 * length..count - length]);
    let anywhere = seconds < SHORT_SPEECH_SECONDS && count > REPEATED_ANYWHERE && {
        let (before, last) = (&tokens[..count - 1], &tokens[count - REPEATED_ANYWHERE..]);
        before.windows(REPEATED_ANYWHERE).any(|window| window == last)
    };
    begun_again || in_circles || anywhere
}

/// Whether so many tokens may be all of so much speech, so that a sentence's end is the text's.
#[expect(clippy::cast_precision_loss, reason = "a text has a few hundred tokens at most")]
fn all_was_said(tokens: usize, seconds: f32) -> bool {
    seconds < SHORT_SPEECH_SECONDS && tokens as f32 >= SLOW_TOKENS_PER_SECOND * seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: i32 = 9;
    const STOP: i32 = 8;
    const SECONDS: f32 = 2.0;

    fn bias() -> Bias {
        Bias { end: END, sentence_ends: vec![STOP], words: vec![vec![1, 2, 3], vec![1, 2, 4]] }
    }

    #[test]
    fn a_sentence_that_ended_is_more_likely_to_be_the_last() {
        let mut scores = [0.0; 10];
        bias().apply(&[5, 6, 7, 5, STOP], SECONDS, &mut scores);
        assert_eq!(scores[9], END_AFTER_SENTENCE);
        assert!(scores[..9].iter().all(|score| *score == 0.0));
        let mut scores = [0.0; 10];
        bias().apply(&[5, 6, 7, 5, STOP], 4.0, &mut scores);
        assert_eq!(scores, [0.0; 10], "half of the speech is still to come");
    }

    #[test]
    fn a_word_is_helped_only_once_it_has_begun() {
        let mut scores = [0.0; 10];
        bias().apply(&[5], SECONDS, &mut scores);
        assert_eq!(scores, [0.0; 10]);
        bias().apply(&[5, 1], SECONDS, &mut scores);
        assert_eq!(scores[2], WORD_CONTINUES, "raised once, though two words go on with it");
        assert_eq!(scores[1], 0.0);
        let mut scores = [0.0; 10];
        bias().apply(&[1, 2], SECONDS, &mut scores);
        assert_eq!((scores[3], scores[4]), (WORD_CONTINUES, WORD_CONTINUES));
    }

    #[test]
    fn a_sentence_that_begins_again_is_ended() {
        let mut scores = [0.0; 10];
        bias().apply(&[1, 5, 6, 7, STOP, 1, 5, 6], SECONDS, &mut scores);
        assert_eq!(scores[9], 0.0);
        assert!(scores[..9].iter().all(|score| *score == f32::NEG_INFINITY));
    }

    #[test]
    fn circles_end_and_a_phrase_said_twice_does_not() {
        assert!(repeats(&[0, 1, 5, 6, 7, 5, 6, 7], SECONDS));
        assert!(!repeats(&[0, 1, 5, 6, 7, 2, 3, 5, 6, 7], SECONDS), "o preço do bitcoin em reais e o preço do bitcoin");
        assert!(!repeats(&[1, 2, 1, 2], SECONDS));
        assert!(repeats(&[0, 1, 2, 3, 4, 5, 6, 7, 0, 9, 1, 2, 3, 4, 5, 6, 7], SECONDS));
    }

    #[test]
    fn two_questions_that_begin_alike_are_two_questions() {
        let tokens = [1, 5, 6, 2, STOP, 1, 5, 6];
        assert!(repeats(&tokens, 2.0), "five tokens are all of two seconds");
        assert!(!repeats(&tokens, 4.0), "and half of four");
        assert!(!repeats(&tokens, 20.0));
    }

    #[test]
    fn nothing_happens_before_the_first_token() {
        let mut scores = [1.0; 10];
        bias().apply(&[], SECONDS, &mut scores);
        assert_eq!(scores, [1.0; 10]);
    }
}
