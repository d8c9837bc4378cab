//! A text as words and figures, with what stands between them.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word, figure or sign.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Lower case, without accents.
    pub(super) folded: String,
    /// Lower case, accents kept: "é" is not "e", "às" is not "as".
    pub(super) word: String,
    /// What stands between it and the token before.
    pub(super) gap: String,
    /// Where it stands in the normalised text.
    pub(super) range: Range<usize>,
    /// It is made of the digits 0 to 9, with marks between them.
    pub(super) figure: bool,
    /// It is a digit of another script, which no one reads aloud the same way.
    pub(super) foreign: bool,
}

impl Token {
    /// It touches the token before.
    pub(super) fn glued(&self) -> bool {
        self.gap.is_empty()
    }

    /// A sentence ends before it.
    pub(super) fn begins_sentence(&self) -> bool {
        self.gap.contains(['.', '!', '?', ';', '\n'])
    }
}

/// Lower case without accents.
fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// A text and its tokens.
#[derive(Debug)]
pub(super) struct Text {
    /// Compatibility characters are resolved: "５" is 5, "½" is 1⁄2, a narrow space is a space.
    pub(super) normalised: String,
    pub(super) tokens: Vec<Token>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let normalised: String = text.nfkc().collect();
        let tokens = tokens(&normalised);
        Self { normalised, tokens }
    }

    /// The folded word at a place, empty beyond the end.
    pub(super) fn at(&self, index: usize) -> &str {
        self.tokens.get(index).map_or("", |token| token.folded.as_str())
    }

    /// The folded word so many before a place, empty before the start.
    pub(super) fn back(&self, index: usize, steps: usize) -> &str {
        index.checked_sub(steps).map_or("", |index| self.at(index))
    }

    /// The words from one token to before another as they were written.
    pub(super) fn written(&self, range: Range<usize>) -> &str {
        let (Some(first), Some(last)) = (self.tokens.get(range.start), self.tokens.get(range.end.saturating_sub(1)))
        else {
            return "";
        };
        self.normalised.get(first.range.start..last.range.end).unwrap_or("")
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |index: usize| chars.get(index).map_or(text.len(), |(at, _)| *at);
    let char_at = |index: usize| chars.get(index).map(|(_, c)| *c);
    let mut out: Vec<Token> = Vec::new();
    let (mut index, mut end) = (0, 0);
    while let Some(c) = char_at(index) {
        let start = index;
        let (mut figure, mut foreign) = (false, false);
        if c.is_ascii_digit() {
            figure = true;
            while char_at(index).is_some_and(|c| {
                c.is_ascii_digit()
                    || matches!(c, '.' | ',') && char_at(index + 1).is_some_and(|next| next.is_ascii_digit())
            }) {
                index += 1;
            }
        } else if c.is_numeric() {
            foreign = true;
            index += 1;
        } else if c.is_alphabetic() {
            while char_at(index).is_some_and(|c| c.is_alphabetic() || is_combining_mark(c)) {
                index += 1;
            }
            let word = text[byte(start)..byte(index)].to_ascii_lowercase();
            if char_at(index) == Some('$') && matches!(word.as_str(), "r" | "us" | "u") {
                index += 1;
            }
        } else if matches!(c, '$' | '€' | '£' | '¥' | '₿' | '%' | '‰') {
            index += 1;
        } else {
            index += 1;
            continue;
        }
        let range = byte(start)..byte(index);
        let raw = &text[range.clone()];
        out.push(Token {
            folded: fold(raw),
            word: raw.to_lowercase(),
            gap: text[end..range.start].to_owned(),
            range: range.clone(),
            figure,
            foreign,
        });
        end = range.end;
    }
    out
}
