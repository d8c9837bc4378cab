//! Brazilian Portuguese words to the phonemes of the Kokoro voice, by rules of our own.
//!
//! The alphabet is the one the voice was trained on: IPA with single letters for diphthongs and affricates
//! (`A` ei, `I` ai, `W` au, `O` ou, `Y` oi, `ʧ`, `ʤ`), `ˈ` and `ˌ` before the stressed vowel, punctuation kept.
//!
//! - `spelling`: a word's letters to sounds, by the rules of the orthography
//! - `stress`: which vowel is stressed, and the secondary stresses before it
//! - `word`: the sounds of a word written in the voice's alphabet
//! - `sentence`: what words do to each other, and which of them are weak
//! - `lexicon`: words whose spelling does not tell how they sound

mod lexicon;
mod sentence;
mod spelling;
mod stress;
#[cfg(test)]
mod tests;
mod word;

use alfa_domain::CoinTable;
use std::collections::HashMap;
use std::sync::LazyLock;

static VOCABULARY: LazyLock<HashMap<char, i64>> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct File {
        vocab: HashMap<char, i64>,
    }
    // the file is part of the program, a test reads it
    serde_json::from_str::<File>(include_str!("kokoro-vocab.json")).map(|file| file.vocab).unwrap_or_default()
});

/// Turns text into phonemes. Build it once: it indexes the respellings of the coins' names.
#[derive(Debug, Clone)]
pub struct Phonemizer {
    /// Lower-case words of a name to their respelling; the longest names first.
    names: Vec<(Vec<String>, String)>,
}

impl Phonemizer {
    /// With the coins that ship with ALFA.
    pub fn new() -> Self {
        Self::with_coins(&CoinTable::shipped())
    }

    /// With the names of these coins, said as the table's `spoken` form. Names that are ordinary words too are left alone.
    pub fn with_coins(coins: &CoinTable) -> Self {
        let mut names: Vec<(Vec<String>, String)> = coins
            .iter()
            .filter(|coin| !coin.caution.name && coin.spoken != coin.name)
            .map(|coin| (sentence::words_of(&coin.name), coin.spoken.to_lowercase()))
            .filter(|(words, _)| !words.is_empty())
            .collect();
        names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        Self { names }
    }

    /// The phonemes of a text in the voice's alphabet. The text should be words already (`alfa_language::aloud::say`); digits are
    /// said one by one, anything else that has no sound is left out.
    pub fn phonemize(&self, text: &str) -> String {
        sentence::phonemize(text, &self.names)
    }
}

impl Default for Phonemizer {
    fn default() -> Self {
        Self::new()
    }
}

/// The voice's token of each phoneme; what is not in its vocabulary is dropped. The caller pads with 0 at both ends.
pub fn tokens(phonemes: &str) -> Vec<i64> {
    phonemes.chars().filter_map(|c| VOCABULARY.get(&c).copied()).collect()
}
