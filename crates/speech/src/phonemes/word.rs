//! The sounds of a word written in the voice's alphabet.

use super::lexicon;
use super::spelling::{Accent, Coda, Sound, sounds};
use super::stress::{Stress, stresses};

/// The phonemes of one word in small letters, as said by itself.
pub(super) fn phonemes(word: &str) -> String {
    if let Some(whole) = lexicon::whole(word) {
        return whole.to_owned();
    }
    // each part of a compound has its own stress
    if word.contains('-') {
        return word.split('-').map(phonemes).collect();
    }
    // "sobrecomprado": the prefix is weak
    if let Some(rest) = word.strip_prefix("sobre").filter(|rest| rest.len() > 6) {
        return format!("sobɾe{}", phonemes(rest));
    }
    let sounds = sounds(word);
    let stresses = stresses(word, &sounds);
    let mut out = String::with_capacity(sounds.len() * 3);
    let mut vowel = 0;
    for (index, sound) in sounds.iter().enumerate() {
        match *sound {
            Sound::Consonant(consonant) => {
                let soft = consonant_softens(&sounds, index, &stresses, vowel);
                out.push_str(match consonant {
                    "t" if soft => "ʧ",
                    "d" if soft => "ʤ",
                    // no vowel frees a final stop of a foreign word
                    "t" if index + 1 == sounds.len() && vowel > 0 => "ʧ",
                    other => other,
                });
            }
            Sound::Vowel { letter, accent, coda } => {
                let stress = stresses[vowel];
                let place = Place {
                    stress,
                    after_stress: stresses[..vowel].contains(&Stress::Primary)
                        && !stresses[vowel..].contains(&Stress::Primary),
                    before_lateral: matches!(sounds.get(index + 2), Some(Sound::Vowel { coda: Coda::Lateral, .. })),
                    before_nasal: coda == Coda::Open
                        && matches!(sounds.get(index + 1), Some(Sound::Consonant("m" | "n"))),
                    before_m: coda == Coda::Open && sounds.get(index + 1) == Some(&Sound::Consonant("m")),
                    before_nh: coda == Coda::Open && matches!(sounds.get(index + 1), Some(Sound::Consonant("ɲ"))),
                    last: vowel + 1 == stresses.len(),
                    ends: sounds[index + 1..].iter().all(|s| *s == Sound::Consonant("s")),
                };
                out.push_str(match stress {
                    Stress::Primary => "ˈ",
                    Stress::Secondary => "ˌ",
                    Stress::None => "",
                });
                out.push_str(&vowel_phonemes(letter, accent, coda, &place, word));
                vowel += 1;
            }
        }
    }
    out
}

/// Where a vowel stands.
struct Place {
    stress: Stress,
    after_stress: bool,
    before_nasal: bool,
    before_m: bool,
    before_nh: bool,
    /// The next syllable ends in a lateral: "canal".
    before_lateral: bool,
    /// The last vowel of the word.
    last: bool,
    /// Nothing but a plural s follows.
    ends: bool,
}

/// Whether a t or d stands before an i: written, or the weak e at the end.
fn consonant_softens(sounds: &[Sound], index: usize, stresses: &[Stress], vowel: usize) -> bool {
    match sounds.get(index + 1) {
        Some(Sound::Consonant(next)) => *next == "j",
        Some(Sound::Vowel { letter: 'i', .. }) => true,
        Some(Sound::Vowel { letter: 'e', coda: Coda::Open, .. }) => {
            let ends = sounds[index + 2..].iter().all(|s| *s == Sound::Consonant("s"));
            ends && stresses[vowel] != Stress::Primary
        }
        _ => false,
    }
}

fn vowel_phonemes(letter: char, accent: Accent, coda: Coda, place: &Place, word: &str) -> String {
    let stressed = place.stress == Stress::Primary;
    match coda {
        Coda::Nasal { lips } => nasal(letter, accent, lips, place, word).to_owned(),
        Coda::Glide(glide) => diphthong(letter, accent, glide).to_owned(),
        Coda::Lateral => lateral(letter, accent, place, word).to_owned(),
        Coda::Open => {
            let open =
                accent == Accent::Acute || (accent == Accent::None && stressed && lexicon::is_open(word, letter));
            match letter {
                'a' if accent == Accent::Tilde => "ɐ̃",
                'a' if place.before_nh => "ɐ̃",
                'a' if stressed && place.before_nasal => "ɐ̃",
                'a' if place.before_nasal && place.before_lateral => "ɐ̃",
                'a' if accent == Accent::Circumflex && place.before_nasal => "ɐ̃",
                // only respelled names have it elsewhere: "trâst"
                'a' if accent == Accent::Circumflex => "æ",
                'a' if stressed => "a",
                'a' if place.before_nasal || place.ends || place.after_stress && !place.last => "æ",
                'a' => "a",
                'o' if accent == Accent::Tilde => "o\u{303}",
                'e' if !stressed && place.last && place.ends => "y",
                'o' if !stressed && place.last && place.ends => "ʊ",
                'e' if open => "ɛ",
                'e' => "e",
                'o' if open => "ɔ",
                'o' => "o",
                'u' if place.before_nh || (accent == Accent::Acute && place.before_m) => "u\u{303}",
                'u' => "u",
                _ => "i",
            }
            .to_owned()
        }
    }
}

fn nasal(letter: char, accent: Accent, lips: bool, place: &Place, word: &str) -> &'static str {
    match (letter, lips) {
        ('i', false) if place.ends && place.after_stress && word.ends_with('n') => "in",
        ('a', _) if place.last && place.stress == Stress::None && word.ends_with("am") => "ɐ̃ʊ̃",
        ('a', true) => "ɐ̃m",
        ('a', false) => "ɐ̃ŋ",
        ('e', true) if accent == Accent::Acute => "ɛm",
        ('e', false) if accent == Accent::Acute && !place.ends => "ɛn",
        ('e', true) => "Am",
        ('e', false) => "Aŋ",
        ('o', true) => "om",
        ('o', false) => "oŋ",
        ('u', true) => "u\u{303}m",
        ('u', false) => "u\u{303}ŋ",
        (_, true) => "im",
        (_, false) => "iŋ",
    }
}

fn diphthong(letter: char, accent: Accent, glide: char) -> &'static str {
    match (letter, accent, glide) {
        ('a', Accent::Tilde, 'o') => "ɐ̃ʊ̃",
        ('a', Accent::Tilde, _) => "ɐ̃y",
        ('o', Accent::Tilde, _) => "o\u{303}j",
        // an accent on these stands in respelled names alone, where both vowels are heard
        ('e', Accent::Circumflex, 'i') => "ei",
        ('o', Accent::Circumflex, 'u') => "ou",
        ('u', Accent::Acute, 'i') => "ui",
        ('a', _, 'i') => "I",
        ('a', _, _) => "W",
        ('e', Accent::Acute, 'i') => "ɛɪ",
        ('e', _, 'i') => "A",
        ('e', Accent::Acute, _) => "ɛʊ",
        ('e', _, _) => "eʊ",
        ('o', Accent::Acute, 'i') => "Y",
        ('o', _, 'i') => "oɪ",
        ('o', _, _) => "ow",
        ('u', _, _) => "uɪ",
        (_, _, _) => "iʊ",
    }
}

fn lateral(letter: char, accent: Accent, place: &Place, word: &str) -> &'static str {
    let stressed = place.stress == Stress::Primary;
    match letter {
        'a' => "W",
        'e' if accent == Accent::Acute || (stressed && place.last) || word.starts_with("móvel") => "ɛʊ",
        'e' => "eʊ",
        'o' if accent == Accent::Circumflex => "ol",
        'o' if !stressed && place.last && place.after_stress => "ɔl",
        'o' if accent == Accent::Acute || (stressed && (place.last || lexicon::is_open(word, 'o'))) => "ɔl",
        'o' => "ow",
        'u' if word.starts_with("últim") => "ul",
        'u' => "uw",
        _ => "iʊ",
    }
}
