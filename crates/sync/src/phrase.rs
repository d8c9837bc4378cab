//! The recovery phrase: 24 words in Portuguese, by BIP-39's word list and checksum.
//!
//! It is no wallet's: nothing is derived from it but the key that wraps the data key.

use crate::PrivateKey;
use bip39::{Language, Mnemonic};
use hkdf::Hkdf;
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

const WORDS: usize = 24;
const ENTROPY: usize = 32;

/// The words that open the user's data on a new device.
pub struct Phrase(Zeroizing<[u8; ENTROPY]>);

/// Why words are no recovery phrase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPhrase {
    /// Not 24.
    #[error("a recovery phrase has 24 words, this one {0}")]
    Count(usize),
    /// A word that is not in the list: its place, counted from 1.
    #[error("word {0} is not in the list")]
    Word(usize),
    /// All words are in the list, but not these together: one is wrong or two have changed places.
    #[error("the words do not belong together")]
    Checksum,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

impl Phrase {
    /// A new one.
    ///
    /// # Errors
    /// [`BadPhrase::Random`]
    pub fn new() -> Result<Self, BadPhrase> {
        let mut entropy = Zeroizing::new([0; ENTROPY]);
        getrandom::fill(entropy.as_mut_slice()).map_err(|_| BadPhrase::Random)?;
        Ok(Self(entropy))
    }

    /// As typed: capitals, accents and the spaces between do not matter.
    ///
    /// # Errors
    /// [`BadPhrase::Count`], [`BadPhrase::Word`] or [`BadPhrase::Checksum`]
    pub fn parse(text: &str) -> Result<Self, BadPhrase> {
        let plain: Zeroizing<String> = Zeroizing::new(text.to_lowercase().nfd().filter(char::is_ascii).collect());
        let words: Vec<&str> =
            plain.split(|character: char| !character.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
        if words.len() != WORDS {
            return Err(BadPhrase::Count(words.len()));
        }
        let joined = Zeroizing::new(words.join(" "));
        let mnemonic = Mnemonic::parse_in_normalized(Language::Portuguese, &joined).map_err(|error| match error {
            bip39::Error::UnknownWord(index) => BadPhrase::Word(index + 1),
            _ => BadPhrase::Checksum,
        })?;
        let (bytes, length) = mnemonic.to_entropy_array();
        let mut entropy = Zeroizing::new([0; ENTROPY]);
        entropy.copy_from_slice(bytes.get(..length).filter(|bytes| bytes.len() == ENTROPY).ok_or(BadPhrase::Checksum)?);
        Ok(Self(entropy))
    }

    /// Whether the user typed this word: capitals, accents and spaces around it do not matter.
    pub fn is_word(word: &str, typed: &str) -> bool {
        let plain = |text: &str| text.trim().to_lowercase().nfd().filter(char::is_ascii).collect::<String>();
        plain(word) == plain(typed)
    }

    /// The words, in order.
    pub fn words(&self) -> Vec<&'static str> {
        Mnemonic::from_entropy_in(Language::Portuguese, self.0.as_slice())
            .map(|mnemonic| mnemonic.words().collect())
            .unwrap_or_default()
    }

    /// Opens what is sealed for the phrase's public key, which devices keep: they can seal for who has the words without having them.
    pub fn private_key(&self) -> PrivateKey {
        PrivateKey::of_bytes(self.derived(b"alfa-sync-recovery-key-1"))
    }

    /// The key that wraps the first data key: HKDF-SHA-256 (RFC 5869) of the entropy.
    pub(crate) fn wrapping_key(&self) -> Zeroizing<[u8; 32]> {
        self.derived(b"alfa-sync-wrapping-key-1")
    }

    fn derived(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // 32 bytes are always within what HKDF gives
        let expanded = Hkdf::<Sha256>::new(None, self.0.as_slice()).expand(purpose, key.as_mut_slice());
        debug_assert!(expanded.is_ok());
        key
    }
}

impl std::fmt::Debug for Phrase {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Phrase(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_down_is_read_back_however_it_is_typed() {
        let phrase = Phrase::new().unwrap();
        let words = phrase.words();
        assert_eq!(words.len(), WORDS);
        let typed = format!("  {}\n{} ", words[..12].join("  ").to_uppercase(), words[12..].join(", "));
        assert_eq!(Phrase::parse(&typed).unwrap().0, phrase.0);
    }

    #[test]
    fn a_wrong_phrase_says_what_is_wrong() {
        let words = Phrase::new().unwrap().words();
        assert_eq!(Phrase::parse("abacate").unwrap_err(), BadPhrase::Count(1));
        let mut unknown = words.clone();
        unknown[6] = "satoshi";
        assert_eq!(Phrase::parse(&unknown.join(" ")).unwrap_err(), BadPhrase::Word(7));
        // of the 2048 last words 8 fit: at least one of these nine does not
        let fits = |last: &&str| {
            let mut other = words.clone();
            other[23] = last;
            Phrase::parse(&other.join(" ")).is_ok()
        };
        let some = ["abacate", "abaixo", "abalar", "abater", "abduzir", "abelha", "aberto", "abismo", "abotoar"];
        assert!(!some.iter().all(fits));
    }

    #[test]
    fn a_wallets_phrase_in_english_is_none() {
        let english = "abandon ".repeat(23) + "art";
        assert!(matches!(Phrase::parse(&english).unwrap_err(), BadPhrase::Word(1)));
    }
}
