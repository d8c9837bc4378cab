//! What of a pass's text is believed.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text that begins again with so many characters has been repeated by the model.
const RECURRING: usize = 9;
/// Slow speech has so many characters a second: a text that begins again before that much is said is two questions that begin alike.
const SLOW_CHARACTERS_PER_SECOND: f32 = 8.0;
/// In longer speech the model does not repeat itself.
const SHORT_SPEECH_SECONDS: f32 = 12.0;
/// Below this mean log probability the text is a guess.
const GUESSED: f32 = -1.1;
/// Below this one it is noise, however much voice there seemed to be.
const NOISE: f32 = -1.9;
/// Less voice than this, in milliseconds, is weak evidence of speech.
const WEAK_VOICE_MS: u32 = 400;

/// Credits of subtitles, which nobody says to a market copilot: never believed.
const CREDITS: [&str; 8] = [
    "amara org",
    "legendas pela comunidade",
    "legenda por",
    "legendado por",
    "legendas por",
    "transcricao e legendas",
    "subtitles by",
    "inscreva se no canal",
];

/// What the model says of silence, but people say too: believed when there was voice.
const FILLERS: [&str; 14] = [
    "obrigado",
    "obrigada",
    "obrigado por assistir",
    "obrigada por assistir",
    "ate a proxima",
    "ate o proximo video",
    "tchau",
    "tchau tchau",
    "e ai",
    "e",
    "o que e isso",
    "um",
    "musica",
    "aplausos",
];

/// What speaks for or against a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence {
    /// Mean log probability of its tokens.
    pub log_probability: f32,
    /// How much voice there was.
    pub voiced_ms: u32,
    /// From the first voice to the last.
    pub seconds: f32,
}

/// The text as it is handed on, or `None` where nobody spoke.
pub(super) fn believed(text: &str, evidence: Evidence) -> Option<String> {
    let text = without_annotations(text);
    let text = without_repetition(&text, evidence.seconds);
    let plain = plain(&text);
    if plain.is_empty() || evidence.log_probability < NOISE {
        return None;
    }
    if CREDITS.iter().any(|credit| plain.contains(credit)) {
        return None;
    }
    let weak = evidence.voiced_ms < WEAK_VOICE_MS || evidence.log_probability < GUESSED;
    if weak && FILLERS.contains(&plain.as_str()) {
        return None;
    }
    Some(text)
}

/// Without "[Música]", "(risos)", "*suspiro*" and notes.
fn without_annotations(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut closing = None;
    for character in text.chars() {
        match closing {
            Some(end) if character == end => closing = None,
            Some(_) => {}
            None => match character {
                '[' => closing = Some(']'),
                '(' => closing = Some(')'),
                '*' => closing = Some('*'),
                '♪' | '♫' | '♬' => {}
                _ => out.push(character),
            },
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cut where its first characters recur after a sentence's end, or where it goes on repeating to its end.
#[expect(clippy::cast_precision_loss, reason = "a text has a few thousand characters at most")]
fn without_repetition(text: &str, seconds: f32) -> String {
    if seconds > SHORT_SPEECH_SECONDS {
        return text.to_owned();
    }
    let head: String = text.chars().take(RECURRING).collect();
    if head.chars().count() == RECURRING {
        let lower = text.to_lowercase();
        // lower-casing may change lengths; positions hold only where it does not
        if lower.len() == text.len()
            && let Some(at) = lower[head.len()..].find(&head.to_lowercase()).map(|at| at + head.len())
        {
            let before = text[..at].trim_end();
            let all_was_said = before.chars().count() as f32 >= SLOW_CHARACTERS_PER_SECOND * seconds;
            let sentence_ended = before.ends_with(['.', '?', '!', ',', ';', '…']);
            let tail_repeats = lower.starts_with(lower[at..].trim_end_matches(['.', '?', '!', ',', ' ']));
            if all_was_said && (sentence_ended || tail_repeats) {
                return before.trim_end_matches([',', ';']).to_owned();
            }
        }
    }
    text.to_owned()
}

/// Lower case, without accents or punctuation.
fn plain(text: &str) -> String {
    let bare: String = text
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect();
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLEAR: Evidence = Evidence { log_probability: -0.2, voiced_ms: 1400, seconds: 1.5 };
    const WEAK: Evidence = Evidence { log_probability: -0.6, voiced_ms: 200, seconds: 0.3 };

    #[test]
    fn what_was_said_is_handed_on_as_it_is() {
        assert_eq!(believed(" Qual o preço do Bitcoin hoje?", CLEAR).as_deref(), Some("Qual o preço do Bitcoin hoje?"));
    }

    #[test]
    fn subtitles_are_never_believed() {
        for text in
            ["Legendas pela comunidade Amara.org", "Legenda por Sônia Ruberti", "Transcrição e Legendas Pedro Negri"]
        {
            assert_eq!(believed(text, CLEAR), None, "{text}");
        }
    }

    #[test]
    fn thanks_are_believed_only_from_a_voice() {
        assert_eq!(believed("Obrigado.", WEAK), None);
        assert_eq!(believed("Obrigado.", CLEAR).as_deref(), Some("Obrigado."));
        assert_eq!(believed("Sim.", WEAK).as_deref(), Some("Sim."), "a short answer is no filler");
    }

    #[test]
    fn annotations_are_no_text() {
        assert_eq!(believed("[Música]", CLEAR), None);
        assert_eq!(believed("♪♪", CLEAR), None);
        assert_eq!(believed("(risos) Para de falar.", CLEAR).as_deref(), Some("Para de falar."));
    }

    #[test]
    fn a_repeated_sentence_is_said_once() {
        assert_eq!(
            believed("Quanto custa um Ethereum? Quanto custa um", CLEAR).as_deref(),
            Some("Quanto custa um Ethereum?")
        );
        assert_eq!(believed("Pare de falar, pare de falar", CLEAR).as_deref(), Some("Pare de falar"));
        assert_eq!(believed("Pare de falar Pare de falar.", CLEAR).as_deref(), Some("Pare de falar"));
    }

    #[test]
    fn two_questions_that_begin_alike_are_both_kept() {
        let text = "Quanto custa um Bitcoin? Quanto custa um Ethereum?";
        assert_eq!(believed(text, Evidence { seconds: 4.0, ..CLEAR }).as_deref(), Some(text));
    }

    #[test]
    fn words_said_twice_in_one_sentence_stay() {
        let text = "O preço do bitcoin em reais e o preço do bitcoin em dólares.";
        assert_eq!(believed(text, CLEAR).as_deref(), Some(text));
    }

    #[test]
    fn gibberish_is_noise() {
        assert_eq!(believed("Zwrg khlo", Evidence { log_probability: -2.5, voiced_ms: 900, seconds: 1.0 }), None);
    }
}
