//! What words do to each other, and which of them are weak.

use super::lexicon::{self, Weakness};
use super::word::phonemes;
use unicode_normalization::UnicodeNormalization;

const PRIMARY: char = 'ˈ';
const SECONDARY: char = 'ˌ';
const MARKS: &str = ";:,.!?—…\"()";
const DIGITS: [&str; 10] = ["zero", "um", "dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove"];

/// The words of a text in small letters; apostrophes and whatever is no letter fall away, digits are words.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.nfc().flat_map(char::to_lowercase) {
        match c {
            '-' if !word.is_empty() => word.push('-'),
            '\'' | '’' => {}
            _ if c.is_ascii_digit() => {
                words.push(std::mem::take(&mut word));
                words.push(DIGITS[c as usize - '0' as usize].to_owned());
            }
            _ if c.is_alphabetic() => word.push(c),
            _ => words.push(std::mem::take(&mut word)),
        }
    }
    words.push(word);
    words.iter().map(|word| word.trim_matches('-').to_owned()).filter(|word| !word.is_empty()).collect()
}

pub(super) fn phonemize(text: &str, names: &[(Vec<String>, String)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut piece = String::new();
    let flush = |piece: &mut String, out: &mut String| {
        let said = clause(piece, names);
        if !said.is_empty() {
            let glued = out.is_empty() || out.ends_with(['(', ' ']);
            if !glued {
                out.push(' ');
            }
            out.push_str(&said);
        }
        piece.clear();
    };
    for c in text.chars() {
        match c {
            '“' | '”' | '«' | '»' => {
                flush(&mut piece, &mut out);
                out.push('"');
            }
            _ if MARKS.contains(c) => {
                flush(&mut piece, &mut out);
                if c == '(' && !out.is_empty() {
                    out.push(' ');
                }
                out.push(c);
            }
            _ => piece.push(c),
        }
    }
    flush(&mut piece, &mut out);
    out
}

/// One piece between marks.
fn clause(text: &str, names: &[(Vec<String>, String)]) -> String {
    let words = with_names(&words_of(text), names);
    let mut said: Vec<String> =
        words.iter().enumerate().map(|(index, word)| in_clause(word, index + 1 == words.len())).collect();
    // somebody must carry the stress
    if !said.iter().any(|word| word.contains(PRIMARY))
        && let (Some(last), Some(word)) = (said.last_mut(), words.last())
    {
        *last = if last.contains(SECONDARY) { last.replace(SECONDARY, "ˈ") } else { phonemes(word) };
    }
    for index in 0..words.len().saturating_sub(1) {
        let next = &said[index + 1].trim_start_matches([PRIMARY, SECONDARY]).to_owned();
        said[index] = linked(&words[index], &said[index], &words[index + 1], next);
    }
    said.join(" ")
}

/// A coin's name becomes the words it is said with, and so do words of the lexicon.
fn with_names(words: &[String], names: &[(Vec<String>, String)]) -> Vec<String> {
    let mut out = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let plural = |word: &str, name: &str| word.strip_suffix('s') == Some(name);
        let name = names
            .iter()
            .find(|(name, _)| words[at..].starts_with(name) || (name.len() == 1 && plural(&words[at], &name[0])));
        if let Some((name, spoken)) = name.filter(|(name, _)| name.len() > 1 || lexicon::respelling(&name[0]).is_none())
        {
            let many = name.len() == 1 && words[at] != name[0];
            out.extend(words_of(spoken));
            if many && let Some(last) = out.last_mut() {
                last.push('s');
            }
            at += name.len();
            continue;
        }
        let word = &words[at];
        match lexicon::respelling(word) {
            Some(respelling) => out.extend(respelling.split(' ').map(str::to_owned)),
            None => match word.strip_suffix('s').and_then(lexicon::respelling) {
                Some(respelling) => out.push(format!("{respelling}s")),
                None if at == 0 && word == "me" && words.get(1).is_some_and(|next| next.starts_with("avis")) => {
                    out.push("mi".to_owned());
                }
                None => out.push(word.clone()),
            },
        }
        at += 1;
    }
    out
}

/// A word as it stands in a clause: weak words lose their stress.
fn in_clause(word: &str, last: bool) -> String {
    let own = phonemes(word);
    match lexicon::weakness(word) {
        Some(Weakness::Silent) => own.replace([PRIMARY, SECONDARY], ""),
        Some(Weakness::SilentInside) if !last => own.replace([PRIMARY, SECONDARY], ""),
        Some(Weakness::Light) => own.replace(SECONDARY, "").replace(PRIMARY, "ˌ"),
        Some(Weakness::LightInside) if !last => own.replace(SECONDARY, "").replace(PRIMARY, "ˌ"),
        _ => own,
    }
}

/// The end of a word before the next one.
fn linked(word: &str, said: &str, next_word: &str, next: &str) -> String {
    let Some(first) = next.chars().next() else { return said.to_owned() };
    let vowel = "aeiouyæɐɛɔʊũõAIOQWY".contains(first);
    let written_h = next_word.starts_with('h');
    let voiced = (vowel && !written_h) || "bdɡvzʒlmnɲʎrɾxʤʣ".contains(first);
    if word == "o" && vowel && next_word != "rsi" {
        return "u".to_owned();
    }
    let Some(last) = said.chars().last() else { return String::new() };
    let stem = &said[..said.len() - last.len_utf8()];
    let before = stem.chars().last();
    match last {
        's' if voiced => format!("{stem}z"),
        'r' if vowel => format!("{stem}ɾ"),
        'y' if vowel && !written_h && lexicon::links(word) => match before {
            Some('l' | 'r' | 'ɾ') => format!("{stem}i"),
            Some(c) if "aeoæɛɔ".contains(c) || c == '\u{303}' => said.to_owned(),
            _ => format!("{stem}j"),
        },
        'ʊ' if vowel && lexicon::links(word) && before.is_some_and(|c| !"aeiouɛɔɐ\u{303}".contains(c)) => {
            format!("{stem}w")
        }
        _ => said.to_owned(),
    }
}
