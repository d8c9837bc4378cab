//! A sentence as tokens: folded words with their place in the original text.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How a word was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Lower,
    /// First letter upper, rest lower.
    Capital,
    /// Every letter upper.
    Upper,
}

/// One word, figure or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Lower case, without accents.
    pub text: String,
    /// Lower case, accents kept.
    pub accented: String,
    /// Bytes of the original text.
    pub range: Range<usize>,
    pub case: Case,
    /// A comma, full stop or the like stands before it.
    pub after_break: bool,
    /// It touches the token before it ("600k", "0,5Bitcoin").
    pub glued: bool,
}

/// Lower case without accents. Letters only change; nothing is dropped but marks.
pub fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

fn is_figure_mark(c: char) -> bool {
    matches!(c, '.' | ',')
}

/// The tokens of a text: words, figures with their marks ("1.234,56"), `r$`, `us$`, `$`, `€`, `%`.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |i: usize| chars.get(i).map_or(text.len(), |(at, _)| *at);
    let mut out: Vec<Token> = Vec::new();
    let (mut i, mut broken, mut last_end) = (0, false, usize::MAX);
    while i < chars.len() {
        let c = chars[i].1;
        let start = i;
        if c.is_ascii_digit() {
            while i < chars.len() {
                let c = chars[i].1;
                let inner = is_figure_mark(c) && chars.get(i + 1).is_some_and(|(_, n)| n.is_ascii_digit());
                if !(c.is_ascii_digit() || inner) {
                    break;
                }
                i += 1;
            }
        } else if c.is_alphabetic() {
            while i < chars.len() && (chars[i].1.is_alphabetic() || is_combining_mark(chars[i].1)) {
                i += 1;
            }
            // "R$", "US$", "U$"
            let word = &text[end_of(start)..end_of(i)];
            if chars.get(i).is_some_and(|(_, c)| *c == '$')
                && matches!(word.to_ascii_lowercase().as_str(), "r" | "us" | "u")
            {
                i += 1;
            }
        } else if matches!(c, '$' | '€' | '%' | '+' | '/' | 'º' | 'ª' | '<' | '>') {
            i += 1;
        } else {
            if matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '\n' | '…' | '—') {
                broken = true;
            }
            // a sign of a negative figure ("-6,64%") stays with it; other hyphens join words
            i += 1;
            continue;
        }
        let range = end_of(start)..end_of(i);
        let raw = &text[range.clone()];
        let letters: Vec<char> = raw.chars().filter(|c| c.is_alphabetic()).collect();
        let case = match letters.split_first() {
            Some((first, rest)) if first.is_uppercase() => {
                if rest.iter().all(|c| c.is_uppercase()) {
                    Case::Upper
                } else {
                    Case::Capital
                }
            }
            _ => Case::Lower,
        };
        let accented: String = raw.nfc().flat_map(char::to_lowercase).collect();
        let folded = fold(raw);
        if folded.is_empty() {
            continue;
        }
        out.push(Token {
            text: folded,
            accented,
            case,
            after_break: broken && !out.is_empty(),
            glued: last_end == range.start,
            range: range.clone(),
        });
        broken = false;
        last_end = range.end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.text).collect()
    }

    #[test]
    fn figures_keep_their_marks_and_letters_stand_apart() {
        assert_eq!(words("Dá R$ 1.234,56?"), ["da", "r$", "1.234,56"]);
        assert_eq!(words("0,5Bitcoin, 600k."), ["0,5", "bitcoin", "600", "k"]);
        assert_eq!(words("US$20 mil e 3,5%"), ["us$", "20", "mil", "e", "3,5", "%"]);
        assert_eq!(words("Avise-me às 18h30"), ["avise", "me", "as", "18", "h", "30"]);
    }

    #[test]
    fn decomposed_accents_read_like_composed_ones() {
        assert_eq!(words("cotac\u{327}a\u{303}o"), words("cotação"));
    }
}
