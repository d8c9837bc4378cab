//! What recognisers and quick typing make of words, put right before anything is looked for.

mod heard;
mod letters;

use crate::lexicon::Lexicon;
use crate::phonetic::{distance, key};
use crate::text::Token;
use heard::{HEARD, SPELT};
use letters::Letters;
use std::collections::HashMap;

/// Words heard and words meant.
type Repair = (Vec<&'static str>, Vec<&'static str>);

/// The mishearings by their first word, longest first.
#[derive(Debug, Clone)]
pub(crate) struct Repairs {
    heard: HashMap<&'static str, Vec<Repair>>,
    letters: Letters,
    /// Long words of the domain by their sound.
    sounds: HashMap<String, &'static str>,
    keys: Vec<(String, &'static str)>,
}

impl Repairs {
    pub(crate) fn new(lexicon: &Lexicon) -> Self {
        let mut heard: HashMap<&'static str, Vec<Repair>> = HashMap::new();
        for (from, to) in HEARD {
            let from: Vec<&'static str> = from.split(' ').collect();
            if let Some(first) = from.first() {
                heard.entry(first).or_default().push((from, to.split(' ').collect()));
            }
        }
        for list in heard.values_mut() {
            list.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
        }
        let mut words: Vec<&'static str> =
            lexicon.words().chain(SPELT.split_whitespace()).filter(|w| w.len() >= 4).collect();
        words.sort_unstable();
        words.dedup();
        let mut sounds = HashMap::new();
        let mut keys = Vec::new();
        for word in words {
            let sound = key(word);
            if sound.len() >= 4 && !sounds.contains_key(&sound) {
                sounds.insert(sound.clone(), word);
                keys.push((sound, word));
            }
        }
        Self { heard, letters: Letters::new(), sounds, keys }
    }

    /// Puts known mishearings right.
    pub(crate) fn mishearings(&self, tokens: &mut Vec<Token>) {
        let mut i = 0;
        while i < tokens.len() {
            let known = self.heard.get(tokens[i].text.as_str()).and_then(|list| {
                list.iter().find(|(from, to)| {
                    from != to
                        && tokens.len() >= i + from.len()
                        && from.iter().zip(&tokens[i..]).all(|(w, t)| *w == t.text)
                        && !keeps(tokens, i, from)
                })
            });
            let known = known.map(|(from, to)| (from.len(), to.as_slice()));
            if let Some((length, to)) = known.or_else(|| self.letters.at(&tokens[i..])) {
                let put: Vec<Token> = to
                    .iter()
                    .enumerate()
                    .map(|(k, word)| {
                        let origin = &tokens[i + k.min(length - 1)];
                        let mut token = origin.clone();
                        token.text = (*word).to_owned();
                        token.accented = (*word).to_owned();
                        token.range = if to.len() == 1 {
                            tokens[i].range.start..tokens[i + length - 1].range.end
                        } else {
                            origin.range.clone()
                        };
                        token.after_break = k == 0 && tokens[i].after_break;
                        token.glued = k > 0 && token.glued;
                        token
                    })
                    .collect();
                let count = put.len();
                tokens.splice(i..i + length, put);
                i += count;
            } else {
                i += 1;
            }
        }
    }

    /// The word of the domain a strange word sounds like.
    pub(crate) fn by_sound(&self, word: &str) -> Option<&'static str> {
        if word.len() < 4 {
            return None;
        }
        let sound = key(word);
        if let Some(word) = self.sounds.get(&sound) {
            return Some(word);
        }
        let bound = match sound.len() {
            0..=6 => return None,
            7..=9 => 1,
            _ => 2,
        };
        let mut best: Option<(usize, &'static str)> = None;
        let mut tied = false;
        for (other, word) in &self.keys {
            if other.as_bytes().first() != sound.as_bytes().first() && bound < 2 {
                continue;
            }
            if let Some(d) = distance(&sound, other, bound) {
                match best {
                    Some((least, _)) if d > least => {}
                    Some((least, _)) if d == least => tied = true,
                    _ => {
                        best = Some((d, word));
                        tied = false;
                    }
                }
            }
        }
        best.filter(|(d, _)| !tied || *d <= 1).map(|(_, word)| word)
    }
}

/// A repair that would spoil a sentence in which the words are meant.
fn keeps(tokens: &[Token], i: usize, from: &[&str]) -> bool {
    let after = tokens.get(i + from.len()).map_or("", |t| t.text.as_str());
    match from {
        ["visa" | "vise" | "visi"] => i > 0 && !matches!(tokens[i - 1].text.as_str(), "me" | "mi"),
        ["preso"] | ["rec" | "rc" | "hrc"] => after.is_empty(),
        ["minha", "vez"] => !matches!(after, "e" | "quando" | "se" | "i"),
        ["com", "para"] => i != 0,
        _ => false,
    }
}
