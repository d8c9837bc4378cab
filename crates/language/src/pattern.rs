//! A small pattern language over items, in which the cues of intents are written.
//!
//! ```text
//! pattern := element { " " element }
//! element := option { "|" option } [ "?" ]        "?": may be missing
//! option  := word | prefix "*" | stem "~" | "#" kind | "_" | ".."
//! ```
//! `stem~` is a verb in any ending, `_` any one item, `..` up to four items of any kind. Words are folded (no accents).

use crate::item::{Item, What};
use std::ops::Range;

#[derive(Debug, Clone)]
enum Choice {
    Word(&'static str),
    Prefix(&'static str),
    Verb(&'static str),
    Kind(&'static str),
    Any,
}

#[derive(Debug, Clone)]
struct Element {
    choices: Vec<Choice>,
    optional: bool,
    gap: bool,
}

/// A compiled pattern.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(Vec<Element>);

/// The endings of regular verbs that are said to a copilot, and the bare stem.
const ENDINGS: [&str; 62] = [
    "", "a", "e", "o", "i", "as", "es", "am", "em", "ar", "er", "ir", "ou", "eu", "iu", "ei", "ando", "endo", "indo",
    "ava", "ia", "avam", "iam", "aram", "eram", "iram", "asse", "esse", "isse", "ado", "ido", "ada", "ida", "ados",
    "idos", "adas", "idas", "ara", "era", "ira", "arem", "erem", "irem", "ares", "amos", "emos", "imos", "aria",
    "eria", "iria", "ao", "assem", "essem", "issem", "es", "eis", "ais", "aste", "este", "ai", "arao", "erao",
];

/// Whether a word is this stem with a verb's ending.
pub(crate) fn is_verb(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| ENDINGS.contains(&ending))
}

fn is_kind(item: &Item, kind: &str) -> bool {
    match kind {
        "coin" => matches!(item.what, What::Coin { .. }),
        "num" => matches!(item.what, What::Number(_) | What::One),
        "figure" => matches!(item.what, What::Number(_) | What::Money(..)),
        "pct" => matches!(item.what, What::Percent(_)),
        "money" => matches!(item.what, What::Money(..)),
        "cur" => matches!(item.what, What::Currency(_)),
        "when" => matches!(item.what, What::When(_)),
        "tf" => matches!(item.what, What::Timeframe(_)),
        "ind" => matches!(item.what, What::Indicator(_)),
        "times" => matches!(item.what, What::Times(_)),
        _ => false,
    }
}

impl Choice {
    fn matches(&self, item: &Item) -> bool {
        let word = item.what == What::Word || item.what == What::One;
        match self {
            Self::Word(text) => word && item.text == *text,
            Self::Prefix(text) => word && item.text.starts_with(text),
            Self::Verb(stem) => word && is_verb(&item.text, stem),
            Self::Kind(kind) => is_kind(item, kind),
            Self::Any => true,
        }
    }
}

impl Pattern {
    pub(crate) fn new(text: &'static str) -> Self {
        let elements = text.split_whitespace().map(|element| {
            let (body, optional) = match element.strip_suffix('?') {
                Some(body) => (body, true),
                None => (element, false),
            };
            let choices = body.split('|').map(|option| match option {
                "_" => Choice::Any,
                _ if option.starts_with('#') => Choice::Kind(&option[1..]),
                _ => match (option.strip_suffix('*'), option.strip_suffix('~')) {
                    (Some(prefix), _) => Choice::Prefix(prefix),
                    (_, Some(stem)) => Choice::Verb(stem),
                    _ => Choice::Word(option),
                },
            });
            Element { choices: choices.collect(), optional, gap: body == ".." }
        });
        Self(elements.collect())
    }

    /// The place of the first match.
    #[cfg(test)]
    pub(crate) fn find(&self, items: &[Item]) -> Option<Range<usize>> {
        (0..items.len()).find_map(|start| self.at(items, start))
    }

    /// The match that starts at a place.
    pub(crate) fn at(&self, items: &[Item], start: usize) -> Option<Range<usize>> {
        walk(&self.0, items, start).map(|end| start..end)
    }

    /// The first bytes its match can start with; `None` when any item may start it.
    pub(crate) fn first_bytes(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for element in &self.0 {
            if element.gap {
                return None;
            }
            for choice in &element.choices {
                match choice {
                    Choice::Word(t) | Choice::Prefix(t) | Choice::Verb(t) => bytes.push(*t.as_bytes().first()?),
                    Choice::Kind(_) | Choice::Any => return None,
                }
            }
            if !element.optional {
                break;
            }
        }
        Some(bytes)
    }

    /// Its words, for the lexicon: whole words, prefixes, verb stems.
    pub(crate) fn vocabulary(&self, mut word: impl FnMut(&'static str), mut open: impl FnMut(&'static str, bool)) {
        for choice in self.0.iter().flat_map(|e| &e.choices) {
            match choice {
                Choice::Word(text) if *text != ".." => word(text),
                Choice::Prefix(text) => open(text, false),
                Choice::Verb(text) => open(text, true),
                _ => {}
            }
        }
    }
}

fn walk(elements: &[Element], items: &[Item], at: usize) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(at) };
    if element.gap {
        return (at..=(at + 4).min(items.len())).find_map(|next| walk(rest, items, next));
    }
    if let Some(item) = items.get(at)
        && element.choices.iter().any(|choice| choice.matches(item))
        && let Some(end) = walk(rest, items, at + 1)
    {
        return Some(end);
    }
    if element.optional { walk(rest, items, at) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tokens;

    fn found(pattern: &'static str, text: &str) -> bool {
        let items: Vec<Item> = tokens(text).iter().map(Item::word).collect();
        Pattern::new(pattern).find(&items).is_some()
    }

    #[test]
    fn words_prefixes_verbs_gaps_and_options() {
        assert!(found("quanto|qto ta", "mas quanto tá isso"));
        assert!(found("me? avis~", "Avisem"));
        assert!(
            !found("avis~", "avisados demais aviso-prévio".split(' ').next_back().unwrap())
                || found("aviso", "aviso-prévio")
        );
        assert!(found("deix~ .. la", "deixa isso pra lá"));
        assert!(found("cota*", "cotações"));
        assert!(!found("cota*", "conta"));
    }
}
