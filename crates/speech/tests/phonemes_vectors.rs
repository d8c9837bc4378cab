//! The phonemes are those the voice was trained on.
//!
//! - `phonemes_kokoro_vectors.tsv`: texts with their phonemes and tokens: every one must match exactly.
//! - `espeak_vectors.tsv`: what an independent phonemiser says to words, coins' spoken names and sentences such as ALFA says; the set
//!   `unseen` was written after the rules and never used to change them. The rules may differ a little: the reference reads some words
//!   otherwise than people do ("período" without its o, "canais" without its nasal), and foreign names by their spelling.

use alfa_speech::phonemes::{Phonemizer, tokens};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[test]
fn the_voices_own_vectors_match_exactly() {
    let phonemizer = Phonemizer::new();
    let mut rows = 0;
    for line in include_str!("phonemes_kokoro_vectors.tsv").lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [text, phonemes, ids] = columns[..] else { panic!("{line}") };
        let said = phonemizer.phonemize(text);
        assert_eq!(said, phonemes, "{text}");
        let ids: Vec<i64> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
        assert_eq!(tokens(&said), ids, "{text}");
        rows += 1;
    }
    assert!(rows >= 27);
}

/// Levenshtein's distance.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (diagonal + usize::from(x != y)).min(above + 1).min(row[j] + 1);
            diagonal = above;
        }
    }
    row[b.len()]
}

#[derive(Default)]
struct Tally {
    wrong: usize,
    phonemes: usize,
    wrong_marks: usize,
    marks: usize,
}

impl Tally {
    fn phoneme_errors(&self) -> f64 {
        100.0 * self.wrong as f64 / self.phonemes as f64
    }
    fn mark_errors(&self) -> f64 {
        100.0 * self.wrong_marks as f64 / self.marks as f64
    }
}

#[test]
fn few_phonemes_differ_from_an_independent_reference() {
    let is_mark = |c: &char| matches!(c, 'ˈ' | 'ˌ');
    let phonemizer = Phonemizer::new();
    let mut sets: BTreeMap<&str, Tally> = BTreeMap::new();
    for line in include_str!("espeak_vectors.tsv").lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [set, text, reference] = columns[..] else { panic!("{line}") };
        let said: Vec<char> = phonemizer.phonemize(text).chars().collect();
        let reference: Vec<char> = reference.chars().collect();
        let plain = |text: &[char]| text.iter().copied().filter(|c| !is_mark(c)).collect::<Vec<char>>();
        let wrong = distance(&plain(&said), &plain(&reference));
        for set in [set, "all"] {
            let tally = sets.entry(set).or_default();
            tally.wrong += wrong;
            tally.phonemes += plain(&reference).len();
            tally.wrong_marks += distance(&said, &reference).saturating_sub(wrong);
            tally.marks += reference.iter().filter(|c| is_mark(c)).count();
        }
    }
    for (set, tally) in &sets {
        println!("{set}: {:.2} % of phonemes, {:.2} % of stress marks", tally.phoneme_errors(), tally.mark_errors());
    }
    for (set, bound) in [("all", 0.5), ("word", 0.5), ("sentence", 0.5), ("unseen", 1.0), ("name", 3.0)] {
        assert!(sets[set].phoneme_errors() <= bound, "{set}: {} %", sets[set].phoneme_errors());
    }
    assert!(sets["all"].mark_errors() <= 1.0, "{} %", sets["all"].mark_errors());
}

proptest! {
    #[test]
    fn any_text_becomes_tokens_of_the_voice(text in "\\PC{0,60}") {
        let phonemes = Phonemizer::default().phonemize(&text);
        prop_assert_eq!(tokens(&phonemes).len(), phonemes.chars().count(), "{}", phonemes);
    }

    #[test]
    fn portuguese_letters_are_never_lost(word in "[bcdfgjlmnprstvz][aeiouáéíóúâêôãõ]([bcdfgjlmnprstvz][aeiou]){0,4}") {
        let phonemes = Phonemizer::default().phonemize(&word);
        prop_assert!(phonemes.contains('ˈ'), "{} {}", word, phonemes);
        prop_assert!(phonemes.chars().count() >= word.chars().count() / 2);
    }
}
