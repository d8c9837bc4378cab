//! Terms of the field that are no indicators, each in one or two plain sentences without figures.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One line a term: the words that name it, separated by `|`, a tab, the explanation.
const TERMS: &str = include_str!("glossary.tsv");

/// The explanation of the longest term that stands in a question.
pub(super) fn find(said: &str) -> Option<&'static str> {
    let said = format!(" {} ", folded(said));
    TERMS
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(names, words)| names.split('|').map(move |name| (folded(name), words)))
        .filter(|(name, _)| said.contains(&format!(" {name} ")) || said.contains(&format!(" {name}s ")))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, words)| words)
}

/// Lower case, without accents and punctuation.
fn folded(text: &str) -> String {
    let plain: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    plain.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_found_by_any_of_its_names_and_no_explanation_has_figures() {
        assert!(find("o que é halving?").unwrap().contains("recompensa"));
        assert!(find("me explica o que são stablecoins").is_some());
        assert!(find("o que é um parafuso").is_none());
        for line in TERMS.lines() {
            let (_, words) = line.split_once('\t').expect("two columns");
            assert!(!words.chars().any(|c| c.is_ascii_digit()), "{words}");
        }
    }
}
