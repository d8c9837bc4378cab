//! Abbreviations said letter by letter, as recognisers write them: "M a CD", "erre esse i", "M acededo" (eme-a-cê-dê-do).

use crate::text::Token;
use std::collections::HashMap;

/// What each letter of an abbreviation may be written as, folded.
const SPELT_OUT: [(&str, &[&[&str]]); 2] = [
    ("macd", &[&["m", "eme", "em"], &["a", "ha"], &["c", "ce", "se"], &["d", "de", "di", "dee"]]),
    ("rsi", &[&["r", "erre", "er"], &["s", "esse", "ess", "ece"], &["i", "e", "ai"]]),
];
/// Prepositions that run into the last letter.
const RUN_ON: [&str; 3] = ["", "do", "da"];
/// Words an abbreviation with its preposition may be spread over.
const SPREAD: usize = 5;

/// Every way to write the abbreviations, spaces removed, with what is meant.
#[derive(Debug, Clone)]
pub(super) struct Letters(HashMap<String, Vec<&'static str>>);

impl Letters {
    pub(super) fn new() -> Self {
        let mut forms = HashMap::new();
        for (abbreviation, letters) in SPELT_OUT {
            let mut spelt = vec![String::new()];
            for names in letters {
                spelt = spelt.iter().flat_map(|start| names.iter().map(move |name| format!("{start}{name}"))).collect();
            }
            for form in spelt {
                for preposition in RUN_ON {
                    let meant = [abbreviation, preposition].into_iter().filter(|word| !word.is_empty()).collect();
                    forms.entry(format!("{form}{preposition}")).or_insert(meant);
                }
            }
        }
        Self(forms)
    }

    /// How many words from here are an abbreviation's letters, and the words meant.
    pub(super) fn at(&self, tokens: &[Token]) -> Option<(usize, &[&'static str])> {
        // "é M A C D": the word before the letters is none of them
        if tokens.first().is_some_and(|token| token.text == "e") {
            return None;
        }
        let mut joined = String::new();
        let mut found = None;
        for (index, token) in tokens.iter().take(SPREAD).enumerate() {
            joined.push_str(&token.text);
            if let Some(meant) = self.0.get(&joined) {
                // "é rsi" is no "er-s-i": a word that is the abbreviation needs no repair
                let there = tokens[..=index].iter().any(|token| Some(&token.text.as_str()) == meant.first());
                found = (!there).then_some((index + 1, meant.as_slice())).or(found);
            }
        }
        found
    }
}
